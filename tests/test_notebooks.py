"""The notebooks of ``scripts/notebooks``: each runs from the top in an empty folder, shows much, warns of nothing."""

import os
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "scripts" / "notebooks").glob("*.py"))
SETTINGS = {
    "PYTHONWARNINGS": "error::FutureWarning,error::DeprecationWarning:__main__,error::RuntimeWarning",
    "MPLBACKEND": "agg",
    "PYTHONPATH": str(ROOT),
    "EVENTSTUDY_CACHE": "none-such",
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
}


def test_there_are_three():
    assert [path.stem for path in NOTEBOOKS] == ["earnings_events", "shipped_study", "your_own_article"]


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def ran(request, tmp_path_factory):
    jupytext = pytest.importorskip("jupytext", reason="the development tools are not installed")
    nbclient = pytest.importorskip("nbclient", reason="the development tools are not installed")
    pytest.importorskip("ipykernel", reason="the development tools are not installed")
    folder = tmp_path_factory.mktemp(request.param.stem)
    notebook = jupytext.read(request.param)
    client = nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    begun = time.perf_counter()
    client.execute(env=os.environ | SETTINGS)
    return notebook, folder, time.perf_counter() - begun


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
class TestEach:
    def test_it_runs_in_well_under_a_minute(self, ran):
        assert ran[2] < 60.0  # about ten seconds on an idle machine

    def test_every_cell_shows_something_and_warns_of_nothing(self, ran):
        for cell in ran[0].cells:
            if cell.cell_type == "code":
                assert cell.outputs, cell.source
                streams = [output for output in cell.outputs if output.output_type == "stream"]
                assert [output.text for output in streams if output.name == "stderr"] == []

    def test_what_it_shows_is_drawn_and_not_a_name_in_brackets(self, ran):
        pages = [
            output.data.get("text/html", "")
            for cell in ran[0].cells
            if cell.cell_type == "code"
            for output in cell.outputs
            if output.output_type == "execute_result"
        ]
        assert sum("<table" in page for page in pages) >= 5
        assert sum("<svg" in page or "<img" in page for page in pages) >= 1

    def test_prose_stands_before_code_and_outweighs_no_table(self, ran):
        kinds = [cell.cell_type for cell in ran[0].cells]
        assert kinds[0] == "markdown"
        assert kinds.count("markdown") >= 8

    def test_it_leaves_nothing_in_the_folder(self, ran):
        assert list(ran[1].iterdir()) == []
