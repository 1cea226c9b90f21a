"""The short form of every group of faults; `python -m tests.faults --long` is the long one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.groups import GROUPS
from tests.source import ROOT


@pytest.mark.parametrize("letter", GROUPS)
def test_nothing_is_lost_or_half_done_after(letter: str, tmp_path: Path) -> None:
    # In a process of its own: it forks, which one with threads should not.
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", letter, "--in", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong 0" in done.stdout
