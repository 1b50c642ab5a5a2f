"""Targets that read files of numbers and of settings: prices, bars, corrected tables, TOML, and JSON of our own."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from fuzz_articles import PROSE, PUBLISHED, WORDS
from fuzz_target import Target, as_file, require, room

from eventstudy.articles.events import find_events
from eventstudy.articles.moves import find_moves
from eventstudy.articles.sheets import event_rows, move_rows, read_events, read_moves
from eventstudy.articles.sheets.events import COLUMNS as EVENT_COLUMNS
from eventstudy.articles.sheets.moves import COLUMNS as MOVE_COLUMNS
from eventstudy.backends.kept import FOLDER, Kept
from eventstudy.cli import tablefile
from eventstudy.factors import load_factors
from eventstudy.instruments import _tables
from eventstudy.instruments.reading import Told, read_instruments
from eventstudy.prices import load_prices
from eventstudy.prices.disk import Disk
from eventstudy.prices.intraday import FIGURES, read_intraday
from eventstudy.prices.store import Damaged, Entry, Store
from eventstudy.prices.store import Kept as Stored
from eventstudy.records import Article
from eventstudy.report import shapes
from eventstudy.study import run_study
from eventstudy.studyfile import load_studyfile
from eventstudy.verdicts import tolerances

SHEET = "xl/worksheets/sheet1.xml"
DAYS = pd.bdate_range("2020-01-01", periods=6)


def prices(suffix: str, data: bytes) -> None:
    """Read a file of prices."""
    path = as_file(data, f"xom{suffix}")
    table = load_prices(source=path)
    require(not table.duplicated(["series", "date"]).any(), "two rows of one day")
    require(table["date"].dtype.kind == "M" and not table["date"].isna().any(), "a row without a day")
    for name, rows in table.groupby("series", sort=False):
        require(rows["date"].is_monotonic_increasing, f"{name!r} out of order")
    require(bool(table["close"].notna().any()), "no price at all")
    figures = table[["open", "high", "low", "close", "volume"]].to_numpy(dtype=float)
    require(not np.isinf(figures).any(), "an infinite price")


def book(data: bytes) -> None:
    """Read a workbook, or one whose sheet is these bytes: changes of a packed file hardly get past its checksums."""
    if data.startswith(b"PK"):
        prices(".xlsx", data)
        return
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as shelf, zipfile.ZipFile(held, "w") as made:
        for name in shelf.namelist():
            made.writestr(name, data if name == SHEET else shelf.read(name))
    prices(".xlsx", held.getvalue())


def intraday(suffix: str, data: bytes) -> None:
    """Read bars inside the day."""
    bars = read_intraday(as_file(data, f"bars{suffix}"))
    require(not bars.duplicated(["series", "time"]).any(), "two bars of one moment")
    require(str(bars["time"].dt.tz) == "UTC", "times in another zone")
    require(bool(np.isfinite(bars[list(FIGURES)].to_numpy()).all()), "a bar without a price")
    require(bool((bars["high"] >= bars["low"]).all()), "a bar upside down")


@cache
def articles() -> tuple[Article, ...]:
    """Return the articles that the tables speak of."""
    return tuple(Article(f"a{n}.txt", text, "0", PUBLISHED) for n, text in enumerate(PROSE))


def written(records, suffix: str, *, moves: bool) -> bytes:
    """Return a table as the command line writes it."""
    path = room() / f"written{suffix}"
    rows, columns = (move_rows(records), MOVE_COLUMNS) if moves else (event_rows(records), EVENT_COLUMNS)
    told = partial(shapes.moves_object, []) if moves else lambda found: shapes.events_object(found, {})
    tablefile.write(path, rows, columns, lambda: told(records))
    return path.read_bytes()


def sheet(data: bytes, *, moves: bool) -> None:
    """Read a corrected table, of CSV or by its first letter of JSON; what is written of it must read the same."""
    read, name = (read_moves, "moves") if moves else (read_events, "events")
    suffix = ".json" if data[:1] in b"{[" else ".csv"
    found = list(read(as_file(data, f"{name}{suffix}"), articles()))
    for one in found:
        for mention in (one,) if moves else one.mentions:
            text = {article.name: article.text for article in articles()}.get(mention.article, "")
            require(not mention.article or 0 <= mention.start <= mention.end <= len(text), "offsets outside the text")
    for again in (".csv", ".json"):
        back = list(read(as_file(written(found, again, moves=moves), f"again{again}"), articles()))
        require(
            back == found,
            f"{again} read back differs: {[p for p in zip(back, found, strict=False) if p[0] != p[1]][:1]}",
        )


def study(data: bytes) -> None:
    """Read a study file."""
    file = load_studyfile(as_file(data, "study.toml"))
    require(bool(file.series), "a study of nothing")
    for beside in (file.price_series, file.factor_sources, file.instrument_files, file.groups, file.models):
        require(isinstance(beside, list | dict), "no list")
    require(file.study.estimation.first <= file.study.estimation.last, "a window upside down")


def meanings(data: bytes) -> None:
    """Read tolerances."""
    table = tolerances.load(as_file(data, "tolerances.toml"))
    require(all(tick.is_finite() for tick in table.ticks.values()), "a tick that is no number")


@cache
def a_catalogue() -> Told:
    """Return the venues that ship and an instrument; of all five thousand each input would take half a second."""
    shipped = _tables("", Path(str(files("eventstudy").joinpath("data", "instruments.toml"))))
    few = {"venue": shipped["venue"], "instrument": {"brent": shipped["instrument"]["brent"]}}
    return read_instruments("instruments.toml", few, Told({}, {}, {}))


def instruments(data: bytes) -> None:
    """Read a file of instruments."""
    before = a_catalogue()
    told = read_instruments("instruments.toml", _tables("", as_file(data, "instruments.toml")), before)
    require(told.instruments.keys() >= before.instruments.keys(), "the catalogue lost something")


def manifest(data: bytes) -> None:
    """Read the manifest of kept prices; a torn one is an error that says so, or nothing."""
    store = Store(room() / "store")
    home = store._home("yahoo", "XOM")
    home.mkdir(parents=True, exist_ok=True)
    _, copy, name = a_manifest()
    (home / name).write_bytes(copy)
    (home / "manifest.json").write_bytes(data)
    kept = store.read("yahoo", "XOM")
    require(isinstance(kept, Damaged | Stored), "what stands there is not seen")
    require(isinstance(store.damaged(), list) and isinstance(store.entries(), list), "no list")


def plan(data: bytes) -> None:
    """Read the notes of a study in blocks; torn ones count as nothing."""
    folder = room() / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / "plan.json").write_bytes(b'{"events": "a"}')
    (folder / "block-0.json").write_bytes(data)
    (folder / "x.parquet").write_bytes(b"1234")
    Kept(folder).begin({"events": "a"}, resume=True)


@cache
def returns() -> pd.DataFrame:
    """Return returns of two series."""
    days = pd.bdate_range("2019-06-03", periods=120)
    return pd.DataFrame(np.random.default_rng(1).normal(0, 0.01, (120, 2)), index=days, columns=["aa", "m"])


def event_table(data: bytes) -> None:
    """Study the events of a CSV file on returns at hand."""
    study = run_study(
        as_file(data, "events.csv"), returns(), benchmark="m", estimation=(-60, -6), event=(-2, 2), windows=[(0, 1)]
    )
    values = study.car()["car"].to_numpy(dtype=float)
    require(not np.isinf(values).any(), "an infinite CAR")


def return_table(data: bytes) -> None:
    """Study one event on the returns of a CSV file."""
    events = pd.DataFrame({"series": ["aa"], "date": ["2019-09-20"]})
    study = run_study(
        events,
        as_file(data, "returns.csv"),
        model="mean",
        estimation=(-30, -3),
        event=(-1, 1),
        windows=[(0, 0)],
        min_estimation=10,
    )
    require(not np.isinf(study.car()["car"].to_numpy(dtype=float)).any(), "an infinite CAR")


def factors(data: bytes) -> None:
    """Read factors."""
    table = load_factors(as_file(data, "factors.csv"))
    require(table.index.is_unique and table.index.is_monotonic_increasing, "days out of order")
    require(not np.isinf(table.to_numpy(dtype=float)).any(), "an infinite factor")


TIDY = "series,date,open,high,low,close,volume,dividend\n" + "".join(
    f"xom,{day:%Y-%m-%d},70.{n}0,71.{n}0,69.{n}0,70.{n}5,{1000 + n},0\n" for n, day in enumerate(DAYS)
)
GERMAN = "Datum;Schluss;Umsatz\n" + "".join(f"{day:%d.%m.%Y};1.070,{n}5;10{n}\n" for n, day in enumerate(DAYS))
WIDE = "Date,XOM,CVX\n" + "".join(
    f"{day:%m/%d/%Y},$70.{n},120.{n}\n" for n, day in enumerate(DAYS + pd.Timedelta("14D"))
)
BARS = "series,time,open,high,low,close,volume\n" + "".join(
    f"xom,2020-01-03T09:3{n}-05:00,71.5,71.7,71.4,71.6,100\n" for n in range(5)
)
EVENTS = "event_id,series,date,group,weight,timing\ne1,aa,2019-10-01,x,1,bmo\ne2,aa,2019-10-15T18:00+00:00,y,2,amc\n"
FACTORS = "This file\n\n,Mkt-RF,SMB,HML,RF\n" + "".join(
    f"{day:%Y%m%d}, 0.{n}1,-0.10, 0.05, 0.01\n" for n, day in enumerate(DAYS)
)
STUDY = (
    '[study]\ntitle = "T"\nmain_event = "a"\nestimation = [-250, -11]\nwindows = [[0, 0], [-1, 1]]\nlevel = 0.05\n'
    'untreated = ["dow"]\nflagged = { spike = "exclude" }\n[articles]\npath = "."\n[prices]\nsource = "snapshot"\n'
    '[[series]]\nid = "xom"\nbenchmark = "sp500"\nmodel = ["market", "mean"]\n[[event]]\nid = "a"\nlabel = "An event"\n'
    'day = 2020-01-03T09:00:00Z\nwords = ["strike"]\n'
)
INSTRUMENTS = (
    '[instrument.acme]\nname = "Acme"\nkind = "stock"\naliases = ["acme", "acme corp."]\n'
    'venue = "nyse"\ncurrency = "usd"\ntickers = { yahoo = "ACM" }\n'
)
_CELLS = (
    ",",
    ";",
    "\t",
    "|",
    "\n",
    '"',
    ".",
    "-",
    "0",
    "1e308",
    "1e99999999999999999999",
    "1e999",
    "nan",
    "inf",
    "\x00",
    "date",
    "close",
    "open",
    "adj close",
    "volume",
    "dividend",
    "2020-01-03",
    "03.01.2020",
    "1/3/20",
    "20200103",
    "1,234.5",
    "1.234,5",
    "(3)",
    "%",
    "$",
    "\u20ac",
    "split",
    "2:1",
    "series",
    "flag",
    "0000-00-00",
    "9999-12-31",
    "1577836800",
    "43833",
    "K",
    "M",
    "N/A",
    "T10:00Z",
)
_SHEET = (
    "<row>",
    "</row>",
    '<c r="B2">',
    "</c>",
    "<v>",
    "</v>",
    't="s"',
    't="n"',
    't="d"',
    't="b"',
    't="e"',
    't="str"',
    't="inlineStr"',
    "<is><t>",
    "</t></is>",
    "<f>",
    "</f>",
    's="1"',
    'r="XFD1048576"',
    'r="A0"',
    '<mergeCell ref="A1:B9"/>',
    "&#0;",
    "&amp;",
    "#N/A",
)
_TOML = (
    "[",
    "]",
    "[[",
    "]]",
    "=",
    "{",
    "}",
    ",",
    '"',
    "'",
    '"""',
    "\n",
    "#",
    "1e400",
    "nan",
    "inf",
    "-1",
    "0x",
    "2020-01-03",
    "true",
    "9" * 30,
    "9" * 5000,
    "[" * 500,
    "{a=" * 400,
    "\\u0000",
    "series",
    "event",
    "study",
    "id",
    "model",
    "windows",
    "path",
    ".",
)


@cache
def parquets() -> tuple[bytes, ...]:
    """Return small Parquet files, one of them not compressed so that its bytes tell more."""
    table = pd.read_csv(io.StringIO(TIDY))
    made = []
    for compression in ("none", "snappy"):
        held = io.BytesIO()
        table.to_parquet(held, compression=None if compression == "none" else compression)
        made.append(held.getvalue())
    return tuple(made)


@cache
def workbook() -> bytes:
    """Return a small workbook."""
    held = io.BytesIO()
    pd.read_csv(io.StringIO(TIDY)).to_excel(held, index=False)
    return held.getvalue()


@cache
def sheet_of_workbook() -> bytes:
    """Return its sheet as it stands in it."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as shelf:
        return shelf.read(SHEET)


@cache
def sheets(*, moves: bool) -> tuple[bytes, ...]:
    """Return tables as they are written."""
    found = find_moves(articles(), every=True)[:4] if moves else find_events(articles())[:3]
    return tuple(written(found, suffix, moves=moves) for suffix in (".csv", ".json"))


@cache
def a_manifest() -> tuple[bytes, bytes, str]:
    """Return the manifest of a kept copy, the copy, and its name."""
    store = Store(room() / "whole", disk=Disk())
    rows = pd.read_csv(io.StringIO(TIDY)).assign(date=DAYS, split=1.0)
    told = {"vendor": "Y", "currency": "USD", "zone": None, "retrieved": "2020-02-01T00:00Z", "rows": len(rows)}
    days = {"first": date(2020, 1, 1), "last": date(2020, 1, 8)}
    entry = store.put(Entry(source="yahoo", ticker="XOM", file="", sha256="", **days, **told), rows)
    home = store._home("yahoo", "XOM")
    return (home / "manifest.json").read_bytes(), (home / entry.file).read_bytes(), entry.file


_PLAN = b'{"events": "a", "files": {"x.parquet": 4}, "first_cell": 0, "last_cell": 3}'
_BRACES = (
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    '"',
    "null",
    "1e999",
    "-1",
    "files",
    "earlier",
    "..",
    "/",
    "version",
    "NaN",
    "\\ud800",
    "1e99999999999999999999",
    "[" * 2000,
    "9" * 5000,
)


def targets() -> tuple[Target, ...]:
    """Return them; some seeds take a moment to make."""
    shipped = tolerances.files("eventstudy").joinpath("data", "tolerances.toml").read_bytes()
    gone = SimpleNamespace(
        moves=(*MOVE_COLUMNS, *_CELLS, *WORDS[:30], "percent_change", "rank", "order", "streak", "usd")
    )
    return (
        Target("study", study, _TOML, (STUDY.encode(),), longest=8192),
        Target(
            "tolerances",
            meanings,
            (*_TOML, "hedges", "low", "high", "g"),
            (shipped,),
            longest=len(shipped) + 500,
            per_run=60,
        ),
        Target(
            "instruments", instruments, (*_TOML, "instrument", "aliases", "kind"), (INSTRUMENTS.encode(),), per_run=25
        ),
        Target(
            "prices_csv", partial(prices, ".csv"), _CELLS, (TIDY.encode(), GERMAN.encode(), WIDE.encode()), per_run=120
        ),
        Target("prices_parquet", partial(prices, ".parquet"), (), parquets(), longest=8192, per_run=100),
        Target("prices_excel", book, (*_CELLS, *_SHEET), (workbook(), sheet_of_workbook()), longest=16384, per_run=40),
        Target("intraday", partial(intraday, ".csv"), _CELLS, (BARS.encode(),), per_run=100),
        Target("moves_table", partial(sheet, moves=True), gone.moves, sheets(moves=True), longest=8192, per_run=60),
        Target(
            "events_table",
            partial(sheet, moves=False),
            (*EVENT_COLUMNS, *_CELLS, *WORDS[:30]),
            sheets(moves=False),
            per_run=60,
        ),
        Target(
            "event_list", event_table, (*_CELLS, "aa", "bmo", "amc", "weight", "group"), (EVENTS.encode(),), per_run=30
        ),
        Target("returns", return_table, _CELLS, (returns().iloc[:90].to_csv().encode(),), longest=8192, per_run=40),
        Target("factors", factors, (*_CELLS, "Mkt-RF", "RF", "-99.99"), (FACTORS.encode(),), per_run=100),
        Target("manifest", manifest, _BRACES, (a_manifest()[0],), per_run=100),
        Target("plan", plan, _BRACES, (_PLAN,), per_run=100),
    )
