"""Inputs that a careless reader would be slow on, of any length: by the kind of reader, what is repeated."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

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

SHEET = (
    "<row>",
    "<c>",
    "<v>1</v>",
    '<c t="inlineStr"><is><t>a</t></is></c>',
    '<c r="A1"><v>1</v></c>',
    "<row/>",
    "</row><row><c/>",
    "&amp;",
    "a",
    '<c t="s"><v>1</v></c>',
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


def bars(rows: int) -> bytes:
    """Return bars of as many series as there are rows."""
    header = "series,time,open,high,low,close\n"
    return (header + "".join(f"s{n},2020-01-03T09:30-05:00,1.5,1.6,1.4,1.5\n" for n in range(rows))).encode()


def wide_bars(columns: int) -> bytes:
    """Return a bar beside columns that no use is made of."""
    names, figures = ",".join(f"c{n}" for n in range(columns)), ",".join(["1.5"] * columns)
    return f"series,time,open,high,low,close,{names}\nxom,2020-01-03T09:30-05:00,1,1,1,1,{figures}\n".encode()


def happenings(rows: int) -> bytes:
    """Return a corrected table of events, each told by the same article."""
    header = "event_id,label,start,end,precision,status,not_after,mentions,note\n"
    row = "e{0},attack {0} killed a man,2019-12-27,2019-12-27,day,past,,a2.txt:68-110,\n"
    return (header + "".join(row.format(n) for n in range(rows))).encode()


def told_often(mentions: int) -> bytes:
    """Return a corrected table of one event that is told again and again."""
    told = "; ".join(f"a2.txt:{n % 60}-{n % 60 + 9}" for n in range(mentions))
    return f"event_id,label,start,end,mentions\ne,attack,2019-12-27,2019-12-27,{told}\n".encode()


def reported(rows: int) -> bytes:
    """Return a corrected table of moves."""
    header = "move_id,group,article,quote,instrument,kind,direction,value,unit,date,start,end\n"
    row = "m{0},g{0},a0.txt,up 3.50 percent,brent,percent_change,up,{0}.5,percent,2020-01-03,63,78\n"
    return (header + "".join(row.format(n) for n in range(rows))).encode()


def listed_events(rows: int) -> bytes:
    """Return events of one series, on a hundred days."""
    days = pd.bdate_range("2019-08-01", periods=100).strftime("%Y-%m-%d")
    return ("event_id,series,date\n" + "".join(f"e{n},aa,{days[n % 100]}\n" for n in range(rows))).encode()


def groups(rows: int) -> bytes:
    """Return events of as many groups as there are events."""
    return ("event_id,series,date,group\n" + "".join(f"e{n},aa,2019-10-01,g{n}\n" for n in range(rows))).encode()


def wide_returns(columns: int) -> bytes:
    """Return a few sessions of many series."""
    days = pd.bdate_range("2019-08-12", periods=40).strftime("%Y-%m-%d")
    names, figures = ",".join(f"s{n}" for n in range(columns)), ",".join(["0.01", "-0.02"] * (columns // 2))
    return (f"date,aa,{names}\n" + "".join(f"{day},0.0{n % 7},{figures}\n" for n, day in enumerate(days))).encode()


def sessions(rows: int) -> bytes:
    """Return many sessions of a few series."""
    days = pd.bdate_range("1900-01-01", periods=rows).strftime("%Y-%m-%d")
    return ("date,aa,m\n" + "".join(f"{day},0.0{n % 7},0.0{n % 5}\n" for n, day in enumerate(days))).encode()


def wrap(sentences: int) -> bytes:
    """Return a report of a market, no two sentences alike."""
    return " ".join(
        f"Brent rose {n}.{n % 9} percent to ${n + 60} a barrel on Friday." for n in range(sentences)
    ).encode()


BUILT: dict[str, tuple[tuple[Callable[[int], bytes], int], ...]] = {
    "prices_csv": ((wide, 400), (long, 200)),
    "html": ((paragraphs, 250),),
    "events": ((phrases, 150),),
    "jsonl": ((listed, 1000),),
    "intraday": ((bars, 20_000), (wide_bars, 20_000)),
    "events_table": ((happenings, 800), (told_often, 5_000)),
    "moves_table": ((reported, 600),),
    "event_list": ((listed_events, 2_000), (groups, 1_000)),
    "returns": ((wide_returns, 1_600), (sessions, 10_000)),
    "verdicts": ((wrap, 100),),
}
"""By target what is built, and how much of it."""
