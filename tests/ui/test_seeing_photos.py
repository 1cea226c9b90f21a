"""What may go: counted live, filtered by everything, in grid, list and matrix, with what helps."""

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QTableView
from pytestqt.qtbot import QtBot

from consentdesk.domain.photos import PhotoId
from consentdesk.domain.verdict import ReasonCode
from consentdesk.services import photographs, roster, withdrawing
from consentdesk.storage.register import Register
from consentdesk.ui.context import Context
from consentdesk.ui.cover_window import CoverWindow
from consentdesk.ui.glyphs import Shape, Sign
from consentdesk.ui.intake_dialog import IntakeDialog
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.models import SIGN_ROLE
from consentdesk.ui.photo_panel import PhotoPanel
from consentdesk.ui.photo_rows import FIXED
from consentdesk.ui.photos_page import PhotosPage
from consentdesk.ui.print_dialog import PrintDialog
from tests.services.office import FACEBOOK, WEBSITE, Office
from tests.ui.driving import Driver, spoken, texts

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier


class School:
    """Noah may be shown; Ida was never asked, Alma's yes is not journaled; seven photos."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.noah, self.ida = office.family(), office.family("Ida Holm")
        self.alma = office.family("Alma Dahl")
        office.permit(self.noah)
        office.answer(self.alma)
        self.of_noah = office.photo(office.portrait(self.noah))
        self.of_ida = office.photo(office.portrait(self.ida, album="Zoo"))
        self.of_both = office.photo(office.portrait(self.noah, self.ida, album="Zoo"))
        self.of_alma = office.photo(office.portrait(self.alma, album="Zoo"))
        self.game = office.photo(office.situation(self.noah))
        (nameless,) = photographs.add_photos(*office.desk, [office.draw("nameless.jpg")]).photos
        self.nameless = nameless.photo


@pytest.fixture
def school(office: Office) -> School:
    """A register with one photo of each fate."""
    return School(office)


@pytest.fixture
def page(school: School, window: MainWindow, driver: Driver) -> PhotosPage:
    """The page with all of them."""
    del school
    driver.control(window, Key.Key_4)
    found = window.pages.page
    assert isinstance(found, PhotosPage)
    return found


def counts(page: PhotosPage) -> list[str]:
    return [chip.text() for chip in page.outcomes.buttons]


def look_at(driver: Driver, page: PhotosPage, place: str) -> None:
    """Choose a destination by the beginning of its name."""
    page.destination.setFocus()
    driver.type(page.destination, place)
    driver.press(page.destination, Key.Key_Return)


def part(page: PhotosPage, begins: str) -> int:
    """Which part of the line of counts holds that text."""
    (found,) = [n for n, text in enumerate(counts(page)) if begins in text]
    return found


def press(driver: Driver, page: PhotosPage, begins: str) -> None:
    driver.click(page.outcomes.buttons[part(page, begins)])


def shown(page: PhotosPage) -> set[PhotoId]:
    return set(page.model.ids)


def test_the_counts_of_all_destinations_and_of_one(page: PhotosPage, driver: Driver) -> None:
    every = ["All (6)", "1 may", "3 may not", "1 lacks names", "1 to be decided"]
    assert counts(page) == every
    look_at(driver, page, "Facebook")
    assert counts(page) == every


def test_what_goes_to_some_places_only_is_counted_apart(
    page: PhotosPage, driver: Driver, office: Office, school: School
) -> None:
    with office.register.read() as reader:
        mother = reader.guardianships([school.noah])[school.noah][0].guardian
        social = reader.policy.destinations[FACEBOOK]
    withdrawing.withdraw(*office.desk, subject=school.noah, purposes=[social], by=str(mother))
    driver.context.tell_written()
    driver.settle()
    assert counts(page)[1:4] == ["0 may", "1 in some places", "3 may not"]
    look_at(driver, page, "Facebook")
    assert counts(page)[1:3] == ["0 may", "4 may not"]


def test_a_part_of_the_line_shows_just_those_and_has_a_chip(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    look_at(driver, page, "Facebook")
    press(driver, page, "lacks names")
    assert shown(page) == {school.nameless}
    assert page.filters.chips.texts == ("Facebook", "Lacks names")
    press(driver, page, "1 may")
    assert shown(page) == {school.of_noah}
    driver.click(page.filters.chips.chip("share"))
    assert len(shown(page)) == 6
    assert list(page.filters.chips.texts) == ["Facebook"]


def test_the_counts_follow_what_another_desk_writes(
    page: PhotosPage, driver: Driver, office: Office, school: School
) -> None:
    """A yes on the screen goes with the permission it rested on."""
    look_at(driver, page, "Website")
    press(driver, page, "1 may")
    assert shown(page) == {school.of_noah}
    with Register.open(office.register.location) as other:
        roster.protect(other, "Per Juul", office.at, subject=school.noah)
    driver.context.tell_written()
    driver.settle()
    assert counts(page)[:3] == ["All (6)", "0 may", "5 may not"]
    assert shown(page) == set()
    driver.click(page.outcomes.buttons[0])
    assert "Website: May be shown" not in "".join(spoken(page.grid))


def test_a_row_read_after_a_change_is_judged_by_it_though_nobody_told(
    page: PhotosPage, driver: Driver, office: Office, school: School, context: Context
) -> None:
    from consentdesk.ui.photo_rows import read_photos

    with office.register.read() as reader:
        rows = read_photos(reader, [school.of_noah], context, WEBSITE)
    assert rows[school.of_noah].sign.shape is Shape.YES
    with Register.open(office.register.location) as other:
        roster.protect(other, "Per Juul", office.at, subject=school.noah)
    with office.register.read() as reader:
        rows = read_photos(reader, [school.of_noah], context, WEBSITE)
    assert rows[school.of_noah].sign.shape is Shape.NO
    del page, driver


def test_filters_hold_together_and_go_one_by_one_or_all_at_once(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    driver.click(page.filters.more)
    driver.type(page.filters.person, "ida")
    driver.press(page.filters.person, Key.Key_Return)
    assert shown(page) == {school.of_ida, school.of_both}
    page.filters.reason.setFocus()
    reasons = [page.filters.reason.itemText(n) for n in range(page.filters.reason.count())]
    assert reasons == ["All reasons", "Somebody was never asked (2)"]
    driver.press(page.filters.reason, Key.Key_Down)
    assert page.filters.code is ReasonCode.NEVER_ASKED
    driver.type(page.search, "zoo")
    assert shown(page) == {school.of_ida, school.of_both}
    assert page.filters.chips.texts == ("Ida Holm", "Somebody was never asked")
    chip = page.filters.chips.chip("person")
    chip.setFocus()
    driver.press(chip, Key.Key_Space)
    assert shown(page) == {school.of_ida, school.of_both}
    assert page.filters.chips.clear.hasFocus()
    driver.press(page.filters.chips.clear, Key.Key_Space)
    assert len(shown(page)) == 6
    assert not page.filters.chips.isVisible()
    assert page.search.text() == ""


def test_a_name_nobody_has_enrols_nobody_from_a_filter(page: PhotosPage, driver: Driver) -> None:
    driver.click(page.filters.more)
    driver.type(page.filters.person, "Zita")
    assert texts(page.filters.person.list) == ["Nobody of that name"]


def test_photos_are_found_by_group_and_a_reason_nobody_has_any_more_stays_chosen(
    page: PhotosPage, driver: Driver, office: Office, school: School
) -> None:
    page.filters.group.setCurrentIndex(page.filters.group.findData("2.A"))
    page.filters.group.activated.emit(1)
    driver.settle()
    assert shown(page) == {
        school.of_noah,
        school.of_ida,
        school.of_both,
        school.of_alma,
        school.game,
    }
    page.filters.choose_reason(ReasonCode.NEVER_ASKED)
    driver.settle()
    office.permit(school.ida)
    driver.context.tell_written()
    driver.settle()
    assert page.filters.reason.currentText() == "Somebody was never asked (0)"
    assert shown(page) == set()
    assert page.empty.isVisible()
    driver.click(page.empty.button)
    assert len(shown(page)) == 6


def test_filters_are_there_again_when_somebody_comes_back(
    page: PhotosPage, window: MainWindow, driver: Driver, school: School
) -> None:
    look_at(driver, page, "Facebook")
    press(driver, page, "1 may")
    window.go("people")
    driver.settle()
    window.go("photos")
    driver.settle()
    assert window.pages.page is page
    assert shown(page) == {school.of_noah}
    assert page.filters.chips.texts == ("Facebook", "May be shown")


def test_photos_are_put_in_order_by_the_head_of_a_column(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    driver.press(page.grid, Key.Key_2, ALT)
    table = page.views.current
    assert isinstance(table, QTableView)
    head = table.horizontalHeader()
    head.sectionClicked.emit(0)
    driver.settle()
    assert texts(table)[0] == "IMG_0001.jpg"
    head.sectionClicked.emit(0)
    driver.settle()
    assert texts(table)[0] == "nameless.jpg"
    head.sectionClicked.emit(FIXED + 1)
    driver.settle()
    assert page.filters.place == FACEBOOK
    assert page.model.ids[0] == school.of_noah
    page.filters.choose_order("added")
    driver.settle()
    assert page.model.ids[0] == school.nameless


def test_the_three_views_share_what_is_chosen(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    page.grid.setFocus()
    driver.press(page.grid, Key.Key_Home)
    driver.press(page.grid, Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    two = page.grid.chosen
    assert len(two) == 2
    for key in (Key.Key_2, Key.Key_3):
        driver.press(page.views.current, key, ALT)
        assert page.views.current.hasFocus()
        assert page.grid.chosen == two
        assert page.detail.said == "2 photos chosen"
    driver.press(page.views.current, Key.Key_End)
    assert page.grid.chosen == (school.of_noah,)
    driver.press(page.views.current, Key.Key_1, ALT)
    assert page.grid.chosen == (school.of_noah,)
    driver.control(page.grid, Key.Key_A)
    driver.press(page.grid, Key.Key_3, ALT)
    assert len(page.grid.chosen) == 6


def test_the_view_is_remembered(page: PhotosPage, driver: Driver, qtbot: QtBot) -> None:
    driver.press(page.grid, Key.Key_3, ALT)
    anew = PhotosPage(driver.context)
    qtbot.addWidget(anew)
    assert anew.views.shown_as == "matrix"
    driver.context.settings.setValue("photos/shown-as", "nonsense")
    other = PhotosPage(driver.context)
    qtbot.addWidget(other)
    assert other.views.shown_as == "grid"


def test_a_cell_of_the_matrix_says_photo_place_verdict_and_why(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    driver.press(page.grid, Key.Key_3, ALT)
    table = page.views.current
    row = page.model.place_of(school.of_both)
    column = FIXED + page.model.places.index(FACEBOOK)
    cell = page.model.index(row or 0, column)
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "IMG_0003.jpg, Facebook: May not be shown, Ida Holm has never been asked about Facebook."
    )
    sign = cell.data(SIGN_ROLE)
    assert isinstance(sign, Sign)
    assert (sign.shape, sign.short) == (Shape.NO, "No")
    tip = cell.data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines()[1:] == [
        "Facebook: May not be shown",
        "Ida Holm has never been asked about Facebook.",
    ]
    table.setCurrentIndex(cell)
    driver.settle()
    assert [b.text() for b in page.detail.offers] == [
        "Print a form for Ida Holm…",
        "Cover or crop Ida Holm…",
    ]


def test_the_head_of_a_column_counts_for_its_destination(page: PhotosPage, driver: Driver) -> None:
    driver.press(page.grid, Key.Key_3, ALT)
    across = Qt.Orientation.Horizontal
    column = FIXED + page.model.places.index(FACEBOOK)
    assert page.model.headerData(column, across) == "Facebook\n1 may"
    tip = page.model.headerData(column, across, int(Qt.ItemDataRole.ToolTipRole))
    assert tip == "Facebook: 1 may · 3 may not · 1 lacks names · 1 to be decided"


def test_enter_in_the_matrix_opens_what_is_chosen(page: PhotosPage, driver: Driver) -> None:
    driver.press(page.grid, Key.Key_3, ALT)
    driver.press(page.views.current, Key.Key_Home)
    driver.press(page.views.current, Key.Key_Return)
    (panel,) = page.findChildren(PhotoPanel)
    assert panel.isVisible()
    panel.close()
    driver.settle()


def test_delete_throws_away_what_is_chosen_in_a_table_too(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    driver.press(page.grid, Key.Key_3, ALT)
    page.grid.choose(school.nameless)
    driver.press(page.views.current, Key.Key_Delete)
    assert school.nameless not in shown(page)
    assert page.banner.text == "1 photo is in the trash, and is deleted in 30 days."
    assert page.views.current.hasFocus()


def test_the_model_of_many_columns_keeps_the_rules(page: PhotosPage, driver: Driver) -> None:
    tester = QAbstractItemModelTester(
        page.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    look_at(driver, page, "Facebook")
    press(driver, page, "may not")
    press(driver, page, "All")
    model = tester.model()
    assert isinstance(model, QAbstractItemModel)
    assert model.columnCount() == FIXED + 7


def choose(driver: Driver, page: PhotosPage, photo: PhotoId) -> None:
    page.grid.choose(photo)
    driver.settle()


def help_for(page: PhotosPage) -> list[str]:
    return [button.text() for button in page.detail.offers]


def test_each_reason_has_the_shortest_step_as_a_button(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    wanted = {
        school.of_noah: [],
        school.of_ida: ["Print a form for Ida Holm…", "Cover or crop Ida Holm…"],
        school.of_alma: ["Journal the answers for Alma Dahl…", "Cover or crop Alma Dahl…"],
        school.game: ["Assess the situation…"],
        school.nameless: ["Say who is on it…"],
    }
    for photo, buttons in wanted.items():
        choose(driver, page, photo)
        assert help_for(page) == buttons


def test_a_form_is_printed_with_the_person_chosen(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    choose(driver, page, school.of_ida)
    driver.click(page.detail.offers[0])
    (dialog,) = page.findChildren(PrintDialog)
    names = [label.text() for label in dialog.whom.findChildren(QLabel)]
    assert "Ida Holm" in names
    dialog.reject()
    driver.settle()


def test_answers_that_came_back_lead_to_the_intake(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    choose(driver, page, school.of_alma)
    driver.click(page.detail.offers[0])
    (dialog,) = page.findChildren(IntakeDialog)
    dialog.reject()
    driver.settle()


def test_of_several_the_pane_says_who_stands_in_the_way_of_how_many(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    page.grid.setFocus()
    driver.control(page.grid, Key.Key_A)
    driver.settle()
    assert help_for(page) == [
        "Print a form for Ida Holm…",
        "Cover or crop Ida Holm…",
        "Say who is on it…",
        "Assess the situation…",
        "Journal the answers for Alma Dahl…",
        "Cover or crop Alma Dahl…",
    ]
    said = [label.text() for label in page.detail.sentences]
    assert said[0] == "Ida Holm stands in the way of 2 photos."
    assert "1 photo lacks names." in said
    driver.click(page.detail.offers[2])
    (panel,) = page.findChildren(PhotoPanel)
    panel.close()
    driver.settle()
    del school


def test_whoever_stands_in_the_way_can_be_covered_from_here(
    page: PhotosPage, driver: Driver, school: School
) -> None:
    choose(driver, page, school.of_ida)
    driver.click(page.detail.offers[1])
    (window,) = page.window().findChildren(CoverWindow)
    assert window.isVisible()
    window.close()
    driver.settle()
