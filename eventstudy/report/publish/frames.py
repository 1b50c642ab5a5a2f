"""A table of numbers as it is printed: which columns, in which blocks, what is said once for all rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from eventstudy.errors import UsageError
from eventstudy.report import formats as f
from eventstudy.report.methods import model_name, name_of_test
from eventstudy.report.publish.about import About, said
from eventstudy.report.publish.cells import LEGEND, cell, fine_digits, harmless, stars, true_minus
from eventstudy.report.publish.heads import FOLDED, HEADS, INTERVAL, PANELS, REPEATED, ROWS, SPECS, Spec
from eventstudy.report.publish.sheet import Cell, Head, Kind, Line, Sheet
from eventstudy.report.reading import is_yes, rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    Row = dict[str, Any]
    Names = Mapping[str, str] | None

_MOST_DIGITS = 12
_BLOCK = 2
"""Rows that each panel has at least, on average."""
_SIZED = ("percent", "number")
_PER_UNIT = ("coefficient", "se", "low", "high")


def kind_of(frame: pd.DataFrame) -> str:
    """Return which table a DataFrame is, by its columns.

    Raises
    ------
    UsageError
        If it is none that is known.
    """
    for name, spec in SPECS.items():
        if spec.needs <= set(frame.columns):
            return name
    raise UsageError(f"no table has the columns {', '.join(map(str, frame.columns))}; name one of {', '.join(SPECS)}")


def _refuse_digits(digits: object) -> None:
    if digits is not None and not (isinstance(digits, int) and 0 <= digits <= _MOST_DIGITS):
        raise UsageError(f"digits={digits!r} is no number of decimals; give a whole number from 0 to {_MOST_DIGITS}")


def sheet_of(
    frame: pd.DataFrame,
    kind: str,
    about: About,
    *,
    starred: bool = False,
    digits: int | None = None,
    caption: str | None = None,
    names: Names = None,
) -> Sheet:
    """Return a table of a study as it is printed.

    Parameters
    ----------
    frame
        As `StudyResult` gives it, fractions.
    kind
        One of `SPECS`.
    about
        What the notes tell of the study.
    starred
        Whether the estimates that have a p carry stars.
    digits
        Decimals of returns and coefficients; statistics, counts and p-values keep theirs.
    caption
        In the place of the table's own.
    names
        What a reader calls each series, and each event.

    Raises
    ------
    UsageError
        If there is no such table, or stars are wanted where there is no p.
    """
    if kind not in SPECS:
        raise UsageError(f"there is no table {kind!r} to print; there are {', '.join(SPECS)}")
    _refuse_digits(digits)
    spec = SPECS[kind]
    if starred and spec.stars is None:
        there = ", ".join(name for name, one in SPECS.items() if one.stars and "term" not in one.columns)
        raise UsageError(f"stars=True: {kind!r} has no p-values for stars to stand on; {there} and regressions have")
    shown, refused = _answers(rows(frame))
    named = {**_betas(frame), **{name: HEADS[name] for name in spec.columns if name in HEADS}}
    heads = _sized({name: _head(name, named, spec, about) for name in _present(spec, shown)}, shown, about, digits)
    heads, folded = _fold(heads, shown, names)
    panel = _panel(heads, shown)
    dated = panel == "event_id" and "day0" in heads and _dated_alike(shown)
    heads = {name: head for name, head in heads.items() if name != panel and not (dated and name == "day0")}
    lines = _lines(heads, shown, panel, names, spec.stars if starred else None)
    lines = [_with_day(line, row) for line, row in zip(lines, shown, strict=True)] if dated else lines
    where = f", {f.name_of(folded['event_id'], names)}" if "event_id" in folded else ""
    told = {HEADS[name].label: text for name, text in folded.items() if name != "event_id"}
    missing = any(one.text == f.MISSING for line in lines for one in line.cells)
    notes = said(kind, about, frame, shown, refused, told, missing=missing, names=names)
    return Sheet(
        name=kind,
        caption=caption if caption is not None else true_minus(harmless(f"{_title(spec, about)}{where}")),
        heads=tuple(heads.values()),
        lines=tuple(lines),
        notes=(*notes, *([LEGEND] if starred else [])),
    )


def _title(spec: Spec, about: About) -> str:
    """Return a caption, in the words of what was studied."""
    return spec.caption if about.outcome == "return" else spec.caption.replace("returns", f"log {_word(about.outcome)}")


def _word(outcome: str) -> str:
    return {"volatility": "variance"}.get(outcome, outcome)


def _answers(listed: list[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows that give an answer, with their windows as a cell, and those that give none."""
    for row in listed:
        if "first" in row and "last" in row:
            row["window"] = f.window(row["first"], row["last"])
    valid = [row for row in listed if "valid" not in row or is_yes(row["valid"])]
    return valid, [row for row in listed if "valid" in row and not is_yes(row["valid"])]


def _betas(frame: pd.DataFrame) -> dict[str, Head]:
    """Return the heads of the coefficients of further factors."""
    found = [str(name) for name in frame.columns if str(name).startswith("beta_")]
    return {name: Head(f"Beta {name.removeprefix('beta_')}", "number") for name in found}


def _present(spec: Spec, listed: Sequence[Row]) -> list[str]:
    """Return the columns that are there and say something, in the order of the table."""
    names = [name for place in spec.columns for name in _with_betas(place, listed)]
    return [name for name in names if not listed or any(_says(row, name) for row in listed)]


def _with_betas(name: str, listed: Sequence[Row]) -> list[str]:
    further = [key for key in (listed[0] if listed else {}) if key.startswith("beta_")]
    return [name, *further] if name == "beta" else [name]


def _says(row: Row, name: str) -> bool:
    """Return whether a cell tells something: a least p above zero, a count of sessions that is not the window's."""
    value = row.get(name)
    if f.is_missing(value):
        return False
    if name == "n_window" and "last" in row:
        return bool(0 < float(str(value)) < row["last"] - row["first"] + 1)
    return not (name == "min_p" and value == 0.0)


def _head(name: str, named: Mapping[str, Head], spec: Spec, about: About) -> Head:
    """Return the head of a column in this table."""
    head = named[name]
    label = spec.labels.get(name, head.label)
    over = head.over
    if over == INTERVAL:
        over = "Interval" if about.level is None else f"{f.coverage(about.level)} interval"
    if over and head.kind == "percent":
        over = f"{over} (%)"
    if about.outcome != "return" and head.unit.startswith("%") and head.kind == "percent":
        label = label.replace("AR", "abnormal") if label == "AR" else label
    return replace(head, label=label, over=over)


def _sized(heads: dict[str, Head], listed: Sequence[Row], about: About, digits: int | None) -> dict[str, Head]:
    """Return heads with the decimals asked for; those of a regression follow its standard errors."""
    if "term" not in heads:
        return {
            name: replace(head, digits=digits) if digits is not None and head.kind in _SIZED else head
            for name, head in heads.items()
        }
    kind: Kind = "number" if about.plain else "percent"
    unit = "" if about.plain else "%"
    scale = 1.0 if about.plain else 100.0
    sizes = [scale * float(row.get("se") or row["coefficient"]) for row in listed]
    fine = digits if digits is not None else fine_digits(sizes)
    return {
        name: replace(head, kind=kind, unit="" if head.over else unit, digits=fine, over=_unit(head.over, about))
        if name in _PER_UNIT
        else head
        for name, head in heads.items()
    }


def _unit(over: str, about: About) -> str:
    return over.removesuffix(" (%)") if about.plain else over


def _fold(heads: dict[str, Head], listed: Sequence[Row], names: Names) -> tuple[dict[str, Head], dict[str, str]]:
    """Return the heads that differ from row to row, and what every row says of the others."""
    if len(listed) < _BLOCK:
        return heads, {}
    named = any(name in heads for name in ROWS)
    folded: dict[str, str] = {}
    for name in FOLDED:
        if name not in heads or (name == "window" and not named):
            continue
        texts = {_text(name, row.get(name), heads[name], names).text for row in listed}
        if len(texts) == 1:
            folded[name] = texts.pop()
    return {name: head for name, head in heads.items() if name not in folded}, folded


def _panel(heads: Mapping[str, Head], listed: Sequence[Row]) -> str:
    """Return the column whose values head blocks of rows, where each has several; nothing where none has."""
    for name in PANELS:
        if name not in heads or not any(other in heads for other in ROWS if other != name):
            continue
        runs = sum(1 for place, row in enumerate(listed) if not place or row.get(name) != listed[place - 1].get(name))
        return name if len(listed) >= _BLOCK * runs and name != "series" else ""
    return ""


def _dated_alike(listed: Sequence[Row]) -> bool:
    """Return whether each event has one day 0 for all its series."""
    pairs = {(row["event_id"], f.iso(row["day0"])) for row in listed}
    return len(pairs) == len({event for event, _ in pairs})


def _with_day(line: Line, row: Row) -> Line:
    return replace(line, panel=f"{line.panel}, day 0 {f.iso(row['day0'])}")


def _lines(
    heads: Mapping[str, Head], listed: Sequence[Row], panel: str, names: Names, marks: tuple[str, str] | None
) -> list[Line]:
    """Return the rows as cells, what a row repeats of the one above left empty."""
    lines: list[Line] = []
    above: dict[str, str] = {}
    for row in listed:
        head = _whose(row, panel, names)
        above = above if lines and lines[-1].panel == head else {}
        cells, same, here = [], True, {}
        for name, column in heads.items():
            one = _text(name, row.get(name), column, names)
            here[name] = one.text
            same = same and name in REPEATED and bool(above) and above[name] == one.text
            mark = stars(row.get(marks[1])) if marks and name == marks[0] else ""
            behind = one.text if column.kind == "text" else one.value  # a workbook fills what print leaves empty
            cells.append(Cell("" if same else one.text, behind, mark))
        above = here
        lines.append(Line(tuple(cells), head))
    return lines


def _whose(row: Row, panel: str, names: Names) -> str:
    """Return the head of the block that a row stands in."""
    if not panel:
        return ""
    if f.is_missing(row.get(panel)):
        return "All together"
    return true_minus(harmless(f.name_of(str(row[panel]), names)))


def _text(name: str, value: object, head: Head, names: Names) -> Cell:
    """Return a value as a cell, ids in words."""
    if f.is_missing(value):
        return Cell("all" if name in {"event_id", "group"} else cell(value, head).text)
    if name == "model":
        return Cell(f.joined([model_name(one) for one in str(value).split("+")]), value)
    if name == "test":
        return Cell(name_of_test(str(value)), value)
    if name in {"flag", "method"}:
        return Cell(f.words(str(value).replace("|", ", ")), value)
    return cell(value, head, names if name in {"event_id", "series", "benchmark"} else None)
