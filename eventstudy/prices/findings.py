"""What is odd about prices, series by series: what it is, on which days, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - tables of records look their fields' types up
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import CalendarError
from eventstudy.instruments import instrument_of
from eventstudy.sessions import sessions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import numpy.typing as npt

__all__ = ["Finding", "as_table", "findings", "known_sessions", "told_of"]

COLUMNS = ("series", "flag", "what", "rows", "first", "last", "rule", "days")
DAYS_NAMED = 10
_LEFT_OUT = "left out of estimation samples and of tests of several series"
_DOUBTFUL = "left out of estimation samples, kept in an event window with a note"
_KEPT = "kept, as the study asks"
_RULED = {"keep": _KEPT, "exclude": f"{_DOUBTFUL}, as the study asks", "no_move": f"{_LEFT_OUT}, as the study asks"}
_FEWEST_SHIFTED = 5
_NEARLY_ALL = 0.9
_MOST = 0.7
_TWO_YEARS = 2 * 365

_RULES = {
    "stale": ("repeated price", _LEFT_OUT),
    "roll": ("contract roll", _LEFT_OUT),
    "unit": ("change of unit or currency", _LEFT_OUT),
    "no_move": ("no market move, as the prices say", _LEFT_OUT),
    "empty": ("row without a close", "it has no return, and the next one spans it"),
    "gap": ("return over missing sessions", _DOUBTFUL),
    "spike": ("spike that reverts", _DOUBTFUL),
    "split": ("split not accounted for, by its looks", _DOUBTFUL),
    "break": ("break of level that stays", _DOUBTFUL),
    "excluded": ("doubtful, as the prices say", _DOUBTFUL),
    "closed": ("row on a closed day", "no session: it has no return, and the next one spans it"),
    "nonpositive": ("price of zero or below", "it has no return, nor has the session after it"),
    "inconsistent": ("high, low, open and close that do not fit", "kept: returns use the close"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something odd in one series: what, where, and what is done about it."""

    series: str
    flag: str
    what: str
    rows: int
    first: date
    last: date
    rule: str
    days: tuple[date, ...] = ()
    """The first of them, ten at most."""


def findings(prices: pd.DataFrame, rules: Mapping[str, str] | None = None) -> list[Finding]:
    """Return what a reader should know of each series of a flagged table, kind by kind.

    Beside the flags of single rows: dates that look shifted by a zone (rows on closed days that would be sessions a day
    later or earlier, while as many sessions have no row), and a stock without a dividend in two years, whose prices may
    be adjusted.

    Parameters
    ----------
    prices
        Tidy and flagged, dates ascending within each series.
    rules
        What a study wants done with flagged returns otherwise than usual, as `run_study` takes them (`flagged`).

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "brent", "date": pd.to_datetime(["2019-12-30", "2019-12-31"]),
    ...                      "close": [68.44, 68.38], "flag": ["", "stale"]})
    >>> [(one.flag, one.rows, one.what) for one in findings(rows)]
    [('stale', 1, 'repeated price')]
    """
    found: list[Finding] = []
    for name, rows in prices.groupby("series", sort=False):
        words = _days_by_word(rows)
        found += [_of_rows(str(name), flag, words[flag], rules or {}) for flag in _RULES if flag in words]
        found += _of_the_whole(str(name), rows, words)
    return found


def as_table(found: Sequence[Finding]) -> pd.DataFrame:
    """Return findings as a table, a row each, their days as text."""
    rows = [
        [getattr(one, name) for name in COLUMNS[:-1]] + [", ".join(day.isoformat() for day in one.days)]
        for one in found
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told_of(provenance: Mapping[str, Any], series: Collection[str], rules: Mapping[str, str] | None) -> pd.DataFrame:
    """Return, as a table, the findings of some series that the provenance of prices holds, under a study's rules."""
    told = [one for one in provenance.get("findings", ()) if one["series"] in series]
    rows = [
        {**one, "rule": _rule(one["series"], one["flag"], one["rule"], rules or {}), "days": ", ".join(one["days"])}
        for one in told
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def known_sessions(series: str, dates: pd.DatetimeIndex) -> pd.DatetimeIndex | None:
    """Return the sessions from a week before the first date to a week after the last; None where none are known."""
    one, week = instrument_of(series), pd.Timedelta(days=7)
    if one is None or one.calendar is None or dates.empty:
        return None
    try:
        return sessions(series, (dates[0] - week).date(), (dates[-1] + week).date())
    except CalendarError:  # older or later than the calendar: nothing is known, so nothing is flagged
        return None


def _days_by_word(rows: pd.DataFrame) -> dict[str, pd.DatetimeIndex]:
    """Return the days of each flag word."""
    marked = rows[rows["flag"].to_numpy(dtype=object) != ""]
    if marked.empty:
        return {}
    split = marked["flag"].astype(str).str.split("|")
    exploded = pd.Series(split.to_numpy(), index=pd.DatetimeIndex(marked["date"]), dtype=object).explode()
    return {str(word): pd.DatetimeIndex(days.index) for word, days in exploded.groupby(exploded, sort=False)}


def _of_rows(series: str, flag: str, days: pd.DatetimeIndex, rules: Mapping[str, str]) -> Finding:
    what, usual = _RULES[flag]
    shown = tuple(day.date() for day in days[:DAYS_NAMED])
    rule = _rule(series, flag, usual, rules)
    return Finding(series, flag, what, len(days), days[0].date(), days[-1].date(), rule, shown)


def _rule(series: str, flag: str, usual: str, rules: Mapping[str, str]) -> str:
    asked = rules.get(f"{series}.{flag}", rules.get(flag))
    return _RULED[asked] if asked else usual


def _of_the_whole(series: str, rows: pd.DataFrame, words: Mapping[str, pd.DatetimeIndex]) -> Iterator[Finding]:
    """Yield what is odd about a series rather than about single rows."""
    dates = pd.DatetimeIndex(rows["date"])
    closed = words.get("closed", dates[:0])
    shift = _shift(series, dates, closed)
    if shift:
        what = f"dates that would be sessions {abs(shift)} day {'later' if shift > 0 else 'earlier'}"
        rule = "kept as they are: give the dates of the market's own zone"
        shown = tuple(day.date() for day in closed[:DAYS_NAMED])
        yield Finding(series, "shifted", what, len(closed), closed[0].date(), closed[-1].date(), rule, shown)
    one = instrument_of(series)
    years = (dates[-1] - dates[0]).days > _TWO_YEARS
    pays = one is not None and one.kind == "stock" and one.pays
    if pays and years and "dividend" in rows and not (rows["dividend"] > 0).any():
        what = "no dividend in all the span: the prices may be adjusted, or the dividends missing"
        yield Finding(series, "no_dividends", what, len(rows), dates[0].date(), dates[-1].date(), "kept")


def _shift(series: str, dates: pd.DatetimeIndex, closed: pd.DatetimeIndex) -> int:
    """Return by how many days dates look shifted: 1, -1, or 0 where they do not.

    Where all dates lie a day early, each week has a Sunday and no Friday: nearly every row on a closed day is the eve
    of a session, and about as many sessions have no row. Rows that were merely added take no session away.
    """
    if len(closed) < _FEWEST_SHIFTED:
        return 0
    there = known_sessions(series, dates)
    if there is None:
        return 0
    day = pd.Timedelta(days=1)
    span = there[(there >= dates[0] - day) & (there <= dates[-1] + day)]
    lacking = len(span.difference(dates))
    shares = {step: _share((closed + step * day).isin(there)) for step in (1, -1)}
    best = max(shares, key=lambda step: shares[step])
    sure = shares[best] >= _NEARLY_ALL and shares[-best] < _MOST
    return best if sure and lacking >= _MOST * len(closed) else 0


def _share(mask: npt.NDArray[np.bool_]) -> float:
    return float(np.mean(mask))
