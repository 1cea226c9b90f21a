"""The officer's window: everything is to be read, and what would decide anything is visibly off."""

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.roles import Right, Role
from consentdesk.services import seats
from consentdesk.storage.register import Register
from consentdesk.ui.context import Context
from consentdesk.ui.inbox_tab import InboxTab
from consentdesk.ui.journal_page import ActDetail
from consentdesk.ui.limits import limit
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.photo_panel import open_photo_panel
from consentdesk.ui.photos_page import PhotosPage
from tests.services.office import Office
from tests.ui.driving import Driver

T = TypeVar("T", bound=QWidget)


@pytest.fixture
def officers(
    window: MainWindow, busy: Office, driver: Driver, context: Context
) -> Iterator[MainWindow]:
    """The filled window at the officer's desk; the office goes on as the head."""
    seats.give(*busy.desk, login="dpo", role=Role.OFFICER)
    with Register.open(busy.register.location, login="dpo") as own:
        context.put(own)
        driver.show(window)
        driver.settle()
        yield window
        driver.settle()
        context.put(busy.register)
        driver.settle()


def off(*controls: QWidget | QAction) -> bool:
    """Whether all of these are off and say whose they are."""
    told = [c.toolTip() for c in controls]
    read = [c.accessibleDescription() for c in controls if isinstance(c, QWidget)]
    return not any(c.isEnabled() for c in controls) and all(
        "Not part of your seat" in said and "clerk, " in said for said in (*told, *read)
    )


def named(page: QWidget, text: str) -> QPushButton:
    """The button that says this."""
    every = page.findChildren(QPushButton)
    (found,) = (one for one in every if one.text() == text and one.isVisible())
    return found


def test_the_officer_reads_every_page(officers: MainWindow) -> None:
    assert len(officers.sidebar.model.keys) == 7
    a = officers.actions_
    assert a.verify.isVisible() and a.backup.isVisible()
    hidden = (
        *(a.new_person, a.import_list, a.print_forms, a.intake, a.make_pack, a.add_photos),
        *(a.export, a.encrypt, a.recovery, a.restore, a.undo, a.trash),
    )
    assert not any(one.isVisible() or one.isEnabled() for one in hidden)


@pytest.mark.parametrize(
    ("key", "texts"),
    [
        ("people", ("New person…", "Print forms…")),
        ("permissions", ("Print forms…",)),
        ("forms", ("Print forms…", "Record answers…")),
        ("photos", ("Add photos…", "Add a folder…", "Export")),
    ],
)
def test_what_decides_anything_is_off_on_every_page(
    officers: MainWindow, driver: Driver, key: str, texts: tuple[str, ...]
) -> None:
    officers.go(key)
    driver.settle()
    for text in texts:
        assert off(named(officers, text)), text


def test_nothing_is_read_in_or_thrown_away_either(officers: MainWindow, driver: Driver) -> None:
    officers.go("forms")
    officers.go("photos")
    driver.settle()
    inbox, photos = _found(officers, InboxTab), _found(officers, PhotosPage)
    assert off(inbox.choose, inbox.journal, photos.detail.trash)


def test_the_officer_looks_at_a_photo_and_names_nobody(
    officers: MainWindow, busy: Office, driver: Driver
) -> None:
    busy.situation()
    panel = open_photo_panel(officers.context, officers, busy.every())
    driver.settle()
    naming = (panel.kind, panel.people, panel.claim, panel.details, panel.photo.cover)
    assert off(*naming)
    first, acts = panel.strip.current, busy.acts()
    driver.control(panel, Qt.Key.Key_T)
    driver.control(panel, Qt.Key.Key_Return)
    assert busy.acts() == acts
    driver.press(panel, Qt.Key.Key_PageDown)
    assert panel.strip.current != first
    panel.close()


def test_of_a_person_the_officer_may_only_give_access_and_erase(
    officers: MainWindow, driver: Driver
) -> None:
    officers.context.show_subject(SubjectId(1))
    driver.settle()
    page = _found(officers, PersonPage)
    assert off(page.print, page.slip, page.withdraw, page.object, page.correct)
    assert off(page.change, page.protect, page.throw)
    assert page.erase.isEnabled() and page.access.isEnabled()
    officers.go("journal")
    driver.settle()
    journal = _found(officers, ActDetail)
    assert off(journal.correct)


def test_what_is_off_comes_back_with_another_seat(
    officers: MainWindow, busy: Office, driver: Driver
) -> None:
    officers.go("people")
    driver.settle()
    people = _found(officers, PeoplePage)
    enrol = named(people, "New person…")
    assert off(enrol)
    seats.give(*busy.desk, login="dpo", role=Role.HEAD)
    officers.context.tell_written()
    officers.go("overview")
    driver.settle()
    assert enrol.isEnabled() and enrol.toolTip().startswith("Enrol somebody (Ctrl+N)")
    assert enrol.accessibleDescription() == ""


def test_nobody_switches_on_what_is_off(context: Context, driver: Driver) -> None:
    held = QWidget()
    action, pressed = QAction("A", held), QPushButton("B", held)
    context.sit(Role.OFFICER)
    limit(context, Right.FILE, action, pressed)
    for one in (action, pressed):
        one.setEnabled(True)
        assert not one.isEnabled()
    context.sit(Role.CLERK)
    assert action.isEnabled() and pressed.isEnabled()
    # What is off for another reason stays off.
    pressed.setEnabled(False)
    context.sit(Role.OFFICER)
    context.sit(Role.CLERK)
    assert not pressed.isEnabled()
    driver.show(held)


def _found(window: MainWindow, kind: type[T]) -> T:
    found = window.findChildren(kind)
    assert found, kind
    return found[0]
