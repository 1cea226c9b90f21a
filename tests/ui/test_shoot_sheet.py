"""The shoot sheet in its windows: chosen, shown, printed, and gone at midnight."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from consentdesk.domain.events import Event
from consentdesk.domain.people import SubjectId
from consentdesk.services import roster, withdrawing
from consentdesk.services.paper_preview import page_count
from consentdesk.ui.application import speak
from consentdesk.ui.context import Context
from consentdesk.ui.glyphs import Shape, Sign
from consentdesk.ui.models import SIGN_ROLE
from consentdesk.ui.printing import prepared
from consentdesk.ui.shoot_sheet_dialog import ShootSheetDialog
from consentdesk.ui.shoot_sheet_window import ShootSheetWindow, may_not
from consentdesk.ui.theme import GRID
from tests.services.office import CLERK, Office
from tests.services.paper.pages import words
from tests.ui.driving import Driver, spoken, texts


class SheetDriver(Driver):
    """Opens the dialog over another window."""

    def __init__(self, qtbot: QtBot, context: Context, folder: Path) -> None:
        super().__init__(qtbot, context)
        self.desk = QWidget()
        self.show(self.desk)
        self.paper = folder / "paper.pdf"

    def open(self) -> ShootSheetDialog:
        self.dialog = ShootSheetDialog(self.context, self.desk, choose=self._choose)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.open()
        self.qtbot.waitExposed(self.dialog)
        self.dialog.activateWindow()
        self.wait(self.dialog.isActiveWindow)
        self.settle()
        return self.dialog

    def sheet(self, *groups: str) -> ShootSheetWindow:
        """Show the sheet of these groups."""
        dialog = self.open()
        dialog.groups.tick(groups)
        self.click(dialog.show_)
        (window,) = self.desk.findChildren(ShootSheetWindow)
        self.settle()
        return window

    def _choose(self, _parent: QWidget, _both_sides: bool) -> QPrinter | None:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.paper))
        return prepared(printer)


@pytest.fixture
def desk(qtbot: QtBot, context: Context, tmp_path: Path) -> SheetDriver:
    return SheetDriver(qtbot, context, tmp_path)


@pytest.fixture
def ida(office: Office) -> SubjectId:
    """A child with every permission; Noah beside her has none."""
    office.family("Noah Lund")
    ida = office.family("Ida Friis")
    office.permit(ida)
    return ida


def shapes(window: ShootSheetWindow, row: int) -> list[Shape | None]:
    """The signs of one person from the left."""
    model = window.model
    signs = (model.index(row, c).data(SIGN_ROLE) for c in range(2, model.columnCount()))
    return [sign.shape if isinstance(sign, Sign) else None for sign in signs]


def test_each_person_has_a_shape_and_a_word_for_each_place(
    desk: SheetDriver, ida: SubjectId
) -> None:
    del ida
    window = desk.sheet("2.A")
    QAbstractItemModelTester(window.model)
    assert not isValid(desk.dialog) or not desk.dialog.isVisible()
    assert texts(window.table) == ["Ida Friis", "Noah Lund"]
    assert shapes(window, 0) == [Shape.YES] * 5 + [None]
    assert shapes(window, 1) == [Shape.NO] * 5 + [None]
    assert spoken(window.table, 2) == ["Website: May be shown", "Website: May not be shown"]
    assert "Good until the evening of 14 September 2026." in window.until.text


def test_the_keyboard_is_where_first_letters_are_typed(desk: SheetDriver, ida: SubjectId) -> None:
    del ida
    window = desk.sheet("2.A")
    desk.wait(window.search.hasFocus)
    desk.type(window.search, "lu")
    assert texts(window.table) == ["Noah Lund"]
    assert window.count.text() == "1 person"
    desk.press(window.search, Qt.Key.Key_Escape)
    assert len(texts(window.table)) == 2
    desk.press(window.search, Qt.Key.Key_Escape)
    assert not isValid(window) or not window.isVisible()


def test_whoever_is_protected_and_whoever_objects_look_the_same(
    desk: SheetDriver, office: Office, ida: SubjectId
) -> None:
    roster.protect(*office.desk, subject=ida)
    other = office.family("Bo Krag")
    withdrawing.object_to(*office.desk, subject=other)
    window = desk.sheet("2.A")
    assert texts(window.table) == ["Bo Krag", "Ida Friis", "Noah Lund"]
    assert shapes(window, 0) == shapes(window, 1) == [Shape.NO] * 6


def test_a_withdrawal_shows_while_the_sheet_is_open(
    desk: SheetDriver, office: Office, context: Context, ida: SubjectId
) -> None:
    window = desk.sheet("2.A")
    desk.type(window.search, "ida")
    withdrawing.withdraw(*office.desk, subject=ida)
    context.tell_written()
    desk.settle()
    assert texts(window.table) == ["Ida Friis"]
    assert shapes(window, 0) == [Shape.NO] * 5 + [None]


def _tick(window: ShootSheetWindow) -> None:
    window.look_at_clock()


def _come_back(window: ShootSheetWindow) -> None:
    window.hide()
    window.show()


@pytest.mark.parametrize("notice", [_tick, _come_back])
def test_at_midnight_nobodys_name_is_left(
    desk: SheetDriver,
    office: Office,
    ida: SubjectId,
    notice: Callable[[ShootSheetWindow], None],
) -> None:
    del ida
    window = desk.sheet("2.A")
    office.later(hours=13, minutes=59)
    notice(window)
    assert len(texts(window.table)) == 2
    office.later(minutes=1)
    notice(window)
    desk.settle()
    assert window.is_over
    assert texts(window.table) == []
    assert window.stack.currentWidget() is window.over
    window.search.setText("i")
    desk.context.tell_written()
    desk.settle()
    assert texts(window.table) == []
    desk.click(window.over.button)
    assert desk.desk.findChildren(ShootSheetDialog)


def test_a_sheet_made_before_its_day_is_made_anew_on_the_day(
    desk: SheetDriver, office: Office, ida: SubjectId
) -> None:
    del ida
    dialog = desk.open()
    dialog.groups.tick(["2.A"])
    dialog.day.set_day(office.today + timedelta(days=1))
    assert dialog.ahead.isVisible()
    desk.click(dialog.show_)
    (window,) = desk.desk.findChildren(ShootSheetWindow)
    assert "Print it again" in window.as_of.text()
    office.later(days=1)
    window.look_at_clock()
    desk.settle()
    assert "Print it again" not in window.as_of.text()
    assert len(texts(window.table)) == 2


def test_names_are_hidden_while_nobody_is_at_the_desk(
    desk: SheetDriver, context: Context, ida: SubjectId
) -> None:
    del ida
    window = desk.sheet("2.A")
    context.covered.emit(True)
    assert not window.isVisible()
    context.covered.emit(False)
    assert window.isVisible()


def test_an_event_ticks_its_groups_and_sets_its_day(
    desk: SheetDriver, office: Office, ida: SubjectId
) -> None:
    del ida
    day = office.today + timedelta(days=2)
    with office.register.write(CLERK, office.at) as writer:
        writer.set_event(Event(name="Zoo", groups=("2.A",), held_on=day))
    dialog = desk.open()
    dialog.event_.setFocus()
    desk.press(dialog.event_, Qt.Key.Key_Down)
    assert dialog.event_.currentText() == "Zoo"
    dialog.event_.activated.emit(1)
    assert dialog.groups.ticked == ("2.A",)
    assert dialog.day.day == day


def test_it_is_printed_and_saved(
    desk: SheetDriver, office: Office, tmp_path: Path, ida: SubjectId
) -> None:
    del ida
    dialog = desk.open()
    dialog.groups.tick(["2.A"])
    before = office.acts()
    desk.click(dialog.print)
    assert dialog.banner.text == "The sheet is printed, with 2 people."
    assert page_count(desk.paper) == 1
    path = tmp_path / "sheet.pdf"
    dialog.save_to(path)
    desk.settle()
    assert "Delete it after the day." in dialog.banner.text
    assert "Ida Friis" in words(path.read_bytes())
    assert office.acts() == before


def test_who_is_not_on_the_paper_for_the_letters_is_told(
    desk: SheetDriver, office: Office, tmp_path: Path, ida: SubjectId
) -> None:
    del ida
    office.family("漢字 Lund")
    dialog = desk.open()
    dialog.groups.tick(["2.A"])
    said = "Not on the paper, because the font lacks letters: 漢字 Lund."
    desk.click(dialog.print)
    assert dialog.banner.text.splitlines()[-1] == said
    dialog.save_to(tmp_path / "a.pdf")
    desk.settle()
    assert dialog.banner.text.splitlines()[-1] == said
    dialog.save_to(tmp_path / "none" / "a.pdf")
    desk.settle()
    assert dialog.banner.text.startswith("The shoot sheet can't be saved as")


def test_what_is_lacking_is_said_where_it_is(desk: SheetDriver, ida: SubjectId) -> None:
    del ida
    dialog = desk.open()
    assert dialog.staff.isChecked(), "they alone are no sheet"
    desk.click(dialog.show_)
    assert "Tick at least one group" in dialog.banner.text
    assert dialog.groups.hasFocus()
    desk.press(dialog.groups, Qt.Key.Key_Space)
    assert dialog.groups.ticked == ("2.A",)
    dialog.day.setText("")
    desk.click(dialog.show_)
    assert dialog.day.hasFocus()
    dialog.day.setText("01-01-2026")
    desk.click(dialog.show_)
    assert "is over" in dialog.banner.text
    dialog.places.tick([])
    desk.click(dialog.show_)
    assert dialog.places.hasFocus()
    assert not desk.desk.findChildren(ShootSheetWindow)


def test_what_was_chosen_is_chosen_again(desk: SheetDriver, ida: SubjectId) -> None:
    del ida
    dialog = desk.open()
    dialog.groups.tick(["2.A"])
    dialog.places.tick(["website", "press"])
    dialog.staff.setChecked(False)
    desk.click(dialog.show_)
    again = desk.open()
    assert again.groups.ticked == ("2.A",)
    assert again.places.ticked == ("website", "press")
    assert not again.staff.isChecked()
    assert again.day.day is not None


def test_may_not_is_never_cut_to_may(desk: SheetDriver, ida: SubjectId) -> None:
    del ida
    for spoken_here in ("en", "da", "sv"):
        speak(spoken_here)
        window = desk.sheet("2.A")
        metrics = window.table.fontMetrics()
        for width in (320, 700, 1400):
            window.resize(width, 500)
            desk.settle()
            for column in range(2, window.model.columnCount()):
                room = window.table.columnWidth(column) - 3 * GRID - metrics.height()
                assert room >= metrics.horizontalAdvance(may_not().short)
        window.close()
        desk.settle()
