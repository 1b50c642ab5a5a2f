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
# # A thousand earnings announcements
#
# The textbook event study: firms announce earnings, some beat expectations and some miss, and the question is how
# prices react, and to what. Prices are simulated here, so that the true answer is known and every number can be held
# against it: on its announcement day a firm that beats gains 1 per cent and one that misses loses 1 per cent, plus half
# a per cent for each standard deviation of surprise. Nothing happens before or after.

# %%
import numpy as np
import pandas as pd

import eventstudy as es

rng = np.random.default_rng(2024)
FIRMS, SESSIONS, EVENTS = 200, 1_500, 1_000
days = pd.bdate_range("2015-01-02", periods=SESSIONS)
names = [f"firm{number:03d}" for number in range(FIRMS)]

market = rng.normal(0.0003, 0.010, SESSIONS)
betas = rng.normal(1.0, 0.3, FIRMS)
wide = betas * market[:, None] + rng.standard_t(5, (SESSIONS, FIRMS)) * 0.014
returns = pd.DataFrame(wide, index=days, columns=names).assign(market=market)
returns.iloc[:3, :4].round(4)

# %% [markdown]
# ## The events
#
# One row an announcement. Only `series` and `date` are needed. `group` makes groups to test and compare; `timing` says
# whether the news came before the open (`bmo`) or after the close (`amc`), when day 0 is the next session; every
# further column is kept for regressions.

# %%
firm = rng.integers(0, FIRMS, EVENTS)
session = rng.integers(300, SESSIONS - 20, EVENTS)
surprise = rng.normal(0.0, 1.0, EVENTS)
after_close = rng.random(EVENTS) < 0.5
events = pd.DataFrame(
    {
        "event_id": [f"a{number:04d}" for number in range(EVENTS)],
        "series": [names[number] for number in firm],
        "date": days[session].strftime("%Y-%m-%d"),
        "timing": np.where(after_close, "amc", "bmo"),
        "group": np.where(surprise > 0, "beat", "miss"),
        "surprise": surprise,
        "log_size": rng.normal(8.0, 1.5, EVENTS),
    }
)
effect = 0.01 * np.sign(surprise) + 0.005 * surprise
for name, day, size in zip(events.series, days[session + after_close], effect, strict=True):
    returns.loc[day, name] += size
events.head()

# %% [markdown]
# ## The study
#
# The market model, estimated over 240 sessions that end eleven before each announcement. Two announcements of one firm
# may fall close together: sessions inside another event's window are left out of an estimation sample.

# %%
result = es.run_study(
    events,
    returns,
    model="market",
    benchmark="market",
    estimation=(-250, -11),
    event=(-5, 5),
    windows=[(0, 0), (-1, 1), (2, 5)],
)
result

# %% [markdown]
# Averages of each group, with intervals. The window (2, 5) lies after the news: there should be nothing in it.

# %%
average = pd.concat([result.caar(*window, by="group") for window in [(0, 0), (-1, 1), (2, 5)]])
es.to_table(average, "caar", of=result)

# %%
result.plot("caar")

# %% [markdown]
# ## Tests
#
# `recommended` ranks the tests that are valid for this design. Many events, some of which share dates: the adjusted BMP
# test of Kolari and Pynnönen allows for both the common dates and a variance that the event itself raises.

# %%
es.to_table(result.recommended(0, 0, by="group").query("rank <= 3"), note=False)

# %%
chosen = ["kp_bmp", "grank_t", "corrado_zivney", "cross_sectional"]
es.to_table(result.tests(0, 0, by="group", tests=chosen), of=result)

# %% [markdown]
# And the difference between the groups. The truth: firms that beat gain 1 per cent plus half of the mean surprise above
# zero, which is 0.80 standard deviations, so 1.40 per cent; firms that miss lose as much. The difference is 2.80.

# %%
es.to_table(result.differences(0, 0), stars=True, of=result)

# %% [markdown]
# ## What explains the reaction?
#
# A regression of each announcement's CAR on what is known of it. The true slope of the surprise *within* the groups is
# half a per cent, the difference between the groups 2 per cent; size has no effect.

# %%
regression = result.regress("car(0, 0) ~ surprise + group + log_size", cov="HC3")
es.to_table(regression, stars=True)

# %% [markdown]
# Standard errors clustered by day, for announcements that share a date, and weights by the precision of each CAR:

# %%
clustered = result.regress("car(0, 0) ~ surprise + group + log_size", cov="cluster", weights="patell")
es.to_table(clustered, stars=True)

# %% [markdown]
# Are the estimates right? Each coefficient's interval should hold the true value nineteen times in twenty.

# %%
truth = pd.Series({"surprise": 0.005, "group[miss]": -0.02, "log_size": 0.0})
table = regression.to_frame().set_index("term")
found = table.loc[[name for name in table.index if name != "intercept"], ["coefficient", "low", "high"]]
found = found.assign(truth=truth.to_numpy())
found.assign(inside=found.truth.between(found.low, found.high))

# %% [markdown]
# ## Into a paper
#
# The same table as LaTeX. `result.to_excel("tables.xlsx")` writes a workbook, `result.to_csv("folder")` every table
# with all its digits.

# %%
print(es.to_table(regression, stars=True, caption="Announcement returns and surprise").to_latex())
