"""Which models each series is studied under, against which benchmark, and with which options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.records import Dropped
from eventstudy.results.naming import a_few
from eventstudy.study.catalogue import (
    BENCHMARKED,
    COMPLETE,
    FACTORED,
    LAGGED,
    LOOKING_BACK,
    MODELS,
    PEERED,
    ROBUST,
    takes_benchmark,
    without_rate,
)
from eventstudy.study.options import Options, check_choice, read_options

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["BENCHMARKED", "MODELS", "ModelChoice", "Options", "check_choice", "choose_models"]


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Models, benchmark and peer of each series, and what the models are fitted with.

    Attributes
    ----------
    models, benchmarks
        By series.
    named
        Whether the caller named the series, rather than a model for all of them.
    peers
        By series; a series without one is not in it.
    factors
        Columns of the table of factors.
    options
        Of all models.
    """

    models: dict[str, tuple[str, ...]]
    benchmarks: dict[str, str | None]
    named: bool
    peers: dict[str, str] = field(default_factory=dict)
    factors: tuple[str, ...] = ()
    options: Options = field(default_factory=Options)

    def of(self, series: str) -> tuple[str, ...]:
        """Return the models that the series is studied under: none that would explain it by itself."""
        return tuple(name for name in self.models.get(series, ()) if not self._by_itself(series, name))

    def peer_of(self, series: str, model: str) -> str | None:
        """Return the peer that the model of the series takes, None where it takes none."""
        return self.peers.get(series) if model in PEERED else None

    def regressors(self, series: str) -> tuple[str, ...]:
        """Return the series whose returns the models of this one take: its benchmark and its peer."""
        names = self.of(series)
        market = self.benchmarks[series] if any(takes_benchmark(name, self.factors) for name in names) else None
        peer = next((self.peer_of(series, name) for name in names if name in PEERED), None)
        return tuple(dict.fromkeys(name for name in (market, peer) if name is not None))

    def skipped(self, studied: Iterable[str]) -> list[Dropped]:
        """Return the models that some series are not studied under."""
        return [
            Dropped(f"{series}, model {name!r}", f"it is the {self._by_itself(series, name)} of the other series")
            for series in studied
            for name in self.models[series]
            if name not in self.of(series)
        ]

    def settings(self) -> dict[str, str]:
        """Return the options that are not left at their defaults."""
        usual, peers = Options(), dict.fromkeys(self.peers.values())
        chosen = {
            name: str(getattr(self.options, name))
            for name in ("alpha", "cov", "lags", "lookback")
            if getattr(self.options, name) != getattr(usual, name)
        }
        return chosen | ({"peer": ", ".join(peers)} if peers else {})

    def _by_itself(self, series: str, model: str) -> str:
        """Return as what the model would take the series itself; empty where it would not."""
        if takes_benchmark(model, self.factors) and self.benchmarks[series] == series:
            return "benchmark"
        return "peer" if self.peer_of(series, model) == series else ""


def choose_models(
    model: Any,  # noqa: ANN401 - several forms
    benchmark: Any,  # noqa: ANN401 - the same
    columns: Sequence[str],
    *,
    factors: Sequence[str] = (),
    peer: Any = None,  # noqa: ANN401 - the same
    alpha: object = "keep",
    cov: object = "ols",
    lags: object = 1,
    lookback: object = 60,
    by_row: bool = False,
) -> ModelChoice:
    """Return the models and the benchmark of each series, and their options.

    Parameters
    ----------
    model
        A name or several for all series, or ``{series: name or names}``; the first of several is the main model.
    benchmark
        A series for all, itself excepted, or ``{series: series}``, or None.
    columns
        The series that there are returns of.
    factors
        Columns of the table of factors.
    peer
        As `benchmark`: a second regressor of the models that take one.
    alpha, cov, lags, lookback
        As in `Options`.
    by_row
        Whether the rows of the events name benchmarks, so that none need be given here.

    Raises
    ------
    UsageError
        If a name is not allowed, a series has no returns, a benchmark or factor that a model needs is missing, a series
        is named as its own benchmark, or an option is set that no chosen model has.

    Examples
    --------
    >>> choose_models({"xom": "market"}, "sp500", ["xom", "sp500"]).benchmarks
    {'xom': 'sp500'}
    >>> choose_models("mean", None, ["xom"], alpha="zero")
    Traceback (most recent call last):
        ...
    eventstudy.errors.UsageError: alpha='zero' changes nothing here: it is an option of market, capm, ff3, carhart, ff5,
    factors, garch, rolling, ewma
    """
    named: Mapping[str, Any] = model if isinstance(model, Mapping) else dict.fromkeys(columns, model)
    if not named:
        raise UsageError("model names no series; give a model name, or {series: model}")
    _held(named, columns, "model names the series")
    models = {series: _names(names) for series, names in named.items()}
    benchmarks = _by_series(benchmark, "benchmark", named, columns)
    peers = {series: name for series, name in _by_series(peer, "peer", named, columns).items() if name is not None}
    options = read_options(alpha, cov, lags, lookback)
    choice = ModelChoice(models, benchmarks, isinstance(model, Mapping), peers, tuple(factors), options)
    if not (by_row and benchmark is None):
        _check_benchmarks(choice, columns, by_series=choice.named or isinstance(benchmark, Mapping))
    _check_peers(choice, by_series=choice.named or isinstance(peer, Mapping))
    for name in dict.fromkeys(name for names in models.values() for name in names):
        _check_factors(name, choice.factors)
        if name == "garch" and find_spec("arch") is None:
            raise UsageError("model 'garch' needs the library arch; pip install \"eventstudy-toolkit[garch]\"")
    _check_used(choice)
    return choice


def _by_series(
    value: Any,  # noqa: ANN401 - a name, or one by series
    what: str,
    named: Iterable[str],
    columns: Sequence[str],
) -> dict[str, str | None]:
    if value is not None and not isinstance(value, Mapping | str):
        raise UsageError(f"the {what} is a {type(value).__name__}; give the name of a series, or {{series: series}}")
    if isinstance(value, Mapping):
        _held(value, columns, f"{what} names the series")
    chosen = {series: value.get(series) if isinstance(value, Mapping) else value for series in named}
    _held([name for name in chosen.values() if name is not None], columns, f"the {what} is")
    return chosen


def _check_benchmarks(choice: ModelChoice, columns: Sequence[str], *, by_series: bool) -> None:
    for series, names in choice.models.items():
        used = next((name for name in names if takes_benchmark(name, choice.factors)), None)
        if used is None:
            continue
        if choice.benchmarks[series] is None:
            instead = ", or factors with mkt_rf" if used == "capm" else ""
            raise UsageError(
                f"model {used!r} of {series!r} needs a benchmark; give benchmark=, one of {a_few(columns)}{instead}"
            )
        if choice.benchmarks[series] == series and by_series:
            raise UsageError(f"{series!r} cannot be its own benchmark; give it model 'mean', or another benchmark")


def _check_peers(choice: ModelChoice, *, by_series: bool) -> None:
    for series, peer in choice.peers.items():
        if not any(name in PEERED for name in choice.models[series]):
            continue
        if peer == series and by_series:
            raise UsageError(f"{series!r} cannot be its own peer; name another series")
        both = any(name in PEERED and takes_benchmark(name, choice.factors) for name in choice.models[series])
        if both and peer == choice.benchmarks[series]:
            raise UsageError(f"the peer of {series!r} is its benchmark, {peer!r}; name another series, or no peer")


def _check_factors(model: str, factors: Sequence[str]) -> None:
    needed = FACTORED.get(model, ())
    if model == "factors":
        lacking = [] if without_rate(factors) else ["a factor"]
    else:
        lacking = [name for name in needed if name not in factors]
    if lacking:
        held = f"they hold {_list(factors)}" if factors else "none are given"
        wanted = _list(needed) or "a column beside rf"
        raise UsageError(f"model {model!r} needs the factors {wanted}; {held}, so give factors= with {_list(lacking)}")


def _check_used(choice: ModelChoice) -> None:
    """Raise where an option is set that none of the models has."""
    usual, chosen = Options(), choice.options
    models = {name for names in choice.models.values() for name in names}
    owners = {"alpha": COMPLETE, "cov": ROBUST, "lags": LAGGED, "lookback": LOOKING_BACK}
    for name, able in owners.items():
        value = getattr(chosen, name)
        if value != getattr(usual, name) and models.isdisjoint(able):
            raise UsageError(f"{name}={value!r} changes nothing here: it is an option of {_list(able)}")
    if choice.peers and models.isdisjoint(PEERED):
        peer = next(iter(choice.peers.values()))
        raise UsageError(f"peer={peer!r} changes nothing here: it is an option of {_list(PEERED)}")
    if choice.factors and not any(name in FACTORED for name in models):
        raise UsageError(f"factors are given, and no model takes them; name one or more of {_list(FACTORED)}")


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
            raise UsageError(f"{what} {name!r}, which the returns do not hold; they hold {a_few(columns, name)}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
