"""Figures of a study, each a function that returns a matplotlib Figure and beside it one that tells it in a sentence.

Only the module `canvas` imports matplotlib; it holds the style, and writes a figure as the same bytes each time.
"""

from __future__ import annotations

from eventstudy.report.figures.averages import average_alt, average_figure
from eventstudy.report.figures.battery import battery_alt, battery_figure
from eventstudy.report.figures.canvas import save, to_png, to_svg
from eventstudy.report.figures.moves import moves_alt, moves_figure, plot_verdicts
from eventstudy.report.figures.prices import prices_alt, prices_figure
from eventstudy.report.figures.returns import ar_alt, ar_figure, car_alt, car_figure
from eventstudy.report.figures.specification import specification_alt, specification_figure
from eventstudy.report.figures.standardised import sar_alt, sar_figure

__all__ = [
    "ar_alt",
    "ar_figure",
    "average_alt",
    "average_figure",
    "battery_alt",
    "battery_figure",
    "car_alt",
    "car_figure",
    "moves_alt",
    "moves_figure",
    "plot_verdicts",
    "prices_alt",
    "prices_figure",
    "sar_alt",
    "sar_figure",
    "save",
    "specification_alt",
    "specification_figure",
    "to_png",
    "to_svg",
]
