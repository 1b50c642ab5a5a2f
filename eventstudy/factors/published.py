"""Files of factors: as Ken French's data library publishes them, or any other table."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.bounded import bytes_of, parquet_frame
from eventstudy.errors import PriceError, UsageError
from eventstudy.factors.columns import dated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PER_CENT = "per cent, divided by 100"
DECIMALS = "decimals"
_HEADER = re.compile(r"^\s*(?:date\s*)?,\s*[A-Za-z]", re.IGNORECASE)
_ROW = re.compile(r"^\s*(\d{4,8})\s*,")
_MISSING = (-99.99, -999.0)
_DAILY, _MONTHLY = 8, 6
_LARGEST = 200_000_000
_ZIP = b"PK\x03\x04"


def read_file(path: Path) -> tuple[pd.DataFrame, str, str]:
    """Return a file of factors as a dated table, its SHA-256, and what was done to its numbers.

    Parameters
    ----------
    path
        Parquet if it ends so; else CSV, or a zip file with one CSV. Published tables are known by the prose before
        their header, or by their footer.

    Raises
    ------
    UsageError
        If there is no such file, or it is no table.
    PriceError
        If its dates or numbers cannot be used.
    """
    try:
        content = bytes_of(path)
    except OSError as error:
        raise UsageError(f"the factors {path} cannot be read ({error.strerror}); name a CSV, Parquet or zip") from error
    digest = hashlib.sha256(content).hexdigest()
    if path.suffix.lower() == ".parquet":
        return dated(_parquet(content, path), path.name), digest, DECIMALS
    text = _unzipped(content, path) if content.startswith(_ZIP) else content
    lines = text.decode("utf-8-sig", errors="replace").splitlines()
    start = next((place for place, line in enumerate(lines) if _HEADER.match(line)), None)
    if start is not None and _published(lines, start):
        return _french(lines, start, path.name), digest, PER_CENT
    return dated(_plain("\n".join(lines), path), path.name), digest, DECIMALS


def _parquet(content: bytes, path: Path) -> pd.DataFrame:
    try:
        table: pd.DataFrame = parquet_frame(io.BytesIO(content))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read as a table of factors: {str(error).splitlines()[0]}") from error
    return table


def _unzipped(content: bytes, path: Path) -> bytes:
    """Return the one table in a zip file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith((".csv", ".txt"))]
            if len(names) != 1:
                raise UsageError(f"{path} holds {len(names)} tables; give a zip file with one CSV")
            if archive.getinfo(names[0]).file_size > _LARGEST:
                raise UsageError(f"{names[0]} in {path} is larger than {_LARGEST} bytes, so it is no table of factors")
            return archive.read(names[0])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UsageError(f"{path} cannot be unpacked: {error}") from error


def _published(lines: Sequence[str], start: int) -> bool:
    """Return whether a file is as the data library publishes it: prose before its header, or its footer."""
    before = any(line.strip() for line in lines[:start])
    return before or any(line.lower().startswith("copyright") and "French" in line for line in lines[-5:])


def _french(lines: Sequence[str], start: int, name: str) -> pd.DataFrame:
    """Return the first table of a published file, as fractions."""
    columns = [cell.strip() for cell in lines[start].split(",")][1:]
    rows = []
    for line in lines[start + 1 :]:
        found = _ROW.match(line)
        if found is None:
            break  # what follows is another table or the footer
        if len(found[1]) != _DAILY:
            kind = "monthly" if len(found[1]) == _MONTHLY else "yearly"
            raise PriceError(f"the factors in {name} are {kind}; take the file of daily ones")
        rows.append([cell.strip() for cell in line.split(",")])
    if any(len(row) != len(columns) + 1 for row in rows):
        raise PriceError(f"the rows of {name} have not as many cells as its header; download the file again")
    table = pd.DataFrame([row[1:] for row in rows], columns=columns, index=[row[0] for row in rows])
    return fractions(dated(table, name))


def fractions(table: pd.DataFrame) -> pd.DataFrame:
    """Return per cent as fractions, with the library's signs of a missing number taken out."""
    return table.where(~table.isin(_MISSING)) / 100.0


def _plain(text: str, path: Path) -> pd.DataFrame:
    try:
        cells = pd.read_csv(io.StringIO(text), dtype=str, header=None)  # a header of its own would be renamed
    except pd.errors.EmptyDataError as error:
        raise UsageError(f"{path} is empty; give a table of dates and factors") from error
    except ValueError as error:  # the parsers' own errors are ValueErrors
        raise UsageError(
            f"{path} is no table of factors: its rows are no columns between commas; name a CSV, Parquet or zip"
        ) from error
    if cells.shape[1] < 2:  # noqa: PLR2004 - a date and one factor
        raise UsageError(f"{path} is no table of factors: it has one column; give dates and factors")
    return cells.iloc[1:].set_axis(cells.iloc[0].fillna("").tolist(), axis=1).reset_index(drop=True)
