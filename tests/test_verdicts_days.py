"""Which day or span a number is of: true sentences made from the shipped prices, and their false twins.

Every truth is plain arithmetic on the closes of the snapshot. A true sentence must not be refuted, and its twin, whose
number is that of no day or span that the sentence names, must be.
"""

from __future__ import annotations

import csv
import random
import zlib
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest

from eventstudy.articles.moves import find_moves
from eventstudy.articles.read import article_from_text
from eventstudy.prices import load_prices
from eventstudy.verdicts import check_moves

REFUTING = {"contradicted", "direction_only", "internally_inconsistent"}
NAMES = {"dow": "the Dow", "sp500": "the S&P 500", "xom": "Exxon Mobil", "cvx": "Chevron"}
MONTHS = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
UP = {"v": "rose", "i": "rising", "n": "gain", "u": "up", "r": "risen", "h": "higher"}
DOWN = {"v": "fell", "i": "falling", "n": "loss", "u": "down", "r": "fallen", "h": "lower"}
PER_TEMPLATE = 3
EVENING_OF_TUESDAY = "2020-03-10T18:00-04:00"

# d, p, q: the day, the day before and the one before that; w, m, y: week, month and year so far; b: two days; s: since
# the session of {since}; o, e: another series that day and the day before. {dv} is its verb, {di} its participle,
# {dn} its noun, {du} its adverb, {dr} its past participle. c_d, c_p, c_s, c_w: closes; hi, lo, op: of the day.
EVENING = """
d | {O} ended at {oh} on {when}. {N} {dv} {d} percent to settle at {c_d}.
c_d | {O} closed at {oh} on {when}. {N} {dv} {d} percent to {c_d}.
d | On {pday}, {o} {ev} {e} percent. {N} {dv} {d} percent.
d | {O} {ov} {x} percent. It had {er} {e} percent on {pday}. {N} {dv} {d} percent.
c_d | {N} had closed at {c_p} on {pday}. It settled at {c_d}.
d | The strike came on {pday}. {N} {dv} {d} percent.
d | Troops moved on {pday}.{break}{N} {dv} {d} percent to {c_d}.
d | Last week {o} was calm. On {day} {n} {dv} {d} percent.
y | {N} {dv} {d} percent, and is now {yu} {y} percent for the year.
d | {N} {dv} {d} percent, and is now {yu} {y} percent for the year.
y | {N}, {yu} {y} percent so far this year, {dv} {d} percent {day}.
d | {N}, {yu} {y} percent so far this year, {dv} {d} percent {day}.
s | Between {since} and {today}, {n} {sv} {s} percent.
s | From {since} to {today}, {n} {sv} {s} percent.
s | {N} is {su} {s} percent from its {since} close.
s | {N} is {su} {s} percent since its close on {since}.
s | {N} {dv} {d} percent and has {sr} {s} percent since {since}.
d | {N} {dv} {d} percent and has {sr} {s} percent since {since}.
s | {N} {dv} {d} percent, leaving it {su} {s} percent from where it closed on {since}.
c_s | Since {since}, {n} has {sr} from {c_s} to {c_d}.
c_s | {N}, which closed at {c_s} on {since}, ended {day} at {c_d}.
b | {N} has {br} {b} percent in two days.
c_p | {N} {dv} {d} percent to {c_d} from {c_p} on {pday}.
c_d | {N} {dv} {d} percent to {c_d} from {c_p} on {pday}.
p | {N} {dv} {d} percent after {pday}'s {p} percent {pn}.
d | {N} {dv} {d} percent after {pday}'s {p} percent {pn}.
p | {pday}'s {p} percent {pn} for {n} was followed by a {d} percent {dn} on {day}.
d | {N} {dv} {d} percent from {pday}'s close of {c_p}.
p | {N} {dv} {d} percent, compared with a {p} percent {pn} on {pday}.
d | {N} {dv} {d} percent, compared with a {p} percent {pn} on {pday}.
p | {N} {dv} {d} percent against a {p} percent {pn} the day before.
d | {day}'s {d} percent {dn} in {n} followed a {p} percent {pn} a day earlier.
d | After {pi} {p} percent on {pday}, {n} {dv} {d} percent.
d | After {pi} {p} percent on {pday} and {qi} {q} percent on {qday}, {n} {dv} {d} percent.
q | After {pi} {p} percent on {pday} and {qi} {q} percent on {qday}, {n} {dv} {d} percent.
p | {N} {dv} {d} percent, a day after {pi} {p} percent.
p | {N}, which had {pr} {p} percent a day earlier, {dv} {d} percent.
d | {N}, which {pv} {p} percent on {pday}, {dv} {d} percent to {c_d}.
p | {N} on {pday} {pv} {p} percent and on {day} {dv} {d} percent.
p | On {pday} {n} had {pr} {p} percent; on {day} it {dv} {d} percent.
c_p | On {pday} {n} had settled at {c_p}.
p | {N} had {pr} {p} percent in the previous session.
d | {N} {dv} {d} percent as investors looked back on a year of strong gains.
d | {N} {dv} {d} percent, two weeks after a record.
d | Days after the attack of {since}, {n} {dv} {d} percent.
d | {N} {dv} {d} percent, its third such move this week.
"""
WEEK_END = """
d | {N} {dv} {d} percent, ending the week {wu} {w} percent.
w | {N} {dv} {d} percent to finish the week with a {wn} of {w} percent.
d | {N} {dv} {d} percent to {c_d}, for a weekly {wn} of {w} percent.
w | {N} {dv} {d} percent to close out the week with a {w} percent {wn}.
w | {N} {dv} {d} percent {day}, bringing its {wn} for the week to {w} percent.
d | {N} {dv} {d} percent on the day and {wv} {w} percent on the week.
d | {N} capped a week in which it {wv} {w} percent by {di} {d} percent {day}.
w | {N} capped a week in which it {wv} {w} percent by {di} {d} percent {day}.
w | {N} posted a weekly {wn} of {w} percent despite a {d} percent {dn} on {day}.
d | {N} {dv} {d} percent. For the week, it {wv} {w} percent.
w | {N} {dv} {d} percent. For the week, it {wv} {w} percent.
d | {N} {dv} {d} percent on the last day of the week.
"""
MORNING = """
d | {O} {ov} {x} percent on {day}. {N} {dv} {d} percent.
d | Stocks moved sharply on {day}. {O} {ov} {x} percent. {N} {dv} {d} percent, to {c_d}.
d | Wall Street ended {day} mixed.{break}{O} {ov} {x} percent.{break}{N} {dv} {d} percent.
d | {O} {ov} {x} percent on {day} after a record on {when}. {N} {dv} {d} percent.
d | {O} {ov} {x} percent on {day}. It had {er} {e} percent on {pday}. {N} {dv} {d} percent.
c_d | {O} {ov} {x} percent on {day}. Analysts shrugged.{break}{N} closed at {c_d}.
p | {N} {dv} {d} percent {day}, following a {p} percent {pn} {pday}.
d | {day}'s {d} percent {dn} left {n} at {c_d}.
"""


def read_bars():
    bars = defaultdict(list)
    with (files("eventstudy.data") / "snapshot" / "prices.csv").open() as lines:
        for row in csv.DictReader(lines):
            bars[row["series"]].append((date.fromisoformat(row["date"]), float(row["close"])))
    return bars


BARS = read_bars()


def before(rows, i, part):
    """The close that a week, month or year is counted from."""
    keys = {"w": lambda day: day.isocalendar()[:2], "m": lambda day: (day.year, day.month), "y": lambda day: day.year}
    here = keys[part](rows[i][0])
    return next((close for day, close in reversed(rows[:i]) if keys[part](day) != here), None)


def money(series, level):
    return f"${level:,.2f}" if series in {"xom", "cvx"} else f"{level:,.2f}"


def facts(series, other, i, back):
    """What the words of a template are filled with, and the changes in per cent; None where too much falls together."""
    rows, others = BARS[series], BARS[other]
    closes = [close for _, close in rows]
    j = next((k for k, (day, _) in enumerate(others) if day == rows[i][0]), None)
    if j is None or j < 40 or others[j - 1][0] != rows[i - 1][0]:
        return None
    c, o = closes, [close for _, close in others]
    froms = {"d": (c[i], c[i - 1]), "p": (c[i - 1], c[i - 2]), "q": (c[i - 2], c[i - 3]), "b": (c[i], c[i - 2]),
             "s": (c[i], c[i - back]), "x": (o[j], o[j - 1]), "e": (o[j - 1], o[j - 2])}  # fmt: skip
    froms |= {part: (c[i], start) for part in "wmy" if (start := before(rows, i, part)) is not None}
    changes = {name: 100 * (last / first - 1) for name, (last, first) in froms.items()}
    words = {name: f"{abs(change):.1f}" for name, change in changes.items()}
    for name, change in changes.items():
        short = "o" if name == "x" else name
        words |= {f"{short}{key}": word for key, word in (UP if change > 0 else DOWN).items()}
    days = {"day": rows[i][0], "pday": rows[i - 1][0], "qday": rows[i - 2][0]}
    words |= {name: f"{day:%A}" for name, day in days.items()}
    top = max(range(j - 35, j - 5), key=lambda k: o[k])
    dates = {"since": rows[i - back][0], "today": rows[i][0], "when": others[top][0]}
    words |= {name: f"{MONTHS[day.month - 1]} {day.day}" for name, day in dates.items()}
    words |= {"c_d": money(series, c[i]), "c_p": money(series, c[i - 1]), "c_s": money(series, c[i - back])}
    name, second = NAMES[series], NAMES[other]
    words |= {"n": name, "N": name[0].upper() + name[1:], "o": second, "O": second[0].upper() + second[1:]}
    words |= {"oh": money(other, o[top]), "break": "\n\n"}
    unclear = any(abs(abs(10 * change) % 1 - 0.5) < 0.1 for change in changes.values())  # half a digit
    small = any(abs(changes[key]) < 0.35 for key in changes)
    apart = (rows[i][0] - rows[i - 3][0]).days > 5
    return None if unclear or small or apart else (words, changes, {"c_d": c[i], "c_p": c[i - 1], "c_s": c[i - back]})


def falsified(key, series, changes, levels):
    """A number of the same form that is true of none of the days and spans."""
    if key in levels:
        level = levels[key] * 1.0137
        near = any(abs(level / one - 1) < 0.003 for one in levels.values())
        return money(series, levels[key] * 0.9713 if near else level)
    value = abs(changes[key])
    for step in (0.7, 1.1, 1.6, 2.3, 3.1):
        if all(abs(value + step - abs(one)) > 0.3 for one in changes.values()):
            return f"{value + step:.1f}"
    return None


def pairs():
    """(template, published, true sentence, false one), the same ones at every run."""
    found = []
    for when, block in (("evening", EVENING), ("week", WEEK_END), ("morning", MORNING)):
        for line in block.strip().splitlines():
            key, template = line.split(" | ")
            draw = random.Random(zlib.crc32(line.encode()))  # noqa: S311 - no secret
            found += [(template, *one) for one in made(key, template, when, draw)]
    return found


def made(key, template, when, draw):
    told = []
    while len(told) < PER_TEMPLATE:
        series, other = draw.sample(sorted(NAMES), 2)
        i, back = draw.randrange(45, len(BARS[series]) - 1), draw.randint(4, 12)
        day = BARS[series][i][0]
        known = facts(series, other, i, back) if when != "week" or day.weekday() == 4 else None
        if known is None or (key not in known[1] and key not in known[2]):
            continue
        words, changes, levels = known
        wrong = falsified(key, series, changes, levels)
        if wrong is None or ("{y}" in template and "y" not in changes):
            continue
        true, false = template.format(**words), template.format(**words | {key: wrong})
        moment = f"{day + timedelta(1)}T06:00-05:00" if when == "morning" else f"{day}T19:00-05:00"
        told.append((moment, true[0].upper() + true[1:], false[0].upper() + false[1:]))
    return told


PAIRS = pairs()


def verdicts(told):
    """The names of the verdicts on each of many sentences with the moments they came out."""
    articles = [replace(article_from_text(text, published=at), name=f"a{k}") for k, (at, text) in enumerate(told)]
    found = check_moves(find_moves(articles), load_prices(source="snapshot"), published=articles)
    names = defaultdict(set)
    for one in found:
        names[one.move.article].add(one.verdict)
    return [names[article.name] for article in articles]


def test_no_true_sentence_is_refuted():
    found = verdicts([(at, true) for _, at, true, _ in PAIRS])
    refuted = [(at, true) for (_, at, true, _), names in zip(PAIRS, found, strict=True) if names & REFUTING]
    assert not refuted
    assert sum("confirmed" in names for names in found) == len(PAIRS)


def test_hardly_a_false_twin_passes():
    found = verdicts([(at, false) for _, at, _, false in PAIRS])
    passed = [(at, false, names) for (_, at, _, false), names in zip(PAIRS, found, strict=True) if not names & REFUTING]
    assert len(passed) <= len(PAIRS) // 100, passed


@pytest.mark.parametrize(
    ("published", "text", "days"),
    [
        # a paper of the next morning, without an hour: the day of its lead is that of the story
        ("2020-03-10", "Wall Street had its worst day in years on Monday.\n\nThe S&P 500 fell 7.6 percent.", ["03-09"]),
        ("2020-03-10", "Stocks rose on Tuesday. The Nikkei, after falling 5.1 percent on Monday, gained 0.9 percent.",
         ["03-09", "03-10"]),
        ("2020-03-10", "The Dow fell 7.8 percent on Monday. On Friday it had lost 1.7 percent. Exxon lost 12 percent.",
         ["03-09", "03-06", "03-09"]),
        ("2020-03-10", "The euro fell 1 percent to $1.12, from $1.13 late Monday.", ["03-10", "03-10", "03-09"]),
        ("2020-03-10", "Exxon fell 3 percent on Monday; this morning it is up 2 percent.", ["03-09", "03-10"]),
        # of the evening: the article's own day, whatever was told before
        (EVENING_OF_TUESDAY, "On Monday, the S&P 500 fell 7.6 percent. Exxon rose 2 percent.", ["03-09", "03-10"]),
        (EVENING_OF_TUESDAY, "Brent peaked on Jan. 8.\n\nThe Dow rose 4.9 percent.", ["03-10"]),
        (EVENING_OF_TUESDAY, "Sterling, which on Monday touched $1.3121, gained 0.9 percent.", ["03-09", "03-10"]),
        (EVENING_OF_TUESDAY, "The lira, 15 percent weaker than at Friday's close, lost 2 percent.", ["03-10", "03-10"]),
    ],
)  # fmt: skip
def test_the_day_of_the_story(published, text, days):
    found = find_moves([article_from_text(text, published=published)])
    assert [f"{one.date:%m-%d}" for one in found] == days
