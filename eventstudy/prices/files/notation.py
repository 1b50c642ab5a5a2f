"""How other people write days and numbers, column by column; what is written in two ways or may mean two is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it has no types of its own
import pyarrow.compute as pc  # type: ignore[import-untyped]  # the same

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Text = pd.Series[str]

__all__ = ["AMBIGUOUS", "as_days", "decimal_mark", "exact_floats", "from_instants", "from_numbers", "plain_numbers"]

AMBIGUOUS = "?"
MISSING = frozenset({"", "nan", "na", "n/a", "null", "none", "nat", ".", "-", "--", "#n/a", "#n/a n/a", "n.a."})

_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
_SPAN = ("1700-01-01", "2199-12-31")
"""Days a price can have; the table's dates hold a little more."""
_TIME = r"(?:[T ]+\d{1,2}:\d{2}.*)?"
_FORMS = {
    "ISO": r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?:[T ].*)?",
    "year first": rf"(?P<y>\d{{4}})[/.](?P<m>\d{{1,2}})[/.](?P<d>\d{{1,2}}){_TIME}",
    "digits": r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
    "points": rf"(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?P<y>\d{{4}}|\d{{2}}){_TIME}",
    "slashes": rf"(?P<a>\d{{1,2}})(?P<by>[/-])(?P<b>\d{{1,2}})(?P=by)(?P<y>\d{{4}}|(?<=/)\d{{2}}){_TIME}",
    "day and month": rf"(?P<d>\d{{1,2}})[ -](?P<m>[A-Za-z]{{3,9}})\.?[ ,-]+(?P<y>\d{{4}}|\d{{2}}){_TIME}",
    "month and day": rf"(?P<m>[A-Za-z]{{3,9}})\.? (?P<d>\d{{1,2}}), ?(?P<y>\d{{4}}){_TIME}",
}
_EPOCH = re.compile(r"-?\d{9,10}|-?\d{12,13}|-?\d{18,19}")
_UNITS = ((1e11, "seconds", 86400.0), (1e14, "milliseconds", 86400e3), (np.inf, "nanoseconds", 86400e9))
"""Below which size a count since 1970 is one of what, and how many of these a day has."""
_MANY_DAYS = 100_000
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?")
_SERIAL_BEGIN = "1899-12-30"  # as if 1900 had had a 29 February, from March of that year on
_FEWEST_DAYS = 10_000
_TWELVE = 12
_CENTURY = 69  # two digits of a year from here on are of the last century, as the C library has it

_GAPS = r"[\u00a0\u2009\u202f \u2019']"
_SIGN = r"[+\-\u2212]?"
_POINT = re.compile(rf"{_SIGN}(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}(?:{_GAPS}\d{{3}})+|\d*)(?:\.\d*)?")
_COMMA = re.compile(rf"{_SIGN}(?:\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:{_GAPS}\d{{3}})+|\d*)(?:,\d*)?")
_MONEY = r"^(?P<sign>[+\-\u2212]?) ?(?:US\$|[$€£¥]) ?"


def as_days(text: Text) -> tuple[pd.Series[pd.Timestamp], str]:
    """Return a column of days written in one of the usual ways, NaT where one is not, and what to say of it.

    The first day settles the way; whether days or months come first is settled by any number above twelve.

    Parameters
    ----------
    text
        At least one, stripped.

    Returns
    -------
    days : pandas.Series
        Naive midnights; of an instant the day as written, of a count since 1970 the day in UTC.
    said : str
        Empty for ISO days; else how they were read; ``AMBIGUOUS`` where days and months cannot be told apart.

    Examples
    --------
    >>> days, said = as_days(pd.Series(["03/01/2020", "31/01/2020"]))
    >>> days.dt.date.astype(str).tolist(), said
    (['2020-01-03', '2020-01-31'], 'day first')
    >>> as_days(pd.Series(["03/01/2020", "06/01/2020"]))[1]
    '?'
    """
    first = text.iloc[0]
    if _EPOCH.fullmatch(first):
        return from_numbers(pd.to_numeric(text.where(text.str.fullmatch(_EPOCH.pattern)), errors="coerce"))
    form = next((name for name, pattern in _FORMS.items() if re.fullmatch(pattern, first)), None)
    if form is None and _SERIAL.fullmatch(first):
        return from_numbers(pd.to_numeric(text.where(text.str.fullmatch(_SERIAL.pattern)), errors="coerce"))
    if form is None:
        return pd.Series(pd.NaT, index=text.index, dtype="datetime64[ns]"), ""
    if form == "ISO":
        whole = text.where(text.str.fullmatch(_FORMS[form])).str.slice(0, 10)
        return _held(pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce")), ""
    parts = text.str.extract(f"^(?:{_FORMS[form]})$")
    said = "day first" if form == "points" else ""
    if form == "slashes":
        parts, said = _settled(parts)
    return _assembled(parts), said


def _settled(parts: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return days and months that were told apart, and how."""
    a, b = (pd.to_numeric(parts[name], errors="coerce") for name in "ab")
    day_first, month_first = bool((a > _TWELVE).any()), bool((b > _TWELVE).any())
    named = parts.rename(columns={"a": "m", "b": "d"} if month_first else {"a": "d", "b": "m"})
    said = AMBIGUOUS if not (day_first or month_first) else "month first" if month_first else "day first"
    return named, "" if said == AMBIGUOUS and bool((a == b).all()) else said


def _assembled(parts: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    month = parts["m"].str.slice(0, 3).str.lower().map(_MONTHS)
    year = pd.to_numeric(parts["y"], errors="coerce")
    short = parts["y"].str.len() == len("20")
    year = year.where(~short, year + np.where(year >= _CENTURY, 1900, 2000))
    month = month.fillna(pd.to_numeric(parts["m"], errors="coerce"))
    day = pd.to_numeric(parts["d"], errors="coerce")
    return _held(pd.to_datetime({"year": year, "month": month, "day": day}, errors="coerce"))


def _held(days: pd.Series[pd.Timestamp]) -> pd.Series[pd.Timestamp]:
    """Return days, NaT where no price can be of them."""
    return days.where(days.between(*_SPAN)).astype("datetime64[ns]")


def from_instants(cells: pd.Series[pd.Timestamp]) -> tuple[pd.Series[pd.Timestamp], str]:
    """Return the days of dates that are dates already: of an instant the day in its own zone.

    Examples
    --------
    >>> late = pd.Series(pd.to_datetime(["2020-01-02 20:00"])).dt.tz_localize("America/New_York")
    >>> from_instants(late)[0].dt.date.astype(str).tolist()
    ['2020-01-02']
    """
    local = cells.dt.tz_localize(None) if cells.dt.tz is not None else cells
    return _held(local.dt.normalize()), ""


def from_numbers(values: pd.Series[float]) -> tuple[pd.Series[pd.Timestamp], str]:
    """Return days written as numbers: 20200103, or counted since 1970, or since 1900 as spreadsheets do.

    Examples
    --------
    >>> from_numbers(pd.Series([20200103.0]))[0].dt.date.astype(str).tolist()
    ['2020-01-03']
    >>> days, said = from_numbers(pd.Series([1578009600.0]))
    >>> days.dt.date.astype(str).tolist(), said
    (['2020-01-03'], 'seconds since 1970, days of UTC')
    """
    size = float(values.abs().where(values.abs() < np.inf).max())
    if _FEWEST_DAYS <= size < _MANY_DAYS:
        since = pd.to_timedelta(values.where(values >= _FEWEST_DAYS).floordiv(1), unit="D")
        return _held(pd.Timestamp(_SERIAL_BEGIN) + since), "days of a spreadsheet, counted since 1900"
    if not size >= 1e8:  # noqa: PLR2004 - as a count, a day of 1973
        whole = values.where(values == values.round())
        text = whole.map(lambda one: f"{one:.0f}", na_action="ignore").astype(object)
        return _held(pd.to_datetime(text, format="%Y%m%d", errors="coerce")), ""
    unit, a_day = next((name, count) for limit, name, count in _UNITS if size < limit)
    days = values.floordiv(a_day)
    since = pd.to_timedelta(days.where(days.abs() < _MANY_DAYS), unit="D")
    return _held(pd.Timestamp("1970-01-01") + since), f"{unit} since 1970, days of UTC"


def decimal_mark(cells: Text, *, commas_join: bool) -> str:
    """Return the decimal mark of cells with marks in them; ``AMBIGUOUS`` where 1.234 may be a little or a thousand.

    Parameters
    ----------
    cells
        The cells of a table that are no plain numbers, or all of them where commas do not part its columns.
    commas_join
        Whether commas part the columns of the table: then a point is the decimal mark unless the cells say otherwise.

    Examples
    --------
    >>> [decimal_mark(pd.Series(cells), commas_join=False) for cells in (["68,60"], ["68.60"], ["1.234"])]
    [',', '.', '?']
    """
    point, comma = (cells.str.fullmatch(pattern).fillna(value=False) for pattern in (_POINT.pattern, _COMMA.pattern))
    only_point, only_comma = int((point & ~comma).sum()), int((comma & ~point).sum())
    if only_point or only_comma:
        return "," if only_comma > only_point else "."
    both = cells[point & comma]
    if commas_join or not both.str.contains(r"[.,]").any():
        return "."
    return "," if both.str.contains(",", regex=False).any() else AMBIGUOUS


def plain_numbers(cells: Text, mark: str) -> Text:
    """Return cells with what can be read as a number written plainly, the others as they are.

    Examples
    --------
    >>> plain_numbers(pd.Series(["$1,234.50", "Acme", "3.15M"]), ".").tolist()
    ['1234.50', 'Acme', '3.15M']
    >>> plain_numbers(pd.Series(["1.234,50", "68,60"]), ",").tolist()
    ['1234.50', '68.60']
    """
    bare = cells.str.replace(_MONEY, r"\g<sign>", regex=True)
    there = bare.str.fullmatch((_COMMA if mark == "," else _POINT).pattern).fillna(value=False)
    plain = bare.str.replace(rf"{_GAPS}|{re.escape('.' if mark == ',' else ',')}", "", regex=True)
    plain = plain.str.replace(mark, ".", regex=False).str.replace("\u2212", "-", regex=False)
    return cells.where(~there, plain)


def exact_floats(text: Text) -> pd.Series[float]:
    """Return numbers written as text as the nearest floats, empty text as NaN.

    Raises
    ------
    ValueError
        If one is no number.

    Examples
    --------
    >>> exact_floats(pd.Series(["0.1", ""])).tolist()
    [0.1, nan]
    """
    written = pa.array(text.to_numpy(dtype=object), pa.string())
    numbers = pc.cast(pc.if_else(pc.equal(written, ""), None, written), pa.float64())
    values: NDArray[np.float64] = numbers.to_numpy(zero_copy_only=False)
    return pd.Series(values, index=text.index, name=text.name)
