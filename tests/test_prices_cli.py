"""`eventstudy prices`: list, fetch, verify and clear, through the real yfinance and pandas-datareader."""

from __future__ import annotations

import io
import itertools
import json
import runpy
import shlex
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import eventstudy
import eventstudy.prices as prices_room
from eventstudy import pipeline
from eventstudy.cli.app import app
from eventstudy.cli.manual import EXAMPLES
from eventstudy.errors import EventStudyWarning, MissingPrices, PriceError, SourceUnavailable
from eventstudy.instruments import catalogue
from eventstudy.prices import load_available, load_prices
from eventstudy.prices.compare import compare
from eventstudy.prices.fred import Fred
from eventstudy.prices.yahoo import Yahoo

web = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("fake_yahoo.py"))))
ROOT = Path(eventstudy.__file__).parents[1]
SEEDS = next((path for path in (ROOT / "seeds", ROOT / "eventstudy" / "seeds") if path.is_dir()), ROOT / "seeds")
SPAN = ("--start", "2019-01-02", "--end", "2019-12-31")


def invoke(*words):
    return CliRunner().invoke(app, ["prices", *map(str, words)])


def shipped(name):
    rows = load_prices(name).set_index("date")
    return rows[["open", "high", "low", "close", "volume"]].fillna(0.0).rename_axis(None)


def paid(name):
    rows = load_prices(name)
    return {f"{day:%Y-%m-%d}": value for day, value in zip(rows["date"], rows["dividend"], strict=True) if value > 0}


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """Serve the shipped prices as Yahoo does, and Brent at once a dollar dearer as FRED does."""
    service = web.FakeYahoo(
        {
            "BZ=F": web.Listing(shipped("brent"), kind="FUTURE"),
            "^GSPC": web.Listing(shipped("sp500"), kind="INDEX"),
            "^DJI": web.Listing(shipped("dow"), kind="INDEX"),
            "XOM": web.Listing(shipped("xom"), dividends=paid("xom")),
            "CVX": web.Listing(shipped("cvx"), dividends=paid("cvx")),
            "RIO.L": web.Listing(web.bars("2018-12-03", "2020-02-28"), currency="GBp", zone="Europe/London"),
        }
    )
    spot = shipped("brent")["close"] + 1.0
    body = "".join(f"{day:%Y-%m-%d},{value}\n" for day, value in spot.items())
    said = SimpleNamespace(asked=[])

    def answer(path, query):
        said.asked.append(path)
        if path.startswith("/graph"):
            return web.Answer(body=f"observation_date,{query['id']}\n{body}".encode())
        return service(path, query)

    with web.Web(answer) as server:
        said.charts, said.trouble, said.port = service.charts, service.trouble, server.port
        said.yahoo, said.requests = web.curl_session(server.port), web.requests_session(server.port)
        said.zones = tmp_path_factory.mktemp("zones")
        yield said


@pytest.fixture(autouse=True)
def _led(service, tmp_path, monkeypatch):
    """Lead the sources that are called by name to the local server, and the cache to a folder of the test's own."""
    meant = prices_room._feed
    sleep = {"sleep": lambda _: None}
    feeds = {
        "yahoo": Yahoo(session=service.yahoo, folder=service.zones, **sleep),
        "fred": Fred(session=service.requests, **sleep),
    }
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(prices_room, "_feed", lambda one: feeds[one] if one in ("yahoo", "fred") else meant(one))
    service.trouble.clear()
    service.charts.clear()


# ----------------------------------------------------------------------------------------------------------------- list


def test_list_shows_what_ships_and_what_is_cached(monkeypatch):
    assert invoke("fetch", "xom", *SPAN).exit_code == 0
    told = json.loads(invoke("list", "--format", "json").stdout)["prices"]
    assert [one["series"] for one in told] == ["brent", "dow", "sp500", "xom", "cvx", "xom"]
    cached = told[-1]
    assert (cached["source"], cached["ticker"], cached["first"], cached["last"], cached["sessions"]) == (
        "yahoo", "XOM", "2019-01-02", "2019-12-31", 252,
    )  # fmt: skip
    assert len(cached["sha256"]) == 64
    monkeypatch.setenv("COLUMNS", "80")
    table = invoke("list").stdout
    assert "The cache is" in table
    assert "xom     yahoo     2019-01-02  2019-12-31       252" in table
    assert max(map(len, table.splitlines())) <= 80
    assert len(pd.read_csv(io.StringIO(invoke("list", "--format", "csv").stdout))) == 6


def test_list_names_what_is_damaged(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path))
    assert invoke("fetch", "xom", "brent", *SPAN).exit_code == 0
    manifest = next(tmp_path.glob("prices/yahoo/XOM*/manifest.json"))
    manifest.write_text("{ torn")
    listed = invoke("list", "--format", "json")
    told = json.loads(listed.stdout)
    assert [one["series"] for one in told["prices"] if one["source"] == "yahoo"] == ["brent"]
    assert [one["source"] for one in told["damaged"]] == ["yahoo"]
    assert "its manifest cannot be read" in told["damaged"][0]["reason"]
    assert "in the cache is damaged" in listed.stderr
    kept = next(tmp_path.glob("prices/yahoo/BZ*/*.parquet"))
    kept.unlink()
    assert len(json.loads(invoke("list", "--format", "json").stdout)["damaged"]) == 2


# ---------------------------------------------------------------------------------------------------------------- fetch


def test_fetch_keeps_what_it_fetched_and_a_second_time_asks_for_nothing(service):
    told = json.loads(invoke("fetch", "brent", "RIO.L", *SPAN, "--format", "json").stdout)
    assert {one["ticker"] for one in told["prices"]} == {"BZ=F", "RIO.L"}
    assert told["failed"] == []
    before = len(service.charts)
    again = invoke("fetch", "brent", "RIO.L", *SPAN, "--verbose")
    assert again.exit_code == 0
    assert len(service.charts) == before
    assert "fetch RIO.L from yahoo ..." in again.stderr


def test_the_examples_of_help_that_want_a_network_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    load_prices().to_csv("prices.csv", index=False)
    lines = [line for command in ("prices fetch", "prices verify", "prices clear") for line in EXAMPLES[command]]
    for line in lines:
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, f"{line}: {done.stderr}"


def test_a_ticker_that_is_not_there_does_not_keep_the_others_back():
    done = invoke("fetch", "NOSUCH", "xom", *SPAN, "--format", "json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert [one["ticker"] for one in told["prices"]] == ["XOM"]
    assert told["failed"][0]["series"] == "NOSUCH"
    last = done.stderr.splitlines()[-1]
    assert last.startswith("eventstudy: not fetched from yahoo: NOSUCH (Yahoo has no ticker 'NOSUCH'")
    assert last.endswith("; 1 fetched and kept")


def test_once_the_source_is_not_there_no_more_is_asked(service):
    service.trouble["XOM"] = [web.Answer(429)] * 99
    done = invoke("fetch", "xom", "brent", "--format", "json", *SPAN)
    assert done.exit_code == 1
    assert [one["reason"] for one in json.loads(done.stdout)["failed"]][1] == "not asked for after that"
    assert "limits how often it may be asked (429)" in done.stderr
    assert not any(ticker == "BZ=F" for ticker, _, _ in service.charts)


def test_what_comes_from_the_cache_because_nothing_answers_is_not_fetched(service):
    assert invoke("fetch", "xom", *SPAN).exit_code == 0
    service.trouble["XOM"] = [web.Answer(503)] * 99
    done = invoke("fetch", "oil", "xom", "cvx", "--start", "2018-06-01", "--end", "2019-12-31", "--format", "json")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["prices"] == []
    assert [one["series"] for one in told["failed"]] == ["oil", "xom", "cvx"]
    assert told["failed"][2]["reason"] == "not asked for after that"
    assert "is out of order (503)" in done.stderr
    assert "going on with the cached prices of xom, 2019-01-02 to 2019-12-31, retrieved " in done.stderr
    assert "fetched and kept" not in done.stderr
    assert done.stderr.count("is out of order (503)") == 1


def test_names_that_people_use_are_pointed_to_the_ids():
    done = invoke("fetch", "exxon", *SPAN)
    assert done.exit_code == 1
    assert "exxon ('exxon' is no id of the catalogue and no ticker: did you mean xom?)" in done.stderr


def test_pauses_are_told_as_they_come(service):
    service.trouble["XOM"] = [web.Answer(429)] * 4
    done = invoke("fetch", "xom", *SPAN)
    assert done.exit_code == 0
    assert "eventstudy: warning: Yahoo does not answer as it should, asked again in 8 s" in done.stderr


def test_a_ticker_taken_as_it_stands_is_told_to_have_a_series_with_a_calendar(tmp_path):
    days = pd.bdate_range("2020-01-02", "2020-02-20")
    body = "observation_date,DJIA\n" + "".join(f"{day:%Y-%m-%d},{28000 + day.day}\n" for day in days)
    with web.Web(lambda *_: web.Answer(body=body.encode())) as server:
        feed = Fred(session=web.requests_session(server.port))
        prices = load_prices("DJIA", feed, "2020-01-02", "2020-02-20", cache=tmp_path)
    told = prices.attrs["provenance"]["series"]["DJIA"]["what"]
    assert told == "studied without a calendar; as 'dow' it would have one"


def test_what_cannot_be_kept_is_not_fetched(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path / "file"))
    done = invoke("fetch", "xom", *SPAN)
    assert done.exit_code == 1
    assert (
        "cannot be written (not a directory): name another folder by EVENTSTUDY_CACHE; xom is not kept" in done.stderr
    )
    assert done.stderr.count("cannot be written") == 1


def test_fetch_from_fred():
    told = json.loads(invoke("fetch", "brent", "--source", "fred", *SPAN, "--format", "json").stdout)["prices"]
    assert told[0]["ticker"] == "DCOILBRENTEU"
    assert told[0]["what"].startswith("Brent for delivery at once")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("fetch",), 2, "Missing argument"),
        (("fetch", "xom", "--source", "reuters"), 2, "no source on the network; there are yahoo, fred"),
        (("fetch", "xom", "--start", "soon"), 2, "is no date"),
        (("fetch", "xom", "--start", "2020-02-01", "--end", "2020-01-01"), 1, "the other way round"),
        (("fetch", "oil", "--start", "2020-02-01"), 1, "'oil' may mean brent or wti"),
        (("fetch", "xom", "--start", "2999-01-01"), 1, "are not out yet"),
        (("verify", "gold", "--against", "fred"), 1, "no prices of 'gold' in snapshot"),
        (("verify", "--source", "fred", "--against", "yahoo"), 2, "name the series"),
        (("verify", "xom", "--against", "no/such"), 1, "no prices at 'no/such'"),
        (("clear", "xom"), 1, "nothing of xom is cached"),
    ],
)
def test_bad_input_is_one_line(words, status, said):
    done = invoke(*words)
    assert done.exit_code == status
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    if status == 1:
        assert sum(line.startswith("eventstudy: ") for line in done.stderr.splitlines()) == 1


# --------------------------------------------------------------------------------------------------------------- verify


def test_verify_compares_levels_where_both_hold_the_same():
    told = json.loads(invoke("verify", "xom", "sp500", *SPAN, "--format", "json").stdout)["comparisons"]
    assert [(one["series"], one["compared"], one["verdict"], one["differ"]) for one in told] == [
        ("xom", "levels", "agree", 0),
        ("sp500", "levels", "agree", 0),
    ]


def test_verify_compares_changes_where_the_source_holds_another_instrument_and_makes_no_problem_of_it():
    told = json.loads(invoke("verify", "brent", "--against", "fred", *SPAN, "--format", "json").stdout)["comparisons"]
    (one,) = told
    assert (one["compared"], one["verdict"], one["differ"]) == ("changes", "another instrument", 0)
    assert 0.99 < one["correlation"] < 1.0
    assert one["note"] == "fred has Brent for delivery at once (spot, FOB Europe), not the front future"
    shown = invoke("verify", "brent", "--against", "fred", *SPAN)
    assert shown.exit_code == 0
    assert "another instrument" in " ".join(shown.stdout.split())


def test_verify_without_names_takes_all_that_is_at_hand_and_says_what_the_other_has_not():
    done = invoke("verify", "--against", "fred", *SPAN, "--format", "json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert [one["what"] for one in told["dropped"]] == ["xom", "cvx"]  # the rest is answered, here with Brent's figures
    assert "left out xom: the catalogue knows no ticker of 'xom' at fred" in done.stderr


def test_a_source_that_is_wrong_on_a_day_is_found(tmp_path):
    rows = load_prices("xom")
    rows.loc[rows["date"] == "2019-06-03", "close"] += 0.05
    rows = rows[rows["date"] != "2019-06-05"]
    rows.to_csv(tmp_path / "mine.csv", index=False)
    told = json.loads(invoke("verify", "xom", "--against", tmp_path / "mine.csv", "--format", "json").stdout)
    one = told["comparisons"][0]
    assert (one["verdict"], one["differ"], one["largest_on"], one["only_source"]) == ("differ", 1, "2019-06-03", 1)
    assert one["largest"] == pytest.approx(0.05 / rows.set_index("date").loc["2019-06-03", "close"])


def test_a_folder_is_read_once_and_compared_whole(tmp_path, monkeypatch):
    for name in ("xom", "cvx"):
        load_prices(name).to_csv(tmp_path / f"{name}.csv", index=False)
    read = []
    meant = prices_room._at_hand
    monkeypatch.setattr(prices_room, "_at_hand", lambda *it: read.append(it[0]) or meant(*it))
    told = json.loads(invoke("verify", "--source", tmp_path, "--against", "snapshot", "--format", "json").stdout)
    assert [(one["series"], one["verdict"]) for one in told["comparisons"]] == [("cvx", "agree"), ("xom", "agree")]
    assert len(read) == 2


def test_the_days_that_differ_are_told_and_what_is_odd_about_them(tmp_path):
    rows = load_prices("xom")
    rows.loc[rows["date"] == "2019-06-03", ["close", "flag"]] = [1.0, "excluded"]
    rows.loc[rows["date"] == "2019-06-04", "close"] += 0.05
    rows.to_csv(tmp_path / "mine.csv", index=False)
    words = ("verify", "xom", "--against", tmp_path / "mine.csv")
    (one,) = json.loads(invoke(*words, "--format", "json").stdout)["comparisons"]
    quoted = load_prices("xom").set_index("date")["close"]
    first, second = one["days"]
    assert (first["series"], first["date"], first["source"], first["against"]) == (
        "xom", "2019-06-03", quoted["2019-06-03"], 1.0,
    )  # fmt: skip
    assert "excluded" in first["flag"].split("|")
    assert (second["date"], second["against"]) == ("2019-06-04", pytest.approx(quoted["2019-06-04"] + 0.05))
    assert (one["differ"], len(one["days"])) == (2, 2)
    shown = invoke(*words).stdout
    assert "Days that differ" in shown
    assert shown.partition("Days that differ")[2].split()[:5] == ["series", "day", "snapshot", "mine.csv", "flag"]
    assert "2019-06-04" in shown.partition("Days that differ")[2]
    assert pd.read_csv(io.StringIO(invoke(*words, "--format", "csv").stdout))["days"].tolist() == [
        "2019-06-03; 2019-06-04"
    ]


def test_many_days_that_differ_are_shown_in_part(tmp_path):
    rows = load_prices("xom")
    rows.assign(close=rows["close"] * 1.01).to_csv(tmp_path / "mine.csv", index=False)
    shown = invoke("verify", "xom", "--against", tmp_path / "mine.csv").stdout
    assert f"{len(rows) - 20} more days differ: --format json has all." in shown


def test_columns_of_a_file_by_hand(tmp_path):
    rows = load_prices("xom", end="2018-06-29")
    rows.rename(columns={"close": "Kassa", "date": "Stichtag"})[["Stichtag", "Kassa"]].to_csv(
        tmp_path / "xom.csv", index=False
    )
    by_hand = ("--column", "date=Stichtag", "--column", "close=Kassa")
    told = json.loads(invoke("verify", "xom", "--against", tmp_path / "xom.csv", *by_hand, "--format", "json").stdout)
    assert told["comparisons"][0]["verdict"] == "agree"
    assert invoke("screen", "--source", tmp_path / "xom.csv", *by_hand).exit_code == 0
    refused = invoke("screen", "--source", tmp_path / "xom.csv", *by_hand[:3], "close=Kasse")
    assert refused.exit_code == 1
    assert "no column 'Kasse' in xom.csv, which was to be the close" in refused.stderr
    assert invoke("screen", "--source", tmp_path / "xom.csv", "--column", "Kassa").exit_code == 2


# --------------------------------------------------------------------------------------------------------------- screen


def test_screen_asks_for_the_days_wanted_and_of_what_is_cached_for_nothing(service):
    assert invoke("screen", "xom", "--source", "yahoo", *SPAN).exit_code == 0
    assert service.charts[0][0] == "XOM"
    before = len(service.charts)
    assert invoke("screen", "xom", "--source", "yahoo").exit_code == 0
    assert len(service.charts) == before
    assert invoke("screen", "xom", "cvx", "--source", "yahoo", "--end", "2019-12-31").exit_code == 0
    assert {ticker for ticker, _, _ in service.charts[before:]} == {"XOM", "CVX"}


def test_screen_of_files_within_days(tmp_path):
    load_prices("brent").to_csv(tmp_path / "brent.csv", index=False)
    words = ("screen", "--source", tmp_path / "brent.csv", "--format", "json")
    told = json.loads(invoke(*words, "--start", "2019-12-01", "--end", "2019-12-31").stdout)["data_problems"]
    whole = json.loads(invoke(*words).stdout)["data_problems"]
    rolls, all_rolls = (next(one["rows"] for one in each if one["flag"] == "roll") for each in (told, whole))
    assert 0 < rolls < all_rolls


# ---------------------------------------------------------------------------------------------------------------- clear


def test_clear_asks_for_yes_and_then_forgets():
    invoke("fetch", "xom", "brent", *SPAN)
    refused = invoke("clear", "xom")
    assert refused.exit_code == 2
    assert "this would forget XOM (yahoo); say --yes" in " ".join(refused.stderr.replace("│", " ").split())
    assert invoke("clear", "xom", "--yes").exit_code == 0
    held = json.loads(invoke("list", "--format", "json").stdout)["prices"]
    assert [one["ticker"] for one in held if one["source"] != "snapshot"] == ["BZ=F"]
    assert invoke("clear", "--source", "yahoo", "--yes").exit_code == 0
    assert len(json.loads(invoke("list", "--format", "json").stdout)["prices"]) == 5


# ------------------------------------------------------------------------------------------------------------ comparing


def table(close, days="2020-01-02", flag=""):
    dates = pd.bdate_range(days, periods=len(close))
    return pd.DataFrame({"date": dates, "close": close, "flag": flag})


def found(one, other, series="xom", against="b"):
    return compare(one, other, series=series, source="a", against=against)


def test_a_tick_apart_is_rounding_and_two_are_not():
    assert found(table([70.0, 71.0]), table([70.01, 71.0])).verdict == "agree"
    assert found(table([70.0, 71.0]), table([70.02, 71.0])).differ == 1
    assert found(table([70.0]), table([70.006]), series="ACME").verdict == "agree"
    assert found(table([70.0]), table([70.008]), series="ACME").verdict == "differ"


def test_nothing_in_common():
    one = found(table([70.0]), table([70.0], days="2021-01-04"))
    assert (one.verdict, one.sessions, one.first, np.isnan(one.largest)) == ("nothing in common", 0, None, True)


def test_changes_against_a_loop_without_those_over_a_roll():
    rng = np.random.default_rng(3)
    close, spot = (60 + np.cumsum(rng.normal(0, 1, 30)) for _ in range(2))
    one, other = table(close), table(spot)
    one.loc[10, "flag"] = "half_day|roll"
    one = one.drop(index=[10, 20])  # the roll is on a day the other alone has: the change over it still joins two
    one_roll = table(close)
    one_roll.loc[10, "flag"] = "roll"
    for left, spoilt in ((one_roll, {10}), (one, set())):
        days = [day for day in left["date"] if day in set(other["date"])]
        a, b = (dict(zip(each["date"], each["close"], strict=True)) for each in (left, other))
        steps = [
            abs((a[now] / a[then] - 1) - (b[now] / b[then] - 1))
            for then, now in itertools.pairwise(days)
            if list(table(close)["date"]).index(now) not in spoilt
        ]
        result = found(left, other, series="brent", against="fred")
        assert result.sessions == len(steps)
        assert result.largest == pytest.approx(max(steps), rel=1e-12)
    flagged = one_roll.drop(index=10)
    assert found(one_roll, other.drop(index=10), series="brent", against="fred").sessions == 27
    assert found(flagged, other, series="brent", against="fred").sessions == 28


def test_changes_of_a_yield_are_in_its_own_unit():
    one = found(table([1.50, 1.60, 1.58]), table([1.52, 1.61, 1.60]), series="us10y", against="fred")
    assert one.compared == "changes"
    assert one.largest == pytest.approx(0.01)


# ------------------------------------------------------------------------------------------- what is wanted of a source


def test_of_a_source_on_the_network_what_it_has_is_taken_and_the_rest_told():
    prices = load_available(["gold", "oil", "brent"], "yahoo", "2019-01-02", "2019-03-29", needed=["xom"])
    assert list(dict.fromkeys(prices["series"])) == ["xom", "brent"]
    assert [one["what"] for one in prices.attrs["provenance"]["dropped"]] == ["gold", "oil"]
    with pytest.raises(MissingPrices, match="Yahoo has no ticker 'COP'"):
        load_available(["xom"], "yahoo", "2019-01-02", "2019-03-29", needed=["cop"])
    with pytest.raises(MissingPrices, match=r"no prices from yahoo: .*'oil' may mean brent or wti"):
        load_available(["oil"], "yahoo")
    with pytest.raises(MissingPrices, match="nothing that prices are known of is spoken of"):
        load_available([], "yahoo")
    assert load_available(["gold"], "snapshot")["series"].nunique() == 5


def test_fred_through_load_prices_and_offline(service, tmp_path):
    feed = Fred(session=service.requests, sleep=lambda _: None)
    prices = load_prices("brent", feed, "2019-01-02", "2019-03-29", cache=tmp_path)
    assert prices["open"].isna().all()
    assert prices.attrs["provenance"]["series"]["brent"]["what"].startswith("Brent for delivery at once")
    gone = Fred(session=web.requests_session(1), pauses=())
    with pytest.warns(EventStudyWarning, match="FRED was asked for DCOILBRENTEU; it does not answer"):
        again = load_prices("brent", gone, "2019-01-02", "2019-06-28", cache=tmp_path)
    assert again["close"].tolist() == prices["close"].tolist()
    with pytest.raises(SourceUnavailable):
        load_prices("wti", gone, "2019-01-02", "2019-06-28", cache=tmp_path)
    with pytest.raises(MissingPrices, match="FRED has no figures of 'DCOILBRENTEU' from 1995"):
        load_prices("brent", feed, "1995-01-02", "1995-06-28", cache=False)


# ----------------------------------------------------------------------------------------------------- the whole study


def test_check_with_prices_of_yahoo():
    words = [
        "check",
        "--text",
        "Brent rose $3 to nearly $70 on Friday.",
        "--published",
        "2020-01-03",
        "--format",
        "json",
    ]
    live, held = (CliRunner().invoke(app, [*words, *more]) for more in (("--prices", "yahoo"), ()))
    assert live.exit_code == 0, live.stderr
    verdicts = [[one["verdict"] for one in json.loads(done.stdout)["verdicts"]] for done in (live, held)]
    assert verdicts[0] == verdicts[1]
    assert len(verdicts[0]) == 2


STUDY = """
[prices]
source = "yahoo"
[[series]]
id = "xom"
model = "market"
benchmark = "sp500"
[[event]]
id = "killing"
label = "The killing"
day = "2020-01-03"
"""


def test_a_study_on_prices_of_yahoo_gives_the_figures_of_the_snapshot(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(STUDY, encoding="utf-8")
    live, held = (pipeline.run(path, articles=SEEDS, prices=prices) for prices in (None, "snapshot"))
    assert live.prices.attrs["provenance"]["source"] == "yahoo"
    tables = [one.tables()["per_event"] for one in (live, held)]
    assert len(tables[0]) > 0
    pd.testing.assert_frame_equal(*tables, check_exact=False, rtol=1e-9, atol=1e-12)
    path.write_text(STUDY.replace("xom", "nosuch"), encoding="utf-8")
    with pytest.raises(MissingPrices, match="Yahoo has no ticker 'nosuch'"):
        pipeline.run(path, articles=SEEDS)


def test_pence_are_taken_where_a_catalogue_of_the_users_says_so(tmp_path, monkeypatch):
    catalogue.cache_clear()
    (tmp_path / "mine.toml").write_text(
        '[instrument.rio]\nvenue = "lse"\ntickers = { yahoo = "RIO.L" }\nunit = "gbx"\n'
    )
    monkeypatch.setenv("EVENTSTUDY_INSTRUMENTS", str(tmp_path / "mine.toml"))
    try:
        prices = load_prices("rio", "yahoo", "2019-01-01", "2019-03-29")
        (tmp_path / "mine.toml").write_text((tmp_path / "mine.toml").read_text().replace("gbx", "gbp"))
        catalogue.cache_clear()
        with pytest.raises(PriceError, match=r"quotes 'rio' .* in GBp, the catalogue has it in GBP"):
            load_prices("rio", "yahoo", "2019-01-01", "2019-03-29")
    finally:
        monkeypatch.delenv("EVENTSTUDY_INSTRUMENTS")
        catalogue.cache_clear()
    assert prices.attrs["provenance"]["series"]["rio"]["currency"] == "GBp"
    assert (prices["flag"] == "closed").sum() == 1  # 1 January is no session in London, and made-up bars have one
