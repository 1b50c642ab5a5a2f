"""What rows say of themselves, told once below a table: with whom it concerns, over which windows, the rest counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eventstudy.report import formats as f
from eventstudy.report.methods import name_of_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = dict[str, Any]
    Names = Mapping[str, str] | None
    Said = list[tuple[tuple[str, ...], str, str]]

_LEFT_OUT = re.compile(r"(.+) left out: (.+)")
_COUNTED = re.compile(r"([\d,]+) observations?")
_NUMBER = re.compile(r"-?\d[\d.,-]*")
_NAMED = 4
_LINE = 140
"""Letters up to which the numbers of each window are told."""


def remarks_of(listed: Sequence[Row], columns: Iterable[str], names: Names, most: int) -> list[str]:
    """Return the remarks on some rows, no more than `most`, each once.

    Examples
    --------
    >>> rows = [{"test": t, "window": w, "n_events": 3, "note": "xom left out: no return on day 0; skewness " + s}
    ...         for t, w, s in (("t", "(0, 0)", "0.1"), ("t", "(0, 1)", "0.2"))]
    >>> for line in remarks_of(rows, ["test", "note"], {"xom": "Exxon"}, 5):
    ...     print(line)
    1 of 4 observations left out: no return on day 0 (Exxon)
    skewness 0.1 over (0, 0), skewness 0.2 over (0, 1)
    """
    if "note" not in columns or not listed:
        return []
    who = _who(listed, columns)
    found: dict[str, Said] = {}
    for row in listed:
        subject = tuple(_called(row.get(name), name, names) for name in who)
        for part in said_by(row, names):
            held = found.setdefault(_NUMBER.sub("#", part), [])
            one = (subject, str(row.get("window", "")), part)
            if one not in held:
                held.append(one)
    everyone = list(dict.fromkeys(tuple(_called(row.get(name), name, names) for name in who) for row in listed))
    windows = list(dict.fromkeys(str(row.get("window", "")) for row in listed))
    told = [_line(held, everyone, windows, who) for held in found.values()]
    more = len(told) - most
    end = f"Further remarks, {more} of them, stand in the column note of the CSV"
    return [*told[:most], *([end] if more > 0 else [])]


def _who(listed: Sequence[Row], columns: Iterable[str]) -> list[str]:
    """Return the columns that tell rows with different remarks apart, two at most."""
    several = [name for name in ("event_id", "group", "series") if len({str(row.get(name)) for row in listed}) > 1]
    return [*several, *(name for name in ("test", "group_a") if name in columns)][:2]


def said_by(row: Row, names: Names = None) -> list[str]:
    """Return the sentences of a row's note, those left out counted among all that were asked about."""
    said = [] if f.is_missing(row.get("note")) else str(row["note"]).split("; ")
    matches = [match for part in said if (match := _LEFT_OUT.fullmatch(part))]
    others = [part for part in said if part and not _LEFT_OUT.fullmatch(part)]
    kept = _kept(row)
    if not matches or kept is None:
        return list(dict.fromkeys(part for part in said if part))
    return [
        _left_out([(match[1], match[2]) for match in matches], kept, names),
        *dict.fromkeys(others),
    ]


def _kept(row: Row) -> int | None:
    """Return how many observations a row is of."""
    counts = [row.get("n_a"), row.get("n_b")] if "n_a" in row else [row.get("n_events", row.get("n"))]
    return None if any(f.is_missing(one) for one in counts) else sum(int(float(str(one))) for one in counts)


def _left_out(found: Sequence[tuple[str, str]], kept: int, names: Names) -> str:
    """Return how many observations of how many were left out, why, and of which series."""
    total, reasons = 0, dict[str, dict[str, None]]()
    for what, why in found:
        counted = _COUNTED.fullmatch(what)
        total += int(counted[1].replace(",", "")) if counted else 1
        whose = reasons.setdefault(why, {})
        if not counted:
            whose[f.name_of(what, names)] = None
    told = [f"{why} ({_few(list(whose))})" if whose else why for why, whose in reasons.items()]
    return f"{total:,} of {_count(total + kept)} left out: {', '.join(told)}"


def _count(n: int) -> str:
    return f"{n:,} observation{'' if n == 1 else 's'}"


def _line(held: Said, everyone: Sequence[tuple[str, ...]], windows: Sequence[str], who: Sequence[str]) -> str:
    """Return one remark, or several alike, as a line."""
    texts = list(dict.fromkeys(text for _, _, text in held))
    subjects = list(dict.fromkeys(subject for subject, _, _ in held))
    named = _subjects(subjects, everyone, who)
    head = f"{named}: " if named else ""
    if len(texts) == 1:
        over = list(dict.fromkeys(window for _, window, _ in held))
        return f"{head}{texts[0]}{f' over {_listed(over)}' if len(over) < len(windows) else ''}"
    by_window = {text: list(dict.fromkeys(window for _, window, one in held if one == text)) for text in texts}
    whole = ", ".join(f"{text} over {_listed(over)}" for text, over in by_window.items())
    if len(subjects) == 1 and len(head) + len(whole) <= _LINE:
        return f"{head}{whole}"
    first, window, text = held[0]
    mine = _subjects([first], everyone, who)
    where = f" over {window}" if len(by_window[text]) < len(windows) else ""
    return f"{f'{mine}: ' if mine else ''}{text}{where} (and {len(held) - 1:,} like it)"


def _subjects(subjects: Sequence[tuple[str, ...]], everyone: Sequence[tuple[str, ...]], who: Sequence[str]) -> str:
    """Return whom a remark concerns, nobody by name where it is all of several."""
    if set(subjects) == set(everyone):
        return ""
    if len(who) == 1:
        all_but = [one[0] for one in everyone if one not in subjects]
        if who[0] == "test" and len(all_but) <= 2 < len(subjects):  # noqa: PLR2004 - so few are named the sooner
            return f"every test but {_listed(all_but)}"
        return _few([one[0] for one in subjects])
    held: dict[str, list[str]] = {}
    for above, last in subjects:
        held.setdefault(above, []).append(last)
    whole = {above: [last for one, last in everyone if one == above] for above in held}
    told = [above if lasts == whole[above] else f"{above} {_few(lasts)}".strip() for above, lasts in held.items()]
    return _few(told)


def _few(names: Sequence[str]) -> str:
    """Return names, of many the first and how many more there are."""
    more = len(names) - _NAMED
    return f"{', '.join(names[:_NAMED])} and {more:,} more" if more > 0 else ", ".join(names)


def _listed(names: Sequence[str]) -> str:
    return f.joined(list(names))


def _called(value: object, name: str, names: Names) -> str:
    if f.is_missing(value):
        return "all" if name in {"event_id", "group"} else ""
    return name_of_test(str(value)) if name == "test" else f.name_of(str(value), names)
