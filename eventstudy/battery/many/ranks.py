"""Rank and sign tests in event time, whose spread holds the correlation of the observations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from eventstudy.battery.many.asked import Found, answer
from eventstudy.battery.many.judged import (
    complete_sessions,
    event_variance,
    fewest,
    in_event_time,
    independence,
    unequal_pairs,
)
from eventstudy.battery.outcome import BatteryTest
from eventstudy.kernels import nonparametric as kernel

if TYPE_CHECKING:
    from eventstudy.battery.many.asked import Asked
    from eventstudy.battery.many.judged import Scores
    from eventstudy.kernels.nonparametric import EventTimeTest

_SIGNS_FROM = 10
_GRANK_T_FROM = 10
_GRANK_Z_FROM = 20


def _corrado(asked: Asked) -> Found:
    history, window = asked.ranked()
    test = kernel.windowed(history=history, window=window, power=1.0)
    return _in_event_time(asked, test, "ranks", (), event_variance(asked))


def _corrado_zivney(asked: Asked) -> Found:
    kept, reasons, remarks = complete_sessions(asked, np.concatenate(asked.complete))
    history, window = asked.ranked(kept)
    test = kernel.windowed(history=history, window=window, power=0.5)
    return _in_event_time(asked, test, "ranks", reasons, event_variance(asked) + remarks)


def _corrado_zivney_sign(asked: Asked) -> Found:
    kept, reasons, remarks = complete_sessions(asked, asked.complete[0])
    history, window = asked.signed(kept)
    test = kernel.windowed(history=history, window=window, power=0.5)
    return _in_event_time(asked, test, "signs", fewest(asked, _SIGNS_FROM) + reasons, remarks)


def _grank_t(asked: Asked) -> Found:
    kept, reasons, remarks = complete_sessions(asked, asked.complete[0])
    test = kernel.grank_t_of(scores=asked.granked(kept)[0], N=asked.N)
    why, said = unequal_pairs(asked)
    return _in_event_time(asked, test, "ranks", fewest(asked, _GRANK_T_FROM) + reasons + why, said + remarks)


def _grank_z(asked: Asked) -> Found:
    scores, n = asked.granked()
    test = kernel.grank_z_of(scores=scores, n=n)
    reasons, remarks = independence(asked, "spread")
    return _found(asked, test, fewest(asked, _GRANK_Z_FROM) + reasons, remarks)


def _in_event_time(
    asked: Asked, test: EventTimeTest, scores: Scores, reasons: tuple[str, ...], remarks: tuple[str, ...]
) -> Found:
    """Return what a test found whose spread is taken over event time."""
    why, said = in_event_time(asked, scores)
    return _found(asked, test, reasons + why, said + remarks)


def _found(asked: Asked, test: EventTimeTest, reasons: tuple[str, ...], remarks: tuple[str, ...]) -> Found:
    return Found(test.statistic, test.df, asked.p(test.statistic, test.df), reasons=reasons, remarks=remarks)


_RANK = "abnormal returns of the window have the ranks of ordinary ones"
_ANY_SHAPE = "abnormal returns of each series follow one distribution of any shape; observations may correlate"
_UNCHANGED = "the event does not change the variance of returns"

TESTS = (
    BatteryTest(
        name="corrado",
        null=_RANK,
        assumptions=(_ANY_SHAPE, _UNCHANGED),
        use="returns that are not normal, single sessions and short windows",
        reference="Corrado (1989), Journal of Financial Economics 23; Cowan (1992) for windows",
        kernel="eventstudy.kernels.nonparametric.corrado",
        run=partial(answer, "corrado", _corrado),
        variance="mean squared rank from session to session",
        adds_sessions=True,
    ),
    BatteryTest(
        name="corrado_zivney",
        null=_RANK,
        assumptions=(_ANY_SHAPE, _UNCHANGED),
        use="as corrado, with returns missing here and there",
        reference="Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27",
        kernel="eventstudy.kernels.nonparametric.corrado_zivney",
        run=partial(answer, "corrado_zivney", _corrado_zivney),
        variance="mean squared rank from session to session",
        adds_sessions=True,
    ),
    BatteryTest(
        name="corrado_zivney_sign",
        null="abnormal returns of the window lie above their series' median as often as below",
        assumptions=("signs are independent from session to session; observations may correlate",),
        use="ten or more observations; robust to skewness and to variance that the event raises",
        reference="Corrado and Zivney (1992), Journal of Financial and Quantitative Analysis 27",
        kernel="eventstudy.kernels.nonparametric.corrado_zivney_sign",
        run=partial(answer, "corrado_zivney_sign", _corrado_zivney_sign),
        variance="mean squared sign from session to session",
        adds_sessions=True,
    ),
    BatteryTest(
        name="grank_t",
        null="the standardised CAR has the rank of an ordinary day",
        assumptions=("abnormal returns of near-symmetric distribution; observations may correlate",),
        use="ten or more observations, windows of any length, also where the event raises the variance",
        reference="Kolari and Pynnönen (2011), Journal of Empirical Finance 18",
        kernel="eventstudy.kernels.nonparametric.grank_t",
        run=partial(answer, "grank_t", _grank_t),
        variance="mean squared rank from session to session",
    ),
    BatteryTest(
        name="grank_z",
        null="the standardised CAR has the rank of an ordinary day",
        assumptions=(
            "the observations are independent of each other",
            "abnormal returns of near-symmetric distribution",
        ),
        use="twenty or more events on different dates, also where the event raises the variance",
        reference="Kolari and Pynnönen (2011), Journal of Empirical Finance 18",
        kernel="eventstudy.kernels.nonparametric.grank_z",
        run=partial(answer, "grank_z", _grank_z),
        variance="ranks of independent observations",
    ),
)
