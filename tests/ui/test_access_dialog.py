"""R27: somebody asks, the pictures are looked through, and the pack is written."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from consentdesk.domain.acts import ActKind
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.services import originals
from consentdesk.services.access_pack import requests
from consentdesk.ui.access_dialog import AccessDialog, open_access_dialog
from consentdesk.ui.context import Context
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.tasks import THREADS, Lane, Progress
from tests.services.office import Office
from tests.ui.driving import Driver, spoken

Key = Qt.Key


class AccessDriver(Driver):
    """Opens the dialog from the person's page and works it."""

    def __init__(self, qtbot: QtBot, context: Context, window: MainWindow) -> None:
        super().__init__(qtbot, context)
        self.window = window

    def open(self, subject: SubjectId) -> AccessDialog:
        """More, then Access; the pictures are there."""
        self.context.show_subject(subject)
        self.settle()
        page = self.window.pages.page
        assert isinstance(page, PersonPage)
        page.access.trigger()
        dialog = page.findChildren(AccessDialog)[-1]
        self.wait(dialog.save.isEnabled)
        return dialog


@pytest.fixture
def driver(qtbot: QtBot, context: Context, window: MainWindow) -> AccessDriver:
    return AccessDriver(qtbot, context, window)


def alone(office: Office, child: SubjectId) -> PhotoId:
    """A picture of one child whose file is known here."""
    path = office.portrait(child)
    photo = office.photo(path)
    with office.register.read() as reader:
        originals.note(reader.institution.uuid, {photo: path}, as_registered=[photo])
    return photo


def file_name(office: Office, photo: PhotoId) -> str:
    with office.register.read() as reader:
        return reader.photo(photo).name


def waiting(office: Office) -> list[SubjectId]:
    with office.register.read() as reader:
        return [one.subject for one in requests.requests(reader)]


def test_r27_a_request_that_is_only_noted_waits_on_the_overview(
    driver: AccessDriver, office: Office
) -> None:
    noah = office.family()
    dialog = driver.open(noah)
    dialog.asked_on.selectAll()
    driver.type(dialog.asked_on, "01-09-2026")
    assert "1 October 2026" in dialog.due.text()
    driver.click(dialog.note)
    driver.settle()
    assert waiting(office) == [noah]
    driver.context.show_page("overview", "")
    driver.settle()
    shown = [one.text() for one in driver.window.findChildren(QLabel)]
    assert any("The answer is due on 1 October 2026" in text for text in shown)
    again = driver.open(noah)
    assert again.asked_on.text() == "01-09-2026"
    assert not again.note.isEnabled()
    told = again.due.text()
    assert "1 September 2026 is noted already" in told and "due on 1 October 2026" in told
    assert again.note.accessibleDescription() == told
    again.asked_on.selectAll()
    driver.type(again.asked_on, "20-08-2026")
    assert again.note.isEnabled()
    assert "noted already" not in again.due.text()
    assert again.note.accessibleDescription() == ""


def test_r27_what_is_ticked_goes_along_and_the_rest_does_not(
    driver: AccessDriver, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def open_url(url: QUrl) -> bool:
        shown.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    noah, ida = office.family(), office.family("Ida Dal")
    first, second = alone(office, noah), alone(office, noah)
    together = office.photo(office.portrait(noah, ida))
    dialog = driver.open(noah)
    assert dialog.sheet.count() == 2
    name = file_name(office, together)
    assert f"{name}, Sommerfest 2026: somebody else on it can't be covered" in dialog.out.text()
    assert [dialog.sheet.item(n).text() for n in range(2)] == [
        file_name(office, first),
        file_name(office, second),
    ]
    assert spoken(dialog.sheet)[0] == f"{file_name(office, first)}, Sommerfest 2026"
    assert dialog.found.text() == "2 pictures as they are handed out"
    driver.press(dialog.sheet, Key.Key_Space)
    assert dialog.sheet.left_out == (first,)
    assert dialog.found.text() == "1 of 2 pictures is handed out"
    driver.press(dialog.sheet, Key.Key_Space)
    assert dialog.found.text() == "2 pictures as they are handed out"
    driver.press(dialog.sheet, Key.Key_Space)
    path = tmp_path / "access.zip"
    dialog.save_to(path)
    driver.wait(path.exists)
    driver.settle()
    assert str(path) in dialog.banner.text
    assert not dialog.save.isEnabled()
    assert "The pack is saved" in dialog.save.toolTip()
    with zipfile.ZipFile(path) as pack:
        names = {name for name in pack.namelist() if name.startswith("photos/")}
    assert names == {f"photos/photo-{second:05d}.jpg"}
    with office.register.read() as reader:
        given = reader.ledger(kinds=frozenset({ActKind.ACCESS_GIVEN, ActKind.ACCESS_ASKED}))
    assert [act.kind for act in given] == [ActKind.ACCESS_GIVEN, ActKind.ACCESS_ASKED]
    assert waiting(office) == []
    assert "nothing more to note" in dialog.due.text()
    (folder,) = (b for b in dialog.findChildren(QPushButton) if b.text() == "Open the folder")
    driver.click(folder)
    assert shown == [str(tmp_path)]


def test_a_file_that_is_there_is_left_as_it_is_and_another_name_will_do(
    driver: AccessDriver, office: Office, tmp_path: Path
) -> None:
    dialog = driver.open(office.family())
    taken = tmp_path / "access.zip"
    taken.write_bytes(b"mine")
    dialog.save_to(taken)
    driver.wait(lambda: bool(dialog.banner.text))
    assert "already" in dialog.banner.text
    assert taken.read_bytes() == b"mine"
    dialog.save_to(tmp_path / "other.zip")
    driver.wait((tmp_path / "other.zip").exists)
    driver.settle()


def test_a_day_that_is_none_or_lies_ahead_says_why_and_nothing_is_noted(
    driver: AccessDriver, office: Office
) -> None:
    dialog = driver.open(office.family())
    for typed, why in (("31-02-2026", "not a day"), ("31-12-2099", "lies in the future")):
        dialog.asked_on.selectAll()
        driver.type(dialog.asked_on, typed)
        assert not dialog.note.isEnabled()
        assert dialog.due.text() == ""
        driver.press(dialog.asked_on, Key.Key_Tab)
        assert why in dialog.read_back.text.text()
        driver.click(dialog.save)
        assert why in dialog.banner.text
        assert dialog.asked_on.hasFocus()
    dialog.asked_on.selectAll()
    driver.type(dialog.asked_on, "01-09-2026")
    assert dialog.banner.text == ""
    assert "1 September 2026" in dialog.read_back.text.text()
    assert dialog.note.isEnabled()
    assert waiting(office) == []


def test_covering_others_is_shown_with_its_name_and_can_be_stopped(
    driver: AccessDriver, office: Office
) -> None:
    noah = office.family()
    alone(office, noah)
    tasks, ended = driver.context.tasks, False

    def busy(progress: Progress) -> None:
        while not ended:
            progress(1, 2)

    for _thread in range(THREADS[Lane.LONG]):
        tasks.run(driver.window, busy, lambda _none: None, lane=Lane.LONG)
    dialog = open_access_dialog(driver.context, driver.window, noah)
    try:
        driver.wait(lambda: dialog.progress.text.startswith("Covering others"))
        (stop,) = dialog.progress.findChildren(QPushButton)
        assert stop.isVisible()
        QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    finally:
        ended = True
    driver.wait(lambda: not isValid(dialog) or not dialog.isVisible())
    driver.settle()
