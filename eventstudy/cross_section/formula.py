"""Formulas such as ``car(0, 1) ~ size + log(assets) + group``: what they mean, and the matrix they ask for.

A formula is read by a grammar of its own and never evaluated: names are columns, and the only functions are those
listed here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from eventstudy.errors import EstimationError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eventstudy.kernels.expected import Array

    Column = tuple[str, Array]

LEFT = ("car", "scar", "bhar", "ar")
INTERCEPT = "intercept"
_TRANSFORMS: MappingProxyType[str, Callable[[Array], Array]] = MappingProxyType({"log": np.log, "abs": np.abs})
_LEFT = re.compile(r"\s*(\w+)\s*\(\s*([-+]?\d+)\s*(?:,\s*([-+]?\d+)\s*)?\)\s*")
_FACTOR = re.compile(r"(?:(C|log|abs)\s*\(\s*([^\W\d]\w*|`[^`]+`)\s*\)|([^\W\d]\w*|`[^`]+`))")
_OUTSIDE = r"(?=(?:[^`]*`[^`]*`)*[^`]*$)"
"""Not between backticks."""
_SIGN, _TIMES = re.compile(rf"([+-]){_OUTSIDE}"), re.compile(rf"[:*]{_OUTSIDE}")
_COLLINEAR = 1e-10
_HOW = "write it as 'car(0, 1) ~ size + group': names joined by +, a:b, a*b, C(name), log(name), abs(name), 0 or -1"


@dataclass(frozen=True, slots=True)
class Factor:
    """A column of the attributes, and what is done with it: ``""``, ``"C"`` (levels), ``"log"`` or ``"abs"``."""

    name: str
    transform: str = ""

    def __str__(self) -> str:
        return f"{self.transform}({self.name})" if self.transform else self.name


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as read.

    Attributes
    ----------
    text : str
    left : str
        ``"car"``, ``"scar"``, ``"bhar"`` or ``"ar"``.
    first, last : int
        Its window.
    terms : tuple of tuple of Factor
        Each a product of factors.
    intercept : bool
    """

    text: str
    left: str
    first: int
    last: int
    terms: tuple[tuple[Factor, ...], ...]
    intercept: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns that the right side needs."""
        return tuple(dict.fromkeys(factor.name for term in self.terms for factor in term))


def parse(text: str) -> Formula:
    """Read a formula.

    Raises
    ------
    UsageError
        If it is none, with an example of one.

    Examples
    --------
    >>> formula = parse("car(0, 1) ~ size * C(year)")
    >>> formula.left, formula.first, formula.last, formula.names
    ('car', 0, 1, ('size', 'year'))
    >>> [":".join(str(factor) for factor in term) for term in formula.terms]
    ['size', 'C(year)', 'size:C(year)']
    """
    left, tilde, right = str(text).partition("~")
    found = _LEFT.fullmatch(left)
    if not tilde or found is None or found[1] not in LEFT:
        raise UsageError(f"{text!r} does not begin with car(0, 1), scar(0, 1), bhar(0, 1) or ar(0) and ~; {_HOW}")
    if (found[1] == "ar") != (found[3] is None):
        raise UsageError(f"{left.strip()!r}: ar takes one session, as ar(0), and a sum takes two, as car(0, 1)")
    first, last = int(found[2]), int(found[3] or found[2])
    terms, intercept = _right(right, text)
    return Formula(str(text).strip(), found[1], first, last, terms, intercept)


def _right(right: str, text: str) -> tuple[tuple[tuple[Factor, ...], ...], bool]:
    """Return the terms of a right side, and whether it has an intercept."""
    intercept = True
    terms: dict[tuple[Factor, ...], None] = {}
    for sign, piece in _pieces(right, text):
        if piece in ("0", "1"):
            intercept = (piece == "1") == (sign == "+")
        elif sign == "-":
            raise UsageError(f"{text!r} takes a term away, and only -1 can be taken; {_HOW}")
        else:
            factors = [_factor(part, text) for part in _TIMES.split(piece)]
            expanded = _crossed(factors) if "*" in piece else [tuple(factors)]
            terms.update(dict.fromkeys(expanded))
    if not terms and not intercept:
        raise UsageError(f"{text!r} has nothing on its right side; {_HOW}")
    return tuple(terms), intercept


def _pieces(right: str, text: str) -> list[tuple[str, str]]:
    """Return the signed terms of a right side, as text."""
    parts = _SIGN.split(right.strip() if right.strip().startswith(("+", "-")) else f"+{right.strip()}")
    pieces = list(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
    if parts[0].strip() or not all(piece for _, piece in pieces):
        raise UsageError(f"{text!r} has an empty term; {_HOW}")
    return pieces


def _factor(part: str, text: str) -> Factor:
    found = _FACTOR.fullmatch(part.strip())
    if found is None:
        raise UsageError(f"{text!r}: {part.strip()!r} is no name or function of one; {_HOW}")
    return Factor((found[2] or found[3]).strip("`"), found[1] or "")


def _crossed(factors: Sequence[Factor]) -> list[tuple[Factor, ...]]:
    """Return ``a*b*c`` as all products of its factors, the shortest first."""
    chosen = product((False, True), repeat=len(factors))
    terms = [tuple(f for f, there in zip(factors, which, strict=True) if there) for which in chosen]
    order = {factor: place for place, factor in enumerate(factors)}
    return sorted((term for term in terms if term), key=lambda term: (len(term), [order[f] for f in term]))


def design_matrix(formula: Formula, frame: pd.DataFrame) -> tuple[Array, list[str]]:
    """Return the regressors of a formula and their names.

    Text, categories and truth values, and any column inside ``C()``, become a column for each level but the first, and
    for all levels where nothing before them spans the rest of their term: the first such term of a formula without an
    intercept, or ``size:group`` without ``size``.

    Parameters
    ----------
    formula
        As read.
    frame
        A row for each observation, without missing values in the columns that the formula names.

    Raises
    ------
    EstimationError
        If a column is a combination of those before it.
    UsageError
        If a column holds what cannot be used: the logarithm of a number that is not positive, a date, infinity.

    Examples
    --------
    >>> frame = pd.DataFrame({"size": [1.0, 2.0, 4.0, 3.0], "group": ["a", "b", "b", "a"]})
    >>> design_matrix(parse("ar(0) ~ log(size) + group"), frame)[1]
    ['intercept', 'log(size)', 'group[b]']
    """
    columns: list[Column] = [(INTERCEPT, np.ones(len(frame)))] if formula.intercept else []
    spanned: set[frozenset[Factor]] = {frozenset()} if formula.intercept else set()
    for term in formula.terms:
        parts = []
        for factor in term:
            rest = frozenset(term) - {factor}
            parts.append(_columns(factor, frame, whole=rest not in spanned))
            spanned |= {rest} if _is_levels(factor, frame) else set()
        spanned.add(frozenset(term))
        for combination in product(*parts):
            name = ":".join(label for label, _ in combination)
            columns.append((name, np.prod([values for _, values in combination], axis=0)))
    names = [name for name, _ in columns]
    X = np.column_stack([values for _, values in columns])
    _refuse_collinear(X, names, formula)
    return X, names


def _is_levels(factor: Factor, frame: pd.DataFrame) -> bool:
    column = frame[factor.name]
    return factor.transform == "C" or pd.api.types.is_bool_dtype(column) or not pd.api.types.is_numeric_dtype(column)


def _columns(factor: Factor, frame: pd.DataFrame, *, whole: bool) -> list[Column]:
    """Return the columns of one factor: itself, or one for each level."""
    column = frame[factor.name]
    if not _is_levels(factor, frame):
        values = column.to_numpy(dtype=np.float64)
        if factor.transform == "log" and not (values > 0.0).all():
            raise UsageError(f"{factor} needs numbers above 0, the lowest is {values.min():g}; take it without log")
        if not np.isfinite(values).all():
            raise UsageError(f"{factor.name!r} holds infinity; leave those events out, or correct them")
        return [(str(factor), _TRANSFORMS[factor.transform](values) if factor.transform else values)]
    if factor.transform not in ("", "C") or pd.api.types.is_datetime64_any_dtype(column):
        raise UsageError(f"{factor} needs numbers, found {column.iloc[0]!r}; use C({factor.name}) for its levels")
    levels = sorted(column.unique(), key=lambda level: (str(type(level)), level))
    kept = levels if whole else levels[1:]
    return [(f"{factor.name}[{level}]", (column == level).to_numpy(dtype=np.float64)) for level in kept]


def _refuse_collinear(X: Array, names: Sequence[str], formula: Formula) -> None:
    n, k = X.shape
    if n <= k:
        raise EstimationError(
            f"{formula.text!r} has {k} coefficients for {n} observations; ask for fewer terms, or bring more events"
        )
    R = np.linalg.qr(X, mode="r")
    alone = np.abs(np.diag(R)) > _COLLINEAR * np.linalg.norm(X, axis=0)
    if not alone.all():
        name = names[int(np.flatnonzero(~alone)[0])]
        raise EstimationError(f"{name!r} is a combination of the terms before it in {formula.text!r}; leave it out")
