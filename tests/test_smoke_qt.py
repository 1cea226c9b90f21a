"""The Qt we run on survives being called, and the one that does not is never installed.

PySide6 6.12.0 loses a reference to None with every call that returns nothing; on Python 3.11, where
None can die, the process aborts after some ten thousand of them.
"""

import subprocess
import sys
import tomllib

from packaging.requirements import Requirement

from tests.source import ROOT

MANY_CALLS = """
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
for n in range(20_000):
    label.setText(str(n))
    label.setObjectName(str(n))
print(label.text(), label.objectName())
"""


def test_twenty_thousand_calls_survive() -> None:
    # A child of its own: what fails here is an abort, not an exception.
    done = subprocess.run(
        [sys.executable, "-c", MANY_CALLS], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.split()) == (0, ["19999", "19999"]), done.stderr


def _pyside(python: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [Requirement(line) for line in project["dependencies"]]
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    return [
        r
        for r in wanted
        if r.name.startswith("PySide6") and (r.marker is None or r.marker.evaluate(environment))
    ]


def test_the_aborting_version_is_excluded_on_python_3_11() -> None:
    (wanted,) = _pyside("3.11")
    assert not wanted.specifier.contains("6.12.0")
    assert wanted.specifier.contains("6.11.3")


def test_newer_pythons_may_have_it() -> None:
    for python in ("3.12", "3.13", "3.14"):
        (wanted,) = _pyside(python)
        assert wanted.specifier.contains("6.12.0")


def test_the_pinned_version_is_one_that_every_python_may_have() -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    pinned = [line.split("==")[1] for line in lines if line.startswith("PySide6-Essentials==")]
    assert len(pinned) == 1
    for python in ("3.11", "3.12", "3.13", "3.14"):
        assert all(r.specifier.contains(pinned[0]) for r in _pyside(python))
