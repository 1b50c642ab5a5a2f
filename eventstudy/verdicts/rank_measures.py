"""The measures that a rank is counted by: to the close or the day's far side, in price or in per cent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.verdicts.bars import exact
from eventstudy.verdicts.moments import known_close

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import NDArray

    from eventstudy.verdicts.observables import Case

__all__ = ["below_zero", "changes_by", "exact_change", "measures", "sign_of_rank"]

_RELATIVE = re.compile(r"%|\bper ?cent(?:age)?\b(?!\W+points?\b)", re.IGNORECASE)
_INTRADAY = re.compile(r"\bintra-?day\b", re.IGNORECASE)
_IN_PRICE = re.compile(r"\bpoints?\b|\bdollars?\b", re.IGNORECASE)


def sign_of_rank(case: Case) -> int:
    """Return 1 where rises are ranked, -1 for falls."""
    return 1 if case.move.direction == "up" else -1


def measures(case: Case, *, inner: bool = False) -> list[tuple[str, bool, bool]]:
    """Return the measures that the phase admits, of those in the unit that the words name.

    A yield is ranked in points of its per cent, whatever the words; no percentage is counted from or to a price at or
    below zero.
    """
    every, named = _by_phase(case, inner=inner), _relative_told(case)
    sound = [one for one in every if not (one[2] and below_zero(case, far=one[1]))]
    return sound if named is None or case.bars.unit == "percent" else [one for one in sound if one[2] == named]


def below_zero(case: Case, *, far: bool = True) -> bool:
    """Tell whether the close before, or the price that the day is measured to, is at or below zero."""
    bars = case.bars
    to = bars.close if not far else bars.high if sign_of_rank(case) > 0 else bars.low
    return bool(bars.close[case.base] <= 0 or to[case.i] <= 0)


def _relative_told(case: Case) -> bool | None:
    """Tell whether words rank moves in per cent ("percentage drop") or in price ("point drop"), None for neither."""
    move = case.move
    if move.unit == "percent" or (move.unit is None and _RELATIVE.search(move.quote)):
        return True
    return False if move.unit is not None or _IN_PRICE.search(move.quote) else None


def _by_phase(case: Case, *, inner: bool) -> list[tuple[str, bool, bool]]:
    """Return name, far side or close, and per cent or price, of each measure that the phase admits.

    A close that the article did not know is no measure of it, nor of a move inside the day seen by bars of its own.
    """
    money = {"usd": "dollars", "points": "points", "": "price", "percent": "percentage points"}.get(
        case.bars.unit, case.bars.unit
    )
    side = "high" if sign_of_rank(case) > 0 else "low"
    closes = [(f"{money} from close to close", False, False), ("per cent from close to close", False, True)]
    fars = [(f"{money} from the close before to the {side}", True, False)]
    fars.append((f"per cent from the close before to the {side}", True, True))
    if case.bars.unit == "percent":
        closes, fars = closes[:1], fars[:1]
    if not known_close(case) or inner or _INTRADAY.search(case.move.quote):
        return fars if np.isfinite((case.bars.high + case.bars.low)[case.i]) else []
    if case.move.phase == "close":
        return closes
    both = [*closes, *fars]
    return both if np.isfinite((case.bars.high + case.bars.low)[case.i]) else closes


def changes_by(case: Case, *, far: bool, relative: bool) -> NDArray[np.float64]:
    """Return the change into every session by one measure, in the direction meant: (n_sessions,), the first NaN."""
    bars = case.bars
    to = bars.close if not far else bars.high if sign_of_rank(case) > 0 else bars.low
    change = np.full(len(bars.close), np.nan)
    change[1:] = sign_of_rank(case) * (to[1:] - bars.close[:-1])
    if relative:
        sound = (bars.close[:-1] > 0) & (to[1:] > 0)  # no percentage of nothing, or of less
        change[1:] /= np.where(sound, bars.close[:-1], np.nan)
    return np.round(change, 12)  # equal decimals must compare equal


def exact_change(case: Case, k: int, *, far: bool, relative: bool, reached: float | None = None) -> Decimal:
    """Return the change into session `k` in exact decimals, in the direction meant: money, points or per cent."""
    bars = case.bars
    to = bars.close if not far else bars.high if sign_of_rank(case) > 0 else bars.low
    before = exact(bars, bars.close[k - 1])
    change = sign_of_rank(case) * (exact(bars, to[k] if reached is None else reached) - before)
    return change * 100 / before if relative else change
