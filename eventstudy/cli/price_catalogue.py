"""The catalogue of instruments, as `eventstudy prices list --catalogue` prints it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.instruments import Instrument
    from eventstudy.report.tables import Table

__all__ = ["Listed", "listed", "shown_listed"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One instrument of the catalogue."""

    id: str
    name: str
    kind: str
    tickers: str
    """Each with its source, as ``yahoo BZ=F, fred DCOILBRENTEU``."""
    calendar: str
    struck: str
    """When the daily price is struck, and where."""
    unit: str
    names: str
    """Words of prose that mean it."""


def listed(words: Sequence[str] | None) -> list[Listed]:
    """Return the instruments that hold each of some words in what is said of them; without any, all.

    Raises
    ------
    UsageError
        If there is none.

    Examples
    --------
    >>> [one.id for one in listed(["brent", "BZ=F"])]
    ['brent']
    """
    from eventstudy.instruments import catalogue  # noqa: PLC0415 - `eventstudy --help` must answer at once

    asked = [word.lower() for word in words or ()]
    found = [row for row in map(_row, catalogue().values()) if all(word in _told(row) for word in asked)]
    if not found:
        what = " and ".join(map(repr, words or ()))
        raise UsageError(
            f"nothing in the catalogue is told with {what}: ask with fewer letters, or add it with a file of your own, "
            "--instruments FILE"
        )
    return found


def _told(row: Listed) -> str:
    return f"{row.id} {row.name} {row.kind} {row.tickers} {row.calendar} {row.unit} {row.names}".lower()


def _row(one: Instrument) -> Listed:
    means = f"one of {', '.join(one.candidates)}" if one.candidates else ""
    return Listed(
        id=one.id,
        name=one.name,
        kind=one.kind,
        tickers=", ".join(f"{source} {ticker}" for source, ticker in one.tickers.items()),
        calendar=one.calendar or means,
        struck=f"{one.struck.time:%H:%M} {one.struck.zone}" if one.struck is not None else "",
        unit=f"{one.unit} a {one.per}" if one.per else one.unit,
        names=", ".join(one.aliases),
    )


def shown_listed(title: str, rows: Sequence[Listed], notes: tuple[str, ...]) -> Table:
    """Return instruments as a table."""
    from eventstudy.report.tables import Table, columns  # noqa: PLC0415 - `eventstudy --help` must answer at once

    cells = tuple((one.id, one.name, one.tickers, one.calendar, one.struck, one.unit) for one in rows)
    return Table(title, columns("id|name|tickers|calendar|price struck|unit"), cells, notes)
