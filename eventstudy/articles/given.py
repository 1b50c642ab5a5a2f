"""What the public readers of articles are given, and how messages show it."""

from __future__ import annotations

from collections.abc import Iterable

from eventstudy.errors import UsageError
from eventstudy.records import Article


def given_articles(articles: Iterable[Article]) -> list[Article]:
    """Return the articles as a list.

    Raises
    ------
    UsageError
        When they are anything else: a path, a text, a single article.

    Examples
    --------
    >>> given_articles([])
    []
    """
    advice = "give a list of articles as read_articles returns it"
    if not isinstance(articles, Iterable):
        raise UsageError(f"articles: found {type(articles).__name__}; {advice}")
    found = list(articles)
    for article in found:
        if not isinstance(article, Article):
            raise UsageError(f"articles: found {type(article).__name__} among them; {advice}")
    return found


def encodable(text: str) -> str:
    r"""Return a text that can be written: half a character in it, as of a file name in another encoding, as its code.

    Examples
    --------
    >>> print(encodable("a\udcff.txt"))
    a\udcff.txt
    """
    return text.encode("utf-8", "backslashreplace").decode()


def shown(name: str) -> str:
    r"""Return a name as a message shows it: on one line, without the characters that steer a terminal.

    Examples
    --------
    >>> print(shown("a\nb.txt"))
    a\nb.txt
    """
    return name if name.isprintable() else repr(name)[1:-1]
