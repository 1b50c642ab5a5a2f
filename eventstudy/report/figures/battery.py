"""Every test over every window at a glance: p by its shade and in digits, and where a test has no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.figures.given import require_level, require_table
from eventstudy.report.figures.layout import (
    broken,
    broken_notes,
    fitted,
    inches,
    notes_height,
    own_panel,
    write_lines,
)
from eventstudy.report.formats import joined, p_phrase, true_minus, window
from eventstudy.report.methods import name_of_test
from eventstudy.report.reading import is_yes, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Drawn, Figure
    from eventstudy.report.figures.layout import Size

    Digits = Callable[[float], str]

_CELL = 0.2
"""Inches: the height of a row."""
_LOWEST, _NARROWEST_CELL = 0.13, 0.24
"""Inches of the smallest cell in an Axes of the user's."""
_NONE = "\N{MIDDLE DOT}"
_APART = "\N{NO-BREAK SPACE}"
_TIGHT = 5.0
"""Inches: a figure narrower than this has smaller digits."""
_ON_END = 0.42
"""Inches that the name of a window takes on end."""


def battery_figure(tests: pd.DataFrame, *, title: str = "", level: float = 0.05, size: Size = "page") -> Figure:
    """Draw the p of each test, a row, over each window, a column; dark where it is below the level.

    The primary test stands in bold letters. A dot is a test that is not valid there; one that is valid nowhere is
    named below.

    Parameters
    ----------
    tests
        Columns ``test first last p valid primary``, a row for each test and window.
    title
        What was tested, above the figure.
    level
        What p is compared with.
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Raises
    ------
    UsageError
        No test is valid over any window.
    """
    listed, windows, silent = _grid(tests)
    if not listed:
        raise UsageError("no test is valid here; the column 'note' of the table of tests says why")
    said = [
        _key(
            level,
            primary=any(is_yes(cell["primary"]) for cells in listed for cell in cells),
            dots=not all(is_yes(cell["valid"]) for cells in listed for cell in cells),
        ),
        *([f"Not valid over any window: {joined(silent)}."] if silent else []),
    ]
    width = inches(size)
    on_end = _cell_width(listed, windows, width) < _widest(windows)
    head, body = (0.52 if title else 0.28) + (_ON_END - 0.12 if on_end else 0), _CELL * len(listed)
    for _ in range(2):  # a slide that grows has longer lines, so fewer
        lines = broken_notes([(text, canvas.MUTED) for text in said], width - 0.24)
        foot = notes_height(lines) + 0.16
        width, height = fitted(size, width, head + body + foot)
    body = height - head - foot
    with canvas.style():
        figure = canvas.new_figure(width, height)
        axes = figure.add_axes((0.0, foot / height, 1.0, body / height))
        _draw(axes, listed, windows, level, width)
        write_lines(figure.add_axes((0.12 / width, 0.0, 1 - 0.24 / width, (foot - 0.1) / height)), lines)
        if title:
            figure.suptitle(broken(title, width - 0.24, 8.5, weight="bold", lines=1), x=0.12 / width,
                            y=1 - 0.07 / height, va="top", ha="left", fontsize=8.5, fontweight="bold")  # fmt: skip
        _fitted(figure, axes)
    return figure.told(title or "Tests", battery_alt(tests, title=title, level=level))


def plot_tests(
    tests: pd.DataFrame, *, title: str = "", level: float = 0.05, ax: Drawn | None = None, size: Size = "page"
) -> Drawn:
    """Draw the p of each test over each window as a heat map, its digits in each cell.

    Parameters
    ----------
    tests : DataFrame
        ``result.tests(...)`` or ``result.to_frame("tests", by=None)``: a row for each test and window.
    title : str
        What was tested.
    level : float
        A p up to it is dark, up to twice it underlined.
    ax : Axes, optional
        Where to draw; without it a figure of its own is made.
    size : str or float
        Of that figure: ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Returns
    -------
    matplotlib.axes.Axes
        The primary test is bold; a dot is a test that is not valid there. One valid nowhere is left out.

    Raises
    ------
    UsageError
        No test is valid over any window.

    Examples
    --------
    >>> import pandas as pd
    >>> row = {"first": 0, "last": 0, "valid": True, "primary": False}
    >>> tests = pd.DataFrame([row | {"test": "sign", "p": 0.2}, row | {"test": "sq", "p": 0.01}])
    >>> [label.get_text() for label in plot_tests(tests).get_yticklabels()]
    ['sign', 'sample quantile']
    """
    require_table(tests, ["test", "first", "last", "p", "valid"], "plot_tests takes result.tests(...)")
    require_level(level)
    listed, windows, _ = _grid(tests)
    if not listed:
        raise UsageError("no test is valid here; the column 'note' of the table of tests says why")
    with canvas.style():
        if ax is not None:
            _draw_into(ax, listed, windows, level, title)
            return ax
        panel: Drawn = own_panel(size, _CELL * len(listed) + (0.62 if title else 0.4))
        wide = fitted(size, inches(size), 0.0)[0]
        _draw(panel, listed, windows, level, wide)
        on_end = _cell_width(listed, windows, wide) < _widest(windows)
        panel.set_title(title, pad=72 * _ON_END if on_end else 22)
    canvas.tell(panel, title or "Tests", battery_alt(tests, title=title, level=level))
    return panel


def _draw_into(
    host: Axes, listed: list[list[dict[str, Any]]], windows: list[tuple[int, int]], level: float, title: str
) -> None:
    """Draw the heat map with its names inside the box of an Axes, or say how large that must be."""
    wide, tall = canvas.inches_of(host)
    names = max(canvas.width_of(name_of_test(str(cells[0]["test"])), 7.5, "bold") for cells in listed) * 1.04 + 0.12
    on_end = (wide - names - 0.1) / len(windows) < _widest(windows)
    head = _ON_END if on_end else 0.24
    needed = (names + 0.1 + _NARROWEST_CELL * len(windows), head + _LOWEST * len(listed) + 0.02)
    if lacking := canvas.lack_of_room("plot_tests", needed, host):
        raise UsageError(lacking)
    canvas.hide(host)
    if title:
        host.set_title(broken(title, wide, 8.5, weight="bold", lines=2))
    inside = host.inset_axes((names / wide, 0.0, 1 - (names + 0.05) / wide, 1 - head / tall))
    _draw(inside, listed, windows, level, wide)


def _grid(tests: pd.DataFrame) -> tuple[list[list[dict[str, Any]]], list[tuple[int, int]], list[str]]:
    """Return the tests that are valid somewhere, each with a row of cells; the windows; the names of the others."""
    windows = list(dict.fromkeys((int(row["first"]), int(row["last"])) for row in rows(tests)))
    by_test: dict[str, dict[tuple[int, int], dict[str, Any]]] = {}
    for row in rows(tests):
        by_test.setdefault(str(row["test"]), {})[int(row["first"]), int(row["last"])] = row
    listed, silent = [], []
    for name, cells in by_test.items():
        if any(is_yes(cell["valid"]) for cell in cells.values()):
            listed.append([cells.get(span, {"test": name, "valid": False, "primary": False}) for span in windows])
        else:
            silent.append(name_of_test(name))
    return listed, windows, silent


def _key(level: float, *, primary: bool, dots: bool) -> str:
    shades = f"dark where it is {100 * level:g}{_APART}% or less, underlined up to {200 * level:g}{_APART}%"
    bold = " Bold: the primary test, named in advance." if primary else ""
    return f"p of each test, {shades}.{bold}" + (" Dot: not valid there." if dots else "")


def _cell_width(listed: list[list[dict[str, Any]]], windows: list[tuple[int, int]], width: float) -> float:
    """Return the inches of a cell beside the longest name of a test."""
    names = max(canvas.width_of(name_of_test(str(cells[0]["test"])), 7.5, "bold") for cells in listed)
    return (width - names - 0.36) / len(windows)


def _widest(windows: list[tuple[int, int]]) -> float:
    return max(canvas.width_of(true_minus(window(*span)), 7.5) for span in windows) * 1.15


def _draw(
    axes: Axes, listed: list[list[dict[str, Any]]], windows: list[tuple[int, int]], level: float, width: float
) -> None:
    """Draw every cell; digits only where they fit, and windows on end where they do not lie."""
    axes.set_xlim(-0.5, len(windows) - 0.5)
    axes.set_ylim(len(listed) - 0.5, -0.5)
    wide, size = _cell_width(listed, windows, width), 7.2 if width >= _TIGHT else 6.4
    axes.set_xticks(range(len(windows)), [true_minus(window(*span)) for span in windows],
                    rotation=90 if wide < _widest(windows) else 0)  # fmt: skip
    axes.set_yticks(range(len(listed)), [name_of_test(str(cells[0]["test"])) for cells in listed])
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.annotate("window", (0, 1), xycoords="axes fraction", xytext=(-5, 6), textcoords="offset points", ha="right",
                  fontsize=7.5, color=canvas.MUTED)  # fmt: skip
    valid = [cell for cells in listed for cell in cells if is_yes(cell["valid"])]
    tried = (_digits_that_fit(valid, level, points, wide) for points in (size, 5.8, 5.2))
    size, digits = next((found for found in tried if found), (size, lambda _: ""))
    for y, (cells, label) in enumerate(zip(listed, axes.get_yticklabels(), strict=True)):
        if any(is_yes(cell["primary"]) for cell in cells):
            label.set_fontweight("bold")
            label.set_color(canvas.INK)
        for x, cell in enumerate(cells):
            _cell(axes, (x, y), cell, level, (size, digits))


def _cell(axes: Axes, at: tuple[int, int], cell: dict[str, Any], level: float, letters: tuple[float, Digits]) -> None:
    """Draw one p: its shade, and its digits in so many points; a dot where the test is not valid."""
    (x, y), (size, digits) = at, letters
    if not is_yes(cell["valid"]):
        axes.annotate(_NONE, (x, y), ha="center", va="center", fontsize=size + 1, color=canvas.MUTED)
        return
    passes, near = cell["p"] <= level, cell["p"] <= 2 * level
    shade = canvas.RUST if passes else canvas.BLUSH if near else canvas.STONE
    axes.fill_between([x - 0.485, x + 0.485], y - 0.46, y + 0.46, color=shade, linewidth=0, zorder=1)
    if near and not passes:  # told from the rest on grey paper too
        axes.plot([x - 0.46, x + 0.46], [y + 0.42, y + 0.42], color=canvas.RUST, linewidth=1.1, zorder=2,
                  solid_capstyle="butt")  # fmt: skip
    weight = "bold" if passes else "normal"
    axes.annotate(digits(cell["p"]), (x, y), ha="center", va="center", fontsize=size, zorder=2,
                  color=canvas.PAPER if passes else canvas.INK, fontweight=weight)  # fmt: skip


def three_decimals(p: float, level: float) -> str:
    """Return a p with three decimals; where these would put it on the other side of the level, cut off, not rounded.

    Examples
    --------
    >>> three_decimals(0.0496, 0.05), three_decimals(0.0502, 0.05), three_decimals(0.0001, 0.05)
    ('0.049', '0.050', '<0.001')
    """
    if p < 0.001:  # noqa: PLR2004 - the smallest p that three decimals can show
        return "<0.001"
    rounded = round(p, 3)
    return f"{rounded if (rounded < level) == (p < level) else rounded - 0.001 * (rounded > p):.3f}"


def _digits_that_fit(
    cells: list[dict[str, Any]], level: float, size: float, wide: float
) -> tuple[float, Digits] | None:
    """Return how every p of a figure is written: with three decimals, or these without the nought before them."""

    def whole(p: float) -> str:
        return three_decimals(p, level)

    def short(p: float) -> str:
        return whole(p).replace("0.", ".", 1)

    for written in (whole, short):
        if all(canvas.width_of(written(cell["p"]), size, "bold") * 1.05 <= wide for cell in cells):
            return size, written
    return None


def _fitted(figure: Figure, axes: Axes) -> None:
    """Give the names of the tests the room they need."""
    figure.draw_without_rendering()
    wide = max(label.get_window_extent().width for label in axes.get_yticklabels()) / figure.dpi + 0.24
    left = wide / figure.get_figwidth()
    place = axes.get_position()
    axes.set_position((left, place.y0, 1 - 0.09 / figure.get_figwidth() - left, place.height))


def battery_alt(tests: pd.DataFrame, *, title: str = "", level: float = 0.05) -> str:
    """Return which tests pass over which windows in sentences, for who does not see the figure."""
    listed, _, silent = _grid(tests)
    valid = [cell for cells in listed for cell in cells if is_yes(cell["valid"])]
    passed = [cell for cell in valid if cell["p"] <= level]
    said = [
        f"{name_of_test(str(cell['test']))} over {window(cell['first'], cell['last'])}, {p_phrase(cell['p'])}"
        for cell in passed
    ]
    head = f"{title}: " if title else ""
    found = f"{len(passed)} of {len(valid)} valid tests have a p of {100 * level:g} % or less"
    ends = [f": {joined(said)}" if said else "", f" Not valid over any window: {joined(silent)}." if silent else ""]
    return f"{head}{found}{ends[0]}.{ends[1]}"
