"""The tests of an event as a page tells them: first what they could find, then what they say, then who refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eventstudy.battery.one_date.asked import COMPANION
from eventstudy.report.formats import in_words, is_missing, joined, name_of, p_phrase, p_value, percent, within
from eventstudy.report.methods import TESTS, name_of_test
from eventstudy.report.reading import in_window, is_yes, no_move, of_main_models, rows
from eventstudy.report.tables import without_empty
from eventstudy.report.trials import alone_table, matrix_table, reading_table, refused_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from eventstudy.report.tables import Table

DEFAULT = (
    "conditional_sq", "joint_rank", "mvrm_bootstrap", "portfolio_t", "sq", "permutation", "kp_bmp", "unit_placebo",
)  # fmt: skip
"""Tests that a report shows of one date and few series: the primary one, named in advance, and those beside it."""
JOINT = ("joint_rank", "mvrm_bootstrap")
"""Tests in which opposite moves do not cancel."""

Row = dict[str, Any]


class Told(NamedTuple):
    """What a page says of the tests of one event, and of the others."""

    before: list[str]
    """What the primary test could find, to be read before what it did find."""
    lead: list[str]
    words: list[tuple[str, str]]
    """What each test shown asks."""
    main: Table
    """The default tests that are valid, over the window of the primary one."""
    alone: Table
    """Each series by itself, with p-values adjusted for how many were looked at."""
    every: Table
    """The p of every valid test over every window."""
    refused: Table
    """Tests that give no answer here, and why."""
    others: Table
    """The default tests of the other events."""


def told_tests(
    tests: pd.DataFrame,
    per_event: pd.DataFrame,
    event_id: str | None,
    *,
    adjusted: pd.DataFrame | None = None,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    called: str | None = None,
) -> Told:
    """Return the section of the tests.

    Parameters
    ----------
    tests
        Columns ``event_id model test first last statistic df p min_p mde n_events valid primary note``.
    per_event
        The cumulative abnormal returns, from which it is told who rose and who fell.
    event_id
        The event the page leads with; None where there is none.
    adjusted
        Columns ``event_id series first last p p_adjusted``: of each series by itself.
    level, names, called
        Of the tests; what a reader calls each series, and the event.
    """
    mine, others = tests[tests["event_id"] == event_id], tests[tests["event_id"] != event_id]
    here = _of_primary(default_tests(mine))
    return Told(
        before=could_find(tests, event_id),
        lead=said_of_tests(tests, per_event, event_id, level=level, names=names),
        words=[(name_of_test(name), TESTS[name].sentence) for name in here["test"] if name in TESTS],
        main=main_table(tests, event_id, level=level, called=called),
        alone=alone_table(_of_event(adjusted, event_id, per_event), names=names),
        every=matrix_table(_in_order(mine), title="p of every test that is valid here, by window"),
        refused=refused_table(mine),
        others=matrix_table(default_tests(others), title="p of the tests of the other events, by window"),
    )


def main_table(tests: pd.DataFrame, event_id: str | None, *, level: float = 0.05, called: str | None = None) -> Table:
    """Return the default tests that are valid for an event, over the window of the primary one, with how to read them.

    Parameters
    ----------
    tests
        As for `told_tests`.
    event_id
        The event; None gives a table without rows.
    level, called
        What p is compared with; what the title calls the event.
    """
    here = _of_primary(default_tests(tests[tests["event_id"] == event_id]))
    return without_empty(reading_table(here, level=level, called=called))


def default_tests(tests: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the default tests that are valid, in the order they are to be read in."""
    return _in_order(_valid(tests[tests["test"].isin(DEFAULT)]))


def primary_row(tests: pd.DataFrame, event_id: str | None) -> Row | None:
    """Return the primary test of an event: the one of day 0, else of its first window; None where there is none."""
    held = [row for row in rows(tests) if row["event_id"] == event_id and is_yes(row.get("primary"))]
    day_zero = [row for row in held if (row["first"], row["last"]) == (0, 0)]
    return next(iter(day_zero or held), None)


def could_find(tests: pd.DataFrame, event_id: str | None) -> list[str]:
    """Return in a sentence what the primary test of an event could find; nothing where that is not known."""
    row = primary_row(tests, event_id)
    if row is None or not is_yes(row["valid"]) or is_missing(row["mde"]):
        return []
    n, span = round(row["n_events"]), within(row["first"], row["last"])
    who = f"a move of the {in_words(n)} series by"
    any_p = is_missing(row["min_p"]) or not row["min_p"]
    least = "" if any_p else f"; the least p it can give is {p_value(row['min_p'])}"
    size = percent(row["mde"], sign=False)
    found = "would be found four times in five by the primary test"
    what = f"{who} {size} on average, the quiet ones counting more," if n > 1 else f"a move of {size}"
    return [f"Before any estimate: {what} {span} {found}{least}."]


def said_of_tests(
    tests: pd.DataFrame,
    per_event: pd.DataFrame,
    event_id: str | None,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
) -> list[str]:
    """Return what the primary test says of an event, and what those in which opposite moves do not cancel."""
    primary = primary_row(tests, event_id)
    if primary is None or event_id is None:
        return []
    joint = joint_sentence(tests, per_event, event_id, level=level, names=names)
    return [primary_sentence(primary, level, cancels=not joint), *([joint] if joint else [])]


def primary_sentence(row: Mapping[str, Any], level: float = 0.05, *, cancels: bool = True) -> str:
    """Return what the primary test gives in a sentence.

    Parameters
    ----------
    row
        Of the table of tests.
    level
        What p is compared with.
    cancels
        Whether to say that a rise and a fall cancel in it, where no other sentence does.
    """
    which = f"{name_of_test(str(row['test']))}, {within(row['first'], row['last'])}"
    name = f"the primary test, named in advance ({which})"
    if not is_yes(row["valid"]) or is_missing(row["p"]):
        why = f": {row['note']}" if not is_missing(row.get("note")) else ""
        return f"Of all series together, {name}, can say nothing here{why}."
    verdict = "is unusual" if row["p"] < level else "is not unusual"
    several = row["n_events"] > 1
    start = "Taken together" if several else "Against the sessions before"
    text = f"{start}, the move {verdict} at the {100 * level:g} % level: {name}, gives {p_phrase(row['p'])}."
    cancel = " It tests the average of the series, in which a rise and a fall cancel." if several and cancels else ""
    return f"{text}{cancel}"


def joint_sentence(
    tests: pd.DataFrame,
    per_event: pd.DataFrame,
    event_id: str,
    *,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
) -> str:
    """Return who rose and who fell, and what the tests say that add up both; nothing where there are none."""
    primary = primary_row(tests, event_id)
    if primary is None:
        return ""
    span = (primary["first"], primary["last"])
    mine = in_window(tests[(tests["event_id"] == event_id) & tests["test"].isin(JOINT)], *span)
    held = [row for row in rows(_in_order(_valid(mine))) if row["n_events"] > 1]
    if not held:
        return ""
    return f"{_directions(per_event, event_id, span, names)}{_together(held, level)}"


def _together(held: Sequence[Row], level: float) -> str:
    """Return what tests say in which moves of either direction add up."""
    passing = [row for row in held if row["p"] < level]
    told, passed, failed = (
        joined([f"the {name_of_test(str(row['test']))} ({p_phrase(row['p'])}{_aside(row)})" for row in some])
        for some in (held, passing, [row for row in held if row not in passing])
    )
    how, many = f"unusual at the {100 * level:g} % level", len(held) > 1
    if passing and len(passing) < len(held):
        return (
            f"Of the tests in which moves of either direction add up, {passed} finds the day {how}, {failed} does not."
        )
    found = f"{'find' if many else 'finds'}" if passing else f"{'do' if many else 'does'} not find"
    return f"{'Tests' if many else 'The test'} in which moves of either direction add up {found} the day {how}: {told}."


def _aside(row: Row) -> str:
    """Return that a test is no evidence by itself, where its note says so."""
    return f"; {COMPANION}" if COMPANION in str(row.get("note")) else ""


def _directions(per_event: pd.DataFrame, event_id: str, span: tuple[int, int], names: Mapping[str, str] | None) -> str:
    """Return who rose and who fell, where both did: in an average they cancel."""
    held = rows(in_window(of_main_models(per_event, event_id), *span))
    there = [row for row in held if not is_missing(row["car"]) and not no_move(row.get("flag"))]
    rose, fell = (
        [name_of(str(row["series"]), names) for row in there if sign * row["car"] > 0] for sign in (1.0, -1.0)
    )
    if not rose or not fell:
        return ""
    return (
        f"Against what was expected {joined(rose)} rose and {joined(fell)} fell: "
        "in the average, which that test looks at, such moves cancel. "
    )


def _valid(tests: pd.DataFrame) -> pd.DataFrame:
    return tests.loc[np.array([is_yes(value) for value in tests["valid"]], dtype=bool)]


def _in_order(tests: pd.DataFrame) -> pd.DataFrame:
    """Return tests as they are to be read: by event and window as they stand, the default ones in front."""
    place = {name: number for number, name in enumerate(DEFAULT)}
    groups = tests.groupby(["event_id", "first", "last"], sort=False, dropna=False).ngroup()
    keys = tests.assign(group_=groups, place_=tests["test"].map(place))
    return tests.loc[keys.sort_values(["group_", "place_"], kind="stable").index]


def _of_primary(tests: pd.DataFrame) -> pd.DataFrame:
    """Return the tests over the window of the primary one: day 0, else the first."""
    if tests.empty:
        return tests
    spans = list(zip(tests["first"], tests["last"], strict=True))
    return in_window(tests, *((0, 0) if (0, 0) in spans else spans[0]))


def _of_event(adjusted: pd.DataFrame | None, event_id: str | None, per_event: pd.DataFrame) -> pd.DataFrame:
    """Return the adjusted p-values of an event; without any, a table without rows."""
    if adjusted is None or adjusted.empty:
        return per_event.iloc[:0].assign(p_adjusted=[])
    return adjusted[adjusted["event_id"] == event_id]
