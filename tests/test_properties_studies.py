"""What must not matter to a study does not, and what must does, on random markets with gaps.

`EVENTSTUDY_EXAMPLES=100` tries a hundred times as many.
"""

from __future__ import annotations

import os
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from eventstudy.errors import EventStudyWarning
from eventstudy.study import run_study

TIMES = int(os.environ.get("EVENTSTUDY_EXAMPLES", "1"))
N, NAMES = 160, ("s1", "s2", "s3")  # names of no ticker, so that every row is a session
DAYS = pd.bdate_range("2019-01-01", periods=N)
CHOSEN = {"estimation": (-60, -7), "event": (-5, 5), "windows": [(0, 1), (-5, 5)], "min_estimation": 20}
WINDOWS = [(-5, -1), (0, 2), (3, 5), (-5, 5)]
MODELS = st.sampled_from(["mean", "market", "adjusted", "raw"])


@st.composite
def markets(draw):
    """Draw returns of three series and a market, some missing, one wild, and a table of events."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    market = rng.normal(0, 0.01, N)
    table = pd.DataFrame({name: 0.8 * market + rng.normal(0, 0.015, N) for name in NAMES} | {"mkt": market}, index=DAYS)
    for name in NAMES:
        table.loc[DAYS[rng.random(N) < draw(st.sampled_from([0.0, 0.02, 0.1]))], name] = np.nan
    if draw(st.booleans()):
        table.iloc[draw(st.integers(0, N - 1)), 0] = 0.3
    places = draw(
        st.lists(
            st.tuples(st.sampled_from(NAMES), st.integers(70, 150)),
            min_size=1,
            max_size=4,
            unique_by=lambda one: one[1],
        )
    )
    events = [{"event_id": f"e{n}", "series": name, "date": DAYS[place]} for n, (name, place) in enumerate(places)]
    return pd.DataFrame(events), table


def study(events, table, model="market", **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EventStudyWarning)
        return run_study(events, table, model=model, benchmark="mkt", **(CHOSEN | more))


def cars(result):
    """Return the CAR of each event, series and window, in an order of its own."""
    found = pd.concat([result.car(*window).assign(window=f"{window}") for window in WINDOWS], ignore_index=True)
    return found.sort_values(["event_id", "series", "window"], key=lambda one: one.astype(str)).reset_index(drop=True)


def examples(count):
    return settings(
        max_examples=count * TIMES, phases=[Phase.generate], deadline=None, derandomize=TIMES == 1, database=None
    )


def close(left, right, rtol=1e-10, atol=1e-13):
    np.testing.assert_allclose(np.asarray(left, dtype=float), np.asarray(right, dtype=float), rtol=rtol, atol=atol)


@examples(12)
@given(markets(), MODELS, st.sampled_from([0.1, 0.5, 2.0]))
def test_a_change_of_unit_scales_what_is_abnormal_and_no_test(market, model, factor):
    events, table = market
    here, there = study(events, table, model), study(events, factor * table, model)
    close(factor * cars(here)["car"], cars(there)["car"])
    close(here.tests(0, 1)["p"], there.tests(0, 1)["p"], rtol=1e-7, atol=1e-9)


@examples(12)
@given(markets(), MODELS)
def test_two_sided_tests_do_not_see_the_sign(market, model):
    events, table = market
    # what hangs on more than the size of the statistic is left out: skewness, and a null of its own
    here, there = (study(events, one, model).tests(0, 1).set_index("test") for one in (table, -table))
    close(
        -here["estimate"].astype(float).loc[lambda one: one.index == "portfolio_t"],
        there.loc[there.index == "portfolio_t", "estimate"],
    )
    for name in {
        "portfolio_t",
        "patell",
        "bmp",
        "cross_sectional",
        "crude_dependence",
        "corrado",
        "kp_patell",
        "kp_bmp",
    } & set(here.index):
        close(here.loc[name, "p"], there.loc[name, "p"], rtol=1e-7, atol=1e-9)


@examples(12)
@given(markets(), MODELS)
def test_p_values_are_shares(market, model):
    result = study(*market, model)
    for window in WINDOWS:
        p = result.tests(*window)["p"].to_numpy(dtype=float)
        assert ((np.isnan(p)) | ((p >= 0) & (p <= 1))).all()


@examples(10)
@given(markets(), MODELS, st.randoms(use_true_random=False))
def test_the_order_of_events_and_columns_has_no_effect(market, model, rng):
    events, table = market
    rows, columns = list(range(len(events))), list(table.columns)
    rng.shuffle(rows)
    rng.shuffle(columns)
    here, there = cars(study(events, table, model)), cars(study(events.iloc[rows], table[columns], model))
    pd.testing.assert_frame_equal(here, there)


@examples(10)
@given(markets(), MODELS, st.integers(0, 99))
def test_a_series_that_nothing_names_changes_nothing(market, model, seed):
    events, table = market
    more = table.assign(other=np.random.default_rng(seed).normal(0, 1, N).clip(-0.9))
    pd.testing.assert_frame_equal(cars(study(events, table, model)), cars(study(events, more, model)))


@examples(8)
@given(markets(), MODELS, st.integers(1, 400))
def test_a_shift_of_all_dates_shifts_no_result(market, model, weeks):
    events, table = market
    shift = pd.Timedelta(weeks=weeks)
    moved = study(events.assign(date=events["date"] + shift), table.set_axis(table.index + shift), model)
    close(cars(study(events, table, model))["car"], cars(moved)["car"], rtol=0, atol=0)


@examples(12)
@given(markets(), MODELS)
def test_adjoining_windows_add_up(market, model):
    events, table = market
    wide = (
        cars(study(events, table, model))  # noqa: PD010 - a Series
        .set_index(["event_id", "series", "window"])["car"]
        .astype(float)
        .unstack("window")
    )
    first, second, third, whole = (wide[str(window)] for window in WINDOWS)
    known = first.notna() & second.notna() & third.notna() & whole.notna()
    close((first + second + third)[known], whole[known])


@pytest.mark.parametrize("model", ["mean", "market", "raw"])
def test_engines_agree(model):
    @examples(4)
    @given(markets())
    def agree(market):
        events, table = market
        single, blocks = (cars(study(events, table, model, engine=engine)) for engine in ("single", "numpy"))
        assert list(single["event_id"]) == list(blocks["event_id"])
        close(single["car"], blocks["car"], rtol=1e-9, atol=1e-12)
        close(single["se"], blocks["se"], rtol=1e-9, atol=1e-12)

    agree()


@examples(10)
@given(markets(), st.floats(0.01, 0.2), st.sampled_from(NAMES))
def test_what_is_added_on_day_0_is_found_again(market, effect, name):
    events, table = market
    events = events.assign(series=name).iloc[:1]
    day = events["date"].iloc[0]
    higher = table.copy()
    higher.loc[day, name] += effect
    here, there = (study(events, one, "market").car(0, 0)["car"].to_numpy(dtype=float) for one in (table, higher))
    close(there - here, np.where(np.isnan(here), np.nan, effect), atol=1e-12)


@examples(10)
@given(markets())
def test_abnormal_and_expected_return_are_the_return(market):
    events, table = market
    raw, mean, adjusted = (
        study(events, table, model).car(0, 0).set_index("event_id")["car"] for model in ("raw", "mean", "adjusted")
    )
    for event_id, car in raw.items():
        row = events.set_index("event_id").loc[event_id]
        seen, place = table.loc[row["date"], row["series"]], DAYS.get_loc(row["date"])
        close(car, seen)
        close(adjusted[event_id], seen - table.loc[row["date"], "mkt"])
        others = events[(events["series"] == row["series"]) & (events["event_id"] != event_id)]
        if others.empty:
            close(mean[event_id], seen - table[row["series"]].iloc[place - 60 : place - 6].mean())
