"""Seals in the window: written, signed, and held against the journal, which can be stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton

from consentdesk.domain.acts import ActKind
from consentdesk.services.upkeep import seal_in
from consentdesk.ui.journal_page import JournalPage
from consentdesk.ui.key_file_dialog import KEY_FILE, NewKeyFileDialog, OpenKeyFileDialog
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.seal_button import SEALS_IN
from tests.services.office import Office
from tests.services.rings import Ring, chosen
from tests.storage.tampering import guards_down
from tests.ui.driving import Driver

PHRASE = "fire små grå ænder"


@pytest.fixture
def ring() -> Iterator[Ring]:
    """The keyring of this computer."""
    ring = Ring()
    with chosen(ring):
        yield ring


@pytest.fixture
def journal(window: MainWindow, driver: Driver, office: Office) -> JournalPage:
    """The journal of an office with one filed form."""
    office.permit(office.family())
    driver.context.show_page("journal")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, JournalPage)
    return page


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file somebody chooses whenever the window asks for one."""
    path = tmp_path / "kept" / "today.seal"
    path.parent.mkdir()
    for asked in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, asked, lambda *_a, **_k: (str(path), ""))
    return path


def _write(journal: JournalPage, driver: Driver) -> None:
    journal.seals.write.trigger()
    driver.settle()


def _answer(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    """Somebody presses the button that begins so."""

    def press(box: QMessageBox) -> int:
        box.show()
        QApplication.processEvents()
        (button,) = [one for one in box.buttons() if one.text().replace("&", "").startswith(word)]
        button.click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)


def test_a_seal_is_written_where_somebody_wants_it(
    journal: JournalPage, driver: Driver, office: Office, file: Path
) -> None:
    _write(journal, driver)
    assert seal_in(file).acts == office.acts()
    assert "Keep it away from this computer" in journal.banner.text
    assert driver.context.settings.value(SEALS_IN) == str(file.parent)
    _write(journal, driver)
    assert str(file) in journal.banner.text
    assert seal_in(file).acts == office.acts()


@pytest.mark.usefixtures("file")
def test_a_journal_that_was_rewritten_is_told_by_its_seal(
    journal: JournalPage, driver: Driver, office: Office
) -> None:
    _write(journal, driver)
    journal.seals.check.trigger()
    driver.settle()
    assert "agrees" in journal.banner.text
    assert journal.badge.accessibleName().startswith("Whole")
    path = office.register.place.path
    assert path is not None
    with guards_down(path) as raw:
        raw.execute("UPDATE ledger SET op = 'x' || op WHERE number = 3")
    journal.seals.check.trigger()
    driver.settle()
    assert journal.badge.accessibleName() == "Not whole"
    assert "The first line that does not fit is 3." in journal.banner.text
    assert "Before it: line 2, " in journal.banner.text


def test_what_is_no_seal_is_refused_in_a_sentence(
    journal: JournalPage, driver: Driver, file: Path
) -> None:
    file.write_text("no seal")
    journal.seals.check.trigger()
    driver.settle()
    assert str(file) in journal.banner.text
    assert journal.badge.accessibleName() == "Not checked yet"


def test_seals_are_signed_once_somebody_wants_a_key(
    journal: JournalPage,
    driver: Driver,
    office: Office,
    file: Path,
    ring: Ring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _answer(monkeypatch, "Cancel")
    journal.seals.new_key.trigger()
    driver.settle()
    assert ring.secrets == {}
    _answer(monkeypatch, "Make")
    journal.seals.new_key.trigger()
    driver.settle()
    assert "Write the key " in journal.banner.text
    assert len(ring.secrets) == 1
    with office.register.read() as reader:
        assert reader.ledger(limit=1)[0].kind is ActKind.SEAL_KEY_SET
    assert journal.model.entries[0].line.heading == "Key for signing seals set"
    _write(journal, driver)
    assert seal_in(file).key
    with chosen(Ring()):
        file.unlink()
        _write(journal, driver)
        (dialog,) = journal.window().findChildren(OpenKeyFileDialog)
        driver.click(dialog.without)
    assert "It is not signed" in journal.banner.text
    assert not seal_in(file).key
    journal.seals.check.trigger()
    driver.settle()
    assert journal.badge.accessibleName().startswith("Whole"), "the journal itself is"
    assert "The seal is not signed, though the journal names a key" in journal.banner.text
    assert "agrees" not in journal.banner.text


def test_a_computer_without_a_keyring_makes_no_key(
    journal: JournalPage, driver: Driver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answer(monkeypatch, "Make")
    before = office.acts()
    journal.seals.new_key.trigger()
    driver.settle()
    assert "has no keyring" in journal.banner.text
    assert office.acts() == before


def test_without_a_keyring_the_key_is_kept_in_a_file_and_signs_from_there(
    journal: JournalPage,
    driver: Driver,
    tmp_path: Path,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _answer(monkeypatch, "Make")
    journal.seals.new_key.trigger()
    driver.settle()
    assert journal.banner.offers("Keep it in a &file…")
    journal.banner.take_keyboard()
    (offer,) = [b for b in journal.banner.findChildren(QPushButton) if "file" in b.text()]
    driver.click(offer)
    (new,) = journal.window().findChildren(NewKeyFileDialog)
    driver.type(new.passphrase, PHRASE)
    driver.click(new.go)
    assert "not the same" in new.banner.text
    driver.type(new.again, PHRASE)
    key = tmp_path / "kept" / "seals.key"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(key), ""))
    driver.click(new.go)
    driver.settle()
    assert key.exists()
    assert "Write the key " in journal.banner.text
    assert driver.context.settings.value(KEY_FILE) == str(key)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(file), ""))
    _write(journal, driver)
    (asked,) = journal.window().findChildren(OpenKeyFileDialog)
    assert str(key) in asked.file.text().replace("\u200b", "")
    driver.type(asked.passphrase, "noget ganske andet")
    driver.click(asked.go)
    assert "does not open this key file" in asked.refusal.text
    assert not file.exists()
    asked.passphrase.clear()
    driver.type(asked.passphrase, PHRASE)
    driver.click(asked.go)
    driver.settle()
    assert seal_in(file).key
    assert "It is not signed" not in journal.banner.text


def test_an_enter_too_many_makes_no_key(
    journal: JournalPage, driver: Driver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = office.acts()

    def enter(box: QMessageBox) -> int:
        box.show()
        QApplication.processEvents()
        QTest.keyClick(box, Qt.Key.Key_Return)
        return 0

    monkeypatch.setattr(QMessageBox, "exec", enter)
    journal.seals.new_key.trigger()
    driver.settle()
    assert office.acts() == before
    assert not journal.window().findChildren(NewKeyFileDialog)


def test_a_check_under_way_shows_in_the_window_and_can_be_stopped(
    journal: JournalPage, driver: Driver
) -> None:
    journal.verify.click()
    (job,) = [job for job in driver.context.tasks.running if job.title]
    job.cancel()
    driver.settle()
    assert journal.badge.accessibleName() == "Not checked yet"
    assert not driver.context.tasks.running
