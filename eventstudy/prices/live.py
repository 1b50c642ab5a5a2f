"""Several series of a source on the network, as one tidy table with its provenance."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.errors import MissingPrices, PriceError, SourceUnavailable, UsageError
from eventstudy.instruments import instrument_of, of_ticker
from eventstudy.prices.cached import fetch_one
from eventstudy.prices.payouts import HUNDREDTHS, too_small
from eventstudy.prices.splits import factors, flag_prices, with_before

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from eventstudy.prices.cached import Series
    from eventstudy.prices.feed import Feed, Fetched
    from eventstudy.prices.store import Store
    from eventstudy.records import Progress

__all__ = ["load_live"]


class _AskedInVain:
    """A source that, once it did not answer, is asked no further: each series would have to wait as long again."""

    def __init__(self, feed: Feed) -> None:
        self.name, self.vendor, self._feed = feed.name, feed.vendor, feed
        self.error: SourceUnavailable | None = None

    def clock(self) -> datetime:
        """Return the source's present moment."""
        return self._feed.clock()

    def fetch(self, ticker: str, first: date, last: date) -> Fetched:
        """Return what the source answers, or raise what it did not answer with."""
        if self.error is not None:
            raise self.error
        try:
            return self._feed.fetch(ticker, first, last)
        except SourceUnavailable as error:
            self.error = error
            raise


def load_live(
    needed: Sequence[str],
    feed: Feed,
    store: Store | None,
    *,
    wanted: Sequence[str] = (),
    first: date | None,
    last: date | None,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the prices of several series, tidy and flagged, and their provenance; its `notes` are to be told.

    Once the source does not answer, the series after that come from the cache as far as it goes.

    Parameters
    ----------
    needed
        Ids of the catalogue, or the source's own tickers.
    feed, store
        The source and the cache; None keeps nothing.
    wanted
        More of them, which are left out where there is nothing of them; told in ``dropped`` of the provenance.
    first, last
        Days wanted, both included; None for the first the source has, and for the last that is over.
    progress
        Told of each series.

    Raises
    ------
    SourceUnavailable
        The source does not answer, and the cache has nothing of the days wanted.
    MissingPrices
        The source has nothing of a series, or of the days wanted.
    PriceError
        Its currency is not the catalogue's; the days wanted are not over.
    """
    found, dropped, source = [], [], _AskedInVain(feed)
    names, stage = list(dict.fromkeys([*needed, *wanted])), f"fetch prices from {feed.name}"
    for place, name in enumerate(names):
        if progress is not None:
            progress(stage, place, len(names))
        try:
            found.append(fetch_one(name, source, store, first=first, last=last))
        except (PriceError, UsageError) as error:
            if name in needed:
                raise
            dropped.append({"what": name, "reason": str(error)})
    if progress is not None:
        progress(stage, len(names), len(names))
    if not found:
        raise source.error or MissingPrices(
            f"no prices from {feed.name}: "
            + ("; ".join(one["reason"] for one in dropped) or "nothing that prices are known of is spoken of")
        )
    table, told = pd.concat([_tidy(one) for one in found], ignore_index=True), _provenance(feed, found, dropped)
    quoted = {one.name: HUNDREDTHS.get(one.kept.entry.currency or "", "") for one in found}
    told["notes"] += too_small(table, {name: unit for name, unit in quoted.items() if unit})
    unasked = [one["what"] for one in dropped if source.error is not None and str(source.error) in one["reason"]]
    if unasked:
        told["notes"].append(f"{source.error}; of {', '.join(unasked)} nothing is cached: left out")
    return table, told


def _tidy(one: Series) -> pd.DataFrame:
    """Return the rows as `load_prices` gives them: flagged, volume in shares of the last day, splits told."""
    rows = one.kept.rows.assign(series=one.name, flag="")
    table = rows.assign(volume=rows["volume"] * factors(rows))
    return flag_prices(with_before(table) if (rows["split"] > 0).any() else table.drop(columns="split"))


def _provenance(feed: Feed, found: Sequence[Series], dropped: list[dict[str, str]]) -> dict[str, Any]:
    listing = "".join(f"{one.kept.entry.sha256}  {one.kept.entry.ticker}\n" for one in found)
    return {
        "source": feed.name,
        "sha256": hashlib.sha256(listing.encode()).hexdigest(),
        "retrieved": max(one.kept.entry.retrieved for one in found),
        "vendor": feed.vendor,
        "dropped": dropped,
        "notes": [note for one in found for note in one.notes],
        "series": {one.name: _described(one) for one in found},
    }


def _described(one: Series) -> dict[str, Any]:
    entry, rows = one.kept.entry, one.kept.rows
    split = rows[rows["split"] > 0]
    return {
        "ticker": entry.ticker,
        "currency": entry.currency,
        "zone": entry.zone,
        "retrieved": entry.retrieved,
        "sha256": entry.sha256,
        "first": f"{rows['date'].iloc[0]:%Y-%m-%d}",
        "last": f"{rows['date'].iloc[-1]:%Y-%m-%d}",
        "sessions": len(rows),
        "offline": one.offline,
        "kept": one.stored,
        "revised": len(entry.earlier),
        "splits": {f"{day:%Y-%m-%d}": ratio for day, ratio in zip(split["date"], split["split"], strict=True)},
        "what": _what(one.name, entry.source),
    }


def _what(name: str, source: str) -> str:
    """Return what the figures are, where that is not what the series' name says."""
    known = instrument_of(name)
    if known is not None:
        return known.elsewhere.get(source, known.name)
    meant = of_ticker(name, source)  # a word that elsewhere is a company's symbol
    return f"studied without a calendar; as {meant!r} it would have one" if meant else "unknown to the catalogue"
