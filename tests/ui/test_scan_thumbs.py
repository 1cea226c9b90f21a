"""The signed form, small, beside the permission it gave: seen, opened, and never left on disk."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from consentdesk.domain.acts import Digest
from consentdesk.domain.people import SubjectId
from consentdesk.paths import cache_dir
from consentdesk.services import intake
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import LINE_ROLE
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.scan_thumbs import ScanThumbs, sheet_in
from consentdesk.ui.scan_view import ScanView
from tests.services.office import Office
from tests.ui.driving import Driver, spoken

Key = Qt.Key
RED = QColor(200, 30, 30)


def _png(path: Path) -> None:
    Image.new("RGB", (420, 594), (200, 30, 30)).save(path, "PNG")


def _tiff(path: Path) -> None:
    Image.new("RGB", (420, 594), (200, 30, 30)).save(path, "TIFF")


def _pdf(path: Path) -> None:
    canvas = import_module("reportlab.pdfgen.canvas").Canvas(str(path))
    canvas.setFillColorRGB(200 / 255, 30 / 255, 30 / 255)
    canvas.rect(0, 0, 600, 850, stroke=0, fill=1)
    canvas.showPage()
    canvas.drawString(72, 700, "The back is not shown.")
    canvas.save()


def _permit(office: Office, child: SubjectId, scan: Path | None) -> None:
    serial = office.form(child)
    answers = dict.fromkeys(office.purposes, True)
    with office.register.read() as reader:
        (mother,) = reader.guardianships([child])[child]
    intake.record_and_journal(
        *office.desk,
        serial=serial,
        answers=answers,
        signer=str(mother.guardian),
        signed_on=office.today,
        scan=scan,
        paper_at=None if scan else "Folder 3",
    )


Shown = Callable[[Callable[[Path], None] | None], PersonPage]


@pytest.fixture
def shown(window: MainWindow, driver: Driver, office: Office) -> Shown:
    """Shows the page of somebody whose form was scanned like that, or only lies in a folder."""

    def show(write: Callable[[Path], None] | None) -> PersonPage:
        child = office.family()
        scan = office.folder / "scan" if write is not None else None
        if write is not None and scan is not None:
            write(scan)
        _permit(office, child, scan)
        driver.context.show_subject(child)
        driver.settle()
        page = window.pages.page
        assert isinstance(page, PersonPage)
        driver.qtbot.waitExposed(window)
        return page

    return show


def _sheet(page: PersonPage) -> QRect:
    """Where the small form is beside the first permission."""
    return sheet_in(page.permissions.visualRect(page.permissions_model.index(0)))


def _seen(page: PersonPage) -> QImage:
    return page.permissions.viewport().grab().toImage()


def _is_red(page: PersonPage) -> bool:
    image, at = _seen(page), _sheet(page).center() * page.devicePixelRatioF()
    seen = image.pixelColor(at)
    off = (seen.red() - RED.red(), seen.green() - RED.green(), seen.blue() - RED.blue())
    return all(abs(one) < 6 for one in off)


@pytest.mark.parametrize("write", [_png, _tiff, _pdf])
def test_the_signed_form_is_seen_small_beside_the_permission(
    shown: Shown, driver: Driver, write: Callable[[Path], None]
) -> None:
    page = shown(write)
    driver.wait(lambda: _is_red(page))
    sheet = _sheet(page)
    assert sheet.width() >= 24
    assert page.permissions.viewport().rect().contains(sheet)
    assert "signed form to look at" in spoken(page.permissions)[0]


def test_nothing_moves_when_the_small_form_comes(shown: Shown, driver: Driver) -> None:
    page = shown(_png)
    row = page.permissions.visualRect(page.permissions_model.index(0))
    words = QRect(0, row.top(), _sheet(page).left() - 1, row.height())
    before = _seen(page).copy(words)
    driver.wait(lambda: _is_red(page))
    assert _seen(page).copy(words) == before
    assert page.permissions.visualRect(page.permissions_model.index(0)) == row


def test_without_a_scan_the_words_have_all_the_room(shown: Shown) -> None:
    page = shown(None)
    line = page.permissions_model.index(0).data(LINE_ROLE)
    assert line.scan == ""
    assert "signed form" not in spoken(page.permissions)[0]


def _views(page: PersonPage) -> list[ScanView]:
    return [view for view in page.findChildren(ScanView) if view.isVisible()]


def test_a_click_on_it_opens_the_form_and_a_second_click_no_other(
    shown: Shown, driver: Driver
) -> None:
    page = shown(_png)
    viewport, at = page.permissions.viewport(), _sheet(page).center()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(viewport, left, none, at)
    QTest.mouseDClick(viewport, left, none, at)
    driver.settle()
    (view,) = _views(page)
    view.close()
    driver.settle()
    QTest.mouseClick(viewport, left, none, at)
    driver.settle()
    (view,) = _views(page)
    view.close()


def test_a_click_beside_it_only_chooses_the_permission(shown: Shown, driver: Driver) -> None:
    page = shown(_png)
    beside = _sheet(page).topLeft() - QPoint(20, -10)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(page.permissions.viewport(), left, none, beside)
    driver.settle()
    assert _views(page) == []
    assert page.permissions.currentIndex().row() == 0


def test_enter_opens_it_too(shown: Shown, driver: Driver) -> None:
    page = shown(_png)
    page.permissions.setCurrentIndex(page.permissions_model.index(0))
    driver.press(page.permissions, Key.Key_Return)
    (view,) = _views(page)
    view.close()


def test_no_copy_of_a_signed_form_goes_to_disk(shown: Shown, driver: Driver) -> None:
    page = shown(_png)
    driver.wait(lambda: _is_red(page))
    assert [path for path in cache_dir().rglob("*") if path.suffix not in {"", ".place"}] == []


def test_a_form_that_can_not_be_had_is_told_once_and_not_asked_for_again(
    qtbot: QtBot, context: Context, driver: Driver
) -> None:
    thumbs, lost = ScanThumbs(context), Digest("0" * 64)
    with qtbot.waitSignal(thumbs.arrived, timeout=30_000):
        assert thumbs.picture(lost) is None
    assert thumbs.is_missing(lost)
    assert thumbs.picture(lost) is None
    driver.settle()
    thumbs.keep(())
    assert not thumbs.is_missing(lost)
    thumbs.deleteLater()
