from __future__ import annotations

import runpy
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import SimpleNamespace

DATA = Path(__file__).with_name("report_data.py")
FAINTEST = 4.0
"""Points: letters below it cannot be read."""


@pytest.fixture
def week() -> SimpleNamespace:
    """Return the records and tables of the real week, made anew for each test."""
    return runpy.run_path(str(DATA))["week"]()


@pytest.fixture(scope="session")
def shown() -> dict[str, Any]:
    """Return everything that goes into a page, figures drawn once for all tests."""
    build = runpy.run_path(str(DATA))
    week = build["week"]()
    return build["report_arguments"](week, build["drawn"](week))


@pytest.fixture(scope="session")
def faults() -> Callable[[Any], list[str]]:
    """Return the function that finds what a reader would stumble over in a figure: see `_faults`."""
    return _faults


def _faults(figure: Any) -> list[str]:
    """Return each text of a figure that leaves it, and each two that overlap, from the boxes of the renderer."""
    figure.draw_without_rendering()
    renderer = figure.canvas.get_renderer()
    wide, tall = figure.get_size_inches() * figure.dpi
    held = [(text, text.get_window_extent(renderer)) for text in _texts(figure, renderer)]
    found = [
        f"{text.get_text()!r} leaves the figure of {wide:.0f} x {tall:.0f}: {box.extents.round()}"
        for text, box in held
        if box.x0 < -1 or box.y0 < -1 or box.x1 > wide + 1 or box.y1 > tall + 1
    ]
    found += [f"{text.get_text()!r} is too small" for text, _ in held if text.get_fontsize() < FAINTEST]
    for (one, a), (two, b) in combinations(held, 2):
        across, up = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if across > 1 and up > 2:  # a box has room for descenders, of which few letters have one
            found.append(f"{one.get_text()!r} overlaps {two.get_text()!r} by {across:.0f} x {up:.0f}")
    return found


def _texts(figure: Any, renderer: Any) -> Iterator[Any]:
    """Yield every text that is drawn, ticks out of view left out."""
    from matplotlib.text import Annotation, Text  # noqa: PLC0415 - few tests need it

    todo = list(figure.get_children())
    while todo:
        artist = todo.pop()
        if not artist.get_visible():
            continue
        if isinstance(artist, Text):
            clipped = isinstance(artist, Annotation) and not artist._check_xy(renderer)
            if artist.get_text().strip() and not clipped:
                yield artist
        elif hasattr(artist, "get_view_interval"):
            if artist.axes.axison:
                low, high = sorted(artist.get_view_interval())
                for tick in (*artist.get_major_ticks(), *artist.get_minor_ticks()):
                    if low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                        todo += [tick.label1, tick.label2]
                todo += [artist.label, artist.offsetText]
        else:
            todo += artist.get_children()
