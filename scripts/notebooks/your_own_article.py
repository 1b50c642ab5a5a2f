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
# # Your own article, your own tickers
#
# What you need: an article as a text file, and prices as a file. Here both are made up in a temporary folder, so that
# the notebook runs anywhere and needs no network; put your own files in their place.
#
# The story: on Monday 11 March 2024 a canal is closed, and the shares of two shipping companies that no catalogue knows
# rise.

# %%
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd

import eventstudy as es

folder = Path(mkdtemp())
print("eventstudy", es.__version__)

# %% [markdown]
# ## The article
#
# A plain text file. When it was published stands in a header between two lines of `+++`; it can also be given when the
# file is read, as `es.read_articles(folder, published="2024-03-12")`.

# %%
article = """+++
published = 2024-03-12
outlet = "The Harbour Gazette"
+++
Canal closure lifts freight rates

The canal authority closed the northern locks on Monday after a container ship ran aground.

Shares of Halden Shipping rose 6.1 percent on Monday to close at $48.80, and Norvik Lines gained 9 percent.
The S&P 500 fell about half a percent on Monday.

Analysts said that Halden Shipping could rise 20 percent if the locks stay closed.
"""
_ = (folder / "canal.txt").write_text(article, encoding="utf-8")
es.read_articles(folder / "canal.txt")

# %% [markdown]
# ## The companies
#
# A TOML file adds instruments to the catalogue: the name a reader knows, other names an article may use, and the venue,
# which says when its daily price is struck.

# %%
mine = """
[instrument.halden]
name = "Halden Shipping"
venue = "nyse"
aliases = ["halden shipping", "halden"]

[instrument.norvik]
name = "Norvik Lines"
venue = "nyse"
aliases = ["norvik lines", "norvik"]
"""
_ = (folder / "mine.toml").write_text(mine, encoding="utf-8")
catalogue = es.use_instruments(folder / "mine.toml")
catalogue["halden"].name

# %%
articles = es.read_articles(folder / "canal.txt")
moves = es.find_moves(articles)
moves

# %% [markdown]
# Four moves of three instruments. The sentence about what *could* happen is a forecast, and no move. Ask for everything
# to see it, with its modality:

# %%
es.find_moves(articles, every=True)[-1:]

# %%
es.find_events(articles)

# %% [markdown]
# ## The prices
#
# A tidy CSV: `series, date, close`, and if you have them `open, high, low, volume, dividend`. Other shapes and the
# usual vendors' headers are recognised too. This one is simulated: two years of ordinary days, in which the shares
# follow the index, and on 11 March Halden gains 6.1 per cent and Norvik 3.2, not the 9 that the article says.

# %%
rng = np.random.default_rng(7)
holidays = ["2022-04-15", "2022-05-30", "2022-06-20", "2022-07-04", "2022-09-05", "2022-11-24", "2022-12-26"]
holidays += ["2023-01-02", "2023-01-16", "2023-02-20", "2023-04-07", "2023-05-29", "2023-06-19", "2023-07-04"]
holidays += ["2023-09-04", "2023-11-23", "2023-12-25", "2024-01-01", "2024-01-15", "2024-02-19", "2024-03-29"]
days = pd.bdate_range("2022-03-01", "2024-03-28").difference(pd.DatetimeIndex(holidays))
event = days.get_loc(pd.Timestamp("2024-03-11"))

index = rng.normal(0.0003, 0.008, len(days))
index[event] = -0.0047
halden = 1.1 * index + rng.normal(0.0, 0.013, len(days))
norvik = 0.9 * index + rng.normal(0.0, 0.016, len(days))
halden[event], norvik[event] = 0.061, 0.032


def path(changes: np.ndarray, level: float) -> np.ndarray:
    """Return prices that make these changes and stand at `level` on the day of the event."""
    prices = np.cumprod(1.0 + changes)
    return (level * prices / prices[event]).round(2)


closes = pd.DataFrame(
    {"sp500": path(index, 5117.94), "halden": path(halden, 48.80), "norvik": path(norvik, 21.30)}, index=days
)
tidy = closes.rename_axis("date").reset_index().melt("date", var_name="series", value_name="close")
tidy.to_csv(folder / "prices.csv", index=False)
prices = es.load_prices(source=folder / "prices.csv")
prices[prices.date.between("2024-03-08", "2024-03-12")]

# %% [markdown]
# ## Does the market agree?

# %%
verdicts = es.check_moves(moves, prices, published=articles)
verdicts

# %% [markdown]
# Halden's rise and its closing price agree with the words, and so does the index. Norvik's nine per cent does not: the
# direction is right and the size is not. Each verdict carries its evidence: the rows of prices it rests on, and the
# arithmetic, step by step.

# %%
norvik_verdict = next(one for one in verdicts if one.series == "norvik")
print(norvik_verdict.note)
print(*norvik_verdict.arithmetic, sep="\n")

# %% [markdown]
# ## Was it more than an ordinary day?
#
# An event can also be named by hand, a row for each series: no article is needed for that.

# %%
returns = es.to_returns(prices)
closure = pd.DataFrame({"event_id": "closure", "series": ["halden", "norvik"], "date": "2024-03-11"})
result = es.run_study(closure, returns, model=["market", "mean"], benchmark="sp500", windows=[(0, 0), (0, 2)])
result

# %%
result.plot("ar", "closure")

# %% [markdown]
# Two series of one date: tests that need many independent events refuse, and say why.

# %%
print(result.summary())

# %% [markdown]
# From here, `es.to_table(result, "tests").to_latex()` and its siblings print any of it, and a `study.toml` beside the
# article makes it one command: `eventstudy run study.toml`. When done, the catalogue is put back:

# %%
len(es.use_instruments())
