"""A program as a user writes it, for a strict type checker: most public functions, and what they return.

It is checked, and not run; see `test_faults_supply.py`.
"""

# ruff: noqa: T201 - a program prints

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import assert_type

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import eventstudy as es


def read(path: Path) -> list[es.Article]:
    """Read articles, and look at what they tell."""
    articles = es.read_articles(path, published=date(2020, 1, 3))
    for article in articles:
        name: str = article.name
        text: str = article.text
        print(name, len(text), article.published)
    for mention in es.find_dates(articles):
        first: date = mention.first
        print(first, mention.last, mention.text.lower())
    for event in es.find_events(articles, workers=1):
        print(event.event_id.upper(), event.label, event.end - event.start)
    for remark in es.find_remarks(articles):
        print(remark)
    assert_type(es.find_events(articles), list[es.Event])
    return articles


def told(done: str, part: int, whole: int) -> None:
    """Take what a long piece of work says of itself."""
    print(f"{done}: {part} of {whole}")


def check(articles: list[es.Article]) -> list[es.Verdict]:
    """Hold reported moves against prices."""
    moves: list[es.ReportedMove] = es.find_moves(articles, every=True)
    prices: pd.DataFrame = es.load_prices(["brent", "xom"], start="2019-01-02", end=date(2020, 2, 28), progress=told)
    verdicts = es.check_moves(moves, prices, published=articles)
    verdicts = es.check_moves(moves, prices, published={"a.txt": datetime(2020, 1, 3, 16)}, second=prices)  # noqa: DTZ001
    assert_type(verdicts, list[es.Verdict])
    table: es.PublishedTable = es.to_table(verdicts, caption="What prices show")
    print(table.to_markdown(), table.to_latex(), table.to_html())
    print(es.plot_verdicts(verdicts, size="slide").get_title())
    print(es.to_frame(verdicts)[["quote", "verdict"]])
    return verdicts


def study(events: list[es.Event], folder: Path) -> es.StudyResult:
    """Study events."""
    prices = es.load_prices()
    returns: pd.DataFrame = es.to_returns(prices, "log", dividends=False)
    result = es.run_study(
        events[:1], returns, model={"brent": "mean", "xom": ["market", "raw"]}, benchmark="sp500",
        windows=[(0, 0), (0, 1)], estimation=(-120, -11), seed=1, progress=told,
    )  # fmt: skip
    assert_type(result, es.StudyResult)
    tables: list[pd.DataFrame] = [
        result.car(0, 1), result.tests(0, 0, by="event"), result.recommended(0, 0), result.adjusted(),
        result.models(), result.paths(), result.caar(),
    ]  # fmt: skip
    print(len(tables), result.summary())
    result.to_csv(folder)
    result.plot("car", event_id="strike").savefig(folder / "car.svg")
    regression: es.Regression | es.BenchmarkRegression = result.regress("car(0, 1) ~ big", cov="HC1")
    print(regression)
    table = pd.DataFrame({"event_id": "strike", "series": ["xom"], "date": "2020-01-03"})
    again = es.run_study(table, es.to_volume(prices), model="mean", outcome="volume")
    print(again)
    return es.run_study(str(folder / "events.csv"), folder / "returns.csv", factors=es.load_factors("ken-french:ff3"))


def others(articles: list[es.Article], folder: Path) -> None:
    """Use what is left."""
    returns = es.to_returns(es.align_prices(es.load_prices(), "brent"))
    sizes: pd.DataFrame = es.simulate(["t"], n_events=1, window=(0, 1), reps=10, workers=1)
    own: pd.DataFrame = es.simulate_placebo(returns, tests="t", n_events=2, window=es.Window(0, 0))
    curve: pd.DataFrame = es.specification_curve(folder / "events.csv", returns, models=["mean", "raw"])
    print(curve)
    done: es.FileStudy = es.study_files("events.csv", "returns.parquet", folder, es.FileSettings(benchmark="m"))
    rows: dict[str, int] = done.rows
    print(sizes, own)
    moves: list[es.ReportedMove] = es.read_moves(folder / "moves.csv", articles)
    events: list[es.Event] = es.read_events("events.json")
    print(rows, moves, events, es.to_volatility(es.load_prices()), es.use_instruments(folder / "mine.toml"))


def draw(result: es.StudyResult, articles: list[es.Article], folder: Path) -> None:
    """Save every kind of figure that stands alone, and draw into axes of one's own."""
    curve = es.specification_curve(folder / "events.csv", folder / "returns.csv", models=["mean", "raw"])
    es.plot_specification(curve).savefig("curve.svg")
    es.plot_timeline(es.find_events(articles), size="slide").savefig(folder / "timeline.png", dpi=300)
    es.plot_returns(result.paths(), series="brent").savefig("path.svg")
    es.plot_averages(result.aar()).savefig("average.svg")
    es.plot_tests(result.to_frame("tests")).savefig("tests.svg")
    es.plot_prices(es.load_prices(["brent"]), series="brent", span=None).savefig("prices.svg")
    es.plot_placebo([-1.2, -0.4, 0.1], 1.9).savefig("any.svg")
    es.plot_power([es.simulate(["t"], n_events=1, reps=10)], "effect", level=0.1).savefig("power.svg")
    es.plot_verdicts(es.check_moves([], es.load_prices())).savefig("verdicts.svg")
    panel = es.plot_averages(result.aar())
    print(panel.get_title())
    into = Figure().add_subplot()
    same = es.plot_tests(result.tests(0, 0), ax=into)
    assert_type(same, Axes)
    for drawn in (es.plot_returns(result.paths(), ax=into), es.plot_power([curve], ax=into)):
        print(drawn.get_xlim())


def main() -> None:
    """Do all of it; an error is told in its one line."""
    whole: es.Study = es.run("mine/study.toml", progress=told)
    print(whole.verdicts[0].verdict, whole.result.car(0, 0), whole.tables().keys())
    try:
        articles = read(Path("articles"))
        check(articles)
        draw(study(es.find_events(articles), Path("out")), articles, Path("out"))
        others(articles, Path("out"))
    except es.EventStudyError as error:
        print(str(error))


if __name__ == "__main__":
    main()
