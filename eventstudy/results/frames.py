"""Any list of records as a DataFrame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import numpy as np
import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.records import as_dict

if TYPE_CHECKING:
    from collections.abc import Iterator

_NANO = (1678, 2261)
"""Years that nanoseconds reach."""
_SPLICED = "move"
"""The record that a verdict is about: its fields stand in the table under their own names."""


def to_frame(records: Iterable[object], kind: type | None = None) -> pd.DataFrame:
    """Return a list of records of one kind as a table, a row each.

    A record inside a record becomes columns of its own (``observed_low``, ``observed_high``), those of a verdict's move
    under their plain names, so that `moves` and `verdicts` share their columns. Decimals become floats, days become
    datetime64; a list of records inside one (the mentions of an event) becomes a list of dicts.

    Parameters
    ----------
    records
        Articles, dates, events, moves, verdicts, dropped ...; all of one class.
    kind
        Their class, so that a table of none has its columns too.

    Returns
    -------
    pandas.DataFrame
        Of an empty list, without rows, and without columns where `kind` is not given.

    Raises
    ------
    UsageError
        If the items are no records, or of several classes.

    Examples
    --------
    >>> from eventstudy.records import Window
    >>> to_frame([Window(0, 1), Window(-1, 1)])
       first  last
    0      0     1
    1     -1     1
    """
    if not isinstance(records, Iterable):
        raise UsageError(f"to_frame takes a list of records, found a {type(records).__name__}; put it into a list")
    items = list(records)
    kinds = {type(item) for item in items} | ({kind} if kind is not None else set())
    if not kinds:
        return pd.DataFrame()
    one = next(iter(kinds))
    if len(kinds) > 1 or not is_dataclass(one):
        names = ", ".join(sorted(each.__name__ for each in kinds))
        raise UsageError(f"to_frame takes records of one class, found {names}; make a table of each class")
    frame = pd.DataFrame([dict(_cells(item, one)) for item in items], columns=list(_columns(one)))
    for name in _days(one):
        frame[name] = _as_days(frame[name])
    return frame


def _as_days(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return days in nanoseconds, as pandas has them by habit; where one lies before 1678 or after 2261, in micro."""
    days = pd.Series(np.array([None if pd.isna(day) else day for day in column], dtype="datetime64[us]"), column.index)
    years = days.dt.year.dropna()
    return days if bool(((years < _NANO[0]) | (years > _NANO[1])).any()) else days.astype("datetime64[ns]")


def _nested(kind: type) -> dict[str, type | None]:
    """Return, for each field of a record class, the record class it holds, if any."""
    hints = get_type_hints(kind)
    return {
        field.name: next((arm for arm in (hints[field.name], *_arms(hints[field.name])) if _is_record(arm)), None)
        for field in fields(kind)
    }


def _arms(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type hint has no type
    """Return the arms of a union, and nothing of any other hint."""
    return () if getattr(hint, "__origin__", None) in {tuple, list, dict} else get_args(hint)


def _is_record(hint: Any) -> bool:  # noqa: ANN401 - a type hint has no type
    return isinstance(hint, type) and is_dataclass(hint)


def _prefix(name: str) -> str:
    return "" if name == _SPLICED else f"{name}_"


def _columns(kind: type) -> Iterator[str]:
    for name, inner in _nested(kind).items():
        if inner is None:
            yield name
        else:
            yield from (f"{_prefix(name)}{column}" for column in _columns(inner))


def _days(kind: type, prefix: str = "") -> Iterator[str]:
    """Yield the columns that hold days; a moment, which may carry a zone, stays as it is."""
    hints = get_type_hints(kind)
    for name, inner in _nested(kind).items():
        if inner is not None:
            yield from _days(inner, f"{prefix}{_prefix(name)}")
        elif date in {hints[name], *_arms(hints[name])} and datetime not in _arms(hints[name]):
            yield f"{prefix}{name}"


def _cells(record: object, kind: type) -> Iterator[tuple[str, object]]:
    for name, inner in _nested(kind).items():
        value = None if record is None else getattr(record, name)
        if inner is None:
            yield name, _cell(value)
        else:
            yield from ((f"{_prefix(name)}{column}", cell) for column, cell in _cells(value, inner))


def _cell(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple | list) and value and is_dataclass(value[0]):
        return as_dict(value)
    return value
