"""The journal page: corrections are told with their reason, and a damaged journal is told of."""

import pytest
from PySide6.QtCore import Qt

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import PhotoKind
from consentdesk.services import correcting, exporting, photographs, roster, taking_down, trash
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui.correct_dialog import CorrectDialog
from consentdesk.ui.delegates import Line
from consentdesk.ui.journal_page import JournalPage
from consentdesk.ui.journal_reading import read_piece
from consentdesk.ui.main_window import MainWindow
from tests.services.office import Office
from tests.storage.tampering import guards_down
from tests.ui.driving import Driver

Key = Qt.Key


@pytest.fixture
def journal(window: MainWindow, driver: Driver, office: Office) -> JournalPage:
    """The journal of an office with one filed form."""
    office.permit(office.family())
    driver.context.show_page("journal")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, JournalPage)
    return page


def lines(page: JournalPage) -> list[Line]:
    """What the list shows, from the top."""
    return [entry.line for entry in page.model.entries]


def correct_first(page: JournalPage, driver: Driver, window: MainWindow, reason: str) -> None:
    """Correct the newest line, the way a clerk does."""
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    driver.click(page.detail.correct)
    (dialog,) = window.findChildren(CorrectDialog)
    driver.type(dialog.reason, reason)
    driver.click(dialog.correct)


def test_why_something_was_corrected_is_read_in_the_list_and_in_full_beside_it(
    journal: JournalPage, driver: Driver, window: MainWindow
) -> None:
    correct_first(journal, driver, window, "Filed for the wrong child")
    line = lines(journal)[0]
    assert line.heading == "Line corrected · Noah Lund"
    assert line.note == "Reason: Filed for the wrong child"
    assert "Filed for the wrong child" in line.spoken()
    journal.list.setCurrentIndex(journal.model.index(0))
    driver.settle()
    assert journal.detail.reason.text() == "Reason: Filed for the wrong child"


def test_a_struck_line_keeps_what_it_said_and_says_that_it_is_corrected(
    journal: JournalPage, driver: Driver, window: MainWindow
) -> None:
    said = lines(journal)[0].detail
    assert said.startswith("2026-0001 · ")
    correct_first(journal, driver, window, "Filed for the wrong child")
    struck = lines(journal)[1]
    assert struck.struck
    assert struck.detail == f"Corrected · {said}"
    assert (struck.sign, struck.icon) == (None, "struck")


def test_the_pane_is_fresh_as_soon_as_its_line_is_corrected(
    journal: JournalPage, driver: Driver, window: MainWindow
) -> None:
    correct_first(journal, driver, window, "Filed for the wrong child")
    assert journal.detail.heading.text() == "Form journaled · Noah Lund"
    assert journal.detail.text.text().startswith("Corrected · 2026-0001")
    assert not journal.detail.correct.isVisible()
    assert journal.list.currentIndex().row() == 1


def test_a_line_is_struck_even_where_its_correction_is_not_among_those_shown(
    journal: JournalPage, driver: Driver, office: Office
) -> None:
    with office.register.read() as reader:
        (filed,) = reader.ledger(kinds=frozenset({ActKind.JOURNALED}))
    correcting.correct(*office.desk, number=filed.number, reason="Filed for the wrong child")
    journal.part.setFocus()
    driver.type(journal.part, "Journal entries")
    driver.press(journal.part, Key.Key_Return)
    assert [(line.heading, line.struck) for line in lines(journal)] == [
        ("Form journaled · Noah Lund", True)
    ]


def test_a_correction_that_was_corrected_leaves_the_first_line_standing(
    journal: JournalPage, driver: Driver, office: Office
) -> None:
    with office.register.read() as reader:
        (filed,) = reader.ledger(kinds=frozenset({ActKind.JOURNALED}))
    first = correcting.correct(*office.desk, number=filed.number, reason="Filed for another child")
    correcting.correct(*office.desk, number=first.number, reason="It was right after all")
    driver.context.tell_written()
    driver.settle()
    assert [line.struck for line in lines(journal)[:3]] == [False, True, False]


def test_a_line_of_the_trash_offers_no_correction(
    journal: JournalPage, driver: Driver, office: Office
) -> None:
    """Corrected alone it would leave a person half put back."""
    child = office.child("Alma Dahl")
    trash.throw_away(*office.desk, subjects=[child])
    trash.put_back(*office.desk, subjects=[child])
    driver.context.tell_written()
    driver.settle()
    assert lines(journal)[0].note == "Reason: put back"
    journal.list.setCurrentIndex(journal.model.index(0))
    driver.settle()
    assert journal.detail.heading.text().startswith("Line corrected")
    assert not journal.detail.correct.isVisible()


def test_an_enrolment_that_was_undone_says_that_the_name_is_not_kept(
    journal: JournalPage, driver: Driver, office: Office
) -> None:
    child = office.child("Alma Dahl")
    roster.undo_enrol(*office.desk, subject=child)
    driver.context.tell_written()
    driver.settle()
    corrected, enrolled = lines(journal)[:2]
    assert corrected.note == "Reason: undone"
    assert enrolled.heading == "Person enrolled · name no longer kept"
    assert enrolled.detail.startswith("Corrected")


def test_what_was_done_never_wears_the_shape_of_a_verdict(
    journal: JournalPage, driver: Driver, office: Office
) -> None:
    office.answer(office.family("Ida Holm"))
    driver.context.tell_written()
    driver.settle()
    assert {line.sign for line in lines(journal)} == {None}
    pictures = {line.heading.split(" · ")[0]: line.icon for line in lines(journal)}
    assert pictures["Form journaled"] == "journal"
    assert pictures["Permission given"] == "permissions"


def test_checking_the_journal_leaves_the_keyboard_where_it_was(
    journal: JournalPage, driver: Driver
) -> None:
    journal.verify.setFocus()
    driver.press(journal.verify, Key.Key_Space)
    assert journal.verify.hasFocus()
    assert journal.banner.text.startswith("The journal is whole")


def test_a_journal_changed_by_hand_says_what_happened_and_what_to_do(
    journal: JournalPage, driver: Driver, office: Office
) -> None:
    path = office.register.place.path
    assert path is not None
    with guards_down(path) as raw:
        raw.execute("UPDATE ledger SET at = at - 1 WHERE kind = 'JOURNALED'")
    driver.click(journal.verify)
    assert journal.banner.text.startswith("The journal does not match its checksum. ")
    for told in ("outside the program", "nothing is deleted", "Stop exporting", "restore a backup"):
        assert told in journal.banner.text
    first, what, *_around, last = journal.banner.text.split("\n")
    assert first.endswith("data protection officer.")
    assert what.startswith("Line ")
    assert last.startswith("For whoever looks into it: ")
    assert journal.badge.accessibleName() == "Not whole"


def test_a_search_finds_photos_and_exported_files_by_the_name_the_lines_show(
    journal: JournalPage, driver: Driver, office: Office
) -> None:
    ella = office.family("Ella Holm")
    office.permit(ella)
    plan = office.plan(office.portrait(ella, path=office.draw("Nikon_D70.jpg")))
    done = exporting.release(*office.desk, plan, office.target())
    assert done.release is not None
    taking_down.take_down(*office.desk, done.release)
    driver.type(journal.search, "d70")
    driver.settle()
    found = [line.heading for line in lines(journal)]
    assert "Photo registered" in found
    assert found[0] == "Photos taken down"
    assert found[1] == "Photos exported"
    journal.list.setCurrentIndex(journal.model.index(0))
    driver.settle()
    assert journal.detail.files.text() == "sommerfest-2026-001.jpg (Nikon_D70.jpg)"
    journal.search.clear()
    driver.type(journal.search, "fest-2026-001")
    driver.settle()
    assert [line.heading for line in lines(journal)] == found[:2]


def test_a_search_for_a_name_finds_what_was_taken_down_for_that_person_and_nothing_of_others(
    journal: JournalPage, driver: Driver, office: Office
) -> None:
    children = [office.family("Ella Holm"), office.family("Ida Dahl")]
    for child in children:
        office.permit(child)
    plan = office.plan(*(office.portrait(child) for child in children))
    done = exporting.release(*office.desk, plan, office.target())
    assert done.release is not None
    taking_down.take_down(*office.desk, done.release, copies=[0])
    for name, downs in (("Ella", 1), ("Ida", 0)):
        journal.search.clear()
        driver.type(journal.search, name)
        driver.settle()
        told = [line for line in lines(journal) if line.heading == "Photos taken down"]
        assert len(told) == downs


def test_a_search_finds_a_correction_by_its_reason(
    journal: JournalPage, driver: Driver, window: MainWindow
) -> None:
    correct_first(journal, driver, window, "Filed for the wrong child")
    driver.type(journal.search, "WRONG child")
    driver.settle()
    assert [line.note for line in lines(journal)] == ["Reason: Filed for the wrong child"]


def test_older_lines_of_a_search_follow_the_first_hundred(driver: Driver, office: Office) -> None:
    path = office.portrait(office.family("Ella Holm"), path=office.draw("Nikon_D70.jpg"))
    for number in range(120):
        kind = PhotoKind.SITUATION if number % 2 else PhotoKind.PORTRAIT
        photographs.set_kind(*office.desk, photo=office.photo(path), kind=kind)
    with office.register.read() as reader:
        (photo,) = reader.find_photos(PhotoFilter(text="d70"))
        told = len(reader.acts_on([photo])[photo])
    first = read_piece(driver.context, None, None, None, "d70").entries
    assert first[-1].value is not None
    rest = read_piece(driver.context, None, first[-1].value.number, None, "d70")
    assert (len(first), len(rest.entries), rest.complete) == (100, told - 100, True)
