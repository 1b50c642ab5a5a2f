"""The header of an article: TOML between two lines ``+++``."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from eventstudy.errors import ArticleError
from eventstudy.toml import parse_toml

_HEADER_KEYS = {"outlet": str, "published": (str, date), "sha256": str, "length": int, "title": str, "author": str,
                "url": str, "note": str}  # fmt: skip
_FENCE = "+++"
_MOMENT = re.compile(
    r"^(\s*published\s*=\s*)"
    r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d(?::?\d\d)?)?)"
    r"(\s*(?:#.*)?)$"
)
"""A moment as it is written on the command line: without quotes, which TOML needs, and without seconds."""
_HASH = re.compile(r"[0-9a-f]{64}")


def split_header(text: str, name: str) -> tuple[dict[str, Any], str]:
    r"""Split off the header and check it; text without a fence on its first line has none.

    Raises
    ------
    ArticleError
        When it is not closed, is not TOML, or has a key or a value that is not allowed.

    Examples
    --------
    >>> split_header('+++\ntitle = "Oil"\n+++\nIt rose.', "a.txt")
    ({'title': 'Oil'}, 'It rose.')
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return {}, text
    close = next((i for i, line in enumerate(lines) if i and line.rstrip() == _FENCE), None)
    if close is None:
        raise ArticleError(f"{name}, line 1: the header opened by +++ is not closed; end it with a line +++")
    try:
        told = "\n".join(_MOMENT.sub(r'\1"\2"\3', line) for line in lines[1:close])
        header = parse_toml(f"\n{told}\n")  # the fence is line 1
    except ValueError as error:
        raise ArticleError(
            f"{name}: the header is not TOML: {error}; write lines such as published = 2020-01-03"
        ) from error
    for key, value in header.items():
        _check(key, value, name, _line_of(key, lines))
    return header, "\n".join(lines[close + 1 :])


def _line_of(key: str, lines: list[str]) -> int:
    return next((i for i, line in enumerate(lines, 1) if line.lstrip("[ \t\"'").startswith(key)), 1)


def _check(key: str, value: object, name: str, line: int) -> None:
    if key not in _HEADER_KEYS:
        allowed = ", ".join(_HEADER_KEYS)
        raise ArticleError(f"{name}, line {line}: unknown header key {key!r}; allowed are {allowed}")
    kinds = _HEADER_KEYS[key]
    if not isinstance(value, kinds) or isinstance(value, bool):  # type: ignore[arg-type] # a table of types
        wanted = "a whole number" if kinds is int else "text in quotes" if kinds is str else "a date such as 2020-01-03"
        raise ArticleError(f"{name}, line {line}: {key} = {value!r} is not {wanted}")
    if key == "sha256" and not _HASH.fullmatch(str(value)):
        raise ArticleError(f"{name}, line {line}: sha256 = {value!r}; give 64 hexadecimal digits in lower case")
