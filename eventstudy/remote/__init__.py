"""Tables on the network: FRED, Ken French's data library. The one user of pandas-datareader.

Nothing is read that is not asked for by name. The library is an extra:
``pip install "eventstudy-toolkit[data]"``.
"""

from __future__ import annotations

import hashlib
import time
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.errors import MissingPrices, PriceError, SourceUnavailable, UsageError
from eventstudy.remote.waiting import PAUSES, WHOLE, Endless, Taken, patiently, within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from types import ModuleType

    import requests

__all__ = ["PAUSES", "WHOLE", "fred", "french", "patiently"]

_EARLIEST = "1900-01-01"
_TIMEOUT = 30.0
_DONE, _NOT_FOUND, _RATE_LIMIT, _FAULTY = 200, 404, 429, 500
_SHOWN = 120
_FRED, _FRENCH = "FRED", "Ken French's data library"


def french(
    name: str = "F-F_Research_Data_Factors_daily",
    *,
    session: requests.Session | None = None,
    timeout: float = _TIMEOUT,
    pauses: Sequence[float] = PAUSES,
    sleep: Callable[[float], object] = time.sleep,
    whole: float = WHOLE,
) -> pd.DataFrame:
    """Return daily factors as Ken French's data library publishes them.

    Parameters
    ----------
    name
        Of the library's file, without ``_CSV.zip``: ``"F-F_Research_Data_Factors_daily"``,
        ``"F-F_Research_Data_5_Factors_2x3_daily"``, ``"F-F_Momentum_Factor_daily"``.
    session
        A session of the requests library to ask through, for a proxy say.
    timeout
        Seconds to wait for an answer, or for more of it.
    pauses, sleep
        See `patiently`.
    whole
        Seconds that the whole of an answer may take.

    Returns
    -------
    pandas.DataFrame
        Days x factors, from the first day the library has, in per cent; columns named as published (``Mkt-RF SMB HML
        RF``); a missing factor stands as published, -99.99. ``.attrs["provenance"]`` has source and the file's SHA-256.

    Raises
    ------
    UsageError
        If pandas-datareader is not installed.
    MissingPrices
        If the library has no such file.
    SourceUnavailable
        If it does not answer, or the answer is no daily table.
    """
    library, _ = _readers()
    patience = _Patience(pauses, sleep, whole)
    with _recorded(session) as record:

        def ask() -> pd.DataFrame:
            reader = library.FamaFrenchReader(
                symbols=name, start=_EARLIEST, session=record.session, retry_count=0, pause=0.0, timeout=timeout
            )
            tables = reader.read()
            return pd.DataFrame(tables[0])

        table = _asked(ask, record, patience, source=_FRENCH, what=name)
    if not isinstance(table.index, pd.PeriodIndex) or table.index.freqstr != "D" or table.empty:
        raise SourceUnavailable(
            f"{_FRENCH} answered {name} with no daily table: ask for a file whose name ends in _daily"
        )
    table.index = table.index.to_timestamp().astype("datetime64[ns]").rename("date")
    table.columns = pd.Index([str(column).strip() for column in table.columns])
    table.attrs = {"provenance": {"source": f"{_FRENCH}: {name}", "sha256": record.digest.hexdigest()}}
    return table


def fred(
    names: str | Sequence[str],
    start: date | str | None = None,
    end: date | str | None = None,
    *,
    session: requests.Session | None = None,
    timeout: float = _TIMEOUT,
    pauses: Sequence[float] = PAUSES,
    sleep: Callable[[float], object] = time.sleep,
    whole: float = WHOLE,
) -> pd.DataFrame:
    """Return daily series of FRED, the data base of the Federal Reserve Bank of St. Louis.

    Parameters
    ----------
    names
        FRED's own names: ``"DCOILBRENTEU"`` (Brent, spot), ``"SP500"``, ``"DJIA"``.
    start, end
        First and last day, both included; None for all there is.
    session, timeout, pauses, sleep, whole
        As of `french`.

    Returns
    -------
    pandas.DataFrame
        Days x series, floats; NaN where FRED has a day without a figure. ``.attrs["provenance"]`` has source and
        SHA-256 of what was answered.

    Raises
    ------
    UsageError
        If pandas-datareader is not installed, or no series is named.
    MissingPrices
        If FRED has no series of that name.
    SourceUnavailable
        If it does not answer, or the answer is no table of figures by day.
    """
    asked = [names] if isinstance(names, str) else list(names)
    if not asked:
        raise UsageError("no series of FRED named: name at least one, as 'DCOILBRENTEU'")
    _, library = _readers()
    patience = _Patience(pauses, sleep, whole)
    with _recorded(session) as record:

        def ask(name: str) -> pd.DataFrame:
            dates = {"start": start or _EARLIEST, "end": end}
            reader = library.FredReader(
                name, **dates, session=record.session, retry_count=0, pause=0.0, timeout=timeout
            )
            table = pd.DataFrame(reader.read())
            header = record.body.partition(b"\n")[0].decode("ascii", "replace").strip().upper()
            if not header.endswith(f"DATE,{name.upper()}"):  # the library puts the name asked for above any figures
                raise ValueError("no header of dates and this series")
            return table.set_axis(pd.DatetimeIndex(table.index, name="date")).astype("float64")

        parts = [_asked(partial(ask, name), record, patience, source=_FRED, what=name) for name in asked]
    table = pd.concat(parts, axis=1)
    table.index = pd.DatetimeIndex(table.index).astype("datetime64[ns]").rename("date")
    table.attrs = {"provenance": {"source": f"{_FRED}: {', '.join(asked)}", "sha256": record.digest.hexdigest()}}
    return table


@dataclass(frozen=True, slots=True)
class _Patience:
    """How long to wait before each further request, how, and how long for the whole of an answer."""

    pauses: Sequence[float]
    sleep: Callable[[float], object]
    whole: float


@dataclass(slots=True)
class _Record:
    """A session, and what came through it: the last status and body, and the hash of the bodies used."""

    session: requests.Session
    status: int | None = None
    body: bytes = b""
    digest: Any = field(default_factory=hashlib.sha256)

    def note(self, response: requests.Response, *_: object, **__: object) -> None:
        """Take note of an answer; it is read whole first, since one that breaks off is none."""
        response.raw = Taken(response.raw)
        self.body = response.content
        self.status = response.status_code


@contextmanager
def _recorded(session: requests.Session | None) -> Iterator[_Record]:
    """Give a session whose answers are noted, and leave it as it was."""
    import requests  # noqa: PLC0415 - comes with the extra, and only who asks the network loads it

    record = _Record(requests.Session() if session is None else session)
    record.session.hooks["response"].append(record.note)
    try:
        yield record
    finally:
        record.session.hooks["response"].remove(record.note)


def _readers() -> tuple[ModuleType, ModuleType]:
    """Return the modules that read Ken French's data library and FRED."""
    try:
        from pandas_datareader import famafrench, fred  # noqa: PLC0415 - an extra, loaded only where it is asked for
    except ImportError as error:
        raise UsageError(
            "reading FRED or Ken French's data library needs pandas-datareader, which is not installed "
            f"({error}): "
            'pip install "eventstudy-toolkit[data]", or give a file'
        ) from error
    return famafrench, fred


def _asked(
    ask: Callable[[], pd.DataFrame], record: _Record, patience: _Patience, *, source: str, what: str
) -> pd.DataFrame:
    """Return an answer, its bytes added to the hash; say in one line why there is none."""

    def fresh() -> pd.DataFrame:
        record.status, record.body = None, b""
        return within(patience.whole, ask)

    def passing(error: Exception) -> bool:
        if not isinstance(error, OSError) or isinstance(error, Endless):
            return False
        if record.status is None:  # where there is no network at all, waiting is no use
            return any(word in str(error) for word in ("timed out", "broken"))
        return record.status in {_DONE, _RATE_LIMIT} or record.status >= _FAULTY

    try:
        table = patiently(fresh, passing=passing, pauses=patience.pauses, sleep=patience.sleep, who=source)
    except (OSError, ValueError, TypeError, LookupError, AttributeError, zipfile.BadZipFile) as error:
        raise _explained(error, record.status, source=source, what=what) from error
    record.digest.update(record.body)
    return table


def _explained(error: Exception, status: int | None, *, source: str, what: str) -> PriceError:
    """Return the error that says what was asked, what came back, and what would work."""
    if status == _NOT_FOUND:
        return MissingPrices(f"{source} has nothing named {what!r}: look its name up there, letter by letter")
    if isinstance(error, Endless):
        reason, cure = str(error), "wait some minutes"
    elif status is None:
        reason, cure = f"does not answer ({_short(error)})", "see whether the network is there"
    elif status == _RATE_LIMIT:
        reason, cure = "limits how often it may be asked (429)", "wait some minutes"
    elif status >= _FAULTY:
        reason, cure = f"is out of order ({status})", "wait some minutes"
    elif status == _DONE:
        reason, cure = "answered what is no table", "look whether the name is right"
    else:
        reason, cure = f"refuses ({status})", "see whether the network lets it through"
    return SourceUnavailable(f"{source} was asked for {what}; it {reason}: {cure}, and try again, or give a file")


def _short(error: Exception) -> str:
    """Return the end of an error's last line, where libraries put the cause."""
    lines = str(error).strip().splitlines()
    return lines[-1].rsplit(": ", 1)[-1].rstrip("\"')")[:_SHOWN] if lines else type(error).__name__
