"""What a rank is of, week or month or run, as a column that a person can put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.sheets.cells import Cells
    from eventstudy.records import Kind

__all__ = ["basis_of", "period_in"]

_RANK_OF = "rank: of "
_PERIODS = {
    "day": "sessions", "week": "weeks", "month": "months", "quarter": "quarters", "year": "years",
    "same_month": "like months", "streak": "streaks", "span": "spans",
}  # fmt: skip
"""What a rank is of, as a person writes it, and as the basis holds it."""


def period_in(basis: Sequence[str]) -> str | None:
    """Return what a rank is of where the reading says so; None leaves it to the words."""
    told = next((one.removeprefix(_RANK_OF) for one in basis if one.startswith(_RANK_OF)), "")
    return next((word for word, held in _PERIODS.items() if held == told), None)


def basis_of(cells: Cells, kind: Kind) -> tuple[str, ...]:
    """Return what a move rests on; the period of a rank as a person has put it, or as the reading had it."""
    basis = cells.items("basis") or ("given in a table",)
    told = cells.word("period", tuple(_PERIODS))
    if told is None:
        return basis
    if kind != "rank":
        raise cells.refused("period", f"only a rank has one, and this is a {kind}; leave it empty")
    kept = (one for one in basis if not one.startswith("rank: "))
    return (*kept, f"{_RANK_OF}{_PERIODS[told]}")
