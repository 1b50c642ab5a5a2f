"""Differences between groups of events."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import choose_telling, one_date
from eventstudy.kernels.portfolio import portfolio_window
from eventstudy.kernels.significance import t_test
from eventstudy.kernels.two_samples import median_difference, rank_sum, welch
from eventstudy.results.averages import REMEMBERS
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.many.samples import choose_many, one_date_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eventstudy.battery import Settings
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Days, Observation
    from eventstudy.records import Window
    from eventstudy.results.tables import Row

DIFFERENCES = (
    "group_a", "group_b", "model", "first", "last", "n_a", "n_b", "estimate", "se", "low", "high",
    "test", "statistic", "df", "p", "min_p", "valid", "note",
)  # fmt: skip

_FEWEST = 5
_NAN = float("nan")
_ONE_DATE = "one common date: correlation within a group is not seen; the portfolio row is the test here"
_SEVERAL = "events of several dates make no portfolio of one day"


def difference_rows(
    groups: Mapping[str, Sequence[Observation]], label: Row, window: Window, settings: Settings
) -> Iterator[Row]:
    """Yield three tests of the difference of two mean CARs for each pair of groups.

    ``welch``: t from the spread within each group. ``rank_sum``: of the distributions. ``portfolio``: on one date, of
    the portfolio long in the first and short in the second, whose error comes from the sessions before the event.
    """
    for (name_a, all_a), (name_b, all_b) in combinations(groups.items(), 2):
        a, b = _side(all_a, window), _side(all_b, window)
        n_a, n_b = a.car.size, b.car.size
        pair = {"group_a": name_a, "group_b": name_b, **label, "n_a": n_a, "n_b": n_b}
        notes = [*a.notes, *b.notes, *_weighted(a, b), *_shared(a, b)]
        together = _one_date(a, b)
        reasons = [_ONE_DATE] if together else []
        few = [f"groups of {n_a} and {n_b}, {_FEWEST} each are needed"] if min(n_a, n_b) < _FEWEST else []
        yield pair | _welch(a.car, b.car, settings) | _said([*reasons, *few], notes)
        ranked = _ranked(a.car, b.car, settings)
        coarse = [f"no attainable {settings.level:.3g} level"] if ranked["min_p"] > settings.level else []
        yield pair | ranked | _said([*reasons, *coarse], notes)
        found, why = _portfolio(a, b, window, settings, together=together)
        yield pair | found | _said(why, notes)


def _said(reasons: Sequence[str], notes: Sequence[str]) -> Row:
    return {"valid": not reasons, "note": "; ".join([*reasons, *notes])}


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The n observations of a group that can be tested over a window, and who was left out.

    Attributes
    ----------
    members : sequence of n Observation
    car, weight : arrays of shape (n,)
    days : array of shape (n,), datetime64[D]
    notes : sequence of str
    """

    members: Sequence[Observation]
    car: Array
    weight: Array
    days: Days
    notes: Sequence[str]


def _side(members: Sequence[Observation], window: Window) -> Side:
    if isinstance(members, ManyObservations):
        found = choose_many(members, window.first, window.last)
        return Side(found.members, found.car, found.members.weight, found.members.days, found.notes)
    held, notes = choose_telling(members, window.first, window.last)
    car = np.array([one.cumulate(window.first, window.last).value for one in held], dtype=np.float64)
    days = np.array([one.day for one in held], dtype="datetime64[D]")
    return Side(held, car, np.array([one.weight for one in held]), days, notes)


def _one_date(a: Side, b: Side) -> bool:
    """Return whether the observations of both groups are of one date."""
    if isinstance(a.members, ManyObservations) and isinstance(b.members, ManyObservations):
        places = np.concatenate([a.members.places, b.members.places])
        return one_date_many(replace(a.members, rows=places))
    return one_date([*a.members, *b.members])


def _weighted(a: Side, b: Side) -> list[str]:
    return ["the events' weights are not used"] if np.unique([*a.weight, *b.weight]).size > 1 else []


def _shared(a: Side, b: Side) -> list[str]:
    """Return that observations of several dates share some, if so."""
    N, dates = a.days.size + b.days.size, np.unique(np.concatenate([a.days, b.days])).size
    if not 1 < dates < N:
        return []
    return [f"{N} observations on {dates} dates: correlation within a date is not seen"]


def _welch(a: Array, b: Array, settings: Settings) -> Row:
    found = welch(one=a, two=b)
    return {"test": "welch"} | _by_t(found.difference, found.se, found.df, settings)


def _by_t(estimate: float, se: float, df: float, settings: Settings) -> Row:
    test = t_test(estimate=estimate, se=se, df=df, level=settings.level, alternative=settings.alternative)
    interval = {"estimate": estimate, "se": se, "low": test.low, "high": test.high}
    return interval | {"statistic": test.statistic, "df": df, "p": test.p, "min_p": 0.0}


def _ranked(a: Array, b: Array, settings: Settings) -> Row:
    found = rank_sum(one=a, two=b, alternative=settings.alternative)
    blank = dict.fromkeys(("se", "low", "high", "df"), _NAN)
    estimate = median_difference(one=a, two=b)
    numbers = {"estimate": estimate, "statistic": found.statistic, "p": found.p, "min_p": found.min_p}
    return {"test": "rank_sum", **blank, **numbers}


def _portfolio(long: Side, short: Side, window: Window, settings: Settings, *, together: bool) -> tuple[Row, list[str]]:
    """Return the test of a portfolio that is long in one group and short in the other, and why it is not valid."""
    row: Row = {"test": "portfolio", **_by_t(_NAN, _NAN, _NAN, settings)}
    n, m = long.car.size, short.car.size
    if not n or not m:
        return row, ["a group has no observation left"]
    if not together:
        return row, [_SEVERAL]
    if settings.memory and window.first < window.last:
        return row, [REMEMBERS]
    weights = np.array([1.0 / n] * n + [-1.0 / m] * m)
    found = portfolio_window(
        members=[*long.members, *short.members], weights=weights, first=window.first, last=window.last
    )
    if found is None:
        return row, ["no estimation session in common"]
    T = int(found.fit.residuals.size)
    few = settings.min_estimation > T
    why = [f"only {T} estimation sessions in common, {settings.min_estimation} are needed"] if few else []
    return {"test": "portfolio", **_by_t(found.estimate, found.se, float(found.fit.dof), settings)}, why
