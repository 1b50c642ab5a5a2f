"""Means tested by resampling: signs flipped, events drawn again; adjusted for the number of windows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import choose_telling
from eventstudy.errors import UsageError
from eventstudy.kernels.batch import LEFT_OUT
from eventstudy.kernels.batch.draws import Resampled, bootstrap_means, cluster_scores, flipped, sign_flips
from eventstudy.kernels.placebo import westfall_young_of
from eventstudy.kernels.resampling import directed
from eventstudy.results import tables
from eventstudy.results.many.observations import ManyObservations
from eventstudy.results.many.windows import windowed
from eventstudy.results.pooled import KEYS, gathered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from eventstudy.battery import Settings
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Days, Observation, Positions
    from eventstudy.records import Window
    from eventstudy.results.study_result import StudyResult

RESAMPLED = (
    "model", "first", "last", "test", "cluster", "estimate", "statistic", "p", "p_adjusted", "min_p",
    "n_events", "n_clusters", "n_reference", "valid", "note",
)  # fmt: skip

CLUSTERS = ("date", "event")
_FEWEST = {"sign_flip": 6, "bootstrap": 10}
"""Clusters that a test needs. Of 5 clusters signs have no p of .05. Of 1,000 samples under the null, by clusters of one
to seven values correlated .3, at a nominal 5 per cent signs reject 3.3 (6 clusters), 4.6 (10) and 5.0 (40) of normal
values, 3.4 to 5.4 of t with 4 degrees of freedom, 3.7 to 6.7 of exponential ones; the bootstrap 4.3 (10) and 4.8 (40),
3.1 to 4.9, and 5.1 to 5.8. Of single exponential values signs, which take them for symmetric, reject 8.2 (of 10)."""
_ONE_DATE = "assumes independence, and all observations are of one date"


def resampled(
    result: StudyResult, windows: Sequence[Window], by: str | None, model: str | None, settings: Settings, cluster: str
) -> pd.DataFrame:
    """Return the mean CAR over some windows tested by resampling; see `StudyResult.resampled`."""
    if cluster not in CLUSTERS:
        raise UsageError(f"cluster={cluster!r} is not one of {', '.join(map(repr, CLUSTERS))}")
    rows = [
        key | row for key, members in gathered(result, by, model) for row in _rows(members, windows, settings, cluster)
    ]
    return tables.table(rows, (*KEYS[by], *RESAMPLED))


def _rows(
    members: Sequence[Observation], windows: Sequence[Window], settings: Settings, cluster: str
) -> Iterator[tables.Row]:
    """Yield both tests of each window."""
    found = [cars_of(members, window.first, window.last) for window in windows]
    values, notes = np.column_stack([one for one, _ in found]), [said for _, said in found]
    ends = [(window.first, window.last) for window in windows]
    clusters = [_clusters(members, span, cluster) for span in ends]
    whole = _clusters(members, (min(a for a, _ in ends), max(b for _, b in ends)), cluster)
    adjusted = _adjusted(values, whole, settings)
    for place, window in enumerate(windows):
        there = ~np.isnan(values[:, place])
        for name in ("sign_flip", "bootstrap"):
            own = values[there, place][:, None], np.unique(clusters[place][there], return_inverse=True)[1]
            test = _tested(name, *own, settings)
            reasons = _reasons(name, test, one_date=_one_date(members, there), settings=settings)
            valid = not reasons and bool(np.isfinite(test.statistic[0]))
            yield {
                "first": window.first,
                "last": window.last,
                "test": name,
                "cluster": cluster,
                "estimate": float(own[0].mean()) if own[0].size else np.nan,
                "statistic": float(test.statistic[0]),
                "p": float(test.p[0]),
                "p_adjusted": float(adjusted[place]) if name == "sign_flip" and valid else np.nan,
                "min_p": test.min_p,
                "n_events": int(there.sum()),
                "n_clusters": test.clusters,
                "n_reference": test.draws,
                "valid": valid,
                "note": "; ".join([*reasons, *notes[place], f"seed {settings.seed}"]),
            }


def _tested(name: str, values: Array, cluster: Positions, settings: Settings) -> Resampled:
    if not values.size:
        return Resampled(np.array([np.nan]), np.array([np.nan]), np.nan, 0, 0)
    resample = {"sign_flip": sign_flips, "bootstrap": bootstrap_means}[name]
    draws, seed, alternative = settings.draws, settings.seed, settings.alternative
    return resample(values=values, cluster=cluster, draws=draws, seed=seed, alternative=alternative)


def _adjusted(values: Array, cluster: Positions, settings: Settings) -> Array:
    """Return the p of each window adjusted for their number, all windows under the same signs."""
    there = ~np.isnan(values).all(axis=1)
    some = np.unique(cluster[there], return_inverse=True)[1]
    scores = cluster_scores(values=values[there], cluster=some)
    draws = flipped(scores=scores, draws=settings.draws, seed=settings.seed)
    side = settings.alternative
    event = directed(scores.sum(axis=0), side)
    return westfall_young_of(event=event * (1.0 - 1e-12), blocks=(directed(one, side) for one in draws)).step_down


def _reasons(name: str, test: Resampled, *, one_date: bool, settings: Settings) -> list[str]:
    """Return why a test is not valid."""
    needed = _FEWEST[name]
    if not test.clusters:
        return ["no observation is left"]
    reasons = [_ONE_DATE] * one_date
    reasons += [f"{test.clusters} clusters whose windows share no day, {needed} are needed"] * (test.clusters < needed)
    return reasons + [f"it cannot give a p below {test.min_p:.3g}"] * (test.min_p > settings.level)


def cars_of(members: Sequence[Observation], first: int, last: int) -> tuple[Array, tuple[str, ...]]:
    """Return the CAR of each observation over a window, NaN for one that is not tested over it, and who that is."""
    if isinstance(members, ManyObservations):
        many = windowed(members, first, last)
        left = Counter(many.why[many.why > 0].tolist())
        said = [f"{n} observations left out: {LEFT_OUT[code]}" for code, n in sorted(left.items())]
        return np.where(many.why == 0, many.car, np.nan), tuple(said)
    held, notes = choose_telling(members, first, last)
    kept = {id(one) for one in held}
    values = [one.cumulate(first, last).value if id(one) in kept else np.nan for one in members]
    return np.array(values, dtype=np.float64), notes


def _clusters(members: Sequence[Observation], span: tuple[int, int], cluster: str) -> Positions:
    """Return the cluster of each observation: its own, or that of the dates whose windows hang together by a day."""
    if cluster == "event":
        return np.arange(len(members))
    begin, end = _ends(members, span)
    order = np.argsort(begin, kind="stable")
    reached = np.maximum.accumulate(end[order])
    new = np.concatenate([[False], begin[order][1:] > reached[:-1]])[: order.size]
    clusters = np.empty(order.size, dtype=np.intp)
    clusters[order] = np.cumsum(new)
    return clusters


def _ends(members: Sequence[Observation], span: tuple[int, int]) -> tuple[Days, Days]:
    """Return the first and the last day of each observation's window, as far as there are data."""
    rows = np.empty((2, len(members)), dtype="datetime64[D]")
    if isinstance(members, ManyObservations):
        for part in members.parts():
            dates = part.piece.dates
            for place, offset in enumerate(span):
                rows[place, part.places] = dates[np.clip(part.events.zero + offset, 0, dates.size - 1)]
    else:
        for i, one in enumerate(members):
            dates = one.data.dates
            for place, offset in enumerate(span):
                rows[place, i] = dates[min(max(one.day_zero + offset, 0), dates.size - 1)]
    return rows[0], rows[1]


def _one_date(members: Sequence[Observation], there: Mask) -> bool:
    """Return whether the observations that are there are all of one date."""
    days = np.array([one.day for one in members]) if not isinstance(members, ManyObservations) else members.days
    return np.unique(days[there]).size <= 1
