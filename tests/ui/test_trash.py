"""The Delete key and the trash: one step, said in place, and back again from where one looks."""

import pytest
from PySide6.QtCore import Qt

from consentdesk.domain.people import Subject, SubjectId
from consentdesk.domain.photos import PhotoKind
from consentdesk.services import photographs, trash
from consentdesk.services.checking import check_files
from consentdesk.storage.values import PhotoFilter, SubjectFilter
from consentdesk.ui.check_reading import read_one
from consentdesk.ui.finding_rows import read_rows
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.photo_finding import count_all
from consentdesk.ui.photos_page import PhotosPage
from consentdesk.ui.throwing_away import empty_daily, throw_away
from consentdesk.ui.trash_dialog import TrashDialog
from tests.services.office import WEBSITE, Office
from tests.ui.driving import Driver, spoken, texts

Key = Qt.Key


@pytest.fixture
def people(window: MainWindow, driver: Driver, office: Office) -> PeoplePage:
    """Ida, Noah and Otto; Otto has been sent a form."""
    for name in ("Ida Holm", "Noah Lund", "Otto Juul"):
        office.family(name)
    office.form(SubjectId(3))
    driver.context.tell_written()
    window.go("people")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    page.table.setFocus()
    return page


def names(office: Office) -> list[str]:
    """Who is in the register."""
    with office.register.read() as reader:
        ids = reader.find_subjects(SubjectFilter(left=True), office.today)
        return [reader.subject(id).name for id in ids]


def opened(window: MainWindow, driver: Driver) -> TrashDialog:
    """The trash, opened from the menu."""
    window.actions_.trash.trigger()
    driver.settle()
    found = window.findChild(TrashDialog)
    assert isinstance(found, TrashDialog)
    return found


def test_delete_moves_all_that_are_chosen_to_the_trash_and_undo_brings_them_back(
    people: PeoplePage, driver: Driver, office: Office, window: MainWindow
) -> None:
    driver.control(people.table, Key.Key_A)
    driver.press(people.table, Key.Key_Delete)
    assert names(office) == texts(people.table) == ["Otto Juul"]
    assert people.banner.text == (
        "2 people are in the trash, and are deleted in 30 days. "
        "Otto Juul stays, because something is on record there."
    )
    assert people.trash.isVisible()
    assert people.trash.open.text() == "Trash (2)…"
    assert window.actions_.undo.text() == "Undo trash of 2 people"
    driver.control(window, Key.Key_Z)
    assert names(office) == ["Ida Holm", "Noah Lund", "Otto Juul"]
    assert people.trash.isHidden()
    driver.control(window, Key.Key_Y)
    assert names(office) == ["Otto Juul"]
    driver.control(window, Key.Key_Z)
    assert len(names(office)) == 3


def test_delete_says_why_somebody_stays_and_what_to_do_instead(
    people: PeoplePage, driver: Driver, office: Office
) -> None:
    people.table.selectRow(2)
    driver.press(people.table, Key.Key_Delete)
    assert people.banner.text == (
        "Otto Juul can't be thrown away: a form, an answer or a photo is on record for this "
        "person. Nothing was changed. Set the last day here instead."
    )
    assert len(names(office)) == 3


def test_delete_in_the_search_field_only_deletes_a_letter(
    people: PeoplePage, driver: Driver, office: Office
) -> None:
    driver.type(people.search, "noah")
    people.search.setCursorPosition(0)
    driver.press(people.search, Key.Key_Delete)
    assert people.search.text() == "oah"
    assert len(names(office)) == 3


def test_the_menu_for_those_chosen_offers_it_with_its_key(
    people: PeoplePage, driver: Driver, office: Office
) -> None:
    people.table.selectRow(0)
    menu = people.more.menu()
    menu.aboutToShow.emit()
    (entry,) = [a for a in menu.actions() if a.text() == "Move to the &trash"]
    assert entry.shortcut().toString() == "Del"
    entry.trigger()
    driver.settle()
    assert names(office) == ["Noah Lund", "Otto Juul"]


def test_a_person_thrown_away_on_the_own_page_leads_back_to_the_list(
    people: PeoplePage, driver: Driver, office: Office, window: MainWindow
) -> None:
    driver.context.show_subject(SubjectId(1))
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PersonPage)
    page.throw.trigger()
    driver.settle()
    assert window.pages.page is people
    assert people.banner.text == "1 person is in the trash, and is deleted in 30 days."
    assert names(office) == ["Noah Lund", "Otto Juul"]


@pytest.fixture
def photos(window: MainWindow, driver: Driver, office: Office) -> PhotosPage:
    """Two photos just added, and one that was vouched for."""
    office.portrait(office.family())
    photographs.add_photos(*office.desk, [office.draw(), office.draw()])
    driver.context.tell_written()
    window.go("photos")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PhotosPage)
    page.grid.setFocus()
    return page


def test_delete_moves_the_photos_chosen_to_the_trash(
    photos: PhotosPage, driver: Driver, window: MainWindow
) -> None:
    driver.control(photos.grid, Key.Key_A)
    driver.press(photos.grid, Key.Key_Delete)
    assert photos.banner.text == (
        "2 photos are in the trash, and are deleted in 30 days. "
        "IMG_0001.jpg stays, because something is on record there."
    )
    assert len(texts(photos.grid)) == 1
    driver.control(window, Key.Key_Z)
    assert len(texts(photos.grid)) == 3


def test_the_button_beside_the_photo_does_the_same(
    photos: PhotosPage, driver: Driver, office: Office
) -> None:
    photos.grid.setCurrentIndex(photos.model.index(0, 0))
    driver.settle()
    assert photos.detail.trash.toolTip().startswith("Move to the trash")
    driver.click(photos.detail.trash)
    assert len(texts(photos.grid)) == 2
    photos.grid.setCurrentIndex(photos.model.index(1, 0))
    driver.settle()
    driver.click(photos.detail.trash)
    assert "vouched for it" in photos.banner.text
    with office.register.read() as reader:
        assert len(reader.find_photos(PhotoFilter())) == 2


def test_the_trash_says_who_when_and_how_long_and_enter_puts_back(
    people: PeoplePage, driver: Driver, office: Office, window: MainWindow
) -> None:
    people.table.selectRow(0)
    driver.press(people.table, Key.Key_Delete)
    driver.click(people.trash.open)
    dialog = window.findChild(TrashDialog)
    assert isinstance(dialog, TrashDialog)
    (line,) = spoken(dialog.list, 0)
    assert line.startswith("Ida Holm, Person · 2.A · born ")
    assert "Thrown away by Anna Holm" in line
    assert line.endswith("30 days left")
    assert dialog.list.hasFocus()
    driver.press(dialog.list, Key.Key_Return)
    assert len(names(office)) == 3
    assert dialog.banner.text == "1 is put back."
    assert not dialog.empty.isEnabled()


@pytest.mark.usefixtures("people")
def test_emptying_names_the_number_and_keeps_what_came_since(
    driver: Driver, office: Office, window: MainWindow
) -> None:
    trash.throw_away(*office.desk, subjects=[SubjectId(1)])
    dialog = opened(window, driver)
    driver.click(dialog.empty)
    assert dialog.banner.text == "Delete 1 for good? It can't be put back afterwards."
    trash.throw_away(*office.desk, subjects=[SubjectId(2)])
    assert len(names(office)) == 1
    dialog.banner.take_keyboard()
    driver.press(dialog.banner.focusWidget() or dialog, Key.Key_Space)
    assert dialog.banner.text == "1 is deleted for good."
    with office.register.read() as reader:
        assert [one.thrown.item.name for one in trash.items(reader, office.at)] == ["Noah Lund"]
    driver.press(dialog, Key.Key_Escape)
    assert window.findChild(TrashDialog) is None


@pytest.mark.usefixtures("people")
def test_what_was_enrolled_again_is_told_in_the_trash(
    driver: Driver, office: Office, window: MainWindow
) -> None:
    trash.throw_away(*office.desk, subjects=[SubjectId(1)])
    office.family("Ida Holm")
    dialog = opened(window, driver)
    driver.click(dialog.back)
    assert "is in the register again" in dialog.banner.text
    assert dialog.back.isEnabled()
    driver.click(dialog.close_)


def test_a_photo_whose_like_was_vouched_for_meanwhile_comes_back_once_somebody_knows_both(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    """R21."""
    ida, alma = office.family("Ida Dal"), office.family("Alma Holm")
    large = office.draw(size=(900, 600))
    photographs.add_photos(
        *office.desk, [large], kind=PhotoKind.PORTRAIT, shows=(ida, alma), attest=False
    )
    trash.throw_away(*office.desk, photos=[office.photo(large)])
    office.portrait(ida, path=office.shrunk(large), looks=True)
    driver.context.tell_written()
    dialog = opened(window, driver)
    driver.click(dialog.back)
    assert f"{large.name} looks like small_{large.name}" in dialog.banner.text
    assert len(texts(dialog.list)) == 1
    dialog.banner.take_keyboard()
    driver.press(dialog.banner.focusWidget() or dialog, Key.Key_Space)
    assert dialog.banner.text == "1 is put back."
    driver.click(dialog.close_)


def test_undo_says_that_a_name_is_missing_which_another_desk_has_deleted_for_good(
    photos: PhotosPage, driver: Driver, office: Office, window: MainWindow
) -> None:
    ida = office.family("Ida Dal")
    photo = photos.model.ids[0]
    photographs.name(*office.desk, photo=photo, shows={ida: None})
    told: list[str] = []
    driver.context.step_undone.connect(told.append)
    throw_away(photos, subjects=[ida], photos=[photo])
    driver.settle()
    with office.register.read() as reader:
        gone = [one.id for one in reader.trash() if isinstance(one.item, Subject)]
    trash.empty(*office.desk, gone)
    driver.control(window, Key.Key_Z)
    assert told == [
        "Undone: trash of 1 person. 1 is put back, without the names of people who are gone."
    ]


def test_the_daily_upkeep_deletes_what_has_lain_there_long_enough(
    people: PeoplePage, driver: Driver, office: Office
) -> None:
    for number, days in ((1, 29), (2, 1)):
        trash.throw_away(*office.desk, subjects=[SubjectId(number)])
        office.later(days=days)
    driver.context.tell_written()
    driver.settle()
    assert people.trash.open.text() == "Trash (2)…"
    empty_daily(driver.context, people)
    driver.settle()
    assert people.trash.open.text() == "Trash (1)…"
    assert names(office) == ["Otto Juul"]


def test_a_photo_thrown_away_at_another_desk_stops_nothing_that_is_under_way(
    photos: PhotosPage, driver: Driver, office: Office
) -> None:
    ids = photos.model.ids
    path = office.draw()
    photographs.add_photos(*office.desk, [path], different=ids)
    report = check_files(office.register, [path], at=office.at)
    with office.register.read() as reader:
        (row,) = read_rows(reader, report.findings)
    trash.throw_away(*office.desk, photos=[*ids[:1], office.photo(path)])
    tally = count_all(driver.context, ids, lambda _done, _total: None)
    assert tally.having(ids, WEBSITE, None, None) == tuple(ids[1:])
    assert read_one(driver.context, row).photo is None
