from __future__ import annotations

import hashlib
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventstudy.articles.read import article_from_bytes, article_from_text, read_articles, read_folder
from eventstudy.articles.read.when import parse_when
from eventstudy.errors import ArticleError, UsageError


def put(folder, **files):
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_a_folder_gives_its_articles_by_name(tmp_path):
    put(tmp_path, b__txt="Two.", a__md="One.", study__toml="x = 1", c__csv="a,b", README__md="Read me.", _hidden="x")
    (tmp_path / ".d.txt").write_text("hidden")
    (tmp_path / "sub.txt").mkdir()
    assert [article.name for article in read_articles(tmp_path)] == ["a.md", "b.txt"]


def test_text_and_hash_are_of_what_was_read(tmp_path):
    data = b"\xef\xbb\xbfOne.\r\nTwo\rthree.\r\n"
    put(tmp_path, a__txt=data)
    (article,) = read_articles(tmp_path / "a.txt")
    assert article.text == "One.\nTwo\rthree.\n"
    assert article.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café €".encode(), "Café €"),
        ("Café €".encode("utf-8-sig"), "Café €"),
        ("Café €".encode("utf-16"), "Café €"),
        (b"\xfe\xff" + "Café €".encode("utf-16-be"), "Café €"),
        ("Café €".encode("cp1252"), "Café €"),
        (b"\xef\xbb\xbf+++\r\n+++\r\nBody.", "Body."),
    ],
)
def test_decodes(data, text):
    assert article_from_bytes(data, name="a").text == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "a is empty"),
        (b" \n\t", "a is empty"),
        (b"+++\n+++\n \n", "a is empty"),
        (b"PK\x03\x04\x00\x00zip", "a is not text"),
        (b"\x89PNG\r\n\x1a\n\x01\x02\x03\x04", "a is not text"),
        (bytes(range(1, 32)) * 9, "a is not text"),
        (b"caf\x81\xff", "a is not text"),
        (b"\xff\xfeabc", "a is not text"),
        (b"+++\ntitle = 'x'\nBody", "a, line 1: the header opened by +++ is not closed"),
        (b"+++\ntitel = 'x'\n+++\nBody", "a, line 2: unknown header key 'titel'; allowed are outlet, published"),
        (b"+++\n\ntitle = 1\n+++\nBody", "a, line 3: title = 1 is not text in quotes"),
        (b"+++\nlength = true\n+++\nBody", "a, line 2: length = True is not a whole number"),
        (b"+++\nsha256 = 'abc'\n+++\nBody", "a, line 2: sha256 = 'abc'; give 64 hexadecimal digits"),
        (b"+++\ntitle = 'x'\noutlet = \n+++\nBody", "line 3"),
        (b"+++\npublished = 'soon'\n+++\nBody", "found 'soon'; give a day"),
        (b"+++\npublished = 2020-01-03T09:12:00\n+++\nBody", "an instant with its zone"),
    ],
)
def test_refuses_in_one_line(data, says):
    with pytest.raises(ArticleError) as caught:
        article_from_bytes(data, name="a")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_header():
    stamp = "0" * 64
    keys = f'outlet = "The Paper"\npublished = 2020-01-03\nsha256 = "{stamp}"\nlength = 9\ntitle = "T"'
    text = f"+++\n{keys}\n+++\nOil rose.\n"
    article = article_from_bytes(text.encode(), name="a")
    assert (article.text, article.outlet, article.title) == ("Oil rose.\n", "The Paper", "T")
    assert (article.published, article.published_from) == (date(2020, 1, 3), "stated")
    assert article.sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_plus_signs_inside_the_text_are_no_header():
    assert article_from_bytes(b"Text.\n+++\nx\n+++\n", name="a").text == "Text.\n+++\nx\n+++\n"


def test_named_and_found(tmp_path):
    put(tmp_path, a__txt="Oil rose.", b__txt=b"\x00\x01", c__txt="")
    articles, dropped = read_folder(tmp_path)
    assert [article.name for article in articles] == ["a.txt"]
    assert [(drop.what, drop.reason.split(";")[0]) for drop in dropped] == [
        ("b.txt", "b.txt is not text"),
        ("c.txt", "c.txt is empty"),
    ]
    with pytest.raises(ArticleError, match=r"b\.txt is not text"):
        read_articles(tmp_path / "b.txt")
    with pytest.raises(ArticleError, match="no such file or folder"):
        read_articles([tmp_path, tmp_path / "nowhere.txt"])


def test_a_folder_without_an_article_is_an_error(tmp_path):
    put(tmp_path, x__csv="1")
    with pytest.raises(ArticleError, match=r"no article in .*x\.csv has no column of texts"):
        read_articles(tmp_path)
    put(tmp_path, a__txt=b"\x00")
    with pytest.raises(ArticleError, match=r"a\.txt is not text"):
        read_articles(tmp_path)
    with pytest.raises(ArticleError, match="an empty list"):
        read_articles([])


def test_the_same_file_is_read_once_and_equal_names_stay_apart(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    put(one, a__txt="One.")
    put(two, a__txt="Two.", b__txt="Three.")
    articles = read_articles([one, one / "a.txt", two])
    assert [article.text for article in articles] == ["One.", "Two.", "Three."]
    assert [article.name for article in articles] == [f"{one.as_posix()}/a.txt", f"{two.as_posix()}/a.txt", "b.txt"]


def test_published_is_given_for_all_or_by_name(tmp_path):
    put(tmp_path, a__txt="One.", b__txt="Two.")
    assert {article.published for article in read_articles(tmp_path, published="2020-01-03")} == {date(2020, 1, 3)}
    a, b = read_articles(tmp_path, published={"a.txt": date(2020, 1, 3), "b.txt": "2020-01-04T10:00Z"})
    assert (a.published, a.published_at, a.published_from) == (date(2020, 1, 3), None, "given")
    assert b.published_at == datetime(2020, 1, 4, 10, tzinfo=UTC)
    with pytest.raises(ArticleError, match=r"'c\.txt', which was not read; there are a\.txt, b\.txt"):
        read_articles(tmp_path, published={"c.txt": "2020-01-03"})
    with pytest.raises(ArticleError, match=r"published date of a\.txt: found 'Friday'; give a day"):
        read_articles(tmp_path, published={"a.txt": "Friday"})


def test_what_the_header_states_goes_before_what_is_given():
    data = b"+++\npublished = 2020-01-03\n+++\nOil rose."
    assert article_from_bytes(data, name="a", published="2021-05-05").published == date(2020, 1, 3)


@pytest.mark.parametrize("when", ["2020-1-3", "", "20200103T10", "2020-01-03T10:00", datetime(2020, 1, 3), 5])  # noqa: DTZ001 - a naive moment is what is refused
def test_no_date(when):
    with pytest.raises(ArticleError):
        parse_when(when, "a")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=40).map(str.encode))
def test_any_bytes_give_an_article_or_one_of_our_errors(data):
    try:
        article = article_from_bytes(data, name="a")
    except ArticleError:
        return
    assert article.text.strip()


def test_a_sentence_given_as_text():
    article = article_from_text("Oil rose on Friday.")
    assert (article.name, article.published, article.published_from) == ("text", None, None)


@pytest.mark.parametrize("wrong", [5, None, b"a.txt", [1], ["a.txt", None]])
def test_what_is_no_path(wrong):
    with pytest.raises(UsageError, match="give a file, a folder, or a list of these"):
        read_articles(wrong)


@pytest.mark.parametrize("name", ["\0", "a" * 5000, "no\nsuch\x1b[31m.txt"])
def test_names_that_no_file_has(name):
    with pytest.raises(ArticleError) as caught:
        read_articles(name)
    assert str(caught.value).isprintable()


def test_what_is_no_text():
    for wrong in (5, None, b"x"):
        with pytest.raises(UsageError, match="give the text as str"):
            article_from_text(wrong)
    with pytest.raises(UsageError, match="give bytes"):
        article_from_bytes("x", name="a")
    with pytest.raises(ArticleError, match="half a character at 2"):
        article_from_text("a \ud800")


def test_links_in_a_circle_and_pipes_are_dropped_and_named(tmp_path):
    put(tmp_path, ok__txt="Oil rose.")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe.txt")
    articles, dropped = read_folder(tmp_path)
    assert [article.name for article in articles] == ["ok.txt"]
    assert [drop.what for drop in dropped] == ["gone.txt", "loop.txt", "pipe.txt"]
    with pytest.raises(ArticleError, match="cannot read"):
        read_articles(tmp_path / "loop.txt")


def test_messages_hold_one_line_whatever_the_name(tmp_path):
    (tmp_path / "a\nb\x1b[31m.txt").write_bytes(b"\0")
    put(tmp_path, c__txt="Oil rose.")
    ((drop,),) = read_folder(tmp_path)[1:]
    assert (drop.what + drop.reason).isprintable()


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    put(tmp_path, a__txt="Oil rose.")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ArticleError, match=r"cannot read .*: [Pp]ermission denied"):
        read_articles(tmp_path / "a.txt")


@pytest.mark.parametrize("header", ["length = " + "9" * 5000, "title = " + "[" * 20_000])
def test_headers_made_to_break(header):
    with pytest.raises(ArticleError, match="the header is not TOML"):
        article_from_text(f"+++\n{header}\n+++\nBody.")


def test_a_table_in_the_header_is_named_by_its_line():
    with pytest.raises(ArticleError, match="line 3: unknown header key 'sub'"):
        article_from_text("+++\ntitle = 'x'\n[sub]\ny = 1\n+++\nBody.")


def test_an_unknown_name_is_answered_by_a_few_that_there_are(tmp_path):
    put(tmp_path, **{f"a{i:02}__txt": "Oil rose." for i in range(20)})
    with pytest.raises(ArticleError, match=r"there are a00\.txt, .*, a07\.txt \.\.\."):
        read_articles(tmp_path, published={"x": "2020-01-03", 5: "2020-01-03"})
    with pytest.raises(ArticleError, match="found '5'; give a day"):
        read_articles(tmp_path, published=5)


def test_a_document_of_another_kind_in_a_folder_is_named(tmp_path):
    (tmp_path / "wire.txt").write_text("Oil rose.", encoding="utf-8")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    articles, dropped = read_folder(tmp_path)
    assert [article.name for article in articles] == ["wire.txt"]
    assert [(one.what, one.reason) for one in dropped] == [
        ("scan.pdf", "scan.pdf is no plain text; save it as a .txt or .html file")
    ]


@pytest.mark.parametrize(
    "written",
    ["2020-02-28T18:00-05:00", '"2020-02-28T18:00-05:00"', "2020-02-28T18:00:00-05:00", "2020-02-28T23:00Z  # London"],
)
def test_a_header_takes_a_moment_as_the_command_line_does(written):
    found = article_from_text(f"+++\npublished = {written}\n+++\nThe Dow fell 357 points.")
    assert found.published_at == datetime(2020, 2, 28, 23, 0, tzinfo=UTC)
