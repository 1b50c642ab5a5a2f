"""What articles tell of a direction without a number, beside how large the day was: remarks, which have no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.report.formats import MISSING, is_missing, iso, name_of, number, one_line, percent, share
from eventstudy.report.tables import Table, columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["remarks_table"]

_NOTE = (
    "A remark tells no size, so prices cannot agree or disagree with one. Move: from close to close. Deviations: the "
    "move by the standard deviation of the days before, the late ones counting more."
)


def remarks_table(weighed: Iterable[Mapping[str, Any]], *, names: Mapping[str, str] | None = None) -> Table:
    """Return remarks beside what prices did on their day.

    Parameters
    ----------
    weighed
        Mappings with ``remark`` (``instrument quote direction date``), ``change z percentile note``, as
        `eventstudy.verdicts.remarks.weigh_remarks` gives them.
    names
        What a reader calls a series.
    """
    rows = tuple(
        (
            _of_what(one, names),
            f"“{one_line(one['remark']['quote'])}”",
            str(one["remark"]["direction"]),
            iso(one["remark"]["date"]),
            _move(one),
            MISSING if is_missing(one["z"]) else number(abs(one["z"]), 1),
            share(one["percentile"]),
        )
        for one in weighed
    )
    labels = "instrument|told|direction|day|>move|>deviations|>larger than on so many days before"
    return Table("Told without a number: remarks, no verdict", columns(labels), rows, (_NOTE,) if rows else ())


def _of_what(one: Mapping[str, Any], names: Mapping[str, str] | None) -> str:
    """Return what is spoken of, and which series stands for it where that is another."""
    said, series = str(one["remark"]["instrument"]), one["series"]
    return name_of(said, names) if series in {None, said} else f"{name_of(said, names)} ({name_of(series, names)})"


def _move(one: Mapping[str, Any]) -> str:
    """Return the move of the day: of a yield in percentage points, else in per cent."""
    if is_missing(one["change"]):
        return MISSING
    return f"{one['change']:+.3f} points" if "percentage points" in one["note"] else percent(one["change"])
