"""Lanes, and ranks made of them: many numbers at a time, against loops over single ones."""

from __future__ import annotations

import numpy as np
import pytest

from eventstudy.kernels.batch.compiled.jit import compiled
from eventstudy.kernels.batch.compiled.lanes import WIDTH, eight, eight_of, positive, spread, summed, where
from eventstudy.kernels.batch.compiled.ranking import NONE, place_values, rank_sample, room_for
from eventstudy.kernels.batch.compiled.sorting import sort_keys

SIZES = (0, 1, 7, 8, 9, 16, 23, 240)


@compiled()
def product_of(table, values, marks, begin, end, less):
    """Return the sum over marked places of (table[1] - less) * values, and how many of these terms are above zero."""
    total, above, first, last = spread(0.0), 0, np.uint64(begin), np.uint64(end)
    for t in range(first, last, WIDTH):
        one = where((eight_of(table, 1, t, last) - spread(less)) * eight(values, t, last), marks, t, last)
        total += one
        above += positive(one)
    return summed(total), above


def by_hand(terms):
    """Return the sum of terms in eight lanes, these added by halves."""
    lanes = [0.0] * 8
    for place, term in enumerate(terms):
        lanes[place % 8] += term
    a, b, c, d = (lanes[place] + lanes[place + 4] for place in range(4))
    return (a + c) + (b + d)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("begin", [0, 3, 8])
def test_a_sum_in_lanes_is_the_one_added_by_hand_to_the_bit(size, begin):
    rng = np.random.default_rng(size)
    table, values = rng.normal(size=(2, size + begin)), rng.normal(size=size + begin)
    marks = rng.random(size + begin) < 0.7
    values[~marks] = np.nan  # what is not marked is not looked at, whatever it is
    terms = np.where(marks, (table[1] - 0.25) * values, 0.0)[begin:].tolist()
    total, above = product_of(table, values, marks, begin, begin + size, 0.25)
    assert total == by_hand(terms)
    assert above == sum(term > 0.0 for term in terms)


@pytest.mark.parametrize("size", SIZES)
def test_what_stands_behind_the_end_is_not_counted(size):
    values = np.append(np.ones(size), [np.nan, 1e300, 5.0])
    found = product_of(np.vstack([values, values]), values, np.ones(size + 3, dtype=bool), 0, size, 0.5)
    assert found == (size / 2.0, size)


@pytest.mark.parametrize("size", [16, 32, 64, 256, 1024])
def test_keys_are_put_in_order(size):
    rng = np.random.default_rng(size)
    for limit in (3, 2**31):
        keys = rng.integers(-limit, limit, size).astype(np.int32)
        expected = np.sort(keys)
        sort_keys(keys)
        assert keys.tolist() == expected.tolist()
    for ones in range(size):  # what puts 0 and 1 in order puts all in order
        keys = rng.permutation(np.arange(size) < ones).astype(np.int32)
        sort_keys(keys)
        assert keys.tolist() == [0] * (size - ones) + [1] * ones


SAMPLES = {
    "ordinary": lambda rng: rng.normal(0, 0.02, 240),
    "ties": lambda rng: rng.normal(0, 0.02, 240).round(2),
    "one value": lambda _: np.full(240, 0.01),
    "a bad tick": lambda rng: np.append(rng.normal(0, 1e-9, 239), 1e4),
    "gaps": lambda rng: np.where(rng.random(240) < 0.3, NONE, rng.normal(0, 0.02, 240)),
    "few": lambda rng: rng.normal(0, 0.02, 3),
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("scale", [0.02, 1e-12, 1e6])
def test_ranks_are_those_counted_one_by_one(name, scale):
    values = SAMPLES[name](np.random.default_rng(1))
    e = np.full(256, NONE)
    e[: values.size] = values
    held = values[values != NONE]
    n, below, upto, ordered = held.size, np.empty(256, np.int16), np.empty(256, np.int16), np.empty(256)
    rank_sample(e, n, scale, np.empty(room_for(256), np.int32), below, upto, ordered)
    assert ordered[:n].tolist() == np.sort(held).tolist()
    for place, value in enumerate(e):
        if value == NONE:
            assert below[place] == n
        else:
            assert (below[place], upto[place]) == ((held < value).sum(), (held <= value).sum())
    others = np.append(held[:5], [0.0, 1e9, -1e9, NONE])
    low, high = np.empty(others.size, np.int16), np.empty(others.size, np.int16)
    place_values(others, e, ordered, n, low, high)
    assert low[:-1].tolist() == [(held < one).sum() for one in others[:-1]]
    assert high[:-1].tolist() == [(held <= one).sum() for one in others[:-1]]
