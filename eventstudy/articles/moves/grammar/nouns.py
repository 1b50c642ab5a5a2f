"""Names, price nouns and foreign nouns: what a subject comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.articles.moves.grammar.orders import against
from eventstudy.articles.moves.words.companies import as_written
from eventstudy.articles.moves.words.names import Name
from eventstudy.articles.moves.words.values import Amount
from eventstudy.articles.moves.words.vocabulary import Entry, values_of_heads, words

if TYPE_CHECKING:
    from eventstudy.articles.moves.grammar.frames import Passage
    from eventstudy.articles.moves.words.tokens import Line

_OWNING = frozenset({"in", "of", "for", "by", "on"})
_MEASURES = frozenset({"points", "percentage", "percent", "dollars", "terms", "dollar"})
"""In what a rank is counted: "the sixth-largest in its history in points"."""
_CROSSING = frozenset({"above", "below", "past", "beyond", "beneath"})
_LONGEST_TRADE = 5
_TIMES = frozenset({"minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "session",
                    "sessions", "year", "years"})  # fmt: skip
_SPANS = frozenset({"day", "session", "one-day", "single-day"})
_SEVERAL = frozenset({"indices", "indexes"})
_AGENTS = frozenset({"by", "including", "like", "such as", "of", "for", "among", "behind", "upon", "in", "at"})
_COUNTERS = frozenset({"against", "versus", "vs", "vs."})


def on_name(passage: Passage, at: int, name: Name) -> None:
    """Read the name of an instrument, unless a move is only held against it."""
    rival = against(passage, at, name)
    if not (rival or passage.words[passage.before(at)] == "than") or not compares(passage, at):
        _read_name(passage, at, name)


def _read_name(passage: Passage, at: int, name: Name) -> None:
    state = passage.state
    previous = passage.before(at)
    kind, word = passage.kinds[previous], passage.words[previous]
    if kind == "prep" and not _SPANS.isdisjoint(passage.words[previous + 1 : at]):  # "In a single day Microsoft"
        kind, word = "day", ""
    if _only_modified(passage, name, kind):
        if passage.kinds[at + 1] == "comma" and passage.kinds[at + 2] == "relative":  # "by retailer Esprit, which ..."
            state.mentions.append(name)
        return
    if kind == "prep" and word in _COUNTERS and _is_compared(passage, at, name):  # "shares -1.2%, vs. SPX -0.6%"
        state.begin(at)
        kind, word = "", ""
    if kind == "prep" and word in _COUNTERS:
        _set_against(passage, name.instrument)
        return
    if _speaks(passage, at, name):
        state.foreign()
        return
    if passage.line.texts[name.first].islower() and passage.words[at + 1] in words("companies", "trades"):
        state.foreign()  # "Fresnillo, the silver miner, which climbed 50.6p"
        return
    state.mentions.append(name)
    if not _only_describes(passage, name, at):
        _place(passage, at, name, kind, word)


def _is_compared(passage: Passage, at: int, name: Name) -> bool:
    """Tell an instrument that is set against another with a change of its own: "vs. SPX -0.6%"."""
    what = passage.items[at + 1].what if at + 1 < len(passage.items) else None
    return name.sort != "currency" and isinstance(what, Amount) and what.sign != 0


def _speaks(passage: Passage, at: int, name: Name) -> bool:
    """Tell the person in "said Jan Nel of Protea", of whom no "the stock" speaks."""
    back = at - 1
    while back > at - _LONGEST_TRADE and passage.kinds[back] == "foreign":
        back -= 1
    return name.evidence < 1 and passage.kinds[back] == "report"


def _place(passage: Passage, at: int, name: Name, kind: str, word: str) -> None:
    """Make a name the subject, the owner of a noun of change, or the object of a verb, by what is before it."""
    state = passage.state
    if state.held is not None:
        state.aside_words += 1
    elif passage.noun_open and (kind == "foreign" or (kind == "prep" and word in _OWNING)):
        _own(passage, name, at)
    elif state.phrase == "pending" and state.in_preposition and _misfits(state.head, name):
        state.phrase = "foreign"
    elif state.phrase == "pending" and state.in_preposition:
        future = state.head == "future" and name.sort == "index"
        state.names, state.phrase = [_futures(name, "futures", passage.line) if future else name], "names"
    elif _is_object(passage, at, kind, word):
        state.object_named, state.object = True, (*(state.object if kind == "and" else ()), name)
    elif kind != "prep" or word == "with":
        state.take(name, at)


def _is_object(passage: Passage, at: int, kind: str, word: str) -> bool:
    """Tell the object of a verb or a preposition: "led by Exxon, up 3 percent", "weighed on BP and Shell, down 2%"."""
    state = passage.state
    if kind == "and" and state.object and passage.kinds[at - 2] == "name":
        return True
    agent = kind == "prep" and word in _AGENTS and _has_own_change(passage, at)
    return agent or (state.after_other and not state.fresh and kind == "other")


def _has_own_change(passage: Passage, at: int) -> bool:
    """Tell "led by Exxon, up 3 percent", whose figure is Exxon's."""
    while passage.kinds[at + 1] == "and" and passage.kinds[at + 2] == "name":
        at += 2
    what = passage.items[at + 2].what if at + 2 < len(passage.items) else None
    way = isinstance(what, Entry) and what.kind == "dir" and not what.noun and not what.verb
    if passage.kinds[at + 1 : at + 4] == ("comma", "amount", "dir"):  # "gains for Vodafone, 8p higher at 220p"
        return True
    return passage.kinds[at + 1 : at + 4 : 2] == ("comma", "amount") and (way or passage.words[at + 2] == "off")


def compares(passage: Passage, at: int) -> bool:
    """Tell a name that a move is only held against: "fell more than Chevron on Friday, losing 5 percent"."""
    return passage.kinds[at + 1] in {"comma", "day"}


def _only_modified(passage: Passage, name: Name, before: str) -> bool:
    """Tell "in the eastern Mediterranean" from "shares in retailer Esprit" and "a 7 percent rise in carmaker Geely"."""
    state = passage.state
    modified = name.evidence < 1 and not name.candidates and state.in_preposition and before == "foreign"
    return modified and state.phrase != "pending" and not passage.noun_open


def _only_describes(passage: Passage, name: Name, at: int) -> bool:
    """Tell the metal in "Rio Tinto and copper giant Antofagasta"."""
    small = passage.line.texts[name.first].islower()
    return small and passage.kinds[at + 1] == "foreign" and passage.kinds[at + 2] == "name"


def _misfits(head: str, name: Name) -> bool:
    """Tell "shares in oil companies" from "shares in Exxon"."""
    return head == "stock" and name.sort not in values_of_heads(head)


def _set_against(passage: Passage, other: str) -> None:
    """Note the other currency of a pair for the values before and after it; "other" for one nobody has catalogued."""
    passage.state.counter, passage.state.counter_told = other, len(passage.slots)
    last = passage.slots[-1] if passage.slots else None
    if last is not None and last.counter and "and" in passage.words[last.item - 2 : last.item]:
        last.counter = other  # "1.4 per cent against the dollar, to $1.3059, and by 1.5 per cent against the euro"
    for slot in passage.slots:
        if slot.frame == len(passage.state.frames):
            slot.counter = slot.counter or other


def _own(passage: Passage, name: Name, at: int) -> None:
    """Give a noun of change its instrument: "a 3 percent drop in the S&P 500"."""
    for slot in passage.noun_slots:
        slot.names, slot.basis = (name,), "same clause"
    state = passage.state
    if passage.noun_owned and state.joining:
        state.take(name, at)
    elif state.phrase in {"pending", "empty"} or passage.noun_slots:
        state.names, state.phrase, state.owned = [name], "names", True
    passage.noun_owned = True


def on_head(passage: Passage, at: int, entry: Entry) -> None:
    """Read a price noun: it keeps the name it fits ("Exxon shares") and spoils another ("oil shares")."""
    state = passage.state
    key = entry.kind.partition(":")[2]
    if state.held is not None:
        state.aside_words += passage.words[at - 1] != "whose"
    elif state.phrase == "names" and not state.in_preposition and passage.words[at - 1] != "of all":
        fits = values_of_heads(key)
        if key == "future" and all(name.sort == "index" for name in state.names):
            written = as_written(passage.line, passage.items[at].first, passage.items[at].last)
            state.names = [_futures(name, written, passage.line) for name in state.names]
        elif not all(name.sort in fits for name in state.names):
            state.phrase = "foreign"
    elif state.phrase == "foreign" and key == "future" and state.fresh and "possessive" in passage.kinds[at - 3 : at]:
        state.phrase, state.head, state.phrase_at = "pending", key, at  # "In gold, COMEX's most-active contract ..."
    elif state.phrase == "foreign" and key == "stock" and state.fresh and _is_its(passage, at):
        state.phrase, state.head, state.phrase_at = "pending", "its_shares", at  # "the biotech stock closed at"
    elif state.phrase == "empty" and key == "price" and _opens_late(passage, at):
        state.phrase, state.head, state.phrase_at, state.in_preposition = "pending", key, at, False
    elif passage.words[at] in _SEVERAL:  # "IT indices rose 0.5-1.8 percent"
        state.foreign()
    elif state.phrase == "empty" and state.fresh and not (state.in_preposition and _modifies(passage, at)):
        state.phrase, state.head, state.phrase_at = "pending", key, at


def _is_its(passage: Passage, at: int) -> bool:
    """Tell "the biotech stock", of the company spoken of."""
    if passage.kinds[at - 1] == "possessive":  # "the California-based company's shares"
        return passage.line.norms[passage.items[at - 2].first] in {"company", "firm", "group"}
    if passage.words[at] != "stock" or passage.kinds[at - 1] not in {"foreign", "filler"}:
        return False
    near = passage.words[max(at - 4, 0) : at]
    return "its" in near or (at > 1 and near[-2:-1] == ("the",))


def _opens_late(passage: Passage, at: int) -> bool:
    """Tell a subject that no comma sets off: "By the time London had closed on Friday the price of Brent was ..."."""
    state = passage.state
    after_day = passage.kinds[at - 1] == "det" and passage.kinds[at - 2] in {"day", "phase"}
    return after_day and passage.words[at + 1] == "of" and state.predicate is None


def _modifies(passage: Passage, at: int) -> bool:
    """Tell "investment in shares" from "in Milan shares dropped"."""
    back = at - 1
    while passage.kinds[back] in {"det", "filler"}:
        back -= 1
    return passage.kinds[back] == "prep"


def _futures(name: Name, word: str, line: Line) -> Name:
    """Return the future on an index, which is not the index."""
    whole = f"{as_written(line, name.first, name.last)} {word}"
    return Name(whole, "index", name.first, name.last, unit="points", evidence=0.9)


def on_foreign(passage: Passage, at: int, _entry: Entry) -> None:
    """Read a noun that is no instrument."""
    previous = passage.before(at)
    measure = passage.words[at] in _MEASURES
    if (
        passage.noun_open
        and passage.kinds[previous] == "prep"
        and passage.words[previous] in _OWNING - {"on"}
        and not measure
        and not _is_span(passage, at)
    ):
        _disown(passage, at)
    state = passage.state
    if state.joining and passage.kinds[at + 1] == "name":  # "and chip giant Nvidia"
        return
    opens = state.phrase == "empty" and bool(state.fallback) and state.fresh and passage.words[at].endswith("ing")
    if (state.phrase == "names" or opens) and state.held is None and _does(passage, at):
        passage.resolve(at)
        return
    if passage.kinds[previous] == "prep" and passage.words[previous] in _COUNTERS:
        _set_against(passage, "other")
    if state.in_preposition and state.preposition_full and passage.kinds[at - 1] == "det":
        state.in_preposition = False
    busy = state.object_named
    state.foreign()
    state.object_named = busy if measure else state.object_named  # "its biggest daily points drop"


def _is_span(passage: Passage, at: int) -> bool:
    """Tell "in the past 24 hours" from "in exports"."""
    first = passage.items[at].first
    return not _TIMES.isdisjoint(passage.line.norms[first : first + 4])


def _does(passage: Passage, at: int) -> bool:
    """Tell a verb that nobody has listed by what follows it: "flew 5% lower"."""
    adverb = passage.items[at + 2].what if at + 2 < len(passage.items) else None
    way = isinstance(adverb, Entry) and adverb.kind == "dir" and not adverb.noun and not adverb.verb
    participle = passage.words[at].endswith("ing")
    steady = participle and passage.words[at + 1] in {"at", "around", "near"} and passage.kinds[at + 2] == "amount"
    amount = passage.items[at + 1].what if at + 1 < len(passage.items) else None
    crossing = participle and isinstance(amount, Amount) and amount.lead.rpartition(" ")[2] in _CROSSING
    led = passage.kinds[at - 1] == "name" and passage.words[at + 1] == "to"  # "the index ground to a one-year high"
    reaching = led and passage.kinds[at + 2] in {"look", "amount"}
    return (isinstance(amount, Amount) and way) or steady or crossing or reaching


def _disown(passage: Passage, at: int) -> None:
    """Take back the values of a noun of change that belongs to something else: "a 3 percent drop in exports"."""
    ahead = at + 1
    while ahead < at + _LONGEST_TRADE and passage.kinds[ahead] in {"foreign", "filler"}:
        ahead += 1
    if passage.kinds[ahead] == "name":  # "a 10.1% slide in Swedish online gaming company Evolution"
        return
    for slot in passage.noun_slots:
        slot.names, slot.basis = (), "disowned"
    passage.waiting = [slot for slot in passage.waiting if slot not in passage.noun_slots]
    passage.noun_open, passage.noun_slots = False, []
    if passage.state.phrase == "pending":
        passage.state.phrase = "foreign"


def ends_in_change_of(passage: Passage, at: int) -> bool:
    """Tell "started the day with a gain of 11 points"."""
    kinds = passage.kinds
    while kinds[at] in {"det", "filler"}:
        at += 1
    return kinds[at] == "dir" and passage.words[at + 1] == "of" and kinds[at + 2] == "amount"


def ends_in_change(passage: Passage, at: int) -> bool:
    """Tell "topped the index with a 7.1% climb", which is the subject's, from "with a 10 percent rise in sales"."""
    kinds = passage.kinds
    at = at + 1 if kinds[at] == "det" else at
    while kinds[at] == "filler":  # "with a relatively modest 3.9 percent rebound"
        at += 1
    noun = kinds[at] == "amount" and kinds[at + 1] == "dir"
    if kinds[at + 3] == "head:stock":
        return noun
    return noun and not (kinds[at + 2] == "prep" and passage.words[at + 2] in {"in", "of", "for"})
