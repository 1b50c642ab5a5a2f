"""Whole date mentions: words, days, precision, last moment and tense; and labelled passages, each to be read rightly.

What ``data/dates_whole.txt`` says was read against the calendar when it was written: a line for a sentence, one below
it for each date. After a change that is meant, ``python -m tests.test_dates_whole`` writes it anew, to be read again.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from eventstudy.articles.dates import dates_in
from eventstudy.articles.read import article_from_text
from tests.test_dates_passages import passages

FILE = Path(__file__).parent / "data" / "dates_whole.txt"
NAMES = ("dates_before.txt", "dates_after.txt", "dates_last.txt", "dates_fresh.txt")
MISSED = {
    "dates_before.txt": {30, 38, 64, 70},
    "dates_after.txt": {66, 68, 71, 74},
    "dates_last.txt": {9, 18},
    "dates_fresh.txt": {2, 5, 105, 127, 134, 142, 150, 151, 156, 165, 170, 209},
}
"""The passages, counted from 1, of which a date is missed or read wrongly."""


def blocks():
    """Return the lines below each sentence."""
    found, sentence = {}, ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            found[sentence].append(line)
        else:
            sentence = line
            found[sentence] = []
    return found


def shown(sentence):
    published, text = sentence.split(" # ", 1)
    found = dates_in(article_from_text(text, published=None if published == "-" else published))
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    return [
        f"  {one.text} | {one.first} {one.last} {one.precision} {one.tense}"
        + (f" by {one.not_after.isoformat()}" if one.not_after else "")
        for one in found
    ]


EXPECTED = blocks()


@pytest.mark.parametrize("sentence", EXPECTED)
def test_whole_mentions(sentence):
    assert shown(sentence) == EXPECTED[sentence]


@pytest.mark.parametrize("name", NAMES)
def test_each_labelled_passage_is_read_rightly_but_those_known(name):
    wrong = set()
    for number, (published, text, wanted) in enumerate(passages(name), 1):
        found = dates_in(article_from_text(text, published=published))
        days = [(one.first.isoformat(), one.last.isoformat()) for one in found]
        if days != [(first, last) for _, _, first, last in wanted]:
            wrong.add(number)
    assert wrong == MISSED[name]


if __name__ == "__main__":
    lines = [line for sentence in EXPECTED for line in (sentence, *shown(sentence))]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
