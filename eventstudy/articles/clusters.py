"""Tellings of the same happening, brought together across sentences and articles."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import fsum, log
from typing import TYPE_CHECKING

from eventstudy.articles.affinity import (
    APART,
    DAY,
    MONTH,
    SPOKEN,
    akin,
    fineness,
    fit,
    owned_by_others,
    share_a_name,
    share_more_than_a_place,
    strangers,
    weighed_share,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eventstudy.articles.tellings import Telling

    _Near = dict[int | str, list["Cluster"]]

_SAME, _COARSE, _NEAR_KIN, _OTHER_KIN, _CLOSE = 0.2, 0.3, 0.25, 0.7, 0.4
_DAY_AFTER = 0.15  # what it costs to be told on the day after
_NAME = 2.0  # how much more a name weighs than another word
_FEW = 2
_NEVER = 2.0  # no share is that large
_ASKED = 12  # tellings of a cluster that one is compared with: the surest
_COMPARED = 200  # clusters a telling is compared with, the latest first: bounds the work on a hostile text
_BY_NAME = 20  # of each name, where the date leaves open which day is meant


@dataclass(slots=True)
class Cluster:
    """Tellings of one happening; grows while tellings are put together, and is read after."""

    kin: str
    tellings: list[Telling] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    content: set[str] = field(default_factory=set)
    """Words that tell no happening."""
    names: set[str] = field(default_factory=set)
    own_names: set[str] = field(default_factory=set)
    sure_names: set[str] = field(default_factory=set)
    zones: set[str] = field(default_factory=set)
    """Time zones of the places that its tellings name."""
    lands: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    """Names of those whose happening it is."""
    articles: set[str] = field(default_factory=set)
    own: list[Telling] = field(default_factory=list)
    """Tellings whose date is that of the happening, not of a saying."""
    daily: list[Telling] = field(default_factory=list)
    """Those of them that date it to a day or finer."""

    def add(self, telling: Telling) -> None:
        """Take in a telling."""
        self.tellings.append(telling)
        self.keys.update(telling.keys)
        self.content |= telling.content
        self.names |= telling.names
        self.own_names |= telling.own_names
        self.sure_names |= telling.sure_names
        self.zones |= telling.zones
        self.lands |= telling.lands
        self.actors |= telling.actors
        self.articles.add(telling.article)
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

    What and where come before when: two that name other things stay apart though their days agree, and a date that
    fits loosely ("overnight", the day of a saying) goes where names and words are shared most. A telling joins the
    cluster that holds the greatest part of its words, each weighed by how rare it is among all tellings, names twice,
    if their dates agree. One dated to a week or a month joins a cluster of a day in it. One that speaks of something
    known ("Friday's strike") joins the best of its kind. Then small clusters join larger ones in the same way, also
    when they name no place that the larger does not.
    """
    weights = _weights(told)
    made: list[Cluster] = []
    near: _Near = {}
    for telling in sorted(told, key=_sureness):
        asked = [*_days(telling), *(sorted(telling.names) if _is_loose(telling) else ())]
        home = _home(telling, _options(near, asked), weights)
        if home is None:
            home = Cluster(telling.kin)
            made.append(home)
        home.add(telling)
        _enter(near, home, [*_days(telling), *sorted(telling.names)])
    return _joined(made, weights)


def _is_loose(telling: Telling) -> bool:
    """Tell whether a date is that of a saying about a thing known, which may be of any day before."""
    return telling.weak and telling.definite


def _options(near: _Near, places: Iterable[int | str]) -> list[Cluster]:
    found: dict[int, Cluster] = {}
    for place in places:
        reach = _COMPARED if isinstance(place, int) else _BY_NAME
        found |= {id(cluster): cluster for cluster in near.get(place, [])[-reach:]}
    return list(found.values())


def _enter(near: _Near, cluster: Cluster, places: Iterable[int | str]) -> None:
    for place in places:
        bucket = near.setdefault(place, [])
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
    return _settled(kept, near)


def _settled(kept: list[Cluster], near: _Near) -> list[Cluster]:
    """Join what is told only as known, and says not where, to the one happening of its kind that day, if there is one.

    "A militia leader died in Friday's strike" names nobody whom the news of the strike names.
    """
    settled: list[Cluster] = []
    for cluster in kept:
        told = cluster.own or cluster.tellings
        known = all(t.definite and not t.placed and not t.apart and fineness(t) <= DAY for t in told)
        days = {day for telling in told for day in _days(telling)}
        homes = [other for other in _options(near, days) if _may_be(cluster, other)] if known and days else []
        if len(homes) != 1:
            settled.append(cluster)
            continue
        for telling in cluster.tellings:
            homes[0].add(telling)
    return settled


def _may_be(known: Cluster, other: Cluster) -> bool:
    return (
        other is not known
        and other.kin == known.kin
        and not all(telling.definite for telling in other.own)
        and not owned_by_others(known, other)
        and not known.keys.keys().isdisjoint(other.keys)
        and any(fit(a, b) >= SPOKEN for a in known.sure[:_ASKED] for b in other.sure[:_ASKED])
    )


def _same(small: Cluster, large: Cluster, weights: Mapping[str, float]) -> bool:
    pairs = [(a, b) for a in small.sure[:_ASKED] for b in large.sure[:_ASKED]]
    if strangers(small, large) or not akin(small, large) or any(a.apart != b.apart for a, b in pairs):
        return False
    fitting = max((fit(a, b) for a, b in pairs), default=APART)
    if max(small.finest, large.finest) > DAY or fitting == APART:
        return False
    overlap = _overlap(small, large, weights)
    if fitting < SPOKEN and not (
        overlap >= _CLOSE and share_a_name(small, large) and small.articles.isdisjoint(large.articles)
    ):
        return False
    if small.kin != large.kin:
        return share_more_than_a_place(small, large) and overlap >= _NEAR_KIN
    vague = (
        (len(small.tellings) == 1 or not small.sure_names) and len(large.tellings) > _FEW and small.zones <= large.zones
    )
    return overlap >= _SAME or (vague and overlap > 0)


def _overlap(small: Cluster, large: Cluster, weights: Mapping[str, float]) -> float:
    whole = min(fsum(weights[key] for key in cluster.keys) for cluster in (small, large))
    return fsum(weights[key] for key in small.keys if key in large.keys) / whole if whole else 0.0


def _sureness(telling: Telling) -> tuple[bool, int, bool, int]:
    """Order tellings: those that date the happening itself, to a day, and speak of it as new come first."""
    return telling.weak, max(fineness(telling), DAY), telling.definite, fineness(telling)


def _weights(told: list[Telling]) -> Mapping[str, float]:
    """Weigh words by rarity, names more; a word of a single telling can join nothing and weighs nothing."""
    counts = Counter(key for telling in told for key in telling.keys)
    names = {name for telling in told for name in telling.names}
    return {
        key: log(1 + len(told) / count) * (_NAME if key in names else 1) if count > 1 else 0.0
        for key, count in counts.items()
    }


def _days(telling: Telling) -> range:
    """Return the buckets that a telling touches: days up to a month, and one bucket a year for what is coarser."""
    if fineness(telling) > MONTH:
        return range(-telling.last.year, -telling.first.year + 1)
    return range(telling.first.toordinal() - 1, telling.last.toordinal() + 2)


def _home(telling: Telling, options: list[Cluster], weights: Mapping[str, float]) -> Cluster | None:
    passing: list[tuple[tuple[bool, float, bool], Cluster]] = []
    for cluster in options:
        if strangers(telling, cluster) or not akin(telling, cluster):
            continue
        fitting = max(fit(telling, other) for other in cluster.sure[:_ASKED])
        if fitting == APART:
            continue
        near = cluster.kin != telling.kin and not share_more_than_a_place(telling, cluster)
        score = weighed_share(telling.keys - telling.names if near else telling.keys, cluster, weights)
        if score >= _needed(telling, cluster, fitting):
            rank = (
                cluster.kin == telling.kin,
                score - _DAY_AFTER * (fitting == SPOKEN),
                telling.article in cluster.articles,
            )
            passing.append((rank, cluster))
    return max(passing, key=lambda pair: pair[0])[1] if passing else None


def _needed(telling: Telling, cluster: Cluster, fitting: int) -> float:
    """Return the share of its words that a telling must find in a cluster to join it."""
    if fitting < SPOKEN:
        return _CLOSE if share_a_name(telling, cluster) else _NEVER
    if telling.kin != cluster.kin:
        return _NEAR_KIN if share_more_than_a_place(telling, cluster) else _CLOSE
    if telling.apart != any(other.apart for other in cluster.tellings[:_ASKED]):
        return _NEVER if telling.article in cluster.articles else _OTHER_KIN
    known = telling.definite and fineness(telling) <= DAY + 1
    return 0.0 if known else _COARSE if fineness(telling) > DAY else _SAME
