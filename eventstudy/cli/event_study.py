"""The command for tables of events and of prices or returns: no articles, only estimates and tests."""

from __future__ import annotations

from pathlib import Path

from eventstudy.cli import options, writer
from eventstudy.cli import study_options as asked
from eventstudy.cli.as_options import in_options
from eventstudy.cli.guard import guarded, say_dropped
from eventstudy.cli.pairs import one_each, pairs, several_each
from eventstudy.cli.windows import window, windows

_OPTIONS = {
    name: name.replace("_", "-")
    for name in (
        "alpha", "alternative", "benchmark", "closed", "cov", "estimation", "event", "factors", "groups", "lags",
        "level", "lookback", "min_estimation", "model", "outcome", "overlap", "peer", "seed", "untreated", "windows",
    )
}  # fmt: skip
"""Arguments of `run_study` that are options here."""


@guarded
def study(  # noqa: PLR0917 - a parameter for each option, which typer passes by name
    events: asked.Events,
    data: asked.Data,
    kind: asked.KindOption = None,
    benchmark: asked.Benchmark = None,
    model: asked.Models = None,
    factors: asked.Factors = None,
    peer: asked.Peer = None,
    alpha: asked.AlphaOption = asked.Alpha.KEEP,
    cov: asked.CovOption = asked.Cov.OLS,
    lags: asked.Lags = 1,
    lookback: asked.Lookback = 60,
    estimation: asked.Estimation = "-250:-11",
    event: asked.Event = "-5:5",
    windows_: asked.Windows = "0:0,0:1,-1:1,0:5",
    returns: asked.ReturnsOption = asked.Returns.SIMPLE,
    price_only: asked.PriceOnly = False,
    outcome: asked.Outcome = asked.OutcomeName.RETURN,
    calendar: asked.Calendars = None,
    flagged: asked.Flagged = None,
    overlap: asked.OverlapOption = asked.Overlap.EXCLUDE,
    closed: asked.ClosedOption = asked.Closed.NEXT,
    min_estimation: asked.MinEstimation = 30,
    untreated: asked.Untreated = None,
    alternative: asked.AlternativeOption = asked.Alternative.TWO_SIDED,
    level: asked.Level = 0.05,
    seed: asked.Seed = 0,
    groups: asked.Groups = None,
    tests: asked.Tests = None,
    regress: asked.Formula = None,
    out: asked.Out = None,
    _instruments: options.Instruments = None,
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
    from eventstudy.study.gather import untold  # noqa: PLC0415 - the same

    names = event_tables.test_names(tests)
    with in_options(_OPTIONS), untold(), progress.shown(quiet=quiet) as tell:
        rules = pairs(flagged, "--flagged", "WORD=RULE") or None
        table = event_tables.read_data(
            data, kind=kind, returns=returns.value, dividends=not price_only, outcome=outcome.value
        )
        result = run_study(
            Path(events),
            table,
            model=_models(model, one_each(benchmark, "--benchmark")),
            benchmark=one_each(benchmark, "--benchmark"),
            factors=factors,
            peer=one_each(peer, "--peer"),
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
            outcome=outcome.value,
            calendars=_calendars(calendar),
            flagged=rules,
            progress=tell,
        )
        regression = event_tables.regress(result, regress)
        made = event_tables.frames(result, tests=names, regression=regression)
        made["data_problems"] = event_tables.problems(table, result, rules)
        if out is not None:
            tell("write tables and figures", 0, 1)
            json, more = event_tables.to_json(result, made, regression), event_tables.further(result)
            files = event_tables.files(made | more, json, event_tables.figures(result))
            writer.write_folder(Path(out), files)
    say_dropped(result.dropped)
    event_tables.put(output, result, made, regression, quiet=quiet)
    if out is not None and not quiet:
        event_tables.say_files(output, Path(out), list(files))


def _untreated(text: str | None) -> list[str] | str | None:
    """Return names between commas, or the word for every series left."""
    if text is None or text.strip() == "others":
        return text
    return [name.strip() for name in text.split(",") if name.strip()]


def _models(values: list[str] | None, benchmark: str | dict[str, str] | None) -> list[str] | dict[str, list[str]]:
    """Return the models; where each series has a benchmark of its own, only of those that have one."""
    models = several_each(values, "--model") or ["market"]
    return dict.fromkeys(benchmark, models) if isinstance(benchmark, dict) and isinstance(models, list) else models


def _calendars(values: list[str] | None) -> dict[str, str | None] | None:
    """Return whose sessions each series has; None, so that every row is a session, for ``rows``."""
    given = pairs(values, "--calendar", "SERIES=ID")
    return {series: None if name == "rows" else name for series, name in given.items()} or None
