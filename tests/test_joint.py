"""Joint tests of several series against statsmodels, explicit projection matrices, refits and full enumeration."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.multivariate.multivariate_ols import _MultivariateOLS

from eventstudy.kernels import joint
from eventstudy.kernels.abnormal import abnormal_returns
from eventstudy.kernels.bootstrap import bootstrap_statistics, mvrm_bootstrap, product
from eventstudy.kernels.expected import Estimator, fit_model
from eventstudy.kernels.joint import (
    JointRank,
    detectable_by_f,
    detectable_by_rank,
    joint_rank,
    left_out_distances,
    mvrm_equal,
    mvrm_f,
    quadratic_inverse,
    rejected_in_sample,
    wilks_f,
)
from eventstudy.kernels.joint_window import joint_window
from eventstudy.kernels.observation import ModelledSeries, Observation
from eventstudy.kernels.placebo import null_window
from eventstudy.kernels.portfolio import portfolio_window

GAP, AFTER = 10, 6
ONE_DESIGN = ("market", "market", "market")
DESIGNS = ("market", "mean", "market", "raw")


def members(models, T=60, seed=0, lost=(), shock=0.0, estimator=None):
    """Observations with a market, correlated returns, and sessions lost: (series, offset from day 0)."""
    rng = np.random.default_rng(seed)
    n = T + GAP + AFTER
    days = np.datetime64("2019-01-01") + np.arange(n)
    market = rng.normal(0.0005, 0.01, n)
    common = rng.normal(size=n) * 0.006
    found = []
    for i, model in enumerate(models):
        columns = {"market": ("constant", "m"), "mean": ("constant",), "raw": ()}[model]
        X = np.column_stack([np.ones(n), market])[:, : len(columns)]
        y = 0.001 + (0.5 + 0.3 * i) * market + common + rng.standard_t(5, n) * 0.008
        y[T + GAP] += shock * (1 - 0.4 * i)
        there = np.ones(n, dtype=bool)
        for series, offset in lost:
            there[T + GAP + offset] &= series != i
        y[~there] = np.nan
        data = ModelledSeries(f"s{i}", model, "m", columns, days, y, y, X, there, there, np.full(n, "", dtype=object),
                              estimator=estimator or Estimator())  # fmt: skip
        sample = np.flatnonzero(there[:T])
        fit = fit_model(y=y[sample], X=X[sample], estimator=data.estimator)
        abnormal = abnormal_returns(fit=fit, y=y[T + GAP :], X=X[T + GAP :])
        found.append(Observation("shock", data, T + GAP, sample, 0, fit, abnormal, ""))
    return found


class Explicit:
    """The same by T x T matrices, a series at a time."""

    def __init__(self, observations, first, last):
        sets = [set(one.sample.tolist()) for one in observations]
        self.days = sorted(set.intersection(*sets))
        self.T, self.N = len(self.days), len(observations)
        zero = observations[0].day_zero
        self.window = [[t for t in range(zero + first, zero + last + 1) if one.data.present[t]] for one in observations]
        self.X = [one.data.X[self.days] for one in observations]
        self.Y = np.column_stack([one.data.y[self.days] for one in observations])
        self.M = [np.eye(self.T) - X @ np.linalg.pinv(X) if X.shape[1] else np.eye(self.T) for X in self.X]
        self.E = np.column_stack([M @ y for M, y in zip(self.M, self.Y.T, strict=True)])
        self.P, self.car = [], np.empty(self.N)
        for i, one in enumerate(observations):
            x = one.data.X[self.window[i]].sum(axis=0)
            self.P.append(x @ np.linalg.pinv(self.X[i]) if x.size else np.zeros(self.T))
            self.car[i] = one.data.y[self.window[i]].sum() - self.P[i] @ self.Y[:, i]
        self.dof = self.T - max(X.shape[1] for X in self.X)
        self.omega = self.covariance(self.E)

    def covariance(self, E):
        omega = np.empty((self.N, self.N))
        for i in range(self.N):
            for j in range(self.N):
                sigma = E[:, i] @ E[:, j] / np.trace(self.M[i].T @ self.M[j])
                shared = len(set(self.window[i]) & set(self.window[j]))
                omega[i, j] = sigma * (shared + self.P[i] @ self.P[j])
        return omega

    def f(self, car, omega):
        N = car.size
        return (self.dof - N + 1) / (N * self.dof) * car @ np.linalg.solve(omega, car)


LOST = [(), ((0, -20), (1, -33), (0, 1))]


@pytest.mark.parametrize("models", [ONE_DESIGN, DESIGNS], ids=["one design", "several"])
@pytest.mark.parametrize("lost", LOST, ids=["complete", "gaps"])
@pytest.mark.parametrize("last", [0, 1, 4])
def test_mvrm_is_that_of_explicit_matrices(models, lost, last):
    observations = members(models, lost=lost, shock=0.02)
    window, oracle = joint_window(members=observations, first=0, last=last), Explicit(observations, 0, last)
    np.testing.assert_allclose(window.car, oracle.car, rtol=1e-10)
    np.testing.assert_allclose(window.covariance, oracle.omega, rtol=1e-10)
    found = mvrm_f(window=window)
    N = len(models)
    assert found.statistic == pytest.approx(oracle.f(oracle.car, oracle.omega), rel=1e-10)
    assert (found.df1, found.df2) == (N, oracle.T - max(X.shape[1] for X in oracle.X) - N + 1)
    assert found.p == pytest.approx(stats.f.sf(found.statistic, found.df1, found.df2), rel=1e-10)
    C = np.eye(N)[1:] - np.eye(N)[0]  # other contrasts that span the same space
    equal = mvrm_equal(window=window)
    assert equal.statistic == pytest.approx(oracle.f(C @ oracle.car, C @ oracle.omega @ C.T), rel=1e-9)
    assert (equal.df1, equal.df2) == (N - 1, found.df2 + 1)


def regression(observations, last):
    """statsmodels' multivariate regression with a dummy for each session of the window."""
    T, L = observations[0].sample.size, last + 1
    rows = np.r_[observations[0].sample, observations[0].day_zero + np.arange(L)]
    X = np.column_stack([observations[0].data.X[rows], np.vstack([np.zeros((T, L)), np.eye(L)])])
    return _MultivariateOLS(np.column_stack([one.data.y[rows] for one in observations]), X).fit(), X.shape[1]


@pytest.mark.parametrize("last", [0, 2])
def test_mvrm_f_is_wilks_of_the_sum_of_the_dummies(last):
    observations = members(ONE_DESIGN, shock=0.01)
    fit, columns = regression(observations, last)
    contrast = np.r_[np.zeros(columns - last - 1), np.ones(last + 1)][None, :]
    wilks = fit.mv_test([("car", contrast)]).results["car"]["stat"].loc["Wilks' lambda"]
    found = mvrm_f(window=joint_window(members=observations, first=0, last=last))
    assert found.statistic == pytest.approx(wilks["F Value"], rel=1e-9)
    assert (found.df1, found.df2) == (wilks["Num DF"], wilks["Den DF"])
    assert found.p == pytest.approx(wilks["Pr > F"], rel=1e-8)
    apart = np.kron(np.diff(np.eye(3), axis=0), [1.0]).T
    wilks = fit.mv_test([("equal", contrast, apart)]).results["equal"]["stat"].loc["Wilks' lambda"]
    found = mvrm_equal(window=joint_window(members=observations, first=0, last=last))
    assert (found.statistic, found.df2) == pytest.approx((wilks["F Value"], wilks["Den DF"]), rel=1e-9)


@pytest.mark.parametrize(("N", "L"), [(2, 1), (2, 3), (3, 2), (3, 3), (4, 6)])
def test_wilks_f_of_every_session_is_that_of_statsmodels(N, L):
    observations = members(("market",) * N, seed=N + L)
    fit, columns = regression(observations, L - 1)
    contrast = np.hstack([np.zeros((L, columns - L)), np.eye(L)])
    wilks = fit.mv_test([("all", contrast)]).results["all"]["stat"].loc["Wilks' lambda"]
    abnormal = [one.abnormal for one in observations]
    E = np.column_stack([one.fit.residuals for one in observations])
    found = wilks_f(ar=np.column_stack([one.ar[:L] for one in abnormal]), factor=abnormal[0].factor[:L, :L],
                    products=E.T @ E, dof=58)  # fmt: skip
    assert found.statistic == pytest.approx(wilks["F Value"], rel=1e-9)
    assert (found.df1, found.df2) == pytest.approx((wilks["Num DF"], wilks["Den DF"]), rel=1e-12)


def test_wilks_f_of_one_series_is_the_f_of_its_dummies():
    one, L = members(("market",))[0], 4
    rows = np.r_[one.sample, one.day_zero + np.arange(L)]
    X = np.column_stack([one.data.X[rows], np.vstack([np.zeros((60, L)), np.eye(L)])])
    oracle = sm.OLS(one.data.y[rows], X).fit().f_test(np.hstack([np.zeros((L, 2)), np.eye(L)]))
    found = wilks_f(ar=one.abnormal.ar[:L, None], factor=one.abnormal.factor[:L, :L],
                    products=np.array([[one.fit.residuals @ one.fit.residuals]]), dof=58)  # fmt: skip
    assert (found.statistic, found.p) == pytest.approx((oracle.fvalue, float(oracle.pvalue)), rel=1e-9)
    assert (found.df1, found.df2) == (4, 58)


def test_of_one_series_f_is_the_square_of_t():
    one = members(("market",), shock=0.03)
    found, total = mvrm_f(window=joint_window(members=one, first=0, last=2)), one[0].cumulate(0, 2)
    assert found.statistic == pytest.approx((total.value / total.se) ** 2, rel=1e-11)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(total.value / total.se), 58), rel=1e-9)
    equal = mvrm_equal(window=joint_window(members=one, first=0, last=2))
    assert np.isnan(equal.statistic)


@pytest.mark.parametrize("models", [ONE_DESIGN, DESIGNS], ids=["one design", "several"])
def test_a_portfolio_is_a_weighted_sum_of_the_joint_cars(models):
    observations, w = members(models, lost=LOST[1]), np.arange(1.0, len(models) + 1)
    joint = joint_window(members=observations, first=0, last=3)
    alone = portfolio_window(members=observations, weights=w, first=0, last=3)
    assert alone.estimate == pytest.approx(w @ joint.car, rel=1e-10)
    assert alone.variance == pytest.approx(w @ joint.covariance @ w, rel=1e-10)
    assert alone.fit.dof == joint.dof


@pytest.mark.parametrize("estimator", [Estimator("ewma", lookback=40), Estimator(hac=True)])
def test_a_portfolio_is_so_for_other_estimators_too(estimator):
    observations, w = members(ONE_DESIGN, estimator=estimator), np.array([0.2, 0.3, 0.5])
    joint = joint_window(members=observations, first=0, last=1)
    alone = portfolio_window(members=observations, weights=w, first=0, last=1)
    assert alone.estimate == pytest.approx(w @ joint.car, rel=1e-10)
    assert alone.variance == pytest.approx(w @ joint.covariance @ w, rel=1e-10)


@pytest.mark.parametrize("models", [ONE_DESIGN, DESIGNS, ("mean",)], ids=["one design", "several", "one series"])
def test_distances_are_those_of_refits_without_the_session(models):
    observations = members(models, lost=LOST[1][:1])
    window, whole = joint_window(members=observations, first=0, last=0), Explicit(observations, 0, 0)
    found = left_out_distances(window=window)
    for t in range(whole.T):
        keep = [s for s in range(whole.T) if s != t]
        E, z = [], []
        for X, y in zip(whole.X, whole.Y.T, strict=True):
            b = np.linalg.lstsq(X[keep], y[keep], rcond=None)[0]
            E.append(y[keep] - X[keep] @ b)
            factor = 1 + X[t] @ np.linalg.inv(X[keep].T @ X[keep]) @ X[t]
            z.append((y[t] - X[t] @ b) / np.sqrt(factor))
        assert found[t] == pytest.approx(z @ np.linalg.solve(np.array(E) @ np.array(E).T, z), rel=1e-9)


@pytest.mark.parametrize(("T", "level"), [(60, 0.05), (60, 0.3), (9, 0.3), (9, 0.5)])
def test_rejections_in_the_sample_are_those_of_dummies_for_one_session_after_another(T, level):
    observations = members(ONE_DESIGN, T=T)
    window, whole = joint_window(members=observations, first=0, last=0), Explicit(observations, 0, 0)
    X, Y, N = whole.X[0], whole.Y, whole.Y.shape[1]
    rejected = 0
    for t in range(whole.T):
        Z = np.column_stack([X, np.arange(whole.T) == t])
        B = np.linalg.lstsq(Z, Y, rcond=None)[0]
        E, c, dof = Y - Z @ B, np.linalg.inv(Z.T @ Z)[-1, -1], whole.T - Z.shape[1]
        F = (dof - N + 1) / N * B[-1] @ np.linalg.solve(E.T @ E, B[-1]) / c
        rejected += stats.f.sf(F, N, dof - N + 1) < level
    assert rejected_in_sample(window=window, level=level) == pytest.approx(rejected / whole.T, rel=1e-12)


@pytest.mark.parametrize("models", [ONE_DESIGN, DESIGNS, ("market",)], ids=["one design", "several", "one series"])
@pytest.mark.parametrize("last", [0, 2])
def test_joint_rank_is_that_of_a_loop(models, last):
    observations = members(models, T=120, lost=((0, -20), (1, -33)), shock=0.02)
    window, whole = joint_window(members=observations, first=0, last=last), Explicit(observations, 0, last)
    D = list(left_out_distances(window=window))
    inverse = np.linalg.inv(whole.E.T @ whole.E)

    def ahead(t):
        z = []
        for one, X, y in zip(observations, whole.X, whole.Y.T, strict=True):
            b = np.linalg.lstsq(X, y, rcond=None)[0]
            x = one.data.X[t]
            z.append((one.data.y[t] - x @ b) / np.sqrt(1 + x @ np.linalg.inv(X.T @ X) @ x))
        return np.array(z) @ inverse @ np.array(z)

    zero, L = observations[0].day_zero, last + 1
    between = [t for t in range(whole.days[-1] + 1, zero) if all(one.data.usable[t] for one in observations)]
    D += [ahead(t) for t in between]
    h = {20: np.mean(D[:20])}
    for t in range(20, len(D)):
        h[t + 1] = 0.94 * h[t] + 0.06 * D[t]
    event = sum(ahead(t) for t in range(zero, zero + L)) / h[len(D)]
    reference = [sum(D[t : t + L]) / h[t] for t in range(20, whole.T - L + 1)]
    found = joint_rank(window=window).test
    assert found.statistic == pytest.approx(event, rel=1e-9)
    assert (found.p, found.m) == ((1 + sum(r >= event for r in reference)) / (len(reference) + 1), len(reference))


@pytest.mark.parametrize("N", [1, 2, 7])
def test_one_matrix_serves_many_vectors(N):
    rng = np.random.default_rng(N)
    v, e = rng.normal(size=(40, N)), rng.normal(size=(60, N))
    M = e.T @ e
    oracle = [x @ np.linalg.solve(M, x) for x in v]
    np.testing.assert_allclose(quadratic_inverse(vectors=v, matrices=M[None]), oracle, rtol=1e-11)
    singular = np.ones((N + 1, N + 1))
    assert np.isnan(quadratic_inverse(vectors=np.ones((3, N + 1)), matrices=singular[None])).all()


@pytest.mark.parametrize("shape", [(426, 240, 25), (3, 7, 20_000), (1, 400_000, 2), (50, 1, 50), (2, 0, 3)])
def test_products_are_made_in_blocks_that_wake_no_thread(monkeypatch, shape):
    m, k, n = shape
    rng = np.random.default_rng(1)
    left, right = rng.normal(size=(m, k)), rng.normal(size=(k, n))
    np.testing.assert_allclose(product(left, right), left @ right, rtol=1e-9, atol=1e-9)
    sizes, matmul = [], np.matmul

    def counted(a, b, out):
        sizes.append(a.shape[0] * b.size)
        return matmul(a, b, out=out)

    monkeypatch.setattr(np, "matmul", counted)
    product(left, right)
    assert max(sizes) <= max(1 << 18, k)


def test_the_bootstrap_of_a_tiny_case_is_its_full_enumeration():
    observations = members(("mean",), T=4, seed=3)
    window = joint_window(members=observations, first=0, last=0)
    dates = np.array(list(itertools.product(range(4), repeat=5)))
    found, e = bootstrap_statistics(window=window, dates=dates), window.residuals[:, 0]
    X = np.column_stack([np.ones(5), [0, 0, 0, 0, 1]])
    for drawn, value in zip(dates, found, strict=True):
        y = e[drawn]
        b = np.linalg.lstsq(X, y, rcond=None)[0]
        s2 = ((y - X @ b) ** 2).sum() / 3
        if s2 < 1e-20:
            assert np.isnan(value)
        else:
            assert value == pytest.approx(b[1] ** 2 / (s2 * 1.25), rel=1e-8, abs=1e-20)
    t2 = mvrm_f(window=window).statistic
    exact = np.where(np.isnan(found), np.inf, found) >= t2
    drawn = mvrm_bootstrap(window=window, draws=20000, seed=1, level=0.05)
    assert drawn.p == pytest.approx(exact.mean(), abs=4 * (exact.mean() * (1 - exact.mean()) / 20000) ** 0.5)


@pytest.mark.parametrize("models", [ONE_DESIGN, DESIGNS], ids=["one design", "several"])
@pytest.mark.parametrize("lost", LOST, ids=["complete", "gaps"])
def test_the_bootstrap_refits_the_drawn_dates(models, lost):
    observations = members(models, lost=lost)
    window, whole = joint_window(members=observations, first=0, last=2), Explicit(observations, 0, 2)
    dates = np.random.default_rng(5).integers(whole.T, size=(50, whole.T + 3))
    zero = observations[0].day_zero
    for drawn, value in zip(dates, bootstrap_statistics(window=window, dates=dates), strict=True):
        Y, ahead = whole.E[drawn[: whole.T]], whole.E[drawn[whole.T :]]
        E = np.column_stack([M @ y for M, y in zip(whole.M, Y.T, strict=True)])
        car = [sum(ahead[t - zero, i] for t in whole.window[i]) - whole.P[i] @ Y[:, i] for i in range(whole.N)]
        assert value == pytest.approx(whole.f(np.array(car), whole.covariance(E)), rel=1e-8)


def test_the_bootstrap_with_a_weighted_fit_is_that_of_its_linear_map():
    observations = members(ONE_DESIGN, estimator=Estimator("ewma", lookback=15))
    window = joint_window(members=observations, first=0, last=0)
    T, y = 60, np.eye(60)
    X = observations[0].data.X[:60]
    M = np.column_stack([fit_model(y=one, X=X, estimator=Estimator("ewma", lookback=15)).residuals for one in y])
    A = np.column_stack([fit_model(y=one, X=X, estimator=Estimator("ewma", lookback=15)).coefficients for one in y])
    weights = observations[0].data.X[70] @ A
    dates = np.random.default_rng(6).integers(T, size=(20, T + 1))
    N, dof = 3, window.dof
    for drawn, value in zip(dates, bootstrap_statistics(window=window, dates=dates), strict=True):
        Y = window.residuals[drawn[:T]]
        car = window.residuals[drawn[T]] - weights @ Y
        omega = (M @ Y).T @ (M @ Y) / np.trace(M.T @ M) * (1 + weights @ weights)
        assert value == pytest.approx((dof - N + 1) / (N * dof) * car @ np.linalg.solve(omega, car), rel=1e-8)


def test_the_bootstrap_does_not_hang_on_its_chunks(monkeypatch):
    window = joint_window(members=members(DESIGNS), first=0, last=0)
    whole = mvrm_bootstrap(window=window, draws=999, seed=4, level=0.05)
    monkeypatch.setattr("eventstudy.kernels.bootstrap._CHUNK", 5000)
    assert mvrm_bootstrap(window=window, draws=999, seed=4, level=0.05) == whole
    assert mvrm_bootstrap(window=window, draws=999, seed=5, level=0.05).p != whole.p


def test_the_critical_value_is_the_smallest_that_rejects():
    window = joint_window(members=members(ONE_DESIGN), first=0, last=0)
    found = mvrm_bootstrap(window=window, draws=199, seed=4, level=0.05)
    rng, T = np.random.default_rng(4), 60
    values = bootstrap_statistics(window=window, dates=rng.integers(T, size=(199, T + 1)))
    assert (1 + (values >= found.critical * (1 + 1e-9)).sum()) / 200 == pytest.approx(0.05)
    assert found.p == (1 + (values >= found.statistic).sum()) / 200


def test_more_series_than_sessions_have_no_statistic():
    window = joint_window(members=members(("market",) * 12, T=12), first=0, last=0)
    assert np.isnan(mvrm_f(window=window).statistic)
    assert np.isnan(joint_rank(window=window).test.p)
    assert np.isnan(mvrm_bootstrap(window=window, draws=99, seed=0, level=0.05).p)


def test_two_series_that_are_the_same_have_no_statistic():
    one = members(("market",))
    window = joint_window(members=[one[0], one[0]], first=0, last=0)
    assert np.isnan(mvrm_f(window=window).p)
    assert np.isnan(joint_rank(window=window).test.p)


def test_elimination_is_the_inverse():
    rng = np.random.default_rng(2)
    A, v = rng.normal(size=(30, 6, 6)), rng.normal(size=(30, 6))
    M = A @ A.transpose(0, 2, 1)
    expected = [one @ np.linalg.solve(matrix, one) for one, matrix in zip(v, M, strict=True)]
    np.testing.assert_allclose(quadratic_inverse(vectors=v, matrices=M), expected, rtol=1e-8)


def test_the_detectable_effect_has_a_power_of_80_per_cent():
    window = joint_window(members=members(DESIGNS), first=0, last=0)
    N, df2 = 4, 58 - 4 + 1
    critical = stats.f.isf(0.05, N, df2)
    effect = detectable_by_f(window=window, critical=critical)
    distance = effect**2 * np.linalg.inv(window.covariance).sum()
    assert stats.ncf.sf(critical, N, df2, distance) == pytest.approx(0.8, abs=1e-4)


@pytest.mark.parametrize("last", [0, 2])
def test_joint_rank_finds_its_detectable_effect_in_80_of_100(last):
    # 400 samples of normal returns, an effect of the first sample's forecast: sd of the share .02, and of h .2
    rng, T, L, reps, found = np.random.default_rng(11), 250, last + 1, 400, []
    days, there = np.datetime64("2019-01-01") + np.arange(T + L), np.ones(T + L, dtype=bool)
    for _ in range(reps):
        y = rng.normal(0, 0.01, (T + L, 3))
        X = np.ones((T + L, 1))

        def observation(values, i, X=X):
            data = ModelledSeries(f"s{i}", "mean", None, ("constant",), days, values, values, X, there, there,
                                  np.full(T + L, "", dtype=object))  # fmt: skip
            fit = fit_model(y=values[:T], X=X[:T])
            return Observation("e", data, T, np.arange(T), 0, fit,
                               abnormal_returns(fit=fit, y=values[T:], X=X[T:]), "")  # fmt: skip

        calm = joint_window(members=[observation(one, i) for i, one in enumerate(y.T)], first=0, last=last)
        effect = detectable_by_rank(window=calm, found=joint_rank(window=calm))
        y[T:] += effect / L
        moved = joint_window(members=[observation(one, i) for i, one in enumerate(y.T)], first=0, last=last)
        found.append(joint_rank(window=moved).test.p <= 0.05)
    assert np.mean(found) == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize("free", [1, 2, 3, 5])
@pytest.mark.parametrize("last", [0, 2])
def test_the_effect_that_ranks_detect_is_that_of_an_f(free, last):
    window = joint_window(members=members(ONE_DESIGN, T=free + 4), first=0, last=last)  # T - 2 - 3 + 1 are free
    L, ratio, bar = last + 1, 1.7, 9.0
    calm = JointRank(test=None, critical=bar, ratio=ratio)
    effect = detectable_by_rank(window=window, found=calm)
    if free <= 2:  # such an F has no mean
        assert np.isnan(effect)
        return
    inverse = np.linalg.inv(window.residuals.T @ window.residuals / (free + 2))
    unit = sum((1 / np.sqrt(f)) @ inverse @ (1 / np.sqrt(f)) for f in window.ar_factor)
    power = stats.ncf.sf(bar / L * free / (free - 2), 3 * L, free, (effect / L) ** 2 * unit / ratio)
    assert power == pytest.approx(0.8, abs=1e-3)  # scipy's root is found to so much where few degrees are free


def test_distances_do_not_hang_on_their_chunks(monkeypatch):
    window = joint_window(members=members(DESIGNS), first=0, last=0)
    whole = left_out_distances(window=window)
    monkeypatch.setattr(joint, "_CHUNK", 7 * 16)  # seven sessions of four series
    np.testing.assert_allclose(left_out_distances(window=window), whole, rtol=1e-12)


def test_a_level_that_all_values_reach_has_no_critical_value():
    window = joint_window(members=members(ONE_DESIGN, T=120), first=0, last=0)
    assert np.isnan(joint_rank(window=window, level=1.0).critical)


@pytest.mark.parametrize("models", [ONE_DESIGN, DESIGNS])
def test_the_path_of_a_portfolio_is_that_of_its_series(models):
    observations, weights = members(models), np.linspace(0.1, 0.4, len(models))
    window, expected = portfolio_window(members=observations, weights=weights, first=0, last=0), 0.0
    for one, weight in zip(observations, weights, strict=True):
        b = np.linalg.lstsq(one.data.X[one.sample], one.data.y[one.sample], rcond=None)[0]
        expected = expected + weight * (one.data.y - one.data.X @ b)[60:70]
    np.testing.assert_allclose(window.path, expected, rtol=1e-9)


def test_a_portfolio_without_degrees_of_freedom_has_no_error():
    window = portfolio_window(members=members(("market", "mean"), T=2), weights=np.full(2, 0.5), first=0, last=0)
    assert np.isfinite(window.estimate)
    assert np.isnan(window.variance)
    assert np.isnan(window.se)


@pytest.mark.parametrize("estimator", [Estimator("ewma", lookback=20), Estimator("dimson", lags=1)])
def test_the_null_portfolio_is_fitted_by_its_estimator(estimator):
    observations = []
    for one in members(("market", "market"), estimator=estimator):
        m = one.data.X[:, 1]
        Z = np.column_stack([np.roll(m, 1), np.roll(m, -1)])
        observations.append(replace(one, data=replace(one.data, Z=Z)))
    weights, days = np.array([0.3, 0.7]), [*range(60), 70, 71]
    found = null_window(members=observations, weights=weights, first=0, last=1).fit
    y = sum(w * one.data.y[days] for w, one in zip(weights, observations, strict=True))
    head = observations[0].data
    expected = fit_model(y=y, X=head.X[days], Z=head.Z[days], estimator=estimator)
    np.testing.assert_allclose(found.fits[0].coefficients, expected.coefficients, rtol=1e-10)
    np.testing.assert_allclose(found.residuals, expected.residuals, rtol=1e-8, atol=1e-15)


def test_a_covariance_without_degrees_of_freedom_is_not_known():
    covariance = joint_window(members=members(ONE_DESIGN, T=2), first=0, last=0).covariance
    assert covariance.shape == (3, 3)
    assert np.isnan(covariance).all()


@pytest.mark.parametrize(("draws", "place"), [(18, 0), (19, 1), (28, 1), (29, 2)])
def test_the_critical_value_of_the_bootstrap_is_the_smallest_that_rejects(draws, place):
    window = joint_window(members=members(ONE_DESIGN), first=0, last=0)
    dates = np.random.default_rng(3).integers(60, size=(draws, 60 + window.held.shape[0]))
    values = sorted(bootstrap_statistics(window=window, dates=dates), reverse=True)
    found = mvrm_bootstrap(window=window, draws=draws, seed=3, level=0.1)
    assert found.critical == pytest.approx(values[place], rel=1e-12)
    assert (1 + place + 1) / (draws + 1) > 0.1 >= (1 + place) / (draws + 1)  # p of a value just below it, and of it
    assert found.p == (1 + sum(one >= found.statistic for one in values)) / (draws + 1)


def test_the_bootstrap_of_no_statistic():
    found = mvrm_bootstrap(
        window=joint_window(members=members(ONE_DESIGN, T=2), first=0, last=0), draws=9, seed=0, level=0.1
    )
    assert np.isnan([found.statistic, found.p, found.critical]).all()
    assert (found.min_p, found.draws) == (0.1, 9)


def test_the_bootstrap_of_one_draw_and_of_none():
    window = joint_window(members=members(ONE_DESIGN, shock=0.2), first=0, last=0)
    one = mvrm_bootstrap(window=window, draws=1, seed=0, level=0.1)
    assert (one.p, one.min_p, one.critical) == (0.5, 0.5, np.inf)
    none = mvrm_bootstrap(window=window, draws=0, seed=0, level=0.1)
    assert np.isfinite(none.statistic)
    assert np.isnan([none.p, none.critical]).all()
    assert none.min_p == 1.0


@pytest.mark.parametrize(("products", "dof"), [(np.zeros((2, 2)), 9), (np.eye(2), 1)])
def test_wilks_of_a_singular_covariance_has_no_statistic(products, dof):
    found = wilks_f(ar=np.ones((1, 2)), factor=np.eye(1), products=products, dof=dof)
    assert np.isnan([found.statistic, found.p]).all()
    assert found.df1 == 2.0
