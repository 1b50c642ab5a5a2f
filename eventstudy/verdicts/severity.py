"""How easily the same words would have passed on an ordinary day: the placebo rate.

Each ordinary session before the move is put to the same template: the same phase, and the tolerant interval as a
share of the reference close, so that a level is recentred on the close before. Where the day's open served as a
reference a pass by either counts. Bars inside the day rarely reach back far enough: a price of a moment is stood for
by the close (before the open, by the open), a stretch of time by the whole day's range, which passes more often. The
rate is ``pi0 = (1 + passes) / (B + 1)`` over B sessions (the placebo p-value of a permutation test: Davison and Hinkley
1997, eq. 4.11). Floating point is enough here: a rate is no boundary.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.verdicts.observables import is_level, reference_of, scale_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from eventstudy.records import Interval, ReportedMove
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.observables import Case, Reading
    from eventstudy.verdicts.tolerances import Tolerances

_DECIMALS = 12
"""Shares are compared to so many decimals, so that a change of currency unit changes no rate."""

_BEFORE_THE_OPEN = {"premarket", "overnight"}

__all__ = ["extreme_rate", "ordinary", "placebo_rate", "rate"]


def rate(passes: NDArray[np.bool_], table: Tolerances) -> float | None:
    """Return ``(1 + passes) / (B + 1)`` over the last sessions, None where there are too few.

    Parameters
    ----------
    passes : ndarray of bool, shape (n_sessions,)
        Whether the words would have passed on each ordinary session before the move, oldest first.
    table : Tolerances
        Says how many sessions are looked back over, and how few give no figure.

    Returns
    -------
    float or None
        Share between 0 and 1.
    """
    recent = passes[-table.severity_most :]
    if len(recent) < table.severity_least:
        return None
    return float((1 + np.count_nonzero(recent)) / (len(recent) + 1))


def ordinary(bars: Bars, until: int, step: int = 1) -> NDArray[np.intp]:
    """Return positions before `until` that no roll, stale or missing price spoils over the `step` sessions counted."""
    bad = bars.roll | bars.stale | ~np.isfinite(bars.close) | ~(bars.close > 0)
    seen = np.concatenate([[0], np.cumsum(bad)])
    at = np.arange(step, until, dtype=np.intp)
    reference = at - step
    spoiled = seen[at + 1] - seen[reference + 1] > 0
    kept: NDArray[np.intp] = at[
        ~spoiled & np.isfinite(bars.close[reference]) & (bars.close[reference] > 0) & ~bars.stale[reference]
    ]
    return kept


def placebo_rate(case: Case, used: Sequence[Reading], tolerant: Interval) -> float | None:
    """Return the share of ordinary sessions before on which the same words would have passed.

    Parameters
    ----------
    case : Case
        The move on its series.
    used : sequence of Reading
        The readings that count as a pass, any of them.
    tolerant : Interval
        What the words may mean, in the unit of the move and with its sign.

    Returns
    -------
    float or None
        None where fewer sessions than the table asks for precede the move, or its reference is not above zero.
    """
    if case.base < 0 or case.base == case.i or case.origin or not used or not case.bars.close[case.base] > 0:
        return None
    at = ordinary(case.bars, case.i, case.i - case.base)[-case.table.severity_most :]
    references = [(reference_of(replace(case, reference=None)), case.bars.close[at - (case.i - case.base)])]
    if case.reference is not None:
        references.append((case.reference, case.bars.open[at]))
    passes = np.zeros(len(at), dtype=bool)
    for today, before in references:
        low, high = _relative_ends(case, tolerant, float(today))
        for reading in used:
            passes |= _passes(case, reading, at, before, low, high)
    return rate(passes, case.table)


def _relative_ends(case: Case, tolerant: Interval, reference: float) -> tuple[float, float]:
    """Return the tolerant interval as a share of the reference, with infinite ends."""
    relative, scale = scale_of(case)
    ends = []
    for end, infinite in ((tolerant.low, -np.inf), (tolerant.high, np.inf)):
        if end is None:
            ends.append(infinite)
        elif is_level(case.move):
            ends.append(float(end) / reference - 1)
        else:
            ends.append(float(end / scale) / (1.0 if relative else reference))
    return round(ends[0], _DECIMALS), round(ends[1], _DECIMALS)


def _passes(
    case: Case, reading: Reading, at: NDArray[np.intp], reference: NDArray[np.float64], low: float, high: float
) -> NDArray[np.bool_]:
    bars = case.bars
    signless = not is_level(case.move) and case.move.direction is None
    if reading.direct:
        last = bars.open if case.move.phase in _BEFORE_THE_OPEN else bars.close
        prices = {"open": bars.open, "high": bars.high, "low": bars.low, "last": last}.get(reading.name, bars.close)
        shown = np.round(prices[at] / reference - 1, _DECIMALS)
        shown = np.abs(shown) if signless else shown
        return np.asarray((shown >= low) & (shown <= high))
    bottom = np.round(bars.low[at] / reference - 1, _DECIMALS)
    top = np.round(bars.high[at] / reference - 1, _DECIMALS)
    if signless:
        least = np.where((bottom <= 0) & (top >= 0), 0.0, np.minimum(np.abs(bottom), np.abs(top)))
        bottom, top = least, np.maximum(np.abs(bottom), np.abs(top))
    return np.asarray((bottom <= high) & (top >= low))


def extreme_rate(case: Case, level: ReportedMove | None, n: int) -> float | None:
    """Return the share of ordinary sessions before that were such an extreme of the `n` sessions before them.

    A `level` of the same statement is recentred on each session's close before; it has to lie in the range of the day
    as well.
    """
    bars = case.bars
    sign, far = (1, bars.high) if case.move.direction == "up" else (-1, bars.low)
    at = ordinary(bars, case.i)
    at = at[at >= n][-case.table.severity_most :]
    if not len(at) or not np.isfinite(far[at[0] - n : case.i]).all():
        return None
    windows = np.lib.stride_tricks.sliding_window_view
    highs = windows(sign * far, n).max(axis=1)[at - n]
    closes = windows(sign * bars.close, n).max(axis=1)[at - n]
    if case.move.phase == "close":
        return rate(sign * bars.close[at] >= closes, case.table)
    if case.move.phase == "open":
        return rate((sign * bars.open[at] >= highs) & (sign * bars.open[at] >= closes), case.table)
    if level is not None and level.value is not None and case.base >= 0:
        reached = bars.close[at - 1] * (float(level.value) / bars.close[case.base])
        seen = (reached >= bars.low[at]) & (reached <= bars.high[at])
        return rate(seen & (sign * reached >= highs) & (sign * reached >= closes), case.table)
    passes = sign * far[at] >= highs
    if case.move.phase == "unspecified" and case.move.time is None:
        passes |= sign * bars.close[at] >= closes
    return rate(passes, case.table)
