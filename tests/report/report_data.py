"""The real week of 3 January 2020 as records and tables, for the tests of the report.

Prices are the published daily figures. Estimates are made from them with a mean and a scatter recorded here, so that
the tables have the size of the real ones; the tests compare drawings with these tables, not with the market.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd
from scipy import stats

from eventstudy.records import (
    Article,
    DateSpan,
    Dropped,
    Interval,
    PriceRow,
    Provenance,
    ReportedMove,
    Verdict,
)

BARS = {
    "brent": """
        2019-12-24 66.44 67.26 66.36 67.20
        2019-12-26 67.27 67.99 67.22 67.92
        2019-12-27 67.91 68.33 67.57 68.16
        2019-12-30 68.20 68.99 68.16 68.44
        2019-12-31 66.65 66.93 65.63 66.00
        2020-01-02 66.41 66.58 65.72 66.25
        2020-01-03 66.28 69.50 66.22 68.60
        2020-01-06 69.35 70.74 68.21 68.91
        2020-01-07 68.63 68.75 67.65 68.27
        2020-01-08 71.22 71.75 64.94 65.44
        2020-01-09 66.00 66.10 64.56 65.37
        2020-01-10 65.29 65.66 64.86 64.98
    """,
    "dow": """
        2019-12-24 28572.57 28576.80 28503.21 28515.45
        2019-12-26 28539.46 28624.10 28535.15 28621.39
        2019-12-27 28675.34 28701.66 28608.98 28645.26
        2019-12-30 28654.76 28664.69 28428.98 28462.14
        2019-12-31 28414.64 28547.35 28376.49 28538.44
        2020-01-02 28638.97 28872.80 28627.77 28868.80
        2020-01-03 28553.33 28716.31 28500.36 28634.88
        2020-01-06 28465.50 28708.02 28418.63 28703.38
        2020-01-07 28639.18 28685.50 28565.28 28583.68
        2020-01-08 28556.14 28866.18 28522.51 28745.09
        2020-01-09 28851.97 28988.01 28844.31 28956.90
        2020-01-10 28977.52 29009.07 28789.10 28823.77
    """,
    "sp500": """
        2019-12-24 3225.45 3226.43 3220.51 3223.38
        2019-12-26 3227.20 3240.08 3227.20 3239.91
        2019-12-27 3247.23 3247.93 3234.37 3240.02
        2019-12-30 3240.09 3240.92 3216.57 3221.29
        2019-12-31 3215.18 3231.72 3212.03 3230.78
        2020-01-02 3244.67 3258.14 3235.53 3257.85
        2020-01-03 3226.36 3246.15 3222.34 3234.85
        2020-01-06 3217.55 3246.84 3214.64 3246.28
        2020-01-07 3241.86 3244.91 3232.43 3237.18
        2020-01-08 3238.59 3267.07 3236.67 3253.05
        2020-01-09 3266.03 3275.58 3263.67 3274.70
        2020-01-10 3281.81 3282.99 3260.86 3265.35
    """,
    "xom": """
        2019-12-24 70.35 70.50 69.91 70.02
        2019-12-26 70.19 70.50 70.01 70.13
        2019-12-27 70.20 70.31 69.88 69.89
        2019-12-30 70.09 70.44 69.40 69.48
        2019-12-31 69.02 69.80 69.01 69.78
        2020-01-02 70.24 71.02 70.24 70.90
        2020-01-03 71.34 71.37 70.16 70.33
        2020-01-06 70.32 71.36 70.23 70.87
        2020-01-07 70.50 70.52 69.51 70.29
        2020-01-08 70.11 70.29 69.17 69.23
        2020-01-09 69.14 69.90 68.63 69.76
        2020-01-10 69.93 69.96 69.12 69.14
    """,
    "cvx": """
        2019-12-24 120.43 120.78 120.09 120.34
        2019-12-26 120.67 121.42 120.34 120.60
        2019-12-27 120.89 121.29 120.24 120.30
        2019-12-30 120.44 121.34 119.81 119.85
        2019-12-31 119.50 120.63 119.25 120.51
        2020-01-02 120.81 121.63 120.77 121.43
        2020-01-03 121.78 122.72 120.74 121.01
        2020-01-06 121.24 121.67 120.33 120.60
        2020-01-07 119.02 119.73 117.77 119.06
        2020-01-08 118.55 119.09 117.65 117.70
        2020-01-09 117.59 117.92 116.18 117.51
        2020-01-10 117.52 117.69 116.40 116.44
    """,
}
NAMES = {"brent": "Brent crude", "dow": "Dow Jones Industrial Average", "sp500": "S&P 500", "xom": "Exxon Mobil",
         "cvx": "Chevron"}  # fmt: skip
UNITS = {"brent": "US$ a barrel", "dow": "points", "sp500": "points", "xom": "US$ a share", "cvx": "US$ a share"}
# model, mean or alpha, beta, scatter, of the 240 sessions before
ORDINARY = {"brent": ("mean", 0.00067, None, 0.01795), "dow": ("mean", 0.00081, None, 0.0075),
            "sp500": ("mean", 0.0010, None, 0.00755), "xom": ("market", -0.00097, 0.957, 0.00909),
            "cvx": ("market", -0.00048, 0.831, 0.00994)}  # fmt: skip
DF = 239
WINDOWS = ((0, 0), (0, 1), (-1, 1), (0, 5))
TEXT = """What is known after the strike

The general was killed in an overnight strike.

Oil rose on Friday. The price of Brent crude climbed to nearly $70 a barrel in the early hours of trading, an increase \
of $3.

Brent stood at $69.20 a barrel, a three-month high, by 11 a.m. in London. Other prices moved too.

On Friday the Dow and the S&P 500 each opened about 1 percent lower. In premarket trading Exxon <Mobil> was up 1.3 \
percent and Chevron up 1.2 percent.
"""


def prices() -> pd.DataFrame:
    rows = []
    for series, text in BARS.items():
        for line in text.split("\n"):
            if line.strip():
                day, *figures = line.split()
                flag = "roll" if (series, day) == ("brent", "2019-12-31") else ""
                rows.append((series, pd.Timestamp(day), *map(float, figures), flag))
    return pd.DataFrame(rows, columns=["series", "date", "open", "high", "low", "close", "flag"])


def events() -> pd.DataFrame:
    listed = [
        ("kirkuk", "Rocket attack on a base in Kirkuk", "2019-12-27", "2019-12-27", 4),
        ("militia_strikes", "US airstrikes on an Iran-backed militia", "2019-12-29", "2019-12-30", 3),
        ("embassy", "Breach of the US Embassy in Baghdad", "2019-12-31", "2019-12-31", 3),
        ("soleimani", "Killing of Qassem Soleimani", "2020-01-03", "2020-01-03", 9),
        ("taji", "Strike near Taji", "2020-01-04", "2020-01-06", 1),
    ]
    rows = [
        {"event_id": name, "label": label, "start": date.fromisoformat(day), "end": date.fromisoformat(day),
         "precision": "day", "status": "past", "studied": True, "reason": "",
         "day0": dict.fromkeys(BARS, date.fromisoformat(zero)), "mentions": many}
        for name, label, day, zero, many in listed
    ]  # fmt: skip
    rows.append(
        {"event_id": "2018-05-01 withdrawal", "label": "US withdrawal from the nuclear deal", "start": date(2018, 5, 1),
         "end": date(2018, 5, 31), "precision": "month", "status": "past", "studied": False,
         "reason": "dated to a month only", "day0": {}, "mentions": 1}
    )  # fmt: skip
    return pd.DataFrame(rows)


def ar() -> pd.DataFrame:
    closes = prices().pivot_table(index="date", columns="series", values="close")
    returns = closes.pct_change().dropna()
    rows = []
    for series, (model, mean, beta, sigma) in ORDINARY.items():
        for session, (day, row) in zip(range(-5, 6), returns.iterrows(), strict=True):
            expected = mean + (beta * row["sp500"] if beta else 0.0)
            for name, value in ((model, row[series] - expected), ("raw", row[series])):
                se = sigma * math.sqrt(1 + 1 / 240)
                half = stats.t.ppf(0.975, DF) * se
                flag = "roll" if (series, str(day.date())) == ("brent", "2019-12-31") else ""
                rows.append((name, series, session, day, value, se, value - half, value + half, flag))
    frame = pd.DataFrame(rows, columns=["model", "series", "session", "date", "ar", "se", "low", "high", "flag"])
    frame.insert(0, "event_id", "soleimani")
    main = frame["model"] != "raw"
    return pd.concat([frame[main], frame[~main]], ignore_index=True)


def paths() -> pd.DataFrame:
    frame = ar()
    grouped = frame.groupby(["series", "model"], sort=False)
    frame["car"] = grouped["ar"].cumsum()
    length = grouped.cumcount() + 1
    half = stats.t.ppf(0.975, DF) * frame["se"] * (length * (1 + length / 240)) ** 0.5
    return frame.assign(low=frame["car"] - half, high=frame["car"] + half).drop(columns="ar")


def _row(series: str, model: str, first: int, last: int, car: float, se: float, **more: object) -> dict[str, object]:
    t = car / se
    half = stats.t.ppf(0.975, DF) * se
    return {"event_id": "soleimani", "series": series, "model": model, "first": first, "last": last, "car": car,
            "se": se, "t": t, "df": DF, "p": 2 * stats.t.sf(abs(t), DF), "low": car - half, "high": car + half,
            **more}  # fmt: skip


def per_event() -> pd.DataFrame:
    frame, rows = ar(), []
    for (series, model), held in frame.groupby(["series", "model"], sort=False):
        for first, last in WINDOWS:
            inside = held[held["session"].between(first, last)]
            length = last - first + 1
            se = float(held["se"].iloc[0]) * math.sqrt(length)
            rows.append(_row(str(series), str(model), first, last, float(inside["ar"].sum()), se, n_estimation=230,
                             n_window=length, flag="", note=""))  # fmt: skip
    return pd.DataFrame(rows)


def tests() -> pd.DataFrame:
    columns = ["event_id", "model", "test", "first", "last", "statistic", "df", "p", "min_p", "mde", "n_events",
               "valid", "primary", "note"]  # fmt: skip
    rows = [
        ("soleimani", "main", "portfolio_t", 0, 0, 1.02, 239.0, 0.3088, 0.0, 0.0191, 5, True, False, ""),
        ("soleimani", "main", "sq", 0, 0, 1.02, None, 0.2531, 1 / 241, 0.0191, 5, True, False, ""),
        ("soleimani", "main", "conditional_sq", 0, 0, 1.31, None, 0.0452, 1 / 221, 0.0191, 5, True, True, ""),
        ("soleimani", "main", "conditional_sq", 0, 5, 0.4, None, None, 1 / 216, None, 5, False, False,
         "too few independent windows: 216 placebo windows of 6 sessions"),
        ("taji", "main", "conditional_sq", 0, 0, 0.2, None, 0.8812, 1 / 221, 0.0191, 5, True, True, ""),
        (None, "main", "portfolio_t", 0, 0, 0.7, 239.0, 0.4839, 0.0, 0.0121, 25, True, False, ""),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def specification() -> pd.DataFrame:
    rows = []
    sigma = {60: 0.0188, 120: 0.0199, 240: 0.01797}
    for length, scatter in sigma.items():
        for overlap, factor in (("exclude", 0.994), ("keep", 1.1)):
            for model, car in (("mean", 0.0348), ("raw", 0.03547)):
                for first, last in WINDOWS:
                    se = scatter * factor * math.sqrt((last - first + 1) * (1 + 1 / length))
                    rows.append(_row("brent", model, first, last, car, se, overlap=overlap, n_sessions=length,
                                     n_estimation=length - 10 if overlap == "exclude" else length))  # fmt: skip
    return pd.DataFrame(rows)


def models() -> pd.DataFrame:
    rows = [
        {"event_id": "soleimani", "series": series, "model": model, "benchmark": "sp500" if beta else None,
         "alpha": mean, "beta": beta, "sigma": sigma, "n_estimation": 230, "k": 2 if beta else 1, "df": DF,
         "first_estimation": date(2019, 1, 7), "last_estimation": date(2019, 12, 17), "note": ""}
        for series, (model, mean, beta, sigma) in ORDINARY.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def articles() -> list[Article]:
    return [
        Article("paper.txt", TEXT, "ab" * 32, published=date(2020, 1, 3), published_from="inferred",
                inferred_from=("wire.txt",), title="What is known", outlet="The Paper"),
        Article("wire.txt", "A strike was confirmed on 3 January 2020.\n", "cd" * 32, published=date(2020, 1, 3),
                published_from="stated"),
    ]  # fmt: skip


def _move(place: int, quote: str, instrument: str, kind: str, **more: object) -> ReportedMove:
    start = TEXT.index(quote)
    begin = max(TEXT.rfind(". ", 0, start) + 2, TEXT.rfind("\n\n", 0, start) + 2)
    stop = next(at for at in range(start + len(quote), len(TEXT)) if TEXT[at : at + 2] in {". ", ".\n"}
                and TEXT[at - 3 : at] != "a.m") + 1  # fmt: skip
    held = {"direction": "up", "value": None, "unit": None, "hedge": "exact", "phase": "unspecified", "time": None,
            "date": date(2020, 1, 3), "window": None, "modality": "asserted", "confidence": 0.9}  # fmt: skip
    return ReportedMove(
        move_id=f"m{place}", group=f"g{place}", article="paper.txt", start=start, end=start + len(quote), quote=quote,
        instrument=instrument, candidates=(instrument,), kind=kind, sentence=(begin, stop),
        basis=("instrument: same clause", "date: weekday in sentence"), **{**held, **more},
    )  # fmt: skip


def moves() -> list[ReportedMove]:
    usd, per_cent = {"unit": "usd"}, {"unit": "percent"}
    span = DateSpan(date(2019, 10, 3), date(2020, 1, 2))
    about = {"value": Decimal(1), "hedge": "about", "phase": "open", "direction": "down", **per_cent}
    return [
        _move(1, "nearly $70 a barrel", "brent", "price_level", value=Decimal(70), hedge="nearly", phase="overnight",
              **usd),
        _move(2, "an increase of $3", "brent", "price_change", value=Decimal(3), **usd),
        _move(3, "$69.20 a barrel", "brent", "price_level", value=Decimal("69.20"), phase="intraday",
              time="2020-01-03T11:00+00:00", **usd),
        _move(4, "a three-month high", "brent", "extreme", window=span, **usd),
        _move(5, "opened about 1 percent lower", "dow", "percent_change", **about),
        _move(6, "opened about 1 percent lower", "sp500", "percent_change", **about),
        _move(7, "up 1.3 percent", "xom", "percent_change", value=Decimal("1.3"), phase="premarket", **per_cent),
        _move(8, "up 1.2 percent", "cvx", "percent_change", value=Decimal("1.2"), phase="premarket", **per_cent),
    ]  # fmt: skip


def _interval(low: str | None, high: str | None, unit: str, closed: str = "both") -> Interval:
    return Interval(None if low is None else Decimal(low), None if high is None else Decimal(high), unit, closed)


def _price_rows(series: str) -> tuple[PriceRow, ...]:
    lines = [line.split() for line in BARS[series].split("\n") if "2020-01-02" in line or "2020-01-03" in line]
    return tuple(PriceRow(series, date.fromisoformat(day), *map(Decimal, figures)) for day, *figures in lines)


def verdicts() -> list[Verdict]:
    said = [
        ("consistent", ("66.22", "69.50", "usd"), ("69", "70", "usd", "left"), ("68", "70.05", "usd"), 0.031,
         "the range of the day reaches into what the words allow; a daily bar does not say when"),
        ("consistent", ("-0.03", "3.25", "usd"), ("2.5", "3.5", "usd"), ("2", "4", "usd"), 0.012,
         "from the settlement before, 66.25, the price went up by as much as 3.25"),
        ("consistent", ("66.22", "69.50", "usd"), ("69.195", "69.205", "usd"), ("69.185", "69.215", "usd"), 0.028,
         "69.20 lies within the range of the day"),
        ("consistent", ("69.50", "69.50", "usd"), ("68.99", None, "usd"), ("68.99", None, "usd"), 0.054,
         "the high of the three months before was 68.99"),
        ("confirmed", ("-1.0928", "-1.0928", "percent"), ("-1.25", "-0.75", "percent"), ("-1.5", "-0.5", "percent"),
         0.013, "the open lies 1.09 % below the close before"),
        ("confirmed", ("-0.9666", "-0.9666", "percent"), ("-1.25", "-0.75", "percent"), ("-1.5", "-0.5", "percent"),
         0.011, "the open lies 0.97 % below the close before"),
        ("not_observable", None, ("1.25", "1.35", "percent"), ("1.24", "1.36", "percent"), None,
         "daily prices do not show trading before the open; the open was up 0.62 %, the close down 0.80 %"),
        ("not_observable", None, ("1.15", "1.25", "percent"), ("1.14", "1.26", "percent"), None,
         "daily prices do not show trading before the open; the open was up 0.29 %, the close down 0.35 %"),
    ]  # fmt: skip
    return [
        Verdict(
            move=move, verdict=verdict, observed=None if observed is None else _interval(*observed),
            core=_interval(*core), tolerant=_interval(*tolerant), severity=severity, note=note, series=move.instrument,
            rows=_price_rows(move.instrument), arithmetic=("28,553.33 / 28,868.80 - 1 = -1.0928 %",),
            variants=(("reference: day open", verdict),), source="snapshot 1f2e3d4c",
        )
        for move, (verdict, observed, core, tolerant, severity, note) in zip(moves(), said, strict=True)
    ]  # fmt: skip


def dropped() -> list[Dropped]:
    return [Dropped("2018-05-01 withdrawal", "dated to a month only"), Dropped("notes.bin", "not text")]


def provenance() -> Provenance:
    return Provenance(
        version="0.1.0",
        inputs=(("study.toml", "12" * 32), ("paper.txt", "ab" * 32), ("prices: snapshot", "1f2e3d4c" * 8)),
        settings=(("estimation", "(-250, -11)"), ("overlap", "exclude"), ("level", "0.05")),
        libraries=(("numpy", "2.4.0"), ("pandas", "3.1.0")),
    )


def week() -> SimpleNamespace:
    """Return everything a report is made from."""
    return SimpleNamespace(
        prices=prices(), events=events(), ar=ar(), paths=paths(), per_event=per_event(), tests=tests(),
        specification=specification(), models=models(), articles=articles(), moves=moves(), verdicts=verdicts(),
        dropped=dropped(), provenance=provenance(), names=NAMES, units=UNITS,
    )  # fmt: skip


def material(held: SimpleNamespace) -> object:
    """Return what the figures of the week are drawn from."""
    from eventstudy.report.gallery import Material  # noqa: PLC0415 - loads the drawing library, which few tests need

    return Material(
        prices=held.prices,
        events=held.events,
        ar=held.ar,
        paths=held.paths,
        per_event=held.per_event,
        specification=held.specification,
        verdicts=held.verdicts,
        main_event="soleimani",
        names=held.names,
        units=held.units,
    )


def drawn(held: SimpleNamespace) -> dict[str, object]:
    """Return every picture of the week."""
    from eventstudy.report.gallery import pictures  # noqa: PLC0415 - as above

    return pictures(material(held))


def report_arguments(held: SimpleNamespace, figures: dict[str, object]) -> dict[str, object]:
    """Return the arguments of `render_report` for the week."""
    return {
        "title": "A week in January",
        "articles": held.articles,
        "events": held.events,
        "moves": held.moves,
        "verdicts": held.verdicts,
        "per_event": held.per_event,
        "tests": held.tests,
        "specification": held.specification,
        "models": held.models,
        "figures": figures,
        "dropped": held.dropped,
        "provenance": held.provenance,
        "command": "eventstudy run study.toml --out out",
        "main_event": "soleimani",
        "names": NAMES,
    }
