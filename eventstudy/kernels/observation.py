"""One event of one series under one model, as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from eventstudy.kernels.abnormal import cumulate
from eventstudy.kernels.expected import OLS

if TYPE_CHECKING:
    from eventstudy.kernels.abnormal import AbnormalReturns, CumulativeReturn, Mask
    from eventstudy.kernels.expected import Array, Estimator, LinearFit

Days = npt.NDArray[np.datetime64]
Positions = npt.NDArray[np.intp]

NO_MOVE = MappingProxyType(
    {
        "roll": "contract roll",
        "stale": "stale price",
        "benchmark_roll": "contract roll of the benchmark",
        "benchmark_stale": "stale price of the benchmark",
        "peer_roll": "contract roll of the peer",
        "peer_stale": "stale price of the peer",
    }
)
"""Flag words of returns that are no market moves, in prose: masked in estimation, named in an event window."""


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
        Sessions that may enter a regression: present, and no flag says that the return is no market move.
    flags : array of shape (n,), str
        Flag words of each session joined by ``|``; empty for an ordinary one. Words of the benchmark that say its
        return is no market move stand with ``benchmark_`` before them.
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
            return f"no return on day 0, {self.day}"
        return "" if data.present[self.positions(first, last)].any() else "no return in the window"


def no_moves(flagged: list[tuple[str, str]]) -> list[str]:
    """Return flagged sessions whose return is no market move, in words.

    Examples
    --------
    >>> no_moves([("2019-12-24", "half_day"), ("2019-12-31", "roll|half_day")])
    ['contract roll on 2019-12-31']
    """
    return [f"{NO_MOVE[word]} on {day}" for day, flags in flagged for word in flags.split("|") if word in NO_MOVE]
