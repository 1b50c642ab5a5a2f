"""A chunk of files as `run_study` takes it: its events with their rows, its returns as a table."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.backends.events_files import ROW
from eventstudy.errors import EstimationError, EventStudyWarning, PriceError, WindowError

if TYPE_CHECKING:
    from eventstudy.backends.blocks import Chunk
    from eventstudy.results import StudyResult
    from eventstudy.study.on_disk.settings import FileSettings


@dataclass(frozen=True, slots=True, eq=False)
class ChunkEvents:
    """The events of a chunk, in its order, with the row in the file of each."""

    table: pd.DataFrame

    @property
    def rows(self) -> pd.Series[int]:
        """Return the row in the file of each event."""
        return self.table[ROW]

    def groups(self, column: str | None) -> pd.Series[Any]:
        """Return the group of each event by its row in the file; nothing of one without."""
        if column is None:
            return pd.Series(index=self.rows.to_numpy(), dtype=object)
        return pd.Series(self.table[column].to_numpy(), index=self.rows.to_numpy()).dropna().map(str)

    def own(self, chunk: Chunk) -> set[int]:
        """Return the rows of the chunk's own events."""
        return set(self.rows.iloc[chunk.first : chunk.last + 1].tolist())

    def named(self) -> dict[str, int]:
        """Return the row of each event by its name in notes."""
        table = self.table
        ids = table["event_id"] if "event_id" in table.columns else table["date"].astype(str).str[:10]
        keys = (ids.astype(str) + ", " + table["series"].astype(str)).tolist()
        return dict(zip(reversed(keys), reversed(self.rows.tolist()), strict=True))


def observed(settings: FileSettings, chunk: Chunk) -> tuple[StudyResult, ChunkEvents] | str:
    """Return the study of a chunk; or why none of its events can be studied.

    The row of an event goes along as its group, since that is what stays with it.
    """
    events = events_in(chunk)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", EventStudyWarning)  # what is left out is told of all blocks at once
            result = settings.of(chunk.names).run(events.table, _table(settings, chunk), groups=ROW)
    except (WindowError, EstimationError, PriceError) as error:
        return str(error)
    return result, events


def events_in(chunk: Chunk) -> ChunkEvents:
    """Return the events of a chunk."""
    events: pd.DataFrame = chunk.events.to_pandas()
    if "event_id" in events.columns:  # plain text, since each is asked for many times
        events["event_id"] = events["event_id"].astype(object)
    return ChunkEvents(events)


def _table(settings: FileSettings, chunk: Chunk) -> pd.DataFrame:
    """Return the returns of a chunk, sessions by series."""
    index = pd.DatetimeIndex(chunk.days.astype("datetime64[D]").astype("datetime64[ns]"), name="date")
    table = pd.DataFrame(chunk.returns.T, index=index, columns=list(chunk.names), copy=False)
    table.attrs = {"kind": settings.returns}
    table.attrs.update(chunk.told)
    return table
