"""A sentence to items: what each word or phrase is, looked at by itself.

`tokens` cuts, `vocabulary` looks phrases up in ``data/moves.toml``, and `lexer` takes at each place the first reading
that fits: a name (`names`, `companies`, `yields`), an extreme, rank or streak (`looks`, `tails`, `streaks`), a time
(`phases`), a date, an amount (`values`, `numerals`), or a plain word (`plain`).
"""
