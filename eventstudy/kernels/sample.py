"""Many observations as arrays: one value each over a window, and their abnormal returns side by side in event time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from eventstudy.kernels.observation import is_no_move

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Observation, Positions

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class WindowSample:
    """N observations over one window.

    Attributes
    ----------
    car : array of shape (N,)
        Fractions.
    factor : array of shape (N,)
        ``v_CAR``, the variance of each CAR in units of the residual variance.
    se : array of shape (N,)
        ``s sqrt(v_CAR)``, from each estimation sample.
    n : array of shape (N,), int
        Sessions with a return in the window.
    dof : array of shape (N,)
        Degrees of freedom of each residual variance.
    T : array of shape (N,), int
        Residuals of each estimation sample.
    weight : array of shape (N,)
        Of each observation in averages.
    scar : array of shape (N,)
        Standardised CARs, ``CAR / (s sqrt(v_CAR))``; NaN where the standard error is zero.
    """

    car: Array
    factor: Array
    se: Array
    n: Integers | npt.NDArray[np.int32]
    dof: Array
    T: Integers | npt.NDArray[np.int32]
    weight: Array
    scar: Array = field(init=False)

    def __post_init__(self) -> None:
        """Divide once: every test asks for it."""
        object.__setattr__(self, "scar", self.car / np.where(self.se > 0.0, self.se, np.nan))

    @property
    def size(self) -> int:
        """Return N."""
        return int(self.car.size)


@dataclass(frozen=True, slots=True, eq=False)
class EventTime:
    """Abnormal returns of N observations in event time: S sessions of any estimation sample, and the event window's.

    Attributes
    ----------
    sample : array of shape (S, N)
        Residuals, a row for each session relative to day 0 that lies in somebody's estimation sample; NaN where it lies
        outside an observation's own.
    window : array of shape (L, N)
        Abnormal returns over the tested window; NaN where there is none.
    rest : array of shape (R, N)
        Those of the event window's other sessions; NaN too where a flag says that the return is no market move.
    sigma : array of shape (N,)
        Residual standard deviation of each observation.
    """

    sample: Array
    window: Array
    rest: Array
    sigma: Array


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Values of N owners on calendar days, one after another: rows of a table too sparse to be filled in.

    Attributes
    ----------
    owner : array of shape (M,), int
        Column of each value, ascending.
    day : array of shape (M,), int
        Days since 1970-01-01; no owner has a day twice.
    value : array of shape (M,)
    size : int
        N.
    """

    owner: Positions
    day: Integers
    value: Array
    size: int

    def days_of_all(self) -> int:
        """Return on how many days every owner has a value."""
        counts = np.unique(self.day, return_counts=True)[1]
        return int((counts == self.size).sum())


def window_sample(*, members: Sequence[Observation], first: int, last: int) -> WindowSample:
    """Return the CARs of observations that all have one, with their standard errors.

    Parameters
    ----------
    members
        N observations with a fit and a CAR over the window.
    first, last
        The window, in sessions relative to day 0.
    """
    totals = [one.cumulate(first, last) for one in members]
    return WindowSample(
        car=np.array([total.value for total in totals]),
        factor=np.array([total.factor for total in totals]),
        se=np.array([total.se for total in totals]),
        n=np.array([total.n for total in totals], dtype=np.int64),
        dof=np.array([float(one.abnormal.dof) for one in members]),
        T=np.array([_residuals(one).size for one in members], dtype=np.int64),
        weight=np.array([one.weight for one in members]),
    )


def event_time(*, members: Sequence[Observation], first: int, last: int) -> EventTime:
    """Return residuals and abnormal returns of observations, aligned on sessions relative to their day 0.

    Parameters
    ----------
    members
        N observations with a fit, one event window for all.
    first, last
        The tested window, in sessions relative to day 0.
    """
    window = np.column_stack([one.abnormal.ar[one.slice_of(first, last)] for one in members])
    offsets = [_positions(one) - one.day_zero for one in members]
    sample = _aligned(offsets, [_residuals(one) for one in members])
    others = [one.first + np.delete(np.arange(one.abnormal.ar.size), one.slice_of(first, last)) for one in members]
    moves = [_moves(one)[other - one.first] for one, other in zip(members, others, strict=True)]
    sigma = np.sqrt(np.array([one.abnormal.sigma2 for one in members]))
    return EventTime(sample, window, _aligned(others, moves), sigma)


def residual_panel(*, members: Sequence[Observation]) -> Panel:
    """Return the estimation residuals of observations on their calendar days."""
    places = [_positions(one) for one in members]
    days = [one.data.dates[place] for one, place in zip(members, places, strict=True)]
    return _panel(days, [_residuals(one) for one in members])


def window_panel(*, members: Sequence[Observation], first: int, last: int) -> Panel:
    """Return the abnormal returns of a window on their calendar days."""
    days, values = [], []
    for one in members:
        ar = one.abnormal.ar[one.slice_of(first, last)]
        there = ~np.isnan(ar)
        days.append(one.data.dates[one.positions(first, last)[there]])
        values.append(ar[there])
    return _panel(days, values)


def complete_rows(*, values: Array) -> Mask:
    """Return which rows of a table (S, N) have every value.

    Examples
    --------
    >>> complete_rows(values=np.array([[1.0, 2.0], [np.nan, 2.0]])).tolist()
    [True, False]
    """
    complete: Mask = ~np.isnan(values.sum(axis=1))
    return complete


def _panel(days: Sequence[npt.NDArray[np.datetime64]], values: Sequence[Array]) -> Panel:
    owner = np.repeat(np.arange(len(values)), [part.size for part in values])
    day = np.concatenate(days).astype("datetime64[D]").astype(np.int64)
    return Panel(owner, day, np.concatenate(values), len(values))


def _aligned(places: Sequence[Positions], values: Sequence[Array]) -> Array:
    """Return a table of places by owners, NaN where an owner has no value."""
    owner = np.repeat(np.arange(len(places)), [part.size for part in places])
    rows, row = np.unique(np.concatenate(places), return_inverse=True)
    table = np.full((rows.size, len(places)), np.nan)
    table[row, owner] = np.concatenate(values)
    return table


def _residuals(one: Observation) -> Array:
    """Return the residuals of the fit; none without one."""
    return np.empty(0) if one.fit is None else one.fit.residuals


def _positions(one: Observation) -> Positions:
    """Return the positions of the residuals: the last ones of the sample where a fit begins later than it."""
    return one.sample[one.sample.size - _residuals(one).size :]


def _moves(one: Observation) -> Array:
    """Return the abnormal returns of the event window, NaN on sessions whose return is no market move."""
    ar = one.abnormal.ar.copy()
    places = one.day_zero + one.first + np.arange(ar.size)
    inside = (places >= 0) & (places < one.data.dates.size)
    ar[~inside] = np.nan
    ar[inside] = np.where(is_no_move(one.data.flags[places[inside]]), np.nan, ar[inside])
    return ar
