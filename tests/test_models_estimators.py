"""Estimators against what they are by definition: explicit matrices, loops, statsmodels, arch."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from arch import arch_model

from eventstudy.kernels import garch
from eventstudy.kernels.abnormal import abnormal_returns, cumulate
from eventstudy.kernels.expected import Estimator, fit_linear, fit_model, newey_west_lags
from eventstudy.kernels.garch import GarchFit, fit_garch, forecast_noise, variances
from eventstudy.kernels.slopes import dimson, fowler_rorke, fowler_rorke_weights, scholes_williams

T, L = 120, 6


def sample(seed=0, T=T):
    rng = np.random.default_rng(seed)
    m = rng.normal(0.0004, 0.01, T + L + 4)
    m[1:] += 0.3 * m[:-1]  # autocorrelated, so that weights of leads and lags matter
    y = 0.0002 + 0.7 * m[2:-2] + 0.4 * m[1:-3] + 0.1 * m[:-4] + rng.standard_t(5, T + L) * 0.01
    x = m[2:-2]
    return y, x, m


def lagged(m, q, n):
    """Return x of n sessions that begin at place 2 of m, with q lags in time's order and then q leads."""
    place = np.arange(2, n + 2)
    return np.column_stack([m[place + j] for j in [*range(-q, 0), *range(1, q + 1)]])


class TestWeighted:
    half_life = 25

    def oracle(self, y, X):
        W = np.diag(0.5 ** (np.arange(T - 1, -1, -1) / self.half_life))
        A = np.linalg.solve(X.T @ W @ X, X.T @ W)
        M = np.eye(T) - X @ A
        e = M @ y
        return A, M, e, e @ e / np.trace(M.T @ M)

    def fit(self):
        y, x, _ = sample()
        X = np.column_stack([np.ones(T), x[:T]])
        return y, x, X, fit_model(y=y[:T], X=X, estimator=Estimator("ewma", lookback=self.half_life))

    def test_coefficients_are_those_of_weighted_least_squares(self):
        y, _, X, fit = self.fit()
        A, _, e, s2 = self.oracle(y[:T], X)
        oracle = sm.WLS(y[:T], X, weights=0.5 ** (np.arange(T - 1, -1, -1) / self.half_life)).fit()
        np.testing.assert_allclose(fit.coefficients, oracle.params, rtol=1e-12)
        np.testing.assert_allclose(fit.coefficients, A @ y[:T], rtol=1e-11)
        np.testing.assert_allclose(fit.residuals, e, rtol=0, atol=1e-16)
        np.testing.assert_allclose(fit.sigma2, s2, rtol=1e-12)

    def test_covariance_is_that_of_the_linear_estimator(self):
        y, x, X, fit = self.fit()
        A, M, _, s2 = self.oracle(y[:T], X)
        np.testing.assert_allclose(fit.root @ fit.root.T, A @ A.T, rtol=1e-11)
        star = np.column_stack([np.ones(L), x[T:]])
        abnormal = abnormal_returns(fit=fit, y=y[T:], X=star)
        np.testing.assert_allclose(abnormal.factor, np.eye(L) + star @ A @ A.T @ star.T, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(
            cumulate(abnormal=abnormal, window=slice(1, 4)).se,
            np.sqrt(s2 * (3 + (star[1:4].sum(axis=0) @ A @ A.T @ star[1:4].sum(axis=0)))),
            rtol=1e-12,
        )
        assert fit.dof == pytest.approx(np.trace(M.T @ M) ** 2 / np.trace(M.T @ M @ M.T @ M), rel=1e-12)

    def test_residuals_have_the_variance_they_say(self):
        y, _, X, fit = self.fit()
        A, M, _, _ = self.oracle(y[:T], X)
        np.testing.assert_allclose(1.0 - fit.leverages, np.diag(M @ M.T), rtol=1e-11)
        np.testing.assert_allclose(fit.loadings @ fit.basis.T, X @ A, rtol=0, atol=1e-14)
        np.testing.assert_allclose(fit.basis.T @ fit.basis, np.eye(2), rtol=0, atol=1e-13)

    def test_equal_weights_are_least_squares(self):
        y, _, X, _ = self.fit()
        flat = fit_model(y=y[:T], X=X, estimator=Estimator("ewma", lookback=10**9))
        ols = fit_linear(y=y[:T], X=X)
        np.testing.assert_allclose(flat.coefficients, ols.coefficients, rtol=1e-5)
        np.testing.assert_allclose([flat.sigma2, flat.dof], [ols.sigma2, T - 2], rtol=1e-6)

    def test_a_benchmark_that_does_not_vary_is_nan(self):
        X = np.column_stack([np.ones(T), np.full(T, 0.01)])
        assert np.isnan(fit_model(y=np.arange(T) * 0.1, X=X, estimator=Estimator("ewma", lookback=9)).sigma2)


class TestNeweyWest:
    @pytest.mark.parametrize("k", [1, 2, 3])
    def test_covariance_of_statsmodels(self, k):
        y, x, m = sample(3)
        X = np.column_stack([np.ones(T), x[:T], m[:T]])[:, :k]
        fit = fit_model(y=y[:T], X=X, estimator=Estimator(hac=True))
        options = {"maxlags": newey_west_lags(T), "use_correction": True}
        oracle = sm.OLS(y[:T], X).fit(cov_type="HAC", cov_kwds=options)
        np.testing.assert_allclose(fit.sigma2 * fit.root @ fit.root.T, oracle.cov_params(), rtol=1e-11)
        np.testing.assert_allclose(fit.coefficients, oracle.params, rtol=1e-12)
        assert fit.sigma2 == pytest.approx(oracle.scale, rel=1e-12)

    def test_it_enters_the_forecast_through_the_coefficients(self):
        y, x, _ = sample(3)
        X = np.column_stack([np.ones(T + L), x])
        fit = fit_model(y=y[:T], X=X[:T], estimator=Estimator(hac=True))
        oracle = sm.OLS(y[:T], X[:T]).fit(cov_type="HAC", cov_kwds={"maxlags": 4, "use_correction": True})
        abnormal = abnormal_returns(fit=fit, y=y[T:], X=X[T:])
        expected = oracle.scale * np.eye(L) + X[T:] @ oracle.cov_params() @ X[T:].T
        np.testing.assert_allclose(abnormal.sigma2 * abnormal.factor, expected, rtol=1e-11, atol=1e-18)

    def test_leverages_and_portfolios_stay_those_of_least_squares(self):
        y, x, _ = sample(3)
        X = np.column_stack([np.ones(T), x[:T]])
        robust = Estimator(hac=True)
        fit, plain = fit_model(y=y[:T], X=X, estimator=robust), fit_linear(y=y[:T], X=X)
        np.testing.assert_array_equal(fit.leverages, plain.leverages)
        assert robust.of_portfolios == Estimator()
        assert Estimator("ewma", lookback=5, hac=True).of_portfolios == Estimator("ewma", lookback=5)


def simple_slope(y, x):
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sum((a - mx) ** 2 for a in x)


def correlation(a, b):
    return np.corrcoef(a, b)[0, 1]


class TestLeadsAndLags:
    def test_scholes_williams_by_loops(self):
        y, x, m = sample(5)
        before, now, after = ([m[t + 2 + j] for t in range(T)] for j in (-1, 0, 1))
        total = simple_slope(y[:T], before) + simple_slope(y[:T], now) + simple_slope(y[:T], after)
        beta = total / (1 + 2 * correlation(now, before))
        assert scholes_williams(y=y[:T], x=x[:T], Z=lagged(m, 1, T)) == pytest.approx(beta, rel=1e-12)

    @pytest.mark.parametrize("q", [1, 2])
    def test_dimson_is_the_sum_of_the_regressions_coefficients(self, q):
        y, x, m = sample(6)
        Z = lagged(m, q, T)
        oracle = sm.OLS(y[:T], sm.add_constant(np.column_stack([x[:T], Z]))).fit()
        assert dimson(y=y[:T], x=x[:T], Z=Z) == pytest.approx(oracle.params[1:].sum(), rel=1e-11)

    @pytest.mark.parametrize("q", [1, 2])
    def test_fowler_rorke_by_loops(self, q):
        y, x, m = sample(7)
        Z = lagged(m, q, T)
        slopes = sm.OLS(y[:T], sm.add_constant(np.column_stack([Z[:, :q], x[:T], Z[:, q:]]))).fit().params[1:]
        rho = {0: 1.0} | {j: correlation(x[:T], Z[:, q - j]) for j in range(1, q + 1)}
        beta, below = 0.0, 1 + 2 * sum(rho[j] for j in range(1, q + 1))
        for place, j in enumerate(range(-q, q + 1)):
            above = 0.0
            for i in range(-q, q + 1):
                above += rho.get(abs(j - i), 0.0)
            beta += above / below * slopes[place]
        assert fowler_rorke(y=y[:T], x=x[:T], Z=Z) == pytest.approx(beta, rel=1e-11)

    def test_fowler_rorke_weights_in_closed_form(self):
        one = fowler_rorke_weights(rho=np.array([1.0, 0.2]))
        np.testing.assert_allclose(one, [1.2 / 1.4, 1.0, 1.2 / 1.4], rtol=1e-14)
        first, second = (1 + 2 * 0.2 + 0.1) / (1 + 2 * 0.3), (1 + 0.2 + 0.1) / (1 + 2 * 0.3)
        two = fowler_rorke_weights(rho=np.array([1.0, 0.2, 0.1]))
        np.testing.assert_allclose(two, [second, first, 1.0, first, second], rtol=1e-14)

    @pytest.mark.parametrize(
        ("index", "stock"),
        [((0.8, 0.2), (0.5, 0.5)), ((0.6, 0.3, 0.1), (0.4, 0.35, 0.25))],
        ids=["MA(1), one lag", "MA(2), two lags"],
    )
    def test_population_beta_of_a_late_stock_on_a_late_index(self, index, stock):
        # true returns r are independent; index = sum v_k r(t-k), stock = 1.2 sum p_k r(t-k): its beta is 1.2
        q, v, p = len(index) - 1, np.array(index), 1.2 * np.array(stock)
        gamma = np.array([v[: v.size - j] @ v[j:] for j in range(q + 1)] + [0.0] * (2 * q))
        places = np.arange(-q, q + 1)
        # Cov(y_t, m_{t+j}) = sum over k of p_k v_{k+j}
        c = np.array([sum(p[k] * v[k + j] for k in range(q + 1) if 0 <= k + j <= q) for j in places])
        slopes = np.linalg.solve(gamma[np.abs(places[:, None] - places)], c)
        rho = gamma[: q + 1] / gamma[0]
        weights = fowler_rorke_weights(rho=rho)
        assert weights @ slopes == pytest.approx(1.2, abs=1e-12)
        assert c.sum() / gamma[0] / (1 + 2 * rho[1:].sum()) == pytest.approx(1.2, abs=1e-12)  # Scholes and Williams
        assert abs(slopes.sum() - 1.2) > 0.02  # Dimson
        if q == 2:
            swapped = weights[[1, 0, 2, 4, 3]]
            assert abs(swapped @ slopes - 1.2) > 0.02

    @pytest.mark.parametrize(("method", "beta"), [("scholes_williams", 1.2), ("fowler_rorke", 1.2), ("dimson", 1.146)])
    def test_beta_in_a_long_sample(self, method, beta):
        # MA(1) index .8/.2, stock of beta 1.2 that moves with the true returns: Dimson 1.146 by its population moments
        rng = np.random.default_rng(12)
        r = rng.normal(0, 0.01, 200_003)
        m = 0.8 * r[1:] + 0.2 * r[:-1]
        y = 1.2 * r[2:-1] + rng.normal(0, 0.01, 200_000)
        Z = np.column_stack([m[:-2], m[2:]])
        X = np.column_stack([np.ones(y.size), m[1:-1]])
        fit = fit_model(y=y, X=X, Z=Z, estimator=Estimator(method, lags=1))
        assert fit.coefficients[1] == pytest.approx(beta, abs=0.015)
        assert fit_linear(y=y, X=X).coefficients[1] == pytest.approx(1.2 * 0.8 / 0.68, abs=0.01)

    @pytest.mark.parametrize("method", ["scholes_williams", "dimson", "fowler_rorke"])
    def test_alpha_residuals_and_variance(self, method):
        y, x, m = sample(8)
        X, Z = np.column_stack([np.ones(T), x[:T]]), lagged(m, 1, T)
        fit = fit_model(y=y[:T], X=X, Z=Z, estimator=Estimator(method, lags=1))
        beta = {"scholes_williams": scholes_williams, "dimson": dimson, "fowler_rorke": fowler_rorke}[method](
            y=y[:T], x=x[:T], Z=Z
        )
        alpha = y[:T].mean() - beta * x[:T].mean()
        e = y[:T] - alpha - beta * x[:T]
        np.testing.assert_allclose(fit.coefficients, [alpha, beta], rtol=1e-12)
        np.testing.assert_allclose(fit.sigma2, e @ e / (T - 2), rtol=1e-12)
        assert fit.dof == T - 2
        np.testing.assert_allclose(fit.root @ fit.root.T, np.linalg.inv(X.T @ X), rtol=1e-10)

    @pytest.mark.parametrize("method", ["scholes_williams", "dimson", "fowler_rorke"])
    def test_the_fit_of_a_sum_is_the_sum_of_the_fits(self, method):
        one, x, m = sample(8)
        two = sample(9)[0]
        X, Z = np.column_stack([np.ones(T), x[:T]]), lagged(m, 2, T)
        fits = [fit_model(y=y[:T], X=X, Z=Z, estimator=Estimator(method, 2)) for y in (one, two, 0.3 * one + 0.7 * two)]
        np.testing.assert_allclose(
            fits[2].coefficients, 0.3 * fits[0].coefficients + 0.7 * fits[1].coefficients, rtol=1e-9
        )

    @pytest.mark.parametrize("slope", [scholes_williams, dimson, fowler_rorke])
    def test_leads_that_do_not_vary_tell_no_beta(self, slope):
        y, x, _ = sample(8)
        assert np.isnan(slope(y=y[:T], x=x[:T], Z=np.zeros((T, 2))))


def garch_sample(seed=3, n=520, persistence=0.9):
    rng = np.random.default_rng(seed)
    h, e = 1.0, np.empty(n)
    for t in range(n):
        e[t] = rng.normal() * np.sqrt(h)
        h = (1 - 0.08 - persistence) + 0.08 * e[t] ** 2 + persistence * h
    x = rng.normal(0, 0.01, n)
    return 0.0003 + 1.2 * x + 0.01 * e, np.column_stack([np.ones(n), x])


class TestGarch:
    n = 500

    def arch(self, y, X, fit):
        """Return arch's model at our parameters, its own optimum, and the scale that it was fitted at."""
        scale = np.sqrt(fit_linear(y=y, X=X).sigma2)
        model = arch_model(y / scale, x=X[:, 1:], mean="LS", vol="GARCH", p=1, q=1, rescale=False)
        ours = np.concatenate([fit.mean.coefficients / scale, [fit.omega / scale**2, fit.a, fit.b]])
        return model.fix(ours), model.fit(disp="off"), scale

    def test_parameters_and_forecasts_of_arch(self):
        y, X = garch_sample()
        fit = fit_garch(y=y[: self.n], X=X[: self.n])
        fixed, optimum, scale = self.arch(y[: self.n], X[: self.n], fit)
        assert fit.reason == ""
        assert fixed.loglikelihood == pytest.approx(optimum.loglikelihood, abs=1e-4)
        np.testing.assert_allclose(fixed.params, optimum.params, rtol=0.02)
        x = X[self.n : self.n + 6, 1][None, None, :]
        forecast = fixed.forecast(horizon=6, x=x).variance.to_numpy()[-1] * scale**2
        noise = forecast_noise(fit=fit, shocks=np.zeros(6), length=6)
        np.testing.assert_allclose(noise[0] * fit.mean.sigma2, forecast, rtol=1e-9)

    def test_the_variance_path_is_archs_and_a_loops(self):
        y, X = garch_sample(4)
        y, X = y[: self.n], X[: self.n]
        fit = fit_garch(y=y, X=X)
        fixed, _, scale = self.arch(y, X, fit)
        first, below = 0.0, 0.0
        for t, square in enumerate(fit_linear(y=y, X=X).residuals[:75] ** 2):
            first, below = first + 0.94**t * square, below + 0.94**t
        h = [fit.omega + (fit.a + fit.b) * first / below]
        for t in range(self.n):
            h.append(fit.omega + fit.a * fit.mean.residuals[t] ** 2 + fit.b * h[-1])
        np.testing.assert_allclose(h[:-1], fixed.conditional_volatility**2 * scale**2, rtol=1e-9)
        np.testing.assert_allclose(h[-1], fit.ahead, rtol=1e-12)
        np.testing.assert_allclose(variances(fit=fit, shocks=fit.mean.residuals, first=h[0]), h, rtol=1e-12)

    def test_forecasts_on_the_eve_of_each_session_by_loops(self):
        fit = GarchFit(fit_linear(y=np.array([1.0, -1.0]), X=np.empty((2, 0))), 0.05, 0.1, 0.85, 1.3, "")
        shocks = np.array([0.4, np.nan, -2.0, 1.0, np.nan, 3.0])  # two before the window of four
        noise = forecast_noise(fit=fit, shocks=shocks, length=4)
        for a in range(4):
            h = 1.3
            for shock in shocks[: 2 + a]:
                h = 0.05 + (0.95 * h if np.isnan(shock) else 0.1 * shock**2 + 0.85 * h)
            for j in range(a, 4):
                assert noise[a, j] == pytest.approx(h, rel=1e-13)
                h = 0.05 + 0.95 * h
        assert (noise[np.tril_indices(4, -1)] == 0.0).all()

    def test_variance_of_the_car_by_brute_force(self):
        y, X = garch_sample(6, 510)
        fit = fit_garch(y=y[: self.n], X=X[: self.n])
        shocks = y[self.n :] - X[self.n :] @ fit.mean.coefficients
        noise = forecast_noise(fit=fit, shocks=shocks, length=L)
        abnormal = abnormal_returns(fit=fit.mean, y=y[-L:], X=X[-L:], noise=noise)
        inverse = np.linalg.inv(X[: self.n].T @ X[: self.n])
        for a in range(L):
            for b in range(a, L):
                h = fit.ahead
                for shock in shocks[: shocks.size - L + a]:
                    h = fit.omega + fit.a * shock**2 + fit.b * h
                total = 0.0
                for _ in range(a, b + 1):
                    total, h = total + h, fit.omega + (fit.a + fit.b) * h
                x = X[-L:][a : b + 1].sum(axis=0)
                expected = total + fit.mean.sigma2 * x @ inverse @ x
                assert cumulate(abnormal=abnormal, window=slice(a, b + 1)).se ** 2 == pytest.approx(expected, rel=1e-11)
                if a == b:
                    assert abnormal.sigma2 * abnormal.factor[a, a] == pytest.approx(expected, rel=1e-11)

    def test_a_session_without_a_return_leaves_the_sum_and_not_the_clock(self):
        fit = GarchFit(fit_linear(y=np.array([1.0, -1.0]), X=np.empty((2, 0))), 0.05, 0.1, 0.85, 3.0, "")
        shocks = np.array([0.4, np.nan, -2.0])
        noise = forecast_noise(fit=fit, shocks=shocks, length=3)
        abnormal = abnormal_returns(fit=fit.mean, y=shocks, X=np.empty((3, 0)), noise=noise)
        total = cumulate(abnormal=abnormal, window=slice(0, 3))
        assert total.n == 2
        assert total.factor == pytest.approx(3.0 + (1.0 + 0.95**2 * 2.0), rel=1e-13)

    def test_scale_is_no_matter(self):
        y, X = garch_sample(7)
        one, cent = fit_garch(y=y, X=X), fit_garch(y=100 * y, X=X * [1.0, 100.0])
        # the search takes its gradients by differences, which rounding moves in the seventh digit
        np.testing.assert_allclose([cent.a, cent.b, cent.omega / 1e4], [one.a, one.b, one.omega], rtol=1e-5)

    def test_residual_variance_is_that_of_its_own_residuals(self):
        y, X = garch_sample(5, 400)
        mean = fit_garch(y=y, X=X).mean
        e = y - X @ mean.coefficients
        np.testing.assert_allclose(mean.residuals, e, rtol=1e-12)
        assert mean.sigma2 == pytest.approx(e @ e / (400 - X.shape[1]), rel=1e-12)
        assert mean.sigma2 > fit_linear(y=y, X=X).sigma2

    def test_no_garch_is_least_squares_with_its_reason(self):
        y, X = garch_sample()
        short = fit_garch(y=y[:199], X=X[:199])
        assert short.reason == "199 sessions in the estimation sample, 200 are needed"
        np.testing.assert_array_equal(short.mean.coefficients, fit_linear(y=y[:199], X=X[:199]).coefficients)
        assert np.isnan([short.omega, short.a, short.b, short.ahead]).all()

    @pytest.mark.parametrize("n", [74, 75, 76, 300])
    def test_the_first_variance_is_of_75_weighted_squares(self, n):
        e = np.random.default_rng(n).normal(size=n)
        held = [(0.94**i, e[i] ** 2) for i in range(min(n, 75))]
        expected = sum(w * square for w, square in held) / sum(w for w, _ in held)
        assert garch._backcast(e) == pytest.approx(expected, rel=1e-12)

    def test_an_integrated_variance_is_refused(self):
        rng = np.random.default_rng(1)
        y = rng.normal(size=400) * np.exp(np.linspace(-3, 3, 400))
        fit = fit_garch(y=y, X=np.ones((400, 1)))
        assert "a + b is 1.000" in fit.reason
        assert np.isnan(fit.ahead)

    def test_without_regressors(self):
        y, _ = garch_sample(8)
        fit = fit_garch(y=y, X=np.empty((y.size, 0)))
        assert fit.mean.coefficients.size == 0
        assert 0.0 <= fit.a + fit.b < 0.999
