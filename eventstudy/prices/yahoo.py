"""Prices from Yahoo Finance. The one user of yfinance.

What the service gives is adjusted for every split up to the day of asking; it is turned back into what was quoted and
traded on the day, so that an article's figures can be compared and a later split revises nothing.
"""

from __future__ import annotations

import json
import logging
import re
import time
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import MissingPrices, PriceError, SourceUnavailable
from eventstudy.prices.feed import ROWS, Fetched, meant, utc_now
from eventstudy.prices.unsplit import as_quoted, shortest
from eventstudy.remote import PAUSES, patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

__all__ = ["Yahoo"]

_FIGURES = {"Open": "open", "High": "high", "Low": "low", "Close": "close", "Volume": "volume"}
_ACTIONS = {"Dividends": "dividend", "Stock Splits": "split"}
_GAINS = "Capital Gains"
_DONE, _NOT_FOUND, _RATE_LIMIT, _FAULTY = 200, 404, 429, 500
_ABSENT = (400, _NOT_FOUND, 422)
_NO_SPLITS = ("=", "^")
"""Marks of tickers that are no shares: futures and currencies, indexes."""
_NEAR = timedelta(days=366)
"""How far the days since the last one wanted are asked for with the others, rather than by a request of their own."""
_REASON = re.compile(r'Yahoo error = "(.+)"')
"""Where versions of yfinance before 1.5 put the reason."""
_NO_NETWORK = {"DNSError", "ConnectionError", "ProxyError", "SSLError"}
_LOGS = ("yfinance", "bs4", "peewee")
"""Of the library and of what it reads pages and keeps time zones with."""
_CHART = "/v8/finance/chart/"
_FASTEST = 4 << 20
"""Bytes a second taken of an answer, which bounds how much comes in the time it may take."""
_LATER = "try again later, give --prices FILE, or ask for a span that is cached (eventstudy prices list)"
_CONSENT = "open finance.yahoo.com in a browser on this network and see what it asks, or give --prices FILE"
_UPGRADE = "upgrade yfinance (pip install -U yfinance), or give --prices FILE"


@dataclass(frozen=True, slots=True)
class Yahoo:
    """Yahoo Finance, asked ticker by ticker.

    Parameters
    ----------
    session
        A curl_cffi session to ask through; by default one of this process, as yfinance would make it.
    timeout
        Seconds that the whole of an answer may take.
    pauses, sleep
        Seconds waited before each further request after a rate limit or a failure that may pass, and how.
    clock
        Gives the present moment.
    folder
        Where yfinance keeps its own small cache of time zones; None leaves it where it is.
    """

    session: Any = None
    timeout: float = 20.0
    pauses: Sequence[float] = PAUSES
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], datetime] = utc_now
    folder: Path | None = None
    name: str = "yahoo"
    vendor: str = field(default="Yahoo Finance, through yfinance")

    def fetch(self, ticker: str, first: date, last: date) -> Fetched:
        """Return daily rows, as quoted and traded on the day.

        Raises
        ------
        SourceUnavailable
            Yahoo cannot be reached, limits its rate even after the pauses, or answers what cannot be used.
        MissingPrices
            It has no such ticker, or nothing of it between `first` and `last`.
        """
        today = self.clock().date()
        near = last < today <= last + _NEAR
        answer, meta = self._history(ticker, first, today if near else last)
        rows = _rows(ticker, answer)
        rows = rows[rows["close"].notna() & (rows["date"] >= pd.Timestamp(first))].reset_index(drop=True)
        later = 1.0 if near or last >= today else self._later_splits(ticker, last, today)
        quoted = as_quoted(rows, later=later)
        inside = quoted[quoted["date"] <= pd.Timestamp(last)]
        if inside.empty:
            raise MissingPrices(_nothing(ticker, first, last))
        return Fetched(inside[ROWS], currency=meta.get("currency"), zone=meta.get("zone"))

    def _later_splits(self, ticker: str, last: date, today: date) -> float:
        """Return by how much later splits have changed the figures up to `last`: 4 after a split of four for one."""
        if any(mark in ticker for mark in _NO_SPLITS):
            return 1.0
        try:
            answer, _ = self._history(ticker, last + timedelta(days=1), today)
        except MissingPrices:
            return 1.0
        splits = _rows(ticker, answer)["split"].to_numpy()
        return float(np.prod(splits[splits > 0]))

    def _history(self, ticker: str, first: date, last: date) -> tuple[pd.DataFrame, dict[str, str]]:
        """Return the service's own table and what it says of the ticker; any failure in one line."""
        session, seen = self.session if self.session is not None else _own_session(), _Seen()

        def ask() -> tuple[pd.DataFrame, dict[str, str]]:
            seen.status, seen.page = None, False
            with _plain_yfinance(self.folder) as yfinance, _watched(session, seen, self.timeout):
                one = yfinance.Ticker(ticker, session=session)
                table = one.history(
                    start=first.isoformat(), end=(last + timedelta(days=1)).isoformat(), interval="1d",
                    auto_adjust=False, actions=True, timeout=self.timeout,
                )  # fmt: skip
                meta = one.history_metadata
                if str(meta.get("symbol", ticker)).upper() != ticker.upper():
                    raise SourceUnavailable(f"Yahoo was asked for {ticker} and answers with {meta['symbol']}: {_LATER}")
                told = {"currency": meta["currency"], "zone": meta["exchangeTimezoneName"]}
                return pd.DataFrame(table), {key: str(value) for key, value in told.items() if value}

        try:
            return patiently(
                ask, passing=lambda error: _may_pass(error, seen), pauses=self.pauses, sleep=self.sleep, who="Yahoo"
            )
        except PriceError:
            raise
        except Exception as error:
            raise _explained(error, seen, ticker, first, last, waited=sum(self.pauses)) from error


@dataclass(slots=True)
class _Seen:
    """What the service answered last to a request for prices."""

    status: int | None = None
    page: bool = False
    """Whether that was a page for people."""


@cache
def _own_session() -> Any:  # noqa: ANN401 - a class without types
    """Return the one session of this process: cookies and what goes with them belong together."""
    from curl_cffi import requests  # noqa: PLC0415 - only who asks the network loads it

    return requests.Session(impersonate="chrome")


@contextmanager
def _watched(session: Any, seen: _Seen, timeout: float) -> Iterator[None]:  # noqa: ANN401 - the same
    """Take note of the status of each answer: the library's own errors call an outage a delisting.

    No answer takes longer than `timeout`, be it one that never ends; the library's own questions, for cookies and
    zones, would wait half a minute each.
    """
    ask = session.request

    def request(method: str, url: str, *more: Any, **options: Any) -> Any:  # noqa: ANN401 - passed on as it comes
        bounds = {"timeout": timeout, "max_recv_speed": _FASTEST}
        response = ask(method, url, *more, **{**options, **bounds})
        if _CHART in url:
            seen.status = int(response.status_code)
            seen.page = response.content.lstrip()[:1] == b"<"
        return response

    session.request = request
    try:
        yield
    finally:
        del session.request


@contextmanager
def _plain_yfinance(folder: Path | None) -> Iterator[Any]:
    """Give the library with errors raised rather than hidden, its log and its warnings kept off the terminal."""
    import yfinance  # noqa: PLC0415 - takes half a second, and only who asks the network needs it
    from yfinance.data import YfData  # noqa: PLC0415 - the same

    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yfinance.set_tz_cache_location(str(folder))
    hidden = yfinance.config.debug.hide_exceptions
    levels = {log: log.level for log in map(logging.getLogger, _LOGS)}
    # a failed answer would be served again from the library's memory
    YfData.cache_get.cache_clear()
    for log in levels:
        log.setLevel(logging.CRITICAL + 1)
    yfinance.config.debug.hide_exceptions = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield yfinance
    finally:
        yfinance.config.debug.hide_exceptions = hidden
        for log, level in levels.items():
            log.setLevel(level)


def _rows(ticker: str, answer: pd.DataFrame) -> pd.DataFrame:
    """Return the service's table under our names: dates of the exchange's own zone, no instant, ascending."""
    lacking = [name for name in (*_FIGURES, *_ACTIONS) if name not in answer.columns]
    if lacking:
        raise SourceUnavailable(f"Yahoo was asked for {ticker} and its answer lacks {', '.join(lacking)}: {_UPGRADE}")
    index = pd.DatetimeIndex(answer.index)
    days = (index.tz_localize(None) if index.tz is not None else index).normalize().astype("datetime64[ns]")
    rows = answer.rename(columns=_FIGURES | _ACTIONS)[ROWS[1:]].astype("float64").set_axis(days)
    rows = rows.replace([np.inf, -np.inf], np.nan).rename_axis("date")
    rows[["dividend", "split"]] = rows[["dividend", "split"]].fillna(0.0)
    if _GAINS in answer.columns:  # what a fund pays out of its gains leaves the price as a dividend does
        rows["dividend"] += answer[_GAINS].to_numpy(dtype=float, na_value=0.0)
    prices = ["open", "high", "low", "close", "dividend"]
    rows[prices] = shortest(rows[prices].to_numpy())
    return rows[~rows.index.duplicated(keep="last")].sort_index().reset_index()


def _may_pass(error: Exception, seen: _Seen) -> bool:
    """Tell whether asking again may help: a rate limit, a server out of order or too slow, a torn answer."""
    if isinstance(error, PriceError) or type(error).__name__ in _NO_NETWORK:
        return False
    if seen.status is None or seen.status == _DONE:
        return isinstance(error, OSError | json.JSONDecodeError) or _is_limit(error) or _is_down(error)
    return seen.status == _RATE_LIMIT or seen.status >= _FAULTY


def _is_limit(error: Exception) -> bool:
    return type(error).__name__ == "YFRateLimitError"


def _is_down(error: Exception) -> bool:
    """Tell whether the service said that it will be back: with the status of success."""
    return type(error).__name__ == "YFDataException"


def _explained(error: Exception, seen: _Seen, ticker: str, first: date, last: date, *, waited: float) -> PriceError:
    """Return the error that says what was asked, what came back, and what would work."""
    status = seen.status
    reason = getattr(error, "yahoo_reason", None) or "".join(_REASON.findall(str(error)))
    says = f" (it says: {reason})" if reason else ""
    if status in _ABSENT and (status == _NOT_FOUND or type(error).__name__ != "YFPricesMissingError"):
        known = meant(ticker, "yahoo")
        cure = f"did you mean {known}?" if known else "look it up at finance.yahoo.com, or name another"
        return MissingPrices(f"Yahoo has no ticker {ticker!r}{says}: {cure}")
    if type(error).__name__ == "YFPricesMissingError" and status in {_DONE, *_ABSENT}:
        return MissingPrices(_nothing(ticker, first, last) + says)
    found, cure = _found(error, seen, waited)
    return SourceUnavailable(f"Yahoo was asked for {ticker} and {found}: {cure}")


def _found(error: Exception, seen: _Seen, waited: float) -> tuple[str, str]:
    """Return what came back and what would work."""
    status, down = seen.status, _is_down(error)
    page = "answers with a web page instead of prices, of consent or of a gateway on the way"
    limited = _is_limit(error) or status == _RATE_LIMIT
    refused = not down and status is not None and status < _FAULTY
    cases = (
        (limited, f"limits how often it may be asked (429), still after pauses of {waited:g} s", _LATER),
        (isinstance(error, ImportError), f"yfinance cannot be loaded ({_short(error)})", _UPGRADE),
        (status is None, f"does not answer ({_short(error)})", _LATER),
        (down or status != _DONE, f"{'refuses' if refused else 'is out of order'} ({status})", _LATER),
        (seen.page, page, _CONSENT),
        (isinstance(error, OSError | json.JSONDecodeError), "its answer is empty or cut short", _LATER),
    )
    form = f"its answer has a form that yfinance does not read ({type(error).__name__}: {_short(error)})"
    return next(((found, cure) for holds, found, cure in cases if holds), (form, _UPGRADE))


def _nothing(ticker: str, first: date, last: date) -> str:
    return f"Yahoo has no prices of {ticker!r} from {first} to {last}"


def _short(error: Exception) -> str:
    text = " ".join(str(error).split()).partition(" See https")[0]
    return text[:120] or type(error).__name__
