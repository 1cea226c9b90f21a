"""Check packs in windows: made at the school, used where there is no register."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QSettings, Qt, QUrl
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from consentdesk.services.check_pack.content import DAYS
from consentdesk.services.check_pack.opening import open_pack
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.first_run_page import FirstRunPage
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.make_pack_dialog import MakePackDialog, open_make_pack_dialog
from consentdesk.ui.pack_window import PackWindow
from consentdesk.ui.photos_page import PhotosPage
from tests.services.office import Office
from tests.ui.beginning import Program
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import Driver
from tests.ui.pack_driver import WORDS, PackDriver, pack_of

Key = Qt.Key


@pytest.fixture
def pictures(office: Office) -> list[Path]:
    """One that may go, one that may not, and one nobody knows."""
    noah, ida = office.family("Noah Lund"), office.family("Ida Holm")
    office.permit(noah)
    return [office.portrait(noah), office.portrait(ida), office.draw()]


@pytest.fixture
def pack(office: Office, pictures: list[Path]) -> Path:
    assert pictures
    return pack_of(office)


@pytest.fixture
def hands(qtbot: QtBot, context: Context) -> Iterator[PackDriver]:
    made = PackDriver(qtbot, context)
    yield made
    made.window.close()
    made.settle()


def test_pictures_are_checked_against_a_pack_that_says_it_is_one(
    hands: PackDriver, pack: Path, pictures: list[Path]
) -> None:
    hands.check(pack)
    hands.unlock()
    said = hands.words()
    for part in ("Check pack of Skovskolen", "As of 14 September 2026", "good until 28 September"):
        assert part in said
    assert "ask the school before you post" in said
    hands.check(*pictures)
    assert list(hands.listed().values()) == ["May be shown", "May not be shown", "Not decided yet"]
    hands.window.many.list.setCurrentIndex(hands.window.many.model.index(1))
    hands.settle()
    assert "I.H. has no permission" in hands.words()
    assert hands.window.as_of.isVisible()
    assert "Ida" not in hands.words()
    hands.window.many.list.setCurrentIndex(hands.window.many.model.index(2))
    hands.settle()
    assert "not in the check pack" in hands.words()


def test_nothing_in_the_window_leads_to_an_export(
    hands: PackDriver, pack: Path, pictures: list[Path]
) -> None:
    hands.check(pack, *pictures)
    hands.unlock()
    texts = [b.text() for b in hands.window.findChildren(QPushButton) if b.isVisible()]
    assert len(hands.listed()) == 3
    assert not [text for text in texts if "xport" in text or "Names" in text]


def test_a_wrong_passphrase_is_told_and_can_be_typed_again(hands: PackDriver, pack: Path) -> None:
    hands.check(pack)
    hands.unlock("something else entirely")
    assert "the passphrase is another one" in hands.window.banner.text
    assert hands.window.passphrase.hasFocus()
    hands.unlock("")
    hands.unlock()
    assert hands.window.banner.text == ""
    assert hands.window.pack is not None


def test_an_empty_passphrase_is_asked_for(hands: PackDriver, pack: Path) -> None:
    hands.check(pack)
    hands.click(hands.window.unlock)
    assert "What is the passphrase?" in hands.window.banner.text


def test_what_is_no_pack_is_told_before_anybody_types(hands: PackDriver, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.cdpack"
    wrong.write_text("not a pack at all, but long enough to be read as one")
    hands.check(wrong)
    assert "is not a check pack" in hands.window.banner.text
    assert not hands.window.passphrase.isVisible()


def test_an_expired_pack_says_so_however_long_the_window_stood_open(
    hands: PackDriver, pack: Path, pictures: list[Path], office: Office
) -> None:
    hands.check(pack)
    hands.unlock()
    office.later(days=DAYS + 1)
    hands.check(*pictures)
    assert "was good until" in hands.window.banner.text
    assert hands.listed() == {}
    office.later(days=-3)
    hands.check(pack)
    hands.unlock()
    assert "clock has gone back" in hands.window.banner.text
    office.later(days=3)
    hands.check(pack)
    hands.unlock()
    assert "was good until" in hands.window.banner.text


def test_pictures_before_a_pack_wait_for_it_and_files_can_be_pasted(
    hands: PackDriver, pack: Path, pictures: list[Path]
) -> None:
    hands.check(*pictures)
    assert "Open the check pack first" in hands.window.banner.text
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(pack))])
    QApplication.clipboard().setMimeData(data)
    hands.press(hands.window, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hands.unlock()
    assert len(hands.listed()) == 3
    QApplication.clipboard().clear()
    hands.press(hands.window, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "no file on the clipboard" in hands.window.banner.text


def test_a_folder_with_the_pack_beside_the_pictures_is_checked_at_once(
    hands: PackDriver, pack: Path, office: Office
) -> None:
    hands.check(pack, office.folder)
    hands.unlock()
    assert len(hands.listed()) == 3


def test_a_pack_dropped_on_the_check_window_opens_its_own(
    check: CheckDriver, pack: Path, pictures: list[Path]
) -> None:
    assert check.drop(check.window, [pack, *pictures])
    check.wait(lambda: bool(pack_windows()))
    check.settle()
    (window,) = pack_windows()
    assert window.passphrase.isVisible()
    assert check.window.view not in {check.window.one, check.window.many}
    window.close()


def pack_windows() -> list[PackWindow]:
    return [
        w for w in QApplication.topLevelWidgets() if isinstance(w, PackWindow) and w.isVisible()
    ]


def test_a_pack_opens_where_there_is_no_register_at_all(
    qtbot: QtBot, settings: QSettings, office: Office, pictures: list[Path], tmp_path: Path
) -> None:
    pack = pack_of(office)
    program = Program(qtbot, settings, tmp_path / "none" / "register.db")
    program.begin()
    program.desk.take_files([pack, pictures[0]])
    program.driver.wait(lambda: bool(pack_windows()))
    (window,) = pack_windows()
    program.driver.settle()
    window.passphrase.setText(WORDS)
    program.driver.click(window.unlock)
    program.driver.wait(lambda: bool(window.many.model.rows))
    program.driver.settle()
    assert not program.context.is_open
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, CheckWindow)]
    window.close()
    program.desk.window.close()
    program.desk.close()


def test_a_pack_is_dropped_on_the_first_page_and_nothing_else_is_taken_there(
    qtbot: QtBot, settings: QSettings, office: Office, pictures: list[Path], tmp_path: Path
) -> None:
    pack = pack_of(office)
    program = Program(qtbot, settings, tmp_path / "none" / "register.db")
    program.begin()
    window, driver = program.desk.window, program.driver
    assert isinstance(window.front, FirstRunPage)
    assert not driver.drop(window, pictures)
    assert driver.drop(window, [pack, pictures[0]])
    (opened,) = pack_windows()
    assert opened.passphrase.isVisible()
    opened.close()
    driver.settle()
    driver.click(window.front.pack)
    (opened,) = pack_windows()
    assert not opened.passphrase.isVisible()
    opened.close()
    window.close()
    program.desk.close()


def test_a_pack_is_dropped_on_the_open_desk(
    window: MainWindow, driver: Driver, pack: Path, pictures: list[Path]
) -> None:
    assert driver.drop(window, [*pictures, pack])
    (opened,) = pack_windows()
    opened.close()
    driver.settle()


@pytest.fixture
def making(driver: Driver, window: MainWindow, context: Context) -> Iterator[MakePackDialog]:
    dialog = open_make_pack_dialog(context, window)
    driver.settle()
    yield dialog
    dialog.done(0)
    driver.settle()


@pytest.mark.usefixtures("pictures")
def test_a_pack_is_made_with_what_was_chosen(
    making: MakePackDialog,
    driver: Driver,
    office: Office,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "made.cdpack"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    for field in (making.words, making.again):
        field.setFocus()
        driver.type(field, WORDS)
    making.events.item(0).setCheckState(Qt.CheckState.Checked)
    making.places.item(1).setCheckState(Qt.CheckState.Unchecked)
    making.days.setValue(3)
    driver.click(making.make)
    driver.wait(lambda: "is in" in making.banner.text)
    assert "good until 17 September 2026" in making.banner.text
    assert "does not reach it" in making.banner.text
    made = open_pack(path, WORDS, office.at)
    assert len(made.entries) == 2
    assert "facebook" not in made.destinations
    assert made.people == ("I.H.",)
    driver.click(making.make)
    driver.wait(lambda: "already" in making.banner.text)


@pytest.mark.usefixtures("pictures")
def test_words_that_are_short_or_differ_make_no_pack(
    making: MakePackDialog, driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: object, **_named: object) -> tuple[str, str]:
        raise AssertionError

    monkeypatch.setattr(QFileDialog, "getSaveFileName", never)
    driver.click(making.make)
    assert "too short" in making.banner.text
    making.words.setText(WORDS)
    making.again.setText(WORDS + "?")
    driver.click(making.make)
    assert "differ" in making.banner.text
    making.again.setText(WORDS)
    for place in range(making.places.count()):
        making.places.item(place).setCheckState(Qt.CheckState.Unchecked)
    driver.click(making.make)
    assert "For which destinations?" in making.banner.text


@pytest.mark.usefixtures("pictures")
def test_a_passphrase_made_up_is_shown_until_somebody_types(
    making: MakePackDialog, driver: Driver
) -> None:
    driver.click(making.make_up)
    assert making.words.echoMode() is QLineEdit.EchoMode.Normal
    assert making.words.text() == making.again.text()
    assert len(making.words.text()) == 19
    making.words.setFocus()
    driver.type(making.words, "x")
    assert making.words.echoMode() is QLineEdit.EchoMode.Password


def test_photos_chosen_on_their_page_are_what_the_pack_is_of(
    window: MainWindow, driver: Driver, pictures: list[Path]
) -> None:
    window.go("photos")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PhotosPage)
    page.grid.selectAll()
    window.actions_.make_pack.trigger()
    driver.settle()
    (dialog,) = window.findChildren(MakePackDialog)
    assert dialog.wanted.photos == page.grid.chosen
    assert len(page.grid.chosen) == len(pictures) - 1
    dialog.done(0)
    driver.settle()
