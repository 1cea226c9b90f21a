"""What is put into a file for a moment is gone with the window, however the window goes."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.private_folder import PREFIX, PrivateFolder, sweep
from consentdesk.ui.scan_view import ScanView, open_scan_file
from tests.services.office import Office
from tests.ui.driving import Driver

Key = Qt.Key
HOLDING = """
import sys
from consentdesk.ui.private_folder import PrivateFolder
folder = PrivateFolder()
(folder.path / "form.pdf").write_bytes(b"%PDF")
print(folder.path, flush=True)
sys.stdin.read()
"""
"""Another ConsentDesk that keeps a form until it is told to end, or killed."""


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the PDF program of this system was given to open."""
    opened: list[Path] = []

    def take(address: QUrl) -> bool:
        opened.append(Path(address.toLocalFile()))
        return True

    monkeypatch.setattr("consentdesk.ui.scan_view.QDesktopServices.openUrl", take)
    return opened


def _left(home: Path) -> list[Path]:
    return sorted((home / "tmp").glob("consentdesk-*"))


def _opened(driver: Driver, context: Context, parent: QWidget, office: Office) -> ScanView:
    """A signed form, opened in the PDF program too."""
    path = office.folder / "form.pdf"
    canvas = import_module("reportlab.pdfgen.canvas").Canvas(str(path))
    canvas.drawString(72, 720, "We say yes.")
    canvas.save()
    view = open_scan_file(context, parent, path)
    driver.settle()
    _press(view, "Open in the PDF program")
    return view


def _press(view: ScanView, words: str) -> None:
    (found,) = [b for b in view.findChildren(QPushButton) if b.text() == words]
    found.click()


@pytest.fixture
def parent(driver: Driver) -> Iterator[QWidget]:
    made = QWidget()
    driver.show(made)
    yield made
    made.close()


def test_a_form_is_gone_from_the_disk_by_every_way_of_closing(
    driver: Driver,
    context: Context,
    office: Office,
    home: Path,
    given: list[Path],
    parent: QWidget,
) -> None:
    for end in (
        lambda view: QTest.keyClick(view, Key.Key_Escape),
        lambda view: _press(view, "Close"),
        lambda view: view.accept(),
        lambda view: view.hide(),
        lambda view: view.deleteLater(),
    ):
        view = _opened(driver, context, parent, office)
        assert given[-1].read_bytes().startswith(b"%PDF")
        end(view)
        driver.settle()
        assert _left(home) == []


@pytest.mark.usefixtures("given")
def test_a_form_is_gone_with_the_window_it_was_opened_from(
    driver: Driver, context: Context, office: Office, home: Path
) -> None:
    parent = QWidget()
    driver.show(parent)
    _opened(driver, context, parent, office)
    assert len(_left(home)) == 1
    parent.deleteLater()
    driver.settle()
    assert _left(home) == []


def test_what_the_pdf_program_made_beside_the_form_goes_too(
    driver: Driver,
    context: Context,
    office: Office,
    home: Path,
    given: list[Path],
    parent: QWidget,
) -> None:
    view = _opened(driver, context, parent, office)
    beside = given[0].parent / "cache"
    beside.mkdir()
    (beside / "page").write_bytes(b"1")
    _press(view, "Close")
    assert _left(home) == []


@pytest.mark.parametrize("deleted", [False, True])
def test_a_pasted_picture_goes_with_a_window_closed_before_it_was_kept(
    driver: Driver, context: Context, office: Office, home: Path, deleted: bool
) -> None:
    QApplication.clipboard().setImage(QImage(str(office.draw())).scaled(3000, 2000))
    window = CheckWindow(context)
    driver.show(window)
    window.paste()
    assert len(_left(home)) == 1
    if deleted:
        window.deleteLater()
        driver.settle()
        # What is left of it in Python goes with the next collection; whatever tidies up after a
        # test can't close it any more.
        del window
        gc.collect()
    else:
        window.close()
        driver.settle()
    assert _left(home) == []


def test_what_was_written_after_the_removal_does_not_stay(home: Path) -> None:
    folder = PrivateFolder()
    folder.remove()
    folder.path.mkdir()
    (folder.path / "clipboard.png").write_bytes(b"1")
    folder.settle()
    assert _left(home) == []


def test_a_later_start_sweeps_what_a_killed_program_left_and_nothing_else(home: Path) -> None:
    """A lock says whose it is; folders of other names, links and files are never touched."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        mine = PrivateFolder()
        others = home / "tmp" / "consentdesk-restoring"
        others.mkdir()
        aside = home / "letters"
        aside.mkdir()
        (aside / "letter").write_text("Dear parents")
        (home / "tmp" / f"{PREFIX}link").symlink_to(aside)
        unlocked = home / "tmp" / f"{PREFIX}still-open-on-windows"
        unlocked.mkdir()
        (unlocked / "form.pdf").write_bytes(b"%PDF")
        sweep()
        assert theirs.joinpath("form.pdf").exists()
        assert mine.path.exists()
        assert not unlocked.exists()
        other.kill()
    sweep()
    assert not theirs.exists()
    assert mine.path.exists()
    assert others.exists()
    assert (aside / "letter").read_text() == "Dear parents"
    mine.remove()
