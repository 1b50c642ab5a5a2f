"""Moments in the cells of an events table: a day, and the instant where the cell is finer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from eventstudy.results.many.labels import labels_of, recoded

if TYPE_CHECKING:
    import numpy.typing as npt

    from eventstudy.results.many.labels import Codes, Labels

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?", re.DOTALL)


class Moment(NamedTuple):
    """A day, and the instant where the cell is finer."""

    day: date
    instant: datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """A column of moments.

    Attributes
    ----------
    distinct : list of M Moment
    codes : array of shape (N,), int
        Place of each row's among the distinct; -1 for none.
    day : array of shape (M,), datetime64[D]
        Days of the distinct.
    timed : array of shape (M,), bool
        Which of these are finer than a day.
    """

    distinct: list[Moment]
    codes: Codes
    day: npt.NDArray[np.datetime64]
    timed: npt.NDArray[np.bool_]

    @staticmethod
    def of_cells(distinct: list[Moment], codes: Codes) -> Moments:
        """Return a column of distinct moments and the place of each row's among them."""
        day = np.array([one.day for one in distinct], dtype="datetime64[D]")
        return Moments(distinct, codes, day, np.array([one.instant is not None for one in distinct], dtype=bool))

    def of(self, place: int) -> Moment:
        """Return the moment of a row that has one."""
        return self.distinct[int(self.codes[place])]

    def take(self, places: npt.NDArray[Any]) -> Moments:
        """Return some rows."""
        return replace(self, codes=self.codes[places])

    def days(self) -> Labels:
        """Return the day of each row, as ISO dates."""
        of, distinct = pd.factorize(self.day)
        names = labels_of([f"{day:%Y-%m-%d}" for day in distinct.astype(object).tolist()])
        return recoded(recoded(names, of.astype(np.int32)), self.codes)


def read_moment(value: Any) -> Moment | None:  # noqa: ANN401 - a cell may hold anything
    """Return a cell as a moment; None where it is no date, or one that could be read in two ways."""
    try:
        if isinstance(value, str):
            value = _written(value.strip())
        elif isinstance(value, np.datetime64):
            value = pd.Timestamp(value)
    except ValueError:
        return None
    if value is None or value is pd.NaT or not isinstance(value, date):
        return None
    if not isinstance(value, datetime):
        return Moment(value, None)
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime(warn=False)
    bare = value.tzinfo is None and value.time() == datetime.min.time()
    return Moment(value.date(), None if bare else value)


def _written(text: str) -> datetime | None:
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:  # pandas reads more of ISO 8601, ten times slower
        moment: Any = pd.Timestamp(text)
        return None if moment is pd.NaT else moment.to_pydatetime(warn=False)
