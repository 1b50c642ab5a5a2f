"""Articles and verdicts as the page tells them: passages with their marks, and what a verdict rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.report.amounts import interval
from eventstudy.report.comparing import comparison
from eventstudy.report.excerpts import excerpts
from eventstudy.report.formats import MISSING, joined, long_day, one_line, share, words
from eventstudy.report.tables import Column, Table, without_empty
from eventstudy.report.wording import CHANGES, MARKS, reported, verdict_sentence, what_moved, when

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from eventstudy.records import Article, PriceRow, ReportedMove, Verdict
    from eventstudy.report.spans import Mark

__all__ = ["about", "told_article", "told_verdict", "weight"]

_MOST_DECIMALS = 4
"""Prices adjusted for splits have many decimals, of which no more are shown."""
_MOST_LIKELY = 100
"""Where a likelihood ratio is cut off."""

_TONES = {
    "contradicted": "against",
    "internally_inconsistent": "against",
    "direction_only": "against",
    "not_observable": "unseen",
    "not_checkable": "unseen",
    "data_problem": "unseen",
    "ambiguous": "open",
}


def told_article(
    article: Article, place: int, numbered: Mapping[int, ReportedMove], marks: Sequence[Mark] = ()
) -> dict[str, Any]:
    """Return an article as the page tells it: what it is called, when it was published, its passages with marks.

    Parameters
    ----------
    article
        The article.
    place
        Its number on the page.
    numbered
        All moves by their number.
    marks
        Of the events and dates found in it.
    """
    return {
        "title": article.title or article.outlet or _stem(article.name),
        "about": about(article),
        "passages": excerpts(article, numbered, marks),
        "events": list(dict.fromkeys((mark.label, mark.title) for mark in marks if mark.kind == "event")),
        "place": place,
    }


def _stem(name: str) -> str:
    """Return the name of a file as a heading.

    Examples
    --------
    >>> _stem("pentagon_confirms.txt"), _stem("-")
    ('Pentagon confirms', '-')
    """
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("_", " ").replace("-", " ").strip() or name
    return stem[:1].upper() + stem[1:]


def about(article: Article, *, titled: bool = True) -> str:
    """Return outlet, file, day or moment of publication and how that is known.

    Parameters
    ----------
    article
        The article.
    titled
        Whether its title, or what stands for one, is told beside and need not be said again.
    """
    known = {
        "stated": "as it states",
        "given": "as the user gives it",
        "inferred": f"inferred from {joined(list(article.inferred_from))}",
    }.get(article.published_from or "", "")
    day = "publication date unknown" if article.published is None else f"published {_moment(article)}"
    outlet = article.outlet if article.title or not titled else None
    name = article.name
    parts = [outlet, name, f"{day}{f', {known}' if known else ''}"]
    return " · ".join(part for part in parts if part)


def _moment(article: Article) -> str:
    """Return when an article came out, as finely as it is known."""
    at = article.published_at
    return long_day(article.published) if at is None else f"{long_day(at)}, {at:%H:%M} {at.tzname() or ''}".rstrip()


def told_verdict(
    item: Verdict, number: int, names: Mapping[str, str] | None = None, article: Article | None = None
) -> dict[str, Any]:
    """Return a verdict as the page tells it, with everything it rests on.

    Parameters
    ----------
    item
        The verdict.
    number
        The number its move bears in the report.
    names
        What a reader calls each series.
    article
        The article that reports the move, for its sentence; None where it is not at hand.
    """
    move = item.move
    facts = (
        ("Read as", reported(move)),
        ("For", when(move)),
        ("Prices show", interval(item.observed, sign=move.kind in CHANGES)),
        ("The words mean", interval(item.core)),
        ("The words allow", interval(item.tolerant)),
        *weight(item),
        ("What would decide it", item.needed or MISSING),
        ("Series", item.series or MISSING),
        ("Read because of", "; ".join(move.basis) or MISSING),
        ("Confidence of the reading", f"{move.confidence:.2f}"),
        ("Prices from", item.source or MISSING),
        ("Tolerances", item.tolerances or MISSING),
    )
    return {
        "number": number,
        "instrument": what_moved(move, names),
        "quote": one_line(move.quote),
        "passages": [] if article is None else excerpts(article, {number: move}),
        "about": "" if article is None else about(article, titled=False),
        "verdict": words(item.verdict),
        "tone": _TONES.get(item.verdict, ""),
        "mark": MARKS.get(item.verdict, MISSING),
        "sentence": verdict_sentence(item.verdict, item.source),
        "note": _sentence(item.note),
        "facts": [(head, text) for head, text in facts if text != MISSING],
        "prices": _prices(item, number),
        "arithmetic": [*item.arithmetic, *filter(None, [comparison(item)])],
        "variants": [(reading, words(verdict)) for reading, verdict in _readings(item)],
    }


def weight(item: Verdict) -> tuple[tuple[str, str], ...]:
    """Return how much a verdict says: how easily it passes, how likely it is if right, how firm it is, how fine."""
    easily = "" if item.severity is None else f"{share(item.severity)} of ordinary days before"
    likely = ""
    if item.likelihood is not None:
        least = "at least " if item.likelihood >= _MOST_LIKELY else ""
        likely = f"{least}{item.likelihood:.0f} times as likely to pass where they are right as on an ordinary day"
    firm = "" if item.robustness is None else f"{item.robustness[0]} of {item.robustness[1]} readings agree"
    fine = "" if item.resolution is None else f"what the words allow is {_times(item.resolution)} what prices show"
    told = (
        ("The same words would pass on", easily),
        ("The words are", likely),
        ("Robustness", firm),
        ("Resolution", fine),
    )
    return tuple((head, text or MISSING) for head, text in told)


def _times(ratio: float) -> str:
    """Return how wide one thing is by another.

    Examples
    --------
    >>> _times(0.625), _times(0.009), _times(3.2)
    ('0.6 times as wide as', 'under a hundredth as wide as', '3 times as wide as')
    """
    if ratio < 0.01:  # noqa: PLR2004 - two decimals would show nothing
        return "under a hundredth as wide as"
    digits = 0 if ratio >= 2 else 1 if ratio >= 0.1 else 2  # noqa: PLR2004 - one digit that means something
    return f"{ratio:.{digits}f} times as wide as"


def _readings(item: Verdict) -> list[tuple[str, str]]:
    """Return every reading that was tried and every other one admitted, each once, with its verdict."""
    return list(dict.fromkeys([*item.tried, *item.variants]))


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
            _session(row),
            row.series,
            *(_digits(value, places) for value in four),
            words(row.flag.replace("|", ", ")) if row.flag else "",
            row.source,
        )
        for row, four in zip(item.rows, prices, strict=True)
    )
    numbers = (Column(label, "right") for label in ("open", "high", "low", "close"))
    columns = (Column("session"), Column("series"), *numbers, Column("flag"), Column("source"))
    source = f", from {item.source}" if item.source else ""
    return without_empty(Table(f"Prices behind move {number}{source}", columns, rows))


def _session(row: PriceRow) -> str:
    """Return the day of a row, and the moment a bar inside it begins."""
    return row.date.isoformat() if row.time is None else f"{row.time:%Y-%m-%d %H:%M} {row.time.tzname() or ''}".rstrip()
