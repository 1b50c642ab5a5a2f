"""From readings to a verdict: data gate, observability, and the relation of what is seen to what is said."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Verdict
from eventstudy.verdicts.bars import exact, price_row
from eventstudy.verdicts.findings import context
from eventstudy.verdicts.gate import problem
from eventstudy.verdicts.moments import known_close, known_range
from eventstudy.verdicts.observables import at_the_close, enclosed, is_level, readings, single
from eventstudy.verdicts.outcome import finish
from eventstudy.verdicts.relate import PASSING, REFUTING, bands_of, best, relate, signed
from eventstudy.verdicts.second import beside
from eventstudy.verdicts.spoken import THRESHOLDS
from eventstudy.verdicts.unseen import unseen
from eventstudy.verdicts.within import inner_readings, sources_differ
from eventstudy.verdicts.wording import called, number, sentence

if TYPE_CHECKING:
    from eventstudy.records import VerdictName
    from eventstudy.verdicts.findings import Judged
    from eventstudy.verdicts.observables import Case, Reading

__all__ = ["OPEN", "decide", "fitting", "plain", "unusable"]

_SAYS_IT_AGREES = re.compile(r" agree(?: loosely)?: | do not disagree: ")

OPEN = frozenset({"consistent", "not_observable", "ambiguous"})
"""Verdicts that bars inside the day may sharpen."""


def plain(case: Case, verdict: VerdictName, *clauses: str) -> Verdict:
    """Return a verdict that rests on no comparison."""
    rows = tuple(price_row(case.bars, k) for k in (case.base, case.i) if k >= 0)
    return Verdict(
        case.move, verdict, None, None, None, None, sentence(*clauses), case.bars.series, rows, source=case.source
    )


def unusable(case: Case) -> Verdict | None:
    """Return the verdict on a move whose rows cannot speak about it, None where they can."""
    wrong = problem(case)
    if wrong:
        return plain(case, "data_problem", f"prices in {case.source} cannot be held against this: {wrong}")
    hidden = unseen(case)
    return plain(case, "not_observable", f"prices in {case.source} cannot show this: {hidden}") if hidden else None


def decide(case: Case, *extra: str) -> Verdict:
    """Return the verdict on one numeric move on one series.

    Order: data gate, observability, relation; then bars inside the day sharpen what daily bars leave open. `extra` are
    clauses for the note.
    """
    wrong = problem(case)
    if wrong:
        refused = plain(case, "data_problem", f"prices in {case.source} cannot be held against this: {wrong}")
        return _with_spliced(case, refused) if "joins two contracts" in wrong else refused
    if case.bars.unit == "percent" and case.move.kind == "percent_change" and case.move.unit == "percent":
        told = f"{called(case.bars.series)} moves in points of its per cent, and a percentage of it may mean either"
        return plain(case, "ambiguous", told)
    daily, direct = _by_day(case, extra)
    if _closes_alone(case) and daily.verdict in REFUTING:
        why = "they hold closes only, which say nothing of a price inside the day; highs and lows would settle it"
        mute = plain(case, "not_observable", f"prices in {case.source} cannot show this: {why}", context(case))
        daily, direct = replace(mute, core=daily.core, tolerant=daily.tolerant), False
    elif at_the_close(case) and daily.verdict in REFUTING:
        daily = _beside_the_range(case, daily)
    elif case.words.stayed and daily.verdict in PASSING:
        daily = _if_it_stayed(case, daily)
    if case.ticks is None or direct:
        return _with_first_bar(case, daily)
    differ = sources_differ(case) if daily.verdict in OPEN | REFUTING else ""
    if differ:
        return plain(case, "data_problem", differ)
    return _sharpened(case, daily, extra) if daily.verdict in OPEN else daily


def _with_spliced(case: Case, found: Verdict) -> Verdict:
    """Return a verdict on a change across contracts with what the spliced prices show, for a reader to see."""
    if unseen(case) or not np.isfinite(case.bars.close[[case.base, case.i]]).all() or case.bars.close[case.base] <= 0:
        return found
    spliced = single(case, "close", case.bars.close[case.i])
    if spliced is None or spliced.observed.low is None or not known_close(case):
        return found
    shown = number(spliced.observed.low, spliced.observed.unit, sign=case.move.direction is not None)
    said = f"the prices as spliced show {shown}, contracts mixed, which neither agrees nor disagrees"
    core, tolerant = signed(case, bands_of(case))
    note = sentence(found.note[:-1], said)
    return replace(found, observed=spliced.observed, core=core, tolerant=tolerant, note=note, arithmetic=spliced.steps)


def _closes_alone(case: Case) -> bool:
    """Tell whether only a close is held of a move that may have been inside the day."""
    inside = case.move.phase in {"unspecified", "intraday"} and (is_level(case.move) or not at_the_close(case))
    held = np.isfinite([case.bars.high[case.i], case.bars.low[case.i]]).all()
    return inside and not held and not case.origin


def _beside_the_range(case: Case, found: Verdict) -> Verdict:
    """Return the verdict on a close, saying so where only a price inside the day would agree."""
    inner = enclosed(case, case.bars.low[case.i], case.bars.high[case.i], proven=True)
    if case.move.window is not None or inner is None or relate(case, inner, bands_of(case)).verdict not in PASSING:
        return found
    said = "some price inside the day would agree, and the words, told after the close, speak of none"
    variants = (*found.variants, ("a price inside the day", "consistent"))
    return replace(found, variants=variants, note=sentence(found.note[:-1], said))


def _if_it_stayed(case: Case, found: Verdict) -> Verdict:
    """Return the verdict on "held above $51" where the close agrees and the day was below it: that is left open."""
    above = case.move.hedge in {"more_than", "at_least"}
    far = (case.bars.low if above else case.bars.high)[case.i]
    side = single(case, "low" if above else "high", far)
    if case.move.hedge not in THRESHOLDS or not is_level(case.move) or side is None or not known_range(case):
        return found
    if relate(case, side, bands_of(case)).verdict in PASSING:
        return found
    what = f"its {side.name} that day was {number(exact(case.bars, far), case.bars.unit)}"
    said = f"{what}, so that it depends on whether the close or the whole day is meant"
    told = _SAYS_IT_AGREES.sub(" leave it open: ", found.note[:-1], count=1)
    return replace(found, verdict="ambiguous", note=sentence(told, said), tried=())


def _with_first_bar(case: Case, daily: Verdict) -> Verdict:
    """Return a verdict on an open beside that of the first bar inside the day: an index may open on old quotes."""
    if case.ticks is None or case.move.phase != "open":
        return daily
    found, _ = inner_readings(case)
    return beside(daily, _weighed(replace(case, source=case.ticks.source), found, ())[0]) if found else daily


def _by_day(case: Case, extra: tuple[str, ...]) -> tuple[Verdict, bool]:
    """Return the verdict by daily bars, and whether it rests on the very figure meant."""
    hidden = unseen(case)
    if hidden:
        return _unshown(case, hidden, extra), False
    found = readings(case)
    if not found:
        return plain(case, "not_observable", f"prices in {case.source} hold closes only and cannot show this"), False
    return _weighed(case, found, extra)


def _weighed(case: Case, found: tuple[Reading, ...], extra: tuple[str, ...]) -> tuple[Verdict, bool]:
    bands = bands_of(case)
    judged = [relate(case, reading, bands) for reading in found]
    verdict = best([one.verdict for one in judged])
    agreed = [one for one in judged if one.verdict == verdict]
    last = agreed[0].reading.name == "last" and (case.move.time is None or verdict == "contradicted")
    chosen = _whole_stretch(judged, verdict) if last else agreed[0]
    return finish(case, bands, judged, chosen, extra), chosen.reading.direct


def _whole_stretch(judged: list[Judged], verdict: VerdictName) -> Judged:
    """Return what a verdict rests on where a last price gives it: if that refutes, the range around, with its gap."""
    found = next(one for one in judged if one.verdict == verdict)
    around = judged[-1]
    if verdict not in REFUTING or around.reading.direct or around.verdict not in REFUTING:
        return found
    return replace(around, verdict=verdict)


def _unshown(case: Case, hidden: str, extra: tuple[str, ...]) -> Verdict:
    """Return the verdict on a phase that daily bars do not hold, with open and close beside it."""
    verdict = plain(
        case, "not_observable", f"prices in {case.source} cannot show this: {hidden}", context(case), *extra
    )
    core, tolerant = signed(case, bands_of(case))
    return replace(verdict, core=core, tolerant=tolerant)


def _sharpened(case: Case, daily: Verdict, extra: tuple[str, ...]) -> Verdict:
    """Return the verdict by bars inside the day, that of the daily bars where they say no more.

    Bars with a hole may agree and cannot refute.
    """
    found, remark = inner_readings(case)
    if case.ticks is None or not found:
        return replace(daily, note=sentence(daily.note[:-1], remark))
    sharper, _ = _weighed(replace(case, source=case.ticks.source), found, extra)
    vaguer = sharper.verdict == "ambiguous" and daily.verdict == "consistent"
    if vaguer or (remark and sharper.verdict not in PASSING):
        return replace(daily, note=sentence(daily.note[:-1], remark))
    return sharper


def fitting(case: Case) -> set[str]:
    """Return the names of the readings that a move passes by."""
    if unseen(case):
        return set()
    bands = bands_of(case)
    return {one.name for one in readings(case) if relate(case, one, bands).verdict in PASSING}
