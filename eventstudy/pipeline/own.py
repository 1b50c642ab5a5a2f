"""A study of articles that come without a study file: titled after them, of the events they tell, on what they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eventstudy.instruments import instrument_of
from eventstudy.studyfile import StudyFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from eventstudy.records import Article

BENCHMARK = "sp500"
"""What stocks are measured against, where prices of it are held."""
_FEW = 8
"""Series a source may hold for all of them to be studied, whatever the articles name."""
_STATED = re.compile(rb'^sha256 = "([0-9a-f]{64})"', re.MULTILINE)


def are_shipped(articles: Iterable[Article], folder: Path) -> bool:
    """Tell whether articles are those of the study that ships: its digests, or the originals that these state.

    Parameters
    ----------
    articles
        Articles that were read.
    folder
        Where the digests stand.
    """
    from hashlib import sha256  # noqa: PLC0415 - asked of a handful of files, once a run

    held = [path.read_bytes() for path in sorted(folder.glob("*.txt"))]
    known = {sha256(data).hexdigest() for data in held} | {
        sha.decode() for data in held for sha in _STATED.findall(data)
    }
    return {article.sha256 for article in articles} <= known


def own_study(articles: Sequence[Article], where: Path, series: Sequence[str], held: Collection[str]) -> StudyFile:
    """Return the study of articles that come without a study file.

    Parameters
    ----------
    articles
        Those that were read.
    where
        The folder or file that was named.
    series
        What is studied; see `worth_studying`.
    held
        Series that prices are held of.
    """
    return StudyFile.model_validate(
        {
            "study": {"title": title_of(articles, where)},
            "articles": {"path": None},
            "series": [settings_of(name, held) for name in series],
        }
    )


def title_of(articles: Sequence[Article], where: Path) -> str:
    """Return what a study of articles is called: the one article's own title, else the name of the folder or file."""
    title = articles[0].title if len(articles) == 1 else None
    name = where.resolve().stem if where.is_file() else where.resolve().name
    return title or name or "Event study"


def worth_studying(spoken: Iterable[str], held: Sequence[str]) -> list[str]:
    """Return which series to study: all where there are few, else those the articles name, else the first few.

    Examples
    --------
    >>> worth_studying(["xom", "gold"], ["brent", "sp500", "xom"])
    ['brent', 'sp500', 'xom']
    >>> worth_studying(["xom", "gold"], [*"abcdefgh", "xom"])
    ['xom']
    """
    named = [name for name in dict.fromkeys(spoken) if name in held]
    return list(held) if len(held) <= _FEW else named or list(held)[:_FEW]


def settings_of(name: str, held: Collection[str]) -> dict[str, object]:
    """Return how a series is studied: a stock beyond what the market implies, anything else beyond its own mean.

    Examples
    --------
    >>> settings_of("xom", {"xom", "sp500"})
    {'id': 'xom', 'model': ['market', 'raw'], 'benchmark': 'sp500'}
    >>> settings_of("brent", {"brent", "sp500"})
    {'id': 'brent', 'model': ['mean', 'raw']}
    """
    known = instrument_of(name)
    if known is not None and known.kind == "stock" and BENCHMARK in held and name != BENCHMARK:
        return {"id": name, "model": ["market", "raw"], "benchmark": BENCHMARK}
    return {"id": name, "model": ["mean", "raw"]}
