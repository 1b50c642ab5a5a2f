"""Ranks of a sample by counting: values are set on 2^16 steps, which 32 at a time are counted, and ties looked at."""

# Numba takes types from what a function is called with.
# ruff: noqa: ANN001, ANN201, C901
# mypy: disable-error-code="no-untyped-def,assignment"

from __future__ import annotations

import numpy as np

from eventstudy.kernels.batch.compiled.jit import compiled

NONE = np.inf
"""In the place of a value that is missing: below no other."""
LANES = 128
"""Values that loops take at a time; arrays are that long or a multiple, so that no value is left for a slow end."""
FEW = 32
"""Other values that are set beside a sample at a time."""
_STEPS = 32_000
"""Steps on each side of zero; the last ones hold all that lies beyond."""
_REACH = 6.0
"""Standard deviations that the steps reach."""
_MISSING = np.int16(32_767)


@compiled()
def rank_sample(e, n, T, scale, places, owner, more, below, upto, ordered):
    """Rank the n values among the T places of e, by counting: how many are below each, and how many not above it.

    Values are set on steps, in their order, so counts of steps are ranks but for the values that share a step; these
    are put in order by themselves. `ordered` are the values in order. In the place of a missing value `below` is n.

    Parameters
    ----------
    e
        Values, infinite where missing and after T; as long as a multiple of `LANES`.
    scale
        Their standard deviation, of which the steps are shares; only time depends on it.
    places, owner, more
        Room for steps, for whose a place in the order is, and for those that share one: 2 T places, the last T zero.
    """
    P, factor, missing = np.uint64(e.size), _STEPS / (_REACH * scale), _MISSING
    for t in range(P):
        value = max(min(e[t] * factor, _STEPS), -_STEPS)
        places[t] = np.int16(np.int32(value)) if e[t] != NONE else missing
        below[t] = 0
    for u in range(0, T, 8):
        a, b, c, d = places[u], places[u + 1], places[u + 2], places[u + 3]
        f, g, h, i = places[u + 4], places[u + 5], places[u + 6], places[u + 7]
        for t in range(P):
            v = places[t]
            below[t] = np.int16(
                below[t] + (a < v) + (b < v) + (c < v) + (d < v) + (f < v) + (g < v) + (h < v) + (i < v)
            )
    total = np.int64(0)
    for t in range(P):
        total += np.int64(below[t] if places[t] != missing else 0)
        upto[t] = np.int16(below[t] + 1)
    for t in range(np.uint64(T)):
        ordered[np.uint64(below[t])] = e[t]
    if total != n * (n - 1) // 2:
        part_ties(e, n, T, owner, more, below, upto, ordered)


@compiled()
def part_ties(e, n, T, owner, more, below, upto, ordered):
    """Put the values that share a step in order, and let those that are equal share a rank.

    Of those that share a step, the last to be written is found in the first place; the others are put beside it.
    """
    lost = 0
    for t in range(np.uint64(T)):
        owner[np.uint64(below[t])] = t
    for t in range(np.uint64(T)):
        start = np.uint64(below[t])
        if owner[start] != t and below[t] < n:
            more[lost] = t
            lost += 1
    for place in range(lost):
        t = more[place]
        start = below[t]
        more[T + start] += 1
        at = start + more[T + start]
        while at > start and e[owner[at - 1]] > e[t]:
            owner[at] = owner[at - 1]
            at -= 1
        owner[at] = t
    for place in range(lost):
        start = below[more[place]]
        after = start + more[T + start] + 1
        if more[T + start] > 0:
            more[T + start] = 0
            begin = start
            while begin < after:
                end = begin + 1
                while end < after and e[owner[end]] == e[owner[begin]]:
                    end += 1
                for at in range(begin, end):
                    upto[owner[at]], ordered[at], below[owner[at]] = end, e[owner[at]], begin
                begin = end


@compiled()
def place_values(values, places, T, scale, ordered, n, steps, low, high):
    """Write how many of the n ordered values are below each of some others, and how many not above it.

    Those on lower steps are counted; the few on the same step are looked at.

    Parameters
    ----------
    values, steps, low, high
        The others, infinite where missing, and room for their steps and what is counted: a multiple of `FEW`.
    places, scale
        What `rank_sample` wrote, and was given.
    """
    factor, size = _STEPS / (_REACH * scale), np.uint64(low.size)
    for at in range(size):
        steps[at] = np.int16(np.int32(max(min(values[at] * factor, _STEPS), -_STEPS)))
        low[at] = 0
    for u in range(0, T, 8):
        a, b, c, d = places[u], places[u + 1], places[u + 2], places[u + 3]
        f, g, h, i = places[u + 4], places[u + 5], places[u + 6], places[u + 7]
        for at in range(size):
            v = steps[at]
            low[at] = np.int16(low[at] + (a < v) + (b < v) + (c < v) + (d < v) + (f < v) + (g < v) + (h < v) + (i < v))
    for at in range(size):
        low[at], high[at] = count_from(ordered, n, values[at], low[at])


@compiled()
def count_from(ordered, n, value, start):
    """Return how many of n ordered values are below a value, and how many not above it, seeking from a place on."""
    low = start
    while low > 0 and not ordered[low - 1] < value:
        low -= 1
    while low < n and ordered[low] < value:
        low += 1
    high = low
    while high < n and ordered[high] == value:
        high += 1
    return low, high


@compiled()
def number_below(values, one):
    """Return twice how many values are below one, and one for each that is equal to it, itself included."""
    total = 0
    for other in values:
        total += np.int64(other < one) + np.int64(other <= one)
    return total
