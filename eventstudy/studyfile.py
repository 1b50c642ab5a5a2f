"""study.toml -> StudyFile: what a study is made of, checked once, with errors that name the key and what is allowed."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator, model_validator

from eventstudy.errors import StudyFileError, WindowError
from eventstudy.records import Pin, Window
from eventstudy.results.windows import check_windows

ModelName = Literal["raw", "mean", "adjusted", "market"]
_LENGTH_OF_DAY = len("2020-01-03")


class _Table(BaseModel):
    """A table of the file: frozen, and nothing in it that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _window(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    if isinstance(value, Window):
        return value
    match value:
        case [int(first), int(last)] if not isinstance(value[0], bool):
            if first > last:
                raise ValueError(f"a window runs forward, [first, last] with first <= last, not [{first}, {last}]")
            return Window(first, last)
    raise ValueError(f"a window is two whole numbers of sessions, such as [-1, 1], not {value!r}")


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

    _one = field_validator("estimation", "event", mode="before")(_window)

    @field_validator("windows", mode="before")
    @classmethod
    def _many(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if not isinstance(value, list | tuple) or not value:
            raise ValueError(f"windows is a list of windows, such as [[0, 0], [-1, 1]], not {value!r}")
        return tuple(_window(item) for item in value)

    @model_validator(mode="after")
    def _consistent(self) -> StudySettings:
        try:
            check_windows(self.estimation, self.event, self.windows, self.min_estimation)
        except WindowError as error:
            raise ValueError(str(error)) from error
        return self


def _day(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    """Let through days and moments, TOML's own or as text; a number is neither, though it could be read as one."""
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = datetime.fromisoformat(value) if len(value) > _LENGTH_OF_DAY else date.fromisoformat(value)
    if isinstance(value, date):
        return value
    raise ValueError(f"a day is written 2020-01-03, a moment 2020-01-03T16:30:00-05:00, not {value!r}")


Day = Annotated[date | datetime, BeforeValidator(_day)]
Name = Annotated[str, Field(min_length=1)]


class ArticleSettings(_Table):
    """The ``[articles]`` table: a folder or file, and publication days that the text does not state."""

    path: str | None = "."
    published: dict[str, Day] = Field(default_factory=dict)


class PriceSettings(_Table):
    """The ``[prices]`` table."""

    source: str = "snapshot"


class SeriesSettings(_Table):
    """One ``[[series]]`` entry; the first of several models is the main one."""

    id: Name
    model: Annotated[tuple[ModelName, ...], Field(min_length=1)] = ("mean",)
    benchmark: str | None = None

    @field_validator("model", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _benchmark(self) -> SeriesSettings:
        needing = [name for name in self.model if name in {"market", "adjusted"}]
        if needing and self.benchmark is None:
            raise ValueError(f'series {self.id!r} has model {needing[0]!r}, which needs `benchmark = "SERIES"`')
        if needing and self.benchmark == self.id:
            raise ValueError(f'series {self.id!r} cannot be its own benchmark; use model "mean" for it')
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

    @property
    def models(self) -> dict[str, list[str]]:
        """Models by series, the main one first."""
        return {s.id: list(s.model) for s in self.series}

    @property
    def benchmarks(self) -> dict[str, str]:
        """Benchmark by series, where there is one."""
        return {s.id: s.benchmark for s in self.series if s.benchmark is not None}

    @property
    def price_series(self) -> list[str]:
        """Series whose prices are needed: the studied ones and their benchmarks, each once."""
        return list(dict.fromkeys([*self.models, *self.benchmarks.values()]))

    def beside(self, name: str) -> Path:
        """Return a path the file names, read from the folder the file stands in."""
        path = Path(name).expanduser()
        return path if path.is_absolute() or self.path is None else self.path.parent / path


def load_studyfile(path: str | Path) -> StudyFile:
    r"""Read and check a study file.

    Parameters
    ----------
    path
        A TOML file with the tables ``[study]``, ``[articles]``, ``[prices]``, ``[[series]]`` and ``[[event]]``.

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
        raise StudyFileError(f"{path}: {_unknown((reserved.pop(),))}")
    try:
        file = StudyFile.model_validate(tables)
    except ValidationError as error:
        raise StudyFileError(f"{path}: {_sentence(error)}") from error
    return file.model_copy(update={"path": path, "sha256": hashlib.sha256(data).hexdigest()})


_TABLES: dict[str, type[_Table]] = {
    "study": StudySettings,
    "articles": ArticleSettings,
    "prices": PriceSettings,
    "series": SeriesSettings,
    "event": EventSettings,
}


_IN_TOML = (
    ("a valid tuple", "a list"),
    (r"a valid dictionary( or instance of \w+)?", "a table"),
    ("a valid string", "text in quotes"),
    (" after validation", ""),
)
"""What pydantic calls things, and what a reader of the file does."""


def _sentence(error: ValidationError) -> str:
    """Return the first fault as one line: the key, what was found, what is allowed."""
    faults = error.errors(include_url=False)
    inner = [item["loc"] for item in faults]  # a list whose items are at fault is also said to be too short
    faults = [item for item in faults if not (item["type"] == "too_short" and _holds(item["loc"], inner))]
    fault = next((item for item in faults if item["type"] == "extra_forbidden"), faults[0])
    where, found = fault["loc"], fault.get("input")
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    if fault["type"] == "extra_forbidden":
        return _unknown(where) + more
    key = _key(where)
    if fault["type"] == "missing":
        return f"{key} is missing; it is needed{more}"
    message = fault["msg"].removeprefix("Value error, ")
    if where in {("series",), ("event",)} and fault["type"] == "tuple_type":
        return f"{key} is {found!r}; write each as a table of its own, [[{key}]]{more}"
    for python, toml in _IN_TOML:
        message = re.sub(python, toml, message)
    if fault["type"] == "value_error":
        return f"{key}: {message}{more}" if key else f"{message}{more}"
    return f"{key} is {found!r}: {message[0].lower()}{message[1:]}{more}"


def _holds(where: tuple[int | str, ...], others: list[tuple[int | str, ...]]) -> bool:
    return any(len(other) > len(where) and other[: len(where)] == where for other in others)


def _key(where: tuple[int | str, ...]) -> str:
    """Return a location the way a reader of the file would say it: ``series[2].model``."""
    text = ""
    for part in where:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif part not in {"date", "datetime"}:  # pydantic names the branch of a union; the file knows no such key
            text += f".{part}" if text else part
    return text


def _unknown(where: tuple[int | str, ...]) -> str:
    """Return the sentence for an unknown key, with the allowed ones."""
    key = str(where[-1])
    table = _TABLES.get(str(where[0])) if len(where) > 1 else None
    allowed = sorted(table.model_fields) if table else sorted(_TABLES)
    near = difflib.get_close_matches(key, allowed, n=1)
    hint = f"did you mean `{near[0]}`? " if near else ""
    return f"unknown key `{_key(where)}`; {hint}allowed here: {', '.join(allowed)}"
