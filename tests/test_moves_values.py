"""Amounts as prose writes them, and the vocabulary they come from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from eventstudy.articles.moves.words.tokens import line_of
from eventstudy.articles.moves.words.values import amounts_at
from eventstudy.articles.moves.words.vocabulary import entries, words


@pytest.mark.parametrize(
    ("text", "value", "unit", "hedge"),
    [
        ("26,000 points", "26000", "points", "exact"),
        ("1.3%", "1.3", "percent", "exact"),
        ("1.3 per cent", "1.3", "percent", "exact"),
        ("1.3 pct", "1.3", "percent", "exact"),
        ("1-1/2 percent", "1.5", "percent", "exact"),
        ("1 1/2 percent", "1.5", "percent", "exact"),
        ("1\u00bd percent", "1.5", "percent", "exact"),
        ("one and a half percent", "1.5", "percent", "exact"),
        ("half a percent", "0.5", "percent", "exact"),
        ("half of 1 percent", "0.5", "percent", "exact"),
        ("two-tenths of a percent", "0.2", "percent", "exact"),
        ("three-quarters of a percentage point", "0.75", "percentage_points", "exact"),
        ("a quarter point", "0.25", "points", "exact"),
        ("eight percent", "8", "percent", "exact"),
        ("twenty-five basis points", "25", "bp", "exact"),
        ("three hundred points", "300", "points", "exact"),
        ("25bps", "25", "bp", "exact"),
        ("300-point", "300", "points", "exact"),
        ("a dollar", "1", "usd", "exact"),
        ("70 cents", "0.70", "usd", "exact"),
        ("85.2 pence", "0.852", "gbp", "exact"),
        ("US$70", "70", "usd", "exact"),
        ("\u20ac5.20", "5.20", "eur", "exact"),
        ("USD 70", "70", "usd", "exact"),
        ("108.50 yen", "108.50", "jpy", "exact"),
        ("$70k", "70000", "usd", "exact"),
        ("about 1%", "1", "percent", "about"),
        ("around 1%", "1", "percent", "about"),
        ("some 20 dollars", "20", "usd", "roughly"),
        ("2 percent or so", "2", "percent", "roughly"),
        ("nearly $70", "70", "usd", "nearly"),
        ("almost $70", "70", "usd", "nearly"),
        ("just under 2%", "2", "percent", "just_under"),
        ("slightly more than 2%", "2", "percent", "just_over"),
        ("more than 2%", "2", "percent", "more_than"),
        ("over 2%", "2", "percent", "more_than"),
        ("less than 2%", "2", "percent", "less_than"),
        ("at least 2%", "2", "percent", "at_least"),
        ("no more than 2%", "2", "percent", "at_most"),
        ("as much as about 3%", "3", "percent", "as_much_as"),
        ("up to 3 percent", "3", "percent", "as_much_as"),
    ],
)
def test_amount(text, value, unit, hedge):
    line = line_of(text)
    (found,) = amounts_at(line, 0)
    assert (found.value, found.unit, found.hedge) == (Decimal(value), unit, hedge)
    assert found.last == line.count


@pytest.mark.parametrize("minus", ["-", "\u2212", "\u2013"])
def test_signs(minus):
    line = line_of(f"SPX {minus}1.4%")
    (found,) = amounts_at(line, 1)
    assert (found.value, found.sign) == (Decimal("1.4"), -1)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("between 12% and 18%", 12, 18, "percent"),
        ("between 12 and 18 percent", 12, 18, "percent"),
        ("1-2 percent", 1, 2, "percent"),
        ("1\u20132%", 1, 2, "percent"),
        ("1 to 2 percent", 1, 2, "percent"),
        ("$68-$70 a barrel", 68, 70, "usd"),
    ],
)
def test_a_range_is_its_two_ends(text, low, high, unit):
    first, second = amounts_at(line_of(text), 0)
    assert (first.value, first.hedge, first.unit) == (low, "at_least", unit)
    assert (second.value, second.hedge, second.unit) == (high, "at_most", unit)


@pytest.mark.parametrize("text", ["10-year note", "30th floor", "737s", "eight", "half", "a", "percent", "9" * 40])
def test_what_is_no_amount(text):
    assert amounts_at(line_of(text), 0) == ()


def test_what_it_is_counted_per():
    assert [
        amounts_at(line_of(text), 0)[0].per for text in ("$70 a barrel", "$3-a-barrel", "$70/bbl", "$5 a share")
    ] == [
        "barrel",
        "barrel",
        "barrel",
        "share",
    ]


def test_millions_are_marked_since_no_price_has_them():
    assert amounts_at(line_of("$1.5 trillion"), 0)[0].scale == 12


def test_no_word_goes_both_up_and_down():
    ups = words("directions", "verbs", "up") | words("directions", "nouns", "up") | words("directions", "regular", "up")
    downs = words("directions", "verbs", "down") | words("directions", "nouns", "down")
    assert not ups & (downs | words("directions", "regular", "down"))


@pytest.mark.parametrize("word", ["climbed", "surging", "slumps", "sagged", "eased", "plunging", "gave up"])
def test_verbs_are_inflected(word):
    found = entries().match((*word.split(), ""), 0)
    assert found is not None
    assert found[1].kind == "dir"
