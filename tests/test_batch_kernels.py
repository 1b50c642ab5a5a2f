"""Kernels for many events: against explicit matrices, and against each other."""

from __future__ import annotations

import runpy
from dataclasses import fields
from functools import reduce
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from eventstudy.battery import Settings
from eventstudy.battery.many.at_size import AT_SIZE, outcomes_from
from eventstudy.kernels import batch

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("batch_blocks.py"))))
ENGINES, QUESTIONS, D, alike, block, cars = made.ENGINES, made.QUESTIONS, made.D, made.alike, made.block, made.cars
estimate, events, regressors, returns, rng, same = (
    made.estimate,
    made.events,
    made.regressors,
    made.returns,
    made.rng,
    made.same,
)
sample_of, tally = made.sample_of, made.tally


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("k", range(7))
def test_estimates_are_those_of_explicit_matrices(k, engine):
    some = block(returns(k=k, missing=0.05), regressors(k))
    those = events(rng(3).integers(0, 12, 40), rng(4).integers(62, D - 1, 40))
    found = estimate(some, those, engine)
    for i, (series, zero) in enumerate(zip(those.series, those.zero, strict=True)):
        rows = sample_of(some, series, zero, QUESTIONS)
        X, y = some.X[rows], some.y[series, rows]
        b = np.linalg.lstsq(X, y)[0] if k else np.empty(0)
        e = y - X @ b
        inverse = np.linalg.inv(X.T @ X)
        assert found.T[i] == rows.size
        np.testing.assert_allclose(found.coefficients[i], b, rtol=0, atol=1e-12)
        np.testing.assert_allclose(found.sigma2[i], e @ e / (rows.size - k), rtol=1e-12)
        np.testing.assert_allclose(found.inverse[i], inverse, rtol=0, atol=1e-12 * np.abs(inverse).max(initial=1))
        assert found.positive[i] == pytest.approx((e > 0).mean(), abs=1e-15)
        ahead = zero + np.arange(-2, 3)
        inside = ahead < D
        ar = np.full(5, np.nan)
        ar[inside] = some.y[series, ahead[inside]] - some.X[ahead[inside]] @ b
        np.testing.assert_allclose(found.ar[i], ar, rtol=0, atol=1e-13)
        one = batch.cars(
            block=some, events=those, estimates=found, questions=QUESTIONS, window=(-2, 2), engine=engine
        )  # fmt: skip
        there = ~np.isnan(ar)
        V = np.eye(there.sum()) + some.X[ahead[there]] @ inverse @ some.X[ahead[there]].T
        assert one.factor[i] == pytest.approx(V.sum(), rel=1e-12)
        assert one.car[i] == pytest.approx(np.nansum(ar), abs=1e-13)
        assert (one.n[i], one.why[i] == 0) == (there.sum(), bool(inside.all() and there[2]))


def test_a_bad_tick_costs_no_digit_where_it_is_not():
    clean, y = returns(S=2), returns(S=2)
    y[:, 5] = 1e4
    those = events([0, 1], [80, 90])
    for engine in ENGINES:
        same(*(estimate(block(one, regressors(2)), those, engine) for one in (y, clean)), 0.0)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_bad_tick_in_the_sample_costs_no_digit_either(engine):
    y = returns(S=2)
    y[:, 50] = 1e4
    some, those = block(y, regressors(2)), events([0, 1], [80, 90])
    found = estimate(some, those, engine)
    for i in range(2):
        rows = sample_of(some, those.series[i], those.zero[i], QUESTIONS)
        model = np.polynomial.Polynomial.fit(some.X[rows, 1], y[i, rows], 1).convert().coef
        np.testing.assert_allclose(found.coefficients[i], model, rtol=1e-11)


def hostile():
    """Return blocks that have killed kernels: gaps, ties, flat and exact series, regressors that tell little."""
    r, X = rng(7), regressors(3)
    near = np.column_stack([np.ones(D), X[:, 1], X[:, 1] + 1e-6 * X[:, 2]])
    level = np.column_stack([np.ones(D), 1e5 + X[:, 1]])
    gappy = regressors(2).copy()
    gappy[r.random(D) < 0.1, 1] = np.nan
    collinear = np.column_stack([np.ones(D), X[:, 1], 2 * X[:, 1]])
    flat, exact = returns(S=4), returns(S=4)
    flat[0], exact[1] = 0.0, 0.3 + 1.7 * regressors(2)[:, 1]
    short = returns(S=4)
    short[0, :40], short[1, 70:], short[2, :110] = np.nan, np.nan, np.nan
    first, last = np.array([40, 0, 110, 0]), np.array([D - 1, 69, D - 1, D - 1])
    unmoved = r.random((4, D)) < 0.02
    return {
        "near collinear": block(returns(S=4), near),
        "levels": block(returns(S=4), level),
        "regressor missing": block(returns(S=4, missing=0.1), gappy),
        "collinear": block(returns(S=4), collinear),
        "flat": block(flat, regressors(2)),
        "exact": block(exact, regressors(2)),
        "ties": block(np.round(returns(S=4), 2), np.empty((D, 0))),
        "ties about a mean": block(np.round(returns(S=4), 2) + 1e-3 / np.pi * (np.arange(D) % 5 == 0), np.ones((D, 1))),
        "short series": block(short, regressors(2), first=first, last=last),
        "no market moves": block(returns(S=4), regressors(2), unmoved=unmoved, usable=~unmoved),
        "no constant": block(returns(S=4), regressors(2)[:, 1:]),
        "six factors": block(returns(S=4, k=7), np.column_stack([np.ones(D), rng(1).normal(0, 0.01, (D, 6))])),
    }


@pytest.mark.parametrize("case", hostile())
def test_the_engines_agree(case):
    some = hostile()[case]
    those = events(np.repeat(np.arange(4), 30), rng(8).integers(30, D, 120))
    plain, fast = (estimate(some, those, engine) for engine in ENGINES)
    same(fast, plain, 1e-9 if case == "levels" else 1e-12)
    lost = {"levels": 1e-8, "near collinear": 1e-11}  # y - Xb is a small difference of large numbers there
    each = cars(some, those, plain)
    for one, two in zip(cars(some, those, plain, "numba"), each, strict=True):
        same(one, two, 1e-13)
    spreads = [1.1, 1.2, 1.3, 1.4]
    told = [tally(some, those, plain, each, engine, spreads=spreads) for engine in ENGINES]
    alike(*told, lost.get(case, 1e-12))
    if case == "collinear":
        assert np.isnan(plain.sigma2).all()
        assert not told[0].parts


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("N", [0, 1])
def test_one_event_or_none(engine, N):
    some, those = block(returns(), regressors(2)), events(np.zeros(N, int), np.full(N, 80))
    found = estimate(some, those, engine)
    each = cars(some, those, found, engine)
    sums = tally(some, those, found, each, engine)
    assert (found.size, len(sums.parts)) == (N, N)
    totals = batch.totals(events=those, estimates=found, found=each[0])
    told = outcomes_from(
        sums=sums, questions=QUESTIONS, window=(0, 0), totals=totals, positive=found.positive, k=2, settings=Settings()
    )
    assert {one.test for one in told} == set(AT_SIZE)
    assert not any(one.valid for one in told)
    assert {one.n_events for one in told} == {N}


def test_windows_that_differ_in_their_events_are_parts_of_their_own():
    y = returns(S=6)
    y[0, 82] = np.nan  # outside (0, 0), so that window keeps the event
    y[1, 80] = np.nan
    some = block(y, regressors(2), unmoved=np.eye(6, D, 76).astype(bool))  # series 2 on 78, 3 on 79, 4 on 80, 5 on 81
    those = events(np.arange(6), np.full(6, 80))
    found = estimate(some, those)
    each = cars(some, those, found)
    assert [one.members.tolist() for one in each[:3]] == [
        [True, False, True, True, False, True],
        [True, False, True, False, False, False],
        [True, False, True, True, False, False],
    ]
    sums = tally(some, those, found, each)
    assert [sums.over(w).n for w in range(3)] == [4, 2, 3]
    alike(tally(some, those, found, each, "numba"), sums)


def test_sums_are_the_same_bits_in_any_order_and_by_any_number_of_threads(monkeypatch):
    monkeypatch.setattr("eventstudy.kernels.batch.compiled.CELL", 16)
    some, r = block(returns(S=40, missing=0.02), regressors(2)), rng(9)
    those = events(r.integers(0, 40, 300), r.integers(62, D - 3, 300))
    found = estimate(some, those, "numba", threads=2)
    same(found, estimate(some, those, "numba"), 0.0)
    each = cars(some, those, found, "numba")
    spreads = [1.0, 1.1, 1.2, 1.3]
    whole = tally(some, those, found, each, "numba", spreads=spreads, threads=2)
    pieces = []
    for begin, end in ((0, 7), (7, 150), (150, 151), (151, 300)):
        told = [batch.Cars(*(getattr(one, f.name)[begin:end] for f in fields(one))) for one in each]
        pieces.append(tally(some, those.part(begin, end), found.part(begin, end), told, "numba", spreads=spreads))
    for order in (pieces, pieces[::-1], [pieces[i] for i in (2, 0, 3, 1)]):
        added = reduce(lambda a, b: a + b, order)
        alike(added, whole, 0.0)
        for key, part in added.parts.items():
            assert part.rank.tobytes() == whole.parts[key].rank.tobytes()
            assert part.pairs.z.tobytes() == whole.parts[key].pairs.z.tobytes()
