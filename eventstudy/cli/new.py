"""The command that begins a study: a commented study file, and an article to try it on; nothing is ever overwritten."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import account, options
from eventstudy.cli.guard import guarded, say, say_dropped
from eventstudy.errors import EventStudyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from eventstudy.records import Article, Event

_Folder = Annotated[
    str,
    typer.Argument(metavar="FOLDER", callback=options.named, help="Where to write; made where there is none."),
]
_From = Annotated[
    str | None,
    typer.Option(
        "--from-articles",
        metavar="PATH",
        callback=options.named,
        help="A file or folder of articles: the study file takes the events and series that they tell.",
    ),
]
_STUDY, _SAMPLE = "study.toml", "articles/sample.txt"


@dataclass(frozen=True, slots=True)
class Begun:
    """The files of a new study, and what is to be said of them."""

    files: Mapping[str, str]
    said: Sequence[str]


@guarded
def new(
    folder: _Folder,
    from_articles: _From = None,
    published: options.Published = None,
    prices: options.Prices = None,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Begin a study of your own: a study file that explains every key, and an article to try it on.

    What it writes runs at once, without a network. With --from-articles the study file names the events that your
    articles tell, for you to put right. Nothing is overwritten.
    """
    place = Path(folder)
    _refuse(place, [_STUDY] if from_articles else [_STUDY, _SAMPLE])
    if from_articles is None:
        if published is not None:
            raise typer.BadParameter("it dates articles; give --from-articles as well", param_hint="--published")
        begun = _sample(place, prices)
    else:
        begun = _of_articles(place, Path(from_articles), published, prices)
    _write(place, begun.files)
    for line in () if quiet else begun.said:
        say(line)
    _tell(output, place, begun, quiet=quiet)


def _refuse(place: Path, names: Sequence[str]) -> None:
    """Refuse a folder that holds what would be written, or that cannot be written."""
    nearest = next((path for path in (place, *place.absolute().parents) if os.path.lexists(path)), Path())
    if not nearest.is_dir():
        raise EventStudyError(f"{place}: {nearest} is not a folder; name a folder, it is made where there is none")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise EventStudyError(f"{place}: no permission to write in {nearest}; name a folder of yours")
    there = next((name for name in names if os.path.lexists(place / name)), None)
    if there is not None:
        raise EventStudyError(f"{place / there} is there already, and nothing is overwritten; name another folder")


def _sample(place: Path, prices: str | None) -> Begun:
    from eventstudy.cli.template import SAMPLE, study_text  # noqa: PLC0415 - `eventstudy --help` must answer at once

    source, held = _source(place, prices)
    series = [name for name in ("brent", "sp500", "xom", "cvx") if name in held] or held[:8] or ["brent"]
    text = study_text(title=_name(place), path=_shown(place), source=source, series=series, held=held or ["sp500"])
    return Begun({_STUDY: text, _SAMPLE: SAMPLE}, ())


def _of_articles(place: Path, where: Path, published: str | None, prices: str | None) -> Begun:
    """Return the study file of articles: they stay where they are, and the file names them."""
    from eventstudy.articles.everything import find_all  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.articles.read import read_folder  # noqa: PLC0415 - the same
    from eventstudy.cli.template import MOST_EVENTS, study_text  # noqa: PLC0415 - the same
    from eventstudy.pipeline.own import title_of, worth_studying  # noqa: PLC0415 - the same

    read, dropped = read_folder([where], published=published)
    say_dropped(dropped)
    _, found, moves = find_all(read)
    events = [event for event in found if event.status == "past" and event.precision in _TO_THE_DAY]
    spoken = [name for move in moves for name in move.candidates]
    source, held = _source(place, prices) if prices is not None else _fitting(events)
    series = worth_studying(spoken, held) if held else list(dict.fromkeys(spoken)) or ["brent", "sp500"]
    inside, outside = _parted(events, source)
    text = study_text(
        title=title_of(read, where), path=_shown(place), source=source, series=series, held=held or ["sp500"],
        articles=os.path.relpath(where, place), published=_given(read), events=inside,
    )  # fmt: skip
    said = [f"{len(inside[:MOST_EVENTS])} of {len(found)} events that the articles tell stand in the study file"]
    if all(one.published is None for one in read):
        said.append(
            "no article says when it was published, so nothing it tells is dated: say so, as --published 2020-01-03"
        )
    if outside:
        said.append(f"{len(outside)} lie outside the prices that ship; give --prices yahoo or a file")
    if source == "yahoo" and prices is None:
        said.append("the prices that ship do not reach these events, so prices come from yahoo: it needs a network")
    return Begun({_STUDY: text}, said)


_TO_THE_DAY = ("instant", "part_of_day", "day")


def _source(place: Path, prices: str | None) -> tuple[str, list[str]]:
    """Return the source as the study file names it, and the series it holds; of the network that is not known."""
    from eventstudy.prices import load_prices  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.prices.feed import FEEDS  # noqa: PLC0415 - the same

    if prices in FEEDS:
        return str(prices), []
    named = prices if prices is not None else "snapshot"
    held = load_prices(source=named)["series"].unique().tolist()
    return named if named == "snapshot" else os.path.relpath(named, place), held


def _fitting(events: Sequence[Event]) -> tuple[str, list[str]]:
    """Return the snapshot where it reaches any of the events, or there are none, else the network."""
    inside, _ = _parted(events, "snapshot")
    return _source(Path(), None) if inside or not events else ("yahoo", [])


def _parted(events: Sequence[Event], source: str) -> tuple[list[Event], list[Event]]:
    """Part events by whether the prices that ship reach them; of another source that is not asked."""
    if source != "snapshot":
        return list(events), []
    from eventstudy.prices import load_prices  # noqa: PLC0415 - `eventstudy --help` must answer at once

    days = load_prices()["date"]
    first, last = days.min().date(), days.max().date()
    inside = [event for event in events if first <= event.start <= last]
    return inside, [event for event in events if event not in inside]


def _given(articles: Sequence[Article]) -> dict[str, str]:
    return {
        one.name: (one.published_at or one.published).isoformat()
        for one in articles
        if one.published is not None and one.published_from == "given"
    }


def _write(place: Path, files: Mapping[str, str]) -> None:
    """Write files that are not there yet; on a failure what was written is taken back."""
    made: list[Path] = []
    try:
        for name, text in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                made.append(path)
                stream.write(text)
    except BaseException as error:
        for path in made:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            reason = (error.strerror or type(error).__name__).lower()
            raise EventStudyError(f"cannot write in {place}: {reason}; nothing was left there") from error
        raise
    account.wrote(place, [len(text.encode()) for text in files.values()])


def _tell(how: options.Format, place: Path, begun: Begun, *, quiet: bool) -> None:
    """Print what was written and what comes next."""
    from eventstudy.cli.output import put  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.report.tables import Table, columns  # noqa: PLC0415 - the same

    if how is options.Format.TABLE and quiet:
        return
    rows = tuple((str(place / name), _WHAT[name]) for name in begun.files)
    run = f"eventstudy run {_shown(place)}"
    notes = (f"Next: {run}", f"Then put articles of yours in {place / 'articles'}, and change {place / _STUDY}.")

    def frame() -> pd.DataFrame:
        import pandas as pd  # noqa: PLC0415 - the same

        return pd.DataFrame(rows, columns=["file", "what"])

    put(
        how,
        tables=lambda: [
            Table("Written", columns("file|what it is"), rows, notes if _SAMPLE in begun.files else notes[:1])
        ],
        frame=frame,
        json=lambda: {"files": [name for name, _ in rows], "next": run, "notes": list(begun.said)},
    )


_WHAT = {_STUDY: "the study, every key explained", _SAMPLE: "an article to try it on"}


def _shown(place: Path) -> str:
    return shlex.quote(str(place / _STUDY))


def _name(place: Path) -> str:
    return place.resolve().name or "My study"
