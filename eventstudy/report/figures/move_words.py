"""What stands around the bands of the figure of moves: names, quotations, verdicts, phases, and the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eventstudy.report.figures import canvas
from eventstudy.report.figures.layout import broken
from eventstudy.report.formats import long_day, words
from eventstudy.report.wording import DISAGREE, PHASES, what_moved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eventstudy.records import Verdict
    from eventstudy.report.figures.canvas import Axes

UNSEEN = {"not_observable", "not_checkable", "data_problem"}
"""Verdicts that rest on no comparison: their rows stand back."""

MARKERS = {
    "confirmed": ("o", True),
    "confirmed_loose": ("o", False),
    "consistent": ("D", False),
    "direction_only": ("^", False),
    "contradicted": ("X", True),
    "ambiguous": ("s", False),
    "internally_inconsistent": ("P", True),
}
"""Shape of each verdict's sign, and whether it is filled: a reader without colour tells them apart."""


class Layout(NamedTuple):
    """Where the parts of a row stand: the panel in parts of the figure, words in parts of the panel, rows in rows."""

    left: float
    wide: float
    row: float
    """Inches."""
    number: float
    text: float
    name: float
    quote: float
    verdict: tuple[float, float]
    words: float
    """What of the figure's width a name or quotation may take."""
    lines: int
    drop: float
    """How far below the middle of its row a band lies."""
    ends: bool
    """Whether the ends of the band are written below it."""
    head: float
    """Rows that the name of a phase takes."""
    thick: float = 1.0
    """Of a band, and how far words stand from it."""


BESIDE = Layout(0.34, 0.47, 0.56, -0.675, -0.655, -0.2, 0.17, (1.04, 0.0), 0.305, 2, 0.0, True, 0.62)
"""Words, band and verdict side by side, from `NARROW` inches on."""
DENSE = Layout(0.34, 0.47, 0.36, -0.675, -0.655, -0.19, 0.21, (1.04, 0.0), 0.305, 1, 0.14, False, 0.9, 0.7)
"""The same for many moves, from `MANY` on."""
STACKED = Layout(0.03, 0.94, 0.98, 0.035, 0.05, -0.38, -0.19, (0.66, -0.38), 0.57, 1, 0.16, True, 0.4)
"""Words and verdict above the band, as a telephone has it."""
NARROW = 6.0
FEW = 5
MANY = 16
_NAMED = 3
"""Articles that a figure names; of more it tells how many."""
MOST = 150
"""Rows of a figure: with more it is no picture, and too tall to be written."""


def source_line(items: Sequence[Verdict]) -> str:
    """Return whose prices a figure shows, of which articles and which days, so that it can stand alone."""
    if not items:
        return ""
    sources = sorted({item.source for item in items if item.source})
    articles = list(dict.fromkeys(item.move.article for item in items))
    told = [item.move.date or (item.move.window.last if item.move.window else None) for item in items]
    days = sorted(day for day in told if day is not None)
    parts = [f"Prices: {'; '.join(sources)}"] if sources else []
    named = ", ".join(articles) if len(articles) <= _NAMED else f"{len(articles):,} articles"
    parts.append(f"reported in {named}" if articles != ["text"] else "reported in a sentence given")
    if days:
        parts.append(long_day(days[0]) if days[0] == days[-1] else f"{long_day(days[0])} to {long_day(days[-1])}")
    return " · ".join(parts)


def layout_of(moves: int, wide: float, *, slide: bool = False) -> Layout:
    """Return the layout of a figure of so many moves, so many inches wide; a slide is low, so its rows are too."""
    if wide < NARROW:
        return STACKED
    return DENSE if moves >= (FEW if slide else MANY) else BESIDE


def draw_phase(panel: Axes, y: float, phase: str, layout: Layout) -> None:
    """Write the name of a phase over its moves."""
    panel.annotate(PHASES[phase].upper(), (0.0 if layout is STACKED else -0.7, y), xycoords=("axes fraction", "data"),
                   va="center", fontsize=6.6, color=canvas.MUTED, fontweight="bold", annotation_clip=False)  # fmt: skip
    _rule(panel, y + layout.head / 2, layout, canvas.MUTED)


def _rule(panel: Axes, y: float, layout: Layout, colour: str) -> None:
    """Draw a line across the figure."""
    beside = layout is not STACKED
    panel.axhline(y, xmin=-0.75 if beside else 0, xmax=1.45 if beside else 1, color=colour, linewidth=0.6,
                  clip_on=False)  # fmt: skip


def draw_words(
    panel: Axes, y: float, number: int, item: Verdict, names: Mapping[str, str] | None, layout: Layout, wide: float
) -> None:
    """Write what moved, in which words, and the verdict as a shape and a word; rule the row off.

    The figure is `wide` inches.
    """
    unseen = item.verdict in UNSEEN
    ink = canvas.MUTED if unseen else canvas.INK
    _rule(panel, y + 0.5, layout, canvas.FAINT)
    room = layout.words * wide
    quote = broken(f"“{item.move.quote}”", room, 7.2, lines=layout.lines)
    lift = 0.07 if "\n" in quote else 0.0  # two lines want the name a little higher
    level = layout.name if layout is STACKED else 0
    panel.annotate(f"{number}", (layout.number, y + level), xycoords=("axes fraction", "data"), va="center", ha="right",
                   fontsize=7.5, color=canvas.MUTED, annotation_clip=False)  # fmt: skip
    for text, x, up, size, colour, weight in (
        (
            broken(what_moved(item.move, names), room, 7.8, weight="bold", lines=1),
            layout.text,
            layout.name - lift,
            7.8,
            ink,
            "bold",
        ),
        (quote, layout.text, layout.quote - lift / 2, 7.2, canvas.MUTED, "normal"),
    ):
        panel.annotate(text, (x, y + up), xycoords=("axes fraction", "data"), va="center", fontsize=size, color=colour,
                       fontweight=weight, annotation_clip=False)  # fmt: skip
    shape, filled = MARKERS.get(item.verdict, ("_", False))
    colour = canvas.RUST if item.verdict in DISAGREE else ink if unseen or item.verdict == "ambiguous" else canvas.BLUE
    x, up = layout.verdict
    said = broken(words(item.verdict), (0.99 - layout.left - (x + 0.04) * layout.wide) * wide, 7.8, weight="bold")
    panel.plot([x], [y + up], marker=shape, markersize=5.2, markeredgecolor=colour, markeredgewidth=1.2,
               markerfacecolor=colour if filled else canvas.PAPER, transform=panel.get_yaxis_transform(),
               clip_on=False, linestyle="none")  # fmt: skip
    panel.annotate(said, (x + 0.04, y + up), xycoords=("axes fraction", "data"),
                   va="center", fontsize=7.8, color=colour, fontweight="bold", annotation_clip=False)  # fmt: skip


def draw_key(panel: Axes, layout: Layout, y: float) -> None:
    """Name the bands and the line once, above the first row."""
    step = 0.47 / layout.wide  # of the panel, so that the words keep their distance in inches
    tall = 0.2 * BESIDE.row / layout.row
    panel.barh(y, 0.5 * step, left=-2.9, height=tall, color=canvas.STONE, edgecolor=canvas.FAINT, linewidth=0.7)
    panel.barh(y, 0.26 * step, left=-2.9 + 0.12 * step, height=tall, color=canvas.BAND)
    panel.annotate("words allow (inner band: mean)", (-2.9 + 0.6 * step, y), va="center", fontsize=6.8,
                   color=canvas.MUTED)  # fmt: skip
    line = 0.95 if layout is STACKED else 1.25
    panel.plot([line, line + 0.4 * step], [y, y], color=canvas.INK, linewidth=2)
    panel.annotate("what prices show", (line + 0.5 * step, y), va="center", fontsize=6.8, color=canvas.MUTED)
