"""Sentences that name one day or one period for their number: the number of another day or period is refused.

Made from the closes of the shipped prices. A true sentence is never refused; its twin says the same number of the wrong
weekday, or gives the change of the day as that of the period, and must never pass.
"""

from __future__ import annotations

import random
import zlib
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from eventstudy.articles.moves import find_moves
from eventstudy.records import Article
from eventstudy.verdicts import check_moves
from tests.test_verdicts_spoken import snapshot, verdicts

REFUTING = {"contradicted", "direction_only", "internally_inconsistent"}
PASSING = {"confirmed", "confirmed_loose", "consistent"}
NAMES = {"dow": "the Dow", "sp500": "the S&P 500", "xom": "Exxon", "cvx": "Chevron"}
PER_TEMPLATE = 14
OF_A_DAY = """
On {when}, {n} {v} {p} percent.
On {when} {n} settled at {close}.
{N} ended {when} at {close}, {u} {p} percent.
{N} closed {when} at {close}.
{N} finished {when} {p} percent {h}.
{N} {v} {p} percent on {when}.
{N} {v} {p} percent {when} to {close}.
{N} had {r} {p} percent on {when}.
{N}, which {v} {p} percent on {when}, is in focus.
By the close on {when}, {n} had {r} {p} percent.
{when} was volatile: {n} {v} {p} percent.
"""
OF_A_PERIOD = """
week | {N} ended the week {u} {p} percent.
week | For the week, {n} {v} {p} percent.
week | Over the week, {n} {v} {p} percent.
week | {N} {v} {p} percent on the week.
year | Year to date, {n} is {u} {p} percent.
year | So far this year, {n} has {r} {p} percent.
month | So far this month, {n} has {r} {p} percent.
month | {N} has {r} {p} percent this month.
two | Over two days, {n} has {r} {p} percent.
two | In two days, {n} has {r} {p} percent.
"""


def _firsts(unit: str, day: date) -> date:
    return {
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "year": day.replace(month=1, day=1),
    }[unit]


def _words(change: float) -> dict[str, str]:
    up = change > 0
    return {
        "v": "rose" if up else "fell",
        "u": "up" if up else "down",
        "r": "risen" if up else "fallen",
        "h": "higher" if up else "lower",
        "p": f"{abs(change):.1f}",
    }


def _closes() -> dict[str, list[tuple[date, float]]]:
    table = snapshot()
    return {
        name: [(day.date(), close) for day, close in rows[["date", "close"]].itertuples(index=False)]
        for name, rows in table[table["series"].isin(NAMES)].groupby("series")
    }


def _said(template: str, name: str, change: float, day: date, close: float) -> str:
    shown = f"{close:,.2f}" if name in {"dow", "sp500"} else f"${close:,.2f}"
    text = template.format(
        n=NAMES[name], N=NAMES[name][:1].upper() + NAMES[name][1:], when=f"{day:%A}", close=shown, **_words(change)
    )
    return f"Text. {text}".removeprefix("Text. ")


def _days(template: str, closes: dict[str, list[tuple[date, float]]]) -> list[tuple[date, str, str]]:
    """Return the day of publication, the true sentence, and its twin of the session before."""
    chance, found = random.Random(zlib.crc32(template.encode())), []  # noqa: S311 - seeded
    while len(found) < PER_TEMPLATE:
        name = chance.choice(sorted(NAMES))
        i = chance.randrange(60, len(closes[name]))
        (_, first), (before, second), (day, close) = closes[name][i - 2 : i + 1]
        change, other = (close / second - 1) * 100, (second / first - 1) * 100
        apart = abs(other - change) > 0.25 and abs(change) > 0.3 and abs(close - second) > 0.05
        if apart and (day - before).days <= 4:
            told = (_said(template, name, change, at, close) for at in (day, before))
            found.append((day, *told))
    return found


def _periods(unit: str, template: str, closes: dict[str, list[tuple[date, float]]]) -> list[tuple[date, str, str]]:
    """Return the day of publication, the true sentence, and its twin with the change of the day."""
    chance, found = random.Random(zlib.crc32(template.encode())), []  # noqa: S311 - seeded
    while len(found) < PER_TEMPLATE:
        name = chance.choice(sorted(NAMES))
        rows = closes[name]
        i = chance.randrange(270, len(rows))
        day, close = rows[i]
        starts = [c for d, c in rows[:i] if unit != "two" and d < _firsts(unit, day)]
        start = rows[i - 2][1] if unit == "two" else starts[-1]
        change, of_day = (close / start - 1) * 100, (close / rows[i - 1][1] - 1) * 100
        if abs(change - of_day) > 0.25 and abs(change) > 0.2 and abs(of_day) > 0.2 and day.weekday() > 1:
            told = (_said(template, name, one, day, close) for one in (change, of_day))
            found.append((day, *told))
    return found


@pytest.fixture(scope="module")
def judged():
    """Return (truth, template, sentence, its verdicts) of every sentence, all checked in one call."""
    closes, told = _closes(), []
    for template in OF_A_DAY.strip().splitlines():
        told += [(template, *one) for one in _days(template, closes)]
    for line in OF_A_PERIOD.strip().splitlines():
        unit, template = line.split(" | ")
        told += [(template, *one) for one in _periods(unit, template, closes)]
    rows = [(truth, name, day, text) for name, day, *texts in told for truth, text in zip((1, 0), texts, strict=True)]
    articles = [
        Article(f"a{n:04d}", text, "", day, datetime.fromisoformat(f"{day}T23:30+00:00"), "given")
        for n, (_, _, day, text) in enumerate(rows)
    ]
    found = defaultdict(set)
    for one in check_moves(find_moves(articles), snapshot(), published=articles):
        found[one.move.article].add(one.verdict)
    return [
        (bool(truth), name, f"{article.text} ({day})", found[article.name])
        for (truth, name, day, _), article in zip(rows, articles, strict=True)
    ]


def test_no_true_sentence_of_one_day_or_period_is_refused(judged):
    told = [(text, sorted(found)) for truth, _, text, found in judged if truth]
    assert len(told) >= 200
    assert [one for one in told if REFUTING.intersection(one[1]) or not PASSING.intersection(one[1])] == []


def test_no_sentence_with_the_wrong_day_or_period_passes(judged):
    told = [(text, sorted(found)) for truth, _, text, found in judged if not truth]
    assert len(told) >= 200
    assert [one for one in told if not REFUTING.intersection(one[1])] == []


# closes of the Dow: 3 Oct. 2018 26,828.39 (high 26,951.81), 3 Feb. 2020 28,399.81 (+143.78), 4 Feb. 28,807.63 (+407.82)
# 20 Sep. 2018 S&P 500 2,930.75; 23 Apr. 2019 2,933.68 (+25.71); 2 Jan. 2020 Dow 28,868.80, 3 Jan. 28,634.88 (-233.92)
OF_ANOTHER_DAY = [
    (
        "2019-07-03T13:45-04:00",
        "The Dow rose 179.32 points, or 0.7%, to 26,966.00, surpassing its October 3 closing high of 26,828.39.",
        "confirmed confirmed confirmed confirmed",
    ),
    (
        "2019-07-03T13:45-04:00",
        "The Dow rose 179.32 points, or 0.7%, to 26,966.00, surpassing its October 3 closing high of 26,951.81.",
        "confirmed confirmed confirmed contradicted",
    ),
    ("2019-05-25T08:00-04:00", "The Dow is 4.6 percent below its Oct. 3, 2018, high of 26,828.39.", "confirmed"),
    ("2019-05-25T08:00-04:00", "The Dow is 4.6 percent below its Oct. 3, 2018, high of 26,951.81.", "ambiguous"),
    ("2019-05-25T08:00-04:00", "The Dow is 4.6 percent below its Oct. 3, 2018, high of 26,900.00.", "contradicted"),
    ("2019-12-31T18:00-05:00", "The Dow hit its 2019 closing low of 22,686.22 on Jan. 3.", "confirmed"),
    (
        "2020-02-04T17:30-05:00",
        "The Dow rose 407.82 points, or 1.4%, to 28,807.63, following Monday's 144-point gain.",
        "confirmed confirmed confirmed confirmed",
    ),
    (
        "2020-02-04T17:30-05:00",
        "The Dow rose 407.82 points, or 1.4%, to 28,807.63, following Monday's 244-point gain.",
        "confirmed confirmed confirmed direction_only",
    ),
    (
        "2019-04-23T16:45-04:00",
        "The S&P 500 rose 25.71 points to 2,933.68, eclipsing its previous record of 2,930.75 set on Sept. 20.",
        "confirmed confirmed",
    ),
    (
        "2018-12-04T17:00-05:00",
        "The S&P 500 shed 90.31 points. A day earlier the Dow had climbed 288 points.",
        "confirmed confirmed",
    ),
    (
        "2018-12-04T17:00-05:00",
        "The S&P 500 shed 90.31 points. A day earlier the Dow had climbed 388 points.",
        "confirmed direction_only",
    ),
    ("2019-08-14T17:30-04:00", "Twenty-four hours earlier the Dow had added 383 points.", "confirmed"),
    (
        "2020-01-03T17:45-05:00",
        "The Dow fell to 28,634.88 a day after it had risen 330 points to an all-time closing high of 28,868.80.",
        "confirmed confirmed consistent confirmed",
    ),
    (
        "2020-01-31T17:30-05:00",
        "The S&P 500 is 2.1% lower for the week and 0.2% lower for the month.",
        "confirmed confirmed",
    ),
    (
        "2020-01-31T17:30-05:00",
        "The S&P 500 is 2.1% lower for the week and 1.2% lower for the month.",
        "confirmed direction_only",
    ),
    (
        "2019-03-22T17:00-04:00",
        "The Dow had gained 217 points on Thursday. It ended the week 1.3% lower.",
        "confirmed confirmed",
    ),
    (
        "2019-08-09T09:05-04:00",
        "Exxon lost 0.6 percent on Wednesday. Exxon is up 0.9 percent so far this week.",
        "confirmed confirmed",
    ),
    (
        "2019-10-04T17:30-04:00",
        "The Dow lost 343.79 points on Tuesday and 494.42 on Wednesday and ended the week down 0.9%.",
        "confirmed confirmed",
    ),
    (
        "2020-01-11T09:00-05:00",
        "Brent ended at $64.98, down 5.3 percent from the previous Friday.",
        "confirmed confirmed",
    ),
    (
        "2020-02-29T09:30-05:00",
        "On Friday the Dow fell another 357 points, after having been down 1,086.",
        "confirmed confirmed",
    ),
    ("2019-08-23T17:00-04:00", "The Dow was up on the week until Friday and ended it down 1.0 percent.", "confirmed"),
    ("2019-08-23T17:00-04:00", "The Dow was up on the week until Friday and ended it down 2.4 percent.", "ambiguous"),
    ("2018-06-05T06:15-04:00", "The Dow has fallen 6.8% since its record close on Jan. 26.", "confirmed"),
    ("2018-06-05T06:15-04:00", "The Dow has fallen 9.9% since its record close on Jan. 26.", "direction_only"),
    ("2020-02-27T18:00-05:00", "Chevron ended under $95 for the first time since last June.", "confirmed_loose"),
    ("2019-12-12T18:00-05:00", "On Wednesday Brent settled at $64.20.", "contradicted"),  # 63.72; the 12th: 64.20
    ("2019-10-01T17:00-04:00", "The Dow slid 344 points to open the fourth quarter.", "confirmed"),
    ("2020-02-28T18:00-05:00", "The Dow plunged on Thursday. Exxon shares fell 6.0 percent.", "ambiguous"),
]


@pytest.mark.parametrize(("published", "sentence", "wanted"), OF_ANOTHER_DAY, ids=[one[1] for one in OF_ANOTHER_DAY])
def test_a_day_that_a_number_is_only_set_against_is_not_its_own(published, sentence, wanted):
    found = verdicts(published, sentence)
    assert " ".join(one.verdict for one in found) == wanted, [one.note for one in found]
