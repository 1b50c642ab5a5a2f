"""Fresh passages of wire and broadsheet: the events they tell, each with its days, status and a word of its label."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventstudy.articles.events import find_events
from eventstudy.articles.read import article_from_text

DATA = Path(__file__).parent / "data" / "events_passages.txt"


def passages():
    for line in DATA.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            published, text, listed = (part.strip() for part in line.split(" #", 2))
            wanted = [one.strip().split(" ", 2) for one in listed.split(";") if one.strip()]
            yield published, text, [(*days.partition("..")[::2], status, word) for days, status, word in wanted]


def fits(event, wanted):
    first, last, status, word = wanted
    days = event.start.isoformat() == first and event.end.isoformat() == (last or first)
    return days and event.status == status and any(part in event.label for part in word.split("|"))


def told(*texts, published="2020-01-03"):
    return find_events([article_from_text(text, name=f"a{i}", published=published) for i, text in enumerate(texts)])


def test_passages():
    found = right = marked = count = 0
    for published, text, wanted in passages():
        count += 1
        left = list(wanted)
        marked += len(wanted)
        for event in find_events([article_from_text(text, published=published)]):
            found += 1
            home = next((one for one in left if fits(event, one)), None)
            right += home is not None
            left = [one for one in left if one is not home]
    assert count >= 60
    assert right >= 0.97 * found
    assert right >= 0.97 * marked


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (["Amazon posted a record profit on Thursday.", "Intel posted a record profit on Thursday."], 2),
        (["Acme filed for bankruptcy on Thursday.", "Beta filed for bankruptcy on Thursday."], 2),
        (["The ECB cut its main rate on Thursday.", "The Bank of Japan cut its main rate on Thursday."], 2),
        (["The ECB cut its main rate on Thursday.", "The European Central Bank cut its main rate on Thursday."], 1),
        (["A bomb hit a bank in Kabul on Thursday. A second bomb hit a school in Kabul on Thursday."], 2),
        (["A drone hit a depot in Odesa on Thursday morning. A drone hit a depot in Odesa on Thursday night."], 2),
        (["Signature Bank was seized on Thursday.", "Regulators seized Signature Bank on Thursday."], 1),
        (["Acme's chief, Ivo Kral, resigned on Thursday.", "Ivo Kral resigned as head of Acme on Thursday."], 1),
    ],
)  # fmt: skip
def test_what_is_one_event_and_what_is_two(texts, count):
    assert len(told(*texts)) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said on Thursday that he would impose a tariff.", [("2020-01-02", "past")]),
        ("He said on Thursday that he was glad.", []),
        ("The bank would cut rates in March if prices fell.", [("2020-03-01", "hypothetical")]),
        ("The vote would be held on Sunday.", [("2020-01-05", "future")]),
        ("Growth figures for November will be published on Monday.", [("2020-01-06", "future")]),
        ("Acme reported a loss for the third quarter.", []),
        ("Acme reported a third-quarter loss on Thursday.", [("2020-01-02", "past")]),
        ("It will buy Beta for $2 billion, it announced on Thursday.", [("2020-01-02", "past")]),
    ],
)
def test_plans_figures_and_announcements(text, expected):
    assert [(event.start.isoformat(), event.status) for event in told(text)] == expected
