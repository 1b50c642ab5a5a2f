"""Options that models share."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index
from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

ALPHAS = ("keep", "zero", "drop")
COVARIANCES = ("ols", "hac")


@dataclass(frozen=True, slots=True)
class Options:
    """Options that models share.

    Attributes
    ----------
    alpha
        ``"keep"``: estimated, and part of the expected return; ``"zero"``: fixed at 0; ``"drop"``: estimated, but left
        out of the expected return.
    cov
        Covariance of the coefficients: ``"ols"`` or ``"hac"``, that of Newey and West.
    lags
        Leads and lags of the benchmark on each side, for a beta made of them.
    lookback
        Sessions of a rolling beta; half-life, in sessions, of an exponentially weighted one.
    """

    alpha: str = "keep"
    cov: str = "ols"
    lags: int = 1
    lookback: int = 60


def check_choice(value: object, name: str, allowed: Sequence[str]) -> None:
    """Raise where a setting is not one of its values.

    Raises
    ------
    UsageError

    Examples
    --------
    >>> check_choice("drop", "overlap", ["exclude", "keep"])
    Traceback (most recent call last):
        ...
    eventstudy.errors.UsageError: overlap='drop' is not one of 'exclude', 'keep'
    """
    if value not in allowed:
        raise UsageError(f"{name}={value!r} is not one of {', '.join(map(repr, allowed))}")


def check_progress(progress: object) -> None:
    """Raise where what is to be told of progress is no function.

    Raises
    ------
    UsageError
    """
    if progress is not None and not callable(progress):
        raise UsageError(
            f"progress={progress!r} is no function; give one that takes a stage's name, how many are done, how many "
            "there are, or None"
        )


def read_options(alpha: object, cov: object, lags: object, lookback: object) -> Options:
    """Return the options, checked.

    Raises
    ------
    UsageError
        If one is not allowed.
    """
    check_choice(alpha, "alpha", ALPHAS)
    check_choice(cov, "cov", COVARIANCES)
    return Options(str(alpha), str(cov), _count(lags, "lags", 1), _count(lookback, "lookback", 2))


def _count(value: Any, name: str, least: int) -> int:  # noqa: ANN401 - a caller may hand in anything
    try:
        count = index(value)
    except TypeError:
        raise UsageError(f"{name}={value!r} is no whole number of sessions; give one of {least} or more") from None
    if count < least:
        raise UsageError(f"{name}={count} is too few; give {least} or more")
    return count
