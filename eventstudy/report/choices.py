"""What every choice of an analyst gives: the distinct estimates of an effect, and how many pass the level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.report import formats as f
from eventstudy.report.methods import model_name
from eventstudy.report.reading import rows
from eventstudy.report.tables import Column, Table, columns
from eventstudy.report.wording import OVERLAPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


def specification_table(
    specification: pd.DataFrame, *, level: float = 0.05, names: Mapping[str, str] | None = None
) -> Table:
    """Return every distinct estimate of the same effect, and which pass the level.

    Choices that lead to the very same numbers share a row.

    Parameters
    ----------
    specification
        Columns ``event_id series model overlap n_sessions n_estimation first last car se t p low high``.
    """
    shown = tuple(
        (
            str(row["event_id"]),
            f.name_of(str(row["series"]), names),
            model_name(str(row["model"])),
            row["overlap"],
            row["n_sessions"],
            f.count(row["n_estimation"]),
            f.window(row["first"], row["last"]),
            f.percent(row["car"]),
            f.percent_interval(row["low"], row["high"]),
            f.p_value(row["p"]),
            f.MISSING if f.is_missing(row["p"]) else "yes" if row["p"] < level else "no",
        )
        for row in _merged(specification)
    )
    labels = (
        "event|series|model|other events' days|>sessions asked|>used|window|>CAR|"
        f">{f.coverage(level)} interval|>p|passes {100 * level:g} %"
    )
    return Table("What hangs on a choice", columns(labels), shown)


def _merged(specification: pd.DataFrame) -> list[dict[str, Any]]:
    """Return each distinct estimate with all the choices that lead to it, in words."""
    merged = []
    for held in same_estimates(specification):
        overlap = dict.fromkeys(OVERLAPS.get(str(row["overlap"]), f.words(row["overlap"])) for row in held)
        asked = dict.fromkeys(f.count(row["n_sessions"]) for row in held)
        merged.append({**held[0], "overlap": " or ".join(overlap), "n_sessions": " or ".join(asked)})
    return merged


def same_estimates(specification: pd.DataFrame) -> list[list[dict[str, Any]]]:
    """Return the rows of a specification, those that are the very same estimate of the same effect together.

    Where no other event's days fall into an estimation sample, leaving them out and keeping them give the same numbers;
    they are compared to twelve decimals.
    """
    together: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows(specification):
        whose = tuple(str(row[name]) for name in ("event_id", "series", "model", "first", "last"))
        numbers = tuple(f"{float(row[name]):.12f}" for name in ("car", "se", "p"))
        together.setdefault((*whose, *numbers), []).append(row)
    return list(together.values())


def passing_table(
    specification: pd.DataFrame, event: str | None, level: float, names: Mapping[str, str] | None
) -> Table:
    """Return how many of the estimates of each effect pass the level, a row a series, a column a window."""
    counts = passing_counts(specification, event or "", level)
    windows = sorted({(first, last) for _, first, last, _, _ in counts}, key=lambda pair: (pair[1] - pair[0], pair))
    series = list(dict.fromkeys(name for name, *_ in counts))
    cells = {(name, first, last): f"{passed} of {total}" for name, first, last, passed, total in counts}
    labelled = tuple(Column(f.window(*pair), "right") for pair in windows)
    body = tuple(
        (f.name_of(name, names), *(cells.get((name, *pair), f.MISSING) for pair in windows)) for name in series
    )
    title = f"Distinct estimates that pass {100 * level:g} %, by window"
    notes = ("Choices that lead to the very same estimate are counted once.",)
    return Table(title, (Column("series"), *labelled), body, notes if body else ())


def passing_counts(
    specification: pd.DataFrame, event_id: str, level: float = 0.05
) -> list[tuple[str, int, int, int, int]]:
    """Return by series and window how many distinct estimates pass: (series, first, last, passing, all)."""
    held = specification[specification["event_id"] == event_id].dropna(subset=["p"])
    counted: dict[tuple[str, int, int], list[bool]] = {}
    for row, *_ in same_estimates(held):
        effect = (str(row["series"]), int(row["first"]), int(row["last"]))
        counted.setdefault(effect, []).append(row["p"] < level)
    return [(*effect, sum(passed), len(passed)) for effect, passed in counted.items()]
