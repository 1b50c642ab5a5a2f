"""Differences between groups of events."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import choose_telling, one_date
from eventstudy.kernels.portfolio import portfolio_window
from eventstudy.kernels.significance import t_test
from eventstudy.kernels.two_samples import rank_sum, welch
from eventstudy.results.averages import REMEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eventstudy.battery import Settings
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Observation
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
        a, left_a = choose_telling(all_a, window.first, window.last)
        b, left_b = choose_telling(all_b, window.first, window.last)
        pair = {"group_a": name_a, "group_b": name_b, **label, "n_a": len(a), "n_b": len(b)}
        notes = [*left_a, *left_b, *_weighted([*a, *b]), *_shared([*a, *b])]
        reasons = [_ONE_DATE] if one_date([*a, *b]) else []
        few = [f"groups of {len(a)} and {len(b)}, {_FEWEST} each are needed"] if min(len(a), len(b)) < _FEWEST else []
        cars = [np.array([one.cumulate(window.first, window.last).value for one in held]) for held in (a, b)]
        yield pair | _welch(cars[0], cars[1], settings) | _said([*reasons, *few], notes)
        ranked = _ranked(cars[0], cars[1], settings)
        coarse = [f"no attainable {settings.level:.3g} level"] if ranked["min_p"] > settings.level else []
        yield pair | ranked | _said([*reasons, *coarse], notes)
        found, why = _portfolio(a, b, window, settings)
        yield pair | found | _said(why, notes)


def _said(reasons: Sequence[str], notes: Sequence[str]) -> Row:
    return {"valid": not reasons, "note": "; ".join([*reasons, *notes])}


def _weighted(members: Sequence[Observation]) -> list[str]:
    return ["the events' weights are not used"] if len({one.weight for one in members}) > 1 else []


def _shared(members: Sequence[Observation]) -> list[str]:
    """Return that observations of several dates share some, if so."""
    dates = len({one.day for one in members})
    if not 1 < dates < len(members):
        return []
    return [f"{len(members)} observations on {dates} dates: correlation within a date is not seen"]


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
    estimate = float(np.median(np.subtract.outer(a, b))) if min(a.size, b.size) else _NAN
    numbers = {"estimate": estimate, "statistic": found.statistic, "p": found.p, "min_p": found.min_p}
    return {"test": "rank_sum", **blank, **numbers}


def _portfolio(
    a: Sequence[Observation], b: Sequence[Observation], window: Window, settings: Settings
) -> tuple[Row, list[str]]:
    """Return the test of a portfolio that is long in one group and short in the other, and why it is not valid."""
    members = [*a, *b]
    row: Row = {"test": "portfolio", **_by_t(_NAN, _NAN, _NAN, settings)}
    if not a or not b:
        return row, ["a group has no observation left"]
    if not one_date(members):
        return row, [_SEVERAL]
    if settings.memory and window.first < window.last:
        return row, [REMEMBERS]
    weights = np.array([1.0 / len(a)] * len(a) + [-1.0 / len(b)] * len(b))
    found = portfolio_window(members=members, weights=weights, first=window.first, last=window.last)
    if found is None:
        return row, ["no estimation session in common"]
    T = int(found.fit.residuals.size)
    short = settings.min_estimation > T
    why = [f"only {T} estimation sessions in common, {settings.min_estimation} are needed"] if short else []
    return {"test": "portfolio", **_by_t(found.estimate, found.se, float(found.fit.dof), settings)}, why
