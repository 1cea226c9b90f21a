"""The photos of one event and of one kind, chosen from the lists; and the ways in by dialog."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from consentdesk.domain.photos import PhotoKind
from consentdesk.services import photographs
from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.filter_box import FilterBox
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.photos_page import PhotosPage
from tests.services.office import Office
from tests.ui.driving import Driver, texts
from tests.ui.test_photos_page import page

__all__ = ["page"]


def _choose(driver: Driver, box: FilterBox, begins: str) -> None:
    box.setFocus()
    driver.type(box, begins)
    driver.press(box, Qt.Key.Key_Return)
    driver.settle()
    assert box.currentText().startswith(begins)


def _choose_all(driver: Driver, box: FilterBox) -> None:
    box.setFocus()
    driver.press(box, Qt.Key.Key_Home)
    driver.press(box, Qt.Key.Key_Return)
    driver.settle()
    assert box.currentIndex() == 0


def _shown(page: PhotosPage) -> list[str]:
    return sorted(texts(page.grid))


@pytest.fixture
def two_events(page: PhotosPage, driver: Driver, office: Office) -> PhotosPage:
    """A trip with a portrait and a situation, and a party with a situation."""
    ida = office.family("Ida Dal")
    for name, kind, album in (
        ("portrait.jpg", PhotoKind.PORTRAIT, "Trip"),
        ("hike.jpg", PhotoKind.SITUATION, "Trip"),
        ("dance.jpg", PhotoKind.SITUATION, "Party"),
    ):
        path = office.draw(name)
        photographs.add_photos(*office.desk, [path], kind=kind, shows=[ida], album=album)
    driver.context.tell_written()
    driver.settle()
    return page


def test_an_event_and_a_kind_are_filters_and_hold_together(
    two_events: PhotosPage, driver: Driver
) -> None:
    page, filters = two_events, two_events.filters
    assert len(_shown(page)) == 3
    _choose(driver, filters.event_box, "Trip")
    assert _shown(page) == ["hike.jpg", "portrait.jpg"]
    _choose(driver, filters.kind, filters.kind.itemText(filters.kind.findData("situation")))
    assert _shown(page) == ["hike.jpg"]
    _choose_all(driver, filters.event_box)
    assert _shown(page) == ["dance.jpg", "hike.jpg"]
    _choose_all(driver, filters.kind)
    assert len(_shown(page)) == 3


def _button(page: PhotosPage, text: str) -> QPushButton:
    found = page.findChildren(QPushButton)
    return next(b for b in found if b.isVisible() and b.text() == text)


@pytest.mark.parametrize("by_folder", [True, False])
def test_what_is_chosen_in_a_dialog_is_added(
    page: PhotosPage,
    window: MainWindow,
    driver: Driver,
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    *,
    by_folder: bool,
) -> None:
    (office.folder / "card").mkdir()
    paths: list[Path] = [office.draw("card/a.jpg"), office.draw("card/b.jpg")]
    files = [str(path) for path in paths]
    folder = str(office.folder / "card")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: (files, ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: folder)
    driver.click(_button(page, "Choose a folder…" if by_folder else "Choose files…"))
    driver.settle()
    (dialog,) = window.findChildren(AddPhotosDialog)
    driver.click(dialog.add)
    driver.settle()
    assert _shown(page) == ["a.jpg", "b.jpg"]
    assert page.banner.text == "2 photos added."


def test_nothing_chosen_in_a_dialog_adds_nothing(
    page: PhotosPage, window: MainWindow, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: "")
    driver.click(_button(page, "Choose a folder…"))
    driver.settle()
    assert window.findChildren(AddPhotosDialog) == []
