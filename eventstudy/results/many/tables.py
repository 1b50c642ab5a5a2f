"""Tables of very many observations, column by column: the same as those made row by row of few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.results.many.flags import flag_codes, flagged
from eventstudy.results.many.texts import coded, column, each, filled, named, named_column, none, over, side_by_side
from eventstudy.results.many.windows import t_values, table_notes, windowed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eventstudy.battery import Alternative
    from eventstudy.kernels.expected import Array
    from eventstudy.results.many.observations import ManyObservations
    from eventstudy.results.many.records import Part, Places
    from eventstudy.results.many.texts import Strings
    from eventstudy.results.many.windows import Windowed

    Column = dict[str, Any]

_STRETCH = 1 << 14
"""Observations whose returns are taken out of their series at a time."""
_MISSING = ("car", "se", "t", "df", "p", "low", "high")


def cars(
    many: ManyObservations,
    windows: Sequence[tuple[int, int]],
    level: float,
    alternative: Alternative,
    columns: Sequence[str],
) -> pd.DataFrame:
    """Return the CARs over some windows with their t tests, window after window of each observation."""
    notes = many.notes()
    made = [car_columns(many, window, level, alternative, notes) for window in windows]
    return _side_by_side(many, made, columns)


def car_columns(
    many: ManyObservations, window: tuple[int, int], level: float, alternative: Alternative, notes: Strings
) -> Column:
    """Return the columns of CARs over one window."""
    found, said = windowed(many, *window), flagged(many, *window)
    test = t_values(found.car, found.se, found.df, level, alternative)
    numbers: dict[str, Array] = {"car": found.car, "se": found.se, "df": found.df, **test}
    for name in _MISSING:
        numbers[name][found.missing] = np.nan
    length = window[1] - window[0] + 1
    return {
        "first": np.full(len(many), window[0]),
        "last": np.full(len(many), window[1]),
        **numbers,
        "n_estimation": found.T,
        "n_window": np.where(found.missing, 0, found.n) if bool(found.missing.any()) else found.n,
        "flag": filled(said.words),
        "note": table_notes(many, found, said, notes, length),
    }


def own_cars(
    many: ManyObservations, usual: tuple[int, int], level: float, alternative: Alternative, columns: Sequence[str]
) -> pd.DataFrame:
    """Return the CAR of each observation over its own window, else over the usual one."""
    if many.own is None:
        return cars(many, [usual], level, alternative, columns)
    notes, made = many.notes(), []
    for window, places in own_windows(many, usual):
        if places.size == len(many):
            return _side_by_side(many, [car_columns(many, window, level, alternative, notes)], columns)
        found = car_columns(many.take(places), window, level, alternative, notes.take(places))
        made.append(_side_by_side(many.take(places), [found], columns).set_axis(places, axis=0))
    return pd.concat(made).sort_index()


def own_windows(many: ManyObservations, usual: tuple[int, int]) -> list[tuple[tuple[int, int], Places]]:
    """Return each window that is an observation's own, and whose it is."""
    own = many.own
    if own is None:
        return [(usual, np.arange(len(many)))]
    ends = np.where(np.isnan(own), usual, own).astype(np.int64)
    distinct, of = np.unique(ends, axis=0, return_inverse=True)
    of = of.reshape(-1)
    return [((int(a), int(b)), np.flatnonzero(of == place)) for place, (a, b) in enumerate(distinct)]


def scars(
    many: ManyObservations, windows: Sequence[tuple[int, int]], alternative: Alternative, columns: Sequence[str]
) -> pd.DataFrame:
    """Return the standardised CARs over some windows."""
    notes = many.notes()
    made = [car_columns(many, window, 0.05, alternative, notes) for window in windows]
    return _side_by_side(many, [one | {"scar": one["t"]} for one in made], columns)


def bhars(
    many: ManyObservations, windows: Sequence[tuple[int, int]], kind: str, columns: Sequence[str]
) -> pd.DataFrame:
    """Return the buy-and-hold abnormal returns over some windows; `kind` is that of the returns."""
    notes, made = many.notes(), []
    for window in windows:
        found, said = windowed(many, *window), flagged(many, *window)
        length = window[1] - window[0] + 1
        made.append(
            {
                "first": np.full(len(many), window[0]),
                "last": np.full(len(many), window[1]),
                "bhar": np.where(found.missing, np.nan, bhar_values(many, window, kind)),
                "n_window": np.where(found.missing, 0, found.n),
                "flag": filled(said.words),
                "note": table_notes(many, found, said, notes, length),
            }
        )
    return _side_by_side(many, made, columns)


def bhar_values(many: ManyObservations, window: tuple[int, int], kind: str) -> Array:
    """Return the buy-and-hold abnormal return of each observation over the sessions that have one."""
    values = np.empty(len(many))
    here = many.columns.questions.slice_of(window)
    for part in many.parts():
        for begin in range(0, part.events.size, _STRETCH):
            stretch = slice(begin, begin + _STRETCH)
            events, ar = part.events.part(stretch.start, stretch.stop), part.estimates.ar[stretch, here]
            rows = events.zero[:, None].astype(np.intp) + np.arange(window[0], window[1] + 1)
            there = ~np.isnan(ar)
            returns = part.piece.returns[events.series[:, None], np.clip(rows, 0, part.piece.block.day.size - 1)]
            returns, expected = np.where(there, returns, 0.0), np.where(there, returns - ar, 0.0)
            gross, beside = (np.exp(returns), np.exp(expected)) if kind == "log" else (1.0 + returns, 1.0 + expected)
            values[part.places[stretch]] = np.prod(gross, axis=1) - np.prod(beside, axis=1)
    return values


def abnormal(many: ManyObservations) -> Array:
    """Return abnormal returns, observations by sessions of the event window."""
    found = np.empty((len(many), many.columns.questions.L))
    for part in many.parts():
        found[part.places] = part.estimates.ar
    return found


def standardised(many: ManyObservations) -> Array:
    """Return abnormal returns over their standard errors as forecasts."""
    sessions = _sessions(many)
    found = np.empty((len(many), len(sessions)))
    for place, session in enumerate(sessions):
        one = windowed(many, session, session)
        found[:, place] = np.divide(one.car, one.se, out=np.full(len(many), np.nan), where=one.se > 0.0)
    return found


def wide(many: ManyObservations, values: Array) -> pd.DataFrame:
    """Return a value for each session of the event window, observations by relative sessions."""
    event = many.columns.questions.event
    keys = [column(named(labels)) for labels in (many.event_id, many.series, many.model)]
    index = pd.MultiIndex.from_arrays(keys, names=["event_id", "series", "model"])
    return pd.DataFrame(values, index=index, columns=pd.RangeIndex(event[0], event[1] + 1, name="session"))


def by_session(many: ManyObservations, level: float, columns: Sequence[str]) -> pd.DataFrame:
    """Return the abnormal return of each session of the event window."""

    def made(found: Windowed) -> Column:
        test = t_values(found.car, found.se, found.df, level, "two-sided")
        return {"ar": found.car, "se": found.se, "low": test["low"], "high": test["high"]}

    return _by_session(many, lambda session: (session, session), made, columns)


def paths(many: ManyObservations, level: float, columns: Sequence[str]) -> pd.DataFrame:
    """Return the CAR from the first session of the event window to each of its sessions."""

    def made(found: Windowed) -> Column:
        test = t_values(found.car, found.se, found.df, level, "two-sided")
        numbers = {"car": found.car, "se": found.se, "low": test["low"], "high": test["high"]}
        return {name: np.where(found.missing, np.nan, values) for name, values in numbers.items()}

    first = many.columns.questions.event[0]
    return _by_session(many, lambda session: (first, session), made, columns)


def _by_session(
    many: ManyObservations,
    window_of: Callable[[int], tuple[int, int]],
    make: Callable[[Windowed], Column],
    columns: Sequence[str],
) -> pd.DataFrame:
    rows = []
    for session in _sessions(many):
        day, words = np.empty(len(many), dtype="datetime64[ns]"), none(len(many))
        for part in many.parts():
            day[part.places] = _day(part, session)
            if part.piece.words is not None:
                said = coded(part.piece.words.words, flag_codes(part, session, session)[:, 0])
                words = over(words, each(len(many), part.places, said))
        found = make(windowed(many, *window_of(session)))
        rows.append({"session": np.full(len(many), session), "date": day, "flag": filled(words), **found})
    return _side_by_side(many, rows, columns)


def _day(part: Part, session: int) -> Any:  # noqa: ANN401 - an array of days
    """Return the day of a session, NaT outside the data."""
    block, events = part.piece.block, part.events
    row = events.zero.astype(np.intp) + session
    inside = (row >= block.first[events.series]) & (row <= block.last[events.series])
    return np.where(inside, part.piece.dates[np.clip(row, 0, block.day.size - 1)], np.datetime64("NaT"))


def models(many: ManyObservations, options: Mapping[int, str], constant: str, columns: Sequence[str]) -> pd.DataFrame:
    """Return the fitted model of each observation.

    Parameters
    ----------
    many
        The observations.
    options
        By the number of a piece, what it was fitted with, in words.
    constant
        Name of the column of ones.
    columns
        Of the table, without the betas of further factors, which come after ``beta``.
    """
    N = len(many)
    numbers = {name: np.full(N, np.nan) for name in ("alpha", "beta", "sigma", "df")}
    counts = {name: np.empty(N, dtype=np.int64) for name in ("n_estimation", "k")}
    days = {name: np.empty(N, dtype="datetime64[ns]") for name in ("first_estimation", "last_estimation")}
    further: dict[str, Array] = {}
    for part in sorted(many.parts(), key=lambda part: int(part.places.min())):
        at, piece, estimates = part.places, part.piece, part.estimates
        rest = [name for name in piece.columns if name != constant]
        fitted = {name: estimates.coefficients[:, place] for place, name in enumerate(piece.columns)}
        for name, values in [("alpha", fitted.get(constant)), ("beta", fitted[rest[0]] if rest else None)]:
            numbers[name][at] = np.nan if values is None else values
        for name in rest[1:]:
            further.setdefault(f"beta_{name}", np.full(N, np.nan))[at] = fitted[name]
        numbers["sigma"][at] = np.sqrt(estimates.sigma2)
        numbers["df"][at] = np.where(np.isnan(estimates.sigma2), np.nan, estimates.T - piece.block.k)
        counts["n_estimation"][at], counts["k"][at] = estimates.T, piece.block.k
        days["first_estimation"][at], days["last_estimation"][at] = _sample_ends(many, part)
    pieces = many.columns.pieces
    words = {
        "benchmark": coded([piece.benchmark for piece in pieces], many.model.codes),
        "options": coded([options.get(number) for number in range(len(pieces))], many.model.codes),
    }
    made = {**numbers, **further, **counts, **words, **days, "note": filled(many.notes())}
    place = columns.index("beta") + 1
    return _side_by_side(many, [made], (*columns[:place], *further, *columns[place:]))


def _sample_ends(many: ManyObservations, part: Part) -> tuple[Any, Any]:
    """Return the first and the last day of each estimation sample, NaT for an empty one."""
    block, (first, last) = part.piece.block, many.columns.questions.estimation
    ends = np.full((2, part.events.size), np.datetime64("NaT"), dtype="datetime64[D]")
    series, zero = part.events.series, part.events.zero.astype(np.intp)
    low, high = np.maximum(zero + first, block.first[series]), np.minimum(zero + last, block.last[series])
    for row, step, end in ((low, 1, ends[0]), (high, -1, ends[1])):
        left, at = np.flatnonzero(low <= high), row.copy()
        while left.size:  # few steps for few events: those whose outermost sessions are missing
            usable = block.usable[series[left], at[left]]
            end[left[usable]] = part.piece.dates[at[left[usable]]]
            left = left[~usable]
            at[left] += step
            left = left[(at[left] >= low[left]) & (at[left] <= high[left])]
    return ends[0], ends[1]


def _sessions(many: ManyObservations) -> range:
    event = many.columns.questions.event
    return range(event[0], event[1] + 1)


def _side_by_side(many: ManyObservations, made: Sequence[Column], columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows of some windows as a table, those of one observation after another."""
    times = len(made)
    labels = {"event_id": many.event_id, "series": many.series, "model": many.model}
    keys: Column = {}
    for name in columns:
        if name in labels:
            keys[name] = named_column(labels[name], times)
        elif name == "day0":
            days = many.days.astype("datetime64[ns]")
            keys[name] = days if times == 1 else np.repeat(days, times)
        elif isinstance(made[0][name], np.ndarray):
            keys[name] = made[0][name] if times == 1 else np.column_stack([one[name] for one in made]).ravel()
        else:
            keys[name] = column(side_by_side([one[name] for one in made]))
    return pd.DataFrame(keys, copy=False)
