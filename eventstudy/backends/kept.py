"""Blocks that are done, kept on the disk: each whole or not there, so that a run that was killed goes on from them.

A block is some Parquet files, its sums, and last a note that names them with their sizes: a block counts as done from
the moment its note has its name. `PLAN` says what was asked of which inputs; with other inputs or settings nothing is
taken over.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from eventstudy.backends.packed import pack, unpack
from eventstudy.errors import EventStudyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

FOLDER = ".eventstudy-blocks"
PLAN = "plan.json"
_SUMS = "sums"


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a block.

    Attributes
    ----------
    first_cell, last_cell
        Of the block.
    tables
        Rows of its events in their order, by the name of the table.
    sums
        What can be added to the sums of other blocks; None for no event.
    """

    first_cell: int
    last_cell: int
    tables: Mapping[str, Any]
    sums: Any = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder of blocks that are done."""

    folder: Path
    kinds: tuple[type, ...] = ()

    def begin(self, plan: Mapping[str, Any], *, resume: bool) -> dict[int, int]:
        """Make the folder ready for a plan; return the blocks that are done already, as `done`.

        Raises
        ------
        UsageError
            An earlier run left blocks and it is not said what becomes of them; or they are of another plan.
        """
        path = self.folder / PLAN
        if path.is_file():
            before = _read_json(path)
            done = self.done()
            if not resume and done:
                raise UsageError(
                    f"{self.folder.parent} holds {len(done):,} finished blocks of an earlier run; give --resume to go "
                    f"on from them, or remove {self.folder}"
                )
            differ = [name for name in {**before, **plan} if before.get(name) != plan.get(name)]
            if done and differ:
                raise UsageError(
                    f"--resume: {' and '.join(sorted(differ))} changed since the {len(done):,} finished blocks in "
                    f"{self.folder} were made; remove that folder to start again"
                )
            if done:
                self._sweep(done)
                return done
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        put(path, json.dumps(plan, indent=1, sort_keys=True).encode())
        return {}

    def done(self) -> dict[int, int]:
        """Return the last cell by the first cell of each block that is there, whole."""
        found = {}
        for note in self.folder.glob("block-*.json"):
            told = _read_json(note)
            sizes, first, last = told.get("files"), told.get("first_cell"), told.get("last_cell")
            if not (isinstance(sizes, dict) and isinstance(first, int) and isinstance(last, int)):
                continue
            held = {self.folder / str(name): size for name, size in sizes.items()}
            if held and all(_size(path) == size for path, size in held.items()):
                found[first] = last
        return found

    def put(self, answer: Answer) -> None:
        """Keep a block that is done."""
        sizes = {}
        for name, table in answer.tables.items():
            path = self.folder / f"{_stem(answer.first_cell)}.{name}.parquet"
            part = path.with_suffix(".part")
            pq.write_table(table, part, compression="zstd", compression_level=1)
            _settle(part, path)
            sizes[path.name] = path.stat().st_size
        path = self.folder / f"{_stem(answer.first_cell)}.{_SUMS}"
        put(path, pack(answer.sums))
        sizes[path.name] = path.stat().st_size
        note = {"first_cell": answer.first_cell, "last_cell": answer.last_cell, "files": sizes}
        put(self.folder / f"{_stem(answer.first_cell)}.json", json.dumps(note).encode())
        pa.default_memory_pool().release_unused()

    def sums(self) -> Any:  # noqa: ANN401 - of the kernels
        """Return the sums over all blocks; None where no block has any."""
        found = None
        for path in sorted(self.folder.glob(f"block-*.{_SUMS}")):
            one = unpack(path.read_bytes(), self.kinds)
            found = one if found is None else found if one is None else found + one
        return found

    def tables(self, name: str) -> list[Path]:
        """Return the files of a table in the order of the blocks."""
        return sorted(self.folder.glob(f"block-*.{name}.parquet"))

    def remove(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _sweep(self, done: Collection[int]) -> None:
        """Take away what an interrupted run left half done."""
        keep = {_stem(first) for first in done} | {Path(PLAN).stem}
        for path in self.folder.iterdir():
            if path.is_file() and path.name.split(".")[0] not in keep:
                path.unlink()


def join_tables(paths: Sequence[Path], to: Path) -> int:
    """Write tables one after another into one file, a block in memory at a time; return how many rows there are.

    Raises
    ------
    EventStudyError
        If one of them cannot be read.
    """
    part = to.with_name(f".{to.name}.part")
    rows = 0
    try:
        schema = pa.unify_schemas([pq.read_schema(path) for path in paths])
        with pq.ParquetWriter(part, schema, compression="zstd", compression_level=1) as writer:
            for path in paths:
                table = _under(pq.read_table(path), schema)
                rows += table.num_rows
                writer.write_table(table)
        _settle(part, to)
    except pa.ArrowInvalid as error:
        raise EventStudyError(f"a finished block cannot be read: {error}; start again without --resume") from error
    finally:
        part.unlink(missing_ok=True)
    return rows


def _under(table: Any, schema: Any) -> Any:  # noqa: ANN401 - a library without types
    """Return a table with the columns of all blocks: a factor that only some events have is empty for the others."""
    missing = [field for field in schema if field.name not in table.column_names]
    for field in missing:
        table = table.append_column(field, pa.nulls(table.num_rows, field.type))
    return table.select(schema.names)


def _stem(first_cell: int) -> str:
    return f"block-{first_cell:07d}"


def put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    _settle(part, path)


def _settle(part: Path, path: Path) -> None:
    """Bring a file to the disk and give it its name."""
    handle = os.open(part, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(path)


def _size(path: Path) -> int | None:
    """Return the bytes of a file; nothing where there is none, or no file can have the name."""
    try:
        return path.stat().st_size if path.is_file() else None
    except (OSError, ValueError):
        return None


def _read_json(path: Path) -> dict[str, Any]:
    """Return what a file of ours says; nothing where it is torn."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
