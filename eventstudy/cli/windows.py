"""Windows of sessions as a command line writes them."""

from __future__ import annotations

import typer


def window(text: str) -> tuple[int, int]:
    """Return a window from its first and last session.

    Examples
    --------
    >>> window("-250:-11")
    (-250, -11)
    """
    first, _, last = text.partition(":")
    try:
        return int(first), int(last)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no window; write its first and last session relative to day 0, as 0:0 or -250:-11"
        ) from None


def windows(text: str) -> list[tuple[int, int]]:
    """Return windows between commas.

    Examples
    --------
    >>> windows("0:0,-1:1")
    [(0, 0), (-1, 1)]
    """
    return [window(part.strip()) for part in text.split(",")]
