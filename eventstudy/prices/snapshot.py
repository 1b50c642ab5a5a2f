"""The shipped prices: one table, and a manifest that vouches for its bytes."""

from __future__ import annotations

import hashlib
import io
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.errors import SnapshotError
from eventstudy.prices.files.notation import exact_floats
from eventstudy.prices.table import COLUMNS

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["manifest", "read_snapshot"]


def read_snapshot(folder: Traversable | None = None) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the shipped prices and their provenance, after their hash was compared with the manifest's.

    Parameters
    ----------
    folder
        Where ``prices.csv`` and ``manifest.toml`` lie; the package's own by default.

    Returns
    -------
    prices : pandas.DataFrame
        Tidy, every series, see `eventstudy.prices.load_prices`.
    provenance : dict
        Plain JSON values.

    Raises
    ------
    SnapshotError
        If a file is missing, the manifest cannot be read, or the bytes differ from what it names.

    Examples
    --------
    >>> prices, provenance = read_snapshot()
    >>> len(prices), provenance["vendor"][:13]
    (2730, 'public tables')
    """
    where = _home() if folder is None else folder
    told = manifest(where)
    try:
        data = where.joinpath("prices.csv").read_bytes()
    except OSError as error:
        raise SnapshotError(f"the price snapshot has no prices.csv ({error}): install the package again") from error
    found, promised = hashlib.sha256(data).hexdigest(), told["sha256"]
    if found != promised:
        raise SnapshotError(
            f"the price snapshot is not what its manifest names (SHA-256 {found[:12]}..., not {promised[:12]}...): "
            "install the package again, or give your own prices with source=PATH"
        )
    provenance = {
        "source": "snapshot",
        "sha256": found,
        "retrieved": None,
        "vendor": told["vendor"],
        "dropped": [],
        "series": told["series"],
        "rolls": told["rolls"],
    }
    return _parse(data), provenance


def manifest(folder: Traversable | None = None) -> dict[str, Any]:
    """Return what the manifest says: hash, vendor, and unit, span and description of each series.

    Raises
    ------
    SnapshotError
        If it is missing or cannot be read.

    Examples
    --------
    >>> manifest()["series"]["brent"]["unit"]
    'USD a barrel'
    """
    where = _home() if folder is None else folder
    try:
        told = tomllib.loads(where.joinpath("manifest.toml").read_text(encoding="utf-8"))
        missing = {"sha256", "vendor", "series", "rolls"} - told.keys()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SnapshotError(f"the manifest of the price snapshot cannot be read ({error}): install again") from error
    if missing:
        raise SnapshotError(f"the manifest of the price snapshot lacks {', '.join(sorted(missing))}: install again")
    return told


def _home() -> Traversable:
    return files("eventstudy").joinpath("data", "snapshot")


def _parse(data: bytes) -> pd.DataFrame:
    return _parsed(data).copy()


@cache
def _parsed(data: bytes) -> pd.DataFrame:
    table = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    for name in ("open", "high", "low", "close", "volume", "dividend"):
        table[name] = exact_floats(table[name])
    table["date"] = pd.to_datetime(table["date"], format="%Y-%m-%d").astype("datetime64[ns]")
    table["dividend"] = table["dividend"].fillna(0.0)
    return table[COLUMNS]
