from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from eventstudy.errors import UsageError
from eventstudy.instruments import by_alias, catalogue, instrument

NAMED = "brent wti oil dow sp500 nasdaq ftse100 dax nikkei gold silver copper natgas us10y eurusd usdjpy gbpusd bitcoin"


def test_what_articles_speak_of_is_in_the_catalogue():
    assert set(NAMED.split()) <= set(catalogue())
    assert sum(one.kind == "stock" for one in catalogue().values()) >= 30


def test_each_id_is_its_own_key_and_in_lower_case():
    assert all(name == one.id == name.lower() for name, one in catalogue().items())


def test_an_alias_means_one_instrument():
    aliases = [alias for one in catalogue().values() for alias in (*one.aliases, *one.inverted)]
    assert len(aliases) == len(set(aliases))
    assert all(alias == alias.lower().strip() for alias in aliases)
    ids_elsewhere = {alias: by_alias()[alias] for alias in catalogue() if by_alias()[alias] != alias}
    assert ids_elsewhere == {}


def test_yahoo_tickers_are_given_once_each():
    tickers = [one.tickers["yahoo"] for one in catalogue().values() if not one.candidates]
    assert len(tickers) == len(set(tickers))


def test_what_has_a_calendar_has_a_struck_time_in_a_real_zone():
    for one in catalogue().values():
        if one.candidates:
            assert one.calendar is None
            assert one.struck is None
            assert set(one.candidates) <= set(catalogue())
        else:
            assert one.calendar is not None
            assert one.struck is not None
            ZoneInfo(one.struck.zone)
            assert one.struck.half_day <= one.struck.time


def test_units_ticks_and_aliases_of_the_shipped_series():
    assert instrument("brent").unit == "usd"
    assert instrument("brent").per == "barrel"
    assert instrument("brent").tick == Decimal("0.01")
    assert instrument("dow").unit == "points"
    assert instrument("us10y").unit == "percent"
    assert instrument("us10y").currency is None
    assert instrument("usdjpy").currency == "jpy"
    assert by_alias()["s&p 500"] == "sp500"
    assert by_alias()["exxon"] == "xom"
    assert "yen" not in by_alias()


def test_brent_is_struck_at_settlement_not_at_the_end_of_its_session():
    struck = instrument("brent").struck
    assert struck is not None
    assert (struck.time.isoformat(), struck.zone) == ("19:30:00", "Europe/London")


def test_the_catalogue_is_read_only_and_made_once():
    assert catalogue() is catalogue()
    with pytest.raises(TypeError):
        catalogue()["new"] = instrument("brent")  # type: ignore[index]
    with pytest.raises(TypeError):
        instrument("brent").tickers["yahoo"] = "CL=F"  # type: ignore[index]


@pytest.mark.parametrize(
    ("asked", "hint"),
    [("brnt", "brent"), ("SP500", "sp500"), ("exxon", "xom"), ("zzzzzz", "known are oil, brent, wti")],
)
def test_an_unknown_id_is_answered_with_the_nearest(asked, hint):
    with pytest.raises(UsageError, match=hint) as raised:
        instrument(asked)
    assert "\n" not in str(raised.value)
    assert repr(asked) in str(raised.value)
