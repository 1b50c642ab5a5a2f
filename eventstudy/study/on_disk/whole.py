"""A study of files in blocks, from what there is to read to the tables that are written."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import eventstudy
from eventstudy.backends import BACKENDS
from eventstudy.backends.events_files import count_events
from eventstudy.backends.grid import grid_of
from eventstudy.backends.kept import FOLDER
from eventstudy.backends.parquet import fingerprint, open_returns
from eventstudy.backends.sizes import Limit, parse_bytes
from eventstudy.battery.many.at_size import AT_SIZE
from eventstudy.errors import EventStudyError, UsageError, WindowError
from eventstudy.factors import load_factors
from eventstudy.folders import claimed
from eventstudy.study.choices import Given, make_design
from eventstudy.study.models import check_choice, choose_models
from eventstudy.study.on_disk.averaging import AVERAGES
from eventstudy.study.on_disk.finishing import FileStudy, Run, Where
from eventstudy.study.on_disk.settings import FileSettings
from eventstudy.study.on_disk.stretch import TABLES
from eventstudy.study.options import check_progress
from eventstudy.study.warming import wait_until_warm, warm_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from eventstudy.backends.events_files import Counted
    from eventstudy.backends.parquet import ReturnsFiles
    from eventstudy.records import Progress
    from eventstudy.results import Design

COMPILED = 20_000
"""Events from which the compiled kernels are worth the seconds that they take to load."""
STAGE = ".eventstudy-stage"
_BASE = 450_000_000
"""Bytes of the interpreter with its libraries."""


def study_files(
    events: str | Path,
    returns: str | Path,
    out: str | Path,
    settings: FileSettings | None = None,
    *,
    memory: str | int = "2GB",
    backend: str = "memory",
    address: Any = None,  # noqa: ANN401 - an address or a client of a library without types
    workers: int = 1,
    resume: bool = False,
    progress: Progress | None = None,
) -> FileStudy:
    """Study a file of events on files of returns, in blocks of series that fit into memory.

    Parameters
    ----------
    events
        CSV or Parquet with the columns that `run_study` takes.
    returns
        A Parquet or CSV file, or a folder, see `eventstudy.backends.parquet.open_returns`.
    out
        The folder for the results: ``per_event``, ``models``, ``ar``, ``aar``, ``caar``, ``tests`` and ``dropped`` as
        Parquet, and ``study.json``. While the study runs it holds the finished blocks too.
    settings
        As of `run_study`.
    memory
        That all may take, ``"500MB"``, ``"2GB"``.
    backend
        ``"memory"``: in threads of this process; ``"dask"``: on a cluster.
    address
        Of the cluster's scheduler, or its client; None for a cluster of this machine.
    workers
        Blocks that are done at a time on this machine.
    resume
        Go on from the blocks that an earlier run finished.
    progress
        Told of each stage.

    Raises
    ------
    UsageError
        An argument is not allowed, memory is too small, or an earlier run's blocks are in the way.
    PriceError
        Files cannot be read.
    WindowError
        Nothing is left to study.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import numpy as np
    >>> import pandas as pd
    >>> days = pd.bdate_range("2019-01-01", periods=300)
    >>> r = pd.DataFrame(np.random.default_rng(1).normal(0, 0.01, (300, 2)), index=days, columns=["a", "m"])
    >>> with TemporaryDirectory() as folder:
    ...     r.rename_axis("date").reset_index().to_parquet(f"{folder}/returns.parquet")
    ...     pd.DataFrame({"series": ["a"], "date": [days[280]]}).to_csv(f"{folder}/events.csv")
    ...     wanted = FileSettings(benchmark="m", windows=[(0, 0)])
    ...     done = study_files(f"{folder}/events.csv", f"{folder}/returns.parquet", f"{folder}/out", wanted)
    ...     cars = pd.read_parquet(f"{folder}/out/per_event.parquet")
    >>> done.events, done.series, cars["series"].tolist()
    (1, 1, ['a'])
    """
    check_choice(backend, "backend", BACKENDS)
    check_progress(progress)
    _check_asked({"events": events, "returns": returns, "out": out}, settings, workers)
    if address is not None and backend == "memory":
        raise UsageError("address is that of a cluster, and backend='memory' has none; give backend='dask'")
    folder, wanted = Path(out), settings or FileSettings()
    total = parse_bytes(memory)
    refuse_foreign(folder)
    try:
        with claimed(folder), _staged(folder) as stage:
            place = Path(returns)
            if backend == "dask":  # whose workers may stand in another folder
                place, stage = place.absolute(), stage.absolute()  # noqa: PLW2901 - the same place
            run = _prepared(Path(events), place, folder, stage, wanted, progress)
            if backend == "memory" and run.settings.engine == "numba":
                wait_until_warm(progress)
            limit = Limit(total, _BASE + 8 * run.returns.days.size * len(run.beside), workers)
            return run.finished(Where(backend, address, limit), resume=resume, progress=progress)
    except OSError as error:
        reason = (os.strerror(error.errno) if error.errno else type(error).__name__).lower()
        raise EventStudyError(f"cannot write {folder}: {reason}; finished blocks are kept, --resume goes on") from error


def _check_asked(paths: Mapping[str, object], settings: object, workers: object) -> None:
    """Refuse what is no path, no settings, or no number of workers."""
    for name, path in paths.items():
        if not isinstance(path, str | Path):
            raise UsageError(f"{name} is a {type(path).__name__}; give a path, or take run_study for tables in memory")
    if not isinstance(settings, FileSettings | None):
        raise UsageError(f"settings are a {type(settings).__name__}; give FileSettings(...)")
    if not isinstance(workers, int) or workers < 1:
        raise UsageError(f"workers={workers!r} is too few; give a whole number, 1 or more")


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """Give a folder for what is needed only while the study runs."""
    stage, new = folder / STAGE, not folder.exists()
    shutil.rmtree(stage, ignore_errors=True)
    try:
        stage.mkdir(parents=True)
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        if new:
            with suppress(OSError):  # it holds something, as it should
                folder.rmdir()


def refuse_foreign(folder: Path) -> None:
    """Raise where results in a folder are not ours to replace.

    Raises
    ------
    UsageError
    """
    theirs = [name for name in (*TABLES, *AVERAGES, "tests") if (folder / f"{name}.parquet").exists()]
    if theirs and not (folder / "study.json").is_file() and not (folder / FOLDER).is_dir():
        path = folder / f"{theirs[0]}.parquet"
        raise UsageError(f"{path} is there and was not written by eventstudy; move it away or name another --out")


def _prepared(
    events: Path, returns: Path, folder: Path, stage: Path, settings: FileSettings, progress: Progress | None
) -> Run:
    """Return a study with its files opened and its choices checked."""
    held = open_returns(returns, stage=stage, progress=progress)
    counted = count_events(events, held.names, dict(held.left_out))
    explained = None if settings.factors is None else load_factors(settings.factors)
    settings = replace(settings, engine="numba" if counted.rows >= COMPILED else "numpy", factors=explained)
    if settings.engine == "numba":
        warm_up()
    design = _design(settings, held)
    settings = replace(settings, groups=_groups(settings, counted), tests=_tests(settings))
    beside = tuple(dict.fromkeys([*settings.beside(), *(name for name in counted.benchmarks if name in held.names)]))
    if not counted.names:
        why = f"{counted.dropped[0].what}: {counted.dropped[0].reason}" if counted.dropped else "there are no events"
        raise WindowError(f"nothing is left to study: {why}")
    source = [returns] if returns.is_file() else list(held.files)
    plan = {
        "version": eventstudy.__version__,
        "events": fingerprint([events]),
        "returns": fingerprint(source, progress),
        "settings": settings.plain(),
        "factors": "" if explained is None else _digest(explained),
        "cell": grid_of(counted.counts).cell,
    }
    return Run(events, held, counted, grid_of(counted.counts), settings, design, beside, plan, folder, stage)


def _design(settings: FileSettings, held: ReturnsFiles) -> Design:
    """Return the choices, checked before anything is computed."""
    choice = choose_models(
        settings.model,
        settings.benchmark,
        list(held.names),
        factors=() if settings.factors is None else list(settings.factors.columns),
        peer=settings.peer,
        alpha=settings.alpha,
        by_row=True,
    )
    given = Given(
        settings.estimation, settings.event, settings.windows, settings.overlap, settings.closed,
        settings.min_estimation, settings.alternative, settings.level, settings.seed, "return",
    )  # fmt: skip
    return make_design(choice, given, kind=settings.returns)


def _groups(settings: FileSettings, counted: Counted) -> str | None:
    """Return the column of the groups, ``group`` by itself."""
    if settings.groups is not None and settings.groups not in counted.columns:
        raise UsageError(f"groups={settings.groups!r} is no column of the events: {', '.join(counted.columns)}")
    return settings.groups or ("group" if "group" in counted.columns else None)


def _tests(settings: FileSettings) -> Sequence[str] | None:
    """Return the names of the tests wanted, each of those that sums over events are enough for."""
    for name in settings.tests or ():
        if name not in AT_SIZE:
            raise UsageError(f"tests={name!r} is none of those that studies in blocks make: {', '.join(AT_SIZE)}")
    return settings.tests


def _digest(table: Any) -> str:  # noqa: ANN401 - a table of factors
    return hashlib.sha256(table.to_csv().encode()).hexdigest()
