"""What models and tests are called, what each asks, and when a test gives no answer, in plain words."""

from __future__ import annotations

from typing import NamedTuple

from eventstudy.report.formats import words
from eventstudy.report.model_words import MODEL_CONVENTIONS, MODEL_SENTENCES, MODELS

__all__ = ["MODELS", "MODEL_CONVENTIONS", "MODEL_SENTENCES", "TESTS", "Words", "model_name", "name_of_test"]


class Words(NamedTuple):
    """What a reader is told of a test."""

    name: str
    sentence: str
    """What it asks, and what it takes for granted."""
    refuses: str
    """When it comes back without an answer that counts, case by case."""
    convention: str = ""
    """How it is computed where books differ: weights, gaps, windows."""


_SHORT = "an estimation sample shorter than was asked for (30 sessions without a word)"
_MANY = ("a single observation", _SHORT)
_TOO_OFTEN = "that it would reject more than twice as often as it says"
_INDEPENDENT = (
    "one common date of two series or more",
    f"events that share days and are correlated so much {_TOO_OFTEN}, or whose correlation is not known",
)
_NEIGHBOURS = f"neighbouring dates whose windows share days, of events correlated so much {_TOO_OFTEN}"
_PAIRS = f"pairs of which some are correlated so much more than others {_TOO_OFTEN}"
_UNKNOWN = "no two estimation samples share 30 days, so that the correlation is not known"
_GAPS = "one date, with fewer sessions on which every series has a return than an estimation sample needs"
_MEMORY = "volume or volatility over several sessions"
_SEVERAL = "events of several dates"
_ONE = (_SEVERAL, "fewer estimation sessions in common than were asked for (30 without a word)")
_WINDOWS = "fewer than nineteen windows to rank among, or {} for each session of the window, or too few for the level"
_JOINT = (
    *_ONE, "fewer than ten degrees of freedom left for so many series", "a one-sided question",
)  # fmt: skip
_FAT = f"returns with tails so fat, as the sample's own sessions show, {_TOO_OFTEN}"
_COARSE = "so few events that no outcome could pass the level"
_SCALED = "a portfolio in which each series weighs one over its residual standard deviation"


def _words(name: str, sentence: str, *refuses: str, convention: str = "") -> Words:
    return Words(name, sentence, "; ".join(refuses), convention)


TESTS: dict[str, Words] = {
    "t": _words(
        "t test",
        "How large is the move against the ordinary scatter of this series? Assumes that days are alike and normally "
        "distributed.",
        "more than one event or series",
        _SHORT,
    ),
    "cross_sectional": _words(
        "cross-sectional t",
        "How large is the average move against how much the moves differ between events? The event may raise the "
        "variance; the events must not move together.",
        *_MANY,
        *_INDEPENDENT,
    ),
    "crude_dependence": _words(
        "crude dependence adjustment",
        "How large is the average move against how much the average of these series ordinarily scatters from session "
        "to session? Series may move together; the event must not raise the variance.",
        *_MANY,
        f"a window so long for its estimation sample {_TOO_OFTEN}",
        _NEIGHBOURS,
        _MEMORY,
        convention="sessions are counted from each day 0; over a window the scatter grows with the root of its "
        "sessions, with gaps of the mean number that the events have",
    ),
    "patell": _words(
        "Patell",
        "How large is the average move, each measured in its own ordinary scatter? Assumes events that do not move "
        "together and do not raise the variance.",
        *_MANY,
        *_INDEPENDENT,
        "two degrees of freedom or fewer",
        convention="a window's scatter is that of its forecast, the covariance between its sessions in it",
    ),
    "bmp": _words(
        "BMP (Boehmer-Musumeci-Poulsen)",
        "Patell's test, against how much the moves differ between events: the event may raise the variance. Assumes "
        "events that do not move together.",
        *_MANY,
        *_INDEPENDENT,
        convention="read from t with N - 1 degrees of freedom, where the paper takes the normal distribution",
    ),
    "kp_patell": _words(
        "adjusted Patell (Kolari-Pynnönen)",
        "Patell's test, its scatter widened by how much the series ordinarily move together (Kolari and Pynnönen). "
        "The event must not raise the variance.",
        *_MANY,
        _UNKNOWN,
        "two degrees of freedom or fewer",
        convention="r-bar is the mean over all pairs with 30 common sessions; each pair counts by the share of its "
        "windows' days that it has in common, so that on dates far apart the test is Patell's",
    ),
    "kp_bmp": _words(
        "adjusted BMP (Kolari-Pynnönen)",
        "How large is the average move against how much the moves differ, widened by how much the series ordinarily "
        "move together (Kolari and Pynnönen)? The event may raise the variance; for that it finds less.",
        *_MANY,
        _UNKNOWN,
        _PAIRS,
        convention="r-bar as of kp_patell, so that on dates far apart the test is BMP; read from t with N - 1 degrees "
        "of freedom",
    ),
    "corrado": _words(
        "Corrado rank",
        "Do the window's abnormal returns rank high or low among each series' own? Assumes no shape of their "
        "distribution; series may move together, the event must not raise the variance.",
        *_MANY,
        _NEIGHBOURS,
        _MEMORY,
        convention="sessions are counted from each day 0; a window's ranks are added up, over the root of its sessions",
    ),
    "corrado_zivney": _words(
        "Corrado-Zivney rank",
        "The rank test for samples with gaps: a session counts by how many series have a return on it. Without gaps "
        "it is the rank test. The event must not raise the variance: where it doubles, 9 of 100 true nulls are "
        "rejected at a nominal 5.",
        *_MANY,
        _NEIGHBOURS,
        _GAPS,
        _MEMORY,
        convention="a session's ranks are added up and divided by the root of their number; the day's returns are not "
        "divided by how much they differ between events",
    ),
    "corrado_zivney_sign": _words(
        "Corrado-Zivney sign",
        "Do more series than usual lie above their own median? Stands skewed returns, and a variance that the event "
        "raises; it says little of few events.",
        *_MANY,
        "fewer than ten events",
        _NEIGHBOURS,
        _GAPS,
        _MEMORY,
    ),
    "grank_t": _words(
        "generalised rank t",
        "Does the whole window, taken as one day, rank high or low among each series' ordinary days? Series may move "
        "together, and the event may raise the variance.",
        *_MANY,
        "fewer than ten events: with five of one date it rejects two or three times too often",
        _NEIGHBOURS,
        _PAIRS,
        _GAPS,
        convention="the window's standardised CARs are divided by how much they differ between events before they are "
        "ranked",
    ),
    "grank_z": _words(
        "generalised rank z",
        "The generalised rank test for events that do not move together.",
        *_MANY,
        "fewer than twenty events",
        *_INDEPENDENT,
    ),
    "sign": _words(
        "sign",
        "Did more than half of the events move up, or down? Exact for few events; they must not move together.",
        *_MANY,
        _COARSE,
        *_INDEPENDENT,
    ),
    "generalized_sign": _words(
        "generalised sign",
        "Did more events move up than the share of such days in the estimation samples? They must not move together.",
        *_MANY,
        _COARSE,
        *_INDEPENDENT,
    ),
    "wilcoxon": _words(
        "Wilcoxon signed rank",
        "Do the moves up outweigh the moves down, by the ranks of their sizes? Exact for few events; they must not "
        "move together.",
        *_MANY,
        _COARSE,
        *_INDEPENDENT,
    ),
    "portfolio_t": _words(
        "portfolio t",
        "How large is the joint move of all series, taken as one portfolio, against that portfolio's ordinary "
        "scatter? Assumes that days are alike and normally distributed.",
        *_ONE,
        "weights that add up to nothing",
        _MEMORY,
        convention="the portfolio has the weights of the events, one for each without a column weight; or 1/s where "
        "that is asked for",
    ),
    "sq": _words(
        "sample quantile",
        "Where does the portfolio's move rank among those of the sessions before? Assumes that days are alike, but no "
        "shape of their distribution.",
        *_ONE,
        _WINDOWS.format("five"),
        convention=f"of {_SCALED}; ordinary windows overlap and have no gap; each sum is divided by the standard "
        "deviation that its leverage gives it",
    ),
    "conditional_sq": _words(
        "conditional sample quantile",
        "Where does the portfolio's move rank among those of the sessions before, each measured against how restless "
        "prices were just then? A restless week is not taken for an event.",
        *_ONE,
        _WINDOWS.format("ten"),
        convention=f"of {_SCALED}; as sq, each sum in units of an average of the squares before it that decays by .94",
    ),
    "joint_rank": _words(
        "conditional joint rank",
        "Where does the day rank among those before, by how far all series together were from their ordinary ways, in "
        "whichever direction? A rise and a fall add up here instead of cancelling, and a restless week is not taken "
        "for an event.",
        *_JOINT,
        _WINDOWS.format("ten"),
        "no day of the window on which every series has a return",
    ),
    "mvrm_f": _words(
        "multivariate F (no effect)",
        "Did any of the series move? Opposite moves do not cancel. Exact if returns are normal, and only then.",
        *_JOINT,
        _FAT,
        _MEMORY,
        convention="of the cumulative abnormal returns, not of each session's; exact where all series have one model",
    ),
    "mvrm_equal": _words(
        "multivariate F (equal effects)",
        "Did the series move alike? Exact if returns are normal, and only then.",
        "one series only",
        *_JOINT,
        _FAT,
        _MEMORY,
    ),
    "mvrm_bootstrap": _words(
        "bootstrapped multivariate F",
        "Did any of the series move? The multivariate F, compared with what whole days drawn from the sample give, so "
        "that returns need not be normal. Opposite moves do not cancel.",
        *_JOINT,
        "more than sixty series",
        "too few draws for the level",
        _MEMORY,
    ),
    "permutation": _words(
        "placebo dates",
        "Where does the portfolio's move rank among those of all other windows, had the event been then? Assumes that "
        "days are alike, but no shape of their distribution.",
        *_ONE,
        _WINDOWS.format("five"),
        "no day of the window on which every series has a return",
        convention=f"of {_SCALED}; the model is fitted over sample and window together",
    ),
    "unit_placebo": _words(
        "placebo series",
        "Where does the move rank among those of untreated series on the same day? Stands a day that was restless for "
        "all; the series of the study must not be tied to each other more than to the others.",
        _SEVERAL,
        _SHORT,
        "fewer than nineteen untreated series of that date, or too few for the level",
        convention="each series' move is divided by its standard error; several are ranked by their mean among as many "
        "drawn from treated and untreated together",
    ),
    "skewness_adjusted": _words(
        "skewness-adjusted t",
        "The cross-sectional t, corrected for a few large moves in one direction. The events must not move together.",
        *_MANY,
        "fewer than twenty events",
        *_INDEPENDENT,
        convention="Hall's transformation, read from t with N - 1 degrees of freedom",
    ),
    "calendar_time": _words(
        "calendar-time portfolio",
        "How much did a portfolio that holds each series through its event window earn a day beyond its model? Events "
        "may overlap and move together.",
        *_MANY,
        "fewer than twenty days on which the portfolio holds a series",
        _MEMORY,
        convention="on each day the series that are held weigh alike, and so does each day; estimate and standard "
        "error are those of a day times the window's sessions",
    ),
}
"""In the order of a textbook: one series, many events, ranks and signs, one date, long horizons."""


def model_name(model: str) -> str:
    """Return what a model is called in a table."""
    return MODELS.get(model, words(model))


def name_of_test(test: str) -> str:
    """Return what a test is called in a table."""
    return TESTS[test].name if test in TESTS else words(test)
