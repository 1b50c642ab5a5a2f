"""Measure the size and power of every test, case by case, and compare with an earlier, independent Monte Carlo.

    scripts/long sizes [--reps SHARE] [--only CASE,...] [--tests TEST,...] [--workers N] [--again] [--compare]

Finished rows are kept in ``tests/data/sizes.csv``, written anew, whole, after each case; a run that is stopped goes on
from there, and a test that is new to the battery is measured where it is missing. ``tests/data/sizes_reference.csv``
holds the earlier values, made with other code; the tables of ``tests/README.md`` are written from what was measured.
``--compare`` measures nothing.
"""

from __future__ import annotations

import argparse
import csv
import math
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eventstudy.battery import BATTERY
from eventstudy.simulation import simulate

DATA = Path(__file__).parents[1] / "tests" / "data"
SIZES, REFERENCE = DATA / "sizes.csv", DATA / "sizes_reference.csv"
README, BEGIN, END = DATA.parent / "README.md", "<!-- sizes -->", "<!-- end of sizes -->"
HALF = 0.5
SEED = 20200103
FAR = 3.0
"""Combined Monte-Carlo errors that two values may lie apart."""
ROUNDED = 0.0005 / math.sqrt(3.0)
"""Standard error of a reference that was rounded to a tenth of a per cent."""
COLUMNS = ("case", "test", "reps", "rejected", "mc_error", "valid_share", "attainable")
SLOW = ("mvrm_bootstrap",)

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """A design, how many repetitions it gets, and of which tests; without names, of all but the slow ones."""

    name: str
    reps: int
    design: dict[str, Any] = field(default_factory=dict)
    tests: tuple[str, ...] = ()

    def wanted(self) -> tuple[str, ...]:
        """Return the tests that are in the battery."""
        return tuple(name for name in BATTERY if (name in self.tests if self.tests else name not in SLOW))


UNEQUAL = (0.01, 0.025)
"""The earlier table does not say how unequal its series were; the power of the cross-sectional test, which alone hangs
on it, tells: 48 for deviations of 1 to 2 per cent, 45 for 1 to 2.5 (the earlier value), 43 for 1 to 3."""
FEW: dict[str, dict[str, Any]] = {
    "n5_r0": {"correlation": 0.0},
    "n5_r3": {},
    "n5_r3_t4": {"shocks": "t4_independent"},
    "n5_r3_garch": {"shocks": "garch_independent"},
    "n5_r3_garch_shared": {"shocks": "garch"},
    "n5_r3_variance2": {"event_variance": 2.0},
    "n5_r3_effect1": {"effect": 1.0},
}
MANY: dict[str, dict[str, Any]] = {
    "n30_r05": {"correlation": 0.05},
    "n30_r3": {},
    "n30_r0_variance2": {"correlation": 0.0, "event_variance": 2.0},
}
MARKETS: dict[str, dict[str, Any]] = {
    "normal": {},
    "t4": {"shocks": "t4"},
    "garch": {"shocks": "garch"},
    "shift16": {"shift": 1.6},
    "shift2": {"shift": 2.0},
    "gap0_shift16": {"shift": 1.6, "gap": 0},
    "gap0_shift2": {"shift": 2.0, "gap": 0},
}
ONE_DATE = ("portfolio_t", "sq", "conditional_sq", "joint_rank", "permutation")
SKEWED = ("cross_sectional", "skewness_adjusted")
SEVERAL = {20: 5_000, 50: 2_000, 200: 500}
"""Repetitions by observations, each on a date of its own: of many they take long."""
LENGTHS = (1, 2, 6)


def cases() -> list[Case]:
    """Return every case, those of one date with few series first."""
    equal: dict[str, Any] = {
        "dates": "spread",
        "correlation": 0.0,
        "sd": (0.01, 0.01),
        "model": "raw",
        "estimation": 30,
    }
    mean: dict[str, Any] = {"model": "mean", "correlation": 0.0, "n_events": 30}
    single: dict[str, Any] = {"n_events": 1}
    fitted: dict[str, Any] = {"shocks": "garch", "model": "garch"}
    return [
        *[Case(name, 10_000, {"sd": UNEQUAL, **design}) for name, design in FEW.items()],
        *[Case(name, 4_000, {"n_events": 30, "sd": UNEQUAL, **design}) for name, design in MANY.items()],
        *[
            Case(f"{name}_l{length}", 5_000, {"window": (0, length - 1), **design}, ONE_DATE)
            for name, design in MARKETS.items()
            for length in LENGTHS
        ],
        *[
            Case(f"n1_t60_l{length}", 5_000, {"window": (0, length - 1), "estimation": 60, **single}, ("t", *ONE_DATE))
            for length in LENGTHS
        ],
        Case("n1_t60_t4_l6", 5_000, {"window": (0, 5), "estimation": 60, "shocks": "t4", **single}, ("t", *ONE_DATE)),
        Case("n5_t120_l6", 5_000, {"window": (0, 5), "estimation": 120}, ONE_DATE),
        *[
            Case(f"n1_t250{kind}_l{length}", 5_000, {"window": (0, length - 1), **single, **design}, ("t", *ONE_DATE))
            for kind, design in (("", {}), ("_garch", {"shocks": "garch"}))
            for length in LENGTHS
        ],
        *[
            Case(f"n1{kind}_effect3", 5_000, {"effect": 3.0, **single, **design}, ("t", *ONE_DATE))
            for kind, design in (("", {}), ("_t4", {"shocks": "t4"}), ("_garch", {"shocks": "garch"}))
        ],
        *[
            Case(f"{kind}_n{n}", SEVERAL[n], {"n_events": n, "shocks": kind, **equal}, SKEWED)
            for kind, n in (
                ("exponential", 20), ("exponential", 50), ("exponential", 200), ("lognormal", 20), ("lognormal", 50),
                ("normal", 50), ("t4", 20),
            )
        ],
        Case("mean_n30_l1", 4_000, mean, ("corrado_zivney_sign",)),
        Case("mean_n30_l6", 4_000, {"window": (0, 5), **mean}, ("corrado_zivney_sign",)),
        Case("mean_n30_t4_l1", 4_000, {"shocks": "t4", **mean}, ("corrado_zivney_sign",)),
        Case("mean_n30_sd2_l1", 4_000, {"event_variance": 4.0, **mean}, ("corrado_zivney_sign",)),
        *[
            Case(f"n1_garch_fitted_l{length}", 1_000, {"window": (0, length - 1), **fitted, **single}, ("t",))
            for length in (1, 6)
        ],
        *[
            Case(f"n5_untreated{m}", reps, {"untreated": m}, ("unit_placebo",))
            for m, reps in ((20, 4_000), (50, 4_000), (200, 1_500))
        ],
        *[
            Case(f"{name}_l1", 2_000, dict(MARKETS[name]), ("mvrm_bootstrap",))
            for name in ("normal", "t4", "garch")
        ],
    ]  # fmt: skip


def read(path: Path) -> list[Row]:
    """Return the rows of a CSV file, none if there is none."""
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def write(rows: list[Row]) -> None:
    """Write the measured rows, whole or not at all."""
    beside = SIZES.with_suffix(".partial")
    with beside.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(SIZES)


def measure(case: Case, tests: tuple[str, ...], reps: int, workers: int) -> list[Row]:
    """Return a row for each test of a case."""
    table = simulate(tests, reps=reps, seed=SEED, workers=workers, **case.design)
    return [
        {
            "case": case.name,
            "test": str(row.test),
            "reps": str(reps),
            "rejected": f"{row.rejected_all:.5f}",
            "mc_error": f"{row.mc_error_all:.5f}",
            "valid_share": f"{row.valid_share:.4f}",
            "attainable": f"{row.attainable:.5f}",
        }
        for row in table.itertuples()
    ]


def run(asked: argparse.Namespace) -> None:
    """Measure what is missing, case by case."""
    rows = read(SIZES)
    for case in cases():
        reps = max(1, round(case.reps * asked.reps))
        if asked.only and case.name not in asked.only:
            continue
        tests = tuple(name for name in case.wanted() if not asked.tests or name in asked.tests)
        held = {row["test"] for row in rows if row["case"] == case.name and int(row["reps"]) >= reps}
        missing = tests if asked.again else tuple(name for name in tests if name not in held)
        if not missing:
            continue
        print(f"{case.name}: {reps:,} repetitions of {' '.join(missing)}", file=sys.stderr, flush=True)
        new = measure(case, missing, reps, asked.workers)
        kept = [row for row in rows if not (row["case"] == case.name and row["test"] in missing)]
        order = {name: place for place, name in enumerate(one.name for one in cases())}
        places = {name: place for place, name in enumerate(BATTERY)}
        rows = sorted([*kept, *new], key=lambda row: (order.get(row["case"], 999), places.get(row["test"], 999)))
        write(rows)


def compare() -> int:
    """Print every value beside the earlier one, and return how many lie too far apart for no reason known."""
    held = {(row["case"], row["test"]): row for row in read(SIZES) if row["rejected"] != "nan"}
    earlier = read(REFERENCE)
    far = 0
    for row in earlier:
        mine = held.get((row["case"], row["test"]))
        if mine is None:
            continue
        before, now, error = float(row["rejected"]), float(mine["rejected"]), float(mine["mc_error"])
        apart = (now - before) / math.hypot(error, math.sqrt(before * (1.0 - before) / int(row["reps"])), ROUNDED)
        far += abs(apart) > FAR and not row["differs"]
        mark = f"FAR {row['differs']}".rstrip() if abs(apart) > FAR else ""
        print(
            f"{row['case']:18} {row['test']:20} {100 * before:5.1f}  {100 * now:5.1f}  {apart:+5.1f}  {mark}".rstrip()
        )
    missing = sum((row["case"], row["test"]) not in held for row in earlier)
    print(f"{len(earlier) - missing} values compared, {far} too far apart, {missing} not measured")
    return far


def tables() -> str:
    """Return the measured rates in per cent as Markdown, with a star where the test says that it is not valid."""
    held = {(row["case"], row["test"]): row for row in read(SIZES)}
    lengths = [f"{name}_l{length}" for name in MARKETS for length in LENGTHS]
    parts = []
    for names in ([*FEW, *MANY], lengths[:9], lengths[9:], [f"n1_t60_l{length}" for length in LENGTHS]):
        parts.append(f"| test | {' | '.join(names)} |\n|---|{'--:|' * len(names)}\n")
        for test in BATTERY:
            cells = [_cell(held.get((name, test))) for name in names]
            if any(cells):
                parts.append(f"| `{test}` | {' | '.join(cells)} |\n")
        parts.append("\n")
    return "".join(parts).rstrip("\n") + "\n"


def _cell(row: Row | None) -> str:
    if row is None or row["rejected"] == "nan":
        return ""
    return f"{100 * float(row['rejected']):.1f}{'*' if float(row['valid_share']) < HALF else ''}"


def put_tables() -> None:
    """Write the tables into the README of the tests, between their two marks."""
    text = README.read_text(encoding="utf-8")
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    README.write_text(f"{text[:begin]}\n\n{tables()}\n{text[end:]}", encoding="utf-8")


def _names(text: str) -> list[str]:
    return text.split(",")


def main() -> int:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description="Measure the size and power of the tests.")
    parser.add_argument("--reps", type=float, default=1.0, metavar="SHARE", help="of the repetitions of each case")
    parser.add_argument("--only", metavar="CASE,...", type=_names, default=[], help="these cases")
    parser.add_argument("--tests", metavar="TEST,...", type=_names, default=[], help="these tests")
    parser.add_argument("--workers", type=int, default=1, help="processes")
    parser.add_argument("--again", action="store_true", help="measure also what is there")
    parser.add_argument("--compare", action="store_true", help="measure nothing")
    asked = parser.parse_args()
    if not asked.compare:
        run(asked)
        put_tables()
    return 1 if compare() else 0


if __name__ == "__main__":
    raise SystemExit(main())
