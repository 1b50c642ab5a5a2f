"""Which files hold articles, and what each kind of file holds."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from eventstudy.articles.given import encodable, shown
from eventstudy.articles.read.decode import decode
from eventstudy.articles.read.draft import Draft
from eventstudy.articles.read.header import split_header
from eventstudy.articles.read.markdown import markdown
from eventstudy.articles.read.tables import rows
from eventstudy.articles.read.webpage import is_webpage, webpage
from eventstudy.articles.read.when import published
from eventstudy.errors import ArticleError
from eventstudy.records import Article, Dropped

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = frozenset({".txt", ".text"})
MARKDOWN = frozenset({".md", ".markdown"})
WEBPAGES = frozenset({".htm", ".html", ".xhtml", ".mht", ".mhtml"})
TABLES = frozenset({".jsonl", ".ndjson", ".json", ".csv", ".tsv"})
DOCUMENTS = frozenset({".doc", ".docx", ".epub", ".odt", ".pdf", ".rtf"})
"""Files that a person may have saved an article in, and that are not read."""
READ = TEXTS | MARKDOWN | WEBPAGES | TABLES
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can name and no file can hold."""
KINDS = "text, Markdown, HTML, JSON Lines or CSV"


def articles_in(data: bytes, name: str, suffix: str) -> tuple[list[Article], list[Dropped]]:
    """Return the articles of a file's bytes, and the rows of a table that are none.

    Parameters
    ----------
    data
        The file's bytes.
    name
        What the article is called; those of a table ``name:row``.
    suffix
        The end of the file's name, in lower case; what is not known is text, or a web page by its first bytes.

    Raises
    ------
    ArticleError
        When there is no article in it.
    """
    if suffix not in TABLES:
        return [article_of(data, name, suffix)], []
    called = shown(name)
    articles: list[Article] = []
    dropped: list[Dropped] = []
    for row in rows(decode(data, called), called, suffix):
        label = f"{name}:{row.name}"
        if row.draft is None:
            dropped.append(Dropped(shown(label), f"{shown(label)}: {row.reason}"))
        else:
            articles.append(_made(row.draft, label, row.draft.text.encode("utf-8", "surrogatepass")))
    if not articles:
        raise ArticleError(dropped[0].reason if dropped else f"{called} is empty; an article needs text")
    return articles, dropped


def article_of(data: bytes, name: str, suffix: str) -> Article:
    """Return the one article of a text, Markdown or web page.

    Raises
    ------
    ArticleError
        When there is none in it.
    """
    called = shown(name)
    if suffix in DOCUMENTS:
        raise ArticleError(f"{called} is no plain text; save it as a .txt or .html file")
    if suffix in WEBPAGES or (suffix not in TEXTS | MARKDOWN and is_webpage(data)):
        return _made(webpage(data, called), name, data)
    header, text = split_header(decode(data, called), called)
    draft = markdown(text) if suffix in MARKDOWN else Draft(text)
    said = {key: header[key] for key in ("title", "outlet", "published") if key in header}
    return _made(replace(draft, **said), name, data)


def entries(folder: Path) -> list[Path]:
    """Return the files of a folder that hold articles, or that a person may think to, sorted by name.

    Hidden files, README, LICENSE, CHANGELOG and CONTRIBUTING hold none.

    Raises
    ------
    ArticleError
        When the folder cannot be listed.
    """
    try:
        listed = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise ArticleError(
            f"cannot list {shown(str(folder))}: {error.strerror}; name a folder that can be read"
        ) from error
    return [entry for entry in listed if _is_candidate(entry)]


_NOT_ARTICLES = frozenset({"readme", "license", "changelog", "contributing"})


def _is_candidate(entry: Path) -> bool:
    return (
        entry.suffix.lower() in READ | DOCUMENTS
        and not entry.name.startswith(".")
        and entry.stem.lower() not in _NOT_ARTICLES
        and not entry.is_dir()
    )


def _made(draft: Draft, name: str, data: bytes) -> Article:
    """Return the article of a draft."""
    if not draft.text.strip():
        raise ArticleError(f"{shown(name)} is empty; an article needs text")
    article = Article(
        name=encodable(name),
        text=_HALVES.sub("\N{REPLACEMENT CHARACTER}", draft.text),  # letter for letter, so that places stay
        sha256=hashlib.sha256(data).hexdigest(),
        title=draft.title and encodable(draft.title),
        outlet=draft.outlet and encodable(draft.outlet),
    )
    return article if draft.published is None else published(article, draft.published, "stated")
