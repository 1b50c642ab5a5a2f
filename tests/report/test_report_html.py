from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from eventstudy.errors import UsageError
from eventstudy.records import Article, Dropped
from eventstudy.report import agreement, findings, testing
from eventstudy.report.excerpts import excerpts
from eventstudy.report.gallery import Picture
from eventstudy.report.html import render_report
from eventstudy.report.inline import inline_svg
from eventstudy.report.numbering import numbered
from eventstudy.report.spans import Mark
from eventstudy.report.standfirst import standfirst
from eventstudy.report.typeset import typeset

HERE = Path(__file__).parent
VOID = {"meta", "br", "hr", "img", "link", "input"}

WRITE = """
import hashlib, runpy, sys
from eventstudy.report.html import render_report
build = runpy.run_path(sys.argv[1])
print(hashlib.sha256(render_report(**build["report_arguments"](build["week"](), figures={})).encode()).hexdigest())
"""


class Page(HTMLParser):
    """Elements, ids, references, tables and text of a page; open elements must close in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"style", "title", "desc"}:
            self.words.append(data)
        if self.open and self.open[-1] in {"td", "th"}:
            self.tables[-1][-1][-1] += data

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def text(self):
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def html(shown):
    return render_report(**shown)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_two_processes_write_the_same_page_whatever_the_hash_seed():
    root = HERE.parents[1]
    pages = [
        subprocess.run(
            [sys.executable, "-c", WRITE, str(HERE / "report_data.py")],
            capture_output=True, text=True, check=True, cwd=root,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert pages[0] == pages[1]


def test_the_page_is_whole_and_asks_for_nothing(html, page):
    assert not page.open
    assert len(html.encode()) < 2_000_000
    assert "http:" not in html
    assert "https:" not in html
    assert "//" not in re.sub(r"\s", "", html).replace("</", "<")
    assert "@import" not in html
    assert not {"script", "link", "iframe", "object", "embed", "img", "base", "form"} & {tag for tag, _ in page.tags}
    assert all(not name.startswith("on") for _, attrs in page.tags for name in attrs)
    for _, attrs in page.tags:
        for name in ("href", "src", "xlink:href"):
            assert (attrs.get(name) or "#").startswith("#")
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", html))


def test_events_that_are_not_studied_stand_apart_with_their_reason(page):
    tables = {len(table) - 1: table for table in page.tables[:2]}
    assert [row[0] for row in tables[5][1:]] == ["E1", "E2", "E3", "E4", "E5"]
    assert tables[1][1][0] == "US withdrawal from the nuclear deal"
    assert tables[1][1][-1] == "dated to a month only"


def test_articles_that_report_no_move_are_named(page):
    assert (
        "Articles that report no market move Wire wire.txt · published Friday 3 January 2020, as it states" in page.text
    )


@pytest.mark.parametrize(
    ("plain", "set_"),
    [
        ("-1.09 %", "\N{MINUS SIGN}1.09\N{NO-BREAK SPACE}%"),
        ("(-1, 1) and -$0.03", "(\N{MINUS SIGN}1, 1) and \N{MINUS SIGN}$0.03"),
        ("2019-12-31, day-0, 3 - 4, 240-5", "2019-12-31, day-0, 3 - 4, 240-5"),
        (
            "p = 0.05 or p < 0.001",
            "p\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}0.05 or p\N{NO-BREAK SPACE}<\N{NO-BREAK SPACE}0.001",
        ),
    ],
)
def test_numbers_are_set_with_true_minus_signs_and_do_not_break(plain, set_):
    assert typeset(plain) == set_


def test_a_policy_forbids_what_the_page_does_not_need(page):
    policy = next(a["content"] for a in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "script" not in policy


def test_ids_are_unique_and_every_reference_has_its_target(html, page):
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    wanted = [(attrs["href"] or "")[1:] for _, attrs in page.tags if "href" in attrs]
    wanted += re.findall(r"url\(#([^)]*)\)", html)
    for _, attrs in page.tags:
        wanted += (attrs.get("aria-labelledby") or "").split()
    assert len(wanted) > 100
    assert not set(wanted) - set(ids)


def test_a_reader_finds_the_way_without_eyes(page):
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    anchors = [attrs for tag, attrs in page.tags if tag == "a"]
    assert anchors[0]["class"] == "skip"
    assert anchors[0]["href"] == "#main"
    drawings = page.all("svg")
    assert len(drawings) == 10
    assert all(attrs["role"] == "img" and attrs["aria-labelledby"] for attrs in drawings)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(attrs["scope"] in {"col", "row"} for attrs in page.all("th"))
    assert len(page.all("figcaption")) == len(page.all("figure")) == 5
    regions = [attrs["aria-label"] for attrs in page.all("div") if attrs.get("role") == "region"]
    assert len(regions) == len(set(regions))


def test_figures_are_told_in_their_numbers(html):
    told = re.findall(r"<desc[^>]*>([^<]*)</desc>", html)
    assert len(told) == 10
    assert any("Brent crude +3.48 %" in text for text in told)
    assert any("$66.22 to $69.50" in text for text in told)


def test_tables_hold_the_numbers_given(page, shown):
    cells = {tuple(cell.strip() for cell in row) for table in page.tables for row in table}
    assert ("Brent crude", "constant mean", "(0, 0)") in {row[:3] for row in cells}
    plain = {row for row in cells if row[:3] == ("Brent crude", "constant mean", "(0, 0)")}
    assert "+3.48\N{NO-BREAK SPACE}%" in next(iter(plain))
    assert any(row[:2] == ("paper.txt", "ab" * 32) for row in cells)
    assert ("2020-01-03", "dow", "28,553.33", "28,716.31", "28,500.36", "28,634.88") in cells
    passing = next(row for table in page.tables for row in table if row[0] == "Brent crude" and "of" in row[1])
    held = shown["specification"].query("first == 0 and last == 0")
    assert passing[1] == f"{int((held['p'] < 0.05).sum())} of {len(held)}"


def test_the_finding_comes_first_and_is_made_of_the_numbers(page):
    text = page.text
    start = text[text.index("The finding") : text.index("What the articles say")].replace("\N{NO-BREAK SPACE}", " ")
    assert "Friday 3 January 2020 was the first session priced after the news of “Killing of Qassem Soleimani”" in start
    assert "Brent crude +3.48 % (p = 0.054)" in start
    assert "conditional sample quantile, on day 0), gives p = 0.045." in start
    found = (
        "Before any estimate: a move of the five series by 1.91 % on average, the quiet ones counting more, on day 0"
    )
    assert f"{found} would be found four times in five by the primary test; the least p it can give is" in start
    assert start.index("On Friday") < start.index("+3.48 %") < start.index("Before any estimate")
    assert page.text.count("Before any estimate") == 1
    assert "The articles report eight market moves." in start
    assert "agree with two, do not disagree with four as far as they can tell and do not measure two; they dis" in start
    assert "; they disagree with none." in start
    assert "hangs on whether other events' days are left out" in start
    rest = text[text.index("What hangs on a choice", text.index("What was left out")) :].replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "moves Brent crude on day 0 across 5 %: other events' days left out gives p = 0.049 and other" in rest


def test_the_page_leads_with_one_sentence_and_the_figure_beside_it(html):
    start = html[html.index('class="standfirst"') :]
    assert start.index('id="figure-ar"') < start.index('class="lead"') < start.index('id="figure-prices"')


def test_the_names_of_the_study_file_stand_nowhere_on_the_page(page, shown):
    for name in shown["events"]["event_id"][:5]:
        assert not re.search(rf"(?<![\w-]){name}(?![\w-])", page.text), name


def test_a_quotation_ends_before_the_mark_of_its_event(shown):
    text = shown["articles"][0].text
    first = text.index("The general was killed")
    mark = Mark(first, text.index(".", first) + 1, "event", "E4", "Killing")
    told = render_report(**{**shown, "marks": {shown["articles"][0].name: [mark]}})
    assert 'overnight strike.”<sup class="told">E4</sup></blockquote>' in told


@pytest.mark.parametrize(
    ("p", "adjusted", "said"),
    [
        (0.002, 0.15, "more than ordinary scatter explains, but not when all 20 looks at series and windows are"),
        (
            0.002,
            0.01,
            "more than ordinary scatter explains even when all 20 looks at series and windows are allowed for",
        ),
        (0.002, None, "more than ordinary scatter explains; the other four series did nothing unusual, and prices"),
        (
            0.5,
            0.5,
            "On Friday 3 January 2020 none of the five series moved by more than ordinary scatter explains, and",
        ),
    ],
)
def test_the_finding_in_one_sentence(week, p, adjusted, said):
    table = week.per_event.assign(p=0.5)
    table.loc[table["series"] == "brent", "p"] = p
    looks = pd.DataFrame(
        {"event_id": "soleimani", "series": ["brent"], "first": 0, "last": 0, "p": p, "p_adjusted": [adjusted or 1.0],
         "n_family": 20, "valid": adjusted is not None}
    )  # fmt: skip
    told = standfirst(table, week.events, "soleimani", week.verdicts, names=week.names, adjusted=looks)
    assert said in told
    assert told.endswith("prices disagree with none of the six reported moves they can test.")
    assert ("Brent crude rose 3.48 % beyond what an ordinary day brings" in told) is (p < 0.05)


def test_the_finding_tells_disagreement_and_what_is_missing(week):
    against = [replace(week.verdicts[0], verdict="contradicted"), *week.verdicts[1:]]
    told = standfirst(week.per_event.iloc[:0], week.events, None, against)
    assert told == "Prices disagree with one of the six reported moves they can test."
    assert standfirst(week.per_event.iloc[:0], week.events, None, []) == ""


def test_notes_call_events_by_their_numbers_and_series_by_their_names():
    notes = ["its event window meets that of seen, raid and 2 more; seen", "dow left out: x"]
    table = pd.DataFrame({"event_id": ["raid", None], "note": notes})
    told = numbered(table, {"raid": "E1", "seen": "E2"}, {"dow": "Dow Jones"})
    assert told["event_id"].iloc[0] == "E1"
    assert told["event_id"].isna().iloc[1]
    assert told["note"].tolist() == ["its event window meets that of E2, E1 and 2 more; seen", "Dow Jones left out: x"]


@pytest.mark.parametrize(
    ("title", "shown_as"),
    [
        ("mine", "Killing of Qassem Soleimani, 3 January 2020"),
        ("A week of oil", "A week of oil"),
        ("new-2", "Killing of"),
    ],
)
def test_a_page_that_is_called_after_its_folder_is_headed_by_its_event(shown, title, shown_as):
    told = render_report(**{**shown, "title": title})
    assert f"<title>{shown_as}" in told
    assert f"<h1>{shown_as}" in told


def test_no_word_claims_truth_or_cause(page):
    text = page.text.lower()
    for word in (
        r"\btrue\b",
        r"\bfalse\b",
        r"\bcaused\b",
        r"\bbecause of the\b",
        r"\bproves?\b",
        r"\bimpact\b",
        r"\bdue to\b",
    ):
        assert not re.search(word, text), word
    assert "prices in snapshot 1f2e3d4c agree" in text


def test_moves_are_marked_in_their_sentence_and_point_to_their_verdict(html, page):
    marks = re.findall(r"<mark>([^<]*)</mark>((?:<a class=\"ref\"[^>]*>\d+</a>)+)", html)
    assert [text for text, _ in marks] == [
        "nearly $70 a barrel", "an increase of $3", "$69.20 a barrel", "a three-month high",
        "opened about 1 percent lower", "up 1.3 \npercent".replace("\n", ""), "up 1.2 percent",
    ]  # fmt: skip
    assert re.findall(r">(\d+)</a>", marks[4][1]) == ["5", "6"]
    assert {f"move-{n}" for n in range(1, 9)} <= {attrs.get("id") for attrs in page.all("details")}
    assert "Other prices moved too" not in html
    assert "The general was killed" not in html


def test_verdicts_open_to_their_evidence(page):
    text = page.text.replace("\N{NO-BREAK SPACE}", " ")
    for piece in (
        "28,553.33 / 28,868.80 - 1 = -1.0928 %",
        "reference: day open: confirmed",
        "1.3 % of ordinary days before",
        "instrument: same clause; date: weekday in sentence",
        "Daily prices do not show trading before the open",
        "$69 to below $70",
    ):
        assert piece in text


def test_disagreement_is_told_first(shown):
    verdicts = [*shown["verdicts"][:-1], replace(shown["verdicts"][-1], verdict="contradicted")]
    text = Page(render_report(**{**shown, "verdicts": verdicts})).all("details")
    order = [attrs["id"] for attrs in text if (attrs.get("id") or "").startswith("move-")]
    assert order[0] == "move-8"
    assert order[1:] == [f"move-{n}" for n in (1, 7, 5, 6, 3, 2, 4)]  # by phase: overnight, before the open, open ...


def test_everything_given_is_escaped(shown):
    evil = "<script>alert('&')</script>"
    events = shown["events"].assign(label=evil, event_id=[f"{evil}{n}" for n in range(5)] + ["x"])
    text = render_report(
        **{
            **shown,
            "title": evil,
            "events": events,
            "main_event": None,
            "dropped": [Dropped(evil, evil)],
            "command": evil,
            "articles": [replace(one, title=evil, outlet=evil, name=evil) for one in shown["articles"]],
            "moves": [replace(one, article=evil, quote=evil) for one in shown["moves"]],
            "verdicts": [replace(one, note=evil, source=evil, move=replace(one.move, article=evil, quote=evil),
                                 arithmetic=(evil,), variants=((evil, "confirmed"),)) for one in shown["verdicts"]],
            "figures": {evil: Picture('<svg viewBox="0 0 1 1"></svg>', evil, evil)},
            "provenance": replace(shown["provenance"], version=evil, inputs=((evil, evil),)),
            "names": dict.fromkeys(shown["names"], evil),
        }
    )  # fmt: skip
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "Exxon &lt;Mobil&gt; was" in text
    assert not Page(text).open


def test_a_study_with_nothing_found_still_makes_a_page(shown):
    empty = {name: shown[name].iloc[:0] for name in ("per_event", "tests", "specification", "models")}
    text = render_report(
        **{**shown, **empty, "moves": [], "verdicts": [], "figures": {}, "dropped": [], "articles": [],
           "events": shown["events"].iloc[:0], "main_event": None}
    )  # fmt: skip
    page = Page(text)
    assert not page.open
    assert "The articles report no market move that could be read." in page.text


def test_a_main_event_that_is_not_there_is_an_error(shown):
    with pytest.raises(UsageError, match="main_event 'x' is not among the events; there are kirkuk"):
        render_report(**{**shown, "main_event": "x"})


def test_the_event_to_lead_with_is_found_where_none_is_named(shown, html):
    assert render_report(**{**shown, "main_event": None}) == html


def test_passages_hold_the_article_to_the_letter(week):
    article = week.articles[0]
    found = excerpts(article, dict(enumerate(week.moves, 1)))
    for passage in found:
        assert "".join(piece.text for piece in passage) in article.text
    marked = {
        number: "".join(p.text for passage in found for p in passage if number in p.numbers) for number in range(1, 9)
    }
    assert marked == {number: move.quote for number, move in enumerate(week.moves, 1)}


def test_overlapping_moves_are_cut_where_either_begins_or_ends(week):
    text = "Oil rose 3 dollars to 70 dollars on Friday."
    article = Article("a.txt", text, "0" * 64)
    one, other = (
        replace(week.moves[0], article="a.txt", start=first, end=last, sentence=(0, len(text)))
        for first, last in ((9, 32), (22, 32))
    )
    (passage,) = excerpts(article, {1: one, 2: other})
    assert [(piece.text, piece.numbers, piece.ending) for piece in passage] == [
        ("Oil rose ", (), ()), ("3 dollars to ", (1,), ()), ("70 dollars", (1, 2), (1, 2)), (" on Friday.", (), ()),
    ]  # fmt: skip


def test_a_move_without_a_sentence_is_shown_in_its_paragraph(week):
    article = week.articles[0]
    bare = replace(week.moves[4], sentence=(0, 0))
    (passage,) = excerpts(article, {1: bare})
    text = "".join(piece.text for piece in passage)
    assert "\n" not in text
    assert "opened about 1 percent lower" in text


def test_an_inline_drawing_keeps_to_itself():
    svg = (
        '<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" width="9pt" viewBox="0 0 9 9">'
        '<metadata><a href="http://x"/></metadata><defs><style type="text/css">*{color:red}</style></defs>'
        '<!-- words --><g id="a" clip-path="url(#p)"><use xlink:href="#m"/></g></svg>'
    )
    inside = inline_svg(svg, "one", "A & B", "<c>")
    assert inside == (
        '<svg viewBox="0 0 9 9" role="img" aria-labelledby="one-title one-desc"><title id="one-title">A &amp; B</title>'
        '<desc id="one-desc">&lt;c&gt;</desc><g id="one-a" clip-path="url(#one-p)"><use href="#one-m"/></g></svg>'
    )
    with pytest.raises(ValueError, match="viewBox"):
        inline_svg("<p>", "x", "", "")


def test_a_dark_page_has_another_colour_for_every_colour_of_the_figures(html):
    dark = re.search(r"@media screen and \(prefers-color-scheme: dark\) \{(.*?)\n\}", html, re.DOTALL)
    asked = set(re.findall(r"var\((--c-[0-9a-f]{6}),#[0-9a-f]{6}\)", html))
    assert asked
    assert dark is not None
    assert asked <= set(re.findall(r"(--c-[0-9a-f]{6}):", dark.group(1)))
    assert not re.search(r'style="[^"]*: #[0-9a-f]{6}', html)


def test_a_choice_that_decides_is_told_with_both_sides(week):
    found = findings.flips(week.specification.query("first == 0 and last == 0"), "soleimani")
    assert [flip.column for flip in found] == ["overlap", "n_sessions", "model"]
    for flip in found:
        assert flip.passing["p"] < 0.05 <= flip.failing["p"]
        others = [name for name in findings.CHOICES if name != flip.column]
        assert all(flip.passing[name] == flip.failing[name] for name in others)
    (said,) = findings.flip_sentences(found, names=week.names)
    assert said.startswith(
        "Any of three choices moves Brent crude on day 0 across 5 %: other events' days left out gives"
    )
    assert said.count("gives") == len(found)
    (one,) = findings.flip_sentences(found[:1], names=week.names)
    assert "hangs on one choice" in one
    assert findings.hanging_sentence([]) == ""
    none = week.specification.assign(p=0.5)
    assert findings.flips(none, "soleimani") == []


def test_an_effect_that_passes_is_told_with_its_interval(week):
    strong = week.per_event.copy()
    strong.loc[strong["series"] == "brent", ["p", "low", "high"]] = [0.002, 0.01, 0.06]
    said = findings.effect_sentences(strong, week.events, "soleimani", names=week.names)
    assert said[1] == (
        "Alone, Brent crude (95 % interval +1.00 to +6.00 %) moved by more than ordinary scatter explains "
        "at the 5 % level. With five series looked at, at least one does so on up to 25 % of ordinary days."
    )
    assert said[0].count("it brought") == 1
    assert "Beyond what an ordinary day brings, it brought Brent crude " in said[0]
    assert "; beyond what the market's own move implies, Exxon Mobil " in said[0]


def test_what_stands_out_alone_is_told_with_what_every_look_leaves_of_it(week):
    strong = week.per_event.copy()
    strong.loc[strong["series"] == "brent", ["p", "low", "high"]] = [0.002, 0.01, 0.06]
    looks = pd.DataFrame(
        {"event_id": "soleimani", "series": ["brent", "xom"], "first": 0, "last": 0, "p": [0.02, 0.5],
         "p_adjusted": [0.15, 1.0], "n_family": 20, "valid": True}
    )  # fmt: skip
    make = partial(findings.effect_sentences, strong, week.events, "soleimani", names=week.names)
    assert make(adjusted=looks)[1].endswith(
        "at the 5 % level. Measured against how restless prices were on the eve, Brent crude p = 0.020; allowing for "
        "all 20 looks at series and windows, Brent crude p = 0.15."
    )
    assert make(adjusted=looks.assign(valid=False))[1].endswith("on up to 25 % of ordinary days.")
    calm = findings.effect_sentences(strong.assign(p=0.5), week.events, "soleimani", names=week.names, adjusted=looks)
    assert calm[1] == (
        "No series alone moved by more than its ordinary scatter explains at the 5 % level. Measured against how "
        "restless prices were on the eve, the most unusual of 2 looks has p = 0.15, allowing for all."
    )


def test_one_series_alone_is_not_told_of_the_others(week):
    alone = week.per_event[week.per_event["series"] == "xom"].assign(p=0.01)
    said = findings.effect_sentences(alone, week.events, "soleimani", names=week.names)
    assert said[1].endswith("at the 5 % level.")
    assert "Beyond what the market's own move implies, it brought Exxon Mobil " in said[0]
    calm = findings.effect_sentences(alone.assign(p=0.4), week.events, "soleimani", names=week.names)
    assert calm[1] == "That is no more than ordinary scatter explains at the 5 % level."
    row = {**testing.primary_row(week.tests, "soleimani"), "n_events": 1}
    said = testing.primary_sentence(row)
    assert said.startswith("Against the sessions before, the move is ")
    assert "joint" not in said
    assert "cancel" not in said


def test_a_return_into_a_roll_is_told_and_nothing_is_made_of_it(week):
    rolled = week.per_event.copy()
    rolled.loc[rolled["series"] == "brent", ["p", "low", "high", "flag"]] = [0.002, 0.01, 0.06, "roll"]
    rolled.loc[rolled["series"] != "brent", "p"] = 0.5
    first, second = findings.effect_sentences(rolled, week.events, "soleimani", names=week.names)
    assert "% (p = 0.002, contract roll)" in first
    assert second == (
        "No series alone moved by more than its ordinary scatter explains at the 5 % level. "
        "Of Brent crude nothing follows: contract roll."
    )


def test_a_primary_test_that_is_not_valid_is_told_as_such(week):
    row = {**testing.primary_row(week.tests, "soleimani"), "valid": False, "note": "one event only"}
    assert testing.primary_sentence(row).endswith("can say nothing here: one event only.")
    assert testing.primary_row(week.tests, "kirkuk") is None


def test_the_chance_of_passing_is_the_sum_over_moves(week):
    said = agreement.chance_sentence(week.verdicts)
    assert said.startswith("Of the six moves for which this can be said, six passed; on ordinary days before, 0.15 ")
    assert agreement.chance_sentence([replace(week.verdicts[0], severity=None)]) is None
