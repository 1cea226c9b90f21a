"""What comes after an export was begun: stopping, going on, links, the list, what is usual."""

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from consentdesk.domain.people import SubjectId
from consentdesk.domain.presets import Preset
from consentdesk.services import exporting, presets
from consentdesk.ui.context import Context
from consentdesk.ui.export_page import ExportPage
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.preset_dialog import PresetDialog
from consentdesk.ui.presets_form import PresetsForm
from tests.services.office import WEBSITE, Office
from tests.ui.driving import Driver, name_of
from tests.ui.export_driver import ExportDriver


@pytest.fixture
def gate(qtbot: QtBot, context: Context, office: Office) -> Iterator[ExportDriver]:
    """A desk at which the export can be opened."""
    made = ExportDriver(qtbot, context, office)
    yield made
    for window in QApplication.topLevelWidgets():
        if window is not made.desk and window.isVisible():
            window.close()
    made.settle()


@pytest.fixture
def noah(office: Office) -> SubjectId:
    """Somebody who may be shown."""
    child = office.family()
    office.permit(child)
    return child


def _many(office: Office, noah: SubjectId) -> list[Path]:
    """Pictures whose copies take a while."""
    return [office.portrait(noah, path=office.draw(size=(2400, 1800))) for _ in range(14)]


def _hold(gate: ExportDriver, office: Office, noah: SubjectId) -> None:
    """An export is under way, and somebody presses Esc."""
    dialog = gate.open(*_many(office, noah))
    gate.aim(office.target())
    dialog.export.click()
    gate.wait(lambda: dialog.release.bar.value() > 0)
    dialog.reject()


def test_stopping_asks_and_esc_once_more_leaves_nothing(
    gate: ExportDriver, office: Office, noah: SubjectId
) -> None:
    _hold(gate, office, noah)
    release = gate.dialog.release
    assert release.nothing.hasFocus()
    assert "What now?" in release.progress.text()
    gate.dialog.reject()
    gate.settle()
    assert gate.dialog.banner.text == "Stopped. Nothing was exported."
    assert gate.releases() == ()
    assert list(office.target().iterdir()) == []


def test_what_is_made_may_be_kept_and_the_rest_follows(
    gate: ExportDriver, office: Office, noah: SubjectId
) -> None:
    _hold(gate, office, noah)
    gate.click(gate.dialog.release.keep)
    gate.settle()
    outcome = gate.dialog.outcome
    (first,) = gate.releases()
    made = len(first.copies)
    assert 0 < made < 14
    assert outcome.go_on.text() == f"&Go on with the other {14 - made}"
    assert outcome.go_on.hasFocus()
    gate.press(outcome.go_on, Qt.Key.Key_Space)
    gate.settle()
    second, _first = gate.releases()
    assert len(second.copies) == 14 - made
    assert len(list(office.target().iterdir())) == 14
    assert not outcome.go_on.isVisible()


def test_an_export_that_is_held_may_go_on(
    gate: ExportDriver, office: Office, noah: SubjectId
) -> None:
    _hold(gate, office, noah)
    gate.click(gate.dialog.release.on)
    gate.settle()
    assert len(gate.releases()[0].copies) == 14


@contextmanager
def _files_no_larger_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_disk_full_half_way_is_told_and_the_rest_follows(
    gate: ExportDriver, office: Office, noah: SubjectId
) -> None:
    """Sentence 7 of those every clerk may meet."""
    noise = np.random.default_rng(1).integers(0, 256, (1500, 2000, 3), dtype=np.uint8)
    written = BytesIO()
    Image.fromarray(noise).save(written, "JPEG", quality=95)
    huge = office.draw()
    huge.write_bytes(written.getvalue())
    paths = [office.portrait(noah), office.portrait(noah), office.portrait(noah, path=huge)]
    dialog = gate.open(*paths)
    dialog.form.edge.setCurrentIndex(0)
    gate.aim(office.target())
    with _files_no_larger_than(2_200_000):
        gate.finish()
    said = "The export stopped after 2 of 3 pictures: there is no more room in"
    assert dialog.outcome.banner.text.startswith(said)
    assert dialog.outcome.sentence.text() == "2 pictures are exported to the website."
    gate.click(dialog.outcome.go_on)
    gate.settle()
    assert [len(r.copies) for r in gate.releases()] == [1, 2]
    assert len(list(office.target().iterdir())) == 3


def test_what_lies_there_already_is_left_out_unless_it_is_wanted_anew(
    gate: ExportDriver, office: Office, noah: SubjectId
) -> None:
    first, second = office.portrait(noah), office.portrait(noah)
    exporting.release(*office.desk, office.plan(first), office.target(), max_edge=1600)
    dialog = gate.open(first, second)
    assert not dialog.skip.isVisible()
    gate.aim(office.target())
    gate.press(dialog.form.folder, Qt.Key.Key_Tab)
    gate.settle()
    assert dialog.skip.isVisible()
    assert dialog.export.text() == "&Export 1"
    gate.click(dialog.skip)
    assert dialog.export.text() == "&Export 2"
    gate.click(dialog.skip)
    gate.finish()
    assert [len(r.copies) for r in gate.releases()] == [1, 1]


def test_what_lies_there_made_otherwise_is_told_of_and_leaves_once_more(
    gate: ExportDriver, office: Office, noah: SubjectId
) -> None:
    path = office.portrait(noah)
    exporting.release(*office.desk, office.plan(path), office.target(), max_edge=1600)
    dialog = gate.open(path)
    gate.aim(office.target())
    gate.press(dialog.form.folder, Qt.Key.Key_Tab)
    gate.settle()
    assert (dialog.skip.isVisible(), dialog.otherwise.isVisible()) == (True, False)
    assert not dialog.export.isEnabled()
    dialog.form.edge.setFocus()
    gate.press(dialog.form.edge, Qt.Key.Key_Home)
    gate.settle()
    assert (dialog.skip.isVisible(), dialog.otherwise.isVisible()) == (False, True)
    said = "1 left into this folder in another size or quality, or with other words written into it"
    assert dialog.otherwise.text().startswith(said)
    assert dialog.export.text() == "&Export 1"
    gate.finish()
    assert [len(r.copies) for r in gate.releases()] == [1, 1]


def _opened() -> PresetDialog:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, PresetDialog)]
    return next(w for w in found if w.isVisible())


def test_copies_are_made_otherwise_for_once_or_from_now_on(
    gate: ExportDriver, office: Office, noah: SubjectId
) -> None:
    dialog = gate.open(office.portrait(noah))
    form = dialog.form
    assert form.told.text() == "As usual: 1,600 pixels · quality 90 · without place and names"
    gate.click(form.change)
    asked = _opened()
    asked.credit.setText("Noah Lund")
    gate.click(asked.once)
    gate.aim(office.target())
    gate.finish()
    assert "names somebody in the register" in dialog.banner.text
    assert form.change.hasFocus()
    gate.click(form.change)
    asked = _opened()
    asked.credit.setText("Skovskolen")
    asked.folder.setText("../x")
    gate.click(asked.keep)
    assert "can't be the name of a folder" in asked.banner.text
    assert asked.folder.hasFocus()
    asked.folder.setText("Opslag")
    gate.click(asked.once)
    assert form.told.text().startswith("For this once: ")
    gate.click(form.usual)
    assert form.wanted.how.credit == ""
    gate.click(form.change)
    asked = _opened()
    asked.credit.setText("Skovskolen")
    asked.folder.setText("Opslag")
    gate.click(asked.keep)
    gate.settle()
    assert form.told.text().startswith("As usual: ")
    gate.finish()
    (copy,) = (office.target() / "Opslag").iterdir()
    assert b"<photoshop:Credit>Skovskolen<" in copy.read_bytes()
    with office.register.read() as reader:
        assert presets.preset(reader, WEBSITE).credit == "Skovskolen"


def test_what_is_usual_is_changed_in_the_settings(
    driver: Driver, context: Context, office: Office
) -> None:
    with office.register.read() as reader:
        form = PresetsForm(context, presets.presets(reader))
    driver.show(form)
    assert "1,600 pixels" in form.lines["website"].text()
    change = [b for b in form.findChildren(QPushButton) if name_of(b).endswith("for: Website")]
    driver.click(change[0])
    asked = _opened()
    assert not asked.once.isVisible()
    asked.edge.setCurrentIndex(asked.edge.findData("1200"))
    driver.click(asked.keep)
    driver.settle()
    assert "1,200 pixels" in form.lines["website"].text()
    with office.register.read() as reader:
        assert presets.preset(reader, WEBSITE) == Preset(destination=WEBSITE, max_edge=1200)


def _export_page(window: MainWindow, driver: Driver, part: str = "") -> ExportPage:
    window.context.show_page("export", part)
    driver.settle()
    page = window.pages.page
    assert isinstance(page, ExportPage)
    return page


def _shown(page: ExportPage) -> int:
    return len(page.model.entries)


def test_a_link_is_pasted_on_the_row_and_ends_the_question(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    for _ in range(2):
        plan = office.plan(office.portrait(noah))
        exporting.release(*office.desk, plan, office.target())
    page = _export_page(window, driver, "no-link")
    assert _shown(page) == 2
    assert "Paste the link" in page.model.entry(0).line.detail
    page.list.setFocus()
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    QApplication.clipboard().setText(" https://example.org/post/7 ")
    driver.control(page.list, Qt.Key.Key_V)
    driver.settle()
    with office.register.read() as reader:
        assert reader.releases()[0].link == "https://example.org/post/7"
    assert _shown(page) == 1
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    driver.click(page.detail.not_posted)
    driver.settle()
    assert _shown(page) == 0
    with office.register.read() as reader:
        assert reader.without_link() == ()


def test_the_list_is_saved_where_somebody_says(
    window: MainWindow,
    driver: Driver,
    office: Office,
    noah: SubjectId,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    page = _export_page(window, driver)
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    (office.folder / "lists").mkdir()
    for name, said in (
        ("out/list.json", "lies in a folder of exported pictures"),
        ("list.json", "among the pictures of the register"),
        ("lists/list.json", "is saved"),
    ):
        path = office.folder / name
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, path=path: (str(path), ""))
        driver.click(page.detail.list)
        driver.settle()
        assert said in page.banner.text
    assert json.loads((office.folder / "lists" / "list.json").read_text())["release"] == 1
