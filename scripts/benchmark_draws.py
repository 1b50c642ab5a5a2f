"""Measure tests by resampling: ten thousand draws of a thousand events."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from benchmark_rows import Row, best

from eventstudy.kernels.batch.draws import bootstrap_means, date_draws, sign_flips
from eventstudy.kernels.placebo import westfall_young_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20200103
DRAWS, DRAWN_EVENTS = 10_000, 1_000


def drawing() -> Iterator[Row]:
    """Yield what ten thousand draws cost."""
    rng = np.random.default_rng(SEED)
    values, each = rng.normal(size=(DRAWN_EVENTS, 4)), np.arange(DRAWN_EVENTS)
    residuals, windows = rng.normal(size=(240, DRAWN_EVENTS)), np.array([1, 3, 6, 11])
    what = f"{DRAWS:,} draws, {DRAWN_EVENTS:,} events"
    for name, resample in (("sign flips", sign_flips), ("bootstrap-t", bootstrap_means)):
        run = partial(resample, values=values, cluster=each, draws=DRAWS, seed=SEED)
        yield Row(f"{name} of 4 means, {what}", best(run, times=1, clock=time.perf_counter))

    def family() -> None:
        drawn = date_draws(residuals=residuals, lengths=windows, draws=DRAWS, seed=SEED)
        event = np.abs(rng.normal(size=DRAWN_EVENTS * windows.size))
        westfall_young_of(event=event, blocks=(np.abs(one).reshape(one.shape[0], -1) for one in drawn))

    yield Row(f"Westfall and Young, {what} x 4 windows", best(family, times=1, clock=time.perf_counter))
