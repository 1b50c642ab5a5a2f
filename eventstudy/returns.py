"""From prices to returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from eventstudy.columns import days_of, numbers_of, require_columns
from eventstudy.errors import PriceError, UsageError
from eventstudy.instruments import instrument_of
from eventstudy.sessions import has_calendar, last_struck

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

__all__ = ["ReturnKind", "align_prices", "to_returns"]

ReturnKind = Literal["simple", "log"]


_PER_CENT = 0.01


def to_returns(prices: pd.DataFrame, kind: str = "simple", *, dividends: bool = True) -> pd.DataFrame:
    r"""Return daily returns, dividends added back.

    .. math:: R_t = (P_t + D_t) / P_{t-1} - 1, \qquad r_t = \ln(1 + R_t)

    where :math:`D_t` is the dividend that goes ex on t, and t-1 is the row before of the same series, whatever the
    calendars of the other series. A row flagged ``closed`` is no session: it has no return, the next one spans it, and
    has its dividend; so is it of a row without a close, and the return that spans one is flagged ``gap``. A price of
    zero or below, as a future's can be, has no return on either side: none is defined.
    A yield is no price: its "return" is its change, of which .0001 is a basis point, whatever `kind` says. A future's
    return into a new contract joins two contracts and is flagged ``roll``; where the table has the new contract's own
    close of the day before (``before``), it is that contract's return, and no roll.

    Parameters
    ----------
    prices
        Tidy, with columns ``series``, ``date``, ``close``, and if there are any ``dividend``, ``flag`` and ``before``.
    kind
        ``"simple"`` or ``"log"``.
    dividends
        Whether dividends are added back (total returns), or not (changes of the price alone).

    Returns
    -------
    pandas.DataFrame
        Sessions x series, fractions; index: the union of dates, ascending; columns in the order of `prices`. NaN where
        a series has no row or no close, in its first row, and where a price on either side is not positive.
        ``.attrs`` has ``kind``, ``dividends``, ``changes`` (the series that are changes of a yield), ``flags``
        (``{series: {ISO date: flag}}``) and ``provenance``, in plain values. The return of a roll date is there, and
        flagged.

    Raises
    ------
    PriceError
        If a column is missing, a close or dividend is no finite number, a row has no series or no date, or a series has
        two rows of one date.
    UsageError
        If `kind` is not allowed, or `prices` is no table.

    Examples
    --------
    >>> prices = pd.DataFrame({"series": "xom", "date": pd.to_datetime(["2019-11-07", "2019-11-08"]),
    ...                        "close": [100.0, 99.0], "dividend": [0.0, 2.0]})
    >>> float(to_returns(prices)["xom"].iloc[1].round(12))
    0.01
    """
    if kind not in get_args(ReturnKind):
        raise UsageError(f"kind={kind!r} is not one of 'simple', 'log'")
    table = _with_gaps(_checked(prices))
    order = list(dict.fromkeys(prices["series"]))
    dates = pd.DatetimeIndex(np.unique(table["date"].to_numpy()), name="date")
    wide = np.full((len(dates), len(order)), np.nan)
    sessions = _on_sessions(table)
    yields = [str(name) for name in order if _is_yield(str(name))]
    simple = _simple(sessions, dividends=dividends)
    values = np.where(
        sessions["series"].isin(yields), _change(sessions), simple if kind == "simple" else np.log1p(simple)
    )
    wide[dates.get_indexer(pd.Index(sessions["date"])), sessions["code"]] = values
    returns = pd.DataFrame(wide, index=dates, columns=order)
    returns.attrs = {
        "kind": kind,
        "dividends": bool(dividends),
        "changes": yields,
        "flags": _flags(table, order, yields),
        "provenance": prices.attrs.get("provenance", {}),
    }
    return returns


def align_prices(prices: pd.DataFrame, onto: str) -> pd.DataFrame:
    """Return prices as they were known when the daily price of one series was struck.

    Each other series of the catalogue gets, on every session of `onto`, its last close struck by then: of the S&P 500
    on Brent's sessions the close of the day before, since Brent settles an hour and a half ahead of it. Dividends that
    fall between two such closes are added, flags joined. The returns of all series then span the same hours as nearly
    as daily prices can; hand them on with ``calendars={other: onto}``. What is public between the two strikes of a day
    moves the others a session later.

    Parameters
    ----------
    prices
        Tidy. A series the catalogue has no calendar of stays as it is.
    onto
        Catalogue id of one of the series.

    Returns
    -------
    pandas.DataFrame
        Columns ``series date close dividend flag``; ``date`` is the session of `onto`. ``.attrs`` as those of `prices`.

    Raises
    ------
    UsageError
        If `onto` is not among the series, or has no calendar.
    PriceError
        As `to_returns`.

    Examples
    --------
    >>> prices = pd.DataFrame({"series": ["brent", "brent", "sp500", "sp500"],
    ...                        "date": pd.to_datetime(["2020-01-02", "2020-01-03"] * 2),
    ...                        "close": [66.25, 68.60, 3257.85, 3234.85]})
    >>> align_prices(prices, "brent").query("series == 'sp500'")[["date", "close"]].values.tolist()
    [[Timestamp('2020-01-03 00:00:00'), 3257.85]]
    """
    table = _checked(prices)
    if onto not in set(table["series"]):
        raise UsageError(
            f"the prices hold no {onto!r} to align with; they hold {', '.join(dict.fromkeys(table.series))}"
        )
    if not has_calendar(onto):
        raise UsageError(f"when the price of {onto!r} is struck is not known; align with a series of the catalogue")
    days = pd.DatetimeIndex(table.loc[table["series"] == onto, "date"])
    parts = [
        rows if name == onto or not has_calendar(str(name)) else _as_of(rows, days, last_struck(str(name), onto, days))
        for name, rows in table.groupby("series", sort=False)
    ]
    aligned = pd.concat(parts, ignore_index=True).drop(columns="code")
    aligned.attrs = dict(prices.attrs)
    return aligned


def _as_of(rows: pd.DataFrame, days: pd.DatetimeIndex, source: pd.DatetimeIndex) -> pd.DataFrame:
    """Return one row for each day: the close of its source day, and all that was paid and flagged since the one before.

    A day whose source has no row has none, nor has one whose source is that of the day before: nothing new was struck.
    """
    new = np.asarray(source.isin(rows["date"])) & np.r_[True, source[1:] != source[:-1]]
    days, source = days[new], source[new]
    place = np.searchsorted(source.to_numpy(), rows["date"].to_numpy())  # the first source day not before each row
    held = rows[place < len(source)].assign(date=days[place[place < len(source)]])
    last = rows.set_index("date").loc[source]
    paid, flag = held.groupby("date")["dividend"].sum(), held.groupby("date")["flag"].agg(_joined)
    return last.assign(date=days, dividend=paid.to_numpy(), flag=flag.to_numpy()).reset_index(drop=True)


def _joined(flags: Iterable[str]) -> str:
    words = [word for flag in flags for word in flag.split("|") if word and word != "closed"]
    return "|".join(dict.fromkeys(words))


def _checked(prices: pd.DataFrame) -> pd.DataFrame:
    """Return the columns needed, sorted by series (numbered in the order they come in, as `code`) and date."""
    if not isinstance(prices, pd.DataFrame):
        raise UsageError(f"prices are a {type(prices).__name__}: give the table that load_prices returns")
    require_columns(prices, ("series", "date", "close"))
    if prices["series"].isna().any():
        raise PriceError(f"row {int(prices['series'].isna().argmax())} of the prices names no series: name it")
    table = pd.DataFrame({"series": prices["series"], "date": days_of(prices["date"])})
    table["close"] = _numbers(prices["close"], "closes")
    table["dividend"] = _numbers(prices["dividend"], "dividends").fillna(0.0) if "dividend" in prices.columns else 0.0
    if (table["dividend"] < 0).any():
        raise PriceError(
            f"row {int((table['dividend'] < 0).argmax())} of the dividends is below zero: give what was paid"
        )
    table["flag"] = prices["flag"].fillna("").astype(str) if "flag" in prices.columns else ""
    if "before" in prices.columns:
        table["before"] = _numbers(prices["before"], "closes before")
        known = table["before"].notna()
        table.loc[known, "flag"] = table.loc[known, "flag"].map(_without_roll)
    table["code"] = pd.factorize(table["series"])[0]
    twice = table[table.duplicated(["code", "date"])]
    if not twice.empty:
        one = twice.iloc[0]
        raise PriceError(f"two prices of {one['series']!r} on {one['date']:%Y-%m-%d}: keep one row a session")
    return table.sort_values(["code", "date"], ignore_index=True)


def _is_yield(series: str) -> bool:
    known = instrument_of(series)
    return known is not None and known.kind == "yield"


def _numbers(column: pd.Series[Any], what: str) -> pd.Series[float]:
    values = numbers_of(column, what)
    if np.isinf(values).any():
        raise PriceError(f"row {int(np.isinf(values.to_numpy()).argmax())} of the {what} is infinite: leave it empty")
    return values


def _on_sessions(table: pd.DataFrame) -> pd.DataFrame:
    """Return the sessions with a close; what goes ex on a row between two of them counts on the later one."""
    aside = _closed(table) | table["close"].isna().to_numpy()
    if not aside.any():
        return table
    places, lost = np.flatnonzero(~aside), np.flatnonzero(aside & (table["dividend"] > 0).to_numpy())
    later = np.searchsorted(places, lost)
    kept, code = table[~aside], table["code"].to_numpy()
    inside = later < places.size
    inside[inside] = code[places[later[inside]]] == code[lost[inside]]
    paid = kept["dividend"].to_numpy(dtype=float, copy=True)
    np.add.at(paid, later[inside], table["dividend"].to_numpy()[lost[inside]])
    return kept.assign(dividend=paid)


def _closed(table: pd.DataFrame) -> NDArray[np.bool_]:
    return np.array(["closed" in flag.split("|") for flag in table["flag"]], dtype=bool)


def _with_gaps(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows, ``gap`` added where the return spans a session whose row has no close."""
    held = table[~_closed(table)]
    priced = held["close"].notna()
    if priced.all():
        return table
    before = priced.groupby(held["code"]).shift(fill_value=True).astype(bool)
    spanning = held.index[priced & ~before & (priced.groupby(held["code"]).cumsum() > 1)]
    marked = table["flag"].copy()
    marked.loc[spanning] = [_joined([flag, "gap"]) for flag in marked.loc[spanning]]
    return table.assign(flag=marked)


def _without_roll(flag: str) -> str:
    return "|".join(word for word in flag.split("|") if word != "roll")


def _before(table: pd.DataFrame, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each row's value a session before: of its own contract where that is known, else of the row before."""
    before = np.full_like(values, np.nan)
    before[1:] = values[:-1]
    code = table["code"].to_numpy()
    before[1:][code[1:] != code[:-1]] = np.nan
    if "before" in table.columns:
        own = table["before"].to_numpy(dtype=float)
        before = np.where(np.isnan(own), before, own)
    return before


def _simple(table: pd.DataFrame, *, dividends: bool) -> NDArray[np.float64]:
    close = table["close"].to_numpy(dtype=float)
    usable = np.where(close > 0, close, np.nan)
    before = _before(table, usable)
    paid = table["dividend"].to_numpy(dtype=float) if dividends else 0.0
    return np.asarray((usable + paid) / np.where(before > 0, before, np.nan) - 1.0)


def _change(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return changes of levels in per cent, as fractions; a level may be zero or below."""
    level = table["close"].to_numpy(dtype=float)
    return np.asarray((level - _before(table, level)) * _PER_CENT)


def _flags(table: pd.DataFrame, order: list[str], yields: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {str(name): {} for name in order}
    flags, low = table["flag"].to_numpy(dtype=object), table["close"].to_numpy(dtype=float) <= 0
    low &= ~table["series"].isin(yields).to_numpy()
    for place in np.flatnonzero((flags != "") | low):
        words = str(flags[place]).split("|") if flags[place] else []
        if low[place] and "nonpositive" not in words:
            words.append("nonpositive")
        found[str(table["series"].iloc[place])][f"{table['date'].iloc[place]:%Y-%m-%d}"] = "|".join(words)
    return found
