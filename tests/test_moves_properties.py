"""What holds of any text: no crash, true offsets, the same answer twice, and work in proportion to length."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.articles.moves import moves_in
from eventstudy.records import Article

WORDS = """
Brent WTI oil gold the Dow S&P 500 Exxon Mobil Kosmos Energy shares of rose fell up down 3 percent $70 a
barrel 1.3% to from by at about nearly and or , ; : ( ) while after which said could if not each respectively
opened closed hit a three-month high record since September among the largest 26,000 points 1-1/2 half a an
increase of premarket trading 11 a.m. in London on Friday this week yen euro dollar against 10-year Treasury
yield basis % . ?
"""
PIECES = st.sampled_from([*WORDS.split(), "\u2014", "\u2212", "\u2019s", "\n\n"])


def check(text: str) -> None:
    article = Article("any", text, "", date(2020, 1, 3))
    found = moves_in(article)
    assert found == moves_in(article)
    for move in found:
        assert move.quote == text[move.start : move.end]
        assert move.quote
        assert move.sentence[0] <= move.start < move.end <= move.sentence[1]
        assert 0 < move.confidence <= 1
        assert move.instrument
        assert (move.kind in {"extreme", "rank", "streak"}) == (move.unit is None)
        assert move.value is None or move.value > 0 or move.unit == "percent"
        assert move.window is None or move.window.first <= move.window.last


@settings(deadline=None, max_examples=150, derandomize=True)
@given(st.text(max_size=300))
def test_any_text(text):
    check(text)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.lists(PIECES, max_size=60))
def test_any_words_of_the_market(pieces):
    check(" ".join(pieces))


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.text(alphabet="0123456789.,%$-/ \u00bd\u2212()\u20acab", max_size=200))
def test_any_digits(text):
    check(f"Brent rose {text} and the Dow {text}.")


@pytest.mark.parametrize("published", [None, date.min, date.max])
def test_the_ends_of_the_calendar(published):
    text = "Gold hit a three-month high, up 3 percent this week, its biggest gain since Friday, at 11 a.m. in London."
    assert moves_in(Article("any", text, "", published))


def work(text: str) -> int:
    """Count the Python calls that reading `text` takes."""
    article = Article("any", text, "", date(2020, 1, 3))
    moves_in(article)
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    previous = sys.getprofile()
    sys.setprofile(count)
    try:
        moves_in(article)
    finally:
        sys.setprofile(previous)
    return calls


@pytest.mark.parametrize(
    "unit",
    [
        "and up 1 percent ",
        "Brent rose $3 and ",
        "Brent, ",
        "the Dow 1 percent, ",
        "a three-month high ",
        "since ",
        "between 1 and ",
        "( ",
        "9",
        "1-",
        "twenty-",
        "more than ",
        "Acme ",
        "Brent (ACME ",
        "Brent more than doubled ",
        "gold, a third straight ",
        "the 10-year Treasury ",
        "those in Brent ",
        "on Friday in early London trading ",
        "A2 a2 ",
        "1,0",
        "R1 000 ",
        "EUR= ",
        "from 1 to ",
        "the stock, ",
        "at $5 ",
        "1 percent, ",
    ],
)
def test_work_grows_with_length_and_no_faster(unit):
    # Sentences are cut at 2,000 code points, so all four lengths are beyond one cut; a square would give 16.
    small, large = work("Gold rose 1% " + unit * 1000), work("Gold rose 1% " + unit * 4000)
    assert large < 4.6 * small + 2000
