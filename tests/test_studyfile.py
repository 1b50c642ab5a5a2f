"""The study file: what it accepts, and the one line it answers to everything else."""

import inspect
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest

from eventstudy.errors import StudyFileError
from eventstudy.records import Pin, Window
from eventstudy.study import run_study
from eventstudy.study.models import MODELS
from eventstudy.studyfile import ModelName, StudySettings, load_studyfile

SEEDS = Path(__file__).parents[1] / "seeds"
SERIES = '[[series]]\nid = "brent"\n'


def write(tmp_path, text):
    file = tmp_path / "study.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_study_is_the_one_of_the_design():
    file = load_studyfile(SEEDS / "study.toml")
    assert file.models == {
        "brent": ["mean", "raw"],
        "dow": ["mean", "raw"],
        "sp500": ["mean", "raw"],
        "xom": ["market", "raw"],
        "cvx": ["market", "raw"],
    }
    assert file.benchmarks == {"xom": "sp500", "cvx": "sp500"}
    assert (file.study.estimation, file.study.event) == (Window(-250, -11), Window(-5, 5))
    assert file.study.windows == (Window(0, 0), Window(0, 1), Window(-1, 1), Window(0, 5))
    assert {entry.id: str(entry.day) for entry in file.event} == {
        "saudi_installation": "2019-09-14",
        "kirkuk": "2019-12-27",
        "militia_strikes": "2019-12-29",
        "embassy": "2019-12-31",
        "soleimani": "2020-01-03",
        "taji": "2020-01-04",
    }


def test_defaults_are_those_of_run_study(tmp_path):
    file = load_studyfile(write(tmp_path, SERIES))
    assert file.models == {"brent": ["mean"]}
    assert file.study.windows == (Window(0, 0), Window(0, 1), Window(-1, 1), Window(0, 5))
    assert file.articles.path == "."
    assert file.prices.source == "snapshot"


def test_a_benchmark_needs_prices_once_and_is_not_studied(tmp_path):
    file = load_studyfile(write(tmp_path, '[[series]]\nid = "xom"\nmodel = "market"\nbenchmark = "sp500"\n'))
    assert file.price_series == ["xom", "sp500"]
    assert list(file.models) == ["xom"]


@pytest.mark.parametrize(
    ("written", "pin"),
    [
        ('day = "2019-09-14"', Pin("e", "e", date(2019, 9, 14))),
        ("day = 2019-09-14", Pin("e", "e", date(2019, 9, 14))),
        (
            "day = 2020-01-03T01:00:00Z\nlabel = 'x'\nwords = ['a']",
            Pin("e", "x", date(2020, 1, 3), datetime(2020, 1, 3, 1, tzinfo=UTC), ("a",)),
        ),
    ],
)
def test_an_event_is_a_day_or_a_moment(tmp_path, written, pin):
    file = load_studyfile(write(tmp_path, f'{SERIES}[[event]]\nid = "e"\n{written}\n'))
    assert file.event[0].pin() == pin


def test_paths_are_read_from_the_folder_of_the_file(tmp_path):
    file = load_studyfile(write(tmp_path, SERIES))
    assert file.beside("texts") == tmp_path / "texts"
    assert file.beside("/elsewhere") == Path("/elsewhere")


def test_peers_untreated_series_and_benchmarks_need_prices_once(tmp_path):
    series = '[[series]]\nid = "xom"\nmodel = ["garch", "raw"]\nbenchmark = "sp500"\npeer = "cvx"\n'
    file = load_studyfile(write(tmp_path, f'[study]\nuntreated = ["gold", "sp500"]\n{series}'))
    assert file.price_series == ["xom", "sp500", "cvx", "gold"]
    assert (file.peers, file.benchmarks) == ({"xom": "cvx"}, {"xom": "sp500"})


def test_calendars_and_groups_are_of_those_that_have_one(tmp_path):
    text = '[[series]]\nid = "acme"\ncalendar = "xom"\n' + SERIES + '[[event]]\nid = "e"\nday = 2020-01-03\n'
    file = load_studyfile(write(tmp_path, text + 'group = "fires"\n[[event]]\nid = "f"\nday = 2020-01-06\n'))
    assert (file.calendars, file.groups) == ({"acme": "xom"}, {"e": "fires"})


@pytest.mark.parametrize("written", ['"french.csv"', '["french.csv"]'])
def test_factors_are_read_from_beside_the_file_or_a_public_source(tmp_path, written):
    file = load_studyfile(write(tmp_path, f'[factors]\npath = {written}\n[[series]]\nid = "xom"\nmodel = "ff3"\n'))
    assert file.factor_sources == [tmp_path / "french.csv"]
    public = load_studyfile(write(tmp_path, f'[factors]\npath = ["ken-french:ff3", "/f/mom.zip"]\n{SERIES}'))
    assert public.factor_sources == ["ken-french:ff3", Path("/f/mom.zip")]
    assert load_studyfile(write(tmp_path, SERIES)).factor_sources == []


def test_the_file_knows_the_models_and_defaults_of_run_study():
    asked = inspect.signature(run_study).parameters
    settings = StudySettings()
    shared = set(StudySettings.model_fields) & set(asked) - {"windows", "untreated", "estimation", "event"}
    assert {name: getattr(settings, name) for name in shared} == {name: asked[name].default for name in shared}
    assert set(get_args(ModelName)) == set(MODELS)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["series is missing"]),
        ("series = [", ["is not a TOML study file"]),
        (SERIES + "[stduy]\n", ["unknown key `stduy`", "did you mean `study`", "articles"]),
        ("[study]\nestimaton = [-250, -11]\n" + SERIES, ["unknown key `study.estimaton`", "did you mean `estimation`"]),
        (SERIES + "colour = 1\n", ["unknown key `series[1].colour`", "benchmark, calendar, id, model"]),
        ("sha256 = 'a'\n" + SERIES, ["unknown key `sha256`", "allowed here"]),
        ("[study]\nestimation = [-11, -250]\n" + SERIES, ["study.estimation", "first <= last", "[-11, -250]"]),
        ("[study]\nestimation = 250\n" + SERIES, ["study.estimation", "two whole numbers", "250"]),
        ("[study]\nestimation = [-250, -3]\n" + SERIES, ["(-250, -3)", "end it at -6 or before"]),
        ("[study]\nwindows = [[0, 9]]\n" + SERIES, ["(0, 9)", "(-5, 5)", "event=(-5, 9) would hold it"]),
        ("[study]\nwindows = []\n" + SERIES, ["study.windows", "list of windows"]),
        ("[study]\nlevel = 5\n" + SERIES, ["study.level is 5", "less than 1"]),
        ("[study]\nmain_event = 'x'\n" + SERIES, ["main_event is 'x'", "no [[event]]"]),
        ("[study]\noverlap = 'perhaps'\n" + SERIES, ["study.overlap is 'perhaps'", "exclude", "keep"]),
        ("[[series]]\nid = 'xom'\nmodel = 'ff4'\n", ["model[1] is 'ff4'", "'market'", "'ewma'"]),
        ("[[series]]\nid = 'xom'\nmodel = 'ff3'\n", ["model 'ff3' needs factors", "[factors] path"]),
        ("[[series]]\nid = 'xom'\nmodel = 'garch'\n", ["'xom' has model 'garch'", "needs `benchmark"]),
        ("[[series]]\nid = 'xom'\nbenchmark = 'm'\npeer = 'm'\n", ["'xom' has its benchmark as its peer"]),
        ("[[series]]\nid = 'xom'\npeer = 'xom'\n", ["'xom' has itself as its peer"]),
        ("[factors]\n" + SERIES, ["factors.path is missing"]),
        ("[factors]\npath = []\n" + SERIES, ["factors.path is []", "at least 1 item"]),
        ("[factors]\npath = 'f.csv'\nfile = 'g.csv'\n" + SERIES, ["unknown key `factors.file`", "allowed here: path"]),
        ("[study]\nuntreated = ['brent']\n" + SERIES, ["study.untreated names 'brent'", "studied series"]),
        ("[study]\nuntreated = 'gold'\n" + SERIES, ["study.untreated is 'gold'", "a list"]),
        ("[study]\nalternative = 'larger'\n" + SERIES, ["study.alternative is 'larger'", "'greater'", "'less'"]),
        ("[study]\nseed = -1\n" + SERIES, ["study.seed is -1", "greater than or equal to 0"]),
        ("[study]\nseed = 1.5\n" + SERIES, ["study.seed is 1.5", "integer"]),
        ("[study]\nalpha = 0\n" + SERIES, ["study.alpha is 0", "'keep'", "'zero'"]),
        ("[study]\ncov = 'hc3'\n" + SERIES, ["study.cov is 'hc3'", "'ols'", "'hac'"]),
        ("[study]\nlags = 0\n" + SERIES, ["study.lags is 0"]),
        ("[[series]]\nid = 'xom'\nmodel = 'market'\n", ["'xom'", "needs `benchmark"]),
        ("[[series]]\nid = 'xom'\nmodel = 'market'\nbenchmark = 'xom'\n", ["cannot be its own benchmark"]),
        (SERIES + SERIES, ["series 'brent' stands twice"]),
        ("[prices]\ndividends = 'no'\n" + SERIES, ["prices.dividends is 'no'", "true or false"]),
        ("[prices]\nreturns = 'ln'\n" + SERIES, ["prices.returns is 'ln'", "'simple' or 'log'"]),
        ("[study]\nflagged = {gap = 'drop'}\n" + SERIES, ["study.flagged.gap is 'drop'", "'keep', 'exclude'"]),
        ("[study]\nflagged = {'' = 'keep'}\n" + SERIES, ["study.flagged is ''", "at least 1 character"]),
        (SERIES + "[[event]]\nid = 'e'\nday = 'soon'\n", ["event[1].day", "not 'soon'"]),
        (SERIES + "[[event]]\nid = 'e'\nday = 20200103\n", ["event[1].day", "written 2020-01-03", "not 20200103"]),
        (SERIES + "[[event]]\nid = 'e'\nday = '1577836800'\n", ["event[1].day", "not '1577836800'"]),
        (SERIES + "[articles]\npublished = {'a.txt' = 20200103}\n", ["articles.published.a.txt", "not 20200103"]),
        (SERIES + "[[event]]\nid = ''\nday = 2020-01-03\n", ["event[1].id is ''", "at least 1 character"]),
        ("[[series]]\nid = ''\n", ["series[1].id is ''"]),
        ("[[series]]\nid = 'xom'\nmodel = []\n", ["series[1].model is []", "at least 1 item"]),
        ("[series]\nid = 'xom'\n", ["write each as a table of its own, [[series]]"]),
        ("articles = 'folder'\n" + SERIES, ["articles is 'folder'", "should be a table"]),
        (SERIES + "[[event]]\nid = 'e'\nday = 2020-01-03\nwords = 'Taji'\n", ["words is 'Taji'", "a list"]),
        ("[study]\ntitle = 5\n" + SERIES, ["study.title is 5", "text in quotes"]),
        ("[study]\nmin_estimation = '30'\n" + SERIES, ["study.min_estimation is '30'", "integer"]),
        ("[study]\nlevel = true\n" + SERIES, ["study.level is True", "number"]),
        ("[study]\nestimation = [-20, -11]\n" + SERIES, ["holds 10 sessions", "begin it at -40 or before"]),
        (SERIES + "[[event]]\nid = 'e'\nday = 2020-01-03T09:30:00\n", ["event[1].day", "needs its zone"]),
        (SERIES + "[[event]]\nid = 'e'\n", ["event[1].day is missing"]),
    ],
)
def test_a_fault_is_one_line_with_the_key_and_what_would_work(tmp_path, text, parts):
    file = write(tmp_path, text)
    with pytest.raises(StudyFileError) as caught:
        load_studyfile(file)
    message = str(caught.value)
    assert "\n" not in message
    assert "more)" not in message  # one fault, told once
    assert str(file) in message
    for part in parts:
        assert part in message


def test_a_folder_is_told_from_a_study_file(tmp_path):
    with pytest.raises(StudyFileError, match=r"is a folder; name the study file in it, such as .*study\.toml"):
        load_studyfile(tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(StudyFileError, match=r"cannot read the study file .*nowhere\.toml: no such file"):
        load_studyfile(tmp_path / "nowhere.toml")
