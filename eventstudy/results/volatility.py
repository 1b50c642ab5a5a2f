"""Abnormal volatility of returns: whether the event's abnormal returns are larger than ordinary ones, up or down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.kernels.joint import joint_rank, wilks_f
from eventstudy.kernels.joint_window import joint_window
from eventstudy.kernels.observation import doubts, no_moves

if TYPE_CHECKING:
    from eventstudy.kernels.observation import Observation
    from eventstudy.kernels.resampling import RankTest
    from eventstudy.results.tables import Row

VOLATILITY = (
    "event_id", "series", "model", "day0", "first", "last", "ratio", "statistic", "p", "min_p", "n_reference",
    "f", "df1", "df2", "p_f", "n_window", "valid", "note",
)  # fmt: skip

_FEWEST = 19
_PER_SESSION = 10
_NAN = float("nan")


def volatility_row(one: Observation, first: int, last: int, level: float) -> Row:
    """Return the abnormal volatility of an observation over a window.

    ``ratio``: mean squared abnormal return over what the estimation sample implies. ``statistic`` and ``p``: the sum of
    squares in units of its forecast on the eve, ranked among the sample's. ``f`` and ``p_f``: the same sum by F, exact
    for normal returns of one variance, and not for others.
    """
    why = one.why_missing(first, last) or "; ".join(no_moves(one.flagged(first, last)))
    row: Row = {"event_id": one.event_id, "series": one.data.series, "model": one.data.model, "day0": one.day}
    row |= {"first": first, "last": last, **dict.fromkeys(VOLATILITY[6:15], _NAN), "n_window": 0}
    if why or one.fit is None:
        return row | {"n_reference": 0, "valid": False, "note": why}
    row |= _spread(one, first, last)
    window = joint_window(members=[one], first=first, last=last)
    if window is None or not one.fit.sigma2 > 0.0:
        return row | {"n_reference": 0, "valid": False, "note": one.note}
    ranked = joint_rank(window=window, level=level).test
    reasons = _too_few(ranked, last - first + 1, level)
    numbers = {"statistic": ranked.statistic, "p": ranked.p, "min_p": ranked.min_p, "n_reference": ranked.m}
    note = "; ".join(filter(None, [*reasons, one.note, *doubts(one.flagged(first, last))]))
    return row | numbers | {"valid": not reasons, "note": note}


def _spread(one: Observation, first: int, last: int) -> Row:
    """Return the ratio of variances, and its F test."""
    span = one.slice_of(first, last)
    values = one.abnormal.ar[span]
    there = ~np.isnan(values)
    ar, factor = values[there], one.abnormal.factor[span, span][np.ix_(there, there)]
    sigma2, dof = one.abnormal.sigma2, one.abnormal.dof
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = float((np.square(ar) / np.diag(factor)).mean() / sigma2)
    test = wilks_f(ar=ar[:, None], factor=factor, products=np.array([[sigma2 * dof]]), dof=dof)
    numbers = {"ratio": ratio, "f": test.statistic, "df1": test.df1, "df2": test.df2, "p_f": test.p}
    return numbers | {"n_window": int(there.sum())}


def _too_few(ranked: RankTest, length: int, level: float) -> list[str]:
    least = max(_FEWEST, _PER_SESSION * length)
    if ranked.m < least:
        return [f"{ranked.m} reference windows, {least} are needed"]
    return [f"{ranked.m} reference windows cannot give a p below {ranked.min_p:.3g}"] if ranked.min_p > level else []
