"""Moves told in words alone: their size by a plain loop, and what each verb allows."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from eventstudy.articles.moves import find_remarks
from eventstudy.articles.read import article_from_text
from eventstudy.prices import load_prices
from eventstudy.verdicts.remarks import weigh_remarks


def weighed(text, **more):
    found = find_remarks([article_from_text(text, name="text", published="2020-01-03")])
    return weigh_remarks(found, load_prices(["brent", "dow", "xom"]), **more)


def test_the_size_is_that_of_a_plain_loop():
    found = weighed("The Dow fell on Friday.")[0]
    dow = load_prices(["dow"])
    returns = dow.set_index("date")["close"].pct_change().dropna()
    before = returns[: pd.Timestamp("2020-01-02")]
    weights = [(1 - 2 / 61) ** age for age in range(len(before) - 1, -1, -1)]
    sigma = np.sqrt(sum(w * r**2 for w, r in zip(weights, before, strict=True)) / sum(weights))
    assert found.change == pytest.approx(returns[pd.Timestamp("2020-01-03")])
    assert found.z == pytest.approx(returns[pd.Timestamp("2020-01-03")] / sigma)
    assert found.percentile == pytest.approx((before.abs() < abs(found.change)).mean())


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("The Dow fell on Friday.", True),  # -0.81 %, 1.4 standard deviations
        ("The Dow rose on Friday.", False),
        ("The Dow plunged on Friday.", False),
        ("The Dow edged lower on Friday.", False),
        ("Brent crude surged on Friday.", True),  # +3.55 %, 2.3
    ],
)
def test_each_verb_allows_its_own_sizes(text, fits):
    found = weighed(text)[0]
    assert found.fits is fits, found
    assert found.note.startswith("By prices in snapshot ")
    assert "\n" not in found.note


def test_what_prices_cannot_say_is_said():
    assert weighed("Gold rose on Friday.")[0].fits is None
    assert "do not hold" in weighed("Gold rose on Friday.")[0].note
    early = {"text": datetime(2020, 1, 3, 15, 0, tzinfo=UTC)}
    assert "before the price of that day" in weighed("The Dow fell on Friday.", published=early)[0].note
    young = load_prices(["dow"], start=date(2019, 12, 1))
    remarks = find_remarks([article_from_text("The Dow fell on Friday.", published="2020-01-03")])
    assert "too few sound days" in weigh_remarks(remarks, young)[0].note
    assert weigh_remarks([], young) == []
