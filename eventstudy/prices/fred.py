"""Prices from FRED, the data base of the Federal Reserve Bank of St. Louis: one figure a day."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.errors import MissingPrices
from eventstudy.prices.feed import ROWS, Fetched, utc_now
from eventstudy.remote import PAUSES, WHOLE, fred

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

__all__ = ["Fred"]


@dataclass(frozen=True, slots=True)
class Fred:
    """FRED, asked series by series.

    Parameters
    ----------
    session
        A session of the requests library to ask through; by default a new one.
    timeout, pauses, sleep, whole
        See `eventstudy.remote.fred`.
    clock
        Gives the present moment.
    """

    session: Any = None
    timeout: float = 30.0
    pauses: Sequence[float] = PAUSES
    sleep: Callable[[float], object] = time.sleep
    clock: Callable[[], datetime] = utc_now
    whole: float = WHOLE
    name: str = "fred"
    vendor: str = "FRED, Federal Reserve Bank of St. Louis"

    def fetch(self, ticker: str, first: date, last: date) -> Fetched:
        """Return a row with a close for each day FRED has a figure of.

        Raises
        ------
        SourceUnavailable, MissingPrices, UsageError
            As `eventstudy.remote.fred`; MissingPrices also where there is no figure between `first` and `last`.
        """
        told = fred(
            ticker, first, last, session=self.session, timeout=self.timeout, pauses=self.pauses, sleep=self.sleep,
            whole=self.whole,
        )  # fmt: skip
        figures = told[ticker].replace([np.inf, -np.inf], np.nan).dropna()
        if figures.empty:
            raise MissingPrices(f"FRED has no figures of {ticker!r} from {first} to {last}")
        rows = pd.DataFrame({"date": figures.index.to_numpy(), "close": figures.to_numpy()}).reindex(columns=ROWS)
        return Fetched(rows.assign(dividend=0.0, split=0.0), currency=None, zone=None)
