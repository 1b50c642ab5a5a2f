"""Where errors become one line and an exit status: no traceback reaches a user who did not ask for one."""

from __future__ import annotations

import functools
import os
import re
import sys
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TextIO

import typer

from eventstudy.cli import account
from eventstudy.errors import EventStudyError, EventStudyWarning, harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from eventstudy.records import Dropped

P = ParamSpec("P")

ERROR = 1
CONTRADICTED = 3
INTERRUPTED = 130  # 128 + SIGINT, as shells report it
CUT_OFF = 141  # 128 + SIGPIPE


_NO_GLYPH = re.compile(r"(?:Glyph \d+ .* missing from|Matplotlib currently does not support \w+ natively)")
_unlettered: list[bool] = []
"""Whether it was said in this command that the font lacks letters."""


def say(message: str) -> None:
    """Print one line of message on standard error."""
    print(f"eventstudy: {harmless(' '.join(message.split()))}", file=sys.stderr)  # noqa: T201 - the command line prints


def say_dropped(dropped: Iterable[Dropped]) -> None:
    """Name on standard error what was found and left out, a line each, and why."""
    for item in dropped:
        say(f"left out {item.what}: {item.reason}")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Return a command whose errors end it with one line on standard error and an exit status."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        if kwargs.get("quiet") and kwargs.get("_verbose"):
            raise typer.BadParameter("--quiet and --verbose exclude each other; leave out one of the two")
        try:
            with _told_warnings(), _told_errors():
                command(*args, **kwargs)
                sys.stdout.flush()  # here a closed pipe can still be dealt with
        finally:
            for line in account.finish():
                say(line)

    return run


@contextmanager
def _told_warnings() -> Iterator[None]:
    """Show each warning as one line, without the line of source it came from."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", EventStudyWarning)
        warnings.showwarning = _tell_warning
        _unlettered.clear()
        yield


def _tell_warning(  # the signature is that of warnings.showwarning
    message: Warning | str,
    category: type[Warning],
    filename: str,  # noqa: ARG001
    lineno: int,  # noqa: ARG001
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    if _NO_GLYPH.match(str(message)):  # the library tells each letter anew whenever it draws it
        if not _unlettered:
            say("warning: the figures' font lacks letters of some names; boxes stand in their place")
        _unlettered.append(True)
        return
    kind = "" if issubclass(category, EventStudyWarning) else f"{category.__name__}: "
    say(f"warning: {kind}{message}")


@contextmanager
def _told_errors() -> Iterator[None]:
    try:
        yield
    except EventStudyError as error:
        say(str(error))
        _debug(error)
        raise typer.Exit(ERROR) from None
    except KeyboardInterrupt:
        say("interrupted")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _silence_stdout()
        raise typer.Exit(CUT_OFF) from None
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:  # noqa: BLE001 - the last border: whatever it is, the user gets one line
        say(
            f"unexpected {type(error).__name__}: {error} - this is a fault of eventstudy itself; "
            "run it again with EVENTSTUDY_DEBUG=1 to see where"
        )
        _debug(error)
        raise typer.Exit(ERROR) from None


def _debug(error: Exception) -> None:
    """Show the traceback to who asks for it by ``EVENTSTUDY_DEBUG=1``."""
    if os.environ.get("EVENTSTUDY_DEBUG", "") not in {"", "0"}:
        sys.excepthook(type(error), error, error.__traceback__)


def _silence_stdout() -> None:
    """Point standard output nowhere, so that the interpreter's last flush does not complain about the closed pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    finally:
        os.close(nowhere)
