"""The words that tell of days and periods, each in its classes, and the phrases that are made of them.

A class is a list of words, ``clos*`` standing for all that begin so. A phrase is written as its words: a class in
capitals, ``|`` between what may stand for another, ``?`` for what may be left out, ``*`` and ``+`` for what may be
repeated, ``_`` for any word, ``...`` for a few; ``!`` before what must not follow, ``=`` before what must, ``<`` before
what must not stand before it; ``/`` between the forms of one phrase. DAY is a weekday or a date, NUMBER digits, YEAR
those of a year; STOP a point, comma or semicolon, or the end of the sentence.
"""

from __future__ import annotations

__all__ = ["CLASSES", "COMMON", "COUNTS", "MONTHS", "PHRASES", "UNITS", "WEEKDAYS"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
UNITS = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "annual": "year", "yearly": "year"}
"""What an adjective is of."""

CLASSES: dict[str, str] = {
    "WEEKDAY": " ".join(WEEKDAYS),
    "MONTH": (
        "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october "
        "nov november dec december"
    ),
    "UNIT": "week month quarter year",
    "UNITLY": " ".join(UNITS),
    "SPELL": "week month quarter year weeks months quarters years",
    "HALF": "first second",
    "COUNT": " ".join(COUNTS),
    "NTH": "second third fourth fifth sixth seventh th rd nd",
    "ONE": "a one the",
    "OWN": "its their the",
    "ABOUT": "about nearly roughly almost by",
    # what prices do at the end of a day or a period
    "CLOSES": "clos* settle* finish* ended stood was were level",
    "CLOSED": "clos* finish settlement",
    "SETTLES": "clos* settle* finish*",
    "ENDED": "end* finish* clos* wrap wrapp*",
    "ENDS": "end* finish* clos* wrap* round* cap*",
    "TO_END": "clos* end* finish* settl*",
    "ENDING": "ending finishing closing capping wrapping rounding leaving bringing taking giving marking",
    "BEGAN": "began begun started starting entered opened",
    "LOSS": "loss drop decline fall decrease slide slump losses drops declines falls decreases slides slumps",
    "GAIN": "gain rise advance increase jump rally gains rises advances increases jumps rallies",
    "MOVE": (
        "loss gain drop rise advance decline fall increase losses gains drops rises advances declines falls increases"
    ),
    "MOVES": "drop fall loss decline gain rise rally move",
    "PEAK": "high low peak record",
    "LEVEL": "high low peak record close finish settlement",
    "PEAKS": "peak high highs record records low lows top bottom trough",
    "RECORD": "record all-time all time peak previous -",
    "UP": "up down off ahead higher lower risen fallen gained lost",
    "STANDS": "stand stands stood came comes amount amounts amounted",
    "SHARES": "it they prices shares",
    # what is done to an earlier move
    "UNDONE": (
        "revers* eras* overcom* overcam* wip* shook* shak* surrender* relinquish* squander* trimm* pared paring cut*"
    ),
    "UNDOING": "wip* eras* revers* cancel* undo* offset* giv* gave*",
    "PARING": "paring trimming narrowing cutting",
    "REBOUND": "recover* rebound*",
    "SWUNG": "swung swing swings whipsaw* seesaw* ranged",
    "COUNTED": "count* measur* start* beginn* reckon*",
    "OVER": "from since below above than over off",
    # the ranks
    "TRADE": "trade trading session deals dealing dealings",
    "STOP": ". , ;",
    "BACK": "since in of for over ever on this among",
    "DAILY": "day daily session intraday close finish",
    "MONTHNAME": "january february march april may june july august september october november december",
    "NAMED": (
        "week month quarter year half january february march april may june july august september october november "
        "december YEAR"
    ),
    "WITHIN": "for on over in during this last past",
    "PAST": "the this all of past last whole first second",
    "TURNING": "ending erasing wiping closing finishing capping wrapping rounding",
    "SPAN": "start half stretch run finish spell",
    "WAS": "was is marks mark marked became",
}

COMMON = (
    "a an the of to in on for from and at is are was has have it they its their after over by before up with than as "
    "'s - NUMBER UNIT DAY MONTH OWN ONE UP OVER SHARES SPELL WITHIN PAST this last past as so points point"
)
"""Words that most sentences have: what a phrase is not looked for by."""
_OF_DAY = "the? close|end|session|that? of|on? DAY"
_BETWEEN = f"between {_OF_DAY} and {_OF_DAY}", f"from {_OF_DAY} to|through|until {_OF_DAY}"
_ENDED_AT = "RECORD* closing PEAK", "RECORD* CLOSES"

PHRASES: dict[str, str] = {
    # a day, and the one before it
    "weekday": "WEEKDAY / yesterday / today",
    "named day": "DAY / yesterday / today",
    "day's": "WEEKDAY 's / WEEKDAY 's _ / WEEKDAY 's _ - _ / WEEKDAY 's _ - _ - _",
    "day after": "ONE day after|following / ONE day on from",
    "day earlier": "<from|with|than|to ONE day|session earlier|before !its|the",
    "day first": (
        "and|but? ONE trading? day|session earlier !than / and|but? ONE trading? day|session before !the|its|a|an / "
        "and|but? twenty - four hours earlier !than / and|but? 24 hours earlier !than / "
        "and|but? twenty - four hours before !the|its|a|an / and|but? 24 hours before !the|its|a|an"
    ),
    "day after it had": "ONE day after it|they had / ONE day after the ... had",
    "of the day": "on|for|in|during the day|session",
    "some day": "percent|points|point? in a|one day|session / percent|points|point? in a single day|session",
    "day's trade": (
        "in|during early|late|morning|afternoon|evening? WEEKDAY early|late|morning|afternoon|evening? TRADE / "
        "in|during WEEKDAY 's early|late|morning|afternoon|evening? TRADE"
    ),
    "over a close": "than|from|over WEEKDAY 's SETTLES",
    "two days": "on|over WEEKDAY and WEEKDAY",
    "earlier": "after / following / versus / compared with|to",
    # a period
    "unit": "UNIT",
    "period": "day|session|UNIT",
    "ended period": "ENDED up|out? the UNIT",
    "for period": "for|on|over the UNIT =STOP",
    "over period": "for|on|over the UNIT",
    "to open": "to open|start|begin the|its _? UNIT / to kick off the|its _? UNIT",
    "nth time": "for a|the _ time|day|session this UNIT / for a|the _ time|day|session in|of|during a|the UNIT",
    "nth drop": "NTH _? MOVES of / NTH _? MOVES of _ than",
    "apart": "this UNIT / of the UNIT / in a|the UNIT",
    "in a row": "straight|consecutive|row|running",
    "previous": "over|in|during|for the previous|prior|preceding",
    "had": "had",
    "undone span": "UNDOING _? _? UNIT 's / PARING OWN UNITLY / PARING OWN UNIT 's",
    "in which": "UNIT in|over|during which it|they has|have|had? _ / UNIT in|over|during which the ... has|have|had? _",
    "ended it": "ended|finished|closed it",
    "ended it up": "ended|finished|closed it up|down|with|off|higher|lower",
    "ended with": (
        "ENDS out|up|off? the UNIT with a|an _? ABOUT? / ENDS out|up|off? the UNIT with a|an _? MOVE of ABOUT?"
    ),
    "period's move": "UNITLY MOVE to ABOUT? / UNIT 's MOVE to ABOUT? / MONTH MOVE to ABOUT?",
    "began": "BEGAN the UNIT at|above|below|near|around",
    "turn": "to ENDS / ENDING / for a|an",
    "named": "_|NUMBER - day|session / UNIT / UNITLY / MONTH !NUMBER",
    "so far": "so far in|during NUMBER",
    "half": "for|in|over|during the HALF half !of|hour|-",
    "opening half": "in|for|over|during the HALF half",
    "opening run": "in|for|over|during the|its|a|an COUNT|NUMBER - day|session _",
    "ago": "a|an|one|COUNT|NUMBER SPELL ago|earlier|before",
    # between days
    "from open": "from|since DAY 's open",
    "from close": (
        " / ".join(f"OVER OWN {form} price|level? of|on DAY / OVER OWN? DAY ,? 's? {form}" for form in _ENDED_AT)
        + " / OVER where|what SHARES had? last? CLOSES at? on? DAY"
        " / OVER the level at which SHARES had? last? CLOSES at? on? DAY"
    ),
    "from day": "from DAY !'s|to|through|until|PEAK / from the previous|prior DAY !'s|to|through|until|PEAK",
    "the previous": "previous|prior",
    "counted from": f"COUNTED from {_OF_DAY}",
    "between": " / ".join(_BETWEEN),
    "opening between": " / ".join(
        f"{form} / in|over|during the _? days|sessions|weeks|period {form}" for form in _BETWEEN
    ),
    "after closing": "after closing|settling|ending|finishing",
    "on day": "on DAY ,",
    "record's day": "OWN|'s DAY ,? 's?",
    "record of": " / ".join(
        f"OWN|'s DAY ,? 's? {lead}LEVEL level? of ABOUT?" for lead in ("", "_ -? ", "_ -? _ -? ", "_ -? _ -? _ -? ")
    ),
    "closing peak": "closing PEAK of ABOUT?",
    "of close": "CLOSED",
    "intraday": "intraday",
    # how a value stands
    "has": "has|have now|since? _ / has|have now|since? _ _",
    "is": "is|are|has|have now? UP",
    "stands at": ("GAIN|LOSS now? STANDS at|to / GAIN|LOSS so far STANDS at|to"),
    "run": "COUNT|NUMBER - day|session",
    "another time": (
        "earlier|previous|prior|former|old|original|initial closing|trading? level|levels|price|prices of / "
        "pre - _ closing|trading? level|levels|price|prices of / "
        "month|year|week - ago closing|trading? level|levels|price|prices of"
    ),
    "came to an end": "came|comes to an end / was|is over|snapped|broken|halted|ended / ended / stopped",
    "undone": "UNDONE / REBOUND from / gave|give|given|giving|gives up",
    "been": "after having? been up|down ABOUT*",
    "to end": "to TO_END / deficit",
    "points": "point|points",
    "points gained": "points|point gain|lead|rise|advance",
    "dated": "a _ on|in|last|reached|hit|set / on|in|last|reached|hit|set",
    "from far": " / ".join(
        f"from a|an|its|the {lead}high|low|peak of|at" for lead in ("", "session|intraday|earlier|daily ", "day 's ")
    ),
    "swung": "SWUNG / see - sawed|sawing|saw",
    "swung to": "swung|swing|swings|whipsawed from NUMBER to / swung|swing|swings from $ NUMBER to",
    # the ranks
    "rank back": "BACK",
    "rank of streaks": "longest|streak",
    "rank of spans": "SPAN / COUNT|NUMBER - day|session|UNIT",
    "rank of days": "DAILY",
    "rank of units": "UNIT / UNITLY",
    "rank's subject": (
        "last|this UNIT WAS / the past UNIT WAS / last|this UNIT has|will been|be / the past UNIT has|will been|be"
    ),
    "rank's year": "in|during|for|ended|finished|over YEAR",
    "rank's month": "in|during|for|over MONTH !NUMBER|.",
    "last period": "last|previous|prior UNIT",
    "coming after": "after|following|from OWN|a? / coming|came off OWN|a?",
    "month": "MONTH",
    # the periods and days that a sentence names beside those of a number
    "left out": (
        "_|NUMBER - SPELL / a|an|_|NUMBER SPELL ago|earlier|before / for a|the _ time|day|session / "
        "for a|the _ time|day|session this _ / for a|the _ time|day|session in|of|during a|the _ / "
        "in|for more|less than a|an|COUNT|NUMBER SPELL / in|for about|nearly|over|almost? a|an|COUNT|NUMBER SPELL"
    ),
    "since": "since",
    "a half": "HALF half !hour|-",
    "month told": "in|for|during MONTHNAME !NUMBER / out of MONTHNAME !NUMBER / ENDED out? MONTHNAME !NUMBER",
    "year told": "in|for|during|ENDED YEAR",
    "run told": "COUNT|NUMBER - day|session !high|low|moving|average _",
    "bound period": "WITHIN PAST* NAMED|YEAR / so far PAST* NAMED|YEAR",
    "bound adjective": "percent|points|point? UNITLY",
    "turns": "to / TURNING",
    "named period": "NAMED|YEAR",
    "bound day": "WEEKDAY / yesterday / today / on|for the day|session / ONE day|session earlier|before",
    "the day itself": "today / on|for the day|session",
    "day before": (
        "yesterday / previous|prior|last|preceding trading? day|session / ONE day|session earlier|before|after|later"
    ),
    "a day": (
        "DAY / yesterday / previous|prior|last|preceding trading? day|session / "
        "ONE day|session earlier|before|after|later"
    ),
    "days' reference": (
        "OWN DAY LEVEL / OWN DAY ,? _ LEVEL / OWN DAY ,? _ -? _ LEVEL / since DAY / "
        "after|following|despite|of|from|than|below|above|to DAY 's"
    ),
    "looks back": "after|following|despite|which|who|when|as|while|until|than|from|since|below|above",
    "counted": "over|in|for the? past|last? COUNT|NUMBER trading? days|sessions|weeks|months|quarters|years",
    "days' span": ("between DAY and DAY / from DAY to|through|until DAY / since DAY / from OWN DAY SETTLES|PEAK"),
    "from a day": "from|since|between _|NUMBER|'s* DAY",
    "periods back": "last|past|previous _? weeks|months|years",
    # what else the words around a number say
    "in a range": "in|within a|an _? range",
    "all day": "all day|session / the whole|entire day|session / throughout",
    "from a peak": "from OWN|a _|NUMBER|-|.* PEAKS",
    "total return": (
        "total -? return|returns / including|with|counting reinvested? dividends / dividends included|reinvested"
    ),
    "first time": "for the first time",
    "first time in": "for the first time in more|less|than|ABOUT|over* a|an|one|COUNT|NUMBER SPELL|day|days",
    "contract": (
        "for MONTHNAME delivery / MONTHNAME -? delivery? brent|wti|crude|futures|contract|contracts / "
        "MONTHNAME -? delivery? west texas"
    ),
}
"""Of each phrase its forms."""
