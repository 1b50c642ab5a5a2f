"""What the commands reach for: only what was named; no network, no other program, no text of the user's as code.

All commands run in one process under an audit hook, which the interpreter calls at every file, socket, process and
piece of code, and where the system lets us without any network.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer

import eventstudy
from eventstudy.cli.app import app

ROOT = Path(eventstudy.__file__).parents[1]
MARK = "Zqxmark"
"""A word that stands in every text the user gives."""
NEVER = (
    "socket.", "subprocess.", "pickle.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "pty.",
    "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.", "sqlite3.", "os.startfile", "shelve.", "dbm.",
)  # fmt: skip
DRIVER = """
    import importlib.util, json, os, sys

    if importlib.util.find_spec("distributed"):  # which `doctor` loads, and which copies its own while it is loaded
        import distributed
    never, mark, busy, told = tuple(json.loads(sys.argv[1])), sys.argv[2], False, open(sys.argv[3], "w")

    def names(code):
        yield code.co_filename
        yield from code.co_names
        for value in code.co_consts:
            if hasattr(value, "co_code"):
                yield from names(value)
            else:
                yield repr(value)

    def hook(event, given):
        global busy
        if busy:
            return
        busy = True
        try:
            if event.startswith(never):
                said = [event, str(given)[:300]]
            elif event == "open" and not isinstance(given[0], int):
                flags = given[2] if isinstance(given[2], int) else 0
                writes = bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC))
                said = ["write" if writes else "read", os.path.realpath(os.fsdecode(given[0]))]
            elif event == "compile" and mark in str(given[0])[:1_000_000]:
                said = [event, str(given[0])[:300]]
            elif event == "exec" and any(mark in name for name in names(given[0])):
                said = [event, str(given[0])]
            elif event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate"):
                said = ["write", *(os.path.realpath(one) for one in given[:2] if isinstance(one, str))]
            else:
                return
            print(json.dumps(said), file=told, flush=True)
        finally:
            busy = False

    sys.addaudithook(hook)
    from typer.testing import CliRunner
    from eventstudy.cli.app import app
    for line in sys.stdin:
        words = json.loads(line)
        done = CliRunner().invoke(app, words)
        print(json.dumps([words, done.exit_code, done.stderr]), flush=True)
"""
ARTICLE = (
    f"{MARK} said: Brent crude rose $3 to nearly $70 a barrel on Friday. A US air strike killed a general early Friday "
    f"in Baghdad. =HYPERLINK(\"file:///etc/passwd\") __import__('os').system('{MARK}') {{{{ {MARK}.__class__ }}}}\n"
)
PAGE = f"""<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><head><title>{MARK}</title>
<base href="http://192.0.2.1/"><link rel="stylesheet" href="http://192.0.2.1/a.css">
<script src="http://192.0.2.1/a.js">{MARK}()</script></head><body><article><h1>Oil</h1>
<img src="http://192.0.2.1/a.png"><iframe src="file:///etc/passwd"></iframe>
<p>Brent crude rose $3 to nearly $70 a barrel on Friday, {MARK} said on Jan. 3, 2020. &x;</p>
<p>A US air strike killed a general early on Friday in Baghdad, and shares of Exxon rose 1.3 percent.</p>
</article></body></html>"""


def make_inputs(folder: Path) -> None:
    """Write what the commands are given, and beside it what they are not."""
    days = pd.bdate_range("2018-01-01", periods=420, name="date")
    rng = np.random.default_rng(5)
    names = [*(f"{MARK}{place}" for place in range(12)), "mkt"]
    table = pd.DataFrame(rng.normal(0, 0.01, (420, 13)), index=days, columns=names)
    table.to_csv(folder / "returns.csv")
    table.reset_index().to_parquet(folder / "returns.parquet")
    events = pd.DataFrame({"series": names[:12], "date": days[280:400:10], MARK: rng.normal(0, 1, 12)})
    events.assign(event_id=[f"{MARK} {place}" for place in range(12)]).to_csv(folder / "table.csv", index=False)
    (100 * (1 + table).cumprod()).to_excel(folder / "book.xlsx")
    days = pd.bdate_range("2018-01-01", "2020-02-28", name="date")
    levels = 69.0 + np.cumsum(rng.normal(0, 0.3, len(days)))
    bars = pd.DataFrame({"series": "brent", "date": days, "open": levels, "close": levels})
    bars.assign(low=levels - 1, high=levels + 1).to_csv(folder / "closes.csv", index=False)
    times = pd.date_range("2020-01-03T09:00", periods=20, freq="5min", tz="Europe/London")
    inside = pd.DataFrame({"series": "brent", "time": [time.isoformat() for time in times], "open": 69.0, "high": 69.9})
    inside.assign(low=68.0, close=69.2).to_csv(folder / "bars.csv", index=False)
    shutil.copyfile(ROOT / "eventstudy" / "data" / "tolerances.toml", folder / "rules.toml")
    (folder / "mine.toml").write_text(f'[instrument.mine]\nname = "{MARK} Plc"\nkind = "stock"\nvenue = "lse"\n')
    (folder / "plan.toml").write_text(PLAN)
    (folder / "article.txt").write_text(f"+++\npublished = 2020-01-03\n+++\n\n{ARTICLE}")
    (folder / "page.html").write_text(PAGE)
    (folder / "many.jsonl").write_text(json.dumps({"text": ARTICLE, "published": "2020-01-03", "title": MARK}) + "\n")
    for decoy in DECOYS:
        (folder / decoy).write_text(f"{MARK}\n")


COMMANDS = [
    "moves article.txt --out moves.csv",
    "moves page.html many.jsonl --format json",
    "events article.txt page.html --out events.json",
    "dates many.jsonl --show",
    "check article.txt --format json --moves moves.csv",
    "check article.txt --prices closes.csv --second snapshot --intraday bars.csv --tolerances rules.toml --strict",
    "run --articles article.txt --out run-out --quiet",
    "new new-study --from-articles article.txt",
    "run plan.toml --out plan-out --instruments mine.toml --verbose",
    f"study table.csv returns.csv --benchmark mkt --regress car(0,1)~{MARK} --out study-out",
    "study table.csv returns.parquet --benchmark mkt --memory 2GB --out blocks-out",
    "study table.csv book.xlsx --benchmark mkt --format csv",
    "simulate --tests t,sq --events 2 --reps 20 --workers 1",
    "simulate --returns returns.csv --benchmark mkt --tests t --events 2 --reps 20 --workers 1",
    "tests kp_bmp",
    "models",
    "doctor",
    "prices list",
    "prices list --catalogue",
    "prices screen --source closes.csv",
    "prices verify brent --source closes.csv --against snapshot",
    "prices clear --yes",
]
APART = {"prices fetch": "asks the network, as it is told to"}
PLAN = f"""
[study]
title = "{MARK}"
estimation = [-120, -11]
[articles]
path = "article.txt"
[prices]
source = "closes.csv"
[[series]]
id = "brent"
model = ["mean", "raw"]
[[event]]
id = "strike"
label = "{MARK} and a strike"
day = "2020-01-03"
"""
DECOYS = (".env", ".netrc", "notes.txt", "prices.csv", ".eventstudy.toml")
INPUTS = ("article.txt", "page.html", "many.jsonl", "table.csv", "returns.csv", "returns.parquet", "book.xlsx",
          "closes.csv", "bars.csv", "rules.toml", "mine.toml", "plan.toml")  # fmt: skip
OUTPUTS = ("moves.csv", "events.json", "run-out", "plan-out", "study-out", "blocks-out", "new-study")


def without_network() -> list[str]:
    """Return the words that start a command without any network; none where the system has no way to."""
    words = ["unshare", "-rn"]
    if shutil.which("unshare") is None or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        return []
    return words


@pytest.fixture(scope="module")
def reached(tmp_path_factory):
    """Run every command; give the folder, what each ended with, and what was reached for."""
    folder = tmp_path_factory.mktemp("reach").resolve()
    for name in ("home", "cache", "tmp", "work", "here"):
        (folder / name).mkdir()
    make_inputs(folder / "work")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    environment = {
        **kept, "PYTHONPATH": str(ROOT), "HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"),
        "EVENTSTUDY_CACHE": str(folder / "cache"), "MPLCONFIGDIR": str(folder / "cache"), "OPENBLAS_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    # Once on each machine matplotlib lists its fonts, with the help of a program of the system's; not our concern.
    fonts = [sys.executable, "-c", "import matplotlib.font_manager"]
    subprocess.run(fonts, env=environment, cwd=folder / "here", check=True, capture_output=True)
    log = folder / "log"
    named = {*INPUTS, *OUTPUTS}
    placed = [[str(folder / "work" / one) if one in named else one for one in line.split()] for line in COMMANDS]
    words = [sys.executable, "-c", textwrap.dedent(DRIVER), json.dumps(NEVER), MARK, str(log)]
    done = subprocess.run(
        [*without_network(), *words],
        input="".join(f"{json.dumps(command)}\n" for command in placed),
        env=environment,
        cwd=folder / "here",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return (
        folder,
        [json.loads(line) for line in done.stdout.splitlines()],
        [json.loads(line) for line in log.read_text().splitlines()],
    )


def test_every_command_does_its_work(reached):
    _, ended, _ = reached
    assert [words[0] for words, _, _ in ended] == [line.split()[0] for line in COMMANDS]
    assert [(words, said) for words, status, said in ended if status] == []


def test_every_command_is_among_those_watched():
    watched = {" ".join(line.split()[: 1 + line.startswith("prices ")]) for line in COMMANDS}
    assert watched | set(APART) == set(commands())


def commands(group=None, before=""):
    """Give the name of every command."""
    for name, command in (group or typer.main.get_command(app)).commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_no_network_no_other_program_and_no_text_as_code(reached):
    _, _, told = reached
    found = [one for one in told if one[0] not in {"read", "write"}]
    # To read a saved page trafilatura loads urllib3, which looks whether this machine has an address of the sixth
    # version of the protocol; it sends nothing.
    loaded = [["socket.__new__", ", 10, 1, 0)"], ["socket.bind", "('::1', 0))"]]
    assert all(any(event == one and said.endswith(end) for one, end in loaded) for event, said in found), found
    assert len(found) <= len(loaded)


def beyond(paths, allowed):
    """Return the paths that are neither among those allowed nor below."""
    known = {Path(one).resolve() for one in allowed}
    return {path for path in map(Path, paths) if not known & {path, *path.parents}}


def test_nothing_is_read_but_what_was_named_and_what_is_installed(reached):
    folder, _, told = reached
    read = {path for kind, *paths in told if kind == "read" for path in paths}
    installed = [sys.prefix, sys.base_prefix, ROOT / "eventstudy", ROOT / "seeds", *filter(None, sys.path)]
    system = ["/usr/share/zoneinfo", "/etc/localtime", "/dev/null", "/dev/urandom", "/proc/self", "/proc/cpuinfo",
              "/sys/fs/cgroup", "/etc/mime.types"]  # fmt: skip
    named = [folder / "work" / name for name in (*INPUTS, *OUTPUTS)]
    found = beyond(read, [*installed, *system, *named, folder / "cache", folder / "tmp"])
    # A name without its folder is that of something in a folder that is being cleared away; `here` is empty.
    assert {path for path in found if not is_beside(path, folder) and path.parent != folder / "here"} == set()
    assert str(folder / "work" / "article.txt") in read, "the hook saw nothing"


def is_beside(path, folder):
    """Tell whether a path is that of what is made beside a folder before it takes its place, or of that place."""
    return path == folder / "work" or str(path).startswith(tuple(str(folder / "work" / f".{one}.") for one in OUTPUTS))


def test_nothing_is_written_but_what_was_named(reached):
    folder, _, told = reached
    wrote = {path for kind, *paths in told if kind == "write" for path in paths}
    found = beyond(wrote, [folder / "cache", folder / "tmp", *(folder / "work" / name for name in OUTPUTS)])
    assert {path for path in found if not is_beside(path, folder) and folder / "here" not in path.parents} == set()
    assert str(folder / "work" / "run-out") in wrote
    assert [*(folder / "home").iterdir(), *(folder / "here").iterdir()] == []
    left = {path.name for path in (folder / "work").iterdir()} - {*INPUTS, *OUTPUTS, *DECOYS}
    assert left == set()


def test_it_was_done_without_any_network(reached):  # noqa: ARG001 - what was reached was reached there
    if not without_network():
        pytest.skip("this system has no namespace without a network for us (unshare -rn)")
