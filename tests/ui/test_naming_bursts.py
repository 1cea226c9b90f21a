"""A card named burst by burst: chosen together, gone through with Enter, one taken out."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt

from consentdesk.domain.photos import PhotoId
from consentdesk.services import photographs
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui.photo_panel import open_photo_panel
from tests.services.office import Office, picture
from tests.ui.panel_driver import PanelDriver

TAKEN = (0, 4, 9, 60, 63, 200)
"""Seconds: three in one go, two, one."""


def taken(office: Office, number: int, seconds: int) -> Path:
    """A picture whose camera says when it was taken."""
    image = Image.open(BytesIO(picture(900 + number)))
    said = image.getexif()
    clock = f"2026:06:12 10:{seconds // 60:02}:{seconds % 60:02}"
    said.get_ifd(0x8769)[0x9003] = clock
    path = office.folder / f"IMG_{number:04}.JPG"
    image.save(path, exif=said)
    return path


@pytest.fixture
def card(panel: PanelDriver, office: Office) -> list[PhotoId]:
    """Six photos of three bursts, opened in the order of their names backwards."""
    office.family("Ida Dal")
    office.family("Noah Lund")
    paths = [taken(office, number, at) for number, at in enumerate(TAKEN)]
    photographs.add_photos(*office.desk, paths, attest=False)
    photos = [office.photo(path) for path in paths]
    panel.panel = open_photo_panel(panel.context, panel.desk, photos[::-1], in_bursts=True)
    panel.qtbot.waitExposed(panel.panel)
    panel.panel.activateWindow()
    panel.wait(panel.panel.isActiveWindow)
    panel.settle()
    return photos


def attested(office: Office, photos: list[PhotoId]) -> list[bool]:
    with office.register.read() as reader:
        known = reader.photos(photos)
        unsaid = set(reader.find_photos(PhotoFilter(unattested=True)))
    return [photo in known and photo not in unsaid for photo in photos]


def test_a_burst_is_named_and_vouched_for_together_and_the_next_is_chosen(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    strip = panel.panel.strip
    assert strip.chosen == tuple(card[:3])
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    assert attested(office, card) == [True] * 3 + [False] * 3
    assert strip.chosen == tuple(card[3:5])
    panel.key(Qt.Key.Key_Period)
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    assert strip.chosen == (card[5],)
    panel.key(Qt.Key.Key_0)
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    with office.register.read() as reader:
        shown = reader.depicted(card)
    assert [len(shown[photo]) for photo in card] == [1, 1, 1, 1, 1, 0]
    assert panel.panel.banner.text.startswith("6 of 6")


def test_one_photo_taken_out_is_named_by_itself_and_the_rest_follows(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    strip = panel.panel.strip
    panel.control(panel.panel.people.field, Qt.Key.Key_Space)
    assert strip.chosen == (card[0],)
    panel.name("noah")
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    assert strip.chosen == tuple(card[1:3])
    assert attested(office, card) == [True] + [False] * 5


def test_a_burst_is_left_and_come_back_to(panel: PanelDriver, card: list[PhotoId]) -> None:
    strip = panel.panel.strip
    panel.key(Qt.Key.Key_Minus)
    panel.settle()
    assert strip.chosen == tuple(card[3:5])
    panel.key(Qt.Key.Key_PageUp)
    panel.settle()
    assert strip.chosen == tuple(card[:3])


def test_a_judgement_that_is_begun_is_not_lost_when_the_burst_is_vouched_for(
    panel: PanelDriver, office: Office, card: list[PhotoId]
) -> None:
    opened = panel.panel
    panel.control(opened.people.field, Qt.Key.Key_T)
    panel.type(opened.assessment.reason, "A happy game")
    opened.people.field.setFocus()
    panel.name("ida")
    panel.key(Qt.Key.Key_Return)
    panel.settle()
    assert attested(office, card)[:3] == [True] * 3
    assert opened.strip.chosen == tuple(card[:3])
    assert opened.assessment.reason.text() == "A happy game"
    assert "not saved yet" in opened.banner.text
