"""Which of the valid tests to believe first, and why."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from eventstudy.battery.many.judged import RAISED, REJECTS
from eventstudy.battery.one_date.asked import COMPANION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.battery.outcome import BatteryTest, Hazard, Outcome

Setting = Literal["one series", "one date", "many events"]

_ORDER: Mapping[Setting, tuple[str, ...]] = MappingProxyType(
    {
        "one series": ("conditional_sq", "unit_placebo", "permutation", "sq", "t", "mvrm_bootstrap", "joint_rank"),
        "one date": (
            *("conditional_sq", "joint_rank", "mvrm_bootstrap", "kp_bmp", "unit_placebo", "permutation", "sq"),
            *("portfolio_t", "kp_patell", "corrado", "corrado_zivney", "grank_t", "mvrm_f", "mvrm_equal"),
        ),
        "many events": (
            *("kp_bmp", "grank_t", "bmp", "calendar_time", "corrado_zivney", "corrado", "skewness_adjusted"),
            *("cross_sectional", "corrado_zivney_sign", "grank_z", "wilcoxon", "generalized_sign", "sign"),
            *("kp_patell", "crude_dependence", "patell"),
        ),
    }
)
"""Best first: size where it was measured, then power. Tests that are not named follow."""

_HAZARDS: Mapping[Setting, tuple[Hazard, ...]] = MappingProxyType(
    {
        "one series": ("fat_tails", "volatility_shift", "event_variance"),
        "one date": ("cross_correlation", "fat_tails", "volatility_shift", "event_variance"),
        "many events": ("cross_correlation", "fat_tails", "volatility_shift", "event_variance"),
    }
)
_WORDS: Mapping[Hazard, str] = MappingProxyType(
    {
        "cross_correlation": "correlation between series",
        "fat_tails": "fat tails",
        "volatility_shift": "a shift of volatility before the event",
        "event_variance": "an event that raises the variance",
    }
)
_SURVIVES: Mapping[str, frozenset[Hazard]] = MappingProxyType(
    {
        "cross_sectional": frozenset({"fat_tails", "volatility_shift", "event_variance"}),
        "crude_dependence": frozenset({"cross_correlation", "fat_tails"}),
        "patell": frozenset({"fat_tails"}),
        "bmp": frozenset({"fat_tails", "volatility_shift", "event_variance"}),
        "kp_patell": frozenset({"cross_correlation", "fat_tails"}),
        "kp_bmp": frozenset({"cross_correlation", "fat_tails", "volatility_shift", "event_variance"}),
        "corrado": frozenset({"cross_correlation", "fat_tails"}),
        "corrado_zivney": frozenset({"cross_correlation", "fat_tails"}),
        "corrado_zivney_sign": frozenset({"cross_correlation", "fat_tails", "volatility_shift", "event_variance"}),
        "grank_t": frozenset({"cross_correlation", "fat_tails", "volatility_shift", "event_variance"}),
        "grank_z": frozenset({"fat_tails", "volatility_shift", "event_variance"}),
        "sign": frozenset({"fat_tails", "volatility_shift", "event_variance"}),
        "generalized_sign": frozenset({"fat_tails", "volatility_shift", "event_variance"}),
        "wilcoxon": frozenset({"fat_tails", "volatility_shift", "event_variance"}),
        "skewness_adjusted": frozenset({"volatility_shift", "event_variance"}),
        "calendar_time": frozenset({"cross_correlation", "fat_tails"}),
    }
)
"""Of the tests over many events, by simulation of 5 and of 30 series: correlation .3, t with 4 degrees of freedom,
GARCH, event variance doubled. Where a test is not measured, what its standard error is made of decides."""


def surviving(test: BatteryTest) -> BatteryTest:
    """Return a test with what it keeps its size under, where it does not say so itself."""
    return test if test.survives else replace(test, survives=_SURVIVES.get(test.name, frozenset()))


def rank(outcomes: Sequence[Outcome], battery: Mapping[str, BatteryTest]) -> list[tuple[Outcome, str]]:
    """Return the valid outcomes, best first, each with the reason in words.

    Parameters
    ----------
    outcomes
        Of one evaluation.
    battery
        The tests by name.
    """
    setting = _setting(outcomes, battery)
    places = {name: place for place, name in enumerate(_ORDER[setting])}
    seen = next((part for one in outcomes for part in one.note.split("; ") if RAISED in part), "")
    hurt = {name for name, test in battery.items() if seen and "event_variance" not in test.survives}
    valid = [one for one in outcomes if one.valid]
    valid.sort(
        key=lambda one: (
            not one.primary,
            COMPANION in one.note,
            one.test in hurt,
            places.get(one.test, len(places)),
        )
    )
    return [(one, _reason(one, battery[one.test], setting, seen if one.test in hurt else "")) for one in valid]


def _setting(outcomes: Sequence[Outcome], battery: Mapping[str, BatteryTest]) -> Setting:
    """Return where the outcomes stand: tests of one date have a statistic on one date only."""
    if max((one.n_events for one in outcomes), default=0) == 1:
        return "one series"
    on_one_date = [one for one in outcomes if battery[one.test].setting == "one date" and one.n_estimation > 0]
    return "one date" if on_one_date else "many events"


def _reason(outcome: Outcome, test: BatteryTest, setting: Setting, seen: str) -> str:
    if COMPANION in outcome.note:
        return next(part for part in outcome.note.split("; ") if COMPANION in part)
    held = [hazard for hazard in _HAZARDS[setting] if hazard in test.survives]
    lost = [hazard for hazard in _HAZARDS[setting] if hazard not in held]
    words = ["the test to report"] if outcome.primary else []
    words += [f"survives {_listed(held, 'and')}"] if held else []
    words += [f"not {_listed(lost, 'or')}"] if lost else []
    words += [part for part in outcome.note.split("; ") if REJECTS in part]
    return "; ".join([*words, *([seen] if seen else [])])


def _listed(hazards: Sequence[Hazard], joined: str) -> str:
    *most, last = [_WORDS[hazard] for hazard in hazards]
    return f"{', '.join(most)} {joined} {last}" if most else last
