"""A situation is judged once for each time somebody says so, and what is begun meanwhile stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from consentdesk.domain.acts import Assessed
from consentdesk.domain.photos import Destination, PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.services import photographs, withdrawing
from consentdesk.storage.register import Register
from tests.services.office import FACEBOOK, WEBSITE, Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_files import write_names

Key = Qt.Key


def fill(panel: PanelDriver, place: Destination, reason: str = "A happy game") -> None:
    """Answer everything, and save nothing yet."""
    part = panel.panel.assessment
    for each, chip in part.places.items():
        chip.setChecked(each == place)
    part.yes.setChecked(True)
    part.reason.clear()
    panel.type(part.reason, reason)


def hold(panel: PanelDriver, times: int = 3) -> None:
    """Enter in the line for the reason, held down until it has repeated itself."""
    for again in range(times):
        none = Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Return, none, "\r", autorep=again > 0)
        QApplication.sendEvent(panel.panel.assessment.reason, event)
        panel.settle()


def judged(office: Office, path: Path) -> list[Destination]:
    """For which places somebody has judged it, one by one."""
    photo = office.photo(path)
    with office.register.read() as reader:
        bodies = [act.body for act in reader.acts_on([photo])[photo]]
    return [body.destination for body in bodies if isinstance(body, Assessed)]


@contextmanager
def busy(office: Office) -> Iterator[None]:
    """Another desk writes meanwhile, so that nothing is written here."""
    began, let_go = Event(), Event()
    other = Register.open(str(office.register.location))

    def write() -> None:
        with other.write("Bo Krag", office.at):
            began.set()
            assert let_go.wait(30)

    thread = Thread(target=write)
    thread.start()
    assert began.wait(30)
    try:
        yield
    finally:
        let_go.set()
        thread.join()
        other.close()


def a_game_with_somebody_who_objects(office: Office) -> Path:
    """A situation photo whose file names Ida Holm, whom nobody has named."""
    withdrawing.object_to(*office.desk, subject=office.family("Ida Holm"))
    path = office.draw(size=(640, 480))
    write_names(path, ["Ida Holm"])
    photographs.add_photos(*office.desk, [path], kind=PhotoKind.SITUATION, attest=False)
    return path


def look_at(panel: PanelDriver, path: Path) -> None:
    opened = panel.open(path)
    panel.wait(lambda: opened.canvas.has_picture)
    panel.settle()


def test_enter_held_down_does_not_answer_that_the_picture_is_not_there(
    panel: PanelDriver, office: Office
) -> None:
    path = office.situation()
    photo, data = office.photo(path), path.read_bytes()
    path.unlink()
    panel.open_photos(photo)
    fill(panel, WEBSITE)
    hold(panel)
    assert "can't be shown. Nothing was recorded yet" in panel.panel.banner.text
    path.write_bytes(data)
    assert judged(office, path) == []
    assert office.check(path) != [Outcome.CLEAR]


def test_enter_held_down_does_not_answer_who_else_stands_in_the_file(
    panel: PanelDriver, office: Office
) -> None:
    path = a_game_with_somebody_who_objects(office)
    look_at(panel, path)
    fill(panel, WEBSITE)
    hold(panel)
    assert panel.panel.banner.text.startswith("The files name Ida Holm too")
    assert judged(office, path) == []


def test_enter_held_down_records_one_judgement(panel: PanelDriver, office: Office) -> None:
    path = office.situation()
    look_at(panel, path)
    fill(panel, WEBSITE)
    hold(panel)
    assert judged(office, path) == [WEBSITE]


def test_a_judgement_is_not_taken_twice_while_it_is_written(
    panel: PanelDriver, office: Office
) -> None:
    path = office.situation()
    look_at(panel, path)
    fill(panel, WEBSITE)
    part = panel.panel.assessment
    with busy(office):
        QTest.keyClick(part.reason, Key.Key_Return)
        QTest.keyClick(part.reason, Key.Key_Return)
        assert panel.panel.banner.text.startswith("The assessment before is still being saved.")
        QTest.mouseClick(part.save, Qt.MouseButton.LeftButton)
    panel.settle()
    assert judged(office, path) == [WEBSITE]
    assert panel.panel.banner.text == "The assessment is recorded."
    fill(panel, FACEBOOK)
    hold(panel, 1)
    assert judged(office, path) == [WEBSITE, FACEBOOK]


def test_after_a_question_the_same_judgement_can_be_saved_again(
    panel: PanelDriver, office: Office
) -> None:
    """What was refused is not being written any more."""
    path = a_game_with_somebody_who_objects(office)
    look_at(panel, path)
    fill(panel, WEBSITE)
    hold(panel, 1)
    assert judged(office, path) == []
    hold(panel, 1)
    assert judged(office, path) == [WEBSITE]


def test_what_is_begun_while_a_judgement_is_written_stays_and_is_not_closed_unasked(
    panel: PanelDriver, office: Office
) -> None:
    path = office.situation()
    look_at(panel, path)
    fill(panel, WEBSITE)
    opened = panel.panel
    with busy(office):
        QTest.keyClick(opened.assessment.reason, Key.Key_Return)
        for place, chip in opened.assessment.places.items():
            chip.setChecked(place == FACEBOOK)
        opened.assessment.no.setChecked(True)
        opened.assessment.reason.setText("Too close there")
        begun = opened.assessment.judged
    panel.settle()
    assert judged(office, path) == [WEBSITE]
    assert opened.assessment.judged == begun
    opened.leave.click()
    panel.settle()
    assert opened.isVisible()
    assert opened.banner.text.startswith("The assessment is not saved yet.")
    hold(panel, 1)
    assert judged(office, path) == [WEBSITE, FACEBOOK]


def test_a_click_on_another_photo_asks_before_an_assessment_is_lost(
    panel: PanelDriver, office: Office
) -> None:
    photos = [office.photo(office.situation()) for _each in range(3)]
    panel.open_photos(*photos)
    fill(panel, WEBSITE)
    strip = panel.panel.strip
    panel.click_row(strip, strip.model().index(2, 0))
    assert strip.chosen == (photos[0],)
    assert panel.panel.banner.text.startswith("The assessment is not saved yet.")
    assert panel.panel.assessment.reason.text() == "A happy game"
    panel.click_row(strip, strip.model().index(2, 0))
    assert strip.chosen == (photos[2],)
    assert not panel.panel.assessment.is_begun
