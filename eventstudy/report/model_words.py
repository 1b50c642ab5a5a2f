"""What models are called, what each expects of an ordinary day, and how it is computed where books differ."""

from __future__ import annotations

MODELS = {
    "raw": "plain return",
    "mean": "constant mean",
    "adjusted": "market-adjusted model",
    "market": "market model",
    "capm": "capital asset pricing model",
    "ff3": "three factors of Fama and French",
    "carhart": "four factors of Carhart",
    "ff5": "five factors of Fama and French",
    "factors": "factors given",
    "scholes_williams": "Scholes-Williams model",
    "dimson": "Dimson model",
    "fowler_rorke": "Fowler-Rorke model",
    "garch": "market model, GARCH variance",
    "rolling": "rolling market model",
    "ewma": "exponentially weighted market model",
}

MODEL_SENTENCES = {
    "raw": "Plain return: an ordinary day is expected to bring nothing, so the return itself is shown.",
    "mean": "Constant mean: an ordinary day is expected to bring the series' own average return.",
    "adjusted": "Market-adjusted: an ordinary day is expected to bring what the benchmark brought.",
    "market": "Market model: an ordinary day is expected to bring what the series usually does on a day when its "
    "benchmark moves as it did.",
    "capm": "Capital asset pricing model: an ordinary day is expected to bring the riskless rate and the series' usual "
    "share of what the market earned beyond it.",
    "ff3": "Three factors: an ordinary day is expected to bring what the series usually does when the market, small "
    "firms and cheap firms move as they did.",
    "carhart": "Four factors: as three factors, with last year's winners as the fourth.",
    "ff5": "Five factors: as three factors, with profitable firms and firms that invest little as the others.",
    "factors": "Factors given: an ordinary day is expected to bring what the series usually does when these factors "
    "move as they did.",
    "scholes_williams": "Scholes-Williams: the market model for a series whose prices are struck before or after its "
    "benchmark's, by one session.",
    "dimson": "Dimson: the market model with the benchmark's sessions before and after, for a series whose prices are "
    "struck late or that trades seldom.",
    "fowler_rorke": "Fowler-Rorke: Dimson's model for a benchmark whose one session foretells the next.",
    "garch": "GARCH: the market model, with a variance that is high after restless days and low after quiet ones.",
    "rolling": "Rolling: the market model of the last sessions before the event only.",
    "ewma": "Exponentially weighted: the market model, in which a session counts the less the longer ago it was.",
}

MODEL_CONVENTIONS = {
    "mean": "of volume and volatility residuals remember their yesterday: their first autocorrelation, taken over "
    "neighbouring sessions, has (1 + 3 phi) / n added, by which least squares finds it too small, and enters the "
    "variance of every window",
    "market": "of volume and volatility as for mean",
    "scholes_williams": "the benchmark's sessions before and after are its own; rho is its autocorrelation over the "
    "sessions that the series has",
    "dimson": "the benchmark's sessions before and after are its own, also where the series has gaps",
    "fowler_rorke": "the benchmark's sessions before and after are its own; rho is its autocorrelation over the "
    "sessions that the series has",
}
"""How a model is computed where books differ, for those where they do."""
