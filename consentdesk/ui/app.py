"""Where the windows begin: the application, one instance of it, and what the system hands over."""

import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from consentdesk import i18n, settings
from consentdesk.paths import settings_file
from consentdesk.ui import icons, theme
from consentdesk.ui.application import make_application, speak
from consentdesk.ui.context import Context, utc_now
from consentdesk.ui.crash import CrashHook
from consentdesk.ui.desk import SEEN, Desk
from consentdesk.ui.dialog_history import forget_history, keep_no_history
from consentdesk.ui.garbage import Garbage
from consentdesk.ui.handing import hear_the_system
from consentdesk.ui.instance import Instance, one_name
from consentdesk.ui.tasks import Tasks
from consentdesk.ui.window_state import LANGUAGE, SCHEME

SWITCH = 0.0001
"""Seconds after which a working thread lets the GUI thread in; Python's own 5 ms add up to gaps."""


def run(
    paths: Sequence[Path],
    register: str | None,
    clerk: str | None,
    lang: str | None,
    institution: str | None = None,
    *,
    clock_is_right: bool = False,
    wanted: str = "",
) -> int:
    """Open the window and wait until it is closed; the exit status.

    A second start for the same user and register gives its files to the first and ends at once.
    """
    sys.setswitchinterval(SWITCH)
    # Ctrl+C in a terminal ends the program at once; whatever was being written rolls back.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    keep_no_history()
    app = make_application()
    remembered = QSettings(str(settings_file()), QSettings.Format.IniFormat)
    chosen = settings.language_laid_down() or str(remembered.value(LANGUAGE, ""))
    speak(lang or chosen or i18n.preferred())
    theme.choose_scheme(app, str(remembered.value(SCHEME, "")))
    location = settings.register_location(register)
    where = settings.institution_name(institution)
    instance = Instance(settings.clerk_name(None), one_name(location, where))
    if not instance.is_first() and instance.hand_over(paths, wanted):
        return 0
    context = Context(None, settings.clerk_name(clerk), Tasks(), remembered)
    desk = Desk(context, location, where, paths, clock_is_right=clock_is_right, wanted=wanted)
    hook = CrashHook(utc_now, lambda: desk.window)
    hook.install()
    instance.handed_over.connect(desk.take_files)
    hear_the_system(app, desk, sys.platform)
    app.styleHints().colorSchemeChanged.connect(desk.dress)
    desk.begin()
    garbage = Garbage()
    QTimer.singleShot(0, garbage.start)
    QTimer.singleShot(SEEN, partial(_be_known, app, instance, desk))
    try:
        return app.exec()
    finally:
        garbage.stop()
        hook.remove()
        desk.close()
        instance.close()
        forget_history()


def _be_known(app: QApplication, instance: Instance, desk: Desk) -> None:
    """What the window can do without until it is used: its icon, and files from later starts."""
    app.setWindowIcon(icons.app_icon())
    instance.listen()
    # Whoever asks for a viewport first has PySide load every kind of widget: rather now than at a
    # click on a page with a table.
    desk.window.sidebar.list.viewport()
