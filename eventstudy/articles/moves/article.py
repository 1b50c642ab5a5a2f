"""One article, sentence by sentence: what each names and tells, as records."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from eventstudy.articles.dates import dates_in
from eventstudy.articles.moves.build import Typed, definite, distribute, opposite, pair, typed
from eventstudy.articles.moves.grammar.reader import read_items
from eventstudy.articles.moves.grammar.subjects import Memory
from eventstudy.articles.moves.lands import of_their_lands
from eventstudy.articles.moves.listings import as_listed, cents_of, in_its_money
from eventstudy.articles.moves.markets import (
    has_price_too,
    is_of_books,
    is_of_measure,
    names_market,
    presupposes,
    speaks_of_business,
    speaks_of_markets,
    speaks_of_votes,
    tells_market,
    topic_of,
    trades_here,
)
from eventstudy.articles.moves.remarks import Remark, untold
from eventstudy.articles.moves.sentences import foretold, sentences_of
from eventstudy.articles.moves.statements import REFERENCE, Found, is_told_again, led, statement_of
from eventstudy.articles.moves.story import Frontier, Story
from eventstudy.articles.moves.sureness import confidence
from eventstudy.articles.moves.told.phrases import Told
from eventstudy.articles.moves.told.ranks import ranked
from eventstudy.articles.moves.told.settle import settled
from eventstudy.articles.moves.when import Timing, timing_of
from eventstudy.articles.moves.words.lexer import items_of
from eventstudy.articles.moves.words.looks import Look
from eventstudy.articles.moves.words.lookup import may_name, may_recall, names_of
from eventstudy.articles.moves.words.names import names_in
from eventstudy.articles.moves.words.tokens import Line, line_of
from eventstudy.articles.moves.words.values import Amount
from eventstudy.instruments import catalogue
from eventstudy.records import ReportedMove

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventstudy.articles.moves.grammar.slots import Reading, Slot
    from eventstudy.articles.moves.words.names import Name
    from eventstudy.records import Article, DateMention, Modality

_CAPITAL = re.compile(r"(?<=[a-z,;] )[A-Z]\w+")
_CLOSING, _NEAR, _KEPT, _SHORT = 3, 3, 8, 40
_REMEMBERED = 4  # sentences back that "the stock" may speak of


class ArticleReader:
    """One pass over the sentences of an article; one without a name is passed over, one before a value read for it."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.names = names_of(catalogue())
        self.proper = frozenset(match.group().lower() for match in _CAPITAL.finditer(article.text))
        self.spans = list(sentences_of(article.text))
        self.mentions: list[DateMention] | None = None
        self.starts: list[int] = []
        self.told_market = -_NEAR
        """The last sentence that has told a move."""
        self.readings: dict[int, Reading | None] = {}
        """The sentences read last."""
        self.recalling = False
        self.cents = cents_of(article.text)
        self.foretold = foretold(article.text, self.spans)
        self.story = Story(article, self.spans, self._mentions_of)

    @property
    def worth(self) -> bool:
        """Tell whether any sentence can hold a value."""
        return any(worth for _, _, worth in self.spans)

    def moves(self) -> list[ReportedMove]:
        """Return the moves of all sentences."""
        found: list[ReportedMove] = []
        for at, (_, _, worth) in enumerate(self.spans):
            reading = self._reading_of(at) if worth else None
            if reading is None or not reading.slots:
                continue
            here = led(list(self._records(at, reading.line, reading, self._reading_of(at - 1))), self.article.text)
            self.told_market = at if here else self.told_market
            if here:
                told, published = Told(reading.line), self.article.published
                here = settled(here, told, published)
                found.extend(ranked(here, told, self.article.text, published, found[-_KEPT:]))
        return sorted(found, key=lambda move: (move.start, move.end))

    def remarks(self) -> Iterator[Remark]:
        """Yield what sentences tell of a direction alone."""
        for at in range(len(self.spans)):
            reading = self._reading_of(at)
            if reading is None:
                continue
            for slot in untold(reading):
                told = (self._remark(at, slot, mentioned, reading) for mentioned in slot.names)
                yield from (remark for remark in told if remark is not None)

    def _remark(self, at: int, slot: Slot, mentioned: Name, reading: Reading) -> Remark | None:
        line, before = reading.line, self._reading_of(at - 1)
        name, basis = self._meant(mentioned, slot, line, reading, before)
        if name is None or slot.direction is None or (name.evidence < 1 and not speaks_of_markets(line, reading)):
            return None
        instrument = self.names.instruments.get(name.instrument)
        timing = timing_of(slot, name, reading, self.story.frontier(at), instrument)
        bases = (basis or f"instrument: {slot.basis}", timing.day_basis, timing.phase_basis)
        start, end = line.starts[slot.first], line.ends[slot.last - 1]
        return Remark(
            article=self.article.name,
            start=start,
            end=end,
            quote=self.article.text[start:end],
            instrument=name.instrument,
            candidates=name.candidates,
            direction=opposite(slot.direction) if name.inverted else slot.direction,
            phase=timing.phase,
            date=timing.day,
            window=timing.window,
            modality=self._modality(at, slot, reading),
            confidence=confidence(slot, name, bases),
            basis=bases,
            sentence=self.spans[at][:2],
        )

    def _line(self, at: int) -> Line | None:
        """Return the tokens of a sentence that can name an instrument."""
        start, end, _ = self.spans[at]
        line = line_of(self.article.text, start, end)
        return line if may_name(line, self.names) else None

    def _reading_of(self, at: int) -> Reading | None:
        """Return what sentence `at` tells, None where it names nothing; each is read once."""
        if at not in self.readings:
            line = self._line(at) if at >= 0 else None
            self.readings[at] = None if line is None else self._read(at, line)
            self.readings.pop(at - _KEPT, None)
        return self.readings[at]

    def _read(self, at: int, line: Line) -> Reading | None:
        named = names_in(line, self.names, self.proper)
        start = self.spans[max(at - _NEAR + 1, 0)][0]
        named = of_their_lands(named, line, self.article.text, start, self.names.instruments)
        if not (named or may_recall(line)):
            return None
        items = items_of(line, mentions=self._mentions_of(at), names=self.names, proper=self.proper, named=named)
        return read_items(items, line, Memory(lambda: self._pools(at), lambda: self._topic(at)))

    def _pools(self, at: int) -> Iterator[tuple[Name, ...]]:
        """Yield what the sentences before `at` have named, the last first; one without a value is read for it alone."""
        for one in range(at - 1, max(at - 1 - _REMEMBERED, -1), -1):
            told = self.readings.get(one) if self.recalling else self._recalled(one)
            if told is not None:
                yield from (told.main, told.subject, told.mentions)

    def _topic(self, at: int) -> tuple[Name, ...]:
        """Return what the sentence before `at` has spoken of, if of one instrument; an exclamation is passed over."""
        for one in range(at - 1, max(at - 1 - _REMEMBERED, -1), -1):
            told = self.readings.get(one) if self.recalling else self._recalled(one)
            if told is not None and (told.main or told.mentions):
                return topic_of(told)
            start, end, _ = self.spans[one]
            if end - start > _SHORT:
                break
        return ()

    def _recalled(self, at: int) -> Reading | None:
        """Read a sentence before for what it names; what that one speaks of is not looked for further back."""
        self.recalling = True
        told = self._reading_of(at)
        self.recalling = False
        return told

    def _mentions_of(self, at: int) -> list[DateMention]:
        """Return the date expressions of a sentence."""
        if self.mentions is None:
            self.mentions = sorted(dates_in(self.article), key=lambda mention: mention.start)
            self.starts = [mention.start for mention in self.mentions]
        start, end, _ = self.spans[at]
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _records(self, at: int, line: Line, reading: Reading, before: Reading | None) -> Iterator[Found]:
        frontier = self.story.frontier(at)
        for slot, mentioned in distribute(reading):
            unknown = mentioned.evidence < 1
            if (
                is_told_again(slot, reading)
                or is_of_books(slot, mentioned, line)
                or is_of_measure(slot, line)
                or (unknown and not self._is_of_markets(at, mentioned, line, slot, reading, before))
            ):
                continue
            found, basis = self._meant(mentioned, slot, line, reading, before)
            record = self._record(at, line, slot, found, basis, reading, frontier) if found is not None else None
            if record is not None:
                yield Found(record, slot.clause)

    def _is_of_markets(
        self, at: int, name: Name, line: Line, slot: Slot, reading: Reading, before: Reading | None
    ) -> bool:
        """Tell whether an unknown name is that of a share: by its sentence, its price, or the sentences beside it."""
        if speaks_of_business(line, name) or speaks_of_votes(line):
            return False
        if speaks_of_markets(line, reading) or has_price_too(slot, reading):
            return True
        if at - self.told_market < _NEAR or trades_here(slot, line):
            return True
        return (before is not None and tells_market(before)) or any(map(self._speaks_too, (at - 1, at + 1)))

    def _speaks_too(self, at: int) -> bool:
        """Tell whether sentence `at` has a word for a market."""
        if not 0 <= at < len(self.spans):
            return False
        line = line_of(self.article.text, *self.spans[at][:2])
        return names_market(line, self.names)

    def _meant(
        self, mentioned: Name, slot: Slot, line: Line, reading: Reading, before: Reading | None
    ) -> tuple[Name | None, str]:
        """Return the instrument that a name means here, and what that rests on."""
        earlier = [name for name in reading.mentions if name.last <= mentioned.first]
        mentioned = as_listed(mentioned, reading, line, self.names.instruments)
        name, basis = definite(mentioned, earlier, before.mentions if before is not None else (), line)
        return pair(name, slot, reading, self.names.instruments), basis

    def _record(
        self, at: int, line: Line, slot: Slot, name: Name, basis: str, reading: Reading, frontier: Frontier
    ) -> ReportedMove | None:
        instrument = self.names.instruments.get(name.instrument)
        timing = timing_of(slot, name, reading, frontier, instrument)
        what = typed(in_its_money(slot, name, line, reading, self.cents), name, longer=timing.window is not None)
        if what is None:
            return None
        bases: tuple[str, ...] = (
            basis or f"instrument: {slot.basis}",
            timing.day_basis,
            timing.phase_basis,
            *timing.also,
        )
        if isinstance(slot.what, Look) and slot.what.sort == "streak" and slot.what.back is not None:
            bases = (*bases, f"streak: of {slot.what.back[1]}s")
        if slot.role == "from":
            bases = (*bases, REFERENCE)
        return self._made(at, line, slot, name, what, timing, bases, self._modality(at, slot, reading))

    def _modality(self, at: int, slot: Slot, reading: Reading) -> Modality:
        end = self.spans[at][1]
        asked = slot.clause >= reading.closing and "?" in self.article.text[max(end - _CLOSING, 0) : end]
        if asked and not presupposes(reading.line):
            return "conditional"
        if slot.modality == "asserted" and at in self.foretold:
            return "forecast"
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
        start, end = line.starts[slot.first], line.ends[slot.last - 1]
        return ReportedMove(
            move_id="",
            group=statement_of(at, slot, name, timing),
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
            against=(slot.against.candidates or (slot.against.instrument,)) if slot.against is not None else (),
        )
