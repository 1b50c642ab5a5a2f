"""Input that cannot be used: one line that says what was asked, what was found, what would work."""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest

from eventstudy.bounded import bytes_of
from eventstudy.errors import EstimationError, EventStudyError, PriceError, UsageError, WindowError
from eventstudy.records import Event
from eventstudy.study import run_study, specification_curve

pytestmark = pytest.mark.filterwarnings("ignore:.* left out .result.dropped:eventstudy.EventStudyWarning")

DAYS = pd.bdate_range("2018-01-01", periods=330)


def returns(**columns):
    rng = np.random.default_rng(0)
    plain = {name: rng.normal(0, 0.01, len(DAYS)) for name in ("s1", "s2", "m")}
    return pd.DataFrame(plain | columns, index=DAYS)


EVENTS = pd.DataFrame({"series": ["s1"], "date": [DAYS[300]]})


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"model": "camp"}, UsageError, "model='camp' is not one of 'raw', 'mean', 'adjusted', 'market'"),
        ({"model": []}, UsageError, "no model is named; give one or more of raw, mean, adjusted, market"),
        ({"model": {}}, UsageError, "model names no series"),
        ({"model": {"gold": "mean"}}, UsageError,
         "model names the series 'gold', which the returns do not hold; they hold s1, s2, m"),
        ({"model": "market"}, UsageError, "model 'market' of 's1' needs a benchmark"),
        ({"model": "market", "benchmark": "sp5"}, UsageError, "the benchmark is 'sp5', which the returns do not hold"),
        ({"model": {"m": "market"}, "benchmark": "m"}, UsageError, "'m' cannot be its own benchmark"),
        ({"model": "adjusted", "benchmark": {"s1": "s1", "s2": "m", "m": "s1"}}, UsageError,
         "'s1' cannot be its own benchmark"),
        ({"overlap": "drop"}, UsageError, "overlap='drop' is not one of 'exclude', 'keep'"),
        ({"closed": "after"}, UsageError, "closed='after' is not one of 'next', 'previous', 'drop'"),
        ({"level": 5}, UsageError, "level=5 is no size of a test"),
        ({"min_estimation": 2}, UsageError, "min_estimation=2 is too few"),
        ({"estimation": (-250,)}, UsageError, "estimation=(-250,) is no window"),
        ({"event": (0.5, 2)}, UsageError, "event=(0.5, 2) is no window"),
        ({"event": "-5:5"}, UsageError, "event='-5:5' is no window"),
        ({"event": (5, -5)}, WindowError, "event=(5, -5) ends before it begins; did you mean (-5, 5)?"),
        ({"estimation": (-250, -5)}, WindowError, "overlaps the event window (-5, 5); end it at -6 or before"),
        ({"estimation": (-20, -11)}, WindowError, "holds 10 sessions, min_estimation is 30; begin it at -40 or before"),
        ({"windows": [(0, 9)]}, WindowError, "window (0, 9) is not inside the event window (-5, 5); event=(-5, 9)"),
        ({"windows": []}, WindowError, "no window is asked for"),
        ({"windows": 5}, UsageError, "windows=5 is no list of windows; give pairs of sessions"),
        ({"windows": (0, 1)}, UsageError, "windows=(0, 1) is one window; give a list, as [(0, 1)]"),
        ({"model": 5}, UsageError, "model=5 is no name of a model; give one or more of raw, mean"),
        ({"model": {"s1": None}}, UsageError, "model=None is no name of a model"),
        ({"min_estimation": "30"}, UsageError, "min_estimation='30' is no whole number of sessions; give one, as 30"),
        ({"min_estimation": 30.5}, UsageError, "min_estimation=30.5 is no whole number of sessions"),
        ({"level": "0.05"}, UsageError, "level='0.05' is no size of a test"),
    ],
)  # fmt: skip
def test_arguments(options, error, words):
    with pytest.raises(error, match=re.escape(words)) as caught:
        run_study(EVENTS, returns(), **({"model": "mean"} | options))
    assert "\n" not in str(caught.value)


def shuffled():
    return returns().iloc[[1, 0, *range(2, len(DAYS))]]


def doubled():
    frame = returns()
    return pd.concat([frame.iloc[:3], frame.iloc[2:]])


def lettered():
    frame = returns().astype(object)
    frame.iloc[4, 0] = "n/a?"
    return frame


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (shuffled(), "not in order: 2018-01-01 follows 2018-01-02; sort them with returns.sort_index()"),
        (doubled(), "hold 2018-01-03 twice"),
        (returns() * 400, "of 330 returns of 's1' are above 1 in size, so they are per cent or prices"),
        (returns() * 100, "of 330 returns of 's1' lose more than everything, so they are per cent or prices"),
        (
            (1 + returns() / 10).cumprod() * 0.6,
            "a typical return of 's1' is 0.6 in size, so they are per cent or prices",
        ),
        (returns(s1=np.where(np.arange(330) == 7, np.inf, 0.01)), "'s1' hold an infinite value"),
        (lettered(), "returns of 's1' hold 'n/a?' at 2018-01-05 00:00:00; a number is needed"),
        (returns().iloc[:0], "are empty"),
        (returns().reset_index(drop=True), "numbered, not dated"),
        (returns().set_axis([f"day {i}" for i in range(330)]), "not dated: 'day 0' is no date; index them by date"),
        (returns().set_axis(["s1", "s1", "m"], axis=1), "hold the series 's1' twice"),
        (returns().set_axis(pd.DatetimeIndex([*DAYS[:3], pd.NaT, *DAYS[4:]])), "a row of the returns has no date"),
    ],
    ids=[
        "unsorted",
        "duplicate",
        "prices",
        "per cent",
        "prices below one",
        "infinite",
        "text",
        "empty",
        "no dates",
        "words",
        "columns",
        "NaT",
    ],
)
def test_returns(frame, words):
    with pytest.raises(PriceError, match=re.escape(words)):
        run_study(EVENTS, frame, model="mean")


@pytest.mark.parametrize(("value", "words"), [(0.001, "all 330 returns are 0.001"), (np.nan, "has no returns")])
def test_a_benchmark_that_never_varies(value, words):
    with pytest.raises(EstimationError, match=re.escape(words)):
        run_study(EVENTS, returns(m=value), model="market", benchmark="m")


def test_a_named_series_without_any_return():
    with pytest.raises(PriceError, match="'s1' hold no number"):
        run_study(EVENTS, returns(s1=np.nan), model={"s1": "mean"})


def test_nothing_left_to_study():
    early = pd.DataFrame({"series": ["s1"], "date": ["1999-01-04"]})
    with pytest.raises(
        WindowError, match="nothing is left to study: 1999-01-04, s1: the event is on 1999-01-04, but the "
    ):
        run_study(early, returns(), model="mean")
    with pytest.raises(WindowError, match="nothing is left to study: there are no events"):
        run_study([], returns(), model="mean")


def test_returns_that_begin_too_late_name_the_earliest_day_that_would_do():
    early = pd.DataFrame({"series": ["s1"], "date": [DAYS[20]]})
    words = (
        f"10 sessions in the estimation sample, 30 are needed; the earliest day 0 that has them is {DAYS[40].date()}"
    )
    with pytest.raises(WindowError, match=words):
        run_study(early, returns(), model="mean")
    enough = pd.DataFrame({"series": ["s1"], "date": [DAYS[40]]})
    assert run_study(enough, returns(), model="mean").models().n_estimation[0] == 30
    with pytest.raises(WindowError, match="the data hold 25 sessions in all"):
        run_study(early, returns().iloc[:25], model="mean")


def test_gaps_that_leave_no_sample_large_enough():
    gaps = np.where(np.arange(len(DAYS)) % 20 == 0, 0.01, np.nan)
    with pytest.raises(EstimationError, match=r"12 sessions in the estimation sample, 30 are needed$"):
        run_study(EVENTS, returns(s1=gaps), model="mean")


@pytest.mark.parametrize(
    ("events", "words"),
    [
        (pd.DataFrame({"name": ["s1"], "date": [DAYS[300]]}), "no column 'series'; it has name, date"),
        (["2019-02-25"], "events hold a str"),
        ("nowhere.csv", "there is no file nowhere.csv"),
        (None, "events are a NoneType; give a list of Event records, a table, or a path"),
        (Event("e", "E", date(2019, 2, 25), date(2019, 2, 25), "day"), "events are a Event; give a list"),
        (pd.concat([EVENTS, EVENTS[["series"]]], axis=1), "two columns 'series'; keep one"),
    ],
)
def test_events(events, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        run_study(events, returns(), model="mean")


def test_files_that_are_no_tables(tmp_path):
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x01")
    (tmp_path / "no.parquet").write_bytes(b"text")
    for name, why in (("empty.csv", "is empty"), ("binary.csv", "is not UTF-8"), ("no.parquet", "may be cut short")):
        with pytest.raises(UsageError, match=f"{name} .*{why}.* table of returns"):
            run_study(EVENTS, tmp_path / name, model="mean")


@pytest.mark.parametrize("code", [-99.99, -999.0, -3.06])  # -3.06: crude, which settled at -37.63 on 2020-04-20
@pytest.mark.parametrize("series", ["s1", "m"])
def test_one_return_below_minus_one_is_refused(code, series):
    frame = returns()
    frame["m"] = frame["s1"].to_numpy()[::-1]
    frame.loc[frame.index[100], series] = code
    said = rf"the return of '{series}' on {frame.index[100]:%Y-%m-%d} is {code:g}: nothing loses more than everything"
    with pytest.raises(PriceError, match=re.escape(said)):
        run_study(EVENTS[EVENTS.series == "s1"], frame, model={"s1": "market"}, benchmark="m")
    frame.loc[frame.index[100], series] = -1.0
    assert run_study(EVENTS[EVENTS.series == "s1"], frame, model={"s1": "market"}, benchmark="m").dropped == []


def test_a_log_return_may_be_below_minus_one_but_not_a_code():
    frame = returns()
    frame.attrs["kind"] = "log"
    frame.iloc[100, 0] = -1.5
    assert run_study(EVENTS, frame, model="mean").models().n_estimation[0] == 240
    frame.iloc[100, 0] = -99.99
    with pytest.raises(PriceError, match=r"is -99\.99: nothing loses more than everything"):
        run_study(EVENTS, frame, model={"s1": "mean"})


def test_returns_of_the_wrong_type():
    with pytest.raises(UsageError, match="returns are a list"):
        run_study(EVENTS, [1, 2], model="mean")


def test_every_error_is_one_of_ours():
    assert issubclass(UsageError, EventStudyError)
    assert issubclass(UsageError, ValueError)


@pytest.mark.parametrize("progress", [True, "yes", 3])
def test_progress_that_is_no_function(progress):
    with pytest.raises(UsageError, match=f"progress={progress!r} is no function; give one that takes a stage's name"):
        run_study(EVENTS, returns(), benchmark="m", progress=progress)


@pytest.mark.parametrize(("place", "large"), [(300, 1e300), (100, 1e300), (100, 2e6), (300, -1e200)])
def test_a_number_that_no_return_is(place, large):
    frame = returns()
    frame.iloc[place, 0] = large
    words = "hold 1e|hold 2e|hold -1e"
    with pytest.raises(PriceError, match=rf"the returns of 's1' ({words})\+?\d*.*, larger than any is; leave it empty"):
        run_study(EVENTS, frame, model={"s1": "market"}, benchmark="m")
    both = pd.concat([EVENTS, EVENTS.assign(series="s2")])
    found = run_study(both, frame, benchmark="m")
    assert [one.data.series for one in found.observations] == ["s2"]
    with pytest.raises(PriceError, match="the returns of 'm' hold"):
        run_study(EVENTS, returns(m=frame["s1"].to_numpy()), benchmark="m")


def test_files_too_large_to_be_held_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("eventstudy.study.files.bytes_of", partial(bytes_of, most=1 << 10))
    returns().to_csv(tmp_path / "r.csv")
    with pytest.raises(UsageError, match=r"r\.csv: larger than 1024 bytes, .*; a study with --memory, or") as caught:
        run_study(EVENTS, tmp_path / "r.csv", benchmark="m")
    assert "\n" not in str(caught.value)
    monkeypatch.setattr("eventstudy.bounded.VALUES", 100)
    returns().to_parquet(tmp_path / "r.parquet")
    with pytest.raises(UsageError, match=r"r\.parquet: holds 330 rows, more than are read whole; a study with"):
        run_study(EVENTS, tmp_path / "r.parquet", benchmark="m")


def test_a_parquet_file_keeps_what_the_table_says_of_itself(tmp_path):
    frame = returns()
    frame.attrs["kind"] = "log"
    frame.to_parquet(tmp_path / "r.parquet")
    assert run_study(EVENTS, tmp_path / "r.parquet", benchmark="m").design["returns"] == "log"


def test_dates_with_a_time_zone_are_days():
    aware = returns()
    aware.index = aware.index.tz_localize("America/New_York") + pd.Timedelta(hours=16)
    a, b = (run_study(EVENTS, frame, model="mean").to_frame("per_event") for frame in (returns(), aware))
    pd.testing.assert_frame_equal(a, b)


def test_the_callers_table_is_not_touched():
    frame = returns()
    frame.attrs["flags"] = {"s1": {}}
    before = frame.copy()
    run_study(EVENTS, frame, model="market", benchmark="m")
    pd.testing.assert_frame_equal(frame, before)
    assert frame.attrs == {"flags": {"s1": {}}}


def test_any_mapping_may_name_models_and_benchmarks():
    plain = run_study(EVENTS, returns(), model={"s1": "market"}, benchmark={"s1": "m"})
    proxy = run_study(
        EVENTS, returns(), model=MappingProxyType({"s1": "market"}), benchmark=MappingProxyType({"s1": "m"})
    )
    assert proxy.to_frame().equals(plain.to_frame())


def test_a_date_beyond_what_nanoseconds_hold_is_outside_the_returns():
    far = pd.DataFrame({"series": ["s1"] * 3, "date": [str(DAYS[300].date()), "9999-12-31", "0001-01-01"]})
    result = run_study(far, returns(), model="mean")
    assert [one.reason.partition(", but")[0] for one in result.dropped] == [
        "the event is on 9999-12-31", "the event is on 0001-01-01"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("kind", "total", "returns.attrs['kind'] is 'total'; it is one of 'simple', 'log'"),
        ("flags", ["roll"], "returns.attrs['flags'] is a list; give a dict"),
        ("provenance", "vendor", "returns.attrs['provenance'] is a str; give a dict"),
    ],
)
def test_attributes_that_are_not_those_of_to_returns(name, value, words):
    table = returns()
    table.attrs[name] = value
    with pytest.raises(UsageError, match=re.escape(words)):
        run_study(EVENTS, table, model="mean")


def test_two_columns_of_one_name(tmp_path):
    table = returns()
    with pytest.raises(PriceError, match="hold the series '1' twice"):
        run_study(EVENTS, table.rename(columns={"s2": 1, "m": "1"}), model="mean")
    table.rename(columns={"s2": "s1"}).to_csv(tmp_path / "twice.csv")
    with pytest.raises(UsageError, match="two columns 's1'"):
        run_study(EVENTS, tmp_path / "twice.csv", model="mean")


def test_a_file_of_returns_whose_dates_carry_the_clock_of_summer_and_of_winter(tmp_path):
    table = returns()
    written = [f"{day:%Y-%m-%d} 00:00:00{'-04:00' if 3 < day.month < 11 else '-05:00'}" for day in DAYS]
    table.set_axis(pd.Index(written, name="Date")).to_csv(tmp_path / "download.csv")
    from_file = run_study(EVENTS, tmp_path / "download.csv", model="mean").to_frame()
    assert from_file.equals(run_study(EVENTS, table, model="mean").to_frame())


def test_a_choice_that_leaves_no_sample_large_enough_leaves_the_other_choices():
    table = returns(s1=np.where(np.arange(len(DAYS)) == 285, np.nan, 0.01 * np.sin(np.arange(len(DAYS)))))
    options = {"models": "mean", "windows": [(0, 0)], "min_estimation": 60}
    curve = specification_curve(EVENTS, table, lengths=(60, 120), **options)
    assert curve.n_sessions.tolist() == [120, 120]
    assert curve.n_estimation.tolist() == [119, 119]
    with pytest.raises(EstimationError, match="59 sessions in the estimation sample, 60 are needed"):
        specification_curve(EVENTS, table, lengths=(60,), **options)


def test_a_table_for_volume_that_looks_like_returns():
    with pytest.raises(
        PriceError, match=r"a typical value of 's1' is 0.00\d+ in size, as of returns; make a table for "
    ):
        run_study(EVENTS, returns(), model="mean", outcome="volume")
    logs = returns() + 14.0
    assert np.isfinite(run_study(EVENTS, logs, model="mean", outcome="volume").car(0, 0).car[0])


def test_semicolons_between_columns_and_decimal_commas(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(f"event_id;series;date;weight\na;s1;{DAYS[300]:%Y-%m-%d};0,5\nb;s2;{DAYS[301]:%Y-%m-%d};2\n")
    result = run_study(path, returns(), model="mean")
    assert [(one.event_id, one.data.series, one.weight) for one in result.observations] == [
        ("a", "s1", 0.5),
        ("b", "s2", 2),
    ]
    path.write_text(f"series\tdate\ns1\t{DAYS[300]:%Y-%m-%d}\n")
    assert len(run_study(path, returns(), model="mean").observations) == 1


class TestNoEstimate:
    """The reason is the reason, and no more."""

    def refused(self, **options):
        frame = returns()
        with pytest.raises(EstimationError) as caught:
            run_study(EVENTS, frame, **options)
        return str(caught.value)

    def test_factors_of_other_years(self):
        late = pd.DataFrame({"Mkt-RF": returns()["m"].to_numpy(), "RF": 0.0001}, index=DAYS + pd.Timedelta(days=5000))
        said = self.refused(model="capm", factors=late)
        assert said.endswith("30 are needed; 240 sessions have a return but no value of all of mkt_rf")

    def test_collinear_factors(self):
        m = returns()["m"]
        said = self.refused(model="factors", factors=pd.DataFrame({"a": m, "b": 2 * m}))
        assert said.endswith("the regressor 'b' is a combination of constant and a in the estimation sample")

    def test_a_rolling_beta_that_looks_back_on_too_little(self):
        said = self.refused(model={"s1": "rolling"}, benchmark="m", lookback=2)
        assert said.endswith("lookback=2 sessions cannot tell 2 parameters and a variance; give 3 or more")
