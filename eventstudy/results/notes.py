"""Notes told once: what many rows say alike, counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARTICULAR = re.compile(r"'[^']*'|\b[\w.]*\d[\w.:+-]*")
"""What differs between notes that say the same: dates, numbers, names in quotation marks or with digits."""
_SEVERAL = re.compile(r"#(?:(?:, | and )(?:# more|#))+")


@dataclass(frozen=True, slots=True)
class Told:
    """One note, or several alike.

    Attributes
    ----------
    what
        What the first is about.
    text
        Of the first.
    n
        How many say it.
    """

    what: str
    text: str
    n: int


def alike(text: str) -> str:
    """Return a note without what differs between notes that say the same.

    Examples
    --------
    >>> alike("2020-01-04 is no session: day 0 is the next one, 2020-01-06")
    '# is no session: day # is the next one, #'
    >>> alike("its event window meets that of e1, e2 and 3 more") == alike("its event window meets that of e7")
    True
    """
    return _SEVERAL.sub("#", _PARTICULAR.sub("#", text))


def told_once(notes: Iterable[tuple[str, str]]) -> list[Told]:
    """Return notes with those alike taken together, the most frequent first.

    Parameters
    ----------
    notes
        What each is about, and its text.

    Examples
    --------
    >>> told_once([("a", "no return on 2020-01-03"), ("a", "thin"), ("b", "no return on 2020-01-06")])
    [Told(what='a', text='no return on 2020-01-03', n=2), Told(what='a', text='thin', n=1)]
    """
    first: dict[str, tuple[str, str]] = {}
    count: dict[str, set[str]] = {}
    for what, text in notes:
        key = alike(text)
        first.setdefault(key, (what, text))
        count.setdefault(key, set()).add(what)
    found = [Told(*first[key], len(about)) for key, about in count.items()]
    return sorted(found, key=lambda one: -one.n)


def parts(note: str) -> list[str]:
    """Return the sentences of a note.

    Examples
    --------
    >>> parts("thin; no return on 2020-01-03")
    ['thin', 'no return on 2020-01-03']
    """
    return note.split("; ") if note else []


def lines(told: list[Told], most: int, what: str) -> list[str]:
    """Return notes as lines of text, no more than `most`.

    Examples
    --------
    >>> lines([Told("a", "thin", 3), Told("b", "gap", 1)], 1, "events")
    ['3 events, such as a: thin', '... and 1 kind more']
    """
    shown = [
        f"{one.what}: {one.text}" if one.n == 1 else f"{one.n} {what}, such as {one.what}: {one.text}" for one in told
    ]
    more = len(shown) - most
    return shown if more <= 0 else [*shown[:most], f"... and {more} kind{'s' * (more > 1)} more"]
