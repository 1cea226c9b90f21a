"""Permissions, journal, forms and exports: what their lists show and lead to."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from consentdesk.domain.photos import Destination, ReleaseId
from consentdesk.domain.releases import Release
from consentdesk.domain.serials import shown_serial
from consentdesk.services import exporting, planning, roster, withdrawing
from consentdesk.ui.chips import Chips
from consentdesk.ui.export_page import ExportPage
from consentdesk.ui.forms_page import FormsPage
from consentdesk.ui.intake_dialog import IntakeDialog
from consentdesk.ui.journal_page import JournalPage
from consentdesk.ui.journal_reading import PIECE
from consentdesk.ui.line_list import LineModel, Value
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.page import Page
from consentdesk.ui.permissions_page import PermissionsPage
from consentdesk.ui.print_dialog import PrintDialog
from consentdesk.ui.print_reading import Whom
from consentdesk.ui.widgets import EmptyView
from tests.services.office import CLERK, Office
from tests.ui.driving import Driver, texts

Key = Qt.Key


def opened(window: MainWindow, driver: Driver, key: str, part: str = "") -> Page:
    """A page of the sidebar, read."""
    driver.context.show_page(key, part)
    driver.settle()
    page = window.pages.page
    assert page is not None
    return page


def headings(model: LineModel[Value]) -> list[str]:
    """What a list shows, from the top."""
    return [e.line.heading for e in model.entries]


def pick(driver: Driver, chips: Chips, begins: str) -> None:
    """Click the chip whose text begins like this."""
    (chip,) = [c for c in chips.buttons if c.text().startswith(begins)]
    driver.click(chip)


# Permissions


@pytest.fixture
def classroom(office: Office) -> Office:
    """One child with everything, one waiting for the journal, one never asked."""
    office.permit(office.family("Ida Holm"))
    office.answer(office.family("Noah Lund"))
    office.family("Alma Dahl")
    return office


def test_permissions_are_sorted_by_how_far_they_have_come(
    window: MainWindow, driver: Driver, classroom: Office
) -> None:
    del classroom
    page = opened(window, driver, "permissions")
    assert isinstance(page, PermissionsPage)
    assert set(texts(page.table)) == {"Ida Holm"}
    assert [c.text() for c in page.views.buttons] == [
        "In force (5)",
        "To be journaled (5)",
        "Second signature missing (0)",
        "Ends soon (0)",
        "Soon sign alone (0)",
        "Lapsed (0)",
        "Said no (0)",
        "No answer (5)",
    ]
    pick(driver, page.views, "To be journaled")
    assert set(texts(page.table)) == {"Noah Lund"}
    assert window.windowTitle() == "Permissions – To be journaled – ConsentDesk"
    pick(driver, page.views, "Lapsed")
    assert page.empty.isVisible()


def test_an_empty_view_of_permissions_has_one_button_to_what_helps(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    page = opened(window, driver, "permissions")
    assert isinstance(page, PermissionsPage)
    assert page.empty.button.text() == "New person…"
    office.child("Alma Dahl")
    driver.context.tell_written()
    driver.settle()
    assert page.empty.button.text() == "Print forms…"
    pick(driver, page.views, "To be journaled")
    assert page.empty.button.text() == "Record answers…"
    driver.click(page.empty.button)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, IntakeDialog)
    dialog.reject()


@pytest.mark.parametrize("key", ["people", "permissions", "photos", "journal"])
def test_a_search_without_hits_names_what_was_typed_and_is_cleared_by_its_button(
    window: MainWindow, driver: Driver, office: Office, key: str
) -> None:
    child = office.family()
    office.permit(child)
    office.portrait(child)
    page = opened(window, driver, key)
    field = page.search_field
    assert field is not None
    driver.type(field, "zzqq")
    (empty,) = [view for view in page.findChildren(EmptyView) if view.isVisible()]
    said = [text.text() for text in empty.findChildren(QLabel) if text.isVisible()]
    assert "Nothing found for “zzqq”" in said
    assert empty.button.text() == "Clear the search"
    driver.click(empty.button)
    assert (field.text(), empty.isVisible()) == ("", False)
    assert field.hasFocus()


def test_a_line_of_permissions_opens_the_person(
    window: MainWindow, driver: Driver, classroom: Office
) -> None:
    del classroom
    page = opened(window, driver, "permissions", "open")
    assert isinstance(page, PermissionsPage)
    page.table.setFocus()
    page.table.selectRow(0)
    assert len(page.chosen_subjects) == 1
    driver.press(page.table, Key.Key_Return)
    assert window.windowTitle() == "Alma Dahl – ConsentDesk"


# Journal


def test_the_journal_is_read_in_pieces_newest_first(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    for number in range(PIECE):
        office.child(f"Child {number:03}")
    office.permit(office.family("Zita Yde"))
    page = opened(window, driver, "journal")
    assert isinstance(page, JournalPage)
    page.list.scrollToTop()
    driver.settle()
    read = [e.value.number for e in page.model.entries if e.value is not None]
    assert read == sorted(read, reverse=True)
    assert headings(page.model)[0] == "Form journaled · Zita Yde"
    for _piece in range(4):
        page.list.scrollToBottom()
        driver.settle()
    read = [e.value.number for e in page.model.entries if e.value is not None]
    assert read[-1] == 1
    assert len(set(read)) == len(read)


def test_the_journal_shows_one_kind_of_line_and_any_past_day(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    child = office.family()
    office.permit(child)
    office.later(days=3)
    withdrawing.withdraw(*office.desk, subject=child)
    page = opened(window, driver, "journal")
    assert isinstance(page, JournalPage)
    assert headings(page.model)[0] == "Permission withdrawn · Noah Lund"
    driver.type(page.on_day, "15-09-2026")
    driver.press(page.on_day, Key.Key_Return)
    assert headings(page.model)[0] == "Form journaled · Noah Lund"
    page.part.setFocus()
    driver.type(page.part, "Corrections")
    driver.press(page.part, Key.Key_Return)
    assert page.empty.isVisible()
    driver.click(page.empty.button)
    assert headings(page.model)[0] == "Permission withdrawn · Noah Lund"


def test_the_journal_is_searched_by_number_subject_serial_and_name(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    serial = office.permit(office.family())
    office.permit(office.family("Ida Holm"))
    office.child("Alma Dahl")
    page = opened(window, driver, "journal")
    assert isinstance(page, JournalPage)
    for typed in ("2026-0001", shown_serial(serial).lower()):
        page.search.clear()
        driver.type(page.search, typed)
        found = headings(page.model)
        assert found[0] == "Form journaled · Noah Lund", typed
        assert not any("Ida Holm" in heading for heading in found)
    with office.register.read() as reader:
        subject = reader.entries([serial])[serial].subject_line
    page.search.clear()
    driver.type(page.search, subject.upper())
    assert "Form journaled · Noah Lund" in headings(page.model)
    page.search.clear()
    driver.type(page.search, "alma")
    assert headings(page.model) == ["Person enrolled · Alma Dahl"]


def test_a_person_that_was_changed_is_not_called_enrolled(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    child = office.child("Alma Dahl")
    with office.register.read() as reader:
        known = reader.subject(child)
    roster.change(*office.desk, replace(known, group="3.B"))
    page = opened(window, driver, "journal")
    assert isinstance(page, JournalPage)
    assert headings(page.model)[:2] == ["Person changed · Alma Dahl", "Person enrolled · Alma Dahl"]


def test_an_export_in_the_journal_names_its_files_and_opens(
    window: MainWindow, driver: Driver, office: Office, released: ReleaseId
) -> None:
    page = opened(window, driver, "journal")
    assert isinstance(page, JournalPage)
    line = page.model.entries[0].line
    assert line.heading == "Photos exported"
    assert line.detail.startswith("Website · 1 photo")
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    with office.register.read() as reader:
        (copy,) = reader.copies_in((released,))[released]
    assert page.detail.files.text() == f"{copy.output} (IMG_0001.jpg)"
    driver.click(page.detail.export)
    export = window.pages.page
    assert isinstance(export, ExportPage)
    assert isinstance(export.list.value, Release)
    assert export.list.value.id == released


def test_a_line_of_the_journal_leads_to_the_person(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    office.permit(office.family())
    page = opened(window, driver, "journal")
    assert isinstance(page, JournalPage)
    page.list.setFocus()
    page.list.setCurrentIndex(page.model.index(0))
    assert page.detail.isVisible()
    driver.press(page.list, Key.Key_Return)
    assert window.windowTitle() == "Noah Lund – ConsentDesk"


def test_checking_the_journal_says_that_it_is_whole(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    office.permit(office.family())
    page = opened(window, driver, "journal")
    assert isinstance(page, JournalPage)
    driver.click(page.verify)
    assert page.banner.text.startswith("The journal is whole")
    assert page.badge.accessibleName().startswith("Whole:")


# Forms


def test_the_forms_say_what_is_true_before_any_was_printed_and_after_all_came_back(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    page = opened(window, driver, "forms")
    assert isinstance(page, FormsPage)
    told = [text.text() for text in page.empty.findChildren(QLabel)]
    assert "No form has been printed yet." in told
    office.permit(office.family())
    driver.context.tell_written()
    driver.settle()
    told = [text.text() for text in page.empty.findChildren(QLabel)]
    assert "Every printed form has come back." in told


def test_how_far_a_form_has_come_is_no_verdict_and_is_said_once(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    serial = office.form(office.family("Ida Holm"))
    office.permit(office.family("Alma Dahl"))
    page = opened(window, driver, "forms")
    assert isinstance(page, FormsPage)
    (line,) = (entry.line for entry in page.model.entries)
    assert line.detail.startswith(f"{shown_serial(serial)} · printed ")
    pick(driver, page.states, "Journaled")
    (line,) = (entry.line for entry in page.model.entries)
    assert (line.sign, line.icon) == (None, "journal")


def test_forms_are_listed_by_how_far_they_have_come(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    out = office.form(office.family("Ida Holm"))
    recorded = office.answer(office.family("Noah Lund"))
    office.permit(office.family("Alma Dahl"))
    page = opened(window, driver, "forms")
    assert isinstance(page, FormsPage)
    assert headings(page.model) == ["Ida Holm · 2.A"]
    assert shown_serial(out) in page.model.entries[0].line.detail
    pick(driver, page.states, "Answered")
    assert [e.value for e in page.model.entries] == [recorded]
    pick(driver, page.states, "Journaled")
    assert [e.line.aside for e in page.model.entries] == ["2026-0001"]


def test_who_has_not_answered_is_reminded_from_the_list_of_forms(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    office.permit(office.family("Alma Dahl"))
    page = opened(window, driver, "forms")
    assert isinstance(page, FormsPage)
    remind = page.remind
    assert not remind.isVisible()
    office.form(office.family("Ida Holm"))
    driver.context.tell_written()
    driver.settle()
    pick(driver, page.states, "Journaled")
    assert not remind.isVisible()
    pick(driver, page.states, "Not come back")
    remind.click()
    driver.settle()
    (dialog,) = page.findChildren(PrintDialog)
    assert dialog.whom.whom is Whom.REMIND
    dialog.reject()


def test_a_form_looked_for_is_shown_however_far_it_has_come(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    office.form(office.family("Ida Holm"))
    serial = office.permit(office.family("Noah Lund"))
    driver.context.show_form(serial)
    driver.settle()
    page = window.pages.page
    assert isinstance(page, FormsPage)
    assert page.list.value == serial


def test_a_mistyped_number_is_told_while_it_is_typed(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    serial = shown_serial(office.form(office.family()))
    page = opened(window, driver, "forms")
    assert isinstance(page, FormsPage)
    wrong = serial[:-1] + ("2" if serial[-1] == "1" else "1")
    driver.type(page.number, wrong)
    assert page.hint.text() == "That number does not exist. Check it once more."
    page.number.clear()
    driver.type(page.number, serial.lower())
    assert page.hint.text() == "Press Enter to record the answers."


# Exports


@pytest.fixture
def released(office: Office) -> ReleaseId:
    """One picture that went to the website."""
    child = office.family()
    office.permit(child)
    plan = office.plan(office.portrait(child))
    done = exporting.release(*office.desk, plan, office.target())
    assert done.release is not None
    return done.release


def test_an_export_is_listed_with_place_and_number(
    window: MainWindow, driver: Driver, released: ReleaseId
) -> None:
    del released
    page = opened(window, driver, "export")
    assert isinstance(page, ExportPage)
    assert headings(page.model) == ["Website · 1 photo"]
    assert page.model.entries[0].line.detail.startswith("Out there")


def test_a_withdrawal_asks_for_the_export_to_be_taken_down_until_it_is(
    window: MainWindow, driver: Driver, office: Office, released: ReleaseId
) -> None:
    with office.register.read() as reader:
        (subject,) = reader.releases(id=released)[0].copies[0].shows
    withdrawing.withdraw(*office.desk, subject=subject)
    page = opened(window, driver, "export", "take-down")
    assert isinstance(page, ExportPage)
    assert page.model.entries[0].line.detail.startswith("Must be taken down")
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    driver.type(page.detail.note, "Post deleted")
    driver.click(page.detail.down)
    assert "taken down" in page.banner.text
    assert page.empty.isVisible()
    with office.register.read() as reader:
        assert reader.releases(id=released)[0].taken_down_at is not None


def test_everything_that_must_come_down_is_listed_however_much_it_is(
    window: MainWindow, driver: Driver, office: Office, released: ReleaseId
) -> None:
    with office.register.write(CLERK, office.at) as writer:
        (first,) = writer.releases(id=released)
        for _ in range(504):
            writer.add_release(first)
    (subject,) = first.copies[0].shows
    withdrawing.withdraw(*office.desk, subject=subject)
    page = opened(window, driver, "export", "take-down")
    assert isinstance(page, ExportPage)
    assert len(page.model.entries) == 505


def test_what_must_come_down_is_ticked_and_the_rest_stays_out(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    plan = office.plan(office.portrait(noah), office.portrait(ella), office.portrait(noah, ella))
    done = exporting.release(*office.desk, plan, office.target()).release
    assert done is not None
    withdrawing.withdraw(*office.desk, subject=noah)
    page = opened(window, driver, "export", "take-down")
    assert isinstance(page, ExportPage)
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    assert page.detail.copies.places == (0, 2)
    assert page.detail.down.text() == "Mark 2 as taken down"
    assert [t.splitlines()[1:] for t in texts(page.detail.copies)] == [
        ["Noah Lund", "must be taken down"],
        ["Noah Lund, Ella Holm", "must be taken down"],
        ["Ella Holm"],
    ]
    driver.click(page.detail.down)
    assert page.banner.text == ("Marked as taken down. The other copy may stay.")
    page.show_part("")
    driver.settle()
    assert page.model.entries[0].line.detail.startswith("1 of 3 out there")
    with office.register.read() as reader:
        assert reader.releases(id=done)[0].out() == (1,)


def test_copies_are_ticked_with_the_keyboard_and_all_at_once(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    plan = office.plan(office.portrait(noah), office.portrait(noah))
    exporting.release(*office.desk, plan, office.target())
    page = opened(window, driver, "export")
    assert isinstance(page, ExportPage)
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    assert page.detail.copies.places == ()
    assert not page.detail.down.isEnabled(), "nothing is ticked that nobody asked for"
    page.detail.copies.setFocus()
    driver.press(page.detail.copies, Qt.Key.Key_Space)
    assert page.detail.down.text() == "Mark 1 as taken down"
    driver.click(page.detail.all)
    driver.click(page.detail.down)
    assert page.banner.text == "The export is marked as taken down."
    assert page.list.currentIndex().row() == 0, "the list is where it was"
    assert "taken down" in texts(page.detail.copies)[0]
    assert not page.detail.down.isVisible()


def test_a_copy_on_one_line_has_the_room_its_box_takes(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    situation = office.situation()
    office.assess(situation)
    exporting.release(*office.desk, office.plan(situation), office.target())
    page = opened(window, driver, "export")
    assert isinstance(page, ExportPage)
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    copies = page.detail.copies
    assert len(texts(copies)[0].splitlines()) == 1
    assert copies.visualItemRect(copies.item(0)).height() >= 32


def test_a_copy_that_is_gone_has_a_sign_where_the_others_have_a_box(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    plan = office.plan(office.portrait(noah), office.portrait(noah))
    exporting.release(*office.desk, plan, office.target())
    page = opened(window, driver, "export")
    assert isinstance(page, ExportPage)
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    page.detail.copies.setFocus()
    driver.press(page.detail.copies, Qt.Key.Key_Space)
    driver.click(page.detail.down)
    open_one, gone = (page.detail.copies.item(n) for n in range(2))
    assert open_one.icon().isNull()
    assert "taken down" in gone.text()
    assert not gone.icon().isNull()
    assert not gone.flags() & Qt.ItemFlag.ItemIsUserCheckable


def test_tab_goes_to_the_note_before_the_button_that_uses_it(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    page = opened(window, driver, "export")
    assert isinstance(page, ExportPage)
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    detail = page.detail
    detail.all.setFocus()
    driver.press(detail.all, Qt.Key.Key_Space)
    for following in (detail.copies, detail.note, detail.down):
        driver.press(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        assert following.hasFocus()
    across = detail.note.mapTo(detail, QPoint(0, 0)).y()
    assert across < detail.down.mapTo(detail, QPoint(0, 0)).y()


def test_what_is_ticked_stays_ticked_when_something_else_is_written(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    for _time in range(2):
        plan = office.plan(office.portrait(noah), office.portrait(noah))
        exporting.release(*office.desk, plan, office.target())
    page = opened(window, driver, "export")
    assert isinstance(page, ExportPage)
    page.list.setCurrentIndex(page.model.index(0))
    driver.settle()
    driver.press(page.detail.copies, Qt.Key.Key_Space)
    driver.type(page.detail.note, "Half of it")
    office.family("Ella Holm")
    driver.context.tell_written()
    driver.settle()
    assert list(page.detail.copies.places) == [0]
    assert page.detail.note.text() == "Half of it"
    page.list.setCurrentIndex(page.model.index(1))
    assert list(page.detail.copies.places) == [], "not those of the export before"
    assert not page.detail.down.isEnabled()
    driver.settle()
    assert page.detail.copies.count() == 2


def test_a_link_is_kept_and_what_is_none_is_refused(
    window: MainWindow, driver: Driver, office: Office, released: ReleaseId
) -> None:
    page = opened(window, driver, "export")
    assert isinstance(page, ExportPage)
    page.list.setCurrentIndex(page.model.index(0))
    driver.type(page.detail.link, "no link at all")
    driver.click(page.detail.save)
    assert "not a web address" in page.banner.text
    page.detail.link.clear()
    driver.type(page.detail.link, "https://example.org/party")
    driver.click(page.detail.save)
    assert page.banner.text == "The link is saved."
    with office.register.read() as reader:
        assert reader.releases(id=released)[0].link == "https://example.org/party"


def test_places_are_named_as_the_policy_names_them(
    window: MainWindow, driver: Driver, office: Office, tmp_path: Path
) -> None:
    del tmp_path
    child = office.family()
    office.permit(child)
    plan = planning.plan(
        office.register, office.at, [office.portrait(child)], Destination("facebook")
    )
    exporting.release(*office.desk, plan, office.target())
    page = opened(window, driver, "export")
    assert isinstance(page, ExportPage)
    assert headings(page.model) == ["Facebook · 1 photo"]
