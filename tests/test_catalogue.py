"""Series called by a vendor's ticker, the catalogue as it is listed, days that calendars have wrong, a user's file."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd
import pytest
from typer.testing import CliRunner

from eventstudy import check_moves, find_moves, read_articles
from eventstudy.cli.app import app
from eventstudy.errors import UsageError
from eventstudy.instruments import catalogue, instrument, instrument_of, of_ticker, use_instruments
from eventstudy.prices import load_prices
from eventstudy.returns import to_returns
from eventstudy.sessions import day_zero, day_zeros, has_calendar, sessions
from eventstudy.sessions.market import _library
from eventstudy.study import run_study


@pytest.fixture
def told(tmp_path):
    """Return a function that writes a user's file and takes it in; afterwards it is taken out again."""
    path = tmp_path / "more.toml"

    def write(text):
        path.write_text(text, encoding="utf-8")
        return use_instruments(path)

    yield write
    use_instruments()


class TestTicker:
    @pytest.mark.parametrize(
        ("ticker", "found"),
        [
            ("BZ=F", "brent"), ("^GSPC", "sp500"), ("^TNX", "us10y"), ("DGS10", "us10y"), ("CL=F", "wti"),
            ("EURUSD=X", "eurusd"), ("BTC-USD", "bitcoin"), ("^gspc", "sp500"), (" BZ=F ", "brent"),
            ("DCOILWTICO", "wti"), ("VIXCLS", "vix"), ("SP500", "sp500"),
        ],
    )  # fmt: skip
    def test_what_no_plain_word_can_be_is_its_instrument_wherever_it_stands(self, ticker, found):
        assert of_ticker(ticker) == of_ticker(ticker, "prices.csv") == found
        assert instrument_of(ticker) is catalogue()[found]
        assert instrument(ticker).id == found

    @pytest.mark.parametrize("ticker", ["M", "c", "all", "XOM", "DJIA", "Acme", "", "close", "BZ", "EURUSD", "RIO.L"])
    def test_what_may_be_a_word_or_is_nobody_s_is_none(self, ticker):
        assert of_ticker(ticker) is None

    def test_of_a_vendor_its_own_tickers_count_and_no_other_s(self):
        assert of_ticker("XOM", "yahoo") == "xom"
        assert of_ticker("DJIA", "fred") == "dow"
        assert of_ticker("DGS10", "yahoo") is None
        assert of_ticker("BZ=F", "fred") is None

    def test_every_ticker_means_its_instrument_at_its_vendor(self):
        for one in catalogue().values():
            for source, ticker in one.tickers.items():
                assert of_ticker(ticker, source) == one.id

    def test_one_that_two_vendors_give_to_different_instruments_does_not_count(self, told):
        told('[instrument.mine]\ntickers = { stooq = "BZ=F" }\nvenue = "nyse"')
        assert of_ticker("BZ=F") is None
        assert of_ticker("BZ=F", "stooq") == "mine"

    def test_a_user_s_own_ticker_counts(self, told):
        told('[instrument.rio]\ntickers = { yahoo = "RIO.L" }\nvenue = "lse"\nunit = "gbx"')
        assert of_ticker("rio.l") == "rio"
        assert has_calendar("RIO.L")

    def test_sessions_are_those_of_the_instrument(self):
        span = date(2019, 12, 2), date(2020, 1, 31)
        assert sessions("BZ=F", *span).equals(sessions("brent", *span))
        assert day_zero("^GSPC", date(2019, 12, 25)) == day_zero("sp500", date(2019, 12, 25))
        assert day_zeros("^GSPC", ["2019-12-25"])[0] == pd.Timestamp("2019-12-26")


class TestSeriesCalledByATicker:
    def closes(self):
        shipped = load_prices(["brent", "sp500"])
        wide = shipped.pivot_table(index="date", columns="series", values="close")
        return wide.rename(columns={"brent": "BZ=F", "sp500": "^GSPC"}).rename_axis(columns=None).reset_index()

    @pytest.mark.filterwarnings("ignore::eventstudy.errors.EventStudyWarning")
    def test_it_keeps_its_name_and_has_the_instrument_s_calendar_and_flags(self, tmp_path):
        path = tmp_path / "prices.csv"
        self.closes().drop(index=300).to_csv(path, index=False)
        table = load_prices(source=path)
        assert set(table["series"]) == {"BZ=F", "^GSPC"}
        gaps = table[table["flag"].str.contains("gap")]
        assert set(gaps["series"]) == {"BZ=F", "^GSPC"}  # the day that was left out
        assert "brent" in json.dumps(table.attrs["provenance"]["notes"])

    @pytest.mark.filterwarnings("ignore::eventstudy.errors.EventStudyWarning")
    def test_a_study_of_it_is_that_of_the_instrument(self):
        mine = to_returns(load_prices(source=self.closes()))
        shipped = to_returns(load_prices(["brent", "sp500"]), dividends=False)
        shipped.attrs["flags"]["brent"] = {}  # closes alone do not tell of rolls
        given = {"estimation": (-250, -11), "windows": [(0, 1)]}
        day = pd.Timestamp("2020-01-03")
        one = run_study(pd.DataFrame({"series": ["BZ=F"], "date": [day]}), mine, benchmark="^GSPC", **given)
        other = run_study(pd.DataFrame({"series": ["brent"], "date": [day]}), shipped, benchmark="sp500", **given)
        assert one.car(0, 1).car.tolist() == other.car(0, 1).car.tolist()

    @pytest.mark.filterwarnings("ignore::eventstudy.errors.EventStudyWarning")
    def test_a_column_of_yields_changes_in_basis_points(self):
        table = pd.DataFrame({"date": pd.to_datetime(["2020-01-02", "2020-01-03"]), "^TNX": [1.88, 1.79]})
        returns = to_returns(load_prices(source=table))
        assert returns.attrs["changes"] == ["^TNX"]
        assert returns["^TNX"].iloc[1] == pytest.approx(-0.0009, abs=1e-15)

    def test_moves_are_checked_against_it(self, tmp_path):
        (tmp_path / "a.txt").write_text("Brent crude settled up 3.55 percent on Friday.", encoding="utf-8")
        out = read_articles(tmp_path, published={"a.txt": "2020-01-03T16:00-05:00"})
        moves = find_moves(out)
        held = load_prices(["brent", "sp500"])
        mine = held.assign(series=held["series"].map({"brent": "BZ=F", "sp500": "^GSPC"}))
        assert [one.verdict for one in check_moves(moves, mine, published=out)] == ["confirmed"]
        both = pd.concat([held, mine.assign(close=mine["close"] + 9)])  # brent itself goes before its ticker
        assert [one.verdict for one in check_moves(moves, both, published=out)] == ["confirmed"]


class TestDaysThatCalendarsHaveWrong:
    @pytest.mark.parametrize(
        ("series", "days"),
        [
            ("gold", ["2012-10-29", "2012-10-30", "2018-12-05"]), ("wheat", ["2012-10-29", "2012-10-30", "2018-12-05"]),
            ("coffee", ["2012-10-29", "2012-10-30", "2018-12-05"]), ("ttf", ["2012-10-29", "2018-12-05"]),
            ("wti", ["2012-10-29", "2012-10-30", "2018-12-05"]),
        ],
    )  # fmt: skip
    def test_commodities_were_settled_when_the_stock_exchange_was_closed(self, series, days):
        for day in pd.to_datetime(days):
            assert len(sessions(series, day.date(), day.date())) == 1
            assert len(sessions("xom", day.date(), day.date())) == 0

    @pytest.mark.parametrize("day", [date(2023, 9, 1), date(2023, 9, 8)])
    def test_hong_kong_in_the_storms_of_2023(self, day):
        assert len(sessions("hangseng", day, day)) == 0
        assert day_zero("hangseng", day) == pd.Timestamp(day) + pd.Timedelta(days=3)

    def test_what_is_added_or_taken_out_is_wrong_in_the_library(self):
        for one in catalogue().values():
            if not (one.added or one.closed):
                continue
            held = _library(one.calendar)[0]
            assert not any(pd.Timestamp(extra.day) in held for extra in one.added), one.id
            assert all(pd.Timestamp(extra.day) in held for extra in one.closed), one.id
            assert all(extra.reason for extra in (*one.added, *one.closed))


class TestAUsersFile:
    def test_is_read_anew_when_it_is_named_again(self, told):
        text = '[instrument.rio]\nname = "{}"\nvenue = "lse"\nunit = "gbx"'
        assert told(text.format("Rio"))["rio"].name == "Rio"
        assert told(text.format("Rio Tinto"))["rio"].name == "Rio Tinto"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                '[instrument.a1]\nvenue = "nyse"\nunit = "bananas"',
                r"unit = 'bananas' is not 'points', 'percent' or a cur",
            ),
            ('[instrument.a1]\nvenue = "nyse"\nunit = "USD"', r"unit = 'USD' is not"),
            (
                '[instrument.xom]\ncut = "17:00 America/New_York"',
                "for a market that never closes .* this one's is XNYS",
            ),
        ],
    )
    def test_that_cannot_be_meant(self, told, text, said):
        with pytest.raises(UsageError, match=said):
            told(text)

    def test_the_day_of_a_market_that_never_closes_is_cut_where_it_says(self, told):
        assert told('[instrument.bitcoin]\ncut = "17:00 America/New_York"')["bitcoin"].struck.time.hour == 17


class TestListed:
    def listed(self, *words):
        answer = CliRunner().invoke(app, ["prices", "list", "--catalogue", *words, "--format", "json"])
        assert answer.exit_code == 0, answer.stderr
        return json.loads(answer.stdout)["instruments"]

    def test_all_of_it(self):
        assert [one["id"] for one in self.listed()] == list(catalogue())

    @pytest.mark.parametrize("words", [["brent"], ["BZ=F"], ["dcoilbrenteu"], ["north sea", "crude"]])
    def test_by_id_ticker_or_name(self, words):
        found = {one["id"]: one for one in self.listed(*words)}
        assert found["brent"]["tickers"] == "yahoo BZ=F, fred DCOILBRENTEU"
        assert found["brent"]["struck"] == "19:30 Europe/London"
        assert "sp500" not in found

    def test_for_people(self):
        answer = CliRunner().invoke(app, ["prices", "list", "--catalogue", "gold"])
        assert "GC=F" in answer.stdout
        assert "13:30" in answer.stdout

    def test_what_there_is_not(self):
        runner = CliRunner()
        nothing = runner.invoke(app, ["prices", "list", "--catalogue", "zzzz"])
        assert (nothing.exit_code, "nothing in the catalogue" in nothing.stderr) == (1, True)
        misplaced = runner.invoke(app, ["prices", "list", "brent"])
        assert (misplaced.exit_code, "--catalogue" in misplaced.stderr) == (2, True)
