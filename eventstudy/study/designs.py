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
    table = pd.DataFrame(index=dates) if factors is None else factors.reindex(dates)
    market = benchmark if takes_benchmark(model, table.columns) else None
    beside = peer if model in COMPLETE else None
    rate = _array(table["rf"]) if model in FACTORED and "rf" in table else None
    columns, X, ahead = _regressors(model, table, [market, beside], rate, options.alpha)
    y = values if rate is None else values - rate
    if model == "adjusted" and market is not None:
        y = values - _array(market.reindex(dates))
    words = _words(flags, dates, str(returns.name), {"benchmark": market, "peer": beside})
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
        usable=present & ~is_no_move(words) & ~is_doubtful(words),
        flags=words,
        ahead=ahead,
        Z=_neighbours(market, flags, dates, options.lags) if model in LAGGED and market is not None else None,
        estimator=_estimator(model, options),
    )


def _regressors(
    model: str,
    table: pd.DataFrame,
    series: Sequence[pd.Series[float] | None],
    rate: Array | None,
    alpha: str,
) -> tuple[tuple[str, ...], Array, Array | None]:
    """Return the regressors' names, X, and the X of forecasts where that is another."""
    n = len(table)
    held: dict[str, Array] = {}
    if model in FACTORED:
        names = {"capm": [name for name in ("mkt_rf",) if name in table], "factors": without_rate(table.columns)}
        held = {name: _array(table[name]) for name in names.get(model, without_rate(FACTORED[model]))}
    for one in series:
        if one is not None and model != "adjusted":
            name, own = str(one.name), _array(one.reindex(table.index))
            held[name if rate is None else f"{name} - rf"] = own if rate is None else own - rate
    constant = model == "mean" or (bool(held) and not (alpha == "zero" and model in COMPLETE))
    if constant:
        held = {"constant": np.ones(n), **held}
    X = np.column_stack(list(held.values())) if held else np.empty((n, 0))
    if not (constant and alpha == "drop" and model in COMPLETE):
        return tuple(held), X, None
    ahead = X.copy()
    ahead[:, 0] = 0.0
    return tuple(held), X, ahead


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
    words = _words(flags, pd.DatetimeIndex(market.index), str(market.name), {})
    sure = market.where(~is_no_move(words) & ~is_doubtful(words))
    steps = [*range(lags, 0, -1), *range(-1, -lags - 1, -1)]
    return np.column_stack([_array(sure.shift(step).reindex(dates)) for step in steps])


def _words(
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

    return np.array([words(str(day)) for day in dates.to_numpy().astype("datetime64[D]")], dtype=object)


def _array(values: pd.Series[float]) -> Array:
    return np.asarray(values, dtype=np.float64)
