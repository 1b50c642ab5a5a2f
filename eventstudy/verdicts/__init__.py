"""Reported moves against prices: observables, tolerances, relations, and a verdict on each move.

A reported move is a typed predicate over an observable; prices give an interval for that observable; the verdict is
the relation of the two, with its severity: how easily the same words would have passed on an ordinary day. Never a
truth score, never a verdict on causes.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.columns import days_of, numbers_of, require_columns
from eventstudy.display import Records
from eventstudy.errors import EventStudyWarning, PriceError, UsageError
from eventstudy.records import Article, ReportedMove, Verdict
from eventstudy.verdicts import tolerances as _tolerances
from eventstudy.verdicts.bars import bars_from, source_of
from eventstudy.verdicts.moments import published_by
from eventstudy.verdicts.one import Setting, check_one, identified, key, placed, statements
from eventstudy.verdicts.spoken import as_spoken, words_of
from eventstudy.verdicts.strength import counted
from eventstudy.verdicts.ticks import ticks_from

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from eventstudy.records import Progress
    from eventstudy.verdicts.terms import Tolerances

__all__ = ["check_moves"]

_NO_DATES = (
    "check_moves: when the articles came out is not given, so prices of a later day count as evidence too; "
    "published=articles gives it"
)


def check_moves(
    moves: Sequence[ReportedMove],
    prices: pd.DataFrame,
    *,
    intraday: pd.DataFrame | str | Path | None = None,
    tolerances: str | Path | Tolerances | None = None,
    published: Mapping[str, date | datetime] | Iterable[Article] | None = None,
    second: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> list[Verdict]:
    """Hold reported moves against daily prices, and bars inside the day where there are any.

    Parameters
    ----------
    moves : sequence of ReportedMove
        As `find_moves` gives them.
    prices : DataFrame
        Tidy: ``series, date, close`` and, if known, ``open, high, low, dividend, flag``; a row per series and session,
        unadjusted prices, as `load_prices` gives them. A missing figure is NaN and is never held against a report, nor
        is a missing column. ``attrs["provenance"]`` names the source.
    intraday : DataFrame or path, optional
        Bars inside the day, of any spacing (`eventstudy.prices.intraday.read_intraday`): ``series, time, open, high,
        low, close`` and if known ``volume``, `time` with its offset; a CSV or Parquet file. They sharpen what daily
        prices leave open and change nothing else.
    tolerances : path or Tolerances, optional
        What the words mean; the shipped table if None (`eventstudy.verdicts.tolerances.load`).
    published : list of Article, or mapping of str to date or datetime, optional
        The articles that the moves were found in, or when each came out, by its name. Nothing later is evidence; an
        article that is not named came out after all prices, one known to the day at the end of it. Without it moves
        that were read from articles are checked with a warning; ``{}`` says that all came out after the prices.
    second : DataFrame, optional
        The same daily prices from another source. A verdict that the two sources disagree on is a problem of the data.
    progress : Progress, optional
        Called with ``"verdicts"`` after each move.

    Returns
    -------
    list of Verdict
        One for each move, in their order. The order of the checks is modality, arithmetic within the statement, data,
        observability, relation.

    Raises
    ------
    PriceError
        A column is missing or twice there, a series has two rows of one date, or a date or a figure cannot be read; or
        bars inside the day cannot be used.
    UsageError
        `moves` holds something else, `prices` is no DataFrame, a publication is no day, or the tolerances cannot be
        read.

    Warns
    -----
    EventStudyWarning
        Moves were read from articles, and `published` is not given.

    Examples
    --------
    >>> from datetime import date
    >>> from decimal import Decimal
    >>> prices = pd.DataFrame({
    ...     "series": "dow", "date": pd.to_datetime(["2020-01-02", "2020-01-03"]), "open": [28638.97, 28553.33],
    ...     "high": [28872.80, 28716.31], "low": [28627.77, 28500.36], "close": [28868.80, 28634.88],
    ... })
    >>> move = ReportedMove(
    ...     "m1", "g1", "text", 0, 21, "about 1 percent lower", "dow", ("dow",), "percent_change", "down", Decimal(1),
    ...     "percent", "about", "open", None, date(2020, 1, 3), None, "asserted", 1.0,
    ... )
    >>> verdict = check_moves([move], prices)[0]
    >>> verdict.verdict, round(float(verdict.observed.low), 2), float(verdict.core.low), float(verdict.core.high)
    ('confirmed', -1.09, -1.25, -0.75)
    """
    moves = _checked(moves, prices)
    _check_cells(prices)
    _check_cells(second)
    if published is None and any(_was_read(move) for move in moves):
        warnings.warn(_NO_DATES, EventStudyWarning, stacklevel=2)
    table = _tolerances.load(tolerances)
    wanted = {name for move in moves for name in (*(move.candidates or (move.instrument,)), *move.against)}
    if isinstance(published, Iterable) and not isinstance(published, Mapping | str):
        published = list(published)
    texts = _texts(published)
    spoken = [(move, words_of(move, texts)) for move in placed(moves)]
    dated = [as_spoken(move, said) for move, said in spoken]
    words = dict(zip(dated, (said for _, said in spoken), strict=True))
    setting = Setting(
        bars=bars_from(prices, wanted, table),
        table=table,
        source=source_of(prices),
        statements=statements(dated, table, words),
        ticks=ticks_from(intraday, wanted, set(prices["series"])),
        published=published_by(published),
        second={} if second is None else bars_from(second, wanted, table),
        second_source="" if second is None else source_of(second),
        words=words,
        told=published is not None,
    )
    chosen = identified(dated, setting)
    verdicts = []
    for done, (told, move) in enumerate(zip(moves, dated, strict=True), start=1):
        found = check_one(move, setting, chosen.get(key(move)))
        verdicts.append(counted(replace(found, move=told), table))
        if progress is not None:
            progress("verdicts", done, len(moves))
    return Records(verdicts)


def _texts(published: object) -> dict[str, str]:
    """Return the text of each article that was given, by its name."""
    if not isinstance(published, list):
        return {}
    return {one.name: one.text for one in published if isinstance(one, Article)}


def _was_read(move: ReportedMove) -> bool:
    """Tell whether a move was read from an article, which came out at some time, rather than given."""
    return any(one.startswith(("date: ", "phase: ")) for one in move.basis)


def _check_cells(prices: object) -> None:
    """Refuse a table of prices with cells that cannot be read, before they are compared with words."""
    if prices is None:
        return
    if not isinstance(prices, pd.DataFrame):
        raise UsageError(f"second: a {type(prices).__name__}, not a DataFrame; load_prices gives one")
    require_columns(prices, ("series", "date", "close"))
    numbers_of(prices["close"], "closes")
    if len(prices) and pd.api.types.is_numeric_dtype(prices["date"]):
        raise PriceError(f"the dates of the prices are numbers ({prices['date'].iloc[0]}): give days, 2020-01-03")
    again = pd.DataFrame({"series": prices["series"], "date": days_of(prices["date"])}).duplicated().to_numpy()
    if again.any():
        one = prices.iloc[int(again.argmax())]
        raise PriceError(f"two prices of {one['series']!r} on {str(one['date'])[:10]}: keep one row a session")


def _checked(moves: object, prices: object) -> list[ReportedMove]:
    if not isinstance(prices, pd.DataFrame):
        raise UsageError(f"prices: a {type(prices).__name__}, not a DataFrame; load_prices gives one")
    if isinstance(moves, ReportedMove) or not isinstance(moves, Iterable):
        raise UsageError(f"moves: a {type(moves).__name__}, not a list of ReportedMove records; find_moves gives one")
    every: list[object] = list(moves)
    told = [move for move in every if isinstance(move, ReportedMove)]
    if len(told) < len(every):
        odd = ", ".join(sorted({type(move).__name__ for move in every if not isinstance(move, ReportedMove)}))
        raise UsageError(f"moves: holds {odd}, not only ReportedMove records; find_moves gives them")
    return told
