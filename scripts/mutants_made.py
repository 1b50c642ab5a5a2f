"""The changes that mutmut makes to a file, but those that change nothing that a program does."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

if TYPE_CHECKING:
    from pathlib import Path

SKIPPED = (
    m.Annotation()
    | m.Decorator()
    | m.Import()
    | m.ImportFrom()
    | m.Raise()
    | m.Expr(value=m.SimpleString() | m.ConcatenatedString())
    | m.Assign(targets=[m.AssignTarget(target=m.Name("__all__"))])
    | m.Assign(value=m.Subscript(value=m.Name("Literal")))
    | m.If(test=m.Name("TYPE_CHECKING"))
    | m.Call(func=m.Name("cast") | m.Name("TypeVar") | m.Name("len") | m.Name("isinstance"))
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: its name (path, digest of the file, number), and how to make it."""

    name: str
    path: str
    first: int
    last: int
    module: cst.Module
    old: cst.CSTNode
    new: cst.CSTNode

    @property
    def module_name(self) -> str:
        """Return the dotted name of the file."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def changes_nothing(self) -> bool:
        """Return whether this is no change at all."""
        return self.old is self.new

    def code(self) -> str:
        """Return the changed file."""
        changed = self.module.deep_replace(self.old, self.new)
        return changed.code if isinstance(changed, cst.Module) else ""

    def diff(self) -> str:
        """Return the changed lines."""
        lines = difflib.unified_diff(self.module.code.splitlines(), self.code().splitlines(), n=0, lineterm="")
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


class _Places(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, SKIPPED):
            return False
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                for new in operator(node):
                    line = self.get_metadata(PositionProvider, node, None)
                    self.found.append((line.start.line if line else self.found[-1][0], node, new))
        return True


def unchanged(path: Path, tree: Path) -> Mutant:
    """Return a change of a file that changes nothing, which no test may notice."""
    module = cst.parse_module(path.read_text())
    return Mutant("", str(path.relative_to(tree)), 0, 0, module, module.body[0], module.body[0])


def mutants(path: Path, tree: Path) -> list[Mutant]:
    """Return every change of a file of the tree."""
    source, name = path.read_text(), str(path.relative_to(tree))
    places = _Places()
    module = MetadataWrapper(cst.parse_module(source)).visit(places)
    statements = _statements(source)
    digest = sha256(source.encode()).hexdigest()[:8]
    return [
        Mutant(f"{name}:{digest}:{number}", name, *statements.get(line, (line, line)), module, old, new)
        for number, (line, old, new) in enumerate(places.found)
    ]


def _statements(source: str) -> dict[int, tuple[int, int]]:
    """Return the first and the last line of each line's statement; of a compound one, of its head."""
    spans: dict[int, tuple[int, int]] = {}
    for node in ast.walk(ast.parse(source)):  # outer ones first
        if isinstance(node, ast.stmt):
            body = getattr(node, "body", None)
            last = max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno
            spans |= dict.fromkeys(range(node.lineno, last + 1), (node.lineno, last))
    return spans
