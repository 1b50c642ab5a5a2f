"""Extremes and ranks told by what has not been: "hasn't been this cheap since 2009", "more than on any day since"."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from eventstudy.articles.moves.words.tails import Tail, tail_at
from eventstudy.articles.moves.words.vocabulary import entries, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import DateMention, Direction

_NOT = frozenset({"not", "never", "hasn't", "haven't", "hadn't"})
_STOOD = frozenset(
    {"been", "traded", "closed", "stood", "settled", "finished", "ended", "cost", "opened", "sat", "looked"}
)
_SO = frozenset({"this", "that", "so", "as"})
_SEEN = frozenset({"seen", "visited", "known", "had", "reached", "touched", "hit"})
_DEGREE = frozenset(
    {"far", "much", "hard", "fast", "sharply", "steeply", "quickly", "heavily", "strongly", "badly", "low", "high"}
)
_LEVEL = frozenset({"level", "levels", "price", "prices", "number", "numbers"})
_SPAN = frozenset({"day", "week", "month", "quarter", "session", "year"})
_REACH = 6


class NeverSo(NamedTuple):
    """Which way, and what it looks back on."""

    sort: Literal["extreme", "rank"]
    direction: Direction | None
    tail: Tail


def never_so(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> NeverSo | None:
    """Return the extreme or rank that begins with "not", "never" or "more" at token `at`."""
    if line.norms[at] == "more":
        return _more_than_any(line, at, days)
    if line.norms[at] not in _NOT or ("since" not in line.present and "in" not in line.present):
        return None
    start = at + 1
    while line.norms[start] in {"been", "quite", "really", "ever"} and line.norms[start + 1] not in _SO:
        start += 1
    return _stood_so(line, start, days) or _gone_so_far(line, start, days) or _seen_such(line, start, days)


def never_words() -> frozenset[str]:
    """Return the words that such a phrase begins with."""
    return _NOT | {"more"}


def never_cores() -> frozenset[str]:
    """Return the words one of which such a phrase has."""
    return frozenset({"since", "any"})


def _stood_so(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> NeverSo | None:
    """Read "been this cheap since", "closed so low in"."""
    at = at + 1 if line.norms[at] in _STOOD else at
    way, end = (_ways().get(line.norms[at + 1]), at + 2) if line.norms[at] in _SO else (_more(line, at), at + 1)
    tail = _tail(line, end, days) if way is not None else None
    return NeverSo("extreme", way, tail) if tail is not None else None


def _more(line: Line, at: int) -> Direction | None:
    """Tell which way "cheaper" and "higher" go."""
    found = entries().match((line.norms[at], ""), 0)
    return found[1].direction if found is not None and found[1].kind == "dir" and not found[1].verb else None


def _gone_so_far(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> NeverSo | None:
    """Read "fallen so far in a day since", "risen this much since"."""
    found = entries().match(line.norms, at)
    verb = found is not None and found[1].kind == "dir" and found[1].verb
    if found is None or not verb or line.norms[found[0]] not in _SO or line.norms[found[0] + 1] not in _DEGREE:
        return None
    tail = _tail(line, found[0] + 2, days)
    return NeverSo("rank", found[1].direction, tail) if tail is not None else None


def _seen_such(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> NeverSo | None:
    """Read "seen a level like this since"."""
    if line.norms[at] not in _SEEN or _LEVEL.isdisjoint(line.norms[at : at + _REACH]):
        return None
    for end in range(at + 2, at + _REACH + 4):
        if line.norms[end] == "since":
            tail = tail_at(line, end, days)
            return NeverSo("extreme", None, tail) if tail is not None else None
        if line.shapes[end] != "word":
            break
    return None


def _more_than_any(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> NeverSo | None:
    """Read "more than on any day since", "more than in any week ever"."""
    if line.norms[at + 1] != "than":
        return None
    start = at + 3 if line.norms[at + 2] in {"on", "in", "during"} else at + 2
    if line.norms[start] != "any":
        return None
    end = next((end for end in range(start + 1, start + 4) if line.norms[end] in _SPAN), 0)
    tail = _tail(line, end + 1, days) if end else None
    return NeverSo("rank", None, tail) if tail is not None else None


def _tail(line: Line, at: int, days: Mapping[int, tuple[DateMention, int]]) -> Tail | None:
    """Read the span, after "in a day", "in a single session"."""
    if (
        line.norms[at] in {"in", "on"}
        and not _SPAN.isdisjoint(line.norms[at + 1 : at + 4])
        and "since" in line.norms[at : at + 6]
    ):
        at = line.norms.index("since", at)
    tail = tail_at(line, at, days)
    return tail if tail is not None and tail.scope in {"since", "back", "all"} else None


@cache
def _ways() -> dict[str, Direction]:
    return {
        **dict.fromkeys(words("looks", "so_high"), "up"),
        **dict.fromkeys(words("looks", "so_low"), "down"),
    }
