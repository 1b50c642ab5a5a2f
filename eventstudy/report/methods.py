"""What models and tests are called, what each asks, and when a test gives no answer, in plain words."""

from __future__ import annotations

from typing import NamedTuple

from eventstudy.report.formats import words


class Words(NamedTuple):
    """What a reader is told of a test."""

    name: str
    sentence: str
    """What it asks, and what it takes for granted."""
    refuses: str
    """When it comes back without an answer that counts."""


MODELS = {
    "raw": "plain return",
    "mean": "constant mean",
    "adjusted": "market-adjusted",
    "market": "market model",
    "capm": "capital asset pricing model",
    "ff3": "three factors of Fama and French",
    "carhart": "four factors of Carhart",
    "ff5": "five factors of Fama and French",
    "factors": "factors given",
    "scholes_williams": "Scholes-Williams",
    "dimson": "Dimson",
    "fowler_rorke": "Fowler-Rorke",
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

_MANY = "its size here would be more than twice the level: many events that share days and move together"
_ONE = "the events are of several dates"
_SHORT = "the estimation sample is too short"

TESTS: dict[str, Words] = {
    "t": Words(
        "t test",
        "How large is the move against the ordinary scatter of this series? Assumes that days are alike and normally "
        "distributed.",
        "more than one event or series",
    ),
    "cross_sectional": Words(
        "cross-sectional t",
        "How large is the average move against how much the moves differ between events? The event may raise the "
        "variance; the events must not move together.",
        _MANY,
    ),
    "crude_dependence": Words(
        "crude dependence adjustment",
        "How large is the average move against how much the average of these series ordinarily scatters from session "
        "to session? Series may move together; the event must not raise the variance.",
        _SHORT,
    ),
    "patell": Words(
        "Patell",
        "How large is the average move, each measured in its own ordinary scatter? Assumes events that do not move "
        "together and do not raise the variance.",
        _MANY,
    ),
    "bmp": Words(
        "BMP (Boehmer-Musumeci-Poulsen)",
        "Patell's test, against how much the moves differ between events: the event may raise the variance. Assumes "
        "events that do not move together.",
        _MANY,
    ),
    "kp_patell": Words(
        "adjusted Patell (Kolari-Pynnönen)",
        "Patell's test, its scatter widened by how much the series ordinarily move together (Kolari and Pynnönen). "
        "The event must not raise the variance.",
        "no two estimation samples share enough days, so that the correlation is not known",
    ),
    "kp_bmp": Words(
        "adjusted BMP (Kolari-Pynnönen)",
        "How large is the average move against how much the moves differ, widened by how much the series ordinarily "
        "move together (Kolari and Pynnönen)? The one test here that stands a variance raised by the event itself; "
        "for that it finds less.",
        "no two estimation samples share enough days, so that the correlation is not known",
    ),
    "corrado": Words(
        "Corrado rank",
        "Do the day's abnormal returns rank high or low among each series' own? Assumes no shape of their "
        "distribution; the event must not raise the variance.",
        _SHORT,
    ),
    "corrado_zivney": Words(
        "Corrado-Zivney rank",
        "The rank test for samples with gaps, with the day's returns scaled by how much they differ between events, "
        "so that the event may raise the variance.",
        "too few events to know how much they differ",
    ),
    "corrado_zivney_sign": Words(
        "Corrado-Zivney sign",
        "Do more series than usual lie above their own median? Stands skewed returns; it says little of few events.",
        "fewer than ten events",
    ),
    "grank_t": Words(
        "generalised rank t",
        "Does the whole window, taken as one day, rank high or low among each series' ordinary days? Series may move "
        "together, and the event may raise the variance.",
        "too few events: with five of one date it rejects two or three times too often",
    ),
    "grank_z": Words(
        "generalised rank z",
        "The generalised rank test for events that do not move together.",
        "fewer than twenty events, or one common date",
    ),
    "sign": Words(
        "sign",
        "Did more than half of the events move up, or down? Exact for few events; they must not move together.",
        f"so few events that no outcome could pass the level, or {_MANY}",
    ),
    "generalized_sign": Words(
        "generalised sign",
        "Did more events move up than the share of such days in the estimation samples? They must not move together.",
        f"so few events that no outcome could pass the level, or {_MANY}",
    ),
    "wilcoxon": Words(
        "Wilcoxon signed rank",
        "Do the moves up outweigh the moves down, by the ranks of their sizes? Exact for few events; they must not "
        "move together.",
        f"so few events that no outcome could pass the level, or {_MANY}",
    ),
    "portfolio_t": Words(
        "portfolio t",
        "How large is the joint move of all series, taken as one portfolio, against that portfolio's ordinary "
        "scatter? Assumes that days are alike and normally distributed.",
        _ONE,
    ),
    "sq": Words(
        "sample quantile",
        "Where does the portfolio's move rank among those of the sessions before? Assumes that days are alike, but no "
        "shape of their distribution.",
        f"{_ONE}, or fewer than nineteen windows to rank among",
    ),
    "conditional_sq": Words(
        "conditional sample quantile",
        "Where does the portfolio's move rank among those of the sessions before, each measured against how restless "
        "prices were just then? A restless week is not taken for an event.",
        f"{_ONE}, or fewer than nineteen windows to rank among, ten for each session of the window",
    ),
    "joint_rank": Words(
        "conditional joint rank",
        "Where does the day rank among those before, by how far all series together were from their ordinary ways, in "
        "whichever direction? A rise and a fall add up here instead of cancelling, and a restless week is not taken "
        "for an event.",
        f"{_ONE}, or fewer than nineteen windows to rank among, ten for each session of the window",
    ),
    "mvrm_f": Words(
        "multivariate F (no effect)",
        "Did any of the series move? Opposite moves do not cancel. Exact if returns are normal, and only then.",
        f"{_ONE}, or {_SHORT}",
    ),
    "mvrm_equal": Words(
        "multivariate F (equal effects)",
        "Did the series move alike? Exact if returns are normal, and only then.",
        f"{_ONE}, one series only, or {_SHORT}",
    ),
    "mvrm_bootstrap": Words(
        "bootstrapped multivariate F",
        "Did any of the series move? The multivariate F, compared with what whole days drawn from the sample give, so "
        "that returns need not be normal. Opposite moves do not cancel.",
        f"{_ONE}, or {_SHORT}",
    ),
    "permutation": Words(
        "placebo dates",
        "Where does the portfolio's move rank among those of all other windows, had the event been then? Assumes that "
        "days are alike, but no shape of their distribution.",
        f"{_ONE}, or fewer than nineteen windows to rank among",
    ),
    "unit_placebo": Words(
        "placebo series",
        "Where does the move rank among those of untreated series on the same day? Stands a day that was restless for "
        "all; the series of the study must not be tied to each other more than to the others.",
        "fewer than nineteen untreated series",
    ),
    "skewness_adjusted": Words(
        "skewness-adjusted t",
        "The cross-sectional t, corrected for a few large moves in one direction. The events must not move together.",
        f"fewer than twenty events, or {_MANY}",
    ),
    "calendar_time": Words(
        "calendar-time portfolio",
        "How much did a portfolio that holds each series through its event window earn a day beyond its model? Events "
        "may overlap and move together.",
        "too few days on which the portfolio holds enough series",
    ),
}
"""In the order of a textbook: one series, many events, ranks and signs, one date, long horizons."""


def model_name(model: str) -> str:
    """Return what a model is called in a table."""
    return MODELS.get(model, words(model))


def name_of_test(test: str) -> str:
    """Return what a test is called in a table."""
    return TESTS[test].name if test in TESTS else words(test)
