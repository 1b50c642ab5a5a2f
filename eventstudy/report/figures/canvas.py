"""The one user of matplotlib: our style, a new figure, and a figure as bytes that are the same each time.

Nothing of `matplotlib.pyplot` is used, and no setting of the process or of a user's matplotlibrc reaches a figure: each
is made and written inside `style`.
"""

from __future__ import annotations

import base64
import io
from contextlib import contextmanager
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as _Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from eventstudy.errors import UsageError
from eventstudy.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from typing_extensions import TypeVar

    Drawn = TypeVar("Drawn", bound=Axes, default="Panel")
    """What a function draws into and returns: the user's Axes, or the Panel of a figure of its own."""

__all__ = [
    "Axes",
    "Figure",
    "Panel",
    "bare_panel",
    "bars",
    "dots",
    "dress",
    "hide",
    "inches_of",
    "lack_of_room",
    "new_figure",
    "room_of",
    "save",
    "settle",
    "style",
    "tell",
    "to_pdf",
    "to_png",
    "to_svg",
    "width_of",
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

SERIES = (
    ("#0a1826", "o", (0, ())),
    ("#1a5288", "s", (0, (5, 1.5))),
    ("#d0570f", "^", (0, (2, 1.2))),
    ("#b08f00", "D", (0, (6, 1.5, 1.2, 1.5))),
)
"""Colour, marker and dashes of lines side by side, from dark to light.

Each is told from the next on grey paper and in any colour vision."""

SMALL = 7.2
"""Points: of words beside a figure."""
FAMILY = "DejaVu Sans"
"""Comes with matplotlib, so every machine draws the same outlines."""
DPI = 160

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
    "font.family": [FAMILY],
    "font.size": 8.5,
    "lines.solid_capstyle": "butt",
    "pdf.fonttype": 42,  # letters stay letters
    "savefig.facecolor": PAPER,
    "svg.fonttype": "path",
    "svg.hashsalt": "eventstudy",
    "text.color": INK,
    "text.hinting": "none",  # a line is as wide at any number of dots an inch
    "text.parse_math": False,  # "$69.20" is money
    "xtick.color": MUTED,
    "xtick.labelsize": 7.5,
    "xtick.major.size": 0,
    "xtick.major.pad": 4,
    "ytick.color": MUTED,
    "ytick.labelsize": 7.5,
    "ytick.major.size": 0,
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in our style, whatever the process or a user's settings say."""
    with matplotlib.style.context(["default", _STYLE]):
        yield


class Figure(_Figure):
    """A figure that knows what it shows in words, shows itself in a notebook, and is written as the same bytes."""

    heading: str = ""
    """What it is."""
    alt: str = ""
    """What it shows, in sentences with the numbers."""
    room: float = 2.0
    """Inches that a panel is wide, about, and that its name has."""

    def told(self, heading: str, alt: str) -> Figure:
        """Say what the figure is and shows, for who does not see it."""
        self.heading, self.alt = visible(heading), visible(alt)
        return self

    def savefig(self, fname: Any, **how: Any) -> None:  # noqa: ANN401 - as matplotlib has it
        """Write the figure to a file by its name's end, as `Figure.savefig` of matplotlib, in our style, undated."""
        if isinstance(fname, str | Path) and Path(fname).suffix == ".svg" and not how:
            Path(fname).write_text(to_svg(self), encoding="utf-8")
            return
        ending = str(how.get("format") or (Path(fname).suffix[1:] if isinstance(fname, str | Path) else "png")).lower()
        settings: dict[str, Any] = {"dpi": DPI, "metadata": self._metadata(ending)} | how
        with style():
            super().savefig(fname, **settings)

    def _metadata(self, ending: str) -> dict[str, str | None]:
        """Return what a file of a kind says of itself: no date, no version."""
        if ending == "png":
            return {"Software": None} | ({"Description": self.alt} if self.alt else {})
        if ending == "pdf":
            undated = dict.fromkeys(("CreationDate", "Creator", "Producer"))
            return undated | ({"Title": self.heading, "Subject": self.alt} if self.alt else {})
        return dict.fromkeys(("Date", "Creator", "Format", "Type")) if ending == "svg" else {}

    def _repr_html_(self) -> str:
        picture = base64.b64encode(to_png(self)).decode()
        wide = round(96 * self.get_figwidth())
        return f'<img alt="{escape(self.alt)}" width="{wide}" src="data:image/png;base64,{picture}">'


class Panel(Axes):
    """The one panel of a figure of its own, which it saves and shows in a notebook."""

    def savefig(self, fname: Any, **how: Any) -> None:  # noqa: ANN401 - as matplotlib has it
        """Write the figure to a file; see `Figure.savefig`."""
        figure = self.get_figure(root=True)
        if figure is not None:
            figure.savefig(fname, **how)

    def _repr_html_(self) -> str:
        figure = self.get_figure(root=True)
        return figure._repr_html_() if isinstance(figure, Figure) else ""


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, in inches, that no global state knows of."""
    figure = Figure(figsize=(width, height), dpi=100)
    FigureCanvasAgg(figure)
    return figure


def bare_panel(width: float, height: float) -> Any:  # noqa: ANN401 - a Panel, which a caller may call any Axes
    """Return the one panel of a new figure, in inches, which it fills."""
    return new_figure(width, height).add_axes((0, 0, 1, 1), axes_class=Panel)


@lru_cache(maxsize=4096)
def width_of(text: str, points: float, weight: str = "normal") -> float:
    """Return the inches that a line of text is wide.

    Examples
    --------
    >>> width_of("mm", 10) == 2 * width_of("m", 10) > width_of("ii", 10)
    True
    """
    font = FontProperties(family=FAMILY, size=points, weight=weight)
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


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


def _require(axes: object) -> None:
    if not isinstance(axes, Axes):
        raise UsageError(f"ax is a {type(axes).__name__}; give Axes of matplotlib, or leave it out")


def dress(axes: Drawn) -> Drawn:
    """Give an Axes of the user's our frame, ticks, letters and paper, and return it; refuse anything else."""
    _require(axes)
    axes.set_facecolor(PAPER)
    axes.set_axisbelow(True)
    axes.grid(visible=False)
    axes.spines[["right", "top"]].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set(color=FAINT, linewidth=_STYLE["axes.linewidth"])
    axes.tick_params(which="both", length=0, pad=4, labelsize=_STYLE["xtick.labelsize"], labelcolor=MUTED,
                     labelfontfamily=FAMILY)  # fmt: skip
    for axis in (axes.xaxis, axes.yaxis):
        axis.label.set(color=MUTED, fontsize=_STYLE["axes.labelsize"], fontfamily=FAMILY)
    return axes


def lack_of_room(name: str, needed: tuple[float, float], axes: Axes) -> str:
    """Return the words of the error where a panel is too small for what should be drawn, nothing where it is not."""
    found = inches_of(axes)
    if all(have >= need - 0.01 for have, need in zip(found, needed, strict=True)):
        return ""
    return (
        f"{name} needs axes of {needed[0]:.1f} x {needed[1]:.1f} inches for this, found {found[0]:.1f} x "
        f"{found[1]:.1f}; give larger ones or fewer rows, or none: it makes a figure of its own"
    )


def tell(panel: Axes, heading: str, alt: str) -> None:
    """Say what the figure of a panel is and shows, and lay it out."""
    figure = panel.get_figure(root=True)
    if isinstance(figure, Figure):
        settle(figure.told(heading, alt))


def room_of(axes: Axes) -> float:
    """Return the inches that a panel is wide, about: before it is laid out nobody knows better."""
    figure = axes.get_figure(root=True)
    return figure.room if isinstance(figure, Figure) else inches_of(axes)[0]


def inches_of(axes: Axes) -> tuple[float, float]:
    """Return how wide and how tall a panel is; refuse what is none."""
    _require(axes)
    box, dpi = axes.get_window_extent(), axes.figure.dpi
    return box.width / dpi, box.height / dpi


def settle(figure: Figure) -> Figure:
    """Lay the figure out once and for all, so that writing it twice, or in two formats, moves nothing."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    figure.set_layout_engine("none")
    return figure


def to_svg(figure: _Figure) -> str:
    r"""Return a figure as SVG text without a date; letters are outlines, so no font is needed to see them.

    What the figure is and shows stands in its ``title`` and ``desc``, for a screen reader.

    Examples
    --------
    >>> to_svg(new_figure(2, 1)) == to_svg(new_figure(2, 1))
    True
    >>> '<desc id="shown">Oil rose.</desc>' in to_svg(new_figure(2, 1).told("Oil", "Oil rose."))
    True
    """
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg")
    svg = visible(buffer.getvalue())  # its comments repeat what is drawn
    if not (isinstance(figure, Figure) and figure.alt):
        return svg
    opening = svg.index(">", svg.index("<svg")) + 1
    said = f'<title id="named">{escape(figure.heading)}</title>\n <desc id="shown">{escape(figure.alt)}</desc>'
    return f'{svg[: opening - 1]} role="img" aria-labelledby="named shown">\n {said}{svg[opening:]}'


def to_png(figure: _Figure, dpi: int = DPI) -> bytes:
    """Return a figure as the bytes of a PNG file, at so many dots an inch.

    Examples
    --------
    >>> to_png(new_figure(2, 1))[1:4]
    b'PNG'
    """
    return _written(figure, "png", dpi)


def to_pdf(figure: _Figure) -> bytes:
    """Return a figure as the bytes of a PDF file, for LaTeX.

    Examples
    --------
    >>> to_pdf(new_figure(2, 1))[:4]
    b'%PDF'
    """
    return _written(figure, "pdf", DPI)


def _written(figure: _Figure, ending: str, dpi: int) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=ending, dpi=dpi)
    return buffer.getvalue()


def save(figure: _Figure, path: Path | str) -> Path:
    """Write a figure to a file, SVG, PNG or PDF by its name's end, and return the path."""
    target = Path(path)
    if target.suffix in {".png", ".pdf"}:
        target.write_bytes(to_png(figure) if target.suffix == ".png" else to_pdf(figure))
    else:
        target.write_bytes(to_svg(figure).encode())
    return target
