"""Figures adjusted for later splits, and what was quoted and traded on the day: from one to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["as_quoted", "later_splits", "shortest"]

_PRICES = ["open", "high", "low", "close", "dividend"]
_DIGITS = 8


def shortest(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shortest decimals that single precision tells apart, of numbers that came in single precision.

    Examples
    --------
    >>> shortest(np.array([297.42999267578125, 1 / 3, np.nan])).tolist()
    [297.43, 0.3333333333333333, nan]
    """
    with np.errstate(over="ignore"):
        single = values.astype(np.float32)
    exact = single.astype(np.float64) == values
    found = values.copy()
    found[exact] = [float(str(one)) for one in single[exact]]
    return found


def later_splits(splits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return, per row, the product of the splits after it; rows without a split hold 0.

    Examples
    --------
    >>> later_splits(np.array([0.0, 2.0, 0.0, 3.0, 0.0])).tolist()
    [6.0, 3.0, 3.0, 1.0, 1.0]
    """
    ratios = np.where(splits > 0, splits, 1.0)
    return np.append(np.cumprod(ratios[::-1])[::-1][1:], 1.0) if ratios.size else ratios


def as_quoted(rows: pd.DataFrame, *, later: float = 1.0) -> pd.DataFrame:
    """Return prices, dividends and volume as they were on the day, from figures adjusted for splits.

    Parameters
    ----------
    rows
        Columns ``open high low close dividend volume split``, dates ascending.
    later
        The product of the splits after the last row.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"close": [75.0, 76.0], "volume": [40.0, 44.0], "split": [0.0, 4.0], "dividend": 0.0}
    ...                     | dict.fromkeys(["open", "high", "low"], 75.0))
    >>> as_quoted(rows)[["close", "volume"]].to_numpy().tolist()
    [[300.0, 10.0], [76.0, 44.0]]
    """
    factor = later_splits(rows["split"].to_numpy(dtype=float)) * later
    if (factor == 1.0).all():
        return rows
    quoted = rows[_PRICES].mul(factor, axis=0).round(_DIGITS)
    return rows.assign(**{name: quoted[name] for name in _PRICES}, volume=(rows["volume"] / factor).round())
