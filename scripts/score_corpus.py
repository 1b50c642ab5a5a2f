"""Measure the readers of dates and moves on the labelled corpus.

    python scripts/score_corpus.py [--half dev|kept|kept2|both|spoken] [--style NAME] [--show]

``--show`` lists what is missed, misread and invented, passage by passage. ``kept`` was the first kept half; its errors
have been read, and it belongs to the work set (``both``) now. ``kept2`` is for measuring only: its errors are never
listed. ``spoken`` was written by an outside editor to find what the readers could not yet read.

How labels and findings are matched. Each finding goes with one label of its passage at the most, and each label with
one finding.

- Moves. Five fields count: instrument, kind, direction, value, unit. A finding can go with a label when at least three
  of them agree; of all such pairings the one with the most full matches is taken, then with the most equal fields, then
  with the most equal hedges, phases and days. A *full* match agrees in all five. Precision is the share of findings,
  recall the share of labels; of a single field, the share whose partner agrees in it. Hedge, phase and date are shares
  of the full matches whose label tells them. Values agree as numbers; instruments agree when the catalogue knows both
  names as one, else as written but for case. A label without a direction agrees with any: a level that only stands
  beside its change ("closed at 26,816, up 1 percent") may be read with the change's direction or with none.
- Dates. A finding can go with a label when their words overlap; a match is exact when the closed interval of days is
  the same. Precision and recall are of exact matches; `granularity` is the share of these that is told as finely.
- A label marked optional may be found or missed, right or wrong: it and its partner are not counted.
- Negatives are passages that report no move; their score is the share in which none is found.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from eventstudy.articles.dates import find_dates
from eventstudy.articles.moves import find_moves
from eventstudy.articles.read import article_from_text
from eventstudy.instruments import by_alias, catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from eventstudy.records import DateMention, ReportedMove

CORPUS = Path(__file__).parents[1] / "tests" / "data" / "corpus"
FIELDS = ("instrument", "kind", "direction", "value", "unit")
EXTRAS = ("hedge", "phase", "date")
LEAST_EQUAL = 3
Label = dict[str, Any]
Tally = Counter[str]
"""Counts by name: what there is ("moves", "found moves"), what labels tell ("told date"), what agrees ("full")."""
Told = TypeVar("Told")
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Scored:
    """The tally of one passage, and its errors in words."""

    tally: Tally
    errors: tuple[str, ...]


def load(half: str) -> list[Label]:
    """Return the passages of ``dev``, ``kept``, ``kept2``, ``spoken``, or ``both`` of the first two."""
    halves = ("dev", "kept") if half == "both" else (half,)
    lines = (line for name in halves for line in (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [json.loads(line) for line in lines]


# matching -------------------------------------------------------------------------------------------------------------


def same_instrument(one: str, other: str) -> bool:
    """Tell whether two names mean one instrument: by catalogue, else as written but for case."""
    return _canonical(one) == _canonical(other)


def _canonical(name: str) -> str:
    low = name.casefold().rstrip(".")
    tickers = {ticker.casefold(): one.id for one in catalogue().values() for ticker in one.tickers.values()}
    return by_alias().get(low) or tickers.get(low) or low


def equal_fields(label: Label, move: ReportedMove) -> frozenset[str]:
    """Return the fields, and the extras that the label tells, in which a finding agrees."""
    value = None if label["value"] is None else Decimal(label["value"])
    equal: dict[str, bool] = {
        "instrument": same_instrument(label["instrument"], move.instrument),
        "value": value == move.value,
        "direction": label.get("direction", move.direction) == move.direction,
        **{name: label[name] == getattr(move, name) for name in ("kind", "unit")},
        **{name: label[name] == getattr(move, name) for name in ("hedge", "phase") if name in label},
    }
    if "window" in label:
        window = move.window
        equal["date"] = window is not None and [window.first.isoformat(), window.last.isoformat()] == label["window"]
    elif "date" in label:
        equal["date"] = label["date"] == (None if move.date is None else move.date.isoformat())
    return frozenset(name for name, same in equal.items() if same)


def _worth_of_move(label: Label, move: ReportedMove) -> float:
    equal = equal_fields(label, move)
    fields = len(equal.intersection(FIELDS))
    if fields < LEAST_EQUAL:
        return 0.0
    full = 1000.0 * (fields == len(FIELDS))
    return full + 10.0 * fields + len(equal.intersection(EXTRAS)) - 0.5 * bool(label.get("optional"))


def _worth_of_date(placed: tuple[Label, int], mention: DateMention) -> float:
    label, start = placed
    if mention.start >= start + len(label["text"]) or mention.end <= start:
        return 0.0
    return 1.0 + 10.0 * _same_days(label, mention) + float(label["precision"] == mention.precision)


def pairs(
    labels: Sequence[Told], found: Sequence[Found], worth: Callable[[Told, Found], float]
) -> list[tuple[int, int]]:
    """Return the one-to-one pairing of labels and findings with the greatest worth; a pair of worth 0 is none."""
    if not labels or not found:
        return []
    table = np.array([[worth(label, one) for one in found] for label in labels])
    rows, columns = linear_sum_assignment(table, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if table[row, column] > 0]


# scoring --------------------------------------------------------------------------------------------------------------


def score_moves(labels: Sequence[Label], found: Sequence[ReportedMove]) -> Scored:
    """Score the moves found in one passage."""
    matched = pairs(labels, found, _worth_of_move)
    free = {column for row, column in matched if labels[row].get("optional")}
    tally, errors = Counter({"moves": len(labels) - len(_free(labels)), "found moves": len(found) - len(free)}), []
    for row, column in matched:
        if column in free:
            continue
        equal = equal_fields(labels[row], found[column])
        tally.update(equal.intersection(FIELDS))
        if equal.issuperset(FIELDS):
            tally.update({"full", *equal.intersection(EXTRAS)})
            tally.update(f"told {name}" for name in EXTRAS if _tells(labels[row], name))
        wrong = [name for name in (*FIELDS, *EXTRAS) if name not in equal and _tells(labels[row], name)]
        if wrong:
            errors.append(f"  {', '.join(wrong)}: {_label_line(labels[row])}\n    read: {_move_line(found[column])}")
    met, taken = {row for row, _ in matched}, {column for _, column in matched}
    errors += [f"  missed: {_label_line(one)}" for at, one in enumerate(labels) if at not in met | _free(labels)]
    errors += [f"  invented: {_move_line(one)}" for at, one in enumerate(found) if at not in taken]
    return Scored(tally, tuple(errors))


def score_dates(text: str, labels: Sequence[Label], found: Sequence[DateMention]) -> Scored:
    """Score the date expressions found in one passage."""
    matched = pairs(_placed(text, labels), found, _worth_of_date)
    free = {column for row, column in matched if labels[row].get("optional")}
    tally, errors = Counter({"dates": len(labels) - len(_free(labels)), "found dates": len(found) - len(free)}), []
    for row, column in matched:
        if column in free:
            continue
        exact = _same_days(labels[row], found[column])
        tally["interval"] += exact
        tally["granularity"] += exact and labels[row]["precision"] == found[column].precision
        if not exact:
            errors.append(f"  date: {_date_line(labels[row])}\n    read: {_mention_line(found[column])}")
    met, taken = {row for row, _ in matched}, {column for _, column in matched}
    errors += [f"  no date: {_date_line(one)}" for at, one in enumerate(labels) if at not in met | _free(labels)]
    errors += [f"  date invented: {_mention_line(one)}" for at, one in enumerate(found) if at not in taken]
    return Scored(tally, tuple(errors))


def score_passage(record: Label) -> Scored:
    """Read one passage and score what was found."""
    article = article_from_text(record["text"], name=record["id"], published=record["published"])
    moves = find_moves([article])
    of_moves = score_moves(record["moves"], moves)
    of_dates = score_dates(record["text"], record["dates"], find_dates([article]))
    negative = bool(record.get("negative"))
    of_passage = Counter(passages=1, negatives=int(negative), silent=int(negative and not moves))
    return Scored(of_passage + of_moves.tally + of_dates.tally, of_moves.errors + of_dates.errors)


def score(records: Iterable[Label]) -> tuple[dict[str, Tally], list[str]]:
    """Return the tally of each style and of "all", and the errors with their passages."""
    tallies: dict[str, Tally] = {}
    lines: list[str] = []
    for record in records:
        scored = score_passage(record)
        for name in (record["style"], "all"):
            tallies.setdefault(name, Counter()).update(scored.tally)
        if scored.errors:
            lines += [f"{record['id']} ({record['published']}): {record['text']}", *scored.errors, ""]
    return tallies, lines


def measures(tally: Tally) -> dict[str, float]:
    """Return every share that the tables show, NaN where nothing was counted."""
    shares = {
        "passages": float(tally["passages"]),
        "negatives silent": _share(tally["silent"], tally["negatives"]),
        "moves precision": _share(tally["full"], tally["found moves"]),
        "moves recall": _share(tally["full"], tally["moves"]),
    }
    for name in FIELDS:
        shares[f"{name} precision"] = _share(tally[name], tally["found moves"])
        shares[f"{name} recall"] = _share(tally[name], tally["moves"])
    shares |= {f"{name} of matched": _share(tally[name], tally[f"told {name}"]) for name in EXTRAS}
    shares["dates precision"] = _share(tally["interval"], tally["found dates"])
    shares["dates recall"] = _share(tally["interval"], tally["dates"])
    shares["granularity of matched"] = _share(tally["granularity"], tally["interval"])
    return shares


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _same_days(label: Label, mention: DateMention) -> bool:
    return [mention.first.isoformat(), mention.last.isoformat()] == [label["first"], label["last"]]


def _placed(text: str, labels: Sequence[Label]) -> list[tuple[Label, int]]:
    """Return where the words of each label begin; labels are in the order of the text."""
    placed: list[tuple[Label, int]] = []
    for label in labels:
        start = text.find(label["text"], placed[-1][1] + 1 if placed else 0)
        placed.append((label, start if start >= 0 else text.index(label["text"])))
    return placed


def _free(labels: Sequence[Label]) -> set[int]:
    return {at for at, one in enumerate(labels) if one.get("optional")}


def _tells(label: Label, name: str) -> bool:
    return name in label or (name == "date" and "window" in label)


# printing -------------------------------------------------------------------------------------------------------------


def _label_line(label: Label) -> str:
    told = (label.get(name) for name in (*FIELDS, "hedge", "phase"))
    return " ".join(str(one) for one in told) + f" {label.get('window', label.get('date', 'day not told'))}"


def _move_line(move: ReportedMove) -> str:
    told = (getattr(move, name) for name in (*FIELDS, "hedge", "phase", "date", "window"))
    return " ".join(str(one) for one in told) + f" | {move.quote!r}"


def _date_line(label: Label) -> str:
    return f"{label['text']!r} {label['first']}..{label['last']} {label['precision']}"


def _mention_line(mention: DateMention) -> str:
    return f"{mention.text!r} {mention.first}..{mention.last} {mention.precision}"


def table(tallies: dict[str, Tally]) -> str:
    """Return the measures as text, a column for each style."""
    styles = [*sorted(name for name in tallies if name != "all"), "all"]
    columns = {name: measures(tallies[name]) for name in styles}
    lines = [" " * 26 + "".join(f"{name:>12}" for name in styles)]
    for row in columns["all"]:
        cells = (f"{columns[name][row]:.0f}" if row == "passages" else f"{columns[name][row]:.3f}" for name in styles)
        lines.append(f"{row:<26}" + "".join(f"{cell:>12}" for cell in cells))
    return "\n".join(lines)


def main() -> None:
    """Print the table, and with ``--show`` the errors."""
    parser = argparse.ArgumentParser(description="Measure the readers of dates and moves on the labelled corpus.")
    parser.add_argument("--half", choices=("dev", "kept", "kept2", "both", "spoken"), default="dev")
    parser.add_argument("--style", help="only passages of this style")
    parser.add_argument("--show", action="store_true", help="list the errors; not of kept2")
    asked = parser.parse_args()
    if asked.show and asked.half == "kept2":
        parser.error("--show: the errors of kept2 are kept from whoever works on the readers; show dev or kept")
    records = [one for one in load(asked.half) if asked.style in {None, one["style"]}]
    if asked.show:
        print("\n".join(score(records)[1]))
    print(table(score(records)[0]))


if __name__ == "__main__":
    main()
