"""Tests of the mean CAR by Student's t and the normal distribution."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import isnan, nan
from typing import TYPE_CHECKING

from eventstudy.battery.many.asked import Found, answer
from eventstudy.battery.many.judged import event_variance, forecast_errors, in_event_time, independence, unequal_pairs
from eventstudy.battery.outcome import BatteryTest
from eventstudy.kernels import parametric as kernel
from eventstudy.kernels.correlation import FEWEST_COMMON

if TYPE_CHECKING:
    from collections.abc import Callable

    from eventstudy.battery.many.asked import Asked
    from eventstudy.kernels.parametric import Adjustment, MeanTest


def _cross_sectional(asked: Asked) -> Found:
    reasons, remarks = independence(asked, "spread", asked.N - 1)
    return _found(asked, kernel.cross_sectional(car=asked.values.car), reasons, remarks)


def _crude_dependence(asked: Asked) -> Found:
    values, residuals = asked.values, asked.residual_scores
    test = kernel.crude_dependence_of(residuals=residuals, car=values.car, length=float(values.n.mean()))
    counts = residuals.count
    reasons, remarks = in_event_time(asked, df=test.df)
    remarks += event_variance(asked)
    if counts.min() < counts.max():
        remarks += (f"between {counts.min()} and {counts.max()} observations in the mean of a session",)
    return _found(asked, test, forecast_errors(asked, test.df) + reasons, remarks)


def _patell(asked: Asked) -> Found:
    reasons, remarks = independence(asked, "values")
    return _found(asked, _patell_of(asked), reasons + _moments(asked), remarks + event_variance(asked))


def _bmp(asked: Asked) -> Found:
    reasons, remarks = independence(asked, "spread", asked.N - 1)
    return _found(asked, kernel.bmp(scar=asked.values.scar, se=asked.values.se), reasons, remarks)


def _kp_patell(asked: Asked) -> Found:
    found = _adjusted(asked, _patell_of(asked), kernel.adjust_patell)
    return replace(found, reasons=found.reasons + _moments(asked), remarks=found.remarks + event_variance(asked))


def _kp_bmp(asked: Asked) -> Found:
    found = _adjusted(asked, kernel.bmp(scar=asked.values.scar, se=asked.values.se), kernel.adjust_bmp)
    reasons, remarks = unequal_pairs(asked, found.df)
    return replace(found, reasons=found.reasons + reasons, remarks=found.remarks + remarks)


def _patell_of(asked: Asked) -> MeanTest:
    values = asked.values
    return kernel.patell(scar=values.scar, dof=values.dof, se=values.se)


def _moments(asked: Asked) -> tuple[str, ...]:
    least = asked.values.dof.min()
    return () if least > kernel.NO_VARIANCE else (f"needs more than 2 degrees of freedom, a sample has {least:g}",)


def _adjusted(asked: Asked, test: MeanTest, adjust: Callable[..., Adjustment]) -> Found:
    """Return a test adjusted for the mean correlation, with what that rests on."""
    found = asked.dependence
    reasons: tuple[str, ...] = ()
    if found.possible and not found.pairs:
        reasons = (f"no pair of observations has {FEWEST_COMMON} common estimation sessions: r-bar is not known",)
    if isnan(found.effective):
        return Found(nan, test.df, nan, reasons=reasons)
    adjustment = adjust(correlation=found.effective, N=asked.N)
    test = kernel.adjusted(test=test, adjustment=adjustment)
    rbar = f"r-bar {found.rbar:.3f} over {found.pairs} of {found.possible} pairs{asked.standardised}"
    remarks = (rbar,) if found.pairs else ()
    return _found(asked, test, reasons, (*remarks, *_extent(asked, adjustment.clamped)))


def _extent(asked: Asked, clamped: bool) -> list[str]:
    """Return how much of r-bar applies, in words."""
    found, said = asked.dependence, []
    if found.possible and found.overlap == 0.0:
        said.append("no two tested windows share a session: the adjustment is 1")
    elif found.overlap < 1.0 - 1e-9 and found.possible:
        said.append(
            f"windows share {asked.per_cent(found.overlap)} of their days: CARs correlate by {found.effective:.3f}"
        )
    if clamped:
        said.append(f"a correlation of {found.effective:.3f} is at or below -1/(N-1), and was taken as 0")
    return said


def _found(asked: Asked, test: MeanTest, reasons: tuple[str, ...], remarks: tuple[str, ...]) -> Found:
    p = asked.p(test.statistic, test.df)
    return Found(test.statistic, test.df, p, se=test.se, reasons=reasons, remarks=remarks)


_MEAN = "the mean cumulative abnormal return is zero"
_STANDARDISED = "the mean standardised cumulative abnormal return is zero"
_INDEPENDENT = "the observations are independent of each other"
_UNCHANGED = "the event does not change the variance of returns"

TESTS = (
    BatteryTest(
        name="cross_sectional",
        null=_MEAN,
        assumptions=(_INDEPENDENT, "CARs of equal variance, near to normal or many"),
        use="many events on different dates, whose variance the event may have changed",
        reference="Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30",
        kernel="eventstudy.kernels.parametric.cross_sectional",
        run=partial(answer, "cross_sectional", _cross_sectional),
        variance="spread of the CARs",
    ),
    BatteryTest(
        name="crude_dependence",
        null=_MEAN,
        assumptions=(
            _UNCHANGED,
            "the mean residual is independent from session to session; observations may correlate",
        ),
        use="events that cluster in time, after a long estimation sample",
        reference="Brown and Warner (1980, 1985), Journal of Financial Economics 8 and 14",
        kernel="eventstudy.kernels.parametric.crude_dependence",
        run=partial(answer, "crude_dependence", _crude_dependence),
        variance="spread of the mean residual from session to session",
        adds_sessions=True,
    ),
    BatteryTest(
        name="patell",
        null=_STANDARDISED,
        assumptions=(_INDEPENDENT, _UNCHANGED, "normal residuals, or many observations"),
        use="events on different dates that do not change the variance; the most powerful there",
        reference="Patell (1976), Journal of Accounting Research 14; Mikkelson and Partch (1988) for windows",
        kernel="eventstudy.kernels.parametric.patell",
        run=partial(answer, "patell", _patell),
        variance="forecast error of each model",
    ),
    BatteryTest(
        name="bmp",
        null=_STANDARDISED,
        assumptions=(_INDEPENDENT, "standardised CARs near to normal, or many"),
        use="events on different dates; robust to variance that the event raises",
        reference="Boehmer, Musumeci and Poulsen (1991), Journal of Financial Economics 30; by t with N - 1",
        kernel="eventstudy.kernels.parametric.bmp",
        run=partial(answer, "bmp", _bmp),
        variance="spread of the standardised CARs",
    ),
    BatteryTest(
        name="kp_patell",
        null=_STANDARDISED,
        assumptions=(_UNCHANGED, "pairs of observations are about equally correlated"),
        use="events on one date or few, whose variance the event does not change",
        reference="Kolari and Pynnönen (2010), Review of Financial Studies 23",
        kernel="eventstudy.kernels.parametric.adjust_patell",
        run=partial(answer, "kp_patell", _kp_patell),
        variance="forecast error of each model, for r-bar",
    ),
    BatteryTest(
        name="kp_bmp",
        null=_STANDARDISED,
        assumptions=("pairs of observations are about equally correlated", "standardised CARs near to normal, or many"),
        use="events on one date or few; with t of N - 1 it holds its size also where the event raises the variance",
        reference="Kolari and Pynnönen (2010), Review of Financial Studies 23; by t with N - 1",
        kernel="eventstudy.kernels.parametric.adjust_bmp",
        run=partial(answer, "kp_bmp", _kp_bmp),
        variance="spread of the standardised CARs, for r-bar",
    ),
)
