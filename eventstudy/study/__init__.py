"""The study: from events and returns to estimates and tests."""

from __future__ import annotations

from eventstudy.study.curve import specification_curve
from eventstudy.study.run import run_study

__all__ = ["run_study", "specification_curve"]
