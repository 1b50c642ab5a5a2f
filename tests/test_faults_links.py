"""Links in a folder that lead out of it: nothing is read that was not named, and it is said what was passed over."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from eventstudy.articles.read import read_articles, read_folder
from eventstudy.cli.app import app
from eventstudy.errors import ArticleError, EventStudyWarning, PriceError
from eventstudy.prices import load_prices

TEXT = "Brent crude rose 3 percent on Friday, January 3, 2020.\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "secret").mkdir()
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def closes(path, price):
    days = pd.bdate_range("2020-01-01", periods=30)
    pd.DataFrame({"date": days, "close": price + 0.1 * (days.day % 7)}).to_csv(path, index=False)


def test_an_article_elsewhere_is_passed_over_with_a_line(folder):
    elsewhere = folder.parent / "secret" / "notes.txt"
    elsewhere.write_text("Gold rose 9 percent on Friday, January 3, 2020.\n")
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").symlink_to(elsewhere)
    (folder / "c.txt").symlink_to("../secret/notes.txt")
    (folder / "up.txt").symlink_to("../secret")
    articles, dropped = read_folder(folder)
    assert [article.name for article in articles] == ["a.txt"]
    assert [(one.what, one.reason) for one in dropped] == [
        (name, f"{name} is a link that leads out of the folder; copy it there, or name it too")
        for name in ("b.txt", "c.txt")
    ]
    told = CliRunner().invoke(app, ["moves", str(folder), "--format", "json"])
    assert told.exit_code == 0
    assert {move["article"] for move in json.loads(told.stdout)["moves"]} == {"a.txt"}
    assert "b.txt is a link that leads out of the folder" in " ".join(told.stderr.split())


def test_a_link_that_is_named_is_read_and_one_within_the_folder_too(folder):
    (folder / "a.txt").write_text(TEXT)
    (folder / "b.txt").symlink_to("a.txt")
    (folder.parent / "way").symlink_to(folder)
    (folder.parent / "one.txt").symlink_to(folder / "a.txt")
    assert [article.name for article in read_articles(folder.parent / "way")] == ["a.txt"], "of two of the same, one"
    assert [article.name for article in read_articles(folder.parent / "one.txt")] == ["one.txt"]
    elsewhere = folder.parent / "secret" / "notes.txt"
    elsewhere.write_text(TEXT)
    (folder / "b.txt").unlink()
    (folder / "b.txt").symlink_to(elsewhere)
    assert [article.name for article in read_articles([folder, folder / "b.txt"])] == ["a.txt", "b.txt"]


def test_a_folder_of_links_that_lead_out_alone_is_refused(folder):
    (folder.parent / "secret" / "notes.txt").write_text(TEXT)
    (folder / "b.txt").symlink_to("../secret/notes.txt")
    with pytest.raises(ArticleError, match=r"^no article in .*b\.txt is a link that leads out of the folder"):
        read_articles(folder)


def test_prices_elsewhere_are_passed_over_with_a_line(folder):
    closes(folder / "xom.csv", 70.0)
    closes(folder.parent / "secret" / "cvx.csv", 120.0)
    (folder / "cvx.csv").symlink_to("../secret/cvx.csv")
    with pytest.warns(EventStudyWarning, match=r"^left out cvx\.csv .*a link that leads out"):
        prices = load_prices(source=folder)
    assert set(prices["series"]) == {"xom"}
    (one,) = prices.attrs["provenance"]["dropped"]
    assert one["what"] == "cvx.csv"
    assert "cvx.csv is a link that leads out of" in one["reason"]
    with pytest.raises(PriceError, match=r"^cvx\.csv is a link that leads out of .*: copy the file there, or name it"):
        load_prices(["xom", "cvx"], source=folder)
    assert set(load_prices(source=folder / "cvx.csv")["series"]) == {"cvx"}, "it was named"


def test_dividends_and_rolls_elsewhere_are_not_read(folder):
    closes(folder / "xom.csv", 70.0)
    secret = folder.parent / "secret"
    (secret / "dividends.csv").write_text("series,ex_date,amount\nxom,2020-01-06,0.87\n")
    (secret / "wti_rolls.csv").write_text("series,date\nxom,2020-01-07\n")
    for name in ("dividends.csv", "wti_rolls.csv"):
        (folder / name).symlink_to(secret / name)
    with pytest.warns(EventStudyWarning, match=r"^left out (dividends|wti_rolls)\.csv"):
        prices = load_prices(source=folder)
    assert prices["dividend"].sum() == 0.0
    assert not prices["flag"].str.contains("roll").any()
    assert [one["what"] for one in prices.attrs["provenance"]["dropped"]] == ["dividends.csv", "wti_rolls.csv"]
