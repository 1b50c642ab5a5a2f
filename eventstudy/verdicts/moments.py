"""When: the hours of a session, the time that a phase means, and what was known when the article came out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd

from eventstudy.errors import CalendarError, UsageError
from eventstudy.records import Article
from eventstudy.sessions import half_days, struck_at
from eventstudy.verdicts.bars import coverage
from eventstudy.verdicts.parts import stretch_of_part
from eventstudy.verdicts.wording import day_text

if TYPE_CHECKING:
    from eventstudy.records import ReportedMove
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.observables import Case
    from eventstudy.verdicts.terms import Coverage, Tolerances

__all__ = [
    "Hours",
    "Stretch",
    "began_after",
    "came_out",
    "clock",
    "day_alone",
    "hours_of",
    "known_close",
    "known_range",
    "moment_of",
    "published_by",
    "stretch_of",
]

_ANYWHERE = timezone(timedelta(hours=-12), "anywhere on earth")
"""Where a day ends last."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of one session of one series, aware."""

    first: datetime
    last: datetime
    struck: datetime
    """When the daily price is struck."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The time that a phase means, cut at the publication, and the moment whose price is meant where there is one."""

    first: datetime
    last: datetime
    at: datetime | None


def latest(published: date) -> datetime:
    """Return the last moment at which an article can have come out: of a day, its end in the last place on earth."""
    if isinstance(published, datetime):
        return published if published.tzinfo is not None else latest(published.date())
    return datetime.combine(published, time(23, 59, 59), _ANYWHERE)


def came_out(published: datetime, zone: str) -> str:
    """Return when an article came out, for reading: the clock of some place, the day where no more is known.

    Examples
    --------
    >>> came_out(latest(date(2020, 1, 3)), "Europe/London")
    'the article came out on 3 January 2020'
    >>> came_out(datetime(2020, 1, 3, 11, tzinfo=ZoneInfo("UTC")), "America/New_York")
    'the article came out at 06:00 New York on 3 January 2020'
    """
    if published.tzinfo is _ANYWHERE:
        return f"the article came out on {day_text(published.date())}"
    return (
        f"the article came out at {clock(published, zone)} on {day_text(published.astimezone(ZoneInfo(zone)).date())}"
    )


def day_alone(published: datetime, day: date) -> bool:
    """Tell whether an article is known to have come out on a day and not when, so before or after its close.

    Examples
    --------
    >>> day_alone(latest(date(2020, 1, 3)), date(2020, 1, 3)), day_alone(latest(date(2020, 1, 4)), date(2020, 1, 3))
    (True, False)
    """
    return published.tzinfo is _ANYWHERE and published.date() == day


def published_by(published: Mapping[str, date | datetime] | Iterable[Article] | None) -> dict[str, datetime]:
    """Return the last moment at which each article can have come out; one of which nothing is known is left out.

    Raises
    ------
    UsageError
        Something else than articles, or a mapping of names to days or moments.
    """
    found = {}
    for name, when in _given(published).items():
        if not isinstance(when, date) or pd.isna(when):
            raise UsageError(
                f"published: {when!r} of {name!r} is neither a day nor a moment; give a date or a datetime"
            )
        found[name] = latest(when)
    return found


def _given(published: object) -> dict[str, object]:
    if published is None or isinstance(published, Mapping):
        return dict(published or {})
    articles = list(published) if isinstance(published, Iterable) and not isinstance(published, str) else [published]
    told = [one for one in articles if isinstance(one, Article)]
    if len(told) < len(articles):
        odd = next(one for one in articles if not isinstance(one, Article))
        raise UsageError(f"published: holds a {type(odd).__name__}; give the articles, or their names with their days")
    found = {one.name: one.published_at or one.published for one in told}
    return {name: when for name, when in found.items() if when is not None}


def hours_of(bars: Bars, i: int, table: Tolerances) -> Hours | None:
    """Return the hours of the session at `i`, None where nobody has said what a bar of this series covers."""
    covered = coverage(bars, table)
    return None if covered is None else _hours(bars.series, bars.dates[i].item(), covered)


@lru_cache(maxsize=65536)
def _hours(series: str, day: date, covered: Coverage) -> Hours | None:
    zone = ZoneInfo(covered.zone)
    before = covered.first >= covered.last
    first = datetime.combine(day - timedelta(days=before), covered.first, zone)
    last = datetime.combine(day, covered.last, zone)
    try:
        struck = struck_at(series, day).astimezone(zone)
        early = len(half_days(series, day, day)) > 0
    except CalendarError:
        return Hours(first, last, last)
    return Hours(first, struck if early and not covered.overnight else last, struck)


def known_close(case: Case) -> bool:
    """Tell whether the close of the session was struck when the article came out; taken so where either is unknown."""
    if case.published is None:
        return True
    hours = hours_of(case.bars, case.i, case.table)
    if hours is None:
        return bool(case.bars.dates[case.i].item() <= case.published.date())
    return hours.struck <= case.published


def known_range(case: Case) -> bool:
    """Tell whether the session was over when the article came out, so that its high and low were known."""
    if case.published is None:
        return True
    hours = hours_of(case.bars, case.i, case.table)
    if hours is None:
        return bool(case.bars.dates[case.i].item() <= case.published.date())
    return hours.last <= case.published


def began_after(case: Case) -> Hours | None:
    """Return the hours of a session that had not begun when the article came out, None where it had."""
    if case.published is None:
        return None
    hours = hours_of(case.bars, case.i, case.table)
    return hours if hours is not None and case.published <= hours.first else None


def moment_of(move: ReportedMove) -> datetime | None:
    """Return the clock time of a move as an instant; None where it has none or does not say in which place."""
    if move.time is None:
        return None
    try:
        moment = datetime.fromisoformat(move.time)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def clock(moment: datetime, zone: str) -> str:
    """Return a moment as a clock in some place shows it.

    Examples
    --------
    >>> clock(datetime(2020, 1, 3, 11, tzinfo=ZoneInfo("UTC")), "America/New_York")
    '06:00 New York'
    """
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M} {zone.rsplit('/', maxsplit=1)[-1].replace('_', ' ')}"


def stretch_of(case: Case) -> Stretch | None:
    """Return the time that a move speaks of, None where that is not known or lies after the publication."""
    hours, covered = hours_of(case.bars, case.i, case.table), coverage(case.bars, case.table)
    moment = moment_of(case.move)
    if moment is not None:
        return _around(case, moment)
    if hours is None or covered is None:
        return None
    if case.words.part is not None:
        part = stretch_of_part(case.words.part, hours, covered)
        return None if part is None else _cut(*part, None, case.published)
    span = _of_phase(case, hours, covered)
    if span is None:
        return None
    in_session = case.move.phase in {"intraday", "unspecified", "close"}
    at = None if in_session and (case.published is None or case.published >= span[1]) else span[1]
    return _cut(*span, at, case.published)


def _around(case: Case, moment: datetime) -> Stretch | None:
    """Return the time around a clock time, or soon after or before it, None where it came after the article."""
    if case.published is not None and moment > case.published:
        return None
    before, after = timedelta(minutes=case.table.minutes_before), timedelta(minutes=case.table.minutes_after)
    hours = hours_of(case.bars, case.i, case.table)
    if case.words.by_then and hours is not None and hours.first < moment:
        return _cut(hours.first, moment, None, case.published)
    if case.words.shortly:
        ends = (moment, moment + 2 * before) if case.words.shortly == "after" else (moment - 2 * before, moment)
        return _cut(*ends, None, case.published)
    return _cut(moment - before, moment + after, moment, case.published)


def _of_phase(case: Case, hours: Hours, covered: Coverage) -> tuple[datetime, datetime] | None:
    zone, day, phase = ZoneInfo(covered.zone), case.bars.dates[case.i].item(), case.move.phase
    if phase in {"premarket", "after_hours"}:
        if covered.extended is None:
            return None
        if phase == "premarket":
            return datetime.combine(day, covered.extended[0], zone), hours.first
        return hours.last, datetime.combine(day, covered.extended[1], zone)
    if phase == "overnight":
        if covered.overnight:
            return None if covered.night is None else (hours.first, datetime.combine(day, covered.night, zone))
        before = hours_of(case.bars, case.base, case.table) if case.base >= 0 else None
        return None if before is None else (before.last, hours.first)
    return hours.first, hours.last


def _cut(first: datetime, last: datetime, at: datetime | None, published: datetime | None) -> Stretch | None:
    """Return a stretch up to the publication; nothing that came later is evidence."""
    if published is not None:
        last, at = min(last, published), None if at is None else min(at, published)
    return Stretch(first, last, at) if first < last and (at is None or first < at) else None
