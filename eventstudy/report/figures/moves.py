"""Reported moves against what prices show: one row a move, each on its own scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eventstudy.report.figures import canvas
from eventstudy.report.formats import amount, interval, true_minus, words
from eventstudy.report.wording import what_moved

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal

    from eventstudy.records import Interval, Verdict
    from eventstudy.report.figures.canvas import Axes, Figure

EDGE = 3.0
"""Where a row ends, in half widths of what the words allow."""

DISAGREE = {"contradicted", "internally_inconsistent"}

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
    chars: int


BESIDE = Layout(0.34, 0.47, 0.56, -0.70, -0.655, -0.2, 0.17, (1.04, 0.0), 38)
"""Words, band and verdict side by side, from `NARROW` inches on."""
STACKED = Layout(0.03, 0.94, 0.98, 0.0, 0.05, -0.38, -0.19, (0.68, -0.38), 56)
"""Words and verdict above the band, as a telephone has it."""
NARROW = 6.0


class Scale(NamedTuple):
    """Straight line from the unit of a row to the width of the figure: what the words allow becomes -1 to 1."""

    centre: float
    half: float

    def place(self, value: Decimal | float) -> float:
        """Return where a number of the row stands."""
        return (float(value) - self.centre) / self.half


def moves_figure(
    verdicts: Iterable[Verdict],
    *,
    names: Mapping[str, str] | None = None,
    width: float = canvas.WIDTH,
) -> Figure:
    """Draw what the words of each move allow as a band, and what the prices show as a line upon it.

    The dark band is the narrow reading, the light one the tolerance. An end that is open runs to the edge. The verdict
    stands beside as a word and a shape. Where prices measure nothing of the kind the row is grey, and what they show is
    context only.

    Parameters
    ----------
    verdicts
        In the order to be drawn.
    names
        What a reader calls a series.
    width
        Inches.
    """
    items = list(verdicts)
    with canvas.style():
        layout = BESIDE if width >= NARROW else STACKED
        figure = canvas.new_figure(width, (len(items) + 0.9) * layout.row)
        panel = figure.add_axes((layout.left, 0.01, layout.wide, 0.98))
        for place, item in enumerate(items):
            _draw_words(panel, place, item, names, layout)
            _draw_comparison(panel, place if layout is BESIDE else place + 0.16, item, 0.56 / layout.row)
        _legend(panel, layout)
        panel.set_xlim(-EDGE - 0.1, EDGE + 0.1)
        panel.set_ylim(len(items) - 0.45, -1.3)
        panel.set_axis_off()
        return figure


def scale_of(verdict: Verdict) -> Scale | None:
    """Return the scale of a row, from the ends of what the words allow; None where nothing bounds it.

    Examples
    --------
    A tolerance of 68 to 70.05 is centred on 69.025 and 1.025 wide to either side. With one end open the finite end
    becomes -1 or 1, and the distance to what was observed sets the width.
    """
    band = _bounded(verdict.tolerant) or _bounded(verdict.core)
    if band is None:
        return None
    if band.low is not None and band.high is not None:
        low, high = float(band.low), float(band.high)
        half = (high - low) / 2 or abs(low) / 100 or 1.0
        return Scale((low + high) / 2, half)
    seen = [float(end) for end in _ends(verdict.observed)]
    anchor = float(band.low if band.low is not None else band.high if band.high is not None else 0)
    reach = max([abs(end - anchor) for end in seen], default=0.0) / 2 or abs(anchor) / 100 or 1.0
    return Scale(anchor + reach if band.low is not None else anchor - reach, reach)


def _bounded(value: Interval | None) -> Interval | None:
    """Return an interval with at least one finite end, else None."""
    return None if value is None or (value.low is None and value.high is None) else value


def _ends(value: Interval | None) -> list[Decimal]:
    """Return the finite ends of an interval."""
    return [end for end in (value.low, value.high) if end is not None] if value is not None else []


def clipped(scale: Scale, value: Interval) -> tuple[float, float]:
    """Return where an interval begins and ends in a row, cut off at its edges."""
    low = -EDGE if value.low is None else max(-EDGE, min(EDGE, scale.place(value.low)))
    high = EDGE if value.high is None else max(-EDGE, min(EDGE, scale.place(value.high)))
    return low, high


def _draw_words(panel: Axes, y: int, item: Verdict, names: Mapping[str, str] | None, layout: Layout) -> None:
    """Write what moved, in which words, and the verdict as a shape and a word; rule the row off."""
    unseen = item.verdict in UNSEEN
    ink = canvas.MUTED if unseen else canvas.INK
    beside = layout is BESIDE
    panel.axhline(y + 0.5, xmin=-0.75 if beside else 0, xmax=1.45 if beside else 1, color=canvas.FAINT, linewidth=0.6,
                  clip_on=False)  # fmt: skip
    quote = canvas.wrap(f"“{' '.join(item.move.quote.split())}”", layout.chars, 2 if beside else 1)
    lift = 0.07 if "\n" in quote else 0.0  # two lines want the name a little higher
    for text, x, up, size, colour, weight in (
        (f"{y + 1}", layout.number, 0 if beside else layout.name, 7.5, canvas.MUTED, "normal"),
        (what_moved(item.move, names), layout.text, layout.name - lift, 7.8, ink, "bold"),
        (quote, layout.text, layout.quote - lift / 2, 7.2, canvas.MUTED, "normal"),
    ):
        panel.annotate(text, (x, y + up), xycoords=("axes fraction", "data"), va="center", fontsize=size, color=colour,
                       fontweight=weight, annotation_clip=False)  # fmt: skip
    shape, filled = MARKERS.get(item.verdict, ("_", False))
    colour = canvas.MUTED if unseen else canvas.RUST if item.verdict in DISAGREE else canvas.BLUE
    x, up = layout.verdict
    panel.plot([x], [y + up], marker=shape, markersize=5.2, markeredgecolor=colour, markeredgewidth=1.2,
               markerfacecolor=colour if filled else canvas.PAPER, transform=panel.get_yaxis_transform(),
               clip_on=False, linestyle="none")  # fmt: skip
    panel.annotate(canvas.wrap(words(item.verdict), 16), (x + 0.04, y + up), xycoords=("axes fraction", "data"),
                   va="center", fontsize=7.8, color=colour, fontweight="bold", annotation_clip=False)  # fmt: skip


def _draw_comparison(panel: Axes, y: float, item: Verdict, unit: float) -> None:
    """Draw bands and line of one move, or say that there is nothing to compare; `unit` scales heights to the row."""
    unseen = item.verdict in UNSEEN
    scale = scale_of(item)
    if scale is None:
        text = f"prices show {interval(item.observed)}" if item.observed is not None else "nothing to compare"
        panel.annotate(true_minus(text), (0, y), ha="center", va="center", fontsize=7.2, color=canvas.MUTED)
        return
    _draw_bands(panel, y, item, scale, unit, unseen=unseen)
    _draw_observed(panel, y, item, scale, unit, unseen=unseen)


def _draw_bands(panel: Axes, y: float, item: Verdict, scale: Scale, unit: float, *, unseen: bool) -> None:
    """Draw what the words allow, light, and what they mean narrowly, dark; write the ends of the tolerance."""
    for value, colour in ((item.tolerant, canvas.STONE), (item.core, canvas.BAND)):
        if value is None:
            continue
        low, high = clipped(scale, value)
        panel.barh(
            y, high - low, left=low, height=0.34 * unit, color=canvas.PAPER if unseen else colour, linewidth=0.7,
            edgecolor=canvas.FAINT if unseen or value is item.tolerant else colour, zorder=1,
            linestyle=(0, (2, 2)) if unseen else "-",
        )  # fmt: skip
    outer = item.tolerant or item.core
    if outer is None:
        return
    low, high = clipped(scale, outer)
    for end, x in ((outer.low, low), (outer.high, high)):
        if end is not None:
            text = true_minus(amount(end, outer.unit))
            panel.annotate(text, (x, y + 0.2 * unit), va="top", ha="center", fontsize=6.3, color=canvas.MUTED)
    for end, x, text in ((outer.low, low, "and below"), (outer.high, high, "and above")):
        if end is None:
            panel.annotate(text, (x, y + 0.2 * unit), va="top", ha="left" if x < 0 else "right", fontsize=6.3,
                           color=canvas.MUTED)  # fmt: skip


def _draw_observed(panel: Axes, y: float, item: Verdict, scale: Scale, unit: float, *, unseen: bool) -> None:
    """Draw what the prices show, a line between its ends or a dot where they are one, with the numbers above."""
    if item.observed is None:
        if unseen:
            panel.annotate("not measured", (0, y), va="center", ha="center", fontsize=7, color=canvas.MUTED)
        return
    low, high = clipped(scale, item.observed)
    colour = canvas.MUTED if unseen else canvas.INK
    if high - low < 0.06:  # noqa: PLR2004 - narrower than a dot
        panel.plot([(low + high) / 2], [y], marker="o", markersize=5, color=colour, linestyle="none", zorder=4)
    else:
        panel.plot([low, high], [y, y], color=colour, linewidth=2, zorder=4, linestyle=":" if unseen else "-")
        for x, tip in ((low, "<"), (high, ">")):
            cut = abs(x) >= EDGE
            panel.plot([x], [y], marker=tip if cut else "|", markersize=5 if cut else 7, color=colour, zorder=4)
    text = true_minus(interval(item.observed)) + (" (context)" if unseen else "")
    middle = max(-EDGE + 1.1, min(EDGE - 1.1, (low + high) / 2))
    panel.annotate(text, (middle, y - 0.2 * unit), va="bottom", ha="center", fontsize=7, color=colour, zorder=5)


def _legend(panel: Axes, layout: Layout) -> None:
    """Name the bands and the line once, above the first row."""
    y = -0.9
    step = 0.47 / layout.wide  # of the panel, so that the words keep their distance in inches
    panel.barh(y, 0.5 * step, left=-2.9, height=0.2, color=canvas.STONE, edgecolor=canvas.FAINT, linewidth=0.7)
    panel.barh(y, 0.26 * step, left=-2.9 + 0.12 * step, height=0.2, color=canvas.BAND)
    panel.annotate("what the words allow (dark: narrowly)", (-2.9 + 0.6 * step, y), va="center", fontsize=6.8,
                   color=canvas.MUTED)  # fmt: skip
    line = 1.25 if layout is BESIDE else 0.95
    panel.plot([line, line + 0.4 * step], [y, y], color=canvas.INK, linewidth=2)
    panel.annotate("what prices show", (line + 0.5 * step, y), va="center", fontsize=6.8, color=canvas.MUTED)


def moves_alt(verdicts: Iterable[Verdict], *, names: Mapping[str, str] | None = None) -> str:
    """Return each move with what prices show and the verdict in a sentence, for who does not see the figure."""
    parts = [
        f"{place} {what_moved(item.move, names)} “{' '.join(item.move.quote.split())}”: {words(item.verdict)}"
        + (f", prices show {interval(item.observed)}" if item.observed is not None else "")
        + (f" where the words allow {interval(item.tolerant)}" if item.tolerant is not None else "")
        for place, item in enumerate(verdicts, 1)
    ]
    return f"Reported moves against prices. {'; '.join(parts)}."
