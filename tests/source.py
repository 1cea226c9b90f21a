"""The program's source as a tree, for the tests that hold it to the house rules."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: `PySide6.QtCore.Qt`, and the line."""

    name: str
    line: int


@dataclass(frozen=True)
class Module:
    """One file of the package; `name` is dotted, without the `consentdesk.` in front."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @cached_property
    def _nodes(self) -> dict[type[ast.AST], list[ast.AST]]:
        """Every node by what it is: the tree is gone through once for all tests."""
        found: dict[type[ast.AST], list[ast.AST]] = {}
        for node in ast.walk(self.tree):
            found.setdefault(type(node), []).append(node)
        return found

    @cached_property
    def _imports(self) -> tuple[Import, ...]:
        return tuple(self._imported())

    @property
    def area(self) -> str:
        """The layer: `domain`, `storage`, `services`, `cli`, `ui`, or a leaf's own name."""
        return self.name.split(".")[0]

    def at(self, node: ast.AST) -> str:
        """Where a node stands, for messages."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"

    def walk(self, kind: type[Node]) -> Iterator[Node]:
        """Every node of that very kind."""
        return (node for node in self._nodes.get(kind, ()) if isinstance(node, kind))

    def imports(self) -> tuple[Import, ...]:
        """Everything imported anywhere in the file, within functions too."""
        return self._imports

    def _imported(self) -> Iterator[Import]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    yield Import(f"{node.module}.{alias.name}", node.lineno)
            elif isinstance(node, ast.Call):
                # How a library without types is imported.
                match node.func, node.args:
                    case ast.Name("import_module"), [ast.Constant(str(name))]:
                        yield Import(name, node.lineno)


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package."""
    package = ROOT / "consentdesk"
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        name = ".".join(p for p in parts if p != "__init__")
        text = path.read_text("utf-8")
        found.append(Module(name, path, text, ast.parse(text)))
    return tuple(found)


def python_files() -> tuple[Path, ...]:
    """Every Python file of the project: the package, its tests, its packaging."""
    folders = ("consentdesk", "packaging", "tests")
    return tuple(sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py")))
