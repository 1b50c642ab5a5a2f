"""Commands that list what there is: the tests and the models, each with what it takes for granted."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import complete, options
from eventstudy.cli.guard import guarded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.report.tables import Table

    Card = dict[str, str | list[str]]
    """What is told of one test or model, by the name it has in CSV and JSON."""

_HEADINGS = {
    "test": "test",
    "model": "model",
    "called": "called",
    "sentence": "in plain words",
    "null": "tests that",
    "assumptions": "assumes",
    "equation": "equation",
    "parameters": "parameters",
    "needs": "needs",
    "options": "options",
    "setting": "setting",
    "use": "when to use it",
    "survives": "survives",
    "convention": "in detail",
    "refuses": "refuses",
    "reference": "reference",
    "variance": "variance",
    "kernel": "computed by",
}

_Test = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        autocompletion=complete.tests,
        help="One test in full; without it, all in short.",
        show_default=False,
    ),
]
_Model = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME",
        autocompletion=complete.models,
        help="One model in full; without it, all in short.",
        show_default=False,
    ),
]


@guarded
def list_tests(name: _Test = None, output: options.Output = options.Format.TABLE) -> None:
    """List the tests: what each one tests, what it assumes, when to use it, and when it gives no answer."""
    _put(output, _chosen(_tests(), name, "test"), name, "test", ("test", "null", "setting", "use"))


@guarded
def list_models(name: _Model = None, output: options.Output = options.Format.TABLE) -> None:
    """List the models of an ordinary day: what each one expects, what it needs, and when to use it."""
    _put(output, _chosen(_models(), name, "model"), name, "model", ("model", "equation", "needs", "use"))


def _tests() -> list[Card]:
    from eventstudy.battery import BATTERY  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.report.methods import TESTS  # noqa: PLC0415 - the same

    return [
        {
            "test": test.name,
            "called": TESTS[test.name].name,
            "sentence": TESTS[test.name].sentence,
            "null": test.null,
            "assumptions": list(test.assumptions),
            "setting": test.setting,
            "use": test.use,
            "survives": [hazard.replace("_", " ") for hazard in sorted(test.survives)],
            "convention": TESTS[test.name].convention,
            "variance": test.variance,
            "refuses": TESTS[test.name].refuses.split("; "),
            "reference": test.reference,
            "kernel": test.kernel,
        }
        for test in BATTERY.values()
    ]


def _models() -> list[Card]:
    from eventstudy.report.methods import MODEL_CONVENTIONS, MODEL_SENTENCES, model_name  # noqa: PLC0415 - as above
    from eventstudy.study.catalogue import MODEL_NOTES  # noqa: PLC0415 - the same

    return [
        {
            "model": note.name,
            "called": model_name(note.name),
            "sentence": MODEL_SENTENCES[note.name],
            "equation": note.equation,
            "parameters": note.parameters,
            "needs": note.needs,
            "options": ", ".join(note.options),
            "convention": MODEL_CONVENTIONS.get(note.name, ""),
            "use": note.use,
            "reference": note.reference,
        }
        for note in MODEL_NOTES
    ]


def _chosen(cards: Sequence[Card], name: str | None, kind: str) -> Sequence[Card]:
    """Return the cards asked for: all, or the one of a name."""
    if name is None:
        return cards
    known = [str(card[kind]) for card in cards]
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise typer.BadParameter(f"{name!r} is no {kind}; {hint}there are {', '.join(known)}", param_hint="NAME")
    return [cards[known.index(name)]]


def _put(how: options.Format, cards: Sequence[Card], name: str | None, kind: str, short: Sequence[str]) -> None:
    """Print cards: one in full, several in short; CSV and JSON hold all that is known of each."""
    import pandas as pd  # noqa: PLC0415 - `eventstudy --help` must answer at once

    from eventstudy.cli.output import put  # noqa: PLC0415 - the same

    put(
        how,
        tables=lambda: [_in_short(cards, kind, short) if name is None else _in_full(cards[0], kind)],
        frame=lambda: pd.DataFrame(list(cards)),
        json=lambda: {f"{kind}s": list(cards)},
    )


def _in_short(cards: Sequence[Card], kind: str, short: Sequence[str]) -> Table:
    from eventstudy.report.tables import Column, Table  # noqa: PLC0415 - the same

    rows = tuple(tuple(str(card[key]) for key in short) for card in cards)
    note = f"`eventstudy {kind}s NAME` tells one in full."
    return Table(f"{kind.capitalize()}s", tuple(Column(_HEADINGS[key]) for key in short), rows, (note,))


def _in_full(card: Card, kind: str) -> Table:
    from eventstudy.report.tables import Column, Table  # noqa: PLC0415 - the same

    rows = tuple(
        (_HEADINGS[key], line)
        for key, said in card.items()
        if key != kind
        for line in (said if isinstance(said, list) else [said])
        if line
    )
    return Table(str(card[kind]), (Column(""), Column("")), rows)
