"""Numbers of one statement held against each other: a level, a change and a percentage must share one reference.

No prices are needed: ``reference = level - change``, ``= change / percentage``, ``= level / (1 + percentage)``, each
an interval; where these have nothing in common the report contradicts itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from eventstudy.instruments import catalogue
from eventstudy.verdicts.relation import disjoint, intersect, interval, minus, negate
from eventstudy.verdicts.tolerances import meaning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import Interval, ReportedMove
    from eventstudy.verdicts.tolerances import Tolerances

__all__ = ["CAME_FROM", "Statement", "statement_of"]

CAME_FROM = "value: level it came from"
"""What the reader of moves writes into the basis of such a level."""

_NUMERIC = {"percent_change", "price_change", "point_change", "price_level"}
_RANGE = {"at_least", "at_most"}
_PASSED = {"more_than", "less_than"}
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """What the numbers of one statement about one instrument say together."""

    consistent: bool = True
    reference: Interval | None = None
    """The reference they imply; None where they imply none."""
    origin: str | None = None
    """`move_id` of the level that the change came from."""
    level: ReportedMove | None = None
    """The level reached, which an extreme of the same statement is about."""
    moves: tuple[ReportedMove, ...] = ()
    """Those that give a number."""
    inside: bool = False
    """Its words speak of a moment inside the day."""


def statement_of(moves: Sequence[ReportedMove], table: Tolerances) -> Statement:
    """Return what the moves of one statement (one group, instrument, phase, day and window) say together.

    Parameters
    ----------
    moves : sequence of ReportedMove
        Asserted or attributed moves of one statement.
    table : Tolerances
        What the words mean.

    Returns
    -------
    Statement
        Without a reference where a statement has fewer than two numbers, or several of one kind that are no range.
    """
    numeric = [move for move in moves if move.kind in _NUMERIC and move.value is not None]
    origin = _origin(numeric)
    rest = [move for move in numeric if move is not origin]
    levels = [move for move in rest if move.kind == "price_level"]
    level = levels[0] if len(levels) == 1 else None
    name = origin.move_id if origin else None
    found = _references(rest, origin, table)
    if len(found) == 0:
        return Statement(origin=name, level=level, moves=tuple(numeric))
    reference: Interval | None = None
    for one in found:  # one per direction the change may have had; any that holds will do
        reference = _common(one)
        if reference is not None:
            break
    return Statement(reference is not None, reference, name, level, tuple(numeric))


def _origin(moves: list[ReportedMove]) -> ReportedMove | None:
    """Return the level a change came from: one told as such beside other numbers, or the further back of two levels."""
    levels = [move for move in _exact_levels(moves) if move.hedge not in _RANGE]
    told = [move for move in levels if CAME_FROM in move.basis and len(moves) > 1]
    named = told or [move for move in levels if move.quote.lower().startswith("from ")]
    if len(named) == 1:
        return named[0]
    direction = next((move.direction for move in moves if move.direction), None)
    if len(levels) != _PAIR or direction is None:
        return None
    low, high = sorted(levels, key=lambda move: (move.value or Decimal(0), move.move_id))
    return low if direction == "up" else high


def _exact_levels(moves: list[ReportedMove]) -> list[ReportedMove]:
    """Return the levels of a statement; beside a level that is told, a threshold it passed is no other price."""
    levels = [move for move in moves if move.kind == "price_level"]
    told = [move for move in levels if move.hedge not in _PASSED]
    return told or levels


def _band(moves: list[ReportedMove], table: Tolerances) -> Interval | None:
    """Return the tolerant interval of one number, or of a range told by its two ends; None for anything else."""
    if not moves or (len(moves) > 1 and {move.hedge for move in moves} != _RANGE):
        return None
    band: Interval | None = None
    for move in moves:
        one = _tolerant(move, table)
        band = one if band is None else intersect(band, one)
        if band is None:
            return None
    return band


def _tolerant(move: ReportedMove, table: Tolerances) -> Interval:
    known = catalogue().get(move.candidates[0] if move.candidates else move.instrument)
    tick = known.tick if known else table.ticks["price"]
    unit = move.unit or ("percent" if move.kind == "percent_change" else "")
    band = meaning(move.value or Decimal(0), move.hedge, table.ticks.get(unit, tick), table).tolerant
    return _scaled(band, Decimal("0.01")) if unit == "bp" else band


def _references(rest: list[ReportedMove], origin: ReportedMove | None, table: Tolerances) -> list[list[Interval]]:
    """Return, for each direction the change may have had, the references that the numbers imply."""
    level = _band(_exact_levels(rest), table)
    change = _band([move for move in rest if move.kind in {"price_change", "point_change"}], table)
    share = _band([move for move in rest if move.kind == "percent_change" and move.unit in {None, "percent"}], table)
    start = None if origin is None else _tolerant(origin, table)
    if sum(one is not None for one in (level, change, share, start)) < _PAIR:
        return []
    told = {move.direction for move in rest if move.direction and move.kind != "price_level"}
    told = told or {move.direction for move in rest if move.direction}
    signs = [1, -1] if len(told) != 1 else [1 if told == {"up"} else -1]
    return [_implied(level, change, share, start, sign) for sign in signs]


def _implied(
    level: Interval | None, change: Interval | None, share: Interval | None, start: Interval | None, sign: int
) -> list[Interval]:
    found = [] if start is None else [start]
    if level is not None and change is not None:
        found.append(minus(level, change if sign > 0 else negate(change)))
    if change is not None and share is not None:
        found.append(_quotient(_scaled(change, Decimal(100)), share))
    if level is not None and share is not None:
        growth = _shifted(_scaled(share if sign > 0 else negate(share), Decimal("0.01")), Decimal(1))
        found.append(_quotient(level, growth))
    return found


def _common(found: list[Interval]) -> Interval | None:
    """Return what the references have in common; a lone start or a lone pair is its own."""
    if not found:
        return interval(None, None)
    common = found[0]
    for one in found[1:]:
        if disjoint(common, one):
            return None
        common = intersect(common, one) or common
    return common


def _scaled(span: Interval, by: Decimal) -> Interval:
    closed = span.closed
    return interval(
        None if span.low is None else span.low * by,
        None if span.high is None else span.high * by,
        left=closed in {"both", "left"},
        right=closed in {"both", "right"},
    )


def _shifted(span: Interval, by: Decimal) -> Interval:
    return minus(span, interval(-by, -by))


def _quotient(above: Interval, below: Interval) -> Interval:
    """Return the quotients of two intervals of positive numbers; an end that meets zero is infinite, all are closed."""
    low = Decimal(0) if below.high is None else None
    if below.high is not None and below.high > 0 and above.low is not None:
        low = above.low / (below.high if above.low > 0 else max(below.low or Decimal(0), Decimal("1e-12")))
    high = None
    if below.low is not None and below.low > 0 and above.high is not None:
        high = above.high / (below.low if above.high > 0 else below.high or below.low)
    return interval(low, high)
