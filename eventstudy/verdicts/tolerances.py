"""What the words of a reported move mean in numbers: a versioned table, read once and frozen.

The table is data (``eventstudy/data/tolerances.toml``). Its version and SHA-256 belong into
every report, since a verdict means nothing without the tolerance it was taken with.
"""

from __future__ import annotations

import hashlib
import tomllib
from datetime import time
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from eventstudy.errors import UsageError
from eventstudy.records import Hedge
from eventstudy.verdicts.relation import interval
from eventstudy.verdicts.terms import Bands, Coverage, End, Ends, HedgeRow, Tolerances

if TYPE_CHECKING:
    from eventstudy.records import Interval

__all__ = ["Bands", "Coverage", "End", "HedgeRow", "Tolerances", "granule", "load", "meaning"]

_PLAIN = Decimal(1)


def load(source: str | Path | Tolerances | None = None) -> Tolerances:
    """Read a table of tolerances.

    Parameters
    ----------
    source : str, Path, Tolerances or None
        A TOML file laid out as the shipped one; a table already read is returned as it is; None reads the shipped
        table.

    Returns
    -------
    Tolerances
        Frozen; its `sha256` is that of the file's bytes.

    Raises
    ------
    UsageError
        The file cannot be read, is no TOML, or lacks a key.

    Examples
    --------
    >>> table = load()
    >>> table.version, len(table.sha256)
    ('1.3', 64)
    """
    if isinstance(source, Tolerances):
        return source
    if source is None:
        return _shipped()
    if not isinstance(source, str | Path):
        raise UsageError(f"tolerances: a {type(source).__name__}, not a path; name a TOML file like the shipped one")
    try:
        raw = Path(source).read_bytes()
    except OSError as error:
        raise UsageError(
            f"tolerances {str(source)!r}: cannot be read ({error.strerror}); name a TOML file like the shipped one"
        ) from error
    return _parse(raw, str(source))


@lru_cache(maxsize=1)
def _shipped() -> Tolerances:
    raw = files("eventstudy").joinpath("data", "tolerances.toml").read_bytes()
    return _parse(raw, "tolerances.toml")


def _parse(raw: bytes, name: str) -> Tolerances:
    try:
        table = tomllib.loads(raw.decode(), parse_float=Decimal)
        return _from_table(table, hashlib.sha256(raw).hexdigest())
    except RecursionError as error:
        raise UsageError(f"tolerances {name!r}: brackets without end; start from the shipped table") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"tolerances {name!r}: not TOML ({error}); start from the shipped table") from error
    except KeyError as error:
        raise UsageError(f"tolerances {name!r}: no key {error}; start from the shipped table") from error
    except (AttributeError, ArithmeticError, TypeError, ValueError) as error:
        raise UsageError(f"tolerances {name!r}: {error}; start from the shipped table") from error


def _from_table(table: dict[str, Any], sha256: str) -> Tolerances:
    absent = [hedge for hedge in get_args(Hedge) if hedge not in table["hedges"]]
    if absent:
        raise ValueError(f"no meaning of {', '.join(absent)}")
    return Tolerances(
        version=str(table["version"]),
        sha256=sha256,
        hedges=MappingProxyType({name: _hedge(row) for name, row in table["hedges"].items()}),
        coverage=MappingProxyType({name: _coverage(row) for name, row in table["coverage"].items()}),
        ticks=MappingProxyType({unit: Decimal(tick) for unit, tick in table["ticks"].items()}),
        granule_digits=int(table["granule"]["digits"]),
        granule_least=Decimal(table["granule"]["least"]),
        threshold_ticks=Decimal(table["threshold"]["ticks"]) if "threshold" in table else None,
        flat_ticks=Decimal(table["flat"]["ticks"]),
        flat_index_share=Decimal(table["flat"]["index_share"]),
        epsilon_point=Decimal(table["epsilon"]["point"]),
        epsilon_bound=Decimal(table["epsilon"]["bound"]),
        rank_among=int(table["rank"]["among"]),
        rank_top=Decimal(table["rank"]["top"]),
        severity_most=int(table["severity"]["most"]),
        severity_least=int(table["severity"]["least"]),
        passing=Decimal(table["severity"]["passing"]),
        likelihood_cap=int(table["severity"]["cap"]),
        plain_range=Decimal(table["severity"]["plain"]),
        multiple_core=Decimal(table["multiple"]["core"]),
        multiple_tolerant=Decimal(table["multiple"]["tolerant"]),
        scales=tuple(Decimal(scale) for scale in table["robustness"]["scales"]),
        minutes_before=int(table["inside"]["before"]),
        minutes_after=int(table["inside"]["after"]),
        minutes_open=int(table["inside"]["open"]),
        minutes_hole=int(table["inside"]["hole"]),
        sources_ticks=Decimal(table["sources"]["ticks"]),
        sources_share=Decimal(table["sources"]["share"]),
        intensity_span=int(table["intensity"]["span"]),
        intensity_least=int(table["intensity"]["least"]),
        intensity=tuple(_intensity(row) for row in table["intensity"]["words"]),
        split_ratios=tuple(Decimal(ratio) for ratio in table["split"]["ratios"]),
        split_near=Decimal(table["split"]["near"]),
    )


def _end(row: dict[str, Any] | None) -> End | None:
    if row is None:
        return None
    cap = row.get("cap")
    return End(
        g=Decimal(row["g"]),
        ticks=Decimal(row.get("ticks", 0)),
        cap=None if cap is None else Decimal(cap),
        open=bool(row.get("open", False)),
        least=Decimal(row.get("least", 0)),
    )


def _ends(row: dict[str, Any]) -> Ends:
    return _end(row.get("low")), _end(row.get("high"))


def _hedge(row: dict[str, Any]) -> HedgeRow:
    return HedgeRow(
        core=_ends(row["core"]),
        tolerant=_ends(row["tolerant"]),
        coarse_core=_ends(row["coarse_core"]) if "coarse_core" in row else None,
        coarse_tolerant=_ends(row["coarse_tolerant"]) if "coarse_tolerant" in row else None,
        understated=str(row.get("understated", "")),
    )


def _coverage(row: dict[str, Any]) -> Coverage:
    return Coverage(
        zone=str(row["zone"]),
        first=time.fromisoformat(row["first"]),
        last=time.fromisoformat(row["last"]),
        overnight=bool(row["overnight"]),
        extended=_hours(row["extended"]) if "extended" in row else None,
        night=time.fromisoformat(row["night"]) if "night" in row else None,
    )


def _intensity(row: dict[str, Any]) -> tuple[tuple[str, ...], float, float]:
    return tuple(row["begins"]), float(row.get("least", 0)), float(row.get("most", "inf"))


def _hours(row: list[str]) -> tuple[time, time]:
    first, last = row
    return time.fromisoformat(first), time.fromisoformat(last)


def granule(value: Decimal, table: Tolerances | None = None) -> Decimal:
    """Return the granule of a written value: how finely it was given.

    The last written decimal; a whole number has the place of its last digit that is not zero, but no coarser than the
    place of its second digit, and no finer than 1.

    Examples
    --------
    >>> [str(granule(Decimal(text))) for text in ("69.20", "1.3", "70", "3", "1000", "26000", "28635")]
    ['0.01', '0.1', '1', '1', '1E+2', '1E+3', '1']
    """
    table = table or load()
    exponent = int(value.as_tuple().exponent)
    if exponent < 0:
        return Decimal(1).scaleb(exponent)
    if value == 0:
        return table.granule_least
    last = int(value.normalize().as_tuple().exponent)
    second = value.adjusted() - (table.granule_digits - 1)
    return max(table.granule_least, Decimal(1).scaleb(min(last, second)))


def meaning(
    value: Decimal,
    hedge: Hedge,
    tick: Decimal,
    table: Tolerances | None = None,
    *,
    unit: str = "",
    scale: Decimal = _PLAIN,
) -> Bands:
    """Return what a written value means with its hedge.

    Parameters
    ----------
    value : Decimal
        As written; its digits set the granule.
    hedge : Hedge
        One of the hedges of `records.Hedge`.
    tick : Decimal
        Smallest step of the quantity, in its unit.
    table : Tolerances, optional
        The shipped table if None.
    unit : str
        Put on the intervals.
    scale : Decimal
        Times as far from the value that every end is put, for a variant of the table.

    Returns
    -------
    Bands
        Core and tolerant interval; an infinite end is None.

    Raises
    ------
    UsageError
        The table has no such hedge.

    Examples
    --------
    >>> bands = meaning(Decimal(70), "nearly", Decimal("0.01"))
    >>> [float(end) for end in (bands.core.low, bands.core.high, bands.tolerant.low, bands.tolerant.high)]
    [69.0, 70.0, 68.0, 70.05]
    """
    table = table or load()
    if hedge not in table.hedges:
        raise UsageError(f"hedge {hedge!r}: not in the tolerances; known are {', '.join(table.hedges)}")
    row = table.hedges[hedge]
    g = granule(value, table)
    coarse = row.coarse_core is not None and 2 * g >= abs(value)
    core = row.coarse_core if coarse and row.coarse_core else row.core
    tolerant = row.coarse_tolerant if coarse and row.coarse_tolerant else row.tolerant
    return Bands(
        core=_place(core, value, g, tick, unit, scale),
        tolerant=_place(tolerant, value, g, tick, unit, scale),
        granule=g,
        understated=row.understated,
    )


def _place(ends: Ends, value: Decimal, g: Decimal, tick: Decimal, unit: str, scale: Decimal) -> Interval:
    low, high = ends
    return interval(
        None if low is None else _at(low, value, g, tick, scale),
        None if high is None else _at(high, value, g, tick, scale),
        unit,
        left=low is None or not low.open,
        right=high is None or not high.open,
    )


def _at(end: End, value: Decimal, g: Decimal, tick: Decimal, scale: Decimal) -> Decimal:
    away = end.g * g
    if end.cap is not None:
        limit = end.cap * abs(value)
        away = max(-limit, min(limit, away))
    if end.least:  # cut off rather than rounded, or rounded and a tick late, whichever is further
        return value + max(away, end.least * g + end.ticks * tick) * scale
    return value + (away + end.ticks * tick) * scale
