"""Event studies from news articles and public prices.

The public names are loaded when they are first used, so ``import eventstudy`` costs next to nothing.

Examples
--------
>>> import eventstudy as es
>>> es.Window(-1, 1)
Window(first=-1, last=1)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eventstudy.articles.dates import find_dates
    from eventstudy.articles.events import find_events
    from eventstudy.articles.moves import find_moves
    from eventstudy.articles.read import read_articles
    from eventstudy.errors import EventStudyError, EventStudyWarning
    from eventstudy.pipeline import Study, run
    from eventstudy.prices import load_prices
    from eventstudy.records import Article, DateMention, Event, Interval, ReportedMove, Verdict, Window
    from eventstudy.results import StudyResult, to_frame
    from eventstudy.returns import to_returns
    from eventstudy.study import run_study
    from eventstudy.verdicts import check_moves

__version__ = "0.1.0"

_HOME = {
    "Article": "records",
    "DateMention": "records",
    "Event": "records",
    "EventStudyError": "errors",
    "EventStudyWarning": "errors",
    "Interval": "records",
    "ReportedMove": "records",
    "Study": "pipeline",
    "StudyResult": "results",
    "Verdict": "records",
    "Window": "records",
    "check_moves": "verdicts",
    "find_dates": "articles.dates",
    "find_events": "articles.events",
    "find_moves": "articles.moves",
    "load_prices": "prices",
    "read_articles": "articles.read",
    "run": "pipeline",
    "run_study": "study",
    "to_frame": "results",
    "to_returns": "returns",
}

__all__ = [
    "Article",
    "DateMention",
    "Event",
    "EventStudyError",
    "EventStudyWarning",
    "Interval",
    "ReportedMove",
    "Study",
    "StudyResult",
    "Verdict",
    "Window",
    "check_moves",
    "find_dates",
    "find_events",
    "find_moves",
    "load_prices",
    "read_articles",
    "run",
    "run_study",
    "to_frame",
    "to_returns",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the names have many types; the type checker reads the imports above
    if name not in _HOME:
        raise AttributeError(f"module 'eventstudy' has no attribute {name!r}")
    value = getattr(import_module(f"eventstudy.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
