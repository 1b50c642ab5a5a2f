"""Which of very many observations can be tested over a window, and what to say of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.outcome import same_date, told
from eventstudy.results.many.flags import flagged
from eventstudy.results.many.texts import listed, named
from eventstudy.results.many.windows import doubtful, reasons, windowed

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array
    from eventstudy.results.many.observations import ManyObservations
    from eventstudy.results.many.records import Places


_KEPT = "kept although doubtful"


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Observations that can be tested over a window.

    Attributes
    ----------
    members : ManyObservations
    car, se : arrays of shape (N,)
    notes : tuple of str
        Who was left out, and who is kept although its return is doubtful.
    """

    members: ManyObservations
    car: Array
    se: Array
    notes: tuple[str, ...]


def choose_many(many: ManyObservations, first: int, last: int) -> Chosen:
    """Return what `choose_telling` returns, with the CARs."""
    found, said = windowed(many, first, last), flagged(many, first, last)
    notes = [*_told(many, *reasons(many, found, said), "left out")]
    notes += _told(many, *doubtful(found, said), _KEPT)
    tested = found.why == 0
    if bool(tested.all()):  # all of them need no copy
        return Chosen(many, found.car, found.se, tuple(notes))
    return Chosen(many.where(tested), found.car[tested], found.se[tested], tuple(notes))


@dataclass(frozen=True, slots=True, eq=False)
class Single:
    """Observations that can be tested over a window, and what to say of single ones.

    Attributes
    ----------
    kept : array of shape (n,), int
        Their places among those that were asked about.
    car : array of shape (n,)
    notes : list of (int, str)
        By the place of an observation.
    """

    kept: Places
    car: Array
    notes: list[tuple[int, str]]


def choose_one_by_one(many: ManyObservations, first: int, last: int) -> Single:
    """Return what `choose_telling` returns of each observation by itself."""
    found, said = windowed(many, first, last), flagged(many, first, last)
    notes = []
    for (places, why), what in ((reasons(many, found, said), "left out"), (doubtful(found, said), _KEPT)):
        series = listed(named(many.take(places).series))
        notes += [(int(at), told([(name, text)], what)[0]) for at, name, text in zip(places, series, why, strict=True)]
    kept = np.flatnonzero(found.why == 0)
    return Single(kept, found.car[kept], notes)


def _told(many: ManyObservations, places: Places, why: list[str], what: str) -> tuple[str, ...]:
    if not why:
        return ()
    return told(list(zip(listed(named(many.take(places).series)), why, strict=True)), what)


def one_date_many(many: ManyObservations) -> bool:
    """Return whether all observations are of one date; see `one_date`."""
    if not len(many):
        return True
    codes = many.event_id.codes
    return same_date(many.days, one_event=bool((codes == codes[0]).all()))
