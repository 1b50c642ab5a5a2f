"""Numbers on plain float64 arrays: no pandas, no checks of input, no printing.

`expected` fits a model of expected returns, `abnormal` carries it into an event window, `portfolio` does the same for
several series at once, `significance` and `resampling` turn estimates into p-values. Input is trusted; what cannot be
computed comes back as NaN.
"""
