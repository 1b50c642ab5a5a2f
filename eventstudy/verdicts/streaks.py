"""Streaks: "a third straight loss" is a run of changes of one sign, ending with the session that is meant.

A day without a change ends a run. Where a day moved by no more than a tick, so that another recorded digit would have
made it flat, the run is counted once more with such days passed over; where the two counts disagree it stays open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Interval, Verdict
from eventstudy.verdicts.bars import exact, expected, price_row
from eventstudy.verdicts.decide import plain, unusable
from eventstudy.verdicts.gate import flag_text
from eventstudy.verdicts.moments import day_alone, known_close
from eventstudy.verdicts.periods import BY_PUBLICATION, ends_of
from eventstudy.verdicts.relate import REFUTING
from eventstudy.verdicts.severity import rate
from eventstudy.verdicts.wording import called, day_text, ordinal, sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.records import VerdictName
    from eventstudy.verdicts.observables import Case

__all__ = ["decide_streak", "run_lengths"]

_UNITS = {"week", "month", "quarter", "year"}
_BASIS = "streak: of "
_LEAST = 2
_NUMBERED = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\w+teenth|eleventh|twelfth|\d+(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that ends with the last of `at`; positions are of the closes that are compared."""

    length: int
    reaches: bool
    """Whether it is as long as told and goes back as far as the prices can be counted, so that it may be longer."""
    broken: str = ""
    """What in the prices keeps it from being counted further."""


def decide_streak(case: Case) -> Verdict:
    """Return the verdict on a streak: the run as long as told confirms it.

    A longer one says that "three in a row" understates; "a third straight loss" that was the fifth is right on the
    direction alone.
    """
    move = case.move
    if move.direction is None or move.value is None or move.value < _LEAST or move.value % 1:
        return plain(case, "not_checkable", "the words do not say how many rises or falls, or which of the two")
    mute = unusable(case)
    if mute is not None:
        return mute
    unit = _unit(case)
    at = ends_of(case.bars, case.i, unit)
    known = known_close(case)
    wanted = int(move.value)
    run = _run(case, at if known else at[:-1], wanted if known else wanted - 1, flat=False)
    other = _run(case, at if known else at[:-1], wanted if known else wanted - 1, flat=True)
    verdict, remark = _verdict(case, run, wanted, known=known)
    beside, _ = _verdict(case, other, wanted, known=known)
    if (verdict in REFUTING) != (beside in REFUTING) and "data_problem" not in {verdict, beside}:
        verdict, remark = "ambiguous", "a day within one tick of no change decides it"
    return _told(case, run, wanted, unit, verdict, remark, (("days within one tick of no change passed over", beside),))


def _unit(case: Case) -> str:
    """Return what is counted: sessions, or the weeks or months that the reader of moves writes into the basis."""
    told = next((one.removeprefix(_BASIS) for one in case.move.basis if one.startswith(_BASIS)), "sessions")
    unit = told.rstrip("s")
    return unit if unit in _UNITS else "session"


def _run(case: Case, at: NDArray[np.intp], wanted: int, *, flat: bool) -> _Run:
    """Count back from the last close; `flat` passes days over that moved by no more than a tick."""
    bars, sign = case.bars, 1 if case.move.direction == "up" else -1
    length = 0
    for later, sooner in pairwise(reversed(at.tolist())):
        wrong = _spoiled(case, sooner, later)
        if wrong:
            return _Run(length, reaches=length >= wanted, broken=wrong)
        change = sign * (exact(bars, bars.close[later]) - exact(bars, bars.close[sooner]))
        if not change.is_finite():
            return _Run(length, reaches=False, broken=f"no close on {day_text(bars.dates[sooner].item())}")
        if flat and abs(change) <= bars.tick:
            continue
        if change <= 0:
            return _Run(length, reaches=False)
        length += 1
    return _Run(length, reaches=True)


def _spoiled(case: Case, sooner: int, later: int) -> str:
    """Say what is wrong with the way from one close to the next; empty where nothing is."""
    bars = case.bars
    days = [bars.dates[k].item() for k in range(sooner, later + 1)]
    if bars.roll[sooner + 1 : later + 1].any():
        return f"{called(bars.series)} rolled between {day_text(days[0])} and {day_text(days[-1])}"
    for k in range(sooner + 1, later + 1):
        if told := flag_text(bars, k):
            return told
    if bars.stale[sooner : later + 1].any():
        return f"a row between {day_text(days[0])} and {day_text(days[-1])} is stale"
    sessions = expected(bars, days[0], days[-1])
    lost = sorted((sessions or frozenset()).difference(days))
    return f"the prices have no row of {day_text(lost[0])}" if lost else ""


def _verdict(case: Case, run: _Run, wanted: int, *, known: bool) -> tuple[VerdictName, str]:
    if run.length < (wanted if known else wanted - 1):
        lost = run.broken or ("the prices begin within the run" if run.reaches else "")
        return ("data_problem", lost) if lost else ("contradicted", "")
    if not known:
        bars, i = case.bars, case.i
        far = bars.high[i] > bars.close[i - 1] if case.move.direction == "up" else bars.low[i] < bars.close[i - 1]
        return ("consistent" if far else "contradicted"), "the article came out before the last of them was struck"
    if run.length > wanted and _counts(case, run, wanted):
        return "direction_only", f"the words count it as the {ordinal(wanted)}"
    if run.length > wanted:
        return "confirmed_loose", "the report understates"
    if run.reaches:
        return "consistent", run.broken or "the prices begin within the run"
    return "confirmed", ""


def _counts(case: Case, run: _Run, wanted: int) -> bool:
    """Tell whether words number the last of a run, "a third straight loss", rather than tell of some in a row.

    Where they name no day and the article is not known to have come out after that day's close, the session before
    may be the last that they count.
    """
    day = case.bars.dates[case.i].item()
    late = case.published is not None and not day_alone(case.published, day)
    undated = BY_PUBLICATION in case.move.basis and run.length == wanted + 1 and not late
    return _NUMBERED.search(case.move.quote) is not None and not undated


def run_lengths(closes: NDArray[np.float64], sign: int) -> NDArray[np.int64]:
    """Return the length of the run of rises (falls, for a sign of -1) that ends with each close, shape (n_closes,).

    Examples
    --------
    >>> run_lengths(np.array([1.0, 2.0, 3.0, 3.0, 4.0]), 1).tolist()
    [0, 1, 2, 0, 1]
    """
    up = np.concatenate([[False], sign * np.diff(closes) > 0])
    count = np.cumsum(up)
    broken = np.maximum.accumulate(np.where(up, 0, count))
    return np.asarray(count - broken, dtype=np.int64)


def _severity(case: Case, unit: str, wanted: int) -> float | None:
    """Return the share of the ends before on which a run at least as long stood."""
    closes = case.bars.close[ends_of(case.bars, case.i, unit)][:-1]
    sign = 1 if case.move.direction == "up" else -1
    return rate(run_lengths(closes, sign)[wanted:] >= wanted, case.table)


def _told(
    case: Case,
    run: _Run,
    wanted: int,
    unit: str,
    verdict: VerdictName,
    remark: str,
    variants: tuple[tuple[str, VerdictName], ...],
) -> Verdict:
    bars, way = case.bars, "higher" if case.move.direction == "up" else "lower"
    opening = {
        "confirmed": "agree", "confirmed_loose": "agree", "consistent": "do not disagree", "contradicted": "disagree",
        "data_problem": "cannot be held against this",
        "direction_only": "agree on the direction and disagree on the count",
    }.get(verdict, "leave it open")  # fmt: skip
    least = "at least " if run.reaches else ""
    run_of = f"{least}{run.length} {unit}{'' if run.length == 1 else 's'} in a row"
    found = (
        f"prices in {case.source} {opening}: up to {day_text(bars.dates[case.i].item())} {called(bars.series)} closed "
        f"{way} {run_of}, and the words mean {wanted}"
    )
    if verdict == "data_problem":
        found = f"prices in {case.source} cannot be held against this, since the {unit}s cannot all be counted"
    at = ends_of(bars, case.i, unit)[-min(run.length, wanted) - 2 :].tolist()
    unit_name = f"{unit}s"
    band = Interval(Decimal(wanted), Decimal(wanted), unit_name)
    return Verdict(
        move=case.move,
        verdict=verdict,
        observed=Interval(Decimal(run.length), None if run.reaches else Decimal(run.length), unit_name),
        core=band,
        tolerant=Interval(Decimal(wanted), None, unit_name),
        severity=_severity(case, unit, wanted),
        note=sentence(found, remark),
        series=bars.series,
        rows=tuple(price_row(bars, k) for k in at),
        arithmetic=tuple(
            f"close {bars.dates[later].item().isoformat()} - close {bars.dates[sooner].item().isoformat()} = "
            f"{exact(bars, bars.close[later]) - exact(bars, bars.close[sooner])}"
            for sooner, later in pairwise(at)
        ),
        variants=variants,
        source=case.source,
        tried=(("as chosen", verdict), *variants) if verdict != "data_problem" else (),
    )
