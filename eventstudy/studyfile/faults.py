"""What is wrong with a study file, in one line: the key, what was found, what is allowed."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Where = tuple[int | str, ...]
    Keys = Mapping[str, Sequence[str]]

_IN_TOML = (
    ("a valid tuple", "a list"),
    (r"a valid dictionary( or instance of \w+)?", "a table"),
    ("a valid string", "text in quotes"),
    ("a valid boolean", "true or false"),
    (" after validation", ""),
)
"""What pydantic calls things, and what a reader of the file does."""


def sentence(found_faults: Sequence[Mapping[str, Any]], keys: Keys) -> str:
    """Return the first fault as one line: the key, what was found, what is allowed.

    Parameters
    ----------
    found_faults
        As pydantic lists them.
    keys
        By table, the keys it may have.
    """
    faults = list(found_faults)
    inner = [item["loc"] for item in faults]  # a list whose items are at fault is also said to be too short
    faults = [item for item in faults if not (item["type"] == "too_short" and _holds(item["loc"], inner))]
    fault = next((item for item in faults if item["type"] == "extra_forbidden"), faults[0])
    where, found = fault["loc"], fault.get("input")
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    if fault["type"] == "extra_forbidden":
        return unknown(where, keys) + more
    key = _key(where)
    if fault["type"] == "missing":
        return f"{key} is missing; it is needed{more}"
    message = fault["msg"].removeprefix("Value error, ")
    if where in {("series",), ("event",)} and fault["type"] == "tuple_type":
        return f"{key} is {found!r}; write each as a table of its own, [[{key}]]{more}"
    if len(where) == 1 and isinstance(found, list):
        return f"{key} stands as a list of tables; it is one: write [{key}] once{more}"
    for python, toml in _IN_TOML:
        message = re.sub(python, toml, message)
    if fault["type"] == "value_error":
        return f"{key}: {message}{more}" if key else f"{message}{more}"
    return f"{key} is {found!r}: {message[0].lower()}{message[1:]}{more}"


def _holds(where: Where, others: Sequence[Where]) -> bool:
    return any(len(other) > len(where) and other[: len(where)] == where for other in others)


def _key(where: Where) -> str:
    """Return a location the way a reader of the file would say it: ``series[2].model``."""
    text = ""
    for part in where:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif part not in {
            "",
            "date",
            "datetime",
            "[key]",
        }:  # pydantic names the branch of a union, and that it is a key
            text += f".{part}" if text else part
    return text


def unknown(where: Where, keys: Keys) -> str:
    """Return the sentence for an unknown key, with the allowed ones."""
    key = str(where[-1])
    allowed = keys.get(str(where[0])) if len(where) > 1 else None
    known = sorted(keys) if allowed is None else allowed
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean `{near[0]}`? " if near else ""
    return f"unknown key `{_key(where)}`; {hint}allowed here: {', '.join(known)}"
