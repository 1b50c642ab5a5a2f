"""The command for tables of events and of prices or returns: no articles, only estimates and tests."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from eventstudy.cli import options, study_large, writer
from eventstudy.cli import study_options as asked
from eventstudy.cli.as_options import in_options
from eventstudy.cli.guard import guarded
from eventstudy.cli.pairs import one_each, pairs, several_each
from eventstudy.cli.windows import window, windows
from eventstudy.folders import claimed

_OPTIONS = {
    name: name.replace("_", "-")
    for name in (
        "alpha", "alternative", "benchmark", "closed", "cov", "estimation", "event", "factors", "groups", "lags",
        "level", "lookback", "memory", "min_estimation", "model", "outcome", "overlap", "peer", "seed", "tests",
        "untreated", "windows", "workers",
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
    memory: asked.Memory = None,
    backend: asked.Backend = None,
    address: asked.Address = None,
    resume: asked.Resume = False,
    workers: asked.Blocks = None,
    _instruments: options.Instruments = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Study a table of events on a table of prices or returns: abnormal returns, tests, models."""
    if out is not None:
        writer.check_out(Path(out))
    claim = nullcontext() if out is None else claimed(Path(out))
    if study_large.is_asked(Path(data), Path(events), memory, backend, address, resume, workers):
        other = {"cov": cov is not asked.Cov.OLS, "outcome": outcome is not asked.OutcomeName.RETURN}
        named = {"regress": regress, "untreated": untreated, "kind": kind, "alpha drop": alpha is asked.Alpha.DROP}
        study_large.refuse_options({**named, **other})
        from eventstudy.cli import event_tables  # noqa: PLC0415 - `eventstudy --help` must answer at once
        from eventstudy.study.on_disk.settings import FileSettings  # noqa: PLC0415 - `eventstudy --help` must answer at once

        market = one_each(benchmark, "--benchmark")
        settings = FileSettings(
            model=_models(model, market),
            benchmark=market,
            factors=factors,
            peer=one_each(peer, "--peer"),
            alpha=alpha.value,
            estimation=window(estimation),
            event=window(event),
            windows=windows(windows_),
            overlap=overlap.value,
            closed=closed.value,
            min_estimation=min_estimation,
            calendars=_calendars(calendar),
            flagged=pairs(flagged, "--flagged", "WORD=RULE") or None,
            alternative=alternative.value,
            level=level,
            seed=seed,
            groups=groups,
            tests=event_tables.test_names(tests),
            returns=returns.value,
            dividends=not price_only,
        )
        with in_options(_OPTIONS), claim:
            study_large.study(
                Path(events), Path(data), out, settings, output,
                memory=memory, backend=backend, address=address, resume=resume, workers=workers, quiet=quiet,
            )  # fmt: skip
        return
    from eventstudy.cli import event_tables, progress  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.study import run_study  # noqa: PLC0415 - the same
    from eventstudy.study.files import read_tidy_returns  # noqa: PLC0415 - the same
    from eventstudy.study.gather import untold  # noqa: PLC0415 - the same

    names = event_tables.test_names(tests)
    if out is not None:
        writer.check_out(Path(out), writes=["results.json"], folders=["figures"])
    with in_options(_OPTIONS), claim, untold(), progress.shown(quiet=quiet) as tell:
        rules = pairs(flagged, "--flagged", "WORD=RULE") or None
        table = read_tidy_returns(Path(data)) if kind is None and outcome is asked.OutcomeName.RETURN else None
        if table is None:
            table = event_tables.read_data(
                data, kind=kind, returns=returns.value, dividends=not price_only, outcome=outcome.value
            )
        table.attrs.setdefault("kind", returns.value)
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
        tell("test", 0, 1)
        regression = event_tables.regress(result, regress)
        made = event_tables.frames(result, tests=names, regression=regression)
        made["data_problems"] = event_tables.problems(table, result, rules)
        if out is not None:
            tell("write tables and figures", 0, 1)
            json, more = event_tables.to_json(result, made, regression), event_tables.further(result)
            files = event_tables.files(made | more, json, event_tables.figures(result))
            writer.write_folder(Path(out), files)
    event_tables.say_left_out(result.dropped)
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
