"""What words mean in numbers, row by row of the table, and the algebra of intervals that it rests on."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from importlib.resources import files
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.errors import UsageError
from eventstudy.records import Hedge
from eventstudy.verdicts import relation, tolerances
from eventstudy.verdicts.relation import interval

CENT = Decimal("0.01")

# value, hedge, core, tolerant: computed by hand from the table of section 4, with a tick of 0.01
ROWS = [
    ("1.3", "exact", "[1.25, 1.35]", "[1.24, 1.36]"),
    ("69.20", "exact", "[69.195, 69.205]", "[69.185, 69.215]"),
    ("3", "exact", "[2.5, 3.5]", "[2.49, 3.51]"),
    ("1", "about", "[0.75, 1.25]", "[0.5, 1.5]"),
    ("2", "about", "[1.75, 2.25]", "[1.5, 2.5]"),
    ("3", "about", "[2.5, 3.5]", "[2, 4]"),
    ("70", "about", "[69.5, 70.5]", "[69, 71]"),
    ("1000", "about", "[950, 1050]", "[900, 1100]"),
    ("70", "roughly", "[69.25, 70.75]", "[68.5, 71.5]"),
    ("70", "nearly", "[69, 70)", "[68, 70.05]"),
    ("3", "nearly", "[2.7, 3)", "[2.4, 3.05]"),  # a granule of 1 is more than 10 % of 3
    ("70", "just_under", "[69.5, 70)", "[69, 70.025]"),
    ("70", "just_over", "(70, 70.5]", "[69.975, 71]"),
    ("3", "more_than", "(3, 3.3]", "[2.95, 3.75]"),
    ("70", "more_than", "(70, 71]", "[69.95, 72]"),
    ("70", "less_than", "[69, 70)", "[68, 70.05]"),
    ("3", "less_than", "[2.7, 3)", "[2.25, 3.05]"),
    ("70", "at_least", "[70, inf]", "[69.95, inf]"),
    ("70", "at_most", "[-inf, 70]", "[-inf, 70.05]"),
    ("4.9", "as_much_as", "[4.85, 4.95]", "[4.79, 4.96]"),
]


def shown(span):
    low = "-inf" if span.low is None else format(span.low.normalize(), "f")
    high = "inf" if span.high is None else format(span.high.normalize(), "f")
    before, after = "[" if span.closed in {"both", "left"} else "(", "]" if span.closed in {"both", "right"} else ")"
    return f"{before}{low}, {high}{after}"


@pytest.mark.parametrize(("value", "hedge", "core", "tolerant"), ROWS, ids=str)
def test_each_hedge_means_what_the_table_says(value, hedge, core, tolerant):
    bands = tolerances.meaning(Decimal(value), hedge, CENT)
    assert shown(bands.core) == core
    assert shown(bands.tolerant) == tolerant


def test_every_hedge_word_is_in_the_table_and_tested():
    assert {row[1] for row in ROWS} == set(get_args(Hedge)) == set(tolerances.load().hedges)


@pytest.mark.parametrize("hedge", get_args(Hedge))
@pytest.mark.parametrize("value", ["0.1", "1", "3", "70", "69.20", "1000", "28635", "-0.55"])
def test_the_narrow_meaning_lies_within_the_wide_one(hedge, value):
    bands = tolerances.meaning(Decimal(value), hedge, CENT)
    assert relation.inside(bands.core, bands.tolerant)


@pytest.mark.parametrize(
    ("value", "granule"),
    [("69.20", "0.01"), ("1.3", "0.1"), ("70", "1"), ("3", "1"), ("1000", "100"), ("300", "10"), ("250", "10"),
     ("26000", "1000"), ("28635", "1"), ("28600", "100"), ("0", "1"), ("1E+3", "100"), ("-37.63", "0.01")],
)  # fmt: skip
def test_granule(value, granule):
    assert tolerances.granule(Decimal(value)) == Decimal(granule)


def test_the_table_names_itself_by_version_and_hash():
    raw = files("eventstudy").joinpath("data", "tolerances.toml").read_bytes()
    assert tolerances.load().sha256 == hashlib.sha256(raw).hexdigest()
    assert tolerances.load().version == "1.3"
    assert tolerances.load(tolerances.load()) is tolerances.load()


def test_a_table_of_ones_own(tmp_path):
    raw = files("eventstudy").joinpath("data", "tolerances.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(raw.replace('version = "1.3"', 'version = "mine"').replace("digits = 2", "digits = 3"))
    table = tolerances.load(mine)
    assert table.version == "mine"
    assert table.sha256 != tolerances.load().sha256
    assert tolerances.granule(Decimal(1000), table) == 10


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version = ", "not TOML"),
        ('version = "1"', "no key 'hedges'"),
        ("\xff\xfe", "not TOML"),
        ("hedges = 3\nversion = 'x'", "start from the shipped table"),
    ],
)
def test_a_broken_table_is_refused_in_one_line(tmp_path, text, told):
    broken = tmp_path / "broken.toml"
    broken.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match=told) as error:
        tolerances.load(broken)
    assert "\n" not in str(error.value)
    assert "broken.toml" in str(error.value)


def test_a_table_without_one_of_the_hedges_is_refused(tmp_path):
    raw = files("eventstudy").joinpath("data", "tolerances.toml").read_text(encoding="utf-8")
    less = tmp_path / "less.toml"
    less.write_text(raw.replace("[hedges.roughly]", "[hedges.circa]"))
    with pytest.raises(UsageError, match="roughly"):
        tolerances.load(less)


ends = st.one_of(st.none(), st.decimals(-20, 20, places=1))


@st.composite
def spans(draw):
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    empty_if_open = low is not None and low == high
    left, right = (True, True) if empty_if_open else (draw(st.booleans()), draw(st.booleans()))
    return interval(low, high, left=left, right=right)


def holds(span, x):
    above = span.low is None or x > span.low or (x == span.low and span.closed in {"both", "left"})
    below = span.high is None or x < span.high or (x == span.high and span.closed in {"both", "right"})
    return above and below


GRID = [Decimal(n) / 20 for n in range(-420, 421)]  # finer than the ends by half


@settings(deadline=None, derandomize=True)
@given(spans(), spans())
def test_relations_are_those_of_the_sets(a, b):
    of_a, of_b = {x for x in GRID if holds(a, x)}, {x for x in GRID if holds(b, x)}
    assert relation.disjoint(a, b) == (not of_a & of_b)
    common = relation.intersect(a, b)
    assert (set() if common is None else {x for x in GRID if holds(common, x)}) == of_a & of_b
    if None not in {a.low, a.high}:  # an infinite interval is more than its part on the grid
        assert relation.inside(a, b) == (of_a <= of_b)


@settings(deadline=None, derandomize=True)
@given(spans())
def test_mirroring_twice_changes_nothing(a):
    assert relation.negate(relation.negate(a)) == a


@settings(deadline=None, derandomize=True)
@given(spans(), spans(), st.integers(0, 840), st.integers(0, 840))
def test_a_difference_holds_every_difference(a, b, i, j):
    x, y = GRID[i], GRID[j]
    if holds(a, x) and holds(b, y):
        assert holds(relation.minus(a, b), x - y)
        assert holds(relation.absolute(a), abs(x)) or None in {a.low, a.high}


def test_brackets_without_end_are_refused_in_one_line(tmp_path):
    path = tmp_path / "deep.toml"
    path.write_text(f"ticks = {'[' * 5000}")
    with pytest.raises(UsageError, match=r"deep\.toml"):
        tolerances.load(path)
