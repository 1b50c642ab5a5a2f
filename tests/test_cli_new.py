"""`eventstudy new`: what it writes runs at once, names every key there is, and overwrites nothing."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

import eventstudy as es
from eventstudy import studyfile
from eventstudy.cli.app import app
from eventstudy.cli.template import SAMPLE, study_text
from eventstudy.studyfile import load_studyfile

KEY = re.compile(r"^(?P<off># )?(?P<key>[a-z_]+) = (?P<value>.+?)(?:\s{2,}#.*|\s# .*)?$")
TABLE = re.compile(r"^(?P<off># )?\[{1,2}(?P<name>[a-z]+)\]{1,2}(\s+#.*)?$")
FREE = {
    *("study.title", "articles.path", "prices.source", "factors.path", "instruments.path", "series.id", "series.model"),
    *("event.id", "event.day", "event.label", "event.words"),
}
"""Keys that a study has of its own: what stands there is no default."""


def invoke(*words: object):
    return CliRunner().invoke(app, ["new", *map(str, words)])


def template() -> str:
    return study_text(title="T", path="t/study.toml", source="snapshot", series=["brent", "xom"], held=["sp500", "xom"])


def listed(text: str) -> dict[str, str]:
    """Return the keys a study file shows, with what stands behind each, whether they are in use or not."""
    table, found = "", {}
    for line in text.splitlines():
        if line.startswith("##"):
            continue
        if head := TABLE.match(line):
            table = head["name"]
        elif key := KEY.match(line):
            found.setdefault(f"{table}.{key['key']}", key["value"])
    return found


def test_the_template_names_every_key_a_study_file_may_have():
    allowed = {f"{table}.{key}" for table, keys in studyfile._keys().items() for key in keys}
    assert set(listed(template())) == allowed


def test_the_template_shows_the_defaults():
    shown = listed(template())
    for table, model in studyfile._TABLES.items():
        for key, field in model.model_fields.items():
            empty = field.default is None and field.default_factory is None and key != "flagged"
            if f"{table}.{key}" in FREE or empty:
                continue
            default = field.get_default(call_default_factory=True)
            held = tomllib.loads(f"x = {shown[f'{table}.{key}']}")["x"]
            parsed = model.model_validate({key: held}) if not field.is_required() else None
            if key == "flagged":
                assert (held, default) == ({}, None)
            else:
                assert getattr(parsed, key) == default, key


def test_every_key_that_is_commented_out_can_be_taken_in():
    text = template()
    for off in ("main_event", "intraday", "second", "tolerances", "peer", "calendar", "group"):
        text = re.sub(rf"^# {off} = .*\n", "", text, flags=re.MULTILINE)  # these name what must be there
    text = re.sub(r"^# (?!\[\[event)(?=[a-z_]+ = |\[)", "", text, flags=re.MULTILINE).replace(
        "# [[event]]", "[[event]]"
    )
    assert studyfile.StudyFile.model_validate(tomllib.loads(text)).event[0].id == "strike"


def test_what_it_writes_runs_at_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = invoke("mine")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Next: eventstudy run mine/study.toml" in done.stdout
    assert (tmp_path / "mine" / "articles" / "sample.txt").read_text() == SAMPLE
    study = es.run("mine/study.toml")
    assert study.file.study.title == "mine"
    assert study.studied
    assert sorted(one.verdict for one in study.verdicts) == ["confirmed"] * 4 + ["not_observable"]
    assert study.dropped == []


def test_nothing_is_overwritten(tmp_path):
    assert invoke(tmp_path / "mine").exit_code == 0
    before = (tmp_path / "mine" / "study.toml").read_bytes()
    done = invoke(tmp_path / "mine")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "is there already, and nothing is overwritten" in done.stderr
    assert (tmp_path / "mine" / "study.toml").read_bytes() == before
    (tmp_path / "mine" / "study.toml").unlink()
    assert "sample.txt is there already" in invoke(tmp_path / "mine").stderr
    assert not (tmp_path / "mine" / "study.toml").exists()


def test_a_folder_with_other_files_keeps_them(tmp_path):
    (tmp_path / "notes.md").write_text("mine")
    assert invoke(tmp_path).exit_code == 0
    assert (tmp_path / "notes.md").read_text() == "mine"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        done = invoke(place)
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
        assert "is not a folder" in done.stderr


def test_on_a_failure_nothing_is_left(tmp_path, monkeypatch):
    opened = Path.open

    def full(self, mode="r", *rest, **more):
        if "sample" in self.name and "x" in mode:
            raise OSError(28, os.strerror(28))
        return opened(self, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", full)
    done = invoke(tmp_path / "mine")
    assert done.exit_code == 1
    assert "no space left on device; nothing was left there" in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_json_says_what_was_written(tmp_path):
    told = json.loads(invoke(tmp_path / "mine", "--format", "json").stdout)
    assert told["files"] == [str(tmp_path / "mine" / name) for name in ("study.toml", "articles/sample.txt")]
    assert told["next"].startswith("eventstudy run ")


ARTICLE = (
    "A drone struck a refinery on Saturday. Brent jumped 14.6 percent on Monday, and Exxon Mobil rose 1.5 percent."
)


def test_from_articles_names_the_events_they_tell(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "wires").mkdir()
    (tmp_path / "wires" / "a.txt").write_text(ARTICLE)
    done = invoke("mine", "--from-articles", "wires", "--published", "2019-09-16")
    assert done.exit_code == 0
    assert "1 of 1 events that the articles tell stand in the study file" in done.stderr
    file = load_studyfile(tmp_path / "mine" / "study.toml")
    assert [(one.id, str(one.day)) for one in file.event] == [("2019-09-14-drone-struck-a-refinery", "2019-09-14")]
    assert file.articles.path == "../wires"
    assert {name: str(day) for name, day in file.articles.published.items()} == {"a.txt": "2019-09-16"}
    study = es.run(tmp_path / "mine" / "study.toml")
    assert study.studied == ("2019-09-14-drone-struck-a-refinery",)
    assert study.events[0].mentions
    assert {one.verdict for one in study.verdicts} == {"confirmed"}


def test_events_beyond_the_prices_that_ship_want_others(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(ARTICLE)
    done = invoke("mine", "--from-articles", "a.txt", "--published", "2024-05-06")
    assert done.exit_code == 0
    assert "it needs a network" in done.stderr
    file = load_studyfile(tmp_path / "mine" / "study.toml")
    assert file.prices.source == "yahoo"
    assert set(file.models) == {"brent", "xom"}


def test_prices_of_ones_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    es.load_prices(["brent", "xom"]).to_csv("own.csv", index=False)
    assert invoke("mine", "--prices", "own.csv").exit_code == 0
    file = load_studyfile(tmp_path / "mine" / "study.toml")
    assert (file.prices.source, file.models) == ("../own.csv", {"brent": ["mean", "raw"], "xom": ["mean", "raw"]})
    assert es.run(tmp_path / "mine" / "study.toml").studied


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["mine", "--from-articles", "none.txt"], "none.txt"),
        (["mine", "--prices", "none.csv"], "none.csv"),
    ],
)
def test_what_is_named_and_missing_is_one_line(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = invoke(*words)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_title_that_toml_would_stumble_over():
    text = study_text(title='He said "x"\n\\ok\x7f', path="p", source="snapshot", series=["brent"], held=[])
    assert tomllib.loads(text)["study"]["title"] == 'He said "x"\n\\ok\x7f'


def test_a_folder_stands_for_the_study_file_in_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert invoke("mine").exit_code == 0
    assert CliRunner().invoke(app, ["run", "mine", "-q", "--out", "out"]).exit_code == 0
    done = CliRunner().invoke(app, ["run", "mine/articles", "--out", "other"])
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "say --articles mine/articles" in done.stderr
    assert not (tmp_path / "other").exists()
