"""One series of a source on the network by way of the cache: only what is missing is asked for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.errors import PriceError, SourceUnavailable
from eventstudy.instruments import instrument_of
from eventstudy.prices.feed import ROWS, finished, ticker_of
from eventstudy.prices.payouts import HUNDREDTHS
from eventstudy.prices.revision import difference
from eventstudy.prices.store import Damaged, Earlier, Entry, Kept

if TYPE_CHECKING:
    from eventstudy.prices.feed import Feed
    from eventstudy.prices.store import Store

__all__ = ["Series", "fetch_one"]

EARLIEST = date(1900, 1, 1)
OVERLAP = 5
"""Sessions asked for again beside the missing ones: should they differ, the source has revised its figures."""


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
    stored: bool = True
    """Whether the cache has it as it is here."""


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
    with store.writing(feed.name, job.ticker) as cannot:
        if cannot:
            job.store = None
            job.notes.append(f"{cannot}; {name} is not kept")
        return _extended(job, _usable(job, store))


def _usable(job: _Job, store: Store) -> Kept | None:
    """Return what is kept, read again now that nobody else writes; what is damaged is set aside and told."""
    kept = store.read(job.feed.name, job.ticker)
    if isinstance(kept, Damaged) and job.store is None:
        return None
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
    stored = False
    if job.store is not None:
        try:
            named, stored = job.store.put(entry, rows), True
        except PriceError as error:
            job.notes.append(str(error))
    return Series(job.name, Kept(named, rows), tuple(job.notes), fetched=fetched, stored=stored)


def _now(job: _Job) -> str:
    return job.feed.clock().astimezone(UTC).isoformat(timespec="seconds")


def _check_currency(job: _Job, told: str | None) -> None:
    """Refuse figures in another currency than the catalogue's: they are those of another listing."""
    one = instrument_of(job.name)
    if one is None or one.currency is None or told is None:
        return
    money = one.unit == one.currency
    if (HUNDREDTHS.get(told, told.lower()) if money else told[:3].lower()) != one.currency:
        raise PriceError(
            f"{job.feed.name} quotes {job.name!r} (ticker {job.ticker}) in {told}, the catalogue has it in "
            f"{one.currency.upper()}: name the ticker of the listing you mean, or its unit in a catalogue of your own"
        )
