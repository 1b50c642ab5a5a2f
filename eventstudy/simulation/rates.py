"""Rejection rates, with what they can be trusted to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.simulation.blocks import Answers

COLUMNS = (
    "test", "reps", "valid_share", "rejected", "mc_error", "rejected_all", "mc_error_all", "min_p", "attainable",
    "over", "reason",
)  # fmt: skip
_ROUNDING = 1e-12
_TWICE = 2.0


def rates(answers: Answers, tests: tuple[str, ...], *, level: float, null: bool) -> pd.DataFrame:
    """Return a row of rejection rates for each test.

    Parameters
    ----------
    answers
        Of every repetition.
    tests
        Names, in the order of the answers' columns.
    level
        A p not above it rejects.
    null
        Whether there was no effect, so that a rejection is an error.
    """
    rows = [_row(answers, place, name, level, null) for place, name in enumerate(tests)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def monte_carlo_error(*, rejections: int, reps: int) -> float:
    """Return the standard error of a rejection rate; half a rejection in one more repetition keeps it above 0.

    Examples
    --------
    >>> round(monte_carlo_error(rejections=50, reps=1000), 4), round(monte_carlo_error(rejections=0, reps=1000), 4)
    (0.0069, 0.0007)
    """
    if reps == 0:
        return float("nan")
    share = (rejections + 0.5) / (reps + 1.0)
    return float(np.sqrt(share * (1.0 - share) / reps))


def _row(answers: Answers, place: int, name: str, level: float, null: bool) -> dict[str, object]:
    p, valid, m = answers.p[:, place], answers.valid[:, place], answers.n_reference[:, place]
    answered = ~np.isnan(p)
    rejected, error = _share(p, answered & valid, level)
    rejected_all, error_all = _share(p, answered, level)
    return {
        "test": name,
        "reps": p.size,
        "valid_share": float((valid & answered).mean()),
        "rejected": rejected,
        "mc_error": error,
        "rejected_all": rejected_all,
        "mc_error_all": error_all,
        "min_p": _mean(answers.min_p[answered, place]),
        "attainable": _mean(_attainable(answers.min_p[answered, place], m[answered], level)),
        "over": bool(null and rejected > _TWICE * level),
        "reason": answers.reasons[place] if answers.reasons else "",
    }


def _share(p: Array, counted: Mask, level: float) -> tuple[float, float]:
    """Return the share of rejections and its standard error; NaN where nothing is counted."""
    reps = int(counted.sum())
    rejections = int((p[counted] <= level + _ROUNDING).sum())
    return rejections / reps if reps else float("nan"), monte_carlo_error(rejections=rejections, reps=reps)


def _attainable(min_p: Array, m: Array, level: float) -> Array:
    """Return the largest size not above the level: a rank among m + 1 has m + 1 of them, evenly apart."""
    places = m + 1.0
    ranked = np.floor((level + _ROUNDING) * places) / places
    attainable: Array = np.where(min_p > level + _ROUNDING, 0.0, np.where(m > 0, ranked, level))
    return attainable


def _mean(values: Array) -> float:
    """Return the mean; of equal values that value, to the last digit."""
    if values.size == 0:
        return float("nan")
    return float(values[0] + (values - values[0]).mean())
