"""A table as it is printed: heads with units, cells as text with the value behind them, notes below.

Each format draws the same `Sheet`; what differs between formats is the drawing alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBER = re.compile(r"[<\N{MINUS SIGN}]?[\d,]*\.?\d*|\N{EN DASH}")
Kind = Literal["text", "count", "number", "statistic", "percent", "share", "df", "p", "day"]


@dataclass(frozen=True, slots=True)
class Head:
    """Head of a column.

    Attributes
    ----------
    label : str
    kind : str
        What its cells hold; numbers stand to the right, their points under each other.
    unit : str
        In brackets after the label.
    digits : int
        Decimals of its numbers.
    over : str
        A head above this one, shared with its neighbours that name the same.
    """

    label: str
    kind: Kind = "text"
    unit: str = ""
    digits: int = 2
    over: str = ""

    @property
    def text(self) -> str:
        """Return the label with its unit."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def whole(self) -> str:
        """Return the label on one line with what stands above it, for a format that has one line of heads."""
        return f"{self.over}, {self.text}" if self.over else self.text

    @property
    def right(self) -> bool:
        """Return whether its cells stand to the right."""
        return self.kind not in {"text", "day"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what is printed, the value behind it, and its stars."""

    text: str
    value: object = None
    stars: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row; the panel it stands in begins a new block with a head of its own."""

    cells: tuple[Cell, ...]
    panel: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is printed."""

    name: str
    caption: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    def column(self, place: int) -> list[Cell]:
        """Return the cells of a column."""
        return [line.cells[place] for line in self.lines]

    def starred(self, place: int) -> int:
        """Return the most stars a cell of a column has."""
        return max((len(cell.stars) for cell in self.column(place)), default=0)

    def blocks(self) -> list[tuple[str, list[Line]]]:
        """Return the rows by panel, in their order."""
        found: list[tuple[str, list[Line]]] = []
        for line in self.lines:
            if not found or found[-1][0] != line.panel:
                found.append((line.panel, []))
            found[-1][1].append(line)
        return found

    def spans(self) -> list[tuple[str, int]]:
        """Return the upper heads, each with how many columns it stands above; empty ones have no head above."""
        found: list[tuple[str, int]] = []
        for head in self.heads:
            if found and head.over and found[-1][0] == head.over:
                found[-1] = (head.over, found[-1][1] + 1)
            else:
                found.append((head.over, 1))
        return found


def tails(texts: Sequence[str]) -> list[str]:
    """Return what each number lacks behind it for all points of a column to stand under each other.

    Nothing where a column holds more than numbers and dashes.

    Examples
    --------
    >>> tails(["1.25", "3", "<.001", ".0496"]), tails(["3.1 %", "12"])
    (['00', '.0000', '0', ''], ['', ''])
    """
    if not all(_NUMBER.fullmatch(text) for text in texts):
        return ["" for _ in texts]
    decimals = [len(text.partition(".")[2]) if "." in text else -1 for text in texts]
    most = max(decimals, default=-1)
    if most < 0:
        return ["" for _ in texts]
    return ["." + "0" * most if held < 0 else "0" * (most - held) for held in decimals]
