"""Prices: one tidy table, from the shipped snapshot, from files or a table, or live by way of the cache."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventstudy.errors import EventStudyWarning, PriceError, UsageError
from eventstudy.prices.table import days_asked, select

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from eventstudy.prices.feed import Feed
    from eventstudy.prices.table import When
    from eventstudy.records import Progress

__all__ = ["load_available", "load_prices"]


def load_prices(
    series: str | Sequence[str] | None = None,
    source: str | Path | pd.DataFrame | Feed = "snapshot",
    start: When = None,
    end: When = None,
    *,
    columns: Mapping[str, str] | None = None,
    cache: bool | str | Path = True,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return daily prices as one tidy table.

    Parameters
    ----------
    series
        Ids in any case, ``["brent", "xom"]``; one id; or None for every series the source holds. A source on the
        network is asked for series by name, and takes what the catalogue does not know as its own ticker: ``"RIO.L"``.
    source
        ``"snapshot"`` (shipped: brent dow sp500 xom cvx, 2018-01-02 to 2020-02-28); ``"yahoo"`` or ``"fred"``, over the
        network; the path of a CSV, Parquet or Excel file or of a folder of them, see `eventstudy.prices.files`; or a
        table. A `eventstudy.prices.feed.Feed` of one's own works as well.
    start, end
        First and last day wanted, both included; None for all there is. Of a source on the network the last day is one
        that is over.
    columns
        What columns of a file or table hold, where its names do not tell: by our name theirs, as
        ``{"close": "Schlusskurs"}``.
    cache
        Whether what comes over the network is kept, and only what is missing asked for (`eventstudy.prices.store`); or
        the folder to keep it in, instead of ``EVENTSTUDY_CACHE`` or the user's cache folder.
    progress
        Told of each series that is fetched.

    Returns
    -------
    pandas.DataFrame
        Columns ``series, date, open, high, low, close, volume, dividend, flag``, a row per series and session, series
        in the order asked and dates ascending. Dates are naive midnights; prices are as quoted that day (not adjusted
        for dividends or later splits), in the unit of the instrument; an unknown figure is NaN, no dividend is 0.
        ``flag`` is empty or words joined by "|", see `eventstudy.prices.quality`. Where a split is known there are also
        ``split`` (new shares for an old one) and ``before`` (the close of the session before in the new shares, which
        the return is reckoned from); volume is then in shares of the last day.
        ``.attrs["provenance"]`` says source, hash, vendor, when retrieved, what was dropped or taken for what, and
        under ``findings`` what is odd about each series, when, and what is done about it; see
        `eventstudy.prices.findings`.

    Raises
    ------
    MissingPrices
        If the source does not hold a series, or nothing of it between `start` and `end`.
    SourceUnavailable
        If a source on the network does not answer, and nothing of what is asked is cached.
    SnapshotError
        If the shipped bytes are not those the manifest names.
    PriceError
        If there is no such source, a file cannot be used (the message names file and line), or `start` is after `end`.
    UsageError
        If `series` are no names, or none is named to a source on the network.

    Warns
    -----
    EventStudyWarning
        For each file of a folder that was left out since it cannot be used; of how files were read where that is not
        plain (columns taken for others, days first, adjusted closes); where a source has revised its figures, does not
        answer and the cache is used, or cannot be cached.

    Examples
    --------
    >>> prices = load_prices("brent", start="2020-01-02", end="2020-01-03")
    >>> prices[["date", "close"]].to_string(index=False, header=False).split()
    ['2020-01-02', '66.25', '2020-01-03', '68.60']
    >>> prices.attrs["provenance"]["source"]
    'snapshot'
    """
    asked = _asked(series)
    feed = _feed(source)
    if feed is None:
        table, provenance = _at_hand(source, asked, columns)
    elif asked is None:
        raise UsageError(f"name the series to fetch from {feed.name}: it holds more than can be had at once")
    else:
        table, provenance = _live(asked, (), feed, start, end, cache, progress)
    provenance["notes"] = [*provenance.get("notes", ()), *_meant(table)]
    left_out = [f"{one['what']} ({one['reason']})" for one in provenance["dropped"]]
    note = f"; left out: {', '.join(left_out)}" if left_out else ""
    chosen = select(table, asked, start, end, source=provenance["source"], note=note)
    _warn(*(f"left out {one}" for one in left_out), *provenance.get("notes", ()))
    return _told(chosen, provenance)


def load_available(
    wanted: Iterable[str],
    source: str | Path | pd.DataFrame | Feed = "snapshot",
    start: When = None,
    end: When = None,
    *,
    needed: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    cache: bool | str | Path = True,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the prices a source has of what is wanted, and of the series that are needed.

    Of what is at hand all is returned, whoever wants it. A source on the network is asked for what is needed, and for
    what is wanted as far as it knows it; what it has not is told in ``.attrs["provenance"]["dropped"]``.

    Parameters
    ----------
    wanted
        Ids that would be of use: what an article may speak of.
    source, start, end, columns, cache, progress
        As of `load_prices`.
    needed
        Ids without which there is an error.

    Raises
    ------
    PriceError
        As `load_prices`, of what is needed; and if a source on the network has nothing of all that is wanted.

    Examples
    --------
    >>> load_available(["xom", "gold"])["series"].nunique()
    5
    """
    feed = _feed(source)
    if feed is None:
        return load_prices(source=source, start=start, end=end, columns=columns)
    required, others = (_asked(names) if names else [] for names in (list(needed), list(wanted)))
    table, provenance = _live(required or [], others or [], feed, start, end, cache, progress)
    _warn(*provenance["notes"])
    return _told(select(table, None, start, end, source=feed.name), provenance)


def _meant(table: pd.DataFrame) -> list[str]:
    """Say which series of the catalogue are meant by tickers of a vendor."""
    from eventstudy.instruments import catalogue, instrument_of  # noqa: PLC0415 - only where prices are read

    names = [name for name in table["series"].unique() if name not in catalogue()]
    found = [(name, one) for name in names if (one := instrument_of(name)) is not None]
    return [f"{name} is taken for {one.name.partition(',')[0]} ({one.id})" for name, one in found]


def _told(chosen: pd.DataFrame, provenance: dict[str, Any]) -> pd.DataFrame:
    """Return prices with their provenance, to which what is odd about them is added."""
    return _with_findings(chosen, provenance)


def _warn(*notes: str) -> None:
    for note in notes:
        warnings.warn(note, EventStudyWarning, stacklevel=3)


def _with_findings(table: pd.DataFrame, provenance: dict[str, Any]) -> pd.DataFrame:
    """Return the table with its provenance, in which stands what is odd about each series."""
    from eventstudy.prices.findings import findings  # noqa: PLC0415 - with the catalogue, only where prices are read
    from eventstudy.records import as_dict  # noqa: PLC0415 - the same

    table.attrs = {"provenance": provenance | {"findings": as_dict(findings(table))}}
    return table


def _feed(source: object) -> Feed | None:
    """Return the source on the network that is meant; None for what is at hand."""
    if isinstance(source, str):
        if source == "yahoo":
            from eventstudy.prices.yahoo import Yahoo  # noqa: PLC0415 - only who asks the network loads it

            return Yahoo()
        if source == "fred":
            from eventstudy.prices.fred import Fred  # noqa: PLC0415 - the same

            return Fred()
        return None
    from eventstudy.prices.feed import Feed  # noqa: PLC0415 - the same

    return source if isinstance(source, Feed) else None


def _at_hand(
    source: object, asked: list[str] | None, columns: Mapping[str, str] | None
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the prices that ship, those of files, or those of a table."""
    import pandas as pd  # noqa: PLC0415 - here a table is told from a path

    if isinstance(source, pd.DataFrame):
        from eventstudy.prices.files import read_table  # noqa: PLC0415 - one source is read, not all

        return read_table(source, columns)
    if not isinstance(source, str | Path):
        raise UsageError(f"source is a {type(source).__name__}: give 'snapshot', 'yahoo', 'fred', a table, or a path")
    if str(source) == "snapshot":
        from eventstudy.prices.snapshot import read_snapshot  # noqa: PLC0415 - the same

        return read_snapshot()
    if source != "" and Path(source).exists():
        from eventstudy.prices.files import read_files  # noqa: PLC0415 - the same

        return read_files(Path(source), asked, columns)
    raise PriceError(
        f"no prices at {str(source)!r}: a source is 'snapshot', 'yahoo', 'fred', a table, or the path of a file or "
        "folder"
    )


def _live(
    needed: list[str],
    wanted: Sequence[str],
    feed: Feed,
    start: When,
    end: When,
    cache: bool | str | Path,
    progress: Progress | None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    from eventstudy.prices.live import load_live  # noqa: PLC0415 - only who asks the network loads it
    from eventstudy.prices.store import Store  # noqa: PLC0415 - the same

    if not isinstance(cache, bool | str | Path):
        raise UsageError(f"cache={cache!r} is no folder: give the path of one, True or False")
    store = None if cache is False else Store() if cache is True else Store(Path(cache))
    first, last = days_asked(start, end)
    return load_live(needed, feed, store, wanted=wanted, first=first, last=last, progress=progress)


def _asked(series: object) -> list[str] | None:
    """Return the names of the series asked for; None for all."""
    if series is None:
        return None
    names: list[Any] = list(series) if isinstance(series, Iterable) and not isinstance(series, str) else [series]
    if not names:
        raise PriceError("no series asked for: name at least one, or give None for all the source holds")
    for name in names:
        if not isinstance(name, str):
            raise UsageError(f"series {name!r} is no name: give ids, as ['brent', 'xom'], or None for all there is")
    from eventstudy.prices.files import canonical  # noqa: PLC0415 - with the catalogue, only where prices are read

    return [canonical(name) for name in names]
