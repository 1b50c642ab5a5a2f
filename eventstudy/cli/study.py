"""The command that does the whole study: reads, estimates, tests, checks, prints, and writes a folder."""

from __future__ import annotations

import gc
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import check, options, writer
from eventstudy.cli.guard import guarded, say_dropped
from eventstudy.errors import StudyFileError
from eventstudy.folders import claimed

if TYPE_CHECKING:
    from collections.abc import Mapping

_TABLES = (
    "adjusted", "ar", "caar", "data_problems", "dates", "events", "models", "moves", "paths", "per_event", "prices",
    "recommended", "specification", "tests", "verdicts",
)  # fmt: skip
ALWAYS = ("results.json", "report.html", *(f"{name}.csv" for name in _TABLES))
"""Files written whatever comes out, for which a file of the user's is in the way before any work is done."""
_StudyFile = Annotated[
    str | None,
    typer.Argument(
        metavar="STUDY.toml",
        callback=options.named,
        help="The study file, or its folder; without one ./study.toml, else the study that ships.",
        show_default=False,
    ),
]
_Articles = Annotated[
    str | None,
    typer.Option(
        "--articles",
        metavar="PATH",
        callback=options.named,
        help="A folder or file of articles, instead of the study file's.",
    ),
]
_Out = Annotated[
    str,
    typer.Option(
        "--out", metavar="DIR", callback=options.named, help="The folder to write tables, figures and report to."
    ),
]


@guarded
def run(
    study: _StudyFile = None,
    articles: _Articles = None,
    published: options.Published = None,
    prices: options.Prices = None,
    events: options.EventsFile = None,
    moves: options.MovesFile = None,
    intraday: check.Intraday = None,
    second: check.Second = None,
    tolerances: check.Tolerances = None,
    out: _Out = options.DEFAULT_OUT,
    workers: options.Workers = None,
    _instruments: options.Instruments = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Run a whole study: from articles and prices to tests, verdicts, tables, figures and a report."""
    folder = Path(out)
    writer.check_out(folder, writes=ALWAYS, folders=["figures"])
    from eventstudy import pipeline  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli import bundle, inputs, progress, summary  # noqa: PLC0415 - the same

    asked = {"articles": articles, "published": published, "prices": prices, "events": events, "moves": moves}
    asked |= {"intraday": intraday, "second": second, "tolerances": tolerances}
    with claimed(folder), progress.shown(quiet=quiet) as tell:
        done = pipeline.run(_named(study), **asked, progress=tell, workers=inputs.cores(workers))
        gc.freeze()  # what is loaded stays: looking through it again while figures are drawn took a tenth of the time
        files = bundle.files(done, command=_command(study, asked), progress=tell)
        writer.write_folder(folder, files)
    say_dropped(done.dropped)
    summary.put(output, done, out=folder, names=list(files), quiet=quiet)


def _named(study: str | None) -> str | None:
    """Return the study file: the one named, else the one in the working directory, else None for the shipped one."""
    if study is not None and Path(study).is_dir():
        within = Path(study) / "study.toml"
        if not within.is_file():
            raise StudyFileError(
                f"{study} is a folder without a study.toml; for a folder of articles say --articles {study}, and to "
                f"begin a study there `eventstudy new {study}`"
            )
        return str(within)
    here = Path("study.toml")
    return study if study is not None else str(here) if here.is_file() else None


def _command(study: str | None, asked: Mapping[str, str | None]) -> str:
    """Return the command line that gives this study; where it is written to is no part of it."""
    options_ = [word for name, value in asked.items() if value is not None for word in (f"--{name}", value)]
    return shlex.join(["eventstudy", "run", *([] if study is None else [study]), *options_])
