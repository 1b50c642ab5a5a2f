"""Every test over every window at a glance: p by its shade and in digits, and where a test has no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.formats import joined, p_phrase, p_value, true_minus, window
from eventstudy.report.methods import name_of_test
from eventstudy.report.reading import is_yes, rows

if TYPE_CHECKING:
    import pandas as pd

    from eventstudy.report.figures.canvas import Axes, Figure

_CELL = 0.2
"""Inches: the height of a row."""
_NONE = "\N{MIDDLE DOT}"
_APART = "\N{NO-BREAK SPACE}"
_TIGHT = 5.0
"""Inches: a figure narrower than this has smaller digits."""


def battery_figure(tests: pd.DataFrame, *, title: str = "", level: float = 0.05, width: float = canvas.WIDTH) -> Figure:
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
    width
        Inches.

    Raises
    ------
    UsageError
        No test is valid over any window.
    """
    listed, windows, silent = _grid(tests)
    if not listed:
        raise UsageError("no test is valid here; the column 'note' of the table of tests says why")
    with canvas.style():
        said = [
            _key(level, primary=any(is_yes(cell["primary"]) for cells in listed for cell in cells)),
            *([f"Not valid over any window: {joined(silent)}."] if silent else []),
        ]
        lines = [(canvas.wrap(text, int(width * 18), 12), canvas.MUTED) for text in said]
        head, foot = (0.52 if title else 0.28), canvas.lines_height(lines) + 0.16
        body = _CELL * len(listed)
        height = head + body + foot
        figure = canvas.new_figure(width, height)
        axes = figure.add_axes((0.0, foot / height, 1.0, body / height))
        _draw(axes, listed, windows, level, 7.2 if width >= _TIGHT else 6.4)
        words = figure.add_axes((0.012, 0.0, 0.98, (foot - 0.1) / height))
        canvas.write_lines(words, lines)
        if title:
            figure.suptitle(canvas.wrap(title, int(width * 13), 1), x=0.012, y=1 - 0.07 / height, va="top", ha="left",
                            fontsize=8.5, fontweight="bold")  # fmt: skip
        return _fitted(figure, axes)


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


def _key(level: float, *, primary: bool) -> str:
    shades = f"dark where it is {100 * level:g}{_APART}% or less, light up to {200 * level:g}{_APART}%"
    bold = " Bold: the primary test, named in advance." if primary else ""
    return f"p of each test, {shades}.{bold} Dot: not valid there."


def _draw(
    axes: Axes, listed: list[list[dict[str, Any]]], windows: list[tuple[int, int]], level: float, size: float
) -> None:
    axes.set_xlim(-0.5, len(windows) - 0.5)
    axes.set_ylim(len(listed) - 0.5, -0.5)
    axes.set_xticks(range(len(windows)), [true_minus(window(*span)) for span in windows])
    axes.set_yticks(range(len(listed)), [name_of_test(str(cells[0]["test"])) for cells in listed])
    axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False, length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.annotate("window", (0, 1), xycoords="axes fraction", xytext=(-5, 6), textcoords="offset points", ha="right",
                  fontsize=7.5, color=canvas.MUTED)  # fmt: skip
    for y, (cells, label) in enumerate(zip(listed, axes.get_yticklabels(), strict=True)):
        if any(is_yes(cell["primary"]) for cell in cells):
            label.set_fontweight("bold")
            label.set_color(canvas.INK)
        for x, cell in enumerate(cells):
            _cell(axes, (x, y), cell, level, size)


def _cell(axes: Axes, at: tuple[int, int], cell: dict[str, Any], level: float, size: float) -> None:
    """Draw one p: its shade, and its digits; a dot where the test is not valid."""
    x, y = at
    if not is_yes(cell["valid"]):
        axes.annotate(_NONE, (x, y), ha="center", va="center", fontsize=size + 1, color=canvas.MUTED)
        return
    passes, near = cell["p"] <= level, cell["p"] <= 2 * level
    shade = canvas.RUST if passes else canvas.BLUSH if near else canvas.STONE
    axes.fill_between([x - 0.485, x + 0.485], y - 0.46, y + 0.46, color=shade, linewidth=0, zorder=1)
    axes.annotate(p_value(cell["p"]), (x, y), ha="center", va="center", fontsize=size, zorder=2,
                  color=canvas.PAPER if passes else canvas.INK, fontweight="bold" if passes else "normal")  # fmt: skip


def _fitted(figure: Figure, axes: Axes) -> Figure:
    """Give the names of the tests the room they need."""
    figure.draw_without_rendering()
    wide = max(label.get_window_extent().width for label in axes.get_yticklabels()) / figure.dpi + 0.24
    left = wide / figure.get_figwidth()
    place = axes.get_position()
    axes.set_position((left, place.y0, 0.988 - left, place.height))
    return figure


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
