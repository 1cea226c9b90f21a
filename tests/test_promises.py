"""Documents that name a test as proof name one that is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.source import ROOT

DOCUMENTS = sorted((ROOT / "docs").glob("*.md"))
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def named(text: str) -> list[tuple[str, str]]:
    """Each file and test that a text names; no test where it names the whole file."""
    return [(found[1], found[2] or "") for found in _NAMED.finditer(text)]


def lacking(text: str) -> list[str]:
    """What a text names that isn't there."""
    gone = []
    for file, test in named(text):
        path = ROOT / file
        if not path.is_file() or (test and test not in _functions(path)):
            gone.append(f"{file} {test}".strip())
    return gone


def _functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_a_document_names_is_there(document: Path) -> None:
    assert lacking(document.read_text(encoding="utf-8")) == []


def test_the_page_on_trust_names_one_for_every_promise() -> None:
    text = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    tables = [part for part in text.split("\n\n") if part.startswith("| promise | held by |")]
    rows = [line for table in tables for line in table.splitlines()[2:]]
    assert len(rows) > 20
    assert [row for row in rows if not named(row)] == []


def test_a_test_that_is_gone_would_be_noticed() -> None:
    """Otherwise the tests above could not fail."""
    said = "`tests/test_promises.py::test_long_gone`, `tests/nowhere.py`, `tests/test_promises.py`"
    assert lacking(said) == ["tests/test_promises.py test_long_gone", "tests/nowhere.py"]
