"""Windows is told which program the windows belong to, by the name that the links bear."""

import sys

from consentdesk.paths import APP_ID
from consentdesk.services.integration.pieces import Program
from consentdesk.services.integration.windows import shortcut
from consentdesk.ui.taskbar import be_one_program


def test_the_windows_are_called_as_the_links_are() -> None:
    told: list[str] = []
    be_one_program(told.append)
    assert told == [APP_ID]
    assert APP_ID.encode("utf-16-le") in shortcut(Program(("C:\\x.exe",)), "x")


def test_where_nobody_asks_nothing_is_told() -> None:
    assert sys.platform != "win32"
    be_one_program()
