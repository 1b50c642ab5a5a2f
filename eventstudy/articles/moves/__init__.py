"""Reported market moves in news prose, as typed records with offsets.

A deterministic grammar in three passes over each sentence: tokens to items (`words`), items to values that words
license (`grammar`), values to records whose unit and size their instrument can have (`article`, `build`, `when`,
`statements`). Each pass looks a bounded number of tokens ahead or back, so the cost is linear in the length of the
text. What it does not understand it leaves out. A direction told without a number is a remark (`remarks`).
"""

from __future__ import annotations

from eventstudy.articles.moves.find import find_moves, find_remarks, moves_in
from eventstudy.articles.moves.remarks import Remark

__all__ = ["Remark", "find_moves", "find_remarks", "moves_in"]
