"""The command that does the whole study: reads, estimates, tests, checks, prints, and writes a folder."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from eventstudy.cli import options, writer
from eventstudy.cli.guard import guarded, say_dropped

_StudyFile = Annotated[
    str | None,
    typer.Argument(
        metavar="STUDY.toml",
        callback=options.named,
        help="The study file; without one ./study.toml, else the study that ships.",
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
    prices: options.Prices = None,
    out: _Out = options.DEFAULT_OUT,
    quiet: options.Quiet = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Run a whole study: from articles and prices to tests, verdicts, tables, figures and a report.

    Example: eventstudy run --out results
    """
    folder = Path(out)
    writer.check_out(folder)
    from eventstudy import pipeline  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli import bundle, progress, summary  # noqa: PLC0415 - the same

    with progress.shown(quiet=quiet) as tell:
        done = pipeline.run(_named(study), articles=articles, prices=prices, progress=tell)
        files = bundle.files(done, command=_command(study, articles, prices), progress=tell)
        writer.write_folder(folder, files)
    say_dropped(done.dropped)
    summary.put(output, done, out=folder, names=list(files), quiet=quiet)


def _named(study: str | None) -> str | None:
    """Return the study file: the one named, else the one in the working directory, else None for the shipped one."""
    here = Path("study.toml")
    return study if study is not None else str(here) if here.is_file() else None


def _command(study: str | None, articles: str | None, prices: str | None) -> str:
    """Return the command line that gives this study; where it is written to is no part of it."""
    words = [study, *_option("--articles", articles), *_option("--prices", prices)]
    return shlex.join(["eventstudy", "run", *(word for word in words if word is not None)])


def _option(name: str, value: str | None) -> list[str]:
    return [] if value is None else [name, value]
