"""All that articles say, each read once: dates, events and moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.dates import dates_in
from eventstudy.articles.each import each
from eventstudy.articles.events import gathered
from eventstudy.articles.given import given_articles
from eventstudy.articles.moves.find import moves_in, numbered
from eventstudy.articles.tellings import tellings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eventstudy.articles.tellings import Telling
    from eventstudy.records import Article, DateMention, Event, Progress, ReportedMove

    Said = tuple[list[DateMention], list[Telling], list[ReportedMove]]


def find_all(
    articles: Iterable[Article], *, workers: int | None = None, progress: Progress | None = None
) -> tuple[list[DateMention], list[Event], list[ReportedMove]]:
    """Find dates, events and moves; the same as `find_dates`, `find_events` and `find_moves`, in one pass.

    Parameters
    ----------
    articles : iterable of Article
    workers : int, optional
        Processes for many articles, several megabytes of text; without it this one. The answer is the same.
    progress : Progress, optional
        Told how many articles are read.

    Examples
    --------
    >>> from eventstudy.articles.read import article_from_text
    >>> dates, events, moves = find_all([article_from_text("Gold rose 1 percent on Friday.", published="2020-01-03")])
    >>> len(dates), len(moves)
    (1, 1)
    """
    said = each(_said, given_articles(articles), stage="read articles", workers=workers, progress=progress)
    return (
        [date for dates, _, _ in said for date in dates],
        gathered(telling for _, told, _ in said for telling in told),
        numbered(moves for _, _, moves in said),
    )


def _said(article: Article) -> Said:
    return dates_in(article), tellings(article), moves_in(article)
