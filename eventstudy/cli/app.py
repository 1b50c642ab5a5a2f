"""The commands, and how the process starts and ends."""

from __future__ import annotations

import codecs
import shutil
import signal
import sys
from typing import TYPE_CHECKING, Annotated

import typer

import eventstudy
from eventstudy.cli import articles, check, doctor, event_study, lists, new, prices, simulate, study
from eventstudy.cli.guard import say
from eventstudy.cli.manual import foot
from eventstudy.cli.plain import plainly

if TYPE_CHECKING:
    from types import FrameType

_NARROWEST, _WIDEST = 52, 100
"""Columns of help below which we say how wide it is, since typer would not, and beyond which it does not grow."""


def _settings() -> dict[str, object]:
    """Return what help looks like here: its options, and how wide it is."""
    columns = shutil.get_terminal_size().columns
    width = {"terminal_width": max(columns, 24)} if columns < _NARROWEST else {"max_content_width": _WIDEST}
    return {"help_option_names": ["-h", "--help"], **width}


app = typer.Typer(
    name="eventstudy",
    help="Event studies from news articles and public prices: find the dated events and the market moves that articles "
    "report, measure them, test them, and check each reported move against the prices.",
    epilog=foot(""),
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings=_settings(),
)
_COMMANDS = (
    ("run", study.run, "Do a whole study and write its report."),
    ("new", new.new, "Begin a study of your own."),
    ("check", check.check, "Check reported moves against prices."),
    ("moves", articles.moves, "List the market moves articles report."),
    ("events", articles.events, "List the events articles tell."),
    ("dates", articles.dates, "List the dates articles mention."),
    ("study", event_study.study, "Study tables of events and prices or returns."),
    ("simulate", simulate.simulate, "Measure how often tests reject."),
    ("tests", lists.list_tests, "List the tests."),
    ("models", lists.list_models, "List the models."),
    ("doctor", doctor.doctor, "Say what is installed, cached and reachable."),
)
for _name, _command, _short in _COMMANDS:
    app.command(_name, short_help=_short, epilog=foot(_name))(_command)
app.add_typer(prices.app, name="prices", short_help="List, fetch, compare and clear prices.", epilog=foot("prices"))


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
    codecs.register_error("plain", plainly)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="plain")
    try:
        app(prog_name="eventstudy")
    except SystemExit as ended:  # of an interrupt before the command began typer says nothing
        if isinstance(getattr(ended.__context__, "__cause__", None), KeyboardInterrupt):
            say("interrupted")
        raise


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal handler
    """End as asked, but let what is half done be cleared away on the way out."""
    raise SystemExit(128 + number)
