"""The command that screens prices: what is odd about them, and what a study would do about it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import complete, options
from eventstudy.cli.guard import guarded
from eventstudy.cli.pairs import pairs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_Series = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SERIES",
        autocompletion=complete.instruments,
        callback=options.all_named,
        help="Ids, or tickers of the source. Without any, all.",
    ),
]
_Source = Annotated[
    str,
    typer.Option(
        "--source",
        metavar="SOURCE",
        autocompletion=complete.price_sources,
        callback=options.named,
        help="snapshot, yahoo, fred, or a path.",
        show_default=True,
    ),
]

Start = Annotated[str | None, typer.Option("--start", metavar="DAY", callback=options.moment, help="First day wanted.")]
End = Annotated[str | None, typer.Option("--end", metavar="DAY", callback=options.moment, help="Last day wanted.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="OURS=THEIRS",
        help="What a column of a file is called there, as close=Schlusskurs; may be given more than once.",
    ),
]


@guarded
def screen(
    series: _Series = None,
    source: _Source = "snapshot",
    start: Start = None,
    end: End = None,
    column: Columns = None,
    _instruments: options.Instruments = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Screen prices: repeated rows, rolls, splits, spikes, missing sessions, shifted dates, and what is done about it.

    Of a source on the network, without --start and --end, what is cached is screened where it is.
    """
    from eventstudy.cli.output import put  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.instruments import short_names  # noqa: PLC0415 - the same
    from eventstudy.prices import load_prices  # noqa: PLC0415 - the same
    from eventstudy.prices.findings import as_table, findings  # noqa: PLC0415 - the same
    from eventstudy.records import as_dict  # noqa: PLC0415 - the same
    from eventstudy.report.problems import problems_table  # noqa: PLC0415 - the same

    columns = pairs(column, "--column", "OURS=THEIRS")
    spans = _cached_spans(series, source) if series and start is None and end is None else {}
    wanted: list[str] | None = None if series is None else [one for one in series if one not in spans]
    tables = [load_prices(name, source, *span) for name, span in spans.items()]
    if wanted != []:
        tables.append(load_prices(wanted, source, start, end, columns=columns))
    found = [one for prices in tables for one in findings(prices)]
    table = as_table(found)
    if quiet and output is options.Format.TABLE:
        return
    put(
        output,
        tables=lambda: [problems_table(table, names=short_names())],
        frame=lambda: table,
        json=lambda: {"data_problems": as_dict(found)},
    )


def _cached_spans(series: Sequence[str], source: str) -> dict[str, tuple[date, date]]:
    """Return the span that is cached of each series of a source on the network, of those that are."""
    from eventstudy.errors import UsageError  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.feed import FEEDS, ticker_of  # noqa: PLC0415 - the same
    from eventstudy.prices.files import canonical  # noqa: PLC0415 - the same
    from eventstudy.prices.store import Store  # noqa: PLC0415 - the same

    if source not in FEEDS:
        return {}
    held = {one.ticker: (one.first, one.last) for one in Store().entries() if one.source == source}
    found = {}
    for name in series:
        with suppress(UsageError):  # told of when it is loaded
            if (ticker := ticker_of(canonical(name), source)) in held:
                found[name] = held[ticker]
    return found
