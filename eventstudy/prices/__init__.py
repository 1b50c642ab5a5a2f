"""Prices: one tidy table, from the shipped snapshot or from files."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventstudy.errors import EventStudyWarning, PriceError, UsageError
from eventstudy.prices.table import select

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eventstudy.prices.table import When

__all__ = ["load_prices"]


def load_prices(
    series: str | Sequence[str] | None = None,
    source: str | Path = "snapshot",
    start: When = None,
    end: When = None,
) -> pd.DataFrame:
    """Return daily prices as one tidy table.

    Parameters
    ----------
    series
        Ids, ``["brent", "xom"]``; one id; or None for every series the source holds.
    source
        ``"snapshot"`` (shipped: brent dow sp500 xom cvx, 2018-01-02 to 2020-02-28), or the path of a CSV or Parquet
        file or of a folder of them, see `eventstudy.prices.files.read_files`.
    start, end
        First and last day wanted, both included; None for all there is.

    Returns
    -------
    pandas.DataFrame
        Columns ``series, date, open, high, low, close, volume, dividend, flag``, a row per series and session, series
        in the order asked and dates ascending. Dates are naive midnights; prices are as quoted that day (not adjusted
        for dividends), in the unit of the instrument; an unknown figure is NaN, no dividend is 0. ``flag`` is empty or
        words joined by "|": ``roll`` (the return into this session joins two futures contracts), ``stale`` (a repeated
        row), ``half_day`` (struck early), ``closed`` (no session of the calendar), ``nonpositive``.
        ``.attrs["provenance"]`` says source, hash, vendor, and what was dropped.

    Raises
    ------
    MissingPrices
        If the source does not hold a series, or nothing of it between `start` and `end`.
    SnapshotError
        If the shipped bytes are not those the manifest names.
    PriceError
        If there is no such source, a file cannot be used (the message names file and line), or `start` is after `end`.
    UsageError
        If `series` are no names.

    Warns
    -----
    EventStudyWarning
        For each file of a folder that was left out since it cannot be used.

    Examples
    --------
    >>> prices = load_prices("brent", start="2020-01-02", end="2020-01-03")
    >>> prices[["date", "close"]].to_string(index=False, header=False).split()
    ['2020-01-02', '66.25', '2020-01-03', '68.60']
    >>> prices.attrs["provenance"]["source"]
    'snapshot'
    """
    asked = _asked(series)
    if str(source) == "snapshot":
        from eventstudy.prices.snapshot import read_snapshot  # noqa: PLC0415 - one source is read, not both

        table, provenance = read_snapshot()
    elif _is_path(source):
        from eventstudy.prices.files import read_files  # noqa: PLC0415 - the same

        table, provenance = read_files(Path(source), asked)
    else:
        raise PriceError(f"no prices at {str(source)!r}: a source is 'snapshot' or the path of a file or folder")
    left_out = [f"{one['what']} ({one['reason']})" for one in provenance["dropped"]]
    note = f"; left out: {', '.join(left_out)}" if left_out else ""
    chosen = select(table, asked, start, end, source=provenance["source"], note=note)
    chosen.attrs = {"provenance": provenance}
    for one in left_out:
        warnings.warn(f"left out {one}", EventStudyWarning, stacklevel=2)
    return chosen


def _is_path(source: object) -> bool:
    return isinstance(source, str | Path) and source != "" and Path(source).exists()


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
    return names
