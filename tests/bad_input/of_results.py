"""What is asked of a study's result: tables, tests, regressions, figures, tables to print; and records as tables."""

# fmt: off
from __future__ import annotations

from cases import Call
from tables import article, result, tidy

import eventstudy as es
from eventstudy.errors import EstimationError, UsageError, WindowError


def asked(name, *values, **more):
    """Return a call of a method of the desk's study."""
    return lambda: getattr(result(), name)(*values, **more)


WINDOWED = ("car", "scar", "bhar", "caar", "differences", "tests", "recommended", "volatility", "skewness",
     "bhar_tests")
CASES = [
    *(Call("StudyResult", f"{name} of a window outside the event window", asked(name, 0, 90), WindowError, ("(0, 90)",))
      for name in WINDOWED),
    *(Call("StudyResult", f"{name} of a window the wrong way round", asked(name, 5, 0), WindowError, ("(0, 5)",))
      for name in WINDOWED),
    *(Call("StudyResult", f"{name} of a window in words", asked(name, "a", "b"), UsageError, ("'a'",))
      for name in WINDOWED),
    *(Call("StudyResult", f"{name} of half a session", asked(name, 0.5, 1), UsageError, ("0.5",))
      for name in WINDOWED),
    *(Call("StudyResult", f"{name} of a pair for two numbers", asked(name, (0, 1)), UsageError, ("(0, 1)",))
      for name in WINDOWED),
    *(Call("StudyResult", f"{name} of an unknown model", asked(name, model="ff3"), UsageError, ("ff3", "market"))
      for name in ("aar", "average_paths", "caar", "tests", "recommended", "adjusted", "skewness", "bhar_tests")),
    *(Call("StudyResult", f"{name} by a column that is none", asked(name, by="sector"), UsageError, ("sector",))
      for name in ("aar", "average_paths", "caar", "tests", "recommended", "skewness", "bhar_tests")),
    Call("StudyResult", "tests that are none", asked("tests", 0, 1, tests=["bpm"]), UsageError, ("'bpm'", "'bmp'")),
    Call("StudyResult", "tests as a number", asked("tests", 0, 1, tests=5), UsageError, ("5",)),
    Call("StudyResult", "no tests", asked("tests", 0, 1, tests=[]), UsageError, ("test",)),
    Call("StudyResult", "an adjustment that is none", asked("tests", 0, 1, adjust="bonferoni"), UsageError,
         ("bonferoni",)),
    Call("StudyResult", "an alternative that is none", asked("tests", 0, 1, alternative="up"), UsageError,
         ("up", "greater")),
    Call("StudyResult", "a portfolio that is none", asked("tests", 0, 1, portfolio="equal"), UsageError, ("equal",)),
    Call("StudyResult", "no draws", asked("tests", 0, 1, draws=0), UsageError, ("draws", "0")),
    Call("StudyResult", "draws in words", asked("tests", 0, 1, draws="many"), UsageError, ("'many'",)),
    Call("StudyResult", "too many draws", asked("tests", 0, 1, draws=10**12), UsageError, ("draws",)),
    Call("StudyResult", "adjusted by a method that is none", asked("adjusted", method="bonferoni"), UsageError,
         ("bonferoni", "westfall_young")),
    Call("StudyResult", "adjusted of an event that is not there", asked("adjusted", "strike"), UsageError,
         ("strike", "2019-11-14")),
    Call("StudyResult", "adjusted over no window", asked("adjusted", windows=[]), WindowError, ("window",)),
    Call("StudyResult", "adjusted over windows in words", asked("adjusted", windows=["0:1"]), UsageError, ("0:1",)),
    Call("StudyResult", "resampled by a cluster that is none", asked("resampled", cluster="firm"), UsageError,
         ("firm", "date")),
    Call("StudyResult", "resampled over no window", asked("resampled", windows=[]), WindowError, ("window",)),
    Call("StudyResult", "resampled once", asked("resampled", draws=1), UsageError, ("draws", "1")),
    # tables
    Call("StudyResult", "a table that is none", asked("to_frame", "per_evnt"), UsageError, ("per_evnt", "per_event")),
    Call("StudyResult", "a table as a number", asked("to_frame", 5), UsageError, ("5",)),
    Call("StudyResult", "a table by what is none", asked("to_frame", "tests", by="sector"), UsageError, ("sector",)),
    Call("StudyResult", "LaTeX of a table that is none", asked("to_latex", "x"), UsageError, ("'x'", "per_event")),
    Call("StudyResult", "HTML of a table that is none", asked("to_html", "x"), UsageError, ("'x'",)),
    Call("StudyResult", "Word of a table that is none", asked("to_word", "x"), UsageError, ("'x'",)),
    Call("StudyResult", "Markdown with digits below nothing", asked("to_markdown", digits=-1), UsageError,
         ("digits", "-1")),
    Call("StudyResult", "Markdown with digits in words", asked("to_markdown", digits="two"), UsageError, ("'two'",)),
    Call("StudyResult", "Markdown with too many digits", asked("to_markdown", digits=500), UsageError, ("500",)),
    Call("StudyResult", "CSV into a file", asked("to_csv", "prices.csv"), UsageError, ("prices.csv", "folder")),
    Call("StudyResult", "CSV below a file", asked("to_csv", "prices.csv/x"), UsageError, ("prices.csv",)),
    Call("StudyResult", "CSV to a number", asked("to_csv", 5), UsageError, ("int",)),
    Call("StudyResult", "Excel of a table that is none", asked("to_excel", "b.xlsx", ["x"]), UsageError, ("'x'",)),
    Call("StudyResult", "Excel of no table", asked("to_excel", "b.xlsx", []), UsageError, ("table",)),
    Call("StudyResult", "Excel in no folder", asked("to_excel", "no/b.xlsx"), UsageError, ("no",)),
    Call("StudyResult", "Excel over a folder", asked("to_excel", "news"), UsageError, ("news",)),
    Call("StudyResult", "Excel of another ending", asked("to_excel", "b.csv"), UsageError, ("b.csv", ".xlsx")),
    # regressions
    Call("StudyResult", "a formula with a stranger", asked("regress", "car(0, 1) ~ size"), UsageError, ("size",)),
    Call("StudyResult", "a formula of nothing", asked("regress", ""), UsageError, ("~",)),
    Call("StudyResult", "a formula that is a number", asked("regress", 5), UsageError, ("5",)),
    Call("StudyResult", "a formula of a window outside", asked("regress", "car(0, 90) ~ 1"), WindowError, ("90",)),
    Call("StudyResult", "too few events for a formula", asked("regress", "car(0, 1) ~ series"), EstimationError,
         ("2",)),
    Call("StudyResult", "a covariance that is none", asked("regress", "car(0, 1) ~ 1", cov="HC9"), UsageError,
         ("HC9", "HC3")),
    Call("StudyResult", "weights that are none", asked("regress", "car(0, 1) ~ 1", weights="w"), UsageError, ("'w'",)),
    Call("StudyResult", "a benchmark formula with a stranger", asked("regress_benchmark", "car(0, 1) ~ size"),
         UsageError, ("size",)),
    # figures
    Call("StudyResult", "a figure that is none", asked("plot", "carr"), UsageError, ("carr", "car")),
    Call("StudyResult", "a figure of an event that is not there", asked("plot", "car", "strike"), UsageError,
         ("strike", "2019-11-14")),
    Call("StudyResult", "a figure of an unknown size", asked("plot", "car", size="huge"), UsageError,
         ("huge", "column")),
    Call("StudyResult", "a figure of no width", asked("plot", "car", size=0), UsageError, ("0",)),
    Call("StudyResult", "names that are a list", asked("plot", "car", names=["a"]), UsageError, ("names", "list")),
    # to_table, to_frame
    Call("to_table", "nothing", lambda: es.to_table(None), UsageError, ("NoneType",)),
    Call("to_table", "a text", lambda: es.to_table("per_event"), UsageError, ("str",)),
    Call("to_table", "an empty list", lambda: es.to_table([]), UsageError, ("without items",)),
    Call("to_table", "numbers", lambda: es.to_table([1, 2]), UsageError, ("int",)),
    Call("to_table", "records of two kinds", lambda: es.to_table([article(), es.Window(0, 1)]), UsageError,
         ("Window",)),
    Call("to_table", "a kind that is none", lambda: es.to_table(result(), "x"), UsageError, ("'x'", "per_event")),
    Call("to_table", "a table nobody knows", lambda: es.to_table(tidy()), UsageError, ("series",)),
    Call("to_table", "stars without a p", lambda: es.to_table([article()], stars=True), UsageError, ("stars",)),
    Call("to_table", "the study of another table", lambda: es.to_table(result().car(0, 1), of=5), UsageError,
         ("of", "int")),
    Call("PublishedTable", "a workbook in no folder", lambda: es.to_table(result()).to_excel("no/b.xlsx"),
         UsageError, ("no",)),
    Call("PublishedTable", "a workbook over a folder", lambda: es.to_table(result()).to_excel("news"), UsageError,
         ("news",)),
    Call("to_frame", "a number", lambda: es.to_frame(5), UsageError, ("int",)),
    Call("to_frame", "nothing", lambda: es.to_frame(None), UsageError, ("NoneType",)),
    Call("to_frame", "a list of numbers", lambda: es.to_frame([1, 2]), UsageError, ("int",)),
    Call("to_frame", "one record", lambda: es.to_frame(article()), UsageError, ("Article", "list")),
    Call("to_frame", "records of two kinds", lambda: es.to_frame([article(), es.Window(0, 1)]), UsageError,
         ("Window",)),
    Call("to_frame", "a kind that is no record", lambda: es.to_frame([], int), UsageError, ("int",)),
]
