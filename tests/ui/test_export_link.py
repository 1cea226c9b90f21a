"""A link typed at the end of an export is not lost unasked."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from consentdesk.ui.application import speak
from consentdesk.ui.context import Context
from consentdesk.ui.export_dialog import ExportDialog
from tests.services.office import Office
from tests.ui.export_driver import ExportDriver
from tests.ui.fitting import letters_used_twice

Key = Qt.Key
LINK = "https://example.org/post/7"
LOST = "What you typed here is not saved."


@pytest.fixture
def gate(qtbot: QtBot, context: Context, office: Office) -> Iterator[ExportDriver]:
    """A desk at which one picture has just been exported."""
    made = ExportDriver(qtbot, context, office)
    noah = office.family()
    office.permit(noah)
    made.open(office.portrait(noah))
    made.aim(office.target())
    made.finish()
    assert made.dialog.page is made.dialog.outcome
    yield made
    for window in QApplication.topLevelWidgets():
        if isinstance(window, ExportDialog) and window.isVisible():
            window.close()
            window.close()
    made.settle()


def hear_the_end(dialog: ExportDialog) -> list[bool]:
    ended: list[bool] = []
    dialog.finished.connect(lambda _result: ended.append(True))
    return ended


def close(gate: ExportDriver, how: str) -> None:
    """Close the window in one of three ways."""
    match how:
        case "esc":
            gate.press(gate.dialog, Key.Key_Escape)
        case "close":
            gate.dialog.leave.click()
        case "cross":
            gate.dialog.close()
    gate.settle()


@pytest.mark.parametrize("how", ["esc", "close", "cross"])
def test_closing_with_a_link_that_is_not_saved_asks_once(gate: ExportDriver, how: str) -> None:
    dialog = gate.dialog
    ended = hear_the_end(dialog)

    gate.type(dialog.outcome.link, LINK)
    close(gate, how)
    assert ended == []
    assert dialog.banner.text == LOST
    close(gate, how)
    assert ended == [True]


@pytest.mark.parametrize("how", ["esc", "close", "cross"])
def test_closing_with_a_saved_link_or_none_asks_nothing(gate: ExportDriver, how: str) -> None:
    dialog = gate.dialog
    ended = hear_the_end(dialog)
    if how != "cross":
        gate.type(dialog.outcome.link, LINK)
        gate.press(dialog.outcome.link, Key.Key_Return)
        assert gate.releases()[0].link == LINK
    close(gate, how)
    assert ended == [True]


def test_a_link_that_was_refused_is_not_saved(gate: ExportDriver) -> None:
    dialog = gate.dialog
    QApplication.clipboard().setText("example")
    gate.click(dialog.outcome.paste)
    assert dialog.outcome.banner.text.startswith("This is not a web address.")
    gate.press(dialog, Key.Key_Escape)
    assert dialog.banner.text == LOST


def test_saving_the_link_answers_the_question(gate: ExportDriver) -> None:
    dialog = gate.dialog
    gate.type(dialog.outcome.link, LINK)
    gate.press(dialog, Key.Key_Escape)
    gate.click(dialog.outcome.save)
    assert dialog.banner.text == ""
    ended = hear_the_end(dialog)
    gate.press(dialog, Key.Key_Escape)
    assert ended == [True]


def test_the_next_export_is_not_begun_over_a_link_that_is_not_saved(gate: ExportDriver) -> None:
    dialog = gate.dialog
    gate.type(dialog.outcome.link, LINK)
    gate.click(dialog.more)
    assert dialog.page is dialog.outcome
    assert dialog.banner.text == LOST
    go_on = QApplication.focusWidget()
    assert isinstance(go_on, QPushButton)
    assert go_on.text() == "Go on wi&thout the link"
    gate.press(go_on, Key.Key_Return)
    assert dialog.empty.isVisible()
    assert dialog.banner.text == ""


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_the_buttons_that_ask_have_letters_of_their_own(
    qtbot: QtBot, context: Context, office: Office, language: str
) -> None:
    speak(language)
    gate = ExportDriver(qtbot, context, office)
    noah = office.family()
    office.permit(noah)
    dialog = gate.open(office.portrait(noah))
    gate.aim(office.target())
    gate.finish()
    gate.type(dialog.outcome.link, LINK)
    gate.click(dialog.more)
    assert letters_used_twice(dialog) == set()
    dialog.banner.hide()
    gate.press(dialog, Key.Key_Escape)
    assert letters_used_twice(dialog) == set()
    gate.press(dialog, Key.Key_Escape)
