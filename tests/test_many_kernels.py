"""Each kernel against a loop written from the paper's formula, or scipy."""

from __future__ import annotations

from itertools import product
from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from eventstudy.kernels import nonparametric as ranks
from eventstudy.kernels import parametric as means
from eventstudy.kernels import signs
from eventstudy.kernels.scores import average_ranks
from eventstudy.kernels.spread import chance_beyond, chance_positive
from eventstudy.kernels.tails import tail_p, true_size

SIDES = ("two-sided", "greater", "less")
EVENT_TIME_TESTS = ("corrado", "corrado_zivney", "corrado_zivney_sign")


def gappy(seed=0, S=40, L=3, N=7, share=0.15, *, ties=False):
    rng = np.random.default_rng(seed)
    values = rng.standard_t(4, (S + L, N))
    if ties:
        values = np.round(values, 1)
    values[:S][rng.random((S, N)) < share] = np.nan
    values[5] = np.nan  # a session that nobody has
    values[S, 0] = np.nan
    return values[:S], values[S:]


def rank_of(value, column):
    held = [x for x in column if not np.isnan(x)]
    return sum(x < value for x in held) + (sum(x == value for x in held) + 1) / 2, len(held)


def corrado_by_loop(history, window, power):
    rows = np.concatenate([history, window]).tolist()
    columns = list(zip(*rows, strict=True))
    scores, tested = [], []
    for t, row in enumerate(rows):
        U = []
        for i, value in enumerate(row):
            if not np.isnan(value):
                K, n = rank_of(value, columns[i])
                U.append(K / (n + 1) - 0.5)
        if U:
            scores.append(sum(U) / len(U) ** power)
            if t >= len(history):
                tested.append(scores[-1])
    S = sqrt(sum(x * x for x in scores) / len(scores))
    return sum(tested) / (sqrt(len(tested)) * S)


def signs_by_loop(history, window):
    rows = np.concatenate([history, window]).tolist()
    medians = [float(np.median([x for x in column if not np.isnan(x)])) for column in zip(*rows, strict=True)]
    q, tested = [], []
    for t, row in enumerate(rows):
        G = [(x > m) - (x < m) for x, m in zip(row, medians, strict=True) if not np.isnan(x)]
        if G:
            q.append(sum(G) / sqrt(len(G)))
            if t >= len(history):
                tested.append(q[-1])
    return sum(tested) / (sqrt(len(tested)) * sqrt(sum(x * x for x in q) / len(q)))


def grank_by_loop(history, scar):
    """Return (t, z) of Kolari and Pynnönen (2011), written out."""
    spread = np.std(scar, ddof=1)
    rows = [*history.tolist(), [x / spread for x in scar]]
    columns, N = list(zip(*rows, strict=True)), len(scar)
    means_, counts, last = [], [], []
    for row in rows:
        U = []
        for i, value in enumerate(row):
            if not np.isnan(value):
                K, n = rank_of(value, columns[i])
                U.append(K / (n + 1) - 0.5)
        if U:
            means_.append(sum(U) / len(U))
            counts.append(len(U))
            last = U
    n = len(means_)
    S = sqrt(sum(c / N * m * m for c, m in zip(counts, means_, strict=True)) / n)
    Z = means_[-1] / S
    sizes = [sum(not np.isnan(x) for x in column) for column in columns]
    variance = sum((m - 1) / (m + 1) for m in sizes) / (12 * N**2)
    return Z * sqrt((n - 2) / (n - 1 - Z * Z)), (sum(last) / N) / sqrt(variance), n - 2


class TestRanks:
    @given(arrays(np.float64, (9, 3), elements=st.sampled_from([np.nan, -1.0, 0.0, 0.5, 2.0])))
    def test_average_ranks_are_scipys(self, values):
        expected = stats.rankdata(values, axis=0, nan_policy="omit")
        np.testing.assert_array_equal(average_ranks(values=values), expected)

    @pytest.mark.parametrize("seed", range(4))
    @pytest.mark.parametrize("ties", [False, True])
    def test_corrado_by_loop(self, seed, ties):
        history, window = gappy(seed, ties=ties)
        mean = ranks.corrado(history=history, window=window)
        root = ranks.corrado_zivney(history=history, window=window)
        assert mean.statistic == pytest.approx(corrado_by_loop(history, window, 1.0), rel=1e-12)
        assert root.statistic == pytest.approx(corrado_by_loop(history, window, 0.5), rel=1e-12)
        assert mean.statistic != pytest.approx(root.statistic, rel=1e-6)
        assert mean.n == root.n == 42  # 40 + 3 less the session that nobody has

    def test_without_gaps_the_two_are_one(self):
        values = np.random.default_rng(1).normal(size=(50, 6))
        one, two = (test(history=values[:48], window=values[48:]) for test in (ranks.corrado, ranks.corrado_zivney))
        assert one.statistic == pytest.approx(two.statistic, rel=1e-12)

    @pytest.mark.parametrize("seed", range(4))
    @pytest.mark.parametrize("ties", [False, True])
    def test_signs_by_loop(self, seed, ties):
        history, window = gappy(seed, ties=ties)
        test = ranks.corrado_zivney_sign(history=history, window=window)
        assert test.statistic == pytest.approx(signs_by_loop(history, window), rel=1e-12)

    @pytest.mark.parametrize("seed", range(4))
    @pytest.mark.parametrize("ties", [False, True])
    def test_grank_by_loop(self, seed, ties):
        history, _ = gappy(seed, ties=ties)
        scar = np.random.default_rng(seed).normal(0.4, 1.5, 7)
        if ties:
            scar = np.full(7, np.std(history[:, 0][~np.isnan(history[:, 0])]))
            scar[:3] *= -0.5
        t, z, df = grank_by_loop(history, scar)
        found = ranks.grank(history=history, scar=scar)
        assert ranks.grank_t(ranks=found).statistic == pytest.approx(t, rel=1e-11)
        assert ranks.grank_t(ranks=found).df == df
        assert ranks.grank_z(ranks=found).statistic == pytest.approx(z, rel=1e-11)

    def test_grank_t_is_the_other_form_of_its_formula(self):
        history, scar = np.random.default_rng(3).normal(size=(60, 12)), np.random.default_rng(4).normal(size=12)
        found = ranks.grank(history=history, scar=scar)
        means_, L1 = found.mean(axis=1), 60
        Z = means_[-1] / np.sqrt((means_**2).mean())
        assert ranks.grank_t(ranks=found).statistic == pytest.approx(Z * sqrt((L1 - 1) / (L1 - Z * Z)), rel=1e-12)

    def test_grank_z_has_the_variance_of_a_discrete_uniform_rank(self):
        sizes, draws, rng = np.array([5, 9, 30]), 40_000, np.random.default_rng(0)
        U = np.column_stack([rng.integers(1, n + 1, draws) / (n + 1) - 0.5 for n in sizes]).mean(axis=1)
        variance = ((sizes - 1) / (sizes + 1)).sum() / (12 * sizes.size**2)
        assert U.var() == pytest.approx(variance, rel=0.02)

    @pytest.mark.parametrize("name", EVENT_TIME_TESTS)
    def test_do_not_move_with_a_monotone_map_of_each_series(self, name):
        history, window = gappy(7)
        test = getattr(ranks, name)
        maps = [np.exp, lambda x: x**3, np.arctan, lambda x: 5 * x + 2, np.tanh, np.cbrt, lambda x: x - 9]
        mapped = [np.column_stack([f(x) for f, x in zip(maps, part.T, strict=True)]) for part in (history, window)]
        # medians of an even number lie between two values, and only their sides matter
        assert test(history=mapped[0], window=mapped[1]).statistic == pytest.approx(
            test(history=history, window=window).statistic, rel=1e-12
        )

    @pytest.mark.parametrize("name", EVENT_TIME_TESTS)
    def test_change_sign_with_the_returns(self, name):
        history, window = gappy(8)
        test = getattr(ranks, name)
        there, back = test(history=history, window=window), test(history=-history, window=-window)
        assert there.statistic == pytest.approx(-back.statistic, rel=1e-12)

    @pytest.mark.parametrize("name", EVENT_TIME_TESTS)
    def test_do_not_move_with_the_order_of_observations(self, name):
        history, window = gappy(9)
        order = np.random.default_rng(0).permutation(7)
        test = getattr(ranks, name)
        moved = test(history=history[:, order], window=window[:, order])
        assert moved.statistic == pytest.approx(test(history=history, window=window).statistic, rel=1e-12)

    def test_no_spread_gives_nan_and_no_warning(self):
        flat = np.zeros((10, 3))
        for name in EVENT_TIME_TESTS:
            assert np.isnan(getattr(ranks, name)(history=flat, window=flat[:1]).statistic)
        same = ranks.grank(history=np.random.default_rng(0).normal(size=(10, 3)), scar=np.ones(3))
        assert np.isnan(ranks.grank_t(ranks=same).statistic)
        assert np.isnan(ranks.grank_z(ranks=same).statistic)


class TestMeans:
    def test_cross_sectional_is_scipys(self):
        car = np.random.default_rng(0).normal(0.01, 0.03, 12)
        for side in SIDES:
            test, oracle = means.cross_sectional(car=car), stats.ttest_1samp(car, 0.0, alternative=side)
            assert test.statistic == pytest.approx(oracle.statistic, rel=1e-12)
            assert tail_p(statistic=test.statistic, df=test.df, alternative=side) == pytest.approx(oracle.pvalue)
        assert test.se == pytest.approx(stats.sem(car), rel=1e-12)

    def test_bmp_is_the_t_test_of_standardised_values(self):
        scar = np.random.default_rng(1).normal(0.3, 2.0, 9)
        test, oracle = means.bmp(scar=scar, se=np.full(9, 0.01)), stats.ttest_1samp(scar, 0.0)
        assert (test.statistic, test.df) == (pytest.approx(oracle.statistic, rel=1e-12), 8)

    def test_an_effect_of_one_standard_error_moves_the_statistic_by_one(self):
        rng = np.random.default_rng(2)
        se, dof = rng.uniform(0.01, 0.03, 8), np.full(8, 120.0)
        car = rng.normal(0, 1, 8) * se
        test = means.patell(scar=car / se, dof=dof, se=se)
        moved = means.patell(scar=(car + test.se) / se, dof=dof, se=se)
        assert moved.statistic - test.statistic == pytest.approx(1.0, rel=1e-12)

    def test_patell_by_loop(self):
        rng = np.random.default_rng(3)
        scar, dof = rng.normal(size=11), rng.integers(20, 200, 11).astype(float)
        Q = [d / (d - 2) for d in dof]
        expected = sum(scar) / sqrt(sum(Q))
        assert means.patell(scar=scar, dof=dof, se=np.ones(11)).statistic == pytest.approx(expected, rel=1e-12)

    def test_patell_classic_adds_the_sessions_up(self):
        sar, dof = np.random.default_rng(4).normal(size=(3, 6)), np.full(6, 98.0)
        sar[1, 2] = np.nan
        sums = [sum(x for x in column if not np.isnan(x)) / sqrt(sum(~np.isnan(column))) for column in sar.T]
        test = means.patell(scar=np.zeros(6), dof=dof, se=np.ones(6), sar=sar)
        assert test.statistic == pytest.approx(sum(sums) / sqrt(6 * 98 / 96), rel=1e-12)

    def test_patell_of_one_session_is_classic(self):
        scar, dof = np.random.default_rng(5).normal(size=6), np.full(6, 98.0)
        one, two = (means.patell(scar=scar, dof=dof, se=np.ones(6), sar=sar) for sar in (None, scar[None, :]))
        assert one.statistic == pytest.approx(two.statistic, rel=1e-12)

    def test_patell_needs_more_than_two_degrees_of_freedom(self):
        assert np.isnan(means.patell(scar=np.ones(3), dof=np.array([50.0, 2.0, 50.0]), se=np.ones(3)).statistic)

    def test_crude_dependence_by_loop(self):
        history, _ = gappy(6)
        daily = [np.mean([x for x in row if not np.isnan(x)]) for row in history if not np.isnan(row).all()]
        car = np.array([0.5, -0.2, 0.9])
        test = means.crude_dependence(residuals=history, car=car, length=4)
        assert test.statistic == pytest.approx(np.mean(car) / (2.0 * np.std(daily, ddof=1)), rel=1e-12)
        assert test.df == len(daily) - 1

    def test_no_correlation_no_adjustment(self):
        assert means.adjust_patell(correlation=0.0, N=40) == means.Adjustment(1.0, clamped=False)
        assert means.adjust_bmp(correlation=0.0, N=40) == means.Adjustment(1.0, clamped=False)

    @pytest.mark.parametrize("r", [-0.25, -0.25 - 1e-12, -0.9])
    def test_a_correlation_too_negative_is_clamped(self, r):
        assert means.adjust_patell(correlation=r, N=5) == means.Adjustment(1.0, clamped=True)
        assert means.adjust_bmp(correlation=r, N=5) == means.Adjustment(1.0, clamped=True)
        assert not means.adjust_bmp(correlation=-0.24, N=5).clamped

    def test_adjusted_bmp_of_equally_correlated_values_follows_t(self):
        rng, N, r, draws = np.random.default_rng(7), 5, 0.3, 20_000
        x = sqrt(r) * rng.normal(size=(draws, 1)) + sqrt(1 - r) * rng.normal(size=(draws, N))
        t = sqrt(N) * x.mean(axis=1) / x.std(axis=1, ddof=1) * means.adjust_bmp(correlation=r, N=N).factor
        assert stats.kstest(t, stats.t(N - 1).cdf).pvalue > 0.01

    def test_no_spread_gives_nan(self):
        assert np.isnan(means.cross_sectional(car=np.full(4, 0.1)).statistic)
        assert np.isnan(means.cross_sectional(car=np.array([0.1])).statistic)
        assert np.isnan(means.bmp(scar=np.full(4, 0.3), se=np.ones(4)).statistic)

    def test_variance_ratio_of_unchanged_variance_is_one(self):
        rng, r, N, draws = np.random.default_rng(8), 0.4, 6, 4000
        x = sqrt(r) * rng.normal(size=(draws, 1)) + sqrt(1 - r) * rng.normal(size=(draws, N))
        ratios = [means.variance_ratio(scar=row, dof=np.full(N, 1e6), correlation=r) for row in x]
        assert np.mean(ratios) == pytest.approx(1.0, abs=0.04)


class TestSigns:
    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("w", range(9))
    def test_exact_is_scipys_binomial(self, side, w):
        values = np.r_[np.ones(w), -np.ones(8 - w)]
        for share in (0.5, 0.47, 0.31):
            expected = stats.binomtest(w, 8, share, alternative=side).pvalue
            found = signs.generalized_sign(values=values, probability=share, alternative=side)
            assert found.p == pytest.approx(expected, rel=1e-10)
            assert found.exact
        assert signs.sign_test(values=values, alternative=side).p == pytest.approx(
            stats.binomtest(w, 8, 0.5, alternative=side).pvalue, rel=1e-10
        )

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("share", [0.5, 0.46])
    @pytest.mark.parametrize("n", [1, 5, 6, 19, 20, 33])
    def test_smallest_p_is_that_of_some_count(self, side, share, n):
        counts = [np.r_[np.ones(w), -np.ones(n - w)] for w in range(n + 1)]
        tests = [signs.generalized_sign(values=x, probability=share, alternative=side) for x in counts]
        assert min(test.p for test in tests) == tests[0].min_p

    def test_from_twenty_on_normal(self):
        values = np.r_[np.ones(14), -np.ones(6)]
        test = signs.sign_test(values=values, alternative="two-sided")
        assert not test.exact
        assert test.statistic == pytest.approx((14 - 10) / (sqrt(20) / 2), rel=1e-12)
        assert test.p == pytest.approx(2 * stats.norm.sf(test.statistic), rel=1e-12)

    def test_zeros_are_dropped_by_sign_and_not_positive_for_generalized(self):
        values = np.array([0.0, 0.1, 0.2, 0.3, -0.1, 0.0])
        sign = signs.sign_test(values=values, alternative="greater")
        assert (sign.n, sign.zeros, sign.p) == (4, 2, 5 / 16)
        general = signs.generalized_sign(values=values, probability=0.5, alternative="greater")
        assert (general.n, general.zeros, general.p) == (6, 2, sum(comb(6, w) for w in range(3, 7)) / 64)

    def test_nothing_to_count(self):
        for values in (np.zeros(3), np.empty(0)):
            for test in (signs.sign_test, signs.wilcoxon):
                found = test(values=values, alternative="two-sided")
                assert np.isnan(found.p)
                assert (found.min_p, found.n) == (1.0, 0)
        assert np.isnan(signs.generalized_sign(values=np.ones(3), probability=1.0, alternative="less").p)


class TestWilcoxon:
    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("n", [3, 5, 6, 12, 25])
    def test_exact_is_scipys(self, side, n):
        values = np.random.default_rng(n).normal(0.3, 1.0, n)
        found = signs.wilcoxon(values=values, alternative=side)
        assert found.p == pytest.approx(stats.wilcoxon(values, alternative=side, method="exact").pvalue, rel=1e-10)

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("seed", range(5))
    def test_exact_with_ties_is_all_assignments_of_signs(self, side, seed):
        values = np.random.default_rng(seed).integers(-3, 5, 9).astype(float)
        held = values[values != 0]
        ranked = stats.rankdata(np.abs(held))
        totals = np.array([(ranked * np.array(s)).sum() for s in product([0, 1], repeat=held.size)])
        W = ranked[held > 0].sum()
        upper, lower = (totals >= W).mean(), (totals <= W).mean()
        expected = {"greater": upper, "less": lower, "two-sided": min(1.0, 2 * min(upper, lower))}[side]
        found = signs.wilcoxon(values=values, alternative=side)
        assert found.p == pytest.approx(expected, rel=1e-12)
        assert (found.n, found.zeros) == (held.size, values.size - held.size)

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("decimals", [8, 1])
    def test_beyond_25_is_scipys_normal_form_with_its_tie_term(self, side, decimals):
        values = np.round(np.random.default_rng(1).normal(0.2, 1.0, 60), decimals)
        oracle = stats.wilcoxon(values, alternative=side, method="approx", zero_method="wilcox", correction=False)
        found = signs.wilcoxon(values=values, alternative=side)
        assert not found.exact
        assert found.p == pytest.approx(oracle.pvalue, rel=1e-10)

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("n", [4, 25, 26])
    def test_smallest_p(self, side, n):
        best = min(signs.wilcoxon(values=s * np.arange(1.0, n + 1), alternative=side).p for s in (-1, 1))
        assert signs.wilcoxon(
            values=np.arange(1.0, n + 1) * (-1.0) ** np.arange(n), alternative=side
        ).min_p == pytest.approx(best)


class TestTails:
    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("df", [4, 29, np.inf])
    def test_true_size_by_simulation(self, side, df):
        rng = np.random.default_rng(0)
        draws = (rng.normal(size=200_000) if df == np.inf else rng.standard_t(df, 200_000)) * sqrt(3.0)
        p = np.array([tail_p(statistic=x, df=df, alternative=side) for x in draws[:20_000].tolist()])
        assert (p <= 0.05).mean() == pytest.approx(
            true_size(inflation=3.0, level=0.05, alternative=side, df=df), abs=0.01
        )

    def test_true_size_without_inflation_is_the_level(self):
        for side in SIDES:
            assert true_size(inflation=1.0, level=0.05, alternative=side, df=7) == pytest.approx(0.05, rel=1e-9)
        assert true_size(inflation=0.0, level=0.05, alternative="less") == 0.0
        assert true_size(inflation=1e12, level=0.05, alternative="two-sided") == pytest.approx(1.0, abs=1e-4)

    def test_figures_of_the_literature(self):
        bmp = true_size(inflation=(1 + 49 * 0.02) / 0.98, level=0.05, alternative="two-sided")
        patell = true_size(inflation=1 + 49 * 0.02, level=0.05, alternative="two-sided")
        assert (round(100 * bmp, 1), round(100 * patell, 1)) == (16.8, 16.4)


@pytest.mark.parametrize(("a", "b", "n"), [(1.0, 0.3, 3), (2.0, 0.01, 9), (0.05, 1.0, 2), (1.0, 1e-6, 4)])
def test_chance_of_a_positive_form_is_that_of_f(a, b, n):
    weights = np.array([a, *[-b] * n])
    expected = stats.f.sf(n * b / a, 1, n)  # a z^2 > b chi2(n)
    assert chance_positive(weights=weights) == pytest.approx(expected, rel=1e-9)
    assert chance_positive(weights=-7.0 * weights) == pytest.approx(1.0 - expected, rel=1e-9)


@pytest.mark.parametrize("weights", [[], [0.0], [-1.0, 0.0]])
def test_a_form_that_is_never_positive(weights):
    assert chance_positive(weights=np.array(weights)) == 0.0


@pytest.mark.parametrize("N", [2, 5, 30, 100])
@pytest.mark.parametrize("r", [-0.005, 0.0, 0.3, 0.9])
def test_of_equal_correlations_the_adjusted_ratio_is_exactly_t(N, r):
    C = (1 - r) * np.eye(N) + r
    found = chance_beyond(correlations=C, critical=stats.t.isf(0.025, N - 1), scale=(1 - r) / (1 + (N - 1) * r))
    assert found == pytest.approx(0.05, rel=1e-8)
    plain = true_size(inflation=(1 + (N - 1) * r) / (1 - r), level=0.05, alternative="two-sided", df=N - 1)
    assert chance_beyond(correlations=C, critical=stats.t.isf(0.025, N - 1)) == pytest.approx(plain, rel=1e-8)


def test_of_unequal_correlations_it_is_what_draws_show():
    rng = np.random.default_rng(3)
    A = rng.normal(size=(6, 2)) @ rng.normal(size=(2, 6)) + rng.normal(size=(6, 6))
    C = A @ A.T / np.sqrt(np.outer(*[np.diag(A @ A.T)] * 2))
    z = rng.normal(size=(100_000, 6)) @ np.linalg.cholesky(C).T
    t = np.sqrt(6) * z.mean(axis=1) / z.std(axis=1, ddof=1)
    assert chance_beyond(correlations=C, critical=2.0, scale=0.5) == pytest.approx(
        np.mean(np.abs(t) * np.sqrt(0.5) > 2.0), abs=0.004
    )
