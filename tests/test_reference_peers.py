"""Our tests beside what other software says on the same inputs: equal where conventions are, and each difference named.

Peers: estudy2 0.10.0, EventStudy 0.50.0 (sipemu), eventstudies 1.2.2, erer 4.0, run with R 4.2.2 on their own example
data. For each known difference both numbers are shown: ours by our convention, and the peer's by the peer's convention
in our kernels.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from eventstudy.kernels import nonparametric as ranks
from eventstudy.kernels import parametric as means
from eventstudy.kernels import signs
from eventstudy.kernels.abnormal import abnormal_returns
from eventstudy.kernels.expected import fit_linear
from eventstudy.kernels.scores import average_ranks, scaled_ranks

HERE = Path(__file__).parents[1].parent / "shared" / "reference"
pytestmark = pytest.mark.skipif(not HERE.is_dir(), reason="the peers' cases are not beside this checkout")

ESTUDY2 = [
    *(f"esa14_19990505_{model}" for model in ("sim", "mean_adj", "mrkt_adj")),
    *(f"covid_complete5_{model}" for model in ("sim", "mean_adj", "mrkt_adj")),
]
GAPPY = ["covid_sim_continuous", "covid_sim_discrete", "covid_mean_adj_continuous", "covid_mrkt_adj_continuous"]
SIM = [case for case in ESTUDY2 if "sim" in case]
SIPEMU = [
    "esa14_19990505_market_model",
    "esa14_19990505_market_model_log",
    "esa14_19990505_market_adjusted",
    "esa14_19990505_mean_adjusted",
    "esa_staggered10_unique_market_model",
    "esa_staggered20_market_model",
    "esa_staggered20_market_adjusted",
    "esa_staggered20_mean_adjusted",
]
ONE_DATE = SIPEMU[:4]
MARKET_MODEL = [case for case in SIPEMU if "market_model" in case]
CLOSE = 1e-9


@dataclass(frozen=True, eq=False)
class Firm:
    """One event of one firm: the sample it was fitted on, and its event window."""

    estimation: np.ndarray
    ar: np.ndarray
    factor: np.ndarray
    s: float
    dof: float
    day: np.ndarray
    market: tuple[np.ndarray, np.ndarray]
    returns: tuple[np.ndarray, np.ndarray]


def fitted(r, m, estimation, event, kind, days):
    """Return a firm under market model, mean or market-adjusted model; rows without a return leave the sample."""
    ones = np.ones((r.size, 1))
    X = {"market": np.column_stack([ones, m]), "mean": ones, "adjusted": np.empty((r.size, 0))}[kind]
    y = r - m if kind == "adjusted" else r
    sample = estimation[~np.isnan(y[estimation])]
    fit = fit_linear(y=y[sample], X=X[sample])
    abnormal = abnormal_returns(fit=fit, y=y[event], X=X[event])
    s = float(np.sqrt(fit.sigma2))
    return Firm(
        fit.residuals,
        abnormal.ar,
        abnormal.factor,
        s,
        fit.dof,
        days[sample],
        (m[estimation], m[event]),
        (r[sample], r[event]),
    )


def series(path, column=None):
    table = pd.read_csv(path, index_col=0)
    return table if column is None else table[column]


def reference(peer, case):
    folder = HERE / peer / case
    if not folder.is_dir():
        pytest.skip(f"{peer}/{case} is not here")
    return folder, json.loads((folder / "outputs.json").read_text()), json.loads((folder / "spec.json").read_text())


def estudy2(case):
    """Return the firms of a case, their table of estimation residuals with gaps, and what the peer says."""
    folder, outputs, spec = reference("estudy2", case)
    R, market = series(folder / "inputs/returns.csv"), series(folder / "inputs/index_returns.csv").iloc[:, 0]
    days = R.index.to_numpy()
    estimation = np.flatnonzero((days >= spec["estimation_start"]) & (days <= spec["estimation_end"]))
    event = np.flatnonzero((days >= spec["event_start"]) & (days <= spec["event_end"]))
    kind = {"sim": "market", "mean_adj": "mean", "mrkt_adj": "adjusted"}[spec["model"]]
    m = market.reindex(R.index).to_numpy()
    firms = [fitted(R[name].to_numpy(float), m, estimation, event, kind, days) for name in R]
    history = np.full((estimation.size, len(firms)), np.nan)
    for i, firm in enumerate(firms):
        history[np.searchsorted(days[estimation], firm.day), i] = firm.estimation
    return firms, history, {**outputs["parametric"], **outputs["nonparametric"]}, outputs


def event_rows(firms):
    return np.column_stack([firm.ar for firm in firms])


def scars(firms, day):
    """Return SAR of one session, its standard errors and the degrees of freedom."""
    se = np.array([firm.s * np.sqrt(firm.factor[day, day]) for firm in firms])
    return np.array([firm.ar[day] for firm in firms]) / se, se, np.array([float(firm.dof) for firm in firms])


def whole(test, history, A, day):
    """Return a test of one session whose history holds the other sessions of the event window, as the peers do."""
    return test(history=np.concatenate([history, np.delete(A, day, axis=0)]), window=A[day : day + 1]).statistic


class TestEstudy2:
    @pytest.mark.parametrize("case", ESTUDY2)
    def test_agrees_on_complete_data(self, case):
        firms, history, peer, outputs = estudy2(case)
        A, L = event_rows(firms), firms[0].ar.size
        share = (history > 0).mean()
        for day in range(L):
            crude = means.crude_dependence(residuals=history, car=A[day], length=1)
            sign = signs.sign_test(values=A[day], alternative="two-sided")
            general = signs.generalized_sign(values=A[day], probability=share, alternative="two-sided")
            W = signs.wilcoxon(values=A[day], alternative="two-sided")
            mean, sd = W.n * (W.n + 1) / 4, np.sqrt((stats.rankdata(np.abs(A[day])) ** 2).sum()) / 2
            assert means.cross_sectional(car=A[day]).statistic == pytest.approx(peer["t_test_stat"][day], rel=CLOSE)
            assert crude.statistic == pytest.approx(peer["bw_1985_stat"][day], rel=CLOSE)
            assert sign.statistic == pytest.approx(peer["sign_stat"][day], rel=CLOSE)
            assert general.statistic == pytest.approx(peer["gsign_stat"][day], rel=CLOSE)
            assert mean + sd * W.statistic == pytest.approx(peer["wlcx_stat"][day], rel=CLOSE)
            assert whole(ranks.corrado, history, A, day) == pytest.approx(peer["rank_stat"][day], rel=CLOSE)
            assert whole(ranks.corrado_zivney, history, A, day) == pytest.approx(peer["mrank_stat"][day], rel=CLOSE)
        window = means.crude_dependence(residuals=history, car=A.sum(axis=0), length=L)
        rank = ranks.corrado(history=history, window=A)
        assert rank.statistic == pytest.approx(_car(outputs["car_nonparametric"], "car_rank_test"), rel=CLOSE)
        assert window.statistic == pytest.approx(_car(outputs["car_parametric"], "car_brown_warner_1985"), rel=CLOSE)

    @pytest.mark.parametrize("case", SIM)
    def test_bmp_agrees_since_a_common_factor_of_s_leaves_it(self, case):
        firms, _, peer, _ = estudy2(case)
        for day in range(firms[0].ar.size):
            scar, se, _ = scars(firms, day)
            assert means.bmp(scar=scar, se=se).statistic == pytest.approx(peer["bh_stat"][day], rel=CLOSE)

    @pytest.mark.parametrize("case", SIM)
    def test_difference_patell_divides_the_residual_variance_by_n_less_one(self, case):
        firms, _, peer, _ = estudy2(case)
        T = firms[0].estimation.size
        for day in range(firms[0].ar.size):
            scar, se, dof = scars(firms, day)
            ours = means.patell(scar=scar, dof=dof, se=se).statistic
            assert ours * np.sqrt((T - 1) / (T - 2)) == pytest.approx(peer["pt_stat"][day], rel=CLOSE)
            assert abs(ours) < abs(peer["pt_stat"][day])

    def test_difference_patell_on_the_event_day_in_figures(self):
        firms, _, peer, _ = estudy2("esa14_19990505_sim")
        scar, se, dof = scars(firms, 5)
        assert round(means.patell(scar=scar, dof=dof, se=se).statistic, 6) == 1.426485
        assert round(peer["pt_stat"][5], 6) == 1.429358

    @pytest.mark.parametrize("case", ESTUDY2)
    def test_difference_sign_medians_over_the_whole_event_window(self, case):
        firms, history, peer, _ = estudy2(case)
        A, ours = event_rows(firms), []
        for day in range(A.shape[0]):
            theirs = whole(ranks.corrado_zivney_sign, history, A, day)
            assert theirs == pytest.approx(peer["csign_stat"][day], rel=CLOSE)
            ours.append(ranks.corrado_zivney_sign(history=history, window=A[day : day + 1]).statistic)
        assert max(abs(np.array(ours) - peer["csign_stat"])) > 1e-4


def _car(block, name):
    row = block["name"].index(name)
    return block["statistic"][row]


class TestEstudy2WithGaps:
    """Two of seven series begin late: each rule for missing returns shows."""

    @pytest.mark.parametrize("case", GAPPY)
    def test_agrees_where_gaps_do_not_matter(self, case):
        firms, history, peer, _ = estudy2(case)
        A = event_rows(firms)
        for day in range(A.shape[0]):
            crude = means.crude_dependence(residuals=history, car=A[day], length=1)
            assert means.cross_sectional(car=A[day]).statistic == pytest.approx(peer["t_test_stat"][day], rel=CLOSE)
            assert crude.statistic == pytest.approx(peer["bw_1985_stat"][day], rel=CLOSE)

    @pytest.mark.parametrize("case", GAPPY)
    def test_difference_share_of_positives_pooled_over_firms(self, case):
        firms, history, peer, _ = estudy2(case)
        A, held = event_rows(firms), history[~np.isnan(history)]
        pooled, ours = (held > 0).mean(), np.mean([(firm.estimation > 0).mean() for firm in firms])
        assert pooled != pytest.approx(ours, rel=1e-4)
        for day in range(A.shape[0]):
            found = signs.generalized_sign(values=A[day], probability=pooled, alternative="two-sided")
            assert found.statistic == pytest.approx(peer["gsign_stat"][day], rel=CLOSE)

    @pytest.mark.parametrize("case", GAPPY)
    def test_difference_a_mean_rank_is_taken_for_the_sum_of_all_firms(self, case):
        firms, history, peer, _ = estudy2(case)
        values = np.concatenate([history, event_rows(firms)])
        N, n = (~np.isnan(values)).sum(axis=1), (~np.isnan(values)).sum(axis=0)
        K = average_ranks(values=values)
        d = np.nanmean(K - np.nanmean(K, axis=0), axis=1) * values.shape[1]
        theirs = (d / N) / np.sqrt(((d / N) ** 2).sum() / n.mean())
        np.testing.assert_allclose(theirs[history.shape[0] :], peer["rank_stat"], rtol=CLOSE)
        q = np.nanmean(K / (1 + n) - 0.5, axis=1) * values.shape[1] / np.sqrt(N)
        theirs = q / np.sqrt((q**2).sum() / n.mean())
        np.testing.assert_allclose(theirs[history.shape[0] :], peer["mrank_stat"], rtol=CLOSE)
        A = event_rows(firms)
        for name, stat in ((ranks.corrado, "rank_stat"), (ranks.corrado_zivney, "mrank_stat")):
            ours = np.array([whole(name, history, A, day) for day in range(A.shape[0])])
            assert (abs(ours / np.array(peer[stat]) - 1) > 1e-3).all()


class TestPublishedNumbers:
    """estudy2's vignette: seven US stocks on 2020-03-16, continuous returns, the market model."""

    def test_of_the_vignette(self):
        firms, history, _, _ = estudy2("covid_sim_continuous")
        A, T = event_rows(firms)[0], np.array([firm.estimation.size for firm in firms])
        crude = means.crude_dependence(residuals=history, car=A, length=1)
        assert round(means.cross_sectional(car=A).statistic, 4) == 1.3941
        assert round(crude.statistic, 6) == 1.858514
        assert round(signs.sign_test(values=A, alternative="two-sided").statistic, 4) == 1.1339
        share = (history[~np.isnan(history)] > 0).mean()
        found = signs.generalized_sign(values=A, probability=share, alternative="two-sided")
        assert round(found.statistic, 7) == 1.1516761
        variances = np.array([firm.estimation @ firm.estimation for firm in firms]) / (T - 1)
        assert round(A.mean() * 7 / np.sqrt(variances.sum()), 6) == 2.486449  # Brown and Warner (1980), independent

    def test_patell_with_each_divisor(self):
        firms, _, _, _ = estudy2("covid_sim_continuous")
        scar, se, dof = scars(firms, 0)
        assert round(means.patell(scar=scar, dof=dof, se=se).statistic, 6) == 2.544440
        sar = []
        for firm in firms:
            m, T = firm.market[0], firm.estimation.size
            leverage = (firm.market[1][0] - m.mean()) ** 2 / ((m - m.mean()) ** 2).sum()  # all days of the market
            sar.append(firm.ar[0] / np.sqrt(firm.estimation @ firm.estimation / (T - 1) * (1 + 1 / T + leverage)))
        assert round(means.patell(scar=np.array(sar), dof=dof, se=se).statistic, 7) == 2.5507399

    def test_rank_with_each_rule_for_missing_returns(self):
        firms, history, peer, _ = estudy2("covid_sim_continuous")
        K = average_ranks(values=np.concatenate([history, event_rows(firms)]))
        means_ = np.nanmean(K - np.nanmean(K, axis=0), axis=1)  # ranks of long samples weigh more
        textbook = means_[history.shape[0]] / np.sqrt((means_**2).mean())
        assert round(textbook, 7) == 0.8265351
        assert round(peer["rank_stat"][0], 7) == 0.7962064
        ours = whole(ranks.corrado, history, event_rows(firms), 0)  # ranks over n + 1, so that all series weigh alike
        assert round(ours, 6) == 0.869889


def sipemu(case):
    """Return groups of (firms, events' names) and the peer's figures by group."""
    folder, outputs, spec = reference("sipemu_EventStudy", case)
    prices = pd.read_csv(folder / "inputs/firm_prices.csv")
    index = pd.read_csv(folder / "inputs/index_prices.csv").set_index("date")["adjusted"]
    requests = pd.read_csv(folder / "inputs/requests.csv")
    kind = {"MarketModel": "market", "MarketAdjustedModel": "adjusted", "ComparisonPeriodMeanAdjustedModel": "mean"}
    change = (lambda p: np.log(p[1:] / p[:-1])) if "log" in case else (lambda p: (p[1:] - p[:-1]) / p[:-1])
    found = {}
    for row in requests.itertuples():
        held = prices[prices["symbol"] == row.firm_symbol].set_index("date")["adjusted"]
        held = held[held.index.isin(index.index)]
        r, m = change(held.to_numpy()), change(index.reindex(held.index).to_numpy())
        days = held.index.to_numpy()[1:]
        zero = int(np.flatnonzero(days == row.event_date)[0])
        end = zero + row.shift_estimation_window
        estimation = np.arange(end - row.estimation_window_length + 1, end + 1)
        event = np.arange(zero + row.event_window_start, zero + row.event_window_end + 1)
        firm = fitted(r, m, estimation, event, kind[spec["model"]], days)
        found.setdefault(row.group, []).append((row.firm_symbol, firm))
    return found, {block["group"]: block for block in outputs["aggregate"]}, outputs["firms"]


def groups_of(case):
    found, blocks, _ = sipemu(case)
    for name, members in found.items():
        yield [firm for _, firm in members], [symbol for symbol, _ in members], blocks[name]


def deviation(firm, case):
    """Return the peer's s: n - 2 for the market model, else the demeaned standard deviation with n - 1."""
    return firm.s if "market_model" in case else float(np.std(firm.estimation, ddof=1))


class TestSipemu:
    @pytest.mark.parametrize("case", SIPEMU)
    def test_abnormal_returns_agree(self, case):
        found, _, rows = sipemu(case)
        every = sorted(tuple(np.round(firm.ar, 12)) for members in found.values() for _, firm in members)
        theirs = sorted(tuple(np.round(row["abnormal_returns"][-len(every[0]) :], 12)) for row in rows)
        np.testing.assert_allclose(np.array(every), np.array(theirs), atol=1e-11)

    @pytest.mark.parametrize("case", SIPEMU)
    def test_cross_section_and_signs_agree(self, case):
        for firms, _, peer in groups_of(case):
            A = event_rows(firms)
            for day in range(A.shape[0]):
                car = A[: day + 1].sum(axis=0)
                for values, t, z in ((A[day], "aar_t", "sign_z"), (car, "caar_t", "csign_z")):
                    assert means.cross_sectional(car=values).statistic == pytest.approx(
                        peer["CSectT"][t][day], rel=CLOSE
                    )
                    sign = signs.sign_test(values=values, alternative="two-sided").statistic
                    assert sign == pytest.approx(peer["SignT"][z][day], rel=CLOSE, abs=1e-12)

    @pytest.mark.parametrize("case", SIPEMU)
    def test_generalized_sign_with_shares_by_firm(self, case):
        for firms, names, peer in groups_of(case):
            A = event_rows(firms)
            pooled = {
                name: np.concatenate([f.estimation for f, n in zip(firms, names, strict=True) if n == name])
                for name in names
            }
            by_firm = np.mean([(values > 0).mean() for values in pooled.values()])
            ours = np.mean([(firm.estimation > 0).mean() for firm in firms])
            if len(pooled) == len(firms):
                assert ours == pytest.approx(by_firm, rel=1e-12)
            for day in range(A.shape[0]):
                found = signs.generalized_sign(values=A[day], probability=by_firm, alternative="two-sided")
                assert found.statistic == pytest.approx(peer["GSignT"]["gsign_z"][day], rel=CLOSE)

    @pytest.mark.parametrize("case", MARKET_MODEL)
    def test_patell_of_a_session_agrees_and_of_a_window_is_the_classic_sum(self, case):
        for firms, _, peer in groups_of(case):
            days = range(firms[0].ar.size)
            sar = np.array([scars(firms, day)[0] for day in days])
            for day in days:
                scar, se, dof = scars(firms, day)
                one = means.patell(scar=scar, dof=dof, se=se).statistic
                classic = means.patell(scar=scar, dof=dof, se=se, sar=sar[: day + 1]).statistic
                assert one == pytest.approx(peer["PatellZ"]["aar_z"][day], rel=CLOSE)
                assert classic == pytest.approx(peer["PatellZ"]["caar_z"][day], rel=CLOSE)

    @pytest.mark.parametrize("case", MARKET_MODEL)
    def test_difference_the_window_form_drops_the_covariance_between_sessions(self, case):
        for firms, _, peer in groups_of(case):
            car = np.array([firm.ar.sum() for firm in firms])
            se = np.array([firm.s * np.sqrt(firm.factor.sum()) for firm in firms])
            dof = np.array([float(firm.dof) for firm in firms])
            ours = means.patell(scar=car / se, dof=dof, se=se).statistic
            assert ours == pytest.approx(peer["PatellZ"]["caar_z"][-1], rel=0.1, abs=0.05)
            assert ours != pytest.approx(peer["PatellZ"]["caar_z"][-1], rel=1e-4)

    @pytest.mark.parametrize("case", [case for case in SIPEMU if "adjusted" in case])
    def test_difference_patell_of_the_models_without_regressor(self, case):
        for firms, _, peer in groups_of(case):
            T, k_is_one = firms[0].estimation.size, "mean" in case
            for day in range(firms[0].ar.size):
                theirs = [firm.ar[day] / (deviation(firm, case) * np.sqrt(1 + 1 / T)) for firm in firms]
                Z = means.patell(
                    scar=np.array(theirs), dof=np.full(len(firms), T - 1.0), se=np.ones(len(firms))
                ).statistic
                assert pytest.approx(peer["PatellZ"]["aar_z"][day], rel=CLOSE) == Z
                scar, se, dof = scars(firms, day)
                ours = means.patell(scar=scar, dof=dof, se=se).statistic
                assert (
                    ours == pytest.approx(Z, rel=CLOSE)
                ) == k_is_one  # of market-adjusted returns nothing is estimated

    @pytest.mark.parametrize("case", SIPEMU)
    def test_difference_bmp_has_no_forecast_error(self, case):
        for firms, _, peer in groups_of(case):
            s, N = np.array([deviation(firm, case) for firm in firms]), len(firms)
            differ = 0
            for day in range(firms[0].ar.size):
                raw = np.array([firm.ar[day] for firm in firms]) / s
                summed = np.array([firm.ar[: day + 1].sum() for firm in firms]) / s
                for values, name in ((raw, "bmp_t"), (summed, "cbmp_t")):
                    theirs = means.bmp(scar=values, se=np.ones(N)).statistic
                    assert theirs == pytest.approx(peer["BMP"][name][day], rel=CLOSE)
                scar, se, _ = scars(firms, day)
                ours = means.bmp(scar=scar, se=se).statistic
                assert ours == pytest.approx(peer["BMP"]["bmp_t"][day], rel=0.04, abs=0.03)
                differ += ours != pytest.approx(peer["BMP"]["bmp_t"][day], rel=1e-6)
            own = "market_adjusted" in case or ("staggered" in case and "market_model" in case)
            assert (differ > 0) == own  # on one date, after as many sessions, the forecast error is a common factor

    @pytest.mark.parametrize("case", SIPEMU)
    def test_difference_kp_aligns_on_event_time_and_has_no_forecast_error(self, case):
        for firms, _, peer in groups_of(case):
            N, s = len(firms), np.array([deviation(firm, case) for firm in firms])
            E = np.column_stack([firm.estimation for firm in firms])
            r = np.corrcoef(E.T)[np.triu_indices(N, 1)].mean()
            factor = means.adjust_bmp(correlation=r, N=N)
            for day in range(firms[0].ar.size):
                raw = means.bmp(scar=np.array([firm.ar[day] for firm in firms]) / s, se=np.ones(N))
                theirs = means.adjusted(test=raw, adjustment=factor).statistic
                assert theirs == pytest.approx(peer["KP"]["kp_t"][day], rel=1e-8)

    @pytest.mark.parametrize("case", ONE_DATE)
    def test_difference_rank_test_centres_by_n_less_one_and_repeats_its_first_day(self, case):
        for firms, _, peer in groups_of(case):
            A = event_rows(firms)
            values = np.concatenate([np.column_stack([firm.estimation for firm in firms]), A])
            U = scaled_ranks(values=values).mean(axis=1)
            np.testing.assert_allclose(U[-A.shape[0] :], peer["RankT"]["mean_rank"], rtol=1e-6, atol=2e-4)
            theirs = U[-A.shape[0] :] / U.std(ddof=1)
            assert set(peer["RankT"]["rank_z"]) == {peer["RankT"]["rank_z"][0]}
            assert theirs[0] == pytest.approx(peer["RankT"]["rank_z"][0], abs=1e-3)
            ours = [whole(ranks.corrado, values[: -A.shape[0]], A, day) for day in range(A.shape[0])]
            np.testing.assert_allclose(ours, theirs * U.std(ddof=1) / np.sqrt((U**2).mean()), rtol=1e-9)


class TestEventstudies:
    def test_interval_is_that_of_the_cross_section_after_zeroing_the_first_day(self):
        folder, outputs, _ = reference("eventstudies", "esa14_19990505_marketModel_w5")
        R = series(folder / "inputs/firm_returns.csv")
        m = series(folder / "inputs/market_returns.csv").iloc[:, 0].reindex(R.index).to_numpy()
        zero = R.index.get_loc("1999-05-05")
        estimation, event = np.arange(zero - 4), np.arange(zero - 4, zero + 6)
        firms = [fitted(R[name].to_numpy(float), m, estimation, event, "market", R.index.to_numpy()) for name in R]
        A = event_rows(firms)
        np.testing.assert_allclose(A, outputs["abnormal"]["values"], rtol=1e-9)
        theirs = np.vstack([np.zeros(A.shape[1]), A[1:]]).cumsum(axis=0)
        quantile = stats.t.ppf(0.975, A.shape[1] - 1)
        for row, (low, mean, high) in zip(
            theirs[1:], outputs["inference"]["classic_cumsum"]["values"][1:], strict=True
        ):
            test = means.cross_sectional(car=row)
            assert row.mean() == pytest.approx(mean, rel=CLOSE)
            assert row.mean() + quantile * test.se * np.array([-1, 1]) == pytest.approx(
                np.array([low, high]), rel=CLOSE
            )
        ours, zeroed = (x.sum(axis=0).mean() for x in (A, A[1:]))
        assert ours - zeroed == pytest.approx(A[0].mean(), rel=CLOSE)  # the day that the peer loses


class TestErer:
    @pytest.mark.parametrize("case", ["esa14_19990505", "doc_4firms_19990505"])
    def test_its_error_of_the_mean_has_no_forecast_error(self, case):
        folder, outputs, spec = reference("erer_evReturn", case)
        R = series(folder / "inputs/returns.csv")
        zero, w, T = R.index.get_loc(19990505), spec["event_win"], spec["est_win"]
        estimation, event = np.arange(zero - w - T, zero - w), np.arange(zero - w, zero + w + 1)
        names, m = spec["firms"], R["sp500"].to_numpy(float)
        firms = [fitted(R[name].to_numpy(float), m, estimation, event, "market", R.index.to_numpy()) for name in names]
        cars = np.array([firm.ar.sum() for firm in firms])
        np.testing.assert_allclose(cars, [row["car"] for row in outputs["fits_full_precision"]], rtol=1e-9)
        raw = np.array([firm.s * np.sqrt(event.size) for firm in firms])
        full = np.array([firm.s * np.sqrt(firm.factor.sum()) for firm in firms])
        theirs = dict(zip(outputs["abc"]["name"], outputs["abc"]["error"], strict=True))
        np.testing.assert_allclose(raw, [float(theirs[f"CiT.{name}"]) for name in names], rtol=1e-9)
        assert (full > 1.01 * raw).all()
