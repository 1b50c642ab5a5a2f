"""Tables of tests: what each gives, how to read it, which gave no answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.battery.one_date.asked import COMPANION
from eventstudy.report import formats as f
from eventstudy.report.methods import name_of_test
from eventstudy.report.reading import is_yes, rows
from eventstudy.report.tables import Column, Table, columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pandas as pd

    _Held = dict[str, dict[tuple[int, int], None]]

EACH = "conditional_sq"
"""The test that adjusted p-values of single series are of."""
_ALL, _EVERY = "all events", "every one"
_NEARLY, _HALF, _THOUSANDTH = 0.95, 0.5, 0.001


def reading_table(tests: pd.DataFrame, *, level: float = 0.05, called: str | None = None) -> Table:
    """Return the tests of one event over one window, each with how its p is to be read.

    Parameters
    ----------
    tests
        Columns ``event_id test first last p min_p mde n_events valid primary note``, of one event and window.
    level
        What p-values are compared with.
    called
        What the title calls the event.
    """
    listed = rows(tests)
    shown = tuple(
        (
            _named(row),
            f.p_value(row["p"]),
            f"{reading(row['p'], level)}{_companion(row)}",
            _least(row["min_p"]),
            f.percent(row["mde"], sign=False),
            f.count(row["n_events"]),
        )
        for row in listed
    )
    labels = "test|>p|in words|>least p it can give|>effect found 4 times in 5|>series"
    where = f", window {f.window(listed[0]['first'], listed[0]['last'])}" if listed else ""
    title = f"Tests over all series{f' around {called}' if called else ''}{where}"
    strong = tuple(place for place, row in enumerate(listed) if is_yes(row.get("primary")))
    remarks = _remarks(listed, _spans(tests), ids=False, several=False)
    return Table(title, columns(labels), shown, remarks, strong)


def reading(p: object, level: float = 0.05) -> str:
    """Return a p-value in words.

    Examples
    --------
    >>> reading(0.026), reading(0.24), reading(0.92)
    ('unusual: 1 day in 38 looks so', 'not unusual: 1 day in 4 looks so', 'not unusual: 9 days in 10 look so')
    """
    if f.is_missing(p):
        return f.MISSING
    value = float(str(p))
    how = "unusual" if value < level else "not unusual"
    if value > _NEARLY:
        return f"{how}: nearly every day looks so"
    if value > _HALF:
        return f"{how}: {round(10 * value)} days in 10 look so"
    if value < _THOUSANDTH:
        return f"{how}: fewer than 1 day in 1,000 looks so"
    return f"{how}: 1 day in {round(1 / value):,} looks so"


def _companion(row: Mapping[str, object]) -> str:
    """Return that a test is no evidence by itself, where its note says so."""
    return f" ({COMPANION})" if COMPANION in str(row.get("note")) else ""


def refused_table(tests: pd.DataFrame, *, ids: bool = False) -> Table:
    """Return the tests that gave no answer, each reason once, with the windows it holds for.

    Parameters
    ----------
    tests
        As for `reading_table`, of any events; valid rows are left out. Of several reasons in a note the first is
        told.
    ids
        Whether tests are called by the names that a command takes.
    """
    listed, spans = rows(tests), _spans(tests)
    told: dict[tuple[str, str], dict[tuple[int, int], None]] = {}
    for row in listed:
        if not is_yes(row["valid"]):
            why = f.MISSING if f.is_missing(row["note"]) else str(row["note"]).split("; ")[0]
            told.setdefault((why, _called(row, ids=ids)), {})[row["first"], row["last"]] = None
    together: dict[tuple[str, tuple[tuple[int, int], ...]], list[str]] = {}
    for (why, name), held in told.items():
        together.setdefault((why, tuple(held)), []).append(name)
    body = tuple((", ".join(names), why, _in_windows(held, spans)) for (why, held), names in together.items())
    return Table("Tests that give no answer here", columns("tests|why|windows"), body)


def matrix_table(tests: pd.DataFrame, *, title: str = "p of each test, by window", ids: bool = False) -> Table:
    """Return the p of each valid test, a row a test, a column a window.

    Parameters
    ----------
    tests
        As for `reading_table`, of any events, and ``group`` where they are of groups; a test without any answer is
        left out.
    title
        Of the table.
    ids
        Whether tests are called by the names that a command takes.
    """
    valid = tests.loc[np.array([is_yes(value) for value in tests["valid"]], dtype=bool)]
    listed, spans = rows(valid), _spans(tests)
    cells = {(_whose(row), str(row["test"]), row["first"], row["last"]): f.p_value(row["p"]) for row in listed}
    keys = list(dict.fromkeys((_whose(row), str(row["test"])) for row in listed))
    body = tuple(
        (whose, test if ids else name_of_test(test), *(cells.get((whose, test, *span), "refused") for span in spans))
        for whose, test in keys
    )
    labelled = tuple(Column(f.window(*span), "right") for span in spans)
    strong = tuple(place for place, (_, test) in enumerate(keys) if test in _primary(listed))
    several = len({whose for whose, _ in keys}) > 1
    notes = _remarks(listed, spans, ids=ids, several=several)
    table = Table(title, (Column("events"), Column("test"), *labelled), body, notes, strong)
    if several or not body:
        return table
    return replace(table, columns=table.columns[1:], rows=tuple(row[1:] for row in body))


def _primary(listed: Sequence[Mapping[str, object]]) -> set[str]:
    return {str(row["test"]) for row in listed if is_yes(row.get("primary"))}


def alone_table(adjusted: pd.DataFrame, *, names: Mapping[str, str] | None = None) -> Table:
    """Return the test of each series by itself, a row a series, a column a window: p, and p adjusted in brackets.

    Parameters
    ----------
    adjusted
        Columns ``series first last p p_adjusted``, of one event; the family that p is adjusted for.
    names
        What a reader calls each series.
    """
    listed = rows(adjusted)
    spans = list(dict.fromkeys((row["first"], row["last"]) for row in listed))
    cells = {(str(row["series"]), row["first"], row["last"]): _both(row["p"], row["p_adjusted"]) for row in listed}
    series = list(dict.fromkeys(str(row["series"]) for row in listed))
    body = tuple((f.name_of(name, names), *(cells.get((name, *span), f.MISSING) for span in spans)) for name in series)
    title = f"Each series by itself ({name_of_test(EACH)}): p, and in brackets p adjusted for all {len(listed)} looks"
    return Table(title, (Column("series"), *(Column(f.window(*span), "right") for span in spans)), body)


def _both(p: object, adjusted: object) -> str:
    return f.MISSING if f.is_missing(p) else f"{f.p_value(p)} ({f.p_value(adjusted)})"


def _named(row: Mapping[str, object]) -> str:
    return f"{name_of_test(str(row['test']))}{' (primary)' if is_yes(row.get('primary')) else ''}"


def _least(p: object) -> str:
    """Return the least p a test can give; none for one that can give any, as a t test can."""
    return f.MISSING if f.is_missing(p) or not p else f.p_value(p)


def _whose(row: Mapping[str, object]) -> str:
    """Return which events a row is of."""
    if not f.is_missing(row.get("group")):
        return f"group {row['group']}"
    return _ALL if f.is_missing(row["event_id"]) else str(row["event_id"])


def _remarks(
    listed: Sequence[Mapping[str, Any]], spans: Sequence[tuple[int, int]], *, ids: bool, several: bool
) -> tuple[str, ...]:
    """Return each remark on some tests once, with the tests it is on, and the windows where that is not every one."""
    told: dict[str, dict[str, _Held]] = {}
    shown: dict[str, dict[str, None]] = {}
    for row in listed:
        whose, test = _whose(row) if several else "", _called(row, ids=ids)
        shown.setdefault(whose, {})[test] = None
        for remark in [] if f.is_missing(row["note"]) else str(row["note"]).split("; "):
            by_test = told.setdefault(remark, {}).setdefault(whose, {})
            by_test.setdefault(test, {})[row["first"], row["last"]] = None
    return tuple(f"{', '.join(_on(on, shown, spans))}: {remark}" for remark, on in told.items())


def _on(on: Mapping[str, _Held], shown: Mapping[str, Collection[str]], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return what a remark is on: tests alone where it is on the same ones of all events, else those of each."""
    first = next(iter(on.values()))
    if len(on) == len(shown) > 1 and all(held == first for held in on.values()):
        return _who("", first, next(iter(shown.values())), spans)
    return [who for whose, held in on.items() for who in _who(whose, held, shown[whose], spans)]


def _who(whose: str, held: _Held, shown: Collection[str], spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return what a remark is on: events as a whole where it is on all their tests, else each test."""
    first = next(iter(held.values()))
    if len(held) == len(shown) > 1 and all(windows.keys() == first.keys() for windows in held.values()):
        return [_with_windows(whose or "every test", first, spans)]
    return [_with_windows(f"{whose} {test}".strip(), windows, spans) for test, windows in held.items()]


def _with_windows(who: str, held: Iterable[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> str:
    said = _in_windows(held, spans)
    return who if said == _EVERY else f"{who} {said}"


def _in_windows(held: Iterable[tuple[int, int]], spans: Sequence[tuple[int, int]]) -> str:
    """Return windows in words."""
    named = [f.window(*span) for span in held]
    return _EVERY if len(named) == len(spans) else ", ".join(named)


def _spans(tests: pd.DataFrame) -> list[tuple[int, int]]:
    return list(dict.fromkeys(zip(tests["first"], tests["last"], strict=True)))


def _called(row: Mapping[str, Any], *, ids: bool) -> str:
    return str(row["test"]) if ids else name_of_test(str(row["test"]))
