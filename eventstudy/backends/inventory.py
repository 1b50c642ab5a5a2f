"""What files of tidy rows hold: which series, on which days, in which row groups."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.backends.columns import (
    batches,
    batches_in,
    check_names,
    check_numbers,
    codes_of,
    days_of,
    parquet_file,
    reading,
)
from eventstudy.backends.tidy import DATE, SERIES, Piece, TidyFiles
from eventstudy.errors import EventStudyWarning, PriceError
from eventstudy.prices.files.aliases import ALIASES
from eventstudy.prices.files.headers import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from eventstudy.records import Progress

MEASURES = ("return", "close")
_FIGURES = ("open", "high", "low", "volume", "dividend", "split", "ajexdi", "currency")
_BESIDE = {"before", "flag", *(name for one in _FIGURES for name in (one, *ALIASES.get(one, ())))}
_SPAN = 100_000
"""Days from the first to the last that are taken for dates: 270 years."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a row group holds: its file, its number, its series."""

    path: Path
    group: int
    names: frozenset[str]
    single: bool = False


class Seen:
    """Days that were seen, in any order and any number of times."""

    def __init__(self) -> None:
        self._days: NDArray[np.int64] = np.empty(0, dtype=np.int64)

    def add(self, days: NDArray[np.int64], where: str) -> None:
        """Take note of days; raise where they cannot be dates of prices."""
        if not days.size:
            return
        low, high = int(days.min()), int(days.max())
        ends = [low, high, *self._days[[0, -1]].tolist()] if self._days.size else [low, high]
        if max(ends) - min(ends) > _SPAN:
            first, last = np.datetime64(min(ends), "D"), np.datetime64(max(ends), "D")
            raise PriceError(f"the dates of {where} run from {first} to {last}; mend the one that is wrong")
        there = np.zeros(high - low + 1, dtype=bool)
        there[days - low] = True
        self._days = np.union1d(self._days, np.flatnonzero(there) + low)

    def all(self) -> NDArray[np.int64]:
        """Return each day once, ascending."""
        return self._days


def open_tidy(paths: Sequence[Path], progress: Progress | None = None) -> TidyFiles:
    """Return files with columns ``series``, ``date`` and ``return`` or ``close``.

    Raises
    ------
    PriceError
        If one cannot be read, or has not these columns in these types.
    """
    measure = {measure_of(path) for path in paths}
    if len(measure) > 1:
        raise PriceError("some files hold returns, others closes; put them apart")
    held: list[Held] = []
    seen = Seen()
    for done, path in enumerate(paths):
        _tell(progress, done, len(paths))
        with parquet_file(path) as file, reading(path):
            held += [_scan(file, path, group, seen) for group in range(file.metadata.num_row_groups)]
    return _table(held, seen, measure.pop(), paths)


def open_named(named: Iterable[tuple[str, Path]], total: int, progress: Progress | None = None) -> TidyFiles:
    """Return files of one series each; one that cannot be read is left out with a warning.

    Raises
    ------
    PriceError
        If none can be read.
    """
    held, seen, measures, broken = [], Seen(), {}, []
    for done, (name, path) in enumerate(named):
        _tell(progress, done, total)
        try:
            measures[path] = measure_of(path)
            one = Seen()
            for batch in batches(path, [DATE]):
                one.add(days_of(batch[DATE], str(path)), str(path))
            seen.add(one.all(), str(path))
            held.append(Held(path, -1, frozenset([name]), single=True))
        except PriceError as error:
            broken.append((name, str(error)))
            warnings.warn(f"left out {name}: {error}", EventStudyWarning, stacklevel=2)
    kinds = set(measures.values())
    if not held or len(kinds) > 1:
        raise PriceError(broken[0][1] if not held else "some files hold returns, others closes; put them apart")
    return _table(held, seen, kinds.pop(), [one.path for one in held], tuple(broken))


def measure_of(path: Path) -> str:
    """Return the column of a file's numbers.

    Raises
    ------
    PriceError
        If it has neither.
    """
    with parquet_file(path) as file:
        schema = file.schema_arrow
    names = list(schema.names)
    found = [name for name in MEASURES if name in names]
    if not found or DATE not in names:
        raise PriceError(f"{path} has the columns {', '.join(names[:9])}; tidy rows need date, and return or close")
    check_numbers(schema.field(found[0]).type, found[0], str(path))
    if SERIES in names:
        check_names(schema.field(SERIES).type, str(path))
    return found[0]


def _table(
    held: Sequence[Held], seen: Seen, measure: str, paths: Sequence[Path], left_out: tuple[tuple[str, str], ...] = ()
) -> TidyFiles:
    names = sorted(set().union(*(one.names for one in held)))
    if not names:
        raise PriceError(f"{paths[0]} is empty; give rows of series and date")
    place = {name: number for number, name in enumerate(names)}
    pieces = []
    for one in held:
        if one.names:
            at = [place[name] for name in one.names]
            pieces.append(Piece(one.path, one.group, min(at), max(at), single=one.single))
    columns = further(paths) if measure == "close" else ()
    return TidyFiles(tuple(pieces), tuple(names), seen.all(), measure, tuple(paths), left_out, columns)


def further(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the columns beside the closes of some files that returns are formed with, as the files call them."""
    found: dict[str, None] = {}
    for path in paths:
        with parquet_file(path) as file:
            found |= {name: None for name in file.schema_arrow.names if plain(name) in _BESIDE}
    return tuple(found)


def _scan(file: Any, path: Path, group: int, seen: Seen) -> Held:  # noqa: ANN401 - a library without types
    """Return which series a row group holds; its days are taken note of."""
    single = _one_name(file, group)
    found = set() if single is None else {single}
    where = str(path)
    for batch in batches_in(file, [DATE] if single is not None else [SERIES, DATE], [group]):
        seen.add(days_of(batch[DATE], where), where)
        if single is None:
            codes, names = codes_of(batch[SERIES], where)
            found |= {names[code] for code in np.flatnonzero(np.bincount(codes, minlength=1))} if codes.size else set()
    return Held(path, group, frozenset(found))


def _one_name(file: Any, group: int) -> str | None:  # noqa: ANN401 - a library without types
    """Return the one series of a row group, where its statistics say that there is but one."""
    names = file.schema.names
    if SERIES not in names:
        raise PriceError(f"a file of tidy rows has no column 'series': it has {', '.join(names[:9])}")
    told = file.metadata.row_group(group).column(names.index(SERIES)).statistics
    if told is None or not told.has_min_max or told.null_count or told.min != told.max:
        return None
    return str(told.min)


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress("look through the returns", done, total)
