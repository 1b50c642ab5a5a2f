"""Resampling for many events: signs flipped, events drawn again, dates drawn again; by matrix products.

Draws are made in blocks of `BLOCK`, each by a generator of its own, so that what is drawn does not depend on who draws
which block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.bootstrap import product
from eventstudy.kernels.resampling import directed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions
    from eventstudy.kernels.tails import Alternative

BLOCK = 256
_TIE = 1e-12
"""Share of a statistic by which a draw may fall short of it and still count: the same values in another order."""


@dataclass(frozen=True, slots=True, eq=False)
class Resampled:
    """J means tested by resampling.

    Attributes
    ----------
    statistic : array of shape (J,)
        NaN where there is no spread, or one cluster alone.
    p : array of shape (J,)
        ``(1 + #{draw >= statistic}) / (draws + 1)``, or over all sign patterns where they are fewer than the draws.
    min_p : float
    draws : int
    clusters : int
    """

    statistic: Array
    p: Array
    min_p: float
    draws: int
    clusters: int


def sign_flips(
    *, values: Array, cluster: Positions, draws: int, seed: int, alternative: Alternative = "two-sided"
) -> Resampled:
    """Test means against zero by flipping the signs of whole clusters, all means of a cluster together.

    ``t = sum C / sqrt(sum C^2)`` with C the clusters' sums: a flip leaves the squares as they are, so draws of t are a
    matrix product. With a cluster for each event it is the sign-flip permutation test; with one for each date the wild
    cluster bootstrap of Rademacher weights with the null imposed, which keeps the correlation of a date's events.

    Parameters
    ----------
    values : array of shape (N, J)
        CARs or standardised CARs, a column for each hypothesis; NaN for none.
    cluster : array of shape (N,), int
        Cluster of each event, from 0 up to G - 1.
    draws
        Sign patterns to draw; where there are no more than that in all, each counts once.
    seed
        Of the blocks of draws.
    alternative
        Magnitudes are ranked, or signed values.

    References
    ----------
    Fisher (1935), The Design of Experiments, section 21; Cameron, Gelbach and Miller (2008), Review of Economics and
    Statistics 90, for clusters.

    Examples
    --------
    >>> values = np.array([[1.0], [2.0], [3.0], [4.0]])
    >>> found = sign_flips(values=values, cluster=np.arange(4), draws=99, seed=0)
    >>> found.p.tolist(), found.min_p
    ([0.125], 0.125)
    """
    scaled = cluster_scores(values=values, cluster=cluster)
    statistic, beaten, count = scaled.sum(axis=0), np.zeros(scaled.shape[1], dtype=np.int64), 0
    at_least = directed(statistic, alternative) - _TIE * np.abs(statistic)
    for drawn in flipped(scores=scaled, draws=draws, seed=seed):
        beaten += (directed(drawn, alternative) >= at_least).sum(axis=0)
        count += drawn.shape[0]
    every, G = _enumerated(scaled.shape[0], draws), scaled.shape[0]
    p = beaten / count if every else (1 + beaten) / (count + 1)
    least = (2.0 if alternative == "two-sided" else 1.0) / count if every else 1.0 / (count + 1)
    return Resampled(statistic, np.where(np.isnan(statistic), np.nan, p), min(least, 1.0), count, G)


def cluster_scores(*, values: Array, cluster: Positions) -> Array:
    """Return the clusters' sums over the root of the sum of their squares, shape (G, J); NaN where all are zero.

    Examples
    --------
    >>> cluster_scores(values=np.array([[1.0], [2.0], [4.0]]), cluster=np.array([0, 0, 1])).ravel().tolist()
    [0.6, 0.8]
    """
    G = int(cluster.max(initial=-1)) + 1
    sums = np.column_stack([np.bincount(cluster, np.nan_to_num(column), G) for column in values.T])
    root = np.sqrt(np.square(sums).sum(axis=0))
    scores: Array = sums / np.where(root > 0.0, root, np.nan)
    return scores


def flipped(*, scores: Array, draws: int, seed: int) -> Iterator[Array]:
    """Yield the sums of scores under drawn signs, a block of draws at a time, shape (at most `BLOCK`, J).

    What `placebo.westfall_young_of` takes to adjust the tests of several windows or groups for their number.
    """
    G = scores.shape[0]
    if _enumerated(G, draws):
        for begin in range(0, 2**G, BLOCK):
            patterns = np.arange(begin, min(begin + BLOCK, 2**G))
            yield product(_signs(patterns[:, None] >> np.arange(G) & 1), scores)
        return
    for rng, n in blocks(draws=draws, seed=seed):
        drawn = np.frombuffer(rng.bytes(n * (-(-G // 8))), dtype=np.uint8).reshape(n, -1)
        yield product(_signs(np.unpackbits(drawn, axis=1)[:, :G]), scores)


def bootstrap_means(
    *, values: Array, cluster: Positions, draws: int, seed: int, alternative: Alternative = "two-sided"
) -> Resampled:
    """Test means against zero by the bootstrap-t: clusters are drawn with replacement, and t is formed anew each time.

    ``t = mean / se`` with the clusters' residual sums ``U = C - n mean`` in ``se = sqrt(G / (G - 1) sum U^2) / N``; a
    draw's t is of its mean less that of the data. With a cluster for each event t is the ordinary one.

    Parameters
    ----------
    values : array of shape (N, J)
        Without NaN.
    cluster, draws, seed, alternative
        As for `sign_flips`.

    References
    ----------
    Efron (1979), Annals of Statistics 7; Hall (1992), The Bootstrap and Edgeworth Expansion, for dividing by the draw's
    own standard error.

    Examples
    --------
    >>> values = np.random.default_rng(1).normal(0.5, 1.0, (40, 1))
    >>> found = bootstrap_means(values=values, cluster=np.arange(40), draws=999, seed=0)
    >>> round(float(found.statistic[0]), 6), bool(found.p[0] < 0.05)
    (3.376615, True)
    """
    G = int(cluster.max(initial=-1)) + 1
    sums = np.column_stack([np.bincount(cluster, column, G) for column in values.T])
    n = np.bincount(cluster, minlength=G).astype(np.float64)
    mean = sums.sum(axis=0) / n.sum()
    U = sums - n[:, None] * mean  # centred first, so that squares lose no digits
    moments = np.column_stack([U, np.square(U), U * n[:, None], n, np.square(n)])
    own = _standard_error(moments.sum(axis=0)[None, :], G)[1][0]
    statistic = np.divide(mean, own, out=np.full(mean.size, np.nan), where=(own > 0.0) & (G > 1))
    at_least = directed(statistic, alternative) - _TIE * np.abs(statistic)
    beaten, count = np.zeros(mean.size, dtype=np.int64), 0
    for rng, size in blocks(draws=draws, seed=seed):
        chosen = rng.integers(G, size=(size, G)) + G * np.arange(size)[:, None]
        times = np.bincount(chosen.ravel(), minlength=size * G).reshape(size, G).astype(np.float64)
        shift, se = _standard_error(product(times, moments), G)
        with np.errstate(invalid="ignore", divide="ignore"):
            drawn = np.where(se > 0.0, shift / se, np.inf)  # a draw without a spread speaks for the null
        beaten += (directed(drawn, alternative) >= at_least).sum(axis=0)
        count += size
    p = np.where(np.isnan(statistic), np.nan, (1 + beaten) / (count + 1))
    return Resampled(statistic, p, 1.0 / (count + 1), count, G)


def date_draws(*, residuals: Array, lengths: Positions, draws: int, seed: int) -> Iterator[Array]:
    """Yield statistics of windows made of dates drawn with replacement, a block of draws at a time, shape (., J, W).

    Residual vectors of whole dates are drawn, so the correlation between the J series stays; the W windows of a draw
    begin with the same dates, so theirs does too. Each statistic is the sum over the window's dates over the root of
    their number, of residuals with mean square 1. Within a draw sessions are independent: where volatility clusters,
    windows of several sessions vary less than they do, and `placebo.westfall_young` over dates as they came is right.

    Parameters
    ----------
    residuals : array of shape (T, J)
        On dates that all series have.
    lengths : array of shape (W,), int
        Sessions of each window.
    draws, seed
        As for `sign_flips`.

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing, section 4.1.
    """
    T, longest = residuals.shape[0], int(lengths.max(initial=1))
    scaled = residuals / np.sqrt(np.square(residuals).mean(axis=0))
    for rng, n in blocks(draws=draws, seed=seed):
        dates = rng.integers(T, size=(n, longest))
        total = np.zeros((n, residuals.shape[1]))
        found = np.empty((n, residuals.shape[1], lengths.size))
        for session in range(longest):
            total += scaled[dates[:, session]]
            for place in np.flatnonzero(lengths == session + 1):
                found[:, :, place] = total / (session + 1) ** 0.5
        yield found


def blocks(*, draws: int, seed: int) -> Iterator[tuple[np.random.Generator, int]]:
    """Yield a generator for each block of draws, and how many are to be drawn.

    Examples
    --------
    >>> [size for _, size in blocks(draws=600, seed=1)]
    [256, 256, 88]
    """
    for place, begin in enumerate(range(0, draws, BLOCK)):
        yield np.random.default_rng([seed, place]), min(BLOCK, draws - begin)


def _signs(bits: npt.NDArray[np.integer]) -> Array:
    signs: Array = 1.0 - 2.0 * bits.astype(np.float64)
    return signs


def _enumerated(G: int, draws: int) -> bool:
    """Return whether all sign patterns are counted instead of some drawn."""
    return draws.bit_length() > G


def _standard_error(moments: Array, G: int) -> tuple[Array, Array]:
    """Return the shift of each draw's mean, and its standard error, from its moments (B, 3 J + 2)."""
    J = (moments.shape[1] - 2) // 3
    U, square, cross, N, n_square = moments[:, :J], moments[:, J : 2 * J], moments[:, 2 * J : 3 * J], *(
        moments[:, [3 * J + place]] for place in range(2)
    )  # fmt: skip
    shift = U / N
    spread = square - 2.0 * shift * cross + np.square(shift) * n_square
    return shift, np.sqrt(np.maximum(spread, 0.0) * (G / max(G - 1, 1))) / N
