"""Commands that read articles: what they say (dates, events, moves), and what prices say of it (check)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import options
from eventstudy.cli.guard import CONTRADICTED, guarded

if TYPE_CHECKING:
    from eventstudy.records import Verdict

_All = Annotated[
    bool, typer.Option("--all", help="Also list forecasts, conditions, targets and opinions, which are no moves.")
]
_Strict = Annotated[
    bool, typer.Option("--strict", help=f"End with status {CONTRADICTED} when prices contradict a move.")
]


@guarded
def dates(
    articles: options.Articles = None,
    text: options.Text = None,
    published: options.Published = None,
    output: options.Output = options.Format.TABLE,
) -> None:
    """List the dates that articles mention, each with the days it means.

    Example: eventstudy dates article.txt --published 2020-01-03
    """
    from eventstudy.articles.dates import find_dates  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli import findings, inputs  # noqa: PLC0415 - the same

    read, dropped = inputs.read(articles, text=text, published=published)
    findings.put_dates(output, find_dates(read), dropped)


@guarded
def events(
    articles: options.Articles = None,
    text: options.Text = None,
    published: options.Published = None,
    output: options.Output = options.Format.TABLE,
) -> None:
    """List the events that articles tell, when they were, and the first session that could react (day 0).

    Example: eventstudy events seeds --format json
    """
    from eventstudy.articles.events import find_events  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli import findings, inputs  # noqa: PLC0415 - the same

    read, dropped = inputs.read(articles, text=text, published=published)
    findings.put_events(output, find_events(read), dropped)


@guarded
def moves(
    articles: options.Articles = None,
    text: options.Text = None,
    published: options.Published = None,
    every: _All = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """List the market moves that articles report: instrument, direction, size, when.

    Example: eventstudy moves --text "Brent rose $3 to nearly $70 on Friday." --published 2020-01-03
    """
    from eventstudy.articles.moves import find_moves  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli import findings, inputs  # noqa: PLC0415 - the same

    read, dropped = inputs.read(articles, text=text, published=published)
    findings.put_moves(output, read, find_moves(read, every=every), dropped)


@guarded
def check(
    articles: options.Articles = None,
    text: options.Text = None,
    published: options.Published = None,
    prices: options.Prices = None,
    strict: _Strict = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Check the market moves that articles report against prices, and say of each whether they agree.

    Example: eventstudy check seeds --strict
    """
    from eventstudy.articles.moves import find_moves  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli import findings, inputs  # noqa: PLC0415 - the same
    from eventstudy.prices import load_available  # noqa: PLC0415 - the same
    from eventstudy.verdicts import check_moves  # noqa: PLC0415 - the same

    read, dropped = inputs.read(articles, text=text, published=published)
    inputs.require_date(read, articles)
    found = find_moves(read)
    spoken = [name for move in found for name in move.candidates]
    verdicts = check_moves(found, load_available(spoken, prices or "snapshot"))
    findings.put_verdicts(output, read, verdicts, dropped)
    if strict and _contradicted(verdicts):
        raise typer.Exit(CONTRADICTED)


def _contradicted(verdicts: list[Verdict]) -> bool:
    return any(item.verdict == "contradicted" for item in verdicts)
