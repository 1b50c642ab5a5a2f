"""The noun of change that a rank is of: "one-day percentage drop", "three-day decline", "losing streak", "day"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.words.tails import time_unit
from eventstudy.articles.moves.words.vocabulary import entries, noun_of_change, values, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import Direction


def change_noun(line: Line, at: int) -> tuple[Direction | None, bool, int] | None:
    """Read "one-day percentage drop" or "day": direction, whether a span of time was named, and the token after."""
    for _ in range(8):
        found = entries().match(line.norms, at)
        if found is not None and found[1].kind == "dir" and found[1].noun:
            return found[1].direction, False, found[0]
        way = noun_of_change(line, at)
        if way is not None:  # "their biggest one-day percentage declines"
            return way, False, at + 1
        if line.norms[at] in words("looks", "change_words") or line.norms[at] == "-" or line.norms[at] == "%":
            at += 1
            continue
        counted = line.shapes[at] == "number" or line.norms[at] in values("numbers")  # "biggest three-day drop"
        if counted and line.norms[at + 1] == "-" and time_unit(line, at + 2):
            at += 3
            continue
        break
    if line.norms[at] in {"winning", "losing"} and line.norms[at + 1] in words("streaks", "streak"):
        return ("up" if line.norms[at] == "winning" else "down"), False, at + 2
    for back in (0, 1):
        if line.norms[at - back] in words("looks", "spans") and (
            back == 0 or line.norms[at] in {"since", "in", "for", "of", "on", "ever"}
        ):
            return None, True, at - back + 1
    return None
