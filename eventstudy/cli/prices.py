"""Commands about prices: what is at hand, fetch what is not, compare two sources, forget what is cached."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import options
from eventstudy.cli.guard import guarded, say
from eventstudy.cli.price_tables import Held, cached, put_records, series_of, shipped, shown_comparisons, shown_held
from eventstudy.errors import EventStudyWarning, PriceError, SourceUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    "Levels differ where closes are more than a tick apart. Where a source holds another instrument, daily changes are "
    "compared, and need not be equal."
)
_NAMES = "Ids such as brent sp500 xom, or tickers of the source such as RIO.L."

_Series = Annotated[list[str], typer.Argument(metavar="SERIES", callback=options.all_named, help=_NAMES)]
_AnySeries = Annotated[
    list[str] | None, typer.Argument(metavar="SERIES", callback=options.all_named, help=f"{_NAMES} Without any, all.")
]
_Start = Annotated[
    str | None, typer.Option("--start", metavar="DAY", callback=options.moment, help="First day wanted.")
]
_End = Annotated[str | None, typer.Option("--end", metavar="DAY", callback=options.moment, help="Last day wanted.")]
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
_Yes = Annotated[bool, typer.Option("--yes", help="Do it; without this it is only said what would go.")]


@app.command("list", short_help="List the prices that ship and those that are cached.")
@guarded
def list_prices(output: options.Output = options.Format.TABLE) -> None:
    """List the prices that ship and those that are cached: spans, when retrieved, hashes.

    Example: eventstudy prices list
    """
    from eventstudy.prices.store import Store  # noqa: PLC0415 - `eventstudy --help` must answer at once

    store = Store()
    held = [*shipped(), *(cached(entry) for entry in store.entries())]
    put_records(
        output, "prices", "Prices at hand", held, Held, notes=(f"The cache is {store.folder}.",), show=shown_held
    )


@app.command("fetch", short_help="Fetch prices over the network and keep them.")
@guarded
def fetch(
    series: _Series,
    source: _Source = "yahoo",
    start: _Start = None,
    end: _End = None,
    quiet: options.Quiet = False,
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
    start: _Start = None,
    end: _End = None,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Compare two sources day by day: levels, or daily changes where one is known to hold another instrument.

    Example: eventstudy prices verify brent sp500 --against fred
    """
    from eventstudy.cli import progress  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.compare import Comparison  # noqa: PLC0415 - the same

    with progress.shown(quiet=False) as tell:
        found, left_out = _compared(series, (source, against), start, end, tell)
    for one in left_out:
        say(f"left out {one['what']}: {one['reason']}")
    notes = (_COMPARED,)
    put_records(
        output, "comparisons", f"{source} against {against}", found, Comparison,
        notes=notes, more={"dropped": left_out}, show=shown_comparisons,
    )  # fmt: skip


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

    tickers, failed = [], []
    for place, name in enumerate(series):
        tell(f"fetch {name} from {source}", place, len(series))
        try:
            prices = load_prices(name, source, start, end)
        except SourceUnavailable as error:
            failed.append({"series": name, "reason": str(error)})
            failed += [{"series": one, "reason": "not asked for after that"} for one in series[place + 1 :]]
            break
        except PriceError as error:
            failed.append({"series": name, "reason": str(error)})
        else:
            tickers += [one["ticker"] for one in prices.attrs["provenance"]["series"].values()]
    return tickers, failed


def _compared(
    series: Sequence[str] | None, sources: tuple[str, str], start: str | None, end: str | None, tell: Progress
) -> tuple[list[Comparison], list[dict[str, str]]]:
    """Compare each series; what one of the sources has not is left out, unless it was named."""
    from eventstudy.prices import load_prices  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.compare import compare  # noqa: PLC0415 - the same

    names, found, left_out = series or _all_of(sources), [], []
    for place, name in enumerate(names):
        tell(f"compare {name}", place, len(names))
        try:
            one, other = (load_prices(name, where, start, end) for where in sources)
        except (PriceError, ValueError) as error:
            if series or isinstance(error, SourceUnavailable):
                raise
            left_out.append({"what": name, "reason": str(error)})
            continue
        found.append(compare(one, other, series=str(one["series"].iloc[0]), source=sources[0], against=sources[1]))
    return found, left_out


def _all_of(sources: tuple[str, str]) -> list[str]:
    """Return the series of the source that is at hand; one on the network has too many."""
    from eventstudy.prices import load_prices  # noqa: PLC0415 - `eventstudy --help` must answer at once

    at_hand = next((one for one in sources if one not in _feeds()), None)
    if at_hand is None:
        raise typer.BadParameter(f"name the series: neither {sources[0]} nor {sources[1]} can list all it has")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EventStudyWarning)  # told when each series is loaded
        return list(dict.fromkeys(load_prices(source=at_hand)["series"]))


def _is_named(entry: Entry, series: Sequence[str] | None) -> bool:
    from eventstudy.prices.files import canonical  # noqa: PLC0415 - `eventstudy --help` must answer at once

    return not series or any(one == entry.ticker or canonical(one) == series_of(entry) for one in series)
