"""The step that holds reported moves against prices, the same for a whole study and for the check alone."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.articles.moves import find_remarks
from eventstudy.errors import EventStudyWarning
from eventstudy.prices import load_available
from eventstudy.prices.intraday import read_intraday
from eventstudy.verdicts import check_moves
from eventstudy.verdicts.remarks import Weighed, weigh_remarks
from eventstudy.verdicts.tolerances import load as load_tolerances

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    import pandas as pd

    from eventstudy.records import Article, Progress, ReportedMove, Verdict
    from eventstudy.verdicts.terms import Tolerances

__all__ = ["Beside", "check_reported", "published_by", "read_beside", "weigh_reported", "with_second"]


@dataclass(frozen=True, slots=True)
class Beside:
    """What moves are held against beside daily prices: bars inside the day, a second source, what words mean."""

    tolerances: Tolerances
    intraday: pd.DataFrame | None = None
    second: pd.DataFrame | None = None

    @property
    def inputs(self) -> tuple[tuple[str, str], ...]:
        """Name and SHA-256 of each."""
        told = [("bars inside the day", self.intraday), ("second prices", self.second)]
        held = [(f"{what}: {_of(table, 'source')}", _of(table, "sha256")) for what, table in told if table is not None]
        return (*held, (f"tolerances of words, version {self.tolerances.version}", self.tolerances.sha256))


def _of(table: pd.DataFrame, key: str) -> str:
    return str(table.attrs.get("provenance", {}).get(key, ""))


def read_beside(intraday: str | Path | None = None, tolerances: str | Path | None = None) -> Beside:
    """Read what moves are held against beside daily prices, so that a fault of a file is told before any work.

    Raises
    ------
    EventStudyError
        A file cannot be used.
    """
    table = load_tolerances(tolerances)
    return Beside(table, None if intraday is None else read_intraday(Path(intraday)))


def with_second(
    beside: Beside, source: str | Path | None, spoken: Iterable[str], progress: Progress | None = None
) -> Beside:
    """Return the same with daily prices of a second source, of those series it has; unchanged without a source."""
    if source is None:
        return beside
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EventStudyWarning)  # what a second witness lacks is no fault of the check
        held = load_available(spoken, source, progress=progress)
    return Beside(beside.tolerances, beside.intraday, held)


def published_by(articles: Iterable[Article]) -> dict[str, date | datetime]:
    """Return when each article came out, as finely as it is known; one of which nothing is known is left out."""
    found = {article.name: article.published_at or article.published for article in articles}
    return {name: when for name, when in found.items() if when is not None}


def weigh_reported(articles: Sequence[Article], prices: pd.DataFrame, beside: Beside) -> list[Weighed]:
    """Return each direction told without a number, beside how large the day was."""
    return weigh_remarks(find_remarks(articles), prices, tolerances=beside.tolerances, published=published_by(articles))


def check_reported(
    moves: Sequence[ReportedMove],
    articles: Iterable[Article],
    prices: pd.DataFrame,
    beside: Beside,
    progress: Progress | None = None,
) -> list[Verdict]:
    """Return the verdict on each move; nothing that came after its article is evidence."""
    return check_moves(
        moves,
        prices,
        intraday=beside.intraday,
        tolerances=beside.tolerances,
        published=list(articles),
        second=beside.second,
        progress=progress,
    )
