"""The placebo of other series: was the day large for the treated, or for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.one_date.asked import FEWEST_REFERENCES, answer, why_none
from eventstudy.battery.outcome import BatteryTest, nothing, one_date
from eventstudy.kernels.placebo import placebo_spread, unit_placebo
from eventstudy.kernels.significance import minimum_detectable_effect

if TYPE_CHECKING:
    from eventstudy.battery.outcome import Outcome, Sample, Settings
    from eventstudy.kernels.observation import Observation


def _unit_placebo(sample: Sample, settings: Settings) -> Outcome:
    if reasons := why_none(sample):
        return nothing("unit_placebo", sample, reasons)
    untreated = _untreated(sample, settings.min_estimation)
    M, N = len(untreated), len(sample.members)
    if M == 0:
        return nothing("unit_placebo", sample, [f"no untreated series of that date, {FEWEST_REFERENCES} are needed"])
    totals = [one.cumulate(sample.first, sample.last) for one in (*sample.members, *untreated)]
    car, se = np.array([total.value for total in totals]), np.array([total.se for total in totals])
    scar = car / se
    test = unit_placebo(
        treated=scar[:N],
        untreated=scar[N:],
        draws=settings.draws,
        seed=settings.seed,
        alternative=settings.alternative,
    )
    weights = 1.0 / se[:N]
    spread = placebo_spread(untreated=scar[N:], size=N) * N / weights.sum()
    level, side = settings.level, settings.alternative
    T = min(int(one.sample.size) for one in sample.members)
    reasons = [f"only {T} estimation sessions, {settings.min_estimation} are needed"] * (settings.min_estimation > T)
    reasons += [f"{M} untreated series, {FEWEST_REFERENCES} are needed"] * (M < FEWEST_REFERENCES)
    reasons += [f"it cannot give a p below {test.min_p:.3g}"] * (test.min_p > level)
    return answer(
        "unit_placebo",
        sample,
        reasons,
        [f"among {M} untreated series"] * (N > 1),
        estimate=float(weights @ car[:N] / weights.sum()),
        statistic=test.statistic,
        p=test.p,
        min_p=test.min_p,
        mde=minimum_detectable_effect(se=spread, df=M - 1.0, level=level, alternative=side),
        n_estimation=T,
        n_reference=test.m,
    )


def _untreated(sample: Sample, least: int) -> tuple[Observation, ...]:
    """Return the untreated series of the members' date, each once, none of them a member, with a sample long enough."""
    found = {
        one.data.series: one
        for one in sample.untreated
        if one_date((*sample.members, one)) and inverse_error(one, sample) > 0.0 and one.sample.size >= least
    }
    treated = {member.data.series for member in sample.members}
    return tuple(one for name, one in found.items() if name not in treated)


def inverse_error(one: Observation, sample: Sample) -> float:
    """Return one over the standard error of a CAR; 0 where there is none."""
    se = one.cumulate(sample.first, sample.last).se
    return 1.0 / se if se > 0.0 else 0.0


UNIT_PLACEBO = BatteryTest(
    name="unit_placebo",
    null="the standardised abnormal returns of treated and untreated series are exchangeable on that date",
    assumptions=(
        "the event did not touch the untreated series",
        "the treated are no more correlated among themselves than with the untreated",
        "volatility may rise on that day, if it does for all",
    ),
    use="one date with at least 19 untreated series: sets the event apart from a day on which everything moved",
    reference="Conley and Taber (2011), Review of Economics and Statistics 93; Ferman and Pinto (2019), ibid. 101",
    kernel="eventstudy.kernels.placebo.unit_placebo",
    run=_unit_placebo,
    setting="one date",
    survives=frozenset({"event_variance", "fat_tails", "volatility_shift"}),
    variance="forecast error of each series, weights 1 over the standard error of the CAR",
)
