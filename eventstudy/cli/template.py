"""The study file that `eventstudy new` writes: every key with its default and what it means."""

from __future__ import annotations

import json
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from eventstudy.pipeline.own import settings_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from eventstudy.records import Event

MOST_EVENTS = 20
SAMPLE = """+++
published = 2020-01-03
outlet = "A sample, to be replaced by articles of yours"
+++
Oil jumps after a strike in Baghdad

An airstrike killed a general at the airport of Baghdad early Friday, and Iran vowed revenge.

Brent crude settled 3.5 percent higher on Friday, at $68.60 a barrel. The S&P 500 closed 0.7 percent lower. Exxon Mobil
ended the day down 0.8 percent, and Chevron had gained 1.2 percent in premarket trading.
"""
"""An article in the form that is read best: a header with its date, its title, its text."""
_SERIES_NOTES = (
    ("id", "of the catalogue, or as the prices call it"),
    ("model", "one or more of `eventstudy models`; the first is the main one"),
    ("benchmark", "the series that models take as the market"),
    ("peer", "a second regressor"),
    ("calendar", "a catalogued series whose sessions this one has"),
)
_EVENT_NOTES = (
    ("id", "as tables and tests call it"),
    ("day", 'or a moment with its zone: "2020-01-03T01:00:00+03:00"'),
    ("label", "what happened, in words"),
    ("words", "that must stand in a sentence of an article that tells it"),
    ("group", "for tests of each group"),
)
_IN_PLACE = {"benchmark": "sp500", "peer": "SERIES", "calendar": "SERIES", "group": "NAME", "label": "What happened"}
_WIDTH = 34


def study_text(
    *,
    title: str,
    path: str,
    source: str,
    series: Sequence[str],
    held: Collection[str],
    articles: str = "articles",
    published: Mapping[str, str] | None = None,
    events: Sequence[Event] = (),
) -> str:
    """Return a commented study file.

    Parameters
    ----------
    title
        Of the study.
    path
        Of the file itself, for the command that runs it.
    source
        Of the prices.
    series
        Ids of what is studied, at least one.
    held
        Ids that prices are held of.
    articles
        A folder or file, from the study file's folder.
    published
        Publication days by article, where the text does not say.
    events
        What is studied; without any, what the articles tell.
    """
    given = ", ".join(f"{_toml(name)} = {_toml(day)}" for name, day in (published or {}).items())
    text = Template(resources.files("eventstudy").joinpath("data", "new_study.toml").read_text("utf-8"))
    return text.substitute(
        title=_one_line(title),
        title_text=_toml(title),
        path=_one_line(path),
        source=_noted(f"source = {_toml(source)}", '"snapshot" ships; or "yahoo", "fred", a file, a folder'),
        articles=_noted(f"path = {_toml(articles)}", "a folder or a file, read from where this file stands"),
        published=f"published = {{ {given} }}" if given else _PUBLISHED,
        series="\n\n".join(_series(name, held, noted=place == 0) for place, name in enumerate(series)),
        events="\n\n".join(map(_event, events[:MOST_EVENTS])) or _no_events(),
    )


_PUBLISHED = '# published = { }                  # only where the text does not say: { "wire.txt" = "2020-01-03" }'


def _series(name: str, held: Collection[str], *, noted: bool) -> str:
    settings = settings_of(name, held)
    lines = ["[[series]]"]
    for key, note in _SERIES_NOTES:
        value = settings.get(key)
        if value is not None:
            lines.append(_noted(f"{key} = {_toml(value)}", note if noted else ""))
        elif noted:
            lines.append(_noted(f'# {key} = "{_IN_PLACE[key]}"', note))
    return "\n".join(lines)


def _event(event: Event) -> str:
    moment = event.not_after
    day = moment.isoformat() if moment is not None and moment.tzinfo is not None else event.start.isoformat()
    return f'[[event]]\nid = {_toml(event.event_id)}\nday = "{day}"\nlabel = {_toml(event.label)}'


def _no_events() -> str:
    values = {"id": '"strike"', "day": '"2020-01-03"', "words": '["strike"]'}
    lines = [_noted(f"# {key} = {values.get(key) or _toml(_IN_PLACE[key])}", note) for key, note in _EVENT_NOTES]
    return "\n".join(["# [[event]]", *lines])


def _noted(line: str, note: str) -> str:
    return f"{line.ljust(_WIDTH)} # {note}" if note else line


def _one_line(text: str) -> str:
    """Return text as a comment can hold it."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _toml(value: object) -> str:
    r"""Return text or a list of it as TOML holds it.

    Examples
    --------
    >>> _toml(["a", 'b"'])
    '["a", "b\\""]'
    """
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")  # a basic string of TOML is one of JSON
