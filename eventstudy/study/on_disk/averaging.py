"""Averages over all events of a study in blocks, and over each group, with their bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.results import averages, tables
from eventstudy.study.on_disk.testing import left_out, spans_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eventstudy.kernels.batch import Questions
    from eventstudy.results import Design
    from eventstudy.study.on_disk.testing import Numbers

AVERAGES = ("aar", "caar")
"""Tables of averages."""


def averages_of(
    numbers: Numbers, questions: Questions, design: Design, model: str, groups: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Return average abnormal returns by session, and cumulated ones by window, under the main model.

    Parameters
    ----------
    numbers
        Of the events.
    questions, design, model
        Of the study.
    groups
        Names of the groups; all events stand first.

    Returns
    -------
    dict
        ``aar`` and ``caar``, with the columns of those of `StudyResult`.
    """
    weight, zero, members = numbers.column("weight"), numbers.column("zero"), numbers.members(groups)
    spans, rows = spans_of(questions), {name: list[tables.Row]() for name in members}
    for place, (first, last) in enumerate(spans):
        car, why = numbers.column(f"car{place}"), numbers.column(f"why{place}").astype(np.int8)
        for name, mine in members.items():
            kept = mine & (why == 0)
            row = averages.average_numbers(
                car[kept], weight[kept], zero[kept].astype("datetime64[D]"), left_out(why[mine]), design.level
            )
            rows[name].append(row | {"group": name, "model": model, "first": first, "last": last, "session": last})
    first, last = questions.event
    sessions = [(session, session) for session in range(first, last + 1)]
    chosen = {"aar": sessions, "caar": questions.windows}
    columns = {"aar": averages.AAR, "caar": averages.CAAR}
    return {
        name: tables.table(
            [held[spans.index(window)] for held in rows.values() for window in chosen[name]],
            (*(["group"] if groups else []), *columns[name]),
        )
        for name in AVERAGES
    }
