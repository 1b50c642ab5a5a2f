"""`eventstudy study` in blocks: files to files, for what is too large to be held, or is to be gone on with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.cli.guard import say
from eventstudy.cli.options import Format
from eventstudy.cli.outfile import write_file
from eventstudy.cli.output import put, terminal_width
from eventstudy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from eventstudy.report.tables import Table
    from eventstudy.study.on_disk import FileStudy
    from eventstudy.study.on_disk.settings import FileSettings

LARGE = 300_000_000
"""Bytes of a file, or of a folder's, from which a study is made in blocks without being asked to."""
_NAMED = 20
_LISTED = 10_000
"""Events left out that stand in JSON; all stand in the file."""
_PARQUET = (".parquet", ".pq")


def is_asked(data: Path, events: Path, *wanted: object) -> bool:
    """Tell whether a study is to be made in blocks: where an option says so, or a file is large, or so shaped.

    Parameters
    ----------
    data, events
        What is studied.
    wanted
        Values of the options that only blocks have.
    """
    return any(wanted) or _bytes(events) > LARGE or _bytes(data) > LARGE or _in_parts(data)


def refuse_options(given: Mapping[str, object]) -> None:
    """Raise where an option is given that blocks do not know.

    Raises
    ------
    UsageError
    """
    for name, value in given.items():
        if value:
            raise UsageError(f"--{name} is not for studies in blocks; leave it out, or leave out --memory and its like")


def study(
    events: Path,
    data: Path,
    out: str | None,
    settings: FileSettings,
    how: Format,
    *,
    memory: str | None,
    backend: str | None,
    address: str | None,
    resume: bool,
    workers: int | None,
    quiet: bool,
) -> None:
    """Study files in blocks, and print the tests.

    Raises
    ------
    EventStudyError
        As `eventstudy.study.on_disk.study_files`; and where no folder is named.
    """
    from eventstudy.cli import progress  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.study.on_disk import study_files  # noqa: PLC0415 - the same

    if out is None:
        raise UsageError("a study in blocks writes to a folder: name it with --out")
    with progress.shown(quiet=quiet) as tell:
        done = study_files(
            events,
            data,
            out,
            settings,
            memory=memory or "2GB",
            backend=backend or ("dask" if address else "memory"),
            address=address,
            workers=workers or 1,
            resume=resume,
            progress=tell,
        )
    _put(how, done, settings.factors, quiet=quiet)


def _put(how: Format, done: FileStudy, factors: Any, *, quiet: bool) -> None:  # noqa: ANN401 - several forms
    """Print what was written, and the tests."""
    import pandas as pd  # noqa: PLC0415 - `eventstudy --help` must answer at once

    from eventstudy.cli import terminal  # noqa: PLC0415 - the same
    from eventstudy.cli.spreadsheet import csv_text  # noqa: PLC0415 - pandas is loaded only where it is wanted

    tests, aar, caar = (pd.read_parquet(done.out / f"{name}.parquet") for name in ("tests", "aar", "caar"))
    for name, table in (("tests", tests), ("aar", aar), ("caar", caar)):
        write_file(done.out / f"{name}.csv", csv_text(table).encode())
    dropped = pd.read_parquet(done.out / "dropped.parquet")
    for what, reason in dropped.head(_NAMED).itertuples(index=False):
        say(f"left out {what}: {reason}")
    if len(dropped) > _NAMED:
        say(f"left out {len(dropped) - _NAMED:,} more; {done.out / 'dropped.parquet'} names each")
    if how is Format.TABLE and quiet:
        return
    if how is Format.TABLE:
        terminal.print_sentences([_about(done), ""], width=terminal_width())
    put(how, tables=lambda: _tables(tests), frame=lambda: tests, json=lambda: _json(done, tests, caar, factors))


def _about(done: FileStudy) -> str:
    written = ", ".join(f"{name} ({count:,})" for name, count in done.rows.items())
    again = f", {done.resumed:,} of {done.blocks:,} blocks from an earlier run" if done.resumed else ""
    return f"{done.events:,} events on {done.series:,} series{again}. Written to {done.out}: {written}."


def _tables(tests: pd.DataFrame) -> list[Table]:
    from eventstudy.cli.study_screen import merged  # noqa: PLC0415 - the same
    from eventstudy.report.trials import matrix_table, refused_table  # noqa: PLC0415 - the same

    every = tests[tests["group"].isna()].drop(columns="group") if "group" in tests else tests
    return [matrix_table(every, ids=True), merged(refused_table(every, ids=True))]


def _json(done: FileStudy, tests: pd.DataFrame, caar: pd.DataFrame, factors: Any) -> dict[str, Any]:  # noqa: ANN401 - several forms
    """Return what a small study's JSON has; of tables of more than `LARGE` rows the names alone."""
    import json  # noqa: PLC0415 - the same

    import pandas as pd  # noqa: PLC0415 - the same

    from eventstudy.cli.event_tables import LARGE as LONG  # noqa: PLC0415 - the same
    from eventstudy.factors import load_factors  # noqa: PLC0415 - the same
    from eventstudy.report import shapes  # noqa: PLC0415 - the same

    long = [name for name in ("per_event", "models") if done.rows[name] > LONG]
    each: dict[str, Any] = {"too_long": long}
    if not long:
        cars, models = (pd.read_parquet(done.out / f"{name}.parquet") for name in ("per_event", "models"))
        names = () if factors is None else tuple(map(str, load_factors(factors).columns))
        each = {"per_event": shapes.per_event_list(cars, models, names), "models": shapes.rows_list(models)}
    told = json.loads((done.out / "study.json").read_text("utf-8"))
    counts = {"events": done.events, "series": done.series, "blocks": done.blocks, "resumed": done.resumed}
    return {
        "design": told["settings"],
        **each,
        "tests": shapes.rows_list(tests),
        "caar": shapes.rows_list(caar),
        "dropped": shapes.rows_list(pd.read_parquet(done.out / "dropped.parquet").head(_LISTED)),
        "provenance": {name: told[name] for name in ("version", "events", "returns", "factors")},
        "out": str(done.out),
        **counts,
        "rows": done.rows,
    }


def _bytes(path: Path) -> int:
    """Return how large a Parquet file is, or those of a folder."""
    if path.is_dir():
        return sum(one.stat().st_size for one in path.rglob("*") if one.suffix.lower() in _PARQUET)
    return path.stat().st_size if path.is_file() and path.suffix.lower() in _PARQUET else 0


def _in_parts(path: Path) -> bool:
    """Tell whether a folder is one of returns or closes in parts, as only blocks read it: ``series=ABC/``."""
    return path.is_dir() and any(path.glob("series=*"))
