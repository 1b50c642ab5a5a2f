"""Studies larger than memory, or than one machine: events and returns from files, results to files, block by block."""

from __future__ import annotations

from eventstudy.study.on_disk.finishing import FileStudy
from eventstudy.study.on_disk.settings import FileSettings
from eventstudy.study.on_disk.whole import study_files

__all__ = ["FileSettings", "FileStudy", "study_files"]
