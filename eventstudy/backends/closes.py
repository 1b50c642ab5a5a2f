"""Closes in files made returns, some series at a time, by the rules of smaller studies: dividends, splits, screens."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.ipc as pa_ipc  # type: ignore[import-untyped]

from eventstudy.backends.spill import brought_together, is_scattered
from eventstudy.backends.tidy import DATE, SERIES, Piece, runs
from eventstudy.errors import EventStudyWarning, PriceError
from eventstudy.prices.files import canonical, read_rows
from eventstudy.returns import to_returns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from eventstudy.backends.tidy import TidyFiles
    from eventstudy.records import Progress

ROWS = 200_000
"""Rows that are made returns at a time."""
_RETURNS = pa.schema([("series", pa.int32()), ("day", pa.int32()), ("return", pa.float64())])
_FLAGS = pa.schema([("series", pa.int32()), ("day", pa.int32()), ("flag", pa.string())])


def formed(
    table: TidyFiles,
    names: Sequence[str],
    folder: Path,
    *,
    kind: str,
    dividends: bool,
    progress: Progress | None = None,
) -> TidyFiles:
    """Return closes as returns, in files of our own.

    Parameters
    ----------
    table
        Closes, with what else there is of each.
    names
        Series that are wanted.
    folder
        Where the files go; it is there.
    kind, dividends
        As of `eventstudy.returns.to_returns`.
    progress
        Told of the series.

    Raises
    ------
    PriceError
        The rows of a series cannot be made returns.

    Warns
    -----
    EventStudyWarning
        Of how columns were read, where that is not plain.
    """
    wanted = np.unique(table.places(names))
    step = max(ROWS // table.days.size, 1)
    groups = [wanted[begin : begin + step] for begin in range(0, wanted.size, step)]
    spans = [(int(group[0]), int(group[-1])) for group in groups]
    if is_scattered(table, spans):
        (folder / "closes").mkdir()
        table = brought_together(table, [first for first, _ in spans], folder / "closes", progress)
    pieces, flags, changes, said = [], [], [], dict[str, None]()
    for number, group in enumerate(groups):
        if progress is not None:
            progress("form returns from closes", number * step, wanted.size)
        returns, notes = _returns(_rows(table, group), kind, dividends=dividends)
        said |= dict.fromkeys(notes)
        place = _named(table, group)
        changes += [table.names[place[name]] for name in returns.attrs["changes"]]
        pieces.append(Piece(folder / f"formed-{number:05d}.arrow", -1, int(group[0]), int(group[-1]), spilt=True))
        flags.append(folder / f"flags-{number:05d}.arrow")
        _write(pieces[-1].path, _RETURNS, _long(returns, place))
        _write(flags[-1], _FLAGS, _flagged(returns, place))
    for note in said:
        warnings.warn(f"closes read with {note}", EventStudyWarning, stacklevel=2)
    return replace(
        table, pieces=tuple(pieces), measure="return", columns=(), formed=tuple(flags), changes=tuple(changes)
    )


def _rows(table: TidyFiles, group: Any) -> pd.DataFrame:  # noqa: ANN401 - an array
    """Return the rows of a group of series as prices."""
    asked, parts = pa.array(group.astype(np.int32)), []
    for together in runs(table.near(group)):
        parts += [batch.filter(pc.is_in(batch[0], asked)) for batch in table.batches(together)]
    ordered = pa.Table.from_batches(parts, table.schema).sort_by([(SERIES, "ascending"), ("day", "ascending")])
    frame: pd.DataFrame = ordered.to_pandas()
    names = np.array(table.names, dtype=object)[frame[SERIES].to_numpy()]
    days = frame["day"].to_numpy().astype("datetime64[D]").astype("datetime64[ns]")
    empty = [name for name in table.columns if frame[name].isna().all()]
    return frame.drop(columns=["day", *empty]).assign(**{SERIES: names, DATE: days})


def _returns(rows: pd.DataFrame, kind: str, *, dividends: bool) -> tuple[pd.DataFrame, list[str]]:
    """Return the returns of some series, and how their columns were read; an error names the first series it is of."""
    try:
        prices, said = read_rows(rows)
        return to_returns(prices, kind=kind, dividends=dividends), said
    except PriceError as error:
        for name, own in rows.groupby(SERIES, sort=True):
            try:
                to_returns(read_rows(own.reset_index(drop=True))[0], kind=kind, dividends=dividends)
            except PriceError as told:
                raise PriceError(f"the closes of {name!r} cannot be made returns: {told}") from error
        raise


def _named(table: TidyFiles, group: Any) -> dict[str, int]:  # noqa: ANN401 - an array
    """Return the places of series by the names that their returns have."""
    place: dict[str, int] = {}
    for one in group.tolist():
        if place.setdefault(canonical(table.names[one]), one) != one:
            raise PriceError(f"the files hold {table.names[one]!r} under two names; keep one")
    return place


def _long(returns: pd.DataFrame, place: Mapping[str, int]) -> list[Any]:
    """Return the returns there are, a row each, series by series."""
    days = returns.index.to_numpy().astype("datetime64[D]").astype(np.int32)
    series = np.array([place[str(name)] for name in returns.columns], dtype=np.int32)
    values = returns.to_numpy().T
    there = ~np.isnan(values)
    return [np.repeat(series, there.sum(axis=1)), np.tile(days, (series.size, 1))[there], values[there]]


def _flagged(returns: pd.DataFrame, place: Mapping[str, int]) -> list[Any]:
    """Return the flags there are, a row each."""
    rows = [(place[name], day, flag) for name, found in returns.attrs["flags"].items() for day, flag in found.items()]
    series, days, flags = zip(*rows, strict=True) if rows else ((), (), ())
    return [np.array(series, dtype=np.int32), np.array(days, dtype="datetime64[D]").astype(np.int32), list(flags)]


def _write(path: Path, schema: Any, columns: Sequence[Any]) -> None:  # noqa: ANN401 - a library without types
    with pa.OSFile(str(path), "wb") as sink, pa_ipc.new_stream(sink, schema) as writer:
        writer.write_batch(
            pa.record_batch(
                [pa.array(one, kind) for one, kind in zip(columns, schema.types, strict=True)], schema=schema
            )
        )
