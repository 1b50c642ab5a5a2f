"""Tellings put together across articles, against stories of which it was said beforehand what belongs together.

``stories/dev.txt`` is what the rules were made with, ``stories/kept.txt`` was written before them and scored after.
A line is a sentence under the tags of the happenings that it dates, ``-`` for none; ``@`` opens an article, ``#`` a
story.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import pytest

from eventstudy.articles.events import find_events
from eventstudy.articles.read import article_from_text

STORIES = Path(__file__).parent / "data" / "stories"


@dataclass(frozen=True)
class Score:
    """Pairs of sentences that were rightly put together, wrongly, and wrongly kept apart."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self):
        return self.right / (self.right + self.wrong)

    @property
    def recall(self):
        return self.right / (self.right + self.missed)

    def __add__(self, other):
        return Score(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


def stories(name):
    """Return the stories of a file: for each its articles, and under article and offset its tags."""
    told = []
    for line in (STORIES / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            told.append([])
        elif line.startswith("@"):
            _, outlet, published = line.split()
            told[-1].append((outlet, published, []))
        elif line:
            tags, sentence = (part.strip() for part in line.split("|", 1))
            told[-1][-1][2].append((set(tags.split()) - {"-"}, sentence))
    return [_story(i, articles) for i, articles in enumerate(told)]


def _story(number, articles):
    made, gold = [], {}
    for outlet, published, lines in articles:
        text = " ".join(sentence for _, sentence in lines)
        article = replace(article_from_text(text, published=published), name=f"{number:02d}-{outlet}")
        made.append(article)
        start = 0
        for tags, sentence in lines:
            gold[article.name, start] = {f"{number}{tag}" for tag in tags}
            start += len(sentence) + 1
    return made, gold


def scored(articles, gold):
    found = {place: set() for place in gold}
    for i, event in enumerate(find_events(articles)):
        for mention in event.mentions:
            found[mention.article, mention.start].add(i)
    pairs = [(bool(gold[a] & gold[b]), bool(found[a] & found[b])) for a, b in combinations(gold, 2)]
    return Score(pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)))


@pytest.mark.parametrize("name", ["dev", "kept"])
def test_what_belongs_together_is_put_together(name):
    told = stories(name)
    apart = sum((scored(*story) for story in told), start=Score(0, 0, 0))
    pooled = scored([a for articles, _ in told for a in articles], {k: v for _, gold in told for k, v in gold.items()})
    for score in (apart, pooled):
        assert score.precision >= 0.95, f"precision {score.precision:.3f}"
        assert score.recall >= 0.90, f"recall {score.recall:.3f}"


def mentioned(*articles):
    """Return for each event the sentences that tell it."""
    made = [article_from_text(text, name=f"a{i}", published=day) for i, (day, text) in enumerate(articles)]
    texts = {article.name: article.text for article in made}
    return [{texts[m.article][m.start : m.end] for m in event.mentions} for event in find_events(made)]


def test_a_night_goes_where_names_and_words_go():
    """In an article of Saturday "overnight" may be Friday's: what is told, and where, settles which."""
    killed = "A drone killed General Rahim Daud at the airport of Karsa in an overnight strike on his convoy."
    new = "Early Saturday an apparent airstrike near Belt, west of Karsa, struck a convoy of medics."
    told = "General Rahim Daud was killed late Thursday near Karsa airport by missiles, officials said."
    found = mentioned(("2020-01-04", f"{killed} {new}"), ("2020-01-03", told))
    assert {killed, told} in found
    assert {new} in found


def test_a_saying_about_a_thing_known_may_be_of_any_day_before():
    first = "A rocket attack on a base in Tirma killed a builder on Dec. 27."
    second = "General Daud was killed on Thursday by a drone in Karsa."
    said = (
        "General Hale told reporters on Thursday that the latest attack, on the base in Tirma, had been meant to kill."
    )
    found = mentioned(("2020-01-03", f"{first} {second}"), ("2020-01-03", said))
    assert {first, said} in found
    assert {second} in found


@pytest.mark.parametrize("second", ["Tuesday", "Wednesday", "Sunday"])
def test_the_same_words_on_another_day_are_another_attack(second):
    day = {"Tuesday": "2023-05-10", "Wednesday": "2023-05-11", "Sunday": "2023-05-15"}[second]
    one = "Militants attacked an army post near Kolda on Monday and killed six soldiers."
    other = f"Militants attacked an army post near Kolda on {second} and killed six soldiers."
    assert sorted(map(len, mentioned(("2023-05-09", one), (day, other)))) == [1, 1]


def test_bombs_in_two_towns_on_one_day_are_two():
    one, other = "A bomb killed 19 people in Darun on Tuesday.", "A bomb killed three people in Mirat on Tuesday."
    assert len(mentioned(("2022-06-08", f"{one} {other}"))) == 2


def test_names_in_several_spellings_are_one():
    one = "General Qassim Suleimani was killed on Friday."
    other = "Qassem Soleimani was killed on Friday by a drone."
    assert len(mentioned(("2020-01-03", one), ("2020-01-04", other))) == 1


@pytest.mark.parametrize(
    ("text", "label", "status"),
    [
        ("Acme said on Tuesday that it had acquired Beta.", "Acme acquired Beta", "past"),
        ("Acme, the lender, filed for bankruptcy on Tuesday.", "Acme filed for bankruptcy", "past"),
        ("First Mutual was seized on Monday.", "First Mutual was seized", "past"),
        ("It declared the outbreak a pandemic on Monday.", "declared the outbreak a pandemic", "past"),
        ("Acme said after the close on Monday that it will buy a rival.", "Acme said that it will buy a rival", "past"),
        ("The two agreed on Monday in Oslo to a truce.", "agreed in Oslo to a truce", "past"),
        ("The games were postponed to 2025 on Tuesday.", "games were postponed", "past"),
        ("A deal may be signed on Friday.", "deal may be signed", "hypothetical"),
        ("Fears of a default on June 1 grew.", "Fears of a default", "hypothetical"),
        ("If talks fail, tariffs would take effect on June 1.", "tariffs would take effect", "hypothetical"),
        ("The chief announced that he would resign by October.", "resign", "future"),
        ("The storm is forecast to grow into a hurricane and hit Tampa on Friday.", "hit Tampa", "future"),
        ("Police fired tear gas at a crowd in Osk on Tuesday.", "Police fired tear gas at a crowd in Osk", "past"),
        ("The storm killed nine on Tuesday, leaving dozens missing.", "storm killed nine", "past"),
    ],
)  # fmt: skip
def test_a_label_says_who_did_what_and_whether_it_is_certain(text, label, status):
    event, *_ = find_events([article_from_text(text, published="2023-05-04")])
    assert (event.label, event.status) == (label, status)


@pytest.mark.parametrize(
    "text",
    [
        "Rescue workers slept on Monday.",
        "Shares of the bank closed lower on Monday.",
        "At the close on Monday the bank stood at $9.",
        "The fund bought bread on Monday.",
        "The flood of visitors, leaving streets intact, was counted by one worker; she said so on Monday.",
    ],
)
def test_who_is_named_after_a_happening_does_nothing(text):
    found = find_events([article_from_text(text, published="2023-05-04")])
    assert all("Rescue" not in one.label and "leaving" not in one.label and "close" not in one.label for one in found)
