"""A family of conditional sample-quantile tests, windows by series of one event, adjusted for their number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.one_date.asked import FEWEST_REFERENCES, WINDOWS_PER_SESSION, too_short
from eventstudy.battery.outcome import choose, one_date
from eventstudy.kernels.joint_window import shared_days
from eventstudy.kernels.placebo import westfall_young as adjust
from eventstudy.kernels.portfolio import portfolio_window
from eventstudy.kernels.resampling import conditional_sample_quantile, conditional_window, directed
from eventstudy.records import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.battery.outcome import Settings
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Days, Observation
    from eventstudy.kernels.portfolio import PortfolioWindow
    from eventstudy.kernels.resampling import ConditionalWindow

NAN = float("nan")
_NOTHING = (NAN, NAN, 0)


@dataclass(frozen=True, slots=True)
class Adjusted:
    """One series over one window in a family of tests."""

    event_id: str
    series: str
    first: int
    last: int
    statistic: float
    """CAR in units of the volatility forecast on its eve, on the sessions that all series of the family share."""
    p: float
    """Of `conditional_sq` of this series and window alone, on its own estimation sample."""
    p_adjusted: float
    """By Westfall and Young's step-down method, over windows and series of the event; NaN where that says nothing."""
    m: int
    """Placebo dates that the family was shifted to."""
    note: str
    p_single_step: float
    """Adjusted without stepping down."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """One member over one window, and why it is not in the family; empty where it is."""

    member: Observation
    first: int
    last: int
    why: str


def westfall_young(
    observations: Sequence[Observation], windows: Sequence[Window | tuple[int, int]], settings: Settings
) -> list[Adjusted]:
    """Adjust the conditional sample-quantile tests of every series and window of an event for their number.

    All series and windows are shifted together over the sessions that lie in every series' estimation sample, so their
    correlation counts. With observations of several events, each event is a family of its own. A window over which a
    series has no CAR, or one that is no market move, is not in the family, and `note` says why.

    Parameters
    ----------
    observations
        Each series under one model.
    windows
        `Window` or ``(first, last)``, in sessions relative to day 0.
    settings
        Level, alternative, fewest estimation sessions.

    Returns
    -------
    list of Adjusted
        Event by event, series by series, window by window.

    References
    ----------
    Westfall and Young (1993), Resampling-Based Multiple Testing; Gelbach, Helland and Klick (2013) for the statistic.
    """
    events = dict.fromkeys(one.event_id for one in observations)
    families = [[one for one in observations if one.event_id == event] for event in events]
    spans = [(one.first, one.last) if isinstance(one, Window) else one for one in windows]
    return [row for family in families for row in _family(family, spans, settings)]


def _family(members: Sequence[Observation], windows: Sequence[tuple[int, int]], settings: Settings) -> list[Adjusted]:
    cells = [_Cell(one, a, b, "; ".join(choose([one], a, b)[1])) for one in members for a, b in windows]
    kept = [i for i, cell in enumerate(cells) if not cell.why]
    used = list({id(cells[i].member): cells[i].member for i in kept}.values())
    days = shared_days([one.data.dates[one.sample] for one in used]) if used else None
    if days is None or days.size == 0 or not one_date(used):
        lost = "no estimation session in common" if one_date(used) else "its series are of several dates"
        return [_row(cell, None, _NOTHING, lost, settings) for cell in cells]
    found = [_on(cells[i], days) for i in kept]
    reference, span = _aligned([cells[i] for i in kept], found, days.size)
    side = settings.alternative
    event = directed(np.array([one.statistic for one in found]), side)
    family = adjust(event=event, reference=directed(reference, side))
    reason = "; ".join([*too_short(days.size, settings), *_too_few(family.m, span, settings)])
    p = {i: (float(family.step_down[j]), float(family.single_step[j]), family.m) for j, i in enumerate(kept)}
    held = dict(zip(kept, found, strict=True))
    return [_row(cell, held.get(i), p.get(i, _NOTHING), reason, settings) for i, cell in enumerate(cells)]


def _on(cell: _Cell, days: Days) -> ConditionalWindow:
    """Return a cell's CAR and those of ordinary windows, the model fitted on the days that all series share."""
    common = replace(cell.member, sample=np.searchsorted(cell.member.data.dates, days))
    return conditional_window(window=_alone(common, cell.first, cell.last))


def _alone(member: Observation, first: int, last: int) -> PortfolioWindow:
    window = portfolio_window(members=[member], weights=np.ones(1), first=first, last=last)
    assert window is not None  # noqa: S101 - a member has a sample
    return window


def _aligned(cells: Sequence[_Cell], found: Sequence[ConditionalWindow], T: int) -> tuple[Array, int]:
    """Return the statistics of all cells at each placebo day 0 that has them all, shape (m, J), and the span they need.

    A cell's own reference is by the session that its window starts with, which lies `first` after the placebo day 0.
    """
    lead, trail = min(cell.first for cell in cells), max(cell.last for cell in cells)
    count = max(T - (trail - lead), 0)
    starts = [cell.first - lead for cell in cells]
    table = np.column_stack([one.reference[at : at + count] for one, at in zip(found, starts, strict=True)])
    return table[~np.isnan(table).any(axis=1)], trail - lead + 1


def _too_few(m: int, span: int, settings: Settings) -> list[str]:
    least = max(FEWEST_REFERENCES, WINDOWS_PER_SESSION * span)
    if m < least:
        return [f"{m} placebo dates, {least} are needed"]
    return [f"{m} placebo dates cannot give a p below {1 / (m + 1):.3g}"] * (1 / (m + 1) > settings.level)


def _row(
    cell: _Cell, found: ConditionalWindow | None, adjusted: tuple[float, float, int], reason: str, settings: Settings
) -> Adjusted:
    stepped, single, m = (NAN, NAN, adjusted[2]) if reason else adjusted
    side = settings.alternative
    alone = None if cell.why else _alone(cell.member, cell.first, cell.last)
    p = NAN if alone is None else conditional_sample_quantile(window=alone, alternative=side).p
    return Adjusted(
        event_id=cell.member.event_id,
        series=cell.member.data.series,
        first=cell.first,
        last=cell.last,
        statistic=NAN if found is None else found.statistic,
        p=p,
        p_adjusted=stepped,
        m=m,
        note=cell.why or reason,
        p_single_step=single,
    )
