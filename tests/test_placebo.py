"""Placebo dates, placebo series and families of tests, against loops that refit, enumerate and count."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.battery import Settings, westfall_young
from eventstudy.kernels import placebo
from eventstudy.kernels.abnormal import abnormal_returns
from eventstudy.kernels.expected import fit_linear
from eventstudy.kernels.observation import ModelledSeries, Observation
from eventstudy.kernels.placebo import null_window, permutation, placebo_spread, unit_placebo
from eventstudy.records import Window

GAP, AFTER = 10, 6


def members(models, T=80, seed=0, lost=(), flags=(), event_id="shock", shock=0.0):
    rng = np.random.default_rng(seed)
    n = T + GAP + AFTER
    days = np.datetime64("2019-01-01") + np.arange(n)
    market, common, found = rng.normal(0.0005, 0.01, n), rng.normal(size=n) * 0.006, []
    for i, model in enumerate(models):
        columns = {"market": ("constant", "m"), "mean": ("constant",), "raw": ()}[model]
        X = np.column_stack([np.ones(n), market])[:, : len(columns)]
        y = 0.001 + (0.5 + 0.3 * i) * market + common + rng.standard_t(5, n) * 0.008
        y[T + GAP] += shock
        there, words = np.ones(n, dtype=bool), np.full(n, "", dtype=object)
        for series, offset in lost:
            there[T + GAP + offset] &= series != i
        for series, offset in flags:
            words[T + GAP + offset] = "roll" if series == i else words[T + GAP + offset]
        y[~there] = np.nan
        data = ModelledSeries(f"s{i}", model, "m", columns, days, y, y, X, there, there & (words == ""), words)
        sample = np.flatnonzero(data.usable[:T])
        fit = fit_linear(y=y[sample], X=X[sample])
        abnormal = abnormal_returns(fit=fit, y=y[T + GAP - 1 :], X=X[T + GAP - 1 :])
        found.append(Observation(event_id, data, T + GAP, sample, -1, fit, abnormal, ""))
    return found


ONE_DESIGN, DESIGNS = ("market",) * 3, ("market", "mean", "raw")


@pytest.mark.parametrize("models", [ONE_DESIGN, DESIGNS, ("mean",)], ids=["one design", "several", "one series"])
@pytest.mark.parametrize("last", [0, 3])
@pytest.mark.parametrize("side", ["two-sided", "greater", "less"])
def test_permutation_is_that_of_refits_by_explicit_matrices(models, last, side):
    observations = members(models, lost=((0, -20), (len(models) - 1, -41)), shock=0.012)
    w = np.arange(1.0, len(models) + 1)
    w /= w.sum()
    days = sorted(set.intersection(*(set(one.sample.tolist()) for one in observations)))
    zero, L = observations[0].day_zero, last + 1
    rows = [*days, *range(zero, zero + L)]
    M, E = [], []
    for one in observations:
        X = one.data.X[rows]
        M.append(np.eye(len(rows)) - (X @ np.linalg.inv(X.T @ X) @ X.T if X.shape[1] else 0.0))
        E.append(M[-1] @ one.data.y[rows])

    def statistic(places):
        pick = np.zeros(len(rows))
        pick[places] = 1.0
        total = sum(wi * e[places].sum() for wi, e in zip(w, E, strict=True))
        variance = sum(
            w[i] * w[j] * (E[i] @ E[j]) / np.trace(M[i] @ M[j]) * (pick @ M[i] @ M[j] @ pick)
            for i in range(len(w))
            for j in range(len(w))
        )
        return total / np.sqrt(variance)

    sign = {"two-sided": abs, "greater": float, "less": lambda value: -float(value)}[side]
    event = statistic(list(range(len(days), len(rows))))
    reference = [
        statistic(list(range(start, start + L)))
        for start in range(len(days) - L + 1)
        if days[start + L - 1] - days[start] == L - 1
    ]
    found = permutation(window=null_window(members=observations, weights=w, first=0, last=last), alternative=side)
    assert found.statistic == pytest.approx(event, rel=1e-9)
    assert found.m == len(reference)
    assert found.p == (1 + sum(sign(one) >= sign(event) for one in reference)) / (len(reference) + 1)


def test_sessions_without_a_return_of_every_series_leave_the_permuted_window():
    lost = null_window(members=members(ONE_DESIGN, lost=((1, 1),)), weights=np.ones(3), first=0, last=2)
    assert lost.length == 2
    none = null_window(members=members(ONE_DESIGN, lost=((1, 0),)), weights=np.ones(3), first=0, last=0)
    assert none is None


@given(
    treated=st.lists(st.floats(-4, 4), min_size=1, max_size=3),
    untreated=st.lists(st.floats(-4, 4), min_size=1, max_size=7),
    side=st.sampled_from(["two-sided", "greater", "less"]),
)
def test_few_units_are_relabelled_in_every_way(treated, untreated, side):
    sign = {"two-sided": abs, "greater": float, "less": lambda value: -value}[side]
    pool, N = treated + untreated, len(treated)
    means = [sum(pool[i] for i in chosen) / N for chosen in itertools.combinations(range(len(pool)), N)]
    event = sum(treated) / N
    found = unit_placebo(treated=np.array(treated), untreated=np.array(untreated), draws=9999, seed=0, alternative=side)
    low = sum(sign(mean) >= sign(event) + 1e-9 for mean in means) / len(means)
    high = sum(sign(mean) >= sign(event) - 1e-9 for mean in means) / len(means)
    assert low - 1e-12 <= found.p <= high + 1e-12
    assert found.p >= found.min_p == 1 / len(means)


def test_one_unit_is_ranked_among_the_untreated():
    untreated = np.array([0.3, -2.0, 1.0, 2.5] * 5)
    found = unit_placebo(treated=np.array([-2.0]), untreated=untreated, draws=9999, seed=0)
    assert (found.p, found.m, found.statistic) == ((1 + 10) / 21, 20, -2.0)
    assert (
        unit_placebo(treated=np.array([-2.0]), untreated=untreated, draws=9999, seed=0, alternative="less").p == 6 / 21
    )


def test_the_same_values_in_another_order_are_a_tie():
    values = np.array([0.1, 0.2, 0.3])
    found = unit_placebo(treated=values, untreated=np.tile(values, 3), draws=9999, seed=0)
    means = [np.mean(chosen) for chosen in itertools.combinations(np.tile(values, 4), 3)]
    assert found.p == pytest.approx(sum(mean >= 0.2 - 1e-9 for mean in means) / len(means), rel=1e-12)


def test_many_subsets_are_drawn_with_a_seed(monkeypatch):
    rng = np.random.default_rng(8)
    treated, untreated = rng.normal(0.4, 1, 5), rng.normal(0, 1, 15)
    exact = unit_placebo(treated=treated, untreated=untreated, draws=20000, seed=0)
    assert exact.m == 15503
    drawn = unit_placebo(treated=treated, untreated=untreated, draws=9999, seed=1)
    assert drawn.p == pytest.approx(exact.p, abs=4 * (exact.p * (1 - exact.p) / 9999) ** 0.5)
    monkeypatch.setattr(placebo, "_CHUNK", 1000)
    assert unit_placebo(treated=treated, untreated=untreated, draws=9999, seed=1).p == drawn.p
    assert unit_placebo(treated=treated, untreated=untreated, draws=9999, seed=2).p != drawn.p


def test_spread_is_that_of_every_subset():
    untreated = np.array([0.3, -2.0, 1.0, 2.5, 0.1])
    means = [np.mean(chosen) for chosen in itertools.combinations(untreated, 3)]
    assert placebo_spread(untreated=untreated, size=3) == pytest.approx(np.sqrt(np.mean(np.square(means))), rel=1e-12)
    assert np.isnan(placebo_spread(untreated=untreated, size=5))


@given(
    event=st.lists(st.integers(0, 9), min_size=1, max_size=5),
    rows=st.integers(1, 12),
    seed=st.integers(0, 99),
)
def test_westfall_young_by_counting(event, rows, seed):
    reference = np.random.default_rng(seed).integers(0, 10, size=(rows, len(event))).astype(float)
    found = placebo.westfall_young(event=np.array(event, dtype=float), reference=reference)
    stepped, floor = {}, 0.0
    order = sorted(range(len(event)), key=lambda j: (-event[j], j))
    for place, j in enumerate(order):
        rest = order[place:]
        p = (1 + sum(max(row[i] for i in rest) >= event[j] for row in reference)) / (rows + 1)
        floor = max(floor, p)
        stepped[j] = floor
    single = [(1 + sum(max(row) >= one for row in reference)) / (rows + 1) for one in event]
    assert found.single_step.tolist() == single
    assert found.step_down.tolist() == [stepped[j] for j in range(len(event))]
    assert (found.step_down <= found.single_step).all()


def conditional(one, days, first, last):
    """The conditional statistic of one series by hand: (event, {placebo day 0: statistic})."""
    zero, L = one.day_zero, last - first + 1
    X, y = one.data.X[days], one.data.y[days]
    b, inverse = np.linalg.lstsq(X, y, rcond=None)[0], np.linalg.inv(X.T @ X)
    e = y - X @ b
    scale = e @ e / (len(days) - X.shape[1])
    u2 = [e[t] ** 2 / (1 - X[t] @ inverse @ X[t]) for t in range(len(days))]
    for t in range(days[-1] + 1, zero + first):
        if one.data.usable[t]:
            x = one.data.X[t]
            u2.append((one.data.y[t] - x @ b) ** 2 / (1 + x @ inverse @ x))
    h = {20: np.mean(u2[:20])}
    for t in range(20, len(u2)):
        h[t + 1] = 0.94 * h[t] + 0.06 * u2[t]
    window = list(range(zero + first, zero + last + 1))
    x = one.data.X[window].sum(axis=0)
    event = (one.data.y[window].sum() - x @ b) / np.sqrt((L + x @ inverse @ x) * h[len(u2)])
    reference = {}
    for start in range(20, len(days) - L + 1):
        x = X[start : start + L].sum(axis=0)
        reference[start - first] = e[start : start + L].sum() / np.sqrt((L - x @ inverse @ x) * h[start])
    assert scale > 0
    return event, reference


WINDOWS = [(0, 0), (0, 1), (-1, 1), (0, 3)]


@pytest.mark.parametrize("side", ["two-sided", "greater"])
def test_the_family_of_windows_and_series_by_hand(side):
    observations = members(("market", "mean"), T=120, lost=((0, -20), (1, -33)), flags=((1, 3),), shock=0.015)
    asked = Settings(alternative=side)
    rows = westfall_young(observations, [WINDOWS[0], Window(0, 1), *WINDOWS[2:]], asked)
    assert [(row.series, row.first, row.last) for row in rows] == [(s, *w) for s in ("s0", "s1") for w in WINDOWS]
    out = rows[-1]  # the roll of s1 on day 3
    assert out.note.startswith("s1 left out: contract roll on")
    assert np.isnan([out.statistic, out.p, out.p_adjusted]).all()
    days = sorted(set(observations[0].sample) & set(observations[1].sample))
    sign = abs if side == "two-sided" else float
    held = [conditional(one, days, *w) for one in observations for w in WINDOWS][:-1]
    dates = sorted(set.intersection(*(set(reference) for _, reference in held)))
    order = sorted(range(7), key=lambda j: -sign(held[j][0]))
    floor = 0.0
    for place, j in enumerate(order):
        maxima = [max(sign(held[i][1][t]) for i in order[place:]) for t in dates]
        p = (1 + sum(one >= sign(held[j][0]) for one in maxima)) / (len(dates) + 1)
        floor = max(floor, p)
        assert rows[j].statistic == pytest.approx(held[j][0], rel=1e-9)
        assert rows[j].p_adjusted == pytest.approx(floor, rel=1e-12)
        assert rows[j].p_single_step >= rows[j].p_adjusted
        assert (rows[j].m, rows[j].note) == (len(dates), "")
    assert len(dates) == 118 - 20 - 4


def test_the_family_of_one_is_the_conditional_test_alone():
    one = members(("market",), T=120, shock=0.02)
    row = westfall_young(one, [(0, 2)], Settings())[0]
    assert row.p == row.p_adjusted == row.p_single_step


def test_each_event_is_a_family_of_its_own():
    first, second = members(ONE_DESIGN, seed=1, T=120), members(ONE_DESIGN, seed=2, T=120, event_id="other")
    both = westfall_young([*first, *second], WINDOWS, Settings())
    assert both == [*westfall_young(first, WINDOWS, Settings()), *westfall_young(second, WINDOWS, Settings())]


def test_a_family_says_what_it_lacks():
    few = westfall_young(members(ONE_DESIGN, T=50), [(0, 3)], Settings())
    assert {row.note for row in few} == {"27 placebo dates, 40 are needed"}
    assert all(np.isnan(row.p_adjusted) and row.p > 0 for row in few)
    coarse = westfall_young(members(ONE_DESIGN, T=50), [(0, 0)], Settings(level=0.01))
    assert {row.note for row in coarse} == {"30 placebo dates cannot give a p below 0.0323"}
    short = westfall_young(members(ONE_DESIGN, T=80), [(0, 0)], Settings(min_estimation=100))
    assert {row.note for row in short} == {"only 80 estimation sessions in common, 100 are needed"}
    assert westfall_young([], WINDOWS, Settings()) == []
