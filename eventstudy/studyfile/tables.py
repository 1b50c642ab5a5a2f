"""The tables of a study file: the keys each may have, what they may hold, and what they are without being said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from eventstudy.errors import WindowError
from eventstudy.records import Pin, Window
from eventstudy.results.windows import check_windows
from eventstudy.studyfile.values import as_day, as_window, listed

ModelName = Literal[
    "raw", "mean", "adjusted", "market", "capm", "ff3", "carhart", "ff5", "factors", "scholes_williams", "dimson",
    "fowler_rorke", "garch", "rolling", "ewma",
]  # fmt: skip
_ON_A_BENCHMARK = frozenset(
    {"adjusted", "market", "scholes_williams", "dimson", "fowler_rorke", "garch", "rolling", "ewma"}
)
ON_FACTORS = frozenset({"capm", "ff3", "carhart", "ff5", "factors"})


Name = Annotated[str, Field(min_length=1)]


class Table(BaseModel):
    """A table of the file: frozen, and nothing in it that is not named here."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StudySettings(Table):
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
    flagged: dict[Name, Literal["keep", "exclude", "no_move"]] | None = None

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


class ArticleSettings(Table):
    """The ``[articles]`` table: a folder or file, and publication days that the text does not state."""

    path: str | None = "."
    published: dict[str, Day] = Field(default_factory=dict)


Column = Literal[
    "date", "series", "open", "high", "low", "close", "volume", "dividend", "split", "before", "flag", "currency"
]


class PriceSettings(Table):
    """The ``[prices]`` table: where they are, and how returns are formed from them."""

    source: str = "snapshot"
    returns: Literal["simple", "log"] = "simple"
    dividends: Annotated[bool, Field(strict=True)] = True
    columns: dict[Column, Name] = Field(default_factory=dict)


class FileSettings(Table):
    """The ``[factors]`` table, or ``[instruments]``: a file, or several."""

    path: Annotated[tuple[Name, ...], Field(min_length=1)]

    _several = field_validator("path", mode="before")(listed)


class CheckSettings(Table):
    """The ``[check]`` table: what reported moves are held against beside the daily prices."""

    intraday: Name | None = None
    """A file of bars inside the day."""
    second: Name | None = None
    """A second source of the daily prices."""
    tolerances: Name | None = None
    """A table of what words mean, instead of the one that ships."""


class SeriesSettings(Table):
    """One ``[[series]]`` entry; the first of several models is the main one."""

    id: Name
    model: Annotated[tuple[ModelName, ...], Field(min_length=1)] = ("mean",)
    benchmark: Name | None = None
    peer: Name | None = None
    calendar: Name | None = None

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


class EventSettings(Table):
    """One ``[[event]]`` entry."""

    id: Name
    day: Day
    label: str = ""
    words: tuple[str, ...] = ()
    group: Name | None = None

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
