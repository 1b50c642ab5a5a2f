"""Articles in HTML as a browser saves it: the text a reader sees, the title, the outlet, when it was published."""

from __future__ import annotations

import logging
import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from eventstudy.articles.read.decode import decode
from eventstudy.articles.read.draft import Draft
from eventstudy.articles.read.pagedates import page_date
from eventstudy.articles.read.pagetext import page_text
from eventstudy.errors import ArticleError, UsageError

if TYPE_CHECKING:
    from types import ModuleType

_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w-]+)|<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_HEAD = 4096
_OPENS = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|\?xml)\b",
    re.IGNORECASE | re.DOTALL,
)
_ARCHIVE = re.compile(rb"(?:From|MIME-Version|Snapshot-Content-Location|Subject|Date):", re.IGNORECASE)


def is_webpage(data: bytes) -> bool:
    """Return whether bytes are HTML, whatever the file is called.

    Examples
    --------
    >>> is_webpage(b"<!DOCTYPE html><html><body>Oil rose."), is_webpage(b"Oil rose <3 per cent.")
    (True, False)
    """
    return bool(_OPENS.match(data[:_HEAD]))


def webpage(data: bytes, name: str) -> Draft:
    """Return the article of an HTML page or a web archive (MHTML).

    The moment of publication is what the page's own metadata state, to the minute where they do; a day that only the
    extractor finds in the page counts too. The headline is the first line, once. Menus, captions, links to other
    stories, advertising, comments and scripts are left out; a page that is only a notice holds no article.

    Raises
    ------
    ArticleError
        When the bytes are no text, or the page holds no article.
    UsageError
        When the extra ``html`` is not installed.
    """
    html = _html(data, name)
    page = _extracted(html, _trafilatura(name))
    text = "" if page is None else page_text(page.text or "", html, page.title or None)
    if page is None or not text:
        raise ArticleError(f"{name} holds no article that can be told from the page; save its text as a .txt file")
    return Draft(
        text=text,
        title=page.title or None,
        outlet=page.sitename or None,
        published=page_date(html, page.title, page.date or None),
    )


def _extracted(html: str, extractor: ModuleType) -> Any:  # noqa: ANN401 - a library without types
    """Return what the extractor makes of a page; None where it cannot: some pages that are cut or bent make it fail."""
    dates = {"extensive_search": False, "original_date": True, "max_date": "2200-01-01"}
    try:
        return extractor.bare_extraction(
            _DECLARATION.sub("", html), with_metadata=True, include_comments=False, date_extraction_params=dates
        )
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        return None


def _html(data: bytes, name: str) -> str:
    """Return the page as text, taken from its archive if it is in one."""
    if _ARCHIVE.match(data):
        parts = message_from_bytes(data, policy=policy.default).walk()
        part = next((part for part in parts if part.get_content_type() == "text/html"), None)
        body = part.get_payload(decode=True) if part else None
        if not isinstance(body, bytes):
            raise ArticleError(f"{name} is a web archive without a page in it; save the page as HTML")
        data = body
    declared = _CHARSET.search(data[:_HEAD])
    return decode(data, name, declared=declared.group(1).decode("ascii", "replace") if declared else None)


def _trafilatura(name: str) -> ModuleType:
    try:
        import trafilatura  # noqa: PLC0415 - an extra, loaded only for a web page
    except ImportError as error:
        raise UsageError(
            f"{name} is a web page, and reading one needs trafilatura, which is not installed ({error}): "
            'pip install "eventstudy-toolkit[html]", or save the text as a .txt file'
        ) from error
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it cannot extract is said by our own error
    return trafilatura
