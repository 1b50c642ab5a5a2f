"""Records as the JSON objects that others build on: one function an object, keys as the README lists them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from eventstudy.records import as_dict
from eventstudy.report.agreement import chance_sentence, verdict_sentences
from eventstudy.report.wording import DISAGREE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from eventstudy.records import Article, DateMention, Event, ReportedMove, Verdict

Json = dict[str, Any]


def articles_list(articles: Iterable[Article]) -> list[Json]:
    """Return what is known of each article: its name, its publication date and where that comes from, its hash."""
    return [
        {
            "article": article.name,
            "published": as_dict(article.published_at or article.published),
            "published_from": article.published_from,
            "inferred_from": list(article.inferred_from),
            "title": article.title,
            "outlet": article.outlet,
            "sha256": article.sha256,
        }
        for article in articles
    ]


def dates_list(dates: Iterable[DateMention]) -> list[Json]:
    """Return each date expression with its offsets and the closed interval it means."""
    return [as_dict(mention) for mention in dates]


def events_list(events: Iterable[Event], day_zero: Mapping[str, Mapping[str, date]]) -> list[Json]:
    """Return each event with its mentions and, by series, its day 0.

    Parameters
    ----------
    events
        In the order to be shown.
    day_zero
        By event id, day 0 of each series; an event that is not dated to a day has none.
    """
    return [as_dict(event) | {"day0": as_dict(dict(day_zero.get(event.event_id, {})))} for event in events]


def moves_list(moves: Iterable[ReportedMove]) -> list[Json]:
    """Return each reported move, all its fields by name, and the digits of its number as they were written."""
    return [as_dict(move) | {"value_digits": None if move.value is None else str(move.value)} for move in moves]


def verdicts_list(verdicts: Iterable[Verdict]) -> list[Json]:
    """Return each verdict as its move with what the prices say of it beside."""
    return [as_dict(item.move) | {k: _finite(v) for k, v in as_dict(item).items() if k != "move"} for item in verdicts]


def _finite(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a JSON value with null for each number that is none: a price file may hold closes alone."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def rows_list(table: pd.DataFrame) -> list[Json]:
    """Return a table as a list of rows, NaN and NaT as null, dates as ISO days, NumPy numbers as plain ones."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in table.to_dict(orient="records")]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell may hold anything
    if value is pd.NA:
        return None
    if hasattr(value, "isoformat"):
        return None if value != value else value.isoformat()[:10]  # noqa: PLR0124 - NaT is the one date unequal to itself
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return as_dict(value)


def per_event_list(per_event: pd.DataFrame, models: pd.DataFrame, factors: Sequence[str] = ()) -> list[Json]:
    """Return each CAR with the model it rests on: alpha, beta by factor, sigma.

    Parameters
    ----------
    per_event
        Columns ``event_id series model ...``, a row for each window.
    models
        Columns ``event_id series model benchmark alpha beta sigma``, a row for each estimate, and ``beta_FACTOR`` for
        each factor beyond the first.
    factors
        Names of the factors of models that take them, in their order; ``rf`` has no beta.

    Examples
    --------
    >>> import pandas as pd
    >>> cars = pd.DataFrame([{"event_id": "e", "series": "xom", "model": "market", "car": 0.01}])
    >>> models = pd.DataFrame(
    ...     [{"event_id": "e", "series": "xom", "model": "market", "benchmark": "sp500", "alpha": 0.0, "beta": 0.9,
    ...       "sigma": 0.02}]
    ... )
    >>> per_event_list(cars, models)[0]["beta"]
    {'sp500': 0.9}
    """
    first = next((name for name in factors if name != "rf"), None)
    estimates = {(row["event_id"], row["series"], row["model"]): row for row in rows_list(models)}
    return [
        row | _estimate(estimates.get((row["event_id"], row["series"], row["model"])), first)
        for row in rows_list(per_event)
    ]


def _estimate(model: Json | None, first: str | None) -> Json:
    """Return alpha, beta by factor and sigma of a model; nothing is known of one that is missing."""
    if model is None:
        return {"alpha": None, "beta": {}, "sigma": None}
    named = {str(model["benchmark"] or first): model["beta"]}
    named |= {key.removeprefix("beta_"): value for key, value in model.items() if key.startswith("beta_")}
    beta = {name: value for name, value in named.items() if value is not None}
    return {"alpha": model["alpha"], "beta": beta, "sigma": model["sigma"]}


def dates_object(dates: Iterable[DateMention]) -> Json:
    """Return what ``eventstudy dates --format json`` prints."""
    return {"dates": dates_list(dates)}


def events_object(events: Iterable[Event], day_zero: Mapping[str, Mapping[str, date]]) -> Json:
    """Return what ``eventstudy events --format json`` prints."""
    return {"events": events_list(events, day_zero)}


def moves_object(articles: Sequence[Article], moves: Iterable[ReportedMove]) -> Json:
    """Return what ``eventstudy moves --format json`` prints."""
    return {"articles": articles_list(articles), "moves": moves_list(moves)}


def summary_object(summary: object, verdicts: Sequence[Verdict], articles: int | None = None) -> Json:
    """Return what verdicts come to together, with the sentences that say it.

    Parameters
    ----------
    summary
        The record `eventstudy.verdicts.summary.summarise` gives.
    verdicts
        The verdicts it is of.
    articles
        How many articles were read, where that is known.
    """
    held: Json = as_dict(summary)
    chance = chance_sentence(verdicts)
    said = [*verdict_sentences(verdicts, articles), *([chance] if chance else [])]
    strongest = [verdicts[place].move.move_id for place in held["order"] if verdicts[place].verdict in DISAGREE]
    tolerances = list(dict.fromkeys(item.tolerances for item in verdicts if item.tolerances))
    made = {"counts": dict(held["counts"]), "disagreements": strongest, "tolerances": tolerances, "sentences": said}
    return held | made


def verdicts_object(verdicts: Iterable[Verdict]) -> Json:
    """Return what ``eventstudy check --format json`` prints."""
    return {"verdicts": verdicts_list(verdicts)}
