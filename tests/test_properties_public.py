"""Every public function, given tables with all that can be wrong with them: an answer, or an error of its own kind.

An answer holds no infinite number, and is the same when asked for again. `EVENTSTUDY_EXAMPLES=100` asks each a hundred
times as often.
"""

from __future__ import annotations

import os
import re
import tempfile
import warnings
from datetime import date, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import eventstudy as es
from eventstudy.errors import EventStudyError, EventStudyWarning
from eventstudy.records import DateSpan, as_dict

mpl.use("Agg")
TIMES = int(os.environ.get("EVENTSTUDY_EXAMPLES", "1"))
TEXT = st.text(st.sampled_from("abm1 $%.,;:()-\n\t\"'=<&\\\u00e9\u202e\x00\x1b{}_^#~"), max_size=20)
NUMBERS = st.one_of(
    st.floats(), st.sampled_from([0.0, -1.0, 1e-320, 1e300, -1e300, np.nan, np.inf]), st.floats(-0.2, 0.2)
)
WINDOWS = st.tuples(st.integers(-6, 6), st.integers(-6, 6)) | st.sampled_from([(0, 0), (-1, 1), (0, 2)])
DAYS = st.dates(date(2019, 1, 1), date(2019, 12, 31)) | st.sampled_from([date.min, date.max, date(1970, 1, 1)])
MOMENTS = st.none() | st.datetimes(timezones=st.none() | st.just(timezone(timedelta(hours=-5))))
RETURNS_DAYS = pd.bdate_range("2019-01-01", periods=130)
WORDS = [
    "Brent",
    "rose",
    "fell",
    "$3",
    "1.5%",
    "percent",
    "to",
    "nearly",
    "70",
    "the",
    "Dow",
    "on",
    "Friday",
    "a",
    "three-month",
    "high",
    "since",
    "Jan.",
    "3,",
    "2019",
    ".",
    ",",
    "said",
    "attack",
]
PROSE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=25).map(" ".join) | TEXT.filter(str.strip)
ACCIDENTS = st.lists(
    st.tuples(
        st.sampled_from(["cell", "cell", "nan", "twice", "swap", "constant", "empty", "text", "zone", "far", "name"]),
        st.integers(0, 129),
        st.integers(0, 3),
        NUMBERS,
    ),
    max_size=2,
)


def spoilt(table, accidents):  # noqa: C901 - one arm for each accident
    """Return a table by day to which accidents have happened."""
    table = table.copy()
    for kind, row, column, value in accidents:
        i, j = row % len(table), column % table.shape[1]
        match kind:
            case "cell" if table.dtypes.iloc[j].kind == "f":
                table.iloc[i, j] = value
            case "nan" if table.dtypes.iloc[j].kind == "f":
                table.iloc[i:, j] = np.nan
            case "constant" | "empty":
                table[table.columns[j]] = 0.01 if kind == "constant" else np.nan
            case "text":
                table[table.columns[j]] = "x"
            case "twice":
                table = pd.concat([table, table.iloc[[i]]]).sort_index()
            case "swap":
                table = table.iloc[[*range(i, len(table)), *range(i)]]
            case "zone" if table.index.tz is None:
                table.index = table.index.tz_localize("UTC")
            case "far" if table.index.tz is None:
                table.index = [*table.index[:-1].as_unit("us"), pd.Timestamp("8020-01-01").as_unit("us")]
            case "name":
                table = table.rename(columns={table.columns[j]: table.columns[0]}) if j else table
            case _:
                pass
        if isinstance(table, pd.DataFrame) and not isinstance(table.index, pd.DatetimeIndex):
            table.index = pd.DatetimeIndex(table.index)
    return table


@st.composite
def returns(draw, *, whole=False):
    n = 130 if whole else draw(st.sampled_from([1, 2, 40, 130]))
    k = draw(st.integers(1, 4))
    k = max(k, 2) if whole else k
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    table = pd.DataFrame(rng.normal(0, 0.01, (n, k)), index=RETURNS_DAYS[:n], columns=["a", "m", "b", "c"][:k])
    return spoilt(table, draw(ACCIDENTS))


@st.composite
def prices(draw):
    n = draw(st.sampled_from([1, 2, 30]))
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    close = 50 * np.exp(np.cumsum(rng.normal(0, 0.01, n)))
    table = pd.DataFrame(
        {"open": close, "high": close * 1.01, "low": close * 0.99, "close": close, "volume": 1000.0, "dividend": 0.0},
        index=pd.bdate_range("2019-06-03", periods=n),
    )
    made = []
    for name in draw(st.sampled_from([["a"], ["brent"], ["xom", "brent"]])):
        one = spoilt(table, [accident for accident in draw(ACCIDENTS) if accident[0] != "name"])
        made.append(one.rename_axis("date").reset_index().assign(series=name, flag=""))
    found = pd.concat(made, ignore_index=True)
    return found.drop(
        columns=draw(st.sampled_from([[], ["volume"], ["open", "high", "low"], ["close"], ["date"]])), errors="ignore"
    )


@st.composite
def events(draw):
    rows = [
        {
            "event_id": draw(st.sampled_from(["e1", "e2", "e3"])),
            "series": draw(st.sampled_from(["a", "a", "a", "b", "m", "zz"])),
            "date": draw(
                st.sampled_from(
                    [*RETURNS_DAYS[[20, 60, 80, 100, 125]], "2019-05-06", "x", None, "2019-05-04T18:00-05:00"]
                )
            ),
            "group": draw(st.sampled_from(["g", "h", None])),
            "weight": draw(st.sampled_from([1.0, 2.0, 0.0, np.nan])),
        }
        for _ in range(draw(st.sampled_from([3, 1, 2, 4, 0])))
    ]
    table = pd.DataFrame(rows, columns=["event_id", "series", "date", "group", "weight"])
    return table.drop(columns=draw(st.sampled_from([[], [], ["group", "weight"], ["event_id"], ["series"]])))


def settings_of(draw):
    return {
        "model": draw(
            st.sampled_from(
                ["mean", "market", "raw", "adjusted", ["market", "mean"], "ewma", "dimson", "scholes_williams"]
            )
        ),
        "benchmark": draw(st.sampled_from(["m"] * 8 + [None, "zz"])),
        "estimation": draw(st.sampled_from([(-40, -7), (-20, -7), (-40, -7), (-3, -8)])),
        "event": draw(st.sampled_from([(-5, 5), (-6, 2)])),
        "windows": draw(st.sampled_from([[(0, 0)], [(-1, 1), (0, 2)], []]) | st.lists(WINDOWS, max_size=2)),
        "overlap": draw(st.sampled_from(["exclude", "keep"])),
        "min_estimation": draw(st.sampled_from([3, 10, 30])),
        "alternative": draw(st.sampled_from(["two-sided", "greater", "less"])),
    }


def a_study(draw):
    return es.run_study(draw(events()), draw(returns(whole=True)), **settings_of(draw))


def article(draw):
    return es.Article(draw(TEXT.filter(bool)), draw(PROSE), "0", draw(st.none() | DAYS))


def articles(draw):
    return [article(draw) for _ in range(draw(st.integers(0, 3)))]


def event(draw):
    start = min(draw(DAYS), date.max - timedelta(9))
    return es.Event(draw(TEXT), draw(TEXT), start, start + timedelta(draw(st.integers(0, 8))), "day")


def move(draw, name="m1"):
    kind = draw(
        st.sampled_from(["percent_change", "price_change", "price_level", "extreme", "rank", "streak", "point_change"])
    )
    value = (
        None
        if kind in {"extreme", "rank"}
        else draw(st.decimals(0, 200, places=2) | st.sampled_from([Decimal("1E+20"), Decimal(0)]))
    )
    day = draw(st.none() | DAYS)
    span = draw(st.sampled_from([None, DateSpan(date(2019, 6, 3), date(2019, 6, 20))]))
    return es.ReportedMove(
        name,
        "g",
        "a",
        0,
        4,
        draw(TEXT),
        "brent",
        draw(st.sampled_from([("brent",), ("xom", "brent"), ()])),
        kind,
        draw(st.sampled_from(["up", "down", None])),
        value,
        draw(st.sampled_from(["percent", "usd", "points", None])),
        draw(st.sampled_from(["exact", "about", "more_than"])),
        draw(st.sampled_from(["close", "open", "unspecified"])),
        None,
        day,
        span if kind in {"extreme", "rank"} else None,
        "asserted",
        0.9,
    )


def verdict(draw):
    return es.Verdict(move(draw), "confirmed", None, None, None, draw(st.none() | st.floats(0, 1)), draw(TEXT))


def used(path):
    """Name a file of instruments, and take it out again: it holds for the process."""
    try:
        return sorted(es.use_instruments(path))
    finally:
        es.use_instruments()


def in_file(read, suffix, strategy=TEXT):
    """Return a case of a reader of files: whatever text they hold."""

    def case(draw):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"file{suffix}")
            path.write_text(draw(strategy), encoding="utf-8")
            return read(path)

    return case


def table_of(names):
    """Return a strategy of CSV text under some of these names."""
    cell = TEXT.map(lambda text: text.replace("\n", " ")) | st.sampled_from(
        ["a", "brent", "2019-06-03", "1.5", "up", "", "percent", "-1"]
    )
    rows = st.lists(st.lists(cell, min_size=1, max_size=len(names)), max_size=3)
    return rows.map(lambda rows: "\n".join([",".join(names), *(",".join(row) for row in rows)]))


def files_study(draw):
    with tempfile.TemporaryDirectory() as folder:
        held, asked = draw(returns(whole=True)), draw(events())
        asked.to_csv(Path(folder, "events.csv"), index=False)
        assume(held.columns.is_unique)
        held.rename_axis("date").reset_index().to_csv(Path(folder, "returns.csv"), index=False)
        chosen = es.FileSettings(
            model=draw(st.sampled_from(["mean", "market"])), benchmark="m", estimation=(-40, -7), min_estimation=10
        )
        done = es.study_files(Path(folder, "events.csv"), Path(folder, "returns.csv"), Path(folder, "out"), chosen)
        return [done.events, done.series, sorted(done.rows.items())]


def drawn(plot):
    """Return a case of a figure: what it gives is drawn, for some things fail only then."""

    def case(draw):
        from matplotlib import pyplot as plt  # noqa: PLC0415 - loaded for figures alone

        try:
            warnings.simplefilter("ignore", UserWarning)  # a letter that the font lacks, labels that leave no room
            axes = plot(draw)
            axes.figure.canvas.draw()
        finally:
            plt.close("all")

    return case


def table(draw):
    study = a_study(draw)
    return getattr(study, draw(st.sampled_from(["tests", "car", "summary", "caar", "aar"])))()


CASES = {
    "Article": lambda draw: as_dict(article(draw)),
    "DateMention": lambda draw: as_dict(
        es.DateMention("a", 0, 1, draw(TEXT), draw(DAYS), draw(DAYS), "day", draw(MOMENTS))
    ),
    "Event": lambda draw: as_dict(event(draw)),
    "Interval": lambda draw: as_dict(
        es.Interval(draw(st.none() | st.decimals()), draw(st.none() | st.decimals()), "usd")
    ),
    "Window": lambda draw: [str(w := es.Window(*draw(WINDOWS))), as_dict(w)],
    "ReportedMove": lambda draw: as_dict(move(draw)),
    "Remark": lambda draw: as_dict(es.find_remarks([article(draw)])),
    "Verdict": lambda draw: [as_dict(one := verdict(draw)), one._repr_html_()],
    "FileSettings": lambda draw: as_dict(es.FileSettings(model=draw(TEXT), level=draw(st.floats(0, 1)))),
    "FileStudy": files_study,
    "study_files": files_study,
    "Regression": lambda draw: a_study(draw).regress("car ~ weight").table,
    "BenchmarkRegression": lambda draw: a_study(draw).regress_benchmark("car ~ weight").table,
    "PublishedTable": lambda draw: [
        (made := es.to_table([verdict(draw)])).to_html(),
        made.to_latex(),
        made.to_markdown(),
    ],
    "StudyResult": lambda draw: [(made := a_study(draw)).summary(), made.tests(), made.ar(), made.bhar(), made.caar()],
    "align_prices": lambda draw: es.align_prices(draw(prices()), draw(st.sampled_from(["brent", "xom", "a", "zz"]))),
    "check_moves": lambda draw: as_dict(es.check_moves([move(draw)], draw(prices()), published={})),
    "find_dates": lambda draw: as_dict(es.find_dates(articles(draw))),
    "find_events": lambda draw: as_dict(es.find_events(articles(draw))),
    "find_moves": lambda draw: as_dict(es.find_moves(articles(draw))),
    "find_remarks": lambda draw: as_dict(es.find_remarks(articles(draw))),
    "load_factors": lambda draw: es.load_factors(
        draw(returns()).rename(columns={"a": "Mkt-RF", "m": "RF", "b": "SMB"})
    ),
    "load_prices": lambda draw: es.load_prices(source=draw(prices())),
    "plot_averages": drawn(lambda draw: es.plot_averages(a_study(draw).average_paths())),
    "plot_placebo": drawn(lambda draw: es.plot_placebo(draw(st.lists(NUMBERS, max_size=30)), draw(NUMBERS))),
    "plot_power": drawn(
        lambda draw: es.plot_power(
            es.simulate(["t"], n_events=1, estimation=30, reps=4, effect=draw(st.sampled_from([0.0, 1.0])))
        )
    ),
    "plot_prices": drawn(lambda draw: es.plot_prices(draw(prices()))),
    "plot_returns": drawn(lambda draw: es.plot_returns(a_study(draw).paths())),
    "plot_specification": drawn(lambda draw: es.plot_specification(curve(draw))),
    "plot_tests": drawn(lambda draw: es.plot_tests(a_study(draw).tests(), title=draw(TEXT))),
    "plot_timeline": drawn(lambda draw: es.plot_timeline([event(draw) for _ in range(draw(st.integers(0, 3)))])),
    "plot_verdicts": drawn(lambda draw: es.plot_verdicts([verdict(draw) for _ in range(draw(st.integers(0, 2)))])),
    "read_articles": in_file(lambda path: as_dict(es.read_articles(path)), ".md"),
    "read_events": in_file(
        lambda path: as_dict(es.read_events(path)), ".csv", table_of(["label", "start", "end", "mentions"])
    ),
    "read_moves": in_file(
        lambda path: as_dict(es.read_moves(path)),
        ".csv",
        table_of(["instrument", "kind", "direction", "value", "unit", "date"]),
    ),
    "Study": in_file(lambda path: es.run(path).result, ".toml"),
    "run": in_file(
        lambda path: es.run(path).result, ".toml", TEXT.map(lambda text: f'[[series]]\nid = "xom"\n[study]\n{text}')
    ),
    "run_study": lambda draw: [(made := a_study(draw)).car(), made.models(), as_dict(made.dropped)],
    "simulate": lambda draw: es.simulate(
        draw(st.sampled_from([["t"], "corrado", ["zz"], []])),
        n_events=draw(st.sampled_from([2, 1, 3, 0])),
        estimation=draw(st.sampled_from([40, 30, 5])),
        reps=draw(st.sampled_from([4, 1, 0])),
        correlation=draw(st.floats(0, 0.9) | NUMBERS),
        effect=draw(st.floats(0, 5) | NUMBERS),
        window=draw(st.sampled_from([(0, 1), (0, 0)]) | WINDOWS),
    ),
    "simulate_placebo": lambda draw: es.simulate_placebo(
        draw(returns()),
        ["t"],
        n_events=draw(st.integers(0, 2)),
        estimation=draw(st.sampled_from([30, 40, 3])),
        reps=4,
        benchmark="m",
    ),
    "specification_curve": lambda draw: [curve(draw)],
    "to_frame": lambda draw: es.to_frame([event(draw) for _ in range(draw(st.integers(0, 3)))], es.Event),
    "to_returns": lambda draw: es.to_returns(draw(prices()), draw(st.sampled_from(["simple", "log", "x"]))),
    "to_table": lambda draw: es.to_table(table(draw)).to_latex(),
    "to_volatility": lambda draw: es.to_volatility(
        draw(prices()), draw(st.sampled_from(["parkinson", "garman_klass", "x"]))
    ),
    "to_volume": lambda draw: es.to_volume(draw(prices()), c=draw(st.none() | NUMBERS), value=draw(st.booleans())),
    "use_instruments": in_file(used, ".toml"),
}
NOT_CALLED = {"EventStudyError", "EventStudyWarning"}
SLOW = {
    "use_instruments",
    "Study",
    "run",
    "check_moves",
    "to_table",
    "PublishedTable",
    "FileStudy",
    "study_files",
    "StudyResult",
}
"""Cases of a tenth of a second and more."""


def curve(draw):
    asked = {name: value for name, value in settings_of(draw).items() if name not in {"model", "overlap", "estimation"}}
    return es.specification_curve(
        draw(events()),
        draw(returns(whole=True)),
        models=draw(st.sampled_from(["mean", ["mean", "market"]])),
        lengths=(20, 30),
        estimation=(-40, -7),
        **asked,
    )


def test_every_public_name_has_a_case():
    assert CASES.keys() | NOT_CALLED == set(es.__all__)


def require_finite(answer):
    """Hold that no number in an answer is infinite, whatever is in it."""
    if isinstance(answer, pd.DataFrame):
        numbers = answer.select_dtypes("number").drop(columns=["low", "high", "ci_low", "ci_high"], errors="ignore")
        assert not np.isinf(numbers.to_numpy(dtype=float)).any(), numbers
    elif isinstance(answer, list | tuple):
        for one in answer:
            require_finite(one)


def told(answer):
    """Return what can be compared of an answer."""
    if isinstance(answer, pd.DataFrame):
        return answer.to_csv()
    return [told(one) for one in answer] if isinstance(answer, list | tuple) else repr(answer)


class _Again:
    """Draws, and gives the same once more."""

    def __init__(self, draw):
        self.draw, self.held, self.at = draw, [], 0

    def __call__(self, strategy):
        if self.at == len(self.held):
            self.held.append(self.draw(strategy))
        self.at += 1
        held = self.held[self.at - 1]
        return held.copy() if isinstance(held, pd.DataFrame) else held


def tried(case, draw):
    try:
        answer = case(draw)
    except EventStudyError as error:
        if not str(error).isprintable():
            pytest.fail(f"a message that is not one line: {error}")
        return f"{type(error).__name__}: {error}"
    require_finite(answer)
    return told(answer)


def without_folder(answer):
    """Return an answer without the folder that a file stood in."""
    return re.sub(r"\S*tmp\w+", "", answer) if isinstance(answer, str) else answer


@pytest.mark.parametrize("name", CASES)
def test_any_input_is_answered_or_refused(name):
    examples = TIMES * (4 if name in SLOW else 15)

    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        deadline=None,
        derandomize=TIMES == 1,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def ask(data):
        draw = _Again(data.draw)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            warnings.simplefilter("ignore", EventStudyWarning)
            first = tried(CASES[name], draw)
            draw.at = 0
            second = tried(CASES[name], draw)
        assert without_folder(first) == without_folder(second)

    ask()
