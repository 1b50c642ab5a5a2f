"""Reported moves against what prices show: one row a move, by phase of the session, each on its own scale."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from eventstudy.errors import UsageError
from eventstudy.instruments import short_names
from eventstudy.records import Verdict
from eventstudy.report.amounts import amount, interval
from eventstudy.report.figures import canvas
from eventstudy.report.figures.layout import broken, fitted, inches
from eventstudy.report.figures.move_scale import EDGE, Scale, clipped, scale_of
from eventstudy.report.figures.move_words import (
    BESIDE,
    DENSE,
    MOST,
    STACKED,
    UNSEEN,
    Layout,
    draw_key,
    draw_phase,
    draw_words,
    layout_of,
    source_line,
)
from eventstudy.report.formats import true_minus, words
from eventstudy.report.wording import DISAGREE, by_phase, what_moved

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from eventstudy.records import Interval
    from eventstudy.report.figures.canvas import Axes, Drawn, Figure
    from eventstudy.report.figures.layout import Size


def moves_figure(
    verdicts: Iterable[Verdict],
    *,
    names: Mapping[str, str] | None = None,
    size: Size = "page",
    chosen: Collection[int] | None = None,
) -> Figure:
    """Draw what the words of each move allow as a band, and what the prices show as a line upon it.

    The dark band is the narrow reading, the light one the tolerance. An end that is open runs to the edge. The verdict
    stands beside as a word and a shape. Where prices measure nothing of the kind the row is grey, and what they show is
    context only. Rows stand under the phase of the session they are reported for, in the order of the day; the number
    of each is its place among `verdicts`. Whatever its unit, a row is scaled to what its words allow, so that moves in
    per cent, dollars and points compare.

    Parameters
    ----------
    verdicts
        As `check_moves` gives them.
    names
        What a reader calls a series.
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide; below six the words stand above their bands.
    chosen
        The numbers of those that are drawn; all, or of very many the most telling, if None.
    """
    rows = _rows(list(verdicts), inches(size), slide=size == "slide", chosen=chosen)
    wide, tall = fitted(size, inches(size), rows.tall)
    with canvas.style():
        figure = canvas.new_figure(wide, tall)
        _draw(figure.add_axes((rows.layout.left, 0.01, rows.layout.wide, 0.98)), rows, names, wide)
    return figure.told("Reported moves against prices", moves_alt(rows.items, names=names, chosen=chosen))


def plot_verdicts(verdicts: Iterable[Verdict], *, ax: Drawn | None = None, size: Size = "page") -> Drawn:
    """Draw verdicts: what the words of each reported move allow, what prices show, and how the two compare.

    Parameters
    ----------
    verdicts : iterable of Verdict
        As `check_moves` gives them.
    ax : Axes, optional
        Where to draw; without it a figure of its own is made, as high as the rows need.
    size : str or float
        Of that figure: ``"column"``, ``"page"``, ``"slide"`` or inches wide; below six the words stand above their
        bands.

    Returns
    -------
    matplotlib.axes.Axes
        A row a move, by phase of the session; of a figure of its own ``.savefig("verdicts.svg")`` writes it.

    Raises
    ------
    UsageError
        `verdicts` holds something else.

    Examples
    --------
    >>> plot_verdicts([]).get_title()
    ''
    """
    items, names = _checked(verdicts), short_names()
    with canvas.style():
        if ax is None:
            rows = _rows(items, inches(size), slide=size == "slide")
            wide, tall = fitted(size, inches(size), rows.tall)
            host: Drawn = canvas.bare_panel(wide, tall)
        else:
            host, wide = ax, canvas.inches_of(ax)[0]
            rows = _rows_within(items, host)
        canvas.hide(host)
        _draw(host.inset_axes((rows.layout.left, 0.01, rows.layout.wide, 0.98)), rows, names, wide)
    if ax is None:
        canvas.tell(host, "Reported moves against prices", moves_alt(items, names=names))
    return host


_LEAST = 3.2
"""Inches that words, band and verdict need."""


class Rows(NamedTuple):
    """Where everything of a figure of moves stands, in rows."""

    items: list[Verdict]
    layout: Layout
    heads: list[tuple[float, str]]
    placed: list[tuple[float, int, Verdict]]
    bottom: float

    @property
    def key(self) -> float:
        """Return the rows that the key needs."""
        return 0.42 / self.layout.row

    @property
    def tall(self) -> float:
        """Return the inches that all need."""
        return (self.bottom + self.key + self.foot + 0.15) * self.layout.row

    @property
    def foot(self) -> float:
        """Return the rows that the line below needs, which says whose prices these are."""
        return 0.34 / self.layout.row if self.items else 0.0


def _rows(items: list[Verdict], wide: float, *, slide: bool = False, chosen: Collection[int] | None = None) -> Rows:
    shown = _most_telling(items) if chosen is None else chosen
    layout = layout_of(len(shown), wide, slide=slide)
    return Rows(items, layout, *_placed(items, shown, layout))


def _rows_within(items: list[Verdict], host: Axes) -> Rows:
    """Return the rows laid out for an Axes, the closer layout where the other is too high, or say what they need."""
    wide, tall = canvas.inches_of(host)
    rows = _rows(items, wide)
    if rows.tall > tall and rows.layout is BESIDE:
        rows = Rows(items, DENSE, *_placed(items, _most_telling(items), DENSE))
    if items and (lacking := canvas.lack_of_room("plot_verdicts", (_LEAST, rows.tall), host)):
        raise UsageError(lacking)
    return rows


def _draw(panel: Axes, rows: Rows, names: Mapping[str, str] | None, wide: float) -> None:
    """Draw the key and every row."""
    for y, phase in rows.heads:
        draw_phase(panel, y, phase, rows.layout)
    for y, number, item in rows.placed:
        draw_words(panel, y, number, item, names, rows.layout, wide)
        _draw_comparison(panel, y + rows.layout.drop, item, rows.layout)
    draw_key(panel, rows.layout, -0.5 - rows.key / 2)
    if len(rows.placed) < len(rows.items):
        said = (
            f"{len(rows.placed)} of {len(rows.items):,} moves: what prices disagree with first, then what they measure"
        )
        panel.annotate(broken(said, wide * rows.layout.wide, 6.8), (0.0, rows.bottom - 0.2), fontsize=6.8, va="center",
                       xycoords=("axes fraction", "data"), color=canvas.MUTED)  # fmt: skip
    panel.set_xlim(-EDGE - 0.1, EDGE + 0.1)
    if rows.items:
        told = broken(source_line(rows.items), wide * 0.94, 6.4, lines=2)
        x = 0.0 if rows.layout is STACKED else -0.7
        panel.annotate(told, (x, rows.bottom - 0.45 + 0.75 * rows.foot), fontsize=6.4, va="center",
                       xycoords=("axes fraction", "data"), color=canvas.MUTED, annotation_clip=False)  # fmt: skip
    panel.set_ylim(rows.bottom - 0.45 + rows.foot, -0.55 - rows.key)
    panel.set_axis_off()


def _checked(verdicts: object) -> list[Verdict]:
    items: list[object] = list(verdicts) if isinstance(verdicts, Iterable) else [verdicts]
    odd = sorted({type(item).__name__ for item in items if not isinstance(item, Verdict)})
    if odd:
        raise UsageError(f"plot_verdicts takes Verdict records, found {', '.join(odd)}; check_moves gives them")
    return [item for item in items if isinstance(item, Verdict)]


def _most_telling(items: Sequence[Verdict]) -> set[int]:
    """Return the numbers of the moves that are drawn: all, or of very many those that say most."""
    rank = {number: (item.verdict not in DISAGREE) + (item.verdict in UNSEEN) for number, item in enumerate(items, 1)}
    return set(sorted(rank, key=lambda number: (rank[number], number))[:MOST])


def _placed(
    items: Sequence[Verdict], shown: Collection[int], layout: Layout
) -> tuple[list[tuple[float, str]], list[tuple[float, int, Verdict]], float]:
    """Return where the name of each phase stands, where each move with its number, and where the last one ends.

    A single phase needs no name.
    """
    drawn = [(number, item) for number, item in by_phase(items) if number in shown]
    several = len({item.move.phase for _, item in drawn}) > 1
    heads: list[tuple[float, str]] = []
    rows: list[tuple[float, int, Verdict]] = []
    y, phase = 0.0, ""
    for number, item in drawn:
        if several and item.move.phase != phase:
            phase = item.move.phase
            heads.append((y - 0.5 + layout.head / 2, phase))
            y += layout.head
        rows.append((y, number, item))
        y += 1
    return heads, rows, y


def _draw_comparison(panel: Axes, y: float, item: Verdict, layout: Layout) -> None:
    """Draw bands and line of one move, or say that there is nothing to compare."""
    unseen, unit = item.verdict in UNSEEN, BESIDE.row / layout.row
    unit *= layout.thick
    scale = scale_of(item)
    if scale is None:
        text = f"prices show {interval(item.observed)}" if item.observed is not None else "nothing to compare"
        panel.annotate(true_minus(text), (0, y), ha="center", va="center", fontsize=7.2, color=canvas.MUTED)
        return
    _draw_bands(panel, y, item, scale, unit, unseen=unseen)
    if layout.ends:
        _write_ends(panel, y, item.tolerant or item.core, scale, unit)
    _draw_observed(panel, y, item, scale, unit, unseen=unseen)


def _draw_bands(panel: Axes, y: float, item: Verdict, scale: Scale, unit: float, *, unseen: bool) -> None:
    """Draw what the words allow, light, and what they mean narrowly, dark."""
    for value, colour in ((item.tolerant, canvas.STONE), (item.core, canvas.BAND)):
        if value is None:
            continue
        low, high = clipped(scale, value)
        panel.barh(
            y, high - low, left=low, height=0.34 * unit, color=canvas.PAPER if unseen else colour, linewidth=0.7,
            edgecolor=canvas.FAINT if unseen or value is item.tolerant else colour, zorder=1,
            linestyle=(0, (2, 2)) if unseen else "-",
        )  # fmt: skip


def _write_ends(panel: Axes, y: float, outer: Interval | None, scale: Scale, unit: float) -> None:
    """Write the ends of what the words allow below it."""
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
    colour = canvas.MUTED if unseen else canvas.RUST if item.verdict in DISAGREE else canvas.INK
    if high - low < 0.06:  # noqa: PLR2004 - narrower than a dot
        shape = "<" if high <= -EDGE else ">" if low >= EDGE else "o"  # an arrow where the number lies beyond the edge
        panel.plot([(low + high) / 2], [y], marker=shape, markersize=5, color=colour, linestyle="none", zorder=4)
    else:
        panel.plot([low, high], [y, y], color=colour, linewidth=2, zorder=4, linestyle=":" if unseen else "-")
        for x, tip in ((low, "<"), (high, ">")):
            cut = abs(x) >= EDGE
            panel.plot([x], [y], marker=tip if cut else "|", markersize=5 if cut else 7, color=colour, zorder=4)
    text = true_minus(interval(item.observed)) + (" (context)" if unseen else "")
    middle = max(-EDGE + 1.1, min(EDGE - 1.1, (low + high) / 2))
    side = "center"
    if abs(low + high) >= 2 * EDGE:  # beyond the edge: beside its arrow
        middle, side = (low + high) / 2, "left" if low < 0 else "right"
    panel.annotate(text, (middle, y - 0.2 * unit), va="bottom", ha=side, fontsize=7, color=colour, zorder=5)


def moves_alt(
    verdicts: Iterable[Verdict], *, names: Mapping[str, str] | None = None, chosen: Collection[int] | None = None
) -> str:
    """Return each move with what prices show and the verdict in a sentence, for who does not see the figure."""
    items = list(verdicts)
    shown = _most_telling(items) if chosen is None else chosen
    parts = [
        f"{place} {what_moved(item.move, names)} “{' '.join(item.move.quote.split())}”: {words(item.verdict)}"
        + (f", prices show {interval(item.observed)}" if item.observed is not None else "")
        + (f" where the words allow {interval(item.tolerant)}" if item.tolerant is not None else "")
        for place, item in by_phase(items)
        if place in shown
    ]
    left = f"; and {len(items) - len(shown):,} more" if len(shown) < len(items) else ""
    return f"Reported moves against prices, by phase of the session. {'; '.join(parts)}{left}."
