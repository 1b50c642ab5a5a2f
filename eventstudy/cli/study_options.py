"""Options of `eventstudy study`: an argument of `run_study` each, or of what reads its data and writes its tables."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from eventstudy.cli import complete, options
from eventstudy.cli.windows import window, windows


class Kind(StrEnum):
    """What the numbers of a file are."""

    PRICES = "prices"
    RETURNS = "returns"


class Returns(StrEnum):
    """How returns are formed."""

    SIMPLE = "simple"
    LOG = "log"


class OutcomeName(StrEnum):
    """What is studied."""

    RETURN = "return"
    VOLUME = "volume"
    VOLATILITY = "volatility"


class Alpha(StrEnum):
    """What becomes of the intercept."""

    KEEP = "keep"
    ZERO = "zero"
    DROP = "drop"


class Cov(StrEnum):
    """How the variance of the coefficients is estimated."""

    OLS = "ols"
    HAC = "hac"


class Overlap(StrEnum):
    """What becomes of sessions in another event's window."""

    EXCLUDE = "exclude"
    KEEP = "keep"


class Closed(StrEnum):
    """Where an event on a closed day goes."""

    NEXT = "next"
    PREVIOUS = "previous"
    DROP = "drop"


class Alternative(StrEnum):
    """What a test is against."""

    TWO_SIDED = "two-sided"
    GREATER = "greater"
    LESS = "less"


def _span(text: str) -> str:
    window(text)
    return text


def _spans(text: str) -> str:
    windows(text)
    return text


Events = Annotated[
    str,
    typer.Argument(
        metavar="EVENTS",
        callback=options.named,
        help="CSV or Parquet with a row for each event and series: series, date, and if wanted event_id, group, "
        "weight, benchmark, timing (bmo, amc), estimation_first, estimation_last, first, last.",
        show_default=False,
    ),
]
Data = Annotated[
    str,
    typer.Argument(
        metavar="DATA",
        callback=options.named,
        help="CSV or Parquet of returns, dates by series; or of prices, if it has a column close, is a folder, or "
        "--kind says so.",
        show_default=False,
    ),
]
KindOption = Annotated[Kind | None, typer.Option("--kind", help="What DATA holds, where that is not to be guessed.")]
Benchmark = Annotated[
    list[str] | None,
    typer.Option(
        "--benchmark",
        metavar="NAME",
        autocompletion=complete.instruments,
        help="The series that models take as the market; or SERIES=NAME, and again for another.",
    ),
]
Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="NAME",
        autocompletion=complete.pairs_of_models,
        help="A model, or SERIES=NAME; give it again for another. The first is the one that is tested. `eventstudy "
        "models` lists them. [default: market]",
        show_default=False,
    ),
]
Factors = Annotated[
    str | None,
    typer.Option(
        "--factors",
        metavar="FILE",
        callback=options.named,
        help="Daily factors as fractions, or as Ken French publishes them; ken-french:ff3 fetches them.",
    ),
]
Peer = Annotated[
    list[str] | None,
    typer.Option("--peer", metavar="NAME", help="A series as a second regressor; or SERIES=NAME, and again."),
]
AlphaOption = Annotated[
    Alpha,
    typer.Option(
        "--alpha", help="The intercept: in the expected return, held at zero, or estimated and left out of it."
    ),
]
CovOption = Annotated[Cov, typer.Option("--cov", help="Variance of the coefficients: least squares, or robust (HAC).")]
Lags = Annotated[int, typer.Option("--lags", metavar="N", help="Sessions before and after, for dimson and its like.")]
Lookback = Annotated[int, typer.Option("--lookback", metavar="N", help="Sessions of rolling, half-life of ewma.")]
Estimation = Annotated[
    str, typer.Option("--estimation", metavar="A:B", callback=_span, help="Estimation window, relative to day 0.")
]
Event = Annotated[str, typer.Option("--event", metavar="A:B", callback=_span, help="Event window.")]
Windows = Annotated[
    str, typer.Option("--windows", metavar="A:B,...", callback=_spans, help="Windows inside the event window.")
]
ReturnsOption = Annotated[
    Returns, typer.Option("--returns", help="Returns to form from prices, or the kind that DATA holds.")
]
PriceOnly = Annotated[
    bool, typer.Option("--price-only", help="Do not add dividends back to returns formed from prices.")
]
Outcome = Annotated[
    OutcomeName,
    typer.Option(
        "--outcome",
        help="What is studied: returns; or from prices, log volume or the log range of the day (volatility).",
    ),
]
Calendars = Annotated[
    list[str] | None,
    typer.Option(
        "--calendar",
        metavar="SERIES=ID",
        help="Sessions of a series: those of a catalogued one, or with SERIES=rows every row; give it again.",
    ),
]
Flagged = Annotated[
    list[str] | None,
    typer.Option(
        "--flagged",
        metavar="WORD=RULE",
        help="What becomes of returns with a flag (gap, spike, SERIES.split ...): keep, exclude or no_move; give it "
        "again.",
    ),
]
OverlapOption = Annotated[
    Overlap, typer.Option("--overlap", help="Sessions in another event's window: out of the estimation, or in it.")
]
ClosedOption = Annotated[
    Closed, typer.Option("--closed", help="Day 0 of an event on a closed day: next, previous, none.")
]
MinEstimation = Annotated[
    int, typer.Option("--min-estimation", metavar="N", help="Fewest sessions of an estimation sample.")
]
Untreated = Annotated[
    str | None,
    typer.Option(
        "--untreated", metavar="A,B", help="Series that no event can have touched, for placebo tests; or: others."
    ),
]
AlternativeOption = Annotated[Alternative, typer.Option("--alternative", help="What the tests are against.")]
Level = Annotated[float, typer.Option("--level", metavar="P", help="Size of the tests.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Of tests that draw.")]
Groups = Annotated[
    str | None, typer.Option("--groups", metavar="COLUMN", help="Also test each group of events, by this column.")
]
Tests = Annotated[
    str | None,
    typer.Option(
        "--tests",
        metavar="A,B",
        autocompletion=complete.tests,
        help="Names of tests, between commas; all without it.",
        show_default=False,
    ),
]
Formula = Annotated[
    str | None,
    typer.Option(
        "--regress",
        metavar="FORMULA",
        help='Regress the cumulative abnormal returns on columns of EVENTS, as "car(0, 1) ~ size + group".',
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="DIR",
        callback=options.named,
        help="Also write every table as CSV, the figures, and results.json, to this folder.",
        show_default=False,
    ),
]


class BackendName(StrEnum):
    """Where blocks are done."""

    MEMORY = "memory"
    DASK = "dask"


Memory = Annotated[
    str | None,
    typer.Option(
        "--memory",
        metavar="SIZE",
        help="Study in blocks that fit into this, as 2GB, from Parquet or CSV to Parquet in --out; by itself where "
        "files are large. Blocks take models of least squares (raw, mean, adjusted, market, factors) and the tests "
        "that sums over events are enough for; not --kind, --cov, --outcome, --untreated, --regress, --alpha drop.",
        show_default=False,
    ),
]
Backend = Annotated[
    BackendName | None,
    typer.Option("--backend", help="Study in blocks, here or on a Dask cluster.", show_default=False),
]
Address = Annotated[
    str | None,
    typer.Option(
        "--address",
        metavar="URL",
        help="Scheduler of the Dask cluster, as tcp://10.0.0.1:8786; without it a cluster of this machine.",
        show_default=False,
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on from the blocks that an earlier run finished in --out.")]
Blocks = Annotated[
    int | None,
    typer.Option(
        "--workers", metavar="W", min=1, help="Blocks that are done at a time here. [default: 1]", show_default=False
    ),
]
