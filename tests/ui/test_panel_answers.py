"""Nothing in the panel is answered before somebody has read it, and no key goes by mute."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.roles import Role
from consentdesk.services import photographs, trash
from consentdesk.ui.key_answers import changed_since
from consentdesk.ui.undo import push
from tests.services.office import WEBSITE, Office
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_assessing import busy, fill, judged
from tests.ui.test_naming_bursts import taken
from tests.ui.test_naming_files import go_through, shown
from tests.ui.test_naming_situations import kinds
from tests.ui.test_typed_ahead import card, places, typed

Key = Qt.Key


def situations(panel: PanelDriver, office: Office) -> list[PhotoId]:
    """Three situation photos, each a burst of its own."""
    paths = [taken(office, number, at) for number, at in enumerate((0, 60, 120))]
    photographs.add_photos(*office.desk, paths, kind=PhotoKind.SITUATION, attest=False)
    photos = [office.photo(path) for path in paths]
    go_through(panel, photos)
    return photos


def escape(panel: PanelDriver, *, held: bool) -> None:
    none = Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, Key.Key_Escape, none, autorep=held)
    QApplication.sendEvent(panel.panel, event)
    panel.settle()


def test_a_key_held_down_does_not_answer_that_an_assessment_is_lost(
    panel: PanelDriver, office: Office
) -> None:
    situations(panel, office)
    fill(panel, WEBSITE)
    escape(panel, held=False)
    assert "not saved yet" in panel.panel.banner.text
    for _again in range(3):
        escape(panel, held=True)
    assert panel.panel.isVisible()
    with panel.qtbot.waitSignal(panel.panel.finished):
        escape(panel, held=False)


@pytest.mark.parametrize("key", [Key.Key_0, Key.Key_T])
def test_another_kind_asks_before_an_assessment_is_lost(
    panel: PanelDriver, office: Office, key: Key
) -> None:
    photos = situations(panel, office)
    fill(panel, WEBSITE)
    part, kind = panel.panel.assessment, PhotoKind.SITUATION

    def press() -> None:
        if key == Key.Key_T:
            panel.control(panel.panel, key)
        else:
            panel.press(panel.panel.people.field, key)

    press()
    assert "not saved yet" in panel.panel.banner.text
    assert kinds(office, photos)[0] is kind
    assert part.reason.text() == "A happy game"
    press()
    assert kinds(office, photos)[0] is not kind
    assert not part.isVisible()


def test_whoever_goes_on_while_an_assessment_is_written_gets_there(
    panel: PanelDriver, office: Office
) -> None:
    photos = situations(panel, office)
    fill(panel, WEBSITE)
    with busy(office):
        QTest.keyClick(panel.panel.assessment.reason, Key.Key_Return)
        QTest.keyClick(panel.panel, Key.Key_PageDown)
        assert "not saved yet" not in panel.panel.banner.text
    panel.settle()
    assert places(photos, panel) == [1]
    with office.register.read() as reader:
        assert judged(office, office.folder / reader.photo(photos[0]).name) == [WEBSITE]


def test_closing_while_an_assessment_is_written_asks_nothing(
    panel: PanelDriver, office: Office
) -> None:
    photos = situations(panel, office)
    fill(panel, WEBSITE)
    with panel.qtbot.waitSignal(panel.panel.finished), busy(office):
        QTest.keyClick(panel.panel.assessment.reason, Key.Key_Return)
        panel.panel.reject()
    with office.register.read() as reader:
        assert judged(office, office.folder / reader.photo(photos[0]).name) == [WEBSITE]


def test_each_burst_stays_a_step_of_its_own_where_a_statement_is_refused(
    panel: PanelDriver, office: Office
) -> None:
    for name in ("Noah Lund", "Ida Dal"):
        office.family(name)
    photos = card(panel, office, 0, 60, 120)
    panel.name("noah")
    trash.throw_away(*office.desk, photos=[photos[0]])
    typed(panel, Key.Key_Return)
    QTest.keyClick(panel.panel, Key.Key_PageDown)
    panel.settle()
    panel.name("ida")
    panel.key(Key.Key_Return)
    stack = panel.context.undo
    texts = [stack.text(at) for at in range(stack.count())]
    assert [text.split(": ")[-1] for text in texts] == ["Noah Lund", "Ida Dal"]


def test_what_is_said_after_a_refused_step_back_can_be_taken_back(
    panel: PanelDriver, office: Office
) -> None:
    """Whatever lay below it in the menu, done before the panel was opened, is gone with it."""
    for number in range(3):
        push(panel.context, f"change {number}", back=lambda _clerk, _at: None)
    noah, ida = office.family("Noah Lund"), office.family("Ida Dal")
    photos = card(panel, office, 0, 60)
    panel.name("noah")
    trash.throw_away(*office.desk, photos=[photos[0]])
    panel.control(panel.panel.people.field, Key.Key_Z)
    assert not panel.context.undo.canUndo()
    panel.press(panel.panel, Key.Key_PageDown)
    panel.name("ida", "noah")
    panel.control(panel.panel.people.field, Key.Key_Z)
    assert shown(office, photos[1:]) == [{ida}]
    panel.control(panel.panel.people.field, Key.Key_Y)
    assert shown(office, photos[1:]) == [{ida, noah}]
    panel.control(panel.panel.people.field, Key.Key_Y)
    assert panel.panel.people.answer.text() == "There is nothing to do again."


def test_the_next_that_lack_names_are_said_to_be_in_sight_or_none(
    panel: PanelDriver, office: Office
) -> None:
    photos = card(panel, office, 0, 60)
    photographs.set_kinds(*office.desk, dict.fromkeys(photos, PhotoKind.NOBODY))
    photographs.attest_all(*office.desk, photos[:1])
    panel.context.tell_written()
    panel.press(panel.panel, Key.Key_PageDown)
    panel.control(panel.panel, Key.Key_J)
    assert panel.panel.banner.text == "Only the photos in sight lack names."
    photographs.attest_all(*office.desk, photos[1:])
    panel.context.tell_written()
    panel.settle()
    panel.panel.banner.hide()
    panel.control(panel.panel, Key.Key_J)
    assert panel.panel.banner.text == "2 of 2 are finished."
    assert places(photos, panel) == [1]


def test_an_answer_about_what_stood_there_before_says_that_nothing_was_recorded(
    panel: PanelDriver, office: Office
) -> None:
    noah = office.family("Noah Lund")
    large = office.draw(size=(640, 480))
    small = office.shrunk(large)
    photographs.add_photos(*office.desk, [large, small], attest=False)
    photographs.add_photos(*office.desk, [large], kind=PhotoKind.PORTRAIT, shows=[noah], alone=True)
    panel.open(small)
    panel.key(Key.Key_0)
    panel.key(Key.Key_Return)
    answer = panel.button("They are two pictures")
    photographs.set_kinds(*office.desk, {office.photo(small): PhotoKind.PORTRAIT})
    panel.context.tell_written()
    panel.settle()
    panel.panel.people.key_pressed.emit("?")
    panel.settle()
    before = office.acts()
    answer.click()
    panel.settle()
    assert panel.panel.banner.text == changed_since()
    assert office.acts() == before


def test_details_take_nothing_while_the_next_photo_is_read(
    panel: PanelDriver, office: Office
) -> None:
    photos = card(panel, office, 0, 60, in_bursts=False)
    fields = panel.panel.details
    panel.panel.tabs.setCurrentIndex(2)
    fields.photographer.setFocus()
    panel.panel.strip.step(1)
    panel.panel.strip.changed.emit()
    QTest.keyClicks(fields.photographer, "Bo")
    assert fields.photographer.text() == ""
    panel.settle()
    assert panel.current() == photos[1]
    panel.type(fields.photographer, "Bo Krag")
    panel.press(panel.panel, Key.Key_PageUp)
    with office.register.read() as reader:
        assert [reader.photo(photo).photographer for photo in photos] == ["", "Bo Krag"]


def test_a_name_that_may_not_be_finished_any_more_keeps_nobody_here(
    panel: PanelDriver, office: Office
) -> None:
    office.family("Ida Dal")
    photos = card(panel, office, 0, 60, in_bursts=False)
    panel.type(panel.panel.people.field, "ida")
    panel.context.sit(Role.OFFICER)
    panel.settle()
    panel.press(panel.panel, Key.Key_PageDown)
    assert panel.current() == photos[1]
    with panel.qtbot.waitSignal(panel.panel.finished):
        panel.press(panel.panel, Key.Key_Escape)


def test_a_statement_with_ctrl_held_leaves_the_photo_it_was_about(
    panel: PanelDriver, office: Office
) -> None:
    noah, ida = office.family("Noah Lund"), office.family("Ida Dal")
    photos = card(panel, office, 0, 60, 120, in_bursts=False)
    panel.name("noah")
    panel.control(panel.panel.people.field, Key.Key_Return)
    assert places(photos, panel) == [1]
    panel.name("ida")
    assert shown(office, photos) == [{noah}, {ida}, set()]
