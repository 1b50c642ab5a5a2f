"""What a study found, in plain sentences made from its numbers.

Each sentence says what prices did or whether they agree; none says why prices moved.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from eventstudy.kernels.observation import NO_MOVE
from eventstudy.report.formats import (
    coverage,
    in_words,
    is_missing,
    joined,
    long_day,
    name_of,
    p_phrase,
    p_value,
    percent,
    percent_interval,
    within,
)
from eventstudy.report.methods import model_name
from eventstudy.report.reading import aside, day_zeros, in_window, is_yes, main_models, no_move, of_main_models, rows
from eventstudy.report.wording import OVERLAPS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

CHOICES = ("overlap", "n_sessions", "model")
"""Columns of the specification that hold a choice, the one a reader should hear of first in front."""

_CHOSEN = {
    "overlap": "whether other events' days are left out",
    "n_sessions": "how many sessions an ordinary day is estimated on",
    "model": "the model of an ordinary day",
}
"""What each choice is about."""

_OF_THE_MARKET = "beyond what the market's own move implies"
_OF_FACTORS = "beyond what the factors' own moves imply"
EXPECTED = {
    "mean": "beyond what an ordinary day brings",
    "adjusted": "beyond what the market itself did",
    "raw": "as plain returns",
    **dict.fromkeys(
        ("market", "capm", "scholes_williams", "dimson", "fowler_rorke", "garch", "rolling", "ewma"), _OF_THE_MARKET
    ),
    **dict.fromkeys(("ff3", "carhart", "ff5", "factors"), _OF_FACTORS),
}
"""What an abnormal return under a model is measured against."""


class Flip(NamedTuple):
    """One choice on which it hangs whether an effect passes the level, the others being equal."""

    series: str
    first: int
    last: int
    column: str
    passing: Mapping[str, Any]
    failing: Mapping[str, Any]


def effect_sentences(
    per_event: pd.DataFrame,
    events: pd.DataFrame,
    event_id: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    adjusted: pd.DataFrame | None = None,
) -> list[str]:
    """Return what each series did on day 0 of an event, and which moves stand out from ordinary days.

    With the table `adjusted`, those that stand out are told with what is left of it when every look is counted.
    """
    held = rows(in_window(of_main_models(per_event, event_id), 0, 0))
    held = [row for row in held if not is_missing(row["car"])]
    event = next((row for row in rows(events) if row["event_id"] == event_id), None)
    if event is None or not held:
        return []
    days = day_zeros(event)
    common = max(dict.fromkeys(days.values()), key=list(days.values()).count) if days else event["start"]
    first = (
        f"{long_day(common)} was the first session priced after the news of “{event['label']}”. {_moves(held, names)}."
    )
    real = [row for row in held if not no_move(row.get("flag"))]
    unreal = [row for row in held if no_move(row.get("flag"))]
    looks = None if adjusted is None else adjusted[adjusted["event_id"] == event_id]
    told = [_alone(real, level, names, looks)] if real else []
    told += [
        f"Of {name_of(str(row['series']), names)} nothing follows: {NO_MOVE[no_move(row['flag'])]}." for row in unreal
    ]
    return [first, " ".join(told)]


def _alone(
    held: Sequence[Mapping[str, Any]], level: float, names: Mapping[str, str] | None, looks: pd.DataFrame | None
) -> str:
    """Return which of some moves stand out from ordinary days, each taken alone."""
    apart = [row for row in held if row["p"] < level]
    spans = [
        f"{name_of(str(row['series']), names)} ({coverage(level)} interval {percent_interval(row['low'], row['high'])})"
        for row in apart
    ]
    if not spans:
        none = "No series alone moved by more than its" if len(held) > 1 else "That is no more than"
        return f"{none} ordinary scatter explains at the {100 * level:g} % level.{_least_look(looks)}"
    alone = f"Alone, {joined(spans)} moved by more than ordinary scatter explains at the {100 * level:g} % level."
    counted = {} if looks is None else {str(row["series"]): row for row in rows(in_window(looks, 0, 0))}
    least = [row for row in (counted.get(str(row["series"])) for row in apart) if row and is_yes(row["valid"])]
    return alone + (_all_looks(least, names) if least else _by_chance(len(held), level))


def _least_look(looks: pd.DataFrame | None) -> str:
    """Return the least p of a family that is adjusted for every look; nothing where there is none."""
    held = [] if looks is None else [row for row in rows(looks) if is_yes(row["valid"])]
    if not held:
        return ""
    p = p_phrase(min(row["p_adjusted"] for row in held))
    found = f"the most unusual of {len(held)} looks has {p}, allowing for all"
    return f" Measured against how restless prices were on the eve, {found}."


def _all_looks(held: Sequence[Mapping[str, Any]], names: Mapping[str, str] | None) -> str:
    """Return the p of series that stand out against the volatility of the eve, and allowing for every look."""
    p, allowed = (
        joined([f"{name_of(str(row['series']), names)} {p_phrase(row[column])}" for row in held])
        for column in ("p", "p_adjusted")
    )
    looks = f"all {int(held[0]['n_family'])} looks at series and windows"
    return f" Measured against how restless prices were on the eve, {p}; allowing for {looks}, {allowed}."


def _moves(held: Sequence[Mapping[str, Any]], names: Mapping[str, str] | None) -> str:
    """Return what each series did, those of one model together, after what the model measures a move against."""
    told: dict[str, list[str]] = {}  # models that measure against the same thing are told together
    for row in held:
        told_so = f"{p_phrase(row['p'])}{aside(row.get('flag'))}"
        move = f"{name_of(str(row['series']), names)} {percent(row['car'])} ({told_so})"
        told.setdefault(EXPECTED[str(row["model"])], []).append(move)
    first, *others = [(what, joined(moves)) for what, moves in told.items()]
    return "; ".join(
        [f"{first[0][:1].upper()}{first[0][1:]}, it brought {first[1]}", *(f"{what}, {said}" for what, said in others)]
    )


def _by_chance(series: int, level: float) -> str:
    """Return how often one of several series passes the level on an ordinary day; nothing where there is one series."""
    most = 100 * level * series
    if series == 1 or most >= 100:  # noqa: PLR2004 - per cent
        return ""
    return f" With {in_words(series)} series looked at, at least one does so on up to {most:g} % of ordinary days."


def flips(specification: pd.DataFrame, event_id: str, level: float = 0.05) -> list[Flip]:
    """Return on which choices it hangs whether an effect passes the level.

    For each series, window and choice, the one pair of estimates that differ in that choice alone and lie on either
    side of the level, as near to the study's own choices as there is: its main model, the longest
    estimation, other events' days left out.
    """
    found = []
    for (series, first, last), held in specification.groupby(["series", "first", "last"], sort=False):
        of_event = held[held["event_id"] == event_id].dropna(subset=["p"])
        base = {"model": main_models(of_event).get(str(series)), "overlap": "exclude"}
        listed = rows(of_event.sort_values("n_sessions", ascending=False, kind="stable"))
        for column in CHOICES:
            pair = _nearest_pair(listed, column, base, level)
            if pair is not None:
                found.append(Flip(str(series), int(str(first)), int(str(last)), column, *pair))
    return found


def _nearest_pair(
    listed: Sequence[dict[str, Any]], column: str, base: Mapping[str, Any], level: float
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return a passing and a failing estimate that differ in one column alone, nearest to the base; None without."""
    others = [name for name in CHOICES if name != column]
    pairs = [
        (one, other) if one["p"] < level else (other, one)
        for one, other in combinations(listed, 2)
        if (one["p"] < level) != (other["p"] < level) and all(one[name] == other[name] for name in others)
    ]
    return max(pairs, key=lambda pair: sum(pair[0].get(k) == v for k, v in base.items() if k != column), default=None)


def flip_sentences(found: Sequence[Flip], level: float = 0.05, names: Mapping[str, str] | None = None) -> list[str]:
    """Return for each effect, in one sentence, the choices that decide whether it passes, with their p-values."""
    return [
        flip_sentence(held[0], level, names) if len(held) == 1 else _either(held, level, names)
        for held in _by_effect(found)
    ]


def _by_effect(found: Sequence[Flip]) -> list[list[Flip]]:
    """Return choices by the series and window they are about."""
    held: dict[tuple[str, int, int], list[Flip]] = {}
    for flip in found:
        held.setdefault((flip.series, flip.first, flip.last), []).append(flip)
    return list(held.values())


def _either(held: Sequence[Flip], level: float, names: Mapping[str, str] | None) -> str:
    """Return several choices, each of which moves an effect across the level, in one sentence."""
    effect = f"{name_of(held[0].series, names)} {within(held[0].first, held[0].last)}"
    told = "; ".join(
        f"{_choice(flip.column, flip.passing[flip.column])} gives {p_phrase(flip.passing['p'])} and "
        f"{_choice(flip.column, flip.failing[flip.column])} {p_phrase(flip.failing['p'])}, with {_rest(flip)}"
        for flip in held
    )
    which = "either of two choices" if len(held) == len("ab") else f"any of {in_words(len(held))} choices"
    return f"{which[:1].upper()}{which[1:]} moves {effect} across {100 * level:g} %: {told}."


def _rest(flip: Flip) -> str:
    """Return the choices that are the same on both sides."""
    return joined([_choice(name, flip.passing[name]) for name in CHOICES if name != flip.column])


def hanging_sentence(found: Sequence[Flip], level: float = 0.05, names: Mapping[str, str] | None = None) -> str:
    """Return in short on what it hangs whether the first of some effects passes; nothing where it hangs on nothing."""
    held = next(iter(_by_effect(found)), [])
    if not held:
        return ""
    least, most = min(flip.passing["p"] for flip in held), max(flip.failing["p"] for flip in held)
    effect = f"{name_of(held[0].series, names)} {within(held[0].first, held[0].last)}"
    what = " or ".join(_CHOSEN[flip.column] for flip in held)
    return (
        f"Whether {effect} passes {100 * level:g} % hangs on {what}: defensible choices give "
        f"{p_phrase(least)} to {p_value(most)}."
    )


def flip_sentence(flip: Flip, level: float = 0.05, names: Mapping[str, str] | None = None) -> str:
    """Return a choice that decides whether an effect passes in a sentence, with both p-values."""
    effect = f"{name_of(flip.series, names)} {within(flip.first, flip.last)}"
    return (
        f"Whether {effect} passes {100 * level:g} % hangs on one choice: "
        f"{_choice(flip.column, flip.passing[flip.column])} gives {p_phrase(flip.passing['p'])}, "
        f"{_choice(flip.column, flip.failing[flip.column])} gives {p_phrase(flip.failing['p'])} "
        f"(both with {_rest(flip)})."
    )


def _choice(column: str, value: object) -> str:
    """Return a choice in words."""
    if column == "model":
        return f"the {model_name(str(value))}"
    if column == "overlap":
        return f"other events' days {OVERLAPS.get(str(value), str(value))}"
    return f"{float(str(value)):g} sessions before the event"
