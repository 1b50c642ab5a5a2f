"""Sentences as news desks write them: numbers of several days and spans in one, thresholds, turns, parts of a day.

Each is right or wrong against the snapshot by the rows named beside it; verdicts worked out by hand.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from eventstudy.articles.moves import find_moves
from eventstudy.records import Article
from eventstudy.report.agreement import disagreement_sentences
from eventstudy.report.figures.move_words import source_line
from eventstudy.report.standfirst import _words as told_of_words
from eventstudy.report.verdicts import verdicts_table
from eventstudy.sessions import sessions
from eventstudy.sessions.rolls import front_month, rolls_of
from eventstudy.verdicts import check_moves
from tests.test_verdicts_readings import tidy
from tests.test_verdicts_spoken import PASSING, snapshot, verdicts

EVENING = "2020-02-28T18:00-05:00"
MONTH_END = "2020-01-31T18:00-05:00"
YEAR_END = "2019-12-31T18:00-05:00"
AFTER_ATTACK = "2019-09-16T18:00-04:00"

# dow   26 Feb 2020 high +461.42, closed -123.77; 28 Feb low -1085.63, closed -357.28 (-1.387 %), week -12.36 %
#       24 Feb 2020 low -1079.97, closed -1031.61; 12 Feb 29551.42 to 28 Feb 25409.36: -14.02 %
#       31 Jan 2020 -603.41, -2.09 %, week -2.53 %, January -0.99 %; 31 Dec 2019 +76.30, +0.27 %, year +22.34 %
# sp500 31 Jan 2020 -1.77 %, January -0.16 %; 31 Dec 2019 +0.29 %, year +28.88 %
# xom   27 Feb 2020 -6.02 %, 28 Feb +3.25 % to 51.44, year to date -26.28 %; cvx year to date -22.55 %
# brent 13 Sep 2019 60.22, 16 Sep 66.45 71.95 65.36 69.02 (+8.80), 17 Sep 64.55; 31 Jan 2020 58.16 (-0.13, -0.22 %)
OTHER_DAYS = [
    (
        EVENING,
        "Exxon Mobil shares, which had tumbled 6 percent a day earlier, rebounded 3.3 percent to close at $51.44.",
        "confirmed confirmed confirmed",
    ),
    (EVENING, "Exxon rose 3.3 percent from a day earlier.", "confirmed"),
    (EVENING, "Exxon rebounded 3.3 percent, after tumbling 6 percent a day earlier.", "confirmed confirmed"),
    (EVENING, "After closing at a record 29,551.42 on Feb. 12, the Dow has lost 14 percent.", "confirmed confirmed"),
    (EVENING, "The Dow slid more than 1,000 points for the third time this week.", "direction_only"),
    (EVENING, "Brent lost more than 3 percent for a second session this week.", "confirmed"),
    (AFTER_ATTACK, "Brent settled $8.80 higher than Friday's close of $60.22.", "confirmed confirmed"),
    (AFTER_ATTACK, "The Dow's eight-session winning streak came to an end as it slipped 0.5%.", "confirmed confirmed"),
    ("2018-12-26T18:00-05:00", "The Dow had dropped 1,883 points over the previous four sessions.", "confirmed"),
    ("2019-09-17T18:00-04:00", "Brent's two-day gain stands at $4.33.", "confirmed"),
    ("2019-09-17T18:00-04:00", "Brent's two-day gain stands at $5.33.", "direction_only"),
    ("2019-09-17T18:00-04:00", "Brent remains above its pre-attack level of $60.22.", "not_checkable"),
]
INSIDE = [
    (
        EVENING,
        "The Dow, which had been down as many as 1,085 points, finished 357 points lower.",
        "confirmed_loose confirmed",
    ),
    (
        EVENING,
        "The Dow, which had been down as many as 1,087 points, finished 357 points lower.",
        "direction_only confirmed",
    ),
    ("2020-02-24T18:00-05:00", "The Dow was off 1,080 points at the session's low.", "confirmed"),
    ("2020-02-26T18:00-05:00", "The Dow gave up a 461-point gain to end down 124 points.", "confirmed confirmed"),
    ("2020-02-26T18:00-05:00", "The Dow gave up a 561-point gain to end down 124 points.", "direction_only confirmed"),
    (
        AFTER_ATTACK,
        "Brent futures jumped as much as 19.5 percent at the open of trading, to $71.95.",
        "confirmed confirmed",
    ),
    (
        "2018-02-05T18:00-05:00",
        "The Dow plunged below 24,000 before recovering to finish at 24,345.75.",
        "confirmed confirmed",
    ),
    (AFTER_ATTACK, "Brent hit a high of $71.95 before easing to settle at $69.02.", "confirmed confirmed"),
    (AFTER_ATTACK, "Brent's largest intraday jump since 1991 took it to nearly $72.", "consistent consistent"),
    (
        AFTER_ATTACK,
        "The S&P 500 slid 0.3 percent, to 2,997.96, retreating below 3,000.",
        "confirmed confirmed confirmed",
    ),
    ("2020-01-08T18:00-05:00", "Brent traded between $71.75 and $64.94 on Wednesday.", "confirmed confirmed"),
    ("2020-01-08T18:00-05:00", "Brent traded between $71.75 and $66.94 on Wednesday.", "confirmed contradicted"),
]
DAY_AND_SPAN = [
    (EVENING, "Shares of Exxon are off 26% year to date; Chevron is down 23%.", "confirmed confirmed"),
    (EVENING, "Shares of Exxon are off 26% year to date; Chevron is down 33%.", "confirmed direction_only"),
    (EVENING, "The Dow fell 1.4 percent on the day and 12.4 percent on the week.", "confirmed confirmed"),
    (
        YEAR_END,
        "The Dow added 76.30 points, or 0.3%, to finish the year at 28,538.44.",
        "confirmed confirmed confirmed",
    ),
    (
        YEAR_END,
        "The Dow added 76.30 points, or 0.4%, to finish the year at 28,538.44.",
        "confirmed direction_only confirmed",
    ),
    ("2019-06-28T18:00-04:00", "In the first half, the Dow gained 14 percent.", "confirmed"),
    ("2019-06-28T18:00-04:00", "In the first half, the Dow gained 16 percent.", "direction_only"),
    (
        YEAR_END,
        "The S&P 500 gained 0.3 percent on the last day of a year in which it gained 28.9 percent.",
        "confirmed confirmed",
    ),
    (YEAR_END, "The Dow rose 22.3 percent and the S&P 500 28.9 percent in 2019.", "confirmed confirmed"),
    (YEAR_END, "The Dow rose 28.9 percent and the S&P 500 22.3 percent in 2019.", "direction_only direction_only"),
    ("2018-06-21T18:00-04:00", "During the eight-day slide the Dow has lost 3.4 percent.", "confirmed"),
    (MONTH_END, "The Dow lost 603.41 points, or 2.1%, to end the month at 28,256.03.", "confirmed confirmed confirmed"),
    (
        MONTH_END,
        "The S&P 500 fell 1.8 percent to 3,225.52, ending January down 0.2 percent.",
        "confirmed confirmed confirmed",
    ),
    (MONTH_END, "Brent fell 13 cents, or 0.2%, to end January at $58.16.", "confirmed confirmed confirmed"),
    (MONTH_END, "The Dow fell 603 points to close out the week with a 2.5 percent loss.", "confirmed confirmed"),
    (MONTH_END, "The Dow fell 2.1 percent for the week.", "direction_only"),  # its day is no week
    (MONTH_END, "For the week, the Dow fell 2.1 percent.", "direction_only"),
    (MONTH_END, "The Dow fell 2.5 percent on Friday, its worst week since August.", "direction_only confirmed"),
]

# brent 8 Jan 2020 71.22 71.75 64.94 65.44, 7 Jan 68.27; 20 Feb 59.31; 28 Feb 51.42 51.52 50.05 50.52
# dow   5 Feb 2018 -1175.21, 6 Feb +567.02; 2 Jan 2020 +330.36 to 28868.80; 24 Feb 2020 -1031.61; 28 Jan 2020 28722.85
# sp500 28 Feb 2019 2784.49; 19 Feb 2020 to 28 Feb -12.76 %; 2 Jan 2020 3257.85
CARRIED = [
    (
        EVENING,
        "The S&P 500 hit an all-time high on Feb. 19. Brent crude dropped $1.66 to settle at $50.52.",
        "consistent confirmed confirmed",
    ),
    (EVENING, "On Thursday, the Dow plunged 1,191 points. Exxon shares rose 3.3 percent.", "confirmed confirmed"),
    (EVENING, "On Thursday, the Dow plunged 1,191 points. Exxon shares rose 4.3 percent.", "confirmed direction_only"),
    ("2020-01-08T18:00-05:00", "Brent had closed at $68.27 on Tuesday. It settled at $65.44.", "confirmed confirmed"),
    (
        "2018-02-06T18:00-05:00",
        "The Dow rose 567 points, recovering half of Monday's 1,175-point loss.",
        "confirmed confirmed",
    ),
    (
        "2020-02-03T18:00-05:00",
        "The S&P 500 rose 0.7 percent, recovering some of Friday's 1.8 percent loss.",
        "confirmed confirmed",
    ),
    ("2020-01-02T18:00-05:00", "The Dow rose 330 points, a day after rising 76 points.", "confirmed confirmed"),
    (EVENING, "Between Feb. 19 and Feb. 28, the S&P 500 lost 12.8 percent.", "confirmed"),
    (EVENING, "The S&P 500 is down 12.8 percent from its Feb. 19 close.", "confirmed"),
    (EVENING, "The Dow fell 10.5 percent from Monday's open to Friday's close.", "ambiguous"),
    (EVENING, "Since Feb. 20, Brent has fallen from $59.31 to $50.52.", "confirmed confirmed"),
    (EVENING, "A year ago, the S&P 500 closed at 2,784.49.", "confirmed"),
    (EVENING, "A month ago, the Dow closed at 28,722.85.", "confirmed"),
    (
        EVENING,
        "Brent lost $7.98 this week, falling to $50.52 on Friday from $58.50 a week ago.",
        "confirmed confirmed confirmed",
    ),
    (EVENING, "In just six trading days from its peak, the S&P 500 fell 10 percent.", "ambiguous"),
    (EVENING, "The S&P 500 has shed 14.1 percent on a total-return basis.", "not_observable"),
    (EVENING, "A month ago, the Dow closed at 28,922.85.", "ambiguous"),
    ("2020-02-28T09:00-05:00", "The Dow has lost 11 percent so far this week.", "confirmed"),
    ("2020-02-28T09:00-05:00", "The Dow has lost 15 percent so far this week.", "direction_only"),
    ("2020-02-03T18:00-05:00", "Brent fell below $55 for the first time in more than a year.", "confirmed"),
    (
        "2020-01-03T18:00-05:00",
        "The Dow fell the most in a month.",
        "ambiguous",
    ),  # 3 December is the day a month before
]
AT_THE_CLOSE = [
    (
        "2020-01-03T18:00-05:00",
        "On Thursday, the Dow had risen 230 points to a record 28,868.80.",
        "direction_only consistent confirmed",
    ),
    ("2018-10-19T19:00-04:00", "Chevron ended Friday up $0.77, or 0.6 percent.", "direction_only confirmed"),
    (
        "2020-02-24T18:00-05:00",
        "The Dow's fall of 1,031 points was the third-biggest in history.",
        "confirmed_loose consistent",
    ),
    (EVENING, "The Dow is down 4 percent.", "direction_only"),
    (EVENING, "The Dow was down 14.5 percent for the week.", "direction_only"),
    (EVENING, "Exxon is down 26 percent this year.", "confirmed"),
    (EVENING, "Brent held above $51 all day.", "contradicted"),
    (EVENING, "Brent remained above $50 all session.", "confirmed"),
    (EVENING, "Brent held above $51.", "contradicted"),
    (EVENING, "The Dow stayed above 25,000.", "ambiguous"),  # closed there, fell below it
    (EVENING, "Chevron closed at its lowest since 2018.", "confirmed_loose"),  # 2018 held nothing as low
    ("2020-01-08T18:00-05:00", "Brent slid from $71.75 to settle at $65.44.", "consistent confirmed"),
    ("2020-01-08T18:00-05:00", "Brent slid from $70.75 to settle at $65.44.", "contradicted confirmed"),
    ("2020-01-08T18:00-05:00", "Brent surged as high as $71.75 late Tuesday.", "consistent"),  # of Wednesday's session
    ("2020-03-01T10:00:00+00:00", "On Friday the Dow fell 3.5 percent, before paring losses.", "consistent"),
    ("2020-01-03T18:00-05:00", "Exxon shares rose 3.3 percent in Frankfurt trading on Friday.", "not_observable"),
    ("2020-01-03T18:00-05:00", "Exxon shares fell 0.8 percent in New York on Friday.", "confirmed"),
]


@pytest.mark.parametrize(
    ("published", "sentence", "wanted"),
    [*OTHER_DAYS, *INSIDE, *DAY_AND_SPAN, *CARRIED, *AT_THE_CLOSE],
    ids=lambda value: value if len(str(value)) > len(EVENING) else "",
)
def test_a_desk_would_stand_by_it(published, sentence, wanted):
    found = verdicts(published, sentence)
    assert [one.verdict for one in found] == wanted.split(), [one.note for one in found]


def test_a_reading_beside_the_one_taken_leaves_a_number_open_and_is_named():
    found = verdicts(EVENING, "On Thursday, the Dow plunged 1,191 points. Exxon shares fell 6.0 percent.")[1]
    assert found.verdict == "ambiguous"
    assert "only as a change of 27 February 2020 does the number agree" in found.note
    assert ("as first read", "contradicted") in found.variants


def test_a_moment_inside_the_day_is_refuted_by_the_range_and_not_by_the_close():
    found = verdicts("2018-02-05T18:00-05:00", "The Dow at one point fell 8.3 percent.")[0]
    assert "ranged from 6.26 % below" in found.note
    assert "closed" not in found.note


def test_the_open_beside_a_longer_change_is_counted_from_the_close_before():
    found = verdicts("2020-02-28T09:00-05:00", "The S&P 500 is down 11 percent this week.")[0]
    assert "9.58" not in found.note


SAYING = (
    "{name} {went} {day} percent, ending the month {way} {month} percent.",
    "{name} {went} {day} percent on the day and {gone} {month} percent on the month.",
    "{name} {went} {day} percent to {close:,.2f}, for a monthly {loss} of {month} percent.",
    "{name} {went} {day} percent to finish the month with a {loss} of {month} percent.",
    "{name} is {way} {month} percent for the month.",
)


def month_ends(series):
    """Yield the last session of each month with its change, that of the month, and its close."""
    rows = snapshot().loc[lambda table: table["series"] == series].set_index("date")["close"]
    last = rows.groupby(rows.index.to_period("M")).tail(1)
    for (day, close), before in zip(list(last.items())[1:], last.to_list()[:-1], strict=True):
        move, month = round((close / rows.shift()[day] - 1) * 100, 1), round((close / before - 1) * 100, 1)
        if abs(move) >= 0.2 and abs(month) >= 0.4 and abs(move - month) > 0.7:
            yield day, move, month, close


def month_end_sentences(shift):
    names = {"dow": "The Dow", "sp500": "The S&P 500", "cvx": "Chevron"}
    for series, name in names.items():
        for day, move, month, close in month_ends(series):
            for saying in SAYING:
                yield f"{day:%Y-%m-%d}T23:30+00:00", saying.format(
                    name=name, went="rose" if move > 0 else "fell", gone="rose" if month > 0 else "fell",
                    way="up" if month > 0 else "down", loss="gain" if month > 0 else "loss", day=abs(move),
                    month=round(abs(month) + shift, 1), close=close,
                )  # fmt: skip


def sides(shift):
    """Return, for each sentence, whether every number of it passes."""
    sentences = list(month_end_sentences(shift))
    articles = [
        Article(f"a{n}", text, "", datetime.fromisoformat(when).date(), datetime.fromisoformat(when), "given")
        for n, (when, text) in enumerate(sentences)
    ]
    found = {}
    for one in check_moves(find_moves(articles), snapshot(), published=articles):
        found.setdefault(one.move.article, []).append(one.verdict in PASSING)
    return [all(found[one.name]) for one in articles]


def test_sentences_that_tell_of_a_day_and_its_month_pass_if_true_and_fail_if_not():
    assert len(sides(0.0)) > 250
    assert all(sides(0.0))
    assert sum(sides(0.6)) <= 0.02 * len(sides(0.6))


# --------------------------------------------------------------------------------- prices below zero, by settlements


WTI = [
    "2020-04-16 19.95 20.50 19.20 19.87",
    "2020-04-17 19.73 20.15 17.31 18.27",
    "2020-04-20 17.73 17.85 -40.32 -37.63",
    "2020-04-21 -14.00 13.86 -16.74 10.01",
]
MONDAY, TUESDAY = "2020-04-20T18:00-04:00", "2020-04-21T18:00-04:00"


@pytest.mark.parametrize(
    ("published", "sentence", "wanted"),
    [
        (MONDAY, "WTI settled at minus $37.63 a barrel.", "confirmed"),
        (MONDAY, "WTI settled at negative $36.63 a barrel.", "contradicted"),
        (MONDAY, "WTI fell as low as -$40.32 a barrel on Monday.", "confirmed"),
        (MONDAY, "WTI fell as low as -$45.32 a barrel on Monday.", "contradicted"),
        (TUESDAY, "WTI rose from minus $37.63 to $10.01 a barrel on Tuesday.", "confirmed confirmed"),
        (MONDAY, "WTI fell $55.90 to settle at -$37.63 a barrel.", "confirmed confirmed"),
        (MONDAY, "WTI crashed 306 percent on Monday.", "data_problem"),
    ],
)
def test_prices_below_zero(published, sentence, wanted):
    found = verdicts(published, sentence, tidy(wti=WTI))
    assert [one.verdict for one in found] == wanted.split(), [one.note for one in found]


@pytest.mark.parametrize("published", [MONDAY, TUESDAY])
def test_no_percentage_is_ranked_that_is_counted_from_or_to_a_price_below_zero(published):
    way = "drop" if published == MONDAY else "gain"
    found = verdicts(published, f"WTI had its biggest one-day {way} since 2018.", tidy(wti=WTI))[0]
    assert "in dollars" in found.note
    assert "per cent" not in found.note
    share = verdicts(published, f"WTI had its biggest one-day percentage {way} since 2018.", tidy(wti=WTI))[0]
    assert share.verdict == "data_problem"


# --------------------------------------------------------------------------------------- parts of a day, bars, sources


def bars(*rows):
    lines = [row.split() for row in rows]
    return pd.DataFrame({
        "series": "dow", "time": [line[0] for line in lines],
        **{name: [float(line[k]) for line in lines] for k, name in enumerate(("open", "high", "low", "close"), 1)},
    })  # fmt: skip


# 2 January 2020 closed at 28,868.80; the low of the 3rd, 368.44 below it, came at 09:45
FRIDAY_NIGHT = "2020-01-03T20:30-05:00"
HALF_HOURS = bars(
    "2020-01-03T09:30-05:00 28553.33 28660 28500.36 28650",
    *(f"2020-01-03T{h:02d}:{m:02d}-05:00 28650 28700 28640 28660" for h in range(10, 15) for m in (0, 30)),
    "2020-01-03T15:00-05:00 28660 28680 28620 28640",
    "2020-01-03T15:30-05:00 28640 28650 28617.44 28634.88",
)


@pytest.mark.parametrize(
    ("words", "daily", "inner"),
    [
        ("in the first half hour of trading", "consistent", "confirmed"),
        ("in the final hour of trading", "consistent", "direction_only"),
        ("in the afternoon", "consistent", "direction_only"),
    ],
)
def test_a_part_of_the_day_is_held_against_its_own_bars(words, daily, inner):
    sentence = f"The Dow fell as much as 368 points {words}."
    assert verdicts(FRIDAY_NIGHT, sentence)[0].verdict == daily
    assert verdicts(FRIDAY_NIGHT, sentence, intraday=HALF_HOURS)[0].verdict == inner


def test_a_note_names_the_time_that_the_bars_cover_and_not_the_one_asked_for():
    found = verdicts(FRIDAY_NIGHT, "The Dow was at 28,655 at 11:10 a.m. in New York.", intraday=HALF_HOURS)[0]
    assert "from 10:30 to 11:30 New York" in found.note
    early = verdicts("2020-01-03T09:40-05:00", "The Dow was down 240 points early Friday.", intraday=HALF_HOURS)[0]
    assert "from 09:30 to 10:00 New York, in bars that run past 09:40 New York, when the article came out" in early.note


def test_a_second_source_a_tick_or_two_apart_leaves_a_price_standing():
    rows = ["2020-01-02 66.41 66.58 65.72 66.25", "2020-01-03 66.28 69.50 66.22 {}"]
    near, far = (tidy(brent=[rows[0], rows[1].format(close)]) for close in ("68.62", "68.90"))
    found = verdicts(FRIDAY_NIGHT, "Brent settled at $68.60.", second=near)[0]
    assert found.verdict == "consistent"
    assert "lie 0.02 apart" in found.note
    assert verdicts(FRIDAY_NIGHT, "Brent settled at $68.60.", second=far)[0].verdict == "data_problem"
    silent = verdicts(FRIDAY_NIGHT, "The Dow fell 234 points.", second=near)[0]
    assert silent.verdict == "confirmed"
    assert "hold none of the Dow" in silent.note


# ------------------------------------------------------------------------------------------ contracts, ranks, weekends


def expiries_by_hand(first, last):
    """Return the last days of WTI's front months by a walk back from each 25th, holidays those of the exchange."""
    held = {day.date() for day in sessions("wti", first, last)}
    found = []
    for month in pd.period_range(first, last, freq="M"):
        day = date(month.year, month.month, 25)
        while day not in held:
            day -= timedelta(days=1)
        for _ in range(3):
            day -= timedelta(days=1)
            while day not in held:
                day -= timedelta(days=1)
        found.append(day)
    return found


def test_wti_expires_by_the_rule_of_its_exchange():
    first, last = date(2016, 1, 1), date(2021, 12, 31)
    ends = expiries_by_hand(first, last)
    # as the exchange listed them: May 2016, January 2019, February, April, May 2020, January 2022
    listed = ("2016-04-20", "2018-12-19", "2020-01-21", "2020-03-20", "2020-04-21", "2021-11-19")
    assert set(map(date.fromisoformat, listed)) <= set(ends)
    rolls = sorted(rolls_of("wti", first, last))
    held = [day.date() for day in sessions("wti", first, last)]
    assert rolls == [held[held.index(day) + 1] for day in ends]
    assert front_month("wti", date(2020, 4, 21)) == 5
    assert front_month("gold", date(2020, 4, 21)) is None


def test_a_change_across_contracts_has_the_spliced_figure_beside_it():
    found = verdicts(YEAR_END, "Brent has gained 23 percent this year.")[0]
    assert found.verdict == "data_problem"
    assert "rolled 12 times, 1 February 2019 to 31 December 2019; the prices as spliced show +22.68 %" in found.note
    assert found.observed is not None


@pytest.mark.parametrize(
    ("published", "sentence", "wanted"),
    [
        (
            EVENING,
            "The Dow fell 12.4 percent for the week. It was the worst since October 2008.",
            "confirmed consistent",
        ),
        ("2020-02-29", "The S&P 500 fell 11.5 percent last week, its worst week since 2008.", "confirmed consistent"),
        ("2020-03-01T10:00-05:00", "Last week was the Dow's worst since October 2008.", "consistent"),
        ("2020-03-01T10:00-05:00", "The Dow had its best week since October 2008 last week.", "contradicted"),
        ("2020-02-27T18:00-05:00", "The S&P 500 had its worst day since February 2018.", "confirmed_loose"),
        (EVENING, "The S&P 500 fell, its sixth straight decline.", "direction_only"),  # the seventh
        (EVENING, "The S&P 500 fell for a sixth straight session.", "direction_only"),
        ("2020-02-28", "The S&P 500 fell for a sixth straight session.", "confirmed_loose"),  # or of the day before
    ],
)
def test_ranks_and_runs_of_their_own_period(published, sentence, wanted):
    found = verdicts(published, sentence)
    assert [one.verdict for one in found] == wanted.split(), [one.note for one in found]


def test_a_rank_over_a_span_that_prices_do_not_reach_says_so_and_no_more():
    found = verdicts(EVENING, "The Dow fell 12.4 percent for the week, its worst since October 2008.")[1]
    assert "prices go back no further" in found.note
    assert "moment" not in found.note


# ------------------------------------------------------------------------------------------ what stands beside it


def test_a_figure_names_its_prices_its_article_and_its_days():
    found = verdicts(EVENING, "On Thursday, the Dow plunged 1,191 points. Exxon shares rose 3.3 percent.")
    assert source_line(found) == (
        f"Prices: {found[0].source} · reported in a0 · Thursday 27 February 2020 to Friday 28 February 2020"
    )
    assert source_line([]) == ""


def test_of_several_articles_each_is_named_beside_its_verdicts():
    one, two = verdicts(EVENING, "The Dow fell 5 percent."), verdicts(MONTH_END, "The Dow fell 5 percent.")
    both = [*one, *(replace(item, move=replace(item.move, article="b.txt")) for item in two)]
    assert [text.split(":")[0] for text in disagreement_sentences(both)] == ["a0", "b.txt"]
    assert not disagreement_sentences(one)[0].startswith("a0")
    assert any("(b.txt)" in text for text in verdicts_table(both).notes)


def test_numbers_that_do_not_fit_each_other_are_not_told_as_disagreeing_with_prices():
    found = verdicts("2020-01-06T18:00-05:00", "Brent rose 31 cents from Friday's close of $67.60 to $68.91.")
    assert {one.verdict for one in found} == {"internally_inconsistent"}
    assert told_of_words(found) == ""


def test_a_candidate_that_another_number_excludes_is_not_confirmed():
    found = verdicts("2020-01-03T18:00-05:00", "Oil rose 3.5 percent to $63.05.")  # WTI's, which is not held
    assert [one.verdict for one in found] == ["ambiguous", "ambiguous"]
