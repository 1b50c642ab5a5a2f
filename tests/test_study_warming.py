"""The compiled kernels are made ready beside other work, and whoever waits for them is told."""

from __future__ import annotations

from threading import Event

import pandas as pd
import pytest

from eventstudy.kernels.batch import compiled
from eventstudy.study import many, run_study, warming


@pytest.fixture(autouse=True)
def cold(monkeypatch):
    warming.warm_up.cache_clear()
    monkeypatch.setattr(warming, "_SOON", 0.01)
    yield
    warming.warm_up.cache_clear()


def test_whoever_waits_is_told_when_it_takes_time(monkeypatch):
    ready, told = Event(), []
    monkeypatch.setattr(warming, "_compile", lambda: ready.wait(5.0))

    def tell(*said):
        told.append(said)
        ready.set()

    warming.wait_until_warm(tell)
    assert told == [("compile, once", 0, 1), ("compile, once", 1, 1)]
    warming.wait_until_warm(tell)
    assert len(told) == 2


def test_what_fails_beside_is_raised_where_it_is_waited_for(monkeypatch):
    def fail():
        raise RuntimeError("no compiler")

    monkeypatch.setattr(warming, "_compile", fail)
    with pytest.raises(RuntimeError, match="no compiler"):
        warming.wait_until_warm()


def test_all_that_studies_call_is_made_ready():
    kernels = (compiled.fit_some, compiled.solve_designs, compiled.cumulate_some, compiled.tally_some)
    compiled.compile_all()
    before = [len(one.signatures) for one in kernels]
    assert min(before) >= 1
    days = pd.bdate_range("2019-01-01", periods=300)
    returns = pd.DataFrame({"a": 0.01, "m": -0.01}, index=days)
    returns.iloc[::2] += 0.001
    returns.iloc[::3, 0] += 0.002
    events = pd.DataFrame({"event_id": [f"e{i}" for i in range(40)], "series": "a", "date": [*days[255:275]] * 2})
    result = run_study(events, returns, benchmark="m", engine="numba", overlap="keep")
    assert len(result.car(0, 1)) == 40
    assert [len(one.signatures) for one in kernels] == before


@pytest.mark.parametrize(("engine", "rows", "begun"), [("auto", 19_999, 0), ("auto", 20_000, 1), ("numba", 5, 1)])
def test_it_begins_where_the_compiled_kernels_are_likely_to_be_taken(engine, rows, begun, monkeypatch):
    calls = []
    monkeypatch.setattr(many, "warm_up", lambda: calls.append(1))
    choice = type("Choice", (), {"models": {"a": ("market",)}})()
    many.foresee_engine(engine, rows, choice)
    many.foresee_engine(engine, rows, type("Choice", (), {"models": {"a": ("garch",)}})())
    assert len(calls) == begun
