"""Placebo events: random series and dates of the user's own returns, on which nothing is known to have happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.errors import UsageError
from eventstudy.simulation.samples import MIN_ESTIMATION, Draw, design_of, observe_alone
from eventstudy.study.calendars import on_sessions, own_calendar
from eventstudy.study.designs import model_series
from eventstudy.study.models import BENCHMARKED, choose_models
from eventstudy.study.returns_table import read_returns, refuse_other_numbers
from eventstudy.study.samples import refuse_constant

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt
    import pandas as pd

    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.observation import ModelledSeries, Observation
    from eventstudy.records import Window


@dataclass(frozen=True, slots=True)
class Placebo:
    """Series of a user's, and where an event could have been.

    Attributes
    ----------
    data : tuple of N ModelledSeries
    zeros : array of shape (days, N), int
        Position of each day in each series' sessions; -1 where no event can be studied.
    n_events, untreated : int
        Series to draw with an event, and without one on its date.
    estimation, gap : int
    window : Window
    dates : str
        ``common``: one day, several series. ``spread``: a day and a series for each event.
    effect : float
        Added to the return of day 0, or of the window's first session where day 0 lies outside, in units of the
        residual standard deviation of the series' estimation sample.
    """

    data: tuple[ModelledSeries, ...]
    zeros: npt.NDArray[np.intp]
    n_events: int
    untreated: int
    estimation: int
    gap: int
    window: Window
    dates: str
    effect: float

    def draw(self, rng: np.random.Generator) -> Draw:
        """Return a sample: each eligible day is as likely as any other, and so is each series that has it."""
        if self.dates == "spread":
            days, series = np.nonzero(self.zeros >= 0)
            picks = rng.choice(days.size, self.n_events, replace=False)
            drawn = [(f"event {i}", int(days[pick]), int(series[pick])) for i, pick in enumerate(picks)]
        else:
            day = int(rng.choice(self._crowded()))
            there = np.flatnonzero(self.zeros[day] >= 0)
            several = rng.choice(there, self.n_events + self.untreated, replace=False)
            drawn = [("event", day, int(place)) for place in several]
        found = [
            self._observe(name, self.data[place], int(self.zeros[day, place]), touched=i < self.n_events)
            for i, (name, day, place) in enumerate(drawn)
        ]
        return Draw(tuple(found[: self.n_events]), tuple(found[self.n_events :]))

    def _crowded(self) -> npt.NDArray[np.intp]:
        """Return the days on which there are series enough."""
        return np.flatnonzero((self.zeros >= 0).sum(axis=1) >= self.n_events + self.untreated)

    def _observe(self, name: str, data: ModelledSeries, zero: int, *, touched: bool) -> Observation:
        design = design_of(self.estimation, self.gap, self.window)
        one = observe_alone(name, data, zero, design)
        if not self.effect or not touched or one.fit is None:
            return one
        y, returns = data.y.copy(), data.returns.copy()
        at = zero if self.window.first <= 0 <= self.window.last else zero + self.window.first
        y[at] += self.effect * np.sqrt(one.fit.sigma2)
        returns[at] += self.effect * np.sqrt(one.fit.sigma2)
        return observe_alone(name, replace(data, y=y, returns=returns), zero, design)


def placebo_source(
    returns: pd.DataFrame | str | Path,
    *,
    model: str,
    benchmark: str | None,
    n_events: int,
    untreated: int,
    estimation: int,
    gap: int,
    window: Window,
    dates: str,
    effect: float,
) -> Placebo:
    """Return where placebo events of some returns can be drawn from.

    Raises
    ------
    UsageError
        If the returns have too few series, or too few sessions, for one sample.
    """
    table = read_returns(returns)
    choice = choose_models(model, benchmark, list(table.columns))
    names = [name for name in choice.models if choice.of(name) and table[name].notna().any()]
    market = None if model not in BENCHMARKED or benchmark is None else _own(table, benchmark)
    refuse_other_numbers(table, names if market is None else [*names, str(benchmark)])
    if market is not None:
        refuse_constant(market)
    held = [one for one in (_own(table, name) for name in names) if not one.empty]
    data = tuple(model_series(one, model, market, table.attrs["flags"]) for one in held)
    calendar = table.index.to_numpy().astype("datetime64[D]")
    columns = [_zeros(one, calendar, estimation, gap, window) for one in data]
    zeros = np.column_stack(columns) if columns else np.empty((calendar.size, 0), dtype=np.intp)
    source = Placebo(data, zeros, n_events, untreated, estimation, gap, window, dates, effect)
    _refuse_too_few(source, len(data))
    return source


def _own(table: pd.DataFrame, name: str) -> pd.Series[float]:
    """Return the returns of one series on the sessions of its own calendar."""
    return on_sessions(table[name], own_calendar(name))


def _zeros(
    data: ModelledSeries, calendar: npt.NDArray[np.datetime64], estimation: int, gap: int, window: Window
) -> npt.NDArray[np.intp]:
    """Return where each day of the calendar lies in a series, -1 where no event can be studied on it.

    The sessions from the first of the estimation sample to the last of the window must lie inside the data, those of
    the window and day 0 must have a return that is a market move, and the sample enough of them.
    """
    place = np.searchsorted(data.dates, calendar)
    zeros = np.where(data.dates[np.clip(place, 0, data.dates.size - 1)] == calendar, place, -1)
    return np.where(_eligible(data, estimation, gap, window)[zeros] & (zeros >= 0), zeros, -1)


def _eligible(data: ModelledSeries, estimation: int, gap: int, window: Window) -> Mask:
    """Return which sessions of a series can be a placebo event's day 0."""
    n, usable = data.dates.size, np.concatenate([[0], np.cumsum(data.usable)])
    zero = np.arange(n)
    begin, end = zero + window.first - gap - estimation, zero + window.last + 1
    inside = (begin >= 0) & (end <= n)
    sample = usable[np.clip(begin + estimation, 0, n)] - usable[np.clip(begin, 0, n)]
    whole = usable[np.clip(end, 0, n)] - usable[np.clip(zero + window.first, 0, n)] == len(window)
    eligible: Mask = inside & whole & data.usable & (sample >= MIN_ESTIMATION)
    return eligible


def _refuse_too_few(source: Placebo, series: int) -> None:
    """Raise where the returns cannot give one sample."""
    wanted, needed = source.n_events + source.untreated, source.estimation + source.gap + len(source.window)
    places = int((source.zeros >= 0).sum())
    if source.dates == "spread":
        if places < wanted:
            raise UsageError(
                f"{wanted} placebo events are asked for, and the returns have room for {places}; each needs {needed} "
                f"sessions, {MIN_ESTIMATION} or more of them with a return before it; give fewer events or a shorter "
                "estimation"
            )
    elif source._crowded().size == 0:  # noqa: SLF001 - the same module
        most = int((source.zeros >= 0).sum(axis=1).max()) if series else 0
        raise UsageError(
            f"{wanted} series on one date are asked for, and no date of the returns has more than {most} "
            f"with {needed} sessions up to it; give n_events={max(most, 1)} or fewer, or a shorter estimation"
            if most
            else f"no date of the returns has {needed} sessions up to it; they hold {source.zeros.shape[0]}, "
            "give a shorter estimation"
        )
