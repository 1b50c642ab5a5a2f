"""The event among ordinary days: how far it lies in the distribution of the same statistic without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from eventstudy.errors import UsageError
from eventstudy.kernels.resampling import rank
from eventstudy.report.figures import canvas
from eventstudy.report.figures.layout import headline, own_panel, panels
from eventstudy.report.formats import joined, number, p_phrase, percent, true_minus, window, within
from eventstudy.report.reading import in_window

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt
    import pandas as pd

    from eventstudy.kernels.tails import Alternative
    from eventstudy.report.figures.canvas import Axes, Drawn, Figure
    from eventstudy.report.figures.layout import Size

    Values = npt.NDArray[np.float64]

_LARGEST, _SMALLEST, _NARROW = 1e9, 1e-3, 1e-9
"""What bars can show: the largest value, the smallest that counts, and the share of it that values must be apart."""
_BINS = (8, 48)
"""Fewest and most."""
UNITS = ("deviations", "percent")


def plot_placebo(
    ordinary: Iterable[float],
    event: float,
    *,
    alternative: Alternative = "two-sided",
    unit: str = "deviations",
    title: str = "",
    ax: Drawn | None = None,
    size: Size = "column",
) -> Drawn:
    """Draw the distribution of a statistic on ordinary days, and where the event lies in it.

    Parameters
    ----------
    ordinary : iterable of float
        The statistic of windows, dates or series without an event; NaN is left out.
    event : float
        That of the event.
    alternative : str
        What counts as far: ``"two-sided"``, ``"greater"`` or ``"less"``.
    unit : str
        ``"deviations"``, or ``"percent"`` where the statistic is a fraction.
    title : str
        Above the panel.
    ax : Axes, optional
        Where to draw; without it a figure of its own is made.
    size : str or float
        Of that figure: ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Returns
    -------
    matplotlib.axes.Axes
        Dark bars are ordinary windows as far out as the event; p counts them, and the event itself.

    Raises
    ------
    UsageError
        There is no ordinary value, the event is no number, or there is no such unit or alternative.

    Examples
    --------
    >>> plot_placebo([-1.2, -0.4, 0.1, 0.3, 0.9, 2.1], 1.9).texts[-1].get_text()
    'event +1.90'
    """
    values = _values(ordinary, event, alternative, unit)
    with canvas.style():
        panel: Drawn = own_panel(size, 2.4) if ax is None else canvas.dress(ax)
        headline(panel, title or "The event among ordinary days", _told(values, event, alternative))
        _draw(panel, values, event, alternative, unit)
    if ax is None:
        canvas.tell(panel, title or "The event among ordinary days", _sentence(values, event, alternative, unit))
    return panel


def placebo_figure(
    placebo: pd.DataFrame,
    *,
    alternative: Alternative = "two-sided",
    title: str = "",
    size: Size = "page",
) -> Figure:
    """Draw the event among ordinary windows, a panel for each window.

    Parameters
    ----------
    placebo
        Columns ``first last what statistic``: a row for each ordinary window (``what`` is ``"ordinary"``) and one for
        the event (``"event"``).
    alternative
        What counts as far.
    title
        What is ranked, above the figure.
    size
        ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Raises
    ------
    UsageError
        No window has both the event's statistic and an ordinary one.
    """
    parts = _parts(placebo)
    if not parts:
        raise UsageError("no window has a statistic of the event and of ordinary days; a longer estimation sample may")
    notes = [
        ("Bars: ordinary windows of the estimation sample, each in units of the volatility forecast on its eve.",
         canvas.MUTED),
        ("Dark, and counted in brackets: as far out as the event, the line. p counts them and the event.",
         canvas.MUTED),
    ]  # fmt: skip
    with canvas.style():
        heading = title or "The event among ordinary days"
        figure, axes = panels(len(parts), size, 2.1, notes=notes, heading=heading)
        for panel, (span, event, values) in zip(axes, parts, strict=False):
            headline(panel, f"Window {true_minus(window(*span))}", _told(values, event, alternative))
            _draw(panel, values, event, alternative, "deviations")
        canvas.settle(figure)
    return figure.told(title or "The event among ordinary days",
                       placebo_alt(placebo, alternative=alternative, title=title))  # fmt: skip


def placebo_alt(placebo: pd.DataFrame, *, alternative: Alternative = "two-sided", title: str = "") -> str:
    """Return where the event lies among ordinary windows in sentences, for who does not see the figure."""
    said = [f"{within(*span)}: {_sentence(values, event, alternative, 'deviations')}"
            for span, event, values in _parts(placebo)]  # fmt: skip
    return f"{title or 'The event among ordinary days'}. {' '.join(one[0].upper() + one[1:] for one in said)}"


def _parts(placebo: pd.DataFrame) -> list[tuple[tuple[int, int], float, Values]]:
    """Return window, statistic of the event and those of ordinary days, where both are there."""
    spans = dict.fromkeys(
        (int(first), int(last)) for first, last in zip(placebo["first"], placebo["last"], strict=True)
    )
    found = []
    for span in spans:
        held = in_window(placebo, *span).dropna(subset=["statistic"])
        event = held.loc[held["what"] == "event", "statistic"].to_numpy(dtype=np.float64)
        values = held.loc[held["what"] == "ordinary", "statistic"].to_numpy(dtype=np.float64)
        if event.size and values.size:
            found.append((span, float(event[0]), values))
    return found


def _values(ordinary: Iterable[float], event: float, alternative: str, unit: str) -> Values:
    """Return the values that can be drawn, or say what is wrong."""
    if alternative not in {"two-sided", "greater", "less"}:
        raise UsageError(f"there is no alternative {alternative!r}; there are two-sided, greater, less")
    if unit not in UNITS:
        raise UsageError(f"there is no unit {unit!r}; there are {', '.join(UNITS)}")
    try:
        values = np.asarray(list(ordinary), dtype=np.float64)
        place = float(event)
    except (TypeError, ValueError) as error:
        raise UsageError(f"the ordinary values and the event must be numbers: {error}") from error
    values = values[np.isfinite(values)]
    if values.ndim != 1 or not values.size or not np.isfinite(place):
        raise UsageError(f"{values.size} ordinary values and {place:g} for the event; both must be there to compare")
    largest = max(float(np.abs(values).max()), abs(place))
    if largest > _LARGEST:
        raise UsageError(f"a value of {largest:g} is no deviation that can be drawn; leave it out")
    return values


def _far(values: Values, event: float, alternative: Alternative) -> npt.NDArray[np.bool_]:
    """Return which values lie as far out as the event."""
    if alternative == "two-sided":
        return np.asarray(np.abs(values) >= abs(event))
    return np.asarray(values >= event if alternative == "greater" else values <= event)


def _p(values: Values, event: float, alternative: Alternative) -> float:
    return rank(event=event, reference=values, se=float("nan"), alternative=alternative).p


def _told(values: Values, event: float, alternative: Alternative) -> str:
    far = int(_far(values, event, alternative).sum())
    return f"{p_phrase(_p(values, event, alternative))} ({far:,} of {values.size:,})"


def _written(value: float, unit: str) -> str:
    text = percent(value) if unit == "percent" else f"{'+' if value > 0 else ''}{number(value)}"
    return true_minus(text)


def _draw(panel: Axes, values: Values, event: float, alternative: Alternative, unit: str) -> None:
    """Draw bars of equal width, those as far out as the event dark, and the event as a line with its value above."""
    scale = 100.0 if unit == "percent" else 1.0
    apart = np.ptp(values) > _NARROW * max(float(np.abs(values).max()), _SMALLEST)
    edges = np.histogram_bin_edges(
        values if apart else values[:1], bins=min(_BINS[1], max(_BINS[0], round(2 * values.size ** (1 / 3))))
    )
    far = _far(values, event, alternative)
    everyone, _ = np.histogram(values, bins=edges)
    dark, _ = np.histogram(values[far], bins=edges)
    left, wide = scale * edges[:-1], scale * np.diff(edges)
    shape = {"align": "edge", "linewidth": 0.6, "edgecolor": canvas.PAPER}
    panel.bar(left, everyone, wide, color=canvas.BAND, zorder=2, **shape)  # type: ignore[arg-type]
    panel.bar(left, dark, wide, color=canvas.BLUE, zorder=3, **shape)  # type: ignore[arg-type]
    top = 1.3 * float(everyone.max())
    panel.vlines(scale * event, 0, 0.88 * top, color=canvas.RUST, linewidth=1.8, zorder=4)
    ends = (min(scale * edges[0], scale * event), max(scale * edges[-1], scale * event))
    pad = 0.06 * (ends[1] - ends[0] or 1.0)
    panel.set_xlim(ends[0] - pad, ends[1] + pad)
    panel.set_ylim(0, top)
    share = (scale * event - ends[0]) / (ends[1] - ends[0] or 1.0)
    side = "left" if share < 1 / 3 else "right" if share > 2 / 3 else "center"
    panel.annotate(f"event {_written(event, unit)}", (scale * event, 0.9 * top), ha=side, va="bottom", fontsize=7.5,
                   color=canvas.RUST, fontweight="bold", annotation_clip=False)  # fmt: skip
    panel.locator_params(axis="x", nbins=max(2, min(6, int(canvas.room_of(panel) / 0.4))))
    panel.locator_params(axis="y", nbins=4, integer=True)
    panel.grid(axis="y", color=canvas.STONE, linewidth=0.8)
    mark = " %" if unit == "percent" else ""
    panel.xaxis.set_major_formatter(lambda value, _: true_minus(f"{value:+g}{mark}") if value else "0")


def _sentence(values: Values, event: float, alternative: Alternative, unit: str) -> str:
    far = int(_far(values, event, alternative).sum())
    middle = np.quantile(values, [0.025, 0.975])
    span = joined([_written(float(end), unit) for end in middle])
    said = (
        f"the event stands at {_written(event, unit)}, the middle 95 % of {values.size:,} ordinary windows between "
        f"{span}; {far:,} lie as far out, {p_phrase(_p(values, event, alternative))}."
    )
    return said.replace("\N{MINUS SIGN}", "-")
