from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib import get_data_path, rc_context, rcParams
from matplotlib.font_manager import FontProperties, findfont

from eventstudy.errors import UsageError
from eventstudy.records import DateSpan, Interval
from eventstudy.report import figures
from eventstudy.report.figures import canvas
from eventstudy.report.figures.move_scale import EDGE, clipped, scale_of
from eventstudy.report.figures.specification import curves_of
from eventstudy.report.gallery import Material, curve_series, draw, event_span, study_choice
from eventstudy.report.wording import PHASES

HERE = Path(__file__).parent

DRAW = """
import hashlib, runpy, sys
from eventstudy.report import figures, gallery
build = runpy.run_path(sys.argv[1])
held = build["week"]()
drawn = gallery.draw(build["material"](held))
for name, figure in drawn.items():
    print(name, hashlib.sha256(figures.to_svg(figure).encode()).hexdigest(),
          hashlib.sha256(figures.to_png(figure)).hexdigest())
"""


def all_figures(week, size="page"):
    return draw(
        Material(
            prices=week.prices, events=week.events, ar=week.ar, paths=week.paths, per_event=week.per_event,
            specification=week.specification, verdicts=week.verdicts, main_event="soleimani", names=week.names,
            units=week.units,
        ),
        size,
    )  # fmt: skip


def dots_of(axes):
    """Dots by where they are: how much, whether filled, which shape."""
    return {
        x: (y, line.get_markerfacecolor() != canvas.PAPER, line.get_marker())
        for line in axes.lines
        if line.get_linestyle() == "None"
        for x, y in line.get_xydata().tolist()
    }


def words_of(axes):
    return [text.get_text() for text in axes.texts]


def test_two_processes_write_the_same_bytes_whatever_the_hash_seed():
    root = HERE.parents[1]
    outputs = [
        subprocess.run(
            [sys.executable, "-c", DRAW, str(HERE / "report_data.py")],
            capture_output=True, text=True, check=True, cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root), "MPLCONFIGDIR": str(_config())},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert outputs[0] == outputs[1]
    assert [line.split()[0] for line in outputs[0].splitlines()] == ["prices", "ar", "car", "moves", "specification",
                                                                     "timeline"]  # fmt: skip


def _config():
    import matplotlib as mpl  # noqa: PLC0415 - for its cache of fonts only

    return mpl.get_configdir()


def test_a_figure_written_twice_or_after_a_png_is_the_same(week):
    figure = figures.ar_figure(week.ar, "soleimani")
    first = figures.to_svg(figure)
    figures.to_png(figure)
    assert figures.to_svg(figure) == first


def test_no_setting_of_the_user_reaches_a_figure_and_none_of_ours_the_user(week):
    plain = figures.to_svg(figures.car_figure(week.paths, "soleimani"))
    with rc_context({"font.size": 30, "axes.facecolor": "black", "svg.fonttype": "none", "lines.linewidth": 9}):
        before = dict(rcParams)
        assert figures.to_svg(figures.car_figure(week.paths, "soleimani")) == plain
        assert dict(rcParams) == before


def test_letters_come_from_the_font_that_comes_with_matplotlib():
    assert findfont(FontProperties(family="DejaVu Sans")).startswith(get_data_path())


def test_an_svg_has_no_date_and_letters_are_outlines(week):
    svg = figures.to_svg(figures.ar_figure(week.ar, "soleimani"))
    assert "<dc:date>" not in svg
    assert "<text" not in svg
    assert "<path" in svg


def test_abnormal_returns_are_drawn_where_the_table_has_them(week):
    figure = figures.ar_figure(week.ar, "soleimani", names=week.names)
    panel = figure.axes[0]
    held = week.ar.query("series == 'brent' and model == 'mean'")
    drawn = {int(x): y for x, (y, _, _) in dots_of(panel).items()}
    assert drawn == pytest.approx(dict(zip(held["session"], 100 * held["ar"], strict=True)))
    bars = [segment for part in panel.collections for segment in part.get_segments()]
    ends = {int(segment[0][0]): (segment[0][1], segment[1][1]) for segment in bars}
    for row in held.itertuples():
        assert ends[row.session] == pytest.approx((100 * row.low, 100 * row.high))
    assert "+3.48 %" in words_of(panel)
    assert panel.get_title(loc="left") == "Brent crude"


def test_a_dot_is_filled_only_where_the_interval_leaves_zero_out_and_a_flag_makes_a_diamond(week):
    panel = figures.ar_figure(week.ar, "soleimani").axes[0]
    held = week.ar.query("series == 'brent' and model == 'mean'").set_index("session")
    found = dots_of(panel)
    assert len(found) == len(held)
    for session, (_, filled, shape) in found.items():
        row = held.loc[int(session)]
        apart = (row["low"] > 0 or row["high"] < 0) and row["flag"] == ""
        assert (filled, shape) == (apart, "D" if row["flag"] else "o")
    assert "roll" in words_of(panel)


def test_all_panels_of_returns_share_one_scale(week):
    for figure in (figures.ar_figure(week.ar, "soleimani"), figures.car_figure(week.paths, "soleimani")):
        assert len({axes.get_ylim() for axes in figure.axes[:5]}) == 1


def test_car_paths_and_their_band_are_drawn_where_the_table_has_them(week):
    panel = figures.car_figure(week.paths, "soleimani").axes[3]
    held = week.paths.query("series == 'xom' and model == 'market'")
    path = max(panel.lines, key=lambda line: len(line.get_xdata()))
    np.testing.assert_allclose(path.get_ydata(), 100 * held["car"])
    corners = panel.collections[0].get_paths()[0].vertices
    for row in held.itertuples():
        at = sorted({round(y, 9) for x, y in corners if x == row.session})
        assert at[0] == pytest.approx(100 * row.low)
        assert at[-1] == pytest.approx(100 * row.high)


def test_missing_returns_are_not_drawn(week):
    gap = week.ar.copy()
    gap.loc[(gap["series"] == "brent") & (gap["session"] == 2), ["ar", "se", "low", "high"]] = float("nan")
    panel = figures.ar_figure(gap, "soleimani").axes[0]
    found = dots_of(panel)
    assert 2 not in found
    assert 1 in found


def test_price_paths_are_in_reported_units_and_no_line_crosses_a_roll(week):
    figure = figures.prices_figure(week.prices, week.events, names=week.names, units=week.units, main_event="soleimani")
    brent = figure.axes[0]
    held = week.prices[week.prices["series"] == "brent"]
    paths = [line for line in brent.lines if line.get_linestyle() == "-" and len(line.get_xdata()) > 1]
    assert [list(line.get_ydata()) for line in paths] == [list(held["close"][:4]), list(held["close"][4:])]
    assert [len(axes.lines[0].get_xdata()) for axes in figure.axes[1:5]] == [12] * 4
    assert "68.60" in words_of(brent)
    assert "US$ a barrel" in words_of(brent)
    ranges = brent.collections[0].get_segments()
    assert [(bar[0][1], bar[1][1]) for bar in ranges] == list(zip(held["low"], held["high"], strict=True))


def test_day_zero_of_each_studied_event_in_the_span_is_shaded_and_numbered(week):
    figure = figures.prices_figure(week.prices, week.events, main_event="soleimani")
    panel = figure.axes[1]
    days = [day.date() for day in week.prices.loc[week.prices["series"] == "dow", "date"]]
    shaded = sorted(round(patch.get_x() + patch.get_width() / 2) for patch in panel.patches)
    assert [days[x].isoformat() for x in shaded] == [
        "2019-12-27",
        "2019-12-30",
        "2019-12-31",
        "2020-01-03",
        "2020-01-06",
    ]
    assert [text for text in words_of(panel) if text[:1] == "E" and text[1:].isdigit()] == [
        "E1",
        "E2",
        "E3",
        "E4",
        "E5",
    ]
    short = figures.prices_figure(
        week.prices, week.events, span=DateSpan(week.events["start"][3], week.events["end"][3])
    )
    assert [text for text in words_of(short.axes[0]) if text[:1] == "E" and text[1:].isdigit()] == ["E4"]


def test_events_on_one_day_share_a_shade(week):
    both = week.events.copy()
    both.at[4, "day0"] = both.at[3, "day0"]
    panel = figures.prices_figure(week.prices, both).axes[1]
    assert "E4\nE5" in words_of(panel)


def test_bands_of_moves_are_the_intervals_on_the_scale_of_the_row(week):
    nearly = week.verdicts[0]
    scale = scale_of(nearly)
    assert scale.place(Decimal(68)) == pytest.approx(-1)
    assert scale.place(Decimal("70.05")) == pytest.approx(1)
    panel = figures.moves_figure(week.verdicts[:1], names=week.names).axes[0]
    bars = [bar for bar in panel.patches if abs(bar.get_y() + bar.get_height() / 2) < 1e-9]
    edges = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in bars]
    assert edges[0] == pytest.approx((-1, 1))
    assert edges[1] == pytest.approx((scale.place(69), scale.place(70)))
    observed = next(line for line in panel.lines if list(line.get_ydata()) == [0, 0] and len(line.get_xdata()) == 2)
    assert list(observed.get_xdata()) == pytest.approx([scale.place(66.22), scale.place(69.50)])


def test_an_open_end_runs_to_the_edge_and_what_does_not_fit_is_cut_there(week):
    high = week.verdicts[3]
    scale = scale_of(high)
    assert clipped(scale, high.tolerant) == pytest.approx((-1, EDGE))
    assert clipped(scale, high.observed)[0] == pytest.approx(1 * (69.5 - 68.99) / scale.half - 1)
    low = Interval(None, Decimal(70), "usd")
    assert clipped(scale, low)[0] == -EDGE
    assert clipped(scale, Interval(Decimal(0), Decimal(1000), "usd")) == (-EDGE, EDGE)


def test_the_verdict_is_a_word_and_a_shape_and_what_is_not_observable_stands_back(week):
    panel = figures.moves_figure(week.verdicts).axes[0]
    said = words_of(panel)
    assert said.count("consistent") == 4
    assert said.count("confirmed") == 2
    assert said.count("not observable") == 2
    assert said.count("not measured") == 2
    shapes = [line.get_marker() for line in panel.lines if list(line.get_xdata()) == [1.04]]
    assert shapes == ["D", "_", "_", "o", "o", "D", "D", "D"]  # overnight, before the open, at the open ...
    for text in panel.texts:
        if text.get_text() == "not observable":
            assert text.get_color() == canvas.MUTED


def test_moves_stand_under_the_phase_they_are_reported_for_with_their_own_numbers(week):
    panel = figures.moves_figure(week.verdicts, names=week.names).axes[0]
    heads = [
        text.get_text() for text in panel.texts if text.get_text().lower() in {one.lower() for one in PHASES.values()}
    ]
    assert heads == ["OVERNIGHT", "BEFORE THE OPEN", "AT THE OPEN", "DURING THE SESSION", "NO TIME OF DAY SAID"]
    numbers = [text for text in panel.texts if text.get_text().isdigit()]
    assert [text.get_text() for text in sorted(numbers, key=lambda text: text.xy[1])] == list("17856324")
    alone = figures.moves_figure(week.verdicts[4:6]).axes[0]  # one phase needs no name
    assert "AT THE OPEN" not in words_of(alone)


def test_what_disagrees_is_drawn_in_its_own_colour_and_points_beyond_the_edge(week):
    far = replace(week.verdicts[4], verdict="contradicted", observed=Interval(Decimal(7), Decimal(7), "percent"))
    panel = figures.moves_figure([far]).axes[0]
    seen = next(line for line in panel.lines if list(line.get_xdata()) == [EDGE])
    assert (seen.get_marker(), seen.get_color()) == (">", canvas.RUST)
    number = next(text for text in panel.texts if text.get_text() == "7 %")
    assert (number.get_ha(), number.xy[0]) == ("right", EDGE)


@pytest.mark.parametrize("width", [7.0, 3.5])
@pytest.mark.parametrize("many", [1, 3, 9, 60])
def test_no_row_meets_the_next_however_many_there_are(week, many, width):
    held = [week.verdicts[place % 8] for place in range(many)]
    figure = figures.moves_figure(held, names=week.names, size=width)
    figure.canvas.draw()
    panel = figure.axes[0]
    boxes = {}
    for text in panel.texts:
        if text.get_text() in {"consistent", "confirmed", "not observable"} or "“" in text.get_text():
            boxes.setdefault(round(text.get_window_extent().x0), []).append(text.get_window_extent())
    for column in boxes.values():
        stacked = sorted(column, key=lambda box: box.y0)
        assert all(low.y1 <= high.y0 + 0.5 for low, high in pairwise(stacked))
    assert figure.get_size_inches()[1] / many < (2 if many < 4 else 1.4)


def test_of_very_many_moves_the_most_telling_are_drawn_and_the_rest_counted(week):
    held = [week.verdicts[place % 8] for place in range(399)] + [replace(week.verdicts[4], verdict="contradicted")]
    figure = figures.moves_figure(held)
    said = words_of(figure.axes[0])
    assert any("150 of 400 moves" in text for text in said)
    assert said.count("contradicted") == 1
    assert "not observable" not in said
    assert figure.get_size_inches()[1] * 160 < 2**16  # a picture of more dots cannot be written
    assert figures.moves_alt(held).endswith("; and 250 more.")


def test_a_verdict_without_any_interval_is_drawn_as_nothing_to_compare(week):
    bare = replace(week.verdicts[0], verdict="not_checkable", core=None, tolerant=None, observed=None)
    assert "nothing to compare" in words_of(figures.moves_figure([bare]).axes[0])
    figures.moves_figure([])


def test_the_specification_curve_shows_each_estimate_with_its_choices(week):
    figure = figures.specification_figure(
        week.specification, "soleimani", "brent", names=week.names,
        chosen={"model": "mean", "overlap": "exclude", "n_sessions": 240},
    )  # fmt: skip
    *panels, below = figure.axes
    order = week.specification.query("first == 0 and last == 0").sort_values("p")[["model", "overlap", "n_sessions"]]
    for panel, (first, last) in zip(panels, [(0, 0), (0, 1), (-1, 1), (0, 5)], strict=True):
        held = order.merge(week.specification[week.specification[["first", "last"]].eq([first, last]).all(axis=1)])
        found = [dot for _, dot in sorted(dots_of(panel).items())]
        np.testing.assert_allclose([y for y, _, _ in found], 100 * held["car"])
        assert [filled for _, filled, _ in found] == list(held["p"] < 0.05)
        passed = int((held["p"] < 0.05).sum())
        span = f"({first}, {last})".replace("-", "\N{MINUS SIGN}")
        assert panel.get_title(loc="left") == f"window {span}: {passed} of 12 pass 5 %"
    assert sum(len(line.get_xdata()) for line in below.lines if line.get_marker() == "s") == 3 * len(order)
    said = [text.get_text() for text in figure.texts]
    assert said[0] == "Brent crude: soleimani"
    assert "Filled: p below 5 %. Squares: what each chose." in " ".join(said[1].split())
    assert words_of(below) == ["this study"]


def test_a_curve_without_day_0_or_with_a_choice_missing_is_drawn_by_what_there_is(week):
    later = week.specification.query("first != 0 or last != 0")
    assert list(curves_of(later, "soleimani", "brent")) == [(0, 1), (-1, 1), (0, 5)]
    gone = (later["last"] == 5) & (later["model"] == "raw")
    curves = curves_of(later[~gone], "soleimani", "brent")
    assert [len(curve) for curve in curves.values()] == [12, 12, 6]
    assert len(figures.specification_figure(later[~gone], "soleimani", "brent").axes) == 4


def test_what_is_asked_for_and_not_there_is_an_error_that_says_what_is(week):
    with pytest.raises(UsageError, match="no abnormal returns of event 'x'; there are those of soleimani"):
        figures.ar_figure(week.ar, "x")
    with pytest.raises(UsageError, match="there is soleimani brent"):
        figures.specification_figure(week.specification, "soleimani", "xom")


def test_words_for_the_ear_hold_the_numbers(week):
    alt = figures.prices_alt(week.prices, week.events, names=week.names, main_event="soleimani")
    assert "Brent crude from 67.20 to 64.98, 68.60 on day 0" in alt
    assert "Friday 10 January 2020" in alt
    assert "Brent crude +3.48 % (interval -0.06 to +7.02 %)" in figures.ar_alt(week.ar, "soleimani", names=week.names)
    assert "xom -1.41 %" in figures.car_alt(week.paths, "soleimani")
    moves = figures.moves_alt(week.verdicts, names=week.names)
    assert (
        "“nearly $70 a barrel”: consistent, prices show $66.22 to $69.50 where the words allow $68 to $70.05" in moves
    )
    assert "not observable" in moves
    curve = figures.specification_alt(week.specification, "soleimani", "brent")
    assert "Window (0, 0), estimated in 12 ways: from +3.48 % to +3.55 %, p = 0.049" in curve
    assert "1 of 12 pass 5 %" in curve
    assert "Window (0, 5), estimated in 12 ways" in curve


def test_choices_that_lead_to_the_very_same_estimate_count_once(week):
    two = week.specification.copy()
    numbers = ["car", "se", "p", "low", "high"]
    first = two[two["overlap"] == "exclude"].iloc[0]
    same = ["model", "n_sessions", "first", "last", "series"]
    twin = (two["overlap"] == "keep") & (two[same] == first[same]).all(axis=1)
    assert twin.sum() == 1
    two.loc[twin, numbers] = first[numbers].to_numpy()
    told = figures.specification_alt(two, "soleimani", str(first["series"]))
    assert f"({first['first']}, {first['last']}), estimated in 12 ways" in told
    assert "of 11 distinct pass 5 %" in told


def test_files_are_written_by_the_end_of_their_name(week, tmp_path):
    figure = figures.ar_figure(week.ar, "soleimani")
    assert figures.save(figure, tmp_path / "ar.png").read_bytes() == figures.to_png(figure)
    assert figures.save(figure, tmp_path / "ar.svg").read_text(encoding="utf-8") == figures.to_svg(figure)


def test_the_gallery_shows_the_event_window_and_the_series_that_hangs_on_a_choice(week):
    span = event_span(week.events, week.ar, "soleimani")
    assert (span.first.isoformat(), span.last.isoformat()) == ("2019-12-26", "2020-01-10")
    assert curve_series(week.specification, "soleimani") == "brent"
    assert curve_series(week.specification, "nobody") is None


def test_the_studys_own_choice_is_marked_only_where_its_own_numbers_are_found(week):
    own = week.specification.query("model == 'mean' and n_sessions == 120 and overlap == 'keep'")
    assert study_choice(week.specification, own, "soleimani", "brent") == {
        "model": "mean", "overlap": "keep", "n_sessions": 120,
    }  # fmt: skip
    assert study_choice(week.specification, week.per_event, "soleimani", "brent") is None
