"""Articles to reported moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.each import each
from eventstudy.articles.given import given_articles
from eventstudy.articles.moves.article import ArticleReader
from eventstudy.display import Records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eventstudy.articles.moves.remarks import Remark
    from eventstudy.records import Article, Progress, ReportedMove

_CHECKED = frozenset({"asserted", "attributed"})


def find_moves(
    articles: Iterable[Article], *, every: bool = False, workers: int | None = None, progress: Progress | None = None
) -> list[ReportedMove]:
    """Return the market moves that articles report, in the order of the articles and of their text.

    Parameters
    ----------
    articles : iterable of Article
    every : bool, default False
        Also list forecasts, conditions and opinions; `modality` tells them apart.
    workers : int, optional
        Processes for many articles, several megabytes of text; without it this one. The answer is the same.
    progress : Progress, optional
        Told how many articles are read.

    Returns
    -------
    list of ReportedMove
        One for each value and each instrument. ``quote == text[start:end]``. `move_id` counts from "m1" over all
        articles, `group` from "g1".

    Examples
    --------
    >>> from datetime import date
    >>> from eventstudy.records import Article
    >>> text = "The Dow Jones industrial average fell 300 points, or 1.1 percent, to 26,000 on Friday."
    >>> for move in find_moves([Article("wrap", text, "", date(2020, 1, 3))]):
    ...     print(move.kind, move.direction, move.value, move.unit, move.quote)
    point_change down 300 points 300 points
    percent_change down 1.1 percent 1.1 percent
    price_level down 26000 points 26,000
    """
    told = each(moves_in, given_articles(articles), stage="find moves", workers=workers, progress=progress)
    return Records(numbered(told, every=every))


def numbered(told: Iterable[Iterable[ReportedMove]], *, every: bool = False) -> list[ReportedMove]:
    """Return the moves of all articles as one list, their ids and groups counted over it."""
    found: list[ReportedMove] = []
    groups = 0
    for some in told:
        moves = [move for move in some if every or move.modality in _CHECKED]
        fresh: dict[str, str] = {}
        for move in moves:
            group = fresh.setdefault(move.group, f"g{groups + len(fresh) + 1}")
            found.append(replace(move, move_id=f"m{len(found) + 1}", group=group))
        groups += len(fresh)
    return found


def moves_in(article: Article) -> list[ReportedMove]:
    """Return every move of one article, forecasts and conditions included, in the order of its text.

    Examples
    --------
    >>> from eventstudy.records import Article
    >>> [move.modality for move in moves_in(Article("note", "Brent could rise to $80 a barrel.", ""))]
    ['forecast']
    """
    reader = ArticleReader(article)
    return reader.moves() if reader.worth else []


def find_remarks(
    articles: Iterable[Article], *, workers: int | None = None, progress: Progress | None = None
) -> list[Remark]:
    """Return what articles say of the direction of a market without a number: "oil rose".

    Parameters
    ----------
    articles : iterable of Article
    workers : int, optional
        Processes for many articles, several megabytes of text; without it this one. The answer is the same.
    progress : Progress, optional
        Told how many articles are read.

    Returns
    -------
    list of Remark
        In the order of the articles and of their text. What a clause tells in numbers is no remark.

    Examples
    --------
    >>> from eventstudy.records import Article
    >>> [(one.instrument, one.direction, one.quote) for one in find_remarks([Article("note", "Gold surged.", "")])]
    [('gold', 'up', 'surged')]
    """
    told = each(remarks_in, given_articles(articles), stage="find remarks", workers=workers, progress=progress)
    return [remark for some in told for remark in some if remark.modality in _CHECKED]


def remarks_in(article: Article) -> list[Remark]:
    """Return every remark of one article, forecasts and conditions included, in the order of its text."""
    return list(ArticleReader(article).remarks())
