"""What `--verbose` tells once a command is done: times of stages, files read and written, cache hits, peak memory.

Files are noticed where Python opens them, by an audit hook that is set up when the option is given and not before.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MANY = 8
"""Files of a folder from which they are counted and no longer named."""
_PROGRAMS = {".py", ".pyc", ".pyi", ".so", ".pyd", ".dll", ".pth", ".ttf", ".afm", ".mplstyle", ".nbi", ".nbc", ".lock"}
_HALF = ".part"
"""How the name of a file ends that is not whole yet."""
_SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr/share", "/usr/lib")
_WRITING = os.O_WRONLY | os.O_RDWR
_ENGINE = "eventstudy.kernels.batch.compiled"


@dataclass(slots=True)
class Account:
    """What a command did, as it does it."""

    begun: float = field(default_factory=monotonic)
    stages: dict[str, float] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    written: list[tuple[str, int, int]] = field(default_factory=list)
    """Where, how many files, how many bytes."""
    now: tuple[str, float] | None = field(default_factory=lambda: ("load libraries", monotonic()))
    """The stage at work, and when it began."""

    def stage(self, name: str) -> None:
        """Note that a stage begins, unless it is at work already."""
        if self.now is not None and self.now[0] == name:
            return
        self.close()
        self.now = (name, monotonic())

    def close(self) -> None:
        """Note that the stage at work is done."""
        if self.now is not None:
            name, begun = self.now
            self.stages[name] = self.stages.get(name, 0.0) + monotonic() - begun
        self.now = None


_open: list[Account] = []
_hooked: list[bool] = []


def begin(asked: bool) -> bool:
    """Begin to note what is done, where that is asked for: the callback of `--verbose`."""
    _open.clear()
    if asked:
        _open.append(Account())
        if not _hooked:
            sys.addaudithook(_notice)
            _hooked.append(True)
    return asked


def current() -> Account | None:
    """Return the account of this command, if it is to be told."""
    return _open[0] if _open else None


def wrote(where: Path, sizes: Iterable[int]) -> None:
    """Note that files were written to a folder, or one to a place of its own."""
    if _open:
        held = list(sizes)
        _open[0].written.append((str(where), len(held), sum(held)))


def finish() -> list[str]:
    """Return what was done, a line each, and note no more; nothing where it is not to be told."""
    if not _open:
        return []
    done = _open.pop()
    done.close()
    return [*_times(done), *_files(done), *_cached(done), _machine()]


def _times(done: Account) -> list[str]:
    lines = [f"{name}: {seconds:.2f} s" for name, seconds in done.stages.items()]
    return [*lines, f"in all: {monotonic() - done.begun:.2f} s"]


def _files(done: Account) -> list[str]:
    folders: dict[Path, list[str]] = {}
    for name in done.read:
        folders.setdefault(Path(name).parent, []).append(name)
    lines = []
    for folder, names in folders.items():
        if len(names) >= _MANY:
            lines.append(f"read {len(names):,} files in {_near(folder)} ({sum(done.read[n] for n in names):,} bytes)")
        else:
            lines += [f"read {_near(Path(name))} ({done.read[name]:,} bytes)" for name in names]
    for where, count, size in done.written:
        what = where if count == 1 else f"{count:,} files to {where}"
        lines.append(f"wrote {what} ({size:,} bytes)")
    return lines


def _cached(done: Account) -> list[str]:
    """Say which series the price cache answered with."""
    held = [Path(name) for name in done.read if Path(name).suffix == ".parquet"]
    hits = [path.parent for path in held if (path.parent / "manifest.json").exists() and "prices" in path.parts]
    return [f"price cache: {', '.join(sorted({f'{one.name} ({one.parent.name})' for one in hits}))}"] if hits else []


def _machine() -> str:
    engine = "numba" if _ENGINE in sys.modules else "numpy" if "numpy" in sys.modules else ""
    told = [f"engine {engine}"] if engine else []
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - only systems of the POSIX kind have it

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        told.append(f"peak memory {peak / (2**20 if sys.platform == 'darwin' else 2**10):,.0f} MB")
    return ", ".join(told)


def _near(path: Path) -> str:
    """Return a path from the working folder, where it stands in it."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _notice(event: str, found: tuple[object, ...]) -> None:
    """Note a file that is opened to be read, or moved into its place once it is whole."""
    if not _open:
        return
    if event == "open":
        name, _, flags = found
        if isinstance(name, str) and isinstance(flags, int) and not flags & _WRITING:
            _notice_read(name)
    elif event == "os.rename":
        part, place = (os.fspath(one) if isinstance(one, str | os.PathLike) else "" for one in found[:2])
        if isinstance(part, str) and part.endswith(_HALF) and not _is_passing(Path(str(place))):
            wrote(Path(str(place)), [Path(part).stat().st_size])


def _notice_read(name: str) -> None:
    """Note a file that is opened to be read, unless it is a part of the program or of the machine."""
    path = Path(os.path.abspath(name))  # noqa: PTH100 - pathlib would ask the disk, and be noticed for it
    if str(path) in _open[0].read or path.suffix in _PROGRAMS or str(path).startswith(_SYSTEM):
        return
    if path.name.endswith(_HALF) or _is_passing(path) or not _is_input(path):
        return
    try:
        size = path.stat().st_size
    except OSError:
        return
    if path.is_file():
        _open[0].read[str(path)] = size


def _is_passing(path: Path) -> bool:
    """Tell whether a file is of the blocks or stages of a command at work."""
    return any(part.startswith(".eventstudy-") for part in path.parts)


def _is_input(path: Path) -> bool:
    """Tell whether a file is an input: outside the program, or the prices and articles that ship with it."""
    parts = path.parts
    if "seeds" in parts or "snapshot" in parts:
        return True
    ours = Path(__file__).parents[1]
    homes = {ours, *(Path(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib", "data"))}
    return not any(path.is_relative_to(home) for home in homes) and "matplotlib" not in str(path)
