"""Frozen records of arrays as bytes and back, without running anything that the bytes say."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eventstudy.errors import EventStudyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TREE = "tree"


def pack(value: object) -> bytes:
    """Return a value of records, tuples, lists, dicts of text, arrays and plain values as bytes.

    Examples
    --------
    >>> unpack(pack({"a": (1, np.array([2.5]))}), [])
    {'a': (1, array([2.5]))}
    """
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    tree = _outline(value, arrays)
    told = np.frombuffer(json.dumps(tree).encode(), dtype=np.uint8)
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **{_TREE: told}, **arrays)
    return stream.getvalue()


def unpack(data: bytes, kinds: Sequence[type]) -> Any:  # noqa: ANN401 - whatever was packed
    """Return what was packed.

    Parameters
    ----------
    data
        Of `pack`.
    kinds
        Classes of the records in it.

    Raises
    ------
    EventStudyError
        If the bytes are not whole.
    """
    known = {kind.__name__: kind for kind in kinds}
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            held = {name: arrays[name] for name in arrays.files}
        return _filled(json.loads(held.pop(_TREE).tobytes()), held, known)
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise EventStudyError(f"sums that were kept cannot be read: {error}; start again without --resume") from error


def _outline(value: Any, arrays: dict[str, np.ndarray[Any, Any]]) -> Any:  # noqa: ANN401, PLR0911 - a line for each of several kinds
    """Return a value as JSON, its arrays by their number."""
    if isinstance(value, np.ndarray):
        name = f"a{len(arrays)}"
        arrays[name] = value
        return {"array": name}
    if is_dataclass(value) and not isinstance(value, type):
        held = {field.name: _outline(getattr(value, field.name), arrays) for field in fields(value)}
        return {"record": type(value).__name__, "fields": held}
    if isinstance(value, tuple | list):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [_outline(one, arrays) for one in value]}
    if isinstance(value, dict):
        return {"dict": [[_outline(key, arrays), _outline(one, arrays)] for key, one in value.items()]}
    if isinstance(value, np.generic):
        return _outline(np.asarray(value), arrays) | {"scalar": True}
    if isinstance(value, float):  # exact, and NaN is no JSON
        return _outline(np.asarray(value), arrays) | {"float": True}
    return {"plain": value}


def _filled(tree: Mapping[str, Any], arrays: Mapping[str, Any], known: Mapping[str, type]) -> Any:  # noqa: ANN401, PLR0911 - as above
    """Return the value that JSON and arrays stand for."""
    match tree:
        case {"array": name, "float": True}:
            return float(arrays[name])
        case {"array": name, "scalar": True}:
            return arrays[name][()]
        case {"array": name}:
            return arrays[name]
        case {"record": name, "fields": held}:
            return known[name](**{key: _filled(one, arrays, known) for key, one in held.items()})
        case {"tuple": held}:
            return tuple(_filled(one, arrays, known) for one in held)
        case {"list": held}:
            return [_filled(one, arrays, known) for one in held]
        case {"dict": held}:
            return {_filled(key, arrays, known): _filled(one, arrays, known) for key, one in held}
        case {"plain": held}:
            return held
        case _:
            raise ValueError(f"unknown entry {sorted(tree)}")
