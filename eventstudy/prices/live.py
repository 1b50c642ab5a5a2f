"""Prices from a source on the network by way of the cache: only what is missing is asked for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import PriceError, SourceUnavailable
from eventstudy.instruments import catalogue
from eventstudy.prices.feed import ROWS, finished, ticker_of
from eventstudy.prices.quality import flag_quality
from eventstudy.prices.revision import difference
from eventstudy.prices.store import Damaged, Earlier, Entry, Kept
from eventstudy.prices.table import COLUMNS
from eventstudy.prices.unsplit import later_splits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.prices.feed import Feed
    from eventstudy.prices.store import Store
    from eventstudy.records import Progress

__all__ = ["EARLIEST", "fetch_one", "load_live"]

EARLIEST = date(1900, 1, 1)
OVERLAP = 5
"""Sessions asked for again beside the missing ones: should they differ, the source has revised its figures."""
_HUNDREDTHS = {"GBp": "gbx", "GBX": "gbx", "USd": "usx", "USX": "usx", "ZAc": "zac", "ILA": "ila"}
"""How Yahoo writes a hundredth of a currency (pence, cents, agorot), and how the catalogue does."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series as it came, from the network or from the cache."""

    name: str
    kept: Kept
    notes: tuple[str, ...] = ()
    """What the user should know."""
    offline: bool = False
    fetched: int = 0
    """Rows that came over the network."""


@dataclass(slots=True)
class _Job:
    """What is wanted of one series, and where it is got and kept."""

    name: str
    ticker: str
    feed: Feed
    store: Store | None
    first: date
    last: date
    notes: list[str] = field(default_factory=list)


def load_live(
    names: Sequence[str],
    feed: Feed,
    store: Store | None,
    *,
    first: date | None,
    last: date | None,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the prices of several series, tidy and flagged, and their provenance; its `notes` are to be told.

    Parameters
    ----------
    names
        Ids of the catalogue, or the source's own tickers.
    feed, store
        The source and the cache; None keeps nothing.
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
    found = []
    for place, name in enumerate(names):
        if progress is not None:
            progress(f"fetch prices from {feed.name}", place, len(names))
        found.append(fetch_one(name, feed, store, first=first, last=last))
    if progress is not None:
        progress(f"fetch prices from {feed.name}", len(names), len(names))
    table = pd.concat([_tidy(one) for one in found], ignore_index=True)
    return table, _provenance(feed, found)


def fetch_one(name: str, feed: Feed, store: Store | None, *, first: date | None, last: date | None) -> Series:
    """Return one series over the days wanted, from the cache as far as it goes.

    Raises
    ------
    SourceUnavailable, MissingPrices, PriceError
        As `load_live`.
    """
    over = finished(name, feed.clock())
    job = _Job(name, ticker_of(name, feed.name), feed, store, first or EARLIEST, min(last or over, over))
    if job.first > job.last:
        raise PriceError(f"prices of {name!r} from {job.first} are not out yet: the last day that is over is {over}")
    kept = store.read(feed.name, job.ticker) if store is not None else None
    if isinstance(kept, Kept):
        _check_currency(job, kept.entry.currency)
        if _covers(kept, job):
            return Series(name, kept)
    if store is None:
        return _fresh(job)
    with store.writing(feed.name, job.ticker):
        return _extended(job, _usable(job, store))


def _usable(job: _Job, store: Store) -> Kept | None:
    """Return what is kept, read again now that nobody else writes; what is damaged is set aside and told."""
    kept = store.read(job.feed.name, job.ticker)
    if isinstance(kept, Damaged):
        aside = store.set_aside(job.feed.name, job.ticker)
        job.notes.append(f"the cached prices of {job.name} are damaged ({kept.why}): set aside as {aside.name}")
        return None
    return kept


def _covers(kept: Kept, job: _Job) -> bool:
    return kept.entry.first <= job.first and job.last <= kept.entry.last


def _extended(job: _Job, kept: Kept | None) -> Series:
    """Return the series with what is missing fetched, or from the cache alone where the source does not answer."""
    if kept is not None and _covers(kept, job):
        return Series(job.name, kept, tuple(job.notes))
    try:
        return _fresh(job) if kept is None else _spliced(job, kept)
    except SourceUnavailable as error:
        if kept is None or not _holds_any(kept, job):
            said = f"; {'; '.join(job.notes)}" if job.notes else ""
            raise SourceUnavailable(f"{error}{said}") from error
        days = kept.rows["date"]
        note = (
            f"{error}; going on with the cached prices of {job.name}, {days.iloc[0]:%Y-%m-%d} to "
            f"{days.iloc[-1]:%Y-%m-%d}, retrieved {kept.entry.retrieved[:10]}"
        )
        return Series(job.name, kept, (*job.notes, note), offline=True)


def _holds_any(kept: Kept, job: _Job) -> bool:
    days = kept.rows["date"]
    return bool(((days >= pd.Timestamp(job.first)) & (days <= pd.Timestamp(job.last))).any())


def _fresh(job: _Job) -> Series:
    """Fetch all that is wanted, with nothing to go on."""
    answer = job.feed.fetch(job.ticker, job.first, job.last)
    _check_currency(job, answer.currency)
    entry = Entry(
        job.feed.name, job.ticker, job.feed.vendor, answer.currency, answer.zone, _now(job), job.first, job.last,
        rows=0, file="", sha256="",
    )  # fmt: skip
    return _put(job, entry, answer.rows, fetched=len(answer.rows))


def _spliced(job: _Job, kept: Kept) -> Series:
    """Fetch what is missing before and after, with a few sessions over; where these differ, fetch the whole anew."""
    first, last = min(job.first, kept.entry.first), max(job.last, kept.entry.last)
    rows, days, fetched, said = kept.rows, kept.rows["date"], 0, ""
    spans = []
    if job.first < kept.entry.first:
        spans.append((job.first, days.iloc[min(OVERLAP, len(days)) - 1].date()))
    if job.last > kept.entry.last:
        spans.append((days.iloc[-min(OVERLAP, len(days))].date(), job.last))
    for begin, end in spans:
        answer = job.feed.fetch(job.ticker, begin, end)
        _check_currency(job, answer.currency)
        fetched += len(answer.rows)
        said, far = difference(kept.rows, answer.rows, begin, end)
        if far:  # the revision may reach further than the overlap
            whole = job.feed.fetch(job.ticker, first, last)
            fetched, rows = fetched + len(whole.rows), whole.rows
            said, _ = difference(kept.rows, whole.rows, kept.entry.first, kept.entry.last)
            break
        rows = _joined(rows, answer.rows, begin, end)
    entry = replace(kept.entry, vendor=job.feed.vendor, retrieved=_now(job), first=first, last=last)
    if said:
        before = kept.entry
        entry = replace(entry, earlier=(*before.earlier, Earlier(before.file, before.sha256, before.retrieved, said)))
        job.notes.append(f"{job.feed.name} has revised {job.name}: {said}; the earlier figures are kept beside")
    return _put(job, entry, rows, fetched=fetched)


def _joined(held: pd.DataFrame, new: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """Return what is held outside of a span, and what is new within."""
    outside = held[~held["date"].between(pd.Timestamp(first), pd.Timestamp(last))]
    return pd.concat([outside, new]).sort_values("date", ignore_index=True)[ROWS]


def _put(job: _Job, entry: Entry, rows: pd.DataFrame, *, fetched: int) -> Series:
    """Keep the rows; where that fails they are used all the same, and it is told."""
    named = replace(entry, rows=len(rows), sha256=hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest())
    if job.store is not None:
        try:
            named = job.store.put(entry, rows)
        except PriceError as error:
            job.notes.append(str(error))
    return Series(job.name, Kept(named, rows), tuple(job.notes), fetched=fetched)


def _now(job: _Job) -> str:
    return job.feed.clock().astimezone(UTC).isoformat(timespec="seconds")


def _check_currency(job: _Job, told: str | None) -> None:
    """Refuse figures in another currency than the catalogue's: they are those of another listing."""
    one = catalogue().get(job.name)
    if one is None or one.currency is None or told is None:
        return
    money = one.unit == one.currency
    if (_HUNDREDTHS.get(told, told.lower()) if money else told[:3].lower()) != one.currency:
        raise PriceError(
            f"{job.feed.name} quotes {job.name!r} (ticker {job.ticker}) in {told}, the catalogue has it in "
            f"{one.currency.upper()}: name the ticker of the listing you mean, or its unit in a catalogue of your own"
        )


def _tidy(one: Series) -> pd.DataFrame:
    """Return the rows as `load_prices` gives them: flagged, volume in shares of the last day, splits told."""
    rows = one.kept.rows
    splits = rows["split"].to_numpy(dtype=float)
    factor = later_splits(splits)
    adjusted = rows.assign(series=one.name, flag="", volume=rows["volume"] * factor)
    figures = ["open", "high", "low", "close"]
    adjusted[figures] = adjusted[figures].div(factor, axis=0)
    flagged = flag_quality(adjusted)
    table = flagged.assign(**{name: rows[name] for name in figures})[COLUMNS].astype({"series": str, "flag": str})
    if not (splits > 0).any():
        return table
    before = rows["close"].shift().to_numpy(dtype=float) / np.where(splits > 0, splits, np.nan)
    return table.assign(split=splits, before=before)


def _provenance(feed: Feed, found: Sequence[Series]) -> dict[str, Any]:
    listing = "".join(f"{one.kept.entry.sha256}  {one.kept.entry.ticker}\n" for one in found)
    return {
        "source": feed.name,
        "sha256": hashlib.sha256(listing.encode()).hexdigest(),
        "retrieved": max(one.kept.entry.retrieved for one in found),
        "vendor": feed.vendor,
        "dropped": [],
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
        "revised": len(entry.earlier),
        "splits": {f"{day:%Y-%m-%d}": ratio for day, ratio in zip(split["date"], split["split"], strict=True)},
        "what": _what(one.name, entry.source),
    }


def _what(name: str, source: str) -> str:
    """Return what the figures are, where that is not what the series' name says."""
    known = catalogue().get(name)
    return known.elsewhere.get(source, known.name) if known is not None else "unknown to the catalogue"
