"""simulate() and simulate_placebo()."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.results.windows import as_window
from eventstudy.simulation.checks import (
    between,
    checked_settings,
    chosen_tests,
    deviations,
    installed,
    one_of,
    refuse_far,
    refuse_too_large,
    untreated_series,
    whole,
)
from eventstudy.simulation.market import DATES, MODELS, Market
from eventstudy.simulation.measure import measured
from eventstudy.simulation.placebo import placebo_source
from eventstudy.simulation.samples import MIN_ESTIMATION
from eventstudy.simulation.shocks import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd

    from eventstudy.battery import Alternative
    from eventstudy.records import Progress, Window

_INFINITE = float("inf")


def simulate(
    tests: Iterable[str] | str | None = None,
    *,
    n_events: int = 5,
    estimation: int = 250,
    gap: int = 10,
    window: Window | tuple[int, int] = (0, 0),
    reps: int = 1000,
    shocks: str = "normal",
    correlation: float = 0.3,
    event_variance: float = 1.0,
    dates: str = "common",
    sd: tuple[float, float] = (0.01, 0.02),
    missing: float = 0.0,
    shift: float = 1.0,
    effect: float = 0.0,
    untreated: int = 0,
    model: str = "market",
    level: float = 0.05,
    alternative: Alternative = "two-sided",
    draws: int = 199,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return how often tests reject in a market made up as asked: their size without an effect, their power with one.

    Each repetition draws a benchmark and returns, fits the model, and asks the battery. Betas lie evenly between .6 and
    1.4.

    Parameters
    ----------
    tests
        Names of tests; all without it.
    n_events
        Events, each of a series of its own.
    estimation, gap
        Sessions of the estimation sample, and between it and the window.
    window
        The tested window, in sessions relative to day 0.
    reps
        Repetitions. A rate of 5 per cent is known to .7 points from 1,000, to .2 from 10,000.
    shocks
        ``"normal"``; ``"t4"``: multivariate Student, so that wild sessions are wild for all series;
        ``"t4_independent"``: the common and each series' own shock Student; ``"garch"``: one variance for all series;
        ``"garch_independent"``: the common and each series' own shock have a variance each; ``"exponential"`` or
        ``"lognormal"``: skewed.
    correlation
        Of the shocks of two series on the same session.
    event_variance
        Variance of the shocks in the window, as a multiple of the ordinary.
    dates
        ``"common"``: one date. ``"spread"``: an event every 21 sessions, or every window's length if that is longer.
    sd
        Standard deviations of the first and the last series' shocks, a session; the others' lie evenly between.
    missing
        Share of sessions without a return, in each series on its own; day 0 always has one.
    shift
        Standard deviation from 20 sessions before the end of the estimation sample on, as a multiple of that before.
    effect
        Added to the return of day 0, in units of the series' own standard deviation (to the window's first session,
        where day 0 lies outside).
    untreated
        Further series on the same date that the event does not touch, for placebo tests.
    model
        ``"raw"``, ``"mean"``, ``"adjusted"`` or ``"market"``, which are then true; or ``"scholes_williams"``,
        ``"dimson"``, ``"fowler_rorke"``, ``"garch"``, ``"rolling"``, ``"ewma"``, where the market model is.
    level
        A p not above it rejects.
    alternative
        ``"two-sided"``, ``"greater"`` or ``"less"``.
    draws
        Of tests that resample; ``(draws + 1) * level`` should be whole.
    seed
        Of everything drawn. The answer does not depend on `workers`, and more repetitions begin with the same ones.
    workers
        Processes; None is this one alone. A script that asks for more needs ``if __name__ == "__main__":``.
    progress
        Called with the stage's name, how many repetitions are done, and how many there are.

    Returns
    -------
    DataFrame
        A row for each test: ``test``; ``reps``; ``valid_share``, of repetitions in which the test said that it is
        valid; ``rejected``, the share of rejections among these, with its Monte-Carlo standard error ``mc_error``;
        ``rejected_all`` and ``mc_error_all``, the same among all repetitions with a p; ``min_p``, the mean of the
        smallest p there is; ``attainable``, the largest size not above `level` that the test can have; ``over``,
        whether it is there without an effect and rejects more than twice as often as `level` says; ``reason``, why the
        test was not valid the first time that it was not. NaN where nothing can be counted. ``attrs["design"]`` holds
        what was asked for.

    Raises
    ------
    UsageError
        An argument is not allowed.
    WindowError
        The window ends before it begins.

    References
    ----------
    Brown and Warner (1985), Journal of Financial Economics 14, for the procedure.

    Examples
    --------
    >>> table = simulate(["portfolio_t"], reps=200, seed=1)
    >>> table[["test", "reps", "valid_share", "rejected"]].to_dict("records")
    [{'test': 'portfolio_t', 'reps': 200, 'valid_share': 1.0, 'rejected': 0.03}]
    """
    span = as_window(window, "window")
    source = Market(
        n_events=whole(n_events, "n_events", 1),
        untreated=untreated_series(untreated, dates),
        estimation=whole(estimation, "estimation", MIN_ESTIMATION),
        gap=whole(gap, "gap", 0),
        window=span,
        shocks=one_of(shocks, "shocks", KINDS),
        correlation=between(correlation, "correlation", 0.0, 1.0, closed=True),
        event_variance=between(event_variance, "event_variance", 0.0, _INFINITE),
        dates=one_of(dates, "dates", DATES),
        sd=deviations(sd),
        missing=between(missing, "missing", 0.0, 1.0, closed=True),
        shift=between(shift, "shift", 0.0, _INFINITE),
        effect=between(effect, "effect", -_INFINITE, _INFINITE),
        model=installed(one_of(model, "model", MODELS)),
    )
    refuse_far(span, source.gap)
    refuse_too_large(source.n_events + source.untreated, source.total)
    return measured(
        source, chosen_tests(tests), checked_settings(level, alternative, draws), (reps, seed), (workers, progress)
    )


def simulate_placebo(
    returns: pd.DataFrame | str | Path,
    tests: Iterable[str] | str | None = None,
    *,
    n_events: int = 5,
    estimation: int = 250,
    gap: int = 10,
    window: Window | tuple[int, int] = (0, 0),
    reps: int = 1000,
    dates: str = "common",
    effect: float = 0.0,
    untreated: int = 0,
    model: str = "market",
    benchmark: str | None = None,
    level: float = 0.05,
    alternative: Alternative = "two-sided",
    draws: int = 199,
    seed: int = 0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return how often tests reject on placebo events: random series and dates of your own returns.

    What a test rejects where nothing is known to have happened is its size on data like yours. Days are drawn from
    those that have the whole window and an estimation sample before it; the events that there truly were are among
    them. With few years of data the samples overlap, and rates from many repetitions are no more than a description of
    these years: the Monte-Carlo error counts repetitions only.

    Parameters
    ----------
    returns
        Sessions by series, or the path of a CSV or Parquet file, as for `run_study`.
    tests, n_events, estimation, gap, window, reps, level, alternative, draws, seed, workers, progress
        As for `simulate`.
    dates
        ``"common"``: a day, and some of the series that have it. ``"spread"``: a day and a series for each event.
    effect
        Added to the return of day 0 (of the window's first session, where day 0 lies outside), in units of the residual
        standard deviation of the series' estimation sample.
    untreated
        Further series of the same date, for placebo tests.
    model, benchmark
        As for `run_study`, models with factors excepted; the benchmark is not drawn.

    Returns
    -------
    DataFrame
        As from `simulate`.

    Raises
    ------
    UsageError
        An argument is not allowed, or the returns have too few series or sessions for one sample.
    PriceError
        The returns cannot be used.
    WindowError
        The window ends before it begins.
    EstimationError
        The benchmark never varies.

    References
    ----------
    Brown and Warner (1985), Journal of Financial Economics 14.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> days = pd.bdate_range("2019-01-01", periods=500)
    >>> r = pd.DataFrame(np.random.default_rng(1).normal(0, 0.01, (500, 8)), index=days, columns=list("abcdefgm"))
    >>> table = simulate_placebo(r, ["portfolio_t"], benchmark="m", reps=100, seed=1)
    >>> table[["test", "reps", "valid_share"]].to_dict("records")
    [{'test': 'portfolio_t', 'reps': 100, 'valid_share': 1.0}]
    """
    span, among = as_window(window, "window"), one_of(dates, "dates", DATES)
    settings, chosen = checked_settings(level, alternative, draws), chosen_tests(tests)
    source = placebo_source(
        returns,
        model=one_of(model, "model", MODELS),
        benchmark=benchmark,
        n_events=whole(n_events, "n_events", 1),
        untreated=untreated_series(untreated, among),
        estimation=whole(estimation, "estimation", MIN_ESTIMATION),
        gap=whole(gap, "gap", 0),
        window=span,
        dates=among,
        effect=between(effect, "effect", -_INFINITE, _INFINITE),
    )
    refuse_far(span, source.gap)
    table = measured(source, chosen, settings, (reps, seed), (workers, progress))
    table.attrs["design"] |= {"model": model, "benchmark": benchmark}
    return table
