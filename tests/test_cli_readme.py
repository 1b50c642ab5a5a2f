"""The README's first screen says what the study finds: every quotation, number and verdict of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import eventstudy as es
from eventstudy.battery import BATTERY
from eventstudy.cli.app import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def invoke(*words):
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def study():
    return es.run()


def rows():
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in README.split("## Install")[0].splitlines()
        if line.startswith("| ") and "|" in line[2:]
    ][1:]


def test_the_table_quotes_each_reported_move_and_gives_its_verdict(study):
    assert len(rows()) == len(study.verdicts) == 9
    left = list(study.verdicts)
    for said, _, verdict in rows():
        quoted = re.findall(r'"([^"]+)"', said)
        name = {"Dow": "dow", "S&P": "sp500", "Exxon": "xom", "Chevron": "cvx"}.get(said.split()[0], "brent")
        mine = [
            item for item in left if item.move.instrument == name and any(words in item.move.quote for words in quoted)
        ]
        assert len(mine) == 1, said
        assert mine[0].verdict.replace("_", " ") == verdict
        left.remove(mine[0])
    assert left == []


def test_the_numbers_beside_the_table_are_those_of_the_study(study):
    row = study.result.car(0, 0).query("event_id == 'soleimani' and series == 'brent' and model == 'mean'").iloc[0]
    curve = study.specification
    kept = curve[
        (curve["event_id"] == "soleimani")
        & (curve["series"] == "brent")
        & (curve["model"] == "mean")
        & (curve["overlap"] == "keep")
        & (curve["n_sessions"] == curve["n_sessions"].max())
        & (curve["first"] == 0)
        & (curve["last"] == 0)
    ]["p"].item()
    prose = " ".join(README.split("## Install")[0].split())
    assert f"Brent returned {100 * row['car']:.2f} % more" in prose
    assert f"interval {100 * row['low']:+.2f} to {100 * row['high']:+.2f} %, p = {row['p']:.3f})" in prose
    assert f"p is {kept:.3f}." in prose
    others = study.result.car(0, 0).query("event_id == 'soleimani' and series != 'brent' and model != 'raw'")
    assert len(others) == 4
    assert (others["p"] > 0.05).all()


def test_the_tests_named_in_the_prose_say_what_it_says(study):
    prose = " ".join(README.split("## Install")[0].split())
    tables = study.tables()
    tests = tables["tests"].query("event_id == 'soleimani' and first == 0 and last == 0").set_index("test")
    p = tests["p"]
    assert tests.loc["conditional_sq", "primary"]
    assert f"the primary test, named in advance, gives p = {p['conditional_sq']:.2f}." in prose
    assert f"the conditional joint rank finds the day unusual (p = {p['joint_rank']:.3f})" in prose
    assert f"the bootstrapped multivariate F does not (p = {p['mvrm_bootstrap']:.3f})" in prose
    assert p["joint_rank"] < 0.05 <= p["mvrm_bootstrap"]
    family = tables["adjusted"].query("event_id == 'soleimani'")
    own = family.query("series == 'brent' and first == 0 and last == 0")["p_adjusted"].item()
    assert f"Allowing for all {len(family)} looks at five series and four windows" in prose
    assert f"Brent's adjusted p is {own:.2f}." in prose


def test_what_the_table_of_tests_names_is_there():
    section = README.split("## Which test")[1].split("##")[0]
    named = set(re.findall(r"`([a-z_]+)`", section)) - {"valid", "note", "simulate"}
    assert named <= set(BATTERY)
    count = {26: "Twenty-six"}[len(BATTERY)]
    assert f"{count} tests" in section


def test_every_command_stands_in_the_readme():
    shown = set(re.findall(r"^\$ eventstudy ([a-z]+)", README, flags=re.MULTILINE))
    commands = {command.name for command in app.registered_commands}
    assert commands <= shown


def test_the_prices_of_the_table_are_the_snapshots(study):
    prices = study.prices.set_index(["series", "date"])
    shown = " ".join(cell for _, cell, _ in rows())
    day, eve = "2020-01-03", "2020-01-02"
    brent = prices.loc[("brent", day)]
    assert f"${brent['low']:.2f} to ${brent['high']:.2f}" in shown
    assert f"+${brent['high'] - prices.loc[('brent', eve)]['close']:.2f}" in shown
    earlier = study.prices.query("series == 'brent' and date >= '2019-10-03' and date < '2020-01-03'")
    assert f"${earlier['high'].max():.2f}" in shown
    for series in ("dow", "sp500"):
        opened = prices.loc[(series, day)]["open"] / prices.loc[(series, eve)]["close"] - 1
        assert f"\N{MINUS SIGN}{-100 * opened:.2f} %" in shown


def registered():
    (prices,) = [group.typer_instance for group in app.registered_groups]
    return {
        **{one.name: one for one in app.registered_commands},
        **{f"prices {one.name}": one for one in prices.registered_commands},
    }


def test_the_readme_lists_every_command_as_help_does():
    section = README.split("## Every command")[1].split("\n## ")[0]
    listed = dict(re.findall(r"^\| `eventstudy ([a-z ]+)` \| (.+) \|$", section, flags=re.MULTILINE))
    assert listed == {name: one.short_help for name, one in registered().items()}


def test_every_option_the_readme_names_is_one_of_the_command_it_is_shown_with():
    helps = {name: invoke(*name.split(), "--help").stdout for name in registered()}
    for line in re.findall(r"^\$ eventstudy (.+)$", README, flags=re.MULTILINE):
        words = line.split()
        name = " ".join(words[:2]) if words[0] == "prices" else words[0]
        for option in re.findall(r"(?<=\s)--[a-z-]+", re.sub(r'"[^"]*"', "", line)):
            assert option in helps[name], line
    prose = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    known = {found for text in [*helps.values(), invoke("--help").stdout] for found in re.findall(r"--[a-z-]+", text)}
    assert set(re.findall(r"`(?:eventstudy [a-z ]*)?(--[a-z-]+)", prose)) <= known


def test_the_readme_has_its_sections_and_no_line_is_a_wall():
    assert max(len(line) for line in README.splitlines() if not line.startswith(("|", "!["))) <= 122
    for heading in ("Checking an article", "Large studies", "Tables for papers", "Notebooks", "In Python"):
        assert f"\n## {heading}\n" in README


def test_every_link_within_the_readme_leads_somewhere():
    titles = re.findall(r"^## (.+)$", README, flags=re.MULTILINE)
    headings = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert set(re.findall(r"\]\(#([a-z0-9-]+)\)", README)) <= headings
    assert all((ROOT / path).exists() for path in re.findall(r"\]\((?!#|http)([^)]+)\)", README))
