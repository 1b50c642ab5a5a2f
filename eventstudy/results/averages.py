"""Averages over observations in event time, with their bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import choose, one_date
from eventstudy.kernels.portfolio import portfolio_window
from eventstudy.kernels.significance import t_test

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Observation
    from eventstudy.results.tables import Row

COLUMNS = ("n", "estimate", "se", "df", "low", "high", "median", "positive", "band", "note")
AAR = ("model", "session", *COLUMNS)
CAAR = ("model", "first", "last", *COLUMNS)

_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard error of an average, its degrees of freedom, and where it comes from."""

    se: float
    df: float
    band: str


def average(members: Sequence[Observation], first: int, last: int, level: float) -> Row:
    """Return the average CAR of some observations over a window, weighted, with its band.

    The band comes from the spread between observations, ``"cross-section"``, with N - 1 degrees of freedom; on one
    date, where they move together, from the residuals of their portfolio before the event, ``"time series"``, with its
    T - k. Left out are the observations that tests leave out too.
    """
    held, notes = choose(members, first, last)
    cars = np.array([one.cumulate(first, last).value for one in held])
    weights = np.array([one.weight for one in held])
    row: Row = {"n": cars.size, **dict.fromkeys(("estimate", "median", "positive"), _NAN)}
    if cars.size == 0 or not weights.sum() > 0.0:
        why = "no observation is left" if cars.size == 0 else "the weights add up to nothing"
        return row | _band(_NAN, Spread(_NAN, _NAN, ""), level) | {"note": "; ".join([why, *notes])}
    share = weights / weights.sum()
    estimate = float(share @ cars)
    spread, said = _spread(held, cars, share, (first, last))
    row |= {"estimate": estimate, "median": float(np.median(cars)), "positive": float((cars > 0.0).mean())}
    return row | _band(estimate, spread, level) | {"note": "; ".join([*said, *notes])}


def _spread(
    held: Sequence[Observation], cars: Array, share: Array, window: tuple[int, int]
) -> tuple[Spread, list[str]]:
    if one_date(held):
        portfolio = portfolio_window(members=held, weights=share, first=window[0], last=window[1])
        if portfolio is None:
            return Spread(_NAN, _NAN, ""), ["no estimation session in common"]
        return Spread(portfolio.se, float(portfolio.fit.dof), "time series"), []
    # for equal weights sd / sqrt(N); for others the error of a weighted mean whose weights are given
    N = cars.size
    deviations = share * (cars - share @ cars)
    shared = N - len({one.day for one in held})
    said = [f"{shared} of {N} observations share their day 0 with another"] if shared else []
    return Spread(float(np.sqrt(np.square(deviations).sum() * N / (N - 1))), float(N - 1), "cross-section"), said


def _band(estimate: float, spread: Spread, level: float) -> Row:
    test = t_test(estimate=estimate, se=spread.se, df=spread.df, level=level)
    return {"se": spread.se, "df": spread.df, "low": test.low, "high": test.high, "band": spread.band}
