"""Blocks of series and their events, and what the kernels for many of them say, for tests."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from eventstudy.kernels import batch

ENGINES = ("numpy", "numba")
WINDOWS = ((0, 0), (-1, 1), (0, 2), (-2, 2))
QUESTIONS = batch.Questions((-60, -4), (-2, 2), WINDOWS, 30)
D = 120


def rng(seed=0):
    return np.random.default_rng(seed)


def regressors(k, seed=1):
    return np.column_stack([np.ones(D), rng(seed).normal(0.001, 0.01, (D, 6))])[:, :k]


def block(y, X, *, unmoved=None, first=None, last=None, usable=None):
    present = ~np.isnan(y) & ~np.isnan(X).any(axis=1)
    S = y.shape[0]
    return batch.Block(
        y=np.ascontiguousarray(y),
        X=X,
        day=np.arange(D) // 5 * 7 + np.arange(D) % 5 + 18_000,
        usable=present if usable is None else usable & present,
        first=np.zeros(S, dtype=np.intp) if first is None else first,
        last=np.full(S, y.shape[1] - 1) if last is None else last,
        unmoved=unmoved,
    )


def events(series, zero):
    order = np.lexsort((zero, series))
    pair = (np.asarray(series)[order].astype(np.int32), np.asarray(zero)[order].astype(np.int32))
    return batch.Events(*pair, np.ones(order.size))


def returns(S=12, *, k=2, seed=2, missing=0.0):
    r = rng(seed)
    y = r.normal(0, 0.02, (S, D)) + r.normal(1, 0.3, (S, k)) @ regressors(k).T
    y[r.random(y.shape) < missing] = np.nan
    return y


def sample_of(some, series, zero, questions):
    rows = zero + np.arange(questions.estimation[0], questions.estimation[1] + 1)
    rows = rows[(rows >= some.first[series]) & (rows <= some.last[series])]
    return rows[some.usable[series, rows]]


def estimate(some, those, engine="numpy", questions=QUESTIONS, threads=1):
    return batch.estimate(block=some, events=those, questions=questions, engine=engine, threads=threads)


def cars(some, those, found, engine="numpy", questions=QUESTIONS):
    told = {"block": some, "events": those, "estimates": found, "questions": questions, "engine": engine}
    return [batch.cars(window=window, **told) for window in questions.windows]


def tally(some, those, found, each, engine="numpy", *, spreads=None, questions=QUESTIONS, threads=1):
    spreads = spreads or [batch.spread(batch.totals(events=those, estimates=found, found=one).scar) for one in each]
    told = {"block": some, "events": those, "estimates": found, "questions": questions, "engine": engine}
    return batch.tally(found=each, spreads=spreads, threads=threads, **told)


def same(one, two, tolerance=1e-12):
    for field in fields(one):
        if getattr(one, field.name) is None and getattr(two, field.name) is None:
            continue
        left, right = (np.asarray(getattr(each, field.name), dtype=float) for each in (one, two))
        assert np.array_equal(np.isnan(left), np.isnan(right)), field.name
        scale = max(1.0, float(np.nanmax(np.abs(right), initial=0.0)))
        np.testing.assert_allclose(left, right, rtol=0, atol=tolerance * scale, err_msg=field.name)


def alike(one, two, tolerance=1e-12):
    """Assert that sums are those of the same events, up to rounding."""
    assert one.parts.keys() == two.parts.keys()
    for key, part in one.parts.items():
        other = two.parts[key]
        assert part.n == other.n
        for name in ("count", "rank", "sign", "grank"):
            assert np.array_equal(getattr(part, name), getattr(other, name)), name
        left, right = part.residual.sum(axis=0), other.residual.sum(axis=0)
        np.testing.assert_allclose(left, right, rtol=0, atol=tolerance * max(1, part.n))
        for name in ("zero", "n", "count"):
            assert np.array_equal(getattr(part.pairs, name), getattr(other.pairs, name)), name
        for name in ("z", "share"):
            left, right = (getattr(each.pairs, name).sum(axis=0) for each in (part, other))
            np.testing.assert_allclose(left, right, rtol=0, atol=tolerance * 100, err_msg=name)
