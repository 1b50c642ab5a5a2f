"""Errors that speak of arguments of a function, said of the options that stand for them."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from eventstudy.errors import EstimationError, PriceError, UsageError, WindowError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WINDOW = re.compile(r"\b(estimation|event|window)=\((-?\d+), (-?\d+)\)")
_PRICES = "make prices into returns with to_returns"
_ADVICE = {_PRICES: "prices are read with --kind prices", ", or give {event_id: group}": ""}
"""What is good advice in Python only, and what helps on a command line."""


@contextmanager
def in_options(names: Mapping[str, str], prices: str | None = None) -> Iterator[None]:
    """Let errors speak of options where they speak of arguments: ``--event -5:5`` for ``event=(-5, 5)``.

    Parameters
    ----------
    names
        The option of each argument, without its dashes.
    prices
        What to say of prices where returns are wanted, for a command that has no ``--kind``.

    Examples
    --------
    >>> with in_options({"n_events": "events"}):
    ...     raise UsageError("n_events=0 is too small; give 1 or more")
    Traceback (most recent call last):
    eventstudy.errors.UsageError: --events 0 is too small; give 1 or more
    """
    try:
        yield
    except (UsageError, WindowError, EstimationError, PriceError) as error:
        text = _WINDOW.sub(r"--\1 \2:\3", str(error))
        text = re.sub(rf"\b({'|'.join(names)})=", lambda found: f"--{names[found[1]]} ", text)
        advice = _ADVICE if prices is None else {**_ADVICE, _PRICES: prices}
        for said, better in advice.items():
            text = text.replace(said, better)
        raise type(error)(text.replace(" ,", ",").replace(" ;", ";")) from error
