"""Splits in a table of prices as quoted: what the close before was in the new shares, and flags that know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.prices.quality import flag_quality
from eventstudy.prices.table import COLUMNS
from eventstudy.prices.unsplit import later_splits

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["factors", "flag_prices", "with_before"]

_FIGURES = ["open", "high", "low", "close", "dividend"]
_KNOWN = ("split", "before")


def factors(prices: pd.DataFrame) -> NDArray[np.float64]:
    """Return, per row, the product of the later splits of its series.

    Parameters
    ----------
    prices
        Columns ``series`` and ``split`` (new shares for an old one, else 0), by series and date.

    Examples
    --------
    >>> factors(pd.DataFrame({"series": ["a", "a", "b"], "split": [0.0, 4.0, 0.0]})).tolist()
    [4.0, 1.0, 1.0]
    """
    found, splits = np.ones(len(prices)), prices["split"].fillna(0.0).to_numpy(dtype=float)
    codes = pd.factorize(prices["series"])[0]
    for code in np.unique(codes[splits > 0]):
        found[codes == code] = later_splits(splits[codes == code])
    return found


def with_before(prices: pd.DataFrame) -> pd.DataFrame:
    """Return prices as quoted with the close of the session before, in the new shares, on the rows of a split.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "a", "close": [300.0, 76.0], "split": [0.0, 4.0]})
    >>> with_before(rows)["before"].tolist()
    [nan, 75.0]
    """
    splits = prices["split"].to_numpy(dtype=float)
    last = prices["close"].groupby(prices["series"], sort=False).shift().to_numpy(dtype=float)
    return prices.assign(before=last / np.where(splits > 0, splits, np.nan))


def flag_prices(prices: pd.DataFrame) -> pd.DataFrame:
    """Return prices as quoted with their flags, and the columns ``split`` and ``before`` if they have them.

    They are compared in the shares of the last day, so that no split that is known looks like a fall.

    Parameters
    ----------
    prices
        Tidy, by series and date.

    Examples
    --------
    >>> rows = pd.DataFrame({"series": "a", "date": pd.date_range("2020-01-01", periods=40), "volume": 1.0,
    ...                      "close": [300.0] * 20 + [75.0] * 20, "dividend": 0.0, "flag": ""})
    >>> rows = rows.assign(open=rows["close"], high=rows["close"], low=rows["close"], split=0.0)
    >>> rows.loc[20, "split"] = 4.0
    >>> set(flag_prices(rows)["flag"])
    {''}
    """
    known = [name for name in _KNOWN if name in prices.columns]
    if "split" not in known or not (prices["split"] > 0).any():
        table = flag_quality(prices)
    else:
        scaled = prices.assign(**{name: prices[name].to_numpy() / factors(prices) for name in _FIGURES})
        table = flag_quality(scaled).assign(**{name: prices[name] for name in _FIGURES})
    return table[[*COLUMNS, *known]].astype({"series": str, "flag": str})
