"""Correcting an entry works as the other dialogs do."""

import pytest
from PySide6.QtCore import Qt

from consentdesk.domain.acts import ActKind
from consentdesk.ui.correct_dialog import CorrectDialog
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.openings import Opener

Key = Qt.Key


@pytest.fixture
def dialog(opened: Opener) -> CorrectDialog:
    """The dialog, about the last entry of the journal."""
    made = opened("correct")
    assert isinstance(made, CorrectDialog)
    return made


def _last(office: Office) -> ActKind:
    with office.register.read() as reader:
        return reader.ledger(limit=1)[0].kind


def test_control_enter_corrects_while_one_writes(
    dialog: CorrectDialog, driver: Driver, busy: Office
) -> None:
    finished: list[int] = []
    dialog.finished.connect(finished.append)
    driver.type(dialog.reason, "Typed into the wrong form")
    driver.control(dialog.reason, Key.Key_Return)
    assert finished
    assert _last(busy) is ActKind.CORRECTED


def test_without_a_reason_it_asks_in_the_words_of_the_field(
    dialog: CorrectDialog, driver: Driver, busy: Office
) -> None:
    before = busy.acts()
    driver.click(dialog.correct)
    assert dialog.banner.text == "Say why it was wrong. One sentence is enough."
    assert dialog.reason.hasFocus()
    assert dialog.reason.accessibleName() == "Why was it wrong?"
    driver.type(dialog.reason, "T")
    assert dialog.banner.text == ""
    assert busy.acts() == before


def test_cancel_asks_where_a_reason_would_be_lost(dialog: CorrectDialog, driver: Driver) -> None:
    finished: list[int] = []
    dialog.finished.connect(finished.append)
    driver.type(dialog.reason, "Typed into the wrong form")
    driver.click(dialog.leave)
    assert not finished
    assert dialog.banner.text == "What you typed here is not saved."
    driver.click(dialog.leave)
    assert finished
