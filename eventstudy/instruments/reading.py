"""From TOML tables to instruments, with errors that say where, what was found, and what would work."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from eventstudy.errors import UsageError
from eventstudy.instruments.kinds import ExtraSession, Instrument, InstrumentKind, Struck, YearlyDay

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = dict[str, Any]

__all__ = ["Told", "read_instruments"]

_SHARE: Row = {"kind": "stock", "unit": "usd", "per": "share", "tick": "0.01"}
"""What holds of an instrument where nothing is said."""
_LINES: dict[str, Row] = {
    "share": {},
    "share_without_dividends": {"pays": False},
    "fund": {"pays": False},
    "delisted": {"tickers": {}},
}
"""Tables of US listings, a line each, and what holds of all in one."""
_TABLES = ("instrument", "venue", *_LINES)
_VENUE = ("added", "calendar", "closed", "earlier", "half_day", "half_days", "time", "zone")
_VENUE_NEEDS = ("calendar", "time", "zone")
_KEYS = (
    "aliases", "candidates", "continuous", "currency", "cut", "elsewhere", "inverted", "kind", "name", "pays", "per",
    "plain", "tick", "tickers", "unit", "venue",
)  # fmt: skip
_LISTS, _TABLED = ("aliases", "candidates", "inverted"), ("tickers", "elsewhere")
_YES_NO, _TEXTS = ("continuous", "pays", "plain"), ("currency", "cut", "kind", "name", "per", "tick", "unit", "venue")
_END_OF_DAY = dt.time(23, 59, 59)
_UNITS, _CODE = ("points", "percent"), 3
_NEVER_CLOSED = ("24/7", "24/5")


class Told(NamedTuple):
    """A catalogue: rows and venues as files tell them, and the instruments made of them."""

    rows: dict[str, Row]
    venues: dict[str, Row]
    instruments: dict[str, Instrument]


def read_instruments(where: str, tables: Mapping[str, Any], before: Told) -> Told:
    """Return a catalogue with what a file adds to it; what the file does not say of an instrument stays.

    Parameters
    ----------
    where
        Name of the file, for messages.
    tables
        ``venue``, ``instrument``, and US listings a line each: ``share``, ``share_without_dividends``, ``fund``,
        ``delisted``, as ``xom = ["Exxon Mobil", "exxon"]``: the name, then aliases; the ticker is the id in capitals.
    before
        The catalogue that it adds to.

    Raises
    ------
    UsageError
        If it says something that is not allowed, or gives a name that another instrument has.
    """
    _only(where, tables, _TABLES, "table")
    _only_tables(where, tables)
    for name, venue in tables.get("venue", {}).items():
        _check_venue(f"{where}: [venue.{name}]", venue)
    venues, rows, made = before.venues | tables.get("venue", {}), dict(before.rows), {}
    lines = _lines(where, tables)
    told = {name: lines.get(name, {}) | row for name, row in tables.get("instrument", {}).items()}
    told = {**{name: row for name, row in told.items() if name not in lines}, **lines, **told}
    for name, row in told.items():
        _check_row(f"{where}: [instrument.{name}]", name, row)
        rows[name] = _SHARE | {"name": name, "aliases": []} | rows.get(name, {}) | row
    for name in told:
        made[name] = _instrument(f"{where}: [instrument.{name}]", name, rows[name], venues, rows)
    _refuse_taken(where, rows, told)
    return Told(rows, venues, before.instruments | made)


def _lines(where: str, tables: Mapping[str, Any]) -> dict[str, Row]:
    """Return the rows of listings that are told in a line each."""
    found = {}
    for table, common in _LINES.items():
        for name, told in tables.get(table, {}).items():
            if not _is_texts(told) or not told:
                raise UsageError(
                    f'{where}: [{table}]: {name} = {told!r}: give its name and aliases, as ["Acme", "acme"]'
                )
            tickers = {"yahoo": name.upper()}
            found[name] = {"venue": "nyse", "name": told[0], "aliases": told[1:], "tickers": tickers, **common}
    return found


def _only(at: str, found: Mapping[str, Any], allowed: tuple[str, ...], what: str) -> None:
    for key in found:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(allowed))}"
            raise UsageError(f"{at}: {key!r} is no {what} of the catalogue: {hint}")


def _only_tables(where: str, tables: Mapping[str, Any]) -> None:
    for table, rows in tables.items():
        named = table in _LINES or (isinstance(rows, dict) and all(isinstance(row, dict) for row in rows.values()))
        if not isinstance(rows, dict) or not named:
            raise UsageError(f"{where}: [{table}] holds no tables: write [{table}.NAME], and its keys under it")


def _check_venue(at: str, venue: Row) -> None:
    _only(at, venue, _VENUE, "key")
    for key in _VENUE_NEEDS:
        if key not in venue:
            raise UsageError(f"{at}: no {key!r}: a venue needs {', '.join(_VENUE_NEEDS)}")
    _check_zone(at, venue["zone"])
    for key in ("time", "half_day"):
        if not isinstance(venue.get(key, _END_OF_DAY), dt.time):
            raise UsageError(f"{at}: {key} = {venue[key]!r} is no time of day: write it as 16:30:00, without quotes")


@cache
def _zones() -> frozenset[str]:
    """Return the names of all time zones; to look for them takes a scan of a folder."""
    return frozenset(zoneinfo.available_timezones())


def _check_zone(at: str, zone: object) -> None:
    known = _zones()
    if zone not in known:
        place = str(zone).replace(" ", "_")
        near = sorted(name for name in known if name.endswith(f"/{place}")) or get_close_matches(place, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "give a name as 'Europe/London'"
        raise UsageError(f"{at}: there is no time zone {zone!r}: {hint}")


def _check_row(at: str, name: str, row: Row) -> None:
    _only(at, row, _KEYS, "key")
    if name != name.lower():
        raise UsageError(f"{at}: an id is in lower case: write [instrument.{name.lower()}]")
    for keys, fits, what in (
        (_LISTS, _is_texts, 'a list of texts, as ["acme"]'),
        (_TABLED, _is_tickers, 'a table, as { yahoo = "ACME" }'),
        (_YES_NO, lambda value: isinstance(value, bool), "true or false"),
        (_TEXTS, lambda value: isinstance(value, str), "a text"),
    ):
        for key in keys:
            if key in row and not fits(row[key]):
                raise UsageError(f"{at}: {key} = {row[key]!r} is not {what}")
    if row.get("kind", "stock") not in get_args(InstrumentKind):
        raise UsageError(f"{at}: kind {row['kind']!r} is not one of {', '.join(get_args(InstrumentKind))}")
    unit = row.get("unit", "usd")
    if unit not in _UNITS and not (len(unit) == _CODE and unit.isascii() and unit.isalpha() and unit.islower()):
        raise UsageError(
            f"{at}: unit = {unit!r} is not {', '.join(map(repr, _UNITS))} or a currency in three small letters, as "
            "'usd', or 'gbx' for pence"
        )


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)


def _is_tickers(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) and one.strip() for one in value.values())


def _instrument(at: str, name: str, row: Row, venues: Mapping[str, Row], rows: Mapping[str, Row]) -> Instrument:
    venue = _named(at, "venue", row["venue"], venues) if "venue" in row else None
    candidates = tuple(row.get("candidates", ()))
    for one in candidates:
        _named(at, "instrument", one, rows)
    unit = row["unit"]
    return Instrument(
        id=name,
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(alias.lower().strip() for alias in row["aliases"]),
        tickers=MappingProxyType(dict(row.get("tickers", {}))),
        calendar=venue["calendar"] if venue else None,
        struck=_struck(at, venue, row.get("cut")) if venue else None,
        unit=unit,
        tick=_tick(at, row["tick"]),
        candidates=candidates,
        per=row.get("per"),
        currency=row.get("currency", unit if unit not in {"points", "percent"} else None),
        inverted=tuple(word.lower().strip() for word in row.get("inverted", ())),
        continuous=row.get("continuous", False),
        added=_days(venue, "added"),
        closed=_days(venue, "closed"),
        elsewhere=MappingProxyType(dict(row.get("elsewhere", {}))),
        pays=row.get("pays", True),
        plain=row.get("plain", False),
    )


def _days(venue: Row | None, key: str) -> tuple[ExtraSession, ...]:
    return tuple(ExtraSession(one["day"], one["reason"]) for one in (venue or {}).get(key, ()))


def _named(at: str, what: str, name: str, known: Mapping[str, Row]) -> Row:
    if name not in known:
        near = get_close_matches(name, known, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
        raise UsageError(f"{at}: there is no {what} {name!r}: {hint}")
    return known[name]


def _tick(at: str, text: str) -> Decimal:
    try:
        tick = Decimal(text)
    except InvalidOperation:
        tick = Decimal(0)
    if not tick > 0:
        raise UsageError(f'{at}: tick = {text!r} is no price step: give it as "0.01"')
    return tick


def _struck(at: str, venue: Row, cut: str | None) -> Struck:
    if cut is not None:
        if venue["calendar"] not in _NEVER_CLOSED:
            raise UsageError(
                f"{at}: cut = {cut!r} is for a market that never closes (calendar {' or '.join(_NEVER_CLOSED)}), and "
                f"this one's is {venue['calendar']}: leave it out, or name a venue with the time you mean"
            )
        time, zone = _cut(at, cut)
        return Struck(time, zone, half_day=time)
    return Struck(
        time=venue["time"],
        zone=venue["zone"],
        half_day=venue["half_day"] if "half_day" in venue else venue["time"],
        half_days=tuple(YearlyDay(**one) for one in venue.get("half_days", ())),
        earlier=tuple((one["until"], one["time"]) for one in venue.get("earlier", ())),
    )


def _cut(at: str, cut: str) -> tuple[dt.time, str]:
    """Return when a day of a market that never closes is cut off, told as ``17:00 America/New_York``."""
    clock, _, zone = cut.partition(" ")
    try:
        time = _END_OF_DAY if clock in {"24:00", "24:00:00"} else dt.time.fromisoformat(clock)
    except ValueError:
        raise UsageError(f'{at}: cut = {cut!r} is no time and zone: write it as "17:00 America/New_York"') from None
    if time == dt.time.min:
        raise UsageError(f'{at}: cut = {cut!r} is where the day begins: for its end write "24:00 {zone}"')
    _check_zone(at, zone.strip())
    return time, zone.strip()


def _refuse_taken(where: str, rows: Mapping[str, Row], added: Mapping[str, Row]) -> None:
    """Refuse a name that means another instrument already."""
    owner: dict[str, str] = {}
    for name, row in sorted(rows.items(), key=lambda item: item[0] in added):  # those of the file come last
        for alias in (*row["aliases"], *row.get("inverted", ()), name):
            other = owner.setdefault(alias.lower().strip(), name)
            if other != name:
                raise UsageError(
                    f"{where}: [instrument.{name}]: the name {alias!r} is that of {other!r} already: give another, or "
                    f"take it from there with [instrument.{other}] aliases = [...]"
                )
