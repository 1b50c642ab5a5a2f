"""Returns in files, whatever their shape: opened once, and read a block of series at a time."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from eventstudy.backends.columns import csv_table, parquet_file
from eventstudy.backends.inventory import MEASURES, open_named, open_tidy
from eventstudy.backends.tidy import SERIES
from eventstudy.backends.wide import open_wide
from eventstudy.bounded import leads_out
from eventstudy.errors import PriceError, UsageError
from eventstudy.prices.files.beside import is_beside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.backends.columns import Array, Days
    from eventstudy.records import Progress

PARQUET = (".parquet", ".pq")
_HIVE = "series="


class ReturnsFiles(Protocol):
    """Returns, or closes, of many series on common days; see `eventstudy.backends.tidy.TidyFiles`."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the series, ascending."""

    @property
    def days(self) -> Days:
        """Return every day that a series has a row of, since 1970-01-01, ascending."""

    @property
    def measure(self) -> str:
        """Return ``"return"`` or ``"close"``."""

    @property
    def files(self) -> tuple[Path, ...]:
        """Return all files that are read."""

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Return series that cannot be read, and why."""

    def read(self, names: Sequence[str]) -> Array:
        """Return the numbers of some series, shape (S, D), NaN where there is none."""

    def told(self, names: Sequence[str]) -> dict[str, Any]:
        """Return flags and more of returns that were formed from closes; nothing of others."""


def open_returns(path: Path | str, *, stage: Path | None = None, progress: Progress | None = None) -> ReturnsFiles:
    """Return the returns that a file or folder holds.

    Parameters
    ----------
    path
        A Parquet or CSV file: wide (dates, and a column of returns for each series), or tidy (``series``, ``date``,
        ``return`` or ``close``). Or a folder of Parquet files: tidy ones; one of each series, named by it; or
        ``series=ABC/``, as partitioned data sets have them.
    stage
        A folder for what has to be written anew before it can be read in blocks; a CSV file needs one.
    progress
        Told of the files.

    Raises
    ------
    UsageError
        If there is no such file or folder, or it is a CSV file too large to be held.
    PriceError
        If a file cannot be read, or its columns are not those of returns.
    """
    place = Path(path)
    if place.is_dir():
        return _folder(place, progress)
    if not place.is_file():
        raise UsageError(f"there is no file or folder {path}; name returns or prices as Parquet or CSV")
    if place.suffix.lower() not in PARQUET:
        place = _as_parquet(place, stage)
    with parquet_file(place) as file:
        names = set(file.schema_arrow.names)
    return open_tidy([place], progress) if SERIES in names and names & set(MEASURES) else open_wide(place)


def fingerprint(paths: Iterable[Path], progress: Progress | None = None) -> str:
    """Return the SHA-256 of files, of their names and all their bytes.

    Examples
    --------
    >>> fingerprint([])[:8]
    'e3b0c442'
    """
    found = hashlib.sha256()
    listed = sorted(paths)
    for done, path in enumerate(listed):
        if progress is not None:
            progress("check the files", done, len(listed))
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        found.update(f"{digest}  {path.name}\n".encode())
    return found.hexdigest()


def _folder(place: Path, progress: Progress | None) -> ReturnsFiles:
    """Return the files of a folder."""
    found = sorted(path for path in place.rglob("*") if path.suffix.lower() in PARQUET and not _is_hidden(path, place))
    for path in found:
        if leads_out(path, place):
            raise PriceError(f"{path} is a link that leads out of {place}: copy the file there, or name it itself")
    if not found:
        raise UsageError(f"there is no Parquet file in {place}; name a folder of them, or a file")
    hive = [_partition(path, place) for path in found]
    if all(name is not None for name in hive):
        named = [(str(name), path) for name, path in zip(hive, found, strict=True)]
    elif _is_tidy(found):
        return _alone(open_tidy(found, progress), place)
    else:
        named = [(path.stem, path) for path in found]
    return _alone(open_named(named, len(named), progress), place)


def _alone(held: ReturnsFiles, place: Path) -> ReturnsFiles:
    """Return closes; raise where dividends or rolls stand beside them in a file of their own."""
    beside = sorted(path.name for path in place.iterdir() if held.measure == "close" and is_beside(path))
    if beside:
        raise PriceError(
            f"{place} holds {beside[0]}, which studies in blocks do not read: put what it says into columns of the "
            "closes (dividend, flag)"
        )
    return held


def _is_tidy(found: Sequence[Path]) -> bool:
    """Tell whether the first file of a folder that can be read names its series in a column."""
    for path in found:
        try:
            with parquet_file(path) as file:
                return SERIES in file.schema_arrow.names
        except PriceError:
            continue
    return False


def _is_hidden(path: Path, place: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.relative_to(place).parts)


def _partition(path: Path, place: Path) -> str | None:
    """Return the series that the folders above a file name."""
    for part in path.relative_to(place).parts[:-1]:
        if part.lower().startswith(_HIVE):
            return unquote(part[len(_HIVE) :])
    return None


def _as_parquet(path: Path, stage: Path | None) -> Path:
    """Return a CSV file as a Parquet file in the folder given."""
    if stage is None:
        raise UsageError(f"{path} is no Parquet file; make it one, or name a folder with --out")
    table = csv_table(path, [SERIES])
    made = stage / f"{path.stem}.parquet"
    pq.write_table(table, made)
    del table
    pa.default_memory_pool().release_unused()
    return made
