"""From a source of samples to a table of rates."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from eventstudy.simulation.blocks import Job, answer
from eventstudy.simulation.checks import whole
from eventstudy.simulation.market import Market
from eventstudy.simulation.rates import rates

if TYPE_CHECKING:
    import pandas as pd

    from eventstudy.battery import Settings
    from eventstudy.records import Progress
    from eventstudy.simulation.placebo import Placebo

_DATA = ("data", "zeros")
_WORKERS_PER_CORE = 4


def measured(
    source: Market | Placebo,
    tests: tuple[str, ...],
    settings: Settings,
    chance: tuple[int, int],
    how: tuple[int | None, Progress | None],
) -> pd.DataFrame:
    """Return the rates of some tests over samples of a source.

    Parameters
    ----------
    source
        A market or placebo events.
    tests
        Names, in the order of the battery.
    settings
        What every test is given; its seed is drawn anew in every repetition.
    chance
        Repetitions and seed, to be checked.
    how
        Processes, to be checked, and whom to tell how far the work has come.

    Raises
    ------
    UsageError
        Repetitions, seed or workers are not allowed.
    """
    reps, seed = whole(chance[0], "reps", 1), whole(chance[1], "seed", 0)
    workers = 1 if how[0] is None else min(whole(how[0], "workers", 1), _WORKERS_PER_CORE * (os.cpu_count() or 1))
    answers = answer(Job(source, tests, source.window, settings, reps, seed), workers=workers, progress=how[1])
    table = rates(answers, tests, level=settings.level, null=source.effect == 0.0)
    shared = {"level": settings.level, "alternative": settings.alternative, "draws": settings.draws, "seed": seed}
    table.attrs["design"] = {**_described(source), "reps": reps, **shared}
    return table


def _described(source: Market | Placebo) -> dict[str, Any]:
    """Return a source as plain values, the data left out."""
    values = {field.name: getattr(source, field.name) for field in fields(source) if field.name not in _DATA}
    window = (source.window.first, source.window.last)
    return {"market": "made up" if isinstance(source, Market) else "returns", **values, "window": window}
