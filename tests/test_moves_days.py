"""The day of a move over several sentences: which words change the day of the story, and which only look aside."""

from __future__ import annotations

from datetime import date

import pytest

from eventstudy.articles.moves import find_moves
from eventstudy.records import Article, DateSpan

THURSDAY = date(2021, 6, 3)
WEDNESDAY = date(2021, 6, 2)
MONDAY = date(2021, 5, 31)


def days(text: str) -> list[date | None]:
    return [move.date for move in find_moves([Article("passage", text, "", THURSDAY)])]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "The S&P 500 rose 1 percent on Thursday. Gold, $1,790 on Wednesday, rose to "
            "$1,802. Silver added 1 percent.",
            [THURSDAY, WEDNESDAY, THURSDAY, THURSDAY],
            id="a value between commas",
        ),
        pytest.param(
            "Gold, $1,790 on Wednesday, rose to $1,802. Silver added 1 percent.",
            [WEDNESDAY, THURSDAY, THURSDAY],
            id="a value between commas in the lead",
        ),
        pytest.param(
            "Ford, which cut its outlook on Wednesday, fell 3 percent. General Motors lost 2 percent.",
            [THURSDAY, THURSDAY],
            id="a relative clause",
        ),
        pytest.param(
            "The lira, after Wednesday's rout, gained 2 percent. The rand was down 1 percent.",
            [THURSDAY, THURSDAY],
            id="after a day",
        ),
        pytest.param(
            "Yesterday's bounce (Brent +6.0%) has been unwound. Gold fell 1 percent.",
            [WEDNESDAY, THURSDAY],
            id="a day that owns what is over",
        ),
        pytest.param(
            "Wednesday's rally has faded. Brent is at $70, down 2 percent. Gold lost 1 percent.",
            [THURSDAY] * 3,
            id="a rally that has faded",
        ),
        pytest.param(
            "The S&P 500 fell 1 percent on Thursday after a report showed that prices had risen. Gold rose 1 percent.",
            [THURSDAY, THURSDAY],
            id="a past perfect of the cause",
        ),
        pytest.param(
            "AUDUSD broke 0.77 last night and is trading at 0.7650. Gold lost 1 percent.",
            [WEDNESDAY, THURSDAY, THURSDAY],
            id="the present after last night",
        ),
        pytest.param(
            "Oil fell 2 percent yesterday and is up 1 percent so far. Gold rose 1 percent.",
            [WEDNESDAY, THURSDAY, THURSDAY],
            id="the present after yesterday",
        ),
        pytest.param(
            "Apple stock was at $124 last night and it closed at $120. Gold lost 1 percent.",
            [WEDNESDAY, THURSDAY, THURSDAY],
            id="a new clause after last night",
        ),
        pytest.param(
            "When the Fed spoke on Wednesday, bonds rallied. The 10-year yield fell 9 basis "
            "points. Gold rose 2 percent.",
            [WEDNESDAY, WEDNESDAY],
            id="a when-clause that opens",
        ),
        pytest.param(
            "The Dow closed below 34,000. Citigroup lost 4 percent on Wednesday.",
            [WEDNESDAY, WEDNESDAY],
            id="the day of a lead told after it",
        ),
        pytest.param(
            "Sterling, which I wrote about last month, hit a low of $1.0350 on Monday and is "
            "back to $1.1170 as I type.",
            [MONDAY, THURSDAY],
            id="a span of a relative clause",
        ),
        pytest.param(
            "Sterling fell by 1.4 percent against the dollar, to $1.3059, and by 1.5 percent "
            "against the euro on Wednesday.",
            [WEDNESDAY] * 3,
            id="a day at the end of two values",
        ),
        pytest.param("Gold's June future dropped $140 today.", [THURSDAY], id="a month of delivery"),
        pytest.param(
            "Freddie Mac (-26%) is lower again despite the weekend plan.", [THURSDAY], id="a plan of the weekend"
        ),
    ],
)
def test_an_aside_leaves_the_day_of_the_story(text, wanted):
    assert days(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("On Wednesday gold fell 2 percent. Silver added 1 percent.", [WEDNESDAY] * 2, id="a main clause"),
        pytest.param(
            "Yesterday's session was rough. The S&P 500 lost 2 percent, Brent 3 percent.",
            [WEDNESDAY] * 2,
            id="a session that is told",
        ),
        pytest.param(
            "AUDUSD broke 0.77 last night and was trading at 0.7650 by dawn. Gold lost 1 percent.",
            [WEDNESDAY] * 3,
            id="the past after last night",
        ),
        pytest.param(
            "The Dow fell 300 points last night. Gold lost 1 percent.", [WEDNESDAY] * 2, id="last night alone"
        ),
        pytest.param(
            "The Dow fell 200 points. On Wednesday it had gained 100 points.", [THURSDAY, WEDNESDAY], id="a day before"
        ),
        pytest.param(
            "The Dow is at 34,000. Citigroup lost 4 percent on Wednesday.", [THURSDAY, WEDNESDAY], id="a lead of now"
        ),
        pytest.param(
            "The Dow fell 200 points. Citigroup, which met its rivals on Wednesday, lost 4 percent.",
            [THURSDAY, THURSDAY],
            id="news after a lead",
        ),
        pytest.param(
            "The Dow lost 300 points on Wednesday, and Boeing is the reason: it lost 4 percent. Gold fell 1 percent.",
            [WEDNESDAY] * 3,
            id="a comment in the present",
        ),
        pytest.param(
            "Yesterday's 3 percent fall in Brent was the worst this year. Gold lost 1 percent.",
            [WEDNESDAY] * 2,
            id="a fall that is told",
        ),
        pytest.param(
            "The Dow, which is home to 30 shares, lost 300 points on Wednesday. Gold rose 1 percent.",
            [WEDNESDAY] * 2,
            id="the present of a relative clause",
        ),
    ],
)
def test_a_main_clause_tells_the_day_of_the_story(text, wanted):
    assert [move.date for move in find_moves([Article("passage", text, "", THURSDAY)]) if move.kind != "rank"] == wanted


@pytest.mark.parametrize(
    ("text", "published", "window"),
    [
        ("April was simply awful. The S&P 500 lost 9.3 percent.", THURSDAY, ("2021-04-01", "2021-04-30")),
        ("It was an ugly week. The Dax fell 4 percent.", date(2021, 6, 4), ("2021-05-31", "2021-06-04")),
        ("The quarter was kinder. Gold gained 6 percent.", date(2021, 6, 30), ("2021-04-01", "2021-06-30")),
        ("The quarter was kinder. Gold gained 6 percent.", date(2021, 5, 5), None),
        ("The week was over. The Dax fell 4 percent.", date(2021, 6, 4), None),
        ("April was simply awful. Today the S&P 500 rose 1 percent.", THURSDAY, None),
        ("Demand was very weak. The S&P 500 lost 2 percent.", THURSDAY, None),
    ],
)
def test_a_time_said_to_be_good_or_bad_is_that_of_the_next_sentence(text, published, window):
    (move,) = find_moves([Article("passage", text, "", published)])
    assert move.window == (None if window is None else DateSpan(*map(date.fromisoformat, window)))


def test_a_day_left_for_the_present_stays_another_day_that_the_words_leave_open():
    text = "AUDUSD broke 0.77 last night and is trading at 0.7650. Gold lost 1 percent."
    assert "also: 2021-06-02" in find_moves([Article("passage", text, "", THURSDAY)])[-1].basis


def test_a_paragraph_goes_back_to_the_day_of_the_lead():
    text = "The Dow rose 1 percent on Thursday.\n\nOn Wednesday it fell 2 percent. It lost 600 points."
    text += "\n\nGold rose 1 percent."
    assert days(text) == [THURSDAY, WEDNESDAY, WEDNESDAY, THURSDAY]
