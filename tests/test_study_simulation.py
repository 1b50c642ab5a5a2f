"""Rejection rates of true nulls: five series correlated .3, normal returns, estimation sample of 120, one date."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from eventstudy.battery import evaluate
from eventstudy.kernels.abnormal import abnormal_returns, cumulate
from eventstudy.kernels.expected import fit_linear
from eventstudy.kernels.observation import ModelledSeries, Observation
from eventstudy.kernels.significance import t_test

REPS, T, GAP, N, R = 2000, 120, 10, 5, 0.3
BAND = 3 * (0.05 * 0.95 / REPS) ** 0.5


def observations(rng):
    n = T + GAP + 2
    days = np.datetime64("2019-01-01") + np.arange(n)
    X = np.column_stack([np.ones(n), rng.normal(0, 0.01, n)])
    shocks = rng.normal(size=(1, n)) * R**0.5 + rng.normal(size=(N, n)) * (1 - R) ** 0.5
    there, flags = np.ones(n, dtype=bool), np.full(n, "", dtype=object)
    found = []
    for i in range(N):
        y = X @ np.array([0.0, 0.5 + 0.2 * i]) + shocks[i] * 0.01 * (i + 1)
        data = ModelledSeries(f"s{i}", "market", "m", ("constant", "m"), days, y, y, X, there, there, flags)
        fit = fit_linear(y=y[:T], X=X[:T])
        abnormal = abnormal_returns(fit=fit, y=y[T + GAP :], X=X[T + GAP :])
        found.append(Observation("null", data, T + GAP, np.arange(T), 0, fit, abnormal, ""))
    return found


@pytest.fixture(scope="module")
def p_values():
    rng = np.random.default_rng(20200103)
    rows = []
    for _ in range(REPS):
        members = observations(rng)
        outcomes = [out for last in (0, 1) for out in evaluate(members, 0, last, level=0.05, min_estimation=30)]
        rows.append([outcome.p for outcome in outcomes])
    return np.array(rows)


def attainable(m):
    """Return the largest size not above 5 per cent that a rank among m + 1 can have."""
    return np.floor(0.05 * (m + 1)) / (m + 1)


@pytest.mark.parametrize(
    ("column", "nominal"),
    [
        pytest.param(0, 0.05, id="portfolio_t (0, 0)"),
        pytest.param(1, attainable(120), id="sq (0, 0)"),
        pytest.param(2, attainable(100), id="conditional_sq (0, 0)"),
        pytest.param(3, 0.05, id="portfolio_t (0, 1)"),
        pytest.param(4, attainable(119), id="sq (0, 1)"),
        pytest.param(5, attainable(99), id="conditional_sq (0, 1)"),
    ],
)
def test_true_nulls_are_rejected_at_the_nominal_rate(p_values, column, nominal):
    assert (p_values[:, column] <= 0.05).mean() == pytest.approx(nominal, abs=BAND)


def test_p_of_the_exact_test_is_uniform(p_values):
    assert stats.kstest(p_values[:, 0], "uniform").pvalue > 0.01


def test_without_the_forecast_error_true_nulls_are_rejected_too_often():
    # a market model of 30 sessions carried into 21: about 15 per cent without the prediction variance, 5 with it
    rng, T, L = np.random.default_rng(7), 30, 21
    naive, full = [], []
    for _ in range(REPS):
        X = np.column_stack([np.ones(T + L), rng.normal(0, 0.01, T + L)])
        y = rng.normal(0, 0.01, T + L)
        fit = fit_linear(y=y[:T], X=X[:T])
        total = cumulate(abnormal=abnormal_returns(fit=fit, y=y[T:], X=X[T:]), window=slice(0, L))
        short = (fit.sigma2 * L) ** 0.5
        naive.append(t_test(estimate=total.value, se=short, df=fit.dof, level=0.05).p)
        full.append(t_test(estimate=total.value, se=total.se, df=fit.dof, level=0.05).p)
    assert np.mean(np.array(full) <= 0.05) == pytest.approx(0.05, abs=BAND)
    assert np.mean(np.array(naive) <= 0.05) > 0.12


def test_only_the_conditional_test_survives_a_rise_of_volatility():
    # standard deviation times 1.6 from 20 sessions before the end of the estimation sample on
    rng, reps = np.random.default_rng(16), 1000
    p = []
    for _ in range(reps):
        n = 250 + GAP + 1
        y = rng.normal(0, 0.01, n)
        y[230:] *= 1.6
        days, there = np.datetime64("2019-01-01") + np.arange(n), np.ones(n, dtype=bool)
        X = np.ones((n, 1))
        data = ModelledSeries(
            "s", "mean", None, ("constant",), days, y, y, X, there, there, np.full(n, "", dtype=object)
        )
        fit = fit_linear(y=y[:250], X=X[:250])
        abnormal = abnormal_returns(fit=fit, y=y[-1:], X=X[-1:])
        one = Observation("null", data, n - 1, np.arange(250), 0, fit, abnormal, "")
        p.append([outcome.p for outcome in evaluate([one], 0, 0, level=0.05, min_estimation=30)])
    t, sq, conditional = (np.array(p) <= 0.05).mean(axis=0)
    assert conditional < 0.08
    assert min(t, sq) > 0.12
