"""The hash of a table of events: of the text that pandas writes, however it is written."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from eventstudy.study import digests

TABLES = {
    "texts": {"a": ["x", " y", None, "é"], "b": ["1", "2", "", "4"]},
    "numbers beside": {"a": ["x", "y", "z", "x"], "n": [1, -2, 3, 10**15]},
    "cells to be quoted": {"a": ["x", "y", 'say "so"', "p,q"], "b": ["1", "2", "line\nline", "4"]},
    "one column": {"a": ["x", "", "z", None]},
    "fractions": {"a": ["x", "y", "z", "x"], "f": [0.1, np.nan, 1e-7, 3.0]},
    "objects": {"a": pd.Series(["x", 1, None, True], dtype=object), "b": ["1", "2", "3", "4"]},
    "days": {"a": ["x", "y", "z", "x"], "d": pd.date_range("2020-01-03", periods=4)},
    "empty": {"a": pd.Series([], dtype=str), "b": pd.Series([], dtype=str)},
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("stretch", [1, 3, 100])
def test_the_hash_is_that_of_the_text_of_pandas(name, stretch, monkeypatch):
    monkeypatch.setattr(digests, "_STRETCH", stretch)
    rows = pd.DataFrame(TABLES[name])
    assert digests.digest_of(rows) == hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest()
