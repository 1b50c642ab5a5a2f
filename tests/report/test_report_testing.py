"""The tests on a page: what they could find, what they say together, how each is read, and who gave no answer."""

from __future__ import annotations

import pandas as pd
import pytest

from eventstudy.report import testing, trials
from eventstudy.report.formats import MISSING

COLUMNS = ["event_id", "model", "test", "first", "last", "statistic", "df", "p", "min_p", "mde", "n_events", "valid",
           "primary", "note"]  # fmt: skip


def row(test, p, *, span=(0, 0), valid=True, note="", event="e", n=3):
    return (event, "m", test, *span, 1.0, 9.0, p, 0.005, 0.02, n, valid, test == "conditional_sq", note)


def table(*rows):
    return pd.DataFrame(list(rows), columns=COLUMNS)


def cars(**values):
    return pd.DataFrame(
        [
            {
                "event_id": "e",
                "series": name,
                "model": "mean",
                "first": 0,
                "last": 0,
                "car": car,
                "p": 0.5,
                "flag": flag,
            }
            for name, (car, flag) in values.items()
        ]
    )


OPPOSITE = cars(oil=(0.03, ""), index=(-0.01, ""), bank=(-0.02, ""))


def joint(rank, bootstrap, per_event=OPPOSITE, primary=0.9):
    tests = table(row("conditional_sq", primary), row("mvrm_bootstrap", bootstrap), row("joint_rank", rank))
    return testing.said_of_tests(tests, per_event, "e")


BOTH = "Tests in which moves of either direction add up"


@pytest.mark.parametrize(
    ("rank", "bootstrap", "said"),
    [
        (0.03, 0.01, f"{BOTH} find the day unusual at the 5 % level: the conditional joint rank (p = 0.030) and"),
        (0.3, 0.1, f"{BOTH} do not find the day unusual at the 5 % level: the conditional joint rank (p = 0.30) and"),
        (0.03, 0.1, "the conditional joint rank (p = 0.030) finds the day unusual at the 5 % level, the boot"),
        (0.3, 0.01, "the bootstrapped multivariate F (p = 0.010) finds the day unusual at the 5 % level, the cond"),
    ],
)  # fmt: skip
def test_the_joint_tests_say_what_they_found(rank, bootstrap, said):
    primary, text = joint(rank, bootstrap)
    assert primary.endswith("gives p = 0.90.")
    start = "Against what was expected oil rose and index and bank fell: in the average, which that test looks at,"
    assert text.startswith(f"{start} such moves cancel. ")
    assert said in text


def test_a_joint_test_that_is_a_companion_is_told_as_one():
    restless = row("mvrm_bootstrap", 0.001, note="a companion, not evidence: on the eve ...")
    tests = table(row("conditional_sq", 0.5), row("joint_rank", 0.01), restless)
    assert testing.said_of_tests(tests, OPPOSITE, "e")[1].endswith(
        "the conditional joint rank (p = 0.010) and the bootstrapped multivariate F (p = 0.001; a companion, not "
        "evidence)."
    )


def test_one_joint_test_speaks_for_itself():
    tests = table(row("conditional_sq", 0.5), row("joint_rank", 0.2))
    assert testing.said_of_tests(tests, OPPOSITE, "e")[1].endswith(
        "The test in which moves of either direction add up does not find the day unusual at the 5 % level: the "
        "conditional joint rank (p = 0.20)."
    )


def test_moves_of_one_direction_are_not_said_to_cancel():
    _, text = joint(0.03, 0.01, cars(oil=(0.03, ""), index=(0.01, "")))
    assert text.startswith(f"{BOTH} find the day unusual")
    assert "cancel" not in text


def test_a_return_that_is_no_move_is_not_told_as_a_fall():
    _, text = joint(0.03, 0.01, cars(oil=(0.03, ""), index=(-0.01, "roll")))
    assert "fell" not in text


def test_without_a_joint_test_the_primary_one_says_itself_that_moves_cancel():
    tests = table(row("conditional_sq", 0.9), row("joint_rank", 0.01, valid=False, note="too few"))
    (text,) = testing.said_of_tests(tests, OPPOSITE, "e")
    assert text.endswith("in which a rise and a fall cancel.")


def test_what_could_be_found_is_said_of_a_valid_primary_test_alone():
    (all_,) = testing.could_find(table(row("conditional_sq", 0.9)), "e")
    assert all_ == (
        "Before any estimate: a move of the three series by 2.00 % on average, the quiet ones counting more, on "
        "day 0 would be found four times in five by the primary test; the least p it can give is 0.005."
    )
    (alone,) = testing.could_find(table(row("conditional_sq", 0.9, n=1)), "e")
    assert "a move of 2.00 % on day 0" in alone
    assert testing.could_find(table(row("conditional_sq", 0.9, valid=False)), "e") == []
    assert testing.could_find(table(row("sq", 0.9)), "e") == []


def test_the_main_table_holds_the_valid_default_tests_of_one_window_the_primary_first():
    tests = table(
        row("kp_bmp", 0.4), row("mvrm_f", 0.01), row("sq", 0.5), row("unit_placebo", None, valid=False, note="none"),
        row("conditional_sq", 0.03), row("conditional_sq", 0.6, span=(0, 1)), row("joint_rank", 0.0004),
        row("sq", 0.2, event="f"),
    )  # fmt: skip
    found = testing.main_table(tests, "e", called="“Fire”")
    assert found.title == "Tests over all series around “Fire”, window (0, 0)"
    assert [cells[:3] for cells in found.rows] == [
        ("conditional sample quantile (primary)", "0.030", "unusual: 1 day in 33 looks so"),
        ("conditional joint rank", "<0.001", "unusual: fewer than 1 day in 1,000 looks so"),
        ("sample quantile", "0.50", "not unusual: 1 day in 2 looks so"),
        ("adjusted BMP (Kolari-Pynnönen)", "0.40", "not unusual: 1 day in 2 looks so"),
    ]
    assert found.strong == (0,)


def test_a_companion_is_told_as_one():
    tests = table(
        row("conditional_sq", 0.5), row("portfolio_t", 0.001, note="a companion, not evidence: on the eve ...")
    )
    assert testing.main_table(tests, "e").rows[1][2] == ("unusual: 1 day in 1,000 looks so (a companion, not evidence)")


def test_without_day_0_the_first_window_is_the_one_shown():
    tests = table(row("conditional_sq", 0.03, span=(1, 2)), row("sq", 0.03, span=(0, 5)))
    assert testing.main_table(tests, "e").title.endswith("window (1, 2)")


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (0.0499, "unusual: 1 day in 20 looks so"),
        (0.05, "not unusual: 1 day in 20 looks so"),
        (0.501, "not unusual: 5 days in 10 look so"),
        (0.97, "not unusual: nearly every day looks so"),
        (1.0, "not unusual: nearly every day looks so"),
        (float("nan"), MISSING),
    ],
)
def test_a_p_in_words(p, words):
    assert trials.reading(p) == words


def test_refusals_of_one_reason_stand_together_with_their_windows():
    tests = table(
        row("sq", 0.1), row("mvrm_f", None, valid=False, note="one series; note"),
        row("mvrm_equal", None, valid=False, note="one series"), row("grank_z", None, valid=False, note="3, not 20"),
        row("mvrm_f", None, span=(0, 1), valid=False, note="one series"),
        row("mvrm_equal", None, span=(0, 1), valid=False, note="one series; more"),
    )  # fmt: skip
    assert trials.refused_table(tests, ids=True).rows == (
        ("mvrm_f, mvrm_equal", "one series", "every one"),
        ("grank_z", "3, not 20", "(0, 0)"),
    )
    assert trials.refused_table(tests.iloc[:1]).rows == ()


def test_a_matrix_of_p_says_who_refused_where():
    tests = table(
        row("sq", 0.1, note="days differ"), row("t", None, valid=False, note="x"), row("conditional_sq", 0.02),
        row("sq", 0.3, span=(0, 1), valid=False, note="too few"), row("conditional_sq", 0.4, span=(0, 1)),
    )  # fmt: skip
    found = trials.matrix_table(tests, ids=True)
    assert [one.label for one in found.columns] == ["test", "(0, 0)", "(0, 1)"]
    assert found.rows == (("sq", "0.10", "refused"), ("conditional_sq", "0.020", "0.40"))
    assert found.strong == (1,)
    assert found.notes == ("sq (0, 0): days differ",)


def test_a_remark_on_several_tests_stands_once():
    tests = table(
        row("sq", 0.1, note="days differ; thin"), row("permutation", 0.2, note="days differ"),
        row("sq", 0.3, span=(0, 1), note="days differ"), row("permutation", 0.4, span=(0, 1)),
    )  # fmt: skip
    assert trials.matrix_table(tests).notes == (
        "sample quantile, placebo dates (0, 0): days differ",
        "sample quantile (0, 0): thin",
    )


def test_a_remark_on_every_test_of_an_event_names_the_event_alone():
    both = [row(name, 0.1, note="oil left out", event=event) for event in "ef" for name in ("sq", "permutation")]
    both += [row("sq", 0.1, span=(0, 1)), row("permutation", 0.1, span=(0, 1), note="thin")]
    assert trials.matrix_table(table(*both)).notes == (
        "every test (0, 0): oil left out",
        "e placebo dates (0, 1): thin",
    )
    assert trials.matrix_table(table(*both[:2])).notes == ("every test: oil left out",)
    each = [row(name, 0.1, note="thin" if name == "sq" else "", event=event) for event in "ef" for name in ("sq", "t")]
    assert trials.matrix_table(table(*each)).notes == ("sample quantile: thin",)


def test_a_matrix_of_several_events_or_groups_names_each():
    two = pd.concat([table(row("sq", 0.1)), table(row("sq", 0.2, event="f"))])
    assert trials.matrix_table(two).rows == (("e", "sample quantile", "0.10"), ("f", "sample quantile", "0.20"))
    pooled = two.assign(event_id=None, group=[None, "big"])
    assert [cells[0] for cells in trials.matrix_table(pooled).rows] == ["all events", "group big"]


def test_a_table_read_back_from_csv_reads_the_same(week, tmp_path):
    path = tmp_path / "tests.csv"
    week.tests.to_csv(path, index=False)
    back = pd.read_csv(path)
    for make in (trials.matrix_table, trials.refused_table):
        assert make(back) == make(week.tests)


def test_each_series_by_itself_has_its_p_and_the_adjusted_one():
    frame = pd.DataFrame(
        [
            {"event_id": "e", "series": name, "first": 0, "last": last, "p": p, "p_adjusted": adjusted}
            for name, last, p, adjusted in (("oil", 0, 0.01, 0.15), ("oil", 1, None, None), ("index", 0, 0.5, 1.0))
        ]
    )
    found = trials.alone_table(frame, names={"oil": "Brent crude"})
    assert found.title == (
        "Each series by itself (conditional sample quantile): p, and in brackets p adjusted for all 3 looks"
    )
    assert found.rows == (("Brent crude", "0.010 (0.15)", MISSING),
                          ("index", "0.50 (1.00)", MISSING))  # fmt: skip


def test_a_section_of_no_tests_is_empty():
    told = testing.told_tests(table(), OPPOSITE.iloc[:0], None)
    assert (told.before, told.lead, told.words) == ([], [], [])
    assert not any(part.rows for part in told[3:])
