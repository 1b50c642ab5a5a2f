"""Tables, figures and the page of a study, drawn from records and tables of numbers.

Formatting happens here and nowhere else: rounding, per cent signs, words for verdicts, colours. Nothing here computes a
statistic or prints. `tables` gives tables as plain data, `figures` matplotlib figures, `html` the self-contained page.
"""
