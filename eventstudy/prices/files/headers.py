"""Where the header of other people's price tables stands, and what its columns are taken for here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.errors import PriceError
from eventstudy.prices.files.aliases import ADJUSTED, ALIASES, CLOSES, DATES, FIGURES, PAIRED, WEAK

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

__all__ = [
    "date_places", "find_header", "has_dates", "is_adjusted", "is_date", "named", "one_level", "plain",
    "recognised", "taken_words",
]  # fmt: skip

_IS_DAY = re.compile(r"\s*\d{4}-\d{2}-\d{2}")
_A_DAY = re.compile(r"\d{1,4}[-/.](\d{1,2}|[A-Za-z]{3})[-/.]\d{2,4}( 00:00(:00)?)?|\d{8}")
_NUMBERED = re.compile(r"^\d+\. ")
_CODES = ("code", "ric", "symbol", "ticker", "mnemonic", "name")
"""What the first cell of a header says under which days stand without a name; the earlier go before the later."""


def find_header(rows: Sequence[Sequence[str]]) -> tuple[int, list[list[str]]]:
    """Return the place of the last row of the header, and the one or two rows of it that name the columns.

    The header is the first row with a name for dates among others; without any, the first row. It has two levels, a
    figure and a series, where the row of dates names nothing else, or names figures again and again.

    Parameters
    ----------
    rows
        The first rows of a table, as text.

    Examples
    --------
    >>> find_header([["Brent, daily"], [], ["Date", "Settle"], ["2020-01-03", "68.60"]])
    (2, [['Date', 'Settle']])
    >>> find_header([["", "CO1", ""], ["Dates", "PX_LAST", "PX_LAST"]])
    (1, [['', 'CO1', 'CO1'], ['Dates', 'PX_LAST', 'PX_LAST']])
    """
    place = next((number for number, row in enumerate(rows) if has_dates(row)), None)
    if place is None:
        return _coded(rows) or (0, [list(row) for row in rows[:1]])
    row = list(rows[place])
    others = [plain(name) for name in row if not is_date(name)]
    above = [list(one) for one in rows[max(place - 2, 0) : place]]
    if len(date_places(row)) > 1:
        return place, [_above_each(rows[:place], date_places(row), len(row)), row]
    if len(above) == 2 and not any(others) and all(len(one) == len(row) for one in above):  # noqa: PLR2004 - two levels
        return place, [_filled(above[0]), above[1]]
    if above and len(above[-1]) == len(row) and len(set(others)) < len(others) and FIGURES.issuperset(others):
        return place, [_filled(above[-1]), row]
    return place, [row]


def date_places(row: Sequence[str]) -> list[int]:
    """Return where the columns of dates are, each with its prices to the right, if one name stands there repeatedly.

    Examples
    --------
    >>> date_places(["Date", "PX_LAST", "", "Date", "PX_LAST"]), date_places(["Date", "Time", "Close"])
    ([0, 3], [])
    """
    places = [number for number, name in enumerate(row) if is_date(name)]
    return places if len(places) > 1 and len({plain(row[number]) for number in places}) == 1 else []


def _above_each(rows: Sequence[Sequence[str]], places: Sequence[int], width: int) -> list[str]:
    """Return what stands nearest above each block of columns that begins with dates; the first text of a line."""
    found = [""] * width
    for begin, end in zip(places, [*places[1:], width], strict=True):
        lines = [[cell.strip() for cell in row[begin:end] if cell.strip()] for row in reversed(rows[-3:])]
        found[begin] = next((line[0] for line in lines if line), "")
    return found


def _coded(rows: Sequence[Sequence[str]]) -> tuple[int, list[list[str]]] | None:
    """Return a header without a name for dates: a line of codes above lines that begin with days."""
    first = next((number for number, row in enumerate(rows) if len(row) > 1 and _A_DAY.fullmatch(row[0].strip())), 0)
    named = {plain(row[0]): row for row in rows[:first] if len(row) > 1}
    codes = next((named[name] for name in _CODES if name in named), None)
    return None if codes is None else (first - 1, [["date", *codes[1:]]])


def has_dates(row: Sequence[str]) -> bool:
    """Tell whether a row has a name for dates, among others that are no dates."""
    return len(row) > 1 and any(map(is_date, row)) and not any(map(_IS_DAY.match, row))


def _filled(names: Sequence[str]) -> list[str]:
    """Return names with those that span several columns repeated."""
    found: list[str] = []
    for name in names:
        found.append(name.strip() or (found[-1] if found else ""))
    return found


def named(body: pd.DataFrame, header: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return a table under the names of its header; under two levels the dates are its index.

    Examples
    --------
    >>> table = named(pd.DataFrame([["2020-01-03", "68.60"]]), [["", "CO1"], ["Dates", "PX_LAST"]])
    >>> table.index.name, list(table.columns)
    ('date', [('CO1', 'PX_LAST')])
    """
    if len(header) > 1 and date_places(header[-1]):
        return _stacked(body, header)
    if len(header) == 1:
        names = [*header[0], *([""] * body.shape[1])][: body.shape[1]]
        return body.set_axis(pd.Index(names), axis=1)
    place = next((number for number, name in enumerate(header[-1]) if is_date(name)), 0)
    levels = [[name for number, name in enumerate(row) if number != place] for row in header]
    kept = body.drop(columns=body.columns[place]).set_axis(pd.MultiIndex.from_arrays(levels), axis=1)
    return kept.set_axis(pd.Index(body.iloc[:, place].tolist(), name="date"))


def _stacked(body: pd.DataFrame, header: Sequence[Sequence[str]]) -> pd.DataFrame:
    """Return blocks of columns side by side, each with dates of its own, one below the other."""
    series, row = header
    places, parts = date_places(row), []
    for begin, end in zip(places, [*places[1:], len(row)], strict=True):
        if not series[begin]:
            raise PriceError(
                "dates and prices side by side, and no line above that names the series: write their ids there"
            )
        held = [begin, *(number for number in range(begin + 1, end) if row[number].strip() and number < body.shape[1])]
        part = body.iloc[:, held].set_axis(pd.Index([row[number] for number in held]), axis=1)
        parts.append(part[~_blank(part).all(axis=1)].assign(series=series[begin]))
    return pd.concat(parts)


def recognised(raw: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return a table with common names of columns put in ours, and what was taken for what.

    A name is taken only where our own is not there, and only one column for each; the others stay as they are. In a
    table without closes, which may have a column per series, nothing but the date is taken.

    Examples
    --------
    >>> table, taken = recognised(pd.DataFrame({"Trade Date": ["2020-01-03"], "Settle": [68.6], "OI": [1]}))
    >>> list(table.columns), taken
    (['date', 'close', 'OI'], {'date': 'Trade Date', 'close': 'Settle'})
    """
    names = {plain(name): str(name) for name in reversed(list(raw.columns))}
    taken = {
        ours: names[found]
        for ours, aliases in ALIASES.items()
        if ours not in raw.columns
        and (found := next((one for one in (ours, *aliases) if one in names and _tells(raw, ours, names[one])), None))
    }
    if "close" not in raw.columns and "close" not in taken:
        taken = {ours: theirs for ours, theirs in taken.items() if ours == "date"}
    return raw.rename(columns={theirs: ours for ours, theirs in taken.items()}), taken


def _tells(raw: pd.DataFrame, ours: str, theirs: str) -> bool:
    """Tell whether a column holds what its name says: a name of one series is an id only if it is a single word."""
    if ours != "series" or plain(theirs) not in WEAK:
        return True
    values = raw[theirs].unique()
    if len(values) > 1:  # numbers that seldom come again are no names
        return 2 * len(values) <= len(raw) or bool(pd.to_numeric(pd.Series(values), errors="coerce").isna().all())
    return not re.search(r"\s|^$", str(values[0]).strip())


def taken_words(taken: dict[str, str]) -> str:
    """Return in words what was taken for what.

    Examples
    --------
    >>> taken_words({"date": "Trade Date", "close": "Settle"})
    "'Trade Date' as date, 'Settle' as close"
    """
    return ", ".join(f"{theirs!r} as {ours}" for ours, theirs in taken.items())


def is_date(name: str) -> bool:
    """Tell whether a column so called holds the dates.

    Examples
    --------
    >>> is_date("Trade Date"), is_date("Settle")
    (True, False)
    """
    return plain(name) in DATES


def is_adjusted(taken: Mapping[str, str], names: Sequence[str]) -> bool:
    """Tell whether the closes have their dividends in them: by their name, or as a vendor gives them unasked.

    Examples
    --------
    >>> is_adjusted({"close": "Adj Close"}, [])
    True
    >>> is_adjusted({"close": "Close", "dividend": "Dividends", "split": "Stock Splits"}, ["Volume"])
    True
    >>> is_adjusted({"close": "Close", "dividend": "Dividends", "split": "Stock Splits"}, ["Adj Close"])
    False
    """
    if plain(taken.get("close", "")) in ADJUSTED:
        return True
    both = plain(taken.get("split", "")) in PAIRED and plain(taken.get("dividend", "")) == "dividends"
    return both and ADJUSTED.isdisjoint(map(plain, names))


def one_level(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of two column levels, a figure and a series, as a tidy one; any other as it is.

    Examples
    --------
    >>> columns = pd.MultiIndex.from_tuples([("Close", "XOM"), ("Close", "CVX")], names=["Price", "Ticker"])
    >>> wide = pd.DataFrame([[70.33, 121.01]], index=pd.Index(["2020-01-03"], name="Date"), columns=columns)
    >>> one_level(wide)[["Date", "series", "Close"]].to_numpy().tolist()
    [['2020-01-03', 'XOM', 70.33], ['2020-01-03', 'CVX', 121.01]]
    """
    if table.columns.nlevels != 2:  # noqa: PLR2004 - a figure and a series
        return table
    if table.columns.has_duplicates:
        figure, series = map(str, table.columns[table.columns.duplicated()].tolist()[0])
        raise PriceError(f"two columns {figure!r} of {series!r}")
    figures = int(CLOSES.isdisjoint(plain(name) for name in table.columns.get_level_values(0)))
    index = "date" if table.index.name is None else str(table.index.name)
    parts: list[pd.DataFrame] = []
    for series in dict.fromkeys(table.columns.get_level_values(1 - figures)):
        part = pd.DataFrame(table.xs(series, axis=1, level=1 - figures)).rename_axis(index).reset_index()
        part.columns = pd.Index([str(name) for name in part.columns])
        held = ~_blank(part.drop(columns=index)).all(axis=1)
        parts.append(part[held].assign(series=str(series)))
    return pd.concat(parts, ignore_index=True)


def _blank(table: pd.DataFrame) -> pd.DataFrame:
    return table.isna() | (table == "")


def plain(name: Hashable | Any) -> str:  # noqa: ANN401 - a header may hold anything
    """Return a header in lower case, without numbering, with blanks for what joins its words."""
    return re.sub(r"[\s_\-.<>*]+", " ", _NUMBERED.sub("", str(name).strip().lower())).strip()
