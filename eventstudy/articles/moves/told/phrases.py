"""The phrases of the vocabulary in one sentence: where they stand, and how they stand to a number.

A sentence is looked at once, token by token, for the classes that its words belong to; a phrase is looked for when it
is asked for, and only where all its classes are there, so that most questions cost a look-up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from eventstudy.articles.moves.told.days import count_of
from eventstudy.articles.moves.told.forms import KNOWN, forms_of, is_year, phrases_with
from eventstudy.articles.moves.words.tokens import line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.articles.moves.told.forms import Form
    from eventstudy.articles.moves.words.tokens import Line
    from eventstudy.records import ReportedMove

__all__ = ["Beside", "Phrase", "Told", "told_in"]

_NUMBER = frozenset({"NUMBER"})
_STOPS = frozenset({",", ";"})
_MONTH_DAYS = 31
_MEASURES = frozenset({"%", "percent", "per", "pct", "points", "point"})
_DIGITS = 2
_ORDINALS = frozenset({"st", "nd", "rd", "th"})


class Phrase(NamedTuple):
    """A phrase over the tokens `first` to `last` (excluded) of its sentence."""

    first: int
    last: int


@lru_cache(maxsize=64)
def told_in(text: str, first: int = 0, last: int | None = None) -> Told:
    """Return what a sentence of a text tells of days and periods.

    Examples
    --------
    >>> words = told_in("Brent rose 3 percent on Friday, its best week since May")
    >>> words.all("named day"), words.all("unit")
    ((Phrase(first=5, last=6),), (Phrase(first=9, last=10),))
    """
    return Told(line_of(text, first, last))


class Told:
    """What a sentence tells of days and periods, as phrases over its tokens."""

    __slots__ = ("_found", "_stops", "classes", "days", "line", "places", "possible")

    def __init__(self, line: Line) -> None:
        self.line = line
        self.classes = [KNOWN[norm] for norm in line.norms[: line.count]]
        self.places: dict[str, list[int]] = {}
        """Where each class and each word of a phrase stands."""
        for at, found in enumerate(self.classes):
            for name in found:
                self.places.setdefault(name, []).append(at)
        numbers = [at for at in range(line.count) if line.shapes[at] == "number"]
        if numbers:
            self.places["NUMBER"] = numbers
        self.days = dict(self._days())
        """Day expressions by their first token, with the token after their last."""
        if self.days:
            self.places["DAY"] = sorted(self.days)
        names = phrases_with()
        self.possible = {name for word in self.places for name in names.get(word, ())}
        self._found: dict[str, tuple[Phrase, ...]] = {}
        self._stops: dict[str, list[int]] = {}

    def _days(self) -> Iterator[tuple[int, int]]:
        for at in self.places.get("WEEKDAY", ()):
            yield at, at + 1
        norms = self.line.norms
        for at in self.places.get("MONTH", ()):
            number = at + 1 + (norms[at + 1] == ".")
            if norms[number + 1] in _MEASURES:  # "finished January 15 percent higher"
                continue
            if len(norms[number]) <= _DIGITS and norms[number].isdecimal() and 1 <= int(norms[number]) <= _MONTH_DAYS:
                last = number + 1 + (norms[number + 1] in _ORDINALS)
                yield at, last + 2 * (norms[last] == "," and is_year(norms[last + 1]))

    # phrases ----------------------------------------------------------------------------------------------------------

    def all(self, name: str) -> tuple[Phrase, ...]:
        """Return the phrases of a name, left to right."""
        if name not in self.possible:
            return ()
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = tuple(sorted(set(self._each(name))))
        return found

    def _each(self, name: str) -> Iterator[Phrase]:
        here = self.places.keys()
        for form in forms_of(name):
            if any(step.is_needed and here.isdisjoint(step.want) for step in form):
                continue
            lead = next(step for step in form if not step.sense)
            starts = {at for word in lead.want for at in self.places.get(word, ())}
            for at in starts if lead.is_needed else range(self.line.count):
                last = self._end(form, 0, at)
                if last >= 0:
                    yield Phrase(at, last)

    def _is(self, at: int, want: frozenset[str]) -> bool:
        if not 0 <= at < self.line.count:
            return "STOP" in want
        if "_" in want and self.line.shapes[at] == "word":
            return True
        if "NUMBER" in want and self.line.shapes[at] == "number":
            return True
        return not want.isdisjoint(self.classes[at])

    def _after(self, at: int, want: frozenset[str]) -> int:
        """Return the token after what a step takes at `at`, -1 where it takes nothing."""
        if "DAY" in want and at in self.days:
            return self.days[at]
        return at + 1 if at < self.line.count and self._is(at, want) else -1

    def _end(self, form: Form, k: int, at: int) -> int:
        """Return the token after the rest of a form from step `k` on, the shortest that fits; -1 for none."""
        if k == len(form):
            return at
        step = form[k]
        if step.sense:
            there = self._is(at - (step.sense == "<"), step.want)
            return self._end(form, k + 1, at) if there == (step.sense == "=") else -1
        taken = 0
        while True:
            if taken >= step.least:
                end = self._end(form, k + 1, at)
                if end >= 0:
                    return end
            if taken == step.most:
                return -1
            at = self._after(at, step.want)
            if at < 0:
                return -1
            taken += 1

    # where they stand -------------------------------------------------------------------------------------------------

    def at(self, offset: int) -> int:
        """Return the token that a character of the article stands in, or that after it."""
        return bisect_right(self.line.ends, offset, 0, self.line.count)

    def until(self, offset: int) -> int:
        """Return the number of tokens that begin before a character of the article."""
        return bisect_left(self.line.starts, offset, 0, self.line.count)

    def clear(self, first: int, last: int, stops: str = ",;#") -> bool:
        """Tell whether no comma, semicolon or number (``#``) stands from a token to another (excluded)."""
        counts = self._stops.get(stops)
        if counts is None:
            counts = self._stops[stops] = list(accumulate(map(int, self._stopped(stops)), initial=0))
        return first >= last or counts[last] == counts[first]

    def _stopped(self, stops: str) -> Iterator[bool]:
        norms, shapes = self.line.norms, self.line.shapes
        for at in range(self.line.count):
            named = norms[at] == "500" and norms[at - 1] == "p" if at else False
            yield norms[at] in stops if norms[at] in _STOPS else "#" in stops and shapes[at] == "number" and not named

    def stop_after(self, at: int, stops: frozenset[str] = _STOPS) -> int:
        """Return the first comma or semicolon, or other stop, from token `at` on; the end where there is none."""
        return next((k for k in range(at, self.line.count) if self.line.norms[k] in stops), self.line.count)

    def ending(self, name: str, at: int) -> Phrase | None:
        """Return the phrase that ends right before token `at`."""
        return next((one for one in self.all(name) if one.last == at), None)

    def within(self, name: str, first: int, last: int) -> Phrase | None:
        """Return the first such phrase between two tokens."""
        return next((one for one in self.all(name) if one.first >= first and one.last <= last), None)

    def after_clear(self, name: str, at: int, stops: str) -> bool:
        """Tell whether such a phrase follows token `at` with none of the stops between."""
        return any(one.first >= at and self.clear(at, one.first, stops) for one in self.all(name))

    def beside_token(self, at: int) -> Beside:
        """Return what stands beside one token."""
        return Beside(self, at, at + 1)

    def beside(self, move: ReportedMove) -> Beside:
        """Return what stands beside the words of a move."""
        return Beside(self, self.at(move.start), self.until(move.end))

    def beside_number(self, move: ReportedMove) -> Beside:
        """Return what stands beside the number of a move."""
        first, last = self.at(move.start), self.until(move.end)
        number = next((at for at in self.places.get("NUMBER", ()) if first <= at < last), None)
        return Beside(self, first, first) if number is None else Beside(self, number, number + 1)

    # what they hold ---------------------------------------------------------------------------------------------------

    def word(self, one: Phrase, name: str) -> str:
        """Return the first word of a class in a phrase, "" for none."""
        places = (at for at in self.places.get(name, ()) if one.first <= at < one.last)
        return next((self.line.norms[at] for at in places), "")

    def count(self, one: Phrase) -> int:
        """Return the number that a phrase counts to, 1 where it names none."""
        return count_of(self.word(one, "COUNT") or self.word(one, "NUMBER")) or 1

    def days_in(self, one: Phrase) -> list[tuple[str, ...]]:
        """Return the day expressions in a phrase, each as its tokens."""
        return [self.line.norms[at : self.days[at]] for at in sorted(self.days) if one.first <= at < one.last]


class Beside(NamedTuple):
    """A number, or other words, over the tokens `first` to `last` (excluded): what stands before and after it."""

    told: Told
    first: int
    last: int

    def before(self, name: str, stops: str = ",;#") -> Phrase | None:
        """Return the last such phrase before it with none of the stops between."""
        found = [one for one in self.told.all(name) if one.last <= self.first]
        return found[-1] if found and self.told.clear(found[-1].last, self.first, stops) else None

    def after(self, name: str, stops: str = ",;#", reach: int = 0) -> Phrase | None:
        """Return the first such phrase after it with none of the stops, and so many words at the most, between."""
        found = self.later(name)
        if found is None or not self.told.clear(self.last, found.first, stops):
            return None
        return None if reach and found.first - self.last > reach else found

    def later(self, name: str) -> Phrase | None:
        """Return the first such phrase anywhere after it."""
        return next((one for one in self.told.all(name) if one.first >= self.last), None)

    def earlier(self, name: str) -> Phrase | None:
        """Return the first such phrase anywhere before it."""
        return next((one for one in self.told.all(name) if one.last <= self.first), None)

    def touching(self, name: str) -> Phrase | None:
        """Return the phrase that ends right before it, marks apart."""
        if not self.told.all(name):
            return None
        first, shapes = self.first, self.told.line.shapes
        while first and shapes[first - 1] == "mark":
            first -= 1
        return next((one for one in self.told.all(name) if first <= one.last <= self.first), None)

    def next(self, name: str) -> Phrase | None:
        """Return the phrase that begins right after it, marks apart."""
        last, shapes = self.last, self.told.line.shapes
        while shapes[last] == "mark":
            last += 1
        return next((one for one in self.told.all(name) if one.first == last), None)

    def opening(self, name: str, stops: str = ";") -> Phrase | None:
        """Return the phrase that opens its part of the sentence, with none of the stops after it but one comma."""
        return next((one for one in self.told.all(name) if one.last <= self.first and self._opens(one, stops)), None)

    def _opens(self, one: Phrase, stops: str) -> bool:
        first, line = one.first, self.told.line
        while first and line.shapes[first - 1] == "mark" and line.norms[first - 1] != ";":
            first -= 1
        last = one.last + (line.norms[one.last] == ",")
        return (not first or line.norms[first - 1] == ";") and self.told.clear(last, self.first, stops)

    def clause(self, stops: frozenset[str] = _STOPS) -> tuple[int, int]:
        """Return the tokens of its clause: from the last comma or semicolon, or other stop, to the next."""
        first, norms = self.first, self.told.line.norms
        while first and norms[first - 1] not in stops:
            first -= 1
        return first, self.told.stop_after(self.last, stops)
