"""Which tests to report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy import battery
from eventstudy.results import tables
from eventstudy.results.choice import settings_of
from eventstudy.results.many.testing import evaluate_any
from eventstudy.results.pooled import KEYS, gathered, untreated_by_event, untreated_of

if TYPE_CHECKING:
    import pandas as pd

    from eventstudy.battery import Outcome
    from eventstudy.records import Window
    from eventstudy.results.study_result import StudyResult

RECOMMENDED = ("rank", "test", "p", "valid", "why")


def recommended(result: StudyResult, window: Window, by: str | None, model: str | None) -> pd.DataFrame:
    """Return the tests over a window in the order in which they deserve to be reported."""
    settings, found_untreated = settings_of(result.settings), untreated_by_event(result)
    rows: list[tables.Row] = []
    for key, members in gathered(result, by, model):
        untreated = untreated_of(found_untreated, members)
        found = evaluate_any(members, window.first, window.last, settings=settings, untreated=untreated)
        best = battery.recommended(found)
        rows += [key | _row(one, place, why) for place, (one, why) in enumerate(best, start=1)]
        rows += [key | _row(one, None, one.note) for one in found if not one.valid]
    frame = tables.table(rows, (*KEYS[by], *RECOMMENDED))
    return frame.astype({"rank": "Int64"})


def _row(outcome: Outcome, place: int | None, why: str) -> tables.Row:
    return {"rank": place, "test": outcome.test, "p": outcome.p, "valid": outcome.valid, "why": why}
