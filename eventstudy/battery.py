"""The tests by name: what each one tests, what it assumes, when to use it; and what each says of a set of observations.

A test that cannot be valid where it stands still returns its statistic, with ``valid=False`` and the reason in `note`.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.observation import no_moves
from eventstudy.kernels.portfolio import portfolio_window
from eventstudy.kernels.resampling import conditional_sample_quantile, sample_quantile
from eventstudy.kernels.significance import minimum_detectable_effect, t_test

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eventstudy.kernels.observation import Observation
    from eventstudy.kernels.portfolio import PortfolioWindow
    from eventstudy.kernels.resampling import RankTest

_FEWEST_REFERENCES = 19
_WINDOWS_PER_SESSION = 10
_DAYS_APART = 7
"""Days that one event's day 0 may lie apart in different calendars: the longest closures of an exchange."""


@dataclass(frozen=True, slots=True)
class BatteryTest:
    """One test of the battery, in words."""

    name: str
    null: str
    assumptions: tuple[str, ...]
    use: str
    reference: str
    kernel: str
    """The function that computes it."""
    primary: bool = False
    """Whether it is the test to report for one date and few series."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one test says of the mean abnormal return of some observations over one window."""

    test: str
    estimate: float
    """Weighted mean CAR of the observations, a fraction."""
    statistic: float
    df: float
    """Degrees of freedom; NaN for a rank test."""
    p: float
    """Two-sided."""
    min_p: float
    """Smallest p the test can give here; 0 for a t test."""
    mde: float
    """Minimum detectable effect: the return, common to all series, that the test finds in 80 of 100 cases."""
    n_events: int
    """Observations in the test."""
    n_estimation: int
    """Sessions in every one's estimation sample."""
    n_reference: int
    """Reference windows of a rank test; 0 for a t test."""
    valid: bool
    primary: bool
    note: str


_TESTS = (
    BatteryTest(
        name="t",
        null="the cumulative abnormal return of one event in one series is zero",
        assumptions=(
            "residuals are independent, normal and of equal variance, before the event and in it",
            "the model's coefficients are those of the estimation sample",
        ),
        use="one event in one series; with normal returns it is exact for every sample size",
        reference="MacKinlay (1997), Journal of Economic Literature 35; Mikkelson and Partch (1988) for the variance",
        kernel="eventstudy.kernels.significance.t_test",
    ),
    BatteryTest(
        name="portfolio_t",
        null="the mean cumulative abnormal return of the series on one date is zero",
        assumptions=(
            "the portfolio's residuals are independent, normal and of equal variance, before the event and in it",
            "the series may be correlated in any way",
        ),
        use="several series on one date; a companion of the rank tests where volatility has not moved",
        reference="Jaffe (1974), Journal of Business 47; Schipper and Thompson (1983), J. Accounting Research 21",
        kernel="eventstudy.kernels.significance.t_test",
    ),
    BatteryTest(
        name="sq",
        null="the abnormal return of the event is drawn from the distribution of ordinary ones",
        assumptions=(
            "abnormal returns of estimation sample and event follow one distribution, of any shape",
            "the series may be correlated in any way",
        ),
        use="one date and few series, where returns are not normal; not after a change of volatility",
        reference="Gelbach, Helland and Klick (2013), American Law and Economics Review 15; with leverage adjustment",
        kernel="eventstudy.kernels.resampling.sample_quantile",
    ),
    BatteryTest(
        name="conditional_sq",
        null="the abnormal return of the event, in units of the volatility forecast on its eve, is an ordinary one",
        assumptions=(
            "standardised abnormal returns follow one distribution, of any shape; volatility may move slowly",
            "the event does not itself raise the variance of that day",
            "the series may be correlated in any way",
        ),
        use="one date and few series: the test to report",
        reference="Gelbach, Helland and Klick (2013); RiskMetrics (1996) for the forecast",
        kernel="eventstudy.kernels.resampling.conditional_sample_quantile",
        primary=True,
    ),
)

BATTERY: Mapping[str, BatteryTest] = MappingProxyType({test.name: test for test in _TESTS})
"""Every test by its name."""


def evaluate(
    observations: Sequence[Observation], first: int, last: int, *, level: float, min_estimation: int
) -> list[Outcome]:
    """Run the tests for one date and few series on the portfolio of some observations.

    `portfolio_t` weighs the series equally; the rank tests weigh them by the inverse of their residual standard
    deviation (the portfolio of standardised abnormal returns), scaled to sum to one, so that estimate and detectable
    effect are returns common to all series. Series without a CAR, or with a return in the window that is no market
    move, are left out, and `note` says so.

    Parameters
    ----------
    observations
        As a rule one for each series, of one event.
    first, last
        The window.
    level
        Size of the test that validity and the minimum detectable effect refer to.
    min_estimation
        Fewest sessions in common for a valid test.

    Returns
    -------
    list of Outcome
        ``portfolio_t``, ``sq``, ``conditional_sq``, in this order.
    """
    members, notes = _choose(observations, first, last)
    equal = _window(members, [1.0] * len(members), first, last)
    standard = _window(members, [_inverse_deviation(member) for member in members], first, last)
    state = _State(tuple(members), first, last, level, min_estimation, tuple(notes))
    return [
        _portfolio_t(equal, state),
        _ranked("sq", sample_quantile, standard, state),
        _ranked("conditional_sq", conditional_sample_quantile, standard, state),
    ]


@dataclass(frozen=True, slots=True)
class _State:
    """What every test of one portfolio shares."""

    members: tuple[Observation, ...]
    first: int
    last: int
    level: float
    min_estimation: int
    notes: tuple[str, ...]

    def reasons(self, window: PortfolioWindow | None) -> list[str]:
        """Return why no test of this portfolio is valid."""
        if not self.members:
            return ["no series is left"]
        found = [] if _one_date(self.members) else ["events of several dates are no draw from one day's distribution"]
        T = 0 if window is None else window.fit.residuals.size
        if self.min_estimation > T:
            found.append(f"only {T} estimation sessions in common, {self.min_estimation} are needed")
        return found


def _choose(observations: Sequence[Observation], first: int, last: int) -> tuple[list[Observation], list[str]]:
    """Return the observations that can be tested, and what the reader must know of them and of the others."""
    members, notes = [], []
    for one in observations:
        why = one.why_missing(first, last) or "; ".join(no_moves(one.flagged(first, last)))
        if not why and not _inverse_deviation(one) > 0.0:
            why = "its returns do not vary in the estimation sample"
        if why:
            notes.append(f"{one.data.series} left out: {why}")
        else:
            members.append(one)
    if members and _one_date(members) and _windows_differ(members, first, last):
        notes.append("the window's days differ between series")
    return members, notes


def _one_date(members: Sequence[Observation]) -> bool:
    """Return whether all observations are of one date, which for one event may fall on neighbouring sessions."""
    days = np.array([member.day for member in members])
    same_event = len({member.event_id for member in members}) == 1
    apart = np.timedelta64(_DAYS_APART if same_event else 0, "D")
    return bool(days.max() - days.min() <= apart)


def _windows_differ(members: Sequence[Observation], first: int, last: int) -> bool:
    windows = {member.data.dates[member.positions(first, last)].tobytes() for member in members}
    return len(windows) > 1


def _inverse_deviation(member: Observation) -> float:
    """Return 1/s; 0 where s is zero or not known."""
    sigma2 = float("nan") if member.fit is None else member.fit.sigma2
    return 1.0 / float(np.sqrt(sigma2)) if sigma2 > 0.0 else 0.0


def _window(members: Sequence[Observation], weights: Sequence[float], first: int, last: int) -> PortfolioWindow | None:
    if not members:
        return None
    scaled = np.array(weights) / np.sum(weights)
    return portfolio_window(members=members, weights=scaled, first=first, last=last)


def _portfolio_t(window: PortfolioWindow | None, state: _State) -> Outcome:
    if window is None:
        return _nothing("portfolio_t", state)
    df, se = window.fit.dof, window.se
    test = t_test(estimate=window.estimate, se=se, df=df, level=state.level)
    reasons = state.reasons(window)
    return Outcome(
        test="portfolio_t",
        estimate=window.estimate,
        statistic=test.statistic,
        df=float(df),
        p=test.p,
        min_p=0.0,
        mde=minimum_detectable_effect(se=se, df=df, level=state.level),
        n_events=len(state.members),
        n_estimation=int(window.fit.residuals.size),
        n_reference=0,
        valid=not reasons,
        primary=BATTERY["portfolio_t"].primary,
        note="; ".join([*reasons, *state.notes]),
    )


def _ranked(name: str, kernel: Callable[..., RankTest], window: PortfolioWindow | None, state: _State) -> Outcome:
    if window is None:
        return _nothing(name, state)
    test = kernel(window=window)
    reasons = state.reasons(window) + _too_few(name, test, window.length, state.level)
    return Outcome(
        test=name,
        estimate=window.estimate,
        statistic=test.statistic,
        df=float("nan"),
        p=test.p,
        min_p=test.min_p,
        mde=minimum_detectable_effect(se=test.se, df=window.fit.dof, level=state.level),
        n_events=len(state.members),
        n_estimation=int(window.fit.residuals.size),
        n_reference=test.m,
        valid=not reasons,
        primary=BATTERY[name].primary,
        note="; ".join([*reasons, *state.notes]),
    )


def _too_few(name: str, test: RankTest, length: int, level: float) -> list[str]:
    """Return why the reference windows are too few, if they are."""
    least = max(_FEWEST_REFERENCES, _WINDOWS_PER_SESSION * length) if name == "conditional_sq" else _FEWEST_REFERENCES
    if test.m < least:
        return [f"{test.m} reference windows, {least} are needed"]
    if test.min_p > level:
        return [f"{test.m} reference windows cannot give a p below {test.min_p:.3g}"]
    return []


def _nothing(name: str, state: _State) -> Outcome:
    nan = float("nan")
    note = "; ".join([*state.reasons(None), *state.notes])
    min_p = 0.0 if name == "portfolio_t" else 1.0
    primary = BATTERY[name].primary
    return Outcome(name, nan, nan, nan, nan, min_p, nan, len(state.members), 0, 0, False, primary, note)
