"""Results and records as tables ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.cross_section import BenchmarkRegression, Regression
from eventstudy.errors import UsageError
from eventstudy.instruments import short_names
from eventstudy.kernels.significance import t_test
from eventstudy.records import Article, DateMention, Dropped, Event, ReportedMove, Verdict, as_dict
from eventstudy.report.publish import PublishedTable, records
from eventstudy.report.publish.about import About
from eventstudy.report.publish.cells import true_minus
from eventstudy.report.publish.frames import kind_of, sheet_of
from eventstudy.report.publish.published import write_workbook
from eventstudy.results.choice import as_alternative
from eventstudy.results.frames import to_frame
from eventstudy.results.study_result import StudyResult
from eventstudy.verdicts.remarks import Weighed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from eventstudy.report.publish.sheet import Sheet

    Names = Mapping[str, str] | None

_AVERAGES = ("aar", "caar")
_LEVEL = 0.05
"""Of intervals, which are not taken from here."""
_BOOK = ("per_event", "caar", "tests", "models")
"""Tables of a workbook without names."""


def to_table(
    what: object,
    kind: str | None = None,
    *,
    stars: bool = False,
    digits: int | None = None,
    caption: str | None = None,
    note: bool = True,
    names: Mapping[str, str] | None = None,
    of: StudyResult | None = None,
) -> PublishedTable:
    """Return results or records as a table ready to print: `to_html`, `to_latex`, `to_markdown`, `to_word`, ...

    Parameters
    ----------
    what
        A `StudyResult`; a table that it gave (``result.tests(0, 1)``); a regression; or a list of verdicts, reported
        moves, events, dates, articles or what was dropped.
    kind
        Of a `StudyResult`, the name of its table as in `to_frame`, ``"per_event"`` without one. Of a DataFrame, what it
        is, where its columns do not say.
    stars
        Whether estimates with a p carry stars, with their legend: ``* p < .10, ** p < .05, *** p < .01``.
    digits
        Decimals of returns, in per cent, and of coefficients; 2 without it, and as many for a regression as show two
        digits of its smallest standard error.
    caption
        In the place of the table's own.
    note
        Whether notes stand below: the test and what it assumes, the windows, the sample, what a dash means.
    names
        What a reader calls each series and each event, by id; series of the catalogue have names.
    of
        The study that a DataFrame is of: its notes then tell the level of intervals and the sample.

    Raises
    ------
    UsageError
        If there is no such table, stars are wanted where there is no p, or `what` is none of these.

    Examples
    --------
    >>> from datetime import date
    >>> import eventstudy as es
    >>> article = es.Article("text", "Brent rose 3.6 percent on Friday.", "", date(2020, 1, 3))
    >>> move = es.find_moves([article])
    >>> print(es.to_table(move, caption="What was told").to_markdown())
    **What was told**
    <BLANKLINE>
    | No. | Instrument  | Words         | Read as  | When       | Article |
    | --: | ----------- | ------------- | -------- | ---------- | ------- |
    |   1 | Brent crude | “3.6 percent” | up 3.6 % | 2020-01-03 | text    |
    <BLANKLINE>
    """
    if not isinstance(names, Mapping | None):
        raise UsageError(f"names are a {type(names).__name__}; give {{id: what a reader calls it}}")
    if not isinstance(of, StudyResult | None):
        raise UsageError(f"of= is a {type(of).__name__}; give the StudyResult that the table is of")
    called = {**short_names(), **(names or {})}
    if isinstance(what, StudyResult | Regression | BenchmarkRegression | pd.DataFrame):
        frame, name, about = _tested(*_numbers(what, kind, of))
        sheet = sheet_of(frame, name, about, starred=stars, digits=digits, caption=caption, names=called)
    else:
        if stars:
            raise UsageError("stars=True: records have no p-values for stars to stand on")
        frame, sheet = _records(what, called)
        sheet = replace(sheet, caption=true_minus(sheet.caption if caption is None else caption))
    legend = sheet.notes[-1:] if stars else ()
    return PublishedTable(sheet if note else replace(sheet, notes=legend), frame)


def write_book(result: StudyResult, path: str | Path, tables: Sequence[str] | None, names: Names = None) -> Path:
    """Write tables of a study into one Excel workbook, a page each."""
    held = [tables] if isinstance(tables, str) else [*(_BOOK if tables is None else tables)]
    if not held:
        raise UsageError(f"no table is named for the workbook; give one or more, as {list(_BOOK)}")
    return write_workbook([to_table(result, one, names=names).sheet for one in held], path)


def _numbers(what: object, kind: str | None, of: StudyResult | None) -> tuple[pd.DataFrame, str, About]:
    """Return a table of numbers, which one it is, and what its notes tell."""
    if isinstance(what, StudyResult):
        name = kind or "per_event"
        return what.to_frame(name), name, _about(what)
    if isinstance(what, Regression | BenchmarkRegression):
        return what.to_frame(), _regression(what), _about_regression(what)
    if not isinstance(what, pd.DataFrame):
        raise TypeError(type(what).__name__)
    return what, kind or kind_of(what), About() if of is None else _about(of)


def _tested(frame: pd.DataFrame, name: str, about: About) -> tuple[pd.DataFrame, str, About]:
    """Return a table of averages with the t test of each by its own standard error; any other table as it is."""
    if name not in _AVERAGES or not {"estimate", "se", "df"} <= set(frame.columns) or "p" in frame:
        return frame, name, about
    side = as_alternative(about.alternative or "two-sided")
    found = [
        t_test(estimate=estimate, se=se, df=df, level=_LEVEL, alternative=side)
        for estimate, se, df in zip(frame["estimate"], frame["se"], frame["df"], strict=True)
    ]
    made = frame.copy()
    place = made.columns.tolist().index("df")
    made.insert(place, "t", [one.statistic for one in found])
    made.insert(place + 2, "p", [one.p for one in found])
    return made, name, replace(about, alternative=side)


def _regression(what: Regression | BenchmarkRegression) -> str:
    return "regression" if isinstance(what, Regression) else "benchmark_regression"


def _about(result: StudyResult) -> About:
    """Return what the notes of a study's tables tell."""
    design = result.settings
    return About(
        level=design.level,
        alternative=design.alternative,
        estimation=(design.estimation.first, design.estimation.last),
        overlap=design.overlap,
        returns=design.returns,
        outcome=design.outcome,
    )


def _about_regression(what: Regression | BenchmarkRegression) -> About:
    """Return what the notes of a regression tell."""
    plain = what.formula.strip().startswith("scar")
    unit = "Coefficients are numbers" if plain else "Coefficients are in per cent, for one unit of the regressor"
    said = [f"Dependent variable and regressors: {what.formula}", f"{what.n:,} observation{'s' * (what.n != 1)}"]
    if isinstance(what, Regression):
        weighted = f", weights {what.weights}" if what.weights else ""
        said[-1] += f" on {what.clusters:,} dates, R2 {what.r2:.3f}"
        said.append(f"Standard errors: {_COVARIANCES[what.cov]}{weighted}")
    else:
        said.append("p is the rank of the event's own t among the same regression on ordinary days")
    remarks = (". ".join(said), unit, *([what.note] if what.note else []))
    level = what.level if isinstance(what, Regression) else None
    return About(level=level, alternative=what.alternative, plain=plain, remarks=remarks)


_COVARIANCES = {
    "HC3": "HC3, robust to unequal variances, for independent observations",
    "HC1": "HC1, robust to unequal variances, for independent observations",
    "cluster": "clustered by the date of day 0",
    "ols": "ordinary least squares, for equal variances and independent observations",
}

_SHEETS: dict[type, Callable[[Any, Names], Sheet]] = {
    Verdict: records.verdict_sheet,
    ReportedMove: records.move_sheet,
    Event: lambda held, _: records.event_sheet(held),
    DateMention: lambda held, _: records.date_sheet(held),
    Article: lambda held, _: records.article_sheet(held),
    Dropped: lambda held, _: records.dropped_sheet(held),
    Weighed: records.remark_sheet,
}


def _records(what: object, names: Mapping[str, str]) -> tuple[pd.DataFrame, Sheet]:
    """Return a list of records, or one, as a table, and as it is printed."""
    held = [what] if type(what) in _SHEETS else list(what) if isinstance(what, Iterable) else []
    found = {type(one) for one in held}
    if len(found) != 1 or not found <= _SHEETS.keys():
        there = ", ".join(sorted({one.__name__ for one in found})) or f"{type(what).__name__} without items"
        raise UsageError(
            f"to_table takes a StudyResult, one of its tables, a regression, or a list of "
            f"{', '.join(one.__name__ for one in _SHEETS)}; found {there}"
        )
    kind = found.pop()
    # a remark weighed holds another record, whose fields stand beside its own
    frame = pd.json_normalize(as_dict(held), sep="_") if kind is Weighed else to_frame(held, kind)
    return frame, _SHEETS[kind](held, names)
