"""What a study takes from the table of returns: series on their sessions, and which of them cannot be used."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy import sessions
from eventstudy.errors import EstimationError, EventStudyError, EventStudyWarning, PriceError, WindowError
from eventstudy.records import Dropped
from eventstudy.results.choice import have_fits, named_pairs
from eventstudy.results.naming import a_few
from eventstudy.results.notes import lines, told_once
from eventstudy.study.calendars import off_sessions, on_sessions, place
from eventstudy.study.cells import STRANGE
from eventstudy.study.placing import place_many
from eventstudy.study.returns_table import refuse_other_numbers, unremarkable
from eventstudy.study.samples import fewest, refuse_constant
from eventstudy.study.subjects import TWICE, Subjects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eventstudy.kernels.observation import Days, Observation
    from eventstudy.results import Design
    from eventstudy.study.models import ModelChoice
    from eventstudy.study.placing import Zeros
    from eventstudy.study.questions import Asked
    from eventstudy.study.subjects import Subject

    Flags = Mapping[str, Mapping[str, str]]
    Placed = tuple[Subject, int]

_REASONS = 3


class OnDays(Mapping[str, "pd.Series[float]"]):
    """Series on their sessions, each made when it is asked for first.

    Parameters
    ----------
    table
        Checked returns.
    calendars
        By series, the catalogued series whose sessions it has; None where every row is one.
    """

    __slots__ = ("_held", "calendars", "table")

    def __init__(self, table: pd.DataFrame, calendars: Mapping[str, str | None]) -> None:
        self.table, self.calendars = table, dict(calendars)
        self._held: dict[str, pd.Series[float]] = {}

    def __getitem__(self, name: str) -> pd.Series[float]:
        if name not in self._held:
            if name not in self.calendars:
                raise KeyError(name)
            self._held[name] = on_sessions(self.table[name], self.calendars[name])
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.calendars)

    def __len__(self) -> int:
        return len(self.calendars)

    def __contains__(self, name: object) -> bool:
        return name in self.calendars

    def ends(self, names: Sequence[str]) -> tuple[Days, Days]:
        """Return the first and the last session of some series, NaT for one without a return."""
        plain = [name for name in names if self.calendars[name] is None]
        found = dict(zip(plain, np.column_stack(self._ends_by_row(plain)), strict=True))
        for name in names:
            if name not in found:
                days = self[name].index.to_numpy().astype("datetime64[D]")
                found[name] = days[[0, -1]] if days.size else np.full(2, np.datetime64("NaT", "D"))
        first, last = np.array([found[name] for name in names], dtype="datetime64[D]").reshape(-1, 2).T
        return first, last

    def _ends_by_row(self, names: Sequence[str]) -> tuple[Days, Days]:
        days = self.table.index.to_numpy().astype("datetime64[D]")
        places = self.table.columns.get_indexer(pd.Index(names))
        values = self.table.to_numpy().T
        there = np.array([~np.isnan(values[place]) for place in places], dtype=bool).reshape(len(names), days.size)
        first, last = days[there.argmax(axis=1)], days[days.size - 1 - there[:, ::-1].argmax(axis=1)]
        nothing = ~there.any(axis=1)
        first[nothing], last[nothing] = np.datetime64("NaT"), np.datetime64("NaT")
        return first, last

    def sessions_of(self, calendar: str | None, first: np.datetime64, last: np.datetime64) -> pd.DatetimeIndex:
        """Return the sessions of a calendar between two days; without one, all rows of the table."""
        if calendar is None:
            return pd.DatetimeIndex(self.table.index)
        return sessions.sessions(calendar, pd.Timestamp(first), pd.Timestamp(last))


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Series on their sessions.

    Attributes
    ----------
    on_days
        Returns by series, on the series' own sessions.
    flags
        By series, flag words by ISO date.
    unusable
        Series that were found and cannot be studied, and why.
    lost
        Rows that are no sessions.
    """

    on_days: OnDays
    flags: Flags
    unusable: dict[str, str]
    lost: list[Dropped]

    @property
    def calendars(self) -> dict[str, str | None]:
        """Return, by series, the catalogued series whose sessions it has; None where every row is one."""
        return self.on_days.calendars

    def place_all(self, subjects: Subjects, closed: str) -> tuple[Zeros, list[Dropped]]:
        """Return the position of each event's day 0, -1 for none, and those that have none."""
        return place_many(subjects, self.on_days, self.unusable, closed)

    def place(self, subjects: Sequence[Subject], closed: str) -> tuple[list[Placed], list[Dropped]]:
        """Return each event with the position of its day 0, and those that have none."""
        if isinstance(subjects, Subjects):
            zeros, outside = self.place_all(subjects, closed)
            return [(subjects[at], int(zeros[at])) for at in np.flatnonzero(zeros >= 0).tolist()], outside
        placed: list[Placed] = []
        outside = []
        for subject in subjects:
            why = self._why_not(subject)
            if why:
                outside.append(Dropped(str(subject), why))
                continue
            dates = pd.DatetimeIndex(self.on_days[subject.series].index)
            zero = place(subject, dates, closed, self.calendars[subject.series])
            if isinstance(zero, Dropped):
                outside.append(zero)
            else:
                placed.append((subject, zero))
        return placed, outside

    def _why_not(self, subject: Subject) -> str:
        why = self.unusable.get(subject.series, "")
        if not why and subject.benchmark is not None and subject.benchmark in self.unusable:
            why = self.unusable[subject.benchmark]
        return why


def used_beside(choice: ModelChoice, asked: Asked) -> tuple[str, ...]:
    """Return the series that the caller named for models of these events to set beside their own."""
    return tuple(dict.fromkeys(name for series in asked.series for name in choice.regressors(series)))


def gather(
    table: pd.DataFrame,
    choice: ModelChoice,
    asked: Asked,
    calendars: Mapping[str, str | None],
    *,
    controls: Sequence[str] = (),
    named: Sequence[str] = (),
) -> Panel:
    """Return every series that is studied, is set beside one, or is a control.

    A series that was found (a column of the table, a cell of the events) and cannot be used is left out with its
    reason; one that the caller named is an error.

    Parameters
    ----------
    table
        Checked returns.
    choice
        Models and benchmarks of each series.
    asked
        The events.
    calendars
        Of each column.
    controls, named
        Untreated series, and those of them that the caller named.

    Raises
    ------
    PriceError
        If a series that was named, or every series of the events, holds no returns.
    EstimationError
        If a benchmark that was named never varies.
    """
    studied, beside = asked.series, used_beside(choice, asked)
    markets = [*beside, *asked.benchmarks]
    needed = list(dict.fromkeys([*studied, *markets, *controls]))
    on_days = OnDays(table, {name: calendars[name] for name in needed})
    pinned = {*beside, *named, *(studied if choice.named else ())}
    unusable: dict[str, EventStudyError] = {}
    plain = unremarkable(table, needed)
    for name in needed:
        if name in plain and name not in pinned and name not in markets:
            continue
        why = _refusal(table, on_days[name], benchmark=name in markets, pinned=name in pinned)
        if why is not None and name in pinned:
            raise why
        if why is not None:
            unusable[name] = why
    if studied and set(studied) <= set(unusable):
        raise unusable[studied[0]]
    flags: Flags = table.attrs["flags"]
    lost = [
        note
        for name in needed
        if calendars[name] is not None
        for note in off_sessions(table[name], on_days[name], flags, calendars[name])
    ]
    return Panel(on_days, flags, {name: str(why) for name, why in unusable.items()}, lost)


def _refusal(
    table: pd.DataFrame, on_days: pd.Series[float], *, benchmark: bool, pinned: bool
) -> EventStudyError | None:
    """Return the error that a series would be; None for one that can be used."""
    name = str(on_days.name)
    try:
        refuse_other_numbers(table, [name])
        if benchmark:
            refuse_constant(on_days)
    except (PriceError, EstimationError) as error:
        return error
    if pinned and on_days.empty:
        return PriceError(f"the returns of {name!r} hold no number; take it out of model, or give its returns")
    return None


def tell_left_out(dropped: Sequence[Dropped], observations: Sequence[Observation]) -> None:
    """Warn of events that were found and left out, the reasons alike counted."""
    again = any(one.reason.startswith(TWICE) for one in dropped)
    studied = {f"{one}, {series}" for one, series in named_pairs(observations)} if again else set()
    lost = [one for one in dropped if one.what not in studied and not one.what.startswith("timing of ")]
    if not lost:
        return
    reasons = lines(told_once((one.what, one.reason) for one in lost), _REASONS, "left out")
    count = f"{len(lost):,} event{'s' * (len(lost) > 1)} left out (result.dropped names each): "
    warnings.warn(count + "; ".join(reasons), EventStudyWarning, stacklevel=3)


@contextmanager
def untold() -> Iterator[None]:
    """Leave the warning of events left out unsaid, where the caller tells of them itself."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r".* left out \(result\.dropped", EventStudyWarning)
        yield


def refuse_nothing(observations: Sequence[Observation], dropped: Sequence[Dropped], design: Design) -> None:
    """Raise where nothing is left to study, with the first reason.

    Raises
    ------
    WindowError
        If there are no events, or none lies where there are returns enough.
    EstimationError
        If gaps and other events leave no sample large enough.
    """
    if not observations:
        why = "there are no events" if not dropped else f"{dropped[0].what}: {dropped[0].reason}"
        if dropped and dropped[0].reason.startswith(STRANGE):
            why += f"; series studied are {a_few(design.models, dropped[0].reason)}"
        raise WindowError(f"nothing is left to study: {why}")
    if not have_fits(observations):
        one = observations[0]
        what = f"no estimate can be made: {one.event_id}, {one.data.series}: {one.note}"
        if one.day_zero + design.estimation.last + 1 < fewest(one.data, design):
            raise WindowError(f"{what}; the returns begin on {one.data.dates[0]}, day 0 is {one.day}")
        raise EstimationError(what)
