"""The catalogue of instruments: names, aliases, tickers, calendars, and when each daily price is struck.

The facts stand in ``data/instruments.toml``; this room reads them once and hands out frozen values. A file of the
user's own, in the same form, adds to them or overrides: `use_instruments`, ``--instruments FILE``, ``[instruments]`` in
a study file, or its path in ``EVENTSTUDY_INSTRUMENTS``. There an instrument needs no more than what differs from a US
share (``[instrument.rio]`` with ``tickers = { yahoo = "RIO.L" }``, ``venue = "lse"``, ``unit = "gbx"`` for pence); one
that the catalogue has already keeps what the file does not say. The day of a market that never closes is cut off where
the user says: ``[instrument.bitcoin]`` with ``cut = "17:00 America/New_York"``.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from eventstudy.errors import UsageError
from eventstudy.instruments.kinds import ExtraSession, Instrument, InstrumentKind, Struck, YearlyDay
from eventstudy.instruments.reading import Told, read_instruments
from eventstudy.toml import parse_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ExtraSession",
    "Instrument",
    "InstrumentKind",
    "Struck",
    "YearlyDay",
    "added_files",
    "by_alias",
    "catalogue",
    "chosen_files",
    "instrument",
    "instrument_of",
    "of_ticker",
    "short_names",
    "use_instruments",
]

_VARIABLE = "EVENTSTUDY_INSTRUMENTS"
_named: dict[str, tuple[Path, ...]] = {"user": (), "study": ()}
"""Files that add to the catalogue, in the order in which they are read."""


def use_instruments(*paths: str | Path, study: bool = False) -> Mapping[str, Instrument]:
    """Add a user's own files to the catalogue, in the place of those named before; without any, take them out again.

    They hold for the process, for all that is read and estimated from then on.

    Parameters
    ----------
    paths
        TOML files; the later ones go before the earlier.
    study
        Whether a study file names them: its own then stand beside the user's, until the next study.

    Returns
    -------
    Mapping[str, Instrument]
        The catalogue.

    Raises
    ------
    UsageError
        If a file cannot be read, or says something that is not allowed; the catalogue is then what it was.

    Examples
    --------
    >>> "rio" in use_instruments()
    False
    """
    for path in paths:
        _require_path(path)
    key = "study" if study else "user"
    before = _named[key]
    _named[key] = tuple(Path(path) for path in paths)
    if paths or before:  # read anew: a file of the same name may hold something else by now
        _forget()
    try:
        return catalogue()
    except UsageError:
        _named[key] = before
        _forget()
        raise


def chosen_files() -> dict[str, tuple[Path, ...]]:
    """Return the files that add to the catalogue, the user's and the study's, for another process to name them too."""
    return dict(_named)


def added_files() -> tuple[tuple[str, str], ...]:
    """Return name and SHA-256 of each file of the user's that the catalogue is made with."""
    return tuple((path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for _, path in _added())


@cache
def catalogue() -> Mapping[str, Instrument]:
    """Return every instrument by its id, read-only.

    Returns
    -------
    Mapping[str, Instrument]
        In the order of ``data/instruments.toml``.

    Raises
    ------
    UsageError
        If a file of the user's cannot be read, or says something that is not allowed.

    Examples
    --------
    >>> catalogue()["brent"].tickers["yahoo"]
    'BZ=F'
    >>> catalogue()["oil"].candidates
    ('brent', 'wti')
    """
    text = files("eventstudy").joinpath("data", "instruments.toml").read_text(encoding="utf-8")
    told = read_instruments("instruments.toml", tomllib.loads(text), Told({}, {}, {}))
    for said, path in _added():
        told = read_instruments(path.name, _tables(said, path), told)
    return MappingProxyType(told.instruments)


def instrument(series: str) -> Instrument:
    """Return the instrument with this id, or whose ticker the series is called by (`instrument_of`).

    Raises
    ------
    UsageError
        If the catalogue has no such id; the message names the nearest ones.

    Examples
    --------
    >>> instrument("xom").name
    'Exxon Mobil'
    """
    found = instrument_of(series)
    if found is None:
        known = catalogue()
        near = get_close_matches(series.lower(), known, n=3, cutoff=0.5)
        named = by_alias().get(series.lower())
        near = list(dict.fromkeys([*([named] if named else []), *near]))
        few = ", ".join(list(known)[:_FEW])
        hint = f"did you mean {' or '.join(near)}?" if near else f"it knows {few} and {len(known) - _FEW} more"
        raise UsageError(f"no instrument {series!r} in the catalogue: {hint}")
    return found


_FEW = 8


def instrument_of(series: str) -> Instrument | None:
    """Return the instrument that a series is called by, its id or a vendor's ticker; None for any other name.

    A series keeps the name its user gave it (``BZ=F`` stays ``BZ=F`` in every table) and takes from the instrument what
    is true of it under any name: calendar, struck time, unit, tick, whether it is a yield or a splice of contracts.

    Examples
    --------
    >>> instrument_of("BZ=F") is instrument_of("brent"), instrument_of("Acme")
    (True, None)
    """
    known = catalogue()
    if series in known:
        return known[series]
    found = of_ticker(series)
    return None if found is None else known[found]


def of_ticker(name: str, source: str | None = None) -> str | None:
    """Return the id of the instrument that a vendor calls by this ticker, in any case; None where that is not sure.

    Of a vendor whose tickers the catalogue holds, every ticker counts, and only the vendor's own. Elsewhere (a file, a
    table) a ticker counts that no plain word or symbol of a share can be: one with a digit or one of ``= ^ . -`` in it,
    or of more letters than the five that exchanges give. One that vendors give to different instruments does not count.

    Parameters
    ----------
    name
        As a vendor writes it: ``"BZ=F"``, ``"^TNX"``, ``"DGS10"``.
    source
        Where the name comes from: ``"yahoo"``, ``"fred"``; anything else, or None, is no vendor.

    Examples
    --------
    >>> of_ticker("BZ=F"), of_ticker("^gspc"), of_ticker("DGS10"), of_ticker("DCOILBRENTEU")
    ('brent', 'sp500', 'us10y', 'brent')
    >>> of_ticker("XOM"), of_ticker("XOM", "yahoo"), of_ticker("DGS10", "yahoo")
    (None, 'xom', None)
    """
    vendors, ticker = _by_ticker(), name.strip().upper()
    if source in vendors:
        return vendors[source].get(ticker)
    if len(ticker) <= _LONGEST_SYMBOL and not set(ticker) & _NO_LETTERS:
        return None
    found = {tickers[ticker] for tickers in vendors.values() if ticker in tickers}
    return found.pop() if len(found) == 1 else None


_LONGEST_SYMBOL = 5
_NO_LETTERS = frozenset("=^.-0123456789")


@cache
def _by_ticker() -> Mapping[str | None, Mapping[str, str]]:
    """Return, by vendor, the id of each ticker in capitals."""
    found: dict[str | None, dict[str, str]] = {}
    for one in catalogue().values():
        for vendor, ticker in one.tickers.items():
            found.setdefault(vendor, {})[ticker.upper()] = one.id
    return MappingProxyType(found)


@cache
def by_alias() -> Mapping[str, str]:
    """Return the id each lower-case alias means, read-only; ids are aliases of themselves.

    Examples
    --------
    >>> by_alias()["exxon mobil"]
    'xom'
    """
    found = {alias: one.id for one in catalogue().values() for alias in one.aliases}
    return MappingProxyType({**{name: name for name in catalogue()}, **found})


def short_names() -> dict[str, str]:
    """Return what a reader calls each instrument, without the fine print after a comma.

    Examples
    --------
    >>> short_names()["brent"]
    'Brent crude'
    """
    return {name: one.name.partition(",")[0] for name, one in catalogue().items()}


def _require_path(path: object) -> None:
    if not isinstance(path, str | Path):
        raise UsageError(f"paths: found {type(path).__name__}; give the path of a TOML file of instruments")


def _added() -> list[tuple[str, Path]]:
    """Return the user's files, and before each what names it where that is not the user."""
    variable = os.environ.get(_VARIABLE, "").strip()
    first = [(f"{_VARIABLE}: ", Path(variable))] if variable else []
    return [*first, *(("", path) for key in ("user", "study") for path in _named[key])]


def _forget() -> None:
    catalogue.cache_clear()
    by_alias.cache_clear()
    _by_ticker.cache_clear()


def _tables(said: str, path: Path) -> dict[str, object]:
    try:
        return parse_toml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{said}{path} cannot be read ({error.strerror}): name a TOML file of instruments") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{said}{path} is not UTF-8 text; save it as UTF-8") from error
    except ValueError as error:
        raise UsageError(f"{said}{path} is no TOML ({error})") from error
