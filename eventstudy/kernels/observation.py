"""One event of one series under one model, as plain arrays."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from eventstudy.kernels.abnormal import cumulate
from eventstudy.kernels.expected import OLS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.kernels.abnormal import AbnormalReturns, CumulativeReturn, Mask
    from eventstudy.kernels.expected import Array, Estimator, LinearFit
    from eventstudy.kernels.garch import GarchFit

Days = npt.NDArray[np.datetime64]
Positions = npt.NDArray[np.intp]

_ON_A_DAY = re.compile(r" on \d{4}-\d{2}-\d{2}\b")
_NO_MOVE = {
    "roll": "contract roll",
    "stale": "stale price",
    "unit": "change of unit",
    "no_move": "no market move, by the study's rule",
}
_DOUBTFUL = {
    "gap": "return over missing sessions",
    "spike": "spike that reverts",
    "split": "price change like a split",
    "break": "break of level that stays",
    "excluded": "doubtful, by the study's rule",
}


def _with_regressors(words: dict[str, str]) -> MappingProxyType[str, str]:
    """Return words and what they mean, with those of a regressor beside those of the series itself."""
    roles = ("benchmark", "peer")
    borrowed = {f"{role}_{word}": f"{what} of the {role}" for role in roles for word, what in words.items()}
    return MappingProxyType(words | borrowed)


NO_MOVE = _with_regressors(_NO_MOVE)
"""Flag words of returns that are no market moves, in prose: masked in estimation, named in an event window, and left
out of tests of several series."""
DOUBTFUL = _with_regressors(_DOUBTFUL)
"""Flag words of returns that may be no market moves, in prose: masked in estimation, named in an event window."""


@dataclass(frozen=True, slots=True, eq=False)
class ModelledSeries:
    """A series under a model of expected returns, over all sessions from its first return to its last.

    Attributes
    ----------
    series, model : str
    benchmark : str or None
    columns : tuple of str
        Names of the regressors; series with equal columns have equal X on equal days.
    dates : array of shape (n,), datetime64[D]
        Sessions, ascending.
    returns : array of shape (n,)
        Fractions; NaN where the session has no return.
    y : array of shape (n,)
        What is regressed: the return, for ``adjusted`` less that of the benchmark; NaN where either is missing.
    X : array of shape (n, k)
        Regressors; NaN where the benchmark is missing.
    present : array of shape (n,), bool
        Sessions with an abnormal return: y and X are there.
    usable : array of shape (n,), bool
        Sessions that may enter a regression: present, and no flag says that the return is, or may be, no market move.
    flags : array of shape (n,), str
        Flag words of each session joined by ``|``; empty for an ordinary one. Words of the benchmark that say its
        return is, or may be, no market move stand with ``benchmark_`` before them.
    ahead : array of shape (n, k) or None
        Regressors that a forecast takes, where they are not X; see `X_ahead`.
    Z : array of shape (n, 2q) or None
        Lags q, ..., 1 and leads 1, ..., q of the benchmark in its own sessions, for a beta made of them.
    estimator : Estimator
        How the coefficients are estimated.
    """

    series: str
    model: str
    benchmark: str | None
    columns: tuple[str, ...]
    dates: Days
    returns: Array
    y: Array
    X: Array
    present: Mask
    usable: Mask
    flags: npt.NDArray[Any]
    ahead: Array | None = None
    Z: Array | None = None
    estimator: Estimator = OLS

    @property
    def X_ahead(self) -> Array:  # noqa: N802 - the matrix of the field's papers
        """Return the regressors that forecasts outside the sample are made with, shape (n, k)."""
        return self.X if self.ahead is None else self.ahead


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """One event of one modelled series: where its day 0 lies, its estimation sample, its abnormal returns.

    Attributes
    ----------
    event_id : str
    data : ModelledSeries
    day_zero : int
        Position of day 0 in ``data.dates``.
    sample : array of shape (T,), int
        Positions of the estimation sessions, ascending.
    first : int
        Offset of the first session of the event window.
    fit : LinearFit or None
        None where the sample is too small to fit.
    abnormal : AbnormalReturns
        Over the event window, NaN on sessions without a return or outside the data, and throughout without a fit.
    note : str
        Why there is no fit, or what the reader should know of it.
    group : str or None
        Of the event, where events are grouped.
    weight : float
        Of the observation in averages.
    own : (int, int) or None
        The event's own window, where its row names one.
    garch : GarchFit or None
        Of the shocks' variance, for a model that has one; its `reason` says why there is none.
    """

    event_id: str
    data: ModelledSeries
    day_zero: int
    sample: Positions
    first: int
    fit: LinearFit | None
    abnormal: AbnormalReturns
    note: str
    group: str | None = None
    weight: float = 1.0
    own: tuple[int, int] | None = None
    garch: GarchFit | None = None

    @property
    def day(self) -> np.datetime64:
        """Return the date of day 0."""
        day: np.datetime64 = self.data.dates[self.day_zero]
        return day

    def cumulate(self, first: int, last: int) -> CumulativeReturn:
        """Return the CAR over a window inside the event window, with its variance; see `why_missing`."""
        return cumulate(abnormal=self.abnormal, window=self.slice_of(first, last))

    def slice_of(self, first: int, last: int) -> slice:
        """Return where the window lies in ``abnormal``."""
        return slice(first - self.first, last - self.first + 1)

    def positions(self, first: int, last: int) -> Positions:
        """Return the positions in the data of the window's sessions; the window must lie inside the data."""
        return np.arange(self.day_zero + first, self.day_zero + last + 1)

    def inside(self, first: int, last: int) -> bool:
        """Return whether all sessions of the window lie inside the data."""
        return self.day_zero + first >= 0 and self.day_zero + last < self.data.dates.size

    def flagged(self, first: int, last: int) -> list[tuple[str, str]]:
        """Return the window's flagged sessions as (ISO date, flag words), those outside the data left out."""
        begin, end = max(self.day_zero + first, 0), max(self.day_zero + last + 1, 0)
        days, flags = self.data.dates[begin:end], self.data.flags[begin:end]
        return [(str(day), str(flag)) for day, flag in zip(days, flags, strict=True) if flag]

    def why_missing(self, first: int, last: int) -> str:
        """Return why there is no CAR over the window, in words; empty where there is one."""
        data = self.data
        if self.fit is None:
            return self.note
        if not self.inside(first, last):
            return f"the window runs past the data ({data.dates[0]} to {data.dates[-1]})"
        if not data.present[self.day_zero]:
            return "no return on day 0"
        return "" if data.present[self.positions(first, last)].any() else "no return in the window"


def no_moves(flagged: list[tuple[str, str]]) -> list[str]:
    """Return flagged sessions whose return is no market move, in words.

    Examples
    --------
    >>> no_moves([("2019-12-24", "half_day"), ("2019-12-31", "roll|half_day")])
    ['contract roll on 2019-12-31']
    """
    return _named(flagged, NO_MOVE)


def undated(reason: str) -> str:
    """Return a reason without its days, so that those alike may be counted.

    Examples
    --------
    >>> undated("contract roll on 2019-12-31")
    'contract roll'
    """
    return _ON_A_DAY.sub("", reason)


def doubts(flagged: list[tuple[str, str]]) -> list[str]:
    """Return flagged sessions whose return may be no market move, in words.

    Examples
    --------
    >>> doubts([("2019-12-24", "half_day|gap"), ("2019-12-31", "roll")])
    ['return over missing sessions on 2019-12-24']
    """
    return _named(flagged, DOUBTFUL)


def is_no_move(flags: npt.NDArray[Any]) -> Mask:
    """Return which sessions, by their flag words, have a return that is no market move.

    Examples
    --------
    >>> is_no_move(np.array(["", "roll|half_day", "gap"], dtype=object)).tolist()
    [False, True, False]
    """
    return np.array([not NO_MOVE.keys().isdisjoint(words.split("|")) for words in flags], dtype=bool)


def is_doubtful(flags: npt.NDArray[Any]) -> Mask:
    """Return which sessions, by their flag words, have a return that may be no market move."""
    return np.array([not DOUBTFUL.keys().isdisjoint(words.split("|")) for words in flags], dtype=bool)


def _named(flagged: list[tuple[str, str]], meant: Mapping[str, str]) -> list[str]:
    return [f"{meant[word]} on {day}" for day, flags in flagged for word in flags.split("|") if word in meant]
