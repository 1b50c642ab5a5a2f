"""Whole verdicts on bars of plain numbers: every field and every sentence, for moves of each kind and each way to fail.

The prices are few and round, so that the numbers in ``data/verdicts_whole.txt`` can be checked by eye; they were when
it was written. After a change that is meant, ``python -m tests.test_verdicts_whole`` writes it anew, to be read again.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eventstudy.verdicts import check_moves
from tests.test_verdicts_readings import span, tidy, told

FILE = Path(__file__).parent / "data" / "verdicts_whole.txt"
NOON, EVENING = (datetime(2020, 3, 12, hour, tzinfo=ZoneInfo("America/New_York")) for hour in (12, 18))

# Nine sessions of two stocks from Monday 2 March 2020: open high low close.
TWO = {
    "xom": [
        "2020-03-02 100 102 99 100", "2020-03-03 100 103 98 102", "2020-03-04 102 106 101 105",
        "2020-03-05 105 105 100 101", "2020-03-06 101 102 97 98", "2020-03-09 98 99 95 96",
        "2020-03-10 96 98 93 95", "2020-03-11 95 97 90 92", "2020-03-12 92 94 80 84",
    ],
    "cvx": [
        "2020-02-07 54 55 53 54", "2020-02-14 54 56 53 55", "2020-02-21 55 57 54 56", "2020-02-28 56 56 49 52",
        "2020-03-02 50 51 49 50", "2020-03-03 50 52 49 51", "2020-03-04 51 53 50 52",
        "2020-03-05 52 52 50 51", "2020-03-06 51 51 49 50", "2020-03-09 50 50 47 48",
        "2020-03-10 48 50 47 49", "2020-03-11 49 49 46 47", "2020-03-12 47 48 44 45",
    ],
    "brent": [
        "2020-03-02 50 51 49 50", "2020-03-11 40 41 38 39", "2020-03-12 39 40 33 36",
    ],
    "us10y": ["2020-03-11 1.00 1.05 0.95 1.00", "2020-03-12 1.00 1.02 0.85 0.90"],
    "us2y": ["2020-03-11 0.50 0.55 0.45 0.50", "2020-03-12 0.50 0.52 0.40 0.45"],
    "us5y": [f"2020-03-{day} {one} {one} {one} {one}" for day, one in (("10", 1.2), ("11", 1.1), ("12", 0.9))],
    "gold": [
        "2020-03-09 1660 1670 1650 1660", "2020-03-10 1660 1665 1640 1650", "2020-03-11 1600 1610 1590 1600 roll",
        "2020-03-12 1600 1605 1560 1570",
    ],
    "sp500": ["2020-03-11 2800 2850 2700 2740", "2020-03-12 2630 2660 2480 2480"],
}  # fmt: skip
DAY = "2020-03-12"


def move(kind, direction=None, value=None, unit=None, *, series="xom", day=DAY, **more):
    return told(series, kind, direction, value, unit, day=day, **more)


def order(direction, second, *, series="xom", **more):
    return move("order", direction, series=series, against=(second,), **more)


WHOLE = {"window": span("2020-02-10", "2020-03-12")}
LATE = ("instrument: same clause", "date: publication date", "phase: not said")
SINCE = {"window": span("2020-03-02", DAY)}
ANCHOR = {"anchor": span("2020-03-01", "2020-03-05")}
CASES = {
    # 92 to 84 is -8.70 per cent, 47 to 45 -4.26
    "order fell": order("down", "cvx", phase="close"),
    "order fell, second first": order("down", "xom", series="cvx", phase="close"),
    "order rose": order("up", "cvx", phase="close"),
    "order without a way": order(None, "cvx", phase="close"),
    "order without a way, second first": order(None, "xom", series="cvx"),
    "order at the open": order("down", "cvx", phase="open"),
    "order in the day": order("down", "cvx", phase="intraday"),
    "order of two hours": order("down", "brent"),
    "order with an index": order("down", "sp500", phase="close"),
    "order of yields": order("down", "us2y", series="us10y"),
    "order of yield and price": order("down", "xom", series="us10y"),
    "order without a row": order("down", "brent", day="2020-03-05"),
    "order premarket": order("down", "cvx", phase="premarket"),
    # six falls to 12 March
    "streak of six": move("streak", "down", 6, "sessions", quote="a sixth straight loss", phase="close"),
    "streak of three": move("streak", "down", 3, "sessions", quote="a third straight loss"),
    "three in a row": move("streak", "down", 3, "sessions", quote="three losses in a row"),
    "streak of seven": move("streak", "down", 7, "sessions", quote="a seventh straight loss"),
    "streak up": move("streak", "up", 2, "sessions", quote="a second gain"),
    "streak up of two": move("streak", "up", 2, "sessions", quote="a second gain", day="2020-03-04"),
    "streak from the first row": move("streak", "up", 3, "sessions", quote="a third gain", day="2020-03-04"),
    "streak of one": move("streak", "down", 1, "sessions", quote="a loss"),
    "streak without a way": move("streak", None, 3, "sessions", quote="a third move"),
    "streak of weeks": move("streak", "down", 2, "weeks", quote="two weeks in a row", basis=("streak: of weeks",)),
    "streak across a hole": move("streak", "down", 2, "sessions", series="brent", quote="two in a row"),
    # ranks
    "rank without a way": move("rank", None, quote="its largest move"),
    "rank first": move("rank", "down", quote="its biggest drop of the month", **SINCE),
    "rank first close": move("rank", "down", quote="its biggest drop of the month", phase="close", **SINCE),
    "rank third close": move("rank", "down", 3, quote="third-biggest drop", phase="close", **SINCE),
    "rank among": move("rank", "down", quote="among the biggest drops", phase="close", **SINCE),
    "rank up": move("rank", "up", quote="its best day", phase="close", **SINCE),
    "rank anchored": move("rank", "down", quote="its biggest drop since March 4", phase="close", **ANCHOR),
    "rank second": move("rank", "down", quote="its biggest drop", phase="close", day="2020-03-11", **SINCE),
    "rank before all": move("rank", "down", quote="its biggest drop", phase="close", day="2020-03-02"),
    "rank of weeks": move("rank", "down", quote="its worst week since February", **ANCHOR),
    "rank by money": move("rank", "down", quote="its biggest drop", unit="usd", phase="close", **SINCE),
    "rank in the day": move("rank", "down", quote="its biggest drop", phase="intraday", **SINCE),
    "rank of closes only": move("rank", "down", quote="its biggest drop", series="us5y", phase="intraday", **SINCE),
    "rank across a roll": move("rank", "down", quote="its biggest drop", series="gold", phase="close", **SINCE),
    "rank of the week so far": move("rank", "down", quote="its worst week", series="cvx", basis=LATE, **WHOLE),
    "rank of weeks, worst": move("rank", "down", quote="its worst week in a month", series="cvx", **WHOLE),
    "rank of weeks, third": move("rank", "down", 3, quote="third-worst week", series="cvx", **WHOLE),
    "rank of weeks, best": move("rank", "up", quote="its best week in a month", series="cvx", **WHOLE),
    "rank of weeks, whole": move("rank", "down", quote="its worst week", series="cvx", day="2020-03-06", **WHOLE),
    # extremes
    "extreme without a way": move("extreme", None, quote="an extreme", **SINCE),
    "low": move("extreme", "down", quote="a one-month low", **SINCE),
    "low close": move("extreme", "down", quote="lowest close of the month", phase="close", **SINCE),
    "low open": move("extreme", "down", quote="opened at a low", phase="open", **SINCE),
    "high": move("extreme", "up", quote="a one-month high", **SINCE),
    "high held": move("extreme", "up", quote="a one-month high", day="2020-03-04", **SINCE),
    "low anchored": move("extreme", "down", quote="lowest since March 2", **ANCHOR),
    "low in the day": move("extreme", "down", quote="a low", phase="intraday", **SINCE),
    "low before the prices": move("extreme", "down", quote="a two-month low", window=span("2020-01-12", DAY)),
    # changes and levels
    "fell": move("percent_change", "down", "8.7", "percent"),
    "fell to close": move("percent_change", "down", "8.7", "percent", phase="close"),
    "fell less": move("percent_change", "down", "5.0", "percent", phase="close"),
    "rose": move("percent_change", "up", "8.7", "percent", phase="close"),
    "fell as much as": move("percent_change", "down", "13.0", "percent", hedge="as_much_as", phase="intraday"),
    "fell more than": move("percent_change", "down", "8", "percent", hedge="more_than", phase="close"),
    "fell more than much less": move("percent_change", "down", "2", "percent", hedge="more_than", phase="close"),
    "fell less than": move("percent_change", "down", "30", "percent", hedge="less_than", phase="close"),
    "fell nearly": move("percent_change", "down", "9", "percent", hedge="nearly", phase="close"),
    "fell by money": move("price_change", "down", "8.00", "usd", phase="close"),
    "fell by wrong money": move("price_change", "down", "6.00", "usd", phase="close"),
    "closed at": move("price_level", "down", "84.00", "usd", phase="close"),
    "closed off": move("price_level", "down", "85.50", "usd", phase="close"),
    "in the range": move("price_level", "down", "86.00", "usd", phase="intraday"),
    "out of the range": move("price_level", "down", "95.00", "usd", phase="intraday"),
    "level told loosely": move("price_level", None, "84", "usd"),
    "opened": move("percent_change", "down", "0.0", "percent", phase="open"),
    "premarket": move("percent_change", "down", "1.3", "percent", phase="premarket"),
    "after hours": move("percent_change", "down", "1.3", "percent", phase="after_hours"),
    "index points": move("point_change", "down", "260", "points", series="sp500", phase="close"),
    "index percent": move("percent_change", "down", "9.5", "percent", series="sp500", phase="close"),
    "yield points": move("point_change", "down", "10", "bp", series="us10y", phase="close"),
    "yield level": move("price_level", "down", "0.90", "percent", series="us10y", phase="close"),
    "no such day": move("percent_change", "down", "1.0", "percent", day="2020-03-14"),
    "no day": move("percent_change", "down", "1.0", "percent", day=None),
    "no such series": move("percent_change", "down", "1.0", "percent", series="acme"),
    "forecast": move("percent_change", "down", "8.7", "percent", modality="forecast"),
    "first row": move("percent_change", "down", "1.0", "percent", day="2020-03-02"),
}
AT = {"unsaid": {}, "noon": {"text": NOON}, "evening": {"text": EVENING}, "day": {"text": date(2020, 3, 12)}}
ONLY_UNSAID = {"order with an index", "no day", "forecast", "no such series", "no such day"}


def interval_text(one):
    if one is None:
        return "none"
    opening, closing = "[" if one.closed in {"both", "left"} else "(", "]" if one.closed in {"both", "right"} else ")"
    low, high = ("" if end is None else f"{end:f}"[:12] for end in (one.low, one.high))
    return f"{opening}{low}, {high}{closing} {one.unit}"


def shown(found):
    return [
        f"{found.verdict} on {found.series}; {found.note}",
        " ".join(f"{name} {interval_text(getattr(found, name))}" for name in ("observed", "core", "tolerant")),
        " ".join(f"{name} {getattr(found, name)}" for name in ("severity", "likelihood", "robustness", "resolution")),
        "rows " + " ".join(f"{row.series}:{row.date}" for row in found.rows),
        *(f"= {line}" for line in found.arithmetic),
        *(f"? {line}: {verdict}" for line, verdict in found.variants),
        *(f"! {line}: {verdict}" for line, verdict in found.tried),
        f"needed: {found.needed}",
    ]


def judged(name, at):
    prices = tidy(**TWO)
    (found,) = check_moves([CASES[name]], prices, published=AT[at])
    return shown(found)


NAMES = [(name, at) for name in CASES for at in AT if at == "unsaid" or name not in ONLY_UNSAID]


def written():
    blocks = FILE.read_text(encoding="utf-8").split("\n\n") if FILE.exists() else []
    return {block.split("\n")[0]: block.split("\n")[1:] for block in blocks}


EXPECTED = written()


@pytest.mark.parametrize(("name", "at"), NAMES)
def test_whole_verdicts(name, at):
    found = [line.rstrip() for line in judged(name, at)]
    assert found == EXPECTED.get(f"# {name}, published: {at}", EXPECTED[f"# {name}, published: unsaid"])


def test_nothing_is_written_that_is_not_asked():
    assert set(EXPECTED) <= {f"# {name}, published: {at}" for name, at in NAMES}


if __name__ == "__main__":
    whole = {(name, at): "\n".join(line.rstrip() for line in judged(name, at)) for name, at in NAMES}
    kept = [one for one in NAMES if one[1] == "unsaid" or whole[one] != whole[one[0], "unsaid"]]
    FILE.write_text("\n\n".join(f"# {name}, published: {at}\n{whole[name, at]}" for name, at in kept), encoding="utf-8")
