"""Panels whose horizontal axis counts sessions from day 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.report.figures import canvas
from eventstudy.report.formats import true_minus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.report.figures.canvas import Axes

COUNTED = "Sessions count from day 0, shaded:\nthe first priced after the news."
_FEW, _TICKS = 5, 6


def event_time(panel: Axes, sessions: Sequence[int]) -> None:
    """Give a panel its horizontal axis, the shade of day 0, a line at zero, and signs on its vertical axis."""
    panel.axvspan(-0.45, 0.45, color=canvas.BLUSH, linewidth=0, zorder=0)
    panel.axhline(0, color=canvas.MUTED, linewidth=0.8, zorder=2)
    panel.grid(axis="y", color=canvas.STONE, linewidth=0.8)
    step = 1 if len(sessions) <= _FEW else max(2, -(-len(sessions) // _TICKS))
    panel.set_xticks([session for session in sessions if session % step == 0])
    panel.set_xticks(sessions, minor=True)
    panel.tick_params(axis="x", which="both", length=2.5, color=canvas.FAINT)
    panel.xaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+.0f}") if value else "0")
    panel.set_xlim(min(sessions) - 0.7, max(sessions) + 0.7)
    panel.yaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+g}") if value else "0")
