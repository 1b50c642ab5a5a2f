"""The year of a day that names none: the nearest by tense, on its weekday if one is named."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventstudy.articles.dates.phrases import DayOf
    from eventstudy.articles.dates.tense import Tense

_MOST_OF_A_YEAR, _NEAR = 300, 60  # a tense that leads that far is misread if the day is that near on the other side
_YEARS, _YEARS_WITH_WEEKDAY = 8, 40  # how far to look for a 29 February, or for a weekday that fits its date


def nearest_year(what: DayOf, written: date | None, tense: Tense) -> int | None:
    """Return the year in which the day is nearest on the side of the tense, on its weekday if one is named."""
    if written is None or what.shift is not None:
        return None
    reach = _YEARS if what.weekday is None else _YEARS_WITH_WEEKDAY
    days = [day for year in range(written.year - reach, written.year + reach + 1) if (day := _try(year, what))]
    if what.weekday is not None:
        days = [day for day in days if day.weekday() == what.weekday] or days
    return nearest(days, written, tense, sure=what.weekday is None).year if days else None


def nearest(days: list[date], written: date, tense: Tense, *, sure: bool = True) -> date:
    """Return the nearest day on the side of the tense, or of all, if the tense leads most of a year away.

    A past tense is trusted unless a weekday speaks against it (`sure` is False); a future one is often misread.
    """
    side = [day for day in days if tense == "unknown" or (day <= written if tense == "past" else day >= written)]
    nearest = min(days, key=lambda day: abs((day - written).days))
    if not side:
        return nearest
    told = min(side, key=lambda day: abs((day - written).days))
    far = abs((told - written).days) > _MOST_OF_A_YEAR and abs((nearest - written).days) <= _NEAR
    return nearest if far and not (sure and tense == "past") else told


def _try(year: int, what: DayOf) -> date | None:
    fits = 1 <= year <= MAXYEAR and what.day <= monthrange(year, what.month)[1]
    return date(year, what.month, what.day) if fits else None
