"""Tests of a mean that allow for skewness, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.long_run import why_not_skewed
from eventstudy.kernels.long_run import bootstrapped_skewness, skewness_adjusted
from eventstudy.kernels.significance import t_test
from eventstudy.kernels.tails import tail_p

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.battery import Settings
    from eventstudy.battery.many.asked import Asked
    from eventstudy.kernels.expected import Array
    from eventstudy.results.tables import Row

SKEWNESS = (
    "model", "first", "last", "test", "estimate", "statistic", "df", "p", "min_p", "skewness",
    "n_events", "n_reference", "valid", "note",
)  # fmt: skip

_NAN = float("nan")
_PLAIN = "takes no account of skewness"


def skewness_rows(values: Array, asked: Asked) -> list[Row]:
    """Return the plain t test of a mean, Hall's and Johnson's, and Johnson's read from resamples.

    Parameters
    ----------
    values : array of shape (n,)
        CARs or buy-and-hold abnormal returns of the sample's members.
    asked
        Sample whose dependence the tests are judged by; level, alternative, seed and draws.
    """
    settings = asked.settings
    reasons, remarks = why_not_skewed(asked) if values.size else (("no observation is left",), ())
    mean = float(values.mean()) if values.size else _NAN
    hall, johnson = (skewness_adjusted(values=values, form=form) for form in ("hall", "johnson"))
    side = settings.alternative
    plain = t_test(estimate=mean, se=hall.se, df=hall.df, level=settings.level, alternative=side)
    shared = {"estimate": mean, "skewness": hall.skewness, "n_events": int(values.size)}
    rows = [_row("t", plain.statistic, plain.p, hall.df, 0.0, 0, [*remarks, _PLAIN])]
    for name, test in (("hall", hall), ("johnson", johnson)):
        p = tail_p(statistic=test.statistic, df=test.df, alternative=side)
        rows.append(_row(name, test.statistic, p, test.df, 0.0, 0, remarks))
    rows.append(_bootstrapped(values, settings, remarks))
    closing = {"valid": not reasons and bool(np.isfinite(hall.statistic))}
    flat = [] if np.isfinite(hall.statistic) or reasons else ["the values do not vary"]
    notes = asked.sample.notes
    return [shared | row | closing | {"note": "; ".join([*reasons, *flat, *row["note"], *notes])} for row in rows]


def _row(name: str, statistic: float, p: float, df: float, min_p: float, m: int, said: Sequence[str]) -> Row:
    numbers = {"statistic": statistic, "df": df, "p": p, "min_p": min_p, "n_reference": m}
    return {"test": name, **numbers, "note": list(said)}


def _bootstrapped(values: Array, settings: Settings, remarks: Sequence[str]) -> Row:
    test = bootstrapped_skewness(
        values=values, seed=settings.seed, draws=settings.draws, alternative=settings.alternative
    )
    said = [*remarks, f"resamples of {test.size}, seed {settings.seed}"]
    said += [f"{test.dropped} resamples without spread were left out"] if test.dropped else []
    return _row("bootstrap", test.statistic, test.p, _NAN, test.min_p, test.draws, said)
