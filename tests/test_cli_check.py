"""`eventstudy check` alone: any article, any prices, every way of printing, and what is wrong said in one line."""

from __future__ import annotations

import csv
import io
import json
import re
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner

import eventstudy as es
from eventstudy.cli.app import app
from eventstudy.verdicts.tolerances import load

ROOT = Path(es.__file__).parents[1]
SEEDS = next((path for path in (ROOT / "seeds", ROOT / "eventstudy" / "seeds") if path.is_dir()), ROOT / "seeds")
FRIDAY = ("--published", "2020-01-03T16:30-05:00")
WRONG = "The Dow rose 7 percent on Friday."
MIXED = f"Brent rose $3 to nearly $70 on Friday. {WRONG} The S&P 500 opened about 3 percent lower on Friday."
BARS = """series,time,open,high,low,close,volume
xom,2020-01-03T08:00-05:00,71.70,71.85,71.60,71.80,100
xom,2020-01-03T09:00-05:00,71.80,71.84,71.75,71.82,100
"""
PRICES = """series,date,open,high,low,close
dow,2020-01-02,28638.97,28872.80,28627.77,28868.80
dow,2020-01-03,28553.33,28716.31,28500.36,28634.88
"""
STUDY = """
[articles]
path = "news"
[prices]
source = "snapshot"
[check]
intraday = "bars.csv"
tolerances = "wide.toml"
[[series]]
id = "xom"
[[event]]
id = "e"
label = "The event"
day = "2020-01-03"
"""
NEWS = "+++\npublished = 2020-01-03\n+++\n\nShares of Exxon were up 1.3 percent in premarket trading on Friday.\n"


def invoke(*arguments: object, width: int = 100):
    return CliRunner().invoke(app, [str(item) for item in arguments], env={"COLUMNS": str(width)})


def told(*arguments: object):
    done = invoke("check", *arguments, "--format", "json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a study file that names bars and tolerances, beside them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    shipped = resources.files("eventstudy").joinpath("data/tolerances.toml").read_text("utf-8")
    assert 'version = "' in shipped
    for name, content in {
        "study.toml": STUDY,
        "news/a.txt": NEWS,
        "bars.csv": BARS,
        "prices.csv": PRICES,
        "wide.toml": re.sub(r'^version = ".*"', 'version = "wide"', shipped, flags=re.MULTILINE),
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


# What is said


def test_the_shipped_articles_in_sentences_a_newsroom_could_print():
    done = invoke("check", SEEDS)
    said = " ".join(done.stdout.split("Reported against")[0].split())
    source = es.load_prices().attrs["provenance"]["sha256"][:12]
    assert said == (
        f"The articles report nine market moves. Prices in snapshot {source} agree with two, do not disagree with five "
        "as far as they can tell and do not measure two; they disagree with none."
    )
    foot = " ".join(done.stdout.split())
    assert f"table of tolerances, version {load().version} ({load().sha256[:12]})" in foot
    assert "Of the seven moves for which this can be said, seven passed; on ordinary days before, 0." in foot


def test_disagreements_come_first_the_strongest_in_front():
    done = invoke("check", "--text", MIXED, *FRIDAY)
    said = " ".join(done.stdout.split("Reported against")[0].split())
    strong, weak = (
        said.index("Dow Jones Industrial Average, “7 percent”, Friday 3 January 2020: prices in"),
        said.index("S&P 500, “about 3 percent lower”, Friday 3 January 2020: prices in"),
    )
    assert said.index("The article reports four market moves.") < strong < weak
    assert "disagree: they show -0.81 %, and the words allow 6.49 to 7.51 %" in said
    assert "agree on the direction and disagree on the size: they show -0.97 %" in said
    assert not re.search(r"\b(true|false|wrong|lie|correct)\b", done.stdout)


def test_one_move_is_told_as_one():
    summary = told("--text", WRONG, *FRIDAY)["summary"]
    assert summary["sentences"][0] == "The article reports one market move."
    assert summary["sentences"][1].endswith("disagree with it.")
    assert summary["counts"] == {"contradicted": 1}


def test_no_move_is_no_error():
    done = invoke("check", "--text", "The sky was blue on Friday.", *FRIDAY)
    assert done.exit_code == 0
    assert "The article reports no market move that could be read." in done.stdout


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_the_terminal_and_stands_by_phase(width):
    lines = invoke("check", SEEDS, width=width).stdout.splitlines()
    assert max(map(len, lines)) <= width
    numbers = [line.split()[0] for line in lines if re.match(r"^ {2}\d  ", line)]
    assert numbers == list("128967453")


# What it is held against


def test_bars_inside_the_day_make_the_premarket_move_observable(desk):
    sentence = "Shares of Exxon were up 1.3 percent in premarket trading on Friday."
    (blind,) = told("--text", sentence, *FRIDAY)["verdicts"]
    found = told("--text", sentence, *FRIDAY, "--intraday", desk / "bars.csv")
    (seen,) = found["verdicts"]
    assert (blind["verdict"], seen["verdict"]) == ("not_observable", "confirmed")
    assert any(name == "bars inside the day: bars.csv" for name, _ in found["inputs"])


def test_nothing_later_than_the_article_is_evidence():
    sentence = "The Dow closed down 0.8 percent on Friday."
    late, early = (
        told("--text", sentence, "--published", f"2020-01-03T{clock}-05:00")["verdicts"][0]["verdict"]
        for clock in ("16:30", "11:00")
    )
    assert late == "confirmed"
    assert early != "confirmed"


def test_prices_of_a_file_a_second_witness_and_other_tolerances(desk):
    (desk / "other.csv").write_text(PRICES.replace("28634.88", "30900.00").replace("28716.31", "30900.00"))
    asked = ("--text", "The Dow closed down 0.8 percent on Friday.", *FRIDAY, "--prices", desk / "prices.csv")
    (alone,) = told(*asked)["verdicts"]
    both = told(*asked, "--second", desk / "other.csv", "--tolerances", desk / "wide.toml")
    assert (alone["verdict"], both["verdicts"][0]["verdict"]) == ("confirmed", "data_problem")
    assert both["verdicts"][0]["tolerances"].startswith("wide ")
    names = [name for name, _ in both["inputs"]]
    assert names == ["prices: prices.csv", "second prices: other.csv", "tolerances of words, version wide"]


def test_a_study_file_names_bars_and_tolerances_and_the_caller_overrides_it(desk):
    study = es.run(desk / "study.toml")
    (verdict,) = study.verdicts
    assert (verdict.verdict, verdict.tolerances.split()[0]) == ("confirmed", "wide")
    names = [name for name, _ in study.provenance.inputs]
    assert "bars inside the day: bars.csv" in names
    assert "tolerances of words, version wide" in names
    assert study.to_json()["summary"]["counts"] == {"confirmed": 1}
    (desk / "late.csv").write_text(BARS.replace("xom,2020-01-03T08", "cvx,2020-01-03T08"))
    (other,) = es.run(desk / "study.toml", intraday=desk / "late.csv").verdicts
    assert other.verdict != "not_observable"
    assert other.source != verdict.source


# Each way of printing


def test_csv_has_a_row_a_move_in_the_order_of_the_article():
    rows = list(csv.DictReader(io.StringIO(invoke("check", SEEDS, "--format", "csv").stdout)))
    assert [row["move_id"] for row in rows] == [f"m{n}" for n in range(1, 10)]
    assert {"verdict", "observed_low", "core_high", "tolerant_low", "severity", "robustness", "tolerances"} <= {
        *rows[0]
    }


def test_json_has_the_evidence_and_what_it_comes_to():
    found = told("--text", MIXED, *FRIDAY)
    assert found["summary"]["disagreements"] == ["m3", "m4"]
    assert found["summary"]["expected"] == pytest.approx(sum(one["severity"] for one in found["verdicts"]))
    assert found["summary"]["tolerances"] == [f"{load().version} {load().sha256[:12]}"]
    assert found["inputs"][0][0] == "prices: snapshot"
    assert {one["series"] for one in found["data_problems"]} <= {"brent", "dow", "sp500"}


def test_markdown_has_a_table_that_parses_and_every_verdict_with_its_evidence():
    sentence = "Brent rose *$3* to nearly $70 a barrel | on Friday."
    text = invoke("check", "--text", sentence, *FRIDAY, "--format", "markdown").stdout
    assert text.count("\n## ") >= 2
    assert "> “Brent rose \\*$3\\* to **nearly $70 a barrel** \\| on Friday.”" in text
    assert "| 2020-01-03 | brent | 66.28 | 69.50 | 66.22 | 68.60 |" in text
    assert "    66.22 to 69.50 reaches into [69.00, 70.00), which the words mean" in text
    for block in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_a_picture_is_written_beside(tmp_path):
    for name, start in (("a.svg", b"<?xml"), ("a.png", b"\x89PNG")):
        done = invoke("check", "--text", MIXED, *FRIDAY, "--figure", tmp_path / name, "--quiet")
        assert (done.exit_code, done.stdout) == (0, "")
        assert (tmp_path / name).read_bytes().startswith(start)


def test_data_problems_of_the_series_used_are_listed_with_the_moves_that_rest_on_them():
    done = invoke("check", "--text", "Brent closed up 0.5 percent on Thursday.", "--published", "2020-01-03")
    foot = done.stdout.split("What is odd about these prices")[1]
    assert re.search(r"Brent crude +contract roll +\d+", foot)


def test_all_lists_what_is_no_move_as_not_checkable():
    asked = ("--text", "The Dow may rise 7 percent on Friday.", "--published", "2020-01-02")
    assert told(*asked)["verdicts"] == []
    assert [one["verdict"] for one in told(*asked, "--all")["verdicts"]] == ["not_checkable"]


def test_what_is_told_without_a_number_is_shown_beside_the_day_and_gets_no_verdict():
    asked = ("--text", "Oil surged on Friday. The Dow fell 0.8 percent on Friday.", *FRIDAY)
    assert "remarks" not in told(*asked)
    found = told(*asked, "--remarks")
    (weighed,) = found["remarks"]
    assert (weighed["remark"]["quote"], weighed["series"], len(found["verdicts"])) == ("surged", "brent", 1)
    assert weighed["change"] == pytest.approx(68.60 / 66.25 - 1)
    for how in ("table", "markdown"):
        shown = invoke("check", *asked, "--remarks", "--format", how, width=120).stdout
        assert re.search(r"Oil \(Brent crude\)[ |]+“surged”[ |]+up[ |]+2020-01-03[ |]+\+3\.55 %[ |]+2\.\d", shown)


def test_a_corrected_table_takes_the_place_of_the_reading(tmp_path):
    table = tmp_path / "moves.csv"
    assert invoke("moves", "--text", WRONG, *FRIDAY, "--out", table, "--quiet").exit_code == 0
    table.write_text(table.read_text("utf-8").replace(",up,7,", ",down,0.8,"), encoding="utf-8")
    assert [one["verdict"] for one in told("--moves", table)["verdicts"]] == ["confirmed"]


# What is wrong is said in one line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--prices", "nowhere.csv"), ["nowhere.csv", "snapshot", "yahoo", "fred"]),
        (("--prices", "empty.csv"), ["empty.csv", "series,date,close"]),
        (("--second", "nowhere.csv"), ["nowhere.csv"]),
        (("--intraday", "nowhere.csv"), ["nowhere.csv"]),
        (("--intraday", "prices.csv"), ["prices.csv", "time"]),
        (("--intraday", "news"), ["news"]),
        (("--tolerances", "nowhere.toml"), ["nowhere.toml"]),
        (("--tolerances", "prices.csv"), ["prices.csv", "TOML"]),
        (("--moves", "nowhere.csv"), ["nowhere.csv"]),
        (("--moves", "prices.csv"), ["prices.csv", "column"]),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line_and_nothing_is_printed(desk, arguments, words):
    (desk / "empty.csv").write_text("")
    done = invoke("check", "--text", WRONG, *FRIDAY, *arguments)
    assert (done.exit_code, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert all(word in line for word in words)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--figure", "a.pdf"), ".svg or .png"),
        (("--figure", "nowhere/a.svg"), "a folder that is there"),
        (("--second", "snapshot"), "a second witness is another"),
        (("--intraday", ""), "it is empty"),
        (("--format", "xml"), "markdown"),
    ],
)
def test_wrong_usage_is_status_2(desk, arguments, word):  # noqa: ARG001 - in a folder of its own
    done = invoke("check", "--text", WRONG, *FRIDAY, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert word in " ".join(done.stderr.replace("│", " ").split())


@pytest.mark.parametrize("option", ["--intraday", "--tolerances", "--second"])
def test_a_run_says_the_same_and_writes_nothing(desk, option):
    done = invoke("run", desk / "study.toml", option, "nowhere", "--out", desk / "out", "--quiet")
    assert done.exit_code == 1
    assert "nowhere" in done.stderr.splitlines()[-1]
    assert not (desk / "out").exists()


def test_a_study_file_with_a_key_that_check_has_not(desk):
    (desk / "study.toml").write_text(STUDY.replace("tolerances =", "tolerance ="))
    done = invoke("run", desk / "study.toml", "--out", desk / "out", "--quiet")
    assert done.exit_code == 1
    assert "tolerances" in done.stderr
    assert "intraday, second" in done.stderr


# In a notebook


def test_verdicts_become_a_table_and_a_picture():
    articles = es.read_articles(SEEDS)
    verdicts = es.check_moves(es.find_moves(articles), es.load_prices(), published=articles)
    table = es.to_frame(verdicts)
    assert len(table) == 9
    assert table.loc[table["instrument"] == "dow", "observed_low"].round(2).tolist() == [-1.09]
    assert es.plot_verdicts(verdicts).child_axes[0].texts
    with pytest.raises(es.EventStudyError, match="plot_verdicts takes Verdict records, found ReportedMove"):
        es.plot_verdicts(es.find_moves(articles))
    with pytest.raises(es.EventStudyError, match="found int"):
        es.plot_verdicts(7)


def test_an_article_without_a_day_beside_a_dated_one_is_named_and_its_moves_told_once(tmp_path):
    (tmp_path / "a.txt").write_text("3 January 2020\n\nBrent rose 3.5 percent on Friday.\n")
    (tmp_path / "b.txt").write_text("Gold fell 1 percent and silver fell 2 percent; copper lost 3 percent.\n")
    done = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert done.exit_code == 0
    assert "b.txt does not say when published, so moves that name no day are not checked" in done.stderr
    assert "a.txt" not in done.stderr
    assert " ".join(done.stdout.split()).count("The words cannot be placed on a day") == 1
    dated = CliRunner().invoke(app, ["check", str(tmp_path), "--published", "2020-01-03"])
    assert "does not say when" not in dated.stderr
