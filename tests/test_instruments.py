from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from eventstudy.cli.app import app
from eventstudy.errors import CalendarError, UsageError
from eventstudy.instruments import added_files, by_alias, catalogue, instrument, use_instruments
from eventstudy.pipeline import run
from eventstudy.sessions import day_zero, sessions, struck_at

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


@pytest.mark.parametrize("source", ["yahoo", "fred"])
def test_tickers_are_given_once_each(source):
    tickers = [one.tickers[source] for one in catalogue().values() if source in one.tickers]
    assert len(tickers) == len(set(tickers)) > 20
    assert all(ticker == ticker.strip().upper() for ticker in tickers)


def test_only_yields_and_what_no_source_has_are_without_a_yahoo_ticker():
    lacking = {one.id for one in catalogue().values() if "yahoo" not in one.tickers}
    unsourced = {"oil", "lme_copper", "aluminium", "zinc", "nickel", "lead", "tin", "iron_ore", "topix"}
    assert {catalogue()[name].kind for name in lacking - unsourced} == {"yield", "stock"}


def test_a_listed_stock_is_called_by_its_ticker():
    for one in catalogue().values():
        if one.kind == "stock" and one.tickers:
            assert one.tickers["yahoo"] == one.id.upper()


def test_a_delisted_stock_is_called_by_its_name():
    """Without a ticker its id is the words of its name, none of a single letter that a table may call a column."""
    delisted = [one for one in catalogue().values() if one.kind == "stock" and not one.tickers]
    assert {"enron", "worldcom", "lehman", "nortel"} <= {one.id for one in delisted}
    for one in delisted:
        assert len(one.id) > 2
        assert any(alias.startswith(one.id.split("_")[0][:1]) for alias in one.aliases)
        assert one.calendar == "XNYS"


@pytest.mark.parametrize(
    ("name", "unit"),
    [("gb10y", "percent"), ("jp10y", "percent"), ("usdcnh", "cnh"), ("zinc", "usd"), ("topix", "points")],
)
def test_what_else_wraps_quote_is_there(name, unit):
    assert instrument(name).unit == unit


def test_names_that_are_plain_words_stand_only_in_full():
    """What "Target prices rose" or "a visa" says must not become a company."""
    plain = "target gap visa delta shell snap zoom strategy southern williams carnival hess linde vale oracle travelers"
    aliases = {alias for one in catalogue().values() for alias in one.aliases}
    assert not set(plain.split()) & aliases
    assert by_alias()["target corp"] == "tgt"
    assert catalogue()["cost"].plain


def test_an_id_does_not_take_what_tables_of_users_call_their_columns():
    figures = {"open", "high", "low", "close", "volume", "date", "market", "index", "rf", "mu"}
    letters = set("abdeghijklmnopqrstuvwxyz")  # c and f are Citigroup and Ford
    assert not (figures | letters) & set(catalogue())


def test_pairs_of_currencies_say_which_is_the_unit():
    for one in catalogue().values():
        if one.kind == "currency" and one.id != "dollar_index":
            assert one.unit == one.id[3:]
            assert one.per is not None


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
            assert one.tick > 0


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
    [("brnt", "brent"), ("SP5000", "sp500"), ("exxon", "xom"), ("zzzzzz", "it knows oil, brent, wti")],
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
VENUE = """
[venue.oslo]
calendar = "XOSL"
time = 16:20:00
zone = "Europe/Oslo"
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
        (
            "[instrument.rio]\nvenu = 'lse'\n",
            r"mine.toml: \[instrument.rio\]: 'venu' is no key .* did you mean 'venue'",
        ),
        ("[instrument.rio]\nvenue = 'lsee'\n", r"\[instrument.rio\]: there is no venue 'lsee': did you mean lse\?"),
        ("[instrument.rio]\nkind = 'ship'\n", "kind 'ship' is not one of index, stock"),
        ("[instrument.rio]\ntick = 'small'\n", r"\[instrument.rio\]: tick = 'small' is no price step"),
        ("[instrument.rio]\ntick = '-0.1'\n", "is no price step"),
        ("[instrument.rio]\ntickers = 3\n", "tickers = 3 is not a table"),
        ("[instrument.rio]\naliases = 'rio tinto'\n", "aliases = 'rio tinto' is not a list of texts"),
        ("[instrument.rio]\nunit = 3\n", "unit = 3 is not a text"),
        ("[instrument.rio]\ncontinuous = 1\n", "continuous = 1 is not true or false"),
        ("[instrument.rio]\ncandidates = ['brnt']\n", "there is no instrument 'brnt': did you mean brent"),
        (
            "[instrument.rio]\naliases = ['Brent']\n",
            "the name 'Brent' is that of 'brent' already: give another, or take",
        ),
        ("[instrument.RIO]\n", r"an id is in lower case: write \[instrument.rio\]"),
        ("[instruments.rio]\n", "'instruments' is no table of the catalogue: did you mean 'instrument'"),
        ("[instrument]\nrio = 'RIO.L'\n", r"\[instrument\] holds no tables: write \[instrument.NAME\]"),
        ("[share]\nrio = 'Rio Tinto'\n", r"\[share\]: rio = 'Rio Tinto': give its name and aliases"),
        ("[venue.oslo]\ncalendar = 'XOSL'\n", r"\[venue.oslo\]: no 'time': a venue needs calendar, time, zone"),
        (VENUE.replace("Europe/Oslo", "Europe/Olso"), "no time zone 'Europe/Olso': did you mean 'Europe/Oslo'"),
        (
            VENUE.replace("16:20:00", "'16:20'"),
            "time = '16:20' is no time of day: write it as 16:30:00, without quotes",
        ),
        (VENUE + "hours = 7\n", "'hours' is no key"),
        ("[instrument.bitcoin]\ncut = '5pm'\n", "cut = '5pm' is no time and zone: write it as"),
        ("[instrument.bitcoin]\ncut = '00:00 UTC'\n", 'is where the day begins: for its end write "24:00 UTC"'),
        ("[instrument.bitcoin]\ncut = '17:00 New York'\n", "no time zone 'New York': did you mean 'America/New_York'"),
        ("[instrument", "mine.toml is no TOML"),
        (b"\xff\xfe", "mine.toml is not UTF-8 text"),
    ],
)
def test_a_users_file_that_cannot_be_used(added, text, said):
    added(text)
    with pytest.raises(UsageError, match=said) as raised:
        catalogue()
    assert "\n" not in str(raised.value)


def test_a_users_file_that_is_not_there(added, monkeypatch, tmp_path):
    added("")
    monkeypatch.setenv("EVENTSTUDY_INSTRUMENTS", str(tmp_path / "none.toml"))
    _forget()
    with pytest.raises(UsageError, match=r"none.toml cannot be read .*: name a TOML file"):
        catalogue()


def test_a_calendar_that_the_library_has_not(added):
    added(VENUE.replace("XOSL", "XOSO") + "[instrument.eqnr]\nvenue = 'oslo'\n")
    with pytest.raises(CalendarError, match=r"'eqnr' has the calendar 'XOSO', which is unknown: did you mean .*XOSL"):
        sessions("eqnr", date(2020, 1, 2), date(2020, 1, 3))


def test_an_instrument_without_a_venue_has_no_calendar(added):
    added("[instrument.acme]\n")
    assert instrument("acme").calendar is None
    with pytest.raises(CalendarError, match="give it a venue"):
        sessions("acme", date(2020, 1, 2), date(2020, 1, 3))


class TestUseInstruments:
    @pytest.fixture(autouse=True)
    def _none_left(self):
        yield
        use_instruments()
        use_instruments(study=True)

    def test_it_adds_and_takes_out_again(self, tmp_path):
        (tmp_path / "mine.toml").write_text(ADDED)
        assert use_instruments(tmp_path / "mine.toml")["rio"].unit == "gbx"
        assert [name for name, _ in added_files()] == ["mine.toml"]
        assert "rio" not in use_instruments()
        assert added_files() == ()

    def test_a_later_file_goes_before_an_earlier(self, tmp_path):
        for place, unit in enumerate(("gbx", "usd")):
            (tmp_path / f"{place}.toml").write_text(f'[instrument.rio]\nunit = "{unit}"\ntick = "0.{place}5"\n')
        (tmp_path / "2.toml").write_text('[instrument.rio]\nname = "Rio"\n')
        rio = use_instruments(*(tmp_path / f"{place}.toml" for place in range(3)))["rio"]
        assert (rio.unit, str(rio.tick), rio.name) == ("usd", "0.15", "Rio")

    def test_a_file_that_cannot_be_used_changes_nothing(self, tmp_path):
        (tmp_path / "good.toml").write_text(ADDED)
        (tmp_path / "bad.toml").write_text("[instrument.rio]\nvenu = 'lse'\n")
        use_instruments(tmp_path / "good.toml")
        with pytest.raises(UsageError):
            use_instruments(tmp_path / "bad.toml")
        assert instrument("rio").unit == "gbx"

    def test_a_study_s_own_stand_until_the_next_study(self, tmp_path):
        (tmp_path / "mine.toml").write_text("[instrument.rio]\n")
        (tmp_path / "study.toml").write_text("[instrument.acme]\n")
        use_instruments(tmp_path / "mine.toml")
        use_instruments(tmp_path / "study.toml", study=True)
        assert {"rio", "acme"} <= set(catalogue())
        use_instruments(study=True)
        assert "rio" in catalogue()
        assert "acme" not in catalogue()

    def test_calendars_follow(self, tmp_path):
        (tmp_path / "mine.toml").write_text('[instrument.xom]\nvenue = "lse"\n')
        assert struck_at("xom", date(2020, 1, 3)).hour == 16
        use_instruments(tmp_path / "mine.toml")
        assert struck_at("xom", date(2020, 1, 3)).isoformat() == "2020-01-03T16:35:00+00:00"
        use_instruments()
        assert struck_at("xom", date(2020, 1, 3)).isoformat() == "2020-01-03T16:00:00-05:00"

    def test_a_chosen_cut_of_a_market_that_never_closes(self, tmp_path):
        news = datetime(2020, 1, 3, 22, 30, tzinfo=UTC)  # 17:30 in New York
        assert day_zero("bitcoin", date(2020, 1, 3), news).date() == date(2020, 1, 3)
        (tmp_path / "mine.toml").write_text('[instrument.bitcoin]\ncut = "17:00 America/New_York"\n')
        use_instruments(tmp_path / "mine.toml")
        assert struck_at("bitcoin", date(2020, 1, 4)).isoformat() == "2020-01-04T17:00:00-05:00"
        assert day_zero("bitcoin", date(2020, 1, 3), news).date() == date(2020, 1, 4)
        (tmp_path / "mine.toml").write_text('[instrument.eurusd]\ncut = "24:00 Asia/Tokyo"\n')
        use_instruments()
        use_instruments(tmp_path / "mine.toml")
        assert struck_at("eurusd", date(2020, 1, 3)).isoformat() == "2020-01-03T23:59:59+09:00"


class TestOnTheCommandLine:
    @pytest.fixture(autouse=True)
    def _none_left(self):
        yield
        use_instruments()
        use_instruments(study=True)

    FILE = '[share]\nzap = ["Zap Holdings", "zap holdings"]\n'
    TEXT = "Zap Holdings fell 3 percent on Friday."

    def invoke(self, *arguments):
        return CliRunner().invoke(app, [str(item) for item in arguments])

    def test_moves_reads_prose_with_it(self, tmp_path):
        (tmp_path / "mine.toml").write_text(self.FILE)
        asked = ["moves", "--text", self.TEXT, "--published", "2020-01-03", "--format", "json"]
        done = self.invoke(*asked, "--instruments", tmp_path / "mine.toml")
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["moves"][0]["instrument"] == "zap"
        assert json.loads(self.invoke(*asked).stdout)["moves"][0]["instrument"] == "Zap Holdings"

    def test_check_finds_its_prices(self, tmp_path):
        (tmp_path / "mine.toml").write_text(self.FILE)
        (tmp_path / "zap.csv").write_text("date,close\n2020-01-02,100\n2020-01-03,97\n")
        asked = ["check", "--text", self.TEXT, "--published", "2020-01-03", "--prices", tmp_path / "zap.csv"]
        done = self.invoke(*asked, "--format", "json", "--instruments", tmp_path / "mine.toml")
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["verdicts"][0]["verdict"] == "confirmed"

    @pytest.mark.parametrize(
        "command", [["moves", "--text", "x"], ["check", "--text", "x"], ["prices", "list"], ["run"]]
    )
    def test_a_file_that_cannot_be_used_is_told_in_one_line(self, tmp_path, command):
        (tmp_path / "bad.toml").write_text("[instrument.rio]\nvenu = 'lse'\n")
        done = self.invoke(*command, "--instruments", tmp_path / "bad.toml")
        assert done.exit_code == 1
        assert done.stderr.strip().endswith("'venu' is no key of the catalogue: did you mean 'venue'?")

    def test_run_takes_it_from_the_study_file(self, tmp_path):
        (tmp_path / "mine.toml").write_text(self.FILE)
        days = pd.bdate_range("2019-01-02", "2020-02-28")
        rng = np.random.default_rng(0)
        closes = {name: 50 * np.exp(np.cumsum(rng.normal(0, 0.01, len(days)))) for name in ("zap", "sector")}
        pd.DataFrame(closes, index=days.rename("date")).to_csv(tmp_path / "prices.csv")
        (tmp_path / "study.toml").write_text(
            '[articles]\npath = "a.txt"\n[prices]\nsource = "prices.csv"\n[instruments]\npath = "mine.toml"\n'
            '[[series]]\nid = "zap"\nmodel = "mean"\n[[event]]\nid = "e"\nday = 2020-01-04\n'
        )
        (tmp_path / "a.txt").write_text(f"+++\npublished = 2020-01-03\n+++\n\n{self.TEXT}\n")
        study = run(tmp_path / "study.toml")
        assert [move.instrument for move in study.moves] == ["zap"]
        assert study.day_zero["e"]["zap"] == date(2020, 1, 6)
        assert any(name == "instruments: mine.toml" for name, _ in study.provenance.inputs)
        problems = {one.flag for one in study.data_problems}
        assert "closed" in problems  # weekdays on which New York did not trade


def test_where_a_source_holds_another_instrument_it_is_said():
    assert "spot" in instrument("brent").elsewhere["fred"]
    assert instrument("sp500").elsewhere == {}
    for one in catalogue().values():
        assert set(one.elsewhere) <= set(one.tickers)
