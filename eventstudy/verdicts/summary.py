"""Several verdicts together: how many of each, the strongest disagreement first, and what chance alone would give.

No score: verdicts are counted, never averaged. Words as loose as "oil rose" pass on half of all days, so the passes
that ordinary days would give are the sum of the placebo rates. Whether an article's failures are more than a careful
reporter's, who fails a check now and then, is a binomial tail, adjusted over articles after Holm (1979).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

from eventstudy.records import VerdictName
from eventstudy.verdicts import tolerances as _tolerances
from eventstudy.verdicts.relate import PASSING, REFUTING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.records import Verdict
    from eventstudy.verdicts.terms import Tolerances

__all__ = ["ArticleErrors", "Summary", "summarise"]

_FIRST: tuple[VerdictName, ...] = ("contradicted", "direction_only", "internally_inconsistent")


@dataclass(frozen=True, slots=True)
class ArticleErrors:
    """How many checks an article failed."""

    article: str
    checked: int
    """Moves that prices agree or disagree with."""
    failed: int
    p: float
    """Chance of so many failures or more, if each check of a right report fails with 1 less the passing rate."""
    holm: float
    """The same, adjusted over the articles."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of verdicts comes to."""

    counts: tuple[tuple[VerdictName, int], ...]
    order: tuple[int, ...]
    """Positions in the list, for reading: the strongest contradiction first."""
    rated: int
    """Moves that prices agree or disagree with and that have a severity."""
    passed: int
    """Of these, those that prices agree with."""
    expected: float
    """Of these, those that would have passed on an ordinary day: the sum of the severities."""
    articles: tuple[ArticleErrors, ...]


def summarise(verdicts: Sequence[Verdict], tolerances: str | Path | Tolerances | None = None) -> Summary:
    """Return what verdicts come to together.

    Parameters
    ----------
    verdicts : sequence of Verdict
        As `check_moves` gives them.
    tolerances : path or Tolerances, optional
        The table they were taken with; the shipped one if None.

    Examples
    --------
    >>> summarise([]).counts, summarise([]).expected
    ((), 0.0)
    """
    table = _tolerances.load(tolerances)
    told = Counter(one.verdict for one in verdicts)
    rated = [one for one in verdicts if one.severity is not None and one.verdict in PASSING | REFUTING]
    return Summary(
        counts=tuple((name, told[name]) for name in get_args(VerdictName) if told[name]),
        order=tuple(sorted(range(len(verdicts)), key=lambda k: (*_rank(verdicts[k]), k))),
        rated=len(rated),
        passed=sum(one.verdict in PASSING for one in rated),
        expected=math.fsum(one.severity or 0.0 for one in rated),
        articles=_errors(verdicts, 1 - table.passing),
    )


def _rank(found: Verdict) -> tuple[int, Decimal]:
    place = _FIRST.index(found.verdict) if found.verdict in _FIRST else len(_FIRST)
    return place, -_gap(found)


def _gap(found: Verdict) -> Decimal:
    """Return how far what is seen lies from what may be meant, in widths of the latter; 0 where they meet."""
    seen, meant = found.observed, found.tolerant
    if seen is None or meant is None or found.verdict not in REFUTING:
        return Decimal(0)
    above = Decimal(0) if meant.high is None or seen.low is None else seen.low - meant.high
    below = Decimal(0) if meant.low is None or seen.high is None else meant.low - seen.high
    width = meant.high - meant.low if meant.low is not None and meant.high is not None else Decimal(0)
    return max(above, below, Decimal(0)) / (width or Decimal(1))


def _errors(verdicts: Sequence[Verdict], rate: Decimal) -> tuple[ArticleErrors, ...]:
    by_article: dict[str, list[bool]] = defaultdict(list)
    for one in verdicts:
        if one.verdict in PASSING | REFUTING:
            by_article[one.move.article].append(one.verdict in REFUTING)
    names = sorted(by_article)
    raw = [_tail(len(by_article[name]), sum(by_article[name]), float(rate)) for name in names]
    adjusted = _holm(raw)
    return tuple(
        ArticleErrors(name, len(by_article[name]), sum(by_article[name]), p, holm)
        for name, p, holm in zip(names, raw, adjusted, strict=True)
    )


def _tail(n: int, k: int, rate: float) -> float:
    """Return the chance of `k` or more failures in `n` checks, each failing at `rate`.

    Examples
    --------
    >>> round(_tail(2, 1, 0.05), 6), _tail(3, 0, 0.05)
    (0.0975, 1.0)
    """
    if not k:
        return 1.0
    return math.fsum(math.comb(n, j) * rate**j * (1 - rate) ** (n - j) for j in range(k, n + 1))


def _holm(p: Sequence[float]) -> list[float]:
    """Return p-values adjusted after Holm.

    Examples
    --------
    >>> _holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    found, largest = [0.0] * len(p), 0.0
    for place, at in enumerate(sorted(range(len(p)), key=lambda k: p[k])):
        largest = max(largest, min(1.0, p[at] * (len(p) - place)))
        found[at] = largest
    return found
