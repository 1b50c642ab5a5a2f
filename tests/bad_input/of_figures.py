"""Figures: what is drawn, of what, and how large."""

# fmt: off
from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from cases import Call
from tables import article, happenings, result, tidy, wide

import eventstudy as es
from eventstudy.errors import UsageError
from eventstudy.records import DateSpan


def plot(name, *values, **more):
    return lambda: getattr(es, f"plot_{name}")(*values, **more)


def drawn(name):
    """Return what a figure is drawn of, as it should be."""
    return {
        "averages": lambda: (result().average_paths(),),
        "placebo": lambda: ([0.1, 0.2, -0.3] * 10, 1.0),
        "power": lambda: (es.simulate("t", n_events=1, reps=5, workers=1),),
        "prices": lambda: (tidy(),),
        "returns": lambda: (result().paths(),),
        "specification": lambda: (
            es.specification_curve(happenings(), wide(), models=["mean"], lengths=[60], windows=[(0, 0)]),
        ),
        "tests": lambda: (result().tests(0, 1),),
        "timeline": lambda: ([_event()],),
        "verdicts": lambda: ([],),
    }[name]()


def _event():
    return es.find_events([article()])[0]


def sized(name, **more):
    return lambda: getattr(es, f"plot_{name}")(*drawn(name), **more)


KINDS = ("averages", "placebo", "power", "prices", "returns", "specification", "tests", "timeline", "verdicts")
TABLED = ("averages", "power", "prices", "returns", "specification", "tests")
CASES = [
    *(Call(f"plot_{one}", "an unknown size", sized(one, size="huge"), UsageError, ("huge", "column"))
      for one in KINDS if one != "verdicts"),
    *(Call(f"plot_{one}", "axes that are none", sized(one, ax=5), UsageError, ("ax", "int"))
      for one in KINDS if one != "verdicts"),
    *(Call(f"plot_{one}", "a table of something else", plot(one, pd.DataFrame({"x": [1]})), UsageError,
         (f"plot_{one}",))
      for one in TABLED if one != "prices"),
    *(Call(f"plot_{one}", "a list of numbers", plot(one, [1, 2]), UsageError, ("list",)) for one in TABLED[:1]),
    *(Call(f"plot_{one}", "nothing", plot(one, None), UsageError, ("NoneType",)) for one in KINDS if one != "placebo"),
    *(Call(f"plot_{one}", "an empty table", plot(one, pd.DataFrame()), UsageError, ()) for one in TABLED),
    Call("plot_prices", "a table of something else", plot("prices", pd.DataFrame({"x": [1]})), UsageError, ("x",)),
    Call("plot_prices", "returns", plot("prices", wide()), UsageError, ("series",)),
    Call("plot_prices", "a series that is not there", plot("prices", tidy(), series="brent"), UsageError,
         ("brent", "acme")),
    Call("plot_prices", "a span without prices",
         plot("prices", tidy(), span=DateSpan(date(2001, 1, 1), date(2001, 2, 1))), UsageError, ("no price",)),
    Call("plot_prices", "a span in words", plot("prices", tidy(), span="soon"), UsageError, ("soon",)),
    Call("plot_prices", "events without dates", plot("prices", tidy(), pd.DataFrame({"x": [1]})), UsageError, ("x",)),
    Call("plot_returns", "an event that is not there", lambda: es.plot_returns(result().paths(), "strike"), UsageError,
         ("strike", "2019-11-14")),
    Call("plot_returns", "a series that is not there", lambda: es.plot_returns(result().paths(), series="xom"),
         UsageError, ("xom", "s1")),
    Call("plot_placebo", "no ordinary days", plot("placebo", [], 1.0), UsageError, ("ordinary",)),
    Call("plot_placebo", "no event", plot("placebo", [0.1, 0.2], None), UsageError, ("event",)),
    Call("plot_placebo", "words", plot("placebo", ["a", "b"], 1.0), UsageError, ("'a'",)),
    Call("plot_placebo", "nothing", plot("placebo", None, 1.0), UsageError, ("NoneType",)),
    Call("plot_placebo", "an event without a number", plot("placebo", [0.1, 0.2], np.nan), UsageError, ("nan",)),
    Call("plot_placebo", "infinite days alone", plot("placebo", [np.inf, np.nan], 1.0), UsageError, ("0 ordinary",)),
    Call("plot_placebo", "an alternative that is none", plot("placebo", [0.1, 0.2], 1.0, alternative="up"), UsageError,
         ("up", "greater")),
    Call("plot_power", "an axis that is no column", sized("power", x="size"), UsageError, ("size",)),
    Call("plot_power", "a level in per cent", sized("power", level=5), UsageError, ("5",)),
    Call("plot_specification", "an event that is not there", sized("specification", event_id="strike"), UsageError,
         ("strike", "2019-11-14")),
    Call("plot_specification", "a series that is not there", sized("specification", series="xom"), UsageError,
         ("xom", "s1")),
    Call("plot_specification", "a level in per cent", sized("specification", level=5), UsageError, ("5",)),
    Call("plot_specification", "a choice that was not made", sized("specification", chosen={"modle": "garch"}),
         UsageError, ("did you mean 'model'",)),
    Call("plot_tests", "a level in per cent", sized("tests", level=5), UsageError, ("5",)),
    Call("plot_timeline", "no event", plot("timeline", []), UsageError, ("event",)),
    Call("plot_timeline", "numbers", plot("timeline", [1, 2]), UsageError, ("int",)),
    Call("plot_timeline", "a table of something else", plot("timeline", pd.DataFrame({"x": [1]})), UsageError,
         ("label",)),
    Call("plot_verdicts", "numbers", plot("verdicts", [1, 2]), UsageError, ("int",)),
    Call("plot_verdicts", "articles", lambda: es.plot_verdicts([article()]), UsageError, ("Article",)),
]
