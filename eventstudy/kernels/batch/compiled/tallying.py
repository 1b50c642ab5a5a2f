"""Sums over many events by compiled loops: every session's rank, no value kept."""

# Numba takes types from what a function is called with, and a loop that calls is a loop that does not fill registers.
# ruff: noqa: ANN001, ANN201, C901, PLR0912, PLR0915, PLR0917
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

import numpy as np

from eventstudy.kernels.batch.compiled.jit import compiled
from eventstudy.kernels.batch.compiled.lanes import WIDTH, eight, finite, positive, spread, summed
from eventstudy.kernels.batch.compiled.ranking import (
    FEW,
    LANES,
    NONE,
    count_from,
    place_values,
    rank_sample,
    room_for,
)
from eventstudy.kernels.batch.sums import RETURNS, SCORES, SHARE_BITS, SHARES

_COARSE, _FINE = SCORES
_FIRST, _SECOND, _THIRD = RETURNS


@compiled()
def residuals_of(here, x, usable, begin, end, first, b, constant, e):
    """Write the residuals of the sample's sessions, in their places of the estimation window; return how many."""
    n, m = 0, x.shape[0]
    e[:] = NONE
    offset, stop = np.uint64(begin - first), np.uint64(max(end - begin, 0))
    start = np.uint64(max(begin, 0))
    alpha = b[0] if constant else 0.0
    for t in range(stop):
        e[offset + t] = here[start + t] - alpha
    for j in range(m):
        slope = b[constant + j]
        for t in range(stop):
            e[offset + t] -= slope * x[j, start + t]
    for t in range(stop):
        n += usable[start + t]
        e[offset + t] = e[offset + t] if usable[start + t] else NONE
    return n


@compiled()
def moments(e, n):
    """Return the mean of n values and the root of their mean square about it."""
    total, square, begin, end = spread(0.0), spread(0.0), np.uint64(0), np.uint64(e.size)
    for t in range(begin, end, WIDTH):
        total += finite(eight(e, t, end))
    mean = summed(total) / n
    for t in range(begin, end, WIDTH):
        apart = finite(eight(e, t, end) - spread(mean))
        square += apart * apart
    return mean, np.sqrt(summed(square) / n)


@compiled()
def add_residuals(e, mean, deviation, total, z, r):
    """Add the residuals, and their standardised form to the sums of their day 0, in its row."""
    scale = 1.0 / deviation
    for t in range(np.uint64(z.shape[2])):
        there = e[t] != NONE
        value = e[t] if there else 0.0
        first = (value + _FIRST) - _FIRST
        value -= first
        second = (value + _SECOND) - _SECOND
        total[0, t] += first
        total[1, t] += second
        total[2, t] += ((value - second) + _THIRD) - _THIRD
        scaled = (e[t] - mean) * scale if there else 0.0
        part = (scaled + _COARSE) - _COARSE
        z[0, r, t] += part
        z[1, r, t] += ((scaled - part) + _FINE) - _FINE


@compiled()
def take_missing(e, held, r):
    """Take the sessions that an event lacks from the counts of its day 0."""
    for t in range(np.uint64(held.shape[1])):
        held[r, t] -= e[t] == NONE


@compiled()
def add_ranks(a, below, upto, n, low, high, twice, total):
    """Add twice the ranks of the n values of the sample, and of the event window's moves, among all of them.

    A value has moved up by the moves below it, and half of those equal to it.
    """
    P, L, begin, end = np.uint64(below.size), total.size - below.size, np.uint64(0), np.uint64(a.size)
    for t in range(P):
        twice[t] = np.int16(below[t] + upto[t] + 1)
    for at in range(0, L, 4):
        c, d, f, g = low[at], low[at + 1], low[at + 2], low[at + 3]
        h, i, j, k = high[at], high[at + 1], high[at + 2], high[at + 3]
        if c == h and d == i and f == j and g == k:
            for t in range(P):
                v = below[t]
                twice[t] = np.int16(twice[t] + 2 * ((c <= v) + (d <= v) + (f <= v) + (g <= v)))
        else:
            for t in range(P):
                v = below[t]
                twice[t] = np.int16(
                    twice[t] + (c <= v) + (d <= v) + (f <= v) + (g <= v) + (h <= v) + (i <= v) + (j <= v) + (k <= v)
                )
    size = np.int16(n)
    for t in range(P):
        total[t] += np.int32(twice[t] if below[t] < size else 0)
    for at in range(L):
        value, lower, upper = spread(a[at]), 0, 0
        if a[at] != NONE:
            for u in range(begin, end, WIDTH):
                lower += positive(value - eight(a, u, end))
                upper += positive(eight(a, u, end) - value)
            total[P + at] += np.int32(low[at] + high[at] + 1 + lower + a.size - upper)


@compiled()
def add_granks(below, upto, n, low, high, total, w):
    """Add twice the ranks of the n values of the sample with the cumulative day among them, and of that day."""
    P, c, d, size = np.uint64(below.size), np.int16(low), np.int16(high), np.int16(n)
    for t in range(P):
        value = np.int16(below[t] + upto[t] + 1 + (c <= below[t]) + (d <= below[t]))
        total[w, t] += np.int32(value if below[t] < size else 0)
    total[w, P] += low + high + 2


@compiled()
def add_signs(a, below, upto, n, begin, end, ordered, some, total, w):
    """Add the signs around the median of the sample and the window's part of a; return the window's values."""
    P, m = np.uint64(below.size), 0
    for at in range(begin, end):
        value = a[at]
        if value == NONE:
            continue
        place = m
        while place > 0 and some[place - 1] > value:
            some[place] = some[place - 1]
            place -= 1
        some[place] = value
        m += 1
    median, near = median_with(ordered, n, some, m)
    low, high = count_from(ordered, n, median, near)
    c, d, size = np.int16(low), np.int16(high), np.int16(n)
    for t in range(P):
        sign = np.int16((d <= below[t]) - np.int16(upto[t] <= c))
        total[w, t] += sign if below[t] < size else np.int16(0)
    for at in range(begin, end):
        if a[at] != NONE:
            total[w, P + at] += np.int16(a[at] > median) - np.int16(a[at] < median)
    return m


@compiled()
def median_with(ordered, n, some, m):
    """Return the median of n ordered values and m others in order, and about how many of the n are below it."""
    middle, p, q, before, value = (n + m) // 2, 0, 0, 0.0, 0.0
    p = max(0, middle - m - 1)  # so many of the ordered values are certainly before the middle
    value = ordered[p - 1] if p > 0 else 0.0
    while p + q <= middle:
        before = value
        if q >= m or (p < n and ordered[p] <= some[q]):
            value = ordered[p]
            p += 1
        else:
            value = some[q]
            q += 1
    return (value if (n + m) % 2 == 1 else (before + value) / 2.0), p


@compiled()
def place_cut(ordered, n, scale, cut, start):
    """Return how many of the n ordered values, over a scale, are below a cut, and how many not above it."""
    low = start
    while low < n and ordered[low] / scale < cut:
        low += 1
    while low > 0 and not ordered[low - 1] / scale < cut:
        low -= 1
    high = low
    while high < n and ordered[high] / scale <= cut:
        high += 1
    return low, high


@compiled()
def settle(held, size, T, total):
    """Add sums of doubled ranks among `size` values, with one more for the shares, in exact parts; and clear them."""
    share = SHARES // (2 * (size + 1))
    above, rest = share >> SHARE_BITS, share & ((1 << SHARE_BITS) - 1)
    P = held.size - (total.shape[1] - T)
    for t in range(T):
        total[0, t] += np.int64(held[t]) * above
        total[1, t] += np.int64(held[t]) * rest
    for t in range(total.shape[1] - T):
        total[0, T + t] += np.int64(held[P + t]) * above
        total[1, T + t] += np.int64(held[P + t]) * rest
    held[:] = 0


@compiled()
def tally_some(
    begin, end, which, row, series, zero, y, x, constant, usable, unmoved, first, last, estimation, event, windows,
    tested, coefficients, sigma2, ar, cut, count, residual, rank, sign, grank, number, z, held, share,
):  # fmt: skip
    """Add the events from one place up to another of those chosen, all tested over the same windows."""
    T, L, W = estimation[1] - estimation[0] + 1, event[1] - event[0] + 1, windows.shape[0]
    P = (T + LANES - 1) // LANES * LANES
    e, a, ordered = np.empty(P), np.full((L + 7) // 8 * 8, NONE), np.empty(P)
    cuts = (L + 3) // 4 * 4  # after the moves, whose ranks are added four at a time
    F = (cuts + W + FEW - 1) // FEW * FEW
    other = np.full(F, NONE)
    keys, twice = np.empty(room_for(P), dtype=np.int32), np.empty(P, dtype=np.int16)
    below, upto = np.empty(P, dtype=np.int16), np.empty(P, dtype=np.int16)
    low, high, some = np.empty(F, dtype=np.int16), np.empty(F, dtype=np.int16), np.empty(L)
    ranks, granks = np.zeros(P + L, dtype=np.int32), np.zeros((W, P + 1), dtype=np.int32)
    signs = np.zeros((W, P + L), dtype=np.int16)  # of a cell, whose events are fewer than 2^15
    among, sample = 0, 0
    current, here, fit = -1, y[0], usable[0]
    b = np.empty(coefficients.shape[1])
    for p in range(begin, end):
        i, r = which[p], row[p]
        s, d = series[i], zero[i]
        if s != current:
            current, here, fit = s, y[s], usable[s]
        for j in range(b.size):
            b[j] = coefficients[i, j]
        start = d + estimation[0]
        n = residuals_of(
            here, x, fit, max(start, first[s]), min(d + estimation[1], last[s]) + 1, start, b, constant, e
        )  # fmt: skip
        scale, moves = np.sqrt(sigma2[i]), 0
        rank_sample(e, n, scale, keys, below, upto, ordered)
        for at in range(L):
            value, place = ar[i, at], d + event[0] + at
            there = not (np.isnan(value) or (unmoved.size > 0 and unmoved[s, place]))
            a[at] = value if there else NONE
            other[at] = a[at]
            count[T + at] += there
            moves += there
        for w in range(W):
            other[cuts + w] = cut[p - begin, w] * scale if cut[p - begin, w] == cut[p - begin, w] else NONE
        place_values(other, e, ordered, n, low, high)
        if n + moves != among:
            settle(ranks, among, T, rank)
            among = n + moves
        if n != sample:
            for w in range(W):
                settle(granks[w], sample + 1, T, grank[:, w])
            sample = n
        number[r] += 1
        mean, deviation = moments(e, n)
        add_residuals(e, mean, deviation, residual, z, r)
        if n < T:
            take_missing(e, held, r)
        add_ranks(a, below, upto, n, low, high, twice, ranks)
        for w in range(W):
            if not tested[w]:
                continue
            open_, close = windows[w, 0], windows[w, 1]
            present = add_signs(a, below, upto, n, open_, close, ordered, some, signs, w)
            if not np.isnan(cut[p - begin, w]):
                c, h = place_cut(ordered, n, scale, cut[p - begin, w], low[cuts + w])
                add_granks(below, upto, n, c, h, granks, w)
            part = 1.0 / np.sqrt(max(present, 1))
            coarse = (part + _COARSE) - _COARSE
            fine = ((part - coarse) + _FINE) - _FINE
            for at in range(open_, close):
                if a[at] != NONE:
                    share[0, w, r, at] += coarse
                    share[1, w, r, at] += fine
    settle(ranks, among, T, rank)
    for w in range(W):
        settle(granks[w], sample + 1, T, grank[:, w])
        for t in range(T):
            sign[w, t] += signs[w, t]
        for at in range(L):
            sign[w, T + at] += signs[w, P + at]
