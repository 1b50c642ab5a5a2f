"""Averages over observations in event time, with their bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import choose_telling, one_date
from eventstudy.kernels.portfolio import portfolio_window
from eventstudy.kernels.significance import t_test

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Observation
    from eventstudy.results.tables import Row

COLUMNS = ("n", "estimate", "se", "df", "low", "high", "median", "positive", "band", "note")
AAR = ("model", "session", *COLUMNS)
CAAR = ("model", "first", "last", *COLUMNS)

_NAN = float("nan")
_EVEN = 0.7
"""Effective dates over dates below which the band between dates is too narrow: with a correlation of .3, 12 dates of
five observations each reject 5 per cent of true nulls at a nominal 5, one of ten and ten of one 15."""
REMEMBERS = "no error of a portfolio's sum: its sessions are not independent"

_OWN_WINDOWS = "one common date and windows of several lengths: no portfolio to take a band from"


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard error of an average, its degrees of freedom, and where it comes from."""

    se: float
    df: float
    band: str


def average(members: Sequence[Observation], first: int, last: int, level: float, *, memory: bool = False) -> Row:
    """Return the average CAR of some observations over a window, weighted, with its band.

    The band comes from the spread between observations, ``"cross-section"``, with N - 1 degrees of freedom. Where some
    share their day 0, and so move together, it comes from that between dates, ``"dates"``, with one less than these;
    on one date from the residuals of their portfolio before the event, ``"time series"``, with its T - k. Left out are
    the observations that tests leave out too.
    """
    held, notes = choose_telling(members, first, last)
    spans = [(first, last)] * len(held)
    return _row(held, spans, lambda cars, share: _spread(held, cars, share, (first, last), memory=memory), notes, level)


def average_own(spans: Sequence[tuple[Observation, int, int]], level: float) -> Row:
    """Return the average CAR of observations that have a window of their own each, with its band.

    On one date windows of several lengths make no portfolio whose past could be looked at, and there is no band.
    """
    answers = [(one, first, last, choose_telling([one], first, last)) for one, first, last in spans]
    held = [one for one, _, _, (kept, _) in answers if kept]
    windows = [(first, last) for _, first, last, (kept, _) in answers if kept]
    notes = [note for *_, (_, said) in answers for note in said]

    def spread(cars: Array, share: Array) -> tuple[Spread, list[str]]:
        if len(set(windows)) == 1:
            return _spread(held, cars, share, windows[0], memory=False)
        return (Spread(_NAN, _NAN, ""), [_OWN_WINDOWS]) if one_date(held) else _between(held, cars, share)

    return _row(held, windows, spread, notes, level)


def _row(
    held: Sequence[Observation],
    windows: Sequence[tuple[int, int]],
    spread: Callable[[Array, Array], tuple[Spread, list[str]]],
    notes: Sequence[str],
    level: float,
) -> Row:
    cars = np.array([one.cumulate(*window).value for one, window in zip(held, windows, strict=True)])
    weights = np.array([one.weight for one in held])
    row: Row = {"n": cars.size, **dict.fromkeys(("estimate", "median", "positive"), _NAN)}
    if cars.size == 0 or not weights.sum() > 0.0:
        why = "no observation is left" if cars.size == 0 else "the weights add up to nothing"
        return row | _band(_NAN, Spread(_NAN, _NAN, ""), level) | {"note": "; ".join([why, *notes])}
    share = weights / weights.sum()
    estimate = float(share @ cars)
    found, said = spread(cars, share)
    row |= {"estimate": estimate, "median": float(np.median(cars)), "positive": float((cars > 0.0).mean())}
    return row | _band(estimate, found, level) | {"note": "; ".join([*said, *notes])}


def _spread(
    held: Sequence[Observation], cars: Array, share: Array, window: tuple[int, int], *, memory: bool
) -> tuple[Spread, list[str]]:
    if len(held) == 1:
        return Spread(held[0].cumulate(*window).se, held[0].abnormal.dof, "time series"), []
    if one_date(held) and memory and window[0] < window[1]:
        return Spread(_NAN, _NAN, ""), [REMEMBERS]
    if one_date(held):
        portfolio = portfolio_window(members=held, weights=share, first=window[0], last=window[1])
        if portfolio is None:
            return Spread(_NAN, _NAN, ""), ["no estimation session in common"]
        return Spread(portfolio.se, float(portfolio.fit.dof), "time series"), []
    return _between(held, cars, share)


def _between(held: Sequence[Observation], cars: Array, share: Array) -> tuple[Spread, list[str]]:
    """Return the error of an average from the spread between dates, or between observations where each has its own."""
    # for equal weights and dates of their own sd / sqrt(N); for others the error of a weighted mean, weights given
    days, date = np.unique([one.day for one in held], return_inverse=True)
    G, N = days.size, cars.size
    deviations = np.bincount(date, weights=share * (cars - share @ cars))
    se = float(np.sqrt(np.square(deviations).sum() * G / (G - 1)))
    said = [f"{N} observations on {G} dates"] if N > G else []
    effective = 1.0 / float(np.square(np.bincount(date, weights=share)).sum())
    said += ["the dates weigh so unequally that its band is too narrow"] if N > G and effective < _EVEN * G else []
    return Spread(se, float(G - 1), "dates" if N > G else "cross-section"), said


def _band(estimate: float, spread: Spread, level: float) -> Row:
    test = t_test(estimate=estimate, se=spread.se, df=spread.df, level=level)
    return {"se": spread.se, "df": spread.df, "low": test.low, "high": test.high, "band": spread.band}
