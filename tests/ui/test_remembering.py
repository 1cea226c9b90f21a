"""An encrypted register that need not be unlocked at this computer, and a lock that asks anyhow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from consentdesk.services import locking, recalling
from consentdesk.storage import keys
from consentdesk.storage.register import Register
from consentdesk.ui.unlock_form import UnlockForm
from consentdesk.ui.unlock_page import UnlockPage
from tests.services.office import CLERK, MONDAY
from tests.services.rings import Ring, chosen
from tests.ui.beginning import Program

Key = Qt.Key
PHRASE = "fire små grå ænder"


@pytest.fixture
def ring() -> Iterator[Ring]:
    """The keyring of this computer."""
    ring = Ring()
    with chosen(ring):
        yield ring


@pytest.fixture
def location(tmp_path: Path) -> Path:
    """An encrypted register that nobody has unlocked."""
    path = tmp_path / "register.db"
    Register.create(
        str(path), institution="Solen", policy="dk", clerk=CLERK, at=MONDAY, passphrase=PHRASE
    ).close()
    keys.forget()
    return path


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, location: Path) -> Iterator[Program]:
    settings = QSettings(str(tmp_path / "windows.ini"), QSettings.Format.IniFormat)
    made = Program(qtbot, settings, location)
    yield made
    made.context.tasks.close()
    made.desk.window.close()
    made.desk.close()


def _form(program: Program) -> UnlockForm:
    program.begin()
    assert isinstance(program.front, UnlockPage)
    return program.front.form


def _unlock(program: Program, form: UnlockForm) -> None:
    form.passphrase.clear()
    program.driver.type(form.passphrase, PHRASE)
    program.driver.press(form.passphrase, Key.Key_Return)


def _opened(program: Program) -> None:
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()


def test_nothing_is_remembered_unless_somebody_ticks_it(ring: Ring, program: Program) -> None:
    form = _form(program)
    assert not form.remember.isChecked()
    _unlock(program, form)
    _opened(program)
    assert ring.secrets == {}


def test_with_a_tick_the_key_is_left_with_the_keyring(
    ring: Ring, program: Program, location: Path
) -> None:
    form = _form(program)
    program.driver.press(form.remember, Key.Key_Space)
    _unlock(program, form)
    _opened(program)
    assert len(ring.secrets) == 1
    assert recalling.is_remembered(location)


def test_a_register_that_is_remembered_opens_at_once_and_is_locked_all_the_same(
    ring: Ring, program: Program, location: Path
) -> None:
    assert keys.is_locked(location)
    locking.unlock(location, PHRASE)
    recalling.remember(location)
    keys.forget()
    program.begin()
    _opened(program)
    assert program.front is None
    window = program.desk.window
    window.actions_.cover.trigger()
    assert window.is_covered
    cover = window.findChild(UnlockForm)
    assert cover is not None
    program.driver.wait(cover.remember.isChecked)
    program.driver.settle()
    assert window.is_covered
    # Taken off there, the next start asks again.
    program.driver.press(cover.remember, Key.Key_Space)
    _unlock(program, cover)
    program.driver.wait(lambda: not window.is_covered)
    program.driver.settle()
    assert ring.secrets == {}


def test_a_computer_without_a_keyring_opens_the_register_and_says_so(program: Program) -> None:
    form = _form(program)
    program.driver.press(form.remember, Key.Key_Space)
    _unlock(program, form)
    _opened(program)
    assert program.front is None
    said = program.desk.window.banner.text
    assert "will be asked for again: this computer has no keyring" in said


def test_a_keyring_that_refuses_holds_nobody_up_at_a_locked_window_either(
    ring: Ring, program: Program
) -> None:
    _unlock(program, _form(program))
    _opened(program)
    window = program.desk.window
    window.actions_.cover.trigger()
    cover = window.findChild(UnlockForm)
    assert cover is not None
    program.driver.press(cover.remember, Key.Key_Space)
    ring.locked = True
    _unlock(program, cover)
    program.driver.wait(lambda: not window.is_covered)
    program.driver.settle()
    assert "will be asked for again: the keyring of this computer is locked" in window.banner.text
    assert ring.secrets == {}
