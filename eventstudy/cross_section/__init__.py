"""Regressions of abnormal returns across observations, and p-values adjusted for how many there are.

The one room that uses statsmodels.
"""

from __future__ import annotations

from eventstudy.cross_section.benchmark import BenchmarkRegression, regress_benchmark
from eventstudy.cross_section.formula import Formula, design_matrix, parse
from eventstudy.cross_section.multiple import adjust_p
from eventstudy.cross_section.regression import Regression, regress

__all__ = [
    "BenchmarkRegression",
    "Formula",
    "Regression",
    "adjust_p",
    "design_matrix",
    "parse",
    "regress",
    "regress_benchmark",
]
