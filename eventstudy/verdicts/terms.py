"""The table of tolerances as records: what each hedge means, what a daily bar covers, how near counts as near."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import time

    from eventstudy.records import Interval

__all__ = ["Bands", "Coverage", "End", "Ends", "HedgeRow", "Tolerances"]


@dataclass(frozen=True, slots=True)
class End:
    """One end of an interval: ``v + g * granule + ticks * tick``, at most ``cap * |v|`` away from v."""

    g: Decimal
    ticks: Decimal = Decimal(0)
    cap: Decimal | None = None
    open: bool = False
    least: Decimal = Decimal(0)
    """At least so many granules and the ticks away, whatever the cap."""


Ends = tuple[End | None, End | None]


@dataclass(frozen=True, slots=True)
class HedgeRow:
    """What one hedge word means: a narrow and a wide interval around the written value."""

    core: Ends
    tolerant: Ends
    coarse_core: Ends | None = None
    coarse_tolerant: Ends | None = None
    understated: str = ""
    """The end, ``"low"`` or ``"high"``, beyond which the words stay right and only understate."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The hours that a daily bar of one calendar covers."""

    zone: str
    first: time
    last: time
    overnight: bool
    extended: tuple[time, time] | None = None
    """Where trading before the open begins and trading after the close ends."""
    night: time | None = None
    """When the night that the bar holds is over."""


@dataclass(frozen=True, slots=True)
class Tolerances:
    """The whole table, frozen; `version` and `sha256` name it."""

    version: str
    sha256: str
    hedges: Mapping[str, HedgeRow]
    coverage: Mapping[str, Coverage]
    ticks: Mapping[str, Decimal]
    granule_digits: int = 2
    granule_least: Decimal = Decimal(1)
    threshold_ticks: Decimal | None = None
    """How far from a level that was passed or reached a price may lie, in ticks; None leaves it to the hedge."""
    flat_ticks: Decimal = Decimal(1)
    flat_index_share: Decimal = Decimal("0.0002")
    epsilon_point: Decimal = Decimal(0)
    epsilon_bound: Decimal = Decimal("0.5")
    rank_among: int = 5
    rank_top: Decimal = Decimal("0.05")
    severity_most: int = 1000
    severity_least: int = 250
    passing: Decimal = Decimal("0.95")
    """Chance that words which are right pass."""
    likelihood_cap: int = 100
    plain_range: Decimal = Decimal(2)
    """A range this many times as wide as what the words may mean is a range test only."""
    multiple_core: Decimal = Decimal("0.05")
    multiple_tolerant: Decimal = Decimal("0.1")
    """Shares of the ratio of two prices, for "doubled" and "halved"."""
    scales: tuple[Decimal, ...] = ()
    """Variants of every tolerance: ends this many times as far from the written value."""
    minutes_before: int = 15
    minutes_after: int = 5
    minutes_open: int = 5
    minutes_hole: int = 15
    sources_ticks: Decimal = Decimal(2)
    sources_share: Decimal = Decimal("0.001")
    intensity_span: int = 60
    intensity_least: int = 60
    intensity: tuple[tuple[tuple[str, ...], float, float], ...] = ()
    """How verbs begin, and the least and most standard deviations that they speak of."""
    split_ratios: tuple[Decimal, ...] = ()
    split_near: Decimal = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Bands:
    """The two intervals that one written value and its hedge mean, as magnitudes, and the granule they rest on."""

    core: Interval
    tolerant: Interval
    granule: Decimal
    understated: str = ""
