"""Series fetched one by one: what came, what did not, and why."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from eventstudy.cli.guard import say
from eventstudy.errors import EventStudyWarning, PriceError, SourceUnavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.records import Progress

__all__ = ["fetched"]


def fetched(
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
