"""Tables ready to print: the same numbers in every format, aligned, with notes; nothing in a name is ever executed."""

import csv
import io
import re
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from markdown_it import MarkdownIt
from scipy.stats import t as student

import eventstudy as es
from eventstudy.errors import UsageError
from eventstudy.report.publish.cells import p_text, stars, true_minus
from eventstudy.report.publish.heads import SPECS
from eventstudy.report.publish.remarks import remarks_of
from eventstudy.report.publish.sheet import Cell, Head, Line, Sheet, tails
from eventstudy.report.publish.to_latex import escaped, latex

ROOT = Path(__file__).parents[1]
HOSTILE = r'=HYPERLINK("http://x","a") a_b & <b>c</b> $1 #2 50% ^ ~ \input{x} {y} | * 中 ' + "\u202e\u0007é"
MINUS, DASH = "\N{MINUS SIGN}", "\N{EN DASH}"


def market(seed=3, sessions=600):
    rng = np.random.default_rng(seed)
    days = pd.bdate_range("2015-01-01", periods=sessions)
    m = rng.normal(0.0, 0.01, sessions)
    wide = {f"s{i}": 0.8 * m + rng.normal(0.0, 0.012, sessions) for i in range(4)}
    return pd.DataFrame({**wide, "m": m}, index=days)


@pytest.fixture(scope="module")
def result():
    returns, rng = market(), np.random.default_rng(4)
    places = 320 + 12 * np.arange(20)
    events = pd.DataFrame(
        {
            "event_id": [f"e{i:02d}" for i in range(19)] + [HOSTILE],
            "series": [f"s{i % 4}" for i in range(20)],
            "date": returns.index[places],
            "group": ["good", "bad & worse"] * 10,
            "size": rng.lognormal(size=20),
            "first": 0,
            "last": rng.integers(0, 3, 20),
        }
    )
    for name, day in zip(events.series[::2], events.date[::2], strict=True):
        returns.loc[day, name] += 0.03
    returns.loc[returns.index[places[1]], "s1"] = np.nan
    return es.run_study(
        events, returns, model=["market", "mean"], benchmark="m", windows=[(0, 0), (-1, 1)], event=(-2, 2)
    )


@pytest.fixture(scope="module")
def study():
    return es.run(ROOT / "seeds" / "study.toml")


@pytest.fixture(scope="module")
def tables(result, study):
    made = {name: es.to_table(result, name) for name in SPECS if name not in OTHERS}
    return made | {
        "adjusted": es.to_table(study.result.adjusted("soleimani")),
        "recommended": es.to_table(result.recommended(0, 0)),
        "skewness": es.to_table(result.skewness(0, 0)),
        "regression": es.to_table(result.regress("car(0, 0) ~ size + group"), stars=True),
        "benchmark_regression": es.to_table(study.result.regress_benchmark("car(0, 0) ~ 1", model="raw")),
        "by_group": es.to_table(result.tests(0, 0, by="group"), stars=True),
        "verdicts": es.to_table(study.verdicts),
        "moves": es.to_table(study.moves),
        "events": es.to_table(study.events),
        "dates": es.to_table(study.dates),
        "articles": es.to_table(study.articles),
    }


OTHERS = ("adjusted", "recommended", "skewness", "regression", "benchmark_regression")


def place(table, label):
    return next(number for number, head in enumerate(table.sheet.heads) if head.label == label)


class TestNumbers:
    def test_a_car_is_printed_in_per_cent_with_its_error_interval_t_df_and_p(self, result):
        frame = result.car(0, 0).iloc[[0]]
        sheet = es.to_table(frame, of=result).sheet
        row = {head.whole: cell.text for head, cell in zip(sheet.heads, sheet.lines[0].cells, strict=True)}
        one = frame.iloc[0]
        assert row["CAR (%)"] == f"{100 * one.car:.2f}".replace("-", MINUS)
        assert row["Std. error (%)"] == f"{100 * one.se:.2f}"
        assert row["95 % interval (%), low"] == f"{100 * one.low:.2f}".replace("-", MINUS)
        assert row["t"] == f"{one.t:.2f}".replace("-", MINUS)
        assert row["df"] == str(int(one.df))
        assert row["p"] == p_text(one.p)
        assert row["Series"] == "s0"
        assert row["Window"] == "(0, 0)"
        assert row["T"] == str(one.n_estimation)

    @pytest.mark.parametrize(
        ("p", "text"),
        [(0.0331, ".033"), (1e-9, "<.001"), (0.0009999, "<.001"), (0.001, ".001"), (0.04996, ".04996"), (0.05, ".050"),
         (0.0100004, ".0100004"), (1.0, "1.000"), (0.4567, ".457")],
    )  # fmt: skip
    def test_p(self, p, text):
        assert p_text(p) == text

    def test_points_stand_under_each_other_in_every_column_of_numbers(self, tables):
        for name, table in tables.items():
            for number, head in enumerate(table.sheet.heads):
                texts = [cell.text for cell in table.sheet.column(number)]
                if not head.right or not any("." in text for text in texts) or any("%" in text for text in texts):
                    continue
                padded = [text + tail for text, tail in zip(texts, tails(texts), strict=True)]
                assert len({len(text) - text.index(".") for text in padded}) == 1, (name, head)

    def test_no_zero_carries_a_sign_and_no_cell_a_hyphen_for_a_minus(self, tables):
        for name, table in tables.items():
            for number, head in enumerate(table.sheet.heads):
                for cell in table.sheet.column(number):
                    assert not re.fullmatch(rf"{MINUS}[0.]+", cell.text), (name, head)
                    assert not (head.right and "-" in cell.text), (name, head)

    def test_hyphens_stay_hyphens(self):
        assert true_minus("one-day 2020-01-03 pp. 3-5 (0.1-0.2) e-5") == "one-day 2020-01-03 pp. 3-5 (0.1-0.2) e-5"
        assert true_minus("-1 to -$0.03, (-250, -.5)") == f"{MINUS}1 to {MINUS}$0.03, ({MINUS}250, {MINUS}.5)"

    def test_digits_are_of_returns_alone(self, result):
        fine, plain = es.to_table(result, digits=4), es.to_table(result)
        for number, head in enumerate(plain.sheet.heads):
            pair = fine.sheet.lines[0].cells[number].text, plain.sheet.lines[0].cells[number].text
            assert (pair[0] != pair[1]) == (head.kind == "percent"), head

    def test_a_regression_shows_two_digits_of_its_smallest_error(self, result):
        made = result.regress("car(0, 0) ~ size")
        table = es.to_table(made)
        least = 100 * made.table.se.min()
        text = min((cell.text for cell in table.sheet.column(place(table, "Std. error"))), key=float)
        assert float(text) == pytest.approx(least, rel=0.05)
        assert len(text.replace(".", "").lstrip("0")) >= 2
        assert table.sheet.heads[1].text == "Coefficient (%)"
        plain = es.to_table(result.regress("scar(0, 0) ~ size"))
        assert plain.sheet.heads[1].text == "Coefficient"
        assert float(plain.sheet.lines[0].cells[1].text.replace(MINUS, "-")) == pytest.approx(
            result.regress("scar(0, 0) ~ size").table.coefficient[0], abs=0.01
        )

    def test_series_have_their_names_and_others_can_be_given(self, study):
        frame = study.result.car(0, 0)
        text = es.to_table(frame).to_markdown()
        assert "Exxon Mobil" in text
        named = es.to_table(frame, names={"xom": "Esso", "soleimani": "Killing of Soleimani"}).to_markdown()
        assert "Esso" in named
        assert "Killing of Soleimani, day 0 2020-01-03" in named


class TestStars:
    def test_only_on_request_with_their_legend(self, result):
        assert not any(cell.stars for line in es.to_table(result).sheet.lines for cell in line.cells)
        assert "p &lt; .10" not in es.to_table(result).to_word()
        made = es.to_table(result, stars=True)
        assert made.sheet.notes[-1] == "* p < .10, ** p < .05, *** p < .01"
        column = made.sheet.column(place(made, "CAR"))
        assert [cell.stars for cell in column] == [stars(p) for p in made.frame.p]
        assert {cell.stars for cell in column} >= {"", "***"}

    @pytest.mark.parametrize(("p", "mark"), [(0.0099, "***"), (0.01, "**"), (0.05, "*"), (0.1, ""), (None, "")])
    def test_levels_are_strict(self, p, mark):
        assert stars(p) == mark

    def test_the_legend_stays_without_other_notes(self, result):
        assert es.to_table(result, stars=True, note=False).sheet.notes == ("* p < .10, ** p < .05, *** p < .01",)
        assert es.to_table(result, note=False).sheet.notes == ()

    def test_no_stars_without_a_p(self, result, study):
        with pytest.raises(UsageError, match="'models' has no p-values for stars to stand on; adjusted, per_event"):
            es.to_table(result, "models", stars=True)
        with pytest.raises(UsageError, match="records have no p-values"):
            es.to_table(study.moves, stars=True)


class TestNotes:
    def test_they_name_the_test_its_assumption_the_windows_and_the_sample(self, result):
        notes = " ".join(es.to_table(result).sheet.notes)
        for words in (
            "Student's t with df degrees of freedom",
            "ordinary days are alike and normally distributed",
            f"Estimation sample: sessions {MINUS}250 to {MINUS}11, sessions in other events' windows left out",
            "Windows and sessions are counted from day 0, both ends included",
            "simple returns",
            "p-values are two-sided",
        ):
            assert words in notes

    def test_a_dash_is_explained_and_its_reason_given(self, result):
        table = es.to_table(result)
        assert any(cell.text == DASH for cell in table.sheet.column(place(table, "CAR")))
        notes = " ".join(table.sheet.notes)
        assert f"{DASH}: day 0 has no return, or the window runs past the data; a remark says which." in notes
        assert "e01" in notes

    def test_each_valid_test_is_explained_and_each_other_named(self, result):
        table = es.to_table(result.tests(0, 0, model="market"))
        shown = {line.cells[place(table, "Test")].text for line in table.sheet.lines}
        notes = " ".join(table.sheet.notes)
        assert len(shown) == result.tests(0, 0, model="market").valid.sum() > 5
        for name in shown:
            assert f"{name[0].upper()}{name[1:]}: " in notes
        assert "No valid answer somewhere, and not shown there: " in notes
        assert "conditional sample quantile" in notes

    def test_what_every_row_says_is_said_once(self, result):
        table = es.to_table(result.models().query("model == 'market'"))
        assert "Model" not in [head.label for head in table.sheet.heads]
        assert "In every row: Model is market model; Benchmark is m" in table.sheet.notes[0]

    def test_another_level_heads_the_interval(self):
        returns = market()
        events = pd.DataFrame({"series": ["s0", "s1"], "date": returns.index[[400, 410]]})
        made = es.run_study(events, returns, benchmark="m", level=0.1, alternative="greater")
        table = es.to_table(made)
        assert "90 % interval (%)" in [head.over for head in table.sheet.heads]
        assert any("one-sided, for an effect greater than zero" in note for note in table.sheet.notes)

    def test_a_frame_alone_does_not_know_its_level_and_claims_none(self, result):
        overs = {head.over for head in es.to_table(result.car(0, 0)).sheet.heads} - {""}
        assert overs == {"Interval (%)"}
        assert {head.over for head in es.to_table(result.car(0, 0), of=result).sheet.heads} - {""} == {
            "95 % interval (%)"
        }

    def test_volume_is_not_called_a_return(self):
        prices = es.load_prices(["xom", "cvx"])
        events = pd.DataFrame({"series": ["xom", "cvx"], "date": "2020-01-03"})
        made = es.run_study(events, es.to_volume(prices), model="mean", outcome="volume")
        table = es.to_table(made)
        assert table.sheet.caption == "Cumulative abnormal log volume, 2020-01-03"
        assert any("1 % is 0.01" in note for note in table.sheet.notes)


class TestAverages:
    def test_each_has_the_t_of_its_standard_error_its_p_and_stars(self, result):
        table = es.to_table(result, "caar", stars=True)
        frame = result.to_frame("caar")
        np.testing.assert_allclose(table.frame.t, frame.estimate / frame.se, rtol=1e-14)
        np.testing.assert_allclose(
            table.frame.p, 2 * student.sf(np.abs(frame.estimate / frame.se), frame.df), rtol=1e-9
        )
        assert [cell.stars for cell in table.sheet.column(place(table, "CAAR"))] == [stars(p) for p in table.frame.p]
        assert any("t is the average over the standard error of its interval" in note for note in table.sheet.notes)

    def test_a_one_sided_study_has_one_sided_p(self):
        returns = market()
        events = pd.DataFrame({"series": ["s0", "s1", "s2"], "date": returns.index[[400, 410, 420]]})
        made = es.run_study(events, returns, benchmark="m", alternative="greater")
        one = es.to_table(made, "caar").frame.iloc[0]
        assert one.p == pytest.approx(student.sf(one.estimate / one.se, one.df), rel=1e-9)


class TestNames:
    @pytest.mark.parametrize("name", ["adjusted", "skewness", "recommended"])
    def test_tables_that_methods_give_have_a_name(self, result, name):
        frame = result.to_frame(name)
        assert set(zip(frame["first"], frame["last"], strict=True)) == {(0, 0), (-1, 1)}
        assert es.to_table(result, name).sheet.name == name
        assert rf"\label{{tab:{name}}}" in result.to_latex(name)

    def test_what_the_message_on_stars_names_can_be_printed(self, result):
        with pytest.raises(UsageError) as raised:
            es.to_table(result, "models", stars=True)
        named = str(raised.value).partition("stand on; ")[2].removesuffix(" and regressions have").split(", ")
        assert len(named) > 5
        for name in named:
            assert es.to_table(result, name, stars=True).sheet.name == name


class TestRemarks:
    def test_those_left_out_are_counted_among_all(self, result):
        notes = es.to_table(result, "caar").sheet.notes
        assert "1 of 20 observations left out: no return on day 0 (s1)." in notes

    def test_the_same_of_every_test_and_window_is_said_once(self, result):
        notes = es.to_table(result, "tests").sheet.notes
        assert sum("left out: no return on day 0" in note for note in notes) <= 2

    def test_no_more_than_a_dozen_and_the_others_counted(self):
        listed = [{"event_id": f"e{i}", "note": f"{'abcdefghijklmnopqrstuvwxyz'[i]} is odd"} for i in range(20)]
        told = remarks_of(listed, ["event_id", "note"], None, 5)
        assert told[0] == "e0: a is odd"
        assert told[5:] == ["Further remarks, 15 of them, stand in the column note of the CSV"]

    def test_a_remark_on_some_windows_names_them(self):
        listed = [
            {"test": test, "window": window, "note": "thin" if window != "(0, 0)" else ""}
            for test in ("t", "sign", "bmp") for window in ("(0, 0)", "(0, 1)", "(0, 2)")
        ]  # fmt: skip
        assert remarks_of(listed, ["test", "note"], None, 5) == ["thin over (0, 1) and (0, 2)"]


class TestDays:
    def test_no_line_breaks_inside_a_day(self, tables):
        for form in ("to_word", "to_html", "_repr_html_"):
            page = getattr(tables["events"], form)().partition("</style>")
            drawn = page[2] or page[0]
            cells = re.sub(r'<span style="white-space:nowrap">(to )?\d{4}-\d\d-\d\d</span>', "", drawn)
            assert "white-space:nowrap" in drawn
            assert not re.findall(r">[^<]*\b\d{4}-\d\d-\d\d\b[^<]*<", cells)
        latex_rows = [line for line in tables["events"].to_latex().splitlines() if "2019-09-14" in line]
        assert r"\mbox{to 2019-09-30}" in latex_rows[0]


class TestLatex:
    def test_a_table_of_broken_lines_runs_over_pages(self, tables):
        assert len(tables["events"].sheet.lines) < 45
        assert r"\begin{longtable}" in tables["events"].to_latex()

    @pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed here")
    def test_every_table_compiles(self, tables, tmp_path):
        packages = "\n".join(rf"\usepackage{{{name}}}" for name in ("booktabs", "array", "longtable", "textcomp"))
        body = "\n\\clearpage\n".join(table.to_latex() for table in tables.values())
        document = f"\\documentclass{{article}}\n\\usepackage[T1]{{fontenc}}\n{packages}\n"
        (tmp_path / "all.tex").write_text(f"{document}\\begin{{document}}\n{body}\n\\end{{document}}\n")
        done = subprocess.run(
            [shutil.which("pdflatex"), "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "all.tex"],
            cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, "\n".join(line for line in done.stdout.splitlines() if line.startswith("!"))
        assert "undefined" not in done.stdout
        assert (tmp_path / "all.pdf").stat().st_size > 30_000

    def test_the_first_line_names_what_it_needs(self, tables):
        for name, table in tables.items():
            first, *rest = table.to_latex().splitlines()
            for package, used in (("longtable", r"\begin{longtable}"), ("array", r"\arraybackslash")):
                assert (f"{{{package}}}" in first) == (used in "\n".join(rest)), (name, package)
            assert r"\toprule" in rest[5:] or any(r"\toprule" in line for line in rest)

    def test_a_name_is_printed_and_not_run(self):
        text = escaped(HOSTILE)
        assert r"\input" not in text
        assert r"\textbackslash{}input\{x\}" in text
        assert "[U+4E2D]" in text
        assert "\u202e" not in text
        assert text.isascii() or set(text) - set(map(chr, range(128))) == {"é"}

    def test_every_row_has_every_cell(self, tables):
        for name, table in tables.items():
            wide = sum(1 + bool(table.sheet.starred(number)) for number in range(len(table.sheet.heads)))
            rows = [line for line in table.to_latex().splitlines() if re.search(r"(?<!\\)&.*\\\\$", line)]
            assert len(rows) >= len(table.sheet.lines)
            for row in rows:
                spanned = sum(int(many) - 1 for many in re.findall(r"\\multicolumn\{(\d+)\}", row))
                assert len(re.findall(r"(?<!\\)&", row)) + spanned == wide - 1, (name, row)

    def test_a_cell_that_begins_with_a_bracket_is_no_option(self):
        sheet = Sheet("x", "x", (Head("a"),), (Line((Cell("b"),)), Line((Cell("[1]"),)), Line((Cell("*"),))))
        assert "{[1]}" in latex(sheet)
        assert "{*}" in latex(sheet)

    def test_forty_five_rows_float_and_more_run_over_pages(self):
        def of(rows):
            return latex(Sheet("x", "x", (Head("a"),), tuple(Line((Cell("b"),)) for _ in range(rows))))

        assert r"\begin{table}" in of(45)
        assert r"\begin{longtable}" in of(46)


class TestHtml:
    def test_the_same_bytes_each_time(self, result):
        assert es.to_table(result).to_html() == es.to_table(result).to_html()

    def test_its_style_touches_nothing_else_on_the_page(self, tables):
        style = re.search(r"<style>(.*?)</style>", tables["per_event"].to_html(), flags=re.DOTALL).group(1)
        selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{[^{}]*\}", style) for one in rule.split(",")]
        assert len(selectors) > 20
        assert [one for one in selectors if not one.startswith("#es-per-event")] == []

    @pytest.mark.parametrize("form", ["to_html", "to_word"])
    def test_names_are_text(self, tables, form):
        page = getattr(tables["per_event"], form)()
        assert "<b>c</b>" not in page
        assert "&lt;b&gt;c&lt;/b&gt;" in page
        assert "<script" not in page
        assert not set(page) & set("\u202e\u0007")
        assert "http://" not in re.sub(r"&quot;http://x&quot;|\"http://x\"", "", page)

    def test_word_has_no_class_and_no_style_sheet(self, tables):
        for table in tables.values():
            page = table.to_word()
            assert "class=" not in page
            assert "<style" not in page
            assert page.count("<tr>") == page.count("</tr>") > len(table.sheet.lines)

    def test_every_row_of_word_is_as_wide_as_its_heads(self, tables):
        for name, table in tables.items():
            wide = sum(1 + bool(table.sheet.starred(number)) for number in range(len(table.sheet.heads)))
            for row in re.findall(r"<tr>(.*?)</tr>", table.to_word(), flags=re.DOTALL):
                spans = [int(many or 1) for many in re.findall(r"<t[hd](?:[^>]*colspan=\"(\d+)\")?[^>]*>", row)]
                assert sum(spans) == wide, (name, row)

    def test_a_notebook_shows_forty_rows_and_says_how_many_more(self, result):
        table = es.to_table(result)
        page = table._repr_html_()
        assert f"{len(table.sheet.lines) - 40} more rows" in page

    def test_a_number_keeps_its_per_cent_sign(self, tables):
        assert " %" not in tables["verdicts"].to_word()

    def test_great_tables_is_loaded_for_html_alone(self):
        code = (
            "import sys, pandas as pd, eventstudy as es\n"
            "t = es.to_table(pd.DataFrame({'term': ['a'], 'coefficient': [0.1], 'se': [0.1], 'p': [0.1]}))\n"
            "t.to_latex(); t.to_markdown(); t.to_word(); t.to_csv(); t._repr_html_()\n"
            "print('great_tables' in sys.modules); t.to_html(); print('great_tables' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.split() == ["False", "True"]


class TestMarkdown:
    def test_it_is_read_as_a_table_of_the_same_cells(self, tables):
        for name, table in tables.items():
            page = MarkdownIt().enable("table").render(table.to_markdown())
            body = page.partition("<tbody>")[2].partition("</tbody>")[0]
            assert body.count("<tr>") == len(table.sheet.lines), name
            cells = len(re.findall(r"<td", body))
            panels = any(line.panel for line in table.sheet.lines)
            assert cells == len(table.sheet.lines) * (len(table.sheet.heads) + panels), name
            assert "<b>" not in page

    def test_its_source_is_aligned(self, tables):
        for table in tables.values():
            lines = [line for line in table.to_markdown().splitlines() if line.startswith("|")]
            assert len({len(line) for line in lines}) == 1


class TestCsv:
    def test_every_digit_comes_back(self, result):
        back = pd.read_csv(io.StringIO(es.to_table(result).to_csv()), dtype=str)
        for name in ("car", "se", "t", "p", "low", "high"):
            np.testing.assert_array_equal(back[name].astype(float), result.to_frame("per_event")[name])

    def test_no_cell_is_a_formula(self, tables):
        for name, table in tables.items():
            for row in csv.reader(io.StringIO(table.to_csv())):
                for cell in row:
                    assert not re.match(r"[=+@]|-(?![\d.])", cell), (name, cell)


class TestExcel:
    @pytest.fixture(autouse=True)
    def _needs_openpyxl(self):
        pytest.importorskip("openpyxl", reason="the extra excel is not installed")

    def read(self, path):
        import openpyxl  # noqa: PLC0415 - an extra

        return openpyxl.load_workbook(path)

    def test_numbers_are_numbers_with_all_their_digits_and_notes_stand_below(self, result, tmp_path):
        table = es.to_table(result.regress("car(0, 0) ~ size"))
        page = self.read(table.to_excel(tmp_path / "x.xlsx")).active
        heads = [cell.value for cell in page[1]]
        assert heads[:3] == ["Term", "Coefficient", "Std. error"]
        values = [row[1] for row in page.iter_rows(min_row=2, max_row=3, values_only=True)]
        assert values == list(table.frame.coefficient)
        assert page["B2"].number_format.startswith("0.0")
        assert page["B2"].number_format.endswith("%")
        assert page.cell(5, 1).value == table.sheet.caption
        assert [page.cell(row, 1).value for row in range(6, 6 + len(table.sheet.notes))] == list(table.sheet.notes)

    def test_a_workbook_of_a_study(self, result, tmp_path):
        book = self.read(result.to_excel(tmp_path / "x.xlsx"))
        assert book.sheetnames == ["per_event", "caar", "tests", "models"]
        assert self.read(result.to_excel(tmp_path / "y.xlsx", ["aar"])).sheetnames == ["aar"]

    def test_every_sheet_calls_a_series_and_a_model_the_same(self, study, tmp_path):
        book = self.read(study.result.to_excel(tmp_path / "x.xlsx", ["per_event", "models"]))
        held = {}
        for page in book:
            rows = list(page.iter_rows(values_only=True))
            for label in ("Series", "Model"):
                column = rows[0].index(label)
                end = next(number for number, row in enumerate(rows) if number and row[column] is None)
                held.setdefault(label, []).append({row[column] for row in rows[1:end]})
        assert held["Series"][0] == held["Series"][1] >= {"Brent crude", "Exxon Mobil"}
        assert held["Model"][0] == held["Model"][1]

    def test_no_cell_is_a_formula(self, result, tmp_path):
        book = self.read(result.to_excel(tmp_path / "x.xlsx"))
        kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
        assert "f" not in kinds
        text = [cell.value for row in book["per_event"].iter_rows() for cell in row if isinstance(cell.value, str)]
        assert any(value.startswith("=HYPERLINK") for value in text)

    def test_the_same_bytes_each_time(self, result, tmp_path):
        first, second = (result.to_excel(tmp_path / name).read_bytes() for name in ("x.xlsx", "y.xlsx"))
        assert first == second

    def test_a_folder_that_is_not_there(self, result, tmp_path):
        with pytest.raises(UsageError, match=r"the workbook cannot be written to .*; name a file"):
            result.to_excel(tmp_path / "none" / "x.xlsx")


class TestWhatIsTaken:
    def test_methods_of_a_result_are_the_same_tables(self, result):
        for name in ("latex", "html", "markdown", "word"):
            assert getattr(result, f"to_{name}")("caar") == getattr(es.to_table(result, "caar"), f"to_{name}")()
        assert result.to_latex(stars=True, digits=3) == es.to_table(result, stars=True, digits=3).to_latex()

    def test_a_frame_is_known_by_its_columns(self, result):
        frames = {
            "per_event": result.car(0, 0), "scar": result.scar(0, 0), "bhar": result.bhar(0, 0), "aar": result.aar(),
            "caar": result.caar(0, 0, by="group"), "models": result.models(), "tests": result.tests(0, 0),
            "differences": result.differences(0, 0), "paths": result.paths(), "ar": result.to_frame("ar"),
            "volatility": result.volatility(0, 0), "recommended": result.recommended(0, 0),
            "skewness": result.skewness(0, 0), "dropped": result.to_frame("dropped"),
        }  # fmt: skip
        assert {name: es.to_table(frame).sheet.name for name, frame in frames.items()} == {
            name: name for name in frames
        }

    def test_records(self, study):
        assert es.to_table(study.verdicts).sheet.caption == "Reported against measured"
        assert len(es.to_table(study.moves).sheet.lines) == 9
        assert len(es.to_table(study.verdicts[0]).sheet.lines) == 1

    def test_what_is_none_of_these(self, result):
        for what in (3, [], [3], "text", [es.Window(0, 1)], None):
            with pytest.raises(UsageError, match="to_table takes a StudyResult, one of its tables"):
                es.to_table(what)
        with pytest.raises(UsageError, match="no table has the columns a, b; name one of adjusted, per_event"):
            es.to_table(pd.DataFrame({"a": [1], "b": [2]}))
        with pytest.raises(UsageError, match="there is no table 'none'"):
            es.to_table(result, "none")

    def test_tables_without_rows_in_every_format(self, result, tmp_path):
        table = es.to_table(result.car(0, 0).iloc[:0])
        for name in ("latex", "html", "markdown", "word", "csv"):
            assert getattr(table, f"to_{name}")()
        table.to_excel(tmp_path / "x.xlsx")

    def test_decimals_of_moves_keep_their_digits(self):
        text = "Brent rose to $69.20 a barrel on Friday."
        moves = es.find_moves([es.Article("text", text, "", date(2020, 1, 3))])
        assert moves[0].value == Decimal("69.20")
        assert "$69.20" in es.to_table(moves).to_word()
