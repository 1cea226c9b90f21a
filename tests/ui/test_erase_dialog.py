"""Somebody is erased: what goes and what stays is read first, and the name is typed."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout
from pytestqt.qtbot import QtBot

from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import Outcome
from consentdesk.services import exporting, intake, roster, trash, upkeep
from consentdesk.services.heads import where_it_stands
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.context import Context
from consentdesk.ui.erase_dialog import EraseDialog
from consentdesk.ui.export_page import ExportPage
from consentdesk.ui.journal_page import JournalPage
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.take_down import TakeDownDialog
from consentdesk.ui.undo import push
from tests.services.office import SEVEN, Office
from tests.ui.driving import Driver

Key = Qt.Key
BREAK = "\N{ZERO WIDTH SPACE}"


class EraseDriver(Driver):
    """Opens the dialog from the person's page and works it."""

    def __init__(self, qtbot: QtBot, context: Context, window: MainWindow) -> None:
        super().__init__(qtbot, context)
        self.window = window

    def open(self, subject: SubjectId) -> EraseDialog:
        """More, then the last line of the menu."""
        self.context.show_subject(subject)
        self.settle()
        page = self.window.pages.page
        assert isinstance(page, PersonPage)
        page.erase.trigger()
        dialog = page.findChildren(EraseDialog)[-1]
        self.settle()
        self.wait(dialog.isVisible)
        return dialog

    def name(self, dialog: EraseDialog, text: str) -> None:
        """Put that into the field, key by key."""
        dialog.name.selectAll()
        self.type(dialog.name, text)


@pytest.fixture
def driver(qtbot: QtBot, context: Context, window: MainWindow) -> EraseDriver:
    return EraseDriver(qtbot, context, window)


def said(lines: QVBoxLayout) -> list[str]:
    """The sentences in one of the columns."""
    items = [lines.itemAt(n) for n in range(lines.count())]
    labels = [item.widget() for item in items if item is not None]
    return [one.text() for one in labels if isinstance(one, QLabel)]


def everybody(office: Office) -> int:
    with office.register.read() as reader:
        return len(reader.find_subjects(SubjectFilter(left=True), office.today))


def test_r28_what_goes_and_what_stays_stands_side_by_side(
    driver: EraseDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    roster.protect(*office.desk, subject=noah)
    dialog = driver.open(noah)
    assert dialog.title.text() == "Erase Noah Lund for good"
    going, staying = said(dialog.going), said(dialog.staying)
    assert "Guardians of nobody else: Mette Lund" in going
    assert "1 form with its answers" in going
    assert any(line.startswith("That the person must not be shown") for line in going)
    assert "Numbers in the journal, which has no gaps: 2026-0001." in staying
    assert "The paper itself, which you must see to: Folder 3." in staying
    assert any(line.startswith("1 photo on which") for line in staying)
    assert any(line.startswith("1 export that is still out") for line in staying)
    driver.press(dialog, Key.Key_Escape)
    assert everybody(office) == 1


def test_r28_what_keeps_the_name_and_who_else_has_it_is_told_before(
    driver: EraseDriver, office: Office, context: Context
) -> None:
    noah, ida = office.family(), office.family("Ida Dal")
    twin = roster.enrol(*office.desk, name="Noah Lund", born=SEVEN, twin=True)
    office.child("Noah Lund", date(2018, 2, 3))
    trash.throw_away(*office.desk, subjects=[twin])
    serial = office.answer(ida)
    intake.journal_recorded(*office.desk, serial=serial, paper_at="Folder of Lund, Noah")
    context.settings.setValue("files/folder", "/pictures/Mette Lund")
    dialog = driver.open(noah)
    going = said(dialog.going)
    staying = said(dialog.staying)
    assert "1 entry of the same name and birth date in the trash" in going
    assert "1 other person of that name, on the list or in the trash." in staying
    assert (
        "Texts that keep the name, or may: the journal, paper or other people rest on them, or it "
        "isn't certain who is meant. Look at them yourself: "
        "Folder of Lund, Noah."
    ) in staying
    driver.name(dialog, "Noah Lund")
    driver.click(dialog.erase)
    driver.settle()
    assert context.settings.value("files/folder") is None


def test_backups_are_told_with_the_way_to_them_and_so_is_what_may_be_one(
    driver: EraseDriver, office: Office, tmp_path: Path
) -> None:
    for name in ("stick", "drawer"):
        (tmp_path / name).mkdir()
        upkeep.backup(office.register, tmp_path / name / "school.db")
    (tmp_path / "drawer").rename(tmp_path / "away")
    dialog = driver.open(office.family())
    staying = [line.replace(BREAK, "") for line in said(dialog.staying)]
    driver.press(dialog, Key.Key_Escape)
    there, away = tmp_path / "stick" / "school.db", tmp_path / "drawer" / "school.db"
    assert f"Backups that stay until somebody deletes them: {there}." in staying
    (perhaps,) = [line for line in staying if line.startswith("What may be a backup")]
    assert perhaps.endswith(f": {away}.")


def test_r28_only_the_whole_name_erases_and_then_nobody_is_shown(
    driver: EraseDriver, office: Office, context: Context
) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    exporting.release(*office.desk, office.plan(path), office.target())
    push(context, "protection of Noah Lund", back=lambda _clerk, _at: None)
    context.settings.setValue("files/folder", "/pictures/Noah Lund")
    context.settings.setValue("export/folder", "/pictures/out")
    context.settings.setValue("backup/folder", "/backups/Noah Lund")
    told: list[str] = []
    context.step_undone.connect(told.append)
    dialog = driver.open(noah)
    assert not dialog.erase.isEnabled()
    for wrong in ("Noah", "Ida Lund"):
        driver.name(dialog, wrong)
        assert not dialog.erase.isEnabled()
    driver.name(dialog, "noah  lund")
    assert dialog.erase.isEnabled()
    staying = [line.replace(BREAK, "") for line in said(dialog.staying)]
    assert everybody(office) == 1
    driver.click(dialog.erase)
    driver.settle()
    assert everybody(office) == 0
    assert office.check(path) == [Outcome.WITHHELD]
    assert not isinstance(driver.window.pages.page, PersonPage)
    assert not context.undo.canUndo()
    assert context.settings.value("files/folder") is None
    # Without it no backup would be made any more: it stays, and is told.
    assert context.settings.value("backup/folder") == "/backups/Noah Lund"
    assert "Folders and files in use whose path bears the name: /backups/Noah Lund." in staying
    assert f"The journal stands at {where_it_stands(office.register)}." in told[-1]
    assert context.settings.value("export/folder") == "/pictures/out"
    (down,) = driver.window.findChildren(TakeDownDialog)
    assert down.panel.open_count == 1
    driver.click(next(iter(down.panel.cards.values())).down)
    driver.settle()
    assert down.panel.open_count == 0
    down.accept()


def test_the_keyboard_does_it_all(driver: EraseDriver, office: Office) -> None:
    noah = office.family()
    dialog = driver.open(noah)
    assert dialog.name.hasFocus()
    driver.control(dialog.name, Key.Key_Return)
    driver.settle()
    assert everybody(office) == 1
    driver.type(dialog.name, "Noah Lund")
    driver.control(dialog.name, Key.Key_Return)
    driver.settle()
    assert everybody(office) == 0


def test_what_another_desk_has_erased_meanwhile_is_said(
    driver: EraseDriver, office: Office
) -> None:
    from consentdesk.services import erasing

    noah = office.family()
    dialog = driver.open(noah)
    driver.name(dialog, "Noah Lund")
    erasing.erase(*office.desk, subject=noah, confirm="Noah Lund")
    driver.click(dialog.erase)
    driver.settle()
    assert dialog.isVisible()
    assert dialog.banner.isVisible()
    dialog.reject()


def test_every_page_can_be_shown_afterwards(driver: EraseDriver, office: Office) -> None:
    """Nothing there looks for a name that is gone."""
    noah = office.family()
    office.permit(noah)
    release = exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    assert release.released
    dialog = driver.open(noah)
    driver.name(dialog, "Noah Lund")
    driver.click(dialog.erase)
    driver.settle()
    for down in driver.window.findChildren(TakeDownDialog):
        down.accept()
    for page in ("overview", "people", "permissions", "photos", "export", "journal", "forms"):
        driver.window.go(page)
        driver.settle()
        shown = driver.window.pages.page
        if isinstance(shown, ExportPage | JournalPage):
            assert shown.model.rowCount()
            shown.list.setCurrentIndex(shown.model.index(0))
            driver.settle()
    driver.window.go("journal")
    driver.settle()
    last = driver.window.pages.page
    assert isinstance(last, JournalPage)
    assert last.model.entry(0).line.heading == "Person erased · name no longer kept"
