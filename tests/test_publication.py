from __future__ import annotations

from datetime import date
from pathlib import Path
from time import process_time

import pytest

from eventstudy.articles.publication import date_articles, stated_in
from eventstudy.articles.read import article_from_text, read_articles
from eventstudy.records import Article

SHARED = Path(__file__).parents[1].parent / "shared" / "articles"
SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.mark.parametrize(
    ("top", "day"),
    [
        ("03 January, 2020", "2020-01-03"),
        ("January 3, 2020", "2020-01-03"),
        ("Friday, January 3, 2020", "2020-01-03"),
        ("Published: 2020-01-03 09:12 GMT", "2020-01-03"),
        ("Published January 3, 2020 at 9:12 a.m. ET", "2020-01-03"),
        ("Updated 9:12 a.m. ET, January 4, 2020", "2020-01-04"),
        ("By Ann Lee | Jan. 3, 2020 | 5 min read", "2020-01-03"),
        ("Ann Lee · 3 January 2020 · updated 4 January 2020", "2020-01-03"),
        ("Updated 4 January 2020\nPublished 3 January 2020", "2020-01-03"),
        ("Updated 4 January 2020\n3 January 2020", "2020-01-03"),
        ("2020-01-03", "2020-01-03"),
        ("Last modified on 1/3/2020", "2020-01-03"),
        ("Sydney, 3 January 2020", "2020-01-03"),
        ("New York, January 3, 2020", "2020-01-03"),
        ("Updated 4 January 2020\nSydney, 3 January 2020", "2020-01-04"),
    ],
)
def test_a_line_near_the_top_states_it(top, day):
    found = stated_in(f"A headline of the day\n{top}\n\nThe bank failed.\n")
    assert found
    assert found[0].isoformat() == day


@pytest.mark.parametrize(
    "text",
    [
        "The bank failed on January 3, 2020.",
        "The envoy at a meeting in Oslo, September 18, 2016. (Photo agency)",
        "Soldiers in Baghdad, 3 January 2020",
        "Baghdad fell, 3 January 2020",
        "A headline\n\nThe bank failed.\n\nBaghdad, 3 January 2020",
        "Oilfield, 3 January 2020",
        "January 3",
        "January 2020",
        "May 3-5, 2020",
        "30 February 2020",
        "2020",
        "\n".join(["Line of text."] * 30 + ["January 3, 2020"]),
        "",
    ],
)
def test_other_dates_state_nothing(text):
    assert stated_in(text) is None


def test_the_moment_is_kept_with_its_zone():
    assert stated_in("Published: 2020-01-03 09:12 GMT")[1].isoformat() == "2020-01-03T09:12:00+00:00"
    assert stated_in("January 3, 2020 at 9:12 a.m. ET")[1].isoformat() == "2020-01-03T09:12:00-05:00"
    assert stated_in("January 3, 2020 at 9:12 a.m.")[1] is None


BODY = "The mayor of Porto, Rui Sá, met Ana Costa of Galp and Luis Neto of Sonae at the Aliados after the Douro fire"


def test_inferred_from_the_article_that_tells_the_same():
    dated = article_from_text(f"3 January 2020\n\n{BODY} on Thursday.", name="dated")
    same = article_from_text(f"{BODY} on Friday. A second fire burned early Saturday.", name="same")
    plain = article_from_text(f"{BODY}.", name="plain")
    other = article_from_text(
        "In Oslo, Per Berg of Equinor and Kari Lund of Telenor met Ola Moe on Friday.", name="other"
    )
    found = {article.name: article for article in date_articles([same, dated, plain, other])}
    assert (found["dated"].published, found["dated"].published_from) == (date(2020, 1, 3), "stated")
    assert (found["same"].published, found["same"].published_from) == (date(2020, 1, 4), "inferred")
    assert found["same"].inferred_from == ("dated",)
    assert found["plain"].published == date(2020, 1, 3)
    assert (found["other"].published, found["other"].published_from) == (None, None)


def test_a_future_weekday_does_not_move_the_day():
    dated = article_from_text(f"3 January 2020\n\n{BODY}.", name="dated")
    same = article_from_text(f"{BODY} on Friday. A vote will be held on Sunday.", name="same")
    assert date_articles([dated, same])[1].published == date(2020, 1, 3)


def test_never_today():
    assert date_articles([Article("a", f"{BODY} on Friday.", "0")])[0].published is None


def test_inferred_articles_date_no_others():
    far = article_from_text("Per Berg and Kari Lund saw Ola Moe, Siv Dahl and Tor Vik in Oslo.", name="far")
    middle = article_from_text(
        f"{BODY}; Per Berg and Kari Lund saw Ola Moe, Siv Dahl and Tor Vik in Oslo.", name="middle"
    )
    dated = article_from_text(f"3 January 2020\n\n{BODY}.", name="dated")
    found = date_articles([far, middle, dated])
    assert [article.published_from for article in found] == [None, "inferred", "stated"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the five articles are not part of the repository")
def test_the_five_articles():
    found = {article.name[:3]: (article.published, article.published_from) for article in read_articles(SHARED)}
    third, fourth = date(2020, 1, 3), date(2020, 1, 4)
    assert found == {
        "000": (third, "inferred"),
        "001": (fourth, "inferred"),
        "002": (third, "inferred"),
        "003": (third, "inferred"),
        "004": (third, "stated"),
    }


@pytest.mark.skipif(not (SEEDS / "slate.txt").is_file(), reason="the digests are not there")
def test_the_digests():
    found = {article.name: article.published for article in read_articles(SEEDS)}
    assert found.pop("new_york_times.txt") == date(2020, 1, 4)
    assert set(found.values()) == {date(2020, 1, 3)}


@pytest.mark.parametrize(
    ("top", "day"),
    [
        ("LEEDS, Jan. 2, 2019 \u2014 Acme cut its outlook.", "2019-01-02"),
        ("ST. GALLEN, Jan 15, 2015 (Wire) - The bank scrapped its cap.", "2015-01-15"),
        ("ROME -- 3 January 2020 -- The bank failed.", None),
        ("ROME - The bank failed on January 3, 2020.", None),
        ("ROME, Jan. 2 (Wire) - The bank failed.", None),
        ("NATO said on Jan. 2, 2019 that it met - and left.", None),
        ("Posted on January 28, 2021 by dana", "2021-01-28"),
        ("By Ann Lee January 3, 2020", "2020-01-03"),
        ("Last updated: 12 March 2020, 18:45 GMT", "2020-03-12"),
        ("Fri 31 Jan 2020 23.15 GMT", "2020-01-31"),
    ],
)
def test_datelines_and_bylines(top, day):
    found = stated_in(f"A headline of the day\n{top}\n\nThe bank failed.\n")
    assert (found[0].isoformat() if found else None) == day


def test_a_british_clock_gives_the_moment():
    assert stated_in("Friday 31 January 2020 23.15 GMT")[1].isoformat() == "2020-01-31T23:15:00+00:00"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_can_be_inferred_from(day):
    dated = article_from_text(f"{BODY}.", name="dated", published=day)
    same = article_from_text(f"{BODY} on Friday.", name="same")
    assert date_articles([dated, same])[1].published_from == "inferred"


def test_the_order_of_day_and_month_is_that_of_the_text():
    body = "A headline\nPublished 05/09/2012\n\nThe plant shut on 13/04/2011.\n"
    assert stated_in(body)[0] == date(2012, 9, 5)
    assert stated_in(body.replace("13/04", "04/13"))[0] == date(2012, 5, 9)


def test_articles_by_the_thousand_are_dated_by_those_that_tell_the_same():
    """Each undated article finds its twin among thousands that share common names with it."""
    common = "In New York the White House, the Kremlin, the Elysee and Brussels met Boeing, Airbus and Exxon."
    own = ["".join(chr(97 + i // 26**place % 26) for place in range(3)) for i in range(1500)]
    texts = [f"{common} In Nome{x} Firm{x} of Ville{x}, Town{x}, Port{x} and Lord{x} met on Friday." for x in own]
    day = [date(2020, 1, 3 + i % 25) for i in range(1500)]
    dated = [Article(f"d{i}", text, "0", day[i], published_from="given") for i, text in enumerate(texts)]
    undated = [Article(f"u{i}", texts[i].replace("on Friday", "again"), "0") for i in range(0, 1500, 3)]
    start = process_time()
    found = [article for article in date_articles([*dated, *undated]) if article.published_from == "inferred"]
    assert process_time() - start < 20
    assert len(found) == len(undated)
    assert all(article.inferred_from == (f"d{article.name[1:]}",) for article in found)
    assert all(article.published == day[int(article.name[1:])] for article in found)


def test_a_later_day_of_the_month_told_as_past_is_a_bound():
    """An article of a later week that names one is not dated into the week of the event."""
    dated = article_from_text(
        "Gunmen stormed the Halden bank in Karsa on Friday, the Interior Ministry and Mayor Ida Falk of Karsa said.",
        name="first",
        published="2020-01-03",
    )
    text = (
        "The Halden bank in Karsa opened again on Jan. 13. The Interior Ministry praised Mayor Ida Falk. "
        "On Tuesday the police of Karsa held a man over the raid on the Halden bank."
    )
    found = date_articles([dated, article_from_text(text, name="later")])[1]
    assert (found.published, found.published_from) == (date(2020, 1, 14), "inferred")
    named = date_articles([dated, article_from_text(text.replace("Jan. 13", "Jan. 2"), name="later")])[1]
    assert named.published < date(2020, 1, 8)
