"""A situation photo with nobody named: Enter goes on, and 0 opens no place by the way."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.services import photographs
from tests.services.office import FACEBOOK, WEBSITE, Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_bursts import taken
from tests.ui.test_naming_files import go_through

Key = Qt.Key


def card(office: Office, panel: PanelDriver, *seconds: int) -> list[PhotoId]:
    paths = [taken(office, number, at) for number, at in enumerate(seconds)]
    photographs.add_photos(*office.desk, paths, attest=False)
    photos = [office.photo(path) for path in paths]
    go_through(panel, photos)
    return photos


def kinds(office: Office, photos: Sequence[PhotoId]) -> list[PhotoKind | None]:
    with office.register.read() as reader:
        return [reader.photo(photo).kind for photo in photos]


def clear_anywhere_but_facebook(office: Office) -> bool:
    path = office.folder / "IMG_0000.JPG"
    return Outcome.CLEAR in office.check(path, destination=WEBSITE)


def assessed(panel: PanelDriver) -> None:
    panel.control(panel.panel.people.field, Key.Key_T)
    panel.judge(FACEBOOK)
    panel.settle()
    assert panel.panel.people.field.hasFocus()


def test_enter_goes_on_from_a_situation_that_was_assessed(
    panel: PanelDriver, office: Office
) -> None:
    photos = card(office, panel, 0, 60)
    assessed(panel)
    panel.key(Key.Key_Return)
    assert panel.panel.strip.chosen == (photos[1],)
    assert kinds(office, photos)[0] is PhotoKind.SITUATION


def test_enter_on_one_nobody_has_assessed_says_so_and_leads_there(
    panel: PanelDriver, office: Office
) -> None:
    photos = card(office, panel, 0, 60)
    panel.control(panel.panel.people.field, Key.Key_T)
    panel.key(Key.Key_Return)
    assert panel.panel.strip.chosen == (photos[0],)
    assert "the situation has not been assessed" in panel.panel.banner.text
    panel.click(panel.button("Assess the situation"))
    QTest.qWait(0)
    panel.settle()
    assert panel.panel.assessment.isAncestorOf(panel.panel.focusWidget())


def test_zero_asks_before_it_replaces_an_assessment(panel: PanelDriver, office: Office) -> None:
    photos = card(office, panel, 0, 60)
    assessed(panel)
    panel.key(Key.Key_0)
    assert panel.panel.banner.text.startswith("This is a situation photo.")
    assert panel.panel.kind.radios[PhotoKind.SITUATION].isChecked()
    assert kinds(office, photos)[0] is PhotoKind.SITUATION
    panel.key(Key.Key_Return)
    assert panel.panel.strip.chosen == (photos[1],)
    assert not clear_anywhere_but_facebook(office)
    panel.press(panel.panel, Key.Key_PageUp)
    panel.panel.people.field.setFocus()
    panel.key(Key.Key_0)
    panel.key(Key.Key_0)
    assert kinds(office, photos)[0] is PhotoKind.NOBODY


def test_the_mouse_is_asked_too(panel: PanelDriver, office: Office) -> None:
    photos = card(office, panel, 0, 60)
    assessed(panel)
    radio = panel.panel.kind.radios[PhotoKind.NOBODY]
    panel.click(radio)
    assert kinds(office, photos)[0] is PhotoKind.SITUATION
    panel.click(radio)
    assert kinds(office, photos)[0] is PhotoKind.NOBODY


def test_zero_is_refused_where_somebody_is_named_on_the_situation(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    photos = card(office, panel, 0, 60)
    panel.control(panel.panel.people.field, Key.Key_T)
    panel.name("ida")
    panel.key(Key.Key_0)
    assert kinds(office, photos)[0] is PhotoKind.SITUATION
    assert "can't be without people" in panel.panel.banner.text


def test_enter_on_a_portrait_with_nobody_named_names_the_real_choice(
    panel: PanelDriver, office: Office
) -> None:
    card(office, panel, 0, 60)
    panel.key(Key.Key_Return)
    assert "choose “Nobody recognisable” (0)" in panel.panel.banner.text


def test_at_the_end_enter_leads_to_what_is_left_and_writes_nothing_twice(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    photos = card(office, panel, 0, 60, 120)
    panel.key(Key.Key_Minus)
    panel.key(Key.Key_Minus)
    panel.name("ida")
    panel.key(Key.Key_Return)
    panel.settle()
    focus = panel.panel.focusWidget()
    assert panel.button("Show them") is focus
    before = office.acts()
    panel.press(focus, Key.Key_Return)
    assert panel.panel.strip.chosen == (photos[0],)
    assert office.acts() == before


def test_a_click_on_the_row_of_photos_leaves_the_keyboard_in_the_line(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    photos = card(office, panel, 0, 60, 120)
    strip = panel.panel.strip
    spot = strip.visualRect(strip.model().index(2, 0)).center()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    panel.settle()
    assert strip.chosen == (photos[2],)
    assert panel.panel.people.field.hasFocus()
    panel.name("ida")
    assert panel.chips() == ["Ida Dal"]


def test_the_help_key_tells_the_keys_of_naming(panel: PanelDriver, office: Office) -> None:
    card(office, panel, 0, 60)
    panel.press(panel.panel.people.field, Key.Key_F1)
    (told,) = [w for w in QApplication.topLevelWidgets() if w.windowTitle() == "Help"]
    said = {part.text() for part in told.findChildren(QLabel)}
    assert {"1 … 9", ".", "0", "?", "-", "Ctrl+T", "Ctrl+Space", "Ctrl+J"} <= said
    assert "Somebody nobody knows is on it" in said
    panel.press(told, Key.Key_Escape)
    assert panel.panel.isVisible()
