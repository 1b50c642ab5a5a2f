"""Means tested by resampling, through the result of a study."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from eventstudy import run_study
from eventstudy.errors import UsageError
from eventstudy.kernels.batch.draws import bootstrap_means, sign_flips

WINDOWS = [(0, 0), (0, 1), (-2, 2)]


def study(zero, *, seed=0, effect=0.0, engine="auto", days=700, lost=()):
    r = np.random.default_rng(seed)
    dates, market = pd.bdate_range("2018-01-01", periods=days), r.normal(0, 0.01, days)
    returns = r.normal(0, 0.02, (days, len(zero))) + market[:, None]
    returns[zero, np.arange(len(zero))] += effect
    frame = pd.DataFrame(returns, index=dates, columns=[f"s{i:03d}" for i in range(len(zero))]).assign(m=market)
    for place in lost:
        frame.iloc[zero[place], place] = np.nan
    told = pd.DataFrame({"series": frame.columns[: len(zero)], "date": dates[zero]})
    return run_study(told, frame, model="market", benchmark="m", windows=WINDOWS, engine=engine)


def test_each_row_is_the_kernel_of_the_cars_by_clusters_of_dates_whose_windows_meet():
    zero = np.repeat([300, 303, 310, 340, 370, 400, 430, 460, 490, 520, 550, 580], 3)  # 300 and 303 meet in (-2, 2)
    result = study(zero)
    table = result.resampled(draws=999).set_index(["first", "last", "test"])
    for first, last in WINDOWS:
        values = result.car(first, last)["car"].to_numpy()[:, None]
        cluster = np.unique(np.where((last > 1) & (zero == 303), 300, zero), return_inverse=True)[1]
        for name, kernel in (("sign_flip", sign_flips), ("bootstrap", bootstrap_means)):
            told, row = kernel(values=values, cluster=cluster, draws=999, seed=0), table.loc[(first, last, name)]
            assert (row.statistic, row.p) == pytest.approx((told.statistic[0], told.p[0]), rel=1e-12)
            assert (row.n_clusters, row.n_events, row.valid) == (cluster.max() + 1, 36, True)
    assert table.index.get_level_values("test").tolist() == ["sign_flip", "bootstrap"] * 3


def test_adjusted_p_is_that_of_the_largest_of_the_windows_under_the_same_signs():
    zero = np.arange(300, 300 + 8 * 30, 30)
    result = study(zero, effect=0.03)
    table = result.resampled(draws=999)
    flips = table[table.test == "sign_flip"]
    sums = np.column_stack([result.car(*window)["car"].to_numpy() for window in WINDOWS])
    scores = sums / np.sqrt((sums**2).sum(axis=0))
    every = np.abs((1 - 2.0 * (np.arange(256)[:, None] >> np.arange(8) & 1)) @ scores)
    event = np.abs(scores.sum(axis=0))
    order, held, expected = np.argsort(-event), 0.0, np.empty(3)
    for place, j in enumerate(order):
        held = max(held, (1 + (every[:, order[place:]].max(axis=1) >= event[j] - 1e-9).sum()) / 257)
        expected[j] = held
    assert flips.p_adjusted.tolist() == pytest.approx(expected.tolist(), rel=1e-12)
    assert (flips.p_adjusted >= flips.p).all()


def test_observations_in_blocks_say_the_same_as_one_by_one():
    zero = np.repeat(np.arange(300, 600, 20), 2)
    one, many = (study(zero, engine=engine, lost=(4, 9)).resampled(draws=499) for engine in ("single", "numpy"))
    numbers = ["estimate", "statistic", "p", "p_adjusted", "n_events", "n_clusters", "valid"]
    pd.testing.assert_frame_equal(one[numbers], many[numbers], rtol=1e-9)
    assert one.n_events.tolist() == [28] * 6
    assert "2 observations left out" in many.note[0]


def test_one_date_or_few_clusters_are_no_sample():
    one_date = study(np.full(20, 400)).resampled(draws=99)
    assert not one_date.valid.any()
    assert one_date.note.str.contains("all observations are of one date").all()
    assert one_date.p_adjusted.isna().all()
    by_event = study(np.full(20, 400)).resampled(cluster="event", draws=99)
    assert not by_event.valid.any()
    few = study(np.repeat([300, 350, 400, 450, 500], 4)).resampled(draws=99)
    assert not few.valid.any()
    assert few.note.str.contains("5 clusters whose windows share no day").all()


def test_a_window_without_an_event_has_no_statistic():
    zero = np.arange(300, 500, 20)
    table = study(zero, lost=range(10)).resampled([(0, 0)], draws=99)
    assert table.statistic.isna().all()
    assert not table.valid.any()
    assert table.note.str.startswith("no observation is left").all()


def test_thousand_events_and_ten_thousand_draws_take_seconds():
    result = study(np.random.default_rng(3).integers(300, 690, 1000), engine="numpy")
    table = result.resampled(draws=9999, cluster="event")
    assert table.n_reference.tolist() == [9999] * 6
    assert table.valid.all()
    again = result.resampled([(0, 1)], draws=9999, cluster="event")
    assert again.p.tolist() == table[(table["first"] == 0) & (table["last"] == 1)].p.tolist()


def test_signs_of_clusters_hold_their_size_where_events_of_a_date_move_together():
    rejected = np.zeros(2)
    for seed in range(60):
        r = np.random.default_rng(seed)
        zero = np.repeat(np.arange(300, 300 + 12 * 20, 20), 4)
        dates, market = pd.bdate_range("2018-01-01", periods=560), r.normal(0, 0.01, 560)
        returns = r.normal(0, 0.02, (560, 48)) + r.normal(0, 0.02, 560)[:, None] + market[:, None]
        frame = pd.DataFrame(returns, index=dates, columns=[f"s{i:03d}" for i in range(48)]).assign(m=market)
        told = pd.DataFrame({"series": frame.columns[:48], "date": dates[zero]})
        result = run_study(told, frame, model="market", benchmark="m", windows=[(0, 0)], engine="numpy")
        for place, cluster in enumerate(("date", "event")):
            rejected[place] += result.resampled(cluster=cluster, draws=199).p[0] <= 0.05
    assert rejected[0] <= 8  # of 60 at a nominal 5 per cent: 9 or more have a chance of .4 per cent
    assert rejected[1] >= 12


@pytest.mark.parametrize("draws", [18, 1_000_001, 99.0, True, "many"])
def test_draws_that_make_no_sense_are_refused(draws):
    result = study(np.arange(300, 500, 20))
    for method in (result.resampled, result.tests, result.skewness, result.bhar_tests):
        with pytest.raises(UsageError, match="is not a whole number from 19 to 1,000,000"):
            method(draws=draws)
    with pytest.raises(UsageError, match="cluster='week' is not one of 'date', 'event'"):
        result.resampled(cluster="week")


def test_draws_reach_the_tests_that_make_them():
    result = study(np.arange(300, 300 + 25 * 15, 15))
    assert result.skewness(draws=499).set_index("test").n_reference["bootstrap"] == 499
    alone = study(np.full(3, 400))
    assert alone.tests(tests=["mvrm_bootstrap"], draws=199).n_reference.tolist() == [199]
