"""A study of very many events is the study of few, column by column: the same tables, notes and reasons."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from eventstudy.cli import event_tables
from eventstudy.errors import EventStudyError, UsageError
from eventstudy.kernels.two_samples import median_difference
from eventstudy.records import Dropped
from eventstudy.results import choice
from eventstudy.results.many import testing
from eventstudy.study import run_study
from eventstudy.study.calendars import outside_of, place
from eventstudy.study.subjects import Subject

pytestmark = pytest.mark.filterwarnings("ignore::eventstudy.errors.EventStudyWarning")

EXACT = 1e-12
WINDOWS = [(0, 0), (-1, 1), (0, 3)]
SHAPE = {"estimation": (-70, -6), "event": (-3, 3), "windows": WINDOWS, "min_estimation": 20}
TABLES = ("per_event", "ar", "paths", "models", "bhar", "scar", "aar", "caar", "dropped", "own_windows", "volatility")
DAYS = pd.bdate_range("2018-01-01", periods=170)
NAMES = ("s1", "s2", "s3", "xom", "brent", "m", "peer")


@dataclass(frozen=True)
class Given:
    events: pd.DataFrame
    returns: pd.DataFrame
    options: dict


def returns(seed: int, *, gaps: float = 0.0, flags: bool = False) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    market = rng.normal(0, 0.01, len(DAYS))
    values = rng.normal(0, 0.02, (len(DAYS), len(NAMES))) + 0.8 * market[:, None]
    values[:, NAMES.index("m")] = market
    values[rng.random(values.shape) < gaps] = np.nan
    values[:20, NAMES.index("s2")] = np.nan
    values[-9:, NAMES.index("s3")] = np.nan
    frame = pd.DataFrame(values, index=DAYS, columns=list(NAMES))
    if flags:
        words = ("roll", "gap|half_day", "stale", "spike", "half_day")
        frame.attrs["flags"] = {
            name: {f"{day:%Y-%m-%d}": str(rng.choice(words)) for day in DAYS[rng.random(len(DAYS)) < 0.03]}
            for name in ("s1", "s3", "m", "xom")
        }
    return frame


def events(seed: int, n: int, *, series: tuple[str, ...] = ("s1", "s2", "s3"), spread: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    days = pd.date_range("2018-01-01", periods=spread * 7 // 5)
    return pd.DataFrame(
        {
            "event_id": [f"e{i}" for i in rng.integers(0, max(n, 1), n)],
            "series": rng.choice(series, n),
            "date": days[rng.integers(0, len(days), n)].strftime("%Y-%m-%d"),
            "group": rng.choice(["a", "b", ""], n),
            "weight": rng.uniform(0.5, 2.0, n).round(2),
        }
    )


def both(events: pd.DataFrame, frame: pd.DataFrame, **options):
    chosen = {"model": "market", "benchmark": "m", **SHAPE, **options}
    return tuple(run_study(events, frame, engine=engine, **chosen) for engine in ("single", "numpy"))


def same(one, many) -> None:
    """Hold every table of two results against each other."""
    assert (one.settings.engine, many.settings.engine) == ("single", "numpy")
    assert one.dropped == many.dropped
    for name in TABLES:
        assert_frame_equal(one.to_frame(name), many.to_frame(name), rtol=EXACT, atol=EXACT, obj=name)
    for frame in ("ar", "sar", "average_paths"):
        assert_frame_equal(getattr(one, frame)(), getattr(many, frame)(), rtol=EXACT, atol=EXACT, obj=frame)
    grouped = any(each.group is not None for each in one.observations)
    for by in ("series", "event", "group") if grouped else ("series", "event"):
        assert_frame_equal(one.caar(by=by), many.caar(by=by), rtol=EXACT, atol=EXACT, obj=f"caar by {by}")
    assert_frame_equal(one.caar(own=True), many.caar(own=True), rtol=EXACT, atol=EXACT)
    assert repr(one) == repr(many)


STUDIES = {
    "plain": ({}, {}, {}),
    "overlaps kept": ({}, {}, {"overlap": "keep"}),
    "gaps": ({}, {"gaps": 0.1}, {}),
    "flags": ({}, {"flags": True}, {"flagged": {"half_day": "exclude"}}),
    "gaps and flags": ({}, {"gaps": 0.05, "flags": True}, {"overlap": "keep", "alternative": "greater"}),
    "several models": ({}, {"gaps": 0.05}, {"model": ["market", "mean", "raw", "adjusted"], "alternative": "less"}),
    "a model a series": (
        {},
        {},
        {"model": {"s1": "market", "s2": ["mean", "market"], "s3": "raw"}, "benchmark": {"s1": "m", "s2": "s3"}},
    ),
    "a peer": ({}, {"gaps": 0.02}, {"peer": "peer"}),
    "no constant": ({}, {}, {"alpha": "zero"}),
    "calendars": ({"series": ("s1", "xom", "brent")}, {}, {}),
    "calendars, flags": ({"series": ("s1", "xom", "brent")}, {"flags": True, "gaps": 0.05}, {"closed": "previous"}),
    "closed days dropped": ({"series": ("s2", "xom")}, {}, {"closed": "drop"}),
    "own calendars": ({}, {}, {"calendars": {"s1": "xom", "s2": "brent"}}),
    "event window after day 0": ({}, {"gaps": 0.1}, {"event": (1, 4), "windows": [(1, 1), (1, 3)]}),
    "samples too small": ({}, {"gaps": 0.3}, {"min_estimation": 28, "overlap": "keep"}),
    "log returns": ({}, {}, {}),
}


@pytest.mark.parametrize("name", STUDIES)
def test_many_are_as_one_by_one(name):
    asked, made, options = STUDIES[name]
    frame = returns(1, **made)
    if name == "log returns":
        frame.attrs["kind"] = "log"
    same(*both(events(2, 60, **asked), frame, **options))


def test_factors():
    frame, rng = returns(3, gaps=0.02), np.random.default_rng(4)
    names = ["mkt_rf", "smb", "hml", "rf"]
    factors = pd.DataFrame(rng.normal(0, 0.01, (len(DAYS), 4)), index=DAYS, columns=names)
    factors.iloc[50:53, 1] = np.nan
    factors["rf"] = 1e-4
    same(*both(events(5, 40), frame, model=["ff3", "capm", "factors"], benchmark=None, factors=factors))


@pytest.mark.parametrize("series", [("s1", "s2", "s3"), ("xom", "brent", "s1")])
def test_columns_of_events(series):
    asked = events(6, 80, series=series)
    rng = np.random.default_rng(7)
    clock = np.array(["", "T09:30", "T16:00", "T23:10-05:00", "T15:00+02:00", "T21:00Z"])
    asked["date"] += rng.choice(clock, len(asked), p=[0.5, 0.1, 0.1, 0.1, 0.1, 0.1])
    asked["timing"] = rng.choice(["", "bmo", "amc", "before open"], len(asked))
    asked["benchmark"] = rng.choice(["", "m", "peer", "s1"], len(asked))
    own = rng.integers(-3, 3, (len(asked), 2))
    asked["first"], asked["last"] = np.where(rng.random(len(asked)) < 0.5, np.nan, own.min(axis=1)), own.max(axis=1)
    asked.loc[asked["first"].isna(), "last"] = np.nan
    asked["size"] = rng.normal(size=len(asked))
    for closed in ("next", "previous"):
        one, many = both(asked, returns(8, gaps=0.02), model=["market", "mean"], closed=closed)
        same(one, many)
        for formula in ("car(0, 1) ~ size + group", "scar(-1, 1) ~ size", "bhar(0, 3) ~ size"):
            first, second = one.regress(formula).to_frame(), many.regress(formula).to_frame()
            assert_frame_equal(first, second, rtol=1e-9, atol=1e-12)


BAD = {
    "series": ["nowhere", None, " ", 7],
    "date": ["yesterday", None, "2018-13-01", 20180301],
    "weight": [0.0, -1.0, None, "heavy"],
    "first": ["x", 99, None, 1.5],
    "timing": ["lunch", "noon", "9", "x"],
}


@pytest.mark.parametrize("column", BAD)
def test_a_broken_row_is_named_as_among_few(column):
    asked = events(9, 50).astype({"weight": object})
    asked["first"], asked["last"], asked["timing"] = 0, 2, ""
    asked[column] = asked[column].astype(object)
    for row, cell in zip((3, 17, 30, 41), BAD[column], strict=True):
        asked.loc[row, column] = cell
    same(*both(asked, returns(10)))


@pytest.mark.parametrize("n", [0, 1])
def test_one_event_and_none(n):
    asked = pd.DataFrame({"series": ["s1"] * n, "date": ["2018-06-01"] * n}, dtype=object)
    if n:
        same(*both(asked, returns(11)))
        return
    for engine in ("single", "numpy"):
        with pytest.raises(EventStudyError, match="nothing is left to study: there are no events"):
            run_study(asked, returns(11), model="mean", engine=engine, **SHAPE)


def test_every_event_lies_outside():
    asked = pd.DataFrame({"series": ["s1"] * 3, "date": ["2030-06-01"] * 3, "event_id": list("abc")})
    for engine in ("single", "numpy"):
        with pytest.raises(EventStudyError, match="the event is on 2030-06-01, but the returns run from"):
            run_study(asked, returns(11), model="mean", engine=engine, **SHAPE)


def test_observations_are_a_sequence():
    one, many = both(events(12, 40), returns(13, gaps=0.03), model=["market", "mean"])
    assert len(one.observations) == len(many.observations)
    for first, second in zip(one.observations, many.observations, strict=True):
        assert (first.event_id, first.note, first.day, first.group, first.weight) == (
            second.event_id, second.note, second.day, second.group, second.weight,
        )  # fmt: skip
        np.testing.assert_array_equal(first.sample, second.sample)
        np.testing.assert_array_equal(first.abnormal.ar, second.abnormal.ar)
    assert many.observations[-1].event_id == one.observations[-1].event_id
    assert [each.event_id for each in many.observations[2:9:3]] == [each.event_id for each in one.observations[2:9:3]]
    with pytest.raises(IndexError, match="there is no observation"):
        many.observations[len(one.observations)]


def test_tests_of_all_and_of_groups():
    one, many = both(events(14, 60), returns(15, gaps=0.02))
    for by in (None, "group"):
        assert_frame_equal(one.tests(0, 0, by=by), many.tests(0, 0, by=by), rtol=1e-9, atol=1e-12)
    assert_frame_equal(one.recommended(), many.recommended(), rtol=1e-9, atol=1e-12)
    assert_frame_equal(one.differences(0, 1), many.differences(0, 1), rtol=1e-9, atol=1e-12)
    assert one.summary() == many.summary()


def test_the_number_of_events_alone_chooses():
    frame = returns(16)
    few, lots = events(17, 100), events(18, 2_500, spread=160)
    lots["event_id"] = [f"e{i}" for i in range(len(lots))]
    assert run_study(few, frame, model="mean", **SHAPE).design["engine"] == "single"
    found = run_study(lots, frame, model="mean", overlap="keep", **SHAPE)
    assert found.design["engine"] == "numpy"
    assert ("engine", "numpy") in found.provenance.settings
    alone = run_study(lots, frame, model="mean", overlap="keep", cov="hac", **SHAPE)
    assert alone.design["engine"] == "single"
    with pytest.raises(UsageError, match="engine='numpy' estimates in blocks, which do not know cov='hac'"):
        run_study(lots, frame, model="mean", overlap="keep", cov="hac", engine="numpy", **SHAPE)
    with pytest.raises(UsageError, match="engine='fast' is not one of"):
        run_study(few, frame, model="mean", engine="fast", **SHAPE)


def test_progress_counts_the_events():
    seen = []
    run_study(events(19, 30), returns(20), model="mean", engine="numpy", progress=lambda *at: seen.append(at), **SHAPE)
    assert seen[-1][0] == "estimate"
    assert seen[-1][1] == seen[-1][2]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(1, 40),
    gaps=st.sampled_from([0.0, 0.05, 0.3]),
    flags=st.booleans(),
    overlap=st.sampled_from(["exclude", "keep"]),
    closed=st.sampled_from(["next", "previous", "drop"]),
    model=st.sampled_from(["market", "mean", "raw", "adjusted", ["mean", "market"]]),
    series=st.sampled_from([("s1",), ("s1", "s2", "s3"), ("xom", "s1"), ("brent", "xom")]),
)
def test_any_study(seed, n, gaps, flags, overlap, closed, model, series):
    asked, frame = events(seed, n, series=series), returns(seed + 1, gaps=gaps, flags=flags)
    options = {"model": model, "overlap": overlap, "closed": closed}
    one, many = (attempt(asked, frame, engine, **options) for engine in ("single", "numpy"))
    if isinstance(one, str):
        assert one == many
    else:
        same(one, many)


def attempt(asked: pd.DataFrame, frame: pd.DataFrame, engine: str, **options):
    """Return the study, or what it says against it."""
    try:
        return run_study(asked, frame, engine=engine, benchmark="m", **SHAPE, **options)
    except EventStudyError as error:
        return f"{type(error).__name__}: {error}"


OF_SUMS = (
    "cross_sectional", "crude_dependence", "patell", "bmp", "corrado", "corrado_zivney", "corrado_zivney_sign",
    "grank_t", "grank_z", "sign", "generalized_sign", "wilcoxon", "skewness_adjusted",
)  # fmt: skip


@pytest.mark.parametrize("by", [None, "group"])
@pytest.mark.parametrize(("gaps", "flags"), [(0.0, False), (0.05, True)])
def test_tests_of_sums_are_those_of_observations(monkeypatch, gaps, flags, by):
    monkeypatch.setattr(testing, "AT_LEAST", 8)
    one, many = both(events(21, 70), returns(22, gaps=gaps, flags=flags), overlap="keep")
    numbers = ["estimate", "se", "statistic", "df", "n_events"]
    for window in WINDOWS:
        few, lots = (
            found.tests(*window, by=by, tests=OF_SUMS).set_index([*([by] if by else []), "test"])
            for found in (one, many)
        )
        assert set(few.index) == set(lots.index)
        assert_frame_equal(few[numbers], lots.loc[few.index, numbers], rtol=1e-9, atol=1e-12)


def test_tests_that_sums_do_not_tell_say_so(monkeypatch):
    monkeypatch.setattr(testing, "AT_LEAST", 8)
    _, many = both(events(23, 60), returns(24))
    told = many.tests(0, 1, tests=["permutation", "calendar_time"])
    assert not told["valid"].any()
    assert told["note"].str.contains("ask for it by='series' or by='group'").all()


@pytest.mark.parametrize("by", [None, "series", "group"])
@pytest.mark.parametrize("flags", [False, True])
def test_skewness_is_that_of_observations(monkeypatch, by, flags):
    monkeypatch.setattr(choice, "EACH", 20)  # it is made of any number
    one, many = both(events(33, 160), returns(34, gaps=0.02, flags=flags), overlap="keep")
    for table in ("skewness", "bhar_tests"):
        few, all_of_them = (getattr(result, table)(0, 1, by=by, draws=199) for result in (one, many))
        assert_frame_equal(few, all_of_them, rtol=EXACT, atol=EXACT, obj=table)


def test_one_broken_row_of_many_changes_nothing_but_its_own():
    table, frame = events(35, 25_000, spread=160), returns(36)
    table["event_id"] = [f"e{i}" for i in range(len(table))]
    broken = table.assign(date=table["date"].where(table.index != 12_345, "2018-13-45"))
    whole, rest = (run_study(one, frame, benchmark="m", overlap="keep", **SHAPE) for one in (table, broken))
    assert rest.settings.engine == "numba"
    lost = [one for one in rest.dropped if one not in whole.dropped]
    assert lost == [Dropped("event in row 12346", "'2018-13-45' is no date; write it as 2020-01-03")]
    cars = whole.car(0, 1)
    others = cars[cars["event_id"] != "e12345"].reset_index(drop=True)
    assert len(others) == len(cars) - 1
    assert_frame_equal(rest.car(0, 1).drop(columns="note"), others.drop(columns="note"), check_exact=True)


def test_what_looks_at_each_observation_is_refused_of_many(monkeypatch):
    monkeypatch.setattr(choice, "EACH", 20)
    _, many = both(events(25, 60), returns(26))
    asked = {
        "volatility": many.volatility,
        "adjusted": many.adjusted,
        "by='event'": lambda: many.caar(by="event"),
    }
    for what, make in asked.items():
        with pytest.raises(
            UsageError, match=rf"{what}.* looks at each observation by itself, at no more than 20, since"
        ):
            make()
    named = many.observations[0].event_id
    assert set(many.adjusted(named)["event_id"]) == {named}


def test_neighbours_are_named_as_among_few():
    frame, days = returns(27), DAYS[80:86].strftime("%Y-%m-%d")
    crowd = pd.DataFrame({"series": "s1", "date": np.tile(days, 4), "event_id": [f"n{i}" for i in range(24)]})
    one, many = both(crowd, frame, overlap="keep")
    notes = [each.note for each in one.observations]
    assert any("and 2 more" in note or "more" in note for note in notes)
    assert notes == [each.note for each in many.observations]
    assert notes == many.models()["note"].tolist()


@pytest.mark.parametrize("closed", ["next", "previous", "drop"])
def test_events_outside_the_returns_are_told_of_as_one_by_one(closed):
    frame = returns(32)["s1"].dropna()
    dates = pd.DatetimeIndex(frame.index)
    for day in (dates[0] - pd.Timedelta(days=1), dates[-1] + pd.Timedelta(days=1), dates[-1] + pd.Timedelta(days=90)):
        for late in (None, day.to_pydatetime().replace(hour=18)):
            alone = place(Subject("e", "s1", day.date(), late), dates, closed, None)
            if closed != "previous":
                assert alone == Dropped("e, s1", outside_of(day.date(), dates))
            row = pd.DataFrame({"event_id": ["e"], "series": ["s1"], "date": [str(late or day.date())]})
            asked = pd.concat([row, pd.DataFrame({"event_id": ["f"], "series": ["s1"], "date": ["2018-06-01"]})])
            _, many = both(asked.reset_index(drop=True), frame.to_frame(), model="mean", benchmark=None, closed=closed)
            assert many.dropped == ([alone] if isinstance(alone, Dropped) else [])


def test_regressions_of_many():
    asked = events(28, 80)
    asked["size"] = np.random.default_rng(29).normal(size=len(asked))
    one, many = both(asked, returns(30, gaps=0.03), overlap="keep")
    for weights in (None, "patell", "events"):
        first, second = (found.regress("car(0, 1) ~ size + group", weights=weights) for found in (one, many))
        assert_frame_equal(first.to_frame(), second.to_frame(), rtol=1e-9, atol=1e-12)
        assert first.note == second.note
    first, second = (found.regress_benchmark("car(0, 1) ~ size") for found in (one, many))
    assert_frame_equal(first.to_frame(), second.to_frame(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("shape", [(1_200, 900), (1_001, 1_001)])
def test_median_of_all_differences(shape):
    rng = np.random.default_rng(31)
    one, two = rng.normal(size=shape[0]), rng.normal(0.1, 2.0, shape[1])
    expected = np.median(np.subtract.outer(one, two))
    assert median_difference(one=one, two=two) == pytest.approx(expected, abs=1e-14)
    ties = np.round(one, 1), np.round(two, 1)
    assert median_difference(one=ties[0], two=ties[1]) == pytest.approx(np.median(np.subtract.outer(*ties)), abs=1e-14)


def test_files_of_many(monkeypatch):
    monkeypatch.setattr(choice, "EACH", 20)
    monkeypatch.setattr(event_tables, "LARGE", 30)
    _, many = both(events(33, 60), returns(34))
    made = event_tables.frames(many, tests=["cross_sectional"], regression=None)
    json = event_tables.to_json(many, made, None)
    files = event_tables.files(made | event_tables.further(many), json, {})
    assert {"per_event.parquet", "models.parquet", "ar_by_event.parquet", "tests.csv", "caar.csv"} <= set(files)
    assert not {"volatility.csv", "adjusted.csv", "paths.csv", "per_event.csv"} & set(files)
    assert json["too_long"] == ["per_event", "models"]
    assert "per_event" not in json
    assert_frame_equal(pd.read_parquet(io.BytesIO(files["per_event.parquet"])), many.to_frame("per_event"))
