"""Regression of abnormal returns on attributes of the events."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from eventstudy.display import Shown
from eventstudy.errors import EstimationError, UsageError
from eventstudy.kernels.tails import tail_p

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.kernels.expected import Array
    from eventstudy.kernels.observation import Days
    from eventstudy.kernels.tails import Alternative

COVARIANCES = MappingProxyType({"HC3": "HC3", "HC1": "HC1", "cluster": "cluster", "ols": "nonrobust"})
"""Names of the covariances, and what statsmodels calls them."""
COLUMNS = ("term", "coefficient", "se", "t", "df", "p", "low", "high")
_HEAD = ("formula", "n", "r2", "cov", "weights", "alternative", "note")
_FEWEST_CLUSTERS = 10
_ALONE = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Regression(Shown):
    """A cross-sectional regression.

    Attributes
    ----------
    formula : str
    table : pandas.DataFrame
        A row for each term: ``term coefficient se t df p low high``; the interval is two-sided and covers
        ``1 - level``.
    n : int
        Observations.
    r2 : float
    cov : str
        Covariance of the coefficients: ``"HC3"``, ``"HC1"``, ``"cluster"`` (by the date of day 0) or ``"ols"``.
    weights : str or None
    clusters : int
        Dates of day 0.
    level : float
    alternative : str
        What p is for: ``"two-sided"``, ``"greater"`` or ``"less"``.
    note : str
        What a reader must know of the standard errors.
    """

    formula: str
    table: pd.DataFrame
    n: int
    r2: float
    cov: str
    weights: str | None
    clusters: int
    level: float
    alternative: str
    note: str

    def to_frame(self) -> pd.DataFrame:
        """Return the table of coefficients; its ``attrs`` hold the rest."""
        frame = self.table.copy()
        frame.attrs = {name: getattr(self, name) for name in _HEAD}
        return frame

    def __repr__(self) -> str:
        weighted = f", weights {self.weights}" if self.weights else ""
        head = f"{self.formula}\n{self.n} observations on {self.clusters} dates, cov {self.cov}{weighted}"
        text = self.table.to_string(index=False, float_format=lambda value: f"{value:.5g}")
        return "\n".join(filter(None, [f"{head}, R2 {self.r2:.4f}, {self.alternative}", text, self.note]))


def regress(
    *,
    y: Array,
    X: Array,
    names: Sequence[str],
    formula: str,
    days: Days,
    cov: str = "HC3",
    weights: Array | None = None,
    weighted: str | None = None,
    level: float = 0.05,
    alternative: Alternative = "two-sided",
    notes: Sequence[str] = (),
) -> Regression:
    """Regress values of n observations on k regressors.

    Parameters
    ----------
    y : array of shape (n,)
    X : array of shape (n, k)
        Full rank, n > k.
    names
        Of the regressors.
    formula
        As it stands in the output.
    days : array of shape (n,), datetime64[D]
        Day 0 of each observation, the clusters of ``cov="cluster"``.
    cov
        ``"HC3"``, ``"HC1"``: robust to heteroscedasticity, t with n - k. ``"cluster"``: also to any correlation on one
        date, t with one less than the dates. ``"ols"``: equal variances.
    weights : array of shape (n,), optional
        Inverse variances.
    weighted
        What the weights are called.
    level
        Intervals cover ``1 - level``.
    alternative
        Of every coefficient.
    notes
        Said beside those made here.

    Raises
    ------
    UsageError
        If there is no such covariance, or clusters are wanted of one date.
    EstimationError
        If a weight is not above zero, or one observation alone decides a coefficient, so that HC3 has no value.

    References
    ----------
    MacKinnon and White (1985), Journal of Econometrics 29, for HC3; Karafiath (1988), Financial Review 23.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=50)
    >>> days = np.datetime64("2020-01-01") + 7 * np.arange(50)
    >>> found = regress(y=0.01 * x + rng.normal(0, 0.001, 50), X=np.column_stack([np.ones(50), x]), days=days,
    ...     names=["intercept", "x"], formula="car(0, 1) ~ x")
    >>> found.table[["term", "coefficient", "df"]].round(4).to_dict("records")[1]
    {'term': 'x', 'coefficient': 0.0099, 'df': 48.0}
    """
    import statsmodels.api as sm  # noqa: PLC0415 - loaded when it is wanted: it takes a second

    _check(cov, weights, days)
    codes = np.unique(days, return_inverse=True)[1]
    model = sm.OLS(y, X) if weights is None else sm.WLS(y, X, weights=weights)
    if cov == "HC3":
        _refuse_alone(X, weights, names)
    options: dict[str, Any] = {"cov_kwds": {"groups": codes}} if cov == "cluster" else {}
    fit = model.fit(cov_type=COVARIANCES[cov], use_t=True, **options)
    clusters = int(codes.max()) + 1
    df = float(clusters - 1 if cov == "cluster" else fit.df_resid)
    low, high = np.asarray(fit.conf_int(alpha=level)).T
    p = [tail_p(statistic=float(t), alternative=alternative, df=df) for t in fit.tvalues]
    columns = (list(names), fit.params, fit.bse, fit.tvalues, df, p, low, high)
    return Regression(
        formula=formula,
        table=pd.DataFrame(dict(zip(COLUMNS, columns, strict=True))),
        n=int(y.size),
        r2=float(fit.rsquared),
        cov=cov,
        weights=weighted,
        clusters=clusters,
        level=level,
        alternative=alternative,
        note="; ".join([*notes, *_notes(cov, clusters, y.size)]),
    )


def _check(cov: str, weights: Array | None, days: Days) -> None:
    if cov not in COVARIANCES:
        raise UsageError(f"cov={cov!r} is not one of {', '.join(map(repr, COVARIANCES))}")
    if weights is not None and not ((weights > 0.0) & np.isfinite(weights)).all():
        raise EstimationError("an observation has no standard error to weigh it by; leave it out, or give weights=None")
    if cov == "cluster" and np.unique(days).size < 2:  # noqa: PLR2004 - one cluster has no spread
        raise UsageError(
            f"cov='cluster' needs several dates, all {days.size} observations have day 0 on {days[0]}; "
            "regress_benchmark is the test of one date"
        )


def _refuse_alone(X: Array, weights: Array | None, names: Sequence[str]) -> None:
    """Raise where an observation has a leverage of 1: it is fitted exactly, whatever its value."""
    rows = X if weights is None else X * np.sqrt(weights)[:, None]
    leverage = np.square(np.linalg.qr(rows)[0]).sum(axis=1)
    if (leverage > 1.0 - _ALONE).any():
        place = int(leverage.argmax())
        name = names[int(np.abs(X[place] / np.linalg.norm(X, axis=0)).argmax())]
        raise EstimationError(f"{name!r} hangs on one observation alone, and HC3 has no value there; give cov='HC1'")


def _notes(cov: str, clusters: int, n: int) -> list[str]:
    if cov == "cluster":
        few = clusters < _FEWEST_CLUSTERS
        return [f"{clusters} dates are few for clustered standard errors: they are too small"] if few else []
    if clusters == 1:
        return ["one common date: correlated residuals make these standard errors too small; see regress_benchmark"]
    if clusters < n:
        shared = f"{n} observations share {clusters} dates"
        return [f"{shared}: where residuals of one date are correlated, take cov='cluster'"]
    return []
