"""Which of the found events are studied, and their day 0."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.events import join_events
from eventstudy.errors import CalendarError, WindowError
from eventstudy.sessions import day_zero

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    import pandas as pd

    from eventstudy.records import Article, Event
    from eventstudy.results import StudyResult
    from eventstudy.studyfile import StudyFile

_TO_THE_DAY = ("instant", "part_of_day", "day")


def day_zeros(
    events: Iterable[Event],
    series: Sequence[str],
    *,
    closed: str = "next",
    index: Mapping[str, pd.DatetimeIndex] | None = None,
    calendars: Mapping[str, str] | None = None,
) -> dict[str, dict[str, date]]:
    """Return day 0 of each event for each series; an event not dated to a day, or outside a calendar, has none.

    Parameters
    ----------
    events
        Found or pinned events.
    series
        Catalogue ids, or others whose sessions `index` holds.
    closed
        Where an event on a closed day goes: ``"next"``, ``"previous"`` or ``"drop"``.
    index
        Sessions by series, of those that have no calendar in the catalogue.
    calendars
        Catalogued series by series, for those that have the sessions of another.

    Examples
    --------
    >>> import datetime
    >>> from eventstudy.records import Event
    >>> taji = Event("taji", "Strike near Taji", *[datetime.date(2020, 1, 4)] * 2, "day")
    >>> day_zeros([taji], ["xom"])
    {'taji': {'xom': datetime.date(2020, 1, 6)}}
    """
    zero: dict[str, dict[str, date]] = {}
    for event in events:
        if event.precision not in _TO_THE_DAY:
            continue
        days = zero.setdefault(event.event_id, {})
        for name in series:
            try:
                whose = (calendars or {}).get(name, name)
                day = day_zero(whose, event.start, event.not_after, closed=closed, index=(index or {}).get(name))
            except CalendarError:
                continue
            days[name] = day.date()
    return zero


def choose_events(
    file: StudyFile, found: Sequence[Event], articles: Sequence[Article], returns: pd.DataFrame
) -> tuple[list[Event], list[Event]]:
    """Return the events to study and the others: the pinned ones, or every found one that the prices can answer."""
    first, last = (moment.date() for moment in (returns.index[0], returns.index[-1]))
    if file.event:
        for entry in file.event:
            day = entry.pin().day
            if not first <= day <= last:
                raise WindowError(
                    f"event {entry.id!r} is on {day}, but the prices run from {first} to {last}; "
                    "name prices that hold it, or take the event out of the study file"
                )
        events = join_events(found, [entry.pin() for entry in file.event], articles)
        return events[: len(file.event)], events[len(file.event) :]
    noted = [replace(event, note=event.note or _why_not(event, first, last)) for event in found]
    chosen = [event for event in noted if not _why_not(event, first, last)]
    if not chosen:
        raise WindowError(
            f"the articles tell no past event dated to a day between {first} and {last}, where prices are held; "
            "name events with [[event]] in a study file (`eventstudy new` writes one), or prices that hold them; "
            "`eventstudy check` needs no event"
        )
    return chosen, [event for event in noted if _why_not(event, first, last)]


def settle_events(file: StudyFile, chosen: Sequence[Event], result: StudyResult) -> tuple[list[Event], list[Event]]:
    """Return the events that have a CAR, and those that turned out to have none, each with the reason as its note.

    Raises
    ------
    WindowError
        If the study file names one that has none.
    """
    cars = result.to_frame("per_event")
    answered = set(cars.loc[cars["car"].notna(), "event_id"])
    missing = [event for event in chosen if event.event_id not in answered]
    reasons = {event.event_id: _why_no_car(event.event_id, result) for event in missing}
    if file.event and missing:
        name = missing[0].event_id
        raise WindowError(
            f"event {name!r} cannot be studied: {reasons[name]}; "
            "give another day, or prices that hold it, or take the event out of the study file"
        )
    studied = [event for event in chosen if event.event_id in answered]
    return studied, [replace(event, note=f"not studied: {reasons[event.event_id]}") for event in missing]


def _why_no_car(name: str, result: StudyResult) -> str:
    """Return the first reason why an event has no CAR: of an estimate that could not be made, or of a day 0."""
    cars = result.to_frame("per_event")
    notes = [f"{row.series}: {row.note}" for row in cars[cars["event_id"] == name].itertuples()]
    return next(iter([*notes, *(one.reason for one in result.dropped if one.what.startswith(f"{name}, "))]), "no day 0")


def _why_not(event: Event, first: date, last: date) -> str:
    """Return why a found event is not studied, or nothing."""
    if event.status != "past":
        return f"not studied: {event.status}"
    if event.precision not in _TO_THE_DAY:
        return f"not studied: dated to a {event.precision} only"
    if not first <= event.start <= last:
        return f"not studied: prices run from {first} to {last}"
    return ""
