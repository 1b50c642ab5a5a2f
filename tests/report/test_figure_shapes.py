"""Every figure over data of many shapes: no text leaves it or lies on another, whatever its size."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from html import escape
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from eventstudy.errors import UsageError
from eventstudy.records import Event, Interval, Mention
from eventstudy.report import figures
from eventstudy.report.figures import canvas
from eventstudy.report.figures.layout import spread
from eventstudy.report.figures.time_scale import time_scale
from eventstudy.report.gallery import draw

SIZES = ("column", "page", "slide")
LONG = "The Incorporated International Consolidated Petroleum Exploration Holdings of the North"


def returns_table(column, *, series=1, events=1, first=-5, last=5, scale=0.02, seed=3):
    """Abnormal returns, or sums of them, of events on series, as a study gives them."""
    rng = np.random.default_rng(seed)
    rows = []
    for event in range(events):
        for one in range(series):
            path = rng.normal(0, scale, last - first + 1)
            values = path.cumsum() if column == "car" else path
            for session, value in zip(range(first, last + 1), values, strict=True):
                rows.append(
                    {"event_id": f"e{event}", "series": f"s{one}", "model": "market", "session": session, "flag": "",
                     column: value, "se": scale, "low": value - 2 * scale, "high": value + 2 * scale}
                )  # fmt: skip
    return pd.DataFrame(rows)


def prices_table(days, level=60.0, series=("oil",), seed=4):
    rng = np.random.default_rng(seed)
    dates = pd.bdate_range("2020-03-02", periods=days)
    parts = []
    for name in series:
        close = level + rng.normal(0, abs(level) / 50, days).cumsum()
        parts.append(
            pd.DataFrame({"series": name, "date": dates, "open": close - 0.1, "close": close, "flag": "",
                          "low": close - abs(level) / 60, "high": close + abs(level) / 60})
        )  # fmt: skip
    return pd.concat(parts)


def events_list(many, *, label="An event that matters", span=0, every=3):
    start = date(2019, 11, 4)
    return [
        Event(f"e{i}", f"{label} {i}", start + timedelta(days=every * i), start + timedelta(days=every * i + span),
              "day" if span == 0 else "month" if span < 40 else "year",
              mentions=tuple(Mention("a.txt", 0, 1) for _ in range(i % 14)),
              status=("past", "future", "hypothetical")[i % 3])
        for i in range(many)
    ]  # fmt: skip


def power_tables(tests, effects=(0.0, 0.25, 0.5, 1.0), together=False):
    names = ["t", "sq", "sign", "patell", "bmp", "corrado", "wilcoxon", "grank_t", "kp_bmp", "portfolio_t",
             "permutation", "generalized_sign"][:tests]  # fmt: skip
    made = []
    for effect in effects:
        table = pd.DataFrame({"test": names, "mc_error": 0.01, "rejected": [
            0.05 + (0.9 if together else 0.9 - 0.06 * i) * effect for i in range(tests)]})  # fmt: skip
        table.attrs["design"] = {"effect": effect, "level": 0.05, "n_events": 5, "seed": 0}
        made.append(table)
    return made


@pytest.mark.parametrize("size", [*SIZES, 3.2, 5.0, 11.0])
def test_figures_of_the_week(week, faults, size):
    from eventstudy.report.gallery import Material  # noqa: PLC0415 - beside its use

    held = Material(
        prices=week.prices, events=week.events, ar=week.ar, paths=week.paths, per_event=week.per_event,
        specification=week.specification, verdicts=week.verdicts, main_event="soleimani", names=week.names,
        units=week.units, tests=week.tests, placebo=placebo_table([(0, 0), (0, 1), (-1, 1)]),
    )  # fmt: skip
    drawn = draw(held, size)
    assert set(drawn) == {"prices", "ar", "car", "moves", "specification", "timeline", "tests", "placebo"}
    for name, figure in drawn.items():
        assert faults(figure) == [], (name, size)
        assert figure.alt
        assert figure.heading
        wide, tall = figure.get_size_inches()
        if size == "slide":
            assert wide / tall == pytest.approx(16 / 9)
        elif size == "page":
            assert wide == 7
            assert tall < 10


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("series", "first", "last"), [(1, 0, 0), (2, -1, 1), (12, -5, 5), (1, -5, 250), (3, -20, 20)])
def test_returns(faults, size, series, first, last):
    ar = returns_table("ar", series=series, first=first, last=last)
    names = {"s0": LONG}
    assert faults(figures.ar_figure(ar, "e0", names=names, size=size)) == []
    assert faults(figures.sar_figure(ar, "e0", names=names, size=size)) == []
    paths = returns_table("car", series=series, first=first, last=last, scale=0.4)
    paths.loc[paths["session"] == last, ["car", "low", "high"]] = np.nan  # the path breaks off
    if first < last:
        assert faults(figures.car_figure(paths, "e0", names=names, size=size)) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("groups", [1, 3, 12])
def test_averages(faults, size, groups):
    table = returns_table("estimate", events=groups).rename(columns={"event_id": "group"})
    table = table.assign(n=1234, band="dates").drop(columns=["series", "model"])
    table["group"] = table["group"].replace("e0", LONG)
    assert faults(figures.average_figure(table, size=size)) == []
    summed = table.assign(first=-5, last=table["session"]).drop(columns="session")
    assert faults(figures.average_figure(summed, size=size)) == []
    assert faults(figures.plot_averages(summed, size=size).figure) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("days", "level"), [(1, 60.0), (2, -37.63), (11, 28_000.0), (40, 0.0043), (300, 60.0)])
def test_prices(faults, size, days, level):
    prices = prices_table(days, level)
    middle = prices["date"].iloc[days // 2].date()
    events = pd.DataFrame([{"event_id": "e", "label": LONG, "start": middle, "day0": {"oil": middle}}])
    panel = figures.plot_prices(prices, events, size=size)
    assert faults(panel.figure) == []
    assert faults(figures.prices_figure(prices, events, main_event="e", size=size)) == []


def placebo_table(spans, m=200, event=2.2):
    rng = np.random.default_rng(8)
    rows = []
    for first, last in spans:
        rows += [{"first": first, "last": last, "what": "ordinary", "statistic": x} for x in rng.normal(0, 1, m)]
        rows.append({"first": first, "last": last, "what": "event", "statistic": event})
    return pd.DataFrame(rows)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("event", "m"), [(-40.0, 20), (-2.0, 200), (0.0, 1), (2.0, 5000), (40.0, 200)])
def test_placebos(faults, size, event, m):
    values = np.random.default_rng(2).normal(0, 1, m)
    assert faults(figures.plot_placebo(values, event, size=size).figure) == []
    spans = [(0, 0), (-10, 10), (0, 120), (-1, 1)]
    assert faults(figures.placebo_figure(placebo_table(spans, m, event), size=size)) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("many", "label", "span", "every"),
    [(1, LONG, 0, 1), (6, "Talks", 0, 3), (40, LONG, 20, 200), (40, "A year", 364, 2), (90, "Talks", 0, 30)],
)
def test_timelines(faults, size, many, label, span, every):
    figure = figures.timeline_figure(events_list(many, label=label, span=span, every=every), size=size)
    assert faults(figure) == []
    assert figure.alt.count(";") == min(many, 60) - 1 + (many > 60)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("tests", [1, 4, 12])
@pytest.mark.parametrize("together", [True, False])
def test_power(faults, size, tests, together):
    tables = power_tables(tests, together=together)
    assert faults(figures.plot_power(tables, size=size).figure) == []
    assert faults(figures.plot_power(tables[0], size=size).figure) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("events", "series"), [(1, 1), (6, 5), (13, 11)])
def test_grids(faults, size, events, series):
    paths = returns_table("car", events=events, series=series)
    figure = figures.grid_figure(paths, names={"s0": LONG}, labels={"e0": LONG, "e1": "Strike near Taji"}, size=size)
    assert faults(figure) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("many", [1, 3, 8, 40])
def test_moves(week, faults, size, many):
    held = [week.verdicts[place % 8] for place in range(many)]
    far = replace(held[0], verdict="internally_inconsistent", observed=Interval(Decimal(-900), Decimal(-900), "usd"))
    longest = replace(held[0], move=replace(held[0].move, quote=LONG + " " + LONG, instrument=LONG))
    for verdicts in (held, [far, *held[1:]], [longest, *held[1:]]):
        assert faults(figures.moves_figure(verdicts, names=week.names, size=size)) == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("windows", [1, 4, 9])
def test_heat_maps(faults, size, windows):
    names = ["t", "patell", "bmp", "corrado", "grank_t", "generalized_sign", "mvrm_bootstrap", "kp_bmp"]
    rows = [
        {"test": name, "first": -w, "last": w, "p": 0.04996 * (i + 1) / (w + 1), "valid": i != 3, "primary": i == 2}
        for i, name in enumerate(names) for w in range(windows)
    ]  # fmt: skip
    tests = pd.DataFrame(rows)
    assert faults(figures.battery_figure(tests, title=LONG, size=size)) == []
    if windows < 9:
        assert faults(figures.plot_tests(tests, title="Tests", size=size).figure) == []


@pytest.mark.parametrize("size", SIZES)
def test_specification_curves(week, faults, size):
    figure = figures.specification_figure(week.specification, "soleimani", "brent", names={"brent": LONG}, size=size)
    assert faults(figure) == []
    one = week.specification.head(1)
    assert faults(figures.specification_figure(one, "soleimani", "brent", size=size)) == []


class TestNothingToDraw:
    def test_each_says_what_is_lacking(self):
        with pytest.raises(UsageError, match="there is no event to draw"):
            figures.plot_timeline([])
        with pytest.raises(UsageError, match="takes Event records or a table, found str"):
            figures.plot_timeline(["Strike"])
        with pytest.raises(UsageError, match="has no column end"):
            figures.plot_timeline(pd.DataFrame({"label": ["a"], "start": ["2020-01-03"]}))
        with pytest.raises(UsageError, match="0 ordinary values and 1 for the event"):
            figures.plot_placebo([float("nan")], 1.0)
        with pytest.raises(UsageError, match="3 ordinary values and nan for the event"):
            figures.plot_placebo([1.0, 2.0, 3.0], float("nan"))
        with pytest.raises(UsageError, match="no alternative 'up'"):
            figures.plot_placebo([1.0], 1.0, alternative="up")
        with pytest.raises(UsageError, match="takes tables of simulate, found one without rejected and mc_error"):
            figures.plot_power(pd.DataFrame({"test": ["t"]}))
        with pytest.raises(UsageError, match="there is no rate to draw"):
            figures.plot_power([])
        wide = [pd.DataFrame({"test": [f"t{i}" for i in range(13)], "rejected": 0.1, "mc_error": 0.0, "effect": e})
                for e in (0.0, 1.0)]  # fmt: skip
        with pytest.raises(UsageError, match="13 tests, and 12 curves can be told apart"):
            figures.plot_power(wide, "effect")
        with pytest.raises(UsageError, match="no argument of simulate differs"):
            figures.plot_power(power_tables(2, effects=(0.5, 0.5)))
        with pytest.raises(UsageError, match="no rejection rate is a number"):
            figures.plot_power(power_tables(2)[0].assign(rejected=np.nan))
        with pytest.raises(UsageError, match="no cumulative abnormal return is a number"):
            figures.grid_figure(returns_table("car").assign(car=np.nan))
        with pytest.raises(UsageError, match="no abnormal return of event 'e0' is a number"):
            figures.ar_figure(returns_table("ar").assign(ar=np.nan), "e0")
        with pytest.raises(UsageError, match="no price of 'gas' to draw; there are oil"):
            figures.plot_prices(prices_table(5), series="gas")
        with pytest.raises(UsageError, match="no abnormal returns of series 's9' around 'e0'; there are those of s0"):
            figures.plot_returns(returns_table("ar"), series="s9")
        with pytest.raises(UsageError, match="there is no size 'poster'; there are column, page, slide"):
            figures.plot_returns(returns_table("ar"), size="poster")
        with pytest.raises(UsageError, match=r"0\.5 inches cannot be drawn"):
            figures.plot_returns(returns_table("ar"), size=0.5)


def luminance(colour):
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one, two):
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


VISIONS = {  # Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}


def seen(colour, vision):
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    linear = np.clip(np.array(VISIONS[vision]) @ linear, 0, 1)
    back = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return "#" + "".join(f"{round(255 * part):02x}" for part in back)


class TestColours:
    def test_lines_side_by_side_differ_in_grey_and_for_any_colour_vision(self):
        colours = [colour for colour, _, _ in canvas.SERIES]
        for one, two in pairwise(colours):
            assert contrast(one, two) >= 1.25
            for vision in VISIONS:
                assert contrast(seen(one, vision), seen(two, vision)) >= 1.2
        assert all(contrast(colour, canvas.PAPER) >= 3 for colour in colours)
        assert len({marker for _, marker, _ in canvas.SERIES}) == len(canvas.SERIES)

    def test_words_can_be_read_on_what_lies_behind_them(self):
        for colour in (canvas.INK, canvas.MUTED, canvas.BLUE, canvas.RUST):
            assert contrast(colour, canvas.PAPER) >= 4.5
        assert contrast(canvas.RUST, canvas.BLUSH) >= 4
        assert contrast(canvas.PAPER, canvas.RUST) >= 4.5
        assert contrast(canvas.BAND, canvas.BLUE) >= 3  # a dark bar among pale ones

    def test_twelve_curves_have_twelve_looks(self):
        panel = figures.plot_power(power_tables(12))
        looks = {
            (line.get_color(), line.get_marker(), str(line._dash_pattern), line.get_markerfacecolor())
            for line in panel.lines
            if line.get_marker() in {marker for _, marker, _ in canvas.SERIES}
        }
        assert len(looks) == 12


def each_plot(ax=None):
    """Every function that draws one panel, into `ax` or one of its own."""
    prices = prices_table(12)
    return {
        "averages": figures.plot_averages(returns_table("estimate").assign(n=9, band="dates"), ax=ax),
        "placebo": figures.plot_placebo(np.linspace(-2, 2, 50), 1.7, ax=ax),
        "power": figures.plot_power(power_tables(3), ax=ax),
        "prices": figures.plot_prices(prices, ax=ax),
        "returns": figures.plot_returns(returns_table("ar"), ax=ax),
        "timeline": figures.plot_timeline(events_list(6), ax=ax),
        "verdicts": figures.plot_verdicts([], ax=ax),
    }


def quarter():
    """One axes of a plain 2 x 2 of the user's, in another style."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - as a user has it
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above

    whole = Figure(figsize=(11, 8))
    FigureCanvasAgg(whole)
    return whole.subplots(2, 2)[0, 1]


class TestAnAxesOfTheUsers:
    @pytest.mark.parametrize("name", ["averages", "placebo", "power", "prices", "returns"])
    def test_it_has_our_frame_and_letters(self, name):
        panel = quarter()
        PLOTS[name](panel)
        assert not panel.spines["top"].get_visible()
        assert not panel.spines["right"].get_visible()
        assert {label.get_fontsize() for label in panel.get_xticklabels()} == {7.5}

    def test_what_has_no_room_says_how_much_it_needs(self, week):
        with pytest.raises(UsageError, match=r"plot_timeline needs axes of 3.2 x 7.* inches for this, found 3.9 x 2.8"):
            figures.plot_timeline(events_list(23), ax=quarter())
        with pytest.raises(UsageError, match=r"plot_verdicts needs axes of 3.2 x .* inches"):
            figures.plot_verdicts(week.verdicts, ax=quarter())
        with pytest.raises(UsageError, match=r"plot_specification needs axes of 3.2 x .* inches"):
            figures.draw_specification(week.specification, "soleimani", "brent", ax=quarter())
        with pytest.raises(UsageError, match=r"plot_tests needs axes of .* inches"):
            figures.plot_tests(table_of_tests(40), ax=quarter())

    @pytest.mark.parametrize("name", ["tests", "timeline", "verdicts", "specification"])
    def test_what_has_room_stays_inside_it_and_nothing_overlaps(self, week, faults, name):
        panel = quarter()
        if name == "tests":
            figures.plot_tests(table_of_tests(12), ax=panel)
        elif name == "timeline":
            figures.plot_timeline(events_list(5), ax=panel)
        elif name == "verdicts":
            figures.plot_verdicts(week.verdicts[:1], ax=panel)
        else:
            day = week.specification.query("first == 0 and last == 0")
            figures.draw_specification(day, "soleimani", "brent", ax=panel)
        for other in panel.figure.axes:
            other.set_visible(other is panel)
        assert faults(panel.figure) == []
        box, held = panel.get_window_extent(), panel.get_tightbbox()
        assert held.x0 >= box.x0 - 3
        assert held.y0 >= box.y0 - 3
        assert held.x1 <= box.x1 + 3
        assert held.y1 <= box.y1 + 3


def table_of_tests(many):
    """A heat map of so many tests over four windows."""
    names = ["sign", "sq", "t", "corrado", "bmp", "patell", "kp_bmp"]
    return pd.DataFrame(
        [{"test": f"{names[k % 7]}{'' if k < 7 else k}", "first": 0, "last": last, "p": 0.03 * k % 1, "valid": True,
          "primary": k == 0} for k in range(many) for last in range(4)]
    )  # fmt: skip


PLOTS = {
    "averages": lambda ax: figures.plot_averages(returns_table("estimate").assign(n=9, band="dates"), ax=ax),
    "placebo": lambda ax: figures.plot_placebo(np.linspace(-2, 2, 50), 1.7, ax=ax),
    "power": lambda ax: figures.plot_power(power_tables(3), ax=ax),
    "prices": lambda ax: figures.plot_prices(prices_table(12), ax=ax),
    "returns": lambda ax: figures.plot_returns(returns_table("ar"), ax=ax),
}


def test_p_is_written_one_way_in_a_heat_map_and_near_ones_are_underlined():
    for size, written in (("page", "0.047"), ("column", ".047")):
        tests = table_of_tests(6).assign(p=0.047)
        tests.loc[0, "p"], tests.loc[1, "p"] = 0.08, 0.0001
        panel = figures.plot_tests(tests, size=size)
        said = {text.get_text() for text in panel.texts if text.get_text().lstrip("<")[:1] in {"0", "."}}
        assert said == {written, written.replace("047", "080"), "<" + written.replace("047", "001")}
        assert len(panel.lines) == 1


def test_a_series_without_a_number_is_named_and_not_drawn():
    paths = returns_table("car", series=3)
    paths.loc[paths["series"] == "s1", "car"] = np.nan
    figure = figures.car_figure(paths, "e0", names={"s1": "Salt"}, labels={"e0": "The strike"})
    said = " ".join(" ".join(text.get_text().split()) for axes in figure.axes for text in axes.texts)
    assert "Without a number, so without a panel: Salt." in said
    assert "Salt without a number" in figure.alt
    assert figure.get_suptitle().startswith("The strike")


class TestOneAxes:
    def test_it_is_drawn_into_or_made_and_returned(self):
        whole = canvas.new_figure(8, 6)
        mine = whole.add_subplot()
        assert all(axes is mine for axes in each_plot(mine).values())
        assert whole.alt == ""  # a figure that is the user's tells nothing of ours
        assert all(axes.figure.alt for axes in each_plot().values())

    def test_its_own_figure_is_written_the_same_each_time_and_read_aloud(self, tmp_path):
        for (name, axes), again in zip(each_plot().items(), each_plot().values(), strict=True):
            axes.savefig(tmp_path / "a.svg")
            svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
            assert svg == figures.to_svg(again.figure), name
            assert f'<desc id="shown">{escape(axes.figure.alt)}</desc>' in svg, name
            for ending, made in (("png", figures.to_png), ("pdf", figures.to_pdf)):
                axes.savefig(tmp_path / f"a.{ending}")
                assert (tmp_path / f"a.{ending}").read_bytes() == made(again.figure), (name, ending)
            assert escape(axes.figure.alt) in axes._repr_html_()


def test_curves_stand_where_the_tables_say():
    panel = figures.plot_power(power_tables(3), size=5)
    curves = [line for line in panel.lines if len(line.get_xdata()) == 4]
    assert [list(line.get_xdata()) for line in curves] == [[0.0, 0.25, 0.5, 1.0]] * 3
    assert list(curves[1].get_ydata()) == pytest.approx([5.0, 26.0, 47.0, 89.0])
    assert "t test from 5.0 % at 0 to 95.0 % at 1" in panel.figure.alt


def test_bars_of_placebos_count_every_value_and_the_dark_ones_those_as_far():
    values = np.random.default_rng(1).normal(0, 1, 300)
    panel = figures.plot_placebo(values, -1.5)
    heights = [(bar.get_height(), bar.get_facecolor()) for bar in panel.patches]
    half = len(heights) // 2
    assert sum(height for height, _ in heights[:half]) == 300
    far = int((np.abs(values) >= 1.5).sum())
    assert sum(height for height, _ in heights[half:]) == far
    assert f"({far} of 300)" in " ".join(text.get_text() for text in panel.texts)


def test_a_timeline_folds_time_and_marks_what_is_not_past():
    held = [
        Event("a", "Then", date(2016, 9, 18), date(2016, 9, 18), "day", mentions=(Mention("x", 0, 1),) * 3),
        Event("b", "Month", date(2020, 1, 1), date(2020, 1, 31), "month"),
        Event("c", "Now", date(2020, 1, 3), date(2020, 1, 3), "day"),
        Event("d", "Soon", date(2020, 2, 4), date(2020, 2, 4), "day", status="future"),
    ]
    panel = figures.plot_timeline(held)
    said = [text.get_text() for text in panel.texts]
    assert [one for one in said if one in {"Then", "Now", "Soon", "Month"}] == ["Then", "Month", "Now", "Soon"]
    assert {"18 Sep 2016", "Jan 2020", "3 Jan 2020", "4 Feb 2020, future", "gaps: time left out"} <= set(said)
    dots = [line for line in panel.lines if line.get_marker() == "o" and line.get_markersize() == 5]
    assert [line.get_markerfacecolor() == canvas.PAPER for line in dots] == [False, False, True]
    assert [line.get_xdata()[0] for line in dots] == sorted(line.get_xdata()[0] for line in dots)
    ticks = [len(part.get_segments()) for part in panel.collections if hasattr(part, "get_segments")]
    assert 3 in ticks


def test_a_grid_says_what_it_leaves_out_and_where_each_path_ends():
    paths = returns_table("car", events=13, series=2)
    figure = figures.grid_figure(paths)
    assert len([axes for axes in figure.axes if axes.axison]) == 12 * 2
    assert any("the first 12 of 13 events" in text.get_text().replace("\n", " ") for axes in figure.axes
               for text in axes.texts)  # fmt: skip
    ends = 100 * paths[(paths["session"] == 5) & paths["event_id"].isin([f"e{k}" for k in range(12)])]["car"]
    assert f"from {ends.min():+.2f} % to {ends.max():+.2f} %" in figure.alt
    assert len(figure.alt) < 160 + 60 * 24
    assert any("the first 12 of 40 events" in " ".join(text.get_text().split())
               for axes in figures.grid_figure(paths, events=40).axes for text in axes.texts)  # fmt: skip
    narrow = figures.grid_figure(returns_table("car", events=2, series=12), size="column")
    assert any("of 12 series" in " ".join(text.get_text().split()) for axes in narrow.axes for text in axes.texts)


def test_places_are_moved_apart_no_more_than_they_must():
    assert spread([5.0, 5.0, 5.0], 1.0, 0.0, 10.0) == [4.0, 5.0, 6.0]
    assert spread([0.0, 0.1, 9.9], 1.0, 0.0, 10.0) == [0.0, 1.0, 9.9]
    rng = np.random.default_rng(6)
    for _ in range(50):
        wanted = rng.uniform(0, 10, 8).tolist()
        made = spread(wanted, 1.0, 0.0, 10.0)
        assert np.diff(sorted(made)).min() >= 1 - 1e-6
        assert min(made) >= -1e-6
        assert max(made) <= 10 + 1e-6
        assert np.argsort(wanted).tolist() == np.argsort(made).tolist()


@pytest.mark.parametrize("many", [1, 5, 60])
def test_a_scale_of_time_never_runs_back(many):
    rng = np.random.default_rng(many)
    days = [date(2000, 1, 1) + timedelta(days=int(day)) for day in sorted(rng.integers(0, 7000, many))]
    spans = [(day, day + timedelta(days=int(rng.integers(0, 400)))) for day in days]
    scale = time_scale(spans, (1.0, 4.0))
    assert scale.fields[0].left == 1.0
    assert scale.fields[-1].right == pytest.approx(4.0)
    assert len(scale.fields) <= 12
    begins = [scale.place(first) for first, _ in spans]
    assert begins == sorted(begins)
    assert all(1.0 <= scale.place(first) <= scale.place(last, end=True) <= 4.0 + 1e-9 for first, last in spans)
