"""All verdicts together: in one table, in the sentences above it, and one by one in the order a reader wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.report.agreement import chance_sentence, tolerance_sentence
from eventstudy.report.amounts import interval
from eventstudy.report.evidence import told_verdict
from eventstudy.report.formats import iso, joined, one_line, share, words
from eventstudy.report.tables import Table, columns
from eventstudy.report.wording import CHANGES, FIRST_SHOWN, by_phase, what_moved

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from eventstudy.records import Article, ReportedMove, Verdict

__all__ = ["verdicts_lead", "verdicts_table", "verdicts_told"]


def verdicts_table(
    verdicts: Iterable[Verdict],
    *,
    names: Mapping[str, str] | None = None,
    narrowly: bool = False,
    chosen: Collection[int] | None = None,
) -> Table:
    """Return each reported move against what the prices show, by phase of the session, numbered as they were reported.

    The last column is the share of ordinary days before on which the same words would have passed: the smaller, the
    more the check could have found. With `narrowly` what the words mean stands beside what they allow with tolerance.
    Of `chosen`, the numbers of some, only these have a row.
    Below stand why each verdict is what it is, what chance alone would give, and which tolerances were used.
    """
    items = _chosen(verdicts, chosen)
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
    notes = (*_reasons(items), *(text for text in said if text))
    mean = "words mean|" if narrowly else ""
    labels = f">no.|instrument|reported|day|prices show|{mean}words allow|verdict|>ordinary days that pass"
    return Table("Reported against measured", columns(labels), shown, notes)


def _chosen(verdicts: Iterable[Verdict], chosen: Collection[int] | None) -> list[tuple[int, Verdict]]:
    """Return verdicts by phase, each with its number among all, those of the numbers `chosen` or all."""
    return [one for one in by_phase(list(verdicts)) if chosen is None or one[0] in chosen]


def _reasons(items: Sequence[tuple[int, Verdict]]) -> list[str]:
    """Return why each verdict is what it is, once for those of an article of which the same holds."""
    several = len({item.move.article for _, item in items}) > 1  # two articles may use the same words
    alike: dict[tuple[str, str], list[int]] = {}
    for place, item in items:
        if item.note:
            alike.setdefault((item.move.article, item.note), []).append(place)
    return [
        f"{_numbers(places)}{f' ({article})' if several else ''}: {note}" for (article, note), places in alike.items()
    ]


def _numbers(places: Sequence[int]) -> str:
    """Return the numbers of moves in words, three or more in a row by their ends.

    Examples
    --------
    >>> _numbers([4]), _numbers([5, 4]), _numbers([9, 1, 2, 3, 7])
    ('4', '4 and 5', '1 to 3, 7 and 9')
    """
    runs: list[list[int]] = []
    for place in sorted(places):
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    told = [[f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run) for run in runs]  # noqa: PLR2004 - see above
    return joined([part for run in told for part in run])


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
    chosen: Collection[int] | None = None,
) -> list[dict[str, Any]]:
    """Return the verdicts (of `chosen` numbers) as they are told, disagreement first, the strongest, else by phase."""
    rank = {name: place for place, name in enumerate(FIRST_SHOWN)}
    strong = {number: place for place, number in enumerate(order or ())}
    phased = [(rank.get(item.verdict, len(rank)), number, item) for number, item in _chosen(verdicts, chosen)]
    listed = sorted(phased, key=lambda one: (one[0], strong.get(one[1] - 1, 0) if one[0] < len(rank) else 0))
    return [told_verdict(item, number, names, articles.get(item.move.article)) for _, number, item in listed]
