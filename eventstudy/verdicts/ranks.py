"""Ranks: "among the largest since September", "the worst day since March", counted by every admissible measure.

A day's move is measured from close to close and to the day's far side (high less the close before; for falls, low),
each in price and in per cent: four ranks among the sessions since the anchor; "percentage drop" and "point drop" admit
one of the two. Sessions on which a contract rolled are left out, and put back in as a variant; so are those that a
price screen takes for no market move. Weeks, months, quarters and years are ranked by their closes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Interval, Verdict
from eventstudy.verdicts.bars import price_row
from eventstudy.verdicts.decide import OPEN, plain, unusable
from eventstudy.verdicts.gate import flag_text
from eventstudy.verdicts.moments import day_alone, known_close, known_range
from eventstudy.verdicts.periods import BY_PUBLICATION, by_period, ends_of, period_of, unfinished
from eventstudy.verdicts.rank_measures import below_zero, changes_by, exact_change, measures, sign_of_rank
from eventstudy.verdicts.rank_notes import Rank, note, step
from eventstudy.verdicts.rank_runs import rank_of_runs
from eventstudy.verdicts.relate import PASSING
from eventstudy.verdicts.severity import rate
from eventstudy.verdicts.spans import LATE_START, span_of
from eventstudy.verdicts.within import so_far, sources_differ
from eventstudy.verdicts.wording import day_text, ordinal, sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.records import PriceRow, VerdictName
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.observables import Case
    from eventstudy.verdicts.spans import Span
    from eventstudy.verdicts.within import SoFar

__all__ = ["decide_rank"]

_PAIR = 2

_AMONG = re.compile(r"\bamong\b|\bone of\b|\bsome of\b", re.IGNORECASE)


def decide_rank(case: Case) -> Verdict:
    """Return the verdict on a rank.

    "Among the largest" asks for the rank the table names or better, and for the top share of the sessions since (at
    least the first), and is no exact number: of a session told without a phase it is never more than consistent.
    Without "among" the ordinal is asked for, or the first. A rank at the close, or of a session that was over when the
    article came out, can be confirmed, the latter by all measures together; any other is a statement made inside the
    day, which daily bars can only test on what is necessary; bars inside the day hold the day's move so far, as the
    article knew it.
    """
    move, unit = case.move, period_of(case.move)
    if move.direction is None:
        return plain(case, "not_checkable", "the words do not say whether a rise or a fall is meant")
    if unit == "streak":
        return rank_of_runs(case)
    if unit == "span":
        told = (
            f"prices in {case.source} cannot show this: what the move is compared with is no day, week, month or year"
        )
        return plain(case, "not_observable", told)
    return _of_session(case) if unit == "session" else _of_period(case, unit)


def _of_session(case: Case) -> Verdict:
    mute = unusable(case)
    if mute is not None:
        return mute
    span = span_of(case)
    sample = np.arange(0) if span is None else _sample(case.bars, span)
    if span is None or not len(sample):
        return _nothing_before(case)
    daily = _judge(case, span, sample)
    if daily.verdict in {"contradicted", "ambiguous"}:
        daily = _without_first_day(case, span, sample, daily)
    if case.ticks is None or daily.verdict not in OPEN or case.move.phase == "close":
        return daily
    differ = sources_differ(case)
    if differ:
        return plain(case, "data_problem", differ)
    view = so_far(case)
    return daily if view is None else _judge(replace(case, source=case.ticks.source), span, sample, view)


def _without_first_day(case: Case, span: Span, sample: NDArray[np.intp], daily: Verdict) -> Verdict:
    """Return a rank "in a month" that only the day exactly a month before outranks as one left open."""
    window, first = case.move.window, case.bars.dates[span.first].item()
    if case.move.anchor is not None or window is None or window.first != first or first.day != window.last.day:
        return daily
    inner = sample[sample > span.first]
    if not len(inner) or _judge(case, span, inner).verdict not in PASSING:
        return daily
    why = f"only {day_text(first)}, the first day of the span, had a larger one, and it may not count"
    return replace(
        daily, verdict="ambiguous", note=sentence(daily.note[:-1].replace(" disagree: ", " leave it open: ", 1), why)
    )


def _nothing_before(case: Case) -> Verdict:
    began, day = case.bars.dates[0].item(), case.bars.dates[case.i].item()
    move = case.move
    first = move.anchor.first if move.anchor is not None else move.window.first if move.window is not None else began
    why = (
        f"prices in {case.source} begin on {day_text(began)} and hold nothing to compare the move of {day_text(day)} "
        f"with since {day_text(first)}"
    )
    return plain(case, "data_problem", why)


def _of_period(case: Case, told: str) -> Verdict:
    """Return the verdict on a rank of weeks, months, quarters or years; of months like it ("its best June").

    Where no word names the day and its week is not over, the last whole week may be meant.
    """
    unit, like = told.removeprefix("like "), told.startswith("like ")
    found = _by_closes(case, unit, like=like)
    ends = ends_of(case.bars, case.i, unit)
    if not unfinished(case.bars, case.i, unit):
        return found
    if found.verdict in PASSING:
        verdict: VerdictName = "consistent" if found.verdict == "confirmed" else found.verdict
        said = (
            found.note[:-1].replace(" agree: ", " do not disagree: ", 1) if verdict == "consistent" else found.note[:-1]
        )
        return replace(found, verdict=verdict, note=sentence(said, f"that {unit} was not over"))
    if BY_PUBLICATION not in case.move.basis or len(ends) < _PAIR:
        return found
    earlier = _by_closes(replace(case, i=int(ends[-2])), unit, like=like)
    if earlier.verdict not in PASSING:
        return found
    said = f"the words name no day, and this is the last {unit} that was over"
    return replace(earlier, note=sentence(earlier.note[:-1], said))


def _by_closes(case: Case, unit: str, *, like: bool = False) -> Verdict:
    ends = ends_of(case.bars, case.i, unit)
    at_close = replace(case, move=replace(case.move, phase="close", time=None), ticks=None)
    mute = unusable(replace(at_close, base=int(ends[-2]) if len(ends) >= _PAIR else -1))
    if mute is not None:
        return mute
    bars = by_period(case.bars, case.i, unit)
    inner = replace(at_close, bars=bars, i=len(bars.dates) - 1, base=len(bars.dates) - 2)
    days, span = span_of(case), span_of(inner)
    sample = np.arange(0) if span is None else _sample(bars, span)
    sample = _alike(bars, sample) if like else sample
    if days is None or span is None or not len(sample):
        return _nothing_before(case)
    return _judge(inner, replace(span, whole=days.whole, began=days.began), sample, unit=unit)


def _alike(bars: Bars, sample: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return those of a sample of months that bear the name of the last."""
    month = bars.dates.astype("datetime64[M]").astype(np.int64) % 12
    alike: NDArray[np.intp] = sample[month[sample] == month[-1]]
    return alike


def _sample(bars: Bars, span: Span) -> NDArray[np.intp]:
    """Return the sessions since the anchor that have a change of the market and no roll, the day itself excluded."""
    at = np.arange(max(span.first, 1), span.last, dtype=np.intp)
    stepped = np.array([bool(flag_text(bars, int(k))) for k in at], dtype=bool)
    sound: NDArray[np.bool_] = ~(bars.roll[at] | bars.stale[at] | bars.stale[at - 1] | stepped)
    return at[sound & np.isfinite(bars.close[at]) & np.isfinite(bars.close[at - 1])]


def _ceiling(case: Case, n: int) -> int:
    """Return the worst rank that still holds among `n` sessions, the day included."""
    wanted = int(case.move.value) if case.move.value is not None else 1
    if not _AMONG.search(case.move.quote):
        return wanted
    top = int(Decimal(n) * case.table.rank_top)
    return max(1, min(case.table.rank_among, top))


def _left_open(case: Case) -> str:
    """Say why a daily bar can only test what is necessary for a rank; empty where it shows the very move."""
    move, day = case.move, case.bars.dates[case.i].item()
    if move.phase == "close" and known_close(case):
        return ""
    if _AMONG.search(move.quote):
        return "words like among name no exact place"
    if move.phase != "unspecified" or move.time is not None:
        return "daily prices cannot show the moment meant"
    if case.published is None or (known_range(case) and not day_alone(case.published, day)):
        return ""
    return f"the session of {day_text(day)} may not have been over when the article came out"


def _judge(
    case: Case, span: Span, sample: NDArray[np.intp], view: SoFar | None = None, *, unit: str = "session"
) -> Verdict:
    reached = None if view is None else view.high if sign_of_rank(case) > 0 else view.low
    ranks = [_rank(case, span, sample, one, reached) for one in measures(case, inner=view is not None)]
    if not ranks and below_zero(case):
        why = "a price at or below zero has no percentage to be ranked by; a change in money can be"
        return plain(case, "data_problem", f"prices in {case.source} cannot be held against this: {why}")
    if not ranks:
        return plain(case, "not_observable", f"prices in {case.source} hold closes only, which do not show this")
    ceiling = _ceiling(case, len(sample) + 1)
    exact_rank = span.whole and not _AMONG.search(case.move.quote)  # an ordinal over a whole span is met, not beaten
    holds = [(one.rank == ceiling if exact_rank else one.rank <= ceiling) and one.value > 0 for one in ranks]
    unsure = "" if view is not None else _left_open(case)
    good: VerdictName = "confirmed" if span.whole and not unsure else "consistent"
    verdict: VerdictName = good if all(holds) else "ambiguous" if any(holds) else "contradicted"
    if verdict == "confirmed" and _anchor_smaller(case, ranks):
        verdict = "confirmed_loose"
    band = Interval(Decimal(1), Decimal(ceiling), "rank")
    variants = _variants(ranks, holds, verdict if verdict in PASSING else good)
    return Verdict(
        move=case.move,
        verdict=verdict,
        observed=Interval(Decimal(min(one.rank for one in ranks)), Decimal(max(one.rank for one in ranks)), "rank"),
        core=band,
        tolerant=band,
        severity=_severity(case, len(sample), ceiling),
        note=note(case, verdict, ranks, len(sample), span, unit, unsure),
        series=case.bars.series,
        rows=_rows(case, ranks, view),
        arithmetic=tuple(step(case, one, len(sample)) for one in ranks),
        variants=variants,
        source=case.source,
        tried=(("as chosen", verdict), *variants),
    )


def _rows(case: Case, ranks: list[Rank], view: SoFar | None) -> tuple[PriceRow, ...]:
    days = {one.rival_at for one in ranks} | {case.base} | (set() if view else {case.i})
    return (*(price_row(case.bars, k) for k in sorted(days)), *(view.rows if view else ()))


def _rank(case: Case, span: Span, sample: NDArray[np.intp], one: tuple[str, bool, bool], reached: float | None) -> Rank:
    """Return the rank by one measure; `reached` is the far side so far, in the place of the day's."""
    measure, far, relative = one
    changes = changes_by(case, far=far, relative=relative)
    own = exact_change(case, case.i, far=far, relative=relative, reached=reached)
    changes[case.i] = round(float(own) / (100 if relative else 1), 12)
    every = np.arange(max(span.first, 1), span.last)
    held = changes[sample]
    rival = int(sample[int(np.nanargmax(held))]) if np.isfinite(held).any() else int(sample[0])
    return Rank(
        measure=measure,
        far=far,
        relative=relative,
        rank=1 + int(np.count_nonzero(held > changes[case.i])),
        value=own,
        rival=exact_change(case, rival, far=far, relative=relative),
        rival_at=rival,
        with_rolls=1 + int(np.count_nonzero(changes[every] > changes[case.i])),
    )


def _variants(ranks: list[Rank], holds: list[bool], good: VerdictName) -> tuple[tuple[str, VerdictName], ...]:
    """Return what each measure alone gives, and whether roll sessions put back in would change its rank."""
    found: list[tuple[str, VerdictName]] = []
    for one, held in zip(ranks, holds, strict=True):
        verdict: VerdictName = good if held else "contradicted"
        same = one.with_rolls == one.rank
        with_rolls = "the same" if same else ordinal(one.with_rolls)
        found.append((f"{one.measure}: {ordinal(one.rank)}, roll sessions counted {with_rolls}", verdict))
    return tuple(found)


def _anchor_smaller(case: Case, ranks: list[Rank]) -> bool:
    """Tell whether the span counted from held no move as large, by closes if these are ranked; not asked of "among"."""
    anchor, dates = case.move.anchor, case.bars.dates
    late = anchor is None or (dates[0].item() - anchor.first).days > LATE_START
    if anchor is None or late or _AMONG.search(case.move.quote):
        return False
    first = int(np.searchsorted(dates, np.datetime64(anchor.first)))
    last = max(int(np.searchsorted(dates, np.datetime64(anchor.last), side="right")), first + 1)
    by_close = [one for one in ranks if not one.far]
    for one in by_close or ranks:
        changes = changes_by(case, far=one.far, relative=one.relative)
        if np.nanmax(changes[first:last]) >= changes[case.i]:
            return False
    return True


def _severity(case: Case, n: int, ceiling: int) -> float | None:
    """Return the share of sessions before whose move ranks as high by every measure among as many before it."""
    admitted = measures(case)
    bars = case.bars
    bad = bars.roll | bars.stale
    sound = np.flatnonzero(~bad[1 : case.i]) + 1
    if len(sound) <= n:
        return None
    passes = np.ones(len(sound) - n, dtype=bool)
    for _, far, relative in admitted:
        changes = changes_by(case, far=far, relative=relative)[sound]
        if not np.isfinite(changes).all():
            return None
        before = np.lib.stride_tricks.sliding_window_view(changes, n)[:-1]
        today = changes[n:]
        passes &= (1 + (before > today[:, None]).sum(axis=1) <= ceiling) & (today > 0)
    return rate(passes, case.table)
