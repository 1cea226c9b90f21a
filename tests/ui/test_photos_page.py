"""The photos: added, found, told apart by where they may go, and shown small."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmapCache
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import ReasonCode
from consentdesk.services import assessing
from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.check_opening import open_check_window
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.export_dialog import ExportDialog
from consentdesk.ui.first_rows import FIRST
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.photos_page import PhotosPage
from consentdesk.ui.thumbnails import Thumbnails
from consentdesk.ui.verdict_badge import VerdictBadge
from consentdesk.ui.waiting_alike import WaitingAlike
from tests.services.office import WEBSITE, Office
from tests.storage.desk import portrait, writing
from tests.ui.driving import Driver, spoken, texts

Key = Qt.Key


@pytest.fixture
def page(window: MainWindow, driver: Driver) -> PhotosPage:
    """The page of the photos, empty."""
    driver.control(window, Key.Key_4)
    found = window.pages.page
    assert isinstance(found, PhotosPage)
    return found


def read_again(driver: Driver) -> None:
    driver.context.tell_written()
    driver.settle()


def choose(driver: Driver, page: PhotosPage, begins: str) -> None:
    """Choose a destination by the beginning of its name."""
    page.destination.setFocus()
    driver.type(page.destination, begins)
    driver.press(page.destination, Key.Key_Return)


def add(driver: Driver, page: PhotosPage, *paths: Path, album: str = "") -> None:
    """Drop files and answer what is asked."""
    assert driver.drop(page.window(), paths)
    (dialog,) = page.window().findChildren(AddPhotosDialog)
    if album:
        driver.type(dialog.album, album)
    driver.click(dialog.add)


def test_dropped_files_are_added_with_what_was_said_once(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    add(driver, page, office.draw(), office.draw(), album="Summer party")
    assert page.banner.text == "2 photos added."
    assert len(texts(page.grid)) == 2
    with office.register.read() as reader:
        assert reader.albums() == ("Summer party",)
    assert page.title == "Photos"


def test_the_button_says_how_many_photos_a_folder_holds(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    office.draw()
    office.draw()
    assert driver.drop(page.window(), (office.folder,))
    (dialog,) = page.window().findChildren(AddPhotosDialog)
    assert dialog.add.text() == "Add 2 photos"
    dialog.reject()


def test_an_empty_page_offers_the_way_in_and_nothing_else(page: PhotosPage) -> None:
    shown = [b.text() for b in page.findChildren(QPushButton) if b.isVisible()]
    assert shown == ["Choose files…", "Choose a folder…"] or shown == [
        "Choose a folder…",
        "Choose files…",
    ]
    assert not page.search.isVisible()


def test_the_pane_says_how_many_are_chosen(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    add(driver, page, office.draw(), office.draw())
    assert page.detail.isVisible()
    assert page.detail.said == "IMG_0002.jpg"
    page.grid.selectAll()
    driver.settle()
    assert page.detail.said == "2 photos chosen"


def test_whatever_is_written_all_that_are_chosen_stay_chosen(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    add(driver, page, *(office.draw() for _number in range(6)))
    page.grid.setFocus()
    driver.control(page.grid, Key.Key_A)
    every = page.grid.chosen
    assert len(every) == 6
    for name in ("Ida Holm", "Noah Lund"):
        office.child(name)
        read_again(driver)
        assert page.grid.chosen == every
    assert page.detail.said == "6 photos chosen"


def test_a_refresh_while_ctrl_is_held_takes_none_out_of_what_is_chosen(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    """Qt asks for the keys that are down, whoever moves the current entry."""
    add(driver, page, *(office.draw() for _number in range(4)))
    page.grid.setFocus()
    driver.control(page.grid, Key.Key_A)
    QTest.keyPress(page.grid, Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    read_again(driver)
    QTest.keyRelease(page.grid, Key.Key_Control)
    assert len(page.grid.chosen) == 4


def test_photos_that_come_in_leave_those_chosen_before_chosen(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    add(driver, page, *(office.draw() for _number in range(4)))
    page.grid.setFocus()
    driver.press(page.grid, Key.Key_Home)
    driver.press(page.grid, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    two = page.grid.chosen
    assert len(two) == 2
    office.portrait(office.family())
    read_again(driver)
    assert len(texts(page.grid)) == 5
    assert page.grid.chosen == two


def test_pictures_that_lie_elsewhere_now_are_found_by_their_bytes(
    page: PhotosPage, driver: Driver, office: Office, tmp_path: Path
) -> None:
    path = office.draw()
    add(driver, page, path)
    photo = office.photo(path)
    elsewhere = tmp_path / "moved"
    elsewhere.mkdir()
    path.rename(elsewhere / "renamed.jpg")
    office.draw("another.jpg").rename(elsewhere / "another.jpg")
    page.export_chosen()
    driver.settle()
    assert page.banner.text.startswith("1 file is not where it was last seen.")
    page.incoming.look_in(elsewhere)
    driver.settle()
    assert page.banner.text == "The file of 1 photo was found."
    found = driver.context.thumbnails.places((photo,))
    assert found == {photo: elsewhere / "renamed.jpg"}


def test_a_folder_dropped_twice_doubles_nothing(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    office.draw()
    office.draw()
    add(driver, page, office.folder)
    add(driver, page, office.folder)
    assert page.banner.text == "2 photos were known already."
    assert len(texts(page.grid)) == 2


def test_a_copy_in_a_folder_is_told_apart_and_asked_about(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    """R21: it is no photo until somebody has looked at both."""
    known = office.portrait(office.child(), looks=True)
    folder = office.folder / "landscapes"
    folder.mkdir()
    shutil.move(office.shrunk(known), folder / "whatsapp.jpg")
    shutil.move(office.draw(), folder / "view.jpg")
    add(driver, page, folder)
    assert page.banner.text == "1 photo added."
    assert page.alike.text == (
        "1 picture looks like a photo you have, and waits until you say whether it is the same."
    )
    driver.click(page.alike.look_at)
    (check,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, CheckWindow)]
    assert check.one.row is not None
    assert check.one.row.finding.path == folder / "whatsapp.jpg"
    assert check.one.yes.isVisible()
    check.close()
    driver.settle()
    assert office.why(folder / "whatsapp.jpg") == {ReasonCode.NEAR_MATCH}


@pytest.fixture
def alike(page: PhotosPage, driver: Driver, office: Office) -> Path:
    """A file that was added and looks like a photo, and nothing else."""
    known = office.portrait(office.child(), looks=True)
    folder = office.folder / "alike"
    folder.mkdir()
    found = folder / "whatsapp.jpg"
    shutil.move(office.shrunk(known), found)
    read_again(driver)
    add(driver, page, folder)
    return found


def the_check_window() -> CheckWindow:
    (check,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, CheckWindow)]
    return check


def test_where_everything_looks_alike_nobody_is_told_that_nothing_was_added(
    alike: Path, page: PhotosPage
) -> None:
    assert alike.exists()
    assert page.banner.text == ""
    assert page.alike.text.startswith("1 picture looks like a photo you have")
    assert page.window().focusWidget() is page.alike.look_at


def test_what_looks_alike_waits_until_it_is_answered(
    alike: Path, page: PhotosPage, driver: Driver, office: Office
) -> None:
    driver.press(page.alike.look_at, Key.Key_Return)
    check = the_check_window()
    driver.wait(lambda: check.view is check.one)
    driver.press(check, Key.Key_Escape)
    page.window().activateWindow()
    driver.wait(page.window().isActiveWindow)
    assert page.grid.hasFocus()
    assert page.alike.isVisible()
    driver.click(page.alike.look_at)
    check = the_check_window()
    driver.wait(lambda: check.view is check.one and check.one.yes.isEnabled())
    driver.click(check.one.yes)
    driver.wait(lambda: not page.alike.isVisible())
    assert office.why(alike) != {ReasonCode.NEAR_MATCH}
    check.close()
    driver.settle()


def test_what_looks_alike_is_remembered_when_the_program_is_left(
    alike: Path, page: PhotosPage, driver: Driver, qtbot: QtBot
) -> None:
    later = WaitingAlike(driver.context)
    qtbot.addWidget(later)
    later.read()
    driver.settle()
    assert later.paths == page.alike.paths == (alike,)
    alike.rename(alike.with_suffix(".away"))
    later.read()
    driver.settle()
    assert not later.isVisible()
    alike.with_suffix(".away").rename(alike)
    later.read()
    driver.settle()
    assert later.paths == (alike,), "the card is in the computer again"


def test_the_overview_counts_what_looks_alike_and_leads_there(
    alike: Path, page: PhotosPage, window: MainWindow, driver: Driver
) -> None:
    window.go("overview")
    driver.settle()
    driver.click(_compare(window))
    assert window.pages.page is page
    assert window.focusWidget() is page.alike.look_at
    assert page.alike.paths == (alike,)
    driver.click(page.alike.leave)
    window.go("overview")
    driver.settle()
    assert not _asks_to_compare(window)


def test_the_overview_opens_no_file_to_count_them(
    alike: Path, page: PhotosPage, window: MainWindow, driver: Driver
) -> None:
    del page
    # Nobody could read it, and it still waits.
    alike.write_bytes(b"")
    alike.chmod(0)
    window.go("overview")
    driver.settle()
    assert _asks_to_compare(window)
    alike.unlink()
    read_again(driver)
    assert not _asks_to_compare(window)


def test_a_card_to_compare_goes_with_an_answer_given_anywhere(
    alike: Path, page: PhotosPage, window: MainWindow, driver: Driver, context: Context
) -> None:
    del page
    window.go("overview")
    driver.settle()
    assert _asks_to_compare(window)
    check = open_check_window(context, window, [alike])
    driver.wait(lambda: check.view is check.one and check.one.yes.isEnabled())
    driver.click(check.one.yes)
    driver.wait(lambda: not _asks_to_compare(window))
    check.close()
    driver.settle()


def _asks_to_compare(window: MainWindow) -> bool:
    buttons = window.pages.findChildren(QPushButton)
    return any(b.text() == "Compare it" and b.isVisible() for b in buttons)


def _compare(window: MainWindow) -> QPushButton:
    buttons = window.pages.findChildren(QPushButton)
    (found,) = [b for b in buttons if b.text() == "Compare it" and b.isVisible()]
    return found


def test_what_looks_alike_can_be_left_out(alike: Path, page: PhotosPage, driver: Driver) -> None:
    driver.click(page.alike.leave)
    assert not page.alike.isVisible()
    read_again(driver)
    assert not page.alike.isVisible()
    assert alike.exists()


def test_one_broken_file_is_named_and_holds_up_nothing(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    broken = office.folder / "broken.jpg"
    broken.write_bytes(b"no picture")
    add(driver, page, office.draw(), broken)
    assert page.banner.text.startswith("1 photo added.\nbroken.jpg: This is not a photo file")
    assert texts(page.grid) == ["IMG_0001.jpg"]


def test_files_that_can_only_be_seen_to_be_broken_when_decoded_are_named_too(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    whole, cut = office.draw(), office.draw(size=(1200, 900))
    for number in range(2):
        (office.folder / f"cut{number}.jpg").write_bytes(cut.read_bytes()[:-4000])
    cut.unlink()
    add(driver, page, whole, office.folder / "cut0.jpg", office.folder / "cut1.jpg")
    assert page.banner.text == "1 photo added.\n2 files could not be read: cut0.jpg, cut1.jpg."


def test_the_grid_says_who_is_on_a_photo_and_whether_it_may_be_shown(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    child = office.family()
    office.permit(child)
    office.portrait(child)
    office.portrait(child, office.family("Ida Holm"))
    read_again(driver)
    assert spoken(page.grid) == [
        "IMG_0002.jpg, 2 people, May not be shown",
        "IMG_0001.jpg, Noah Lund, May be shown",
    ]


def test_a_destination_sorts_the_photos_by_verdict_with_live_counts(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    child = office.family()
    office.permit(child)
    office.portrait(child)
    office.portrait(office.family("Ida Holm"))
    office.situation(child)
    read_again(driver)
    choose(driver, page, "Website")
    assert [c.text() for c in page.outcomes.buttons] == [
        "All (3)",
        "1 may",
        "1 may not",
        "0 lack names",
        "1 to be decided",
    ]
    driver.click(page.outcomes.buttons[1])
    assert spoken(page.grid) == ["IMG_0001.jpg, Noah Lund, Website: May be shown"]
    with office.register.read() as reader:
        (third,) = [p for p in page.found if reader.photo(p).name == "IMG_0003.jpg"]
    assessing.assess(*office.desk, photo=third, destination=WEBSITE, publish=True, reason="A game")
    read_again(driver)
    assert [c.text() for c in page.outcomes.buttons][1] == "2 may"


def test_the_pane_tells_the_verdict_for_each_destination(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    office.portrait(office.family())
    read_again(driver)
    page.grid.setCurrentIndex(page.model.index(0, 0))
    driver.settle()
    assert page.detail.isVisible()
    badges = [b.accessibleName() for b in page.detail.findChildren(VerdictBadge)]
    assert len(badges) == 7
    assert badges[:2] == ["Website: May not be shown", "Facebook: May not be shown"]


def test_photos_without_names_are_found_from_the_overview(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    office.portrait(office.family())
    add(driver, page, office.draw("nameless.jpg"))
    driver.context.show_page("photos", "unnamed")
    driver.settle()
    assert texts(page.grid) == ["nameless.jpg"]


def test_a_small_picture_is_shown_for_the_photos_own_bytes_only(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    first, second = office.draw(), office.draw()
    add(driver, page, first)
    add(driver, page, second)
    thumbnails = driver.context.thumbnails
    one, other = office.photo(first), office.photo(second)
    driver.wait(lambda: thumbnails.picture(one) is not None)
    # The other's file is overwritten before its small picture was ever asked for on a new desk.
    cached = list((office.folder.parent / "home").rglob(f"{other}-*.jpg"))
    for old in cached:
        old.unlink()
    shutil.copyfile(first, second)
    fresh = Thumbnails(driver.context.tasks, lambda: office.register, page)
    QPixmapCache.clear()
    assert fresh.picture(other) is None
    driver.wait(lambda: fresh.is_missing(other))
    fresh.close()


def test_what_is_chosen_is_exported_from_where_its_files_were_seen(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    path = office.draw()
    add(driver, page, path)
    photo = office.photo(path)
    assert driver.context.thumbnails.places((photo,)) == {photo: path}
    path.unlink()
    assert driver.context.thumbnails.places((photo,)) == {}


def test_another_register_never_shows_the_pictures_of_the_one_before(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    """Its photos have the same numbers."""
    path = office.draw()
    add(driver, page, path)
    thumbnails, photo = driver.context.thumbnails, office.photo(path)
    driver.wait(lambda: thumbnails.picture(photo) is not None)
    driver.context.put(office.register)
    assert thumbnails.picture(photo) is None
    driver.settle()


def test_an_export_begins_with_the_destination_the_photos_were_found_for(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    add(driver, page, office.draw())
    choose(driver, page, "Facebook")
    page.grid.setFocus()
    driver.control(page.grid, Key.Key_A)
    page.export_chosen()
    driver.settle()
    (dialog,) = page.window().findChildren(ExportDialog)
    assert dialog.form.wanted.destination == Destination("facebook")
    dialog.reject()
    driver.settle()


def test_of_many_photos_the_first_are_shown_before_the_rest_is_found(
    page: PhotosPage, driver: Driver, office: Office
) -> None:
    with writing(office.register) as writer:
        for number in range(1, FIRST + 21):
            portrait(writer, number)
    read_again(driver)
    oldest = page.model.ids[-1]
    page.grid.choose(oldest)
    shown: list[int] = []
    page.model.modelReset.connect(lambda: shown.append(page.model.rowCount()))
    page.model.rowsInserted.connect(lambda: shown.append(page.model.rowCount()))
    driver.type(page.search, "i")
    assert shown == [FIRST, FIRST + 20]
    assert page.found == page.model.ids
    assert page.grid.chosen == (oldest,)
    # Read again, the list stays as it is.
    read_again(driver)
    assert shown == [FIRST, FIRST + 20]
