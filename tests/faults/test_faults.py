"""The short form of every group of faults; `python -m tests.faults --long` is the long one.

Its figures stand at the end of what pytest prints, with whatever this machine lacks for more.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import FIGURES
from tests.faults.__main__ import LACKING
from tests.faults.figures import Figures
from tests.faults.groups import GROUPS
from tests.source import ROOT


def _tries(*words: object) -> subprocess.CompletedProcess[str]:
    # In a process of its own: it forks, which one with threads should not.
    return subprocess.run(
        [sys.executable, "-m", "tests.faults", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("letter", GROUPS)
def test_nothing_is_lost_or_half_done_after(
    letter: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    # The folder isn't there yet, as it may be by hand.
    done = _tries(letter, "--in", tmp_path / "new" / "folder")
    record_property(FIGURES, done.stdout)
    if done.returncode == LACKING:
        pytest.skip(
            "; ".join(line.strip() for line in done.stdout.splitlines() if "not tried" in line)
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong 0" in done.stdout
    assert "tried 0" not in done.stdout


def test_a_group_that_tried_nothing_is_wrong_or_says_what_is_lacking(
    capsys: pytest.CaptureFixture[str],
) -> None:
    figures = Figures("z. nothing")
    figures.end()
    assert figures.wrong
    figures = Figures("z. nothing")
    figures.lacking.append("there is no disk")
    figures.end()
    figures.show()
    assert not figures.wrong
    assert "  not tried: there is no disk\n" in capsys.readouterr().out
