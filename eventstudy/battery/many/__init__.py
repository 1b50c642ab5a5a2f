"""Tests over many events: parametric, of ranks and of signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.battery.many import parametric, ranks, signs

if TYPE_CHECKING:
    from eventstudy.battery.outcome import BatteryTest

TESTS: tuple[BatteryTest, ...] = (*parametric.TESTS, *ranks.TESTS, *signs.TESTS)
