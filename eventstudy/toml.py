"""Text of TOML as a table, whatever somebody wrote there: one kind of error, and work in proportion to the length."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

_MOST_DOTS = 1_000
"""In a line. The parser's work on a key grows with the square of its parts."""


def parse_toml(text: str, *, exact: bool = False) -> dict[str, Any]:
    """Return what a text of TOML says.

    Parameters
    ----------
    text
        TOML.
    exact
        Whether numbers with a point become `decimal.Decimal`.

    Raises
    ------
    ValueError
        It is no TOML, brackets are nested without end, a number has thousands of digits or an endless exponent, or a
        key thousands of parts.

    Examples
    --------
    >>> parse_toml("tick = 0.01", exact=True)
    {'tick': Decimal('0.01')}
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _MOST_DOTS:
            raise ValueError(f"more than {_MOST_DOTS:,} dots (at line {number})")
    try:
        return tomllib.loads(text, parse_float=Decimal if exact else float)
    except RecursionError as error:
        raise ValueError("brackets are nested too deep") from error
    except ArithmeticError as error:
        raise ValueError("a number has an endless exponent") from error
