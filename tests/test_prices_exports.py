"""Files as vendors, brokers and spreadsheets write them: each is read as it is meant, or refused in one clear line."""

from __future__ import annotations

import gzip
import warnings
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest

from eventstudy.errors import EventStudyWarning, PriceError
from eventstudy.prices import load_prices
from eventstudy.prices.files.notation import as_days, decimal_mark, exact_floats, plain_numbers

DAYS = pd.to_datetime(["2020-01-02", "2020-01-03", "2020-01-06"])


def read(path):
    """Return the closes by series and day, and what was said."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", EventStudyWarning)
        prices = load_prices(source=path)
    closes = {
        name: dict(zip(rows["date"].dt.strftime("%m-%d"), rows["close"], strict=True))
        for name, rows in prices.groupby("series", sort=False)
    }
    return prices, closes, [str(one.message) for one in caught]


TWO = {"01-02": 1234.5, "01-03": 1250.25}
READ = {
    "Yahoo's own download": (
        (
            "Date,Open,High,Low,Close,Adj Close,Volume\n2020-01-02,1230,1240,1229,1234.50,1100.1,5000\n"
            "2020-01-03,null,null,null,1250.25,1110.2,null\n"
        ),
        [],
    ),
    "Stooq's download": (
        "Date,Open,High,Low,Close,Volume\n2020-01-02,1230,1240,1229,1234.5,5000\n2020-01-03,1,1,1,1250.25,1\n",
        [],
    ),
    "Stooq's bulk file": (
        (
            "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\n"
            "ACME,D,20200102,000000,1230,1240,1229,1234.5,5000,0\nACME,D,20200103,000000,1,1,1,1250.25,1,0\n"
        ),
        ["'<DATE>' as date, '<TICKER>' as series, '<OPEN>' as open"],
    ),
    "Nasdaq's, newest first, with dollars": (
        (
            'Date,Close/Last,Volume,Open,High,Low\n01/03/2020,"$1,250.25",5,$1,$1,$1\n01/02/2020,"$1,234.50",5,$1,$1,$1\n'
            '12/31/2019,"$1,200.00",5,$1,$1,$1\n'
        ),
        ["'Close/Last' as close", "dates with month first", "rows put in order of date"],
    ),
    "a portal's, with short volumes": (
        (
            '"Date","Price","Open","High","Low","Vol.","%"\n"Jan 03, 2020","1,250.25","1","1","1","3.15M","1.28%"\n'
            '"Jan 02, 2020","1,234.50","1","1","1","-","0.10%"\n'
        ),
        ["'Price' as close, 'Vol.' as volume", "rows put in order of date"],
    ),
    "a German broker's": (
        (
            "Datum;Date;Eröffnung;Schluss;Close;Volume\nx;02.01.2020;1.230,00;x;1.234,50;5.000\n"
            "x;03.01.2020;1.240,00;x;1.250,25;6.000\n"
        ),
        ["dates with day first", "decimal commas"],
    ),
    "a French spreadsheet's": (
        "Date;Close;Volume\n02/01/2020;1 234,50;5\u202f000\n31/01/2020;1\u00a0250,25;6000\n",
        ["dates with day first", "decimal commas"],
    ),
    "a Swiss one, with tabs": (
        "Date\tClose\n02.01.2020\t1\u2019234.50\n03.01.2020\t1'250.25\n",
        ["dates with day first"],
    ),
    "semicolons and points": ("Date;Close\n2020-01-02;1234.5\n2020-01-03;1250.25\n", []),
    "semicolons, commas for thousands": ("Date;Close\n2020-01-02;1,234.5\n2020-01-03;1,250.25\n", []),
    "commas in quotes for decimals": ('Date,Close\n2020-01-02,"1234,5"\n2020-01-03,"1250,25"\n', ["decimal commas"]),
    "a terminal's, with lines above": (
        (
            "Security,CO1 Comdty\nStart Date,2020-01-02\nPeriod,D\nCurrency,USD\n\nDate,PX_LAST,PX_VOLUME\n"
            "02-Jan-2020,1234.5,5\n03-Jan-2020,1250.25,#N/A N/A\n"
        ),
        ["'PX_LAST' as close, 'PX_VOLUME' as volume", "header on line 6"],
    ),
    "another terminal's": (
        (
            "Refinitiv Time Series;;;\nRIC;ACME.N;;\nExchange Date;Trade Price;Volume;Notes\n"
            "03-Jan-20;1,250.25;5;\n02-Jan-20;1,234.50;6;x\n"
        ),
        ["'Exchange Date' as date, 'Trade Price' as close", "header on line 3", "rows put in order of date"],
    ),
    "a chart's, in seconds": (
        "time,open,high,low,close,Volume\n1577975400,1,1,1,1234.5,5\n1578061800,1,1,1,1250.25,5\n",
        ["'time' as date", "dates as seconds since 1970, days of UTC"],
    ),
    "a chart's, in milliseconds": (
        "timestamp,close,volume\n1577975400000,1234.5,5\n1578061800000,1250.25,5\n",
        ["dates as milliseconds since 1970, days of UTC"],
    ),
    "a chart's, with zones": (
        "Datetime,Close,Volume\n2020-01-02T00:00:00-05:00,1234.5,5\n2020-01-03T00:00:00-05:00,1250.25,5\n",
        ["'Datetime' as date"],
    ),
    "a mark at the beginning, lines of Windows": (
        "\ufeffDate,Close\r\n2020-01-02,1234.5\r\n2020-01-03,1250.25\r\n",
        [],
    ),
    "a hint to a spreadsheet": ("sep=;\nDate;Close\n2020-01-02;1234,5\n2020-01-03;1250,25\n", ["header on line 2"]),
    "years first with slashes": ("Date,Close\n2020/1/2,1234.5\n2020/1/3,1250.25\n", []),
    "unsorted, one row twice": (
        "Date,Close\n2020-01-03,1250.25\n2020-01-02,1234.5\n2020-01-03,1250.25\n",
        ["rows put in order of date", "1 row that stands there twice taken once"],
    ),
}


@pytest.mark.parametrize("kind", READ)
def test_as_it_is_meant_and_how_is_said(tmp_path, kind):
    text, said = READ[kind]
    path = tmp_path / "ACME.csv"
    path.write_text(text, encoding="utf-8", newline="")
    prices, closes, notes = read(path)
    expected = {"01-02": 1234.5, "01-31": 1250.25} if "31/01" in text else TWO
    expected = {"12-31": 1200.0, **expected} if "12/31" in text else expected
    assert closes == {"ACME": expected}
    assert bool(said) == bool(notes)
    for one in said:
        assert one in notes[0]
    assert prices["date"].dt.year.isin([2019, 2020]).all()


@pytest.mark.parametrize(
    ("kind", "volume"),
    [
        ("a portal's, with short volumes", [np.nan, 3.15e6]),
        ("a German broker's", [5000.0, 6000.0]),
        ("a French spreadsheet's", [5000.0, 6000.0]),
        ("a terminal's, with lines above", [5.0, np.nan]),
    ],
)
def test_volumes_of_these(tmp_path, kind, volume):
    (tmp_path / "ACME.csv").write_text(READ[kind][0], encoding="utf-8")
    assert read(tmp_path / "ACME.csv")[0]["volume"].tolist() == pytest.approx(volume, nan_ok=True)


WIDE = {"A": {"01-02": 1.5, "01-03": 2.5}, "B": {"01-02": 10.0}}


@pytest.mark.parametrize(
    "text",
    [
        "Date,A,B\n2020-01-02,1.5,10\n2020-01-03,2.5,\n",
        "Date;A;B\n02.01.2020;1,5;10\n03.01.2020;2,5;#N/A\n",
        ",A,B\nDates,PX_LAST,PX_LAST\n2020-01-02,1.5,10\n2020-01-03,2.5,\n",
        "Bloomberg\n,A,,B,\nDates,PX_LAST,PX_VOLUME,PX_LAST,PX_VOLUME\n2020-01-02,1.5,7,10,8\n2020-01-03,2.5,7,,\n",
        "Price,Close,Close,Open,Open\nTicker,A,B,A,B\nDate,,,,\n2020-01-02,1.5,10,1,1\n2020-01-03,2.5,,1,\n",
        "Ticker,A,B\nPrice,Close,Close\nDate,,\n2020-01-02,1.5,10\n2020-01-03,2.5,\n",
    ],
    ids=["plain", "semicolons", "series above", "series above several", "a download", "the other way up"],
)
def test_wide_tables_of_one_level_and_of_two(tmp_path, text):
    (tmp_path / "wide.csv").write_text(text, encoding="utf-8")
    assert read(tmp_path / "wide.csv")[1] == WIDE


def test_a_table_whose_index_has_no_name(tmp_path):
    table = pd.DataFrame({"A": [1.5, 2.5], "B": [10.0, np.nan]}, index=DAYS[:2])
    table.to_csv(tmp_path / "a.csv")
    table.to_parquet(tmp_path / "b.parquet")
    for name, said in (("a.csv", ["a.csv read with its first column as date"]), ("b.parquet", [])):
        assert read(tmp_path / name)[1:] == (WIDE, said)
    (tmp_path / "ACME.csv").write_text(",Close\n2020-01-02,1234.5\n2020-01-03,1250.25\n", encoding="utf-8")
    assert read(tmp_path / "ACME.csv")[1] == {"ACME": TWO}


def test_excel_under_a_title_and_with_two_levels(tmp_path):
    pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    rows = [["Prices of Acme", None], [None, None], ["Trade Date", "Settle"], [DAYS[0], 1.5], [DAYS[1], "2.50"]]
    pd.DataFrame(rows).to_excel(tmp_path / "ACME.xlsx", header=False, index=False)
    _, closes, notes = read(tmp_path / "ACME.xlsx")
    assert closes == {"ACME": {"01-02": 1.5, "01-03": 2.5}}
    assert notes == ["ACME.xlsx read with 'Trade Date' as date, 'Settle' as close; header on line 3"]
    merged = [
        [None, "A", None, "B"],
        ["Date", "Close", "Volume", "Close"],
        [DAYS[0], 1.5, 7, 10],
        [DAYS[1], 2.5, 7, None],
    ]
    pd.DataFrame(merged).to_excel(tmp_path / "wide.xlsx", header=False, index=False)
    assert read(tmp_path / "wide.xlsx")[1] == WIDE


def test_other_encodings_and_packed_text(tmp_path):
    text = "Date;Close\n2020-01-02;1234,5\n2020-01-03;1250,25\n"
    (tmp_path / "ACME.csv").write_text(text, encoding="utf-16")
    assert read(tmp_path / "ACME.csv")[1] == {"ACME": TWO}
    (tmp_path / "ACME.csv").write_bytes(gzip.compress(text.encode()))
    assert read(tmp_path / "ACME.csv")[1] == {"ACME": TWO}
    (tmp_path / "ACME.csv").write_bytes(gzip.compress(text.encode())[:-9])
    with pytest.raises(PriceError, match=r"ACME\.csv cannot be read"):
        load_prices(source=tmp_path / "ACME.csv")
    (tmp_path / "ACME.csv").write_bytes(f"Société;x\n{text}".encode("cp1252"))
    _, found, said = read(tmp_path / "ACME.csv")
    assert found == {"ACME": TWO}
    assert "not UTF-8, read as Windows text (cp1252)" in " ".join(said)
    (tmp_path / "ACME.csv").write_bytes(b"Date;Close\n2020-01-02;1\x81\n")
    with pytest.raises(PriceError, match=r"ACME.csv is neither UTF-8 nor Windows text \(byte \d+\): save it as UTF-8"):
        load_prices(source=tmp_path / "ACME.csv")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([20200102, 20200103], DAYS[:2]),
        ([1577975400, 1578061800], DAYS[:2]),
        ([1577975400e3, 1578061800e3], DAYS[:2]),
        ([1577975400 * 10**9, 1578061800 * 10**9], DAYS[:2]),
        (DAYS[:2].tz_localize("Asia/Tokyo"), DAYS[:2]),
        (pd.to_datetime(["2020-01-02 23:59", "2020-01-03 00:00"]).tz_localize("America/New_York"), DAYS[:2]),
        (["Jan 2, 2020", "Jan 13, 2020"], pd.to_datetime(["2020-01-02", "2020-01-13"])),
    ],
)
def test_days_of_tables_in_memory(values, expected):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EventStudyWarning)
        prices = load_prices(source=pd.DataFrame({"date": values, "ACME": [1.0, 2.0]}))
    assert prices["date"].tolist() == list(expected)


def test_files_read_in_one_way_are_told_in_one_line(tmp_path):
    for name in ("P1", "P2", "P3"):
        (tmp_path / f"{name}.csv").write_text("Trade Date,Settle\n2020-01-02,1\n", encoding="utf-8")
    (tmp_path / "P4.csv").write_text("date,close\n2020-01-02,1\n", encoding="utf-8")
    _, closes, notes = read(tmp_path)
    assert list(closes) == ["P1", "P2", "P3", "P4"]
    assert notes == ["P1.csv and 2 more read with 'Trade Date' as date, 'Settle' as close"]


def test_files_that_overlap_and_agree_are_one_series(tmp_path):
    (tmp_path / "2019.csv").write_text("series,date,close\nA,2019-12-31,1\nA,2020-01-02,2\n", encoding="utf-8")
    (tmp_path / "2020.csv").write_text("series,date,close\nA,2020-01-02,2\nA,2020-01-03,3\n", encoding="utf-8")
    assert read(tmp_path)[1] == {"A": {"12-31": 1.0, "01-02": 2.0, "01-03": 3.0}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Date,Close\n01/02/2020,1\n01/03/2020,2\n", "line 2: '01/02/2020' may have day or month first: write it as"),
        ("Date,Close\n2020-01-02,1\n03.01.2020,2\n", "line 3: '03.01.2020' is no date"),
        ("Date,Close\n2020-01-02,0.87 Dividend\n", "line 2: a dividend on 2020-01-02, and no row of prices"),
        ("Date;Close\n2020-01-02;1,5\n2020-01-03;1.5\n", "line 2: '1,5' in column 'close' is no number"),
        ("20200102,1\n20200103,2\n", "line 1: no column 'date': it has 20200102, 1"),
        ("Date,Close\n2020-02-30,1\n", "line 2: '2020-02-30' is no date"),
        ("Date,Close\n1577975400,1\nx,2\n", "line 3: 'x' is no date"),
    ],
)
def test_what_may_mean_two_things_is_refused(tmp_path, text, said):
    (tmp_path / "ACME.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PriceError) as raised:
        load_prices(source=tmp_path / "ACME.csv")
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_table_by_ticker_and_day_in_its_index_and_columns_that_are_no_prices():
    index = pd.MultiIndex.from_product([["A", "B"], DAYS[:2]], names=["ticker", "date"])
    with pytest.warns(EventStudyWarning, match="the table read with 'ticker' as series"):
        prices = load_prices(source=pd.DataFrame({"close": [1.0, 2.0, 3.0, 4.0]}, index=index))
    assert prices[["series", "close"]].to_numpy().tolist() == [["A", 1.0], ["A", 2.0], ["B", 3.0], ["B", 4.0]]
    with pytest.raises(PriceError, match="2020-01-02 00:00:00 in column 'A' is no number"):
        load_prices(source=pd.DataFrame({"date": DAYS[:2], "A": DAYS[:2]}))


def test_whatever_is_done_to_a_file_it_is_read_or_refused(tmp_path):
    rng, path = np.random.default_rng(7), tmp_path / "ACME.csv"
    texts = [text.encode() for text, _ in READ.values()]
    bits = [
        b",",
        b";",
        b'"',
        b"\n",
        b"\t",
        b"0",
        b"9" * 20,
        b"-",
        b"/",
        b"e400",
        b"\x00",
        b"\xff",
        b"Date",
        b"inf",
        b" ",
    ]
    for _ in range(300):
        data = bytearray(texts[rng.integers(len(texts))])
        for _ in range(rng.integers(1, 6)):
            place, length = rng.integers(len(data)), rng.integers(0, 12)
            data[place : place + length] = bits[rng.integers(len(bits))] if length % 2 else b""
            data = data or bytearray(b"x")
        path.write_bytes(data)
        with suppress(PriceError):
            read(path)


# ------------------------------------------------------------------------------------------------------------- notation


def test_every_day_of_some_years_in_every_way():
    days = pd.Series(pd.date_range("1969-06-01", "2030-12-31", freq="17D"))
    forms = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%b-%Y", "%B %d, %Y", "%d %B %Y")
    for form in forms:
        read_back, _ = as_days(days.dt.strftime(form))
        assert (read_back == days).all(), form
    short, _ = as_days(days.dt.strftime("%m/%d/%y"))
    assert (short == days).all()


def test_numbers_in_every_way_against_what_they_were():
    values = np.round(np.random.default_rng(5).uniform(-5e6, 5e6, 500), 2)
    plain = [f"{one:.2f}" for one in values]
    english = [f"{one:,.2f}" for one in values]
    german = [one.translate(str.maketrans(",.", ".,")) for one in english]
    french = [one.replace(",", "\u202f").replace(".", ",") for one in english]
    for cells, join in (
        (plain, True),
        (english, True),
        (english, False),
        (german, False),
        (german, True),
        (french, False),
    ):
        text = pd.Series(cells)
        mark = decimal_mark(text, commas_join=join)
        assert exact_floats(plain_numbers(text, mark)).tolist() == values.tolist()


def test_numbers_are_the_nearest_floats():
    values = np.random.default_rng(1).uniform(-1e6, 1e6, 20_000)
    text = pd.Series([repr(float(one)) for one in values] + ["5e-324", "0.30000000000000004", ""])
    assert exact_floats(text).tolist()[:-1] == [*values.tolist(), 5e-324, 0.1 + 0.2]
