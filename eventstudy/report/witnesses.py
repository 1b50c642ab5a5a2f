"""What is odd about the prices that verdicts rest on, and which verdicts rest on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.report.formats import MISSING, name_of
from eventstudy.report.tables import Table, columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eventstudy.records import Verdict

__all__ = ["concerning", "witness_table"]

_NAMED = 3


def concerning(problems: Iterable[Mapping[str, Any]], verdicts: Iterable[Verdict]) -> list[Mapping[str, Any]]:
    """Return those data problems that are of a series some verdict was taken on.

    Parameters
    ----------
    problems
        Mappings with ``series flag what rows first last days``, days as ISO text.
    verdicts
        The verdicts.
    """
    used = {row.series for item in verdicts for row in item.rows} | {item.series for item in verdicts}
    return [one for one in problems if one["series"] in used]


def witness_table(
    problems: Iterable[Mapping[str, Any]], verdicts: Sequence[Verdict], *, names: Mapping[str, str] | None = None
) -> Table:
    """Return the data problems of the series used, and the numbers of the moves whose verdict rests on such a row."""
    rows = tuple(
        (
            name_of(str(one["series"]), names),
            str(one["what"]),
            str(one["rows"]),
            _days(one),
            ", ".join(_resting(one, verdicts)) or "none",
        )
        for one in concerning(problems, verdicts)
    )
    return Table("What is odd about these prices", columns("series|what|>days|when|moves that rest on it"), rows)


def _resting(problem: Mapping[str, Any], verdicts: Sequence[Verdict]) -> list[str]:
    """Return the numbers of the verdicts that rest on a row so flagged."""
    return [
        str(number)
        for number, item in enumerate(verdicts, 1)
        if any(row.series == problem["series"] and problem["flag"] in row.flag.split("|") for row in item.rows)
    ]


def _days(problem: Mapping[str, Any]) -> str:
    days = list(problem["days"])
    if not days:
        return str(problem["first"] or MISSING)
    if len(days) > _NAMED:
        return f"{problem['first']} to {problem['last']}"
    return ", ".join(map(str, days))
