"""The finding in one plain sentence: what moved out of the ordinary, what did not, and whether the words hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eventstudy.report.findings import EXPECTED
from eventstudy.report.formats import in_words, is_missing, joined, long_day, name_of, percent
from eventstudy.report.reading import day_zeros, in_window, is_yes, no_move, of_main_models, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from eventstudy.records import Verdict

_REFUTING = {"contradicted", "direction_only"}
_TESTED = {*_REFUTING, "confirmed", "confirmed_loose", "consistent", "ambiguous"}


def headline(title: str, events: pd.DataFrame, event_id: str | None) -> str:
    """Return what the page is called: its title, or the event it leads with where the title is a bare folder's name."""
    event = next((row for row in rows(events) if row["event_id"] == event_id), None)
    if event is None or not re.fullmatch(r"[\w.-]+", title) or is_missing(event["label"]):
        return title
    return f"{event['label']}, {long_day(event['start']).split(' ', 1)[1]}"


def standfirst(
    per_event: pd.DataFrame,
    events: pd.DataFrame,
    event_id: str | None,
    verdicts: Sequence[Verdict],
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    adjusted: pd.DataFrame | None = None,
) -> str:
    """Return the finding in one sentence; nothing where neither a move nor a verdict can be told.

    Parameters
    ----------
    per_event, events, adjusted
        As for `eventstudy.report.findings.effect_sentences`.
    event_id
        The event the page leads with, None without one.
    verdicts
        On all reported moves.
    level, names
        What p is compared with; what a reader calls a series.
    """
    parts = [_prices(per_event, events, event_id, level, names, adjusted), _words(verdicts)]
    told = ", and ".join(part for part in parts if part)
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def _prices(
    per_event: pd.DataFrame,
    events: pd.DataFrame,
    event_id: str | None,
    level: float,
    names: Mapping[str, str] | None,
    adjusted: pd.DataFrame | None,
) -> str:
    """Return what prices did on day 0 of the event."""
    event = next((row for row in rows(events) if row["event_id"] == event_id), None)
    day_zero = rows(in_window(of_main_models(per_event, event_id or ""), 0, 0))
    held = [row for row in day_zero if not is_missing(row["p"]) and not no_move(row.get("flag"))]
    if event is None or not held:
        return ""
    apart = [row for row in held if row["p"] < level]
    on = f"on {long_day(_common(event))} "
    if not apart:
        who = f"none of the {in_words(len(held))} series" if len(held) > 1 else name_of(str(held[0]["series"]), names)
        return f"{on}{who} moved {'by' if len(held) > 1 else 'by no'} more than ordinary scatter explains"
    moved = f"{on}{_moved(apart, names)}, {_standing(apart, event_id, level, names, adjusted)}"
    return f"{moved}{_others([row for row in held if row not in apart], names)}"


def _common(event: Mapping[str, Any]) -> date:
    """Return the day 0 that most series share, the event's own day where none is known."""
    days = list(day_zeros(event).values()) or [event["start"]]
    return max(dict.fromkeys(days), key=days.count)


def _moved(apart: Sequence[Mapping[str, Any]], names: Mapping[str, str] | None) -> str:
    """Return who rose and fell, by how much, and beyond what."""
    told = [
        f"{name_of(str(row['series']), names)} {'rose' if row['car'] > 0 else 'fell'} "
        f"{percent(abs(row['car']), sign=False)}"
        for row in apart
    ]
    beyond = dict.fromkeys(EXPECTED[str(row["model"])] for row in apart)
    return f"{joined(told)} {next(iter(beyond)) if len(beyond) == 1 else 'beyond what was expected'}"


def _standing(
    apart: Sequence[Mapping[str, Any]],
    event_id: str | None,
    level: float,
    names: Mapping[str, str] | None,
    adjusted: pd.DataFrame | None,
) -> str:
    """Return whether what is unusual taken alone stays so when every look is counted."""
    alone = f"more than ordinary scatter explains{' for each alone' if len(apart) > 1 else ''}"
    looks = [] if adjusted is None else rows(in_window(adjusted[adjusted["event_id"] == event_id], 0, 0))
    counted = {str(row["series"]): row for row in looks if is_yes(row["valid"]) and not is_missing(row["p_adjusted"])}
    if any(str(row["series"]) not in counted for row in apart):
        return alone
    family = f"all {int(next(iter(counted.values()))['n_family'])} looks at series and windows"
    stay = [row for row in apart if counted[str(row["series"])]["p_adjusted"] < level]
    if len(stay) == len(apart):
        return f"more than ordinary scatter explains even when {family} are allowed for"
    if stay:
        who = joined([name_of(str(row["series"]), names) for row in stay])
        return f"{alone}, {who} even when {family} are allowed for"
    return f"{alone}, but not when {family} are allowed for"


def _others(calm: Sequence[Mapping[str, Any]], names: Mapping[str, str] | None) -> str:
    """Return that the other series did nothing unusual; nothing where there are none."""
    if not calm:
        return ""
    who = name_of(str(calm[0]["series"]), names) if len(calm) == 1 else f"the other {in_words(len(calm))} series"
    return f"; {who} did nothing unusual"


def _words(verdicts: Sequence[Verdict]) -> str:
    """Return with how many of the reported moves that prices can test they disagree."""
    tested = [item for item in verdicts if item.verdict in _TESTED]
    against = sum(item.verdict in _REFUTING for item in tested)
    if not tested:
        return ""
    if len(tested) == 1:
        return f"prices {'disagree' if against else 'do not disagree'} with the one reported move they can test"
    many = in_words(against) if against else "none"
    return f"prices disagree with {many} of the {in_words(len(tested))} reported moves they can test"
