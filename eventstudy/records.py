"""Frozen records that every stage passes on.

A record holds values and nothing else. Numbers reported in prose are `decimal.Decimal`, with the digits that were
written (``Decimal("69.20")`` knows that it was given to the cent); dates are `datetime.date`; moments are
`datetime.datetime`, aware where a time zone is known. `as_dict` gives any record as plain JSON values.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, Protocol

from eventstudy.display import Shown

Precision = Literal[
    "instant", "part_of_day", "day", "weekend", "week", "month", "quarter", "half_year", "year", "decade"
]
Kind = Literal["percent_change", "price_change", "point_change", "price_level", "extreme", "rank", "streak", "order"]
Direction = Literal["up", "down"]
Hedge = Literal[
    "exact", "about", "roughly", "nearly", "just_under", "just_over",
    "more_than", "less_than", "at_least", "at_most", "as_much_as",
]  # fmt: skip
Phase = Literal["premarket", "open", "intraday", "close", "overnight", "after_hours", "unspecified"]
Modality = Literal["asserted", "attributed", "forecast", "conditional", "opinion"]
Status = Literal["past", "future", "hypothetical"]
VerdictName = Literal[
    "confirmed", "confirmed_loose", "consistent", "direction_only", "contradicted",
    "ambiguous", "not_observable", "not_checkable", "internally_inconsistent", "data_problem",
]  # fmt: skip


class Progress(Protocol):
    """Called as the work goes on: the stage's name, how much is done, how much there is."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """Take note of `done` out of `total` in `stage`."""


@dataclass(frozen=True, slots=True)
class Window:
    """Closed window of sessions relative to day 0, ``Window(-1, 1)`` is three sessions."""

    first: int
    last: int

    def __len__(self) -> int:
        """Return the number of sessions."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        """Return the window as it stands in tables: ``(-1, 1)``."""
        return f"({self.first}, {self.last})"


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Closed span of calendar days."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Interval:
    """Interval of numbers; an end that is None is open towards infinity.

    `closed` says which ends belong to it: "nearly 70" is ``[69, 70)``, so ``closed="left"``.
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    closed: Literal["both", "left", "right", "neither"] = "both"


@dataclass(frozen=True, slots=True)
class Article(Shown):
    """One article: its text as published, and when that was.

    Offsets of every other record count code points of `text`: decoded, byte-order mark removed, CRLF to LF, header
    excluded, otherwise unchanged.
    """

    name: str
    """Path relative to the folder that was named; ``"-"`` for standard input, ``"text"`` for text given as such."""
    text: str
    sha256: str
    """Of the bytes that were read."""
    published: date | None = None
    published_at: datetime | None = None
    """The moment, aware, where it is known finer than the day."""
    published_from: Literal["stated", "given", "inferred"] | None = None
    inferred_from: tuple[str, ...] = ()
    """Names of the articles that the publication date was inferred from."""
    title: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class DateMention(Shown):
    """One date expression, and the closed interval of days it means."""

    article: str
    start: int
    end: int
    text: str
    first: date
    last: date
    precision: Precision
    not_after: datetime | None = None
    """For an instant or a part of a day: its last moment, aware where the passage tells the place, else naive."""
    tense: Literal["past", "future"] = "past"


@dataclass(frozen=True, slots=True)
class Mention:
    """The sentence of an article that tells an event."""

    article: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Event(Shown):
    """Something that happened, when, and where the articles say so."""

    event_id: str
    label: str
    start: date
    end: date
    precision: Precision
    mentions: tuple[Mention, ...] = ()
    not_after: datetime | None = None
    """Last moment by which it was public, where the articles tell it finer than the day; see `DateMention`."""
    status: Status = "past"
    note: str = ""
    """Disagreement between articles, how a pinned event was joined, or why it is not studied."""


@dataclass(frozen=True, slots=True)
class Pin:
    """An event as a study file names it: an id, a label, a day or a moment, and words its sentence must hold."""

    event_id: str
    label: str
    day: date
    moment: datetime | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportedMove(Shown):
    """One market move as an article reports it: one value of one instrument.

    `start`, `end` and `quote` are the words that carry the value ("up 1.3 percent", "a three-month high").
    """

    move_id: str
    group: str
    """Joins the moves of one statement: "up $3 to nearly $70" is two moves of one group."""
    article: str
    start: int
    end: int
    quote: str
    instrument: str
    candidates: tuple[str, ...]
    """Catalogue ids the instrument may be; one, where the words say it."""
    kind: Kind
    direction: Direction | None
    value: Decimal | None
    """Magnitude with the digits that were written; None for an extreme or a rank without an ordinal."""
    unit: str | None
    hedge: Hedge
    phase: Phase
    time: str | None
    """Clock time with its offset, ISO 8601 ("2020-01-03T11:00+00:00"), where the passage gives one."""
    date: date | None
    """The one session day meant."""
    window: DateSpan | None
    """Span of days an extreme, a rank or a longer change looks back over, the day itself excluded for an extreme."""
    modality: Modality
    confidence: float
    """Of the reading, between 0 and 1; says nothing about the market."""
    basis: tuple[str, ...] = ()
    """What the binding rests on: "instrument: same clause", "date: weekday in sentence" ..."""
    anchor: DateSpan | None = None
    """For "since September": the span that is counted from, itself excluded."""
    sentence: tuple[int, int] = (0, 0)
    """Offsets of the sentence the move stands in."""
    against: tuple[str, ...] = ()
    """For an order ("Exxon fell more than Chevron"): ids of the instrument that moved less; `direction` is that of the
    first, None where the words say none."""


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A row of prices that a verdict rests on."""

    series: str
    date: date
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    flag: str = ""
    time: datetime | None = None
    """When a bar inside the day begins; None for the row of a whole day."""
    source: str = ""
    """Which prices it is from; empty for those that the verdict names."""


@dataclass(frozen=True, slots=True)
class Verdict(Shown):
    """What prices say of one reported move."""

    move: ReportedMove
    verdict: VerdictName
    observed: Interval | None
    """What the prices show, in the unit of the move."""
    core: Interval | None
    """What the words mean, narrowly."""
    tolerant: Interval | None
    """What the words may still mean."""
    severity: float | None
    """Share of ordinary days before on which the same words would have passed; None where that cannot be said."""
    note: str
    """One sentence: why."""
    series: str | None = None
    """The series the verdict was taken on."""
    rows: tuple[PriceRow, ...] = ()
    arithmetic: tuple[str, ...] = ()
    """The steps from the rows to the observed interval, one line each."""
    variants: tuple[tuple[str, str], ...] = ()
    """Each other admissible reading and the verdict it gives."""
    source: str = ""
    """Which prices: name and the first digits of the hash."""
    likelihood: float | None = None
    """How many times likelier the words are to pass where they are right than on an ordinary day, at most 100."""
    robustness: tuple[int, int] | None = None
    """How many of the admissible variants give this verdict, and how many there are; None where nothing was compared.

    A variant is one choice each of source, instrument, reference and tolerance; `tried` lists them.
    """
    tried: tuple[tuple[str, VerdictName], ...] = ()
    """Each of these variants, the chosen one first, and the verdict it gives."""
    resolution: float | None = None
    """Width of what the words may mean by the width of what the prices show; None where prices show one number."""
    tolerances: str = ""
    """Which tolerances: version and the first digits of the hash."""
    needed: str = ""
    """What would decide a verdict that is left open; empty for one that is not."""


@dataclass(frozen=True, slots=True)
class Dropped(Shown):
    """Something that was found and could not be used, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the numbers come from: enough to make them again."""

    version: str
    inputs: tuple[tuple[str, str], ...]
    """Name and SHA-256 of every input."""
    settings: tuple[tuple[str, str], ...]
    libraries: tuple[tuple[str, str], ...]


def as_dict(record: object) -> Any:  # noqa: ANN401 - JSON values have no narrower type
    """Return a record, or any nest of records, as plain JSON values.

    Dates and moments become ISO 8601 text, decimals become numbers, those that are none (NaN) null, tuples lists.

    Examples
    --------
    >>> as_dict(Window(-1, 1))
    {'first': -1, 'last': 1}
    """
    if is_dataclass(record) and not isinstance(record, type):
        return {field.name: as_dict(getattr(record, field.name)) for field in fields(record)}
    if isinstance(record, date | datetime):
        return record.isoformat()
    if isinstance(record, Decimal):
        return float(record) if record.is_finite() else None
    if isinstance(record, tuple | list):
        return [as_dict(item) for item in record]
    if isinstance(record, dict):
        return {str(key): as_dict(value) for key, value in record.items()}
    return record
