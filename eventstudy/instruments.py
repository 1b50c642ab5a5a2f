"""The catalogue of instruments: names, aliases, tickers, calendars, and when each daily price is struck.

The facts stand in ``data/instruments.toml``; this module reads them once and hands out frozen values. A file of the
user's own, in the same form, adds to them: its path stands in ``EVENTSTUDY_INSTRUMENTS``. There an instrument needs no
more than what differs from a US share (``[instrument.rio]`` with ``tickers = { yahoo = "RIO.L" }``, ``venue = "lse"``,
``unit = "gbx"`` for pence); one that the catalogue has already keeps what the file does not say.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

from eventstudy.errors import UsageError

__all__ = [
    "ExtraSession",
    "Instrument",
    "InstrumentKind",
    "Struck",
    "YearlyDay",
    "by_alias",
    "catalogue",
    "instrument",
    "short_names",
]

InstrumentKind = Literal["index", "stock", "commodity", "currency", "yield", "crypto"]


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A day that comes back each year: in `month`, from day `first` to `last`, on an ISO `weekday` if one is given."""

    month: int
    first: int
    last: int
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Struck:
    """When the daily price of a market is struck: its close, or its settlement."""

    time: dt.time
    zone: str
    """IANA name; `time` and `half_day` are on the clocks there."""
    half_day: dt.time
    """When it is struck on an early close."""
    half_days: tuple[YearlyDay, ...] = ()
    """Struck at `half_day` each year, beside the calendar's own early closes."""
    earlier: tuple[tuple[dt.date, dt.time], ...] = ()
    """(last day, time) of struck times that no longer hold, oldest first."""


@dataclass(frozen=True, slots=True)
class ExtraSession:
    """A session that happened and that the calendar library does not know."""

    day: dt.date
    reason: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """One series that prices may be known for, or a generic word for several (`candidates`)."""

    id: str
    name: str
    kind: InstrumentKind
    aliases: tuple[str, ...]
    """Lower-case words it goes by in prose; those of a stock are proper nouns and want their capital."""
    tickers: Mapping[str, str] = field(hash=False)
    """Ticker per source, ``{"yahoo": "BZ=F", "fred": "DCOILBRENTEU"}``."""
    calendar: str | None
    """Name in the calendar library; None for a generic word."""
    struck: Struck | None
    unit: str
    """Of one price: "usd" or another currency for money, "points" for an index, "percent" for a yield."""
    tick: Decimal
    """Smallest price step."""
    candidates: tuple[str, ...] = ()
    """For a generic word, the ids it may mean: "oil" is ("brent", "wti")."""
    per: str | None = None
    """What one price buys: "barrel", "share"."""
    currency: str | None = None
    """Of the price, or of the index's members."""
    inverted: tuple[str, ...] = ()
    """Words whose rise is a fall of this price: a stronger "yen" is fewer yen to the dollar."""
    continuous: bool = False
    """A splice of futures contracts, with rolls."""
    added: tuple[ExtraSession, ...] = ()
    """Sessions the calendar lacks."""
    elsewhere: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    """What a source holds under its ticker where that is another instrument: ``{"fred": "Brent ... (spot ...)"}``."""


_KEYS = frozenset(
    [
        "name",
        "kind",
        "venue",
        "aliases",
        "inverted",
        "tickers",
        "elsewhere",
        "unit",
        "per",
        "tick",
        "currency",
        "continuous",
        "candidates",
    ]
)
_SHARE: dict[str, Any] = {"kind": "stock", "unit": "usd", "per": "share", "tick": "0.01"}


@cache
def catalogue() -> Mapping[str, Instrument]:
    """Return every instrument by its id, read-only.

    Returns
    -------
    Mapping[str, Instrument]
        In the order of ``data/instruments.toml``.

    Examples
    --------
    >>> catalogue()["brent"].tickers["yahoo"]
    'BZ=F'
    >>> catalogue()["oil"].candidates
    ('brent', 'wti')
    """
    data = tomllib.loads(files("eventstudy").joinpath("data", "instruments.toml").read_text(encoding="utf-8"))
    venues, rows = data["venue"], data["instrument"]
    known = {name: _instrument(name, row, venues) for name, row in rows.items()}
    path = os.environ.get("EVENTSTUDY_INSTRUMENTS", "").strip()
    return MappingProxyType(known | _added(Path(path), venues, rows) if path else known)


def _added(path: Path, venues: dict[str, Any], rows: dict[str, Any]) -> dict[str, Instrument]:
    """Return what a user's file adds to the catalogue, and what of it it changes.

    Raises
    ------
    UsageError
        If it cannot be read or says something of an instrument that is not allowed.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"EVENTSTUDY_INSTRUMENTS: {path} cannot be read ({error.strerror}): name a file") from error
    except ValueError as error:  # no TOML, or not UTF-8
        raise UsageError(f"EVENTSTUDY_INSTRUMENTS: {path} is no TOML ({error})") from error
    added = {}
    for name, row in told.get("instrument", {}).items():
        whole = _SHARE | {"name": name, "aliases": []} | rows.get(name, {}) | row
        unknown = set(row) - _KEYS
        if unknown or name != name.lower():
            wrong = f"{min(unknown)!r} is none of {', '.join(sorted(_KEYS))}" if unknown else "an id is in lower case"
            raise UsageError(f"{path.name}: [instrument.{name}]: {wrong}")
        try:
            added[name] = _instrument(name, whole, venues | told.get("venue", {}))
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise UsageError(f"{path.name}: [instrument.{name}]: {type(error).__name__}: {error}") from error
    return added


def instrument(series: str) -> Instrument:
    """Return the instrument with this id.

    Raises
    ------
    UsageError
        If the catalogue has no such id; the message names the nearest ones.

    Examples
    --------
    >>> instrument("xom").name
    'Exxon Mobil'
    """
    known = catalogue()
    if series not in known:
        near = get_close_matches(series.lower(), known, n=3, cutoff=0.5)
        named = by_alias().get(series.lower())
        near = list(dict.fromkeys([*([named] if named else []), *near]))
        hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(known)}"
        raise UsageError(f"no instrument {series!r} in the catalogue: {hint}")
    return known[series]


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


def _instrument(name: str, row: dict[str, Any], venues: dict[str, dict[str, Any]]) -> Instrument:
    venue = venues[row["venue"]] if "venue" in row else None
    if row["kind"] not in get_args(InstrumentKind):
        raise UsageError(f"instruments.toml: kind {row['kind']!r} of {name!r} is not one of {get_args(InstrumentKind)}")
    unit = row["unit"]
    return Instrument(
        id=name,
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row["aliases"]),
        tickers=MappingProxyType(dict(row.get("tickers", {}))),
        calendar=venue["calendar"] if venue else None,
        struck=_struck(venue) if venue else None,
        unit=unit,
        tick=Decimal(row["tick"]),
        candidates=tuple(row.get("candidates", ())),
        per=row.get("per"),
        currency=row.get("currency", unit if unit not in {"points", "percent"} else None),
        inverted=tuple(row.get("inverted", ())),
        continuous=row.get("continuous", False),
        added=tuple(ExtraSession(one["day"], one["reason"]) for one in (venue or {}).get("added", ())),
        elsewhere=MappingProxyType(dict(row.get("elsewhere", {}))),
    )


def _struck(venue: dict[str, Any]) -> Struck:
    return Struck(
        time=venue["time"],
        zone=venue["zone"],
        half_day=venue["half_day"],
        half_days=tuple(YearlyDay(**one) for one in venue.get("half_days", ())),
        earlier=tuple((one["until"], one["time"]) for one in venue.get("earlier", ())),
    )
