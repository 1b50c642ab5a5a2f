"""run(): StudyFile -> Study. Joins the rooms below in order; prints nothing and writes nothing."""

from __future__ import annotations

from eventstudy.pipeline.events import day_zeros
from eventstudy.pipeline.steps import run, shipped_study
from eventstudy.pipeline.study import Study

__all__ = ["Study", "day_zeros", "run", "shipped_study"]
