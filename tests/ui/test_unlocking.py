"""An encrypted register in the window: made, locked, unlocked, and given another passphrase."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.acts import ActKind
from consentdesk.machine_policy import MachinePolicy
from consentdesk.services import locking
from consentdesk.storage import keys
from consentdesk.storage.register import Register
from consentdesk.storage.unlocking import recovery_of
from consentdesk.ui.away import LOCK_AFTER
from consentdesk.ui.encrypt_dialog import EncryptDialog
from consentdesk.ui.first_run_page import FirstRunPage
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.person_dialog import open_person_dialog
from consentdesk.ui.recovery import print_recovery
from consentdesk.ui.theme import GRID
from consentdesk.ui.unlock_form import UnlockForm
from consentdesk.ui.unlock_page import UnlockPage
from tests.services.office import CLERK, MONDAY
from tests.ui.beginning import Program
from tests.ui.fitting import ROOM

Key = Qt.Key
PHRASE, OTHER = "fire små grå ænder", "noget ganske andet"


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
    made.begin()
    yield made
    _end(made)


def _plain(qtbot: QtBot, settings: QSettings, path: Path) -> Program:
    """The program, begun on a register that is not encrypted."""
    Register.create(str(path), institution="Solen", policy="dk", clerk=CLERK, at=MONDAY).close()
    made = Program(qtbot, settings, path)
    made.begin()
    return made


def _end(program: Program) -> None:
    program.context.tasks.close()
    program.desk.window.close()
    program.desk.close()


def _page(program: Program) -> UnlockPage:
    assert isinstance(program.front, UnlockPage)
    return program.front


def _type(program: Program, form: UnlockForm, typed: str) -> None:
    """Type into the field that has the keyboard, and press Enter."""
    assert form.passphrase.hasFocus()
    program.driver.type(form.passphrase, typed)
    program.driver.press(form.passphrase, Key.Key_Return)


def _dialog(program: Program) -> EncryptDialog:
    program.desk.window.actions_.encrypt.trigger()
    (dialog,) = program.desk.window.findChildren(EncryptDialog)
    return dialog


def _encrypt(program: Program, dialog: EncryptDialog, phrase: str, before: str = "") -> None:
    if before:
        program.driver.type(dialog.before, before)
    for field in (dialog.passphrase, dialog.again):
        field.clear()
        program.driver.type(field, phrase)
    program.driver.press(dialog.go, Key.Key_Space)
    program.driver.wait(lambda: program.context.is_open and not dialog.isVisible())
    program.driver.settle()


def test_the_passphrase_opens_the_register_and_another_one_does_not(program: Program) -> None:
    page = _page(program)
    assert not program.context.is_open
    _type(program, page.form, OTHER)
    program.driver.wait(lambda: bool(page.form.refusal.text))
    assert "does not open" in page.form.refusal.text
    assert page.form.passphrase.selectedText()
    assert page.form.passphrase.hasFocus()
    assert page.form.passphrase.accessibleDescription().startswith(page.form.refusal.text)
    assert _is_below(page.form.refusal, page.form.passphrase)
    program.driver.press(page.form.passphrase, Key.Key_F)
    assert page.form.refusal.text == ""
    assert page.form.passphrase.accessibleDescription().startswith("Or the recovery key")
    page.form.passphrase.clear()
    _type(program, page.form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    assert program.front is None


def test_the_recovery_key_opens_it_too(program: Program, location: Path) -> None:
    locking.unlock(location, PHRASE)
    printed = recovery_of(location)
    keys.forget()
    _type(program, _page(program).form, printed.lower())
    program.driver.wait(lambda: program.context.is_open)


def test_what_is_typed_shows_as_dots_until_somebody_asks(program: Program) -> None:
    field = _page(program).form.passphrase
    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.eye.trigger()
    assert field.echoMode() is QLineEdit.EchoMode.Normal


def test_ctrl_l_locks_until_the_passphrase_is_typed_and_nothing_is_lost(program: Program) -> None:
    _type(program, _page(program).form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    window = program.desk.window
    dialog = open_person_dialog(program.context, window)
    dialog.name.setText("Ingeborg Thy")
    window.actions_.cover.trigger()
    assert window.is_covered
    assert not dialog.isVisible()
    program.driver.wait(window.isActiveWindow)
    cover = window.findChild(UnlockForm)
    assert cover is not None
    for action in window.actions_.every:
        assert not action.isEnabled() or action is window.actions_.quit
    _type(program, cover, OTHER)
    program.driver.wait(lambda: bool(cover.refusal.text))
    assert window.is_covered
    _type(program, cover, PHRASE)
    program.driver.wait(lambda: not window.is_covered)
    assert dialog.isVisible()
    assert dialog.name.text() == "Ingeborg Thy"
    assert window.actions_.new_person.isEnabled()
    dialog.name.clear()
    dialog.reject()


def test_ctrl_l_pressed_in_a_dialog_locks_too_and_keeps_what_is_typed_there(
    program: Program,
) -> None:
    _type(program, _page(program).form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    window = program.desk.window
    dialog = open_person_dialog(program.context, window)
    assert dialog.isModal()
    dialog.activateWindow()
    program.driver.wait(dialog.isActiveWindow)
    program.driver.type(dialog.name, "Ingeborg Thy")
    # As the window system brings a key: to the window, not to one of its parts.
    handle = dialog.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    program.driver.settle()
    assert window.is_covered
    assert not dialog.isVisible()
    program.driver.wait(window.isActiveWindow)
    cover = window.findChild(UnlockForm)
    assert cover is not None
    _type(program, cover, PHRASE)
    program.driver.wait(lambda: not window.is_covered)
    assert dialog.isVisible() and dialog.isModal()
    assert dialog.name.text() == "Ingeborg Thy"
    dialog.name.clear()
    dialog.reject()


def test_files_handed_over_while_it_is_locked_wait(program: Program, tmp_path: Path) -> None:
    _type(program, _page(program).form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    window = program.desk.window
    window.actions_.cover.trigger()
    program.desk.take_files([tmp_path / "a.jpg"])
    program.driver.settle()
    shown = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
    assert shown == []
    cover = window.findChild(UnlockForm)
    assert cover is not None
    _type(program, cover, PHRASE)
    program.driver.wait(lambda: not window.is_covered)
    program.driver.settle()
    for one in QApplication.topLevelWidgets():
        if isinstance(one, QDialog) and one.isVisible():
            one.close()


@pytest.mark.parametrize("chosen, laid_down", [(3, None), (60, 3)])
def test_it_locks_itself_once_nobody_has_been_there_for_a_while(
    program: Program, monkeypatch: pytest.MonkeyPatch, chosen: int, laid_down: int | None
) -> None:
    _type(program, _page(program).form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    window = program.desk.window
    program.context.settings.setValue(LOCK_AFTER, chosen)
    program.context.laid_down = lambda: MachinePolicy(lock_minutes=laid_down)
    now = [1000.0]
    monkeypatch.setattr("consentdesk.ui.away.monotonic", lambda: now[0])
    window.away.start()
    now[0] += 179
    window.away.look()
    assert not window.is_covered
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, Key.Key_F6)
    now[0] += 179
    window.away.look()
    assert not window.is_covered, "somebody pressed a key meanwhile"
    now[0] += 2
    window.away.look()
    assert window.is_covered


def test_the_open_register_is_encrypted_and_the_sheet_offered(
    qtbot: QtBot, tmp_path: Path, settings: QSettings
) -> None:
    path = tmp_path / "plain.db"
    program = _plain(qtbot, settings, path)
    actions = program.desk.window.actions_
    assert not actions.recovery.isVisible()
    dialog = _dialog(program)
    program.driver.type(dialog.passphrase, "short")
    program.driver.press(dialog.go, Key.Key_Space)
    assert "too short" in dialog.banner.text
    program.driver.type(dialog.passphrase, PHRASE)
    program.driver.type(dialog.again, OTHER)
    program.driver.press(dialog.go, Key.Key_Space)
    assert "not the same" in dialog.banner.text
    assert keys.salt_in(path) is None
    _encrypt(program, dialog, PHRASE)
    assert keys.salt_in(path) is not None
    assert "Print its recovery sheet" in program.desk.window.banner.text
    assert actions.recovery.isVisible()
    assert actions.encrypt.text().startswith("Ne&w")
    _end(program)


def test_the_overview_reminds_of_the_recovery_sheet_until_it_is_on_paper(
    program: Program, location: Path, tmp_path: Path
) -> None:
    _type(program, _page(program).form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
    window = program.desk.window
    assert _reminded(program)
    print_recovery(program.context, window, window.banner, lambda _parent, _many: printer)
    program.driver.settle()
    assert "was printed" in window.banner.text
    assert not _reminded(program)
    with program.context.register.read() as reader:
        (act,) = reader.ledger(kinds=frozenset({ActKind.RECOVERY_PRINTED}))
    salt = keys.salt_in(location)
    assert salt is not None and salt.hex() not in repr(act)
    # The sheet of another passphrase is another sheet, and somebody may have it already.
    _encrypt(program, _dialog(program), OTHER, before=PHRASE)
    (kept,) = _reminded(program)
    program.driver.click(kept)
    assert not _reminded(program)


def test_a_register_that_is_not_encrypted_reminds_of_no_sheet(
    qtbot: QtBot, tmp_path: Path, settings: QSettings
) -> None:
    path = tmp_path / "plain.db"
    program = _plain(qtbot, settings, path)
    assert not _reminded(program)
    _end(program)


def _reminded(program: Program) -> list[QPushButton]:
    """The button, on the overview, for whoever has the sheet already."""
    page = program.desk.window.pages.page
    assert isinstance(page, OverviewPage)
    return [
        button
        for card in page.cards.cards
        for button in card.findChildren(QPushButton)
        if button.text() == "It lies in the safe"
    ]


def test_on_a_small_screen_the_field_to_be_typed_again_comes_into_sight(program: Program) -> None:
    _type(program, _page(program).form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    dialog = _dialog(program)
    dialog.resize(ROOM)
    program.driver.type(dialog.before, PHRASE)
    program.driver.type(dialog.passphrase, PHRASE)
    program.driver.type(dialog.again, OTHER)
    dialog.passphrase.setFocus()
    program.driver.press(dialog.go, Key.Key_Space)
    assert "not the same" in dialog.banner.text
    program.driver.wait(lambda: _is_whole(dialog.again))
    assert dialog.again.hasFocus() and _is_whole(dialog.banner)
    dialog.reject()


def _is_whole(part: QWidget) -> bool:
    return part.visibleRegion().boundingRect() == part.rect()


def _is_below(part: QWidget, field: QWidget) -> bool:
    """Whether nothing stands between them."""
    at = part.mapToGlobal(part.rect().topLeft()).y()
    return 0 <= at - field.mapToGlobal(field.rect().bottomLeft()).y() <= GRID


def test_an_empty_passphrase_is_told_below_the_field(program: Program) -> None:
    form = _page(program).form
    program.driver.press(form.unlock, Key.Key_Space)
    assert "What is the passphrase?" in form.refusal.text
    assert form.passphrase.hasFocus()


def test_on_a_small_screen_what_is_wrong_is_seen_with_the_field(program: Program) -> None:
    program.desk.window.resize(ROOM)
    form = _page(program).form
    _type(program, form, OTHER)
    program.driver.wait(lambda: bool(form.refusal.text))
    program.driver.wait(lambda: _is_whole(form.refusal) and _is_whole(form.passphrase))


def test_another_passphrase_is_the_only_one_from_then_on(program: Program, location: Path) -> None:
    _type(program, _page(program).form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    _encrypt(program, _dialog(program), OTHER, before=PHRASE)
    keys.forget()
    with pytest.raises(Exception, match="PHRASE_WRONG"):
        locking.unlock(location, PHRASE)
    locking.unlock(location, OTHER)


def test_another_passphrase_is_for_whoever_knows_the_one_until_now(
    program: Program, location: Path
) -> None:
    _type(program, _page(program).form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    salt = keys.salt_in(location)
    dialog = _dialog(program)
    for field in (dialog.passphrase, dialog.again):
        program.driver.type(field, OTHER)
    program.driver.press(dialog.go, Key.Key_Space)
    assert "What is the passphrase until now?" in dialog.before_refusal.text
    program.driver.type(dialog.before, "noget jeg gætter på")
    program.driver.press(dialog.go, Key.Key_Space)
    program.driver.wait(lambda: bool(dialog.before_refusal.text))
    assert "not the passphrase until now" in dialog.before_refusal.text
    assert dialog.before.hasFocus() and dialog.before.selectedText()
    assert dialog.before.accessibleDescription().startswith(dialog.before_refusal.text)
    assert _is_below(dialog.before_refusal, dialog.before)
    assert dialog.again.text() == OTHER
    program.driver.settle()
    assert keys.salt_in(location) == salt and program.context.is_open
    dialog.reject()


def test_whoever_has_the_recovery_sheet_may_set_another_passphrase(
    program: Program, location: Path
) -> None:
    _type(program, _page(program).form, PHRASE)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    _encrypt(program, _dialog(program), OTHER, before=recovery_of(location).lower())
    keys.forget()
    locking.unlock(location, OTHER)


def test_a_register_that_is_not_encrypted_has_no_passphrase_until_now(
    qtbot: QtBot, tmp_path: Path, settings: QSettings
) -> None:
    path = tmp_path / "plain.db"
    program = _plain(qtbot, settings, path)
    dialog = _dialog(program)
    assert not dialog.before.isVisible()
    dialog.reject()
    _end(program)


def test_a_first_start_may_encrypt_at_once(
    qtbot: QtBot, tmp_path: Path, settings: QSettings
) -> None:
    path = tmp_path / "new.db"
    program = Program(qtbot, settings, path)
    program.begin()
    page = program.front
    assert isinstance(page, FirstRunPage)
    program.driver.type(page.name, "Solen")
    page.encrypt.click()
    program.driver.press(page.begin, Key.Key_Space)
    program.driver.wait(lambda: bool(program.desk.window.findChildren(EncryptDialog)))
    (dialog,) = program.desk.window.findChildren(EncryptDialog)
    _encrypt(program, dialog, PHRASE)
    assert keys.salt_in(path) is not None
    _end(program)
