"""What stands below a table: its test and what that assumes, the windows, the sample, what a dash means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventstudy.report import formats as f
from eventstudy.report.methods import TESTS, name_of_test
from eventstudy.report.model_words import MODEL_CONVENTIONS, MODEL_SENTENCES
from eventstudy.report.publish.cells import harmless, true_minus
from eventstudy.report.publish.heads import HEADS
from eventstudy.report.publish.remarks import remarks_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    Row = dict[str, Any]

_MODELS = 3
"""Models that a note explains one by one."""
_NOTES = 12
"""Notes below a table; remarks on rows beyond that are counted."""
_REMARKS = 4
"""Remarks on rows that stand there however many other notes do."""
_TESTS = 6
"""Tests that are explained each in a note of its own; of more, what each takes for granted, in one."""
_T = (
    "t is the CAR over the standard error of its forecast, which holds the error of the estimated coefficients; it is "
    "read from Student's t with df degrees of freedom, which takes for granted that ordinary days are alike and "
    "normally distributed"
)
_AVERAGE = (
    "t is the average over the standard error of its interval, with df degrees of freedom; the table of tests holds "
    "those that also stand events that move together"
)
_HOW = {
    "aar": _AVERAGE,
    "caar": _AVERAGE,
    "per_event": _T,
    "own_windows": _T,
    "scar": f"SCAR is that t: {_T.partition('; ')[2].replace('it is', 'it is', 1)}",
    "bhar": "BHAR compounds returns and expected returns over the window and takes the difference; it has no t test of "
    "its own here, being skewed",
    "adjusted": "Adjusted p-values hold for the family of all windows and series of an event: the chance that any one "
    "of them passes by luck. By the largest statistic on each ordinary date (Westfall and Young), all series "
    "moved together",
    "models": "Alpha and sigma, the residual standard deviation, are per day",
    "volatility": "The ratio is the mean squared abnormal return over what the estimation sample implies; p is its "
    "rank among ordinary windows, p of F takes normal returns for granted",
    "differences": "welch: means of independent observations, their variances unequal. rank sum: values of one group "
    "against those of the other, in any shape of distribution; its estimate is the median of all differences. "
    "portfolio, on one date: the difference of the groups' portfolios against its scatter before",
    "recommended": "Ranked by what each test withstands, before any p is looked at",
}
_BANDS = {
    "cross-section": "the spread between observations, taken as independent (the cross-sectional t)",
    "dates": "the spread between dates, each date counting once",
    "time series": "the scatter of the portfolio before the event",
}
_NONE = {
    "differences": "the test has none",
    "tests": "the test has none: no standard error, no degrees of freedom (its statistic is read from the normal "
    "distribution or ranked), no single effect",
    "models": "the model has no such coefficient",
    "per_event": "day 0 has no return, or the window runs past the data; a remark says which",
    "own_windows": "day 0 has no return, or the window runs past the data; a remark says which",
    "bhar": "day 0 has no return, or the window runs past the data; a remark says which",
    "scar": "day 0 has no return, or the window runs past the data; a remark says which",
    "ar": "the session has no return",
    "caar": "no interval can be given; a remark says why",
    "aar": "no interval can be given; a remark says why",
}
_RULES = {"exclude": "left out", "keep": "kept"}


@dataclass(frozen=True, slots=True)
class About:
    """What the notes tell of a study; a field that is empty is not told.

    Attributes
    ----------
    level
        Intervals cover ``1 - level``; None where that is not known.
    alternative
        What p is for.
    estimation
        First and last session of the estimation sample.
    overlap, returns, outcome
        As in the study's design.
    plain
        Whether coefficients are pure numbers and no returns.
    remarks
        Said of the table as a whole.
    """

    level: float | None = None
    alternative: str = ""
    estimation: tuple[int, int] | None = None
    overlap: str = ""
    returns: str = ""
    outcome: str = "return"
    plain: bool = False
    remarks: tuple[str, ...] = ()


def said(
    kind: str,
    about: About,
    frame: pd.DataFrame,
    shown: Sequence[Row],
    refused: Sequence[Row],
    folded: Mapping[str, str],
    *,
    missing: bool,
    names: Mapping[str, str] | None,
) -> list[str]:
    """Return the notes of a table, each a sentence or two.

    Parameters
    ----------
    kind, about, frame
        Of the table.
    shown, refused
        Its rows with an answer, and those without.
    folded
        What every row says, by the head of its column.
    missing
        Whether a dash stands in it.
    names
        What a reader calls each series and event.
    """
    everywhere = "; ".join(f"{label} is {text}" for label, text in folded.items() if label != HEADS["band"].label)
    others = [
        *about.remarks,
        f"In every row: {everywhere}" if everywhere else "",
        *(_models(shown) if "model" in frame and kind in {"per_event", "own_windows", "models"} else []),
        _HOW.get(kind, ""),
        *_tests(shown, about),
        _bands(shown),
        _units(frame, about),
        _sample(frame, about),
        *_refused(refused),
        f"{f.MISSING}: {_NONE.get(kind, 'there is no value')}" if missing else "",
    ]
    told = [note for note in others if note]
    told += remarks_of(shown, frame.columns, names, max(_REMARKS, _NOTES - len(told)))
    return [true_minus(harmless(note)).rstrip(".") + "." for note in told]


def _models(shown: Sequence[Row]) -> list[str]:
    models = list(dict.fromkeys(str(row["model"]) for row in shown))
    if len(models) > _MODELS:
        return []
    return [MODEL_SENTENCES.get(name, "") for name in models if name in MODEL_CONVENTIONS or name in MODEL_SENTENCES]


def _tests(shown: Sequence[Row], about: About) -> list[str]:
    """Return what each test of a table asks and takes for granted, and what p is for."""
    held = list(dict.fromkeys(str(row["test"]) for row in shown if "test" in row))
    told = [f"{_upper(name_of_test(name))}: {TESTS[name].sentence}" for name in held if name in TESTS]
    if len(told) > _TESTS:
        told = [" ".join(["What each test takes for granted.", *(_granted(one) for one in told)])]
    asked = bool(about.alternative) and any("p" in row for row in shown)
    return [*told, *([f"p-values are {_sided(about.alternative)}"] if asked else [])]


def _granted(sentence: str) -> str:
    """Return the name of a test and what follows its question."""
    name, _, text = sentence.partition(": ")
    return f"{name}: {text.partition('? ')[2] or text}"


def _upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _sided(alternative: str) -> str:
    return alternative if alternative == "two-sided" else f"one-sided, for an effect {alternative} than zero"


def _bands(shown: Sequence[Row]) -> str:
    """Return where the intervals of averages come from."""
    held = dict.fromkeys(str(row["band"]) for row in shown if row.get("band"))
    told = [f"{name}, {_BANDS[name]}" for name in held if name in _BANDS]
    return f"Standard errors and intervals come from: {'; '.join(told)}" if told else ""


def _units(frame: pd.DataFrame, about: About) -> str:
    """Return what per cent means where no returns were studied."""
    if about.outcome == "return" or not {"car", "estimate", "ar"} & set(frame.columns):
        return ""
    what = "variance" if about.outcome == "volatility" else about.outcome
    return f"What was studied is log {what}: 1 % is 0.01 of it"


def _sample(frame: pd.DataFrame, about: About) -> str:
    """Return what windows and the sample mean."""
    parts = []
    if {"first", "session"} & set(frame.columns):
        parts.append("Windows and sessions are counted from day 0, both ends included")
    if about.estimation is not None:
        rule = f", sessions in other events' windows {_RULES[about.overlap]}" if about.overlap in _RULES else ""
        kind = f", {about.returns} returns" if about.returns and about.outcome == "return" else ""
        parts.append(f"Estimation sample: sessions {about.estimation[0]} to {about.estimation[1]}{rule}{kind}")
    if "mde" in frame:
        parts.append("MDE is the effect that the test finds in 80 of 100 cases")
    if "n_estimation" in frame and "test" not in frame:
        parts.append("T counts the sessions estimated on")
    return ". ".join(parts)


def _refused(refused: Sequence[Row]) -> list[str]:
    """Return which tests gave no answer, by their first reason."""
    first: dict[str, str] = {}
    for row in refused:
        said = row.get("note", row.get("why"))
        why = "without a reason" if f.is_missing(said) else str(said).split("; ")[0]
        first.setdefault(name_of_test(str(row["test"])) if "test" in row else str(row.get("series", "")), why)
    told: dict[str, list[str]] = {}
    for name, why in first.items():
        told.setdefault(why, []).append(name)
    if not told:
        return []
    parts = [f"{', '.join(names)} ({why})" for why, names in told.items()]
    return [f"No valid answer somewhere, and not shown there: {'; '.join(parts)}"]
