"""Sample-quantile tests against loops that share no code with the package."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventstudy.kernels.resampling import ewma_forecasts, rank, rolling_sums
from eventstudy.study import run_study

DAYS = pd.bdate_range("2018-01-01", periods=330)
EVENT, T, GAP = 300, 120, 10
NAMES = ["s1", "s2", "s3"]  # no catalogue ids: every row is a session


def table_with_gaps(seed=0, shock=0.03):
    rng = np.random.default_rng(seed)
    market = rng.normal(0, 0.01, len(DAYS))
    common = rng.standard_t(5, len(DAYS)) * 0.006
    table = pd.DataFrame(
        {name: beta * market + common + rng.standard_t(5, len(DAYS)) * 0.012
         for name, beta in zip(NAMES, (0.5, 0.9, 1.3), strict=True)},
        index=DAYS,
    )  # fmt: skip
    table.loc[DAYS[EVENT], :] += shock
    table["m"] = market
    table.loc[DAYS[EVENT - 60], "s1"] = np.nan
    table.loc[DAYS[EVENT - 41], "s2"] = np.nan
    table.loc[DAYS[EVENT - 7], "s3"] = np.nan  # within the gap
    table.loc[DAYS[EVENT - 90], "m"] = np.nan
    table.attrs["flags"] = {
        "s2": {f"{DAYS[EVENT - 33]:%Y-%m-%d}": "roll", f"{DAYS[EVENT - 5]:%Y-%m-%d}": "half_day|stale"}
    }
    return table


def study(table, names, other=None, **options):
    rows = [(name, DAYS[EVENT], "main") for name in names]
    rows += [(name, DAYS[EVENT - 75], "other") for name in names] if other else []
    events = pd.DataFrame(rows, columns=["series", "date", "event_id"])
    return run_study(events, table, model="market", benchmark="m", estimation=(-T - GAP, -GAP - 1), **options)


def loops(table, names, first, last, excluded=()):
    """Return (p, m) of the plain and of the conditional test, each series weighted by 1/s, by hand."""
    masked = {DAYS.get_loc(day) for s in names for day in table.attrs["flags"].get(s, {})}

    def usable(s, t):
        day = f"{DAYS[t]:%Y-%m-%d}"
        return not (math.isnan(table[s].iloc[t]) or math.isnan(table["m"].iloc[t])
                    or day in table.attrs["flags"].get(s, {}))  # fmt: skip

    span = [t for t in range(EVENT - T - GAP, EVENT - GAP) if t not in excluded]
    weight = {}
    for s in names:  # each series' own fit gives its weight
        own = [t for t in span if usable(s, t)]
        X = np.array([[1.0, table["m"].iloc[t]] for t in own])
        y = np.array([table[s].iloc[t] for t in own])
        b = np.linalg.solve(X.T @ X, X.T @ y)
        weight[s] = 1.0 / math.sqrt(((y - X @ b) ** 2).sum() / (len(own) - 2))
    total = sum(weight.values())
    value = {t: sum(weight[s] / total * table[s].iloc[t] for s in names) for t in range(len(DAYS))}
    days = [t for t in span if all(usable(s, t) for s in names)]
    X = np.array([[1.0, table["m"].iloc[t]] for t in days])
    y = np.array([value[t] for t in days])
    inverse = np.linalg.inv(X.T @ X)
    b = inverse @ X.T @ y
    e = y - X @ b
    n = len(days)

    def x(t):
        return np.array([1.0, table["m"].iloc[t]])

    length = last - first + 1
    tested = list(range(EVENT + first, EVENT + last + 1))
    car = sum(value[t] - x(t) @ b for t in tested)
    sum_x = sum(x(t) for t in tested)
    v_car = length + sum_x @ inverse @ sum_x

    def window(i):
        sum_x = sum(x(t) for t in days[i : i + length])
        return abs(sum(e[i : i + length])), length - sum_x @ inverse @ sum_x

    plain = [w[0] / math.sqrt(w[1]) for i in range(n - length + 1) for w in [window(i)]
             if days[i + length - 1] - days[i] == length - 1]  # fmt: skip
    p_plain = (1 + sum(z >= abs(car) / math.sqrt(v_car) for z in plain)) / (len(plain) + 1)

    u2 = [e[i] ** 2 / (1 - x(days[i]) @ inverse @ x(days[i])) for i in range(n)]
    gap = [t for t in range(max(days) + 1, EVENT + first) if all(usable(s, t) for s in names)]
    u2 += [(value[t] - x(t) @ b) ** 2 / (1 + x(t) @ inverse @ x(t)) for t in gap]
    h = {20: sum(u2[:20]) / 20}
    for i in range(20, len(u2)):
        h[i + 1] = 0.94 * h[i] + 0.06 * u2[i]
    z0 = abs(car) / math.sqrt(v_car * h[len(u2)])
    past = [w[0] / math.sqrt(w[1] * h[i]) for i in range(20, n - length + 1) for w in [window(i)]]
    p_conditional = (1 + sum(z >= z0 for z in past)) / (len(past) + 1)
    assert masked or names == ["s1"]
    return (p_plain, len(plain)), (p_conditional, len(past)), z0, car


@pytest.mark.parametrize("names", [["s1"], NAMES], ids=["one series", "portfolio"])
@pytest.mark.parametrize("window", [(0, 0), (0, 1), (-1, 1), (0, 5)])
@pytest.mark.parametrize("seed", [0, 1])
def test_against_loops(names, window, seed):
    table = table_with_gaps(seed, shock=0.012)
    outcomes = study(table, names).tests(*window, by="event").set_index("test")
    plain, conditional, z0, car = loops(table, names, *window)
    assert (outcomes.p["sq"], outcomes.n_reference["sq"]) == plain
    assert (outcomes.p["conditional_sq"], outcomes.n_reference["conditional_sq"]) == conditional
    assert outcomes.statistic["conditional_sq"] == pytest.approx(math.copysign(z0, car), rel=1e-10)
    assert outcomes.estimate["sq"] == pytest.approx(car, rel=1e-10)
    assert outcomes.min_p["sq"] == 1 / (plain[1] + 1)


def test_sessions_of_another_event_make_a_gap():
    table = table_with_gaps(3, shock=0.01)
    names = NAMES
    excluded = range(EVENT - 75 - 5, EVENT - 75 + 6)
    plain, conditional, *_ = loops(table, names, 0, 2, excluded)
    outcomes = study(table, names, other=True).tests(0, 2, by="event")
    outcomes = outcomes[outcomes.event_id == "main"].set_index("test")
    assert (outcomes.p["sq"], outcomes.n_reference["sq"]) == plain
    assert (outcomes.p["conditional_sq"], outcomes.n_reference["conditional_sq"]) == conditional
    kept = study(table, names, other=True, overlap="keep").tests(0, 2, by="event")
    kept = kept[kept.event_id == "main"].set_index("test")
    assert kept.n_reference["sq"] > plain[1]
    assert kept.n_reference["conditional_sq"] == conditional[1] + len(excluded)


def test_reference_windows_of_the_exact_algorithm_without_gaps():
    rng = np.random.default_rng(4)
    table = pd.DataFrame(rng.normal(0, 0.01, (330, 1)), index=DAYS, columns=["a"])
    events = pd.DataFrame({"series": ["a"], "date": [DAYS[EVENT]]})
    result = run_study(events, table, model="mean", estimation=(-T - GAP, -GAP - 1))
    for length in (1, 2, 6):
        outcomes = result.tests(0, length - 1, by="event").set_index("test")
        assert outcomes.n_reference["sq"] == T - length + 1
        assert outcomes.n_reference["conditional_sq"] == T - 20 - length + 1


def test_the_tested_window_does_not_move_its_own_forecast():
    calm, loud = table_with_gaps(5, shock=0.0), table_with_gaps(5, shock=0.0)
    loud.loc[DAYS[EVENT + 1], NAMES] += 0.2  # inside (0, 2), so no forecast may know it
    se = []
    for table in (calm, loud):
        row = study(table, NAMES).tests(0, 2, by="event").set_index("test").loc["conditional_sq"]
        se.append(row.estimate / row.statistic)
    assert se[0] == pytest.approx(se[1], rel=1e-12)


def test_the_gap_moves_the_forecast():
    calm, loud = table_with_gaps(5), table_with_gaps(5)
    loud.loc[DAYS[EVENT - 2], NAMES] += 0.1
    rows = [study(table, NAMES).tests(0, 0, by="event").set_index("test") for table in (calm, loud)]
    assert abs(rows[1].statistic["conditional_sq"]) < 0.7 * abs(rows[0].statistic["conditional_sq"])
    assert rows[1].mde["conditional_sq"] > rows[0].mde["conditional_sq"]
    assert rows[1].statistic["sq"] == pytest.approx(rows[0].statistic["sq"], rel=1e-12)


def test_hand_ewma():
    # mean of 1, 3 is 2; then .5 * 2 + .5 * 4 = 3; then .5 * 3 + .5 * 5 = 4
    forecasts = ewma_forecasts(squares=np.array([1.0, 3.0, 4.0, 5.0]), decay=0.5, burn_in=2)
    np.testing.assert_array_equal(forecasts, [np.nan, np.nan, 2.0, 3.0, 4.0])


def test_fewer_squares_than_the_burn_in_give_no_forecast():
    assert np.isnan(ewma_forecasts(squares=np.ones(5), decay=0.9, burn_in=20)).all()


def test_rolling_sums_of_too_few_rows_are_none():
    assert rolling_sums(values=np.ones((2, 3)), length=3).shape == (0, 3)


@given(
    event=st.floats(-10, 10),
    reference=st.lists(st.floats(0, 10), min_size=1, max_size=60),
)
def test_p_is_a_rank_and_never_zero(event, reference):
    test = rank(event=event, reference=np.array(reference), se=1.0)
    assert test.min_p <= test.p <= 1.0
    assert test.p == (1 + sum(value >= abs(event) for value in reference)) / (len(reference) + 1)


def test_rank_of_nothing_is_nan():
    assert np.isnan(rank(event=1.0, reference=np.empty(0), se=1.0).p)
    assert np.isnan(rank(event=float("nan"), reference=np.ones(30), se=1.0).p)
