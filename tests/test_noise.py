"""The rules of `conftest` hold: a test that makes noise fails, each for its own reason."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NOISY = """
import logging, subprocess, threading, warnings
from pathlib import Path
import pytest
from PySide6.QtCore import qWarning

STARTED = []

def test_logs(): logging.getLogger("x").warning("stray")
def test_says_it_logs(caplog): logging.getLogger("x").warning("meant"); caplog.clear()
def test_writes(): (Path(__file__).parent / "stray").touch()
def test_renames(tmp_path): (Path(__file__).parent / "stray").rename(tmp_path / "stray")
def test_writes_at_home(): (Path.home() / "mine").touch()
def test_leaves_a_thread(): threading.Thread(target=threading.Event().wait, daemon=True).start()
def test_leaves_a_process(): STARTED.append(subprocess.Popen(["sleep", "60"]))
def test_ends_it(): STARTED[0].kill(); STARTED[0].wait()
def test_warns(): warnings.warn("stray")
def test_qt_warns(): qWarning("stray")
"""


def test_a_noisy_test_fails_for_its_noise(tmp_path: Path) -> None:
    noisy = tmp_path / "test_noisy.py"
    noisy.write_text(NOISY)
    plugins = ("-p", "tests.conftest", "-p", "no:cacheprovider")
    places = ("-c", str(ROOT / "pyproject.toml"), f"--rootdir={tmp_path}")
    base = f"--basetemp={tmp_path / 'base'}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *places, base, "--tb=line", str(noisy)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    failed = dict(re.findall(r"(?:FAILED|ERROR) \S+::test_(\w+)(.*)", done.stdout))
    assert sorted(failed) == [
        "leaves_a_process",
        "leaves_a_thread",
        "logs",
        "qt_warns",
        "renames",
        "warns",
        "writes",
    ], done.stdout
