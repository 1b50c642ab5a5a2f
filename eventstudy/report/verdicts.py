"""All verdicts together: in one table, in the sentences above it, and one by one in the order a reader wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.report.agreement import chance_sentence, tolerance_sentence
from eventstudy.report.amounts import interval
from eventstudy.report.evidence import told_verdict
from eventstudy.report.formats import iso, one_line, share, words
from eventstudy.report.tables import Table, columns
from eventstudy.report.wording import CHANGES, FIRST_SHOWN, by_phase, what_moved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eventstudy.records import Article, ReportedMove, Verdict

__all__ = ["verdicts_lead", "verdicts_table", "verdicts_told"]


def verdicts_table(
    verdicts: Iterable[Verdict], *, names: Mapping[str, str] | None = None, narrowly: bool = False
) -> Table:
    """Return each reported move against what the prices show, by phase of the session, numbered as they were reported.

    The last column is the share of ordinary days before on which the same words would have passed: the smaller, the
    more the check could have found. With `narrowly` what the words mean stands beside what they allow with tolerance.
    Below stand why each verdict is what it is, what chance alone would give, and which tolerances were used.
    """
    items = by_phase(list(verdicts))
    shown = tuple(
        (
            str(place),
            what_moved(item.move, names),
            f"“{one_line(item.move.quote)}”",
            _day_and_phase(item.move),
            interval(item.observed, sign=item.move.kind in CHANGES),
            *([interval(item.core)] if narrowly else []),
            interval(item.tolerant),
            words(item.verdict),
            share(item.severity),
        )
        for place, item in items
    )
    held = [item for _, item in items]
    said = (chance_sentence(held), tolerance_sentence(held))
    several = len({item.move.article for item in held}) > 1  # two articles may use the same words
    of = {place: f" ({item.move.article})" if several else "" for place, item in items}
    notes = (
        *(f"{place}{of[place]}: {item.note}" for place, item in items if item.note),
        *(text for text in said if text),
    )
    mean = "words mean|" if narrowly else ""
    labels = f">no.|instrument|reported|day|prices show|{mean}words allow|verdict|>ordinary days that pass"
    return Table("Reported against measured", columns(labels), shown, notes)


def _day_and_phase(move: ReportedMove) -> str:
    """Return the session a move is reported for, and the phase of it where one is said."""
    return iso(move.date) if move.phase == "unspecified" else f"{iso(move.date)} {words(move.phase)}"


def verdicts_lead(verdicts: Sequence[Verdict]) -> list[str]:
    """Return how far the checks could have found anything, and what they were held against."""
    return [text for text in (chance_sentence(verdicts), tolerance_sentence(verdicts)) if text]


def verdicts_told(
    verdicts: Sequence[Verdict],
    order: Sequence[int] | None,
    names: Mapping[str, str] | None,
    articles: Mapping[str, Article],
) -> list[dict[str, Any]]:
    """Return the verdicts as they are told, disagreement first, the strongest in front, else by phase."""
    rank = {name: place for place, name in enumerate(FIRST_SHOWN)}
    strong = {number: place for place, number in enumerate(order or ())}
    phased = [(rank.get(item.verdict, len(rank)), number, item) for number, item in by_phase(verdicts)]
    listed = sorted(phased, key=lambda one: (one[0], strong.get(one[1] - 1, 0) if one[0] < len(rank) else 0))
    return [told_verdict(item, number, names, articles.get(item.move.article)) for _, number, item in listed]
