"""Many events fitted by compiled loops: two passes over contiguous memory for each."""

# Numba takes types from what a function is called with, and a loop that calls is a loop that does not fill registers.
# ruff: noqa: ANN001, ANN201, C901, PLR0912, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from eventstudy.kernels.batch.compiled.jit import compiled

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
def solve_design(x, n, constant, mean, root):
    """Write means of the regressors x (m, n) and the inverse of the triangular root of their products; False if hard.

    `root` is (m, m), upper triangular, with ``S^-1 = root root'`` for the centred products S.
    """
    m = x.shape[0]
    for i in range(m):
        total = 0.0
        if constant:
            for t in range(n):
                total += x[i, t]
        mean[i] = total / n
    R = np.zeros((m, m))
    for i in range(m):
        for j in range(i, m):
            total = 0.0
            a, b = mean[i], mean[j]
            for t in range(n):
                total += (x[i, t] - a) * (x[j, t] - b)
            R[i, j] = total
    for i in range(m):
        variation = R[i, i]
        for h in range(i):
            R[i, i] -= R[h, i] * R[h, i]
        if not (variation > _VARIES * (variation + n * mean[i] * mean[i]) and R[i, i] > _OWN * variation):
            return False
        R[i, i] = np.sqrt(R[i, i])
        for j in range(i + 1, m):
            for h in range(i):
                R[i, j] -= R[h, i] * R[h, j]
            R[i, j] /= R[i, i]
    for j in range(m):
        root[j, j] = 1.0 / R[j, j]
        for i in range(j - 1, -1, -1):
            total = 0.0
            for h in range(i + 1, j + 1):
                total += R[i, h] * root[h, j]
            root[i, j] = -total / R[i, i]
            root[j, i] = 0.0
    return True


@compiled()
def solve_designs(starts, x, complete, T, constant, known, means, roots):
    """Solve the design of each full estimation window that starts at one of these rows, for all series together."""
    D = x.shape[1]
    for s in starts:
        if s >= 0 and s + T <= D and complete[s + T] - complete[s] == T:
            solved = solve_design(x[:, s : s + T], T, constant, means[s], roots[s])
            known[s] = SOLVED if solved else UNSOLVED


@compiled()
def regress(y, x, at, size, constant, means, roots, place, beta, scores, e):
    """Write slopes of y on x over the sessions from `at` on; return the mean of y, e'e, y'y and how many e are above 0.

    The design is that at a place of `means` and `roots`: a view of its own would cost each event a lock. Places are
    unsigned, since a compiled loop over them then needs no test for those counted from the end.
    """
    m, n, begin = x.shape[0], np.uint64(size), np.uint64(at)
    total, square = 0.0, 0.0
    for t in range(n):
        one = y[begin + t]
        total += one
        square += one * one
    middle = total / size if constant else 0.0
    for j in range(m):
        total, a = 0.0, means[place, j]
        for t in range(n):
            total += (x[j, begin + t] - a) * y[begin + t]
        scores[j] = total
    for j in range(m - 1, -1, -1):
        total = 0.0
        for h in range(j + 1):
            total += roots[place, h, j] * scores[h]
        scores[j] = total
    for j in range(m):
        total = 0.0
        for h in range(j, m):
            total += roots[place, j, h] * scores[h]
        beta[j] = total
    errors, above = 0.0, 0
    if m == 1:
        b, a = beta[0], means[place, 0]
        for t in range(n):
            one = (y[begin + t] - middle) - b * (x[0, begin + t] - a)
            errors += one * one
            above += one > 0.0
        return middle, errors, square, above
    for t in range(n):
        e[t] = y[begin + t] - middle
    for j in range(m):
        b, a = beta[j], means[place, j]
        for t in range(n):
            e[t] -= b * (x[j, begin + t] - a)
    for t in range(n):
        errors += e[t] * e[t]
        above += e[t] > 0.0
    return middle, errors, square, above


@compiled()
def gather(y, x, usable, begin, end, own, mine):
    """Copy the sessions of a sample that has gaps, one after another; return how many there are."""
    n, m = 0, x.shape[0]
    for t in range(begin, end):
        own[n] = y[t]
        for j in range(m):
            mine[j, n] = x[j, t]
        n += usable[t]
    return n


@compiled()
def fit_some(
    begin, end, series, zero, y, x, constant, usable, held, first, last, known, means, roots, estimation, event, needed,
    coefficients, root, sigma2, T, ar, positive, state,
):  # fmt: skip
    """Fit the events from one place up to another."""
    m = x.shape[0]
    k, W, L = m + constant, estimation[1] - estimation[0] + 1, event[1] - event[0] + 1
    own, mine, e = np.empty(W + 1), np.empty((m, W + 1)), np.empty(W + 1)
    beta, scores = np.empty(m), np.empty(m)
    own_means, own_roots = np.empty((1, m)), np.zeros((1, m, m))
    current, here = -1, y[0]
    for i in range(begin, end):
        s, z = series[i], zero[i]
        if s != current:
            current, here = s, y[s]
        a, b = max(z + estimation[0], first[s]), min(z + estimation[1], last[s]) + 1
        n = held[s, b] - held[s, a] if b > a else 0
        T[i], state[i] = n, TOO_FEW
        if n < needed:
            continue
        state[i] = HARD
        if n == W and known[a] != 0:
            if known[a] == UNSOLVED:
                continue
            place, mean, solved = a, means, roots
            middle, errors, square, above = regress(here, x, a, n, constant, mean, solved, place, beta, scores, e)
        else:
            n = gather(here, x, usable[s], a, b, own, mine)
            place, mean, solved = 0, own_means, own_roots
            if not solve_design(mine, n, constant, mean[0], solved[0]):
                continue
            middle, errors, square, above = regress(own, mine, 0, n, constant, mean, solved, place, beta, scores, e)
        if not errors > _EXACT * square:
            continue
        state[i] = DONE
        positive[i] = above / n
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
    begin, end, series, zero, y, x, constant, unmoved, first, last, event, window, root, sigma2, ar, car, factor, n, why
):
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
        spread = float(count)
        for j in range(k):
            loaded = 0.0
            for h in range(j + 1):
                loaded += total[h] * root[i, h, j]
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
