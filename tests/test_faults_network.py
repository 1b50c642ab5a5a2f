"""A network that lies: what comes back for one series is never taken for another, and nothing torn is kept."""

from __future__ import annotations

import json
import runpy
import time
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from eventstudy.errors import EventStudyWarning, SourceUnavailable
from eventstudy.prices import load_prices
from eventstudy.prices.store import Store
from eventstudy.prices.yahoo import Yahoo
from eventstudy.remote import fred, french

web = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("fake_yahoo.py"))))
pytestmark = pytest.mark.filterwarnings("ignore:.* asked again in :eventstudy.errors.EventStudyWarning")
NOW = datetime(2020, 3, 2, 12, 0, tzinfo=UTC)
SPAN = ("2020-01-02", "2020-01-31")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    rows = web.bars("2019-12-02", "2020-02-28", start=70.0)
    service = web.FakeYahoo({"XOM": web.Listing(rows), "CVX": web.Listing(rows + 40.0)})
    with web.Web(service) as server:
        feed = Yahoo(
            session=web.curl_session(server.port), timeout=5.0, sleep=lambda _: None, clock=lambda: NOW,
            folder=tmp_path_factory.mktemp("zones"),
        )  # fmt: skip
        feed.fetch("XOM", date(2020, 1, 2), date(2020, 1, 3))  # the library asks once for what it needs of its own
        yield SimpleNamespace(service=service, feed=feed, rows=rows)


def lies(served):
    """Return answers that are no prices of what was asked for."""
    whole = web.chart("XOM", served.service.listings["XOM"], served.rows)
    other = web.chart("CVX", served.service.listings["CVX"], served.rows)
    unequal = json.loads(whole)
    del unequal["chart"]["result"][0]["indicators"]["quote"][0]["close"][5:]
    text = json.loads(whole)
    text["chart"]["result"][0]["indicators"]["quote"][0]["close"] = ["seventy"] * len(served.rows)
    return {
        "another ticker": other,
        "half of it": whole[: len(whole) // 2],
        "columns of unequal length": json.dumps(unequal).encode(),
        "words for figures": json.dumps(text).encode(),
        "bytes": bytes(range(256)),
        "nested": b"[" * 5000,
    }


@pytest.mark.parametrize(
    "lie",
    ["another ticker", "half of it", "columns of unequal length", "words for figures", "bytes",
     "nested"],
)  # fmt: skip
def test_a_lie_is_said_in_a_line_and_what_is_kept_stays(served, tmp_path, lie):
    kept = load_prices("XOM", served.feed, *SPAN, cache=tmp_path)
    served.service.trouble["XOM"] = [web.Answer(body=lies(served)[lie])] * 20
    try:
        with pytest.warns(EventStudyWarning) as told:
            again = load_prices("XOM", served.feed, SPAN[0], "2020-02-14", cache=tmp_path)
        assert again["close"].tolist() == kept["close"].tolist(), "the cached figures and no others"
        assert all("\n" not in str(one.message) for one in told)
        with pytest.raises(SourceUnavailable, match=r"^Yahoo was asked for XOM and [^\n]*: [^\n]+$"):
            load_prices("XOM", served.feed, *SPAN, cache=tmp_path / "empty")
    finally:
        served.service.trouble.clear()
    assert len(Store(tmp_path).read("yahoo", "XOM").rows) == len(kept)
    assert len(load_prices("XOM", served.feed, SPAN[0], "2020-02-14", cache=tmp_path)) == len(kept) + 10


def test_another_series_of_fred_is_not_taken_for_the_one_asked_for():
    answer = web.Answer(body=b"observation_date,DCOILWTICO\n2020-01-02,61.17\n", kind="text/csv")
    with web.Web(lambda *_: answer) as server:
        options = {"session": web.requests_session(server.port), "pauses": (), "timeout": 5.0}
        with pytest.raises(SourceUnavailable, match="FRED was asked for DCOILBRENTEU; it answered what is no table"):
            fred("DCOILBRENTEU", **options)
        assert fred("DCOILWTICO", **options)["DCOILWTICO"].tolist() == [61.17]


ENDLESS = {
    "a byte at a time": web.Answer(body=b"observation_date,DCOILBRENTEU\n", endless=b"1", pause=0.05),
    "a header without end": web.Answer(endless=b"a", pause=0.05, headless=True),
    "more than any table has": web.Answer(body=b"observation_date,DCOILBRENTEU\n", endless=b"2020-01-02,1\n" * 50_000),
}


@pytest.mark.parametrize("answer", ENDLESS.values(), ids=ENDLESS)
@pytest.mark.parametrize("ask", [lambda **how: fred("DCOILBRENTEU", **how), french], ids=["FRED", "French"])
def test_an_answer_without_end_is_ended_in_a_line_and_not_asked_for_again(ask, answer):
    began = time.monotonic()
    with web.Web(lambda *_: answer) as server:
        session = web.requests_session(server.port)
        with pytest.raises(SourceUnavailable, match=r"^[^\n]+; it sent [^\n]+: wait some minutes[^\n]+$"):
            ask(session=session, timeout=5.0, whole=0.5 if answer.pause else 20.0)
        assert len(server.asked) == 1
    assert time.monotonic() - began < (3.0 if answer.pause else 20.0)


@pytest.mark.parametrize("answer", [ENDLESS["a byte at a time"], ENDLESS["a header without end"],
                                    web.Answer(body=b"{", endless=b" " * (1 << 20))])  # fmt: skip
def test_prices_without_end_are_ended_in_a_line(tmp_path, answer):
    began = time.monotonic()
    with web.Web(lambda *_: answer) as server:
        feed = Yahoo(session=web.curl_session(server.port), timeout=0.5, pauses=(), clock=lambda: NOW, folder=tmp_path)
        with pytest.raises(SourceUnavailable, match=r"^Yahoo was asked for XOM and does not answer[^\n]+: try again"):
            load_prices("XOM", feed, *SPAN, cache=tmp_path)
    assert time.monotonic() - began < 10.0
