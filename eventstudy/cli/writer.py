"""The one atomic writer: a folder of files, the whole of it or nothing.

Everything is first written beside the folder, in a hidden sibling, and synced to the disk. Only then does it take its
place. Where the folder is new or holds only files of ours, the two folders are swapped in one step, so that a kill at
any instruction leaves the old files or the new ones. Where it also holds files of the user's, or the system cannot
swap, each file is moved into its place; a failure on the way moves all of them back, and only a kill within those few
milliseconds can leave some files of the earlier run beside some of the new one, each of them whole.

``.eventstudy-files`` lists what was written, in the form of ``sha256sum``. What it does not name is the user's, and is
neither replaced nor removed.
"""

from __future__ import annotations

import errno
import glob
import hashlib
import os
import platform
import re
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from eventstudy.cli import account
from eventstudy.cli.swap import swapped
from eventstudy.errors import EventStudyError
from eventstudy.folders import make_folders, own_disk, remove_empty

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

MANIFEST = ".eventstudy-files"


def check_out(out: Path, *, writes: Sequence[str] = (), folders: Sequence[str] = ()) -> None:
    """Refuse a folder that cannot be written, before any work is done for it.

    Parameters
    ----------
    out
        The folder; need not be there.
    writes
        Files that will be written whatever comes out.
    folders
        Folders in it that files will be written to.

    Raises
    ------
    EventStudyError
        `out` is a file, or neither it nor the nearest folder above it may be written; or one of the files is the
        user's.
    """
    nearest = next((path for path in (out, *out.absolute().parents) if os.path.lexists(path)), Path())
    if not nearest.is_dir():
        raise EventStudyError(f"--out {out}: {nearest} is not a folder; name a folder, it is made where there is none")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise EventStudyError(f"--out {out}: no permission to write in {nearest}; name a folder of yours")
    ours = _written_before(out) if writes else {}
    for name in writes:
        if name not in ours and os.path.lexists(out / name):
            raise _foreign(out / name)
    for name in folders:
        _check_folder(out / name)


def _check_folder(path: Path) -> None:
    if os.path.lexists(path) and not path.is_dir():
        raise EventStudyError(f"{path} is a file where eventstudy keeps a folder; name another --out")


def write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    r"""Write a folder of files, replacing those that an earlier run wrote there.

    Parameters
    ----------
    out
        The folder; made, with its parents, where there is none.
    files
        Content by relative path, with ``/`` between folders.

    Raises
    ------
    EventStudyError
        The folder cannot be written, the disk is full, or a file of the user's bears the name of one of ours. In
        each case the folder is as it was.

    Examples
    --------
    >>> import tempfile
    >>> out = Path(tempfile.mkdtemp()) / "out"
    >>> write_folder(out, {"a.csv": b"x\n1\n"})
    >>> (out / "a.csv").read_bytes()
    b'x\n1\n'
    """
    check_out(out)
    place = out.resolve()
    _refuse_foreign(out, place, files)
    made: list[Path] = []
    try:
        made = make_folders(place.parent)
        _write(place, files)
    except BaseException as error:
        remove_empty(made)
        if isinstance(error, OSError):
            reason = (error.strerror or type(error).__name__).lower()
            raise EventStudyError(f"cannot write {out}: {reason}; what was there is as it was") from error
        raise
    account.wrote(out, map(len, files.values()))


def _write(place: Path, files: Mapping[str, bytes]) -> None:
    stage = _make_stage(place)
    try:
        _fill(stage / "new", files)
        _install(stage, place, files)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _manifest(files: Mapping[str, bytes]) -> bytes:
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    return "".join(lines).encode()


def _written_before(place: Path) -> dict[str, set[str]]:
    """Return what an earlier run wrote: names, each with its SHA-256; nothing where the list is missing or spoilt.

    A run that was killed on the way has left two for a name: of the file it found and of the one it was to put there.
    """
    try:
        text = (place / MANIFEST).read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    listed: dict[str, set[str]] = {}
    for sha, name in re.findall(r"^([0-9a-f]{64})  (.+)$", text, flags=re.MULTILINE):
        if ".." not in PurePosixPath(name).parts and not name.startswith("/"):
            listed.setdefault(name, set()).add(sha)
    return listed


def _refuse_foreign(out: Path, place: Path, files: Mapping[str, bytes]) -> None:
    """Refuse to replace a file that no earlier run wrote: it is the user's, whatever it is called."""
    ours = _written_before(place)
    for name, content in files.items():
        path = place / name
        for above in path.relative_to(place).parents:
            _check_folder(out / above)
        if name in ours or not os.path.lexists(path):
            continue
        if not path.is_file() or path.read_bytes() != content:
            raise _foreign(out / name)


def _foreign(path: Path) -> EventStudyError:
    return EventStudyError(f"{path} is there and was not written by eventstudy; move it away or name another --out")


def _make_stage(place: Path) -> Path:
    """Make the hidden folder the files are first written to, and clear away what a killed run of this machine left."""
    node = re.sub(r"\W+", "", platform.node())
    stem = f".{place.name}.eventstudy-{node}-"
    home = place if own_disk(place) else place.parent
    for left in home.glob(f"{glob.escape(stem)}*"):
        if not _alive(left.name.removeprefix(stem)):
            shutil.rmtree(left, ignore_errors=True)
    stage = home / f"{stem}{os.getpid()}"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    return stage


def _alive(process: str) -> bool:
    """Tell whether a process of this machine still runs; yes where that cannot be known."""
    if os.name != "posix" or not process.isdecimal():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in {**files, MANIFEST: _manifest(files)}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    for path in (folder, *(item for item in folder.rglob("*") if item.is_dir())):
        _sync_folder(path)


def _sync_folder(folder: Path) -> None:
    """Put a folder's names on the disk, where the system has a way to."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _install(stage: Path, place: Path, files: Mapping[str, bytes]) -> None:
    """Let the new files take their place."""
    new = stage / "new"
    if not place.exists():
        new.rename(place)
    elif not _only_ours(place, files) or Path.cwd().is_relative_to(place) or not swapped(new, place):
        _move_each(stage, place, files)
    _sync_folder(place.parent)


def _only_ours(place: Path, files: Mapping[str, bytes]) -> bool:
    """Tell whether a folder holds nothing but what an earlier run wrote and this one replaces or nobody has changed."""
    before = _written_before(place)
    ours = {MANIFEST, *(name for name, shas in before.items() if name in files or _unchanged(place / name, shas))}
    folders = {str(above) for name in ours for above in PurePosixPath(name).parents}
    waiting = [place]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                name = Path(entry.path).relative_to(place).as_posix()
                if entry.is_dir(follow_symlinks=False) and name in folders:
                    waiting.append(Path(entry.path))
                elif name not in ours:
                    return False
    return True


def _move_each(stage: Path, place: Path, files: Mapping[str, bytes]) -> None:
    """Move the files one by one into a folder that also holds others', all of them or, on failure, none."""
    before = _written_before(place)
    stale = [name for name in before if name not in files and _unchanged(place / name, before[name])]
    made: list[Path] = []
    undo: list[tuple[Path, Path | None]] = []
    try:
        # The list goes first: should we be killed on the way, the next run still knows which files are ours.
        _keep(place / MANIFEST, stage / "old" / MANIFEST, undo)
        _list_both(stage, place, before, files)
        for name in files:
            made += make_folders((place / name).parent)
            _keep(place / name, stage / "old" / name, undo)
            (stage / "new" / name).replace(place / name)
        for name in stale:
            _keep(place / name, stage / "old" / name, undo)
            (place / name).unlink()
        (stage / "new" / MANIFEST).replace(place / MANIFEST)
    except BaseException:
        _take_back(undo, made)
        raise


def _unchanged(path: Path, written: Collection[str]) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() in written


def _list_both(stage: Path, place: Path, before: Mapping[str, set[str]], files: Mapping[str, bytes]) -> None:
    """Put a list of the earlier and the coming files in place."""
    listed = {(name, sha) for name, shas in before.items() for sha in shas}
    listed |= {(name, hashlib.sha256(content).hexdigest()) for name, content in files.items()}
    lines = [f"{sha}  {name}\n" for name, sha in sorted(listed)]
    (stage / "both").write_text("".join(lines), "utf-8")
    (stage / "both").replace(place / MANIFEST)


def _keep(path: Path, kept: Path, undo: list[tuple[Path, Path | None]]) -> None:
    """Keep a second name of a file about to be replaced, and note how to bring it back."""
    if not os.path.lexists(path):
        undo.append((path, None))
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, kept, follow_symlinks=False)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        shutil.copy2(path, kept, follow_symlinks=False)
    undo.append((path, kept))


def _take_back(undo: Sequence[tuple[Path, Path | None]], made: Sequence[Path]) -> None:
    for path, kept in reversed(undo):
        if kept is None:
            path.unlink(missing_ok=True)
        else:
            kept.replace(path)
    remove_empty(made)
