"""Prices at hand and comparisons of them, as the command line prints them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from eventstudy.cli import options
    from eventstudy.prices.compare import Comparison
    from eventstudy.prices.store import Entry
    from eventstudy.report.tables import Table

_SHOWN = 12


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
    more: dict[str, Any] | None = None,
) -> None:
    """Print records as a table, as CSV, or as JSON under a key."""
    from eventstudy.cli.output import put  # noqa: PLC0415 - the same

    put(
        how,
        tables=lambda: [show(title, rows, notes)],
        frame=lambda: _frame(rows, kind),
        json=lambda: {key: [_plain(one) for one in rows], **(more or {})},
    )


def _frame(rows: Sequence[Any], kind: type) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - the same

    return pd.DataFrame([asdict(one) for one in rows], columns=[one.name for one in fields(kind)])


def _plain(row: Any) -> dict[str, Any]:  # noqa: ANN401 - any record
    """Return a record as JSON values: no number that is none, days as ISO text."""
    told = asdict(row)
    return {
        name: value.isoformat() if isinstance(value, date) else None if value != value else value  # noqa: PLR0124 - NaN
        for name, value in told.items()
    }


def shown_held(title: str, rows: Sequence[Held], notes: tuple[str, ...]) -> Table:
    """Return series at hand as a table."""
    from eventstudy.report.tables import Table, columns  # noqa: PLC0415 - the same

    cells = tuple(
        (
            one.series, one.source, one.ticker, f"{one.first} to {one.last}", f"{one.sessions:,}", one.retrieved[:10],
            str(one.revised or ""), one.sha256[:_SHOWN], one.what,
        )
        for one in rows
    )  # fmt: skip
    heads = columns("series|source|ticker|days|>sessions|retrieved|>earlier copies|SHA-256|what it is")
    return Table(title, heads, cells, notes)


def shown_comparisons(title: str, rows: Sequence[Comparison], notes: tuple[str, ...]) -> Table:
    """Return comparisons as a table."""
    from eventstudy.report.tables import Table, columns  # noqa: PLC0415 - the same

    cells = tuple(
        (
            one.series, one.compared, one.verdict, f"{one.sessions:,}",
            f"{one.first} to {one.last}" if one.first else "", str(one.differ),
            _largest(one), f"{one.correlation:.4f}" if one.correlation == one.correlation else "",
            f"{one.only_source} / {one.only_against}", one.note,
        )
        for one in rows
    )  # fmt: skip
    heads = columns(
        "series|compared|verdict|>days|from, to|>differ|largest|>correlation of changes|>only in one / the other|note"
    )
    return Table(title, heads, cells, notes)


def _largest(one: Comparison) -> str:
    from eventstudy.instruments import catalogue  # noqa: PLC0415 - the same

    if one.largest_on is None or one.largest == 0:
        return "0" if one.largest == 0 else ""
    known = catalogue().get(one.series)
    points = one.compared == "changes" and known is not None and known.kind == "yield"
    size = f"{one.largest:.3g} points" if points else f"{100 * one.largest:.3g} %"
    return f"{size} on {one.largest_on}"
