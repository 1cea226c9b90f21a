"""The inbox in the window: each key, each way back, and whatever else a stack holds."""

from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QRadioButton

from consentdesk.domain.acts import Purpose
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.inbox import Apart, Group, SheetState
from consentdesk.services import ruling
from consentdesk.services.editions import load_edition
from consentdesk.services.heads import where_it_stands
from consentdesk.services.inbox import accepting
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.answers_panel import AnswerButton
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.sheet_picture import SheetPicture
from consentdesk.ui.window_state import SINGLE_KEYS
from tests.services.inbox.returning import Desk, a_pdf, sheets_of
from tests.services.office import Office
from tests.ui.driving import Driver, texts
from tests.ui.inbox_driver import ENTER, InboxDriver
from tests.ui.returning_class import few_sheets, few_stack

WEB = Purpose("website")


@pytest.fixture
def hands(window: MainWindow, driver: Driver, office: Office) -> InboxDriver:
    """Three sheets and a page without a code, just dropped."""
    made = InboxDriver(window, driver)
    made.drop(few_stack(office))
    made.tab.start()
    driver.wait(lambda: made.board.picture.is_shown)
    return made


def test_a_pdf_dropped_on_any_page_comes_into_the_inbox(hands: InboxDriver) -> None:
    assert hands.page.is_inbox
    assert hands.inbox().count(Group.READY) == 3
    assert list(hands.inbox().apart) == [Apart.NO_CODE]
    assert "4 pages read. 3 forms are here. 1 page is on no form." in hands.said


def test_a_picture_dropped_on_the_forms_comes_into_the_inbox(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    sheets = few_sheets()
    desk = Desk(office, load_edition())
    desk.enrol(sheets)
    window.go("forms")
    driver.settle()
    hands = InboxDriver(window, driver)
    hands.drop(desk.file("sheet.jpg", sheets[0].jpeg()))
    assert len(hands.inbox().sheets) == 1


def test_what_waits_is_told_beside_the_page_and_on_the_overview(
    hands: InboxDriver, window: MainWindow, driver: Driver
) -> None:
    assert window.sidebar.model.index(6).data(Qt.ItemDataRole.AccessibleTextRole) == (
        "Forms, 4 waiting"
    )
    window.go("overview")
    driver.settle()
    window.go("forms")
    driver.settle()
    assert hands.page.is_inbox


def test_what_was_read_is_outlined_until_it_is_accepted(hands: InboxDriver) -> None:
    panel = hands.board.answers.answers
    assert all(button.property("suggested") for button in panel.findChildren(AnswerButton))
    hands.keys(ENTER, "t", ENTER)
    hands.choose("Noah Krag")
    again = [b for b in panel.findChildren(AnswerButton) if b.isVisible()]
    assert not any(button.property("suggested") for button in again)


def test_enter_says_beside_the_button_that_the_signature_was_seen(hands: InboxDriver) -> None:
    assert "I have seen the signature" in hands.board.word.text()
    hands.keys(ENTER, "t", ENTER)
    (accepted,) = hands.sheets(SheetState.ACCEPTED)
    assert accepted.draft.signature_seen


def test_without_ink_enter_asks_for_the_tick(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    sheets = sheets_of(load_edition(), "not signed", signed=False)
    desk = Desk(office, load_edition())
    desk.enrol(sheets)
    hands = InboxDriver(window, driver)
    hands.drop(desk.file("stack.pdf", a_pdf([sheets[0].picture])))
    hands.tab.start()
    assert "No signature was found" in hands.board.word.text()
    hands.keys("t", ENTER)
    assert not hands.sheets(SheetState.ACCEPTED)
    assert "is it signed" in hands.said
    hands.keys("u", ENTER)
    assert len(hands.sheets(SheetState.ACCEPTED)) == 1


def test_the_day_of_the_sheet_before_is_offered_in_plain_sight(hands: InboxDriver) -> None:
    hands.keys(ENTER, "130926")
    hands.keys(ENTER)
    answers = hands.board.answers
    assert hands.name == "Ella Holm"
    assert not answers.offered.isVisible(), "it was printed on the fourteenth"
    hands.keys("t", ENTER)
    assert hands.name == "Ida Skov"
    assert answers.offered.isVisible()
    assert answers.signed_on.property("offered")
    (waiting,) = hands.sheets(SheetState.WAITING)
    assert waiting.draft.signed_on is None, "offered is not said"


def test_a_figure_switches_an_answer_and_undo_takes_that_back(hands: InboxDriver) -> None:
    assert hands.sheets(SheetState.WAITING)[0].draft.answers[WEB] is True
    hands.keys("1")
    assert hands.sheets(SheetState.WAITING)[0].draft.answers[WEB] is False
    assert hands.name == "Noah Krag"
    hands.control(Qt.Key.Key_Z)
    assert hands.sheets(SheetState.WAITING)[0].draft.answers[WEB] is True
    hands.control(Qt.Key.Key_Y)
    assert hands.sheets(SheetState.WAITING)[0].draft.answers[WEB] is False


def test_enter_can_be_taken_back_sheet_by_sheet(hands: InboxDriver) -> None:
    hands.keys(ENTER, "t", ENTER, ENTER, ENTER)
    assert len(hands.sheets(SheetState.ACCEPTED)) == 3
    hands.board.queue.setFocus()
    for left in (2, 1, 0):
        hands.control(Qt.Key.Key_Z)
        assert len(hands.sheets(SheetState.ACCEPTED)) == left


def test_d_goes_to_the_day_and_u_ticks_the_signature(hands: InboxDriver) -> None:
    hands.keys("u")
    assert hands.board.answers.seen.isChecked()
    hands.keys("d", "14092026")
    hands.keys(ENTER)
    (accepted,) = hands.sheets(SheetState.ACCEPTED)
    assert accepted.draft.signed_on == date(2026, 9, 14)


def test_k_leaves_a_sheet_to_be_looked_at_once_more(hands: InboxDriver) -> None:
    hands.keys("k")
    assert hands.name == "Ella Holm"
    (doubted,) = (one for one in hands.inbox().sheets if one.group is Group.LOOK)
    assert doubted.sheet.draft.doubted
    hands.choose("Noah Krag")
    assert "could not decide" in hands.board.answers.notes.text()
    hands.keys("t", ENTER)
    assert not hands.sheets(SheetState.ACCEPTED)[0].draft.doubted


def test_r_turns_and_plus_and_minus_enlarge_the_page_for_the_next_sheet_too(
    hands: InboxDriver,
) -> None:
    picture: SheetPicture = hands.board.picture
    hands.keys("r")
    assert picture.turns == 1
    hands.keys("+", "+", "-")
    larger = picture.zoom
    assert larger > 1
    hands.keys("t", ENTER)
    assert picture.zoom == larger
    assert picture.turns == 0


def test_single_keys_can_be_switched_off_and_enter_stays(hands: InboxDriver) -> None:
    hands.driver.context.settings.setValue(SINGLE_KEYS, "false")
    hands.keys("1", "u", "k", "r")
    assert hands.sheets(SheetState.WAITING)[0].draft.answers[WEB] is True
    assert not hands.board.answers.seen.isChecked()
    assert hands.name == "Noah Krag"
    assert hands.board.picture.turns == 0
    hands.keys(ENTER)
    assert "On which day" in hands.said


def test_nothing_is_journaled_before_the_one_question_is_answered(hands: InboxDriver) -> None:
    hands.keys(ENTER, "t", ENTER, ENTER)
    hands.control(Qt.Key.Key_Return)
    asked = hands.summary
    assert asked.go.text() == "Journal 2 answers"
    asked.reject()
    hands.driver.settle()
    assert not hands.sheets(SheetState.RECORDED)


def test_where_the_other_guardian_must_sign_too_the_filed_sheet_waits_visibly(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    """R5: one signature of two is journaled and opens nothing."""
    ruling.set_rules(*office.desk, {"guardians_needed": "all"})
    stack = few_stack(office)
    with office.register.read() as reader:
        (noah,) = reader.find_subjects(SubjectFilter(text="Noah"), office.today)
    office.guardian(noah, "Jens Krag")
    hands = InboxDriver(window, driver)
    hands.drop(stack)
    hands.tab.start()
    driver.wait(lambda: hands.board.picture.is_shown)
    driver.click(hands.board.answers.signer.findChildren(QRadioButton)[0])
    hands.board.queue.setFocus()
    hands.keys(ENTER, "t", ENTER, ENTER, ENTER)
    hands.control(Qt.Key.Key_Return)
    hands.keys(ENTER)
    driver.wait(hands.tab.filed.isVisible)
    lines = [entry.line for entry in hands.tab.filed.model.entries]
    waiting = [line for line in lines if "every guardian with custody" in line.detail]
    assert [(line.heading, line.icon) for line in waiting] == [("Noah Krag", "clock")]
    stands = f"The journal stands at {where_it_stands(office.register)}."
    assert hands.tab.filed.stands.text() == stands
    with office.register.read() as reader:
        given = reader.permissions([noah], office.today)[noah]
    assert not any(one.state is PermissionState.JOURNALED for one in given.values())


def test_a_sheet_put_aside_is_told_of_and_comes_back(hands: InboxDriver) -> None:
    hands.driver.click(hands.board.aside)
    assert hands.inbox().count(Group.ASIDE) == 1
    assert hands.name == "Ella Holm"
    hands.keys(ENTER, "t", ENTER)
    hands.control(Qt.Key.Key_Return)
    assert hands.summary.summary.aside == 1
    hands.summary.reject()
    hands.choose("Noah Krag")
    hands.driver.click(hands.board.aside)
    assert hands.inbox().count(Group.ASIDE) == 0


def test_a_page_without_a_code_is_linked_by_three_letters_and_enter(
    hands: InboxDriver, office: Office
) -> None:
    desk = Desk(office, load_edition())
    desk.hand_out(sheets_of(load_edition(), "lost")[0].serial, office.family("Signe Bruun"))
    hands.keys(ENTER, "t", ENTER, ENTER, ENTER)
    assert hands.board.stray.finder.field.hasFocus()
    before = hands.pressed
    hands.keys("sig", ENTER)
    assert hands.pressed - before == 4
    assert hands.name == "Signe Bruun"
    assert not hands.inbox().apart
    hands.control(Qt.Key.Key_Z)
    assert list(hands.inbox().apart) == [Apart.NO_CODE]


def test_blank_foreign_and_double_pages_stand_apart_and_stop_nothing(
    hands: InboxDriver, office: Office
) -> None:
    sheets = few_sheets()
    blank = Image.new("L", sheets[0].picture.size, 255)
    stranger = sheets_of(load_edition(), "another school")[0].picture
    path = office.folder / "odd.pdf"
    path.write_bytes(a_pdf([blank, sheets[0].picture, stranger], dpi=200))
    hands.drop(path)
    found = set(hands.inbox().apart)
    assert found == {Apart.NO_CODE, Apart.BLANK, Apart.DUPLICATE, Apart.UNKNOWN_FORM}
    shown = " ".join(e.line.heading for e in hands.board.model.entries if e.line.title)
    for word in ("Blank pages: 1", "Here twice: 1", "Not printed here: 1"):
        assert word in shown
    assert hands.inbox().count(Group.READY) == 3


def test_a_broken_file_is_told_of_and_the_others_come_in(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    hands = InboxDriver(window, driver)
    broken = office.folder / "broken.pdf"
    broken.write_bytes(b"PK\x03\x04 no PDF at all")
    hands.drop(broken, few_stack(office))
    assert "broken.pdf was left out:" in hands.said
    assert hands.inbox().count(Group.READY) == 3


def test_undo_gives_no_yes_back_that_another_desk_has_made_a_no(
    hands: InboxDriver, office: Office
) -> None:
    hands.keys("1", "1")
    first = hands.sheets(SheetState.WAITING)[0]
    assert first.draft.answers[WEB] is True
    no = replace(first.draft, answers=dict.fromkeys(first.draft.answers, False))
    accepting.save_draft(*office.desk, sheet=first.id, draft=no, seen=first.version)
    hands.driver.context.tell_written()
    hands.driver.settle()
    assert not any(hands.board.answers.answers.answers.values()), "it is shown here by now"
    hands.control(Qt.Key.Key_Z)
    assert hands.sheets(SheetState.WAITING)[0].draft == no


def test_each_step_can_be_taken_back_and_taken_again_in_turn(hands: InboxDriver) -> None:
    hands.keys("1", "2")
    both = hands.sheets(SheetState.WAITING)[0].draft
    for _ in range(2):
        hands.control(Qt.Key.Key_Z)
        hands.control(Qt.Key.Key_Z)
        assert hands.sheets(SheetState.WAITING)[0].draft.answers[WEB] is True
        hands.control(Qt.Key.Key_Y)
        hands.control(Qt.Key.Key_Y)
        assert hands.sheets(SheetState.WAITING)[0].draft == both


def test_what_another_desk_changed_is_refused_and_the_rest_goes_on(
    hands: InboxDriver, office: Office
) -> None:
    first = hands.sheets(SheetState.WAITING)[0]
    no = replace(first.draft, answers=dict.fromkeys(first.draft.answers, False))
    accepting.save_draft(*office.desk, sheet=first.id, draft=no, seen=first.version)
    hands.keys("t")
    assert "Noah Krag: Somebody else has changed the sheet" in hands.said
    assert not any(hands.board.answers.answers.answers.values()), "as it is now"
    hands.keys("t", ENTER, ENTER, ENTER)
    assert len(hands.sheets(SheetState.ACCEPTED)) == 3


def test_a_form_that_is_filed_already_asks_whether_it_is_a_new_answer(
    hands: InboxDriver, office: Office
) -> None:
    hands.keys(ENTER, "t", ENTER)
    hands.control(Qt.Key.Key_Return)
    hands.keys(ENTER)
    hands.driver.wait(hands.tab.filed.isVisible)
    hands.driver.click(hands.tab.filed.back)
    again = office.folder / "again.pdf"
    again.write_bytes(a_pdf([few_sheets()[0].picture], dpi=199))
    hands.drop(again)
    hands.choose("Noah Krag")
    assert "already filed" in hands.board.word.text()
    hands.driver.click(hands.board.anew)
    hands.keys("1", "t", ENTER)
    assert len(hands.sheets(SheetState.ACCEPTED)) == 1


def test_the_empty_inbox_has_one_button(window: MainWindow, driver: Driver) -> None:
    window.go("forms")
    driver.settle()
    hands = InboxDriver(window, driver)
    hands.page.tabs.setCurrentIndex(0)
    assert hands.tab.empty.button.text() == "Choose scans…"
    assert QApplication.focusWidget() is not None


def test_a_form_in_the_inbox_is_not_among_those_that_have_not_come_back(
    hands: InboxDriver,
) -> None:
    hands.page.show_part("printed")
    hands.driver.settle()
    assert not texts(hands.page.list)


def test_a_name_typed_for_one_sheet_is_put_on_no_other(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    hands = InboxDriver(window, driver)
    office.family("Noah Lund")
    desk, sheets = Desk(office, load_edition()), few_sheets()
    for sheet in sheets:
        desk.hand_out(sheet.serial, None)
    hands.drop(desk.file("few.pdf", a_pdf([sheet.picture for sheet in sheets], dpi=200)))
    hands.tab.start()
    driver.wait(lambda: hands.board.picture.is_shown)
    driver.settle()
    who = hands.board.answers.who
    who.setFocus()
    driver.type(who, "noah")
    model = hands.board.model
    rows = [r for r in range(model.rowCount()) if model.entry(r).value is not None]
    driver.click_row(hands.board.queue, model.index(rows[1]))
    driver.settle()
    assert who.text() == ""
    who.setFocus()
    driver.press(who, ENTER)
    assert hands.name == "Blank form"
