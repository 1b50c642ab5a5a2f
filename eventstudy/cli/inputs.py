"""What a command line names as articles, as records."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from eventstudy.articles.each import LEAST_TEXT
from eventstudy.articles.read import article_from_bytes, article_from_text, read_folder
from eventstudy.bounded import ARTICLE
from eventstudy.cli import progress
from eventstudy.cli.guard import say, say_dropped
from eventstudy.errors import ArticleError
from eventstudy.report.formats import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eventstudy.records import Article, Dropped, Progress, ReportedMove

STDIN = "-"
_NAMED = 3
"""Articles that are named where more have the same fault."""


def read(
    named: Sequence[str] | None, *, text: str | None, published: str | None, optional: bool = False
) -> tuple[list[Article], list[Dropped]]:
    """Read what was named; what was found in a folder and cannot be read is told on standard error and returned.

    Parameters
    ----------
    named
        Files and folders; ``-`` is one article on standard input.
    text
        A sentence to be read as an article.
    published
        ISO day or moment for what does not state its own.
    optional
        Whether naming nothing gives no articles, instead of an error.

    Raises
    ------
    ArticleError
        Something named cannot be read as an article.
    typer.BadParameter
        Nothing was named.
    """
    if not named and text is None and not optional:
        raise typer.BadParameter(
            'name a file or folder of articles, - for standard input, or --text "a sentence"', param_hint="ARTICLES"
        )
    paths = [name for name in named or () if name != STDIN]
    articles, dropped = read_folder(paths, published=published) if paths else ([], [])
    if named and STDIN in named:
        given = sys.stdin.buffer.read(ARTICLE + 1)
        if len(given) > ARTICLE:
            raise ArticleError("standard input: more than 64 MB, the most that is read of one article; name a table")
        if not given.strip():
            raise ArticleError("nothing came from standard input; pipe an article into it, or name a file")
        try:
            articles.append(article_from_bytes(given, name=STDIN, published=published))
        except ArticleError as error:  # a reader of "- is not text" would not know what is meant
            raise ArticleError(f"standard input{str(error).removeprefix(STDIN)}") from error
    if text is not None:
        if not text.strip():
            raise ArticleError('--text is empty; give it a sentence, such as --text "Brent rose $3 on Friday."')
        articles.append(article_from_text(text, name="text", published=published))
    say_dropped(dropped)
    return articles, dropped


def cores(workers: int | None) -> int:
    """Return how many processes to use: as many as were asked for, else one for each core."""
    return workers if workers is not None else os.cpu_count() or 1


@contextmanager
def telling(articles: Sequence[Article], *, quiet: bool) -> Iterator[Progress | None]:
    """Give what shows how far the reading has come, where there is enough to read for anybody to wait."""
    if sum(len(article.text) for article in articles) < LEAST_TEXT:
        yield None
        return
    with progress.shown(quiet=quiet) as tell:
        yield tell


def require_date(articles: Sequence[Article], named: Sequence[str] | None) -> None:
    """Refuse articles of which none is dated: their moves cannot be placed among prices.

    Raises
    ------
    ArticleError
        None of the articles states when it was published, and ``--published`` was not given.
    """
    if all(article.published is None for article in articles):
        which = ", ".join("standard input" if name == STDIN else name for name in named or ["the text"])
        raise ArticleError(
            f"no article in {which} says when it was published, so its moves cannot be placed among prices; "
            "give the day, such as --published 2020-01-03"
        )


def say_undated(articles: Sequence[Article], moves: Sequence[ReportedMove]) -> None:
    """Name the articles whose moves have no day because they do not say when they were published."""
    lost = {move.article for move in moves if move.date is None}
    names = [article.name for article in articles if article.published is None and article.name in lost]
    if names:
        which = joined([*names[:_NAMED], *([f"{len(names) - _NAMED} more"] if len(names) > _NAMED else [])])
        say(
            f"warning: {which} {'do' if len(names) > 1 else 'does'} not say when published, so moves that name no day "
            "are not checked: give it by --published, or at its top between two lines of +++, as published = 2020-01-03"
        )
