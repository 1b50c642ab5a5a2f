"""Articles from files, folders and text at hand: text, Markdown, web pages, tables of many; and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING

from eventstudy.articles.given import encodable, shown
from eventstudy.articles.publication import date_articles
from eventstudy.articles.read.files import KINDS, TABLES, article_of, articles_in, entries
from eventstudy.articles.read.when import published as with_date
from eventstudy.bounded import ARTICLE, LARGEST, bytes_of, leads_out
from eventstudy.display import Records
from eventstudy.errors import ArticleError, UsageError
from eventstudy.records import Dropped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eventstudy.articles.read.when import When
    from eventstudy.records import Article

    Published = When | Mapping[str, When] | None
    Paths = str | Path | Sequence[str | Path]

_MOST_NAMES = 8
_LONGEST, _SHOWN = 300, 40
"""Letters of a path, and of what is shown of a text that was taken for one."""


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
    return Records(read_folder(path, published=published)[0])


def read_folder(paths: Paths, *, published: Published = None) -> tuple[list[Article], list[Dropped]]:
    """Read articles, and say which files of a folder could not be read.

    A folder gives its files of text (``.txt``), Markdown (``.md``), web pages as a browser saves them (``.html``,
    ``.mhtml``) and tables of many articles (``.jsonl``, ``.json``, ``.csv``, ``.tsv`` with a column ``text``), sorted
    by name, hidden files and README, LICENSE, CHANGELOG and CONTRIBUTING aside; documents of other kinds are named as
    left out, and so are links that lead out of it; any other file is no article. A text may begin with a header: TOML
    between two lines ``+++``. The articles of a table are called ``file:name``, or ``file:number`` where it does not
    name them.

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
    article = article_of(data, name, "")
    return date_articles(_given([article], published))[0]


@dataclass(frozen=True, slots=True)
class _Found:
    articles: list[Article]
    path: Path


def _listed(paths: Paths) -> list[Path]:
    """Return what was named as paths."""
    listed = [paths] if isinstance(paths, str | Path) or not isinstance(paths, Iterable) else list(paths)
    for item in listed:
        if not isinstance(item, str | Path):
            raise UsageError(f"paths: found {type(item).__name__}; give a file, a folder, or a list of these")
        if isinstance(item, str) and not item.strip():
            raise UsageError("paths: found an empty name; give a file, a folder, or a list of these")
        if isinstance(item, str) and len(item) > _LONGEST and " " in item:
            raise UsageError(f"paths: found a text, {item[:_SHOWN]!r} ...; write it to a file, and give its path")
    return [Path(item) for item in listed]


def _read_all(paths: list[Path]) -> tuple[list[_Found], list[Dropped]]:
    found: dict[str, _Found] = {}
    dropped: list[Dropped] = []
    for path in paths:
        for entry in entries(path) if (folder := _is_folder(path)) else [path]:
            try:
                articles, broken = _read_entry(entry, path) if folder else _read(path)
            except (ArticleError, UsageError) as error:  # the latter where a library for its kind is not installed
                if not folder:
                    raise
                dropped.append(Dropped(shown(entry.name), str(error)))
            else:
                if realpath(entry) not in found:
                    dropped.extend(broken)
                found.setdefault(realpath(entry), _Found(articles, entry))
    if not found:
        reasons = "; ".join(f"{drop.reason}" for drop in dropped) or f"no file of {KINDS} there"
        asked = ", ".join(shown(str(path)) for path in paths) or "an empty list"
        raise ArticleError(f"no article in {asked}: {reasons}; name a folder with articles as {KINDS}")
    return list(found.values()), dropped


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name too long for the system
        return False


def _read_entry(entry: Path, folder: Path) -> tuple[list[Article], list[Dropped]]:
    """Read a file of a folder; a pipe or a device there is none, nor is what a link takes from elsewhere."""
    if leads_out(entry, folder):
        raise ArticleError(f"{shown(entry.name)} is a link that leads out of the folder; copy it there, or name it too")
    if entry.exists() and not entry.is_file():
        raise ArticleError(f"{shown(entry.name)} is a pipe or a device; put files of {KINDS} into the folder")
    return _read(entry)


def _read(path: Path) -> tuple[list[Article], list[Dropped]]:
    asked, advice = shown(str(path)), f"name a file of {KINDS}, or a folder of them"
    try:
        data = bytes_of(path, LARGEST if path.suffix.lower() in TABLES else ARTICLE)
    except FileNotFoundError:
        raise ArticleError(f"no such file or folder: {asked}; {advice}") from None
    except OSError as error:
        raise ArticleError(f"cannot read {asked}: {error.strerror}; {advice}") from error
    except ValueError as error:  # a name that no file can have
        raise ArticleError(f"cannot read {asked}: {error}; {advice}") from error
    return articles_in(data, path.name, path.suffix.lower())


def _distinct(found: list[_Found]) -> list[Article]:
    """Name articles of files of equal name by their paths, for names tell mentions apart."""
    counts = Counter(item.path.name for item in found)
    return [
        replace(article, name=encodable(item.path.as_posix()) + article.name.removeprefix(encodable(item.path.name)))
        if counts[item.path.name] > 1
        else article
        for item in found
        for article in item.articles
    ]


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
    given = with_date(article, when, "given")
    return article if article.published_from == "stated" else given
