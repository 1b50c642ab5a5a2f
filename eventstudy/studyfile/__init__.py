"""study.toml -> StudyFile: what a study is made of, checked once, with errors that name the key and what is allowed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, model_validator

from eventstudy.bounded import SETTINGS, bytes_of, why
from eventstudy.errors import StudyFileError
from eventstudy.studyfile.faults import sentence, unknown
from eventstudy.studyfile.tables import (
    ON_FACTORS,
    ArticleSettings,
    CheckSettings,
    EventSettings,
    FileSettings,
    ModelName,
    PriceSettings,
    SeriesSettings,
    StudySettings,
    Table,
)
from eventstudy.toml import parse_toml

__all__ = ["ModelName", "StudyFile", "StudySettings", "load_studyfile"]

_PUBLIC = "ken-french:"


class StudyFile(Table):
    """A study: settings, where articles and prices are, the series and the pinned events."""

    study: StudySettings = Field(default_factory=StudySettings)
    articles: ArticleSettings = Field(default_factory=ArticleSettings)
    prices: PriceSettings = Field(default_factory=PriceSettings)
    check: CheckSettings = Field(default_factory=CheckSettings)
    factors: FileSettings | None = None
    instruments: FileSettings | None = None
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
        needing = next((name for s in self.series for name in s.model if name in ON_FACTORS), None)
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
    def calendars(self) -> dict[str, str]:
        """Catalogued series by series, for those that have the sessions of another."""
        return {s.id: s.calendar for s in self.series if s.calendar is not None}

    @property
    def groups(self) -> dict[str, str]:
        """Group by event, of those that are in one."""
        return {e.id: e.group for e in self.event if e.group is not None}

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

    @property
    def instrument_files(self) -> list[Path]:
        """Files that add to the catalogue, read from the study file's folder."""
        return [] if self.instruments is None else [self.beside(name) for name in self.instruments.path]

    def beside(self, name: str) -> Path:
        """Return a path the file names, read from the folder the file stands in."""
        path = Path(name).expanduser()
        return path if path.is_absolute() or self.path is None else self.path.parent / path


def load_studyfile(path: str | Path) -> StudyFile:
    r"""Read and check a study file.

    Parameters
    ----------
    path
        A TOML file with the tables ``[study]``, ``[articles]``, ``[prices]``, ``[check]``, ``[factors]``,
        ``[instruments]``, ``[[series]]`` and ``[[event]]``.

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
        data = bytes_of(path, SETTINGS)
    except IsADirectoryError as error:
        raise StudyFileError(f"{path} is a folder; name the study file in it, such as {path / 'study.toml'}") from error
    except OSError as error:
        raise StudyFileError(f"cannot read the study file {path}: {why(error)}") from error
    try:
        tables = parse_toml(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise StudyFileError(f"{path} is not a TOML study file: it is not UTF-8 text; save it as UTF-8") from error
    except ValueError as error:
        raise StudyFileError(f"{path} is not a TOML study file: {error}; `eventstudy new` writes one") from error
    reserved = {"path", "sha256"} & tables.keys()
    if reserved:
        raise StudyFileError(f"{path}: {unknown((reserved.pop(),), _keys())}")
    try:
        file = StudyFile.model_validate(tables)
    except ValidationError as error:
        raise StudyFileError(f"{path}: {sentence(error.errors(include_url=False), _keys())}") from error
    return file.model_copy(update={"path": path, "sha256": hashlib.sha256(data).hexdigest()})


_TABLES: dict[str, type[Table]] = {
    "study": StudySettings,
    "articles": ArticleSettings,
    "prices": PriceSettings,
    "check": CheckSettings,
    "factors": FileSettings,
    "instruments": FileSettings,
    "series": SeriesSettings,
    "event": EventSettings,
}


def _keys() -> dict[str, list[str]]:
    """Return the keys that each table may have."""
    return {name: sorted(table.model_fields) for name, table in _TABLES.items()}
