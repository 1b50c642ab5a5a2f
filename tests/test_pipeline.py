"""run(): a study of one's own, what it tells on the way, and what it refuses."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

from eventstudy import run
from eventstudy.errors import (
    ArticleError,
    EstimationError,
    EventStudyError,
    MissingPrices,
    PriceError,
    StudyFileError,
    WindowError,
)
from eventstudy.pipeline import day_zeros, shipped_study
from eventstudy.prices import load_prices
from eventstudy.records import Event
from eventstudy.results import StudyResult

ARTICLE = """+++
published = 2020-01-06
+++
Fire at the Acme works

A fire broke out at the Acme works on Friday, officials said.

A rocket attack hit the Acme mine on Thursday.

The company will meet its creditors on Wednesday.

An explosion killed three workers in July 2019.

Exxon shares rose 1.3 percent in premarket trading on Friday.
"""
PRICES = '[prices]\nsource = "prices.csv"\n'
ARTICLES = '[articles]\npath = "news"\n'
SERIES = '[[series]]\nid = "acme"\nmodel = ["market", "raw"]\nbenchmark = "sector"\n'
FIRE = '[[event]]\nid = "fire"\nlabel = "Fire"\nday = 2020-01-03\nwords = ["fire"]\n'
STUDY = PRICES + ARTICLES + SERIES
DAYS = pd.bdate_range("2019-01-02", "2020-02-28")
FIRE_PLACE = DAYS.get_loc(pd.Timestamp("2020-01-03"))


def wide_prices() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    sector = rng.normal(0.0, 0.01, len(DAYS))
    acme = 0.8 * sector + rng.normal(0.0, 0.01, len(DAYS))
    acme[FIRE_PLACE] -= 0.06
    levels = {"acme": 50 * np.cumprod(1 + acme), "sector": 80 * np.cumprod(1 + sector)}
    return pd.DataFrame(levels, index=pd.DatetimeIndex(DAYS, name="date"))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "fire.txt").write_text(ARTICLE, encoding="utf-8")
    wide_prices().to_csv(tmp_path / "prices.csv")
    return tmp_path


def study(folder, text, **options):
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return run(folder / "study.toml", **options)


class TestOwnStudy:
    def test_the_estimate_is_that_of_least_squares(self, folder):
        found = study(folder, STUDY + FIRE)
        returns = wide_prices().pct_change().to_numpy()
        sample = returns[FIRE_PLACE - 250 : FIRE_PLACE - 10]
        beta, alpha = np.polyfit(sample[:, 1], sample[:, 0], 1)
        ar = returns[FIRE_PLACE, 0] - alpha - beta * returns[FIRE_PLACE, 1]
        row = found.result.car(0, 0).set_index("model").loc["market"]
        assert row.car == pytest.approx(ar, abs=1e-14)
        assert row.n_estimation == 240

    def test_every_table_and_the_page_are_made_for_series_that_no_catalogue_knows(self, folder):
        found = study(folder, STUDY + FIRE)
        tables = found.tables()
        assert tables["events"].day0_acme.tolist()[0] == date(2020, 1, 3)
        assert found.day_zero["fire"] == {"acme": date(2020, 1, 3)}
        assert "Fire" in found.report()
        assert json.loads(json.dumps(found.to_json()))["events"][0]["day0"] == {"acme": "2020-01-03"}

    def test_a_weekend_is_followed_by_the_next_row(self, folder):
        found = study(folder, STUDY + FIRE.replace("2020-01-03", "2020-01-04"))
        assert found.day_zero["fire"] == {"acme": date(2020, 1, 6)}
        assert {str(one.day) for one in found.result.observations} == {"2020-01-06"}

    def test_the_found_event_joins_the_pinned_one(self, folder):
        fire = study(folder, STUDY + FIRE).events[0]
        assert (fire.event_id, fire.label, len(fire.mentions)) == ("fire", "Fire", 1)
        start, end = fire.mentions[0].start, fire.mentions[0].end
        assert "A fire broke out at the Acme works on Friday" in study(folder, STUDY + FIRE).articles[0].text[start:end]

    def test_a_pin_that_nothing_joins_is_studied_on_its_own_day_and_said(self, folder):
        found = study(folder, STUDY + FIRE.replace('"fire"]', '"eclipse"]'))
        assert found.studied == ("fire",)
        assert found.events[0].mentions == ()
        assert found.events[0].note
        assert found.result.car(0, 0).car.notna().all()

    def test_two_runs_say_the_same(self, folder):
        first, second = (study(folder, STUDY + FIRE).to_json() for _ in range(2))
        assert json.dumps(first) == json.dumps(second)

    def test_articles_prices_and_study_are_named_with_their_hashes(self, folder):
        inputs = dict(study(folder, STUDY + FIRE).provenance.inputs)
        assert set(inputs) == {"study.toml", "fire.txt", "prices: prices.csv", "tolerances of words, version 1.3"}
        assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in inputs.values())


class TestWhatMovesSpeakOf:
    def test_prices_of_a_series_that_is_not_studied_serve_the_check(self, folder):
        text = "DATE\n\nA fire broke out at the Acme works on Friday. The Dow opened about 1 percent lower on Friday.\n"
        (folder / "news" / "fire.txt").write_text(text.replace("DATE", "January 4, 2020"), encoding="utf-8")
        found = study(folder, '[articles]\npath = "news"\n[[series]]\nid = "brent"\n' + FIRE)
        (verdict,) = found.verdicts
        assert (verdict.move.instrument, verdict.verdict) == ("dow", "confirmed")
        assert found.prices["series"].unique().tolist() == ["brent", "dow"]
        assert set(found.result.to_frame("per_event")["series"]) == {"brent"}

    def test_each_estimate_has_its_model_beside_it_in_json(self, folder):
        found = study(folder, STUDY + FIRE)
        models = found.result.to_frame("models").set_index("model")
        for row in found.to_json()["per_event"]:
            assert row["sigma"] == models.loc[row["model"], "sigma"]
            assert row["beta"] == ({} if row["model"] == "raw" else {"sector": models.loc["market", "beta"]})

    def test_without_a_named_main_event_the_one_with_the_moves_leads(self, folder):
        other = FIRE.replace("2020-01-03", "2019-12-30").replace('"fire"', '"mine"')
        assert study(folder, STUDY + other + FIRE).main_event == "fire"

    def test_a_pin_without_a_label_takes_that_of_the_event_that_joined_it(self, folder):
        found = study(folder, STUDY + FIRE.replace('label = "Fire"\n', ""))
        assert found.events[0].label == "fire broke out at the Acme works"


class TestWhatTheFileAsks:
    """Every setting reaches the estimation, and its variations where they have it too."""

    def test_settings_reach_the_study(self, folder):
        asked = 'seed = 7\nalternative = "greater"\nalpha = "zero"\ncov = "hac"\nuntreated = ["other"]\n'
        prices = wide_prices()
        prices.assign(other=prices["sector"] * np.linspace(1.0, 1.2, len(DAYS)), near=prices["acme"] ** 0.5).to_csv(
            folder / "prices.csv"
        )
        text = STUDY.replace('benchmark = "sector"', 'benchmark = "sector"\npeer = "near"')
        found = study(folder, f"[study]\n{asked}{text}{FIRE}")
        design = found.result.settings
        assert (design.seed, design.alternative) == (7, "greater")
        assert design.options == {"alpha": "zero", "cov": "hac", "peer": "near"}
        assert {one.data.series for one in found.result.untreated} == {"other"}
        assert found.prices["series"].unique().tolist() == ["acme", "sector", "near", "other"]
        assert set(found.result.models().columns) >= {"beta", "beta_near"}

    def test_how_returns_are_formed_and_on_whose_sessions(self, folder):
        prices = PRICES + 'returns = "log"\ndividends = false\n'
        text = ARTICLES + SERIES + 'calendar = "xom"\n' + FIRE + 'group = "fires"\n'
        found = study(folder, prices + text)
        logs = np.log(wide_prices()).diff()
        np.testing.assert_allclose(found.returns["acme"].iloc[1:], logs["acme"].iloc[1:], atol=1e-14)
        assert found.returns.attrs["dividends"] is False
        design = found.result.settings
        assert (design.returns, design.options["calendars"]) == ("log", "acme: xom")
        assert found.day_zero["fire"] == {"acme": date(2020, 1, 3)}
        assert pd.Timestamp("2019-07-04") not in found.result.observations[0].data.dates
        assert found.result.tests(0, 0, by="group")["group"].unique().tolist() == ["fires"]
        own = found.result.car(0, 0).set_index("model").loc["market", "p"]
        same = found.specification.query(
            "model == 'market' and overlap == 'exclude' and n_sessions == 240 and first == 0 and last == 0"
        )
        assert same["p"].item() == own

    def test_an_unknown_calendar_is_an_error_of_one_line(self, folder):
        with pytest.raises(EventStudyError, match="calendars give 'acme' the sessions of 'moon'"):
            study(folder, PRICES + ARTICLES + SERIES + 'calendar = "moon"\n' + FIRE)

    def test_the_variations_test_what_the_study_tests(self, folder):
        found = study(folder, f'[study]\nalternative = "greater"\n{STUDY}{FIRE}')
        own = found.result.car(0, 0).set_index("model").loc["market"]
        curve = found.specification
        same = curve.query(
            "model == 'market' and overlap == 'exclude' and n_sessions == 240 and first == 0 and last == 0"
        )
        assert same["p"].item() == own["p"]
        assert own["p"] > 0.9  # the price fell

    def test_factors_are_read_from_beside_the_file_and_named_with_their_hash(self, folder):
        returns = wide_prices()["sector"].pct_change()
        table = pd.DataFrame({"Mkt-RF": returns - 0.0001, "SMB": 0.3 * returns.shift(1), "RF": 0.0001}).dropna()
        table.to_csv(folder / "factors.csv")
        text = STUDY.replace('["market", "raw"]', '["factors", "market", "raw"]') + '[factors]\npath = "factors.csv"\n'
        found = study(folder, text + FIRE)
        assert found.result.settings.factors == ("mkt_rf", "smb", "rf")
        digest = dict(found.provenance.inputs)["factors: factors.csv"]
        assert digest == hashlib.sha256((folder / "factors.csv").read_bytes()).hexdigest()
        assert set(found.specification["model"]) == {"factors", "market", "raw"}
        rows = {row["model"]: row for row in found.to_json()["per_event"] if (row["first"], row["last"]) == (0, 0)}
        assert set(rows["factors"]["beta"]) == {"mkt_rf", "smb"}
        assert rows["factors"]["beta"]["mkt_rf"] == pytest.approx(rows["market"]["beta"]["sector"], rel=0.05)
        assert rows["raw"]["beta"] == {}

    def test_a_file_of_factors_that_is_not_there_is_named(self, folder):
        text = STUDY.replace('["market", "raw"]', '"factors"') + '[factors]\npath = "none.csv"\n'
        with pytest.raises(EventStudyError, match=r"none\.csv"):
            study(folder, text + FIRE)


class TestTables:
    def test_a_result_is_tested_once_however_often_it_is_shown(self, folder, monkeypatch):
        found = study(folder, STUDY + FIRE)
        asked = []
        make = StudyResult.to_frame
        monkeypatch.setattr(StudyResult, "to_frame", lambda self, *names: asked.append(names) or make(self, *names))
        first, _, _ = found.tables(), found.to_json(), found.report()
        assert asked.count(("tests", "event")) == 1
        first["tests"]["p"] = 0.0  # whoever changes a table changes a copy
        assert found.tables()["tests"]["p"].gt(0.0).any()

    def test_the_recommended_are_those_of_the_result(self, folder):
        found = study(folder, STUDY + FIRE)
        made = found.tables()["recommended"].query("first == 0 and last == 0")
        expected = found.result.recommended(0, 0, by="event")
        columns = ["event_id", "rank", "test", "p", "valid", "why"]
        pd.testing.assert_frame_equal(made[columns].reset_index(drop=True), expected[columns])

    def test_the_adjusted_and_the_average_are_in_the_tables_and_in_json(self, folder):
        found = study(folder, STUDY + FIRE)
        tables, json_ = found.tables(), found.to_json()
        for name in ("adjusted", "recommended", "caar"):
            assert len(json_[name]) == len(tables[name]) > 0
        assert json_["adjusted"][0]["p_adjusted"] >= json_["adjusted"][0]["p"]


class TestWithoutPins:
    def test_past_events_of_a_day_are_studied_and_the_others_have_their_reason(self, folder):
        found = study(folder, STUDY)
        days = {event.event_id: event.start for event in found.events}
        assert sorted(days[name] for name in found.studied) == [date(2020, 1, 2), date(2020, 1, 3)]
        assert {one.event_id for one in found.result.observations} == set(found.studied)
        assert found.main_event in found.studied
        reasons = {event.start: event.note for event in found.events if event.event_id not in found.studied}
        assert reasons == {
            date(2020, 1, 8): "not studied: future",
            date(2019, 7, 1): "not studied: dated to a month only",
        }
        assert [event.event_id for event in found.events][: len(found.studied)] == list(found.studied)

    def test_a_found_event_that_prices_cannot_answer_is_listed_with_its_reason(self, folder):
        early = ARTICLE.replace("on Thursday.", "on January 10, 2019.")
        (folder / "news" / "fire.txt").write_text(early, encoding="utf-8")
        found = study(folder, STUDY)
        notes = {event.start: event.note for event in found.events}
        assert notes[date(2019, 1, 10)].startswith(
            "not studied: acme: 0 sessions in the estimation sample, 30 are needed; the earliest day 0 that has them is"
        )
        assert found.events[0].start == date(2020, 1, 3)
        assert len(found.studied) == 1

    def test_no_event_inside_the_prices(self, folder):
        wide_prices().loc[:"2019-12-31"].to_csv(folder / "prices.csv")
        with pytest.raises(WindowError, match="tell no past event dated to a day between 2019-01-02 and 2019-12-31"):
            study(folder, STUDY)


class TestOptions:
    def test_stages_come_in_order(self, folder):
        told = []
        study(folder, STUDY + FIRE, progress=lambda stage, done, total: told.append((stage, done, total)))
        stages = ["read articles", "find events and moves", "load prices", "estimate and test", "vary choices",
                  "check moves"]  # fmt: skip
        assert told == [(stage, done, len(stages)) for done, stage in enumerate(stages)]

    def test_articles_in_the_place_of_the_studys(self, folder):
        other = folder / "other.txt"
        other.write_text(ARTICLE.replace("Acme works", "Acme mill"), encoding="utf-8")
        found = study(folder, STUDY + FIRE, articles=other)
        assert [article.name for article in found.articles] == ["other.txt"]

    def test_prices_in_the_place_of_the_studys(self, folder):
        changed = wide_prices()
        changed.loc["2020-01-03":, "acme"] *= 1.1
        changed.to_csv(folder / "other.csv")
        own, other = study(folder, STUDY + FIRE), study(folder, STUDY + FIRE, prices=folder / "other.csv")
        raw = [one.result.car(0, 0).set_index("model").loc["raw", "car"] for one in (own, other)]
        assert 1 + raw[1] == pytest.approx(1.1 * (1 + raw[0]), abs=1e-12)
        assert "prices: other.csv" in dict(other.provenance.inputs)

    def test_price_files_that_were_left_out_are_named(self, folder):
        (folder / "many").mkdir()
        wide_prices().to_csv(folder / "many" / "prices.csv")
        (folder / "many" / "broken.csv").write_text("date,close\n2020-01-02,abc\n", encoding="utf-8")
        found = study(folder, STUDY + FIRE, prices=folder / "many")
        assert [(one.what, one.reason) for one in found.dropped] == [
            ("broken.csv", "broken.csv, line 2: 'abc' in column 'close' is no number")
        ]

    def test_a_sample_too_small_for_one_variation_leaves_the_study(self, folder):
        gap = wide_prices()
        gap.iloc[FIRE_PLACE - 20, 0] = np.nan
        gap.to_csv(folder / "prices.csv")
        found = study(folder, "[study]\nmin_estimation = 60\n" + STUDY + FIRE)
        assert set(found.specification["n_sessions"]) == {120, 240}


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        (STUDY + FIRE.replace("2020-01-03", "2010-01-04"), WindowError,
         "event 'fire' is on 2010-01-04, but the prices run from 2019-01-02 to 2020-02-28"),
        (STUDY + FIRE.replace("2020-01-03", "2030-01-04"), WindowError, "'fire' is on 2030-01-04, but the prices"),
        (STUDY + FIRE + FIRE.replace("2020-01-03", "2019-01-10").replace('"fire"', '"old"'), WindowError,
         "event 'old' cannot be studied: acme: 0 sessions in the estimation sample, 30 are needed; the earliest day 0"),
        (STUDY + FIRE + FIRE.replace("2020-01-03", "2020-02-28T23:00:00-05:00").replace('"fire"', '"late"'),
         WindowError,
         "event 'late' cannot be studied: no session of 'acme' answers to 2020-02-28"),
        ('[study]\nclosed = "drop"\n' + STUDY + FIRE + FIRE.replace("01-03", "01-04").replace('"fire"', '"sat"'),
         WindowError, "event 'sat' cannot be studied: 2020-01-04 is no session of 'acme' and closed='drop'"),
        (STUDY.replace('"acme"', '"zinc"') + FIRE, MissingPrices, "no prices of 'zinc' in prices.csv: it holds acme"),
        (STUDY.replace('"sector"', '"index"') + FIRE, MissingPrices, "no prices of 'index' in prices.csv"),
        (STUDY.replace("prices.csv", "none.csv") + FIRE, PriceError, "none.csv': a source is 'snapshot', "),
        (STUDY.replace('"news"', '"none"') + FIRE, ArticleError, "no such file or folder"),
        ("[study]\nmin_estimation = 240\n" + STUDY.replace('"acme"', '"gappy"') + FIRE, EstimationError,
         "239 sessions in the estimation sample, 240 are needed"),
    ],
)  # fmt: skip
def test_what_is_named_and_cannot_be_used_is_one_line(folder, text, error, words):
    table = wide_prices()
    table["gappy"] = table["sector"].where(np.arange(len(DAYS)) != FIRE_PLACE - 11)
    if "gappy" in text:
        table.to_csv(folder / "prices.csv")
    with pytest.raises(error, match=re.escape(words)) as caught:
        study(folder, text)
    assert isinstance(caught.value, EventStudyError)
    assert "\n" not in str(caught.value)


def test_undated_articles(folder):
    (folder / "news" / "fire.txt").write_text("A fire broke out. Exxon rose 3 percent.\n", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"no article in .*news states when it was published"):
        study(folder, STUDY + FIRE)


def test_what_is_no_path():
    with pytest.raises(EventStudyError, match="the study is a int; give the path of a study file"):
        run(5)


def test_day_zeros_need_the_rows_of_a_series_without_a_calendar():
    taji = Event("taji", "Strike near Taji", date(2020, 1, 4), date(2020, 1, 4), "day")
    rows = {"acme": DAYS, "cvx": DAYS[:10]}  # a catalogued series keeps its calendar
    assert day_zeros([taji], ["acme", "cvx"], index=rows) == {
        "taji": {"acme": date(2020, 1, 6), "cvx": date(2020, 1, 6)}
    }


class TestArticlesWithoutAStudy:
    """`run(articles=...)` with no study file: the events are those the articles tell, the title is theirs."""

    TEXT = "A drone struck a refinery on Saturday. Brent jumped 14.6 percent on Monday."

    def test_the_study_is_of_what_the_articles_tell(self, tmp_path):
        folder = tmp_path / "wires"
        folder.mkdir()
        for name in ("a.txt", "b.txt"):
            (folder / name).write_text(self.TEXT, encoding="utf-8")
        found = run(articles=folder, published="2019-09-16")
        assert found.file.study.title == "wires"
        assert found.studied == ("2019-09-14-drone-struck-a-refinery",)
        assert found.file.event == ()
        assert found.file.models == {
            "brent": ["mean", "raw"], "dow": ["mean", "raw"], "sp500": ["mean", "raw"],
            "xom": ["market", "raw"], "cvx": ["market", "raw"],
        }  # fmt: skip
        assert not any(name == "study.toml" for name, _ in found.provenance.inputs)

    def test_one_article_lends_its_title(self, tmp_path):
        (tmp_path / "a.txt").write_text(f'+++\ntitle = "Drones"\npublished = 2019-09-16\n+++\n{self.TEXT}')
        assert run(articles=tmp_path / "a.txt").file.study.title == "Drones"
        (tmp_path / "b.txt").write_text(f"+++\npublished = 2019-09-16\n+++\n{self.TEXT}")
        assert run(articles=tmp_path / "b.txt").file.study.title == "b"

    def test_prices_of_ones_own_need_not_be_those_of_the_shipped_study(self, tmp_path):
        (tmp_path / "a.txt").write_text(self.TEXT, encoding="utf-8")
        wide = load_prices(["brent"]).set_index("date")[["close"]].rename(columns={"close": "brent"})
        wide.assign(acme=wide["brent"] * 2).to_csv(tmp_path / "own.csv")
        found = run(articles=tmp_path / "a.txt", published="2019-09-16", prices=tmp_path / "own.csv")
        assert found.file.models == {"brent": ["mean", "raw"], "acme": ["mean", "raw"]}
        assert [one.verdict for one in found.verdicts] == ["confirmed"]

    def test_the_articles_of_the_shipped_study_are_its_study(self):
        seeds = shipped_study().parent
        found = run(articles=seeds)
        assert found.file.study.title.startswith("The killing of Qassem Soleimani")
        assert found.to_json() == run().to_json()

    def test_one_changed_letter_makes_them_ones_own(self, tmp_path):
        text = (shipped_study().parent / "voice_of_america.txt").read_text("utf-8")
        (tmp_path / "voice.txt").write_text(text + "\n", encoding="utf-8")
        assert run(articles=tmp_path, published="2020-01-03").file.event == ()

    def test_a_study_file_keeps_its_events(self, tmp_path):
        (tmp_path / "a.txt").write_text(self.TEXT, encoding="utf-8")
        path = shipped_study()
        found = run(path, articles=tmp_path, published="2019-09-16")
        assert found.studied == tuple(entry.id for entry in found.file.event)


def test_series_in_capitals_are_those_of_the_catalogue(tmp_path):
    (tmp_path / "a.txt").write_text("3 January 2020\n\nBrent rose 3.5 percent on Friday.\n")
    entry = '[[series]]\nid = "XOM"\nmodel = "market"\nbenchmark = "SP500"\n'
    event = '[[event]]\nid = "strike"\nday = "2020-01-03"\n'
    (tmp_path / "study.toml").write_text(entry + event)
    assert set(run(tmp_path / "study.toml").result.car(0, 0)["series"]) == {"xom"}
    (tmp_path / "study.toml").write_text(entry + entry.replace("XOM", "xom") + event)
    with pytest.raises(StudyFileError, match="the series 'XOM' stands twice, in capitals and without"):
        run(tmp_path / "study.toml")
