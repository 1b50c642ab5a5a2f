"""r-bar and the overlap of windows, against loops over pairs."""

from __future__ import annotations

from itertools import combinations
from math import sqrt

import numpy as np
import pytest

from eventstudy.kernels import correlation
from eventstudy.kernels.correlation import car_correlations, dependence
from eventstudy.kernels.sample import Panel


def panel(columns):
    """Return a panel of {day: value} dictionaries."""
    owner = np.repeat(np.arange(len(columns)), [len(column) for column in columns])
    days = [day for column in columns for day in column]
    values = [value for column in columns for value in column.values()]
    return Panel(owner, np.array(days, dtype=np.int64), np.array(values, dtype=float), len(columns))


def staggered(seed=0, N=30, T=60, step=7, gaps=0.1):
    """Return residuals and windows of observations whose events lie some days apart."""
    rng = np.random.default_rng(seed)
    days = step * N + T + 40
    shock = rng.normal(size=days)
    residuals, windows = [], []
    for i in rng.permutation(N):
        begin = int(i) * step
        own = 0.6 * shock + rng.normal(size=days) + 5.0  # a mean that is not zero must not matter
        residuals.append({t: own[t] for t in range(begin, begin + T) if rng.random() > gaps})
        windows.append(dict.fromkeys(range(begin + T + 5, begin + T + 15), 0.0))
    return residuals, windows


def by_loop(residuals, windows, fewest=30):
    rhos, taus, weighted, missing = [], [], [], []
    for i, j in combinations(range(len(residuals)), 2):
        common = sorted(residuals[i].keys() & residuals[j].keys())
        tau = len(windows[i].keys() & windows[j].keys()) / sqrt(len(windows[i]) * len(windows[j]))
        taus.append(tau)
        if len(common) >= fewest:
            x, y = ([one[t] for t in common] for one in (residuals[i], residuals[j]))
            rhos.append(np.corrcoef(x, y)[0, 1])
            weighted.append(tau * rhos[-1])
        else:
            missing.append(tau)
    rbar = np.mean(rhos) if rhos else np.nan
    filled = sum(weighted) + (sum(missing) * rbar if sum(missing) else 0.0)
    return rbar, len(rhos), np.mean(taus), filled / len(taus)


@pytest.mark.parametrize("block", [4, 7, 256])
@pytest.mark.parametrize("step", [0, 3, 7, 40])
def test_by_loop_over_pairs(monkeypatch, block, step):
    monkeypatch.setattr(correlation, "_BLOCK", block)
    residuals, windows = staggered(step, step=step)
    found = dependence(residuals=panel(residuals), windows=panel(windows))
    rbar, pairs, overlap, effective = by_loop(residuals, windows)
    assert found.pairs == pairs
    assert found.rbar == pytest.approx(rbar, rel=1e-10, nan_ok=True)
    assert found.overlap == pytest.approx(overlap, rel=1e-12)
    assert found.effective == pytest.approx(effective, rel=1e-10)
    assert found.possible == 435


@pytest.mark.parametrize("block", [4, 256])
def test_of_different_days_0_nothing_is_aligned(monkeypatch, block):
    monkeypatch.setattr(correlation, "_BLOCK", block)
    residuals, windows = staggered(1, step=3)
    zeros = np.arange(len(windows)) // 2  # in pairs on one day
    found = dependence(residuals=panel(residuals), windows=panel(windows), zeros=zeros)
    parts = []
    for one in range(0, len(windows) - 1, 2):  # rho is known for some of these pairs, and r-bar stands for the others
        among = [one, one + 1]
        alone = dependence(residuals=panel([residuals[i] for i in among]), windows=panel([windows[i] for i in among]))
        parts.append(alone.effective if alone.pairs else alone.overlap * found.rbar)
    assert found.aligned == pytest.approx(sum(parts) / found.possible, rel=1e-10)
    assert abs(found.aligned) < abs(found.effective)
    plain = dependence(residuals=panel(residuals), windows=panel(windows))
    assert plain.aligned == pytest.approx(plain.effective, rel=1e-12)
    assert plain.effective == found.effective


@pytest.mark.parametrize("step", [0, 3, 7])
def test_correlations_of_few_are_those_that_the_mean_is_of(step):
    residuals, windows = staggered(2, step=step)
    found = dependence(residuals=panel(residuals), windows=panel(windows))
    C = car_correlations(residuals=panel(residuals), windows=panel(windows))
    np.testing.assert_array_equal(np.diag(C), 1.0)
    np.testing.assert_array_equal(C, C.T)
    assert C[np.triu_indices(30, 1)].mean() == pytest.approx(found.effective, rel=1e-10, abs=1e-15)
    pair = dependence(residuals=panel([residuals[3], residuals[8]]), windows=panel([windows[3], windows[8]]))
    assert C[3, 8] == pytest.approx(pair.effective if pair.pairs else pair.overlap * found.rbar, rel=1e-10)


def test_equal_coverage_is_the_sum_over_dates():
    rng = np.random.default_rng(1)
    E = 0.5 * rng.normal(size=(120, 1)) + rng.normal(size=(120, 12))
    Z = (E - E.mean(axis=0)) / E.std(axis=0)
    expected = (np.square(Z.sum(axis=1)).mean() - 12) / (12 * 11)
    residuals = panel([dict(enumerate(column)) for column in E.T])
    windows = panel([{200: 0.0}] * 12)
    found = dependence(residuals=residuals, windows=windows)
    assert found.rbar == pytest.approx(expected, rel=1e-12)
    assert found.effective == pytest.approx(expected, rel=1e-12)
    assert found.pairs == 66


def test_the_diagonal_is_left_out():
    rng = np.random.default_rng(2)
    columns = [dict(enumerate(column)) for column in rng.normal(size=(5000, 4)).T]
    found = dependence(residuals=panel(columns), windows=panel([{9999: 0.0}] * 4))
    assert abs(found.rbar) < 0.02  # with the diagonal it would be .25


def test_alignment_is_on_dates_not_on_event_time():
    rng = np.random.default_rng(3)
    shock = rng.normal(size=200)
    residuals = [{t: shock[t] for t in range(first, first + 100)} for first in (0, 40)]
    found = dependence(residuals=panel(residuals), windows=panel([{300: 0.0}, {340: 0.0}]))
    assert found.rbar == pytest.approx(1.0, abs=1e-12)
    in_event_time = np.corrcoef(shock[:100], shock[40:140])[0, 1]
    assert abs(in_event_time) < 0.3
    assert (found.overlap, found.effective) == (0.0, 0.0)


def test_fewer_than_thirty_common_sessions_are_no_pair():
    rng = np.random.default_rng(4)
    values = rng.normal(size=200)
    for common, pairs in ((30, 1), (29, 0)):
        residuals = [{t: values[t] for t in range(60)}, {t: values[t] for t in range(60 - common, 100)}]
        found = dependence(residuals=panel(residuals), windows=panel([{150: 0.0}] * 2))
        assert found.pairs == pairs
        assert np.isnan(found.effective) == (pairs == 0)


def test_a_pair_without_correlation_of_its_own_takes_the_mean():
    rng = np.random.default_rng(5)
    shock = rng.normal(size=100)
    residuals = [{t: shock[t] + rng.normal() for t in range(60)} for _ in range(2)]
    residuals.append({t: shock[t] for t in range(55, 100)})
    found = dependence(residuals=panel(residuals), windows=panel([{120: 0.0}] * 3))
    assert found.pairs == 1
    assert found.effective == pytest.approx(found.rbar, rel=1e-12)


def test_one_and_none_have_no_pairs():
    one = panel([dict(enumerate(np.random.default_rng(0).normal(size=40)))])
    found = dependence(residuals=one, windows=panel([{50: 0.0}]))
    assert (found.pairs, found.possible, found.overlap, found.effective) == (0, 0, 0.0, 0.0)
    assert np.isnan(found.rbar)


def test_scale_and_order_do_not_matter():
    residuals, windows = staggered(6, N=12)
    found = dependence(residuals=panel(residuals), windows=panel(windows))
    rng = np.random.default_rng(0)
    order = rng.permutation(12)
    scaled = [{t: 1e-3 * v for t, v in residuals[i].items()} for i in order]
    moved = dependence(residuals=panel(scaled), windows=panel([windows[i] for i in order]))
    assert moved.rbar == pytest.approx(found.rbar, rel=1e-10)
    assert moved.effective == pytest.approx(found.effective, rel=1e-10)


def test_residuals_that_do_not_vary_have_no_correlation():
    flat = panel([dict.fromkeys(range(50), 0.0), dict(enumerate(np.random.default_rng(0).normal(size=50)))])
    found = dependence(residuals=flat, windows=panel([{60: 0.0}] * 2))
    assert found.pairs == 0


def test_days_of_all():
    assert panel([{1: 0.0, 2: 0.0, 3: 0.0}, {2: 0.0, 3: 0.0, 9: 0.0}]).days_of_all() == 2
