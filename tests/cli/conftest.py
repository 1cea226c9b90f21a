"""A terminal that speaks English, with a register for those who ask."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.terminal import CLERK, Terminal
from tests.templates import Founding, Templates

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """A terminal in a folder without a register."""
    folder = tmp_path / "desk"
    folder.mkdir()
    return Terminal(folder)


@pytest.fixture(scope="session")
def solsikken() -> Founding:
    """What `init` makes a register of at the beginning of all tests."""
    return Founding("Solsikken", CLERK, datetime.now(UTC))


@pytest.fixture
def terminal(bare: Terminal, templates: Templates, solsikken: Founding) -> Terminal:
    """A terminal with a new register."""
    templates.copy(solsikken, bare.register)
    return bare


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """A PATH on which `consentdesk` is the checkout's."""
    program = tmp_path / "bin" / "consentdesk"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m consentdesk "$@"\n')
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
