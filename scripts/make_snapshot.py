"""Make the shipped price snapshot from a folder of CSV files: ``python scripts/make_snapshot.py FOLDER``.

The folder has one file per series (``brent.csv``: date, open, high, low, close and perhaps volume), ``dividends.csv``
and ``brent_rolls.csv``. The same folder gives the same bytes: prices keep two decimals, rows stand by series and date,
nothing tells when it was made.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.instruments import instrument
from eventstudy.prices import load_prices

if TYPE_CHECKING:
    import pandas as pd

SERIES = ("brent", "dow", "sp500", "xom", "cvx")
OUT = Path(__file__).parents[1] / "eventstudy" / "data" / "snapshot"
VENDOR = (
    "public tables, recorded figure by figure, rounded to two decimals, each day compared with at least one other "
    "public copy"
)
WHAT = {
    "brent": "settlement as close; an unadjusted splice of front-month contracts, see rolls",
    "dow": "price index",
    "sp500": "price index",
    "xom": "traded prices, not adjusted for dividends; share volume",
    "cvx": "traded prices, not adjusted for dividends; share volume",
}
UNIT = {"brent": "USD a barrel", "dow": "points", "sp500": "points", "xom": "USD a share", "cvx": "USD a share"}


def main() -> None:
    """Read the folder named on the command line and write the table and its manifest."""
    parser = argparse.ArgumentParser(description="Make the shipped price snapshot from a folder of CSV files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    prices = load_prices(SERIES, source=asked.folder)
    data = table_bytes(prices)
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "prices.csv").write_bytes(data)
    (asked.out / "manifest.toml").write_bytes(manifest_bytes(prices, data, rolls(asked.folder)))
    print(f"{len(prices)} rows, {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


def table_bytes(prices: pd.DataFrame) -> bytes:
    """Return the table as CSV: two decimals, whole volumes, empty for none."""
    text = prices.assign(
        date=prices["date"].dt.strftime("%Y-%m-%d"),
        volume=[f"{value:.0f}" if value >= 0 else "" for value in prices["volume"]],
        dividend=[f"{value:.2f}" if value > 0 else "" for value in prices["dividend"]],
        **{name: [f"{value:.2f}" for value in prices[name]] for name in ("open", "high", "low", "close")},
    )
    return str(text.to_csv(index=False, lineterminator="\n")).encode()


def rolls(folder: Path) -> list[tuple[str, str, str]]:
    """Return (series, date, basis) of every roll."""
    found = []
    for path in sorted(folder.glob("*_rolls.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found += [(row["series"], row["date"], row["basis"]) for row in csv.DictReader(lines)]
    return found


def manifest_bytes(prices: pd.DataFrame, data: bytes, found: list[tuple[str, str, str]]) -> bytes:
    """Return the manifest as TOML."""
    lines = [
        "# Written by scripts/make_snapshot.py; vouches for prices.csv.",
        f'sha256 = "{hashlib.sha256(data).hexdigest()}"',
        f'vendor = "{VENDOR}"',
    ]
    for name in SERIES:
        rows = prices[prices["series"] == name]
        lines += [
            "",
            f"[series.{name}]",
            f'name = "{instrument(name).name}"',
            f'unit = "{UNIT[name]}"',
            f'what = "{WHAT[name]}"',
            f'first = "{rows["date"].min():%Y-%m-%d}"',
            f'last = "{rows["date"].max():%Y-%m-%d}"',
            f"sessions = {len(rows)}",
            f"dividends = {int((rows['dividend'] != 0).sum())}",
        ]
    lines += ["", "# First session of the next contract: the return into it carries the spread between two contracts."]
    lines += ["# observed: the spread was seen in the figures; inferred: by the contract's rule only."]
    lines += ["[rolls]"]
    for name in sorted({one[0] for one in found}):
        days = [f'{{ date = "{day}", basis = "{basis}" }}' for series, day, basis in found if series == name]
        lines += [f"{name} = [", *(f"  {day}," for day in days), "]"]
    return ("\n".join(lines) + "\n").encode()


if __name__ == "__main__":
    main()
