"""Simulated rejection rates: the market made up, the placebo dates, the count, and what the tests do in them."""

from __future__ import annotations

import contextlib
import csv
import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from typer.testing import CliRunner

from eventstudy import processes
from eventstudy.battery import BATTERY, Settings
from eventstudy.cli.app import app
from eventstudy.errors import EstimationError, EventStudyError, EventStudyWarning, PriceError, UsageError, WindowError
from eventstudy.kernels.abnormal import abnormal_returns
from eventstudy.kernels.expected import fit_linear
from eventstudy.records import Window
from eventstudy.simulation import blocks, simulate, simulate_placebo
from eventstudy.simulation.blocks import Answers, Job, answer
from eventstudy.simulation.market import Market
from eventstudy.simulation.placebo import placebo_source
from eventstudy.simulation.rates import rates
from eventstudy.simulation.shocks import KINDS, common_shocks, garch_variances, own_shocks
from eventstudy.study import run_study

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "data"
DAYS = pd.bdate_range("2018-01-01", periods=420)


def market(**other):
    plain = {
        "n_events": 5, "untreated": 0, "estimation": 250, "gap": 10, "window": Window(0, 0), "shocks": "normal",
        "correlation": 0.3, "event_variance": 1.0, "dates": "common", "sd": (0.01, 0.02), "missing": 0.0, "shift": 1.0,
        "effect": 0.0, "model": "market",
    }  # fmt: skip
    return Market(**plain | other)


def asked(source, tests, *, reps, seed=0, level=0.05, **settings):
    return Job(source, tuple(tests), source.window, Settings(level=level, **settings), reps, seed)


def returns(n=8, rng=None, days=DAYS):
    rng = rng or np.random.default_rng(5)
    m = rng.normal(0, 0.01, days.size)
    table = pd.DataFrame(
        {f"s{i}": (0.6 + 0.1 * i) * m + rng.normal(0, 0.01 + 0.001 * i, days.size) for i in range(n)}, index=days
    )
    return table.assign(m=m)


# Tests under the null


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("t", {"n_events": 1, "estimation": 60, "window": Window(0, 2)}),
        ("portfolio_t", {"correlation": 0.6, "estimation": 60}),
        ("cross_sectional", {"n_events": 12, "correlation": 0.0, "dates": "spread", "sd": (0.01, 0.01)}),
        ("patell", {"n_events": 12, "correlation": 0.0, "dates": "spread"}),
        ("bmp", {"n_events": 12, "correlation": 0.0, "dates": "spread"}),
        ("kp_bmp", {"n_events": 12}),
        ("mvrm_f", {}),
    ],
)
def test_p_of_a_continuous_test_is_uniform_under_the_null(name, source):
    if name not in BATTERY:
        pytest.skip(f"{name} is not in the battery")
    answers = answer(asked(market(**source), [name], reps=400, seed=11), workers=1, progress=None)
    assert answers.valid.all()
    assert stats.kstest(answers.p[:, 0], "uniform").pvalue > 0.01


def measured(name):
    """Return the rows of a kept table as {(case, test): (rate, standard error)}."""
    with (DATA / name).open(newline="", encoding="utf-8") as handle:
        rows = [row for row in csv.DictReader(handle) if row["rejected"] != "nan" and not row.get("differs")]
    held = {}
    for row in rows:
        share = float(row["rejected"])
        held[row["case"], row["test"]] = share, math.sqrt(max(share * (1 - share), 1e-4) / int(row["reps"]))
    return held


REFERENCE = measured("sizes_reference.csv")
FEW = ["cross_sectional", "patell", "bmp", "kp_patell", "kp_bmp", "portfolio_t", "sq", "mvrm_f", "corrado", "grank_t"]


@pytest.mark.parametrize(
    ("case", "design"),
    [
        ("n5_r3", {}),
        ("n5_r3_variance2", {"event_variance": 2.0}),
        ("n5_r3_t4", {"shocks": "t4_independent"}),
        ("n5_r3_garch", {"shocks": "garch_independent"}),
        ("n5_r3_effect1", {"effect": 1.0}),
        ("n30_r3", {"n_events": 30, "reps": 150}),
    ],
)
def test_sizes_and_power_are_those_of_an_earlier_monte_carlo(case, design):
    table = simulate(
        [name for name in FEW if name in BATTERY], **{"reps": 300, "seed": 3, "sd": (0.01, 0.025)} | design
    )
    for row in table.itertuples():
        before, error = REFERENCE[case, row.test]
        now = math.sqrt(before * (1 - before) / row.reps)  # the error that a true rate of the earlier value has
        # thirty-odd values are compared, so a bound of 3 would be passed by chance once in ten seeds
        assert row.rejected_all == pytest.approx(before, abs=3.5 * math.hypot(now, error)), row.test


ONE_DATE = ("conditional_sq", "permutation", "sq", "portfolio_t", "kp_patell", "kp_bmp", "corrado")
SPREAD = ("cross_sectional", "patell", "bmp", "grank_t", "sign", "generalized_sign", "wilcoxon", "skewness_adjusted")


@pytest.mark.parametrize("alternative", ["greater", "less"])
@pytest.mark.parametrize(
    ("tests", "design"),
    [
        (ONE_DATE, {"window": (0, 1)}),
        (("unit_placebo",), {"untreated": 20}),
        (("t",), {"n_events": 1, "estimation": 60}),
        (SPREAD, {"n_events": 20, "correlation": 0.0, "dates": "spread", "estimation": 60, "reps": 200}),
    ],
)
def test_one_sided_sizes_are_nominal(tests, design, alternative):
    table = simulate(tests, **{"alternative": alternative, "reps": 400, "seed": 8} | design)
    assert table["valid_share"].tolist() == [1.0] * len(tests)
    # of 1,500 draws all lay between 3.7 and 6.7 per cent
    for row in table.itertuples():
        nominal = row.attainable
        error = math.sqrt(nominal * (1 - nominal) / row.reps)
        assert row.rejected == pytest.approx(nominal, abs=3.0 * error + 0.01), row.test


def test_a_one_sided_test_finds_more_on_its_side_and_nothing_on_the_other():
    def power(alternative):
        table = simulate(ONE_DATE, reps=150, seed=4, effect=1.5, alternative=alternative).set_index("test")
        return table["rejected"]

    greater, both, less = map(power, ("greater", "two-sided", "less"))
    assert (greater > both).all()
    assert (less <= 0.01).all()


def test_only_the_conditional_test_survives_a_rise_of_volatility():
    table = simulate(["portfolio_t", "sq", "conditional_sq"], reps=400, shift=1.6, seed=2).set_index("test")
    assert table.loc["conditional_sq", "rejected"] < 0.09
    assert table.loc[["portfolio_t", "sq"], "rejected"].min() > 0.13
    assert table["over"].to_dict() == {"portfolio_t": True, "sq": True, "conditional_sq": False}


def test_the_kept_table_agrees_with_the_earlier_monte_carlo():
    if not (DATA / "sizes.csv").is_file():
        pytest.skip("the long form has not been run")
    mine = measured("sizes.csv")
    both = mine.keys() & REFERENCE.keys()
    assert len(both) > 100
    rounded = 0.0005 / math.sqrt(3)
    apart = {
        key: (mine[key][0] - REFERENCE[key][0]) / math.hypot(mine[key][1], REFERENCE[key][1], rounded) for key in both
    }
    assert {key: round(value, 1) for key, value in apart.items() if abs(value) > 3} == {}


# The market


@pytest.mark.parametrize("kind", KINDS)
def test_shocks_have_mean_zero_and_unit_variance(kind):
    rng = np.random.default_rng(1)
    common, own = common_shocks(kind=kind, n=200_000, rng=rng), own_shocks(kind=kind, shape=(200_000,), rng=rng)
    for values in (common.factor, own):
        assert values.mean() == pytest.approx(0.0, abs=0.02)
        assert values.std() == pytest.approx(1.0, abs=0.03)
    assert np.square(common.scale).mean() == pytest.approx(1.0, abs=0.15)  # of t4 it has no variance


def test_skewed_and_fat_tailed_shocks_are_that():
    rng = np.random.default_rng(2)
    assert stats.skew(own_shocks(kind="exponential", shape=(100_000,), rng=rng)) == pytest.approx(2.0, abs=0.2)
    grown = math.exp(0.64)
    skew = (grown + 2) * math.sqrt(grown - 1)
    assert stats.skew(own_shocks(kind="lognormal", shape=(400_000,), rng=rng)) == pytest.approx(skew, rel=0.2)
    t4 = common_shocks(kind="t4", n=50_000, rng=rng)
    assert stats.kstest(t4.factor * t4.scale * math.sqrt(2), stats.t(4).cdf).pvalue > 0.01


def test_garch_variances_follow_the_recursion():
    driver = np.random.default_rng(3).normal(size=400)
    h = [1.0]
    for z in driver[:-1]:
        shock = z * math.sqrt(h[-1])
        h.append(0.02 + 0.08 * shock**2 + 0.90 * h[-1])
    np.testing.assert_allclose(garch_variances(driver=driver), h, rtol=1e-12)
    several = np.stack([driver, -2.0 * driver, driver[::-1]])
    for row, one in zip(garch_variances(driver=several), several, strict=True):
        np.testing.assert_array_equal(row, garch_variances(driver=one))


def test_independent_garch_gives_each_series_a_variance_of_its_own():
    shocks = own_shocks(kind="garch_independent", shape=(3, 60_000), rng=np.random.default_rng(5))
    squares = np.square(shocks)
    # of a GARCH(1,1) the squares' first autocorrelation is a (1 - a b - b^2) / (1 - 2 a b - b^2)
    rho = 0.08 * (1 - 0.08 * 0.9 - 0.81) / (1 - 2 * 0.08 * 0.9 - 0.81)
    after = [np.corrcoef(row[:-1], row[1:])[0, 1] for row in squares]
    np.testing.assert_allclose(after, rho, atol=0.05)
    np.testing.assert_allclose(np.corrcoef(squares)[np.triu_indices(3, 1)], 0.0, atol=0.02)
    np.testing.assert_allclose(np.corrcoef(shocks)[np.triu_indices(3, 1)], 0.0, atol=0.02)
    # the variance has run before the first session that is used: it is already as spread there as later
    first, last = (np.square(own_shocks(kind="garch_independent", shape=(20_000, 40), rng=rng)[:, at])
                   for at, rng in ((0, np.random.default_rng(6)), (-1, np.random.default_rng(7))))  # fmt: skip
    kurtosis = 3 * (1 - 0.98**2) / (1 - 0.98**2 - 2 * 0.08**2)
    assert np.square(first).mean() == pytest.approx(kurtosis, abs=0.3)
    assert np.square(last).mean() == pytest.approx(kurtosis, abs=0.3)


def test_with_a_variance_shared_series_are_wild_together_and_with_variances_of_their_own_less_so():
    def together(kind):
        z = np.square(residuals(market(shocks=kind, model="raw", correlation=0.0, estimation=400), reps=60))
        return np.corrcoef(z.transpose(1, 0, 2).reshape(5, -1))[np.triu_indices(5, 1)].mean()

    # two squares of one variance h correlate by var(h) / var(h z^2) = .337 / 2.01
    assert together("garch") == pytest.approx(0.168, abs=0.06)
    assert together("garch_independent") == pytest.approx(0.0, abs=0.02)


def drawn(source, seed=0):
    return source.draw(np.random.default_rng(seed))


def residuals(source, reps=200, seed=0):
    """Return shocks as returns over standard deviations, shape (reps, series, sessions), in the model without X."""
    rng = np.random.default_rng(seed)
    sd = np.linspace(*source.sd, source.n_events + source.untreated)
    samples = [source.draw(rng) for _ in range(reps)]
    return np.array([[one.data.y for one in (*s.members, *s.untreated)] for s in samples]) / sd[:, None]


def test_correlation_variance_and_effect_are_those_asked_for():
    source = market(model="raw", event_variance=4.0, effect=3.0, shift=2.0, correlation=0.5, untreated=2)
    z = residuals(source)
    before = np.corrcoef(z[:, :, :200].transpose(1, 0, 2).reshape(7, -1))
    assert before[np.triu_indices(7, 1)].mean() == pytest.approx(0.5, abs=0.02)
    assert z[:, :, :230].std() == pytest.approx(1.0, abs=0.02)
    assert z[:, :, 230:260].std() == pytest.approx(2.0, abs=0.05)
    assert z[:, :5, 260].mean() == pytest.approx(3.0, abs=1.0)
    assert z[:, :5, 260].std(axis=0) == pytest.approx(np.full(5, 4.0), rel=0.2)
    assert z[:, 5:, 260].std(axis=0) == pytest.approx(np.full(2, 2.0), rel=0.2)


@pytest.mark.parametrize(("window", "at"), [((0, 0), 260), ((-1, 1), 261), ((2, 4), 260), ((-3, -2), 260)])
def test_the_effect_lies_on_day_0_or_on_the_first_session_of_a_window_without_it(window, at):
    plain, moved = (drawn(market(window=Window(*window), effect=effect)).members for effect in (0.0, 2.0))
    for one, other in zip(plain, moved, strict=True):
        assert np.flatnonzero(~np.isclose(one.data.y, other.data.y)).tolist() == [at]
    gain = moved[0].cumulate(*window).value - plain[0].cumulate(*window).value
    assert gain == pytest.approx(2.0 * 0.01)
    assert plain[0].day_zero + window[0] == 260


def test_fits_made_together_are_those_made_one_by_one():
    for model in ("raw", "mean", "adjusted", "market"):
        for one in drawn(market(model=model, window=Window(-1, 2), estimation=40)).members:
            fit = fit_linear(y=one.data.y[one.sample], X=one.data.X[one.sample])
            at = one.positions(-1, 2)
            abnormal = abnormal_returns(fit=fit, y=one.data.y[at], X=one.data.X[at])
            np.testing.assert_allclose(one.fit.coefficients, fit.coefficients, rtol=1e-10)
            np.testing.assert_allclose(one.fit.residuals, fit.residuals, atol=1e-15)
            np.testing.assert_allclose(one.abnormal.ar, abnormal.ar, atol=1e-15)
            np.testing.assert_allclose(one.abnormal.factor, abnormal.factor, rtol=1e-12)
            assert one.fit.sigma2 == pytest.approx(fit.sigma2, rel=1e-12)
            assert (one.fit.dof, one.abnormal.dof) == (fit.dof, fit.dof)
            assert one.abnormal.sigma2 == one.fit.sigma2


def test_a_sample_is_what_a_study_makes_of_the_same_returns():
    sample = drawn(market(estimation=60, gap=3, missing=0.1, window=Window(0, 1)), seed=4)
    one = sample.members[0].data
    table = pd.DataFrame(
        {item.data.series: item.data.returns for item in sample.members}, index=pd.to_datetime(one.dates)
    )
    table["market"] = one.X[:, 1]
    day = sample.members[0].day
    events = pd.DataFrame({"series": [item.data.series for item in sample.members], "date": str(day)})
    study = run_study(
        events, table, benchmark="market", estimation=(-63, -4), event=(0, 1), windows=[(0, 1)], min_estimation=30
    )
    cars = study.car(0, 1).set_index("series")
    for item in sample.members:
        total = item.cumulate(0, 1)
        assert cars.loc[item.data.series, "car"] == pytest.approx(total.value, rel=1e-10)
        assert cars.loc[item.data.series, "se"] == pytest.approx(total.se, rel=1e-10)
        assert cars.loc[item.data.series, "n_estimation"] == item.sample.size


@pytest.mark.parametrize("model", ["scholes_williams", "dimson", "fowler_rorke", "garch", "rolling", "ewma"])
def test_every_other_model_is_observed_as_in_a_study(model):
    if model == "garch":
        pytest.importorskip("arch")
    sample = drawn(market(model=model, n_events=2, shocks="garch", window=Window(0, 1), estimation=150), seed=3)
    one = sample.members[0].data
    table = pd.DataFrame(
        {item.data.series: item.data.returns for item in sample.members}, index=pd.to_datetime(one.dates)
    )
    table["market"] = one.X[:, 1]
    events = pd.DataFrame({"series": [item.data.series for item in sample.members], "date": str(sample.members[0].day)})
    study = run_study(
        events, table, model=model, benchmark="market", estimation=(-160, -11), event=(0, 1), windows=[(0, 1)]
    )
    cars = study.car(0, 1).set_index("series")
    for item in sample.members:
        assert cars.loc[item.data.series, "car"] == pytest.approx(item.cumulate(0, 1).value, rel=1e-9)
        assert cars.loc[item.data.series, "se"] == pytest.approx(item.cumulate(0, 1).se, rel=1e-9)


def test_missing_returns_are_as_many_as_asked_for_and_never_day_0():
    sample = drawn(market(n_events=40, missing=0.2))
    share = np.mean([np.isnan(one.data.y).mean() for one in sample.members])
    assert share == pytest.approx(0.2, abs=0.02)
    assert all(one.data.present[one.day_zero] for one in sample.members)
    assert all(one.sample.size == one.fit.residuals.size < 250 for one in sample.members)


def test_too_many_missing_returns_leave_a_test_without_an_answer():
    table = simulate(["portfolio_t"], estimation=30, missing=0.5, reps=5)
    assert table.loc[0, ["valid_share", "rejected"]].tolist()[0] == 0.0
    assert math.isnan(table.loc[0, "rejected"])
    assert not table.loc[0, "over"]


def test_spread_events_lie_on_days_of_their_own_on_one_calendar():
    sample = drawn(market(dates="spread", n_events=4, correlation=0.9, model="raw", sd=(0.01, 0.01)))
    days = [one.day for one in sample.members]
    assert np.diff(days).astype(int).tolist() == [21, 21, 21]
    assert len({one.event_id for one in sample.members}) == 4
    first, second = sample.members[0].data, sample.members[1].data
    shared = np.isin(first.dates, second.dates)
    r = np.corrcoef(first.y[shared], second.y[: int(shared.sum())])[0, 1]
    assert r == pytest.approx(0.9, abs=0.06)


def test_spread_events_share_the_benchmark_of_a_day():
    sample = drawn(market(dates="spread", n_events=2))
    first, second = (one.data for one in sample.members)
    np.testing.assert_array_equal(first.X[21:], second.X[:-21])


def test_one_series_is_driven_by_its_own_shock():
    # with GARCH the variance of a session must rise after a large return of the series itself
    z = residuals(market(n_events=1, shocks="garch", model="raw", estimation=1000, sd=(0.01, 0.01)), reps=40)[:, 0]
    after = np.corrcoef(np.square(z[:, :-1]).ravel(), np.square(z[:, 1:]).ravel())[0, 1]
    assert after > 0.1


# Blocks and counts


def test_the_answer_does_not_depend_on_the_number_of_workers():
    one, two = (simulate(["sq", "portfolio_t"], reps=60, seed=9, workers=n) for n in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert one.attrs == two.attrs


def test_more_repetitions_begin_with_the_same_ones():
    tests = ["portfolio_t", "conditional_sq"]
    few, more = (answer(asked(market(), tests, reps=n), workers=1, progress=None) for n in (30, 60))
    np.testing.assert_array_equal(more.p[:30], few.p)
    assert np.unique(more.p[:, 0]).size == 60


def test_other_tests_beside_it_do_not_move_a_test():
    alone = simulate(["sq"], reps=50)
    beside = simulate(["sq", "portfolio_t"], reps=50).query("test == 'sq'").reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, beside)


def test_another_seed_draws_another_market():
    source = market()
    p = [answer(asked(source, ["portfolio_t"], reps=5, seed=seed), workers=1, progress=None).p for seed in (0, 1)]
    assert not np.isclose(*p).any()


def test_every_repetition_gives_the_tests_a_seed_of_its_own(monkeypatch):
    seeds, evaluate = [], blocks.evaluate

    def note(*observations, settings, **others):
        seeds.append(settings.seed)
        return evaluate(*observations, settings=settings, **others)

    monkeypatch.setattr(blocks, "evaluate", note)
    blocks.answer_block(asked(market(), ["sq"], reps=25), 0)
    assert len(set(seeds)) == 25


def test_progress_counts_repetitions():
    told = []
    simulate(["portfolio_t"], reps=60, progress=lambda *step: told.append(step))
    assert told == [("simulate", done, 60) for done in (0, 25, 50, 60)]


def test_what_a_lost_worker_leaves_is_done_here(monkeypatch):
    class Lost:
        def __init__(self, *_, **__):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return False

        def submit(self, *_):
            raise BrokenProcessPool

    whole = simulate(["portfolio_t"], reps=60)
    monkeypatch.setattr(processes, "ProcessPoolExecutor", Lost)
    with pytest.warns(EventStudyWarning, match="a worker process was lost"):
        pd.testing.assert_frame_equal(simulate(["portfolio_t"], reps=60, workers=2), whole)


def test_rates_are_counted_as_by_hand():
    nan = math.nan
    p = np.array([[0.01, 0.05, nan], [0.2, 0.3, nan], [0.04, 0.9, nan], [nan, 0.02, nan]])
    valid = np.array([[1, 1, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0]], dtype=bool)
    m = np.array([[0, 19, 0]] * 4, dtype=float)
    min_p = np.array([[0.0, 0.05, nan]] * 4)
    table = rates(Answers(p, min_p, valid, m), ("a", "b", "c"), level=0.05, null=True).set_index("test")
    assert table["reps"].tolist() == [4, 4, 4]
    assert table["valid_share"].tolist() == [0.5, 0.5, 0.0]
    assert table.loc["a", ["rejected", "rejected_all"]].tolist() == [1 / 2, 2 / 3]
    assert table.loc["b", ["rejected", "rejected_all"]].tolist() == [1 / 2, 2 / 4]  # a p of the level itself rejects
    assert table.loc["c", ["rejected", "mc_error", "min_p", "attainable"]].isna().all()
    assert table.loc["a", "mc_error"] == pytest.approx(math.sqrt(0.5 * 0.5 / 2))
    assert table["attainable"].tolist()[:2] == [0.05, 0.05]
    assert table["over"].tolist() == [True, True, False]
    assert not rates(Answers(p, min_p, valid, m), ("a", "b", "c"), level=0.05, null=False)["over"].any()


@pytest.mark.parametrize(("m", "attainable"), [(19, 0.05), (18, 0.0), (230, 11 / 231), (199, 0.05)])
def test_the_attainable_size_of_a_rank_is_the_largest_multiple_not_above_the_level(m, attainable):
    shape = np.ones((3, 1))
    held = Answers(shape * 0.5, shape / (m + 1), shape.astype(bool), shape * m)
    assert rates(held, ("sq",), level=0.05, null=True).loc[0, "attainable"] == pytest.approx(attainable, rel=1e-12)


def test_an_untouched_series_is_there_for_placebo_tests():
    sample = drawn(market(untreated=25))
    assert (len(sample.members), len(sample.untreated)) == (5, 25)
    assert {one.data.series for one in sample.members}.isdisjoint(one.data.series for one in sample.untreated)


def test_one_sided_tests_find_an_effect_on_their_side_only():
    options = {"reps": 50, "effect": 2.0, "seed": 1}
    greater, less = (
        simulate(["portfolio_t"], alternative=side, **options).loc[0, "rejected"] for side in ("greater", "less")
    )
    if greater == less:
        pytest.skip("the tests of one date are two-sided yet")
    assert greater > 0.8
    assert less == 0.0


def test_the_design_is_kept_with_the_table():
    table = simulate(["sq"], reps=5, window=(0, 1), shocks="t4", seed=4)
    design = table.attrs["design"]
    assert (design["window"], design["shocks"], design["reps"], design["seed"]) == ((0, 1), "t4", 5, 4)
    assert design["market"] == "made up"


def test_all_tests_are_asked_without_names():
    assert simulate(reps=2, draws=19)["test"].tolist() == list(BATTERY)


# Placebo events


def source(table, **other):
    plain = {
        "model": "market", "benchmark": "m", "n_events": 3, "untreated": 0, "estimation": 100, "gap": 5,
        "window": Window(0, 1), "dates": "common", "effect": 0.0,
    }  # fmt: skip
    return placebo_source(table, **plain | other)


def test_a_placebo_event_is_what_a_study_makes_of_that_day():
    table = returns()
    table.iloc[50, 0] = np.nan
    sample = drawn(source(table, n_events=8), seed=1)
    events = pd.DataFrame([{"series": one.data.series, "date": str(one.day)} for one in sample.members])
    study = run_study(
        events, table, model="market", benchmark="m", estimation=(-105, -6), event=(0, 1), windows=[(0, 1)],
    )  # fmt: skip
    cars = study.car(0, 1).set_index("series")
    for one in sample.members:
        assert cars.loc[one.data.series, "car"] == pytest.approx(one.cumulate(0, 1).value, rel=1e-12)
        assert cars.loc[one.data.series, "se"] == pytest.approx(one.cumulate(0, 1).se, rel=1e-12)


@pytest.mark.parametrize("dates", ["common", "spread"])
def test_placebo_days_have_a_whole_sample_before_them(dates):
    table = returns()
    table.iloc[:30, 2] = np.nan
    table.iloc[200, 3] = np.nan
    drawing, rng = source(table, dates=dates, untreated=0), np.random.default_rng(3)
    days = set()
    for _ in range(200):
        members = drawing.draw(rng).members
        assert "m" not in {one.data.series for one in members}
        assert len({(one.data.series, one.day) for one in members}) == 3
        assert len({one.day for one in members}) == 1 or dates == "spread"
        for one in members:
            assert one.sample[0] >= 0
            assert one.day_zero - one.sample[-1] == 6 or np.isnan(one.data.y[one.day_zero - 6])
            assert one.why_missing(0, 1) == ""
            assert not np.isnan(one.data.y[one.positions(0, 1)]).any()
            days.add(one.day)
    assert min(days) >= np.datetime64(DAYS[105].date())
    assert max(days) <= np.datetime64(DAYS[-2].date())
    assert len(days) > 100


def test_an_effect_on_placebo_events_is_in_residual_standard_deviations():
    table = returns()
    plain, moved = (drawn(source(table, effect=effect, untreated=2), seed=7) for effect in (0.0, 1.5))
    for one, other in zip(plain.members, moved.members, strict=True):
        gain = other.cumulate(0, 1).value - one.cumulate(0, 1).value
        assert gain == pytest.approx(1.5 * math.sqrt(one.fit.sigma2), rel=1e-9)
        assert other.fit.sigma2 == one.fit.sigma2
    for one, other in zip(plain.untreated, moved.untreated, strict=True):
        assert one.cumulate(0, 1) == other.cumulate(0, 1)
    assert len(plain.untreated) == 2
    pd.testing.assert_frame_equal(table, returns())  # the caller's data stay as they were


def test_placebo_rates_are_seeded_and_do_not_depend_on_workers():
    options = {"benchmark": "m", "reps": 60, "estimation": 100, "seed": 2}
    one, two = (simulate_placebo(returns(), ["sq", "portfolio_t"], workers=n, **options) for n in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert one["valid_share"].tolist() == [1.0, 1.0]
    assert one.attrs["design"]["market"] == "returns"
    assert (one.attrs["design"]["benchmark"], one.attrs["design"]["model"]) == ("m", "market")


def test_placebo_sizes_of_independent_returns_are_nominal():
    days = pd.bdate_range("2000-01-03", periods=4000)
    table = simulate_placebo(returns(days=days), ["portfolio_t", "sq"], benchmark="m", reps=200, seed=8).set_index(
        "test"
    )
    assert table["rejected"].to_numpy() == pytest.approx(0.05, abs=0.045)


def test_placebo_power_grows_with_the_effect():
    found = [
        simulate_placebo(returns(), ["portfolio_t"], benchmark="m", estimation=100, reps=60, effect=effect)
        for effect in (0.0, 3.0)
    ]
    assert found[1].loc[0, "rejected"] > 0.9 > found[0].loc[0, "rejected"]
    assert not found[1].loc[0, "over"]


def test_placebo_events_keep_to_the_calendar_of_a_catalogued_series():
    days = pd.bdate_range("2018-01-02", periods=300)  # New York is closed on some of them
    table = returns(2, days=days).rename(columns={"s0": "xom", "s1": "cvx"})
    rng = np.random.default_rng(0)
    drawing = source(table, n_events=2)
    seen = {str(one.day) for _ in range(300) for one in drawing.draw(rng).members}
    assert seen.isdisjoint({"2018-07-04", "2018-09-03", "2018-11-22", "2018-12-25", "2018-12-05"})


def test_placebo_returns_may_be_a_file(tmp_path):
    path = tmp_path / "returns.csv"
    returns().to_csv(path)
    options = {"tests": "portfolio_t", "benchmark": "m", "estimation": 100, "reps": 10}
    pd.testing.assert_frame_equal(simulate_placebo(path, **options), simulate_placebo(returns(), **options))


# Bad input


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"tests": ["sq", "sk"]}, UsageError, "there is no test 'sk'; there are "),
        ({"tests": []}, UsageError, "no test is named"),
        ({"tests": 3}, UsageError, "tests=3 are no names of tests"),
        ({"n_events": 0}, UsageError, "n_events=0 is too small; give 1 or more"),
        ({"n_events": 2.5}, UsageError, "n_events=2.5 is no whole number"),
        ({"estimation": 20}, UsageError, "estimation=20 is too small; give 30 or more"),
        ({"gap": -1}, UsageError, "gap=-1 is too small"),
        ({"reps": 0}, UsageError, "reps=0 is too small; give 1 or more"),
        ({"window": (1, 0)}, WindowError, "ends before it begins"),
        ({"window": 3}, UsageError, "window=3 is no window"),
        ({"window": (11, 12)}, UsageError, "puts day 0 in the estimation sample"),
        ({"window": (-5000, 0)}, UsageError, "more than 1000 sessions"),
        ({"shocks": "cauchy"}, UsageError, "shocks='cauchy' is not one of 'normal', 't4'"),
        ({"correlation": 1.0}, UsageError, "correlation=1.0 is not allowed; give a number 0 or more and below 1"),
        ({"correlation": -0.1}, UsageError, "correlation=-0.1 is not allowed"),
        ({"event_variance": 0.0}, UsageError, "event_variance=0.0 is not allowed; give a number above 0"),
        ({"event_variance": math.inf}, UsageError, "event_variance=inf is not allowed"),
        ({"dates": "one"}, UsageError, "dates='one' is not one of 'common', 'spread'"),
        ({"sd": 0.01}, UsageError, "sd=0.01 is no pair"),
        ({"sd": (0.01, -1)}, UsageError, "sd=-1 is not allowed"),
        ({"missing": 1.0}, UsageError, "missing=1.0 is not allowed"),
        ({"shift": 0.0}, UsageError, "shift=0.0 is not allowed"),
        ({"effect": math.nan}, UsageError, "effect=nan is not allowed; give a number"),
        ({"effect": "big"}, UsageError, "effect='big' is not allowed"),
        ({"untreated": -1}, UsageError, "untreated=-1 is too small"),
        ({"untreated": 3, "dates": "spread"}, UsageError, "untreated=3 stands beside one date"),
        ({"model": "ff9"}, UsageError, "model='ff9' is not one of 'raw', 'mean'"),
        ({"level": 5}, UsageError, "level=5 is not allowed; give a number above 0 and below 1"),
        ({"alternative": "both"}, UsageError, "alternative='both' is not one of 'two-sided'"),
        ({"draws": 5}, UsageError, "draws=5 is too small; give 19 or more"),
        ({"seed": -1}, UsageError, "seed=-1 is too small"),
        ({"seed": None}, UsageError, "seed=None is no whole number"),
        ({"workers": 0}, UsageError, "workers=0 is too small"),
        ({"n_events": 10**6, "estimation": 10**4}, UsageError, "are 10,011,000,000 returns in every sample"),
    ],
)
def test_bad_arguments_are_refused_in_one_line(arguments, error, said):
    with pytest.raises(error, match=re.escape(said)) as caught:
        simulate(**{"reps": 1, **arguments})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("table", "arguments", "error", "said"),
    [
        (returns(), {"model": "market"}, UsageError, "needs a benchmark"),
        (returns(), {"benchmark": "x"}, UsageError, "the benchmark is 'x', which the returns do not hold"),
        (returns(), {"model": "ff9"}, UsageError, "model='ff9' is not one of"),
        (returns(), {"model": ["mean"]}, UsageError, "model=['mean'] is not one of"),
        (returns(3), {"benchmark": "m"}, UsageError, "no date of the returns has more than 3"),
        (returns(), {"benchmark": "m", "estimation": 500}, UsageError, "no date of the returns has 511 sessions"),
        (
            returns(), {"benchmark": "m", "estimation": 405, "dates": "spread", "n_events": 100}, UsageError,
            "100 placebo events are asked for, and the returns have room for 40",
        ),
        (returns() * 1e4, {"model": "mean"}, PriceError, "they are per cent or prices"),
        (returns().assign(m=0.0), {"benchmark": "m"}, EstimationError, "does not vary"),
        (returns().iloc[:0], {"benchmark": "m"}, PriceError, "are empty"),
        ("nowhere.csv", {"benchmark": "m"}, UsageError, "there is no file nowhere.csv"),
        (3, {"benchmark": "m"}, UsageError, "returns are a int"),
        (returns(), {"benchmark": "m", "untreated": 9, "estimation": 100}, UsageError, "14 series on one date"),
        (returns(), {"benchmark": "m", "window": (1,)}, UsageError, "is no window"),
        (returns(), {"benchmark": "m", "effect": math.inf}, UsageError, "effect=inf"),
        (returns(), {"benchmark": "m", "workers": "two"}, UsageError, "workers='two' is no whole number"),
    ],
)  # fmt: skip
def test_bad_returns_are_refused_in_one_line(table, arguments, error, said):
    with pytest.raises(error, match=re.escape(said)) as caught:
        simulate_placebo(table, "sq", **{"reps": 1, "estimation": 100, **arguments})
    assert "\n" not in str(caught.value)


# The command


def invoke(*arguments):
    return CliRunner().invoke(app, ["simulate", "--workers", "1", *map(str, arguments)])


def test_the_command_prints_sizes_with_their_error_and_marks_what_is_beyond_twice_nominal():
    done = invoke("--tests", "sq,conditional_sq", "--reps", 150, "--shift", 2, "--seed", 1)
    assert done.exit_code == 0
    assert done.stdout.startswith("Rejections in 150 samples at level 5 %, no effect: sizes\n")
    lines = {line.split()[0]: line for line in done.stdout.splitlines() if line}
    assert "> 2 x" in lines["sq"]
    assert "> 2 x" not in lines["conditional_sq"]
    assert "> 2 x: rejects true nulls more than twice as often" in done.stdout
    assert done.stderr == ""


def test_the_command_gives_the_same_table_as_the_function():
    done = invoke(
        "--tests", "t,sq", "--events", 1, "--estimation", 60, "--gap", 2, "--window", "-1:1", "--reps", 20, "--shocks",
        "garch", "--correlation", 0.1, "--event-variance", 1.5, "--dates", "common", "--sd", "0.01:0.03", "--missing",
        0.02, "--shift", 1.2, "--effect", 0.5, "--untreated", 1, "--model", "mean", "--level", 0.1, "--draws", 99,
        "--seed", 6, "--format", "json",
    )  # fmt: skip
    shown = json.loads(done.stdout)
    table = simulate(
        ["t", "sq"], n_events=1, estimation=60, gap=2, window=(-1, 1), reps=20, shocks="garch", correlation=0.1,
        event_variance=1.5, sd=(0.01, 0.03), missing=0.02, shift=1.2, effect=0.5, untreated=1, model="mean", level=0.1,
        draws=99, seed=6,
    )  # fmt: skip
    assert [row["rejected"] for row in shown["tests"]] == table["rejected"].tolist()
    assert shown["design"] == json.loads(json.dumps(table.attrs["design"]))
    assert [row["over"] for row in shown["tests"]] == [False, False]


def test_csv_holds_the_design_and_out_the_same(tmp_path):
    path = tmp_path / "rates.csv"
    path.write_text("old")
    done = invoke("--tests", "sq", "--reps", 10, "--window", "-1:0", "--format", "csv", "--out", path)
    assert path.read_text() == done.stdout
    row = pd.read_csv(path).iloc[0]
    assert (row["test"], row["reps"], row["first"], row["last"], row["sd_last"]) == ("sq", 10, -1, 0, 0.02)
    assert [item.name for item in tmp_path.iterdir()] == ["rates.csv"]


def test_placebo_dates_on_a_file_of_returns(tmp_path):
    path = tmp_path / "returns.csv"
    returns().to_csv(path)
    done = invoke("--returns", path, "--benchmark", "m", "--tests", "sq", "--estimation", 100, "--reps", 20, "-q",
                  "--format", "csv")  # fmt: skip
    table = simulate_placebo(returns(), "sq", benchmark="m", estimation=100, reps=20)
    assert (done.exit_code, done.stderr) == (0, "")
    assert float(done.stdout.splitlines()[1].split(",")[3]) == table.loc[0, "rejected"]
    shown = invoke("--returns", path, "--benchmark", "m", "--tests", "sq", "--estimation", 100, "--reps", 5)
    assert "Placebo events on returns: " in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--window", "0"], "is no window; write its first and last session"),
        (["--window", "a:b"], "is no window"),
        (["--sd", "0.01"], "is no pair of standard deviations"),
        (["--shocks", "cauchy"], "'cauchy' is not one of"),
        (["--dates", "one"], "'one' is not one of"),
        (["--alternative", "both"], "'both' is not one of"),
        (["--reps", "many"], "Invalid value for '--reps'"),
        (["--returns", " "], "it is empty; name a file or a folder"),
        (["--returns", "r.csv", "--shift", "2"], "--shift describes a market made up"),
        (["--returns", "r.csv", "--event-variance", "2"], "--event-variance describes a market made up"),
        (["--benchmark", "m"], "--benchmark names a series of --returns"),
    ],
)
def test_wrong_usage_ends_with_2(arguments, said):
    done = invoke(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tests", "sk"], "there is no test 'sk'"),
        (["--tests", ","], "no test is named"),
        (["--events", "0"], "--events 0 is too small"),
        (["--model", "ff3"], "--model 'ff3' is not one of"),
        (["--correlation", "2"], "--correlation 2.0 is not allowed"),
        (["--returns", "nowhere.csv"], "there is no file nowhere.csv"),
        (["--workers", "0"], "--workers 0 is too small"),
        (["--out", "nowhere/rates.csv"], "there is no folder nowhere"),
        (["--out", "."], "is a folder; name a file in it"),
        (["--out", "/dev/null"], "is no ordinary file"),
    ],
)
def test_an_error_ends_with_1_and_one_line(arguments, said):
    done = invoke("--reps", 1, "-q", *arguments)
    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_an_interrupt_ends_all_processes_with_one_line():
    command = "from eventstudy.cli import main; main()"
    asked = ["simulate", "--reps", "1000000", "--workers", "2", "--tests", "sq", "--verbose"]
    running = subprocess.Popen(
        [sys.executable, "-c", command, *asked],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert running.stderr.readline() == "simulate ...\n"
        time.sleep(0.5)  # the workers are there, and load what they need
        os.killpg(running.pid, signal.SIGINT)
        out, said = running.communicate(timeout=20)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    assert (running.returncode, out) == (130, "")
    assert said.startswith("eventstudy: interrupted\n")
    assert "Traceback" not in said


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path, monkeypatch):
    from eventstudy.cli import outfile  # noqa: PLC0415 - only here

    path = tmp_path / "rates.csv"
    path.write_text("old")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outfile.os, "fsync", full)
    with pytest.raises(EventStudyError, match="no space left on device; what was there is as it was"):
        outfile.write_file(path, b"new")
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["rates.csv"]


# scripts/long


@pytest.mark.skipif(
    shutil.which("bash") is None or not (ROOT / "scripts" / "long").is_file(), reason="the script is for bash"
)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "long: name what to run, one of:"), (["nothing"], "long: there is no 'nothing'"), (["../x"], "long: name")],
)
def test_an_unknown_long_form_is_refused_in_one_line(arguments, said):
    done = subprocess.run(
        [shutil.which("bash"), ROOT / "scripts" / "long", *arguments], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(said)
    assert " sizes" in done.stderr
    assert len(done.stderr.splitlines()) == 1
