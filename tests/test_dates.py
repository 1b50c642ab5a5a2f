"""Date expressions, each with the day of publication and the interval it means; a third of the sentences hold none."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from eventstudy.articles.dates import dates_in, find_dates
from eventstudy.articles.read import article_from_text, read_articles
from eventstudy.errors import UsageError

SHARED = Path(__file__).parents[1].parent / "shared" / "articles"
FRIDAY = "2020-01-03"


def read(text, published=FRIDAY):
    article = article_from_text(text, published=published)
    found = dates_in(article)
    for mention in found:
        assert article.text[mention.start : mention.end] == mention.text
        assert mention.first <= mention.last
    return found


def spans(text, published=FRIDAY):
    return [(m.text, m.first.isoformat(), m.last.isoformat()) for m in read(text, published)]


# published on Friday 3 January 2020: sentence, words, first day, last day
RELATIVE = [
    ("The central bank acted on Friday.", "Friday", "2020-01-03", "2020-01-03"),
    ("The central bank acted on Saturday.", "Saturday", "2019-12-28", "2019-12-28"),
    ("Thursday's ruling surprised lawyers.", "Thursday", "2020-01-02", "2020-01-02"),
    ("The envoy said Wednesday that talks failed.", "Wednesday", "2020-01-01", "2020-01-01"),
    ("The plant shut late Thursday.", "late Thursday", "2020-01-02", "2020-01-02"),
    ("The plant shut early on Friday morning.", "early on Friday morning", "2020-01-03", "2020-01-03"),
    ("Earlier Friday, the minister resigned.", "Earlier Friday", "2020-01-03", "2020-01-03"),
    ("He quit on Thursday night.", "Thursday night", "2020-01-02", "2020-01-02"),
    ("Police moved in before dawn on Friday.", "before dawn on Friday", "2020-01-03", "2020-01-03"),
    ("The ship sank on the morning of Dec. 30.", "morning of Dec. 30", "2019-12-30", "2019-12-30"),
    ("The board met last Friday.", "last Friday", "2019-12-27", "2019-12-27"),
    ("The board met last Thursday.", "last Thursday", "2019-12-26", "2019-12-26"),
    ("It was the early hours of Friday when it struck.", "early hours of Friday", "2020-01-03", "2020-01-03"),
    ("Between April and March sales fell.", "Between April and March", "2018-04-01", "2019-03-31"),
    ("The March contract rose.", "March", "2020-03-01", "2020-03-31"),
    ("Analysts expect a decision by the end of March.", "end of March", "2020-03-01", "2020-03-31"),
    ("The board met this past Friday.", "this past Friday", "2019-12-27", "2019-12-27"),
    ("The board meets next Tuesday.", "next Tuesday", "2020-01-07", "2020-01-07"),
    ("The board will meet on Tuesday.", "Tuesday", "2020-01-07", "2020-01-07"),
    ("On Monday, the court will rule.", "Monday", "2020-01-06", "2020-01-06"),
    ("The court is expected to rule Monday.", "Monday", "2020-01-06", "2020-01-06"),
    ("The vote will be held on Sunday.", "Sunday", "2020-01-05", "2020-01-05"),
    ("He planned to speak on Monday.", "Monday", "2020-01-06", "2020-01-06"),
    ("The bank said on Thursday it would cut rates.", "Thursday", "2020-01-02", "2020-01-02"),
    ("The offer lapsed on Friday of last week.", "Friday of last week", "2019-12-27", "2019-12-27"),
    ("The offer lapsed on Monday this week.", "Monday this week", "2019-12-30", "2019-12-30"),
    ("Workers walked out last week.", "last week", "2019-12-23", "2019-12-29"),
    ("Workers walked out this week.", "this week", "2019-12-30", "2020-01-05"),
    ("Workers walk out next week.", "next week", "2020-01-06", "2020-01-12"),
    ("Earlier this week the firm failed.", "Earlier this week", "2019-12-30", "2020-01-05"),
    ("The talks collapsed over the weekend.", "the weekend", "2019-12-28", "2019-12-29"),
    ("Talks will resume over the weekend.", "the weekend", "2020-01-04", "2020-01-05"),
    ("The talks collapsed last weekend.", "last weekend", "2019-12-28", "2019-12-29"),
    ("After weekend protests the shops closed.", "weekend", "2019-12-28", "2019-12-29"),
    ("The firm failed last month.", "last month", "2019-12-01", "2019-12-31"),
    ("The firm failed last year.", "last year", "2019-01-01", "2019-12-31"),
    ("The law takes force next year.", "next year", "2021-01-01", "2021-12-31"),
    ("Sales slipped last quarter.", "last quarter", "2019-10-01", "2019-12-31"),
    ("Sales will slip this quarter.", "this quarter", "2020-01-01", "2020-03-31"),
    ("He resigned yesterday.", "yesterday", "2020-01-02", "2020-01-02"),
    ("He resigned today.", "today", "2020-01-03", "2020-01-03"),
    ("He will resign tomorrow.", "tomorrow", "2020-01-04", "2020-01-04"),
    ("He resigns tonight.", "tonight", "2020-01-03", "2020-01-03"),
    ("He resigned last night.", "last night", "2020-01-02", "2020-01-02"),
    ("He resigned this morning.", "this morning", "2020-01-03", "2020-01-03"),
    ("Asian shares slid overnight.", "overnight", "2020-01-02", "2020-01-03"),
    ("The firm failed three days ago.", "three days ago", "2019-12-31", "2019-12-31"),
    ("The firm failed two weeks ago.", "two weeks ago", "2019-12-16", "2019-12-22"),
    ("The firm failed a year ago.", "a year ago", "2019-01-01", "2019-12-31"),
    ("Tankers were seized this past July.", "this past July", "2019-07-01", "2019-07-31"),
    ("Tankers were seized this past April.", "this past April", "2019-04-01", "2019-04-30"),
    ("A refinery burned in September.", "September", "2019-09-01", "2019-09-30"),
    ("A refinery burned in Sept.", "Sept.", "2019-09-01", "2019-09-30"),
    ("A refinery burned in May.", "May", "2019-05-01", "2019-05-31"),
    ("It has risen since October.", "October", "2019-10-01", "2019-10-31"),
    ("The plant will open in March.", "March", "2020-03-01", "2020-03-31"),
    ("It will report December figures.", "December", "2019-12-01", "2019-12-31"),
    ("A refinery burned in late November.", "late November", "2019-11-01", "2019-11-30"),
    ("A refinery burned in mid-November.", "mid-November", "2019-11-01", "2019-11-30"),
    ("It was built last March.", "last March", "2019-03-01", "2019-03-31"),
    ("It was built in March last year.", "March last year", "2019-03-01", "2019-03-31"),
    ("A Dec. 27 blast closed the road.", "Dec. 27", "2019-12-27", "2019-12-27"),
    ("The treaty lapses on Jan. 15.", "Jan. 15", "2020-01-15", "2020-01-15"),
    ("The treaty lapsed on January 2nd.", "January 2nd", "2020-01-02", "2020-01-02"),
    ("The treaty lapsed on the 30th of December.", "30th of December", "2019-12-30", "2019-12-30"),
    ("The meeting on Dec. 10-11 decided nothing.", "Dec. 10-11", "2019-12-10", "2019-12-11"),
    ("The meeting of 10 to 11 December decided nothing.", "10 to 11 December", "2019-12-10", "2019-12-11"),
    ("A New Year's Eve fire closed the mall.", "New Year's Eve", "2019-12-31", "2019-12-31"),
    ("Trading was thin on Christmas Eve.", "Christmas Eve", "2019-12-24", "2019-12-24"),
    ("Shops were full on Black Friday.", "Black Friday", "2019-11-29", "2019-11-29"),
    ("Markets were shut on Thanksgiving.", "Thanksgiving", "2019-11-28", "2019-11-28"),
    ("Markets were shut on Good Friday.", "Good Friday", "2019-04-19", "2019-04-19"),
    ("Markets will be shut on Good Friday.", "Good Friday", "2020-04-10", "2020-04-10"),
    ("Profit fell in the third quarter.", "third quarter", "2019-07-01", "2019-09-30"),
    ("Its fourth-quarter profit fell.", "fourth-quarter", "2019-10-01", "2019-12-31"),
    ("Profit fell in the summer.", "summer", "2019-06-01", "2019-08-31"),
    ("Profit fell last spring.", "last spring", "2019-03-01", "2019-05-31"),
    ("Stocks fell from Monday to Wednesday.", "from Monday to Wednesday", "2019-12-30", "2020-01-01"),
    ("Stocks fell Monday through Thursday.", "Monday through Thursday", "2019-12-30", "2020-01-02"),
    ("In the week ended Dec. 27 stocks fell.", "week ended Dec. 27", "2019-12-23", "2019-12-29"),
    ("Gold fell on Fri., Dec. 27.", "Fri., Dec. 27", "2019-12-27", "2019-12-27"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "first", "last"), RELATIVE)
def test_counts_from_publication(text, words, first, last):
    assert spans(text) == [(words, first, last)]


# no publication date: sentence, words, first day, last day
ABSOLUTE = [
    ("It was signed on September 18, 2016.", "September 18, 2016", "2016-09-18", "2016-09-18"),
    ("It was signed on 18 September 2016.", "18 September 2016", "2016-09-18", "2016-09-18"),
    ("03 January, 2020", "03 January, 2020", "2020-01-03", "2020-01-03"),
    ("It was signed on Friday, January 3, 2020.", "Friday, January 3, 2020", "2020-01-03", "2020-01-03"),
    ("It was signed on 2020-01-03.", "2020-01-03", "2020-01-03", "2020-01-03"),
    ("It was signed on 1/3/2020.", "1/3/2020", "2020-01-03", "2020-01-03"),
    ("It was signed on 31/1/2020.", "31/1/2020", "2020-01-31", "2020-01-31"),
    ("It was signed on 03.01.2020.", "03.01.2020", "2020-01-03", "2020-01-03"),
    ("It was announced in May 2018.", "May 2018", "2018-05-01", "2018-05-31"),
    ("It was announced in November 2015.", "November 2015", "2015-11-01", "2015-11-30"),
    ("It was announced in Feb. 2020.", "Feb. 2020", "2020-02-01", "2020-02-29"),
    ("He left in 2009, a bad year.", "2009", "2009-01-01", "2009-12-31"),
    ("It has grown since 2010.", "2010", "2010-01-01", "2010-12-31"),
    ("The 2003 invasion cost much.", "2003", "2003-01-01", "2003-12-31"),
    ("In a 2013 profile he said little.", "2013", "2013-01-01", "2013-12-31"),
    ("It cost lives between 2003 and 2011.", "between 2003 and 2011", "2003-01-01", "2011-12-31"),
    ("He ran it from 1998 to 2004.", "from 1998 to 2004", "1998-01-01", "2004-12-31"),
    ("During 2018-19 it grew.", "2018-19", "2018-01-01", "2019-12-31"),
    ("They met in spring 2019.", "spring 2019", "2019-03-01", "2019-05-31"),
    ("They met in the summer of 2018.", "summer of 2018", "2018-06-01", "2018-08-31"),
    ("They met in winter 2019.", "winter 2019", "2018-12-01", "2019-02-28"),
    ("Sales rose in the second quarter of 2019.", "second quarter of 2019", "2019-04-01", "2019-06-30"),
    ("Sales rose in Q3 2019.", "Q3 2019", "2019-07-01", "2019-09-30"),
    ("Sales rose in the first half of 2019.", "first half of 2019", "2019-01-01", "2019-06-30"),
    ("Shops closed on Christmas Day 2018.", "Christmas Day 2018", "2018-12-25", "2018-12-25"),
    ("It lasted from March 3 to May 6, 2019.", "from March 3 to May 6, 2019", "2019-03-03", "2019-05-06"),
    ("It lasted from mid-March to late May 2019.", "from mid-March to late May 2019", "2019-03-01", "2019-05-31"),
    ("It lasted from March to May 2019.", "from March to May 2019", "2019-03-01", "2019-05-31"),
    ("They met on May 3-5, 2019.", "May 3-5, 2019", "2019-05-03", "2019-05-05"),
    ("In 2016 it opened; late in 2017 it closed.", "2016", "2016-01-01", "2016-12-31"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "first", "last"), ABSOLUTE)
def test_absolute_dates_need_no_publication_date(text, words, first, last):
    assert spans(text, None)[0] == (words, first, last)
    assert spans(text, "1999-06-15")[0] == (words, first, last)


NONE = [
    "You may sell; he sat in the sun for a second.",
    "May said she would go.",
    "Theresa May resigned.",
    "March on, they cried.",
    "The March on Rome is history.",
    "They march on the capital.",
    "The Sun and the Mon Valley mill merged.",
    "He had a second look at the fall of the pound.",
    "Silicon Valley and the Spring Street fund sold.",
    "About 2,000 troops left.",
    "Some 2000 troops left.",
    "A total of 2019 votes was cast.",
    "The index fell below 2000.",
    "The index rose by 2019 points.",
    "Gold is at $2000 an ounce.",
    "It sent 3,000 tweets every 45 minutes.",
    "See page 1984 for more.",
    "It grew in fiscal 2019 and in the third quarter of fiscal 2018.",
    "In his 20s he was poor.",
    "It has been so in recent days.",
    "Days earlier, he had warned of it.",
    "In recent years it grew, as in past decades.",
    "He comes every Friday.",
    "He comes on Fridays.",
    "He was here for weeks.",
    "It happened long ago, or months ago.",
    "It was more than three days ago.",
    "The overnight rate is two percent.",
    "It is open 24/7.",
    "A quarter of them left in the last minute.",
    "The third man and the second half were dull.",
    "It costs 1.5 million, or 3.2 percent.",
    "June Smith and April Jones spoke.",
    "The 82nd Airborne arrived at 11 a.m. in town.",
    "Happy New Year!",
    "It was dated 30 February 2019.",
    "It was dated 2019-02-30.",
    "An F-16 and an MQ-9 flew.",
    "The year was good, the week was bad, the month was long.",
    "In 2000 homes the light went out.",
    "Vision 2030 is a plan.",
    "He won 6-3 in court.",
    "The mayor may march on the second.",
    "April said that June would speak.",
    "The group of 1500 was the largest.",
    "It sold 1999 homes and 2001 flats.",
    "The loss of 1987 dollars hurt.",
    "He ran on a platform of change, then and now.",
    "A fall in prices followed a spring in his step.",
    "Room 2019 was locked.",
    "Boeing 2020 orders were thin.",
    "The last man, the next step, this point.",
    "Each Monday they wait; most Tuesdays they go.",
    "A decade ago or so, once upon a time.",
    "In the past week and over the past year it grew.",
    "They sat and wed in the sun.",
]


@pytest.mark.parametrize("text", NONE)
def test_tells_no_date(text):
    assert spans(text) == []


@pytest.mark.parametrize("text", [case[0] for case in RELATIVE])
def test_without_publication_date_only_absolute_dates(text):
    assert spans(text, None) == []


def test_an_undated_article_counts_months_from_a_day_it_names():
    found = read("It was seized on 5 March 2014. On 11 March it was freed, and on Friday it fled.", None)
    assert [m.first.isoformat() for m in found] == ["2014-03-05", "2014-03-11"]


def test_enough_cases():
    assert len(RELATIVE) + len(ABSOLUTE) + len(NONE) >= 120
    assert 3 * len(NONE) >= len(RELATIVE) + len(ABSOLUTE) + len(NONE)


@pytest.mark.parametrize(
    ("text", "not_after", "precision"),
    [
        ("The Pentagon confirmed it late Thursday.", "2020-01-02T23:59:00-05:00", "part_of_day"),
        ("A rocket hit Baghdad early Friday local time.", "2020-01-03T08:59:00+03:00", "part_of_day"),
        ("In Tokyo the bank failed on Friday morning.", "2020-01-03T11:59:00+09:00", "part_of_day"),
        ("He quit on Thursday afternoon.", "2020-01-02T17:59:00", "part_of_day"),
        ("He quit at 11 a.m. in London on Friday.", "2020-01-03T11:00:00+00:00", "instant"),
        ("He quit at 8:30 a.m. Eastern time on Friday.", "2020-01-03T08:30:00-05:00", "instant"),
        ("He quit on Jan. 2 at 9:15 p.m. GMT.", "2020-01-02T21:15:00+00:00", "instant"),
        ("He quit at 2020-01-02T21:15Z.", "2020-01-02T21:15:00+00:00", "instant"),
        ("He quit on Thursday.", None, "day"),
        ("Asian shares slid overnight.", "2020-01-03T06:59:00", "part_of_day"),
        ("“Iran is to blame,” the White House said late Thursday.", "2020-01-02T23:59:00-05:00", "part_of_day"),
    ],
)
def test_parts_of_the_day_end_in_the_zone_of_the_place(text, not_after, precision):
    (mention,) = [m for m in read(text) if m.precision in {"instant", "part_of_day", "day"}]
    assert mention.precision == precision
    assert mention.not_after == (datetime.fromisoformat(not_after) if not_after else None)


def test_a_quotation_counts_from_the_day_it_was_spoken():
    text = "Mr. Poe said on Friday: “We acted last night.”\n\n“Last night was right,” he said."
    found = read(text, "2020-01-05")
    assert [m.first for m in found] == [date(2020, 1, 3), date(2020, 1, 2), date(2020, 1, 2)]
    outside = read("On Friday it rained. It snowed last night.", "2020-01-05")
    assert outside[1].first == date(2020, 1, 4)


def test_a_quotation_a_week_old_does_not_move_the_anchor():
    assert read("In a note of Nov. 4 he was calm. “We act tonight,” she said.")[1].first == date(2020, 1, 3)


def test_the_next_day_follows_the_day_spoken_of():
    found = read("The firm failed on Dec. 27. The next day its chief fled. Two days later he was found.")
    assert [m.first.day for m in found] == [27, 28, 29]
    assert read("The next day he fled.") == []


def test_a_year_at_the_head_of_a_sentence_holds_for_its_months():
    assert [m.first for m in read("In 2016, the firm failed, and in September it closed.")][1] == date(2016, 9, 1)


def test_tense_is_told():
    (past,) = read("The bank failed on Tuesday.")
    (future,) = read("The bank will open on Tuesday.")
    assert (past.tense, future.tense) == ("past", "future")
    assert read("The law of March 1, 2030 is known.")[0].tense == "future"


@pytest.mark.parametrize(
    ("published", "text", "first"),
    [
        ("2019-04-04", "The tariffs take effect on April 9.", "2019-04-09"),
        ("2019-04-04", "The tariffs took effect on April 9.", "2018-04-09"),
        ("2020-01-06", "The board will meet next Tuesday.", "2020-01-14"),
        ("2020-01-05", "The talks collapsed over the weekend.", "2020-01-04"),
        ("2020-01-04", "The talks will resume over the weekend.", "2020-01-04"),
        ("2020-01-04", "A service is planned for as soon as Saturday.", "2020-01-04"),
        ("2020-03-01", "It closed on Feb. 29.", "2020-02-29"),
        ("2021-03-01", "It closed on Feb. 29.", "2020-02-29"),
        ("2020-01-03", "It closed on Saturday, Feb. 29.", "2020-02-29"),
        ("2024-02-10", "It closed on Friday, Dec. 27.", "2019-12-27"),
        ("0001-01-01", "It opened yesterday, or in 2009.", "2009-01-01"),
        ("9999-12-31", "It will open tomorrow, or in 2009.", "2009-01-01"),
    ],
)
def test_traps(published, text, first):
    assert read(text, published)[0].first.isoformat() == first


def test_find_dates_goes_article_by_article():
    articles = [article_from_text("He quit in 2009.", name="b"), article_from_text("She quit in 2010.", name="a")]
    assert [(m.article, m.text) for m in find_dates(articles)] == [("b", "2009"), ("a", "2010")]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the five articles are not part of the repository")
def test_the_five_articles():
    """Hand-written: what a reader of the articles, knowing when each appeared, takes each expression to mean."""
    expected = {
        "000": ["Friday 01-03", "late Thursday 01-02", "last week 12-23", "Thursday 01-02", "Dec. 27 12-27"],
        "002": ["late Thursday 01-02", "early Friday local time 01-03", "late Thursday 01-02", "Tuesday 12-31",
                "Thursday 01-02", "This past July 07-01", "tonight 01-02", "late Thursday 01-02",
                "this past April 04-01",
                "between 2003 and 2011 01-01", "Earlier Thursday 01-02", "October 10-01"],
        "003": ["September 18, 2016 09-18", "Friday 01-03", "this week 12-30", "2013 01-01", "1998 01-01",
                "October 10-01", "2006 01-01", "2006 01-01", "2012 01-01", "November 2015 11-01",
                "Earlier Friday 01-03",
                "Tuesday 12-31", "May 2018 05-01", "2015 01-01", "Last year 01-01", "spring 2019 03-01", "2003 01-01"],
        "004": ["03 January, 2020 01-03", "Thursday 01-02", "New Year's Eve 12-31", "Wednesday 01-01", "Sunday 12-29",
                "last week 12-23", "Thursday 01-02", "Dec. 27 12-27"],
    }  # fmt: skip
    for article in read_articles(SHARED):
        found = [f"{m.text} {m.first:%m-%d}" for m in dates_in(article)]
        assert found == expected.get(article.name[:3], found)
        if article.name.startswith("001"):
            days = {m.text: m.first.isoformat() for m in dates_in(article)}
            assert days["early Saturday"] == "2020-01-04"
            assert days["last night"] == days["Last night"] == "2020-01-02"
            assert days["Friday afternoon"] == days["Friday"] == "2020-01-03"
            assert days["Sunday"] == "2020-01-05"
            assert days["the weekend"] == "2020-01-04"
            assert days["11 a.m. in London"] == "2020-01-03"
            assert days["1980s"] == "1980-01-01"
            assert len(found) == 51


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("The party won at the polls on Thursday.", "2020-01-02"),
        ("The party won't meet on Thursday.", "2020-01-09"),
        ("Shares slid due to the strike on Thursday.", "2020-01-02"),
        ("Shares slid due to delays on Thursday.", "2020-01-02"),
        ("The house is due to debate it on Thursday.", "2020-01-09"),
        ("The bill is due on Thursday.", "2020-01-09"),
        ("He took 300 votes on Thursday.", "2020-01-02"),
        ("Parliament votes on Thursday.", "2020-01-09"),
        ("Rain is forecast to go on until Thursday.", "2020-01-09"),
        ("The next meeting is on Sept. 5.", "2020-09-05"),
        ("The allies agreed late in the night to cut output by a tenth in May.", "2020-05-01"),
        ("The talks begin in March.", "2020-03-01"),
        ("A rise in February is in doubt.", "2020-02-01"),
        ("A rise in November is in doubt.", "2019-11-01"),
    ],
)
def test_the_words_around_tell_the_tense(text, first):
    assert read(text)[-1].first.isoformat() == first


def test_local_time_is_that_of_the_owner_where_no_other_place_is_named():
    (mention,) = read("It struck off Japan's coast on Thursday at 2:46 p.m. local time.")
    assert mention.not_after == datetime.fromisoformat("2020-01-02T14:46:00+09:00")
    (mention,) = read("Japan's bank acted on Thursday at 2:46 p.m. and was praised.")
    assert mention.not_after.tzinfo is None


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("It shut on 13/04/2011, and on 05/09/2012.", None, ["2011-04-13", "2012-09-05"]),
        ("It shut on 04/13/2011, and on 05/09/2012.", None, ["2011-04-13", "2012-05-09"]),
        ("It shut on 05/09/2012.", None, ["2012-05-09"]),
        ("It shut on 05/09/2012.", "2012-09-06", ["2012-09-05"]),
        ("It shut on 05/09/2012.", "2012-05-10", ["2012-05-09"]),
        ("It shut on Wednesday, 05/09/2012.", None, ["2012-05-09"]),
        ("It shut on Thursday, 09/08/2012.", None, ["2012-08-09"]),
        ("It shut on 3/4/87.", None, ["1987-03-04"]),
        ("It shut on 3/4/20.", None, ["2020-03-04"]),
        ("It shut on 99/04/2011 and on 31/02/2011.", None, []),
    ],
)
def test_the_order_of_day_and_month(text, published, days):
    assert [m.first.isoformat() for m in read(text, published)] == days


@pytest.mark.parametrize(
    ("text", "words", "first", "last", "precision"),
    [
        ("Profit fell in the first half of 2019.", "first half of 2019", "2019-01-01", "2019-06-30", "half_year"),
        ("First-half profit fell.", "First-half", "2019-01-01", "2019-06-30", "half_year"),
        ("Profit fell in 2H18.", "2H18", "2018-07-01", "2018-12-31", "half_year"),
        ("Profit fell in 3Q19.", "3Q19", "2019-07-01", "2019-09-30", "quarter"),
        ("Profit fell in the last quarter of 2018.", "last quarter of 2018", "2018-10-01", "2018-12-31", "quarter"),
        ("It fell in the first nine months of 2019.", "first nine months of 2019", "2019-01-01", "2019-09-30", "month"),
        ("It fell in the three months to May.", "three months to May", "2019-03-01", "2019-05-31", "quarter"),
        ("Profit fell in the year ended March 31.", "year ended March 31", "2018-04-01", "2019-03-31", "year"),
        ("Profit fell in the June quarter.", "June quarter", "2019-04-01", "2019-06-30", "quarter"),
        ("Oil ruled in the early 1970s.", "early 1970s", "1970-01-01", "1979-12-31", "decade"),
        ("The crash of '87 was worse.", "87", "1987-01-01", "1987-12-31", "year"),
        ("Black Monday was worse.", "Black Monday", "1987-10-19", "1987-10-19", "day"),
        ("Last Easter it shut.", "Last Easter", "2019-04-21", "2019-04-21", "day"),
        ("It fell three sessions ago.", "three sessions ago", "2019-12-30", "2019-12-30", "day"),
        ("It is up 2 percent year to date.", "year to date", "2020-01-01", "2020-01-03", "year"),
        ("It will report by year-end.", "year-end", "2020-12-31", "2020-12-31", "day"),
        ("It was at 20 at year-end.", "year-end", "2019-12-31", "2019-12-31", "day"),
        ("It failed on the 15th.", "15th", "2019-12-15", "2019-12-15", "day"),
        ("The Sept. 11 attacks shut markets.", "Sept. 11", "2001-09-11", "2001-09-11", "day"),
        ("Brent was at $68 by 11 a.m. in London.", "11 a.m. in London", "2020-01-03", "2020-01-03", "instant"),
        ("Brent was at $68 at 0930 GMT.", "0930 GMT", "2020-01-03", "2020-01-03", "instant"),
        ("It shut the day before Christmas.", "the day before", "2019-12-24", "2019-12-24", "day"),
    ],
)  # fmt: skip
def test_stretches_and_counts(text, words, first, last, precision):
    found = read(text)[0]
    assert (found.text, found.first.isoformat(), found.last.isoformat(), found.precision) == (
        words,
        first,
        last,
        precision,
    )


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("It failed on Dec. 27. That night its chief fled.", ["2019-12-27", "2019-12-27"]),
        ("It failed on Dec. 27. The following Monday its chief fled.", ["2019-12-27", "2019-12-30"]),
        ("It failed on Dec. 27. The previous Wednesday its chief had fled.", ["2019-12-27", "2019-12-25"]),
        ("It failed on Dec. 18. A week later its chief fled.", ["2019-12-18", "2019-12-25"]),
        ("It fell on Tuesday, rose the same day, fell on Thursday.", ["2019-12-31", "2019-12-31", "2020-01-02"]),
        ("It failed on March 11, 2011. On March 15 it rose.", ["2011-03-11", "2011-03-15"]),
        ("OSLO, Jan. 2 - The bank failed today.", ["2020-01-02", "2020-01-02"]),
        ("It failed.\n\nUpdated Jan. 5\n\nIts chief fled on Saturday.", ["2020-01-05", "2020-01-04"]),
    ],
)  # fmt: skip
def test_what_the_article_told_before(text, days):
    assert [m.first.isoformat() for m in read(text)] == days


@pytest.mark.parametrize("wrong", [5, None, "text", ["a.txt"]])
def test_find_dates_refuses_what_is_no_article(wrong):
    with pytest.raises(UsageError, match="give a list of articles"):
        find_dates(wrong)
