"""What a study found: `StudyResult`, its tables, and any records as a table."""

from __future__ import annotations

from eventstudy.results.design import Design
from eventstudy.results.frames import to_frame
from eventstudy.results.study_result import StudyResult

__all__ = ["Design", "StudyResult", "to_frame"]
