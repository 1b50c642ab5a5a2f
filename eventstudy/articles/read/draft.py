"""A text on its way to be an article, with what its file says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """What was found in a file: the text, and what is said of it there.

    `published` is as it was written, a day or an instant, to be checked by whoever makes the article.
    """

    text: str
    title: str | None = None
    outlet: str | None = None
    published: date | datetime | str | None = None
