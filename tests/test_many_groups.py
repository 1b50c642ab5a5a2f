"""Tests by series and by group of a study in blocks, made of columns, are those of its observations one by one."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from eventstudy.kernels.batch.pairing import paired
from eventstudy.kernels.correlation import FEWEST_COMMON
from eventstudy.kernels.sample import Panel
from eventstudy.study import run_study

pytestmark = pytest.mark.filterwarnings("ignore::eventstudy.errors.EventStudyWarning")

scale = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_study_scale.py"))))
EXACT = 1e-12
STUDIES = {
    "plain": ({}, {}, {}),
    "gaps": ({}, {"gaps": 0.1}, {}),
    "gaps and flags": ({}, {"gaps": 0.05, "flags": True}, {"overlap": "keep", "alternative": "greater"}),
    "a model a series": (
        {},
        {},
        {"model": {"s1": "market", "s2": ["mean", "market"], "s3": "raw"}, "benchmark": {"s1": "m", "s2": "s3"}},
    ),
    "calendars": ({"series": ("s1", "xom", "brent")}, {"gaps": 0.02}, {}),
    "event window after day 0": ({}, {"gaps": 0.1}, {"event": (1, 4), "windows": [(1, 1), (1, 3)]}),
}


def assert_same_tests(one, many, **asked) -> None:
    few, lots = (found.tests(draws=99, **asked) for found in (one, many))
    assert_frame_equal(few, lots, rtol=EXACT, atol=EXACT)


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.parametrize("name", STUDIES)
def test_tests_by_group_are_those_of_the_observations(name, engine):
    of_events, of_returns, options = STUDIES[name]
    told, frame = scale.events(31, 60, **of_events), scale.returns(32, **of_returns)
    chosen = {"model": "market", "benchmark": "m", **scale.SHAPE, **options}
    one, many = (run_study(told, frame, engine=which, **chosen) for which in ("single", engine))
    assert (one.settings.engine, many.settings.engine) == ("single", engine)
    for first, last in chosen["windows"]:
        for by in (None, "series", "group"):
            assert_same_tests(one, many, first=first, last=last, by=by)


def test_more_than_a_hundred_and_some_tests_alone():
    told, frame = scale.events(33, 330, series=("s1", "xom")), scale.returns(34, gaps=0.02)
    one, many = scale.both(told, frame, overlap="keep")
    assert_same_tests(one, many, first=-1, last=1, by="series")
    assert_same_tests(one, many, first=0, last=0, by="series", tests=["sq", "t"])
    assert_same_tests(one, many, first=0, last=0, by="series", tests=["calendar_time", "bmp"])


def brute(residuals: pd.DataFrame, held: pd.DataFrame, zeros: list[int]):
    """Return what `Dependence` holds and the correlations of the CARs, pair by pair."""
    N, rows = residuals.shape[1], []
    for i in range(N):
        for j in range(i + 1, N):
            common = residuals.iloc[:, [i, j]].dropna()
            known = len(common) >= FEWEST_COMMON and bool((common.var() > 0).all())
            r = float(np.corrcoef(common.T)[0, 1]) if known else np.nan
            tau = (held.iloc[:, i] & held.iloc[:, j]).sum() / np.sqrt(held.iloc[:, i].sum() * held.iloc[:, j].sum())
            rows.append((i, j, r, tau, zeros[i] == zeros[j]))
    table = pd.DataFrame(rows, columns=["i", "j", "r", "tau", "same"])
    rbar = table.r.mean()
    effect = table.tau * table.r.fillna(rbar).where(table.tau > 0, table.r.fillna(0.0))
    correlations = np.eye(N)
    correlations[table.i, table.j] = correlations[table.j, table.i] = effect
    return (
        (rbar, table.r.notna().sum(), len(table), table.tau.mean(), effect.mean(), (effect * table.same).mean()),
        correlations,
    )


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_pairs_are_those_of_a_loop_over_tables(engine, gaps):
    rng = np.random.default_rng(5)
    zeros = sorted(int(day) for day in rng.integers(90, 260, 14))
    zeros[3] = zeros[4]
    residuals, held = np.full((300, 14), np.nan), np.zeros((300, 14), dtype=bool)
    common = rng.normal(size=300)
    for place, zero in enumerate(zeros):
        residuals[zero - 70 : zero - 5, place] = (rng.normal(size=300) + common)[zero - 70 : zero - 5]
        held[zero - 2 : zero + 3, place] = True
    residuals[rng.random(residuals.shape) < gaps] = np.nan
    held &= (rng.random(held.shape) >= gaps) | (np.arange(300)[:, None] == zeros)

    def panel(there, values):
        owner, day = np.nonzero(there.T)
        return Panel(owner, 17_000 + 3 * day, values[day, owner], 14)

    found = paired(
        residuals=panel(~np.isnan(residuals), residuals), windows=panel(held, np.zeros((300, 14))),
        zeros=np.array(zeros), few=14, engine=engine,
    )  # fmt: skip
    told, correlations = brute(pd.DataFrame(residuals), pd.DataFrame(held), zeros)
    one = found.dependence
    mine = (one.rbar, one.pairs, one.possible, one.overlap, one.effective, one.aligned)
    np.testing.assert_allclose(mine, told, rtol=EXACT, atol=EXACT)
    ordered = [np.sort(np.linalg.eigvalsh(each)) for each in (found.correlations, correlations)]
    np.testing.assert_allclose(*ordered, rtol=EXACT, atol=EXACT)
    assert found.correlations.sum() == pytest.approx(correlations.sum(), rel=EXACT)
