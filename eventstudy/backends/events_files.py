"""Events in a file: counted by series, then handed to the blocks that they belong to, however many there are."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.ipc as pa_ipc  # type: ignore[import-untyped]

from eventstudy.backends.columns import batches_in, codes_of, csv_table, parquet_file, reading, unfolded
from eventstudy.errors import UsageError
from eventstudy.records import Dropped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from eventstudy.backends.grid import Grid, Job

ROW = "row"
"""Column of the place of each event in its file, from 0."""
_TEXT = ("event_id", "series", "date", "group", "benchmark", "timing")
_OPEN = 500
"""Files that are written at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """How many events there are of each series.

    Attributes
    ----------
    names : tuple of str
        Series with events and returns, ascending.
    counts : array of shape (S,), int
        Of each.
    dropped : list of Dropped
        What cannot be studied for lack of returns or of a name.
    rows : int
        Events in the file.
    benchmarks : tuple of str
        That rows name.
    columns : tuple of str
        Of the file.
    """

    names: tuple[str, ...]
    counts: NDArray[np.int64]
    dropped: list[Dropped]
    rows: int
    benchmarks: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def event_batches(path: Path) -> Iterator[Any]:
    """Yield the events of a CSV or Parquet file in their order.

    Raises
    ------
    UsageError
        If there is no such file, or it lacks a column.
    PriceError
        If it cannot be read.
    """
    if not path.is_file():
        raise UsageError(f"there is no file {path}; name a CSV or Parquet table of events, with series and date")
    if path.suffix.lower() in {".parquet", ".pq"}:
        with parquet_file(path, texts=True) as file, reading(path):
            names = list(file.schema_arrow.names)
            _check_columns(path, names)
            for batch in batches_in(file, [name for name in names if not name.startswith("__index_level")]):
                yield unfolded(batch, path)
    else:
        table = csv_table(path, _TEXT)
        _check_columns(path, table.column_names)
        yield from table.to_batches(max_chunksize=1 << 18)


def _check_columns(path: Path, names: Sequence[str]) -> None:
    for name in ("series", "date"):
        if name not in names:
            raise UsageError(
                f"{path} has no column {name!r}: it has {', '.join(names[:9])}; events need series and date"
            )


def count_events(path: Path, held: Sequence[str], left_out: Mapping[str, str]) -> Counted:
    """Return how many events there are of each series that there are returns of.

    Parameters
    ----------
    path
        Of the events.
    held
        Series with returns.
    left_out
        Series whose returns cannot be read, and why.
    """
    found: dict[str, int] = {}
    marks: set[str] = set()
    columns: tuple[str, ...] = ()
    nameless, rows = [], 0
    for batch in event_batches(path):
        missing = np.flatnonzero(batch["series"].is_null().to_numpy(zero_copy_only=False))
        nameless += [Dropped(f"event in row {rows + place + 1}", "it names no series") for place in missing.tolist()]
        codes, names = codes_of(batch["series"].drop_null(), str(path))
        for code, count in enumerate(np.bincount(codes, minlength=len(names)).tolist()):
            found[names[code]] = found.get(names[code], 0) + count
        if "benchmark" in batch.schema.names:
            marks.update(str(name) for name in pc.unique(batch["benchmark"]).to_pylist() if name)
        rows += batch.num_rows
        columns = tuple(batch.schema.names)
    known = set(held)
    names = sorted(name for name, count in found.items() if name in known and count)
    strange = sorted(name for name, count in found.items() if name not in known and count)
    dropped = [
        Dropped(name, f"{left_out.get(name, 'there are no returns of it')}; {_events(found[name])}") for name in strange
    ]
    counts = np.array([found[name] for name in names], dtype=np.int64)
    return Counted(tuple(names), counts, [*nameless, *dropped], rows, tuple(sorted(marks)), columns)


def _events(count: int) -> str:
    return f"{count:,} event{'s' * (count > 1)} left out"


def share_out(path: Path, names: Sequence[str], jobs: Sequence[Job], folder: Path) -> list[Path]:
    """Write the events of each block, with all others of its series, to a file of its own; return these files.

    Parameters
    ----------
    path
        Of the events.
    names
        Series with events and returns, ascending.
    jobs
        The blocks.
    folder
        Where the files go.
    """
    files = [folder / f"events-{job.first_cell:07d}.arrow" for job in jobs]
    for begin in range(0, len(jobs), _OPEN):
        _share(path, names, jobs[begin : begin + _OPEN], files[begin : begin + _OPEN])
    return files


def _share(path: Path, names: Sequence[str], jobs: Sequence[Job], files: Sequence[Path]) -> None:
    place = {name: number for number, name in enumerate(names)}
    spans = [(job.first_series, job.last_series) for job in jobs]
    writers: dict[int, Any] = {}
    rows = 0
    with ExitStack() as stack:
        for batch in event_batches(path):
            codes = _places(batch["series"], place, str(path))
            at = pa.array(np.arange(rows, rows + batch.num_rows))
            rows += batch.num_rows
            batch = _plain(batch).append_column(ROW, at)  # noqa: PLW2901 - the same events, numbered
            order = np.argsort(codes, kind="stable")
            for number, (first, last) in enumerate(spans):
                low, high = np.searchsorted(codes[order], [first, last + 1])
                if high > low:
                    if number not in writers:
                        sink = stack.enter_context(pa.OSFile(str(files[number]), "wb"))
                        writers[number] = stack.enter_context(pa_ipc.new_stream(sink, batch.schema))
                    writers[number].write_batch(batch.take(pa.array(order[low:high])))


def _plain(batch: Any) -> Any:  # noqa: ANN401 - a library without types
    """Return a batch with its dictionaries unfolded: those of two batches need not be the same."""
    for number, field in enumerate(batch.schema):
        if pa.types.is_dictionary(field.type):
            column = batch.column(number).cast(field.type.value_type)
            batch = batch.set_column(number, field.name, column)
    return batch


def _places(column: Any, place: Mapping[str, int], where: str) -> NDArray[np.int64]:  # noqa: ANN401 - a library without types
    """Return the place of each row's series, -1 for one without returns."""
    found = np.full(len(column), -1, dtype=np.int64)
    there = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
    codes, names = codes_of(column.drop_null(), where)
    if there.size:
        found[there] = np.array([place.get(name, -1) for name in names], dtype=np.int64)[codes]
    return found


def events_of(file: Path, grid: Grid, job: Job, names: Sequence[str]) -> tuple[Any, int]:
    """Return the events of a block's series in the order of the grid, and the place of the block's first among them.

    Those of one series stand by their dates as written, then by their rows.
    """
    with reading(file), pa_ipc.open_stream(pa.OSFile(str(file))) as stream:
        table = stream.read_all()
    place = {name: number for number, name in enumerate(names)}
    codes = _places(table["series"].combine_chunks(), place, str(file))
    dates = table["date"].combine_chunks()
    if pa.types.is_string(dates.type) or pa.types.is_large_string(dates.type):
        dates = pc.utf8_slice_codeunits(dates, 0, 10)
    keys = pa.table({"series": codes, "date": dates, ROW: table[ROW]})
    order = pc.sort_indices(keys, sort_keys=[("series", "ascending"), ("date", "ascending"), (ROW, "ascending")])
    return table.take(order).combine_chunks(), job.first_event - int(grid.ends[job.first_series])
