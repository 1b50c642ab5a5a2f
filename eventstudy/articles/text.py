"""Sentences of English news prose, as offsets.

Every offset counts code points of the text as it is; nothing is normalised. All work is a few passes of regular
expressions without nested repetition, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from eventstudy.articles.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterator

_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_QUOTE_BEFORE = re.compile("[+\u2212-]\\d+(?:\\.\\d+)?%\\Z")
_TICKER = re.compile("[A-Z]{1,5}(?:\\.[A-Z])?,\\s*\\Z")
_GOES_ON = re.compile("[a-z,;]|[A-Z]{1,5}(?:\\.[A-Z])?,\\s")
_STOP = re.compile("(?<![.!?\u2026])[.!?\u2026]++[\"'\u201d\u2019\u00bb)\\]]*+(?=\\s)")
_WORD_BEFORE = re.compile("[\\w.&'\u2019-]+\\Z")
_WORD_AFTER = re.compile("\\s*[\"'\u201c\u2018\u00ab(\\[]*([\\w\u2019'-]+)?")
_FIRST_WORD = re.compile(r"\S+")

_TITLES = words("sentences", "titles")
_LOWER_TITLES = words("sentences", "lower_titles")
_OPEN = words("sentences", "open")
_STARTERS = words("sentences", "starters")
_DANGLING = words("sentences", "dangling")
_MIN_WRAPS = 3
_MAX_WIDTH = 132
_WRAPPED_SHARE = 0.8


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return the offsets of the blocks between blank lines, without surrounding white space.

    Examples
    --------
    >>> [("One.\n\nTwo."[a:b]) for a, b in paragraphs("One.\n\nTwo.")]
    ['One.', 'Two.']
    """
    breaks = (match.span() for match in _BREAK.finditer(text) if not _parts_a_quote(text, *match.span()))
    edges = [0, *(edge for span in breaks for edge in span), len(text)]
    blocks = (_strip(text, edges[i], edges[i + 1]) for i in range(0, len(edges), 2))
    return [(start, end) for start, end in blocks if start < end]


def _parts_a_quote(text: str, start: int, end: int) -> bool:
    r"""Tell the blank line that pages leave after a price within a sentence: "The S&P 500\nSPX,\n-0.2%\n\nended"."""
    return _GOES_ON.match(text, end) is not None and _QUOTE_BEFORE.search(text, max(start - 8, 0), start) is not None


def sentences(text: str) -> list[tuple[int, int]]:
    r"""Return the offsets of the sentences of `text`, in order and apart.

    A sentence ends at a full stop, exclamation or question mark (with the quotation marks that close on it) before a
    word that can open a sentence, at a blank line, and at the end of a line that is not merely wrapped: headlines,
    captions and bylines stand alone. Abbreviations (``U.S.``, ``Gen.``, ``a.m.``, ``Dec.``), initials and decimal
    points end nothing. White space around a sentence belongs to none; every other character belongs to exactly one.

    Parameters
    ----------
    text : str
        Any text; a text of white space has no sentences.

    Returns
    -------
    list of (int, int)
        ``text[start:end]`` is a sentence.

    Examples
    --------
    >>> text = "Gen. Smith left at 8 a.m. on Dec. 3. The U.S. Embassy closed."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Gen. Smith left at 8 a.m. on Dec. 3.', 'The U.S. Embassy closed.']
    """
    return list(_sentences(text))


@lru_cache(maxsize=2)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Cut the article at hand once, for its dates and for its moves."""
    width = _wrap_width(text)
    return tuple(
        span
        for start, end in paragraphs(text)
        for first, last in _lines(text, start, end, width)
        for span in _split(text, first, last)
    )


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    block = text[start:end]
    return start + len(block) - len(block.lstrip()), end - (len(block) - len(block.rstrip()))


def _wrap_width(text: str) -> int:
    """Return the width that the text was wrapped at, 0 where its lines are paragraphs of their own."""
    lines = text.split("\n")
    width = max(len(line.rstrip()) for line in lines)
    inner = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(inner) < _MIN_WRAPS or width > _MAX_WIDTH:
        return 0
    full = sum(_is_full(a, b, width) for a, b in inner)
    return width if full >= _WRAPPED_SHARE * len(inner) else 0


def _is_full(line: str, following: str, width: int) -> bool:
    """Tell whether the first word of `following` had no room on `line`."""
    word = _FIRST_WORD.search(following)
    return len(line.rstrip()) + 1 + (len(word.group()) if word else 0) > width


def _lines(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Cut a paragraph at the line ends that are meant."""
    first, position = start, text.find("\n", start, end)
    line_start = start
    while position >= 0:
        following_end = text.find("\n", position + 1, end)
        following = text[position + 1 : following_end if following_end >= 0 else end]
        if following.strip() and not _continues(text[line_start:position], following, width):
            yield _strip(text, first, position)
            first = position + 1
        line_start = position + 1
        position = following_end
    yield _strip(text, first, end)


def _continues(line: str, following: str, width: int) -> bool:
    stripped = following.lstrip()
    if stripped[:1].islower() or line.rstrip()[-1:] in {",", "\u2013", "\u2014"} or _TICKER.match(stripped):
        return True
    last = line[-12:].split()[-1:]
    if last and last[0] in _DANGLING:
        return True
    return bool(width) and _is_full(line, following, width)


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for match in _STOP.finditer(text, start, end):
        if _ends(text, match, first):
            yield _strip(text, first, match.end())
            first = match.end()
    last = _strip(text, first, end)
    if last[0] < last[1]:
        yield last


def _ends(text: str, stop: re.Match[str], first: int) -> bool:
    """Decide whether the mark at `stop` ends the sentence that began at `first`."""
    after = _WORD_AFTER.match(text, stop.end())
    word = (after.group(1) if after else None) or ""
    if word[:1].islower():
        return False
    if stop.group()[0] != "." or stop.group().startswith(".."):
        return True
    before = _WORD_BEFORE.search(text[max(first, stop.start() - 24) : stop.start()])
    last = before.group().lstrip(".'\u2019-") if before else ""
    if last == "no":
        return not word[:1].isdigit()
    if last.lower() in _TITLES and (last[0].isupper() or last in _LOWER_TITLES):
        return False
    if last.lower() in _OPEN or _is_initial(last):
        return word.lower() in _STARTERS
    return True


def _is_initial(word: str) -> bool:
    return all(len(part) == 1 and part.isupper() for part in word.replace(".&", ".").split("."))  # "S.&P." too
