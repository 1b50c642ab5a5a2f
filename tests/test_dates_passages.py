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
    ],
)
def test_passages(name, precision, recall):
    found, right, marked = score(name)
    assert right >= precision * found
    assert right >= recall * marked


def test_enough_passages():
    assert sum(1 for name in ("dates_before.txt", "dates_after.txt", "dates_last.txt") for _ in passages(name)) >= 170
