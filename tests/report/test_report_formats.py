from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.records import Interval
from eventstudy.report import amounts
from eventstudy.report import formats as f


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.00099, "<0.001"),
        (0.0031, "0.003"),
        (0.05, "0.050"),
        (0.0496, "0.0496"),
        (0.0504, "0.0504"),
        (0.04999, "0.04999"),
        (0.0104, "0.0104"),
        (0.0996, "0.0996"),
        (0.1004, "0.1004"),
        (0.4567, "0.46"),
        (1.0, "1.00"),
        (float("nan"), f.MISSING),
        (None, f.MISSING),
    ],
)
def test_p_values_show_on_which_side_of_a_level_they_lie(p, said):
    assert f.p_value(p) == said


@given(st.floats(0.001, 1.0))
def test_no_rounding_of_p_changes_what_passes(p):
    shown = float(f.p_value(p))
    for level in (0.01, 0.05, 0.1):
        assert (p < level) == (shown < level) or p == pytest.approx(level, rel=1e-7)


@given(st.floats(-0.5, 0.5))
def test_per_cent_is_a_hundred_times_the_fraction_and_has_no_negative_zero(fraction):
    text = f.percent(fraction)
    assert float(text.removesuffix(" %")) == pytest.approx(100 * fraction, abs=0.0051)
    assert text not in {"-0.00 %", "+0.00 %"}


@pytest.mark.parametrize("nothing", [None, float("nan"), np.nan, pd.NaT, ""])
def test_every_format_shows_nothing_as_one_sign(nothing):
    assert {f.number(nothing), f.count(nothing), f.percent(nothing), f.p_value(nothing), f.iso(nothing)} == {f.MISSING}
    assert f.percent_interval(nothing, 0.1) == f.MISSING


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        (Interval(Decimal(69), Decimal(70), "usd", "left"), "$69 to below $70"),
        (Interval(Decimal(69), Decimal(70), "usd", "right"), "above $69 to $70"),
        (Interval(Decimal("-1.25"), Decimal("-0.75"), "percent"), "-1.25 to -0.75 %"),
        (Interval(None, Decimal("1.5"), "percent", "neither"), "below 1.5 %"),
        (Interval(None, Decimal("1.5"), "percent"), "1.5 % or less"),
        (Interval(Decimal("68.99"), None, "usd"), "$68.99 or more"),
        (Interval(Decimal("68.99"), None, "usd", "right"), "above $68.99"),
        (Interval(Decimal("-1.09281"), Decimal("-1.09279"), "percent"), "-1.09 %"),
        (Interval(Decimal("69.195"), Decimal("69.205"), "usd"), "$69.195 to $69.205"),
        (Interval(Decimal("1.0"), Decimal("2.5"), "eur"), "1.0 EUR to 2.5 EUR"),
        (Interval(Decimal("1.01755"), Decimal("1.01765"), "chf"), "1.01755 CHF to 1.01765 CHF"),
        (Interval(Decimal("3.40004"), Decimal("3.40004"), "usd"), "$3.40004"),
        (Interval(Decimal("33.40004"), Decimal("33.40004"), "usd"), "$33.40"),
        (Interval(None, None, "usd"), f.MISSING),
        (None, f.MISSING),
    ],
)
def test_intervals_say_which_ends_belong_to_them(interval, said):
    assert amounts.interval(interval) == said


def test_days_are_the_same_in_every_form_and_locale():
    for value in (
        "2020-01-03",
        pd.Timestamp("2020-01-03"),
        pd.Timestamp("2020-01-03").date(),
        np.datetime64("2020-01-03"),
    ):
        assert (f.iso(value), f.short_day(value), f.long_day(value)) == ("2020-01-03", "3 Jan", "Friday 3 January 2020")
