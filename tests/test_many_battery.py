"""The tests over many observations as the battery runs them: numbers, refusals, words."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from scipy import stats

from eventstudy.battery import BATTERY, Settings, evaluate, recommended
from eventstudy.battery.many import TESTS
from eventstudy.kernels.abnormal import abnormal_returns
from eventstudy.kernels.expected import fit_linear
from eventstudy.kernels.observation import ModelledSeries, Observation

NAMES = [test.name for test in TESTS]
PARAMETRIC = ["cross_sectional", "crude_dependence", "patell", "bmp", "kp_patell", "kp_bmp"]
INDEPENDENT = ["cross_sectional", "patell", "bmp", "grank_z", "sign", "generalized_sign", "wilcoxon"]
SETTINGS = Settings()
DAYS = np.arange("2012-01-02", "2020-01-01", dtype="datetime64[D]")


def modelled(name, y, market, days=DAYS):
    X = np.column_stack([np.ones(y.size), market])
    there = ~np.isnan(y)
    flags = np.full(y.size, "", dtype=object)
    return ModelledSeries(name, "market", "m", ("constant", "m"), days, y, y, X, there, there, flags)


def observation(data, zero, event_id, T=120, gap=10, span=(-5, 5)):
    sample = np.arange(zero - gap - T, zero - gap)
    sample = sample[data.usable[sample]]
    fit = fit_linear(y=data.y[sample], X=data.X[sample])
    window = np.arange(zero + span[0], zero + span[1] + 1)
    abnormal = abnormal_returns(fit=fit, y=data.y[window], X=data.X[window])
    return Observation(event_id, data, zero, sample, span[0], fit, abnormal, "")


def draw(N, r=0.0, *, seed=0, dates="spread", T=120, event_sd=1.0, size=0.0, missing=0.0, scale=0.01):
    """Return N observations of correlated series: on one date, on five far or near, or each on a date of its own."""
    rng = np.random.default_rng(seed)
    n = DAYS.size
    market = rng.normal(0, scale, n)
    zero = {"one": [2000] * N, "spread": [T + 20 + (i * 61) % (n - T - 40) for i in range(N)]}
    zero["few"] = [1000 + 300 * (i % 5) for i in range(N)]
    zero["near"] = [2000 + i % 5 for i in range(N)]
    shocks = np.sqrt(r) * rng.normal(size=(n, 1)) + np.sqrt(1 - r) * rng.normal(size=(n, N))
    found = []
    for i, day in enumerate(zero[dates]):
        e = scale * (1 + i % 3) * shocks[:, i]
        e[day] *= event_sd
        y = market * rng.uniform(0.5, 1.5) + e
        y[day] += size
        y[np.flatnonzero(rng.random(n) < missing)] = np.nan
        y[day - 5 : day + 6] = np.where(np.isnan(y[day - 5 : day + 6]), 0.0, y[day - 5 : day + 6])
        found.append(observation(modelled(f"s{i}", y, market), day, "shock" if dates == "one" else f"e{i}", T=T))
    return found


def outcomes(members, first=0, last=0, settings=SETTINGS, tests=NAMES):
    return {one.test: one for one in evaluate(members, first, last, settings=settings, tests=tests)}


def arrays(members, first, last):
    totals = [one.cumulate(first, last) for one in members]
    car, se = (np.array([getattr(total, name) for total in totals]) for name in ("value", "se"))
    return car, se, np.array([float(one.fit.dof) for one in members])


class TestNumbers:
    @pytest.mark.parametrize("window", [(0, 0), (-1, 4)])
    def test_parametric_by_hand(self, window):
        members = draw(12, 0.2, dates="one", seed=1)
        car, se, dof = arrays(members, *window)
        scar, N, L = car / se, 12, window[1] - window[0] + 1
        E = np.column_stack([one.fit.residuals for one in members])
        C = np.corrcoef(E.T)
        r = C[np.triu_indices(N, 1)].mean()
        bmp = stats.ttest_1samp(scar, 0.0)
        Z = scar.sum() / np.sqrt((dof / (dof - 2)).sum())
        expected = {
            "cross_sectional": stats.ttest_1samp(car, 0.0).statistic,
            "crude_dependence": car.mean() / (E.mean(axis=1).std(ddof=1) * np.sqrt(L)),
            "patell": Z,
            "bmp": bmp.statistic,
            "kp_patell": Z / np.sqrt(1 + (N - 1) * r),
            "kp_bmp": bmp.statistic * np.sqrt((1 - r) / (1 + (N - 1) * r)),
        }
        rows = outcomes(members, *window)
        for name, value in expected.items():
            assert rows[name].statistic == pytest.approx(value, rel=1e-10), name
        assert rows["bmp"].p == pytest.approx(bmp.pvalue, rel=1e-10)
        assert rows["kp_patell"].p == pytest.approx(2 * stats.norm.sf(abs(expected["kp_patell"])), rel=1e-9)
        assert rows["kp_bmp"].p == pytest.approx(2 * stats.t.sf(abs(expected["kp_bmp"]), N - 1), rel=1e-9)
        assert f"r-bar {r:.3f} over 66 of 66 pairs" in rows["kp_bmp"].note
        assert all(row.estimate == pytest.approx(car.mean(), rel=1e-12) for row in rows.values())

    def test_ranks_take_the_whole_event_window(self):
        members = draw(12, dates="one", seed=2)
        A = np.column_stack([np.r_[one.fit.residuals, one.abnormal.ar] for one in members])
        U = stats.rankdata(A, axis=0) / (A.shape[0] + 1) - 0.5
        D = U.mean(axis=1)
        expected = D[[-6, -5]].sum() / (np.sqrt(2) * np.sqrt((D**2).mean()))
        row = outcomes(members, 0, 1)["corrado"]
        assert row.statistic == pytest.approx(expected, rel=1e-12)
        assert row.p == pytest.approx(2 * stats.norm.sf(abs(expected)), rel=1e-9)

    def test_flagged_sessions_beside_the_window_are_not_ranked(self):
        members = draw(12, dates="one", seed=2)
        data = members[0].data
        flags, usable = data.flags.copy(), data.usable.copy()
        flags[2003], usable[2003] = "roll", False
        marked = [replace(members[0], data=replace(data, flags=flags, usable=usable)), *members[1:]]
        row = outcomes(marked, 0, 1)["corrado"]
        assert row.n_events == 12
        assert row.statistic != outcomes(members, 0, 1)["corrado"].statistic
        ar = members[0].abnormal.ar.copy()
        ar[8] = np.nan
        gone = [replace(members[0], abnormal=replace(members[0].abnormal, ar=ar)), *members[1:]]
        assert row.statistic == outcomes(gone, 0, 1)["corrado"].statistic

    def test_generalized_sign_counts_positive_residuals(self):
        members = draw(30, seed=3)
        share = np.mean([(one.fit.residuals > 0).mean() for one in members])
        car = arrays(members, 0, 2)[0]
        expected = ((car > 0).sum() - 30 * share) / np.sqrt(30 * share * (1 - share))
        assert outcomes(members, 0, 2)["generalized_sign"].statistic == pytest.approx(expected, rel=1e-12)

    def test_one_sided_halves_of_a_symmetric_test_sum_to_one(self):
        members = draw(30, seed=4)
        greater, less = (outcomes(members, settings=Settings(alternative=side)) for side in ("greater", "less"))
        for name in set(NAMES) - {"wilcoxon", "sign", "generalized_sign"}:
            assert greater[name].p + less[name].p == pytest.approx(1.0, rel=1e-9), name
            two = outcomes(members)[name].p
            assert two == pytest.approx(2 * min(greater[name].p, less[name].p), rel=1e-9), name

    def test_a_true_effect_is_found_by_every_valid_test(self):
        rows = outcomes(draw(30, seed=5, size=0.03))
        assert all(row.p < 0.05 for row in rows.values() if row.valid)
        assert sum(row.valid for row in rows.values()) == len(NAMES)
        less = outcomes(draw(30, seed=5, size=0.03), settings=Settings(alternative="less"))
        assert all(row.p > 0.95 for row in less.values())


class TestDetectableEffect:
    def test_of_the_cross_section(self):
        row = outcomes(draw(20, seed=6), -1, 1)["cross_sectional"]
        quantiles = stats.t.ppf([0.975, 0.8], 19).sum()
        assert row.mde == pytest.approx(quantiles * row.estimate / row.statistic, rel=1e-10)

    def test_one_sided_is_smaller(self):
        members = draw(20, seed=6)
        row, two = (outcomes(members, settings=Settings(alternative=side))["bmp"] for side in ("greater", "two-sided"))
        assert row.mde / two.mde == pytest.approx(
            stats.t.ppf([0.95, 0.8], 19).sum() / stats.t.ppf([0.975, 0.8], 19).sum()
        )

    @pytest.mark.parametrize("name", PARAMETRIC)
    def test_is_found_in_80_of_100_cases(self, name):
        effect, found = 0.0, 0
        mdes = [outcomes(draw(16, seed=s, T=60), tests=[name])[name].mde for s in range(20)]
        effect = float(np.median(mdes))
        for s in range(120):
            found += outcomes(draw(16, seed=1000 + s, T=60, size=effect), tests=[name])[name].p <= 0.05
        assert 0.66 < found / 120 < 0.94

    def test_ranks_and_signs_have_none(self):
        rows = outcomes(draw(30, seed=6))
        assert all(np.isnan(rows[name].mde) != (name in PARAMETRIC) for name in NAMES)


class TestRefusal:
    def test_of_an_empty_sample(self):
        rows = outcomes([])
        assert list(rows) == NAMES
        assert all(not row.valid and "no observation is left" in row.note for row in rows.values())

    @pytest.mark.parametrize("dates", ["one", "spread"])
    def test_of_one_observation(self, dates):
        rows = outcomes(draw(1, dates=dates))
        assert all(not row.valid and "one observation" in row.note for row in rows.values())
        assert all(np.isnan([row.statistic, row.p, row.mde]).all() for row in rows.values())
        assert {(row.estimate, row.n_estimation) for row in rows.values()} == {(rows["bmp"].estimate, 120)}

    def test_nothing_is_computed_of_one_observation(self, monkeypatch):
        monkeypatch.setattr("eventstudy.battery.many.asked.residual_panel", None)
        monkeypatch.setattr("eventstudy.battery.many.asked.event_time", None)
        assert list(outcomes(draw(1))) == NAMES

    @pytest.mark.parametrize("dates", ["one", "spread"])
    def test_two_observations_do_not_raise(self, dates):
        assert list(outcomes(draw(2, dates=dates), -5, 5)) == NAMES

    def test_no_attainable_level(self):
        rows = outcomes(draw(5))
        for name in ("sign", "wilcoxon"):
            assert not rows[name].valid
            assert "no attainable 5 % level with N=5" in rows[name].note
            assert rows[name].min_p == 0.0625
        one_sided = outcomes(draw(5), settings=Settings(alternative="less"))
        assert one_sided["sign"].min_p == 0.03125
        assert one_sided["sign"].valid
        strict = outcomes(draw(7), settings=Settings(level=0.01))
        assert "no attainable 1 % level with N=7" in strict["sign"].note

    def test_minimum_samples(self):
        rows = outcomes(draw(9))
        assert "9 observations, 10 are needed" in rows["grank_t"].note
        assert "9 observations, 10 are needed" in rows["corrado_zivney_sign"].note
        assert "9 observations, 20 are needed" in rows["grank_z"].note
        assert not any(rows[name].valid for name in ("grank_t", "grank_z", "corrado_zivney_sign"))
        assert outcomes(draw(20))["grank_z"].valid

    def test_one_date_with_correlation(self):
        rows = outcomes(draw(30, 0.3, dates="one", seed=1))
        assert {name for name in NAMES if not rows[name].valid} == set(INDEPENDENT)
        for name in INDEPENDENT:
            assert "assumes independence: with a mean correlation of 0." in rows[name].note
            assert "of true nulls at a nominal 5 %" in rows[name].note

    def test_the_size_given_is_the_analytic_one(self):
        members = draw(30, 0.3, dates="one", seed=1)
        C = np.corrcoef(np.column_stack([one.fit.residuals for one in members]).T)
        r = C[np.triu_indices(30, 1)].mean()
        patell = 2 * stats.norm.sf(stats.norm.isf(0.025) / np.sqrt(1 + 29 * r))
        z = np.random.default_rng(1).normal(size=(40_000, 30)) @ np.linalg.cholesky(C).T
        bmp = 100 * np.mean(np.abs(stats.ttest_1samp(z, 0.0, axis=1).pvalue) < 0.05)
        rows = outcomes(members)
        assert f"rejects about {100 * patell:.3g} % of" in rows["patell"].note
        said = float(rows["bmp"].note.split("rejects about ")[1].split(" %")[0])
        assert said == pytest.approx(bmp, abs=0.8)  # three errors of 40,000 draws

    @pytest.mark.parametrize("N", [2, 5, 30])
    def test_independence_is_never_assumed_on_one_date(self, N):
        rows = outcomes(draw(N, 0.0, dates="one", seed=1), settings=Settings(alternative="greater"))
        assert not any(rows[name].valid for name in INDEPENDENT)
        for name in INDEPENDENT:
            assert "assumes independence, and all observations are of one date" in rows[name].note
            assert "of true nulls at a nominal 5 %" in rows[name].note  # the figure of the correlation there is
        assert rows["kp_patell"].valid
        assert rows["kp_bmp"].valid

    def test_neighbouring_sessions_of_one_event_are_one_date(self):
        near = [replace(one, event_id="shock") for one in draw(30, dates="near", seed=1)]
        assert not outcomes(near)["patell"].valid
        assert outcomes(draw(30, seed=1))["patell"].valid

    def test_several_dates_shared_by_some(self):
        rows = outcomes(draw(60, 0.5, dates="few", seed=2))
        assert not any(rows[name].valid for name in INDEPENDENT)
        assert "windows share" in rows["kp_bmp"].note
        assert rows["kp_bmp"].valid
        assert abs(rows["kp_bmp"].statistic) < abs(rows["bmp"].statistic)

    def test_one_date_and_no_common_sessions(self):
        members = draw(6, 0.3, dates="one", seed=3, T=240)
        parts = [replace(one, sample=one.sample[20 * i : 20 * i + 40], fit=None) for i, one in enumerate(members)]
        parts = [replace(one, fit=fit_linear(y=one.data.y[one.sample], X=one.data.X[one.sample])) for one in parts]
        rows = outcomes(parts)
        for name in ("kp_patell", "kp_bmp"):
            assert not rows[name].valid
            assert "no pair of observations has 30 common estimation sessions" in rows[name].note
            assert np.isnan(rows[name].p)
        assert "no pair of observations has 30" in rows["patell"].note
        assert not rows["corrado_zivney"].valid  # no session is common to all six
        assert [row.n_estimation for row in rows.values()] == [0] * len(NAMES)

    def test_no_shared_window_leaves_the_statistic_alone(self):
        rows = outcomes(draw(30, 0.3, seed=4))
        assert rows["kp_bmp"].statistic == rows["bmp"].statistic
        assert rows["kp_patell"].statistic == rows["patell"].statistic
        assert "no two tested windows share a session: the adjustment is 1" in rows["kp_bmp"].note
        assert all(rows[name].valid for name in NAMES)

    def test_no_pair_at_all_is_said(self):
        members = draw(2, 0.3, seed=4, T=40)
        rows = outcomes(members, settings=Settings(min_estimation=20))
        assert not rows["kp_bmp"].valid
        assert "no pair" in rows["kp_bmp"].note
        assert rows["kp_bmp"].statistic == rows["bmp"].statistic

    def test_a_correlation_below_the_least_is_clamped_and_said(self):
        base = draw(2, 0.0, dates="one", seed=5)
        mirror = replace(base[0].data, series="mirror", y=-base[0].data.y)
        rows = outcomes([base[0], observation(mirror, 2000, "shock")])
        assert "at or below -1/(N-1), and was taken as 0" in rows["kp_patell"].note
        assert rows["kp_patell"].statistic == rows["patell"].statistic

    def test_event_induced_variance_is_a_sentence_beside_a_valid_test(self):
        rows = outcomes(draw(40, seed=6, event_sd=2.0))
        for name in ("patell", "kp_patell", "crude_dependence", "corrado", "corrado_zivney"):
            assert rows[name].valid
            assert "times as much as the estimation samples imply" in rows[name].note
        for name in ("bmp", "kp_bmp", "grank_t", "sign", "wilcoxon"):
            assert "imply" not in rows[name].note

    def test_a_short_sample_before_a_long_window(self):
        rows = outcomes(draw(12, seed=7, T=12), -5, 5, settings=Settings(min_estimation=10))
        assert (
            "leaves forecast errors out: for 11 sessions after 12 estimation sessions" in rows["crude_dependence"].note
        )
        assert not rows["crude_dependence"].valid
        assert all(rows[name].valid for name in ("patell", "bmp", "corrado", "corrado_zivney", "grank_t"))

    def test_too_few_estimation_sessions(self):
        rows = outcomes(draw(30, seed=8, T=60), settings=Settings(min_estimation=61))
        assert all("only 60 estimation sessions, 61 are needed" in row.note for row in rows.values())

    def test_weights_are_not_used_and_it_is_said(self):
        members = [replace(one, weight=1.0 + i) for i, one in enumerate(draw(6, seed=9))]
        assert all("weights are not used" in row.note for row in outcomes(members).values())

    def test_who_was_left_out_is_said(self):
        members = draw(12, seed=9)
        ar = np.full(11, np.nan)
        nothing = replace(members[0].abnormal, ar=ar)
        present = np.zeros_like(members[0].data.present)
        data = replace(members[0].data, present=present)
        rows = outcomes([replace(members[0], abnormal=nothing, data=data), *members[1:]])
        assert all(row.n_events == 11 and "s0 left out" in row.note for row in rows.values())


EVENT_TIME = ["crude_dependence", "corrado", "corrado_zivney", "corrado_zivney_sign", "grank_t"]


class TestNeighbouringDates:
    """Sessions counted from each day 0 hide the correlation of windows that begin on neighbouring days."""

    def test_windows_that_share_days_are_refused(self):
        found = outcomes(draw(20, 0.5, dates="near", seed=3), 0, 5)
        for name in EVENT_TIME:
            assert not found[name].valid
            assert "counts sessions from each day 0, but windows of different dates share days" in found[name].note
        assert found["kp_bmp"].valid
        assert found["kp_patell"].valid

    def test_single_sessions_share_none(self):
        found = outcomes(draw(20, 0.5, dates="near", seed=3), 0, 0)
        assert all(found[name].valid for name in EVENT_TIME)

    @pytest.mark.parametrize("dates", ["one", "few", "spread"])
    def test_one_date_and_dates_far_apart_stay(self, dates):
        found = outcomes(draw(20, 0.5, dates=dates, seed=3), 0, 5)
        assert not any("counts sessions" in found[name].note for name in EVENT_TIME)
        assert all(found[name].valid for name in EVENT_TIME)

    def test_without_correlation_they_stay(self):
        found = outcomes(draw(20, 0.0, dates="near", seed=3), 0, 5)
        assert all(found[name].valid for name in EVENT_TIME)

    def test_sizes(self):
        """By 300 draws of another seed, at a correlation of .3: 33, 26 and 26 per cent for these, 4 for kp_bmp."""
        draws, asked = 60, ["grank_t", "corrado", "crude_dependence", "kp_bmp"]
        found = [outcomes(draw(20, 0.3, dates="near", seed=s, T=60), 0, 5, tests=asked) for s in range(draws)]
        rate = {name: np.mean([one[name].p <= 0.05 for one in found]) for name in asked}
        assert min(rate[name] for name in asked[:3]) > 0.12
        assert rate["kp_bmp"] < 0.05 + 3.2 * np.sqrt(0.05 * 0.95 / draws)


def two_groups(N, r, seed, T=120, far=0.0):
    """Return N observations of one date in two groups, correlated by r within, and by `far` between."""
    rng = np.random.default_rng(seed)
    group = np.arange(N) < N // 2
    C = np.where(group[:, None] == group, r, far)
    np.fill_diagonal(C, 1.0)
    n = T + 20
    y = 0.01 * rng.normal(size=(n, N)) @ np.linalg.cholesky(C).T
    market, days = rng.normal(0, 0.01, n), DAYS[:n]
    return [
        observation(modelled(f"s{i}", one, market, days), T + 12, "shock", T=T, span=(0, 0))
        for i, one in enumerate(y.T)
    ]


class TestUnequalPairs:
    """The spread of CARs that are correlated in groups is less sure than that of equally correlated ones."""

    def test_groups_are_refused_where_the_size_is_too_large(self):
        found = outcomes(two_groups(10, 0.8, seed=1))
        for name in ("kp_bmp", "grank_t"):
            assert not found[name].valid
            assert "with 10 observations whose pairs are correlated as these are it rejects" in found[name].note
        assert found["kp_patell"].valid

    def test_equal_pairs_stay(self):
        found = outcomes(draw(12, 0.5, dates="one", seed=2))
        assert found["kp_bmp"].valid
        assert "whose pairs" not in found["kp_bmp"].note

    def test_somewhat_unequal_pairs_are_spoken_of(self):
        found = outcomes(two_groups(6, 0.7, seed=1))["kp_bmp"]
        assert found.valid
        said = found.note.split("; ")[-1]
        assert said.startswith("with 6 observations whose pairs are correlated as these are it rejects about")
        assert recommended([found])[0][1].endswith(f"; {said}")

    def test_sizes(self):
        """By 1,500 draws of 250 sessions: 13 per cent for kp_bmp, 17 for grank_t; the words of the refusal say so."""
        draws, asked = 150, ["kp_bmp", "grank_t", "kp_patell"]
        found = [outcomes(two_groups(10, 0.8, seed=s, T=60), tests=asked) for s in range(draws)]
        rate = {name: np.mean([one[name].p <= 0.05 for one in found]) for name in asked}
        assert rate["kp_bmp"] == pytest.approx(0.13, abs=0.08)
        assert rate["grank_t"] == pytest.approx(0.17, abs=0.09)
        assert rate["kp_patell"] < 0.05 + 3.2 * np.sqrt(0.05 * 0.95 / draws)
        said = [float(one["kp_bmp"].note.split("rejects about ")[1].split(" %")[0]) for one in found]
        assert np.mean(said) == pytest.approx(11.0, abs=2.0)  # what pairs correlated .8 and 0 give exactly


class TestOneDateUnequalSamples:
    def test_only_sessions_of_all_are_taken(self):
        members = draw(12, 0.3, dates="one", seed=1, missing=0.05)
        rows = outcomes(members)
        common = set.intersection(*(set(one.sample.tolist()) for one in members))
        for name in ("grank_t", "corrado_zivney_sign"):
            assert f"over the {len(common)} sessions with a return of all 12 observations" in rows[name].note
            assert rows[name].valid
        assert rows["grank_t"].df == len(common) + 1 - 2
        assert "sessions with a return of all" in rows["corrado_zivney"].note
        assert rows["grank_t"].n_estimation == len(common)

    def test_too_few_of_them_is_a_reason(self):
        rows = outcomes(draw(12, 0.3, dates="one", seed=1, missing=0.3))
        for name in ("grank_t", "corrado_zivney_sign", "corrado_zivney"):
            assert not rows[name].valid
            assert "on one date it takes sessions with a return of every observation" in rows[name].note

    def test_on_several_dates_gaps_stay(self):
        rows = outcomes(draw(12, seed=1, missing=0.05))
        assert rows["grank_t"].df == 120 + 1 - 2
        assert rows["grank_t"].valid
        assert "observations in the mean of a session" in rows["crude_dependence"].note


class TestInvariants:
    @pytest.mark.parametrize("dates", ["one", "spread"])
    def test_order_of_observations(self, dates):
        members = draw(21, 0.2, dates=dates, seed=11, missing=0.02)
        moved = [members[i] for i in np.random.default_rng(0).permutation(21)]
        for one, two in zip(outcomes(members, -1, 1).values(), outcomes(moved, -1, 1).values(), strict=True):
            assert one.statistic == pytest.approx(two.statistic, rel=1e-10), one.test
            assert one.p == pytest.approx(two.p, rel=1e-9), one.test
            assert (one.valid, one.note) == (two.valid, two.note)

    def test_scale_of_returns(self):
        one, two = (outcomes(draw(21, 0.1, seed=12, scale=scale), -1, 1) for scale in (0.01, 1.0))
        for name in NAMES:
            assert one[name].statistic == pytest.approx(two[name].statistic, rel=1e-9), name
            assert one[name].estimate == pytest.approx(two[name].estimate / 100, rel=1e-9)

    def test_the_sign_of_returns(self):
        members = draw(21, 0.1, seed=13)
        mirrored = [
            observation(replace(one.data, y=-one.data.y, returns=-one.data.y), one.day_zero, one.event_id)
            for one in members
        ]
        here, there = (
            outcomes(members, settings=Settings(alternative="greater")),
            outcomes(mirrored, settings=Settings(alternative="less")),
        )
        for name in NAMES:
            assert here[name].statistic == pytest.approx(-there[name].statistic, rel=1e-9), name
            assert here[name].p == pytest.approx(there[name].p, rel=1e-9), name

    def test_asked_twice_and_in_any_order(self):
        first, second = draw(12, seed=14), draw(12, seed=15)
        alone = outcomes(first, 0, 1)
        outcomes(second, 0, 1)
        assert repr(outcomes(first, 0, 1)) == repr(alone)  # NaN equals itself in print only
        assert outcomes(first, 0, 0)["bmp"].statistic != alone["bmp"].statistic

    def test_thousands_are_quick_enough(self):
        rows = outcomes(draw(1000, T=60))
        assert all(row.n_events == 1000 for row in rows.values())


def test_every_test_is_described():
    for test in TESTS:
        assert BATTERY[test.name].run is test.run
        assert test.setting == "many events"
        assert all([test.null, test.assumptions, test.use, test.reference])
        assert not test.primary


def test_every_kernel_is_there():
    for test in TESTS:
        module, name = test.kernel.rsplit(".", 1)
        assert callable(getattr(import_module(module), name))
