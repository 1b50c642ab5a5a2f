"""What the tests of one date answer: directions, companions, joint hypotheses, untreated series, and their order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from eventstudy.battery import BATTERY, Settings, evaluate, recommended
from eventstudy.kernels.abnormal import abnormal_returns
from eventstudy.kernels.bootstrap import mvrm_bootstrap
from eventstudy.kernels.expected import fit_linear
from eventstudy.kernels.joint_window import joint_window
from eventstudy.kernels.observation import ModelledSeries, Observation

GAP, AFTER = 10, 6
JOINT = ("joint_rank", "mvrm_bootstrap", "mvrm_f", "mvrm_equal")
ONE_DATE = tuple(name for name, test in BATTERY.items() if test.setting != "many events")


def members(n, T=120, seed=0, shock=0.0, k=2, names="s", day_zero=None, louder=1.0, lost=(), weights=None):
    rng = np.random.default_rng(seed)
    size = T + GAP + AFTER
    days = np.datetime64("2019-01-01") + np.arange(size)
    X = np.column_stack([np.ones(size), rng.normal(0.0005, 0.01, size)])[:, :k]
    common = rng.normal(size=size) * 0.006
    found = []
    for i in range(n):
        y = common + rng.normal(size=size) * 0.008
        y[T - 20 :] *= louder
        y[T + GAP] += shock
        there = np.ones(size, dtype=bool)
        for series, offset in lost:
            there[T + GAP + offset] &= series != i
        y[~there] = np.nan
        data = ModelledSeries(f"{names}{i}", "m", "m", ("constant", "m")[:k], days, y, y, X, there, there,
                              np.full(size, "", dtype=object))  # fmt: skip
        sample = np.flatnonzero(there[:T])
        fit = fit_linear(y=y[sample], X=X[sample])
        zero = T + GAP if day_zero is None else day_zero
        abnormal = abnormal_returns(fit=fit, y=y[zero:], X=X[zero:])
        weight = 1.0 if weights is None else weights[i]
        found.append(Observation("shock", data, zero, sample, 0, fit, abnormal, "", weight=weight))
    return found


def asked(observations, first=0, last=0, tests=ONE_DATE, untreated=(), **options):
    found = evaluate(observations, first, last, settings=Settings(**options), tests=tests, untreated=untreated)
    return {one.test: one for one in found}


class TestDirection:
    @pytest.mark.parametrize("name", ["t", "portfolio_t"])
    def test_a_one_sided_t_has_half_the_p_and_the_same_statistic(self, name):
        one = members(1, shock=0.03)
        two, up, down = (asked(one, tests=[name], alternative=side)[name] for side in ("two-sided", "greater", "less"))
        assert two.statistic == up.statistic == down.statistic > 0
        assert up.p == pytest.approx(two.p / 2, rel=1e-10)
        assert up.p + down.p == pytest.approx(1.0, rel=1e-12)
        factor = stats.t.ppf(0.95, two.df) + stats.t.ppf(0.8, two.df)
        assert up.mde == pytest.approx(factor * up.estimate / up.statistic, rel=1e-9)

    @pytest.mark.parametrize("name", ["sq", "conditional_sq", "permutation"])
    @pytest.mark.parametrize("seed", range(5))
    def test_one_sided_ranks_add_up(self, name, seed):
        some = members(3, seed=seed)
        two, up, down = (asked(some, tests=[name], alternative=side)[name] for side in ("two-sided", "greater", "less"))
        assert up.p + down.p == pytest.approx(1 + 1 / (up.n_reference + 1), rel=1e-12)
        assert min(up.p, down.p) <= two.p
        assert two.statistic == up.statistic == down.statistic

    @pytest.mark.parametrize("name", JOINT)
    @pytest.mark.parametrize("side", ["greater", "less"])
    def test_a_joint_test_has_none(self, name, side):
        one, two = (asked(members(3), tests=[name], alternative=way)[name] for way in (side, "two-sided"))
        assert not one.valid
        assert one.note.startswith("a joint test has no direction: ask it two-sided")
        assert two.valid
        assert (one.statistic, one.p) == (two.statistic, two.p)


class TestPortfolioWeights:
    def test_given_weights_are_taken(self):
        some = members(3, weights=[1.0, 2.0, 5.0])
        window = joint_window(members=some, first=0, last=1)
        w = np.array([1, 2, 5]) / 8
        row = asked(some, 0, 1)["portfolio_t"]
        assert row.estimate == pytest.approx(w @ window.car, rel=1e-10)
        assert row.statistic == pytest.approx(w @ window.car / np.sqrt(w @ window.covariance @ w), rel=1e-10)

    def test_those_of_standardised_returns_are_an_option(self):
        some = members(3, weights=[1.0, 2.0, 5.0])
        rows = asked(some, 0, 1, portfolio="sar")
        assert rows["portfolio_t"].statistic == pytest.approx(rows["sq"].statistic, rel=1e-12)

    def test_weights_that_leave_nothing(self):
        row = asked(members(2, weights=[0.0, 0.0]))["portfolio_t"]
        assert not row.valid
        assert "weights" in row.note


class TestCompanions:
    COMPANIONS = ("t", "portfolio_t", "sq", "permutation", "mvrm_f", "mvrm_equal", "mvrm_bootstrap")

    def test_after_a_rise_of_volatility_they_say_so_and_stay_valid(self):
        rows = asked(members(1, louder=2.0)) | asked(members(3, louder=2.0), tests=self.COMPANIONS[1:])
        for name in self.COMPANIONS:
            assert rows[name].valid
            assert "a companion, not evidence: on the eve of the window the EWMA variance is" in rows[name].note
        for name in ("conditional_sq", "joint_rank"):
            assert "companion" not in rows[name].note

    def test_the_ratio_is_that_of_the_forecast(self):
        some = members(3, louder=2.0)
        e = np.mean([one.fit.residuals / np.sqrt(one.fit.sigma2) for one in some], axis=0)
        X, T = some[0].data.X, 120
        b = [one.fit.coefficients for one in some]
        s = np.sqrt([one.fit.sigma2 for one in some])
        inverse = np.linalg.inv(X[:T].T @ X[:T])
        u2 = [e[t] ** 2 / (1 - X[t] @ inverse @ X[t]) for t in range(T)]
        for t in range(T, T + GAP):
            z = np.mean([(one.data.y[t] - X[t] @ bi) / si for one, bi, si in zip(some, b, s, strict=True)])
            u2.append(z**2 / (1 + X[t] @ inverse @ X[t]))
        h = np.mean(u2[:20])
        for value in u2[20:]:
            h = 0.94 * h + 0.06 * value
        assert f"is {h / (e @ e / (T - 2)):.1f} times the sample's" in asked(some)["sq"].note

    def test_in_calm_times_they_say_nothing(self):
        assert not any("companion" in row.note for row in asked(members(3)).values())


class TestJoint:
    def test_valid_with_degrees_of_freedom_in_the_note(self):
        rows = asked(members(5), 0, 1)
        assert all(rows[name].valid for name in JOINT)
        assert (rows["mvrm_f"].df, rows["mvrm_equal"].df) == (5, 4)
        assert rows["mvrm_f"].note.startswith("5 and 114 degrees of freedom; for normal returns")
        assert rows["mvrm_equal"].note.startswith("4 and 115 degrees of freedom; for normal returns")
        assert rows["mvrm_bootstrap"].n_reference == 9999
        assert rows["mvrm_bootstrap"].min_p == 1e-4
        assert rows["joint_rank"].n_reference == 99
        assert np.isnan(rows["mvrm_f"].estimate)
        assert rows["mvrm_bootstrap"].mde == pytest.approx(rows["mvrm_f"].mde, rel=0.05)
        assert np.isnan(rows["mvrm_equal"].mde)

    def test_bootstrap_follows_seed_and_draws(self):
        some = members(3)
        a, b = (asked(some, seed=seed, draws=999)["mvrm_bootstrap"].p for seed in (0, 1))
        window = joint_window(members=some, first=0, last=0)
        assert a == mvrm_bootstrap(window=window, draws=999, seed=0, level=0.05).p
        assert a != b
        few = asked(some, draws=9)["mvrm_bootstrap"]
        assert not few.valid
        assert few.note.startswith("9 draws cannot give a p below 0.1")

    @pytest.mark.parametrize(("T", "valid"), [(35, True), (34, False)])
    def test_fewest_degrees_of_freedom(self, T, valid):
        rows = asked(members(24, T=T), tests=["mvrm_f"])  # T - 2 - 24 + 1
        assert rows["mvrm_f"].valid == valid
        assert ("degrees of freedom are left for 24 series" in rows["mvrm_f"].note) != valid
        assert np.isfinite(rows["mvrm_f"].p)

    def test_one_series(self):
        rows = asked(members(1), 0, 1)
        assert rows["mvrm_f"].statistic == pytest.approx(rows["t"].statistic ** 2, rel=1e-9)
        assert rows["mvrm_f"].mde == pytest.approx(rows["t"].mde, rel=1e-3)
        assert not rows["mvrm_equal"].valid
        assert rows["mvrm_equal"].note == "one series has no other to differ from"
        assert rows["joint_rank"].valid
        assert rows["joint_rank"].note.startswith("of one series it tests whether the day's move was large")

    def test_different_models_are_said(self):
        some = members(2, k=2) + members(2, k=1, names="x", seed=1)
        rows = asked(some)
        assert "the models differ between series, so F is an approximation" in rows["mvrm_f"].note
        assert "models differ" not in rows["joint_rank"].note
        assert rows["mvrm_f"].valid

    def test_a_window_that_not_all_series_have(self):
        rows = asked(members(3, lost=((1, 1),)), 0, 2)
        assert "over the 2 of the window's 3 days that every series has" in rows["joint_rank"].note
        assert "the window's days differ between series" in rows["mvrm_f"].note
        assert rows["joint_rank"].valid

    def test_windows_without_a_common_day(self):
        apart = [replace(members(2)[0], day_zero=130), members(2, day_zero=131)[1]]
        row = asked(apart)["joint_rank"]
        assert not row.valid
        assert row.note == "no day of the window has an abnormal return of every series"

    def test_too_many_series_for_the_bootstrap(self):
        row = asked(members(61, T=200), tests=["mvrm_bootstrap"])["mvrm_bootstrap"]
        assert not row.valid
        assert row.note == "61 series: it is for 60 at most"

    def test_a_tiny_reference(self):
        row = asked(members(2, T=40), 0, 4)["joint_rank"]
        assert not row.valid
        assert row.note == "16 reference windows, 50 are needed"


class TestFatTails:
    """F is for normal returns: where the sample's own sessions show that it is not for these, it says nothing."""

    def wild(self, n, df, seed=0, T=250):
        rng = np.random.default_rng(seed)
        found = members(n, T=T, seed=seed)
        scale = 0.01 / np.sqrt(rng.chisquare(df, found[0].data.dates.size) / df)  # wild sessions are wild for all
        for i, one in enumerate(found):
            y = scale * rng.normal(size=scale.size)
            fit = fit_linear(y=y[one.sample], X=one.data.X[one.sample])
            abnormal = abnormal_returns(fit=fit, y=y[one.day_zero :], X=one.data.X[one.day_zero :])
            found[i] = replace(one, data=replace(one.data, returns=y, y=y), fit=fit, abnormal=abnormal)
        return found

    def test_many_wild_series_are_refused(self):
        found = asked(self.wild(20, df=4), tests=JOINT, draws=99)
        for name in ("mvrm_f", "mvrm_equal"):
            assert not found[name].valid
            assert "of the sample's own sessions, each beside the others" in found[name].note
            assert found[name].p > 0
        assert found["mvrm_bootstrap"].valid
        assert found["joint_rank"].valid

    @pytest.mark.parametrize("seed", range(3))
    def test_normal_ones_are_not(self, seed):
        found = asked(self.wild(20, df=1e9, seed=seed), tests=JOINT, draws=99)
        assert all(one.valid for one in found.values())


class TestUnits:
    def test_of_one_series(self):
        one, others = members(1, shock=0.03), members(40, names="u", seed=3)
        row = asked(one, untreated=others)["unit_placebo"]
        z = [o.cumulate(0, 0).value / o.cumulate(0, 0).se for o in (*one, *others)]
        assert row.p == (1 + sum(abs(other) >= abs(z[0]) for other in z[1:])) / 41
        assert (row.n_reference, row.min_p, row.valid, row.note) == (40, 1 / 41, True, "")
        assert row.estimate == pytest.approx(one[0].cumulate(0, 0).value, rel=1e-12)
        spread = np.sqrt(np.mean(np.square(z[1:]))) * one[0].cumulate(0, 0).se
        assert row.mde == pytest.approx((stats.t.ppf(0.975, 39) + stats.t.ppf(0.8, 39)) * spread, rel=1e-9)

    def test_of_several_series(self):
        some, others = members(5, shock=0.03), members(40, names="u", seed=3)
        row = asked(some, untreated=others)["unit_placebo"]
        z = [one.cumulate(0, 0).value / one.cumulate(0, 0).se for one in some]
        assert row.statistic == pytest.approx(np.mean(z), rel=1e-12)
        assert (row.n_reference, row.valid, row.note) == (9999, True, "among 40 untreated series")
        assert row.p < 0.01
        assert asked(some, untreated=others, alternative="less")["unit_placebo"].p > 0.99

    @pytest.mark.parametrize(("M", "valid"), [(18, False), (19, True)])
    def test_fewest_untreated(self, M, valid):
        row = asked(members(2), untreated=members(M, names="u", seed=3), level=0.1)["unit_placebo"]
        assert row.valid == valid
        assert np.isfinite(row.p)

    def test_short_samples(self):
        others = members(40, names="u", seed=3)
        row = asked(members(2), untreated=others, min_estimation=130)["unit_placebo"]
        assert row.note == "no untreated series of that date, 19 are needed"
        short = []
        for one in members(2):
            sample = one.sample[-20:]
            fit = fit_linear(y=one.data.y[sample], X=one.data.X[sample])
            short.append(replace(one, sample=sample, fit=fit))
        row = asked(short, untreated=others)["unit_placebo"]
        assert not row.valid
        assert row.note.startswith("only 20 estimation sessions, 30 are needed")
        assert (
            asked(members(2), untreated=[*others, *short])["unit_placebo"].n_reference == 860
        )  # pairs of 42, less one

    def test_none_or_of_another_date_or_treated_itself(self):
        some = members(2)
        elsewhere = [replace(one, day_zero=one.day_zero - 9, event_id="other") for one in members(30, names="u")]
        for untreated in ((), elsewhere, some):
            row = asked(some, untreated=untreated)["unit_placebo"]
            assert not row.valid
            assert row.note == "no untreated series of that date, 19 are needed"


class TestEmpty:
    def test_every_test_answers_and_says_why(self):
        rows = asked([])
        assert set(rows) == set(ONE_DATE)
        assert not any(row.valid for row in rows.values())
        assert all(row.note for row in rows.values())

    def test_samples_without_a_common_session(self):
        some = members(2)
        apart = [replace(some[0], sample=np.arange(60)), replace(some[1], sample=np.arange(60, 120))]
        apart = [replace(one, fit=fit_linear(y=one.data.y[one.sample], X=one.data.X[one.sample])) for one in apart]
        rows = asked(apart)
        for name in ("portfolio_t", "sq", "conditional_sq", "permutation", *JOINT):
            assert rows[name].note.startswith("only 0 estimation sessions in common, 30 are needed"), name


class TestRecommended:
    def names(self, observations, tests=tuple(BATTERY), **options):
        found = list(asked(observations, tests=tests, **options).values())
        return [one.test for one, _ in recommended(found)], recommended(found)

    def test_on_one_date(self):
        names, found = self.names(members(5))
        assert names[:4] == ["conditional_sq", "joint_rank", "mvrm_bootstrap", "kp_bmp"]
        assert names.index("portfolio_t") < names.index("mvrm_f")
        assert all(one.valid for one, _ in found)
        assert found[0][1].startswith("the test to report; survives correlation between series, fat tails and a shift")
        assert dict(zip(names, found, strict=True))["mvrm_f"][1].startswith("survives correlation between series; not")

    def test_of_one_series(self):
        names, found = self.names(members(1))
        assert names[0] == "conditional_sq"
        assert names.index("permutation") < names.index("t")
        assert "correlation" not in " ".join(why for _, why in found)

    def test_companions_stand_last(self):
        names, found = self.names(members(5, louder=2.0))
        tail = [name for name in names if name in TestCompanions.COMPANIONS]
        assert names[-len(tail) :] == tail
        assert names[:3] == ["conditional_sq", "kp_bmp", "joint_rank"]  # a restless day: that stands a raised variance
        assert found[-1][1].startswith("a companion, not evidence")

    def test_of_many_dates(self):
        rng, many = np.random.default_rng(1), []
        for i in range(30):
            one = members(1, seed=100 + i, names=f"n{i}_", shock=0.005)[0]
            shift = np.timedelta64(int(rng.integers(1000)), "D")
            many.append(replace(one, data=replace(one.data, dates=one.data.dates + shift), event_id=f"e{i}"))
        names, _ = self.names(many)
        assert not set(names) & set(ONE_DATE)
        assert names[0] in {"kp_bmp", "grank_t", "bmp"}

    def test_every_test_of_one_date_says_what_it_survives(self):
        assert all(test.survives for test in BATTERY.values())
        assert "event_variance" not in BATTERY["conditional_sq"].survives
        assert {name for name, test in BATTERY.items() if len(test.survives) == 4} == {
            "kp_bmp", "grank_t", "corrado_zivney_sign",
        }  # fmt: skip
