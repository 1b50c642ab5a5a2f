"""What `eventstudy study` prints: what could be found before what was, tables of averages and tests, notes counted."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from eventstudy.battery import Outcome, recommended
from eventstudy.instruments import short_names
from eventstudy.report import formats as f
from eventstudy.report.averages import caar_table, regression_table
from eventstudy.report.problems import problems_table
from eventstudy.report.reading import in_window, is_yes, rows
from eventstudy.report.tables import Column, Table, columns
from eventstudy.report.testing import could_find, primary_row, primary_sentence
from eventstudy.report.trials import matrix_table, refused_table
from eventstudy.results import choice

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Any

    import pandas as pd

    from eventstudy.results import StudyResult

    Row = Mapping[str, Any]
    Frames = dict[str, pd.DataFrame]

_ALL = "all"
_NUMBER = re.compile(r"[-+]?\d[\d,.]*(e-?\d+)?")
_SPAN = re.compile(r"( \(-?\d+, -?\d+\),?)+(?=,|$)")
_OUTCOME = tuple(field.name for field in fields(Outcome))


def sentences(result: StudyResult, made: Frames) -> list[str]:
    """Return what was studied, what its tests could find, and on one date what the primary one says."""
    level, tests = result.settings.level, _together(made["tests"]).assign(event_id=_ALL)
    primary = primary_row(tests, _ALL)
    if primary is None or not is_yes(primary["valid"]):
        return [_about(result), *_could_find(_best(tests), (tests["first"].iloc[0], tests["last"].iloc[0]))]
    return [_about(result), *could_find(tests, _ALL), primary_sentence(primary, level)]


def tables(result: StudyResult, made: Frames) -> list[Table]:
    """Return the tables for a screen: no row for each event, each note once with how many are like it."""
    level, tests, caar = result.settings.level, made["tests"], made["caar"]
    every = _together(tests)
    refused = merged(refused_table(every, ids=True))
    shown = [
        caar_table(_together(caar), level=level, outcome=result.settings.outcome),
        _without(_marked(matrix_table(every, ids=True)), {_NUMBER.sub("#", why) for _, why in refused.rows}),
        refused,
    ]
    if "differences" in made:
        shown += [_groups_table(caar, tests, level), _differences_table(made["differences"])]
    if "regression" in made:
        shown.append(regression_table(made["regression"], level=level))
    if not made["data_problems"].empty:
        shown.append(problems_table(made["data_problems"], names=short_names()))
    return [replace(table, notes=counted(table.notes)) for table in shown]


def counted(notes: Iterable[str]) -> tuple[str, ...]:
    """Return notes that differ in their numbers only as one: the first, and how many are like it.

    Whom a note is on stands before its first colon, and does not count; over which windows is not said of several.

    Examples
    --------
    >>> counted(["bmp (0, 0): 3 of 4 pairs", "bmp (0, 1): 5 of 9 pairs", "no return on day 0"])
    ('bmp: 3 of 4 pairs (and 1 like it)', 'no return on day 0')
    """
    alike: dict[str, list[str]] = {}
    for note in notes:
        who, _, said = note.partition(": ")
        alike.setdefault(_NUMBER.sub("#", said or who), []).append(note)
    return tuple(_like(first, len(others)) if others else first for first, *others in alike.values())


def _like(note: str, others: int) -> str:
    who, colon, said = note.partition(": ")
    return f"{_SPAN.sub('', who)}{colon}{said} (and {others:,} like it)"


def _about(result: StudyResult) -> str:
    """Return in a sentence what was studied."""
    design, observations = result.settings, result.observations
    events, series = choice.events_studied(observations), choice.series_studied(observations)
    models = ", ".join(dict.fromkeys(name for names in design.models.values() for name in names))
    what = f"{_many(events, 'event')} in {_many(series, 'series')}, {design.returns} returns"
    return (
        f"{what}; models: {models}; estimation "
        f"{design.estimation}, event window {design.event}; tests {design.alternative} at {100 * design.level:g} %."
    )


def _many(held: Collection[str], what: str) -> str:
    return f"{len(held):,} {what}{'' if len(held) == 1 or what.endswith('s') else 's'}"


def _together(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all observations, without those of a group."""
    return table[table["group"].isna()] if "group" in table else table


def _best(tests: pd.DataFrame) -> list[Outcome]:
    """Return the tests of the first window that are valid, best first."""
    here = in_window(tests, *tests[["first", "last"]].iloc[0]) if len(tests) else tests
    found = [Outcome(**{name: row[name] for name in _OUTCOME if name in row}) for row in here.to_dict(orient="records")]
    return [one for one, _ in recommended(found)]


def _could_find(best: Sequence[Outcome], span: tuple[object, object]) -> list[str]:
    """Return in a sentence what the first recommended test that knows could find over the first window."""
    found = next((one for one in best if not f.is_missing(one.mde)), None)
    if found is None:
        return []
    size = f.percent(found.mde, sign=False)
    who = f"an average move of {size}" if found.n_events > 1 else f"a move of {size}"
    return [f"Before any estimate: {found.test} finds {who} {f.within(*span)} four times in five."]


def _marked(table: Table) -> Table:
    """Return a table of tests with its primary one called so."""
    place = next((number for number, column in enumerate(table.columns) if column.label == "test"), 0)
    body = tuple(
        (*row[:place], f"{row[place]} (primary)", *row[place + 1 :]) if number in table.strong else row
        for number, row in enumerate(table.rows)
    )
    return replace(table, rows=body)


def _without(table: Table, told: Collection[str]) -> Table:
    """Return a table without the notes that another tells, whatever their numbers."""
    return replace(table, notes=tuple(n for n in table.notes if _NUMBER.sub("#", n.partition(": ")[2]) not in told))


def merged(table: Table) -> Table:
    """Return each reason once, whatever its numbers, with all tests that it silenced; the matrix has the windows."""
    told: dict[str, tuple[str, dict[str, None]]] = {}
    for tests, why, _ in table.rows:
        told.setdefault(_NUMBER.sub("#", why), (why, {}))[1].update(dict.fromkeys(tests.split(", ")))
    body = tuple((", ".join(tests), why) for why, tests in told.values())
    return replace(table, columns=table.columns[:2], rows=body)


def _groups_table(caar: pd.DataFrame, tests: pd.DataFrame, level: float) -> Table:
    """Return of each group the average and the first of its recommended tests, a column a window."""
    names = [name for name in dict.fromkeys(caar["group"]) if not f.is_missing(name)]
    spans = list(dict.fromkeys(zip(caar["first"], caar["last"], strict=True)))
    body: list[tuple[str, ...]] = []
    for name in names:
        means, tried = rows(caar[caar["group"] == name]), tests[tests["group"] == name]
        body.append((str(name), f"average of {means[0]['n']:,}", *_cells(means, spans, _average)))
        for best in _best(tried)[:1]:
            mine = [row for row in rows(tried) if row["test"] == best.test]
            label = f"p of {best.test}{' (primary)' if best.primary else ''}"
            body.append((str(name), label, *_cells(mine, spans, _p)))
    heads = tuple(Column(f.window(*span), "right") for span in spans)
    title = f"Groups: average CAR and half its {f.coverage(level)} interval, p of the test recommended first"
    return Table(title, (Column("group"), Column(""), *heads), tuple(body))


def _cells(found: Sequence[Row], spans: Sequence[tuple[Any, Any]], shown: Callable[[Row], str]) -> list[str]:
    held = {(row["first"], row["last"]): shown(row) for row in found}
    return [held.get(span, f.MISSING) for span in spans]


def _average(row: Row) -> str:
    half = f.percent((row["high"] - row["low"]) / 2, sign=False)
    return f"{f.percent(row['estimate']).removesuffix(' %')} ± {half}"


def _p(row: Row) -> str:
    return f.p_value(row["p"]) if is_yes(row["valid"]) else "refused"


def _differences_table(differences: pd.DataFrame) -> Table:
    """Return the differences between groups by the tests that are valid, a row a test, a column a window."""
    listed = rows(differences)
    spans = list(dict.fromkeys((row["first"], row["last"]) for row in listed))
    keys = dict.fromkeys((row["group_a"], row["group_b"], row["test"]) for row in listed if is_yes(row["valid"]))
    body = []
    for a, b, test in keys:
        mine = [row for row in listed if (row["group_a"], row["group_b"], row["test"]) == (a, b, test)]
        body.append((f"{a} less {b}", f.words(test), *_cells(mine, spans, _difference)))
    notes = [
        f"{f.words(row['test'])}: {row['note'].split('; ')[0]}"
        for row in listed
        if row["note"] and not is_yes(row["valid"])
    ]
    notes += [note for row in listed if row["note"] and is_yes(row["valid"]) for note in row["note"].split("; ")]
    heads = [f">{f.window(*span)}" for span in spans]
    title = "Differences between groups: difference, and p"
    return Table(title, columns("|".join(["groups", "test", *heads])), tuple(body), tuple(dict.fromkeys(notes)))


def _difference(row: Row) -> str:
    return f"{f.percent(row['estimate'])}, {f.p_value(row['p'])}" if is_yes(row["valid"]) else "refused"
