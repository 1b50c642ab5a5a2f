"""Run the tests that come by a changed line, in a process forked from one in which all but the project is loaded."""

from __future__ import annotations

import functools
import gc
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, TypedDict

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from types import CodeType, ModuleType

    from mutants_made import Mutant

LOADED = (
    "numpy", "scipy.stats", "scipy.optimize", "scipy.signal", "scipy.linalg", "pandas", "pandas.testing",
    "pyarrow.parquet", "hypothesis.strategies", "hypothesis.extra.numpy", "statsmodels.api", "exchange_calendars",
    "platformdirs", "pydantic", "markdown_it", "jinja2", "rich.console", "typer.testing", "xdist", "_pytest.doctest",
)  # fmt: skip
MEMORY = 6 * 2**30
OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "--no-header", "--tb=no", "--doctest-modules"),
    "--assert=plain",  # rewriting would load the changed file from the disk, and is slower
    *("-W", "ignore::pytest.PytestCollectionWarning"),  # a file named for its examples may have a class `Tested`
)
_ENDS = {0: "", 1: "by a test", 2: "when loaded"}


class Measured(TypedDict):
    """What `cover` found."""

    seconds: dict[str, float]
    failed: list[str]
    lines: dict[str, dict[str, list[str]]]


@dataclass(slots=True)
class Tests:
    """What ran in how many seconds, what failed without a change, and which tests came by a line of a file."""

    digests: dict[str, str]
    seconds: dict[str, float]
    failed: list[str]
    lines: dict[str, dict[str, list[str]]]
    finds: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def changed(self, digests: dict[str, str]) -> list[str]:
        """Return the files of tests that are not as they were, and forget what is known of them and of those gone."""
        gone = {file for file, digest in self.digests.items() if digests.get(file) != digest}
        self.seconds = {test: spent for test, spent in self.seconds.items() if test.partition("::")[0] not in gone}
        self.failed = [test for test in self.failed if test.partition("::")[0] not in gone]
        for lines in self.lines.values():
            for line, tests in lines.items():
                lines[line] = [test for test in tests if test.partition("::")[0] not in gone]
        return [file for file, digest in digests.items() if self.digests.get(file) != digest]

    def add(self, measured: Measured) -> None:
        """Add what was measured of some files."""
        self.seconds |= measured["seconds"]
        self.failed += measured["failed"]
        for path, lines in measured["lines"].items():
            mine = self.lines.setdefault(path, {})
            for line, tests in lines.items():
                mine[line] = sorted({*mine.get(line, ()), *tests})

    def found(self, path: str, by: str) -> None:
        """Remember which test noticed a change."""
        if by:
            self.finds[path][by] += 1

    def own(self, mutant: Mutant) -> set[str]:
        """Return the tests that come by a change; none where it is only come by when the module is loaded."""
        lines = self.lines.get(mutant.path, {})
        return {test for line in range(mutant.first, mutant.last + 1) for test in lines.get(str(line), ())}

    def chosen(self, mutant: Mutant, most: float) -> list[str]:
        """Return the tests for a change in the order in which to run them, for at most so many seconds."""
        own = self.own(mutant)
        others = {test for tests in self.lines.get(mutant.path, {}).values() for test in tests} - own
        chosen, spent = [], 0.0
        for tests in (own, others):
            for test in sorted(tests, key=lambda test: (-self.finds[mutant.path][test], self.seconds[test], test)):
                if spent + self.seconds[test] <= most:
                    chosen.append(test)
                    spent += self.seconds[test]
        return chosen


class _Only:
    """A plugin that keeps the chosen tests, in their order, and says which one failed."""

    def __init__(self, tests: Sequence[str], told: int) -> None:
        self.order = {test: number for number, test in enumerate(tests)}
        self.told = told

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((one for one in items if one.nodeid in self.order), key=lambda one: self.order[one.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os.write(self.told, report.nodeid.encode())
            os._exit(1)


class _Collected:
    """A plugin that calls something in place of the tests, once all are loaded."""

    def __init__(self, then: Callable[[pytest.Session], None]) -> None:
        self.then = then

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.then(session)
        return True


class _Cover:
    """A plugin that measures the lines of each test and its seconds."""

    def __init__(self, folders: Sequence[Path]) -> None:
        import coverage  # noqa: PLC0415 - of the extra `long`

        self.coverage = coverage.Coverage(
            data_file=None, include=[f"{folder}/*" for folder in folders], config_file=False
        )
        self.seconds, self.failed = dict[str, float](), set[str]()
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        self.coverage.switch_context(item.nodeid)
        start = sum(os.times()[:4])  # of the processor, its children's too: other work does not count
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = round(sum(os.times()[:4]) - start, 2)
            self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def lines(self, tree: Path) -> dict[str, dict[str, list[str]]]:
        """Return the tests that passed, by file and line."""
        self.coverage.stop()
        data = self.coverage.get_data()
        return {
            str(os.path.relpath(path, tree)): {
                str(line): kept
                for line, tests in data.contexts_by_lineno(path).items()
                if (kept := sorted({test for test in tests if test} - self.failed))
            }
            for path in data.measured_files()
        }


class _Loader(SourceFileLoader):
    """Loads one module with other code than its file has, and all others not at all."""

    def __init__(self, module: str, path: Path, code: str) -> None:
        super().__init__(module, str(path))
        self.changed = code

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        """Take part in imports, as one of `sys.meta_path`."""
        within = [str(Path(self.path).parent)] if self.path.endswith("__init__.py") else None
        spec = spec_from_file_location(name, self.path, loader=self, submodule_search_locations=within)
        return spec if name == self.name else None

    def get_code(self, _name: str) -> CodeType:
        """Return the changed code."""
        return compile(self.changed, self.path, "exec", dont_inherit=True)


def warm(tree: Path) -> None:
    """Load what the tests load but the project, and stand in the copied tree."""
    for name in LOADED:
        importlib.import_module(name)
    os.chdir(tree)
    sys.path[:] = [str(tree), *(one for one in sys.path if not (Path(one) / "eventstudy" / "__init__.py").exists())]
    if any(name.partition(".")[0] == "eventstudy" for name in sys.modules):
        sys.exit("the project was loaded before it could be changed")
    from hypothesis import settings  # noqa: PLC0415 - the same examples for every change

    settings.register_profile("mutants", derandomize=True, deadline=None)
    settings.load_profile("mutants")
    gc.freeze()


def cover(tree: Path, files: Sequence[str], folders: Sequence[Path], kept: Path) -> None:
    """Measure in a process of its own which tests come by which lines, and write it down."""
    kept.unlink(missing_ok=True)
    if not (child := os.fork()):
        plugin = _Cover(folders)
        pytest.main([*files, *OPTIONS], plugins=[plugin])
        seconds = {test: spent for test, spent in plugin.seconds.items() if test not in plugin.failed}
        lines = plugin.lines(tree)
        kept.write_text(json.dumps(Measured(seconds=seconds, failed=sorted(plugin.failed), lines=lines)))
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)


def collected(files: Sequence[str], then: Callable[[pytest.Session], None]) -> None:
    """Load the project and its tests, then call something with them."""
    pytest.main([*files, *OPTIONS, "-s"], plugins=[_Collected(then)])


def tried(mutant: Mutant, chosen: Sequence[str], tests: Tests, session: pytest.Session) -> dict[str, str]:
    """Try one change with the chosen tests; return what noticed it, if anything did."""
    start = time.monotonic()
    read, write = os.pipe()
    if not (child := os.fork()):
        _end_after(20 + 4 * sum(tests.seconds[test] for test in chosen))
        plugin = _Only(chosen, write)
        if mutant.changes_nothing or (tests.own(mutant) and swapped(mutant)):
            session.config.pluginmanager.register(plugin)
            plugin.pytest_collection_modifyitems(session.items)
            for item, after in zip(session.items, [*session.items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            os._exit(0)
        os._exit(_loaded_anew(mutant, chosen, plugin) if chosen else 0)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        status = os.waitpid(child, 0)[1]
        by = told.read().decode()
    noticed = f"by signal {status}" if os.WIFSIGNALED(status) else _ENDS.get(status >> 8, f"pytest {status >> 8}")
    shown = {"name": mutant.name, "path": mutant.path, "line": str(mutant.first), "diff": mutant.diff()}
    return shown | {"noticed": noticed, "by": by, "ran": f"{len(chosen)} tests, {time.monotonic() - start:.1f} s"}


def _end_after(seconds: float) -> None:
    os.setsid()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.setitimer(signal.ITIMER_REAL, seconds)  # the default is to end the process
    for number in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def swapped(mutant: Mutant) -> bool:
    """Give the functions of a loaded module the changed code; return whether any has another than before."""
    module = sys.modules.get(mutant.module_name)
    if module is None:
        return False
    codes: dict[str, list[CodeType]] = defaultdict(list)
    left = [compile(mutant.code(), mutant.path, "exec", dont_inherit=True)]
    while left:
        code = left.pop()
        codes[code.co_qualname].append(code)
        left += [inner for inner in code.co_consts if isinstance(inner, type(code))]
    changed = False
    for function in _functions(module):
        if function.__module__ == mutant.module_name and len(found := codes[function.__qualname__]) == 1:
            changed |= function.__code__.replace(co_filename="") != found[0].replace(co_filename="")
            function.__code__ = found[0]
    for name, module in sys.modules.items():
        if name.startswith("eventstudy") and changed:
            for value in vars(module).values():
                if isinstance(value, functools._lru_cache_wrapper):  # noqa: SLF001 - it has no public name
                    value.cache_clear()
    return changed


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    values = list(vars(module).values())
    for value in values:
        if isinstance(value, type) and value.__module__ == module.__name__:
            values += vars(value).values()  # the loop goes on with them
        inner = getattr(value, "fget", getattr(value, "func", value))  # of a property, of one that is kept
        inner = getattr(inner, "__wrapped__", getattr(inner, "__func__", inner))
        if isinstance(inner, FunctionType):
            yield inner


def _loaded_anew(mutant: Mutant, chosen: Sequence[str], plugin: _Only) -> int:
    """Forget the project and its tests, and load them with the change."""
    tree = str(Path.cwd())
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", "")).startswith(tree) or name.partition(".")[0] in {"eventstudy", "tests"}:
            del sys.modules[name]
    path = Path(mutant.path).absolute()
    sys.meta_path.insert(0, _Loader(mutant.module_name, path, mutant.code()))
    files = list(dict.fromkeys(test.partition("::")[0] for test in chosen))
    return pytest.main([*files, "-x", *OPTIONS], plugins=[plugin])
