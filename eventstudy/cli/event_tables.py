"""What `eventstudy study` reads and gives: a file as prices or returns; a result as tables, files, and on a screen."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import typer

from eventstudy.battery import BATTERY
from eventstudy.cli import study_screen, terminal
from eventstudy.cli.guard import say, say_dropped
from eventstudy.cli.options import Format
from eventstudy.cli.output import json_text, terminal_width
from eventstudy.cli.output import put as put_result
from eventstudy.cli.spreadsheet import csv_text
from eventstudy.errors import EventStudyError, UsageError
from eventstudy.outcomes import to_volatility, to_volume
from eventstudy.prices import load_prices
from eventstudy.prices.findings import told_of
from eventstudy.records import as_dict
from eventstudy.report import shapes
from eventstudy.results import choice
from eventstudy.returns import to_returns
from eventstudy.study.files import columns_of
from eventstudy.study.returns_table import read_returns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.cross_section import Regression
    from eventstudy.records import Dropped
    from eventstudy.report.figures.canvas import Figure
    from eventstudy.results import StudyResult

    Frames = dict[str, pd.DataFrame]

_TABLES = (".csv", ".parquet", ".pq")
LARGE = 100_000
"""Rows up to which a table is written as text."""
_NAMED = 20
"""Events left out that are named where there are more than five times as many."""


def test_names(text: str | None) -> list[str] | None:
    """Return the names of tests between commas, each known."""
    if text is None:
        return None
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in BATTERY:
            near = difflib.get_close_matches(name, BATTERY, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise typer.BadParameter(f"{name!r} is no test; {hint}`eventstudy tests` lists them", param_hint="--tests")
    return names or None


test_names.__test__ = False  # type: ignore[attr-defined]  # it is no test, whatever pytest makes of its name


def read_data(
    name: str, *, kind: str | None, returns: str, dividends: bool = True, outcome: str = "return"
) -> pd.DataFrame:
    """Return what is studied, sessions by series, from a file of returns or of prices.

    Parameters
    ----------
    name
        A CSV or Parquet file, or a folder of prices.
    kind
        ``"prices"`` or ``"returns"``; without it a file is of prices if it has a column ``close``.
    returns
        ``"simple"`` or ``"log"``: to be formed from prices, or what a file of returns holds.
    dividends
        Whether they are added back to returns formed from prices.
    outcome
        ``"return"``; ``"volume"`` and ``"volatility"`` are formed from prices.

    Raises
    ------
    EventStudyError
        It cannot be read as what it is said to be.
    """
    path = Path(name)
    if kind == "prices" or (kind is None and _has_closes(path)):
        prices = load_prices(source=path)
        if outcome == "return":
            return to_returns(prices, kind=returns, dividends=dividends)
        return to_volume(prices) if outcome == "volume" else to_volatility(prices)
    if outcome != "return":
        raise UsageError(f"--outcome {outcome} is formed from prices, but {name} is a table of returns; name prices")
    try:
        table = read_returns(path)
    except EventStudyError as error:
        if not _has_closes(path):
            raise
        if path.is_file() and path.suffix.lower() not in _TABLES:
            raise UsageError(f"returns are read from CSV or Parquet: save {name} as one of these") from error
        raise UsageError(f"{name} holds prices, not returns: say --kind prices, or leave out --kind") from error
    table.attrs["kind"] = returns
    return table


def _has_closes(path: Path) -> bool:
    """Tell whether a file has a column of closes; a folder, or what is no table of ours, can only hold prices."""
    if path.is_dir() or (path.is_file() and path.suffix.lower() not in _TABLES):
        return True
    return "close" in {column.strip().lower() for column in columns_of(path)}


def frames(result: StudyResult, *, tests: Sequence[str] | None, regression: Regression | None) -> Frames:
    """Return every table of a result by its name.

    Parameters
    ----------
    result
        Of the study.
    tests
        Names of the tests wanted; all without it.
    regression
        Of the cumulative abnormal returns, where one was asked for.
    """
    ways = [None, "group"] if result.settings.grouped else [None]
    made = {
        "per_event": result.to_frame("per_event"),
        "tests": _stacked(
            result, [[result.tests(*span, by=by, tests=tests) for span in _spans(result)] for by in ways]
        ),
        "caar": _stacked(result, [[result.caar(*span, by=by) for span in _spans(result)] for by in ways]),
        "models": result.to_frame("models"),
        "dropped": result.to_frame("dropped"),
    }
    if result.settings.grouped:
        made["differences"] = result.to_frame("differences")
    if choice.have_windows(result.observations):
        made["own_windows"] = result.to_frame("own_windows")
    if regression is not None:
        made["regression"] = regression.to_frame()
    return made


def _spans(result: StudyResult) -> list[tuple[int, int]]:
    return [(window.first, window.last) for window in result.settings.windows]


def _stacked(result: StudyResult, parts: Sequence[Sequence[pd.DataFrame]]) -> pd.DataFrame:
    """Return tables as one: all observations, then each group, whose name stands in a column of its own."""
    rows = [row for part in parts for table in part for row in table.to_dict(orient="records")]
    columns = list(parts[0][0].columns)
    return pd.DataFrame(rows, columns=["group", *columns] if result.settings.grouped else columns)


def to_json(result: StudyResult, made: Frames, regression: Regression | None) -> dict[str, Any]:
    """Return a result as plain JSON values; of a table of more than `LARGE` rows it has the name alone."""
    large = [name for name, table in made.items() if len(table) > LARGE]
    value: dict[str, Any] = {"design": result.design}
    if not {"per_event", "models"} & set(large):
        value["per_event"] = shapes.per_event_list(made["per_event"], made["models"], result.settings.factors)
    value |= {name: shapes.rows_list(made[name]) for name in made if name not in {"per_event", "regression", *large}}
    value |= {"provenance": as_dict(result.provenance)} | ({"too_long": large} if large else {})
    if regression is not None:
        said = {name: getattr(regression, name) for name in ("formula", "n", "r2", "cov", "weights", "note")}
        value["regression"] = {**said, "terms": shapes.rows_list(made["regression"])}
    return value


def further(result: StudyResult) -> Frames:
    """Return the tables that only a folder has room for: each session of each event, other measures, families.

    Of more than `LARGE` observations abnormal returns stand an event a row, in ``ar_by_event``. What has to look at
    each by itself is left out where there are too many: volatility and families.
    """
    large, lots = len(result.observations) > LARGE, choice.too_many(result.observations)
    names = ["aar", *([] if large else ["ar", "paths", "scar"]), *([] if lots else ["volatility"])]
    names += ["bhar"] if result.settings.outcome == "return" else []
    by = "group" if result.settings.grouped else None
    found = {name: result.to_frame(name) for name in names} | {"average_paths": result.average_paths()}
    if by is not None:
        found["aar"] = pd.concat([found["aar"], result.aar(by=by)])
        found["average_paths"] = pd.concat([found["average_paths"], result.average_paths(by=by)])
    if large:
        found["ar_by_event"] = result.ar().rename(columns=str).reset_index()
    return found if lots else found | {"adjusted": result.adjusted()}


def figures(result: StudyResult) -> dict[str, Figure]:
    """Return the figures: of one event its returns, of several their averages, and of both the tests."""
    if not choice.have_fits(result.observations):
        return {}
    several = len(choice.events_studied(result.observations)) > 1
    kinds = ["aar", "caar", "tests"] if several else ["ar", "car", "sar", "tests"]
    return {kind: result.plot(kind) for kind in kinds}


def files(made: Frames, json: Mapping[str, Any], drawn: Mapping[str, Figure]) -> dict[str, bytes]:
    """Return the content of every file by its name: a table as CSV, one of more than `LARGE` rows as Parquet."""
    from eventstudy.report.figures import to_png, to_svg  # noqa: PLC0415 - matplotlib is loaded where it is wanted

    texts = {f"{name}.csv": csv_text(table) for name, table in made.items() if len(table) <= LARGE}
    large = {f"{name}.parquet": table.to_parquet(index=False) for name, table in made.items() if len(table) > LARGE}
    texts["results.json"] = json_text(json, unicode=True)
    texts |= {f"figures/{name}.svg": to_svg(figure) for name, figure in drawn.items()}
    pictures = {f"figures/{name}.png": to_png(figure) for name, figure in drawn.items()}
    return {name: text.encode() for name, text in texts.items()} | large | pictures


def put(how: Format, result: StudyResult, made: Frames, regression: Regression | None, *, quiet: bool) -> None:
    """Print a result: tables of averages and tests, CSV of the cumulative abnormal returns, or JSON of everything."""
    if how is Format.TABLE and quiet:
        return
    if how is Format.TABLE:
        terminal.print_sentences([*study_screen.sentences(result, made), ""], width=terminal_width())
    put_result(
        how,
        tables=lambda: study_screen.tables(result, made),
        frame=lambda: made["per_event"],
        json=lambda: to_json(result, made, regression),
    )


def say_files(how: Format, out: Path, names: Sequence[str]) -> None:
    """Say where the files are."""
    text = f"{len(names)} files written to {out}"
    if how is Format.TABLE:
        sys.stdout.write(f"{text}.\n")
    else:
        say(text)


def say_left_out(dropped: Sequence[Dropped]) -> None:
    """Name what was found and left out, a line each; of more than a hundred a few, and how many there are."""
    if len(dropped) <= 5 * _NAMED:
        say_dropped(dropped)
        return
    say_dropped(dropped[:_NAMED])
    say(f"left out {len(dropped) - _NAMED:,} more: the table dropped, written by --out, names each")


def problems(table: pd.DataFrame, result: StudyResult, rules: Mapping[str, str] | None) -> pd.DataFrame:
    """Return what is odd about the prices of what was studied, and what was done about it; nothing of returns."""
    settings = result.settings
    used = {*settings.models, *filter(None, settings.benchmarks.values())}
    return told_of(table.attrs.get("provenance", {}), used, rules)


def regress(result: StudyResult, formula: str | None) -> Regression | None:
    """Return the regression asked for.

    Raises
    ------
    UsageError
        The formula cannot be read, or names what the events do not have.
    """
    if formula is None:
        return None
    if not formula.strip():
        raise UsageError('--regress is empty; give a formula, as "car(0, 1) ~ size"')
    return result.regress(formula)
