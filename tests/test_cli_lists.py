"""`eventstudy tests` and `eventstudy models`: everything there is, by name, with what it takes for granted."""

from __future__ import annotations

import csv
import importlib
import io
import json

import pytest
from typer.testing import CliRunner

from eventstudy.battery import BATTERY, Sample, Settings
from eventstudy.cli.app import app
from eventstudy.report import findings, methods
from eventstudy.report.testing import DEFAULT, JOINT
from eventstudy.study.catalogue import MODEL_NOTES, MODELS


def invoke(*arguments: str):
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "110"})


def listed(command: str, *arguments: str):
    done = invoke(command, *arguments, "--format", "json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)[command]


def test_every_test_has_its_words_and_no_words_are_of_a_test_that_is_not_there():
    assert set(methods.TESTS) == set(BATTERY)
    for words in methods.TESTS.values():
        assert all(text == " ".join(text.split()) and text for text in words)
        assert words.sentence.endswith((".", "?"))
        assert not words.refuses.endswith(".")
    assert len({words.name for words in methods.TESTS.values()}) == len(BATTERY)


def test_every_model_has_its_words():
    assert set(methods.MODELS) == set(methods.MODEL_SENTENCES) == set(findings._EXPECTED) == set(MODELS)
    assert all(sentence.endswith(".") for sentence in methods.MODEL_SENTENCES.values())


def test_the_tests_of_the_report_are_tests():
    assert set(DEFAULT) <= set(BATTERY)
    assert set(JOINT) <= set(DEFAULT)
    assert [name for name in DEFAULT if BATTERY[name].primary] == [DEFAULT[0]]


def test_a_test_of_nothing_refuses_as_every_one_must():
    for test in BATTERY.values():
        found = test.run(Sample((), 0, 0), Settings())
        assert (found.valid, bool(found.note)) == (False, True), test.name


def test_tests_are_listed_with_all_that_is_known_of_them():
    cards = listed("tests")
    assert [card["test"] for card in cards] == list(BATTERY)
    for card in cards:
        test = BATTERY[card["test"]]
        assert (card["null"], card["use"], card["reference"]) == (test.null, test.use, test.reference)
        assert card["assumptions"] == list(test.assumptions)
        assert card["survives"] == sorted(hazard.replace("_", " ") for hazard in test.survives)
        assert card["setting"] in {"one series", "one date", "many events"}
        assert card["refuses"]


def test_what_computes_a_test_is_there():
    for card in listed("tests"):
        module, _, function = card["kernel"].rpartition(".")
        assert callable(getattr(importlib.import_module(module), function)), card["kernel"]


def test_models_are_listed_with_all_that_is_known_of_them():
    cards = listed("models")
    assert [card["model"] for card in cards] == list(MODELS)
    for card, note in zip(cards, MODEL_NOTES, strict=True):
        assert card["equation"] == note.equation
        assert card["options"] == ", ".join(note.options)


@pytest.mark.parametrize(("command", "name"), [("tests", "conditional_sq"), ("models", "dimson")])
def test_one_in_full(command, name):
    (card,) = listed(command, name)
    shown = " ".join(invoke(command, name).stdout.split())
    assert shown.startswith(name)
    for text in card.values():
        for line in text if isinstance(text, list) else [text]:
            assert " ".join(line.split()[:3]) in shown


def test_one_as_csv_is_one_row():
    rows = list(csv.DictReader(io.StringIO(invoke("tests", "sq", "--format", "csv").stdout)))
    assert [row["test"] for row in rows] == ["sq"]
    assert rows[0]["assumptions"].count(";") == len(BATTERY["sq"].assumptions) - 1


@pytest.mark.parametrize(
    ("command", "words"),
    [("tests", "'conditonal_sq' is no test; did you mean conditional_sq?"), ("models", "'conditonal_sq' is no model;")],
)
def test_a_name_that_is_none_is_wrong_usage_that_says_what_there_is(command, words):
    done = invoke(command, "conditonal_sq")
    assert (done.exit_code, done.stdout) == (2, "")
    said = " ".join(done.stderr.replace("\u2502", " ").split())
    assert words in said
    assert list(BATTERY if command == "tests" else MODELS)[-1] in said


@pytest.mark.parametrize("command", ["tests", "models"])
def test_all_in_short_fit_a_terminal(command):
    done = invoke(command)
    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= 110
    assert f"`eventstudy {command} NAME` tells one in full." in done.stdout
