"""Articles to reported moves."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.dates import dates_in
from eventstudy.articles.moves.build import Typed, confidence, definite, distribute, pair, typed
from eventstudy.articles.moves.frames import Memory
from eventstudy.articles.moves.lexer import items_of
from eventstudy.articles.moves.names import Name, Names, names_of
from eventstudy.articles.moves.reader import read_items
from eventstudy.articles.moves.tokens import Line, line_of
from eventstudy.articles.moves.values import Amount
from eventstudy.articles.moves.vocabulary import words
from eventstudy.articles.moves.when import Frontier, Timing, named_day, timing_of
from eventstudy.articles.text import sentences
from eventstudy.instruments import catalogue
from eventstudy.records import Article, ReportedMove

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eventstudy.articles.moves.slots import Reading, Slot
    from eventstudy.records import DateMention, Modality

_WORTH = re.compile(
    r"[\d½¼¾⅓⅔⅛⅜⅝⅞]|percent|per cent|\bp(?:oin)?ts?\b|dollar|cents\b|\b(?:high|low|record|peak|half)s?\b"
    r"|(?:high|low|bigg|larg|steep|sharp|strong|weak|great|deep|heft|fast)est\b|\b(?:most|best|worst|euros?|pounds?)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z]\w+")
_CLOSING = 3
_LONGEST = 4000
_CHECKED = frozenset({"asserted", "attributed"})


def find_moves(articles: Iterable[Article], *, every: bool = False) -> list[ReportedMove]:
    """Return the market moves that articles report, in the order of the articles and of their text.

    Parameters
    ----------
    articles : iterable of Article
    every : bool, default False
        Also list forecasts, conditions and opinions; `modality` tells them apart.

    Returns
    -------
    list of ReportedMove
        One for each value and each instrument. ``quote == text[start:end]``. `move_id` counts from "m1" over all
        articles, `group` from "g1".

    Examples
    --------
    >>> from datetime import date
    >>> from eventstudy.records import Article
    >>> text = "The Dow Jones industrial average fell 300 points, or 1.1 percent, to 26,000 on Friday."
    >>> for move in find_moves([Article("wrap", text, "", date(2020, 1, 3))]):
    ...     print(move.kind, move.direction, move.value, move.unit, move.quote)
    point_change down 300 points 300 points
    percent_change down 1.1 percent 1.1 percent
    price_level down 26000 points 26,000
    """
    found: list[ReportedMove] = []
    groups = 0
    for article in articles:
        moves = [move for move in moves_in(article) if every or move.modality in _CHECKED]
        fresh: dict[str, str] = {}
        for move in moves:
            group = fresh.setdefault(move.group, f"g{groups + len(fresh) + 1}")
            found.append(replace(move, move_id=f"m{len(found) + 1}", group=group))
        groups += len(fresh)
    return found


def moves_in(article: Article) -> list[ReportedMove]:
    """Return every move of one article, forecasts and conditions included, in the order of its text.

    Examples
    --------
    >>> from eventstudy.records import Article
    >>> [move.modality for move in moves_in(Article("note", "Brent could rise to $80 a barrel.", ""))]
    ['forecast']
    """
    worth = [span for span in _spans(article.text) if span[2]]
    if not worth:
        return []
    names = names_of(catalogue())
    proper = frozenset(match.group().lower() for match in _CAPITAL.finditer(article.text))
    reader = _ArticleReader(article, names, proper)
    return reader.moves()


def _spans(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the sentences, and whether each can hold a value.

    No sentence of prose is longer than a page: what is (a table, a run of digits) is cut, so that looking around in one
    stays cheap.
    """
    for first, last in sentences(text):
        start = first
        while last - start > _LONGEST:
            blank = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            end = blank if blank > 0 else start + _LONGEST
            yield start, end, _WORTH.search(text, start, end) is not None
            start = end
        yield start, last, _WORTH.search(text, start, last) is not None


class _ArticleReader:
    """One pass over the sentences of an article; a sentence without values is read only when the next one needs it."""

    def __init__(self, article: Article, names: Names, proper: frozenset[str]) -> None:
        self.article = article
        self.names = names
        self.proper = frozenset(proper)
        self.spans = list(_spans(article.text))
        self.mentions = sorted(dates_in(article), key=lambda mention: mention.start)
        self.next_mention = 0

    def moves(self) -> list[ReportedMove]:
        """Return the moves of all sentences."""
        found: list[ReportedMove] = []
        before: Reading | None = None
        for at, (_, _, worth) in enumerate(self.spans):
            following = at + 1 < len(self.spans) and self.spans[at + 1][2]
            if not worth and not following:
                before = None
                continue
            mentions = self._mentions_of(at)
            line, reading = self._read(at, mentions, before)
            if worth:
                found.extend(_led_by_extremes(list(self._records(at, line, reading, before))))
            before = reading
        return sorted(found, key=lambda move: (move.start, move.end))

    def _mentions_of(self, at: int) -> list[DateMention]:
        """Return the date expressions of a sentence; sentences come in order, so one pointer serves all."""
        start, end, _ = self.spans[at]
        while self.next_mention < len(self.mentions) and self.mentions[self.next_mention].start < start:
            self.next_mention += 1
        last = self.next_mention
        while last < len(self.mentions) and self.mentions[last].start < end:
            last += 1
        found = self.mentions[self.next_mention : last]
        self.next_mention = last
        return found

    def _read(self, at: int, mentions: Sequence[DateMention], before: Reading | None) -> tuple[Line, Reading]:
        start, end, _ = self.spans[at]
        line = line_of(self.article.text, start, end)
        items = items_of(line, mentions=mentions, names=self.names, proper=self.proper)
        memory = Memory() if before is None else Memory(before.subject, before.mentions)
        return line, read_items(items, line, memory)

    def _records(self, at: int, line: Line, reading: Reading, before: Reading | None) -> Iterator[ReportedMove]:
        carried = named_day(before, self.article.published) if before is not None else None
        frontier = Frontier(self.article.published, carried)
        market = _speaks_of_markets(line, reading)
        for slot, mentioned in distribute(reading):
            if mentioned.evidence < 1 and not market:
                continue
            earlier = [name for name in reading.mentions if name.last <= mentioned.first]
            name, basis = definite(mentioned, earlier, before.mentions if before is not None else ())
            found = pair(name, slot)
            if found is None:
                continue
            record = self._record(at, line, slot, found, basis, reading, frontier)
            if record is not None:
                yield record

    def _record(
        self, at: int, line: Line, slot: Slot, name: Name, basis: str, reading: Reading, frontier: Frontier
    ) -> ReportedMove | None:
        instrument = self.names.instruments.get(name.instrument)
        timing = timing_of(slot, name, reading, frontier, instrument)
        what = typed(slot, name, longer=timing.window is not None)
        if what is None:
            return None
        bases: tuple[str, ...] = (basis or f"instrument: {slot.basis}", timing.day_basis, timing.phase_basis)
        if slot.role == "from":
            bases = (*bases, "value: level it came from")
        return self._made(at, line, slot, name, what, timing, bases, self._modality(at, slot, reading))

    def _modality(self, at: int, slot: Slot, reading: Reading) -> Modality:
        end = self.spans[at][1]
        if "?" in self.article.text[max(end - _CLOSING, 0) : end]:
            return "conditional"
        if slot.modality == "asserted" and reading.attributed:
            return "attributed"
        return slot.modality

    def _made(
        self,
        at: int,
        line: Line,
        slot: Slot,
        name: Name,
        what: Typed,
        timing: Timing,
        bases: tuple[str, ...],
        modality: Modality,
    ) -> ReportedMove:
        start, end = line.tokens[slot.first].start, line.tokens[slot.last - 1].end
        return ReportedMove(
            move_id="",
            group=_statement(at, slot, name, timing),
            article=self.article.name,
            start=start,
            end=end,
            quote=self.article.text[start:end],
            instrument=name.instrument,
            candidates=name.candidates,
            kind=what.kind,
            direction=None if slot.role == "from" else what.direction,
            value=what.value,
            unit=what.unit,
            hedge=slot.what.hedge if isinstance(slot.what, Amount) else "exact",
            phase=timing.phase,
            time=timing.time,
            date=timing.day,
            window=timing.window,
            modality=modality,
            confidence=confidence(slot, name, bases),
            basis=bases,
            anchor=timing.anchor,
            sentence=self.spans[at][:2],
        )


def _statement(at: int, slot: Slot, name: Name, timing: Timing) -> str:
    """Return the key of the statement a value belongs to; a change over a longer span is one of its own."""
    span = str(timing.window) if slot.role == "change" and timing.window is not None else ""
    return f"{at}/{slot.statement}/{name.instrument}/{span}"


def _led_by_extremes(moves: list[ReportedMove]) -> list[ReportedMove]:
    """Give a level the direction of the extreme that it is: "at $69.20 a barrel, a three-month high"."""
    led = {move.group: move.direction for move in moves if move.kind == "extreme"}
    return [
        replace(move, direction=led[move.group])
        if move.kind == "price_level" and move.direction is None and move.group in led and not _is_reference(move)
        else move
        for move in moves
    ]


def _is_reference(move: ReportedMove) -> bool:
    return "value: level it came from" in move.basis


def _speaks_of_markets(line: Line, reading: Reading) -> bool:
    """Tell whether a sentence is about a market, which an unknown company needs."""
    return any(name.evidence == 1 for name in reading.mentions) or not words("companies", "market").isdisjoint(
        line.norms
    )
