"""StudyResult: the estimates and tests of a study, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eventstudy.records import as_dict
from eventstudy.results import advice, averages, choice, families, observed, pooled, regressions, shown, tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from eventstudy.cross_section import BenchmarkRegression, Regression
    from eventstudy.kernels.observation import Observation
    from eventstudy.records import Dropped, Provenance
    from eventstudy.report.figures.canvas import Figure
    from eventstudy.results.design import Design


@dataclass(frozen=True, slots=True, eq=False)
class StudyResult:
    """What a study found. Tables hold fractions; an observation is one event of one series under one model.

    Every method that takes a window raises `WindowError` where it is not inside the event window, and `UsageError`
    where its ends are no whole numbers or another argument is not allowed. Where a table may be made `by` ``"event"``,
    ``"series"`` or ``"group"``, None takes all observations together, and `model` names the model; without it each
    series stands with its main one.

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

    observations: tuple[Observation, ...]
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
        return tables.wide(self.observations, [one.abnormal.ar for one in self.observations], self.settings.event)

    def sar(self) -> pd.DataFrame:
        """Return abnormal returns over their standard errors as forecasts, observations by relative sessions."""
        values = [tables.sar_values(one) for one in self.observations]
        return tables.wide(self.observations, values, self.settings.event)

    def car(self, first: int | None = None, last: int | None = None) -> pd.DataFrame:
        """Return the cumulative abnormal return of each observation over any window inside the event window.

        Columns: ``event_id series model first last car se t df p low high n_estimation n_window flag note``. `car` sums
        the returns that are there, `n_window` counts them; it is NaN, and `note` says why, where day 0 has no return or
        the window runs past the data. `se` is from the forecast covariance, t has T - k degrees of freedom; p is for
        the study's alternative, `low` and `high` are two-sided. Without a window each event has its own, as its row of
        the events table names it, else the event window.
        """
        windows = None if first is None and last is None else [choice.inside(self.settings, first, last)]
        return observed.cars(self, windows)

    def scar(self, first: int, last: int) -> pd.DataFrame:
        """Return each CAR over its standard error: ``event_id series model first last scar df p ...`` as in `car`."""
        return observed.scars(self, [choice.inside(self.settings, first, last)])

    def bhar(self, first: int, last: int) -> pd.DataFrame:
        """Return the buy-and-hold abnormal return of each observation over a window: returns compounded, not summed.

        Columns: ``event_id series model first last bhar n_window flag note``; NaN as in `car`.
        """
        return observed.bhars(self, [choice.inside(self.settings, first, last)])

    def paths(self) -> pd.DataFrame:
        """Return the CAR from the first session of the event window to each, with its interval.

        Columns: ``event_id series model session date car se low high flag``.
        """
        return observed.each(self, lambda one: tables.path_rows(one, self.settings.level), tables.PATHS)

    def aar(self, by: str | None = None, model: str | None = None) -> pd.DataFrame:
        """Return the average abnormal return of each session of the event window.

        Columns: ``model session n estimate se df low high median positive band note``, and before them ``event_id``,
        ``series`` or ``group``. Averages are weighted as the events are; `positive` is a share, and `median` and it are
        unweighted. `band` says where the interval comes from: the ``"cross-section"``, with N - 1 degrees of freedom,
        or on one date the ``"time series"`` of the portfolio before the event.
        """
        return pooled.averaged(self, choice.sessions(self.settings), by, model, averages.AAR)

    def caar(self, first: int, last: int, by: str | None = None, model: str | None = None) -> pd.DataFrame:
        """Return the average CAR over a window: columns as `aar`, with ``first last`` in the place of ``session``."""
        return pooled.averaged(self, [choice.inside(self.settings, first, last)], by, model, averages.CAAR)

    def average_paths(self, by: str | None = None, model: str | None = None) -> pd.DataFrame:
        """Return the average CAR from the first session of the event window to each, as `caar`."""
        return pooled.averaged(self, choice.sessions(self.settings, whole=True), by, model, averages.CAAR)

    def differences(self, first: int, last: int, model: str | None = None) -> pd.DataFrame:
        """Return the difference between each two groups: Welch's t, the rank sum, and on one date a portfolio.

        Columns: ``group_a group_b model first last n_a n_b estimate se low high test statistic df p min_p valid note``.
        `estimate` is the difference of mean CARs, for the rank sum the median of all differences.
        """
        return pooled.differences(self, [choice.inside(self.settings, first, last)], model)

    def models(self) -> pd.DataFrame:
        """Return the fitted model of each observation.

        Columns: ``event_id series model benchmark alpha beta sigma n_estimation k df first_estimation last_estimation
        options note``, and ``beta_<factor>`` after `beta` for each further factor; `sigma` is the residual standard
        deviation with T - k degrees of freedom.
        """
        return observed.models(self)

    def tests(
        self,
        first: int,
        last: int,
        by: str | None = None,
        model: str | None = None,
        adjust: str | None = None,
        tests: Sequence[str] | None = None,
        alternative: str | None = None,
    ) -> pd.DataFrame:
        """Return the tests of the mean abnormal return over a window.

        Columns: ``event_id model test first last estimate statistic df p min_p mde n_events n_estimation n_reference
        valid primary note``; before them ``series`` or ``group`` where these are asked for. A test that cannot be valid
        here has ``valid=False`` and the reason in `note`.

        Parameters
        ----------
        first, last
            A window inside the event window.
        by, model
            As above.
        adjust
            ``"holm"``, ``"bh"`` or ``"by"``: adds ``p_adjusted``, for each test over its valid rows.
        tests
            Names of tests; all without it.
        alternative
            ``"two-sided"``, ``"greater"`` or ``"less"``; the study's without it.
        """
        windows = [choice.inside(self.settings, first, last)]
        return pooled.outcomes(self, windows, by, model, adjust, tests, alternative)

    def recommended(self, first: int, last: int, by: str | None = None, model: str | None = None) -> pd.DataFrame:
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
        model: str | None = None,
    ) -> pd.DataFrame:
        """Return p-values of the family windows x series of each event, adjusted for its size.

        Columns: ``event_id series model first last car statistic p p_adjusted method n_family n_reference valid note``.

        Parameters
        ----------
        event_id
            One event; without it, each.
        windows
            Inside the event window; those of the study without it.
        method
            ``"westfall_young"``: the largest of the family on each ordinary date, all series moved together.
            ``"holm"``, ``"bh"`` or ``"by"``: of each one's own t test.
        model
            As above.
        """
        return families.adjusted(self, event_id, windows, method, model)

    def volatility(self, first: int, last: int) -> pd.DataFrame:
        """Return the abnormal volatility of each observation over a window.

        Columns: ``event_id series model first last ratio statistic p min_p n_reference f df1 df2 p_f n_window valid
        note``. `ratio` is the mean squared abnormal return over what the sample implies; `p` its rank among ordinary
        windows in units of the forecast on the eve; `p_f` the F test, which is for normal returns only.
        """
        return observed.volatilities(self, [choice.inside(self.settings, first, last)])

    def skewness(self, first: int, last: int, by: str | None = None, model: str | None = None) -> pd.DataFrame:
        """Return tests of the mean CAR that allow for skewness: plain t, Hall's, Johnson's, and Johnson's by bootstrap.

        Columns: ``model first last test estimate statistic df p min_p skewness n_events n_reference valid note``, and
        before them ``event_id``, ``series`` or ``group``.
        """
        return pooled.skewed(self, choice.inside(self.settings, first, last), by, model, "car")

    def bhar_tests(self, first: int, last: int, by: str | None = None, model: str | None = None) -> pd.DataFrame:
        """Return the tests of `skewness` for the mean buy-and-hold abnormal return."""
        return pooled.skewed(self, choice.inside(self.settings, first, last), by, model, "bhar")

    def regress(
        self, formula: str, cov: str = "HC3", weights: str | None = None, model: str | None = None
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
        model
            As above.
        """
        return regressions.regression(self, formula, cov, weights, model)

    def regress_benchmark(self, formula: str, model: str | None = None) -> BenchmarkRegression:
        """Hold the regression of `regress` against the same regression on the sessions before: the test of one date."""
        return regressions.benchmark(self, formula, model)

    def to_frame(self, table: str = "per_event", by: str | None = "event", adjust: str | None = None) -> pd.DataFrame:
        """Return a table by its name, over all windows that were asked for.

        Parameters
        ----------
        table
            ``"per_event"``, ``"tests"``, ``"ar"`` (a row per session), ``"paths"``, ``"models"``, ``"bhar"``,
            ``"scar"``, ``"aar"``, ``"caar"``, ``"volatility"``, ``"differences"`` or ``"dropped"``.
        by, adjust
            Of ``"tests"`` alone: as there, the family of each test being its valid rows over all windows.
        """
        return shown.table(self, table, by, adjust)

    def to_csv(self, path: str | Path) -> list[Path]:
        """Write every table as ``<name>.csv`` into a folder, made if it is missing, and return the files.

        Numbers are written with all their digits, missing ones as empty cells.
        """
        return shown.write_csv(self, path)

    def to_latex(self, table: str = "per_event") -> str:
        """Return a table as LaTeX with booktabs rules."""
        return shown.latex(self.to_frame(table), table)

    def to_html(self, table: str = "per_event") -> str:
        """Return a table as HTML."""
        return shown.html(self.to_frame(table), table)

    def plot(self, kind: str = "car", event_id: str | None = None) -> Figure:
        """Draw ``"ar"`` or ``"car"`` of an event, the first without a name, and return the figure."""
        return shown.figure(self, kind, event_id)

    def summary(self) -> str:
        """Return the study in plain text: its design, each CAR, each test by event, what was left out. Fractions."""
        return shown.summary(self)
