"""The command line: the only room that prints, and the only one that writes files.

`main` is what the ``eventstudy`` command calls.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line on this process's arguments, and end the process with its exit status."""
    from eventstudy.cli.app import main as start  # noqa: PLC0415 - typer is loaded only where a command line is wanted

    start()
