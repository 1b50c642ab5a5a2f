"""Text of very many rows, held as Arrow holds it: a buffer of letters, not an object for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from eventstudy.results.many.labels import Labels

    Numbers = npt.NDArray[Any]

Strings = Any
"""An Arrow array of N texts, in one piece or several, null where there is none."""

_KIND = pa.large_string()
_TEXT: Any = pd.Series(["a"]).dtype
_PIECE = 1 << 16
"""Rows whose letters the others of a column share where all say the same."""


def strings(texts: Any) -> Strings:  # noqa: ANN401 - a sequence of any kind
    """Return texts, None for none, as an Arrow array."""
    if isinstance(texts, np.ndarray) and texts.dtype != object:
        texts = texts.astype(object)
    found = pa.array(texts, type=_KIND, from_pandas=True)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def coded(texts: Any, codes: Numbers) -> Strings:  # noqa: ANN401 - a sequence of any kind
    """Return the text of each row by its place among distinct ones; -1 for none.

    Examples
    --------
    >>> coded(["a", "b"], np.array([1, -1, 0])).to_pylist()
    ['b', None, 'a']
    """
    distinct = texts if isinstance(texts, pa.Array) else strings(texts)
    if codes.size == len(distinct) and bool((codes[1:] > codes[:-1]).all()) and not bool((codes[:1] < 0).any()):
        return distinct  # each once, in their order: nothing to copy
    return distinct.take(_indices(codes))


def named(labels: Labels) -> Strings:
    """Return the name of each row."""
    return coded(labels.names, labels.codes)


def repeated(text: str, N: int) -> Strings:
    """Return N times one text, as pieces that share their letters: they take the room of one.

    Examples
    --------
    >>> repeated("a", 3).to_pylist()
    ['a', 'a', 'a']
    """
    piece = pa.repeat(pa.scalar(text, _KIND), min(N, _PIECE))
    return pa.chunked_array([piece.slice(0, N - begin) for begin in range(0, N, _PIECE)], type=_KIND)


def named_column(labels: Labels, times: int) -> pd.Series[Any]:
    """Return the name of each row as a column, so many times one after another."""
    codes = labels.codes
    if codes.size and codes[0] >= 0 and bool((codes == codes[0]).all()):
        return column(repeated(str(labels.names[codes[0]]), codes.size * times))
    return column(coded(labels.names, codes if times == 1 else np.repeat(codes, times)))


def alike(columns: Numbers) -> npt.NDArray[np.int64]:
    """Return a number for each row of codes, the same for rows that are the same.

    Examples
    --------
    >>> alike(np.array([[0, 3], [1, 3], [0, 3]])).tolist()
    [0, 1, 0]
    """
    keys = np.zeros(columns.shape[0], dtype=np.int64)
    for codes in columns.T:
        width = int(codes.max(initial=0)) + 1
        keys = pd.factorize(keys * width + codes)[0].astype(np.int64)
    return keys


def each(N: int, places: Numbers, texts: Strings) -> Strings:
    """Return N texts of which some rows have one.

    Examples
    --------
    >>> each(3, np.array([2, 0]), strings(["a", "b"])).to_pylist()
    ['b', None, 'a']
    """
    if places.size == N and bool((places == np.arange(N)).all()):
        return texts
    at = np.full(N, -1, dtype=np.int64)
    at[places] = np.arange(places.size)
    return texts.take(_indices(at))


def distinct(keys: Numbers, say: Callable[[int], str]) -> Strings:
    """Return what there is to say of each row, said once of rows that have one key; null for nothing.

    Parameters
    ----------
    keys : array of shape (N,)
        Alike where the texts are alike.
    say
        From the place of a row to its text.
    """
    _, first, of = np.unique(keys, return_index=True, return_inverse=True)
    return coded([say(place) or None for place in first.tolist()], of.reshape(-1))


def joined(columns: Sequence[Strings], between: str = "; ") -> Strings:
    """Return the texts of each row, one after another; null for a row without any.

    Examples
    --------
    >>> joined([strings(["a", None, "c"]), strings(["x", None, None])]).to_pylist()
    ['a; x', None, 'c']
    """
    if len(columns) == 1:
        return columns[0]
    some = columns[0].is_valid()
    for column in columns[1:]:
        some = pc.or_(some, column.is_valid())
    first = pc.if_else(some, columns[0], pa.scalar("", _KIND))  # Arrow leaves a row without any text out
    whole = pc.binary_join_element_wise(first, *columns[1:], pa.scalar(between, _KIND), null_handling="skip")
    return pc.if_else(some, whole, pa.scalar(None, _KIND))


def without(texts: Strings, rows: npt.NDArray[np.bool_]) -> Strings:
    """Return texts, none for some rows."""
    return pc.if_else(pa.array(rows), pa.scalar(None, _KIND), texts) if bool(rows.any()) else texts


def over(first: Strings, second: Strings) -> Strings:
    """Return the first text of each row, the second where it has none."""
    return second if first.null_count == len(first) else pc.coalesce(first, second)


def none(N: int) -> Strings:
    """Return N texts, all null."""
    return pa.nulls(N, _KIND)


def stacked(parts: Sequence[Strings]) -> Strings:
    """Return the texts of several arrays, one after another."""
    return parts[0] if len(parts) == 1 else pa.concat_arrays(_pieces(parts))


def chained(parts: Sequence[Strings]) -> Strings:
    """Return the texts of several arrays, one after another, as they lie: nothing is copied."""
    return parts[0] if len(parts) == 1 else pa.chunked_array(_pieces(parts), type=_KIND)


def _pieces(parts: Sequence[Strings]) -> list[Any]:
    return [piece for one in parts for piece in (one.chunks if isinstance(one, pa.ChunkedArray) else [one])]


def give_back() -> None:
    """Give memory that texts no longer take back to the machine; Arrow keeps it for later by itself."""
    pa.default_memory_pool().release_unused()


def side_by_side(columns: Sequence[Strings]) -> Strings:
    """Return the texts of several columns row by row.

    Examples
    --------
    >>> side_by_side([strings(["a", "b"]), strings(["x", "y"])]).to_pylist()
    ['a', 'x', 'b', 'y']
    """
    if len(columns) == 1:
        return columns[0]
    N, times = len(columns[0]), len(columns)
    at = np.arange(N)[:, None] + N * np.arange(times)
    return stacked(columns).take(_indices(at.ravel()))


def filled(texts: Strings) -> Strings:
    """Return texts, an empty one for none.

    Examples
    --------
    >>> filled(strings(["a", None])).to_pylist()
    ['a', '']
    """
    if isinstance(texts, pa.ChunkedArray):
        return chained([filled(piece) for piece in texts.chunks])
    _, ends, letters = texts.buffers()
    if texts.null_count == 0 or letters is None or texts.offset:
        return texts.fill_null("")
    lengths = np.diff(np.frombuffer(ends, dtype=np.int64)[: len(texts) + 1])
    if bool(lengths[texts.is_null().to_numpy(zero_copy_only=False)].any()):
        return texts.fill_null("")
    return pa.Array.from_buffers(_KIND, len(texts), [None, ends, letters], 0)  # a null is empty already: no copy


def column(texts: Strings) -> pd.Series[Any]:
    """Return texts as a column, of the kind that pandas makes of a list of them."""
    if texts.null_count == len(texts) or pd.api.types.is_object_dtype(_TEXT):  # pandas before 3
        return pd.Series(texts.to_pylist(), dtype=object)
    return pd.Series(_TEXT.__from_arrow__(repeated("", len(texts)) if _empty(texts) else texts))


def _empty(texts: Strings) -> bool:
    """Return whether every text is there and has no letter."""
    if isinstance(texts, pa.ChunkedArray) or texts.null_count:
        return False
    ends = np.frombuffer(texts.buffers()[1], dtype=np.int64)
    return bool(ends[texts.offset] == ends[texts.offset + len(texts)])


def listed(texts: Strings) -> list[Any]:
    """Return texts as a list, None for none."""
    found: list[Any] = texts.to_pylist()
    return found


def _indices(codes: Numbers) -> Any:  # noqa: ANN401 - an Arrow array
    return pa.array(codes, mask=codes < 0)
