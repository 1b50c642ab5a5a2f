"""Figures of a study result: what they show, drawn from tables that can be reckoned by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from eventstudy.errors import UsageError
from eventstudy.report import figures
from eventstudy.report.formats import p_phrase
from eventstudy.study import run_study

WIDTHS = ("page", "column", "slide")
DAYS = pd.bdate_range("2017-01-02", periods=500)


@pytest.fixture(scope="module")
def result():
    """Return a study of twenty events in two groups, on days of their own, the first group's larger."""
    rng = np.random.default_rng(5)
    m = rng.normal(0, 0.01, 500)
    table = pd.DataFrame(m[:, None] + rng.normal(0, 0.02, (500, 10)), index=DAYS, columns=[f"s{i}" for i in range(10)])
    events = pd.DataFrame(
        {
            "event_id": [f"e{i}" for i in range(20)],
            "series": [f"s{i % 10}" for i in range(20)],
            "date": DAYS[280 + 9 * np.arange(20)],
            "group": ["large" if i % 2 else "small" for i in range(20)],
        }
    )
    for i in range(1, 20, 2):
        table.iloc[280 + 9 * i, i % 10] += 0.1
    return run_study(events, table.assign(m=m), benchmark="m", windows=[(0, 0), (0, 1)], overlap="keep")


def texts(figure):
    return [" ".join(text.get_text().split()) for axes in figure.axes for text in [*axes.texts, axes.title]]


class TestAverages:
    @pytest.mark.parametrize("width", WIDTHS)
    def test_a_panel_for_each_group_with_its_band(self, result, width):
        averages = result.average_paths(by="group")
        figure = figures.average_figure(averages, size=width)
        small, large = figure.axes[:2]
        for axes, name in ((small, "small"), (large, "large")):
            rows = averages[averages.group == name]
            line = axes.lines[1]  # the first is the zero
            np.testing.assert_allclose(line.get_ydata(), 100 * rows.estimate)
            np.testing.assert_array_equal(line.get_xdata(), rows["last"])
            low, high = axes.collections[0].get_paths()[0].get_extents().intervaly
            assert (low, high) == pytest.approx((100 * rows.low.min(), 100 * rows.high.max()))
            assert axes.get_title(loc="left") == name
        assert small.get_ylim() == large.get_ylim()
        assert any("from the spread between" in text for text in texts(figure))

    def test_sessions_are_filled_where_the_interval_leaves_zero_out(self, result):
        aar = result.aar()
        figure = figures.average_figure(aar)
        dots = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
        found = sorted((x, line.get_markerfacecolor() != "#ffffff") for line in dots for x in line.get_xdata())
        filled = [full for _, full in found]
        assert filled == ((aar.low > 0) | (aar.high < 0)).tolist()
        assert filled[5]

    def test_one_date_says_where_its_band_comes_from(self, result):
        one = figures.average_figure(result.average_paths(by="event").head(11).assign(band="time series"))
        assert any("since all are of one date" in text for text in texts(one))

    def test_in_words(self, result):
        end = result.average_paths().iloc[-1]
        said = figures.average_alt(result.average_paths())
        assert said.startswith("Average abnormal returns added up from session -5 to 5. At the end: All observations ")
        assert f"{100 * end.estimate:+.2f} %" in said
        zero = result.aar(by="group").query("session == 0").estimate
        said = figures.average_alt(result.aar(by="group"))
        assert all(f"{name} {100 * value:+.2f} %" in said for name, value in zip(("small", "large"), zero, strict=True))

    def test_without_a_number(self, result):
        empty = result.aar().assign(estimate=np.nan)
        with pytest.raises(UsageError, match="no average abnormal return is a number"):
            figures.average_figure(empty)
        assert figures.average_alt(empty) == "No average abnormal return."


class TestStandardised:
    @pytest.mark.parametrize("width", WIDTHS)
    def test_dots_are_those_of_the_table_and_filled_beyond_the_critical_value(self, result, width):
        figure = figures.sar_figure(result.to_frame("ar"), "e1", size=width)
        expected = result.sar().loc[("e1", "s1", "market")].to_numpy()
        axes = figure.axes[0]
        dots = [line for line in axes.lines if line.get_marker() == "o"]
        np.testing.assert_allclose([line.get_ydata()[0] for line in dots], expected)
        dashed = [line.get_ydata()[0] for line in axes.lines if line.get_linestyle() == "--"]
        from scipy.stats import t as student  # noqa: PLC0415 - the oracle of this line

        critical = student.ppf(0.975, result.car(0, 0).df[1])
        assert sorted(dashed) == pytest.approx([-critical, critical])
        assert [line.get_markerfacecolor() != "#ffffff" for line in dots] == (np.abs(expected) > critical).tolist()

    def test_in_words(self, result):
        zero = result.sar().loc[("e1", "s1", "market"), 0]
        assert figures.sar_alt(result.to_frame("ar"), "e1").endswith(f"On day 0: s1 +{zero:.2f}.")
        assert figures.sar_alt(result.to_frame("ar"), "nobody") == "No standardised abnormal return of day 0 of nobody."

    def test_no_such_event(self, result):
        with pytest.raises(UsageError, match="no standardised abnormal returns of event 'nobody'"):
            figures.sar_figure(result.to_frame("ar"), "nobody")


class TestBattery:
    @pytest.mark.parametrize("width", WIDTHS)
    def test_every_valid_p_stands_in_its_cell(self, result, width):
        tests = result.to_frame("tests", by=None)
        figure = figures.battery_figure(tests, title="All", size=width)
        axes = figure.axes[0]
        labels = [label.get_text() for label in axes.get_yticklabels()]
        valid = tests[tests.valid]
        assert len(labels) == valid.test.nunique()
        cells = [text for text in axes.texts if text.get_text() != "window"]
        assert len(cells) == 2 * len(labels)
        assert sum(text.get_text() != "\N{MIDDLE DOT}" for text in cells) == len(valid)
        dark = sum(text.get_color() == "#ffffff" for text in cells)
        assert dark == (valid.p <= 0.05).sum() > 0
        assert axes.get_position().x0 > 0
        silent = texts(figure)
        assert any(text.replace("\n", " ").startswith("Not valid over any window: ") for text in silent)

    def test_names_stay_inside_the_figure(self, result):
        for width in WIDTHS:
            figure = figures.battery_figure(result.to_frame("tests", by=None), size=width)
            figure.draw_without_rendering()
            assert min(label.get_window_extent().x0 for label in figure.axes[0].get_yticklabels()) >= 0

    def test_where_none_is_primary_nothing_is_said_of_bold(self, result):
        tests = result.to_frame("tests").query("event_id == 'e1'")
        for primary, said in ((tests.primary, True), (False, False)):
            figure = figures.battery_figure(tests.assign(primary=primary))
            texts = " ".join(text.get_text() for axes in figure.axes for text in axes.texts)
            assert ("Bold" in texts) == said

    def test_the_primary_test_is_bold(self, result):
        one = result.to_frame("tests").query("event_id == 'e1'")
        figure = figures.battery_figure(one)
        bold = [label.get_text() for label in figure.axes[0].get_yticklabels() if label.get_fontweight() == "bold"]
        assert bold == ["conditional sample quantile"]

    def test_in_words(self, result):
        tests = result.to_frame("tests", by=None)
        said = figures.battery_alt(tests, title="All events")
        valid = tests[tests.valid]
        assert said.startswith(f"All events: {(valid.p <= 0.05).sum()} of {len(valid)} valid tests have a p of 5 % or ")

    def test_nothing_valid(self, result):
        tests = result.to_frame("tests", by=None).assign(valid=False)
        with pytest.raises(UsageError, match="no test is valid here"):
            figures.battery_figure(tests)
        assert figures.battery_alt(tests).startswith("0 of 0 valid tests")


class TestPlot:
    @pytest.mark.parametrize("kind", ["ar", "car", "sar", "aar", "caar", "tests", "grid", "placebo"])
    def test_each_kind(self, result, kind):
        event = "e3" if kind in {"ar", "car", "sar", "placebo"} else None
        figure = result.plot(kind, event)
        assert figures.to_png(figure, dpi=40)[1:4] == b"PNG"
        assert figures.to_svg(figure) == figures.to_svg(result.plot(kind, event))

    @pytest.mark.parametrize("kind", ["ar", "car", "sar", "placebo"])
    def test_one_of_several_events_is_named_and_stands_in_the_picture(self, result, kind):
        with pytest.raises(UsageError, match=r"20 were studied; name one as event_id, of e0, e1, .*caar"):
            result.plot(kind)
        figure = result.plot(kind, "e3", names={"e3": "Third quarter"})
        assert figure.get_suptitle().startswith("Third quarter")
        if kind != "placebo":
            day = result.to_frame("ar").query("event_id == 'e3' and session == 0")["date"].iloc[0]
            assert str(day)[:4] in figure.get_suptitle()
        top = min(axes.title.get_window_extent().y1 for axes in figure.axes[:1])
        assert figure._suptitle.get_window_extent().y0 > top

    def test_a_grid_counts_the_events_that_it_leaves_out(self, result):
        assert any("the first 12 of 20 events" in " ".join(text.split()) for text in texts(result.plot("grid")))

    def test_tests_of_one_event_or_of_all(self, result):
        assert result.plot("tests").get_suptitle() == "Tests of all 20 events together"
        assert result.plot("tests", "e3").get_suptitle() == "Tests of e3"
        with pytest.raises(UsageError, match="no event 'nobody' was studied"):
            result.plot("tests", "nobody")

    def test_the_event_is_ranked_as_the_primary_test_does(self, result):
        figure = result.plot("placebo", "e3")
        p = result.tests(0, 1, by="event", tests=["conditional_sq"]).set_index("event_id").p["e3"]
        said = [text.split(" (")[0] for text in texts(figure) if text.startswith("p = ")]
        first = result.tests(0, 0, by="event", tests=["conditional_sq"]).set_index("event_id").p["e3"]
        assert said == [p_phrase(first), p_phrase(p)]
        assert p_phrase(p) in figure.alt

    def test_a_size_is_the_shape_of_the_figure(self, result):
        for kind in ("ar", "caar", "tests", "grid", "placebo"):
            event = "e3" if kind in {"ar", "placebo"} else None
            assert result.plot(kind, event, size="column").get_figwidth() == 3.5
            wide, tall = result.plot(kind, event, size="slide").get_size_inches()
            assert wide / tall == pytest.approx(16 / 9)

    def test_a_figure_shows_itself_in_a_notebook_and_reads_aloud(self, result):
        figure = result.plot("caar")
        shown = figure._repr_html_()
        assert shown.startswith('<img alt="Average abnormal returns added up from session -5 to 5. At the end: small ')
        assert "data:image/png;base64," in shown

    def test_no_such_kind(self, result):
        with pytest.raises(
            UsageError, match="there is no figure 'pie'; there are ar, car, sar, aar, caar, tests, grid, placebo"
        ):
            result.plot("pie")
