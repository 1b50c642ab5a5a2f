"""The commands, and how the process starts and ends."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

import eventstudy
from eventstudy.cli import articles, check, event_study, lists, prices, simulate, study

if TYPE_CHECKING:
    from types import FrameType

app = typer.Typer(
    name="eventstudy",
    help="Event studies from news articles and public prices: find the dated events and the market moves that articles "
    "report, measure them, test them, and check each reported move against the prices.\n\n"
    "Example: eventstudy run",
    epilog="Exit status: 0 done, 1 an error that is said in one line, 2 wrong usage, "
    "3 only from `check --strict`, when prices contradict a move.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("run", short_help="Do a whole study and write its report.")(study.run)
app.command("dates", short_help="List the dates articles mention.")(articles.dates)
app.command("events", short_help="List the events articles tell.")(articles.events)
app.command("moves", short_help="List the market moves articles report.")(articles.moves)
app.command("check", short_help="Check reported moves against prices.")(check.check)
app.command("study", short_help="Study tables of events and prices or returns.")(event_study.study)
app.add_typer(prices.app, name="prices", short_help="List, fetch, compare and clear prices.")
app.command("simulate", short_help="Measure how often tests reject.")(simulate.simulate)
app.command("tests", short_help="List the tests.")(lists.list_tests)
app.command("models", short_help="List the models.")(lists.list_models)


def _version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"eventstudy {eventstudy.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _version(asked=value), is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line on this process's arguments, and end the process with its exit status."""
    signal.signal(signal.SIGTERM, _end)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without a letter shows "?", and goes on
    app(prog_name="eventstudy")


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal handler
    """End as asked, but let what is half done be cleared away on the way out."""
    raise SystemExit(128 + number)
