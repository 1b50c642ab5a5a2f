"""P-values of a family of tests, adjusted for its size."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.errors import UsageError

if TYPE_CHECKING:
    from eventstudy.kernels.expected import Array

METHODS = MappingProxyType({"holm": "holm", "bh": "fdr_bh", "by": "fdr_by"})
"""Names of the adjustments, and what statsmodels calls them."""


def adjust_p(p: Array, method: str) -> Array:
    """Return p-values adjusted for their number; NaN stays NaN and does not count.

    ``"holm"`` bounds the chance of any false rejection, whatever the dependence; ``"bh"`` the expected share of false
    ones among the rejections, under independence or positive dependence; ``"by"`` the same under any dependence.

    Parameters
    ----------
    p : array of shape (m,)
        The whole family, which is declared before it is looked at.
    method
        ``"holm"``, ``"bh"`` or ``"by"``.

    Raises
    ------
    UsageError
        If there is no such method.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6; Benjamini and Hochberg (1995), Journal of the Royal Statistical
    Society B 57; Benjamini and Yekutieli (2001), Annals of Statistics 29.

    Examples
    --------
    >>> adjust_p(np.array([0.01, 0.04, 0.03, float("nan")]), "holm").tolist()
    [0.03, 0.06, 0.06, nan]
    """
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - loaded when it is wanted: it takes a second

    if method not in METHODS:
        raise UsageError(f"adjust={method!r} is not one of {', '.join(map(repr, METHODS))}")
    adjusted = np.full(p.shape, np.nan)
    known = ~np.isnan(p)
    if known.any():
        adjusted[known] = multipletests(p[known], method=METHODS[method])[1]
    return adjusted
