"""Where things stand: sizes of figures, panels side by side, words broken to the room they have."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eventstudy.report.figures.canvas import Axes, Figure

    Notes = Sequence[tuple[str, str]]

Size = str | float
"""A name of `SIZES`, or inches wide."""
SIZES = {"column": 3.5, "page": 7.0, "slide": 8.0}
"""Inches wide: one of two columns of a paper, its page, and a slide of 16:9, whose letters grow with the wall."""
SLIDE = 16 / 9
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_LEADING = 1.3
_HEADING = 9.2
"""Points of the words above all panels."""
_GAP = 3.5
"""Points between paragraphs."""
_LEFT = 0.34
"""Inches over the numbers of the next panel, where a name may end."""
_SLACK = 1.03
"""Letters on pixels are a little wider than their outlines."""
_NARROWEST, _PAIRED = 2.2, 1.7
"""Inches of a panel, and of one of three or more in the column of a paper, which is no longer than a page."""
_STRETCH = 1.35
"""How much higher a row may become for the words beside its last panel."""
_BESIDE, _BELOW = 0.44, 0.62
"""Inches that words lose beside the last panel, and below the first one's ticks and to the right."""


def inches(size: Size) -> float:
    """Return how wide a figure of a size is.

    Raises
    ------
    UsageError
        There is no such size, or it is too narrow for words.

    Examples
    --------
    >>> inches("column"), inches(5)
    (3.5, 5.0)
    """
    if isinstance(size, str):
        if size not in SIZES:
            raise UsageError(f"there is no size {size!r}; there are {', '.join(SIZES)}, or inches wide")
        return SIZES[size]
    if not 2 <= size <= 60:  # noqa: PLR2004 - what can be read and written
        raise UsageError(f"a figure of {size} inches cannot be drawn; give 2 to 60, or one of {', '.join(SIZES)}")
    return float(size)


def fitted(size: Size, width: float, height: float) -> tuple[float, float]:
    """Return the inches of a figure whose content needs so much: as they are, or grown to the shape of a slide.

    Examples
    --------
    >>> fitted("page", 7.0, 3.0), fitted("slide", 8.0, 9.0)
    ((7.0, 3.0), (16.0, 9.0))
    """
    if size != "slide":
        return width, height
    wide = max(width, height * SLIDE)
    return wide, wide / SLIDE


def own_panel(size: Size, height: float) -> Any:  # noqa: ANN401 - a Panel, which a caller may call any Axes
    """Return the panel of a new figure, laid out when it is written."""
    wide, tall = fitted(size, inches(size), height)
    figure = canvas.new_figure(wide, tall)
    figure.set_layout_engine("constrained", w_pad=0.06, h_pad=0.07)
    figure.room = wide - 0.6
    return figure.add_subplot(axes_class=canvas.Panel)


class Grid(NamedTuple):
    """Panels in rows of so many columns, and whether words on how to read them stand below the last row."""

    columns: int
    rows: int
    below: bool
    width: float
    height: float
    words: float
    """Inches that the words are wide."""


def grid_of(count: int, size: Size, height: float, notes: Notes) -> Grid:
    """Return the grid that holds so many panels, each row of them `height` inches, with the words where there is room.

    On a slide it is the one whose letters are largest.
    """
    width = inches(size)
    if size != "slide":
        pairs = 2 if width >= 2 * _PAIRED and count > 2 else 1  # noqa: PLR2004
        return _grid(count, max(pairs, min(3, int(width // _NARROWEST), count)), size, height, notes)
    tried = [_grid(count, columns, size, height, notes) for columns in range(1, min(count, 12) + 1)]
    return min(tried, key=lambda grid: (round(grid.width, 3), abs(math.log(_shape(grid) / 1.5))))


def _shape(grid: Grid) -> float:
    return (grid.width / grid.columns) / (grid.height / grid.rows)


def _grid(count: int, columns: int, size: Size, height: float, notes: Notes) -> Grid:
    width = max(inches(size), columns * _NARROWEST if size == "slide" else 0.0)
    rows, free = -(-count // columns), -count % columns
    beside = free * width / columns - _BESIDE
    tall = notes_height(broken_notes(notes, beside)) + 0.4 if free else 0.0
    below = not free or tall > _STRETCH * height
    words = width - _BELOW if below else beside
    needed = rows * max(height, 0.0 if below else tall)
    needed += notes_height(flowed(notes, words)) + 0.12 if below and notes else 0.0
    return Grid(columns, rows, below, *fitted(size, width, needed), words)


def panels(
    count: int, size: Size, height: float, *, notes: Notes = (), sharey: bool = False, heading: str = ""
) -> tuple[Figure, list[Axes]]:
    """Return a figure of equal panels, in reading order, in as many columns as it holds, with words on how to read it.

    Parameters
    ----------
    count
        How many panels show a series.
    size
        Of the figure.
    height
        Inches of one row of panels.
    notes
        Paragraphs, each with its colour; they stand in the last row where it has room, else below it.
    sharey
        Whether all panels have one vertical scale.
    heading
        What all panels are of, above them.
    """
    made = grid_of(count, size, height, notes)
    head = broken(heading, made.width - 0.2, _HEADING, weight="bold", lines=2)
    above = 0.1 + 0.17 * (head.count("\n") + 1) if heading else 0.0
    if size != "slide":
        made = made._replace(height=made.height + above)
    said = flowed(notes, made.words) if made.below else broken_notes(notes, made.words)
    foot = notes_height(said) + 0.12 if made.below and notes else 0.0
    figure = canvas.new_figure(made.width, made.height)
    figure.set_layout_engine("constrained", w_pad=0.06, h_pad=0.07, wspace=0.03, hspace=0.03,
                             rect=(0, 0, 1, 1 - above / made.height))  # fmt: skip
    figure.room = made.width / made.columns - 0.5
    if heading:
        figure.suptitle(head, x=0.1 / made.width, y=1 - 0.06 / made.height, va="top", ha="left", fontsize=_HEADING,
                        fontweight="bold")  # fmt: skip
    heights = [(made.height - above - foot) / made.rows] * made.rows + ([foot] if foot else [])
    grid = figure.add_gridspec(len(heights), made.columns, height_ratios=heights)
    axes: list[Axes] = []
    for place in range(count):
        shared = axes[0] if sharey and axes else None
        axes.append(figure.add_subplot(grid[place // made.columns, place % made.columns], sharey=shared))
    if notes:
        last = count - (made.rows - 1) * made.columns
        cell = figure.add_subplot(grid[made.rows, :] if made.below else grid[made.rows - 1, last:])
        write_lines(cell, said)
    return figure, axes


def broken_notes(notes: Notes, wide: float) -> list[tuple[str, str]]:
    """Return paragraphs broken to a width in inches."""
    return [(broken(text, wide, canvas.SMALL), colour) for text, colour in notes]


def flowed(notes: Notes, wide: float) -> list[tuple[str, str]]:
    """Return paragraphs broken to a width in inches, grey ones that follow one another run together."""
    joined: list[tuple[str, str]] = []
    for text, colour in notes:
        if joined and joined[-1][1] == colour == canvas.MUTED:
            joined[-1] = (f"{joined[-1][0]} {text}", colour)
        else:
            joined.append((text, colour))
    return broken_notes(joined, wide)


def notes_height(lines: Iterable[tuple[str, str]]) -> float:
    """Return the inches that paragraphs need below one another."""
    return sum(_paragraph_height(text) for text, _ in lines) / 72


def _paragraph_height(text: str) -> float:
    """Return the points that a paragraph and the gap below it need."""
    return canvas.SMALL * 1.52 * (text.count("\n") + 1) + _GAP


def write_lines(axes: Axes, lines: Iterable[tuple[str, str]]) -> None:
    """Write paragraphs, each with its colour, from the top of a bare panel down."""
    canvas.hide(axes)
    below = 0.0
    for text, colour in lines:
        axes.annotate(text, (0, 1), xytext=(0, -below), textcoords="offset points", va="top", fontsize=canvas.SMALL,
                      color=colour, linespacing=_LEADING, annotation_clip=False)  # fmt: skip
        below += _paragraph_height(text)


def headline(axes: Axes, title: str, below: str = "") -> None:
    """Write a panel's name, and under it in grey what it is measured in or by."""
    place = axes.get_subplotspec()
    inside = place is not None and place.colspan.stop < place.get_gridspec().ncols
    room = canvas.room_of(axes) + (_LEFT if inside else 0.0)
    axes.set_title(broken(title, room, 8.5, weight="bold", lines=2), pad=17 if below else 6)
    if below:
        axes.annotate(broken(below, room, 7.5, lines=1), (0, 1), xytext=(0, 5), xycoords="axes fraction", fontsize=7.5,
                      textcoords="offset points", color=canvas.MUTED, annotation_clip=False)  # fmt: skip


def broken(text: str, wide: float, points: float, *, weight: str = "normal", lines: int = 0) -> str:
    r"""Return a text broken into lines of so many inches, cut with an ellipsis after so many lines; 0 is any number.

    A word that is longer than a line is broken too.

    Examples
    --------
    >>> broken("Rocket attack on a base in Kirkuk", 1.1, 8)
    'Rocket attack on a\nbase in Kirkuk'
    >>> broken("Rocket attack on a base in Kirkuk", 1.1, 8, lines=1)
    'Rocket attack on…'
    """
    made = [""]
    for word in text.split():
        for part in _parts(word, wide, points, weight):
            longer = f"{made[-1]} {part}".strip()
            if _fits(longer, wide, points, weight) or not made[-1]:
                made[-1] = longer
            else:
                made.append(part)
    if not lines or len(made) <= lines:
        return "\n".join(made)
    last = made[lines - 1]
    while last and not _fits(last + ELLIPSIS, wide, points, weight):
        last = last[:-1].rstrip()
    return "\n".join([*made[: lines - 1], last.rstrip(" ,;:") + ELLIPSIS])


def _fits(text: str, wide: float, points: float, weight: str) -> bool:
    return canvas.width_of(text, points, weight) * _SLACK <= wide


def _parts(word: str, wide: float, points: float, weight: str) -> list[str]:
    """Return a word, or the pieces of one that is wider than a line."""
    if _fits(word, wide, points, weight):
        return [word]
    pieces = [piece for piece in re.split(r"(?<=[_/\-.&])", word) if piece]
    if len(pieces) > 1 and all(_fits(piece, wide, points, weight) for piece in pieces):
        return _joined(pieces, wide, points, weight)
    return _joined(list(word), wide, points, weight)


def _joined(pieces: Sequence[str], wide: float, points: float, weight: str) -> list[str]:
    """Return pieces put together as far as a line holds them."""
    parts = [""]
    for letter in pieces:
        if parts[-1] and not _fits(parts[-1] + letter, wide, points, weight):
            parts.append("")
        parts[-1] += letter
    return parts


SMALL_GAP = 9.5
"""Points from one line of small words to the next."""


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places near those wanted, in their order, at least `gap` apart, between `low` and `high` where they fit.

    Examples
    --------
    >>> spread([1.0, 1.2, 5.0], 1.0, 0.0, 10.0)
    [0.6, 1.6, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda place: (wanted[place], place))
    groups: list[list[float]] = []  # of each run that touches: where its middle is, and how many it holds
    for place in order:
        groups.append([wanted[place], 1.0])
        while True:
            groups[-1][0] = min(max(groups[-1][0], low + gap * (groups[-1][1] - 1) / 2),
                                high - gap * (groups[-1][1] - 1) / 2)  # fmt: skip
            if len(groups) < 2 or groups[-1][0] - groups[-2][0] >= gap * (groups[-1][1] + groups[-2][1]) / 2 - 1e-9:  # noqa: PLR2004
                break
            middle, many = groups.pop()
            before, few = groups[-1]
            groups[-1] = [(middle * many + before * few) / (many + few), many + few]
    places = [middle + gap * (one - (many - 1) / 2) for middle, many in groups for one in range(int(many))]
    found = dict(zip(order, places, strict=True))
    return [round(found[place], 9) for place in range(len(wanted))]
