"""Rejection rates of true nulls at a nominal 5 per cent, beside those of longer simulations of the same market.

The expected rates were simulated before this code was written: one common date, one session, 250 estimation sessions of
the market model, normal returns, 10,000 draws for N = 5 and 4,000 for N = 30.
"""

from __future__ import annotations

import numpy as np
import pytest

from eventstudy.kernels import nonparametric as ranks
from eventstudy.kernels import parametric as means
from eventstudy.kernels import signs
from eventstudy.kernels.tails import tail_p

DRAWS = 600
T = 250
# (N, residual correlation, standard deviation of the event day): per cent of true nulls rejected
EXPECTED = {
    (5, 0.0, 1.0): {"cross_sectional": 4.6, "patell": 5.0, "bmp": 5.1, "kp_patell": 5.1, "kp_bmp": 5.2, "corrado": 5.0}
    | {"grank_t": 10.4, "grank_z": 10.4, "generalized_sign": 6.2},
    (5, 0.3, 1.0): {"patell": 18.5, "bmp": 18.4, "kp_patell": 4.8, "kp_bmp": 4.8, "corrado": 3.7, "grank_t": 11.8}
    | {"grank_z": 29.6, "generalized_sign": 20.8},
    (5, 0.3, 2**0.5): {"patell": 36.0, "kp_patell": 17.4, "kp_bmp": 5.1, "corrado": 9.7, "grank_z": 30.4},
    (30, 0.3, 1.0): {"cross_sectional": 57.4, "patell": 53.4, "bmp": 59.1, "kp_patell": 5.4, "kp_bmp": 5.1}
    | {"corrado": 4.2, "grank_t": 7.1, "grank_z": 59.9, "generalized_sign": 50.4},
    (30, 0.0, 2**0.5): {"cross_sectional": 5.5, "patell": 17.4, "bmp": 5.7, "kp_patell": 17.6, "kp_bmp": 6.0}
    | {"corrado": 10.8, "grank_t": 6.5, "grank_z": 6.4, "generalized_sign": 4.3, "corrado_zivney_sign": 4.3},
}


def market(rng, N, r, event_sd):
    """Return residuals, abnormal returns and their standard errors of N series on one date."""
    e = np.sqrt(r) * rng.normal(size=(T + 1, 1)) + np.sqrt(1 - r) * rng.normal(size=(T + 1, N))
    e[T] *= event_sd
    X = np.column_stack([np.ones(T + 1), rng.normal(size=T + 1)])
    basis = np.linalg.qr(X[:T])[0]
    E = e[:T] - basis @ (basis.T @ e[:T])
    inverse = np.linalg.inv(X[:T].T @ X[:T])
    ar = e[T] - X[T] @ (inverse @ (X[:T].T @ e[:T]))
    return E, ar, np.sqrt((E**2).sum(axis=0) / (T - 2) * (1 + X[T] @ inverse @ X[T]))


def p_values(E, ar, se):
    N, scar = ar.size, ar / se
    r = (np.corrcoef(E.T).sum() - N) / (N * (N - 1))
    patell, bmp = means.patell(scar=scar, dof=np.full(N, T - 2.0), se=se), means.bmp(scar=scar, se=se)
    scaled = ranks.grank(history=E / np.sqrt((E**2).sum(axis=0) / (T - 2)), scar=scar)
    tests = {
        "cross_sectional": means.cross_sectional(car=ar),
        "patell": patell,
        "bmp": bmp,
        "kp_patell": means.adjusted(test=patell, adjustment=means.adjust_patell(correlation=r, N=N)),
        "kp_bmp": means.adjusted(test=bmp, adjustment=means.adjust_bmp(correlation=r, N=N)),
        "corrado": ranks.corrado(history=E, window=ar[None, :]),
        "corrado_zivney_sign": ranks.corrado_zivney_sign(history=E, window=ar[None, :]),
        "grank_t": ranks.grank_t(ranks=scaled),
        "grank_z": ranks.grank_z(ranks=scaled),
    }
    p = {name: tail_p(statistic=t.statistic, df=t.df, alternative="two-sided") for name, t in tests.items()}
    sign = signs.generalized_sign(values=ar, probability=float((E > 0).mean()), alternative="two-sided")
    return p | {"generalized_sign": tail_p(statistic=sign.statistic, alternative="two-sided")}


@pytest.mark.parametrize("setting", EXPECTED, ids=str)
def test_rejection_rates(setting):
    rng = np.random.default_rng(20)
    draws = [p_values(*market(rng, *setting)) for _ in range(DRAWS)]
    for name, expected in EXPECTED[setting].items():
        rate = 100 * np.mean([p[name] <= 0.05 for p in draws])
        error = np.sqrt(expected * (100 - expected) / DRAWS)
        assert abs(rate - expected) < 3.2 * error, f"{name}: {rate:.1f} per cent, {expected} expected"


@pytest.mark.parametrize(
    ("complete", "expected"),
    [
        (False, {"grank_t": 15.9, "corrado_zivney": 11.8, "corrado_zivney_sign": 10.3, "corrado": 2.8}),
        (True, {"grank_t": 7.1, "corrado_zivney": 4.4, "corrado_zivney_sign": 1.9, "corrado": 4.4}),
    ],
)
def test_unequal_samples_on_one_date(complete, expected):
    """30 observations, correlation .3, samples of 60 to 250 sessions; expected from 2,000 draws of another seed."""
    rng, N, rejected = np.random.default_rng(21), 30, []
    for _ in range(DRAWS):
        E, ar, se = market(rng, N, 0.3, 1.0)
        E[np.arange(T)[:, None] < T - rng.integers(60, T + 1, N)] = np.nan
        history = E[~np.isnan(E).any(axis=1)] if complete else E
        scaled = ranks.grank(history=history / np.nanstd(E, axis=0), scar=ar / se)
        tests = {"grank_t": ranks.grank_t(ranks=scaled)}
        for name in ("corrado", "corrado_zivney", "corrado_zivney_sign"):
            tests[name] = getattr(ranks, name)(history=history, window=ar[None, :])
        rejected.append(
            {k: tail_p(statistic=t.statistic, df=t.df, alternative="two-sided") <= 0.05 for k, t in tests.items()}
        )
    for name, rate in expected.items():
        error = np.sqrt(rate * (100 - rate) / DRAWS + rate * (100 - rate) / 2000)
        assert abs(100 * np.mean([one[name] for one in rejected]) - rate) < 3.2 * error, name
