"""Articles from files, folders and plain text: decoding, the digest header, and what is refused."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from eventstudy.articles.given import shown
from eventstudy.articles.header import split_header
from eventstudy.articles.publication import date_articles
from eventstudy.errors import ArticleError, UsageError
from eventstudy.records import Article, Dropped

if TYPE_CHECKING:
    from collections.abc import Sequence

    When = date | datetime | str
    Published = When | Mapping[str, When] | None
    Paths = str | Path | Sequence[str | Path]

_SUFFIXES = frozenset({".txt", ".md"})
_DOCUMENTS = frozenset({".doc", ".docx", ".epub", ".htm", ".html", ".odt", ".pdf", ".rtf"})
"""Files that a person may have saved an article in, and that are not read."""
_NOT_ARTICLES = frozenset({"readme", "license", "changelog", "contributing"})
_MOST_NAMES = 8
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MOST_CONTROL = 0.02


def read_articles(path: Paths, *, published: Published = None) -> list[Article]:
    r"""Read articles from a file, a folder, or a list of these.

    The same as `read_folder` without the list of what was skipped.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("3 January 2020\n\nThe bank failed on Thursday.\n")
    >>> [(article.name, article.published.isoformat()) for article in read_articles(folder)]
    [('a.txt', '2020-01-03')]
    """
    return read_folder(path, published=published)[0]


def read_folder(paths: Paths, *, published: Published = None) -> tuple[list[Article], list[Dropped]]:
    """Read articles, and say which files of a folder could not be read.

    A folder gives its ``.txt`` and ``.md`` files, sorted by name, hidden files and README, LICENSE, CHANGELOG and
    CONTRIBUTING aside; documents of other kinds are named as left out, any other file is no article. A file may begin
    with a header: TOML between two lines ``+++``.

    Parameters
    ----------
    paths : str, Path or sequence of these
        Files and folders.
    published : date, datetime, str or mapping, optional
        When the articles were published, for those that do not say it themselves: a day, or an instant with a time
        zone (as a value or ISO 8601), for all or by name.

    Returns
    -------
    list of Article, list of Dropped
        With publication dates: stated, else given, else inferred, else None.

    Raises
    ------
    ArticleError
        When a named file cannot be used, a folder holds no article, or `published` names an unknown article or no date.
    UsageError
        When `paths` are no paths.
    """
    found, dropped = _read_all(_listed(paths))
    articles = _distinct(found)
    return date_articles(_given(articles, published)), dropped


def article_from_text(text: str, *, name: str = "text", published: When | None = None) -> Article:
    """Return an article of a text that is at hand.

    Raises
    ------
    ArticleError
        When it is empty, is not text, or carries a wrong header.
    UsageError
        When it is no str.

    Examples
    --------
    >>> article_from_text("Oil rose.", published="2020-01-03").published_from
    'given'
    """
    if not isinstance(text, str):
        raise UsageError(f"text of {shown(name)}: found {type(text).__name__}; give the text as str")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(f"{shown(name)} is not text: half a character at {error.start}; decode it again") from error
    return article_from_bytes(data, name=name, published=published)


def article_from_bytes(data: bytes, *, name: str, published: When | None = None) -> Article:
    r"""Return an article of bytes that are at hand, such as those of standard input.

    Raises
    ------
    ArticleError
        When they are empty, are not text, or carry a wrong header.

    Examples
    --------
    >>> article_from_bytes(b"Oil rose.\r\n", name="-").text
    'Oil rose.\n'
    """
    if not isinstance(data, bytes):
        raise UsageError(f"data of {shown(name)}: found {type(data).__name__}; give bytes, or use article_from_text")
    article = _article(data, name)
    return date_articles(_given([article], published))[0]


@dataclass(frozen=True, slots=True)
class _Found:
    article: Article
    path: Path


def _listed(paths: Paths) -> list[Path]:
    """Return what was named as paths."""
    listed = [paths] if isinstance(paths, str | Path) or not isinstance(paths, Iterable) else list(paths)
    for item in listed:
        if not isinstance(item, str | Path):
            raise UsageError(f"paths: found {type(item).__name__}; give a file, a folder, or a list of these")
    return [Path(item) for item in listed]


def _read_all(paths: list[Path]) -> tuple[list[_Found], list[Dropped]]:
    found: dict[str, _Found] = {}
    dropped: list[Dropped] = []
    for path in paths:
        if _is_folder(path):
            for entry in _entries(path):
                try:
                    found.setdefault(realpath(entry), _Found(_read_entry(entry), entry))
                except ArticleError as error:
                    dropped.append(Dropped(shown(entry.name), str(error)))
        else:
            article = _read(path, path.name)
            found.setdefault(realpath(path), _Found(article, path))
    if not found:
        reasons = "; ".join(f"{drop.reason}" for drop in dropped) or "no .txt or .md file there"
        asked = ", ".join(shown(str(path)) for path in paths) or "an empty list"
        raise ArticleError(f"no article in {asked}: {reasons}; name a folder with articles as .txt or .md files")
    return list(found.values()), dropped


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name too long for the system
        return False


def _entries(folder: Path) -> list[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        raise ArticleError(
            f"cannot list {shown(str(folder))}: {error.strerror}; name a folder that can be read"
        ) from error
    return [
        entry
        for entry in entries
        if entry.suffix.lower() in _SUFFIXES | _DOCUMENTS
        and not entry.name.startswith(".")
        and entry.stem.lower() not in _NOT_ARTICLES
        and not entry.is_dir()
    ]


def _read_entry(entry: Path) -> Article:
    """Read a file of a folder; a pipe or a device there is none."""
    if entry.exists() and not entry.is_file():
        raise ArticleError(f"{shown(entry.name)} is a pipe or a device; put text files into the folder")
    if entry.suffix.lower() in _DOCUMENTS:
        raise ArticleError(f"{shown(entry.name)} is no plain text; save it as a .txt or .md file")
    return _read(entry, entry.name)


def _read(path: Path, name: str) -> Article:
    asked, advice = shown(str(path)), "name a text file or a folder of them"
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ArticleError(f"no such file or folder: {asked}; {advice}") from None
    except OSError as error:
        raise ArticleError(f"cannot read {asked}: {error.strerror}; {advice}") from error
    except ValueError as error:  # a name that no file can have
        raise ArticleError(f"cannot read {asked}: {error}; {advice}") from error
    return _article(data, name)


def _distinct(found: list[_Found]) -> list[Article]:
    """Name articles of equal file name by their paths, for names tell mentions apart."""
    counts = Counter(item.article.name for item in found)
    return [
        replace(item.article, name=item.path.as_posix()) if counts[item.article.name] > 1 else item.article
        for item in found
    ]


def _article(data: bytes, name: str) -> Article:
    called = shown(name)
    header, text = split_header(_decode(data, called).replace("\r\n", "\n"), called)
    if not text.strip():
        raise ArticleError(f"{called} is empty; an article needs text")
    article = Article(name=name, text=text, sha256=hashlib.sha256(data).hexdigest())
    article = replace(article, title=header.get("title"), outlet=header.get("outlet"))
    return _published(article, header["published"], "stated") if "published" in header else article


def _decode(data: bytes, name: str) -> str:
    """Decode UTF-8 (with or without mark), UTF-16 with mark, else Windows-1252; refuse what is no text."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = _try(data, "utf-16")
    elif b"\x00" in data:
        text = None
    else:
        text = _try(data, "utf-8-sig")
        text = _try(data, "cp1252") if text is None else text
    if text is None or len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text):
        raise ArticleError(f"{name} is not text; save it as UTF-8")
    return text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _published(article: Article, when: When, source: Literal["stated", "given"]) -> Article:
    day, moment = parse_when(when, shown(article.name))
    return replace(article, published=day, published_at=moment, published_from=source)


def parse_when(when: When, name: str) -> tuple[date, datetime | None]:
    """Return the day and, if there is one, the moment of a day or an instant with a time zone.

    Raises
    ------
    ArticleError
        When it is neither.

    Examples
    --------
    >>> parse_when("2020-01-03T09:12Z", "a.txt")[0]
    datetime.date(2020, 1, 3)
    """
    try:
        value = _iso(when) if isinstance(when, str) else when
    except ValueError:
        value = None
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return value.date(), value
    elif isinstance(value, date):
        return value, None
    advice = "give a day (2020-01-03) or an instant with its zone (2020-01-03T09:12Z)"
    raise ArticleError(f"published date of {name}: found {str(when)!r}; {advice}")


def _iso(text: str) -> date | datetime:
    stripped = text.strip()
    return date.fromisoformat(stripped) if len(stripped) == 10 else datetime.fromisoformat(stripped)  # noqa: PLR2004 - ISO day


def _given(articles: list[Article], published: Published) -> list[Article]:
    """Put the dates that the user gave on the articles whose header states none."""
    if published is None:
        return articles
    if not isinstance(published, Mapping):
        return [_unless_stated(article, published) for article in articles]
    names = sorted(article.name for article in articles)
    unknown = sorted(set(published) - set(names), key=str)
    if unknown:
        some = ", ".join(map(shown, names[:_MOST_NAMES])) + " ..." * (len(names) > _MOST_NAMES)
        raise ArticleError(f"published names {unknown[0]!r}, which was not read; there are {some}")
    return [
        _unless_stated(article, published[a]) if (a := article.name) in published else article for article in articles
    ]


def _unless_stated(article: Article, when: When) -> Article:
    given = _published(article, when, "given")
    return article if article.published_from == "stated" else given
