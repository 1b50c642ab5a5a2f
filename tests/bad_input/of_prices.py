"""Prices: files, tables, returns and other outcomes made of them, factors, and the commands of `prices`."""

# fmt: off
from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from cases import Call, Command
from tables import BINARY, LAST, ROWS, TIDY, WEEKDAYS, parquet, tidy, wide

import eventstudy as es
from eventstudy.errors import MissingPrices, PriceError, SourceUnavailable, UsageError


def load(source, *series, **more):
    return lambda: es.load_prices(list(series) or None, source, **more)


def returns(table, **more):
    return lambda: es.to_returns(table, **more)


def cell(column, value, row=7):
    table = tidy().astype({column: object})
    table.loc[row, column] = value
    return table


LATIN = "série,date,close\n".encode("latin-1") + TIDY.partition("\n")[2].encode()
FILES = [
    ("a file that is not there", "none.csv", {}, ("none.csv",)),
    ("an empty file", "p.csv", {"p.csv": ""}, ("p.csv", "empty")),
    ("a header alone", "p.csv", {"p.csv": "series,date,close\n"}, ("p.csv", "no row")),
    ("binary", "p.csv", {"p.csv": BINARY}, ("p.csv",)),
    ("a folder of nothing", "n", {"n": None}, ("n", ".csv")),
    ("a file that cannot be read", "u.csv", {"u.csv": Path("/proc/self/mem")}, ("u.csv",)),
    ("a link to itself", "l.csv", {"l.csv": Path("l.csv")}, ("l.csv",)),
    ("a PDF", "p.pdf", {"p.pdf": b"%PDF-1.7" + BINARY}, ("p.pdf", "PDF", "CSV")),
    ("a web page", "p.csv", {"p.csv": "<!doctype html><p>70"}, ("p.csv", "web page", "CSV")),
    ("a Parquet file cut short", "p.parquet", {"p.parquet": parquet(tidy())[:-30]}, ("p.parquet", "cut short")),
    ("CSV under a Parquet name", "p.parquet", {"p.parquet": TIDY}, ("p.parquet", "Parquet")),
    ("a spreadsheet that is none", "p.xlsx", {"p.xlsx": TIDY}, ("p.xlsx", "Excel")),
    ("no column of prices", "p.csv", {"p.csv": TIDY.replace("close", "level", 1)}, ("p.csv", "close", "level")),
    ("no column of dates", "p.csv", {"p.csv": TIDY.replace("date", "session", 1)}, ("p.csv", "date", "session")),
    ("a price in words", "p.csv", {"p.csv": TIDY + "acme,2019-12-31,n/k\n"}, ("n/k", "close", str(len(ROWS) + 2))),
    ("an infinite price", "p.csv", {"p.csv": TIDY + "acme,2019-12-31,inf\n"}, ("inf", "close")),
    ("a day that is none", "p.csv", {"p.csv": TIDY + "acme,2019-02-30,70\n"}, ("2019-02-30",)),
    ("days of both orders", "p.csv",
     {"p.csv": "series,date,close\nacme,03/04/2019,70\nacme,04/04/2019,71\nacme,05/04/2019,72\n"}, ("03/04/2019",)),
    ("a day twice", "p.csv", {"p.csv": TIDY + f"acme,{LAST},7.5\n"}, ("acme", LAST, "already", "260")),
    ("a row too long", "p.csv", {"p.csv": TIDY + "acme,2019-12-31,70,71,72\n"}, ("p.csv", str(len(ROWS) + 2))),
    ("a row without a series", "p.csv", {"p.csv": TIDY + ",2019-12-31,70\n"}, ("series", str(len(ROWS) + 2))),
    ("returns for prices", "returns.csv", {}, ("returns.csv", "returns", "name prices")),
    ("events for prices", "events.csv", {}, ("events.csv", "close")),
    ("JSON", "p.json", {"p.json": '{"acme": 70}'}, ("p.json", "CSV")),
]

CASES = [
    *(Call("load_prices", name, load(path), PriceError, says, files) for name, path, files, says in FILES),
    *(Command(f"screen: {name}", f"prices screen --source {path}", says, files) for name, path, files, says in FILES),
    *(Command(f"check: {name}", f"check news --prices {path}", says, files) for name, path, files, says in FILES[:9]),
    *(
        Command(f"run: prices: {name}", f"run -q --out old --prices {path}", says, files)
        for name, path, files, says in FILES
    ),
    Call("load_prices", "a series the source does not hold", load("prices.csv", "xom"), MissingPrices,
         ("'xom'", "acme")),
    Call("load_prices", "a misspelt series", load("prices.csv", "amce"), MissingPrices,
         ("'amce'", "did you mean 'acme'")),
    Call("load_prices", "series and source swapped", lambda: es.load_prices("prices.csv", "acme"), PriceError,
         ("acme",)),
    Call("load_prices", "one word for several", load("snapshot", "oil"), MissingPrices, ("oil", "brent")),
    Call("load_prices", "a series that is a number", lambda: es.load_prices(5), UsageError, ("5", "brent")),
    Call("load_prices", "no series", lambda: es.load_prices([]), PriceError, ("series", "None for all")),
    Call("load_prices", "an empty name", lambda: es.load_prices(""), MissingPrices, ("''", "brent")),
    Call("load_prices", "a source that is a number", load(5), UsageError, ("int",)),
    Call("load_prices", "no source", load(None), UsageError, ("NoneType",)),
    Call("load_prices", "a start in words", load("snapshot", "xom", start="soon"), PriceError, ("soon", "2020-01-03")),
    Call("load_prices", "a start of another order", load("snapshot", "xom", start="31/12/2019"), PriceError,
         ("31/12/2019",)),
    Call("load_prices", "a start that is a year", load("snapshot", "xom", start=2019), PriceError, ("2019",)),
    Call("load_prices", "a start with no number", load("snapshot", "xom", start=float("nan")), PriceError, ("nan",)),
    Call("load_prices", "days the wrong way round",
         load("snapshot", "xom", start="2020-01-01", end="2019-01-01"), PriceError, ("other way round",)),
    Call("load_prices", "days without prices", load("snapshot", "xom", start="1999-01-01", end="1999-12-31"),
         MissingPrices, ("1999-01-01", "2018-01-02")),
    Call("load_prices", "a cache that is a number", load("yahoo", "GOOD", start="2019-02-01", end="2019-03-01",
                                                         cache=5), UsageError, ("cache", "5")),
    Call("load_prices", "columns that are not there", load("prices.csv", columns={"close": "Schluss"}), PriceError,
         ("Schluss",)),
    Call("load_prices", "columns as a list", load("prices.csv", columns=["close"]), UsageError, ("columns", "list")),
    Call("load_prices", "a column of ours that is none", load("prices.csv", columns={"last": "close"}), UsageError,
         ("last", "close")),
    Call("load_prices", "an array", load(wide().to_numpy()), UsageError, ("ndarray",)),
    Call("load_prices", "an empty table", load(tidy().iloc[:0]), PriceError, ("no row",)),
    Call("load_prices", "a table of returns", load(wide()), PriceError, ("return",)),
    # returns of prices
    Call("to_returns", "an unknown kind", returns(tidy(), kind="arithmetic"), UsageError, ("arithmetic", "simple")),
    Call("to_returns", "kind in per cent", returns(tidy(), kind=100), UsageError, ("100", "simple")),
    Call("to_returns", "a wide table", returns(wide()), PriceError, ("series", "load_prices")),
    Call("to_returns", "a column called Ticker", returns(tidy().rename(columns={"series": "Ticker"})), PriceError,
         ("series", "Ticker")),
    Call("to_returns", "columns in capitals", returns(tidy().rename(columns=str.title)), PriceError,
         ("series", "Series")),
    Call("to_returns", "a path", returns("prices.csv"), UsageError, ("str", "load_prices")),
    Call("to_returns", "nothing", returns(None), UsageError, ("NoneType",)),
    Call("to_returns", "complex numbers", returns(tidy().assign(close=1j)), PriceError, ("1j", "closes")),
    Call("to_returns", "a row twice", returns(pd.concat([tidy(), tidy().tail(1)])), PriceError, (LAST, "acme")),
    Call("to_returns", "days in words", returns(tidy().assign(date=[f"day {n}" for n in range(len(ROWS))])), PriceError,
         ("day 0",)),
    Call("to_returns", "days of another order", returns(tidy().assign(date=[f"{d:%d/%m/%Y}" for d in WEEKDAYS])),
         PriceError, ("02/01/2019",)),
    Call("to_returns", "days as numbers", returns(tidy().assign(date=range(len(ROWS)))), PriceError, ("date",)),
    Call("to_returns", "a row without a day", returns(cell("date", pd.NaT)), PriceError, ("date",)),
    Call("to_returns", "a row without a series", returns(cell("series", None)), PriceError, ("series",)),
    Call("to_returns", "a close in words", returns(cell("close", "n/k")), PriceError, ("n/k",)),
    Call("to_returns", "an infinite close", returns(cell("close", np.inf)), PriceError, ("inf",)),
    Call("to_returns", "a dividend in words", returns(cell("close", 70.0).assign(dividend="none")), PriceError,
         ("dividend", "none")),
    Call("to_returns", "two columns of closes", returns(pd.concat([tidy(), tidy()[["close"]]], axis=1)), PriceError,
         ("close",)),
    Call("align_prices", "onto a series that is not there", lambda: es.align_prices(tidy(), "brent"), UsageError,
         ("brent", "acme")),
    Call("align_prices", "onto a series without a calendar", lambda: es.align_prices(tidy(), "acme"), UsageError,
         ("acme", "catalogue")),
    Call("align_prices", "onto a number", lambda: es.align_prices(tidy(), 5), UsageError, ("5",)),
    Call("align_prices", "returns for prices", lambda: es.align_prices(wide(), "m"), PriceError, ("series",)),
    Call("align_prices", "no table", lambda: es.align_prices("prices.csv", "acme"), UsageError, ("str",)),
    # other outcomes
    Call("to_volume", "no column of volume", lambda: es.to_volume(tidy().drop(columns="volume")), PriceError,
         ("volume",)),
    Call("to_volume", "a volume below nothing", lambda: es.to_volume(cell("volume", -5.0)), PriceError,
         ("below zero", "2019-01-11")),
    Call("to_volume", "a volume in words", lambda: es.to_volume(cell("volume", "1.2M")), PriceError, ("1.2M",)),
    Call("to_volume", "a constant that is none", lambda: es.to_volume(tidy(), c=-1.0), UsageError, ("c=-1",)),
    Call("to_volume", "a constant in words", lambda: es.to_volume(tidy(), c="a"), UsageError, ("'a'",)),
    Call("to_volume", "no table", lambda: es.to_volume(5), UsageError, ("int",)),
    Call("to_volatility", "an unknown measure", lambda: es.to_volatility(tidy(), "garch"), UsageError,
         ("garch", "parkinson")),
    Call("to_volatility", "no highs", lambda: es.to_volatility(tidy().drop(columns="high")), PriceError, ("high",)),
    Call("to_volatility", "a high in words", lambda: es.to_volatility(cell("high", "n/k")), PriceError,
         ("n/k", "high", "row 7")),
    Call("to_volatility", "days in words", lambda: es.to_volatility(tidy().assign(date="soon")), PriceError, ("soon",)),
    Call("to_volatility", "no table", lambda: es.to_volatility([1, 2]), UsageError, ("list",)),
    # factors
    Call("load_factors", "a file that is not there", lambda: es.load_factors("none.csv"), UsageError, ("none.csv",)),
    Call("load_factors", "a set that is none", lambda: es.load_factors("ken-french:ff4"), UsageError, ("ff4", "ff3")),
    Call("load_factors", "an empty file", lambda: es.load_factors("f.csv"), UsageError,
         ("f.csv", "empty"), {"f.csv": ""}),
    Call("load_factors", "binary", lambda: es.load_factors("f.csv"), UsageError, ("f.csv",), {"f.csv": BINARY}),
    Call("load_factors", "a zip that is none", lambda: es.load_factors("f.zip"), UsageError, ("f.zip",),
         {"f.zip": BINARY}),
    Call("load_factors", "per cent", lambda: es.load_factors(wide().set_axis(["smb", "hml", "mkt_rf"], axis=1) * 100),
         PriceError, ("per cent", "100")),
    Call("load_factors", "monthly", lambda: es.load_factors(wide().iloc[::22]), PriceError, ("month",)),
    Call("load_factors", "prices", lambda: es.load_factors("prices.csv"), PriceError, ("prices.csv",)),
    Call("load_factors", "words", lambda: es.load_factors(wide().assign(m="x")),
         PriceError, ("'x'",)),
    Call("load_factors", "rows without days", lambda: es.load_factors(wide().reset_index(drop=True)), PriceError,
         ("date",)),
    Call("load_factors", "nothing", lambda: es.load_factors([]), UsageError, ("factors",)),
    Call("load_factors", "a number", lambda: es.load_factors(3), UsageError, ("int",)),
    Call("load_factors", "None", lambda: es.load_factors(None), UsageError, ("NoneType",)),
    Call("load_factors", "no row", lambda: es.load_factors(wide().iloc[:0]), PriceError, ("no rows",)),
    Call("load_factors", "two that disagree", lambda: es.load_factors([wide(), wide() * 2]), PriceError, ("s1",)),
    # the network
    *(
        Call("load_prices", f"a service that {name}", load("yahoo", ticker, start="2019-02-01", end="2019-03-01"),
             error, says)
        for name, ticker, error, says in (
            ("has no such ticker", "GONE", MissingPrices, ("GONE",)),
            ("limits its rate", "BUSY", SourceUnavailable, ("later",)),
            ("shows a page", "PAGE", SourceUnavailable, ("browser",)),
            ("is down", "DOWN", SourceUnavailable, ("503",)),
            ("stops half-way", "HALF", SourceUnavailable, ("HALF",)),
            ("lies", "LIES", SourceUnavailable, ("LIES", "upgrade")),
            ("hangs", "HANG", SourceUnavailable, ("later",)),
        )
    ),
    *(
        Command(f"fetch from a service that {name}", f"prices fetch {ticker} --start 2019-02-01 --end 2019-03-01 -q",
                ("not fetched from yahoo", ticker), notes=notes)
        for name, ticker, notes in (("has no such ticker", "GONE", 0), ("limits its rate", "BUSY", 2),
                                    ("is down", "DOWN", 2), ("stops half-way", "HALF", 2), ("hangs", "HANG", 2))
    ),
    Call("load_prices", "a span without days on the network", load("yahoo", "GOOD", start="1999-01-01",
                                                                  end="1999-12-31"), MissingPrices, ("GOOD", "1999")),
    Call("load_prices", "FRED answers a page", load("fred", "DCOILBRENTEU"), SourceUnavailable, ("FRED", "no table")),
    Call("load_prices", "the network without a name", load("yahoo"), UsageError, ("name", "series")),
    # commands
    Command("fetch nothing", "prices fetch", ("SERIES",), status=2),
    Command("fetch from a source that is none", "prices fetch xom --source yaho", ("yaho", "yahoo"), status=2),
    Command("fetch from a file", "prices fetch acme --source prices.csv", ("prices.csv", "yahoo"), status=2),
    Command("fetch from soon on", "prices fetch xom --start soon", ("soon", "2020-01-03"), status=2),
    Command("fetch the wrong way round", "prices fetch xom --start 2020-02-01 --end 2020-01-01", ("other way round",)),
    Command("fetch the future", "prices fetch xom --start 2999-01-01", ("2999-01-01",)),
    Command("fetch an empty name", "prices fetch ''", ("empty",), status=2),
    Command("fetch what may mean several", "prices fetch oil --start 2019-02-01", ("oil", "brent", "wti")),
    Command("fetch by a company's name", "prices fetch exxon --start 2019-02-01", ("exxon", "xom")),
    Command("fetch into a cache that is a file", "prices fetch GOOD --start 2019-02-01 --end 2019-03-01 -q",
            ("cache",), {"cache": "a file"}),
    Command("verify with a source that is none", "prices verify acme --source nowhere", ("nowhere",)),
    Command("verify a series that is not there", "prices verify gold --source prices.csv --against snapshot",
            ("gold", "acme")),
    Command("verify a column that is none",
         "prices verify acme --source prices.csv --against prices.csv --column close",
            ("close", "OURS=THEIRS"), status=2),
    Command("verify two networks without names", "prices verify --source fred --against yahoo", ("name the series",),
            status=2),
    Command("screen days the wrong way round", "prices screen --source prices.csv --start 2020-01-01 --end 2019-01-01",
            ("other way round",)),
    Command("screen a series that is not there", "prices screen amce --source prices.csv", ("amce", "acme")),
    Command("list a word without the catalogue", "prices list crude", ("crude", "--catalogue"), status=2),
    Command("list with a format that is none", "prices list --format xml", ("xml", "json"), status=2),
    Command("clear what is not cached", "prices clear xom", ("xom", "prices list")),
    Command("clear from a source that is none", "prices clear --source yaho --yes", ("yaho", "yahoo"), status=2),
    Command("a command of prices that is none", "prices compare", ("compare",), status=2),
]
