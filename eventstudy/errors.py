"""Errors a user can meet, each one line: what was asked, what was found, what would work.

::

    EventStudyError
      ArticleError        an article that cannot be read or dated
      PriceError          prices that cannot be used
        MissingPrices     a series or span the source does not hold
        SnapshotError     the shipped prices are not the bytes their manifest names
        SourceUnavailable a source on the network does not answer, or answers what cannot be used
      CalendarError       a date no session answers to
      WindowError         a window longer than the data
      EstimationError     a model that cannot be estimated
      StudyFileError      a study file with an unknown key or a value that is not allowed
      UsageError          an argument of a public function that is not allowed

    EventStudyWarning     something was found and left out; the rest goes on
"""

from __future__ import annotations

__all__ = [
    "ArticleError",
    "CalendarError",
    "EstimationError",
    "EventStudyError",
    "EventStudyWarning",
    "MissingPrices",
    "PriceError",
    "SnapshotError",
    "SourceUnavailable",
    "StudyFileError",
    "UsageError",
    "WindowError",
]


class EventStudyError(Exception):
    """Base of every error this package raises on purpose."""


class ArticleError(EventStudyError):
    """An article has no text, is not text, has a wrong header, or no date where one is needed."""


class PriceError(EventStudyError):
    """Prices or returns cannot be used as they are."""


class MissingPrices(PriceError):  # noqa: N818 - reads better where it is raised and caught
    """The source does not hold the series or the dates asked for."""


class SnapshotError(PriceError):
    """The shipped prices differ from what their manifest promises."""


class SourceUnavailable(PriceError):  # noqa: N818 - reads better where it is raised and caught
    """A source on the network cannot be reached, limits its rate, or answers what cannot be used."""


class CalendarError(EventStudyError):
    """A date or moment that no session of the series answers to."""


class WindowError(EventStudyError):
    """A window asks for more sessions than there are."""


class EstimationError(EventStudyError):
    """A model cannot be estimated: too few observations, a constant benchmark, collinear regressors."""


class StudyFileError(EventStudyError):
    """A study file has an unknown key or a value that is not allowed."""


class UsageError(EventStudyError, ValueError):
    """An argument of a public function is not one of the allowed values."""


class EventStudyWarning(UserWarning):
    """Something was found that cannot be used; it was left out and named, and the rest goes on."""
