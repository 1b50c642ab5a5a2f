"""Sizes and power of tests, simulated: `simulate`, `simulate_placebo`, `eventstudy simulate`."""

# fmt: off
from __future__ import annotations

import numpy as np
from cases import Call, Command
from tables import BINARY, happenings, parquet, wide

import eventstudy as es
from eventstudy.errors import EstimationError, PriceError, UsageError, WindowError


def simulated(tests="t", **more):
    return lambda: es.simulate(tests, **{"reps": 2, "n_events": 1, "workers": 1, **more})


def placebo(returns, tests="t", **more):
    options = {"reps": 2, "n_events": 1, "workers": 1, "benchmark": "m", "estimation": 100, **more}
    return lambda: es.simulate_placebo(returns, tests, **options)


CASES = [
    *(
        Call("simulate", name, simulated(**more), error, says)
        for name, more, error, says in (
            ("a misspelt test", {"tests": "patel"}, UsageError, ("'patel'", "patell")),
            ("a test in capitals", {"tests": "BMP"}, UsageError, ("'BMP'", "did you mean 'bmp'")),
            ("a number for a test", {"tests": 5}, UsageError, ("5",)),
            ("no test", {"tests": []}, UsageError, ("no test",)),
            ("no event", {"n_events": 0}, UsageError, ("n_events=0", "1 or more")),
            ("half an event", {"n_events": 0.5}, UsageError, ("0.5", "whole")),
            ("a sample too short", {"estimation": 5}, UsageError, ("estimation=5",)),
            ("a sample as a window", {"estimation": (-250, -11)}, UsageError, ("(-250, -11)",)),
            ("a gap below nothing", {"gap": -1}, UsageError, ("gap=-1",)),
            ("a window the wrong way round", {"window": (1, 0)}, WindowError, ("(1, 0)",)),
            ("a window as a word", {"window": "0:1"}, UsageError, ("0:1",)),
            ("no repetition", {"reps": 0}, UsageError, ("reps=0",)),
            ("repetitions as text", {"reps": "1000"}, UsageError, ("'1000'",)),
            ("misspelt shocks", {"shocks": "norml"}, UsageError, ("norml", "normal")),
            ("a correlation in per cent", {"correlation": 30}, UsageError, ("30", "below 1")),
            ("a correlation below nothing", {"correlation": -0.5}, UsageError, ("-0.5",)),
            ("no correlation", {"correlation": None}, UsageError, ("None",)),
            ("a variance of nothing", {"event_variance": 0}, UsageError, ("event_variance=0",)),
            ("dates that are none", {"dates": "same"}, UsageError, ("same", "common")),
            ("one standard deviation", {"sd": 0.02}, UsageError, ("0.02", "pair")),
            ("a share of missing in per cent", {"missing": 20}, UsageError, ("20", "below 1")),
            ("no shift", {"shift": 0}, UsageError, ("shift=0",)),
            ("an effect in words", {"effect": "big"}, UsageError, ("'big'",)),
            ("an effect that is no number", {"effect": np.nan}, UsageError, ("nan",)),
            ("a model with factors", {"model": "ff3"}, UsageError, ("ff3",)),
            ("a level in per cent", {"level": 5}, UsageError, ("5", "below 1")),
            ("an alternative that is none", {"alternative": "both"}, UsageError, ("both", "two-sided")),
            ("too few draws", {"draws": 1}, UsageError, ("draws=1",)),
            ("a seed that is none", {"seed": None}, UsageError, ("seed=None",)),
            ("no worker", {"workers": 0}, UsageError, ("workers=0",)),
            ("more than a machine holds", {"n_events": 10**9}, UsageError, ("returns in every sample",)),
        )
    ),
    *(
        Call("simulate_placebo", name, placebo(returns, **more), error, says, files)
        for name, returns, more, error, says, files in (
            ("prices", (1 + wide()).cumprod() * 70, {}, PriceError, ("per cent or prices",), {}),
            ("per cent", wide() * 100, {}, PriceError, ("per cent",), {}),
            ("no row", wide().iloc[:0], {}, PriceError, ("empty",), {}),
            ("a number", 5, {}, UsageError, ("int",), {}),
            ("nothing", None, {}, UsageError, ("NoneType",), {}),
            ("a file that is not there", "none.csv", {}, UsageError, ("none.csv",), {}),
            ("a binary file", "r.csv", {}, UsageError, ("r.csv",), {"r.csv": BINARY}),
            ("a file cut short", "r.parquet", {}, UsageError, ("r.parquet",), {"r.parquet": parquet(wide())[:-9]}),
            ("events", happenings(), {}, PriceError, ("series, date",), {}),
            ("no benchmark", wide(), {"benchmark": None}, UsageError, ("benchmark", "s1, s2, m"), {}),
            ("a misspelt benchmark", wide(), {"benchmark": "M"}, UsageError, ("did you mean 'm'",), {}),
            ("more events than series", wide(), {"n_events": 9}, UsageError, ("9",), {}),
            ("a sample longer than the data", wide(), {"estimation": 5000}, UsageError, ("sessions",), {}),
            ("a benchmark that never moves", wide().assign(m=0.0), {}, EstimationError, ("m", "vary"), {}),
        )
    ),
    *(
        Command(f"simulate: {name}", f"simulate --reps 2 --workers 1 -q {line}", says, files, status)
        for name, line, says, status, files in (
            ("a misspelt test", "--tests patel", ("'patel'", "'patell'"), 1, {}),
            ("no test", "--tests ,", ("no test",), 1, {}),
            ("a correlation in per cent", "--correlation 30", ("30",), 1, {}),
            ("a window of one number", "--window 0", ("'0'", "0:0"), 2, {}),
            ("one deviation", "--sd 0.01", ("0.01",), 2, {}),
            ("misspelt shocks", "--shocks garhc", ("garhc", "garch"), 2, {}),
            ("repetitions in words", "--reps many", ("--reps", "integer"), 2, {}),
            ("a model with factors", "--model ff3", ("ff3",), 1, {}),
            ("a benchmark without returns", "--benchmark m", ("--returns",), 2, {}),
            ("a market made up and returns", "--returns returns.csv --shift 2", ("--shift",), 2, {}),
            ("returns that are not there", "--returns none.csv", ("none.csv",), 1, {}),
            ("prices for returns", "--returns prices.csv --benchmark acme", ("series, date, close", "not prices"), 1,
             {}),
            ("returns cut short", "--returns r.parquet --benchmark m", ("r.parquet",), 1,
             {"r.parquet": parquet(wide())[:-9]}),
            ("an out that is a folder", "--out old", ("old", "folder"), 1, {}),
            ("an out in no folder", "--out no/rates.csv", ("no",), 1, {}),
            ("no worker", "--workers 0", ("--workers", "0"), 1, {}),
        )
    ),
]
