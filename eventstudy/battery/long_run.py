"""Tests of skewed samples and in calendar time."""

from __future__ import annotations

from functools import partial
from math import isnan, nan
from typing import TYPE_CHECKING

from eventstudy.battery.many.asked import Asked, Found, answer
from eventstudy.battery.many.judged import fewest, independence
from eventstudy.battery.outcome import BatteryTest
from eventstudy.kernels.long_run import CalendarTime, calendar_time, skewness_adjusted
from eventstudy.kernels.sample import Panel

if TYPE_CHECKING:
    from eventstudy.battery.many.asked import Holdings

FEWEST_SKEWED = 20
"""Observations that a skewness-adjusted test needs: with fewer, skewness is not to be estimated."""
_FEWEST_DAYS = 20
_CONSTANT = "constant"
_REGRESSED = frozenset({"raw", "adjusted", "market", "capm", "ff3", "carhart", "ff5", "factors"})
"""Models whose coefficients are those of one least-squares regression, so that a portfolio's are too."""


def why_not_skewed(asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return why no skewness-adjusted test of the observations is valid, and what else to say of its size."""
    reasons, remarks = independence(asked, "spread", asked.N - 1)
    return (*fewest(asked, FEWEST_SKEWED), *reasons), remarks


def _skewness_adjusted(asked: Asked) -> Found:
    test = skewness_adjusted(values=asked.values.car)
    reasons, remarks = why_not_skewed(asked)
    said = () if isnan(test.skewness) else (f"skewness {test.skewness:.2f}",)
    p = asked.p(test.statistic, test.df)
    return Found(test.statistic, test.df, p, se=test.se, reasons=reasons, remarks=(*said, *remarks))


def _calendar_time(asked: Asked) -> Found:
    found, how = _portfolio(asked.holdings)
    short = f"a portfolio of {found.days} {'day' if found.days == 1 else 'days'}, {_FEWEST_DAYS} are needed"
    reasons = (short,) if found.days < _FEWEST_DAYS else ()
    if isnan(found.se):
        return Found(nan, nan, nan, reasons=reasons or ("the portfolio's days give no standard error",))
    few, many = found.units
    daily = f"{how} {found.alpha:.6f} a day, standard error {found.se:.6f}"
    remarks = (f"{daily}, over {found.days} days with {few} to {many} observations of equal weight",)
    statistic, L = found.alpha / found.se, asked.sample.length
    p = asked.p(statistic, found.df)
    return Found(statistic, found.df, p, se=found.se * L, reasons=reasons, remarks=remarks, estimate=found.alpha * L)


def _portfolio(held: Holdings) -> tuple[CalendarTime, str]:
    """Return the calendar-time portfolio and what it measures: alpha on common regressors where all have one model.

    A model that is a constant alone has no common expected return, and neither have models that differ.
    """
    columns = next(iter(held.designs))
    if len(held.designs) > 1 or columns == (_CONSTANT,) or not held.models <= _REGRESSED:
        return calendar_time(panel=held.abnormal, regressors=()), "mean abnormal return"
    y, X = held.regressed()
    panel = Panel(held.abnormal.owner, held.abnormal.day, y, held.abnormal.size)
    regressors = [X[:, place] for place, name in enumerate(columns) if name != _CONSTANT]
    return calendar_time(panel=panel, regressors=regressors), "alpha of the portfolio"


TESTS: tuple[BatteryTest, ...] = (
    BatteryTest(
        name="skewness_adjusted",
        null="the mean cumulative abnormal return is zero",
        assumptions=(
            "the observations are independent of each other",
            "their skewness is that of the sample; fat symmetric tails make it reject a little too often",
        ),
        use="twenty events or more whose CARs are skewed, as over long windows",
        reference="Hall (1992), J. Royal Statistical Society B 54; Lyon, Barber and Tsai (1999), Journal of Finance 54",
        kernel="eventstudy.kernels.long_run.skewness_adjusted",
        run=partial(answer, "skewness_adjusted", _skewness_adjusted),
        variance="spread of the CARs",
    ),
    BatteryTest(
        name="calendar_time",
        null="a portfolio that holds every series on the days of its event window has no abnormal return",
        assumptions=(
            "the portfolio's abnormal returns are independent from day to day, and of equal variance",
            "the series may be correlated in any way on one day",
        ),
        use="events of many dates whose windows overlap: long windows, or events that cluster in an industry",
        reference="Jaffe (1974), Journal of Business 47; Fama (1998), Journal of Financial Economics 49",
        kernel="eventstudy.kernels.long_run.calendar_time",
        run=partial(answer, "calendar_time", _calendar_time),
        variance="spread of the days of a portfolio of equal weights",
        adds_sessions=True,
    ),
)
