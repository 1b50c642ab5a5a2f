"""The command for tables of events and of prices or returns: no articles, only estimates and tests."""

from __future__ import annotations

import re
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import options, writer
from eventstudy.cli.guard import guarded, say_dropped
from eventstudy.cli.windows import window, windows
from eventstudy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ARGUMENT = re.compile(
    r"\b(alpha|alternative|benchmark|closed|cov|estimation|event|factors|groups|lags|level|lookback|min_estimation|model"
    r"|overlap|peer|seed|untreated|windows)="
)
"""Arguments of `run_study` that are options here, as errors write them."""


class Kind(StrEnum):
    """What the numbers of a file are."""

    PRICES = "prices"
    RETURNS = "returns"


class Returns(StrEnum):
    """How returns are formed."""

    SIMPLE = "simple"
    LOG = "log"


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


_Events = Annotated[
    str,
    typer.Argument(
        metavar="EVENTS",
        callback=options.named,
        help="CSV or Parquet with a row for each event and series: series, date, and if wanted event_id, group, "
        "weight, benchmark, timing (bmo, amc), estimation_first, estimation_last, first, last.",
        show_default=False,
    ),
]
_Data = Annotated[
    str,
    typer.Argument(
        metavar="DATA",
        callback=options.named,
        help="CSV or Parquet of returns, dates by series; or of prices, if it has a column close, is a folder, or "
        "--kind says so.",
        show_default=False,
    ),
]
_Kind = Annotated[Kind | None, typer.Option("--kind", help="What DATA holds, where that is not to be guessed.")]
_Benchmark = Annotated[
    str | None, typer.Option("--benchmark", metavar="NAME", help="The series that models take as the market.")
]
_Models = Annotated[
    list[str] | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="A model; give it again for another. The first is the one that is tested. `eventstudy models` lists them. "
        "[default: market]",
        show_default=False,
    ),
]
_Factors = Annotated[
    str | None,
    typer.Option(
        "--factors",
        metavar="FILE",
        callback=options.named,
        help="Daily factors as fractions, or as Ken French publishes them; ken-french:ff3 fetches them.",
    ),
]
_Peer = Annotated[str | None, typer.Option("--peer", metavar="NAME", help="A series as a second regressor.")]
_Alpha = Annotated[
    Alpha,
    typer.Option(
        "--alpha", help="The intercept: in the expected return, held at zero, or estimated and left out of it."
    ),
]
_Cov = Annotated[Cov, typer.Option("--cov", help="Variance of the coefficients: least squares, or robust (HAC).")]
_Lags = Annotated[int, typer.Option("--lags", metavar="N", help="Sessions before and after, for dimson and its like.")]
_Lookback = Annotated[int, typer.Option("--lookback", metavar="N", help="Sessions of rolling, half-life of ewma.")]
_Estimation = Annotated[
    str, typer.Option("--estimation", metavar="A:B", callback=_span, help="Estimation window, relative to day 0.")
]
_Event = Annotated[str, typer.Option("--event", metavar="A:B", callback=_span, help="Event window.")]
_Windows = Annotated[
    str, typer.Option("--windows", metavar="A:B,...", callback=_spans, help="Windows inside the event window.")
]
_Returns = Annotated[
    Returns, typer.Option("--returns", help="Returns to form from prices, or the kind that DATA holds.")
]
_Overlap = Annotated[
    Overlap, typer.Option("--overlap", help="Sessions in another event's window: out of the estimation, or in it.")
]
_Closed = Annotated[Closed, typer.Option("--closed", help="Day 0 of an event on a closed day: next, previous, none.")]
_MinEstimation = Annotated[
    int, typer.Option("--min-estimation", metavar="N", help="Fewest sessions of an estimation sample.")
]
_Untreated = Annotated[
    str | None,
    typer.Option(
        "--untreated", metavar="A,B", help="Series that no event can have touched, for placebo tests; or: others."
    ),
]
_Alternative = Annotated[Alternative, typer.Option("--alternative", help="What the tests are against.")]
_Level = Annotated[float, typer.Option("--level", metavar="P", help="Size of the tests.")]
_Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Of tests that draw.")]
_Groups = Annotated[
    str | None, typer.Option("--groups", metavar="COLUMN", help="Also test each group of events, by this column.")
]
_Tests = Annotated[
    str | None,
    typer.Option("--tests", metavar="A,B", help="Names of tests, between commas; all without it.", show_default=False),
]
_Formula = Annotated[
    str | None,
    typer.Option(
        "--regress",
        metavar="FORMULA",
        help='Regress the cumulative abnormal returns on columns of EVENTS, as "car(0, 1) ~ size + group".',
    ),
]
_Out = Annotated[
    str | None,
    typer.Option(
        "--out",
        metavar="DIR",
        callback=options.named,
        help="Also write every table as CSV, and results.json, to this folder.",
        show_default=False,
    ),
]


@guarded
def study(  # noqa: PLR0917 - a parameter for each option, which typer passes by name
    events: _Events,
    data: _Data,
    kind: _Kind = None,
    benchmark: _Benchmark = None,
    model: _Models = None,
    factors: _Factors = None,
    peer: _Peer = None,
    alpha: _Alpha = Alpha.KEEP,
    cov: _Cov = Cov.OLS,
    lags: _Lags = 1,
    lookback: _Lookback = 60,
    estimation: _Estimation = "-250:-11",
    event: _Event = "-5:5",
    windows_: _Windows = "0:0,0:1,-1:1,0:5",
    returns: _Returns = Returns.SIMPLE,
    overlap: _Overlap = Overlap.EXCLUDE,
    closed: _Closed = Closed.NEXT,
    min_estimation: _MinEstimation = 30,
    untreated: _Untreated = None,
    alternative: _Alternative = Alternative.TWO_SIDED,
    level: _Level = 0.05,
    seed: _Seed = 0,
    groups: _Groups = None,
    tests: _Tests = None,
    regress: _Formula = None,
    out: _Out = None,
    quiet: options.Quiet = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Study a table of events on a table of prices or returns: abnormal returns, tests, models.

    Example: eventstudy study events.csv prices.csv --benchmark sp500
    """
    if out is not None:
        writer.check_out(Path(out))
    from eventstudy.cli import event_tables, progress  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.study import run_study  # noqa: PLC0415 - the same

    names = event_tables.test_names(tests)
    with _in_options(), progress.shown(quiet=quiet) as tell:
        result = run_study(
            Path(events),
            event_tables.read_data(data, kind=kind, returns=returns.value),
            model=model or ["market"],
            benchmark=benchmark,
            factors=factors,
            peer=peer,
            alpha=alpha.value,
            cov=cov.value,
            lags=lags,
            lookback=lookback,
            estimation=window(estimation),
            event=window(event),
            windows=windows(windows_),
            overlap=overlap.value,
            closed=closed.value,
            min_estimation=min_estimation,
            alternative=alternative.value,
            level=level,
            seed=seed,
            groups=groups,
            untreated=_untreated(untreated),
            progress=tell,
        )
        regression = event_tables.regress(result, regress)
        made = event_tables.frames(result, tests=names, regression=regression)
        if out is not None:
            files = event_tables.files(made, event_tables.to_json(result, made, regression))
            writer.write_folder(Path(out), files)
    say_dropped(result.dropped)
    event_tables.put(output, result, made, regression, quiet=quiet)
    if out is not None and not quiet:
        event_tables.say_files(output, Path(out), list(files))


@contextmanager
def _in_options() -> Iterator[None]:
    """Let errors speak of options where they speak of arguments: ``--benchmark`` for ``benchmark=``."""
    try:
        yield
    except UsageError as error:
        text = _ARGUMENT.sub(lambda found: f"--{found[1].replace('_', '-')} ", str(error))
        raise UsageError(text.replace(" ,", ",").replace(" ;", ";")) from error


def _untreated(text: str | None) -> list[str] | str | None:
    """Return names between commas, or the word for every series left."""
    if text is None or text.strip() == "others":
        return text
    return [name.strip() for name in text.split(",") if name.strip()]
