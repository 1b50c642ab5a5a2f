"""The command that measures the tests: how often each rejects in a market made up as asked, or on placebo dates."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import complete, options, windows
from eventstudy.cli.as_options import in_options
from eventstudy.cli.guard import guarded
from eventstudy.cli.outfile import check_file

if TYPE_CHECKING:
    import pandas as pd

    from eventstudy.records import Progress


class Shocks(StrEnum):
    """Distributions of shocks."""

    NORMAL = "normal"
    T4 = "t4"
    T4_INDEPENDENT = "t4_independent"
    GARCH = "garch"
    GARCH_INDEPENDENT = "garch_independent"
    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"


class Dates(StrEnum):
    """Whether events share a date."""

    COMMON = "common"
    SPREAD = "spread"


class Alternative(StrEnum):
    """What a test is against."""

    TWO_SIDED = "two-sided"
    GREATER = "greater"
    LESS = "less"


def window(text: str) -> str:
    """Return a window as it was given, once it is known to be one.

    Examples
    --------
    >>> window("-1:1")
    '-1:1'
    """
    windows.window(text)
    return text


def deviations(text: str) -> str:
    """Return a pair of standard deviations as it was given, once it is known to be one.

    Examples
    --------
    >>> deviations("0.01:0.02")
    '0.01:0.02'
    """
    _pair(text)
    return text


def _pair(text: str) -> tuple[float, float]:
    try:
        first, last = (float(part) for part in text.split(":"))
    except ValueError:
        message = f"{text!r} is no pair of standard deviations; write the first and the last, as 0.01:0.02"
        raise typer.BadParameter(message) from None
    return first, last


_Tests = Annotated[
    str | None,
    typer.Option(
        "--tests",
        metavar="A,B",
        autocompletion=complete.tests,
        help="Names of tests, between commas; all without it.",
        show_default=False,
    ),
]
_Events = Annotated[int, typer.Option("--events", metavar="N", help="Events, each of a series of its own.")]
_Estimation = Annotated[int, typer.Option("--estimation", metavar="T", help="Sessions of the estimation sample.")]
_Gap = Annotated[int, typer.Option("--gap", metavar="G", help="Sessions between the sample and the window.")]
_Window = Annotated[
    str, typer.Option("--window", metavar="A:B", callback=window, help="The tested window, relative to day 0.")
]
_Reps = Annotated[int, typer.Option("--reps", metavar="R", help="Repetitions.")]
_Shocks = Annotated[Shocks, typer.Option("--shocks", help="Distribution of the shocks.")]
_Correlation = Annotated[
    float, typer.Option("--correlation", metavar="R", help="Of two series' shocks on the same session, from 0 to 1.")
]
_EventVariance = Annotated[
    float, typer.Option("--event-variance", metavar="V", help="Variance of the shocks in the window, as a multiple.")
]
_Dates = Annotated[Dates, typer.Option("--dates", help="One common date, or one for each event.")]
_Deviations = Annotated[
    str,
    typer.Option(
        "--sd", metavar="A:B", callback=deviations, help="Standard deviations of the shocks, first and last series."
    ),
]
_Missing = Annotated[float, typer.Option("--missing", metavar="M", help="Share of sessions without a return.")]
_Shift = Annotated[
    float,
    typer.Option("--shift", metavar="S", help="Multiple of the volatility from 20 sessions before the sample's end."),
]
_Effect = Annotated[
    float, typer.Option("--effect", metavar="E", help="True effect on day 0, in standard deviations: gives power.")
]
_Untreated = Annotated[
    int, typer.Option("--untreated", metavar="N", help="Further series on the same date, without the event.")
]
_Returns = Annotated[
    str | None,
    typer.Option(
        "--returns",
        metavar="FILE",
        callback=options.named,
        help="CSV or Parquet of dates by series: placebo events on these, instead of a market made up.",
    ),
]
_Model = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME",
        autocompletion=complete.models,
        help="The model that is fitted, as in `study`, but none with factors.",
    ),
]
_Benchmark = Annotated[
    str | None, typer.Option("--benchmark", metavar="NAME", help="With --returns: the series taken as the market.")
]
_Level = Annotated[float, typer.Option("--level", metavar="P", help="A p not above it rejects.")]
_Alternative = Annotated[Alternative, typer.Option("--alternative", help="What the tests are against.")]
_Draws = Annotated[int, typer.Option("--draws", metavar="B", help="Draws of tests that resample.")]
_Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Of everything drawn.")]
_Workers = Annotated[
    int | None,
    typer.Option("--workers", metavar="W", help="Processes; without it one for each core.", show_default=False),
]
_Out = Annotated[
    str | None,
    typer.Option("--out", metavar="FILE", callback=options.named, help="Also write the rates as CSV to this file."),
]
_OPTIONS = {
    name: name.replace("_", "-")
    for name in (
        "tests", "estimation", "gap", "window", "reps", "shocks", "correlation", "event_variance", "dates", "sd",
        "missing", "shift", "effect", "untreated", "model", "benchmark", "level", "alternative", "draws", "seed",
        "workers",
    )
} | {"n_events": "events"}  # fmt: skip
"""Options by the argument of `simulate` that each stands for."""
_PRICES = "--returns takes returns, not prices"
_MADE_UP = ("shocks", "correlation", "event_variance", "sd", "missing", "shift")


@guarded
def simulate(  # noqa: PLR0917 - a parameter for each option, which typer passes by name
    context: typer.Context,
    tests: _Tests = None,
    events: _Events = 5,
    estimation: _Estimation = 250,
    gap: _Gap = 10,
    window: _Window = "0:0",
    reps: _Reps = 1000,
    shocks: _Shocks = Shocks.NORMAL,
    correlation: _Correlation = 0.3,
    event_variance: _EventVariance = 1.0,
    dates: _Dates = Dates.COMMON,
    sd: _Deviations = "0.01:0.02",
    missing: _Missing = 0.0,
    shift: _Shift = 1.0,
    effect: _Effect = 0.0,
    untreated: _Untreated = 0,
    returns: _Returns = None,
    model: _Model = "market",
    benchmark: _Benchmark = None,
    level: _Level = 0.05,
    alternative: _Alternative = Alternative.TWO_SIDED,
    draws: _Draws = 199,
    seed: _Seed = 0,
    workers: _Workers = None,
    out: _Out = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Measure tests: how often each rejects where there is no event, and with --effect how often it finds one.

    The market is made up as asked; with --returns the events are placebos on random series and dates of your own.
    """
    _refuse_mixture(context, returns, benchmark)
    if out is not None:
        check_file(Path(out))
    from eventstudy import simulation  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli import progress, rates  # noqa: PLC0415 - the same

    names = None if tests is None else [name.strip() for name in tests.split(",") if name.strip()]
    cores, span = workers if workers is not None else os.cpu_count() or 1, windows.window(window)

    def measure(tell: Progress) -> pd.DataFrame:
        if returns is not None:
            return simulation.simulate_placebo(
                returns, names, n_events=events, estimation=estimation, gap=gap, window=span, reps=reps,
                dates=dates.value, effect=effect, untreated=untreated, model=model, benchmark=benchmark, level=level,
                alternative=alternative.value, draws=draws, seed=seed, workers=cores, progress=tell,
            )  # fmt: skip
        return simulation.simulate(
            names, n_events=events, estimation=estimation, gap=gap, window=span, reps=reps,
            shocks=shocks.value, correlation=correlation, event_variance=event_variance, dates=dates.value,
            sd=_pair(sd), missing=missing, shift=shift, effect=effect, untreated=untreated, model=model, level=level,
            alternative=alternative.value, draws=draws, seed=seed, workers=cores, progress=tell,
        )  # fmt: skip

    with in_options(_OPTIONS, prices=_PRICES), progress.shown(quiet=quiet) as tell:
        table = measure(tell)
    rates.put_rates(output, table, out=out, quiet=quiet)


def _refuse_mixture(context: typer.Context, returns: str | None, benchmark: str | None) -> None:
    """Refuse options that only a market made up has beside returns, and the other way round."""
    given = [name for name in _MADE_UP if _is_given(context, name)]
    if returns is not None and given:
        option = f"--{given[0].replace('_', '-')}"
        raise typer.BadParameter(f"{option} describes a market made up; leave it out, or leave out --returns")
    if returns is None and benchmark is not None:
        raise typer.BadParameter("--benchmark names a series of --returns; give --returns, or leave it out")


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
