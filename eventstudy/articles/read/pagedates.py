"""When a web page was published, as its own metadata say."""

from __future__ import annotations

import json
import re
from collections import deque
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_META = re.compile(r"<meta\s[^<>]*>", re.IGNORECASE)
_TIME = re.compile(r"<time\s[^<>]*>", re.IGNORECASE)
_MARKED = re.compile(r"<[a-z]+\s[^<>]{0,500}?itemprop\s*=\s*[\"']?datepublished\b[^<>]{0,500}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_NAMES = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "dc.date.issued",
    "publish-date",
    "pubdate",
)
"""Names of the meta elements that tell when a page was published, best first."""
_LINKED = re.compile(
    r"<script[^<>]{0,500}?application/ld\+json[^<>]{0,500}>(.*?)(?:</script>|\Z)", re.IGNORECASE | re.DOTALL
)
_MOST_LINKED = 1_000_000
_ARTICLE = re.compile(r"article|posting|report|review", re.IGNORECASE)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s?(?:Z|[+-]\d\d:?\d\d))?")


def page_date(html: str, title: str | None, found: str | None) -> str | None:
    """Return the moment or the day at which a page was published.

    Meta elements come first, then linked data of the article itself (not of those it lists), then elements that are
    marked as the date of publication; then the day that was `found` in the page, to the moment where a ``time`` element
    of that day tells it.

    Examples
    --------
    >>> page_date('<time datetime="2020-01-03T16:05:00-05:00">Jan. 3</time>', None, "2020-01-03")
    '2020-01-03T16:05:00-05:00'
    """
    marked = [value for tag in _MARKED.findall(html) for value in _values(tag, "datetime", "content")]
    for value in [*_metas(html), *_linked(html, title), *marked]:
        moment = _moment(value)
        if moment is not None:
            return moment
    told = (_moment(value) for tag in _TIME.findall(html) for value in _values(tag, "datetime"))
    return next((moment for moment in told if moment is not None and found and moment.startswith(found)), found)


def linked_data(html: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a page's linked data, outer ones before those inside them."""
    for block in _LINKED.findall(html):
        try:
            waiting = deque([json.loads(block[:_MOST_LINKED])])
        except (ValueError, RecursionError):  # some pages write what is no JSON
            continue
        while waiting:
            one = waiting.popleft()
            if isinstance(one, dict):
                yield one
                waiting.extend(one.values())
            elif isinstance(one, list):
                waiting.extend(one)


def _metas(html: str) -> list[str]:
    held: dict[str, str] = {}
    for tag in _META.findall(html):
        values = _attributes(tag)
        key = values.get("property") or values.get("name") or values.get("itemprop") or ""
        held.setdefault(key.lower(), values.get("content", ""))
    return [held[name] for name in _NAMES if name in held]


def _linked(html: str, title: str | None) -> list[str]:
    """Return the dates of linked data, those of the page's own article first."""
    dated = [one for one in linked_data(html) if isinstance(one.get("datePublished"), str)]
    dated.sort(key=lambda one: (not _is_titled(one, title), not _ARTICLE.search(str(one.get("@type", "")))))
    return [one["datePublished"] for one in dated]


def _is_titled(one: dict[str, Any], title: str | None) -> bool:
    headline = one.get("headline") or one.get("name")
    return bool(title) and isinstance(headline, str) and headline.strip().lower() == str(title).strip().lower()


def _attributes(tag: str) -> dict[str, str]:
    return {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(tag)}


def _values(tag: str, *names: str) -> list[str]:
    held = _attributes(tag)
    return [held[name] for name in names if name in held]


def _moment(value: str) -> str | None:
    match = _INSTANT.match(value.strip())
    return match.group().replace(" ", "T", 1) if match else None
