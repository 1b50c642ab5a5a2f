"""What a study file asks of the estimation, as arguments: the one place that hands its settings on."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from eventstudy.errors import StudyFileError
from eventstudy.prices.files import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from eventstudy.records import Window
    from eventstudy.studyfile import StudyFile, StudySettings

_SHORTER = (60, 120)


class Shared(TypedDict):
    """Arguments that `run_study` and `specification_curve` both take."""

    benchmark: Mapping[str, str] | None
    factors: pd.DataFrame | None
    peer: Mapping[str, str] | None
    alpha: str
    cov: str
    lags: int
    lookback: int
    estimation: Window
    event: Window
    windows: Sequence[Window]
    closed: str
    min_estimation: int
    calendars: Mapping[str, str | None] | None
    flagged: Mapping[str, str] | None
    alternative: str
    level: float


def shared(file: StudyFile, factors: pd.DataFrame | None) -> Shared:
    """Return what a study and its variations have in common."""
    settings = file.study
    return {
        "benchmark": file.benchmarks or None,
        "factors": factors,
        "peer": file.peers or None,
        "alpha": settings.alpha,
        "cov": settings.cov,
        "lags": settings.lags,
        "lookback": settings.lookback,
        "estimation": settings.estimation,
        "event": settings.event,
        "windows": settings.windows,
        "closed": settings.closed,
        "min_estimation": settings.min_estimation,
        "calendars": dict(file.calendars) or None,
        "flagged": settings.flagged,
        "alternative": settings.alternative,
        "level": settings.level,
    }


class Own(TypedDict):
    """Arguments that only `run_study` takes."""

    model: Mapping[str, Sequence[str]]
    overlap: str
    seed: int
    groups: Mapping[str, str] | None
    untreated: Sequence[str] | None


def own(file: StudyFile) -> Own:
    """Return what a study asks beyond what its variations do."""
    settings = file.study
    return {
        "model": file.models,
        "overlap": settings.overlap,
        "seed": settings.seed,
        "groups": file.groups or None,
        "untreated": settings.untreated or None,
    }


def as_called(file: StudyFile) -> StudyFile:
    """Return a study with its series called as prices call them: a name of the catalogue in any case is its id.

    Raises
    ------
    StudyFileError
        Two entries are then the same series.
    """
    series = tuple(
        one.model_copy(
            update={
                name: canonical(held)
                for name, held in (("id", one.id), ("benchmark", one.benchmark), ("peer", one.peer))
                if held is not None
            }
        )
        for one in file.series
    )
    ids = [one.id for one in series]
    twice = next((one.id for one, found in zip(file.series, ids, strict=True) if ids.count(found) > 1), None)
    if twice is not None:
        raise StudyFileError(f"the series {twice!r} stands twice, in capitals and without; each once")
    untreated = tuple(map(canonical, file.study.untreated))
    return file.model_copy(update={"series": series, "study": file.study.model_copy(update={"untreated": untreated})})


def lengths(settings: StudySettings) -> list[int]:
    """Return the lengths of the estimation window to vary over: a quarter of a year, half of one, the study's own."""
    return sorted({len(settings.estimation)} | {n for n in _SHORTER if settings.min_estimation <= n})
