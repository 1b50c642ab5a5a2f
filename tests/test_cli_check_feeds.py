"""`eventstudy check --prices yahoo|fred` against a local server that answers as those services do."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import eventstudy.prices as prices_room
from eventstudy.cli.app import app
from eventstudy.prices import load_prices
from eventstudy.prices.fred import Fred
from eventstudy.prices.yahoo import Yahoo

pytest.importorskip("pandas_datareader", reason="the extra `data` is not installed")
web = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("fake_yahoo.py"))))


def listed(name, **more):
    rows = load_prices(name).set_index("date")[["open", "high", "low", "close", "volume"]]
    return web.Listing(rows.fillna(0.0).rename_axis(None), **more)


@pytest.fixture
def service(tmp_path, monkeypatch):
    """Serve the shipped prices as Yahoo does, Brent a dollar dearer as FRED does; the cache is a folder of its own."""
    yahoo = web.FakeYahoo(
        {"BZ=F": listed("brent", kind="FUTURE"), "^DJI": listed("dow", kind="INDEX"), "XOM": listed("xom")}
    )
    spot = load_prices("brent").set_index("date")["close"] + 1.0
    body = "observation_date,DCOILBRENTEU\n" + "".join(f"{day:%Y-%m-%d},{value:.2f}\n" for day, value in spot.items())
    meant = prices_room._feed
    with web.Web(
        lambda path, query: web.Answer(body=body.encode()) if path.startswith("/graph") else yahoo(path, query)
    ) as one:
        quick = {"sleep": lambda _: None}
        feeds = {
            "yahoo": Yahoo(session=web.curl_session(one.port), folder=tmp_path / "zones", **quick),
            "fred": Fred(session=web.requests_session(one.port), **quick),
        }
        monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path / "cache"))
        monkeypatch.setattr(prices_room, "_feed", lambda name: feeds[name] if name in feeds else meant(name))
        yield yahoo


def check(text, *words, published="2020-01-04"):
    given = ["check", "--text", text, "--published", published, "--format", "json", *words]
    done = CliRunner().invoke(app, given)
    return done, json.loads(done.stdout) if done.stdout else {}


def test_yahoo_gives_the_prices_that_a_sentence_speaks_of_and_no_others(service):
    text = "Exxon shares closed down 0.8 percent on Friday, and the Dow opened about 1 percent lower."
    done, told = check(text, "--prices", "yahoo")
    assert done.exit_code == 0, done.stderr
    # 70.33 / 70.90 - 1 = -0.804 per cent; 28,553.33 / 28,868.80 - 1 = -1.093
    assert [one["verdict"] for one in told["verdicts"]] == ["confirmed", "confirmed"]
    assert {ticker for ticker, _, _ in service.charts} == {"XOM", "^DJI"}
    assert told["verdicts"][0]["source"].startswith("yahoo")
    assert any(name.startswith("prices: yahoo") and len(sha256) == 64 for name, sha256 in told["inputs"])
    asked = len(service.charts)
    again, same = check(text, "--prices", "yahoo")
    assert (again.exit_code, same["verdicts"]) == (0, told["verdicts"])
    assert len(service.charts) == asked  # from the cache


@pytest.mark.usefixtures("service")
def test_fred_holds_closes_alone_and_is_a_second_witness():
    done, told = check("Brent settled at $69.60 a barrel on Friday.", "--prices", "fred")
    assert done.exit_code == 0, done.stderr
    assert told["verdicts"][0]["verdict"] == "confirmed"  # 68.60 and the dollar
    assert told["verdicts"][0]["source"].startswith("fred")
    done, told = check("Brent settled at $68.60 a barrel on Friday.", "--prices", "snapshot", "--second", "fred")
    assert told["verdicts"][0]["verdict"] == "data_problem"
    assert "differ by more than the words allow, $68.60 against $69.60" in told["verdicts"][0]["note"]


@pytest.mark.usefixtures("service")
def test_what_a_service_does_not_have_is_named_and_contradicts_nobody():
    done, told = check(
        "Brent settled up 3.5 percent and Chevron shares fell 9 percent on Friday.", "--prices", "yahoo", "--strict"
    )
    assert done.exit_code == 0, done.stderr
    assert [one["verdict"] for one in told["verdicts"]] == ["confirmed", "not_observable"]
    assert told["verdicts"][1]["needed"] == "daily prices of Chevron on 3 January 2020"
    assert [one["what"] for one in told["dropped"]] == ["cvx"]
    assert "cvx" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_service_that_is_down_ends_in_one_line(service):
    service.trouble["XOM"] = [web.Answer(503) for _ in range(9)]
    done, _ = check("Exxon shares closed down 0.8 percent on Friday.", "--prices", "yahoo")
    assert done.exit_code == 1
    *waits, last = done.stderr.splitlines()
    assert all("asked again in" in line for line in waits)
    assert last.startswith("eventstudy: Yahoo was asked for XOM and is out of order (503): try again later")
    assert not done.stdout


def test_with_no_move_nothing_is_asked(service):
    done, told = check("The minister spoke.", "--prices", "yahoo")
    assert (done.exit_code, told["verdicts"], service.charts) == (0, [], [])
