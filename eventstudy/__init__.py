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
    from eventstudy.articles.moves import Remark, find_moves, find_remarks
    from eventstudy.articles.read import read_articles
    from eventstudy.articles.sheets import read_events, read_moves
    from eventstudy.cross_section import BenchmarkRegression, Regression
    from eventstudy.errors import EventStudyError, EventStudyWarning
    from eventstudy.factors import load_factors
    from eventstudy.instruments import use_instruments
    from eventstudy.outcomes import to_volatility, to_volume
    from eventstudy.pipeline import Study, run
    from eventstudy.prices import load_prices
    from eventstudy.records import Article, DateMention, Event, Interval, ReportedMove, Verdict, Window
    from eventstudy.report.figures import (
        plot_averages,
        plot_placebo,
        plot_power,
        plot_prices,
        plot_returns,
        plot_tests,
        plot_timeline,
        plot_verdicts,
    )
    from eventstudy.report.publish import PublishedTable
    from eventstudy.results import StudyResult, to_frame
    from eventstudy.results.publishing import to_table
    from eventstudy.returns import align_prices, to_returns
    from eventstudy.simulation import simulate, simulate_placebo
    from eventstudy.study import plot_specification, run_study, specification_curve
    from eventstudy.study.on_disk import FileSettings, FileStudy, study_files
    from eventstudy.verdicts import check_moves

__version__ = "0.1.0"

_HOME = {
    "Article": "records",
    "BenchmarkRegression": "cross_section",
    "DateMention": "records",
    "Event": "records",
    "EventStudyError": "errors",
    "EventStudyWarning": "errors",
    "FileSettings": "study.on_disk",
    "FileStudy": "study.on_disk",
    "Interval": "records",
    "PublishedTable": "report.publish",
    "Regression": "cross_section",
    "Remark": "articles.moves",
    "ReportedMove": "records",
    "Study": "pipeline",
    "StudyResult": "results",
    "Verdict": "records",
    "Window": "records",
    "align_prices": "returns",
    "check_moves": "verdicts",
    "find_dates": "articles.dates",
    "find_events": "articles.events",
    "find_moves": "articles.moves",
    "find_remarks": "articles.moves",
    "load_factors": "factors",
    "load_prices": "prices",
    "plot_averages": "report.figures",
    "plot_placebo": "report.figures",
    "plot_power": "report.figures",
    "plot_prices": "report.figures",
    "plot_returns": "report.figures",
    "plot_specification": "study",
    "plot_tests": "report.figures",
    "plot_timeline": "report.figures",
    "plot_verdicts": "report.figures",
    "read_articles": "articles.read",
    "read_events": "articles.sheets",
    "read_moves": "articles.sheets",
    "run": "pipeline",
    "run_study": "study",
    "simulate": "simulation",
    "simulate_placebo": "simulation",
    "specification_curve": "study",
    "study_files": "study.on_disk",
    "to_frame": "results",
    "to_returns": "returns",
    "to_table": "results.publishing",
    "to_volatility": "outcomes",
    "to_volume": "outcomes",
    "use_instruments": "instruments",
}

__all__ = [
    "Article",
    "BenchmarkRegression",
    "DateMention",
    "Event",
    "EventStudyError",
    "EventStudyWarning",
    "FileSettings",
    "FileStudy",
    "Interval",
    "PublishedTable",
    "Regression",
    "Remark",
    "ReportedMove",
    "Study",
    "StudyResult",
    "Verdict",
    "Window",
    "align_prices",
    "check_moves",
    "find_dates",
    "find_events",
    "find_moves",
    "find_remarks",
    "load_factors",
    "load_prices",
    "plot_averages",
    "plot_placebo",
    "plot_power",
    "plot_prices",
    "plot_returns",
    "plot_specification",
    "plot_tests",
    "plot_timeline",
    "plot_verdicts",
    "read_articles",
    "read_events",
    "read_moves",
    "run",
    "run_study",
    "simulate",
    "simulate_placebo",
    "specification_curve",
    "study_files",
    "to_frame",
    "to_returns",
    "to_table",
    "to_volatility",
    "to_volume",
    "use_instruments",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the names have many types; the type checker reads the imports above
    if name not in _HOME:
        raise AttributeError(f"module 'eventstudy' has no attribute {name!r}")
    value = getattr(import_module(f"eventstudy.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
