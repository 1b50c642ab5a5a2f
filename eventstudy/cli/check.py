"""The command that holds what articles report against prices, alone: any article, any prices."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import complete, options
from eventstudy.cli.guard import CONTRADICTED, guarded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from eventstudy.records import Article, Dropped, ReportedMove

PICTURES = (".svg", ".png")


class CheckFormat(StrEnum):
    """How verdicts are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"


def picture(name: str | None) -> str | None:
    """Return the name of a picture, once it is known to be one that can be drawn."""
    if name is None:
        return None
    path = Path(options.named(name) or "")
    if path.suffix.lower() not in PICTURES:
        raise typer.BadParameter(f"{name!r} is no picture; end its name with {' or '.join(PICTURES)}")
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise typer.BadParameter(f"{name!r} cannot be written; name a file in a folder that is there")
    return name


_All = Annotated[bool, typer.Option("--all", help="Also list forecasts, conditions, targets and opinions.")]
_Remarks = Annotated[
    bool,
    typer.Option(
        "--remarks", help="Also list what is told of a direction without a number, beside how large the day was."
    ),
]
_Prices = Annotated[
    str,
    typer.Option(
        "--prices",
        metavar="SOURCE",
        callback=options.named,
        autocompletion=complete.price_sources,
        help="snapshot (the prices that ship), yahoo or fred (fetched and cached), or a CSV, Parquet or Excel file, or "
        "a folder of them.",
    ),
]
Second = Annotated[
    str | None,
    typer.Option(
        "--second",
        metavar="SOURCE",
        callback=options.named,
        autocompletion=complete.price_sources,
        help="The same daily prices from elsewhere: where the two lead to opposite verdicts, the data are the problem.",
    ),
]
Intraday = Annotated[
    str | None,
    typer.Option(
        "--intraday",
        metavar="FILE",
        callback=options.named,
        help="Bars inside the day, CSV or Parquet with series, time (ISO with its offset), open, high, low, close: "
        "they show what happened before the open and at a time.",
    ),
]
Tolerances = Annotated[
    str | None,
    typer.Option(
        "--tolerances",
        metavar="FILE",
        callback=options.named,
        help="What words mean in numbers, a TOML file laid out as the one that ships.",
    ),
]
_Figure = Annotated[
    str | None,
    typer.Option("--figure", metavar="FILE", callback=picture, help="Draw the verdicts as well: .svg or .png."),
]
_Strict = Annotated[
    bool, typer.Option("--strict", help=f"End with status {CONTRADICTED} when prices contradict a move.")
]
_Output = Annotated[
    CheckFormat,
    typer.Option("--format", help="Print a table, CSV, JSON, or Markdown with all evidence.", show_default=True),
]


@guarded
def check(
    articles: options.Articles = None,
    text: options.Text = None,
    published: options.Published = None,
    every: _All = False,
    remarks: _Remarks = False,
    prices: _Prices = "snapshot",
    second: Second = None,
    intraday: Intraday = None,
    moves: options.MovesFile = None,
    tolerances: Tolerances = None,
    figure: _Figure = None,
    strict: _Strict = False,
    workers: options.Workers = None,
    _instruments: options.Instruments = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: _Output = CheckFormat.TABLE,
) -> None:
    """Check the market moves that articles report against prices, and say of each whether they agree."""
    from eventstudy.cli import inputs, judged, progress  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.pipeline import checking  # noqa: PLC0415 - the same

    if second == prices:
        raise typer.BadParameter(f"{second!r} is --prices too; a second witness is another", param_hint="--second")
    beside = checking.read_beside(intraday, tolerances)
    read, dropped = inputs.read(articles, text=text, published=published, optional=moves is not None)
    found = _moves(read, articles, moves, every=every, workers=workers, quiet=quiet)
    spoken = [name for move in found for name in move.candidates]
    table, lacking = _prices(spoken, prices)
    beside = checking.with_second(beside, second, spoken)
    with progress.shown(quiet=quiet or len(found) < judged.MANY) as tell:
        verdicts = checking.check_reported(found, read, table, beside, tell)
    weighed = checking.weigh_reported(read, table, beside) if remarks else None
    shown = judged.Judged(read, verdicts, table, beside, [*dropped, *lacking], weighed)
    judged.put(output, shown, quiet=quiet)
    if figure is not None:
        judged.draw(shown, Path(figure))
    if strict and any(item.verdict == "contradicted" for item in verdicts):
        raise typer.Exit(CONTRADICTED)


def _moves(
    read: Sequence[Article],
    named: Sequence[str] | None,
    moves: str | None,
    *,
    every: bool,
    workers: int | None,
    quiet: bool,
) -> list[ReportedMove]:
    """Return the moves of a table that a person has put right, else those that the articles report."""
    from eventstudy.articles.moves import find_moves  # noqa: PLC0415 - as above
    from eventstudy.articles.sheets import read_moves  # noqa: PLC0415 - the same
    from eventstudy.cli import inputs  # noqa: PLC0415 - the same

    if moves is not None:
        return read_moves(moves, list(read) or None)
    inputs.require_date(read, named)
    with inputs.telling(read, quiet=quiet) as tell:
        found = find_moves(read, every=every, workers=inputs.cores(workers), progress=tell)
    inputs.say_undated(read, found)
    return found


def _prices(spoken: Sequence[str], source: str) -> tuple[pd.DataFrame, list[Dropped]]:
    """Load what a source has of the series that the moves speak of; with no move, nothing is fetched."""
    import pandas as pd  # noqa: PLC0415 - as above

    from eventstudy.cli.guard import say_dropped  # noqa: PLC0415 - the same
    from eventstudy.prices import load_available  # noqa: PLC0415 - the same
    from eventstudy.prices.feed import FEEDS  # noqa: PLC0415 - the same
    from eventstudy.records import Dropped  # noqa: PLC0415 - the same

    if not spoken and source in FEEDS:
        return pd.DataFrame({"series": [], "date": pd.to_datetime([]), "close": []}), []
    table = load_available(spoken, source)
    lacking = [Dropped(**one) for one in table.attrs["provenance"]["dropped"]]
    if source in FEEDS:  # of files it is warned already
        say_dropped(lacking)
    return table, lacking
