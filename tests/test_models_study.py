"""Every model through its samples: statsmodels with a dummy per session, explicit formulas, notes, options, size."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from eventstudy.errors import EventStudyError, UsageError
from eventstudy.kernels.abnormal import abnormal_returns, cumulate
from eventstudy.kernels.expected import Estimator, fit_model
from eventstudy.kernels.garch import GarchFit, forecast_noise
from eventstudy.kernels.portfolio import portfolio_window, variance_in_sample
from eventstudy.kernels.significance import t_test
from eventstudy.records import Window
from eventstudy.study import run_study
from eventstudy.study.catalogue import BENCHMARKED, LAGGED, MODEL_NOTES
from eventstudy.study.designs import model_series
from eventstudy.study.models import MODELS, Options, choose_models
from eventstudy.study.samples import observe

N, ZERO = 420, 380
DAYS = pd.bdate_range("2017-01-02", periods=N)
ESTIMATION, EVENT = Window(-250, -11), Window(-2, 5)
FACTORS = ("mkt_rf", "smb", "hml", "rmw", "cma", "mom", "rf")


@dataclass
class Design:
    """What `observe` asks of a study's design."""

    estimation: Window = ESTIMATION
    event: Window = EVENT
    overlap: str = "exclude"
    min_estimation: int = 30


def market(seed=0):
    """Return returns of s1 and s2 with the benchmark m and a peer p, and a table of factors."""
    rng = np.random.default_rng(seed)
    f = rng.normal(0.0002, 0.008, (N, 6))
    m = 0.9 * f[:, 0] + rng.normal(0, 0.004, N)
    p = 0.7 * m + rng.normal(0, 0.006, N)
    late = np.concatenate([[0.0], m[:-1]])
    rf = 0.0001 + 0.00002 * np.sin(np.arange(N) / 50)
    own = rng.standard_t(6, (N, 2)) * 0.009
    s = 1.1 * m[:, None] + 0.2 * late[:, None] + 0.3 * p[:, None] + 0.2 * f[:, [1]] + own
    table = pd.DataFrame({"s1": s[:, 0], "s2": s[:, 1], "m": m, "p": p}, index=DAYS)
    return table, pd.DataFrame(np.column_stack([f, rf]), index=DAYS, columns=list(FACTORS))


def gaps(table, factors):
    """Leave out some sessions of the series, the benchmark, the peer and a factor, in sample and window."""
    table, factors = table.copy(), factors.copy()
    table.iloc[[200, 201, 260, ZERO + 1], 0] = np.nan
    table.iloc[[230, ZERO + 3], 2] = np.nan
    table.iloc[[240], 3] = np.nan
    factors.iloc[[250, ZERO + 2], 1] = np.nan
    return table, factors


def modelled(table, factors, model, options=None, *, peer=None, benchmark="m", series="s1"):
    other = None if peer is None else table[peer]
    own = options or Options()
    return model_series(table[series], model, table[benchmark], {}, factors=factors, peer=other, options=own)


def observed(data, design=None, blocked=None):
    mask = np.zeros(data.dates.size, dtype=bool) if blocked is None else blocked
    return observe("e", data, ZERO, mask, design or Design())


def columns_of(model, table, factors, alpha, peer):
    """Return what the model regresses, written out a second time."""
    excess = model in {"capm", "ff3", "carhart", "ff5", "factors"}
    rf = factors["rf"] if excess else 0.0
    y = table["s1"] - rf
    names = {
        "capm": ["mkt_rf"],
        "ff3": ["mkt_rf", "smb", "hml"],
        "carhart": ["mkt_rf", "smb", "hml", "mom"],
        "ff5": ["mkt_rf", "smb", "hml", "rmw", "cma"],
        "factors": ["mkt_rf", "smb", "hml", "rmw", "cma", "mom"],
    }
    X = [factors[name] for name in names.get(model, [])]
    if model in {"market", "rolling"}:
        X.append(table["m"])
    if model == "adjusted":
        y = y - table["m"]
    if peer and X:
        X.append(table[peer] - rf)
    if model == "mean" or (X and alpha != "zero"):
        X.insert(0, pd.Series(1.0, index=DAYS))
    return y.to_numpy(), np.column_stack([one.to_numpy() for one in X]) if X else np.empty((N, 0))


LINEAR = [
    ("raw", "keep", None),
    ("mean", "keep", None),
    ("adjusted", "keep", None),
    ("market", "keep", None),
    ("market", "zero", None),
    ("market", "keep", "p"),
    ("market", "zero", "p"),
    ("capm", "keep", None),
    ("capm", "zero", None),
    ("capm", "keep", "p"),
    ("ff3", "keep", None),
    ("carhart", "keep", None),
    ("ff5", "keep", "p"),
    ("factors", "keep", None),
    ("rolling", "keep", None),
]


@pytest.mark.parametrize("missing", [False, True], ids=["complete", "with gaps"])
@pytest.mark.parametrize(("model", "alpha", "peer"), LINEAR)
def test_every_linear_model_is_a_regression_with_a_dummy_for_each_session(model, alpha, peer, missing):
    table, factors = market()
    if missing:
        table, factors = gaps(table, factors)
    one = observed(modelled(table, factors, model, Options(alpha=alpha), peer=peer))

    y, X = columns_of(model, table, factors, alpha, peer)
    there = ~np.isnan(y) & ~np.isnan(X).any(axis=1)
    sample = np.arange(ZERO - 250, ZERO - 10)
    sample = sample[there[sample]][-60 if model == "rolling" else -1000 :]
    window = np.arange(ZERO - 2, ZERO + 6)
    kept = window[there[window]]
    rows = np.concatenate([sample, kept])
    dummies = np.vstack([np.zeros((sample.size, kept.size)), np.eye(kept.size)])
    oracle = sm.OLS(y[rows], np.column_stack([X[rows], dummies])).fit()
    k = X.shape[1]

    places = kept - window[0]
    np.testing.assert_allclose(one.abnormal.ar[places], oracle.params[k:], rtol=1e-12, atol=1e-14)  # of returns of .01
    assert np.isnan(np.delete(one.abnormal.ar, places)).all()
    covariance = one.abnormal.sigma2 * one.abnormal.factor[np.ix_(places, places)]
    np.testing.assert_allclose(covariance, oracle.cov_params()[k:, k:], rtol=1e-12, atol=1e-18)
    assert one.abnormal.dof == oracle.df_resid == sample.size - k
    for first, last in [(0, 0), (-2, 5), (0, 5), (3, 5)]:
        total = one.cumulate(first, last)
        contrast = np.r_[np.zeros(k), ((kept >= ZERO + first) & (kept <= ZERO + last)).astype(float)]
        expected = oracle.t_test(contrast)
        assert total.value == pytest.approx(expected.effect[0], rel=1e-11, abs=1e-15)
        assert total.se == pytest.approx(expected.sd[0, 0], rel=1e-12)
        assert total.n == contrast.sum()


@pytest.mark.parametrize("model", MODELS)
def test_no_estimate_knows_what_comes_after_its_session(model):
    table, factors = market(11)
    later, after = table.copy(), factors.copy()
    later.iloc[ZERO + 1 :] = np.random.default_rng(99).normal(0, 0.05, (N - ZERO - 1, 4))
    after.iloc[ZERO + 1 :, :6] = 0.0
    design = Design(estimation=Window(-350, -11))
    one, other = (observed(modelled(*pair, model), design) for pair in ((table, factors), (later, after)))
    for first, last in [(0, 0), (-2, 0), (-2, -1)]:
        assert one.cumulate(first, last) == other.cumulate(first, last)
    assert one.cumulate(1, 1) != other.cumulate(1, 1)
    before = table.copy()
    before.iloc[ZERO - 10 : ZERO] = np.random.default_rng(98).normal(0, 0.02, (10, 4))
    changed = observed(modelled(before, factors, model), design)
    np.testing.assert_array_equal(one.sample, changed.sample)
    assert one.abnormal.ar[2] == changed.abnormal.ar[2]  # coefficients end with the sample; a GARCH's variance does not
    if model != "garch":
        assert one.cumulate(0, 0) == changed.cumulate(0, 0)


@pytest.mark.parametrize("missing", [False, True], ids=["complete", "with gaps"])
def test_capm_on_a_benchmark_is_a_regression_with_a_dummy_for_the_session(missing):
    table, factors = market(12)
    if missing:
        table, factors = gaps(table, factors)
    one = observed(modelled(table, factors[["rf"]], "capm"))
    rf = factors["rf"].to_numpy()
    rows = np.r_[one.sample, ZERO]
    X = np.column_stack([np.ones(rows.size), table["m"].to_numpy()[rows] - rf[rows], rows == ZERO])
    oracle = sm.OLS(table["s1"].to_numpy()[rows] - rf[rows], X).fit()
    total = one.cumulate(0, 0)
    assert (total.value, total.se) == pytest.approx((oracle.params[2], oracle.bse[2]), rel=1e-12)


def test_alpha_estimated_but_left_out_of_the_abnormal_return():
    table, factors = market(1)
    one = observed(modelled(table, factors, "market", Options(alpha="drop")))
    kept = observed(modelled(table, factors, "market"))
    x, star = table["m"].to_numpy()[one.sample], table["m"].to_numpy()[ZERO - 2 : ZERO + 6]
    X = np.column_stack([np.ones(x.size), x])
    np.testing.assert_array_equal(one.fit.coefficients, kept.fit.coefficients)
    np.testing.assert_allclose(
        one.abnormal.ar, table["s1"].to_numpy()[ZERO - 2 : ZERO + 6] - star * one.fit.coefficients[1], rtol=1e-13
    )
    variance = np.linalg.inv(X.T @ X)[1, 1]
    np.testing.assert_allclose(one.abnormal.factor, np.eye(8) + variance * np.outer(star, star), rtol=1e-12, atol=1e-16)
    assert one.abnormal.dof == x.size - 2


def test_alpha_fixed_at_zero_by_hand():
    table, factors = market(1)
    one = observed(modelled(table, factors, "market", Options(alpha="zero")))
    x, star = table["m"].to_numpy()[one.sample], table["m"].to_numpy()[ZERO]
    assert one.cumulate(0, 0).factor == pytest.approx(1 + star**2 / (x @ x), rel=1e-13)
    assert one.fit.coefficients == pytest.approx([x @ table["s1"].to_numpy()[one.sample] / (x @ x)], rel=1e-12)


def test_capm_on_a_benchmark_less_the_riskless_rate():
    table, factors = market(2)
    data = modelled(table, factors[["rf"]], "capm")
    assert data.columns == ("constant", "m - rf")
    assert data.benchmark == "m"
    np.testing.assert_array_equal(data.X[:, 1], table["m"] - factors["rf"])
    assert modelled(table, factors, "capm").columns == ("constant", "mkt_rf")
    assert modelled(table, factors, "capm").benchmark is None


def test_factors_without_a_riskless_rate_explain_the_return_itself():
    table, factors = market(2)
    data = modelled(table, factors[["smb", "hml"]].rename(columns={"smb": "oil", "hml": "euro"}), "factors")
    assert data.columns == ("constant", "oil", "euro")
    np.testing.assert_array_equal(data.y, table["s1"])


def test_returns_stay_what_they_are_under_a_model_of_excess_returns():
    table, factors = market(2)
    data = modelled(table, factors, "ff3")
    np.testing.assert_array_equal(data.returns, table["s1"])
    np.testing.assert_allclose(data.y, table["s1"] - factors["rf"], rtol=1e-15)


def test_a_session_without_a_factor_has_no_abnormal_return():
    table, factors = market(2)
    factors = factors.drop(index=DAYS[[ZERO, ZERO - 30]])
    one = observed(modelled(table, factors, "ff3"))
    assert np.isnan(one.abnormal.ar[2])
    assert one.sample.size == 239
    assert observed(modelled(table, factors, "market")).sample.size == 240


class TestHac:
    def test_estimate_of_ols_and_covariance_of_statsmodels(self):
        table, factors = gaps(*market(3))
        one = observed(modelled(table, factors, "ff3", Options(cov="hac")))
        y, X = columns_of("ff3", table, factors, "keep", None)
        oracle = sm.OLS(y[one.sample], X[one.sample]).fit(
            cov_type="HAC",
            cov_kwds={"maxlags": int(4 * (one.sample.size / 100) ** (2 / 9)), "use_correction": True},
        )
        total = one.cumulate(0, 0)
        x = X[ZERO]
        assert total.value == pytest.approx(y[ZERO] - x @ oracle.params, rel=1e-11)
        assert total.se == pytest.approx(np.sqrt(oracle.scale + x @ oracle.cov_params() @ x), rel=1e-11)

    def test_models_without_coefficients_are_untouched(self):
        table, factors = market(3)
        for model in ("raw", "adjusted", *LAGGED, "garch", "ewma"):
            assert not modelled(table, factors, model, Options(cov="hac")).estimator.hac


class TestLeadsAndLags:
    @pytest.mark.parametrize("model", LAGGED)
    @pytest.mark.parametrize("lags", [1, 2])
    def test_by_loops_with_the_benchmarks_own_sessions(self, model, lags):
        table, factors = market(4)
        table.iloc[[200, 201, 260], 0] = np.nan  # the stock's gaps do not move the market's neighbours
        one = observed(modelled(table, factors, model, Options(lags=lags)))
        m, y = table["m"].to_numpy(), table["s1"].to_numpy()
        span = [t for t in range(ZERO - 250, ZERO - 10) if not np.isnan(y[t])]
        span = span[lags : len(span) - lags]
        assert one.sample.tolist() == span
        shifted = {j: np.array([m[t + j] for t in span]) for j in range(-lags, lags + 1)}
        rho = [np.corrcoef(shifted[0], shifted[-j])[0, 1] for j in range(1, lags + 1)]
        R = y[span]
        if model == "scholes_williams":
            slopes = [np.polyfit(x, R, 1)[0] for x in shifted.values()]
            beta = sum(slopes) / (1 + 2 * sum(rho))
        else:
            slopes = sm.OLS(R, sm.add_constant(np.column_stack(list(shifted.values())))).fit().params[1:]
            weight = dict(enumerate([1.0, *rho]))
            weights = [
                sum(weight.get(abs(j - i), 0.0) for i in range(-lags, lags + 1)) / (1 + 2 * sum(rho)) for j in shifted
            ]
            beta = sum(slopes) if model == "dimson" else weights @ slopes
        alpha = R.mean() - beta * shifted[0].mean()
        np.testing.assert_allclose(one.fit.coefficients, [alpha, beta], rtol=1e-9)
        e = R - alpha - beta * shifted[0]
        s2 = e @ e / (len(span) - 2)
        star = m[ZERO : ZERO + 6]
        total = one.cumulate(0, 5)
        spread = ((shifted[0] - shifted[0].mean()) ** 2).sum()
        v = 6 + 36 / len(span) + (star - shifted[0].mean()).sum() ** 2 / spread
        assert total.value == pytest.approx((y[ZERO : ZERO + 6] - alpha - beta * star).sum(), rel=1e-9)
        assert total.se == pytest.approx(np.sqrt(s2 * v), rel=1e-9)
        assert one.note == ""

    def test_two_sessions_are_lost_at_the_ends_and_those_beside_a_gap_of_the_benchmark(self):
        table, factors = market(4)
        table.iloc[300, 2] = np.nan
        one = observed(modelled(table, factors, "dimson"))
        assert one.sample.size == 240 - 1 - 2 - 2
        assert one.note == "2 sessions left out, the benchmark has no return beside them"
        assert one.cumulate(0, 0).n == 1

    def test_the_benchmarks_sessions_are_its_own(self):
        days = DAYS.delete([100, 101])  # the stock does not trade on two sessions of the market
        table, _ = market(4)
        data = model_series(table.loc[days, "s1"], "dimson", table["m"], {})
        place = days.get_loc(DAYS[102])
        np.testing.assert_array_equal(data.Z[place], table["m"].iloc[[101, 103]])


class TestLookingBack:
    def test_rolling_takes_the_last_sessions_there_are(self):
        table, factors = gaps(*market(5))
        one = observed(modelled(table, factors, "rolling", Options(lookback=100)))
        whole = observed(modelled(table, factors, "market"))
        np.testing.assert_array_equal(one.sample, whole.sample[-100:])
        assert one.abnormal.dof == 98

    def test_rolling_with_fewer_sessions_than_asked_says_so(self):
        table, factors = market(5)
        one = observed(modelled(table, factors, "rolling", Options(lookback=300)))
        assert one.note == "240 of 300 sessions"

    def test_a_short_look_back_is_content_with_its_own_length(self):
        table, factors = market(5)
        one = observed(modelled(table, factors, "rolling", Options(lookback=20)), Design(min_estimation=30))
        assert one.fit is not None
        assert one.sample.size == 20

    def test_ewma_by_explicit_matrices_with_gaps(self):
        table, factors = gaps(*market(5))
        one = observed(modelled(table, factors, "ewma", Options(lookback=40), peer="p"))
        rows = one.sample
        X = np.column_stack([np.ones(rows.size), table["m"].to_numpy()[rows], table["p"].to_numpy()[rows]])
        W = np.diag(0.5 ** (np.arange(rows.size)[::-1] / 40))
        A = np.linalg.inv(X.T @ W @ X) @ X.T @ W
        y = table["s1"].to_numpy()
        e = y[rows] - X @ A @ y[rows]
        M = np.eye(rows.size) - X @ A
        window = np.array([ZERO, ZERO + 2, ZERO + 4, ZERO + 5])
        star = np.column_stack([np.ones(4), table["m"].to_numpy()[window], table["p"].to_numpy()[window]])
        total, x = one.cumulate(0, 5), star.sum(axis=0)
        assert total.value == pytest.approx((y[window] - star @ A @ y[rows]).sum(), rel=1e-10)
        assert total.se**2 == pytest.approx(e @ e / np.trace(M.T @ M) * (4 + x @ A @ A.T @ x), rel=1e-10)


class TestGarch:
    def restless(self, seed=0):
        rng = np.random.default_rng(seed)
        table, factors = market(seed)
        h, e = 1.0, np.empty(N)
        for t in range(N):
            e[t] = rng.normal() * np.sqrt(h)
            h = 0.05 + 0.15 * e[t] ** 2 + 0.8 * h
        table["s1"] = 1.1 * table["m"] + 0.01 * e
        return table, factors

    def test_the_variance_runs_on_through_the_gap_and_the_window_by_loops(self):
        table, factors = self.restless()
        table.iloc[[ZERO - 5, ZERO + 1], 0] = np.nan
        one = observed(modelled(table, factors, "garch"), Design(estimation=Window(-350, -11)))
        assert one.note == ""
        y, m = table["s1"].to_numpy(), table["m"].to_numpy()
        omega, a, b, h_next = self.parameters(one)
        e = y - one.fit.coefficients[0] - one.fit.coefficients[1] * m
        h = {ZERO - 10: h_next}
        for t in range(ZERO - 10, ZERO + 6):
            h[t + 1] = omega + (a * e[t] ** 2 + b * h[t] if not np.isnan(e[t]) else (a + b) * h[t])
        X = np.column_stack([np.ones(one.sample.size), m[one.sample]])
        inverse = np.linalg.inv(X.T @ X)
        for first, last in [(0, 0), (0, 5), (-2, 5), (3, 4)]:
            step, total, x = h[ZERO + first], 0.0, np.zeros(2)
            for t in range(ZERO + first, ZERO + last + 1):
                if not np.isnan(y[t]):
                    total, x = total + step, x + np.array([1.0, m[t]])
                step = omega + (a + b) * step
            expected = total + one.fit.sigma2 * x @ inverse @ x
            assert one.cumulate(first, last).se ** 2 == pytest.approx(expected, rel=1e-10)

    def test_its_parameters_stand_in_the_table_of_models(self):
        table, _ = self.restless()
        table["s2"] = np.concatenate([np.full(N // 2, 0.01), np.full(N - N // 2, -0.01)])  # as good as integrated
        events = pd.DataFrame({"series": ["s1", "s2"], "date": [DAYS[ZERO]] * 2})
        options = {"estimation": (-350, -11), "event": (-2, 5), "windows": [(0, 0)], "benchmark": "m"}
        result = run_study(events, table, model=["garch", "dimson", "rolling", "market"], cov="hac", lags=2, **options)
        rows = result.models().set_index(["series", "model"])
        one = next(one for one in result.observations if one.data.model == "garch")
        omega, a, b, _ = self.parameters(one)
        found = rows.loc[("s1", "garch"), ["omega", "a", "b"]].astype(float)
        np.testing.assert_array_equal(found, [omega, a, b])
        assert rows.fallback["s1", "garch"] == ""
        assert rows.loc[("s2", "garch"), ["omega", "a", "b"]].isna().all()
        assert rows.fallback["s2", "garch"] in rows.note["s2", "garch"]
        assert rows.fallback["s2", "garch"]
        assert rows.lags["s1"].tolist() == [pd.NA, 2, pd.NA, pd.NA]
        assert rows.lookback["s1"].tolist() == [pd.NA, pd.NA, 60, pd.NA]
        assert rows.hac_lags["s1"].tolist() == [pd.NA, pd.NA, 3, 5]
        assert rows.options["s1"].tolist() == ["", "lags=2", "cov=hac", "cov=hac"]
        assert "arch" in dict(result.provenance.libraries)
        for text in (result.to_latex("models"), result.to_html("models")):
            assert re.findall(r".{0,20}(?:nan|NA|NaT).{0,9}", text) == []

    def parameters(self, one):
        from eventstudy.kernels.garch import fit_garch  # noqa: PLC0415 - the fit that `observe` does not keep

        fit = fit_garch(y=one.data.y[one.sample], X=one.data.X[one.sample])
        return fit.omega, fit.a, fit.b, fit.ahead

    def test_the_study_s_own_estimation_window_holds_enough_of_it(self):
        table, factors = self.restless()
        assert observed(modelled(table, factors, "garch"), Design(estimation=Window(-250, -11))).garch.reason == ""

    def test_a_short_sample_is_least_squares_with_a_note(self):
        table, factors = self.restless()
        one = observed(modelled(table, factors, "garch"), Design(estimation=Window(-130, -11)))
        ols = observed(modelled(table, factors, "market"), Design(estimation=Window(-130, -11)))
        assert one.note == (
            "no GARCH, least squares in its place: 120 sessions in the estimation sample, 200 are needed"
        )
        assert one.cumulate(0, 5) == ols.cumulate(0, 5)

    def test_without_arch_the_error_names_the_extra(self, monkeypatch):
        monkeypatch.setattr("eventstudy.study.models.find_spec", lambda _: None)
        with pytest.raises(UsageError, match=r"eventstudy-toolkit\[garch\]"):
            choose_models("garch", "m", ["s1", "m"])

    def test_arch_is_loaded_by_the_model_that_needs_it_only(self):
        code = "import sys; import eventstudy.study.samples; print('arch' in sys.modules)"
        import subprocess  # noqa: PLC0415 - one test starts a process

        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert ran.stdout.strip() == "False"


class TestPortfolio:
    def members(self, model, options=None, design=None, **more):
        table, factors = market(7)
        return [
            observed(modelled(table, factors, model, options, series=name, **more), design) for name in ("s1", "s2")
        ]

    @pytest.mark.parametrize(
        ("model", "options", "peer"),
        [
            ("market", Options(alpha="drop"), None),
            ("market", Options(alpha="zero"), "p"),
            ("ff5", Options(), "p"),
            ("capm", Options(), None),
            ("rolling", Options(lookback=80), None),
            ("ewma", Options(lookback=30), None),
            ("scholes_williams", Options(), None),
            ("dimson", Options(lags=2), None),
            ("fowler_rorke", Options(), None),
        ],
    )
    def test_the_weighted_series_is_one_series(self, model, options, peer):
        table, factors = market(7)
        weights = np.array([0.3, 0.7])
        table["both"] = table[["s1", "s2"]] @ weights
        window = portfolio_window(members=self.members(model, options, peer=peer), weights=weights, first=0, last=5)
        one = observed(modelled(table, factors, model, options, series="both", peer=peer))
        if model in {"ff5", "capm"}:  # each member's excess return: the weights sum to one
            assert weights.sum() == 1.0
        total = one.cumulate(0, 5)
        assert window.estimate == pytest.approx(total.value, rel=1e-9)
        assert window.se == pytest.approx(total.se, rel=1e-9)
        assert window.fit.dof == pytest.approx(one.abnormal.dof, rel=1e-12)
        np.testing.assert_allclose(window.fit.residuals, one.fit.residuals, rtol=0, atol=1e-15)

    def test_newey_west_does_not_enter(self):
        weights = np.array([0.5, 0.5])
        robust = portfolio_window(members=self.members("market", Options(cov="hac")), weights=weights, first=0, last=1)
        plain = portfolio_window(members=self.members("market"), weights=weights, first=0, last=1)
        assert (robust.estimate, robust.variance) == (plain.estimate, plain.variance)

    def test_garch_enters_by_least_squares(self):
        weights, design = np.array([0.5, 0.5]), Design(estimation=Window(-300, -11))
        garch = portfolio_window(members=self.members("garch", design=design), weights=weights, first=0, last=1)
        plain = portfolio_window(members=self.members("market", design=design), weights=weights, first=0, last=1)
        assert (garch.estimate, garch.variance) == (plain.estimate, plain.variance)

    def test_different_estimators_by_explicit_maps(self):
        table, factors = market(7)
        half_life, weights = 30, np.array([0.4, 0.6])
        members = [
            observed(modelled(table, factors, "ewma", Options(lookback=half_life), series="s1")),
            observed(modelled(table, factors, "mean", series="s2")),
        ]
        window = portfolio_window(members=members, weights=weights, first=0, last=3)
        rows, star = members[0].sample, np.arange(ZERO, ZERO + 4)
        n = rows.size
        X = np.column_stack([np.ones(n), table["m"].to_numpy()[rows]])
        W = np.diag(0.5 ** (np.arange(n)[::-1] / half_life))
        A = [np.linalg.inv(X.T @ W @ X) @ X.T @ W, np.full((1, n), 1 / n)]
        designs, ahead = [X, np.ones((n, 1))], [np.array([4.0, table["m"].to_numpy()[star].sum()]), np.array([4.0])]
        M = [np.eye(n) - D @ B for D, B in zip(designs, A, strict=True)]
        y = [w * table[s].to_numpy() for w, s in zip(weights, ("s1", "s2"), strict=True)]
        e = [m @ one[rows] for m, one in zip(M, y, strict=True)]
        sigma = np.array([[e[i] @ e[j] / np.trace(M[i].T @ M[j]) for j in (0, 1)] for i in (0, 1)])
        P = [x @ B for x, B in zip(ahead, A, strict=True)]
        variance = sum(sigma[i, j] * (4 + P[i] @ P[j]) for i in (0, 1) for j in (0, 1))
        estimate = sum(one[star].sum() - p @ one[rows] for one, p in zip(y, P, strict=True))
        assert window.estimate == pytest.approx(estimate, rel=1e-10)
        assert window.variance == pytest.approx(variance, rel=1e-10)

        pick = np.zeros(n)
        pick[50:54] = 1.0
        inside = sum(sigma[i, j] * (pick @ M[i]) @ (pick @ M[j]) for i in (0, 1) for j in (0, 1))
        sums = window.fit.basis[50:54].sum(axis=0)[None, :]
        assert variance_in_sample(fit=window.fit, sums=sums, length=4)[0] == pytest.approx(inside, rel=1e-10)


class TestNotes:
    def test_a_benchmark_that_does_not_vary_in_the_sample(self):
        table, factors = market(8)
        table.iloc[: ZERO - 5, 2] = 0.001
        one = observed(modelled(table, factors, "market"))
        assert one.fit is None
        assert one.note == "the benchmark 'm' does not vary in the estimation sample"

    def test_collinear_factors(self):
        table, factors = market(8)
        factors["hml"] = 0.5 * factors["mkt_rf"] - 2.0 * factors["smb"]
        one = observed(modelled(table, factors, "ff3"))
        assert one.note == (
            "the regressor 'hml' is a combination of constant and mkt_rf and smb in the estimation sample"
        )
        assert np.isnan(one.cumulate(0, 0).value)

    def test_a_factor_that_does_not_vary(self):
        table, factors = market(8)
        factors["smb"] = 0.0
        assert observed(modelled(table, factors, "ff3")).note == (
            "the regressor 'smb' does not vary in the estimation sample"
        )

    def test_a_series_that_does_not_vary(self):
        table, factors = market(8)
        table["s1"] = 0.001
        for model in ("mean", "market", "dimson"):
            one = observed(modelled(table, factors, model))
            assert one.note == "no standard error: the return does not vary in the estimation sample"

    def test_a_series_that_is_the_benchmark_under_another_name(self):
        table, factors = market(8)
        table["s1"] = table["m"]
        for model in ("market", "garch", "ewma", "rolling"):
            one = observed(modelled(table, factors, model))
            assert one.note == "no standard error: the model fits the estimation sample exactly"

    def test_a_series_without_returns_in_the_sample(self):
        table, factors = market(8)
        table.iloc[: ZERO - 5, 0] = np.nan
        assert observed(modelled(table, factors, "market")).note.startswith("0 sessions in the estimation sample")


class TestOptions:
    names = ("s1", "s2", "m", "p")

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"model": "capm", "benchmark": "m"}, "model 'capm' needs the factors rf; none are given"),
            ({"model": "capm", "factors": ["rf"]}, "needs a benchmark; give benchmark=, .*, or factors with mkt_rf"),
            ({"model": "ff5", "factors": ["mkt_rf", "rf", "smb", "hml"]}, "give factors= with rmw, cma"),
            ({"model": "factors", "factors": ["rf"]}, "a column beside rf; they hold rf"),
            ({"model": "dimson"}, "model 'dimson' of 's1' needs a benchmark"),
            ({"alpha": "none"}, "alpha='none' is not one of 'keep', 'zero', 'drop'"),
            ({"cov": "white"}, "cov='white' is not one of 'ols', 'hac'"),
            ({"lags": 0, "model": "dimson"}, "lags=0 is too few; give 1 or more"),
            ({"lags": 1.5}, "lags=1.5 is no whole number"),
            ({"lookback": 1, "model": "ewma"}, "lookback=1 is too few; give 2 or more"),
            ({"model": "mean", "alpha": "zero"}, "alpha='zero' changes nothing here: it is an option of market, capm"),
            ({"model": "raw", "cov": "hac"}, "cov='hac' changes nothing here"),
            ({"lags": 2}, "lags=2 changes nothing here: it is an option of scholes_williams, dimson, fowler_rorke"),
            ({"lookback": 90}, "lookback=90 changes nothing here: it is an option of rolling, ewma"),
            ({"model": "mean", "peer": "p"}, "peer='p' changes nothing here"),
            ({"peer": "q"}, "the peer is 'q', which the returns do not hold"),
            ({"peer": {"q": "p"}}, "peer names the series 'q'"),
            ({"peer": {"s1": "s1"}}, "'s1' cannot be its own peer"),
            ({"peer": "m"}, "the peer of 's1' is its benchmark, 'm'"),
            ({"factors": ["smb"]}, "factors are given, and no model takes them"),
            ({"model": "savickas"}, "model='savickas' is not one of 'raw'"),
        ],
    )
    def test_what_cannot_be_chosen(self, given, message):
        usual = {"model": "market", "benchmark": "m"} if not {"model", "benchmark"} & set(given) else {}
        chosen = {"benchmark": None} | usual | given
        if chosen["model"] in BENCHMARKED and chosen["model"] not in {"capm", "dimson"}:
            chosen["benchmark"] = "m"
        if given.get("model") == "dimson" and "lags" in given:
            chosen["benchmark"] = "m"
        with pytest.raises(UsageError, match=message):
            choose_models(chosen.pop("model"), chosen.pop("benchmark"), self.names, **chosen)

    def test_a_series_is_not_explained_by_itself(self):
        choice = choose_models(["market", "mean"], "m", self.names, peer="p")
        assert choice.of("s1") == ("market", "mean")
        assert choice.of("m") == choice.of("p") == ("mean",)
        assert choice.regressors("s1") == ("m", "p")
        assert [(one.what, one.reason) for one in choice.skipped(["s1", "m", "p"])] == [
            ("m, model 'market'", "it is the benchmark of the other series"),
            ("p, model 'market'", "it is the peer of the other series"),
        ]

    def test_options_that_are_not_the_usual_are_recorded(self):
        assert choose_models("market", "m", self.names).settings() == {}
        choice = choose_models(["market", "dimson"], "m", self.names, peer="p", alpha="drop", cov="hac", lags=3)
        assert choice.settings() == {"alpha": "drop", "cov": "hac", "lags": "3", "peer": "p"}

    def test_capm_takes_the_factors_market_where_there_is_one(self):
        assert choose_models("capm", None, self.names, factors=["mkt_rf", "rf"]).regressors("s1") == ()
        assert choose_models("capm", "m", self.names, factors=["rf"]).regressors("s1") == ("m",)

    def test_every_model_is_described(self):
        assert tuple(note.name for note in MODEL_NOTES) == MODELS
        assert all(note.equation and note.use and note.reference and note.parameters for note in MODEL_NOTES)


def test_every_model_in_one_study():
    table, factors = market(9)
    events = pd.DataFrame({"series": ["s1", "s2"], "date": DAYS[ZERO], "event_id": "e"})
    names = {"s1": MODELS, "s2": MODELS}
    result = run_study(
        events, table, model=names, benchmark="m", factors=factors, peer="p", estimation=(-350, -11), lookback=90
    )
    cars = result.car(0, 1)
    assert cars.groupby("series").model.apply(tuple).tolist() == [MODELS, MODELS]
    assert cars[["car", "se", "p"]].notna().all(axis=None)
    for model in MODELS:
        outcomes = result.tests(0, 1, by="event", model=model)
        portfolio = outcomes.query("test == 'portfolio_t'").iloc[0]
        assert portfolio.valid
        near = 1e-3 if model == "garch" else 1e-15  # its portfolio is one of least squares
        assert portfolio.estimate == pytest.approx(cars.query("model == @model").car.mean(), abs=near)


def rejections(observe_once, reps, seed):
    rng = np.random.default_rng(seed)
    p = np.array([observe_once(rng) for _ in range(reps)])
    return (p < 0.05).mean(axis=0)


SIZED = {
    "mean": (Estimator(), "keep"),
    "market": (Estimator(), "keep"),
    "market, alpha zero": (Estimator(), "zero"),
    "market, alpha drop": (Estimator(), "drop"),
    "market, hac": (Estimator(hac=True), "keep"),
    "scholes_williams": (Estimator("scholes_williams", 1), "keep"),
    "dimson": (Estimator("dimson", 1), "keep"),
    "dimson, two lags": (Estimator("dimson", 2), "keep"),
    "fowler_rorke": (Estimator("fowler_rorke", 1), "keep"),
    "ewma": (Estimator("ewma", lookback=20), "keep"),
    "five factors": (Estimator(), "keep"),
}


@pytest.mark.parametrize("name", SIZED)
def test_size_under_the_null(name):
    """Nominal 5 per cent, T = 60, windows of 1 and 6 sessions, 1,500 draws: Monte Carlo error .56 per cent."""
    (estimator, alpha), T, L, q = SIZED[name], 60, 6, 2

    def once(rng):
        n = T + 10 + L
        m = rng.normal(0, 1, n + 2 * q)
        x = m[q:-q]
        y = rng.normal(0, 1, n) + 0.8 * x
        X = np.column_stack([np.ones(n), x, *(rng.normal(0, 1, (4, n)) if name == "five factors" else [])])
        X = {"mean": X[:, :1]}.get(name, X[:, 1:] if alpha == "zero" else X)
        ahead = X * np.r_[0.0, np.ones(X.shape[1] - 1)] if alpha == "drop" else X
        lags = estimator.lags
        place = np.arange(T) + q
        Z = np.column_stack([m[place + j] for j in [*range(-lags, 0), *range(1, lags + 1)]]) if lags else None
        y = y - 0.8 * x if name == "mean" else y
        fit = fit_model(y=y[:T], X=X[:T], Z=Z, estimator=estimator)
        abnormal = abnormal_returns(fit=fit, y=y[-L:], X=ahead[-L:])
        totals = [cumulate(abnormal=abnormal, window=slice(0, length)) for length in (1, L)]
        return [t_test(estimate=one.value, se=one.se, df=abnormal.dof, level=0.05).p for one in totals]

    one, six = rejections(once, 1500, 17)
    assert 0.033 < one < 0.067
    assert 0.033 < six < 0.069


def test_size_of_garch_with_its_parameters_known():
    """Shocks GARCH(.02, .08, .90), gap of 10: all dates, and the tenth that the forecast calls most volatile."""
    T, L, gap, reps = 250, 6, 10, 2500
    rng = np.random.default_rng(23)
    n = T + gap + L
    e, h = np.empty((n, reps)), np.ones(reps)
    for t in range(n):
        e[t] = rng.normal(size=reps) * np.sqrt(h)
        h = 0.02 + 0.08 * e[t] ** 2 + 0.9 * h
    p, plain, eve = np.empty((reps, 2)), np.empty(reps), np.empty(reps)
    X = np.ones((n, 1))
    for i in range(reps):
        mean = fit_model(y=e[:T, i], X=X[:T])
        first = 1.0
        for shock in mean.residuals.tolist():
            first = 0.02 + 0.08 * shock**2 + 0.9 * first
        fit = GarchFit(mean, 0.02, 0.08, 0.9, first, "")
        noise = forecast_noise(fit=fit, shocks=e[T:, i] - mean.coefficients[0], length=L)
        abnormal = abnormal_returns(fit=mean, y=e[-L:, i], X=X[-L:], noise=noise)
        totals = [cumulate(abnormal=abnormal, window=slice(0, length)) for length in (1, L)]
        p[i] = [t_test(estimate=one.value, se=one.se, df=mean.dof, level=0.05).p for one in totals]
        eve[i] = noise[0, 0] * mean.sigma2
        flat = np.sqrt(mean.sigma2 * (1 + 1 / T))
        plain[i] = t_test(estimate=abnormal.ar[0], se=flat, df=mean.dof, level=0.05).p
    restless = eve >= np.quantile(eve, 0.9)
    assert 0.037 < (p[:, 0] < 0.05).mean() < 0.063
    assert 0.037 < (p[:, 1] < 0.05).mean() < 0.066
    assert (p[restless, 0] < 0.05).mean() < 0.09  # 250 dates: standard error .014
    assert (plain[restless] < 0.05).mean() > 0.10  # one variance for all: about twice the nominal size


@pytest.mark.parametrize("model", [name for name in MODELS if name != "garch"])
def test_t_is_invariant_to_the_scale_of_returns(model):
    table, factors = market(10)
    one = observed(modelled(table, factors, model))
    many = observed(modelled(100 * table, 100 * factors, model))
    first, second = one.cumulate(0, 3), many.cumulate(0, 3)
    assert second.value / second.se == pytest.approx(first.value / first.se, rel=1e-9)


def test_every_error_is_one_of_ours():
    with pytest.raises(EventStudyError):
        choose_models(3, None, ["a"])
