"""Every case of bad input in `tests/bad_input` ends in one line that says what is wrong, and touches nothing."""

from __future__ import annotations

import inspect

import cases
import click
import pytest
import typer

import eventstudy
from eventstudy.cli.app import app
from eventstudy.errors import EventStudyError

CATALOGUE = cases.catalogue()
ALL = [pytest.param(case, id=f"{area}: {case.title}") for area, held in CATALOGUE.items() for case in held]
HINTS = ("Usage: ", "Try ")
USAGE = 2


@pytest.fixture(scope="module", autouse=True)
def _no_network():
    with cases.no_network():
        yield


@pytest.mark.parametrize("case", ALL)
def test_a_case_of_bad_input(case, tmp_path):
    found = cases.try_it(case, tmp_path)
    lines = [line for line in found.lines if line and not line.startswith(HINTS)]
    said = "\n".join(lines)
    assert found.ended == case.ends, said
    assert len(lines) == 1 + case.notes, said
    assert [text for text in case.says if text not in lines[-1]] == [], said
    assert "Traceback" not in said
    assert "a fault of eventstudy itself" not in said
    assert [name for name in found.touched if not (case.touches and name.startswith(case.touches))] == []
    if isinstance(case, cases.Command):
        assert lines[-1].startswith("Error: " if case.status == USAGE else "eventstudy: ")
        assert found.printed == ""
    else:
        assert issubclass(case.error, EventStudyError)


def test_there_are_many_and_no_two_alike():
    titles = [parameter.id for parameter in ALL]
    assert len(titles) >= 220
    assert len(titles) == len(set(titles))


def commands(group, before=()):
    """Yield the words of every command, those of groups with their sub-commands."""
    for name, one in group.commands.items():
        yield from commands(one, (*before, name)) if isinstance(one, click.Group) else [" ".join((*before, name))]


def test_every_command_has_a_case():
    asked = [case.line for held in CATALOGUE.values() for case in held if isinstance(case, cases.Command)]
    there = list(commands(typer.main.get_command(app)))
    assert len(there) > 10
    assert [name for name in there if not any(f"{line} ".startswith(f"{name} ") for line in asked)] == []


RECORDS = {
    "Article", "DateMention", "Event", "EventStudyError", "EventStudyWarning", "FileStudy", "Interval", "Remark",
    "ReportedMove", "Study", "Verdict", "Window",
}  # fmt: skip
"""Values that the package makes: they check nothing, and what is made of them by hand is refused where it is used."""


def test_every_public_function_has_a_case():
    called = {case.function for held in CATALOGUE.values() for case in held if isinstance(case, cases.Call)}
    assert called <= set(eventstudy.__all__)
    asked = {"BenchmarkRegression", "Regression"}  # through StudyResult.regress
    assert set(eventstudy.__all__) - RECORDS - asked - called == set()
    functions = {name for name in eventstudy.__all__ if inspect.isfunction(getattr(eventstudy, name))}
    assert functions <= called
