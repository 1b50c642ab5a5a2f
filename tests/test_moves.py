"""Reported moves: the passages of ``data/moves.toml``, spans, groups, times, windows, and the shipped study's nine."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from eventstudy.articles.moves import find_moves, find_remarks, moves_in
from eventstudy.articles.read import read_articles
from eventstudy.instruments import catalogue
from eventstudy.records import Article, DateSpan, ReportedMove

HERE = Path(__file__).parent
SHARED = HERE.parents[1] / "shared" / "articles"
SEEDS = HERE.parent / "seeds"
PASSAGES = tomllib.loads((HERE / "data" / "moves.toml").read_text(encoding="utf-8"))["passage"]
READ = [row for row in PASSAGES if "misses" not in row]
MISSED = [row for row in PASSAGES if "misses" in row]
FRIDAY = date(2020, 1, 3)

Row = tuple[str, str, str | None, Decimal | None, str | None, str, str]


def article(text: str, published: date | None = FRIDAY) -> Article:
    return Article("passage", text, "", published)


def moves(text: str, published: date | None = FRIDAY) -> list[ReportedMove]:
    return find_moves([article(text, published)])


@cache
def catalogued() -> dict[str, str]:
    """Return ids by alias and full name, so that a passage holds as the catalogue grows."""
    found = {alias.lower(): one.id for one in catalogue().values() for alias in one.aliases}
    return found | {one.name.lower(): one.id for one in catalogue().values()}


def same(name: str) -> str:
    return catalogued().get(name.lower(), name.lower())


def row_of(move: ReportedMove) -> Row:
    return (same(move.instrument), move.kind, move.direction, move.value, move.unit, move.hedge, move.phase)


def expected(line: str) -> Row:
    parts = [None if part.strip() == "-" else part.strip() for part in line.split("|")]
    parts += ["exact", "unspecified"][len(parts) - 5 :] if len(parts) < 7 else []
    instrument, kind, direction, value, unit, hedge, phase = parts
    number = None if value is None else Decimal(value)
    return (same(instrument or ""), kind or "", direction, number, unit, hedge or "exact", phase or "unspecified")


def read(row: dict) -> tuple[Counter[Row], Counter[Row]]:
    """Return what a passage should give and what it gives."""
    text = f"{row.get('before', '')} {row['text']}".strip()
    published = date.fromisoformat(row.get("published", "2020-01-03"))
    return Counter(expected(line) for line in row.get("moves", [])), Counter(map(row_of, moves(text, published)))


@pytest.mark.parametrize("row", READ, ids=lambda row: row["text"][:60])
def test_passage(row):
    wanted, found = read(row)
    assert found == wanted


@pytest.mark.parametrize("row", MISSED, ids=lambda row: row["text"][:60])
@pytest.mark.xfail(strict=True, reason="known misses, see the passage")
def test_known_miss(row):
    wanted, found = read(row)
    assert found == wanted


def test_the_corpus_is_large_and_a_third_of_it_is_hard_negatives():
    negatives = [row for row in PASSAGES if not row.get("moves")]
    assert len(PASSAGES) >= 280
    assert len(negatives) >= len(PASSAGES) / 3
    assert len({row["text"] for row in PASSAGES}) == len(PASSAGES)


def test_precision_and_recall_of_full_tuples_over_all_passages_misses_included():
    right = wrong = missing = 0
    for row in PASSAGES:
        wanted, found = read(row)
        right += (wanted & found).total()
        wrong += (found - wanted).total()
        missing += (wanted - found).total()
    precision, recall = right / (right + wrong), right / (right + missing)
    assert precision >= 0.98, f"precision {precision:.3f}"
    assert recall >= 0.97, f"recall {recall:.3f}"


NINE = Counter(
    expected(line)
    for line in (
        "brent | price_level | up | 70 | usd | nearly | overnight",
        "brent | price_change | up | 3 | usd | exact | overnight",
        "brent | price_level | up | 69.20 | usd | exact | intraday",
        "brent | extreme | up | - | - | exact | intraday",
        "brent | rank | up | - | -",
        "dow | percent_change | down | 1 | percent | about | open",
        "sp500 | percent_change | down | 1 | percent | about | open",
        "xom | percent_change | up | 1.3 | percent | exact | premarket",
        "cvx | percent_change | up | 1.2 | percent | exact | premarket",
    )
)
FOLDERS = [
    pytest.param(SEEDS, id="seeds"),
    pytest.param(SHARED, id="originals", marks=pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/articles")),
]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_articles_of_the_study_report_these_nine_moves_and_nothing_else(folder):
    articles = read_articles(folder, published="2020-01-03")
    found = find_moves(articles, every=True)
    assert Counter(map(row_of, found)) == NINE
    assert {move.date for move in found} == {FRIDAY}
    assert [move.move_id for move in found] == [f"m{n}" for n in range(1, 10)]
    texts = {one.name: one.text for one in articles}
    assert all(move.quote == texts[move.article][move.start : move.end] for move in found)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_extreme_the_rank_and_the_clock_time_of_the_study(folder):
    found = find_moves(read_articles(folder, published="2020-01-03"))
    extreme, rank = (next(move for move in found if move.kind == kind) for kind in ("extreme", "rank"))
    assert extreme.window == DateSpan(date(2019, 10, 3), date(2020, 1, 2))
    assert rank.anchor == DateSpan(date(2019, 9, 1), date(2019, 9, 30))
    assert rank.window == DateSpan(date(2019, 9, 1), FRIDAY)
    assert "instrument: bound from the sentence before" in rank.basis
    assert {move.time for move in found if move.phase == "intraday"} == {"2020-01-03T11:00+00:00"}
    groups = {frozenset(move.kind for move in found if move.group == group) for group in {one.group for one in found}}
    assert frozenset({"price_level", "price_change"}) in groups
    assert frozenset({"price_level", "extreme"}) in groups


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Exxon Mobil was up 1.3 percent.", ["up 1.3 percent"]),
        ("The Dow opened about 1 percent lower.", ["about 1 percent lower"]),
        ("Brent rose to nearly $70 a barrel — an increase of $3.", ["nearly $70 a barrel", "an increase of $3"]),
        ("Gold posted a 2 percent one-day gain.", ["2 percent one-day gain"]),
        ("Brent hit its highest level since mid-May.", ["its highest level since mid-May"]),
        ("Brent rose 3 per\u00a0cent to $68.60/bbl.", ["3 per\u00a0cent", "$68.60/bbl"]),
        ("The S&P 500\u2019s 31st record close of 2019 came.", ["31st record close of 2019"]),
    ],
)
def test_the_span_is_the_words_that_carry_the_value(text, quotes):
    found = moves(text)
    assert [move.quote for move in found] == quotes
    assert all(text[move.start : move.end] == move.quote for move in found)


def test_values_of_one_statement_share_a_group_and_instruments_do_not():
    found = moves("The Dow fell 300 points, or 1.1 percent, to 26,000, and the Nasdaq fell 1 percent.")
    assert [move.group for move in found] == ["g1", "g1", "g1", "g2"]
    two = moves("The Dow and the S&P 500 each fell 1 percent.")
    assert len({move.group for move in two}) == 2
    assert len({(move.start, move.end) for move in two}) == 1


def test_a_change_over_the_week_is_a_statement_of_its_own():
    found = moves("Gold rose 1 percent on Friday and was up 2.5 percent for the week.")
    assert [move.group for move in found] == ["g1", "g2"]
    assert found[0].window is None
    assert found[1].window == DateSpan(date(2019, 12, 30), FRIDAY)


def test_ids_and_groups_count_over_articles_in_order():
    found = find_moves([article("Brent rose $2."), article("Gold fell 1 percent. Silver fell 2 percent.")])
    assert [(move.move_id, move.group) for move in found] == [("m1", "g1"), ("m2", "g2"), ("m3", "g3")]


@pytest.mark.parametrize(
    ("text", "published", "day", "basis"),
    [
        ("Brent rose 3 percent on Thursday.", FRIDAY, date(2020, 1, 2), "date: weekday in sentence"),
        (
            "Ministers met on Thursday, Jan. 2, when Brent lost 2 percent.",
            FRIDAY,
            date(2020, 1, 2),
            "date: weekday in sentence",
        ),
        ("The Dow fell on Thursday. The Nasdaq lost 1 percent.", FRIDAY, date(2020, 1, 2), "date: day of the story"),
        ("The base was hit on Tuesday. Brent rose 3 percent.", FRIDAY, FRIDAY, "date: publication date"),
        ("Brent rose 3 percent after Monday's attack.", FRIDAY, FRIDAY, "date: publication date"),
        ("Brent rose 3 percent.", date(2020, 1, 4), FRIDAY, "date: publication date"),
        ("Bitcoin rose 3 percent.", date(2020, 1, 4), date(2020, 1, 4), "date: publication date"),
        ("Brent rose 3 percent.", None, None, "date: article undated"),
        ("Oil gained 5 percent last week.", date(2020, 1, 6), FRIDAY, "date: end of the span named"),
        ("The Dow, which set a mark on Thursday, fell 368 points.", FRIDAY, FRIDAY, "date: publication date"),
        ("Brent has climbed 5 percent since the strike.", FRIDAY, None, "date: since a day not told"),
        ("Since the strike, Brent has climbed 5 percent.", FRIDAY, None, "date: since a day not told"),
    ],
)
def test_the_session_day_meant(text, published, day, basis):
    (move,) = moves(text, published)
    assert move.date == day
    assert basis in move.basis


@pytest.mark.parametrize(
    ("text", "window", "anchor"),
    [
        ("Gold hit a three-month high.", (date(2019, 10, 3), date(2020, 1, 2)), None),
        ("Gold hit a 52-week low.", (date(2019, 1, 4), date(2020, 1, 2)), None),
        ("Gold rose to its highest in more than two years.", (date(2018, 1, 3), date(2020, 1, 2)), None),
        ("Gold fell to its lowest since March 2009.", (date(2009, 4, 1), date(2020, 1, 2)), (2009, 3)),
        ("Gold hit a record high.", None, None),
        ("Gold had its biggest one-day drop since May 2018.", (date(2018, 5, 1), FRIDAY), (2018, 5)),
        ("Gold hit its highest level of the year.", (date(2020, 1, 1), date(2020, 1, 2)), None),
    ],
)
def test_what_an_extreme_or_a_rank_looks_back_on(text, window, anchor):
    (move,) = moves(text)
    assert move.window == (None if window is None else DateSpan(*window))
    assert (move.anchor.first.year, move.anchor.first.month) == anchor if anchor else move.anchor is None
    assert move.value is None


def test_a_three_month_window_of_the_last_of_may_begins_on_the_last_of_february():
    (move,) = moves("Gold hit a three-month high.", date(2020, 5, 29))
    assert move.window == DateSpan(date(2020, 2, 29), date(2020, 5, 28))


def test_a_change_since_a_month_keeps_the_month_as_its_anchor():
    (move,) = moves("Brent has risen 20 percent since October.")
    assert move.anchor == DateSpan(date(2019, 10, 1), date(2019, 10, 31))
    assert move.window == DateSpan(date(2019, 11, 1), FRIDAY)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("By 11 a.m. in London, Brent was at $69.20.", "2020-01-03T11:00+00:00"),
        ("Gold was up 1 percent at 1:40 p.m. ET.", "2020-01-03T13:40-05:00"),
        ("Brent traded at $69 at 0930 GMT.", "2020-01-03T09:30+00:00"),
        ("The Dow was down 1 percent at 10 a.m.", "2020-01-03T10:00-05:00"),
        ("Brent was at $69.20.", None),
    ],
)
def test_a_clock_time_is_intraday_and_carries_its_offset(text, time):
    move = moves(text)[-1]
    assert move.time == time
    assert move.phase == ("intraday" if time else "unspecified")


def test_asian_hours_are_overnight_for_oil_and_the_session_for_the_nikkei():
    (oil,) = moves("Oil rose 2 percent in Asian trading.")
    (nikkei,) = moves("The Nikkei fell 2 percent in Asian trading.")
    assert (oil.phase, nikkei.phase) == ("overnight", "intraday")


def test_a_generic_word_keeps_its_candidates_unless_the_passage_has_chosen():
    (alone,) = moves("Oil rose 3 percent.")
    assert (alone.instrument, alone.candidates) == ("oil", ("brent", "wti"))
    chosen = moves("Brent was in demand. Oil rose 3 percent.")[0]
    assert (chosen.instrument, chosen.candidates) == ("brent", ("brent",))
    open_again = moves("Brent and WTI were in demand. Oil rose 3 percent.")[0]
    assert open_again.candidates == ("brent", "wti")
    assert alone.confidence < 0.9


def test_an_unknown_company_keeps_its_name_and_lends_it_to_nobody():
    found = moves("Exxon rose 1 percent and shares of Kosmos Energy 2 percent. Shares of Talos Energy fell 3 percent.")
    assert [move.instrument for move in found] == ["xom", "Kosmos Energy", "Talos Energy"]
    assert [move.candidates for move in found] == [("xom",), (), ()]


def test_what_the_shares_stand_for_is_only_said_when_one_company_fits():
    (one,) = moves("Boeing cut its outlook. The shares fell 3 percent.")
    assert one.instrument == "ba"
    assert moves("Boeing and Intel cut their outlooks. The shares fell 3 percent.") == []


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Brent could rise to $80 a barrel.", "forecast"),
        ("Analysts expect the Dow to fall 10 percent.", "forecast"),
        ("If gold falls 5 percent, we would buy.", "conditional"),
        ("Did Brent rise 3 percent?", "conditional"),
        ("We believe Tesla fell 5 percent too far.", "opinion"),
    ],
)
def test_what_did_not_happen_is_listed_on_request_only(text, modality):
    assert moves(text) == []
    assert modality in {move.modality for move in find_moves([article(text)], every=True)}


def test_what_someone_says_is_attributed():
    (move,) = moves("Brent rose 3 percent, according to the exchange.")
    assert move.modality == "attributed"


@pytest.mark.parametrize(
    "text",
    [
        "The Dow rose 3,000 percent.",
        "Exxon fell 250 percent.",
        "The Nasdaq fell 3 basis points.",
        "Exxon rose 3 percentage points.",
        "Gold rose 300 points.",
        "The S&P 500 rose $3.",
        "The 10-year Treasury yield rose 3 percent.",
        "The 10-year Treasury yield rose to 188 percent.",
        "Brent rose to \u20ac70.",
        "Cotton fell to $6,000 a tonne.",
        "The Dow fell to 5.",
        "Brent lost $2 million.",
    ],
)
def test_what_an_instrument_cannot_do_is_refused(text):
    assert moves(text) == []


def test_the_yen_and_the_dollar_keep_the_convention_of_the_pair():
    (yen,) = moves("The yen rose 0.5 percent.")
    (dollar,) = moves("The dollar rose 0.5 percent against the yen.")
    (against_euro,) = moves("The dollar rose 0.5 percent against the euro.")
    assert (yen.instrument, yen.direction) == ("usdjpy", "down")
    assert (dollar.instrument, dollar.direction) == ("usdjpy", "up")
    assert (against_euro.instrument, against_euro.direction) == ("eurusd", "down")
    (cross,) = moves("The euro rose 0.5 percent against the yen.")
    assert (cross.instrument, cross.direction) == ("eurjpy", "up")
    (priced,) = moves("The pound was at 85.32 pence per euro.")
    assert (priced.instrument, priced.value, priced.unit) == ("eurgbp", Decimal("0.8532"), "gbp")
    assert moves("The pound rose 0.5 percent against the zloty.") == []
    assert moves("The dollar rose 0.5 percent.") == []


def test_a_level_a_move_came_from_has_no_direction_and_says_so():
    reached, came_from = moves("Brent rose to 68.60 from Thursday's close of 66.25.")
    assert (reached.direction, came_from.direction) == ("up", None)
    assert came_from.date == date(2020, 1, 2)
    assert "value: level it came from" in came_from.basis


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Brent was at $68.35, against $66.25 at Thursday's settlement.", [FRIDAY, date(2020, 1, 2)]),
        ("Exxon closed at $70.33, versus $70.90 on Thursday.", [FRIDAY, date(2020, 1, 2)]),
        ("Brent settled at $68.60 a barrel, from $66.25 on Thursday.", [FRIDAY, date(2020, 1, 2)]),
        (
            "The yield on the 10-year note was 1.79 percent, down from 1.88 percent late Thursday.",
            [FRIDAY, date(2020, 1, 2)],
        ),
        ("Brent rose to $68.60 from $66.25 on Friday.", [FRIDAY, None]),
    ],
)
def test_the_day_after_a_level_it_came_from_is_of_that_level_alone(text, days):
    assert [move.date for move in moves(text)] == days


def test_a_year_that_a_verb_closes_is_the_span_of_every_value():
    for text in (
        "Brent ended 2019 at $66.00 a barrel, up 23 percent for the year.",
        "Brent, the benchmark, ended 2019 at $66.00 a barrel, up 23 percent for the year.",
    ):
        for move in moves(text):
            assert (move.date, move.window) == (date(2019, 12, 31), DateSpan(date(2019, 1, 1), date(2019, 12, 31)))


def test_a_day_told_after_a_value_keeps_the_span_of_another_away():
    year, day = moves("Apple gained 88.96 percent in 2019 and another 2.3 percent on Thursday.")
    assert (year.date, day.date, day.window) == (date(2019, 12, 31), date(2020, 1, 2), None)


def test_a_verb_left_out_keeps_its_span():
    brent, wti = moves("Brent finished the week 0.6 percent higher and WTI 2.1 percent.")
    assert wti.window == brent.window == DateSpan(date(2019, 12, 30), FRIDAY)


def test_values_keep_the_digits_that_were_written():
    assert str(moves("Brent rose to $69.20.")[0].value) == "69.20"
    assert str(moves("Brent rose 70 cents.")[0].value) == "0.70"


def test_a_level_in_a_past_year_has_no_session_day():
    (move,) = moves("In 2008, Brent rose to $147 a barrel.")
    assert move.date is None
    assert move.window == DateSpan(date(2008, 1, 1), date(2008, 12, 31))


def test_confidence_falls_with_each_loose_binding():
    close = moves("Brent rose 3 percent on Friday.")[0]
    by_publication = moves("Brent rose 3 percent.")[0]
    guessed = moves("Traders sold and Zephyr rose 3 percent.")[0]
    assert 1 > close.confidence > by_publication.confidence > guessed.confidence > 0


def test_an_article_without_numbers_is_not_even_tokenised():
    assert moves_in(article("Nothing happened. Nobody came.")) == []
    assert moves_in(article("")) == []


def test_a_streak_has_its_count_and_says_of_what():
    (day,) = moves("Brent fell for a sixth straight session.")
    (week,) = moves("The Nasdaq logged its fourth consecutive weekly loss.")
    assert [(one.kind, one.direction, one.value, one.unit) for one in (day, week)] == [
        ("streak", "down", Decimal(6), None),
        ("streak", "down", Decimal(4), None),
    ]
    assert "streak: of sessions" in day.basis
    assert "streak: of weeks" in week.basis
    assert (week.window, week.anchor) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "The Dow snapped a six-day losing streak.",
        "Exxon reported its third straight quarterly loss.",
        "The Dow gave back three weeks of gains.",
        "Gold fell for the first time in three days.",
    ],
)
def test_what_is_no_streak(text):
    assert not [move for move in moves(text) if move.kind == "streak"]


def test_a_direction_without_a_number_is_a_remark_and_no_move():
    text = "Oil rose. Gold slid 2 percent. The yen weakened in late trading on Thursday. Silver did not fall."
    found = find_remarks([article(text)])
    assert [(one.instrument, one.direction, one.quote, one.date) for one in found] == [
        ("oil", "up", "rose", FRIDAY),
        ("usdjpy", "up", "weakened", date(2020, 1, 2)),
    ]
    assert all(one.quote == text[one.start : one.end] for one in found)
    assert found[0].candidates == ("brent", "wti")
    assert found[1].phase == "intraday"
    assert [move.instrument for move in moves(text)] == ["gold"]


def test_a_remark_told_in_numbers_by_its_own_clause_is_none():
    assert find_remarks([article("Brent rose, gaining 3 percent to $69.")]) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("German 10-year yields rose to 0.30 percent.", "de10y"),
        ("The two-year Treasury yield rose to 1.60 percent.", "us2y"),
        ("UST 10y +4bp to 1.83%.", "us10y"),
        ("The 10-year was at 1.83 percent.", "us10y"),
    ],
)
def test_yields_by_term_and_land(text, name):
    assert {move.instrument for move in moves(text)} == {name}


def test_the_price_of_a_bond_is_not_its_yield():
    assert moves("U.S. 30-year Treasury bonds fell more than a point in price.") == []


def test_words_of_the_vocabulary_with_a_capital_are_names():
    (amd,) = moves("Shares fell. Rival Advanced Micro Devices plunged 3 percent.")
    assert amd.direction == "down"
    assert same(amd.instrument) == same("Advanced Micro Devices")


def test_far_from_where_it_has_ever_stood_is_something_else():
    assert moves("Copper rose to $9,455.") == []


def test_an_index_nobody_has_catalogued_keeps_its_name():
    (move,) = moves("The Zagreb Bourse index closed 3 percent lower.")
    assert (move.instrument, move.kind, move.direction) == ("Zagreb Bourse", "percent_change", "down")


def test_what_follows_the_object_of_a_verb_is_told_of_the_object():
    found = moves("Exxon, up 2.3 percent, outweighed Chevron, down 1.1 percent.")
    assert [(move.instrument, move.direction) for move in found] == [("xom", "up"), ("cvx", "down")]


def test_they_stand_for_what_the_sentence_before_told_of():
    found = moves("Brent futures were up $2. Earlier they soared 4 percent.")
    assert [(move.instrument, move.kind) for move in found] == [("brent", "price_change"), ("brent", "percent_change")]


@pytest.mark.parametrize(
    ("text", "larger", "smaller", "direction"),
    [
        ("Exxon fell more than Chevron.", "xom", ("cvx",), "down"),
        ("Exxon shares fell less than Chevron's.", "cvx", ("xom",), "down"),
        ("Gold outperformed silver.", "gold", ("silver",), None),
        ("Silver underperformed gold.", "gold", ("silver",), None),
        ("The Dow rose further than the Nasdaq.", "dow", ("nasdaq",), "up"),
    ],
)
def test_an_order_names_first_what_moved_more(text, larger, smaller, direction):
    (move,) = moves(text)
    assert (move.kind, move.instrument, move.against) == ("order", larger, smaller)
    assert (move.direction, move.value, move.unit) == (direction, None, None)


@pytest.mark.parametrize(
    ("text", "instrument"),
    [
        ("Chevron beat forecasts. Analysts cheered. The stock rose 3 percent.", "cvx"),
        ("Shares of Oracle opened flat, above what Intel managed. The company's stock rose 3 percent.", "orcl"),
        ("The DAX rose. The index added 1 percent.", "dax"),
    ],
)
def test_a_word_for_an_instrument_goes_back_to_the_sentence_that_named_one(text, instrument):
    assert [move.instrument for move in moves(text) if move.value] == [instrument]


def test_a_price_that_a_page_sets_apart_stays_in_its_sentence():
    text = "The S&P 500 index\nSPX,\n-0.31%\n\nended about 13 points lower, near 4,137."
    told = [(move.kind, str(move.value)) for move in moves(text)]
    assert told == [("percent_change", "0.31"), ("point_change", "13"), ("price_level", "4137")]


def test_a_change_over_a_span_not_told_has_no_day():
    (move,) = moves("Gold edged up 2 percent in recent weeks.")
    assert (move.date, move.window) == (None, None)
