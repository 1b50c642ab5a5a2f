"""Daily factor returns and the risk-free rate, as fractions, by their usual names."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from eventstudy.errors import PriceError, UsageError
from eventstudy.factors.columns import dated
from eventstudy.factors.published import DECIMALS, PER_CENT, fractions, read_file

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FACTORS", "load_factors"]

FACTORS = ("mkt_rf", "smb", "hml", "rmw", "cma", "mom", "rf")
"""Names of the usual factors; ``rf`` is the risk-free rate of the day."""

_FRENCH = "ken-french:"
_FILES = {
    "ff3": "F-F_Research_Data_Factors_daily",
    "ff5": "F-F_Research_Data_5_Factors_2x3_daily",
    "mom": "F-F_Momentum_Factor_daily",
}
_SETS = {"ff3": ("ff3",), "ff5": ("ff5",), "carhart": ("ff3", "mom"), "mom": ("mom",), "ff5mom": ("ff5", "mom")}
_TYPICAL = 0.05
"""No factor moves by 5 per cent on an ordinary day; in per cent all of them move by more than .05."""
_TYPICAL_RATE = 0.003
"""A daily rate of this size is more than 100 per cent a year."""
_MONTH = np.timedelta64(20, "D")
_AGREE = 1e-9
Source = pd.DataFrame | str | Path


class _Held(NamedTuple):
    """A table of factors, and where it comes from."""

    table: pd.DataFrame
    source: str
    sha256: str
    unit: str


def load_factors(source: Source | Sequence[Source]) -> pd.DataFrame:
    """Return daily factors as fractions, under the names ``mkt_rf smb hml rmw cma mom rf``.

    The usual spellings are recognised (``Mkt-RF``, ``mktrf``, ``UMD``, ``WML``, ``RF``); any other column is kept, its
    name in lower case. Files of Ken French's data library are read as published, zipped or not: their text before and
    after the daily table is skipped, per cent divided by 100, -99.99 and -999 are missing. Any other table has to be in
    decimals, with a column or index of dates.

    Parameters
    ----------
    source
        A table; the path of a CSV, Parquet or zip file; ``"ken-french:ff3"`` (or ``ff5``, ``carhart``, ``mom``,
        ``ff5mom``) to fetch it; or several of these, joined by date. A column that two of them hold must agree.

    Returns
    -------
    pandas.DataFrame
        Naive days, ascending, by factor; NaN where a factor is missing. ``attrs["provenance"]`` has ``source``,
        ``sha256`` and ``unit`` (what was done to the numbers).

    Raises
    ------
    UsageError
        If there is no such file or set, or it is no table.
    PriceError
        If the numbers are per cent, monthly, infinite or no numbers, or the dates cannot be used.
    SourceUnavailable
        If the data library cannot be reached.

    References
    ----------
    Fama and French (1993), Journal of Financial Economics 33; (2015), Journal of Financial Economics 116; Carhart
    (1997), Journal of Finance 52.

    Examples
    --------
    >>> days = pd.bdate_range("2020-01-01", periods=3)
    >>> table = load_factors(pd.DataFrame({"Mkt-RF": [0.01, -0.02, 0.0], "UMD": 0.001, "RF": 0.0001}, index=days))
    >>> list(table.columns), table.attrs["provenance"]["unit"]
    (['mkt_rf', 'mom', 'rf'], 'decimals')
    """
    sources = list(source) if isinstance(source, list | tuple) else [source]
    held = [part for one in sources for part in _read(one)]
    if not held:
        raise UsageError("no factors are named; give a table, a path, or 'ken-french:ff3'")
    table = held[0].table
    for part in held[1:]:
        table = _joined(table, part)
    table.attrs = {
        "provenance": {
            "source": " + ".join(part.source for part in held),
            "sha256": " + ".join(part.sha256 for part in held),
            "unit": "; ".join(dict.fromkeys(part.unit for part in held)),
        }
    }
    return table


def _read(source: Any) -> list[_Held]:  # noqa: ANN401 - a caller may hand in anything
    """Return what one source holds, checked."""
    if isinstance(source, pd.DataFrame):
        rows = pd.util.hash_pandas_object(source, index=True).to_numpy().tobytes()
        digest = hashlib.sha256(rows + repr(list(source.columns)).encode()).hexdigest()
        return [_checked(_Held(dated(source, "table"), "table", digest, DECIMALS))]
    if isinstance(source, str) and source.startswith(_FRENCH):
        return [_fetched(name) for name in _set_of(source)]
    if not isinstance(source, str | Path):
        raise UsageError(f"factors are a {type(source).__name__}; give a table, a path, or 'ken-french:ff3'")
    table, digest, unit = read_file(Path(source))
    return [_checked(_Held(table, Path(source).name, digest, unit))]


def _set_of(source: str) -> tuple[str, ...]:
    name = source.removeprefix(_FRENCH).lower()
    if name not in _SETS:
        raise UsageError(f"{source!r} is no set of factors; there are {', '.join(_FRENCH + one for one in _SETS)}")
    return _SETS[name]


def _fetched(name: str) -> _Held:
    """Return a set of the data library as it is fetched: per cent, by day."""
    from eventstudy.remote import french  # noqa: PLC0415 - only who asks for it needs a network

    raw = french(_FILES[name])
    digest = str(raw.attrs.get("provenance", {}).get("sha256", ""))
    table = dated(raw, name)
    return _checked(_Held(fractions(table), f"{_FRENCH}{name}", digest, PER_CENT))


def _checked(held: _Held) -> _Held:
    """Return the factors where they can be daily fractions.

    Raises
    ------
    PriceError
    """
    table, name = held.table, held.source
    gaps = np.diff(table.index.to_numpy())
    if gaps.size and np.median(gaps.astype("timedelta64[D]").astype(int)) >= _MONTH.astype(int):
        raise PriceError(f"the factors in {name} are a month apart or more; take daily ones")
    for column in (one for one in FACTORS if one in table.columns):
        values = table[column].dropna().abs()
        typical = float(values[values > 0.0].median()) if (values > 0.0).any() else 0.0
        limit = _TYPICAL_RATE if column == "rf" else _TYPICAL
        if typical > limit or (values >= 1.0).any():
            what = "a typical" if typical > limit else "the largest"
            size = typical if typical > limit else float(values.max())
            other = ", or not the rate of one day" if column == "rf" else ""
            raise PriceError(
                f"{column!r} in {name} is per cent{other}: {what} value is {size:.3g}; "
                "divide by 100 to have daily returns as decimals"
            )
    return held


def _joined(table: pd.DataFrame, part: _Held) -> pd.DataFrame:
    """Return two tables as one; what both hold has to agree."""
    for column in table.columns.intersection(part.table.columns):
        both = pd.concat([table[column], part.table[column]], axis=1, join="inner").dropna()
        apart = np.abs(both.iloc[:, 0] - both.iloc[:, 1]) > _AGREE
        if apart.any():
            raise PriceError(
                f"{column!r} differs between the factors joined, first on {both.index[apart][0]:%Y-%m-%d}; "
                f"take it out of {part.source}"
            )
    return table.combine_first(part.table)[list(dict.fromkeys([*table.columns, *part.table.columns]))]
