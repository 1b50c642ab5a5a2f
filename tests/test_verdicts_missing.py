"""What is missing is never held against a report: an instrument, a close not yet struck, a step across a split."""

from __future__ import annotations

import pandas as pd
import pytest

from eventstudy.articles.moves import find_moves
from eventstudy.articles.read import article_from_text
from eventstudy.errors import EventStudyWarning, UsageError
from eventstudy.pipeline.checking import published_by
from eventstudy.verdicts import check_moves


def tidy(**series):
    rows = [
        (name, pd.Timestamp(line.split()[0]), *map(float, line.split()[1:5]), "".join(line.split()[5:]))
        for name, lines in series.items()
        for line in lines
    ]
    return pd.DataFrame(rows, columns=["series", "date", "open", "high", "low", "close", "flag"])


BRENT = ["2020-01-02 66.41 66.58 65.72 66.25", "2020-01-03 66.28 69.50 66.22 68.60"]
WTI = ["2020-01-02 61.60 61.60 60.64 61.18", "2020-01-03 61.18 64.09 61.13 63.05"]


def checked(text, prices, published, **more):
    article = article_from_text(text, name="text", published=published)
    found = find_moves([article])
    assert found, text
    return check_moves(found, prices, **{"published": [article], **more})


@pytest.mark.parametrize(
    ("text", "alone", "without"),
    [
        ("Oil closed at $63.05 a barrel on Friday.", "contradicted", "ambiguous"),
        ("Oil closed up 9 percent on Friday.", "direction_only", "ambiguous"),
        ("Oil closed up 3.55 percent on Friday.", "confirmed", "confirmed"),
    ],
)
def test_an_instrument_without_prices_may_be_the_one_meant(text, alone, without):
    article = article_from_text(text, name="text", published="2020-01-04")
    moves = find_moves([article])
    assert set(moves[0].candidates) == {"brent", "wti"}
    found = check_moves(moves, tidy(brent=BRENT), published=[article])[0]
    assert found.verdict == without, found.note
    assert "West Texas Intermediate, which may be meant too, is not among the prices" in found.note
    assert alone == without or ("brent", alone) in found.variants
    assert checked(text.replace("Oil", "Brent crude"), tidy(brent=BRENT), "2020-01-04")[0].verdict == alone


FEBRUARY = {
    "sp500": [
        "2020-02-20 3380.45 3389.15 3341.02 3373.23", "2020-02-21 3360.50 3360.76 3328.45 3337.75",
        "2020-02-24 3257.61 3259.81 3214.65 3225.89", "2020-02-25 3238.94 3246.99 3118.77 3128.21",
    ],
    "brent": [
        "2020-02-20 59.20 60.00 58.60 59.31", "2020-02-21 59.10 59.20 57.90 58.50",
        "2020-02-24 57.60 57.70 55.40 56.30", "2020-02-25 56.30 57.00 54.60 54.95",
    ],
}  # fmt: skip
INDEX = "The S&P 500 closed down 3.4 percent at 3,225.89."
CRUDE = "Brent crude settled $2.20 lower at $56.30 a barrel."


@pytest.mark.parametrize(
    ("text", "published", "verdict", "note"),
    [
        (INDEX, "2020-02-25T17:00:00+00:00", "confirmed", "name no day, and this is the session of 24 February 2020"),
        (CRUDE, "2020-02-25T08:00:00-05:00", "confirmed", "name no day, and this is the session of 24 February 2020"),
        (CRUDE, "2020-02-25", "confirmed", "name no day, and this is the session of 24 February 2020"),
        (INDEX, "2020-02-25", "confirmed", "name no day, and this is the session of 24 February 2020"),
        ("The S&P 500 closed at 3,225.89.", "2020-02-25T22:00:00+00:00", "contradicted", ""),
        (INDEX, "2020-02-24", "confirmed", ""),
        ("The S&P 500 closed down 3.4 percent on Tuesday.", "2020-02-25T17:00:00+00:00", "not_observable", "struck"),
        ("The S&P 500 closed down 3.4 percent on Tuesday.", "2020-02-25T22:00:00+00:00", "direction_only", ""),
        ("The S&P 500 closed down 3.0 percent.", "2020-02-25", "confirmed", ""),
        ("The S&P 500 closed up 9 percent.", "2020-02-25", "not_observable", "nor the close of 24 February 2020"),
        ("The S&P 500 closed up 9 percent.", "2020-02-25T17:00:00+00:00", "not_observable", "not yet struck"),
    ],
)  # fmt: skip
def test_a_close_not_yet_struck_is_no_evidence(text, published, verdict, note):
    article = article_from_text(text, name="text", published=published)
    prices = tidy(**FEBRUARY)
    found = check_moves(find_moves([article]), prices, published=published_by([article]))
    assert {one.verdict for one in found} == {verdict}, [(one.verdict, one.note) for one in found]
    assert all(note in one.note for one in found), found[0].note


@pytest.mark.parametrize("word", ["split", "break"])
@pytest.mark.parametrize(
    ("text", "flagged_on", "verdict"),
    [
        ("Apple shares closed up 3.4 percent at $129.04 on Monday.", "2020-08-31", "data_problem"),
        ("Apple shares closed at $129.04 on Monday.", "2020-08-28", "confirmed"),
        ("Apple shares closed at $499.23 on Friday.", "2020-08-31", "confirmed"),
    ],
)
def test_a_step_that_the_screens_doubt_contradicts_nobody(text, flagged_on, verdict, word):
    lines = [
        "2020-08-27 508.57 509.94 495.33 500.04", "2020-08-28 504.05 505.77 498.31 499.23",
        "2020-08-31 127.58 131.00 126.00 129.04",
    ]  # fmt: skip
    prices = tidy(aapl=[f"{line} {word if line.startswith(flagged_on) else ''}" for line in lines])
    found = checked(text, prices, "2020-09-01")
    assert found[-1].verdict == verdict, found[-1].note
    if verdict == "data_problem":
        assert {one.verdict for one in found} == {verdict}
        assert f"31 August 2020 is flagged {word}" in found[0].note


# Without the dates of the articles


def test_moves_of_articles_without_their_dates_are_checked_with_a_warning():
    article = article_from_text("Brent rose 3.5 percent on Friday.", name="text", published="2020-01-03T08:00+00:00")
    moves, held = find_moves([article]), tidy(brent=BRENT)
    with pytest.warns(EventStudyWarning, match="published=articles"):
        unsafe = check_moves(moves, held)[0]
    assert unsafe.verdict == "confirmed"  # by a close of that evening: 68.60 / 66.25 - 1 = 3.547 per cent
    assert check_moves(moves, held, published={})[0].verdict == "confirmed"
    for given in ([article], {"text": article.published_at}):
        safe = check_moves(moves, held, published=given)[0]
        assert safe.verdict == "consistent"
        assert "went on after the article came out" in safe.note
    for wrong in ("2020-01-03", [article, "text"]):
        with pytest.raises(UsageError, match="published: holds a str"):
            check_moves(moves, held, published=wrong)
