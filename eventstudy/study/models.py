"""Which models each series is studied under, and against which benchmark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.records import Dropped

if TYPE_CHECKING:
    from collections.abc import Sequence

MODELS = ("raw", "mean", "adjusted", "market")
BENCHMARKED = ("adjusted", "market")


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Models and benchmark of each series."""

    models: dict[str, tuple[str, ...]]
    benchmarks: dict[str, str | None]
    named: bool
    """Whether the caller named the series, rather than a model for all of them."""

    def of(self, series: str) -> tuple[str, ...]:
        """Return the models that the series is studied under: not one whose benchmark is the series itself."""
        names = self.models.get(series, ())
        return tuple(name for name in names if not (name in BENCHMARKED and self.benchmarks[series] == series))

    def skipped(self, studied: Iterable[str]) -> list[Dropped]:
        """Return the models that some series are not studied under."""
        return [
            Dropped(f"{series}, model {name!r}", "it is the benchmark of the other series")
            for series in studied
            for name in self.models[series]
            if name not in self.of(series)
        ]


def check_choice(value: object, name: str, allowed: Sequence[str]) -> None:
    """Raise where a setting is not one of its values.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> check_choice("drop", "overlap", ["exclude", "keep"])
    Traceback (most recent call last):
        ...
    eventstudy.errors.UsageError: overlap='drop' is not one of 'exclude', 'keep'
    """
    if value not in allowed:
        raise UsageError(f"{name}={value!r} is not one of {', '.join(map(repr, allowed))}")


def choose_models(model: Any, benchmark: Any, columns: Sequence[str]) -> ModelChoice:  # noqa: ANN401 - several forms
    """Return the models and the benchmark of each series.

    Parameters
    ----------
    model
        A name or several for all series, or ``{series: name or names}``; the first of several is the main model.
    benchmark
        A series for all, itself excepted, or ``{series: series}``, or None.
    columns
        The series that there are returns of.

    Raises
    ------
    UsageError
        If a name is not allowed, a series has no returns, a benchmark is missing or is the series itself.

    Examples
    --------
    >>> choose_models({"xom": "market"}, "sp500", ["xom", "sp500"]).benchmarks
    {'xom': 'sp500'}
    """
    by_series, benchmark_by_series = isinstance(model, Mapping), isinstance(benchmark, Mapping)
    named: Mapping[str, Any] = model if by_series else dict.fromkeys(columns, model)
    if not named:
        raise UsageError("model names no series; give a model name, or {series: model}")
    _held(named, columns, "model names the series")
    models = {series: _names(names) for series, names in named.items()}
    benchmarks = {series: benchmark.get(series) if benchmark_by_series else benchmark for series in named}
    if benchmark_by_series:
        _held(benchmark, columns, "benchmark names the series")
    _held([name for name in benchmarks.values() if name is not None], columns, "the benchmark is")
    for series, names in models.items():
        used = next((name for name in names if name in BENCHMARKED), None)
        if used and benchmarks[series] is None:
            raise UsageError(
                f"model {used!r} of {series!r} needs a benchmark; give benchmark=, one of {_list(columns)}"
            )
        if used and benchmarks[series] == series and (by_series or benchmark_by_series):
            raise UsageError(f"{series!r} cannot be its own benchmark; give it model 'mean', or another benchmark")
    return ModelChoice(models, benchmarks, by_series)


def _names(names: Any) -> tuple[str, ...]:  # noqa: ANN401 - a name or several
    if not isinstance(names, Iterable):
        raise UsageError(f"model={names!r} is no name of a model; give one or more of {_list(MODELS)}")
    chosen = (names,) if isinstance(names, str) else tuple(names)
    if not chosen:
        raise UsageError(f"no model is named; give one or more of {_list(MODELS)}")
    for name in chosen:
        check_choice(name, "model", MODELS)
    return tuple(dict.fromkeys(chosen))


def _held(names: Iterable[object], columns: Sequence[str], what: str) -> None:
    for name in names:
        if name not in columns:
            raise UsageError(f"{what} {name!r}, which the returns do not hold; they hold {_list(columns)}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
