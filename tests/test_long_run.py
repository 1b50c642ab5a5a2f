"""Skewed samples and calendar-time portfolios."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from eventstudy.battery import Settings, evaluate
from eventstudy.kernels.long_run import bootstrapped_skewness, calendar_time, skewness_adjusted
from eventstudy.kernels.sample import Panel
from eventstudy.kernels.tails import tail_p
from eventstudy.study import run_study

WITH = Settings()


class TestSkewnessAdjusted:
    def test_against_a_loop(self):
        x = np.random.default_rng(0).exponential(size=30) - 0.8
        n, mean, s = 30, sum(x) / 30, np.sqrt(sum((v - sum(x) / 30) ** 2 for v in x) / 29)
        g, S = sum((v - mean) ** 3 for v in x) / (n * s**3), mean / s
        johnson = np.sqrt(n) * (S + g * S * S / 3 + g / (6 * n))
        T = np.sqrt(n) * S
        hall = T + g * (T * T / 3 + 1 / 6) / np.sqrt(n) + g * g * T**3 / (27 * n)
        for form, value in (("johnson", johnson), ("hall", hall)):
            test = skewness_adjusted(values=x, form=form)
            assert (test.statistic, test.skewness, test.se) == pytest.approx((value, g, s / np.sqrt(n)), rel=1e-12)
            assert test.df == 29

    def test_without_skewness_it_is_t(self):
        x = np.array([-1.0, 0.0, 1.0, 2.0, 3.0])
        for form in ("hall", "johnson"):
            assert skewness_adjusted(values=x, form=form).statistic == pytest.approx(stats.ttest_1samp(x, 0).statistic)

    def test_halls_rises_with_the_mean_where_johnsons_turns_back(self):
        x = np.random.default_rng(1).exponential(size=25)
        means = np.linspace(-6, 3, 60)
        hall, johnson = (
            np.array([skewness_adjusted(values=x + m, form=form).statistic for m in means])
            for form in ("hall", "johnson")
        )
        assert (np.diff(hall) > 0).all()
        assert not (np.diff(johnson) > 0).all()

    @pytest.mark.parametrize("x", [[], [1.0], [2.0, 2.0, 2.0]])
    def test_no_spread_no_statistic(self, x):
        assert np.isnan(skewness_adjusted(values=np.array(x)).statistic)
        assert np.isnan(bootstrapped_skewness(values=np.array(x), seed=0, draws=9).p)

    def test_size_of_exponential_samples(self):
        """Size at n = 20 (20,000 draws): t 8.0, Johnson 5.2, Hall 5.6 per cent, two-sided 5."""
        rng, draws = np.random.default_rng(4), 3000
        rejected = dict.fromkeys(("t", "hall", "johnson"), 0)
        for _ in range(draws):
            x = rng.exponential(size=20) - 1.0
            for form in ("hall", "johnson"):
                test = skewness_adjusted(values=x, form=form)
                rejected[form] += tail_p(statistic=test.statistic, df=19, alternative="two-sided") <= 0.05
            t = x.mean() / test.se
            rejected["t"] += tail_p(statistic=t, df=19, alternative="two-sided") <= 0.05
        sizes = {name: 100 * count / draws for name, count in rejected.items()}
        assert sizes == pytest.approx({"t": 8.0, "hall": 5.6, "johnson": 5.2}, abs=1.4)


class TestBootstrap:
    @pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
    def test_against_a_loop(self, alternative):
        x, draws = np.random.default_rng(3).normal(0.4, 1, 8), 200
        x[:4] = np.round(x[:4])
        found = bootstrapped_skewness(values=x, seed=11, draws=draws, alternative=alternative)
        rng, reference = np.random.default_rng(11), []
        centred = x - x.mean()
        for row in rng.integers(0, 8, size=(draws, 2)):
            sample = centred[row]
            s = np.std(sample, ddof=1)
            if s > 1e-12:
                g, S = np.mean((sample - sample.mean()) ** 3) / s**3, sample.mean() / s
                reference.append(np.sqrt(2) * (S + g * S**2 / 3 + g / 12))
        T = skewness_adjusted(values=x, form="johnson").statistic
        below, above = (1 + sum(r <= T for r in reference)), (1 + sum(r >= T for r in reference))
        count = {"two-sided": 2 * min(below, above), "greater": above, "less": below}[alternative]
        assert found.p == pytest.approx(min(count / (len(reference) + 1), 1.0))
        assert (found.draws, found.dropped) == (len(reference), draws - len(reference))
        assert found.dropped > 0
        assert found.statistic == T

    def test_the_seed_decides_and_nothing_else(self):
        x = np.random.default_rng(3).normal(size=40)
        one, two, three = (bootstrapped_skewness(values=x, seed=seed, draws=499) for seed in (1, 1, 2))
        assert one == two
        assert one.p != three.p

    def test_size_of_log_normal_samples(self):
        """Size at n = 50, resamples of n/4: 4.0 per cent (3,000 draws, B = 499)."""
        rng, draws, rejected = np.random.default_rng(8), 600, 0
        mean = np.exp(0.32)
        for i in range(draws):
            x = np.exp(rng.normal(0, 0.8, 50)) - mean
            rejected += bootstrapped_skewness(values=x, seed=i, draws=499).p <= 0.05
        assert 100 * rejected / draws == pytest.approx(4.0, abs=2.4)


class TestCalendarTime:
    @staticmethod
    def panel(rng, events=25, held=6, days=60):
        start = rng.integers(0, days - held, events)
        owner = np.repeat(np.arange(events), held)
        day = (start[:, None] + np.arange(held)).ravel()
        return Panel(owner, day, rng.normal(size=owner.size), events)

    @pytest.mark.parametrize("least", [1, 3])
    def test_against_an_explicit_regression(self, least):
        rng = np.random.default_rng(0)
        panel, factors = self.panel(rng), rng.normal(size=(60, 2))
        found = calendar_time(panel=panel, regressors=[factors[panel.day, j] for j in range(2)], min_units=least)
        rows = [(d, panel.value[panel.day == d]) for d in range(60)]
        rows = [(d, held.mean(), held.size) for d, held in rows if held.size >= least]
        d = [row[0] for row in rows]
        other = sm.OLS([row[1] for row in rows], sm.add_constant(factors[d])).fit()
        assert (found.alpha, found.se, found.df) == pytest.approx((other.params[0], other.bse[0], other.df_resid))
        counts = [row[2] for row in rows]
        assert (found.days, found.units) == (len(rows), (min(counts), max(counts)))

    def test_no_day_is_left(self):
        panel = self.panel(np.random.default_rng(0))
        found = calendar_time(panel=panel, regressors=(), min_units=99)
        assert np.isnan(found.alpha)
        assert (found.days, found.units) == (0, (0, 0))

    def test_size_where_events_of_one_industry_overlap(self):
        """Calendar time 5 per cent; the t of event-time CARs, which takes them as independent, several times that."""
        rng, draws, rejected = np.random.default_rng(6), 400, np.zeros(2)
        for _ in range(draws):
            panel = self.panel(rng, events=40, held=24, days=120)
            common = rng.normal(0, 0.5, 120)
            panel = replace(panel, value=panel.value + common[panel.day])
            found = calendar_time(panel=panel, regressors=())
            cars = panel.value.reshape(40, 24).sum(axis=1)
            p = tail_p(statistic=found.alpha / found.se, df=found.df, alternative="two-sided")
            rejected += [p <= 0.05, stats.ttest_1samp(cars, 0).pvalue <= 0.05]
        size, event_time = rejected / draws
        assert size == pytest.approx(0.05, abs=0.03)
        assert event_time > 0.15


def spread_study(model="market", *, n=25, shock=0.0, apart=5):
    """N series with an event each, day 0 `apart` sessions after one another."""
    rng, length = np.random.default_rng(12), 330 + apart * n
    days = pd.bdate_range("2010-01-01", periods=length)
    names = [f"s{i}" for i in range(n)]
    market = rng.normal(0, 0.01, length)
    own = rng.normal(0, 0.01, (length, n)) + shock * rng.normal(0, 0.01, (length, 1))
    table = pd.DataFrame(own + market[:, None], index=days, columns=names).assign(m=market)
    events = pd.DataFrame({"series": names, "date": days[300 + apart * np.arange(n)]})
    return run_study(events, table, model=model, benchmark="m"), table


def outcome(result, name, first=0, last=5, **changes):
    return evaluate(result.observations, first, last, settings=replace(WITH, **changes), tests=[name])[0]


class TestBattery:
    def test_skewness_adjusted_is_halls_of_the_cars(self):
        result, _ = spread_study()
        found = outcome(result, "skewness_adjusted")
        test = skewness_adjusted(values=result.car(0, 5).car.to_numpy())
        assert (found.statistic, found.df) == (test.statistic, 24)
        assert found.p == pytest.approx(2 * stats.t.sf(abs(test.statistic), 24))
        assert found.valid
        assert found.note.startswith("skewness ")
        less = outcome(result, "skewness_adjusted", alternative="less")
        assert less.p == pytest.approx(stats.t.cdf(test.statistic, 24))

    def test_skewness_needs_twenty_independent_events(self):
        few = outcome(spread_study(n=19)[0], "skewness_adjusted")
        assert (few.valid, np.isfinite(few.statistic)) == (False, True)
        assert "19 observations, 20 are needed" in few.note
        together = outcome(spread_study(shock=1.0, apart=0)[0], "skewness_adjusted")
        assert not together.valid
        assert "assumes independence" in together.note

    def test_calendar_time_is_the_alpha_of_the_portfolio(self):
        result, table = spread_study(apart=2)
        found = outcome(result, "calendar_time")
        held = pd.DataFrame(np.nan, index=table.index, columns=[f"s{i}" for i in range(25)])
        for i in range(25):
            held.iloc[300 + 2 * i : 306 + 2 * i, i] = table.iloc[300 + 2 * i : 306 + 2 * i, i]
        portfolio = held.mean(axis=1).dropna()
        other = sm.OLS(portfolio, sm.add_constant(table.m[portfolio.index])).fit()
        assert found.statistic == pytest.approx(other.tvalues["const"], rel=1e-9)
        assert found.df == other.df_resid
        assert found.p == pytest.approx(other.pvalues["const"], rel=1e-9)
        assert found.valid
        alpha, se = other.params["const"], other.bse["const"]
        assert (found.estimate, found.se) == pytest.approx((6 * alpha, 6 * se), rel=1e-9)  # of a window of six sessions
        assert found.statistic == pytest.approx(found.estimate / found.se, rel=1e-12)
        days = f"over {len(portfolio)} days with 1 to 3 observations of equal weight"
        assert found.note == f"alpha of the portfolio {alpha:.6f} a day, standard error {se:.6f}, {days}"

    def test_calendar_time_of_models_without_common_regressors_is_of_abnormal_returns(self):
        result, _ = spread_study(model="mean", apart=2)
        found = outcome(result, "calendar_time")
        ar = result.to_frame("ar").query("0 <= session <= 5").groupby("date").ar.mean()
        t = stats.ttest_1samp(ar, 0)
        assert (found.statistic, found.p, found.df) == pytest.approx((t.statistic, t.pvalue, len(ar) - 1), rel=1e-9)
        assert found.note.startswith(f"mean abnormal return {ar.mean():.6f} a day")
        assert found.estimate == pytest.approx(6 * ar.mean(), rel=1e-9)

    def test_calendar_time_of_few_days_is_not_valid(self):
        found = outcome(spread_study(apart=0)[0], "calendar_time")
        assert not found.valid
        assert "a portfolio of 6 days, 20 are needed" in found.note
        assert "a portfolio of 1 day, 20 are needed" in outcome(spread_study(apart=0)[0], "calendar_time", 0, 0).note

    @pytest.mark.parametrize("name", ["skewness_adjusted", "calendar_time"])
    def test_of_nothing_and_of_one(self, name):
        assert evaluate([], 0, 0, settings=WITH, tests=[name])[0].valid is False
        result, _ = spread_study(n=1)
        found = outcome(result, name)
        assert found.valid is False
        assert found.note


class TestOfAStudy:
    def test_four_tests_side_by_side(self):
        result, _ = spread_study()
        rows = result.skewness(0, 5).set_index("test")
        car = result.car(0, 5).car.to_numpy()
        assert rows.index.tolist() == ["t", "hall", "johnson", "bootstrap"]
        plain = stats.ttest_1samp(car, 0)
        assert tuple(rows.loc["t", ["statistic", "p"]]) == pytest.approx((plain.statistic, plain.pvalue))
        assert rows.p["bootstrap"] == bootstrapped_skewness(values=car, seed=0, draws=9999).p
        assert rows.n_reference["bootstrap"] == 9999
        assert rows.statistic["johnson"] == skewness_adjusted(values=car, form="johnson").statistic
        assert rows.valid.all()
        assert "resamples of 6, seed 0" in rows.note["bootstrap"]

    def test_of_buy_and_hold_returns(self):
        result, _ = spread_study()
        rows = result.bhar_tests(0, 5).set_index("test")
        bhar = result.bhar(0, 5).bhar.to_numpy()
        assert rows.statistic["hall"] == skewness_adjusted(values=bhar).statistic
        assert rows.estimate["t"] == pytest.approx(bhar.mean())

    def test_few_are_not_valid(self):
        result, _ = spread_study(n=3)
        rows = result.bhar_tests(0, 5, by="event")
        assert len(rows) == 12
        assert not rows.valid.any()
        assert rows.note.str.contains("1 observations, 20 are needed").all()
