"""Tables of moves and events that a person corrects: records to rows, and a file of rows back to the same records."""

from __future__ import annotations

from eventstudy.articles.sheets.events import event_rows, read_events
from eventstudy.articles.sheets.moves import move_rows, read_moves

__all__ = ["event_rows", "move_rows", "read_events", "read_moves"]
