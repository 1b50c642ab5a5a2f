"""The one user of matplotlib: our style, a new figure, and a figure as bytes that are the same each time.

Nothing of `matplotlib.pyplot` is used, and no setting of the process or of a user's matplotlibrc reaches a figure: each
is made and written inside `style`.
"""

from __future__ import annotations

import io
import textwrap
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = [
    "Axes",
    "Figure",
    "bars",
    "dots",
    "headline",
    "hide",
    "lines_height",
    "new_figure",
    "panels",
    "save",
    "settle",
    "style",
    "to_png",
    "to_svg",
    "wrap",
    "write_lines",
]

# No colour stands alone: fill, shape, weight or a word says the same, for grey paper and for any colour vision.
INK = "#1c2733"
MUTED = "#667380"
FAINT = "#d9dee3"
PAPER = "#ffffff"
BLUE = "#1d5d96"
BAND = "#c6d7e8"
RUST = "#b8430f"
BLUSH = "#f6dfd2"
STONE = "#eceff2"

WIDTH = 7.2
"""Inches: a page column on a desk, and 1:1 on paper."""

_SMALL = 7.2
"""Points: of words beside a figure."""

_STYLE = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.facecolor": PAPER,
    "axes.grid": False,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 8,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 8.5,
    "axes.titleweight": "bold",
    "axes.titlecolor": INK,
    "axes.unicode_minus": True,
    "figure.facecolor": PAPER,
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so every machine draws the same outlines
    "font.size": 8.5,
    "lines.solid_capstyle": "butt",
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "eventstudy",
    "text.color": INK,
    "text.parse_math": False,  # "$69.20" is money
    "xtick.color": MUTED,
    "xtick.labelsize": 7.5,
    "xtick.major.size": 0,
    "xtick.major.pad": 4,
    "ytick.color": MUTED,
    "ytick.labelsize": 7.5,
    "ytick.major.size": 0,
}

_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


@contextmanager
def style() -> Iterator[None]:
    """Draw in our style, whatever the process or a user's settings say."""
    with matplotlib.style.context(["default", _STYLE]):
        yield


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, in inches, that no global state knows of."""
    figure = Figure(figsize=(width, height), dpi=100)
    FigureCanvasAgg(figure)
    return figure


def panels(count: int, width: float, height: float, *, key: float, sharey: bool = False) -> tuple[Figure, list[Axes]]:
    """Return a figure of equal panels, in reading order, in as many columns as the width holds.

    Parameters
    ----------
    count
        How many panels show a series.
    width, height
        Of the figure, and of one row of panels, in inches.
    key
        Height in inches that words on how to read it need; their cell comes last, below where the grid is full.
    sharey
        Whether all panels have one vertical scale.
    """
    columns = max(1, min(3, int(width // 2.2), count))
    total = -(-count // columns)
    full = count % columns == 0
    heights = [height] * total + ([key] if full else [])
    figure = new_figure(width, sum(heights))
    figure.set_layout_engine("constrained", w_pad=0.06, h_pad=0.07, wspace=0.03, hspace=0.03)
    grid = figure.add_gridspec(len(heights), columns, height_ratios=heights)
    axes: list[Axes] = []
    for place in range(count):
        shared = axes[0] if sharey and axes else None
        axes.append(figure.add_subplot(grid[place // columns, place % columns], sharey=shared))
    axes.append(figure.add_subplot(grid[total, :] if full else grid[total - 1, count % columns :]))
    return figure, axes


def headline(axes: Axes, title: str, below: str = "") -> None:
    """Write a panel's name, and under it in grey what it is measured in or by."""
    axes.set_title(wrap(title, 30, 1), pad=17 if below else 6)
    if below:
        axes.annotate(below, (0, 1), xytext=(0, 5), xycoords="axes fraction", textcoords="offset points", fontsize=7.5,
                      color=MUTED, annotation_clip=False)  # fmt: skip


def bars(axes: Axes, intervals: Sequence[tuple[float, float, float, str]], linewidth: float) -> None:
    """Draw intervals of fractions as pale bars in per cent: where, low, high and colour of each."""
    if intervals:
        x, low, high, colours = zip(*intervals, strict=True)
        axes.vlines(x, [100 * end for end in low], [100 * end for end in high], colors=colours, linewidth=linewidth,
                    alpha=0.45, zorder=2)  # fmt: skip


def dots(axes: Axes, points: Iterable[tuple[float, float, str, bool]], size: float, marker: str = "o") -> None:
    """Draw estimates of fractions as dots in per cent: where, how much, colour, and whether filled, of each."""
    alike: dict[tuple[str, bool], list[tuple[float, float]]] = {}  # a line for each look costs less than one a dot
    for x, y, colour, filled in points:
        alike.setdefault((colour, filled), []).append((x, 100 * y))
    for (colour, filled), places in alike.items():
        axes.plot(*zip(*places, strict=True), marker=marker, markersize=size, markeredgewidth=1.2, zorder=4,
                  markeredgecolor=colour, markerfacecolor=colour if filled else PAPER, linestyle="none")  # fmt: skip


def hide(axes: Axes) -> None:
    """Take frame, ticks and labels away, so that only text is left."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)


def lines_height(lines: Iterable[tuple[str, str]]) -> float:
    """Return the inches that paragraphs need below one another."""
    return sum(_paragraph_height(text) for text, _ in lines) / 72


def _paragraph_height(text: str) -> float:
    """Return the points that a paragraph and the gap below it need."""
    return _SMALL * 1.52 * (text.count("\n") + 1) + 3.5


def write_lines(axes: Axes, lines: Iterable[tuple[str, str]]) -> None:
    """Write paragraphs, each with its colour, from the top of a bare panel down."""
    hide(axes)
    below = 0.0
    for text, colour in lines:
        axes.annotate(text, (0, 1), xytext=(0, -below), textcoords="offset points", va="top", fontsize=_SMALL,
                      color=colour, linespacing=1.3, annotation_clip=False)  # fmt: skip
        below += _paragraph_height(text)


def wrap(text: str, width: int, lines: int = 2) -> str:
    r"""Return a text broken into at most so many lines, the last one cut with an ellipsis where it does not fit.

    Examples
    --------
    >>> wrap("Rocket attack on a base in Kirkuk", 20)
    'Rocket attack on a\nbase in Kirkuk'
    """
    return "\n".join(textwrap.wrap(text, width, max_lines=lines, placeholder=" …") or [""])


def settle(figure: Figure) -> Figure:
    """Lay the figure out once and for all, so that writing it twice, or in two formats, moves nothing."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine("none")
    return figure


def to_svg(figure: Figure) -> str:
    """Return a figure as SVG text without a date; letters are outlines, so no font is needed to see them.

    Examples
    --------
    >>> to_svg(new_figure(2, 1)) == to_svg(new_figure(2, 1))
    True
    """
    buffer = io.StringIO()
    with style():
        figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
    return buffer.getvalue()


def to_png(figure: Figure, dpi: int = 160) -> bytes:
    """Return a figure as the bytes of a PNG file, at so many dots an inch.

    Examples
    --------
    >>> to_png(new_figure(2, 1))[1:4]
    b'PNG'
    """
    buffer = io.BytesIO()
    with style():
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
    return buffer.getvalue()


def save(figure: Figure, path: Path | str) -> Path:
    """Write a figure to a file, SVG or PNG by its name's end, and return the path."""
    target = Path(path)
    if target.suffix == ".png":
        target.write_bytes(to_png(figure))
    else:
        target.write_bytes(to_svg(figure).encode())
    return target
