"""Articles in Markdown: the text a reader sees, and the metadata written above it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from eventstudy.articles.read.draft import Draft

if TYPE_CHECKING:
    from markdown_it.token import Token

_FENCE = "---"
_FIELD = re.compile(r"([A-Za-z][\w-]*)\s*:\s*(.*?)\s*\Z")
_NAMES = {
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "publisher", "site"),
    "published": ("published", "date", "published_at", "publication_date"),
}
_CELL_GAP = "  "


def markdown(text: str) -> Draft:
    r"""Return the article of a Markdown text.

    Marks of emphasis, headings, lists, links and images go, code and HTML blocks too; what is left is the text that a
    reader sees, each block apart by a blank line, cells of a table by two spaces. Lines ``key: value`` between two
    lines ``---`` at the top are its metadata: ``title``, ``date`` or ``published``, ``source`` or ``outlet``.

    Examples
    --------
    >>> markdown("---\ndate: 2020-01-03\n---\n# Oil\n\n**Brent** rose [3 percent](https://example.org).")
    Draft(text='Oil\n\nBrent rose 3 percent.\n', title=None, outlet=None, published='2020-01-03')
    """
    fields, body = _front(text)
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "html_inline"])
    blocks = _blocks(parser.parse(body))
    found = {name: next((fields[key] for key in keys if fields.get(key)), None) for name, keys in _NAMES.items()}
    return Draft("\n\n".join(block for block in blocks if block) + "\n", **found)


def _front(text: str) -> tuple[dict[str, str], str]:
    """Split off the lines of metadata, if there are any."""
    lines = text.lstrip("\n").split("\n")
    if lines[0].rstrip() != _FENCE:
        return {}, text
    close = next((i for i, line in enumerate(lines) if i and line.rstrip() in {_FENCE, "..."}), None)
    if close is None:
        return {}, text
    matches = [_FIELD.match(line) for line in lines[1:close]]
    fields = {match.group(1).lower(): match.group(2).strip("\"'") for match in matches if match}
    return fields, "\n".join(lines[close + 1 :])


def _blocks(parsed: list[Token]) -> list[str]:
    """Return the text of each block; the cells of a row make one."""
    blocks: list[str] = []
    row: list[str] | None = None
    for token in parsed:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            blocks.append(_CELL_GAP.join(row))
            row = None
        elif token.type == "inline":
            text = _inline(token.children or [])
            if row is None:
                blocks.append(text)
            else:
                row.append(text)
    return blocks


def _inline(children: list[Token]) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join("" if child.type == "image" else breaks.get(child.type, child.content) for child in children).strip()
