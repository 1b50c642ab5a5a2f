from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from eventstudy.errors import EventStudyWarning, MissingPrices, PriceError
from eventstudy.prices import load_prices
from eventstudy.prices.files.notation import exact_floats
from eventstudy.prices.quality import flag_quality

SHARED = Path(__file__).parents[1].parent / "shared" / "prices"

BRENT = "date,open,high,low,close\n2020-01-02,66.41,66.58,65.72,66.25\n2020-01-03,66.28,69.50,66.22,68.60\n"
TIDY = "series,date,close\nxom,2020-01-02,70.90\nxom,2020-01-03,70.33\nAcme,2020-01-02,10\n"
WIDE = "date,xom,Acme\n2020-01-02,70.90,\n2020-01-03,70.33,11\n"

ISO = "write it as 2020-01-03"
POINTS = "write numbers without thousands, and separate the columns by commas"
COMMAS = "separate the columns by commas, and write decimals with a point"


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


# ------------------------------------------------------------------------------------------------------ three shapes


def test_one_file_is_one_series_by_its_name(tmp_path):
    write(tmp_path, brent=BRENT)
    prices = load_prices(source=tmp_path / "brent.csv")
    assert prices["series"].unique().tolist() == ["brent"]
    assert prices["close"].tolist() == [66.25, 68.60]
    assert prices["open"].tolist() == [66.41, 66.28]


def test_a_tidy_file(tmp_path):
    write(tmp_path, mine=TIDY)
    prices = load_prices(["Acme", "xom"], source=tmp_path / "mine.csv")
    assert prices[["series", "close"]].to_numpy().tolist() == [["Acme", 10.0], ["xom", 70.90], ["xom", 70.33]]
    assert prices["open"].isna().all()


def test_a_wide_file_has_closes_and_no_row_where_it_is_empty(tmp_path):
    write(tmp_path, mine=WIDE)
    prices = load_prices(source=tmp_path / "mine.csv")
    assert prices[["series", "close"]].to_numpy().tolist() == [["xom", 70.90], ["xom", 70.33], ["Acme", 11.0]]


def test_headers_and_catalogued_names_in_any_case_and_others_as_written(tmp_path):
    text = "Series,Date,Close,Adj Close\nXOM,2020-01-02,70.90,60\nACME,2020-01-02,1,1\n"
    write(tmp_path, mine=text)
    assert load_prices(source=tmp_path / "mine.csv")["series"].tolist() == ["xom", "ACME"]


def test_spreadsheet_marks_windows_lines_blank_lines_and_missing_cells(tmp_path):
    text = "\ufeffdate,open,close\r\n2020-01-02,N/A,1.5\r\n\r\n2020-01-03,,2.5\r\n"
    (tmp_path / "Acme.csv").write_bytes(text.encode())
    prices = load_prices(source=tmp_path / "Acme.csv")
    assert prices["close"].tolist() == [1.5, 2.5]
    assert prices["open"].isna().all()


def test_row_numbers_and_empty_columns_of_a_spreadsheet_are_no_series(tmp_path):
    write(tmp_path, wide=",date,Acme,\n0,2020-01-02,1,\n1,2020-01-03,2,\n")
    assert load_prices(source=tmp_path / "wide.csv")["series"].tolist() == ["Acme", "Acme"]


def test_a_time_of_day_after_the_date_is_cut_off(tmp_path):
    write(tmp_path, xom="date,close\n2020-01-02 00:00:00-05:00,70.9\n2020-01-03T00:00:00,70.3\n")
    prices = load_prices(source=tmp_path / "xom.csv")
    assert prices["date"].tolist() == [pd.Timestamp("2020-01-02"), pd.Timestamp("2020-01-03")]


def test_parquet_with_the_dates_in_the_index(tmp_path):
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    table = pd.DataFrame({"close": [66.25, 68.6]}, index=pd.to_datetime(["2020-01-02", "2020-01-03"]).rename("Date"))
    table.to_parquet(tmp_path / "brent.parquet")
    assert load_prices("brent", source=tmp_path)["close"].tolist() == [66.25, 68.6]


def test_what_is_no_parquet(tmp_path):
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    (tmp_path / "brent.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(PriceError, match=r"brent\.parquet cannot be read as Parquet") as raised:
        load_prices(source=tmp_path)
    assert "\n" not in str(raised.value)


# ------------------------------------------------------------------------------------------------------------ folders


def test_a_folder_with_dividends_and_rolls(tmp_path):
    write(
        tmp_path,
        brent=BRENT,
        xom="date,close\n2019-11-07,73.01\n2019-11-08,70.77\n",
        dividends="series,ex_date,amount\nxom,2019-11-08,0.87\nxom,2025-01-01,9\ncvx,2019-11-15,1.19\n",
        brent_rolls="series,date,basis\nbrent,2020-01-03,inferred\n",
    )
    prices = load_prices(["xom", "brent"], source=tmp_path)
    assert prices["dividend"].tolist() == [0, 0.87, 0, 0]
    assert prices["flag"].tolist() == ["", "", "", "roll"]


def test_two_dividends_on_one_day_add_up(tmp_path):
    write(
        tmp_path, xom="date,close\n2019-11-08,70.77\n", dividends="series,ex_date,amount\n" + "xom,2019-11-08,0.5\n" * 2
    )
    assert load_prices(source=tmp_path)["dividend"].tolist() == [1.0]


def test_a_series_in_two_files_is_put_in_order_of_date(tmp_path):
    write(tmp_path, a="series,date,close\nX,2020-01-03,2\n", b="series,date,close\nX,2020-01-02,1\n")
    assert load_prices("X", source=tmp_path)["close"].tolist() == [1, 2]


def test_a_broken_file_of_a_series_not_asked_for_is_left_out_and_told(tmp_path):
    write(tmp_path, brent=BRENT, other="date,close\n2020-01-02,what\n")
    with pytest.warns(EventStudyWarning, match=r"left out other.csv \(other.csv, line 2: 'what' in column 'close'"):
        prices = load_prices("brent", source=tmp_path)
    told = prices.attrs["provenance"]
    assert [one["what"] for one in told["dropped"]] == ["other.csv"]
    assert list(told["files"]) == ["brent.csv"]


def test_a_broken_file_of_a_series_asked_for_is_an_error(tmp_path):
    write(tmp_path, brent=BRENT, other="date,close\n2020-01-02,what\n")
    with pytest.raises(PriceError, match="line 2: 'what' in column 'close' is no number"):
        load_prices(["brent", "other"], source=tmp_path)


def test_a_missing_series_names_what_was_left_out(tmp_path):
    write(tmp_path, brent=BRENT, tidy="series,date,close\nwti,2020-01-02,what\n")
    with pytest.raises(MissingPrices, match=r"it holds brent from 2020-01-02 to 2020-01-03; left out: tidy.csv"):
        load_prices("wti", source=tmp_path)


def test_the_hash_of_a_folder_changes_with_any_file_and_with_nothing_else(tmp_path):
    write(tmp_path, brent=BRENT)
    first = load_prices(source=tmp_path).attrs["provenance"]
    assert first["files"]["brent.csv"] == hashlib.sha256((tmp_path / "brent.csv").read_bytes()).hexdigest()
    (tmp_path / "README.md").write_text("notes", encoding="utf-8")
    assert load_prices(source=tmp_path).attrs["provenance"]["sha256"] == first["sha256"]
    write(tmp_path, brent=BRENT.replace("68.60", "68.61"))
    assert load_prices(source=tmp_path).attrs["provenance"]["sha256"] != first["sha256"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded figures lie outside the repository")
def test_the_recorded_folder_reads_as_the_snapshot():
    folder = load_prices(["brent", "dow", "sp500", "xom", "cvx"], source=SHARED)
    snapshot = load_prices(["brent", "dow", "sp500", "xom", "cvx"])
    pd.testing.assert_frame_equal(folder, snapshot)


# -------------------------------------------------------------------------------------------------------------- errors


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "brent.csv: the file is empty; it needs a header such as series,date,close"),
        ("date,close\n", "brent.csv: no rows of prices below the header"),
        ("when,close\n2020-01-02,1\n", "brent.csv, line 1: no column 'date': it has when, close"),
        ("date,open,high\n2020-01-02,1,1\n", "brent.csv, line 1: no column 'close': it has date, open, high"),
        ("series,date\nbrent,2020-01-02\n", "brent.csv, line 1: no column 'close': it has series, date"),
        ("date\n2020-01-02\n", "brent.csv, line 1: no column of prices beside 'date'"),
        ("date,close,close\n2020-01-02,1,1\n", "brent.csv, line 1: two columns 'close'"),
        ("date,close\n2020-01-02,1\n2020-01-03,1 23\n", "brent.csv, line 3: '1 23' in column 'close' is no number"),
        ("date,close\n2020-01-02,inf\n", "brent.csv, line 2: 'inf' in column 'close' is no number"),
        ("date,close\n2020-01-02,1_0\n", "brent.csv, line 2: '1_0' in column 'close' is no number"),
        ("date,close\n\n2020-01-32,1\n", "brent.csv, line 3: '2020-01-32' is no date: write it as 2020-01-03"),
        ("date,close\n03/01/2020,1\n", f"brent.csv, line 2: '03/01/2020' may have day or month first: {ISO}"),
        ("date,close\n,1\n", "brent.csv, line 2: '' is no date: write it as 2020-01-03"),
        (
            "date,close\n2020-01-02,1\n2020-01-03,1\n2020-01-02,2\n",
            "brent.csv, line 4: 'brent' has 2020-01-02 already on line 2, with other figures",
        ),
        ("date,close\n2020-01-02,1\n2020-01-03,1,234\n", "brent.csv, line 3: 3 fields under a header of 2"),
        ("date,close\n2020-01-02,1,5\n2020-01-03,1,234\n", "brent.csv, line 2: 3 fields under a header of 2"),
        ("series,date,close\n,2020-01-02,1\n", "brent.csv, line 2: no series named"),
        ("when;close\n2020-01-02;1\n", f"brent.csv, line 1: one column 'when;close': {COMMAS}"),
        ("when\tclose\n2020-01-02\t1,5\n", f"brent.csv, line 1: one column 'when\\tclose': {COMMAS}"),
        (
            "date;close;volume\n2020-01-02;1.234;5\n",
            f"brent.csv: points may begin decimals or part thousands: {POINTS}",
        ),
        ("date;close\n02.01.2020;68,60\n03.01.2020;x\n", "brent.csv, line 3: 'x' in column 'close' is no number"),
        (
            "date,close\n31/12/2019,1\n12/31/2019,2\n",
            "brent.csv, line 2: '31/12/2019' is no date: write it as 2020-01-03",
        ),
        ("date,close\nJan 2,1\n", "brent.csv, line 2: 'Jan 2' is no date: write it as 2020-01-03"),
        ("date,close\n9999-12-31,1\n", "brent.csv, line 2: '9999-12-31' is no date: write it as 2020-01-03"),
        ("date,close\n0001-01-01,1\n", "brent.csv, line 2: '0001-01-01' is no date: write it as 2020-01-03"),
        (f"date,close\n{'9' * 500},1\n", f"brent.csv, line 2: '{'9' * 40}...' is no date: write it as 2020-01-03"),
        ("date,brent,wti\n2020-01-02,,\n", "brent.csv: no price in any of its columns brent, wti"),
        ("date,BRENT,brent\n2020-01-02,1,2\n", "brent.csv, line 1: two columns of 'brent'"),
        ('date,close\n"2020-01-02,1\n2020-01-03,2\n', "brent.csv is no table of comma-separated values"),
    ],
)
def test_each_bad_input_has_its_line(tmp_path, text, message):
    write(tmp_path, brent=text)
    with pytest.raises(PriceError) as raised:
        load_prices("brent", source=tmp_path / "brent.csv")
    assert str(raised.value) == message


def test_bytes_that_are_no_text(tmp_path):
    (tmp_path / "brent.csv").write_bytes(b"date,close\n2020-01-02,\xff\xfe1\n")
    with pytest.raises(PriceError, match=r"brent\.csv, line 2: 'ÿþ1' in column 'close' is no number"):
        load_prices(source=tmp_path / "brent.csv")


def test_a_folder_without_prices(tmp_path):
    with pytest.raises(PriceError, match=r"no \.csv, \.parquet or \.xlsx file"):
        load_prices(source=tmp_path)
    write(tmp_path, dividends="series,ex_date,amount\n")
    with pytest.raises(PriceError, match="only dividends or rolls"):
        load_prices(source=tmp_path)


def test_the_same_day_in_two_files(tmp_path):
    write(tmp_path, brent=BRENT, mine="series,date,close\nbrent,2020-01-03,1\n")
    with pytest.raises(PriceError, match="hold 'brent' on 2020-01-03: keep one"):
        load_prices(source=tmp_path)


def test_a_dividend_on_a_day_without_a_price(tmp_path):
    write(
        tmp_path,
        xom="date,close\n2019-11-07,73.01\n2019-11-11,70\n",
        dividends="series,ex_date,amount\nxom,2019-11-08,0.87\n",
    )
    with pytest.raises(PriceError) as raised:
        load_prices("xom", source=tmp_path)
    assert str(raised.value) == "dividends.csv, line 2: 'xom' has no price on the ex-date 2019-11-08"


def test_dividends_and_rolls_without_their_columns(tmp_path):
    write(tmp_path, brent=BRENT, dividends="series,date,amount\nxom,2019-11-08,0.87\n")
    with pytest.raises(PriceError, match=r"dividends\.csv, line 1: no column 'ex_date'"):
        load_prices(source=tmp_path)


def test_no_such_place(tmp_path):
    with pytest.raises(PriceError, match="a source is 'snapshot', 'yahoo', 'fred', a table, or the path of a file"):
        load_prices(source=tmp_path / "none.csv")


# ------------------------------------------------------------------------------------------------------------- quality


def bars(series: str, *rows: tuple[str, float, float, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["date", "open", "high", "low", "close"])
    return table.assign(series=series, date=pd.to_datetime(table["date"]), flag="")


def test_the_repeated_row_of_a_live_download_on_a_roll_is_stale():
    before, flat = ("2019-12-30", 68.20, 68.99, 68.16, 68.44), ("2019-12-31", 68.38, 68.38, 68.38, 68.38)
    assert flag_quality(bars("brent", before, flat))["flag"].tolist() == ["", "stale"]


@pytest.mark.parametrize("close", [68.44 * 1.0021, 68.44 * 0.9979])
def test_a_flat_row_further_off_is_a_price(close):
    before = ("2019-12-30", 68.20, 68.99, 68.16, 68.44)
    assert flag_quality(bars("brent", before, ("2019-12-31", *[close] * 4)))["flag"].tolist() == ["", ""]


def test_of_a_stock_only_an_exact_repetition_is_stale():
    before = ("2019-12-30", 69.0, 70.0, 69.0, 69.48)
    near, same = ("2019-12-31", *[69.50] * 4), ("2019-12-31", *[69.48] * 4)
    assert flag_quality(bars("xom", before, near))["flag"].tolist() == ["", ""]
    assert flag_quality(bars("xom", before, same))["flag"].tolist() == ["", "stale"]
    again, moving = ("2019-12-31", *before[1:]), ("2019-12-31", 69.0, 70.0, 68.9, 69.48)
    assert flag_quality(bars("xom", before, again))["flag"].tolist() == ["", "stale"]
    assert flag_quality(bars("xom", before, moving))["flag"].tolist() == ["", ""]


def test_a_row_outside_the_calendar_is_kept_and_flagged():
    table = bars("xom", ("2019-12-24", 1, 2, 1, 2), ("2019-12-25", 1, 2, 1, 1.5), ("2019-12-26", 1, 2, 1, 1.9))
    assert flag_quality(table)["flag"].tolist() == ["half_day", "closed", ""]


def test_a_negative_price_is_kept_and_flagged():
    table = bars("wti", ("2020-04-17", 20, 20, 17, 18.27), ("2020-04-20", 17, 18, -40, -37.63))
    assert flag_quality(table)["flag"].tolist() == ["", "nonpositive"]


def test_a_series_nothing_is_known_of_gets_no_flag_from_a_calendar():
    table = bars("Acme", ("2019-12-24", 1, 2, 1, 2), ("2019-12-25", 1, 2, 1, 1.5))
    assert flag_quality(table)["flag"].tolist() == ["", ""]


def test_flags_that_are_there_stay_and_are_not_repeated():
    table = bars("brent", ("2019-12-24", 66.4, 67.3, 66.4, 67.2)).assign(flag="roll")
    once = flag_quality(table)
    assert once["flag"].tolist() == ["roll|half_day"]
    assert flag_quality(once)["flag"].tolist() == ["roll|half_day"]


def test_rows_older_than_the_calendar_are_left_as_they_are():
    assert flag_quality(bars("dow", ("1929-10-29", 1, 2, 1, 2)))["flag"].tolist() == [""]


def test_numbers_are_the_nearest_floats_to_what_was_written():
    written = ["0.1", "68.60", "1e-7", "123456789.123456789", "0.30000000000000004"]
    assert exact_floats(pd.Series(written)).tolist() == [float(one) for one in written]


def test_what_a_source_holds_is_told_in_part_where_it_is_much_and_by_what_it_means(tmp_path):
    days = pd.bdate_range("2020-01-01", periods=30, name="date")
    names = ["^GSPC", *(f"N{place:02d}" for place in range(40))]
    pd.DataFrame(dict.fromkeys(names, 100.0 + days.day), index=days).to_csv(tmp_path / "wide.csv")
    said = r"it holds .*\^GSPC \(which is sp500: ask for \^GSPC\) and 21 more from 2020"
    with pytest.raises(MissingPrices, match=said):
        load_prices("sp500", source=tmp_path / "wide.csv")
