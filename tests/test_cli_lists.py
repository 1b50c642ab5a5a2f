"""`eventstudy tests` and `eventstudy models`: everything there is, by name, with what it takes for granted."""

from __future__ import annotations

import csv
import importlib
import io
import json
import re

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from eventstudy.battery import BATTERY, Sample, Settings, evaluate
from eventstudy.cli.app import app
from eventstudy.report import findings, methods
from eventstudy.report.testing import DEFAULT, JOINT
from eventstudy.study import run_study
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
        assert all(text == " ".join(text.split()) for text in words)
        assert all(words[:3])
        assert words.sentence.endswith((".", "?"))
        assert not words.refuses.endswith(".")
    assert len({words.name for words in methods.TESTS.values()}) == len(BATTERY)


REFUSED = {
    r"^one observation is no sample": "a single observation",
    r"^for one observation, not for": "more than one event or series",
    r"^only \d+ estimation sessions, ": "an estimation sample shorter",
    r"^only \d+ estimation sessions in common": "estimation sessions in common",
    r"all observations are of one date$": "one common date",
    r"^assumes independence: with a mean": "correlated so much",
    r"^assumes independence, but the windows share days": "whose correlation is not known",
    r"^counts sessions from each day 0": "neighbouring dates",
    r"pairs are correlated as these": "some are correlated so much more",
    r"^no pair of observations has 30": "share 30 days",
    r"^leaves forecast errors out": "so long for its estimation sample",
    r"^\d+ observations, 10 are": "fewer than ten events",
    r"^\d+ observations, 20 are": "fewer than twenty events",
    r"^no attainable": "no outcome could pass",
    r"^takes the sessions of a window as independent": "volume or volatility",
    r"^events of several dates": "events of several dates",
    r"^\d+ reference windows": "windows to rank among",
    r"degrees of freedom": "degrees of freedom",
    r"^a joint test has no direction": "one-sided",
    r"^for normal returns": "tails so fat",
    r"^one series has no other": "one series only",
    r"^\d+ series: it is for 60": "more than sixty series",
    r"draws cannot give": "too few draws",
    r"untreated series": "untreated series",
    r"^a portfolio of \d+ day": "fewer than twenty days",
    r"^on one date it takes sessions": "every series has a return",
}
"""How a test says why it gives no answer, and how `eventstudy tests` tells of that case beforehand."""


def observed(n, *, apart=0, r=0.0, groups=1, tails=None, T=60, missing=0.0, seed=1):
    """Return a study of n series, the day 0 of each so many sessions after that of the one before."""
    rng, rows = np.random.default_rng(seed), T + 80 + apart * n
    draw = rng.standard_t(tails, size=(rows, n)) if tails else rng.normal(size=(rows, n))
    shocks = np.sqrt(r) * rng.normal(size=(rows, groups))[:, np.arange(n) % groups] + np.sqrt(1 - r) * draw
    table = pd.DataFrame(0.01 * shocks, index=pd.bdate_range("2015-01-01", periods=rows))
    table.columns = [f"s{i}" for i in range(n)]
    zeros = T + 20 + apart * np.arange(n)
    gaps = rng.random((rows, n)) < missing
    gaps[T + 15 :] = False
    events = pd.DataFrame({"event_id": "e", "series": table.columns, "date": table.index[zeros]})
    events["event_id"] = events["event_id"] + (events.index.astype(str) if apart else "")
    windows = {"estimation": (-T - 10, -11), "event": (-5, 30), "windows": [(0, 0)], "overlap": "keep"}
    result = run_study(events, table.mask(gaps), model="mean", min_estimation=10, **windows)
    return result.observations


@pytest.mark.parametrize(
    ("market", "window", "settings"),
    [
        ({"n": 1}, (0, 0), {}),
        ({"n": 1}, (0, 30), {"level": 0.001}),
        ({"n": 5}, (0, 20), {"memory": True}),
        ({"n": 5}, (0, 0), {"min_estimation": 100, "alternative": "greater"}),
        ({"n": 5, "T": 12}, (0, 30), {"min_estimation": 10, "draws": 9}),
        ({"n": 5, "T": 250, "tails": 2}, (0, 0), {}),
        ({"n": 12, "missing": 0.2}, (0, 0), {}),
        ({"n": 55}, (0, 0), {}),
        ({"n": 62, "T": 120}, (0, 0), {}),
        ({"n": 4, "apart": 10}, (0, 0), {}),
        ({"n": 20, "apart": 1, "r": 0.6}, (0, 5), {}),
        ({"n": 20, "apart": 30, "T": 20}, (0, 30), {"min_estimation": 10}),
        ({"n": 10, "r": 0.8, "groups": 2, "T": 250}, (0, 0), {}),
    ],
)
def test_every_refusal_is_told_of_beforehand(market, window, settings):
    asked = Settings(**{"draws": 199, **settings})
    found = evaluate(observed(**market), *window, settings=asked)
    for outcome in (one for one in found if not one.valid):
        reason = outcome.note.split("; ")[0]
        told = [words for pattern, words in REFUSED.items() if re.search(pattern, reason)]
        assert told, f"{outcome.test}: {reason}"
        assert any(words in methods.TESTS[outcome.test].refuses for words in told), f"{outcome.test}: {reason}"


def test_no_test_refuses_what_it_does_not_tell():
    assert all(any(words in told.refuses for told in methods.TESTS.values()) for words in REFUSED.values())


def test_weights_and_conventions_are_told():
    for name in ("sq", "conditional_sq", "permutation"):
        assert "weighs one over its residual standard deviation" in methods.TESTS[name].convention
    assert "weights of the events" in methods.TESTS["portfolio_t"].convention
    assert "not divided by how much they differ" in methods.TESTS["corrado_zivney"].convention
    assert "mean number" in methods.TESTS["crude_dependence"].convention
    for name, words in (("fowler_rorke", "rho is its autocorrelation over"), ("mean", "(1 + 3 phi) / n")):
        assert words in " ".join(invoke("models", name).stdout.split())


def test_every_model_has_its_words():
    assert set(methods.MODELS) == set(methods.MODEL_SENTENCES) == set(findings.EXPECTED) == set(MODELS)
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
