"""What a study in blocks is asked: the arguments of `run_study` that it knows, for any stretch of its series."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from eventstudy.study.run import WINDOWS, run_study

if TYPE_CHECKING:
    import pandas as pd

    from eventstudy.records import Window
    from eventstudy.results import StudyResult

    Names = str | Sequence[str]
    Span = Window | tuple[int, int]


@dataclass(frozen=True, slots=True)
class FileSettings:
    """Arguments of `run_study`, of the same names, and what is asked of files.

    ``returns`` is the kind of the returns, ``"simple"`` or ``"log"``; ``dividends``, whether they are added back to
    returns that are formed from closes; ``groups`` a column of the events; ``tests`` the names of the tests wanted.
    """

    model: Names | Mapping[str, Names] = "market"
    benchmark: str | Mapping[str, str] | None = None
    factors: Any = field(default=None, compare=False)
    peer: str | Mapping[str, str] | None = None
    alpha: str = "keep"
    estimation: Span = (-250, -11)
    event: Span = (-5, 5)
    windows: Sequence[Span] = WINDOWS
    overlap: str = "exclude"
    closed: str = "next"
    min_estimation: int = 30
    calendars: Mapping[str, str | None] | None = None
    flagged: Mapping[str, str] | None = None
    alternative: str = "two-sided"
    level: float = 0.05
    seed: int = 0
    groups: str | None = None
    tests: Sequence[str] | None = None
    returns: str = "simple"
    dividends: bool = True
    engine: str = "numpy"

    def beside(self) -> tuple[str, ...]:
        """Return the series that models set beside others."""
        named = [[one] if isinstance(one, str) else list((one or {}).values()) for one in (self.benchmark, self.peer)]
        return tuple(dict.fromkeys(name for names in named for name in names))

    def of(self, names: Collection[str]) -> FileSettings:
        """Return the settings of a stretch of the series."""
        return replace(
            self,
            model=_only(self.model, names),
            benchmark=_only(self.benchmark, names),
            peer=_only(self.peer, names),
            calendars=_only(self.calendars, names),
        )

    def plain(self) -> dict[str, Any]:
        """Return what the numbers of blocks hang on, as JSON values; the factors are told apart."""
        held = asdict(replace(self, factors=None))
        return {name: _plain(value) for name, value in held.items() if name not in {"factors", "tests"}}

    def run(self, events: pd.DataFrame, table: pd.DataFrame, groups: str | None = None) -> StudyResult:
        """Return the study of some events."""
        return run_study(
            events,
            table,
            model=self.model,
            benchmark=self.benchmark,
            factors=self.factors,
            peer=self.peer,
            alpha=self.alpha,
            estimation=self.estimation,
            event=self.event,
            windows=self.windows,
            overlap=self.overlap,
            closed=self.closed,
            min_estimation=self.min_estimation,
            calendars=self.calendars,
            flagged=self.flagged,
            alternative=self.alternative,
            level=self.level,
            seed=self.seed,
            groups=groups,
            engine=self.engine,
        )


def _only(value: Any, names: Collection[str]) -> Any:  # noqa: ANN401 - any of several forms
    """Return a mapping by series without those of other series; anything else as it is."""
    return {name: one for name, one in value.items() if name in names} if isinstance(value, Mapping) else value


def _plain(value: Any) -> Any:  # noqa: ANN401 - any of several forms
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
