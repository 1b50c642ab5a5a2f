"""Prices at hand and comparisons of them, as the command line prints them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from eventstudy.cli import options
    from eventstudy.prices.compare import Comparison
    from eventstudy.prices.store import Entry
    from eventstudy.report.tables import Table


_DAYS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Held:
    """One series at hand."""

    series: str
    source: str
    ticker: str
    first: str
    last: str
    sessions: int
    retrieved: str
    revised: int
    sha256: str
    what: str


def series_of(entry: Entry) -> str:
    """Return the catalogue's id of a cached ticker, else the ticker."""
    from eventstudy.instruments import catalogue  # noqa: PLC0415 - `eventstudy --help` must answer at once

    known = catalogue().items()
    return next((name for name, one in known if one.tickers.get(entry.source) == entry.ticker), entry.ticker)


def shipped() -> list[Held]:
    """Return the series that ship."""
    from eventstudy.prices.snapshot import manifest  # noqa: PLC0415 - the same

    told = manifest()
    return [
        Held(name, "snapshot", "", one["first"], one["last"], one["sessions"], "", 0, told["sha256"], one["what"])
        for name, one in told["series"].items()
    ]


def cached(entry: Entry) -> Held:
    """Return a series of the cache."""
    from eventstudy.instruments import catalogue  # noqa: PLC0415 - the same

    series = series_of(entry)
    known = catalogue().get(series)
    unknown = f"in {entry.currency}" if entry.currency else ""
    what = known.elsewhere.get(entry.source, known.name) if known is not None else unknown
    return Held(
        series, entry.source, entry.ticker, entry.begins, entry.ends, entry.rows,
        entry.retrieved, len(entry.earlier), entry.sha256, what,
    )  # fmt: skip


def put_records(
    how: options.Format,
    key: str,
    title: str,
    rows: Sequence[Any],
    kind: type,
    *,
    show: Callable[[str, Sequence[Any], tuple[str, ...]], Table],
    notes: tuple[str, ...] = (),
    beside: Sequence[Table] = (),
    more: dict[str, Any] | None = None,
) -> None:
    """Print records as a table, as CSV, or as JSON under a key."""
    from eventstudy.cli.output import put  # noqa: PLC0415 - the same
    from eventstudy.records import as_dict  # noqa: PLC0415 - the same

    put(
        how,
        tables=lambda: [show(title, rows, notes), *beside],
        frame=lambda: _frame(rows, kind),
        json=lambda: {key: [_nulls(as_dict(one)) for one in rows], **(more or {})},
    )


def _nulls(told: dict[str, Any]) -> dict[str, Any]:
    """Return plain values with null for numbers that are none."""
    return {name: None if value != value else value for name, value in told.items()}  # noqa: PLR0124 - NaN


def _frame(rows: Sequence[Any], kind: type) -> pd.DataFrame:
    """Return records as a table; of records within them the days alone."""
    import pandas as pd  # noqa: PLC0415 - the same

    told = [
        {
            name: "; ".join(str(one["date"]) for one in value) if isinstance(value, tuple) else value
            for name, value in asdict(row).items()
        }
        for row in rows
    ]
    return pd.DataFrame(told, columns=[one.name for one in fields(kind)])


def shown_held(title: str, rows: Sequence[Held], notes: tuple[str, ...]) -> Table:
    """Return series at hand as a table."""
    from eventstudy.report.tables import Table, columns  # noqa: PLC0415 - the same

    cells = tuple(
        (one.series, one.source, one.first, one.last, f"{one.sessions:,}", one.retrieved[:10], _described(one))
        for one in rows
    )
    return Table(title, columns("series|source|first|last|>sessions|retrieved|what it is"), cells, notes)


def _described(one: Held) -> str:
    """Return what a series is, its ticker where that is another name, and whether there are earlier copies."""
    ticker = one.ticker if one.ticker.lower() != one.series.lower() else ""
    copies = f"{one.revised} earlier {'copy' if one.revised == 1 else 'copies'}" if one.revised else ""
    return ", ".join(part for part in (one.what, ticker, copies) if part)


def shown_comparisons(title: str, rows: Sequence[Comparison], notes: tuple[str, ...]) -> Table:
    """Return comparisons as a table."""
    from eventstudy.report.tables import Table, columns  # noqa: PLC0415 - the same

    cells = tuple(
        (
            one.series, one.compared, one.verdict, f"{one.sessions:,}", str(one.differ), _largest(one),
            f"{one.correlation:.4f}" if one.correlation == one.correlation else "",
            f"{one.only_source} / {one.only_against}",
        )
        for one in rows
    )  # fmt: skip
    heads = columns("series|compared|verdict|>days|>differ|largest|>correl.|>only one")
    said = tuple(f"{one.series}: {one.note}." for one in rows if one.note)
    return Table(title, heads, cells, (*_span(rows), *said, *notes))


def shown_days(rows: Sequence[Comparison]) -> list[Table]:
    """Return the days that differ, the first of them of each series; nothing where none does."""
    from eventstudy.report.tables import Table, columns  # noqa: PLC0415 - the same

    days = [day for one in rows for day in one.days[:_DAYS_SHOWN]]
    if not days:
        return []
    cells = tuple((day.series, str(day.date), f"{day.source:g}", f"{day.against:g}", day.flag) for day in days)
    heads = columns(
        "|".join(["series", "day", *(f">{name}" for name in _short(rows[0].source, rows[0].against)), "flag"])
    )
    more = sum(len(one.days) for one in rows) - len(days)
    notes = (f"{more} more days differ: --format json has all.",) if more else ()
    return [Table("Days that differ", heads, cells, notes)]


def _short(source: str, against: str) -> tuple[str, str]:
    """Return what two sources are called above their columns: files by their names, if these tell them apart."""
    names = source.replace("|", "/").rpartition("/")[2], against.replace("|", "/").rpartition("/")[2]
    return names if names[0] != names[1] else ("source", "against")


def _span(rows: Sequence[Comparison]) -> tuple[str, ...]:
    """Say which days were compared, from the first to the last of all series."""
    first, last = ([day for one in rows if (day := getattr(one, name)) is not None] for name in ("first", "last"))
    return (f"Days in both from {min(first)} to {max(last)}.",) if first else ()


def _largest(one: Comparison) -> str:
    from eventstudy.instruments import instrument_of  # noqa: PLC0415 - the same

    if one.largest_on is None or one.largest == 0:
        return "0" if one.largest == 0 else ""
    known = instrument_of(one.series)
    points = one.compared == "changes" and known is not None and known.kind == "yield"
    size = f"{one.largest:.3g} points" if points else f"{100 * one.largest:.3g} %"
    return f"{size}, {one.largest_on}"
