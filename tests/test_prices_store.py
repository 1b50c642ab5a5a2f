"""The price cache: only what is missing is fetched, and no fault, kill or second process tears or loses a file."""

from __future__ import annotations

import errno
import json
import os
import re
import runpy
import subprocess
import sys
import warnings
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import eventstudy
from eventstudy.errors import EventStudyWarning, MissingPrices, PriceError, SourceUnavailable
from eventstudy.prices import load_available, load_prices
from eventstudy.prices.disk import Disk, locked
from eventstudy.prices.feed import ROWS, Fetched, finished
from eventstudy.prices.store import Damaged, Entry, Kept, Store, cache_folder

ROOT = Path(eventstudy.__file__).parents[1]
SCRIPTS = ROOT / "scripts"
FAKE = Path(__file__).with_name("fake_yahoo.py")
NOW = datetime(2020, 3, 2, 12, 0, tzinfo=UTC)
POSIX = pytest.mark.skipif(os.name != "posix", reason="forks and signals of POSIX")


def history(first="2018-01-01", last="2020-02-28", close=50.0):
    dates = pd.bdate_range(first, last).astype("datetime64[ns]")
    rows = pd.DataFrame({"date": dates, "volume": 100.0, "dividend": 0.0, "split": 0.0})
    figures = close + rows.index.to_numpy() / 100
    return rows.assign(open=figures, high=figures + 1, low=figures - 1, close=figures)[ROWS]


class Told:
    """A source of which the tests decide what it says; `asked` lists the spans."""

    name, vendor = "told", "the tests"

    def __init__(self, rows, now=NOW):
        self.rows, self.now, self.asked, self.error = rows, now, [], None

    def clock(self):
        return self.now

    def fetch(self, ticker, first, last):
        self.asked.append((f"{first}", f"{last}"))
        if self.error is not None:
            raise self.error
        rows = self.rows[self.rows["date"].between(pd.Timestamp(first), pd.Timestamp(last))].reset_index(drop=True)
        if rows.empty:
            raise MissingPrices(f"nothing of {ticker}")
        return Fetched(rows, "USD", "America/New_York")


@pytest.fixture
def feed():
    return Told(history())


def load(feed, folder, first="2019-01-01", last="2019-03-29", **more):
    return load_prices("ACME", feed, first, last, cache=folder, **more)


def entry(ticker="ACME", **more):
    days = {"first": date(2019, 1, 1), "last": date(2019, 1, 31)}
    said = {"currency": "USD", "zone": None, "retrieved": "2020-03-02T12:00:00+00:00", "rows": 0, "file": ""}
    return Entry(**{"source": "told", "ticker": ticker, "vendor": "v", "sha256": "", **said, **days, **more})


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and ".locks" not in path.parts)


# ------------------------------------------------------------------------------------------------- only what is missing


def test_what_is_cached_is_not_asked_for_again(feed, tmp_path):
    first = load(feed, tmp_path)
    feed.error = AssertionError("asked again")
    for span in (("2019-01-01", "2019-03-29"), ("2019-02-01", "2019-02-28")):
        again = load(feed, tmp_path, *span)
        assert again["close"].tolist() == first[first["date"].between(*span)]["close"].tolist()
    assert len(feed.asked) == 1
    assert again.attrs["provenance"]["series"]["ACME"]["offline"] is False


def test_later_days_are_fetched_with_five_sessions_over(feed, tmp_path):
    load(feed, tmp_path)
    whole = load(feed, tmp_path, last="2019-05-31")
    assert feed.asked == [("2019-01-01", "2019-03-29"), ("2019-03-25", "2019-05-31")]
    pd.testing.assert_series_equal(whole["close"], load(feed, False, last="2019-05-31")["close"])


def test_earlier_days_are_fetched_with_five_sessions_over(feed, tmp_path):
    load(feed, tmp_path)
    whole = load(feed, tmp_path, first="2018-06-01")
    assert feed.asked[1:] == [("2018-06-01", "2019-01-07")]
    pd.testing.assert_series_equal(whole["close"], load(feed, False, first="2018-06-01")["close"])


def test_both_ends_and_a_span_far_away_leave_no_hole(feed, tmp_path):
    load(feed, tmp_path, "2019-02-01", "2019-02-28")
    whole = load(feed, tmp_path, "2018-06-01", "2019-12-31")
    assert feed.asked[1:] == [("2018-06-01", "2019-02-07"), ("2019-02-22", "2019-12-31")]
    assert len(whole) == len(pd.bdate_range("2018-06-01", "2019-12-31"))
    feed.asked.clear()
    load(feed, tmp_path, "2018-01-02", "2018-01-31")  # the months between come with it
    load(feed, tmp_path, "2018-04-02", "2018-04-30")
    assert feed.asked == [("2018-01-02", "2018-06-07")]


def test_without_a_start_all_there_is_and_without_an_end_the_last_day_that_is_over(feed, tmp_path):
    prices = load_prices("ACME", feed, cache=tmp_path)
    assert feed.asked == [("1900-01-01", "2020-03-01")]
    assert len(prices) == len(feed.rows)
    load_prices("ACME", feed, cache=tmp_path)
    assert len(feed.asked) == 1  # not before the next day is over
    feed.now = datetime(2020, 3, 3, 12, 0, tzinfo=UTC)
    load_prices("ACME", feed, cache=tmp_path)
    assert feed.asked[1:] == [("2020-02-24", "2020-03-02")]


def test_a_clock_that_jumps_back_asks_for_nothing(feed, tmp_path):
    load(feed, tmp_path, last="2020-02-28")
    feed.now = datetime(2019, 6, 1, tzinfo=UTC)
    assert load(feed, tmp_path, last=None)["date"].max() == pd.Timestamp("2020-02-28")
    assert len(feed.asked) == 1


def test_today_counts_once_its_price_was_struck_an_hour_ago():
    assert finished("xom", datetime(2020, 3, 2, 22, 1, tzinfo=UTC)) == date(2020, 3, 2)
    assert finished("xom", datetime(2020, 3, 2, 21, 59, tzinfo=UTC)) == date(2020, 3, 1)
    assert finished("RIO.L", datetime(2020, 3, 2, 22, 1, tzinfo=UTC)) == date(2020, 3, 1)


def test_two_names_of_one_ticker_share_a_file(tmp_path):
    feed = Told(history())
    feed.name = "yahoo"
    load_prices("brent", feed, "2019-01-01", "2019-01-31", cache=tmp_path)
    with pytest.warns(EventStudyWarning, match=r"BZ=F is taken for Brent crude \(brent\)"):
        load_prices("BZ=F", feed, "2019-01-01", "2019-01-31", cache=tmp_path)
    assert len(feed.asked) == 1


# ------------------------------------------------------------------------------------------------------------ revisions


def test_a_revised_history_is_kept_beside_the_earlier_one_and_told(feed, tmp_path):
    load(feed, tmp_path)
    feed.rows = feed.rows.assign(close=feed.rows["close"] * 1.01)
    with pytest.warns(
        EventStudyWarning, match=r"told has revised ACME: 64 of 64 .* 2019-01-01 to 2019-03-29, a close by 1.00%"
    ):
        prices = load(feed, tmp_path, last="2019-05-31")
    assert feed.asked[1:] == [("2019-03-25", "2019-05-31"), ("2019-01-01", "2019-05-31")]
    expected = feed.rows[feed.rows["date"].between("2019-01-01", "2019-05-31")]["close"]
    assert prices["close"].tolist() == expected.tolist()
    held = Store(tmp_path).read("told", "ACME")
    assert isinstance(held, Kept)
    (earlier,) = held.entry.earlier
    old = pd.read_parquet(tmp_path / "prices" / "told" / "ACME" / earlier.file)
    assert old["close"].iloc[0] == pytest.approx(expected.iloc[0] / 1.01)
    assert prices.attrs["provenance"]["series"]["ACME"]["revised"] == 1


def test_when_only_the_newest_session_was_revised_the_rest_is_not_fetched_again(feed, tmp_path):
    load(feed, tmp_path)
    feed.rows.loc[feed.rows["date"] == "2019-03-29", "close"] += 1.0
    with pytest.warns(EventStudyWarning, match=r"1 of 5 sessions compared differ, 2019-03-29, a close by"):
        prices = load(feed, tmp_path, last="2019-05-31")
    assert len(feed.asked) == 2
    assert prices["close"].tolist() == load(feed, False, last="2019-05-31")["close"].tolist()


@pytest.mark.parametrize("change", ["a session more", "a session less", "a dividend", "volume"])
def test_what_counts_as_a_revision(feed, tmp_path, change):
    feed.rows = feed.rows[feed.rows["date"] != "2019-03-27"].reset_index(drop=True)
    load(feed, tmp_path)
    match change:
        case "a session more":
            feed.rows = history()
        case "a session less":
            feed.rows = feed.rows[feed.rows["date"] != "2019-03-26"]
        case "a dividend":
            feed.rows.loc[feed.rows["date"] == "2019-03-26", "dividend"] = 0.5
        case "volume":
            feed.rows["volume"] = 7.0
    if change == "volume":
        load(feed, tmp_path, last="2019-05-31")
        return
    with pytest.warns(EventStudyWarning, match="1 of 6[0-9] sessions compared differ"):
        prices = load(feed, tmp_path, last="2019-05-31")
    assert prices["date"].tolist() == load(feed, False, last="2019-05-31")["date"].tolist()
    load(feed, tmp_path, last="2019-06-28")  # and once it is taken over, it is no revision any more


# -------------------------------------------------------------------------------------------------- offline and damaged


def test_offline_it_works_from_the_cache_and_says_so(feed, tmp_path):
    load(feed, tmp_path)
    feed.error = SourceUnavailable("told does not answer")
    with pytest.warns(
        EventStudyWarning,
        match="told does not answer; going on with the cached prices of ACME, 2019-01-01 to 2019-03-29, retrieved ",
    ):
        prices = load(feed, tmp_path, last="2019-05-31")
    assert prices["date"].max() == pd.Timestamp("2019-03-29")
    told = prices.attrs["provenance"]
    assert told["series"]["ACME"]["offline"] is True
    assert "going on with the cached prices" in told["notes"][0]


def test_offline_with_nothing_of_the_span_is_an_error(feed, tmp_path):
    load(feed, tmp_path)
    feed.error = SourceUnavailable("told does not answer")
    with pytest.raises(SourceUnavailable, match="told does not answer"):
        load(feed, tmp_path, "2018-01-01", "2018-06-01")
    with pytest.raises(SourceUnavailable, match="told does not answer"):
        load_prices("OTHER", feed, cache=tmp_path)


def test_a_source_that_does_not_answer_is_asked_once_and_not_series_by_series(feed, tmp_path):
    names = ["ACME", "BETA", "GAMMA"]
    load_prices(names, feed, "2019-01-01", "2019-03-29", cache=tmp_path)
    feed.error, asked = SourceUnavailable("told does not answer"), len(feed.asked)
    with pytest.warns(EventStudyWarning, match="told does not answer; going on") as caught:
        prices = load_prices(names, feed, "2019-01-01", "2019-05-31", cache=tmp_path)
    assert prices["series"].nunique() == len(caught) == 3
    assert len(feed.asked) == asked + 1
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        prices = load_available(["DELTA", "BETA"], feed, "2019-01-01", "2019-05-31", needed=["ACME"], cache=tmp_path)
    assert str(caught[-1].message) == "told does not answer; of DELTA nothing is cached: left out"
    assert list(dict.fromkeys(prices["series"])) == ["ACME", "BETA"]
    assert [one["what"] for one in prices.attrs["provenance"]["dropped"]] == ["DELTA"]
    with pytest.raises(SourceUnavailable, match=r"^told does not answer$"):
        load_available(["DELTA"], feed, cache=tmp_path)


def test_a_failed_fetch_changes_nothing(feed, tmp_path):
    load(feed, tmp_path)
    before = files(tmp_path)
    feed.error = MissingPrices("gone")
    with pytest.raises(MissingPrices):
        load(feed, tmp_path, last="2019-05-31")
    assert files(tmp_path) == before


def spoil(folder, what):
    home = folder / "prices" / "told" / "ACME"
    parquet = next(home.glob("*.parquet"))
    manifest = home / "manifest.json"
    match what:
        case "a bit":
            data = bytearray(parquet.read_bytes())
            data[len(data) // 2] ^= 1
            parquet.write_bytes(bytes(data))
        case "half":
            parquet.write_bytes(parquet.read_bytes()[:100])
        case "no rows":
            parquet.unlink()
        case "no json":
            manifest.write_text("{", encoding="utf-8")
        case "a list":
            manifest.write_text("[]", encoding="utf-8")
        case "not text":
            manifest.write_bytes(b"\xff\xfe\x00")
        case "another version":
            manifest.write_text(manifest.read_text().replace('"version": 1', '"version": 99'), encoding="utf-8")
        case "elsewhere":
            told = json.loads(manifest.read_text())
            manifest.write_text(json.dumps(told | {"file": "../../../x.parquet"}), encoding="utf-8")


SPOILT = ["a bit", "half", "no rows", "no json", "a list", "not text", "another version", "elsewhere"]


@pytest.mark.parametrize("what", SPOILT)
def test_a_damaged_file_is_set_aside_told_and_fetched_again(feed, tmp_path, what):
    first = load(feed, tmp_path)
    spoil(tmp_path, what)
    with pytest.warns(
        EventStudyWarning, match=r"the cached prices of ACME are damaged \(.*\): set aside as ACME.damaged-1"
    ):
        again = load(feed, tmp_path)
    assert again["close"].tolist() == first["close"].tolist()
    assert (tmp_path / "prices" / "told" / "ACME.damaged-1").is_dir()
    assert [one.ticker for one in Store(tmp_path).entries()] == ["ACME"]
    load(feed, tmp_path)
    assert len(feed.asked) == 2


def test_damaged_and_offline_says_both(feed, tmp_path):
    load(feed, tmp_path)
    spoil(tmp_path, "a bit")
    feed.error = SourceUnavailable("told does not answer")
    with pytest.raises(SourceUnavailable, match=r"told does not answer; the cached prices of ACME are damaged"):
        load(feed, tmp_path)


# ----------------------------------------------------------------------------------------------------- faults and kills


class Faulty(Disk):
    """A disk that fails at one of its steps: after half the bytes, before the move, or when asked to sync."""

    def __init__(self, fails_at, fault):
        self.steps, self.fails_at, self.fault = 0, fails_at, fault

    def _step(self, path=None, data=b""):
        self.steps += 1
        if self.steps == self.fails_at:
            if path is not None:
                path.write_bytes(data[: len(data) // 2])
            self.fault()

    def write(self, path, data):
        self._step(path, data)
        super().write(path, data)

    def replace(self, path, place):
        self._step()
        super().replace(path, place)

    def sync(self, folder):
        self._step()
        super().sync(folder)

    def remove(self, path):
        self._step()
        super().remove(path)


STEPS = range(1, 7)  # two files are written, moved and synced each; what is left over after that harms nothing


def no_room():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def broken():
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def looked_at(folder, old, new):
    """Return which of two states the cache holds; anything else fails."""
    held = Store(folder).read("told", "ACME")
    assert isinstance(held, Kept)
    assert any(held.rows.equals(rows) for rows in (old, new))
    return "old" if held.rows.equals(old) else "new"


@pytest.mark.parametrize("fault", [no_room, broken])
@pytest.mark.parametrize("step", STEPS)
def test_a_full_or_broken_disk_leaves_the_old_state_or_the_new(tmp_path, step, fault):
    old, new = history(close=1.0), history(close=2.0)
    Store(tmp_path).put(entry(), old)
    disk = Faulty(step, fault)
    with pytest.raises(
        PriceError, match=r"ACME cannot be kept in the price cache .*(no space left|input/output error)"
    ):
        Store(tmp_path, disk=disk).put(entry(), new)
    assert disk.steps == step
    assert looked_at(tmp_path, old, new) == ("old" if step <= 5 else "new")
    assert not list(tmp_path.rglob("*.tmp"))
    Store(tmp_path).put(entry(), new)
    assert files(tmp_path) == sorted(["manifest.json", Store(tmp_path).entries()[0].file])


def test_the_steps_are_all_there_are(tmp_path):
    Store(tmp_path).put(entry(), history(close=1.0))
    disk = Faulty(0, no_room)
    Store(tmp_path, disk=disk).put(entry(), history(close=2.0))
    assert disk.steps == len(STEPS) + 1


@POSIX
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_each_step_leaves_the_old_state_or_the_new(tmp_path, step):
    old, new = history(close=1.0), history(close=2.0)
    Store(tmp_path).put(entry(), old)
    child = os.fork()
    if child == 0:
        try:
            store = Store(tmp_path, disk=Faulty(step, lambda: os.kill(os.getpid(), 9)))
            with store.writing("told", "ACME"):
                store.put(entry(), new)
        finally:
            os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == 9
    assert looked_at(tmp_path, old, new) == ("old" if step <= 5 else "new")
    store = Store(tmp_path, wait=1.0)
    with store.writing("told", "ACME"):  # the lock of the dead is free
        store.put(entry(), new)
    assert files(tmp_path) == sorted(["manifest.json", store.entries()[0].file])


@POSIX
@pytest.mark.skipif(not (SCRIPTS / "long_store_kills.py").exists(), reason="the scripts are not here")
@pytest.mark.parametrize(
    ("script", "words", "said"),
    [
        ("long_store_kills.py", ("--times", "30", "--seed", "11"), r"30 kills, .*, nothing torn, nothing lost"),
        (
            "long_store_faults.py",
            ("--every", "61"),
            r"[1-9]\d+ faults, .* [1-9]\d+ kills.*; nothing torn, nothing lost",
        ),
    ],
)
def test_kills_and_faults_in_short(script, words, said):
    done = subprocess.run([sys.executable, str(SCRIPTS / script), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert re.match(said, done.stdout), done.stdout


@POSIX
def test_a_real_limit_on_the_size_of_files(tmp_path):
    code = (
        "import resource, signal, sys, runpy\n"
        "from pathlib import Path\n"
        "from eventstudy.errors import PriceError\n"
        "from eventstudy.prices.store import Store\n"
        "here = runpy.run_path(sys.argv[1])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "rows = here['history'](close=2.0)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))\n"
        "try:\n"
        "    Store(Path(sys.argv[2])).put(here['entry'](), rows)\n"
        "except PriceError as error:\n"
        "    sys.exit(str(error))\n"
    )
    old = history(close=1.0)
    Store(tmp_path).put(entry(), old)
    done = subprocess.run(
        [sys.executable, "-c", code, __file__, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert "cannot be kept in the price cache" in done.stderr
    assert "file too large" in done.stderr
    assert looked_at(tmp_path, old, history(close=2.0)) == "old"


def test_prices_that_cannot_be_kept_are_used_all_the_same(feed, tmp_path, monkeypatch):
    monkeypatch.setattr("eventstudy.prices.store.Disk", lambda: Faulty(1, no_room))
    with pytest.warns(
        EventStudyWarning, match="cannot be kept in the price cache .*no space left on device.*make room"
    ):
        prices = load(feed, tmp_path)
    assert len(prices) == 64
    assert files(tmp_path) == []


def test_a_cache_folder_that_is_a_file_keeps_nothing_and_says_so(feed, tmp_path):
    (tmp_path / "cache").write_text("")
    said = r"the price cache .* cannot be written \(.*\): name another folder by EVENTSTUDY_CACHE; ACME is not kept"
    with pytest.warns(EventStudyWarning, match=said):
        prices = load(feed, tmp_path / "cache")
    assert len(prices) == 64
    assert prices.attrs["provenance"]["series"]["ACME"]["kept"] is False
    with pytest.raises(PriceError, match=r"ACME cannot be cleared: the price cache .* cannot be written"):
        Store(tmp_path / "cache").clear("told", "ACME")


@POSIX
def test_a_file_system_without_locks_keeps_nothing_and_says_so(feed, tmp_path, monkeypatch):
    load(feed, tmp_path)
    before = files(tmp_path)
    monkeypatch.setattr("fcntl.flock", lambda *_: broken())
    with pytest.warns(EventStudyWarning, match=r"has no locks \(input/output error\).*ACME is not kept"):
        assert len(load(feed, tmp_path, last="2019-05-31")) > 64
    assert files(tmp_path) == before


# ------------------------------------------------------------------------------------------------------ two at one time


def test_a_second_writer_waits_and_then_says_who_holds_it(tmp_path):
    said = rf"process {os.getpid()} has been writing lock in the price cache for 0.1 s"
    with locked(tmp_path / "lock", timeout=1.0), pytest.raises(PriceError, match=said):
        locked(tmp_path / "lock", timeout=0.1).__enter__()
    with locked(tmp_path / "lock", timeout=0.0):
        pass


def test_a_lock_file_that_nobody_holds_is_no_lock(tmp_path):
    (tmp_path / "lock").write_text("99999\n")
    with locked(tmp_path / "lock", timeout=0.0):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_a_reader_needs_no_lock(feed, tmp_path):
    load(feed, tmp_path)
    with Store(tmp_path).writing("told", "ACME"):
        assert len(load(feed, tmp_path)) == 64


FETCHING = """
import runpy, sys
from datetime import UTC, datetime
from pathlib import Path
from eventstudy.prices import load_available, load_prices
from eventstudy.prices.yahoo import Yahoo
web, folder, port, first, last = runpy.run_path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:6]
clock = lambda: datetime(2020, 3, 2, tzinfo=UTC)
feed = Yahoo(session=web["curl_session"](port), clock=clock, folder=folder / "zones" / first)
sys.stdin.readline()
print(len(load_prices(["XOM", "CVX"], feed, first, last, cache=folder)))
"""


def test_two_processes_fetch_into_one_cache(tmp_path):
    web = SimpleNamespace(**runpy.run_path(str(FAKE)))
    rows = web.bars("2019-01-01", "2020-02-28")
    service = web.FakeYahoo({"XOM": web.Listing(rows), "CVX": web.Listing(rows)})
    spans = [("2019-06-03", "2019-08-30"), ("2019-08-01", "2019-12-31")]
    with web.Web(service) as server:
        running = [
            subprocess.Popen(
                [sys.executable, "-c", FETCHING, str(FAKE), str(tmp_path), str(server.port), *span],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
            for span in spans
        ]  # fmt: skip
        ended = [one.communicate("go\n", timeout=60) for one in running]
    assert [one[0].strip() for one in ended] == [str(2 * len(rows.loc[first:last])) for first, last in spans], ended
    for ticker in ("XOM", "CVX"):
        held = Store(tmp_path).read("yahoo", ticker)
        assert isinstance(held, Kept)
        assert held.rows["close"].tolist() == rows.loc["2019-06-03":"2019-12-31", "close"].tolist()
        assert held.entry.earlier == ()


# ----------------------------------------------------------------------------------------------------- names and places


def test_any_ticker_has_a_file_of_its_own_within_the_folder(tmp_path):
    tickers = ["XOM", "xom", "^GSPC", "_GSPC", "../../x", "BRK-B", "BRK.B", "BZ=F", "", "CON", "A" * 300, "日本", "a/b"]
    store = Store(tmp_path)
    for number, ticker in enumerate(tickers):
        store.put(entry(ticker), history(close=float(number)))
    assert len({path.name.lower() for path in (tmp_path / "prices" / "told").iterdir()}) == len(tickers)
    assert all(path.resolve().is_relative_to(tmp_path / "prices" / "told") for path in tmp_path.rglob("*.parquet"))
    for number, ticker in enumerate(tickers):
        held = store.read("told", ticker)
        assert isinstance(held, Kept)
        assert held.rows["close"].iloc[0] == number
    assert sorted(one.ticker for one in store.entries()) == sorted(tickers)


def test_clearing_a_ticker_leaves_the_others(tmp_path):
    store = Store(tmp_path)
    for ticker in ("XOM", "CVX"):
        store.put(entry(ticker), history())
    store.clear("told", "XOM")
    assert store.read("told", "XOM") is None
    assert [one.ticker for one in store.entries()] == ["CVX"]
    store.clear("told", "XOM")


def test_the_folder_is_the_users_or_what_the_environment_names(monkeypatch, tmp_path):
    monkeypatch.setenv("EVENTSTUDY_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    monkeypatch.setenv("EVENTSTUDY_CACHE", " ")
    assert cache_folder().name == "eventstudy"


def test_rows_come_back_as_they_went_in(tmp_path):
    rows = history().assign(open=float("nan"), split=0.1 + 0.2)
    Store(tmp_path).put(entry(), rows)
    held = Store(tmp_path).read("told", "ACME")
    assert isinstance(held, Kept)
    pd.testing.assert_frame_equal(held.rows, rows, check_exact=True)
    assert not isinstance(held, Damaged)
