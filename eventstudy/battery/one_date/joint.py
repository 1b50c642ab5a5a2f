"""Joint tests of several series on one date: is any abnormal return other than zero; do they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.battery.one_date.asked import (
    FEWEST_REFERENCES,
    NAN,
    WINDOWS_PER_SESSION,
    answer,
    companion,
    side_by_side,
    too_few,
    too_short,
    why_none,
)
from eventstudy.battery.outcome import BatteryTest, nothing
from eventstudy.kernels.bootstrap import mvrm_bootstrap
from eventstudy.kernels.joint import (
    detectable_by_f,
    detectable_by_rank,
    joint_rank,
    mvrm_equal,
    mvrm_f,
    rejected_in_sample,
)
from eventstudy.kernels.significance import f_critical

if TYPE_CHECKING:
    from eventstudy.battery.outcome import Outcome, Sample, Settings
    from eventstudy.kernels.joint_window import JointWindow

_FEWEST_DOF = 10
_TOO_OFTEN = 2.0
"""Shares of rejections in the sample beyond so many times the level make an F test invalid."""
_MOST_SERIES = 60
"""Series for which thousands of resamples are a matter of seconds."""


def _mvrm_f(sample: Sample, settings: Settings) -> Outcome:
    window, reasons = _asked(sample, settings)
    if window is None:
        return nothing("mvrm_f", sample, reasons)
    test = mvrm_f(window=window)
    critical = f_critical(df1=test.df1, df2=test.df2, level=settings.level)
    return answer(
        "mvrm_f",
        sample,
        reasons + _fat_tailed(window, settings.level),
        [_degrees(test.df1, test.df2), *_remarks(sample, window), *companion(sample)],
        statistic=test.statistic,
        df=test.df1,
        p=test.p,
        mde=detectable_by_f(window=window, critical=critical),
        n_estimation=window.residuals.shape[0],
    )


def _mvrm_equal(sample: Sample, settings: Settings) -> Outcome:
    window, reasons = _asked(sample, settings)
    if window is not None and window.size == 1:
        window, reasons = None, ["one series has no other to differ from"]
    if window is None:
        return nothing("mvrm_equal", sample, reasons)
    test = mvrm_equal(window=window)
    return answer(
        "mvrm_equal",
        sample,
        reasons + _fat_tailed(window, settings.level),
        [_degrees(test.df1, test.df2), *_remarks(sample, window), *companion(sample)],
        statistic=test.statistic,
        df=test.df1,
        p=test.p,
        mde=NAN,
        n_estimation=window.residuals.shape[0],
    )


def _mvrm_bootstrap(sample: Sample, settings: Settings) -> Outcome:
    window, reasons = _asked(sample, settings)
    if window is None:
        return nothing("mvrm_bootstrap", sample, reasons)
    if window.size > _MOST_SERIES:
        return nothing("mvrm_bootstrap", sample, [f"{window.size} series: it is for {_MOST_SERIES} at most"])
    test = mvrm_bootstrap(window=window, draws=settings.draws, seed=settings.seed, level=settings.level)
    if test.min_p > settings.level:
        reasons = [*reasons, f"{test.draws} draws cannot give a p below {test.min_p:.3g}"]
    return answer(
        "mvrm_bootstrap",
        sample,
        reasons,
        [*_remarks(sample, window), *companion(sample)],
        statistic=test.statistic,
        df=float(window.size),
        p=test.p,
        min_p=test.min_p,
        mde=detectable_by_f(window=window, critical=test.critical),
        n_estimation=window.residuals.shape[0],
        n_reference=test.draws,
    )


def _joint_rank(sample: Sample, settings: Settings) -> Outcome:
    window, reasons = _asked(sample, settings)
    if window is None:
        return nothing("joint_rank", sample, reasons)
    common = window.ar.shape[0]
    if common == 0:
        return nothing("joint_rank", sample, ["no day of the window has an abnormal return of every series"])
    found = joint_rank(window=window, level=settings.level)
    test = found.test
    reasons = [*reasons, *too_few(test, max(FEWEST_REFERENCES, WINDOWS_PER_SESSION * common), settings.level)]
    remarks = ["of one series it tests whether the day's move was large, in either direction"] * (window.size == 1)
    if common < window.held.shape[0]:
        remarks.append(f"over the {common} of the window's {window.held.shape[0]} days that every series has")
    return answer(
        "joint_rank",
        sample,
        reasons,
        remarks,
        statistic=test.statistic,
        p=test.p,
        min_p=test.min_p,
        mde=detectable_by_rank(window=window, found=found),
        n_estimation=window.residuals.shape[0],
        n_reference=test.m,
    )


def _asked(sample: Sample, settings: Settings) -> tuple[JointWindow | None, list[str]]:
    """Return the series side by side, None where no joint test has a statistic; and why none is valid."""
    if reasons := why_none(sample):
        return None, reasons
    N, shortest = len(sample.members), min(one.sample.size for one in sample.members)
    if shortest <= N:
        return None, [f"{N} series on {shortest} estimation sessions leave no degrees of freedom"]
    window = side_by_side(sample)
    if window is None:
        return None, too_short(0, settings)
    T, free = window.residuals.shape[0], window.dof - window.size + 1
    reasons = too_short(T, settings)
    if free < _FEWEST_DOF:
        reasons.append(f"{free:.0f} degrees of freedom are left for {window.size} series, {_FEWEST_DOF} are needed")
    if settings.alternative != "two-sided":
        reasons.append("a joint test has no direction: ask it two-sided")
    return window, reasons


def _fat_tailed(window: JointWindow, level: float) -> list[str]:
    """Return why F, which is for normal returns, is not valid for the sample's, if so."""
    share = rejected_in_sample(window=window, level=level)
    if not share > _TOO_OFTEN * level:
        return []
    return [f"for normal returns: it rejects {100 * share:.3g} % of the sample's own sessions, each beside the others"]


def _degrees(df1: float, df2: float) -> str:
    return f"{df1:.0f} and {df2:.0f} degrees of freedom; for normal returns: with fat tails it rejects too often"


def _remarks(sample: Sample, window: JointWindow) -> list[str]:
    designs = {(one.data.columns, one.data.estimator.of_portfolios) for one in sample.members}
    remarks = ["the models differ between series, so F is an approximation"] * (len(designs) > 1)
    remarks += ["the window's days differ between series"] * (not window.held.all())
    return remarks


_CORRELATED = "the series may be correlated in any way, the same before the event and in it"
_CONSTANT = "volatility does not shift, and the event does not raise it"

JOINT_RANK = BatteryTest(
    name="joint_rank",
    null="the abnormal returns of all series are together as far from zero as on an ordinary day, for its volatility",
    assumptions=(
        "abnormal returns in units of their forecast spread follow one distribution, of any shape",
        "the event does not itself raise the variance of that day",
        _CORRELATED,
    ),
    use="one date and few series that may move in different directions; one series: was the day volatile",
    reference="Gelbach, Helland and Klick (2013) for the rank, Hotelling's form; RiskMetrics (1996) for the forecast",
    kernel="eventstudy.kernels.joint.joint_rank",
    run=_joint_rank,
    setting="one date",
    survives=frozenset({"cross_correlation", "fat_tails", "volatility_shift"}),
    variance="residual covariance, in units of an EWMA forecast",
)

MVRM_F = BatteryTest(
    name="mvrm_f",
    null="the cumulative abnormal returns of all series are zero",
    assumptions=("residual vectors are independent, jointly normal and of one covariance", _CONSTANT, _CORRELATED),
    use="one date, few series, normal returns; otherwise mvrm_bootstrap or joint_rank",
    reference="Gibbons (1982), J. Financial Economics 10; Binder (1985), J. Accounting Research 23",
    kernel="eventstudy.kernels.joint.mvrm_f",
    run=_mvrm_f,
    setting="one date",
    survives=frozenset({"cross_correlation"}),
    variance="residual covariance, with the forecast error",
    adds_sessions=True,
)

MVRM_EQUAL = BatteryTest(
    name="mvrm_equal",
    null="the cumulative abnormal returns of all series are equal",
    assumptions=("residual vectors are independent, jointly normal and of one covariance", _CONSTANT, _CORRELATED),
    use="one date, few series, normal returns: did the event treat them alike",
    reference="Schipper and Thompson (1983), J. Accounting Research 21; Binder (1985), ibid. 23",
    kernel="eventstudy.kernels.joint.mvrm_equal",
    run=_mvrm_equal,
    setting="one date",
    survives=frozenset({"cross_correlation"}),
    variance="residual covariance, with the forecast error",
    adds_sessions=True,
)

MVRM_BOOTSTRAP = BatteryTest(
    name="mvrm_bootstrap",
    null="the cumulative abnormal returns of all series are zero",
    assumptions=(
        "residual vectors of whole dates follow one distribution, of any shape",
        _CONSTANT,
        _CORRELATED,
    ),
    use="one date and few series: the joint test of CARs for returns of any shape",
    reference="Hein and Westfall (2004), Journal of Financial Econometrics 2",
    kernel="eventstudy.kernels.bootstrap.mvrm_bootstrap",
    run=_mvrm_bootstrap,
    setting="one date",
    survives=frozenset({"cross_correlation", "fat_tails"}),
    variance="residual covariance, with the forecast error; resampled dates",
    adds_sessions=True,
)
