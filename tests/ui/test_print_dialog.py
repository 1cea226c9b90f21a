"""Printing forms: whom, the real pages beforehand, and nothing issued before the printer has it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import Form, FormState
from consentdesk.i18n import LANGUAGES
from consentdesk.services import paper, roster, ruling
from consentdesk.services.paper_preview import page_count
from consentdesk.ui.application import speak
from consentdesk.ui.asker_dialog import AskerDialog
from consentdesk.ui.print_dialog import PrintDialog, open_print_dialog
from consentdesk.ui.print_reading import SHOWN, Whom
from tests.services.office import Office
from tests.services.paper.pages import Ink, codes, ink, words
from tests.ui.driving import name_of, reachable
from tests.ui.fitting import letters_used_twice, too_large
from tests.ui.print_driver import PrintDriver, soon_of_age

Key = Qt.Key


def _forms(office: Office) -> tuple[Form, ...]:
    with office.register.read() as reader:
        return reader.forms()


def test_a_class_is_printed_in_two_clicks_and_a_question(
    printing: PrintDriver, office: Office
) -> None:
    children = [office.family(f"Noah {name}") for name in ("Lund", "Holm", "Friis")]
    dialog = printing.open(*children)
    assert dialog.print.text().replace("&", "") == "Print 3 forms…"
    printing.click(dialog.print)
    assert printing.said == "3 forms are printed."
    forms = _forms(office)
    assert [f.subject for f in reversed(forms)] == children
    assert all(f.state is FormState.PRINTED for f in forms)
    assert page_count(printing.paper) == 3


def test_the_paper_has_its_true_size_and_its_codes_can_be_read(
    printing: PrintDriver, office: Office
) -> None:
    """A returned sheet is read by the places of its boxes, so nothing may be scaled to fit."""
    printing.click(printing.open(office.family()).print)
    serial = _forms(office)[0].serial
    file = printing.paper.with_name("again.pdf")
    paper.reprint(office.register, [serial], file)
    wanted, found = ink(file, 150), ink(printing.paper, 150)
    assert np.abs(np.subtract(wanted.shape, found.shape)).max() <= 2
    assert codes(found) == codes(wanted) == [f"CD1:{serial}:2026-2:P1:{c}" for c in "AB"]
    assert _inked(found) == pytest.approx(_inked(wanted), abs=3)


def _inked(page: Ink) -> list[int]:
    """The first and last row and column with ink, in pixels."""
    rows, columns = np.nonzero(page > 0.5)
    return [int(n) for n in (rows.min(), rows.max(), columns.min(), columns.max())]


def test_the_pages_are_the_real_ones_and_nothing_is_issued_by_looking(
    printing: PrintDriver, office: Office
) -> None:
    noah = office.family()
    before = office.acts()
    dialog = printing.open(noah)
    assert printing.names() == ["Noah Lund"]
    assert dialog.seen.many.text() == "1 form"
    assert dialog.seen.page.is_shown
    assert office.acts() == before
    assert _forms(office) == ()


def test_who_gets_no_form_is_named_with_the_reason(printing: PrintDriver, office: Office) -> None:
    """R10."""
    noah, layla, gone = (office.family(n) for n in ("Noah Lund", "Layla Holm", "Ida Friis"))
    roster.protect(*office.desk, subject=layla)
    with office.register.read() as reader:
        person = reader.subject(gone)
    roster.change(*office.desk, replace(person, left_on=office.today))
    office.later(days=1)
    printing.open(noah, layla, gone)
    assert "No form for Layla Holm (may never be shown), Ida Friis (has left)." in printing.words()
    assert printing.names() == ["Noah Lund"]


def test_where_nobody_is_left_it_says_why_and_nothing_can_be_printed(
    printing: PrintDriver, office: Office
) -> None:
    layla = office.family("Layla Holm")
    roster.protect(*office.desk, subject=layla)
    dialog = printing.open(layla)
    assert "everyone chosen has left or may never be shown" in printing.words()
    assert not dialog.print.isEnabled()
    assert not dialog.save.isEnabled()


def test_a_group_is_printed_without_choosing_anybody(printing: PrintDriver, office: Office) -> None:
    office.family("Noah Lund")
    roster.enrol(*office.desk, name="Ida Holm", born=office.today, group="3.B")
    dialog = printing.open()
    assert dialog.whom.whom is Whom.GROUP
    assert printing.names() == ["Noah Lund"]
    dialog.whom.group.setFocus()
    printing.press(dialog.whom.group, Key.Key_Down)
    dialog.whom.group.activated.emit(1)
    printing.settle()
    assert printing.names() == ["Ida Holm"]


def test_everybody_who_lacks_a_permission_but_not_those_who_have_a_form(
    printing: PrintDriver, office: Office
) -> None:
    done, asked, new = (office.family(n) for n in ("Ida Holm", "Noah Lund", "Mia Friis"))
    office.permit(done)
    office.form(asked)
    dialog = printing.open()
    printing.way(Whom.LACKING)
    assert printing.names() == ["Mia Friis"]
    assert "No form for Noah Lund (a form is on its way)." in printing.words()
    printing.press(dialog.whom.without_asked, Key.Key_Space)
    assert printing.names() == ["Mia Friis", "Noah Lund"]
    assert new != done


@pytest.mark.parametrize("way", [Whom.GROUP, Whom.CHOSEN])
def test_printing_a_class_again_makes_no_second_forms_unless_that_is_meant(
    printing: PrintDriver, office: Office, way: Whom
) -> None:
    noah, ida = office.family("Noah Lund"), office.family("Ida Holm")
    office.form(noah)
    dialog = printing.open(*((noah, ida) if way is Whom.CHOSEN else ()))
    assert dialog.whom.whom is way
    assert dialog.whom.without_asked.isVisible()
    assert printing.names() == ["Ida Holm"]
    assert "1 of them has a form that hasn't come back." in printing.words()
    assert "No form for Noah Lund (a form is on its way)." in printing.words()
    printing.press(dialog.whom.without_asked, Key.Key_Space)
    assert set(printing.names()) == {"Noah Lund", "Ida Holm"}
    assert "1 of them has a form that hasn't come back." in printing.words()
    printing.press(dialog.whom.without_asked, Key.Key_Space)
    printing.click(dialog.print)
    assert [f.subject for f in _forms(office)] == [ida, noah]
    printing.way(Whom.BLANK)
    assert not dialog.whom.without_asked.isVisible()
    assert "have a form" not in printing.words()


def test_when_everybody_has_a_form_already_it_says_so(
    printing: PrintDriver, office: Office
) -> None:
    office.form(office.family())
    dialog = printing.open()
    printing.way(Whom.LACKING)
    assert "Everybody it concerns has a form already." in printing.words()
    assert not dialog.print.isEnabled()


def test_blank_forms_are_for_nobody_yet(printing: PrintDriver, office: Office) -> None:
    dialog = printing.open()
    assert dialog.whom.whom is Whom.BLANK
    dialog.whom.blank.setValue(2)
    printing.settle()
    printing.click(dialog.print)
    assert [f.subject for f in _forms(office)] == [None, None]
    assert printing.said == "2 forms are printed."


def test_of_many_forms_only_the_first_are_shown(printing: PrintDriver) -> None:
    dialog = printing.open()
    dialog.whom.blank.setValue(SHOWN + 40)
    printing.settle()
    assert dialog.seen.many.text() == "100 forms; the first 60 are shown"
    assert len(printing.names()) == SHOWN
    assert dialog.print.text().replace("&", "") == "Print 100 forms…"


def test_the_newest_wish_wins_while_pages_are_drawn(printing: PrintDriver, office: Office) -> None:
    dialog = printing.open(office.family())
    for number in range(2, 9):
        dialog.whom.ways[Whom.BLANK].click()
        dialog.whom.blank.setValue(number)
    printing.settle()
    assert dialog.print.text().replace("&", "") == "Print 8 forms…"


def test_the_preview_comes_to_rest_however_tall_the_window_is(
    printing: PrintDriver, office: Office
) -> None:
    """A page that just fits without a scroll bar used to call for the bar, and lose it again."""
    dialog = printing.open(office.family())
    page, lowest = dialog.seen.page, dialog.minimumHeight()
    for tall in range(max(lowest, 620), 900, 20):
        dialog.resize(dialog.width(), tall)
        printing.settle()
    assert page.is_shown


def _offered(dialog: PrintDialog) -> list[str]:
    return [dialog.language.itemText(n) for n in range(dialog.language.count())]


def test_each_family_gets_its_own_language_or_the_one_chosen(
    printing: PrintDriver, office: Office
) -> None:
    roster.enrol(*office.desk, name="Ida Holm", born=office.today, group="2.A", language="en")
    noah = office.family()
    with office.register.read() as reader:
        ida = roster.find_subject(reader, "Ida Holm")
    dialog = printing.open(ida, noah)
    offered = _offered(dialog)
    assert offered[:4] == [
        "Each family's own, beside dansk",
        "Dansk",
        "Svenska (draft translation)",
        "English (draft translation)",
    ]
    assert "Dansk + العربية (draft translation)" in offered
    assert "Polski (draft translation)" not in offered, "nobody could read what is filed"
    assert "both sides" in printing.words()
    printing.click(dialog.print)
    assert {f.subject: f.wording.language for f in _forms(office)} == {ida: "da+en", noah: "da"}
    assert page_count(printing.paper) == 4
    dialog.whom.without_asked.setChecked(False)
    polish = offered.index("Dansk + Polski (draft translation)")
    for number, languages, sides in ((3, "en", False), (polish, "da+pl", True)):
        dialog.language.setCurrentIndex(number)
        dialog.language.activated.emit(number)
        printing.settle()
        assert ("both sides" in printing.words()) is sides
        printing.printers.append(printing.paper)
        printing.click(dialog.print)
        assert printing.both_sides is sides
        assert {f.wording.language for f in _forms(office)[:2]} == {languages}


def test_an_approved_translation_is_offered_as_no_draft(
    printing: PrintDriver, office: Office
) -> None:
    ruling.approve_wordings(*office.desk, {"2026-2/tr": True})
    offered = _offered(printing.open(office.family()))
    assert "Dansk + Türkçe" in offered


def test_who_asks_is_changed_here_for_every_desk_and_seen_at_once(
    printing: PrintDriver, office: Office
) -> None:
    dialog = printing.open(office.family())
    assert "Contact: a line to write on" in printing.words()
    printing.click(dialog.change)
    (asker,) = dialog.findChildren(AskerDialog)
    printing.wait(asker.isActiveWindow)
    assert asker.form.contact.hasFocus()
    printing.type(asker.form.contact, "kontor@skovskolen.dk")
    printing.type(asker.form.officer, "Lis 010180-1234")
    printing.click(asker.save)
    assert asker.banner.text, "a personal number has no place on a form"
    asker.form.officer.clear()
    printing.type(asker.form.officer, "dpo@skovskolen.dk")
    printing.click(asker.save)
    printing.wait(lambda: dialog.print.isEnabled() and not printing.context.tasks.running)
    assert "Contact: kontor@skovskolen.dk" in printing.words()
    target = printing.paper.with_name("saved.pdf")
    dialog.save_to(target)
    printing.settle()
    assert "kontor@skovskolen.dk" in _text(target)
    with office.register.read() as reader:
        assert reader.institution.officer == "dpo@skovskolen.dk"


def _text(pdf: Path) -> str:
    return words(pdf.read_bytes())


def test_saved_as_pdf_it_says_where_and_issues_the_serials(
    printing: PrintDriver, office: Office
) -> None:
    dialog = printing.open(office.family())
    target = printing.paper.with_name("saved.pdf")
    dialog.save_to(target)
    printing.settle()
    assert printing.said == f"1 form is saved in {target}."
    serial = _forms(office)[0].serial
    assert f"{serial[:4]}-{serial[4:]}" in _text(target)


def test_saved_to_be_filled_in_on_screen_each_form_has_a_file_of_its_own(
    printing: PrintDriver, office: Office
) -> None:
    dialog = printing.open(office.family(), office.family("Ella Holm"))
    folder = printing.paper.with_name("screen")
    dialog.fill_into(folder)
    printing.settle()
    assert printing.said == f"2 forms are saved in {folder}."
    names = {f"{form.serial[:4]}-{form.serial[4:]}.pdf" for form in _forms(office)}
    assert {path.name for path in folder.iterdir()} == names


def test_what_goes_out_with_a_letter_is_for_paper(printing: PrintDriver, office: Office) -> None:
    soon_of_age(office)
    dialog = printing.open()
    printing.way(Whom.OF_AGE)
    printing.settle()
    assert dialog.save.isEnabled()
    assert not dialog.fill.isEnabled()


def test_a_folder_that_can_not_be_written_leaves_nothing(
    printing: PrintDriver, office: Office
) -> None:
    dialog = printing.open(office.family())
    dialog.save_to(printing.paper.with_name("no") / "such" / "forms.pdf")
    printing.settle()
    assert "Nothing was printed." in printing.said
    assert _forms(office) == ()
    assert dialog.print.isEnabled()
    # To be tried again with another folder, not on paper.
    assert dialog.save.hasFocus()


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_refuses_leaves_nothing(printing: PrintDriver, office: Office) -> None:
    dialog = printing.open(office.family())
    printing.printers = [printing.paper.with_name("no") / "such" / "paper.pdf"]
    printing.click(dialog.print)
    assert "Nothing was printed and no form was issued." in printing.said
    assert _forms(office) == ()
    assert dialog.print.isEnabled()
    assert dialog.print.hasFocus()


def test_no_printer_chosen_is_no_error(printing: PrintDriver, office: Office) -> None:
    dialog = printing.open(office.family())
    printing.printers.clear()
    printing.click(dialog.print)
    assert printing.said == ""
    assert _forms(office) == ()


def test_stopping_leaves_neither_serials_nor_paper(
    printing: PrintDriver, office: Office, home: Path
) -> None:
    dialog = printing.open()
    dialog.whom.blank.setValue(40)
    printing.settle()
    QTest.mouseClick(dialog.print, Qt.MouseButton.LeftButton)
    printing.wait(lambda: dialog.progress.value() > 40)
    assert dialog.stop.isVisible()
    assert not dialog.leave.isEnabled()
    printing.click(dialog.stop)
    assert printing.said == "Stopped. No form was issued, and nothing is left behind."
    assert _forms(office) == ()
    assert not printing.paper.exists()
    assert list((home / "tmp").iterdir()) == []
    assert dialog.print.isEnabled()


def test_escape_stops_before_it_closes(printing: PrintDriver, office: Office) -> None:
    dialog = printing.open()
    dialog.whom.blank.setValue(40)
    printing.settle()
    QTest.mouseClick(dialog.print, Qt.MouseButton.LeftButton)
    printing.wait(lambda: dialog.progress.value() > 0)
    printing.press(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    assert _forms(office) == ()


def test_what_was_printed_is_not_printed_twice_by_a_second_click(
    printing: PrintDriver, office: Office
) -> None:
    dialog = printing.open(office.family())
    printing.click(dialog.print)
    assert not dialog.print.isEnabled()
    assert dialog.leave.hasFocus()
    assert len(_forms(office)) == 1


def test_lost_paper_is_printed_again_with_the_same_numbers(
    printing: PrintDriver, office: Office
) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    printed = paper.print_forms(
        *office.desk, subjects=[noah, ida], output=office.folder / "lost.pdf"
    )
    before = office.acts()
    dialog = printing.open()
    printing.way(Whom.AGAIN)
    assert printing.names() == ["Noah Lund", "Ida Holm"]
    assert not dialog.language.isEnabled()
    dialog.whom.one.setCurrentIndex(2)
    dialog.whom.one.activated.emit(2)
    printing.settle()
    assert printing.names() == ["Ida Holm"]
    printing.click(dialog.print)
    assert printing.said == "1 form is printed."
    assert office.acts() == before
    assert {f.serial for f in _forms(office)} == {f.serial for f in printed.forms}


def test_what_has_just_been_printed_can_be_printed_again(
    printing: PrintDriver, office: Office
) -> None:
    dialog = printing.open(office.family())
    assert not dialog.whom.ways[Whom.AGAIN].isVisible()
    printing.click(dialog.print)
    printing.way(Whom.AGAIN)
    assert dialog.whom.serials == (_serial(office),)


def _serial(office: Office) -> Serial:
    return _forms(office)[0].serial


def test_by_keyboard_alone(printing: PrintDriver, office: Office) -> None:
    office.family()
    dialog = printing.open()
    focus = QApplication.focusWidget()
    assert focus is dialog.whom.ways[Whom.GROUP]
    printing.press(focus, Key.Key_Down)
    assert dialog.whom.whom is Whom.LACKING
    printing.control(dialog, Key.Key_Return)
    assert printing.said == "1 form is printed."


def test_the_page_is_made_larger_smaller_and_fitted(printing: PrintDriver, office: Office) -> None:
    dialog = printing.open(office.family())
    page = dialog.seen.page
    fitted = page.zoom
    printing.click(dialog.seen.zoom_in)
    assert page.zoom > fitted
    page.setFocus()
    printing.press(page, Key.Key_Minus)
    printing.press(page, Key.Key_Minus)
    assert page.zoom < 1
    printing.click(dialog.seen.fit)
    assert page.zoom == fitted


def test_the_pages_are_a_sound_model(printing: PrintDriver, office: Office) -> None:
    dialog = printing.open(office.family())
    model = dialog.seen.list.model()
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    printing.way(Whom.BLANK)
    assert tester.model() is model
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 0).data(role) == "Page 1, Blank form"


def test_the_door_opens_it_with_the_systems_printers(printing: PrintDriver, office: Office) -> None:
    dialog = open_print_dialog(printing.context, printing.desk, [office.family()])
    printing.settle()
    assert dialog.print.isEnabled()


def test_in_danish_it_says_what_a_dane_would(printing: PrintDriver, office: Office) -> None:
    speak("da")
    dialog = printing.open(office.family(), office.family("Ida Holm"))
    assert dialog.print.text().replace("&", "") == "Udskriv 2 formularer…"
    printing.click(dialog.print)
    assert printing.said == "2 formularer er udskrevet."


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("whom", list(Whom))
def test_it_fits_a_small_screen_and_no_letter_means_two_things(
    printing: PrintDriver, office: Office, whom: Whom, language: str
) -> None:
    speak(language)
    noah = office.family()
    paper.print_forms(*office.desk, subjects=[noah], output=office.folder / "lost.pdf")
    dialog = printing.open(noah, soon_of_age(office))
    printing.way(whom)
    assert letters_used_twice(dialog) == set()
    assert too_large(dialog) == ""


@pytest.mark.parametrize("whom", list(Whom))
def test_everything_the_keyboard_reaches_has_a_name_of_its_own(
    printing: PrintDriver, office: Office, whom: Whom
) -> None:
    noah = office.family()
    paper.print_forms(*office.desk, subjects=[noah], output=office.folder / "lost.pdf")
    dialog = printing.open(noah, soon_of_age(office))
    printing.way(whom)
    names = [name_of(widget) for widget in reachable(dialog)]
    assert all(names), names
    assert len(set(names)) == len(names), names


def test_tab_goes_round_and_is_never_caught(printing: PrintDriver, office: Office) -> None:
    dialog = printing.open(office.family())
    grouped = {b for b in dialog.findChildren(QAbstractButton) if b.group() and not b.isChecked()}
    wanted = set(reachable(dialog)) - grouped
    seen: set[QWidget | None] = set()
    for _step in range(len(wanted) + 4):
        QTest.keyClick(QApplication.focusWidget() or dialog, Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert wanted <= seen, {name_of(w) for w in wanted - seen}
