"""StudyResult: the estimates and tests of a study, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.errors import UsageError, WindowError
from eventstudy.records import Dropped, Provenance, Window, as_dict
from eventstudy.results import tables
from eventstudy.results.frames import to_frame
from eventstudy.results.windows import as_window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eventstudy.kernels.observation import Observation


@dataclass(frozen=True, slots=True)
class Design:
    """The choices a study was made with."""

    models: dict[str, tuple[str, ...]]
    """By series; the first is its main model, which the tests use."""
    benchmarks: dict[str, str | None]
    estimation: Window
    event: Window
    windows: tuple[Window, ...]
    overlap: str
    closed: str
    min_estimation: int
    level: float
    returns: str
    """Kind of the returns: ``"simple"`` or ``"log"``."""


@dataclass(frozen=True, slots=True, eq=False)
class StudyResult:
    """What a study found. Tables hold fractions; an observation is one event of one series under one model.

    Attributes
    ----------
    observations
        In the order of events, series and models.
    dropped
        What was found and could not be studied, and why.
    settings
        The choices the study was made with.
    provenance
        Where the numbers come from.

    Examples
    --------
    >>> from eventstudy.study import run_study
    >>> days = pd.bdate_range("2019-01-01", periods=12)
    >>> returns = pd.DataFrame({"a": [0.01, -0.01] * 5 + [0.03, 0.02]}, index=days)
    >>> events = pd.DataFrame({"series": ["a"], "date": [days[10]]})
    >>> window = {"estimation": (-10, -1), "event": (0, 1), "windows": [(0, 1)], "min_estimation": 10}
    >>> result = run_study(events, returns, model="mean", **window)
    >>> result.car(0, 1)[["car", "se", "df", "n_window"]].round(4).to_dict("records")
    [{'car': 0.05, 'se': 0.0163, 'df': 9.0, 'n_window': 2}]
    >>> result.tests(0, 1, by="event")[["test", "valid"]].to_dict("records")[1]
    {'test': 'sq', 'valid': False}
    """

    observations: tuple[Observation, ...]
    dropped: list[Dropped]
    settings: Design
    provenance: Provenance

    @property
    def design(self) -> dict[str, Any]:
        """Return the choices the study was made with, as plain JSON values."""
        design: dict[str, Any] = as_dict(self.settings)
        return design

    def car(self, first: int, last: int) -> pd.DataFrame:
        """Return the cumulative abnormal return of each observation over any window inside the event window.

        Columns: ``event_id series model first last car se t df p low high n_estimation n_window flag note``. `car` sums
        the returns that are there, `n_window` counts them; it is NaN, and `note` says why, where day 0 has no return or
        the window runs past the data. `se` is from the forecast covariance, t has T - k degrees of freedom.

        Raises
        ------
        WindowError
            If the window is not inside the event window.
        UsageError
            If its ends are no whole numbers.
        """
        return self._cars([self._inside(first, last)])

    def bhar(self, first: int, last: int) -> pd.DataFrame:
        """Return the buy-and-hold abnormal return of each observation over a window: returns compounded, not summed.

        Columns: ``event_id series model first last bhar n_window flag note``; NaN as in `car`.

        Raises
        ------
        WindowError
            If the window is not inside the event window.
        UsageError
            If its ends are no whole numbers.
        """
        return self._bhars([self._inside(first, last)])

    def ar(self) -> pd.DataFrame:
        """Return abnormal returns, observations by relative sessions; NaN where a session has none."""
        values = [one.abnormal.ar for one in self.observations]
        keys = [(one.event_id, one.data.series, one.data.model) for one in self.observations]
        index = pd.MultiIndex.from_tuples(keys, names=["event_id", "series", "model"])
        event = self.settings.event
        return pd.DataFrame(values, index=index, columns=pd.RangeIndex(event.first, event.last + 1, name="session"))

    def paths(self) -> pd.DataFrame:
        """Return the CAR from the first session of the event window to each, with its interval.

        Columns: ``event_id series model session date car se low high flag``.
        """
        return self._observed(lambda one: tables.path_rows(one, self.settings.level), tables.PATHS)

    def models(self) -> pd.DataFrame:
        """Return the fitted model of each observation.

        Columns: ``event_id series model benchmark alpha beta sigma n_estimation k df first_estimation last_estimation
        note``; `sigma` is the residual standard deviation with T - k degrees of freedom.
        """
        return self._observed(lambda one: [tables.model_row(one)], tables.MODELS)

    def tests(self, first: int, last: int, by: str | None = None, model: str | None = None) -> pd.DataFrame:
        """Return the tests of the mean abnormal return over a window.

        Columns: ``event_id model test first last estimate statistic df p min_p mde n_events n_estimation n_reference
        valid primary note``; with ``by="series"`` also ``series``. A test that cannot be valid here has ``valid=False``
        and the reason in `note`.

        Parameters
        ----------
        first, last
            A window inside the event window.
        by
            ``"event"``: the series of each event together; ``"series"``: the events of each series; None: all together.
        model
            Name of a model; without it each series stands with its main one.

        Raises
        ------
        WindowError
            If the window is not inside the event window.
        UsageError
            If its ends are no whole numbers, `by` is not allowed, or no series was studied under `model`.
        """
        return self._tests([self._inside(first, last)], by, model)

    def to_frame(self, table: str = "per_event") -> pd.DataFrame:
        """Return a table by its name, over all windows that were asked for.

        Parameters
        ----------
        table
            ``"per_event"``, ``"tests"`` (by event), ``"ar"`` (a row per session), ``"paths"``, ``"models"``,
            ``"bhar"`` or ``"dropped"``.

        Raises
        ------
        UsageError
            If there is no table of that name.
        """
        makers: dict[str, Callable[[], pd.DataFrame]] = {
            "per_event": lambda: self._cars(self.settings.windows),
            "tests": lambda: self._tests(self.settings.windows, "event", None),
            "ar": lambda: self._observed(lambda one: tables.ar_rows(one, self.settings.level), tables.AR),
            "paths": self.paths,
            "models": self.models,
            "bhar": lambda: self._bhars(self.settings.windows),
            "dropped": lambda: to_frame(self.dropped, Dropped),
        }
        if table not in makers:
            raise UsageError(f"there is no table {table!r}; there are {', '.join(makers)}")
        return makers[table]()

    def to_csv(self, path: str | Path) -> list[Path]:
        """Write every table as ``<name>.csv`` into a folder, made if it is missing, and return the files.

        Numbers are written with all their digits, missing ones as empty cells.

        Raises
        ------
        UsageError
            If there can be no such folder.
        """
        folder = Path(path)
        written = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("per_event", "tests", "ar", "paths", "models", "bhar", "dropped"):
                written.append(folder / f"{name}.csv")
                self.to_frame(name).to_csv(written[-1], index=False, lineterminator="\n")
        except OSError as error:
            raise UsageError(f"the tables cannot be written to {folder}: {error.strerror}; name a folder") from error
        return written

    def summary(self) -> str:
        """Return the study in plain text: its design, each CAR, each test by event, what was left out. Fractions."""
        design = self.settings
        head = (
            f"Event study: {len({one.event_id for one in self.observations})} events, "
            f"{len({one.data.series for one in self.observations})} series, "
            f"{design.returns} returns\nestimation {design.estimation}, event window {design.event}, "
            f"overlap {design.overlap!r}, level {design.level:g}"
        )
        cars = self.to_frame("per_event").drop(columns=["df", "flag"])
        outcomes = self.to_frame("tests").drop(columns=["n_estimation", "n_reference"])
        dropped = [f"  {one.what}: {one.reason}" for one in self.dropped]
        parts = [head, "Cumulative abnormal returns", _text(cars), "Tests of each event, all series", _text(outcomes)]
        return "\n\n".join([*parts, *(["Not studied\n" + "\n".join(dropped)] if dropped else [])])

    def _inside(self, first: int, last: int) -> Window:
        window, event = as_window((first, last), "window"), self.settings.event
        if not event.first <= window.first <= window.last <= event.last:
            raise WindowError(
                f"window {window} is not inside the event window {event}; "
                f"run the study with event=({min(first, event.first)}, {max(last, event.last)})"
            )
        return window

    def _cars(self, windows: Sequence[Window]) -> pd.DataFrame:
        level = self.settings.level
        rows = (tables.car_row(one, span.first, span.last, level) for one in self.observations for span in windows)
        return tables.table(rows, tables.PER_EVENT)

    def _bhars(self, windows: Sequence[Window]) -> pd.DataFrame:
        kind = self.settings.returns
        rows = (tables.bhar_row(one, span.first, span.last, kind) for one in self.observations for span in windows)
        return tables.table(rows, tables.BHAR)

    def _tests(self, windows: Sequence[Window], by: str | None, model: str | None) -> pd.DataFrame:
        if by not in (None, "event", "series"):
            raise UsageError(f"by={by!r} is not one of None, 'event', 'series'")
        settings = (self.settings.level, self.settings.min_estimation)
        rows = [
            row
            for key, members in self._groups(self._under(model), by)
            for span in windows
            for row in tables.outcome_rows(members, key, span, settings)
        ]
        return tables.table(rows, ("series", *tables.TESTS) if by == "series" else tables.TESTS)

    def _observed(self, make: Callable[[Observation], list[tables.Row]], columns: Sequence[str]) -> pd.DataFrame:
        return tables.table([row for one in self.observations for row in make(one)], columns)

    def _under(self, model: str | None) -> list[Observation]:
        main = {series: names[0] for series, names in self.settings.models.items()}
        chosen = [one for one in self.observations if one.data.model == (model or main[one.data.series])]
        if model is not None and not chosen:
            studied = ", ".join(sorted({one.data.model for one in self.observations}))
            raise UsageError(f"no series was studied under model {model!r}; there are {studied}")
        return chosen

    def _groups(self, chosen: Sequence[Observation], by: str | None) -> Iterator[tuple[tables.Row, list[Observation]]]:
        if by is None:
            yield {"event_id": None}, list(chosen)
        elif by == "event":
            for name in dict.fromkeys(one.event_id for one in chosen):
                yield {"event_id": name}, [one for one in chosen if one.event_id == name]
        else:
            for name in dict.fromkeys(one.data.series for one in chosen):
                yield {"event_id": None, "series": name}, [one for one in chosen if one.data.series == name]


def _text(frame: pd.DataFrame) -> str:
    return frame.to_string(index=False, na_rep="", float_format=lambda value: f"{value:.4f}")
