"""The page of the shipped study in a browser: in each mode no fault, no request, no message, nothing cut off.

Needs Chromium, and axe-core (its script's path in AXE_CORE) for the faults; without them the tests skip.
"""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import matplotlib.image
import pytest

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
AXE = os.environ.get("AXE_CORE", "")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--enable-logging=stderr", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
LARGEST = 2_000_000
WORST = {"serious", "critical"}

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs a Chromium")
needs_axe = pytest.mark.skipif(not AXE, reason="needs axe-core: AXE_CORE names its axe.min.js")


class Mode(NamedTuple):
    """How the page is looked at."""

    size: str
    scheme: str

    @property
    def flags(self) -> tuple[str, str]:
        """Return what tells the browser so."""
        return f"--window-size={self.size}", f"--blink-settings=preferredColorScheme={int(self.scheme == 'light')}"


DESKTOP, PHONE = "1280,900", "390,844"
MODES = [Mode(size, scheme) for size in (DESKTOP, PHONE) for scheme in ("light", "dark")]
each_mode = pytest.mark.parametrize("mode", MODES, ids=lambda mode: f"{mode.size}-{mode.scheme}")


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("page") / "out"
    command = [sys.executable, "-m", "eventstudy", "run", "--out", str(out), "--quiet"]
    subprocess.run(command, check=True, timeout=120)
    return out / "report.html"


def browse(page: Path, folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """Open a page and return what the browser printed; a browser that hangs fails the test."""
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def asked(page: Path, folder: Path, script: str, *flags: str) -> object:
    """Return what a script says of the page: a copy of it, which alone lets a script run."""
    text = re.sub(r"<meta[^>]*Content-Security-Policy[^>]*>", "", page.read_text(encoding="utf-8"))
    tell = (
        "answer => { const said = document.createElement('pre'); said.id = 'said'; "
        "said.textContent = JSON.stringify(answer); document.body.appendChild(said); }"
    )
    copy = folder / "asked.html"
    copy.write_text(
        text.replace("</body>", f"<script>Promise.resolve(({script})()).then({tell})</script></body>"), "utf-8"
    )
    found = browse(copy, folder, *flags, "--virtual-time-budget=20000", "--dump-dom")
    said = re.search(r'<pre id="said">(.*?)</pre>', found.stdout, re.DOTALL)
    assert said is not None, found.stderr[-2000:]
    return json.loads(html.unescape(said[1]))


def test_the_page_is_small_and_holds_no_script(page):
    text = page.read_text(encoding="utf-8")
    assert len(text.encode()) < LARGEST
    assert "<script" not in text
    assert "default-src 'none'" in text


def test_the_browser_has_nothing_to_say(page, tmp_path):
    found = browse(page, tmp_path, "--dump-dom")
    assert "</html>" in found.stdout
    assert not [line for line in found.stderr.splitlines() if "CONSOLE" in line]


def test_the_page_asks_for_nothing_even_where_it_could(page, tmp_path):
    asks = "() => performance.getEntriesByType('resource').map(one => one.name)"
    assert asked(page, tmp_path, asks) == []
    beckoning = tmp_path / "beckoning.html"
    beckoning.write_text("<body><img src='http://example.invalid/pixel.png'></body>", encoding="utf-8")
    assert asked(beckoning, tmp_path, asks) == ["http://example.invalid/pixel.png"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_nothing_is_wider_than_the_window(page, tmp_path, size):
    widths = "() => [document.documentElement.scrollWidth, window.innerWidth]"
    wide, window = asked(page, tmp_path, widths, *Mode(size, "light").flags)
    assert wide <= window


def test_what_scrolls_can_be_reached_by_the_keyboard(page, tmp_path):
    script = """() => [...document.querySelectorAll('*')].filter(one => one.scrollWidth > one.clientWidth + 1
      && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX) && one.tabIndex < 0).map(one => one.className)"""
    assert asked(page, tmp_path, script, *Mode(PHONE, "light").flags) == []


def test_every_link_leads_somewhere_on_the_page(page, tmp_path):
    script = """() => [...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href'))
      .filter(href => !href.startsWith('#') || !document.getElementById(href.slice(1)))"""
    assert asked(page, tmp_path, script) == []


SHEETS = {"A4": 680, "Letter": 696}
"""Width in CSS pixels of a sheet between its margins of 15 mm."""


def as_printed(page: Path, folder: Path, *, opened: bool) -> Path:
    """Return a copy that a screen shows as paper would."""
    text = (
        page.read_text(encoding="utf-8").replace("@media print", "@media all").replace("@media screen", "@media print")
    )
    copy = folder / "paper.html"
    copy.write_text(text.replace("<details", "<details open") if opened else text, encoding="utf-8")
    return copy


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("opened", [True, False])
def test_no_table_is_wider_than_the_sheet(page, tmp_path, sheet, opened):
    script = f"""() => {{
      document.body.style.width = '{SHEETS[sheet]}px';
      const edge = document.body.getBoundingClientRect().right + 1;
      const parts = [...document.querySelectorAll('table, td, th, pre, svg, blockquote')];
      const cut = one => one.matches('td, th') && one.scrollWidth > one.clientWidth + 1;
      const wide = parts.filter(one => one.getBoundingClientRect().right > edge || cut(one));
      return [document.querySelectorAll('table').length, wide.map(one => one.textContent.slice(0, 60))]; }}"""
    tables, wide = asked(as_printed(page, tmp_path, opened=opened), tmp_path, script, "--window-size=1000,900")
    assert tables > 5
    assert wide == []


def test_a_table_that_is_wider_than_the_sheet_would_be_found(page, tmp_path):
    copy = as_printed(page, tmp_path, opened=True)
    text = copy.read_text(encoding="utf-8")
    copy.write_text(text.replace("</style>", "th, td { white-space: nowrap !important }</style>", 1), encoding="utf-8")
    script = f"""() => {{ document.body.style.width = '{SHEETS["A4"]}px';
      const edge = document.body.getBoundingClientRect().right + 1;
      const tables = [...document.querySelectorAll('table')];
      return tables.filter(one => one.getBoundingClientRect().right > edge).length; }}"""
    assert asked(copy, tmp_path, script, "--window-size=1000,900") > 0


def test_what_is_folded_stays_folded_on_paper_and_says_where_it_is(page, tmp_path):
    script = """() => [[...document.querySelectorAll('.more .scroll')].filter(one => one.checkVisibility({
      contentVisibilityAuto: true, checkOpacity: true}) && one.getBoundingClientRect().height > 0).length,
      [...document.querySelectorAll('.more > summary')].map(one => one.innerText)]"""
    shown, summaries = asked(as_printed(page, tmp_path, opened=False), tmp_path, script)
    assert shown == 0
    assert all("folded here" in text for text in summaries)
    assert any("specification.csv" in text for text in summaries)


@needs_axe
@each_mode
def test_axe_finds_no_serious_fault(page, tmp_path, mode):
    axe = Path(AXE).read_text(encoding="utf-8").replace("</script", "<\\/script")
    copy = tmp_path / "with-axe.html"
    text = page.read_text(encoding="utf-8").replace("<details", "<details open")
    copy.write_text(text.replace("</body>", f"<script>{axe}</script></body>"), encoding="utf-8")
    script = """async () => (await axe.run(document)).violations.map(
      one => [one.impact, one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 120))])"""
    found = asked(copy, tmp_path, script, *mode.flags)
    assert [fault for fault in found if fault[0] in WORST] == []


@needs_axe
def test_axe_would_find_a_fault(tmp_path):
    axe = Path(AXE).read_text(encoding="utf-8").replace("</script", "<\\/script")
    bad = tmp_path / "bad.html"
    bad.write_text(f"<html><body><img src='data:,'><script>{axe}</script></body></html>", encoding="utf-8")
    found = asked(bad, tmp_path, "async () => (await axe.run(document)).violations.map(one => one.id)")
    assert {"image-alt", "html-has-lang"} <= set(found)


@pytest.mark.parametrize(("scheme", "light"), [("light", True), ("dark", False)])
def test_the_page_takes_the_readers_colours(page, tmp_path, scheme, light):
    picture = tmp_path / "page.png"
    browse(page, tmp_path, *Mode(DESKTOP, scheme).flags, f"--screenshot={picture}")
    corner = matplotlib.image.imread(picture)[5, 5, :3].mean()
    assert bool(corner > 0.5) is light


def test_the_page_prints_dark_on_white(page, tmp_path):
    script = """() => { const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]);
      return rules.some(rule => rule instanceof CSSMediaRule && rule.conditionText === 'print'); }"""
    assert asked(page, tmp_path, script) is True
    printed = tmp_path / "page.pdf"
    browse(page, tmp_path, f"--print-to-pdf={printed}")
    assert printed.read_bytes().startswith(b"%PDF")
