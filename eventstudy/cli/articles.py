"""Commands that read articles: which dates, events and moves they tell."""

from __future__ import annotations

from typing import Annotated

import typer

from eventstudy.cli import options
from eventstudy.cli.guard import guarded

_All = Annotated[
    bool, typer.Option("--all", help="Also list forecasts, conditions, targets and opinions, which are no moves.")
]
_Remarks = Annotated[
    bool,
    typer.Option("--remarks", help="Also list what is told of a direction without a number, such as “oil rose”."),
]


@guarded
def dates(
    articles: options.Articles = None,
    text: options.Text = None,
    published: options.Published = None,
    out: options.OutFile = None,
    show: options.Show = False,
    workers: options.Workers = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """List the dates that articles mention, each with the days it means."""
    from eventstudy.articles.dates import find_dates  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli import findings, inputs  # noqa: PLC0415 - the same

    to = findings.where(out, output, show=show, quiet=quiet)
    read, dropped = inputs.read(articles, text=text, published=published)
    with inputs.telling(read, quiet=quiet) as tell:
        found = find_dates(read, workers=inputs.cores(workers), progress=tell)
    if show:
        from eventstudy.cli import marked  # noqa: PLC0415 - the same

        marked.print_marked(read, marked.date_marks(found))
    findings.put_dates(to, found, dropped)


@guarded
def events(
    articles: options.Articles = None,
    text: options.Text = None,
    published: options.Published = None,
    out: options.OutFile = None,
    show: options.Show = False,
    workers: options.Workers = None,
    _instruments: options.Instruments = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """List the events that articles tell, when they were, and the first session that could react (day 0)."""
    from eventstudy.articles.events import find_events  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli import findings, inputs  # noqa: PLC0415 - the same

    to = findings.where(out, output, show=show, quiet=quiet)
    read, dropped = inputs.read(articles, text=text, published=published)
    with inputs.telling(read, quiet=quiet) as tell:
        found = find_events(read, workers=inputs.cores(workers), progress=tell)
    if show:
        from eventstudy.cli import marked  # noqa: PLC0415 - the same

        marked.print_marked(read, [*marked.event_marks(found), *marked.dates_within(read, found)])
    findings.put_events(to, found, dropped)


@guarded
def moves(
    articles: options.Articles = None,
    text: options.Text = None,
    published: options.Published = None,
    every: _All = False,
    remarks: _Remarks = False,
    out: options.OutFile = None,
    show: options.Show = False,
    workers: options.Workers = None,
    _instruments: options.Instruments = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """List the market moves that articles report: instrument, direction, size, when."""
    from eventstudy.articles.moves import find_moves, find_remarks  # noqa: PLC0415 - `eventstudy --help` answers at once
    from eventstudy.cli import findings, inputs  # noqa: PLC0415 - the same

    to = findings.where(out, output, show=show, quiet=quiet)
    read, dropped = inputs.read(articles, text=text, published=published)
    with inputs.telling(read, quiet=quiet) as tell:
        found = find_moves(read, every=every, workers=inputs.cores(workers), progress=tell)
        said = find_remarks(read) if remarks else None
    if show:
        from eventstudy.cli import marked  # noqa: PLC0415 - the same

        marked.print_marked(read, [*marked.move_marks(found), *marked.remark_marks(said or ())])
    findings.put_moves(to, read, found, said, dropped)
