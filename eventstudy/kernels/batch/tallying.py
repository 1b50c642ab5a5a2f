"""Sums over many events in NumPy, a cell at a time: the plain twin of ``compiled.tallying``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.batch.fitting import residuals_of, rows_of, sample_of
from eventstudy.kernels.batch.sums import RETURNS, SCORES, Pairs, Part, rank_shares, split
from eventstudy.kernels.scores import scaled_ranks

if TYPE_CHECKING:
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.batch.records import Block, Estimates, Events, Questions
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions
    from eventstudy.kernels.sample import Integers


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """Sums under way, over events tested over the same windows; as in `Part`, but by session and row of day 0.

    Attributes
    ----------
    tested : array of shape (W,), bool
    rows : array of shape (Z,), int
        Rows of the days 0, ascending.
    count, residual, rank, sign, grank
        As in `Part`.
    n : array of shape (Z,), int
    z : array of shape (2, Z, T)
    held : array of shape (Z, T), int
    share : array of shape (2, W, Z, L)
    """

    tested: Mask
    rows: Positions
    count: Positions
    residual: Array
    rank: Integers
    sign: Array
    grank: Integers
    n: Positions
    z: Array
    held: Positions
    share: Array

    def arrays(self) -> tuple[Array | Positions, ...]:
        """Return the sums, in the order of the attributes."""
        return (
            self.count, self.residual, self.rank, self.sign, self.grank, self.n, self.z, self.held, self.share
        )  # fmt: skip

    def add(self, other: Totals) -> None:
        """Add what another has."""
        for mine, theirs in zip(self.arrays(), other.arrays(), strict=True):
            np.add(mine, theirs, out=mine)


def no_totals(tested: Mask, rows: Positions, questions: Questions) -> Totals:
    """Return sums over no event."""
    T, L, W, Z = questions.T, questions.L, tested.size, rows.size
    return Totals(
        tested=tested,
        rows=rows,
        count=np.zeros(T + L, dtype=np.int64),
        residual=np.zeros((3, T)),
        rank=np.zeros((2, T + L), dtype=np.int64),
        sign=np.zeros((W, T + L)),
        grank=np.zeros((2, W, T + 1), dtype=np.int64),
        n=np.zeros(Z, dtype=np.int64),
        z=np.zeros((2, Z, T)),
        held=np.zeros((Z, T), dtype=np.int64),
        share=np.zeros((2, W, Z, L)),
    )


def tally_cell(
    *, block: Block, events: Events, questions: Questions, estimates: Estimates, cut: Array, into: Totals
) -> None:
    """Add the events of a cell, all of them tested over the same windows.

    Parameters
    ----------
    cut : array of shape (N, W)
        Standardised CARs over their spread.
    into
        Of those windows.
    """
    places, held = sample_of(block, events, questions)
    e = np.where(held, residuals_of(block, events, places, estimates.coefficients), np.nan)
    ahead = _moves(block, events, questions, estimates)
    values = np.concatenate([e, ahead], axis=1)
    row = np.searchsorted(into.rows, events.zero)
    into.count[:] += (~np.isnan(values)).sum(axis=0)
    into.residual[:] += split(np.nan_to_num(e), RETURNS).sum(axis=1)
    into.rank[:] += _shares(values)
    np.add.at(into.n, row, 1)
    np.add.at(into.held, row, held)
    _add_rows(into.z, row, _standardised(e))
    for w in np.flatnonzero(into.tested):
        here = questions.slice_of(questions.windows[w])
        window = np.full_like(ahead, np.nan)
        window[:, here] = ahead[:, here]
        into.sign[w] += _signs(np.concatenate([e, window], axis=1)).sum(axis=0)
        standardised = np.column_stack([e / np.sqrt(estimates.sigma2)[:, None], cut[:, w]])
        standardised[np.isnan(cut[:, w])] = np.nan
        into.grank[:, w] += _shares(standardised)
        there = ~np.isnan(window)
        _add_rows(into.share[:, w], row, there / np.sqrt(np.maximum(there.sum(axis=1), 1))[:, None])


def part_of(totals: Totals, block: Block, questions: Questions) -> Part:
    """Return sums on the calendar, for blocks of other sessions to be added."""
    rows = totals.rows
    zero, lead, columns, inside = _on_calendar(block, rows, questions.estimation)
    _, ahead, spots, within = _on_calendar(block, rows, questions.event)
    Z, W = rows.size, totals.tested.size
    z = np.zeros((2, Z, int(columns.max(initial=0)) + 1))
    count = np.zeros(z.shape[1:], dtype=np.int64)
    share = np.zeros((2, W, Z, int(spots.max(initial=0)) + 1))
    own = np.broadcast_to(np.arange(Z)[:, None], columns.shape)[inside]
    for part, total in zip(z, totals.z, strict=True):
        part[own, columns[inside]] = total[inside]
    count[own, columns[inside]] = totals.held[inside]
    own = np.broadcast_to(np.arange(Z)[:, None], spots.shape)[within]
    share[:, :, own, spots[within]] = totals.share[:, :, within]
    pairs = Pairs(zero, totals.n, lead, z, count, ahead, share)
    return Part(
        int(totals.n.sum()), totals.count, totals.residual, totals.rank, totals.sign, totals.grank, pairs
    )  # fmt: skip


def _on_calendar(block: Block, rows: Positions, span: tuple[int, int]) -> tuple[Positions, int, Positions, Mask]:
    """Return the days of days 0, and the columns of a span's sessions: days from day 0 less the least of them."""
    places = rows[:, None] + np.arange(span[0], span[1] + 1)
    inside = (places >= 0) & (places < block.day.size)
    zero = block.day[rows].astype(np.int64)
    apart = block.day[np.clip(places, 0, block.day.size - 1)] - zero[:, None]
    lead = int(apart[inside].min()) if inside.any() else 0
    return zero, lead, np.where(inside, apart - lead, 0), inside


def _moves(block: Block, events: Events, questions: Questions, estimates: Estimates) -> Array:
    """Return the abnormal returns of the event window, NaN where the return is no market move."""
    if block.unmoved is None:
        return estimates.ar
    rows, inside = rows_of(block, events, questions.event)
    unmoved = inside & block.unmoved[events.series[:, None], rows]
    return np.where(unmoved, np.nan, estimates.ar)


def _standardised(e: Array) -> Array:
    """Return residuals with each event's mean 0 and mean square 1; 0 where there is none."""
    centred = e - np.nanmean(e, axis=1, keepdims=True)
    scaled: Array = np.nan_to_num(centred / np.sqrt(np.nanmean(np.square(centred), axis=1, keepdims=True)))
    return scaled


def _shares(values: Array) -> Integers:
    """Return the sums over events of the ranks of each one's values, in parts."""
    n = (~np.isnan(values)).sum(axis=1)[:, None]
    twice = np.nan_to_num(2.0 * (scaled_ranks(values=values.T).T + 0.5) * (n + 1))
    total: Integers = rank_shares(np.rint(twice).astype(np.int64), n).sum(axis=1)
    return total


def _signs(values: Array) -> Array:
    signs: Array = np.nan_to_num(np.sign(values - np.nanmedian(values, axis=1, keepdims=True)))
    return signs


def _add_rows(into: Array, row: Positions, values: Array) -> None:
    """Add each event's values, in parts, to its row of day 0."""
    for part, total in zip(split(values, SCORES), into, strict=True):
        np.add.at(total, row, part)
