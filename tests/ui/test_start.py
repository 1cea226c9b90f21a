"""What the first window waits for: a start from the menu, as it really is."""

import subprocess
import sys

_START = """
import sys
from consentdesk import __main__ as program
from consentdesk.ui.plain_import import take_import_back
take_import_back()
from consentdesk.ui.application import make_application
from PySide6.QtCore import QTimer
app = make_application()
def look():
    for window in app.topLevelWidgets():
        if type(window).__name__ == "MainWindow" and window.isVisible():
            timer.stop()
            print(*(name for name in NAMES if name in sys.modules))
            window.close()
timer = QTimer()
timer.timeout.connect(look)
timer.start(0)
sys.exit(program.main(["gui"]))
"""
_LATER = (
    "alembic",
    "click",
    "consentdesk.domain.acts",
    "consentdesk.services",
    "consentdesk.storage.register",
    "PIL",
    "reportlab",
    "sqlalchemy",
    "sysconfig",
    "zoneinfo",
)
"""What only the register and the pages need. Each costs the first window its share."""


def test_the_first_window_waits_for_nothing_that_only_a_register_needs() -> None:
    code = _START.replace("NAMES", repr(_LATER))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
