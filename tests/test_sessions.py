from __future__ import annotations

import warnings
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import exchange_calendars
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.errors import CalendarError, UsageError, WindowError
from eventstudy.instruments import catalogue, instrument, use_instruments
from eventstudy.prices import load_prices
from eventstudy.returns import to_returns
from eventstudy.sessions import day_zero, half_days, has_calendar, last_struck, sessions, strikes_apart, struck_at
from eventstudy.study import run_study

NEW_YORK, LONDON, BAGHDAD = ZoneInfo("America/New_York"), ZoneInfo("Europe/London"), ZoneInfo("Asia/Baghdad")
MOMENTS = st.datetimes(datetime.fromisoformat("2018-01-01"), datetime.fromisoformat("2020-12-31"))
SHIPPED = ["brent", "dow", "sp500", "xom", "cvx"]


def iso(stamp: pd.Timestamp) -> str:
    return stamp.strftime("%Y-%m-%d")


# ------------------------------------------------------------------------------------------------ the shipped events


@pytest.mark.parametrize("series", SHIPPED)
@pytest.mark.parametrize(
    ("day", "zero"),
    [
        ("2020-01-03", "2020-01-03"),
        ("2019-12-29", "2019-12-30"),  # Sunday
        ("2019-12-31", "2019-12-31"),
        ("2020-01-04", "2020-01-06"),  # Saturday
        ("2019-09-14", "2019-09-16"),  # Saturday
        ("2019-12-27", "2019-12-27"),
    ],
)
def test_day_zero_of_the_shipped_events(series, day, zero):
    assert iso(day_zero(series, date.fromisoformat(day))) == zero


@pytest.mark.parametrize("series", SHIPPED)
def test_late_thursday_in_washington_is_early_friday_in_baghdad_and_day_zero_is_friday(series):
    washington = datetime(2020, 1, 2, 23, 59, tzinfo=NEW_YORK)
    baghdad = datetime(2020, 1, 3, 1, 0, tzinfo=BAGHDAD)
    assert iso(day_zero(series, date(2020, 1, 2), washington)) == "2020-01-03"
    assert iso(day_zero(series, date(2020, 1, 3), baghdad)) == "2020-01-03"


# ---------------------------------------------------------------------------------------------- the calendars are true


@pytest.mark.parametrize("series", SHIPPED)
def test_every_row_of_the_snapshot_is_a_session_and_every_session_a_row(series):
    rows = pd.DatetimeIndex(load_prices(series)["date"])
    expected = sessions(series, date(2018, 1, 2), date(2020, 2, 28))
    assert rows.difference(expected).empty
    assert expected.difference(rows).empty


def test_the_day_of_mourning_closed_new_york_and_not_brent():
    assert date(2018, 12, 5) not in sessions("xom", date(2018, 12, 3), date(2018, 12, 7)).date
    assert iso(day_zero("xom", date(2018, 12, 5))) == "2018-12-06"
    assert iso(day_zero("brent", date(2018, 12, 5))) == "2018-12-05"


def test_the_hurricane_closed_new_york_for_two_days_and_not_brent():
    assert iso(day_zero("xom", date(2012, 10, 29))) == "2012-10-31"
    assert iso(day_zero("brent", date(2012, 10, 29))) == "2012-10-29"


def test_us_holidays_are_brent_sessions():
    for day in (date(2018, 12, 5), date(2019, 2, 18), date(2019, 5, 27)):
        assert iso(day_zero("brent", day)) == day.isoformat()
        assert iso(day_zero("dow", day)) == (day + timedelta(days=1)).isoformat()


def test_good_friday_is_no_session_and_monday_after_it_is_one():
    for series in ("brent", "xom"):
        assert iso(day_zero(series, date(2019, 4, 19))) == "2019-04-22"


def test_christmas_in_new_york_and_london():
    assert iso(day_zero("xom", date(2019, 12, 25))) == "2019-12-26"
    assert iso(day_zero("ftse100", date(2019, 12, 25))) == "2019-12-27"
    assert iso(day_zero("brent", date(2021, 12, 24))) == "2021-12-24"
    assert iso(day_zero("xom", date(2021, 12, 24))) == "2021-12-27"


def test_each_added_session_was_needed_and_is_there():
    for one in catalogue().values():
        for extra in one.added:
            assert extra.reason
            assert iso(day_zero(one.id, extra.day)) == extra.day.isoformat()


@pytest.mark.parametrize("series", {one.calendar: name for name, one in catalogue().items() if one.calendar}.values())
def test_every_calendar_of_the_catalogue_answers(series):
    zero = day_zero(series, date(2020, 1, 2))
    assert date(2020, 1, 2) <= zero.date() <= date(2020, 1, 6)
    assert struck_at(series, zero.date()).tzinfo is not None


# ----------------------------------------------------------------------------------------------- when prices are struck


@pytest.mark.parametrize(
    ("series", "session", "moment"),
    [
        ("xom", "2020-01-03", "2020-01-03T16:00:00-05:00"),
        ("xom", "2019-07-01", "2019-07-01T16:00:00-04:00"),
        ("xom", "2019-12-24", "2019-12-24T13:00:00-05:00"),
        ("xom", "2018-07-03", "2018-07-03T13:00:00-04:00"),
        ("brent", "2020-01-03", "2020-01-03T19:30:00+00:00"),
        ("brent", "2019-07-01", "2019-07-01T19:30:00+01:00"),
        ("brent", "2018-12-24", "2018-12-24T18:30:00+00:00"),
        ("brent", "2018-11-22", "2018-11-22T18:30:00+00:00"),  # Thanksgiving
        ("brent", "2018-11-23", "2018-11-23T18:30:00+00:00"),
        ("brent", "2019-05-27", "2019-05-27T18:30:00+01:00"),
        ("brent", "2019-12-31", "2019-12-31T19:30:00+00:00"),
        ("wti", "2018-12-24", "2018-12-24T13:30:00-05:00"),
        ("nikkei", "2024-11-01", "2024-11-01T15:00:00+09:00"),
        ("nikkei", "2024-11-05", "2024-11-05T15:30:00+09:00"),
        ("eurusd", "2020-01-03", "2020-01-03T17:00:00-05:00"),
        ("bitcoin", "2020-01-04", "2020-01-04T23:59:59+00:00"),
    ],
)
def test_struck_at(series, session, moment):
    assert struck_at(series, date.fromisoformat(session)).isoformat() == moment


def test_half_days_of_the_snapshot():
    first, last = date(2018, 1, 2), date(2020, 2, 28)
    assert half_days("xom", first, last).strftime("%Y-%m-%d").tolist() == [
        "2018-07-03", "2018-11-23", "2018-12-24", "2019-07-03", "2019-11-29", "2019-12-24",
    ]  # fmt: skip
    brent = half_days("brent", first, last).strftime("%Y-%m-%d").tolist()
    assert [day for day in brent if day[5:7] in {"11", "12"}] == [
        "2018-11-22", "2018-11-23", "2018-12-24", "2019-11-28", "2019-11-29", "2019-12-24",
    ]  # fmt: skip
    assert "2019-12-31" not in brent


def test_prices_are_struck_one_after_the_other():
    for one in catalogue().values():
        if one.calendar:
            days = sessions(one.id, date(2019, 1, 1), date(2019, 12, 31))
            moments = [struck_at(one.id, day.date()) for day in days[::7]]
            assert all(early < late for early, late in pairwise(moments)), one.id


def test_a_day_that_is_no_session_has_no_strike():
    with pytest.raises(CalendarError, match="2019-12-24 and 2019-12-26"):
        struck_at("brent", date(2019, 12, 25))


# ---------------------------------------------------------------------------------------------- the instant decides


@pytest.mark.parametrize(
    ("moment", "zero"),
    [
        ("2020-01-03T15:59:59", "2020-01-03"),
        ("2020-01-03T16:00:00", "2020-01-06"),  # at the strike is too late: the price cannot hold it
        ("2020-01-03T16:00:01", "2020-01-06"),  # Friday after the close: Monday
        ("2020-01-04T10:00:00", "2020-01-06"),
        ("2019-12-24T12:59:00", "2019-12-24"),  # half-day
        ("2019-12-24T13:00:00", "2019-12-26"),
        ("2019-12-25T09:00:00", "2019-12-26"),
    ],
)
def test_new_york_to_the_second(moment, zero):
    naive = datetime.fromisoformat(moment)
    aware = naive.replace(tzinfo=NEW_YORK)
    assert iso(day_zero("xom", naive.date(), naive)) == zero, "a naive time is on the exchange's clock"
    assert iso(day_zero("xom", naive.date(), aware)) == zero
    assert iso(day_zero("xom", naive.date(), aware.astimezone(BAGHDAD))) == zero


def test_between_brent_s_settlement_and_new_york_s_close_each_has_its_own_day_zero():
    moment = datetime(2019, 12, 30, 15, 0, tzinfo=NEW_YORK)  # 20:00 in London
    assert iso(day_zero("brent", moment.date(), moment)) == "2019-12-31"
    assert iso(day_zero("xom", moment.date(), moment)) == "2019-12-30"


@pytest.mark.parametrize(
    ("moment", "brent", "xom"),
    [
        # 11 March 2019: New York has put its clocks forward, London has not; 15:29 there is 19:29 here
        ("2019-03-11T15:29:00-04:00", "2019-03-11", "2019-03-11"),
        ("2019-03-11T15:31:00-04:00", "2019-03-12", "2019-03-11"),
        # 1 April 2019: both have; 14:29 there is 19:29 here
        ("2019-04-01T14:29:00-04:00", "2019-04-01", "2019-04-01"),
        ("2019-04-01T14:31:00-04:00", "2019-04-02", "2019-04-01"),
        # 30 October 2019: London has put them back, New York has not
        ("2019-10-30T15:31:00-04:00", "2019-10-31", "2019-10-30"),
        ("2019-11-05T14:29:00-05:00", "2019-11-05", "2019-11-05"),
    ],
)
def test_weeks_in_which_london_and_new_york_change_clocks(moment, brent, xom):
    at = datetime.fromisoformat(moment)
    assert iso(day_zero("brent", at.date(), at)) == brent
    assert iso(day_zero("xom", at.date(), at)) == xom


def test_the_moment_decides_even_against_the_day():
    assert iso(day_zero("xom", date(2020, 1, 1), datetime(2020, 1, 2, 17, tzinfo=NEW_YORK))) == "2020-01-03"


# ------------------------------------------------------------------------------------------------------- closed days


def test_a_closed_day_goes_forward_back_or_nowhere():
    sunday = date(2019, 12, 29)
    assert iso(day_zero("xom", sunday, closed="next")) == "2019-12-30"
    assert iso(day_zero("xom", sunday, closed="previous")) == "2019-12-27"
    with pytest.raises(CalendarError, match=r"2019-12-29 is no session of 'xom'.*2019-12-27 and 2019-12-30"):
        day_zero("xom", sunday, closed="drop")


def test_previous_takes_back_a_weekend_and_not_an_evening():
    saturday = datetime(2020, 1, 4, 10, tzinfo=NEW_YORK)
    friday_evening = datetime(2020, 1, 3, 18, tzinfo=NEW_YORK)
    assert iso(day_zero("xom", saturday.date(), saturday, closed="previous")) == "2020-01-03"
    assert iso(day_zero("xom", friday_evening.date(), friday_evening, closed="previous")) == "2020-01-06"
    assert iso(day_zero("xom", friday_evening.date(), friday_evening, closed="drop")) == "2020-01-06"


def test_whether_a_day_is_closed_is_asked_on_the_clock_of_the_market():
    friday_there = datetime(2020, 1, 4, 2, tzinfo=BAGHDAD)  # Friday 18:00 in New York
    assert iso(day_zero("xom", friday_there.date(), friday_there, closed="drop")) == "2020-01-06"


def test_an_unknown_rule_for_closed_days_is_refused():
    with pytest.raises(UsageError, match="'next', 'previous', 'drop'"):
        day_zero("xom", date(2020, 1, 3), closed="nearest")


@pytest.mark.parametrize("day", ["soon", None, pd.NaT, 20200103])
def test_what_is_no_day_is_refused(day):
    calls = [
        lambda: day_zero("xom", day),
        lambda: sessions("xom", day, date(2020, 1, 3)),
        lambda: struck_at("xom", day),
    ]
    for call in [*calls, lambda: day_zero("Acme", day, index=ROWS)]:
        with pytest.raises(UsageError, match="is no day: give a date"):
            call()


@pytest.mark.parametrize("day", [date(1850, 1, 1), date(2200, 1, 1)])
def test_outside_the_calendar_is_an_error_that_says_how_far_it_reaches(day):
    with pytest.raises(CalendarError, match="does not reach"):
        day_zero("xom", day)
    with pytest.raises(CalendarError, match="does not reach"):
        sessions("xom", day, date(2020, 1, 1)) if day.year < 2000 else sessions("xom", date(2020, 1, 1), day)


def test_a_generic_word_has_no_calendar_and_names_its_candidates():
    with pytest.raises(CalendarError, match="brent, wti"):
        day_zero("oil", date(2020, 1, 3))


# ------------------------------------------------------------------------------------------------ uncatalogued series


ROWS = pd.DatetimeIndex(["2020-01-02", "2020-01-03", "2020-01-06"])


def test_every_row_of_an_uncatalogued_series_is_a_session():
    assert iso(day_zero("Acme", date(2020, 1, 4), index=ROWS)) == "2020-01-06"
    assert iso(day_zero("Acme", date(2020, 1, 4), index=ROWS, closed="previous")) == "2020-01-03"
    with pytest.raises(CalendarError, match="is no session of 'Acme'"):
        day_zero("Acme", date(2020, 1, 4), index=ROWS, closed="drop")


@pytest.mark.parametrize(
    ("moment", "zero"),
    [
        ("2020-01-02T15:59", "2020-01-02"),
        ("2020-01-02T16:00", "2020-01-03"),
        ("2020-01-02T23:59-05:00", "2020-01-03"),
        ("2020-01-03T18:00+03:00", "2020-01-06"),
    ],
)
def test_the_evening_belongs_to_the_next_row_of_an_uncatalogued_series(moment, zero):
    at = datetime.fromisoformat(moment)
    assert iso(day_zero("Acme", at.date(), at, index=ROWS)) == zero


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2019, 12, 31), date(2020, 1, 7), date(9999, 12, 31)])
def test_outside_the_rows_of_an_uncatalogued_series(day):
    with pytest.raises(CalendarError, match="no session of 'Acme'"):
        day_zero("Acme", day, index=ROWS.as_unit("ns"))


def test_a_generic_word_with_rows_of_its_own_is_a_series_like_any_other():
    assert not has_calendar("oil")
    assert iso(day_zero("oil", date(2020, 1, 4), index=ROWS)) == "2020-01-06"


def test_without_rows_an_uncatalogued_series_has_no_sessions():
    with pytest.raises(UsageError, match="index="):
        day_zero("Acme", date(2020, 1, 3))


# -------------------------------------------------------------------------------------------------------- any moment


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["brent", "xom"]), MOMENTS)
def test_day_zero_is_the_first_strike_after_the_moment_by_brute_force(series, moment):
    at = moment.replace(tzinfo=ZoneInfo("UTC"))
    around = sessions(series, (at - timedelta(days=3)).date(), (at + timedelta(days=10)).date())
    later = [day for day in around if struck_at(series, day.date()) > at]
    assert day_zero(series, at.date(), at) == later[0]


@pytest.mark.parametrize(("moment", "zero"), [("2019-11-03 01:30", "2019-11-04"), ("2019-03-10 02:30", "2019-03-11")])
def test_a_clock_time_that_happens_twice_or_never_is_not_refused(moment, zero):
    naive = datetime.fromisoformat(moment)
    assert iso(day_zero("eurusd", naive.date(), naive)) == zero


def test_series_of_one_market_share_their_sessions():
    assert sessions("xom", date(2019, 1, 1), date(2019, 12, 31)).equals(
        sessions("dow", date(2019, 1, 1), date(2019, 12, 31))
    )
    assert instrument("xom").struck == instrument("dow").struck


# -------------------------------------------------------------------------------------------- days that markets closed


@pytest.mark.parametrize(
    ("series", "days"),
    [
        ("xom", "10 17 18"),  # New York closed from the 11th to the 14th
        ("dow", "10 17 18"),
        ("brent", "10 11 12 13 14 17 18"),
        ("ftse100", "10 11 12 13 14 17 18"),
        ("nikkei", "10 11 12 13 14 17 18"),
        ("eurusd", "10 11 12 13 14 17 18"),
        ("bitcoin", "10 11 12 13 14 15 16 17 18"),
    ],
)
def test_september_2001(series, days):
    assert sessions(series, date(2001, 9, 10), date(2001, 9, 18)).strftime("%d").tolist() == days.split()


def test_the_attack_of_2001_has_its_day_zero_where_each_market_next_had_a_price():
    attack = datetime(2001, 9, 11, 8, 46, tzinfo=NEW_YORK)
    zeros = {name: iso(day_zero(name, attack.date(), attack)) for name in ("xom", "ftse100", "nikkei", "brent")}
    assert zeros == {"xom": "2001-09-17", "ftse100": "2001-09-11", "nikkei": "2001-09-12", "brent": "2001-09-11"}
    back = day_zero("xom", attack.date(), attack, closed="previous")
    assert iso(back) == "2001-09-10"
    with pytest.raises(CalendarError, match="2001-09-10 and 2001-09-17"):
        day_zero("xom", attack.date(), attack, closed="drop")


@pytest.mark.parametrize(
    ("series", "zero"),
    [
        ("xom", "2019-04-22"), ("wti", "2019-04-22"), ("gold", "2019-04-22"), ("tsx", "2019-04-22"),
        ("ftse100", "2019-04-23"), ("dax", "2019-04-23"), ("hangseng", "2019-04-23"), ("asx200", "2019-04-23"),
        ("nikkei", "2019-04-19"), ("kospi", "2019-04-19"), ("shanghai", "2019-04-19"),
        ("eurusd", "2019-04-19"), ("bitcoin", "2019-04-19"),
    ],
)  # fmt: skip
def test_good_friday_is_kept_by_some_and_easter_monday_by_fewer(series, zero):
    assert iso(day_zero(series, date(2019, 4, 19))) == zero


@pytest.mark.parametrize(
    ("series", "moment"),
    [
        ("xom", "2018-12-24T13:00:00-05:00"), ("vix", "2018-12-24T13:15:00-05:00"),
        ("tsx", "2018-12-24T13:00:00-05:00"), ("ftse100", "2018-12-24T12:35:00+00:00"),
        ("cac40", "2018-12-24T14:05:00+01:00"), ("hangseng", "2018-12-24T12:10:00+08:00"),
        ("asx200", "2018-12-24T14:12:00+11:00"), ("ibex35", "2018-12-24T14:05:00+01:00"),
    ],
)  # fmt: skip
def test_christmas_eve_is_a_half_day(series, moment):
    assert struck_at(series, date(2018, 12, 24)).isoformat() == moment


def test_christmas_eve_is_no_session_in_frankfurt_and_stockholm():
    for series in ("dax", "omx30", "smi"):
        assert iso(day_zero(series, date(2018, 12, 24))) == "2018-12-27"


# ------------------------------------------------------------------------------------- the venues against the library

BY_VENUE = {(one.calendar, one.struck): one.id for one in catalogue().values() if one.calendar}
ASIDE = {"24/5", "24/7", "IEPA"}
"""Calendars of days only: what is traded there is struck by rules of its own."""


@pytest.mark.parametrize("series", [one for (name, _), one in BY_VENUE.items() if name not in ASIDE])
@pytest.mark.parametrize("early", [False, True])
def test_an_exchange_s_price_is_struck_at_its_close_or_soon_after(series, early):
    """Of the closing auction 15 minutes at most; futures, yields and options have hours of their own."""
    if catalogue()[series].kind not in {"index", "stock"} or series == "vix":
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = exchange_calendars.get_calendar(catalogue()[series].calendar, start="2018-01-02", end="2019-10-31")
    days = library.early_closes if early else library.sessions.difference(library.early_closes)
    for day in days[::9]:
        late = struck_at(series, day.date()) - library.session_close(day).to_pydatetime()
        most = (
            timedelta(hours=1) if series == "bovespa" else timedelta(minutes=16)
        )  # its close follows New York's clock
        assert timedelta(0) <= late <= most, (series, day, late)


# ------------------------------------------------------------------------------------------ struck at different times


def test_hours_between_strikes_change_with_the_clocks():
    days = sessions("brent", date(2019, 3, 4), date(2019, 4, 5))
    apart = strikes_apart("brent", "sp500", days) / pd.Timedelta(hours=1)
    between = (apart.index >= "2019-03-11") & (apart.index <= "2019-03-29")
    assert set(apart[between]) == {0.5}
    assert set(apart[~between]) == {1.5}
    assert strikes_apart("sp500", "brent", days).tolist() == (-strikes_apart("brent", "sp500", days)).tolist()


@pytest.mark.parametrize(("series", "other"), [("brent", "sp500"), ("nikkei", "sp500"), ("sp500", "bitcoin")])
def test_the_last_strike_before_by_brute_force(series, other):
    days = sessions(series, date(2018, 11, 1), date(2019, 1, 15))
    theirs = sessions(other, date(2018, 10, 1), date(2019, 1, 20))
    strikes = [struck_at(other, day.date()) for day in theirs]
    for day, found in zip(days, last_struck(other, series, days), strict=True):
        mine = struck_at(series, day.date())
        assert found == max(one for one, at in zip(theirs, strikes, strict=True) if at <= mine)


def test_of_days_that_are_no_sessions_nothing_is_said():
    days = pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-04"])
    assert last_struck("sp500", "xom", days).isna().tolist() == [True, False, True]
    assert strikes_apart("xom", "brent", days).index.tolist() == [pd.Timestamp("2020-01-02")]


# ------------------------------------------------------------------------------------------------- and the result says


def shipped(**options):
    events = pd.DataFrame({"series": ["brent", "xom"], "date": ["2020-01-04"] * 2, "event_id": "taji"})
    returns = to_returns(load_prices(["brent", "xom", "sp500"]))
    options = {"model": ["market", "mean"], "benchmark": "sp500", "windows": [(0, 0)]} | options
    return run_study(events, returns, **options)


def test_the_result_says_that_a_benchmark_is_struck_later():
    notes = shipped().models().set_index(["series", "model"]).note
    assert "priced 1.5 hours before its benchmark sp500: model 'dimson' or align_prices" in notes["brent", "market"]
    assert "benchmark" not in notes["xom", "market"] + notes["brent", "mean"]
    assert "priced" not in shipped(model="dimson").models().set_index("series").note["brent"]


@pytest.mark.parametrize(("closed", "day"), [("next", "2020-01-06"), ("previous", "2020-01-03")])
def test_the_result_says_what_became_of_an_event_on_a_closed_day(closed, day):
    rows = shipped(closed=closed).car(0, 0)
    assert rows.note.str.contains(f"2020-01-04 is no session: day 0 is the {closed} one, {day}").all()


def test_or_that_it_was_dropped():
    with pytest.raises(WindowError, match="2020-01-04 is no session of 'brent' and closed='drop'"):
        shipped(closed="drop")


def test_a_cut_on_an_hour_that_the_clock_skips_or_shows_twice(tmp_path):
    (tmp_path / "mine.toml").write_text('[instrument.bitcoin]\ncut = "02:30 America/New_York"\n')
    use_instruments(tmp_path / "mine.toml")
    try:
        assert struck_at("bitcoin", date(2019, 3, 10)).isoformat() == "2019-03-10T03:00:00-04:00"
        (tmp_path / "mine.toml").write_text('[instrument.bitcoin]\ncut = "01:30 America/New_York"\n')
        use_instruments()
        use_instruments(tmp_path / "mine.toml")
        assert struck_at("bitcoin", date(2019, 11, 3)).isoformat() == "2019-11-03T01:30:00-05:00"
    finally:
        use_instruments()
