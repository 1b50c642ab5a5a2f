"""The command that looks at what a study needs: what is installed, cached, reachable and writable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eventstudy.cli import options, progress
from eventstudy.cli.guard import ERROR, guarded, say

if TYPE_CHECKING:
    import pandas as pd

    from eventstudy.cli.checkup import Check
    from eventstudy.report.tables import Table

_Network = Annotated[
    bool, typer.Option("--network", help="Also ask whether the sources answer: the only time the network is touched.")
]
_Out = Annotated[
    str,
    typer.Option("--out", metavar="DIR", callback=options.named, help="The folder that should be one to write to."),
]


@guarded
def doctor(
    network: _Network = False,
    out: _Out = options.DEFAULT_OUT,
    quiet: options.Quiet = False,
    _verbose: options.Verbose = False,
    output: options.Output = options.Format.TABLE,
) -> None:
    """Say what is installed, cached, reachable and writable, and of what does not work what would.

    The exit status is 1 if something that every study needs does not work.
    """
    from eventstudy.cli import checkup  # noqa: PLC0415 - `eventstudy --help` must answer at once
    from eventstudy.cli.output import put  # noqa: PLC0415 - the same

    looks = {
        "libraries": checkup.libraries,
        "extras": checkup.extras,
        "prices": checkup.price_cache,
        "calendars": checkup.calendars,
        "figures": checkup.figures,
        "output": lambda: checkup.output(Path(out)),
        "terminal": checkup.terminal,
    } | ({"network": checkup.network} if network else {})
    found: list[Check] = []
    with progress.shown(quiet=quiet) as tell:
        for place, (name, look) in enumerate(looks.items()):
            tell(f"look at {name}", place, len(looks))
            found += look()
    failing = [one for one in found if one.fails]
    if not (quiet and output is options.Format.TABLE):
        put(output, tables=lambda: [_table(found)], frame=lambda: _frame(found), json=lambda: _json(found))
    for one in failing:
        say(f"{one.part}, {one.what}: {one.found}; {one.advice}")
    if failing:
        raise typer.Exit(ERROR)


def _table(found: list[Check]) -> Table:
    """Return what was found as a table: of libraries that are as they should be one row, and the advice below."""
    from eventstudy.report.tables import Table, columns  # noqa: PLC0415 - `eventstudy --help` must answer at once

    fine = [one for one in found if one.part in {"library", "extra"} and one.state == "ok"]
    whole = [("libraries", "library"), ("extras", "extra")]
    rows = [
        (label, f"{len(mine)} of {sum(one.part == part for one in found)}", "ok", ", ".join(map(_versioned, mine)))
        for label, part in whole
        if (mine := [one for one in fine if one.part == part])
    ]
    rows = [*((one.part, one.what, one.state, one.found) for one in found[:1]), *rows]
    rows += [(one.part, one.what, one.state, one.found) for one in found[1:] if one not in fine]
    advice = [f"{one.what}: {one.advice}" for one in found if one.advice]
    end = [] if any(one.fails for one in found) else ["Everything a study needs is there."]
    return Table("What is here", columns("part|what|state|found"), tuple(rows), (*advice, *end))


def _versioned(one: Check) -> str:
    return f"{one.what} {one.found.partition(' ')[0]}"


def _frame(found: list[Check]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - `eventstudy --help` must answer at once

    return pd.DataFrame([_row(one) for one in found])


def _json(found: list[Check]) -> dict[str, object]:
    return {"ok": not any(one.fails for one in found), "checks": [_row(one) for one in found]}


def _row(one: Check) -> dict[str, object]:
    return {
        "part": one.part,
        "what": one.what,
        "state": one.state,
        "found": one.found,
        "advice": one.advice,
        "required": one.required,
    }
