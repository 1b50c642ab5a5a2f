"""A close on no named day: where that day's close was not struck yet, or may not have been, the one before is meant.

An article of Tuesday noon that says "the index closed down 3 percent" and names no day speaks of Monday's close, though
its own day is the only one that it can be placed on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.verdicts.bars import expected, place
from eventstudy.verdicts.moments import day_alone
from eventstudy.verdicts.periods import BY_PUBLICATION
from eventstudy.verdicts.relate import PASSING, REFUTING
from eventstudy.verdicts.wording import day_text, sentence

if TYPE_CHECKING:
    from datetime import date, datetime

    from eventstudy.records import ReportedMove, Verdict
    from eventstudy.verdicts.bars import Bars

__all__ = ["day_before", "of_session_before"]


def day_before(move: ReportedMove, bars: Bars, published: datetime | None) -> date | None:
    """Return the session before the day of a close that no word names, None for another move or a gap before."""
    if move.phase != "close" or move.date is None or BY_PUBLICATION not in move.basis or published is None:
        return None
    i = place(bars, move.date)
    if not i:
        return None
    before = bars.dates[i - 1].item()
    days = expected(bars, before, move.date)
    return None if days is not None and days.difference({before, move.date}) else before


def of_session_before(found: Verdict, earlier: Verdict, before: date, published: datetime) -> Verdict:
    """Return the verdict of the session before where only it agrees; a close that may be later refutes nothing."""
    day = found.move.date
    if day is None or found.verdict in PASSING:
        return found
    known = day_alone(published, day)
    if not known and found.verdict in REFUTING:
        return found
    if earlier.verdict in PASSING:
        said = f"the words name no day, and this is the session of {day_text(before)}, the last one closed before"
        if known:
            said = f"the words name no day, and this is the session of {day_text(before)}, the one before the article"
        return replace(earlier, move=found.move, note=sentence(earlier.note[:-1], said))
    if found.verdict not in REFUTING:
        return found
    why = (
        f"prices in {found.source} cannot show this: the words name no day, the article came out on {day_text(day)}, "
        f"before or after that close was struck, and neither it nor the close of {day_text(before)} agrees"
    )
    cleared = replace(found, verdict="not_observable", observed=None, severity=None, arithmetic=(), resolution=None)
    return replace(cleared, note=sentence(why), variants=(), tried=())
