"""run_study(): the method, step by step."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from importlib import metadata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import eventstudy
from eventstudy.backends import BACKENDS
from eventstudy.factors import load_factors
from eventstudy.records import Provenance, as_dict
from eventstudy.results import Design, StudyResult
from eventstudy.study.calendars import read_calendars
from eventstudy.study.choices import Given, make_design
from eventstudy.study.controls import observe_controls, pick_controls, read_controls
from eventstudy.study.flags import read_rules, with_rules
from eventstudy.study.gather import gather, refuse_nothing, tell_left_out, used_beside
from eventstudy.study.many import ENGINES, choose_cluster, choose_engine, foresee_engine, observe_many
from eventstudy.study.memory import OUTCOMES
from eventstudy.study.models import check_choice, choose_models
from eventstudy.study.observing import model_on, observe_all
from eventstudy.study.options import check_progress
from eventstudy.study.questions import load_events, named_events, read_events, without_benchmark
from eventstudy.study.returns_table import read_returns
from eventstudy.study.subjects import Subjects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eventstudy.factors import Source
    from eventstudy.kernels.observation import Observation
    from eventstudy.records import Dropped, Event, Progress, Window
    from eventstudy.study.gather import Panel, Placed
    from eventstudy.study.many import Cluster
    from eventstudy.study.models import ModelChoice
    from eventstudy.study.observing import Modelled
    from eventstudy.study.questions import Asked

    Names = str | Sequence[str]
    Span = Window | tuple[int, int]

WINDOWS = ((0, 0), (0, 1), (-1, 1), (0, 5))
_LIBRARIES = ("numpy", "pandas", "scipy", "exchange_calendars")


def run_study(
    events: Sequence[Event] | pd.DataFrame | str | Path,
    returns: pd.DataFrame | str | Path,
    *,
    model: Names | Mapping[str, Names] = "market",
    benchmark: str | Mapping[str, str] | None = None,
    factors: Source | Sequence[Source] | None = None,
    peer: str | Mapping[str, str] | None = None,
    alpha: str = "keep",
    cov: str = "ols",
    lags: int = 1,
    lookback: int = 60,
    estimation: Span = (-250, -11),
    event: Span = (-5, 5),
    windows: Sequence[Span] = WINDOWS,
    overlap: str = "exclude",
    closed: str = "next",
    min_estimation: int = 30,
    calendars: Mapping[str, str | None] | None = None,
    flagged: Mapping[str, str] | None = None,
    alternative: str = "two-sided",
    level: float = 0.05,
    seed: int = 0,
    groups: str | Mapping[str, str] | None = None,
    untreated: Names | None = None,
    outcome: str = "return",
    progress: Progress | None = None,
    engine: str = "auto",
    backend: str = "memory",
    address: object = None,
) -> StudyResult:
    """Estimate what returns would have been without the events, and test what they were beyond that.

    Each series of each event is fitted on its estimation window and carried into its event window. A session is a day
    on the calendar of a catalogued series, and a row of `returns` for any other; a missing return counts as an offset
    and leaves the regression; a return flagged as no market move (a contract roll, a stale price, a change of unit) or
    as doubtful (over missing sessions, of a spike or what looks like a split) leaves the regression and stays, with its
    flag, in the event window.

    Parameters
    ----------
    events
        Events, each studied on every series (only those past and dated to the day); or a table, or the path of a CSV or
        Parquet file, with a row for each event and series. Columns ``series`` and ``date`` (an ISO day, or a moment:
        with its zone, or on the clock of the series' market; of a series whose market is not known, see `calendars`,
        16:00 on the moment's own clock counts as the close, and one in UTC is left out), and if wanted ``event_id``;
        ``group``; ``weight`` in averages; ``benchmark``; ``timing`` (``bmo``, before the open: that day, or the next
        session where it is closed; ``amc``, after the close: the next session after that day); ``estimation_first
        estimation_last`` and ``first last``, the event's own estimation window and window. Any other column is kept for
        regressions. A row with a cell that cannot be used is left out, and `dropped` says why.
    returns
        Sessions by series, fractions, NaN where there is none, none below -1; or the path of a CSV or Parquet file of
        dates by series. ``returns.attrs["flags"]`` may hold flag words by series and ISO date.
    model
        A model of expected returns, several, or ``{series: one or several}``, which also chooses the series: ``"raw"``,
        ``"mean"``, ``"adjusted"``, ``"market"``, ``"capm"``, ``"ff3"``, ``"carhart"``, ``"ff5"``, ``"factors"``,
        ``"scholes_williams"``, ``"dimson"``, ``"fowler_rorke"``, ``"garch"``, ``"rolling"``, ``"ewma"``. The first of
        several is the main model, which the tests of portfolios use.
    benchmark
        Series that models take as the market, or ``{series: series}``; a row of the events may name another.
    factors
        Factors and the risk-free rate, as `eventstudy.factors.load_factors` takes them.
    peer
        Series that models have as a second regressor, or ``{series: series}``.
    alpha
        ``"keep"``; ``"zero"``: no constant in models that have one; ``"drop"``: it is estimated, and left out of what
        is expected.
    cov
        Covariance of the coefficients: ``"ols"``, or ``"hac"`` (Newey and West).
    lags
        Leads and lags of the benchmark in ``"scholes_williams"``, ``"dimson"`` and ``"fowler_rorke"``.
    lookback
        Sessions of ``"rolling"``, half-life of ``"ewma"``.
    estimation, event
        Windows in sessions relative to day 0, both ends included; the first ends before the second begins.
    windows
        Windows inside the event window that tables are made for; `StudyResult.car` takes any other too.
    overlap
        ``"exclude"``: sessions in the event window of another studied event of the series leave its estimation samples;
        ``"keep"``: they stay.
    closed
        Day 0 of an event on a closed day: the ``"next"`` session, the ``"previous"``, or none (``"drop"``).
    min_estimation
        Fewest sessions of an estimation sample; with fewer the estimates are NaN, and `note` says so.
    calendars
        ``{series: id}`` for series that have the sessions of a catalogued one; None: every row is a session.
    flagged
        ``{flag word: rule}``, or ``{"SERIES.word": rule}``, where flagged returns are to be treated otherwise:
        ``"keep"`` (an ordinary return), ``"exclude"`` (as a doubtful one) or ``"no_move"`` (as one that is no market
        move, which also leaves tests of several series).
    alternative
        What tests look for: ``"two-sided"``, ``"greater"`` or ``"less"``.
    level
        Size of the tests; intervals cover ``1 - level``.
    seed
        Of every test that draws.
    groups
        Column of the events that holds their groups (``"group"`` if there is one), or ``{event_id: group}``.
    untreated
        Series that no event touches, for tests by placebo: names, or ``"others"`` for every column that is neither
        studied nor set beside a studied one. Each is observed on the date of every event, under its main model.
    outcome
        ``"return"``; or ``"volume"`` or ``"volatility"``, with a table from `eventstudy.outcomes`: models ``"mean"``
        and ``"market"``, and variances that take into account that such a series remembers its yesterday.
    progress
        Called with the stage's name, how many events are done, and how many there are.
    engine
        ``"single"``: events are estimated one by one; ``"numpy"``, ``"numba"``: in blocks, the second compiled, with
        the same numbers to 1e-12. By itself, ``"auto"``, the number of events decides, a few thousand being many; a
        model, option or outcome that blocks do not know (``"garch"``, leads and lags, ``"rolling"``, ``"ewma"``,
        ``cov="hac"``, ``alpha="drop"``, untreated series, estimation windows of single events) takes the first at any
        number. The study's design says which it was.
    backend
        ``"memory"``: events are estimated in this process; ``"dask"``: in blocks on a cluster, to the same bits (not a
        study that is estimated event by event). A script that starts a cluster of its own machine keeps what it does
        under ``if __name__ == "__main__":``, as the cluster's processes read it again.
    address
        Of the cluster's scheduler, ``"tcp://10.0.0.1:8786"``; or its client; None for a cluster of this machine.

    Returns
    -------
    StudyResult

    Raises
    ------
    UsageError
        An argument is not one of the allowed values, or names a series without returns; or no cluster answers.
    WindowError
        The windows do not fit together, no event lies where there are returns, or the returns do not hold the windows.
    PriceError
        The returns are not in order, are per cent or prices, or are no numbers.
    EstimationError
        A benchmark never varies, or gaps and other events leave no sample large enough.

    Warns
    -----
    EventStudyWarning
        Events were found that cannot be studied; the others go on, and `dropped` says why.

    References
    ----------
    MacKinlay (1997), Journal of Economic Literature 35.

    Examples
    --------
    >>> import numpy as np
    >>> days = pd.bdate_range("2019-01-01", periods=300)
    >>> r = pd.DataFrame(np.random.default_rng(1).normal(0, 0.01, (300, 2)), index=days, columns=["a", "m"])
    >>> r.loc[days[280], "a"] += 0.05
    >>> table = pd.DataFrame({"series": ["a"], "date": [days[280]]})
    >>> result = run_study(table, r, model="market", benchmark="m", windows=[(0, 0)])
    >>> result.car(0, 0)[["series", "car", "t", "df"]].round(3).to_dict("records")
    [{'series': 'a', 'car': 0.045, 't': 4.719, 'df': 238.0}]
    """
    check_choice(outcome, "outcome", OUTCOMES)
    check_choice(engine, "engine", ENGINES)
    check_choice(backend, "backend", BACKENDS)
    check_progress(progress)
    table = read_returns(returns, outcome)
    columns, rows = list(table.columns), load_events(events)
    explained = None if factors is None else load_factors(factors)
    choice = choose_models(
        model,
        benchmark,
        columns,
        factors=() if explained is None else list(explained.columns),
        peer=peer,
        alpha=alpha,
        cov=cov,
        lags=lags,
        lookback=lookback,
        by_row=isinstance(rows, pd.DataFrame) and "benchmark" in rows.columns,
    )
    if backend == "memory":
        foresee_engine(engine, len(rows), choice)
    sessions, named = read_calendars(calendars, columns), read_controls(untreated, columns)
    rules = read_rules(flagged, columns, table.attrs["flags"])
    table.attrs["flags"] = with_rules(table.attrs["flags"], rules)
    given = Given(estimation, event, windows, overlap, closed, min_estimation, alternative, level, seed, outcome)
    kind = str(table.attrs["kind"])
    design = make_design(choice, given, kind=kind, calendars=calendars, flagged=rules, made=table.attrs)
    asked = read_events(rows, list(choice.models), held=columns, design=design, groups=groups, apart=named)
    asked, design = without_benchmark(asked, choice), replace(design, grouped=asked.grouped)

    used = {*used_beside(choice, asked), *asked.benchmarks}
    controls, none = pick_controls(untreated, named, columns, asked.series, used)
    panel = gather(table, choice, asked, sessions, controls=controls, named=named)
    design = replace(design, engine=choose_engine(engine, asked.subjects, choice, design, untreated))
    cluster = choose_cluster(backend, address, design.engine)
    observations, placed, outside, modelled = _observed(panel, asked, choice, design, explained, progress, cluster)
    skipped = choice.skipped(asked.series)
    refuse_nothing(observations, [*outside, *asked.dropped, *skipped], design)
    unmoved, missing = observe_controls(controls, placed, panel, modelled, choice, design)

    dropped = [*skipped, *asked.dropped, *outside, *panel.lost, *none, *missing]
    inputs = [_input("returns", table), *([] if explained is None else [_input("factors", explained)])]
    source, digest = named_events(events, rows)
    provenance = _provenance([*inputs, (f"events: {source}", digest)], design)
    tell_left_out([*asked.dropped, *outside], observations)
    return StudyResult(observations, dropped, design, provenance, unmoved, asked.attributes)


def _observed(
    panel: Panel,
    asked: Asked,
    choice: ModelChoice,
    design: Design,
    factors: pd.DataFrame | None,
    progress: Progress | None,
    cluster: Cluster | None,
) -> tuple[Sequence[Observation], Sequence[Placed], list[Dropped], Modelled]:
    """Return every observation, by the engine of the design, the events placed, and why others have no day 0."""
    model = partial(model_on, panel, choice, factors)
    if isinstance(asked.subjects, Subjects) and design.engine in {"numpy", "numba"}:
        zeros, outside = panel.place_all(asked.subjects, design.closed)
        kept = np.flatnonzero(zeros >= 0)
        found = observe_many(
            panel, asked.subjects.take(kept), zeros if kept.size == zeros.size else zeros[kept], model, choice, design,
            factors=factors, engine="numba" if design.engine == "numba" else "numpy", progress=progress,
            cluster=cluster,
        )  # fmt: skip
        return found, (), outside, model
    placed, outside = panel.place(asked.subjects, design.closed)
    modelled = cache(model)
    calendars = panel.calendars
    return observe_all(placed, modelled, choice, design, progress, calendars=calendars), placed, outside, modelled


def _provenance(inputs: Sequence[tuple[str, str]], design: Design) -> Provenance:
    """Return the inputs, settings and libraries of a study."""
    return Provenance(
        version=eventstudy.__version__,
        inputs=tuple(inputs),
        settings=tuple((name, str(value)) for name, value in as_dict(design).items()),
        libraries=tuple((name, metadata.version(name)) for name in _libraries(design)),
    )


def _libraries(design: Design) -> tuple[str, ...]:
    fitted = any("garch" in names for names in design.models.values())
    return (*_LIBRARIES, "arch") if fitted else _LIBRARIES


def _input(what: str, table: pd.DataFrame) -> tuple[str, str]:
    """Return a table's name, with what was made of it, and its hash; a caller's own provenance says what it likes."""
    source = table.attrs["provenance"]
    made = filter(None, [str(source.get("source", "table")), str(table.attrs.get("measure", ""))])
    return f"{what}: {', '.join(made)}", str(source.get("sha256", ""))
