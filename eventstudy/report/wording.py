"""What kinds of moves and verdicts are called, and what each says, in plain words.

Prices agree or disagree with words; they never make an article true or false, and never say why prices moved.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from eventstudy.report.amounts import amount
from eventstudy.report.formats import MISSING, iso, name_of, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.records import ReportedMove, Verdict

OVERLAPS = {"exclude": "left out", "keep": "kept"}
"""What became of the days of other studied events in an estimation sample."""

CHANGES = ("percent_change", "price_change", "point_change")
"""Kinds that their value tells by itself."""

KINDS = {
    "percent_change": "change in per cent",
    "price_change": "change in price",
    "point_change": "change in points",
    "price_level": "price level",
    "extreme": "extreme",
    "rank": "rank among moves",
    "streak": "streak",
    "order": "order of moves",
}

HEDGES = {"exact": "", "as_much_as": "as much as", "just_under": "just under", "just_over": "just over"}

VERDICTS = {
    "confirmed": "Prices in {source} agree with the words, read narrowly.",
    "confirmed_loose": "Prices in {source} agree with the words, read loosely.",
    "consistent": "Prices in {source} do not disagree: they can test only a condition that must hold if the words do, "
    "and it holds.",
    "direction_only": "Prices in {source} agree with the direction and disagree with the size.",
    "contradicted": "Prices in {source} disagree with the words on every reading that was admitted beforehand.",
    "ambiguous": "Prices in {source} agree on one admitted reading and disagree on another.",
    "not_observable": "Prices in {source} do not measure this. That says nothing for or against the words.",
    "not_checkable": "Not a statement that prices could agree or disagree with.",
    "internally_inconsistent": "The numbers of the statement do not fit each other; no prices were needed to see it.",
    "data_problem": "Prices in {source} cannot be used for this day. That says nothing for or against the words.",
}

MARKS = {
    "confirmed": "\N{BLACK CIRCLE}",
    "confirmed_loose": "\N{WHITE CIRCLE}",
    "consistent": "\N{WHITE DIAMOND}",
    "direction_only": "\N{WHITE UP-POINTING TRIANGLE}",
    "contradicted": "\N{MULTIPLICATION X}",
    "ambiguous": "\N{WHITE SQUARE}",
    "internally_inconsistent": "\N{HEAVY GREEK CROSS}",
}
"""Sign of each verdict, the shape that the figure draws; the others have a dash."""

PHASES = {
    "overnight": "Overnight",
    "premarket": "Before the open",
    "open": "At the open",
    "intraday": "During the session",
    "close": "At the close",
    "after_hours": "After the close",
    "unspecified": "No time of day said",
}
"""What each phase of a session is called at the head of its moves, in the order they come."""

DISAGREE = ("contradicted", "direction_only", "internally_inconsistent")
"""Verdicts that speak against the words."""

FIRST_SHOWN = ("contradicted", "internally_inconsistent", "direction_only", "ambiguous", "data_problem")
"""Verdicts a reader wants to see before the others."""


def verdict_sentence(verdict: str, source: str) -> str:
    """Return what a verdict says of prices and words.

    Examples
    --------
    >>> verdict_sentence("confirmed", "snapshot 1f2e")
    'Prices in snapshot 1f2e agree with the words, read narrowly.'
    """
    return VERDICTS.get(verdict, words(verdict).capitalize() + ".").format(source=source or "the series given")


def by_phase(verdicts: Sequence[Verdict]) -> list[tuple[int, Verdict]]:
    """Return verdicts with their numbers from 1, in the order of the phases of a session, then of days.

    Examples
    --------
    >>> by_phase([])
    []
    """
    rank = {name: place for place, name in enumerate(PHASES)}
    numbered = enumerate(verdicts, 1)
    return sorted(numbered, key=lambda pair: (rank[pair[1].move.phase], pair[1].move.date or date.max, pair[0]))


def hedge_words(hedge: str) -> str:
    """Return a hedge in words, nothing for an exact value.

    Examples
    --------
    >>> hedge_words("exact"), hedge_words("at_most")
    ('', 'at most')
    """
    return HEDGES.get(hedge, words(hedge))


def what_moved(move: ReportedMove, names: Mapping[str, str] | None = None) -> str:
    """Return the instrument of a move by the name a reader knows."""
    return name_of(move.instrument, names)


def reported(move: ReportedMove) -> str:
    """Return in a few words what a move is reported to have been.

    "up exactly" is never written; the quotation beside it carries the article's own words. A change is told by its
    value, ``'down about 1 %'``; what is none says so, ``'price level, nearly $70'``.
    """
    size = MISSING if move.value is None else amount(move.value, None if move.kind == "rank" else move.unit)
    parts = [move.direction if move.kind not in {"price_level", "extreme"} else None, hedge_words(move.hedge), size]
    said = " ".join(part for part in parts if part and part != MISSING)
    if move.kind in CHANGES and size != MISSING:
        return said
    if move.kind == "order":
        return f"{move.direction or 'ahead'}, more than {' or '.join(name_of(name, None) for name in move.against)}"
    return f"{KINDS.get(move.kind, words(move.kind))}{f', {said}' if said else ''}"


def when(move: ReportedMove) -> str:
    """Return the session and the phase of it that a move is reported for."""
    phase = "" if move.phase == "unspecified" else f", {words(move.phase)}"
    clock = "" if move.time is None else f" at {_clock(move.time)}"
    span = "" if move.window is None else f", over {iso(move.window.first)} to {iso(move.window.last)}"
    return f"{iso(move.date)}{phase}{clock}{span}"


def _clock(time: str) -> str:
    """Return the clock time of an ISO moment with its distance from UTC.

    Examples
    --------
    >>> _clock("2020-01-03T11:00+00:00"), _clock("2020-01-03T09:30:00-05:00")
    ('11:00 UTC', '09:30 UTC-05:00')
    """
    moment = datetime.fromisoformat(time)
    return f"{moment:%H:%M}{f' {moment.tzname()}' if moment.tzinfo else ''}"
