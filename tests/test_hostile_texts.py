"""Texts of strangers in every format: shown as they are, nothing in them run, followed or obeyed."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from looked_at import STEERING, Page, commands, in_markdown, words_of_markdown
from texts import PAYLOADS
from typer.testing import CliRunner

import eventstudy as es
from eventstudy.cli import tablefile
from eventstudy.cli.app import app
from eventstudy.cli.output import json_text
from eventstudy.cli.spreadsheet import csv_text
from eventstudy.errors import ArticleError
from eventstudy.records import Article, Dropped
from eventstudy.report.inline import inline_svg
from eventstudy.report.visible import visible

EACH = [pytest.param(text, id=name) for name, text in PAYLOADS.items()]
each_text = pytest.mark.parametrize("text", EACH)
PLAIN = "some plain words"
MORE = "What was known on Friday was little, and what was said of it was much more than that. " * 10
FORMULAS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


def article(text):
    """Return an article that holds a text in its sentences, and is called by it."""
    told = f"Brent rose 3 percent to $69.20 on Friday after {text}, and the Dow, {text}, fell 1.1 percent. {MORE}"
    return Article(text, told, "ab" * 32, title=text, outlet=text)


def tables(text):
    """Return what is printed of an article, as tables of records and of numbers."""
    held = [replace(article(text), published=pd.Timestamp("2020-01-03").date(), published_from="given")]
    moves = [replace(one, quote=text, instrument=text, article=text) for one in es.find_moves(article_dated(PLAIN))[:2]]
    numbers = pd.DataFrame({"term": [text, "b"], "coefficient": [0.01, 0.02], "se": [0.1, 0.2], "p": [0.03, 0.5]})
    assert moves
    return [
        es.to_table(held), es.to_table(moves), es.to_table([Dropped(text, text)]),
        es.to_table(numbers, caption=text, stars=True),
    ]  # fmt: skip


def article_dated(text):
    return [replace(article(text), published=pd.Timestamp("2020-01-03").date(), published_from="given")]


@pytest.fixture(scope="module")
def plain():
    """Return what the formats hold of a text that tries nothing."""
    made = tables(PLAIN)
    return {
        "html": set().union(*(Page(one.to_html()).kinds for one in made)),
        "word": set().union(*(Page(one.to_word()).kinds for one in made)),
        "markdown": set().union(*(in_markdown(one.to_markdown()) for one in made)),
        "latex": set().union(*(commands(one.to_latex()) for one in made)),
    }


def bare(text):
    return "".join(visible(text).split())


@each_text
def test_a_table_shows_it_and_does_nothing_else(text, plain):
    escapes = {f"\\{name}" for name in (
        "textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater", "textbar", "textquotedbl",
        "textasciigrave", "textquotesingle", "allowbreak", "mbox", "raggedright", "arraybackslash", "dots", "linewidth",
        "footnotesize", "setlength", "tabcolsep", "shortstack", "textdollar", "texteuro", "pounds",
    )} | {rf"\{sign}" for sign in "&%$#_{}"}  # fmt: skip
    for made in tables(text):
        for name, shown in (("html", made.to_html()), ("word", made.to_word()), ("word", made._repr_html_())):
            page = Page(shown)
            assert page.kinds <= plain[name]
            assert page.active == []
            assert STEERING.findall(shown) == []
            assert bare(text) in bare(page.words.replace("\N{MINUS SIGN}", "-"))
        shown = made.to_markdown()
        assert in_markdown(shown) <= plain["markdown"] | {"text_special", "softbreak"}
        assert STEERING.findall(shown) == []
        assert bare(text)[:20] in bare(words_of_markdown(shown).replace("\N{MINUS SIGN}", "-"))
        shown = made.to_latex()
        assert commands(shown) <= plain["latex"] | escapes
        assert STEERING.findall(shown) == []


@each_text
def test_a_cell_is_never_a_formula_and_reads_back_the_same(text, tmp_path):
    for read in (read_csv_text, read_table_csv, read_file_csv):
        heads, cells = read(text)
        assert [len(row) for row in cells] == [2, 2]
        for cell in (*heads, *(one for row in cells for one in row)):
            assert not cell.startswith(tuple(FORMULAS)) or cell.lstrip("+-").replace(".", "").isdigit() or cell == "-"
        back = cells[0][0]
        assert text in (back, back.removeprefix("'"))
    path = tmp_path / "t.xlsx"
    es.to_table([Dropped(text, "x")]).to_excel(path)
    tablefile.write(tmp_path / "u.xlsx", [{"a": text, "b": "x"}], ["a", "b"], dict)
    for name in ("t.xlsx", "u.xlsx"):
        with_formulas = openpyxl.load_workbook(tmp_path / name)
        cells = [cell for row in with_formulas.active.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert not any(cell.hyperlink for cell in cells)


def read_csv_text(text):
    return _read(csv_text(pd.DataFrame({text: [text, "b"], "n": [-0.5, 1.0]})))


def read_table_csv(text):
    frame = pd.DataFrame({"term": [text, "b"], "coefficient": [-0.01, 0.02], "se": [0.1, 0.2], "p": [0.03, 0.5]})
    heads, cells = _read(es.to_table(frame).to_csv())
    return heads, [row[:2] for row in cells]


def read_file_csv(text):
    rows = [{"a": text, "b": -1}, {"a": "b", "b": 2}]
    return _read(tablefile.csv_bytes(rows, ["a", "b"]).decode("utf-8", "surrogatepass"))


def _read(made):
    heads, *cells = csv.reader(io.StringIO(made.replace("\x00", "\N{SYMBOL FOR NULL}"), newline=""))
    return heads, [[one.replace("\N{SYMBOL FOR NULL}", "\x00") for one in row] for row in cells]


@each_text
def test_json_reads_back_the_same_and_steers_no_terminal(text):
    made = json_text({"quote": text, text: 1}, unicode=True)
    assert STEERING.findall(made) == []
    assert json.loads(made) == {"quote": text, text: 1}


def test_half_a_letter_can_be_written_and_read():
    made = json_text({"quote": "a\ud800b"}, unicode=True)
    assert json.loads(made.encode()) == {"quote": "a\ud800b"}


@each_text
def test_on_a_terminal_it_is_words(text, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    body = f"Brent rose 3 percent to $69.20 on Friday, {text}, after the bank failed on Friday. {MORE}"
    for command in (("moves", "--show", "--remarks"), ("events", "--show"), ("dates", "--show"), ("check",)):
        words = [*command, "-", "--published", "2020-01-03"]
        found = CliRunner().invoke(app, words, input=body.encode(), color=True)
        assert found.exit_code == (1 if "\x00" in text else 0), found.output
        shown = found.stdout.replace("\x1b[1m", "").replace("\x1b[0m", "") + found.stderr
        assert STEERING.findall(shown) == []
        if "\x00" in text:
            assert len(found.stderr.splitlines()) == 1


def test_marks_in_colour_are_the_only_commands():
    """What the program itself colours is told from what the text brings: rich markup is text to it."""
    from rich.text import Text  # noqa: PLC0415 - this test alone

    from eventstudy.cli.terminal import _wrapped  # noqa: PLC0415 - the same

    shown = _wrapped("[red]owned[/red] [link=https://evil.example]x[/link]", 100)
    assert isinstance(shown, Text)
    assert shown.plain == "[red]owned[/red] [link=https://evil.example]x[/link]"
    assert shown.spans == []


@each_text
def test_an_error_is_one_line(text):
    for error in (ArticleError(f"no article {text!r} there"), ArticleError(f"no article {text} there")):
        assert str(error).isprintable() or not STEERING.search(str(error))
        assert "\n" not in str(error)


@each_text
def test_markdown_of_verdicts_holds_nothing_of_it_but_words(text, prices):
    moves = [replace(one, quote=text, article=PLAIN) for one in es.find_moves(article_dated(PLAIN))[:1]]
    from eventstudy.report.markdown import verdicts_markdown  # noqa: PLC0415 - what `check --format markdown` prints

    judged = es.check_moves(moves, prices, published=article_dated(PLAIN))
    articles = [replace(one, name=PLAIN) for one in article_dated(text)]
    shown, usual = verdicts_markdown(judged, articles), verdicts_markdown(judged[:1], article_dated(PLAIN))
    links = {"html_block", "html_inline", "link_open", "image", "fence"}
    assert in_markdown(shown) & links == in_markdown(usual) & links == set()
    assert STEERING.findall(shown) == []


@pytest.fixture(scope="module")
def prices():
    return es.load_prices(["brent"])


@each_text
def test_a_figure_says_it_in_words(text):
    import xml.etree.ElementTree as ET  # noqa: PLC0415 - for our own file

    from eventstudy.report.figures.canvas import new_figure, to_png, to_svg  # noqa: PLC0415 - draws

    figure = new_figure(2, 1).told(text, f"It shows {text}.")
    svg = to_svg(figure)
    root = ET.fromstring(svg)  # noqa: S314 - the same
    assert [one.text for one in root if one.tag.endswith("title")] == [visible(text)]
    names = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert names <= {"svg", "title", "desc", "metadata", "RDF", "Work", "defs", "style", "g", "path", "type"}
    assert STEERING.findall(svg) == []
    page = Page(inline_svg(svg, "f", text, text) + figure._repr_html_())
    assert page.active == []
    assert {tag for tag, _ in page.kinds} <= {"svg", "title", "desc", "defs", "style", "g", "path", "img"}
    assert to_png(figure)[1:4] == b"PNG"


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
def test_latex_compiles_and_reads_and_runs_nothing(tmp_path):
    made = [one.to_latex() for text in PAYLOADS.values() for one in tables(text)[2:]]
    named = "\\clearpage\n".join(made)
    packages = "".join(rf"\usepackage{{{name}}}" for name in ("textcomp", "booktabs", "array", "longtable"))
    source = rf"\documentclass{{article}}\usepackage[T1]{{fontenc}}{packages}\extrafloats{{200}}\begin{{document}}"
    (tmp_path / "t.tex").write_text(f"{source}\n{named}\\end{{document}}\n", encoding="utf-8")
    command = ["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "-recorder", "t.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    read = (tmp_path / "t.fls").read_text()
    assert "passwd" not in read
    assert not (tmp_path / "owned").exists()
