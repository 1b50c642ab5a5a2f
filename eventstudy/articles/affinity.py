"""How well two tellings fit together: in their dates, their names, their kind of happening and their words."""

from __future__ import annotations

from datetime import timedelta
from math import fsum
from typing import TYPE_CHECKING

from eventstudy.articles.dates.units import shifted
from eventstudy.articles.happenings import near_kin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from eventstudy.articles.clusters import Cluster
    from eventstudy.articles.tellings import Telling

_FINENESS = {
    "instant": 0, "part_of_day": 1, "day": 2, "weekend": 3, "week": 4, "month": 5, "quarter": 6, "half_year": 7,
    "year": 8, "decade": 9,
}  # fmt: skip
DAY, MONTH = _FINENESS["day"], _FINENESS["month"]
AGREE, SPOKEN, CLOSE, APART = 3, 2, 1, 0
"""How two dates fit: they can be one; if it was told the day after; if one is loose or seen from afar; they cannot."""
_PART, _PART_OF_ONE = timedelta(hours=9), timedelta(hours=7)  # how long a part of the day is, with a zone and without
_MORNING, _EVENING = 12, 21  # hours by which what is early ends, and from which what ends is late
_SAME_CONTENT = 0.5


def fineness(telling: Telling) -> int:
    """Rank how finely a telling is dated, 0 the finest; "overnight", which is of two days, comes after a day."""
    rank = _FINENESS[telling.precision]
    return rank if rank >= DAY or telling.first == telling.last else DAY + 1


def fit(telling: Telling, other: Telling) -> int:
    """Tell how the dates of two tellings fit: `AGREE`, `SPOKEN`, `CLOSE` or `APART`.

    Close are a night and the day before it, late on a day and early on the next where no zone says that these are two
    moments, and a day on which someone spoke of the thing and any earlier day.
    """
    if fineness(telling) > MONTH or fineness(other) > MONTH:
        return AGREE if (telling.first, telling.last) == (other.first, other.last) else APART
    left, right = _moments(telling), _moments(other)
    if left and right and (left[0].tzinfo is None) == (right[0].tzinfo is None):
        if left[0] <= right[1] and right[0] <= left[1]:
            return AGREE
        return CLOSE if _night_before(telling, other) or (left[0].tzinfo is None and _turn(telling, other)) else APART
    if telling.first <= other.last and other.first <= telling.last:
        return AGREE
    first, last = _reach(telling)
    first_other, last_other = _reach(other)
    if first <= last_other and first_other <= last:
        return SPOKEN
    return CLOSE if _night_before(telling, other) or _turn(telling, other) or _spoken_after(telling, other) else APART


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


def _night_before(telling: Telling, other: Telling) -> bool:
    """Tell whether one is "overnight" and may be of the night before: readers know which night is meant, we do not."""
    return any(
        loose.first != loose.last and fineness(loose) == DAY + 1 and 0 <= (loose.first - set_.last).days <= 1
        for loose, set_ in ((telling, other), (other, telling))
    )


def _turn(telling: Telling, other: Telling) -> bool:
    """Tell whether one is late on a day and the other early on the next."""
    before, after = sorted((telling, other), key=lambda one: one.last)
    late, early = before.not_after, after.not_after
    return (
        telling.article != other.article
        and (after.first - before.last).days == 1
        and late is not None
        and late.hour >= _EVENING
        and (early is None or early.hour < _MORNING)
    )


def _spoken_after(telling: Telling, other: Telling) -> bool:
    """Tell whether one is a saying about a thing known, and the other may be that thing."""
    return any(
        said.weak and said.definite and not thing.weak and thing.last < said.first
        for said, thing in ((telling, other), (other, telling))
    )


def strangers(one: Telling | Cluster, other: Cluster) -> bool:
    """Tell whether two name other things: the results of two companies, bombs in two towns.

    Neither speaks of a name of the other, no place of one lies where one of the other lies, and they share little
    beside the words of happening.
    """
    if owned_by_others(one, other):
        return True
    if not one.sure_names or not other.sure_names or not _unknown(one.sure_names, one, other.sure_names, other):
        return False
    if one.lands & other.lands:
        return False
    fewer = min(len(one.content), len(other.content))
    shared = sum(word in other.content for word in one.content)
    return shared < max(2, _SAME_CONTENT * fewer)


def owned_by_others(one: Telling | Cluster, other: Cluster) -> bool:
    """Tell whether two are happenings of different owners, such as results."""
    return bool(one.actors and other.actors) and _unknown(one.actors, one, other.actors, other)


def _unknown(
    names: Iterable[str], one: Telling | Cluster, names_other: Iterable[str], other: Telling | Cluster
) -> bool:
    return all(name not in other.keys for name in names) and all(name not in one.keys for name in names_other)


def akin(one: Telling | Cluster, other: Cluster) -> bool:
    """Tell whether two are of one kind, or of kinds near each other and not told of different places."""
    if one.kin == other.kin:
        return True
    return near_kin(one.kin, other.kin) and (not one.zones or not other.zones or bool(one.zones & other.zones))


def share_a_name(one: Telling | Cluster, other: Cluster) -> bool:
    """Tell whether a name of one stands in the other."""
    return any(name in other.keys for name in one.names) or any(name in one.keys for name in other.names)


def share_more_than_a_place(one: Telling | Cluster, other: Cluster) -> bool:
    """Tell whether a name of one that is of no place known stands in the other."""
    return any(name in other.keys for name in one.own_names) or any(name in one.keys for name in other.own_names)


def weighed_share(keys: Iterable[str], other: Cluster, weights: Mapping[str, float]) -> float:
    """Return the weighed share of `keys` that the cluster holds."""
    told = list(keys)
    whole = fsum(weights[key] for key in told)
    return fsum(weights[key] for key in told if key in other.keys) / whole if whole else 0.0
