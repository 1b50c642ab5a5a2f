"""The study: from events and returns to estimates and tests."""

from __future__ import annotations

from eventstudy.study.curve import plot_specification, specification_curve
from eventstudy.study.run import run_study

__all__ = ["plot_specification", "run_study", "specification_curve"]
