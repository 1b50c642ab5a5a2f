"""Ranks of a sample: values are set on steps, which are sorted with their places, and ties looked at."""

# Numba takes types from what a function is called with.
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def,assignment"

from __future__ import annotations

import numpy as np

from eventstudy.kernels.batch.compiled.jit import compiled
from eventstudy.kernels.batch.compiled.lanes import WIDTH, eight, positive, spread
from eventstudy.kernels.batch.compiled.sorting import RUN, sort_keys

NONE = np.inf
"""In the place of a value that is missing: below no other."""
LANES = 128
"""Values that loops take at a time; arrays are that long or a multiple, so that no value is left for a slow end."""
FEW = 16
"""Other values that are set beside a sample at a time."""
_REACH = 6.0
"""Standard deviations that the steps reach; the last ones hold all that lies beyond."""
_ONE = np.uint64(1)


@compiled()
def room_for(size):
    """Return how many keys are needed for so many values: the next power of two."""
    room = RUN
    while room < size:
        room *= 2
    return room


@compiled()
def rank_sample(e, n, scale, keys, below, upto, ordered):
    """Rank the n values among the places of e: how many are below each, and how many not above it.

    Values are set on steps of a key whose last bits are their places. `ordered` are the values in order. In the place
    of a missing value `below` is n.

    Parameters
    ----------
    e
        Values, infinite where missing; as long as a multiple of `LANES`.
    scale
        Their standard deviation, of which the steps are shares; only time depends on it.
    keys
        Room for a power of two of them, no fewer than values.
    """
    P, K, last = np.uint64(e.size), keys.size, np.uint64(keys.size - 1)
    steps = 2**30 // (K // 2) - 2  # a key has 31 bits beside its sign
    factor = steps / (_REACH * scale)
    for t in range(P):
        step = np.int32(max(min(e[t] * factor, steps), -steps)) if e[t] != NONE else np.int32(steps + 1)
        keys[t] = np.int32(step * np.int32(K) + np.int32(t))
    for t in range(P, K):
        keys[t] = np.int32((steps + 1) * K + t)
    sort_keys(keys)
    for t in range(P):
        below[t] = n
    for place in range(np.uint64(n)):
        t = np.uint64(keys[place]) & last
        ordered[place], below[t] = e[t], place
    ties = 0
    for place in range(1, n):
        ties += ordered[place - 1] >= ordered[place]
    for t in range(P):
        upto[t] = np.int16(below[t] + 1)
    if ties > 0:
        part_ties(n, keys, last, below, upto, ordered)


@compiled()
def part_ties(n, keys, last, below, upto, ordered):
    """Put the values that share a step in order, and let those that are equal share a rank."""
    for place in range(1, n):
        at, value, key = place, ordered[place], keys[place]
        while at > 0 and ordered[at - 1] > value:
            ordered[at], keys[at] = ordered[at - 1], keys[at - 1]
            at -= 1
        ordered[at], keys[at] = value, key
    begin = 0
    while begin < n:
        end = begin + 1
        while end < n and ordered[end] == ordered[begin]:
            end += 1
        for at in range(begin, end):
            t = np.uint64(keys[at]) & last
            below[t], upto[t] = begin, end
        begin = end


@compiled()
def place_values(values, e, ordered, n, low, high):
    """Write how many of the n values among the places of e are below each of some others, and how many not above it.

    Those that are infinite, since missing, are passed over.
    """
    begin, end = np.uint64(0), np.uint64(e.size)
    for at in range(low.size):
        one, below = spread(values[at]), 0
        for t in range(begin, end, WIDTH):
            below += positive(one - eight(e, t, end))
        low[at] = high[at] = below if values[at] != NONE else n
        while high[at] < n and ordered[high[at]] == values[at]:
            high[at] += 1


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
