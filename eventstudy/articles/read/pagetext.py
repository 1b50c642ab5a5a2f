"""The text of a web page, line by line: its headline once, then its paragraphs, lists and tables."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from eventstudy.articles.read.pagedates import linked_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_HIDDEN = re.compile(
    r"<(script|style|noscript|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
"""What is never closed ends with the page, so that it is looked through once; a tag ends at the next, for the same."""
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|data|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var"
    r"|wbr)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_CELLS = re.compile(r"\|(.*)\|")
_RULE = re.compile(r"[|:\s-]+")
_ITEM = re.compile(r"(?:[-*\u2022]|\d+\.)\s+(?=\S)")
_ADVERTISING = re.compile(
    r"(?:advertise?ment|sponsored content|story continues below|read more:|sign up (?:for|to)|subscribe(?: to| now|$)"
    r"|© |copyright )",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"enable javascript|javascript is (?:disabled|required)|log ?in|sign ?in|access denied|are you a robot|captcha"
    r"|page not found|\b404\b",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 300
_BETWEEN = (":", "|", "-", "\u2013", "\u2014", "\u00b7")
"""What stands between a headline and the name of a site."""
_MOST_HEADLINE = 3
"""Lines at the top among which the headline may stand."""


def page_text(found: str, html: str, title: str | None) -> str:
    r"""Return the text of a page as lines a blank line apart; nothing where there is no article in it.

    Parameters
    ----------
    found
        What the extractor gives.
    html
        The page, which tells where one line ends and the next begins where the extractor has run them together.
    title
        The headline: it comes first, once.

    Examples
    --------
    >>> page_text("Oil rose. Gold fell.", "<p>Oil rose.</p><p>Gold fell.</p>", "Oil up")
    'Oil up\n\nOil rose.\n\nGold fell.\n'
    """
    blocks = _by_first_word([*_blocks(html), *_bodies(html)])
    lines = [part for line in found.split("\n") for part in _parted(_plain(line), blocks)]
    lines = [line for line in lines if line and not _ADVERTISING.match(line)]
    own = [line for line in lines if not _same(line, title)]
    text = " ".join(own)
    if not own or (len(text) < _LONGEST_NOTICE and _NOTICE.search(text)):
        return ""
    headed = title and not any(_same(line, title) for line in lines[:_MOST_HEADLINE])
    return "\n\n".join([*([str(title)] if headed else []), *lines]) + "\n"


def _plain(line: str) -> str:
    """Return a line without the marks of a table or a list; cells stand two blanks apart."""
    line = line.strip()
    cells = _CELLS.fullmatch(line)
    if cells:
        return "" if _RULE.fullmatch(line) else "  ".join(cell.strip() for cell in cells[1].split("|") if cell.strip())
    return _ITEM.sub("", line, count=1) if line.startswith(("- ", "* ", "\u2022 ")) else line


def _same(line: str, title: str | None) -> bool:
    """Tell whether a line is the headline, beside which a page's title may name the site or the form (``Print:``)."""
    if title is None:
        return False
    said, headline = _joined(line).lower(), _joined(title).lower()
    beside = headline.removesuffix(said).rstrip() if headline.endswith(said) else headline.removeprefix(said).lstrip()
    return said == headline or (beside != headline and _parts(beside))


def _parts(beside: str) -> bool:
    return beside.startswith(_BETWEEN) or beside.endswith(_BETWEEN)


def _joined(text: str) -> str:
    return " ".join(text.split())


def _blocks(html: str) -> Iterator[str]:
    """Yield the lines that a reader sees of a page."""
    shown = _INLINE.sub("", _HIDDEN.sub("\n", html))
    for block in _TAG.split(shown):
        text = _joined(unescape(block))
        if text:
            yield text


def _bodies(html: str) -> Iterator[str]:
    """Yield the lines of articles that the page's linked data hold whole."""
    for one in linked_data(html):
        body = one.get("articleBody")
        if isinstance(body, str):
            yield from (_joined(unescape(line)) for line in body.split("\n") if line.strip())


def _by_first_word(blocks: Sequence[str]) -> dict[str, list[str]]:
    """Return lines by their first word, longer ones first."""
    held: dict[str, dict[str, None]] = {}
    for block in blocks:
        held.setdefault(block.split(" ", 1)[0], {})[block] = None
    return {word: sorted(lines, key=len, reverse=True) for word, lines in held.items()}


def _parted(line: str, blocks: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a line as the blocks it was run together from; itself where it is none or not wholly made of blocks."""
    parts, at = [], 0
    while at < len(line):
        word = line[at : at + 200].split(" ", 1)[0]
        block = next(
            (
                one
                for one in blocks.get(word, ())
                if line.startswith(one, at) and line[at + len(one) : at + len(one) + 1] in {"", " "}
            ),
            None,
        )
        if block is None:
            return [line]
        parts.append(block)
        at += len(block) + 1
    return parts
