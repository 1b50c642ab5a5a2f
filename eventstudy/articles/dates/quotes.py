"""Quotations: "last night" inside one counts from the day it was spoken, not from the day of publication."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eventstudy.articles.text import paragraphs

if TYPE_CHECKING:
    from datetime import date

_MARK = re.compile('["\u201c\u201d]')
_NEAR = 2  # paragraphs over which a speaker goes on
_RECENT = 7  # days before publication within which a quotation is news


@dataclass(frozen=True, slots=True)
class Quotations:
    """Starts and ends of the quotations and starts of the paragraphs of a text."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    paragraphs: tuple[int, ...]

    def holds(self, offset: int) -> bool:
        """Tell whether the character at `offset` is inside a quotation."""
        i = bisect_right(self.starts, offset) - 1
        return i >= 0 and offset < self.ends[i]

    def paragraph(self, offset: int) -> int:
        """Return the number of the paragraph that `offset` is in."""
        return bisect_right(self.paragraphs, offset)


def quotations(text: str) -> Quotations:
    r"""Find the quotations of a text; one that is not closed ends with its paragraph.

    Examples
    --------
    >>> quotations('He said "no", twice.').holds(9)
    True
    """
    starts: list[int] = []
    ends: list[int] = []
    blocks = paragraphs(text)
    for start, end in blocks:
        for mark in _MARK.finditer(text, start, end):
            is_open = len(starts) > len(ends)
            if mark.group() == "\u201d" or (mark.group() == '"' and is_open):
                ends.extend([mark.start()] * is_open)
            elif not is_open:
                starts.append(mark.start())
        ends.extend([end] * (len(starts) - len(ends)))
    return Quotations(tuple(starts), tuple(ends), tuple(start for start, _ in blocks))


@dataclass(slots=True)
class Spoken:
    """The last day that the passage named outside quotations, and in which paragraph: one article's walk writes it."""

    day: date | None = None
    paragraph: int = 0

    def near(self, paragraph: int, reach: int) -> date | None:
        """Return that day if it was named at most `reach` paragraphs ago."""
        return self.day if self.day and paragraph - self.paragraph <= reach else None

    def of_speech(self, paragraph: int, written: date | None) -> date | None:
        """Return the day on which a quotation in `paragraph` was spoken, as far as the passage tells."""
        day = self.near(paragraph, _NEAR)
        if day is None or written is None:
            return written
        return day if 0 <= (written - day).days < _RECENT else written
