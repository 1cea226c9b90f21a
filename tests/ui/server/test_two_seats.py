"""Two clerks at one server: what one writes the other sees unasked, and nothing is overwritten."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.acts import Serial
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.people import SubjectId
from consentdesk.errors import Problem, RuleRefusal
from consentdesk.services import correcting, hiding, intake, photographs, roster
from consentdesk.services.inbox import accepting
from consentdesk.storage.register import Register
from consentdesk.ui.context import Context
from consentdesk.ui.journal_page import JournalPage
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.person_dialog import PersonDialog, open_change_dialog
from consentdesk.ui.person_reading import read_person
from consentdesk.ui.photos_page import PhotosPage
from tests.services.office import ON_THE_WEB, Office
from tests.ui.check_driver import CheckDriver
from tests.ui.cover_driver import CoverDriver
from tests.ui.driving import Driver
from tests.ui.inbox_driver import InboxDriver
from tests.ui.returning_class import few_stack
from tests.ui.server.conftest import hurry
from tests.ui.test_cover_window import BEGIN, END, Photo


@dataclass(frozen=True)
class Seat:
    """The other clerk, with a connection of her own."""

    register: Register
    at: datetime

    @property
    def desk(self) -> tuple[Register, str, datetime]:
        return self.register, "Bo Krag", self.at


@pytest.fixture
def other(office: Office) -> Iterator[Seat]:
    with Register.open(office.register.location) as register:
        yield Seat(register, office.at)


def _scroll(view: QAbstractItemView, row: int, column: int = 0) -> int:
    """Choose a row and go on reading further down; how far that is."""
    view.setCurrentIndex(view.model().index(row, column))
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    return bar.value()


def _grown(driver: Driver, view: QAbstractItemView, write: Callable[[], object]) -> None:
    """The other clerk writes, and the list is longer by itself."""
    before = view.model().rowCount()
    write()
    driver.wait(lambda: view.model().rowCount() > before)
    driver.settle()


def test_the_people_follow_and_whoever_is_chosen_and_what_is_typed_stay(
    window: MainWindow, driver: Driver, office: Office, other: Seat
) -> None:
    for first in "abcdefgh":
        for second in "abcdefgh":
            office.child(f"{first.upper()}{second} Lund")
    window.go("people")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    driver.type(page.search, "lund")
    hurry(window)
    at = _scroll(page.table, 20)
    driver.settle()
    chosen = page.table.currentIndex().data()
    assert at > 0
    _grown(
        driver,
        page.table,
        lambda: roster.enrol(*other.desk, name="Åse Lund", born=date(2019, 5, 3)),
    )
    assert page.table.currentIndex().data() == chosen
    assert page.table.verticalScrollBar().value() == at
    assert page.search.text() == "lund"
    assert page.search.hasFocus()


def test_the_photos_follow_and_those_chosen_stay_chosen(
    window: MainWindow, driver: Driver, office: Office, other: Seat
) -> None:
    noah = office.family()
    paths = [office.portrait(noah) for _ in range(4)]
    window.go("photos")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PhotosPage)
    hurry(window)
    model, picked = page.grid.model(), page.grid.selectionModel()
    for row in (1, 2):
        picked.select(model.index(row, 0), QItemSelectionModel.SelectionFlag.Select)
    driver.settle()
    chosen = page.grid.chosen
    assert len(chosen) == 2
    new = office.draw()
    _grown(driver, page.grid, lambda: photographs.add_photos(*other.desk, [new], attest=False))
    assert set(page.grid.chosen) == set(chosen)
    assert len(page.found) == len(paths) + 1


def test_the_journal_follows_and_the_act_that_is_read_stays(
    window: MainWindow, driver: Driver, office: Office, other: Seat
) -> None:
    for first in "abcdefgh":
        for second in "abcd":
            office.child(f"{first.upper()}{second} Lund")
    window.go("journal")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, JournalPage)
    hurry(window)
    _scroll(page.list, 10)
    driver.settle()
    read, shown = page.list.value, page.detail.text.text()
    _grown(
        driver,
        page.list,
        lambda: roster.enrol(*other.desk, name="Åse Lund", born=date(2019, 5, 3)),
    )
    assert page.list.value == read
    assert page.detail.text.text() == shown


def test_the_overview_and_the_figures_beside_the_pages_follow(
    window: MainWindow, driver: Driver, office: Office, other: Seat
) -> None:
    window.go("overview")
    driver.settle()
    hurry(window)

    def words() -> str:
        page = window.pages.page
        assert page is not None
        return "\n".join(label.text() for label in page.findChildren(QLabel))

    before = words()
    assert office.folder.exists()
    roster.enrol(*other.desk, name="Åse Lund", born=date(2019, 5, 3))
    driver.wait(lambda: words() != before)


def test_the_inbox_follows_and_the_sheet_that_is_looked_at_stays_with_what_is_said_of_it(
    window: MainWindow, driver: Driver, office: Office, other: Seat
) -> None:
    hands = InboxDriver(window, driver)
    hands.drop(few_stack(office))
    hands.tab.start()
    driver.wait(lambda: hands.board.picture.is_shown)
    hurry(window)
    hands.keys("t")
    name, told = hands.name, hands.board.answers.told
    aside = next(w.sheet for w in hands.inbox().sheets if _name(office, w.sheet.serial) != name)
    accepting.set_aside(*other.desk, sheets=[aside.id], aside=True)
    driver.wait(lambda: any("Put aside" in text for text in hands.queue()))
    driver.settle()
    assert hands.name == name
    assert hands.board.answers.told == told


def _name(office: Office, serial: Serial) -> str:
    with office.register.read() as reader:
        form = reader.form(serial)
        assert form.subject is not None
        return reader.subject(form.subject).name


def test_the_check_window_s_verdict_follows(
    window: MainWindow, check: CheckDriver, office: Office, other: Seat
) -> None:
    noah = office.family()
    path = office.portrait(noah)
    hurry(window)
    check.check(path)
    assert check.sentence == "May not be shown anywhere."
    office.permit(noah)
    check.wait(lambda: check.sentence == "May be shown everywhere.")
    intake.withdraw(*other.desk, subject=noah)
    check.wait(lambda: check.sentence == "May not be shown anywhere.")


def _change(driver: Driver, window: MainWindow, office: Office, who: SubjectId) -> PersonDialog:
    with office.register.read() as reader:
        known = read_person(reader, who, None, office.today).known
    dialog = open_change_dialog(driver.context, window, known)
    driver.settle()
    return dialog


@pytest.mark.parametrize(("button", "name"), [("mine", "Noah Holm"), ("heirs", "Noah Krag")])
def test_two_who_rename_one_person_are_asked_whose_name_it_is(
    window: MainWindow, driver: Driver, office: Office, other: Seat, button: str, name: str
) -> None:
    noah = office.child()
    dialog = _change(driver, window, office, noah)
    with other.register.read() as reader:
        theirs = replace(reader.subject(noah), name="Noah Krag")
    roster.change(*other.desk, theirs)
    dialog.name.clear()
    driver.type(dialog.name, "Noah Holm")
    dialog.group.setCurrentText("3.B")
    driver.click(dialog.save)
    assert dialog.banner.text.replace("\u200b", "").startswith("Noah Krag: somebody else")
    assert dialog.isVisible()
    with office.register.read() as reader:
        assert reader.subject(noah) == theirs
    (chosen,) = [b for b in dialog.banner.findChildren(QPushButton) if button in b.text()]
    driver.click(chosen)
    with office.register.read() as reader:
        now = reader.subject(noah)
    assert (now.name, now.group) == (name, "3.B"), "the rest of what was typed is saved too"


def test_an_answer_that_another_clerk_has_filed_is_not_filed_again(
    office: Office, other: Seat
) -> None:
    noah = office.family()
    serial = office.answer(noah)
    intake.journal(*other.desk, [serial], paper_at="Folder 3")
    acts = office.acts()
    with pytest.raises(RuleRefusal) as caught:
        intake.journal(*office.desk, [serial], paper_at="Folder 3")
    assert caught.value.problem is Problem.FORM_ALREADY_JOURNALED
    assert office.acts() == acts


def test_a_no_taken_back_by_one_does_not_undo_what_the_other_withdrew(
    office: Office, other: Seat
) -> None:
    """Whoever corrects an act corrects that one; a withdrawal beside it holds."""
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    with office.register.read() as reader:
        acts = reader.acts([noah])[noah]
    granted = next(a for a in acts if a.kind == "GRANTED")
    intake.withdraw(*other.desk, subject=noah)
    correcting.correct(*office.desk, number=granted.number, reason="Wrong child")
    with office.register.read() as reader:
        permission = reader.permissions([noah], on=office.today)[noah][ON_THE_WEB]
    assert permission.state is PermissionState.WITHDRAWN
    assert office.why(path)


def test_a_cover_drawn_while_somebody_more_is_named_hides_nobody_who_was_not_seen(
    qtbot: QtBot, context: Context, window: MainWindow, office: Office, other: Seat
) -> None:
    """R22: the cover is kept, the new one stands beside it, and the copies stay where they are."""
    photo, covers = Photo(office), CoverDriver(qtbot, context, office)
    opened = covers.open(photo.id)
    hurry(window)
    otto = office.family("Otto Vang")
    with other.register.read() as reader:
        there = {d.subject: d.region for d in reader.depicted([photo.id])[photo.id]}
    photographs.name(*other.desk, photo=photo.id, shows={**there, otto: None})
    covers.drag(BEGIN, END)
    covers.wait(lambda: opened.queue.is_idle)
    covers.wait(lambda: "Otto Vang" in _people(opened))
    covers.settle()
    with office.register.read() as reader:
        assert dict(hiding.drawn_on(reader, photo.id).covers).keys() == {photo.ella}
    assert office.why(photo.path)
    opened.done(0)
    covers.settle()


def _people(window: QWidget) -> str:
    return "\n".join(b.text() for b in window.findChildren(QPushButton))
