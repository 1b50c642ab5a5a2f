"""run(): the whole study, every step in order, each a public function."""

from __future__ import annotations

import warnings
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

import eventstudy
from eventstudy.articles.dates import find_dates
from eventstudy.articles.events import find_events
from eventstudy.articles.moves import find_moves
from eventstudy.articles.read import read_folder
from eventstudy.errors import ArticleError, EventStudyWarning, StudyFileError
from eventstudy.factors import load_factors
from eventstudy.pipeline.arguments import lengths, own, shared
from eventstudy.pipeline.events import choose_events, settle_events
from eventstudy.pipeline.study import Study
from eventstudy.prices import load_available, load_prices
from eventstudy.prices.feed import FEEDS
from eventstudy.records import Article, Dropped, Progress, Provenance, ReportedMove
from eventstudy.returns import to_returns
from eventstudy.study import run_study, specification_curve
from eventstudy.studyfile import StudyFile, load_studyfile
from eventstudy.verdicts import check_moves
from eventstudy.verdicts.tolerances import load as load_tolerances

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    prices: str | Path | None = None,
    progress: Progress | None = None,
) -> Study:
    """Run a whole study: read articles, find events and moves, estimate, test, and check every reported move.

    Parameters
    ----------
    path
        A study file; without one, the study that ships.
    articles
        A folder or file of articles in the place of the study file's.
    prices
        ``"snapshot"`` or a price file or folder, in the place of the study file's.
    progress
        Called with the stage's name, how many stages are done, and how many there are.

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
    file = load_studyfile(shipped_study() if path is None else path)
    tell("read articles")
    read, dropped = _read(file, articles)
    tell("find events and moves")
    dates, found, moves = find_dates(read), find_events(read), find_moves(read)
    tell("load prices")
    table, left_out = _load(file, prices, moves)
    returns = to_returns(table[table["series"].isin(file.price_series)])
    chosen, others = choose_events(file, found, read, returns)
    tell("estimate and test")
    factors = load_factors(file.factor_sources) if file.factor_sources else None
    same = shared(file, factors)
    result = run_study(chosen, returns, **own(file), **same)
    studied, unanswered = settle_events(file, chosen, result)
    tell("vary choices")
    curve = specification_curve(chosen, returns, models=file.models, lengths=lengths(file.study), **same)
    tell("check moves")
    return Study(
        file=file,
        articles=read,
        dates=dates,
        events=[*studied, *unanswered, *others],
        moves=moves,
        prices=table,
        returns=returns,
        result=result,
        specification=curve,
        verdicts=check_moves(moves, table),
        dropped=[*dropped, *left_out, *result.dropped],
        provenance=_provenance(file, read, table, factors),
        studied=tuple(event.event_id for event in studied),
    )


def _teller(progress: Progress | None) -> Callable[[str], None]:
    """Return what is called as each stage begins."""

    def tell(stage: str) -> None:
        if progress is not None:
            progress(stage, _STAGES.index(stage), len(_STAGES))

    return tell


def _read(file: StudyFile, articles: str | Path | None) -> tuple[list[Article], list[Dropped]]:
    """Read the articles the caller names, else the study file's; at least one must be dated."""
    if articles is not None:
        where, published = Path(articles), None
    elif file.articles.path is not None:
        where, published = file.beside(file.articles.path), file.articles.published or None
    else:
        return [], []
    read, dropped = read_folder([where], published=published)
    _require_date(read, where)
    return read, dropped


def _require_date(articles: Sequence[Article], where: Path) -> None:
    """Raise where no article has a publication date, since then no reported move can be placed."""
    if all(article.published is None for article in articles):
        raise ArticleError(
            f"no article in {where} states when it was published, so its moves cannot be placed among prices; give the "
            'day under [articles] in the study file, as published = { "NAME" = "2020-01-03" }, or in a header of the '
            "article"
        )


def _load(
    file: StudyFile, prices: str | Path | None, moves: Sequence[ReportedMove]
) -> tuple[pd.DataFrame, list[Dropped]]:
    """Load the study's series, and those the articles speak of where the source holds them.

    The source is the caller's, else the study file's, whose paths are read from its folder.
    """
    source = file.prices.source if prices is None else prices
    if prices is None and source not in {"snapshot", *FEEDS}:
        source = file.beside(file.prices.source)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EventStudyWarning)  # what is left out is told once, in `dropped`
        spoken = [name for move in moves for name in move.candidates]
        held = load_available(spoken, source, needed=file.price_series)
        rows = dict(list(held.groupby("series", sort=False)))
        if not rows.keys() >= set(file.price_series):
            load_prices(file.price_series, source=source)  # says which one is missing, and what there is
    for note in held.attrs["provenance"].get("notes", ()):
        warnings.warn(note, EventStudyWarning, stacklevel=2)
    chosen = dict.fromkeys([*file.price_series, *(name for name in spoken if name in rows)])
    table = pd.concat([rows[name] for name in chosen], ignore_index=True)
    table.attrs = held.attrs
    return table, [Dropped(**one) for one in held.attrs["provenance"]["dropped"]]


def _provenance(
    file: StudyFile, articles: Sequence[Article], prices: pd.DataFrame, factors: pd.DataFrame | None
) -> Provenance:
    source = prices.attrs["provenance"]
    held = None if factors is None else factors.attrs["provenance"]
    study = [(file.path.name, file.sha256)] if file.path is not None else []
    tolerances = load_tolerances()
    return Provenance(
        version=eventstudy.__version__,
        inputs=(
            *study,
            *((article.name, article.sha256) for article in articles),
            (f"prices: {source['source']}", source["sha256"]),
            *([] if held is None else [(f"factors: {held['source']}", held["sha256"])]),
            (f"tolerances of words, version {tolerances.version}", tolerances.sha256),
        ),
        settings=tuple((key, str(value)) for key, value in file.study.model_dump().items()),
        libraries=tuple((name, metadata.version(name)) for name in _LIBRARIES),
    )
