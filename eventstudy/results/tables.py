"""Tables of a study: functions from observations to rows."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.battery import BATTERY, Outcome, Sample
from eventstudy.battery.outcome import nothing
from eventstudy.kernels.abnormal import buy_and_hold
from eventstudy.kernels.expected import newey_west_lags
from eventstudy.kernels.observation import doubts, no_moves
from eventstudy.kernels.significance import t_test
from eventstudy.results.choice import models_of
from eventstudy.results.many.testing import evaluate_any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.battery import Alternative, Settings
    from eventstudy.kernels.observation import Observation
    from eventstudy.records import Window

PER_EVENT = (
    "event_id", "series", "model", "day0", "first", "last", "car", "se", "t", "df", "p", "low", "high",
    "n_estimation", "n_window", "flag", "note",
)  # fmt: skip
SCAR = (
    "event_id", "series", "model", "day0", "first", "last", "scar", "df", "p",
    "n_estimation", "n_window", "flag", "note",
)  # fmt: skip
BHAR = ("event_id", "series", "model", "day0", "first", "last", "bhar", "n_window", "flag", "note")
AR = ("event_id", "series", "model", "session", "date", "ar", "se", "low", "high", "flag")
PATHS = ("event_id", "series", "model", "session", "date", "car", "se", "low", "high", "flag")
MODELS = (
    "event_id", "series", "model", "benchmark", "alpha", "beta", "sigma", "n_estimation", "k", "df",
    "first_estimation", "last_estimation", "options", "note",
)  # fmt: skip
DAYS = ("date", "day0", "first_estimation", "last_estimation")
"""Columns of days, in any table."""
COUNTS = ("lags", "lookback", "hac_lags")
FITTED = (*COUNTS, "omega", "a", "b", "fallback")
"""Columns of models of a kind: leads and lags, sessions looked back on, lags of Newey and West's covariance, GARCH."""
TESTS = (
    "event_id", "model", "test", "first", "last", "estimate", "se", "statistic", "df", "p", "min_p", "mde",
    "n_events", "n_estimation", "n_reference", "length", "k", "dof", "rbar", "n_pairs", "variance", "alternative",
    "seed", "returns", "overlap", "closed", "valid", "primary", "note",
)  # fmt: skip

Row = dict[str, Any]
CONSTANT = "constant"
"""Name of the column of ones among a model's regressors."""
DRAWING = ("mvrm_bootstrap",)
"""Tests that make thousands of resamples each time, ten times the work of all others together."""
_ORDER = {name: place for place, name in enumerate(BATTERY)}
OUTCOME = tuple(field.name for field in fields(Outcome))
"""Columns that a test's answer fills."""
_NAN = float("nan")


def car_row(one: Observation, first: int, last: int, level: float, alternative: Alternative = "two-sided") -> Row:
    """Return the CAR of an observation over a window with its t test; NaN, and why, where there is none."""
    why = one.why_missing(first, last)
    flagged = one.flagged(first, last)
    row = _key(one) | {"first": first, "last": last} | _nothing(one)
    if why:
        return row | {"flag": _words(flagged), "note": why}
    total = one.cumulate(first, last)
    notes = _notes(one, flagged, total.n, last - first + 1)
    return row | {
        "car": total.value,
        "n_window": total.n,
        "flag": _words(flagged),
        "note": notes,
        **_test(total.value, total.se, one.abnormal.dof, level, alternative),
    }


def scar_row(one: Observation, first: int, last: int, alternative: Alternative = "two-sided") -> Row:
    """Return the CAR of an observation over its standard error, which follows t with T - k degrees of freedom."""
    row = car_row(one, first, last, 0.05, alternative)
    kept = {name: row[name] for name in SCAR if name != "scar"}
    return kept | {"scar": row["t"]}


def bhar_row(one: Observation, first: int, last: int, kind: str) -> Row:
    """Return the buy-and-hold abnormal return of an observation over a window; `kind` is that of the returns."""
    why = one.why_missing(first, last)
    flagged = one.flagged(first, last)
    row = _key(one) | {"first": first, "last": last, "bhar": _NAN, "n_window": 0, "flag": _words(flagged), "note": why}
    if why:
        return row
    abnormal = one.abnormal.ar[one.slice_of(first, last)]
    there = ~np.isnan(abnormal)
    returns = one.data.returns[one.positions(first, last)][there]
    expected = returns - abnormal[there]
    gross, expected_gross = (np.exp(returns), np.exp(expected)) if kind == "log" else (1 + returns, 1 + expected)
    n = int(there.sum())
    return row | {
        "bhar": buy_and_hold(gross=gross, expected_gross=expected_gross),
        "n_window": n,
        "note": _notes(one, flagged, n, last - first + 1),
    }


def ar_rows(one: Observation, level: float) -> list[Row]:
    """Return the abnormal return of each session of the event window, NaN where there is none."""
    rows = []
    for session in _sessions(one):
        total = one.cumulate(session, session)
        test = _test(total.value, total.se, one.abnormal.dof, level)
        numbers = {"ar": total.value, **{name: test[name] for name in ("se", "low", "high")}}
        rows.append(_key(one) | _when(one, session) | numbers)
    return rows


def path_rows(one: Observation, level: float) -> list[Row]:
    """Return the CAR from the first session of the event window to each of its sessions."""
    rows = []
    for session in _sessions(one):
        row = car_row(one, one.first, session, level)
        kept = {name: row[name] for name in ("car", "se", "low", "high")}
        rows.append(_key(one) | _when(one, session) | kept)
    return rows


def sar_values(one: Observation) -> list[float]:
    """Return the abnormal return of each session of the event window over its standard error."""
    totals = [one.cumulate(session, session) for session in _sessions(one)]
    return [total.value / total.se if total.se > 0.0 else _NAN for total in totals]


def model_row(one: Observation, options: str = "") -> Row:
    """Return the fitted model of an observation; alpha and beta are NaN where the model has none.

    ``beta`` is the coefficient of the benchmark, or of the first factor; each further one has a column of its own, and
    so has what only models of its kind have (see `FITTED`).
    """
    days = one.data.dates[one.sample]
    blank = [_NAN] * len(one.data.columns)
    values = blank if one.fit is None else one.fit.coefficients.tolist()
    named = dict(zip(one.data.columns, values, strict=False))
    alpha = named.pop(CONSTANT, _NAN)
    betas = list(named.items())
    return _key(one) | {
        "benchmark": one.data.benchmark,
        "alpha": alpha,
        "beta": betas[0][1] if betas else _NAN,
        **{f"beta_{name}": value for name, value in betas[1:]},
        **_fitted(one),
        "sigma": _NAN if one.fit is None else float(np.sqrt(one.fit.sigma2)),
        "n_estimation": int(one.sample.size),
        "k": len(one.data.columns) if one.fit is None else one.fit.n_parameters,
        "df": _NAN if one.fit is None else float(one.fit.dof),
        "first_estimation": pd.Timestamp(days[0]) if days.size else pd.NaT,
        "last_estimation": pd.Timestamp(days[-1]) if days.size else pd.NaT,
        "options": options,
        "note": one.note,
    }


def _fitted(one: Observation) -> Row:
    """Return what only models of this kind have."""
    estimator, garch = one.data.estimator, one.garch
    found: Row = {}
    if estimator.lags:
        found["lags"] = estimator.lags
    if estimator.lookback is not None:
        found["lookback"] = estimator.lookback
    if estimator.hac:
        found["hac_lags"] = newey_west_lags(one.sample.size)
    if garch is not None:
        found |= {"omega": garch.omega, "a": garch.a, "b": garch.b, "fallback": garch.reason}
    return found


def outcome_rows(
    members: Sequence[Observation],
    key: Row,
    window: Window,
    settings: Settings,
    tests: Sequence[str] | None = None,
    untreated: Sequence[Observation] = (),
    spare: str = "",
) -> list[Row]:
    """Return a row for each test of the battery on some observations, with `key` before it.

    With words to `spare` them, tests that draw are not made, and their rows say why.
    """
    label = {"model": models_of(members), "first": window.first, "last": window.last}
    left_out = [name for name in DRAWING if spare and tests is None]
    made = [name for name in BATTERY if name not in left_out] if left_out else tests
    outcomes = evaluate_any(members, window.first, window.last, settings=settings, tests=made, untreated=untreated)
    empty = Sample((), window.first, window.last)
    n, length = len(members), empty.length
    outcomes += [replace(nothing(name, empty, [spare]), n_events=n, length=length) for name in left_out]
    outcomes.sort(key=lambda outcome: _ORDER[outcome.test])
    return [key | label | {name: getattr(outcome, name) for name in OUTCOME} for outcome in outcomes]


def table(rows: Iterable[Row], columns: Sequence[str]) -> pd.DataFrame:
    """Return rows as a table with these columns, days as datetime64."""
    frame = pd.DataFrame(list(rows), columns=list(columns))
    for name in DAYS:
        if name in columns:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[ns]")
    return frame


def wide(observations: Sequence[Observation], values: Sequence[Any], event: Window) -> pd.DataFrame:
    """Return a value for each session of the event window, observations by relative sessions."""
    keys = [(one.event_id, one.data.series, one.data.model) for one in observations]
    index = pd.MultiIndex.from_tuples(keys, names=["event_id", "series", "model"])
    return pd.DataFrame(values, index=index, columns=pd.RangeIndex(event.first, event.last + 1, name="session"))


def _key(one: Observation) -> Row:
    return {"event_id": one.event_id, "series": one.data.series, "model": one.data.model, "day0": pd.Timestamp(one.day)}


def _nothing(one: Observation) -> Row:
    blank = dict.fromkeys(("car", "se", "t", "df", "p", "low", "high"), _NAN)
    return {**blank, "n_estimation": int(one.sample.size), "n_window": 0}


def _test(value: float, se: float, df: float, level: float, alternative: Alternative = "two-sided") -> Row:
    test = t_test(estimate=value, se=se, df=df, level=level, alternative=alternative)
    return {"se": se, "t": test.statistic, "df": float(df), "p": test.p, "low": test.low, "high": test.high}


def _sessions(one: Observation) -> range:
    return range(one.first, one.first + one.abnormal.ar.size)


def _when(one: Observation, session: int) -> Row:
    inside = one.inside(session, session)
    place = one.day_zero + session
    return {
        "session": session,
        "date": pd.Timestamp(one.data.dates[place]) if inside else pd.NaT,
        "flag": str(one.data.flags[place]) if inside else "",
    }


def _words(flagged: Sequence[tuple[str, str]]) -> str:
    """Return the distinct flag words of some sessions, joined by ``|``."""
    words = {word: None for _, flags in flagged for word in flags.split("|")}
    return "|".join(words)


def _notes(one: Observation, flagged: list[tuple[str, str]], n: int, length: int) -> str:
    """Return what a reader must know of a number: of its fit, and of sessions that are no move, doubtful or missing."""
    short = "" if n == length else f"{n} of {length} sessions have a return"
    return "; ".join(filter(None, [one.note, *no_moves(flagged), *doubts(flagged), short]))
