"""Tables of events and returns, and what is asked of them: `run_study`, `specification_curve`, `eventstudy study`."""

# fmt: off
from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd
from cases import Call, Command
from tables import BINARY, DAY, happenings, parquet, tidy, wide

import eventstudy as es
from eventstudy.errors import EstimationError, PriceError, UsageError, WindowError


def study(events=None, returns=None, **more):
    """Return a call of `run_study` on the desk's tables, with something changed."""
    options = {"model": "market", "benchmark": "m", **more}
    return lambda: es.run_study(
        happenings() if events is None else events, wide() if returns is None else returns, **options
    )


def curve(**more):
    options = {"models": ["mean", "market"], "benchmark": "m", **more}
    return lambda: es.specification_curve(happenings(), wide(), **options)


def on(day, series="s1", **more):
    """Return a table of one event."""
    return pd.DataFrame({"series": [series], "date": [day], **{name: [value] for name, value in more.items()}})


def renamed(**names):
    return happenings().rename(columns=names)


def holding(value, row=7, column="s1"):
    table = wide().astype(object)
    table.iloc[row, table.columns.get_loc(column)] = value
    return table


CASES = [
    # --- events ---
    Call("run_study", "events and returns swapped", lambda: es.run_study(wide(), happenings(), benchmark="m"),
         PriceError, ("series, date", "events, which come first")),
    Call("run_study", "prices given for events", study(tidy()), WindowError, ("acme", "s1, s2, m")),
    Call("run_study", "events as a list of days", study([DAY]), UsageError, ("events", "str", "Event")),
    Call("run_study", "events as one day", study(DAY), UsageError, (DAY, "file")),
    Call("run_study", "events as a dictionary", study({"s1": DAY}), UsageError, ("events", "dict")),
    Call("run_study", "events as a number", study(5), UsageError, ("events", "int")),
    Call("run_study", "no events", study(happenings().iloc[:0]), WindowError, ("no events",)),
    Call("run_study", "a column called Ticker", study(renamed(series="Ticker")), UsageError, ("'series'", "Ticker")),
    Call("run_study", "a column called Date", study(renamed(date="Date")), UsageError, ("'date'", "Date")),
    Call("run_study", "a ticker in lower case", study(on(DAY, "S1")), WindowError, ("'S1'", "did you mean 's1'")),
    Call("run_study", "a series the returns do not hold", study(on(DAY, "gold")), WindowError, ("gold", "s1, s2, m")),
    Call("run_study", "an event before the returns", study(on("1999-01-04")), WindowError,
         ("1999-01-04", "2019-01-02")),
    Call("run_study", "an event after the returns", study(on("2031-01-06")), WindowError, ("2031-01-06", "2019-12-30")),
    Call("run_study", "an event too soon for a sample", study(on("2019-01-10")), WindowError, ("30", "2019-01-10")),
    Call("run_study", "a day of another order", study(on("14/11/2019")), WindowError, ("14/11/2019", "2020-01-03")),
    Call("run_study", "an American day", study(on("11/14/2019")), WindowError, ("11/14/2019", "2020-01-03")),
    Call("run_study", "a day that is none", study(on("2019-02-30")), WindowError, ("2019-02-30",)),
    Call("run_study", "a day as a number", study(on(20191114)), WindowError, ("20191114", "2020-01-03")),
    Call("run_study", "no day", study(on(None)), WindowError, ("date",)),
    Call("run_study", "a Sunday that is to be left out", study(on("2019-11-17"), closed="drop"), WindowError,
         ("2019-11-17", "closed")),
    Call("run_study", "a moment without a market", study(on(datetime(2019, 11, 14, 12, tzinfo=UTC))), WindowError,
         ("UTC", "calendar")),
    Call("run_study", "a timing that is none", study(on(DAY, timing="noon")), WindowError, ("noon", "bmo", "amc")),
    Call("run_study", "a weight that is none", study(on(DAY, weight="heavy")), WindowError, ("weight", "heavy")),
    Call("run_study", "an infinite weight", study(on(DAY, weight=np.inf)), WindowError, ("weight", "inf")),
    Call("run_study", "a weight below nothing", study(on(DAY, weight=-1.0)), WindowError, ("weight", "-1")),
    Call("run_study", "a column twice", study(happenings().set_axis(["series", "series"], axis=1)), UsageError,
         ("date",)),
    Call("run_study", "an estimation window that ends before it begins",
         study(on(DAY, estimation_first=-11, estimation_last=-200)), WindowError, ("-11", "-200")),
    # --- returns ---
    Call("run_study", "prices for returns", study(returns=(1 + wide()).cumprod() * 80), PriceError,
         ("per cent or prices", "to_returns")),
    Call("run_study", "per cent for fractions", study(returns=wide() * 100), PriceError, ("per cent", "100")),
    Call("run_study", "a tidy table for a wide one", study(returns=tidy()), PriceError, ("close", "to_returns")),
    Call("run_study", "a tidy table of returns",
         study(returns=wide().reset_index().melt("date", var_name="series", value_name="return")), PriceError,
         ("return", "pivot")),
    Call("run_study", "dates in a column", study(returns=wide().reset_index()), PriceError, ("'date'", "set_index")),
    Call("run_study", "dates in a column called Date",
         study(returns=wide().reset_index().rename(columns={"date": "Date"})), PriceError, ("'Date'", "set_index")),
    Call("run_study", "returns with days of another order",
         study(returns=wide().set_axis(wide().index.strftime("%d/%m/%Y"), axis=0)), PriceError,
         ("02/01/2019", "2020-01-03")),
    Call("run_study", "series in rows", study(returns=wide().T), PriceError, ("'s1'", "index them by date")),
    Call("run_study", "one series as a Series", study(returns=wide()["s1"]), UsageError, ("Series", "to_frame")),
    Call("run_study", "an array", study(returns=wide().to_numpy()), UsageError, ("ndarray", "DataFrame")),
    Call("run_study", "nothing for returns", lambda: es.run_study(happenings(), None), UsageError, ("NoneType",)),
    Call("run_study", "no row", study(returns=wide().iloc[:0]), PriceError, ("empty",)),
    Call("run_study", "no column", study(returns=wide()[[]]), PriceError, ("empty",)),
    Call("run_study", "a day twice", study(returns=pd.concat([wide(), wide().tail(1)])), PriceError,
         ("2019-12-30", "twice")),
    Call("run_study", "days the wrong way round", study(returns=wide().iloc[::-1]), PriceError, ("sort_index",)),
    Call("run_study", "columns on two levels",
         study(returns=pd.concat({"ret": wide()}, axis=1)), UsageError, ("('ret', 's1')",)),
    Call("run_study", "rows on two levels",
         study(returns=wide().reset_index().melt("date").set_index(["date", "variable"])), PriceError,
              ("levels", "unstack")),
    Call("run_study", "a return in words", study(returns=holding("n/k")), PriceError, ("n/k", "s1", "2019-01-11")),
    Call("run_study", "a return with its per cent sign", study(returns=holding("1.2%")), PriceError, ("1.2%",)),
    Call("run_study", "an infinite return", study(on(DAY), holding(np.inf).astype(float)), PriceError, ("infinite",)),
    Call("run_study", "a code for a missing return", study(on(DAY), holding(-99.0).astype(float)), PriceError,
         ("-99", "s1", "empty")),
    Call("run_study", "complex numbers", study(returns=wide().astype(complex)), PriceError, ("complex",)),
    Call("run_study", "no number at all", study(returns=wide().assign(s1=np.nan)[["s1", "m"]], events=on(DAY)),
         WindowError, ("s1",)),
    Call("run_study", "a benchmark that never varies", study(returns=wide().assign(m=0.0)), EstimationError, ("m",)),
    Call("run_study", "a series that is its own benchmark", study(benchmark="s1", events=on(DAY)), WindowError,
         ("is the benchmark",)),
    # what is asked
    Call("run_study", "one series and no benchmark", lambda: es.run_study(on(DAY), wide()[["s1"]]), UsageError,
         ("benchmark", "s1")),
    Call("run_study", "a misspelt model", study(model="markt"), UsageError, ("'markt'", "market")),
    Call("run_study", "a model in capitals", study(model="Market"), UsageError, ("'Market'", "market")),
    Call("run_study", "a model with an abbreviation", study(model="mm"), UsageError, ("'mm'", "market")),
    Call("run_study", "a model without its factors", study(model="ff3"), UsageError, ("ff3", "factors")),
    Call("run_study", "factors without one that is needed",
         study(model="carhart", factors=wide()[["m"]].set_axis(["mkt_rf"], axis=1)), UsageError, ("carhart", "smb")),
    Call("run_study", "factors without a day in common",
         study(model="capm", factors=wide().set_axis(wide().index + pd.Timedelta("9999D"), axis=0)
               .set_axis(["mkt_rf", "smb", "hml"], axis=1).assign(rf=0.0)), EstimationError, ("no value", "mkt_rf")),
    Call("run_study", "a benchmark that is not there", study(benchmark="sp500"), UsageError, ("sp500", "s1, s2, m")),
    Call("run_study", "a benchmark as a table", study(benchmark=wide()[["m"]]), UsageError, ("benchmark", "DataFrame")),
    Call("run_study", "a benchmark as a list", study(benchmark=["m"]), UsageError, ("benchmark", "list")),
    Call("run_study", "windows swapped", study(estimation=(-5, 5), event=(-250, -11)), WindowError,
         ("-5, 5", "-250, -11", "before")),
    Call("run_study", "an estimation window the wrong way round", study(estimation=(-11, -250)), WindowError,
         ("(-250, -11)",)),
    Call("run_study", "an estimation window with its sign lost", study(estimation=(250, 11)), WindowError,
         ("250", "-250")),
    Call("run_study", "an estimation window as a length", study(estimation=250), UsageError,
         ("250", "two whole numbers", "-250")),
    Call("run_study", "an estimation window in floats", study(estimation=(-250.0, -11.0)), UsageError, ("whole",)),
    Call("run_study", "an estimation window beyond the returns", study(estimation=(-5000, -2000)), WindowError,
         ("2019-11-14",)),
    Call("run_study", "an estimation window without end", study(estimation=(-np.inf, -11)), UsageError, ("inf",)),
    Call("run_study", "an estimation window of huge numbers", study(estimation=(-(10**30), -11)), UsageError,
         ("whole numbers",)),
    Call("run_study", "a window outside the event window", study(windows=[(0, 20)]), WindowError, ("(0, 20)",)),
    Call("run_study", "one window for a list", study(windows=(0, 1)), UsageError, ("[(0, 1)]",)),
    Call("run_study", "windows in words", study(windows="0:1"), UsageError, ("0:1",)),
    Call("run_study", "a level in per cent", study(level=5), UsageError, ("5", "0.05")),
    Call("run_study", "a level that is no number", study(level=np.nan), UsageError, ("nan",)),
    Call("run_study", "a seed that is none", study(seed="x"), UsageError, ("seed", "whole")),
    Call("run_study", "a seed below zero", study(seed=-1), UsageError, ("seed", "-1")),
    Call("run_study", "more sessions than there are", study(min_estimation=5000), WindowError, ("5000",)),
    Call("run_study", "an alternative of another tongue", study(alternative="two.sided"), UsageError,
         ("two.sided", "two-sided")),
    Call("run_study", "lags that are none", study(model="dimson", lags=-1), UsageError, ("lags", "-1")),
    Call("run_study", "lags beyond reason", study(model="dimson", lags=5000), WindowError, ("10003 are needed",)),
    Call("run_study", "a lookback of nothing", study(model="rolling", lookback=0), UsageError, ("lookback",)),
    Call("run_study", "an overlap that is none", study(overlap="yes"), UsageError, ("'yes'", "exclude")),
    Call("run_study", "a covariance that is none", study(cov="HC3"), UsageError, ("HC3", "hac")),
    Call("run_study", "a group that is no column", study(groups="sector"), UsageError, ("sector",)),
    Call("run_study", "groups of strangers", study(groups={"x": "a"}), UsageError, ("'x'",)),
    Call("run_study", "a calendar that is unknown", study(calendars={"s1": "NYSE"}), UsageError, ("NYSE",)),
    Call("run_study", "a calendar for all", study(calendars="XNYS"), UsageError, ("str", "{series")),
    Call("run_study", "a rule that is none", study(flagged={"gap": "drop"}), UsageError, ("drop", "exclude")),
    Call("run_study", "a flag as a word", study(flagged="gap"), UsageError, ("str", "{flag word")),
    Call("run_study", "an outcome of another table", study(outcome="volume"), PriceError, ("volume", "to_volume")),
    Call("run_study", "an engine that is none", study(engine="gpu"), UsageError, ("gpu", "numpy")),
    Call("run_study", "a backend that is none", study(backend="spark"), UsageError, ("spark", "dask")),
    Call("run_study", "a cluster's address without a cluster", study(address="tcp://127.0.0.1:1"), UsageError,
         ("address", "dask")),
    Call("run_study", "an untreated series that is not there", study(untreated=["x"]), UsageError, ("'x'",)),
    # the curve
    Call("specification_curve", "a misspelt model", curve(models=["markt"]), UsageError, ("markt", "market")),
    Call("specification_curve", "no model", curve(models=[]), UsageError, ("no model",)),
    Call("specification_curve", "lengths as a number", curve(lengths=250), UsageError, ("lengths", "250")),
    Call("specification_curve", "lengths below the least", curve(lengths=[10]), WindowError, ("10", "30")),
    Call("specification_curve", "lengths in words", curve(lengths=["long"]), UsageError, ("long",)),
    Call("specification_curve", "no length", curve(lengths=[]), UsageError, ("length",)),
    Call("specification_curve", "overlaps as a word", curve(overlaps=5), UsageError, ("overlaps", "5")),
    # files for the command
    Command("an events file that is not there", "study none.csv returns.csv", ("none.csv", "CSV or Parquet")),
    Command("a returns file that is not there", "study events.csv none.csv", ("none.csv",)),
    Command("events and returns swapped", "study returns.csv events.csv --benchmark m",
            ("series, date", "events, which come first")),
    Command("a folder for events", "study news returns.csv --benchmark m", ("news",)),
    Command("empty events", "study e.csv returns.csv --benchmark m", ("e.csv", "empty"), {"e.csv": ""}),
    Command("a header alone", "study e.csv returns.csv --benchmark m", ("no events",), {"e.csv": "series,date\n"}),
    Command("binary events", "study e.csv returns.csv --benchmark m", ("e.csv",), {"e.csv": BINARY}),
    Command("events of another encoding", "study e.csv returns.csv --benchmark m", ("e.csv", "UTF-8"),
            {"e.csv": "series,date,name\ns1,2019-11-14,Société\n".encode("utf-16")}),
    Command("a Latin letter", "study e.csv returns.csv --benchmark m", ("e.csv", "UTF-8"),
            {"e.csv": "series,date,name\ns1,2019-11-14,Société\n".encode("latin-1")}),
    Command("events as JSON", "study e.json returns.csv --benchmark m", ("'series'", "[{}]"), {"e.json": "[{}]"}),
    Command("events as a spreadsheet", "study e.xlsx returns.csv --benchmark m", ("e.xlsx", "CSV (UTF-8)", ".parquet"),
            {"e.xlsx": b"PK\x03\x04" + BINARY}),
    Command("returns in a spreadsheet's name", "study events.csv r.xlsx --benchmark m", ("r.xlsx",),
            {"r.xlsx": b"PK\x03\x04" + BINARY}),
    Command("a Parquet file cut short", "study events.csv r.parquet --benchmark m", ("r.parquet", "cut short"),
            {"r.parquet": parquet(wide())[:-40]}),
    Command("CSV under a Parquet name", "study events.csv r.parquet --benchmark m", ("r.parquet", "Parquet"),
            {"r.parquet": wide().to_csv()}),
    Command("Parquet under a CSV name", "study events.csv r.csv --benchmark m", ("r.csv", "UTF-8"),
            {"r.csv": parquet(wide())}),
    Command("a decimal comma", "study events.csv r.csv --benchmark m", ("0,01",),
            {"r.csv": 'date,s1,s2,m\n2019-01-02,"0,01","0,02","0,01"\n'}),
    Command("per cent signs", "study events.csv r.csv --benchmark m", ("1.2%",),
            {"r.csv": "date,s1,s2,m\n2019-01-02,1.2%,0.3%,0.1%\n"}),
    Command("a row too long", "study events.csv r.csv --benchmark m", ("r.csv", "line 3"),
            {"r.csv": "date,s1,s2,m\n2019-01-02,.01,.02,.01\n2019-01-03,.01,.02,.01,.05\n"}),
    Command("prices taken for returns", "study events.csv prices.csv --kind returns --benchmark m",
            ("prices.csv",)),
    Command("events of no series of the prices", "study events.csv prices.csv --model mean", ("s1", "acme")),
    Command("no benchmark", "study events.csv returns.csv", ("--benchmark", "s1, s2, m")),
    Command("a misspelt benchmark", "study events.csv returns.csv --benchmark M", ("'M'", "m")),
    Command("a misspelt model", "study events.csv returns.csv --benchmark m --model markte", ("markte", "'market'")),
    Command("a window of one number", "study events.csv returns.csv --estimation 250 --benchmark m",
            ("250", "-250:-11"), status=2),
    Command("a window in brackets", "study events.csv returns.csv --windows '(0,1)' --benchmark m", ("(0",), status=2),
    Command("windows swapped", "study events.csv returns.csv --estimation=-5:5 --event=-250:-11 --benchmark m",
            ("-5", "-250", "before")),
    Command("a level in per cent", "study events.csv returns.csv --level 5 --benchmark m", ("5", "0.05")),
    Command("a misspelt test", "study events.csv returns.csv --tests bpm --benchmark m", ("bpm", "bmp"), status=2),
    Command("a misspelt option", "study events.csv returns.csv --benchmrk m", ("--benchmark",), status=2),
    Command("an out that is a file", "study events.csv returns.csv --benchmark m --out prices.csv",
            ("prices.csv", "folder")),
    Command("an out with files of one's own", "study events.csv returns.csv --benchmark m --out mine",
            ("mine", "results.json")),
    Command("a factor file that is not there", "study events.csv returns.csv --model ff3 --factors ff3.csv",
            ("ff3.csv",)),
    Command("a formula with a stranger", "study events.csv returns.csv --benchmark m --regress 'car(0,1) ~ size'",
            ("size",)),
    Command("a formula that is none", "study events.csv returns.csv --benchmark m --regress size", ("size", "~")),
    Command("a formula that would call something",
            """study events.csv returns.csv --benchmark m --regress "car(0,1) ~ __import__('os').system('true')" """,
            ("__import__",)),
    Command("volume without prices", "study events.csv returns.csv --outcome volume --benchmark m",
            ("volume", "prices")),
    Command("a broken event among thousands", "study e.csv returns.csv --benchmark m", ("row 1", "2019-13-45"),
            {"e.csv": "series,date\n" + "s1,2019-13-45\n" * 3000}),
]
