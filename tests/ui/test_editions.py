"""Own editions in the windows: copied, written, tried out, issued, and from then on only read."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton

from consentdesk.domain.acts import Purpose
from consentdesk.services import own_editions
from consentdesk.services.edition_drafts import DraftEdition
from consentdesk.services.edition_shelf import edition_of
from consentdesk.ui.context import Context
from consentdesk.ui.edition_window import EditionWindow
from consentdesk.ui.main_window import MainWindow
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.edition_driver import DRAFT, LONG, WEBSITE, EditionDriver
from tests.ui.print_driver import PrintDriver

NEW = "Vores hjemmeside, som alle kan se."


@pytest.fixture
def editions(window: MainWindow, driver: Driver) -> Iterator[EditionDriver]:
    """The tab, open."""
    hands = EditionDriver(window, driver)
    hands.open_tab()
    yield hands
    for left in QApplication.topLevelWidgets():
        if isinstance(left, QDialog):
            left.done(0)
    driver.settle()


def kept(office: Office, name: str = DRAFT) -> DraftEdition:
    with office.register.read() as reader:
        return own_editions.draft_of(reader, name)[0]


def test_an_edition_is_copied_written_tried_out_issued_and_then_printed(
    editions: EditionDriver, driver: Driver, office: Office, printing: PrintDriver
) -> None:
    edition = editions.copy("2026-2", DRAFT)
    before = editions.sheet()
    driver.click(edition.texts.asking.ticks[Purpose("press")])
    editions.tried()
    editions.paste(WEBSITE, LONG)
    assert editions.sheet() != before
    (said, *_) = editions.troubles()
    assert said.startswith("Website: explanation (Dansk):")
    assert "too long" in said.lower()
    assert not edition.issue.isEnabled()
    editions.write(WEBSITE, NEW)
    assert editions.troubles() == []
    dialog = editions.ask_to_issue()
    assert dialog.issue.text() == f"Issue {DRAFT}"
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "English: 1 text to look at" in words
    driver.click(dialog.issue)
    driver.wait(lambda: "is issued" in editions.said)
    driver.settle()
    assert "Printed here" in editions.line(DRAFT)
    with office.register.read() as reader:
        made = edition_of(reader)
    assert made.name == DRAFT
    assert Purpose("press") not in made.purposes
    assert made.wordings["da"].texts[WEBSITE] == NEW
    child = office.family()
    printing.open(child)
    printing.click(printing.dialog.print)
    driver.settle()
    with office.register.read() as reader:
        assert reader.forms()[0].wording.edition == DRAFT


def test_an_issued_edition_is_only_looked_at(editions: EditionDriver, driver: Driver) -> None:
    edition = editions.look_at("2026-1")
    assert edition.issue.isHidden()
    assert edition.undo.isHidden()
    field = editions.go(WEBSITE)
    before = edition.texts.fields[WEBSITE].edit.text
    driver.type(field, "x")
    assert edition.texts.fields[WEBSITE].edit.text == before
    assert not any(t.isEnabled() for t in edition.texts.asking.ticks.values())
    assert edition.preview.page.is_shown


def test_each_step_can_be_taken_back_and_done_again_by_its_name(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    whole = kept(office)
    editions.write(WEBSITE, NEW)
    assert "Website: explanation" in edition.undo.toolTip()
    editions.pick(edition.texts.part, "asking")
    driver.click(edition.texts.asking.downs[Purpose("website")])
    editions.tried()
    assert kept(office).purposes[1] == "website"
    driver.control(edition, Qt.Key.Key_Z)
    editions.tried()
    assert kept(office).purposes == whole.purposes
    driver.control(edition, Qt.Key.Key_Z)
    editions.tried()
    assert kept(office) == whole
    assert not edition.undo.isEnabled()
    assert edition.texts.fields[WEBSITE].edit.hasFocus()
    driver.control(edition.texts.fields[WEBSITE].edit, Qt.Key.Key_Y)
    editions.tried()
    assert kept(office).texts["da"][WEBSITE] == NEW


def test_months_typed_are_one_step_which_the_field_leaves_to_the_window(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    months = edition.texts.asking.months
    months.setFocus()
    months.selectAll()
    for figure in (Qt.Key.Key_1, Qt.Key.Key_8):
        driver.press(months, figure)
    editions.tried()
    assert kept(office).validity_months == 18
    driver.control(months, Qt.Key.Key_Z)
    editions.tried()
    assert (months.value(), kept(office).validity_months) == (24, 24)


def test_what_was_just_typed_is_not_lost_by_closing(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    field = editions.go(WEBSITE)
    driver.control(field, Qt.Key.Key_A)
    driver.type(field, NEW)
    driver.press(edition, Qt.Key.Key_Escape)
    driver.settle()
    assert not editions.is_open()
    assert kept(office).texts["da"][WEBSITE] == NEW


def test_what_another_desk_wrote_is_not_written_over_and_ours_comes_back_with_undo(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    theirs = kept(office).hold(6)
    own_editions.save(*office.desk, theirs, 1)
    editions.write(WEBSITE, NEW)
    assert "Somebody else has changed the draft" in edition.banner.text
    assert kept(office) == theirs
    edition.banner.take_keyboard()
    editions.answer()
    editions.tried()
    assert edition.texts.asking.months.value() == 6
    assert edition.banner.text == ""
    driver.control(edition, Qt.Key.Key_Z)
    editions.tried()
    assert kept(office).texts["da"][WEBSITE] == NEW
    assert kept(office).validity_months == 24


def test_a_draft_begun_anew_at_another_desk_is_told_and_not_written_over(
    editions: EditionDriver, office: Office
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    own_editions.discard(*office.desk, DRAFT)
    theirs = own_editions.copy(*office.desk, "2026-2", DRAFT)
    editions.write(WEBSITE, NEW)
    assert "Somebody else has changed the draft" in edition.banner.text
    assert kept(office) == theirs


def test_closing_after_another_desk_wrote_asks_once_and_leaves_theirs(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    theirs = kept(office).hold(6)
    own_editions.save(*office.desk, theirs, 1)
    field = editions.go(WEBSITE)
    driver.type(field, "x")
    driver.press(edition, Qt.Key.Key_Escape)
    driver.settle()
    assert editions.is_open()
    assert "not saved" in edition.banner.text
    (away,) = [b for b in edition.banner.findChildren(QPushButton) if "saving" in b.text()]
    driver.click(away)
    assert not editions.is_open()
    assert kept(office) == theirs


def test_a_draft_that_was_issued_at_another_desk_can_not_be_written_on(
    editions: EditionDriver, driver: Driver, office: Office, context: Context
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    own_editions.issue(*office.desk, DRAFT, 1)
    context.tell_written()
    driver.settle()
    assert "no longer there" in edition.banner.text
    assert not edition.issue.isEnabled()
    driver.press(edition, Qt.Key.Key_Escape)
    assert not editions.is_open()
    assert "Issued" in editions.line(DRAFT)


def test_a_translation_is_offered_again_once_somebody_says_that_it_is_still_right(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    editions.write(WEBSITE, NEW)
    assert kept(office).offered() == ("da",)
    editions.go(WEBSITE, "en")
    assert "1 text to look at" in edition.texts.language.currentText()
    field = edition.texts.fields[WEBSITE]
    assert NEW in field.reference.text()
    driver.click(field.right)
    editions.tried()
    assert kept(office).offered() == ("da", "en")
    assert "whole" in edition.texts.language.currentText()
    assert field.right.isHidden()


def test_a_missing_text_is_told_with_its_place_and_the_button_goes_there(
    editions: EditionDriver, driver: Driver
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    editions.paste("sign.declaration.guardian", " ")
    assert editions.troubles() == ["What is signed, to guardians (Dansk): This text is missing."]
    editions.pick(edition.texts.part, "asking")
    driver.click(edition.troubles.shows[0])
    assert edition.texts.fields["sign.declaration.guardian"].edit.hasFocus()


def test_a_personal_number_is_refused_in_place_and_asked_about_before_closing(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    before = kept(office)
    field = editions.go(WEBSITE)
    driver.control(field, Qt.Key.Key_A)
    driver.type(field, "Se 010114-1234")
    assert "personal number" in edition.texts.fields[WEBSITE].note.text.text()
    driver.press(edition, Qt.Key.Key_Escape)
    assert editions.is_open()
    driver.press(edition, Qt.Key.Key_Escape)
    assert not editions.is_open()
    assert "010114-1234" not in str(kept(office).texts)
    assert kept(office).languages == before.languages


def test_the_sheet_keeps_its_size_and_place_while_it_is_drawn_anew(
    editions: EditionDriver, driver: Driver
) -> None:
    edition = editions.copy("2026-1", DRAFT)
    page = edition.preview.page
    driver.click(edition.preview.zoom_in)
    driver.click(edition.preview.zoom_in)
    driver.wait(lambda: page.verticalScrollBar().maximum() > 100)
    page.verticalScrollBar().setValue(90)
    zoom = page.zoom
    editions.write(WEBSITE, NEW)
    assert (page.zoom, page.verticalScrollBar().value()) == (zoom, 90)


@pytest.mark.parametrize(
    ("x", "y", "key"),
    [
        (40, 25, "head.title.guardian"),
        (30, 75, "lead.ask"),
        (25, 116, "purposes.website.heading"),
        (40, 120.5, "purposes.website.text"),
        (125, 93, "notes.validity.text.guardian"),
    ],
)
def test_a_click_on_the_sheet_goes_to_the_text_that_stands_there(
    editions: EditionDriver, x: float, y: float, key: str
) -> None:
    edition = editions.look_at("2026-2")
    editions.press_sheet(x, y)
    assert [k for k, field in edition.texts.fields.items() if field.edit.hasFocus()] == [key]


def test_a_click_beside_all_text_goes_nowhere(editions: EditionDriver) -> None:
    edition = editions.look_at("2026-2")
    editions.press_sheet(100, 5)
    assert edition.preview.page.hasFocus()


def test_a_name_that_can_not_be_is_refused_in_place(
    editions: EditionDriver, driver: Driver
) -> None:
    dialog = editions.ask_name("2026-1")
    assert dialog.name.text() == "S-2026"
    driver.type(dialog.name, "2027-1")
    driver.click(dialog.copy)
    assert "can't be the name of an own edition" in dialog.banner.text
    assert dialog.name.hasFocus()
    driver.type(dialog.name, "own-1")
    assert dialog.name.text() == "OWN-1"
    driver.press(dialog.name, Qt.Key.Key_Return)
    editions.tried()
    assert "own-1".upper() in editions.names()


def test_what_can_be_done_follows_from_the_state(editions: EditionDriver, office: Office) -> None:
    own_editions.copy(*office.desk, "2026-1", "S-1")
    own_editions.issue(*office.desk, "S-1", 1)
    own_editions.copy(*office.desk, "2026-1", "S-2")
    tab = editions.open_tab()
    buttons = (tab.open, tab.copy, tab.print, tab.retire, tab.discard)
    can = {}
    for name in editions.names():
        editions.choose(name)
        can[name] = [b.isEnabled() for b in buttons]
    assert can == {
        "2026-1": [True, True, False, False, False],
        "2026-2": [True, True, False, False, False],
        "S-1": [True, True, True, True, False],
        "S-2": [True, False, False, False, True],
    }


def test_an_own_edition_is_printed_here_retired_after_one_question_and_the_programs_again(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    own_editions.copy(*office.desk, "2026-1", "S-1")
    own_editions.issue(*office.desk, "S-1", 1)
    tab = editions.open_tab()
    editions.choose("S-1")
    driver.click(tab.print)
    assert "Printed here" in editions.line("S-1")
    editions.choose("S-1")
    driver.click(tab.retire)
    assert "still count" in editions.said
    assert "No longer printed" not in editions.line("S-1")
    editions.answer()
    assert "No longer printed" in editions.line("S-1")
    assert "Printed here" in editions.line("2026-2")


def test_a_draft_is_discarded_with_delete_after_one_question(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    own_editions.copy(*office.desk, "2026-1", "S-1")
    tab = editions.open_tab()
    editions.choose("S-1")
    driver.press(tab.list, Qt.Key.Key_Delete)
    assert "can't be put back" in editions.said
    assert "S-1" in editions.names()
    editions.answer()
    assert "S-1" not in editions.names()


def test_an_edition_is_written_and_issued_with_the_keyboard_alone(
    editions: EditionDriver, driver: Driver, office: Office
) -> None:
    own_editions.copy(*office.desk, "2026-1", DRAFT)
    tab = editions.open_tab()
    tab.start()
    driver.press(tab.list, Qt.Key.Key_End)
    driver.press(tab.list, Qt.Key.Key_Return)
    edition = editions.edition
    editions.tried()
    assert edition.texts.part.hasFocus()
    for _part in range(5):
        driver.press(edition.texts.part, Qt.Key.Key_Down)
    driver.press(edition.texts.part, Qt.Key.Key_Tab)
    driver.press(edition.texts.language, Qt.Key.Key_Tab)
    field = edition.texts.fields["purposes.website.heading"].edit
    assert field.hasFocus()
    driver.control(field, Qt.Key.Key_A)
    driver.type(field, "Nettet")
    driver.press(field, Qt.Key.Key_Return)
    assert edition.texts.fields[WEBSITE].edit.hasFocus()
    driver.press(edition, Qt.Key.Key_F6)
    assert edition.preview.page.hasFocus()
    editions.tried()
    driver.control(edition, Qt.Key.Key_Return)
    dialog = editions.ask_to_issue_now()
    driver.control(dialog, Qt.Key.Key_Return)
    driver.wait(lambda: "is issued" in editions.said)
    with office.register.read() as reader:
        texts = edition_of(reader, DRAFT).wordings["da"].texts
    assert texts["purposes.website.heading"] == "Nettet"


def test_arabic_is_written_and_seen_from_right_to_left(editions: EditionDriver) -> None:
    edition: EditionWindow = editions.look_at("2026-2")
    editions.go(WEBSITE, "ar")
    editions.tried()
    field = edition.texts.fields[WEBSITE]
    way = field.edit.document().defaultTextOption().textDirection()
    assert way is Qt.LayoutDirection.RightToLeft
    assert edition.preview.page.is_shown
