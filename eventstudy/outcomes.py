"""Outcomes other than returns: how much was traded, and how far the price ranged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from eventstudy.columns import days_of, numbers_of, require_columns
from eventstudy.errors import PriceError, UsageError
from eventstudy.kernels.activity import garman_klass, parkinson, rogers_satchell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.expected import Array

__all__ = ["Volatility", "to_volatility", "to_volume"]

Volatility = Literal["parkinson", "garman_klass", "rogers_satchell", "squared"]

_TURNOVER = 0.000255 / 100.0
"""The constant of the papers, whose turnover is in per cent."""
_SHARES = ("shares_outstanding", "shares")


def to_volume(prices: pd.DataFrame, *, c: float | None = None, value: bool = False) -> pd.DataFrame:
    """Return the logarithm of what was traded each day: of turnover, of shares, or of their value.

    With a column ``shares_outstanding`` (or ``shares``) it is ``ln(volume / shares + c)``, else ``ln(volume + c)``, or
    with ``value=True`` ``ln(volume x close + c)``. A row flagged ``closed`` is no session.

    Parameters
    ----------
    prices
        Tidy, with columns ``series``, ``date``, ``volume``, and for a value ``close``.
    c
        Added before the logarithm, in the unit of what is logged. Without it .00000255 for turnover, which is the
        .000255 of the papers, whose turnover is in per cent; 0 for shares and values, so that a day without a trade is
        missing.
    value
        Money traded in place of shares; only without a column of shares outstanding.

    Returns
    -------
    pandas.DataFrame
        Sessions x series, natural logarithms; NaN where there is no volume. ``.attrs`` has ``kind`` (``"volume"``),
        ``flags``, ``provenance`` and ``measure``, which says what was logged. `run_study` takes it with
        ``outcome="volume"``.

    Raises
    ------
    PriceError
        If a column is missing, a volume is below zero or no number, or a series has two rows of one date.
    UsageError
        If `prices` is no table, or `c` is no number of zero or more.

    References
    ----------
    Ajinkya and Jain (1989), Journal of Accounting and Economics 11, for the logarithm; Cready and Ramanan (1991),
    Journal of Accounting and Economics 14, and Campbell and Wasley (1996), Review of Quantitative Finance and
    Accounting 6, for the constant.

    Examples
    --------
    >>> prices = pd.DataFrame({"series": "xom", "date": pd.to_datetime(["2019-11-07", "2019-11-08"]),
    ...                        "close": [70.0, 71.0], "volume": [1000.0, 0.0]})
    >>> to_volume(prices)["xom"].round(3).tolist(), to_volume(prices, c=1).attrs["measure"]
    ([6.908, nan], 'log(volume + 1)')
    """
    shares = next((name for name in _SHARES if name in getattr(prices, "columns", ())), None)
    table = _checked(prices, ["volume", *([shares] if shares else ["close"] if value else [])])
    if (table["volume"] < 0).any():
        row = table[table["volume"] < 0].iloc[0]
        raise PriceError(f"the volume of {row['series']!r} on {row['date']:%Y-%m-%d} is below zero; leave it empty")
    if c is not None and not 0.0 <= _number(c) < np.inf:
        raise UsageError(f"c={c!r} is no constant to add to volume; give a number of zero or more")
    constant = c if c is not None else _TURNOVER if shares else 0.0
    what = "volume x close" if value else "volume"
    traded = table["volume"].to_numpy()
    if shares:
        what = "turnover"
        traded = traded / np.where(table[shares] > 0, table[shares], np.nan)
    elif value:
        traded = traded * np.where(table["close"] > 0, table["close"], np.nan)
    logged = f"{what} + {constant:g}" if constant else what
    return _wide(table, prices, _log(traded + constant), ("volume", f"log({logged})"))


def to_volatility(prices: pd.DataFrame, measure: str = "parkinson") -> pd.DataFrame:
    """Return the logarithm of each day's variance, as its range or its return shows it.

    Parameters
    ----------
    prices
        Tidy, with columns ``series``, ``date``, ``high`` and ``low``; ``open`` and ``close`` too for all but Parkinson;
        only ``close`` (and ``dividend``, if there are any) for squared returns.
    measure
        ``"parkinson"``, ``"garman_klass"`` or ``"rogers_satchell"``, from the range; ``"squared"``: the log return. The
        logarithm of a squared return is skewed even where returns are normal, so that tests of it by a t or normal
        distribution are off; take rank tests, or a range.

    Returns
    -------
    pandas.DataFrame
        Sessions x series, natural logarithms of daily variances; NaN where a price is missing or not positive, the high
        is not the highest or the low not the lowest, or the variance is zero. ``.attrs`` as of `to_volume`, the kind
        being ``"volatility"``.

    Raises
    ------
    PriceError
        If a column is missing or holds no numbers, or a series has two rows of one date.
    UsageError
        If `measure` is not allowed, or `prices` is no table.

    References
    ----------
    Parkinson (1980), Garman and Klass (1980), both Journal of Business 53; Rogers and Satchell (1991), Annals of
    Applied Probability 1; Alizadeh, Brandt and Diebold (2002), Journal of Finance 57, for the log range being near to
    normal.

    Examples
    --------
    >>> day = pd.to_datetime(["2019-11-07"])
    >>> prices = pd.DataFrame({"series": "xom", "date": day, "high": [102.0], "low": [100.0]})
    >>> float(np.sqrt(np.exp(to_volatility(prices)["xom"].iloc[0])).round(5))  # per day
    0.01189
    """
    if measure not in get_args(Volatility):
        raise UsageError(f"measure={measure!r} is not one of {', '.join(map(repr, get_args(Volatility)))}")
    needed = {"parkinson": ["high", "low"], "squared": ["close"]}.get(measure, ["open", "high", "low", "close"])
    also = ["dividend"] if measure == "squared" and "dividend" in getattr(prices, "columns", ()) else []
    table = _checked(prices, [*needed, *also])
    variance = _squared(table) if measure == "squared" else _ranged(table[needed], measure)
    return _wide(table, prices, _log(variance), ("volatility", f"log({measure} variance)"))


def _number(value: object) -> float:
    """Return a number; NaN for anything else."""
    return float(value) if isinstance(value, int | float) else float("nan")


def _ranged(table: pd.DataFrame, measure: str) -> Array:
    values = table.where(table > 0).to_numpy(dtype=float)
    highest, lowest = (table[name].to_numpy(dtype=float) for name in ("high", "low"))
    ordered = ((highest >= values.T) & (lowest <= values.T)).all(axis=0)
    named = dict(zip(table.columns, np.where(ordered, values.T, np.nan), strict=True))
    if measure == "parkinson":
        return parkinson(high=named["high"], low=named["low"])
    kernel = garman_klass if measure == "garman_klass" else rogers_satchell
    return kernel(open=named["open"], high=named["high"], low=named["low"], close=named["close"])


def _squared(table: pd.DataFrame) -> Array:
    """Return squared log returns, dividends added back."""
    close = table["close"].where(table["close"] > 0)
    paid = table["dividend"].fillna(0.0) if "dividend" in table.columns else 0.0
    before = close.groupby(table["series"], sort=False).shift()
    squares: Array = np.square(np.log(((close + paid) / before).to_numpy(dtype=float)))
    return squares


def _checked(prices: Any, needed: Sequence[str]) -> pd.DataFrame:  # noqa: ANN401 - a caller may hand in anything
    """Return the sessions of a price table with the columns needed, sorted by series and date."""
    if not isinstance(prices, pd.DataFrame):
        raise UsageError(f"prices are a {type(prices).__name__}: give the table that load_prices returns")
    require_columns(prices, ("series", "date", *needed))
    table = prices[["series", "date", *needed]].copy()
    for name in needed:
        table[name] = numbers_of(table[name], f"column {name!r}").replace([np.inf, -np.inf], np.nan)
    table["date"] = days_of(table["date"])
    if "flag" in prices.columns:
        table = table[~prices["flag"].fillna("").astype(str).str.split("|").map(lambda words: "closed" in words)]
    twice = table[table.duplicated(["series", "date"])]
    if not twice.empty:
        row = twice.iloc[0]
        raise PriceError(f"two prices of {row['series']!r} on {row['date']:%Y-%m-%d}: keep one row a session")
    return table.sort_values(["series", "date"], ignore_index=True)


def _log(values: Array) -> Array:
    logs: Array = np.log(np.where(values > 0.0, values, np.nan))
    return logs


def _wide(table: pd.DataFrame, prices: pd.DataFrame, values: Array, named: tuple[str, str]) -> pd.DataFrame:
    """Return sessions by series, in the order of the prices, with the attributes of a table of returns."""
    order = [str(name) for name in dict.fromkeys(prices["series"])]
    tall = pd.DataFrame({"series": table["series"].astype(str), "date": table["date"], "value": values})
    wide = tall.pivot_table(index="date", columns="series", values="value", dropna=False, aggfunc="first")
    wide = wide.reindex(columns=order).sort_index()
    wide.columns.name = None
    flags: dict[str, dict[str, str]] = {name: {} for name in order}
    if "flag" in prices.columns:
        words = prices["flag"].fillna("").astype(str)
        for series, date, flag in zip(
            prices["series"], pd.to_datetime(prices["date"], format="ISO8601"), words, strict=True
        ):
            if flag:
                flags[str(series)][f"{date:%Y-%m-%d}"] = flag
    source = prices.attrs.get("provenance", {})
    wide.attrs = {"kind": named[0], "measure": named[1], "flags": flags, "provenance": source}
    return wide
