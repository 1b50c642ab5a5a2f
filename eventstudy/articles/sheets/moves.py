"""Reported moves as rows that a person corrects, and such rows as reported moves."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING, get_args

from eventstudy.articles.given import given_articles
from eventstudy.articles.sheets.cells import Cells, day_order
from eventstudy.articles.sheets.grid import read_grid
from eventstudy.articles.sheets.passages import Texts
from eventstudy.articles.sheets.rank_periods import basis_of, period_in
from eventstudy.display import Records
from eventstudy.errors import UsageError
from eventstudy.instruments import by_alias, catalogue
from eventstudy.records import DateSpan, Direction, Hedge, Kind, Modality, Phase, ReportedMove

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from eventstudy.articles.sheets.grid import Grid
    from eventstudy.records import Article

    Value = str | int | float | date | None

COLUMNS = (
    "move_id", "group", "article", "quote", "instrument", "kind", "direction", "value", "unit", "hedge", "phase",
    "date", "time", "window_first", "window_last", "anchor_first", "anchor_last", "against", "modality", "candidates",
    "confidence", "basis", "start", "end", "sentence_start", "sentence_end", "period",
)  # fmt: skip
NEEDED = ("instrument", "kind", "direction", "value", "unit", "date")
"""Columns without which a table says too little; of the others each has a sensible value where it is missing."""
_DAYS = ("date", "window_first", "window_last", "anchor_first", "anchor_last")
_UNITS = ("percent", "percentage_points", "bp", "points")
_CURRENCY = re.compile(r"[a-z]{3}")
_VALUED = {"percent_change", "price_change", "point_change", "price_level", "streak"}
_UNITLESS = {"extreme", "rank", "streak", "order"}
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")


def move_rows(moves: Iterable[ReportedMove]) -> list[dict[str, Value]]:
    """Return reported moves as rows of a table, every field of each; the number as text, with the digits written.

    Examples
    --------
    >>> from eventstudy.articles.moves import find_moves
    >>> from eventstudy.articles.read import article_from_text
    >>> row, = move_rows(find_moves([article_from_text("Gold rose 1.30 percent.")]))
    >>> row["instrument"], row["value"], row["unit"], row["date"]
    ('gold', '1.30', 'percent', None)
    """
    return [_row(move) for move in moves]


def _row(move: ReportedMove) -> dict[str, Value]:
    spans = {
        f"{name}_{end}": getattr(span, end) if span else None
        for name, span in (("window", move.window), ("anchor", move.anchor))
        for end in ("first", "last")
    }
    held: dict[str, Value] = {
        **spans,
        **{name: getattr(move, name) for name in COLUMNS if hasattr(move, name)},
        "value": None if move.value is None else str(move.value),
        "candidates": "; ".join(move.candidates),
        "against": "; ".join(move.against),
        "basis": "; ".join(move.basis),
        "sentence_start": move.sentence[0],
        "sentence_end": move.sentence[1],
        "period": period_in(move.basis),
    }
    return {name: held[name] for name in COLUMNS}


def read_moves(path: str | Path, articles: Iterable[Article] | None = None) -> list[ReportedMove]:
    r"""Read reported moves from a table as ``eventstudy moves --out FILE`` writes it, and as a person has corrected it.

    Parameters
    ----------
    path : str or Path
        A CSV, TSV, JSON, Parquet or Excel file. `NEEDED` columns must be there. A row that was added needs no more than
        ``instrument``, ``kind`` and what goes with the kind.
    articles : iterable of Article, optional
        Those the moves stand in: a quotation whose offsets are missing, or no longer fit, is looked up there.

    Returns
    -------
    list of ReportedMove
        In the order of the rows. Numbers keep their digits; where a spreadsheet has cut zeros off (69.2 for "69.20"),
        those of the quotation come back.

    Raises
    ------
    UsageError
        It cannot be read, or a cell is not what it should be: the message names file, row and column, and what is
        allowed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "moves.csv"
    >>> rows = "instrument,kind,direction,value,unit,date\nbrent,percent_change,up,3.60,percent,2020-01-03\n"
    >>> _ = path.write_text(rows)
    >>> [(move.instrument, str(move.value)) for move in read_moves(path)]
    [('brent', '3.60')]
    """
    grid = read_grid(path, "moves")
    grid.require(NEEDED)
    if not grid.rows:
        raise UsageError(f"{grid.name} holds no move; leave the file out, or write it anew with --out")
    texts = Texts(None if articles is None else given_articles(articles), grid.name)
    order = day_order(grid, _DAYS)
    rows = [Cells(row, order, grid.decimal_comma) for row in grid.rows]
    ids, groups = (_fresh(grid, column, letter) for column, letter in (("move_id", "m"), ("group", "g")))
    _require_apart(rows)
    return Records(_move(cells, texts, ids, groups) for cells in rows)


def _fresh(grid: Grid, column: str, letter: str) -> Iterator[str]:
    """Yield names that no row has yet."""
    held = {row.cells.get(column, "") for row in grid.rows}
    number = len(grid.rows)
    while True:
        number += 1
        if f"{letter}{number}" not in held:
            yield f"{letter}{number}"


def _require_apart(rows: Sequence[Cells]) -> None:
    seen: set[str] = set()
    for cells in rows:
        name = cells.text("move_id")
        if name in seen:
            raise cells.refused("move_id", "as in a row above; leave it empty in a row that you add")
        seen |= {name} - {""}


def _move(cells: Cells, texts: Texts, ids: Iterator[str], groups: Iterator[str]) -> ReportedMove:
    kind: Kind = cells.word("kind", get_args(Kind)) or _missing(cells, "kind", get_args(Kind))  # type: ignore[assignment] # one
    place = texts.place(cells)
    instrument = _instrument(cells, place.text)
    value = _digits(_value(cells, kind), cells, place.quote)
    confidence = cells.number("confidence")
    if confidence is not None and not 0 <= confidence <= 1:
        raise cells.refused("confidence", "write a number from 0 to 1, or leave it empty")
    return ReportedMove(
        move_id=cells.text("move_id") or next(ids),
        group=cells.text("group") or next(groups),
        article=place.article,
        start=place.start,
        end=place.end,
        quote=place.quote,
        instrument=instrument,
        candidates=_candidates(cells, instrument),
        kind=kind,
        direction=cells.word("direction", get_args(Direction)),  # type: ignore[arg-type]  # one of the words
        value=value,
        unit=_unit(cells, kind, value),
        hedge=cells.word("hedge", get_args(Hedge), "exact"),  # type: ignore[arg-type]  # the same
        phase=cells.word("phase", get_args(Phase), "unspecified"),  # type: ignore[arg-type]  # the same
        time=_time(cells),
        date=cells.day("date"),
        window=_span(cells, "window"),
        modality=cells.word("modality", get_args(Modality), "asserted"),  # type: ignore[arg-type]  # the same
        confidence=1.0 if confidence is None else float(confidence),
        basis=basis_of(cells, kind),
        anchor=_span(cells, "anchor"),
        sentence=place.sentence,
        against=_against(cells, kind, place.text),
    )


def _missing(cells: Cells, column: str, allowed: Sequence[str]) -> str:
    raise cells.refused(column, f"allowed are {' '.join(allowed)}")


def _instrument(cells: Cells, text: str | None) -> str:
    """Return a catalogue id, or a company's name as the article writes it."""
    found = cells.text("instrument")
    if not found:
        raise cells.refused("instrument", "name one, such as brent; `eventstudy prices list` lists them")
    return _known(cells, "instrument", found, text)


def _against(cells: Cells, kind: Kind, text: str | None) -> tuple[str, ...]:
    """Return what the second instrument of an order may be; a word for several, such as oil, is each of them."""
    told = cells.items("against")
    if not told and kind == "order":
        raise cells.refused("against", "an order needs the instrument that moved less, such as cvx")
    found = [_known(cells, "against", name, text) for name in told]
    known = catalogue()
    each = (known[name].candidates or (name,) if name in known else (name,) for name in found)
    return tuple(dict.fromkeys(name for names in each for name in names))


def _known(cells: Cells, column: str, found: str, text: str | None) -> str:
    known = catalogue()
    in_text = text is not None and re.search(rf"(?<!\w){re.escape(found)}(?!\w)", text) is not None
    was_found = bool(cells.text("basis")) and not cells.text("candidates")
    if found in known or (was_found and in_text):  # a company whose name happens to be an id stays what it was
        return found
    if found.lower() in by_alias():
        return by_alias()[found.lower()]
    if in_text:
        return found
    if text is None and not found.islower():
        return found
    near = get_close_matches(found.lower(), [*known, *by_alias()], n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise cells.refused(
        column,
        f"{hint}it is neither in the catalogue (`eventstudy prices list`, --instruments adds to it) nor in the article",
    )


def _candidates(cells: Cells, instrument: str) -> tuple[str, ...]:
    """Return what the instrument may be: as the row says if that still fits, else as the catalogue does."""
    known = catalogue().get(instrument)
    own = () if known is None else known.candidates or (instrument,)
    told = tuple(name.lower() for name in cells.items("candidates"))
    for name in told:
        if name not in catalogue():
            raise cells.refused("candidates", f"{name} is not in the catalogue; `eventstudy prices list` lists it")
    return told if told and set(told) <= set(own) else own


def _value(cells: Cells, kind: Kind) -> Decimal | None:
    value = cells.number("value")
    if value is None and kind in _VALUED:
        raise cells.refused("value", f"a {kind} needs a number such as 1.3")
    if value is not None and value < 0 and kind != "price_level":
        raise cells.refused("value", "write the size, and up or down under direction")
    return value


def _digits(value: Decimal | None, cells: Cells, quote: str) -> Decimal | None:
    """Return a number with the digits that were written, which a spreadsheet or JSON may have cut off."""
    if value is None:
        return None
    for written in (cells.text("value_digits"), *(one.replace(",", "") for one in _NUMERAL.findall(quote))):
        try:
            exact = Decimal(written)
            if value in {exact, Decimal(repr(float(exact)))}:
                return exact
        except (InvalidOperation, ValueError):
            continue
    return value


_SHORT_UNITS = {"pct": "percent", "pts": "points", "bps": "bp", "pp": "percentage_points", "ppt": "percentage_points"}
"""What a unit of three letters that is no currency stands for."""


def _unit(cells: Cells, kind: Kind, value: Decimal | None) -> str | None:
    found = cells.text("unit").lower().replace("%", "percent")
    meant = _SHORT_UNITS.get(found)
    if meant is not None:
        raise cells.refused("unit", f"did you mean {meant}?")
    allowed = f"allowed are {' '.join(_UNITS)} and currencies such as usd"
    if not found:
        if value is not None and kind not in _UNITLESS:
            raise cells.refused("unit", allowed)
        return None
    if found not in _UNITS and not _CURRENCY.fullmatch(found):
        raise cells.refused("unit", allowed)
    return found


def _time(cells: Cells) -> str | None:
    """Return a clock time as it stands, once it is known to be a moment."""
    return cells.text("time") or None if cells.moment("time") is not None else None


def _span(cells: Cells, name: str) -> DateSpan | None:
    first, last = cells.day(f"{name}_first"), cells.day(f"{name}_last")
    if first is None and last is None:
        return None
    if first is None or last is None:
        empty = "first" if first is None else "last"
        raise cells.refused(f"{name}_{empty}", f"give both ends of the {name}, or neither")
    if first > last:
        raise cells.refused(f"{name}_last", f"which is before {name}_first, {first}; exchange them")
    return DateSpan(first, last)
