"""Tables of data vendors, statistical offices and spreadsheets: read as they are meant, or refused with a cure."""

from __future__ import annotations

import gzip
import io
import warnings
import zipfile

import numpy as np
import pandas as pd
import pytest

from eventstudy import run
from eventstudy.errors import EventStudyWarning, PriceError, StudyFileError, UsageError
from eventstudy.prices import load_available, load_prices

DAYS = pd.to_datetime(["2020-01-02", "2020-01-03"])


def read(source, **more):
    """Return the closes by series and day, and what was said."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", EventStudyWarning)
        prices = load_prices(source=source, **more)
    closes = {
        name: dict(zip(rows["date"].dt.strftime("%m-%d"), rows["close"], strict=True))
        for name, rows in prices.groupby("series", sort=False)
    }
    return closes, " | ".join(str(one.message) for one in caught)


TWO = {"01-02": 70.9, "01-03": 70.33}
OTHER = {"01-02": 121.43, "01-03": 121.01}
READ = {
    "names in a column of that name": (
        (
            "date,open,high,low,close,volume,Name\n2020-01-02,1,1,1,70.9,1,XOM\n2020-01-03,1,1,1,70.33,1,XOM\n"
            "2020-01-02,1,1,1,121.43,1,CVX\n2020-01-03,1,1,1,121.01,1,CVX\n"
        ),
        {"xom": TWO, "cvx": OTHER},
        "'Name' as series",
    ),
    "names of companies": (
        "date,close,Name\n2020-01-02,70.9,Acme Corp\n2020-01-03,70.33,Acme Corp\n",
        {"FILE": TWO},
        "'Name' not used",
    ),
    "a terminal's, instruments in rows": (
        (
            "Instrument,Date,Price Open,Price High,Price Low,Price Close,Volume\n"
            "XOM.N,2020-01-02T00:00:00Z,1,1,1,70.9,5\n"
            "XOM.N,2020-01-03T00:00:00Z,1,1,1,70.33,5\nCVX.N,2020-01-02T00:00:00Z,1,1,1,121.43,5\n"
            "CVX.N,2020-01-03T00:00:00Z,1,1,1,121.01,5\n"
        ),
        {"XOM.N": TWO, "CVX.N": OTHER},
        "'Price Close' as close",
    ),
    "its history": (
        "Date,TRDPRC_1,HIGH_1,LOW_1,OPEN_PRC,ACVOL_UNS\n2020-01-02,70.9,1,1,1,5\n2020-01-03,70.33,1,1,1,5\n",
        {"FILE": TWO},
        "'TRDPRC_1' as close",
    ),
    "a central bank's portal": (
        (
            '"DATE","TIME PERIOD","US dollar/Euro (EXR.D.USD.EUR.SP00.A)"\n"2020-01-02","02 Jan 2020","70.9"\n'
            '"2020-01-03","03 Jan 2020","70.33"\n'
        ),
        {"US dollar/Euro (EXR.D.USD.EUR.SP00.A)": TWO},
        "'TIME PERIOD' not used",
    ),
    "statistical exchange format": (
        (
            "KEY,FREQ,CURRENCY,CURRENCY_DENOM,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE\n"
            "EXR.D.USD.EUR.SP00.A,D,USD,EUR,2020-01-02,70.9,A,x\nEXR.D.USD.EUR.SP00.A,D,USD,EUR,2020-01-03,70.33,A,x\n"
        ),
        {"EXR.D.USD.EUR.SP00.A": TWO},
        "'TIME_PERIOD' as date, 'KEY' as series, 'OBS_VALUE' as close",
    ),
    "codes above days without a name": (
        (
            "Name,EXXON MOBIL,CHEVRON\nCode,U:XOM(P),U:CVX(P)\nCURRENCY,U$,U$\n"
            "13/01/2020,70.9,121.43\n14/01/2020,70.33,121.01\n"
        ),
        {"U:XOM(P)": {"01-13": 70.9, "01-14": 70.33}, "U:CVX(P)": {"01-13": 121.43, "01-14": 121.01}},
        "day first",
    ),
    "pairs side by side": (
        (
            "XOM US Equity,,,CVX US Equity,\nDate,PX_LAST,,Date,PX_LAST\n2020-01-02,70.9,,2020-01-02,121.43\n"
            "2020-01-03,70.33,,2020-01-03,121.01\n,,,2020-01-06,120.6\n"
        ),
        {"XOM US Equity": TWO, "CVX US Equity": {**OTHER, "01-06": 120.6}},
        "'PX_LAST' as close",
    ),
    "German": (
        "Datum;Eröffnung;Tageshoch;Tagestief;Schlusskurs;Volumen\n02.01.2020;1;1;1;70,9;5\n03.01.2020;1;1;1;70,33;5\n",
        {"FILE": TWO},
        "'Datum' as date",
    ),
    "Polish": (
        "Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\n2020-01-02,1,1,1,70.9,5\n2020-01-03,1,1,1,70.33,5\n",
        {"FILE": TWO},
        "'Zamkniecie' as close, 'Wolumen' as volume",
    ),
    "Chinese": ("日期,开盘,收盘\n2020-01-02,1,70.9\n2020-01-03,1,70.33\n", {"FILE": TWO}, "'收盘' as close"),
    "days of a spreadsheet": (
        "Date,Close\n43832,70.9\n43833,70.33\n",
        {"FILE": TWO},
        "dates as days of a spreadsheet, counted since 1900",
    ),
    "a note below": (
        'Date,Close\n2020-01-02,70.9\n2020-01-03,70.33\n\n"Downloaded from a portal as of 01-06-2020"\n"Source: it"\n',
        {"FILE": TWO},
        "its last 2 lines ('Downloaded from a portal as of 01-06-202') left out",
    ),
}


@pytest.mark.parametrize("kind", READ)
def test_as_it_is_meant(tmp_path, kind):
    text, expected, said = READ[kind]
    (tmp_path / "FILE.csv").write_text(text, encoding="utf-8")
    closes, notes = read(tmp_path / "FILE.csv")
    assert closes == expected
    assert said in notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Instrument,Date,TR.Total\nXOM.N,2020-01-02,1\nXOM.N,2020-01-03,2\n",
            "if it names the series, say so and which column holds the prices: columns={'series': 'Instrument',",
        ),
        (
            "date,close,Firma\n2020-01-02,1,A\n2020-01-03,2,A\n2020-01-02,5,B\n2020-01-03,6,B\n",
            "already on line 2, with other figures; if 'Firma' names the series, say so: columns={'series': 'Firma'}",
        ),
        ("Date,PX_LAST,Date,PX_LAST\n2020-01-02,1,2020-01-02,1\n", "no line above that names the series"),
        ("A,,B,\nDate,PX_LAST,Date,PX_LAST\n2020-01-02,1,2020-01-02,1\n2020-01-03,2,2020-01-03,x\n", "line 4: 'x' in"),
        ("Date,Close\n2020-01-02,1\nSource: Acme,\n2020-01-03,1\n", "line 3: 'Source: Acme' is no date"),
        ("Date,Close\n2020-01-02,1\nTotal,7\n", "line 3: 'Total' is no date"),
        ("Date,Close\n143832,1\n", "line 2: '143832' is no date"),
    ],
)
def test_what_cannot_be_told_is_refused_with_a_cure(tmp_path, text, said):
    (tmp_path / "FILE.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PriceError) as raised:
        load_prices(source=tmp_path / "FILE.csv")
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


# --------------------------------------------------------------------------------------- series that follow one another


def follow(column, words):
    days = pd.bdate_range("2019-01-02", periods=60)
    close = np.where(np.arange(60) < 30, 70.0, 122.0) + np.arange(60) % 3
    return pd.DataFrame({"date": days, "close": close, column: np.repeat(words, 30)})


def test_series_that_follow_one_another_are_not_joined(tmp_path):
    follow("Name", ["XOM", "CVX"]).to_csv(tmp_path / "a.csv", index=False)
    assert list(read(tmp_path / "a.csv")[0]) == ["xom", "cvx"]
    follow("Firma", ["XOM", "CVX"]).to_csv(tmp_path / "b.csv", index=False)
    with pytest.raises(PriceError, match=r"b.csv, line 32: the price jumps where 'Firma' changes from 'XOM' to 'CVX'"):
        load_prices(source=tmp_path / "b.csv")
    assert list(read(tmp_path / "b.csv", columns={"series": "Firma"})[0]) == ["xom", "cvx"]


def test_columns_that_change_within_one_series(tmp_path):
    follow("Contract", ["G20", "H20"]).to_csv(tmp_path / "BRN.csv", index=False)
    assert list(read(tmp_path / "BRN.csv")[0]) == ["BRN"]
    quiet = follow("Phase", ["a", "b"]).assign(close=100.0 + np.arange(60) % 3)
    quiet.to_csv(tmp_path / "QUI.csv", index=False)
    assert list(read(tmp_path / "QUI.csv")[0]) == ["QUI"]


# ------------------------------------------------------------------------------------------------------ columns by hand


def test_columns_by_hand(tmp_path):
    text = "Stichtag;Kassa;Close\n02.01.2020;70,9;1\n03.01.2020;70,33;2\n"
    (tmp_path / "XOM.csv").write_text(text, encoding="utf-8")
    columns = {"date": "Stichtag", "close": "kassa"}
    assert read(tmp_path / "XOM.csv", columns=columns)[0] == {"xom": TWO}
    with pytest.warns(EventStudyWarning, match="day first"):
        assert load_available([], tmp_path / "XOM.csv", columns=columns)["close"].tolist() == [70.9, 70.33]
    held = pd.DataFrame({"Stichtag": DAYS, "Kassa": [70.9, 70.33], "Firma": "XOM"})
    named = {"date": "Stichtag", "close": "Kassa", "series": "Firma"}
    assert read(held, columns=named)[0] == {"xom": TWO}
    held.to_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet", columns=named)[0] == {"xom": TWO}


def test_columns_by_hand_of_a_folder_and_a_workbook(tmp_path):
    pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    pd.DataFrame({"Stichtag": DAYS, "Kassa": [70.9, 70.33]}).to_excel(tmp_path / "XOM.xlsx", index=False)
    (tmp_path / "ACME.csv").write_text("date,close\n2020-01-02,1\n", encoding="utf-8")
    closes, _ = read(tmp_path, columns={"date": "Stichtag", "close": "Kassa"})
    assert closes == {"ACME": {"01-02": 1.0}, "xom": TWO}


@pytest.mark.parametrize(
    ("columns", "error", "said"),
    [
        ({"close": "Kasse"}, PriceError, "no column 'Kasse' in XOM.csv, which was to be the close"),
        ({"price": "Kassa"}, UsageError, "no column 'price' here to name another for: there are date, series, open"),
        ({"close": ""}, UsageError, "columns name '' for 'close'"),
        (["close"], UsageError, "columns are a list: give them as {'close': 'Schlusskurs'}"),
    ],
)
def test_columns_by_hand_that_are_not_there(tmp_path, columns, error, said):
    (tmp_path / "XOM.csv").write_text("date,close\n2020-01-02,1\n", encoding="utf-8")
    with pytest.raises(error) as raised:
        load_prices(source=tmp_path / "XOM.csv", columns=columns)
    assert said in str(raised.value)


# ---------------------------------------------------------------------------------------------------------------- Excel


def download():
    """A table as a download of several tickers has it."""
    names = pd.MultiIndex.from_product([["Close", "Open", "Volume"], ["CVX", "XOM"]], names=["Price", "Ticker"])
    rows = [[121.43, 70.90, 120.81, 70.24, 5.0, 6.0], [121.01, 70.33, 121.78, 70.5, 7.0, 8.0]]
    return pd.DataFrame(rows, index=DAYS.rename("Date"), columns=names)


def test_a_download_of_two_levels_in_excel_by_itself_and_in_a_folder(tmp_path):
    pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    download().to_excel(tmp_path / "all.xlsx")
    assert read(tmp_path / "all.xlsx")[0] == {"cvx": OTHER, "xom": TWO}
    (tmp_path / "ACME.csv").write_text("date,close\n2020-01-02,1\n", encoding="utf-8")
    assert list(read(tmp_path)[0]) == ["ACME", "cvx", "xom"]
    download().swaplevel(axis=1).sort_index(axis=1).to_excel(tmp_path / "all.xlsx")
    assert read(tmp_path / "all.xlsx")[0] == {"cvx": OTHER, "xom": TWO}


def test_a_table_with_a_column_of_two_levels_twice():
    table = download()
    with pytest.raises(PriceError, match="the table, line 1: two columns 'Close' of 'CVX'"):
        load_prices(source=pd.concat([table, table], axis=1))


def test_a_workbook_with_notes(tmp_path):
    pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    notes = pd.DataFrame([["FRED Graph Observations", None], ["Federal Reserve", None], ["Oil", "Dollars per Barrel"]])
    with pd.ExcelWriter(tmp_path / "oil.xlsx") as book:
        notes.to_excel(book, sheet_name="README", header=False, index=False)
        pd.DataFrame({"observation_date": DAYS, "PUMP": [70.9, 70.33]}).to_excel(book, sheet_name="Daily", index=False)
    closes, said = read(tmp_path / "oil.xlsx")
    assert closes == {"PUMP": TWO}
    assert "left out oil.xlsx, sheet README (" in said
    with pd.ExcelWriter(tmp_path / "oil.xlsx") as book:
        notes.to_excel(book, sheet_name="A", header=False, index=False)
        notes.to_excel(book, sheet_name="B", header=False, index=False)
    with pytest.raises(
        PriceError, match=r"oil.xlsx has no sheet of prices: oil.xlsx, sheet A, line 1: no column 'date'"
    ):
        load_prices(source=tmp_path / "oil.xlsx")


def test_pairs_side_by_side_in_excel(tmp_path):
    pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    rows = [["XOM", None, None, "CVX", None], ["Date", "PX_LAST", None, "Date", "PX_LAST"]]
    rows += [[day, a, None, day, b] for day, a, b in zip(DAYS, TWO.values(), OTHER.values(), strict=True)]
    pd.DataFrame(rows).to_excel(tmp_path / "bdh.xlsx", header=False, index=False)
    assert read(tmp_path / "bdh.xlsx")[0] == {"xom": TWO, "cvx": OTHER}


def test_days_of_a_spreadsheet_as_numbers():
    assert read(pd.DataFrame({"date": [43832.0, 43833.5], "XOM": TWO.values()}))[0] == {"xom": TWO}


# --------------------------------------------------------------------------------------------------------------- packed

TEXT = b"Date,Close\n2020-01-02,70.9\n2020-01-03,70.33\n"


def zipped(**files):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return held.getvalue()


def test_packed_files_by_themselves_and_in_folders(tmp_path):
    (tmp_path / "XOM.csv.gz").write_bytes(gzip.compress(TEXT))
    assert read(tmp_path / "XOM.csv.gz")[0] == {"xom": TWO}
    assert read(tmp_path)[0] == {"xom": TWO}
    (tmp_path / "some.zip").write_bytes(zipped(**{"CVX.csv": TEXT, "__MACOSX/._CVX.csv": b"x"}))
    (tmp_path / "ACME.txt").write_bytes(TEXT)
    (tmp_path / "README.txt").write_bytes(b"notes")
    closes, said = read(tmp_path)
    assert set(closes) == {"xom", "cvx", "ACME"}
    assert said == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped(**{"a.csv": TEXT, "b.csv": TEXT}), "a.zip holds 2 files: unpack it"),
        (zipped(), "a.zip"),
        (zipped(**{"a.parquet": TEXT}), "a.zip holds 'a.parquet', which is no CSV file"),
        (zipped(**{"a.csv": TEXT})[:-30], "a.zip cannot be unpacked"),
        (zipped(**{"a.csv": TEXT}).replace(b"70.9", b"71.9"), "a.zip cannot be unpacked"),
    ],
)
def test_packed_files_that_cannot_be_used(tmp_path, data, said):
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(PriceError, match=said):
        load_prices(source=tmp_path / "a.zip")


def test_what_a_folder_holds_that_is_no_table_is_told(tmp_path):
    (tmp_path / "XOM.csv").write_bytes(TEXT)
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "quotes.txt").write_bytes(b"nothing here")
    _, said = read(tmp_path)
    assert "left out old.xls (old.xls cannot be read as Excel" in said
    assert "left out quotes.txt (" in said


# -------------------------------------------------------------------------------------------------- days far or odd


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (pd.date_range("2019-01-31", periods=24, freq="ME"), "rows of ACME are about a month apart"),
        (pd.date_range("2019-01-04", periods=24, freq="W-FRI"), "rows of ACME are about a week apart"),
        (pd.bdate_range("2019-01-01", periods=24).union(pd.to_datetime(["2019-01-12"])), "(first 2019-01-12)"),
        (pd.date_range("2019-01-01", periods=60), ""),
        (pd.bdate_range("2019-01-01", periods=60), ""),
    ],
)  # fmt: skip
def test_days_of_a_series_without_a_calendar(days, said):
    _, told = read(pd.DataFrame({"ACME": 100.0 + np.arange(len(days)) % 3}, index=days))
    assert said in told
    assert bool(said) == bool(told)


def test_a_ticker_of_the_catalogue_is_said():
    _, told = read(pd.DataFrame({"BZ=F": [66.25, 68.6]}, index=DAYS))
    assert told == "BZ=F is taken for Brent crude (brent)"


# ------------------------------------------------------------------------------------------------------ in a study file


def test_columns_by_hand_in_a_study_file(tmp_path):
    rows = load_prices("brent").rename(columns={"date": "Stichtag", "close": "Kassa"})
    rows[["Stichtag", "Kassa"]].to_csv(tmp_path / "brent.csv", index=False)
    study = tmp_path / "study.toml"
    text = (
        '[prices]\nsource = "brent.csv"\ncolumns = {COLUMNS}\n[articles]\npath = "a.md"\n[[series]]\nid = "brent"\n'
        '[[event]]\nid = "strike"\nday = 2020-01-03\n'
    )
    (tmp_path / "a.md").write_text(
        "Published: 2020-01-03\n\nBrent rose on Friday after the strike.\n", encoding="utf-8"
    )
    study.write_text(text.replace("{COLUMNS}", '{ date = "Stichtag", close = "Kassa" }'), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EventStudyWarning)
        found = run(study)
    assert found.prices["close"].tolist() == load_prices("brent")["close"].tolist()
    study.write_text(text.replace("{COLUMNS}", '{ price = "Kassa" }'), encoding="utf-8")
    with pytest.raises(StudyFileError, match="price"):
        run(study)


def test_a_torn_workbook_of_a_way_of_packing_that_nobody_has(tmp_path):
    pytest.importorskip("openpyxl", reason="the extra `excel` is not installed")
    pd.DataFrame({"date": DAYS, "close": [1.0, 2.0]}).to_excel(tmp_path / "a.xlsx", index=False)
    data = bytearray((tmp_path / "a.xlsx").read_bytes())
    place = data.find(b"PK\x01\x02")
    data[place + 6] = 140  # the version needed to unpack
    (tmp_path / "a.xlsx").write_bytes(data)
    with pytest.raises(PriceError, match=r"a.xlsx cannot be read as Excel \(zip file version 14.0\)"):
        load_prices(source=tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("file", "series"),
    [
        ("UBS Historical Data.csv", "UBS"),
        ("xom_historical_prices (2).csv", "xom"),
        ("Historical Data.csv", "Historical Data"),
    ],
)
def test_what_vendors_add_to_a_files_name_is_no_part_of_the_series(tmp_path, file, series):
    (tmp_path / file).write_text("date,close\n2020-01-02,70.9\n2020-01-03,70.33\n")
    assert load_prices(source=tmp_path / file)["series"].unique().tolist() == [series]
