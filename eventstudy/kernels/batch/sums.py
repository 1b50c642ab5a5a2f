"""Sums over events that come out the same bits in any order, and what they are sums of.

Each value is split into parts that are whole multiples of a power of two before it is added; so small a number of bits
is used that no sum of up to 2^27 such parts is ever rounded. Addition is then exact, hence associative: blocks, cells,
threads and workers may be added in any order. The last part is rounded once, to less than 2^-47 of one.

References
----------
Demmel and Nguyen (2013), Fast Reproducible Floating-Point Summation, IEEE Symposium on Computer Arithmetic 21.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.sample import Integers

SCORES = (1.5 * 2.0**32, 1.5 * 2.0**5)
"""What is added and taken away again to leave whole multiples of 2^-20, and of what is left those of 2^-47; for values
up to 2^6."""
RETURNS = (1.5 * 2.0**46, 1.5 * 2.0**19, 1.5 * 2.0**-8)
"""The same of 2^-6, 2^-33 and 2^-60; for values up to 2^20."""
SHARES, SHARE_BITS = 2**62, 26
"""Of what a rank's share of n + 1 is a whole number, and of how many bits its second part is."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """What says how far events move together, by the date of day 0 (Z of them).

    Attributes
    ----------
    zero : array of shape (Z,), int
        Days since 1970-01-01, ascending.
    n : array of shape (Z,), int
        Events of each.
    lead : int
        Days from day 0 to the first column of `z`, below 0.
    z : array of shape (2, Z, C)
        Parts of the sums of residuals, each event's with mean 0 and mean square 1, by date of day 0 and calendar day.
    count : array of shape (Z, C), int
        Events with a residual there.
    window_lead : int
        Days from day 0 to the first column of `share`.
    share : array of shape (2, W, Z, V)
        Parts of the sums, over the events with a return on a day of a tested window, of one over the root of how many
        such days the event has.
    """

    zero: Integers
    n: Integers
    lead: int
    z: Array
    count: Integers
    window_lead: int
    share: Array

    def __add__(self, other: Pairs) -> Pairs:
        """Return the sums over the events of both."""
        zero = np.union1d(self.zero, other.zero)
        lead, ahead = min(self.lead, other.lead), min(self.window_lead, other.window_lead)
        end = max(one.lead + one.z.shape[2] for one in (self, other))
        close = max(one.window_lead + one.share.shape[3] for one in (self, other))
        n, count = np.zeros(zero.size, dtype=np.int64), np.zeros((zero.size, end - lead), dtype=np.int64)
        z = np.zeros((2, zero.size, end - lead))
        share = np.zeros((2, self.share.shape[1], zero.size, close - ahead))
        for one in (self, other):
            rows, at, to = np.searchsorted(zero, one.zero), one.lead - lead, one.window_lead - ahead
            n[rows] += one.n
            count[rows, at : at + one.count.shape[1]] += one.count
            z[:, rows, at : at + one.z.shape[2]] += one.z
            share[:, :, rows, to : to + one.share.shape[3]] += one.share
        return Pairs(zero, n, lead, z, count, ahead, share)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Sums over the n events that are tested over the same windows, by session of event time.

    T sessions of the estimation window come first, then the L of the event window.

    Attributes
    ----------
    n : int
    count : array of shape (T + L,), int
        Events with a value: a residual, or an abnormal return that is a market move.
    residual : array of shape (3, T)
        Parts of the sums of residuals.
    rank : array of shape (2, T + L), int
        Parts of the sums of ranks among the event's own n values as shares of n + 1; see `scaled_sums`.
    sign : array of shape (W, T + L)
        Sums of the signs around the median of sample and tested window; for the window's own sessions and the sample's.
    grank : array of shape (2, W, T + 1), int
        The same of the standardised residuals and, last, the cumulative day.
    pairs : Pairs
    """

    n: int
    count: Integers
    residual: Array
    rank: Integers
    sign: Array
    grank: Integers
    pairs: Pairs

    def __add__(self, other: Part) -> Part:
        """Return the sums over the events of both."""
        return Part(
            self.n + other.n,
            self.count + other.count,
            self.residual + other.residual,
            self.rank + other.rank,
            self.sign + other.sign,
            self.grank + other.grank,
            self.pairs + other.pairs,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Sums that tests over all events need; ``a + b`` are those over the events of both, in any order the same bits.

    Attributes
    ----------
    parts : dict of int to Part
        By which windows the events are tested over: bit w of the key stands for window w. Events that are tested over
        none are in no part.
    """

    parts: dict[int, Part]

    def __add__(self, other: Sums) -> Sums:
        """Return the sums over the events of both."""
        keys = sorted(self.parts.keys() | other.parts.keys())
        both = {key: [one.parts[key] for one in (self, other) if key in one.parts] for key in keys}
        return Sums({key: found[0] if len(found) == 1 else found[0] + found[1] for key, found in both.items()})

    def over(self, window: int) -> Part | None:
        """Return the sums over all events tested over a window, given by its place; None for no event."""
        found = [part for key, part in self.parts.items() if key >> window & 1]
        total = found[0] if found else None
        for part in found[1:]:
            total = part if total is None else total + part
        return total


def split(values: Array, magnitudes: tuple[float, ...]) -> Array:
    """Return values as parts whose sums are exact, in a new first axis.

    Examples
    --------
    >>> parts = split(np.array([0.1]), SCORES)
    >>> float(parts[0, 0]) == round(0.1 * 2**20) / 2**20, abs(float(parts.sum()) - 0.1) < 2**-47
    (True, True)
    """
    parts = np.empty((len(magnitudes), *values.shape))
    rest = values
    for place, magnitude in enumerate(magnitudes):
        parts[place] = (rest + magnitude) - magnitude
        rest = rest - parts[place]
    return parts


def rank_shares(twice: Integers, n: Integers) -> Integers:
    """Return ranks as shares of n + 1, in two exact parts, in a new first axis.

    A share is a whole number of 2^-62, cut at 26 bits: sums of up to 2^27 of either part stay below 2^63.

    Parameters
    ----------
    twice : array of int
        Ranks doubled, so that mean ranks are whole.
    n : array of int
        Among how many values.

    Examples
    --------
    >>> parts = rank_shares(np.array([2, 4, 6]), np.array([3, 3, 3]))
    >>> scaled_sums(parts, np.ones(3, dtype=np.int64)).tolist()
    [-0.25, 0.0, 0.25]
    """
    unit = SHARES // (2 * (n + 1))
    shares: Integers = np.stack([twice * (unit >> SHARE_BITS), twice * (unit & (2**SHARE_BITS - 1))])
    return shares


def scaled_sums(shares: Integers, count: Integers) -> Array:
    """Return sums of ranks scaled to lie between -.5 and .5 from sums of their shares in parts.

    Parameters
    ----------
    shares : array of shape (2, ...), int
        Sums of `rank_shares`.
    count : array of shape (...), int
        How many ranks are in each.
    """
    above, rest = shares
    half = count.astype(np.int64) << (61 - SHARE_BITS)
    total: Array = (above - half) * 2.0 ** (SHARE_BITS - 62) + rest * 2.0**-62
    return total
