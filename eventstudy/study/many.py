"""Every event of a study of very many, estimated in blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.errors import UsageError
from eventstudy.kernels.batch import CELL, WRITTEN, Estimates, Questions, estimate, sharing
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.many.records import Columns, cores
from eventstudy.study.blocks import lay_out
from eventstudy.study.many_notes import Source
from eventstudy.study.subjects import Subjects
from eventstudy.study.warming import wait_until_warm, warm_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eventstudy.kernels.batch import Engine
    from eventstudy.records import Progress
    from eventstudy.results import Design
    from eventstudy.results.many.labels import Codes
    from eventstudy.results.many.records import Piece
    from eventstudy.study.gather import Panel
    from eventstudy.study.models import ModelChoice
    from eventstudy.study.observing import Modelled
    from eventstudy.study.subjects import Subject

ENGINES = ("auto", "single", "numpy", "numba")
_MANY = 2_000
"""Events from which a study is estimated in blocks: of fewer, each can be a record of its own."""
_COMPILED = 20_000
"""Events from which the compiled kernels are worth the seconds that they take to load."""
_PLAIN = ("raw", "mean", "adjusted", "market", "capm", "ff3", "carhart", "ff5", "factors")
"""Models that blocks know: least squares on the whole sample."""
_STRETCH = 64 * CELL
"""Events between two calls of progress."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Dask cluster: the address of its scheduler, its client, or None for one of this machine."""

    address: object = None


def choose_cluster(backend: str, address: object, engine: str) -> Cluster | None:
    """Return the cluster that estimates a study; None where this process does.

    Raises
    ------
    UsageError
        An address is given and no cluster asked for, or the study is estimated one by one.
    """
    if backend == "memory":
        if address is not None:
            raise UsageError("address is that of a cluster, and backend='memory' has none; give backend='dask'")
        return None
    if engine == "single":
        raise UsageError(
            "backend='dask' is for studies in blocks, and this one is estimated event by event; leave it out, or see "
            "with engine='numpy' whether blocks can do it"
        )
    return Cluster(address)


def choose_engine(
    engine: str, subjects: Sequence[Subject], choice: ModelChoice, design: Design, untreated: object
) -> str:
    """Return what estimates the events of a study: ``"single"``, one by one; or in blocks ``"numpy"`` or ``"numba"``.

    By itself the number of events decides, where blocks know the models and options.

    Parameters
    ----------
    engine
        One of `ENGINES`.
    subjects
        The events of the table, before any is found to lie outside the returns.
    choice, design, untreated
        Of the study.

    Raises
    ------
    UsageError
        If blocks are asked for and cannot do it.
    """
    why = _why_single(subjects, choice, design, untreated)
    if engine in {"numpy", "numba"} and why:
        raise UsageError(f"engine={engine!r} estimates in blocks, which {why}; take engine='auto'")
    if engine != "auto":
        return engine
    if why or len(subjects) < _MANY:
        return "single"
    return "numba" if len(subjects) >= _COMPILED else "numpy"


def _why_single(subjects: Sequence[Subject], choice: ModelChoice, design: Design, untreated: object) -> str:
    """Return what blocks do not know of a study, in words; empty where they know it all."""
    if not isinstance(subjects, Subjects):
        return "take a table of events"
    others = sorted({name for names in choice.models.values() for name in names} - set(_PLAIN))
    if others:
        return f"do not know model {others[0]!r}"
    if choice.options.cov != "ols" or choice.options.alpha == "drop":
        return "do not know cov='hac' or alpha='drop'"
    if design.outcome != "return" or untreated is not None:
        return "do not know another outcome than returns, or untreated series"
    if subjects.estimation is not None and not bool(np.isnan(subjects.estimation).all()):
        return "do not know estimation windows of single events"
    return ""


def foresee_engine(engine: str, rows: int, choice: ModelChoice) -> None:
    """Make the compiled kernels ready where `choose_engine` is likely to take them."""
    plain = {name for names in choice.models.values() for name in names} <= set(_PLAIN)
    if plain and (engine == "numba" or (engine == "auto" and rows >= _COMPILED)):
        warm_up()


def observe_many(
    panel: Panel,
    subjects: Subjects,
    zeros: Codes,
    modelled: Modelled,
    choice: ModelChoice,
    design: Design,
    *,
    factors: pd.DataFrame | None,
    engine: Engine,
    progress: Progress | None = None,
    cluster: Cluster | None = None,
) -> ManyObservations:
    """Return every observation: each event of each series under each of its models.

    Parameters
    ----------
    panel
        Series on their sessions.
    subjects, zeros
        Events, and the position of each one's day 0 among the sessions of its series.
    modelled
        Series under a model.
    choice, design, factors
        Models, windows, and the factors that models take.
    engine
        What the kernels run on.
    progress
        Called with the stage's name, how many events are done, and how many there are.
    cluster
        Where events are estimated; None: here.
    """
    laid = lay_out(panel, subjects, zeros, choice, design, factors)
    windows = tuple((window.first, window.last) for window in design.windows)
    questions = Questions(
        (design.estimation.first, design.estimation.last),
        (design.event.first, design.event.last),
        windows,
        design.min_estimation,
    )
    made = _all_estimated(laid.pieces, questions, engine, progress, cluster)
    estimates = [sharing(piece.events.zero, made.pop(0)) for piece in laid.pieces]
    source = Source(laid, subjects, zeros, panel, modelled, choice, design, estimates)
    named = subjects if laid.subject.size == len(subjects) else subjects.take(laid.subject)
    return ManyObservations(
        Columns(
            tuple(laid.pieces),
            tuple(estimates),
            laid.piece,
            laid.position,
            named.event_id,
            named.group,
            named.weight,
            named.own,
            questions,
            engine,
            source.observation,
            source.notes,
        )
    )


def _all_estimated(
    pieces: Sequence[Piece], questions: Questions, engine: Engine, progress: Progress | None, cluster: Cluster | None
) -> list[Estimates]:
    """Return the estimates of each piece."""
    if cluster is not None:
        from eventstudy.backends.estimating import estimate_on_cluster  # noqa: PLC0415 - only who asks a cluster needs it

        laid = [(piece.block, piece.events) for piece in pieces]
        return estimate_on_cluster(laid, questions, engine, address=cluster.address, workers=cores(), progress=progress)
    if engine == "numba":
        wait_until_warm(progress)
    total = sum(piece.events.size for piece in pieces)
    done, estimates = 0, []
    for piece in pieces:
        estimates.append(_estimated(piece, questions, engine, progress, done, total))
        done += piece.events.size
    return estimates


def _estimated(
    piece: Piece, questions: Questions, engine: Engine, progress: Progress | None, done: int, total: int
) -> Estimates:
    """Return the estimates of a piece, made stretch by stretch where somebody wants to see how far it is."""
    N, threads = piece.events.size, cores()
    if progress is None or N <= _STRETCH:
        found = estimate(block=piece.block, events=piece.events, questions=questions, engine=engine, threads=threads)
        if progress is not None:
            progress("estimate", done + N, total)
        return found
    whole: dict[str, Any] = {}
    for begin in range(0, N, _STRETCH):
        end = min(begin + _STRETCH, N)
        some = piece.events.part(begin, end)
        found = estimate(block=piece.block, events=some, questions=questions, engine=engine, threads=threads)
        for name in WRITTEN:
            values = getattr(found, name)
            whole.setdefault(name, np.empty((N, *values.shape[1:]), dtype=values.dtype))[begin:end] = values
        progress("estimate", done + end, total)
    return Estimates(**whole)
