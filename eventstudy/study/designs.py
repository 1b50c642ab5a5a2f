"""A series under a model: what is regressed on what, over the sessions of the series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd

from eventstudy.kernels.expected import Estimator
from eventstudy.kernels.observation import DOUBTFUL, NO_MOVE, ModelledSeries, is_doubtful, is_no_move
from eventstudy.study.catalogue import (
    COMPLETE,
    FACTORED,
    LAGGED,
    LOOKING_BACK,
    ROBUST,
    takes_benchmark,
    without_rate,
)
from eventstudy.study.options import Options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.kernels.expected import Array, Method

    Flags = Mapping[str, Mapping[str, str]]

_USUAL = Options()


def model_series(
    returns: pd.Series[float],
    model: str,
    benchmark: pd.Series[float] | None,
    flags: Flags,
    *,
    factors: pd.DataFrame | None = None,
    peer: pd.Series[float] | None = None,
    options: Options = _USUAL,
) -> ModelledSeries:
    """Return a series under a model as arrays over its sessions.

    Models of excess returns (those of `FACTORED`, where the factors have ``rf``) regress the return less the riskless
    rate. A session without the benchmark's, the peer's or a factor's return has no abnormal return.

    Parameters
    ----------
    returns
        Of the series, on its sessions.
    model
        One of `MODELS`.
    benchmark
        Returns of the benchmark, on its own sessions; not looked at by a model without one.
    flags
        By series, flag words by ISO date.
    factors
        Days by factors, fractions.
    peer
        Returns of the second regressor, on its own sessions; not looked at by a model without one.
    options
        Of the models.
    """
    dates, values = pd.DatetimeIndex(returns.index), _array(returns)
    columns, X, less = regressed(model, dates, benchmark, peer, factors, options.alpha)
    y = values if less is None else values - less
    market = benchmark if takes_benchmark(model, () if factors is None else factors.columns) else None
    beside = peer if model in COMPLETE else None
    constant = columns[:1] == ("constant",)
    ahead = _without_constant(X) if constant and options.alpha == "drop" and model in COMPLETE else None
    words = flag_words(flags, dates, str(returns.name), {"benchmark": market, "peer": beside})
    present = ~np.isnan(y) & ~np.isnan(X).any(axis=1)
    return ModelledSeries(
        series=str(returns.name),
        model=model,
        benchmark=None if market is None else str(market.name),
        columns=columns,
        dates=returns.index.to_numpy().astype("datetime64[D]"),
        returns=values,
        y=y,
        X=X,
        present=present,
        usable=present & _sure(words),
        flags=words,
        ahead=ahead,
        Z=_neighbours(market, flags, dates, options.lags) if model in LAGGED and market is not None else None,
        estimator=_estimator(model, options),
    )


def regressed(
    model: str,
    dates: pd.DatetimeIndex,
    benchmark: pd.Series[float] | None,
    peer: pd.Series[float] | None,
    factors: pd.DataFrame | None,
    alpha: str,
) -> tuple[tuple[str, ...], Array, Array | None]:
    """Return what a model regresses returns on over some sessions, and what it takes from them first.

    Parameters
    ----------
    model, benchmark, peer, factors, alpha
        As `model_series`.
    dates
        The D sessions.

    Returns
    -------
    names : tuple of k str
    X : array of shape (D, k)
    less : array of shape (D,), or None for nothing
        The riskless rate of a model of excess returns; the benchmark of ``adjusted``.
    """
    table = pd.DataFrame(index=dates) if factors is None else factors.reindex(dates)
    market = benchmark if takes_benchmark(model, table.columns) else None
    beside = peer if model in COMPLETE else None
    rate = _array(table["rf"]) if model in FACTORED and "rf" in table else None
    columns, X = _regressors(model, table, [market, beside], rate, alpha)
    if model == "adjusted" and market is not None:
        return columns, X, _array(market.reindex(dates))
    return columns, X, rate


def _regressors(
    model: str,
    table: pd.DataFrame,
    series: Sequence[pd.Series[float] | None],
    rate: Array | None,
    alpha: str,
) -> tuple[tuple[str, ...], Array]:
    """Return the regressors' names, and X."""
    held: dict[str, Array] = {}
    if model in FACTORED:
        names = {"capm": [name for name in ("mkt_rf",) if name in table], "factors": without_rate(table.columns)}
        held = {name: _array(table[name]) for name in names.get(model, without_rate(FACTORED[model]))}
    for one in series:
        if one is not None and model != "adjusted":
            name, own = str(one.name), _array(one.reindex(table.index))
            held[name if rate is None else f"{name} - rf"] = own if rate is None else own - rate
    if model == "mean" or (bool(held) and not (alpha == "zero" and model in COMPLETE)):
        held = {"constant": np.ones(len(table)), **held}
    return tuple(held), np.column_stack(list(held.values())) if held else np.empty((len(table), 0))


def _without_constant(X: Array) -> Array:
    """Return the X of forecasts that leave the constant out."""
    ahead = X.copy()
    ahead[:, 0] = 0.0
    return ahead


def _estimator(model: str, options: Options) -> Estimator:
    method = cast("Method", model if model in {*LAGGED, "ewma", "garch"} else "ols")
    return Estimator(
        method=method,
        lags=options.lags if model in LAGGED else 0,
        lookback=options.lookback if model in LOOKING_BACK else None,
        hac=options.cov == "hac" and model in ROBUST,
    )


def _neighbours(market: pd.Series[float], flags: Flags, dates: pd.DatetimeIndex, lags: int) -> Array:
    """Return the benchmark's returns of its own `lags` sessions before and after each session, in time's order.

    One that is, or may be, no market move is NaN, so that no session is regressed on it.
    """
    words = flag_words(flags, pd.DatetimeIndex(market.index), str(market.name), {})
    sure = market.where(_sure(words))
    steps = [*range(lags, 0, -1), *range(-1, -lags - 1, -1)]
    return np.column_stack([_array(sure.shift(step).reindex(dates)) for step in steps])


def flag_words(
    flags: Flags,
    dates: pd.DatetimeIndex,
    series: str,
    others: Mapping[str, pd.Series[float] | None],
) -> Any:  # noqa: ANN401 - an array of text
    """Return the flag words of each session as an array, with those of a regressor that may not have moved."""
    own = flags.get(series, {})
    borrowed = {role: flags.get(str(one.name), {}) for role, one in others.items() if one is not None}

    def words(day: str) -> str:
        more = [
            f"{role}_{word}"
            for role, known in borrowed.items()
            for word in known.get(day, "").split("|")
            if word in NO_MOVE or word in DOUBTFUL
        ]
        return "|".join(filter(None, [own.get(day, ""), *more]))

    found = np.full(len(dates), "", dtype=object)
    named = list(dict.fromkeys(day for known in (own, *borrowed.values()) for day in known))
    if named:  # most series have few flags or none
        days = pd.Index(np.datetime_as_string(dates.to_numpy(), unit="D"))
        for place, day in zip(days.get_indexer(pd.Index(named)), named, strict=True):
            if place >= 0:
                found[place] = words(day)
    return found


def _sure(words: Any) -> Any:  # noqa: ANN401 - arrays of text and of bool
    """Return which sessions have no flag that says their return is, or may be, no market move."""
    sure = np.ones(words.size, dtype=bool)
    flagged = np.flatnonzero(words.astype(bool))
    sure[flagged] = ~is_no_move(words[flagged]) & ~is_doubtful(words[flagged])
    return sure


def _array(values: pd.Series[float]) -> Array:
    return np.asarray(values, dtype=np.float64)
