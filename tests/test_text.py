from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.articles.text import paragraphs, sentences


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n\t ", []),
        ("One. Two! Three? Four…", ["One.", "Two!", "Three?", "Four…"]),
        ("The U.S. Embassy closed. It reopened.", ["The U.S. Embassy closed.", "It reopened."]),
        ("He left the U.S. The envoy stayed.", ["He left the U.S.", "The envoy stayed."]),
        ("Oil hit $69.20 at 11 a.m. in Oslo. Gold slid.", ["Oil hit $69.20 at 11 a.m. in Oslo.", "Gold slid."]),
        ("Trading ended at 4 p.m. The index fell.", ["Trading ended at 4 p.m.", "The index fell."]),
        ("It ended at 4 p.m. Thursday. Good.", ["It ended at 4 p.m. Thursday.", "Good."]),
        ("Maj. Gen. A. B. Smith met Sen. Poe on Dec. 3.", ["Maj. Gen. A. B. Smith met Sen. Poe on Dec. 3."]),
        ("Acme Inc. Chief Ann Lee quit.", ["Acme Inc. Chief Ann Lee quit."]),
        ("He joined Acme Corp. She did not.", ["He joined Acme Corp.", "She did not."]),
        ("“It fell.” The bank agreed.", ["“It fell.”", "The bank agreed."]),
        ("“Why?” he asked. No one knew.", ["“Why?” he asked.", "No one knew."]),
        ("He said (they left.) Then more.", ["He said (they left.)", "Then more."]),
        ("Felt everywhere… there is no doubt.", ["Felt everywhere… there is no doubt."]),
        ("The answer was no. The vote failed.", ["The answer was no.", "The vote failed."]),
        ("Plant No. 4 closed.", ["Plant No. 4 closed."]),
        ("In May 2018. Deals ended.", ["In May 2018.", "Deals ended."]),
        ("A headline without a stop\n\nThe story began. It went on.",
         ["A headline without a stop", "The story began.", "It went on."]),
        ("Big Headline Here\nBy Ann Lee\n3 May 2021\nThe story began.",
         ["Big Headline Here", "By Ann Lee", "3 May 2021", "The story began."]),
        ("Para with\ncontinued lower case. Next.", ["Para with\ncontinued lower case.", "Next."]),
        ("A list of the\nEmbassy staff.", ["A list of the\nEmbassy staff."]),
    ],
)  # fmt: skip
def test_cuts_where_a_reader_would(text, expected):
    assert cut(text) == expected


def test_wrapped_lines_are_joined():
    lines = [
        "The central bank of Norway raised its rate on Thursday and said that",
        "Governor Ann Lee would explain the step in the afternoon. Markets in",
        "Oslo took it calmly, and the krone gained a little against the euro.",
        "Analysts had expected a smaller step, though few of them said so aloud",
        "before the meeting.",
    ]
    assert len(cut("\n".join(lines))) == 3


def test_no_sentence_crosses_a_blank_line():
    text = "first part\n \nsecond part\n\n\n\nthird"
    assert cut(text) == ["first part", "second part", "third"]
    assert [text[a:b] for a, b in paragraphs(text)] == cut(text)


TEXT = st.text(st.sampled_from("aB .!?…\n\t\"'“”()UuSsNno.1é\u2028😀\x00-"), max_size=200) | st.text(max_size=100)


@settings(max_examples=300, deadline=None)
@given(TEXT)
def test_every_visible_character_belongs_to_one_sentence(text):
    spans = sentences(text)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    outside = text
    for start, end in reversed(spans):
        outside = outside[:start] + outside[end:]
        assert text[start:end].strip() == text[start:end]
    assert not outside.strip()


def test_a_million_full_stops_take_no_longer_than_their_number():
    assert sentences("." * 400_000 + "x") == [(0, 400_001)]  # took minutes when each stop looked at all after it
