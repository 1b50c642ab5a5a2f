"""What holds of any text: offsets slice to the words, nothing overlaps or blows up, work grows with the length."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from time import process_time
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.articles.dates import dated_lines, dates_in, tokens
from eventstudy.articles.dates.holidays import easter, holiday_in, nth_weekday
from eventstudy.articles.dates.tokens import at
from eventstudy.articles.events import find_events
from eventstudy.articles.read import article_from_text
from eventstudy.articles.tellings import tellings
from eventstudy.records import Article

_WORDS = """Friday Fri. late early last this past next week weekend month year May March Jan. 3 31 2019 2,000 of in on
the to - and between from through since Q3 third quarter half spring ago days two 3rd 1/3/2020 2020-01-03T10:00Z 11 a.m.
GMT local time London overnight tonight yesterday said will \u201c \u201d " ( ) . , ; New Year's Eve Easter Thanksgiving
ended killed attack 99999999999 \u0663 \uff13 \u00b2 0 00 32 2019-99-99 99/99/99 Feb. 30 9999 before dawn morning mid"""
WORDS = _WORDS.split()
PROSE = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
DAYS = st.one_of(st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31)))


def article(text, published):
    return Article("a", text, "0", published)


@settings(max_examples=400, deadline=None)
@given(PROSE | st.text(max_size=80), DAYS)
def test_offsets_slice_to_the_words_and_never_overlap(text, published):
    found = dates_in(article(text, published))
    assert all(text[m.start : m.end] == m.text and m.text.strip() == m.text for m in found)
    assert all(m.first <= m.last for m in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@settings(max_examples=200, deadline=None)
@given(PROSE, DAYS)
def test_tellings_stand_in_sentences(text, published):
    for telling in tellings(article(text, published)):
        assert text[telling.start : telling.end].strip() == text[telling.start : telling.end]
        assert telling.label


@pytest.mark.parametrize(
    "piece",
    [
        "Friday ", "late ", "between ", "3 ", "from Monday to ", "a Dec. 27 rocket attack ", "“last night ", "May ",
        "2019-", "the week of the week of ", "1,", "1.", "a", "U.S. ", "New ", "9", "Iraq Friday night ", "attack ",
        "\n", ".", "“", "day ", "3/4/2020 ", "since 2019 and 2018, ", "first nine months of ", "'87 ", "on Friday ",
        "1999, ", "the day before ", "year ended ", "_a", "7", "[",
    ],
)  # fmt: skip
def test_work_grows_with_the_length(piece, monkeypatch):
    """Counts looks at tokens, for clocks lie: twenty times the text takes at most some twenty times the looks."""
    looks = {"n": 0}

    def counting(line, i):
        looks["n"] += 1
        return at(line, i)

    for name in ("atoms", "clocks", "grammar", "passage", "places", "relative", "stretches", "tense", "years"):
        module = __import__(f"eventstudy.articles.dates.{name}", fromlist=[name])
        monkeypatch.setattr(module, "at", counting)

    def work(times):
        looks["n"] = 0
        dates_in(article(piece * times, date(2020, 1, 3)))
        return looks["n"]

    small, large = work(200), work(4000)
    assert large <= 25 * small + 1000


SAMPLES = """this morning|this afternoon|the evening of Dec. 3|noon on Friday|yesterday|tonight|tomorrow
overnight|last night|last week|the weekend|next month|last quarter|last year|Year-end
the first half of last year|in the summer of last year|in the Spring of 2019|in the fall of 2018
last autumn|this winter|MONDAY|FRIDAY NIGHT|JAN. 3|Jan. 3|Feb. 3|Mar. 3|Apr. 3|Jun. 3|Jul. 3|Aug. 3
Sep. 3|Sept. 3|Oct. 3|Nov. 3|Dec. 3|in Jan.|in Sept.|in January|in February|in March|in April|in May
in June|in July|in August|in September|in October|in November|in December|last Christmas
on Christmas Eve|on Easter Monday|on Thanksgiving|on Halloween|on Epiphany|on Pentecost
on Mardi Gras|on Juneteenth|on Good Friday|on New Year's Eve|on Lunar New Year|on Boxing Day
two sessions ago|Q3 2019|1H17|the 1990s|at 11 a.m. in London|in DECEMBER|in JULY|in MAY
the previous session|year to date|this Sunday|three months to June|on Black Monday
the Ides of March, 2019"""


@pytest.mark.parametrize("sample", [one for line in SAMPLES.splitlines() for one in line.split("|")])
def test_no_sentence_with_a_date_is_passed_over(sample, monkeypatch):
    """What lets sentences without dates be passed over loses none: the same is found when every sentence is read."""
    told = article(f"It failed {sample}, he said.", date(2020, 1, 3))
    found = dated_lines.__wrapped__(told)
    monkeypatch.setattr("eventstudy.articles.dates._CORE", re.compile(""))
    assert dated_lines.__wrapped__(told) == found
    assert found or "Ides" in sample


@settings(max_examples=200, deadline=None)
@given(PROSE)
def test_no_prose_with_a_date_is_passed_over(text):
    told = article(text, date(2020, 1, 3))
    with mock.patch("eventstudy.articles.dates._CORE", re.compile("")):
        read = dated_lines.__wrapped__(told)
    assert dated_lines.__wrapped__(told) == read


@pytest.mark.parametrize(
    "piece", ["7 ", "on Friday ", "2019-01-02 ", "1,", "a_", "(", "The bank failed on Friday. ", "9"]
)
def test_a_hostile_text_is_read_in_seconds(piece):
    told = article(piece * (200_000 // len(piece)), date(2020, 1, 3))
    start = process_time()
    find_events([told])
    assert process_time() - start < 20  # a tenth of that on an idle machine


def test_tokens_tile_what_is_visible():
    text = "On Fri., 3/4/2020 at 9:30 a.m. €1,234.5 fell 3rd."
    found = tokens(text)
    assert "".join(token.text for token in found).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    ("year", "day"),
    [(1961, "1961-04-02"), (2000, "2000-04-23"), (2008, "2008-03-23"), (2019, "2019-04-21"), (2020, "2020-04-12"),
     (2024, "2024-03-31"), (2038, "2038-04-25")],
)  # fmt: skip
def test_easter_as_in_the_almanac(year, day):
    assert easter(year).isoformat() == day


def test_moving_holidays_as_in_the_calendar():
    assert nth_weekday(0, 1, 9, 2019) == date(2019, 9, 2)
    assert nth_weekday(0, -1, 12, 2019) == date(2019, 12, 30)
    assert holiday_in("cyber monday", 2019) == date(2019, 12, 2)
    assert holiday_in("memorial day", 2020) == date(2020, 5, 25)
    assert holiday_in("martin luther king day", 2020) == date(2020, 1, 20)


@pytest.mark.parametrize(
    "piece",
    [
        "11 a.m. in London ",
        "two days before Friday ",
        "on Monday ",
        "Jan. 3 to ",
        "1/2/",
        "the attack on Monday ",
        "A2 a2 ",
    ],
)
def test_no_text_takes_longer_than_its_length(piece):
    """Eight times the text takes no more than some sixteen times the time: what is quadratic takes sixty-four."""

    def taken(length):
        article = article_from_text(f"x {piece * (length // len(piece))}", published="2020-01-03")
        start = process_time()
        find_events([article])
        return process_time() - start

    taken(2_000)
    assert taken(120_000) < 16 * max(min(taken(15_000), taken(14_000)), 0.03)
