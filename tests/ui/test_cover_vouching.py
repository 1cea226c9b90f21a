"""The statement in the window for covers: where it is asked for, and what ends it (R16, R22)."""

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from consentdesk.domain.covers import Drawn, rectangle, unknown
from consentdesk.domain.photos import PhotoId, PhotoKind, Region
from consentdesk.services import hiding, photographs
from consentdesk.services.pictures.drawing import draw_sample
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.ui.context import Context
from consentdesk.ui.cover_reading import Shown, read_shown
from tests.services.office import Office
from tests.services.yard import Yard
from tests.ui.cover_driver import CoverDriver

LEFT, RIGHT = ((0.05, 0.1), (0.4, 0.9)), ((0.6, 0.1), (0.95, 0.9))
PART = Region(0.0, 0.0, 0.7, 1.0)


@pytest.fixture
def covers(qtbot: QtBot, context: Context, office: Office) -> Iterator[CoverDriver]:
    driver = CoverDriver(qtbot, context, office)
    yield driver
    driver.window.done(0)
    driver.settle()


def test_what_ends_the_statement_says_so_also_when_it_is_taken_back_by_ctrl_z(
    covers: CoverDriver, office: Office
) -> None:
    yard = Yard.of(office)
    yard.attest(2)
    window = covers.open(yard.photo, subject=unknown(1))
    said, button = window.copy.vouching.said, window.copy.vouching.button
    covers.drag(*LEFT)
    hiding.hide_all(
        *office.desk,
        {yard.photo: Drawn(covers=yard.drawn.covers, crop=PART)},
        {yard.photo: fingerprint(yard.path.read_bytes())},
        before={yard.photo: yard.drawn},
    )
    covers.context.tell_written()
    covers.settle()
    covers.click(window.choices.uncrop)
    covers.click(button)
    assert said.text().startswith("It is on record")
    assert yard.plan().clear
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    covers.settle()
    assert yard.drawn.crop == PART
    assert said.text().startswith("What was said of the copies holds no longer")
    assert button.isVisible() and button.isEnabled()
    assert not yard.plan().clear
    covers.click(button)
    assert said.text().startswith("It is on record")
    assert yard.plan().clear


def test_a_cover_where_no_face_is_marked_asks_for_a_look_at_the_copy(
    covers: CoverDriver, office: Office
) -> None:
    yard = Yard.of(office, "Ella Holm")
    (ella,) = yard.others
    window = covers.open(yard.photo, subject=ella)
    vouching = window.copy.vouching
    assert not vouching.isVisible()
    covers.drag(*RIGHT)
    assert vouching.said.text().startswith("1 person is covered whose face is not marked.")
    assert not yard.plan().clear
    covers.click(vouching.button)
    assert vouching.said.text().startswith("It is on record")
    assert yard.plan().clear
    covers.click(window.choices.remove)
    assert not vouching.isVisible()


def test_whom_the_file_names_is_asked_about_once(covers: CoverDriver, office: Office) -> None:
    path = office.folder / "tagged.jpg"
    path.write_bytes(draw_sample(3, 3, (800, 600), names=("Noah Lund", "Ella Holm")))
    yard = Yard.of(office, path=path)
    office.family("Ella Holm")
    yard.attest(2)
    window = covers.open(yard.photo, subject=unknown(1))
    covers.drag(*RIGHT)
    covers.click(window.copy.vouching.button)
    assert "Ella Holm" in window.banner.text
    assert not yard.plan().clear
    covers.click(window.copy.vouching.button)
    assert not window.banner.text
    assert yard.plan().clear


def test_a_look_alike_with_more_names_is_another_picture_if_somebody_says_so(
    covers: CoverDriver, office: Office
) -> None:
    yard = Yard.of(office)
    ella = office.family("Ella Holm")
    yard.attest(2)
    photographs.add_photos(
        *office.desk,
        [office.shrunk(yard.path)],
        kind=PhotoKind.PORTRAIT,
        shows=(yard.noah, ella),
        different=[yard.photo],
    )
    window = covers.open(yard.photo, subject=unknown(1))
    covers.drag(*LEFT)
    covers.click(window.copy.vouching.button)
    assert "small_" in window.banner.text
    assert not yard.plan().clear
    (apart,) = (
        one for one in window.findChildren(QPushButton) if one.text() == "They are two pictures"
    )
    covers.click(apart)
    assert not window.banner.text
    assert yard.plan().clear


def test_nobody_says_so_of_a_copy_that_can_not_be_shown(
    covers: CoverDriver, office: Office
) -> None:
    yard = Yard.of(office, "Ella Holm")
    (ella,) = yard.others
    yard.draw((ella, rectangle(Region(0.6, 0.1, 0.3, 0.8))))
    away = yard.path.rename(office.folder.parent / "away.jpg")
    window = covers.open(yard.photo)
    button = window.copy.vouching.button
    assert button.isVisible() and not button.isEnabled()
    away.rename(yard.path)
    covers.context.thumbnails.note({yard.photo: yard.path})
    covers.settle()
    assert button.isEnabled()
    covers.click(button)
    assert yard.plan().clear


def test_nobody_says_so_while_the_copy_of_what_is_drawn_is_still_being_made(
    covers: CoverDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard, let_go = Yard.of(office, "Ella Holm"), Event()
    window = covers.open(yard.photo, subject=yard.others[0])
    covers.drag(*RIGHT)
    button, before = window.copy.vouching.button, window.drawn
    assert button.isEnabled()

    def slowly(context: Context, photo: PhotoId, drawn: Drawn) -> Shown:
        assert let_go.wait(30)
        return read_shown(context, photo, drawn)

    monkeypatch.setattr("consentdesk.ui.cover_copy.read_shown", slowly)
    QTest.mouseClick(window.choices.smaller, Qt.MouseButton.LeftButton)
    covers.wait(lambda: yard.drawn != before and window.queue.is_idle)
    covers.qtbot.wait(50)
    assert not button.isEnabled()
    let_go.set()
    covers.settle()
    assert window.drawn == yard.drawn != before
    assert button.isEnabled()
