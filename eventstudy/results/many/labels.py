"""Columns of text as codes: each name once, however many rows say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    Names = Sequence[str] | npt.NDArray[Any]

Codes = npt.NDArray[np.int32]

_STRETCH = 1 << 16
"""Rows looked at together."""

_HASHABLE = {"string", "empty", "integer", "floating", "boolean", "datetime64", "categorical"}
"""Kinds of cells that are alike where they are equal: 1 and True, or one instant in two zones, are not."""


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """A column of names.

    Attributes
    ----------
    names : sequence of str
        Each once.
    codes : array of shape (N,), int
        Place of each row's name; -1 for none.
    """

    names: Names
    codes: Codes

    def __len__(self) -> int:
        return int(self.codes.size)

    def of(self, place: int) -> str | None:
        """Return the name of a row."""
        code = int(self.codes[place])
        return None if code < 0 else str(self.names[code])

    @staticmethod
    def none(N: int) -> Labels:
        """Return N rows without a name, which take no room."""
        return Labels([], np.broadcast_to(np.int32(-1), N))

    def take(self, places: npt.NDArray[Any]) -> Labels:
        """Return some rows."""
        return Labels(self.names, self.codes[places]) if len(self.names) else Labels.none(places.size)

    def texts(self) -> npt.NDArray[Any]:
        """Return the name of each row as an array of objects, None for none."""
        names = np.array([*self.names, None], dtype=object)
        found: npt.NDArray[Any] = names[self.codes]
        return found

    def used(self) -> list[str]:
        """Return the names that rows have, in the order in which they come."""
        N = len(self)
        first = np.full(len(self.names) + 1, N, dtype=np.int64)  # the last is that of rows without a name
        for begin in reversed(range(0, N, _STRETCH)):
            some = self.codes[begin : begin + _STRETCH]
            first[some[::-1]] = np.arange(begin, begin + some.size)[::-1]
        order = np.argsort(first[:-1], kind="stable")
        return [str(self.names[code]) for code in order[first[:-1][order] < N].tolist()]

    def where(self, name: str) -> npt.NDArray[np.bool_]:
        """Return which rows have a name."""
        found: npt.NDArray[np.bool_] = np.isin(self.codes, np.flatnonzero(np.asarray(self.names, dtype=object) == name))
        return found


def factorized(column: pd.Series[Any]) -> tuple[Codes, pd.Series[Any]] | None:
    """Return each row's place among the distinct cells of a column, -1 for an empty one, and these cells.

    None where the column holds cells of several kinds, which could be taken for one another.
    """
    if pd.api.types.infer_dtype(column, skipna=True) not in _HASHABLE:
        return None
    codes, distinct = pd.factorize(column)
    return codes.astype(np.int32), pd.Series(distinct)


def read_labels(column: pd.Series[Any]) -> Labels:
    """Return the cells of a column as text, none where one is empty; a whole number has no decimals.

    Examples
    --------
    >>> labels = read_labels(pd.Series(["xom", " cvx", "", "xom"]))
    >>> list(labels.names), labels.codes.tolist()
    (['xom', 'cvx'], [0, 1, -1, 0])
    """
    found = factorized(column)
    if found is None:
        return labels_of(_texts(column))
    codes, distinct = found
    if isinstance(distinct.dtype, pd.StringDtype):
        stripped = distinct.str.strip()
        if bool((stripped == distinct).all()) and not bool((distinct == "").any()):
            # where each row has a name of its own, the column's letters are shared
            return Labels(column.array.copy() if distinct.size == column.size else distinct.array, codes)
    return recoded(labels_of(_texts(distinct)), codes)


def labels_of(texts: Sequence[str | None]) -> Labels:
    """Return texts as labels.

    Examples
    --------
    >>> labels_of(["a", None, "a"]).codes.tolist()
    [0, -1, 0]
    """
    codes, names = pd.factorize(np.array(texts, dtype=object))
    return Labels(names, codes.astype(np.int32))


def recoded(distinct: Labels, codes: Codes) -> Labels:
    """Return the labels of rows whose codes are places among labels; -1 stays none.

    Examples
    --------
    >>> recoded(labels_of(["a", "b", "a"]), np.array([2, 1, -1], dtype=np.int32)).codes.tolist()
    [0, 1, -1]
    """
    lookup = np.append(distinct.codes, np.int32(-1))
    return Labels(distinct.names, lookup[codes])


def _texts(column: pd.Series[Any]) -> list[str | None]:
    if pd.api.types.is_float_dtype(column):
        return [None if np.isnan(value) else f"{value:.15g}" for value in column.to_numpy(dtype=float)]
    empty = column.isna().tolist()
    texts = [str(value).strip() for value in column.tolist()]
    return [None if missing or not text else text for text, missing in zip(texts, empty, strict=True)]
