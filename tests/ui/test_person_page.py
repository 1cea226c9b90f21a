"""One person: today and any past day, and what may be done from there."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from consentdesk.domain.acts import ActKind
from consentdesk.domain.people import SubjectId
from consentdesk.services import exporting, roster, withdrawing
from consentdesk.ui.correct_dialog import CorrectDialog
from consentdesk.ui.glyphs import Sign
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.models import SIGN_ROLE
from consentdesk.ui.person_dialog import PersonDialog
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.print_dialog import PrintDialog
from consentdesk.ui.print_reading import Whom
from consentdesk.ui.take_down import TakeDownDialog
from consentdesk.ui.withdraw_dialog import WithdrawDialog
from tests.services.office import Office
from tests.ui.driving import Driver, texts

Key = Qt.Key


@pytest.fixture
def noah(office: Office) -> SubjectId:
    """A child with everything permitted and a portrait."""
    child = office.family()
    office.permit(child)
    office.portrait(child)
    return child


@pytest.fixture
def page(window: MainWindow, driver: Driver, noah: SubjectId) -> PersonPage:
    """Noah's page."""
    driver.context.show_subject(noah)
    driver.settle()
    found = window.pages.page
    assert isinstance(found, PersonPage)
    return found


PURPOSES = ("Website", "Social media", "Printed matter", "Press", "Internal use")


def badge(page: PersonPage) -> str:
    """What the sign on the first photo says."""
    sign = page.photos_model.index(0, 0).data(SIGN_ROLE)
    assert isinstance(sign, Sign)
    return sign.word


def permissions(page: PersonPage) -> list[str]:
    """What the left pane says of each purpose."""
    return [f"{e.line.heading}: {e.line.detail}" for e in page.permissions_model.entries]


def happened(page: PersonPage) -> list[str]:
    """What the right pane lists, newest first."""
    return [e.line.heading for e in page.acts_model.entries]


def test_the_page_says_what_is_permitted_until_when_and_under_which_number(
    page: PersonPage,
) -> None:
    assert permissions(page)[0] == "Website: Journaled · until 14 September 2028"
    first = page.permissions_model.entries[0].line
    assert first.aside == "2026-0001"
    assert first.note == "14 September 2026, Mette Lund"
    assert len(page.photos_model.ids) == 1
    assert happened(page)[0] == "Form journaled"
    assert "Permission given" in happened(page)


def test_a_past_day_is_shown_as_it_was_and_nothing_can_be_written_there(
    page: PersonPage, driver: Driver, office: Office, noah: SubjectId
) -> None:
    office.later(days=10)
    withdrawing.withdraw(*office.desk, subject=noah)
    driver.context.tell_written()
    driver.settle()
    assert permissions(page)[0].startswith("Website: Withdrawn")
    driver.type(page.on_day, "20-09-2026")
    driver.press(page.on_day, Key.Key_Return)
    assert permissions(page)[0].startswith("Website: Journaled")
    assert page.of_day.text == "This is how it was on 20 September 2026."
    assert not page.withdraw.isEnabled()
    assert page.withdraw.toolTip() == "This is a past day: it can be looked at, not changed."
    assert "Permission withdrawn" not in happened(page)
    page.acts.setCurrentIndex(page.acts_model.index(happened(page).index("Form journaled")))
    assert not page.correct.isEnabled()
    driver.press(page.on_day, Key.Key_Escape)
    assert permissions(page)[0].startswith("Website: Withdrawn")
    assert page.withdraw.isEnabled()


def test_photos_are_judged_on_the_day_looked_at(
    page: PersonPage, driver: Driver, office: Office, noah: SubjectId
) -> None:
    office.later(days=10)
    withdrawing.withdraw(*office.desk, subject=noah)
    driver.context.tell_written()
    driver.settle()
    assert badge(page) == "May not be shown"
    driver.type(page.on_day, "20-09-2026")
    driver.press(page.on_day, Key.Key_Return)
    assert badge(page) == "May be shown"
    driver.press(page.on_day, Key.Key_Escape)
    driver.type(page.on_day, "01-09-2026")
    driver.press(page.on_day, Key.Key_Return)
    assert happened(page) == []
    assert page.photos_model.ids == ()


def test_what_is_still_out_is_told_until_it_is_taken_down(
    page: PersonPage, driver: Driver, office: Office, noah: SubjectId
) -> None:
    """UX C1: until every line is ticked, and for this person alone."""
    ida = office.family("Ida Holm")
    office.permit(ida)
    plan = office.plan(office.portrait(noah), office.portrait(ida))
    done = exporting.release(*office.desk, plan, office.target()).release
    assert done is not None
    withdrawing.withdraw(*office.desk, subject=ida)
    driver.context.tell_written()
    driver.settle()
    assert page.still_out.text == ""
    withdrawing.withdraw(*office.desk, subject=noah)
    driver.context.tell_written()
    driver.settle()
    assert page.still_out.text == (
        "Noah Lund can still be seen in 1 export and must be taken down there."
    )
    (more,) = [b for b in page.still_out.findChildren(QPushButton) if b.isVisible()]
    driver.click(more)
    (dialog,) = page.findChildren(TakeDownDialog)
    driver.click(dialog.panel.cards[done].down)
    assert page.still_out.text == ""
    with office.register.read() as reader:
        assert reader.releases(id=done)[0].out() == (1,)
    dialog.accept()
    driver.settle()


def test_a_protected_person_is_told_without_a_reason(
    page: PersonPage, driver: Driver, office: Office, noah: SubjectId
) -> None:
    page.protect.trigger()
    driver.settle()
    assert page.warning.text.startswith("Must never be shown")
    assert not page.protect.isVisible()
    assert permissions(page) == [f"{p}: Must never be shown" for p in PURPOSES]
    assert page.withdraw.isEnabled()
    with office.register.read() as reader:
        kinds = [a.kind for a in reader.acts([noah])[noah]]
    assert kinds[-1] is ActKind.PROTECTED


def test_more_offers_a_slip_on_which_the_person_takes_back(
    page: PersonPage, driver: Driver
) -> None:
    page.slip.trigger()
    driver.settle()
    (dialog,) = page.findChildren(PrintDialog)
    assert dialog.whom.whom is Whom.SLIP
    assert texts(dialog.seen.list) == ["Noah Lund"]
    dialog.done(0)
    driver.settle()


def test_nobody_is_asked_about_a_protected_person(
    page: PersonPage, driver: Driver, office: Office
) -> None:
    other = office.child("Ella Berg")
    roster.protect(*office.desk, subject=other)
    driver.context.show_subject(other)
    driver.settle()
    assert not page.print.isEnabled()
    assert page.print.toolTip() == "Must never be shown, so nobody is asked."
    assert not page.withdraw.isEnabled()


def test_protection_can_be_undone(page: PersonPage, driver: Driver, window: MainWindow) -> None:
    page.protect.trigger()
    driver.settle()
    assert window.actions_.undo.text() == "Undo protection of Noah Lund"
    driver.control(window, Key.Key_Z)
    assert page.warning.text == ""


def test_an_objection_is_told_and_can_be_ended(
    page: PersonPage, driver: Driver, window: MainWindow
) -> None:
    page.object.trigger()
    driver.settle()
    (dialog,) = window.findChildren(WithdrawDialog)
    assert dialog.windowTitle() == "Not to be shown – Noah Lund"
    driver.click(dialog.record)
    dialog.accept()
    assert "does not want to be shown" in page.warning.text.lower()
    page.lift_objection.trigger()
    driver.settle()
    assert page.warning.text == ""


def test_what_is_in_the_journal_is_corrected_with_a_reason_and_struck_out(
    page: PersonPage, driver: Driver, window: MainWindow
) -> None:
    page.acts.setFocus()
    row = happened(page).index("Form journaled")
    page.acts.setCurrentIndex(page.acts_model.index(row))
    assert page.correct.isEnabled()
    driver.click(page.correct)
    (dialog,) = window.findChildren(CorrectDialog)
    driver.click(dialog.correct)
    assert dialog.isVisible(), "a reason is needed"
    assert dialog.banner.text
    driver.type(dialog.reason, "Filed for the wrong child")
    driver.click(dialog.correct)
    assert happened(page)[0] == "Line corrected"
    struck = [e.line.heading for e in page.acts_model.entries if e.line.struck]
    assert struck == ["Form journaled"]
    assert permissions(page)[0].startswith("Website: Signed, not in force")


def test_what_is_corrected_is_not_offered_to_be_corrected_again(
    page: PersonPage, driver: Driver, window: MainWindow
) -> None:
    page.acts.setCurrentIndex(page.acts_model.index(happened(page).index("Form journaled")))
    driver.click(page.correct)
    (dialog,) = window.findChildren(CorrectDialog)
    driver.type(dialog.reason, "Filed for the wrong child")
    driver.click(dialog.correct)
    page.acts.setCurrentIndex(page.acts_model.index(happened(page).index("Form journaled")))
    assert not page.correct.isEnabled()
    told = page.acts_model.entry(happened(page).index("Line corrected")).line
    assert told.note == "Reason: Filed for the wrong child"


def test_the_three_headings_stand_level(page: PersonPage) -> None:
    heads = [
        text
        for text in page.findChildren(QLabel)
        if text.text() in {"Permissions", "Photos", "History"} and text.isVisible()
    ]
    places = {text.mapTo(page, QPoint(0, 0)).y() + text.height() / 2 for text in heads}
    assert (len(heads), len(places)) == (3, 1)


def test_what_can_not_be_corrected_does_not_offer_it(page: PersonPage) -> None:
    row = happened(page).index("Person enrolled")
    page.acts.setCurrentIndex(page.acts_model.index(row))
    assert not page.correct.isEnabled()


def test_f2_changes_the_person(
    page: PersonPage, driver: Driver, office: Office, window: MainWindow, noah: SubjectId
) -> None:
    page.permissions.setFocus()
    driver.press(page.permissions, Key.Key_F2)
    (dialog,) = window.findChildren(PersonDialog)
    assert dialog.name.text() == "Noah Lund"
    driver.type(dialog.left_on, "01-10-2026")
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.subject(noah).left_on == date(2026, 10, 1)
    assert permissions(page)[0] == "Website: Journaled · until 1 October 2026"


def test_custody_taken_away_is_kept_as_a_change(
    page: PersonPage, driver: Driver, office: Office, window: MainWindow, noah: SubjectId
) -> None:
    page.change.trigger()
    driver.settle()
    (dialog,) = window.findChildren(PersonDialog)
    driver.click(dialog.rows[0].custody)
    driver.click(dialog.rows[0].end.never)
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert [g.custody for g in reader.guardianships([noah])[noah]] == [False]


def test_somebody_else_writing_is_shown_on_the_open_page(
    page: PersonPage, driver: Driver, office: Office, noah: SubjectId
) -> None:
    roster.add_guardian(*office.desk, name="Jens Lund", subject=noah)
    driver.context.tell_written()
    driver.settle()
    assert happened(page)[0] == "Guardian added or changed"


def test_tab_after_a_past_day_does_not_lead_to_the_button_that_drops_it(
    page: PersonPage, driver: Driver
) -> None:
    driver.type(page.on_day, "01-09-2026")
    driver.press(page.on_day, Key.Key_Return)
    (today,) = [b for b in page.findChildren(QPushButton) if b.text() == "Today"]
    assert today.isVisible()
    page.on_day.setFocus()
    page.on_day.selectAll()
    QTest.keyClicks(page.on_day, "02-09-2026")
    driver.press(page.on_day, Key.Key_Tab)
    assert not today.hasFocus()
    assert page.on_day.text() == "02-09-2026"
    driver.press(page, Key.Key_Escape)
    assert page.on_day.text() == ""


def test_a_day_to_come_is_told_as_one_that_may_still_change(
    page: PersonPage, driver: Driver
) -> None:
    driver.type(page.on_day, "20-09-2028")
    driver.press(page.on_day, Key.Key_Return)
    day = "20 September 2028"
    assert page.of_day.text == f"This is how it will be on {day}, if nothing is changed."
    told = page.withdraw.toolTip()
    assert told == "This day has not come yet: it can be looked at, not changed."
    driver.press(page.on_day, Key.Key_Escape)
    assert page.of_day.text == ""


def test_nothing_is_told_of_a_person_on_a_day_before_the_enrolment(
    page: PersonPage, driver: Driver, office: Office, noah: SubjectId
) -> None:
    office.later(days=10)
    withdrawing.withdraw(*office.desk, subject=noah)
    about = page.findChildren(QLabel)
    driver.type(page.on_day, "13-09-2026")
    driver.press(page.on_day, Key.Key_Return)
    assert page.of_day.text == "Noah Lund was first enrolled on 14 September 2026."
    assert permissions(page) == []
    assert happened(page) == []
    assert not [label for label in about if "2.A" in label.text() and label.isVisible()]
    driver.press(page.on_day, Key.Key_Escape)
    assert len(permissions(page)) == len(PURPOSES)
    assert [label for label in about if "2.A" in label.text()]


def test_the_field_of_the_day_stays_where_it_is_whatever_is_told_of_the_day(
    page: PersonPage, driver: Driver
) -> None:
    page.protect.trigger()
    driver.settle()
    before = page.on_day.mapTo(page, page.on_day.rect().topLeft())
    for day in ("13-09-2026", "20-09-2028", "14-09-2026", "01-01-2020", "14-09-2026"):
        driver.type(page.on_day, day)
        driver.press(page.on_day, Key.Key_Return)
        assert page.on_day.mapTo(page, page.on_day.rect().topLeft()) == before
    driver.press(page.on_day, Key.Key_Escape)
    assert page.on_day.mapTo(page, page.on_day.rect().topLeft()) == before
