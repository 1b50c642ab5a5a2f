"""What would decide a verdict that prices leave open: the data, or the knowledge, that is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.verdicts.wording import called, day_text, listed

if TYPE_CHECKING:
    from eventstudy.records import ReportedMove, Verdict

__all__ = ["what_decides"]

_OUTSIDE = {"premarket": "before the open", "after_hours": "after the close", "overnight": "of the night"}


def what_decides(found: Verdict) -> str:
    """Return what would decide a verdict that is left open; nothing for one that is not, or that no prices can."""
    inner = any(row.time for row in found.rows)
    if found.verdict == "consistent" and not inner:
        return f"{_bars(found.move)}; daily bars show a range and not the moment"
    if found.verdict == "consistent":
        return f"finer bars of {_named(found.move)} around that moment"
    if found.verdict == "ambiguous":
        return _choice(found)
    if found.verdict == "data_problem":
        return _mended(found)
    return _unseen(found) if found.verdict == "not_observable" else ""


def _choice(found: Verdict) -> str:
    if found.series is None and len(found.move.candidates) > 1:
        names = [called(name) for name in _first(found.move)]
        return f"knowing which of {listed(names)} is meant, with prices of it"
    if found.variants:
        return "knowing which instrument, reference price or reading is meant; then one of those tried decides it"
    return _bars(found.move)


def _mended(found: Verdict) -> str:
    if "is no session of" in found.note:
        return "knowing which session is meant"
    if "joins two contracts" in found.note:
        return f"prices of one contract of {_named(found.move)} over those days"
    return f"a second source of {_named(found.move)}{_when(found.move)}, or this one mended"


def _unseen(found: Verdict) -> str:
    move = found.move
    if found.series is None:
        return f"daily prices of {_named(move)}{_when(move)}"
    if move.unit is not None and "which would be needed" in found.note:
        return f"prices of {called(found.series)} in {move.unit.upper()}"
    if move.phase in _OUTSIDE:
        return f"trades or bars of {called(found.series)} {_OUTSIDE[move.phase]}{_when(move)}, with their times"
    return _bars(move)


def _bars(move: ReportedMove) -> str:
    return f"bars inside the day of {_named(move)}{_when(move)}, with their times"


def _named(move: ReportedMove) -> str:
    """Return the instruments that are meant, those an order is held against among them."""
    return listed(
        [" or ".join(called(one) for one in names) for names in (_first(move), sorted(move.against)) if names]
    )


def _first(move: ReportedMove) -> tuple[str, ...]:
    return tuple(sorted(move.candidates or (move.instrument,)))


def _when(move: ReportedMove) -> str:
    return "" if move.date is None else f" on {day_text(move.date)}"
