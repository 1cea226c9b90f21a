"""Choosing a folder leaves no trace of it in the settings that all Qt programs share."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from consentdesk.ui.dialog_history import forget_history, keep_no_history

NAME = "Noah Lund"
_CHOOSES = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog
from consentdesk.ui.dialog_history import keep_no_history
if sys.argv[2] == "kept":
    pass
else:
    keep_no_history()
app = QApplication([])
dialog = QFileDialog(None, "", sys.argv[1])
dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
dialog.setFileMode(QFileDialog.FileMode.Directory)
QTimer.singleShot(0, dialog.accept)
dialog.exec()
print(*dialog.selectedFiles())
del dialog
"""


def holding(root: Path) -> list[str]:
    """The files below that hold the name as Qt writes an address."""
    files = [path for path in root.rglob("*") if path.is_file()]
    return [path.name for path in files if b"Noah%20Lund" in path.read_bytes()]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the settings are no file")
@pytest.mark.parametrize(("how", "left"), [("kept", ["QtProject.conf"]), ("not", [])])
def test_a_folder_that_was_chosen_is_written_down_nowhere(
    home: Path, tmp_path: Path, how: str, left: list[str]
) -> None:
    """As Qt does it by itself, it is; else this would prove nothing."""
    folder = tmp_path / NAME
    folder.mkdir()
    command = [sys.executable, "-c", _CHOOSES, str(folder), how]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert NAME in ran.stdout
    assert holding(home) == left


@pytest.fixture
def shared(home: Path) -> Iterator[QSettings]:
    """Qt's own settings, for as long as the test lasts; there is no way to ask where they were."""
    native, user = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
    QSettings.setPath(native, user, str(home / "config"))
    yield QSettings(user, "QtProject")
    keep_no_history()


def test_where_settings_are_no_file_they_are_cleared_at_the_end(shared: QSettings) -> None:
    shared.setValue("FileDialog/lastVisited", f"file:///{NAME}")
    shared.setValue("FileDialog/viewMode", "Detail")
    shared.sync()
    forget_history("linux")
    assert shared.contains("FileDialog/lastVisited")
    forget_history("win32")
    assert not shared.contains("FileDialog/lastVisited")
    assert shared.contains("FileDialog/viewMode")
