"""A server that is restarted under a clerk's hands: what was said is written once, in its order."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.inbox import SheetState
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.roles import Role
from consentdesk.services import photographs
from consentdesk.services import seats as seating
from consentdesk.storage.verifying import verify
from consentdesk.ui.context import Context
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.seats_tab import SeatsTab
from consentdesk.ui.settings_dialog import SettingsDialog
from tests.postgres import Postgres
from tests.services.office import Office
from tests.ui.check_driver import CheckDriver
from tests.ui.cover_driver import CoverDriver
from tests.ui.driving import Driver
from tests.ui.edition_driver import DRAFT, WEBSITE, EditionDriver
from tests.ui.inbox_driver import ENTER, InboxDriver
from tests.ui.panel_driver import PanelDriver
from tests.ui.returning_class import few_stack
from tests.ui.server.conftest import hurry, silence
from tests.ui.test_cover_window import BEGIN, END, Photo
from tests.ui.test_editions import NEW, kept
from tests.ui.test_naming_bursts import attested
from tests.ui.test_naming_files import burst, go_through, shown

Key = Qt.Key
KEPT = "What you say here is kept"


@pytest.fixture
def card(panel: PanelDriver, office: Office, window: MainWindow) -> list[PhotoId]:
    """Two bursts; Ida, Noah and Emma stand under figures, and the second is looked at."""
    for name in ("Ida Dal", "Noah Lund", "Emma Bach"):
        office.family(name)
    photos = burst(office, {})
    go_through(panel, photos)
    panel.name("ida", "noah", "emma")
    panel.key(Key.Key_Return)
    hurry(window, panel.panel)
    return photos


def _press(widget: QWidget, *keys: Key) -> None:
    for key in keys:
        # Without letting go: Esc disables the window until all is written.
        QTest.keyPress(widget, key)


def test_names_and_the_statement_typed_while_the_server_is_down_are_written_once_it_is_back(
    panel: PanelDriver, office: Office, card: list[PhotoId], server: Postgres
) -> None:
    opened, acts = panel.panel, office.acts()
    server.halt(bluntly=True)
    _press(opened.people.field, Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_Return)
    panel.wait(lambda: KEPT in opened.unwritten.text)
    assert opened.isEnabled()
    assert len(panel.chips()) == 3
    server.resume()
    panel.wait(lambda: opened.writer.queue.is_idle)
    panel.settle()
    assert opened.unwritten.text == ""
    assert "can't be reached" not in opened.banner.text
    assert attested(office, card) == [True] * 5
    assert [len(people) for people in shown(office, card)] == [3] * 5
    assert office.acts() == acts + 10, "two kinds, six names and two statements, each once"
    assert verify(office.register).ok
    panel.control(opened.people.field, Key.Key_Z)
    assert [len(people) for people in shown(office, card)] == [3, 3, 3, 0, 0]


@pytest.mark.usefixtures("card")
def test_a_name_searched_while_the_server_is_down_is_offered_when_it_is_back(
    panel: PanelDriver, server: Postgres
) -> None:
    field = panel.panel.people.field
    server.halt(bluntly=True)
    panel.type(field, "emm")
    QTest.keyClick(field, Key.Key_Return)
    panel.wait(lambda: "hasn't answered" in panel.panel.unwritten.text)
    server.resume()
    panel.wait(lambda: field.is_open)
    assert field.text() == "emm"
    assert panel.chips() == []
    panel.press(field, Key.Key_Return)
    assert panel.chips() == ["Emma Bach"]


def test_a_window_with_something_unwritten_asks_before_it_closes(
    panel: PanelDriver, office: Office, card: list[PhotoId], server: Postgres, window: MainWindow
) -> None:
    opened = panel.panel
    server.halt(bluntly=True)
    _press(opened.people.field, Key.Key_1, Key.Key_Escape)
    panel.wait(lambda: "it is lost" in opened.unwritten.text)
    assert opened.isVisible()
    assert opened.isEnabled()
    focus = QApplication.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Keep it and wait"
    opened.close()
    assert opened.isVisible()
    assert opened.isEnabled(), "asked again, and nobody is kept waiting"
    asked: list[str] = []

    def stay() -> None:
        box = QApplication.activeModalWidget()
        assert box is not None
        asked.append(box.windowTitle())
        QTest.keyClick(box, Key.Key_Escape)

    QTimer.singleShot(0, stay)
    window.close()
    assert asked == ["Not everything is written"]
    assert window.isVisible()
    server.resume()
    panel.wait(lambda: opened.writer.queue.is_idle)
    panel.settle()
    assert opened.isVisible()
    assert [len(people) for people in shown(office, card[3:])] == [1, 1]


def test_whoever_closes_all_the_same_loses_what_was_said(
    panel: PanelDriver, office: Office, card: list[PhotoId], server: Postgres
) -> None:
    opened = panel.panel
    server.halt(bluntly=True)
    _press(opened.people.field, Key.Key_1, Key.Key_Escape)
    panel.wait(lambda: "it is lost" in opened.unwritten.text)
    (lose,) = [b for b in opened.unwritten.findChildren(QPushButton) if "lose" in b.text()]
    panel.click(lose)
    panel.wait(lambda: opened not in panel.desk.findChildren(type(opened)))
    server.resume()
    assert [len(people) for people in shown(office, card[3:])] == [0, 0]


def test_a_refusal_after_the_restart_takes_only_what_rests_on_it(
    panel: PanelDriver, office: Office, card: list[PhotoId], server: Postgres
) -> None:
    """R16: Otto was named on the second burst meanwhile; what is said of the first has no part."""
    opened = panel.panel
    queue, otto = opened.writer.queue, office.family("Otto Vang")
    server.halt(bluntly=True)
    _press(opened.people.field, Key.Key_1, Key.Key_Return)
    first, last = card[0], card[3]
    queue.put(
        lambda clerk, at: photographs.describe(
            office.register, clerk, at, photo=first, album="Skovtur"
        ),
        about=(first,),
    )
    panel.wait(lambda: queue.is_held)
    server.resume()
    photographs.name_all(*office.desk, {last: {otto: None}})
    panel.wait(lambda: queue.is_idle)
    panel.settle()
    assert "Look at it once more" in opened.banner.text
    assert attested(office, card) == [True, True, True, False, False]
    with office.register.read() as reader:
        assert reader.photo(first).album == "Skovtur"


def test_what_is_drawn_while_the_server_is_down_is_kept_once_it_is_back(
    qtbot: QtBot, context: Context, office: Office, window: MainWindow, server: Postgres
) -> None:
    photo, covers = Photo(office), CoverDriver(qtbot, context, office)
    opened = covers.open(photo.id)
    hurry(window, opened)
    server.halt(bluntly=True)
    covers.drag(BEGIN, END)
    covers.wait(lambda: KEPT in opened.unwritten.text)
    drawn = opened.drawn
    opened.close()
    assert opened.isVisible()
    server.resume()
    covers.wait(lambda: opened.queue.is_idle)
    covers.settle()
    assert opened.drawn == covers.kept() == drawn
    assert drawn.covers
    opened.close()
    covers.settle()


def test_sheets_accepted_while_the_server_is_down_are_accepted_once_it_is_back(
    window: MainWindow, driver: Driver, office: Office, server: Postgres
) -> None:
    hands = InboxDriver(window, driver)
    hands.drop(few_stack(office))
    hands.tab.start()
    driver.wait(lambda: hands.board.picture.is_shown)
    hurry(window)
    server.halt(bluntly=True)
    name = hands.name
    hands.keys(ENTER, "t", ENTER)
    driver.wait(lambda: KEPT in hands.tab.unwritten.text)
    server.resume()
    driver.wait(lambda: hands.board.writing.is_idle and silence(window) == "")
    driver.settle()
    assert hands.tab.unwritten.text == ""
    assert len(hands.sheets(SheetState.ACCEPTED)) == 1
    assert any(name in text for text in hands.queue())
    driver.control(window, Key.Key_Z)
    assert not hands.sheets(SheetState.ACCEPTED)


def test_an_edition_goes_on_being_saved_by_itself(
    window: MainWindow, driver: Driver, office: Office, server: Postgres
) -> None:
    editions = EditionDriver(window, driver)
    editions.open_tab()
    opened = editions.copy("2026-2", DRAFT)
    hurry(window, opened)
    server.halt(bluntly=True)
    opened.desk.say("da", WEBSITE, NEW)
    driver.wait(lambda: "Not saved" in _words(opened))
    assert "can't be reached" in opened.banner.text
    opened.reject()
    driver.wait(lambda: any(b.isVisible() for b in _leaving(opened)))
    assert opened.isVisible()
    server.resume()
    driver.wait(lambda: opened.desk.is_saved)
    driver.settle()
    assert kept(office).texts["da"][WEBSITE] == NEW
    assert opened.banner.text == ""
    opened.reject()
    driver.settle()


def _words(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel))


def _leaving(window: QWidget) -> Sequence[QPushButton]:
    return [b for b in window.findChildren(QPushButton) if "thout saving" in b.text()]


def test_the_settings_keep_what_was_typed_and_are_saved_once_more(
    window: MainWindow, driver: Driver, office: Office, server: Postgres
) -> None:
    with office.register.read() as reader:
        dialog = SettingsDialog(driver.context, window, reader.policy, reader.institution)
    driver.show(dialog)
    hurry(window)
    assert dialog.asker is not None
    dialog.tabs.setCurrentIndex(1)
    driver.type(dialog.asker.officer, "dpo@skovskolen.dk")
    server.halt(bluntly=True)
    driver.click(dialog.save)
    assert "can't be reached" in dialog.banner.text
    assert dialog.isVisible()
    server.resume()
    driver.wait(lambda: silence(window) == "")
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.institution.officer == "dpo@skovskolen.dk"


def _button(tab: SeatsTab, text: str) -> QPushButton:
    (found,) = [one for one in tab.findChildren(QPushButton) if one.text() == text]
    return found


def test_a_seat_is_given_once_more_with_one_click(
    window: MainWindow, driver: Driver, office: Office, server: Postgres
) -> None:
    tab = SeatsTab(driver.context, ())
    driver.show(tab)
    hurry(window)
    driver.type(tab.login, "consentdesk")
    tab.role.setCurrentIndex(tab.role.findData(Role.HEAD))
    server.halt(bluntly=True)
    driver.click(tab.give)
    driver.click(_button(tab, "Give the first seat"))
    driver.wait(lambda: "can't be reached" in tab.banner.text)
    assert tab.login.text() == "consentdesk"
    server.resume()
    driver.wait(lambda: silence(window) == "")
    driver.click(tab.give)
    driver.click(_button(tab, "Give the first seat"))
    driver.wait(lambda: tab.banner.text == "")
    with office.register.read() as reader:
        assert [(s.login, s.role) for s in seating.seats(reader)] == [("consentdesk", Role.HEAD)]


def test_the_check_windows_names_are_written_with_one_more_enter(
    window: MainWindow, check: CheckDriver, office: Office, server: Postgres
) -> None:
    ida = office.family("Ida Holm")
    path = office.draw()
    check.check(path)
    check.name("ida")
    hurry(window)
    server.halt(bluntly=True)
    check.name("")
    strip = check.window.away.strip
    check.wait(lambda: silence(window) != "" and strip.isVisible())
    assert check.named() == [ida]
    server.resume()
    check.wait(lambda: silence(window) == "" and not strip.isVisible())
    assert check.window.banner.text == ""
    acts = office.acts()
    check.name("")
    with office.register.read() as reader:
        shown_there = reader.depicted([office.photo(path)])[office.photo(path)]
    assert {d.subject for d in shown_there} == {ida}
    assert office.acts() > acts
