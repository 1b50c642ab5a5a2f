"""Articles and verdicts as the page tells them: passages with their marks, and what a verdict rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.report.excerpts import excerpts
from eventstudy.report.formats import MISSING, interval, joined, long_day, share, words
from eventstudy.report.tables import Column, Table, without_empty
from eventstudy.report.wording import reported, verdict_sentence, what_moved, when

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from eventstudy.records import Article, ReportedMove, Verdict

_MOST_DECIMALS = 4
"""Prices adjusted for splits have many decimals, of which no more are shown."""

_TONES = {
    "contradicted": "against",
    "internally_inconsistent": "against",
    "direction_only": "against",
    "not_observable": "unseen",
    "not_checkable": "unseen",
    "data_problem": "unseen",
    "confirmed": "",
}


def told_article(article: Article, place: int, numbered: Mapping[int, ReportedMove]) -> dict[str, Any]:
    """Return an article as the page tells it: what it is called, when it was published, its passages with marks.

    Parameters
    ----------
    article
        The article.
    place
        Its number on the page.
    numbered
        All moves by their number.
    """
    return {
        "title": article.title or article.name,
        "about": _about(article),
        "passages": excerpts(article, numbered),
        "place": place,
    }


def _about(article: Article) -> str:
    """Return outlet, file, day of publication and how that is known."""
    known = {
        "stated": "as it states",
        "given": "as the user gives it",
        "inferred": f"inferred from {joined(list(article.inferred_from))}",
    }.get(article.published_from or "", "")
    day = "publication date unknown" if article.published is None else f"published {long_day(article.published)}"
    parts = [article.outlet, article.name if article.title else None, f"{day}{f', {known}' if known else ''}"]
    return " · ".join(part for part in parts if part)


def told_verdict(item: Verdict, number: int, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a verdict as the page tells it, with everything it rests on.

    Parameters
    ----------
    item
        The verdict.
    number
        The number its move bears in the report.
    names
        What a reader calls each series.
    """
    move = item.move
    severity = None if item.severity is None else f"{share(item.severity)} of ordinary days before"
    facts = (
        ("Read as", reported(move)),
        ("For", when(move)),
        ("Prices show", interval(item.observed)),
        ("The words mean", interval(item.core)),
        ("or may still mean", interval(item.tolerant)),
        ("The same words would pass on", severity or MISSING),
        ("Series", item.series or MISSING),
        ("Read because of", "; ".join(move.basis) or MISSING),
        ("Confidence of the reading", f"{move.confidence:.2f}"),
        ("Prices from", item.source or MISSING),
    )
    return {
        "number": number,
        "instrument": what_moved(move, names),
        "quote": " ".join(move.quote.split()),
        "verdict": words(item.verdict),
        "tone": _TONES.get(item.verdict, "loose"),
        "sentence": verdict_sentence(item.verdict, item.source),
        "note": _sentence(item.note),
        "facts": [(head, text) for head, text in facts if text != MISSING],
        "prices": _prices(item, number),
        "arithmetic": item.arithmetic,
        "variants": [(reading, words(verdict)) for reading, verdict in item.variants],
    }


def _sentence(text: str) -> str:
    """Return a note as a sentence."""
    return text[:1].upper() + text[1:] + ("" if not text or text.endswith((".", "!", "?")) else ".")


def _decimals(value: Decimal) -> int:
    """Return how many decimals a price is given with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _digits(value: Decimal, places: int) -> str:
    """Return a price with so many decimals, or the sign for a missing one: a price file may hold closes alone."""
    return f"{value:,.{places}f}" if value.is_finite() else MISSING


def _prices(item: Verdict, number: int) -> Table:
    """Return the rows of prices that a verdict rests on."""
    prices = [(row.open, row.high, row.low, row.close) for row in item.rows]
    places = min(_MOST_DECIMALS, max((_decimals(value) for four in prices for value in four), default=0))
    rows = tuple(
        (
            row.date.isoformat(),
            row.series,
            *(_digits(value, places) for value in four),
            words(row.flag) if row.flag else "",
        )
        for row, four in zip(item.rows, prices, strict=True)
    )
    numbers = (Column(label, "right") for label in ("open", "high", "low", "close"))
    columns = (Column("session"), Column("series"), *numbers, Column("flag"))
    return without_empty(Table(f"Prices behind move {number}", columns, rows))
