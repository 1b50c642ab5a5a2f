"""Longer steps than a session: counts of sessions that words tell, and weeks, months, quarters and years as bars."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.verdicts.bars import expected

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eventstudy.records import ReportedMove
    from eventstudy.verdicts.bars import Bars

__all__ = [
    "BY_PUBLICATION",
    "by_period",
    "ends_of",
    "period_of",
    "period_told",
    "sessions_told",
    "unfinished",
    "week_over",
]

BY_PUBLICATION = "date: publication date"
"""What the reader of moves writes into the basis of a move whose words name no day."""
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_SESSIONS = re.compile(
    rf"\b(\d+|{'|'.join(_NUMBERS)})[ -](?:(?:trading|business)[ -](?:day|session)|session)s?\b", re.IGNORECASE
)
_LOOKS_BACK = re.compile(r"\b(?:since|in|of|for|over|ever|on|this|among)\b", re.IGNORECASE)
_PERIOD = re.compile(r"\b(week|month|quarter|year|annual)(?:ly)?\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:\d+|an?|two|three|four|five|six|seven|eight|nine|ten)-(?:day|session|week|month|quarter|year)\b",
    re.IGNORECASE,
)
_A_WEEK = 7
_RANK_OF = "rank: of "
_NAMED_SPAN = "date: end of the span named"
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def sessions_told(move: ReportedMove) -> int | None:
    """Return the number of sessions that words count, "over five sessions", "a 30-session high"; None for none.

    The reader of moves writes the number of a change into its basis; the words of an extreme or a rank hold it.
    """
    for text in (*move.basis, move.quote):
        found = _SESSIONS.search(text)
        if found is not None:
            word = found[1].lower()
            return int(word) if word.isdigit() else _NUMBERS[word]
    return None


def period_told(quote: str) -> str:
    """Return what a rank is of: ``"week"`` of "its worst week since March"; ``"session"`` where no word tells.

    Examples
    --------
    >>> [period_told(words) for words in ("its worst week since March", "biggest weekly gain", "worst day in a year")]
    ['week', 'week', 'session']
    """
    head = quote[: found.start()] if (found := _LOOKS_BACK.search(quote)) else quote
    told = _PERIOD.search(_COUNTED.sub("", head))
    if told is None:
        return "session"
    return "year" if told[1].lower() == "annual" else told[1].lower()


def period_of(move: ReportedMove) -> str:
    """Return what a rank is of: as the reader of moves or a person writes it into the basis, else as its words tell.

    One of ``"session" "week" "month" "quarter" "year"``, ``"like month"`` (Junes), ``"streak"``, ``"span"`` (another).
    """
    told = next((one.removeprefix(_RANK_OF) for one in move.basis if one.startswith(_RANK_OF)), "")
    return told.rstrip("s") or period_told(move.quote)


def ends_of(bars: Bars, i: int, unit: str) -> NDArray[np.intp]:
    """Return the positions whose closes are compared, up to `i`: every session, or the last of every week or month."""
    if unit == "session":
        return np.arange(i + 1, dtype=np.intp)
    days = bars.dates[: i + 1]
    if unit == "week":
        spans = (days.astype(np.int64) + 3) // 7  # 1 January 1970 was a Thursday: weeks from Monday on
    else:
        spans = days.astype("datetime64[M]").astype(np.int64) // _MONTHS[unit]
    return np.flatnonzero(np.append(spans[1:] != spans[:-1], True))


def unfinished(bars: Bars, i: int, unit: str) -> bool:
    """Tell whether the week, month, quarter or year of the session at `i` has sessions after it."""
    day = bars.dates[i].item()
    if unit == "week":
        last = day + timedelta(days=6 - day.weekday())
    else:
        first = day.month + _MONTHS[unit] - (day.month - 1) % _MONTHS[unit]
        last = date(day.year + first // 13, (first - 1) % 12 + 1, 1) - timedelta(days=1)
    left = expected(bars, day + timedelta(days=1), last) if day < last else frozenset()
    if left is None:  # without a calendar the prices themselves say
        later = bars.dates[i + 1 : i + 2]
        return bool(len(later)) and later[0].item() <= last
    return bool(left)


def week_over(move: ReportedMove, bars: Bars) -> int | None:
    """Return the end of the last week, month or year that was over before a day without prices; else None.

    Only for a rank of such a span whose words name no day: "its worst week since March" told on a Monday.
    """
    unit = period_of(move).removeprefix("like ")
    named = not {BY_PUBLICATION, _NAMED_SPAN}.isdisjoint(move.basis)
    if move.kind != "rank" or unit not in {"week", *_MONTHS} or move.date is None or not named:
        return None
    i = int(np.searchsorted(bars.dates, np.datetime64(move.date))) - 1
    recent = i >= 0 and (move.date - bars.dates[i].item()).days <= _A_WEEK
    return i if recent and not unfinished(bars, i, unit) else None


def by_period(bars: Bars, i: int, unit: str) -> Bars:
    """Return the bars up to `i`, a bar for each week, month, quarter or year; the last may not be over.

    A bar is dated by its last session, and rolled, stale or flagged where one of its sessions is.
    """
    ends = ends_of(bars, i, unit)
    starts = np.concatenate([[0], ends[:-1] + 1])
    flags = [
        sorted({word for flag in bars.flags[a : b + 1] for word in flag.split("|") if word})
        for a, b in zip(starts, ends, strict=True)
    ]
    return replace(
        bars,
        dates=bars.dates[ends],
        open=bars.open[starts],
        high=np.maximum.reduceat(bars.high[: i + 1], starts),
        low=np.minimum.reduceat(bars.low[: i + 1], starts),
        close=bars.close[ends],
        dividend=np.add.reduceat(bars.dividend[: i + 1], starts),
        flags=tuple("|".join(words) for words in flags),
        roll=np.logical_or.reduceat(bars.roll[: i + 1], starts),
        stale=np.logical_or.reduceat(bars.stale[: i + 1], starts),
        spot={day.item(): k for k, day in enumerate(bars.dates[ends])},
    )
