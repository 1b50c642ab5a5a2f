"""Files of other people as sheets: text with columns of any separator, Parquet, Excel; wherever their header stands."""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.bounded import TooLarge, bytes_of, inflated, parquet_frame, sound_workbook, unzipped
from eventstudy.errors import PriceError
from eventstudy.prices.files.byhand import ByHand
from eventstudy.prices.files.headers import date_places, find_header, has_dates, named
from eventstudy.prices.files.sheet import Sheet, as_sheet, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["name_of", "open_sheets"]

_EXCEL = frozenset({".xlsx", ".xlsm", ".xls"})
_PARQUET = frozenset({".parquet", ".pq"})
_SEPARATORS = (",", ";", "\t", "|")
_TORN = (
    zipfile.BadZipFile,
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    ArithmeticError,  # an endless number in a cell
    EOFError,
    SyntaxError,  # of its XML
    zlib.error,
)
"""What reading a torn workbook may end with."""
_LOOKED_AT, _LONGEST, _LINES = 1 << 16, 1 << 24, 40
"""Bytes within which a header is looked for, those of the longest, and lines."""
_WINDOWS = "cp1252"
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_PLAIN = frozenset({".csv", ".tsv", ".txt", ".dat", ""})
_PACKED = frozenset({".gz", ".zip"})
_OTHER = {b"{": "JSON", b"[": "JSON", b"%PDF": "a PDF", b"<!": "a web page", b"<html": "a web page", b"<?xml": "XML"}
"""How files begin that are no tables of text, whatever they are called."""
_COMMAS = "separate the columns by commas, and write decimals with a point"


def open_sheets(path: Path, columns: ByHand | None = None) -> list[tuple[str, Sheet | PriceError]]:
    """Return the table of a file, under the file's name; of a workbook each sheet that is not empty, under its own.

    Parameters
    ----------
    path
        Of text, which may be packed, of Parquet, or an Excel workbook.
    columns
        Those that the user has named.

    Returns
    -------
    list of (str, Sheet or PriceError)
        An error stands for a sheet of a workbook that holds no prices, beside others that may.

    Raises
    ------
    PriceError
        If the file cannot be read, is not text, or has no rows; if openpyxl is needed and not installed.
    """
    suffix, said = path.suffix.lower(), columns or ByHand()
    if suffix in _EXCEL:
        return _excel(path, said)
    if suffix in _PARQUET:
        return [(path.stem, as_sheet(path, said.table(_parquet(path))))]
    return [_text(path, said)]


_OF_VENDORS = re.compile(
    r"[ _-]+(?:stock[ _-]+price[ _-]+history|historical[ _-]*(?:data|prices?|quotes?))(?: ?\(\d+\))?$", re.IGNORECASE
)
"""What vendors add to the name of a series in that of a file, and browsers to the second of that name."""


def name_of(path: Path) -> str:
    """Return what a file is called, without the endings that say how it is written and packed.

    Examples
    --------
    >>> from pathlib import Path
    >>> name_of(Path("XOM.csv.gz")), name_of(Path("RIO.L.csv")), name_of(Path("UBS Historical Data (1).csv"))
    ('XOM', 'RIO.L', 'UBS')
    """
    name = path.with_suffix("").stem if path.suffix.lower() in _PACKED and "." in path.stem else path.stem
    name = _OF_VENDORS.sub("", name) or name
    return name.encode("utf-8", "backslashreplace").decode()  # of a name in another encoding, the codes


def _text(path: Path, columns: ByHand) -> tuple[str, Sheet]:
    """Return a file of text, whatever parts its columns, and whose it is."""
    name, data = _bytes(path)
    start = data.lstrip()[:8].lower()
    other = next((what for mark, what in _OTHER.items() if start.startswith(mark.lower())), None)
    if other is not None:
        raise PriceError(f"{path.name} is {other}: save its prices as CSV, Parquet or Excel")
    encoding = _encoding(data)
    end = data.find(b"\n", _LOOKED_AT, _LONGEST)  # no header is cut in the middle
    lines = data[: end if end >= 0 else _LONGEST].decode(encoding, errors="replace").splitlines()[:_LINES]
    separator, place, header = _laid_out(lines, columns)
    try:
        cells = pd.read_csv(
            io.BytesIO(data), header=None, dtype=str, keep_default_na=False, skip_blank_lines=False, sep=separator,
            encoding=encoding, skiprows=place,
        )  # fmt: skip
    except pd.errors.EmptyDataError as error:
        raise PriceError(f"{path.name}: the file is empty; it needs a header such as series,date,close") from error
    except pd.errors.ParserError as error:
        raise PriceError(f"{path.name}{_uneven(data, encoding, separator, place)}") from error
    except UnicodeError as error:
        byte = f" (byte {error.start})" if isinstance(error, UnicodeDecodeError) else ""
        raise PriceError(f"{path.name} is neither UTF-8 nor Windows text{byte}: save it as UTF-8 CSV") from error
    sheet = _named_sheet(path, cells.iloc[1:].fillna(""), header, place=place, above=place, joined=separator == ",")
    if encoding == _WINDOWS:
        sheet.said.append("not UTF-8, read as Windows text (cp1252)")
    return name, sheet


def _encoding(data: bytes) -> str:
    """Return how text is encoded: as its mark says, as UTF-8 where it is that, else as Windows has it in the West."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _WINDOWS
    return "utf-8-sig"


def _named_sheet(
    where: Path, body: pd.DataFrame, header: list[list[str]], *, place: int, above: int = 0, joined: bool = True
) -> Sheet:
    """Return the rows below a header; `above` is how many lines stand before those that the index of `body` counts."""
    try:
        table = named(body, header)
    except PriceError as error:
        raise PriceError(f"{where.name}: {error}") from error
    lines = table.index + above + 1 if date_places(header[-1]) else None
    sheet = as_sheet(where, table, header=place + 1, commas_join=joined, lines=lines)
    if sheet.header > len(header) and len(header) == 1:
        sheet.said.append(f"header on line {sheet.header}")
    return sheet


def _bytes(path: Path) -> tuple[str, bytes]:
    """Return whose prices a file of text holds, by its name, and the text."""
    try:
        data = bytes_of(path)
        if data.startswith(_GZIP):
            data = inflated(data)
        if data.startswith(_ZIP):
            return _unzipped(path, data)
    except (OSError, EOFError, zlib.error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise PriceError(f"{path.name} cannot be read: {reason}") from error
    return name_of(path), data


def _unzipped(path: Path, data: bytes) -> tuple[str, bytes]:
    """Return the one file of a packed one, and its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            held = [one for one in packed.infolist() if not one.is_dir() and not one.filename.startswith("__MACOSX/")]
            if len(held) != 1:
                raise PriceError(f"{path.name} holds {len(held)} files: unpack it, and name the folder or one of them")
            inside = PurePosixPath(held[0].filename)
            if inside.suffix.lower() not in _PLAIN:
                raise PriceError(f"{path.name} holds {inside.name!r}, which is no CSV file: unpack it, and name that")
            return inside.stem, unzipped(packed, held[0])
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:  # torn, locked, another way
        raise PriceError(f"{path.name} cannot be unpacked ({error}): unpack it, and name the file in it") from error


def _laid_out(lines: Sequence[str], columns: ByHand) -> tuple[str, int, list[list[str]]]:
    """Return what parts the columns, the place of the last line of the header, and the header."""
    for separator in _SEPARATORS:
        rows = [columns.names(_fields(line, separator)) for line in lines]
        place, header = find_header(rows)
        if rows and (has_dates(rows[place]) or has_dates(header[-1])):
            return separator, place, header
    return ",", 0, [columns.names(_fields(line, ",")) for line in lines[:1]]


def _fields(line: str, separator: str) -> list[str]:
    """Return what stands between separators; of a line with a cell longer than the library takes, unquoted."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return line.split(separator)


def _uneven(data: bytes, encoding: str, separator: str, place: int) -> str:
    """Say which line has more fields than the header."""
    rows = csv.reader(io.StringIO(data.decode(encoding, errors="replace"), newline=""), delimiter=separator)
    try:
        for _ in range(place):
            next(rows, [])
        header = next(rows, [])
        if len(header) == 1:
            return f", line {place + 1}: one column {shown(header[0])}: {_COMMAS}"
        for row in rows:
            if len(row) > len(header):
                return f", line {rows.line_num}: {len(row)} fields under a header of {len(header)}"
    except csv.Error:  # a quote that never closes, a field of a hundred thousand characters
        pass
    return " is no table of comma-separated values"


def _parquet(path: Path) -> pd.DataFrame:
    try:
        table: pd.DataFrame = parquet_frame(path)
    except TooLarge as error:
        raise PriceError(f"{path.name} cannot be read: {error}; name smaller files, a series each") from error
    except (OSError, ValueError) as error:
        raise PriceError(
            f"{path.name} cannot be read as Parquet: it is cut short, or something else: write it anew, or save as CSV"
        ) from error
    return table


def _excel(path: Path, columns: ByHand) -> list[tuple[str, Sheet | PriceError]]:
    sheets = {name: cells for name, cells in _workbook(path).items() if len(cells) > 1}
    if not sheets:
        raise PriceError(f"{path.name}: no rows of prices below the header")
    if len(sheets) == 1:
        return [(path.stem, _excel_sheet(path, next(iter(sheets.values())), columns))]
    found: list[tuple[str, Sheet | PriceError]] = []
    for name, cells in sheets.items():
        where = path.with_name(f"{path.name}, sheet {str(name).replace('/', '-')}")
        try:
            found.append((str(name), _excel_sheet(where, cells, columns)))
        except PriceError as error:
            found.append((str(name), error))
    held = [one for one in found if isinstance(one[1], Sheet)]
    if not held:
        raise PriceError(f"{path.name} has no sheet of prices: {found[0][1]}")
    return found


def _excel_sheet(where: Path, cells: pd.DataFrame, columns: ByHand) -> Sheet:
    """Return a sheet of a workbook.

    Raises
    ------
    PriceError
        If nothing in it is named as a date, or it has no rows.
    """
    rows = cells.iloc[:_LINES].fillna("").astype(str).to_numpy().tolist()
    place, header = find_header([columns.names(row) for row in rows])
    sheet = _named_sheet(where, cells.iloc[place + 1 :].infer_objects(), header, place=place)
    if not has_dates(header[-1]) and not has_dates(rows[place]):
        sheet.need("date")
        sheet.days("date")
    return sheet


def _workbook(path: Path) -> dict[str, pd.DataFrame]:
    try:
        sound_workbook(path)
        return dict(pd.read_excel(path, sheet_name=None, header=None, dtype=object, engine="openpyxl"))
    except ImportError as error:
        raise PriceError(
            f'{path.name}: reading Excel needs openpyxl: pip install "eventstudy-toolkit[excel]", or save as CSV'
        ) from error
    except _TORN as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise PriceError(f"{path.name} cannot be read as Excel ({reason}): save it as .xlsx or CSV") from error
