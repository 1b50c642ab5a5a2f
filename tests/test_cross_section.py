"""Regressions across observations: formulas, standard errors, the benchmark of ordinary days, adjusted p-values."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy import stats

from eventstudy.cross_section import adjust_p, design_matrix, parse, regress, regress_benchmark
from eventstudy.errors import EstimationError, UsageError, WindowError
from eventstudy.study import run_study

RNG = np.random.default_rng(5)
FRAME = pd.DataFrame(
    {
        "y": RNG.normal(size=60),
        "x": RNG.normal(size=60),
        "z": RNG.exponential(size=60),
        "g": list("abc") * 20,
        "year": [2001, 2002] * 30,
        "listed": [True, True, False] * 20,
    }
)
DAYS = np.datetime64("2020-01-06") + 7 * np.repeat(np.arange(20), 3)


class TestFormula:
    @pytest.mark.parametrize(
        ("text", "left", "window", "terms", "intercept"),
        [
            ("car(0, 1) ~ a + b", "car", (0, 1), ["a", "b"], True),
            ("scar(-1,+1)~a*b", "scar", (-1, 1), ["a", "b", "a:b"], True),
            ("ar(0) ~ 1", "ar", (0, 0), [], True),
            ("bhar(0, 5) ~ 0 + C(a)", "bhar", (0, 5), ["C(a)"], False),
            ("car(0, 1) ~ a - 1", "car", (0, 1), ["a"], False),
            ("car(0, 1) ~ log(a) + a + a", "car", (0, 1), ["log(a)", "a"], True),
            ("car(0, 1) ~ `book-to-market: a` + abs(b)", "car", (0, 1), ["book-to-market: a", "abs(b)"], True),
        ],
    )
    def test_what_formulas_mean(self, text, left, window, terms, intercept):
        formula = parse(text)
        assert (formula.left, (formula.first, formula.last), formula.intercept) == (left, window, intercept)
        assert [":".join(map(str, term)) for term in formula.terms] == terms

    @pytest.mark.parametrize(
        "text",
        [
            "car(0, 1)", "~ a", "caar(0, 1) ~ a", "car(0) ~ a", "ar(0, 1) ~ a", "car(0, 1) ~ a +", "car(0, 1) ~ a - b",
            "car(0, 1) ~ 0", "car(0, 1) ~ exp(a)", "car(0, 1) ~ a b", "car(0, 1) ~ __import__('os')",
            "car(a, b) ~ c", "",
        ],
    )  # fmt: skip
    def test_what_is_no_formula(self, text):
        with pytest.raises(UsageError):
            parse(text)

    @pytest.mark.parametrize(
        "right",
        [
            "x + g",
            "x * g",
            "x:g",
            "0 + g + x",
            "C(year) + x",
            "x + g - 1",
            "g * C(year)",
            "listed + x",
            "0 + x + g",
            "1",
        ],
    )
    def test_the_matrix_is_that_of_statsmodels(self, right):
        X, names = design_matrix(parse(f"ar(0) ~ {right}"), FRAME)
        other = smf.ols(f"y ~ {right}", FRAME).exog
        assert X.shape == other.shape == (60, len(names))
        np.testing.assert_allclose(X[:, np.lexsort(X)], np.asarray(other)[:, np.lexsort(other)], atol=1e-12)

    def test_transforms(self):
        X, names = design_matrix(parse("ar(0) ~ log(z) + abs(x)"), FRAME)
        assert names == ["intercept", "log(z)", "abs(x)"]
        np.testing.assert_allclose(X[:, 1:], np.column_stack([np.log(FRAME.z), np.abs(FRAME.x)]))

    @pytest.mark.parametrize(
        ("right", "frame", "error", "words"),
        [
            ("log(x)", FRAME, UsageError, "needs numbers above 0"),
            ("log(g)", FRAME, UsageError, "needs numbers, found 'a'"),
            ("x", FRAME.assign(x=np.inf), UsageError, "holds infinity"),
            ("g", FRAME.assign(g=pd.Timestamp("2020-01-01")), UsageError, "needs numbers"),
            ("x + w", FRAME.assign(w=FRAME.x * 2), EstimationError, "'w' is a combination of the terms before it"),
            ("x + w", FRAME.assign(w=3.0), EstimationError, "'w' is a combination of the terms before it"),
            ("x + g", FRAME[:4], EstimationError, "4 coefficients for 4 observations"),
        ],
    )
    def test_what_cannot_be_regressed_on(self, right, frame, error, words):
        with pytest.raises(error, match=words):
            design_matrix(parse(f"ar(0) ~ {right}"), frame)


def sandwich(X, y, cov, weights=None, groups=None):
    """Coefficients and standard errors from explicit matrices."""
    root = np.ones(len(y)) if weights is None else np.sqrt(weights)
    X, y = X * root[:, None], y * root
    n, k = X.shape
    inverse = np.linalg.inv(X.T @ X)
    b = inverse @ X.T @ y
    e, h = y - X @ b, np.diag(X @ inverse @ X.T)
    if cov == "ols":
        return b, np.sqrt(np.diag(inverse) * (e @ e) / (n - k))
    if cov == "cluster":
        scores = np.array([X[groups == g].T @ e[groups == g] for g in np.unique(groups)])
        G = len(scores)
        meat = scores.T @ scores * G / (G - 1) * (n - 1) / (n - k)
    else:
        scale = 1 / (1 - h) ** 2 if cov == "HC3" else np.full(n, n / (n - k))
        meat = (X * (scale * e**2)[:, None]).T @ X
    return b, np.sqrt(np.diag(inverse @ meat @ inverse))


class TestRegress:
    @pytest.mark.parametrize("cov", ["HC3", "HC1", "cluster", "ols"])
    @pytest.mark.parametrize("weighted", [False, True])
    def test_against_explicit_matrices(self, cov, weighted):
        X, names = design_matrix(parse("ar(0) ~ x + g"), FRAME)
        y, weights = FRAME.y.to_numpy(), FRAME.z.to_numpy() + 0.1 if weighted else None
        found = regress(y=y, X=X, names=names, formula="f", days=DAYS, cov=cov, weights=weights)
        b, se = sandwich(X, y, cov, weights, DAYS)
        np.testing.assert_allclose(found.table.coefficient, b, rtol=1e-10)
        np.testing.assert_allclose(found.table.se, se, rtol=1e-10)
        df = 19 if cov == "cluster" else 56
        assert (found.table.df == df).all()
        from scipy.stats import t as student  # noqa: PLC0415 - the oracle of this line

        np.testing.assert_allclose(found.table.p, 2 * student.sf(np.abs(b / se), df), rtol=1e-9)
        np.testing.assert_allclose(found.table.high - b, student.ppf(0.975, df) * se, rtol=1e-9)

    @pytest.mark.parametrize(
        ("cov", "options"), [("HC3", {}), ("cluster", {"cov_kwds": {"groups": np.repeat(np.arange(20), 3)}})]
    )
    def test_against_statsmodels_own_formula(self, cov, options):
        X, names = design_matrix(parse("ar(0) ~ x * g"), FRAME)
        found = regress(y=FRAME.y.to_numpy(), X=X, names=names, formula="f", days=DAYS, cov=cov).table
        other = smf.ols("y ~ x * g", FRAME).fit(cov_type=cov, use_t=True, **options)
        place = {"intercept": "Intercept", "x": "x", "g[b]": "g[T.b]", "x:g[c]": "x:g[T.c]"}
        for mine, theirs in place.items():
            row = found[found.term == mine].iloc[0]
            assert (row.coefficient, row.se, row.p) == pytest.approx(
                (other.params[theirs], other.bse[theirs], other.pvalues[theirs]), rel=1e-9
            )

    def test_what_it_says_of_its_standard_errors(self):
        X, names = design_matrix(parse("ar(0) ~ x"), FRAME)
        y = FRAME.y.to_numpy()
        assert "take cov='cluster'" in regress(y=y, X=X, names=names, formula="f", days=DAYS).note
        assert regress(y=y, X=X, names=names, formula="f", days=DAYS, cov="cluster").note == ""
        few = np.repeat(DAYS[::20], 20)
        assert "3 dates are few" in regress(y=y, X=X, names=names, formula="f", days=few, cov="cluster").note
        one = np.repeat(DAYS[:1], 60)
        assert "see regress_benchmark" in regress(y=y, X=X, names=names, formula="f", days=one).note
        with pytest.raises(UsageError, match="regress_benchmark is the test of one date"):
            regress(y=y, X=X, names=names, formula="f", days=one, cov="cluster")
        with pytest.raises(UsageError, match="cov='HC2' is not one of"):
            regress(y=y, X=X, names=names, formula="f", days=one, cov="HC2")

    def test_a_coefficient_that_hangs_on_one_observation_has_no_hc3(self):
        frame = FRAME.assign(only=[1.0] + [0.0] * 59)
        X, names = design_matrix(parse("ar(0) ~ x + only"), frame)
        with pytest.raises(EstimationError, match="'only' hangs on one observation alone"):
            regress(y=FRAME.y.to_numpy(), X=X, names=names, formula="f", days=DAYS)
        assert regress(y=FRAME.y.to_numpy(), X=X, names=names, formula="f", days=DAYS, cov="HC1").n == 60


class TestBenchmark:
    @pytest.mark.parametrize("length", [1, 3])
    def test_against_a_regression_of_every_window(self, length):
        n, S = 25, 80
        X = np.column_stack([np.ones(n), RNG.normal(size=n)])
        ordinary, y = RNG.normal(size=(S, n)), RNG.normal(size=n) + 1
        ordinary[10, 3] = np.nan  # one of 25 missing: the window goes on with the other 24
        ordinary[40, :9] = np.nan  # nine missing: too many
        found = regress_benchmark(y=y, ordinary=ordinary, X=X, names=["one", "x"], formula="f", length=length)
        windows = [ordinary[s : s + length].sum(axis=0) for s in range(S - length + 1)]
        kept = {s: w for s, w in enumerate(windows) if np.isnan(w).sum() < 3}
        fits = {s: sm.OLS(w[~np.isnan(w)], X[~np.isnan(w)]).fit() for s, w in kept.items()}
        own = sm.OLS(y, X).fit()
        for j in range(2):
            ranked = [abs(fit.tvalues[j]) for fit in fits.values()]
            row = found.table.iloc[j]
            assert (row.coefficient, row.t) == pytest.approx((own.params[j], own.tvalues[j]), rel=1e-10)
            assert row.n_reference == len(ranked) == S - length + 1 - length
            assert row.p == (1 + sum(t >= abs(own.tvalues[j]) for t in ranked)) / (len(ranked) + 1)
            apart = [fit.params[j] for s, fit in fits.items() if s % length == 0]
            z = (own.params[j] - np.mean(apart)) / (np.std(apart, ddof=1) * np.sqrt(1 + 1 / len(apart)))
            assert (row.z, row.df_z) == pytest.approx((z, len(apart) - 1), rel=1e-9)
        assert "ordinary windows, 200 are advised" in found.note

    def test_too_few_windows(self):
        X = np.ones((10, 1))
        found = regress_benchmark(
            y=np.ones(10) + RNG.normal(size=10),
            ordinary=RNG.normal(size=(5, 10)),
            X=X,
            names=["one"],
            formula="f",
            length=1,
        )
        assert "5 ordinary windows: no p below 0.167 can be reached" in found.note
        empty = regress_benchmark(
            y=RNG.normal(size=10), ordinary=np.empty((0, 10)), X=X, names=["one"], formula="f", length=2
        )
        assert empty.table.p[0] == 1.0
        assert np.isnan(empty.table.z[0])

    @pytest.mark.parametrize(("side", "sign"), [("greater", 1), ("less", -1)])
    def test_one_sided(self, side, sign):
        n, S = 20, 60
        X = np.column_stack([np.ones(n), RNG.normal(size=n)])
        ordinary, y = RNG.normal(size=(S, n)), RNG.normal(size=n) + 0.5
        found = regress_benchmark(
            y=y, ordinary=ordinary, X=X, names=["one", "x"], formula="f", length=1, alternative=side
        )
        own, fits = sm.OLS(y, X).fit(), [sm.OLS(row, X).fit() for row in ordinary]
        for j in range(2):
            row = found.table.iloc[j]
            beyond = sum(sign * fit.tvalues[j] >= sign * own.tvalues[j] for fit in fits)
            assert row.p == (1 + beyond) / (S + 1)
            assert row.p_z == pytest.approx(stats.t.sf(sign * row.z, S - 1), rel=1e-10)
        assert found.to_frame().attrs["alternative"] == side
        plain = regress(y=y, X=X, names=["one", "x"], formula="f", days=DAYS[:n], cov="ols", alternative=side)
        np.testing.assert_allclose(plain.table.p, stats.t.sf(sign * own.tvalues, n - 2), rtol=1e-10)

    @pytest.mark.parametrize("spread", [1.0, 2.0])
    def test_size_where_a_factor_is_left_out(self, spread):
        """An omitted factor whose loading goes with x: HC3 rejects 33 per cent of true nulls, the rank of t 5.

        With the event day's deviation doubled, z rejects 32 and the rank 4 (3,000 draws each, N = 100, K = 200).
        """
        rng, n, K, draws = np.random.default_rng(17), 100, 200, 300
        ranked = z = robust = 0
        for _ in range(draws):
            x = rng.normal(size=n)
            loading = 0.35 * x + rng.normal(size=n)
            days = rng.normal(size=(K + 1, 1)) * 0.6 * loading + rng.normal(size=(K + 1, n))
            X = np.column_stack([np.ones(n), x])
            found = regress_benchmark(
                y=spread * days[-1], ordinary=days[:-1], X=X, names=["one", "x"], formula="f", length=1
            ).table.iloc[1]
            ranked += found.p <= 0.05
            z += found.p_z <= 0.05
            b, se = sandwich(X, spread * days[-1], "HC3")
            robust += abs(b[1] / se[1]) > 1.984
        assert ranked / draws == pytest.approx(0.05, abs=0.035)
        assert robust / draws > 0.2
        assert (z / draws > 0.2) == (spread == 2.0)


class TestAdjust:
    p = np.array([0.01, 0.04, 0.03, 0.005])

    def test_by_hand(self):
        # ordered: .005 .01 .03 .04; Holm times 4, 3, 2, 1 made to rise; BH times 4/1, 4/2, 4/3, 4/4 made to fall back
        np.testing.assert_allclose(adjust_p(self.p, "holm"), [0.03, 0.06, 0.06, 0.02])
        np.testing.assert_allclose(adjust_p(self.p, "bh"), [0.02, 0.04, 0.04, 0.02])
        harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4
        np.testing.assert_allclose(adjust_p(self.p, "by"), harmonic * np.array([0.02, 0.04, 0.04, 0.02]))

    def test_missing_ones_do_not_count(self):
        with_gap = np.array([0.01, np.nan, 0.04, 0.03, 0.005])
        np.testing.assert_array_equal(np.delete(adjust_p(with_gap, "holm"), 1), adjust_p(self.p, "holm"))
        assert np.isnan(adjust_p(with_gap, "holm")[1])
        assert np.isnan(adjust_p(np.array([np.nan]), "by")).all()

    def test_no_such_method(self):
        with pytest.raises(UsageError, match="adjust='sidak' is not one of 'holm', 'bh', 'by'"):
            adjust_p(self.p, "sidak")


@pytest.fixture(scope="module")
def study():
    rng, days = np.random.default_rng(2), pd.bdate_range("2018-01-01", periods=330)
    names = [f"s{i}" for i in range(24)]
    common = rng.normal(0, 0.01, (330, 1))
    table = pd.DataFrame(common + rng.normal(0, 0.01, (330, 24)), index=days, columns=names).assign(m=common[:, 0])
    events = pd.DataFrame({"series": names, "date": days[[300] * 12 + [290] * 6 + [280] * 6], "event_id": names})
    result = run_study(events, table, model="market", benchmark="m")
    index = pd.MultiIndex.from_arrays([names, names], names=["event_id", "series"])
    attributes = pd.DataFrame({"size": rng.exponential(size=24), "kind": list("ab") * 12}, index=index)
    attributes.iloc[3, 0] = np.nan
    members = tuple(
        replace(one, group="late" if i < 12 else "early", weight=1.0 + i) for i, one in enumerate(result.observations)
    )
    return replace(result, observations=members, attributes=attributes)


class TestOfAStudy:
    def test_left_sides(self, study):
        size = study.attributes["size"].to_numpy()
        kept = ~np.isnan(size)
        left = {
            "car(0, 1)": study.car(0, 1).car, "scar(-1, 1)": study.scar(-1, 1).scar, "ar(0)": study.ar()[0],
            "bhar(0, 5)": study.bhar(0, 5).bhar,
        }  # fmt: skip
        for text, values in left.items():
            found = study.regress(f"{text} ~ size", cov="ols")
            other = sm.OLS(np.asarray(values)[kept], sm.add_constant(size[kept])).fit()
            np.testing.assert_allclose(found.table.coefficient, other.params, rtol=1e-9)
            np.testing.assert_allclose(found.table.se, other.bse, rtol=1e-9)
            assert found.r2 == pytest.approx(other.rsquared)
            assert found.n == 23
            assert "1 observations left out: no value of size" in found.note

    @pytest.mark.parametrize("weights", ["patell", "events"])
    def test_weights(self, study, weights):
        car = study.car(0, 1)
        w = 1 / car.se**2 if weights == "patell" else 1.0 + np.arange(24)
        X = np.column_stack([np.ones(24), np.array(list("ab") * 12) == "b"]).astype(float)
        b, se = sandwich(X, car.car.to_numpy(), "HC3", np.asarray(w))
        found = study.regress("car(0, 1) ~ kind", weights=weights)
        np.testing.assert_allclose(found.table[["coefficient", "se"]].to_numpy().T, [b, se], rtol=1e-9)
        assert found.table.term.tolist() == ["intercept", "kind[b]"]
        assert found.weights == weights

    def test_groups_and_clusters(self, study):
        found = study.regress("car(0, 1) ~ group", cov="cluster")
        X = np.column_stack([np.ones(24), np.arange(24) < 12]).astype(float)
        assert found.clusters == 3
        assert "3 dates are few" in found.note
        groups = np.array([0] * 12 + [1] * 6 + [2] * 6)
        _, se = sandwich(X, study.car(0, 1).car.to_numpy(), "cluster", groups=groups)
        np.testing.assert_allclose(found.table.se, se, rtol=1e-9)

    def test_benchmark_of_one_date(self, study):
        one = replace(study, observations=study.observations[:12])
        found = one.regress_benchmark("car(0, 1) ~ kind")
        E = np.column_stack([o.fit.residuals for o in one.observations])
        X = np.column_stack([np.ones(12), np.array(list("ab") * 6) == "b"]).astype(float)
        sums = E[1:] + E[:-1]
        t = [abs(sm.OLS(row, X).fit().tvalues[1]) for row in sums]
        own = sm.OLS(one.car(0, 1).car.to_numpy(), X).fit()
        row = found.table.iloc[1]
        assert row.t == pytest.approx(own.tvalues[1], rel=1e-9)
        assert row.n_reference == len(t) == 239
        assert row.p == (1 + sum(np.array(t) >= abs(own.tvalues[1]))) / 240
        assert "aligned on calendar days" in found.note

    @pytest.mark.parametrize("last", [0, 2])
    def test_benchmark_of_several_dates_in_event_time(self, study, last):
        found = study.regress_benchmark(f"scar(0, {last}) ~ kind")
        L = last + 1
        E = np.column_stack([o.fit.residuals / o.cumulate(0, last).se for o in study.observations])
        X = np.column_stack([np.ones(24), np.array(list("ab") * 12) == "b"]).astype(float)
        b = np.array([sm.OLS(E[t : t + L].sum(axis=0), X).fit().params[1] for t in range(0, 241 - L, L)])
        own = sm.OLS(study.scar(0, last).scar.to_numpy(), X).fit().params[1]
        z = (own - b.mean()) / (b.std(ddof=1) * np.sqrt(1 + 1 / b.size))
        assert found.table.z[1] == pytest.approx(z, rel=1e-9)
        assert 0.5 < b.std() / np.sqrt(np.linalg.inv(X.T @ X)[1, 1]) < 2.0  # of standardised sums: one, but for r-bar
        assert "relative to each day 0" in found.note

    def test_what_cannot_be_asked(self, study):
        for call, error, words in [
            (
                lambda: study.regress("car(0, 1) ~ weight"),
                UsageError,
                "names 'weight'; the events have size, kind, event_id",
            ),
            (lambda: study.regress("car(0, 9) ~ size"), WindowError, "is not inside the event window"),
            (lambda: study.regress("car(0, 1) ~ size", weights="equal"), UsageError, "weights='equal' is not one of"),
            (lambda: study.regress_benchmark("bhar(0, 1) ~ size"), UsageError, "has no ordinary residuals"),
            (lambda: study.regress("car(0, 1) ~ series"), EstimationError, "24 coefficients for 24 observations"),
        ]:
            with pytest.raises(error, match=words):
                call()

    def test_it_can_be_read(self, study):
        found = study.regress("car(0, 1) ~ size + kind")
        text = repr(found)
        assert text.startswith("car(0, 1) ~ size + kind\n23 observations on 3 dates, cov HC3, R2 ")
        assert "kind[b]" in text
        assert found.to_frame().attrs["n"] == 23
        assert "24 observations" in repr(study.regress_benchmark("ar(0) ~ kind"))
