"""Which day is that of a happening: not a founding's, not a level's; how prices moved comes last."""

from __future__ import annotations

import pytest

from eventstudy.articles.events import find_events
from eventstudy.articles.read import article_from_text

PUBLISHED = "2020-03-05"  # a Thursday


def told(text):
    found = find_events([article_from_text(text, published=PUBLISHED)])
    return [(event.label, event.start.isoformat(), event.status) for event in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OSLO, March 4 (Wire) - The bank cut its key rate on Wednesday.", "bank cut its key rate"),
        ("OSLO/BERGEN, March 4 - Norway's bank raised its rate on Wednesday.", "Norway's bank raised its rate"),
        ("(Wire) - The bank failed on Wednesday.", "bank failed"),
        ("OSLO (Wire) - Barings collapsed on Wednesday.", "Barings collapsed"),
        ("S&P downgraded Greece on Wednesday.", "S&P downgraded Greece"),
        ("I know the board voted on Wednesday.", "board voted"),
    ],
)  # fmt: skip
def test_a_label_holds_no_dateline_and_whole_names(text, expected):
    assert told(text) == [(expected, "2020-03-04", "past")]


@pytest.mark.parametrize(
    "text",
    [
        "The exchange, founded over a hat shop in 1877 and unused to haste, halted trading on Tuesday.",
        "For the first time since its founding in 1877 the exchange halted trading on Tuesday.",
        "The bank, born in 1877, halted trading on Tuesday.",
        "The firm, battered by its losses of 2008, halted trading on Tuesday.",
        "The exchange, which opened in 1877, halted trading on Tuesday.",
    ],
)
def test_a_founding_dates_no_happening(text):
    assert [(start, status) for label, start, status in told(text) if "halted" in label] == [("2020-03-03", "past")]
    assert all(not start.startswith(("1877", "2008")) for _, start, _ in told(text))


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The ruling, handed down on Tuesday, bans it.", "2020-03-03"),
        ("Acme, which filed for bankruptcy on Tuesday, said nothing.", "2020-03-03"),
        ("The union was founded in May 2018 and called off its strike on Tuesday.", "2020-03-03"),
        ("The firm was bailed out in August 2011, when its lender failed.", "2011-08-01"),
    ],
)
def test_a_clause_that_tells_a_happening_keeps_its_date(text, start):
    assert start in [day for _, day, _ in told(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Gold sank to a level last seen in July 2010.",
        "The index retreated to where it stood in September 2013.",
        "The dollar retreated, and the deal brought its biggest drop since November 2022.",
        "Insurance against default fell on Tuesday.",
        "They were fine on Tuesday.",
        "We keep our forecast on Tuesday.",
        "Free float was cut little, to 6.1% of float on Tuesday, as we keep our view.",
        "The yen hit a 13-year high on Tuesday.",
    ],
)
def test_comparisons_and_views_are_no_events(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Stocks rallied 4 percent on Wednesday, a day after the central bank cut its rate.", "2020-03-03"),
        ("Stocks fell on Wednesday, two days after the minister resigned.", "2020-03-02"),
        ("Stocks fell on Wednesday, 2 days before the minister resigned.", "2020-03-06"),
        ("Stocks fell on Wednesday, a week after the minister resigned over the budget of 2018.", "2020-02-26"),
    ],
)
def test_days_after_are_counted_from_the_day_of_the_sentence(text, start):
    assert [day for _, day, _ in told(text)] == [start]


def test_a_happening_with_a_day_of_its_own_is_not_counted():
    found = told("Stocks fell on Wednesday, a day after the minister resigned on Monday.")
    assert [start for _, start, _ in found] == ["2020-03-02"]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Insurance against default soared on Wednesday after S&P cut its rating.", "S&P cut its rating"),
        ("Stocks posted their biggest loss on Wednesday after the Fed warned of a slump.", "Fed warned of a slump"),
        ("The index lost 3 percent on Wednesday after the bank raised its buffer.", "bank raised its buffer"),
        ("Miners' shares sank 9 percent on Wednesday after an explosion at the refinery.", "explosion at the refinery"),
    ],
)  # fmt: skip
def test_what_moved_a_price_is_the_event(text, label):
    assert told(text) == [(label, "2020-03-04", "past")]


def test_moves_of_prices_come_last():
    text = "The rupiah sank 2 percent on Monday. A ferry sank off Java on Tuesday, killing 40 people."
    assert [label for label, _, _ in told(text)] == ["ferry sank off Java", "rupiah sank 2 percent"]
    crowds = "Stocks rallied 2 percent on Monday. Strikers rallied in Lima on Tuesday."
    assert [label for label, _, _ in told(crowds)] == ["Strikers rallied in Lima", "Stocks rallied 2 percent"]


def test_a_first_sentence_without_a_day_is_of_the_dateline():
    (event,) = find_events(
        [article_from_text("OSLO, March 4 (Wire) - Norway devalued the krone.", published=PUBLISHED)]
    )
    assert (event.label, event.start.isoformat(), event.precision) == ("Norway devalued the krone", "2020-03-04", "day")
    assert event.note == "the sentence names no day: it is that of the dateline"


def test_a_day_named_elsewhere_outranks_that_of_the_dateline():
    wire = "OSLO, March 4 (Wire) - Norway devalued the krone."
    paper = "Norway devalued the krone on Tuesday."
    (event,) = find_events([article_from_text(one, published=PUBLISHED, name=one[:4]) for one in (wire, paper)])
    assert (event.start.isoformat(), event.note, len(event.mentions)) == ("2020-03-03", "", 2)


@pytest.mark.parametrize(
    "text",
    [
        "OSLO, March 4 - Stocks sank 3 percent.",
        "OSLO, March 4 - The army said it would launch a rocket.",
        "OSLO, March 4 - Traders fear a default.",
        "OSLO, March 4 - The minister has not resigned.",
        "OSLO, March 4 - The judge who ruled against Acme likes roses.",
        "Norway devalued the krone.",
    ],
)
def test_what_names_no_day_is_else_no_event(text):
    assert told(text) == []
