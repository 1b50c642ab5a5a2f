"""What the article commands print: the same records as a table, as CSV, or as JSON."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import typer

from eventstudy.articles.sheets import event_rows, move_rows
from eventstudy.articles.sheets.events import COLUMNS as EVENT_COLUMNS
from eventstudy.articles.sheets.moves import COLUMNS as MOVE_COLUMNS
from eventstudy.cli import tablefile
from eventstudy.cli.guard import say
from eventstudy.cli.options import Format
from eventstudy.cli.output import put
from eventstudy.instruments import short_names
from eventstudy.pipeline import day_zeros
from eventstudy.records import DateMention, ReportedMove, as_dict
from eventstudy.report import shapes
from eventstudy.report.formats import MISSING, iso, one_line
from eventstudy.report.tables import Column, Table, moves_table
from eventstudy.results import to_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.articles.moves.remarks import Remark
    from eventstudy.records import Article, Dropped, Event

SERIES = ("brent", "dow", "sp500", "xom", "cvx")
"""Series that `events` names a day 0 for: those of the study that ships."""


@dataclass(frozen=True, slots=True)
class Where:
    """How results are printed, the file they are written to, and whether what was asked for alone is printed."""

    how: Format
    out: Path | None
    quiet: bool


def where(out: str | None, how: Format, *, show: bool, quiet: bool) -> Where:
    """Return where results go, once it is known that they can.

    Raises
    ------
    EventStudyError
        The file cannot be written.
    typer.BadParameter
        Articles are to be shown where CSV or JSON is to be alone.
    """
    if show and how is not Format.TABLE:
        raise typer.BadParameter(f"it prints text, which has no place in {how.upper()}; leave out one of the two")
    path = None if out is None else Path(out)
    if path is not None:
        tablefile.check(path)
    return Where(how, path, quiet)


def put_dates(to: Where, dates: Sequence[DateMention], dropped: Sequence[Dropped]) -> None:
    """Print date expressions."""
    _put(
        to,
        f"{len(dates):,} dates",
        rows=(lambda: [as_dict(one) for one in dates], [field.name for field in fields(DateMention)]),
        tables=lambda: [_dates_table(dates)],
        frame=lambda: to_frame(dates, DateMention),
        json=lambda: {**shapes.dates_object(dates), "dropped": as_dict(dropped)},
    )


def put_events(to: Where, events: Sequence[Event], dropped: Sequence[Dropped]) -> None:
    """Print events, with day 0 of each series."""
    zeros = _day_zeros(events)
    days = [f"day0_{series}" for series in SERIES]
    rows = [row | dict(zip(days, zeros[str(row["event_id"])].values(), strict=True)) for row in event_rows(events)]
    _put(
        to,
        f"{len(events):,} events",
        rows=(lambda: rows, [*EVENT_COLUMNS, *days]),
        tables=lambda: [_events_table(events, zeros)],
        frame=lambda: _events_frame(events, zeros),
        json=lambda: {**shapes.events_object(events, zeros), "dropped": as_dict(dropped)},
    )


def put_moves(
    to: Where,
    articles: Sequence[Article],
    moves: Sequence[ReportedMove],
    remarks: Sequence[Remark] | None,
    dropped: Sequence[Dropped],
) -> None:
    """Print reported moves, with what is known of the articles they stand in, and remarks where they were asked for."""
    more: dict[str, Any] = {}
    if remarks is not None:
        more["remarks"] = as_dict(list(remarks))
        if to.how is Format.CSV or (to.out is not None and to.out.suffix.lower() != ".json"):
            say(f"{len(remarks)} remarks have no place in a table of moves; --format table or json lists them")
    _put(
        to,
        f"{len(moves):,} moves",
        rows=(lambda: move_rows(moves), MOVE_COLUMNS),
        tables=lambda: [
            moves_table(moves, names=short_names()),
            *([] if remarks is None else [_remarks_table(remarks)]),
        ],
        frame=lambda: to_frame(moves, ReportedMove),
        json=lambda: {**shapes.moves_object(articles, moves), **more, "dropped": as_dict(dropped)},
    )


def _put(
    to: Where,
    what: str,
    *,
    rows: tuple[Callable[[], list[dict[str, Any]]], Sequence[str]],
    tables: Callable[[], list[Table]],
    frame: Callable[[], pd.DataFrame],
    json: Callable[[], dict[str, Any]],
) -> None:
    """Write a result to its file, and print it unless the file is all that was asked for."""
    if to.out is not None:
        tablefile.write(to.out, rows[0](), rows[1], json)
        if not to.quiet:
            say(f"{what} written to {to.out}")
    if to.how is not Format.TABLE or (to.out is None and not to.quiet):
        put(to.how, tables=tables, frame=frame, json=json)


def _remarks_table(remarks: Sequence[Remark]) -> Table:
    names = short_names()
    rows = tuple(
        (
            f"r{number}",
            names.get(one.instrument, one.instrument),
            f"“{one_line(one.quote)}”",
            one.direction,
            iso(one.date),
            one.modality if one.modality != "asserted" else "",
            one.article,
        )
        for number, one in enumerate(remarks, 1)
    )
    labels = ("no.", "instrument", "words", "direction", "when", "modality", "article")
    notes = ("A remark tells a direction and no size: there is nothing to check it against.",) if rows else ()
    return Table("Remarks", tuple(Column(label) for label in labels), rows, notes)


def _day_zeros(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """Return day 0 of every series for every event, None where it has none."""
    known = day_zeros(events, SERIES)
    return {event.event_id: {name: known.get(event.event_id, {}).get(name) for name in SERIES} for event in events}


def _dates_table(dates: Sequence[DateMention]) -> Table:
    rows = tuple(
        (
            item.article,
            f"“{one_line(item.text)}”",
            item.first.isoformat(),
            item.last.isoformat(),
            item.precision.replace("_", " "),
        )
        for item in dates
    )
    labels = ("article", "words", "first day", "last day", "known to the")
    return Table("Dates", tuple(Column(label) for label in labels), rows)


def _events_table(events: Sequence[Event], zeros: dict[str, dict[str, Any]]) -> Table:
    rows = tuple(
        (
            str(number),
            item.start.isoformat() if item.start == item.end else f"{item.start} to {item.end}",
            item.label,
            item.precision.replace("_", " "),
            _day_zero_words(zeros[item.event_id]),
            str(len(item.mentions)),
            item.status,
        )
        for number, item in enumerate(events, 1)
    )
    labels = ("no.", "when", "what happened", "known to the", "day 0", "sentences", "status")
    return Table(
        "Events", tuple(Column(label, "right" if label in {"no.", "sentences"} else "left") for label in labels), rows
    )


def _day_zero_words(days: dict[str, Any]) -> str:
    """Return day 0 once where the series agree, else each day with its series."""
    held: dict[str, list[str]] = {}
    for series, day in days.items():
        if day is not None:
            held.setdefault(day.isoformat(), []).append(series)
    if len(held) == 1:
        return next(iter(held))
    return ", ".join(f"{day} ({' '.join(names)})" for day, names in held.items()) or MISSING


def _events_frame(events: Sequence[Event], zeros: dict[str, dict[str, Any]]) -> pd.DataFrame:
    rows = [
        {
            "event_id": item.event_id,
            "label": item.label,
            "start": item.start,
            "end": item.end,
            "precision": item.precision,
            "status": item.status,
            "mentions": len(item.mentions),
            "note": item.note,
            **{f"day0_{series}": day for series, day in zeros[item.event_id].items()},
        }
        for item in events
    ]
    return pd.DataFrame(rows)
