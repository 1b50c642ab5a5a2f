"""One move and everything it is held against: which candidates there are, which of them is meant, what they say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from eventstudy.records import Verdict
from eventstudy.verdicts.candidates import combine, resolved, without
from eventstudy.verdicts.joint import CAME_FROM, Statement, statement_of
from eventstudy.verdicts.observables import CHANGES
from eventstudy.verdicts.on_series import Evidence, on_series
from eventstudy.verdicts.orders import decide_order
from eventstudy.verdicts.other_spans import doubted
from eventstudy.verdicts.relate import PASSING, REFUTING
from eventstudy.verdicts.second import beside
from eventstudy.verdicts.spoken import Words
from eventstudy.verdicts.wording import called, listed, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from eventstudy.records import ReportedMove, VerdictName
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.terms import Tolerances
    from eventstudy.verdicts.ticks import Ticks

__all__ = ["Setting", "check_one", "identified", "key", "placed", "statements"]

_CHECKED = {"asserted", "attributed"}
_COUNTED = {"extreme", "rank", "streak", "order"}
_OVER_A_SPAN = CHANGES | {"order"}
_OTHER = {"forecast": "a forecast", "conditional": "a condition", "opinion": "an opinion"}
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What every move of one call is held against."""

    bars: Mapping[str, Bars]
    table: Tolerances
    source: str
    statements: Mapping[_Key, Statement]
    ticks: Mapping[str, Ticks]
    published: Mapping[str, datetime]
    second: Mapping[str, Bars]
    second_source: str = ""
    words: Mapping[ReportedMove, Words] = field(default_factory=dict)
    """What the words around each move say."""
    told: bool = False
    """It was said when the articles came out; one that is not named came out after all prices."""


def placed(moves: Sequence[ReportedMove]) -> list[ReportedMove]:
    """Return the moves, with each undated level that a change came from placed where its statement is."""
    dated: dict[_Key, ReportedMove] = {}
    for move in moves:
        if move.date is not None:
            dated.setdefault((move.article, move.group, move.instrument), move)
    found = []
    for move in moves:
        beside = dated.get((move.article, move.group, move.instrument))
        start = move.date is None and CAME_FROM in move.basis and beside is not None
        told = start and beside is not None
        found.append(_started(move, beside) if told and beside is not None else move)
    return found


def _started(move: ReportedMove, beside: ReportedMove) -> ReportedMove:
    """Return a level that a change came from where the change is: on its day, or at the start of its span."""
    return replace(move, date=beside.date, phase=beside.phase, window=beside.window, anchor=beside.anchor)


def key(move: ReportedMove) -> _Key:
    """Return what moves of one statement share: only these must fit one reference."""
    return (
        move.article,
        move.group,
        move.instrument,
        move.phase,
        move.date,
        None if move.kind in _COUNTED else move.window,
    )


def _grouped(moves: Sequence[ReportedMove]) -> dict[_Key, list[ReportedMove]]:
    groups: dict[_Key, list[ReportedMove]] = defaultdict(list)
    for move in moves:
        if move.modality in _CHECKED:
            groups[key(move)].append(move)
    return groups


def statements(
    moves: Sequence[ReportedMove], table: Tolerances, words: Mapping[ReportedMove, Words]
) -> dict[_Key, Statement]:
    """Return what the numbers of each statement say together, by `key`."""
    grouped = _grouped(moves)
    lone = Words()
    inside = {name: any(_speaks_inside(one, words.get(one, lone)) for one in held) for name, held in grouped.items()}
    found = {name: replace(statement_of(held, table), inside=inside[name]) for name, held in grouped.items()}
    return {**found, **_with_starts(grouped, found, table)}


def _speaks_inside(move: ReportedMove, words: Words) -> bool:
    return words.inside or words.leapt or move.kind == "extreme"


def _with_starts(
    grouped: Mapping[_Key, list[ReportedMove]], found: Mapping[_Key, Statement], table: Tolerances
) -> dict[_Key, Statement]:
    """Return the statements whose level it came from is dated apart ("from Friday's close of $68.60"), with it."""
    beside: dict[tuple[str, str, str], list[_Key]] = defaultdict(list)
    for name, held in grouped.items():
        beside[held[0].article, held[0].group, held[0].instrument].append(name)
    joined = {}
    for start in (one for held in grouped.values() for one in held if CAME_FROM in one.basis):
        for name in beside[start.article, start.group, start.instrument]:
            held = grouped[name]
            if start in held or start.phase != held[0].phase or statement_of([*held, start], table).consistent:
                continue
            joined[name] = joined[key(start)] = replace(found[name], consistent=False)
    return joined


def identified(moves: Sequence[ReportedMove], setting: Setting) -> dict[_Key, str]:
    """Return, by statement, the one candidate that fits all its numbers; at least two numbers and two candidates."""
    found = {}
    for key, members in _grouped(moves).items():
        names = {name for move in members for name in _names(move)}
        held = sorted(names & set(setting.bars))
        numeric = [move for move in members if move.kind not in _COUNTED]
        if len(held) > 1 and len(setting.statements[key].moves) > 1 and setting.statements[key].consistent:
            series = resolved({name: [_on(move, name, setting) for move in numeric] for name in held})
            if series is not None:
                found[key] = series
    return found


def _names(move: ReportedMove) -> tuple[str, ...]:
    """Return the candidates in an order of their own, so that theirs has no effect."""
    return tuple(sorted(set(move.candidates or (move.instrument,))))


def check_one(move: ReportedMove, setting: Setting, identified: str | None) -> Verdict:
    """Return the verdict on one move; `identified` is the candidate that its statement singles out."""
    refused = _refused(move, setting)
    if refused is not None:
        verdict, why = refused
        return Verdict(move, verdict, None, None, None, None, sentence(why), source=setting.source)
    if move.kind == "order":
        return _ordered(move, setting)
    names = _names(move)
    held = [name for name in names if name in setting.bars]
    if not held:
        return without(move, names, setting.source)
    lost = [name for name in names if name not in held]
    every = [_on(move, name, setting) for name in held]
    if identified is None:
        found = combine(every, lost)
        return _unless_excluded(found, move, held, setting) if lost else found
    severities = [one.severity for one in every if one.severity is not None]
    verdict_on_it = combine([one for one in every if one.series == identified], lost)
    chosen = (
        f"of {listed([called(name) for name in held])} only {called(identified)} fits every number of the statement"
    )
    note = sentence(verdict_on_it.note[:-1], chosen)
    return replace(verdict_on_it, note=note, severity=max(severities, default=None))


def _unless_excluded(found: Verdict, move: ReportedMove, held: Sequence[str], setting: Setting) -> Verdict:
    """Return a verdict that agrees as one left open, where other numbers of the statement exclude all that are held."""
    others = [one for one in setting.statements[key(move)].moves if one != move]
    if found.verdict not in PASSING or not others:
        return found
    excluded = all(any(_on(one, name, setting).verdict in REFUTING for one in others) for name in held)
    if not excluded:
        return found
    said = "another number of the statement does not fit it, so that one which is not among the prices may be meant"
    told = (
        found.note[:-1].replace(" agree: ", " leave it open: ", 1).replace(" do not disagree: ", " leave it open: ", 1)
    )
    return replace(found, verdict="ambiguous", note=sentence(told, said), tried=())


def _refused(move: ReportedMove, setting: Setting) -> tuple[VerdictName, str] | None:
    """Return the verdict on words that need no prices, and why: modality, then what is missing, then arithmetic."""
    if move.modality not in _CHECKED:
        return "not_checkable", f"the words are {_OTHER[move.modality]}, not a report of what happened"
    if move.value is None and move.kind not in _COUNTED:
        return "not_checkable", "the words give no quantity"
    if move.kind in CHANGES and move.value is not None and move.value < 0:
        return "not_checkable", f"a change is told by its size and its direction, not as {move.value}"
    several = bool(setting.words.get(move, Words()).periods)  # numbers of a day and of its month need not agree
    if not setting.statements[key(move)].consistent and move.kind not in _COUNTED and not several:
        return "internally_inconsistent", (
            "the level, the change and the percentage of this statement cannot all come from one earlier price, "
            "which takes no prices to see"
        )
    spans = move.kind in _OVER_A_SPAN or move.phase == "close"
    if move.date is None and (move.window is None or not spans):
        return "not_checkable", "the words cannot be placed on a day, since neither they nor the article give one"
    return None


def _ordered(move: ReportedMove, setting: Setting) -> Verdict:
    """Return the verdict on an order of two instruments, each of which may be one of several."""
    names, others = _names(move), tuple(sorted(set(move.against)))
    pairs = [(one, other) for one in names for other in others if one != other]
    if not pairs:
        why = "the words do not say which instrument moved less"
        return Verdict(move, "not_checkable", None, None, None, None, sentence(why), source=setting.source)
    lost = [name for name in dict.fromkeys((*names, *others)) if name not in setting.bars]
    held = [pair for pair in pairs if not set(pair) & set(lost)]
    if not held:
        return without(move, lost, setting.source)
    every = [_on_pair(move, *pair, setting) for pair in held]
    if len(every) == 1:
        return combine(every, lost)
    return combine([_as_one_of(one, *pair) for one, pair in zip(every, held, strict=True)], lost)


def _as_one_of(found: Verdict, first: str, second: str) -> Verdict:
    """Return the verdict on one pair of several, named after it."""
    return replace(found, series=f"{called(first)} against {called(second)}", tried=(("as chosen", found.verdict),))


def _on_pair(move: ReportedMove, first: str, second: str, setting: Setting) -> Verdict:
    evidence = [_evidence(move, name, setting) for name in (first, second)]
    found = decide_order(move, *evidence)
    if first not in setting.second or second not in setting.second:
        return found
    return beside(found, decide_order(move, *(_second(one, setting) for one in evidence)))


def _beside(found: Verdict, other: Verdict, evidence: Evidence) -> Verdict:
    return beside(found, other, evidence.table.sources_ticks * evidence.bars.tick)


def _unheld(found: Verdict, name: str, setting: Setting) -> Verdict:
    """Return a verdict that says so where the second source holds no prices of the series."""
    if not setting.second_source or found.verdict not in PASSING | REFUTING:
        return found
    return replace(
        found, note=sentence(found.note[:-1], f"prices in {setting.second_source} hold none of {called(name)}")
    )


def _evidence(move: ReportedMove, name: str, setting: Setting) -> Evidence:
    published = setting.published.get(move.article)
    words = setting.words.get(move, Words())
    late = setting.told and published is None
    return Evidence(setting.bars[name], setting.table, setting.source, setting.ticks.get(name), published, words, late)


def _second(evidence: Evidence, setting: Setting) -> Evidence:
    bars = setting.second[evidence.bars.series]
    return replace(evidence, bars=bars, source=setting.second_source, ticks=None)


def _on(move: ReportedMove, name: str, setting: Setting) -> Verdict:
    """Return the verdict on one candidate."""
    statement, evidence = setting.statements[key(move)], _evidence(move, name, setting)
    several = evidence.words.several_days
    found = doubted(on_series(move, statement, evidence), several_days=several)
    if name not in setting.second:
        return _unheld(found, name, setting)
    other = _second(evidence, setting)
    return _beside(found, doubted(on_series(move, statement, other), several_days=several), evidence)
