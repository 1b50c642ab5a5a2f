"""The command line: the only room that prints, and the only one that writes files.

`main` is what the ``eventstudy`` command calls.
"""

from __future__ import annotations

import os
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line on this process's arguments, and end the process with its exit status."""
    # Our matrices are small: threads that share them take twice the time of one. It must stand before NumPy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from eventstudy.cli.app import main as start  # noqa: PLC0415 - typer is loaded only where it is wanted

        start()
    except KeyboardInterrupt:  # before a command began, or after it ended
        print("eventstudy: interrupted", file=sys.stderr)  # noqa: T201 - the command line prints
        raise SystemExit(130) from None
