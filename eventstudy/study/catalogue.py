"""Every model of expected returns: what it says, what it takes, and when to use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FACTORED: dict[str, tuple[str, ...]] = {
    "capm": ("rf",),
    "ff3": ("mkt_rf", "smb", "hml", "rf"),
    "carhart": ("mkt_rf", "smb", "hml", "mom", "rf"),
    "ff5": ("mkt_rf", "smb", "hml", "rmw", "cma", "rf"),
    "factors": (),
}
"""Models that take a table of factors, and the columns each one needs; ``factors`` takes those that there are."""

BENCHMARKED = (
    "adjusted", "market", "capm", "scholes_williams", "dimson", "fowler_rorke", "garch", "rolling", "ewma",
)  # fmt: skip
"""Models that take a benchmark; ``capm`` only where the factors have no ``mkt_rf``."""
LAGGED = ("scholes_williams", "dimson", "fowler_rorke")
"""Models whose beta is made of leads and lags of the benchmark: option `lags`."""
LOOKING_BACK = ("rolling", "ewma")
"""Models with the option `lookback`."""
COMPLETE = ("market", "capm", "ff3", "carhart", "ff5", "factors", "garch", "rolling", "ewma")
"""Models whose constant may be fixed at zero or dropped: option `alpha`."""
PEERED = COMPLETE
"""Models with the option `peer`."""
ROBUST = ("mean", "market", "capm", "ff3", "carhart", "ff5", "factors", "rolling")
"""Models with the option `cov`."""


@dataclass(frozen=True, slots=True)
class ModelNote:
    """What there is to know of a model.

    Attributes
    ----------
    name
        As `run_study` takes it.
    equation
        Expected returns in the field's symbols: R of the series, M of the benchmark, F the riskless rate.
    parameters
        k, the mean parameters estimated.
    needs
        What has to be given beside the returns of the series.
    use
        When to use it.
    reference
        Paper.
    options
        Arguments of `run_study` that it takes notice of.
    """

    name: str
    equation: str
    parameters: str
    needs: str
    use: str
    reference: str
    options: tuple[str, ...] = ()


def takes_benchmark(model: str, factors: Iterable[str]) -> bool:
    """Return whether a model takes a benchmark, given the columns of the factors.

    Examples
    --------
    >>> takes_benchmark("capm", ["mkt_rf", "rf"]), takes_benchmark("capm", ["rf"]), takes_benchmark("mean", [])
    (False, True, False)
    """
    return model in BENCHMARKED and not (model == "capm" and "mkt_rf" in factors)


def without_rate(factors: Iterable[str]) -> tuple[str, ...]:
    """Return the factors beside the riskless rate.

    Examples
    --------
    >>> without_rate(["mkt_rf", "rf"])
    ('mkt_rf',)
    """
    return tuple(name for name in factors if name != "rf")


_REGRESSED = ("alpha", "cov", "peer")

MODEL_NOTES = (
    ModelNote(
        name="raw",
        equation="E[R] = 0",
        parameters="0",
        needs="nothing",
        use="one session, where any expected return is small beside the move; beside other models, always",
        reference="Brown and Warner (1985), Journal of Financial Economics 14",
    ),
    ModelNote(
        name="mean",
        equation="E[R] = mu",
        parameters="1",
        needs="nothing",
        use="the event moves the benchmark itself, or there is none",
        reference="Brown and Warner (1980), Journal of Financial Economics 8",
        options=("cov",),
    ),
    ModelNote(
        name="adjusted",
        equation="E[R] = M",
        parameters="0; the residual variance is taken around zero",
        needs="a benchmark",
        use="no estimation sample is to be had that could tell a beta, as after an offering",
        reference="Brown and Warner (1980), Journal of Financial Economics 8",
    ),
    ModelNote(
        name="market",
        equation="E[R] = alpha + beta M",
        parameters="2; 1 with alpha='zero'",
        needs="a benchmark",
        use="the event is the series' own, and the benchmark trades the same hours: the usual choice",
        reference="Fama, Fisher, Jensen and Roll (1969), Int. Economic Review 10; MacKinlay (1997), J. Econ. Lit. 35",
        options=_REGRESSED,
    ),
    ModelNote(
        name="capm",
        equation="E[R] - F = alpha + beta (M - F)",
        parameters="2; 1 with alpha='zero'",
        needs="factors with rf, and mkt_rf or a benchmark; mkt_rf is taken where both are there",
        use="the riskless rate moves much within the sample; else it differs little from the market model",
        reference="Sharpe (1964), Journal of Finance 19; Lintner (1965), Review of Economics and Statistics 47",
        options=_REGRESSED,
    ),
    ModelNote(
        name="ff3",
        equation="E[R] - F = alpha + b MKT + s SMB + h HML",
        parameters="4",
        needs="factors with mkt_rf smb hml rf",
        use="small or cheap shares, or events that gather in one such style; factors of the series' own region",
        reference="Fama and French (1993), Journal of Financial Economics 33",
        options=_REGRESSED,
    ),
    ModelNote(
        name="carhart",
        equation="E[R] - F = alpha + b MKT + s SMB + h HML + u MOM",
        parameters="5",
        needs="factors with mkt_rf smb hml mom rf",
        use="events that follow a run of gains or losses",
        reference="Carhart (1997), Journal of Finance 52",
        options=_REGRESSED,
    ),
    ModelNote(
        name="ff5",
        equation="E[R] - F = alpha + b MKT + s SMB + h HML + r RMW + c CMA",
        parameters="6",
        needs="factors with mkt_rf smb hml rmw cma rf",
        use="as ff3, where profitability or investment differ from the market's",
        reference="Fama and French (2015), Journal of Financial Economics 116",
        options=_REGRESSED,
    ),
    ModelNote(
        name="factors",
        equation="E[R] - F = alpha + b'X; without F where the table has no rf",
        parameters="1 and as many as there are factors",
        needs="factors of any names",
        use="factors of one's own: an industry, a commodity, an exchange rate, a yield",
        reference="MacKinlay (1997), Journal of Economic Literature 35, section 5",
        options=_REGRESSED,
    ),
    ModelNote(
        name="scholes_williams",
        equation="E[R] = alpha + beta M, beta = (b[-1] + b[0] + b[1]) / (1 + 2 rho), each b a slope of its own",
        parameters="2; the covariance is that of least squares",
        needs="a benchmark; the first and last `lags` sessions of the sample serve as neighbours only",
        use="prices struck up to one session before or after those of the benchmark",
        reference="Scholes and Williams (1977), Journal of Financial Economics 5",
        options=("lags",),
    ),
    ModelNote(
        name="dimson",
        equation="E[R] = alpha + beta M, beta the sum of the coefficients on M, its leads and its lags",
        parameters="2; the covariance is that of least squares",
        needs="a benchmark; the first and last `lags` sessions of the sample serve as neighbours only",
        use="seldom traded series, several sessions late, and a benchmark without autocorrelation",
        reference="Dimson (1979), Journal of Financial Economics 7",
        options=("lags",),
    ),
    ModelNote(
        name="fowler_rorke",
        equation="E[R] = alpha + beta M, beta the weighted sum of the coefficients on M, its leads and its lags",
        parameters="2; the covariance is that of least squares",
        needs="a benchmark; the first and last `lags` sessions of the sample serve as neighbours only",
        use="as dimson, where the benchmark is autocorrelated",
        reference="Fowler and Rorke (1983), Journal of Financial Economics 12",
        options=("lags",),
    ),
    ModelNote(
        name="garch",
        equation="E[R] = alpha + beta M, Var(e) = h, h = omega + a e(-1)^2 + b h(-1)",
        parameters="2 of the mean",
        needs="a benchmark; the library arch; 200 sessions, better 500",
        use="volatility is restless, and one session's forecast of it is to count; see also the test conditional_sq",
        reference="Bollerslev (1986), Journal of Econometrics 31",
        options=("alpha", "peer"),
    ),
    ModelNote(
        name="rolling",
        equation="E[R] = alpha + beta M, of the last sessions of the estimation window",
        parameters="2, of `lookback` sessions",
        needs="a benchmark",
        use="beta has changed within the estimation window",
        reference="Fama and MacBeth (1973), Journal of Political Economy 81",
        options=(*_REGRESSED, "lookback"),
    ),
    ModelNote(
        name="ewma",
        equation="E[R] = alpha + beta M, a session counting half as much as one `lookback` sessions later",
        parameters="2; s2 = e'e / tr(M'M), M the matrix that makes residuals of errors",
        needs="a benchmark",
        use="beta drifts",
        reference="RiskMetrics (1996), Technical Document; Aitken (1935), Proc. Royal Society of Edinburgh 55",
        options=("alpha", "peer", "lookback"),
    ),
)
"""In the order they are told in."""

MODELS = tuple(note.name for note in MODEL_NOTES)
