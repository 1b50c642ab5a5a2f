"""P-values of windows x series, adjusted for how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy import battery
from eventstudy.battery.outcome import choose
from eventstudy.errors import UsageError
from eventstudy.results import tables
from eventstudy.results.choice import events_studied, grouped, inside, of_event, refuse_many, settings_of, under
from eventstudy.results.naming import a_few
from eventstudy.results.windows import as_windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eventstudy.battery import Settings
    from eventstudy.kernels.observation import Observation
    from eventstudy.records import Window
    from eventstudy.results.study_result import StudyResult

ADJUSTED = (
    "event_id", "series", "model", "first", "last", "car", "statistic", "p", "p_adjusted", "method",
    "n_family", "n_reference", "valid", "note",
)  # fmt: skip

JOINT = "westfall_young"
_OTHERS = ("holm", "bh", "by")


def adjusted(
    result: StudyResult, event_id: str | None, windows: Sequence[object] | None, method: str, model: str | None
) -> pd.DataFrame:
    """Return the family of each event; see `StudyResult.adjusted`."""
    if method not in (JOINT, *_OTHERS):
        raise UsageError(f"method={method!r} is not one of {', '.join(map(repr, (JOINT, *_OTHERS)))}")
    asked = result.settings.windows if windows is None else as_windows(windows)
    spans = [inside(result.settings, window.first, window.last) for window in asked]
    chosen = under(result.observations, result.settings, model)
    if event_id is not None:
        there, chosen = events_studied(chosen), of_event(chosen, event_id)
        if not chosen:
            raise UsageError(f"no event {event_id!r} was studied; there are {a_few(there, event_id)}")
    refuse_many(chosen, "adjusted()", "name an event")
    families = {str(key["event_id"]): members for key, members in grouped(chosen, "event")}
    settings = settings_of(result.settings)
    make = _joint if method == JOINT else _separate
    rows = [row | {"method": method} for members in families.values() for row in make(members, spans, settings, method)]
    return tables.table(rows, ADJUSTED)


def _keys(members: Sequence[Observation], windows: Sequence[Window], settings: Settings) -> list[tables.Row]:
    """Return a row for each member of the family, with its CAR and its own t test."""
    rows = []
    for one in members:
        for window in windows:
            row = tables.car_row(one, window.first, window.last, settings.level, settings.alternative)
            held, notes = choose([one], window.first, window.last)
            row |= {"statistic": row["t"], "n_reference": 0, "valid": bool(held) and bool(np.isfinite(row["p"]))}
            rows.append(row | {"note": "; ".join(notes) if notes else row["note"]})
    return rows


def _separate(
    members: Sequence[Observation], windows: Sequence[Window], settings: Settings, method: str
) -> list[tables.Row]:
    """Return the family with the p of each t test, adjusted by their number."""
    from eventstudy.cross_section import adjust_p  # noqa: PLC0415 - loads statsmodels' room only where it is wanted

    rows = _keys(members, windows, settings)
    p = np.array([row["p"] if row["valid"] else np.nan for row in rows], dtype=np.float64)
    size = int(np.isfinite(p).sum())
    return [
        row | {"p_adjusted": q, "n_family": size} for row, q in zip(rows, adjust_p(p, method).tolist(), strict=True)
    ]


def _joint(members: Sequence[Observation], windows: Sequence[Window], settings: Settings, _: str) -> list[tables.Row]:
    """Return the family with its p-values from the joint distribution over ordinary dates."""
    found = battery.westfall_young(members, [(window.first, window.last) for window in windows], settings)
    models = {one.data.series: one.data.model for one in members}
    cars = {(row["series"], row["first"], row["last"]): row["car"] for row in _keys(members, windows, settings)}
    size = sum(np.isfinite(one.p_adjusted) for one in found)
    return [
        {
            "event_id": one.event_id,
            "series": one.series,
            "model": models[one.series],
            "first": one.first,
            "last": one.last,
            "car": cars[one.series, one.first, one.last],
            "statistic": one.statistic,
            "p": one.p,
            "p_adjusted": one.p_adjusted,
            "n_family": int(size),
            "n_reference": one.m,
            "valid": bool(np.isfinite(one.p_adjusted)),
            "note": one.note,
        }
        for one in found
    ]
