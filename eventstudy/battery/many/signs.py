"""Tests of the signs and the signed ranks of CARs."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

from eventstudy.battery.many.asked import Found, answer
from eventstudy.battery.many.judged import attainable, independence
from eventstudy.battery.outcome import BatteryTest
from eventstudy.kernels.signs import generalized_sign, sign_test, wilcoxon

if TYPE_CHECKING:
    from eventstudy.battery.many.asked import Asked
    from eventstudy.battery.many.judged import Scores
    from eventstudy.kernels.signs import CountTest


def _sign(asked: Asked) -> Found:
    test = sign_test(values=asked.values.car, alternative=asked.settings.alternative)
    return _found(asked, test, "signs", _left_out(test))


def _generalized_sign(asked: Asked) -> Found:
    share = asked.positive
    test = generalized_sign(values=asked.values.car, probability=share, alternative=asked.settings.alternative)
    return _found(asked, test, "signs", (f"{asked.per_cent(share)} of the residuals are positive",))


def _wilcoxon(asked: Asked) -> Found:
    test = wilcoxon(values=asked.values.car, alternative=asked.settings.alternative)
    return _found(asked, test, "ranks", _left_out(test))


def _left_out(test: CountTest) -> tuple[str, ...]:
    return (f"CARs of zero left out: {test.zeros}",) if test.zeros else ()


def _found(asked: Asked, test: CountTest, scores: Scores, remarks: tuple[str, ...]) -> Found:
    reasons, said = independence(asked, scores)
    return Found(
        test.statistic,
        inf,
        test.p,
        min_p=test.min_p,
        reasons=attainable(asked, test.min_p, test.n) + reasons,
        remarks=remarks + said,
    )


_INDEPENDENT = "the observations are independent of each other"

TESTS = (
    BatteryTest(
        name="sign",
        null="a CAR is as often positive as negative",
        assumptions=(_INDEPENDENT, "abnormal returns have a median of zero"),
        use="events on different dates, where a few large CARs must not decide",
        reference="Brown and Warner (1980), Journal of Financial Economics 8; exact below 20 observations",
        kernel="eventstudy.kernels.signs.sign_test",
        run=partial(answer, "sign", _sign),
        variance="binomial with one half",
    ),
    BatteryTest(
        name="generalized_sign",
        null="a CAR is as often positive as a residual of the estimation sample",
        assumptions=(_INDEPENDENT, "the share of positive abnormal returns of a day is that of a window"),
        use="as sign, for returns that are skewed",
        reference="Cowan (1992), Review of Quantitative Finance and Accounting 2; exact below 20 observations",
        kernel="eventstudy.kernels.signs.generalized_sign",
        run=partial(answer, "generalized_sign", _generalized_sign),
        variance="binomial with the share of positive residuals",
    ),
    BatteryTest(
        name="wilcoxon",
        null="the CARs are symmetric about zero",
        assumptions=(_INDEPENDENT, "CARs of symmetric distribution"),
        use="events on different dates, symmetric returns with fat tails",
        reference="Wilcoxon (1945), Biometrics Bulletin 1; exact up to 25 observations",
        kernel="eventstudy.kernels.signs.wilcoxon",
        run=partial(answer, "wilcoxon", _wilcoxon),
        variance="signs of independent observations",
    ),
)
