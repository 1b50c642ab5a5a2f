"""What a date expression says, before it is known when it was written.

Each class is one form of words; `resolve` turns it into days. ``year=None`` means that the words name no year, and
``shift`` counts years from the one of writing ("in May last year" is -1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date, datetime

Unit = Literal["day", "weekend", "week", "month", "quarter", "half_year", "year"]
Which = Literal["nearest", "last", "this", "next"]


@dataclass(frozen=True, slots=True)
class DayOf:
    """A day of a month: "Dec. 27", "Friday, 3 January 2020"; `last` for "May 3 to 5"."""

    month: int
    day: int
    year: int | None = None
    shift: int | None = None
    weekday: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday is 0; `week` counts weeks from the one of writing ("Friday of last week" is -1)."""

    number: int
    which: Which = "nearest"
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Relative:
    """Days from the day of writing: "yesterday" is -1; "overnight" spans two."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A calendar unit counted from the one of writing: "last week" is ``("week", -1)``; None: by the tense."""

    unit: Unit
    shift: int | None


@dataclass(frozen=True, slots=True)
class MonthOf:
    """A month: "in September", "May 2018", "this past July"."""

    month: int
    year: int | None = None
    shift: int | None = None
    which: Which = "nearest"


@dataclass(frozen=True, slots=True)
class QuarterOf:
    """A calendar quarter, 1 to 4, or a half, 5 and 6, or a season, 7 (spring) to 10 (winter)."""

    number: int
    year: int | None = None
    shift: int | None = None
    which: Which = "nearest"


@dataclass(frozen=True, slots=True)
class YearOf:
    """A year, or the years up to `last`."""

    year: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday by its key in ``english.toml``."""

    key: str
    year: int | None = None
    shift: int | None = None
    which: Which = "nearest"


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The Monday to Sunday around a day: "the week ended May 3"."""

    day: Simple


@dataclass(frozen=True, slots=True)
class Beside:
    """Units from the day that the passage spoke of last: "the next day", "a week later", "that year"."""

    count: int
    unit: Unit = "day"
    whole: bool = False
    """Whether the unit itself is meant: "the following week", not "a week later"."""


@dataclass(frozen=True, slots=True)
class WeekdayBeside:
    """A weekday by the day spoken of last: "the previous Monday" is -1, "that Monday" 0, "the following Monday" 1."""

    number: int
    side: int


@dataclass(frozen=True, slots=True)
class Offset:
    """Units from a day that follows: "two days before" of "two days before the Jan. 31 deadline"."""

    count: int
    unit: Unit
    inner: Simple
    weekday: int | None = None
    """The first such day on that side: "the Friday after Thanksgiving"."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """Trading days from the day of writing, or from the day spoken of (`beside`): "three sessions ago" is -3."""

    count: int
    beside: bool = False


@dataclass(frozen=True, slots=True)
class WeeksFrom:
    """A weekday weeks from the next or the last one: "a week on Thursday" is 1, "a week ago Friday" -1."""

    number: int
    count: int


@dataclass(frozen=True, slots=True)
class InMonth:
    """A part of a month: "the first week of May", "the third Friday of the month"; `place` -1 is the last.

    `part` is a weekday or a unit, of which `count` are meant ("the first ten days of May").
    """

    place: int
    part: int | Literal["day", "session", "week", "weekend", "half"]
    month: MonthOf | Whole
    count: int = 1


@dataclass(frozen=True, slots=True)
class Fixed:
    """A day written out: "2020-01-03", "1/3/2020"; `moment` if a time of day stands with it.

    `swapped` is the day if the month comes second, where both orders are dates.
    """

    day: date
    moment: datetime | None = None
    swapped: date | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class DayAlone:
    """A day of the month nearest to the day of writing: "on the 15th"."""

    day: int


@dataclass(frozen=True, slots=True)
class Decade:
    """Ten years from `year`: "the 1990s"."""

    year: int


@dataclass(frozen=True, slots=True)
class ToDate:
    """From the start of the unit to the day of writing: "year to date"."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class LastDay:
    """The last day of a unit: "year-end", "month-end"."""

    unit: Unit
    year: int | None = None


@dataclass(frozen=True, slots=True)
class MonthsOf:
    """Months at the start or the end of a year: "the first nine months of 2018"."""

    count: int
    tail: bool
    year: int | None
    shift: int | None


@dataclass(frozen=True, slots=True)
class MonthsTo:
    """Months that end with a month or a day: "the three months to June", "the year ended March 31"."""

    count: int
    last: MonthOf | DayOf


@dataclass(frozen=True, slots=True)
class Now:
    """The day spoken of in the sentence, or that of writing, for a clock time alone: "by 11 a.m. in London"."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one to another: "between 2003 and 2011"."""

    first: Simple
    last: Simple


Simple = (
    DayOf | Weekday | Relative | Whole | MonthOf | QuarterOf | YearOf | Holiday | Beside | WeekdayBeside | Offset
    | Sessions | Fixed | DayAlone | Decade | ToDate | LastDay | MonthsOf | MonthsTo | Now
    | WeeksFrom | InMonth
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clock:
    """Last minute of a part of a day, or a clock time (`exact`); `zone` if the words name one, else maybe `local`."""

    hour: int
    minute: int
    exact: bool = False
    days: int = 0
    zone: str | None = None
    local: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A date expression over tokens `first` to `last` (excluded) of its sentence."""

    first: int
    last: int
    what: Simple | Span | WeekOf
    clock: Clock | None = None
