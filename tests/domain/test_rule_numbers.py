"""Every rule the domain decides has a test that names it."""

import ast
from pathlib import Path

from consentdesk.domain.policy import RULE_NUMBERS

DECIDED_HERE = RULE_NUMBERS[:23]


def test_every_rule_from_r1_to_r23_has_a_test_with_its_number_in_its_name() -> None:
    named: set[str] = set()
    for file in Path(__file__).parent.glob("test_*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_r"):
                words = node.name.removeprefix("test_").split("_")
                named |= {w.upper() for w in words if w[0] == "r" and w[1:].isdigit()}
    assert set(DECIDED_HERE) <= named
