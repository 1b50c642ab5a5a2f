"""What bars inside the day show about a move: the last price of its moment, and the range of its stretch of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from eventstudy.records import PriceRow
from eventstudy.verdicts.bars import coverage, exact
from eventstudy.verdicts.moments import clock, hours_of, moment_of, stretch_of
from eventstudy.verdicts.observables import enclosed, far_sides, single
from eventstudy.verdicts.ticks import first_bar, seen
from eventstudy.verdicts.wording import number

if TYPE_CHECKING:
    from eventstudy.verdicts.moments import Stretch
    from eventstudy.verdicts.observables import Case, Reading
    from eventstudy.verdicts.ticks import Seen, Ticks

__all__ = ["SoFar", "inner_readings", "so_far", "sources_differ", "when_text"]

_EXTENDED = {"premarket", "after_hours", "overnight"}


@dataclass(frozen=True, slots=True)
class SoFar:
    """The range of a session up to some moment, by bars inside the day."""

    low: float
    high: float
    until: str
    source: str
    rows: tuple[PriceRow, ...]


def inner_readings(case: Case) -> tuple[tuple[Reading, ...], str]:
    """Return the readings that bars inside the day add, and what is to be said where they cannot.

    A phase that ended before the article came out, or a clock time, has a last price, which is direct; the range of
    the whole stretch is a bound. "As much as" is the far side of the stretch itself. A close struck before the article
    came out stands in the daily bar. Where bars are missing for longer than the table allows what is there may agree
    and cannot refute.
    """
    ticks = case.ticks
    if ticks is None or case.move.phase == "close" or case.origin:
        return (), ""
    if case.move.phase == "open":
        return _opening(case, ticks)
    stretch = stretch_of(case)
    if stretch is None:
        return (), ""
    view = seen(ticks, stretch.first, stretch.last, stretch.at)
    if view is None:
        return (), f"the bars inside the day have none {_span(case, stretch)}"
    whole = view.hole <= timedelta(minutes=case.table.minutes_hole)
    remark = (
        "" if whole else f"the bars inside the day leave {view.hole.seconds // 60} minutes out {_span(case, stretch)}"
    )
    return tuple(one for one in _of_stretch(case, ticks, stretch, view, whole=whole) if one is not None), remark


def _of_stretch(case: Case, ticks: Ticks, stretch: Stretch, view: Seen, *, whole: bool) -> list[Reading | None]:
    far = case.move.hedge == "as_much_as" and case.move.time is None
    when = _span_of_bars(case, ticks, stretch, view)
    if far and view.inside and (whole or case.move.phase in _EXTENDED):
        ends = {"high": (view.high, view.high_at), "low": (view.low, view.low_at)}
        return [
            single(case, side, ends[side][0], when=when, rows=(_tick_row(case, ticks, ends[side][1]),))
            for side in far_sides(case)
        ]
    found: list[Reading | None] = []
    if stretch.at is not None and view.last_at is not None:
        ended = datetime.fromtimestamp(int(ticks.end[view.last_at]) // 10**9, UTC)
        late = stretch.at - ended > timedelta(minutes=case.table.minutes_before)
        moment = f"at {when_text(case, ended if late else stretch.at)}"
        row = (_tick_row(case, ticks, view.last_at),)
        name = f"last price {moment}"
        found.append(single(case, "last", ticks.close[view.last_at], called=name, when=moment, rows=row))
    rows = tuple(_tick_row(case, ticks, k) for k in sorted({view.low_at, view.high_at}))
    found.append(enclosed(case, view.low, view.high, proven=whole, when=when, rows=rows))
    return found


def _opening(case: Case, ticks: Ticks) -> tuple[tuple[Reading, ...], str]:
    hours = hours_of(case.bars, case.i, case.table)
    if hours is None or (case.published is not None and case.published <= hours.first):
        return (), ""
    k = first_bar(ticks, hours.first, hours.first + timedelta(minutes=case.table.minutes_open))
    if k is None:
        return (), f"the bars inside the day have none at the open, {when_text(case, hours.first)}"
    began = datetime.fromtimestamp(ticks.start[k] / 10**9, UTC)
    row = (_tick_row(case, ticks, k),)
    one = single(case, "open", ticks.open[k], when=f"at {when_text(case, began)}", rows=row)
    return (() if one is None else (one,)), ""


def when_text(case: Case, moment: datetime) -> str:
    """Return a moment as the clock of the series' market shows it."""
    covered = coverage(case.bars, case.table)
    return clock(moment, covered.zone if covered else "UTC")


def _span(case: Case, stretch: Stretch) -> str:
    first, last = when_text(case, stretch.first), when_text(case, stretch.last)
    return f"from {first.split(' ', maxsplit=1)[0]} to {last}"


def _span_of_bars(case: Case, ticks: Ticks, stretch: Stretch, view: Seen) -> str:
    """Return the time that the bars of a stretch show: they may begin before it and end after it."""
    began, ended = (
        datetime.fromtimestamp(int(one) // 10**9, UTC)
        for one in (ticks.start[view.first_bar], ticks.end[view.last_bar])
    )
    first, last = min(began, stretch.first), max(ended, stretch.last)
    told = _span(case, replace(stretch, first=first, last=last))
    past = case.published is not None and last > case.published
    return (
        f"{told}, in bars that run past {when_text(case, case.published)}, when the article came out"
        if past and case.published
        else told
    )


def _tick_row(case: Case, ticks: Ticks, k: int) -> PriceRow:
    """Return a bar in exact decimals."""
    bars = case.bars
    return PriceRow(
        series=bars.series,
        date=bars.dates[case.i].item(),
        open=exact(bars, ticks.open[k]),
        high=exact(bars, ticks.high[k]),
        low=exact(bars, ticks.low[k]),
        close=exact(bars, ticks.close[k]),
        time=datetime.fromtimestamp(int(ticks.start[k]) // 10**9, UTC),
        source=ticks.source,
    )


def so_far(case: Case) -> SoFar | None:
    """Return the range of a session up to the moment meant or the publication; None where the bars do not show it."""
    hours, moment = hours_of(case.bars, case.i, case.table), moment_of(case.move)
    if case.ticks is None or hours is None or case.move.phase in _EXTENDED:
        return None
    ends = [one for one in (moment, case.published, hours.last) if one is not None]
    if min(ends) <= hours.first:
        return None
    view = seen(case.ticks, hours.first, min(ends))
    if view is None or not view.inside or view.hole > timedelta(minutes=case.table.minutes_hole):
        return None
    rows = tuple(_tick_row(case, case.ticks, k) for k in sorted({view.low_at, view.high_at}))
    return SoFar(view.low, view.high, when_text(case, min(ends)), case.ticks.source, rows)


def sources_differ(case: Case) -> str:
    """Say that bars inside the session leave the range of its daily bar, so that the two cannot both be right."""
    hours = hours_of(case.bars, case.i, case.table)
    if case.ticks is None or hours is None:
        return ""
    view = seen(case.ticks, hours.first, hours.last)
    if view is None or not view.inside:
        return ""
    bars, i, table = case.bars, case.i, case.table
    away = float(table.sources_ticks * bars.tick) + float(table.sources_share) * abs(float(bars.close[i]))
    for side, inner, outer in (("high", view.high, bars.high[i] + away), ("low", -view.low, away - bars.low[i])):
        if inner > outer:
            daily, within = (exact(bars, getattr(bars, side)[i]), exact(bars, getattr(view, side)))
            return (
                f"prices in {case.source} and in {case.ticks.source} differ: a {side} of {number(daily, bars.unit)} "
                f"that day in the one and of {number(within, bars.unit)} in the other"
            )
    return ""
