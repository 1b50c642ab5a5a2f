"""CARs of very many observations over one window, with what there is to say of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtr, stdtrit

from eventstudy.kernels.batch import cars
from eventstudy.results.many.records import cores
from eventstudy.results.many.texts import coded, each, filled, joined, listed, over, without

if TYPE_CHECKING:
    from eventstudy.battery import Alternative
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.sample import Integers
    from eventstudy.results.many.flags import Flagged
    from eventstudy.results.many.observations import ManyObservations
    from eventstudy.results.many.records import Places
    from eventstudy.results.many.texts import Strings

_STRETCH = 1 << 17
"""Observations summed together."""
_LAST_REASON = 4
"""Keys of `LEFT_OUT` up to this one say why there is no CAR; those beyond, why one that is there is not tested."""
_NO_FIT, _PAST, _NO_DAY, _NO_RETURN, _NO_MOVE, _FLAT = 1, 2, 3, 4, 5, 6
_VARIES_NOT = "its returns do not vary in the estimation sample"


@dataclass(frozen=True, slots=True, eq=False)
class Windowed:
    """N observations over one window.

    Attributes
    ----------
    car, se : arrays of shape (N,)
        Fractions; NaN where no session has a return.
    df : array of shape (N,)
        Degrees of freedom of the residual variance; NaN without a fit.
    n, T : arrays of shape (N,), int
        Sessions summed, and of the estimation sample.
    why : array of shape (N,), int
        Key of `LEFT_OUT`, 0 for an observation that is tested.
    """

    car: Array
    se: Array
    df: Array
    n: Integers
    T: Integers
    why: npt.NDArray[np.int8]

    @property
    def missing(self) -> npt.NDArray[np.bool_]:
        """Return which observations have no CAR that may be shown."""
        return (self.why > 0) & (self.why <= _LAST_REASON)


def windowed(many: ManyObservations, first: int, last: int) -> Windowed:
    """Return the CARs of observations over a window inside the event window."""
    N, columns = len(many), many.columns
    n, T, why = np.empty(N, dtype=np.int64), np.empty(N, dtype=np.int64), np.empty(N, dtype=np.int8)
    found = Windowed(np.empty(N), np.empty(N), np.empty(N), n, T, why)
    for part in many.parts():
        for begin in range(0, part.events.size, _STRETCH):
            some = part.part(begin, begin + _STRETCH)
            sums = cars(
                block=some.piece.block,
                events=some.events,
                estimates=some.estimates,
                questions=columns.questions,
                window=(first, last),
                engine=columns.engine,
                threads=cores(),
            )
            at, sigma2, length = some.places, some.estimates.sigma2, some.estimates.T
            found.car[at], found.n[at], found.why[at] = sums.car, sums.n, sums.why
            found.se[at] = np.sqrt(sigma2 * sums.factor)
            found.df[at] = np.where(np.isnan(sigma2), np.nan, length - some.piece.block.k)
            found.T[at] = length
    return found


def t_values(values: Array, se: Array, df: Array, level: float, alternative: Alternative) -> dict[str, Array]:
    """Return t, p and the interval of each estimate, NaN where its standard error is not above zero; see `t_test`."""
    sure = se > 0.0
    statistic: Array = np.divide(values, se, out=np.full(values.size, np.nan), where=sure)
    side: Array = statistic if alternative == "less" else -statistic
    if alternative == "two-sided":
        np.minimum(side, statistic, out=side)
    p = np.asarray(stdtr(df, side), dtype=np.float64)
    del side  # room for the columns to come
    if alternative == "two-sided":
        p *= 2.0
    half = _quantiles(df, level)
    half *= np.where(sure, se, np.nan)
    low = values - half
    half += values
    return {"t": statistic, "p": p, "low": low, "high": half}


def _quantiles(df: Array, level: float) -> Array:
    """Return the two-sided critical value of each t distribution, of which there are few."""
    of, distinct = pd.factorize(df)
    critical: Array = np.append(stdtrit(distinct, 1.0 - level / 2.0), np.nan)[of]
    return critical


def reasons(many: ManyObservations, found: Windowed, said: Flagged) -> tuple[Places, list[str]]:
    """Return which observations are left out of tests over a window, and why."""
    left = np.flatnonzero(found.why > 0)
    if not left.size:
        return left, []
    why = over(_missing(many, found), without(said.no_moves, found.why != _NO_MOVE))
    why = over(why, coded([_VARIES_NOT], np.where(found.why == _FLAT, 0, -1)))
    bare = np.flatnonzero(found.why == _NO_FIT)
    if bare.size:
        why = over(why, each(len(many), bare, many.take(bare).notes()))
    return left, listed(filled(why.take(left)))


def doubtful(found: Windowed, said: Flagged) -> tuple[Places, list[str]]:
    """Return the observations that are tested although a return is doubtful, and the doubts."""
    texts = without(said.doubts, found.why > 0)
    held = texts.drop_null()
    return np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False)), listed(held)


def table_notes(many: ManyObservations, found: Windowed, said: Flagged, notes: Strings, length: int) -> Strings:
    """Return the note of each observation in a table of a window: why there is no CAR, or what to know of it."""
    bare = found.why == _NO_FIT
    told, scarce = [said.no_moves, said.doubts], (found.n < length) & ~bare
    if bool(scarce.any()):
        short = [f"{n} of {length} sessions have a return" for n in range(length)]
        told.append(coded(short, np.where(scarce, found.n, -1)))
    texts = joined([notes, *(without(one, bare) for one in told if _says(one))])
    return filled(over(_missing(many, found), texts) if bool(found.missing.any()) else texts)


def _says(texts: Strings) -> bool:
    """Return whether there is a text among some."""
    return bool(texts.null_count < len(texts))


def _missing(many: ManyObservations, found: Windowed) -> Strings:
    """Return why observations have no CAR, null for those that have one, or have no fit."""
    codes = np.select([found.why == _NO_DAY, found.why == _NO_RETURN], [0, 1], -1)
    texts = coded(["no return on day 0", "no return in the window"], codes)
    if not bool((found.why == _PAST).any()):
        return texts
    for part in many.parts():
        here = np.flatnonzero(found.why[part.places] == _PAST)
        if here.size:
            block, dates, rows = part.piece.block, part.piece.dates, part.events.series[here]
            spans = [f"({dates[a]} to {dates[b]})" for a, b in zip(block.first, block.last, strict=True)]
            past = coded([f"the window runs past the data {span}" for span in spans], rows)
            texts = over(texts, each(len(many), part.places[here], past))
    return texts
