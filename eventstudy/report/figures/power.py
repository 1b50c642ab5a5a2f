"""How often tests reject: their size without an effect, and their power with one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.report.figures import canvas
from eventstudy.report.figures.given import require_level
from eventstudy.report.figures.layout import SMALL_GAP, broken, headline, own_panel, spread
from eventstudy.report.formats import count, is_missing, joined, share, words
from eventstudy.report.methods import name_of_test
from eventstudy.report.reading import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.report.figures.canvas import Axes, Drawn
    from eventstudy.report.figures.layout import Size

MOST = 12
"""Lines of one panel that can be told apart."""
_NAMES = {"effect": "effect, in standard deviations", "n_events": "events", "event_variance": "variance in the window",
          "correlation": "correlation", "estimation": "sessions of the estimation sample"}  # fmt: skip
_NORMAL = 1.96
_COLUMNS = ("test", "rejected", "mc_error")


class Rates(NamedTuple):
    """Rejection rates of one test along the horizontal axis, all as fractions."""

    test: str
    x: list[float]
    rate: list[float]
    error: list[float]


def plot_power(
    table: pd.DataFrame | Iterable[pd.DataFrame],
    x: str | None = None,
    *,
    level: float | None = None,
    ax: Drawn | None = None,
    size: Size = "page",
) -> Drawn:
    """Draw how often tests reject, from the tables that `simulate` and `simulate_placebo` give.

    One table is drawn as the size of each test, with its Monte-Carlo interval, beside the level it should have. Several
    are drawn as curves over what differs between them, such as ``effect``: the power of each test.

    Parameters
    ----------
    table : DataFrame or iterable of DataFrames
        One for each simulation.
    x : str, optional
        What the curves run over: an argument of `simulate` that differs between the tables, or a column of them.
        Without it the first that differs.
    level : float, optional
        The level that the tests had; without it the one that the tables say.
    ax : Axes, optional
        Where to draw; without it a figure of its own is made.
    size : str or float
        Of that figure: ``"column"``, ``"page"``, ``"slide"`` or inches wide.

    Returns
    -------
    matplotlib.axes.Axes
        The level is dashed. A curve has a colour, dashes and a marker of its own, and its name at its end.

    Raises
    ------
    UsageError
        No rate is a number, the tables are not from `simulate`, nothing differs, or there are more than 12 curves.

    Examples
    --------
    >>> tables = [
    ...     pd.DataFrame({"test": ["sq", "t"], "rejected": [0.05 + e / 3, 0.05 + e / 2], "mc_error": 0.01, "effect": e})
    ...     for e in (0.0, 0.5, 1.0)
    ... ]
    >>> plot_power(tables, "effect").get_xlabel()
    'effect, in standard deviations'
    >>> plot_power(tables[0]).get_xlabel()
    'rejected, per cent'
    """
    if not isinstance(table, Iterable):
        raise UsageError(f"plot_power takes a table of simulate, or several, found a {type(table).__name__}")
    if level is not None:
        require_level(level)
    tables = [table] if isinstance(table, pd.DataFrame) else list(table)
    _check(tables)
    at = _level(tables, level)
    over = _differing(tables) if x is None else x
    held = [_rates(tables, over)] if over else [_sizes(tables)]
    if not any(not is_missing(rate) for one in held[0] for rate in one.rate):
        raise UsageError("no rejection rate is a number; the column 'reason' of the table says why")
    with canvas.style():
        if over:
            panel: Drawn = own_panel(size, 3.2) if ax is None else canvas.dress(ax)
            _draw_curves(panel, held[0], over, at)
        else:
            panel = own_panel(size, 0.8 + 0.2 * len(held[0])) if ax is None else canvas.dress(ax)
            _draw_sizes(panel, held[0], at)
    if ax is None:
        canvas.tell(panel, "Power of tests" if over else "Size of tests", power_alt(tables, over or None, level=at))
    return panel


def power_alt(tables: Sequence[pd.DataFrame], x: str | None = None, *, level: float = 0.05) -> str:
    """Return the rates of each test in sentences, for who does not see the figure."""
    if x is None:
        said = [f"{name_of_test(one.test)} {share(one.rate[0])}" for one in _sizes(tables)]
        return f"How often tests reject at a level of {share(level)}: {joined(said)}."
    parts = [
        f"{name_of_test(one.test)} from {share(one.rate[0])} at {one.x[0]:g} to {share(one.rate[-1])} at {one.x[-1]:g}"
        for one in _rates(tables, x)
    ]
    return f"How often tests reject at a level of {share(level)} over {_NAMES.get(x, words(x))}: {joined(parts)}."


def _check(tables: Sequence[pd.DataFrame]) -> None:
    for one in tables:
        lacking = [name for name in _COLUMNS if name not in getattr(one, "columns", ())]
        if lacking:
            raise UsageError(f"plot_power takes tables of simulate, found one without {joined(lacking)}")
    if not tables or all(one.empty for one in tables):
        raise UsageError("there is no rate to draw; give a table of simulate with a test in it")


def _design(table: pd.DataFrame) -> dict[str, Any]:
    return dict(table.attrs.get("design", {}))


def _level(tables: Sequence[pd.DataFrame], level: float | None) -> float:
    return float(_design(tables[0]).get("level", 0.05)) if level is None else level


def _differing(tables: Sequence[pd.DataFrame]) -> str:
    """Return the first argument of `simulate` that differs between tables, nothing for one table."""
    if len(tables) == 1:
        return ""
    designs = [_design(one) for one in tables]
    for name in (*_NAMES, *designs[0]):
        values = [design.get(name) for design in designs]
        if all(isinstance(value, int | float) for value in values) and len(set(values)) > 1 and name != "seed":
            return name
    raise UsageError(f"{len(tables)} tables, and no argument of simulate differs between them; name a column with x")


def _x(table: pd.DataFrame, row: dict[str, Any], name: str) -> float:
    value = row[name] if name in table.columns else _design(table).get(name)
    if value is None or is_missing(value) or not isinstance(value, int | float):
        raise UsageError(f"the tables have no number {name!r}; name a column, or an argument of simulate")
    return float(value)


def _rates(tables: Sequence[pd.DataFrame], x: str) -> list[Rates]:
    """Return the curve of each test, in the order of the first table."""
    points: dict[str, list[tuple[float, float, float]]] = {}
    for table in tables:
        for row in rows(table):
            place = (_x(table, row, x), float(row["rejected"]), float(row["mc_error"]))
            points.setdefault(str(row["test"]), []).append(place)
    if len(points) > MOST:
        raise UsageError(f"{len(points)} tests, and {MOST} curves can be told apart; choose among the rows")
    return [Rates(test, *(list(part) for part in zip(*sorted(held), strict=True))) for test, held in points.items()
            if any(not is_missing(rate) for _, rate, _ in held)]  # fmt: skip


def _sizes(tables: Sequence[pd.DataFrame]) -> list[Rates]:
    """Return the rate of each test that has one."""
    return [
        Rates(str(row["test"]), [0.0], [float(row["rejected"])], [float(row["mc_error"])])
        for row in rows(tables[0])
        if not is_missing(float(row["rejected"]))
    ]


def _draw_curves(panel: Axes, curves: Sequence[Rates], x: str, level: float) -> None:
    for place, (one, (colour, marker, _)) in enumerate(zip(curves, cycle(canvas.SERIES), strict=False)):
        again = place // len(canvas.SERIES)  # the colours come round with other dashes and hollow markers
        dashes = canvas.SERIES[(place + again) % len(canvas.SERIES)][2]
        low = [100 * max(0.0, rate - _NORMAL * error) for rate, error in zip(one.rate, one.error, strict=True)]
        high = [100 * min(1.0, rate + _NORMAL * error) for rate, error in zip(one.rate, one.error, strict=True)]
        panel.fill_between(one.x, low, high, color=colour, alpha=0.12, linewidth=0, zorder=1)
        panel.plot(one.x, [100 * rate for rate in one.rate], color=colour, linestyle=dashes, marker=marker, zorder=3,
                   markersize=4, linewidth=1.5, markerfacecolor=canvas.PAPER if again else colour)  # fmt: skip
    panel.axhline(100 * level, color=canvas.MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=2)
    panel.set_ylim(0, 104)
    panel.grid(axis="y", color=canvas.STONE, linewidth=0.8)
    panel.set_xlabel(_NAMES.get(x, words(x)))
    panel.yaxis.set_major_formatter(lambda value, _: f"{value:g} %")
    panel.locator_params(axis="x", nbins=6)
    headline(panel, "How often each test rejects", f"dashed: the level, {100 * level:g} %; shaded: Monte-Carlo error")
    _name_ends(panel, curves)


def _name_ends(panel: Axes, curves: Sequence[Rates]) -> None:
    """Write the name of each curve beside its end, moved apart where ends are close."""
    wide, tall = canvas.room_of(panel), canvas.inches_of(panel)[1]
    names = [broken(name_of_test(one.test), 0.38 * wide, canvas.SMALL, lines=1) for one in curves]
    room = max(canvas.width_of(name, canvas.SMALL) for name in names) * 1.05 + 0.14 + 0.05 * wide
    ends = [max(x for x, rate in zip(one.x, one.rate, strict=True) if not is_missing(rate)) for one in curves]
    heights = [100 * [rate for rate in one.rate if not is_missing(rate)][-1] for one in curves]
    placed = spread(heights, SMALL_GAP * 104 / (72 * max(tall - 0.9, 0.8)), 0.0, 104.0)
    first, last = min(min(one.x) for one in curves), max(ends)
    step = last - first or 1.0
    panel.set_xlim(first - 0.03 * step, last + step * 1.03 * room / (wide - room))
    for name, x, y, at, (colour, _, _) in zip(names, ends, heights, placed, cycle(canvas.SERIES), strict=False):
        panel.plot([x, last + 0.035 * step], [y, at], color=canvas.FAINT, linewidth=0.7, zorder=1)
        panel.annotate(name, (last + 0.045 * step, at), va="center", fontsize=canvas.SMALL, color=colour,
                       annotation_clip=False)  # fmt: skip
    panel.set_xticks([tick for tick in panel.get_xticks() if first - 1e-9 <= tick <= last + 1e-9 * step])


def _draw_sizes(panel: Axes, sizes: Sequence[Rates], level: float) -> None:
    names = [broken(name_of_test(one.test), 1.7, canvas.SMALL, lines=1) for one in sizes]
    panel.axvline(100 * level, color=canvas.MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
    for y, one in enumerate(sizes):
        rate, error = 100 * one.rate[0], 100 * one.error[0]
        apart = rate - _NORMAL * error > 100 * level
        colour = canvas.RUST if apart else canvas.BLUE
        panel.hlines(
            y, max(0.0, rate - _NORMAL * error), rate + _NORMAL * error, color=colour, linewidth=2.2, alpha=0.45
        )
        panel.plot([rate], [y], marker="o", markersize=4.6, markeredgecolor=colour, markeredgewidth=1.2, zorder=4,
                   markerfacecolor=colour if apart else canvas.PAPER, linestyle="none")  # fmt: skip
    panel.set_yticks(range(len(sizes)), names)
    panel.set_ylim(len(sizes) - 0.4, -0.6)
    panel.set_xlim(left=0, right=max(200 * level, panel.get_xlim()[1]))
    panel.grid(axis="x", color=canvas.STONE, linewidth=0.8)
    panel.locator_params(axis="x", nbins=5)
    panel.set_xlabel("rejected, per cent")
    figure = panel.get_figure(root=True)
    if isinstance(figure, canvas.Figure):  # the names beside the panel take their part
        figure.room -= max(canvas.width_of(name, 7.5) for name in names)
    said = f"dashed: the level, {100 * level:g} %; filled: above it by more than chance"
    headline(
        panel, f"How often {count(len(sizes))} tests reject" if len(sizes) > 1 else "How often a test rejects", said
    )
