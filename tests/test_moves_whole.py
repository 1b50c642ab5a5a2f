"""Whole records of reported moves: every field, of labelled passages whose labels they agree with in all they say.

``data/moves_whole.txt`` tells for each passage of the corpus (its id, then a line for each move) what labels leave out
too: the words quoted and their place, the group, the basis, the clock, what is counted from; sentences of its own come
after, each behind the day of publication. It was read over when it was written. After a change that is meant,
``python -m tests.test_moves_whole`` writes it anew, to be read again.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from eventstudy.articles.moves import find_moves, find_remarks
from eventstudy.articles.read import article_from_text

DATA = Path(__file__).parent / "data"
FILE = DATA / "moves_whole.txt"
CORPUS = [json.loads(line) for line in (DATA / "corpus" / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
PASSAGES = {one["id"]: one for one in CORPUS}


def days(one):
    return "-" if one is None else f"{one.first}..{one.last}"


def told(move):
    size = f"{move.direction} {move.value} {move.unit} {move.hedge}"
    when = f"{move.phase} {move.time or '-'} {move.date} {days(move.window)} from {days(move.anchor)}"
    where = f"{move.group} {move.start}+{len(move.quote)} of {move.sentence[0]}-{move.sentence[1]}"
    named = ",".join(move.candidates) + (f" against {','.join(move.against)}" if move.against else "")
    basis = "; ".join(move.basis)
    how = f"{move.modality} {move.confidence:.2f}"
    return f"  {move.quote!r} {move.instrument} ({named}) {move.kind} {size} | {when} | {where} | {how} | {basis}"


def shown(name):
    published, _, text = name.partition(" # ")
    passage = PASSAGES.get(name, {"published": published, "text": text})
    article = article_from_text(passage["text"], published=passage["published"])
    found = find_moves([article])
    remarks = [f"  remark {one!r}" for one in find_remarks([article])]
    assert all(article.text[one.start : one.end] == one.quote for one in found)
    return [told(one) for one in found] + remarks


def blocks():
    found, name = {}, ""
    for line in FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []:
        if line.startswith("  "):
            found[name].append(line)
        else:
            name = line
            found[name] = []
    return found


EXPECTED = blocks()


@pytest.mark.parametrize("name", EXPECTED)
def test_whole_records(name):
    assert shown(name) == EXPECTED[name]


def agrees(label, move):
    said = {"value", "unit", "direction", "hedge", "phase"} & label.keys()
    day = label.get("date", str(move.date))
    values = {"value": None if label["value"] is None else Decimal(label["value"])}
    return (
        label["kind"] == move.kind
        and all(values.get(name, label[name]) == getattr(move, name) for name in said)
        and day in {None, str(move.date)}
        and ("window" not in label or "..".join(label["window"]) == days(move.window))
    )


@pytest.mark.parametrize("name", [name for name in EXPECTED if name in PASSAGES])
def test_each_record_agrees_with_a_label(name):
    found = find_moves([article_from_text(PASSAGES[name]["text"], published=PASSAGES[name]["published"])])
    labels = PASSAGES[name]["moves"]
    assert all(any(agrees(label, move) for label in labels) for move in found)
    assert all(any(agrees(label, move) for move in found) for label in labels if not label.get("optional"))


if __name__ == "__main__":
    lines = [line for name in EXPECTED for line in (name, *shown(name))]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
