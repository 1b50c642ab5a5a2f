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


# ------------------------------------------------------------------------------------------------- a file of the user's

ADDED = """
[venue.oslo]
calendar = "XOSL"
time = 16:20:00
zone = "Europe/Oslo"
half_day = 13:00:00
[instrument.rio]
name = "Rio Tinto (London)"
venue = "lse"
aliases = ["rio tinto"]
tickers = { yahoo = "RIO.L" }
unit = "gbx"
[instrument.eqnr]
venue = "oslo"
tickers = { yahoo = "EQNR.OL" }
unit = "nok"
[instrument.brent]
tickers = { yahoo = "BRN=X" }
"""


@pytest.fixture
def added(tmp_path, monkeypatch):
    """Write a file of instruments and let the catalogue read it; afterwards it is the shipped one again."""

    def write(text: str | bytes):
        (tmp_path / "mine.toml").write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.setenv("EVENTSTUDY_INSTRUMENTS", str(tmp_path / "mine.toml"))
        _forget()

    yield write
    monkeypatch.delenv("EVENTSTUDY_INSTRUMENTS", raising=False)
    _forget()


def _forget():
    catalogue.cache_clear()
    by_alias.cache_clear()


def test_a_users_file_adds_to_the_catalogue(added):
    added(ADDED)
    rio = instrument("rio")
    assert (rio.name, rio.kind, rio.unit, rio.currency, rio.calendar) == (
        "Rio Tinto (London)", "stock", "gbx", "gbx", "XLON",
    )  # fmt: skip
    assert by_alias()["rio tinto"] == "rio"
    assert instrument("eqnr").calendar == "XOSL"
    assert instrument("brent").tickers["yahoo"] == "BRN=X"
    assert instrument("brent").continuous
    assert instrument("xom").tickers["yahoo"] == "XOM"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[instrument.rio]\nvenu = 'lse'\n", r"mine.toml: \[instrument.rio\]: 'venu' is none of aliases, candidates"),
        ("[instrument.rio]\nvenue = 'moon'\n", r"\[instrument.rio\]: KeyError: 'moon'"),
        ("[instrument.rio]\nkind = 'ship'\n", "kind 'ship' of 'rio' is not one of"),
        ("[instrument.rio]\ntick = 'small'\n", r"\[instrument.rio\]: InvalidOperation"),
        ("[instrument.rio]\ntickers = 3\n", r"\[instrument.rio\]: TypeError"),
        ("[instrument.RIO]\n", "an id is in lower case"),
        ("[instrument", "mine.toml is no TOML"),
        (b"\xff\xfe", "mine.toml is no TOML"),
    ],
)
def test_a_users_file_that_cannot_be_used(added, text, said):
    added(text)
    with pytest.raises(UsageError, match=said):
        catalogue()


def test_a_users_file_that_is_not_there(added, monkeypatch, tmp_path):
    added("")
    monkeypatch.setenv("EVENTSTUDY_INSTRUMENTS", str(tmp_path / "none.toml"))
    _forget()
    with pytest.raises(UsageError, match=r"none.toml cannot be read .*: name a file"):
        catalogue()


def test_where_a_source_holds_another_instrument_it_is_said():
    assert "spot" in instrument("brent").elsewhere["fred"]
    assert instrument("sp500").elsewhere == {}
    for one in catalogue().values():
        assert set(one.elsewhere) <= set(one.tickers)
