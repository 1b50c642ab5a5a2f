"""Time zones by the places that a sentence names, from ``data/places.toml``."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from typing import TYPE_CHECKING

from eventstudy.articles.dates.tokens import at
from eventstudy.articles.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.articles.dates.tokens import Token

_ACTORS = frozenset({"US", "UK", "S", "K"})
_PIECE = re.compile(r"[^\W_]+")


@cache
def _places() -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
    """Return, by first word, the places and their zones, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for zone, names in table("places")["zones"].items():
        for name in names.split():
            pieces = tuple(_PIECE.findall(name))
            found.setdefault(pieces[0], []).append((pieces, zone))
    for options in found.values():
        options.sort(key=lambda option: -len(option[0]))
    return found


def places(line: list[Token], *, owners: bool = False) -> list[tuple[int, str]]:
    """Return the index and zone of each place in a sentence, in order; "Iran's army" is one only with `owners`.

    Examples
    --------
    >>> from eventstudy.articles.dates.tokens import tokens
    >>> places(tokens("He flew from Hong Kong to the U.S."))
    [(4, 'Asia/Hong_Kong'), (9, 'America/New_York')]
    """
    found: list[tuple[int, str]] = []
    table_ = _places()
    after = 0
    for i, token in enumerate(line):
        options = table_.get(token.text)
        if options is None or i < after:
            continue
        zone, after = _place(line, i, options)
        if zone and (owners or not _of_someone(line, after)):
            found.append((after - 1, zone))
    return found


def _of_someone(line: list[Token], i: int) -> bool:
    """Tell whether the place before `i` only says whose something is: "Iran's army", "Iran-backed"."""
    if at(line, i - 1).text in _ACTORS and at(line, i + (at(line, i).text == ".")).text[:1].isupper():
        return True  # "the US Geological Survey"
    mark, after = at(line, i).text, at(line, i + 1)
    return (mark in {"'", "\u2019"} and after.low == "s") or (
        mark == "-" and after.kind == "word" and after.text.islower()
    )


def _place(line: list[Token], i: int, options: list[tuple[tuple[str, ...], str]]) -> tuple[str | None, int]:
    """Match the longest place at `i`; full stops and hyphens inside a name do not count."""
    for pieces, zone in options:
        j, matched = i, 0
        while matched < len(pieces) and at(line, j).text in {pieces[matched], ".", "-"}:
            matched += at(line, j).text == pieces[matched]
            j += 1
        if matched == len(pieces):
            return zone, j
    return None, i + 1


def zone_near(found: list[tuple[int, str]], first: int, last: int) -> str | None:
    """Return the zone of the place inside tokens `first` to `last`, else the nearest before, else the nearest after.

    Examples
    --------
    >>> zone_near([(0, "Europe/Paris"), (9, "Asia/Tokyo")], 4, 6)
    'Europe/Paris'
    """
    i = bisect_left(found, (first, ""))
    if i < len(found) and found[i][0] < last:
        return found[i][1]
    if i > 0:
        return found[i - 1][1]
    return found[i][1] if i < len(found) else None
