"""Seats in the settings: given, changed and taken by whoever meant it, and by nobody in passing."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QScrollArea,
    QTabBar,
    QWidget,
)

from consentdesk.domain.roles import Role
from consentdesk.services import seats
from consentdesk.services.seats import Seat
from consentdesk.storage.reading_seats import account
from consentdesk.ui.application import speak
from consentdesk.ui.context import Context
from consentdesk.ui.seat_lines import SeatLine
from consentdesk.ui.seats_tab import SeatsTab
from consentdesk.ui.settings_dialog import SettingsDialog, open_settings
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.widgets import column
from tests.services.office import Office
from tests.ui.driving import Driver, name_of

Key = Qt.Key
MANY = 12
opens_a_list = pytest.mark.qt_log_ignore(
    "This plugin does not support grabbing the keyboard", extend=True
)


@dataclass
class Settings:
    """The settings of a school with many seats, opened at these."""

    driver: Driver
    office: Office
    dialog: SettingsDialog

    @property
    def tab(self) -> SeatsTab:
        assert self.dialog.seats is not None
        return self.dialog.seats

    def held(self) -> dict[str, Role]:
        with self.office.register.read() as reader:
            return dict(reader.seats())

    def box(self, login: str) -> QComboBox:
        """Its list of roles; the line is made for whoever comes near it."""
        found = self.tab.lines.box(login)
        assert found is not None
        return found

    def pick(self, login: str, role: Role) -> None:
        """Open the list of a seat with the keyboard and choose there."""
        box = self.box(login)
        box.setFocus()
        QTest.keyClick(box, Key.Key_Space)
        view = box.view()
        self.driver.wait(view.isVisible)
        view.setCurrentIndex(box.model().index(box.findData(role), 0))
        self.driver.press(view, Key.Key_Return)
        # Without a window manager nothing is active once a list is closed.
        self.dialog.activateWindow()
        self.driver.wait(self.dialog.isActiveWindow)

    def button(self, name: str) -> QPushButton:
        found = self.dialog.findChildren(QPushButton)
        return next(b for b in found if b.isVisible() and name in {b.text(), name_of(b)})

    def take(self, login: str) -> None:
        self.box(login).setFocus()
        take = self.button(f"Take the seat of {login} away")
        take.setFocus()
        self.driver.press(take, Key.Key_Space)


def _opened(driver: Driver, context: Context, desk: QWidget) -> SettingsDialog:
    """The settings, over that window."""
    driver.show(desk)
    kept: list[SettingsDialog] = []
    open_settings(context, desk, kept.append)
    driver.settle()
    (dialog,) = kept
    return dialog


@pytest.fixture
def settings_shown(driver: Driver, context: Context, office: Office) -> Iterator[Settings]:
    seats.give(*office.desk, login="leder", role=Role.HEAD)
    for number in range(MANY):
        seats.give(*office.desk, login=f"bruger{number:02}", role=Role.CLERK)
    desk = QWidget()
    dialog = _opened(driver, context, desk)
    dialog.activateWindow()
    driver.wait(dialog.isActiveWindow)
    dialog.tabs.setCurrentIndex(dialog.tabs.count() - 1)
    driver.settle()
    yield Settings(driver, office, dialog)
    dialog.reject()


def _wheel(box: QComboBox) -> None:
    """A notch of the mouse wheel over it."""
    at = QPointF(box.rect().center())
    none, held = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        at, box.mapToGlobal(at), QPoint(), QPoint(0, -120), none, held, Qt.ScrollPhase(0), False
    )
    QApplication.sendEvent(box, event)


def test_the_wheel_gives_nobody_another_role(settings_shown: Settings) -> None:
    before = settings_shown.held()
    for login in ("bruger00", account()):
        box = settings_shown.box(login)
        box.setFocus()
        _wheel(box)
        settings_shown.driver.settle()
        assert Role(box.currentData()) is before[login]
    assert settings_shown.held() == before


@opens_a_list
def test_an_arrow_key_opens_the_list_and_changes_nothing_yet(settings_shown: Settings) -> None:
    before = settings_shown.held()
    box = settings_shown.box("bruger00")
    box.setFocus()
    for key in (Key.Key_Down, Key.Key_P):
        settings_shown.driver.press(box, key)
        assert box.view().isVisible()
        settings_shown.driver.press(box.view(), Key.Key_Escape)
        assert not box.view().isVisible()
    assert settings_shown.held() == before
    settings_shown.pick("bruger00", Role.OFFICER)
    assert settings_shown.held()["bruger00"] is Role.OFFICER
    assert settings_shown.box("bruger00").hasFocus()


@opens_a_list
@pytest.mark.parametrize("login", ["leder", account()])
def test_a_head_becomes_less_only_after_a_question(settings_shown: Settings, login: str) -> None:
    driver, tab = settings_shown.driver, settings_shown.tab
    settings_shown.pick(login, Role.CLERK)
    assert "head" in tab.banner.text and "clerk" in tab.banner.text
    assert settings_shown.held()[login] is Role.HEAD
    assert Role(settings_shown.box(login).currentData()) is Role.HEAD
    driver.press(settings_shown.button("Change nothing"), Key.Key_Return)
    assert settings_shown.held()[login] is Role.HEAD
    assert settings_shown.box(login).hasFocus()
    settings_shown.pick(login, Role.CLERK)
    driver.click(settings_shown.button("Change the seat"))
    assert settings_shown.held()[login] is Role.CLERK


def test_a_seat_is_taken_away_only_after_a_question(settings_shown: Settings) -> None:
    driver = settings_shown.driver
    settings_shown.take("bruger01")
    assert "bruger01" in settings_shown.tab.banner.text
    assert settings_shown.button("Change nothing").hasFocus()
    assert "bruger01" in settings_shown.held()
    driver.click(settings_shown.button("Change nothing"))
    assert "bruger01" in settings_shown.held()
    settings_shown.take("bruger01")
    driver.click(settings_shown.button("Take the seat away"))
    assert "bruger01" not in settings_shown.held()
    assert settings_shown.tab.lines.box("bruger01") is None
    assert settings_shown.box("bruger02").hasFocus()


def test_enter_in_the_login_gives_the_seat(settings_shown: Settings) -> None:
    tab = settings_shown.tab
    settings_shown.driver.type(tab.login, "sanne")
    settings_shown.driver.press(tab.login, Key.Key_Return)
    assert settings_shown.held()["sanne"] is Role.CLERK
    assert settings_shown.dialog.isVisible()
    assert tab.login.text() == ""


def test_a_seat_typed_anew_asks_too_before_a_head_becomes_less(settings_shown: Settings) -> None:
    tab = settings_shown.tab
    settings_shown.driver.type(tab.login, "leder")
    settings_shown.driver.press(tab.login, Key.Key_Return)
    assert "leder is a head here" in tab.banner.text
    assert settings_shown.held()["leder"] is Role.HEAD


def test_what_is_refused_is_in_sight_however_many_seats_there_are(
    settings_shown: Settings,
) -> None:
    tab = settings_shown.tab
    settings_shown.take("leder")
    settings_shown.driver.click(settings_shown.button("Take the seat away"))
    settings_shown.take(account())
    settings_shown.driver.click(settings_shown.button("Take the seat away"))
    assert "somebody must be the head" in tab.banner.text
    assert tab.banner.visibleRegion().boundingRect() == tab.banner.rect()


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_all_tabs_of_the_settings_are_in_sight(
    driver: Driver, context: Context, language: str
) -> None:
    speak(language)
    desk = QWidget()
    dialog = _opened(driver, context, desk)
    assert dialog.tabs.count() == 6
    bar = dialog.tabs.findChild(QTabBar)
    assert bar is not None
    assert bar.tabRect(5).right() < bar.width()
    assert bar.width() <= dialog.tabs.width()
    dialog.reject()


@pytest.fixture
def unseated(driver: Driver, context: Context, office: Office) -> Iterator[Settings]:
    """The same where nobody has a seat yet."""
    desk = QWidget()
    dialog = _opened(driver, context, desk)
    dialog.tabs.setCurrentIndex(dialog.tabs.count() - 1)
    driver.settle()
    yield Settings(driver, office, dialog)
    dialog.reject()


def test_before_the_first_seat_is_given_it_says_who_becomes_the_head(unseated: Settings) -> None:
    told = [one.text() for one in unseated.tab.findChildren(QLabel) if one.isVisible()]
    assert any("gives the first seat keeps one as the head" in text for text in told)


def test_the_first_seat_is_given_only_after_a_question(unseated: Settings) -> None:
    driver, tab = unseated.driver, unseated.tab
    driver.type(tab.login, "sanne")
    driver.press(tab.login, Key.Key_Return)
    assert unseated.held() == {}
    assert "Give sanne the first seat, as clerk" in tab.banner.text
    assert "only those with a seat get in" in tab.banner.text
    assert "You become the head" in tab.banner.text
    assert unseated.button("Change nothing").hasFocus()
    driver.click(unseated.button("Change nothing"))
    assert unseated.held() == {}
    assert tab.login.hasFocus() and tab.login.text() == "sanne"
    driver.click(tab.give)
    driver.click(unseated.button("Give the first seat"))
    assert unseated.held() == {"sanne": Role.CLERK, account(): Role.HEAD}
    assert tab.login.hasFocus() and tab.login.text() == ""
    driver.type(tab.login, "bo")
    driver.press(tab.login, Key.Key_Return)
    assert unseated.held()["bo"] is Role.CLERK


def test_the_question_of_the_first_seat_goes_once_something_else_is_typed(
    unseated: Settings,
) -> None:
    driver, tab = unseated.driver, unseated.tab
    driver.type(tab.login, "sanne")
    driver.click(tab.give)
    driver.type(tab.login, "b")
    assert tab.banner.text == ""
    assert unseated.held() == {}


def test_the_first_seat_for_oneself_is_the_heads(unseated: Settings) -> None:
    driver, tab = unseated.driver, unseated.tab
    driver.type(tab.login, account())
    driver.click(tab.give)
    assert "somebody must be the head" in tab.banner.text
    tab.role.setCurrentIndex(tab.role.findData(Role.HEAD))
    driver.click(tab.give)
    assert "Give yourself the first seat" in tab.banner.text
    driver.click(unseated.button("Give the first seat"))
    assert unseated.held() == {account(): Role.HEAD}


def _made(tab: SeatsTab) -> int:
    return sum(line.is_made for line in tab.findChildren(SeatLine))


@pytest.fixture
def many(driver: Driver, context: Context) -> Iterator[SeatsTab]:
    """A municipality's seats, in a window with room for a few."""
    tab = SeatsTab(context, tuple(Seat(f"b{n:03}", Role.CLERK, is_own=False) for n in range(60)))
    window = Dialog()
    window.setLayout(column(tab))
    window.resize(600, 500)
    driver.show(window)
    driver.wait(window.isActiveWindow)
    yield tab


def test_a_seat_far_below_is_made_once_somebody_scrolls_there(
    driver: Driver, many: SeatsTab
) -> None:
    assert _made(many) < 40
    (area,) = many.findChildren(QScrollArea, options=Qt.FindChildOption.FindDirectChildrenOnly)
    bar = area.verticalScrollBar()
    for at in range(0, bar.maximum(), bar.pageStep()):
        bar.setValue(at)
        driver.settle()
        seen = [one for one in many.findChildren(SeatLine) if not one.visibleRegion().isEmpty()]
        assert seen or at == 0
        assert all(one.is_made for one in seen)


def _with_keyboard() -> QWidget:
    now = QApplication.focusWidget()
    assert now is not None
    return now


def test_tab_goes_from_seat_to_seat_and_shift_tab_back(driver: Driver, many: SeatsTab) -> None:
    unmade = [one.accessibleName() for one in many.findChildren(SeatLine) if not one.is_made]
    assert "b030, clerk" in unmade
    logins = [f"b{n:03}" for n in range(60)]
    there = [n for x in logins for n in (f"What {x} is here", f"Take the seat of {x} away")]
    first = many.lines.box("b000")
    assert first is not None
    first.setFocus()
    for name in there:
        now = _with_keyboard()
        assert now.accessibleName() == name
        assert not now.visibleRegion().isEmpty()
        QTest.keyClick(now, Key.Key_Tab)
    assert many.login.hasFocus()
    many.lines.show_seats((), "")
    many.show_seats(tuple(Seat(x, Role.CLERK, is_own=False) for x in logins))
    driver.settle()
    many.login.setFocus()
    for name in reversed(there[-6:]):
        QTest.keyClick(_with_keyboard(), Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
        assert _with_keyboard().accessibleName() == name


def test_a_seat_given_stands_in_its_place_and_the_others_stay_as_they_are(
    driver: Driver, many: SeatsTab
) -> None:
    before = many.lines.box("b001")
    many.show_seats(
        (
            Seat("b000", Role.CLERK, is_own=False),
            Seat("b0005", Role.HEAD, is_own=False),
            Seat("b001", Role.OFFICER, is_own=False),
        )
    )
    driver.settle()
    assert before is not None and many.lines.box("b001") is before
    assert Role(before.currentData()) is Role.OFFICER
    tops = [many.lines.box(x) for x in ("b000", "b0005", "b001")]
    heights = [one.mapTo(many, QPoint()).y() for one in tops if one is not None]
    assert len(heights) == 3 and heights == sorted(heights)
