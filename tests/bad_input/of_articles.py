"""Articles, and the tables of events and moves made of them."""

# fmt: off
from __future__ import annotations

from pathlib import Path

from cases import Call, Command
from tables import BINARY, article

import eventstudy as es
from eventstudy.errors import ArticleError, UsageError

READERS = ("dates", "events", "moves", "check")
UNREADABLE = Path("/proc/self/mem")
"""A file that is there, and that nobody can read from its beginning."""

NAMED = [
    ("a file that is not there", "none.txt", {}, ("none.txt", "a file of text")),
    ("an empty file", "e.txt", {"e.txt": ""}, ("e.txt", "empty")),
    ("blanks alone", "e.txt", {"e.txt": " \n\n\t\n"}, ("e.txt", "empty")),
    ("binary", "b.txt", {"b.txt": BINARY}, ("b.txt",)),
    ("a folder of nothing", "n", {"n": None}, ("n", "article")),
    ("a link to itself", "l.txt", {"l.txt": Path("l.txt")}, ("l.txt",)),
    ("a file that cannot be read", "u.txt", {"u.txt": UNREADABLE}, ("u.txt",)),
    ("a PDF", "r.pdf", {"r.pdf": b"%PDF-1.7\n" + BINARY}, ("r.pdf", "text")),
    ("a Word file", "r.docx", {"r.docx": b"PK\x03\x04" + BINARY}, ("r.docx", "text")),
    ("a header that is not closed", "h.txt", {"h.txt": "+++\npublished = 2019-11-14\nThe Dow rose."}, ("h.txt", "+++")),
    ("a header that is no TOML", "h.txt", {"h.txt": "+++\npublished: 2019-11-14\n+++\nThe Dow rose."},
     ("h.txt", "published")),
    ("a header with a strange key", "h.txt", {"h.txt": "+++\npublised = 2019-11-14\n+++\nThe Dow rose."},
     ("publised", "published")),
    ("a header with a date that is none", "h.txt", {"h.txt": '+++\npublished = "soon"\n+++\nThe Dow rose.'},
     ("h.txt", "soon", "2020-01-03")),
    ("a header and no text", "h.txt", {"h.txt": "+++\npublished = 2019-11-14\n+++\n"}, ("h.txt", "text")),
    ("JSON Lines without text", "a.jsonl", {"a.jsonl": '{"title": "x"}\n'}, ("a.jsonl", "text")),
    ("JSON Lines cut short", "a.jsonl", {"a.jsonl": '{"text": "The Dow ro'}, ("a.jsonl", "not JSON")),
    ("CSV without a column of text", "a.csv", {"a.csv": "day,price\n2019-11-14,3\n"}, ("a.csv", "text")),
    ("prices for articles", "prices.csv", {}, ("prices.csv", "text")),
    ("HTML without text", "p.html", {"p.html": "<html><body></body></html>"}, ("p.html",)),
]


def read(*paths, **more):
    return lambda: es.read_articles(*paths, **more)


MOVES = "article,quote,instrument,kind,direction,value,unit,date\n"
MOVE = "a.txt,The Dow rose 2 percent,dow,percent_change,up,2,percent,2019-11-14\n"
EVENT_HEAD = "event_id,label,start,end,precision,status\n"


def moves_with(name, old, new, *says):
    files = {"t.csv": MOVES + MOVE.replace(old, new)}
    return Call("read_moves", name, lambda: es.read_moves("t.csv"), UsageError, says, files)


CASES = [
    *(
        Command(f"{command}: {name}", f"{command} {path}", says, files)
        for command in READERS
        for name, path, files, says in NAMED
    ),
    *(Command(f"{one}: nothing named", one, ("ARTICLES", "--text"), status=2) for one in READERS),
    *(Command(f"{one}: an empty name", f"{one} ''", ("empty",), status=2) for one in READERS),
    *(Command(f"{one}: an empty sentence", f"{one} --text ' '", ("--text", "empty")) for one in READERS),
    *(Command(f"{one}: nothing on standard input", f"{one} -", ("standard input",), stdin=b" \n") for one in READERS),
    *(Command(f"{one}: binary on standard input", f"{one} -", ("standard input",), stdin=BINARY) for one in READERS),
    *(Command(f"{one}: a day in words", f"{one} news --published yesterday", ("yesterday", "2020-01-03"), status=2)
      for one in READERS),
    *(Command(f"{one}: a day of another order", f"{one} news --published 14.11.2019", ("14.11.2019", "2020-01-03"),
              status=2) for one in READERS),
    *(Command(f"{one}: a format that is none", f"{one} news --format xml", ("xml", "json"), status=2)
      for one in READERS),
    *(Command(f"{one}: no worker", f"{one} news --workers 0", ("--workers",), status=2) for one in READERS),
    *(Command(f"{one}: quiet and verbose", f"{one} news -q -v", ("--quiet", "--verbose"), status=2)
      for one in READERS),
    *(
        Command(f"{one}: {what}", f"{one} news --out {out}", says)
        for one in ("dates", "events", "moves")
        for what, out, says in (
            ("an out without an ending", "t", ("t", ".csv")),
            ("an out of another ending", "t.docx", ("t.docx", ".csv")),
            ("an out that is a folder", "old", ("old", ".csv")),
            ("an out in no folder", "no/where.csv", ("no",)),
            ("an out below a file", "study.toml/t.csv", ("study.toml",)),
        )
    ),
    Command("an instrument file that is not there", "moves news --instruments none.toml", ("none.toml",)),
    Command("an instrument file that is no TOML", "moves news --instruments i.toml", ("i.toml", "line 1"),
            {"i.toml": "instrument: acme"}),
    Command("an instrument with a strange key", "moves news --instruments i.toml", ("i.toml", "venu", "venue"),
            {"i.toml": "[instrument.acme]\nvenu = 'nyse'\n"}),
    Command("an instrument of a strange venue", "moves news --instruments i.toml", ("i.toml", "nysee", "nyse"),
            {"i.toml": "[instrument.acme]\nvenue = 'nysee'\n"}),
    Command("a binary instrument file", "moves news --instruments i.toml", ("i.toml",), {"i.toml": BINARY}),
    Command("an article and a published in the wrong order", "moves --published news a.txt", ("news",), status=2),
    # functions
    Call("read_articles", "a path that is not there", read("none.txt"), ArticleError, ("none.txt",)),
    Call("read_articles", "a number", read(5), UsageError, ("int", "path")),
    Call("read_articles", "nothing", read(None), UsageError, ("NoneType", "path")),
    Call("read_articles", "no path", read([]), ArticleError, ("empty list",)),
    Call("read_articles", "the article itself for its path", read("The Dow rose 2 percent on Thursday.\n" * 200),
         UsageError, ("text", "path")),
    Call("read_articles", "a name with a null", read("a\0.txt"), ArticleError, ("a",)),
    Call("read_articles", "an empty name", read(""), UsageError, ("empty",)),
    Call("read_articles", "a binary file", read("b.txt"), ArticleError, ("b.txt",), {"b.txt": BINARY}),
    Call("read_articles", "a publication in words", read("news", published="soon"), ArticleError,
         ("soon", "2020-01-03")),
    Call("read_articles", "a publication that is a number", read("news", published=2019), ArticleError, ("2019",)),
    *(
        Call(function, name, lambda function=function, given=given: getattr(es, function)(given), UsageError, says)
        for function in ("find_dates", "find_events", "find_moves", "find_remarks")
        for name, given, says in (
            ("a text for articles", "The Dow rose 2 percent.", ("str", "read_articles")),
            ("a list of texts", ["The Dow rose 2 percent."], ("str", "read_articles")),
            ("nothing", None, ("NoneType",)),
            ("a number", 5, ("int",)),
        )
    ),
    Call("find_dates", "no worker", lambda: es.find_dates([article()], workers=0), UsageError, ("workers", "0")),
    Call("find_events", "workers in words", lambda: es.find_events([article()], workers="two"), UsageError, ("'two'",)),
    Call("find_moves", "half a worker", lambda: es.find_moves([article()], workers=0.5), UsageError, ("0.5",)),
    # tables that a person corrected
    Call("read_events", "a file that is not there", lambda: es.read_events("none.csv"), UsageError, ("none.csv",)),
    Call("read_events", "a table of moves", lambda: es.read_events("t.csv"), UsageError, ("t.csv",),
         {"t.csv": MOVES + MOVE}),
    Call("read_events", "an empty file", lambda: es.read_events("t.csv"), UsageError, ("t.csv", "empty"),
         {"t.csv": ""}),
    Call("read_events", "binary", lambda: es.read_events("t.csv"), UsageError, ("t.csv",), {"t.csv": BINARY}),
    Call("read_events", "JSON cut short", lambda: es.read_events("t.json"), UsageError, ("t.json",),
         {"t.json": '{"events": [{'}),
    Call("read_events", "a folder", lambda: es.read_events("news"), UsageError, ("news",)),
    Call("read_events", "a number", lambda: es.read_events(5), UsageError, ("int",)),
    Call("read_events", "a day of either order", lambda: es.read_events("t.csv"), UsageError,
         ("t.csv", "03/04/2019", "2020-01-03"),
         {"t.csv": EVENT_HEAD + "e,The event,03/04/2019,03/04/2019,day,past\n"}),
    Call("read_events", "days the wrong way round", lambda: es.read_events("t.csv"), UsageError,
         ("t.csv", "2019-11-15", "2019-11-14"), {"t.csv": EVENT_HEAD + "e,The event,2019-11-15,2019-11-14,day,past\n"}),
    Call("read_events", "a precision that is none", lambda: es.read_events("t.csv"), UsageError,
         ("t.csv", "dya", "day"), {"t.csv": EVENT_HEAD + "e,The event,2019-11-14,2019-11-14,dya,past\n"}),
    Call("read_moves", "a file that is not there", lambda: es.read_moves("none.csv"), UsageError, ("none.csv",)),
    Call("read_moves", "a header alone", lambda: es.read_moves("t.csv"), UsageError, ("t.csv",), {"t.csv": MOVES}),
    Call("read_moves", "the prices", lambda: es.read_moves("prices.csv"), UsageError, ("prices.csv",)),
    moves_with("a value in words", ",2,", ",two,", "t.csv", "two"),
    moves_with("a value with its sign", ",2,", ",2%,", "t.csv", "2%"),
    moves_with("an infinite value", ",2,", ",inf,", "t.csv", "inf"),
    moves_with("a unit that is none", ",percent,", ",per cents,", "t.csv", "per cents"),
    moves_with("a kind that is none", "percent_change", "change", "t.csv", "change"),
    moves_with("a direction that is none", ",up,", ",higher,", "t.csv", "higher"),
    moves_with("an instrument nobody knows", ",dow,", ",dwo,", "t.csv", "dwo", "dow"),
    moves_with("a day that is none", "2019-11-14", "2019-02-30", "t.csv", "2019-02-30"),
    # instruments
    Call("use_instruments", "a file that is not there", lambda: es.use_instruments("none.toml"), UsageError,
         ("none.toml",)),
    Call("use_instruments", "a folder", lambda: es.use_instruments("news"), UsageError, ("news",)),
    Call("use_instruments", "no TOML", lambda: es.use_instruments("i.toml"), UsageError, ("i.toml",),
         {"i.toml": "acme = {"}),
    Call("use_instruments", "a number", lambda: es.use_instruments(5), UsageError, ("int",)),
    Call("use_instruments", "another encoding", lambda: es.use_instruments("i.toml"), UsageError, ("i.toml", "UTF-8"),
         {"i.toml": "[instrument.acmé]\nname = 'é'".encode("latin-1")}),
]
