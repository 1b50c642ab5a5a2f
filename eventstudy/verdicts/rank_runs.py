"""Ranks of streaks: "its longest losing streak since 2016" is a run of closes, compared with the runs before it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.records import Interval, Verdict
from eventstudy.verdicts.bars import price_row
from eventstudy.verdicts.decide import plain, unusable
from eventstudy.verdicts.gate import flag_text
from eventstudy.verdicts.moments import known_close
from eventstudy.verdicts.rank_measures import sign_of_rank
from eventstudy.verdicts.spans import span_of
from eventstudy.verdicts.streaks import run_lengths
from eventstudy.verdicts.wording import called, day_text, sentence

if TYPE_CHECKING:
    from eventstudy.records import VerdictName
    from eventstudy.verdicts.observables import Case

__all__ = ["rank_of_runs"]


def rank_of_runs(case: Case) -> Verdict:
    """Return the verdict on a record of a streak, of sessions; one that ended on the day is counted to the day before.

    Runs of rises or falls from close to close; one that was as long leaves it open.
    """
    mute, span, bars = unusable(case), span_of(case), case.bars
    if mute is not None:
        return mute
    if span is None:
        return plain(case, "not_observable", f"prices in {case.source} hold no run to compare it with")
    lengths = run_lengths(bars.close[: case.i + 1], sign_of_rank(case))
    at = case.i if lengths[case.i] and known_close(case) else case.i - 1
    run = int(lengths[at])
    before = lengths[span.first : max(at - run + 1, span.first)]
    spoiled = bars.roll[span.first : at + 1].any() or any(flag_text(bars, k) for k in range(span.first, at + 1))
    if not run or not len(before) or spoiled or not np.isfinite(bars.close[span.first : at + 1]).all():
        why = (
            f"prices in {case.source} cannot show this: no run of closes ends there that the others can be held against"
        )
        return plain(case, "not_observable", why)
    longest = int(before.max())
    rival = span.first + int(np.argmax(before))
    good: VerdictName = "confirmed" if span.whole else "consistent"
    verdict: VerdictName = "contradicted" if longest > run else "ambiguous" if longest == run else good
    return _told(case, verdict, (at, run), (rival, longest), whole=span.whole)


def _told(case: Case, verdict: VerdictName, own: tuple[int, int], other: tuple[int, int], *, whole: bool) -> Verdict:
    opening = {"contradicted": "disagree", "ambiguous": "leave it open", "confirmed": "agree"}.get(
        verdict, "do not disagree"
    )
    days = [day_text(case.bars.dates[k].item()) for k in (own[0], other[0])]
    why = (
        f"prices in {case.source} {opening}: the run of {called(case.bars.series)} to {days[0]} is of {own[1]} "
        f"sessions, the longest before it, to {days[1]}, of {other[1]}"
    )
    back = "" if whole else f"prices go back no further than {day_text(case.bars.dates[0].item())}"
    length = Decimal(own[1])
    return Verdict(
        case.move, verdict, Interval(length, length, "sessions"), Interval(Decimal(other[1] + 1), None, "sessions"),
        Interval(Decimal(other[1]), None, "sessions"), None, sentence(why, back), case.bars.series,
        tuple(price_row(case.bars, k) for k in sorted({other[0], own[0]})), source=case.source,
        tried=(("as chosen", verdict),),
    )  # fmt: skip
