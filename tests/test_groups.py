"""Tables over several observations: averages, groups, families, volatility; and how a result shows itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from eventstudy.errors import UsageError, WindowError
from eventstudy.kernels.two_samples import rank_sum, welch
from eventstudy.records import Window
from eventstudy.study import run_study

pytestmark = pytest.mark.filterwarnings("ignore:.* left out .result.dropped:eventstudy.EventStudyWarning")

DAYS = pd.bdate_range("2015-01-01", periods=420)


def study(offsets, *, model="market", seed=3, groups=None, weights=None, events=None):
    """A study of one series for each offset, its day 0 that many sessions after the 300th."""
    rng, n = np.random.default_rng(seed), len(offsets)
    names = [f"s{i}" for i in range(n)]
    market = rng.normal(0, 0.01, 420)
    shared = rng.normal(0, 0.01, (420, 1))
    table = pd.DataFrame(rng.normal(0, 0.01, (420, n)) + shared, index=DAYS, columns=names).assign(m=market)
    rows = pd.DataFrame({"series": names, "date": DAYS[300 + np.array(offsets)], "event_id": events or names})
    result = run_study(rows, table, model=model, benchmark="m")
    given = zip(
        result.observations,
        np.repeat(groups or [None] * n, len(result.observations) // n),
        np.repeat(weights or [1.0] * n, len(result.observations) // n),
        strict=True,
    )
    members = tuple(replace(one, group=group, weight=float(weight)) for one, group, weight in given)
    return replace(result, observations=members), table


SPREAD = [0, 7, 14, 21, 28, 35, 42, 49, 56, 63, 70, 77]


class TestAverages:
    def test_of_several_dates_from_the_cross_section(self):
        result, _ = study(SPREAD)
        car, row = result.car(0, 1).car, result.caar(0, 1).iloc[0]
        se = car.std(ddof=1) / np.sqrt(12)
        half = stats.t.ppf(0.975, 11) * se
        expected = (12, car.mean(), se, 11, car.mean() - half, car.mean() + half, car.median(), (car > 0).mean())
        names = ["n", "estimate", "se", "df", "low", "high", "median", "positive"]
        np.testing.assert_allclose(row[names].astype(float), expected, rtol=1e-12)
        assert (row.band, row.model, row["first"], row["last"], row.note) == ("cross-section", "market", 0, 1, "")

    def test_weights(self):
        weights = [1.0, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 0]
        result, _ = study(SPREAD, weights=weights)
        row, car, w = result.caar(0, 1).iloc[0], result.car(0, 1).car.to_numpy(), np.array(weights) / 36
        assert row.estimate == pytest.approx(w @ car)
        # a weighted mean is the constant of a weighted regression, and this its HC1 error, but for the weights' sum
        other = sm.WLS(car, np.ones(12), weights=w).fit(cov_type="HC1")
        assert row.se == pytest.approx(other.bse[0], rel=1e-9)

    def test_of_shared_dates_from_the_spread_between_them(self):
        result, _ = study([0, 0, 0, 7, 7, 14, 21, 28, 35, 35, 42, 49])
        car, row = result.car(0, 1).car.to_numpy(), result.caar(0, 1).iloc[0]
        dates = np.array([0, 0, 0, 1, 1, 2, 3, 4, 5, 5, 6, 7])
        clustered = sm.OLS(car, np.ones(12)).fit(cov_type="cluster", cov_kwds={"groups": dates})
        assert (row.band, row.df) == ("dates", 7)
        assert row.se == pytest.approx(clustered.bse[0], rel=1e-10)
        assert row.note == "12 observations on 8 dates"  # of 6.5 effective ones
        uneven, _ = study([0, 0, 0, 0, 0, 0, 0, 14, 21, 28, 35, 42])
        said = "12 observations on 6 dates; the dates weigh so unequally that its band is too narrow"
        assert uneven.caar(0, 1).note[0] == said

    def test_of_one_date_from_the_portfolio_before_the_event(self):
        result, table = study([0] * 6, weights=[1, 1, 1, 2, 2, 2])
        row = result.caar(0, 2).iloc[0]
        w = np.array([1, 1, 1, 2, 2, 2]) / 9
        span = np.r_[50:290, 300:303]
        y, m = table.iloc[span, :6].to_numpy() @ w, table.m.iloc[span].to_numpy()
        dummies = np.vstack([np.zeros((240, 3)), np.eye(3)])
        fit = sm.OLS(y, np.column_stack([np.ones(243), m, dummies])).fit()
        total = fit.t_test([0, 0, 1, 1, 1])
        assert (row.estimate, row.se, row.df) == pytest.approx((total.effect[0], total.sd[0, 0], 238), rel=1e-9)
        assert row.band == "time series"
        assert (row.low, row.high) == pytest.approx(tuple(total.conf_int()[0]), rel=1e-9)

    def test_each_session_and_each_path(self):
        result, _ = study(SPREAD)
        aar, paths = result.aar(), result.average_paths()
        assert aar.session.tolist() == list(range(-5, 6))
        np.testing.assert_allclose(aar.estimate, result.ar().mean(axis=0))
        np.testing.assert_allclose(paths.estimate, aar.estimate.cumsum(), rtol=1e-9)
        assert paths[["first", "last"]].iloc[3].tolist() == [-5, -2]

    @pytest.mark.parametrize(("by", "column", "names"), [
        ("group", "group", ["x", "y"]), ("series", "series", [f"s{i}" for i in range(12)]),
        ("event", "event_id", ["e", "f"]),
    ])  # fmt: skip
    def test_by(self, by, column, names):
        result, _ = study(SPREAD, groups=["x", "y"] * 6, events=["e", "f"] * 6)
        rows = result.caar(0, 1, by=by)
        assert rows.columns[0] == column
        assert rows[column].tolist() == names
        tested = result.tests(0, 1, by=by, tests=["portfolio_t"])
        assert tested[column].tolist() == names
        np.testing.assert_allclose(tested.n_events, rows.n)

    def test_what_is_left_out_is_said(self):
        result, _ = study(SPREAD)
        broken = result.observations[3]
        members = (*result.observations[:3], replace(broken, fit=None, note="too short"), *result.observations[4:])
        row = replace(result, observations=members).caar(0, 1).iloc[0]
        assert row.n == 11
        assert row.note == "s3 left out: too short"
        nobody = replace(result, observations=tuple(replace(one, fit=None, note="no") for one in members))
        row = nobody.caar(0, 1).iloc[0]
        assert np.isnan(row.estimate)
        assert row.note.startswith("no observation is left")


class TestTwoSamples:
    def test_welch_against_scipy(self):
        rng = np.random.default_rng(0)
        a, b = rng.normal(1, 2, 9), rng.normal(0, 1, 14)
        mine, other = welch(one=a, two=b), stats.ttest_ind(a, b, equal_var=False)
        assert (mine.statistic, mine.df) == pytest.approx((other.statistic, other.df))
        assert mine.difference == pytest.approx(a.mean() - b.mean())

    @pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
    def test_rank_sum_against_all_orders(self, alternative):
        rng = np.random.default_rng(1)
        a, b = rng.normal(0.7, 1, 4), rng.normal(0, 1, 5)
        pool = np.concatenate([a, b])
        ranks = stats.rankdata(pool)
        sums = np.array([sum(ranks[list(chosen)]) for chosen in combinations(range(9), 4)])
        own = ranks[:4].sum()
        above, below = (sums >= own).mean(), (sums <= own).mean()
        p = {"greater": above, "less": below, "two-sided": min(2 * min(above, below), 1)}[alternative]
        found = rank_sum(one=a, two=b, alternative=alternative)
        assert found.p == pytest.approx(p)
        assert found.min_p == pytest.approx((2 if alternative == "two-sided" else 1) / len(sums))
        assert found.exact

    def test_ties_and_many_are_not_enumerated(self):
        assert not rank_sum(one=np.array([1.0, 2.0]), two=np.array([2.0, 3.0])).exact
        assert not rank_sum(one=np.arange(30.0), two=np.arange(30.0) + 0.5).exact
        assert np.isnan(rank_sum(one=np.array([]), two=np.array([1.0])).p)

    @pytest.mark.parametrize(("a", "b"), [([], [1.0]), ([1.0], [2.0, 3.0]), ([1.0, 1.0], [2.0, 2.0])])
    def test_no_spread(self, a, b):
        assert np.isnan(welch(one=np.array(a), two=np.array(b)).statistic)


class TestDifferences:
    def test_of_several_dates(self):
        result, _ = study(SPREAD, groups=["x"] * 5 + ["y"] * 7)
        rows, car = result.differences(0, 1).set_index("test"), result.car(0, 1).car.to_numpy()
        assert rows.index.tolist() == ["welch", "rank_sum", "portfolio"]
        w, u = stats.ttest_ind(car[:5], car[5:], equal_var=False), stats.mannwhitneyu(car[:5], car[5:], method="exact")
        assert tuple(rows.loc["welch", ["statistic", "df", "p"]]) == pytest.approx((w.statistic, w.df, w.pvalue))
        low, high = w.confidence_interval()
        assert tuple(rows.loc["welch", ["low", "high"]]) == pytest.approx((low, high))
        assert tuple(rows.loc["rank_sum", ["statistic", "p"]]) == pytest.approx((u.statistic, u.pvalue))
        assert rows.valid.tolist() == [True, True, False]
        assert rows.note["portfolio"] == "events of several dates make no portfolio of one day"

    def test_on_one_date_the_portfolio_is_the_test(self):
        result, table = study([0] * 12, groups=["x"] * 6 + ["y"] * 6)
        rows = result.differences(0, 1).set_index("test")
        assert rows.valid.tolist() == [False, False, True]
        assert "one common date" in rows.note["welch"]
        span = np.r_[50:290, 300:302]
        y = table.iloc[span, :6].mean(axis=1) - table.iloc[span, 6:12].mean(axis=1)
        dummies = np.vstack([np.zeros((240, 2)), np.eye(2)])
        fit = sm.OLS(y.to_numpy(), np.column_stack([np.ones(242), table.m.iloc[span], dummies])).fit()
        total = fit.t_test([0, 0, 1, 1])
        row = rows.loc["portfolio"]
        assert (row.estimate, row.se, row.p) == pytest.approx(
            (total.effect[0], total.sd[0, 0], float(total.pvalue)), rel=1e-9
        )

    def test_each_pair_and_few_events(self):
        result, _ = study(SPREAD, groups=["x"] * 2 + ["y"] * 4 + ["z"] * 6, weights=range(1, 13))
        rows = result.differences(0, 0)
        assert rows[["group_a", "group_b"]].drop_duplicates().to_numpy().tolist() == [
            ["x", "y"],
            ["x", "z"],
            ["y", "z"],
        ]
        first = rows[rows.test == "welch"].iloc[0]
        assert not first.valid
        assert "groups of 2 and 4, 5 each are needed" in first.note
        assert "the events' weights are not used" in first.note
        ranks = rows[rows.test == "rank_sum"].set_index(["group_a", "group_b"])
        assert ranks.min_p.tolist() == pytest.approx([2 / 15, 2 / 28, 2 / 210])
        assert ranks.valid.tolist() == [False, False, True]
        assert "no attainable 0.05 level" in ranks.note.iloc[0]

    def test_without_groups(self):
        with pytest.raises(UsageError, match="the events carry no groups"):
            study(SPREAD)[0].differences(0, 1)


class TestFamilies:
    def test_p_values_of_each_test_over_the_groups(self):
        result, _ = study(SPREAD)
        rows = result.tests(0, 0, by="event", tests=["t", "wilcoxon"], adjust="holm")
        t = rows[rows.test == "t"]
        p = t.p.to_numpy()
        order = np.argsort(p)
        by_hand = np.empty(12)
        by_hand[order] = np.minimum(np.maximum.accumulate(p[order] * (12 - np.arange(12))), 1)
        np.testing.assert_allclose(t.p_adjusted, by_hand)
        assert rows[~rows.valid].p_adjusted.isna().all()
        assert rows.columns.tolist().index("p_adjusted") == rows.columns.tolist().index("p") + 1

    def test_over_windows_too(self):
        result, _ = study(SPREAD[:2])
        rows = result.to_frame("tests", by="event", adjust="bh")
        t = rows[rows.test == "t"]
        assert len(t) == 8
        order = np.argsort(t.p.to_numpy())
        p = t.p.to_numpy()[order]
        by_hand = np.minimum.accumulate((p * 8 / np.arange(1, 9))[::-1])[::-1]
        np.testing.assert_allclose(t.p_adjusted.to_numpy()[order], np.minimum(by_hand, 1))

    def test_windows_by_series_holm(self):
        result, _ = study([0] * 4, events=["e"] * 4)
        rows = result.adjusted("e", windows=[(0, 0), (0, 1)], method="holm")
        assert len(rows) == 8
        np.testing.assert_allclose(rows.car[::2], result.car(0, 0).car)
        p = rows.p.to_numpy()
        order = np.argsort(p)
        np.testing.assert_allclose(
            rows.p_adjusted.to_numpy()[order], np.minimum(np.maximum.accumulate(p[order] * (8 - np.arange(8))), 1)
        )
        assert set(rows.n_family) == {8}

    def test_westfall_and_young(self):
        result, _ = study([0] * 4, events=["e"] * 4)
        rows = result.adjusted()
        assert len(rows) == 4 * 4
        assert set(rows.method) == {"westfall_young"}
        assert rows.valid.all()
        assert (rows.p_adjusted >= rows.n_reference.rdiv(1) / 2).all()
        first = rows.sort_values("p_adjusted").iloc[0]
        assert abs(first.statistic) == rows.statistic.abs().max()

    @pytest.mark.parametrize(
        ("options", "error", "words"),
        [
            ({"method": "tukey"}, UsageError, "method='tukey' is not one of 'westfall_young', 'holm', 'bh', 'by'"),
            ({"event_id": "q"}, UsageError, "no event 'q' was studied; there are e"),
            ({"windows": [(0, 9)]}, WindowError, "is not inside the event window"),
        ],
    )
    def test_what_cannot_be_asked(self, options, error, words):
        with pytest.raises(error, match=words):
            study([0] * 2, events=["e"] * 2)[0].adjusted(**options)

    def test_recommended_are_the_valid_ones_and_then_the_others(self):
        result, _ = study([0] * 4, events=["e"] * 4)
        rows, tests = result.recommended(0, 0), result.tests(0, 0)
        assert rows.columns.tolist() == ["rank", "test", "p", "valid", "why"]
        assert sorted(rows.test) == sorted(tests.test)
        assert rows.test[0] == "conditional_sq"
        valid = int(tests.valid.sum())
        assert rows["rank"][:valid].tolist() == list(range(1, valid + 1))
        assert rows["rank"][valid:].isna().all()
        assert (rows.why != "").all()
        assert result.recommended(0, 0, by="series").columns[0] == "series"


class TestVolatility:
    def test_against_explicit_sums(self):
        result, table = study([0])
        row, one = result.volatility(0, 1).iloc[0], result.observations[0]
        X = np.column_stack([np.ones(420), table.m])
        fit = sm.OLS(table.s0.iloc[50:290].to_numpy(), X[50:290]).fit()
        inverse = np.linalg.inv(X[50:290].T @ X[50:290])
        ar = table.s0.to_numpy() - X @ fit.params
        V = np.eye(2) + X[300:302] @ inverse @ X[300:302].T
        F = ar[300:302] @ np.linalg.solve(V, ar[300:302]) / (2 * fit.mse_resid)
        assert (row.f, row.df1, row.df2) == pytest.approx((F, 2, 238), rel=1e-9)
        assert row.p_f == pytest.approx(stats.f.sf(F, 2, 238))
        assert row.ratio == pytest.approx(np.mean(ar[300:302] ** 2 / np.diag(V)) / fit.mse_resid)
        h, total = np.sum(X @ inverse * X, axis=1), fit.ssr
        e2 = ar**2 / total
        D = np.r_[e2[50:290] / (1 - h[50:290] - e2[50:290]), e2[290:300] / (1 + h[290:300])]
        ahead = np.empty(251)
        ahead[20] = D[:20].mean()
        for t in range(20, 250):
            ahead[t + 1] = 0.94 * ahead[t] + 0.06 * D[t]
        event = (e2[300:302] / (1 + h[300:302])).sum() / ahead[250]
        reference = np.array([(D[t] + D[t + 1]) / ahead[t] for t in range(20, 239)])
        assert row.statistic == pytest.approx(event, rel=1e-9)
        assert row.p == (1 + (reference >= event).sum()) / (reference.size + 1)
        assert (row.n_reference, row.valid, row.n_window) == (219, True, 2)
        assert one.note == ""

    def test_without_a_fit(self):
        result, _ = study([0])
        empty = replace(result, observations=(replace(result.observations[0], fit=None, note="too short"),))
        row = empty.volatility(0, 0).iloc[0]
        assert (row.valid, row.note) == (False, "too short")
        assert np.isnan(row.ratio)


class TestTables:
    def test_each_events_own_window(self):
        result, _ = study(SPREAD[:3])
        members = list(result.observations)
        members[1] = replace(members[1], own=(-2, 3))
        rows = replace(result, observations=tuple(members)).car()
        assert rows[["first", "last"]].to_numpy().tolist() == [[-5, 5], [-2, 3], [-5, 5]]
        assert rows.car[1] == result.car(-2, 3).car[1]
        members[1] = replace(members[1], own=(0, 50))
        with pytest.raises(WindowError, match="is not inside the event window"):
            replace(result, observations=tuple(members)).car()

    def test_standardised(self):
        result, _ = study(SPREAD[:3])
        car, scar = result.car(0, 1), result.scar(0, 1)
        np.testing.assert_allclose(scar.scar, car.car / car.se)
        np.testing.assert_array_equal(scar.p, car.p)
        np.testing.assert_allclose(result.sar()[0], result.car(0, 0).t)
        assert result.sar().shape == result.ar().shape

    def test_one_sided_p_of_a_study(self):
        result, _ = study(SPREAD[:3])
        greater = replace(result, settings=replace(result.settings, alternative="greater"))
        both, one = result.car(0, 1), greater.car(0, 1)
        np.testing.assert_allclose(one.p, np.where(both.t > 0, both.p / 2, 1 - both.p / 2))
        np.testing.assert_array_equal(one.low, both.low)
        tests = greater.tests(0, 1, by="event", tests=["t"])
        np.testing.assert_allclose(tests.p, one.p)
        np.testing.assert_allclose(greater.tests(0, 1, by="event", tests=["t"], alternative="two-sided").p, both.p)

    def test_weights_of_the_portfolio(self):
        result, _ = study([0] * 4)
        plain, scaled = (result.tests(0, 0, tests=["portfolio_t"], portfolio=how).iloc[0] for how in ("weights", "sar"))
        w = np.array([one.fit.sigma2**-0.5 for one in result.observations])
        car = result.car(0, 0).car
        assert plain.estimate == pytest.approx(car.mean(), rel=1e-9)
        assert scaled.estimate == pytest.approx(w @ car / w.sum(), rel=1e-9)
        with pytest.raises(UsageError, match="portfolio='equal' is not one of 'weights', 'sar'"):
            result.tests(0, 0, portfolio="equal")

    def test_a_beta_for_each_factor(self):
        result, table = study([0])
        one = result.observations[0]
        X = np.column_stack([one.data.X, table.m.to_numpy()[::-1]])
        from eventstudy.kernels.expected import Estimator, fit_linear, newey_west_lags  # noqa: PLC0415 - of this test alone

        data = replace(one.data, columns=("constant", "mkt_rf", "smb"), X=X, estimator=Estimator(hac=True))
        fit = sm.OLS(one.data.y[one.sample], X[one.sample]).fit()

        other = replace(one, data=data, fit=fit_linear(y=data.y[one.sample], X=X[one.sample]))
        named = replace(result, observations=(one, other), settings=replace(result.settings, options={"cov": "hac"}))
        rows = named.models()
        assert rows.columns.tolist()[4:8] == ["alpha", "beta", "beta_smb", "sigma"]
        np.testing.assert_allclose(rows.loc[1, ["alpha", "beta", "beta_smb"]].astype(float), fit.params, rtol=1e-9)
        assert np.isnan(rows.beta_smb[0])
        assert rows.k.tolist() == [2, 3]
        assert rows.options.tolist() == ["", "cov=hac"]
        assert rows.hac_lags.tolist() == [pd.NA, newey_west_lags(one.sample.size)]

    def test_a_beta_without_a_constant_is_no_alpha(self):
        result, _ = study([0])
        one = result.observations[0]
        bare = replace(one, data=replace(one.data, columns=("m",), X=one.data.X[:, 1:]))
        row = replace(result, observations=(replace(bare, fit=None, note="x"),)).models().iloc[0]
        assert np.isnan(row.alpha)
        raw = study([0], model="raw")[0].models().iloc[0]
        assert np.isnan(raw.alpha)
        assert np.isnan(raw.beta)


class TestShown:
    def test_latex_and_html(self):
        result, _ = study([0, 0], events=["a_b", "c & <d>"])
        text = result.to_latex("per_event")
        assert r"\toprule" in text
        assert r"a\_b" in text
        assert r"c \& \textless{}d\textgreater{}" in text
        assert "nan" not in text
        page = result.to_html("caar")
        assert page.count("<table") == 1
        assert "Average cumulative abnormal returns" in page
        assert "c &amp; &lt;d&gt;" in result.to_html("per_event")

    @pytest.mark.parametrize("kind", ["ar", "car"])
    def test_plots(self, kind):
        figure = study([0])[0].plot(kind)
        assert len(figure.axes) >= 1

    def test_no_such_plot(self):
        with pytest.raises(UsageError, match="there is no figure 'pie'; there are ar, car"):
            study([0])[0].plot("pie")

    def test_files(self, tmp_path):
        result, _ = study(SPREAD[:2], groups=["x", "y"])
        short = replace(result, settings=replace(result.settings, windows=(Window(0, 0),)))
        names = sorted(file.stem for file in short.to_csv(tmp_path))
        assert names == [
            "aar", "ar", "bhar", "caar", "differences", "dropped", "models", "paths", "per_event", "scar", "tests",
            "volatility",
        ]  # fmt: skip
        back = pd.read_csv(tmp_path / "caar.csv", dtype=str)
        np.testing.assert_array_equal(back.estimate.astype(float), short.caar(0, 0).estimate)

    def test_summary_keeps_to_valid_tests(self):
        text = study(SPREAD[:3])[0].summary()
        assert "average cumulative abnormal returns" in text
        assert "Tests over (0, 0) of all events together, best first" in text
        assert "Not valid over (0, 0) (tests() says why): " in text
