"""Fresh passages of 1987 to 2026, read as wholes: each date with its exact days, and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eventstudy.articles.dates import dates_in
from eventstudy.articles.read import article_from_text

DATA = Path(__file__).parent / "data"
MARK = re.compile(r"\{([^{}|]*)\|([^{}]*)\}")

# Missed: "the New Year", "the bank holiday", the day before or after what a clause tells, a weekday after a plural
# subject apart from its verb ("Sanctions on Iran return on Monday"), "next Sunday" said on a Monday of that week.


def passages(name):
    """Yield the day of publication, the text, and offsets and days of each date marked in it."""
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        published, marked = line.split(" # ", 1)
        text, wanted, position = "", [], 0
        for match in MARK.finditer(marked):
            text += marked[position : match.start()]
            days = match[2].split("|")
            wanted.append((len(text), len(text) + len(match[1]), days[0], days[-1]))
            text += match[1]
            position = match.end()
        yield None if published == "-" else published, text + marked[position:], wanted


def score(name):
    """Count the dates found, those of them that are right, and those marked."""
    found = right = marked = 0
    for published, text, wanted in passages(name):
        left = list(wanted)
        marked += len(wanted)
        for mention in dates_in(article_from_text(text, published=published)):
            found += 1
            days = mention.first.isoformat(), mention.last.isoformat()
            fits = [w for w in left if mention.start < w[1] and w[0] < mention.end and w[2:] == days]
            right += bool(fits)
            left = [w for w in left if not fits or w is not fits[0]]
    return found, right, marked


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("dates_before.txt", 0.99, 0.98),
        ("dates_after.txt", 0.98, 0.98),
        ("dates_last.txt", 0.98, 0.97),
        ("dates_fresh.txt", 0.97, 0.96),
    ],
)
def test_passages(name, precision, recall):
    found, right, marked = score(name)
    assert right >= precision * found
    assert right >= recall * marked


def test_enough_passages():
    assert sum(1 for name in ("dates_before.txt", "dates_after.txt", "dates_last.txt") for _ in passages(name)) >= 170


@pytest.mark.parametrize(
    ("published", "text", "wanted"),
    [
        ("2014-12-19", "The best day since Nov. 30, 2011, was Thursday. On Dec. 5 it fell.", "2014-12-05"),
        ("2014-12-26", "That is above the fund's high on March 4.", "2014-03-04"),
        ("2011-12-23", "Markets close early Friday and stay shut Monday.", "2011-12-26"),
        ("2011-12-23", "Shops will shut because Christmas falls late.", "2011-12-25"),
        ("2018-02-02", "The court will sit until mid-December.", "2018-12-01"),
        ("2018-09-26", "Another rise is likely coming by the end of December.", "2018-12-01"),
        ("2019-12-31", "Hearings were rolled over to January.", "2020-01-01"),
        ("2009-01-16", "It was down 5 percent after starting 2009 well.", "2009-01-01"),
        ("2022-09-27", "The storm is forecast to grow into a hurricane and hit Tampa on Friday.", "2022-09-30"),
        ("2019-10-15", "The two reached a tentative agreement on Monday.", "2019-10-14"),
        ("2019-05-10", "The recall on Wednesday is its third this year.", "2019-05-08"),
    ],
)  # fmt: skip
def test_words_that_tell_the_side(published, text, wanted):
    found = dates_in(article_from_text(text, published=published))
    assert wanted in [mention.first.isoformat() for mention in found]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("By midday in London Brent was at $69.", "2020-01-03T12:00:00+00:00"),
        ("The Dow was down at noon.", "2020-01-03T12:00:00"),
        ("Gold was higher by noon GMT.", "2020-01-03T12:00:00+00:00"),
    ],
)
def test_noon_alone_is_a_time_of_the_day(text, moment):
    (mention,) = dates_in(article_from_text(text, published="2020-01-03"))
    assert (mention.precision, mention.not_after.isoformat()) == ("instant", moment)


def test_a_sunday_is_no_certain_one():
    assert not dates_in(article_from_text("The feast falls on a Sunday.", published="2020-01-03"))
