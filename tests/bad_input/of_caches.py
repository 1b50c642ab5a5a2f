"""What is kept between runs and cannot be used: a damaged cache, a locked one, a folder that another run writes to."""

# fmt: off
from __future__ import annotations

from pathlib import Path

from cases import Call, Command
from tables import BINARY

import eventstudy as es
from eventstudy.errors import PriceError, SourceUnavailable
from eventstudy.prices.disk import locked

SPAN = {"start": "2019-02-01", "end": "2019-03-01"}
KEPT = "cache/prices/yahoo"


def load(ticker, **more):
    return lambda: es.load_prices(ticker, "yahoo", **SPAN, **more)


def held(ticker):
    """Return a call that asks for prices while another process writes them into the cache."""

    def call():
        with locked(Path("cache/prices/.locks") / f"yahoo-{ticker}", timeout=1.0):
            es.load_prices(ticker, "yahoo", **SPAN)

    return call


CASES = [
    Call("load_prices", "a manifest torn, and the service is down", load("DOWN"), SourceUnavailable, ("503", "DOWN"),
         {f"{KEPT}/DOWN/manifest.json": "{ torn"}, touches=KEPT),
    Call("load_prices", "a manifest that is binary, and the service is down", load("DOWN"), SourceUnavailable, ("503",),
         {f"{KEPT}/DOWN/manifest.json": BINARY}, touches=KEPT),
    Call("load_prices", "a manifest of another format, and the service is down", load("DOWN"), SourceUnavailable,
         ("503",), {f"{KEPT}/DOWN/manifest.json": '{"version": 99}'}, touches=KEPT),
    Call("load_prices", "a manifest that cannot be read", load("DOWN"), PriceError, ("DOWN", "cannot be read"),
         {f"{KEPT}/DOWN/manifest.json": Path("/proc/self/mem")}),
    Call("load_prices", "a cache that another process writes to", held("GOOD"), PriceError, ("GOOD", "wait for it")),
    Command("screen a cache that is damaged, and the service is down", "prices screen DOWN --source yahoo "
            "--start 2019-02-01 --end 2019-03-01 -q", ("503",), {f"{KEPT}/DOWN/manifest.json": "{ torn"}, notes=2,
            touches=KEPT),
    Command("fetch into a cache that is a link to itself", "prices fetch GOOD --start 2019-02-01 --end 2019-03-01 -q",
            ("cache", "EVENTSTUDY_CACHE"), {"cache": Path("cache")}),
    Command("clear a cache that holds no such ticker", "prices clear GOOD --yes", ("GOOD", "prices list")),
    Command("an out that is a link to a file", "run -q --out o", ("o", "folder"), {"o": Path("prices.csv")}),
    Command("an out that is a link to itself", "run -q --out o", ("o",), {"o": Path("o")}),
]
