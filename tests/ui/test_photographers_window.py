"""A photographer's window: no scans, no reasons, no birth dates, and nothing that leads to them."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from consentdesk.domain.roles import Right, Role
from consentdesk.services import seats
from consentdesk.storage.reading_seats import account
from consentdesk.storage.register import Register
from consentdesk.ui.context import Context
from consentdesk.ui.global_search import GlobalSearch
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.panel_assessment import PanelAssessment
from consentdesk.ui.seats_tab import SeatsTab
from consentdesk.ui.settings_dialog import RulesForm, SettingsDialog, open_settings
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.openings import Opener

REASONS = (
    "never been asked",
    "answer was no",
    "withdrawn",
    "has run out",
    "does not want",
    "never be shown",
    "guardian",
    "old enough",
    "journaled",
)


def sit(office: Office, role: Role) -> None:
    """Whoever opens the register has that role; somebody else is its head."""
    seats.give(*office.desk, login="leder", role=Role.HEAD)
    seats.give(*office.desk, login=account(), role=role)


def texts(widget: QWidget) -> Iterator[str]:
    """Everything a window says: on the screen, aloud, in tips, and in what lists hold."""
    asked = [q for one in widget.findChildren(PanelAssessment) for q in one.findChildren(QWidget)]
    assert not any(question.isVisible() for question in asked)
    for one in {widget, *widget.findChildren(QWidget)} - set(asked):
        yield from (one.toolTip(), one.accessibleName(), one.accessibleDescription())
        match one:
            case QLabel() | QAbstractButton() | QLineEdit():
                yield one.text()
            case QComboBox():
                yield from (one.itemText(at) for at in range(one.count()))
            case QAbstractItemView() if one.model() is not None:
                yield from _held(one.model(), QModelIndex())
            case _:
                pass


def _held(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
        # What delegates draw from.
        *(int(Qt.ItemDataRole.UserRole) + n for n in range(4)),
    )
    for line in range(model.rowCount(parent)):
        is_list = isinstance(model, QAbstractListModel)
        for place in range(1 if is_list else model.columnCount(parent)):
            index = model.index(line, place, parent)
            yield from (str(model.data(index, role) or "") for role in roles)


@pytest.fixture
def photographers(
    window: MainWindow, busy: Office, driver: Driver, context: Context
) -> Iterator[MainWindow]:
    """The filled window at a photographer's desk; the office goes on as the head."""
    seats.give(*busy.desk, login="foto", role=Role.PHOTOGRAPHER)
    with Register.open(busy.register.location, login="foto") as own:
        context.put(own)
        driver.show(window)
        driver.settle()
        yield window
        driver.settle()
        context.put(busy.register)
        driver.settle()


def test_the_pages_of_a_photographer_are_three(photographers: MainWindow) -> None:
    assert photographers.sidebar.model.keys == ("overview", "photos", "export")
    shown = [a.property("page_key") for a in photographers.actions_.pages if a.isVisible()]
    assert shown == ["overview", "photos", "export"]


def test_what_a_photographer_may_not_do_is_in_no_menu(photographers: MainWindow) -> None:
    a = photographers.actions_
    hidden = (
        *(a.new_person, a.import_list, a.print_forms, a.intake, a.make_pack),
        *(a.backup, a.verify, a.encrypt, a.recovery, a.restore),
    )
    assert not any(action.isVisible() or action.isEnabled() for action in hidden)
    assert all(action.isVisible() for action in (a.check, a.add_photos, a.export))


@pytest.mark.parametrize("page", ["overview", "photos", "export"])
def test_no_page_tells_a_reason_or_a_birth_date(
    photographers: MainWindow, driver: Driver, page: str
) -> None:
    photographers.go(page)
    driver.settle()
    said = " \n".join(texts(photographers))
    assert [line for line in said.split(" \n") if any(map(line.__contains__, REASONS))] == []
    assert "2019" not in said


@pytest.mark.parametrize(
    "name", ["check", "check list", "export dialog", "export left out", "panel", "naming", "covers"]
)
def test_no_window_over_pictures_tells_one_either(
    photographers: MainWindow, opened: Opener, name: str
) -> None:
    assert not photographers.context.may(Right.SEE_REASONS)
    said = " \n".join(texts(opened(name)))
    assert said.strip()
    assert [line for line in said.split(" \n") if any(map(line.__contains__, REASONS))] == []
    assert "2019" not in said
    assert not re.search(r"[0-9] years\b", said)


def test_who_was_on_a_hidden_page_is_led_to_the_first(
    window: MainWindow, busy: Office, driver: Driver
) -> None:
    driver.show(window)
    window.go("journal")
    driver.settle()
    sit(busy, Role.PHOTOGRAPHER)
    window.context.tell_written()
    driver.settle()
    assert window.pages.key == "overview"


def test_a_new_head_sees_everything_again(
    photographers: MainWindow, office: Office, driver: Driver
) -> None:
    assert not photographers.context.may(Right.SEE_REASONS)
    seats.give(*office.desk, login="foto", role=Role.HEAD)
    photographers.context.tell_written()
    driver.settle()
    assert len(photographers.sidebar.model.keys) == 7


def test_the_search_promises_a_photographer_photos_alone(
    photographers: MainWindow, busy: Office, driver: Driver
) -> None:
    (search,) = photographers.findChildren(GlobalSearch)
    assert search.placeholderText() == "Search photos by file name or event (Ctrl+K)"
    assert search.accessibleName() == search.placeholderText()
    seats.give(*busy.desk, login="foto", role=Role.CLERK)
    photographers.context.tell_written()
    driver.settle()
    assert "people, forms" in search.placeholderText()


def test_the_overview_says_whose_seat_it_is_and_offers_no_copy(photographers: MainWindow) -> None:
    said = " ".join(texts(photographers))
    assert "Your seat here: photographer." in said
    assert "Back up now" not in said


def test_a_photographer_s_settings_are_about_the_desk_and_the_copies(
    photographers: MainWindow, driver: Driver
) -> None:
    kept: list[SettingsDialog] = []
    open_settings(photographers.context, photographers, kept.append)
    driver.settle()
    (dialog,) = kept
    names = [dialog.tabs.tabText(at) for at in range(dialog.tabs.count())]
    assert names == ["This desk", "Exports"]
    dialog.reject()


def _pick(driver: Driver, box: QComboBox, value: str) -> None:
    """Choose in the list of the box."""
    box.showPopup()
    box.view().setCurrentIndex(box.model().index(box.findData(value), 0))
    driver.press(box.view(), Qt.Key.Key_Return)


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_a_head_gives_changes_and_takes_seats(
    context: Context, office: Office, driver: Driver
) -> None:
    tab = SeatsTab(context, ())
    driver.show(tab)
    tab.login.setText("sanne")
    tab.role.setCurrentIndex(tab.role.findData("photographer"))
    driver.click(tab.give)
    driver.click(_pressed(tab, "Give the first seat"))
    theirs, own = tab.lines.box("sanne"), tab.lines.box(account())
    assert theirs is not None and own is not None
    _pick(driver, theirs, "officer")
    with office.register.read() as reader:
        assert reader.seats() == {account(): Role.HEAD, "sanne": Role.OFFICER}
    _pick(driver, own, "clerk")
    driver.click(_pressed(tab, "Change the seat"))
    with office.register.read() as reader:
        assert reader.seats()[account()] is Role.HEAD
    assert own.currentData() == "head"
    assert "somebody must be the head" in " ".join(texts(tab))


def _pressed(tab: SeatsTab, text: str) -> QAbstractButton:
    (found,) = (b for b in tab.findChildren(QAbstractButton) if b.text() == text)
    return found


def test_what_the_municipality_decided_is_read_only(office: Office, driver: Driver) -> None:
    with office.register.read() as reader:
        form = RulesForm(reader.policy, locked={"counting_aid"})
    driver.show(form)
    assert not form.fields["counting_aid"].isEnabled()
    assert "Decided by the municipality" in form.fields["counting_aid"].accessibleDescription()
    assert form.fields["age_limit"].isEnabled()
