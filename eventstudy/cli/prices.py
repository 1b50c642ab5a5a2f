"""Commands about prices: what is at hand, fetch what is not, compare two sources, forget what is cached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import complete, options, price_screen
from eventstudy.cli.guard import guarded, say
from eventstudy.cli.manual import foot
from eventstudy.cli.pairs import pairs
from eventstudy.cli.price_catalogue import Listed, listed, shown_listed
from eventstudy.cli.price_fetch import fetched
from eventstudy.cli.price_tables import (
    Held,
    cached,
    put_records,
    series_of,
    shipped,
    shown_comparisons,
    shown_days,
    shown_held,
)
from eventstudy.errors import PriceError, SourceUnavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from eventstudy.prices.compare import Comparison
    from eventstudy.prices.store import Entry
    from eventstudy.records import Progress

app = typer.Typer(
    help="Prices: what is at hand, what to fetch, whether two sources agree.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_COMPARED = (
    "Levels differ where closes are more than a tick apart; of another instrument daily changes are compared.",
    "correl.: of daily changes; only one: days that the first source alone has, and the second.",
)
_MORE = "A series called by one of these ids or tickers has that calendar and unit; --instruments FILE adds more."
_NAMES = "Ids such as brent sp500 xom, or tickers of the source such as RIO.L."

_Series = Annotated[
    list[str],
    typer.Argument(metavar="SERIES", autocompletion=complete.instruments, callback=options.all_series, help=_NAMES),
]
_AnySeries = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SERIES",
        autocompletion=complete.instruments,
        callback=options.all_series,
        help=f"{_NAMES} Without any, all.",
    ),
]
_Source = Annotated[
    str,
    typer.Option(
        "--source",
        metavar="SOURCE",
        autocompletion=complete.sources,
        callback=options.named,
        help="yahoo or fred.",
        show_default=True,
    ),
]
_One = Annotated[
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
_Other = Annotated[
    str,
    typer.Option(
        "--against",
        metavar="SOURCE",
        autocompletion=complete.price_sources,
        callback=options.named,
        help="The source to hold it against.",
        show_default=True,
    ),
]
_From = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="SOURCE",
        autocompletion=complete.sources,
        callback=options.named,
        help="Only what came from there.",
    ),
]
_Words = Annotated[
    list[str] | None, typer.Argument(metavar="WORD", help="With --catalogue: only what is told with these words.")
]
_Catalogue = Annotated[bool, typer.Option("--catalogue", help="List the instruments that are known.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this it is only said what would go.")]


@app.command(
    "list", epilog=foot("prices list"), short_help="List the prices at hand, or the instruments that are known."
)
@guarded
def list_prices(
    words: _Words = None,
    catalogue: _Catalogue = False,
    _instruments: options.Instruments = None,
    output: options.Output = options.Format.TABLE,
) -> None:
    """List the prices that ship and those that are cached: spans, when retrieved; with CSV or JSON hashes as well.

    With --catalogue, the instruments that are known: names, tickers, calendars, and when their prices are struck.
    """
    if catalogue:
        put_records(output, "instruments", "Instruments", listed(words), Listed, notes=(_MORE,), show=shown_listed)
        return
    if words:
        raise typer.BadParameter(f"{words[0]!r} looks things up in the catalogue: say --catalogue as well")
    from eventstudy.prices.store import Store  # noqa: PLC0415 - `eventstudy --help` must answer at once

    store = Store()
    held = [*shipped(), *sorted(map(cached, store.entries()), key=lambda one: (one.series, one.source))]
    broken = [{"what": path.name, "source": path.parent.name, "reason": why} for path, why in store.damaged()]
    for one in broken:
        say(f"warning: {one['what']} from {one['source']} in the cache is damaged: {one['reason']}; fetch it again")
    put_records(
        output, "prices", "Prices at hand", held, Held,
        notes=(f"The cache is {store.folder}.",), more={"damaged": broken}, show=shown_held,
    )  # fmt: skip


@app.command("fetch", epilog=foot("prices fetch"), short_help="Fetch prices over the network and keep them.")
@guarded
def fetch(
    series: _Series,
    source: _Source = "yahoo",
    start: price_screen.Start = None,
    end: price_screen.End = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    _instruments: options.Instruments = None,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Fetch prices over the network and keep them; only what is missing is asked for."""
    from eventstudy.cli import progress  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.store import Store  # noqa: PLC0415 - the same

    if source not in _feeds():
        raise typer.BadParameter(f"{source!r} is no source on the network; there are {', '.join(_feeds())}")
    with progress.shown(quiet=quiet) as tell:
        tickers, failed = fetched(series, source, start, end, tell)
    held = [cached(entry) for entry in Store().entries() if entry.source == source and entry.ticker in tickers]
    if output is not options.Format.TABLE or (held and not quiet):
        put_records(output, "prices", f"Prices from {source}", held, Held, more={"failed": failed}, show=shown_held)
    if failed:
        reasons = "; ".join(f"{one['series']} ({one['reason']})" for one in failed)
        kept = f"; {len(tickers)} fetched and kept" if tickers else ""
        raise PriceError(f"not fetched from {source}: {reasons}{kept}")


@app.command("verify", epilog=foot("prices verify"), short_help="Compare two sources day by day.")
@guarded
def verify(
    series: _AnySeries = None,
    source: _One = "snapshot",
    against: _Other = "yahoo",
    start: price_screen.Start = None,
    end: price_screen.End = None,
    column: price_screen.Columns = None,
    _instruments: options.Instruments = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Compare two sources day by day: levels, or daily changes where one is known to hold another instrument."""
    from eventstudy.cli import progress  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.compare import Comparison  # noqa: PLC0415 - the same

    with progress.shown(quiet=quiet) as tell:
        found, left_out = _compared(
            series, (source, against), start, end, pairs(column, "--column", "OURS=THEIRS"), tell
        )
    for one in left_out:
        say(f"left out {one['what']}: {one['reason']}")
    if quiet and output is options.Format.TABLE:
        return
    put_records(
        output, "comparisons", f"{source} against {against}", found, Comparison,
        notes=_COMPARED, beside=shown_days(found), more={"dropped": left_out}, show=shown_comparisons,
    )  # fmt: skip


app.command("screen", epilog=foot("prices screen"), short_help="Say what is odd about prices.")(price_screen.screen)


@app.command("clear", epilog=foot("prices clear"), short_help="Forget cached prices.")
@guarded
def clear(
    series: _AnySeries = None,
    source: _From = None,
    yes: _Yes = False,
    quiet: options.Quiet = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Forget cached prices, with their earlier copies; what ships stays."""
    from eventstudy.prices.store import Store  # noqa: PLC0415 - `eventstudy --help` must answer at once

    if source is not None and source not in _feeds():
        raise typer.BadParameter(f"{source!r} is no source on the network; there are {', '.join(_feeds())}")
    store = Store()
    chosen = [one for one in store.entries() if source in {None, one.source} and _is_named(one, series)]
    if series and not chosen:
        raise PriceError(f"nothing of {', '.join(series)} is cached: see `eventstudy prices list`")
    if not yes and chosen:
        what = ", ".join(f"{one.ticker} ({one.source})" for one in chosen)
        raise typer.BadParameter(f"this would forget {what}; say --yes to do it")
    for one in chosen:
        store.clear(one.source, one.ticker)
    if quiet and output is options.Format.TABLE:
        return
    put_records(output, "prices", "Forgotten", [cached(one) for one in chosen], Held, show=shown_held)


def _feeds() -> tuple[str, ...]:
    from eventstudy.prices.feed import FEEDS  # noqa: PLC0415 - `eventstudy --help` must answer at once

    return FEEDS


def _compared(
    series: Sequence[str] | None,
    sources: tuple[str, str],
    start: str | None,
    end: str | None,
    columns: Mapping[str, str],
    tell: Progress,
) -> tuple[list[Comparison], list[dict[str, str]]]:
    """Compare each series; what one of the sources has not is left out, unless it was named."""
    from eventstudy.prices import load_prices  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.compare import compare  # noqa: PLC0415 - the same
    from eventstudy.prices.files import canonical  # noqa: PLC0415 - the same
    from eventstudy.prices.table import select  # noqa: PLC0415 - the same

    # read once, not by series
    whole = {where: load_prices(source=where, columns=columns) for where in sources if where not in _feeds()}

    def rows(name: str, where: str) -> pd.DataFrame:
        if where not in whole:
            return load_prices(name, where, start, end)
        table = whole[where]
        return select(table, [canonical(name)], start, end, source=table.attrs["provenance"]["source"])

    names, found, left_out = series or _all_of(sources, whole), [], []
    for place, name in enumerate(names):
        tell(f"compare {name}", place, len(names))
        try:
            one, other = (rows(name, where) for where in sources)
        except (PriceError, UsageError) as error:
            if series or isinstance(error, SourceUnavailable):
                raise
            left_out.append({"what": name, "reason": str(error)})
            continue
        found.append(compare(one, other, series=str(one["series"].iloc[0]), source=sources[0], against=sources[1]))
    return found, left_out


def _all_of(sources: tuple[str, str], whole: dict[str, pd.DataFrame]) -> list[str]:
    """Return the series of the source that is at hand; one on the network has too many."""
    if not whole:
        raise typer.BadParameter(f"name the series: neither {sources[0]} nor {sources[1]} can list all it has")
    return [str(name) for name in next(iter(whole.values()))["series"].unique()]


def _is_named(entry: Entry, series: Sequence[str] | None) -> bool:
    from eventstudy.prices.files import canonical  # noqa: PLC0415 - `eventstudy --help` must answer at once

    return not series or any(one == entry.ticker or canonical(one) == series_of(entry) for one in series)
