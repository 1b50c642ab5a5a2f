"""Day 0 of many events at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from eventstudy import sessions
from eventstudy.records import Dropped
from eventstudy.study.calendars import in_utc, outside_of, place
from eventstudy.study.subjects import AFTER_CLOSE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from eventstudy.study.gather import OnDays
    from eventstudy.study.subjects import Subject, Subjects

Zeros = npt.NDArray[np.int32]

_NONE = "an event of every row"
_LATE = pd.Timedelta(hours=23, minutes=59, seconds=59).as_unit("us")


class Kind(NamedTuple):
    """Distinct combinations of moment, timing and calendar among events, and which one each event has."""

    moment: npt.NDArray[np.int64]
    timing: npt.NDArray[np.int64]
    of: npt.NDArray[np.int64]


def place_many(
    subjects: Subjects,
    on_days: OnDays,
    why_not: Mapping[str, str],
    closed: str,
) -> tuple[Zeros, list[Dropped]]:
    """Return the position of each event's day 0 among the sessions of its series, -1 for none, and why it has none.

    What is the same for many events, a moment on a calendar, is looked up once; an event without an answer there is
    asked about by itself, for the reason.

    Parameters
    ----------
    subjects
        The events.
    on_days
        Returns by series, on the series' own sessions.
    why_not
        By series, and by benchmark, why it cannot be used.
    closed
        What an event on a closed day becomes.
    """
    zeros = np.full(len(subjects), -1, dtype=np.int32)
    refused = _refused(subjects, why_not)
    names = [str(name) for name in subjects.series.names]
    groups: dict[str | None, list[int]] = {}
    for code in pd.unique(subjects.series.codes).tolist():
        groups.setdefault(on_days.calendars.get(names[code]), []).append(code)
    for calendar, codes in groups.items():
        held = [code for code in codes if names[code] not in why_not]
        mine = np.isin(subjects.series.codes, held) if len(groups) > 1 else ~refused
        _place_group(subjects, np.flatnonzero(mine & ~refused), held, on_days, calendar, closed, zeros)
    return zeros, _alone(subjects, on_days, why_not, closed, zeros)


def _alone(subjects: Subjects, on_days: OnDays, why_not: Mapping[str, str], closed: str, zeros: Zeros) -> list[Dropped]:
    """Fill in the events that are left, and return why those have no day 0 that have none.

    What is the same for several, a series, a moment and a timing, is asked once.
    """
    dropped: list[Dropped] = []
    found: dict[tuple[int, int, int], int | str] = {}
    ask = partial(_one, indexes={}, on_days=on_days, closed=closed)
    left = np.flatnonzero(zeros < 0)
    refused = _refused(subjects, why_not)[left].tolist()
    codes = (labels.codes[left].tolist() for labels in (subjects.series, subjects.moment, subjects.timing))
    for at, key, no in zip(left.tolist(), zip(*codes, strict=True), refused, strict=True):
        if no:
            one = subjects[at]
            dropped.append(Dropped(str(one), why_not.get(one.series, "") or why_not.get(one.benchmark or "", "")))
            continue
        if key not in found:
            found[key] = ask(subjects[at])
        answer = found[key]
        if isinstance(answer, str):
            dropped.append(Dropped(f"{subjects.event_id.of(at)}, {subjects.series.of(at)}", answer))
        else:
            zeros[at] = answer
    return dropped


def _one(one: Subject, indexes: dict[str, pd.DatetimeIndex], on_days: OnDays, closed: str) -> int | str:
    """Return the position of an event's day 0, or why it has none."""
    if one.series not in indexes:
        indexes[one.series] = pd.DatetimeIndex(on_days[one.series].index)
    dates, calendar = indexes[one.series], on_days.calendars[one.series]
    # with "previous" the days just after the last return have an answer yet
    if calendar is None and dates.size and closed != "previous" and not in_utc(one.not_after):
        first, last = dates[0].date(), dates[-1].date()
        if not first <= one.day <= last:
            return outside_of(one.day, dates)
    answer = place(one, dates, closed, calendar)
    return answer.reason if isinstance(answer, Dropped) else answer


def _refused(subjects: Subjects, why_not: Mapping[str, str]) -> npt.NDArray[np.bool_]:
    """Return which events are of a series, or name a benchmark, that cannot be used."""
    refused = np.zeros(len(subjects), dtype=bool)
    for labels in (subjects.series, subjects.benchmark):
        if labels is not None and why_not:
            unusable = np.array([*(str(name) in why_not for name in labels.names), False], dtype=bool)
            refused |= unusable[labels.codes]
    return refused


def _place_group(
    subjects: Subjects,
    places: npt.NDArray[np.intp],
    codes: list[int],
    on_days: OnDays,
    calendar: str | None,
    closed: str,
    zeros: Zeros,
) -> None:
    """Fill in the zeros of events whose series share a calendar; without one, those whose rows are of one table."""
    begun, ended = on_days.ends([str(subjects.series.names[code]) for code in codes])
    there = ~np.isnat(begun)
    if not places.size or not there.any():
        return
    union = on_days.sessions_of(calendar, begun[there].min(), ended[there].max())
    n = len(subjects.series.names)
    first, last = np.full(n, len(union), dtype=np.int64), np.full(n, -1, dtype=np.int64)
    held = np.asarray(codes)[there]
    first[held] = union.get_indexer(pd.DatetimeIndex(begun[there]))
    last[held] = union.get_indexer(pd.DatetimeIndex(ended[there]))
    kinds = _kinds(subjects, places)
    local, found = _answers(subjects, kinds, union, calendar, closed)
    series = subjects.series.codes[places]
    low, high, day = first[series], last[series], local[kinds.of]
    zero = found[kinds.of]
    inside = (zero >= low) & (zero <= high)
    if calendar is None:  # beyond its own first and last row the table's other rows are no sessions of a series
        ends = union.to_numpy().astype("datetime64[D]").astype(np.int64)
        inside &= (day >= ends[np.minimum(low, len(union) - 1)]) & (day <= ends[np.maximum(high, 0)])
    zeros[places[inside]] = (zero - low)[inside]


def _kinds(subjects: Subjects, places: npt.NDArray[np.intp]) -> Kind:
    width = len(subjects.timing.names) + 1
    key = subjects.moment.codes[places].astype(np.int64) * width + subjects.timing.codes[places] + 1
    of, distinct = pd.factorize(key)
    return Kind(distinct // width, distinct % width - 1, of)


def _answers(
    subjects: Subjects, kinds: Kind, union: pd.DatetimeIndex, calendar: str | None, closed: str
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the local day and the place of day 0 among the sessions of each kind; -1 for no answer."""
    values = [subjects.moment.distinct[code] for code in kinds.moment.tolist()]
    words = [subjects.timing.names[code] if code >= 0 else "" for code in kinds.timing.tolist()]
    instants = [one.instant for one in values]
    days = pd.DatetimeIndex(np.array([one.day for one in values], dtype="datetime64[s]")).as_unit("us")
    timed = np.array([bool(word) and moment is None for word, moment in zip(words, instants, strict=True)], dtype=bool)
    late = timed & np.array([word == AFTER_CLOSE for word in words], dtype=bool)
    zeros = np.full(len(values), -1, dtype=np.int64)
    utc = np.array([calendar is None and in_utc(moment) for moment in instants], dtype=bool)
    aware = np.array([moment is not None and moment.tzinfo is not None for moment in instants], dtype=bool)
    naive = ~aware | (calendar is None)
    for rule in dict.fromkeys(("next" if closed == "previous" else closed, closed)):
        ruled = timed == (rule != closed) if closed == "previous" else np.ones(len(values), dtype=bool)
        for here in (ruled & naive & ~utc, ruled & ~naive):
            at = np.flatnonzero(here)
            if at.size:
                moments = _moments([instants[i] for i in at], days[at], late[at], keep_zone=calendar is not None)
                zeros[at] = _day_zeros(calendar, days[at], moments, rule, union)
    return days.to_numpy().astype("datetime64[D]").astype(np.int64), zeros


def _moments(
    instants: list[datetime | None],
    days: pd.DatetimeIndex,
    late: npt.NDArray[np.bool_],
    *,
    keep_zone: bool,
) -> pd.DatetimeIndex:
    """Return moments as a column: all naive, or all in UTC; NaT where only the day is known."""
    if keep_zone and any(one is not None and one.tzinfo is not None for one in instants):
        aware = [None if one is None else pd.Timestamp(one).tz_convert(None).to_datetime64() for one in instants]
        return pd.DatetimeIndex(np.array(aware, dtype="datetime64[us]")).tz_localize("UTC")
    walls = [None if one is None else one.replace(tzinfo=None) for one in instants]
    found = pd.DatetimeIndex(np.array(walls, dtype="datetime64[us]"))
    return found.where(~late, days + _LATE)


def _day_zeros(
    calendar: str | None, days: pd.DatetimeIndex, moments: pd.DatetimeIndex, rule: str, union: pd.DatetimeIndex
) -> npt.NDArray[np.int64]:
    known = None if bool(moments.isna().all()) else moments
    found = sessions.day_zeros(calendar or _NONE, days, known, closed=rule, index=union if calendar is None else None)
    place = union.get_indexer(found.as_unit(union.unit))
    return np.asarray(place, dtype=np.int64)
