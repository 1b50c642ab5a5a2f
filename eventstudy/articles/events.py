"""Events: dated happenings that articles tell, joined with those that a study file pins."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.affinity import DAY, fineness
from eventstudy.articles.clusters import Cluster, clusters
from eventstudy.articles.each import each
from eventstudy.articles.given import given_articles
from eventstudy.articles.tellings import tellings
from eventstudy.display import Records
from eventstudy.records import Event, Mention

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from eventstudy.articles.tellings import Telling
    from eventstudy.records import Article, Pin, Precision, Progress, Status

_WORD = re.compile(r"[^\W_]+")
_ID_WORDS = 4
_REPORTED = "the sentence names no day: it is that of the dateline"


def find_events(
    articles: Iterable[Article], *, workers: int | None = None, progress: Progress | None = None
) -> list[Event]:
    """Find the dated happenings that `articles` tell: those told most first, moves of prices last.

    An event is what a sentence tells with a word of happening (``data/english.toml``) and a date that belongs to it.
    Sentences tell the same event when their dates agree and they share their rarer words. Where they name different
    days the event spans both and its note says who says what: late Thursday in Washington is early Friday in Baghdad.

    A sentence that names no day tells no event, but for the first of a report: its day is that of the dateline, and the
    note says so. Such events rank after those dated by a sentence, and mere moves of prices ("stocks sank 3 percent")
    after these.

    Parameters
    ----------
    articles : iterable of Article
        With publication dates, without which only dates that name their year are read.
    workers : int, optional
        Processes for many articles, several megabytes of text; without it this one. The answer is the same.
    progress : Progress, optional
        Told how many articles are read.

    Returns
    -------
    list of Event
        With closed intervals of days, `status` past, future or hypothetical, and the sentences as mentions, sorted.

    Raises
    ------
    UsageError
        When `articles` are no articles.

    Examples
    --------
    >>> from eventstudy.articles.read import article_from_text
    >>> event, = find_events([article_from_text("The bank defaulted on Thursday.", published="2020-01-03")])
    >>> event.event_id, event.label
    ('2020-01-02-bank-defaulted', 'bank defaulted')
    """
    told = each(tellings, given_articles(articles), stage="find events", workers=workers, progress=progress)
    return Records(gathered(telling for some in told for telling in some))


def gathered(told: Iterable[Telling]) -> list[Event]:
    """Return the events that tellings of any number of articles tell, those told most first, moves of prices last."""
    ranked = [(_rank(cluster), _event(cluster)) for cluster in clusters(list(told))]
    ranked.sort(key=lambda one: (one[0], -len(one[1].mentions), one[1].start, one[1].label))
    return _distinct([event for _, event in ranked])


def _rank(cluster: Cluster) -> int:
    """Rank what is dated by its sentence before what is dated by a dateline, and moves of prices last."""
    if all(telling.bare_move for telling in cluster.tellings):
        return 2
    return int(all(telling.reported for telling in cluster.tellings))


def _event(cluster: Cluster) -> Event:
    dating = _dating(cluster)
    start, end, precision = _interval(dating)
    chosen = _label(cluster, dating)
    return Event(
        event_id=f"{start.isoformat()}-{_slug(chosen)}",
        label=chosen,
        start=start,
        end=end,
        precision=precision,
        mentions=_mentions(cluster.tellings),
        not_after=_not_after(dating),
        status=_status(dating),
        note=_REPORTED if all(telling.reported for telling in dating) else _disagreement(dating),
    )


def _dating(cluster: Cluster) -> list[Telling]:
    """Return the tellings that date the cluster: the finest, and all to the day."""
    finest = max(min(fineness(telling) for telling in cluster.sure), DAY)
    return [telling for telling in cluster.sure if fineness(telling) <= finest]


def _interval(dating: list[Telling]) -> tuple[date, date, Precision]:
    precision = min(dating, key=fineness).precision
    start, end = min(telling.first for telling in dating), max(telling.last for telling in dating)
    if min(map(fineness, dating)) > DAY:
        inner = max(telling.first for telling in dating), min(telling.last for telling in dating)
        start, end = inner if inner[0] <= inner[1] else (start, end)
    return start, end, precision


def _not_after(dating: list[Telling]) -> datetime | None:
    """Return the latest of the last moments given, if possible with a zone: by then it was public whoever is right."""
    moments = [telling.not_after for telling in dating if telling.not_after is not None]
    aware = [moment for moment in moments if moment.tzinfo is not None]
    return max(aware or moments) if moments else None


def _status(dating: list[Telling]) -> Status:
    counts = Counter(telling.status for telling in dating)
    return "past" if counts["past"] else counts.most_common(1)[0][0]


def _disagreement(dating: list[Telling]) -> str:
    """Say which articles name which day where no day suits them all."""
    if max(telling.first for telling in dating) <= min(telling.last for telling in dating):
        return ""
    named: dict[str, list[str]] = {}
    for telling in sorted(dating, key=lambda telling: (telling.first, telling.article)):
        articles = named.setdefault(telling.first.isoformat(), [])
        if telling.article not in articles:
            articles.append(telling.article)
    return "told of different days: " + "; ".join(f"{day} in {', '.join(names)}" for day, names in named.items())


def _label(cluster: Cluster, dating: list[Telling]) -> str:
    """Choose the label whose words the tellings share most, rather not of one that takes the event as known."""
    best = max(dating, key=lambda telling: _weight(cluster, telling))
    return best.label


def _weight(cluster: Cluster, telling: Telling) -> float:
    shared = sum(cluster.keys[key] for key in set(telling.label_keys))
    return shared / (4 + len(telling.label_keys)) / (2 if telling.definite else 1)


def _mentions(told: Iterable[Telling]) -> tuple[Mention, ...]:
    return tuple(
        sorted({Mention(t.article, t.start, t.end) for t in told}, key=lambda mention: (mention.article, mention.start))
    )


def _slug(label: str) -> str:
    plain = label.replace("'", "").replace("\u2019", "").replace(".", "").lower()
    return "-".join(_WORD.findall(plain)[:_ID_WORDS]) or "event"


def _distinct(events: list[Event]) -> list[Event]:
    """Put numbers to ids that would be the same."""
    seen: Counter[str] = Counter()
    named: list[Event] = []
    for event in events:
        seen[event.event_id] += 1
        count = seen[event.event_id]
        named.append(replace(event, event_id=f"{event.event_id}-{count}") if count > 1 else event)
    return named


def join_events(found: Sequence[Event], pins: Sequence[Pin], articles: Sequence[Article]) -> list[Event]:
    """Join found events to those that a study file pins.

    A found event joins the first pin whose day lies in its interval and whose words all stand, as beginnings of words
    and without regard to case, in one of its sentences. Day, moment and id are those of the pin, and so is the label
    where it has one.

    Returns
    -------
    list of Event
        One event for each pin, in their order, also for a pin that nothing joined; then the found events that none
        took.

    Examples
    --------
    >>> from datetime import date
    >>> from eventstudy.articles.read import article_from_text
    >>> from eventstudy.records import Pin
    >>> article = article_from_text("The bank defaulted last week.", published="2020-01-03")
    >>> pins = [Pin("default", "Default of the bank", date(2019, 12, 27), words=("default",))]
    >>> [(event.event_id, len(event.mentions)) for event in join_events(find_events([article]), pins, [article])]
    [('default', 1)]
    """
    texts = {article.name: article.text for article in articles}
    homes = [next((i for i, pin in enumerate(pins) if _fits(event, pin, texts)), None) for event in found]
    pinned = [
        _pinned(pin, [event for event, home in zip(found, homes, strict=True) if home == i])
        for i, pin in enumerate(pins)
    ]
    rest = [
        replace(event, note="; ".join(filter(None, (event.note, "not named in the study file"))))
        for event, home in zip(found, homes, strict=True)
        if home is None
    ]
    return pinned + rest


def _fits(event: Event, pin: Pin, texts: dict[str, str]) -> bool:
    if not event.start <= pin.day <= event.end:
        return False
    patterns = [re.compile(rf"(?<!\w){re.escape(word)}", re.IGNORECASE) for word in pin.words]
    sentences = (texts.get(mention.article, "")[mention.start : mention.end] for mention in event.mentions)
    return any(all(pattern.search(sentence) for pattern in patterns) for sentence in sentences)


def _pinned(pin: Pin, joined: list[Event]) -> Event:
    mentions = {mention for event in joined for mention in event.mentions}
    return Event(
        event_id=pin.event_id,
        label=joined[0].label if joined and pin.label in {"", pin.event_id} else pin.label,
        start=pin.day,
        end=pin.day,
        precision="instant" if pin.moment else "day",
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.article, mention.start))),
        not_after=pin.moment,
        status="past",
        note="; ".join(_joined_notes(pin, joined)),
    )


def _joined_notes(pin: Pin, joined: list[Event]) -> list[str]:
    if not joined:
        asked = f" with the words {', '.join(pin.words)}" if pin.words else ""
        return [f"no article tells it: no event of {pin.day}{asked} was found; it stands on its own day"]
    notes = [event.note for event in joined if event.note]
    if all(event.start != event.end for event in joined):
        widest = joined[0]
        notes.append(f"the articles date it to {widest.start} to {widest.end}, the study file to {pin.day}")
    return notes
