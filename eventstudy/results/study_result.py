"""StudyResult: the estimates and tests of a study, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventstudy.records import as_dict
from eventstudy.results import (
    advice,
    averages,
    choice,
    families,
    observed,
    pooled,
    regressions,
    resampled,
    shown,
    telling,
)
from eventstudy.results.windows import as_windows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from eventstudy.cross_section import BenchmarkRegression, Regression
    from eventstudy.kernels.observation import Observation
    from eventstudy.records import Dropped, Provenance
    from eventstudy.report.figures.canvas import Figure
    from eventstudy.report.figures.layout import Size
    from eventstudy.results.design import Design

    End = int | None
    Name = str | None

AUTO = pooled.AUTO


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StudyResult:
    """What a study found. Tables hold fractions; an observation is one event of one series under one model.

    Every method that takes a window raises `WindowError` where it is not inside the event window, and `UsageError`
    where its ends are no whole numbers or another argument is not allowed; without a window it takes the first of those
    the study was asked for (`car` alone: see there). Where a table may be made `by` ``"event"``, ``"series"`` or
    ``"group"``, None takes all observations together, and `model` names the model; without it each series stands with
    its main one. Of more than 20,000 observations estimated in blocks none is looked at by itself, which
    takes milliseconds for each: ``by="event"``, `volatility`, `regress_benchmark`, and `adjusted` without an event
    raise `UsageError`.

    Attributes
    ----------
    observations
        In the order of events, series and models.
    dropped
        What was found and could not be studied, and why.
    settings
        The choices the study was made with.
    provenance
        Where the numbers come from.
    untreated
        Series that the events did not touch, one observation for each event, for placebo tests.
    attributes
        Further columns of the events table by event_id and series, for regressions.

    Examples
    --------
    >>> import pandas as pd
    >>> from eventstudy.study import run_study
    >>> days = pd.bdate_range("2019-01-01", periods=12)
    >>> returns = pd.DataFrame({"a": [0.01, -0.01] * 5 + [0.03, 0.02]}, index=days)
    >>> events = pd.DataFrame({"series": ["a"], "date": [days[10]]})
    >>> window = {"estimation": (-10, -1), "event": (0, 1), "windows": [(0, 1)], "min_estimation": 10}
    >>> result = run_study(events, returns, model="mean", **window)
    >>> result.car(0, 1)[["car", "se", "df", "n_window"]].round(4).to_dict("records")
    [{'car': 0.05, 'se': 0.0163, 'df': 9.0, 'n_window': 2}]
    >>> result.tests(0, 1, by="event", tests=["t", "sq"])[["test", "valid"]].to_dict("records")
    [{'test': 'sq', 'valid': False}, {'test': 't', 'valid': True}]
    """

    observations: Sequence[Observation]
    dropped: list[Dropped]
    settings: Design
    provenance: Provenance
    untreated: tuple[Observation, ...] = ()
    attributes: pd.DataFrame | None = None

    @property
    def design(self) -> dict[str, Any]:
        """Return the choices the study was made with, as plain JSON values."""
        design: dict[str, Any] = as_dict(self.settings)
        return design

    def ar(self) -> pd.DataFrame:
        """Return abnormal returns, observations by relative sessions; NaN where a session has none."""
        return observed.wide(self)

    def sar(self) -> pd.DataFrame:
        """Return abnormal returns over their standard errors as forecasts, observations by relative sessions."""
        return observed.wide(self, standardised=True)

    def car(self, first: End = None, last: End = None) -> pd.DataFrame:
        """Return the cumulative abnormal return of each observation over any window inside the event window.

        Columns: ``event_id series model day0 first last car se t df p low high n_estimation n_window flag note``.
        `day0` is the session taken for day 0. `car` sums the returns that are there, `n_window` counts them; it is NaN,
        and `note` says why, where day 0 has no return or the window runs past the data. `se` is from the forecast
        covariance, t has T - k degrees of freedom; p is for the study's alternative, `low` and `high` are two-sided.
        Without a window each event has its own, as its row of the events table names it, else the event window.
        """
        windows = None if first is None and last is None else [choice.inside(self.settings, first, last)]
        return observed.cars(self, windows)

    def scar(self, first: End = None, last: End = None) -> pd.DataFrame:
        """Return each CAR over its standard error: as `car`, with ``scar`` in its place."""
        return observed.scars(self, [choice.inside(self.settings, first, last)])

    def bhar(self, first: End = None, last: End = None) -> pd.DataFrame:
        """Return the buy-and-hold abnormal return of each observation over a window: returns compounded, not summed.

        Columns: ``event_id series model day0 first last bhar n_window flag note``; NaN as in `car`.
        """
        return observed.bhars(self, [choice.inside(self.settings, first, last)])

    def paths(self) -> pd.DataFrame:
        """Return the CAR from the first session of the event window to each, with its interval.

        Columns: ``event_id series model session date car se low high flag``.
        """
        return observed.paths(self)

    def aar(self, by: Name = None, model: Name = None) -> pd.DataFrame:
        """Return the average abnormal return of each session of the event window.

        Columns: ``model session n estimate se df low high median positive band note``, and before them ``event_id``,
        ``series`` or ``group``. Averages are weighted as the events are; `positive` is a share, and `median` and it are
        unweighted. `band` says where the interval comes from: the ``"cross-section"``, with N - 1 degrees of freedom;
        the spread between ``"dates"``, where some share theirs, with one less than these; or on one date the ``"time
        series"`` of the portfolio before the event.
        """
        return pooled.averaged(self, choice.sessions(self.settings), by, model, averages.AAR)

    def caar(
        self, first: End = None, last: End = None, by: Name = None, model: Name = None, *, own: bool = False
    ) -> pd.DataFrame:
        """Return the average CAR over a window: columns as `aar`, with ``first last`` in the place of ``session``.

        With `own`, each event's CAR is over the window that its row of the events table names, else the event window;
        ``first`` and ``last`` are then the widest of these. Tests are of windows that all events share.
        """
        if own:
            return pooled.own_averages(self, by, model, first, last)
        return pooled.averaged(self, [choice.inside(self.settings, first, last)], by, model, averages.CAAR)

    def average_paths(self, by: Name = None, model: Name = None) -> pd.DataFrame:
        """Return the average CAR from the first session of the event window to each, as `caar`."""
        return pooled.averaged(self, choice.sessions(self.settings, whole=True), by, model, averages.CAAR)

    def differences(self, first: End = None, last: End = None, model: Name = None) -> pd.DataFrame:
        """Return the difference between each two groups: Welch's t, the rank sum, and on one date a portfolio.

        Columns: ``group_a group_b model first last n_a n_b estimate se low high test statistic df p min_p valid note``.
        `estimate` is the difference of mean CARs, for the rank sum the median of all differences.
        """
        return pooled.differences(self, [choice.inside(self.settings, first, last)], model)

    def models(self) -> pd.DataFrame:
        """Return the fitted model of each observation.

        Columns: ``event_id series model benchmark alpha beta sigma n_estimation k df first_estimation last_estimation
        options note``, and ``beta_<factor>`` after `beta` for each further factor; `sigma` has T - k degrees of
        freedom. Before `options` stand, where some model has them, ``lags``, ``lookback``, ``hac_lags`` (of Newey and
        West), and of a GARCH ``omega`` (squared returns) ``a b`` and ``fallback``, why least squares stand in its
        place.
        """
        return observed.models(self)

    def tests(
        self,
        first: End = None,
        last: End = None,
        by: Name = None,
        model: Name = None,
        adjust: Name = None,
        tests: Sequence[str] | None = None,
        alternative: str | None = None,
        portfolio: str = "weights",
        draws: int = choice.DRAWS,
    ) -> pd.DataFrame:
        """Return the tests of the mean abnormal return over a window.

        Columns: ``event_id model test first last estimate se statistic df p min_p mde n_events n_estimation n_reference
        length k dof rbar n_pairs variance alternative seed returns overlap closed valid primary note``; before them
        ``series`` or ``group`` where these are asked for. ``returns`` are simple or log, ``overlap`` and ``closed`` the
        study's rules. A test that cannot be valid here has ``valid=False`` and the reason in `note`.

        Parameters
        ----------
        adjust
            ``"holm"``, ``"bh"`` or ``"by"``: adds ``p_adjusted``, for each test over its valid rows.
        tests
            Names of tests; all without it.
        alternative
            ``"two-sided"``, ``"greater"`` or ``"less"``; the study's without it.
        portfolio
            Weights of ``"portfolio_t"``: ``"weights"``, those of the events, or ``"sar"``, 1/s of each series.
        draws
            Of ``"mvrm_bootstrap"`` and ``"unit_placebo"``, from 19 to a million.
        """
        windows = [choice.inside(self.settings, first, last)]
        settings = choice.settings_of(self.settings, alternative, portfolio, draws)
        return pooled.outcomes(self, windows, by, model, adjust, tests, settings)

    def recommended(self, first: End = None, last: End = None, by: Name = None, model: Name = None) -> pd.DataFrame:
        """Return the tests that are valid here, best first, and why; those that are not stand last with their reason.

        Columns: ``rank test p valid why``, and before them ``event_id``, ``series`` or ``group``; rank is missing for a
        test that is not valid.
        """
        return advice.recommended(self, choice.inside(self.settings, first, last), by, model)

    def adjusted(
        self,
        event_id: str | None = None,
        windows: Sequence[object] | None = None,
        method: str = "westfall_young",
        model: Name = None,
    ) -> pd.DataFrame:
        """Return p-values of the family windows x series of each event, adjusted for its size.

        Columns: ``event_id series model first last car statistic p p_adjusted method n_family n_reference valid note``.

        Of one event, or without a name of each; over `windows` inside the event window, or those of the study. The
        method ``"westfall_young"`` takes the largest of the family on each ordinary date, all series moved together;
        ``"holm"``, ``"bh"`` and ``"by"`` each one's own t test.
        """
        return families.adjusted(self, event_id, windows, method, model)

    def volatility(self, first: End = None, last: End = None) -> pd.DataFrame:
        """Return the abnormal volatility of each observation over a window.

        Columns: ``event_id series model day0 first last ratio statistic p min_p n_reference f df1 df2 p_f n_window
        valid note``. `ratio` is the mean squared abnormal return over what the sample implies; `p` its rank among
        ordinary windows in units of the forecast on the eve; `p_f` the F test, which is for normal returns only.
        """
        return observed.volatilities(self, [choice.inside(self.settings, first, last)])

    def resampled(
        self,
        windows: Sequence[object] | None = None,
        by: Name = None,
        model: Name = None,
        cluster: str = "date",
        draws: int = choice.DRAWS,
        alternative: str | None = None,
    ) -> pd.DataFrame:
        """Return the mean CAR over windows tested by resampling: signs flipped, and events drawn again.

        Columns: ``model first last test cluster estimate statistic p p_adjusted min_p n_events n_clusters n_reference
        valid note``, and before them ``event_id``, ``series`` or ``group``. ``"sign_flip"`` turns the signs of whole
        clusters, for CARs that are symmetric about zero; `p_adjusted` is then by Westfall and Young over the windows of
        a group, which keep their correlation. ``"bootstrap"`` draws clusters with replacement and divides each draw by
        its own standard error. Draws are made in blocks, each seeded by itself from the study's seed.

        Parameters
        ----------
        windows
            Inside the event window; without it those of the study.
        cluster
            What is independent: ``"date"``, all events whose windows share days, one after another; or each
            ``"event"``.
        draws
            From 19 to a million. Where there are no more sign patterns than that, each counts once.
        alternative
            The study's without it.
        """
        asked = self.settings.windows if windows is None else as_windows(windows)
        spans = [choice.inside(self.settings, window.first, window.last) for window in asked]
        settings = choice.settings_of(self.settings, alternative, draws=draws)
        return resampled.resampled(self, spans, by, model, settings, cluster)

    def skewness(
        self, first: End = None, last: End = None, by: Name = None, model: Name = None, draws: int = choice.DRAWS
    ) -> pd.DataFrame:
        """Return tests of the mean CAR that allow for skewness: plain t, Hall's, Johnson's, and Johnson's by bootstrap.

        Columns: ``model first last test estimate statistic df p min_p skewness n_events n_reference valid note``, and
        before them ``event_id``, ``series`` or ``group``.
        """
        settings = choice.settings_of(self.settings, draws=draws)
        return pooled.skewed(self, choice.inside(self.settings, first, last), by, model, "car", settings)

    def bhar_tests(
        self, first: End = None, last: End = None, by: Name = None, model: Name = None, draws: int = choice.DRAWS
    ) -> pd.DataFrame:
        """Return the tests of `skewness` for the mean buy-and-hold abnormal return."""
        settings = choice.settings_of(self.settings, draws=draws)
        return pooled.skewed(self, choice.inside(self.settings, first, last), by, model, "bhar", settings)

    def regress(
        self,
        formula: str,
        cov: str = "HC3",
        weights: str | None = None,
        model: Name = None,
        alternative: str = "two-sided",
    ) -> Regression:
        """Regress abnormal returns on attributes of the events, as ``"car(0, 1) ~ size + group"``.

        Parameters
        ----------
        formula
            On the left ``car(0, 1)``, ``scar(0, 1)``, ``bhar(0, 1)`` or ``ar(0)``; on the right further columns of the
            events table, and ``group``, ``series``, ``event_id``: joined by ``+``, multiplied by ``:`` or ``*``, in
            ``C()``, ``log()`` or ``abs()``. Text becomes levels.
        cov
            ``"HC3"``, ``"HC1"``, ``"cluster"`` (by the date of day 0) or ``"ols"``.
        weights
            ``"patell"``: by 1/(s^2 v), the inverse variance of each CAR; ``"events"``: by the events' weights.
        alternative
            Of every coefficient, whatever that of the study: ``"two-sided"``, ``"greater"`` or ``"less"``.
        """
        return regressions.regression(self, formula, cov, weights, model, alternative)

    def regress_benchmark(
        self, formula: str, model: Name = None, alternative: str = "two-sided"
    ) -> BenchmarkRegression:
        """Hold the regression of `regress`, unweighted, against the same on sessions before: the test of one date."""
        return regressions.benchmark(self, formula, model, alternative)

    def to_frame(
        self,
        table: str = "per_event",
        by: str | None = AUTO,
        adjust: str | None = None,
        tests: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return a table by its name, over all windows that were asked for.

        Parameters
        ----------
        table
            ``"per_event"``, ``"tests"``, ``"ar"`` (a row per session), ``"paths"``, ``"models"``, ``"bhar"``,
            ``"scar"``, ``"aar"``, ``"caar"``, ``"volatility"``, ``"differences"``, ``"dropped"``, ``"adjusted"``,
            ``"skewness"``, ``"recommended"`` or ``"own_windows"``: the CAR of each event over its own window.
        by, adjust, tests
            Of ``"tests"`` alone: as there, the family of each test being its valid rows over all windows. By itself the
            table holds the tests of all events together, their ``event_id`` empty, and those of each event where events
            times windows are no more than a hundred; one event has its own alone. Without names in `tests`, and where
            groups times windows are more than that, ``"mvrm_bootstrap"``, which draws for each, is left out, and its
            rows say so.
        """
        return shown.table(self, table, by, adjust, tests)

    def to_csv(self, path: str | Path) -> list[Path]:
        """Write every table as ``<name>.csv`` into a folder, made if it is missing, and return the files.

        Numbers have all their digits, missing ones are empty cells.
        """
        return shown.write_csv(self, path)

    def to_latex(self, table: str = "per_event", *, stars: bool = False, digits: int | None = None) -> str:
        """Return a table ready to print as LaTeX with booktabs rules; `eventstudy.to_table` has further choices."""
        return shown.printed(self, table, stars, digits).to_latex()

    def to_html(self, table: str = "per_event", *, stars: bool = False, digits: int | None = None) -> str:
        """Return a table ready to print as HTML for a page."""
        return shown.printed(self, table, stars, digits).to_html()

    def to_markdown(self, table: str = "per_event", *, stars: bool = False, digits: int | None = None) -> str:
        """Return a table ready to print as Markdown."""
        return shown.printed(self, table, stars, digits).to_markdown()

    def to_word(self, table: str = "per_event", *, stars: bool = False, digits: int | None = None) -> str:
        """Return a table ready to print as plain HTML, to paste into Word or a mail."""
        return shown.printed(self, table, stars, digits).to_word()

    def to_excel(self, path: str | Path, tables: Sequence[str] | None = None) -> Path:
        """Write tables into one Excel workbook, a page each, and return its path: numbers as numbers, notes below.

        Without names of `tables`, CARs, averages, tests and models. Needs the extra ``excel``.
        """
        return shown.book(self, path, tables)

    def plot(
        self,
        kind: str = "car",
        event_id: str | None = None,
        size: Size = "page",
        names: Mapping[str, str] | None = None,
    ) -> Figure:
        """Return a figure.

        ``"ar"``, ``"car"``, ``"sar"``: abnormal returns of an event, which of several must be named, by session, added
        up, or over standard errors; ``"aar"``, ``"caar"``: averages of all events with their bands, a panel for each
        group; ``"tests"``: the p of each test over each window, of an event, or without a name of all; ``"grid"``: the
        CAR of the first twelve events on each series; ``"placebo"``: an event among the ordinary windows of its sample,
        as ``"conditional_sq"`` ranks it. `size` is ``"column"``, ``"page"``, ``"slide"`` or inches wide; `names` is
        what a reader calls series and events, by their ids.
        """
        return shown.figure(self, kind, event_id, size, names)

    def summary(self) -> str:
        """Return the study in plain text: of one event each CAR and test, of more the averages and the best tests."""
        return telling.summary(self)

    def __repr__(self) -> str:
        return telling.short(self)

    def _repr_html_(self) -> str:
        return telling.short_html(self)
