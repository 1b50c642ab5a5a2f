"""What a test is, what it is asked, what it answers; and which observations it may be asked of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from eventstudy.kernels.observation import doubts, no_moves, undated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.kernels.observation import Days, Observation
    from eventstudy.kernels.tails import Alternative

Hazard = Literal["cross_correlation", "fat_tails", "volatility_shift", "event_variance"]
"""What makes a test reject true nulls too often: series that move together; returns with fat tails; volatility that has
shifted before the event; an event that itself raises the variance."""

_DAYS_APART = 7
"""Days that one event's day 0 may lie apart in different calendars: the longest closures of an exchange."""
_NAMED = 6
"""Observations left out that a note names one by one; more are counted by reason."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every test of a study shares."""

    level: float = 0.05
    """Size of the test that validity and the minimum detectable effect refer to."""
    min_estimation: int = 30
    """Fewest sessions of an estimation sample for a valid test."""
    alternative: Alternative = "two-sided"
    seed: int = 0
    """Of every test that draws; each begins a generator of its own with it."""
    draws: int = 9999
    portfolio: Literal["weights", "sar"] = "weights"
    """Weights of `portfolio_t`: those of the observations, or 1/s."""
    memory: bool = False
    """Whether values of neighbouring sessions hang together, as those of volume and volatility do."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a test is asked of: some observations over one window.

    Attributes
    ----------
    members : tuple of Observation
        Each with a CAR over the window that is a market move (see `choose`).
    first, last : int
        The window.
    untreated : tuple of Observation
        Series that the event did not touch, on its date, for placebo tests.
    notes : tuple of str
        Who was left out, and why.
    """

    members: tuple[Observation, ...]
    first: int
    last: int
    untreated: tuple[Observation, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        """Return how many sessions the window has."""
        return self.last - self.first + 1

    @property
    def one_date(self) -> bool:
        """Return whether all observations are of one date, which for one event may fall on neighbouring sessions."""
        return one_date(self.members)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one test says of the mean abnormal return of some observations over one window."""

    test: str
    estimate: float
    """What is tested, a fraction: as a rule the mean CAR of the observations; that of the portfolio weighted by 1/s for
    `sq`, `conditional_sq` and `permutation`; the window's sessions times the portfolio's alpha a day for
    `calendar_time`; NaN for a joint hypothesis."""
    statistic: float
    df: float
    """Degrees of freedom of t; NaN for a test without, and the first of two for an F test (the second in `note`)."""
    p: float
    """For the alternative that was asked for."""
    min_p: float
    """Smallest p the test can give here; 0 for a continuous statistic."""
    mde: float
    """Minimum detectable effect: the mean CAR that the test finds in 80 of 100 cases; NaN where that is not known."""
    n_events: int
    """Observations in the test."""
    n_estimation: int
    """Sessions in every one's estimation sample; for observations of several dates the smallest sample."""
    n_reference: int
    """Reference windows, draws or placebo series that p was counted over; 0 for a test by a distribution."""
    valid: bool
    primary: bool
    note: str
    length: int = 0
    """L, the sessions of the window."""
    k: int = 0
    """Mean parameters of the model; the most, where models differ."""
    dof: float = float("nan")
    """Degrees of freedom of a residual variance; the fewest, where they differ."""
    rbar: float = float("nan")
    """Mean residual correlation of the pairs of observations that have one."""
    n_pairs: int = 0
    """How many pairs have one."""
    variance: str = ""
    """What the spread of the statistic is taken from."""
    alternative: str = ""
    seed: int = 0
    se: float = float("nan")
    """Effect, the same on every observation, that moves the statistic by one; NaN where no standard error is behind it,
    as for ranks, signs and joint tests."""


@dataclass(frozen=True, slots=True)
class BatteryTest:
    """One test of the battery: in words, and what computes it."""

    name: str
    null: str
    assumptions: tuple[str, ...]
    use: str
    reference: str
    kernel: str
    """The function that computes it."""
    run: Callable[[Sample, Settings], Outcome]
    """Never raises for a sample without members, and answers ``valid=False`` with the reason instead."""
    setting: Literal["one series", "one date", "many events"] = "many events"
    """Where it belongs: one observation; few series of one date; observations that are many."""
    primary: bool = False
    """Whether it is the test to report for one date and few series."""
    survives: frozenset[Hazard] = frozenset()
    """What it keeps its size under."""
    variance: str = ""
    """What the spread of the statistic is taken from."""
    adds_sessions: bool = False
    """Whether it adds up the sessions of a window as if each were independent of the one before."""


def choose(
    observations: Sequence[Observation], first: int, last: int
) -> tuple[tuple[Observation, ...], tuple[str, ...]]:
    """Return the observations that can be tested over a window, and what to say of the others.

    Left out are those without a CAR, with a return in the window that is no market move, and with returns that do not
    vary in the estimation sample.
    """
    members, left = [], []
    for one in observations:
        why = one.why_missing(first, last) or "; ".join(no_moves(one.flagged(first, last)))
        if not why and not inverse_deviation(one) > 0.0:
            why = "its returns do not vary in the estimation sample"
        if why:
            left.append((one, why))
        else:
            members.append(one)
    return tuple(members), told([(one.data.series, why) for one, why in left], "left out")


def choose_telling(
    observations: Sequence[Observation], first: int, last: int
) -> tuple[tuple[Observation, ...], tuple[str, ...]]:
    """Return what `choose` does, and say as well which of those kept have a doubtful return in the window."""
    members, notes = choose(observations, first, last)
    doubtful = [(one.data.series, "; ".join(found)) for one in members if (found := doubts(one.flagged(first, last)))]
    return members, (*notes, *told(doubtful, "kept although doubtful"))


def told(found: Sequence[tuple[str, str]], what: str) -> tuple[str, ...]:
    """Return what became of some observations and why, each by itself if they are few, else the reasons counted.

    Parameters
    ----------
    found
        The series of each observation, and why.
    what
        What became of them.

    Examples
    --------
    >>> told([("xom", "no return on day 0")], "left out")
    ('xom left out: no return on day 0',)
    """
    if len(found) <= _NAMED:
        return tuple(f"{series} {what}: {why}" for series, why in found)
    counts = Counter(undated(why) for _, why in found).most_common(_NAMED)
    rest = len(found) - sum(n for _, n in counts)
    reasons = [f"{n} x {why}" for why, n in counts] + [f"{rest} for other reasons"] * (rest > 0)
    return (f"{len(found)} observations {what}: {', '.join(reasons)}",)


def one_date(members: Sequence[Observation]) -> bool:
    """Return whether all observations are of one date, which for one event may fall on neighbouring sessions."""
    if not members:
        return True
    days = np.array([member.day for member in members])
    return same_date(days, one_event=len({member.event_id for member in members}) == 1)


def same_date(days: Days, *, one_event: bool) -> bool:
    """Return whether days are one date, or for one event so near that closures of exchanges may lie between them."""
    apart = np.timedelta64(_DAYS_APART if one_event else 0, "D")
    return bool(days.max() - days.min() <= apart)


def inverse_deviation(member: Observation) -> float:
    """Return 1/s; 0 where s is zero or not known."""
    sigma2 = float("nan") if member.fit is None else member.fit.sigma2
    return 1.0 / float(np.sqrt(sigma2)) if sigma2 > 0.0 else 0.0


def nothing(test: str, sample: Sample, reasons: Sequence[str], *, primary: bool = False) -> Outcome:
    """Return the outcome of a test that has no statistic here."""
    nan = float("nan")
    note = "; ".join([*reasons, *sample.notes])
    return Outcome(test, nan, nan, nan, nan, nan, nan, len(sample.members), 0, 0, False, primary, note)
