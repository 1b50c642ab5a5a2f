"""Figures of a study, each beside a function that tells it in a sentence.

``plot_...`` draws one panel into an Axes, or makes one, and returns it; ``..._figure`` makes a whole figure, as a rule
of several panels. Only the module `canvas` imports matplotlib; it holds the style, and writes a figure as the same
bytes each time.
"""

from __future__ import annotations

from eventstudy.report.figures.averages import average_alt, average_figure, plot_averages
from eventstudy.report.figures.battery import battery_alt, battery_figure, plot_tests
from eventstudy.report.figures.canvas import save, to_pdf, to_png, to_svg
from eventstudy.report.figures.grid import grid_alt, grid_figure
from eventstudy.report.figures.moves import moves_alt, moves_figure, plot_verdicts
from eventstudy.report.figures.placebo import placebo_alt, placebo_figure, plot_placebo
from eventstudy.report.figures.power import plot_power, power_alt
from eventstudy.report.figures.prices import plot_prices, prices_alt, prices_figure
from eventstudy.report.figures.returns import ar_alt, ar_figure, car_alt, car_figure, plot_returns
from eventstudy.report.figures.specification import (
    draw_specification,
    specification_alt,
    specification_figure,
)
from eventstudy.report.figures.standardised import sar_alt, sar_figure
from eventstudy.report.figures.timeline import plot_timeline, timeline_alt, timeline_figure

__all__ = [
    "ar_alt",
    "ar_figure",
    "average_alt",
    "average_figure",
    "battery_alt",
    "battery_figure",
    "car_alt",
    "car_figure",
    "draw_specification",
    "grid_alt",
    "grid_figure",
    "moves_alt",
    "moves_figure",
    "placebo_alt",
    "placebo_figure",
    "plot_averages",
    "plot_placebo",
    "plot_power",
    "plot_prices",
    "plot_returns",
    "plot_tests",
    "plot_timeline",
    "plot_verdicts",
    "power_alt",
    "prices_alt",
    "prices_figure",
    "sar_alt",
    "sar_figure",
    "save",
    "specification_alt",
    "specification_figure",
    "timeline_alt",
    "timeline_figure",
    "to_pdf",
    "to_png",
    "to_svg",
]
