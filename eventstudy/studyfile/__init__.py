"""study.toml -> StudyFile: what a study is made of, checked once, with errors that name the key and what is allowed."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from eventstudy.errors import StudyFileError, WindowError
from eventstudy.records import Pin, Window
from eventstudy.results.windows import check_windows
from eventstudy.studyfile.faults import sentence, unknown
from eventstudy.studyfile.values import as_day, as_window, listed

ModelName = Literal[
    "raw", "mean", "adjusted", "market", "capm", "ff3", "carhart", "ff5", "factors", "scholes_williams", "dimson",
    "fowler_rorke", "garch", "rolling", "ewma",
]  # fmt: skip
_ON_A_BENCHMARK = frozenset(
    {"adjusted", "market", "scholes_williams", "dimson", "fowler_rorke", "garch", "rolling", "ewma"}
)
_ON_FACTORS = frozenset({"capm", "ff3", "carhart", "ff5", "factors"})
_PUBLIC = "ken-french:"


Name = Annotated[str, Field(min_length=1)]


class _Table(BaseModel):
    """A table of the file: frozen, and nothing in it that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StudySettings(_Table):
    """The ``[study]`` table."""

    title: str = "Event study"
    main_event: str | None = None
    estimation: Window = Window(-250, -11)
    event: Window = Window(-5, 5)
    windows: tuple[Window, ...] = (Window(0, 0), Window(0, 1), Window(-1, 1), Window(0, 5))
    overlap: Literal["exclude", "keep"] = "exclude"
    closed: Literal["next", "previous", "drop"] = "next"
    min_estimation: Annotated[int, Field(ge=3, strict=True)] = 30
    level: Annotated[float, Field(gt=0, lt=1, strict=True)] = 0.05
    alternative: Literal["two-sided", "greater", "less"] = "two-sided"
    seed: Annotated[int, Field(ge=0, strict=True)] = 0
    alpha: Literal["keep", "zero", "drop"] = "keep"
    cov: Literal["ols", "hac"] = "ols"
    lags: Annotated[int, Field(ge=1, strict=True)] = 1
    lookback: Annotated[int, Field(ge=2, strict=True)] = 60
    untreated: tuple[Name, ...] = ()

    _one = field_validator("estimation", "event", mode="before")(as_window)

    @field_validator("windows", mode="before")
    @classmethod
    def _many(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if not isinstance(value, list | tuple) or not value:
            raise ValueError(f"windows is a list of windows, such as [[0, 0], [-1, 1]], not {value!r}")
        return tuple(as_window(item) for item in value)

    @model_validator(mode="after")
    def _consistent(self) -> StudySettings:
        try:
            check_windows(self.estimation, self.event, self.windows, self.min_estimation)
        except WindowError as error:
            raise ValueError(str(error)) from error
        return self


Day = Annotated[date | datetime, BeforeValidator(as_day)]


class ArticleSettings(_Table):
    """The ``[articles]`` table: a folder or file, and publication days that the text does not state."""

    path: str | None = "."
    published: dict[str, Day] = Field(default_factory=dict)


class PriceSettings(_Table):
    """The ``[prices]`` table."""

    source: str = "snapshot"


class FactorSettings(_Table):
    """The ``[factors]`` table: a file of daily factors, or several."""

    path: Annotated[tuple[Name, ...], Field(min_length=1)]

    _several = field_validator("path", mode="before")(listed)


class SeriesSettings(_Table):
    """One ``[[series]]`` entry; the first of several models is the main one."""

    id: Name
    model: Annotated[tuple[ModelName, ...], Field(min_length=1)] = ("mean",)
    benchmark: Name | None = None
    peer: Name | None = None

    _several = field_validator("model", mode="before")(listed)

    @model_validator(mode="after")
    def _beside(self) -> SeriesSettings:
        needing = [name for name in self.model if name in _ON_A_BENCHMARK]
        if needing and self.benchmark is None:
            raise ValueError(f'series {self.id!r} has model {needing[0]!r}, which needs `benchmark = "SERIES"`')
        if needing and self.benchmark == self.id:
            raise ValueError(f'series {self.id!r} cannot be its own benchmark; use model "mean" for it')
        if self.peer is not None and self.peer in {self.id, self.benchmark}:
            what = "itself" if self.peer == self.id else "its benchmark"
            raise ValueError(f"series {self.id!r} has {what} as its peer; name a third series, or leave `peer` out")
        return self


class EventSettings(_Table):
    """One ``[[event]]`` entry."""

    id: Name
    day: Day
    label: str = ""
    words: tuple[str, ...] = ()

    @field_validator("day", mode="after")
    @classmethod
    def _zoned(cls, value: date | datetime) -> date | datetime:
        if isinstance(value, datetime):
            if value.time() == datetime.min.time() and value.tzinfo is None:
                return value.date()
            if value.tzinfo is None:
                raise ValueError(f"a moment needs its zone, such as {value.isoformat()}-05:00; or give the day alone")
        return value

    def pin(self) -> Pin:
        """Return the entry as a record."""
        if isinstance(self.day, datetime):
            return Pin(self.id, self.label or self.id, self.day.date(), self.day, self.words)
        return Pin(self.id, self.label or self.id, self.day, None, self.words)


class StudyFile(_Table):
    """A study: settings, where articles and prices are, the series and the pinned events."""

    study: StudySettings = Field(default_factory=StudySettings)
    articles: ArticleSettings = Field(default_factory=ArticleSettings)
    prices: PriceSettings = Field(default_factory=PriceSettings)
    factors: FactorSettings | None = None
    series: Annotated[tuple[SeriesSettings, ...], Field(min_length=1)]
    event: tuple[EventSettings, ...] = ()
    path: Path | None = Field(default=None, exclude=True)
    sha256: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _unique(self) -> StudyFile:
        for kind, ids in (("series", [s.id for s in self.series]), ("event", [e.id for e in self.event])):
            twice = sorted({name for name in ids if ids.count(name) > 1})
            if twice:
                raise ValueError(f"the {kind} {twice[0]!r} stands twice; each id once")
        main = self.study.main_event
        if main is not None and main not in [e.id for e in self.event]:
            known = ", ".join(e.id for e in self.event) or "none, since the file has no [[event]]"
            raise ValueError(f"main_event is {main!r}, but the events are: {known}")
        return self

    @model_validator(mode="after")
    def _told_of(self) -> StudyFile:
        needing = next((name for s in self.series for name in s.model if name in _ON_FACTORS), None)
        if needing and self.factors is None:
            raise ValueError(f'model {needing!r} needs factors; name a file, as [factors] path = "factors.csv"')
        both = sorted({s.id for s in self.series} & set(self.study.untreated))
        if both:
            raise ValueError(
                f"study.untreated names {both[0]!r}, which is a studied series; untreated series are those that the "
                "event cannot have touched"
            )
        return self

    @property
    def models(self) -> dict[str, list[str]]:
        """Models by series, the main one first."""
        return {s.id: list(s.model) for s in self.series}

    @property
    def benchmarks(self) -> dict[str, str]:
        """Benchmark by series, where there is one."""
        return {s.id: s.benchmark for s in self.series if s.benchmark is not None}

    @property
    def peers(self) -> dict[str, str]:
        """Peer by series, where there is one."""
        return {s.id: s.peer for s in self.series if s.peer is not None}

    @property
    def price_series(self) -> list[str]:
        """Series whose prices are needed: the studied ones, their benchmarks and peers, the untreated, each once."""
        beside = [*self.benchmarks.values(), *self.peers.values(), *self.study.untreated]
        return list(dict.fromkeys([*self.models, *beside]))

    @property
    def factor_sources(self) -> list[str | Path]:
        """Files of factors, read from the study file's folder; a public source stays as it is named."""
        named = () if self.factors is None else self.factors.path
        return [name if name.startswith(_PUBLIC) else self.beside(name) for name in named]

    def beside(self, name: str) -> Path:
        """Return a path the file names, read from the folder the file stands in."""
        path = Path(name).expanduser()
        return path if path.is_absolute() or self.path is None else self.path.parent / path


def load_studyfile(path: str | Path) -> StudyFile:
    r"""Read and check a study file.

    Parameters
    ----------
    path
        A TOML file with the tables ``[study]``, ``[articles]``, ``[prices]``, ``[factors]``, ``[[series]]`` and
        ``[[event]]``.

    Returns
    -------
    StudyFile

    Raises
    ------
    StudyFileError
        No such file, not TOML, an unknown key, or a value that is not allowed; one line that names the key, what was
        found and what is allowed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp()) / "study.toml"
    >>> _ = file.write_text('[[series]]\nid = "brent"\n')
    >>> load_studyfile(file).models
    {'brent': ['mean']}
    """
    if not isinstance(path, str | Path):
        raise StudyFileError(f"the study is a {type(path).__name__}; give the path of a study file, as study.toml")
    path = Path(path)
    try:
        data = path.read_bytes()
    except IsADirectoryError as error:
        raise StudyFileError(f"{path} is a folder; name the study file in it, such as {path / 'study.toml'}") from error
    except OSError as error:
        raise StudyFileError(f"cannot read the study file {path}: {(error.strerror or 'error').lower()}") from error
    try:
        tables = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StudyFileError(f"{path} is not a TOML study file: {error}") from error
    reserved = {"path", "sha256"} & tables.keys()
    if reserved:
        raise StudyFileError(f"{path}: {unknown((reserved.pop(),), _keys())}")
    try:
        file = StudyFile.model_validate(tables)
    except ValidationError as error:
        raise StudyFileError(f"{path}: {sentence(error.errors(include_url=False), _keys())}") from error
    return file.model_copy(update={"path": path, "sha256": hashlib.sha256(data).hexdigest()})


_TABLES: dict[str, type[_Table]] = {
    "study": StudySettings,
    "articles": ArticleSettings,
    "prices": PriceSettings,
    "factors": FactorSettings,
    "series": SeriesSettings,
    "event": EventSettings,
}


def _keys() -> dict[str, list[str]]:
    """Return the keys that each table may have."""
    return {name: sorted(table.model_fields) for name, table in _TABLES.items()}
