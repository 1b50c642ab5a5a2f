"""Kernels at their edges: nothing, one value, no spread, and the values at which they change their way."""

from __future__ import annotations

from dataclasses import fields
from itertools import combinations
from math import inf, isnan, nan

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

from eventstudy.kernels import long_run, placebo, sample, significance, signs, slopes, two_samples
from eventstudy.kernels import parametric as means
from eventstudy.kernels.abnormal import AbnormalReturns
from eventstudy.kernels.activity import fit_memory
from eventstudy.kernels.correlation import car_correlations
from eventstudy.kernels.expected import Estimator, fit_linear, fit_model
from eventstudy.kernels.nonparametric import corrado, corrado_zivney, corrado_zivney_sign, grank, median_signs
from eventstudy.kernels.observation import (
    ModelledSeries,
    Observation,
    doubts,
    is_doubtful,
    is_no_move,
    no_moves,
    undated,
)
from eventstudy.kernels.resampling import gap_free
from eventstudy.kernels.sample import Panel
from eventstudy.kernels.spread import chance_positive
from eventstudy.kernels.tails import tail_p, true_size

SIDES = ("two-sided", "greater", "less")


def same(found, *expected):
    """Compare each field of a result: NaN is NaN, and a bool or None is nothing else."""
    held = [getattr(found, field.name) for field in fields(found)]
    assert len(held) == len(expected)
    for one, other in zip(held, expected, strict=True):
        if isinstance(other, (bool, type(None))):
            assert one is other
        else:
            assert one == pytest.approx(other, nan_ok=True, rel=1e-12)


class TestStudent:
    @pytest.mark.parametrize("se", [0.0, nan, -1.0])
    def test_no_standard_error(self, se):
        same(significance.t_test(estimate=1.0, se=se, df=5, level=0.05), nan, 5, nan, nan, nan)

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize(("df", "level"), [(7, 0.05), (60, 0.01)])
    def test_is_scipys(self, side, df, level):
        rng = np.random.default_rng(df)
        sample = rng.normal(0.3, size=df + 1)
        whole = stats.ttest_1samp(sample, 0.0, alternative=side)
        low, high = stats.ttest_1samp(sample, 0.0).confidence_interval(1.0 - level)
        se = stats.sem(sample)
        test = significance.t_test(estimate=sample.mean(), se=se, df=df, level=level, alternative=side)
        same(test, whole.statistic, df, whole.pvalue, low, high)

    @pytest.mark.parametrize(("df", "level", "apart"), [(10, 0.05, 0.003), (248, 0.05, 0.0002), (10, 0.1, 0.018)])
    def test_detectable_effect_is_near_to_the_noncentral_one(self, df, level, apart):
        exact = brentq(lambda effect: stats.nct.sf(stats.t.isf(level / 2, df), df, effect) - 0.8, 0.5, 8.0)
        for se in (1.0, 0.5):
            found = significance.minimum_detectable_effect(se=se, df=df, level=level)
            assert found / se == pytest.approx(exact, abs=apart)
            for side in ("greater", "less"):
                one = significance.minimum_detectable_effect(se=se, df=df, level=level / 2, alternative=side)
                assert one == pytest.approx(found, rel=1e-12)

    def test_tail_without_degrees_of_freedom(self):
        assert isnan(tail_p(statistic=1.0, alternative="less", df=0))
        assert isnan(tail_p(statistic=nan, alternative="less"))
        assert tail_p(statistic=2.0, alternative="greater", df=1) == pytest.approx(stats.t.sf(2.0, 1))

    @pytest.mark.parametrize("side", SIDES)
    def test_true_size_is_a_scaled_students(self, side):
        assert true_size(inflation=1.0, level=0.07, alternative=side, df=9) == pytest.approx(0.07)
        share = 0.07 / (2 if side == "two-sided" else 1)
        beyond = stats.t.sf(stats.t.isf(share, 9) / 2.0, 9) * (2 if side == "two-sided" else 1)
        assert true_size(inflation=4.0, level=0.07, alternative=side, df=9) == pytest.approx(beyond)
        assert true_size(inflation=0.0, level=0.07, alternative=side, df=9) == 0.0
        assert isnan(true_size(inflation=nan, level=0.07, alternative=side))
        assert isnan(true_size(inflation=2.0, level=0.07, alternative=side, df=0))
        assert isnan(true_size(inflation=2.0, level=2.0, alternative=side))


class TestFisher:
    @pytest.mark.parametrize(("statistic", "df1", "df2"), [(nan, 2.0, 9.0), (1.0, 0.0, 9.0), (1.0, 2.0, 0.0)])
    def test_nothing_to_test(self, statistic, df1, df2):
        same(significance.f_test(statistic=statistic, df1=df1, df2=df2), nan, df1, df2, nan)

    def test_one_degree_of_freedom_is_enough(self):
        same(significance.f_test(statistic=3.0, df1=1, df2=1), 3.0, 1, 1, stats.f.sf(3.0, 1, 1))
        assert significance.f_critical(df1=1, df2=1, level=0.1) == pytest.approx(stats.f.isf(0.1, 1, 1))
        assert isnan(significance.f_critical(df1=0, df2=1, level=0.1))
        assert isnan(significance.f_critical(df1=1, df2=0, level=0.1))

    @pytest.mark.parametrize(("df1", "df2"), [(1, 10), (3, 40), (5, 244)])
    def test_detectable_distance_has_a_power_of_four_fifths(self, df1, df2):
        critical = stats.f.isf(0.05, df1, df2)
        distance = significance.detectable_distance(df1=df1, df2=df2, critical=critical)
        assert stats.ncf.sf(critical, df1, df2, distance) == pytest.approx(0.8, abs=5e-6)  # scipy stops there

    def test_detectable_distance_of_nothing(self):
        assert significance.detectable_distance(df1=3, df2=50, critical=0.05) == 0.0  # F exceeds it in 98 of 100
        for df1, df2, critical in ((0, 50, 2.0), (3, 0, 2.0), (3, 50, nan), (3, 50, inf)):
            assert isnan(significance.detectable_distance(df1=df1, df2=df2, critical=critical))


class TestSpread:
    @pytest.mark.parametrize(("a", "b"), [(1.0, 1.0), (3.0, 1.0), (0.02, 0.5)])
    def test_two_exponentials(self, a, b):
        weights = np.array([a, -b, a, -b])  # a sum of two squares is exponential: P(a E > b F) = a / (a + b)
        assert chance_positive(weights=weights) == pytest.approx(a / (a + b), abs=1e-10)

    def test_all_of_one_sign(self):
        assert chance_positive(weights=np.array([2.0])) == 1.0
        assert chance_positive(weights=np.array([-2.0, -1.0])) == 0.0
        assert chance_positive(weights=np.array([-2.0, 1e-16])) == 0.0
        assert chance_positive(weights=np.array([])) == 0.0
        assert chance_positive(weights=np.zeros(2)) == 0.0


class TestBetas:
    @staticmethod
    def rows(q):
        m = np.convolve(np.random.default_rng(q).normal(size=90), [1.0, 0.6, 0.3], mode="valid")
        T = m.size - 2 * q
        shifted = [m[q + j : q + j + T] for j in range(-q, q + 1)]
        y = sum((1.0 + j) * row for j, row in enumerate(shifted)) + np.random.default_rng(9).normal(size=T)
        return y, shifted[q], np.column_stack(shifted[:q] + shifted[q + 1 :]), shifted

    @pytest.mark.parametrize("q", [1, 2, 3])
    def test_by_loops(self, q):
        y, x, Z, shifted = self.rows(q)
        simple = [stats.linregress(row, y).slope for row in shifted]
        rho = [1.0, *(np.corrcoef(x, shifted[q - j])[0, 1] for j in range(1, q + 1))]
        whole = 1.0 + 2.0 * sum(rho[1:])
        assert slopes.scholes_williams(y=y, x=x, Z=Z) == pytest.approx(sum(simple) / whole, rel=1e-10)
        X = np.column_stack([np.ones(y.size), *shifted])
        several = np.linalg.lstsq(X, y, rcond=None)[0][1:]
        assert slopes.dimson(y=y, x=x, Z=Z) == pytest.approx(several.sum(), rel=1e-10)
        weights = [sum(rho[abs(j - i)] for i in range(-q, q + 1) if abs(j - i) <= q) / whole for j in range(-q, q + 1)]
        assert slopes.fowler_rorke(y=y, x=x, Z=Z) == pytest.approx(several @ weights, rel=1e-10)

    def test_nothing_varies(self):
        y, x, Z, _ = self.rows(1)
        for beta in (slopes.scholes_williams, slopes.dimson, slopes.fowler_rorke):
            assert isnan(beta(y=y, x=np.ones_like(x), Z=np.ones_like(Z)))
        assert isnan(slopes.dimson(y=y, x=x, Z=np.column_stack([x, Z[:, 0]])))
        assert isnan(slopes.dimson(y=y[:3], x=x[:3], Z=Z[:3]))
        exact = slopes.dimson(y=y[:4], x=x[:4], Z=Z[:4])
        X = np.column_stack([np.ones(4), x[:4], Z[:4]])
        assert exact == pytest.approx(np.linalg.solve(X, y[:4])[1:].sum(), rel=1e-8)


class TestTwoSamples:
    def test_welch_of_little(self):
        one, two, none = np.array([3.0]), np.array([1.0, 2.0]), np.array([])
        same(two_samples.welch(one=one, two=two), 1.5, nan, nan, nan)
        same(two_samples.welch(one=two, two=one), -1.5, nan, nan, nan)
        same(two_samples.welch(one=none, two=two), nan, nan, nan, nan)
        same(two_samples.welch(one=np.ones(3), two=np.zeros(2)), 1.0, nan, nan, nan)

    def test_welch_is_scipys(self):
        one, two = np.array([3.0, 5.0]), np.array([1.0, 2.0, 2.5, 9.0])
        theirs = stats.ttest_ind(one, two, equal_var=False)
        found = two_samples.welch(one=one, two=two)
        assert (found.statistic, found.df) == pytest.approx((theirs.statistic, theirs.df))
        assert found.difference == pytest.approx(0.375)
        assert found.se == pytest.approx(found.difference / found.statistic)

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize(("n", "m", "exact"), [(20, 20, True), (20, 21, False), (1, 1, True)])
    def test_rank_sum_is_scipys(self, side, n, m, exact):
        rng = np.random.default_rng(n + m)
        one, two = rng.normal(size=n), rng.normal(size=m)
        theirs = stats.mannwhitneyu(one, two, alternative=side, method="exact" if exact else "asymptotic")
        found = two_samples.rank_sum(one=one, two=two, alternative=side)
        least = 1.0 / sum(1 for _ in combinations(range(2), 1)) if n == 1 else found.min_p
        same(
            found,
            theirs.statistic,
            theirs.pvalue,
            min(1.0, least * (1 + (side == "two-sided"))) if n == 1 else least,
            exact,
        )

    def test_rank_sum_of_nothing_and_of_ties(self):
        same(two_samples.rank_sum(one=np.array([]), two=np.ones(3)), nan, nan, 1.0, False)
        same(two_samples.rank_sum(one=np.ones(3), two=np.array([])), nan, nan, 1.0, False)
        tied = two_samples.rank_sum(one=np.array([1.0, 2.0]), two=np.array([2.0, 3.0]))
        theirs = stats.mannwhitneyu([1.0, 2.0], [2.0, 3.0], method="asymptotic")
        same(tied, theirs.statistic, theirs.pvalue, 2 / 6, False)

    @pytest.mark.parametrize("shape", [(3, 5), (4, 4), (1, 1)])
    def test_median_difference_halved_in(self, monkeypatch, shape):
        monkeypatch.setattr(two_samples, "_OUTER", 0)
        rng = np.random.default_rng(3)
        one, two = rng.normal(size=shape[0]), rng.normal(size=shape[1])
        expected = np.median([a - b for a in one for b in two])
        assert two_samples.median_difference(one=one, two=two) == pytest.approx(expected, abs=1e-14)

    def test_median_difference_of_nothing(self):
        assert isnan(two_samples.median_difference(one=np.array([]), two=np.ones(2)))


class TestSigns:
    @pytest.mark.parametrize("side", SIDES)
    def test_only_zeros(self, side):
        same(signs.wilcoxon(values=np.zeros(3), alternative=side), nan, nan, 1.0, 0, 3, True)
        same(signs.sign_test(values=np.zeros(3), alternative=side), nan, nan, 1.0, 0, 3, True)
        same(signs.generalized_sign(values=np.ones(2), probability=0.0, alternative=side), nan, nan, 1.0, 2, 0, True)

    def test_no_share_among_many(self):
        values = np.ones(signs.EXACT_BELOW)
        same(
            signs.generalized_sign(values=values, probability=1.0, alternative="less"),
            nan,
            nan,
            1.0,
            values.size,
            0,
            False,
        )

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("past", [-1, 0])
    def test_where_the_binomial_ends(self, side, past):
        n = signs.EXACT_BELOW + past
        values = np.where(np.arange(n) < 0.6 * n, 1.0, -1.0)
        w = int((values > 0).sum())
        found = signs.generalized_sign(values=values, probability=0.4, alternative=side)
        z = (w - 0.4 * n) / np.sqrt(0.24 * n)
        low, high = -0.4 * n / np.sqrt(0.24 * n), 0.6 * n / np.sqrt(0.24 * n)
        if past < 0:
            p = stats.binomtest(w, n, 0.4, alternative=side).pvalue
            least = min(stats.binomtest(k, n, 0.4, alternative=side).pvalue for k in range(n + 1))
        else:
            p = tail_p(statistic=z, alternative=side)
            least = min(tail_p(statistic=end, alternative=side) for end in (low, high))
        same(found, z, p, least, n, 0, past < 0)

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("past", [0, 1])
    def test_where_the_signed_ranks_end(self, side, past):
        n = signs.WILCOXON_EXACT + past
        values = np.random.default_rng(n).normal(0.2, size=n)
        method = "approx" if past else "exact"
        theirs = stats.wilcoxon(values, alternative=side, method=method, correction=False)
        ranks = stats.rankdata(np.abs(values))
        z = (ranks[values > 0].sum() - ranks.sum() / 2) / np.sqrt((ranks**2).sum() / 4)
        far = ranks.sum() / np.sqrt((ranks**2).sum())
        least = (2 if side == "two-sided" else 1) * 0.5**n
        if past:
            least = tail_p(statistic=-far if side == "less" else far, alternative=side)
        same(signs.wilcoxon(values=values, alternative=side), z, theirs.pvalue, least, n, 0, not past)


class TestMeans:
    def test_of_none_and_of_one(self):
        none, one = np.array([]), np.array([0.02])
        same(means.cross_sectional(car=none), nan, -1, nan)
        same(means.cross_sectional(car=one), nan, 0, nan)
        same(means.bmp(scar=none, se=none), nan, -1, nan)
        same(means.bmp(scar=one, se=one), nan, 0, nan)
        same(means.patell(scar=none, dof=none, se=none), nan, inf, nan)
        same(means.crude_dependence(residuals=np.ones((1, 2)), car=one, length=1), nan, 0, nan)
        same(means.crude_dependence(residuals=np.eye(3), car=none, length=1), nan, 2, nan)
        assert isnan(means.variance_ratio(scar=one, dof=np.array([9.0]), correlation=0.0))

    def test_no_spread(self):
        same(means.cross_sectional(car=np.full(4, 0.3)), nan, 3, nan)
        assert isnan(means.bmp(scar=np.array([1.0, 2.0]), se=np.array([0.0, 1.0])).se)
        assert isnan(means.variance_ratio(scar=np.array([1.0, 2.0]), dof=np.full(2, 9.0), correlation=1.0))
        assert means.variance_ratio(scar=np.array([1.0, 2.0]), dof=np.full(2, 4.0), correlation=0.5) == pytest.approx(
            0.5
        )

    @pytest.mark.parametrize(("dof", "Q"), [(2.0, nan), (1.0, nan), (2.5, 5.0), (3.0, 3.0)])
    def test_variance_of_t(self, dof, Q):
        found = means.patell(scar=np.array([1.0, 2.0]), dof=np.full(2, dof), se=np.array([0.5, 0.25]))
        se = np.sqrt(2 * Q) / 6.0  # a CAR of 1 in both is 2 + 4 standardised
        same(found, 3.0 / np.sqrt(2 * Q), inf, se)

    def test_adjustments_at_their_bounds(self):
        same(means.adjust_patell(correlation=-1.0, N=2), 1.0, True)
        same(means.adjust_bmp(correlation=-1.0, N=2), 1.0, True)
        same(means.adjust_patell(correlation=-0.75, N=2), 2.0, False)
        same(means.adjust_bmp(correlation=-0.75, N=2), 7.0**0.5, False)
        same(means.adjust_bmp(correlation=1.0, N=2), 0.0, False)
        test = means.MeanTest(3.0, 4, 0.5)
        same(means.adjusted(test=test, adjustment=means.Adjustment(0.5, clamped=False)), 1.5, 4, 1.0)
        same(means.adjusted(test=test, adjustment=means.Adjustment(0.0, clamped=False)), 0.0, 4, nan)


class TestRanks:
    @pytest.mark.parametrize("scar", [np.array([]), np.array([1.0]), np.full(3, 2.0)])
    def test_cumulative_days_without_a_spread(self, scar):
        history = np.arange(4.0 * scar.size).reshape(4, scar.size)
        found = grank(history=history, scar=scar)
        assert found.shape == (5, scar.size)
        assert np.isnan(found).all()

    def test_of_nothing(self):
        assert median_signs(values=np.empty((0, 2))).shape == (0, 2)
        for test in (corrado, corrado_zivney, corrado_zivney_sign):
            same(test(history=np.empty((0, 2)), window=np.empty((0, 2))), nan, inf, 0)


class TestLongRun:
    def test_little_or_no_spread(self):
        for form in ("hall", "johnson"):
            same(long_run.skewness_adjusted(values=np.array([]), form=form), nan, -1, nan, nan)
            same(long_run.skewness_adjusted(values=np.array([2.0]), form=form), nan, 0, nan, nan)
            same(long_run.skewness_adjusted(values=np.full(5, 0.1), form=form), nan, 4, nan, nan)
        assert long_run.skewness_adjusted(values=np.array([-1.0, 1.0])).statistic == 0.0

    @pytest.mark.parametrize("side", SIDES)
    def test_bootstrap_of_two_values_is_enumerated_in_the_limit(self, side):
        values = np.array([0.0, 0.0, 1.0, 2.0])
        found = long_run.bootstrapped_skewness(values=values, seed=4, draws=4000, alternative=side, share=0.5)
        assert (found.size, found.draws + found.dropped) == (2, 4000)
        assert found.dropped / 4000 == pytest.approx(6 / 16, abs=0.03)  # both of the two zeros, the 1 or the 2
        centred = values - values.mean()
        every = []
        for a in centred:
            for b in centred:
                if a != b:
                    mean, s = (a + b) / 2, abs(a - b) / np.sqrt(2)
                    every.append(np.sqrt(2) * mean / s)  # two values have no skewness
        own = long_run.skewness_adjusted(values=values, form="johnson").statistic
        below, above = (np.mean([sign * one <= sign * own for one in every]) for sign in (1, -1))
        expected = {"less": below, "greater": above}.get(side, min(1.0, 2 * min(below, above)))
        assert found.p == pytest.approx(expected, abs=0.03)
        assert found.min_p == pytest.approx((2 if side == "two-sided" else 1) / (found.draws + 1))

    @pytest.mark.parametrize("side", SIDES)
    def test_resamples_that_tie_with_the_sample_count_in_both_tails(self, side):
        values = np.array([-1.0, 1.0, -1.0, 1.0])  # two that differ have a statistic of zero
        found = long_run.bootstrapped_skewness(values=values, seed=1, draws=99, alternative=side, share=0.5)
        assert 0 < found.dropped < 99
        assert (found.statistic, found.p) == (0.0, 1.0)

    def test_bootstrap_of_one_value(self):
        same(long_run.bootstrapped_skewness(values=np.ones(1), seed=0, draws=9), nan, nan, nan, 0, 0, 2)
        same(long_run.bootstrapped_skewness(values=np.ones(12), seed=0, draws=9), nan, nan, nan, 0, 0, 3)

    def test_draws_in_parts_are_those_of_their_generator(self, monkeypatch):
        values = np.random.default_rng(1).normal(size=20)
        monkeypatch.setattr(long_run, "_CELLS", 15)  # three resamples of five at a time
        found = long_run._resampled(values, 5, 7, 8)
        rng, expected = np.random.default_rng(7), []
        for count in (3, 3, 2):
            for row in rng.integers(0, 20, size=(count, 5)):
                sample = (values - values.mean())[row]
                S, g = sample.mean() / sample.std(ddof=1), ((sample - sample.mean()) ** 3).sum() / 5
                g /= sample.std(ddof=1) ** 3
                expected.append(np.sqrt(5) * (S + g * S**2 / 3 + g / 30))
        assert found == pytest.approx(np.array(expected), rel=1e-10)
        assert long_run._resampled(values, 5, 7, 0).size == 0


class TestPlacebo:
    def test_family_by_loops(self):
        rng = np.random.default_rng(2)
        event = np.array([1.2, nan, 0.4, 2.0, 0.4])
        reference = np.round(np.abs(rng.normal(size=(60, 5))), 1)
        there = [j for j in range(5) if not isnan(event[j])]
        found = placebo.westfall_young(event=event, reference=reference)
        stepped = {}
        for place, j in enumerate(sorted(there, key=lambda j: -event[j])):
            rest = sorted(there, key=lambda j: -event[j])[place:]
            stepped[j] = max(
                [(1 + sum(max(row[i] for i in rest) >= event[j] for row in reference)) / 61, *stepped.values()]
            )
        single = {j: (1 + sum(max(row[i] for i in there) >= event[j] for row in reference)) / 61 for j in there}
        expected = [np.array([held.get(j, nan) for j in range(5)]) for held in (single, stepped)]
        np.testing.assert_allclose(found.single_step, expected[0])
        np.testing.assert_allclose(found.step_down, expected[1])
        assert found.m == 60

    def test_family_of_nothing(self):
        for event, reference in ((np.array([nan]), np.ones((3, 1))), (np.array([1.0]), np.ones((0, 1)))):
            found = placebo.westfall_young(event=event, reference=reference)
            assert np.isnan(found.single_step).all()
            assert np.isnan(found.step_down).all()
            assert found.m == reference.shape[0]

    def test_spread_by_enumeration(self):
        values = np.array([0.5, -1.0, 2.0, 0.1, 0.7])
        for size in range(1, 5):
            every = [np.mean(some) for some in combinations(values, size)]
            expected = np.sqrt(np.mean(np.square(every)))
            assert placebo.placebo_spread(untreated=values, size=size) == pytest.approx(expected)
        assert isnan(placebo.placebo_spread(untreated=values, size=5))
        assert isnan(placebo.placebo_spread(untreated=values, size=0))

    @pytest.mark.parametrize("side", SIDES)
    @pytest.mark.parametrize("draws", [56, 55])
    def test_units_one_by_one_and_drawn(self, side, draws):
        treated, untreated = np.array([1.1, -0.2, 0.9]), np.array([0.3, -0.8, 1.4, 0.2, 0.6])
        sign = {"two-sided": abs, "greater": float, "less": lambda x: -x}[side]
        every = [sign(np.mean(some)) for some in combinations([*treated, *untreated], 3)]
        event = sign(treated.mean())
        found = placebo.unit_placebo(treated=treated, untreated=untreated, draws=draws, seed=1, alternative=side)
        exact = sum(one >= event - 1e-9 for one in every) / len(every)
        assert found.m == 55
        assert found.p == pytest.approx(exact, abs=1e-12)
        drawn = placebo.unit_placebo(treated=treated, untreated=untreated, draws=54, seed=1, alternative=side)
        assert drawn.m == 54
        assert drawn.p == pytest.approx(exact, abs=0.2)


class TestFits:
    def test_as_many_sessions_as_regressors(self):
        y, X = np.array([1.0, 3.0]), np.array([[1.0, 2.0], [1.0, 4.0]])
        fit = fit_linear(y=y, X=X)
        assert fit.coefficients == pytest.approx([-1.0, 1.0])
        assert fit.residuals.tolist() == [0.0, 0.0]
        assert isnan(fit.sigma2)
        assert fit.dof == 0
        weighted = fit_model(y=y, X=X, estimator=Estimator("ewma", lookback=1))
        assert weighted.coefficients == pytest.approx([-1.0, 1.0])
        assert isnan(weighted.sigma2)
        assert weighted.dof == 0.0

    @pytest.mark.parametrize("estimator", [Estimator(), Estimator(hac=True), Estimator("ewma", lookback=3)])
    @pytest.mark.parametrize("X", [np.array([[1.0, 2.0, 3.0], [1.0, 4.0, 1.0]]), np.column_stack([np.ones(5)] * 2)])
    def test_none(self, X, estimator):
        fit = fit_model(y=np.arange(float(X.shape[0])), X=X, estimator=estimator)
        T, k = X.shape
        assert fit.dof == T - k
        assert isnan(fit.sigma2)
        shapes = {"coefficients": (k,), "residuals": (T,), "basis": (T, k), "loadings": (T, k)}
        for name, shape in (shapes | {"r_inverse": (k, k), "root": (k, k)}).items():
            held = getattr(fit, name)
            assert held.shape == shape
            assert np.isnan(held).all()

    @pytest.mark.parametrize("method", ["ols", "garch"])
    def test_portfolios_are_fitted_by_least_squares(self, method):
        assert Estimator(method, lags=1, lookback=60, hac=True).of_portfolios == Estimator()

    @pytest.mark.parametrize("method", ["ewma", "dimson"])
    def test_portfolios_are_fitted_by_other_linear_estimators(self, method):
        assert Estimator(method, lags=1, lookback=60, hac=True).of_portfolios == Estimator(method, lags=1, lookback=60)


class TestCorrelations:
    def test_levels_far_apart_cost_no_digits(self):
        rng = np.random.default_rng(5)
        shock = rng.normal(size=(50, 1)) + rng.normal(size=(50, 3))
        values = shock * 1e-3 + np.array([1e5, -1e5, 0.0])
        days, owner = np.tile(np.arange(50), 3), np.repeat(np.arange(3), 50)
        residuals = Panel(owner, days, values.T.ravel(), 3)
        windows = Panel(np.arange(3), np.full(3, 60), np.zeros(3), 3)
        expected = np.corrcoef(shock.T)
        np.testing.assert_allclose(car_correlations(residuals=residuals, windows=windows), expected, atol=1e-6)


WORDS = {
    "roll": "contract roll",
    "stale": "stale price",
    "unit": "change of unit",
    "no_move": "no market move, by the study's rule",
}
DOUBTS = {
    "gap": "return over missing sessions",
    "spike": "spike that reverts",
    "split": "price change like a split",
    "break": "break of level that stays",
    "excluded": "doubtful, by the study's rule",
}


class TestObservations:
    @staticmethod
    def observed(day_zero=0, present=(True, True, True), fit=True, flags=("roll|half_day", "", "gap")):
        n, there = len(present), np.array(present)
        y, days = np.where(there, 0.01 * np.arange(1.0, n + 1), np.nan), np.datetime64("2020-01-01") + np.arange(n)
        words = np.array(flags, dtype=object)
        data = ModelledSeries("s", "raw", None, (), days, y, y, np.empty((n, 0)), there, there, words)
        ar = np.array([nan if not 0 <= t < n else y[t] for t in range(day_zero, day_zero + 2)])
        found = fit_linear(y=np.ones(2), X=np.empty((2, 0))) if fit else None
        abnormal = AbnormalReturns(ar, np.eye(2), 1.0, 9.0)
        return Observation("e", data, day_zero, np.arange(0), 0, found, abnormal, "" if fit else "too few sessions")

    @pytest.mark.parametrize(("words", "named"), [(WORDS, no_moves), (DOUBTS, doubts)])
    def test_every_word_in_prose(self, words, named):
        for word, prose in words.items():
            whole = [("2020-01-02", f"half_day|{word}"), ("2020-01-03", f"peer_{word}|benchmark_{word}")]
            days = [
                f"{prose} on 2020-01-02",
                f"{prose} of the peer on 2020-01-03",
                f"{prose} of the benchmark on 2020-01-03",
            ]
            assert named(whole) == days
            assert [undated(day) for day in days] == [prose, f"{prose} of the peer", f"{prose} of the benchmark"]
        held = np.array([f"half_day|{word}" for word in [*words, "half_day"]], dtype=object)
        which = is_no_move if words is WORDS else is_doubtful
        assert which(held).tolist() == [True] * len(words) + [False]

    def test_flagged_days_inside_the_data(self):
        one = self.observed(day_zero=1)
        assert one.flagged(-5, 0) == [("2020-01-01", "roll|half_day")]
        assert one.flagged(0, 9) == [("2020-01-03", "gap")]
        assert one.flagged(-5, -4) == []
        assert one.flagged(-1, 1) == [("2020-01-01", "roll|half_day"), ("2020-01-03", "gap")]

    def test_why_there_is_no_car(self):
        assert self.observed(fit=False).why_missing(0, 0) == "too few sessions"
        outside = "the window runs past the data (2020-01-01 to 2020-01-03)"
        assert self.observed(day_zero=2).why_missing(0, 1) == outside
        assert self.observed().why_missing(-1, 0) == outside
        assert self.observed(day_zero=1).why_missing(-1, 1) == ""
        assert self.observed(present=(False, True, True)).why_missing(0, 1) == "no return on day 0"
        assert self.observed(present=(True, False, True)).why_missing(1, 1) == "no return in the window"

    def test_moves_of_a_window_at_the_ends_of_the_data(self):
        for day_zero, flags, expected in (
            (0, ("", "", ""), [0.01, 0.02]),
            (0, ("roll", "", ""), [nan, 0.02]),
            (-1, ("", "", ""), [nan, 0.01]),
            (2, ("", "", ""), [0.03, nan]),
            (2, ("", "", "gap"), [0.03, nan]),
        ):
            np.testing.assert_array_equal(sample._moves(self.observed(day_zero=day_zero, flags=flags)), expected)

    def test_runs_without_a_gap(self):
        assert gap_free(sessions=np.array([1, 2]), length=3).shape == (0,)
        assert gap_free(sessions=np.array([1, 2]), length=2).tolist() == [True]
        assert gap_free(sessions=np.array([1, 3, 4]), length=2).tolist() == [False, True]


class TestMemory:
    def test_least_number_of_pairs(self):
        y = np.array([2.0, 1.0, -2.0, 0.5])
        fit = fit_linear(y=y, X=np.ones((4, 1)))
        found = fit_memory(fit=fit, sample=np.arange(4))
        e = y - y.mean()
        slope = (e[:-1] @ e[1:]) / (e[:-1] @ e[:-1])
        phi = slope + (1 + 3 * slope) / 3
        same(found, phi, ((e[1:] - slope * e[:-1]) ** 2).sum() / (1 - phi**2), 1)
        small = fit_memory(fit=fit_linear(y=1e-4 * y, X=np.ones((4, 1))), sample=np.arange(4))
        same(small, found.phi, found.variance * 1e-8, 1)
        same(fit_memory(fit=fit, sample=np.array([0, 1, 2, 4])), nan, nan, 0)
        same(fit_memory(fit=fit, sample=np.array([0, 2, 4, 6])), nan, nan, 0)
        flat = fit_linear(y=np.zeros(4), X=np.ones((4, 1)))
        same(fit_memory(fit=flat, sample=np.arange(4)), nan, nan, 1)
