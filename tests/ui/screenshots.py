"""Takes a picture of every window on the practice register, to be looked at by a person.

    python -m tests.ui.screenshots FOLDER [--lang da] [--scheme light] [--register FILE]

Without a register one is made in FOLDER. QT_SCALE_FACTOR=2 gives the pictures of a 200 % screen;
QT_QPA_PLATFORM=offscreen needs no screen at all. Not a test and not shipped.
"""

import argparse
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.services import roster, trash
from consentdesk.services.demo import REGISTER, make_practice_register
from consentdesk.services.roster import find_subject
from consentdesk.services.shoot_sheet import make_sheet
from consentdesk.storage.register import Register
from consentdesk.storage.values import PhotoFilter, SubjectFilter
from consentdesk.ui import theme
from consentdesk.ui.application import make_application, speak
from consentdesk.ui.check_opening import open_check_window
from consentdesk.ui.context import Context
from consentdesk.ui.export_dialog import open_export_dialog
from consentdesk.ui.first_run_page import FirstRunPage
from consentdesk.ui.intake_dialog import open_intake_dialog
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.page_entries import entries
from consentdesk.ui.person_dialog import open_person_dialog
from consentdesk.ui.photo_panel import open_photo_panel
from consentdesk.ui.print_dialog import open_print_dialog
from consentdesk.ui.settings_dialog import open_settings
from consentdesk.ui.shoot_sheet_dialog import open_shoot_sheet_dialog
from consentdesk.ui.shoot_sheet_window import open_sheet_window
from consentdesk.ui.tasks import Tasks
from consentdesk.ui.trash_dialog import open_trash_dialog
from consentdesk.ui.withdraw_dialog import open_withdraw_dialog
from tests.ui.screenshots_editions import edition_shots

NOW = datetime(2026, 9, 14, 8, 20, tzinfo=UTC)


class Photographer:
    """Waits until a window has nothing more to do, and keeps what it looks like."""

    def __init__(self, app: QApplication, context: Context, folder: Path, mark: str) -> None:
        self._app = app
        self._context = context
        self._folder = folder
        self._mark = mark

    def settle(self) -> None:
        """Let the work come home and the pictures arrive."""
        quiet = 0
        until = time.monotonic() + 30
        while quiet < 12 and time.monotonic() < until:
            self._app.processEvents()
            time.sleep(0.02)
            quiet = 0 if self._context.tasks.running else quiet + 1

    def settle_long(self, until: Callable[[], bool]) -> None:
        """The same for what begins only after a moment."""
        while not until():
            self.settle()

    def take(self, widget: QWidget, name: str) -> None:
        """Keep a picture of the widget."""
        self.settle()
        widget.grab().save(str(self._folder / f"{name}-{self._mark}.png"))


def main() -> None:
    """Take all pictures."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--lang", default="da")
    asked.add_argument("--scheme", default="light")
    asked.add_argument("--register", type=Path)
    asked.add_argument("--only", default="")
    asked.add_argument("--size", default="1280x800")
    given = asked.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    speak(given.lang)
    theme.use_scheme(app, given.scheme)
    location = given.register or _made(given.folder / f"practice-{given.lang}")
    settings = QSettings(str(given.folder / "windows.ini"), QSettings.Format.IniFormat)
    settings.clear()
    register = Register.open(str(location))
    context = Context(None, "Karen Holm", Tasks(), settings, now=lambda: NOW)
    photographer = Photographer(app, context, given.folder, f"{given.lang}-{given.scheme}")
    window = open_window(context, register, given.size)
    context.thumbnails.learn(location.parent)
    window.show_desk()
    for name, shoot in _shots(context, window, photographer).items():
        if not given.only or name in given.only.split(","):
            shoot()
    window.close()
    context.tasks.close()
    context.thumbnails.close()
    register.close()


def open_window(context: Context, register: Register, size: str) -> MainWindow:
    """The main window, as large as "1280x800" says, with that register in it."""
    window = MainWindow(context)
    window.resize(*(int(length) for length in size.split("x")))
    window.show()
    context.put(register)
    return window


def _made(folder: Path) -> Path:
    if not (folder / REGISTER).exists():
        make_practice_register(folder, "Karen Holm", NOW)
    return folder / REGISTER


def _shots(
    context: Context, window: MainWindow, photographer: Photographer
) -> dict[str, Callable[[], None]]:
    def page(key: str) -> Callable[[], None]:
        def shoot() -> None:
            window.go(key)
            photographer.settle()
            _choose_first(window, key)
            photographer.take(window, key)

        return shoot

    def person() -> None:
        with context.register.read() as reader:
            found = reader.find_subjects(SubjectFilter(), reader.today(NOW))
            shown: SubjectId = max(found, key=lambda s: (len(reader.photos_of(s)), -s))
        context.show_subject(shown)
        photographer.take(window, "person")

    def search() -> None:
        window.go("overview")
        photographer.settle()
        window.activateWindow()
        window.search.setFocus()
        window.search.setText("a")
        window.search.textEdited.emit("a")
        photographer.take(window, "search")
        window.search.clear()
        window.search.textEdited.emit("")

    def new_person() -> None:
        dialog = open_person_dialog(context, window, group="3.B")
        photographer.take(dialog, "new-person")
        dialog.close()

    def thrown_away() -> None:
        register = context.register
        child = roster.enrol(register, "Karen Holm", NOW, name="Clara Lund", born=date(2019, 5, 3))
        with register.read() as reader:
            photos = reader.find_photos(PhotoFilter(unattested=True))
        trash.throw_away(register, "Karen Holm", NOW, subjects=[child], photos=photos[:1])
        dialog = open_trash_dialog(context, window)
        photographer.take(dialog, "trash")
        dialog.close()
        for key in ("people", "photos"):
            window.go(key)
            photographer.take(window, f"{key}-with-trash")
        trash.put_back(register, "Karen Holm", NOW, subjects=[child], photos=photos[:1])
        roster.undo_enrol(register, "Karen Holm", NOW, subject=child)
        context.tell_written()

    def settings() -> None:
        opened: list[QWidget] = []
        open_settings(context, window, opened.append)
        photographer.settle()
        for dialog in opened:
            photographer.take(dialog, "settings")
            for tab in dialog.findChildren(QWidget, "qt_tabwidget_tabbar"):
                tab.setProperty("currentIndex", 1)
            photographer.take(dialog, "settings-rules")
            dialog.close()

    def first_run() -> None:
        window.show_front(FirstRunPage("Karen Holm", str(context.register.location), context.tasks))
        photographer.take(window, "first-run")
        window.show_desk()

    shots = {entry.key: page(entry.key) for entry in entries()}
    more = {"person": person, "search": search, "new-person": new_person}
    more["trash"] = thrown_away
    last = {"settings": settings, "first-run": first_run}
    return {
        **shots,
        **more,
        **_picture_shots(context, window, photographer),
        **_paper_shots(context, window, photographer),
        **edition_shots(context, window, photographer),
        **last,
    }


def _picture_shots(
    context: Context, window: MainWindow, photographer: Photographer
) -> dict[str, Callable[[], None]]:
    """The windows about pictures; they need the pictures beside the register."""
    folder = Path(context.register.location).parent / "pictures"

    def check() -> None:
        """One picture withheld, one that looks like another, one that nobody knows."""
        for name, file in (
            ("check", "IMG_0410.jpg"),
            ("check-alike", "IMG_0401-3.jpg"),
            ("check-unknown", "IMG_0419.jpg"),
        ):
            opened = open_check_window(context, window, [folder / file])
            photographer.take(opened, name)
            opened.close()

    def check_many() -> None:
        opened = open_check_window(context, window, [folder])
        opened.resize(700, 760)
        photographer.take(opened, "check-many")
        opened.close()

    def panel() -> None:
        for name, file in (("photo", "IMG_0410"), ("photo-situation", "IMG_0413")):
            with context.register.read() as reader:
                (photo,) = reader.find_photos(PhotoFilter(text=file))
            dialog = open_photo_panel(context, window, [photo])
            photographer.take(dialog, name)
            dialog.close()

    def export() -> None:
        dialog = open_export_dialog(
            context, window, sorted(folder.iterdir()), destination=Destination("facebook")
        )
        photographer.take(dialog, "export-dialog")
        dialog.plan.show_part("withheld")
        photographer.take(dialog, "export-left-out")
        dialog.reject()

    def shoot_sheet() -> None:
        dialog = open_shoot_sheet_dialog(context, window)
        photographer.settle()
        dialog.groups.tick_all()
        photographer.take(dialog, "shoot-sheet")
        wish = dialog.wish
        sheet = make_sheet(context.register, NOW, wish)
        shown = open_sheet_window(context, dialog, sheet, wish)
        photographer.take(shown, "shoot-sheet-shown")
        shown.close()
        dialog.close()

    return {
        "check": check,
        "check-many": check_many,
        "photo": panel,
        "export-dialog": export,
        "shoot-sheet": shoot_sheet,
    }


def _paper_shots(
    context: Context, window: MainWindow, photographer: Photographer
) -> dict[str, Callable[[], None]]:
    """The dialogs about paper. Two of them write, so a second run shows another day."""

    def called(name: str) -> SubjectId:
        with context.register.read() as reader:
            return find_subject(reader, name)

    def waiting(name: str) -> Serial:
        with context.register.read() as reader:
            (form,) = reader.forms(state=FormState.PRINTED, subject=called(name))
        return form.serial

    def intake() -> None:
        dialog = open_intake_dialog(context, window)
        photographer.take(dialog, "intake")
        dialog.open_form(waiting("Elias Skitsebjerg"))
        photographer.settle()
        for number in (1, 2, 5):
            dialog.sheet.answers.turn(number)
        dialog.sheet.today.click()
        dialog.sheet.seen.setChecked(True)
        dialog.sheet.evidence.place.setText("Mappe 3")
        photographer.take(dialog, "intake-sheet")
        dialog.journal.click()
        photographer.take(dialog, "intake-filed")
        dialog.reject()

    def print_forms() -> None:
        with context.register.read() as reader:
            found = reader.find_subjects(SubjectFilter(group="2.A"), reader.today(NOW))
        dialog = open_print_dialog(context, window, found)
        photographer.take(dialog, "print")
        dialog.reject()

    def withdraw() -> None:
        dialog = open_withdraw_dialog(context, window, called("Ida Øvelund"))
        photographer.take(dialog, "withdraw")
        dialog.record.click()
        photographer.take(dialog, "take-down")
        dialog.accept()

    return {"print": print_forms, "intake": intake, "withdraw": withdraw}


def _choose_first(window: MainWindow, key: str) -> None:
    lists = {"export": "list", "journal": "list", "forms": "list", "photos": "grid"}
    view = getattr(window.pages.page, lists.get(key, ""), None)
    if view is not None and view.model().rowCount():
        view.setCurrentIndex(view.model().index(min(2, view.model().rowCount() - 1), 0))


if __name__ == "__main__":
    main()
