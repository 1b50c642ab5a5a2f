"""One block of a study in blocks: the rows of its own events in every table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]

from eventstudy.backends.blocks import Computed
from eventstudy.results.many.observations import ManyObservations
from eventstudy.study.on_disk.asked import events_in, observed
from eventstudy.study.on_disk.testing import NUMBERS, numbers_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from eventstudy.backends.blocks import Chunk
    from eventstudy.results import StudyResult
    from eventstudy.study.on_disk.asked import ChunkEvents
    from eventstudy.study.on_disk.settings import FileSettings

    Rows = npt.NDArray[np.int64]

TABLES = ("per_event", "models", "ar", "dropped")
"""Tables that a block has rows of."""
_ROW_NOTED = re.compile(r"^event in row (\d+)$")
_DATES = ("day0", "first_estimation", "last_estimation")


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Estimates of the events of a chunk, under some settings."""

    settings: FileSettings

    def __call__(self, chunk: Chunk) -> Computed:
        """Return the rows of the chunk's own events."""
        found = observed(self.settings, chunk)
        if isinstance(found, str):
            rows = sorted(events_in(chunk).own(chunk))
            return Computed({"dropped": told([(f"event in row {row + 1}", found) for row in rows])})
        return Computed(_tables(*found, chunk, self.settings.groups))


def _tables(result: StudyResult, events: ChunkEvents, chunk: Chunk, column: str | None) -> dict[str, Any]:
    """Return the rows of a chunk's own events, in their order."""
    mine = events.own(chunk)
    rows, order = _ordered(_groups(result), events, mine)
    spans = len(result.settings.windows)
    each = (order[:, None] * spans + np.arange(spans)).ravel()
    ar = result.ar()
    wide = ar.set_axis([str(session) for session in ar.columns], axis=1).reset_index()
    numbers, groups = numbers_of(result)
    own, main = _ordered(groups, events, mine)
    numbers = numbers.iloc[main].assign(group=events.groups(column).reindex(own - 1).to_numpy())
    return {
        "per_event": _arrow(result.to_frame("per_event").iloc[each].assign(row=np.repeat(rows, spans))),
        "models": _arrow(result.to_frame("models").iloc[order].assign(row=rows)),
        "ar": _arrow(wide.iloc[order].assign(row=rows)),
        "dropped": _dropped([(one.what, one.reason) for one in result.dropped], events, mine),
        NUMBERS: _arrow(numbers),
    }


def _groups(result: StudyResult) -> list[str | None]:
    many = result.observations
    return list(many.group.texts()) if isinstance(many, ManyObservations) else [one.group for one in many]


def _ordered(groups: Sequence[str | None], events: ChunkEvents, mine: set[int]) -> tuple[Rows, Rows]:
    """Return the rows, from 1, of own events that have these groups, in the order of the chunk; and their places."""
    rows = np.array([int(str(text)) for text in groups], dtype=np.int64)
    place = pd.Series(np.arange(len(events.table)), index=events.rows.to_numpy()).reindex(rows).to_numpy()
    order = np.argsort(place, kind="stable")
    order = order[np.isin(rows[order], list(mine))]
    return rows[order] + 1, order


def _dropped(found: Iterable[tuple[str, str]], events: ChunkEvents, mine: set[int]) -> Any:  # noqa: ANN401 - a library without types
    """Return what was left out, events by their row in the file."""
    names, rows = events.named(), events.rows.tolist()
    kept = []
    for what, reason in found:
        numbered = _ROW_NOTED.match(what)
        row = rows[int(numbered[1]) - 1] if numbered else names.get(what, -1)
        if row < 0 or row in mine:
            kept.append((f"event in row {row + 1}" if numbered else what, reason))
    return told(kept)


def told(found: Sequence[tuple[str, str]]) -> Any:  # noqa: ANN401 - a library without types
    """Return what was left out, and why, as a table."""
    schema = pa.schema([("what", pa.string()), ("reason", pa.string())])
    return pa.table({"what": [what for what, _ in found], "reason": [reason for _, reason in found]}, schema=schema)


def _arrow(frame: pd.DataFrame) -> Any:  # noqa: ANN401 - a library without types
    """Return a table of ours, with days as days and empty text as such."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if field.name in _DATES:
            column = column.cast(pa.date32(), safe=False)
        elif pa.types.is_large_string(field.type) or field.type == pa.null():
            column = column.cast(pa.string())
        table = table.set_column(place, field.name, column)
    return table
