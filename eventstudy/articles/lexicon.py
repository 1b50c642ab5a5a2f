"""The word lists of the article readers, from ``data/english.toml`` and ``data/places.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def table(name: str) -> Mapping[str, Any]:
    """Return a data file of the package as a read-only mapping.

    Examples
    --------
    >>> sorted(table("english")["sentences"])[0]
    'dangling'
    """
    text = files("eventstudy").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def words(section: str, key: str) -> frozenset[str]:
    """Return one list of ``english.toml``; an underscore in an entry becomes a space.

    Examples
    --------
    >>> "the" in words("sentences", "dangling")
    True
    """
    return frozenset(word.replace("_", " ") for word in table("english")[section][key].split())
