"""A study as files: tables, figures, JSON and a page, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventstudy.cli.output import json_text
from eventstudy.cli.spreadsheet import csv_text
from eventstudy.report.figures import to_png, to_svg

if TYPE_CHECKING:
    from eventstudy.pipeline import Study
    from eventstudy.records import Progress


def files(study: Study, *, command: str, progress: Progress) -> dict[str, bytes]:
    """Return the content of every file of a study's folder by its name.

    Parameters
    ----------
    study
        What was found.
    command
        The command line, for the report to say how it was made.
    progress
        Told what is being done.
    """
    progress("draw figures", 0, 2)
    figures = study.figures()
    drawn = {name: to_svg(figure) for name, figure in figures.items()}
    pictures = {f"figures/{name}.svg": svg.encode() for name, svg in drawn.items()}
    pictures |= {f"figures/{name}.png": to_png(figure) for name, figure in figures.items()}
    progress("write the report", 1, 2)
    made = {f"{name}.csv": csv_text(table) for name, table in study.tables().items()}
    made["results.json"] = json_text(study.to_json(), unicode=True)
    made["report.html"] = study.report(command, drawn)
    return {name: text.encode() for name, text in made.items()} | pictures
