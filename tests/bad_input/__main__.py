"""Print every case with what is said: ``python tests/bad_input [AREA ...]``, for a person to read through."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import cases


def main(wanted: list[str]) -> None:
    """Print the areas asked for, or all."""
    catalogue = {area: held for area, held in cases.catalogue().items() if not wanted or area in wanted}
    with cases.no_network():
        for area, held in catalogue.items():
            print(f"\n# {area}: {len(held)} cases\n")  # noqa: T201 - this is a page
            for case in held:
                with tempfile.TemporaryDirectory() as folder:
                    found = cases.try_it(case, Path(folder))
                ended = found.ended if isinstance(found.ended, int | None) else found.ended.__name__
                lines = [line for line in found.lines if line and not line.startswith(("Usage: ", "Try "))]
                print(f"{case.title} -> {ended}", *(f"    {line}" for line in lines), sep="\n")  # noqa: T201 - the same
    print(f"\n{sum(map(len, catalogue.values()))} cases")  # noqa: T201 - the same


main(sys.argv[1:])
