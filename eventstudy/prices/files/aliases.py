"""What vendors, brokers and spreadsheets of several languages call the columns of a price table."""

from __future__ import annotations

__all__ = ["ADJUSTED", "ALIASES", "CLOSES", "DATES", "FIGURES", "PAIRED", "SIGNED", "WEAK"]

ALIASES = {
    "date": (
        "dates", "datetime", "timestamp", "day", "trade date", "trading day", "trading date", "observation date",
        "exchange date", "business date", "date time", "time", "datadate", "dlycaldt", "time period", "datum",
        "fecha",
        "data", "日期",
        "日付",
    ),
    "series": (
        "symbol", "ticker", "tic", "instrument", "identifier", "ric", "security", "id", "permno", "gvkey", "key",
        "code", "name", "stock", "company", "asset",
    ),
    "open": (
        "open price", "opening price", "price open", "px open", "open prc", "openprc", "prcod", "dlyopen", "eröffnung",
        "eröffnungskurs", "otwarcie", "ouverture", "apertura", "abertura", "openen", "开盘", "始値",
    ),
    "high": (
        "high price", "price high", "px high", "high 1", "askhi", "prchd", "dlyhigh", "hoch", "tageshoch", "höchstkurs",
        "najwyzszy", "najwyższy", "plus haut", "máximo", "massimo", "máxima", "hoog", "最高", "高値",
    ),
    "low": (
        "low price", "price low", "px low", "low 1", "bidlo", "prcld", "dlylow", "tief", "tagestief", "tiefstkurs",
        "najnizszy", "najniższy", "plus bas", "mínimo", "minimo", "mínima", "laag", "最低", "安値",
    ),
    "close": (
        "close price", "closing price", "price close", "settle", "settlement", "settlement price", "last price",
        "px last", "close/last", "trade price", "trdprc 1", "prc", "prccd", "dlyprc", "obs value", "price", "last",
        "close close price adjusted for splits", "schluss", "schlusskurs", "schlußkurs", "zamkniecie", "zamknięcie",
        "clôture", "cierre", "chiusura", "fechamento", "slotkoers", "收盘", "終値", "adj close", "adjusted close",
        "adjclose",
    ),
    "volume": (
        "px volume", "share volume", "vol", "acvol uns", "cshtrd", "dlyvol", "volumen", "wolumen", "成交量", "出来高",
    ),
    "dividend": (
        "dividends", "div", "cash dividend", "cash dividends", "dividend amount", "divcash", "ex dividend", "divamt",
        "divd",
    ),
    "split": (
        "splits", "stock splits", "stock split", "split coefficient", "splitfactor", "split factor", "split ratio",
    ),
    "ajexdi": ("cfacpr", "dlycumfacpr"),
    "currency": ("ccy", "curcdd"),
}  # fmt: skip
"""By our name theirs, in lower case with blanks for what joins words; the earlier go before the later.

``ajexdi`` is by what a price is to be divided for later splits.
"""
ADJUSTED = frozenset({"adj close", "adjusted close", "adjclose"})
"""Closes with dividends and splits reckoned out."""
PAIRED = frozenset({"stock splits"})
"""Splits of a vendor whose prices have the splits in them already."""
SIGNED = frozenset({"prc", "dlyprc"})
"""Closes of a vendor who marks the middle of bid and ask by a minus, and no price by zero."""
WEAK = frozenset({"permno", "gvkey", "key", "code", "name", "stock", "company", "asset"})
"""Names of columns that tell series apart, and may as well tell of one series what it is."""

_FIGURES = ("open", "high", "low", "close", "volume", "dividend", "split")
DATES = frozenset({"date", *ALIASES["date"]})
CLOSES = frozenset({"close", *ALIASES["close"]})
FIGURES = frozenset(name for ours in _FIGURES for name in (ours, *ALIASES[ours]))
