"""Articles with what was found in them marked: in colours on a terminal, in brackets elsewhere."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from eventstudy.articles.dates import find_dates
from eventstudy.cli.output import terminal_width
from eventstudy.instruments import short_names
from eventstudy.report.formats import MISSING, name_of
from eventstudy.report.spans import Mark, cuts
from eventstudy.report.visible import visible
from eventstudy.report.wording import reported, what_moved, when

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eventstudy.articles.moves.remarks import Remark
    from eventstudy.records import Article, DateMention, Event, ReportedMove

    Marks = Mapping[str, Sequence[Mark]]

_WIDEST = 100
"""Columns of running text: longer lines are hard to read, however wide the terminal."""
_STYLES = {"move": "bold green", "remark": "yellow", "event": "cyan", "date": "magenta"}
_TIE = "\ue000"
"""Of no meaning, and not taken for a blank: stands for one at which no line is to be broken."""
_UNSAFE = {
    **{code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"},
    0x7F: "\N{SYMBOL FOR DELETE}",
    0x85: " ",
    ord(_TIE): "\N{REPLACEMENT CHARACTER}",
    0x2028: " ",
    0x2029: " ",
}
"""What is shown for characters that steer a terminal and have a sign of their own, one for one."""


def move_marks(moves: Iterable[ReportedMove]) -> list[tuple[str, Mark]]:
    """Return the marks of reported moves, each with its article; those that stand nowhere have none."""
    names = short_names()
    return [
        (move.article, Mark(move.start, move.end, "move", move.move_id, _told(move, names)))
        for move in moves
        if move.start < move.end
    ]


def _told(move: ReportedMove, names: Mapping[str, str]) -> str:
    day = when(move)
    return f"{what_moved(move, names)}: {reported(move)}{f', {day}' if day != MISSING else ''}"


def remark_marks(remarks: Iterable[Remark]) -> list[tuple[str, Mark]]:
    """Return the marks of remarks, each with its article."""
    names = short_names()
    return [
        (
            one.article,
            Mark(one.start, one.end, "remark", f"r{number}", f"{name_of(one.instrument, names)}: {one.direction}"),
        )
        for number, one in enumerate(remarks, 1)
    ]


def date_marks(dates: Iterable[DateMention]) -> list[tuple[str, Mark]]:
    """Return the marks of date expressions, each with its article; what is marked is told by the days themselves."""
    return [
        (
            one.article,
            Mark(one.start, one.end, "date", str(one.first) if one.first == one.last else f"{one.first} to {one.last}"),
        )
        for one in dates
    ]


def dates_within(articles: Sequence[Article], events: Iterable[Event]) -> list[tuple[str, Mark]]:
    """Return the marks of the date expressions in the sentences that tell events."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for event in events:
        for one in event.mentions:
            spans.setdefault(one.article, []).append((one.start, one.end))
    return [
        (name, mark)
        for name, mark in date_marks(find_dates([article for article in articles if article.name in spans]))
        if any(start <= mark.start < end for start, end in spans[name])
    ]


def event_marks(events: Iterable[Event]) -> list[tuple[str, Mark]]:
    """Return the marks of the sentences that tell events, each with its article."""
    return [
        (
            one.article,
            Mark(
                one.start,
                one.end,
                "event",
                f"e{number}",
                f"{event.label}, {event.start}{f' to {event.end}' if event.end != event.start else ''}",
            ),
        )
        for number, event in enumerate(events, 1)
        for one in event.mentions
    ]


def print_marked(articles: Sequence[Article], found: Iterable[tuple[str, Mark]]) -> None:
    """Print each article in which something was found, with its marks, and what each was read as below it.

    Colours are left away where `NO_COLOR` is set or nobody looks: then a mark stands in brackets that end with its
    label, ``[nearly $70 |m1]``. A text is data: what would steer the terminal is shown as a sign.
    """
    by_article: dict[str, list[Mark]] = {}
    for name, mark in found:
        by_article.setdefault(name, []).append(mark)
    plain = not sys.stdout.isatty() or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    width = min(terminal_width(), _WIDEST)
    console = Console(width=width, highlight=False, markup=False, emoji=False, color_system=None if plain else "auto")
    for article in articles:
        if article.name in by_article:
            _print_article(console, article, by_article[article.name], plain=plain)
    silent = sum(article.name not in by_article for article in articles)
    if silent and len(articles) > 1:
        _print(console, Text(f"{silent} of {len(articles)} articles hold nothing to mark."))
    elif silent:
        _print(console, Text("Nothing to mark."))


def _print_article(console: Console, article: Article, marks: Sequence[Mark], *, plain: bool) -> None:
    published = f", published {article.published}" if article.published else ""
    heading = f"{safe(article.title)} ({safe(article.name)}{published})" if article.title else safe(article.name)
    _print(console, Text(heading if article.title else f"{heading}{published}", style="" if plain else "bold"))
    line = Text()
    for cut in cuts(marks, 0, len(article.text)):
        style = " ".join(dict.fromkeys(_STYLES[mark.kind] for mark in cut.marks[-1:])) if not plain else ""
        if plain:
            line.append("[" * len(cut.opening))
        first, *rest = safe(article.text[cut.start : cut.end]).split("\n")
        line.append(first, style)
        for more in rest:
            _print(console, line)
            line = Text(more, style)
        for mark in cut.closing:
            line.append(f"{_TIE}|{mark.label}]" if plain else f"{_TIE}{mark.label}", "" if plain else "dim")
    _print(console, line)
    told = {mark.label: mark.title for mark in sorted(marks) if mark.title}
    longest = max(map(len, told), default=0)
    for label, title in told.items():
        _print(console, Text(f"  {label:<{longest}}  {safe(title)}"))
    _print(console, Text())


def _print(console: Console, line: Text) -> None:
    """Print a line of running text, without blanks at the ends of the lines it is broken into."""
    line.rstrip()
    with console.capture() as shown:
        console.print(line, soft_wrap=False)
    sys.stdout.write("\n".join(part.rstrip(" ") for part in shown.get().replace(_TIE, " ").split("\n")))


def safe(text: str) -> str:
    r"""Return a text that no terminal takes for anything else.

    Examples
    --------
    >>> safe("up\x1b[31m 3%")
    'up␛[31m 3%'
    """
    return visible(text.translate(_UNSAFE))
