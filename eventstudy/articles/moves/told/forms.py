"""The phrases of the vocabulary as steps, and the classes of a word."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from eventstudy.articles.moves.told.vocabulary import CLASSES, COMMON, PHRASES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KNOWN", "Form", "Step", "forms_of", "is_year", "phrases_with"]

_MOST_KNOWN = 1 << 16
_GAP = 5
"""Words that ``...`` stands for at the most."""
_NONE: frozenset[str] = frozenset()
_YEAR = frozenset({"YEAR"})
_CENTURIES = "19", "20"
_YEAR_DIGITS = 4


class Step(NamedTuple):
    """One word of a phrase: what it may be, how often, and whether it only must not stand there."""

    want: frozenset[str]
    least: int = 1
    most: int = 1
    sense: str = ""
    """``"!"`` for what must not follow, ``"="`` for what must, ``"<"`` for what must not stand before."""

    @property
    def is_needed(self) -> bool:
        """Tell whether there is no phrase without one of these words."""
        return self.least > 0 and "_" not in self.want


Form = tuple[Step, ...]


@cache
def forms_of(name: str) -> tuple[Form, ...]:
    """Return the forms of a phrase, each as its steps."""
    return tuple(tuple(map(_step, form.split())) for form in PHRASES[name].split(" / "))


def _step(text: str) -> Step:
    if text[0] in "!=<":
        return Step(frozenset(text[1:].split("|")), 0, 0, text[0])
    if text == "...":
        return Step(frozenset({"_"}), 1, _GAP)
    word = text.rstrip("?*+")
    least, most = {"?": (0, 1), "*": (0, _GAP), "+": (1, _GAP)}.get(text[len(word) :], (1, 1))
    return Step(frozenset(word.split("|")), least, most)


@cache
def phrases_with() -> Mapping[str, frozenset[str]]:
    """Return, for the rarest word or class of each form, the phrases that are only where it is."""
    found: dict[str, set[str]] = {}
    common = frozenset(COMMON.split())
    for name in PHRASES:
        for form in forms_of(name):
            needed = [step.want for step in form if step.is_needed]
            for word in min(needed, key=lambda want: (len(want & common), len(want))):
                found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@cache
def _classed() -> tuple[dict[str, frozenset[str]], tuple[tuple[str, str], ...]]:
    """Return the classes of each word, and the stems with theirs."""
    exact: dict[str, set[str]] = {}
    stems: list[tuple[str, str]] = []
    for name, listed in CLASSES.items():
        for word in listed.split():
            if word.endswith("*"):
                stems.append((word[:-1], name))
            else:
                exact.setdefault(word, set()).add(name)
    wanted = (word for name in PHRASES for form in forms_of(name) for step in form for word in step.want)
    for word in wanted:
        if not word.isupper():
            exact.setdefault(word, set()).add(word)
    return {word: frozenset(found) for word, found in exact.items()}, tuple(stems)


def is_year(norm: str) -> bool:
    """Tell "2019" from other words."""
    return len(norm) == _YEAR_DIGITS and norm[:2] in _CENTURIES and norm.isdecimal()


class _Known(dict[str, frozenset[str]]):
    """The classes of a word, empty for most."""

    def __missing__(self, norm: str) -> frozenset[str]:
        exact, stems = _classed()
        year = _YEAR if is_year(norm) else _NONE
        found = exact.get(norm, _NONE) | year | {name for stem, name in stems if norm.startswith(stem)}
        if len(self) < _MOST_KNOWN:
            self[norm] = found
        return found


KNOWN = _Known()
