"""Thresholds passed "for the first time since May": one that no session since had passed, tested on each of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.verdicts.bars import exact, price_row
from eventstudy.verdicts.observables import is_level
from eventstudy.verdicts.relate import PASSING
from eventstudy.verdicts.spans import span_of
from eventstudy.verdicts.wording import day_text, number, sentence

if TYPE_CHECKING:
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
    span = span_of(case)
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
    if span.whole:
        return replace(found, note=sentence(found.note[:-1], f"no session since {day_text(span.began)} had passed it"))
    began = day_text(bars.dates[span.first].item())
    said = f"no session before had passed it, as far back as prices go, to {began}"
    return replace(found, verdict="consistent", note=sentence(found.note[:-1], said))


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
