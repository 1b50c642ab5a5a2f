"""What is known of single ones of many observations: their pairs, and what a portfolio of them holds."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.many.asked import FEW, Holdings
from eventstudy.battery.many.at_size import Singles
from eventstudy.kernels.batch.fitting import residuals_of, rows_of, sample_of
from eventstudy.kernels.batch.pairing import paired
from eventstudy.kernels.sample import Panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Positions
    from eventstudy.results.many.observations import ManyObservations
    from eventstudy.results.many.records import Part

    Held = tuple[Part, Positions, Mask]


def singles_of(members: ManyObservations, window: tuple[int, int]) -> Singles:
    """Return what is known of observations that are all tested over a window, in any order."""
    parts, questions = members.parts(), members.columns.questions
    samples = [(part, *sample_of(part.piece.block, part.events, questions)) for part in parts]
    residuals = [
        residuals_of(one.piece.block, one.events, rows, one.estimates.coefficients) for one, rows, _ in samples
    ]
    ahead = [(part, rows_of(part.piece.block, part.events, window)[0]) for part in parts]
    moves = [part.estimates.ar[:, questions.slice_of(window)] for part in parts]
    windows = [(part, rows, ~np.isnan(ar)) for (part, rows), ar in zip(ahead, moves, strict=True)]
    abnormal = _panel(windows, moves)
    zeros = np.concatenate([part.piece.block.day[part.events.zero] for part in parts]).astype(np.int64)
    return Singles(
        paired(
            residuals=_panel(samples, residuals), windows=abnormal, zeros=zeros, few=FEW, engine=members.columns.engine
        ),
        Holdings(
            frozenset(part.piece.columns for part in parts),
            frozenset(part.piece.model for part in parts),
            abnormal,
            partial(_regressed, windows),
        ),
    )


def _panel(held: Sequence[Held], values: Sequence[Array]) -> Panel:
    """Return the values of the sessions held, those of one event after another."""
    owner, day, found, N = [], [], [], 0
    for (part, rows, there), some in zip(held, values, strict=True):
        event, at = np.nonzero(there)
        owner.append(N + event)
        day.append(part.piece.block.day[rows[event, at]].astype(np.int64))
        found.append(some[event, at])
        N += part.events.size
    return Panel(np.concatenate(owner), np.concatenate(day), np.concatenate(found), N)


def _regressed(held: Sequence[Held]) -> tuple[Array, Array]:
    """Return what is regressed, and the regressors, on the sessions held."""
    y, X = [], []
    for part, rows, there in held:
        block, (event, at) = part.piece.block, np.nonzero(there)
        row = rows[event, at]
        y.append(block.y[part.events.series[event], row])
        X.append(block.X[row])
    return np.concatenate(y), np.concatenate(X)
