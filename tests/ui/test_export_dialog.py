"""The export dialog: what may leave leaves, the rest is told why, nothing goes round the gate."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.photos import PhotoKind, Region
from consentdesk.services import intake, photographs
from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.intake_dialog import IntakeDialog
from consentdesk.ui.photo_panel import PhotoPanel
from consentdesk.ui.print_dialog import PrintDialog
from tests.services.office import FACEBOOK, ON_THE_WEB, WEBSITE, Office
from tests.ui.driving import name_of, reachable
from tests.ui.export_driver import ExportDriver

Key = Qt.Key
FACE = Region(0.4, 0.2, 0.1, 0.15)


@pytest.fixture
def gate(qtbot: QtBot, context: Context, office: Office) -> Iterator[ExportDriver]:
    """A desk at which the export can be opened."""
    made = ExportDriver(qtbot, context, office)
    yield made
    for window in QApplication.topLevelWidgets():
        if window is not made.desk and window.isVisible():
            window.close()
    made.settle()


def _class(office: Office) -> dict[str, Path]:
    """One photo of each fate."""
    noah, ida = office.family("Noah Lund"), office.family("Ida Holm")
    office.permit(noah)
    return {
        "clear": office.portrait(noah),
        "held": office.portrait(ida),
        "both": office.portrait(noah, ida),
        "new": office.draw(),
    }


def test_without_files_it_asks_for_some(gate: ExportDriver, office: Office) -> None:
    dialog = gate.open()
    assert dialog.empty.isVisible()
    assert not dialog.export.isEnabled()
    noah = office.family()
    office.permit(noah)
    assert gate.drop(dialog, [office.portrait(noah)])
    assert len(gate.clear()) == 1
    assert dialog.export.text() == "&Export 1"


def test_pictures_leave_by_keyboard_alone_and_the_rest_stays(
    gate: ExportDriver, office: Office
) -> None:
    paths = _class(office)
    dialog = gate.open(*paths.values())
    assert gate.clear() == [paths["clear"].name]
    assert dialog.plan.parts.buttons[1].text() == "3 are left out"
    gate.aim(office.target())
    gate.finish()
    assert dialog.outcome.sentence.text() == "1 picture is exported to the website."
    (release,) = gate.releases()
    assert [c.photo for c in release.copies] == [office.photo(paths["clear"])]
    assert [p.name for p in office.target().iterdir()] == [release.copies[0].output]


def test_r21_two_files_of_a_photo_leave_as_one_copy_and_it_is_told(
    gate: ExportDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    captioned = path.with_name("zz_captioned.jpg")
    captioned.write_bytes(b"\xff\xd8\xff\xfe\0\4Hi" + path.read_bytes()[2:])
    dialog = gate.open(path, captioned)
    assert gate.clear() == [path.name]
    assert dialog.export.text() == "&Export 1"
    said = "zz_captioned.jpg is the same photo as another file here: one copy leaves."
    assert dialog.plan.same.text() == said and dialog.plan.same.isVisible()
    gate.aim(office.target())
    gate.finish()
    assert len(list(office.target().iterdir())) == 1


def test_r25_an_event_that_could_not_stand_in_the_names_is_told(
    gate: ExportDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    dialog = gate.open(office.portrait(noah))
    dialog.form.event_name.setText("Noahs fødselsdag")
    gate.aim(office.target())
    gate.finish()
    said = "The files are not named after “Noahs fødselsdag”: it tells who is on the pictures."
    assert dialog.outcome.unnamed.text() == said
    assert not [p for p in office.target().iterdir() if "noah" in p.name]


def test_pictures_leave_by_mouse_alone(
    gate: ExportDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    noah = office.family()
    office.permit(noah)
    dialog = gate.open(office.portrait(noah))
    target = str(office.target())
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a: target)
    gate.click(dialog.form.browse)
    gate.click(dialog.export)
    assert len(gate.releases()) == 1
    gate.click(dialog.leave)
    assert gate.context.settings.value("export/folder/website") == target


def test_each_cause_has_its_pictures_and_what_helps(gate: ExportDriver, office: Office) -> None:
    paths = _class(office)
    gate.open(*paths.values())
    gate.look_at("Ida Holm")
    assert gate.held() == [paths["held"].name, paths["both"].name]
    assert gate.offers() == ["Print a form for Ida Holm…", "Mark where Ida Holm is…"]
    gate.look_at("The picture is not in the register.")
    assert gate.held() == [paths["new"].name]
    assert gate.offers() == ["Register 1 picture…"]
    gate.look_at("Everything left out")
    assert len(gate.held()) == 3
    assert gate.offers() == []
    assert gate.causes()[0].startswith("Ida Holm, May not be shown, Ida Holm has never been asked")


def test_nothing_may_leave_and_the_way_to_the_reasons_is_one_click(
    gate: ExportDriver, office: Office
) -> None:
    dialog = gate.open(office.draw())
    assert not dialog.export.isEnabled()
    gate.finish()
    assert gate.releases() == ()
    said = [label.text() for label in dialog.plan.none_clear.findChildren(QLabel)]
    assert "This picture may not be exported." in said
    gate.click(dialog.plan.none_clear.button)
    assert dialog.plan.part == "withheld"


def test_what_stands_in_the_way_is_read_whole_without_a_click(
    gate: ExportDriver, office: Office
) -> None:
    """Two causes that begin alike are told apart by their ends."""
    judged, open_one = office.situation(), office.situation()
    office.assess(judged, publish=False)
    gate.open(judged, open_one, office.portrait(office.family("Maximiliane Vestergaard")))
    gate.dialog.plan.show_part("withheld")
    gate.settle()
    listed = gate.dialog.plan.obstacles
    for place, entry in enumerate(gate.dialog.plan.obstacles_model.entries):
        index, line = gate.dialog.plan.obstacles_model.index(place), entry.line
        box = listed.visualRect(index)
        room = QRect(0, 0, box.width() - 62, 1000)
        broken = int(Qt.TextFlag.TextWordWrap)
        texts = [text for text in (line.heading, line.detail) if text]
        tall = sum(listed.fontMetrics().boundingRect(room, broken, text).height() for text in texts)
        assert box.height() >= tall + 16, "every line, and air"
        if entry.value is not None:
            assert entry.value.whole in index.data(Qt.ItemDataRole.AccessibleTextRole)
            assert entry.value.whole in index.data(Qt.ItemDataRole.ToolTipRole)


def test_every_step_leads_to_its_window(gate: ExportDriver, office: Office) -> None:
    ida, noah = office.family("Ida Holm"), office.family("Noah Lund")
    office.answer(noah)
    known = office.portrait(ida, looks=True)
    situation, near = office.situation(), office.shrunk(known)
    unnamed = office.draw()
    photographs.add_photos(*office.desk, [unnamed], kind=PhotoKind.PORTRAIT, attest=False)
    gate.open(known, office.portrait(noah), situation, near, unnamed)
    for title, offer, window in (
        ("Ida Holm", "Print a form for Ida Holm…", PrintDialog),
        ("Noah Lund", "Journal the answers for Noah Lund…", IntakeDialog),
        ("Ida Holm", "Mark where Ida Holm is…", PhotoPanel),
        ("The situation photo", "Assess the situation…", PhotoPanel),
        ("Nobody has confirmed", "Names and kind…", PhotoPanel),
        ("The picture looks like", "Look at them side by side…", CheckWindow),
    ):
        gate.look_at(title)
        gate.click(gate.button(offer))
        (opened,) = [
            w for w in QApplication.topLevelWidgets() if isinstance(w, window) and w.isVisible()
        ]
        opened.close()
        gate.settle()


def test_unknown_pictures_are_registered_and_the_counts_follow(
    gate: ExportDriver, office: Office
) -> None:
    path = office.draw()
    dialog = gate.open(path)
    gate.look_at("The picture is not in the register.")
    gate.click(gate.button("Register 1 picture…"))
    asked = dialog.findChild(AddPhotosDialog)
    assert isinstance(asked, AddPhotosDialog)
    # Said of all that come in nobody could have looked; it is said of the picture itself.
    assert asked.kind.findData(PhotoKind.NOBODY.value) == -1
    gate.click(asked.add)
    panel = dialog.findChild(PhotoPanel)
    assert isinstance(panel, PhotoPanel)
    gate.settle()
    gate.press(panel.people.field, Qt.Key.Key_0)
    gate.press(panel.people.field, Qt.Key.Key_Return)
    panel.close()
    gate.settle()
    assert gate.clear() == [path.name]
    assert dialog.export.text() == "&Export 1"


def test_somebody_marked_is_covered_and_the_plan_follows(
    gate: ExportDriver, office: Office
) -> None:
    """R22: what can be covered may leave; where nobody marked the face, it may not."""
    noah, ida = office.family("Noah Lund"), office.family("Ida Holm")
    office.permit(noah)
    marked = office.portrait(noah, ida, path=office.draw(size=(800, 600)))
    bare = office.portrait(noah, ida)
    office.mark(marked, **{f"s{ida}": FACE})
    dialog = gate.open(marked, bare)
    gate.look_at("Ida Holm")
    gate.click(gate.button("Cover Ida Holm on 1 picture"))
    assert gate.clear() == [marked.name]
    assert [p.name for p in dialog.plan.covered.people] == ["Ida Holm"]
    gate.aim(office.target())
    gate.finish()
    (release,) = gate.releases()
    assert release.copies[0].covered == (ida,)
    gate.click(dialog.more)
    assert dialog.empty.isVisible()


def test_covering_can_be_left_again(gate: ExportDriver, office: Office) -> None:
    noah, ida = office.family("Noah Lund"), office.family("Ida Holm")
    office.permit(noah)
    path = office.portrait(noah, ida)
    office.mark(path, **{f"s{ida}": FACE})
    dialog = gate.open(path, covered=[ida])
    assert gate.clear() == [path.name]
    found = dialog.plan.covered.findChildren(QAbstractButton)
    gate.click(next(b for b in found if name_of(b) == "Remove Ida Holm"))
    assert gate.clear() == []


def test_another_destination_is_another_plan_with_its_own_folder(
    gate: ExportDriver, office: Office
) -> None:
    noah = office.family()
    office.file(office.answer(noah, {ON_THE_WEB: True}))
    path = office.portrait(noah)
    dialog = gate.open(path)
    assert gate.clear() == [path.name]
    assert dialog.form.folder.text().endswith("ConsentDesk Website")
    path.unlink()
    box = dialog.form.destination
    box.setFocus()
    gate.press(box, Key.Key_Down)
    assert box.currentText() == "Facebook"
    assert gate.clear() == []
    assert dialog.form.folder.text().endswith("ConsentDesk Facebook")


def test_the_folder_is_remembered_for_each_destination_and_a_size_is_for_once(
    gate: ExportDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah, path=office.draw(size=(1600, 1200)))
    dialog = gate.open(path)
    dialog.form.edge.setCurrentIndex(dialog.form.edge.findData("1200"))
    gate.aim(office.target("web"))
    gate.finish()
    with Image.open(next(office.target("web").iterdir())) as copy:
        assert max(copy.size) == 1200
    dialog.close()
    again = gate.open(path, destination=None)
    assert again.form.wanted.destination == WEBSITE
    assert again.form.wanted.folder == office.target("web")
    assert again.form.wanted.how.max_edge == 1600
    again.close()
    other = gate.open(path, destination=FACEBOOK)
    assert other.form.wanted.how.max_edge == 2048


def test_a_withdrawal_in_between_holds_the_picture_back_and_is_told(
    gate: ExportDriver, office: Office
) -> None:
    """R7: it counts at once, even for pictures whose copies are made already."""
    noah, ida = office.family("Noah Lund"), office.family("Ida Holm")
    office.permit(noah)
    office.permit(ida)
    first, second = office.portrait(noah), office.portrait(ida)
    dialog = gate.open(first, second)
    assert len(gate.clear()) == 2
    intake.withdraw(*office.desk, subject=ida)
    gate.aim(office.target())
    gate.finish()
    assert dialog.outcome.sentence.text() == "1 picture is exported to the website."
    assert [r.finding.path for r in dialog.outcome.late_model.rows] == [second]
    assert "withdrawn" in dialog.outcome.late_model.rows[0].why(None)


def test_an_export_is_cancelled_and_leaves_nothing(gate: ExportDriver, office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    paths = [office.portrait(noah, path=office.draw(size=(1800, 1400))) for _number in range(6)]
    dialog = gate.open(*paths)
    dialog.form.edge.setCurrentIndex(dialog.form.edge.findData("1200"))
    gate.aim(office.target())
    dialog.export.click()
    assert dialog.release.is_going
    dialog.reject()
    assert dialog.release.progress.text() == "Stopping…"
    assert dialog.isVisible()
    gate.settle()
    assert dialog.banner.text == "Stopped. Nothing was exported."
    assert gate.releases() == ()
    assert list(office.target().iterdir()) == []
    assert dialog.export.isEnabled()


def test_no_copy_is_made_within_the_folder_the_pictures_came_in(
    gate: ExportDriver, office: Office
) -> None:
    """Nothing is ever written beside a photographer's files; dropped one by one, theirs is free."""
    noah = office.family()
    office.permit(noah)
    picture = office.portrait(noah)
    dialog = gate.open(office.folder)
    gate.aim(office.folder / "out")
    gate.finish()
    assert "where the pictures come from" in dialog.banner.text
    assert dialog.form.folder.hasFocus()
    assert [*office.folder.iterdir()] == [picture]
    dialog.reject()
    gate.open(picture)
    gate.aim(office.folder / "out")
    gate.finish()
    assert len([*(office.folder / "out").iterdir()]) == 1


def test_a_folder_that_can_not_be_written_is_told_and_nothing_is_lost(
    gate: ExportDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    dialog = gate.open(office.portrait(noah))
    dialog.form.link.setText("https://example.org/post")
    gate.aim(office.folder / "there" / "is" / "none")
    gate.finish()
    assert dialog.banner.text.startswith("There is no folder")
    assert dialog.form.folder.hasFocus()
    assert dialog.form.link.text() == "https://example.org/post"
    picture = office.draw()
    gate.aim(picture)
    gate.finish()
    assert "is not a folder" in dialog.banner.text
    gate.aim(picture.parent)
    gate.finish()
    assert dialog.banner.text.startswith("The pictures lie in")
    assert gate.releases() == ()
    dialog.close()
    again = gate.open(office.portrait(noah))
    assert again.form.wanted.folder not in {picture, picture.parent}, "only what worked is kept"


@contextmanager
def _files_no_larger_than(size: int) -> Iterator[None]:
    """Every write beyond that fails, as on a full disk, for root as for anybody else."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_the_export_can_be_tried_again(
    gate: ExportDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    large = [office.portrait(noah, path=office.draw(size=(3000, 2000))) for _ in range(2)]
    dialog = gate.open(*large)
    dialog.form.edge.setCurrentIndex(0)
    gate.aim(office.target())
    with _files_no_larger_than(min(path.stat().st_size for path in large) // 2):
        gate.finish()
    assert dialog.banner.text.startswith("There is no room left in")
    assert list(office.target().iterdir()) == []
    assert gate.releases() == ()
    gate.finish()
    assert len(gate.releases()[0].copies) == 2


class _Taker:
    """Puts a folder in the place of a copy when the ledger has the release."""

    def __init__(self, target: Path) -> None:
        self.target, self.armed = target, True
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.armed and event == "os.rename" and str(arguments[1]).endswith("-002.jpg"):
            self.armed = False
            place = self.target / "sommerfest-2026-002.jpg"
            place.unlink()
            place.mkdir()


def test_an_export_that_broke_off_shows_what_stands(gate: ExportDriver, office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    dialog = gate.open(office.portrait(noah), office.portrait(noah))
    gate.aim(office.target())
    taker = _Taker(office.target())
    gate.finish()
    assert not taker.armed
    assert dialog.page is dialog.outcome
    assert dialog.outcome.sentence.text() == "1 picture is exported to the website."
    assert "sommerfest-2026-002.jpg" in dialog.outcome.banner.text


def test_no_folder_a_wrong_link_and_a_telling_name_are_said_where_they_stand(
    gate: ExportDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    dialog = gate.open(office.portrait(noah))
    dialog.form.folder.clear()
    gate.finish()
    assert dialog.banner.text == "Choose the folder the pictures are to go to."
    dialog.banner.hide()
    gate.aim(Path("half/a/path"))
    gate.finish()
    assert dialog.banner.text == "Choose the folder the pictures are to go to."
    assert dialog.form.folder.hasFocus()
    gate.aim(office.target())
    dialog.form.link.setText("facebook")
    gate.finish()
    assert dialog.banner.text.startswith("This is not a web address.")
    assert dialog.form.link.hasFocus()
    dialog.form.link.clear()
    dialog.form.event_name.setText("Noah Lund")
    gate.finish()
    assert "would tell in the file names" in dialog.banner.text
    assert dialog.form.event_name.hasFocus()
    assert gate.releases() == ()


def test_the_link_is_pasted_afterwards(
    gate: ExportDriver, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    noah = office.family()
    office.permit(noah)
    dialog = gate.open(office.portrait(noah))
    gate.aim(office.target())
    gate.finish()
    opened: list[str] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    assert dialog.outcome.open.hasFocus()
    gate.press(dialog.outcome.open, Key.Key_Space)
    assert opened == [str(office.target())]
    QApplication.clipboard().setText("not a link")
    gate.click(dialog.outcome.paste)
    assert dialog.outcome.banner.text.startswith("This is not a web address.")
    QApplication.clipboard().setText(" https://example.org/post/7 ")
    gate.click(dialog.outcome.paste)
    assert dialog.outcome.banner.text == "The link is saved."
    assert gate.releases()[0].link == "https://example.org/post/7"


def test_a_file_named_twice_and_other_files_in_a_folder_are_told(
    gate: ExportDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    (office.folder / "notes.txt").write_text("x")
    dialog = gate.open(path)
    gate.drop(dialog, [office.folder])
    assert gate.clear() == [path.name]
    assert dialog.left_out.text() == "1 file is no picture"


def test_what_is_journaled_meanwhile_counts_at_once(gate: ExportDriver, office: Office) -> None:
    ida = office.family("Ida Holm")
    dialog = gate.open(office.portrait(ida))
    assert gate.clear() == []
    office.permit(ida)
    gate.context.tell_written()
    gate.wait(lambda: len(gate.clear()) == 1)
    assert dialog.export.isEnabled()


@pytest.mark.parametrize("state", ["empty", "clear", "withheld", "result"])
def test_everything_the_keyboard_reaches_has_a_name_of_its_own(
    gate: ExportDriver, office: Office, state: str
) -> None:
    paths = _class(office)
    dialog = gate.open(*(() if state == "empty" else paths.values()))
    if state == "withheld":
        gate.look_at("Ida Holm")
    if state == "result":
        gate.aim(office.target())
        gate.finish()
    names = [name_of(widget) for widget in reachable(dialog)]
    assert all(names), names
    assert len(set(names)) == len(names), names


def test_tab_goes_round_and_is_never_caught(gate: ExportDriver, office: Office) -> None:
    dialog = gate.open(*_class(office).values())
    gate.look_at("Ida Holm")
    chips = {c for c in dialog.plan.parts.buttons if not c.isChecked()}
    wanted = set(reachable(dialog)) - chips
    seen: set[QWidget | None] = set()
    for _step in range(len(wanted) + 4):
        gate.press(dialog, Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert wanted <= seen
