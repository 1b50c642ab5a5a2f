"""A whole study in which every name, title, label and sentence is a stranger's attempt: what its folder holds."""

from __future__ import annotations

import csv
import functools
import http.server
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET

import pytest
from looked_at import STEERING, Page
from texts import PAYLOADS, WITHOUT_NUL, in_toml

import eventstudy as es

SERIES = ("event handler", "jinja", "tex signs", "formula", "terminal colour")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
MIXED = " ".join(WITHOUT_NUL.values())
MORE = "What was known on Friday was little, and what was said of it was much more than that. " * 10
TABLES = {
    "adjusted", "ar", "caar", "data_problems", "dates", "events", "models", "moves", "paths", "per_event", "prices",
    "recommended", "specification", "tests", "verdicts",
}  # fmt: skip


def write_study(folder):
    """Write a study file, prices and an article for each text, named by it."""
    (folder / "articles").mkdir()
    prices = es.load_prices()
    names = dict(zip(("brent", "dow", "sp500", "xom", "cvx"), (PAYLOADS[name] for name in SERIES), strict=True))
    prices.assign(series=prices["series"].astype(str).map(names)).to_csv(folder / "prices.csv", index=False)
    told = [
        f"[study]\ntitle = {in_toml(MIXED)}\nestimation = [-120, -11]\nevent = [-2, 2]\nwindows = [[0, 0]]",
        '[articles]\npath = "articles"\n[prices]\nsource = "prices.csv"',
        *(f'[[series]]\nid = {in_toml(name)}\nmodel = ["mean"]' for name in names.values()),
        f"[[event]]\nid = {in_toml(PAYLOADS['script'])}\nlabel = {in_toml(MIXED)}",
        'day = "2020-01-03"\nwords = ["Friday"]',
    ]
    (folder / "study.toml").write_text("\n".join(told), encoding="utf-8")
    for number, text in enumerate(WITHOUT_NUL.values()):
        head = f"+++\npublished = 2020-01-03\ntitle = {in_toml(text)}\noutlet = {in_toml(text)}\n+++\n"
        body = f"Brent rose 3 percent to $69.20 on Friday after {text}, and the Dow fell {text} 1.1 percent. {MORE}"
        name = f"{text.replace('/', '').lstrip('.')[:60]}{number}.txt"
        (folder / "articles" / name).write_text(head + body, encoding="utf-8")
    (folder / "articles" / os.fsdecode(b"not utf-8 \xff.txt")).write_text("Brent rose 3 percent on Friday.\n")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Run the study, and return its folder and what was printed."""
    folder = tmp_path_factory.mktemp("hostile")
    write_study(folder)
    before = {path for path in folder.rglob("*") if "out" not in path.parts}
    command = [sys.executable, "-m", "eventstudy", "run", "study.toml", "--out", "out"]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert before == {path for path in folder.rglob("*") if not path.is_relative_to(folder / "out")}
    return folder / "out", done.stdout.decode(), done.stderr.decode()


@pytest.fixture(scope="module")
def page(study):
    return (study[0] / "report.html").read_text(encoding="utf-8")


def test_what_is_printed_steers_no_terminal(study):
    _, printed, said = study
    assert STEERING.findall(printed) == []
    assert STEERING.findall(said) == []
    assert all(line.startswith("eventstudy: ") for line in said.splitlines())
    assert said.count("lacks letters") == 1
    assert "owned" in printed


def test_the_folder_holds_the_files_that_every_study_has(study):
    out = study[0]
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    tables = {f"{name}.csv" for name in TABLES}
    whole = {".eventstudy-files", "report.html", "results.json", *tables}
    assert whole <= found
    assert all(re.fullmatch(r"figures/[a-z]+\.(?:svg|png)", name) for name in found - whole)


def test_no_element_or_attribute_of_the_page_comes_from_a_text(page):
    found = Page(page)
    assert found.active == []
    assert {tag for tag, _ in found.kinds} <= {
        "html", "head", "meta", "title", "style", "body", "header", "main", "nav", "section", "article", "footer", "h1",
        "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd", "div", "span", "a", "table", "caption", "thead", "tbody",
        "tr", "th", "td", "details", "summary", "figure", "figcaption", "blockquote", "mark", "time", "sup", "strong",
        "pre", "code", "svg", "desc", "g", "path", "use", "defs", "clippath", "rect", "text",
    }  # fmt: skip
    assert STEERING.findall(page) == []
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    assert page.index(f'<meta http-equiv="Content-Security-Policy" content="{policy}">') < page.index("<title>")
    for tried in ("<script>alert(1)</script>", "{{ 7*7 }}", r"\input{/etc/passwd}", "[red]owned[/red]"):
        assert tried in found.words
    assert "49" not in found.words.split("{{")[0][-3:]


def test_each_cell_of_the_tables_is_whole_and_no_formula(study):
    for path in sorted(study[0].glob("*.csv")):
        rows = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}, path.name
        for cell in {cell for row in rows for cell in row}:
            if cell.startswith(tuple("=+-@\t\r\n\uff1d")):
                assert re.fullmatch(r"[-+]?[\d.,]*(?:e[-+]?\d+)?(?: ?%)?|-inf", cell), path.name


def test_results_are_json_with_the_texts_as_they_were(study):
    text = (study[0] / "results.json").read_text(encoding="utf-8")
    assert STEERING.findall(text) == []
    titles = {article["title"] for article in json.loads(text)["articles"]}
    assert {text for text in WITHOUT_NUL.values() if text.strip() == text} - titles == set()


def test_figures_are_whole_and_without_links(study):
    for path in (study[0] / "figures").glob("*.svg"):
        root = ET.parse(path).getroot()  # noqa: S314 - our own file
        names = {one.tag.rpartition("}")[2] for one in root.iter()}
        assert not names & {"script", "a", "foreignObject", "image", "iframe", "animate", "set"}
        assert STEERING.findall(path.read_text(encoding="utf-8")) == []
    for path in (study[0] / "figures").glob("*.png"):
        assert kinds_of_png(path.read_bytes()) <= {b"IHDR", b"pHYs", b"tEXt", b"iTXt", b"zTXt", b"IDAT", b"IEND"}


def kinds_of_png(data):
    at, kinds = 8, set()
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kinds.add(data[at + 4 : at + 8])
        at += 12 + length
    return kinds


class _Noted(http.server.SimpleHTTPRequestHandler):
    """Serve a folder, and note what is asked for."""

    asked: list[str]

    def do_GET(self):
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *words):
        """Say nothing."""


@pytest.mark.skipif(not CHROMIUM, reason="needs a Chromium")
def test_a_browser_runs_nothing_and_asks_for_nothing(study, tmp_path):
    """The page as it is, and once more without its policy: escaping alone must be enough."""
    text = (study[0] / "report.html").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    bare = re.sub(r"<meta[^>]*Content-Security-Policy[^>]*>", "", text)
    (tmp_path / "bare.html").write_text(bare, encoding="utf-8")
    asked: list[str] = []
    handler = functools.partial(type("Noted", (_Noted,), {"asked": asked}), directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name in ("page.html", "bare.html"):
            flags = (
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
            )  # fmt: skip
            address = f"http://127.0.0.1:{server.server_port}/{name}"
            shown = subprocess.run(
                [CHROMIUM, *flags, address], capture_output=True, text=True, timeout=120, check=False
            )
            assert "</html>" in shown.stdout
            assert Page(shown.stdout).active == []
            console = [line for line in shown.stderr.splitlines() if ":CONSOLE" in line]
            assert console == []
        server.shutdown()
    assert {path for path in asked if path != "/favicon.ico"} == {"/page.html", "/bare.html"}
