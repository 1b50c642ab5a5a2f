"""Tables for papers, pages and decks: one sheet of heads, cells and notes, drawn in each format.

`frames` and `records` make a `Sheet` of a study's tables and of lists of records; modules called ``to_...`` draw it.
"""

from __future__ import annotations

from eventstudy.report.publish.published import PublishedTable

__all__ = ["PublishedTable"]
