"""Two sources of one series, day by day: levels where both hold one instrument, daily changes where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - tables of records look their fields' types up
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from eventstudy.instruments import instrument_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Apart", "Comparison", "compare"]

_TICKS = 1.01
_RELATIVE = 1e-4
_JOINED = ("roll", "stale")
"""Flags of rows whose change is no move of the market."""

Verdict = Literal["agree", "differ", "another instrument", "nothing in common"]


@dataclass(frozen=True, slots=True)
class Apart:
    """A day on which two sources differ."""

    series: str
    date: date
    source: float
    against: float
    flag: str
    """What is odd about the row of either source, which may be why."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found of one series in two sources."""

    series: str
    source: str
    against: str
    compared: Literal["levels", "changes"]
    verdict: Verdict
    sessions: int
    """Days with a close in both; of changes, with one the session before as well."""
    first: date | None
    last: date | None
    differ: int
    """Days whose closes are further apart than a tick; 0 where changes are compared, since they need not be equal."""
    largest: float
    """The largest distance: of levels relative to the second source, of changes in points of return (of a yield in its
    own unit); NaN with no day in common."""
    largest_on: date | None
    correlation: float
    """Of the daily changes; NaN with fewer than three."""
    only_source: int
    only_against: int
    """Days within the common span that one of the two alone has."""
    note: str
    """What the second source holds where that is another instrument."""
    days: tuple[Apart, ...] = ()
    """The days that differ."""


def compare(one: pd.DataFrame, other: pd.DataFrame, *, series: str, source: str, against: str) -> Comparison:
    """Compare the closes of one series in two tables.

    Parameters
    ----------
    one, other
        Tidy rows of the series, as `eventstudy.prices.load_prices` gives them.
    series, source, against
        What it is, and where each comes from.

    Notes
    -----
    Closes differ when they are more than one tick apart (of a series the catalogue does not know: a hundredth of a per
    cent). Where the catalogue says that a source holds another instrument, such as a spot price for a future, nothing
    is wrong when they differ: the daily changes are compared, without those that join two contracts.

    Examples
    --------
    >>> days = pd.to_datetime(["2020-01-02", "2020-01-03", "2020-01-06"])
    >>> one = pd.DataFrame({"date": days, "close": [70.90, 70.33, 70.87], "flag": ""})
    >>> found = compare(one, one.assign(close=[70.90, 70.43, 70.87]), series="xom", source="a", against="b")
    >>> found.verdict, found.differ, found.largest_on.isoformat()
    ('differ', 1, '2020-01-03')
    """
    notes = _elsewhere(series, source), _elsewhere(series, against)
    left, right = (table.set_index("date") for table in (one, other))
    span = max(left.index[0], right.index[0]), min(left.index[-1], right.index[-1])
    left, right = left.loc[span[0] : span[1]], right.loc[span[0] : span[1]]
    days = pd.DatetimeIndex(left.index.intersection(right.index))
    a, b = (table.loc[days, "close"].to_numpy(dtype=float) for table in (left, right))
    joined = _joined(left, days) | _joined(right, days)
    changes = _changes(series, a, joined) - _changes(series, b, joined)
    levels = not any(notes)
    apart = np.abs(a - b) if levels else np.abs(changes)
    distance = apart / np.abs(b) if levels else apart
    far = (apart > _tolerance(series, b)) & levels
    known = np.isfinite(distance)
    worst = int(np.nanargmax(distance)) if known.any() else None
    return Comparison(
        series=series,
        source=source,
        against=against,
        compared="levels" if levels else "changes",
        verdict=_verdict(days, levels=levels, differ=bool(far.any())),
        sessions=int(known.sum()),
        first=days[0].date() if len(days) else None,
        last=days[-1].date() if len(days) else None,
        differ=int(far.sum()),
        largest=float(distance[worst]) if worst is not None else float("nan"),
        largest_on=days[worst].date() if worst is not None else None,
        correlation=_correlation(_changes(series, a, joined), _changes(series, b, joined)),
        only_source=len(left.index.difference(right.index)),
        only_against=len(right.index.difference(left.index)),
        note="; ".join(f"{name} has {what}" for name, what in zip((source, against), notes, strict=True) if what),
        days=_apart(series, left.loc[days[far]], right.loc[days[far]]),
    )


def _apart(series: str, left: pd.DataFrame, right: pd.DataFrame) -> tuple[Apart, ...]:
    rows = zip(left.index, left["close"], right["close"], left["flag"], right["flag"], strict=True)
    return tuple(
        Apart(series, day.date(), float(one), float(other), "|".join(dict.fromkeys(filter(None, (a, b)))))
        for day, one, other, a, b in rows
    )


def _elsewhere(series: str, source: str) -> str:
    known = instrument_of(series)
    return known.elsewhere.get(source, "") if known is not None else ""


def _joined(rows: pd.DataFrame, days: pd.DatetimeIndex) -> NDArray[np.bool_]:
    """Return the days whose change, from the day before in `days`, is no move of the market alone."""
    words = rows["flag"].astype(str).str.split("|")
    flagged = np.array([any(flag in one for flag in _JOINED) for one in words], dtype=np.int64)
    so_far = pd.Series(np.cumsum(flagged), index=rows.index).reindex(days).to_numpy()
    return np.diff(so_far, prepend=so_far[:1]) > 0


def _changes(series: str, close: NDArray[np.float64], joined: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the change into each row from the one before: of a yield in its own unit, else relative."""
    known, found = instrument_of(series), np.full(len(close), np.nan)
    step = np.diff(close)
    with np.errstate(divide="ignore", invalid="ignore"):
        found[1:] = step if known is not None and known.kind == "yield" else step / close[:-1]
    found[joined | ~np.isfinite(found)] = np.nan
    return found


def _tolerance(series: str, close: NDArray[np.float64]) -> NDArray[np.float64]:
    known = instrument_of(series)
    return np.full(len(close), _TICKS * float(known.tick)) if known is not None else _RELATIVE * np.abs(close)


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    held = np.isfinite(a) & np.isfinite(b)
    if held.sum() < 3 or np.ptp(a[held]) == 0 or np.ptp(b[held]) == 0:  # noqa: PLR2004 - two points always correlate
        return float("nan")
    return float(np.corrcoef(a[held], b[held])[0, 1])


def _verdict(days: pd.DatetimeIndex, *, levels: bool, differ: bool) -> Verdict:
    if days.empty:
        return "nothing in common"
    if not levels:
        return "another instrument"
    return "differ" if differ else "agree"
