"""Which events of a series share sessions, for very many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.results.many.texts import coded, each, joined, none, strings
from eventstudy.study.observing import NAMED

if TYPE_CHECKING:
    from eventstudy.results.many.labels import Codes
    from eventstudy.results.many.records import Places
    from eventstudy.results.many.texts import Strings
    from eventstudy.study.subjects import Subjects

    Span = tuple[Codes, Codes]


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Subjects sorted by series and day 0; every array is in that order but `place`.

    Attributes
    ----------
    names
        The events' names, each once.
    codes : array of shape (N,), int
        Place of each one's name among these.
    place : array of shape (N,), int
        Where each subject stands in the order.
    begin, left, right, end : arrays of shape (N,), int
        From `begin` up to `end` stand those whose event windows share a session with each one's own, from `left` up to
        `right` those with its day 0.
    """

    names: Strings
    codes: Codes
    place: Codes
    begin: Codes
    left: Codes
    right: Codes
    end: Codes

    @staticmethod
    def of(subjects: Subjects, zeros: Codes, length: int) -> Neighbours:
        """Return subjects sorted, by the position of each one's day 0 and the sessions of an event window."""
        series = subjects.series.codes.astype(np.int64)
        key = series * (int(zeros.max(initial=0)) + 2 * length + 1) + zeros  # windows of two series lie apart
        order = np.argsort(key, kind="stable").astype(np.int32)
        key, place = key[order], np.empty_like(order)
        place[order] = np.arange(order.size, dtype=np.int32)
        ends = [np.searchsorted(key, key + more).astype(np.int32) for more in (1 - length, 0, 1, length)]
        return Neighbours(strings(subjects.event_id.names), subjects.event_id.codes[order], place, *ends)

    def told(self, subject: Places) -> Strings:
        """Return which other events of the series some subjects share day 0 with, and sessions; null for none."""
        own = self.place[subject]
        begin, left, right, end = (ends[own] for ends in (self.begin, self.left, self.right, self.end))
        twins = self._listed("it has the day 0 of ", (left, own), (own + 1, right))
        return joined([twins, self._listed("its event window meets that of ", (begin, left), (right, end))])

    def _listed(self, what: str, before: Span, after: Span) -> Strings:
        """Return after some words the names in two spans of the order, listed as `shared_with` does; null for none."""
        ahead = before[1] - before[0]
        n = ahead + after[1] - after[0]
        some = np.flatnonzero(n)
        if not some.size:
            return none(n.size)
        n, ahead, begin, follow = n[some], ahead[some], before[0][some], after[0][some] - ahead[some]
        pieces = [coded([what], np.zeros(n.size, dtype=np.int32))]
        for nth in range(min(NAMED, int(n.max()))):
            at = np.where(nth < ahead, begin, follow) + nth
            if nth:
                pieces.append(coded([" and ", ", "], np.where(nth < n, np.where(nth == n - 1, 0, 1), -1)))
            pieces.append(coded(self.names, np.where(nth < n, self.codes[np.minimum(at, self.codes.size - 1)], -1)))
        if bool((n > NAMED).any()):
            most = int(n.max()) - NAMED
            pieces.append(coded([f" and {k} more" for k in range(1, most + 1)], np.maximum(n - NAMED, 0) - 1))
        return each(before[0].size, some, joined(pieces, ""))
