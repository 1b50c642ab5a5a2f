"""Volume and volatility: the measures by hand, their variances by explicit matrices, their size by simulation."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from scipy import signal, stats

from eventstudy.errors import PriceError, UsageError
from eventstudy.kernels.activity import (
    ar1_factor,
    fit_memory,
    garman_klass,
    parkinson,
    rogers_satchell,
)
from eventstudy.kernels.expected import fit_linear
from eventstudy.outcomes import to_volatility, to_volume
from eventstudy.study import run_study

DAYS = pd.bdate_range("2019-01-01", periods=300)


def autoregression(rng, n, phi):
    """Return n values of an AR(1) with unit shocks, after 100 that are thrown away."""
    return signal.lfilter([1.0], [1.0, -phi], rng.normal(size=n + 100))[100:]


def prices(**columns):
    plain = {"series": ["a", "a", "b"], "date": pd.to_datetime(["2020-01-02", "2020-01-03", "2020-01-03"])}
    bars = {
        "open": [10.0, 11.0, 50.0],
        "high": [11.0, 12.0, 50.0],
        "low": [9.5, 10.0, 50.0],
        "close": [10.5, 10.2, 50.0],
    }
    return pd.DataFrame(plain | bars | {"volume": [100.0, 0.0, 400.0]} | columns)


class TestVolume:
    def test_shares_value_and_turnover(self):
        shares = to_volume(prices())
        assert shares["a"].iloc[0] == np.log(100.0)
        assert shares.isna().to_numpy().tolist() == [[False, True], [True, False]]
        assert (shares.attrs["kind"], shares.attrs["measure"]) == ("volume", "log(volume)")
        assert to_volume(prices(), value=True)["b"].iloc[1] == np.log(400.0 * 50.0)
        turnover = to_volume(prices(shares_outstanding=[1000.0, 1000.0, 800.0]))
        assert turnover["a"].tolist() == pytest.approx(
            (np.log([10 + 0.000255, 0.000255]) - np.log(100)).tolist(), rel=1e-14
        )  # the constant belongs to per cent
        assert turnover.attrs["measure"] == "log(turnover + 2.55e-06)"
        assert to_volume(prices(), c=1)["a"].tolist() == [np.log(101.0), 0.0]

    def test_flags_and_provenance_go_on_and_closed_rows_do_not(self):
        table = prices(flag=["roll", "closed|stale", ""])
        table.attrs["provenance"] = {"source": "here"}
        found = to_volume(table)
        assert found["a"].isna().tolist() == [False, True]
        assert found.attrs["flags"] == {"a": {"2020-01-02": "roll", "2020-01-03": "closed|stale"}, "b": {}}
        assert found.attrs["provenance"] == {"source": "here"}

    def test_order_is_that_of_the_prices(self):
        table = prices().iloc[[2, 1, 0]]
        assert list(to_volume(table).columns) == ["b", "a"]
        assert to_volume(table).index.is_monotonic_increasing

    @pytest.mark.parametrize(
        ("table", "options", "error", "words"),
        [
            ([1], {}, UsageError, "prices are a list: give the table that load_prices returns"),
            (prices().drop(columns="volume"), {}, PriceError, "prices lack the column 'volume'"),
            (prices(volume=[1.0, -2.0, 3.0]), {}, PriceError, "volume of 'a' on 2020-01-03 is below zero"),
            (prices(volume="many"), {}, PriceError, "row 0 of the column 'volume' is 'many', no number"),
            (prices().iloc[[0, 0]], {}, PriceError, "two prices of 'a' on 2020-01-02"),
            (prices(date="soon"), {}, PriceError, "row 0 of the prices is dated 'soon', no date"),
            (prices(), {"c": -1.0}, UsageError, "c=-1.0 is no constant to add to volume"),
            (prices(), {"c": "1"}, UsageError, "c='1' is no constant"),
        ],
    )
    def test_bad_input(self, table, options, error, words):
        with pytest.raises(error, match=re.escape(words)):
            to_volume(table, **options)


class TestVolatility:
    def test_by_hand(self):
        o, h, low, c = 10.0, 11.0, 9.5, 10.5
        expected = {
            "parkinson": np.log(h / low) ** 2 / (4 * np.log(2)),
            "garman_klass": 0.5 * np.log(h / low) ** 2 - (2 * np.log(2) - 1) * np.log(c / o) ** 2,
            "rogers_satchell": np.log(h / c) * np.log(h / o) + np.log(low / c) * np.log(low / o),
        }
        for measure, variance in expected.items():
            found = to_volatility(prices(), measure)
            assert found["a"].iloc[0] == pytest.approx(np.log(variance), rel=1e-12)
            assert found["b"].isna().all()  # a bar without a range has no logarithm
            assert found.attrs["measure"] == f"log({measure} variance)"

    def test_squared_returns_have_their_dividends(self):
        found = to_volatility(prices(dividend=[0.0, 0.5, 0.0]), "squared")["a"]
        assert np.isnan(found.iloc[0])
        assert found.iloc[1] == pytest.approx(np.log(np.log(10.7 / 10.5) ** 2), rel=1e-10)
        still = to_volatility(prices(close=[10.5, 10.5, 50.0]), "squared")["a"]
        assert np.isnan(still.iloc[1])  # a day without a move has no logarithm

    @pytest.mark.parametrize("column", ["open", "close"])
    def test_a_price_outside_the_range_is_no_range(self, column):
        assert np.isnan(to_volatility(prices(**{column: [99.0, 11.0, 50.0]}), "garman_klass")["a"].iloc[0])
        assert np.isfinite(to_volatility(prices(**{column: [99.0, 11.0, 50.0]}))["a"].iloc[0])

    def test_high_below_low_and_prices_below_zero(self):
        assert np.isnan(to_volatility(prices(high=[9.0, 12.0, 50.0]))["a"].iloc[0])
        assert np.isnan(to_volatility(prices(low=[-9.0, 10.0, 50.0]))["a"].iloc[0])

    def test_a_measure_that_is_none(self):
        with pytest.raises(UsageError, match="measure='yang_zhang' is not one of 'parkinson', 'garman_klass'"):
            to_volatility(prices(), "yang_zhang")

    def test_range_estimators_find_the_variance_of_a_random_walk(self):
        """Means over 4,000 days of 2,000 steps each; a discrete path ranges less, by some per cent."""
        rng = np.random.default_rng(11)
        sigma = 0.02
        steps = rng.normal(0.0, sigma / np.sqrt(2000), (4000, 2000)).astype(np.float32)
        path = np.cumsum(steps, axis=1, dtype=np.float64)
        close = np.exp(path[:, -1])
        high, low = np.exp(np.maximum(path.max(axis=1), 0.0)), np.exp(np.minimum(path.min(axis=1), 0.0))
        bar = {"open": np.ones(4000), "high": high, "low": low, "close": close}
        means = [parkinson(high=high, low=low).mean(), garman_klass(**bar).mean(), rogers_satchell(**bar).mean()]
        assert np.array(means) / sigma**2 == pytest.approx([0.97, 0.96, 0.96], abs=0.03)


class TestMemory:
    def test_covariance_by_explicit_matrices(self):
        rng = np.random.default_rng(2)
        sample = np.delete(np.arange(60), [7, 8, 30])
        positions = np.arange(64, 70)
        X = np.column_stack([np.ones(57), rng.normal(size=57)])
        star = np.column_stack([np.ones(6), rng.normal(size=6)])
        fit = fit_linear(y=rng.normal(size=57), X=X)
        phi = 0.7
        days = np.r_[sample, positions]
        R = np.array([[phi ** abs(int(a) - int(b)) for b in days] for a in days])
        M = np.hstack([-star @ np.linalg.inv(X.T @ X) @ X.T, np.eye(6)])  # forecast error = M (e, e*)
        found = ar1_factor(fit=fit, phi=phi, X=star, positions=positions, sample_X=X, sample=sample)
        np.testing.assert_allclose(found, M @ R @ M.T, rtol=1e-10, atol=1e-13)

    def test_without_memory_it_is_the_usual_forecast_covariance(self):
        rng = np.random.default_rng(3)
        X, star = rng.normal(size=(50, 2)), rng.normal(size=(4, 2))
        fit = fit_linear(y=rng.normal(size=50), X=X)
        found = ar1_factor(
            fit=fit, phi=0.0, X=star, positions=np.arange(60, 64), sample_X=X, sample=np.arange(50)
        )  # 0 ** 0 is 1
        np.testing.assert_allclose(found, np.eye(4) + star @ np.linalg.inv(X.T @ X) @ star.T, rtol=1e-12, atol=1e-14)

    def test_of_a_mean_it_goes_to_the_long_run_variance(self):
        T, L, phi = 2000, 6, 0.6
        fit = fit_linear(y=np.zeros(T), X=np.ones((T, 1)))
        found = ar1_factor(
            fit=fit, phi=phi, X=np.ones((L, 1)), positions=np.arange(T + 10, T + 10 + L), sample_X=np.ones((T, 1)),
            sample=np.arange(T),
        ).sum()  # fmt: skip
        within = sum(phi ** abs(k - j) for k in range(L) for j in range(L))
        assert found == pytest.approx(within + L**2 * (1 + phi) / (1 - phi) / T, rel=2e-4)

    def test_pairs_across_a_gap_are_none(self):
        rng = np.random.default_rng(4)
        v = autoregression(rng, 400, 0.5)
        sample = np.delete(np.arange(400), np.arange(0, 400, 5))
        fit = fit_linear(y=v[sample], X=np.ones((sample.size, 1)))
        memory = fit_memory(fit=fit, sample=sample)
        e = dict(zip(sample.tolist(), fit.residuals.tolist(), strict=True))
        pairs = np.array([(e[t - 1], e[t]) for t in e if t - 1 in e])
        slope = (pairs[:, 0] * pairs[:, 1]).sum() / (pairs[:, 0] ** 2).sum()
        phi = slope + (1 + 3 * slope) / len(pairs)
        shocks = pairs[:, 1] - slope * pairs[:, 0]
        assert memory.phi == pytest.approx(phi, rel=1e-12)
        assert memory.dof == len(pairs) - 2
        assert memory.variance == pytest.approx((shocks**2).sum() / memory.dof / (1 - phi**2), rel=1e-12)

    def test_no_neighbours_no_memory(self):
        fit = fit_linear(y=np.arange(20.0), X=np.ones((20, 1)))
        memory = fit_memory(fit=fit, sample=np.arange(0, 40, 2))
        assert np.isnan(memory.phi)
        assert np.isnan(memory.variance)

    def test_size_of_a_window_of_six_sessions(self):
        """Our own figures, by 5,000 draws: 25 per cent for the usual t, 5.6 for the AR(1) without its bias correction.

        1,500 draws here, T = 250, phi = .6, ten sessions between: Monte-Carlo error .6 at 5 per cent, 1.1 at 25.
        """
        rng = np.random.default_rng(20)
        T, L, draws = 250, 6, 1500
        window, sample = np.arange(T + 10, T + 10 + L), np.arange(T)
        one, star = np.ones((T, 1)), np.ones((L, 1))
        naive = remembered = 0
        for _ in range(draws):
            v = autoregression(rng, T + 10 + L, 0.6)
            fit = fit_linear(y=v[:T], X=one)
            total = abs((v[window] - fit.coefficients[0]).sum())
            memory = fit_memory(fit=fit, sample=sample)
            V = ar1_factor(fit=fit, phi=memory.phi, X=star, positions=window, sample_X=one, sample=sample)
            naive += total > stats.t.ppf(0.975, T - 1) * np.sqrt(fit.sigma2 * (L + L**2 / T))
            remembered += total > stats.t.ppf(0.975, memory.dof) * np.sqrt(memory.variance * V.sum())
        assert naive / draws == pytest.approx(0.25, abs=0.04)
        assert remembered / draws == pytest.approx(0.05, abs=0.018)


class TestStudies:
    def table(self, seed=0, shift=0.0, kind="volume"):
        rng = np.random.default_rng(seed)
        values = {name: 15.0 + 0.3 * autoregression(rng, 300, 0.6) for name in ("a", "b", "m")}
        frame = pd.DataFrame(values, index=DAYS)
        frame.loc[DAYS[280:286], "a"] += shift
        frame.attrs["kind"] = kind
        return frame

    def events(self):
        return pd.DataFrame({"series": ["a", "b"], "date": DAYS[280]})

    @pytest.mark.parametrize("model", ["mean", "market"])
    def test_t_is_that_of_the_autoregression(self, model):
        frame = self.table()
        result = run_study(self.events(), frame, model=model, benchmark="m", outcome="volume")
        row = result.car(0, 5).iloc[0]
        rows, star = np.arange(30, 270), np.arange(280, 286)
        columns = [np.ones(300)] + ([frame["m"].to_numpy()] if model == "market" else [])
        X = np.column_stack(columns)
        fit = fit_linear(y=frame["a"].to_numpy()[rows], X=X[rows])
        memory = fit_memory(fit=fit, sample=rows)
        V = ar1_factor(fit=fit, phi=memory.phi, X=X[star], positions=star, sample_X=X[rows], sample=rows)
        assert row.car == pytest.approx((frame["a"].to_numpy()[star] - X[star] @ fit.coefficients).sum(), rel=1e-10)
        assert row.se == pytest.approx(np.sqrt(memory.variance * V.sum()), rel=1e-10)
        assert row.df == memory.dof
        assert result.design["outcome"] == result.design["returns"] == "volume"

    def test_averages_and_differences_of_several_sessions_of_one_date_have_no_error(self):
        events = self.events().assign(group=["x", "y"], event_id="e")
        result = run_study(events, self.table(), model="mean", outcome="volume", windows=[(0, 0), (0, 5)])
        day, window = result.caar(0, 0).iloc[0], result.caar(0, 5).iloc[0]
        assert np.isfinite(day.se)
        assert np.isnan(window.se)
        assert "its sessions are not independent" in window.note
        alone = result.caar(0, 5, by="series")
        np.testing.assert_array_equal(alone.se, result.car(0, 5).se)
        assert result.differences(0, 0).set_index("test").note["portfolio"] == ""
        held = result.differences(0, 5).set_index("test").loc["portfolio"]
        assert (held.valid, held.note) == (False, "no error of a portfolio's sum: its sessions are not independent")

    def test_volume_is_not_bought_and_held(self, tmp_path):
        result = run_study(self.events(), self.table(), model="mean", outcome="volume")
        for ask in (
            lambda: result.bhar(0, 1), lambda: result.bhar_tests(0, 1), lambda: result.regress("bhar(0, 1) ~ series"),
        ):  # fmt: skip
            with pytest.raises(UsageError, match="a buy-and-hold return is asked for, but the study is of volume"):
                ask()
        assert "bhar.csv" not in {path.name for path in result.to_csv(tmp_path)}

    def test_a_surge_is_found(self):
        quiet, busy = (
            run_study(self.events(), self.table(1, shift), model="mean", outcome="volume").car(0, 5)
            for shift in (0.0, 1.5)
        )
        assert busy.car[0] == pytest.approx(quiet.car[0] + 9.0)
        assert busy.p[0] < 0.001

    def test_volatility_from_bars_to_a_study(self):
        rng = np.random.default_rng(5)
        spread = np.exp(rng.normal(-4.0, 0.3, 300))
        bars = pd.DataFrame({"series": "a", "date": DAYS, "high": 100 * (1 + spread), "low": 100 * (1 - spread)})
        result = run_study(
            self.events().iloc[:1], to_volatility(bars), model={"a": "mean"}, outcome="volatility", windows=[(0, 0)]
        )
        assert np.isfinite(result.car(0, 0).p[0])
        assert result.provenance.inputs[0][0] == "returns: table, log(parkinson variance)"

    def test_a_window_past_the_data_and_a_missing_day(self):
        frame = self.table()
        frame.iloc[282, 0] = np.nan
        events = pd.DataFrame({"series": ["a", "b"], "date": DAYS[[280, 297]]})
        rows = run_study(events, frame, model="mean", outcome="volume").car(0, 5)
        assert rows.n_window.tolist() == [5, 0]
        assert rows.note[1].startswith("the window runs past the data")
        assert np.isfinite(rows.se[0])

    @pytest.mark.parametrize(
        ("kind", "options", "words"),
        [
            ("volume", {}, "the table holds volume, not returns; say outcome='volume'"),
            ("simple", {"outcome": "volume"}, "outcome='volume', but the table holds 'simple'; make it with to_volume"),
            ("volume", {"outcome": "volatility"}, "make it with to_volatility(prices)"),
            ("volume", {"outcome": "volume", "model": "raw"},
             "model 'raw' of 'a' is one of returns; of volume take one of mean, market"),
            ("volume", {"outcome": "volume", "cov": "hac"}, "cov='hac' is for returns; the errors of volume are those"),
        ],
    )  # fmt: skip
    def test_tables_and_models_of_another_kind(self, kind, options, words):
        with pytest.raises(UsageError, match=re.escape(words)):
            run_study(self.events(), self.table(kind=kind), **({"model": "mean"} | options))

    def test_a_table_that_says_nothing_is_taken_at_its_word(self):
        frame = self.table()
        frame.attrs = {}
        assert np.isfinite(run_study(self.events(), frame, model="mean", outcome="volume").car(0, 1).p).all()
