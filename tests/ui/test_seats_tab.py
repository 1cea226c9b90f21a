"""Seats in the settings: given, changed and taken by whoever meant it, and by nobody in passing."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QTabBar, QWidget

from consentdesk.domain.roles import Role
from consentdesk.services import seats
from consentdesk.storage.reading_seats import account
from consentdesk.ui.application import speak
from consentdesk.ui.context import Context
from consentdesk.ui.seats_tab import SeatsTab
from consentdesk.ui.settings_dialog import SettingsDialog, open_settings
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

    def pick(self, login: str, role: Role) -> None:
        """Open the list of a seat with the keyboard and choose there."""
        box = self.tab.roles[login]
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
        box = settings_shown.tab.roles[login]
        box.setFocus()
        _wheel(box)
        settings_shown.driver.settle()
        assert Role(box.currentData()) is before[login]
    assert settings_shown.held() == before


@opens_a_list
def test_an_arrow_key_opens_the_list_and_changes_nothing_yet(settings_shown: Settings) -> None:
    before = settings_shown.held()
    box = settings_shown.tab.roles["bruger00"]
    box.setFocus()
    for key in (Key.Key_Down, Key.Key_P):
        settings_shown.driver.press(box, key)
        assert box.view().isVisible()
        settings_shown.driver.press(box.view(), Key.Key_Escape)
        assert not box.view().isVisible()
    assert settings_shown.held() == before
    settings_shown.pick("bruger00", Role.OFFICER)
    assert settings_shown.held()["bruger00"] is Role.OFFICER
    assert settings_shown.tab.roles["bruger00"].hasFocus()


@opens_a_list
@pytest.mark.parametrize("login", ["leder", account()])
def test_a_head_becomes_less_only_after_a_question(settings_shown: Settings, login: str) -> None:
    driver, tab = settings_shown.driver, settings_shown.tab
    settings_shown.pick(login, Role.CLERK)
    assert "head" in tab.banner.text and "clerk" in tab.banner.text
    assert settings_shown.held()[login] is Role.HEAD
    assert Role(tab.roles[login].currentData()) is Role.HEAD
    driver.press(settings_shown.button("Change nothing"), Key.Key_Return)
    assert settings_shown.held()[login] is Role.HEAD
    assert tab.roles[login].hasFocus()
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
    assert "bruger01" not in settings_shown.tab.roles


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


def test_before_the_first_seat_is_given_it_says_who_becomes_the_head(
    driver: Driver, context: Context
) -> None:
    tab = SeatsTab(context, ())
    driver.show(tab)
    told = [one.text() for one in tab.findChildren(QLabel)]
    assert any("gives the first seat keeps one as the head" in text for text in told)
