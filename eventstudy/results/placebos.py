"""The event's abnormal return among those of ordinary windows, as the primary test of one date ranks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.battery.one_date.asked import standardised, why_none
from eventstudy.battery.outcome import Sample, choose
from eventstudy.kernels.resampling import conditional_window
from eventstudy.results.choice import under

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import Window
    from eventstudy.results.study_result import StudyResult

COLUMNS = ("first", "last", "what", "statistic")


def placebos(result: StudyResult, event_id: str, windows: Sequence[Window]) -> pd.DataFrame:
    """Return the statistic of `conditional_sq` of an event and of each ordinary window of its estimation sample.

    Columns: ``first last what statistic``; ``what`` is ``"event"`` or ``"ordinary"``. The statistic is the CAR of the
    portfolio of the event's series in units of the volatility forecast on its eve. A window without a statistic has no
    row.
    """
    mine = [one for one in under(result.observations, result.settings, None) if one.event_id == event_id]
    rows: list[tuple[int, int, str, float]] = []
    for window in windows:
        sample = Sample(choose(mine, window.first, window.last)[0], window.first, window.last)
        portfolio = None if why_none(sample) else standardised(sample)
        if portfolio is None:
            continue
        found = conditional_window(window=portfolio)
        ordinary = found.reference[np.isfinite(found.reference)]
        named = [("event", found.statistic), *(("ordinary", value) for value in ordinary.tolist())]
        rows += [(window.first, window.last, what, value) for what, value in named if np.isfinite(value)]
    return pd.DataFrame(rows, columns=list(COLUMNS))
