"""Splits and dividends as vendors tell them: in columns, in factors, in rows of their own between the prices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.prices.files.aliases import PAIRED, SIGNED
from eventstudy.prices.files.headers import plain
from eventstudy.prices.splits import factors, with_before

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from eventstudy.prices.files.sheet import Sheet

__all__ = ["with_actions", "with_rows_of_actions", "without_signs"]

_PAID = re.compile(r"\$?(\d+(?:\.\d+)?) (?:cash |special )?dividends?", re.IGNORECASE)
_SPLIT = re.compile(r"(\d+(?:\.\d+)?) ?(?::|/|-?for-?) ?(\d+(?:\.\d+)?) stock splits?", re.IGNORECASE)
_PRICES = ["open", "high", "low", "close"]
_QUOTED = [*_PRICES, "dividend"]
_DIGITS = 8
_NO_SPLIT = 1e-6
_PLAIN_TO_SEE = 0.2
"""Log price change that tells whether a split is in the prices already."""


def with_rows_of_actions(sheet: Sheet) -> pd.DataFrame | None:
    """Return the cells with rows such as ``0.87 Dividend`` and ``4:1 Stock Splits`` put in columns of their day's row.

    None where there are no such rows.

    Raises
    ------
    PriceError
        If a day has such a row and no row of prices.
    """
    told = _rows_of_actions(sheet)
    if not any(told.values()):
        return None
    own = [name for name in ("series", "date") if name in sheet.cells.columns]
    days = dict(zip(sheet.cells.index.tolist(), map(tuple, sheet.cells[own].astype(str).to_numpy()), strict=True))
    kept = sheet.cells.drop(index=[label for one in told.values() for label in one])
    places = {days[label]: label for label in kept.index.tolist()}
    for name, figures in told.items():
        column = dict(kept[name].items()) if name in kept else dict.fromkeys(kept.index.tolist(), "0")
        for label, figure in figures.items():
            if days[label] not in places:
                raise sheet.error(label, f"a {name} on {days[label][-1]}, and no row of prices on that day")
            column[places[days[label]]] = figure
        if figures:
            kept = kept.assign(**{name: pd.Series(column, dtype=object)})
    sheet.said.append("rows of dividends and splits put with the prices of their day")
    return kept


def _rows_of_actions(sheet: Sheet) -> dict[str, dict[int, str]]:
    """Return dividends and splits by the label of the row that holds nothing else."""
    cells = sheet.cells.drop(columns=["date", "series"], errors="ignore")
    texts = cells.loc[:, [cells[name].dtype == object for name in cells]]
    told: dict[str, dict[int, str]] = {"dividend": {}, "split": {}}
    for label, row in zip(texts.index.tolist(), texts.itertuples(index=False), strict=True):
        for cell in row:
            if found := _PAID.fullmatch(str(cell).strip()):
                told["dividend"][label] = found[1]
            elif found := _SPLIT.fullmatch(str(cell).strip()):
                told["split"][label] = f"{float(found[1]) / (float(found[2]) or 1.0)!r}"
    return told


def without_signs(rows: pd.DataFrame, sheet: Sheet, taken: Mapping[str, str]) -> pd.DataFrame:
    """Return prices without the minus by which one vendor marks the middle of bid and ask, and its zeros."""
    if plain(taken.get("close", "")) not in SIGNED:
        return rows
    prices = rows[_PRICES]
    if (prices < 0).to_numpy().any():
        sheet.said.append("minus signs, which mark the middle of bid and ask, taken off")
    return rows.assign(**{name: prices[name].abs().replace(0.0, np.nan) for name in _PRICES})


def with_actions(rows: pd.DataFrame, sheet: Sheet, taken: Mapping[str, str]) -> pd.DataFrame:
    """Return rows as quoted on the day, with ``split`` and ``before`` where there is a split.

    Volume is in shares of the last day.

    Whether prices have their splits in them already is seen from the prices on the days of the splits, and where these
    are too small to be seen, known from the vendor's name for them.

    Parameters
    ----------
    rows
        By series and date. With ``before`` they are the toolkit's own, and stay.
    sheet
        Told how they were read.
    taken
        What was taken for what.
    """
    if "ajexdi" in rows:
        rows = (rows if "split" in rows else rows.assign(split=_of_factor(rows))).drop(columns="ajexdi")
    if "before" in rows or "split" not in rows:
        return rows
    told = rows["split"].fillna(0.0)
    rows = rows.assign(split=told.where((told > 0) & (told != 1.0), 0.0))
    if not (rows["split"] > 0).any():
        return rows.drop(columns="split")
    inside, later = _inside(rows, vendor=plain(taken.get("split", "")) in PAIRED), factors(rows)
    if inside.any():
        sheet.said.append("prices put back to what was quoted before the splits")
        rows = rows.assign(**{name: rows[name].where(~inside, (rows[name] * later).round(_DIGITS)) for name in _QUOTED})
    return with_before(rows.assign(volume=rows["volume"].where(inside, rows["volume"] * later)))


def _of_factor(rows: pd.DataFrame) -> pd.Series[float]:
    """Return the splits in what prices are to be divided by for all later ones."""
    before = rows["ajexdi"].groupby(rows["series"], sort=False).shift()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (before / rows["ajexdi"]).round(_DIGITS)
    return ratio.where((ratio - 1.0).abs() > _NO_SPLIT, 0.0).where(np.isfinite(ratio), 0.0)


def _inside(rows: pd.DataFrame, *, vendor: bool) -> NDArray[np.bool_]:
    """Tell, of each row, whether its series has its splits in the prices."""
    names = rows["series"]
    close = rows["close"].where(rows["close"] > 0)
    ratio = close / close.groupby(names, sort=False).shift()
    split = rows["split"].where(rows["split"] > 0)
    move, size = pd.Series(np.log(ratio), rows.index), pd.Series(np.log(split), rows.index)
    seen = ((move + size).abs() - move.abs()).where(size.abs() > _PLAIN_TO_SEE)
    votes = names.map(seen.groupby(names, sort=False).sum(min_count=1))
    return np.asarray(np.where(votes.isna(), vendor, votes > 0))
