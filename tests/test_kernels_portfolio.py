"""The portfolio against explicit linear maps: every series stacked, projection matrices written out, Sigma kron I."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from eventstudy.kernels.portfolio import fit_portfolio, portfolio_window, variance_ahead, variance_in_sample
from eventstudy.study import run_study

T, L = 50, 4
DAYS = pd.bdate_range("2018-01-01", periods=330)
EVENT = 300
NAMES = ["s1", "s2", "s3", "s4", "s5"]  # no catalogue ids: every row is a session


def returns(seed=0, n=5, correlation=0.3):
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(len(DAYS), 1)) * correlation**0.5
    own = rng.normal(size=(len(DAYS), n)) * (1 - correlation) ** 0.5
    market = rng.normal(0.0004, 0.009, len(DAYS))
    table = pd.DataFrame((common + own) * np.linspace(0.008, 0.02, n), index=DAYS, columns=NAMES[:n])
    table = table.add(np.outer(market, np.linspace(0.4, 1.4, n)))
    return table.assign(m=market, q=0.5 * market + rng.normal(0, 0.01, len(DAYS)))


def observed(table, models, benchmark, **options):
    events = pd.DataFrame({"series": list(models), "date": DAYS[EVENT]})
    result = run_study(events, table, model=models, benchmark=benchmark, estimation=(-T - 10, -11), **options)
    return list(result.observations)


def design(table, model, benchmark):
    n = len(table)
    return {
        "raw": np.empty((n, 0)),
        "mean": np.ones((n, 1)),
        "market": np.column_stack([np.ones(n), table[benchmark]]) if benchmark else None,
    }[model]


def stacked(table, models, benchmarks, weights, rows):
    """Return residuals, their covariance with its own degrees of freedom, and each series' projection, written out."""
    X = {s: design(table, m, benchmarks.get(s)) for s, m in models.items()}
    hat = {s: X[s][rows] @ np.linalg.pinv(X[s][rows]) for s in models}
    e = {s: weights[s] * ((np.eye(len(rows)) - hat[s]) @ table[s].to_numpy()[rows]) for s in models}
    names = list(models)
    M = {s: np.eye(len(rows)) - hat[s] for s in names}  # T - max k where the one's regressors are the other's
    sigma = np.array([[e[s] @ e[r] / np.trace(M[s].T @ M[r]) for r in names] for s in names])
    return X, hat, e, sigma


MIXED = dict(zip(NAMES, ["market", "market", "mean", "raw", "mean"], strict=True))
ONE_DESIGN = dict.fromkeys(NAMES, "market")
TWO_MARKETS = {"s1": "market", "s2": "market", "s3": "mean"}


@pytest.mark.parametrize(
    ("models", "benchmarks"),
    [
        (MIXED, dict.fromkeys(["s1", "s2"], "m")),
        (ONE_DESIGN, dict.fromkeys(NAMES, "m")),
        (TWO_MARKETS, {"s1": "m", "s2": "q"}),
        (dict.fromkeys(NAMES[:3], "raw"), {}),
    ],
    ids=["three designs", "one design", "two markets", "raw"],
)
def test_against_explicit_linear_maps(models, benchmarks):
    table = returns()
    members = observed(table, models, benchmarks)
    names = list(models)
    weights = dict(zip(names, np.arange(1.0, len(names) + 1) / 7, strict=True))
    window = portfolio_window(members=members, weights=np.array(list(weights.values())), first=-1, last=L - 2)

    rows, star = np.arange(EVENT - T - 10, EVENT - 10), np.arange(EVENT - 1, EVENT + L - 1)
    X, hat, e, sigma = stacked(table, models, benchmarks, weights, rows)
    big = np.kron(sigma, np.eye(T + L))  # errors of series i on day t: rows i * (T + L) + t
    ahead, inside = [], []
    for s in names:
        projection = X[s][star].sum(axis=0) @ np.linalg.pinv(X[s][rows])
        ahead.append(np.concatenate([-projection, np.ones(L)]))
        pick = np.zeros(T)
        pick[10 : 10 + L] = 1.0
        inside.append(np.concatenate([pick @ (np.eye(T) - hat[s]), np.zeros(L)]))
    ahead, inside = np.concatenate(ahead), np.concatenate(inside)
    y = np.concatenate([weights[s] * table[s].to_numpy()[np.r_[rows, star]] for s in names])

    np.testing.assert_allclose(window.estimate, ahead @ y, rtol=1e-11)
    np.testing.assert_allclose(window.variance, ahead @ big @ ahead, rtol=1e-11)
    np.testing.assert_allclose(window.fit.residuals, sum(e.values()), rtol=0, atol=1e-16)
    sums = window.fit.basis[10 : 10 + L].sum(axis=0)[None, :]
    np.testing.assert_allclose(
        variance_in_sample(fit=window.fit, sums=sums, length=L), inside @ big @ inside, rtol=1e-11
    )
    assert window.fit.dof == T - max(x.shape[1] for x in X.values())


@pytest.mark.parametrize("model", ["mean", "market"])
def test_one_design_is_the_portfolio_regression_with_dummies(model):
    table = returns(4)
    table.iloc[EVENT - 40, 1] = np.nan  # a missing session of one series leaves the common sample
    table.iloc[EVENT - 30, 3] = np.nan
    members = observed(table, dict.fromkeys(NAMES, model), dict.fromkeys(NAMES, "m"))
    weights = np.array([0.1, 0.2, 0.3, 0.15, 0.25])
    window = portfolio_window(members=members, weights=weights, first=0, last=L - 1)

    rows = np.r_[EVENT - T - 10 : EVENT - 10, EVENT : EVENT + L]
    rows = rows[table.iloc[rows].notna().all(axis=1)]
    portfolio = table[NAMES].to_numpy()[rows] @ weights
    dummies = np.vstack([np.zeros((rows.size - L, L)), np.eye(L)])
    oracle = sm.OLS(portfolio, np.column_stack([design(table, model, "m")[rows], dummies])).fit()
    contrast = np.r_[np.zeros(members[0].data.X.shape[1]), np.ones(L)]
    total = oracle.t_test(contrast)
    np.testing.assert_allclose(window.estimate, total.effect[0], rtol=1e-12)
    np.testing.assert_allclose(window.se, total.sd[0, 0], rtol=1e-12)
    np.testing.assert_allclose(window.fit.sigma2, oracle.scale, rtol=1e-12)
    assert window.fit.dof == oracle.df_resid
    assert window.fit.residuals.size == T - 2


def test_one_series_is_itself():
    table = returns(2)
    (member,) = observed(table, {"s1": "market"}, {"s1": "m"})
    window = portfolio_window(members=[member], weights=np.ones(1), first=0, last=2)
    total = member.abnormal.ar[5:8].sum()
    factor = member.abnormal.factor[5:8, 5:8].sum()
    np.testing.assert_allclose(window.estimate, total, rtol=1e-12)
    np.testing.assert_allclose(window.variance, member.fit.sigma2 * factor, rtol=1e-12)
    np.testing.assert_allclose(window.path, member.data.y[EVENT - 10 : EVENT] - member.data.X[EVENT - 10 : EVENT] @
                               member.fit.coefficients, rtol=1e-12)  # fmt: skip


def test_windows_on_different_days_share_the_days_they_share():
    # Presidents' Day 2019: Brent trades on the 18th, New York opens on the 19th, so two-session windows share the 19th
    days = pd.date_range("2018-06-01", "2019-03-29", freq="B")
    rng = np.random.default_rng(8)
    table = pd.DataFrame(rng.normal(0, 0.01, (len(days), 2)), index=days, columns=["brent", "xom"])
    events = pd.DataFrame({"series": ["brent", "xom"], "date": "2019-02-18"})
    result = run_study(events, table, model="mean", estimation=(-90, -11))
    brent, xom = result.observations
    assert (str(brent.day), str(xom.day)) == ("2019-02-18", "2019-02-19")
    window = portfolio_window(members=[brent, xom], weights=np.array([0.5, 0.5]), first=0, last=1)
    common = np.intersect1d(brent.data.dates[brent.sample], xom.data.dates[xom.sample])
    y = [table.loc[common, s].to_numpy() for s in ("brent", "xom")]
    e = [0.5 * (one - one.mean()) for one in y]
    n = common.size
    s = np.array([[a @ b / (n - 1) for b in e] for a in e])
    expected = (s * (np.array([[2, 1], [1, 2]]) + 4 / n)).sum()
    cars = [0.5 * (table.loc[d, c].sum() - 2 * one.mean()) for d, c, one in
            ((["2019-02-18", "2019-02-19"], "brent", y[0]), (["2019-02-19", "2019-02-20"], "xom", y[1]))]  # fmt: skip
    np.testing.assert_allclose(window.estimate, sum(cars), rtol=1e-11)
    np.testing.assert_allclose(window.variance, expected, rtol=1e-11)
    (note,) = result.tests(0, 1, by="event").query("test == 'portfolio_t'").note
    assert note == "the window's days differ between series"


def test_samples_that_share_no_session_make_no_portfolio():
    table = returns(1)
    events = pd.DataFrame({"series": ["s1", "s2"], "date": [DAYS[120], DAYS[300]], "event_id": ["early", "late"]})
    result = run_study(events, table, model="mean", estimation=(-70, -11))
    assert portfolio_window(members=result.observations, weights=np.ones(2) / 2, first=0, last=0) is None
    outcomes = result.tests(0, 0).query("test in ['portfolio_t', 'sq', 'conditional_sq']")
    assert len(outcomes) == 3
    assert not outcomes.valid.any()
    assert outcomes.p.isna().all()


def test_variance_of_disjoint_windows_adds_up():
    rng = np.random.default_rng(5)
    y = rng.normal(size=(2, 40))
    fit = fit_portfolio(y=list(y), X=[np.empty((40, 0))] * 2)
    variance = variance_ahead(fit=fit, sums=np.empty((1, 0)), common=np.array([[3.0, 0.0], [0.0, 3.0]]))
    assert variance[0] == pytest.approx(3 * (y**2).sum() / 40, rel=1e-12)
