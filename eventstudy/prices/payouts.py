"""Dividends told in pounds beside prices in pence: a return would have a hundredth of what was paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.instruments import instrument_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

__all__ = ["HUNDREDTHS", "quoted_in_files", "too_small"]

HUNDREDTHS = {"GBp": "gbx", "GBX": "gbx", "USd": "usx", "USX": "usx", "ZAc": "zac", "ILA": "ila"}
"""How Yahoo writes a hundredth of a currency (pence, cents, agorot), and how the catalogue does."""
_NAMES = {
    "gbx": ("pence", "pounds"),
    "usx": ("cents", "dollars"),
    "zac": ("cents", "rand"),
    "ila": ("agorot", "shekels"),
}
_SMALL = 0.001
"""Share of the price: companies do not go to the trouble for less, and a hundredth of a usual payment is less."""
_LONDON, _PENCE = ".L", 50.0
"""How vendors end the tickers of London, and a price from which one there is in pence, as most are."""


def quoted_in_files(prices: pd.DataFrame) -> dict[str, str]:
    """Return, of series in a user's files that are quoted in a hundredth of a currency, which.

    Examples
    --------
    >>> import pandas as pd
    >>> quoted_in_files(pd.DataFrame({"series": ["RIO.L", "xom"], "close": [4500.0, 70.0], "dividend": [0.0, 0.0]}))
    {'RIO.L': 'gbx'}
    """
    found = {}
    for series, closes in prices.groupby("series", sort=False)["close"]:
        known, name = instrument_of(str(series)), str(series)
        if known is not None and known.unit in _NAMES:
            found[name] = known.unit
        elif known is None and name.upper().endswith(_LONDON) and closes.median() > _PENCE:
            found[name] = "gbx"
    return found


def too_small(prices: pd.DataFrame, quoted: Mapping[str, str]) -> Iterator[str]:
    """Yield, for each series with dividends so small that they are likely in the whole unit, a line that says so.

    Parameters
    ----------
    prices
        With ``series, date, close, dividend``.
    quoted
        By series the hundredth it is quoted in, as the catalogue writes it.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2019-08-07", "2019-08-08"])
    >>> rows = pd.DataFrame({"series": "rio", "date": days, "close": [4500.0, 4310.0], "dividend": [0.0, 1.23]})
    >>> list(too_small(rows, {"rio": "gbx"}))
    ['the dividend of rio on 2019-08-08 (1.23) is 0.03 % of its price in pence: if it is in pounds, multiply it by 100']
    """
    paid = prices[(prices["dividend"] > 0) & prices["series"].isin(list(quoted))]
    small = paid[paid["dividend"] < _SMALL * paid["close"]]
    for series, rows in small.groupby("series", sort=False):
        first, (part, whole) = rows.iloc[0], _NAMES[quoted[str(series)]]
        share = f"{100 * first['dividend'] / first['close']:.1g} % of its price in {part}"
        told = f"{series} on {first['date']:%Y-%m-%d} ({first['dividend']:g})"
        if len(rows) == 1:
            yield f"the dividend of {told} is {share}: if it is in {whole}, multiply it by 100"
        else:
            yield f"{len(rows)} dividends as that of {told} are {share} or so: if in {whole}, multiply them by 100"
