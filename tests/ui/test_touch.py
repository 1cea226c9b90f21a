"""How the parts that Qt draws behave: lists that drop down, rows, bars, and room on the screen."""

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QTableWidget, QTableWidgetItem
from pytestqt.qtbot import QtBot

from consentdesk.ui import theme
from consentdesk.ui.delegates import Line, prepare_table
from consentdesk.ui.glyphs import Shape, Sign
from consentdesk.ui.number_box import NumberBox
from consentdesk.ui.progress_bar import ProgressBar
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.sidebar import ClerkButton


@pytest.fixture
def table(qtbot: QtBot) -> QTableWidget:
    """A table of thirty rows as all tables are."""
    made = QTableWidget(30, 3)
    for row in range(30):
        for column in range(3):
            made.setItem(row, column, QTableWidgetItem(f"{row}.{column}"))
    prepare_table(made)
    made.resize(420, 300)
    qtbot.addWidget(made)
    made.show()
    made.setCurrentCell(5, 0)
    return made


# Without a screen there is no keyboard to be had for a list that drops down.
@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_a_list_that_drops_down_shows_whole_rows_high_enough_to_be_hit(qtbot: QtBot) -> None:
    box = QComboBox()
    box.addItems(["Website", "Facebook", "Instagram", "Newsletter"])
    qtbot.addWidget(box)
    box.show()
    box.showPopup()
    view = box.view()
    assert view.sizeHintForRow(0) >= theme.TARGET
    assert view.verticalScrollBar().maximum() == 0, "nothing is left to scroll to"
    assert view.viewport().height() >= 4 * view.sizeHintForRow(0)
    box.hidePopup()


def test_home_and_end_go_to_the_first_and_the_last_row(table: QTableWidget) -> None:
    QTest.keyClick(table, Qt.Key.Key_End)
    assert [i.row() for i in table.selectionModel().selectedRows()] == [29]
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert [i.row() for i in table.selectionModel().selectedRows()] == [0]


def test_home_with_shift_takes_along_everything_between(table: QTableWidget) -> None:
    QTest.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
    assert len(table.selectionModel().selectedRows()) == 6
    assert table.currentRow() == 0


def test_the_mouse_marks_the_whole_row_it_is_over(table: QTableWidget) -> None:
    item = table.visualRect(table.model().index(2, 0))
    QTest.mouseMove(table.viewport(), item.center())
    QTest.qWait(0)
    hover = theme.LIGHT.hover.lower()
    picture = table.viewport().grab().toImage()
    seen = [
        picture.pixelColor(
            table.visualRect(table.model().index(2, column)).right() - 3, item.top() + 4
        )
        for column in range(3)
    ]
    assert [colour.name() for colour in seen] == [hover] * 3


def test_a_bar_without_an_end_is_one_piece(qtbot: QtBot) -> None:
    bar = ProgressBar("How far it is")
    bar.setRange(0, 0)
    bar.resize(200, 6)
    qtbot.addWidget(bar)
    bar.show()
    picture = bar.grab().toImage()
    accent = theme.LIGHT.accent.lower()
    done = [picture.pixelColor(x, 3).name() == accent for x in range(200)]
    assert any(done)
    assert sum(a != b for a, b in pairwise(done)) <= 2


def test_a_dialog_and_its_frame_fit_the_screen(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "windows.ini"), QSettings.Format.IniFormat)
    dialog = QDialog()
    qtbot.addWidget(dialog)
    remember_size(dialog, settings, "any", QSize(5000, 5000))
    screen = dialog.screen().availableSize()
    assert dialog.height() <= screen.height() - 40
    assert dialog.width() <= screen.width() - 16


def test_a_long_name_of_the_clerk_ends_in_an_ellipsis_and_is_told_whole(qtbot: QtBot) -> None:
    clerk = ClerkButton()
    qtbot.addWidget(clerk)
    clerk.resize(150, 32)
    clerk.show()
    clerk.set_name("Karen Margrethe Holm-Sørensen")
    assert clerk.text().endswith("…")
    assert clerk.text().startswith("Karen")
    assert clerk.toolTip().startswith(clerk.name)
    assert clerk.accessibleName() == clerk.name


def test_a_figure_does_not_stand_on_the_border(qtbot: QtBot) -> None:
    box = NumberBox()
    qtbot.addWidget(box)
    line = box.findChild(QLineEdit)
    assert line is not None
    assert line.textMargins().left() >= theme.GRID


def test_a_sign_whose_word_is_written_beside_it_is_read_once() -> None:
    sign = Sign(Shape.NO, "Must be taken down", "")
    line = Line(heading="Facebook", detail="Must be taken down · https://example.org", sign=sign)
    assert line.spoken() == "Facebook, Must be taken down · https://example.org"
    assert Line(heading="Facebook", sign=sign).spoken() == "Facebook, Must be taken down"
