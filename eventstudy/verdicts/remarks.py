"""Moves told without a number, "oil surged": how large the day was by its own standards. No verdict, a remark.

The size is the day's return (for a yield its change) by the standard deviation of the days before, exponentially
weighted: ``sigma^2 = sum w_k r_k^2``, ``w_k`` falling by ``1 - 2 / (span + 1)`` a session, the mean taken as zero. A
verb allows sizes as the table of tolerances says, "edged" small ones and "plunged" large ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.verdicts import tolerances as _tolerances
from eventstudy.verdicts.bars import bars_from, source_of
from eventstudy.verdicts.moments import hours_of, published_by
from eventstudy.verdicts.wording import called, day_text, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from eventstudy.articles.moves.remarks import Remark
    from eventstudy.records import Article
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.terms import Tolerances

__all__ = ["Weighed", "scaled_moves", "weigh_remarks"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """A remark beside what prices did that day."""

    remark: Remark
    series: str | None
    change: float | None
    """From close to close: a fraction, for a yield in percentage points."""
    z: float | None
    """The change in standard deviations of the days before."""
    percentile: float | None
    """Share of the days before whose change was smaller in size."""
    fits: bool | None
    """Whether the direction is that told and the size one that the verb speaks of; None where prices cannot say."""
    note: str


def weigh_remarks(
    remarks: Sequence[Remark],
    prices: pd.DataFrame,
    *,
    tolerances: str | Path | Tolerances | None = None,
    published: Mapping[str, date | datetime] | Iterable[Article] | None = None,
) -> list[Weighed]:
    """Put each remark beside the day's move of the first of its candidates that prices hold.

    Parameters
    ----------
    remarks : sequence of Remark
        As `eventstudy.articles.moves.find_remarks` gives them.
    prices, tolerances, published
        As of `eventstudy.verdicts.check_moves`.

    Returns
    -------
    list of Weighed
        One for each remark, in their order.

    Raises
    ------
    PriceError, UsageError
        As `eventstudy.verdicts.check_moves`.
    """
    table, out = _tolerances.load(tolerances), published_by(published)
    bars = bars_from(prices, {name for one in remarks for name in one.candidates}, table)
    moved = {name: scaled_moves(*_changes(held), table) for name, held in bars.items()}
    return [_weigh(one, bars, moved, table, out.get(one.article), source_of(prices)) for one in remarks]


def _changes(bars: Bars) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the change into each session, and whether it is a move of the market: no roll, no stale price."""
    close = bars.close
    change = np.full(len(close), np.nan)
    change[1:] = np.diff(close)
    if bars.unit != "percent":
        change[1:] /= np.where(close[:-1] > 0, close[:-1], np.nan)
    sound = np.isfinite(change) & ~bars.roll & ~bars.stale
    sound[1:] &= ~bars.stale[:-1]
    return change, sound


def scaled_moves(
    change: NDArray[np.float64], sound: NDArray[np.bool_], table: Tolerances
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the change of each session, and it by the standard deviation before and as a percentile of those before.

    Parameters
    ----------
    change : ndarray, shape (n_sessions,)
        NaN where there is none.
    sound : ndarray of bool, shape (n_sessions,)
        Which count; the others are NaN in the result.
    table : Tolerances
        Says the span of the weights and how many changes must lie before.

    Returns
    -------
    tuple of ndarray, each of shape (n_sessions,)
        Change, z, percentile; NaN where fewer changes lie before or all of them are zero.
    """
    z, percentile = np.full(len(change), np.nan), np.full(len(change), np.nan)
    decay = 1 - 2 / (table.intensity_span + 1)
    weight = variance = 0.0
    before: list[float] = []
    for k in np.flatnonzero(sound):
        size = abs(float(change[k]))
        if len(before) >= table.intensity_least and variance > 0:
            z[k] = change[k] / np.sqrt(variance / weight)
            percentile[k] = np.searchsorted(np.sort(before), size) / len(before)
        weight, variance = decay * weight + 1, decay * variance + size**2
        before.append(size)
    return np.where(sound, change, np.nan), z, percentile


def _weigh(
    remark: Remark,
    bars: Mapping[str, Bars],
    moved: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]],
    table: Tolerances,
    published: datetime | None,
    source: str,
) -> Weighed:
    series = next((name for name in sorted(remark.candidates) if name in bars), None)
    if series is None:
        return _unknown(remark, None, f"prices in {source} do not hold {called(remark.instrument)}")
    held = bars[series]
    i = None if remark.date is None else held.spot.get(remark.date)
    if i is None or remark.window is not None:
        return _unknown(remark, series, f"prices in {source} have no one session of {called(series)} to weigh it by")
    hours = hours_of(held, i, table)
    if published is not None and hours is not None and published < hours.struck:
        return _unknown(remark, series, "the article came out before the price of that day was struck")
    change, z, percentile = (float(one[i]) for one in moved[series])
    if not np.isfinite(z):
        return _unknown(remark, series, f"prices in {source} have too few sound days of {called(series)} before it")
    least, most = _allowed(remark.quote, table)
    fits = (change > 0) == (remark.direction == "up") and change != 0 and least <= abs(z) <= most
    way, size = "rose" if change > 0 else "fell", f"{abs(change) * 100:.2f} %"
    size = f"{abs(change):.3f} percentage points" if held.unit == "percent" else size
    note = (
        f"by prices in {source} {called(series)} {way} {size} on {day_text(held.dates[i].item())} from close to close, "
        f"{abs(z):.1f} standard deviations of the days before and more than on {percentile * 100:.0f} % of them"
    )
    return Weighed(remark, series, change, z, percentile, bool(fits), sentence(note))


def _unknown(remark: Remark, series: str | None, why: str) -> Weighed:
    return Weighed(remark, series, None, None, None, None, sentence(why))


def _allowed(quote: str, table: Tolerances) -> tuple[float, float]:
    words = quote.lower().split()
    for begins, least, most in table.intensity:
        if any(word.startswith(begins) for word in words):
            return least, most
    return 0.0, float("inf")
