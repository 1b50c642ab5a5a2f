"""What a source on the network is to the rest: something that answers with the daily prices of one ticker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from eventstudy.errors import CalendarError, UsageError
from eventstudy.instruments import by_alias, catalogue, instrument_of
from eventstudy.sessions import struck_at

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEEDS", "ROWS", "Feed", "Fetched", "finished", "meant", "ticker_of", "utc_now"]

FEEDS = ("yahoo", "fred")
ROWS = ["date", "open", "high", "low", "close", "volume", "dividend", "split"]
"""Columns of what is fetched and kept: as quoted and traded on the day, `split` new shares for an old one, else 0."""
_SETTLED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: rows (columns `ROWS`, dates ascending naive midnights), and what was said of them."""

    rows: pd.DataFrame
    currency: str | None
    """As the source writes it: "USD", "GBp" for pence; None where it says nothing."""
    zone: str | None
    """IANA name of the zone whose days these are; None where the source says nothing."""


@runtime_checkable
class Feed(Protocol):
    """A source on the network."""

    @property
    def name(self) -> str:
        """What `load_prices` calls it, and the folder of the cache."""

    @property
    def vendor(self) -> str:
        """Who publishes the figures."""

    def clock(self) -> datetime:
        """Return the present moment, aware."""

    def fetch(self, ticker: str, first: date, last: date) -> Fetched:
        """Return the daily rows of `ticker` from `first` to `last`, both included; at least one row.

        Raises
        ------
        SourceUnavailable
            It cannot be reached, limits its rate, or answers what cannot be used.
        MissingPrices
            It has no such ticker, or nothing of it in this span.
        """


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def ticker_of(series: str, source: str) -> str:
    """Return what a source calls a series; what the catalogue does not know is taken as the source's own name.

    Raises
    ------
    UsageError
        If the name means several instruments, or the source has no ticker of it; if it is what people call one.

    Examples
    --------
    >>> ticker_of("brent", "yahoo"), ticker_of("brent", "fred"), ticker_of("RIO.L", "yahoo")
    ('BZ=F', 'DCOILBRENTEU', 'RIO.L')
    """
    one = catalogue().get(series)
    if one is None:
        if series != series.upper() and meant(series, source):
            raise UsageError(
                f"{series!r} is no id of the catalogue and no ticker: did you mean {meant(series, source)}?"
            )
        return series
    if one.candidates:
        raise UsageError(f"{series!r} may mean {' or '.join(one.candidates)}: name one of them")
    if source not in one.tickers:
        known = ", ".join(name for name, other in catalogue().items() if source in other.tickers)
        raise UsageError(f"the catalogue knows no ticker of {series!r} at {source}: it knows those of {known}")
    return one.tickers[source]


def meant(series: str, source: str) -> str:
    """Return the id of the instrument that people call so; empty for none, or where it is its ticker at the source.

    Examples
    --------
    >>> meant("exxon", "yahoo"), meant("Acme", "yahoo"), meant("XOM", "yahoo")
    ('xom', '', '')
    """
    named = by_alias().get(series.lower())
    return "" if named is None or catalogue()[named].tickers.get(source) == series.upper() else named


def finished(series: str, now: datetime) -> date:
    """Return the last day whose price is final: yesterday, or today once the price was struck an hour ago.

    Examples
    --------
    >>> finished("xom", datetime(2020, 1, 3, 23, 0, tzinfo=UTC)).isoformat()
    '2020-01-03'
    >>> finished("xom", datetime(2020, 1, 3, 20, 0, tzinfo=UTC)).isoformat()
    '2020-01-02'
    """
    today = now.astimezone(UTC).date()
    try:
        over = instrument_of(series) is not None and struck_at(series, today) + _SETTLED <= now
    except (CalendarError, UsageError):
        over = False
    return today if over else today - timedelta(days=1)
