"""What many events are computed from, and what comes of them: blocks of series, questions, events, estimates, sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions
    from eventstudy.kernels.sample import Integers

Engine = Literal["numpy", "numba"]
Small = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]

CELL = 4096
"""Events that are computed at a time: the unit that threads, workers and limits of memory share out."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """S series that share D sessions and k regressors.

    Attributes
    ----------
    y : array of shape (S, D), C-contiguous
        What is regressed, a fraction: the return, or the return less a rate or a benchmark; NaN where it is missing.
    X : array of shape (D, k)
        Regressors, the constant first where the model has one; NaN where one is missing. k may be 0.
    day : array of shape (D,), int
        Days since 1970-01-01, ascending.
    usable : array of shape (S, D), bool
        Sessions that may enter an estimation sample: present (y and X are there), no flag against them, in no other
        event's window where those are left out.
    first, last : arrays of shape (S,), int
        Rows of each series' first and last return: its sessions are those from one to the other.
    unmoved : array of shape (S, D), bool, or None
        Sessions whose return is no market move: an event with one in a tested window is left out of the tests over it.
        None where there is none.
    """

    y: Array
    X: Array
    day: Integers
    usable: Mask
    first: Positions
    last: Positions
    unmoved: Mask | None = None

    @property
    def k(self) -> int:
        """Return how many regressors there are, the constant included."""
        return int(self.X.shape[1])

    @property
    def constant(self) -> bool:
        """Return whether the first regressor is a constant."""
        if self.k == 0:
            return False
        column = self.X[:, 0]
        return bool((column[~np.isnan(column)] == 1.0).all())


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of every event, in sessions relative to day 0.

    Attributes
    ----------
    estimation : (int, int)
        First and last session of the estimation window.
    event : (int, int)
        First and last session of the event window.
    windows : tuple of (int, int)
        Windows inside the event window that are tested; no more than 62.
    min_estimation : int
        Fewest sessions of an estimation sample. A model needs one more than it has parameters, whatever this says.
    """

    estimation: tuple[int, int]
    event: tuple[int, int]
    windows: tuple[tuple[int, int], ...]
    min_estimation: int

    @property
    def T(self) -> int:  # noqa: N802 - as econometrics writes it
        """Return how many sessions the estimation window has."""
        return self.estimation[1] - self.estimation[0] + 1

    @property
    def L(self) -> int:  # noqa: N802 - as econometrics writes it
        """Return how many sessions the event window has."""
        return self.event[1] - self.event[0] + 1

    def slice_of(self, window: tuple[int, int]) -> slice:
        """Return where a window lies in the event window."""
        return slice(window[0] - self.event[0], window[1] - self.event[0] + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """N events of a block, sorted by (series, zero).

    Attributes
    ----------
    series : array of shape (N,), int32
        Row of the block's `y`.
    zero : array of shape (N,), int32
        Row of day 0 among the block's sessions.
    weight : array of shape (N,)
        In averages.
    """

    series: Small
    zero: Small
    weight: Array

    @property
    def size(self) -> int:
        """Return N."""
        return int(self.series.size)

    def part(self, begin: int, end: int) -> Events:
        """Return the events from one place up to another, without copying."""
        return Events(self.series[begin:end], self.zero[begin:end], self.weight[begin:end])

    def chosen(self, which: Positions) -> Events:
        """Return some of the events."""
        return Events(self.series[which], self.zero[which], self.weight[which])


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """What a model says of N events; NaN throughout for an event without a fit.

    Attributes
    ----------
    coefficients : array of shape (N, k)
    root : array of shape (M, k, k)
        Upper triangular, with ``(X'X)^-1 = root root'`` over an event's estimation sample: each event's, or where
        `sample` says whose is whose, each once.
    sigma2 : array of shape (N,)
        ``e'e / (T - k)``; 0 where the model fits exactly.
    T : array of shape (N,), int32
        Sessions of the estimation sample, also where they were too few for a fit.
    ar : array of shape (N, L)
        Abnormal returns over the event window; NaN on sessions without a return or outside the series.
    positive : array of shape (N,)
        Share of the residuals above zero.
    sample : array of shape (N,), int32, or None
        Place of each event's root; None where each has its own.
    """

    coefficients: Array
    root: Array
    sigma2: Array
    T: Small
    ar: Array
    positive: Array
    sample: Small | None = None

    @property
    def size(self) -> int:
        """Return N."""
        return int(self.sigma2.size)

    @property
    def k(self) -> int:
        """Return how many parameters a fit has."""
        return int(self.coefficients.shape[1])

    @property
    def inverse(self) -> Array:
        """Return ``(X'X)^-1`` of each event, shape (N, k, k)."""
        inverse: Array = self.roots @ self.roots.transpose(0, 2, 1)
        return inverse

    @property
    def roots(self) -> Array:
        """Return each event's root, shape (N, k, k)."""
        return self.root if self.sample is None else self.root[self.sample]

    def part(self, begin: int, end: int) -> Estimates:
        """Return the estimates from one place up to another, without copying."""
        return self._some(slice(begin, end))

    def chosen(self, which: Positions) -> Estimates:
        """Return the estimates of some of the events."""
        return self._some(which)

    def _some(self, here: slice | Positions) -> Estimates:
        return Estimates(
            self.coefficients[here],
            self.root[here] if self.sample is None else self.root,
            self.sigma2[here],
            self.T[here],
            self.ar[here],
            self.positive[here],
            None if self.sample is None else self.sample[here],
        )


WRITTEN = ("coefficients", "root", "sigma2", "T", "ar", "positive")
"""What is estimated of each event by itself: `Estimates` but for what says which events share a root."""


@dataclass(frozen=True, slots=True, eq=False)
class Cars:
    """The CARs of N events over one window.

    Attributes
    ----------
    car : array of shape (N,)
        Sum of the abnormal returns that there are; NaN where there is none.
    factor : array of shape (N,)
        ``v_CAR = n + c'(X'X)^-1 c`` with c the sum of the regressors over the sessions summed; its variance in units of
        the residual variance.
    n : array of shape (N,), int32
        Sessions summed.
    why : array of shape (N,), int8
        0 for an event that is tested over the window; else the key of `LEFT_OUT` that says why it is not.
    """

    car: Array
    factor: Array
    n: Small
    why: Codes

    @property
    def members(self) -> Mask:
        """Return which events are tested over the window."""
        members: Mask = self.why == 0
        return members


LEFT_OUT = {
    1: "there is no fit",
    2: "the window runs past the data",
    3: "no return on day 0",
    4: "no return in the window",
    5: "a return in the window is no market move",
    6: "its returns do not vary in the estimation sample",
}
"""Why an event is left out of the tests over a window, in words."""
