"""Slow ways to study an event, which the benchmark sets beside ours: loops of statsmodels, batched NumPy.

Two loops of statsmodels: the leanest, on slices of arrays made beforehand, and one as people write it, on slices of
pandas tables with their labels. Neither is fair to people whose loop does more; both regress and sum, and test nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import statsmodels.api as sm

from eventstudy.kernels import batch

if TYPE_CHECKING:
    import pandas as pd
    from benchmark_kernels import Data


def by_arrays(data: Data) -> None:
    """Fit an event at a time on slices of arrays, with its CAR and the CAR's variance."""
    block, events = data.block, data.events
    for series, zero in zip(events.series, events.zero, strict=True):
        rows = slice(zero - 250, zero - 10)
        fit = sm.OLS(block.y[series, rows], block.X[rows]).fit()
        ahead = block.X[zero - 5 : zero + 6]
        ar = block.y[series, zero - 5 : zero + 6] - ahead @ fit.params
        total = ahead.sum(axis=0)
        ar.sum(), fit.scale * (11 + total @ fit.normalized_cov_params @ total)


def by_tables(events: pd.DataFrame, returns: pd.DataFrame) -> None:
    """Fit an event at a time on slices of a table, as people write it; sum its abnormal returns, take its variance."""
    for event in events.itertuples():
        place = cast("int", returns.index.get_loc(event.date))
        sample, window = returns.iloc[place - 250 : place - 10], returns.iloc[place - 5 : place + 6]
        fit = sm.OLS(sample[event.series], sm.add_constant(sample["market"])).fit()
        ar = window[event.series] - (fit.params["const"] + fit.params["market"] * window["market"])
        ar.sum(), fit.mse_resid * len(ar), fit.resid


def by_batched_numpy(data: Data) -> None:
    """Fit the market model by whole arrays of events, the textbook way: no gaps, no regressor but one."""
    block, events, x = data.block, data.events, data.block.X[:, 1]
    for begin in range(0, events.size, batch.CELL):
        some = events.part(begin, min(begin + batch.CELL, events.size))
        rows = some.zero[:, None] + np.arange(-250, -10)
        y, market = block.y[some.series[:, None], rows], x[rows]
        apart = market - market.mean(axis=1, keepdims=True)
        square = np.square(apart).sum(axis=1)
        beta = (apart * y).sum(axis=1) / square
        alpha = y.mean(axis=1) - beta * market.mean(axis=1)
        residual = y - alpha[:, None] - beta[:, None] * market
        sigma2 = np.square(residual).sum(axis=1) / 238
        ahead = some.zero[:, None] + np.arange(-5, 6)
        ar = block.y[some.series[:, None], ahead] - alpha[:, None] - beta[:, None] * x[ahead]
        far = (x[ahead] - market.mean(axis=1, keepdims=True)).sum(axis=1)
        ar.sum(axis=1), sigma2 * (11 + 121 / 240 + np.square(far) / square)
