"""Inputs that a careless reader would be slow on, of any length: by the kind of reader, what is repeated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PIECES = (
    "9",
    "1,",
    "9.",
    "$",
    "(",
    "[",
    "{",
    '"',
    "\u201c",
    "'",
    ",",
    "A",
    "A2 a2 ",
    "Ab ",
    "A.",
    "\n",
    "\n\n",
    " ",
    "\t",
    "-",
    "\u2014",
    "/",
    "and up 1 percent ",
    "Brent rose $3 to nearly $70, ",
    "the Dow ",
    "Exxon Mobil Corp. (NYSE: XOM) ",
    "Friday ",
    "Jan. 3 ",
    "late on ",
    "since ",
    "between 1 and ",
    "\u201cOil rose,\u201d he said. ",
    "The bank failed on Friday. ",
    "more than ",
    "twenty-",
    "first ",
    "A killed B on Friday and ",
    "attack ",
    "U.S. ",
    "e\u0301",
    "\u202e",
    "\U0001f600",
    "ACME ",
    "of the ",
    "a:1-2; ",
)
MARKED = (
    "<",
    "<a ",
    "<a href=",
    "<p>",
    "<div>",
    "<b>",
    "</p>",
    "<script>",
    "<!--",
    "<!---->",
    "&",
    "&amp;",
    "<table><tr><td>",
    "<ul><li>",
    "<meta a=",
    "<script application/ld+json ",
    "<p>a b</p>",
    "<p>Oil rose. ",
    "]]>",
    "<svg>",
    "<template>",
    "<time datetime=2020-01-03>",
    '<span itemprop="datepublished" ',
)
MARKDOWN = (
    "> ",
    "- ",
    "1. ",
    "# ",
    "*",
    "**a ",
    "_",
    "`",
    "[a](",
    "![",
    "[a][b]",
    "|",
    "| a ",
    "<a ",
    "&lt;",
    "\\",
    "~~",
    "    ",
    "* * ",
)
JSON = ("[", '{"a":', '"a",', "\\u0000", "1", "-", '{"text": "a"}\n', '{"text": "Oil rose."},', "[]", '"')
TOML = (
    "[",
    "[[series]]\n",
    "a=[",
    "a.",
    "[a.",
    '"',
    "'",
    '"""',
    "9",
    "{a=",
    "#\n",
    '[[series]]\nid = "a"\n',
    "x = 1\n",
    "0.",
)
CELLS = (
    ",",
    ";",
    '"',
    "a,",
    "\n",
    "1\n",
    ",,\n",
    "2020-01-03,1\n",
    '"\n',
    "'",
    "\t",
    "|",
    "close,",
    "1.",
    "x\r",
    "9",
    "= ",
)


def repeated(piece: str, length: int, begin: str = "") -> bytes:
    """Return a text of some length."""
    return (begin + piece * (length // len(piece)))[:length].encode()


def wide(columns: int) -> bytes:
    """Return prices of many series, a column each."""
    names = ",".join(f"s{n}" for n in range(columns))
    figures = ",".join(["1.5"] * columns)
    return f"date,{names}\n2020-01-02,{figures}\n2020-01-03,{figures}\n".encode()


def long(rows: int) -> bytes:
    """Return prices of as many series as there are rows."""
    return ("series,date,close\n" + "".join(f"s{n},2020-01-03,1.5\n" for n in range(rows))).encode()


def paragraphs(count: int) -> bytes:
    """Return a page of many paragraphs that begin alike."""
    return ("<html><body><article>" + "".join(f"<p>The bank said {n} on Friday.</p>" for n in range(count))).encode()


def phrases(count: int) -> bytes:
    """Return a text of many sentences that tell happenings, no two alike."""
    return " ".join(f"The bank of Town{n} failed on Jan. {n % 28 + 1}, {1990 + n % 30}." for n in range(count)).encode()


def listed(count: int) -> bytes:
    """Return many articles in one file."""
    return "\n".join(json.dumps({"id": n, "text": f"Oil rose {n} percent."}) for n in range(count)).encode()


BUILT: dict[str, tuple[tuple[Callable[[int], bytes], int], ...]] = {
    "prices_csv": ((wide, 100), (long, 100)),
    "html": ((paragraphs, 250),),
    "events": ((phrases, 150),),
    "jsonl": ((listed, 1000),),
}
"""By target what is built, and how much of it."""
