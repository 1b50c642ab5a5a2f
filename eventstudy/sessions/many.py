"""From many days or moments to day 0 of a series, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import numpy as np
import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.instruments import instrument_of
from eventstudy.sessions.days import has_calendar
from eventstudy.sessions.market import struck_times, table
from eventstudy.sessions.zero import USUAL_CLOSE, Closed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Days = pd.DatetimeIndex | pd.Series[Any] | NDArray[np.datetime64] | Sequence[Any]

_NOWHERE = -1
_NS_IN_US = 1000


class _Clock(NamedTuple):
    """Sessions of a series, and for each piece of news its local day and the first session struck after it."""

    days: pd.DatetimeIndex
    local: pd.DatetimeIndex
    place: NDArray[np.intp]


def day_zeros(
    series: str,
    days: Days,
    not_after: pd.DatetimeIndex | pd.Series[Any] | None = None,
    *,
    closed: str = "next",
    index: pd.DatetimeIndex | None = None,
) -> pd.DatetimeIndex:
    """Return day 0 of many pieces of news: `day_zero` of each, without its reasons.

    Parameters
    ----------
    series
        Catalogue id; any other name needs `index`.
    days : of length n
        The day each became public; it counts where `not_after` has no moment.
    not_after : of length n, optional
        The moment by which each was public, NaT where only the day is known. All aware, or all naive on the clock of
        the series' market (with `index`, on the clock they carry).
    closed
        What a day that is no session becomes: the ``"next"`` session, the ``"previous"`` one, or none (``"drop"``).
    index
        The sessions of a series without a calendar.

    Returns
    -------
    pandas.DatetimeIndex of length n
        Naive midnights; NaT where no session answers, for which `day_zero` says why.

    Raises
    ------
    UsageError
        If `closed` is not one of the three, the lengths differ, or the series is neither catalogued nor has an index.

    Examples
    --------
    >>> late = pd.DatetimeIndex(["NaT", "2020-01-02T23:59"]).tz_localize("America/New_York")
    >>> day_zeros("brent", ["2019-12-29", "2020-01-02"], late).strftime("%Y-%m-%d").tolist()
    ['2019-12-30', '2020-01-03']
    """
    if closed not in get_args(Closed):
        raise UsageError(f"closed={closed!r} is not one of 'next', 'previous', 'drop'")
    bare = _midnights(days)
    moments = pd.DatetimeIndex([pd.NaT] * len(bare)) if not_after is None else pd.DatetimeIndex(not_after)
    if len(moments) != len(bare):
        raise UsageError(f"there are {len(bare)} days and {len(moments)} moments: give one moment for each day, or NaT")
    if index is not None and not has_calendar(series):
        clock = _by_index(index, bare, moments)
    elif instrument_of(series) is not None:
        clock = _catalogued(series, bare, moments)
    else:
        raise UsageError(f"{series!r} is not in the catalogue: give index=, the sessions of its returns")
    return _choose(clock, closed)


def _midnights(days: Any) -> pd.DatetimeIndex:  # noqa: ANN401 - pandas takes more than it says
    found = pd.DatetimeIndex(days)
    return (found if found.tz is None else found.tz_localize(None)).normalize().as_unit("us")


def _catalogued(series: str, bare: pd.DatetimeIndex, moments: pd.DatetimeIndex) -> _Clock:
    market, zone = table(series), struck_times(series).zone
    if moments.tz is None:
        # of an hour that the clock shows twice the later one is meant: news counts from when it was surely public
        moments = moments.tz_localize(zone, ambiguous=np.zeros(len(moments), dtype=bool), nonexistent="shift_forward")
    known = np.asarray(moments.notna())
    local = bare.where(~known, moments.tz_convert(zone).tz_localize(None).normalize().as_unit("us"))
    place = market.days.as_unit("us").searchsorted(local)  # whose years have no end, as those of "ns" do
    struck = np.searchsorted(
        market.struck // _NS_IN_US, moments[known].tz_convert("UTC").as_unit("us").asi8, side="right"
    )
    place[known] = struck
    reached = (local >= market.days[0].replace(day=1, month=1)) & (local <= market.days[-1])
    return _Clock(market.days, local, np.where(reached, place, _NOWHERE))


def _by_index(index: pd.DatetimeIndex, bare: pd.DatetimeIndex, moments: pd.DatetimeIndex) -> _Clock:
    days = index.as_unit("us")
    wall = moments if moments.tz is None else moments.tz_localize(None)
    known = np.asarray(wall.notna())
    local = bare.where(~known, wall.normalize().as_unit("us"))
    late = known & np.asarray(wall - wall.normalize() >= pd.Timedelta(hours=USUAL_CLOSE.hour))
    place = np.where(late, days.searchsorted(local, side="right"), days.searchsorted(local))
    return _Clock(days, local, place)


def _choose(clock: _Clock, closed: str) -> pd.DatetimeIndex:
    """Do for each what `day_zero` does for one; -1 and places past the end are answered by no session."""
    days, place = clock.days, clock.place.copy()
    held = days.as_unit("us")
    first = held.searchsorted(clock.local)
    shut = np.asarray(held[np.minimum(first, len(held) - 1)] != clock.local) | (first == len(held))
    if closed == "drop":
        place[shut] = _NOWHERE
    elif closed == "previous":
        place[shut & (place >= 0)] = first[shut & (place >= 0)] - 1
    unknown = np.asarray(clock.local.isna())
    missing = (place < 0) | (place >= len(days)) | unknown | (shut & np.asarray(clock.local < held[0]))
    zeros = days[np.where(missing, 0, place)]
    return pd.DatetimeIndex(zeros.where(~missing))
