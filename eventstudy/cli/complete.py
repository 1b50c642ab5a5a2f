"""What the Tab key offers as values: instruments, models, tests, sources. Nothing is loaded until it is pressed."""

from __future__ import annotations

__all__ = ["instruments", "models", "pairs_of_models", "price_sources", "sources", "tests"]


def tests(incomplete: str) -> list[str]:
    """Offer tests; after a comma a further one.

    Examples
    --------
    >>> tests("conditional")
    ['conditional_sq']
    >>> tests("t,conditional")
    ['t,conditional_sq']
    """
    from eventstudy.battery import BATTERY  # noqa: PLC0415 - `eventstudy --help` must answer at once

    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in BATTERY if name.startswith(last)]


def models(incomplete: str) -> list[str]:
    """Offer models.

    Examples
    --------
    >>> models("mar")
    ['market']
    """
    from eventstudy.study.catalogue import MODEL_NOTES  # noqa: PLC0415 - the same

    return [note.name for note in MODEL_NOTES if note.name.startswith(incomplete)]


def pairs_of_models(incomplete: str) -> list[str]:
    """Offer models, also after the name of a series.

    Examples
    --------
    >>> pairs_of_models("xom=mar")
    ['xom=market']
    """
    series, equals, model = incomplete.rpartition("=")
    return [f"{series}{equals}{name}" for name in models(model)]


def instruments(incomplete: str) -> list[str]:
    """Offer ids of the catalogue.

    Examples
    --------
    >>> instruments("bre")
    ['brent']
    """
    from eventstudy.instruments import catalogue  # noqa: PLC0415 - the same

    return [name for name in catalogue() if name.startswith(incomplete.lower())]


def price_sources(incomplete: str) -> list[str]:
    """Offer sources of prices; without a match the shell offers files."""
    return [name for name in ("snapshot", "yahoo", "fred") if name.startswith(incomplete)]


def sources(incomplete: str) -> list[str]:
    """Offer sources on the network."""
    return [name for name in ("yahoo", "fred") if name.startswith(incomplete)]
