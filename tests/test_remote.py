"""FRED and Ken French's library through the real pandas-datareader, led to a server on this machine."""

from __future__ import annotations

import hashlib
import io
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from eventstudy.errors import MissingPrices, SourceUnavailable, UsageError
from eventstudy.remote import fred, french, patiently

pytest.importorskip("pandas_datareader", reason="the extra `data` is not installed")
web = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("fake_yahoo.py"))))
pytestmark = pytest.mark.filterwarnings("ignore:.* asked again in :eventstudy.errors.EventStudyWarning")

SPOT = b"observation_date,DCOILBRENTEU\n2020-01-01,.\n2020-01-02,67.05\n2020-01-03,69.08\n2020-01-06,\n"


def published(days: int = 60, footer: bool = True) -> bytes:
    """A file as the data library makes it: prose, a table in per cent, a footer."""
    rows = [f"{day:%Y%m%d},    0.10,   -0.25,   -0.28,    0.01" for day in pd.bdate_range("1926-07-01", periods=days)]
    prose = "This file was created using the 202001 CRSP database.\r\nThe Tbill return is the simple daily rate."
    text = f"{prose}\r\n\r\n,Mkt-RF,SMB,HML,RF\r\n" + "\r\n".join(rows) + "\r\n"
    text += "\r\nCopyright 2020 Kenneth R. French\r\n" if footer else ""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("F-F_Research_Data_Factors_daily.CSV", text)
    return packed.getvalue()


@pytest.fixture
def served():
    """Give a function that serves answers in order (the last one for ever) and returns keyword arguments and server."""
    opened = []

    def serve(*answers):
        left = list(answers)
        server = web.Web(lambda *_: left.pop(0) if len(left) > 1 else left[0])
        opened.append(server.__enter__())
        sleep, waited = web.pauses_noted()
        options = {"session": web.requests_session(server.port), "sleep": sleep, "timeout": 2.0}
        return SimpleNamespace(options=options, waited=waited, asked=server.asked)

    yield serve
    for server in opened:
        server.__exit__(None, None, None)


def test_factors_come_as_published_in_per_cent(served):
    file = published()
    it = served(web.Answer(body=file))
    factors = french("F-F_Research_Data_Factors_daily", **it.options)
    assert list(factors.columns) == ["Mkt-RF", "SMB", "HML", "RF"]
    assert factors.loc["1926-07-01"].tolist() == [0.10, -0.25, -0.28, 0.01]
    assert len(factors) == 60
    assert factors.index.dtype == "datetime64[ns]"
    assert factors.attrs["provenance"]["sha256"] == hashlib.sha256(file).hexdigest()
    assert it.asked[0][0].endswith("ftp/F-F_Research_Data_Factors_daily_CSV.zip")


def test_a_file_that_is_no_daily_table_is_refused(served):
    rows = "".join(f"{year}{month:02d},1,2,3,4\r\n" for year in range(1930, 1960) for month in range(1, 13))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("monthly.CSV", f"prose\r\n\r\n,Mkt-RF,SMB,HML,RF\r\n{rows}\r\n")
    with pytest.raises(SourceUnavailable, match="no daily table: ask for a file whose name ends in _daily"):
        french("F-F_Research_Data_Factors", **served(web.Answer(body=packed.getvalue())).options)


def test_fred_gives_figures_by_day_and_nan_where_there_is_none(served):
    it = served(web.Answer(body=SPOT))
    table = fred("DCOILBRENTEU", "2020-01-01", "2020-01-06", **it.options)
    assert table["DCOILBRENTEU"].tolist()[1:3] == [67.05, 69.08]
    assert table["DCOILBRENTEU"].isna().tolist() == [True, False, False, True]
    assert table.attrs["provenance"] == {"source": "FRED: DCOILBRENTEU", "sha256": hashlib.sha256(SPOT).hexdigest()}
    assert it.asked == [("/graph/fredgraph.csv", {"id": "DCOILBRENTEU"})]


def test_fred_cuts_to_the_span_and_joins_several_series(served):
    one, two = b"observation_date,A\n2020-01-02,1\n2020-01-03,2\n", b"observation_date,B\n2020-01-03,3\n2020-01-06,4\n"
    table = fred(["A", "B"], "2020-01-03", "2020-01-03", **served(web.Answer(body=one), web.Answer(body=two)).options)
    assert table.to_numpy().tolist() == [[2.0, 3.0]]


def test_a_rate_limit_is_waited_out_with_growing_pauses(served):
    it = served(web.Answer(429), web.Answer(429), web.Answer(body=SPOT))
    assert len(fred("DCOILBRENTEU", **it.options)) == 4
    assert it.waited == [2.0, 8.0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (429, r"limits how often it may be asked \(429\): wait some minutes, and try again, or give a file"),
        (500, r"is out of order \(500\)"),
        (403, r"refuses \(403\)"),
    ],
)
def test_what_does_not_pass_is_said_plainly(served, answer, said):
    with pytest.raises(SourceUnavailable, match=said):
        fred("DCOILBRENTEU", **served(web.Answer(answer)).options, pauses=(1.0,))


def test_an_unknown_name_is_said_at_once(served):
    it = served(web.Answer(404))
    with pytest.raises(MissingPrices, match="FRED has nothing named 'NOSUCH'"):
        fred("NOSUCH", **it.options)
    assert (it.waited, len(it.asked)) == ([], 1)


@pytest.mark.parametrize("body", [b"<html>be right back</html>", b"", b"DATE,X\nsoon,much\n"])
def test_an_answer_that_is_no_table(served, body):
    with pytest.raises(SourceUnavailable, match="answered what is no table"):
        fred("DCOILBRENTEU", **served(web.Answer(body=body)).options)


@pytest.mark.parametrize("body", [b"not a zip", published()[:300], published(days=3)])
def test_a_file_of_factors_that_is_spoilt_or_empty(served, body):
    with pytest.raises(SourceUnavailable, match="Ken French's data library was asked for F-F"):
        french(**served(web.Answer(body=body)).options)


def test_an_answer_cut_short_is_asked_for_again(served):
    it = served(web.Answer(body=SPOT, cut=20), web.Answer(body=SPOT))
    assert len(fred("DCOILBRENTEU", **it.options)) == 4
    assert it.waited == [2.0]


def test_a_server_that_hangs_and_one_that_is_not_there(served):
    it = served(web.Answer(body=SPOT, after=30.0))
    with pytest.raises(SourceUnavailable, match=r"does not answer .*[Rr]ead timed out"):
        fred("DCOILBRENTEU", session=it.options["session"], timeout=0.2, pauses=())
    with pytest.raises(SourceUnavailable, match=r"does not answer .*refused.*see whether the network is there"):
        fred("DCOILBRENTEU", session=web.requests_session(1), timeout=2.0, pauses=())


def test_a_session_is_left_as_it_was(served):
    it = served(web.Answer(body=SPOT))
    fred("DCOILBRENTEU", **it.options)
    assert it.options["session"].hooks["response"] == []


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas_datareader", None)
    with pytest.raises(UsageError, match=r'not installed \(.*\): pip install "eventstudy-toolkit\[data\]"'):
        french()
    with pytest.raises(UsageError, match="no series of FRED named"):
        fred([])


def test_importing_the_module_loads_neither_library():
    code = "import sys, eventstudy.remote; sys.exit(bool({'pandas_datareader', 'requests'} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_patience_ends_with_the_last_error_and_does_not_wait_for_what_stays():
    sleep, waited = web.pauses_noted()
    with pytest.raises(OSError, match="down"):
        patiently(lambda: (_ for _ in ()).throw(OSError("down")), passing=lambda _: True, pauses=(1, 2), sleep=sleep)
    assert waited == [1, 2]
    with pytest.raises(OSError, match="gone"):
        patiently(lambda: (_ for _ in ()).throw(OSError("gone")), passing=lambda _: False, sleep=sleep)
    assert waited == [1, 2]
