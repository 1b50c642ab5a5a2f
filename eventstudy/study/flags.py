"""What becomes of flagged returns: the rule for each flag word, and the caller's changes to it."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from eventstudy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    Flags = Mapping[str, Mapping[str, str]]

RULES = ("keep", "exclude", "no_move")
WORDS = (
    "break", "closed", "empty", "excluded", "gap", "half_day", "inconsistent", "no_move", "nonpositive", "roll",
    "spike", "split", "stale", "unit",
)  # fmt: skip
"""Flag words that the screens of prices give, and a file's own flag column may."""
_ADDED = {"exclude": "excluded", "no_move": "no_move"}
"""Flag words that say what the caller wants of a return."""


def read_rules(rules: object, columns: Sequence[str], flags: Flags | None = None) -> dict[str, str]:
    """Return the caller's rules for flagged returns, checked.

    Parameters
    ----------
    rules
        ``{word: rule}``, or ``{"SERIES.word": rule}`` for one series alone; None for none. A rule is ``"keep"`` (an
        ordinary return), ``"exclude"`` (leaves estimation samples, stays in an event window) or ``"no_move"`` (leaves
        estimation samples, and tests of several series).
    columns
        The series that there are returns of.
    flags
        By series, flag words by ISO date: words of the user's own, beside those of `eventstudy.prices.quality`.

    Raises
    ------
    UsageError
        If it is no such mapping, or names a series without returns, an unknown rule or an unknown flag word.

    Examples
    --------
    >>> read_rules({"gap": "keep", "xom.split": "no_move"}, ["xom"])
    {'gap': 'keep', 'xom.split': 'no_move'}
    """
    if rules is None:
        return {}
    if not isinstance(rules, Mapping):
        raise UsageError(f"flagged is a {type(rules).__name__}; give {{flag word: 'keep', 'exclude' or 'no_move'}}")
    for key, rule in rules.items():
        if rule not in RULES:
            raise UsageError(f"flagged[{key!r}] is {rule!r}, not one of 'keep', 'exclude', 'no_move'")
        series, _, word = str(key).rpartition(".")
        if series and series not in columns:
            raise UsageError(f"flagged names {key!r}, but the returns do not hold {series!r}: {_near(series, columns)}")
        known = {*WORDS, *_words_of(flags or {})}
        if word not in known:
            raise UsageError(f"flagged names {key!r}, which is no flag word: {_near(word, sorted(known))}")
    return {str(key): str(rule) for key, rule in rules.items()}


def _near(asked: str, known: Sequence[str]) -> str:
    near = get_close_matches(asked, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"


def _words_of(flags: Flags) -> set[str]:
    """Return the words that rows are flagged with, but for those that say what the caller wants."""
    return {word for by_day in flags.values() for words in by_day.values() for word in words.split("|") if word}


def with_rules(flags: Flags, rules: Mapping[str, str]) -> Flags:
    """Return the flags with the caller's rules applied: a kept word is marked so, another rule is a word of its own.

    A rule for one series goes before the same word's rule for all.

    Parameters
    ----------
    flags
        By series, flag words by ISO date.
    rules
        As `read_rules` gives them.

    Examples
    --------
    >>> with_rules({"xom": {"2020-01-03": "gap|half_day"}}, {"gap": "keep", "half_day": "exclude"})
    {'xom': {'2020-01-03': 'gap_kept|half_day|excluded'}}
    """
    if not rules:
        return flags
    return {
        series: {day: _ruled(series, words, rules) for day, words in by_day.items()} for series, by_day in flags.items()
    }


def _ruled(series: str, flags: str, rules: Mapping[str, str]) -> str:
    found: list[str] = []
    for word in flags.split("|"):
        rule = rules.get(f"{series}.{word}", rules.get(word))
        found += [f"{word}_kept"] if rule == "keep" else [word, *([_ADDED[rule]] if rule else [])]
    return "|".join(dict.fromkeys(found))
