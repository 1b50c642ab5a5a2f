"""Linear models and abnormal returns against statsmodels with a dummy for each session of the event window."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.kernels.abnormal import abnormal_returns, buy_and_hold, cumulate
from eventstudy.kernels.expected import fit_linear
from eventstudy.kernels.significance import minimum_detectable_effect, t_test

T, L = 90, 6


def sample(model, seed=0):
    rng = np.random.default_rng(seed)
    market = rng.normal(0.0005, 0.01, T + L)
    y = 0.0003 + 1.2 * market + rng.standard_t(5, T + L) * 0.015
    constant = np.ones((T + L, 1))
    X = {"raw": np.empty((T + L, 0)), "mean": constant, "market": np.column_stack([constant, market])}[model]
    return y, X


def dummy_regression(y, X):
    dummies = np.vstack([np.zeros((T, L)), np.eye(L)])
    return sm.OLS(y, np.column_stack([X, dummies])).fit()


@pytest.mark.parametrize("model", ["raw", "mean", "market"])
class TestAgainstDummies:
    def test_coefficients_and_residual_variance(self, model):
        y, X = sample(model)
        fit, oracle = fit_linear(y=y[:T], X=X[:T]), dummy_regression(y, X)
        k = X.shape[1]
        np.testing.assert_allclose(fit.coefficients, oracle.params[:k], rtol=1e-12, atol=1e-17)
        np.testing.assert_allclose(fit.sigma2, oracle.scale, rtol=1e-12)
        assert fit.dof == T - k == oracle.df_resid

    def test_abnormal_returns_and_their_covariance(self, model):
        y, X = sample(model)
        abnormal = abnormal_returns(fit=fit_linear(y=y[:T], X=X[:T]), y=y[T:], X=X[T:])
        oracle, k = dummy_regression(y, X), X.shape[1]
        np.testing.assert_allclose(abnormal.ar, oracle.params[k:], rtol=1e-12, atol=1e-16)
        np.testing.assert_allclose(
            abnormal.sigma2 * abnormal.factor, oracle.cov_params()[k:, k:], rtol=1e-12, atol=1e-18
        )

    def test_car_of_every_window(self, model):
        y, X = sample(model)
        abnormal = abnormal_returns(fit=fit_linear(y=y[:T], X=X[:T]), y=y[T:], X=X[T:])
        oracle, k = dummy_regression(y, X), X.shape[1]
        for first in range(L):
            for last in range(first, L):
                total = cumulate(abnormal=abnormal, window=slice(first, last + 1))
                contrast = np.zeros(k + L)
                contrast[k + first : k + last + 1] = 1.0
                expected = oracle.t_test(contrast)
                test = t_test(estimate=total.value, se=total.se, df=abnormal.dof, level=0.1)
                np.testing.assert_allclose(total.value, expected.effect[0], rtol=1e-12, atol=1e-16)
                np.testing.assert_allclose(total.se, expected.sd[0, 0], rtol=1e-12)
                np.testing.assert_allclose(test.p, float(expected.pvalue), rtol=1e-10)
                np.testing.assert_allclose([test.low, test.high], expected.conf_int(0.1)[0], rtol=1e-11, atol=1e-15)

    def test_leverages_are_the_hat_matrix_diagonal(self, model):
        y, X = sample(model)
        X = X[:T]
        hat = X @ np.linalg.inv(X.T @ X) @ X.T
        np.testing.assert_allclose(fit_linear(y=y[:T], X=X).leverages, np.diag(hat), rtol=1e-11, atol=1e-18)


def test_mean_model_by_hand():
    # mean of 1, 2, 6 is 3; squares 4 + 1 + 9 = 14 over 2 degrees of freedom is 7; two sessions: 2 + 4/3
    fit = fit_linear(y=np.array([1.0, 2.0, 6.0]), X=np.ones((3, 1)))
    abnormal = abnormal_returns(fit=fit, y=np.array([4.0, 5.0]), X=np.ones((2, 1)))
    total = cumulate(abnormal=abnormal, window=slice(0, 2))
    assert total.value == pytest.approx(3.0, abs=1e-14)
    assert total.factor == pytest.approx(10 / 3, rel=1e-14)
    assert total.se == pytest.approx((7 * 10 / 3) ** 0.5, rel=1e-14)


def test_market_model_variance_by_hand():
    # methods: v = L + L^2/T + (sum of m_s - mean)^2 / S_mm
    y, X = sample("market")
    m, star = X[:T, 1], X[T:, 1]
    abnormal = abnormal_returns(fit=fit_linear(y=y[:T], X=X[:T]), y=y[T:], X=X[T:])
    expected = L + L**2 / T + (star - m.mean()).sum() ** 2 / ((m - m.mean()) ** 2).sum()
    assert cumulate(abnormal=abnormal, window=slice(0, L)).factor == pytest.approx(expected, rel=1e-12)


def test_a_benchmark_with_a_large_mean_costs_no_digits():
    rng = np.random.default_rng(3)
    m = rng.normal(0, 0.01, T)
    y = 0.5 * m + rng.normal(0, 0.01, T)
    shifted = fit_linear(y=y, X=np.column_stack([np.ones(T), m + 1e4]))
    plain = fit_linear(y=y, X=np.column_stack([np.ones(T), m]))
    np.testing.assert_allclose(shifted.coefficients[1], plain.coefficients[1], rtol=1e-8)  # X'X would keep 4 digits
    np.testing.assert_allclose(shifted.sigma2, plain.sigma2, rtol=1e-9)


def test_missing_sessions_leave_the_sum_and_its_variance():
    y, X = sample("market")
    fit = fit_linear(y=y[:T], X=X[:T])
    keep = np.array([0, 1, 3, 5])
    full = y[T:].copy()
    full[[2, 4]] = np.nan
    total = cumulate(abnormal=abnormal_returns(fit=fit, y=full, X=X[T:]), window=slice(0, L))
    only = cumulate(abnormal=abnormal_returns(fit=fit, y=y[T:][keep], X=X[T:][keep]), window=slice(0, 4))
    assert total.n == 4
    assert total.value == pytest.approx(only.value, rel=1e-13)
    assert total.se == pytest.approx(only.se, rel=1e-13)


def test_a_window_without_returns_is_nan():
    y, X = sample("mean")
    abnormal = abnormal_returns(fit=fit_linear(y=y[:T], X=X[:T]), y=np.full(L, np.nan), X=X[T:])
    total = cumulate(abnormal=abnormal, window=slice(0, L))
    assert total.n == 0
    assert np.isnan([total.value, total.se]).all()


@pytest.mark.parametrize(
    "X",
    [
        np.ones((2, 3)),
        np.column_stack([np.ones(20), np.full(20, 0.01)]),
        np.column_stack([np.ones(20), np.zeros(20)]),
    ],
    ids=["fewer rows than columns", "constant benchmark", "zero benchmark"],
)
def test_what_cannot_be_fitted_is_nan(X):
    fit = fit_linear(y=np.linspace(0, 1, X.shape[0]), X=X)
    assert np.isnan(fit.sigma2)
    assert np.isnan(fit.coefficients).all()


def test_t_test_without_a_standard_error_is_nan():
    assert np.isnan(t_test(estimate=1.0, se=0.0, df=5, level=0.05).statistic)
    assert np.isnan(t_test(estimate=1.0, se=float("nan"), df=5, level=0.05).p)


@pytest.mark.parametrize(("df", "factor"), [(28, 2.903), (58, 2.850), (248, 2.813)])
def test_minimum_detectable_effect(df, factor):
    assert minimum_detectable_effect(se=0.02, df=df, level=0.05) == pytest.approx(0.02 * factor, rel=2e-4)


def test_minimum_detectable_effect_has_the_power_it_promises():
    rng = np.random.default_rng(11)
    df, reps = 28, 40_000
    effect = minimum_detectable_effect(se=1.0, df=df, level=0.05)
    t = (effect + rng.normal(size=reps)) / np.sqrt(rng.chisquare(df, reps) / df)
    p = np.array([t_test(estimate=value, se=1.0, df=df, level=0.05).p for value in t[:5000]])
    assert (p < 0.05).mean() == pytest.approx(0.8, abs=3 * (0.16 / 5000) ** 0.5)


def test_buy_and_hold_by_hand():
    # 1.1 * 0.9 - 1.02 * 1.01 = 0.99 - 1.0302
    assert buy_and_hold(gross=np.array([1.1, 0.9]), expected_gross=np.array([1.02, 1.01])) == pytest.approx(-0.0402)


@given(scale=st.floats(1e-4, 1e4), seed=st.integers(0, 500))
def test_t_is_invariant_to_the_scale_of_returns(scale, seed):
    y, X = sample("market", seed)

    def t(factor):
        design = X * np.array([1.0, factor])
        fit = fit_linear(y=factor * y[:T], X=design[:T])
        total = cumulate(abnormal=abnormal_returns(fit=fit, y=factor * y[T:], X=design[T:]), window=slice(1, 4))
        return total.value / total.se

    assert t(scale) == pytest.approx(t(1.0), rel=1e-8)
