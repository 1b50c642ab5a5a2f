"""Trading of a share on another exchange than the one whose prices are held: Exxon in Frankfurt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eventstudy.verdicts.wording import called

if TYPE_CHECKING:
    from eventstudy.verdicts.observables import Case

__all__ = ["foreign_venue", "venue_in"]

_CALENDARS = {
    "frankfurt": "XETR", "london": "XLON", "tokyo": "XTKS", "hong kong": "XHKG", "paris": "XPAR", "new york": "XNYS",
    "sydney": "XASX", "toronto": "XTSE", "zurich": "XSWX", "milan": "XMIL", "mumbai": "XBOM", "seoul": "XKRX",
    "amsterdam": "XAMS", "madrid": "XMAD", "stockholm": "XSTO",
}  # fmt: skip
_VENUE = re.compile(rf"^[^,;\d]{{0,40}}?\bin ({'|'.join(_CALENDARS)})\b", re.IGNORECASE)


def venue_in(words: str) -> str:
    """Return the city whose exchange the words right after a number name, empty where they name none.

    Examples
    --------
    >>> venue_in(" percent in Frankfurt trading on Friday"), venue_in(" percent on Friday")
    ('Frankfurt', '')
    """
    found = _VENUE.search(words)
    return found[1] if found is not None else ""


def foreign_venue(case: Case) -> str:
    """Say that a share is told of an exchange whose prices are not held; empty where it is not."""
    city, bars = case.words.venue, case.bars
    if not city or bars.kind != "stock" or bars.calendar is None or case.move.time is not None:
        return ""
    if _CALENDARS[city.lower()] == bars.calendar:
        return ""
    return (
        f"prices of {called(bars.series)} in {case.source} are not those of {city}, which the words name; prices of "
        "that exchange would settle it"
    )
