"""The tests of many events asked of sums over them, where there are too many to be looked at one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.long_run import TESTS as LONG_RUN
from eventstudy.battery.many import parametric, ranks, signs
from eventstudy.battery.many.asked import Asked, answer_asked
from eventstudy.battery.many.judged import complete_sessions
from eventstudy.battery.outcome import Sample, nothing
from eventstudy.kernels.batch.dependence import dependence_of
from eventstudy.kernels.batch.sums import scaled_sums
from eventstudy.kernels.scores import Scores

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eventstudy.battery.many.asked import Finder, Holdings
    from eventstudy.battery.outcome import BatteryTest, Outcome, Settings
    from eventstudy.kernels.abnormal import Mask
    from eventstudy.kernels.batch.pairing import Paired
    from eventstudy.kernels.batch.records import Questions
    from eventstudy.kernels.batch.sums import Part, Sums
    from eventstudy.kernels.correlation import Dependence
    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.sample import Integers, WindowSample

AT_SIZE: Mapping[str, BatteryTest] = {
    test.name: test
    for test in (*parametric.TESTS, *ranks.TESTS, *signs.TESTS, *LONG_RUN)
    if test.name != "calendar_time"
}
"""The tests that sums are enough for, by name."""
_BESIDE: Mapping[str, BatteryTest] = {**AT_SIZE, **{test.name: test for test in LONG_RUN}}
"""The tests that sums are enough for with what is known of single observations."""
_STANDARDISED = ", each sample's residuals standardised over all its days, not over those a pair has in common"
_AMONG_ALL = (
    "on one date it ranks the sessions that every observation has, which sums over observations do not tell where some "
    "lack a session: ask for it of the returns in memory"
)


@dataclass(frozen=True, slots=True)
class SampleAtSize(Sample):
    """Observations that are known by their sums: `members` is empty."""

    dates: int = 0
    """Dates of day 0."""

    @property
    def one_date(self) -> bool:
        """Return whether all observations are of one date."""
        return self.dates <= 1


@dataclass(frozen=True, slots=True, eq=False)
class Singles:
    """What is known beside sums of observations that are not too many for it."""

    paired: Paired
    holdings: Holdings


@dataclass(frozen=True, slots=True, eq=False)
class AskedAtSize(Asked):
    """Sums over observations, and the settings that a test is to answer under.

    Attributes
    ----------
    totals : WindowSample
        Of the tested observations, in order.
    shares : array of shape (N,)
        Each one's share of residuals above zero.
    part : Part
    place : int
        Of the window.
    questions : Questions
    together : Dependence
        How far they move together.
    singles : Singles, or None
        What is known of them one by one.
    """

    totals: WindowSample
    shares: Array
    part: Part
    place: int
    questions: Questions
    together: Dependence
    singles: Singles | None

    @property
    def N(self) -> int:  # noqa: N802 - as econometrics writes it
        """Return how many observations there are."""
        return self.part.n

    @property
    def values(self) -> WindowSample:
        """Return CARs and standard errors."""
        return self.totals

    @property
    def dependence(self) -> Dependence:
        """Return how far the observations move together."""
        return self.together

    @property
    def standardised(self) -> str:
        """Return in words what r-bar differs by from the mean over pairs of their own days; nothing if it does not."""
        if self.singles is not None:
            return ""
        whole = self.sample.one_date and bool(np.isin(self.part.count[: self.questions.T], (0, self.N)).all())
        return "" if whole else _STANDARDISED

    @property
    def correlations(self) -> Array | None:
        """Return the correlations of the CARs; None where no pair has one of its own."""
        return None if self.singles is None else self.singles.paired.correlations

    @property
    def holdings(self) -> Holdings:
        """Return what a portfolio of the observations holds."""
        assert self.singles is not None  # noqa: S101 - else `calendar_time` is not asked for
        return self.singles.holdings

    @property
    def days_of_all(self) -> int:
        """Return on how many days every observation has a residual."""
        return int((self.part.pairs.count.sum(axis=0) == self.N).sum())

    @property
    def residual_scores(self) -> Scores:
        """Return the residuals added up by session of event time."""
        return self._scores(self.part.residual.sum(axis=0), self._places()[0])

    @property
    def positive(self) -> float:
        """Return the mean over observations of the share of their residuals above zero."""
        return float(self.shares.mean())

    @property
    def complete(self) -> tuple[Mask, Mask]:
        """Return which sessions of the sample, and which other sessions of the event window, every observation has."""
        every = self.part.count == self.N
        sample, rest, _ = self._places()
        return every[sample], every[rest]

    def ranked(self, kept: Mask | None = None) -> tuple[Scores, Scores]:
        """Return the scaled ranks of the untested sessions, all or those kept, and of the tested ones."""
        sample, rest, window = self._places()
        total, history = scaled_sums(self.part.rank, self.part.count), np.concatenate([sample, rest])
        history = history if kept is None else history[kept]
        return self._scores(total, history), self._scores(total, window)

    def signed(self, kept: Mask) -> tuple[Scores, Scores]:
        """Return the signs around each observation's median, of sessions of the sample and of the tested ones."""
        sample, _, window = self._places()
        total = self.part.sign[self.place]
        return self._scores(total, sample[kept]), self._scores(total, window)

    def granked(self, kept: Mask | None = None) -> tuple[Scores, Integers]:
        """Return the ranks of standardised residuals and, last, the cumulative day, and each observation's sessions."""
        total = scaled_sums(
            self.part.grank[:, self.place], np.append(self.part.count[: self.questions.T], self.N)
        )  # fmt: skip
        sample = self._places()[0]
        sample = sample if kept is None else sample[kept]
        spread = np.std(self.totals.scar, ddof=1) if self.N > 1 else 0.0
        count = np.append(self.part.count[sample], self.N) * int(spread > 0.0)
        T, least = self.totals.T, self.totals.T[0]
        n: Integers = np.broadcast_to(np.int64(least) + 1, T.size) if (least == T).all() else T.astype(np.int64) + 1
        return Scores(np.append(total[sample], total[-1]), count), n

    def _places(self) -> tuple[Integers, Integers, Integers]:
        """Return the places of the sample's sessions, the untested and the tested ones of the event window."""
        T, here = self.questions.T, self.questions.slice_of((self.sample.first, self.sample.last))
        event = np.arange(T, T + self.questions.L)
        return np.flatnonzero(self.part.count[:T]), np.delete(event, here), event[here]

    def _scores(self, total: Array, places: Integers) -> Scores:
        return Scores(total[places], self.part.count[places])


def outcomes_from(
    *,
    sums: Sums,
    questions: Questions,
    window: tuple[int, int],
    totals: WindowSample,
    positive: Array,
    k: int,
    settings: Settings,
    tests: Iterable[str] | None = None,
    notes: tuple[str, ...] = (),
    singles: Singles | None = None,
) -> list[Outcome]:
    """Return what the tests of many events say over a window, as `battery.evaluate` does, from sums over the events.

    The numbers are those of the tests asked of the events themselves, but for two: the correlation between events of
    different days 0 or with gaps (`batch.dependence.dependence_of`), which is not that of each pair over its own days,
    and of which notes say so; and the sizes of up to 100 events in notes, which are those of equal correlations. On one
    date with gaps the tests that rank the sessions that all observations have are not made: sums know ranks among all.

    Parameters
    ----------
    sums
        Of all events.
    questions
        What they were asked.
    window
        One of its windows.
    totals
        `batch.totals` of the events tested over the window, in their order.
    positive : array of shape (N,)
        Their shares of residuals above zero, ``Estimates.positive``.
    k
        Parameters of the model.
    settings
        Level, alternative.
    tests
        Names; without them all of `AT_SIZE`.
    notes
        Who was left out, and why.
    singles
        What is known of the events one by one. With it, events of several dates have the numbers and the notes of the
        tests asked of the events themselves without exception, and `calendar_time` is made too.

    Returns
    -------
    list of Outcome
        In the order of `AT_SIZE`; `calendar_time` comes last.
    """
    asked = asked_from(
        sums=sums, questions=questions, window=window, totals=totals, positive=positive, settings=settings,
        notes=notes, singles=singles,
    )  # fmt: skip
    known = AT_SIZE if singles is None else _BESIDE
    wanted = [known[name] for name in known if tests is None or name in set(tests)]
    if asked is None:
        empty = Sample((), *window, notes=notes)
        found = [nothing(test.name, empty, ["no observation is left"]) for test in wanted]
        return [replace(one, length=empty.length) for one in found]
    return [_answered(test, asked, k) for test in wanted]


def asked_from(
    *,
    sums: Sums,
    questions: Questions,
    window: tuple[int, int],
    totals: WindowSample,
    positive: Array,
    settings: Settings,
    notes: tuple[str, ...] = (),
    singles: Singles | None = None,
) -> AskedAtSize | None:
    """Return what tests are asked of; None where no event is tested over the window. See `outcomes_from`."""
    place = questions.windows.index(window)
    part = sums.over(place)
    if part is None:
        return None
    sample = SampleAtSize((), *window, notes=notes, dates=part.pairs.zero.size)
    together = dependence_of(pairs=part.pairs, window=place) if singles is None else singles.paired.dependence
    return AskedAtSize(sample, settings, totals, positive, part, place, questions, together, singles)


def _answered(test: BatteryTest, asked: AskedAtSize, k: int) -> Outcome:
    """Return what a test says, with what every answer says of itself."""
    if _among_some(test.name, asked):
        outcome = replace(nothing(test.name, asked.sample, [_AMONG_ALL]), estimate=float(asked.totals.car.mean()))
    else:
        outcome = answer_asked(test.name, _finder(test), asked)
    return replace(
        outcome,
        n_events=asked.N,
        length=asked.sample.length,
        k=k,
        dof=float(asked.totals.dof.min()),
        rbar=asked.together.rbar,
        n_pairs=asked.together.pairs,
        variance=test.variance,
        alternative=asked.settings.alternative,
        seed=asked.settings.seed,
    )


def _among_some(name: str, asked: AskedAtSize) -> bool:
    """Return whether a test ranks the sessions that all observations have, and some lack others."""
    sample, rest = asked.complete
    taken = {"corrado_zivney": np.concatenate([sample, rest]), "corrado_zivney_sign": sample, "grank_t": sample}
    return name in taken and not complete_sessions(asked, taken[name])[0].all()


def _finder(test: BatteryTest) -> Finder:
    """Return what computes a test, without what gathers its observations."""
    assert isinstance(test.run, partial)  # noqa: S101 - each is made of `answer`, a name and a finder
    finder: Finder = test.run.args[1]
    return finder
