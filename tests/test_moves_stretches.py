"""Spans told in words of their own: each change looks back over its span, or is of its day."""

from __future__ import annotations

from datetime import date

import pytest

from eventstudy.articles.moves import find_moves
from eventstudy.records import Article, DateSpan

FRIDAY = date(2020, 1, 3)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The Nasdaq added 2.3 percent in a choppy, four-session week.", date(2019, 12, 30)),
        ("Gold climbed 1.4 percent during the abbreviated week.", date(2019, 12, 30)),
        ("In a bruising month, the Russell 2000 gave up 6.1 percent and the Dow fell 4 percent.", date(2020, 1, 1)),
        ("For the truncated week, Brent slipped 0.9 percent and gold rose 1.1 percent.", date(2019, 12, 30)),
        ("The FTSE 100 sank 11 percent in its roughest week since 2008.", date(2019, 12, 30)),
        ("The Nasdaq plunged 9.7 percent during its bleakest week since 2001.", date(2019, 12, 30)),
        (
            "Global equities suffered their steepest week since 2011, with the Nikkei tumbling 9.6 percent.",
            date(2019, 12, 30),
        ),
        ("Gold's monthly gain of 4.2 percent was welcome.", date(2020, 1, 1)),
        ("The Nasdaq tumbled 5.9 percent over three days.", date(2020, 1, 1)),
        ("Within four sessions the DAX has shed 8.8 percent.", date(2019, 12, 31)),
        ("Across six sessions the Nikkei has retreated 7.2 percent.", date(2019, 12, 27)),
        ("Apple shares have surged 12 percent in the last ten sessions.", date(2019, 12, 23)),
        ("Boeing has shed 9 percent over the past two weeks.", date(2019, 12, 21)),
        ("Silver is up 15 percent over the past three months.", date(2019, 10, 4)),
        ("Microsoft shares have climbed 55 percent in the past year.", date(2019, 1, 4)),
        ("Chevron has slipped 3 percent since the beginning of the month.", date(2020, 1, 1)),
        ("The DAX's two-day drop of 5.1 percent left dealers numb.", date(2020, 1, 2)),
        ("Over the course of the week, the Dow dropped 2.2 percent.", date(2019, 12, 30)),
        ("The Dow surrendered 6 percent over two sessions and the Nasdaq 5.5 percent.", date(2020, 1, 2)),
        ("The Dow dropped 2.9 percent, obliterating its advance for the year.", None),
        ("The Nasdaq reversed its gains for the month, sliding 2.4 percent.", None),
        ("The S&P 500 tumbled 3.1 percent to turn negative for the year.", None),
        ("Brent jumped 2.2 percent, trimming its loss for the week.", None),
        ("The S&P 500 leapt 4.6 percent, recouping most of its losses over the previous three days.", None),
        ("The Nasdaq climbed 1.1 percent, snapping a two-day slide.", None),
        ("The Nasdaq climbed 1.3 percent for its third gain in four sessions.", None),
        ("After its worst week since 2011, the Dow rebounded 2 percent.", None),
        ("The Dow dropped 1.2 percent and has lost 4 percent in four days.", None),
        ("The Dow rose 1.7 percent after falling for seven sessions.", None),
        ("Intel rose more than Microsoft on Friday, gaining 2.1 percent.", None),
        ("Boeing dropped further than Caterpillar, losing 3.4 percent.", None),
    ],
)
def test_the_first_change_of_a_sentence_has_its_span(text, first):
    move = next(one for one in find_moves([Article("passage", text, "", FRIDAY)]) if one.kind == "percent_change")
    assert move.date == FRIDAY
    assert move.window == (None if first is None else DateSpan(first, FRIDAY))
