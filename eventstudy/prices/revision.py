"""Two copies of one history: where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date

__all__ = ["difference"]

_TOLERANCE = 1e-6
_FIGURES = ["open", "high", "low", "close", "dividend", "split"]


def difference(held: pd.DataFrame, new: pd.DataFrame, first: date, last: date) -> tuple[str, bool]:
    """Return in words how two copies differ between two days, and whether other rows may differ as well.

    Parameters
    ----------
    held, new
        Columns `eventstudy.prices.feed.ROWS`, dates ascending. Volume is not compared: it is put right for days.
    first, last
        Days to compare, both included, within what `held` holds and `new` was asked for.

    Returns
    -------
    said : str
        Empty where they agree.
    far : bool
        Whether more than the newest session held differs, so that the revision may reach beyond these days.
    """
    span = [table[table["date"].between(pd.Timestamp(first), pd.Timestamp(last))] for table in (held, new)]
    one, other = (table.set_index("date")[_FIGURES] for table in span)
    if held["date"].iloc[-1] < pd.Timestamp(last):
        other = other[other.index <= held["date"].iloc[-1]]
    if held["date"].iloc[0] > pd.Timestamp(first):
        other = other[other.index >= held["date"].iloc[0]]
    days = one.index.union(other.index)
    old, fresh = one.reindex(days).to_numpy(dtype=float), other.reindex(days).to_numpy(dtype=float)
    same = np.isclose(old, fresh, rtol=_TOLERANCE, atol=0.0, equal_nan=True).all(axis=1)
    if same.all():
        return "", False
    changed = days[~same]
    closes = np.abs(fresh[:, 3] / np.where(old[:, 3] == 0, np.nan, old[:, 3]) - 1.0)[~same]
    size = f", a close by {np.nanmax(closes):.2%} at most" if np.isfinite(closes).any() else ""
    where = f"{changed[0]:%Y-%m-%d}" if len(changed) == 1 else f"{changed[0]:%Y-%m-%d} to {changed[-1]:%Y-%m-%d}"
    said = f"{len(changed)} of {len(days)} sessions compared differ, {where}{size}"
    return said, bool((changed != held["date"].iloc[-1]).any())
