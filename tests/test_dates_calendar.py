"""Parts of months, weekdays counted in weeks, and the anchors and tenses by which a bare day is settled."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest

from eventstudy.articles.dates import dates_in
from eventstudy.articles.read import article_from_text

FRIDAY = "2020-01-03"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


def spans(text, published=FRIDAY):
    found = dates_in(article_from_text(text, published=published))
    return [(m.text, m.first.isoformat(), m.last.isoformat()) for m in found]


def days_of(year, month):
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [2019, 2020, 2026])
def test_weekdays_of_a_month_against_a_walk_through_it(year, month):
    for number, name in enumerate(WEEKDAYS):
        such = [day for day in days_of(year, month) if day.weekday() == number]
        for place, n in PLACES.items():
            wanted = such[n - 1 if n > 0 else -1].isoformat()
            text = f"The fund was sold on the {place} {name} of {MONTHS[month - 1]} {year}."
            assert [found[1:] for found in spans(text)] == [(wanted, wanted)]


@pytest.mark.parametrize("month", [2, 5, 9])
def test_a_fifth_weekday_only_where_the_month_has_one(month):
    for number, name in enumerate(WEEKDAYS):
        such = [day for day in days_of(2019, month) if day.weekday() == number]
        wanted = [(such[4].isoformat(),) * 2] if len(such) > 4 else []
        assert [found[1:] for found in spans(f"It was the fifth {name} of {MONTHS[month - 1]} 2019.")] == wanted


@pytest.mark.parametrize("month", range(1, 13))
def test_weeks_of_a_month_count_from_its_first_day(month):
    days = [day.isoformat() for day in days_of(2019, month)]
    weeks = {"first": days[:7], "second": days[7:14], "third": days[14:21], "fourth": days[21:28], "last": days[-7:]}
    for place, week in weeks.items():
        text = f"It began in the {place} week of {MONTHS[month - 1]} 2019."
        assert [found[1:] for found in spans(text)] == [(week[0], week[-1])]


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("It fell in the first half of May 2019.", "2019-05-01", "2019-05-15", "month"),
        ("It fell in the second half of May 2019.", "2019-05-16", "2019-05-31", "month"),
        ("It fell in the first weekend of May 2019.", "2019-05-04", "2019-05-05", "weekend"),
        ("It fell in the last weekend of June 2019.", "2019-06-29", "2019-06-30", "weekend"),
        ("It fell in the first ten days of March 2019.", "2019-03-01", "2019-03-10", "week"),
        ("It fell in the last three days of March 2019.", "2019-03-29", "2019-03-31", "week"),
        ("It fell in the first two weeks of March 2019.", "2019-03-01", "2019-03-14", "week"),
        ("It was signed on the last day of June 2019.", "2019-06-30", "2019-06-30", "day"),
        ("It was signed on the first trading day of June 2019.", "2019-06-03", "2019-06-03", "day"),
        ("It was signed on the last trading day of June 2019.", "2019-06-28", "2019-06-28", "day"),
        ("Options expired on the third Friday of last month.", "2019-12-20", "2019-12-20", "day"),
        ("Options will expire on the third Friday of the month.", "2020-01-17", "2020-01-17", "day"),
        ("Options will expire on the third Friday in March.", "2020-03-20", "2020-03-20", "day"),
    ],
)
def test_parts_of_a_month(text, first, last, precision):
    (found,) = dates_in(article_from_text(text, published=FRIDAY))
    assert (found.first.isoformat(), found.last.isoformat(), found.precision) == (first, last, precision)


@pytest.mark.parametrize("written", [date(2020, 1, 1) + timedelta(n) for n in range(7)])
def test_weekdays_counted_in_weeks_against_a_walk_through_the_days(written):
    for number, name in enumerate(WEEKDAYS):
        back = next(written - timedelta(n) for n in range(7) if (written - timedelta(n)).weekday() == number)
        ahead = next(written + timedelta(n) for n in range(7) if (written + timedelta(n)).weekday() == number)
        for text, day in (
            (f"The index had risen a week ago {name}.", back - timedelta(7)),
            (f"The board will meet a week from {name}.", ahead + timedelta(7)),
            (f"The board will report a week on {name}.", ahead + timedelta(7)),
            (f"The board will report two weeks from {name}.", ahead + timedelta(14)),
        ):
            assert [found[1:] for found in spans(text, written.isoformat())] == [(day.isoformat(),) * 2]


# published on Friday 3 January 2020: sentence, then what is meant, expression by expression
SETTLED = [
    ("Its lowest close in a week on Thursday was 12.", ["2020-01-02"]),
    ("The board will meet a week from today.", ["2020-01-10"]),
    ("The board will meet three days from now.", ["2020-01-06"]),
    ("The board will meet in two days' time.", ["2020-01-05"]),
    ("The board will meet in a month's time.", ["2020-02-01/2020-02-29"]),
    ("The board will meet in two weeks\u2019 time.", ["2020-01-13/2020-01-19"]),
    ("The firm failed a fortnight ago.", ["2019-12-16/2019-12-22"]),
    ("The firm failed the week before last.", ["2019-12-16/2019-12-22"]),
    ("The board will meet the week after next.", ["2020-01-13/2020-01-19"]),
    ("The board will meet the month after next.", ["2020-03-01/2020-03-31"]),
    ("The firm failed the year before last.", ["2018-01-01/2018-12-31"]),
    ("The firm failed on Dec. 10. A fortnight later it was sold.", ["2019-12-10", "2019-12-24"]),
    ("The firm failed on Dec. 10, having closed the evening before.", ["2019-12-10", "2019-12-09"]),
    ("The firm failed on Dec. 10. It had closed the previous afternoon.", ["2019-12-10", "2019-12-09"]),
    ("The firm failed on Dec. 10. It was sold the morning after.", ["2019-12-10", "2019-12-11"]),
    ("It had gained on Dec. 10, and slid the day after as banks fell.", ["2019-12-10", "2019-12-11"]),
    ("Shops were full on the Friday after Thanksgiving.", ["2019-11-29", "2019-11-28"]),
    ("Shops were full on the Monday before Christmas.", ["2019-12-23", "2019-12-25"]),
    ("It was bought two days after the filing of Dec. 10.", ["2019-12-12", "2019-12-10"]),
    ("It was bought two days after the vote on Dec. 10.", ["2019-12-12", "2019-12-10"]),
    ("The board meets on Monday, and the following Wednesday it is the court's turn.", ["2020-01-06", "2020-01-08"]),
    ("It fell from Dec. 10 through Monday.", ["2019-12-10/2019-12-30"]),
    ("It was moved from Dec. 10 to Monday.", ["2019-12-10", "2020-01-06"]),
    ("Holders who tendered between Dec. 8 and 19 are bound.", ["2019-12-08/2019-12-19"]),
    ("Holders tendered between Dec. 8 and 19 million shares.", ["2019-12-08"]),
    ("Sales in the half-year to June 2019 rose.", ["2019-01-01/2019-06-30"]),
    ("Profit for the six months to 30 September 2019 rose.", ["2019-04-01/2019-09-30"]),
    ("Forecasts for the second half have been withdrawn.", ["2020-07-01/2020-12-31"]),
    ("The team was poor in the second half.", []),
    ("Sales were $3bn in 2Q18; fiscal 2020 is guided higher.", ["2018-04-01/2018-06-30"]),
    ("Sales were $3bn in 2Q of fiscal 2020.", []),
    ("She wrote on the 1st.", ["2020-01-01"]),
    ("She wrote on the 2nd that the till was empty.", ["2020-01-02"]),
    ("Its shares fell after the news of the 30th.", ["2019-12-30"]),
    ("On the 30th Alpha offered to buy it.", ["2019-12-30"]),
    ("On the 30th Floor they met.", []),
    ("The tariffs were put off until mid-December.", ["2020-12-01/2020-12-31"]),
    ("The data come out on Wednesday.", ["2020-01-08"]),
    ("The second round is on May 7.", ["2020-05-07"]),
    ("The fall on Monday was the largest.", ["2019-12-30"]),
    ("Alpha and Beta open the season on Monday.", ["2020-01-06"]),
    ("Banks must file by April 15.", ["2020-04-15"]),
    ("The bank must have failed on Monday.", ["2019-12-30"]),
    ("Rates are seen rising in March.", ["2020-03-01/2020-03-31"]),
    ("Next coupon: $83.5m on Thursday", ["2020-01-09"]),
    ("The steepest fall in a December since 1931 was that.", ["1931-01-01/1931-12-31"]),
    ("A December meeting settled it.", ["2019-12-01/2019-12-31"]),
    ("It was the worst loss of 2019.", ["2019-01-01/2019-12-31"]),
    ("It made a loss of 2019 in all.", []),
    ("It has lasted since at least 2013.", ["2013-01-01/2013-12-31"]),
    ("I looked up the last time, 1985, when it fell.", ["1985-01-01/1985-12-31"]),
    ("The total, 1985, was small.", []),
    ("Our rate for 2017 came out at 41%.", ["2017-01-01/2017-12-31"]),
    ("Some called it China's Black Monday.", []),
    ("It was the worst day since Black Monday.", ["1987-10-19"]),
    ("Two bombs went off on Patriots' Day.", ["2019-04-15"]),
    ("Volume drops by half starting Monday.", ["2020-01-06"]),
    ("Volume has dropped since Monday.", ["2019-12-30"]),
    ("Curfews end on Sunday.", ["2020-01-05"]),
    ("Curfews ended on Sunday.", ["2019-12-29"]),
    ("From December they\u2019ll pay a tenth more.", ["2020-12-01/2020-12-31"]),
    ("We still expect the first cut in September.", ["2020-09-01/2020-09-30"]),
    ("It was to finish 2011 at 6,500.", ["2011-01-01/2011-12-31"]),
    ("Sales were 17.2m in Sep (-1% m/m).", ["2019-09-01/2019-09-30"]),
    ("He trusts in Jan Smith.", []),
    ("Futures fell late on Election Night.", ["2019-11-05"]),
    ("The firm failed on Nov. 10. On that same night its chief fled.", ["2019-11-10", "2019-11-10"]),
    ("It was the worst fall in a December ever.", []),
    ("It opened last Easter.", ["2019-04-21"]),
    ("It opened last Christmas.", ["2019-12-25"]),
    ("It will open next Christmas.", ["2020-12-25"]),
    ("The plant will open next spring.", ["2020-03-01/2020-05-31"]),
    ("The plant opened last spring.", ["2019-03-01/2019-05-31"]),
    ("The talks collapsed this past weekend.", ["2019-12-28/2019-12-29"]),
    ("The talks resume this coming weekend.", ["2020-01-04/2020-01-05"]),
    ("Its quarter ended on Dec. 29.", ["2019-10-01/2019-12-29"]),
    ("Gains for 2018, however, were small.", ["2018-01-01/2018-12-31"]),
    ("It paid well for 2017 wines.", []),
    ("The firm failed on Dec. 10. That morning its chief had fled.", ["2019-12-10", "2019-12-10"]),
    ("The firm failed on Nov. 10. In that month two others failed.", ["2019-11-10", "2019-11-01/2019-11-30"]),
    ("The firm failed on Nov. 10. Later that week two others failed.", ["2019-11-10", "2019-11-04/2019-11-10"]),
    ("He called an election for Aug. 10.", ["2020-08-10"]),
    ("He called an election on Aug. 10.", ["2019-08-10"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), SETTLED)
def test_settled_by_the_words_around(text, wanted):
    pairs = [tuple(days.split("/")) if "/" in days else (days, days) for days in wanted]
    assert [found[1:] for found in spans(text)] == pairs


@pytest.mark.parametrize(
    ("published", "text", "wanted"),
    [
        ("2018-10-11", "The slide on Wednesday reached Asia overnight.", ("2018-10-10", "2018-10-11")),
        ("2015-08-24", "It was under Friday's close. Shanghai fell overnight.", ("2015-08-23", "2015-08-24")),
        ("2021-12-04", "It slid yesterday. Then it sold off overnight.", ("2021-12-03", "2021-12-04")),
        ("2022-03-07", "The statement comes at 2:15 p.m. Eastern.", ("2022-03-07",) * 2),
        ("2022-03-07", "Nickel, which closed at 28 on Friday, was at 48 by 4 p.m. in London.", ("2022-03-07",) * 2),
        ("2022-03-07", "Nickel closed at 28 on Friday, and was at 48 by 4 p.m. in London.", ("2022-03-04",) * 2),
    ],
)
def test_the_last_expression_counts_from_the_right_day(published, text, wanted):
    assert spans(text, published)[-1][1:] == wanted


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("In Hong-Kong the bank failed on Friday morning.", 8),
        ("In Hong Kong the bank failed on Friday morning.", 8),
        ("The ship sank off Japan's coast at noon local time.", 9),
        ("The ship sank off Japan's coast at 2 p.m. local time.", 9),
    ],
)
def test_clocks_stand_in_the_zone_of_the_place(text, offset):
    (found,) = dates_in(article_from_text(text, published=FRIDAY))
    assert found.not_after.utcoffset() == timedelta(hours=offset)
