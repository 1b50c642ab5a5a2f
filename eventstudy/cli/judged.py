"""What `eventstudy check` prints: verdicts as tables, CSV, JSON or Markdown, and as a picture."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventstudy.cli import terminal
from eventstudy.cli.check import CheckFormat
from eventstudy.cli.guard import say
from eventstudy.cli.options import Format
from eventstudy.cli.outfile import write_file
from eventstudy.cli.output import put as put_result
from eventstudy.cli.output import terminal_width
from eventstudy.instruments import short_names
from eventstudy.records import Verdict, as_dict
from eventstudy.report import agreement, shapes
from eventstudy.report.markdown import verdicts_markdown
from eventstudy.report.remarks import remarks_table
from eventstudy.report.verdicts import verdicts_table
from eventstudy.report.witnesses import concerning, witness_table
from eventstudy.results import to_frame
from eventstudy.verdicts.summary import Summary, summarise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from eventstudy.pipeline.checking import Beside
    from eventstudy.records import Article, Dropped
    from eventstudy.report.tables import Table
    from eventstudy.verdicts.remarks import Weighed

MANY = 2_000
"""Moves from which on the check takes so long that it says how far it is."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Articles, the verdicts on what they report, and what those rest on."""

    articles: Sequence[Article]
    verdicts: list[Verdict]
    prices: pd.DataFrame
    beside: Beside
    dropped: Sequence[Dropped]
    remarks: Sequence[Weighed] | None = None
    """Where they were asked for."""

    @property
    def summary(self) -> Summary:
        """What the verdicts come to together."""
        return summarise(self.verdicts, self.beside.tolerances)

    @property
    def problems(self) -> list[Mapping[str, Any]]:
        """What is odd about the prices of the series used."""
        return concerning(self.prices.attrs.get("provenance", {}).get("findings", ()), self.verdicts)


def put(how: CheckFormat, shown: Judged, *, quiet: bool) -> None:
    """Print verdicts the way that was asked for."""
    if how is CheckFormat.MARKDOWN:
        text = verdicts_markdown(
            shown.verdicts,
            shown.articles,
            order=shown.summary.order,
            patterns=as_dict(shown.summary.articles),
            problems=shown.problems,
            remarks=as_dict(list(shown.remarks or ())),
            names=short_names(),
        )
        sys.stdout.write(text)
        return
    if how is CheckFormat.TABLE and quiet:
        return
    if how is CheckFormat.TABLE:
        terminal.print_sentences([*_sentences(shown), ""], width=terminal_width())
    put_result(
        Format(how.value),
        tables=lambda: _tables(shown),
        frame=lambda: to_frame(shown.verdicts, Verdict),
        json=lambda: _json(shown),
    )


def draw(shown: Judged, path: Path) -> None:
    """Write the verdicts as a picture."""
    from eventstudy.report.figures import moves_figure, to_png, to_svg  # noqa: PLC0415 - matplotlib, only to draw

    figure = moves_figure(shown.verdicts, names=short_names())
    write_file(path, to_png(figure) if path.suffix.lower() == ".png" else to_svg(figure).encode())
    say(f"verdicts drawn in {path}")


def _sentences(shown: Judged) -> list[str]:
    """Return what the verdicts come to, and each disagreement, the strongest first."""
    return [
        " ".join(agreement.verdict_sentences(shown.verdicts, len(shown.articles))),
        *agreement.disagreement_sentences(shown.verdicts, shown.summary.order, names=short_names()),
        *agreement.pattern_sentences(as_dict(shown.summary.articles)),
    ]


def _tables(shown: Judged) -> list[Table]:
    odd = witness_table(shown.problems, shown.verdicts, names=short_names())
    told = [] if shown.remarks is None else [remarks_table(as_dict(list(shown.remarks)), names=short_names())]
    return [verdicts_table(shown.verdicts, names=short_names()), *told, *([odd] if odd.rows else [])]


def _json(shown: Judged) -> dict[str, Any]:
    told = shown.prices.attrs.get("provenance", {})
    named = [(f"prices: {told.get('source', '')}", str(told.get("sha256", "")))] if told else []
    return {
        **shapes.verdicts_object(shown.verdicts),
        "summary": shapes.summary_object(shown.summary, shown.verdicts, len(shown.articles)),
        "articles": shapes.articles_list(shown.articles),
        "inputs": as_dict([*named, *shown.beside.inputs]),
        **({} if shown.remarks is None else {"remarks": as_dict(list(shown.remarks))}),
        "data_problems": as_dict(shown.problems),
        "dropped": as_dict(list(shown.dropped)),
    }
