"""Tests of the mean: one series by its t, several on one date as a portfolio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.one_date.asked import (
    FEWEST_REFERENCES,
    NAN,
    PLAIN_WINDOWS_PER_SESSION,
    WINDOWS_PER_SESSION,
    answer,
    companion,
    days_differ,
    portfolio,
    sar_weights,
    standardised,
    too_few,
    too_short,
    why_none,
)
from eventstudy.battery.outcome import BatteryTest, nothing
from eventstudy.kernels.placebo import null_window, permutation
from eventstudy.kernels.resampling import conditional_sample_quantile, sample_quantile
from eventstudy.kernels.significance import minimum_detectable_effect, t_test

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.battery.outcome import Outcome, Sample, Settings
    from eventstudy.kernels.portfolio import PortfolioWindow
    from eventstudy.kernels.resampling import RankTest


def _t(sample: Sample, settings: Settings) -> Outcome:
    if len(sample.members) != 1:
        return nothing("t", sample, [f"for one observation, not for {len(sample.members)}"])
    one = sample.members[0]
    total, df = one.cumulate(sample.first, sample.last), float(one.abnormal.dof)
    level, side = settings.level, settings.alternative
    test = t_test(estimate=total.value, se=total.se, df=df, level=level, alternative=side)
    return answer(
        "t",
        sample,
        too_short(int(one.sample.size), settings),
        [] if one.abnormal.noise is not None else companion(sample),  # a variance of its own eve needs no such word
        estimate=total.value,
        statistic=test.statistic,
        df=df,
        p=test.p,
        mde=minimum_detectable_effect(se=total.se, df=df, level=level, alternative=side),
        n_estimation=int(one.sample.size),
        se=total.se,
    )


def _portfolio_t(sample: Sample, settings: Settings) -> Outcome:
    if reasons := why_none(sample):
        return nothing("portfolio_t", sample, reasons)
    given = tuple(member.weight for member in sample.members)
    weights = sar_weights(sample.members) if settings.portfolio == "sar" else given
    if not np.sum(weights) > 0.0:
        return nothing("portfolio_t", sample, ["the weights of the series left do not sum to more than 0"])
    window = portfolio(sample, weights)
    if window is None:
        return nothing("portfolio_t", sample, too_short(0, settings))
    df, se, level, side = float(window.fit.dof), window.se, settings.level, settings.alternative
    test = t_test(estimate=window.estimate, se=se, df=df, level=level, alternative=side)
    return answer(
        "portfolio_t",
        sample,
        too_short(window.fit.residuals.size, settings),
        [*days_differ(sample), *companion(sample, weights)],
        estimate=window.estimate,
        statistic=test.statistic,
        df=df,
        p=test.p,
        mde=minimum_detectable_effect(se=se, df=df, level=level, alternative=side),
        n_estimation=int(window.fit.residuals.size),
        se=se,
        variance=_PORTFOLIO_ERROR.format("1/s" if settings.portfolio == "sar" else "those of the events"),
    )


def _sq(sample: Sample, settings: Settings) -> Outcome:
    return _ranked("sq", sample_quantile, sample, settings)


def _conditional_sq(sample: Sample, settings: Settings) -> Outcome:
    return _ranked("conditional_sq", conditional_sample_quantile, sample, settings)


def _ranked(name: str, kernel: Callable[..., RankTest], sample: Sample, settings: Settings) -> Outcome:
    primary = name == "conditional_sq"
    if reasons := why_none(sample):
        return nothing(name, sample, reasons, primary=primary)
    window = standardised(sample)
    if window is None:
        return nothing(name, sample, too_short(0, settings), primary=primary)
    test = kernel(window=window, alternative=settings.alternative)
    least = _least(window.length, WINDOWS_PER_SESSION if primary else PLAIN_WINDOWS_PER_SESSION)
    remarks = [*days_differ(sample), *([] if primary else companion(sample))]
    return _rank_answer(name, sample, settings, window, test, least, remarks)


def _permutation(sample: Sample, settings: Settings) -> Outcome:
    if reasons := why_none(sample):
        return nothing("permutation", sample, reasons)
    weights = np.array(sar_weights(sample.members))
    window = standardised(sample)
    under_null = null_window(
        members=sample.members, weights=weights / weights.sum(), first=sample.first, last=sample.last
    )
    if window is None or under_null is None:
        lost = "no session of the window has an abnormal return of every series"
        return nothing("permutation", sample, too_short(0, settings) if window is None else [lost])
    test = permutation(window=under_null, alternative=settings.alternative)
    remarks = [*days_differ(sample), *companion(sample)]
    least = _least(under_null.length, PLAIN_WINDOWS_PER_SESSION)
    return _rank_answer("permutation", sample, settings, window, test, least, remarks)


def _least(length: int, per_session: int) -> int:
    return max(FEWEST_REFERENCES, per_session * length)


def _rank_answer(
    name: str,
    sample: Sample,
    settings: Settings,
    window: PortfolioWindow,
    test: RankTest,
    least: int,
    remarks: list[str],
) -> Outcome:
    """Return the outcome of a rank; what a permutation could detect is that of the forecast error, like the others'."""
    T, se = int(window.fit.residuals.size), window.se if name == "permutation" else test.se
    df = float(window.fit.dof)
    mde = minimum_detectable_effect(se=se, df=df, level=settings.level, alternative=settings.alternative)
    return answer(
        name,
        sample,
        [*too_short(T, settings), *too_few(test, least, settings.level)],
        remarks,
        estimate=window.estimate,
        statistic=test.statistic,
        df=NAN,
        p=test.p,
        min_p=test.min_p,
        mde=mde,
        n_estimation=T,
        n_reference=test.m,
        primary=name == "conditional_sq",
        se=test.se,
    )


_CORRELATED = "the series may be correlated in any way"
_PORTFOLIO_ERROR = "forecast error of the portfolio's regressions, weights {}"

T_TEST = BatteryTest(
    name="t",
    null="the cumulative abnormal return of one event in one series is zero",
    assumptions=(
        "residuals are independent, normal and of equal variance, before the event and in it",
        "the model's coefficients are those of the estimation sample",
    ),
    use="one event in one series; with normal returns it is exact for every sample size",
    reference="MacKinlay (1997), Journal of Economic Literature 35; Mikkelson and Partch (1988) for the variance",
    kernel="eventstudy.kernels.significance.t_test",
    run=_t,
    setting="one series",
    survives=frozenset({"fat_tails"}),
    variance="forecast error of the model",
)

PORTFOLIO_T = BatteryTest(
    name="portfolio_t",
    null="the mean cumulative abnormal return of the series on one date is zero",
    assumptions=(
        "the portfolio's residuals are independent, normal and of equal variance, before the event and in it",
        _CORRELATED,
    ),
    use="several series on one date; a companion of the rank tests where volatility has not moved",
    reference="Jaffe (1974), Journal of Business 47; Schipper and Thompson (1983), J. Accounting Research 21",
    kernel="eventstudy.kernels.significance.t_test",
    run=_portfolio_t,
    setting="one date",
    survives=frozenset({"cross_correlation", "fat_tails"}),
    variance=_PORTFOLIO_ERROR.format("those of the events"),
    adds_sessions=True,
)

SQ = BatteryTest(
    name="sq",
    null="the abnormal return of the event is drawn from the distribution of ordinary ones",
    assumptions=(
        "abnormal returns of estimation sample and event follow one distribution, of any shape",
        _CORRELATED,
    ),
    use="one date and few series, where returns are not normal; not after a change of volatility",
    reference="Gelbach, Helland and Klick (2013), American Law and Economics Review 15; with leverage adjustment",
    kernel="eventstudy.kernels.resampling.sample_quantile",
    run=_sq,
    setting="one date",
    survives=frozenset({"cross_correlation", "fat_tails"}),
    variance="residual sums of the portfolio with weights 1/s, for their leverage",
)

CONDITIONAL_SQ = BatteryTest(
    name="conditional_sq",
    null="the abnormal return of the event, in units of the volatility forecast on its eve, is an ordinary one",
    assumptions=(
        "standardised abnormal returns follow one distribution, of any shape; volatility may move slowly",
        "the event does not itself raise the variance of that day",
        _CORRELATED,
    ),
    use="one date and few series: the test to report",
    reference="Gelbach, Helland and Klick (2013); RiskMetrics (1996) for the forecast",
    kernel="eventstudy.kernels.resampling.conditional_sample_quantile",
    run=_conditional_sq,
    setting="one date",
    primary=True,
    survives=frozenset({"cross_correlation", "fat_tails", "volatility_shift"}),
    variance="EWMA forecast of the residuals of the portfolio with weights 1/s, for their leverage",
)

PERMUTATION = BatteryTest(
    name="permutation",
    null="the event's window is exchangeable with every other window of the sample",
    assumptions=(
        "abnormal returns of estimation sample and event follow one distribution, of any shape",
        "volatility does not cluster or shift",
        _CORRELATED,
    ),
    use="one date and few series, beside sq: the model is fitted over sample and event together",
    reference="Chernozhukov, Wuethrich and Zhu (2021), J. American Statistical Association 116; with leverages",
    kernel="eventstudy.kernels.placebo.permutation",
    run=_permutation,
    setting="one date",
    survives=frozenset({"cross_correlation", "fat_tails"}),
    variance="residual sums over sample and window of the portfolio with weights 1/s, for their leverage",
)
