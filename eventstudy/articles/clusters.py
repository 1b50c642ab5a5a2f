"""Tellings of the same happening, brought together across sentences and articles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from math import fsum, log
from typing import TYPE_CHECKING

from eventstudy.articles.dates.units import shifted
from eventstudy.articles.lexicon import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from eventstudy.articles.tellings import Telling

    _Near = dict[int, list["Cluster"]]

_FINENESS = {
    "instant": 0, "part_of_day": 1, "day": 2, "weekend": 3, "week": 4, "month": 5, "quarter": 6, "half_year": 7,
    "year": 8, "decade": 9,
}  # fmt: skip
DAY, _MONTH = _FINENESS["day"], _FINENESS["month"]
_NEAR = words("telling", "near_kin")
_SAME, _COARSE, _NEAR_KIN, _OTHER_KIN = 0.2, 0.3, 0.25, 0.7
_RARE, _RARE_SHARE = "", 0.15  # under the empty key stands the weight from which a word is rare
_FEW = 2
_SAME_WORDS = 0.35
_NEVER = 2.0  # no share is that large
_PART, _PART_OF_ONE = timedelta(hours=9), timedelta(hours=7)  # how long a part of the day is, with a zone and without
_ASKED = 12  # tellings of a cluster that one is compared with: the surest
_COMPARED = 200  # clusters a telling is compared with, the latest first: bounds the work on a hostile text


def fineness(telling: Telling) -> int:
    """Rank how finely a telling is dated, 0 the finest; "overnight", which is of two days, comes after a day."""
    rank = _FINENESS[telling.precision]
    return rank if rank >= DAY or telling.first == telling.last else DAY + 1


@dataclass(slots=True)
class Cluster:
    """Tellings of one happening; grows while tellings are put together, and is read after."""

    kin: str
    tellings: list[Telling] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    zones: set[str] = field(default_factory=set)
    """Time zones of the places that its tellings name."""
    actors: set[str] = field(default_factory=set)
    """Names of those whose happening it is."""
    own: list[Telling] = field(default_factory=list)
    """Tellings whose date is that of the happening, not of a saying."""
    daily: list[Telling] = field(default_factory=list)
    """Those of them that date it to a day or finer."""

    def add(self, telling: Telling) -> None:
        """Take in a telling."""
        self.tellings.append(telling)
        self.keys.update(telling.keys)
        self.zones |= telling.zones
        self.actors |= telling.actors
        if not telling.weak:
            self.own.append(telling)
            if fineness(telling) <= DAY:
                self.daily.append(telling)

    @property
    def sure(self) -> list[Telling]:
        """Its tellings that date it best: to the day, and not by the day of a saying; else what there is."""
        return self.daily or self.own or self.tellings

    @property
    def finest(self) -> int:
        """How finely the best of its tellings dates it."""
        return min(fineness(telling) for telling in self.tellings)


def clusters(told: list[Telling]) -> list[Cluster]:
    """Put tellings together, the surest first.

    A telling joins the cluster with which it shares the greatest part of its words, each weighed by how rare it is
    among all tellings, if their dates agree: days overlap, or the moments they name with time zones do. One dated to a
    week or a month joins a cluster of a day in it. One that speaks of something known ("Friday's strike") joins the
    best of its kind. Then small clusters join larger ones in the same way, also when they name no place that the larger
    does not.
    """
    weights = _weights(told)
    made: list[Cluster] = []
    near: _Near = {}
    for telling in sorted(told, key=_sureness):
        home = _home(telling, _options(near, _days(telling)), weights)
        if home is None:
            home = Cluster(telling.kin)
            made.append(home)
        home.add(telling)
        _enter(near, home, _days(telling))
    return _joined(made, weights)


def _options(near: _Near, days: Iterable[int]) -> list[Cluster]:
    return list({id(cluster): cluster for day in days for cluster in near.get(day, [])[-_COMPARED:]}.values())


def _enter(near: _Near, cluster: Cluster, days: Iterable[int]) -> None:
    for day in days:
        bucket = near.setdefault(day, [])
        if all(cluster is not other for other in bucket[-_COMPARED:]):
            bucket.append(cluster)


def _joined(made: list[Cluster], weights: Mapping[str, float]) -> list[Cluster]:
    """Join clusters into larger ones that tell the same."""
    kept: list[Cluster] = []
    near: _Near = {}
    for cluster in sorted(made, key=lambda cluster: -len(cluster.tellings)):
        days = {day for telling in cluster.tellings for day in _days(telling)}
        options = [other for other in _options(near, days) if _same(cluster, other, weights)]
        if options:
            home = max(options, key=lambda other: _overlap(cluster, other, weights))
            for telling in cluster.tellings:
                home.add(telling)
        else:
            home = cluster
            kept.append(cluster)
        _enter(near, home, days)
    return kept


def _same(small: Cluster, large: Cluster, weights: Mapping[str, float]) -> bool:
    pairs = ((a, b) for a in small.sure[:_ASKED] for b in large.sure[:_ASKED])
    if (
        _strangers(small, large)
        or not _akin(small, large)
        or any(a.apart != b.apart for a in small.sure[:_ASKED] for b in large.sure[:_ASKED])
    ):
        return False
    if max(small.finest, large.finest) > DAY or not any(_agree(a, b) for a, b in pairs):
        return False
    overlap = _overlap(small, large, weights)
    if small.kin != large.kin:
        telling = any(weights[key] >= weights[_RARE] for key in small.keys if key in large.keys)
        return _near_kin(small.kin, large.kin) and overlap >= _NEAR_KIN and telling
    vague = len(small.tellings) == 1 and len(large.tellings) > _FEW and small.zones <= large.zones
    return overlap >= _SAME or (vague and overlap > 0)


def _overlap(small: Cluster, large: Cluster, weights: Mapping[str, float]) -> float:
    whole = min(fsum(weights[key] for key in cluster.keys) for cluster in (small, large))
    return fsum(weights[key] for key in small.keys if key in large.keys) / whole if whole else 0.0


def _strangers(one: Telling | Cluster, other: Cluster) -> bool:
    """Tell whether two are of different names, neither of which the other speaks of: the results of two companies."""
    if not one.actors or not other.actors or one.actors & other.actors:
        return False
    return one.actors.isdisjoint(other.keys) and other.actors.isdisjoint(one.keys)


def _akin(one: Telling | Cluster, other: Cluster) -> bool:
    """Tell whether two are of one kind, or of two kinds told in many of the same words."""
    shared = sum(key in other.keys for key in one.keys)
    return one.kin == other.kin or (shared > 1 and shared >= _SAME_WORDS * min(len(one.keys), len(other.keys)))


def _near_kin(left: str, right: str) -> bool:
    return {left, right} <= _NEAR | {"violence"}


def _sureness(telling: Telling) -> tuple[bool, int, bool, int]:
    """Order tellings: those that date the happening itself, to a day, and speak of it as new come first."""
    return telling.weak, max(fineness(telling), DAY), telling.definite, fineness(telling)


def _weights(told: list[Telling]) -> Mapping[str, float]:
    """Weigh words by rarity; a word of a single telling can join nothing and weighs nothing."""
    counts = Counter(key for telling in told for key in telling.keys)
    weights = {key: log(1 + len(told) / count) if count > 1 else 0.0 for key, count in counts.items()}
    return weights | {_RARE: log(1 + len(told) / max(2, _RARE_SHARE * len(told)))}


def _days(telling: Telling) -> range:
    """Return the buckets that a telling touches: days up to a month, and one bucket a year for what is coarser."""
    if fineness(telling) > _MONTH:
        return range(-telling.last.year, -telling.first.year + 1)
    return range(telling.first.toordinal() - 1, telling.last.toordinal() + 2)


def _home(telling: Telling, options: list[Cluster], weights: Mapping[str, float]) -> Cluster | None:
    fitting = [
        cluster
        for cluster in options
        if not _strangers(telling, cluster)
        and _akin(telling, cluster)
        and any(_agree(telling, other) for other in cluster.sure[:_ASKED])
    ]
    scored = [(_score(telling, cluster, weights), cluster) for cluster in fitting]
    passing = [(score, cluster) for score, cluster in scored if score >= _needed(telling, cluster)]
    return max(passing, key=lambda pair: (pair[1].kin == telling.kin, pair[0]))[1] if passing else None


def _score(telling: Telling, cluster: Cluster, weights: Mapping[str, float]) -> float:
    """Return the weighed share of the telling's words that the cluster holds."""
    whole = fsum(weights[key] for key in telling.keys)
    return fsum(weights[key] for key in telling.keys if key in cluster.keys) / whole if whole else 0.0


def _needed(telling: Telling, cluster: Cluster) -> float:
    if telling.kin != cluster.kin:
        return _NEAR_KIN if _near_kin(telling.kin, cluster.kin) else _OTHER_KIN
    if telling.apart != any(other.apart for other in cluster.tellings[:_ASKED]):
        return _NEVER if any(other.article == telling.article for other in cluster.tellings[:_ASKED]) else _OTHER_KIN
    known = telling.definite and fineness(telling) <= DAY + 1
    return 0.0 if known else _COARSE if fineness(telling) > DAY else _SAME


def _agree(telling: Telling, other: Telling) -> bool:
    """Tell whether two tellings can mean the same day."""
    if fineness(telling) > _MONTH or fineness(other) > _MONTH:
        return (telling.first, telling.last) == (other.first, other.last)
    left, right = _moments(telling), _moments(other)
    if left and right and (left[0].tzinfo is None) == (right[0].tzinfo is None):
        return left[0] <= right[1] and right[0] <= left[1]
    first, last = _reach(telling)
    first_other, last_other = _reach(other)
    return first <= last_other and first_other <= last


def _reach(telling: Telling) -> tuple[date, date]:
    """Return the days a telling allows: what someone said on a day may have happened the day before."""
    return shifted(telling.first, -1 if telling.weak else 0), telling.last


def _moments(telling: Telling) -> tuple[datetime, datetime] | None:
    """Return from when to when a part of a day in a known place lasted."""
    end = telling.not_after
    if end is None or telling.weak:
        return None
    try:
        return end - (_PART if end.tzinfo else _PART_OF_ONE), end
    except OverflowError:
        return None
