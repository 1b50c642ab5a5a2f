"""What a sentence tells of days and periods: the phrases of the vocabulary, and the day of each move by them."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest

from eventstudy.articles.moves import find_moves
from eventstudy.articles.moves.told.days import day_of_words, first_of, half_of, last_of_month, sessions_to
from eventstudy.articles.moves.told.forms import forms_of
from eventstudy.articles.moves.told.phrases import told_in
from eventstudy.articles.moves.told.vocabulary import CLASSES, PHRASES
from eventstudy.articles.read import article_from_text


def days(published, text):
    return [
        (move.quote, str(move.date), move.window and (str(move.window.first), str(move.window.last)))
        for move in find_moves([article_from_text(text, published=published)])
    ]


@pytest.mark.parametrize(
    ("published", "text", "wanted"),
    [
        # a list of values and the days it runs over
        (
            "2020-02-27",
            "The Dow lost 1,031, 879 and 124 points from Monday to Wednesday.",
            [("1,031", "2020-02-24", None), ("879", "2020-02-25", None), ("124 points", "2020-02-26", None)],
        ),
        # two values over three days are no such list
        (
            "2020-02-27",
            "The Dow lost 879 and 124 points from Monday to Wednesday.",
            [("879", "2020-02-26", None), ("124 points", "2020-02-26", ("2020-02-24", "2020-02-26"))],
        ),
        ("2019-03-22", "From Monday to Friday the S&P 500 fell 0.8 percent.",
         [("0.8 percent", "2019-03-22", ("2019-03-18", "2019-03-22"))]),
        # a day told with its trading
        (
            "2018-12-26",
            "On Christmas Eve, the Dow fell 753 points. Brent sank 6.2 percent to $50.47 a barrel in Monday's session.",
            [("753 points", "2018-12-24", None), ("6.2 percent", "2018-12-24", None),
             ("$50.47 a barrel", "2018-12-24", None)],
        ),
        ("2013-09-19", "Stocks jumped on Wednesday. Brent firmed to $61.77 in early Thursday trade.",
         [("$61.77", "2013-09-19", None)]),
        # a day that a value is only set against
        ("2014-10-15", "The 10-year Treasury yield finished at 2.14%, somewhat below Tuesday.",
         [("2.14%", "2014-10-15", None)]),
        ("2014-10-15", "Brent closed at $96.20 on Tuesday.", [("$96.20", "2014-10-14", None)]),
        ("2015-03-10", "The euro fell as low as $1.2529, a level last seen in March 2009.",
         [("as low as $1.2529", "2015-03-10", None)]),
        # a session before
        ("2020-02-12", "The Dow gained 275 points; a day earlier it had slipped 40 points.",
         [("275 points", "2020-02-12", None), ("40 points", "2020-02-11", None)]),
        # a day on which there was no trading
        ("2018-12-06", "Wall Street was closed Wednesday for the Bush funeral. Brent fell 2.4 percent to $60.10.",
         [("2.4 percent", "2018-12-06", None), ("$60.10", "2018-12-06", None)]),
        ("2018-12-06", "Wall Street closed lower on Wednesday. Brent fell 2.4 percent to $60.10.",
         [("2.4 percent", "2018-12-05", None), ("$60.10", "2018-12-05", None)]),
        # a month and a percentage are no date
        ("2019-02-01", "Brent finished January 15 percent higher.",
         [("15 percent higher", "2019-01-31", ("2019-01-01", "2019-01-31"))]),
    ],
)  # fmt: skip
def test_each_move_is_on_the_day_of_its_words(published, text, wanted):
    assert days(published, text) == wanted


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        ("It fell a day earlier", "day earlier", ["a day earlier"]),
        ("It fell from a day earlier", "day earlier", []),  # what it is set against
        ("It fell a day before the vote", "day earlier", []),
        ("Brent rose to end the month", "named", ["month"]),
        ("its Oct. 3, 2018, closing high of 26,828.39", "record of", ["its oct . 3 , 2018 , closing high of"]),
        ("a fall of 2 percent in March 12 points below", "named day", []),
    ],
)
def test_a_phrase_stands_where_its_words_do(text, name, wanted):
    told = told_in(text)
    assert [" ".join(told.line.norms[slice(*one)]) for one in told.all(name)] == wanted


def test_a_number_is_reached_over_plain_words_alone():
    told = told_in("It fell a day after rising 3 percent, and 4 percent the S&P 500 of the day")
    three, four = (told.beside_token(told.line.norms.index(one)) for one in ("3", "4"))
    assert three.before("day after") is not None
    assert four.before("day after") is None
    assert four.after("of the day") is None  # "of" is none of its words
    assert told_in("3 for the S&P 500 on the day").beside_token(0).after("of the day") is not None


def test_every_word_of_a_phrase_is_one_of_the_vocabulary():
    known = {"DAY", "NUMBER", "YEAR", "_", *CLASSES}
    wanted = {word for name in PHRASES for form in forms_of(name) for step in form for word in step.want}
    assert {word for word in wanted if word.isupper()} <= known
    assert {name for name in CLASSES if name not in wanted} == set()


def test_every_phrase_can_be_found():
    """A phrase without a step that is needed would never be looked for."""
    assert all(any(step.is_needed for step in form) for name in PHRASES for form in forms_of(name))


def test_the_calendar_against_itself_day_by_day():
    day = date(2020, 3, 4)
    assert day_of_words(["march", "4"], day) == day
    assert day_of_words(["mar", ".", "5"], day) == date(2019, 3, 5)
    assert day_of_words(["feb", ".", "29", ",", "2016"], day) == date(2016, 2, 29)
    assert day_of_words(["feb", ".", "30"], day) is None
    assert [str(first_of(unit, day)) for unit in ("week", "month", "quarter", "year")] == [
        "2020-03-02", "2020-03-01", "2020-01-01", "2020-01-01",
    ]  # fmt: skip
    assert half_of("second", day).first == date(2019, 7, 1)
    assert half_of("second", date(2020, 7, 1)).first == date(2020, 7, 1)
    assert [last_of_month(2020, month).day for month in range(1, 13)] == [
        31,
        29,
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ]
    assert sessions_to(date(2020, 3, 3), 3).first == date(2020, 2, 28)


def test_no_sentence_takes_longer_than_its_length():
    def seconds(times):
        words = "The Dow rose as much as 1 percent to 30 a day earlier for the week, " * times
        article = article_from_text(words, published="2020-03-10")
        began = process_time()
        find_moves([article])
        return process_time() - began

    seconds(20)
    assert seconds(1600) < 12 * max(seconds(400), 0.05)
