"""The one application, and what holds for every window of it: style, and language spoken."""

import sys
from functools import partial

from PySide6.QtCore import QLibraryInfo, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from consentdesk import i18n
from consentdesk.paths import APP, APP_ID
from consentdesk.ui.taskbar import be_one_program


def make_application() -> QApplication:
    """The application, undressed; the one that is there already where there is one."""
    # Not by setStyle, whose answer alone would cost a first window its twentieth part.
    wanted = [*sys.argv[:1], "-style", "fusion"]
    be_one_program()
    app = application() if QApplication.instance() else QApplication(wanted)
    app.setOrganizationName(APP)
    app.setApplicationName(APP)
    app.setApplicationDisplayName("")
    # So a desktop knows which entry of its menu the windows belong to.
    app.setDesktopFileName(APP_ID)
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, on=False)
    return app


def application() -> QApplication:
    """The application, as what it is."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise TypeError("there is no application with windows")
    return app


def speak(language: str) -> None:
    """Speak that language, Qt's own buttons and calendars included; English if we don't know it."""
    known = language if language in i18n.LANGUAGES else "en"
    i18n.use(known)
    QTimer.singleShot(0, partial(_write_numbers_in, known))
    app = application()
    # Kept as a property: looking for them among the children costs more than the first window may.
    for before in app.property("translators") or ():
        app.removeTranslator(before)
        before.deleteLater()
    app.setProperty("translators", _translators(known, app) if known != "en" else [])


def _translators(known: str, app: QApplication) -> list[QTranslator]:
    """What Qt has of that language and, asked after that, what we have for the rest."""
    from consentdesk.ui.qt_texts import LackingTexts

    lacking, qts = LackingTexts(app), QTranslator(app)
    app.installTranslator(lacking)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if qts.load(f"qtbase_{known}", folder):
        app.installTranslator(qts)
    return [lacking, qts]


def _write_numbers_in(language: str) -> None:
    """Have Qt write days and numbers as the language does; costs too much for the first window."""
    from PySide6.QtCore import QLocale

    # A day before its month, as everywhere here: plain English would be American.
    QLocale.setDefault(QLocale("en_GB" if language == "en" else language))


def others_shown(window: QWidget) -> bool:
    """Whether any window of ours is open besides that one."""
    kinds = {Qt.WindowType.Window, Qt.WindowType.Dialog}
    return any(
        other is not window and other.isVisible() and other.windowType() in kinds
        for other in QApplication.topLevelWidgets()
    )
