"""Event, photographer and right to use are written when other photos come, keyboard or not."""

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from consentdesk.domain.photos import PhotoId
from consentdesk.services import photographs
from tests.services.office import Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_bursts import attested, taken
from tests.ui.test_naming_files import go_through

Key = Qt.Key
DETAILS = 2
FIELDS = ["album", "photographer", "rights"]


@pytest.fixture
def card(panel: PanelDriver, office: Office) -> list[PhotoId]:
    """Two bursts of one photo each; somebody is named on the first, and details are looked at."""
    office.family("Ida Dal")
    paths = [taken(office, number, at) for number, at in enumerate((0, 60))]
    photographs.add_photos(*office.desk, paths, attest=False)
    photos = [office.photo(path) for path in paths]
    go_through(panel, photos)
    panel.name("ida")
    panel.panel.tabs.setCurrentIndex(DETAILS)
    panel.settle()
    return photos


def line(panel: PanelDriver, field: str) -> QLineEdit:
    found = getattr(panel.panel.details, field)
    return found if isinstance(found, QLineEdit) else found.lineEdit()


def recorded(office: Office, photos: list[PhotoId], field: str) -> list[str]:
    with office.register.read() as reader:
        return [getattr(reader.photo(photo), field) for photo in photos]


@pytest.mark.parametrize("field", FIELDS)
def test_page_down_writes_what_stands_in_the_field_for_the_photo_it_was_typed_for(
    panel: PanelDriver, office: Office, card: list[PhotoId], field: str
) -> None:
    panel.type(line(panel, field), "Line Holm")
    panel.press(line(panel, field), Key.Key_PageDown)
    assert panel.current() == card[1]
    assert recorded(office, card, field) == ["Line Holm", ""]
    panel.press(panel.panel, Key.Key_PageUp)
    assert line(panel, field).text() == "Line Holm"


def test_ctrl_enter_writes_it_before_the_next_photo_comes(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    panel.type(panel.panel.details.photographer, "Line Holm")
    panel.control(panel.panel.details.photographer, Key.Key_Return)
    assert attested(office, card) == [True, False]
    assert panel.current() == card[1]
    assert recorded(office, card, "photographer") == ["Line Holm", ""]


def test_a_click_in_the_row_of_photos_writes_it(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    strip = panel.panel.strip
    panel.type(panel.panel.details.photographer, "Line Holm")
    panel.click_row(strip, strip.model().index(1, 0))
    assert panel.current() == card[1]
    assert recorded(office, card, "photographer") == ["Line Holm", ""]


def test_closing_writes_it(panel: PanelDriver, office: Office, card: list[PhotoId]) -> None:
    opened = panel.panel
    panel.type(opened.details.photographer, "Line Holm")
    opened.reject()
    panel.settle()
    assert not shiboken6.isValid(opened) or not opened.isVisible()
    assert recorded(office, card, "photographer") == ["Line Holm", ""]
