"""The check window is small: long names and long words push nothing out of sight."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from consentdesk.i18n import LANGUAGES
from consentdesk.ui.application import speak
from consentdesk.ui.context import Context
from consentdesk.ui.name_button import NameButton
from tests.services.office import Office
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import name_of
from tests.ui.fitting import cut_off

Key = Qt.Key
LONG = "Maximilian-Alexander Constantin Frederik von Hohenzollern-Sigmaringen Vestergaard"


def test_one_long_name_leaves_all_other_parts_their_room(
    check: CheckDriver, office: Office
) -> None:
    office.portrait(office.child(LONG), office.child("Ida Holm"))
    check.window.resize(420, 560)
    check.check(office.draw())
    naming = check.window.one.naming
    assert cut_off(check.window) == []
    assert naming.more.isVisible()
    (long,) = [b for b in naming.lately.findChildren(NameButton) if LONG in b.text()]
    assert long.shown.endswith("…")
    assert long.shown.startswith("1  Maximilian")
    assert long.width() <= naming.width()
    assert LONG in long.toolTip()
    assert LONG in name_of(long)
    check.click(long)
    (chip,) = naming.chips.findChildren(NameButton)
    assert chip.shown.endswith("…")
    assert cut_off(check.window) == []


def test_a_name_that_fits_is_shown_whole(check: CheckDriver, office: Office) -> None:
    office.portrait(office.child("Ida Holm & Co"))
    check.check(office.draw())
    (chip,) = check.window.one.naming.lately.findChildren(NameButton)
    assert chip.shown == "1  Ida Holm && Co"
    assert chip.width() == chip.sizeHint().width()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_back_to_the_list_is_shown_whole(
    qtbot: QtBot, context: Context, office: Office, language: str
) -> None:
    speak(language)
    check = CheckDriver(qtbot, context)
    check.window.resize(420, 560)
    check.check(office.draw(), office.draw())
    check.press(check.window.many.list, Key.Key_Return)
    check.wait(lambda: check.is_one)
    bar = check.window.export.parentWidget()
    assert bar is not None
    shown = [b for b in bar.findChildren(QPushButton) if b.isVisible()]
    assert len(shown) == 2
    assert len({b.y() for b in shown}) == 1
    assert cut_off(check.window) == []
    check.window.close()
    check.settle()


def _shown(check: CheckDriver) -> Path | None:
    row = check.window.one.row
    return None if row is None else row.finding.path


def test_names_not_confirmed_are_not_dropped_for_another_picture_without_a_word(
    check: CheckDriver, office: Office
) -> None:
    ida = office.family("Ida Holm")
    first, second = office.draw(), office.draw()
    check.check(first)
    check.name("id")
    for leave in (lambda: check.drop(check.window, [second]), check.window.reject):
        leave()
        check.settle()
        assert check.window.banner.text == "What you typed here is not saved."
        assert check.named() == [ida]
        assert _shown(check) == first
        check.window.banner.hide()
    check.drop(check.window, [second])
    button = check.window.focusWidget()
    assert isinstance(button, QPushButton)
    assert button.text() == "&Go on without these names"
    check.click(button)
    check.answered()
    assert _shown(check) == second
    assert check.named() == []
    assert not check.window.banner.text
    check.name("id", "")
    check.check(first)
    assert _shown(check) == first
