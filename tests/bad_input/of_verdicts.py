"""Reported moves held against prices: `check_moves`."""

# fmt: off
from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd
from cases import Call
from tables import BINARY, article, tidy, wide

import eventstudy as es
from eventstudy.errors import PriceError, UsageError


@cache
def moves():
    return es.find_moves([article()])


def check(prices=None, **more):
    return lambda: es.check_moves(moves(), tidy() if prices is None else prices, **more)


BARS = "series,time,open,high,low,close\n"
ROW = "dow,2019-11-14T10:00-05:00,1,1,1,1\n"


def bars(name, text, *says):
    return Call("check_moves", name, check(intraday="b.csv"), PriceError, ("b.csv", *says), {"b.csv": text})


TABLE = "version = '1'\n"
CASES = [
    Call("check_moves", "a text for moves", lambda: es.check_moves("The Dow rose", tidy()), UsageError, ("str",)),
    Call("check_moves", "articles for moves", lambda: es.check_moves([article()], tidy()), UsageError,
         ("Article", "find_moves")),
    Call("check_moves", "nothing for moves", lambda: es.check_moves(None, tidy()), UsageError, ("NoneType",)),
    Call("check_moves", "a table for moves", lambda: es.check_moves(es.to_frame(moves()), tidy()), UsageError,
         ("ReportedMove",)),
    Call("check_moves", "moves and prices swapped", lambda: es.check_moves(tidy(), moves()), UsageError,
         ("load_prices",)),
    Call("check_moves", "a path for prices", check("prices.csv"), UsageError, ("str", "load_prices")),
    Call("check_moves", "returns for prices", check(wide()), PriceError, ("series",)),
    Call("check_moves", "closes in words", check(tidy().assign(close="n/k")), PriceError, ("n/k",)),
    Call("check_moves", "days in words", check(tidy().assign(date="soon")), PriceError, ("soon",)),
    Call("check_moves", "a day twice", check(pd.concat([tidy(), tidy().tail(1)])), PriceError, ("acme",)),
    Call("check_moves", "bars that are not there", check(intraday="none.csv"), PriceError, ("none.csv",)),
    Call("check_moves", "bars that are a number", check(intraday=5), UsageError, ("int",)),
    bars("bars of nothing", ""),
    bars("bars that are binary", BINARY),
    bars("a header alone", BARS, "no"),
    bars("no offset", BARS + ROW.replace("-05:00", ""), "offset", "09:30-05:00"),
    bars("a time in words", BARS + ROW.replace("2019-11-14T10:00-05:00", "ten"), "ten"),
    bars("a price in words", BARS + ROW.replace(",1,1,1,1", ",1,n/k,1,1"), "n/k"),
    bars("an infinite price", BARS + ROW.replace(",1,1,1,1", ",1,inf,1,1"), "inf"),
    bars("a high below the low", BARS + ROW.replace(",1,1,1,1", ",1,1,2,1"), "high"),
    bars("a bar twice", BARS + ROW + ROW.replace(",1\n", ",2\n"), "dow"),
    bars("a column that lacks", BARS.replace("high,", "") + ROW, "high"),
    Call("check_moves", "tolerances that are not there", check(tolerances="none.toml"), UsageError, ("none.toml",)),
    Call("check_moves", "tolerances that are no TOML", check(tolerances="t.toml"), UsageError, ("t.toml", "TOML"),
         {"t.toml": "hedges: about"}),
    Call("check_moves", "tolerances that are binary", check(tolerances="t.toml"), UsageError, ("t.toml",),
         {"t.toml": BINARY}),
    Call("check_moves", "tolerances of nothing", check(tolerances="t.toml"), UsageError, ("t.toml",), {"t.toml": ""}),
    Call("check_moves", "tolerances of another table", check(tolerances="study.toml"), UsageError, ("study.toml",)),
    Call("check_moves", "tolerances that are a number", check(tolerances=5), UsageError, ("int",)),
    Call("check_moves", "a publication that is a day", check(published=date(2019, 11, 14)), UsageError, ("date",)),
    Call("check_moves", "publications in words", check(published={"a.txt": "soon"}), UsageError, ("soon",)),
    Call("check_moves", "a second source that is a path", check(second="prices.csv"), UsageError, ("str",)),
    Call("check_moves", "a second source of returns", check(second=wide()), PriceError, ("series",)),
]
