"""Every key in the line for names is answered, and what is taken back goes in its order."""

from collections.abc import Sequence
from datetime import datetime
from threading import Barrier, BrokenBarrierError

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.services import photographs
from consentdesk.ui import panel_people
from consentdesk.ui.photo_panel import open_photo_panel
from consentdesk.ui.undo import push
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.panel_driver import PanelDriver
from tests.ui.test_naming_bursts import attested, shown, taken

Key = Qt.Key


@pytest.fixture
def card(panel: PanelDriver, office: Office) -> list[PhotoId]:
    """Two bursts, of two photos and of one."""
    office.family("Ida Dal")
    paths = [taken(office, number, at) for number, at in enumerate((0, 4, 60))]
    photographs.add_photos(*office.desk, paths, attest=False)
    photos = [office.photo(path) for path in paths]
    panel.panel = open_photo_panel(panel.context, panel.desk, photos, in_bursts=True)
    panel.qtbot.waitExposed(panel.panel)
    panel.panel.activateWindow()
    panel.wait(panel.panel.isActiveWindow)
    panel.settle()
    return photos


def answer(panel: PanelDriver) -> str:
    """The quiet line below the field, as far as it is seen."""
    found = panel.panel.people.answer
    return found.text() if found.isVisible() else ""


@pytest.mark.usefixtures("card")
@pytest.mark.parametrize(
    ("key", "said"),
    [
        (Key.Key_7, "Nobody stands under 7."),
        (Key.Key_Period, "There is no photo before whose people could be named again."),
        (Key.Key_Backspace, "Nobody is named who could be removed."),
        (Key.Key_PageUp, "This is the first one."),
    ],
)
def test_a_key_that_finds_nothing_is_answered_aloud_until_the_next_key(
    panel: PanelDriver, monkeypatch: pytest.MonkeyPatch, key: Key, said: str
) -> None:
    heard: list[str] = []

    def hear(_widget: QWidget, text: str) -> None:
        heard.append(text)

    monkeypatch.setattr(panel_people, "announce", hear)
    panel.key(key)
    assert answer(panel) == said
    assert heard == [said]
    panel.type(panel.panel.people.field, "i")
    assert answer(panel) == ""


@pytest.mark.usefixtures("card")
def test_whoever_is_named_already_is_said_to_be(panel: PanelDriver) -> None:
    panel.name("ida")
    panel.key(Key.Key_Return)
    panel.key(Key.Key_1)
    assert answer(panel) == ""
    panel.key(Key.Key_1)
    assert answer(panel) == "Ida Dal is named already."
    panel.key(Key.Key_Period)
    assert answer(panel) == "Everybody who was on the photo before is named already."
    panel.press(panel.panel, Key.Key_PageDown)
    assert answer(panel) == "This is the last one."


@pytest.mark.usefixtures("card")
def test_nothing_to_take_back_is_said_and_so_is_what_was_said_before(panel: PanelDriver) -> None:
    panel.control(panel.panel.people.field, Key.Key_Z)
    assert answer(panel) == "There is nothing to take back."
    panel.key(Key.Key_0)
    panel.key(Key.Key_0)
    assert answer(panel) == "It is said already that nobody can be recognised."


@pytest.mark.usefixtures("card")
def test_an_old_message_goes_with_the_next_key(panel: PanelDriver) -> None:
    panel.key(Key.Key_Return)
    assert panel.panel.banner.text.startswith("Nobody is named on")
    panel.type(panel.panel.people.field, "i")
    assert panel.panel.banner.text == ""


def test_steps_are_taken_back_one_after_the_other_the_last_first(driver: Driver) -> None:
    together, order = Barrier(2), list[str]()

    def back(name: str) -> None:
        order.append(f"{name} begins")
        try:
            together.wait(0.3)
        except BrokenBarrierError:
            order.append(f"{name} ends")

    def first(_clerk: str, _at: datetime) -> None:
        back("first")

    def second(_clerk: str, _at: datetime) -> None:
        back("second")

    push(driver.context, "first", back=first)
    push(driver.context, "second", back=second)
    driver.context.undo.undo()
    driver.context.undo.undo()
    driver.settle()
    assert order == ["second begins", "second ends", "first begins", "first ends"]


def test_undo_typed_ahead_takes_back_what_was_just_said(
    panel: PanelDriver, office: Office, card: Sequence[PhotoId]
) -> None:
    """And not the step before it, while the last one is still being written."""
    photos = list(card)
    panel.name("ida")
    panel.key(Key.Key_Return)
    panel.key(Key.Key_1)
    panel.key(Key.Key_Backspace)
    QTest.keyClick(panel.panel.people.field, Key.Key_1)
    QTest.keyClick(panel.panel.people.field, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    panel.settle()
    assert shown(office, photos) == [1, 1, 0]
    assert attested(office, photos) == [True, True, False]


def test_backspace_after_enter_changes_nothing_of_what_was_vouched_for(
    panel: PanelDriver, office: Office, card: Sequence[PhotoId]
) -> None:
    photos = list(card)
    panel.name("ida")
    QTest.keyClick(panel.panel.people.field, Key.Key_Return)
    QTest.keyClick(panel.panel.people.field, Key.Key_Backspace)
    panel.settle()
    assert shown(office, photos)[:2] == [1, 1]
    assert attested(office, photos)[:2] == [True, True]


def test_what_was_done_before_the_window_was_opened_is_not_taken_back_from_within_it(
    panel: PanelDriver, office: Office
) -> None:
    """Unseen, a whole card would go."""
    office.family("Ida Dal")
    gone: list[bool] = []
    push(panel.context, "adding of 5 photos", back=lambda _clerk, _at: gone.append(True))
    path = taken(office, 0, 0)
    photographs.add_photos(*office.desk, [path], attest=False)
    panel.panel = open_photo_panel(panel.context, panel.desk, [office.photo(path)], in_bursts=True)
    panel.qtbot.waitExposed(panel.panel)
    panel.panel.activateWindow()
    panel.wait(panel.panel.isActiveWindow)
    panel.settle()
    for _again in range(2):
        panel.control(panel.panel.people.field, Key.Key_Z)
    assert answer(panel) == "There is nothing to take back."
    assert gone == []
    assert panel.context.undo.canUndo()


def chips(panel: PanelDriver) -> list[str]:
    return [text for text in panel.chips() if text]


@pytest.mark.usefixtures("card")
def test_backspace_takes_away_whoever_was_said_last(panel: PanelDriver) -> None:
    """R16: the unknown person holds the portrait back, and was said before Ida."""
    panel.key(Key.Key_Question)
    panel.name("ida")
    assert chips(panel) == ["Ida Dal", "Unknown person"]
    people = panel.panel.people.chips
    assert people.unknown is not None
    assert people.unknown.cross.toolTip() == "Remove the unknown person"
    panel.key(Key.Key_Backspace)
    assert chips(panel) == ["Unknown person"]
    assert people.unknown.cross.toolTip() == "Remove the unknown person (Backspace)"
    panel.key(Key.Key_Backspace)
    assert chips(panel) == []
    panel.key(Key.Key_Backspace)
    assert answer(panel) == "Nobody is named who could be removed."


@pytest.mark.usefixtures("card")
def test_backspace_takes_the_unknown_person_away_where_that_was_said_last(
    panel: PanelDriver,
) -> None:
    panel.name("ida")
    panel.key(Key.Key_Question)
    panel.key(Key.Key_Backspace)
    assert chips(panel) == ["Ida Dal"]
    panel.key(Key.Key_Backspace)
    assert chips(panel) == []


def test_who_stood_there_before_counts_as_named_first_and_then_the_unknown(
    panel: PanelDriver, office: Office, card: Sequence[PhotoId]
) -> None:
    office.family("Noah Lund")
    panel.press(panel.panel, Key.Key_PageDown)
    panel.key(Key.Key_Question)
    panel.name("ida")
    panel.key(Key.Key_Return)
    assert attested(office, list(card)) == [False, False, True]
    panel.press(panel.panel, Key.Key_PageUp)
    panel.press(panel.panel, Key.Key_PageDown)
    panel.panel.people.field.setFocus()
    panel.name("noah")
    assert chips(panel) == ["Ida Dal", "Noah Lund", "Unknown person"]
    for left in (["Ida Dal", "Unknown person"], ["Ida Dal"], []):
        panel.key(Key.Key_Backspace)
        assert chips(panel) == left


@pytest.mark.usefixtures("card")
def test_somebody_counted_after_a_name_is_taken_away_before_it(panel: PanelDriver) -> None:
    panel.control(panel.panel.people.field, Key.Key_Space)
    panel.name("ida")
    panel.panel.claim.visible.setValue(2)
    panel.settle()
    assert chips(panel) == ["Ida Dal", "Unknown person"]
    panel.panel.people.field.setFocus()
    panel.key(Key.Key_Backspace)
    assert chips(panel) == ["Ida Dal"]


@pytest.mark.usefixtures("card")
def test_the_same_people_as_before_are_taken_away_the_last_one_first(panel: PanelDriver) -> None:
    panel.name("ida")
    panel.key(Key.Key_Question)
    panel.press(panel.panel, Key.Key_PageDown)
    panel.key(Key.Key_Period)
    assert chips(panel) == ["Ida Dal", "Unknown person"]
    panel.key(Key.Key_Backspace)
    assert chips(panel) == ["Ida Dal"]
