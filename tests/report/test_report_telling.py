"""What the page tells of articles: events, dates and moves marked, and no more of them than a page can hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from eventstudy.articles.dates import find_dates
from eventstudy.articles.events import find_events
from eventstudy.articles.moves import find_moves
from eventstudy.articles.read import article_from_text
from eventstudy.records import Event, Mention, Verdict
from eventstudy.report.excerpts import excerpts
from eventstudy.report.figures.moves import moves_alt
from eventstudy.report.html import render_report
from eventstudy.report.spans import Mark
from eventstudy.report.telling import (
    ALL_SHOWN,
    ALL_VERDICTS,
    found_marks,
    page_numbers,
    telling,
    verdicts_note,
)
from eventstudy.report.verdicts import verdicts_table, verdicts_told

TEXT = "The bank failed on Thursday, and the Dow fell 1 percent on Friday.\n\nNothing else."


def articles(number):
    return [article_from_text(TEXT, name=f"a{n}.txt", published="2020-01-03") for n in range(number)]


def verdict(move, name="confirmed"):
    return Verdict(move, name, None, None, None, None, "because")


def test_events_dates_and_moves_are_marked_within_and_across_each_other():
    (article,) = articles(1)
    moves = dict(enumerate(find_moves([article]), 1))
    marks = found_marks(find_events([article]), find_dates([article]))[article.name]
    (passage,) = excerpts(article, moves, marks)
    assert "".join(piece.text for piece in passage) == TEXT.partition("\n")[0]
    assert all(piece.told for piece in passage)
    assert [piece.date.title for piece in passage if piece.date] == ["2020-01-02", "2020-01-03"]
    assert "".join(piece.text for piece in passage if 1 in piece.numbers) == moves[1].quote
    assert [mark.label for piece in passage for mark in piece.events] == ["E1"]


def test_an_event_alone_makes_a_passage():
    article = article_from_text("The bank failed on Thursday.\n\nIt rained.", name="a.txt", published="2020-01-03")
    event = Event("e", "<b>failure</b>", date(2020, 1, 2), date(2020, 1, 3), "day", (Mention("a.txt", 0, 28),))
    marks = found_marks([event], [])
    assert marks == {
        "a.txt": [Mark(0, 28, "event", "E1", "<b>failure</b>, Thursday 2 January 2020 to Friday 3 January 2020")]
    }
    ((piece,),) = excerpts(article, {}, marks["a.txt"])
    assert (piece.text, piece.told, piece.events[0].label) == ("The bank failed on Thursday.", True, "E1")


def test_moves_that_stand_nowhere_make_no_passage():
    (article,) = articles(1)
    (move,) = find_moves([article])
    assert excerpts(article, {1: replace(move, start=0, end=0), 2: replace(move, start=9999, end=10_000)}) == []


def test_of_many_articles_those_that_matter_are_shown_and_it_is_said():
    read = articles(ALL_SHOWN + 30)
    moves = find_moves(read)
    verdicts = [verdict(move, "contradicted" if move.article == "a7.txt" else "confirmed") for move in moves]
    marks = found_marks([Event("e", "failure", *[date(2020, 1, 2)] * 2, "day", (Mention("a3.txt", 0, 28),))], [])
    told = telling(read, dict(enumerate(moves, 1)), verdicts, marks)
    assert [one["place"] for one in told.shown] == [4, 8]
    assert told.notes == [
        (
            "Shown are two of the 2 articles that tell a studied event or report a move that prices contradict. A "
            "further 48 report 48 moves, which moves.csv lists."
        )
    ]
    few = telling(read[:ALL_SHOWN], dict(enumerate(moves[:ALL_SHOWN], 1)), [], {})
    assert (len(few.shown), few.notes) == (ALL_SHOWN, [])


def test_articles_without_findings_are_named_up_to_some():
    read = [article_from_text("Nothing.", name=f"a{n}.txt") for n in range(50)]
    told = telling(read, {}, [], {})
    assert (len(told.shown), len(told.silent), told.notes) == (0, 20, ["30 more articles report no market move."])


def test_of_many_verdicts_disagreement_is_shown_first_in_its_order():
    moves = find_moves(articles(80))
    verdicts = [verdict(move, "contradicted" if n % 20 == 19 else "confirmed") for n, move in enumerate(moves)]
    shown = page_numbers(verdicts)
    assert shown == {20, 40, 60, 80, *range(1, 20), *range(21, 28)}
    assert verdicts_note(verdicts, shown) == ["Shown are 30 of 80, disagreement first; verdicts.csv lists all."]
    assert page_numbers(verdicts[:ALL_VERDICTS]) == set(range(1, ALL_VERDICTS + 1))
    assert verdicts_note(verdicts[:5], page_numbers(verdicts[:5])) == []


def test_of_many_verdicts_table_figure_and_passages_keep_the_numbers_that_the_terminal_gives():
    moves = find_moves(articles(80))
    verdicts = [verdict(move, "contradicted" if n % 20 == 19 else "confirmed") for n, move in enumerate(moves)]
    shown = page_numbers(verdicts)
    quotes = {number: item.move.quote for number, item in enumerate(verdicts, 1)}
    table = verdicts_table(verdicts, chosen=shown)
    assert {int(row[0]): row[2].strip("“”") for row in table.rows} == {number: quotes[number] for number in shown}
    drawn = moves_alt(verdicts, chosen=shown)
    assert "80 " in drawn
    assert "and 50 more" in drawn
    told = verdicts_told(verdicts, [59, 19, 79, 39], None, {}, shown)
    assert [int(one["number"]) for one in told][:5] == [60, 20, 80, 40, 1]


def test_the_page_marks_dates_and_events_and_escapes_them(shown):
    article = shown["articles"][0]
    marks = {article.name: [Mark(0, 40, "event", "E1", "<b>x</b>"), Mark(4, 9, "date", "2020-01-03", '2020-01-03 "x')]}
    page = render_report(**shown, marks=marks)
    assert '<time datetime="2020-01-03" title="2020-01-03 &#34;x" tabindex="0">' in page
    assert '<sup class="told">E1</sup>' in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page


def test_links_of_moves_lead_somewhere(shown):
    page = render_report(**shown)
    targets = set(re.findall(r'id="(move-\d+)"', page))
    assert set(re.findall(r'href="#(move-\d+)"', page)) <= targets
