"""Tables of moves and events that a person corrects: the round trip, the damage spreadsheets do, what is refused."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.articles.events import find_events
from eventstudy.articles.moves import find_moves
from eventstudy.articles.read import article_from_text
from eventstudy.articles.sheets import event_rows, move_rows, read_events, read_moves
from eventstudy.articles.sheets.events import COLUMNS as EVENT_COLUMNS
from eventstudy.articles.sheets.grid import defused
from eventstudy.articles.sheets.moves import COLUMNS, NEEDED
from eventstudy.cli import tablefile
from eventstudy.errors import EventStudyWarning, UsageError
from eventstudy.records import (
    DateSpan,
    Direction,
    Event,
    Hedge,
    Kind,
    Mention,
    Modality,
    Phase,
    Precision,
    ReportedMove,
    Status,
)
from eventstudy.report import shapes

TEXT = (
    "Brent crude surged to $69.20 a barrel on Friday, up 3.50 percent, a three-month high. The Dow fell 1% in New "
    "York, and shares of Kosmos Energy jumped 5 percent. Oil gained as much as 4.0 percent, its biggest gain since "
    "September.\n"
)
ARTICLE = article_from_text(TEXT, name="a.txt", published="2020-01-03")
SUFFIXES = [".csv", ".tsv", ".json", ".parquet", ".xlsx"]


def written(folder, records, suffix=".csv"):
    """Write records as the command line does, and return the file."""
    path = folder / f"table{suffix}"
    if records and isinstance(records[0], Event):
        made, columns, json_ = event_rows(records), EVENT_COLUMNS, lambda: shapes.events_object(records, {})
    else:
        made, columns, json_ = move_rows(records), COLUMNS, lambda: shapes.moves_object([], records)
    if suffix == ".xlsx":
        pytest.importorskip("openpyxl", reason="the extra excel is not installed")
    tablefile.write(path, made, columns, json_)
    return path


def moves():
    return find_moves([ARTICLE])


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def put(path, rows, delimiter=","):
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8", newline="")
    return path


def changed(folder, change, number=0):
    """Return a table of moves in which some cells of one row were changed."""
    path = written(folder, moves())
    rows = rows_of(path)
    rows[number] |= change
    return put(path, rows)


# There and back


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_moves_come_back_as_they_went(tmp_path, suffix):
    found = moves()
    assert len(found) >= 6
    path = written(tmp_path, found, suffix)
    for back in (read_moves(path, [ARTICLE]), read_moves(path)):
        assert back == found
        assert [str(move.value) for move in back] == [str(move.value) for move in found]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_events_come_back_as_they_went(tmp_path, suffix):
    articles = [
        article_from_text("A bomb killed ten in Baghdad late Thursday.", name="a b; c:1-2.txt", published="2020-01-03"),
        article_from_text("The bank failed on Monday.", name="ö.txt", published="2020-01-03"),
    ]
    found = find_events(articles)
    assert len(found) == 2
    assert found[1].not_after is not None
    assert read_events(written(tmp_path, found, suffix), articles) == found


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=30)
names = st.from_regex(r"[\w;:-][\w ;:-]{0,11}\.txt", fullmatch=True)  # a cell's outer spaces are no part of a name
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
spans = st.none() | st.builds(lambda day, n: DateSpan(day, day + timedelta(n)), days, st.integers(0, 400))
moments = st.none() | st.builds(
    lambda day, hour, zone: datetime(day.year, day.month, day.day, hour, tzinfo=zone),
    days,
    st.integers(0, 23),
    st.none() | st.sampled_from([timezone(timedelta(hours=3)), timezone(timedelta(hours=-5))]),
)


@st.composite
def any_moves(draw):
    kind = draw(st.sampled_from(get_args(Kind)))
    valued = kind not in {"extreme", "rank", "order"}
    return ReportedMove(
        move_id="",
        group=draw(st.sampled_from(["g1", "g2"])),
        article=draw(texts),
        start=3,
        end=9,
        quote=draw(texts),
        instrument=draw(st.sampled_from(["brent", "us10y", "Kosmos Energy", "ERICSSON B"])),
        candidates=(),
        kind=kind,
        direction=draw(st.none() | st.sampled_from(get_args(Direction))),
        value=draw(st.decimals(0, 10**6, places=draw(st.integers(0, 4)))) if valued else None,
        unit=draw(st.sampled_from(["percent", "bp", "usd"])) if valued and kind != "streak" else None,
        hedge=draw(st.sampled_from(get_args(Hedge))),
        phase=draw(st.sampled_from(get_args(Phase))),
        time=draw(st.none() | st.just("2020-01-03T11:00+00:00")),
        date=draw(st.none() | days),
        window=draw(spans),
        modality=draw(st.sampled_from(get_args(Modality))),
        confidence=draw(st.floats(0, 1)),
        basis=("instrument: same clause",),
        anchor=draw(spans),
        sentence=(0, 20),
        against=draw(st.sampled_from([("cvx",), ("brent", "wti")])) if kind == "order" else (),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(any_moves(), min_size=1, max_size=4), st.sampled_from([".csv", ".tsv", ".json", ".parquet"]))
def test_any_move_comes_back(tmp_path_factory, found, suffix):
    known = {"brent": ("brent",), "us10y": ("us10y",)}
    found = [
        replace(move, move_id=f"m{number}", candidates=known.get(move.instrument, ()))
        for number, move in enumerate(found, 1)
    ]
    back = read_moves(written(tmp_path_factory.mktemp("m"), found, suffix))
    for got, move in zip(back, found, strict=True):
        # digits of an equal number in the quotation are taken for those that were written
        assert replace(got, value=move.value) == move
        assert got.value == move.value


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Event,
            event_id=st.just(""),
            label=texts.filter(str.strip),
            start=days,
            end=st.just(date(2200, 1, 1)),
            precision=st.sampled_from(get_args(Precision)),
            mentions=st.lists(st.builds(Mention, names, st.integers(0, 99), st.integers(100, 999)), max_size=3).map(
                tuple
            ),
            not_after=st.none(),
            status=st.sampled_from(get_args(Status)),
            note=texts,
        ),
        min_size=1,
        max_size=4,
    ),
    moments,
    st.sampled_from([".csv", ".tsv", ".json", ".parquet"]),
)
def test_any_event_comes_back(tmp_path_factory, found, moment, suffix):
    found = [replace(event, event_id=f"e{number}") for number, event in enumerate(found, 1)]
    if moment is not None:
        found[0] = replace(found[0], start=moment.date(), end=moment.date(), not_after=moment)
    assert read_events(written(tmp_path_factory.mktemp("e"), found, suffix)) == found


@given(texts)
def test_no_text_is_a_formula_and_all_come_back(text):
    cell = defused(text)
    assert not cell.startswith(("=", "@", "\t", "\r"))
    data = tablefile.csv_bytes([{"quote": text, "more": "x"}], ["quote", "more"])
    assert data.startswith(b"quote,more\n") or b'"quote","more"\n' in data


def test_an_excel_file_is_the_same_bytes_each_time(tmp_path):
    one, two = (written(tmp_path, moves(), ".xlsx").read_bytes() for _ in range(2))
    assert one == two


# What people and spreadsheets do to a table


def test_days_turned_round_are_read_where_the_column_settles_the_order(tmp_path):
    path = changed(tmp_path, {"date": "1/3/2020", "window_first": "10/23/2019", "window_last": "1/2/2020"})
    assert read_moves(path)[0].date == date(2020, 1, 3)
    path = changed(tmp_path, {"date": "03.01.2020"})
    assert read_moves(path)[0].date == date(2020, 1, 3)
    path = changed(tmp_path, {"date": "2020-01-03 00:00:00"})
    assert read_moves(path)[0].date == date(2020, 1, 3)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"date": "3/1/2020"},
            "table.csv, row 2: date is 3/1/2020; which may be 2020-01-03 or 2020-03-01; write the day as 2020-01-03",
        ),
        ({"date": "Jan 3"}, "table.csv, row 2: date is Jan 3; write the day as 2020-01-03"),
        ({"date": "2020-02-30"}, "date is 2020-02-30; write the day"),
        ({"window_first": "13/1/2020", "window_last": "1/14/2020"}, "written the other way round"),
        ({"kind": "percent_chnge"}, "kind is percent_chnge; did you mean percent_change? allowed are percent_change "),
        ({"kind": ""}, "kind is empty; allowed are percent_change "),
        ({"hedge": "kind of"}, "hedge is kind of; allowed are exact about "),
        ({"phase": "lunch"}, "phase is lunch; allowed are premarket open intraday"),
        ({"direction": "sideways"}, "direction is sideways; allowed are up down"),
        ({"modality": "sure"}, "modality is sure; allowed are asserted"),
        ({"instrument": "brnt"}, "instrument is brnt; did you mean brent? it is neither in the catalogue"),
        ({"instrument": ""}, "instrument is empty; name one, such as brent"),
        ({"candidates": "brent; wtx"}, "candidates is brent; wtx; wtx is not in the catalogue"),
        ({"value": ""}, "value is empty; a price_level needs a number such as 1.3"),
        ({"value": "1,3"}, "value is 1,3; write a number such as 1.3"),
        ({"value": "nan"}, "value is nan; write a number"),
        ({"unit": "dollars"}, "unit is dollars; allowed are percent percentage_points bp points and currencies"),
        ({"unit": ""}, "unit is empty; allowed are percent"),
        ({"confidence": "2"}, "confidence is 2; write a number from 0 to 1"),
        ({"time": "11am"}, "time is 11am; write the moment as"),
        ({"start": "-1"}, "start is -1; write a whole number from 0 on"),
        ({"window_last": "2020-01-03", "window_first": ""}, "window_first is empty; give both ends of the window"),
        ({"window_last": "2020-01-03", "window_first": "2020-01-05"}, "which is before window_first"),
        ({"article": "b.txt"}, "article is b.txt; which was not read; there are a.txt"),
        ({"move_id": "m2"}, "row 3: move_id is m2; as in a row above"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_what_is_allowed(tmp_path, change, says):
    with pytest.raises(UsageError) as caught:
        read_moves(changed(tmp_path, change), [ARTICLE])
    assert says in str(caught.value).replace("'", "")
    assert "\n" not in str(caught.value)


def test_digits_that_a_spreadsheet_cut_off_come_back_from_the_quotation(tmp_path):
    (level,) = [move for move in moves() if str(move.value) == "69.20"]
    path = changed(tmp_path, {"value": "69.2"}, moves().index(level))
    assert str(read_moves(path)[moves().index(level)].value) == "69.20"
    path = changed(tmp_path, {"value": "70.1"}, moves().index(level))
    assert read_moves(path)[moves().index(level)].value == Decimal("70.1")


def test_a_table_of_a_european_spreadsheet(tmp_path):
    path = written(tmp_path, moves())
    rows = [row | {"value": row["value"].replace(".", ","), "date": "03.01.2020"} for row in rows_of(path)]
    back = read_moves(put(path, rows, delimiter=";"), [ARTICLE])
    assert [(move.value, move.quote) for move in back] == [(move.value, move.quote) for move in moves()]


def test_thousands_and_a_true_minus_are_numbers(tmp_path):
    path = changed(tmp_path, {"value": "26,000.50", "unit": "points"})
    assert read_moves(path)[0].value == Decimal("26000.50")
    path = changed(tmp_path, {"value": "\N{MINUS SIGN}0.5", "unit": "percent"})
    assert read_moves(path)[0].value == Decimal("-0.5")


@pytest.mark.parametrize("column", NEEDED)
def test_a_column_that_is_needed(tmp_path, column):
    path = written(tmp_path, moves())
    put(path, [{name: cell for name, cell in row.items() if name != column} for row in rows_of(path)])
    with pytest.raises(UsageError, match=f"table.csv has no column {column}; put it back"):
        read_moves(path)


def test_columns_that_are_not_needed_may_go(tmp_path):
    path = written(tmp_path, moves())
    put(path, [{name: row[name] for name in (*NEEDED, "quote")} for row in rows_of(path)])
    back = read_moves(path, [ARTICLE])
    for got, move in zip(back, moves(), strict=True):
        assert (got.instrument, got.value, got.candidates, got.quote) == (
            move.instrument, move.value, move.candidates, move.quote,
        )  # fmt: skip
        assert ARTICLE.text[got.start : got.end] == got.quote
        assert got.sentence[0] <= got.start < got.end <= got.sentence[1]


def test_a_row_that_was_added(tmp_path):
    path = written(tmp_path, moves())
    empty = dict.fromkeys(COLUMNS, "")
    added = {
        "instrument": "Exxon Mobil",
        "kind": "percent_change",
        "direction": "up",
        "value": "1.3",
        "unit": "percent",
    }
    back = read_moves(put(path, [*rows_of(path), empty | added, empty]), [ARTICLE])
    assert len(back) == len(moves()) + 1
    new = back[-1]
    assert (new.instrument, new.candidates, new.article, new.start, new.end, new.hedge, new.phase, new.modality) == (
        "xom", ("xom",), "a.txt", 0, 0, "exact", "unspecified", "asserted",
    )  # fmt: skip
    assert new.move_id not in [move.move_id for move in moves()]
    assert new.group not in [move.group for move in moves()]


def test_words_that_moved_are_found_again_and_those_that_are_not_there_are_told(tmp_path):
    path = written(tmp_path, moves())
    later = article_from_text("An update. " + TEXT, name="a.txt", published="2020-01-03")
    assert [move.start for move in read_moves(path, [later])] == [move.start + 11 for move in moves()]
    path = changed(tmp_path, {"quote": "not said"})
    with pytest.warns(EventStudyWarning, match=r"row 2: the article does not say 'not said'; '[^']*' is marked"):
        assert read_moves(path, [ARTICLE])[0].quote == moves()[0].quote


def test_another_instrument_takes_its_candidates_along(tmp_path):
    assert read_moves(changed(tmp_path, {"instrument": "wti"}), [ARTICLE])[0].candidates == ("wti",)
    assert read_moves(changed(tmp_path, {"instrument": "oil", "candidates": "wti"}), [ARTICLE])[0].candidates == (
        "wti",
    )


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"x", "a table of moves is a file .csv, .tsv, .json, .parquet, .xlsx"),
        ("a.csv", b"", "a.csv is empty; write it anew"),
        ("a.csv", b"kind,unit\n", "a.csv has no column instrument"),
        ("a.csv", b"\0\x01\x02", "a.csv is not text"),
        ("a.csv", ",".join(COLUMNS).encode() + b"\n", "a.csv holds no move"),
        ("a.csv", b'instrument,kind\nbrent,rank,"x\n', "a.csv"),
        ("a.csv", b"instrument,kind\nbrent,rank,x\n", "a.csv, row 2: found 3 cells under 2 columns"),
        ("a.json", b"{", "a.json is not JSON"),
        ("a.json", b'{"events": []}', "a.json holds no list of moves"),
        ("a.json", b'{"moves": [{"kind": "rank"}]}', "a.json has no column instrument"),
        ("a.parquet", b"PAR1", "a.parquet is not Parquet"),
        ("a.xlsx", b"PK", "a.xlsx is not an Excel file"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_table(tmp_path, name, data, says):
    if name.endswith("xlsx"):
        pytest.importorskip("openpyxl", reason="the extra excel is not installed")
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError) as caught:
        read_moves(tmp_path / name)
    assert says in str(caught.value).replace("'", "")
    assert "\n" not in str(caught.value)


def test_a_table_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match=r"cannot read .*: no such file"):
        read_moves(tmp_path / "no.csv")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("label,start\nstrike,", "row 2: start is empty; give the day"),
        ("label,start\n,2020-01-03", "row 2: label is empty; say in a few words"),
        ("label,start,end\nstrike,2020-01-03,2020-01-02", "end is 2020-01-02; which is before start"),
        ("label,start,precision\nstrike,2020-01-03,hour", "precision is hour; allowed are instant part_of_day day"),
        ("label,start,status\nstrike,2020-01-03,maybe", "status is maybe; allowed are past future hypothetical"),
        ("label,start,mentions\nstrike,2020-01-03,somewhere", "mentions is somewhere; write them as a.txt:12-80"),
        ("label,start,mentions\nstrike,2020-01-03,b.txt:1-2", "but b.txt was not read; correct it"),
        ("label,start,mentions\nstrike,2020-01-03,a.txt:1-9999", "but a.txt has no 1-9999; correct it"),
        ("label,start,not_after\nstrike,2020-01-03,2020-02-03T10:00Z", "but the event is on 2020-01-03; give its last"),
        (
            "label,start\nstrike,2020-01-03\nstrike,2020-01-03",
            "row 3: event_id is empty; and 2020-01-03-strike stands",
        ),
        ("label,end\nstrike,2020-01-03", "has no column start; put it back (it holds label, end)"),
        ("label,start\nstrike,3/1/2020", "start is 3/1/2020; which may be 2020-01-03 or 2020-03-01"),
    ],
)
def test_a_wrong_event_is_named_with_its_row(tmp_path, row, says):
    (tmp_path / "events.csv").write_text(row, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_events(tmp_path / "events.csv", [ARTICLE])
    assert says in str(caught.value).replace("'", "")


def test_an_event_needs_no_more_than_a_label_and_a_day(tmp_path):
    (tmp_path / "events.csv").write_text("Label,START\nStrike near Taji,2020-01-04\n", encoding="utf-8")
    (event,) = read_events(tmp_path / "events.csv")
    assert event == Event("2020-01-04-strike-near-taji", "Strike near Taji", *[date(2020, 1, 4)] * 2, "day")


def test_json_as_the_command_line_prints_it(tmp_path):
    path = tmp_path / "moves.json"
    path.write_text(json.dumps(shapes.moves_object([ARTICLE], moves())), encoding="utf-8")
    assert [str(move.value) for move in read_moves(path, [ARTICLE])] == [str(move.value) for move in moves()]


@pytest.mark.parametrize(("short", "meant"), [("pct", "percent"), ("pts", "points"), ("bps", "bp")])
def test_a_short_unit_is_no_currency(tmp_path, short, meant):
    path = tmp_path / "moves.csv"
    path.write_text(f"instrument,kind,direction,value,unit,date\nbrent,percent_change,up,3.6,{short},2020-01-03\n")
    with pytest.raises(UsageError, match=f"did you mean {meant}"):
        read_moves(path)
