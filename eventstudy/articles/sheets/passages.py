"""Where the rows of a table stand in the articles they speak of."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from eventstudy.articles.given import shown
from eventstudy.articles.text import sentences
from eventstudy.errors import EventStudyWarning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.sheets.cells import Cells
    from eventstudy.records import Article

_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand; all 0 where no article holds them, and no text where no article was read."""

    article: str
    start: int
    end: int
    quote: str
    sentence: tuple[int, int]
    text: str | None


class Texts:
    """The articles that a table speaks of; None where none were read."""

    def __init__(self, articles: Sequence[Article] | None, table: str) -> None:
        self.articles = None if articles is None else {article.name: article for article in articles}
        self.table = table

    def article(self, cells: Cells) -> str:
        """Return the name of a row's article, which must be one of those read; of none named, the only one, else "".

        Raises
        ------
        UsageError
            It names none of them.
        """
        name = cells.raw("article")
        if self.articles is None or name in self.articles:
            return name
        if not name.strip():
            return next(iter(self.articles)) if len(self.articles) == 1 else ""
        some = ", ".join(map(shown, list(self.articles)[:_MOST_NAMES])) + " ..." * (len(self.articles) > _MOST_NAMES)
        raise cells.refused("article", f"which was not read; there are {some}")

    def place(self, cells: Cells) -> Place:
        """Return where a row's quotation stands: at its offsets, else where its words are found."""
        name, quote = self.article(cells), cells.raw("quote")
        start, end = cells.offset("start") or 0, cells.offset("end") or 0
        told = cells.offset("sentence_start") or 0, cells.offset("sentence_end") or 0
        if self.articles is None:
            return Place(name, start, end, quote, told, None)
        if not name:
            return Place(name, 0, 0, quote, (0, 0), None)
        text = self.articles[name].text
        if not (0 <= start < end <= len(text)) or (quote.strip() and text[start:end] != quote):
            start, end = _looked_up(cells, text, quote, start, end)
        if start == end:
            return Place(name, 0, 0, quote, (0, 0), text)
        if not (told[0] <= start < end <= told[1] <= len(text)):
            told = next((span for span in _sentences(text) if span[0] <= start < span[1]), (start, end))
        return Place(name, start, end, text[start:end], told, text)


@lru_cache(maxsize=4)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(sentences(text))


def _looked_up(cells: Cells, text: str, quote: str, start: int, end: int) -> tuple[int, int]:
    """Return where words stand nearest to where they were; the old place, or none, where the text has them nowhere."""
    words = quote.strip()
    found, at = [], text.find(words) if words else -1
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    if found:
        nearest = min(found, key=lambda at: abs(at - start))
        return nearest, nearest + len(words)
    fits = 0 <= start < end <= len(text)
    if words:
        kept = f"{shown(text[start:end])!r} is marked" if fits else "nothing is marked"
        message = f"{cells.row.where}: the article does not say {shown(words)!r}; {kept}"
        warnings.warn(message, EventStudyWarning, stacklevel=2)
    return (start, end) if fits else (0, 0)
