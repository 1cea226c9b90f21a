"""The photographer's other jobs take no more clicks and keys than promised in UX 1 (b).

The keys of a whole card stand in `test_naming_count`.
"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from consentdesk.services import roster
from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.card_run import CardRun
from consentdesk.ui.export_dialog import ExportDialog
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.photo_panel import PhotoPanel
from consentdesk.ui.photos_page import PhotosPage
from tests.services.cards import fill
from tests.services.office import SEVEN, Office
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import Driver

Key = Qt.Key


class Hand:
    """Counts what it presses and clicks."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.keys = self.clicks = 0

    def press(self, widget: QWidget, key: Key) -> None:
        self.keys += 1
        self.driver.press(widget, key)

    def control(self, widget: QWidget, key: Key) -> None:
        """Ctrl and a key are one press, as UX counts them."""
        self.keys += 1
        self.driver.control(widget, key)

    def type(self, widget: QWidget, text: str) -> None:
        for letter in text:
            self.keys += 1
            self.driver.type(widget, letter)
        self.driver.settle()

    def click(self, widget: QWidget) -> None:
        self.clicks += 1
        self.driver.click(widget)


def button(window: QWidget, begins: str) -> QPushButton:
    """The visible button whose text begins like that."""
    found = window.findChildren(QPushButton)
    (one,) = [b for b in found if b.isVisible() and b.text().replace("&", "").startswith(begins)]
    return one


def test_b1_a_known_picture_takes_no_key_and_one_with_three_people_fourteen(
    check: CheckDriver, office: Office
) -> None:
    hand = Hand(check)
    people = [office.family(name) for name in ("Ida Holm", "Noah Lund", "Freja Dal")]
    for subject in people:
        office.permit(subject)
    known = office.portrait(*people)
    check.check(known)
    assert check.sentence == "May be shown everywhere."
    assert (hand.keys, hand.clicks) == (0, 0), "dropped, and nothing more"
    check.check(office.draw())
    field = check.window.one.naming.field
    assert field.hasFocus()
    for letters in ("id", "no", "fre"):
        hand.type(field, letters)
        hand.press(field, Key.Key_Return)
    hand.press(field, Key.Key_Return)
    assert sorted(check.named()) == sorted(people)
    assert check.sentence == "May be shown everywhere."
    assert hand.keys <= 14
    assert hand.clicks == 0


@pytest.fixture
def page(window: MainWindow, driver: Driver) -> PhotosPage:
    """The page of the photos."""
    driver.control(window, Key.Key_4)
    found = window.pages.page
    assert isinstance(found, PhotosPage)
    return found


def test_b2_four_clicks_lead_from_the_card_to_the_first_name(
    page: PhotosPage, driver: Driver, office: Office, tmp_path: Path
) -> None:
    for name, group in (("Ida Holm", "2.A"), ("Noah Lund", "2.B"), ("Emma Bach", "2.C")):
        roster.enrol(*office.desk, name=name, born=SEVEN, group=group)
    card = tmp_path / "Sommerfest"
    fill(card, [3, 2])
    hand = Hand(driver)
    assert driver.drop(page.window(), [card])
    (dialog,) = page.window().findChildren(AddPhotosDialog)
    hand.type(dialog.album, "Fest")
    hand.click(dialog.groups.chips[0])
    hand.click(dialog.groups.chips[1])
    hand.click(dialog.add)
    driver.wait(lambda: not driver.context.findChildren(CardRun)[-1].is_going)
    driver.settle()
    hand.click(button(page.banner, "Names and kind"))
    (panel,) = page.findChildren(PhotoPanel)
    driver.wait(panel.people.field.hasFocus)
    hand.type(panel.people.field, "id")
    hand.press(panel.people.field, Key.Key_Return)
    assert [p.name for p in panel.people.chips.people] == ["Ida Holm"]
    assert hand.clicks <= 4
    panel.reject()
    driver.settle()


def test_b3_photos_for_a_place_exported_to_before_leave_in_four_clicks(
    page: PhotosPage, driver: Driver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where to, and into which folder, is remembered from the export before."""
    noah = office.family()
    office.permit(noah)
    office.portrait(noah)
    office.portrait(office.family("Ida Holm"))
    driver.context.tell_written()
    driver.settle()
    page.destination.setFocus()
    driver.type(page.destination, "Facebook")
    driver.press(page.destination, Key.Key_Return)
    first = _export(page, driver, Hand(driver), folder=office.target("first"))
    first.reject()
    office.portrait(noah, album="Zoo")
    driver.context.tell_written()
    driver.settle()
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    hand = Hand(driver)
    hand.click(next(b for b in page.outcomes.buttons if b.text() == "2 may"))
    dialog = _export(page, driver, hand)
    hand.click(dialog.outcome.open)
    assert opened == [str(office.target("first"))]
    assert hand.clicks <= 4
    assert hand.keys <= 1
    dialog.reject()
    driver.settle()


def _export(
    page: PhotosPage, driver: Driver, hand: Hand, folder: Path | None = None
) -> ExportDialog:
    """Let out whatever is found; into that folder, else into the one of the last time."""
    page.grid.setFocus()
    hand.control(page.grid, Key.Key_A)
    hand.click(button(page, "Export"))
    dialog = page.window().findChildren(ExportDialog)[-1]
    if folder is not None:
        dialog.form.folder.setFocus()
        dialog.form.folder.selectAll()
        driver.type(dialog.form.folder, str(folder))
    hand.click(dialog.export)
    return dialog
