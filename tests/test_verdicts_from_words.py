"""From a sentence to verdicts and their notes, on the bars of plain numbers of `tests.test_verdicts_whole`.

``data/verdicts_from_words.txt`` has a line for each sentence and one below it for each verdict; they were reckoned over
by eye when it was written. After a change that is meant, ``python -m tests.test_verdicts_from_words`` writes it anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from eventstudy.articles.moves import find_moves
from eventstudy.articles.read import article_from_text
from eventstudy.verdicts import check_moves
from tests.test_verdicts_readings import tidy
from tests.test_verdicts_whole import TWO

FILE = Path(__file__).parent / "data" / "verdicts_from_words.txt"


def blocks():
    found, sentence = {}, ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            found[sentence].append(line)
        else:
            sentence = line
            found[sentence] = []
    return found


def shown(sentence):
    published, text = sentence.split(" # ")
    article = article_from_text(text, published=published)
    found = check_moves(find_moves([article]), tidy(**TWO), published=[article])
    return [f"  {one.verdict} | {one.note}" for one in found]


EXPECTED = blocks()


@pytest.mark.parametrize("sentence", EXPECTED)
def test_verdicts_on_sentences(sentence):
    assert shown(sentence) == EXPECTED[sentence]


if __name__ == "__main__":
    lines = [line for sentence in EXPECTED for line in (sentence, *shown(sentence))]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
