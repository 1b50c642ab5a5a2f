"""What verdicts come to in sentences, how the last step of a check is written, and verdicts as Markdown."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from eventstudy.records import Interval, PriceRow
from eventstudy.report import agreement
from eventstudy.report.amounts import amount
from eventstudy.report.comparing import comparison
from eventstudy.report.evidence import told_verdict
from eventstudy.report.markdown import verdicts_markdown
from eventstudy.report.witnesses import witness_table
from eventstudy.report.wording import MARKS, PHASES, VERDICTS, by_phase

NARROW, WIDE, STILL = ("-1.25", "-0.75"), ("-1.5", "-0.5"), "which the words allow"


def span(low, high, closed="both"):
    ends = (None if end is None else Decimal(end) for end in (low, high))
    return Interval(*ends, "percent", closed)


def held(week, verdict, seen, core, wide, **more):
    return replace(week.verdicts[4], verdict=verdict, observed=seen, core=core, tolerant=wide, **more)


# Sentences


def test_all_verdicts_are_counted_and_none_is_called_true_or_false(week):
    every = [replace(week.verdicts[4], verdict=name) for name in VERDICTS]
    said = " ".join(agreement.verdict_sentences(every, 2))
    assert said.count("one") >= len(VERDICTS) - 1
    assert "disagree with one" in said
    assert "In one the numbers do not fit each other." in said
    assert "they disagree with none" not in said
    for text in (said, *agreement.disagreement_sentences(every)):
        assert not re.search(r"\b(true|false|right|wrong)\b", text)


def test_who_reports_and_how_many(week):
    one = week.verdicts[4:5]
    assert agreement.verdict_sentences(one, 1)[0] == "The article reports one market move."
    assert agreement.verdict_sentences(one, 3)[0] == "The articles report one market move."
    assert agreement.verdict_sentences(one, 1)[1] == "Prices in snapshot 1f2e3d4c agree with it."
    assert agreement.verdict_sentences([], 1) == ["The article reports no market move that could be read."]


def test_chance_counts_only_what_prices_speak_on(week):
    said = [replace(week.verdicts[4], severity=0.25), replace(week.verdicts[5], severity=0.5, verdict="contradicted")]
    blind = replace(week.verdicts[6], severity=0.9)
    text = agreement.chance_sentence([*said, blind])
    assert text.startswith("Of the two moves for which this can be said, one passed; on ordinary days before, 0.75 ")
    assert agreement.chance_sentence([blind]) is None
    assert agreement.chance_sentence(said[:1]).startswith("On 25.0 % of ordinary days before, the same words")
    rare = [replace(one, severity=0.001, verdict="contradicted") for one in said]
    assert "none passed; on ordinary days before, fewer than 0.01 would" in agreement.chance_sentence(rare)


def test_disagreements_come_in_the_order_given_and_a_statement_that_does_not_fit_once(week):
    against = [replace(one, verdict="contradicted") for one in week.verdicts[4:6]]
    unfit = [
        replace(one, verdict="internally_inconsistent", move=replace(one.move, group="g1")) for one in week.verdicts[:2]
    ]
    said = agreement.disagreement_sentences([*unfit, *against], (3, 2, 1, 0), names=week.names)
    assert [text.split(",")[0] for text in said] == ["S&P 500", "Dow Jones Industrial Average", "Brent crude"]
    assert said[2] == (
        "Brent crude, “nearly $70 a barrel” and “an increase of $3”: "
        "the numbers of this statement do not fit each other."
    )
    assert said[0].endswith("; the same words would have passed on 1.1 % of ordinary days before.")
    assert "prices in snapshot 1f2e3d4c disagree: they show " in said[0]


# Words and signs


def test_every_verdict_has_its_sentence_and_every_phase_its_name(week):
    assert set(MARKS) <= set(VERDICTS)
    assert len(set(MARKS.values())) == len(MARKS)
    phases = {item.move.phase for item in week.verdicts}
    assert phases <= set(PHASES)
    assert [number for number, _ in by_phase(week.verdicts)] == [1, 7, 8, 5, 6, 3, 2, 4]


@pytest.mark.parametrize(("value", "text"), [("1", "1 session"), ("3", "3 sessions"), ("0", "0 sessions")])
def test_sessions_are_counted_in_english(value, text):
    assert amount(Decimal(value), "sessions") == text


# The last step


@pytest.mark.parametrize(
    ("verdict", "seen", "core", "wide", "step"),
    [
        ("confirmed", ("-1", "-1"), NARROW, WIDE, "-1 lies within [-1.25, -0.75], which the words mean"),
        ("confirmed_loose", ("-1.4", "-1.4"), NARROW, WIDE, f"-1.40 lies within [-1.50, -0.50], {STILL}"),
        ("consistent", ("-3", "0"), NARROW, WIDE, "-3 to 0 holds all of [-1.25, -0.75], which the words mean"),
        ("consistent", ("-1", "0"), NARROW, WIDE, "-1 to 0 reaches into [-1.25, -0.75], which the words mean"),
        ("contradicted", ("2", "2"), NARROW, WIDE, f"2 lies 2.50 outside [-1.50, -0.50], {STILL}"),
        ("contradicted", ("2", "3"), ("5", None), ("4.95", None), f"2 to 3 lies 1.95 outside [4.95, ...), {STILL}"),
        ("not_observable", ("2", "2"), NARROW, WIDE, ""),
    ],
)
def test_the_last_step_says_how_two_intervals_lie(week, verdict, seen, core, wide, step):
    assert comparison(held(week, verdict, span(*seen), span(*core), span(*wide))) == step


def test_a_rank_has_no_last_step_of_that_kind(week):
    ranked = held(week, "consistent", span("1", "2"), span("1", "3"), span("1", "3"))
    assert comparison(replace(ranked, move=replace(ranked.move, kind="rank"))) == ""


def test_the_weight_of_a_verdict_is_told_in_words(week):
    item = replace(week.verdicts[0], likelihood=100.0, robustness=(7, 8), resolution=0.004, tolerances="1.1 4ee5",
                   tried=(("as chosen", "consistent"), ("tolerances times 0.80", "contradicted")))  # fmt: skip
    told = told_verdict(item, 1, week.names, week.articles[0])
    facts = dict(told["facts"])
    assert facts["The same words would pass on"] == "3.1 % of ordinary days before"
    assert facts["The words are"].startswith("at least 100 times as likely to pass")
    assert facts["Robustness"] == "7 of 8 readings agree"
    assert facts["Resolution"] == "what the words allow is under a hundredth as wide as what prices show"
    assert facts["Tolerances"] == "1.1 4ee5"
    assert told["variants"][:2] == [("as chosen", "consistent"), ("tolerances times 0.80", "contradicted")]
    assert any(piece.numbers == (1,) and piece.text == "nearly $70 a barrel" for piece in told["passages"][0])
    assert "published" in told["about"]


# Data and Markdown


def test_data_problems_name_the_moves_that_rest_on_them(week):
    flagged = PriceRow("brent", week.verdicts[0].rows[0].date, *[Decimal(66)] * 4, flag="stale|roll")
    verdicts = [replace(week.verdicts[0], rows=(flagged,)), *week.verdicts[1:]]
    problem = {"series": "brent", "flag": "roll", "what": "contract roll", "rows": 2, "first": "2020-01-02",
               "last": "2020-01-31", "days": ["2020-01-02", "2020-01-31"]}  # fmt: skip
    other = problem | {"series": "gold"}
    table = witness_table([problem, problem | {"flag": "gap"}, other], verdicts, names=week.names)
    assert [row[0] for row in table.rows] == ["Brent crude"] * 2
    assert [row[-1] for row in table.rows] == ["1", "none"]
    assert table.rows[0][3] == "2020-01-02, 2020-01-31"


def test_markdown_shows_what_an_article_says_as_it_is(week):
    evil = "<script>*up* | [x](y) `z`\n# 1 %"
    one = replace(week.verdicts[4], note=evil, move=replace(week.verdicts[4].move, quote=evil))
    text = verdicts_markdown([one], week.articles, names=week.names)
    assert "<script>" not in text
    assert r"\<script\>\*up\* \| \[x\](y) \`z\` \# 1 %" in text
    assert "\n# 1" not in text
    assert verdicts_markdown([], []).startswith("# Reported against measured\n\nThe articles report no market move")


def test_an_article_that_fails_many_checks_is_told_with_its_adjusted_p():
    many = {"article": "a.txt", "checked": 5, "failed": 3, "p": 0.0012, "holm": 0.0024}
    one = {"article": "b.txt", "checked": 1, "failed": 1, "p": 0.05, "holm": 0.05}
    (said,) = agreement.pattern_sentences([many, one])
    assert said.startswith("Prices disagree with three of the five moves of a.txt that they measure")
    assert "p = 0.002" in said


def test_of_very_many_disagreements_the_strongest_are_told_and_the_rest_counted(week):
    said = agreement.disagreement_sentences([replace(week.verdicts[4], verdict="contradicted")] * 40)
    assert len(said) == 13
    assert said[-1] == "And 28 more."
