"""Studies of files in blocks: `study_files`, `FileSettings`, and `eventstudy study --memory`."""

# fmt: off
from __future__ import annotations

import pandas as pd
from cases import Call, Command
from tables import BINARY, DAY, parquet, wide

import eventstudy as es
from eventstudy.errors import EventStudyError, PriceError, UsageError, WindowError

LONG = wide().reset_index().melt("date", var_name="series", value_name="return")
RETURNS = {"r.parquet": parquet(LONG)}
SETTINGS = {"model": "market", "benchmark": "m"}


def blocks(events="events.csv", returns="r.parquet", out="done", *, memory="2GB", settings=None, **more):
    def call():
        return es.study_files(events, returns, out, es.FileSettings(**(settings or SETTINGS)), memory=memory, **more)

    return call


def parts(one, other):
    return {"r/a.parquet": parquet(one), "r/b.parquet": parquet(other)}


SHUFFLED = LONG.iloc[::-1]
WORDS = LONG.astype({"return": object}).assign(**{"return": "n/k"})
CASES = [
    *(
        Call("study_files", name, call, error, says, {**RETURNS, **files})
        for name, call, error, says, files in (
            ("events that are not there", blocks("none.csv"), UsageError, ("none.csv",), {}),
            ("returns that are not there", blocks(returns="none.parquet"), UsageError, ("none.parquet",), {}),
            ("events in memory", blocks(pd.DataFrame()), UsageError, ("DataFrame",), {}),
            ("returns in memory", blocks(returns=wide()), UsageError, ("DataFrame",), {}),
            ("an out that is a number", blocks(out=5), UsageError, ("int",), {}),
            ("an out that is a file", blocks(out="prices.csv"), EventStudyError, ("prices.csv",), {}),
            ("settings that are a dictionary",
             lambda: es.study_files("events.csv", "r.parquet", "done", SETTINGS), UsageError, ("dict",), {}),
            ("memory in words", blocks(memory="much"), UsageError, ("much", "2GB"), {}),
            ("memory too small", blocks(memory="1kB"), UsageError, ("1kB",), {}),
            ("memory below nothing", blocks(memory=-1), UsageError, ("-1",), {}),
            ("no worker", blocks(workers=0), UsageError, ("workers", "0"), {}),
            ("a backend that is none", blocks(backend="spark"), UsageError, ("spark", "dask"), {}),
            ("an address without a cluster", blocks(address="tcp://127.0.0.1:1"), UsageError, ("address",), {}),
            ("a Parquet file cut short", blocks(), PriceError, ("r.parquet", "cut short"),
             {"r.parquet": RETURNS["r.parquet"][:-40]}),
            ("a Parquet file that is none", blocks(), PriceError, ("r.parquet",), {"r.parquet": BINARY}),
            ("an empty Parquet file", blocks(), PriceError, ("r.parquet",), {"r.parquet": b""}),
            ("no row", blocks(), PriceError, ("r.parquet",), {"r.parquet": parquet(LONG.iloc[:0])}),
            ("a column that lacks", blocks(), PriceError, ("r.parquet",),
             {"r.parquet": parquet(LONG.drop(columns="date"))}),
            ("a column of another type", blocks(), PriceError, ("return",), {"r.parquet": parquet(WORDS)}),
            ("columns that differ between parts", blocks(returns="r"), PriceError, ("b.parquet",),
             parts(LONG.iloc[:300], WORDS.iloc[300:])),
            ("a part cut short", blocks(returns="r"), PriceError, ("b.parquet", "cut short"),
             {"r/a.parquet": parquet(LONG.iloc[:300]), "r/b.parquet": parquet(LONG.iloc[300:])[:-30]}),
            ("a folder of nothing", blocks(returns="n"), UsageError, ("n",), {"n": None}),
            ("a series named in events alone", blocks("e.csv"), WindowError, ("xom",),
             {"e.csv": f"series,date\nxom,{DAY}\n"}),
            ("events without a date", blocks("e.csv"), UsageError, ("'date'",), {"e.csv": "series,day\ns1,x\n"}),
            ("events that are none", blocks("e.csv"), WindowError, ("no events",), {"e.csv": "series,date\n"}),
            ("binary events", blocks("e.csv"), PriceError, ("e.csv",), {"e.csv": BINARY}),
            ("thousands of broken events", blocks("e.csv"), WindowError, ("2019-13-45",),
             {"e.csv": "series,date\n" + "s1,2019-13-45\n" * 3000}),
            ("a day twice", blocks(), PriceError, ("twice",),
             {"r.parquet": parquet(pd.concat([LONG, LONG[LONG["date"] == LONG["date"].max()]]))}),
            ("an infinite return", blocks(), WindowError, ("infinite",),
             {"r.parquet": parquet(LONG.assign(**{"return": float("inf")}))}),
            ("per cent", blocks(), WindowError, ("per cent",),
             {"r.parquet": parquet(LONG.assign(**{"return": LONG["return"] * 100}))}),
            ("results of one's own", blocks(), UsageError, ("per_event.parquet",), {"done/per_event.parquet": b"mine"}),
            ("nothing to go on from", blocks(resume=True, out="prices.csv"), EventStudyError, ("prices.csv",), {}),
        )
    ),
    *(
        Call("FileSettings", name, call, error, says, RETURNS)
        for name, call, error, says in (
            ("an unknown model", blocks(settings={**SETTINGS, "model": "markt"}), UsageError, ("markt", "market")),
            ("a model that blocks do not know", blocks(settings={**SETTINGS, "model": "garch"}), UsageError,
             ("garch",)),
            ("a benchmark that is not there", blocks(settings={**SETTINGS, "benchmark": "sp500"}), UsageError,
             ("sp500",)),
            ("an unknown test", blocks(settings={**SETTINGS, "tests": ["bpm"]}), UsageError, ("bpm", "bmp")),
            ("a window outside the event window", blocks(settings={**SETTINGS, "windows": [(0, 90)]}), WindowError,
             ("(0, 90)",)),
            ("a level in per cent", blocks(settings={**SETTINGS, "level": 5}), UsageError, ("5",)),
        )
    ),
    *(
        Command(f"study in blocks: {name}", f"study {line} --benchmark m -q", says, {**RETURNS, **files}, status)
        for name, line, says, status, files in (
            ("no out", "events.csv r.parquet --memory 1GB", ("--out",), 1, {}),
            ("memory in words", "events.csv r.parquet --memory much --out done", ("much", "2GB"), 1, {}),
            ("memory too small", "events.csv r.parquet --memory 1kB --out done", ("1kB",), 1, {}),
            ("a cluster that cannot be reached",
             "events.csv r.parquet --address tcp://127.0.0.1:1 --out done", ("tcp://127.0.0.1:1",), 1, {}),
            ("an address that is none", "events.csv r.parquet --address here --out done", ("here", "tcp://"), 1, {}),
            ("a backend that is none", "events.csv r.parquet --backend spark --out done", ("spark", "dask"), 2, {}),
            ("a file cut short", "events.csv r.parquet --memory 1GB --out done", ("r.parquet", "cut short"), 1,
             {"r.parquet": RETURNS["r.parquet"][:-40]}),
            ("an option that blocks do not take", "events.csv r.parquet --memory 1GB --out done --cov hac",
             ("--cov",), 1, {}),
            ("resume where nothing is", "events.csv r.parquet --memory 1GB --resume --out prices.csv",
             ("prices.csv",), 1, {}),
            ("a misspelt test", "events.csv r.parquet --memory 1GB --out done --tests bpm", ("bpm", "bmp"), 2, {}),
        )
    ),
]
