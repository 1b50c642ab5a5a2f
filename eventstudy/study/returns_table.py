"""Reading and checking the table of returns."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.columns import in_reach
from eventstudy.errors import PriceError, UsageError
from eventstudy.study.digests import file_digest_of
from eventstudy.study.files import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.kernels.expected import Array

_OTHER_KINDS = ("volume", "volatility")
_DATED = ("date", "day", "datetime", "time", "timestamp")
_NAMING = ("series", "ticker", "symbol")
_RETURNS = ("return", "returns", "ret")
_SHOWN = 8
_MOST, _MOST_OTHER = float(1 << 20), 1e100
"""Beyond which no return lies, and no volume or volatility."""
_ALL = 1.0
_LARGE_SHARE = 0.5
_TYPICAL = 0.2
"""No security moves by a fifth in a typical session; a rate of exchange, or an index that begins at 1, stands there."""
_LOST_SHARE = 0.02
_LOST_LOG = -10.0
"""A log return of -10 leaves a 20,000th: codes for missing, such as -99, lie below."""


def read_returns(returns: pd.DataFrame | str | Path, outcome: str = "return") -> pd.DataFrame:
    """Return a checked table of returns: naive days, ascending and unique, by series; floats, NaN where there is none.

    Parameters
    ----------
    returns
        Sessions by series; or the path of a CSV file whose first column holds the dates, or of a Parquet file.
    outcome
        What the table should hold: a ``"return"``, or ``"volume"`` or ``"volatility"``.

    Raises
    ------
    UsageError
        If it is no table of dates by series.
    PriceError
        If its dates or numbers cannot be used.

    Examples
    --------
    >>> table = read_returns(pd.DataFrame({"a": [0.01]}, index=pd.DatetimeIndex(["2020-01-03"])))
    >>> table.attrs["provenance"]["source"]
    'table'
    """
    frame, source, digest = _load(returns)
    if frame.empty:
        raise PriceError(f"the returns ({source}) are empty; give a table of sessions by series")
    _refuse_tidy(frame)
    names = frame.columns.map(str)
    if not names.is_unique:
        twice = names[names.duplicated()][0]
        raise PriceError(f"the returns hold the series {twice!r} twice; keep one column of each")
    days = _days(frame.index, list(frame.columns))
    if all(kind == np.float64 for kind in frame.dtypes):
        table = frame.set_axis(names, axis=1)
    else:
        table = pd.DataFrame({name: _numbers(frame.iloc[:, place]) for place, name in enumerate(names)})
    table.index = days
    kind = "simple" if outcome == "return" else outcome
    table.attrs = {"kind": kind, "flags": {}, "provenance": {"source": source, "sha256": digest}, **frame.attrs}
    _check_attributes(table.attrs, outcome)
    if outcome != "return" and "kind" not in frame.attrs:
        _refuse_returns(table, outcome)
    return table


def _refuse_tidy(frame: pd.DataFrame) -> None:
    """Raise where there is a row for each series and day, not a column for each series, or the rows have two levels."""
    if isinstance(frame.index, pd.MultiIndex):
        raise PriceError(
            f"the rows of the returns have {frame.index.nlevels} levels; index them by date, with a column for each "
            "series, as table['return'].unstack() gives it"
        )
    held = {str(name).strip().lower(): name for name in frame.columns}
    series = next((held[name] for name in _NAMING if name in held), None)
    if series is None or pd.api.types.is_numeric_dtype(frame[series]):
        return
    value = next((held[name] for name in _RETURNS if name in held), None)
    day = next((held[name] for name in _DATED if name in held), "date")
    cure = "they look like events, which come first"
    if value is not None:
        cure = f"give a column for each, as returns.pivot(index={day!r}, columns={series!r}, values={value!r})"
    elif "close" in held:
        cure = "make prices into returns with to_returns"
    columns = ", ".join(map(str, frame.columns[:_SHOWN]))
    raise PriceError(f"the returns have a row for each series and day (columns {columns}); {cure}")


def _refuse_returns(table: pd.DataFrame, outcome: str) -> None:
    """Raise where a table that does not say what it holds looks like returns: logs of volume and variance are large."""
    sizes = table.abs().median()
    small = sizes[sizes < _TYPICAL]
    if not small.empty:
        raise PriceError(
            f"a typical value of {small.index[0]!r} is {small.iloc[0]:.2g} in size, as of returns; "
            f"make a table for outcome={outcome!r} with to_{outcome}(prices)"
        )


def _check_attributes(attrs: Mapping[Any, Any], outcome: str) -> None:
    """Raise where the table's own attributes are not what `to_returns` or `to_volume` writes there."""
    kind = attrs["kind"]
    if kind in _OTHER_KINDS and outcome == "return":
        raise UsageError(f"the table holds {kind}, not returns; say outcome={kind!r}, or make returns with to_returns")
    if outcome not in {"return", kind}:
        raise UsageError(f"outcome={outcome!r}, but the table holds {kind!r}; make it with to_{outcome}(prices)")
    if outcome == "return" and kind not in ("simple", "log"):
        raise UsageError(f"returns.attrs['kind'] is {kind!r}; it is one of 'simple', 'log'")
    for name in ("flags", "provenance"):
        if not isinstance(attrs[name], Mapping):
            raise UsageError(f"returns.attrs[{name!r}] is a {type(attrs[name]).__name__}; give a dict, or leave it out")


def refuse_other_numbers(table: pd.DataFrame, series: Iterable[str]) -> None:
    """Raise where the numbers of a series that is asked for cannot be returns.

    Raises
    ------
    PriceError
        If one is infinite, or beyond a millionfold; if half of them are above 1 in size, one in fifty is below -1, or
        the median of those that are not zero is above a fifth in size: per cent, or prices; if a single one is below
        -1 (a log return below -10), as codes for missing returns are (-66, -99.99, -999).

    Examples
    --------
    >>> refuse_other_numbers(pd.DataFrame({"oil": [1.4, -2.0, 0.3]}), ["oil"])
    Traceback (most recent call last):
        ...
    eventstudy.errors.PriceError: 2 of 3 returns of 'oil' are above 1 in size, so they are per cent or prices; \
    divide per cent by 100, make prices into returns with to_returns
    """
    for name in series:
        values = table[name].to_numpy(dtype=float)
        held = values[~np.isnan(values)]
        kind = table.attrs.get("kind")
        _refuse_endless(held, name, _MOST_OTHER if kind in _OTHER_KINDS else _MOST)
        what = "" if kind in _OTHER_KINDS else _no_return(held, name)
        if what:
            raise PriceError(
                f"{what}, so they are per cent or prices; "
                "divide per cent by 100, make prices into returns with to_returns"
            )
        if kind not in _OTHER_KINDS:
            _refuse_impossible(table[name], _LOST_LOG if kind == "log" else -_ALL)


def _refuse_endless(held: Array, name: str, most: float) -> None:
    """Raise where a number is infinite, or so large that it is none and its square may be infinite."""
    large = held[np.abs(held) > most]
    if np.isinf(large).any():
        raise PriceError(f"the returns of {name!r} hold an infinite value; leave it empty")
    if large.size:
        raise PriceError(f"the returns of {name!r} hold {large[0]:.3g}, larger than any is; leave it empty")


def unremarkable(table: pd.DataFrame, series: Sequence[str]) -> set[str]:
    """Return those of some series whose numbers `refuse_other_numbers` has nothing against, seen at a glance.

    Examples
    --------
    >>> unremarkable(pd.DataFrame({"oil": [1.4, -2.0, 0.3], "gas": [0.01, -0.02, np.nan]}), ["oil", "gas"])
    {'gas'}
    """
    if table.attrs.get("kind") in _OTHER_KINDS:
        return set()
    values = table.to_numpy().T
    return {
        name
        for name, place in zip(series, table.columns.get_indexer(pd.Index(series)).tolist(), strict=True)
        if _is_unremarkable(values[place])
    }


def _is_unremarkable(values: Array) -> bool:
    """Return whether no number is large, and most that are not zero are far from it."""
    with np.errstate(invalid="ignore"):
        size = np.abs(values)
        none_large = not bool((size >= _ALL).any())
        return none_large and 2 * int((size > _TYPICAL).sum()) < int((size > 0.0).sum())


def _refuse_impossible(returns: pd.Series[float], least: float) -> None:
    """Raise where one return is lower than any can be: a code for a missing one, or the change to a price below 0."""
    low = returns[returns < least]
    if not low.empty:
        more = f", and {low.size - 1} more" if low.size > 1 else ""
        raise PriceError(
            f"the return of {returns.name!r} on {low.index[0]:%Y-%m-%d} is {low.iloc[0]:g}{more}: nothing loses more "
            "than everything; leave it empty, as a code for a missing return or the change of a price below 0 should be"
        )


def _no_return(held: Array, name: str) -> str:
    """Return why numbers cannot be returns, in words; empty where they can."""
    size = np.abs(held)
    large, lost = int((size > _ALL).sum()), int((held < -_ALL).sum())
    if held.size and large >= _LARGE_SHARE * held.size:
        return f"{large} of {held.size} returns of {name!r} are above 1 in size"
    if lost > _LOST_SHARE * held.size:
        return f"{lost} of {held.size} returns of {name!r} lose more than everything"
    typical = float(np.median(size[size > 0.0])) if (size > 0.0).any() else 0.0
    return f"a typical return of {name!r} is {typical:.2g} in size" if typical > _TYPICAL else ""


def _load(returns: Any) -> tuple[pd.DataFrame, str, str]:  # noqa: ANN401 - a caller may hand in anything
    """Return the table, its name and its hash."""
    if isinstance(returns, pd.DataFrame):
        rows = pd.util.hash_pandas_object(returns, index=True).to_numpy()
        named = hashlib.sha256(rows.tobytes() + repr(list(returns.columns)).encode()).hexdigest()
        return returns, "table", named
    if not isinstance(returns, str | Path):
        hint = "; give returns.to_frame()" if isinstance(returns, pd.Series) else ""
        kind = type(returns).__name__
        raise UsageError(f"returns are a {kind}; give a DataFrame of sessions by series, or a path{hint}")
    path = Path(returns)
    frame = read_table(path, "returns, dates by series")
    digest = file_digest_of(path)
    if not isinstance(frame.index, pd.DatetimeIndex):
        _refuse_tidy(frame)  # the first column may be that of the series
        frame = frame.iloc[:, 1:].set_axis(pd.Index(frame.iloc[:, 0]), axis=0)  # of many columns quicker than set_index
    return frame, path.name, digest


def _numbers(column: pd.Series[Any]) -> pd.Series[float]:
    if np.iscomplexobj(column.to_numpy()):
        raise PriceError(f"the returns of {column.name!r} are complex numbers; real ones are needed")
    try:
        return pd.to_numeric(column).astype("float64").reset_index(drop=True)
    except (TypeError, ValueError):
        bad = pd.to_numeric(column, errors="coerce").isna() & column.notna()
        where = column.index[bad][0]
        raise PriceError(
            f"the returns of {column.name!r} hold {str(column[bad].iloc[0])!r} at {where}; "
            "a number is needed, or nothing"
        ) from None


def _days(index: pd.Index[Any], columns: Sequence[object]) -> pd.DatetimeIndex:
    """Return the index as naive midnights, in order and without repeats."""
    if not isinstance(index, pd.DatetimeIndex):
        index = _parse(index, columns)
    if index.tz is not None:
        index = index.tz_localize(None)
    days = in_reach(index.normalize(), "the returns")
    if days.hasnans:
        raise PriceError("a row of the returns has no date; every row is one session")
    if days.has_duplicates:
        day = days[days.duplicated()][0]
        raise PriceError(f"the returns hold {day:%Y-%m-%d} twice; keep one row of each session")
    if not days.is_monotonic_increasing:
        place = int(np.flatnonzero(np.diff(days.asi8) < 0)[0])
        raise PriceError(
            f"the returns are not in order: {days[place + 1]:%Y-%m-%d} follows {days[place]:%Y-%m-%d}; "
            "sort them with returns.sort_index()"
        )
    return days


def _parse(index: pd.Index[Any], columns: Sequence[object]) -> pd.DatetimeIndex:
    if pd.api.types.is_numeric_dtype(index):
        dated = next((name for name in columns if str(name).strip().lower() in _DATED), None)
        cure = "index them by date" if dated is None else f"index them by date: returns.set_index({dated!r})"
        raise PriceError(f"the rows of the returns are numbered, not dated (first row {index[0]}); {cure}")
    days = pd.to_datetime(index.astype(str).str[:10], format="%Y-%m-%d", errors="coerce")  # a time and zone cut off
    if days.isna().any():
        bad = str(index[int(np.flatnonzero(days.isna())[0])])
        raise PriceError(
            f"the rows of the returns are not dated: {bad!r} is no date; index them by date, as 2020-01-03"
        )
    return pd.DatetimeIndex(days)
