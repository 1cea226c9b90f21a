"""A terminal that speaks English, with a register for those who ask."""

import os
import sys
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

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


@pytest.fixture
def terminal(bare: Terminal) -> Terminal:
    """A terminal with a new register."""
    bare.does("init", "--institution", "Solsikken")
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
