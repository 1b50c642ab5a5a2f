"""Returns or closes a row each: one Parquet file, several, or a folder with a file or a folder for each series.

What is read of a block of series is known before: every row group says which series it holds, from its statistics
where it holds one, else from one pass over the names. Rows may come in any order of their dates. Where the rows of the
series of a block lie all over the file, as in a file sorted by date, `eventstudy.backends.spill` first brings those of
neighbouring series together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.ipc as pa_ipc  # type: ignore[import-untyped]

from eventstudy.backends.columns import batches, check_numbers, codes_of, days_of, parquet_file, reading
from eventstudy.errors import PriceError
from eventstudy.prices.files.aliases import ALIASES
from eventstudy.prices.files.headers import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from eventstudy.backends.columns import Array, Days

    Rows = tuple[NDArray[np.int64], Days, Array]
    """Places of series among those of the table, days, numbers."""

DATE, SERIES = "date", "series"
_TOGETHER = 256
"""Row groups that are read in one go."""
_WORDS = ("flag", "currency", *ALIASES["currency"])


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows that are read together.

    Attributes
    ----------
    path
        The file.
    group
        Its row group; -1 for all of it.
    first, last
        Places of the first and last of its series.
    spilt
        Whether the file is one of ours, with places for names.
    single
        Whether the file holds one series, which the name of the file or its folder tells.
    """

    path: Path
    group: int
    first: int
    last: int
    spilt: bool = False
    single: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TidyFiles:
    """Files with a row for each series and day.

    Attributes
    ----------
    pieces
        What there is to read, and of which series.
    names
        Of the series, ascending.
    days : array of shape (D,)
        Every day that any series has a row of, since 1970-01-01, ascending.
    measure
        The column of the numbers: ``"return"`` or ``"close"``.
    files
        All that is read.
    left_out
        Series that cannot be read, and why.
    columns
        What else there is of each close: dividends, splits, figures of the day, flags; as the files call it.
    formed
        Where the flags stand of returns that were formed from closes (`eventstudy.backends.closes`).
    changes
        Series whose returns are changes of a yield.
    """

    pieces: tuple[Piece, ...]
    names: tuple[str, ...]
    days: Days
    measure: str
    files: tuple[Path, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    formed: tuple[Path, ...] = ()
    changes: tuple[str, ...] = ()

    def read(self, names: Sequence[str]) -> Array:
        """Return the numbers of some series, shape (S, D), NaN where there is none.

        Raises
        ------
        PriceError
            A series has two rows of one day, or a file cannot be read.
        """
        wanted = self.places(names)
        row = np.full(len(self.names), -1)
        row[wanted] = np.arange(wanted.size)
        column = np.full(int(self.days[-1] - self.days[0]) + 1, -1)
        column[self.days - self.days[0]] = np.arange(self.days.size)
        values, taken = np.full((wanted.size, self.days.size), np.nan), np.zeros((wanted.size, self.days.size), bool)
        for series, days, numbers in self.rows(wanted):
            at, on = row[series], column[days - self.days[0]]
            kept = at >= 0
            at, on = at[kept], on[kept]
            if taken[at, on].any() or _doubled(at, on, self.days.size):
                raise PriceError(self._twice(names, at, on, taken))
            values[at, on], taken[at, on] = numbers[kept], True
        return values

    def told(self, names: Sequence[str]) -> dict[str, Any]:
        """Return what `eventstudy.returns.to_returns` said of some series."""
        if not self.formed:
            return {}
        wanted = {int(place): name for place, name in zip(self.places(names), names, strict=True)}
        flags: dict[str, dict[str, str]] = {name: {} for name in names}
        for path in self.formed:
            for batch in _spilt_batches(path):
                mine = batch.filter(pc.is_in(batch[0], pa.array(list(wanted), pa.int32())))
                for series, day, flag in zip(*(column.to_pylist() for column in mine), strict=True):
                    flags[wanted[series]][str(np.datetime64(day, "D"))] = flag
        return {"flags": flags, "changes": [name for name in names if name in self.changes]}

    def places(self, names: Sequence[str]) -> NDArray[np.int64]:
        """Return the places of series among those of the table."""
        place = _numbered(self.names)
        return np.array([place[name] for name in names], dtype=np.int64)

    def rows(self, wanted: NDArray[np.int64]) -> Iterator[Rows]:
        """Yield the rows of the pieces that may hold these series, and of others that lie among them."""
        for pieces in runs(self.near(wanted)):
            for batch in self.batches(pieces):
                series, days = batch[0].to_numpy().astype(np.int64), batch[1].to_numpy().astype(np.int64)
                yield series, days, batch[2].to_numpy(zero_copy_only=False)

    def near(self, wanted: NDArray[np.int64]) -> list[Piece]:
        """Return the pieces that may hold these series."""
        asked = np.sort(wanted)
        places = np.searchsorted(asked, [piece.first for piece in self.pieces])
        return [
            piece
            for piece, place in zip(self.pieces, places.tolist(), strict=True)
            if place < asked.size and asked[place] <= piece.last
        ]

    def batches(self, pieces: Sequence[Piece]) -> Iterator[Any]:
        """Yield the rows of pieces of one file with all their columns: places of series, days, the measure, others."""
        piece = pieces[0]
        if piece.spilt:
            yield from _spilt_batches(piece.path)
            return
        where, groups = str(piece.path), None if piece.group < 0 else [one.group for one in pieces]
        named = self._held(piece)
        columns = [DATE, *named] if piece.single else [SERIES, DATE, *named]
        for batch in batches(piece.path, columns, groups):
            days = days_of(batch[DATE], where)
            if piece.single:
                series = np.full(days.size, piece.first)
            else:
                codes, names = codes_of(batch[SERIES], where)
                series = self.places(names)[codes] if names else codes
            more = [_column(batch, name, where) for name in (self.measure, *self.columns)]
            rows = [pa.array(series.astype(np.int32)), pa.array(days.astype(np.int32)), *more]
            yield pa.record_batch(rows, schema=self.schema)

    @property
    def schema(self) -> Any:  # noqa: ANN401 - a library without types
        """Return the columns of `batches`."""
        more = [(name, pa.string() if is_text(name) else pa.float64()) for name in (self.measure, *self.columns)]
        return pa.schema([(SERIES, pa.int32()), ("day", pa.int32()), *more])

    def _held(self, piece: Piece) -> list[str]:
        """Return which columns of numbers and flags the file of a piece has."""
        if not self.columns:
            return [self.measure]
        with parquet_file(piece.path) as file:
            names = set(file.schema_arrow.names)
        return [name for name in (self.measure, *self.columns) if name in names]

    def _twice(self, names: Sequence[str], at: Any, on: Any, taken: Any) -> str:  # noqa: ANN401 - arrays
        """Return which series has two rows of one day, in words."""
        again = np.flatnonzero(taken[at, on])
        if not again.size:
            _, first = np.unique(at * self.days.size + on, return_index=True)
            again = np.setdiff1d(np.arange(at.size), first)
        day = np.datetime64(int(self.days[on[again[0]]]), "D")
        return f"the returns hold {names[at[again[0]]]!r} twice on {day}; keep one row of each session"


@lru_cache(maxsize=4)
def _numbered(names: tuple[str, ...]) -> dict[str, int]:
    """Return the place of each name."""
    return {name: place for place, name in enumerate(names)}


def runs(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Yield pieces of one file together, some at a time: opening a file of many row groups takes its time."""
    for _, together in groupby(pieces, key=lambda one: one.path):
        held = list(together)
        for begin in range(0, len(held), _TOGETHER):
            yield held[begin : begin + _TOGETHER]


def _doubled(at: NDArray[np.int64], on: NDArray[np.int64], width: int) -> bool:
    """Tell whether a cell of the table stands twice among these."""
    flat = at * width + on
    if (np.diff(flat) > 0).all():
        return False
    return np.unique(flat).size < flat.size


def _spilt_batches(path: Path) -> Iterator[Any]:
    """Yield the rows of a file of ours."""
    with reading(path), pa_ipc.open_stream(pa.OSFile(str(path))) as stream:
        yield from stream


def is_text(name: str) -> bool:
    """Tell whether a column beside closes holds words."""
    return plain(name) in _WORDS


def _column(batch: Any, name: str, where: str) -> Any:  # noqa: ANN401 - a library without types
    """Return a column in the type that it has for us; empty where the file has none."""
    if name not in batch.schema.names:
        return pa.nulls(batch.num_rows, pa.string() if is_text(name) else pa.float64())
    if is_text(name):
        return batch[name].cast(pa.string())
    check_numbers(batch[name].type, name, where)
    return batch[name].cast(pa.float64(), safe=False)
