"""Values as cells: rounded for the eye, with a true minus, and a dash where there is none."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from eventstudy.report import formats as f
from eventstudy.report.publish.sheet import Cell
from eventstudy.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.report.publish.sheet import Head

STARS = ((0.01, "***"), (0.05, "**"), (0.10, "*"))
LEGEND = "* p < .10, ** p < .05, *** p < .01"
_NEGATIVE = re.compile(r"(?<![\w\-)])-(?=[$.]?\d)")
_LEVELS = (0.1, 0.05, 0.01)
_MOST = 8


def cell(value: object, head: Head, names: Mapping[str, str] | None = None) -> Cell:
    """Return a value as the cell of a column.

    Examples
    --------
    >>> from eventstudy.report.publish.sheet import Head
    >>> cell(0.0081, Head("CAR", "percent", "%")).text, cell(0.0004, Head("p", "p")).text
    ('0.81', '<.001')
    """
    if f.is_missing(value) or (head.kind == "p" and value == 0.0):
        return Cell("" if head.kind == "text" else f.MISSING)
    match head.kind:
        case "text":
            text = true_minus(harmless(f.name_of(str(value), names)))
        case "day":
            text = f.iso(value)
        case "p":
            text = p_text(float(str(value)))
        case "count":
            text = f.count(value)
        case "df":
            text = f.number(value, 0 if float(str(value)).is_integer() else 1)
        case "percent" | "share":
            text = f.number(100.0 * float(str(value)), head.digits)
        case "number" | "statistic":
            text = f.number(value, head.digits)
    return Cell(text if head.kind in {"text", "day"} else f.true_minus(text), value)


def harmless(text: str) -> str:
    r"""Return a text on one line, the characters in it that command a screen or turn its direction made visible.

    Examples
    --------
    >>> harmless("a\u202eb\nc") == "a\N{REPLACEMENT CHARACTER}b c"
    True
    """
    return f.one_line(visible(text))


def true_minus(text: str) -> str:
    r"""Return a text in which each negative number has the sign as wide as a plus; hyphens and ISO days stay.

    Examples
    --------
    >>> true_minus("one-day fall of -1.09 % on 2020-01-03, (-1, 1)").replace("\N{MINUS SIGN}", "minus ")
    'one-day fall of minus 1.09 % on 2020-01-03, (minus 1, 1)'
    """
    return _NEGATIVE.sub("\N{MINUS SIGN}", text)


def p_text(p: float) -> str:
    """Return a p-value without the zero before its point: three decimals, more where these hide the side of a level.

    Examples
    --------
    >>> p_text(0.0331), p_text(0.00004), p_text(0.04996), p_text(1.0)
    ('.033', '<.001', '.04996', '1.000')
    """
    if p < 0.001:  # noqa: PLR2004 - the least p that three decimals can show
        return "<.001"
    digits = 3
    while any(p != level and round(p, digits) == level for level in _LEVELS) and digits < _MOST:
        digits += 1
    return f"{p:.{digits}f}".removeprefix("0")


def stars(p: object) -> str:
    """Return the stars of a p-value.

    Examples
    --------
    >>> stars(0.03), stars(0.2), stars(None)
    ('**', '', '')
    """
    if f.is_missing(p):
        return ""
    return next((mark for level, mark in STARS if float(str(p)) < level), "")


def fine_digits(errors: list[float], least: int = 2) -> int:
    """Return the decimals at which the smallest of some standard errors shows two digits.

    Examples
    --------
    >>> fine_digits([0.00031, 0.2]), fine_digits([12.0])
    (5, 2)
    """
    sizes = [abs(error) for error in errors if error and math.isfinite(error)]
    return least if not sizes else min(_MOST, max(least, 1 - math.floor(math.log10(min(sizes)))))
