"""Items to values: who does what in a sentence, and which words make an amount a move.

`reader` takes the items from left to right. `frames` keeps the subject, predicate and clause; `nouns`, `predicates`
and `cues` change it. `collect` keeps an amount, extreme or rank that `licence` and `beside` find words for; `slots`
are what is handed on.
"""
