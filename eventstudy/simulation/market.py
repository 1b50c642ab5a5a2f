"""A market made up as asked, and samples of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from eventstudy.kernels.expected import Estimator
from eventstudy.kernels.observation import ModelledSeries
from eventstudy.simulation.samples import Draw, design_of, observe_alone, observe_together
from eventstudy.simulation.shocks import common_shocks, own_shocks
from eventstudy.study.catalogue import BENCHMARKED, LAGGED, LOOKING_BACK
from eventstudy.study.models import Options

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array, Method
    from eventstudy.kernels.observation import Days, Positions
    from eventstudy.records import Window

PLAIN = ("raw", "mean", "adjusted", "market")
"""Models of one least-squares regression on what all series share."""
MODELS = (*PLAIN, *(name for name in BENCHMARKED if name not in {*PLAIN, "capm"}))
"""Models without factors."""
DATES = ("common", "spread")

BETWEEN = 21
"""Sessions from one event to the next where dates are spread, unless the window is longer."""
REGIME = 20
"""Sessions of the estimation sample that already lie in the new volatility regime."""
_MARKET_SD = 0.01
_BETAS = (0.6, 1.4)
_EPOCH = np.datetime64("2000-01-01", "D")


@dataclass(frozen=True, slots=True)
class Market:
    """Series with a constant, a benchmark and shocks, and an event in each of them.

    Attributes
    ----------
    n_events : int
        Series with an event.
    untreated : int
        Series without one, on the same date.
    estimation, gap : int
        Sessions of the estimation sample, and between it and the window.
    window : Window
        The tested window, which is the event window.
    shocks : str
        One of `shocks.KINDS`.
    correlation : float
        Of two series' shocks on one session.
    event_variance : float
        Variance of the events' shocks in the window, as a multiple of the ordinary.
    dates : str
        ``common`` or ``spread``: an event every 21 sessions (or window's length) of one calendar.
    sd : (float, float)
        Standard deviations of the first and the last series' shocks; those of the others lie evenly between.
    missing : float
        Share of sessions without a return, of each series on its own; day 0 always has one.
    shift : float
        Standard deviation from 20 sessions before the end of the estimation sample on, as a multiple of that before.
    effect : float
        Added to the return of day 0, or of the window's first session where day 0 lies outside, in units of the
        series' own standard deviation.
    model : str
        The model that is fitted. ``raw``, ``mean`` and ``adjusted`` are true of what is drawn; of the others the market
        model is, with neighbours of the benchmark of no weight, and with whatever variance the shocks have.
    """

    n_events: int
    untreated: int
    estimation: int
    gap: int
    window: Window
    shocks: str
    correlation: float
    event_variance: float
    dates: str
    sd: tuple[float, float]
    missing: float
    shift: float
    effect: float
    model: str

    @property
    def zero(self) -> int:
        """Return the position of day 0 among a series' sessions."""
        return self.estimation + self.gap - self.window.first

    @property
    def total(self) -> int:
        """Return how many sessions a series has: up to the end of the window, or to day 0 if that is later."""
        return self.zero + max(self.window.last, 0) + 1

    def draw(self, rng: np.random.Generator) -> Draw:
        """Return a sample, the benchmark drawn anew."""
        data = self._series(rng)
        if self.dates == "common" and not self.missing and self.model in PLAIN:
            found = observe_together("event", data, self.zero, np.arange(self.estimation), self.window)
        else:
            names = [f"event {i}" if self.dates == "spread" else "event" for i in range(len(data))]
            design = design_of(self.estimation, self.gap, self.window)
            found = [observe_alone(name, one, self.zero, design) for name, one in zip(names, data, strict=True)]
        return Draw(tuple(found[: self.n_events]), tuple(found[self.n_events :]))

    def _series(self, rng: np.random.Generator) -> list[ModelledSeries]:
        """Return the drawn returns of every series under the model."""
        n, apart = self.n_events + self.untreated, max(BETWEEN, len(self.window)) if self.dates == "spread" else 0
        spans = apart * np.arange(n)[:, None] + np.arange(self.total)
        calendar = int(spans[-1, -1]) + 1
        shocks = self._shocks(rng, calendar, spans)
        market = rng.normal(0.0, _MARKET_SD, calendar)
        there = np.ones(spans.shape, dtype=bool)
        if self.missing:
            there = rng.random(spans.shape) >= self.missing
            there[:, self.zero] = True
        days = _EPOCH + np.arange(calendar)
        beta = np.linspace(*_BETAS, n)[:, None] if self._regressed else np.zeros((n, 1))
        y = np.where(there, shocks + beta * market[spans], np.nan)
        designs = [self._design(market[span]) for span in (spans if apart else spans[:1])]
        flags = np.full(self.total, "", dtype=object)
        return [
            self._modelled(f"series {i}", days[spans[i]], y[i], designs[i if apart else 0], market[spans[i]], flags)
            for i in range(n)
        ]

    def _shocks(self, rng: np.random.Generator, calendar: int, spans: Positions) -> Array:
        """Return the shocks of every series over its span, as returns; `spans` are positions in the calendar."""
        n, begin = spans.shape[0], self.estimation + self.gap
        common = common_shocks(kind=self.shocks, n=calendar, rng=rng)
        own = own_shocks(kind=self.shocks, shape=spans.shape, rng=rng)
        r = self.correlation if n > 1 else 1.0  # a single series is all there is in common
        shocks = common.scale[spans] * (np.sqrt(r) * common.factor[spans] + np.sqrt(1.0 - r) * own)
        shocks[:, max(self.estimation - REGIME, 0) :] *= self.shift
        shocks[: self.n_events, begin : begin + len(self.window)] *= np.sqrt(self.event_variance)
        shocks[: self.n_events, self.zero if self.window.first <= 0 <= self.window.last else begin] += self.effect
        returns: Array = np.linspace(*self.sd, n)[:, None] * shocks
        return returns

    def _design(self, market: Array) -> Array:
        """Return the regressors of the model."""
        constant = np.ones(market.size)
        if self._regressed:
            return np.column_stack([constant, market])
        return constant[:, None] if self.model == "mean" else np.empty((market.size, 0))

    @property
    def _regressed(self) -> bool:
        """Return whether the model regresses on the benchmark."""
        return self.model not in {"raw", "mean", "adjusted"}

    def _modelled(
        self, name: str, days: Days, y: Array, X: Array, market: Array, flags: npt.NDArray[Any]
    ) -> ModelledSeries:
        there = ~np.isnan(y)
        return ModelledSeries(
            series=name,
            model=self.model,
            benchmark=None if self.model in {"raw", "mean"} else "market",
            columns=("constant", "market")[: X.shape[1]],
            dates=days,
            returns=y + market if self.model == "adjusted" else y,
            y=y,
            X=X,
            present=there,
            usable=there,
            flags=flags,
            Z=_neighbours(market) if self.model in LAGGED else None,
            estimator=_estimator(self.model),
        )


def _neighbours(market: Array) -> Array:
    """Return the benchmark a session before and a session after, NaN where the data end."""
    Z = np.full((market.size, 2), np.nan)
    Z[1:, 0], Z[:-1, 1] = market[:-1], market[1:]
    return Z


def _estimator(model: str) -> Estimator:
    """Return how a model is estimated by default."""
    usual = Options()
    return Estimator(
        method=cast("Method", model) if model in {*LAGGED, "ewma", "garch"} else "ols",
        lags=usual.lags if model in LAGGED else 0,
        lookback=usual.lookback if model in LOOKING_BACK else None,
    )
