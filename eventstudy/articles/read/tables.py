"""Many articles in one file: JSON Lines, JSON, CSV and TSV with a column of texts."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from eventstudy.articles.given import shown
from eventstudy.articles.read.draft import Draft
from eventstudy.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Record = dict[str, object]

_COLUMNS = {
    "text": ("text", "body", "content", "article", "story", "full_text", "fulltext", "article_text", "articlebody",
             "article_body", "article_content", "bodytext", "body_text", "maintext", "main_text", "raw_text",
             "clean_text", "news", "document", "paragraphs"),
    "title": ("title", "headline", "heading", "headlines"),
    "outlet": ("outlet", "source", "publisher", "publication", "sitename", "newspaper"),
    "published": ("published", "published_at", "publishedat", "datepublished", "date_published", "pubdate",
                  "publication_date", "date", "timestamp", "datetime", "time"),
    "name": ("name", "id", "article_id", "guid", "uuid", "url", "link"),
}  # fmt: skip
"""Names that corpora give the columns, the first that a file has is taken; case, blanks and dashes do not matter."""
_FOUND = frozenset({"article", "start", "end"})
"""Columns of tables that this program writes: what was found in articles, and where."""
_DELIMITERS = ",;\t|"
_HALF = re.compile("[\ud800-\udfff]")
_FORMS = ("%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%B %d %Y", "%d-%b-%Y")
_SECONDS = range(10**8, 10**11)
"""Numbers that are seconds since 1970, from 1973 on; a thousand times as many are milliseconds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One article of a table, or why it is none; `name` tells it from the others."""

    name: str
    draft: Draft | None = None
    reason: str = ""


def rows(text: str, called: str, suffix: str) -> list[Row]:
    r"""Return the articles of a table, in its order.

    Parameters
    ----------
    text
        What the file holds.
    called
        The file's name.
    suffix
        ``.jsonl``, ``.ndjson`` (an object a line), ``.json`` (a list of objects, or one), ``.csv`` or ``.tsv``.

    Returns
    -------
    list of Row
        Named by the column that names them if their names differ, else by their number, from 1.

    Raises
    ------
    ArticleError
        When it is no such table, or has no column of texts.

    Examples
    --------
    >>> rows('{"id": "a", "text": "Oil rose."}\n{"text": ', "wire.jsonl", ".jsonl")[1].reason
    'not JSON (Expecting value, column 10)'
    """
    found = list(_csv(text, called) if suffix in {".csv", ".tsv"} else _json(text, called, suffix))
    if found and all(isinstance(record, str) for record in found):
        raise ArticleError(f"{called}: {found[0]}; give an object with a text on each line, or a list of them")
    columns = _columns([record for record in found if not isinstance(record, str)], called)
    return [_row(record, columns, name) for record, name in zip(found, _names(found, columns), strict=True)]


def _csv(text: str, called: str) -> Iterator[Record | str]:
    """Yield each row as a record, or what is wrong with it."""
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(_DELIMITERS, key=head.count)
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # an article is longer than the library expects of a cell
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for record in reader:
            yield {key: value for key, value in record.items() if isinstance(key, str)}
    except csv.Error as error:
        raise ArticleError(f"{called}, line {reader.line_num}: not CSV ({error})") from error


def _json(text: str, called: str, suffix: str) -> Iterator[Record | str]:
    if suffix == ".json":
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ArticleError(f"{called} is not JSON ({_at(error)})") from error
        for one in _listed(data):
            yield one if isinstance(one, dict) else "no object with a text"
        return
    for line in text.split("\n"):
        if line.strip():
            yield _object(line)


def _listed(data: object) -> list[object]:
    """Return the items of JSON: its list, or that of an object that holds one (``{"articles": [...]}``)."""
    if isinstance(data, dict) and not any(_plain(key) in _COLUMNS["text"] for key in data):
        lists = [one for one in data.values() if isinstance(one, list) and one and isinstance(one[0], dict)]
        return lists[0] if len(lists) == 1 else [data]
    return data if isinstance(data, list) else [data]


def _object(line: str) -> Record | str:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"not JSON ({_at(error)})"
    return found if isinstance(found, dict) else "no object with a text"


def _at(error: Exception) -> str:
    return f"{error.msg}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else str(error)


def _plain(name: object) -> str:
    return re.sub(r"[\s-]+", "_", str(name).strip().lower())


def _columns(records: Iterable[Record], called: str) -> dict[str, str]:
    """Return which column holds what."""
    held = {_plain(column): column for record in records for column in record}
    if held.keys() >= _FOUND:
        raise ArticleError(f"{called} is a table of what was found in articles, and holds none; name the articles")
    found = {use: next((held[name] for name in names if name in held), None) for use, names in _COLUMNS.items()}
    if found["text"] is None:
        some = ", ".join(map(shown, list(held.values())[:8])) or "none"
        raise ArticleError(f"{called} has no column of texts: found {some}; name it text, body, content or article")
    return {use: column for use, column in found.items() if column is not None}


def _names(found: list[Record | str], columns: dict[str, str]) -> list[str]:
    """Return a name for each record: its own where all have one and no two the same, else its number."""
    column = columns.get("name")
    own = [_said(one.get(column)) if column and not isinstance(one, str) else "" for one in found]
    given = [name for name in own if name]
    if len(set(given)) < len(given) or len(given) < sum(not isinstance(one, str) for one in found):
        own = [""] * len(found)
    return [name or str(number) for number, name in enumerate(own, 1)]


def _lettered(text: str) -> str:
    """Return a text without halves of letters, which JSON can tell and no file can hold."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def _said(value: object) -> str:
    return "" if value is None else _lettered(str(value)).strip()


def _row(record: Record | str, columns: dict[str, str], name: str) -> Row:
    if isinstance(record, str):
        return Row(name, reason=record)
    values = {use: record.get(column) for use, column in columns.items()}
    text, when = _whole(values["text"]), values.get("published")
    if not isinstance(text, str) or not text.strip():
        return Row(name, reason=f"{columns['text']} is empty; an article needs text")
    published = None
    if when is not None and str(when).strip():
        published = _when(str(when).strip())
        if published is None:
            return Row(
                name, reason=f"{columns['published']} = {when!r} is no date that can be read one way; write 2020-01-03"
            )
    title, outlet = (_named(values.get(use)) for use in ("title", "outlet"))
    return Row(name, Draft(_lettered(text).replace("\r\n", "\n"), title, outlet, published))


def _whole(text: object) -> object:
    """Return a text given as a list of its paragraphs as one."""
    return "\n\n".join(text) if isinstance(text, list) and all(isinstance(one, str) for one in text) else text


def _named(value: object) -> str | None:
    """Return a name, or that of an object that has one."""
    value = value.get("name") if isinstance(value, dict) else value
    return _said(value) or None if value else None


def _when(written: str) -> str | None:
    """Return a day or an instant with its zone as ISO writes it; None if it is none, or days and months may be swapped.

    An instant without a zone gives its day.
    """
    if written.isdigit() and int(written) in _SECONDS:
        return datetime.fromtimestamp(int(written), UTC).isoformat()
    if written.isdigit() and int(written) // 1000 in _SECONDS:
        return datetime.fromtimestamp(int(written) // 1000, UTC).isoformat()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(written)
        except (ValueError, TypeError):
            continue
        whole = moment.tzinfo is not None and len(written) > len("2020-01-03")
        return moment.isoformat() if whole else moment.date().isoformat()
    for form in _FORMS:
        try:
            return datetime.strptime(written, form).date().isoformat()  # noqa: DTZ007 - a day, no instant
        except ValueError:
            continue
    return None
