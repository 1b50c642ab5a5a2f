"""The choices a study is made with, checked."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple, SupportsIndex, cast

from eventstudy.errors import UsageError
from eventstudy.results import Design
from eventstudy.results.windows import as_window, as_windows, check_windows
from eventstudy.study.memory import MODELS
from eventstudy.study.models import check_choice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventstudy.study.models import ModelChoice

_FEWEST = 3


class Given(NamedTuple):
    """Choices as the caller writes them."""

    estimation: object
    event: object
    windows: object
    overlap: object
    closed: object
    min_estimation: object
    alternative: object
    level: object
    seed: object
    outcome: str


def make_design(
    choice: ModelChoice,
    given: Given,
    *,
    kind: str,
    calendars: Mapping[str, str | None] | None = None,
    flagged: Mapping[str, str] | None = None,
    made: Mapping[Any, Any] | None = None,
) -> Design:
    """Return the checked choices of a study.

    Parameters
    ----------
    choice
        Models, benchmarks and their options.
    given
        The other choices.
    kind
        Of the returns.
    calendars, flagged
        As the caller gave them.
    made
        What the returns say of how they were made: ``dividends``, ``changes``.

    Raises
    ------
    UsageError
        If one is not allowed.
    WindowError
        If the windows do not fit together.
    """
    estimation, event = as_window(given.estimation, "estimation"), as_window(given.event, "event")
    windows, level = as_windows(given.windows), _level(given.level)
    least, seed = _whole(given.min_estimation, "min_estimation", "of sessions", 30), _whole(given.seed, "seed", "", 0)
    if least < _FEWEST:
        raise UsageError(f"min_estimation={least} is too few to estimate a variance; give {_FEWEST} or more")
    if seed < 0:
        raise UsageError(f"seed={seed} is below zero; give a whole number of zero or more")
    check_windows(estimation, event, windows, least)
    _check_words(choice, given)
    shown = ", ".join(f"{series}: {name or 'every row'}" for series, name in (calendars or {}).items())
    rules = ", ".join(f"{word}: {rule}" for word, rule in (flagged or {}).items())
    said = {"calendars": shown, "flagged": rules, **_how_made(made or {})}
    others = {name: words for name, words in said.items() if words}
    return Design(
        models=choice.models,
        benchmarks=choice.benchmarks,
        estimation=estimation,
        event=event,
        windows=windows,
        overlap=str(given.overlap),
        closed=str(given.closed),
        min_estimation=least,
        level=level,
        returns=kind,
        alternative=str(given.alternative),
        seed=seed,
        outcome=given.outcome,
        factors=choice.factors,
        options=choice.settings() | others,
    )


def _how_made(made: Mapping[Any, Any]) -> dict[str, str]:
    """Return what of the returns is not as usual: changes of prices alone, changes of yields."""
    changes = [str(name) for name in made.get("changes", ())]
    return {
        "dividends": "" if made.get("dividends", True) else "left out: changes of prices alone",
        "changes": f"of yields, .0001 a basis point: {', '.join(changes)}" if changes else "",
    }


def _level(value: object) -> float:
    if not isinstance(value, int | float) or not 0.0 < value < 1.0:
        raise UsageError(f"level={value!r} is no size of a test; give a number between 0 and 1, as 0.05")
    return float(value)


def _check_words(choice: ModelChoice, given: Given) -> None:
    """Raise where a choice by a word is none of those there are, or a model says nothing of the outcome."""
    check_choice(given.overlap, "overlap", ("exclude", "keep"))
    check_choice(given.closed, "closed", ("next", "previous", "drop"))
    check_choice(given.alternative, "alternative", ("two-sided", "greater", "less"))
    if given.outcome != "return":
        _check_models(choice, given.outcome)


def _whole(value: object, name: str, of: str, example: int) -> int:
    try:
        return index(cast("SupportsIndex", value))
    except TypeError:
        words = " ".join(filter(None, ["no whole number", of]))
        raise UsageError(f"{name}={value!r} is {words}; give one, as {example}") from None


def _check_models(choice: ModelChoice, outcome: str) -> None:
    """Raise where a model, or its covariance, says nothing of volume or volatility."""
    if choice.options.cov == "hac":
        raise UsageError(f"cov='hac' is for returns; the errors of {outcome} are those of an autoregression already")
    for series, names in choice.models.items():
        for name in names:
            if name not in MODELS:
                raise UsageError(
                    f"model {name!r} of {series!r} is one of returns; of {outcome} take one of {', '.join(MODELS)}"
                )
