"""Reported moves against prices: observables, tolerances, relations, and a verdict on each move.

A reported move is a typed predicate over an observable; prices give an interval for that observable; the verdict is
the relation of the two, with its severity: how easily the same words would have passed on an ordinary day. Never a
truth score, never a verdict on causes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from eventstudy.errors import UsageError
from eventstudy.records import ReportedMove, Verdict
from eventstudy.verdicts import tolerances as _tolerances
from eventstudy.verdicts.bars import bars_from, source_of
from eventstudy.verdicts.candidates import combine, resolved, without
from eventstudy.verdicts.joint import CAME_FROM, Statement, statement_of
from eventstudy.verdicts.moments import published_by
from eventstudy.verdicts.observables import CHANGES
from eventstudy.verdicts.on_series import Evidence, on_series
from eventstudy.verdicts.second import beside
from eventstudy.verdicts.strength import counted
from eventstudy.verdicts.ticks import ticks_from
from eventstudy.verdicts.wording import called, listed, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from eventstudy.records import Progress, VerdictName
    from eventstudy.verdicts.bars import Bars
    from eventstudy.verdicts.terms import Tolerances
    from eventstudy.verdicts.ticks import Ticks

__all__ = ["check_moves"]

_CHECKED = {"asserted", "attributed"}
_COUNTED = {"extreme", "rank", "streak"}
_OTHER = {"forecast": "a forecast", "conditional": "a condition", "opinion": "an opinion"}
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """What every move of one call is held against."""

    bars: Mapping[str, Bars]
    table: Tolerances
    source: str
    statements: Mapping[_Key, Statement]
    ticks: Mapping[str, Ticks]
    published: Mapping[str, datetime]
    second: Mapping[str, Bars]
    second_source: str = ""


def check_moves(
    moves: Sequence[ReportedMove],
    prices: pd.DataFrame,
    *,
    intraday: pd.DataFrame | str | Path | None = None,
    tolerances: str | Path | Tolerances | None = None,
    published: Mapping[str, date | datetime] | None = None,
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
    published : mapping of str to date or datetime, optional
        When each article came out, by its name. Nothing later is evidence; an article that is not named came out after
        all prices, one known to the day at the end of it.
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
    table = _tolerances.load(tolerances)
    wanted = {name for move in moves for name in (move.candidates or (move.instrument,))}
    placed = _placed(moves)
    setting = _Setting(
        bars=bars_from(prices, wanted, table),
        table=table,
        source=source_of(prices),
        statements=_statements(placed, table),
        ticks=ticks_from(intraday, wanted, set(prices["series"])),
        published=published_by(published),
        second={} if second is None else bars_from(second, wanted, table),
        second_source="" if second is None else source_of(second),
    )
    chosen = _identified(placed, setting)
    verdicts = []
    for done, (told, move) in enumerate(zip(moves, placed, strict=True), start=1):
        found = _check(move, setting, chosen.get(_key(move)))
        verdicts.append(counted(replace(found, move=told), table))
        if progress is not None:
            progress("verdicts", done, len(moves))
    return verdicts


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


def _placed(moves: Sequence[ReportedMove]) -> list[ReportedMove]:
    """Return the moves, with each undated level that a change came from placed where its statement is."""
    dated: dict[_Key, ReportedMove] = {}
    for move in moves:
        if move.date is not None:
            dated.setdefault((move.article, move.group, move.instrument), move)
    found = []
    for move in moves:
        beside = dated.get((move.article, move.group, move.instrument))
        start = move.date is None and CAME_FROM in move.basis and beside is not None
        found.append(replace(move, date=beside.date, phase=beside.phase) if start and beside is not None else move)
    return found


def _key(move: ReportedMove) -> _Key:
    """Return what moves of one statement share: only these must fit one reference."""
    return (
        move.article,
        move.group,
        move.instrument,
        move.phase,
        move.date,
        None if move.kind in _COUNTED else move.window,
    )


def _grouped(moves: Sequence[ReportedMove]) -> dict[_Key, list[ReportedMove]]:
    groups: dict[_Key, list[ReportedMove]] = defaultdict(list)
    for move in moves:
        if move.modality in _CHECKED:
            groups[_key(move)].append(move)
    return groups


def _statements(moves: Sequence[ReportedMove], table: Tolerances) -> dict[_Key, Statement]:
    return {key: statement_of(members, table) for key, members in _grouped(moves).items()}


def _identified(moves: Sequence[ReportedMove], setting: _Setting) -> dict[_Key, str]:
    """Return, by statement, the one candidate that fits all its numbers; at least two numbers and two candidates."""
    found = {}
    for key, members in _grouped(moves).items():
        names = {name for move in members for name in _names(move)}
        held = sorted(names & set(setting.bars))
        numeric = [move for move in members if move.kind not in _COUNTED]
        if len(held) > 1 and len(setting.statements[key].moves) > 1 and setting.statements[key].consistent:
            series = resolved({name: [_on(move, name, setting) for move in numeric] for name in held})
            if series is not None:
                found[key] = series
    return found


def _names(move: ReportedMove) -> tuple[str, ...]:
    """Return the candidates in an order of their own, so that theirs has no effect."""
    return tuple(sorted(set(move.candidates or (move.instrument,))))


def _check(move: ReportedMove, setting: _Setting, identified: str | None) -> Verdict:
    refused = _refused(move, setting)
    if refused is not None:
        verdict, why = refused
        return Verdict(move, verdict, None, None, None, None, sentence(why), source=setting.source)
    names = _names(move)
    held = [name for name in names if name in setting.bars]
    if not held:
        return without(move, names, setting.source)
    lost = [name for name in names if name not in held]
    every = [_on(move, name, setting) for name in held]
    if identified is None:
        return combine(every, lost)
    severities = [one.severity for one in every if one.severity is not None]
    verdict_on_it = combine([one for one in every if one.series == identified], lost)
    chosen = (
        f"of {listed([called(name) for name in held])} only {called(identified)} fits every number of the statement"
    )
    note = sentence(verdict_on_it.note[:-1], chosen)
    return replace(verdict_on_it, note=note, severity=max(severities, default=None))


def _refused(move: ReportedMove, setting: _Setting) -> tuple[VerdictName, str] | None:
    """Return the verdict on words that need no prices, and why: modality, then what is missing, then arithmetic."""
    if move.modality not in _CHECKED:
        return "not_checkable", f"the words are {_OTHER[move.modality]}, not a report of what happened"
    if move.value is None and move.kind not in _COUNTED:
        return "not_checkable", "the words give no quantity"
    if move.kind in CHANGES and move.value is not None and move.value < 0:
        return "not_checkable", f"a change is told by its size and its direction, not as {move.value}"
    if not setting.statements[_key(move)].consistent and move.kind not in _COUNTED:
        return "internally_inconsistent", (
            "the level, the change and the percentage of this statement cannot all come from one earlier price, "
            "which takes no prices to see"
        )
    placed = move.date is not None or (move.window is not None and move.kind in CHANGES)
    if not placed:
        return "not_checkable", "the words cannot be placed on a day, since neither they nor the article give one"
    return None


def _on(move: ReportedMove, name: str, setting: _Setting) -> Verdict:
    """Return the verdict on one candidate."""
    statement, published = setting.statements[_key(move)], setting.published.get(move.article)
    evidence = Evidence(setting.bars[name], setting.table, setting.source, setting.ticks.get(name), published)
    found = on_series(move, statement, evidence)
    if name not in setting.second:
        return found
    other = replace(evidence, bars=setting.second[name], source=setting.second_source, ticks=None)
    return beside(found, on_series(move, statement, other))
