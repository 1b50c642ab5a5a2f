from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import SimpleNamespace

DATA = Path(__file__).with_name("report_data.py")


@pytest.fixture
def week() -> SimpleNamespace:
    """Return the records and tables of the real week, made anew for each test."""
    return runpy.run_path(str(DATA))["week"]()


@pytest.fixture(scope="session")
def shown() -> dict[str, Any]:
    """Return everything that goes into a page, figures drawn once for all tests."""
    build = runpy.run_path(str(DATA))
    week = build["week"]()
    return build["report_arguments"](week, build["drawn"](week))
