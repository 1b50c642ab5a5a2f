"""Text to records: articles, their dates, the events they tell and the market moves they report.

Everything here is a pure function of text and publication date, except `read`, which opens files.
"""
