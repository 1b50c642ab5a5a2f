"""Correlations of all pairs of observations by a compiled loop over the days that both have."""

# Numba takes types from what a function is called with.
# ruff: noqa: ANN001, ANN201, C901
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from eventstudy.kernels.batch.compiled.jit import compiled

KNOWN, RHO, TAU, WEIGHTED, WEIGHTED_SAME, UNKNOWN, UNKNOWN_SAME = range(7)
"""Places of the sums over pairs: see `correlation.Dependence`; those of one day 0 once more."""


@compiled()
def pair_up(e, begin, stop, held, count, opened, closed, low, high, zero, fewest, flat, sums, rhos, taus):
    """Add all pairs of rows, which are in the order of their first days, to sums; write each where there is room.

    A row of `e` holds standardised residuals from day `begin` up to day `stop`, NaN for none; one of `held` whether a
    tested window has a return, from day `opened` up to day `closed`, `count` of them. `low` and `high` are the first
    and the last day of both.
    """
    N, room = begin.size, rhos.size > 0
    for i in range(N):
        for j in range(i + 1, N):
            if low[j] > high[i]:
                break
            common, w = 0, 0
            a, b, aa, bb, ab = 0.0, 0.0, 0.0, 0.0, 0.0
            first, last = max(begin[i], begin[j]), min(stop[i], stop[j])
            if last - first >= fewest:
                for t in range(first, last):
                    x, y = e[i, t - begin[i]], e[j, t - begin[j]]
                    if not np.isnan(x + y):
                        common += 1
                        a += x
                        b += y
                        aa += x * x
                        bb += y * y
                        ab += x * y
            for t in range(max(opened[i], opened[j]), min(closed[i], closed[j])):
                w += held[i, t - opened[i]] and held[j, t - opened[j]]
            tau = w / np.sqrt(count[i] * count[j]) if w > 0 else 0.0
            known, r = False, 0.0
            if common >= fewest:
                first_var, second_var = aa - a * a / common, bb - b * b / common
                known = first_var > flat * aa and second_var > flat * bb
                if known:
                    r = min(max((ab - a * b / common) / np.sqrt(first_var * second_var), -1.0), 1.0)
            same = zero[i] == zero[j]
            sums[TAU] += tau
            if known:
                sums[KNOWN] += 1
                sums[RHO] += r
                sums[WEIGHTED] += r * tau
                sums[WEIGHTED_SAME] += r * tau if same else 0.0
            else:
                sums[UNKNOWN] += tau
                sums[UNKNOWN_SAME] += tau if same else 0.0
            if room:
                rhos[i, j] = r if known else np.nan
                taus[i, j] = tau
