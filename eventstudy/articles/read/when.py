"""When an article was published, as a file or a user says it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from eventstudy.articles.given import shown
from eventstudy.errors import ArticleError

if TYPE_CHECKING:
    from eventstudy.records import Article

    When = date | datetime | str


def published(article: Article, when: When, source: Literal["stated", "given"]) -> Article:
    """Return the article with its publication date.

    Raises
    ------
    ArticleError
        When `when` is no date.
    """
    day, moment = parse_when(when, shown(article.name))
    return replace(article, published=day, published_at=moment, published_from=source)


def parse_when(when: When, name: str) -> tuple[date, datetime | None]:
    """Return the day and, if there is one, the moment of a day or an instant with a time zone.

    Raises
    ------
    ArticleError
        When it is neither.

    Examples
    --------
    >>> parse_when("2020-01-03T09:12Z", "a.txt")[0]
    datetime.date(2020, 1, 3)
    """
    try:
        value = _iso(when) if isinstance(when, str) else when
    except ValueError:
        value = None
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return value.date(), value
    elif isinstance(value, date):
        return value, None
    advice = "give a day (2020-01-03) or an instant with its zone (2020-01-03T09:12Z)"
    raise ArticleError(f"published date of {name}: found {str(when)!r}; {advice}")


def _iso(text: str) -> date | datetime:
    stripped = text.strip()
    return date.fromisoformat(stripped) if len(stripped) == 10 else datetime.fromisoformat(stripped)  # noqa: PLR2004 - ISO day
