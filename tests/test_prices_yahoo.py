"""Yahoo through the real yfinance, led to a server on this machine that answers as the service does."""

from __future__ import annotations

import runpy
import subprocess
import sys
import warnings
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from eventstudy import to_returns
from eventstudy.errors import EventStudyWarning, MissingPrices, PriceError, SourceUnavailable, UsageError
from eventstudy.prices import load_prices
from eventstudy.prices.unsplit import as_quoted, later_splits, shortest
from eventstudy.prices.yahoo import Yahoo

web = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("fake_yahoo.py"))))
pytestmark = pytest.mark.filterwarnings("ignore:.* asked again in :eventstudy.errors.EventStudyWarning")
Answer = web.Answer
NOW = datetime(2020, 3, 2, 12, 0, tzinfo=UTC)
FIRST, LAST = date(2020, 1, 2), date(2020, 1, 31)


def listings():
    xom = web.bars("2019-12-02", "2020-02-28", start=70.0)
    return {
        "XOM": web.Listing(xom, dividends={"2020-02-10": 0.87}),
        "SPLIT": web.Listing(xom / 4, splits={"2020-01-15": (4, 1)}, dividends={"2020-01-08": 0.25}),
        "BZ=F": web.Listing(web.bars("2019-12-02", "2020-02-28", start=66.0), kind="FUTURE", opens=0),
        "7203.T": web.Listing(web.bars("2019-12-02", "2020-02-28"), currency="JPY", zone="Asia/Tokyo"),
        "BTC-USD": web.Listing(web.bars("2019-12-02", "2020-02-28", days="D"), kind="CRYPTOCURRENCY", zone="UTC"),
        "CVX": web.Listing(xom, currency="EUR"),
        "FUND": web.Listing(
            xom, dividends={"2020-01-08": 0.5}, gains={"2020-01-08": 1.5, "2020-01-15": 2.0}, kind="ETF"
        ),
        "COP": web.Listing(xom, currency="USd"),
    }


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    service = web.FakeYahoo(listings())
    with web.Web(service) as server:
        session = web.curl_session(server.port)
        yield SimpleNamespace(service=service, server=server, session=session, folder=tmp_path_factory.mktemp("zones"))


@pytest.fixture
def yahoo(served):
    """Give Yahoo as the package asks it, the service behind it, and the pauses it made."""
    served.service.trouble.clear()
    served.service.charts.clear()
    sleep, waited = web.pauses_noted()
    feed = Yahoo(session=served.session, timeout=5.0, sleep=sleep, clock=lambda: NOW, folder=served.folder)
    return SimpleNamespace(feed=feed, service=served.service, waited=waited, server=served.server)


def fetched(it, ticker="XOM", first=FIRST, last=LAST):
    return it.feed.fetch(ticker, first, last)


# ------------------------------------------------------------------------------------------------------ what comes back


def test_prices_are_those_of_the_service_by_day(yahoo):
    rows, told = fetched(yahoo).rows, yahoo.service.listings["XOM"].rows.loc["2020-01-02":"2020-01-31"]
    assert rows["date"].tolist() == list(told.index)
    for name in ("open", "high", "low", "close", "volume"):
        assert rows[name].tolist() == told[name].tolist()  # to the cent, though the service answers in single precision
    assert rows["date"].dtype == "datetime64[ns]"


def test_prices_are_not_adjusted_and_the_dividend_stands_on_its_day(yahoo):
    rows = fetched(yahoo, last=date(2020, 2, 28)).rows.set_index("date")
    assert rows["dividend"][rows["dividend"] > 0].to_dict() == {pd.Timestamp("2020-02-10"): 0.87}


def test_what_a_fund_pays_out_of_its_gains_is_a_dividend(yahoo):
    rows = fetched(yahoo, "FUND").rows.set_index("date")
    paid = {f"{day:%m-%d}": amount for day, amount in rows["dividend"].items() if amount}
    assert paid == {"01-08": 2.0, "01-15": 2.0}


def test_a_split_is_undone_so_that_prices_are_as_quoted(yahoo):
    answer = fetched(yahoo, "SPLIT").rows.set_index("date")
    whole = yahoo.service.listings["XOM"].rows
    before, after = answer.loc[:"2020-01-14"], answer.loc["2020-01-15":]
    assert before["close"].tolist() == pytest.approx(whole.loc["2020-01-02":"2020-01-14", "close"].tolist(), rel=1e-9)
    assert after["close"].tolist() == pytest.approx((whole.loc["2020-01-15":"2020-01-31", "close"] / 4).tolist(), 1e-6)
    assert answer.loc["2020-01-15", "split"] == 4.0
    assert answer.loc["2020-01-08", "dividend"] == pytest.approx(1.0)
    assert before["volume"].iloc[0] == round(int(whole.loc["2020-01-02", "volume"] / 4) / 4)


@pytest.mark.parametrize("now", [NOW, datetime(2022, 3, 2, tzinfo=UTC)])
def test_a_split_after_the_span_is_undone_too(yahoo, now):
    feed = Yahoo(session=yahoo.feed.session, clock=lambda: now, folder=yahoo.feed.folder)
    rows = feed.fetch("SPLIT", FIRST, date(2020, 1, 10)).rows
    whole = yahoo.service.listings["XOM"].rows.loc["2020-01-02":"2020-01-10"]
    assert rows["close"].tolist() == pytest.approx(whole["close"].tolist(), rel=1e-9)
    assert rows["split"].tolist() == [0.0] * len(rows)
    asked = [last for _, _, last in yahoo.service.charts]
    assert len(asked) == (1 if now == NOW else 2)  # with the prices while it is near, else by itself


def test_returns_across_a_split_and_its_dividend_are_right(yahoo, tmp_path):
    prices = load_prices("SPLIT", yahoo.feed, FIRST, LAST, cache=tmp_path)
    returns = to_returns(prices)["SPLIT"]
    adjusted = yahoo.service.listings["SPLIT"].rows.loc["2020-01-02":"2020-01-31", "close"]
    dividend = pd.Series(0.0, adjusted.index)
    dividend["2020-01-08"] = 0.25
    expected = (adjusted + dividend) / adjusted.shift() - 1.0
    assert returns.tolist()[1:] == pytest.approx(expected.tolist()[1:], abs=1e-7)
    assert "split" not in "|".join(prices["flag"])
    assert prices["volume"].tolist() == pytest.approx(
        yahoo.service.listings["SPLIT"].rows.loc["2020-01-02":"2020-01-31", "volume"].tolist(), abs=3
    )


@pytest.mark.parametrize("ticker", ["7203.T", "BZ=F", "BTC-USD"])
def test_days_are_those_of_the_exchange_wherever_it_is(yahoo, ticker):
    answer = fetched(yahoo, ticker)
    told = yahoo.service.listings[ticker].rows.loc["2020-01-02":"2020-01-31"]
    assert answer.rows["date"].tolist() == list(told.index)
    assert (answer.zone, answer.currency) == (
        yahoo.service.listings[ticker].zone,
        yahoo.service.listings[ticker].currency,
    )


def test_the_last_day_is_included_and_nothing_after_it(yahoo):
    rows = fetched(yahoo, first=date(2020, 1, 31), last=date(2020, 1, 31)).rows
    assert rows["date"].tolist() == [pd.Timestamp("2020-01-31")]


# ------------------------------------------------------------------------------------------------------------- failures


def test_an_unknown_ticker(yahoo):
    with pytest.raises(MissingPrices, match=r"^Yahoo has no ticker 'NOSUCH': look it up"):
        fetched(yahoo, "NOSUCH")
    assert yahoo.waited == []


def test_no_prices_in_the_span_is_an_error_and_no_delisting(yahoo):
    with pytest.raises(MissingPrices, match=r"^Yahoo has no prices of 'XOM' from 2018-01-01 to 2018-01-31$") as raised:
        fetched(yahoo, first=date(2018, 1, 1), last=date(2018, 1, 31))
    assert "delisted" not in str(raised.value)


def test_the_reason_the_service_gives_is_told(yahoo):
    fetched(yahoo)
    why = "Data doesn't exist for startDate = 1, endDate = 2"
    yahoo.service.trouble["XOM"] = [Answer(400, web.chart_error("Bad Request", why))] * 2
    with pytest.raises(MissingPrices, match=why):
        fetched(yahoo)


def test_a_rate_limit_is_waited_out_with_growing_pauses(yahoo):
    fetched(yahoo)
    yahoo.service.trouble["XOM"] = [Answer(429, b"Too Many Requests")] * 4  # the library asks twice each time
    with pytest.warns(EventStudyWarning, match="^Yahoo does not answer as it should, asked again in 8 s$"):
        assert len(fetched(yahoo).rows) == 22
    assert yahoo.waited == [2.0, 8.0]


def test_a_rate_limit_that_stays_is_said_plainly(yahoo):
    yahoo.service.trouble["XOM"] = [Answer(429, b"Too Many Requests")] * 50
    with pytest.raises(SourceUnavailable) as raised:
        fetched(yahoo)
    assert str(raised.value) == (
        "Yahoo was asked for XOM and limits how often it may be asked (429), still after pauses of 40 s: "
        "try again later, give --prices FILE, or ask for a span that is cached (eventstudy prices list)"
    )
    assert yahoo.waited == [2.0, 8.0, 30.0]


@pytest.mark.parametrize("body", [b"<html>Internal Server Error</html>", web.chart_error("Internal", "oops")])
def test_an_outage_is_no_delisting_and_passes(yahoo, body):
    yahoo.service.trouble["XOM"] = [Answer(500, body)] * 4
    assert len(fetched(yahoo).rows) == 22
    assert yahoo.waited
    yahoo.service.trouble["SPLIT"] = [Answer(500, body)] * 50
    with pytest.raises(SourceUnavailable, match=r"is out of order \(500\)"):
        fetched(yahoo, "SPLIT")


@pytest.mark.parametrize(
    "bad",
    [
        Answer(body=b""),
        Answer(body=b'{"chart": {"result": [{"meta'),
        Answer(body=b"{" + b" " * 500, cut=100),
        Answer(body=b"<html>Will be right back</html>", kind="text/html"),
    ],
    ids=["empty", "truncated", "cut off", "back soon"],
)
def test_an_answer_that_is_cut_short_is_asked_for_again_then_said(yahoo, bad):
    fetched(yahoo)
    yahoo.service.trouble["XOM"] = [bad]
    assert len(fetched(yahoo).rows) == 22
    yahoo.service.trouble["XOM"] = [bad] * 50
    with pytest.raises(
        SourceUnavailable, match=r"its answer is empty or cut short|does not answer|is out of order \(200\)"
    ):
        fetched(yahoo)


def test_no_rows_and_no_result_are_errors(yahoo):
    fetched(yahoo)
    for body in (b'{"chart": {"result": [], "error": null}}', b'{"chart": {"result": null, "error": null}}'):
        yahoo.service.trouble["XOM"] = [Answer(body=body)]
        with pytest.raises(
            PriceError, match=r"^Yahoo .* XOM|^Yahoo has no prices of 'XOM' from"
        ):  # before 1.5 the first
            fetched(yahoo)


def test_a_page_of_consent_is_called_one(yahoo):
    fetched(yahoo)
    page = b"<!doctype html><html><body>Before you continue to Yahoo</body></html>"
    yahoo.service.trouble["XOM"] = [Answer(body=page, kind="text/html")] * 50
    with pytest.raises(SourceUnavailable, match=r"answers with a web page instead of prices.*: open finance.yahoo.com"):
        fetched(yahoo)


def test_what_people_call_a_share_is_no_ticker(yahoo, tmp_path):
    with pytest.raises(UsageError, match=r"^'exxon' is no id of the catalogue and no ticker: did you mean xom\?$"):
        load_prices("exxon", yahoo.feed, cache=tmp_path)
    with pytest.raises(MissingPrices, match=r"^Yahoo has no ticker 'EXXON'.*: did you mean xom\?$"):
        load_prices("EXXON", yahoo.feed, "2019-01-02", "2019-01-31", cache=tmp_path)


def test_a_ticker_that_is_gone_is_no_empty_span(yahoo):
    fetched(yahoo)
    gone = Answer(404, web.chart_error("Not Found", "No data found, symbol may be delisted"))
    yahoo.service.trouble["XOM"] = [gone] * 2
    with pytest.raises(MissingPrices, match=r"^Yahoo has no ticker 'XOM' \(it says: No data found.*\): look it up"):
        fetched(yahoo)


def test_a_server_that_hangs_is_given_up(yahoo):
    fetched(yahoo)
    yahoo.service.trouble["XOM"] = [Answer(after=30.0)] * 9
    feed = Yahoo(session=yahoo.feed.session, timeout=0.2, pauses=(1.0,), sleep=yahoo.feed.sleep, clock=lambda: NOW)
    with pytest.raises(SourceUnavailable, match=r"does not answer \(.*timed out after.*try again later"):
        feed.fetch("XOM", FIRST, LAST)
    assert yahoo.waited == [1.0]


def test_no_network_is_said_at_once(yahoo):
    feed = Yahoo(session=web.curl_session(1), sleep=yahoo.feed.sleep, clock=lambda: NOW, folder=yahoo.feed.folder)
    with pytest.raises(SourceUnavailable, match="does not answer"):
        feed.fetch("XOM", FIRST, LAST)
    assert yahoo.waited == []


@pytest.mark.parametrize("lost", ["close", "volume", "open"])
def test_changed_columns_are_said_with_what_would_work(yahoo, lost):
    fetched(yahoo)
    body = web.chart("XOM", yahoo.service.listings["XOM"], yahoo.service.listings["XOM"].rows)
    yahoo.service.trouble["XOM"] = [Answer(body=body.replace(f'"{lost}"'.encode(), b'"renamed"'))]
    with pytest.raises(SourceUnavailable, match=r"a form that yfinance does not read .* upgrade yfinance"):
        fetched(yahoo)


def test_meta_without_a_zone_or_currency(yahoo):
    fetched(yahoo)
    body = web.chart("XOM", yahoo.service.listings["XOM"], yahoo.service.listings["XOM"].rows)
    yahoo.service.trouble["XOM"] = [Answer(body=body.replace(b'"exchangeTimezoneName"', b'"elsewhere"'))]
    with pytest.raises(SourceUnavailable, match="a form that yfinance does not read"):
        fetched(yahoo)


def test_a_refusal(yahoo):
    fetched(yahoo)
    yahoo.service.trouble["XOM"] = [Answer(403, b"no")] * 9
    with pytest.raises(SourceUnavailable, match=r"refuses \(403\)"):
        fetched(yahoo)


def test_the_library_is_left_as_it_was_and_says_nothing(yahoo, capfd):
    import yfinance  # noqa: PLC0415 - slow to load

    hidden = yfinance.config.debug.hide_exceptions
    with pytest.raises(MissingPrices):
        fetched(yahoo, "NOSUCH")
    fetched(yahoo)
    assert yfinance.config.debug.hide_exceptions is hidden
    assert "request" not in vars(yahoo.feed.session)
    assert capfd.readouterr() == ("", "")


# -------------------------------------------------------------------------------------------------- through load_prices


def test_load_prices_gives_the_tidy_table(yahoo, tmp_path):
    prices = load_prices(["xom", "brent"], yahoo.feed, "2020-01-02", "2020-01-10", cache=tmp_path)
    assert list(prices.columns) == [*("series", "date", "open", "high", "low", "close", "volume", "dividend", "flag")]
    assert dict(prices.groupby("series").size()) == {"xom": 7, "brent": 7}
    told = prices.attrs["provenance"]
    assert (told["source"], told["retrieved"]) == ("yahoo", "2020-03-02T12:00:00+00:00")
    assert told["series"]["brent"]["ticker"] == "BZ=F"
    assert len(told["sha256"]) == 64


def test_a_name_in_capitals_is_the_catalogues_and_an_unknown_one_is_a_ticker(yahoo, tmp_path):
    prices = load_prices(["XOM", "7203.T"], yahoo.feed, FIRST, LAST, cache=tmp_path)
    assert list(dict.fromkeys(prices["series"])) == ["xom", "7203.T"]
    assert prices.attrs["provenance"]["series"]["7203.T"]["currency"] == "JPY"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cvx", r"yahoo quotes 'cvx' \(ticker CVX\) in EUR, the catalogue has it in USD: name the ticker"),
        ("cop", r"in USd, the catalogue has it in USD"),
    ],
)
def test_another_currency_than_the_catalogues_is_refused(yahoo, name, said, tmp_path):
    with pytest.raises(PriceError, match=said):
        load_prices(name, yahoo.feed, FIRST, LAST, cache=tmp_path)


def test_what_cannot_be_asked(yahoo, tmp_path):
    with pytest.raises(UsageError, match="name the series to fetch from yahoo"):
        load_prices(source=yahoo.feed, cache=tmp_path)
    with pytest.raises(UsageError, match="'oil' may mean brent or wti: name one of them"):
        load_prices("oil", yahoo.feed, cache=tmp_path)
    with pytest.raises(PriceError, match="are not out yet: the last day that is over is 2020-03-01"):
        load_prices("7203.T", yahoo.feed, "2020-03-02", cache=tmp_path)
    assert yahoo.service.charts == []


def test_progress_over_many_tickers(yahoo, tmp_path):
    seen = []
    load_prices(["xom", "brent"], yahoo.feed, FIRST, LAST, cache=tmp_path, progress=lambda *it: seen.append(it))
    assert seen == [("fetch prices from yahoo", done, 2) for done in (0, 1, 2)]


def test_without_a_cache_nothing_is_kept(yahoo, tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path))
    for _ in range(2):
        load_prices("xom", yahoo.feed, FIRST, LAST, cache=False)
    assert len(yahoo.service.charts) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_stale_row_of_the_live_future_is_flagged(yahoo, tmp_path):
    rows = web.bars("2019-12-02", "2020-02-28", start=66.0)
    rows.loc["2019-12-31", ["open", "high", "low", "close"]] = rows.loc["2019-12-30", "close"]
    yahoo.service.listings["BZ=F"], was = web.Listing(rows, kind="FUTURE"), yahoo.service.listings["BZ=F"]
    try:
        prices = load_prices("brent", yahoo.feed, "2019-12-27", LAST, cache=tmp_path).set_index("date")
    finally:
        yahoo.service.listings["BZ=F"] = was
    assert "stale" in prices.loc["2019-12-31", "flag"]


def test_warnings_of_ours_alone_reach_the_user(yahoo, tmp_path):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        load_prices("xom", yahoo.feed, FIRST, LAST, cache=tmp_path)
    assert [one for one in caught if not issubclass(one.category, EventStudyWarning)] == []


def test_yfinance_is_loaded_only_when_asked():
    code = "import sys, eventstudy.prices as p; p.load_prices('xom'); sys.exit('yfinance' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --------------------------------------------------------------------------------------------------------------- splits


def test_splits_against_a_loop():
    rng = np.random.default_rng(5)
    splits = np.where(rng.random(40) < 0.1, rng.choice([2.0, 3.0, 0.1, 1.5], 40), 0.0)
    expected = [np.prod([ratio for ratio in splits[place + 1 :] if ratio > 0]) for place in range(40)]
    assert later_splits(splits).tolist() == pytest.approx(expected, rel=1e-14)
    rows = pd.DataFrame({name: np.full(40, 10.0) for name in ("open", "high", "low", "close", "dividend", "volume")})
    quoted = as_quoted(rows.assign(split=splits), later=2.0)["close"].tolist()
    assert quoted == pytest.approx([10.0 * 2.0 * one for one in expected], abs=1e-7)


def test_the_shortest_decimal_is_found_again_for_every_cent():
    cents = np.arange(1, 100_000) / 100
    assert shortest(cents.astype(np.float32).astype(np.float64)).tolist() == cents.tolist()
    double = np.array([1.1167123456789, np.nan, np.inf, 1e300])
    assert np.array_equal(shortest(double), double, equal_nan=True)
