from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from eventstudy.errors import CalendarError, UsageError
from eventstudy.sessions import day_zero, day_zeros

SPAN = pd.date_range("2017-12-20", "2020-03-10")
ROWS = pd.bdate_range("2018-01-01", "2019-12-31")


def news(seed, n=400):
    rng = np.random.default_rng(seed)
    days = SPAN[rng.integers(0, len(SPAN), n)]
    moments = (days + pd.to_timedelta(rng.integers(0, 86_400, n), unit="s")).to_series(index=range(n))
    return days, pd.DatetimeIndex(moments.where(rng.random(n) < 0.7))


def one_by_one(series, days, moments, closed, index=None):
    found = []
    for day, moment in zip(days, moments, strict=True):
        at = None if moment is pd.NaT else moment.to_pydatetime()
        try:
            found.append(day_zero(series, day.date(), at, closed=closed, index=index))
        except CalendarError:
            found.append(pd.NaT)
    return found


@pytest.mark.parametrize("closed", ["next", "previous", "drop"])
@pytest.mark.parametrize("zone", [None, "America/New_York", "Asia/Baghdad"])
@pytest.mark.parametrize("series", ["brent", "xom", "eurusd"])
def test_many_are_each_of_them(series, zone, closed):
    days, moments = news(1)
    if zone is not None:
        moments = moments.tz_localize(zone, ambiguous=np.zeros(len(moments), dtype=bool), nonexistent="shift_forward")
    found = day_zeros(series, days, moments, closed=closed)
    assert found.tolist() == one_by_one(series, days, moments, closed)
    assert found.isna().any() == (closed == "drop")


@pytest.mark.parametrize("closed", ["next", "previous", "drop"])
def test_many_by_rows_are_each_of_them(closed):
    days, moments = news(2)
    found = day_zeros("Acme", days, moments, closed=closed, index=ROWS)
    assert found.tolist() == one_by_one("Acme", days, moments, closed, ROWS)
    assert found.isna().any()  # days before the rows and after them


def test_beyond_the_calendar_there_is_none():
    found = day_zeros("xom", ["1970-01-05", "2020-01-03", "2199-01-04", None])
    assert found.strftime("%Y-%m-%d").tolist() == [np.nan, "2020-01-03", np.nan, np.nan]


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(UsageError, match="closed='later'"):
        day_zeros("xom", SPAN, closed="later")
    with pytest.raises(UsageError, match="3 days and 2 moments"):
        day_zeros("xom", SPAN[:3], SPAN[:2])
    with pytest.raises(UsageError, match="give index="):
        day_zeros("Acme", SPAN)
