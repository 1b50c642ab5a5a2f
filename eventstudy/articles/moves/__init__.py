"""Reported market moves in news prose, as typed records with offsets.

A deterministic grammar in three passes over each sentence: tokens to items (`lexer`), items to values that words
license (`reader`, `licence`), values to records whose unit and size their instrument can have (`build`, `when`). Each
pass looks a bounded number of tokens ahead or back, so the cost is linear in the length of the text. What it does not
understand it leaves out.
"""

from __future__ import annotations

from eventstudy.articles.moves.find import find_moves, moves_in

__all__ = ["find_moves", "moves_in"]
