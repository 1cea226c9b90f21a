"""Every page and every window of the program by a name, each opened with something in it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid

from consentdesk.domain.events import Event
from consentdesk.domain.people import SubjectId
from consentdesk.domain.roles import Role
from consentdesk.services import (
    exporting,
    originals,
    photographs,
    presets,
    roster,
    ruling,
    trash,
)
from consentdesk.services.seats import Seat
from consentdesk.services.upkeep import restore
from consentdesk.storage.upkeep import backup
from consentdesk.ui.access_dialog import open_access_dialog
from consentdesk.ui.add_photos_dialog import AddPhotosDialog, Known
from consentdesk.ui.check_opening import open_check_window
from consentdesk.ui.context import Context
from consentdesk.ui.correct_dialog import open_correct_dialog
from consentdesk.ui.cover_window import open_covering
from consentdesk.ui.encrypt_dialog import open_encrypt_dialog
from consentdesk.ui.erase_dialog import open_erase_dialog
from consentdesk.ui.export_dialog import open_export_dialog
from consentdesk.ui.export_page import ExportPage
from consentdesk.ui.first_run_page import FirstRunPage
from consentdesk.ui.intake_dialog import open_intake_dialog
from consentdesk.ui.journal_page import JournalPage
from consentdesk.ui.key_file_dialog import NewKeyFileDialog, OpenKeyFileDialog
from consentdesk.ui.lines_left import note
from consentdesk.ui.lines_left_dialog import open_lines_left
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.make_pack_dialog import open_make_pack_dialog
from consentdesk.ui.pack_opening import open_pack_window
from consentdesk.ui.person_dialog import open_person_dialog
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.photo_panel import open_photo_panel
from consentdesk.ui.photos_page import PhotosPage
from consentdesk.ui.picture_look import open_large
from consentdesk.ui.preset_dialog import open_preset_dialog
from consentdesk.ui.print_dialog import open_print_dialog
from consentdesk.ui.restore_dialog import open_restore
from consentdesk.ui.second_dialog import open_second
from consentdesk.ui.settings_dialog import SettingsDialog
from consentdesk.ui.shoot_sheet_dialog import open_shoot_sheet_dialog
from consentdesk.ui.shoot_sheet_window import ShootSheetWindow
from consentdesk.ui.together_dialog import open_leave_dialog, open_move_dialog
from consentdesk.ui.trash_dialog import open_trash_dialog
from consentdesk.ui.unlock_page import UnlockPage
from consentdesk.ui.upgrade_page import UpgradePage
from consentdesk.ui.withdraw_dialog import open_withdraw_dialog
from tests.services.office import CLERK, FACEBOOK, Office
from tests.ui.driving import Driver
from tests.ui.edition_driver import EditionDriver
from tests.ui.inbox_driver import ENTER, InboxDriver
from tests.ui.pack_driver import WORDS, pack_of
from tests.ui.returning_class import few_stack

PAGES = (
    "overview",
    "people",
    "person",
    "class_list",
    "permissions",
    "photos",
    "photo list",
    "photo matrix",
    "export",
    "journal",
    "forms",
    "inbox",
    "editions",
)
DIALOGS = (
    "new person",
    "move",
    "leave",
    "settings",
    "seats",
    "first run",
    "upgrade",
    "unlock",
    "encrypt",
    "new passphrase",
    "new key file",
    "key file",
    "restore",
    "lines left",
    "correct",
    "add photos",
    "trash",
    "journal stack",
    "copy edition",
    "edition",
    "edition issued",
    "issue",
    "preset",
    "shoot sheet",
    "shoot sheet shown",
    "make pack",
)
PICTURES = (
    "check",
    "check alike",
    "check unknown",
    "check large",
    "check list",
    "check as of",
    "pack locked",
    "pack list",
    "export dialog",
    "export left out",
    "export result",
    "panel",
    "assess",
    "naming",
    "covers",
    "second",
)
PAPER = (
    "print",
    "intake",
    "intake sheet",
    "intake known",
    "withdraw",
    "take down",
    "access",
    "erase",
)
WINDOWS = (*PAGES, *DIALOGS, *PICTURES, *PAPER)

LIST = """\
Fornavn;Efternavn;CPR-nr.;Klasse;Modersmål;Værge 1;Tlf.;Har forældremyndighed;Værge 2
Noah;Lund;03-05-2019;3.B;dansk;Mette Lund;12345678;ja;
Clara Josefine;Sandholt-Østergaard;101175123;2.A;arabisk;Mette Østergaard;;nej;Per Riis
Clara Josefine;Sandholt-Østergaard;101175123;2.A;arabisk;Mette Østergaard;;nej;Per Riis
Bo;Krag;;2.A;klingon;;;;
"""
"""What the page of a class list is opened with."""

Opener = Callable[[str], QWidget]


def fill(office: Office) -> None:
    """Give every page something to show."""
    child = office.family()
    office.permit(child)
    exporting.release(*office.desk, office.plan(office.portrait(child)), office.target())
    office.form(office.family("Ida Holm"))
    office.answer(office.family("Alma Dahl"))


class Openings:
    """Opens what is asked for, and closes it in the end."""

    def __init__(
        self, window: MainWindow, driver: Driver, context: Context, office: Office
    ) -> None:
        self._window = window
        self._driver = driver
        self._context = context
        self._office = office
        self._opened: list[QWidget] = []

    def open(self, name: str) -> QWidget:
        """The window in which that page or dialog is shown and settled."""
        if name in PAGES:
            return self._page(name)
        made = self._dialog(name)
        self._opened.append(made)
        if made.isHidden():
            self._driver.show(made)
        self._driver.wait(made.isVisible)
        made.activateWindow()
        self._driver.wait(made.isActiveWindow)
        self._driver.settle()
        return made

    def close(self) -> None:
        """Close what is left."""
        for left in self._opened:
            if isValid(left) and isinstance(left, QDialog):
                left.done(0)
            elif isValid(left):
                left.close()
        self._driver.settle()

    def _page(self, key: str) -> QWidget:
        window, driver = self._window, self._driver
        if key == "person":
            with self._office.register.read() as reader:
                subject = reader.forms()[-1].subject
            assert subject is not None
            self._context.show_subject(subject)
        elif key == "class_list":
            window.take_files([self._list()])
        elif key == "inbox":
            self._inbox()
        elif key in {"photo list", "photo matrix"}:
            window.go("photos")
            self._show_photos_as(key.split()[1])
        elif key == "editions":
            EditionDriver(window, driver).open_tab()
        else:
            window.go(key)
        driver.settle()
        shown = window.pages.page
        match shown:
            case ExportPage() | JournalPage():
                shown.list.setCurrentIndex(shown.model.index(0))
            case PhotosPage():
                shown.grid.setCurrentIndex(shown.model.index(0, 0))
            case PersonPage():
                shown.acts.setCurrentIndex(shown.acts_model.index(0))
        driver.settle()
        return window

    def _show_photos_as(self, view: str) -> None:
        """In a table, with all filters to be seen and one of them on."""
        page = self._window.pages.page
        assert isinstance(page, PhotosPage)
        page.views.show_as(view)
        page.filters.more.setChecked(True)
        self._driver.settle()
        page.filters.choose_kind("portrait")

    def _inbox(self) -> InboxDriver:
        """Three sheets, one of them accepted, and a page that is on none."""
        hands = InboxDriver(self._window, self._driver)
        self._window.take_files([few_stack(self._office)])
        self._driver.settle()
        hands.tab.start()
        hands.keys(ENTER, "t", ENTER)
        return hands

    def _list(self) -> Path:
        """A list with somebody new, somebody known, somebody twice, and a line that lacks a day."""
        path = self._office.folder / "3.B.csv"
        path.write_text(LIST, "utf-8")
        return path

    def _dialog(self, name: str) -> QWidget:
        context, window = self._context, self._window
        with self._office.register.read() as reader:
            policy, here, act = reader.policy, reader.institution, reader.ledger(limit=1)[0]
        match name:
            case "new person":
                return open_person_dialog(context, window)
            case "move" | "leave":
                door = {"move": open_move_dialog, "leave": open_leave_dialog}[name]
                return door(context, window, [SubjectId(1), SubjectId(2)])
            case "settings":
                with self._office.register.read() as reader:
                    usual = presets.presets(reader)
                return SettingsDialog(context, window, policy, here, presets=usual)
            case "seats":
                given = (("anna", Role.HEAD), ("bent.dahl@kommune.example", Role.PHOTOGRAPHER))
                held = tuple(Seat(login, role, role is Role.HEAD) for login, role in given)
                dialog = SettingsDialog(context, window, policy, here, seats=held)
                dialog.tabs.setCurrentIndex(dialog.tabs.count() - 1)
                return dialog
            case "preset":
                with self._office.register.read() as reader:
                    how = presets.preset(reader, FACEBOOK)
                return open_preset_dialog(context, window, how, may_once=True)
            case "first run":
                return FirstRunPage("Anna", "/home/anna/register.db", window.context.tasks)
            case "unlock":
                return UnlockPage(context, Path("/home/anna/register.db"), may_leave=True)
            case "encrypt" | "new passphrase":
                again = name == "new passphrase"
                return open_encrypt_dialog(context, window, "register.db", is_encrypted=again)
            case "new key file" | "key file":
                opener = NewKeyFileDialog if name == "new key file" else OpenKeyFileDialog
                asked = opener(context, window, lambda _file: None)
                asked.open()
                return asked
            case "upgrade":
                return UpgradePage(context, "/home/anna/register.db")
            case "lines left":
                return self._lines_left()
            case "restore":
                return self._restore()
            case "correct":
                self._page("journal")
                journal = window.pages.page
                assert isinstance(journal, JournalPage)
                return open_correct_dialog(context, window, act, journal.model.entry(0).line)
            case "add photos":
                known = Known(groups=("2.A", "2.B"), beside="1 raw file was left out.")
                return AddPhotosDialog(window, (), ("Summer",), known)
            case "trash":
                return self._trash()
            case "shoot sheet" | "shoot sheet shown":
                return self._shoot_sheet(is_shown=name == "shoot sheet shown")
            case "make pack":
                return open_make_pack_dialog(context, window)
            case "copy edition" | "edition" | "edition issued" | "issue":
                return self._edition(name)
            case "journal stack":
                hands = self._inbox()
                hands.control(Qt.Key.Key_Return)
                return hands.summary
            case _:
                return self._paper(name) if name in PAPER else self._pictures(name)

    def _trash(self) -> QWidget:
        """A child and a photo in it."""
        office = self._office
        elias, path = office.child("Elias Krog"), office.draw()
        added = photographs.add_photos(*office.desk, [path], album="Zoo").photos
        photos = [one.photo for one in added]
        trash.throw_away(*office.desk, subjects=[elias], photos=photos)
        return open_trash_dialog(self._context, self._window)

    def _shoot_sheet(self, *, is_shown: bool) -> QWidget:
        """For an event that is known, so that it can be chosen."""
        with self._office.register.write(CLERK, self._office.at) as writer:
            writer.set_event(Event(name="Zoo", groups=("2.A",)))
        dialog = open_shoot_sheet_dialog(self._context, self._window)
        if not is_shown:
            return dialog
        self._driver.settle()
        dialog.groups.tick_all()
        self._driver.click(dialog.show_)
        return self._window.findChildren(ShootSheetWindow)[-1]

    def _edition(self, name: str) -> QWidget:
        """A draft with a text changed, so that its translations are to be looked at."""
        hands = EditionDriver(self._window, self._driver)
        hands.open_tab()
        match name:
            case "copy edition":
                return hands.ask_name("2026-2")
            case "edition issued":
                return hands.look_at("2026-2")
            case "edition":
                return hands.draft(self._office)
        self._opened.append(hands.draft(self._office))
        return hands.ask_to_issue()

    def _restore(self) -> QWidget:
        """After a no that the backup lacks."""
        register = self._office.register
        backup(register, Path(register.location).parent / "consentdesk-20260913-101500.db")
        roster.protect(*self._office.desk, subject=self._office.child("Elias Krog"))
        dialog = open_restore(self._context, self._window, register.location)
        self._driver.wait(lambda: bool(dialog.found.holds.text()))
        return dialog

    def _lines_left(self) -> QWidget:
        """As after restoring a backup from before a no."""
        register = self._office.register
        folder = Path(register.location).parent
        old, aside = folder / "consentdesk-20260913-101500.db", folder / "aside.db"
        backup(register, old)
        roster.protect(*self._office.desk, subject=self._office.child("Elias Krog"))
        backup(register, aside)
        would = restore(old, register.location, at=self._office.at, dry_run=True)
        lost = replace(would, aside=aside)
        note(self._context.settings, Path(register.location), old, lost)
        return open_lines_left(self._context, self._window)

    def _pictures(self, name: str) -> QWidget:
        context, window, office = self._context, self._window, self._office
        ida = office.family("Ida Friis")
        held, new = office.portrait(ida, looks=True), office.draw()
        match name:
            case "check large":
                return open_large(context, window, new, new.name)
            case "check" | "check alike" | "check unknown" | "check list" | "check as of":
                paths = {
                    "check": [held],
                    "check alike": [office.shrunk(held)],
                    "check unknown": [new],
                    "check list": [held, new],
                    "check as of": [held],
                }[name]
                check = open_check_window(context, window, paths)
                self._driver.wait(lambda: check.view in {check.one, check.many})
                if name == "check as of":
                    self._driver.settle()
                    context.server_silent.emit(office.at)
                return check
            case "pack locked" | "pack list":
                return self._pack(name, [held, new])
            case "export dialog" | "export left out":
                export = open_export_dialog(context, window, [held, new])
                self._driver.settle()
                export.plan.show_part("withheld" if name == "export left out" else "clear")
                return export
            case "export result":
                return self._result()
            case "panel":
                both = (office.photo(held), office.photo(office.portrait(ida)))
                return open_photo_panel(context, window, both)
            case "naming":
                card = (office.photo(held), office.photo(office.portrait(ida)))
                panel = open_photo_panel(context, window, card, in_bursts=True)
                self._driver.settle()
                self._driver.click(panel.people.unknown)
                return panel
            case "covers":
                both = (office.photo(office.portrait(ida)), office.photo(held))
                return open_covering(context, window, both)
            case "second":
                return self._second()
            case _:
                return open_photo_panel(context, window, (office.photo(office.situation(ida)),))

    def _second(self) -> QWidget:
        """A copy that waits for the second person."""
        office = self._office
        ruling.set_rules(*office.desk, {"two_people": ["website", "press"]})
        noah = office.family("Noah Bruun")
        office.permit(noah)
        self._context.change_clerk("Bent Dahl")
        return open_second(self._context, self._window, (office.photo(office.portrait(noah)),))

    def _result(self) -> QWidget:
        """At the end of an export."""
        office = self._office
        noah = office.family("Noah Bruun")
        office.permit(noah)
        export = open_export_dialog(
            self._context, self._window, [office.portrait(noah)], destination=FACEBOOK
        )
        self._driver.settle()
        export.form.folder.setText(str(office.target("facebook")))
        self._driver.click(export.export)
        self._driver.settle()
        return export

    def _pack(self, name: str, pictures: list[Path]) -> QWidget:
        """A check pack whose passphrase is asked for, or open with pictures checked against it."""
        opened = open_pack_window(self._context, self._window, pack_of(self._office), pictures)
        self._driver.settle()
        if name == "pack list":
            opened.passphrase.setText(WORDS)
            self._driver.click(opened.unlock)
            self._driver.wait(lambda: bool(opened.many.model.rows))
            self._driver.settle()
        return opened

    def _paper(self, name: str) -> QWidget:
        context, window, office = self._context, self._window, self._office
        noah = office.family("Noah Bruun")
        match name:
            case "print":
                return open_print_dialog(context, window, (noah,))
            case "intake":
                return open_intake_dialog(context, window)
            case "intake sheet":
                return open_intake_dialog(context, window, office.form(noah))
            case "intake known":
                serial = office.answer(noah)
                office.file(serial)
                return open_intake_dialog(context, window, serial)
        office.permit(noah)
        plan = office.plan(office.portrait(noah))
        exporting.release(*office.desk, plan, office.target("class"))
        if name == "access":
            photo = office.photo(office.portrait(noah))
            with office.register.read() as reader:
                home = reader.institution.uuid
            originals.note(home, {photo: office.folder / "IMG_0001.jpg"}, as_registered=[photo])
            return open_access_dialog(context, window, noah)
        if name == "erase":
            return open_erase_dialog(context, window, noah)
        dialog = open_withdraw_dialog(context, window, noah)
        if name == "take down":
            self._driver.settle()
            self._driver.click(dialog.record)
        return dialog
