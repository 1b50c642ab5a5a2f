"""Many events fitted by compiled loops: two passes over contiguous memory for each."""

# Numba takes types from what a function is called with, and a loop that calls is a loop that does not fill registers.
# ruff: noqa: ANN001, ANN201, C901, PLR0912, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from eventstudy.kernels.batch.compiled.jit import compiled
from eventstudy.kernels.batch.compiled.lanes import WIDTH, eight, eight_of, positive, spread, summed, where

_OWN = 1e-3
"""Share of a regressor's variation that must be its own for normal equations to be good to 1e-12."""
_VARIES = 1e-6
"""Share of a regressor's square that must be left when its mean is taken out."""
_EXACT = 1e-14
"""Share of y's square below which residuals are looked at again."""
DONE, TOO_FEW, HARD = 0, 1, 2
"""What became of an event: fitted, no fit, left to QR."""
SOLVED, UNSOLVED = 1, 2
"""What became of a design that full estimation windows share; 0 for none."""


@compiled()
def solve_design(x, kept, at, size, n, constant, place, means, roots):
    """Write means of the n sessions of regressors and the inverse of the root of their products; False if hard.

    The sessions are those that `kept` marks among `size` from `at` on. `roots[place]` is upper triangular, with
    ``S^-1 = root root'`` for the centred products S.
    """
    m, begin = x.shape[0], np.uint64(at)
    end = begin + np.uint64(size)
    for i in range(m):
        total = spread(0.0)
        if constant:
            for t in range(begin, end, WIDTH):
                total += where(eight_of(x, i, t, end), kept, t, end)
        means[place, i] = summed(total) / n
    R = np.zeros((m, m))
    for i in range(m):
        for j in range(i, m):
            total, a, b = spread(0.0), spread(means[place, i]), spread(means[place, j])
            for t in range(begin, end, WIDTH):
                total += where((eight_of(x, i, t, end) - a) * (eight_of(x, j, t, end) - b), kept, t, end)
            R[i, j] = summed(total)
    for i in range(m):
        variation, square = R[i, i], n * means[place, i] * means[place, i]
        for h in range(i):
            R[i, i] -= R[h, i] * R[h, i]
        if not (variation > _VARIES * (variation + square) and R[i, i] > _OWN * variation):
            return False
        R[i, i] = np.sqrt(R[i, i])
        for j in range(i + 1, m):
            for h in range(i):
                R[i, j] -= R[h, i] * R[h, j]
            R[i, j] /= R[i, i]
    for j in range(m):
        roots[place, j, j] = 1.0 / R[j, j]
        for i in range(j - 1, -1, -1):
            total = 0.0
            for h in range(i + 1, j + 1):
                total += R[i, h] * roots[place, h, j]
            roots[place, i, j] = -total / R[i, i]
            roots[place, j, i] = 0.0
    return True


@compiled()
def solve_designs(starts, x, complete, T, constant, known, means, roots):
    """Solve the design of each full estimation window that starts at one of these rows, for all series together."""
    D = x.shape[1]
    every = np.ones(D, dtype=np.bool_)
    for s in starts:
        if s >= 0 and s + T <= D and complete[s + T] - complete[s] == T:
            solved = solve_design(x, every, s, T, T, constant, s, means, roots)
            known[s] = SOLVED if solved else UNSOLVED


@compiled()
def regress(y, x, kept, at, size, n, constant, place, means, roots, beta, scores):
    """Write slopes of y on x over a sample; return the mean of y, e'e, y'y and how many e are above 0.

    The sample are the n sessions that `kept` marks among `size` from `at` on, its design that at a place of `means` and
    `roots`: a view of its own would cost each event a lock.
    """
    m, begin = x.shape[0], np.uint64(at)
    end = begin + np.uint64(size)
    total, square = spread(0.0), spread(0.0)
    for t in range(begin, end, WIDTH):
        one = where(eight(y, t, end), kept, t, end)
        total += one
        square += one * one
    middle = summed(total) / n if constant else 0.0
    for j in range(m):
        total, a = spread(0.0), spread(means[place, j])
        for t in range(begin, end, WIDTH):
            total += where((eight_of(x, j, t, end) - a) * eight(y, t, end), kept, t, end)
        scores[j] = summed(total)
    for j in range(m - 1, -1, -1):
        score = 0.0
        for h in range(j + 1):
            score += roots[place, h, j] * scores[h]
        scores[j] = score
    for j in range(m):
        slope = 0.0
        for h in range(j, m):
            slope += roots[place, j, h] * scores[h]
        beta[j] = slope
    errors, above, mean = spread(0.0), 0, spread(middle)
    for t in range(begin, end, WIDTH):
        one = eight(y, t, end) - mean
        for j in range(m):
            one -= spread(beta[j]) * (eight_of(x, j, t, end) - spread(means[place, j]))
        one = where(one, kept, t, end)
        errors += one * one
        above += positive(one)
    return middle, summed(errors), summed(square), above


@compiled()
def marked(kept, begin, end):
    """Return how many of the places from one up to another are marked."""
    n = 0
    for t in range(np.uint64(begin), np.uint64(max(begin, end))):
        n += kept[t]
    return n


@compiled()
def fit_some(
    begin, end, series, zero, y, x, constant, usable, first, last, known, means, roots, estimation, event, needed,
    coefficients, root, sigma2, T, ar, positives, state,
):  # fmt: skip
    """Fit the events from one place up to another."""
    m = x.shape[0]
    k, W, L = m + constant, estimation[1] - estimation[0] + 1, event[1] - event[0] + 1
    beta, scores = np.empty(m), np.empty(m)
    own_means, own_roots = np.empty((1, m)), np.zeros((1, m, m))
    current, here, kept = -1, y[0], usable[0]
    for i in range(begin, end):
        s, z = series[i], zero[i]
        if s != current:
            current, here, kept = s, y[s], usable[s]
        a, b = max(z + estimation[0], first[s]), min(z + estimation[1], last[s]) + 1
        n = marked(kept, a, b)
        T[i], state[i] = n, TOO_FEW
        if n < needed:
            continue
        state[i] = HARD
        place, mean, solved = a, means, roots
        if n < W or known[a] == 0:
            place, mean, solved = 0, own_means, own_roots
            if not solve_design(x, kept, a, b - a, n, constant, place, mean, solved):
                continue
        elif known[a] == UNSOLVED:
            continue
        middle, errors, square, above = regress(
            here, x, kept, a, b - a, n, constant, place, mean, solved, beta, scores
        )  # fmt: skip
        if not errors > _EXACT * square:
            continue
        state[i] = DONE
        positives[i] = above / n
        sigma2[i] = errors / (n - k)
        for j in range(m):
            coefficients[i, constant + j] = beta[j]
            for h in range(m):
                root[i, constant + j, constant + h] = solved[place, j, h]
        if constant:
            root[i, 0, 0] = 1.0 / np.sqrt(n)
            for h in range(m):
                total = 0.0
                for j in range(h + 1):
                    total += mean[place, j] * solved[place, j, h]
                root[i, 0, constant + h], root[i, constant + h, 0] = -total, 0.0
            alpha = middle
            for j in range(m):
                alpha -= beta[j] * mean[place, j]
            coefficients[i, 0] = alpha
        for at in range(L):
            row = z + event[0] + at
            value = np.nan
            if first[s] <= row <= last[s]:
                value = here[row] - middle
                for j in range(m):
                    value -= beta[j] * (x[j, row] - (mean[place, j] if constant else 0.0))
            ar[i, at] = value


@compiled()
def cumulate_some(
    begin, end, series, zero, y, x, constant, unmoved, first, last, event, window, root, sample, sigma2, ar, car,
    factor, n, why,
):  # fmt: skip
    """Write CARs over a window, their variances, the sessions summed, and why an event is not tested over it."""
    m, k = x.shape[0], root.shape[1]
    total = np.empty(k)
    for i in range(begin, end):
        s, z = series[i], zero[i]
        value, count, moved = 0.0, 0, True
        total[:] = 0.0
        for row in range(z + window[0], z + window[1] + 1):
            one = ar[i, row - z - event[0]]
            if unmoved.size > 0 and first[s] <= row <= last[s] and unmoved[s, row]:
                moved = False
            if not np.isnan(one):
                value += one
                count += 1
                for j in range(m):
                    total[constant + j] += x[j, row]
        if constant:
            total[0] = count
        spread, own = float(count), sample[i] if sample.size > 0 else i
        for j in range(k):
            loaded = 0.0
            for h in range(j + 1):
                loaded += total[h] * root[own, h, j]
            spread += loaded * loaded
        car[i], factor[i], n[i] = (value, spread, count) if count > 0 else (np.nan, np.nan, 0)
        there = not np.isnan(y[s, min(max(z, 0), y.shape[1] - 1)])
        for j in range(m):
            there = there and not np.isnan(x[j, min(max(z, 0), y.shape[1] - 1)])
        if np.isnan(sigma2[i]):
            why[i] = 1
        elif z + window[0] < first[s] or z + window[1] > last[s]:
            why[i] = 2
        elif not there:
            why[i] = 3
        elif count == 0:
            why[i] = 4
        elif not moved:
            why[i] = 5
        elif not sigma2[i] > 0.0:
            why[i] = 6
        else:
            why[i] = 0
