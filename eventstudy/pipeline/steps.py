"""run(): the whole study, every step in order, each a public function."""

from __future__ import annotations

import hashlib
import warnings
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import eventstudy
from eventstudy.articles.each import LEAST_TEXT
from eventstudy.articles.everything import find_all
from eventstudy.articles.read import read_folder
from eventstudy.articles.sheets import read_events, read_moves
from eventstudy.display import Records
from eventstudy.errors import ArticleError, EventStudyWarning, StudyFileError, UsageError
from eventstudy.factors import load_factors
from eventstudy.instruments import added_files, use_instruments
from eventstudy.pipeline.arguments import as_called, lengths, own, shared
from eventstudy.pipeline.checking import Beside, check_reported, read_beside, weigh_reported, with_second
from eventstudy.pipeline.events import choose_events, settle_events
from eventstudy.pipeline.own import BENCHMARK, are_shipped, own_study, worth_studying
from eventstudy.pipeline.study import Study
from eventstudy.prices import load_available, load_prices
from eventstudy.prices.feed import FEEDS
from eventstudy.records import Article, Dropped, Progress, Provenance
from eventstudy.returns import to_returns
from eventstudy.study import run_study, specification_curve
from eventstudy.study.gather import untold
from eventstudy.studyfile import StudyFile, load_studyfile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_STAGES = ("read articles", "find events and moves", "load prices", "estimate and test", "vary choices", "check moves")
_LIBRARIES = ("numpy", "pandas", "scipy", "exchange_calendars")


def shipped_study() -> Path:
    """Return the path of the study that ships: in the repository, or in the installed package.

    Examples
    --------
    >>> shipped_study().name
    'study.toml'
    """
    package = Path(str(resources.files("eventstudy")))
    for folder in (package / "seeds", package.parent / "seeds"):
        if (folder / "study.toml").is_file():
            return folder / "study.toml"
    raise StudyFileError(f"the shipped study is missing from {package}; install the package again")


def run(
    path: str | Path | None = None,
    *,
    articles: str | Path | None = None,
    published: str | None = None,
    prices: str | Path | None = None,
    events: str | Path | None = None,
    moves: str | Path | None = None,
    intraday: str | Path | None = None,
    second: str | Path | None = None,
    tolerances: str | Path | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
) -> Study:
    """Run a whole study: read articles, find events and moves, estimate, test, and check every reported move.

    Parameters
    ----------
    path
        A study file; without one, the study that ships.
    articles
        A folder or file of articles in the place of the study file's. Without a study file, and unless they are those
        of the study that ships, the study is of the events that they tell and bears their name.
    published
        Day or moment of publication (ISO 8601) of articles that do not state their own, in the place of the study
        file's.
    prices
        ``"snapshot"`` or a price file or folder, in the place of the study file's.
    events
        A table of events as ``eventstudy events --out`` writes it and a person has corrected it: these are studied, in
        the place of those that the articles tell and the study file pins.
    moves
        A table of moves as ``eventstudy moves --out`` writes it: these are checked, in the place of those found.
    intraday
        A file of bars inside the day, for the checks, in the place of the study file's.
    second
        A second source of the same daily prices, for the checks, in the place of the study file's.
    tolerances
        A table of what words mean, for the checks, in the place of the study file's.
    progress
        Called with the stage's name, how many stages are done, and how many there are; while megabytes of articles are
        read, with how many of them are done.
    workers
        Processes that read megabytes of articles; without it this one.

    Returns
    -------
    Study

    Raises
    ------
    EventStudyError
        What the study file or an argument names cannot be used, a pinned event among it; or nothing is left to study.
        What was only found and cannot be used is listed in `dropped` or in its event's note.

    Examples
    --------
    >>> study = run()
    >>> [verdict.verdict for verdict in study.verdicts].count("confirmed")
    2
    """
    tell = _teller(progress)
    _refuse_other(articles=articles, events=events, moves=moves, intraday=intraday, tolerances=tolerances)
    file = load_studyfile(shipped_study() if path is None else path)
    use_instruments(*file.instrument_files, study=True)
    file = as_called(file)
    beside = _beside(file, intraday, tolerances)
    tell("read articles")
    read, dropped = _read(file, articles, published)
    tell("find events and moves")
    dates, found, reported = find_all(read, workers=workers, progress=progress if _is_much(read) else None)
    if events is not None:
        found, file = read_events(events, read or None), file.model_copy(update={"event": ()})
    if moves is not None:
        reported = read_moves(moves, read or None)
    tell("load prices")
    spoken = [name for move in reported for name in move.candidates]
    if path is None and articles is not None and not are_shipped(read, shipped_study().parent):
        source = file.prices.source if prices is None else prices
        table, left_out = _held((), [*(spoken or ["brent"]), BENCHMARK], source, None, progress)
        names = table["series"].unique().tolist()
        file = own_study(read, Path(articles), worth_studying(spoken, names), names)
    else:
        table, left_out = _load(file, prices, spoken, progress)
    held = table[table["series"].isin(file.price_series)]
    returns = to_returns(held, kind=file.prices.returns, dividends=file.prices.dividends)
    chosen, others = choose_events(file, found, read, returns)
    tell("estimate and test")
    factors = load_factors(file.factor_sources) if file.factor_sources else None
    same = shared(file, factors)
    with untold():  # `dropped` is told with what else is left out
        result = run_study(chosen, returns, **own(file), **same)
    studied, unanswered = settle_events(file, chosen, result)
    tell("vary choices")
    with untold():
        curve = specification_curve(chosen, returns, models=file.models, lengths=lengths(file.study), **same)
    tell("check moves")
    beside = with_second(beside, _second(file, second), spoken)
    return Study(
        file=file,
        articles=Records(read),
        dates=Records(dates),
        events=Records([*studied, *unanswered, *others]),
        moves=Records(reported),
        prices=table,
        returns=returns,
        result=result,
        specification=curve,
        verdicts=Records(check_reported(reported, read, table, beside)),
        dropped=Records([*dropped, *left_out, *result.dropped]),
        provenance=_provenance(
            file, read, table, factors, [path for path in (events, moves) if path is not None], beside
        ),
        studied=tuple(event.event_id for event in studied),
        tolerances=beside.tolerances,
        remarks=Records([] if _is_much(read) else weigh_reported(read, table, beside)),
    )


def _refuse_other(**paths: object) -> None:
    """Refuse what should be a path and is none."""
    for name, path in paths.items():
        if path is not None and not isinstance(path, str | Path):
            raise UsageError(f"{name}= is a {type(path).__name__}; give the path of a file or folder")


def _beside(file: StudyFile, intraday: str | Path | None, tolerances: str | Path | None) -> Beside:
    """Read what the caller names to check moves with, else what the study file names."""
    asked = (intraday, file.check.intraday), (tolerances, file.check.tolerances)
    return read_beside(*(mine if mine is not None or named is None else file.beside(named) for mine, named in asked))


def _second(file: StudyFile, second: str | Path | None) -> str | Path | None:
    """Return the second source of prices: the caller's, else the study file's, its paths read from its folder."""
    named = file.check.second
    if second is not None or named is None or named in {"snapshot", *FEEDS}:
        return named if second is None else second
    return file.beside(named)


def _teller(progress: Progress | None) -> Callable[[str], None]:
    """Return what is called as each stage begins."""

    def tell(stage: str) -> None:
        if progress is not None:
            progress(stage, _STAGES.index(stage), len(_STAGES))

    return tell


def _read(file: StudyFile, articles: str | Path | None, published: str | None) -> tuple[list[Article], list[Dropped]]:
    """Read the articles the caller names, else the study file's; at least one must be dated."""
    if articles is None and file.articles.path is None:
        return [], []
    where = Path(articles) if articles is not None else file.beside(str(file.articles.path))
    named = file.articles.published if articles is None else None
    read, dropped = read_folder([where], published=published or named or None)
    _require_date(read, where)
    return read, dropped


def _require_date(articles: Sequence[Article], where: Path) -> None:
    """Raise where no article has a publication date, since then no reported move can be placed."""
    if all(article.published is None for article in articles):
        raise ArticleError(
            f"no article in {where} states when it was published, so its moves cannot be placed among prices; give the "
            'day, as --published 2020-01-03, under [articles] in the study file, as published = { "NAME" = '
            '"2020-01-03" }, or in a header of the article'
        )


def _load(
    file: StudyFile, prices: str | Path | None, spoken: Sequence[str], progress: Progress | None
) -> tuple[pd.DataFrame, list[Dropped]]:
    """Load the study's series, and those the articles speak of where the source holds them.

    The source is the caller's, else the study file's, whose paths are read from its folder.
    """
    source = file.prices.source if prices is None else prices
    columns = {str(ours): theirs for ours, theirs in file.prices.columns.items()} if prices is None else None
    if prices is None and source not in {"snapshot", *FEEDS}:
        source = file.beside(file.prices.source)
    held, left_out = _held(file.price_series, spoken, source, columns, progress)
    names = set(held["series"])
    chosen = dict.fromkeys([*file.price_series, *(name for name in spoken if name in names)])
    rows = dict(list(held.groupby("series", sort=False)))
    table = pd.concat([rows[name] for name in chosen], ignore_index=True)
    table.attrs = held.attrs
    return table, left_out


def _held(
    needed: Sequence[str],
    spoken: Sequence[str],
    source: str | Path,
    columns: Mapping[str, str] | None,
    progress: Progress | None,
) -> tuple[pd.DataFrame, list[Dropped]]:
    """Load what a source holds of what is needed and of what articles speak of, and what was left out of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EventStudyWarning)  # what is left out is told once, in `dropped`
        held = load_available(spoken, source, needed=needed, columns=columns, progress=progress)
        if not set(held["series"]) >= set(needed):
            load_prices(needed, source, columns=columns)  # says which one is missing, and what there is
    for note in held.attrs["provenance"].get("notes", ()):
        warnings.warn(note, EventStudyWarning, stacklevel=2)
    return held, [Dropped(**one) for one in held.attrs["provenance"]["dropped"]]


def _is_much(articles: Sequence[Article]) -> bool:
    return sum(len(article.text) for article in articles) >= LEAST_TEXT


def _provenance(
    file: StudyFile,
    articles: Sequence[Article],
    prices: pd.DataFrame,
    factors: pd.DataFrame | None,
    given: Sequence[str | Path],
    beside: Beside,
) -> Provenance:
    source = prices.attrs["provenance"]
    held = None if factors is None else factors.attrs["provenance"]
    study = [(file.path.name, file.sha256)] if file.path is not None else []
    return Provenance(
        version=eventstudy.__version__,
        inputs=(
            *study,
            *((f"instruments: {name}", sha256) for name, sha256 in added_files()),
            *((article.name, article.sha256) for article in articles),
            *((f"given: {Path(one).name}", hashlib.sha256(Path(one).read_bytes()).hexdigest()) for one in given),
            (f"prices: {source['source']}", source["sha256"]),
            *([] if held is None else [(f"factors: {held['source']}", held["sha256"])]),
            *beside.inputs,
        ),
        settings=(
            *((key, str(value)) for key, value in file.study.model_dump().items()),
            ("returns", file.prices.returns),
            ("dividends", "added back" if file.prices.dividends else "left out"),
        ),
        libraries=tuple((name, metadata.version(name)) for name in _LIBRARIES),
    )
