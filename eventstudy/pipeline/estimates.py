"""The tables of a study's estimates and tests, made once: page, CSV, JSON and terminal all show the same."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.battery import Outcome, recommended

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.results import StudyResult

RECOMMENDED = ("event_id", "first", "last", "rank", "test", "p", "valid", "why")
_BY_EVENT = ["event_id", "first", "last"]
_OUTCOME = [field.name for field in fields(Outcome)]


@lru_cache(maxsize=4)  # tests that draw take seconds, and every way to show a study asks for them
def estimate_tables(result: StudyResult) -> Mapping[str, pd.DataFrame]:
    """Return the tables of a result by their names; they are shared, so whoever changes one copies it first."""
    made = {name: result.to_frame(name, "event") for name in ("per_event", "tests", "models", "ar", "paths")}
    windows = [(window.first, window.last) for window in result.settings.windows]
    return MappingProxyType(
        {
            **made,
            "adjusted": result.adjusted(),
            "recommended": recommended_table(made["tests"]),
            "caar": pd.concat([result.caar(*window, by="event") for window in windows], ignore_index=True),
        }
    )


def recommended_table(tests: pd.DataFrame) -> pd.DataFrame:
    """Return the tests of each event and window, the valid ones best first, and why; then the others, and why not.

    Parameters
    ----------
    tests
        As `StudyResult.to_frame` gives them; nothing is computed anew.
    """
    rows = []
    held = [name for name in _OUTCOME if name in tests]
    for key, part in tests.groupby(_BY_EVENT, sort=False):
        found = [Outcome(**{name: row[name] for name in held}) for row in part.to_dict(orient="records")]
        best = [(place, one, why) for place, (one, why) in enumerate(recommended(found), start=1)]
        others = [(None, one, one.note) for one in found if not one.valid]
        rows += [(*key, place, one.test, one.p, one.valid, why) for place, one, why in [*best, *others]]
    return pd.DataFrame(rows, columns=list(RECOMMENDED)).astype({"rank": "Int64"})
