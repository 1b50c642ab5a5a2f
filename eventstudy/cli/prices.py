"""Commands about prices: what is at hand, fetch what is not, compare two sources, forget what is cached."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import options, price_screen
from eventstudy.cli.guard import guarded, say
from eventstudy.cli.pairs import pairs
from eventstudy.cli.price_catalogue import Listed, listed, shown_listed
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
from eventstudy.errors import EventStudyWarning, PriceError, SourceUnavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from eventstudy.prices.compare import Comparison
    from eventstudy.prices.store import Entry
    from eventstudy.records import Progress

app = typer.Typer(
    help="Prices: what is at hand, what to fetch, whether two sources agree.\n\nExample: eventstudy prices list",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_COMPARED = (
    "Levels differ where closes are more than a tick apart; of another instrument daily changes are compared.",
    "correl.: of daily changes; only one: days that the first source alone has, and the second.",
)
_MORE = "A series called by one of these ids or tickers has that calendar and unit; --instruments FILE adds more."
_NAMES = "Ids such as brent sp500 xom, or tickers of the source such as RIO.L."

_Series = Annotated[list[str], typer.Argument(metavar="SERIES", callback=options.all_named, help=_NAMES)]
_AnySeries = Annotated[
    list[str] | None, typer.Argument(metavar="SERIES", callback=options.all_named, help=f"{_NAMES} Without any, all.")
]
_Source = Annotated[
    str, typer.Option("--source", metavar="SOURCE", callback=options.named, help="yahoo or fred.", show_default=True)
]
_One = Annotated[
    str,
    typer.Option(
        "--source",
        metavar="SOURCE",
        callback=options.named,
        help="snapshot, yahoo, fred, or a path.",
        show_default=True,
    ),
]
_Other = Annotated[
    str,
    typer.Option(
        "--against", metavar="SOURCE", callback=options.named, help="The source to hold it against.", show_default=True
    ),
]
_From = Annotated[
    str | None, typer.Option("--source", metavar="SOURCE", callback=options.named, help="Only what came from there.")
]
_Words = Annotated[
    list[str] | None, typer.Argument(metavar="WORD", help="With --catalogue: only what is told with these words.")
]
_Catalogue = Annotated[bool, typer.Option("--catalogue", help="List the instruments that are known.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this it is only said what would go.")]


@app.command("list", short_help="List the prices at hand, or the instruments that are known.")
@guarded
def list_prices(
    words: _Words = None,
    catalogue: _Catalogue = False,
    _instruments: options.Instruments = None,
    output: options.Output = options.Format.TABLE,
) -> None:
    """List the prices that ship and those that are cached: spans, when retrieved; with CSV or JSON hashes as well.

    With --catalogue, the instruments that are known: names, tickers, calendars, and when their prices are struck.

    Example: eventstudy prices list --catalogue crude
    """
    if catalogue:
        put_records(output, "instruments", "Instruments", listed(words), Listed, notes=(_MORE,), show=shown_listed)
        return
    if words:
        raise typer.BadParameter(f"{words[0]!r} looks things up in the catalogue: say --catalogue as well")
    from eventstudy.prices.store import Store  # noqa: PLC0415 - `eventstudy --help` must answer at once

    store = Store()
    held = [*shipped(), *sorted(map(cached, store.entries()), key=lambda one: (one.series, one.source))]
    put_records(
        output, "prices", "Prices at hand", held, Held, notes=(f"The cache is {store.folder}.",), show=shown_held
    )


@app.command("fetch", short_help="Fetch prices over the network and keep them.")
@guarded
def fetch(
    series: _Series,
    source: _Source = "yahoo",
    start: price_screen.Start = None,
    end: price_screen.End = None,
    quiet: options.Quiet = False,
    _instruments: options.Instruments = None,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Fetch prices over the network and keep them; only what is missing is asked for.

    Example: eventstudy prices fetch brent xom RIO.L --start 2018-01-01
    """
    from eventstudy.cli import progress  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.store import Store  # noqa: PLC0415 - the same

    if source not in _feeds():
        raise typer.BadParameter(f"{source!r} is no source on the network; there are {', '.join(_feeds())}")
    with progress.shown(quiet=quiet) as tell:
        tickers, failed = _fetched(series, source, start, end, tell)
    held = [cached(entry) for entry in Store().entries() if entry.source == source and entry.ticker in tickers]
    if output is not options.Format.TABLE or (held and not quiet):
        put_records(output, "prices", f"Prices from {source}", held, Held, more={"failed": failed}, show=shown_held)
    if failed:
        reasons = "; ".join(f"{one['series']} ({one['reason']})" for one in failed)
        kept = f"; {len(tickers)} fetched and kept" if tickers else ""
        raise PriceError(f"not fetched from {source}: {reasons}{kept}")


@app.command("verify", short_help="Compare two sources day by day.")
@guarded
def verify(
    series: _AnySeries = None,
    source: _One = "snapshot",
    against: _Other = "yahoo",
    start: price_screen.Start = None,
    end: price_screen.End = None,
    column: price_screen.Columns = None,
    _instruments: options.Instruments = None,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Compare two sources day by day: levels, or daily changes where one is known to hold another instrument.

    Example: eventstudy prices verify brent sp500 --against fred
    """
    from eventstudy.cli import progress  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.compare import Comparison  # noqa: PLC0415 - the same

    with progress.shown(quiet=False) as tell:
        found, left_out = _compared(
            series, (source, against), start, end, pairs(column, "--column", "OURS=THEIRS"), tell
        )
    for one in left_out:
        say(f"left out {one['what']}: {one['reason']}")
    put_records(
        output, "comparisons", f"{source} against {against}", found, Comparison,
        notes=_COMPARED, beside=shown_days(found), more={"dropped": left_out}, show=shown_comparisons,
    )  # fmt: skip


app.command("screen", short_help="Say what is odd about prices.")(price_screen.screen)


@app.command("clear", short_help="Forget cached prices.")
@guarded
def clear(
    series: _AnySeries = None,
    source: _From = None,
    yes: _Yes = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Forget cached prices, with their earlier copies; what ships stays.

    Example: eventstudy prices clear xom --yes
    """
    from eventstudy.prices.store import Store  # noqa: PLC0415 - `eventstudy --help` must answer at once

    store = Store()
    chosen = [one for one in store.entries() if source in {None, one.source} and _is_named(one, series)]
    if series and not chosen:
        raise PriceError(f"nothing of {', '.join(series)} is cached: see `eventstudy prices list`")
    if not yes and chosen:
        what = ", ".join(f"{one.ticker} ({one.source})" for one in chosen)
        raise typer.BadParameter(f"this would forget {what}; say --yes to do it")
    for one in chosen:
        store.clear(one.source, one.ticker)
    put_records(output, "prices", "Forgotten", [cached(one) for one in chosen], Held, show=shown_held)


def _feeds() -> tuple[str, ...]:
    from eventstudy.prices.feed import FEEDS  # noqa: PLC0415 - `eventstudy --help` must answer at once

    return FEEDS


def _fetched(
    series: Sequence[str], source: str, start: str | None, end: str | None, tell: Progress
) -> tuple[list[str], list[dict[str, str]]]:
    """Fetch each series; return the tickers that came and what failed; once the source is not there, ask no further."""
    from eventstudy.prices import load_prices  # noqa: PLC0415 - `eventstudy --help` must answer at once

    tickers, failed, gone = [], [], False
    for place, name in enumerate(series):
        if gone:
            failed.append({"series": name, "reason": "not asked for after that"})
            continue
        tell(f"fetch {name} from {source}", place, len(series))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", EventStudyWarning)  # told below, each once; pauses as they come
                warnings.filterwarnings("always", ".* asked again in ", EventStudyWarning)
                told = load_prices(name, source, start, end).attrs["provenance"]
        except (PriceError, UsageError) as error:
            failed.append({"series": name, "reason": str(error)})
            gone = isinstance(error, SourceUnavailable)
            continue
        (one,) = told["series"].values()
        gone, notes = one["offline"], list(told["notes"])
        if one["kept"] and not gone:
            tickers.append(one["ticker"])
        else:
            failed.append({"series": name, "reason": _why_not(notes, one["ticker"])})
        for note in notes:
            say(f"warning: {note}")
    return tickers, failed


def _why_not(notes: list[str], ticker: str) -> str:
    """Take out of notes, and return, the one that says why a series is not kept; not what it is taken for."""
    return notes.pop(max(place for place, note in enumerate(notes) if not note.startswith(f"{ticker} is taken for ")))


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
