"""What `eventstudy run` prints: what was found in sentences, then the tables it rests on, then where the files are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from eventstudy.cli import terminal
from eventstudy.cli.guard import say
from eventstudy.cli.options import Format
from eventstudy.cli.output import put as put_result
from eventstudy.cli.output import terminal_width
from eventstudy.instruments import short_names
from eventstudy.report import agreement, findings
from eventstudy.report.problems import problem_sentences
from eventstudy.report.reading import called, of_main_models
from eventstudy.report.tables import per_event_table
from eventstudy.report.testing import could_find, main_table, said_of_tests
from eventstudy.report.verdicts import verdicts_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from eventstudy.pipeline import Study
    from eventstudy.report.tables import Table


def put(how: Format, study: Study, *, out: Path, names: Sequence[str], quiet: bool) -> None:
    """Print a study and where its files are.

    Parameters
    ----------
    how
        Tables, JSON of the whole study, or CSV of its cumulative abnormal returns.
    study
        What was found.
    out
        The folder that was written.
    names
        Files in it.
    quiet
        Print neither tables nor where the files are; JSON and CSV are printed as asked.
    """
    if how is Format.TABLE and quiet:
        return
    tables = study.tables()
    if how is Format.TABLE:
        terminal.print_sentences([study.file.study.title, "", *_sentences(study, tables), ""], width=terminal_width())
    put_result(how, tables=lambda: _shown(study, tables), frame=lambda: tables["per_event"], json=study.to_json)
    if not quiet:
        _say_files(how, out, names)


def _sentences(study: Study, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return what was found: first of the reported moves, then of the event, then what hangs on a choice."""
    event, level, names, tests = study.main_event, study.file.study.level, short_names(), tables["tests"]
    day_zero = [
        flip for flip in findings.flips(tables["specification"], event, level) if (flip.first, flip.last) == (0, 0)
    ]
    return [
        *agreement.verdict_sentences(study.verdicts, len(study.articles)),
        *could_find(tests, event),
        *findings.effect_sentences(
            tables["per_event"], tables["events"], event, level=level, names=names, adjusted=tables["adjusted"]
        ),
        *said_of_tests(tests, tables["per_event"], event, level=level, names=names),
        *(findings.flip_sentence(flip, level, names) for flip in day_zero[:1]),
        *problem_sentences(tables["data_problems"], names=names),
    ]


def _shown(study: Study, tables: Mapping[str, pd.DataFrame]) -> list[Table]:
    names, level, event, tests = short_names(), study.file.study.level, study.main_event, tables["tests"]
    name = called(tables["events"], event)
    return [
        verdicts_table(study.verdicts, names=names),
        per_event_table(of_main_models(tables["per_event"], event), event, level=level, names=names, called=name),
        main_table(tests, event, level=level, called=name),
    ]


def _say_files(how: Format, out: Path, names: Sequence[str]) -> None:
    page = out / "report.html"
    if how is Format.TABLE:
        sys.stdout.write(f"{len(names)} files written to {out}; open {page} to read the study.\n")
    else:
        say(f"{len(names)} files written to {out}; open {page} to read the study")
