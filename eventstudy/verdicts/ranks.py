"""Ranks: "among the largest since September", "the worst day since March", counted by every admissible measure.

A day's move is measured from close to close and to the day's far side (high less the close before; for falls, low),
each in price and in per cent: four ranks among the sessions since the anchor. Sessions on which a contract rolled are
left out, and put back in as a variant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Interval, Verdict
from eventstudy.verdicts.bars import exact, price_row
from eventstudy.verdicts.decide import plain, unusable
from eventstudy.verdicts.severity import rate
from eventstudy.verdicts.spans import span_of
from eventstudy.verdicts.wording import called, day_text, listed, number, ordinal, sentence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.records import VerdictName
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.observables import Case
    from eventstudy.verdicts.spans import Span

__all__ = ["decide_rank"]

_AMONG = re.compile(r"\bamong\b|\bone of\b|\bsome of\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Rank:
    """The rank of the day's move by one measure."""

    measure: str
    far: bool
    relative: bool
    rank: int
    value: Decimal
    rival: Decimal | None
    """The largest of the sample."""
    rival_at: int
    with_rolls: int
    """The rank with roll sessions put back in."""


def decide_rank(case: Case) -> Verdict:
    """Return the verdict on a rank.

    "Among the largest" asks for the rank the table names or better, and for the top share of the sessions since (at
    least the first). Without "among" the ordinal is asked for, or the first. A rank at the close can be confirmed;
    any other is a statement made inside the day, which daily bars can only test on what is necessary.
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
    return _judge(case, span, sample)


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


def _measures(case: Case) -> list[tuple[str, bool, bool]]:
    """Return name, far side or close, and per cent or price, of each measure that the phase admits."""
    money = {"usd": "dollars", "points": "points", "": "price"}.get(case.bars.unit, case.bars.unit)
    side = "high" if _sign(case) > 0 else "low"
    closes = [(f"{money} from close to close", False, False), ("per cent from close to close", False, True)]
    fars = [(f"{money} from the close before to the {side}", True, False)]
    fars.append((f"per cent from the close before to the {side}", True, True))
    if case.bars.unit == "percent" or not case.bars.close[case.base] > 0:  # a yield moves in points of its per cent
        closes, fars = closes[:1], fars[:1]
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


def _judge(case: Case, span: Span, sample: NDArray[np.intp]) -> Verdict:
    ranks = [_rank(case, span, sample, one) for one in _measures(case)]
    ceiling = _ceiling(case, len(sample) + 1)
    exact_rank = span.whole and not _AMONG.search(case.move.quote)  # an ordinal over a whole span is met, not beaten
    holds = [(one.rank == ceiling if exact_rank else one.rank <= ceiling) and one.value > 0 for one in ranks]
    good: VerdictName = "confirmed" if case.move.phase == "close" and span.whole else "consistent"
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
        note=_note(case, verdict, ranks, len(sample), span),
        series=case.bars.series,
        rows=tuple(price_row(case.bars, k) for k in sorted({one.rival_at for one in ranks} | {case.base, case.i})),
        arithmetic=tuple(_step(case, one, len(sample)) for one in ranks),
        variants=_variants(ranks, holds, good),
        source=case.source,
    )


def _rank(case: Case, span: Span, sample: NDArray[np.intp], one: tuple[str, bool, bool]) -> _Rank:
    measure, far, relative = one
    changes = _changes(case, far=far, relative=relative)
    every = np.arange(max(span.first, 1), span.last)
    held = changes[sample]
    rival = int(sample[int(np.nanargmax(held))]) if np.isfinite(held).any() else int(sample[0])
    return _Rank(
        measure=measure,
        far=far,
        relative=relative,
        rank=1 + int(np.count_nonzero(held > changes[case.i])),
        value=_exact_change(case, case.i, far=far, relative=relative),
        rival=_exact_change(case, rival, far=far, relative=relative),
        rival_at=rival,
        with_rolls=1 + int(np.count_nonzero(changes[every] > changes[case.i])),
    )


def _exact_change(case: Case, k: int, *, far: bool, relative: bool) -> Decimal:
    """Return the change into session `k` in exact decimals, in the direction meant: money, points or per cent."""
    bars = case.bars
    to = bars.close if not far else bars.high if _sign(case) > 0 else bars.low
    before = exact(bars, bars.close[k - 1])
    change = _sign(case) * (exact(bars, to[k]) - before)
    return change * 100 / before if relative else change


def _variants(ranks: list[_Rank], holds: list[bool], good: VerdictName) -> tuple[tuple[str, str], ...]:
    """Return what each measure alone gives, and whether roll sessions put back in would change its rank."""
    found: list[tuple[str, str]] = []
    for one, held in zip(ranks, holds, strict=True):
        verdict = good if held else "contradicted"
        same = one.with_rolls == one.rank
        with_rolls = "the same" if same else ordinal(one.with_rolls)
        found.append((f"{one.measure}: {ordinal(one.rank)}, roll sessions counted {with_rolls}", verdict))
    return tuple(found)


def _anchor_smaller(case: Case, ranks: list[_Rank]) -> bool:
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


def _step(case: Case, one: _Rank, n: int) -> str:
    rival_day = case.bars.dates[one.rival_at].item().isoformat()
    rival = "" if one.rival is None else f", largest of the others {_shown(case, one, one.rival)} on {rival_day}"
    return f"{one.measure}: {_shown(case, one, one.value)}, {ordinal(one.rank)} of {n + 1}{rival}"


def _shown(case: Case, one: _Rank, change: Decimal) -> str:
    """Return a change of one measure with its sign and unit."""
    return number(_sign(case) * change, "percent" if one.relative else case.bars.unit, sign=True)


def _note(case: Case, verdict: VerdictName, ranks: list[_Rank], n: int, span: Span) -> str:
    opening = {
        "confirmed": "agree", "confirmed_loose": "agree", "consistent": "do not disagree", "contradicted": "disagree",
    }.get(verdict, "leave it open")  # fmt: skip
    told = []
    for one in ranks:
        against = ""
        if one.rank > 1 and one.rival is not None:
            against = f" against {_shown(case, one, one.rival)} on {day_text(case.bars.dates[one.rival_at].item())}"
        told.append(f"{ordinal(one.rank)} in {one.measure} ({_shown(case, one, one.value)}{against})")
    back = "" if span.whole else f"prices go back no further than {day_text(case.bars.dates[span.first].item())}"
    loose = (
        "the span counted from held none as large, so the report understates" if verdict == "confirmed_loose" else ""
    )
    who, day = called(case.bars.series), day_text(case.bars.dates[case.i].item())
    finding = f"prices in {case.source} {opening}: of {n + 1} sessions the move of {who} on {day} is {listed(told)}"
    necessary = (
        "daily prices cannot show the moment meant" if verdict == "consistent" and case.move.phase != "close" else ""
    )
    return sentence(finding, back, loose, necessary)


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
