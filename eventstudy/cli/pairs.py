"""Options that are given once for all series, or again and again as ``SERIES=NAME``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence


def pairs(values: Sequence[str] | None, option: str, form: str = "SERIES=NAME") -> dict[str, str]:
    """Return what was given as ``KEY=VALUE``, by key.

    Examples
    --------
    >>> pairs(["gap=keep", "xom.split=no_move"], "--flagged")
    {'gap': 'keep', 'xom.split': 'no_move'}
    """
    found: dict[str, str] = {}
    for key, value in (_split(text, option, form) for text in values or ()):
        if key in found:
            raise typer.BadParameter(f"{key!r} is given twice; once is enough", param_hint=option)
        found[key] = value
    return found


def one_each(values: Sequence[str] | None, option: str) -> str | dict[str, str] | None:
    """Return one name for all series, or a name by series.

    Examples
    --------
    >>> one_each(["sp500"], "--benchmark"), one_each(["xom=sp500", "cvx=dow"], "--benchmark")
    ('sp500', {'xom': 'sp500', 'cvx': 'dow'})
    """
    if not values:
        return None
    if not any("=" in text for text in values):
        if len(values) > 1:
            raise typer.BadParameter(
                f"{' and '.join(values)} are several; give one, or one for each series as SERIES=NAME",
                param_hint=option,
            )
        return values[0]
    return pairs(values, option)


def several_each(values: Sequence[str] | None, option: str) -> list[str] | dict[str, list[str]]:
    """Return names for all series, or the names of each series.

    Examples
    --------
    >>> several_each(["market", "raw"], "--model"), several_each(["xom=market", "xom=raw"], "--model")
    (['market', 'raw'], {'xom': ['market', 'raw']})
    """
    if not any("=" in text for text in values or ()):
        return list(values or ())
    found: dict[str, list[str]] = {}
    for series, name in (_split(text, option, "SERIES=NAME") for text in values or ()):
        found.setdefault(series, []).append(name)
    return found


def _split(text: str, option: str, form: str) -> tuple[str, str]:
    key, _, value = (part.strip() for part in text.partition("="))
    if not key or not value:
        raise typer.BadParameter(f"{text!r} is not of the form {form}", param_hint=option)
    return key, value
