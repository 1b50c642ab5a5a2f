"""Tests for one series, and for one date and few series, which borrow the time series or other series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.battery.one_date.joint import JOINT_RANK, MVRM_BOOTSTRAP, MVRM_EQUAL, MVRM_F
from eventstudy.battery.one_date.portfolio import CONDITIONAL_SQ, PERMUTATION, PORTFOLIO_T, SQ, T_TEST
from eventstudy.battery.one_date.units import UNIT_PLACEBO

if TYPE_CHECKING:
    from eventstudy.battery.outcome import BatteryTest

TESTS: tuple[BatteryTest, ...] = (
    CONDITIONAL_SQ,
    JOINT_RANK,
    MVRM_BOOTSTRAP,
    UNIT_PLACEBO,
    PERMUTATION,
    SQ,
    PORTFOLIO_T,
    T_TEST,
    MVRM_F,
    MVRM_EQUAL,
)
