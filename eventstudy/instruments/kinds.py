"""What is known of an instrument, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from decimal import Decimal

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
    """A day that the calendar library has wrong: a session it does not know, or one that was called off."""

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
    tickers: Mapping[str, str]
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
    closed: tuple[ExtraSession, ...] = ()
    """Days the calendar takes for sessions, and that were none."""
    elsewhere: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What a source holds under its ticker where that is another instrument: ``{"fred": "Brent ... (spot ...)"}``."""
    pays: bool = True
    """Whether a stock that shows no dividend in years is odd; not where it is known to pay none."""
    plain: bool = False
    """Its ticker is also a plain word, and names it only after a dollar sign or in brackets."""

    def __hash__(self) -> int:
        """Return a hash at once: the id tells instruments of one catalogue apart."""
        return hash(self.id)
