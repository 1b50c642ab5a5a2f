"""Sentences of an article, each with the first question to it: whether it can hold a value at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eventstudy.articles.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORTH = re.compile(
    r"[\d½¼¾⅓⅔⅛⅜⅝⅞]|\b(?:per ?cent|p(?:oin)?ts?\b|dollar|bucks?\b|cents\b|since\b|quarters?\b"
    r"|(?:high|low|record|peak|half|session)s?\b"
    r"|outp[ae]|outg|outr|outsh|underp|\blag|\btrail|(?:more|less|faster|slower|further|harder) than"
    r"|straight|consecutive|in a row|running|streak|doubl|tripl|trebl|quadrupl|halv|third"
    r"|(?:second|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b"
    r"|(?:high|low|bigg|larg|steep|sharp|strong|weak|great|deep|heft|fast|long)est\b|(?:most|best|worst|euros?|pounds?)\b)"
)
_LONGEST = 2000
_FORETELLING = re.compile(
    r"\b(?:predictions?|guesses|resolutions|my (?:\d{4} )?(?:calls|bets|targets))\b", re.IGNORECASE
)
_PAST = re.compile(
    r"\b(?:fell|rose|was|were|had|did|lost|hit a|slid|sank|shed|got|went|came|gave|took|made|won|\w\w+ed)\b",
    re.IGNORECASE,
)


def foretold(text: str, spans: list[tuple[int, int, bool]]) -> frozenset[int]:
    """Return the sentences under a heading of predictions, as far as they tell nothing that has happened.

    "Ten predictions for 2021. 1. The S&P ends at 3,400, down 9%. 2. Bitcoin hits $50K."
    """
    if _FORETELLING.search(text) is None:
        return frozenset()
    found: set[int] = set()
    under = False
    for at, (start, end, _) in enumerate(spans):
        headed = _FORETELLING.search(text, start, end) is not None
        under = (under or headed) and _PAST.search(text, start, end) is None
        if under:
            found.add(at)
    return frozenset(found)


def sentences_of(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield the sentences, and whether each can hold a value.

    No sentence of prose is longer than a page: what is (a table, a run of digits) is cut, so that looking around in one
    stays cheap.
    """
    small = text.lower()
    small = small if len(small) == len(text) else text
    for first, last in sentences(text):
        start = first
        while last - start > _LONGEST:
            blank = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            end = blank if blank > 0 else start + _LONGEST
            yield start, end, _WORTH.search(small, start, end) is not None
            start = end
        yield start, last, _WORTH.search(small, start, last) is not None
