"""Records as JSON: plain values, null for what is missing, and the keys that others build on."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from eventstudy.records import PriceRow
from eventstudy.report import shapes

MODELS = pd.DataFrame(
    [
        {"event_id": "e", "series": "xom", "model": "market", "benchmark": "sp500", "alpha": 0.001, "beta": 0.9},
        {"event_id": "e", "series": "xom", "model": "raw", "benchmark": None, "alpha": float("nan"), "beta": None},
    ]
).assign(sigma=0.02)
CARS = pd.DataFrame(
    [
        {"event_id": "e", "series": "xom", "model": model, "first": 0, "last": last, "car": 0.01, "p": float("nan")}
        for model in ("market", "raw", "mean")
        for last in (0, 1)
    ]
)


def test_each_car_stands_with_the_model_it_rests_on():
    made = shapes.per_event_list(CARS, MODELS)
    assert [(row["model"], row["last"]) for row in made] == list(zip(CARS["model"], CARS["last"], strict=True))
    assert {row["model"]: (row["alpha"], row["beta"], row["sigma"]) for row in made} == {
        "market": (0.001, {"sp500": 0.9}, 0.02),
        "raw": (None, {}, 0.02),
        "mean": (None, {}, None),
    }
    assert {row["p"] for row in made} == {None}
    json.dumps(made, allow_nan=False)


def test_a_price_file_of_closes_alone_gives_null_for_what_it_does_not_hold(week):
    held = week.verdicts[0]
    nothing = Decimal("NaN")
    row = PriceRow("brent", held.move.date, nothing, nothing, nothing, Decimal("68.60"))
    (made,) = shapes.verdicts_list([replace(held, rows=(row,))])
    (told,) = made["rows"]
    assert (told["open"], told["high"], told["low"], told["close"]) == (None, None, None, 68.60)
    json.dumps(made, allow_nan=False)
