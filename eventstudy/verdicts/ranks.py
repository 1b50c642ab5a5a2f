"""Ranks: "among the largest since September", "the worst day since March", counted by every admissible measure.

A day's move is measured from close to close and to the day's far side (high less the close before; for falls, low),
each in price and in per cent: four ranks among the sessions since the anchor. Sessions on which a contract rolled are
left out, and put back in as a variant.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Interval, Verdict
from eventstudy.verdicts.bars import exact, price_row
from eventstudy.verdicts.decide import OPEN, plain, unusable
from eventstudy.verdicts.moments import known_close
from eventstudy.verdicts.rank_notes import Rank, note, step
from eventstudy.verdicts.severity import rate
from eventstudy.verdicts.spans import span_of
from eventstudy.verdicts.within import so_far, sources_differ
from eventstudy.verdicts.wording import day_text, ordinal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.records import PriceRow, VerdictName
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.observables import Case
    from eventstudy.verdicts.spans import Span
    from eventstudy.verdicts.within import SoFar

__all__ = ["decide_rank"]

_AMONG = re.compile(r"\bamong\b|\bone of\b|\bsome of\b", re.IGNORECASE)


def decide_rank(case: Case) -> Verdict:
    """Return the verdict on a rank.

    "Among the largest" asks for the rank the table names or better, and for the top share of the sessions since (at
    least the first). Without "among" the ordinal is asked for, or the first. A rank at the close can be confirmed;
    any other is a statement made inside the day, which daily bars can only test on what is necessary; bars inside the
    day hold the day's move so far, as the article knew it.
    """
    move = case.move
    if move.direction is None:
        return plain(case, "not_checkable", "the words do not say whether a rise or a fall is meant")
    mute = unusable(case)
    if mute is not None:
        return mute
    span = span_of(case)
    sample = np.arange(0) if span is None else _sample(case.bars, span)
    if span is None or not len(sample):
        began = day_text(case.bars.dates[0].item())
        return plain(
            case,
            "data_problem",
            f"prices in {case.source} begin on {began} and hold no session of the span looked back over",
        )
    daily = _judge(case, span, sample)
    if case.ticks is None or daily.verdict not in OPEN or case.move.phase == "close":
        return daily
    differ = sources_differ(case)
    if differ:
        return plain(case, "data_problem", differ)
    view = so_far(case)
    return daily if view is None else _judge(replace(case, source=case.ticks.source), span, sample, view)


def _sign(case: Case) -> int:
    return 1 if case.move.direction == "up" else -1


def _sample(bars: Bars, span: Span) -> NDArray[np.intp]:
    """Return the sessions since the anchor that have a change and no roll, the day itself excluded."""
    at = np.arange(max(span.first, 1), span.last, dtype=np.intp)
    sound = ~(bars.roll[at] | bars.stale[at] | bars.stale[at - 1])
    return at[sound & np.isfinite(bars.close[at]) & np.isfinite(bars.close[at - 1])]


def _ceiling(case: Case, n: int) -> int:
    """Return the worst rank that still holds among `n` sessions, the day included."""
    wanted = int(case.move.value) if case.move.value is not None else 1
    if not _AMONG.search(case.move.quote):
        return wanted
    top = int(Decimal(n) * case.table.rank_top)
    return max(1, min(case.table.rank_among, top))


def _measures(case: Case, *, inner: bool = False) -> list[tuple[str, bool, bool]]:
    """Return name, far side or close, and per cent or price, of each measure that the phase admits.

    A close that the article did not know is no measure of it, nor of a move inside the day seen by bars of its own.
    """
    money = {"usd": "dollars", "points": "points", "": "price"}.get(case.bars.unit, case.bars.unit)
    side = "high" if _sign(case) > 0 else "low"
    closes = [(f"{money} from close to close", False, False), ("per cent from close to close", False, True)]
    fars = [(f"{money} from the close before to the {side}", True, False)]
    fars.append((f"per cent from the close before to the {side}", True, True))
    if case.bars.unit == "percent" or not case.bars.close[case.base] > 0:  # a yield moves in points of its per cent
        closes, fars = closes[:1], fars[:1]
    if not known_close(case) or inner:
        return fars if np.isfinite((case.bars.high + case.bars.low)[case.i]) else []
    if case.move.phase == "close":
        return closes
    both = [*closes, *fars]
    return both if np.isfinite((case.bars.high + case.bars.low)[case.i]) else closes


def _changes(case: Case, *, far: bool, relative: bool) -> NDArray[np.float64]:
    """Return the change into every session by one measure, in the direction meant: (n_sessions,), the first NaN."""
    bars = case.bars
    to = bars.close if not far else bars.high if _sign(case) > 0 else bars.low
    change = np.full(len(bars.close), np.nan)
    change[1:] = _sign(case) * (to[1:] - bars.close[:-1])
    if relative:
        before = np.where(bars.close[:-1] > 0, bars.close[:-1], np.nan)  # no percentage of nothing, or of less
        change[1:] /= before
    return np.round(change, 12)  # equal decimals must compare equal


def _judge(case: Case, span: Span, sample: NDArray[np.intp], view: SoFar | None = None) -> Verdict:
    reached = None if view is None else view.high if _sign(case) > 0 else view.low
    ranks = [_rank(case, span, sample, one, reached) for one in _measures(case, inner=view is not None)]
    if not ranks:
        return plain(case, "not_observable", f"prices in {case.source} hold closes only, which came after the article")
    ceiling = _ceiling(case, len(sample) + 1)
    exact_rank = span.whole and not _AMONG.search(case.move.quote)  # an ordinal over a whole span is met, not beaten
    holds = [(one.rank == ceiling if exact_rank else one.rank <= ceiling) and one.value > 0 for one in ranks]
    seen = view is not None or (case.move.phase == "close" and known_close(case))
    good: VerdictName = "confirmed" if seen and span.whole else "consistent"
    verdict: VerdictName = good if all(holds) else "ambiguous" if any(holds) else "contradicted"
    if verdict == "confirmed" and _anchor_smaller(case, ranks):
        verdict = "confirmed_loose"
    band = Interval(Decimal(1), Decimal(ceiling), "rank")
    return Verdict(
        move=case.move,
        verdict=verdict,
        observed=Interval(Decimal(min(one.rank for one in ranks)), Decimal(max(one.rank for one in ranks)), "rank"),
        core=band,
        tolerant=band,
        severity=_severity(case, len(sample), ceiling),
        note=note(case, verdict, ranks, len(sample), span),
        series=case.bars.series,
        rows=_rows(case, ranks, view),
        arithmetic=tuple(step(case, one, len(sample)) for one in ranks),
        variants=_variants(ranks, holds, good),
        source=case.source,
        tried=(("as chosen", verdict), *_variants(ranks, holds, good)),
    )


def _rows(case: Case, ranks: list[Rank], view: SoFar | None) -> tuple[PriceRow, ...]:
    days = {one.rival_at for one in ranks} | {case.base} | (set() if view else {case.i})
    return (*(price_row(case.bars, k) for k in sorted(days)), *(view.rows if view else ()))


def _rank(case: Case, span: Span, sample: NDArray[np.intp], one: tuple[str, bool, bool], reached: float | None) -> Rank:
    """Return the rank by one measure; `reached` is the far side so far, in the place of the day's."""
    measure, far, relative = one
    changes = _changes(case, far=far, relative=relative)
    own = _exact_change(case, case.i, far=far, relative=relative, reached=reached)
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
        rival=_exact_change(case, rival, far=far, relative=relative),
        rival_at=rival,
        with_rolls=1 + int(np.count_nonzero(changes[every] > changes[case.i])),
    )


def _exact_change(case: Case, k: int, *, far: bool, relative: bool, reached: float | None = None) -> Decimal:
    """Return the change into session `k` in exact decimals, in the direction meant: money, points or per cent."""
    bars = case.bars
    to = bars.close if not far else bars.high if _sign(case) > 0 else bars.low
    before = exact(bars, bars.close[k - 1])
    change = _sign(case) * (exact(bars, to[k] if reached is None else reached) - before)
    return change * 100 / before if relative else change


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
    """Tell whether the span counted from held no move as large: the report understates; not asked of "among"."""
    anchor, dates = case.move.anchor, case.bars.dates
    if anchor is None or _AMONG.search(case.move.quote) or np.datetime64(anchor.first) <= dates[0]:
        return False
    first = int(np.searchsorted(dates, np.datetime64(anchor.first)))
    last = max(int(np.searchsorted(dates, np.datetime64(anchor.last), side="right")), first + 1)
    for one in ranks:
        changes = _changes(case, far=one.far, relative=one.relative)
        if np.nanmax(changes[first:last]) >= changes[case.i]:
            return False
    return True


def _severity(case: Case, n: int, ceiling: int) -> float | None:
    """Return the share of sessions before whose move ranks as high by every measure among as many before it."""
    measures = _measures(case)
    bars = case.bars
    bad = bars.roll | bars.stale
    sound = np.flatnonzero(~bad[1 : case.i]) + 1
    if len(sound) <= n:
        return None
    passes = np.ones(len(sound) - n, dtype=bool)
    for _, far, relative in measures:
        changes = _changes(case, far=far, relative=relative)[sound]
        if not np.isfinite(changes).all():
            return None
        before = np.lib.stride_tricks.sliding_window_view(changes, n)[:-1]
        today = changes[n:]
        passes &= (1 + (before > today[:, None]).sum(axis=1) <= ceiling) & (today > 0)
    return rate(passes, case.table)
