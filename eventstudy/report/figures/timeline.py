"""The events that articles tell, in time: how exactly each is dated, and how many sentences tell it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.records import Event
from eventstudy.report.figures import canvas
from eventstudy.report.figures.layout import broken, fitted, inches
from eventstudy.report.figures.time_scale import TimeScale, time_scale
from eventstudy.report.formats import MONTHS, as_day, joined, long_day, one_line
from eventstudy.report.reading import is_studied, mentions, rows

if TYPE_CHECKING:
    from datetime import date

    from eventstudy.report.figures.canvas import Axes, Drawn, Figure
    from eventstudy.report.figures.layout import Size

MOST = 60
"""Rows of a figure."""
_NARROW = 6.0
_ROW, _TWO_LINES, _STACKED_ROW = 0.24, 0.31, 0.36
_HEAD, _FOOT = 0.36, 0.4
"""Inches above and below the rows."""
_LEAST, _LEAST_STACKED, _LEAST_WIDE = 0.14, 0.28, 3.2
"""Inches of a row in an Axes of the user's, beside and above its bar, and of its width."""
_TALLY = 10
"""Sentences up to which each has a tick."""
_EXACT = {"instant", "part_of_day", "day"}
_SIDE = 0.1


class Happening(NamedTuple):
    """An event as a row shows it."""

    label: str
    first: date
    last: date
    precision: str
    status: str
    told: int
    """Sentences that tell it."""
    studied: bool


class Layout(NamedTuple):
    """Where the parts of a row stand, in inches from the left, and how far below its middle."""

    row: float
    label: tuple[float, float]
    bar: tuple[float, float]
    when: float
    tally: float
    lift: float
    """Inches that the words stand above the bar."""


def timeline_figure(events: Iterable[Event] | pd.DataFrame, *, size: Size = "page") -> Figure:
    """Draw the events found in articles, a row each, in the order of their days; see `plot_timeline`."""
    figure = plot_timeline(events, size=size).get_figure(root=True)
    if not isinstance(figure, canvas.Figure):
        raise TypeError("a timeline of its own has a figure of its own")
    return figure


def plot_timeline(events: Iterable[Event] | pd.DataFrame, *, ax: Drawn | None = None, size: Size = "page") -> Drawn:
    """Draw the events found in articles, a row each, in the order of their days.

    A dot is an event known to the day, a bar one known only to the span of days it covers. Each tick beside it is a
    sentence that tells it. What is still to come or only supposed is hollow. Blocks of time without an event are left
    out, and the gaps between the grey fields show where.

    Parameters
    ----------
    events : list of Event or DataFrame
        As `find_events` gives them, or a table with ``label start end precision status mentions``, and if wanted
        ``studied``: what is not is grey.
    ax : Axes, optional
        Where to draw; without it a figure of its own is made, as high as the rows need.
    size : str or float
        Of that figure: ``"column"``, ``"page"``, ``"slide"`` or inches wide; below six the words stand above the bars.

    Returns
    -------
    matplotlib.axes.Axes
        Of more than 60 events those that most sentences tell.

    Raises
    ------
    UsageError
        There is no event, or `events` holds something else.

    Examples
    --------
    >>> from datetime import date
    >>> strike = Event("e1", "Strike at an airport", date(2020, 1, 3), date(2020, 1, 3), "day")
    >>> talks = Event("e2", "Talks", date(2020, 2, 1), date(2020, 2, 29), "month", status="future")
    >>> [text.get_text() for text in plot_timeline([talks, strike]).texts][:2]
    ['Strike at an airport', '3 Jan 2020']
    """
    every = _happenings(events)
    shown = _most_told(every)
    wide = canvas.inches_of(ax)[0] if ax is not None else inches(size)
    with canvas.style():
        if ax is None:
            row = _layout(wide, shown).row
            wide, tall = fitted(size, wide, _HEAD + _FOOT + row * len(shown))
            panel: Drawn = canvas.bare_panel(wide, tall)
        else:
            panel, tall = ax, canvas.inches_of(ax)[1]
            least = _HEAD + _FOOT + (_LEAST_STACKED if wide < _NARROW else _LEAST) * len(shown)
            if lacking := canvas.lack_of_room("plot_timeline", (_LEAST_WIDE, least), ax):
                raise UsageError(lacking)
        layout = _layout(wide, shown)._replace(row=(tall - _HEAD - _FOOT) / len(shown))
        _draw(panel, shown, layout, (wide, tall), len(every))
    if ax is None:
        canvas.tell(panel, "Events in the articles", timeline_alt(events))
    return panel


def timeline_alt(events: Iterable[Event] | pd.DataFrame) -> str:
    """Return the events in a sentence, for who does not see the figure."""
    every = _happenings(events)
    shown = _most_told(every)
    parts = [f"{one.label} ({_when(one)}{_status(one)}, {_sentences(one.told)})" for one in shown]
    more = f"; and {len(every) - len(shown):,} more" if len(shown) < len(every) else ""
    first, last = min(one.first for one in shown), max(one.last for one in shown)
    return f"{len(every)} events from {long_day(first)} to {long_day(last)}: {'; '.join(parts)}{more}."


def _sentences(told: int) -> str:
    return "one sentence" if told == 1 else f"{told} sentences"


def _happenings(events: Iterable[Event] | pd.DataFrame) -> list[Happening]:
    """Return the events as rows show them, by their days."""
    if isinstance(events, pd.DataFrame):
        lacking = [name for name in ("label", "start", "end") if name not in events.columns]
        if lacking:
            raise UsageError(f"the table of events has no column {joined(lacking)}")
        found = [_of_row(row) for row in rows(events)]
    else:
        held = _listed(events)
        odd = sorted({type(item).__name__ for item in held if not isinstance(item, Event)})
        if odd:
            raise UsageError(
                f"a timeline takes Event records or a table, found {', '.join(odd)}; find_events gives them"
            )
        found = [
            Happening(one_line(one.label) or one.event_id, one.start, one.end, one.precision, one.status,
                      len(one.mentions), studied=True)
            for one in held if isinstance(one, Event)
        ]  # fmt: skip
    if not found:
        raise UsageError("there is no event to draw; find_events found none, or the table is empty")
    return sorted(found, key=lambda one: (one.first, one.last, one.label))


def _listed(events: object) -> list[object]:
    return list(events) if isinstance(events, Iterable) else [events]


def _of_row(row: dict[str, Any]) -> Happening:
    first = as_day(row["start"])
    last = as_day(row["end"]) or first
    if first is None or last is None:
        raise UsageError(f"the event {row.get('event_id', row['label'])!r} has no day; start and end hold ISO days")
    precision = str(row.get("precision") or ("day" if first == last else "span"))
    return Happening(one_line(str(row["label"])), first, max(first, last), precision, str(row.get("status") or "past"),
                     mentions(row.get("mentions")) or 0, is_studied(row))  # fmt: skip


def _most_told(every: list[Happening]) -> list[Happening]:
    kept = sorted(range(len(every)), key=lambda place: (-every[place].told, place))[:MOST]
    return [every[place] for place in sorted(kept)]


def _layout(wide: float, shown: list[Happening]) -> Layout:
    """Return the layout of a figure so wide, by the longest words in it."""
    labels = max(canvas.width_of(one.label, 7.6) for one in shown) * 1.04
    whens = max(canvas.width_of(_when(one) + _status(one), canvas.SMALL) for one in shown) * 1.04
    if wide < _NARROW:
        left = (_SIDE, wide - _SIDE - whens - 0.08)
        return Layout(_STACKED_ROW, left, (_SIDE, wide - 1.0), wide - _SIDE, wide - 0.85, 0.085)
    most = 0.42 * wide
    label = _SIDE + min(most, labels)
    row, bar = (_ROW if labels <= most else _TWO_LINES), (label + 0.15, wide - 1.0 - whens)
    return Layout(row, (_SIDE, label), bar, wide - 0.88, wide - 0.8, 0.0)


def _draw(panel: Axes, shown: list[Happening], layout: Layout, inch: tuple[float, float], every: int) -> None:
    """Draw fields of time, then the rows over them, on a panel counted in inches."""
    wide, tall = inch
    panel.set_xlim(0, wide)
    panel.set_ylim(0, tall)
    panel.set_axis_off()
    scale = time_scale([(one.first, one.last) for one in shown], layout.bar)
    top, bottom = tall - _HEAD, _FOOT
    for field in scale.fields:
        panel.fill_between([field.left, field.right], bottom, top, color=canvas.STONE, linewidth=0, zorder=0)
    for place, one in enumerate(shown):
        _draw_row(panel, one, top - layout.row * (place + 0.5), layout, scale)
    years = {one.first for one in shown if one.precision in {"year", "decade"}}
    _name_fields(panel, scale, bottom - 0.05, wide, years - {one.first for one in shown if one.precision in _EXACT})
    said = [*(["grey: not studied"] if len({one.studied for one in shown}) > 1 else []),
            *(["gaps: time left out"] if len(scale.fields) > 1 else []),
            *([f"{len(shown)} of {every:,} events, those told most"] if len(shown) < every else [])]  # fmt: skip
    _draw_key(panel, tall - 0.17, wide, said)


def _draw_row(panel: Axes, one: Happening, y: float, layout: Layout, scale: TimeScale) -> None:
    """Draw an event: its label, its days, when that is in words, and a tick for each sentence."""
    ink = canvas.INK if one.studied else canvas.MUTED
    colour = canvas.BLUE if one.studied else canvas.MUTED
    left, right = layout.label
    words, bar = y + layout.lift, y - layout.lift
    when = _when(one) + _status(one)
    if layout.lift:  # above the bar: as far as the words on when it was
        right = layout.when - canvas.width_of(when, canvas.SMALL) * 1.04 - 0.08
    lines = 2 if layout.row >= _TWO_LINES - 0.01 and not layout.lift else 1
    label = broken(one.label, right - left, 7.6, lines=lines)
    panel.annotate(label, (left, words), va="center", fontsize=7.6, color=ink, linespacing=1.1)
    panel.annotate(when, (layout.when, words), va="center", ha="right",
                   fontsize=canvas.SMALL, color=ink)  # fmt: skip
    begins, ends = scale.place(one.first), scale.place(one.last, end=True)
    hollow = one.status != "past"
    if one.precision in _EXACT:
        panel.plot([(begins + ends) / 2], [bar], marker="o", markersize=5, markeredgecolor=colour, markeredgewidth=1.2,
                   markerfacecolor=canvas.PAPER if hollow else colour, linestyle="none", zorder=3)  # fmt: skip
    else:
        wide = max(ends - begins, 0.1)
        panel.barh(bar, wide, left=(begins + ends - wide) / 2, height=0.075, color=canvas.PAPER if hollow else colour,
                   edgecolor=colour, linewidth=1.0, linestyle=(0, (2, 1.4)) if hollow else "-", zorder=3)  # fmt: skip
    tally = min(one.told, _TALLY)
    at = [layout.tally + 0.045 * place for place in range(tally)]
    panel.vlines(at, bar - 0.045, bar + 0.045, color=colour, linewidth=1.0, zorder=3)
    if one.told > _TALLY:
        panel.annotate(f"{one.told}", (layout.tally + 0.045 * _TALLY + 0.03, bar), va="center", fontsize=6.4, color=ink)


def _name_fields(panel: Axes, scale: TimeScale, y: float, wide: float, years: set[date]) -> None:
    """Write below each field of time when it begins, and where it is long when it ends, as far as there is room.

    Where it begins with a year that is known no finer, the year alone is named.
    """
    free = 0.0
    for field in scale.fields:
        text = f"{field.first.day} {MONTHS[field.first.month - 1][:3]}\n{field.first.year}"
        text = f"{field.first.year}" if field.first in years else text
        room = max(canvas.width_of(line, 6.6) for line in text.split("\n")) * 1.05
        if field.left >= free and field.left + room <= wide:
            panel.annotate(text, (field.left, y), va="top", fontsize=6.6, color=canvas.MUTED, linespacing=1.2)
            free = field.left + room + 0.06
        text = f"{field.last.day} {MONTHS[field.last.month - 1][:3]}"
        room = canvas.width_of(text, 6.6) * 1.05
        if field.right - room >= free and field.last > field.first and field.first not in years:
            panel.annotate(text, (field.right, y), va="top", ha="right", fontsize=6.6, color=canvas.MUTED)
            free = field.right + 0.06


def _draw_key(panel: Axes, y: float, wide: float, said: list[str]) -> None:
    """Say how to read the figure in a line above the rows."""
    x = _SIDE
    panel.plot([x + 0.04], [y], marker="o", markersize=4.4, color=canvas.BLUE, linestyle="none")
    x = _word(panel, "a day", x + 0.13, y) + 0.14
    panel.barh(y, 0.26, left=x, height=0.07, color=canvas.BLUE)
    x = _word(panel, "some day of these", x + 0.31, y) + 0.14
    panel.vlines([x, x + 0.045, x + 0.09], y - 0.045, y + 0.045, color=canvas.BLUE, linewidth=1.0)
    x = _word(panel, "a sentence each", x + 0.15, y) + 0.14
    for text in said:
        if x + canvas.width_of(text, 6.8) * 1.04 < wide:
            x = _word(panel, text, x, y) + 0.14


def _word(panel: Axes, text: str, x: float, y: float) -> float:
    """Write a word of the key, and return where it ends."""
    panel.annotate(text, (x, y), va="center", fontsize=6.8, color=canvas.MUTED)
    return x + canvas.width_of(text, 6.8) * 1.03


def _status(one: Happening) -> str:
    return "" if one.status == "past" else f", {one.status}"


def _when(one: Happening) -> str:
    """Return when an event was, no finer than it is known."""
    first, last = one.first, one.last
    months = [MONTHS[day.month - 1][:3] for day in (first, last)]
    if one.precision in {"year", "decade"}:
        return _dash(first.year, last.year)
    if one.precision == "quarter":
        return f"Q{(first.month + 2) // 3} {first.year}"
    if first.year != last.year:
        return _dash(f"{months[0]} {first.year}", f"{months[1]} {last.year}")
    if first.month != last.month or one.precision == "month":
        return f"{_dash(*months)} {first.year}"
    return f"{_dash(first.day, last.day)} {months[0]} {first.year}"


def _dash(first: object, last: object) -> str:
    return f"{first}" if first == last else f"{first}\N{EN DASH}{last}"
