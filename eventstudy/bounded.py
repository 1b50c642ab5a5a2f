"""Files of strangers read within bounds: how much is read of one, and to how much a packed one may unfold."""

from __future__ import annotations

import errno
import gzip
import io
import re
import stat
import zipfile
from contextlib import contextmanager
from os import fstat
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = [
    "ARTICLE",
    "LARGEST",
    "SETTINGS",
    "TooLarge",
    "bytes_of",
    "inflated",
    "leads_out",
    "parquet_frame",
    "parquet_rows",
    "sound_workbook",
    "unzipped",
    "why",
]

LARGEST = 1 << 30
"""Bytes of a table, unpacked."""
ARTICLE = 1 << 26
"""Bytes of a file that is one article."""
SETTINGS = 1 << 24
"""Bytes of a study file, and of others that a person writes by hand."""
WORKBOOK = 1 << 28
"""Bytes of all that a workbook unfolds to."""
CELLS = 20_000_000
"""Cells of a sheet of a workbook, empty ones between others counted."""
VALUES = 1 << 28
"""Values of a Parquet file that is read whole."""
_CHUNK = 1 << 20
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{0,3})(\d{1,9})[\"']|\br\s*=\s*[\"'][^\"'<>]{0,40}&")
_OVERLAP = 64


class TooLarge(OSError):  # noqa: N818 - reads better where it is raised and caught
    """A file is larger, or unfolds to more, than is read of one; `strerror` says how much that is."""

    def __init__(self, said: str) -> None:
        super().__init__(errno.EFBIG, said)

    def __str__(self) -> str:
        return str(self.strerror)


def why(error: OSError) -> str:
    """Return what the system says of a file, to stand within a sentence.

    Examples
    --------
    >>> why(OSError(2, "No such file or directory"))
    'no such file or directory'
    """
    said = error.strerror or type(error).__name__
    return f"{said[:1].lower()}{said[1:]}"


def leads_out(entry: Path, folder: Path) -> bool:
    """Tell whether an entry of a folder is a link to what stands elsewhere, which nobody has named.

    Examples
    --------
    >>> leads_out(Path("a.txt"), Path())
    False
    """
    return entry.is_symlink() and not Path(realpath(entry)).is_relative_to(realpath(folder))


def bytes_of(path: Path, most: int = LARGEST) -> bytes:
    """Return the bytes of a file that is not too large; a device without end is one that is.

    Raises
    ------
    OSError
        It cannot be read; `TooLarge` if it holds more than `most` bytes.
    """
    with path.open("rb") as handle:
        told = fstat(handle.fileno())
        if stat.S_ISREG(told.st_mode) and told.st_size > most:
            raise TooLarge(f"larger than {_size(most)}, the most that is read of such a file")
        return _within(handle, most, "larger than")


def inflated(data: bytes, most: int = LARGEST) -> bytes:
    """Return what gzip has packed.

    Raises
    ------
    OSError, EOFError, zlib.error
        It is torn; `TooLarge` if it unfolds to more than `most` bytes.

    Examples
    --------
    >>> inflated(gzip.compress(b"date,close"))
    b'date,close'
    """
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
        return _within(packed, most, "unfolds to more than")


def unzipped(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int = LARGEST) -> bytes:
    """Return a file of an archive.

    Raises
    ------
    TooLarge
        It unfolds to more than `most` bytes, whatever the archive says of it.
    """
    with packed.open(entry) as handle:
        return _within(handle, most, "unfolds to more than")


def sound_workbook(source: Path | io.BytesIO) -> None:
    """Refuse an Excel workbook that would fill the memory: a small file can tell of cells beyond number.

    Raises
    ------
    TooLarge
        It unfolds to more than `WORKBOOK` bytes, or a sheet spans more than `CELLS` cells.
    """
    with zipfile.ZipFile(source) as book:
        if sum(entry.file_size for entry in book.infolist()) > WORKBOOK:
            raise TooLarge(f"unfolds to more than {_size(WORKBOOK)}, the most that is read of a workbook")
        for entry in book.infolist():
            if entry.filename.lower().endswith(".xml") and "sheet" in entry.filename.lower():
                with book.open(entry) as handle:
                    _check_span(handle)


def _check_span(handle: Any) -> None:  # noqa: ANN401 - any stream of bytes
    rows = columns = 1
    tail = b""
    while chunk := handle.read(_CHUNK):
        for found in _PLACE.finditer(tail + chunk):
            if found[2] is None:
                raise TooLarge("names its cells in a way that no spreadsheet does")
            rows, columns = max(rows, int(found[2])), max(columns, _column(found[1]))
        if rows * columns > CELLS:
            raise TooLarge(f"a sheet spans {rows:,} rows and {columns:,} columns, and {CELLS:,} cells are the most")
        tail = chunk[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def parquet_frame(source: Path | io.BytesIO, most: int = LARGEST) -> pd.DataFrame:
    """Return a Parquet file as a table.

    Raises
    ------
    OSError, ValueError
        It is torn; `TooLarge` if it holds more than `VALUES` values, or texts of more than `most` bytes.
    """
    with _sound():
        frame: pd.DataFrame = _parquet(source, most).to_pandas()
        return frame


def parquet_rows(source: Path | io.BytesIO, most: int = LARGEST) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file.

    Raises
    ------
    OSError, ValueError
        As of `parquet_frame`.
    """
    with _sound():
        rows: list[dict[str, Any]] = _parquet(source, most).to_pylist()
        return rows


@contextmanager
def _sound() -> Iterator[None]:
    """Tell of a torn file by one kind of error, whatever reading it ended with: bytes and notes of it may be anything.

    Examples
    --------
    >>> with _sound():
    ...     raise KeyError("pandas_type")
    Traceback (most recent call last):
    ValueError: no sound Parquet file (KeyError: 'pandas_type')
    """
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415 - loaded only where it is wanted

    try:
        yield
    except OSError:
        raise
    except (pa.ArrowException, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError) as e:
        said = next(iter(str(e).splitlines()), "")
        raise ValueError(f"no sound Parquet file ({type(e).__name__}: {said})") from e


def _parquet(source: Path | io.BytesIO, most: int) -> Any:  # noqa: ANN401 - a pyarrow.Table, without types
    """Return a Parquet file, texts not told twice; what is in it is looked through, since pandas trusts it."""
    import pyarrow as pa  # noqa: PLC0415 - as above
    from pyarrow import parquet  # noqa: PLC0415 - the same

    with parquet.ParquetFile(source) as file:
        held, schema = file.metadata, file.schema_arrow
        groups = (held.row_group(place) for place in range(held.num_row_groups))
        if held.num_rows * max(held.num_columns, 1) > VALUES or sum(one.total_byte_size for one in groups) > 2 * most:
            raise TooLarge(f"holds {held.num_rows:,} rows, more than are read whole")
    texts = [field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)]
    if isinstance(source, io.BytesIO):
        source.seek(0)
    table = parquet.read_table(source, read_dictionary=texts)
    table.validate(full=True)
    if sum(_letters(chunk) for name in texts for chunk in table[name].chunks) > most:
        raise TooLarge(f"unfolds to texts of more than {_size(most)}, the most that is read of such a file")
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type) and field.name in texts:
            table = table.set_column(place, field.name, table.column(place).cast(schema.field(field.name).type))
    return table


def _letters(chunk: Any) -> int:  # noqa: ANN401 - a pyarrow.Array, without types
    """Return the bytes that texts have once each is written out."""
    import pyarrow as pa  # noqa: PLC0415 - as above
    import pyarrow.compute as pc  # type: ignore[import-untyped]  # noqa: PLC0415 - the same

    if not pa.types.is_dictionary(chunk.type):
        return int(chunk.nbytes)
    return int(pc.sum(pc.take(pc.binary_length(chunk.dictionary).cast("int64"), chunk.indices)).as_py() or 0)


def _within(handle: Any, most: int, how: str) -> bytes:  # noqa: ANN401 - any stream of bytes
    parts, held = [], 0
    while part := handle.read(_CHUNK):
        held += len(part)
        if held > most:
            raise TooLarge(f"{how} {_size(most)}, the most that is read of such a file")
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _size(many: int) -> str:
    """Return bytes as people say them.

    Examples
    --------
    >>> _size(1 << 30), _size(1 << 26)
    ('1 GB', '64 MB')
    """
    return f"{many >> 30} GB" if many >= 1 << 30 else f"{many >> 20} MB" if many >= 1 << 20 else f"{many} bytes"
