"""Events as rows that a person corrects, and such rows as events."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from eventstudy.articles.given import given_articles, shown
from eventstudy.articles.sheets.cells import Cells, day_order
from eventstudy.articles.sheets.grid import read_grid
from eventstudy.display import Records
from eventstudy.errors import UsageError
from eventstudy.records import Event, Mention, Precision, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from eventstudy.records import Article

    Value = str | int | float | date | None

COLUMNS = ("event_id", "label", "start", "end", "precision", "status", "not_after", "mentions", "note")
NEEDED = ("label", "start")
_MENTION = re.compile(r"(.+?):(\d+)-(\d+)(?:; |\Z)", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_ID_WORDS = 4


def event_rows(events: Iterable[Event]) -> list[dict[str, Value]]:
    """Return events as rows of a table, every field of each; mentions as ``article:start-end``.

    Examples
    --------
    >>> from eventstudy.articles.events import find_events
    >>> from eventstudy.articles.read import article_from_text
    >>> article = article_from_text("The bank failed on Thursday.", published="2020-01-03")
    >>> row, = event_rows(find_events([article]))
    >>> row["start"].isoformat(), row["mentions"]
    ('2020-01-02', 'text:0-28')
    """
    return [
        {name: getattr(event, name) for name in COLUMNS}
        | {
            "not_after": None if event.not_after is None else event.not_after.isoformat(),
            "mentions": "; ".join(f"{one.article}:{one.start}-{one.end}" for one in event.mentions),
        }
        for event in events
    ]


def read_events(path: str | Path, articles: Iterable[Article] | None = None) -> list[Event]:
    r"""Read events from a table as ``eventstudy events --out FILE`` writes it, and as a person has corrected it.

    Parameters
    ----------
    path : str or Path
        A CSV, TSV, JSON, Parquet or Excel file, with at least the columns `NEEDED`. A row that was added needs a label
        and a day.
    articles : iterable of Article, optional
        Those that mentions may stand in; without them mentions are taken as they are.

    Returns
    -------
    list of Event
        In the order of the rows.

    Raises
    ------
    UsageError
        It cannot be read, or a cell is not what it should be: the message names file, row and column, and what is
        allowed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "events.csv"
    >>> _ = path.write_text("label,start\nThe bank failed,2020-01-02\n")
    >>> [(event.label, event.start.isoformat()) for event in read_events(path)]
    [('The bank failed', '2020-01-02')]
    """
    grid = read_grid(path, "events")
    grid.require(NEEDED)
    if not grid.rows:
        raise UsageError(f"{grid.name} holds no event; leave the file out, or write it anew with --out")
    texts = None if articles is None else {article.name: len(article.text) for article in given_articles(articles)}
    order = day_order(grid, ("start", "end"))
    made: dict[str, Event] = {}
    for row in grid.rows:
        cells = Cells(row, order, grid.decimal_comma)
        event = _event(cells, texts)
        if event.event_id in made:
            raise cells.refused("event_id", f"and {event.event_id!r} stands in a row above; give each event its own")
        made[event.event_id] = event
    return Records(made.values())


def _event(cells: Cells, texts: Mapping[str, int] | None) -> Event:
    label, start = cells.raw("label"), cells.day("start")
    if not label.strip():
        raise cells.refused("label", "say in a few words what happened")
    if start is None:
        raise cells.refused("start", "give the day, as 2020-01-03")
    end = cells.day("end") or start
    if end < start:
        raise cells.refused("end", f"which is before start, {start}; exchange them")
    not_after = cells.moment("not_after")
    if not_after is not None and not -1 <= (not_after.date() - start).days <= (end - start).days + 1:
        raise cells.refused("not_after", f"but the event is on {start}; give its last moment there, or leave it empty")
    return Event(
        event_id=cells.text("event_id") or f"{start.isoformat()}-{_slug(label)}",
        label=label,
        start=start,
        end=end,
        precision=cells.word("precision", get_args(Precision), "day"),  # type: ignore[arg-type]  # one of the words
        mentions=_mentions(cells, texts),
        not_after=not_after,
        status=cells.word("status", get_args(Status), "past"),  # type: ignore[arg-type]  # the same
        note=cells.raw("note"),
    )


def _slug(label: str) -> str:
    return "-".join(_WORD.findall(label.lower())[:_ID_WORDS]) or "event"


def _mentions(cells: Cells, texts: Mapping[str, int] | None) -> tuple[Mention, ...]:
    told, at = cells.raw("mentions").strip(), 0
    found: list[Mention] = []
    while at < len(told):
        match = _MENTION.match(told, at)
        if match is None:
            raise cells.refused("mentions", "write them as a.txt:12-80; b.txt:3-40, or leave them empty")
        name, start, end = match[1], int(match[2]), int(match[3])
        if texts is not None and not 0 <= start < end <= texts.get(name, -1):
            why = f"{shown(name)} was not read" if name not in texts else f"{shown(name)} has no {start}-{end}"
            raise cells.refused("mentions", f"but {why}; correct it, or leave mentions empty")
        found.append(Mention(name, start, end))
        at = match.end()
    return tuple(found)
