"""A web server on this machine that answers as public price services do, and sessions that lead there.

Nothing of yfinance or pandas-datareader is replaced: they get a session of the kind they ask for, whose every request
goes to the local server whatever host it names.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd


@dataclass
class Answer:
    """What the server says; `cut` bytes are held back although they were promised, `after` is a delay in seconds.

    With `endless` its body is followed by these bytes for ever, `pause` seconds between; with `headless` they come in
    the place of a header.
    """

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    cut: int = 0
    after: float = 0.0
    endless: bytes = b""
    pause: float = 0.0
    headless: bool = False


class Web:
    """A server whose answers a callable gives: (path, query) -> Answer. `asked` lists the requests."""

    def __init__(self, answer):
        self.asked: list[tuple[str, dict[str, str]]] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                web.asked.append((unquote(parts.path), query))
                told = answer(unquote(parts.path), query)
                if web.closing.wait(told.after):
                    return
                if told.headless:
                    self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
                    self.go_on(told)
                    return
                self.send_response(told.status)
                self.send_header("Content-Type", told.kind)
                if not told.endless:
                    self.send_header("Content-Length", str(len(told.body)))
                self.end_headers()
                self.wfile.write(told.body[: len(told.body) - told.cut])
                if told.endless:
                    self.go_on(told)

            def go_on(self, told):
                """Send the same bytes until the other side has had enough."""
                with suppress(OSError):
                    while not web.closing.wait(told.pause):
                        self.wfile.write(told.endless)

            do_POST = do_GET  # noqa: N815 - the same

            def log_message(self, *_):
                pass

        self.closing = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def requests_session(port):
    """Return a session of the requests library whose every request goes to the local server."""
    import requests  # noqa: PLC0415 - comes with an extra

    class Led(requests.adapters.HTTPAdapter):
        def send(self, request, **more):
            parts = urlsplit(request.url)
            request.url = parts._replace(scheme="http", netloc=f"127.0.0.1:{port}").geturl()
            return super().send(request, **more)

    session = requests.Session()
    session.trust_env = False
    session.mount("http://", Led())
    session.mount("https://", Led())
    return session


def curl_session(port):
    """Return a session of curl_cffi, as yfinance wants it, whose every request goes to the local server."""
    from curl_cffi import requests  # noqa: PLC0415 - comes with yfinance

    class Led(requests.Session):
        def request(self, method, url, *more, **options):
            parts = urlsplit(url)
            led = parts._replace(scheme="http", netloc=f"127.0.0.1:{port}").geturl()
            return super().request(method, led, *more, **options)

    return Led(trust_env=False)


# ------------------------------------------------------------------------------------------------------ Yahoo's charts


@dataclass
class Listing:
    """One ticker as the service knows it: figures by day, adjusted for splits as the service does."""

    rows: pd.DataFrame
    """Index: days; columns open high low close volume."""
    dividends: dict[str, float] = field(default_factory=dict)
    splits: dict[str, tuple[int, int]] = field(default_factory=dict)
    gains: dict[str, float] = field(default_factory=dict)
    """What a fund pays out of its gains."""
    currency: str | None = "USD"
    zone: str = "America/New_York"
    kind: str = "EQUITY"
    opens: int = 9


def bars(first, last, *, start=100.0, seed=1, days="B"):
    """Return made-up daily bars of a random walk, rounded to cents."""
    dates = pd.bdate_range(first, last) if days == "B" else pd.date_range(first, last)
    close = (start * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.01, len(dates))))).round(2)
    return pd.DataFrame(
        {"open": close - 0.1, "high": close + 0.5, "low": close - 0.5, "close": close, "volume": 1000 + dates.day},
        index=dates,
    ).round(2)


class FakeYahoo:
    """Answers the chart requests of yfinance. `trouble` maps a ticker to answers given first, one each request."""

    def __init__(self, listings):
        self.listings = listings
        self.trouble: dict[str, list[Answer]] = {}
        self.charts: list[tuple[str, str, str]] = []

    def __call__(self, path, query):
        if not path.startswith("/v8/finance/chart/"):
            return Answer(body=b"crumb", kind="text/plain") if path.endswith("getcrumb") else Answer(404)
        ticker = path.rsplit("/", 1)[1]
        if self.trouble.get(ticker):
            return self.trouble[ticker].pop(0)
        if ticker not in self.listings:
            return Answer(404, chart_error("Not Found", "No data found, symbol may be delisted"))
        listing = self.listings[ticker]
        if "range" in query:
            return Answer(body=chart(ticker, listing, listing.rows.tail(1)))
        zone = ZoneInfo(listing.zone)
        first, last = (datetime.fromtimestamp(int(query[name]), zone) for name in ("period1", "period2"))
        self.charts.append((ticker, f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"))
        days = [moment(day, listing) for day in listing.rows.index]
        inside = np.array([first.timestamp() <= day < last.timestamp() for day in days], dtype=bool)
        return Answer(body=chart(ticker, listing, listing.rows[inside], span=(first, last)))


def moment(day, listing):
    """Return the instant a day's row bears: when the session opens."""
    return int(datetime(day.year, day.month, day.day, listing.opens, 30, tzinfo=ZoneInfo(listing.zone)).timestamp())


def chart(ticker, listing, rows, span=None):
    """Return an answer of the service as bytes."""
    result = {
        "meta": {
            "currency": listing.currency,
            "symbol": ticker,
            "exchangeName": "NYQ",
            "instrumentType": listing.kind,
            "firstTradeDate": 0,
            "regularMarketTime": moment(listing.rows.index[-1], listing),
            "gmtoffset": -18000,
            "timezone": "EST",
            "exchangeTimezoneName": listing.zone,
            "priceHint": 2,
            "dataGranularity": "1d",
            "range": "",
            "validRanges": ["1d", "5d", "1mo", "max"],
        },
        "indicators": {"quote": [{}], "adjclose": [{}]},
    }
    if len(rows):
        result["timestamp"] = [moment(day, listing) for day in rows.index]
        quote = {name: [float(np.float32(value)) for value in rows[name]] for name in ("open", "high", "low", "close")}
        quote["volume"] = [int(value) for value in rows["volume"]]
        result["indicators"] = {"quote": [quote], "adjclose": [{"adjclose": [value * 0.9 for value in quote["close"]]}]}
    events = _events(listing, span)
    if events:
        result["events"] = events
    return json.dumps({"chart": {"result": [result], "error": None}}).encode()


def _events(listing, span):
    def within(day):
        return span is not None and span[0].timestamp() <= moment(pd.Timestamp(day), listing) < span[1].timestamp()

    found = {}
    for name, amounts in (("dividends", listing.dividends), ("capitalGains", listing.gains)):
        paid = {moment(pd.Timestamp(day), listing): value for day, value in amounts.items() if within(day)}
        if paid:
            found[name] = {str(at): {"amount": value, "date": at} for at, value in paid.items()}
    split = {day: value for day, value in listing.splits.items() if within(day)}
    if split:
        found["splits"] = {
            str(moment(pd.Timestamp(day), listing)): {
                "date": moment(pd.Timestamp(day), listing),
                "numerator": up,
                "denominator": down,
                "splitRatio": f"{up}:{down}",
            }
            for day, (up, down) in split.items()
        }
    return found


def chart_error(code, description):
    """Return the body of an error as the service words it."""
    return json.dumps({"chart": {"result": None, "error": {"code": code, "description": description}}}).encode()


def pauses_noted():
    """Return a stand-in for sleep, and the list of seconds it was asked to wait."""
    waited: list[float] = []
    return waited.append, waited


def wait_until(true, seconds=5.0):
    """Wait until something holds."""
    limit = time.monotonic() + seconds
    while not true() and time.monotonic() < limit:
        time.sleep(0.01)
    return true()
