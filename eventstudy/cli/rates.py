"""What `simulate` prints: rejection rates as a table, as CSV, or as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.cli.options import Format
from eventstudy.cli.outfile import write_file
from eventstudy.cli.output import put
from eventstudy.cli.spreadsheet import csv_text
from eventstudy.records import as_dict
from eventstudy.report import formats as f
from eventstudy.report.shapes import rows_list
from eventstudy.report.tables import Column, Table

if TYPE_CHECKING:
    import pandas as pd


_HALF = 0.5
"""Share of samples in which a test must be valid, or the table says why it is not."""


def put_rates(how: Format, table: pd.DataFrame, *, out: str | None, quiet: bool) -> None:
    """Print rates, and write them to a file if one is named."""
    if out is not None:
        write_file(Path(out), csv_text(_with_design(table)).encode())
    if how is Format.TABLE and quiet:
        return
    put(
        how,
        tables=lambda: [_table(table)],
        frame=lambda: _with_design(table),
        json=lambda: {"design": as_dict(table.attrs["design"]), "tests": rows_list(table)},
    )


def _with_design(rates: pd.DataFrame) -> pd.DataFrame:
    """Return rates with what was asked for in columns beside them."""
    asked = {name: value for name, value in rates.attrs["design"].items() if name != "reps"}
    pairs = {"window": ("first", "last"), "sd": ("sd_first", "sd_last")}
    flat = {
        key: part
        for name, value in asked.items()
        for key, part in (zip(pairs[name], value, strict=True) if name in pairs else [(name, value)])
    }
    return rates.assign(**flat)


def _table(rates: pd.DataFrame) -> Table:
    """Return rates as a table to read, in per cent."""
    design = rates.attrs["design"]
    rows = tuple(
        (
            str(row.test),
            f.percent(row.valid_share, 0, sign=False),
            f.percent(row.rejected, 1, sign=False),
            f.percent(row.mc_error, 1, sign=False),
            "> 2 x" if row.over else "",
            f.percent(row.rejected_all, 1, sign=False),
            f.percent(row.attainable, 1, sign=False),
        )
        for row in rates.itertuples()
    )
    labels = ("test", ">valid", ">rejects", ">Monte-Carlo error", "mark", ">valid or not", ">attainable")
    columns = tuple(Column(label.lstrip(">"), "right" if label[0] == ">" else "left") for label in labels)
    what = "no effect: sizes" if design["effect"] == 0.0 else f"an effect of {design['effect']:g} sd: power"
    title = f"Rejections in {design['reps']:,} samples at level {100 * design['level']:g} %, {what}"
    return Table(title, columns, rows, _notes(rates))


def _notes(rates: pd.DataFrame) -> tuple[str, ...]:
    design = rates.attrs["design"]
    hidden = {"reps", "level", "effect", "market"}
    asked = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in design.items() if name not in hidden)
    source = "Placebo events on returns" if design["market"] == "returns" else "A market made up"
    notes = [f"{source}: {asked}.", "Rejections are counted where the test says that it is valid."]
    if rates["over"].any():
        notes.append("> 2 x: rejects true nulls more than twice as often as the level says.")
    told: dict[str, list[str]] = {}
    for row in rates[rates["valid_share"] < _HALF].itertuples():
        told.setdefault(str(row.reason), []).append(str(row.test))
    notes += [f"Not valid here: {', '.join(names)}: {reason}." for reason, names in told.items()]
    return tuple(notes)
