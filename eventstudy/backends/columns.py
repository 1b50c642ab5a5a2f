"""Columns of files as arrays: days, numbers and names, and what is wrong with them in one line."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from eventstudy.bounded import LARGEST
from eventstudy.errors import PriceError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Days = NDArray[np.int64]
    Array = NDArray[np.float64]

BATCH = 1 << 18
"""Rows that are decoded at a time."""
CSV_MOST = 2 * 10**9
"""Bytes of a CSV file above which it is to be made Parquet first."""


@contextmanager
def reading(path: Path | str) -> Iterator[None]:
    """Turn what the library raises on a file into an error of one line.

    Raises
    ------
    PriceError
        The file is cut short, is no Parquet, or cannot be read.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise UsageError(f"there is no file {path}") from error
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowSerializationError, OSError, EOFError) as error:
        first = str(error).strip().splitlines()[0].rstrip(".")
        raise PriceError(f"{path} cannot be read, it may be cut short: {first}; write it anew") from error


def parquet_file(path: Path | str, *, texts: bool = False) -> Any:  # noqa: ANN401 - a library without types
    """Return an open Parquet file, read in small pieces; names of series, or all texts, as numbers where they are."""
    with reading(path):
        metadata = pq.read_metadata(path)
        schema = metadata.schema.to_arrow_schema()
        names = [name for name in schema.names if (texts or name == "series") and _is_text(schema.field(name).type)]
        # what the file holds is read once: of a file of thousands of row groups that takes milliseconds
        return pq.ParquetFile(path, metadata=metadata, read_dictionary=names, pre_buffer=False, buffer_size=1 << 20)


def batches(path: Path | str, columns: Sequence[str], groups: Sequence[int] | None = None) -> Iterator[Any]:
    """Yield the rows of a Parquet file, or of some of its row groups, in their order.

    Raises
    ------
    PriceError
        The file cannot be read.
    """
    with reading(path), parquet_file(path) as file:
        yield from batches_in(file, columns, groups)


def unfolded(batch: Any, path: Path | str) -> Any:  # noqa: ANN401 - a library without types
    """Return rows with their texts written out, where that takes no more than is read of a table.

    Raises
    ------
    PriceError
        A few letters of the file stand for more.
    """
    columns = {}
    for name in batch.schema.names:
        column = batch[name]
        if pa.types.is_dictionary(column.type) and _is_text(column.type.value_type):
            lengths = pc.binary_length(column.dictionary).cast(pa.int64())
            if (pc.sum(lengths.take(column.indices)).as_py() or 0) > LARGEST:
                raise PriceError(f"{path} unfolds to more than {LARGEST >> 30} GB of text in {name!r}; shorten it")
            column = column.cast(column.type.value_type)
        columns[name] = column
    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def batches_in(file: Any, columns: Sequence[str], groups: Sequence[int] | None = None) -> Iterator[Any]:  # noqa: ANN401 - a library without types
    """Yield the rows of an open Parquet file, or of some of its row groups, in their order."""
    yield from file.iter_batches(batch_size=BATCH, row_groups=groups, columns=list(columns), use_threads=False)


def csv_table(path: Path, text: Sequence[str]) -> Any:  # noqa: ANN401 - a library without types
    """Return a CSV file as a table; these columns stay text whatever they look like.

    Raises
    ------
    UsageError
        It is too large to be held.
    PriceError
        It cannot be read.
    """
    with reading(path):
        size = path.stat().st_size
        if size > CSV_MOST:
            raise UsageError(f"{path} is a CSV file of {size / 10**9:.1f} GB; make it Parquet, which is read in blocks")
        kept = pa_csv.ConvertOptions(column_types=dict.fromkeys(text, pa.string()), strings_can_be_null=True)
        return pa_csv.read_csv(path, convert_options=kept)


def days_of(column: Any, where: str) -> Days:  # noqa: ANN401 - a library without types
    """Return dates as days since 1970-01-01: of a date, of a moment the day on its own clock, of ISO text.

    Raises
    ------
    PriceError
        If they are none, or one is missing.
    """
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    try:
        if pa.types.is_timestamp(kind):
            local = pc.local_timestamp(column) if kind.tz is not None else column
            days = local.cast(pa.timestamp("s"), safe=False).cast(pa.date32(), safe=False)
        elif _is_text(kind):
            days = pc.utf8_slice_codeunits(column, 0, 10).cast(pa.date32())
        elif pa.types.is_date(kind):
            days = column.cast(pa.date32())
        else:
            raise PriceError(f"the column of dates of {where} holds {kind}, no dates; write them as dates or ISO text")
    except pa.ArrowInvalid as error:
        first = str(error).splitlines()[0]
        raise PriceError(f"the dates of {where} cannot be read: {first}; write them as 2020-01-03") from error
    if column.null_count:
        raise PriceError(f"{column.null_count} rows of {where} have no date; every row is one session")
    return np.asarray(days.cast(pa.int32()).to_numpy(zero_copy_only=False), dtype=np.int64)


def numbers_of(column: Any, name: str, where: str) -> Array:  # noqa: ANN401 - a library without types
    """Return numbers as floats, NaN where there is none.

    Raises
    ------
    PriceError
        If the column is of another type.
    """
    check_numbers(column.type, name, where)
    return np.asarray(column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=np.float64)


def check_numbers(kind: Any, name: str, where: str) -> None:  # noqa: ANN401 - a library without types
    """Raise where a column holds no numbers.

    Raises
    ------
    PriceError
    """
    if not (pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind) or kind == pa.null()):
        raise PriceError(f"the column {name!r} of {where} holds {kind}; numbers are needed, or nothing")


def check_names(kind: Any, where: str) -> None:  # noqa: ANN401 - a library without types
    """Raise where a column of series is neither text nor whole numbers.

    Raises
    ------
    PriceError
    """
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    if not (_is_text(inner) or pa.types.is_integer(inner)):
        raise PriceError(f"the column 'series' of {where} holds {inner}; names are needed")


def codes_of(column: Any, where: str) -> tuple[NDArray[np.int64], list[str]]:  # noqa: ANN401 - a library without types
    """Return names of series as numbers, with the names they stand for.

    Raises
    ------
    PriceError
        If they are neither text nor whole numbers, or one is missing.
    """
    if column.null_count:
        raise PriceError(f"{column.null_count} rows of {where} name no series: name it")
    check_names(column.type, where)
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    names = [str(name) for name in column.dictionary.to_pylist()]
    return np.asarray(column.indices.to_numpy(zero_copy_only=False), dtype=np.int64), names


def _is_text(kind: Any) -> bool:  # noqa: ANN401 - a library without types
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
