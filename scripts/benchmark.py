"""Measure how fast this project is, each figure beside a plain one of the same run.

    python scripts/benchmark.py [--only NAME] [--quick]

A section is a function that yields rows; `SECTIONS` names them. Times are processor seconds of this process, the best
of several runs, so that neighbours on the machine weigh little; those of the section `engine`, whose threads are the
point, are of a clock. A ratio says how many times as long as the plain thing named beside it. Articles are passages of
the labelled corpus in a fixed order, joined to the length asked for.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from datetime import timedelta
from decimal import Decimal
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
from benchmark_backends import backends
from benchmark_engine import engine
from benchmark_rows import Row, best, slope
from benchmark_study import study

from eventstudy.articles.dates import find_dates
from eventstudy.articles.events import find_events
from eventstudy.articles.moves import find_moves
from eventstudy.articles.read import article_from_text
from eventstudy.records import DateSpan, ReportedMove
from eventstudy.verdicts import check_moves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from eventstudy.records import Article, Hedge, Kind, Phase

    Task = Callable[[Article], object]

PASSAGES = Path(__file__).parents[1] / "tests" / "data" / "corpus" / "dev.jsonl"
ORIGINALS = Path(__file__).parents[2] / "shared" / "articles"
"""Whole articles, where there are some beside the checkout: passages of the corpus are chosen to be hard."""
PUBLISHED = "2020-01-03"
SEED = 20200103
KILOBYTE, MEGABYTE = 1_000, 1_000_000
ARTICLE = 5 * KILOBYTE
WANTED = 200
"""Articles a second."""
LONGEST = 16
KINDS = {"news": 0.2, "market wrap": 1.0}
"""Share of the passages of an article that report market moves."""


# the frame ------------------------------------------------------------------------------------------------------------


def table(rows: list[Row]) -> str:
    """Return rows as aligned text."""
    wide = max(len(row.what) for row in rows)
    lines = [f"  {'':<{wide}}  {'seconds':>10}  {'ratio':>9}"]
    for row in rows:
        ratio = "" if math.isnan(row.ratio) else f"{row.ratio:,.0f}x"
        lines.append(f"  {row.what:<{wide}}  {row.seconds:>10.4f}  {ratio:>9}  {row.figure}".rstrip())
    return "\n".join(lines)


# articles -------------------------------------------------------------------------------------------------------------


@cache
def passages() -> tuple[list[str], list[str]]:
    """Return the passages that report market moves, and those that report none."""
    records = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    quiet = [one["text"] for one in records if one.get("negative")]
    return [one["text"] for one in records if not one.get("negative")], quiet


def prose(length: int, *, seed: int, market: float) -> str:
    """Return so many characters in paragraphs, of which the share `market` reports market moves."""
    chance = random.Random(seed)  # noqa: S311 - the order of passages, no secret
    told, quiet = passages()
    chosen: list[str] = []
    size = 0
    while size < length:
        chosen.append(chance.choice(told if chance.random() < market else quiet))
        size += len(chosen[-1]) + 2
    return "\n\n".join(chosen)[:length]


def originals(number: int) -> list[str]:
    """Return so many texts of an article's length, cut from whole articles joined: none where there are no articles."""
    found = (
        sorted(path for path in ORIGINALS.rglob("*") if path.suffix in {".txt", ".md"}) if ORIGINALS.is_dir() else []
    )
    whole = "\n\n".join(path.read_text(encoding="utf-8", errors="replace") for path in found)
    if not whole:
        return []
    step = max(len(whole) // number, 1)
    doubled = whole + "\n\n" + whole * (ARTICLE // len(whole) + 1)
    return [doubled[begin : begin + ARTICLE] for begin in range(0, number * step, step)][:number]


def read_all(article: Article) -> None:
    """Find dates, events and moves."""
    for task in (find_dates, find_events, find_moves):
        task([article])


TASKS: dict[str, Task] = {
    "dates": lambda article: find_dates([article]),
    "events": lambda article: find_events([article]),
    "moves": lambda article: find_moves([article]),
    "all": read_all,
}


def fresh(texts: Iterable[str]) -> Callable[[Task], float]:
    """Return a function that times a task on these texts; none is ever read twice, so no memory of one helps."""
    kept = list(texts)
    serial = count()

    def timed(task: Task) -> float:
        run = next(serial)
        made = [article_from_text(f"{text}\n\n{run}.", published=PUBLISHED) for text in kept]
        return best(lambda: [task(one) for one in made], times=1)

    return timed


def articles(*, quick: bool) -> Iterator[Row]:
    """Yield the speed of reading, how it grows with length, and what the worst inputs cost."""
    number = WANTED // 10 if quick else WANTED
    kinds = {kind: [prose(ARTICLE, seed=SEED + at, market=market) for at in range(number)]
             for kind, market in KINDS.items()}  # fmt: skip
    kinds["plain news"] = originals(number)
    for kind, texts in kinds.items():
        if not texts:
            yield Row(
                kind, math.nan, f"skipped: there are no articles in {ORIGINALS.name} of shared beside the checkout"
            )
            continue
        plain = best(lambda texts=texts: [one.split() for one in texts])  # type: ignore[misc]  # bound now
        yield Row(f"{kind}: str.split", plain, f"{number / plain:,.0f} articles/s", 1.0)
        timed = fresh(texts)
        timed(read_all)  # tables of words are made once
        for name, task in TASKS.items():
            taken = min(timed(task) for _ in range(1 if quick else 3))
            yield Row(f"{kind}: {name}", taken, f"{number / taken:,.0f} articles/s", taken / plain)
    yield from growth(quick=quick)
    yield from blow_ups(quick=quick)


def growth(*, quick: bool) -> Iterator[Row]:
    """Yield the exponent of time in length, from one article to sixteen times its length."""
    lengths = [ARTICLE * 2**power for power in range(int(math.log2(LONGEST)) + 1)]
    timers = [fresh([prose(length, seed=SEED, market=1.0)]) for length in lengths]
    for name, task in TASKS.items():
        seconds = [min(timed(task) for _ in range(2 if quick else 5)) for timed in timers]
        exponent = slope(lengths, seconds)
        yield Row(f"{name}, one text of {lengths[-1] // KILOBYTE} kB", seconds[-1], f"time ~ length^{exponent:.2f}")


def blow_ups(*, quick: bool) -> Iterator[Row]:
    """Yield what a megabyte of each hostile text costs."""
    size = MEGABYTE // 10 if quick else MEGABYTE
    line = prose(ARTICLE, seed=SEED, market=1.0).replace("\n", " ").replace(".", ",")
    hostile = {"digits": "1", "brackets": "(", "'and up 1 percent'": "and up 1 percent ", "one line": line}
    for name, piece in hostile.items():
        text = (piece * (size // len(piece) + 1))[:size]
        plain = max(best(text.split), 1e-6)
        timed = fresh([text])
        for task in ("dates", "events", "moves"):
            taken = timed(TASKS[task])
            yield Row(f"{task}, {size / MEGABYTE:g} MB of {name}", taken, "", taken / plain)


# verdicts -------------------------------------------------------------------------------------------------------------

MOVES = 100_000
ALLOWED = 60
"""Seconds for that many moves against five years of daily prices, severity included."""
SERIES = ("xom", "cvx", "aaa", "bbb", "ccc")
KIND_SHARES = {
    "percent_change": 0.30, "price_change": 0.25, "price_level": 0.25, "extreme": 0.07, "rank": 0.07, "streak": 0.06,
}  # fmt: skip


def five_years() -> pd.DataFrame:
    """Return daily prices of a random walk for each series, the years before 2020."""
    rng = np.random.default_rng(SEED)
    days = pd.bdate_range("2015-01-01", "2019-12-31")
    made = []
    for series in SERIES:
        close = np.round(80 * np.exp(np.cumsum(rng.normal(0, 0.012, len(days)))), 2)
        opened = np.round(np.r_[80.0, close[:-1]] * (1 + rng.normal(0, 0.004, len(days))), 2)
        high = np.round(np.maximum(opened, close) * (1 + np.abs(rng.normal(0, 0.004, len(days)))), 2)
        low = np.round(np.minimum(opened, close) * (1 - np.abs(rng.normal(0, 0.004, len(days)))), 2)
        columns = {"date": days, "open": opened, "high": high, "low": low, "close": close}
        made.append(pd.DataFrame({"series": series, **columns}))
    return pd.concat(made, ignore_index=True)


def reported(prices: pd.DataFrame, number: int) -> list[ReportedMove]:
    """Return so many moves of every kind on days of the last four years, near what happened."""
    chance = random.Random(SEED)  # noqa: S311 - which days, no secret
    by_series = {str(series): rows.reset_index(drop=True) for series, rows in prices.groupby("series")}
    kinds, shares = list(KIND_SHARES), list(KIND_SHARES.values())
    made = []
    for at in range(number):
        series, kind = chance.choice(SERIES), chance.choices(kinds, shares)[0]
        rows = by_series[series]
        i = chance.randrange(260, len(rows))
        day, close, before = rows["date"][i].date(), float(rows["close"][i]), float(rows["close"][i - 1])
        change = abs(close - before)
        told = {
            "percent_change": round(change / before * 100, 1),
            "price_change": round(change, 2),
            "price_level": close,
        }
        value = Decimal(str(told[kind])) if kind in told else Decimal(3) if kind == "streak" else None
        unit = {"percent_change": "percent", "price_change": "usd", "price_level": "usd"}.get(kind)
        window = DateSpan(day - timedelta(days=90), day - timedelta(days=1)) if kind in {"extreme", "rank"} else None
        hedge: Hedge = chance.choice(("exact", "about", "nearly", "more_than"))
        phase: Phase = chance.choice(("open", "close", "intraday", "unspecified"))
        move = ReportedMove(
            f"m{at}", f"g{at}", "text", 0, 0, "", series, (series,), cast("Kind", kind),
            "up" if close > before else "down", value, unit, hedge, phase, None, day, window, "asserted", 1.0,
        )  # fmt: skip
        made.append(move)
    return made


def verdicts(*, quick: bool) -> Iterator[Row]:
    """Yield what checking moves against five years of daily prices costs, severity included."""
    prices = five_years()
    number = MOVES // 50 if quick else MOVES
    told = reported(prices, number)
    check_moves(told[:100], prices)  # calendars are read once
    taken = best(lambda: check_moves(told, prices), times=1)
    rate = f"{taken / number * MOVES:.1f} seconds for {MOVES:,} moves, {ALLOWED} allowed"
    yield Row(f"{number:,} moves, five years of days", taken, rate)
    each = taken / number
    for kind in KIND_SHARES:
        some = [move for move in told if move.kind == kind][: 200 if quick else 2_000]
        spent = best(partial(check_moves, some, prices), times=1)
        one = spent / len(some)
        yield Row(f"{len(some):,} of kind {kind}", spent, f"{one * 1e6:.0f} microseconds each", one / each)


SECTIONS: dict[str, Callable[..., Iterator[Row]]] = {
    "articles": articles,
    "verdicts": verdicts,
    "engine": engine,
    "study": study,
    "backends": backends,
}
"""Name of a section to the function of one keyword, `quick`, that yields its rows."""


def main() -> None:
    """Print the sections asked for."""
    parser = argparse.ArgumentParser(description="Measure how fast this project is.")
    parser.add_argument("--only", choices=tuple(SECTIONS), help="one section")
    parser.add_argument("--quick", action="store_true", help="less of everything: seconds, not minutes")
    asked = parser.parse_args()
    for name, section in SECTIONS.items():
        if asked.only in {None, name}:
            print(f"{name}\n{table(list(section(quick=asked.quick)))}")


if __name__ == "__main__":
    main()
