"""Verdicts as Markdown: a text to paste into a story's file, with everything each verdict rests on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eventstudy.report.agreement import (
    chance_sentence,
    disagreement_sentences,
    pattern_sentences,
    tolerance_sentence,
    verdict_sentences,
)
from eventstudy.report.evidence import told_verdict
from eventstudy.report.remarks import remarks_table
from eventstudy.report.verdicts import verdicts_table
from eventstudy.report.visible import visible
from eventstudy.report.witnesses import witness_table
from eventstudy.report.wording import by_phase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eventstudy.records import Article, Verdict
    from eventstudy.report.tables import Table

__all__ = ["plain", "verdicts_markdown"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~]|&(?=#?\w+;))")


def plain(text: str) -> str:
    r"""Return a text on one line that Markdown shows as it is.

    Examples
    --------
    >>> plain("up *1.3*\n percent | <b>")
    'up \\*1.3\\* percent \\| \\<b\\>'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def verdicts_markdown(
    verdicts: Sequence[Verdict],
    articles: Sequence[Article],
    *,
    order: Sequence[int] | None = None,
    patterns: Iterable[Mapping[str, Any]] = (),
    problems: Iterable[Mapping[str, Any]] = (),
    remarks: Iterable[Mapping[str, Any]] = (),
    names: Mapping[str, str] | None = None,
) -> str:
    """Return verdicts as Markdown: what they come to, one table, and each verdict with its evidence.

    Parameters
    ----------
    verdicts
        As `check_moves` gives them.
    articles
        For the sentences that report the moves; a move of none of them is shown without its sentence.
    order
        Places of the verdicts, the strongest disagreement first.
    patterns
        How many checks each article failed; see `eventstudy.report.agreement.pattern_sentences`.
    problems
        What is odd about the prices, mappings with ``series flag what rows first last days``.
    remarks
        What is told without a number; see `eventstudy.report.remarks`.
    names
        What a reader calls each series.
    """
    chance, tolerances = chance_sentence(verdicts), tolerance_sentence(verdicts)
    lead = [" ".join(verdict_sentences(verdicts, len(articles))), *(text for text in (chance, tolerances) if text)]
    listed = [f"- {plain(one)}" for one in disagreement_sentences(verdicts, order, names=names)]
    listed += [f"- {plain(one)}" for one in pattern_sentences(patterns)]
    odd = witness_table(problems, verdicts, names=names)
    held = {article.name: article for article in articles}
    blocks = ["# Reported against measured", *map(plain, lead)]
    blocks += ["\n".join(listed)] if listed else []
    blocks += [_grid(verdicts_table(verdicts, names=names))] if verdicts else []
    for number, item in by_phase(verdicts):
        blocks += _told(told_verdict(item, number, names, held.get(item.move.article)))
    for table in (remarks_table(remarks, names=names), odd):
        blocks += [f"## {table.title}", _grid(table), *map(plain, table.notes)] if table.rows else []
    return visible("\n\n".join(blocks)) + "\n"


def _told(told: Mapping[str, Any]) -> list[str]:
    """Return one verdict in blocks: heading, sentence, note, facts, prices, arithmetic, readings."""
    blocks = [f"## {told['number']}. {plain(told['instrument'])}: “{plain(told['quote'])}”, {told['verdict']}"]
    for passage in told["passages"]:
        marked = "".join(f"**{plain(one.text)}**" if one.numbers else _kept(one.text) for one in passage)
        blocks.append(f"> “{marked}” ({plain(told['about'])})")
    blocks.append(plain(told["note"] or told["sentence"]))
    blocks.append("\n".join(f"- {head}: {plain(text)}" for head, text in told["facts"]))
    if told["prices"].rows:
        blocks += [f"{plain(told['prices'].title)}:", _grid(told["prices"])]
    if told["arithmetic"]:
        blocks.append("\n".join(f"    {' '.join(step.split())}" for step in told["arithmetic"]))
    if told["variants"]:
        readings = "\n".join(f"- {plain(reading)}: {verdict}" for reading, verdict in told["variants"])
        blocks += ["Readings that were tried:", readings]
    return blocks


def _kept(text: str) -> str:
    """Return a text that Markdown shows as it is, a blank at either end kept."""
    return f"{' ' if text[:1].isspace() else ''}{plain(text)}{' ' if text[-1:].isspace() and text.strip() else ''}"


def _grid(table: Table) -> str:
    """Return a table as Markdown has it."""
    marks = ["---:" if column.align == "right" else "---" for column in table.columns]
    lines = [[column.label for column in table.columns], marks, *([plain(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
