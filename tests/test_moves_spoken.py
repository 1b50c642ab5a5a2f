"""Reported moves as blogs and broadsheets tell them: fragments, asides, bonds and coins by land; with false twins."""

from __future__ import annotations

from datetime import date

import pytest

from eventstudy.articles.moves import find_moves
from eventstudy.records import Article


def told(text: str) -> list[str]:
    """Return each move in one line: instrument, kind, direction, value."""
    moves = find_moves([Article("any", text, "", date(2020, 4, 21))])
    return [
        f"{one.instrument} {one.kind} {one.direction or '-'} {'-' if one.value is None else one.value}" for one in moves
    ]


CASES = [
    # a sentence without a subject goes on with what the one before spoke of
    ("The Dow didn't like it. Down 300 points at lunchtime.", ["dow point_change down 300"]),
    ("Ether is the real star. Up 11% today and above $2,000.",
     ["ether percent_change up 11", "ether price_level up 2000"]),
    ("The Dow came close. Final score: down 118.68.", ["dow point_change down 118.68"]),
    ("Crude? $40.29, up 8.5%.", ["oil price_level up 40.29", "oil percent_change up 8.5"]),
    ("Gold jumped 3%. That's a 10% gain in a week.", ["gold percent_change up 3", "gold percent_change up 10"]),
    ("Apple's iPhone sales disappointed. Down 15% from last year.", []),
    ("The Dow and the Nasdaq parted ways. Down 300 points at lunchtime.", []),
    ("Unemployment is a worry. Up 3% since May.", []),
    # a comment between commas tells nothing of the price, and its "if" supposes nothing
    ("Crude, for what it's worth, dropped $6.07 to $87.81.",
     ["oil price_change down 6.07", "oil price_level down 87.81"]),
    ("Gold, if you ask me, fell 2%.", ["gold percent_change down 2"]),
    ("SolarEdge, which makes parts for fewer people than it supposed, crashed 27.3 percent.",
     ["sedg percent_change down 27.3"]),
    ("Crude, if it dropped to $80, would tempt me.", []),
    ("Gold, should it fall 2%, is a buy.", []),
    # a verb that is left out
    ("Gold is up 2%, and so is silver, by 3%.", ["gold percent_change up 2", "silver percent_change up 3"]),
    ("Airlines fell: IAG, which owns British Airways, by 2.9 per cent.", ["IAG percent_change down 2.9"]),
    ("Sales fell, and so did Apple's margin, by 3%.", []),
    # what has not been since
    ("GM hasn't been this cheap since 1950.", ["gm extreme down -"]),
    ("The Dow had not fallen so far in a day since September.", ["dow rank down -"]),
    ("Gold rose 3%, more than on any day since May.", ["gold percent_change up 3", "gold rank up -"]),
    ("Silver hasn't been cheaper since 1999.", ["silver extreme down -"]),
    ("Inflation hasn't been this high since 1981, and gold loves it.", []),
    ("Apple's sales have not fallen so far since 2013.", []),
    # bonds and coins of the land that is spoken of
    ("Gilts fell hard. The yield on the 10-year bond leapt 42 basis points to 4.25 per cent.",
     ["gb10y point_change up 42", "gb10y price_level up 4.25"]),
    ("Gilts held. The yield on the 10-year Treasury rose 4 basis points.", ["us10y point_change up 4"]),
    ("Shares fell as German data disappointed. The 10-year yield fell 5 basis points.", ["us10y point_change down 5"]),
    ("Mexico paid first. Its peso slid 4% to 19.91 to the dollar.",
     ["usdmxn percent_change up 4", "usdmxn price_level up 19.91"]),
    ("The peso lost 4%.", []),
    ("Brazil's central bank met. The real gained 2%.", ["usdbrl percent_change down 2"]),
    ("Brazil voted. The real issue lost 2% of its support.", []),
    ("NOK -0.6%, SEK weakened 1%.", ["usdnok percent_change up 0.6", "usdsek percent_change up 1"]),
    ("The fee was NOK 500, or 2%.", []),
    # amounts in brackets
    ("Apple ($253.35, +3.8%) is now worth more.", ["aapl price_level up 253.35", "aapl percent_change up 3.8"]),
    ("Gold was hurt by Barrick (down 3 per cent).", ["Barrick percent_change down 3"]),
    ("Nvidia lost 17% ($118.42 at the close).", ["nvda percent_change down 17", "nvda price_level down 118.42"]),
    ("Shares in Exxon rose 1.8% ($1.20).", ["xom percent_change up 1.8", "xom price_change up 1.20"]),
    # sizes of a noun of change, and of a rank
    ("For the week the Dow's decline was 5.5 percent.", ["dow percent_change down 5.5"]),
    ("The Dow had its worst point loss ever, 1,175 of them.", ["dow rank down -", "dow point_change down 1175"]),
    ("The Dow fell 508 points. At 22.6 percent, it was its worst day ever.",
     ["dow point_change down 508", "dow percent_change down 22.6", "dow rank down -"]),
    ("At 3.1 per cent, inflation was at its highest level since 1992.", []),
    ("The S&P 500, up 1.2 per cent at 1,725.52, closed at a record.",
     ["sp500 percent_change up 1.2", "sp500 price_level up 1725.52", "sp500 extreme up -"]),
    # levels in whole numbers, halves in words
    ("The S&P is at 676.", ["sp500 price_level - 676"]),
    ("The S&P committee is at 12 members.", []),
    ("The Dow is down 998 and a half points.", ["dow point_change down 998.5"]),
    # questions that ask of what has happened, and those that ask whether it has
    ("Did anyone notice that copper is quietly up 25% since October?", ["copper percent_change up 25"]),
    ("Is gold up 3%?", []),
    # a list of what its first item measures, an offering, books, predictions, what is one's own
    ("Autos: F volumes -4.9%, GM +6.3%, FCA flat.", []),
    ("Dow Chemical reported a loss of 3 cents a share and said its merger with DuPont should close.", []),
    ("Ten predictions for 2021. 1. The S&P ends at 3,400, down 9%. 2. Bitcoin hits $50K.", []),
    ("My IRA's down something like $31,000 since January.", []),
    ("I keep my target of 80K for bitcoin before the halving.", []),
    ("She drives a 1997 Toyota, which has appreciated 90% this year.", []),
    # the subject that follows is another's
    ("Snap leapt 7.5 percent on word of a deal with Amazon, Home Depot climbed 5.4 percent.",
     ["snap percent_change up 7.5", "hd percent_change up 5.4"]),
    ("Ken, the Nasdaq coughed up 3.4% today.", ["nasdaq percent_change down 3.4"]),
    ("Ether sank 17%. FTX's own token, FTT, plunged more than 80 percent.", ["ether percent_change down 17"]),
    ("There were gains for Exxon, 41 cents higher at $68.20, and for Chevron, up 14 cents at $73.05.",
     ["xom price_change up 0.41", "xom price_level up 68.20", "cvx price_change up 0.14", "cvx price_level up 73.05"]),
    # levels one by one, levels that something sent a price to
    ("The S&P 500 and the Dow both closed at records, 2,018.05 and 17,390.52.",
     ["sp500 price_level - 2018.05", "dow price_level - 17390.52"]),
    ("The S&P 500 and the Dow both closed at 4, in 2018 and 2019.", []),
    ("Fears about China sent oil below $40.", ["oil price_level down 40"]),
    ("Oil fell again. Fears about China sent it below $40.", ["oil price_level down 40"]),
    ("Oil fell again. Fears about China sent it over the edge 40 times.", []),
    ("Oil prices are down, with Brent below $43.", ["brent price_level - 43"]),
    ("That was enough to lift the Dow 619.07 points, or 3.95 percent.",
     ["dow point_change up 619.07", "dow percent_change up 3.95"]),
    ("The Fed hopes to lift the Dow 3 percent.", []),
    ("A broker upgrade helped Tesla gain $3.20 to $242.", ["tsla price_change up 3.20", "tsla price_level up 242"]),
    ("The plan helped Tesla cut costs by 3 per cent.", []),
    # sizes of gains that are reached, counted and turned
    ("Losses in the Dow reached 588 points.", ["dow point_change down 588"]),
    ("A rally in gold hit $1,200.", ["gold price_level up 1200"]),
    ("It was the Dow's third straight fall of more than 500 points.", ["dow streak down 3"]),
    ("Sterling came off its lows to trade at $1.5705.", ["gbpusd price_level up 1.5705"]),
    ("Citigroup has lost three-quarters of its value this year.", ["c percent_change down 75"]),
    ("The FTSE was 128 points off at 5,898.", ["ftse100 point_change down 128", "ftse100 price_level down 5898"]),
    # what an index of indexes, a coin of one land and an article may do
    ("The loss was the Nasdaq's steepest since 2011.", ["nasdaq rank down -"]),
    ("The loss was Boeing's largest since 2011.", []),
    ("Brent posted its largest daily percentage gain since Feb-16.", ["brent rank up -"]),
    ("The VIX soared 115 percent to 37.32.", ["vix percent_change up 115", "vix price_level up 37.32"]),
    ("The Dow soared 115 percent to 37.32.", []),
    ("The won touched 1,200 per dollar.", ["usdkrw price_level - 1200"]),
    ("The won games rose to 1,200.", []),
    ("A euro bought $1.1580.", ["eurusd price_level - 1.1580"]),
    ("The Topix index of all shares rose 2 percent.", ["topix percent_change up 2"]),
    # an index of a family's, which no company of that name is, and papers by their land
    ("The MSCI World Index fell 0.5 percent.", ["MSCI World Index percent_change down 0.5"]),
    ("MSCI's broadest index of Asia-Pacific shares outside Japan fell 0.4 percent.",
     ["MSCI's broadest index of Asia-Pacific shares outside Japan percent_change down 0.4"]),
    ("MSCI's emerging markets index rose 1.1 percent.", ["MSCI's emerging markets index percent_change up 1.1"]),
    ("MSCI's shares rose 3 percent.", ["msci percent_change up 3"]),
    ("Nasdaq's composite index rose 1 percent.", ["nasdaq percent_change up 1"]),
    ("The S.&P. 500-stock index fell 0.9 percent.", ["sp500 percent_change down 0.9"]),
    ("The Dow rose 1 percent and so did the S.&P. The Nasdaq rose 2 percent.",
     ["dow percent_change up 1", "nasdaq percent_change up 2"]),
    ("German bund yields fell seven basis points to 0.20 percent.",
     ["de10y point_change down 7", "de10y price_level down 0.20"]),
    ("The 10-year yield rose 5 basis points, with 30yr up 8bps.",
     ["us10y point_change up 5", "us30y point_change up 8"]),
    ("Our 30y plan is 8 percent dearer.", []),
    ("Miners gained (RIO LN, +3.1%) in London.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:50] for text, _ in CASES])
def test_spoken_prose(text, wanted):
    assert told(text) == wanted


def test_a_fragment_is_less_sure_than_a_sentence():
    whole = find_moves([Article("any", "The Dow was down 300 points.", "", date(2020, 4, 21))])[0]
    part = find_moves([Article("any", "The Dow fell. Down 300 points.", "", date(2020, 4, 21))])[0]
    assert part.confidence < whole.confidence
    assert part.basis[0] == "instrument: bound from the sentence before"
