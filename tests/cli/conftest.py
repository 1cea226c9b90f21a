"""A terminal that speaks English, with a register for those who ask."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal


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
