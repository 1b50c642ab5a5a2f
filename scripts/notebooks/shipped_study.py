# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From five articles to tested numbers
#
# On 3 January 2020 news broke that an American drone had killed General Qassem Soleimani in Baghdad. Five articles tell
# of it, and some of them say what markets did. This notebook takes the study that ships with `eventstudy` apart, one
# step after another:
#
# 1. read the articles, and find the dates, events and market moves they report;
# 2. load prices and turn them into returns;
# 3. estimate what an ordinary day would have brought, and test what came on top;
# 4. hold each reported move against the prices.
#
# Everything needed comes with the package: digests of the articles, and a snapshot of daily prices. No network is used.

# %%
import eventstudy as es

study = es.run()
study

# %% [markdown]
# `es.run()` did all four steps at once. The rest of the notebook takes them singly, beginning with what was read.

# %%
study.articles

# %% [markdown]
# Only one article states when it was published. The date of each other one is inferred from articles that tell the same
# events, and marked so: the column *known from* says which is which.
#
# ## What the articles say
#
# `find_dates` finds every expression of a date and gives it as a closed interval of days. "Late Thursday" is a part of
# a day; "last year" is a year.

# %%
dates = es.find_dates(study.articles)
dates[:8]

# %% [markdown]
# `find_events` joins what happened with when, across articles. An event known only to the month or the year is found
# but cannot be studied: no session of the market belongs to it.

# %%
events = es.find_events(study.articles)
es.to_table(events[:6], caption="The six events that the articles tell most of")

# %% [markdown]
# `find_moves` finds the moves that are reported with a number, an extreme or a rank. It keeps the words, and reads them
# as an instrument, a direction, a size, a unit and a time. "5 percent of the oil that the world uses" is no move.

# %%
moves = es.find_moves(study.articles)
moves

# %% [markdown]
# ## What prices did
#
# Prices come as a tidy table with a row for each series and session. Where a row is odd (a contract roll, a half-day),
# the column `flag` says it, and the study knows what to do about it.

# %%
prices = es.load_prices(["brent", "dow", "sp500", "xom", "cvx"])
prices[(prices.series == "brent") & prices.date.between("2019-12-27", "2020-01-07")]

# %%
returns = es.to_returns(prices)
(100 * returns.loc["2019-12-30":"2020-01-06"]).round(2)  # per cent

# %% [markdown]
# ## The event study
#
# An abnormal return is the return less what an ordinary day would have brought. For the two oil companies that is what
# they usually do when the S&P 500 moves as it did (the *market model*); for Brent and the indexes, their own average.
# Plain returns stand beside both.
#
# We study one event: the killing. It was known late on Thursday in Washington, after every market had closed, so day 0
# is Friday 3 January for all five series.

# %%
killing = [event for event in study.events if event.event_id == "soleimani"]
models = {
    "brent": ["mean", "raw"],
    "dow": ["mean", "raw"],
    "sp500": ["mean", "raw"],
    "xom": ["market", "raw"],
    "cvx": ["market", "raw"],
}
result = es.run_study(killing, returns, model=models, benchmark="sp500", windows=[(0, 0), (0, 1), (-1, 1), (0, 5)])
es.to_table(result.car(0, 0), stars=True, of=result)

# %% [markdown]
# Brent returned about 3.4 per cent more than on an ordinary day. The indexes, and beyond them the oil majors, did
# nothing that ordinary days do not do.
#
# This study stands alone, so its estimation sample keeps the sessions around the *other* events. The shipped study
# leaves them out, and there Brent's p is below 5 per cent. One choice moves the result across the line, so it is shown
# rather than made quietly:

# %%
same = "event_id == 'soleimani' and series == 'brent' and model == 'mean' and first == last and n_sessions == 240"
study.specification.query(same)[["overlap", "n_estimation", "car", "se", "p"]]

# %%
study.result.plot("car", "soleimani")

# %% [markdown]
# ## Is it more than noise?
#
# Five series on one date are not five independent observations: they share the day. Tests that take them as
# independent refuse to answer here. Those that remain borrow their yardstick from the sessions before the event.
# `recommended` ranks them by what they withstand, before any p is looked at.

# %%
soleimani = study.result.tests(0, 0, by="event").query("event_id == 'soleimani'")
es.to_table(soleimani, note=False)  # with note=True each test says below what it asks and takes for granted

# %%
best = study.result.recommended(0, 0, by="event").query("event_id == 'soleimani'")
es.to_table(best, note=False)

# %% [markdown]
# The primary test, named in advance, looks at the *average* of the five, in which rises and falls cancel: it finds
# nothing. The conditional joint rank, in which they do not cancel, finds the day unusual.
#
# Twenty looks were taken, at five series and four windows. Allowing for all of them:

# %%
es.to_table(study.result.adjusted("soleimani"), stars=True, of=study.result)

# %% [markdown]
# ## Do prices agree with the articles?
#
# Each reported move is an interval of what its words allow, held against an interval of what the prices can show. Daily
# prices cannot see a premarket trade, and then the verdict says so, rather than guessing. The last column is the share
# of ordinary days on which the same words would have passed: the smaller, the more the check was worth.

# %%
verdicts = es.check_moves(moves, prices, published=study.articles)
verdicts

# %%
es.plot_verdicts(verdicts)

# %% [markdown]
# ## Into a paper
#
# Every table is ready for print: LaTeX with booktabs, HTML, Word, Markdown, Excel. `study.report()` is the whole study
# as one HTML page, and `result.to_csv("folder")` writes every table with all its digits.

# %%
print(es.to_table(result.car(0, 0), stars=True, note=False).to_latex())
