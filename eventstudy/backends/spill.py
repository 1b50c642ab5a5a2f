"""Rows that lie all over a file, brought together by series in files of our own, which are taken away at the end."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.ipc as pa_ipc  # type: ignore[import-untyped]

from eventstudy.backends.tidy import Piece, runs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eventstudy.backends.tidy import TidyFiles
    from eventstudy.records import Progress

SCATTERED = 3
"""How many times the file may be read in all before it pays to bring the rows together first."""
_MOST = 400
"""Files that are written at a time."""


def is_scattered(table: TidyFiles, blocks: Sequence[tuple[int, int]]) -> bool:
    """Tell whether reading these blocks of series, by first and last place, would read the files too many times."""
    if not table.pieces:
        return False
    first, last = np.array(blocks).T
    reads = sum(int(((first <= piece.last) & (last >= piece.first)).sum()) for piece in table.pieces)
    return reads > SCATTERED * len(table.pieces)


def brought_together(
    table: TidyFiles, starts: Sequence[int], folder: Path, progress: Progress | None = None
) -> TidyFiles:
    """Return the same rows in files of neighbouring series.

    Parameters
    ----------
    table
        Rows in any order.
    starts
        Place of the first series of each file that is wanted; of very many, neighbours share one.
    folder
        Where the files go; it is there, and empty.
    progress
        Told of the row groups.
    """
    step = -(-len(starts) // _MOST)
    edges = np.unique([0, *starts[::step]])
    paths = [folder / f"rows-{number:04d}.arrow" for number in range(edges.size)]
    with ExitStack() as stack:
        writers = [stack.enter_context(pa_ipc.new_stream(pa.OSFile(str(path), "wb"), table.schema)) for path in paths]
        done = 0
        for together in runs(table.pieces):
            if progress is not None:
                progress("bring the rows of each series together", done, len(table.pieces))
            done += len(together)
            for batch in table.batches(together):
                bucket = np.searchsorted(edges, batch[0].to_numpy(), side="right") - 1
                order = np.argsort(bucket, kind="stable")
                ends = np.searchsorted(bucket[order], np.arange(edges.size + 1))
                rows = batch.take(pa.array(order))
                for number in np.flatnonzero(np.diff(ends)).tolist():
                    writers[number].write_batch(rows.slice(ends[number], ends[number + 1] - ends[number]))
    last = [*(edges[1:] - 1), len(table.names) - 1]
    pieces = [
        Piece(path, -1, int(low), int(high), spilt=True) for path, low, high in zip(paths, edges, last, strict=True)
    ]
    return replace(table, pieces=tuple(pieces))
