from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from eventstudy.records import PriceRow
from eventstudy.report import choices, tables, trials
from eventstudy.report.evidence import told_verdict
from eventstudy.report.formats import MISSING
from eventstudy.report.reading import lead_event, main_models, of_main_models
from eventstudy.report.remarks import remarks_table
from eventstudy.report.verdicts import verdicts_table


def column(table, label):
    place = [one.label for one in table.columns].index(label)
    return [row[place] for row in table.rows]


def test_every_row_of_every_table_fits_its_headings(week):
    made = [
        tables.events_table(week.events),
        tables.moves_table(week.moves, names=week.names),
        verdicts_table(week.verdicts),
        tables.per_event_table(week.per_event, "soleimani"),
        trials.matrix_table(week.tests),
        trials.refused_table(week.tests),
        trials.reading_table(week.tests.iloc[:3]),
        choices.specification_table(week.specification),
        tables.models_table(week.models),
    ]
    for table in made:
        assert table.rows
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert all(isinstance(cell, str) for row in table.rows for cell in row)


def test_per_event_shows_the_numbers_given(week):
    table = tables.per_event_table(week.per_event, "soleimani", names=week.names)
    brent = week.per_event.query("series == 'brent' and model == 'mean' and first == 0 and last == 0").iloc[0]
    row = next(row for row in table.rows if row[:3] == ("Brent crude", "constant mean", "(0, 0)"))
    assert row[3] == "+3.48 %"
    assert 100 * brent["car"] == pytest.approx(3.48, abs=0.005)
    low, high = row[4].removesuffix(" %").split(" to ")
    assert (float(low), float(high)) == (round(100 * brent["low"], 2), round(100 * brent["high"], 2))
    assert float(row[7]) == pytest.approx(brent["p"], abs=5e-4)
    assert len(table.rows) == len(week.per_event)
    assert tables.per_event_table(week.per_event, "nobody").rows == ()


def test_intervals_are_named_after_their_level(week):
    table = tables.per_event_table(week.per_event, "soleimani", level=0.1)
    assert "90 % interval" in [one.label for one in table.columns]


def test_events_read_day_zero_from_a_mapping_or_from_columns(week):
    wide = week.events.drop(columns="day0").assign(
        day0_brent=[next(iter(days.values()), None) for days in week.events["day0"]],
        day0_xom=[days.get("xom") for days in week.events["day0"]],
    )
    assert column(tables.events_table(wide), "day 0") == column(tables.events_table(week.events), "day 0")
    apart = wide.assign(day0_xom="2020-01-07")
    assert column(tables.events_table(apart), "day 0")[3] == "2020-01-03 (xom 2020-01-07)"


def test_events_say_why_one_is_not_studied_in_either_column(week):
    expected = "dated to a month only"
    assert column(tables.events_table(week.events), "why not studied")[-1] == expected
    noted = week.events.assign(note=[""] * 5 + ["not studied: dated to a month only"]).drop(columns="reason")
    assert column(tables.events_table(noted), "why not studied")[-1] == expected


def test_verdicts_show_what_prices_show_and_what_the_words_allow(week):
    table = verdicts_table(week.verdicts)
    assert column(table, "no.") == list("17856324")  # by phase: overnight, premarket, open, intraday, none said
    assert column(table, "day")[:2] == ["2020-01-03 overnight", "2020-01-03 premarket"]
    assert column(table, "prices show")[-2:] == ["-$0.03 to +$3.25", "$69.50"]
    assert column(table, "words allow")[-1] == "$68.99 or more"
    assert column(table, "verdict")[2:5] == ["not observable", "confirmed", "confirmed"]
    assert column(table, "ordinary days that pass")[0] == "3.1 %"
    assert table.notes[5] == "3: 69.20 lies within the range of the day"
    assert table.notes[-1].startswith("Of the six moves for which this can be said, six passed")


def test_the_table_of_verdicts_says_which_tolerances_were_used(week):
    held = [replace(one, tolerances="1.1 4ee563889955") for one in week.verdicts]
    assert verdicts_table(held).notes[-1] == (
        "What words mean in numbers was fixed beforehand: table of tolerances, version 1.1 (4ee563889955)."
    )


def test_moves_quote_the_words_and_say_how_they_were_read(week):
    table = tables.moves_table(week.moves)
    assert column(table, "words")[0] == "“nearly $70 a barrel”"
    assert column(table, "read as")[:2] == ["price level, nearly $70", "up $3"]
    assert column(table, "when")[2] == "2020-01-03, intraday at 11:00 UTC"


def test_specification_says_what_passes(week):
    table = choices.specification_table(week.specification)
    assert column(table, "passes 5 %").count("yes") == int((week.specification["p"] < 0.05).sum())
    assert set(column(table, "other events' days")) == {"left out", "kept"}


def test_estimates_that_are_the_same_are_counted_once_and_share_a_row(week):
    kept = week.specification["overlap"] == "keep"
    short = week.specification["n_sessions"] == 60
    same = week.specification[kept & short].assign(overlap="exclude")
    table = pd.concat([week.specification[~(short & ~kept)], same])
    shown = choices.specification_table(table)
    assert len(shown.rows) == len(table) - len(same)
    assert column(shown, "other events' days").count("kept or left out") == len(same)
    counted = choices.passing_counts(table, "soleimani")
    assert [total for *_, total in counted] == [10] * 4
    assert [total for *_, total in choices.passing_counts(week.specification, "soleimani")] == [12] * 4


def test_verdicts_may_show_both_intervals(week):
    table = verdicts_table(week.verdicts, narrowly=True)
    assert column(table, "words mean")[2:5] == ["1.15 to 1.25 %", "-1.25 to -0.75 %", "-1.25 to -0.75 %"]
    assert column(table, "words allow")[3] == "-1.5 to -0.5 %"


def test_the_main_model_of_a_series_is_the_one_its_rows_begin_with(week):
    assert main_models(week.per_event)["xom"] == "market"
    assert set(of_main_models(week.ar, "soleimani")["model"]) == {"mean", "market"}


def test_the_report_leads_with_the_event_on_whose_day_zero_most_moves_fall(week):
    assert lead_event(week.events, week.verdicts) == "soleimani"
    assert lead_event(week.events, []) == "soleimani"  # most mentions
    assert lead_event(week.events[~week.events["studied"]], week.verdicts) is None


def test_an_opening_time_is_told_with_its_distance_from_utc(week):
    move = replace(week.moves[0], time="2020-01-03T09:30-05:00")
    assert "at 09:30 UTC-05:00" in column(tables.moves_table([move]), "when")[0]


def test_prices_behind_a_verdict_have_as_many_decimals_each(week):
    held = week.verdicts[0]
    rows = tuple(
        PriceRow("brent", date(2018, 12, day), *map(Decimal, prices.split()))
        for day, prices in ((6, "61.36 61.97 58.36 60.06"), (7, "60.25 63.73 59.1 NaN"))
    )
    table = told_verdict(replace(held, rows=rows), 1)["prices"]
    assert column(table, "low") == ["58.36", "59.10"]
    assert column(table, "close") == ["60.06", MISSING]
    assert "flag" not in [one.label for one in table.columns]
    long = told_verdict(replace(held, rows=(replace(rows[0], low=Decimal("58.3612345678")),)), 1)["prices"]
    assert column(long, "low") == ["58.3612"]


def test_a_remark_shows_how_large_the_day_was_or_that_prices_cannot_say():
    said = {"instrument": "us10y", "quote": "edged up", "direction": "up", "date": "2020-01-03"}
    known = {"remark": said, "series": "us10y", "change": 0.05, "z": 1.26, "percentile": 0.9,
             "note": "rose 0.050 percentage points"}  # fmt: skip
    unknown = {"remark": said, "series": None, "change": None, "z": None, "percentile": None, "note": "not held"}
    table = remarks_table([known, unknown], names={"us10y": "10-year yield"})
    assert table.rows[0] == ("10-year yield", "“edged up”", "up", "2020-01-03", "+0.050 points", "1.3", "90.0 %")
    assert table.rows[1][-3:] == (MISSING,) * 3
    assert "no verdict" in table.title
    assert remarks_table([]).notes == ()
