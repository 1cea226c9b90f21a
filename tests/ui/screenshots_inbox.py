"""Takes pictures of the inbox with a whole class in it, to be looked at by a person.

    python -m tests.ui.screenshots_inbox FOLDER [--lang da] [--scheme light] [--size 1280x800]

A register of its own is made anew in FOLDER each time. Not a test and not shipped.
"""

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from consentdesk.storage.register import Register
from consentdesk.ui import theme
from consentdesk.ui.application import make_application, speak
from consentdesk.ui.context import Context
from consentdesk.ui.forms_page import INBOX, FormsPage
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.tasks import Tasks
from tests.services.inbox.returning import a_pdf
from tests.services.office import CLERK, MONDAY, Office
from tests.ui.returning_class import COUNT, class_sheets, class_stack, enrol_class
from tests.ui.screenshots import Photographer, open_window

ENTER = Qt.Key.Key_Return


def main() -> None:
    """Bring a class in, accept it sheet by sheet, journal it."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--lang", default="da")
    asked.add_argument("--scheme", default="light")
    asked.add_argument("--size", default="1280x800")
    given = asked.parse_args()
    folder = given.folder / f"inbox-{given.lang}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "pictures").mkdir(parents=True)
    app = make_application()
    speak(given.lang)
    theme.use_scheme(app, given.scheme)
    place = str(folder / "register.db")
    with Register.create(
        place, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY
    ) as register:
        office = Office(register, folder / "pictures", MONDAY.replace(day=1))
        enrol_class(office)
        office.at = MONDAY
        settings = QSettings(str(folder / "windows.ini"), QSettings.Format.IniFormat)
        context = Context(None, CLERK, Tasks(), settings, now=lambda: office.at)
        photographer = Photographer(app, context, given.folder, f"{given.lang}-{given.scheme}")
        window = open_window(context, register, given.size)
        window.show_desk()
        photographer.settle()
        _shoot(window, photographer, office)
        window.close()
        context.tasks.close()
        context.thumbnails.close()


def _shoot(window: MainWindow, photographer: Photographer, office: Office) -> None:
    window.go("forms")
    photographer.settle()
    page = window.pages.page
    assert isinstance(page, FormsPage)
    page.show_part(INBOX)
    photographer.take(window, "inbox-empty")
    window.take_files([class_stack(office)])
    photographer.settle()
    window.take_files([_strays(office.folder)])
    photographer.settle()
    window.activateWindow()
    page.inbox.start()
    photographer.take(window, "inbox")
    press = _hand(window, photographer)
    press(ENTER)
    for figure in f"{office.at:%d%m%y}":
        press(Qt.Key(ord(figure)))
    for _sheet in range(COUNT - 2):
        press(ENTER)
    photographer.take(window, "inbox-unclear")
    press(Qt.Key.Key_4)
    press(ENTER)
    photographer.take(window, "inbox-stray")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    summary = page.inbox.summary
    if summary is not None:
        photographer.take(summary, "inbox-summary")
        summary.go.click()
    photographer.take(window, "inbox-filed")


def _hand(window: MainWindow, photographer: Photographer) -> Callable[..., None]:
    """Presses a key where the keyboard is, and waits for what comes of it."""

    def press(key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or window, key, with_)
        photographer.settle()

    return press


def _strays(folder: Path) -> Path:
    """An empty page, a sheet scanned twice, and one that nobody can read."""
    blank, size = Image.new("L", (1240, 1754), 255), (1240, 1754)
    noise = Image.effect_noise(size, 40).convert("L")
    path = folder / "more.pdf"
    path.write_bytes(a_pdf([blank, class_sheets()[3].picture, noise]))
    return path


if __name__ == "__main__":
    main()
