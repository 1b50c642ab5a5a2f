"""Factors as files hold them: names, units, days, and what is refused."""

from __future__ import annotations

import hashlib
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from eventstudy.errors import EventStudyError, PriceError, UsageError
from eventstudy.factors import load_factors
from eventstudy.study import run_study

# Written by hand in the layout of the data library's daily files (their prose, their spacing, their footer).
FF3 = """This file was created by CMPT_ME_BEME_RETS_DAILY using the 202412 CRSP database.
The Tbill return is the simple daily rate that, over the number of trading days
in the month, compounds to 1-month TBill rate from Ibbotson and Associates, Inc.

,Mkt-RF,SMB,HML,RF
20200102,    0.86,   -0.97,   -0.34,   0.006
20200103,   -0.67,    0.30,    0.00,   0.006
20200106,    0.36,  -99.99,   -0.55,   0.006

Copyright 2024 Eugene F. Fama and Kenneth R. French
"""
MOM = """This file contains a daily momentum factor.
Missing data are indicated by -99.99 or -999.

,Mom{spaces}
20200103,   -0.03
20200106,  -999
20200107,   -0.44

  Annual Factors: January-December
,Mom
  1927,   24.09
""".replace("{spaces}", "   ")


def write(path, text, name="table.csv"):
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, text)
    else:
        path.write_text(text, encoding="utf-8")
    return path


def decimals(n=60, seed=0):
    rng = np.random.default_rng(seed)
    days = pd.bdate_range("2019-10-01", periods=n)
    return pd.DataFrame({"Mkt-RF": rng.normal(0, 0.01, n), "SMB": rng.normal(0, 0.005, n), "RF": 0.00006}, index=days)


class TestPublishedFiles:
    @pytest.mark.parametrize("suffix", [".csv", ".zip", ".CSV"])
    def test_per_cent_preamble_footer_and_missing(self, tmp_path, suffix):
        path = write(tmp_path / f"ff3{suffix.lower()}", FF3)
        table = load_factors(path)
        assert list(table.columns) == ["mkt_rf", "smb", "hml", "rf"]
        assert table.index.strftime("%Y-%m-%d").tolist() == ["2020-01-02", "2020-01-03", "2020-01-06"]
        assert table["mkt_rf"].tolist() == pytest.approx([0.0086, -0.0067, 0.0036], rel=1e-15)
        assert table["rf"].tolist() == pytest.approx([0.00006] * 3, rel=1e-15)
        assert np.isnan(table["smb"].iloc[2])
        said = table.attrs["provenance"]
        assert said["unit"] == "per cent, divided by 100"
        assert said["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()

    def test_an_annual_table_after_the_daily_one_is_not_read(self, tmp_path):
        table = load_factors(write(tmp_path / "mom.csv", MOM))
        assert list(table.columns) == ["mom"]
        assert table.index[-1] == pd.Timestamp("2020-01-07")
        assert table["mom"].isna().tolist() == [False, True, False]

    def test_files_are_joined_by_date(self, tmp_path):
        table = load_factors([write(tmp_path / "a.zip", FF3), write(tmp_path / "b.csv", MOM)])
        assert list(table.columns) == ["mkt_rf", "smb", "hml", "rf", "mom"]
        assert len(table) == 4
        assert np.isnan(table.loc["2020-01-02", "mom"])
        assert table.loc["2020-01-03", ["mkt_rf", "mom"]].tolist() == pytest.approx([-0.0067, -0.0003])
        assert table.attrs["provenance"]["source"] == "a.zip + b.csv"

    def test_a_footer_alone_marks_a_published_file(self, tmp_path):
        bare = "\n".join(FF3.splitlines()[4:])
        assert load_factors(write(tmp_path / "ff3.csv", bare))["mkt_rf"].iloc[0] == pytest.approx(0.0086)

    @pytest.mark.parametrize(("old", "new", "kind"), [("202001", "2020", "monthly"), ("202001", "20", "yearly")])
    def test_other_than_daily_is_refused(self, tmp_path, old, new, kind):
        text = FF3.replace("20200102", f"{new}02").replace("20200103", f"{new}03").replace("20200106", f"{new}06")
        assert old in FF3
        with pytest.raises(PriceError, match=f"the factors in m.csv are {kind}; take the file of daily ones"):
            load_factors(write(tmp_path / "m.csv", text))

    def test_fetched_as_it_is_published(self, monkeypatch):
        import eventstudy.remote  # noqa: PLC0415 - patched here alone

        asked = []

        def french(name):
            asked.append(name)
            column = {"F-F_Research_Data_Factors_daily": "Mkt-RF", "F-F_Momentum_Factor_daily": "Mom"}[name]
            days = pd.to_datetime(["2020-01-02", "2020-01-03"])
            return pd.DataFrame({column: [0.86, -99.99]}, index=days)

        monkeypatch.setattr(eventstudy.remote, "french", french, raising=False)
        table = load_factors("ken-french:carhart")
        assert asked == ["F-F_Research_Data_Factors_daily", "F-F_Momentum_Factor_daily"]
        assert table["mkt_rf"].tolist() == pytest.approx([0.0086, np.nan], nan_ok=True)
        assert table.attrs["provenance"]["source"] == "ken-french:ff3 + ken-french:mom"


class TestNames:
    @pytest.mark.parametrize(
        ("written", "usual"),
        [("Mkt-RF", "mkt_rf"), ("mktrf", "mkt_rf"), ("MKT_RF", "mkt_rf"), ("UMD", "mom"), ("Mom   ", "mom"),
         ("WML", "mom"), ("Risk Free", "rf"), ("QMJ", "qmj")],
    )  # fmt: skip
    def test_spellings(self, written, usual):
        days = pd.bdate_range("2020-01-01", periods=3)
        assert list(load_factors(pd.DataFrame({written: [0.0001, 0.0002, 0.0]}, index=days)).columns) == [usual]

    def test_one_factor_under_two_names(self):
        with pytest.raises(PriceError, match="hold 'mom' twice"):
            load_factors(decimals().assign(UMD=0.001, WML=0.002))


class TestTables:
    def test_a_table_and_its_files_agree(self, tmp_path):
        table = decimals()
        table.rename_axis("Date").to_csv(tmp_path / "f.csv")
        table.to_parquet(tmp_path / "f.parquet")
        expected = load_factors(table)
        assert expected.attrs["provenance"]["unit"] == "decimals"
        for source in (tmp_path / "f.csv", str(tmp_path / "f.parquet"), table.rename_axis("date").reset_index()):
            pd.testing.assert_frame_equal(load_factors(source), expected, check_exact=True)

    def test_dates_without_dashes_and_out_of_order(self, tmp_path):
        text = "date,mktrf,rf\n20200106,0.0036,0.00006\n20200103,-0.0067,0.00006\n"
        table = load_factors(write(tmp_path / "f.csv", text))
        assert table.index.strftime("%d").tolist() == ["03", "06"]
        assert table["mkt_rf"].iloc[0] == -0.0067

    def test_the_callers_table_is_not_touched(self):
        table = decimals()
        before = table.copy()
        load_factors(table)
        pd.testing.assert_frame_equal(table, before)
        assert table.attrs == {}

    def test_what_two_sources_hold_must_agree(self):
        table = decimals()
        both = load_factors([table, table[["RF"]].assign(UMD=0.002)])
        assert list(both.columns) == ["mkt_rf", "smb", "rf", "mom"]
        with pytest.raises(PriceError, match="'smb' differs between the factors joined, first on 2019-10-01"):
            load_factors([table, table[["SMB"]] + 0.001])


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (decimals() * 100, "'mkt_rf' in table is per cent: a typical value is 0."),
        (decimals().assign(RF=0.02), "'rf' in table is per cent, or not the rate of one day: a typical value is 0.02"),
        (decimals().assign(HML=np.where(np.arange(60) == 5, -99.99, 0.001)), "'hml' in table is per cent: the largest"),
        (decimals().assign(SMB=np.inf), "the factor 'smb' in table holds an infinite value"),
        (decimals().assign(SMB="n/a"), "the factor 'smb' in table holds 'n/a', no number"),
        (decimals(24).set_axis(pd.date_range("2019-01-31", periods=24, freq="ME")), "are a month apart or more"),
        (pd.concat([decimals(), decimals().iloc[:1]]), "hold 2019-10-01 twice"),
        (decimals().set_axis([f"d{i}" for i in range(60)]), "are not dated by day: 'd0' is no date"),
        (decimals().iloc[:0], "it has no rows"),
    ],
    ids=["per cent", "rate", "-99.99", "infinite", "text", "monthly", "twice", "words", "empty"],
)
def test_numbers_that_cannot_be_daily_fractions(table, words):
    with pytest.raises(PriceError, match=re.escape(words)) as caught:
        load_factors(table)
    assert "\n" not in str(caught.value)


def test_wild_but_true_markets_pass():
    crash = decimals(5)
    crash["Mkt-RF"] = [-0.1744, 0.1530, -0.0829, 0.0902, -0.12]  # October 1987, March 1933, October 1929: all below 1
    with pytest.raises(PriceError, match="per cent"):
        load_factors(crash)  # five such days in a row are no market
    calm = decimals()
    calm.iloc[3, 0] = -0.1744
    assert load_factors(calm)["mkt_rf"].min() == -0.1744


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _: 5, "factors are a int; give a table, a path"),
        (lambda _: "nowhere.csv", "nowhere.csv cannot be read (No such file or directory)"),
        (lambda folder: folder, "cannot be read (Is a directory)"),
        (lambda _: "ken-french:ff9", "'ken-french:ff9' is no set of factors; there are ken-french:ff3, ken-french:ff5"),
        (lambda _: [], "no factors are named"),
        (lambda folder: write(folder / "x.csv", "one\n1\n"), "it has one column; give dates and factors"),
        (lambda folder: write(folder / "e.csv", ""), "is empty; give a table of dates and factors"),
        (lambda folder: write(folder / "a.zip", "x", "readme.md"), "holds 0 tables; give a zip file with one CSV"),
        (lambda folder: write(folder / "bad.parquet", "not one"), "cannot be read as a table of factors"),
    ],
)
def test_sources_that_are_none(tmp_path, make, words):
    with pytest.raises(UsageError, match=re.escape(words)) as caught:
        load_factors(make(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_zip_cut_short(tmp_path):
    content = write(tmp_path / "a.zip", FF3).read_bytes()
    for cut in range(1, len(content), 7):
        (tmp_path / "cut.zip").write_bytes(content[:cut])
        with pytest.raises(EventStudyError):
            load_factors(tmp_path / "cut.zip")


def test_rows_with_a_cell_too_many(tmp_path):
    with pytest.raises(PriceError, match="have not as many cells as its header"):
        load_factors(write(tmp_path / "f.csv", FF3.replace("0.86,", "0.86,1,")))


class TestInStudies:
    """A study with factors, against statsmodels with a dummy for each session of the window."""

    def factors(self, n=330):
        rng = np.random.default_rng(7)
        names = {"Mkt-RF": 0.01, "SMB": 0.005, "HML": 0.005, "UMD": 0.006}
        days = pd.bdate_range("2018-01-01", periods=n)
        table = pd.DataFrame({name: rng.normal(0, sd, n) for name, sd in names.items()}, index=days)
        return table.assign(RF=0.00008 + 0.00002 * np.sin(np.arange(n)))

    def returns(self):
        table = self.factors()
        rng = np.random.default_rng(8)
        noise = rng.normal(0, 0.01, len(table))
        s = table["RF"] + 0.9 * table["Mkt-RF"] + 0.4 * table["SMB"] - 0.2 * table["UMD"] + noise
        return pd.DataFrame({"s": s, "t": rng.normal(0, 0.01, len(table))})

    def events(self):
        return pd.DataFrame({"series": ["s"], "date": [self.factors().index[300]]})

    @pytest.mark.parametrize(
        ("model", "names"),
        [("capm", ["Mkt-RF"]), ("ff3", ["Mkt-RF", "SMB", "HML"]), ("carhart", ["Mkt-RF", "SMB", "HML", "UMD"])],
    )
    def test_against_dummies(self, tmp_path, model, names):
        table, returns = self.factors(), self.returns()
        table.iloc[[120, 121]] = np.nan  # a gap in the factors leaves these sessions out
        table.rename_axis("Date").to_csv(tmp_path / "factors.csv")
        result = run_study(self.events(), returns, model=model, factors=tmp_path / "factors.csv", windows=[(0, 2)])
        row = result.car(0, 2).iloc[0]
        rows = np.setdiff1d(np.arange(50, 290), [120, 121])
        used = np.r_[rows, 300:303]
        block = np.vstack([np.zeros((rows.size, 3)), np.eye(3)])
        X = np.column_stack([np.ones(used.size), table[names].to_numpy()[used], block])
        y = (returns["s"] - table["RF"]).to_numpy()[used]
        total = sm.OLS(y, X).fit().t_test(np.r_[np.zeros(1 + len(names)), np.ones(3)])
        assert row.car == pytest.approx(total.effect[0], rel=1e-10)
        assert row.se == pytest.approx(total.sd[0, 0], rel=1e-10)
        assert (row.df, row.n_estimation) == (238 - 1 - len(names), 238)
        assert result.design["factors"] == ["mkt_rf", "smb", "hml", "mom", "rf"]
        assert result.provenance.inputs[1][0] == "factors: factors.csv"
        assert len(result.provenance.inputs[1][1]) == 64

    def test_per_cent_is_refused_before_anything_is_estimated(self):
        with pytest.raises(PriceError, match="'mkt_rf' in table is per cent"):
            run_study(self.events(), self.returns(), model="ff3", factors=self.factors() * 100)

    def test_untreated_series_have_the_factors_too(self):
        result = run_study(self.events(), self.returns(), model="ff3", factors=self.factors(), untreated="others")
        assert [(one.data.series, len(one.data.columns)) for one in result.untreated] == [("t", 4)]
