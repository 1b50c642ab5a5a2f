"""Thresholds passed "for the first time since May": one that no session since had passed, tested on each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.verdicts.bars import exact, price_row
from eventstudy.verdicts.observables import is_level
from eventstudy.verdicts.relate import PASSING
from eventstudy.verdicts.spans import LATE_START, Span, span_of
from eventstudy.verdicts.wording import day_text, number, sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.records import Verdict
    from eventstudy.verdicts.observables import Case

__all__ = ["first_time"]

_BELOW = {"less_than", "at_most", "just_under"}


def first_time(case: Case, found: Verdict) -> Verdict:
    """Return the verdict on a level told as reached for the first time since some day, with the days since then.

    A close is held against closes, any other price against the highs, or the lows, of the sessions before; where these
    are not known closes can refute and not confirm. A span that begins before the prices is tested as far as they go.
    """
    move, bars = case.move, case.bars
    if not case.words.first_time or not is_level(move) or move.value is None or found.verdict not in PASSING:
        return found
    span = _within(case) if case.words.first_in is not None else span_of(case)
    if span is None:
        return replace(found, verdict="consistent", note=sentence(found.note[:-1], "no session before it is held"))
    below = move.hedge in _BELOW or (move.hedge not in {"more_than", "at_least"} and move.direction == "down")
    at_close = move.phase == "close"
    far = bars.low if below else bars.high
    prices = (bars.close if at_close or not np.isfinite(far[span.first : span.last]).any() else far)[: span.last]
    value = float(move.value)
    passed = np.flatnonzero((prices < value) if below else (prices > value))
    passed = passed[passed >= span.first]
    if len(passed):
        return _not_the_first(case, found, int(passed[-1]), float(prices[passed[-1]]), at_close=at_close)
    if span.whole and _never_before(case, value, below=below, at_close=at_close):
        said = "it was not passed in the time counted from either, so the report understates"
        loose = "confirmed_loose" if found.verdict == "confirmed" else found.verdict
        return replace(found, verdict=loose, note=sentence(found.note[:-1], said))
    if span.whole:
        return replace(found, note=sentence(found.note[:-1], f"no session since {day_text(span.began)} had passed it"))
    began = day_text(bars.dates[span.first].item())
    said = f"no session before had passed it, as far back as prices go, to {began}"
    return replace(found, verdict="consistent", note=sentence(found.note[:-1], said))


def _never_before(case: Case, value: float, *, below: bool, at_close: bool) -> bool:
    """Tell whether no session of the day or month that the time is counted from, "since June", had passed a level."""
    anchor, bars = case.move.anchor, case.bars
    if anchor is None or (bars.dates[0].item() - anchor.first).days > LATE_START:
        return False
    first = int(np.searchsorted(bars.dates, np.datetime64(anchor.first)))
    last = max(int(np.searchsorted(bars.dates, np.datetime64(anchor.last), side="right")), first + 1)
    far = bars.close if at_close else bars.low if below else bars.high
    prices = far[first:last]
    return bool(np.isfinite(prices).all()) and not _passed(prices, value, below=below)


def _passed(prices: NDArray[np.float64], value: float, *, below: bool) -> bool:
    return bool(((prices < value) if below else (prices > value)).any())


def _within(case: Case) -> Span | None:
    """Return the sessions of the time that words count back, "in more than a year": those after the day so far back."""
    count, unit = case.words.first_in or (0.0, "day")
    dates = case.bars.dates
    day, n = pd.Timestamp(dates[case.i]), int(count)
    back = {
        "day": pd.DateOffset(days=n), "week": pd.DateOffset(weeks=n), "month": pd.DateOffset(months=n),
        "year": pd.DateOffset(years=n),
    }  # fmt: skip
    began = (day - back[unit]).date()
    first = int(np.searchsorted(dates, np.datetime64(began), side="right"))
    return Span(first, case.i, dates[0].item() <= began, began) if first < case.i else None


def _not_the_first(case: Case, found: Verdict, at: int, price: float, *, at_close: bool) -> Verdict:
    bars = case.bars
    verb = "closed at" if at_close else "reached"
    said = (
        f"prices in {found.source} disagree with its being the first time: on {day_text(bars.dates[at].item())} the "
        f"price had {verb} {number(exact(bars, price), bars.unit)}"
    )
    return replace(
        found,
        verdict="contradicted",
        note=sentence(said, found.note[:1].lower() + found.note[1:-1]),
        rows=(price_row(bars, at), *found.rows),
        tried=(),
        severity=None,
    )
