"""What all verdicts come to, in sentences a newsroom could print: how many agree, which do not, what chance would give.

Prices agree or disagree with words; no sentence here says that an article is true or false, and none is a score.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from eventstudy.report.amounts import interval
from eventstudy.report.formats import in_words, joined, long_day, one_line, p_phrase, share
from eventstudy.report.wording import what_moved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eventstudy.records import Verdict

__all__ = [
    "chance_sentence",
    "disagreement_sentences",
    "pattern_sentences",
    "sources_of",
    "tolerance_sentence",
    "verdict_sentences",
]

_AGREEMENT = {
    "confirmed": "agree with {n}",
    "confirmed_loose": "agree with {n} read loosely",
    "consistent": "do not disagree with {n} as far as they can tell",
    "direction_only": "agree with the direction but not the size of {n}",
    "contradicted": "disagree with {n}",
    "ambiguous": "agree with {n} on one reading and not on another",
    "not_observable": "do not measure {n}",
    "data_problem": "cannot be used for {n}",
}

_MOST = 12
"""Disagreements that are told in sentences; the table has the others."""

_PASSING = {"confirmed", "confirmed_loose", "consistent"}
_REFUTING = {"contradicted", "direction_only"}


def sources_of(verdicts: Iterable[Verdict]) -> str:
    """Return which prices the verdicts rest on, each source once.

    Examples
    --------
    >>> sources_of([])
    'the series given'
    """
    return joined(list(dict.fromkeys(item.source for item in verdicts if item.source)) or ["the series given"])


def verdict_sentences(verdicts: Sequence[Verdict], articles: int | None = None) -> list[str]:
    """Return with how many reported moves prices agree and disagree, how many they do not measure.

    Parameters
    ----------
    verdicts
        All of them.
    articles
        How many articles were read, where that is known.

    Examples
    --------
    >>> verdict_sentences([])
    ['The articles report no market move that could be read.']
    """
    who = "The article reports" if articles == 1 else "The articles report"
    if not verdicts:
        return [f"{who} no market move that could be read."]
    counts = Counter(str(item.verdict) for item in verdicts)
    many = {name: "it" if len(verdicts) == 1 else in_words(n) for name, n in counts.items()}
    parts = [text.format(n=many[name]) for name, text in _AGREEMENT.items() if counts[name]]
    said = [f"{who} {in_words(len(verdicts))} market move{'s' if len(verdicts) > 1 else ''}."]
    if parts:
        only_agree = any(counts[name] for name in _PASSING) and not any(counts[name] for name in _REFUTING)
        none = "; they disagree with none" if only_agree and len(verdicts) > 1 else ""
        said.append(f"Prices in {sources_of(verdicts)} {joined(parts)}{none}.")
    if counts["internally_inconsistent"]:
        said.append(f"In {many['internally_inconsistent']} the numbers do not fit each other.")
    if counts["not_checkable"]:
        said.append(f"In {many['not_checkable']} there is nothing prices could agree or disagree with.")
    return said


def disagreement_sentences(
    verdicts: Sequence[Verdict], order: Sequence[int] | None = None, *, names: Mapping[str, str] | None = None
) -> list[str]:
    """Return each disagreement in a sentence with what prices show, in the order given.

    Parameters
    ----------
    verdicts
        All of them.
    order
        Their places, the strongest disagreement first; as they come if None. A statement whose numbers do not fit each
        other comes last, once.
    names
        What a reader calls a series.
    """
    places = range(len(verdicts)) if order is None else order
    statements: dict[tuple[str, str], list[Verdict]] = {}
    for item in verdicts:
        if item.verdict == "internally_inconsistent":
            statements.setdefault((item.move.article, item.move.group), []).append(item)
    against = [verdicts[place] for place in places if verdicts[place].verdict in _REFUTING]
    several = len({item.move.article for item in verdicts}) > 1  # two articles may use the same words
    said = [
        *(_told_of(item, _disagreement(item, names), several) for item in against[:_MOST]),
        *(_told_of(items[0], _misfit(items, names), several) for items in [*statements.values()][:_MOST]),
    ]
    left = len(against) + len(statements) - len(said)
    return [*said, f"And {left:,} more."] if left else said


def pattern_sentences(articles: Iterable[Mapping[str, Any]], level: float = 0.05) -> list[str]:
    """Return which articles fail more checks than a careful report does now and then, allowing for how many there are.

    Parameters
    ----------
    articles
        Mappings with ``article checked failed holm``, as `eventstudy.verdicts.summary.summarise` gives them.
    level
        Articles whose adjusted p lies below it are told.

    Examples
    --------
    >>> pattern_sentences([{"article": "a.txt", "checked": 4, "failed": 1, "holm": 0.19}])
    []
    """
    return [
        f"Prices disagree with {in_words(one['failed'])} of the {in_words(one['checked'])} moves of {one['article']} "
        f"that they measure: more than the failures of a careful report ({p_phrase(one['holm'])}, allowing for every "
        "article)."
        for one in articles
        if one["holm"] < level and one["failed"] > 1
    ]


def _told_of(item: Verdict, text: str, several: bool) -> str:
    """Return a sentence with the article in front, where there are several."""
    return f"{item.move.article}: {text}" if several else text


def _disagreement(item: Verdict, names: Mapping[str, str] | None) -> str:
    """Return what is reported, what prices show, what the words allow, and how easily they would have passed."""
    day = "" if item.move.date is None else f", {long_day(item.move.date)}"
    what = "disagree" if item.verdict == "contradicted" else "agree on the direction and disagree on the size"
    shown = (
        ""
        if item.observed is None or item.tolerant is None
        else f": they show {interval(item.observed)}, and the words allow {interval(item.tolerant)}"
    )
    easily = (
        ""
        if item.severity is None
        else f"; the same words would have passed on {share(item.severity)} of ordinary days before"
    )
    told = f"{what_moved(item.move, names)}, “{one_line(item.move.quote)}”{day}"
    return f"{told}: prices in {item.source or 'the series given'} {what}{shown}{easily}."


def _misfit(items: Sequence[Verdict], names: Mapping[str, str] | None) -> str:
    """Return that the numbers of one statement do not fit each other."""
    quotes = joined([f"“{one_line(item.move.quote)}”" for item in items])
    return f"{what_moved(items[0].move, names)}, {quotes}: the numbers of this statement do not fit each other."


def chance_sentence(verdicts: Sequence[Verdict]) -> str | None:
    """Return how many of the checks would have passed on ordinary days; None where none can be said."""
    rated = [item for item in verdicts if item.severity is not None and item.verdict in _PASSING | _REFUTING]
    if not rated:
        return None
    by_chance = sum(item.severity or 0.0 for item in rated)
    if len(rated) == 1:
        return f"On {share(by_chance)} of ordinary days before, the same words would have passed the check by chance."
    passed = sum(item.verdict in _PASSING for item in rated)
    expected = "fewer than 0.01" if by_chance < 0.01 else f"{by_chance:.2f}"  # noqa: PLR2004 - two decimals are shown
    return (
        f"Of the {in_words(len(rated))} moves for which this can be said, {in_words(passed) if passed else 'none'} "
        f"passed; on ordinary days before, {expected} would have passed the same checks by chance. The smaller that "
        "number, the more the checks could have found."
    )


def tolerance_sentence(verdicts: Iterable[Verdict]) -> str | None:
    """Return which table of tolerances the verdicts were taken with; None where no verdict says so."""
    tables = dict.fromkeys(item.tolerances for item in verdicts if item.tolerances)
    if not tables:
        return None
    told = [f"version {version} ({digits})" for version, _, digits in (one.partition(" ") for one in tables)]
    return f"What words mean in numbers was fixed beforehand: table of tolerances, {joined(told)}."
