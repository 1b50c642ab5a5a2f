"""Averages over observations in event time, with their bands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import choose_telling, one_date
from eventstudy.kernels.portfolio import portfolio_window
from eventstudy.kernels.significance import t_test
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.many.samples import choose_many, choose_one_by_one, one_date_many
from eventstudy.results.many.tables import own_windows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Days, Observation
    from eventstudy.results.tables import Row

COLUMNS = ("n", "estimate", "se", "df", "low", "high", "median", "positive", "band", "note")
AAR = ("model", "session", *COLUMNS)
CAAR = ("model", "first", "last", *COLUMNS)

_NAN = float("nan")
_EVEN = 0.7
"""Effective dates over dates below which the band between dates is too narrow: with a correlation of .3, 12 dates of
five observations each reject 5 per cent of true nulls at a nominal 5, one of ten and ten of one 15."""
REMEMBERS = "no error of a portfolio's sum: its sessions are not independent"

_NO_PORTFOLIO = "one common date: its band takes a portfolio, which a study in blocks has not"
_LISTED = 1_000
"""Notes on single observations of many up to which each is given."""
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
    if isinstance(members, ManyObservations):
        return _average_many(members, (first, last), level)
    held, notes = choose_telling(members, first, last)
    cars, weights = _values(held, [(first, last)] * len(held))
    spread = partial(_spread, held, window=(first, last), memory=memory)
    return _row(cars, weights, spread, notes, level)


def _average_many(members: ManyObservations, window: tuple[int, int], level: float) -> Row:
    sample = choose_many(members, *window)
    held = sample.members

    def spread(cars: Array, share: Array) -> tuple[Spread, list[str]]:
        if one_date_many(held):
            return _spread([*held], cars, share, window, memory=False)
        return _between(held.days, cars, share)

    return _row(sample.car, held.weight, spread, sample.notes, level)


def average_numbers(cars: Array, weights: Array, days: Days, notes: Sequence[str], level: float) -> Row:
    """Return the average of CARs that are known as numbers alone, with its band from the spread between dates.

    On one date the band would come from a portfolio, which numbers do not give, so there is none.
    """

    def spread(cars: Array, share: Array) -> tuple[Spread, list[str]]:
        return _between(days, cars, share) if np.unique(days).size > 1 else (Spread(_NAN, _NAN, ""), [_NO_PORTFOLIO])

    return _row(cars, weights, spread, notes, level)


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
        return (Spread(_NAN, _NAN, ""), [_OWN_WINDOWS]) if one_date(held) else _between(_days(held), cars, share)

    return _row(*_values(held, windows), spread, notes, level)


def average_own_many(members: ManyObservations, usual: tuple[int, int], level: float) -> Row:
    """Return what `average_own` returns, with the widest of the windows, each one's own or the usual one."""
    found = own_windows(members, usual)
    parts = [(places, choose_one_by_one(members.take(places), *window)) for window, places in found]
    at = np.concatenate([places[part.kept] for places, part in parts])
    order = np.argsort(at, kind="stable")
    held = members.take(at[order])
    said = sorted((int(places[place]), note) for places, part in parts for place, note in part.notes)

    def spread(cars: Array, share: Array) -> tuple[Spread, list[str]]:
        windows = [window for (window, _), (_, part) in zip(found, parts, strict=True) if part.kept.size]
        if len(windows) == 1 and one_date_many(held):
            return _spread([*held], cars, share, windows[0], memory=False)
        return (Spread(_NAN, _NAN, ""), [_OWN_WINDOWS]) if one_date_many(held) else _between(held.days, cars, share)

    cars = np.concatenate([part.car for _, part in parts])[order]
    notes = [note for _, note in said] if len(said) <= _LISTED else [f"{len(said):,} notes on single observations"]
    ends = np.array([window for window, _ in found])
    widest = {"first": int(ends[:, 0].min()), "last": int(ends[:, 1].max())}
    return widest | _row(cars, held.weight, spread, notes, level)


def _values(held: Sequence[Observation], windows: Sequence[tuple[int, int]]) -> tuple[Array, Array]:
    """Return the CARs of observations, and their weights."""
    cars = np.array([one.cumulate(*window).value for one, window in zip(held, windows, strict=True)], dtype=np.float64)
    return cars, np.array([one.weight for one in held], dtype=np.float64)


def _row(
    cars: Array,
    weights: Array,
    spread: Callable[[Array, Array], tuple[Spread, list[str]]],
    notes: Sequence[str],
    level: float,
) -> Row:
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
    return _between(_days(held), cars, share)


def _days(held: Sequence[Observation]) -> Days:
    days: Days = np.array([one.day for one in held])
    return days


def _between(zeros: Days, cars: Array, share: Array) -> tuple[Spread, list[str]]:
    """Return the error of an average from the spread between dates, or between observations where each has its own."""
    # for equal weights and dates of their own sd / sqrt(N); for others the error of a weighted mean, weights given
    days, date = np.unique(zeros, return_inverse=True)
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
