"""Tests of many events asked of sums over them: against the tests of single events."""

from __future__ import annotations

import runpy
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from eventstudy import run_study
from eventstudy.battery import Settings, evaluate
from eventstudy.battery.many.at_size import AT_SIZE, outcomes_from
from eventstudy.kernels import batch
from eventstudy.kernels.batch.dependence import dependence_of
from eventstudy.kernels.correlation import dependence
from eventstudy.kernels.sample import Panel

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("batch_blocks.py"))))
QUESTIONS, D, block, cars, estimate, events = made.QUESTIONS, made.D, made.block, made.cars, made.estimate, made.events
regressors, returns, rng, sample_of, tally = made.regressors, made.returns, made.rng, made.sample_of, made.tally


def table(n, zero, *, missing=0.0, seed=0, days=420):
    r = rng(seed)
    dates = pd.bdate_range("2018-01-01", periods=days)
    market, common = r.normal(0, 0.01, days), r.normal(0, 0.005, days)
    y = r.normal(0, 0.02, (days, n)) + (market + common)[:, None]
    y[r.random(y.shape) < missing] = np.nan
    frame = pd.DataFrame(y, index=dates, columns=[f"s{i:03d}" for i in range(n)]).assign(m=market)
    return pd.DataFrame({"series": frame.columns[:n], "date": dates[zero]}), frame


def from_study(told, frame, *, model, windows):
    """Return a study's observations, and the same events as a block."""
    result = run_study(told, frame, model=model, benchmark="m", windows=list(windows))
    observations = result.observations
    series = sorted({one.data.series for one in observations})
    held = {one.data.series: one.data for one in observations}
    days = frame.index.to_numpy().astype("datetime64[D]")
    y, usable = np.full((len(series), days.size), np.nan), np.zeros((len(series), days.size), dtype=bool)
    X, first, last = np.full((days.size, observations[0].data.X.shape[1]), np.nan), [], []
    for s, name in enumerate(series):
        at = np.searchsorted(days, held[name].dates)
        y[s, at], usable[s, at] = held[name].y, held[name].usable
        X[at] = held[name].X
        first.append(at[0])
        last.append(at[-1])
    some = batch.Block(y, X, days.astype(np.int64), usable, np.array(first), np.array(last))
    zero = [int(np.searchsorted(days, one.day)) for one in observations]
    those = events(np.array([series.index(one.data.series) for one in observations]), np.array(zero))
    return observations, some, those


def told_by_both(told, frame, *, model="market", engine="numba", windows=((0, 0), (-5, 5))):
    observations, some, those = from_study(told, frame, model=model, windows=windows)
    questions = batch.Questions((-250, -11), (-5, 5), windows, 30)
    found = estimate(some, those, engine, questions)
    each = cars(some, those, found, engine, questions)
    sums = tally(some, those, found, each, engine, questions=questions)
    settings = Settings()
    for window, one in zip(windows, each, strict=True):
        mine = outcomes_from(
            sums=sums,
            questions=questions,
            window=window,
            totals=batch.totals(events=those, estimates=found, found=one),
            positive=found.positive[one.members],
            k=found.k,
            settings=settings,
        )
        theirs = {each.test: each for each in evaluate(observations, *window, settings=settings, tests=list(AT_SIZE))}
        for outcome in mine:
            yield outcome, theirs[outcome.test]


def differences(outcome, other, leave=()):
    """Return the fields of two outcomes that differ by more than rounding."""
    found = []
    for field in fields(outcome):
        left, right = getattr(outcome, field.name), getattr(other, field.name)
        if field.name in leave:
            continue
        if isinstance(right, float):
            if left != pytest.approx(right, rel=1e-12, abs=1e-12, nan_ok=True):
                found.append((outcome.test, field.name, left, right))
        elif left != right:
            found.append((outcome.test, field.name, left, right))
    return found


@pytest.mark.parametrize(
    ("model", "engine"), [("market", "numba"), ("market", "numpy"), ("raw", "numba"), ("adjusted", "numba")]
)
def test_on_one_date_every_outcome_is_that_of_the_events_one_by_one(model, engine):
    told, frame = table(120, np.full(120, 300))
    for outcome, other in told_by_both(told, frame, model=model, engine=engine):
        assert differences(outcome, other) == []


RBAR = ("rbar", "note")
KP = ("statistic", "p", "se", "mde")


def test_on_several_dates_all_but_the_correlation_between_dates_is_too():
    told, frame = table(120, np.repeat([270, 271, 300, 330, 360, 390], 20))
    for outcome, other in told_by_both(told, frame):
        kp = outcome.test.startswith("kp_")
        assert differences(outcome, other, RBAR + (KP if kp else ())) == []
        assert outcome.rbar == pytest.approx(other.rbar, rel=1e-2)
        assert outcome.statistic == pytest.approx(other.statistic, rel=1e-4)


def test_with_gaps_all_but_the_correlation_is_too():
    told, frame = table(120, np.repeat([270, 271, 300, 330, 360, 390], 20), missing=0.03)
    for outcome, other in told_by_both(told, frame):
        kp = outcome.test.startswith("kp_")
        assert differences(outcome, other, RBAR + (KP if kp else ())) == []
        assert outcome.rbar == pytest.approx(other.rbar, rel=1e-2)


def test_on_one_date_with_gaps_ranks_of_common_sessions_are_not_made_up_and_the_rest_is_the_same():
    told, frame = table(120, np.full(120, 300), seed=3)
    frame.iloc[100:140, 3] = np.nan
    for outcome, other in told_by_both(told, frame, windows=((0, 0),)):
        if outcome.test in {"corrado_zivney", "corrado_zivney_sign", "grank_t"}:
            assert not outcome.valid
            assert np.isnan([outcome.statistic, outcome.p]).all()
            assert "ranks the sessions that every observation has" in outcome.note
            assert outcome.estimate == pytest.approx(other.estimate, rel=1e-12)
        else:
            leave = (*RBAR, *KP) if outcome.test.startswith("kp_") else RBAR
            assert differences(outcome, other, leave) == []


def test_a_note_says_which_r_bar_it_is_where_it_is_not_that_of_the_pairs_own_days():
    told, frame = table(60, np.repeat([300, 303], 30))
    notes = {one.test: (one.note, other.note) for one, other in told_by_both(told, frame)}
    assert "standardised over all its days" in notes["kp_bmp"][0]
    assert "standardised" not in notes["kp_bmp"][1]


def test_dependence_from_sums_by_date_is_that_of_the_pairs():
    some = block(returns(S=30) + rng(5).normal(0, 0.02, D), regressors(2))
    those = events(np.repeat(np.arange(30), 2), np.tile([80, 95], 30))
    found = estimate(some, those)
    each = cars(some, those, found)
    part = tally(some, those, found, each).over(3)
    rows = [sample_of(some, s, z, QUESTIONS) for s, z in zip(those.series, those.zero, strict=True)]
    owner = np.repeat(np.arange(60), [one.size for one in rows])
    place = np.concatenate(rows)
    e = some.y[those.series[owner], place] - (some.X[place] * found.coefficients[owner]).sum(axis=1)
    windows = those.zero[:, None] + np.arange(-2, 3)
    told = dependence(
        residuals=Panel(owner, some.day[place], e, 60),
        windows=Panel(np.repeat(np.arange(60), 5), some.day[windows].ravel(), np.zeros(300), 60),
        zeros=some.day[those.zero],
    )
    mine = dependence_of(pairs=part.pairs, window=3)
    assert (mine.pairs, mine.possible) == (told.pairs, told.possible)
    assert mine.overlap == pytest.approx(told.overlap, rel=1e-13)
    assert (mine.effective, mine.aligned) == pytest.approx((told.effective, told.aligned), rel=1e-12)
    assert mine.rbar == pytest.approx(told.rbar, rel=0.03)  # pairs of one series on two dates have 42 days in common
