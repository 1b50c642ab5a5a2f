"""What a notebook shows of records, and what its Tab key offers."""

import copy
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import eventstudy as es
from eventstudy.display import Records

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def study():
    return es.run(ROOT / "seeds" / "study.toml")


class TestLists:
    def test_every_function_that_finds_gives_a_list_that_shows_itself(self, study):
        found = {
            "articles": es.read_articles(ROOT / "seeds"),
            "dates": es.find_dates(study.articles),
            "events": es.find_events(study.articles),
            "moves": es.find_moves(study.articles),
            "verdicts": es.check_moves(study.moves, study.prices, published=study.articles),
        }
        for name, records in found.items():
            assert records, name
            assert isinstance(records, list)
            assert records._repr_html_().count("<tr>") >= min(len(records), 40), name
            assert type(getattr(study, name)) is Records
        assert type(study.dropped) is Records

    def test_it_is_a_list_like_any_other(self, study):
        moves = study.moves
        assert moves == list(moves)
        assert type(moves[0]) is es.ReportedMove
        assert type(moves[2:4]) is Records
        assert moves[2:4] == list(moves)[2:4]
        assert moves[::-1][0] == moves[-1]
        assert pickle.loads(pickle.dumps(moves)) == copy.deepcopy(moves) == moves  # noqa: S301 - our own bytes
        assert repr(moves[:0]) == "[]"

    def test_an_empty_one_says_so(self, study):
        assert study.moves[:0]._repr_html_() == "<p>none</p>"

    def test_the_first_forty_are_shown_and_the_others_counted(self, study):
        many = Records(study.dates * (1 + 50 // len(study.dates)))
        assert f"{len(many) - 40} more rows" in many._repr_html_()


class TestOne:
    def test_each_record_shows_itself(self, study):
        for records in (study.articles, study.dates, study.events, study.moves, study.verdicts):
            page = records[0]._repr_html_()
            assert page.count("<tr>") == 2
            assert "class=" not in page

    def test_what_it_says_is_text(self, study):
        move = replace(study.moves[0], quote="<script>alert(1)</script>\u202e")
        assert "<script" not in move._repr_html_()
        assert "\u202e" not in move._repr_html_()

    def test_a_study_shows_its_verdicts_and_its_result(self, study):
        page = study._repr_html_()
        assert page.startswith("<p>The killing of Qassem Soleimani, 3 January 2020: 5 articles")
        assert "Reported against measured" in page
        assert "Average cumulative abnormal returns" in page
        assert len(repr(study)) < 300

    def test_remarks_show_themselves(self, study):
        assert type(study.remarks) is Records
        assert "Told without a number" in study.remarks._repr_html_()
        assert "instrument" in " ".join(es.to_table(study.remarks).frame.columns)

    def test_a_study_of_groups_shows_them_and_their_difference(self):
        days = pd.bdate_range("2015-01-01", periods=600)
        rng = np.random.default_rng(1)
        returns = pd.DataFrame(rng.normal(0, 0.01, (600, 2)), index=days, columns=["a", "b"])
        events = pd.DataFrame({"series": ["a", "b"] * 4, "date": days[300:540:30], "group": ["good", "bad"] * 4})
        page = es.run_study(events, returns, model="mean")._repr_html_()
        assert ">good<" in page
        assert ">bad<" in page
        assert "Differences between groups" in page

    def test_a_regression_shows_its_table_and_its_note(self, study):
        made = study.result.regress("car(0, 0) ~ series")
        page = made._repr_html_()
        assert "Coefficient (%)" in page
        assert "series[" in page
        assert "HC3" in page


class TestTab:
    def test_every_name_that_is_offered_can_be_taken(self, study):
        things = [
            study, study.result, study.verdicts[0], study.moves[0], study.events[0], study.articles[0], study.dates[0],
            study.result.regress("car(0, 0) ~ series"), es.to_table(study.moves), study.summary,
        ]  # fmt: skip
        for thing in things:
            names = [name for name in dir(thing) if not name.startswith("_")]
            assert names
            for name in names:
                getattr(thing, name)

    def test_the_package_offers_its_public_names_and_nothing_else(self):
        assert set(dir(es)) == {*es.__all__, "__version__"}
