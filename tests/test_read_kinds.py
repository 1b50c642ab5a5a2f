"""Articles as Markdown, web pages and tables of many."""

import json
import sys

import pytest

from eventstudy.articles.read import article_from_bytes, read_articles, read_folder
from eventstudy.articles.read.decode import decode
from eventstudy.articles.read.markdown import markdown
from eventstudy.articles.read.tables import rows
from eventstudy.articles.read.webpage import webpage
from eventstudy.errors import ArticleError, UsageError

QUOTED = "\u201cIt\u2019s over,\u201d he said \u2013 Brent fell."
WORDS = (
    "Brent crude rose 3 percent on Friday after a strike on an airport road killed a general, and shares of oil "
    "producers gained before the opening in New York."
)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-16-le", QUOTED),
        ("utf-16-be", QUOTED),
        ("utf-32", QUOTED),
        ("cp1252", QUOTED),
        ("mac_roman", QUOTED),
        ("iso8859_15", "It cost €5, said the café."),
        ("latin-1", "The peseta in Málaga."),
    ],
)
def test_decodes_what_newsrooms_write(encoding, text):
    assert decode(text.encode(encoding), "a.txt") == text


def test_line_ends_of_an_old_mac():
    assert decode(b"One.\rTwo.\r", "a.txt") == "One.\nTwo.\n"


def test_what_a_file_declares_goes_before_a_guess():
    data = "цена".encode("cp1251")
    assert decode(data, "a", declared="windows-1251") == "цена"
    assert decode(b"plain", "a", declared="no such encoding") == "plain"


# Markdown


def test_markdown_is_read_as_a_reader_sees_it():
    text = """---
title: "Oil jumps"
date: 2020-01-03
source: The Wire
tags: [oil, war]
---
# Oil *jumps* 4%

**Brent** rose [3 percent](https://example.org/2019/12/27 "a 2 percent title")
to $69 a `barrel`. ![Chart, Jan. 2](chart.png)

- The Dow fell 1%
- Gold rose 2%

| Index | Change |
|---|---|
| Dow | -0.8% |

> \u201cNobody knows,\u201d she said\\.

<div>hidden 9 percent</div>
"""
    draft = markdown(text)
    assert (draft.title, draft.outlet, draft.published) == ("Oil jumps", "The Wire", "2020-01-03")
    assert draft.text == (
        "Oil jumps 4%\n\nBrent rose 3 percent\nto $69 a barrel.\n\nThe Dow fell 1%\n\nGold rose 2%\n\nIndex  Change\n\n"
        "Dow  -0.8%\n\n\u201cNobody knows,\u201d she said.\n"
    )


def test_a_rule_at_the_top_is_no_metadata():
    assert markdown("---\nNo end of it.").text == "No end of it.\n"
    assert markdown("Oil rose.\n\n---\n\nStocks fell.").text == "Oil rose.\n\nStocks fell.\n"


def test_a_markdown_file_may_have_our_header(tmp_path):
    (tmp_path / "a.md").write_text('+++\ntitle = "Oil"\npublished = 2020-01-03\n+++\n**Oil** rose.', encoding="utf-8")
    (article,) = read_articles(tmp_path)
    assert (article.title, article.text, article.published_from) == ("Oil", "Oil rose.\n", "stated")


# Web pages

PAGE = """<!DOCTYPE html>
<html><head><meta charset="{charset}"><title>Oil jumps | The Wire</title>
<meta property="og:site_name" content="The Wire">{meta}</head>
<body><nav><a href="/">Home</a> <a href="/m">Markets 2 percent</a></nav>
<article><h1>Oil jumps</h1><p>{first}</p><p>The café\u2019s owner said stocks in New York fell about 1 percent at the
opening bell, led by airlines, which use a lot of fuel, and by banks.</p></article>
<footer>Copyright 2031. All rights reserved.</footer><script>var x = "The Dow fell 9 percent";</script></body></html>
"""


def page(meta="", charset="utf-8"):
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    return PAGE.format(meta=meta, charset=charset, first=WORDS).encode(charset)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
def test_a_web_page(charset):
    draft = webpage(page(charset=charset), "a.html")
    assert WORDS in draft.text
    assert "café\u2019s owner" in draft.text
    assert not any(words in draft.text for words in ("Home", "9 percent", "2 percent", "Copyright"))
    assert (draft.title, draft.outlet, draft.published) == ("Oil jumps", "The Wire", None)


@pytest.mark.parametrize(
    ("meta", "published"),
    [
        ('<meta property="article:published_time" content="2020-01-03T09:12:00-05:00">', "2020-01-03T09:12:00-05:00"),
        ("<meta content='2020-01-03' itemprop='datePublished'>", "2020-01-03"),
        (
            '<script type="application/ld+json">{"@graph": [{"datePublished": "2020-01-03T14:12:00Z"}]}</script>',
            "2020-01-03T14:12:00Z",
        ),
        (
            '<script type="application/ld+json">{"broken": </script><meta name="date" content="2020-01-03">',
            "2020-01-03",
        ),
    ],
)
def test_when_a_web_page_was_published(meta, published):
    assert webpage(page(meta), "a.html").published == published


def test_a_web_page_is_known_by_its_first_bytes():
    article = article_from_bytes(page('<meta name="pubdate" content="2020-01-03">'), name="-")
    assert (article.published.isoformat(), article.published_from) == ("2020-01-03", "stated")
    assert "nav" not in article.text
    text = article_from_bytes(b"Oil rose <b>3 percent</b>.", name="-").text
    assert text == "Oil rose <b>3 percent</b>."


def test_a_web_archive():
    archive = (
        b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--edge"\r\n\r\n'
        b"----edge\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + page().replace(b"\n", b"\r\n")
        + b"\r\n----edge--\r\n"
    )
    assert WORDS in webpage(archive, "a.mhtml").text
    with pytest.raises(ArticleError, match="archive without a page"):
        webpage(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nOil.", "a.mhtml")


def test_a_page_without_an_article(tmp_path):
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    (tmp_path / "a.html").write_text("<html><body></body></html>", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Oil rose.", encoding="utf-8")
    articles, dropped = read_folder(tmp_path)
    assert [one.name for one in articles] == ["b.txt"]
    assert [one.reason for one in dropped] == [
        "a.html holds no article that can be told from the page; save its text as a .txt file"
    ]


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(UsageError, match=r'a\.html is a web page.*pip install "eventstudy-toolkit\[html\]"'):
        webpage(b"<html><body>Oil rose.", "a.html")


def test_a_page_of_a_folder_without_the_extractor_is_left_out_and_the_rest_read(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (tmp_path / "a.txt").write_text("Oil rose.")
    (tmp_path / "b.html").write_text("<html><body><p>Oil rose.</p></body></html>")
    articles, dropped = read_folder(tmp_path)
    assert [article.name for article in articles] == ["a.txt"]
    assert [one.what for one in dropped] == ["b.html"]
    assert 'pip install "eventstudy-toolkit[html]"' in dropped[0].reason
    (tmp_path / "a.txt").unlink()
    with pytest.raises(ArticleError, match=r"no article in .* needs trafilatura"):
        read_folder(tmp_path)


# Tables of many


def test_json_lines(tmp_path):
    records = [
        {"id": "w1", "headline": "Oil up", "body": WORDS, "published_at": "2020-01-03T09:12:00Z", "source": "Wire"},
        {"id": "w2", "body": "Gold rose.", "published_at": 1578042720},
        {"id": "w3", "body": " "},
        {"id": "w4", "body": "Stocks fell.", "published_at": "01/03/2020"},
        {"id": "w5", "body": 5},
    ]
    lines = [json.dumps(record) for record in records]
    (tmp_path / "wire.jsonl").write_text("\n".join([*lines, '{"id": "w6", "body"', "[1]", ""]), encoding="utf-8")
    articles, dropped = read_folder(tmp_path)
    assert [(one.name, one.title, one.outlet) for one in articles] == [
        ("wire.jsonl:w1", "Oil up", "Wire"),
        ("wire.jsonl:w2", None, None),
    ]
    assert [one.published_at.isoformat() for one in articles] == ["2020-01-03T09:12:00+00:00"] * 2
    assert [one.reason for one in dropped] == [
        "wire.jsonl:w3: body is empty; an article needs text",
        "wire.jsonl:w4: published_at = '01/03/2020' is no date that can be read one way; write 2020-01-03",
        "wire.jsonl:w5: body is empty; an article needs text",
        "wire.jsonl:6: not JSON (Expecting ':' delimiter, column 20)",
        "wire.jsonl:7: no object with a text",
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020-01-03", "2020-01-03"),
        ("2020-01-03 16:00:00", "2020-01-03"),
        ("2020-01-03T16:00:00-05:00", "2020-01-03T16:00:00-05:00"),
        ("Fri, 03 Jan 2020 16:00:00 -0500", "2020-01-03T16:00:00-05:00"),
        ("January 3, 2020", "2020-01-03"),
        ("3 Jan 2020", "2020-01-03"),
        ("2020/01/03", "2020-01-03"),
        ("20200103", "2020-01-03"),
        ("1578042720", "2020-01-03T09:12:00+00:00"),
        ("1578042720000", "2020-01-03T09:12:00+00:00"),
    ],
)
def test_dates_that_a_corpus_writes(written, read):
    (row,) = rows(json.dumps({"text": "Oil rose.", "date": written}), "a.jsonl", ".jsonl")
    assert row.draft.published == read


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv(tmp_path, delimiter):
    header = delimiter.join(["Full Text", "Date", "Title"])
    line = delimiter.join(['"Oil, gas; and\ttin\nrose ""3 percent""."', "2020-01-03", "Up"])
    (tmp_path / "corpus.csv").write_text(
        f"\ufeff{header}\n{line}\n{delimiter}2020-01-04{delimiter}\n", encoding="utf-8"
    )
    articles, dropped = read_folder(tmp_path / "corpus.csv")
    assert [(one.name, one.text, str(one.published), one.title) for one in articles] == [
        ("corpus.csv:1", 'Oil, gas; and\ttin\nrose "3 percent".', "2020-01-03", "Up")
    ]
    assert [one.what for one in dropped] == ["corpus.csv:2"]


def test_an_article_longer_than_a_cell_usually_is():
    assert len(rows("text\n" + "word " * 100_000, "a.csv", ".csv")[0].draft.text) == 500_000


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.csv", "date,brent\n2020-01-03,68.6\n", "a.csv has no column of texts: found date, brent; name it text"),
        ("a.json", '{"text": ', "a.json is not JSON"),
        ("a.json", "[" * 100_000, "a.json is not JSON"),
        ("a.json", "[]", "a.json has no column of texts: found none"),
        ("a.jsonl", "", "a.jsonl has no column of texts"),
        ("a.jsonl", '{"text": ""}', "a.jsonl:1: text is empty"),
    ],
)
def test_a_table_that_is_none_is_refused_in_one_line(tmp_path, name, data, says):
    (tmp_path / name).write_text(data, encoding="utf-8")
    with pytest.raises(ArticleError) as raised:
        read_articles(tmp_path / name)
    assert str(raised.value).startswith(says)
    assert "\n" not in str(raised.value)


def test_equal_files_of_two_folders_stay_apart(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jsonl").write_text('{"id": "x", "text": "Oil rose."}', encoding="utf-8")
    names = [one.name for one in read_articles([tmp_path / "one", tmp_path / "two"])]
    assert names == [f"{(tmp_path / folder / 'a.jsonl').as_posix()}:x" for folder in ("one", "two")]


def test_names_that_repeat_give_way_to_numbers():
    found = rows('{"id": 7, "text": "A."}\n{"id": 7, "text": "B."}', "a.jsonl", ".jsonl")
    assert [row.name for row in found] == ["1", "2"]


# Pages of many kinds

OIL = (
    "Oil prices jumped on Friday after an airstrike killed a general in Baghdad, and traders weighed the risk of a "
    "wider conflict in the region."
)
BRENT = (
    "Brent crude, the global benchmark, rose 3.6 percent to settle at $68.60 a barrel, its highest close since May, "
    "while West Texas Intermediate gained 3.1 percent to $63.05."
)
DOW = "The Dow Jones industrial average fell 233.92 points, or 0.8 percent, to 28,634.88."
GOLD = "Gold, a haven in times of trouble, rose 1.6 percent to $1,552.40 an ounce, said a strategist in London."
STORY = "".join(f"<p>{one}</p>" for one in (OIL, BRENT, DOW))
PARAGRAPHS = f"{OIL}\n\n{BRENT}\n\n{DOW}"
CAPTION = "<figure><img src=a.jpg><figcaption>Traders, as the Dow rose 9 percent.</figcaption></figure>"
RELATED = '<aside class="related"><h3>Related</h3><ul><li><a href="/x">Bitcoin falls 12 percent</a></li></ul></aside>'
TOLD = f"Oil jumps\n\n{PARAGRAPHS}\n"


def linked(data):
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def saved(body, head="", title="Oil jumps"):
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    text = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    return webpage(text.encode(), "a.html")


@pytest.mark.parametrize(
    "body",
    [
        f"<main><article><h1>Oil jumps</h1>{STORY}</article></main>",
        f"<article>{STORY}</article>",
        f'<h1>Oil jumps</h1><amp-img src="a.jpg"></amp-img><article>{STORY}</article>',
        f"<table><tr><td><b>Oil jumps</b><br><br>{OIL}<br><br>{BRENT}<br><br>{DOW}</td></tr></table>",
        f"<article><h1>Oil jumps</h1>{CAPTION}{STORY}{RELATED}</article>",
        f'<article><h1>Oil jumps</h1>{STORY}<div class="ad">Advertisement: earn 7 percent</div></article>',
    ],
    ids=["news site", "without a heading", "amp", "print view", "captions and links", "advertising"],
)
def test_a_page_gives_its_headline_once_and_its_paragraphs(body):
    assert saved(body).text == TOLD


@pytest.mark.parametrize("title", ["Oil jumps | The Herald", "Oil jumps - The Herald", "Print: Oil jumps"])
def test_the_site_beside_the_headline_is_not_told(title):
    assert saved(f"<article><h1>Oil jumps</h1>{STORY}</article>", title=title).text == TOLD


def test_a_stub_of_a_paid_article_keeps_its_lines_apart():
    stub = f"<article><h1>Oil jumps</h1><p>{OIL}</p><div><p>Subscribe to read on. $1 a week.</p></div></article>"
    assert saved(stub).text == f"Oil jumps\n\n{OIL}\n"


def test_a_body_in_linked_data_keeps_its_paragraphs():
    data = {"@type": "NewsArticle", "headline": "Oil jumps", "articleBody": PARAGRAPHS}
    assert saved(f"<article><p>{OIL[:40]}...</p></article>", linked(data)).text == TOLD


def test_tables_and_lists_are_lines():
    body = (
        f"<article><h1>Oil jumps</h1>{STORY}<table><tr><th>Index</th><th>Change</th></tr><tr><td>Dow</td>"
        f"<td>-0.8%</td></tr></table><ul><li>{GOLD}</li></ul></article>"
    )
    assert saved(body).text == f"{TOLD}\nIndex  Change\n\nDow  -0.8%\n\n{GOLD}\n"


def test_a_live_blog_has_the_day_it_began():
    updates = [
        {"@type": "BlogPosting", "datePublished": f"2020-01-0{4 - n}T16:30:00Z", "articleBody": text}
        for n, text in enumerate((DOW, BRENT))
    ]
    data = {
        "@type": "LiveBlogPosting",
        "liveBlogUpdate": updates,
        "headline": "Oil jumps",
        "datePublished": "2020-01-03T07:00:00Z",
    }
    body = "".join(f"<article><h2>Update</h2><p>{one}</p></article>" for one in (GOLD, DOW, BRENT, OIL))
    draft = saved(f"<main><h1>Oil jumps</h1>{body}</main>", linked(data))
    assert draft.published == "2020-01-03T07:00:00Z"
    assert draft.text.startswith("Oil jumps\n\n")
    assert all(draft.text.count(one) == 1 for one in (GOLD, DOW, BRENT, OIL))


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        (
            linked([{"@type": "NewsArticle", "headline": "Oil jumps", "datePublished": "2020-01-03T21:10:00Z"},
                    {"@type": "ItemList", "item": [{"@type": "NewsArticle", "datePublished": "2018-05-05"}]}]),
            "",
            "2020-01-03T21:10:00Z",
        ),
        (
            linked([{"@type": "ItemList", "item": [{"@type": "NewsArticle", "datePublished": "2018-05-05"}]},
                    {"@type": "NewsArticle", "headline": "Oil jumps", "datePublished": "2020-01-03"}]),
            "",
            "2020-01-03",
        ),
        ("", '<time itemprop="datePublished" datetime="2020-01-03T16:05:00-05:00">Friday</time>',
         "2020-01-03T16:05:00-05:00"),
        ("", '<time datetime="2020-01-03T16:05:00-05:00">Jan. 3, 2020</time>', "2020-01-03T16:05:00-05:00"),
        (
            (
                '<meta property="article:modified_time" content="2020-02-10T00:00:00Z">'
                '<meta property="article:published_time" content="2020-01-03 21:10">'
            ),
            "",
            "2020-01-03",
        ),
    ],
)  # fmt: skip
def test_when_a_page_of_many_dates_was_published(head, body, published):
    assert saved(f"<article><h1>Oil jumps</h1>{body}{STORY}</article>", head).published == published


@pytest.mark.parametrize(
    "body",
    [
        '<div id="root"></div><noscript>You need to enable JavaScript to run this app.</noscript>',
        "<p>Please enable JavaScript to view this page.</p>",
        "<form><input name=u><button>Log in</button></form>",
        "<h1>Oil jumps</h1>",
        "<p>404. Page not found.</p>",
    ],
)
def test_a_page_that_is_a_notice_holds_no_article(body):
    with pytest.raises(ArticleError, match="holds no article that can be told from the page"):
        saved(body)


def test_a_page_made_to_break_takes_no_long():
    pytest.importorskip("trafilatura", reason="the extra html is not installed")
    for body in ("<" * 200_000, "<p>" * 5_000 + "Oil rose.", "<!--" * 50_000, "<time " * 50_000, "<p>a " * 20_000):
        try:
            saved(body)
        except ArticleError:
            continue


# Folders as people have them


def test_a_folder_that_also_holds_prices_and_results(tmp_path):
    (tmp_path / "wire.txt").write_text("Oil rose.", encoding="utf-8")
    (tmp_path / "prices.csv").write_text("date,brent\n2020-01-03,68.6\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text("[study]\n", encoding="utf-8")
    (tmp_path / "dates.csv").write_text("article,start,end,text,first,last\na,0,6,Friday,2020-01-03,2020-01-03\n")
    (tmp_path / "moves.csv").write_text("move_id,group,article,quote,start,end\nm1,g1,a.txt,up 1%,0,5\n")
    (tmp_path / "results.json").write_text('{"study": {}, "moves": [], "dates": []}')
    (tmp_path / "report.html").write_text("")
    (tmp_path / "eventstudy-out").mkdir()
    articles, dropped = read_folder(tmp_path)
    assert [one.name for one in articles] == ["wire.txt"]
    assert {one.what: one.reason.partition(":")[0] for one in dropped} == {
        "dates.csv": "dates.csv is a table of what was found in articles, and holds none; name the articles",
        "moves.csv": "moves.csv is a table of what was found in articles, and holds none; name the articles",
        "prices.csv": "prices.csv has no column of texts",
        "results.json": "results.json has no column of texts",
        "report.html": "report.html holds no article that can be told from the page; save its text as a .txt file",
    }


@pytest.mark.parametrize("column", ["Body", "full-text", "Article Text", "MainText", "news", "Unnamed: 0,content"])
def test_columns_as_corpora_name_them(tmp_path, column):
    cells = "0,Oil rose." if "," in column else "Oil rose."
    (tmp_path / "a.csv").write_text(f"{column}\n{cells}\n", encoding="utf-8")
    assert [one.text for one in read_articles(tmp_path)] == ["Oil rose."]


def test_json_of_a_news_service():
    one = {
        "source": {"id": None, "name": "The Wire"},
        "title": "Up",
        "content": "Oil rose.",
        "publishedAt": "2020-01-03T09:12:00Z",
    }
    (row,) = rows(json.dumps({"status": "ok", "totalResults": 1, "articles": [one]}), "a.json", ".json")
    assert (row.draft.text, row.draft.outlet, row.draft.published) == (
        "Oil rose.",
        "The Wire",
        "2020-01-03T09:12:00+00:00",
    )
    (row,) = rows(json.dumps({"paragraphs": ["Oil rose.", "Gold fell."]}), "a.json", ".json")
    assert row.draft.text == "Oil rose.\n\nGold fell."


def test_ten_thousand_rows(tmp_path):
    lines = [
        json.dumps({"id": n, "text": f"Oil rose {n} percent on Friday.", "date": "2020-01-03"}) for n in range(10_000)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    articles = read_articles(tmp_path)
    assert (len(articles), articles[-1].name) == (10_000, "a.jsonl:9999")
