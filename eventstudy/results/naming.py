"""What there is, named in an error: all of a few, or of many those that are most like what was asked for."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALL = 10
_SHOWN = 5


def a_few(names: Iterable[object], like: object = None) -> str:
    """Return names between commas; of more than ten five, those like what was asked for first, and how many there are.

    Examples
    --------
    >>> a_few(["xom", "cvx"])
    'xom, cvx'
    >>> a_few([f"s{i}" for i in range(200)], "s 17")
    's17, s197, s187, s179, s178, ... (200 in all)'
    """
    held = list(dict.fromkeys(str(name) for name in names))
    if len(held) <= _ALL:
        return ", ".join(held)
    near = get_close_matches(str(like), held, n=_SHOWN) if like is not None else []
    return f"{', '.join(list(dict.fromkeys([*near, *held]))[:_SHOWN])}, ... ({len(held):,} in all)"
