"""Files that unfold to more than a memory holds, or have names that lead elsewhere: refused in one line, at once."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import resource
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from texts import in_toml

import eventstudy as es
from eventstudy import bounded
from eventstudy.articles.sheets.grid import read_grid
from eventstudy.errors import ArticleError, EventStudyError, PriceError, StudyFileError, UsageError
from eventstudy.prices.disk import file_key
from eventstudy.studyfile import load_studyfile

GB = 1 << 30
SECONDS = 20.0
"""Of processor time: a bomb is refused at once, on however busy a machine."""


@pytest.fixture(autouse=True)
def _in_bounds():
    """Let no test take more than three gigabytes beyond what is loaded, or long."""
    limits, begun = resource.getrlimit(resource.RLIMIT_AS), time.process_time()
    held = (
        int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() if sys.platform == "linux" else 0
    )
    if held:
        resource.setrlimit(resource.RLIMIT_AS, (held + 3 * GB, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, limits)
    assert time.process_time() - begun < SECONDS


def refused(error, words, call):
    """Call, and hold the error to one line with words in it."""
    with pytest.raises(error) as found:
        call()
    assert words in str(found.value)
    assert "\n" not in str(found.value)


def hollow(path, size):
    with path.open("wb") as handle:
        handle.truncate(size)
    return path


@pytest.mark.parametrize(
    ("name", "most", "read", "error"),
    [
        ("a.txt", "64 MB", es.read_articles, ArticleError),
        ("a.html", "64 MB", es.read_articles, ArticleError),
        ("a.jsonl", "1 GB", es.read_articles, ArticleError),
        ("p.csv", "1 GB", lambda path: es.load_prices(source=path), PriceError),
        ("study.toml", "16 MB", load_studyfile, StudyFileError),
        ("m.csv", "1 GB", lambda path: read_grid(path, "moves"), UsageError),
        ("f.csv", "1 GB", es.load_factors, EventStudyError),
    ],
)
def test_a_file_of_fifty_gigabytes_is_not_read(tmp_path, name, most, read, error):
    refused(error, f"larger than {most}", lambda: read(hollow(tmp_path / name, 50 * GB)))


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a device without end")  # noqa: PTH110
def test_a_device_without_end_is_not_read():
    refused(ArticleError, "larger than 64 MB", lambda: es.read_articles("/dev/zero"))


def test_packed_text_is_unpacked_to_a_bound(tmp_path):
    member = gzip.compress(b"0" * (64 << 20))
    (tmp_path / "p.csv.gz").write_bytes(member * 32)
    refused(PriceError, "unfolds to more than 1 GB", lambda: es.load_prices(source=tmp_path / "p.csv.gz"))
    named = zipfile.ZipFile(tmp_path / "q.zip", "w", zipfile.ZIP_DEFLATED)
    with named as packed, packed.open("q.csv", "w", force_zip64=True) as entry:
        for _ in range(17):
            entry.write(b"0" * (64 << 20))
    refused(PriceError, "unfolds to more than 1 GB", lambda: es.load_prices(source=tmp_path / "q.zip"))


def test_a_gzip_in_a_gzip_is_unpacked_once(tmp_path):
    (tmp_path / "p.csv.gz").write_bytes(gzip.compress(gzip.compress(b"date,close\n2020-01-02,1\n")))
    refused(PriceError, "p.csv", lambda: es.load_prices(source=tmp_path / "p.csv.gz"))


def workbook(path, change=None, beside=0):
    """Write an Excel file of two prices, its sheet changed."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in (["date", "close"], ["2020-01-02", 1.0], ["2020-01-03", 2.0]):
        book.active.append(row)
    book.save(stream)
    with zipfile.ZipFile(stream) as plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in plain.infolist():
            content = plain.read(entry)
            is_sheet = entry.filename == "xl/worksheets/sheet1.xml"
            made.writestr(entry.filename, change(content) if change and is_sheet else content)
        if beside:
            with made.open("xl/media/x.bin", "w") as handle:
                for _ in range(beside):
                    handle.write(b"0" * (1 << 20))
    return path


def cell(place):
    return lambda sheet: sheet.replace(
        b"</sheetData>", b'<row r="1048576"><c r=' + place + b"><v>1</v></c></row></sheetData>"
    )


def entities(declared, reference):
    """Return a change that declares entities and puts one into a cell."""

    def change(sheet):
        at = sheet.index(b"<worksheet")
        return sheet[:at] + b"<!DOCTYPE l [" + declared + b"]>" + sheet[at:].replace(b"2020-01-02", reference, 1)

    return change


LAUGHS = b'<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + level, (b"&%c;" % (97 + level)) * 10) for level in range(10)
)
WORKBOOKS = {
    "a cell at the far end": (cell(b'"XFD1048576"'), 0, "1,048,576 rows and 16,384 columns"),
    "a cell in single quotes": (cell(b"'XFD1048576'"), 0, "1,048,576 rows and 16,384 columns"),
    "a cell in entities": (cell(b'"&#88;FD1048576"'), 0, "in a way that no spreadsheet does"),
    "a heavy part": (None, 300, "unfolds to more than 256 MB"),
    "a billion laughs": (entities(LAUGHS, b"&k;"), 0, "laugh"),
    "a file of the system": (entities(b'<!ENTITY x SYSTEM "file:///etc/passwd">', b"&x;"), 0, "file"),
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_workbook_is_read_within_bounds(tmp_path, name):
    change, beside, words = WORKBOOKS[name]
    path = workbook(tmp_path / f"{words.split()[0]}.xlsx", change, beside)
    for error, read in (
        (PriceError, lambda: es.load_prices(source=path)),
        (UsageError, lambda: read_grid(path, "moves")),
    ):
        refused(error, words, read)


def test_a_workbook_that_only_says_it_is_large_is_read(tmp_path):
    path = workbook(tmp_path / "p.xlsx", lambda sheet: sheet.replace(b'ref="A1:B3"', b'ref="A1:XFD1048576"'))
    assert list(es.load_prices(source=path)["close"]) == [1.0, 2.0]


def test_a_parquet_file_is_read_within_bounds(tmp_path):
    schema = pa.schema([("series", pa.string()), ("date", pa.timestamp("s")), ("close", pa.float64())])
    for name, rows, text, groups in (("rows", 1_000_000, "a", 90), ("text", 5_000, "x" * 100_000, 3)):
        series = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [text]).cast(pa.string())
        moments = pa.array([0] * rows, pa.int64()).cast(pa.timestamp("s"))
        table = pa.table([series, moments, pa.array([1.0] * rows)], schema=schema)
        path = tmp_path / f"{name}.parquet"
        with pq.ParquetWriter(path, schema, compression="zstd") as made:
            for _ in range(groups):
                made.write_table(table)
        assert path.stat().st_size < 2_000_000
        del table, series, moments
        words = "rows, more than are read whole" if name == "rows" else "texts of more than 1 GB"
        refused(PriceError, words, lambda path=path: es.load_prices(source=path))
        refused(UsageError, words, lambda path=path: read_grid(path, "moves"))


@pytest.mark.parametrize("dictionary", [True, False])
def test_parquet_within_bounds_reads_as_it_was(tmp_path, dictionary):
    frame = pd.DataFrame({"series": ["a", None, "a"], "n": [1, 2, 3], "b": [b"x", b"y", None]})
    frame.to_parquet(tmp_path / "p.parquet", use_dictionary=dictionary)
    pd.testing.assert_frame_equal(bounded.parquet_frame(tmp_path / "p.parquet"), frame)


DEEP = 100_000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "[" * DEEP),
        ("a.json", '{"a":' * DEEP),
        ("a.jsonl", '{"text":' + "[" * DEEP),
        ("a.txt", "+++\ntitle = " + "[" * DEEP + "\n+++\nOil rose."),
        ("a.txt", "+++\nlength = " + "9" * DEEP + "\n+++\nOil rose."),
    ],
)
def test_depth_and_length_of_an_article_are_refused(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    refused(ArticleError, name, lambda: es.read_articles(tmp_path / name))


@pytest.mark.parametrize("value", ["[" * DEEP, "{a=" * DEEP, "9" * DEEP, "1e999999999", "a." * 5000 + "b = 1"])
def test_depth_and_length_of_a_study_file_are_refused(tmp_path, value):
    (tmp_path / "study.toml").write_text(f"[study]\nlevel = {value}\n")
    refused(StudyFileError, "study.toml", lambda: load_studyfile(tmp_path / "study.toml"))


@pytest.mark.parametrize("value", ["1e999999999", "9" * 1_000_000, "-" * 100_000, "0x" + "f" * 100_000, "nan", "1_0"])
def test_a_price_beyond_number_is_refused(tmp_path, value):
    (tmp_path / "p.csv").write_text(f"date,close\n2020-01-02,1.5\n2020-01-03,{value}\n2020-01-06,1.6\n")
    try:
        read = es.load_prices(source=tmp_path / "p.csv")
    except PriceError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right
        assert len(str(error)) < 1000  # noqa: PT017 - the same
    else:
        assert read["close"].abs().max() < 1e6


@pytest.mark.parametrize("kind", ["html", "xhtml", "mhtml"])
@pytest.mark.parametrize("doctype", [LAUGHS.decode(), '<!ENTITY k SYSTEM "file:///etc/passwd">'])
def test_entities_of_a_page_are_not_unfolded(tmp_path, kind, doctype):
    body = "<p>Brent rose 3 percent on Friday after the attack, traders said. &k;</p>" * 5
    page = f"<?xml version='1.0'?><!DOCTYPE html [{doctype}]><html><body><article>{body}</article></body></html>"
    if kind == "mhtml":
        page = f"MIME-Version: 1.0\nContent-Type: text/html\n\n{page}"
    (tmp_path / f"a.{kind}").write_text(page)
    (article,) = es.read_articles(tmp_path / f"a.{kind}")
    assert "root:" not in article.text
    assert "haha" not in article.text
    assert len(article.text) < 2 * len(page)


def test_half_a_letter_of_a_corpus_is_replaced(tmp_path):
    told = {"id": "a\ud800", "title": "t\udc00", "text": "\ud800Brent rose 3 percent on Friday."}
    (tmp_path / "a.jsonl").write_text(json.dumps(told))
    (article,) = es.read_articles(tmp_path / "a.jsonl", published="2020-01-03")
    assert article.text.startswith("\N{REPLACEMENT CHARACTER}Brent")
    (move,) = es.find_moves([article])
    assert article.text[move.start : move.end] == move.quote
    for text in (article.name, article.title):
        assert text.encode()


ELSEWHERE = (
    "../../owned", "/etc/owned", "a/../../owned", "..", "CON", "-rf", "a\nb", "x" * 300, "C:\\owned", "~/owned"

)  # fmt: skip


def test_names_of_series_and_events_are_no_paths(tmp_path):
    """Files are named by what they hold, never by a text of the input."""
    home = tmp_path / "home"
    home.mkdir()
    days = pd.bdate_range("2019-01-01", periods=300)
    returns = pd.DataFrame({name: [0.001 * (day % 7 - 3) for day in range(300)] for name in ELSEWHERE}, index=days)
    events = pd.DataFrame({"event_id": ELSEWHERE, "series": ELSEWHERE, "date": days[280]})
    result = es.run_study(events, returns, model="mean", estimation=(-120, -11), windows=[(0, 0)])
    before = set(tmp_path.rglob("*"))
    result.to_csv(home / "tables")
    result.to_excel(home / "t.xlsx", ["per_event"])
    made = {path.relative_to(home).as_posix() for path in set(tmp_path.rglob("*")) - before}
    assert all(name in {"tables", "t.xlsx"} or (name.startswith("tables/") and name.endswith(".csv")) for name in made)
    back = pd.read_csv(home / "tables" / "per_event.csv", keep_default_na=False)
    assert {name.removeprefix("'") for name in back["series"]} == set(ELSEWHERE)


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_name_in_the_price_cache_is_no_path(name):
    assert re.fullmatch(r"[A-Za-z0-9=_-]{1,120}", file_key(name))


def test_a_study_file_of_strange_names_is_read(tmp_path):
    named = "".join(f"[[series]]\nid = {in_toml(name)}\n" for name in ELSEWHERE)
    (tmp_path / "study.toml").write_text(named)
    assert list(load_studyfile(tmp_path / "study.toml").models) == list(ELSEWHERE)
