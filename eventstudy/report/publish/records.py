"""Records as they are printed: dates, events, reported moves, verdicts, articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.records import as_dict
from eventstudy.report import formats as f
from eventstudy.report.publish.cells import harmless, true_minus
from eventstudy.report.publish.sheet import Cell, Head, Line, Sheet
from eventstudy.report.remarks import remarks_table
from eventstudy.report.tables import Table, columns, moves_table, without_empty
from eventstudy.report.verdicts import verdicts_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.records import Article, DateMention, Dropped, Event, ReportedMove, Verdict

    Names = Mapping[str, str] | None

_WORDS = (
    "Prices agree or disagree with words; they do not make an article true or false. Confirmed: they agree with the "
    "words read narrowly. Consistent: they can test only a condition that must hold if the words do, and it holds. Not "
    "observable: they do not measure it"
)
_ALLOWED = (
    "Words allow: the tolerance of the words, fixed beforehand. Ordinary days that pass: share of the sessions before "
    "on which the same words would have passed; the smaller, the more the check could have found"
)


def verdict_sheet(verdicts: Sequence[Verdict], names: Names) -> Sheet:
    """Return verdicts as they are printed, by phase of the session."""
    return _sheet("verdicts", verdicts_table(verdicts, names=names), (_WORDS, _ALLOWED))


def move_sheet(moves: Sequence[ReportedMove], names: Names) -> Sheet:
    """Return reported moves as they are printed, in their order."""
    return _sheet("moves", moves_table(moves, names=names))


def event_sheet(events: Sequence[Event]) -> Sheet:
    """Return events as they are printed: what, when, how many sentences tell it."""
    body = tuple(
        (
            event.event_id,
            event.label,
            _span(event.start, event.end),
            f.words(event.precision),
            "" if event.status == "past" else event.status,
            f.count(len(event.mentions)),
            event.note,
        )
        for event in events
    )
    labels = "event|what happened|when|known to the|status|>sentences|note"
    return _sheet("events", Table("Events", columns(labels), body))


def date_sheet(dates: Sequence[DateMention]) -> Sheet:
    """Return date expressions as they are printed, each with the days it means."""
    body = tuple(
        (f"“{f.one_line(one.text)}”", _span(one.first, one.last), f.words(one.precision), one.tense, one.article)
        for one in dates
    )
    return _sheet("dates", Table("Date expressions", columns("words|days meant|precision|tense|article"), body))


def article_sheet(articles: Sequence[Article]) -> Sheet:
    """Return articles as they are printed: when they were published, how that is known, how long they are."""
    body = tuple(
        (
            one.name,
            one.title or "",
            one.outlet or "",
            f.iso(one.published),
            one.published_from or "",
            f.count(len(one.text.split())),
        )
        for one in articles
    )
    labels = "article|title|outlet|published|known from|>words"
    return _sheet("articles", Table("Articles", columns(labels), body))


def remark_sheet(remarks: Sequence[object], names: Names) -> Sheet:
    """Return what is told without a number as it is printed, each beside what prices did."""
    return _sheet("remarks", remarks_table(as_dict(list(remarks)), names=names))


def dropped_sheet(dropped: Sequence[Dropped]) -> Sheet:
    """Return what was left out, and why, as it is printed."""
    body = tuple((one.what, one.reason) for one in dropped)
    return _sheet("dropped", Table("Left out of the study", columns("what|why left out"), body))


def _span(first: object, last: object) -> str:
    return f.iso(first) if first == last else f"{f.iso(first)} to {f.iso(last)}"


def _sheet(name: str, table: Table, about: tuple[str, ...] = ()) -> Sheet:
    """Return a table of text as it is printed."""
    kept = without_empty(table)
    heads = tuple(
        Head(f"{column.label[:1].upper()}{column.label[1:]}", "text" if column.align == "left" else "statistic")
        for column in kept.columns
    )
    lines = tuple(Line(tuple(_cell(text, head) for text, head in zip(row, heads, strict=True))) for row in kept.rows)
    notes = tuple(true_minus(harmless(note)).rstrip(".") + "." for note in (*about, *kept.notes))
    return Sheet(name, kept.title, heads, lines, notes)


def _cell(text: str, head: Head) -> Cell:
    """Return a text as a cell, a plain number of it as the number."""
    shown = true_minus(harmless(text))
    plain = text.replace(",", "")
    number = head.right and plain.replace(".", "", 1).isdigit()
    return Cell(shown, float(plain) if number else shown)
