"""Write `figures/`: the pictures of the shipped study, the same bytes each time.

    python scripts/make_figures.py [--check] [FOLDER]

With ``--check`` nothing is written; a picture that differs from the committed one is named, and the exit status is 1.
The bytes depend on the drawing library: ``scripts/constraints.txt`` has the versions that the figures are made with.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import eventstudy as es
from eventstudy.report.figures import to_png, to_svg

FIGURES = Path(__file__).parents[1] / "figures"


def pictures() -> dict[str, bytes]:
    """Return every picture by its file name."""
    study = es.run()
    made: dict[str, bytes] = {}
    for name, figure in study.figures().items():
        made[f"{name}.svg"] = to_svg(figure).encode()
        made[f"{name}.png"] = to_png(figure)
    return made


def main() -> int:
    """Write the pictures, or compare them with the ones there."""
    parser = argparse.ArgumentParser(description="Write the pictures of the shipped study.")
    parser.add_argument("folder", nargs="?", type=Path, default=FIGURES)
    parser.add_argument("--check", action="store_true", help="compare with what is there; write nothing")
    asked = parser.parse_args()
    made = pictures()
    held = {path.name: path.read_bytes() for path in asked.folder.glob("*") if path.suffix in {".svg", ".png"}}
    differing = sorted(name for name in made.keys() | held.keys() if made.get(name) != held.get(name))
    if asked.check:
        for name in differing:
            print(f"{name} is not what scripts/make_figures.py makes", file=sys.stderr)
        return 1 if differing else 0
    asked.folder.mkdir(exist_ok=True)
    for name in differing:
        if name in made:
            (asked.folder / name).write_bytes(made[name])
        else:
            (asked.folder / name).unlink()
    print(f"{len(made)} pictures in {asked.folder}, {len(differing)} changed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
