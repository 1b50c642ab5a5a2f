"""The examples at the foot of each command's help: each one runs, and a test runs them all."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["EXAMPLES", "foot"]

EXAMPLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "": (
            "eventstudy run",
            'eventstudy check --text "The Dow rose 7 percent on Friday." --published 2020-01-03',
            "eventstudy new mine",
        ),
        "run": (
            "eventstudy run",
            "eventstudy run mine/study.toml --out results",
            "eventstudy run --articles articles --published 2020-01-03 --prices prices.csv",
            "eventstudy run --events events.json --moves moves.csv",
        ),
        "dates": (
            "eventstudy dates article.txt --published 2020-01-03",
            'eventstudy dates --text "It failed late Thursday." --published 2020-01-03 --show',
            "eventstudy dates articles --format csv",
        ),
        "events": (
            "eventstudy events articles",
            "eventstudy events articles --out events.json",
            "cat article.txt | eventstudy events - --published 2020-01-03 --format json",
        ),
        "moves": (
            'eventstudy moves --text "Brent rose $3 to nearly $70 on Friday." --published 2020-01-03',
            "eventstudy moves articles --show",
            "eventstudy moves articles --out moves.csv",
        ),
        "check": (
            "eventstudy check articles",
            "eventstudy check article.txt --published 2020-01-03 --prices prices.csv --strict",
            'eventstudy check --text "Brent rose $3 to nearly $70" --published 2020-01-03T16:00-05:00',
            "eventstudy check articles --moves moves.csv --format markdown",
        ),
        "study": (
            "eventstudy study events.csv prices.csv --benchmark sp500",
            "eventstudy study events.csv prices.csv --model mean --windows 0:0,-1:1 --tests t,bmp",
            "eventstudy study events.csv returns.parquet --benchmark sp500 --out tables",
        ),
        "prices": ("eventstudy prices list", "eventstudy prices screen --source prices.csv"),
        "prices list": (
            "eventstudy prices list",
            "eventstudy prices list --catalogue crude",
        ),
        "prices fetch": (
            "eventstudy prices fetch brent xom --start 2018-01-01",
            "eventstudy prices fetch RIO.L --start 2019-01-01 --end 2020-06-30 --verbose",
        ),
        "prices verify": (
            "eventstudy prices verify xom sp500 --source prices.csv --against snapshot",
            "eventstudy prices verify xom --source prices.csv --against yahoo --format json",
        ),
        "prices screen": (
            "eventstudy prices screen --source prices.csv",
            "eventstudy prices screen brent xom",
        ),
        "prices clear": ("eventstudy prices clear xom --yes",),
        "simulate": (
            "eventstudy simulate --tests sq,conditional_sq --events 5 --shift 1.6 --reps 200",
            "eventstudy simulate --tests t --events 1 --effect 2 --reps 200",
            "eventstudy simulate --returns returns.parquet --model mean --tests t --events 2 --reps 50",
        ),
        "tests": ("eventstudy tests", "eventstudy tests conditional_sq"),
        "models": ("eventstudy models", "eventstudy models dimson --format json"),
        "new": (
            "eventstudy new mine",
            "eventstudy new mine --from-articles articles --published 2020-01-03",
        ),
        "doctor": ("eventstudy doctor", "eventstudy doctor --network", "eventstudy doctor --format json"),
    }
)
"""Command lines by command; the first is what most people want."""

_STATUS = (
    "Exit status: 0 done, 1 an error that is said in one line, 2 wrong usage, 3 only from `check --strict`, when "
    "prices contradict a move, 130 interrupted."
)


def foot(command: str) -> str:
    r"""Return what stands below the options of a command: its examples, one to a line and never broken.

    Examples
    --------
    >>> foot("prices clear")
    '\x08\nExamples:\n  eventstudy prices clear xom --yes'
    """
    lines = "\n".join(f"  {one}" for one in EXAMPLES[command])
    shown = f"\b\nExamples:\n{lines}"  # a backspace on a line of its own keeps the lines below as they are
    return shown if command else f"{shown}\n\n{_STATUS}"
