"""Design: the choices a study was made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventstudy.records import Window


@dataclass(frozen=True, slots=True)
class Design:
    """The choices a study was made with."""

    models: dict[str, tuple[str, ...]]
    """By series; the first is its main model, which the tests use."""
    benchmarks: dict[str, str | None]
    estimation: Window
    event: Window
    windows: tuple[Window, ...]
    overlap: str
    closed: str
    min_estimation: int
    level: float
    returns: str
    """Kind of the returns: ``"simple"`` or ``"log"``."""
    alternative: str = "two-sided"
    """What tests look for: ``"two-sided"``, ``"greater"`` or ``"less"``."""
    seed: int = 0
    """Of every test that draws."""
    outcome: str = "return"
    """What is studied: returns, or another daily quantity of each series."""
    factors: tuple[str, ...] = ()
    """Columns of the factors, where a model uses them."""
    options: dict[str, str] = field(default_factory=dict)
    """Options of models that are not left at their defaults."""
    grouped: bool = False
    """Whether the events carry groups."""
    engine: str = "single"
    """What estimated the events: ``"single"``, one by one; in blocks ``"numpy"`` or ``"numba"``."""
