"""What is printed: CSV that reads back, JSON that is JSON, tables that fit, progress that keeps out of the way."""

from __future__ import annotations

import io
import json
import math
import re
import sys
from time import sleep

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.cli import account, bundle, output, progress, terminal
from eventstudy.cli.options import Format
from eventstudy.cli.spreadsheet import cell, csv_text
from eventstudy.pipeline import run
from eventstudy.report.tables import Column, Table

WIDE = Table(
    "Wide",
    tuple(Column(label, "right" if label == "p" else "left") for label in ("series", "what happened", "interval", "p")),
    (
        ("brent", "a rather long account of what happened to it", "-0.01 to +7.11 %", "0.04996"),
        ("sp500", "less", "-1.00 to +1.00 %", "0.46"),
    ),
    ("brent: a note",),
)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_read_back_to_the_last_bit(numbers):
    lines = csv_text(pd.DataFrame({"x": numbers})).splitlines()
    assert [float(line) for line in lines[1:]] == numbers


def test_dates_are_iso_days_and_missing_is_nothing():
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2020-01-03", None]),
            "value": [0.1, math.nan],
            "text": ["Brent, “up”\nagain", None],
            "yes": [True, False],
        }
    )
    assert csv_text(frame) == 'date,value,text,yes\n2020-01-03,0.1,"Brent, “up”\nagain",True\n,,,False\n'


@pytest.mark.parametrize("text", ["=1+1", "+1-cmd|x", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "-", "+"])
def test_no_cell_of_text_can_be_a_formula(text):
    stays = text in {"-", "+"}
    assert cell(text) == (text if stays else f"'{text}")


@pytest.mark.parametrize("text", ["-1.4%", "+1.3", "-0.5", "up $3", "3-month high"])
def test_text_that_no_spreadsheet_executes_stays_as_it_is(text):
    assert cell(text) == text


def test_negative_numbers_are_not_text():
    assert csv_text(pd.DataFrame({"x": [-0.5], "y": np.array([-1])})) == "x,y\n-0.5,-1\n"


def test_nested_cells_are_flat():
    frame = pd.DataFrame({"mentions": [[{"article": "a.txt", "start": 1}], []], "by": [{"xom": -1}, {}]})
    assert csv_text(frame) == "mentions,by\na.txt 1,xom=-1\n,\n"


def test_json_refuses_what_json_has_not():
    with pytest.raises(ValueError, match="Out of range"):
        output.json_text({"x": math.nan}, unicode=True)


def test_json_is_ascii_where_the_output_can_hold_no_more(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    output.put(Format.JSON, tables=list, frame=pd.DataFrame, json=lambda: {"quote": "“up”"})
    stream.flush()
    assert json.loads(stream.buffer.getvalue()) == {"quote": "“up”"}


def test_only_what_is_printed_is_made(capsys):
    def never():
        raise AssertionError

    output.put(Format.CSV, tables=never, frame=lambda: pd.DataFrame({"x": [1]}), json=never)
    assert capsys.readouterr().out == "x\n1\n"


NUMBERS = ("no.", "ordinary days that pass")
VERDICTS = Table(
    "Reported against measured",
    tuple(
        Column(label, "right" if label in NUMBERS else "left")
        for label in ("no.", "instrument", "reported", "day", "prices show", "words allow", "verdict", NUMBERS[1])
    ),
    (
        (
            "1",
            "Brent crude oil",
            "“surged to $70”",
            "2020-01-03",
            "66.22 to 69.50 usd",
            "69 to 70 usd",
            "consistent",
            "2 %",
        ),
        ("2", "Exxon Mobil", "“up 1.3 percent”", "2020-01-03", "-0.8 %", "+1.2 %", "internally inconsistent", ""),
    ),
    ("1: why",),
    strong=(0,),
)


@pytest.mark.parametrize("width", [40, 50, 60, 70, 75, 80, 85, 90, 95, 100, 110, 120, 200])
@pytest.mark.parametrize("table", [WIDE, VERDICTS], ids=lambda table: table.title)
def test_tables_fit_the_width_and_break_no_word(capsys, table, width):
    terminal.print_tables([table], width=width)
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= width
    said = re.search(r"Left out for want of width: ([^.]+)\.", shown)
    left_out = [] if said is None else [label.strip() for label in re.sub(r"\s+", " ", said[1]).split(",")]
    for place, column in enumerate(table.columns):
        if column.label not in left_out:
            for word in [word for row in table.rows for word in row[place].split()]:
                assert re.search(rf"(?<!\S){re.escape(word)}(?!\S)", shown), f"{word} of {column.label}"
    assert table.notes[0] in shown


def test_a_narrow_terminal_keeps_the_verdict_and_says_what_it_left_out(capsys):
    terminal.print_tables([VERDICTS], width=70)
    shown = capsys.readouterr().out
    assert "consistent" in shown
    assert "Left out for want of width: words allow" in shown


def test_a_column_with_nothing_in_it_is_not_shown(capsys):
    terminal.print_tables([Table("T", (Column("a"), Column("flag")), (("1", ""), ("2", "")))], width=80)
    assert "flag" not in capsys.readouterr().out


def test_what_the_line_above_says_is_not_said_again(capsys):
    rows = (("brent", "(0, 0)"), ("brent", "(0, 1)"), ("dow", "(0, 0)"), ("brent", "(0, 0)"))
    terminal.print_tables([Table("T", (Column("series"), Column("window")), rows)], width=80)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()[3:7]] == ["brent", "(0,", "dow", "brent"]


@pytest.mark.parametrize("width", range(20, 60))
def test_no_number_is_parted_from_its_unit_or_its_p(capsys, width):
    terminal.print_sentences(["It brought Brent +3.41 % (p = 0.033), from 66.22 to 69.50 usd, p < 0.001."], width=width)
    shown = capsys.readouterr().out
    for whole in ("+3.41 %", "(p = 0.033)", "66.22 to", "69.50 usd", "p < 0.001"):
        assert whole in shown


def test_lines_do_not_end_in_blanks(capsys):
    terminal.print_tables([WIDE, VERDICTS], width=100)
    assert all(line == line.rstrip() for line in capsys.readouterr().out.splitlines())


def test_a_table_without_rows_says_none(capsys):
    terminal.print_tables([Table("Moves", (Column("x"),), ())], width=80)
    assert capsys.readouterr().out.split() == ["Moves", "none"]


def test_markup_in_prose_is_prose(capsys):
    terminal.print_tables([Table("[bold]T[/bold]", (Column("x"),), (("[red]:smile:[/red]",),))], width=80)
    shown = capsys.readouterr().out
    assert "[bold]T[/bold]" in shown
    assert "[red]:smile:[/red]" in shown


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def told(stream, *, quiet=False, wait=0.0):
    with progress.shown(quiet=quiet) as tell:
        sleep(wait)
        for done, stage in enumerate(["reading", "reading", "estimating", "estimating"]):
            tell(stage, done, 3)
    return stream.getvalue()


def test_without_a_terminal_there_is_no_progress_but_for_who_asks(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    assert told(stream) == ""
    account.begin(True)
    assert told(stream) == "reading ...\nestimating ...\n"
    assert [line.partition(":")[0] for line in account.finish()[:4]] == [
        "load libraries", "reading", "estimating", "in all",
    ]  # fmt: skip
    assert account.finish() == []


def test_quiet_is_quiet(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    assert told(stream, quiet=True) == ""


def test_what_is_done_at_once_shows_no_bar(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    assert told(stream) == ""


def test_progress_on_a_terminal_is_live_and_leaves_no_line(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "_UNSEEN", 0.01)
    shown = told(stream, wait=0.2)
    assert "estimating" in shown
    assert shown.endswith("\x1b[2K")  # the line is taken away


@pytest.mark.parametrize("moments", [[(0, 10), (2, 10), (5, 10)], [(1, 4)]])
def test_the_time_left_is_what_the_work_so_far_took_for_the_rest(monkeypatch, moments):
    now = [100.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    pace = progress.Pace()
    pace.heard("fit", 0, moments[0][1])
    assert pace.left() == ""
    for done, total in moments:
        now[0] = 100.0 + 3.0 * done
        pace.heard("fit", done, total)
    left = 3.0 * (moments[-1][1] - moments[-1][0])
    assert pace.left() == f"about {left:.0f} s left"
    now[0] += 2.0
    assert pace.left() == f"about {left - 2:.0f} s left"


@pytest.mark.parametrize(("drawing", "left"), [(1.64, 9), (600.0, 13), (0.4, "")])
def test_a_whole_study_is_measured_by_what_its_stages_usually_take(monkeypatch, drawing, left):
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    pace = progress.Pace()
    for stage, at in (("read articles", 0.0), ("estimate and test", 0.2), ("draw figures", drawing)):
        now[0] = at
        pace.heard(stage, 0, 6)
    assert pace.left() == (left and f"about {left} s left")


def test_the_stages_of_a_whole_study_are_those_that_it_reports():
    told = []
    done = run(progress=lambda stage, *_: told.append(stage))
    bundle.files(done, command="eventstudy run", progress=lambda stage, *_: told.append(stage))
    assert list(dict.fromkeys(told)) == list(progress._USUAL)
