"""One function over many articles, on several processes where that pays."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from eventstudy.errors import UsageError
from eventstudy.instruments import chosen_files, use_instruments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from eventstudy.records import Article, Progress

Answer = TypeVar("Answer")

LEAST_TEXT = 2_000_000
"""Characters from which several processes are worth their start, a second each."""
_TASK_TEXT = 400_000
"""Characters in a task: about a second of work."""


def each(
    function: Callable[[Article], Answer],
    articles: Sequence[Article],
    *,
    stage: str,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Answer]:
    """Return the answer of a function to each article, in their order; it does not depend on `workers`.

    Parameters
    ----------
    function
        Of a module; it reads one article.
    articles
        Of any number. Below `LEAST_TEXT` characters all is done in this process.
    stage
        What `progress` is told.
    workers
        Processes; None for this one. Where they read instruments they know the user's as well.
    progress
        Told how many articles are done.

    Raises
    ------
    UsageError
        `workers` is not a whole number from 1 on.

    Examples
    --------
    >>> from eventstudy.articles.read import article_from_text
    >>> each(hash, [], stage="hash"), each(lambda one: one.text, [article_from_text("Oil rose.")], stage="read")
    ([], ['Oil rose.'])
    """
    _require_whole(workers)
    tasks = list(_tasks(articles))
    many = sum(len(article.text) for article in articles) >= LEAST_TEXT
    found: list[Answer] = []
    done = 0

    def tell(number: int, answers: Sequence[Answer]) -> None:  # noqa: ARG001 - they come in no certain order
        nonlocal done
        done += len(answers)
        if progress is not None:
            progress(stage, done, len(articles))

    if progress is not None:
        progress(stage, 0, len(articles))
    if not many or workers is None:
        for number, task in enumerate(tasks):
            answers = _answers(function, task)
            found += answers
            tell(number, answers)
        return found
    from eventstudy.processes import spread  # noqa: PLC0415 - a sentence is read at once, without what processes need

    prepare = partial(_with_instruments, chosen_files())
    parts = spread(partial(_answers, function), tasks, workers=workers, told=tell, prepare=prepare)
    return [answer for part in parts for answer in part]


def _require_whole(workers: object) -> None:
    if workers is not None and (not isinstance(workers, int) or isinstance(workers, bool) or workers < 1):
        raise UsageError(f"workers={workers!r} is no whole number from 1 on; give one, or None for this process")


def _tasks(articles: Sequence[Article]) -> Iterator[list[Article]]:
    """Yield articles in runs of about equal length, in their order."""
    run: list[Article] = []
    held = 0
    for article in articles:
        run.append(article)
        held += len(article.text)
        if held >= _TASK_TEXT:
            yield run
            run, held = [], 0
    if run:
        yield run


def _answers(function: Callable[[Article], Answer], articles: Sequence[Article]) -> list[Answer]:
    return [function(article) for article in articles]


def _with_instruments(files: Mapping[str, Sequence[Path]]) -> None:
    use_instruments(*files["user"])
    use_instruments(*files["study"], study=True)
