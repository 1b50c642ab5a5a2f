"""Resampling of many events: against enumeration, against loops, and by how often it rejects."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from eventstudy.kernels.batch.draws import (
    BLOCK,
    blocks,
    bootstrap_means,
    cluster_scores,
    date_draws,
    flipped,
    sign_flips,
)
from eventstudy.kernels.placebo import westfall_young, westfall_young_of


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
def test_few_clusters_are_enumerated(alternative):
    values, cluster = rng(1).normal(0.3, 1, (20, 3)), np.arange(20) % 7
    found = sign_flips(values=values, cluster=cluster, draws=9999, seed=0, alternative=alternative)
    sums = np.array([values[cluster == g].sum(axis=0) for g in range(7)])
    every = np.array([np.array(signs) @ sums for signs in product((1, -1), repeat=7)])
    direct = {"two-sided": np.abs, "greater": np.asarray, "less": np.negative}[alternative]
    expected = (direct(every) >= direct(sums.sum(axis=0)) - 1e-12).mean(axis=0)
    assert found.p.tolist() == expected.tolist()
    assert (found.draws, found.clusters, found.min_p) == (128, 7, (2 if alternative == "two-sided" else 1) / 128)


def test_drawn_signs_come_near_the_t_test_of_many_events():
    values = rng(2).normal(0.06, 1, (1000, 4))
    found = sign_flips(values=values, cluster=np.arange(1000), draws=9999, seed=3)
    assert found.p == pytest.approx(stats.ttest_1samp(values, 0).pvalue, abs=0.02)
    assert found.min_p == 1e-4


def test_a_mean_without_spread_has_no_p():
    found = sign_flips(values=np.zeros((30, 1)), cluster=np.arange(30), draws=99, seed=0)
    assert np.isnan(found.p).all()


def test_draws_do_not_depend_on_who_makes_which_block():
    scores = cluster_scores(values=rng(4).normal(size=(50, 2)), cluster=np.arange(50))
    long, short = (list(flipped(scores=scores, draws=draws, seed=5)) for draws in (3 * BLOCK, BLOCK + 10))
    assert np.array_equal(long[0], short[0])
    assert np.array_equal(long[1][:10], short[1])
    later = list(blocks(draws=3 * BLOCK, seed=5))[2][0].random(3)
    assert later.tolist() == np.random.default_rng([5, 2]).random(3).tolist()


def test_the_bootstrap_is_that_of_a_loop():
    values, cluster = rng(6).normal(0.2, 1, (60, 2)), np.repeat(np.arange(20), 3)
    found = bootstrap_means(values=values, cluster=cluster, draws=99, seed=7)

    def t_of(chosen, centre):
        sums = np.array([values[cluster == g].sum(axis=0) for g in chosen])
        n = np.full(len(chosen), 3)
        mean = sums.sum(axis=0) / n.sum()
        U = sums - n[:, None] * mean
        return (mean - centre) / (np.sqrt(20 / 19 * (U**2).sum(axis=0)) / n.sum())

    statistic, beaten = t_of(range(20), 0.0), np.zeros(2)
    for generator, size in blocks(draws=99, seed=7):
        for chosen in generator.integers(20, size=(size, 20)):
            beaten += np.abs(t_of(chosen, values.mean(axis=0))) >= np.abs(statistic)
    np.testing.assert_allclose(found.statistic, statistic, rtol=1e-12)
    assert found.p.tolist() == ((1 + beaten) / 100).tolist()


def test_with_a_cluster_for_each_event_t_is_the_ordinary_one():
    values = rng(8).normal(0.2, 1, (60, 2))
    found = bootstrap_means(values=values, cluster=np.arange(60), draws=9, seed=0)
    np.testing.assert_allclose(found.statistic, stats.ttest_1samp(values, 0).statistic, rtol=1e-12)


def test_clusters_by_date_hold_their_size_where_events_of_a_date_move_together():
    r, G, each = rng(9), 40, 10
    date = np.repeat(np.arange(G), each)
    rejected = np.zeros(3)
    for trial in range(300):
        values = (r.normal(0, 0.6, G)[date] + r.normal(0, 0.8, G * each))[:, None]
        told = (
            sign_flips(values=values, cluster=date, draws=199, seed=trial),
            bootstrap_means(values=values, cluster=date, draws=199, seed=trial),
            sign_flips(values=values, cluster=np.arange(G * each), draws=199, seed=trial),
        )
        rejected += [one.p[0] <= 0.05 for one in told]
    assert (rejected[:2] / 300 < 0.085).all()
    assert rejected[2] / 300 > 0.2


def test_westfall_young_in_blocks_is_that_of_the_whole():
    event, reference = rng(10).normal(1, 1, 30), rng(11).normal(size=(500, 30))
    event[3] = np.nan
    whole = westfall_young(event=event, reference=reference)
    parts = westfall_young_of(event=event, blocks=(reference[at : at + 64] for at in range(0, 500, 64)))
    assert np.array_equal(whole.step_down, parts.step_down, equal_nan=True)
    assert np.array_equal(whole.single_step, parts.single_step, equal_nan=True)
    order = [j for j in np.argsort(-event) if np.isfinite(event[j])]
    p, held = {}, 0.0
    for place, j in enumerate(order):
        above = reference[:, order[place:]].max(axis=1) >= event[j]
        held = max(held, (1 + above.sum()) / 501)
        p[j] = held
    assert {j: whole.step_down[j] for j in order} == p


def test_dates_drawn_keep_the_correlation_of_series_and_windows():
    common = rng(12).normal(size=(400, 1))
    residuals = 0.8 * common + 0.6 * rng(13).normal(size=(400, 3))
    drawn = np.concatenate(list(date_draws(residuals=residuals, lengths=np.array([1, 4]), draws=4000, seed=1)))
    assert drawn.shape == (4000, 3, 2)
    assert drawn.var(axis=0) == pytest.approx(np.ones((3, 2)), abs=0.1)
    among = np.corrcoef(drawn[:, :, 1].T)[0, 1]
    assert among == pytest.approx(np.corrcoef(residuals.T)[0, 1], abs=0.05)
    assert np.corrcoef(drawn[:, 0, 0], drawn[:, 0, 1])[0, 1] == pytest.approx(0.5, abs=0.05)
