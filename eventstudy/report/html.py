"""The report: one self-contained HTML page that tells a study to a reader who has never seen the program."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from eventstudy.errors import UsageError
from eventstudy.report import agreement, choices, findings, tables
from eventstudy.report import formats as f
from eventstudy.report.inline import inline_svg
from eventstudy.report.methods import MODEL_SENTENCES
from eventstudy.report.numbering import in_full, numbered, numbers_of, without_first
from eventstudy.report.problems import problems_table
from eventstudy.report.reading import called, in_window, is_studied, lead_event, rows
from eventstudy.report.remarks import remarks_table
from eventstudy.report.standfirst import headline, standfirst
from eventstudy.report.tables import Column, Table
from eventstudy.report.telling import page_numbers, telling, verdicts_note
from eventstudy.report.testing import Told, told_tests
from eventstudy.report.typeset import slug, typeset
from eventstudy.report.verdicts import verdicts_lead, verdicts_table, verdicts_told
from eventstudy.report.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from eventstudy.records import Article, Dropped, Provenance, ReportedMove, Verdict
    from eventstudy.report.gallery import Picture
    from eventstudy.report.spans import Mark

CONTENTS = (
    ("articles", "What the articles say"),
    ("prices", "What prices did"),
    ("tests", "How unusual was it?"),
    ("verdicts", "Reported against measured"),
    ("choices", "What hangs on a choice"),
    ("problems", "Data problems"),
    ("dropped", "What was left out"),
    ("method", "Method and inputs"),
)


def render_report(
    *,
    title: str,
    articles: Sequence[Article],
    events: pd.DataFrame,
    moves: Sequence[ReportedMove],
    verdicts: Sequence[Verdict],
    per_event: pd.DataFrame,
    tests: pd.DataFrame,
    specification: pd.DataFrame,
    models: pd.DataFrame,
    figures: Mapping[str, Picture],
    dropped: Sequence[Dropped],
    provenance: Provenance,
    command: str,
    main_event: str | None = None,
    level: float = 0.05,
    names: Mapping[str, str] | None = None,
    adjusted: pd.DataFrame | None = None,
    problems: pd.DataFrame | None = None,
    order: Sequence[int] | None = None,
    remarks: Sequence[Mapping[str, Any]] = (),
    patterns: Sequence[Mapping[str, Any]] = (),
    marks: Mapping[str, Sequence[Mark]] | None = None,
) -> str:
    """Return the page: the finding, articles, prices, tests, verdicts, choices, what was left out, method.

    The page holds everything it shows: style and figures are inside, there is no script, and nothing is loaded. The
    same input gives the same text.

    Parameters
    ----------
    title
        Of the study.
    articles
        As read. Of their text, only the sentences that report a move or tell a studied event are shown.
    events, per_event, tests, specification, models
        Tables of the study; see `eventstudy.report.tables` for their columns.
    moves, verdicts
        The reported moves, and the verdict on each. A move without a verdict is shown in its article only.
    figures
        By name: ``prices``, ``ar``, ``car``, ``moves``, ``specification``; see `eventstudy.report.gallery.pictures`.
    dropped, provenance
        What could not be used, and where everything comes from.
    command
        What to type to make the page again.
    main_event
        The event the page leads with; None for the studied one on whose day 0 most reported moves fall.
    level
        What p-values are compared with, and what the intervals were made with.
    names
        What a reader calls each series.
    adjusted
        The test of each series by itself, with p-values adjusted for how many there are; see `alone_table`.
    problems
        What is odd about the prices; see `eventstudy.report.problems`.
    order
        Places of the verdicts, the strongest disagreement first; by verdict alone if None.
    remarks
        What is told without a number; see `eventstudy.report.remarks`.
    patterns
        How many checks each article failed; see `eventstudy.report.agreement.pattern_sentences`.
    marks
        Of events and dates by article, to be marked as moves are; see `eventstudy.report.telling.found_marks`.

    Returns
    -------
    str
        HTML, every text of the input escaped.

    Raises
    ------
    UsageError
        `main_event` is not in `events`.
    """
    named = _lead_event(events, verdicts, main_event)
    numbers = numbers_of(events)
    lead = numbers.get(named or "", named)
    events, per_event, tests, specification, models = (
        numbered(table, numbers, names) for table in (events, per_event, tests, specification, models)
    )
    adjusted = None if adjusted is None else numbered(adjusted, numbers, names)
    labels = {str(row["event_id"]): str(row["label"]) for row in rows(events) if is_studied(row)}
    shown = page_numbers(verdicts)
    counted = _numbered(moves, verdicts)
    tested = told_tests(
        tests, per_event, lead, adjusted=adjusted, level=level, names=names, called=called(events, lead)
    )
    told = telling(articles, counted, verdicts, marks or {})
    template = _environment().from_string(_asset("template.html.j2"))
    return template.render(
        title=headline(title, events, lead),
        style=Markup(_asset("style.css")),  # noqa: S704 - our own file
        contents=CONTENTS,
        standfirst=standfirst(per_event, events, lead, verdicts, level=level, names=names, adjusted=adjusted),
        lead=_lead(per_event, events, tested, verdicts, len(articles), specification, lead, level, names, adjusted),
        articles=told.shown,
        silent=told.silent,
        not_shown=told.notes,
        pictures=_inlined(figures),
        tables=_tables(events, per_event, specification, models, provenance, lead, level, names, labels),
        tested=tested._replace(main=_on_day_zero(tested.main), others=in_full(tested.others, labels)),
        verdict_lead=[*verdicts_lead(verdicts), *verdicts_note(verdicts, shown)],
        linked=shown,
        disagreements=[
            *agreement.disagreement_sentences(verdicts, order, names=names),
            *agreement.pattern_sentences(patterns),
        ],
        verdicts=verdicts_told(verdicts, order, names, {article.name: article for article in articles}, shown),
        remarks=remarks_table(remarks, names=names),
        verdict_table=replace(verdicts_table(verdicts, names=names, narrowly=True, chosen=shown), notes=()),
        choices=_choices(specification, lead, level, names),
        problems=None if problems is None or problems.empty else problems_table(problems, names=names),
        dropped=dropped,
        model_words=[MODEL_SENTENCES[str(name)] for name in per_event["model"].unique() if name in MODEL_SENTENCES],
        provenance=provenance,
        command=command,
        many=(f.in_words(len(articles)), len(articles)),
    )


def _asset(name: str) -> str:
    """Return the text of a file that lies beside this module."""
    return files("eventstudy.report").joinpath(name).read_text(encoding="utf-8")


def _environment() -> Environment:
    """Return the template engine: all escaped and visible, every name that is missing an error."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_shown, trim_blocks=False, keep_trailing_newline=True
    )
    environment.filters["typeset"] = typeset
    environment.filters["slug"] = slug
    return environment


def _shown(value: object) -> object:
    """Return what the page is given to show, a text as a reader may be shown it."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _lead_event(events: pd.DataFrame, verdicts: Sequence[Verdict], named: str | None) -> str | None:
    """Return the event the page leads with: the one named, which must be there, else the likeliest."""
    if named is None:
        return lead_event(events, verdicts)
    known = [str(name) for name in events["event_id"]]
    if named not in known:
        raise UsageError(f"main_event {named!r} is not among the events; there are {', '.join(known) or 'none'}")
    return named


def _on_day_zero(table: Table) -> Table:
    """Return a table whose title says day 0 instead of its window."""
    return replace(table, title=table.title.replace(", window (0, 0)", ", on day 0"))


def _numbered(moves: Sequence[ReportedMove], verdicts: Sequence[Verdict]) -> dict[int, ReportedMove]:
    """Return the moves by the number they bear: that of their verdict."""
    judged = [item.move for item in verdicts]
    known = {move.move_id for move in judged}
    return dict(enumerate([*judged, *(move for move in moves if move.move_id not in known)], 1))


def _inlined(figures: Mapping[str, Picture]) -> dict[str, dict[str, Any]]:
    """Return the figures as markup whose ids do not meet."""
    shown = {}
    for name, picture in figures.items():
        wide, narrow = (
            Markup(inline_svg(svg, f"{slug(name)}-{form}", picture.caption, picture.alt)) if svg else ""  # noqa: S704 - ours
            for svg, form in ((picture.svg, "wide"), (picture.narrow, "narrow"))
        )
        shown[name] = {"svg": wide, "narrow": narrow, "caption": picture.caption}
    return shown


def _lead(
    per_event: pd.DataFrame,
    events: pd.DataFrame,
    tested: Told,
    verdicts: Sequence[Verdict],
    articles: int,
    specification: pd.DataFrame,
    event: str | None,
    level: float,
    names: Mapping[str, str] | None,
    adjusted: pd.DataFrame | None,
) -> list[str]:
    """Return the finding: what prices did, how unusual it was, whether they agree with the words, what it hangs on."""
    said = []
    if event is not None:
        said += findings.effect_sentences(per_event, events, event, level=level, names=names, adjusted=adjusted)
        said += tested.lead
    said += tested.before
    said.append(" ".join(agreement.verdict_sentences(verdicts, articles)))
    said.append(findings.hanging_sentence(_flips(specification, event, level), level, names))
    return [text for text in said if text]


def _choices(
    specification: pd.DataFrame, event: str | None, level: float, names: Mapping[str, str] | None
) -> list[str]:
    """Return the choices on which a day-0 effect hangs, in sentences."""
    return findings.flip_sentences(_flips(specification, event, level), level, names)


def _flips(specification: pd.DataFrame, event: str | None, level: float) -> list[findings.Flip]:
    """Return the choices on which a day-0 effect hangs."""
    return [] if event is None else findings.flips(in_window(specification, 0, 0), event, level)


def _tables(
    events: pd.DataFrame,
    per_event: pd.DataFrame,
    specification: pd.DataFrame,
    models: pd.DataFrame,
    provenance: Provenance,
    event: str | None,
    level: float,
    names: Mapping[str, str] | None,
    labels: Mapping[str, str],
) -> dict[str, Table]:
    """Return every table of the page."""
    studied = np.array([is_studied(row) for row in rows(events)], dtype=bool)
    held = specification[specification["event_id"] == event]
    made = {
        "events": replace(tables.events_table(events.loc[studied], names=names), title="Events studied"),
        "other_events": replace(
            without_first(tables.events_table(events.loc[~studied])), title="Events found and not studied"
        ),
        "per_event": tables.per_event_table(
            per_event, str(event), level=level, names=names, called=called(events, event)
        ),
        "specification": without_first(choices.specification_table(held, level=level, names=names)),
        "passing": choices.passing_table(specification, event, level, names),
        "models": in_full(tables.models_table(models, names=names), labels),
        "inputs": _pairs("Inputs", "SHA-256", provenance.inputs),
        "settings": _pairs("Settings", "value", provenance.settings),
        "libraries": _pairs("Versions", "version", provenance.libraries),
    }
    return {name: tables.without_empty(table) for name, table in made.items()}


def _pairs(title: str, head: str, pairs: Sequence[tuple[str, str]]) -> Table:
    """Return names with what belongs to each."""
    return Table(title, (Column("name"), Column(head)), tuple((str(name), str(value)) for name, value in pairs))
