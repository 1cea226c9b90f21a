"""The program itself, as a system starts it that opens files by events: they reach its window."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.office import Office
from tests.source import ROOT
from tests.ui.driving import WAIT

_PROGRAM = """
import sys
from pathlib import Path
from types import SimpleNamespace

from PySide6.QtCore import QCoreApplication, QTimer, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from consentdesk.ui import app
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.handing import FilesFromSystem
from consentdesk.ui.main_window import MainWindow

platform, register, picture = sys.argv[1:]
# Only what the beginning asks: Qt and Python are those of this machine.
app.sys = SimpleNamespace(platform=platform, setswitchinterval=sys.setswitchinterval)
state = {"sent": False, "looks": 0}


def end(said):
    print(said, flush=True)
    for window in QApplication.topLevelWidgets():
        window.close()
    QApplication.quit()


def look():
    state["looks"] += 1
    windows = QApplication.topLevelWidgets()
    main = next((w for w in windows if isinstance(w, MainWindow) and w.isVisible()), None)
    check = next((w for w in windows if isinstance(w, CheckWindow) and w.isVisible()), None)
    if check is not None and check.many.model.rows:
        end([row.finding.path.name for row in check.many.model.rows])
    elif state["sent"] and platform != "darwin" and state["looks"] > 200:
        end("nobody heard it")
    elif main is not None and main.front is None and not state["sent"]:
        state["sent"] = True
        event = QFileOpenEvent(QUrl.fromLocalFile(picture))
        QCoreApplication.postEvent(QApplication.instance(), event)


def make_application():
    made = make()
    timer = QTimer(made)
    timer.timeout.connect(look)
    timer.start(10)
    QTimer.singleShot(%d, made, lambda: end("it took too long"))
    return made


make, app.make_application = app.make_application, make_application
sys.exit(app.run((), register, "Anna Holm", "en"))
"""


@pytest.mark.parametrize(
    ("platform", "said"), [("darwin", "['IMG_0001.jpg']"), ("linux", "nobody heard it")]
)
def test_a_file_the_system_opens_reaches_the_program_that_runs(
    office: Office, tmp_path: Path, platform: str, said: str
) -> None:
    picture = office.draw()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        # The whole name of a socket may not be longer than some hundred signs.
        "TMPDIR": str(tmp_path.parent.parent),
    }
    words = [sys.executable, "-c", _PROGRAM % WAIT, platform]
    words += [office.register.location, str(picture)]
    ran = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, said), ran.stderr
