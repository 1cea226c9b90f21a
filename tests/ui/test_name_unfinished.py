"""A name still stands in the line: nothing is stated without it, and no other photo gets it."""

from collections.abc import Sequence

import pytest
import shiboken6
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.services import photographs
from consentdesk.ui.who_finding import person_of
from tests.services.office import WEBSITE, Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_bursts import assessments, attested, taken
from tests.ui.test_naming_files import go_through, shown
from tests.ui.test_naming_situations import kinds

Key = Qt.Key
SAID = "A name is not finished. Enter takes who is meant, Esc drops it."
LOST = "A name is not finished. Take or drop it, or do the same again to close without it."
TURNING = ["page down", "page up", "ctrl+j", "ctrl+space", "next", "previous", "left", "later"]


@pytest.fixture
def ida(office: Office) -> int:
    """Somebody who has given no permission."""
    return office.family("Ida Dal")


@pytest.fixture
def card(panel: PanelDriver, office: Office, ida: int) -> list[PhotoId]:
    """Three bursts of one, two and one, of which the middle one is looked at, with `id` typed."""
    assert ida
    paths = [taken(office, number, at) for number, at in enumerate((0, 60, 62, 200))]
    photographs.add_photos(*office.desk, paths, attest=False)
    photos = [office.photo(path) for path in paths]
    go_through(panel, photos)
    panel.press(panel.panel, Key.Key_PageDown)
    panel.type(panel.panel.people.field, "id")
    return photos


def is_still_there(panel: PanelDriver, photos: Sequence[PhotoId]) -> bool:
    """The same photos, the name with its answers below, the keyboard in it, and it is said why."""
    people, strip = panel.panel.people, panel.panel.strip
    said = (people.answer.text(), people.answer.isVisible())
    line = (people.field.text(), people.field.hasFocus(), people.field.is_open)
    return (strip.chosen, said, line) == (tuple(photos), (SAID, True), ("id", True, True))


def turn(panel: PanelDriver, how: str) -> None:
    opened = panel.panel
    match how:
        case "page down":
            panel.press(opened, Key.Key_PageDown)
        case "page up":
            panel.press(opened, Key.Key_PageUp)
        case "ctrl+j":
            panel.control(opened, Key.Key_J)
        case "ctrl+space":
            panel.control(opened, Key.Key_Space)
        case "next":
            panel.click(opened.next)
        case "previous":
            panel.click(opened.previous)
        case "left":
            panel.click(opened.bursts.bar.left)
        case "later":
            panel.click(opened.people.later)


@pytest.mark.parametrize("by_mouse", [True, False])
def test_nobody_vouches_for_photos_without_the_name_that_stands_there(
    panel: PanelDriver, office: Office, card: list[PhotoId], ida: int, *, by_mouse: bool
) -> None:
    if by_mouse:
        panel.click(panel.panel.claim.attest)
    else:
        panel.control(panel.panel.people.field, Key.Key_Return)
    assert is_still_there(panel, card[1:3])
    assert not any(attested(office, card))
    panel.key(Key.Key_Return)
    assert not panel.panel.people.answer.isVisible()
    panel.key(Key.Key_Return)
    assert attested(office, card) == [False, True, True, False]
    assert shown(office, card) == [set(), {ida}, {ida}, set()]


@pytest.mark.parametrize("how", TURNING)
def test_no_key_and_no_button_carries_the_name_to_other_photos(
    panel: PanelDriver, office: Office, card: list[PhotoId], ida: int, how: str
) -> None:
    turn(panel, how)
    assert is_still_there(panel, card[1:3])
    panel.key(Key.Key_Return)
    assert shown(office, card) == [set(), {ida}, {ida}, set()]


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_click_in_the_row_of_photos_leads_back_to_those_the_name_is_for(
    panel: PanelDriver, office: Office, card: list[PhotoId], ida: int, place: int
) -> None:
    strip = panel.panel.strip
    panel.click_row(strip, strip.model().index(place, 0))
    assert is_still_there(panel, card[1:3])
    panel.key(Key.Key_Return)
    assert shown(office, card) == [set(), {ida}, {ida}, set()]


def test_a_name_taken_in_the_moment_of_a_click_elsewhere_goes_where_it_was_typed_for(
    panel: PanelDriver, office: Office, card: list[PhotoId], ida: int
) -> None:
    strip, chooses = panel.panel.strip, QItemSelectionModel.SelectionFlag.ClearAndSelect
    strip.selectionModel().setCurrentIndex(strip.model().index(3, 0), chooses)
    QTest.keyClick(panel.panel.people.field, Key.Key_Return)
    panel.settle()
    assert shown(office, card) == [set(), {ida}, {ida}, set()]


def test_what_is_typed_while_a_statement_is_written_goes_to_the_photos_that_come(
    panel: PanelDriver, office: Office, card: list[PhotoId], ida: int
) -> None:
    panel.key(Key.Key_Return)
    QTest.keyClick(panel.panel.people.field, Key.Key_Return)
    QTest.keyClicks(panel.panel.people.field, "id")
    panel.settle()
    assert attested(office, card) == [False, True, True, False]
    assert panel.panel.strip.chosen == (card[3],)
    assert panel.panel.people.field.text() == "id"
    panel.press(panel.panel, Key.Key_PageUp)
    assert is_still_there(panel, card[3:])
    panel.key(Key.Key_Return)
    assert shown(office, card) == [set(), {ida}, {ida}, {ida}]


def test_what_was_typed_after_a_statement_that_is_refused_is_dropped(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    field = panel.panel.people.field
    panel.key(Key.Key_Escape)
    QTest.keyClick(field, Key.Key_Return)
    QTest.keyClicks(field, "id")
    panel.settle()
    assert panel.panel.banner.text.startswith("Nobody is named on")
    assert field.text() == ""
    assert "has been dropped" in panel.panel.people.answer.text()
    panel.key(Key.Key_Return)
    assert not any(attested(office, card))


def test_nobody_is_said_to_be_recognisable_nobody_while_a_name_stands_there(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    radios = panel.panel.kind.radios
    panel.click(radios[PhotoKind.NOBODY])
    assert is_still_there(panel, card[1:3])
    assert not radios[PhotoKind.NOBODY].isChecked()
    assert kinds(office, card) == [None] * 4


def test_no_situation_is_judged_while_a_name_stands_there(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.control(panel.panel.people.field, Key.Key_T)
    panel.judge(WEBSITE)
    assert is_still_there(panel, card[1:3])
    assert assessments(office, card) == []


def test_nothing_is_taken_back_elsewhere_while_a_name_stands_there(
    panel: PanelDriver, office: Office, card: list[PhotoId], ida: int
) -> None:
    panel.key(Key.Key_Return)
    panel.type(panel.panel.people.field, "id")
    panel.panel.leave.setFocus()
    panel.control(panel.panel.leave, Key.Key_Z)
    assert is_still_there(panel, card[1:3])
    assert shown(office, card) == [set(), {ida}, {ida}, set()]


def test_the_pause_within_a_burst_stays_while_a_name_stands_there(
    panel: PanelDriver, card: list[PhotoId]
) -> None:
    gap = panel.panel.bursts.bar.gap
    before = gap.value()
    gap.setValue(0)
    panel.settle()
    assert is_still_there(panel, card[1:3])
    assert gap.value() == before


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize("by_cross", [True, False])
def test_closing_with_a_name_in_the_line_asks_once(panel: PanelDriver, *, by_cross: bool) -> None:
    opened = panel.panel

    def close() -> None:
        if by_cross:
            opened.close()
        else:
            opened.leave.click()
        panel.settle()

    close()
    assert opened.isVisible()
    assert opened.banner.text == LOST
    close()
    assert not shiboken6.isValid(opened) or not opened.isVisible()


@pytest.mark.usefixtures("card")
def test_what_was_asked_of_one_name_is_not_answered_for_the_next(panel: PanelDriver) -> None:
    opened = panel.panel
    opened.leave.click()
    panel.key(Key.Key_Return)
    assert opened.banner.text == ""
    panel.type(opened.people.field, "id")
    opened.leave.click()
    panel.settle()
    assert opened.isVisible()
    assert opened.banner.text == LOST


@pytest.mark.usefixtures("card")
def test_the_first_esc_clears_the_line_and_the_next_one_closes(panel: PanelDriver) -> None:
    opened = panel.panel
    panel.key(Key.Key_Escape)
    assert opened.isVisible()
    assert opened.people.field.text() == ""
    panel.key(Key.Key_Escape)
    assert not shiboken6.isValid(opened) or not opened.isVisible()


@pytest.mark.usefixtures("card")
def test_the_line_is_brought_in_sight_where_another_tab_is_looked_at(panel: PanelDriver) -> None:
    opened = panel.panel
    opened.tabs.setCurrentIndex(2)
    panel.control(opened, Key.Key_Return)
    assert opened.people.field.isVisible()
    assert opened.people.field.hasFocus()


def test_whoever_is_named_before_the_photos_come_is_named_on_those(
    panel: PanelDriver, office: Office, ida: int
) -> None:
    """A key too soon: it waits until the name is said."""
    paths = [taken(office, number, 60 * number) for number in range(4)]
    photographs.add_photos(*office.desk, paths, attest=False)
    photos = [office.photo(path) for path in paths]
    go_through(panel, photos)
    window = panel.panel
    with office.register.read() as reader:
        person = person_of(reader.subject(SubjectId(ida)), office.today)
    QTest.keyClick(window, Key.Key_PageDown)
    window.people.met.emit(person)
    QTest.keyClick(window, Key.Key_PageDown)
    panel.settle()
    assert [ida in on for on in shown(office, photos)] == [False, True, False, False]
    assert window.strip.chosen == (photos[2],)
