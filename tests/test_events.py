from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from eventstudy.articles.dates.tokens import tokens
from eventstudy.articles.events import find_events, join_events
from eventstudy.articles.happenings import happening
from eventstudy.articles.read import article_from_text, read_articles
from eventstudy.errors import UsageError
from eventstudy.records import Pin

SHARED = Path(__file__).parents[1].parent / "shared" / "articles"
SEEDS = Path(__file__).parents[1] / "seeds"


def events(*texts, published="2020-01-03"):
    return find_events([article_from_text(text, name=f"a{i}", published=published) for i, text in enumerate(texts)])


def told(*texts, published="2020-01-03"):
    return [
        (event.start.isoformat(), event.end.isoformat(), event.label) for event in events(*texts, published=published)
    ]


@pytest.mark.parametrize(
    ("text", "start", "end", "word"),
    [
        ("The central bank cut its key rate on Thursday.", "2020-01-02", "2020-01-02", "cut"),
        ("On Thursday, the court ruled against the firm.", "2020-01-02", "2020-01-02", "ruled"),
        ("Acme's chief resigned late Thursday after a row.", "2020-01-02", "2020-01-02", "resigned"),
        ("Acme agreed to merge with Beta, the firms said on Thursday.", "2020-01-02", "2020-01-02", "Acme"),
        ("The republic defaulted on its bonds in May 2018.", "2018-05-01", "2018-05-31", "defaulted"),
        ("A Dec. 27 explosion wrecked the refinery.", "2019-12-27", "2019-12-27", "explosion"),
        ("Thursday's earthquake shook the coast.", "2020-01-02", "2020-01-02", "earthquake"),
        ("The regulator fined the lender last week.", "2019-12-23", "2019-12-29", "fined"),
        ("The navy seized two tankers this past July.", "2019-07-01", "2019-07-31", "seized"),
        ("The lender was put on a blacklist in 2012.", "2012-01-01", "2012-12-31", "blacklist"),
    ],
)
def test_a_dated_happening_is_an_event(text, start, end, word):
    ((first, last, label),) = told(text)
    assert (first, last) == (start, end)
    assert word in label


@pytest.mark.parametrize(
    "text",
    [
        "Oil rose on Friday.",
        "The minister said on Friday that she was glad.",
        "A strike killed two people.",
        "Mr. Deal and Ms. Strike were here on Friday.",
        "The barber cut hair on Friday.",
        "According to the paper it was Friday.",
        "",
    ],
)
def test_no_event(text):
    assert told(text + " ") == [] if text else find_events([]) == []


def test_each_date_goes_to_its_happening():
    found = told("Thursday's airstrike followed a Dec. 27 mortar attack that killed a builder, he said on Friday.")
    assert {(start, label.split()[0]) for start, _, label in found} == {
        ("2020-01-02", "airstrike"),
        ("2019-12-27", "mortar"),
    }


def test_articles_tell_one_event_in_other_words():
    (event,) = events(
        "A drone strike killed General Ivo Kral near the Zadar airport on Thursday.",
        "General Kral was killed by a drone near the airport of Zadar, officials said on Friday.",
        "The strike on Thursday that killed Kral in Zadar shook markets.",
    )
    assert (event.start, event.end) == (date(2020, 1, 2), date(2020, 1, 2))
    assert [mention.article for mention in event.mentions] == ["a0", "a1", "a2"]
    assert event.event_id == "2020-01-02-drone-strike-killed-general"


def test_two_happenings_of_a_day_stay_apart():
    found = told(
        "A bomb killed four people at a market in Kabul on Thursday.",
        "A gunman wounded two guards at a museum in Paris on Thursday.",
        "The finance minister resigned on Thursday.",
    )
    assert len(found) == 3


def test_late_there_is_early_here_and_the_note_says_so():
    (event,) = events(
        "A missile strike near Baghdad airport killed General Kral, the Pentagon said; the strike came late Thursday.",
        "In Baghdad a missile strike killed General Kral at the airport early Friday local time.",
    )
    assert (event.start, event.end, event.precision) == (date(2020, 1, 2), date(2020, 1, 3), "part_of_day")
    assert event.note == "told of different days: 2020-01-02 in a0; 2020-01-03 in a1"
    assert event.not_after == datetime(2020, 1, 3, 8, 59, tzinfo=ZoneInfo("Asia/Baghdad"))


def test_a_coarser_date_adds_a_mention_and_moves_nothing():
    (event,) = events(
        "A rocket attack killed a contractor at a base in Kirkuk on Dec. 27.",
        "A rocket attack killed a contractor last week.",
        "A rocket attack on a base killed a contractor in December.",
    )
    assert (event.start, event.end, event.precision, len(event.mentions)) == (
        date(2019, 12, 27), date(2019, 12, 27), "day", 3,
    )  # fmt: skip


def test_a_siege_that_lasted_two_days_begins_the_day_before_it_ended():
    assert told("The two-day siege of the embassy ended Wednesday.")[0][:2] == ("2019-12-31", "2020-01-01")


def test_what_is_to_come_and_what_may_be():
    assert [event.status for event in events("The funeral will be held on Sunday.")] == ["future"]
    assert [event.status for event in events("They planned to meet for a special session over the weekend.")] == [
        "future"
    ]
    assert [event.status for event in events("It would have merged with Beta in 2012.")] == ["hypothetical"]


def test_most_told_first_and_ids_are_distinct():
    found = events(
        "It defaulted on Thursday. It defaulted in 2001. The court ruled in 2001.", "It defaulted on Thursday."
    )
    assert len(found[0].mentions) == 2
    assert len({event.event_id for event in found}) == len(found)


def test_happenings_in_their_forms():
    def of(text, i=0):
        return happening(tokens(text), i)

    assert of("seizing it") == ("seize", "seize")
    assert of("died") == ("kill", "die")
    assert of("broke into it") == ("breach", "break_into")
    assert of("broke even") is None
    assert of("cut rates") == ("policy", "cut")
    assert of("cut corners") is None
    assert of("the great Strike", 2) is None


PINS = [
    Pin("bank", "Default of the bank", date(2020, 1, 2), words=("default", "bank")),
    Pin("fire", "Fire", date(2019, 9, 14), words=("refiner",)),
    Pin("lost", "Nothing told", date(2020, 1, 2), words=("zebra",)),
    Pin("moment", "To the minute", date(2020, 1, 1), datetime(2020, 1, 1, 9, tzinfo=ZoneInfo("Europe/London"))),
]


def joined():
    articles = [
        article_from_text("The BANK of Zadar defaulted on Thursday. A court ruled on Wednesday.", name="a",
                          published="2020-01-03"),
        article_from_text("An explosion hit a refinery in September. A minister resigned in May 2018.", name="b",
                          published="2020-01-03"),
        article_from_text("The bank defaulted last week, or on Thursday.", name="c", published="2020-01-03"),
    ]  # fmt: skip
    return join_events(find_events(articles), PINS, articles)


def test_pins_come_first_in_their_order_with_their_own_day():
    found = joined()
    assert [event.event_id for event in found[:4]] == ["bank", "fire", "lost", "moment"]
    assert all(event.start == event.end == pin.day for event, pin in zip(found, PINS, strict=False))
    assert [event.label for event in found[:4]] == [pin.label for pin in PINS]
    assert found[3].not_after == PINS[3].moment
    assert found[3].precision == "instant"


def test_words_must_all_begin_words_of_one_sentence():
    bank, fire, lost, moment = joined()[:4]
    assert {mention.article for mention in bank.mentions} == {"a", "c"}
    assert list(bank.mentions) == sorted(bank.mentions, key=lambda mention: (mention.article, mention.start))
    assert fire.note == "the articles date it to 2019-09-01 to 2019-09-30, the study file to 2019-09-14"
    assert lost.mentions == ()
    assert lost.note.startswith("no article tells it")
    assert len(moment.mentions) == 1  # no words asked: the day is enough


def test_events_that_no_pin_took_follow_with_a_note():
    rest = joined()[4:]
    assert [event.start.isoformat() for event in rest] == [
        "2018-05-01",
        "2019-12-23",
    ]  # "last week" ended before the 2nd
    assert {event.note for event in rest} == {"not named in the study file"}


def test_a_regular_expression_in_the_words_is_only_text():
    article = article_from_text("The bank defaulted on Thursday.", published="2020-01-03")
    (event, _) = join_events(find_events([article]), [Pin("x", "x", date(2020, 1, 2), words=("b.nk",))], [article])
    assert event.mentions == ()


def holds(found, start, end, *words, precision=None):
    """Find an event of these days whose label or id holds the words."""
    return [
        event
        for event in found
        if (event.start.isoformat(), event.end.isoformat()) == (start, end)
        and all(word.lower() in event.label.lower() for word in words)
        and precision in {None, event.precision}
    ]


CASES = [
    pytest.param(SHARED, marks=pytest.mark.skipif(not SHARED.is_dir(), reason="the five articles are elsewhere")),
    pytest.param(SEEDS, marks=pytest.mark.skipif(not (SEEDS / "slate.txt").is_file(), reason="no digests")),
]


@pytest.mark.parametrize("folder", CASES)
def test_the_events_of_the_shipped_study(folder):
    found = find_events(read_articles(folder))
    assert holds(found, "2019-12-27", "2019-12-27", "rocket attack", "contractor")
    assert holds(found, "2019-12-29", "2019-12-29", "airstrikes", "25")
    assert holds(found, "2019-12-31", "2020-01-01", "embassy")
    assert holds(found, "2020-01-04", "2020-01-04", "airstrike")
    assert holds(found, "2019-09-01", "2019-09-30", "Saudi", "installation", precision="month")
    assert holds(found, "2019-07-01", "2019-07-31", "Iran", "Hormuz", precision="month")
    assert holds(found, "2019-04-01", "2019-04-30", "designated", precision="month")
    assert holds(found, "2018-05-01", "2018-05-31", "announced", "nuclear deal", precision="month")
    assert holds(found, "2016-09-18", "2016-09-18", "meeting")
    first = found[0]
    assert (first.start.isoformat(), first.end.isoformat()) == ("2020-01-02", "2020-01-03")
    assert first.not_after == datetime(2020, 1, 3, 8, 59, tzinfo=ZoneInfo("Asia/Baghdad"))
    assert "2020-01-02" in first.note
    assert "2020-01-03" in first.note
    assert {mention.article for mention in first.mentions} == {article.name for article in read_articles(folder)}
    assert [event.status for event in found if event.start == date(2020, 1, 5)] == ["future"]


@pytest.mark.parametrize("folder", CASES)
def test_every_pin_of_the_shipped_study_is_told(folder):
    pins = [
        Pin("saudi", "", date(2019, 9, 14), words=("Saudi", "installation")),
        Pin("kirkuk", "", date(2019, 12, 27), words=("rocket", "attack")),
        Pin("strikes", "", date(2019, 12, 29), words=("airstrikes",)),
        Pin("embassy", "", date(2019, 12, 31), words=("embassy",)),
        Pin("soleimani", "", date(2020, 1, 3), words=("Soleimani",)),
        Pin("taji", "", date(2020, 1, 4), words=("Taji",)),
    ]
    articles = read_articles(folder)
    found = join_events(find_events(articles), pins, articles)[: len(pins)]
    texts = {article.name: article.text for article in articles}
    for event, word in zip(found, ("Saudi", "rocket", "airstrikes", "mbassy", "strike", "Taji"), strict=True):
        assert event.mentions, event.event_id
        assert any(word in texts[m.article][m.start : m.end] for m in event.mentions)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Acme agreed on Tuesday to buy Beta for $2 billion.", ["Acme agreed to buy Beta for $2 billion"]),
        ("Members will vote on the agreement on Jan. 20.", ["Members will vote on the agreement"]),
        ("Police arrested three men over the bombing on Thursday.", ["Police arrested three men over the bombing"]),
        ("He resigned after the attack on Thursday.", ["attack"]),
        ("The hub shut down on Thursday, the first shutdown since 2007.", ["hub shut down"]),
        ("The hub has been halted since March.", ["hub has been halted"]),
        ("In 2007 it launched a phone, and between 2012 and 2015 it bought shares.", ["launched a phone"]),
        ("OSLO, Jan. 2 (Wire) - The state suspended payments on Dec. 30.", ["state suspended payments"]),
        ("Oil fell on Wednesday, three days after a jet crashed in Oslo on Sunday, killing two.",
         ["jet crashed in Oslo"]),
        ("It opened on Monday after Tuesday's attack.", ["attack"]),
        ("Britain left the union on Thursday.", ["Britain left the union"]),
        ("A fire gutted the mill on Thursday.", ["fire gutted the mill"]),
        ("Harvey made landfall on Thursday.", ["Harvey made landfall"]),
    ],
)  # fmt: skip
def test_which_happening_a_date_belongs_to(text, labels):
    assert [event.label for event in events(text)] == labels


def test_what_is_known_joins_also_when_it_is_told_to_the_minute():
    (event,) = events("A blast tore through a plant on Thursday. The explosion, at 2:48 p.m. on Thursday, was heard.")
    assert (event.precision, len(event.mentions)) == ("instant", 2)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar(day):
    text = f"In Tokyo it failed at {day}T00:00+14:00, early on {day}. It failed at {day}T23:59-12:00."
    assert events(f"{text} The two-day siege ended today.", published=day)


@pytest.mark.parametrize("wrong", [5, None, "text", ["a.txt"]])
def test_refuses_what_is_no_article(wrong):
    with pytest.raises(UsageError, match="give a list of articles"):
        find_events(wrong)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Airstrikes on Sunday killed 25 fighters.", "Airstrikes killed 25 fighters"),
        ("The minister, who had led the party, resigned on Monday.", "minister resigned"),
        ("It recalled the attack in September on an oil terminal.", "attack on an oil terminal"),
    ],
)
def test_a_label_keeps_what_a_date_or_a_clause_parts_from_the_happening(text, label):
    (event,) = find_events([article_from_text(text, published="2020-01-03")])
    assert event.label == label
