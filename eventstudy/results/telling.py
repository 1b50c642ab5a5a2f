"""A study in plain text: all of it, and in a line."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy import battery
from eventstudy.battery import Outcome
from eventstudy.report import formats as f
from eventstudy.report.publish.remarks import remarks_of, said_by
from eventstudy.report.reading import rows
from eventstudy.results import averages, observed, pooled, tables
from eventstudy.results.choice import (
    are_grouped,
    events_studied,
    models_studied,
    pairs_studied,
    series_studied,
    too_many,
)
from eventstudy.results.notes import lines, parts, told_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import Window
    from eventstudy.results.study_result import StudyResult

_WHOLE = 40
"""Rows of one event's CARs that a summary shows one by one."""
_EVENTS = 12
_LEAST = 0.0001
"""Below it four digits of a p show nothing."""
_GROUPS = 3
"""Groups whose differences a notebook shows."""
_TESTS = 6
_REMARKABLE = 5
_NOTES = 6
_WIDE = 120


def summary(result: StudyResult) -> str:
    """Return the study in plain text."""
    events = len(events_studied(result.observations))
    one_event = events == 1 and len(result.observations) * len(result.settings.windows) <= _WHOLE
    blocks = [head(result), *(_of_one(result) if one_event else _of_many(result, events))]
    dropped = lines(told_once((one.what, one.reason) for one in result.dropped), _NOTES, "left out")
    return "\n\n".join([*blocks, *([_list("Left out", dropped)] if dropped else [])])


def head(result: StudyResult) -> str:
    """Return what was studied, and how, in two lines."""
    design, observations = result.settings, result.observations
    of = models_studied(observations)
    counts = [
        _many(len(events_studied(observations)), "event"),
        _many(len(series_studied(observations)), "series"),
        _many(pairs_studied(observations), "observation"),
    ]
    left = f"; {len(result.dropped):,} left out" if result.dropped else ""
    kind = f"{design.returns} returns" if design.outcome == "return" else f"abnormal {design.outcome}"
    return (
        f"Event study: {', '.join(counts)}, {kind}; {'models' if len(of) > 1 else 'model'} {', '.join(of)}{left}\n"
        f"estimation {design.estimation}, event window {design.event}, overlap {design.overlap!r}, "
        f"{design.alternative} at level {design.level:g}"
    )


def short(result: StudyResult) -> str:
    """Return the study in a line or two, as an interpreter shows it."""
    return f"<{head(result)}\n summary(), recommended(), tests(), car(), caar() and to_frame() show the numbers>"


def short_html(result: StudyResult) -> str:
    """Return the study as a notebook shows it: its head, and CARs: averages, of each group where there are groups."""
    from html import escape  # noqa: PLC0415 - only a notebook asks for it

    from eventstudy.results.publishing import to_table  # noqa: PLC0415 - which takes results

    one_event = len(events_studied(result.observations)) == 1
    if are_grouped(result.observations):
        average = pooled.averaged(result, result.settings.windows, "group", None, averages.CAAR)
        made = [to_table(average, "caar", of=result)]
        few = average["group"].nunique() in range(2, _GROUPS + 1) and not too_many(result.observations)
        made += [to_table(result, "differences")] if few else []
    else:
        made = [to_table(result, "per_event" if one_event and len(result.observations) <= _EVENTS else "caar")]
    shown = "\n".join(table._repr_html_() for table in made)
    return f"<p>{escape(head(result)).replace(chr(10), '<br>')}</p>\n{shown}"


def _of_one(result: StudyResult) -> list[str]:
    """Return each CAR of one event, and the valid tests over each window."""
    cars, tests = result.to_frame("per_event"), result.to_frame("tests")
    shown = cars.drop(columns=["event_id", "df", "flag", "note"])
    told = told_once((f"{row.series}, {row.model}", part) for row in cars.itertuples() for part in parts(str(row.note)))
    valid, silent = tests[tests["valid"]], tests.loc[~tests["valid"], "test"].drop_duplicates()
    return [
        *_mde(tests, result.settings.windows[0]),
        f"Event {cars['event_id'].iloc[0]}: cumulative abnormal returns\n{text(shown)}",
        f"Valid tests of all series together\n{text(_narrow(valid)) if len(valid) else '  none'}",
        *_silent(silent.tolist(), "Not valid over some window"),
        *_notes(lines(told, _NOTES, "series and models"), _remarks(valid)),
    ]


def _of_many(result: StudyResult, events: int) -> list[str]:
    """Return the tests of all events together, the averages, and the events that stand out."""
    window = result.settings.windows[0]
    spare = pooled.spared(result, [window], None)
    tests = pooled.outcomes(result, [window], None, None, spare=spare)
    best = [name for name, _ in ranked(tests)]
    valid = tests[tests["valid"]].set_index("test", drop=False).loc[best[:_TESTS]]
    more = f"; {len(best) - _TESTS} more are in recommended()" if len(best) > _TESTS else ""
    silent = tests.loc[~tests["valid"], "test"].tolist()
    caar = result.to_frame("caar").drop(columns=["model"])
    said = remarks_of(rows(caar.assign(window=_windows(caar))), caar.columns, None, _NOTES)
    average = [text(caar.drop(columns=["note"])), *(f"  {line}" for line in said)]
    cars = observed.cars(result, [window])
    told = told_once(
        (f"{row.event_id}, {row.series}", part) for row in cars.itertuples() for part in parts(str(row.note))
    )
    return [
        *_mde(tests, window),
        "All events together: average cumulative abnormal returns\n" + "\n".join(average),
        f"Tests over {window} of all events together, best first{more}\n"
        + (text(_narrow(valid)) if len(valid) else "  none is valid"),
        *_silent(silent, f"Not valid over {window}"),
        *([_each(result, window)] if events <= _EVENTS else []),
        _remarkable(result, cars, window),
        *_notes(lines(told, _NOTES, "observations"), _remarks(valid)),
    ]


def ranked(tests: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the valid tests of one evaluation, best first, and why."""
    held = [name for name in tables.OUTCOME if name in tests]
    found = [Outcome(**{name: row[name] for name in held}) for row in tests.to_dict(orient="records")]
    return [(one.test, why) for one, why in battery.recommended(found)]


def _mde(tests: pd.DataFrame, window: Window) -> list[str]:
    """Return the primary test, or the best one, and the effect that it would find, before any estimate is seen."""
    over = tests[(tests["first"] == window.first) & (tests["last"] == window.last)]
    best = next(iter(ranked(over)), None)
    if best is None:
        return []
    row = over[over["test"] == best[0]].iloc[0]
    what = "Primary test, named in advance" if row["primary"] else "Test recommended here"
    found = row["mde"] == row["mde"]
    said = f"; the least effect over {window} that it finds in 80 of 100 cases is {row['mde']:.4f}" if found else ""
    return [f"{what}: {best[0]}{said}"]


def _each(result: StudyResult, window: Window) -> str:
    """Return each event's mean CAR with the best of its tests; those that draw are not made."""
    tests = pooled.outcomes(result, [window], "event", None, spare="left out of summaries")
    rows = []
    for _, part in tests.groupby("event_id", sort=False):
        best = next(iter(ranked(part)), None)
        rows.append(
            part[part["test"] == best[0]] if best else part.iloc[:1].assign(test="none is valid", p=float("nan"))
        )
    frame = pd.concat(rows)
    shown = frame[["event_id", "n_events", "test", "estimate", "p", "mde"]]
    return f"Each event over {window}: its best test\n{text(shown)}"


def _remarkable(result: StudyResult, cars: pd.DataFrame, window: Window) -> str:
    """Return the CARs farthest from zero in units of their standard error."""
    main = {series: names[0] for series, names in result.settings.models.items()}
    mine = cars[cars["model"] == cars["series"].map(main)].dropna(subset=["t"])
    far = mine.loc[mine["t"].abs().sort_values(ascending=False, kind="stable").index[:_REMARKABLE]]
    shown = far[["event_id", "series", "model", "day0", "car", "se", "t", "p"]]
    count = f"{len(shown)} of {len(mine):,}" if len(mine) > len(shown) else "all"
    return f"Largest cumulative abnormal returns over {window} by their t, {count}\n{text(shown)}"


def _narrow(tests: pd.DataFrame) -> pd.DataFrame:
    kept = ["test", "first", "last", "estimate", "statistic", "df", "p", "min_p", "mde", "n_events", "rbar", "primary"]
    shown = tests[kept]
    return shown.assign(primary=shown["primary"].map({True: "primary", False: ""}))


def _remarks(valid: pd.DataFrame) -> list[str]:
    """Return what valid tests say of themselves, each sentence once, after the tests that say it."""
    said: dict[str, list[str]] = {}
    for row in rows(valid):
        for part in said_by(row):
            said.setdefault(part, []).append(str(row["test"]))
    return [f"{', '.join(dict.fromkeys(names))}: {part}" for part, names in said.items()]


def _silent(names: Sequence[str], what: str) -> list[str]:
    said = f"{what} (tests() says why): {', '.join(names)}"
    return ["\n".join(wrap(said, _WIDE, subsequent_indent="  "))] if names else []


def _notes(estimates: Sequence[str], tests: Sequence[str]) -> list[str]:
    shown = [*estimates, *tests[:_NOTES]]
    more = len(tests) - _NOTES
    shown += [f"... and {more} more in the notes of tests()"] if more > 0 else []
    return [_list("To know", shown)] if shown else []


def _list(title: str, items: Sequence[str]) -> str:
    return "\n".join([title, *(f"  {item}" for item in items)])


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 or what.endswith('s') else 's'}"


def _windows(frame: pd.DataFrame) -> list[str]:
    return [f.window(first, last) for first, last in zip(frame["first"], frame["last"], strict=True)]


def _p(value: float) -> str:
    return "" if f.is_missing(value) else "<0.0001" if value < _LEAST else f"{value:.4f}"


def text(frame: pd.DataFrame) -> str:
    """Return a table as text, fractions with four digits."""
    days = {name: frame[name].dt.strftime("%Y-%m-%d") for name in frame.columns if frame[name].dtype.kind == "M"}
    told = {name: frame[name].map(_p) for name in ("p", "p_adjusted") if name in frame}
    whole: str = frame.assign(**days, **told).to_string(
        index=False, na_rep="", float_format=lambda value: f"{value:.4f}", max_colwidth=40
    )
    return whole
