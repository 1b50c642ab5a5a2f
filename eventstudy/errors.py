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

import re

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
    "harmless",
    "hinted",
]

_ALIKE = 0.66
"""Share of letters, by `difflib`, from which one name may have been meant by another."""
_SPACES = "\u00a0\u202f"
"""Blanks that count as not printable."""
_QUOTED = re.compile(r"'([\w.^=&-]+)'")
_LISTED = re.compile(r"'([\w.^=&-]+)'|([\w.^=&-]+)(?=,)|(?:(?<=, )|(?<=holds )|(?<=hold ))([\w.^=&-]+)")
"""Names in a message: between quotation marks, or between commas."""


class EventStudyError(Exception):
    """Base of every error this package raises on purpose."""

    def __str__(self) -> str:
        return hinted(harmless(super().__str__()))


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


def harmless(message: str) -> str:
    r"""Return a message on one line, without the characters that steer a terminal or turn the reading direction.

    Examples
    --------
    >>> print(harmless("no column 'a\x1b[31m';\nthere is b"))
    no column 'a\x1b[31m'; there is b
    """
    if message.isprintable():
        return message
    message = re.sub(r"\s*[\r\n]+\s*", " ", message)
    return "".join(one if one.isprintable() or one in _SPACES else ascii(one)[1:-1] for one in message)


def hinted(message: str) -> str:
    """Return a message that quotes a name and lists those there are, with the one that was probably meant.

    Examples
    --------
    >>> hinted("no prices of 'xmo' in snapshot: it holds brent, cvx, xom")
    "no prices of 'xmo' in snapshot: it holds brent, cvx, xom; did you mean 'xom'?"
    >>> hinted("the benchmark is 'M', which the returns do not hold; they hold s1, m")
    "the benchmark is 'M', which the returns do not hold; they hold s1, m; did you mean 'm'?"
    >>> hinted("no prices of 'gold' in snapshot: it holds brent, cvx, xom")
    "no prices of 'gold' in snapshot: it holds brent, cvx, xom"
    """
    asked = _QUOTED.search(message)
    if asked is None or "did you mean" in message:
        return message
    listed = [one[1] or one[2] or one[3] for one in _LISTED.finditer(message, asked.end())]
    if asked[1] in listed:
        return message
    import difflib  # noqa: PLC0415 - wanted by few messages

    plain = {name.casefold(): name for name in reversed(listed)}
    near = difflib.get_close_matches(asked[1].casefold(), plain, n=1, cutoff=_ALIKE if len(asked[1]) > 1 else 1.0)
    return f"{message}; did you mean {plain[near[0]]!r}?" if near else message
