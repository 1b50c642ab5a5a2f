"""What the article commands print: the same records as a table, as CSV, or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.cli.output import put
from eventstudy.instruments import short_names
from eventstudy.pipeline import day_zeros
from eventstudy.records import DateMention, ReportedMove, Verdict, as_dict
from eventstudy.report import shapes
from eventstudy.report.formats import MISSING
from eventstudy.report.tables import Column, Table, moves_table, verdicts_table
from eventstudy.results import to_frame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.cli.options import Format
    from eventstudy.records import Article, Dropped, Event

SERIES = ("brent", "dow", "sp500", "xom", "cvx")
"""Series that `events` names a day 0 for: those of the study that ships."""


def put_dates(how: Format, dates: Sequence[DateMention], dropped: Sequence[Dropped]) -> None:
    """Print date expressions."""
    put(
        how,
        tables=lambda: [_dates_table(dates)],
        frame=lambda: to_frame(dates, DateMention),
        json=lambda: {**shapes.dates_object(dates), "dropped": as_dict(dropped)},
    )


def put_events(how: Format, events: Sequence[Event], dropped: Sequence[Dropped]) -> None:
    """Print events, with day 0 of each series."""
    zeros = _day_zeros(events)
    put(
        how,
        tables=lambda: [_events_table(events, zeros)],
        frame=lambda: _events_frame(events, zeros),
        json=lambda: {**shapes.events_object(events, zeros), "dropped": as_dict(dropped)},
    )


def put_moves(
    how: Format, articles: Sequence[Article], moves: Sequence[ReportedMove], dropped: Sequence[Dropped]
) -> None:
    """Print reported moves, with what is known of the articles they stand in."""
    put(
        how,
        tables=lambda: [moves_table(moves, names=short_names())],
        frame=lambda: to_frame(moves, ReportedMove),
        json=lambda: {**shapes.moves_object(articles, moves), "dropped": as_dict(dropped)},
    )


def put_verdicts(
    how: Format, articles: Sequence[Article], verdicts: Sequence[Verdict], dropped: Sequence[Dropped]
) -> None:
    """Print verdicts, each with the move it is on."""
    put(
        how,
        tables=lambda: [verdicts_table(verdicts, names=short_names())],
        frame=lambda: to_frame(verdicts, Verdict),
        json=lambda: {
            **shapes.verdicts_object(verdicts),
            "articles": shapes.articles_list(articles),
            "dropped": as_dict(dropped),
        },
    )


def _day_zeros(events: Sequence[Event]) -> dict[str, dict[str, Any]]:
    """Return day 0 of every series for every event, None where it has none."""
    known = day_zeros(events, SERIES)
    return {event.event_id: {name: known.get(event.event_id, {}).get(name) for name in SERIES} for event in events}


def _dates_table(dates: Sequence[DateMention]) -> Table:
    rows = tuple(
        (
            item.article,
            f"“{' '.join(item.text.split())}”",
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
            item.start.isoformat() if item.start == item.end else f"{item.start} to {item.end}",
            item.label,
            item.precision.replace("_", " "),
            _day_zero_words(zeros[item.event_id]),
            str(len(item.mentions)),
            item.status,
        )
        for item in events
    )
    labels = ("when", "what happened", "known to the", "day 0", "sentences", "status")
    return Table("Events", tuple(Column(label, "right" if label == "sentences" else "left") for label in labels), rows)


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
