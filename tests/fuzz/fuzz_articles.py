"""Targets that read articles: every kind of file, then dates, moves, events and verdicts in their text."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise

from fuzz_target import Target, require

from eventstudy.articles.dates import find_dates
from eventstudy.articles.events import find_events
from eventstudy.articles.moves import find_moves, find_remarks
from eventstudy.articles.publication import date_articles
from eventstudy.articles.read.files import articles_in
from eventstudy.prices import load_prices
from eventstudy.records import Article
from eventstudy.verdicts import check_moves

PUBLISHED = date(2020, 1, 3)
PROSE = (
    "Brent crude surged to $69.20 a barrel on Friday, Jan. 3, 2020, up 3.50 percent, a three-month high, he said.",
    "The Dow fell 300 points, or 1.1%, to 26,000 at 11 a.m. in London; Exxon Mobil rose more than Chevron.",
    "A U.S. drone strike killed Gen. Soleimani late Thursday in Baghdad. The attack on Dec. 27 killed a contractor.",
    "Oil could rise to $80 a barrel next week, \u201cup 10 percent since September\u201d, in its third straight gain.",
)
WORDS = tuple(
    """Brent|crude|WTI|gold|the Dow|S&P 500|Exxon Mobil|(NYSE: XOM)|rose|fell|jumped|up|down|3|1.3|1-1/2|70|$|%|percent
    |points|a barrel|to|from|by|at|about|nearly|more than|and|or|,|;|.|: |(|)|while|said|could|if|opened|closed|hit
    |three-month high|since|among the largest|third straight|premarket|11 a.m.|in London|on|late|early|last|this|next
    |Friday|Jan. 3|2020-01-03|2019|3/1/2020|yesterday|week|month|quarter|year|Q3|between|the|of|two|half|attack|killed
    |strike|announced|will|\n\n|\n|\u201c|\u201d|\u2019s|\u2014|\u2212|\u00bd|\u20ac|U.S.|Mr.|basis points
    |yield""".replace("\n    ", "").split("|")
)


def read_as(suffix: str):
    """Return a reader of one kind of file."""

    def read(data: bytes) -> None:
        articles, dropped = articles_in(data, f"a{suffix}", suffix)
        again, _ = articles_in(data, f"a{suffix}", suffix)
        require(again == articles, "read twice, two answers")
        for article in articles:
            require_article(article)
        require(all(one.reason.strip() for one in dropped), "left out without a reason")
        for article in date_articles(articles):
            require(article.published is None or article.published_from is not None, "a date from nowhere")

    return read


def require_article(article: Article) -> None:
    """Hold what every article promises."""
    require(bool(article.text.strip()), "an article without text")
    article.text.encode()
    moment = article.published_at
    require(moment is None or moment.tzinfo is not None, "a moment without its zone")
    require(moment is None or moment.date() == article.published, "the moment is not on the day")


def prose(data: bytes) -> list[Article]:
    """Return texts as articles of three kinds: dated, undated, dated to the end of the calendar."""
    texts = [text for text in data.decode("utf-8", "replace").split("\x00") if text.strip()]
    days = (PUBLISHED, None, date(1996, 2, 29))
    return [Article(f"a{n}", text, "0", days[n % 3]) for n, text in enumerate(texts)]


def require_span(article: Article, one) -> None:
    """Hold that offsets lie in the text and give the words."""
    require(0 <= one.start < one.end <= len(article.text), f"{one.start}-{one.end} outside the text")


def dates(data: bytes) -> None:
    """Find dates."""
    for article in prose(data):
        found = find_dates([article])
        for one in found:
            require_span(article, one)
            require(one.text == article.text[one.start : one.end], "other words than the text's")
            require(one.first <= one.last, f"{one.first} after {one.last}")
        require(all(a.end <= b.start for a, b in pairwise(found)), "dates overlap")


def moves(data: bytes) -> None:
    """Find moves and remarks."""
    for article in prose(data):
        for one in [*find_moves([article], every=True), *find_remarks([article])]:
            require_span(article, one)
            require(one.quote == article.text[one.start : one.end], "other words than the text's")
            first, last = one.sentence
            require(0 <= first <= one.start < one.end <= last <= len(article.text), "the sentence does not hold it")
            require(one.window is None or one.window.first <= one.window.last, "a window ends before it begins")
            require(0 < one.confidence <= 1, f"confidence {one.confidence}")
        for one in find_moves([article], every=True):
            require(one.value is None or one.value.is_finite(), f"value {one.value}")
            require(one.anchor is None or one.anchor.first <= one.anchor.last, "an anchor ends before it begins")


def events(data: bytes) -> None:
    """Find events over articles."""
    articles = prose(data)
    texts = {article.name: article.text for article in articles}
    found = find_events(articles)
    for one in found:
        require(one.start <= one.end, f"{one.start} after {one.end}")
        require(bool(one.label.strip()) and bool(one.mentions), "an event that nothing tells")
        for mention in one.mentions:
            require(0 <= mention.start < mention.end <= len(texts[mention.article]), "a mention outside the text")
    require(len({one.event_id for one in found}) == len(found), "two events of one id")
    require(find_events(articles) == found, "read twice, two answers")


@cache
def shipped():
    """Return the shipped prices."""
    return load_prices()


def verdicts(data: bytes) -> None:
    """Check the moves of articles against the shipped prices."""
    articles = prose(data)[:3]
    found = find_moves(articles)
    told = check_moves(found[:40], shipped(), published=articles)
    for one in told:
        require(bool(one.note.strip()), "a verdict without a reason")
        require(one.severity is None or 0 <= one.severity <= 1, f"severity {one.severity}")
        for seen in (one.observed, one.core, one.tolerant):
            ends = () if seen is None else [end for end in (seen.low, seen.high) if end is not None]
            require(all(end.is_finite() for end in ends), "an end that is no number")
            require(len(ends) < 2 or ends[0] <= ends[1], f"an interval upside down: {seen}")


PAGE = """<html><head><title>Oil jumps</title><meta property="article:published_time" content="2020-01-03T09:12:00Z">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Oil", "datePublished": "2020-01-03"}</script>
</head><body><nav>Home</nav><article><h1>Oil jumps</h1><p>Brent rose 3 percent on Friday, the highest since September.
</p><ul><li>The Dow fell.</li></ul><p>Gold was up &amp; away, analysts at the bank said on Friday in London.</p>
</article></body></html>"""
MARKDOWN = (
    "---\ntitle: Oil\n---\n# Oil *jumps*\n\n> quoted\n\n- Brent [rose](http://a.b) **3%**\n\n"
    "| a | b |\n|---|---|\n\n```\ncode\n```\n"
)
HEADER = '+++\ntitle = "Oil"\npublished = 2020-01-03T09:12:00Z\noutlet = "Wire"\n+++\n'
LINES = (
    '{"id": "a", "text": "Oil rose 3%.", "published": "2020-01-03T09:12Z", "title": "Oil"}\n{"id": "b", "body": null}\n'
)
ROWS = 'id,title,date,text\n1,Oil,2020-01-03,"Oil rose, 3%."\n2,Dow,"Jan 3, 2020","The Dow\nfell ""hard""."\n'
MAIL = (
    b"MIME-Version: 1.0\r\nDate: Fri, 3 Jan 2020 10:00:00 +0000\r\n"
    b'Content-Type: multipart/related; boundary="x"\r\n\r\n'
    b"--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    + PAGE.replace("=", "=3D").encode()
    + b"\r\n--x--\r\n"
)
TAGS = (
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<table><tr><td>",
    '<a href="',
    '">',
    "&amp;",
    "&#x;",
    "&#1114112;",
    "<title>",
    "<meta ",
    "property=",
    "content=",
    "datetime=",
    "<time ",
    "<article>",
    "<h1>",
    "<br>",
    "\x00",
    "<![CDATA[",
    "]]>",
    "<style>",
    "<svg>",
    "charset=",
    "utf-16",
    "--x\r\n",
)
_JSON = tuple(
    '{|}|[|]|:|,|"|\\u0000|\\ud800|null|true|@@|1e999|-|"text"|"date"|"id"|"articles"|\n|NaN|\\'.replace(
        "@@", "[" * 1500
    ).split("|")
)
_TEXT = tuple(text.encode() for text in PROSE)
_HEAD = (
    *WORDS,
    "[" * 500,
    "+++\n",
    "title = ",
    "published = ",
    "sha256 = ",
    "[",
    "]",
    '"',
    "'",
    "\\",
    "{",
    "}",
    "\r\n",
    "\ufeff",
    "1e9",
)

TARGETS = (
    Target("text", read_as(".txt"), _HEAD, (HEADER.encode() + _TEXT[0], _TEXT[1], _TEXT[2].decode().encode("utf-16"))),
    Target(
        "markdown",
        read_as(".md"),
        (
            *_HEAD,
            "# ",
            "> ",
            "- ",
            "1. ",
            "**",
            "_",
            "`",
            "```\n",
            "[",
            "](",
            ")",
            "![",
            "|",
            "---\n",
            "<",
            "&lt;",
            "\t",
        ),
        (HEADER.encode() + MARKDOWN.encode(), MARKDOWN.encode()),
    ),
    Target("html", read_as(".html"), (*TAGS, *WORDS[:20]), (PAGE.encode(), MAIL), per_run=60),
    Target("jsonl", read_as(".jsonl"), (*_JSON, *WORDS[:20]), (LINES.encode(),)),
    Target("json", read_as(".json"), (*_JSON, *WORDS[:20]), (f"[{LINES.splitlines()[0]}]".encode(),)),
    Target(
        "csv", read_as(".csv"), (",", ";", '"', "\n", "\r", "\x00", "text", "date", "id", *WORDS[:20]), (ROWS.encode(),)
    ),
    Target("dates", dates, WORDS, _TEXT),
    Target("moves", moves, WORDS, _TEXT),
    Target("events", events, (*WORDS, "\x00"), (b"\x00".join(_TEXT), *_TEXT)),
    Target("verdicts", verdicts, WORDS, (*_TEXT, b"\x00".join(_TEXT)), longest=600, per_run=80),
)
