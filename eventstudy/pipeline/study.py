"""Study: everything a run found, and the ways to show it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.display import Records
from eventstudy.instruments import catalogue, short_names
from eventstudy.pipeline.estimates import estimate_tables
from eventstudy.pipeline.events import day_zeros
from eventstudy.prices.findings import Finding, as_table, findings
from eventstudy.records import DateMention, ReportedMove, Verdict, as_dict
from eventstudy.report import shapes
from eventstudy.report.reading import lead_event
from eventstudy.results import StudyResult, to_frame
from eventstudy.study.calendars import on_sessions, own_calendar
from eventstudy.verdicts.summary import Summary, summarise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from eventstudy.instruments import Instrument
    from eventstudy.records import Article, Dropped, Event, Provenance
    from eventstudy.report.figures.canvas import Figure
    from eventstudy.report.gallery import Material
    from eventstudy.studyfile import StudyFile
    from eventstudy.verdicts.remarks import Weighed
    from eventstudy.verdicts.terms import Tolerances


@dataclass(frozen=True, slots=True, repr=False)
class Study:
    """A whole study: what the articles say, what prices did, what the tests and the checks find.

    `result` holds estimates and tests (`StudyResult`); the other attributes are lists of records and tidy tables.
    `tables`, `figures`, `report` and `to_json` show it.
    """

    file: StudyFile
    articles: list[Article]
    dates: list[DateMention]
    events: list[Event]
    """The studied events first, then what else was found; `Event.note` says why one is not studied."""
    moves: list[ReportedMove]
    prices: pd.DataFrame
    returns: pd.DataFrame
    result: StudyResult
    specification: pd.DataFrame
    verdicts: list[Verdict]
    dropped: list[Dropped]
    provenance: Provenance
    studied: tuple[str, ...]
    """Ids of the studied events."""
    tolerances: Tolerances | None = None
    """What the words of a move mean, as the verdicts were taken; the shipped table if None."""
    remarks: Sequence[Weighed] = ()
    """What is told of a direction without a number, beside how large the day was; of megabytes of articles, none."""

    @property
    def main_event(self) -> str:
        """Id of the event the report leads with: the study file's, else the one on whose day 0 most moves fall."""
        named = self.file.study.main_event
        if named is not None and named in self.studied:
            return named
        return lead_event(self._events_table(), self.verdicts) or self.studied[0]

    @property
    def day_zero(self) -> dict[str, dict[str, date]]:
        """Day 0 by event and series."""
        series = list(self.file.models)
        whose = {name: self.file.calendars.get(name) or own_calendar(name) for name in series}
        index = {name: pd.DatetimeIndex(on_sessions(self.returns[name], whose[name]).index) for name in series}
        return day_zeros(self.events, series, closed=self.file.study.closed, index=index, calendars=self.file.calendars)

    @property
    def data_problems(self) -> list[Finding]:
        """What is odd about the prices of the study's series, and what was done about it."""
        used = self.prices[self.prices["series"].isin(self.file.price_series)]
        return findings(used, self.file.study.flagged)

    @property
    def summary(self) -> Summary:
        """What the verdicts come to: counts, the strongest disagreement first, what chance alone would give."""
        return summarise(self.verdicts, self.tolerances)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return every table of the study by its name, numbers at full precision."""
        return {
            "dates": to_frame(self.dates, DateMention),
            "events": self._events_table(),
            "moves": to_frame(self.moves, ReportedMove),
            "verdicts": to_frame(self.verdicts, Verdict),
            **{name: table.copy() for name, table in estimate_tables(self.result).items()},
            "specification": self.specification,
            "prices": self.prices,
            "data_problems": as_table(self.data_problems),
        }

    def _events_table(self) -> pd.DataFrame:
        zero = self.day_zero
        rows = [
            {
                "event_id": event.event_id,
                "label": event.label,
                "start": event.start,
                "end": event.end,
                "precision": event.precision,
                "status": event.status,
                "studied": event.event_id in self.studied,
                "mentions": len(event.mentions),
                "note": event.note,
                **{f"day0_{series}": zero.get(event.event_id, {}).get(series) for series in self.file.models},
            }
            for event in self.events
        ]
        return pd.DataFrame(rows)

    def figures(self, *, narrow: bool = False) -> dict[str, Figure]:
        """Return every figure by its name, drawn for a desk, or for a narrow screen."""
        from eventstudy.report import gallery  # noqa: PLC0415 - matplotlib is loaded when a figure is wanted

        return gallery.draw(self._material(), gallery.PHONE if narrow else gallery.DESK)

    def report(self, command: str = "eventstudy run", svg: Mapping[str, str] | None = None) -> str:
        """Return the study as one self-contained HTML page.

        Parameters
        ----------
        command
            What the page tells a reader to type to make it again.
        svg
            The figures as SVG by their names, where they are written already; drawing takes the longest.
        """
        from eventstudy.report import gallery, html, telling  # noqa: PLC0415 - as above

        tables = self.tables()
        studied = [event for event in self.events if event.event_id in self.studied]
        return html.render_report(
            title=self.file.study.title,
            articles=self.articles,
            events=tables["events"],
            moves=self.moves,
            verdicts=self.verdicts,
            per_event=tables["per_event"],
            tests=tables["tests"],
            specification=self.specification,
            models=tables["models"],
            figures=gallery.pictures(self._material(), svg),
            dropped=self.dropped,
            provenance=self.provenance,
            command=command,
            main_event=self.main_event,
            level=self.file.study.level,
            names=short_names(),
            adjusted=tables["adjusted"],
            problems=tables["data_problems"],
            order=self.summary.order,
            remarks=as_dict(self.remarks),
            patterns=as_dict(self.summary.articles),
            marks=telling.found_marks(studied, self.dates),
        )

    def _material(self) -> Material:
        """Return what the figures are drawn from."""
        from eventstudy.report.gallery import Material  # noqa: PLC0415 - as above
        from eventstudy.results.placebos import placebos  # noqa: PLC0415 - of a figure alone

        tables = self.tables()
        return Material(
            prices=self.prices[self.prices["series"].isin(self.file.price_series)],
            events=tables["events"],
            ar=tables["ar"],
            paths=tables["paths"],
            per_event=tables["per_event"],
            specification=self.specification,
            verdicts=self.verdicts,
            main_event=self.main_event,
            names=short_names(),
            units={name: _unit(one) for name, one in catalogue().items()},
            level=self.file.study.level,
            tests=tables["tests"],
            placebo=placebos(self.result, self.main_event, self.result.settings.windows),
        )

    def __repr__(self) -> str:
        shown = "verdicts, events, moves, result.summary(), tables(), figures() and report() show it"
        return f"<{self._head()}\n {shown}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self._head())}</p>\n{Records(self.verdicts)._repr_html_()}{self.result._repr_html_()}"

    def _head(self) -> str:
        """Return what the study is of, in a line."""
        counts = f"{len(self.articles)} articles, {len(self.events)} events of which {len(self.studied)} studied"
        return f"{self.file.study.title}: {counts}, {len(self.moves)} reported moves, {len(self.verdicts)} verdicts"

    def to_json(self) -> dict[str, Any]:
        """Return the study as plain JSON values, in the shape that the README lists."""
        made = estimate_tables(self.result)
        return {
            "study": {"title": self.file.study.title, "main_event": self.main_event, "design": self.result.design},
            **shapes.moves_object(self.articles, self.moves),
            **shapes.dates_object(self.dates),
            **shapes.events_object(self.events, self.day_zero),
            **shapes.verdicts_object(self.verdicts),
            "remarks": as_dict(self.remarks),
            "summary": shapes.summary_object(self.summary, self.verdicts, len(self.articles)),
            "per_event": shapes.per_event_list(made["per_event"], made["models"], self.result.settings.factors),
            **{name: shapes.rows_list(made[name]) for name in ("tests", "adjusted", "recommended", "caar", "models")},
            "specification": shapes.rows_list(self.specification),
            "data_problems": as_dict(self.data_problems),
            "dropped": as_dict(self.dropped),
            "provenance": as_dict(self.provenance),
        }


def _unit(one: Instrument) -> str:
    """Return what a price is quoted in: ``USD a barrel``, ``points``."""
    unit = one.unit.upper() if one.currency and one.unit == one.currency.lower() else one.unit
    return f"{unit} a {one.per}" if one.per and unit != "points" else unit
