"""What articles say, as the page tells it: their passages with marks, as many of them as a page can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eventstudy.report.evidence import told_article
from eventstudy.report.formats import in_words, long_day
from eventstudy.report.spans import Mark
from eventstudy.report.wording import FIRST_SHOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from eventstudy.records import Article, DateMention, Event, ReportedMove, Verdict

ALL_SHOWN = 20
"""Articles up to which all are shown."""
ALL_VERDICTS = 36
"""Verdicts up to which all are shown."""
_MOST_VERDICTS = 30
"""Verdicts that are shown of more than that; a figure of them is as large as the rest of the page."""
_MOST_TEXT = 60_000
"""Characters of passages on a page."""
_MOST_NAMED = 20
"""Articles without findings that are named."""


class Telling(NamedTuple):
    """The articles that are shown, those named as silent, and what is said of the others."""

    shown: list[dict[str, Any]]
    silent: list[dict[str, Any]]
    notes: list[str]


def found_marks(events: Iterable[Event], dates: Iterable[DateMention]) -> dict[str, list[Mark]]:
    """Return the marks of events, numbered in their order, and of date expressions, by article."""
    found: dict[str, list[Mark]] = {}
    for number, event in enumerate(events, 1):
        day = long_day(event.start) + ("" if event.start == event.end else f" to {long_day(event.end)}")
        for one in event.mentions:
            mark = Mark(one.start, one.end, "event", f"E{number}", f"{event.label}, {day}")
            found.setdefault(one.article, []).append(mark)
    for date in dates:
        days = [date.first.isoformat(), *([date.last.isoformat()] if date.last != date.first else [])]
        mark = Mark(date.start, date.end, "date", days[0], " to ".join(days))
        found.setdefault(date.article, []).append(mark)
    return found


def page_numbers(verdicts: Sequence[Verdict]) -> set[int]:
    """Return the numbers of the verdicts that a page shows: all, or of many those a reader wants to see first."""
    numbers = range(1, len(verdicts) + 1)
    if len(verdicts) <= ALL_VERDICTS:
        return set(numbers)
    rank = {name: place for place, name in enumerate(FIRST_SHOWN)}
    return set(sorted(numbers, key=lambda one: rank.get(verdicts[one - 1].verdict, len(rank)))[:_MOST_VERDICTS])


def verdicts_note(verdicts: Sequence[Verdict], shown: Collection[int]) -> list[str]:
    """Return what is said of verdicts that are not shown."""
    if len(shown) == len(verdicts):
        return []
    return [f"Shown are {len(shown)} of {len(verdicts):,}, disagreement first; verdicts.csv lists all."]


def telling(
    articles: Sequence[Article],
    numbered: Mapping[int, ReportedMove],
    verdicts: Sequence[Verdict],
    marks: Mapping[str, Sequence[Mark]],
) -> Telling:
    """Return what the page tells of the articles.

    Up to `ALL_SHOWN` articles are shown whole: each sentence that reports a move or tells a studied event. Of more,
    those that tell a studied event or report a move that prices contradict, as far as a page can hold them.

    Parameters
    ----------
    articles
        As read.
    numbered
        All moves by their number.
    verdicts
        On them.
    marks
        Of events and dates by article; see `found_marks`.
    """
    moves: dict[str, dict[int, ReportedMove]] = {}
    for number, move in numbered.items():
        moves.setdefault(move.article, {})[number] = move
    against = {item.move.article for item in verdicts if item.verdict == "contradicted"}
    placed = list(enumerate(articles, 1))
    wanted = [
        (place, article)
        for place, article in placed
        if len(articles) <= ALL_SHOWN
        or article.name in against
        or any(mark.kind == "event" for mark in marks.get(article.name, ()))
    ]
    shown, held = [], 0
    for place, article in wanted:
        told = told_article(article, place, moves.get(article.name, {}), marks.get(article.name, ()))
        held += sum(len(piece.text) for passage in told["passages"] for piece in passage)
        if held > _MOST_TEXT:
            break
        if told["passages"]:
            shown.append(told)
    there = {told["place"] for told in shown}
    silent = [
        told_article(article, place, {})
        for place, article in placed
        if place not in there and article.name not in moves
    ]
    reporting = [article for place, article in placed if place not in there and article.name in moves]
    return Telling(shown, silent[:_MOST_NAMED], _notes(reporting, moves, shown, len(wanted), len(silent)))


def _notes(
    reporting: Sequence[Article],
    moves: Mapping[str, Mapping[int, ReportedMove]],
    shown: Sequence[object],
    wanted: int,
    silent: int,
) -> list[str]:
    """Return what is said of the articles that are not shown."""
    notes = []
    if reporting:
        many = sum(len(moves[article.name]) for article in reporting)
        notes.append(
            f"Shown are {in_words(len(shown))} of the {wanted:,} articles that tell a studied event or report a move "
            f"that prices contradict. A further {len(reporting):,} report {many:,} moves, which moves.csv lists."
        )
    if silent > _MOST_NAMED:
        notes.append(f"{silent - _MOST_NAMED:,} more articles report no market move.")
    return notes
