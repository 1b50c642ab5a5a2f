"""Every target of fuzzing in short: its kept inputs and a few thousand seeded changes of its seeds; how its work grows.

`scripts/long fuzz` tries each for twenty minutes, guided by what of the code is reached.
"""

from __future__ import annotations

import gc
import os
import warnings
from contextlib import suppress
from random import Random
from time import process_time

import hostile
import pytest
from fuzz_registry import mutated, registry
from fuzz_target import KEPT

from eventstudy.errors import EventStudyError

TARGETS = registry()
LENGTH = 2_000
EVERY = 1 if os.environ.get("EVENTSTUDY_EXAMPLES") else 5
"""The suite tries every fifth piece, the long form all."""
SPARED = 0.25
"""CPU seconds below which no ratio is looked at."""
PIECES = {
    "text": (*hostile.PIECES, *hostile.MARKED[:6]),
    "markdown": (*hostile.PIECES[:16], *hostile.MARKDOWN),
    "html": (*hostile.MARKED, *hostile.PIECES[:4]),
    "jsonl": hostile.JSON,
    "json": hostile.JSON,
    "csv": hostile.CELLS,
    "dates": hostile.PIECES,
    "moves": hostile.PIECES[::2],
    "events": hostile.PIECES[1::2],
    "study": hostile.TOML,
    "instruments": hostile.TOML,
    "tolerances": hostile.TOML,
    "prices_csv": hostile.CELLS,
    "prices_excel": hostile.SHEET,
    "intraday": hostile.CELLS,
    "event_list": hostile.CELLS,
    "returns": hostile.CELLS,
    "verdicts": hostile.PIECES[::4],
    "moves_table": (*hostile.CELLS, *hostile.JSON),
    "events_table": (*hostile.CELLS, *hostile.JSON),
    "factors": hostile.CELLS,
    "manifest": hostile.JSON,
    "plan": hostile.JSON,
}
HEADERS = {
    "csv": "text\n",
    "prices_csv": "date,close\n",
    "events_table": "label,start,mentions\nx,2020-01-03,",
    "factors": "date,rf\n",
    "intraday": "series,time,open,high,low,close\n",
    "event_list": "event_id,series,date,group\ne1,aa,",
    "returns": "date,aa,m\n2020-01-01,.01,",
    "prices_excel": "<worksheet><sheetData><row>",
}
LONGER = {
    "dates": 40,
    "text": 40,
    "csv": 5,
    "json": 40,
    "jsonl": 10,
    "study": 20,
    "plan": 40,
    "manifest": 40,
    "markdown": 4,
    "html": 4,
    "events": 10,
    "factors": 5,
    "tolerances": 20,
    "instruments": 20,
    "moves_table": 5,
    "events_table": 10,
    "moves": 2,
    "verdicts": 2,
    "prices_excel": 10,
    "intraday": 20,
    "event_list": 10,
    "returns": 20,
}
"""How many times `LENGTH` a quick reader is given: of little work nothing can be told."""


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_are_read_and_kept_inputs_do_no_harm(name):
    target = TARGETS[name]
    assert all(target(seed) for seed in target.seeds)
    for data in target.kept():
        target(data)


def test_kept_inputs_belong_to_targets():
    assert {path.name for path in KEPT.iterdir()} <= TARGETS.keys()


@pytest.mark.parametrize("name", TARGETS)
def test_seeded_changes_do_no_harm(name):
    target, rng = TARGETS[name], Random(name)  # noqa: S311 - no secret
    begin = (*target.seeds, *target.kept())
    for _ in range(target.per_run):
        target(mutated(rng.choice(begin), target, rng))


def spent(name, data, *, least=2):
    """Return the CPU seconds that an input takes, the least of some tries."""
    best = float("inf")
    for _ in range(least):
        gc.collect()
        start = process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with suppress(EventStudyError):
                TARGETS[name].read(data)
        best = min(best, process_time() - start)
    return best


def require_linear(name, make, size):
    """Hold that four times the size takes at most some four times the work."""
    large = spent(name, make(4 * size), least=1)
    if large < SPARED:
        return
    for _ in range(3):  # a busy machine may stretch one of the two
        if large < 6 * spent(name, make(size)) + SPARED:
            return
        large = min(large, spent(name, make(4 * size), least=1))
    pytest.fail(f"{name}: four times as much took {large:.2f} s, of {size} it was {spent(name, make(size)):.2f} s")


@pytest.mark.parametrize("name", PIECES)
def test_work_grows_no_faster_than_the_input(name):
    size = LENGTH * LONGER.get(name, 1)
    for seed in TARGETS[name].seeds:
        spent(name, seed, least=1)
    for piece in PIECES[name][::EVERY]:
        require_linear(name, lambda length, piece=piece: hostile.repeated(piece, length, HEADERS.get(name, "")), size)


@pytest.mark.parametrize(
    ("name", "make", "size"), [(name, *one) for name, held in hostile.BUILT.items() for one in held]
)
def test_work_grows_no_faster_than_what_is_built(name, make, size):
    require_linear(name, make, size)
