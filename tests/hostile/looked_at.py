"""What a program that shows a text makes of it: elements of a page, commands of LaTeX, links of Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What commands a terminal, turns the direction of a text, or stands in it unseen; joiners of letters may stand."""


class Page(HTMLParser):
    """The elements of a page with their attributes, its text, and what in it would run or load."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.kinds: set[tuple[str, str]] = set()
        self.active: list[tuple[str, str, str | None]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.kinds.add((tag, ""))
        if tag in {"script", "iframe", "object", "embed", "base", "form", "link", "foreignobject", "animate", "set"}:
            self.active.append((tag, "", None))
        for name, value in attrs:
            self.kinds.add((tag, name))
            inside = (value or "").startswith(("#", "data:image/png;base64,"))
            loads = name in {"href", "src", "xlink:href", "action", "srcset", "data"} and not inside
            if name.startswith("on") or loads or (name == "style" and "url(" in (value or "").replace("url(#", "")):
                self.active.append((tag, name, value))

    def handle_data(self, data):
        self.words += data


def commands(tex: str) -> set[str]:
    """Return the commands of a LaTeX text, and the signs with a meaning that no backslash goes before."""
    without = re.sub(r"\\[\\&%$#_{}]", "", tex)
    bare = set(re.findall(r"[#%]|\^\^", re.sub(r"(?m)^% needs .*$", "", without)))
    return set(re.findall(r"\\(?:[A-Za-z]+|.)", re.sub(r"\\\\", "", tex), flags=re.DOTALL)) | bare


def in_markdown(text: str) -> set[str]:
    """Return what a reader of Markdown makes of a text, but for its words and tables."""
    found = set()
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    todo = list(parser.parse(text))
    while todo:
        token = todo.pop()
        found.add(token.type)
        todo += token.children or []
    return found


def words_of_markdown(text: str) -> str:
    """Return the words that a reader of Markdown shows."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    return " ".join(
        "".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"
    )
