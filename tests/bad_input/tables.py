"""What lies on the desk: a study that works, its articles and prices, and the same as tables in memory."""

from __future__ import annotations

import hashlib
import io
from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd

import eventstudy as es

FIRST = date(2019, 1, 2)
WEEKDAYS = [day for day in (FIRST + timedelta(days=n) for n in range(363)) if day.weekday() < 5]
CLOSES = [round(70 + 3 * ((7 * n) % 13 - 6) / 6, 2) for n in range(len(WEEKDAYS))]
ROWS = [f"acme,{day},{close}" for day, close in zip(WEEKDAYS, CLOSES, strict=True)]
LAST = str(WEEKDAYS[-1])
DAY = "2019-11-14"
TIDY = "\n".join(["series,date,close", *ROWS]) + "\n"
BINARY = bytes(range(256)) * 8
NEWS = "+++\npublished = 2019-11-14\n+++\n\nThe Dow rose 2 percent on Thursday after ministers met in Vienna.\n"
STUDY = """
[study]
min_estimation = 30
[articles]
path = "news"
[prices]
source = "prices.csv"
[[series]]
id = "acme"
model = "mean"
[[event]]
id = "e"
label = "The event"
day = "2019-11-14"
"""
EVENTS = f"series,date\ns1,{DAY}\ns2,{DAY}\n"


def wide(days: int = len(WEEKDAYS)) -> pd.DataFrame:
    """Return made-up returns of s1, s2 and the market m on the desk's sessions."""
    drawn = np.random.default_rng(0).normal(0, 0.01, (days, 3)).round(6)
    index = pd.DatetimeIndex(WEEKDAYS[:days], name="date")
    return pd.DataFrame(drawn, index=index, columns=["s1", "s2", "m"])


def tidy() -> pd.DataFrame:
    """Return the prices of the desk, as `load_prices` gives them."""
    table = pd.read_csv(io.StringIO(TIDY), parse_dates=["date"])
    return table.assign(open=table["close"], high=table["close"] + 1, low=table["close"] - 1, volume=1000.0)


def happenings() -> pd.DataFrame:
    """Return the events of the desk."""
    return pd.DataFrame({"series": ["s1", "s2"], "date": pd.to_datetime([DAY, DAY])})


@cache
def result() -> es.StudyResult:
    """Return a study of the desk's events."""
    return es.run_study(happenings(), wide(), model="market", benchmark="m")


@cache
def article() -> es.Article:
    """Return an article in memory."""
    return es.Article("a.txt", NEWS.partition("\n\n")[2], "0" * 64, date(2019, 11, 14))


def study_file(old: str, new: str) -> dict[str, str]:
    """Return the study file with something changed in it."""
    assert old in STUDY
    return {"study.toml": STUDY.replace(old, new)}


def parquet(table: pd.DataFrame) -> bytes:
    """Return a table as the bytes of a Parquet file."""
    held = io.BytesIO()
    table.to_parquet(held)
    return held.getvalue()


DESK = {
    "study.toml": STUDY,
    "prices.csv": TIDY,
    "news/a.txt": NEWS,
    "events.csv": EVENTS,
    "returns.csv": wide().to_csv(),
    "mine/results.json": "of the user's own",
    "old/results.json": "of the last run",
    "old/.eventstudy-files": hashlib.sha256(b"of the last run").hexdigest() + "  results.json\n",
}
