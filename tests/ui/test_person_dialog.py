"""Enrolling: one after another, and what is refused is told once, at the field it is about."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.application import speak
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.person_dialog import PersonDialog, open_person_dialog
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.fitting import ROOM, letters_used_twice

Key = Qt.Key


@pytest.fixture
def dialog(driver: Driver, window: MainWindow) -> PersonDialog:
    """The dialog for somebody new, with the keyboard."""
    made = open_person_dialog(driver.context, window, group="2.A")
    driver.settle()
    made.activateWindow()
    driver.wait(made.isActiveWindow)
    return made


def _enrolled(office: Office) -> list[tuple[str, date, str]]:
    with office.register.read() as reader:
        found = reader.subjects(reader.find_subjects(SubjectFilter(), office.today))
    return [(p.name, p.born, p.group) for p in found.values()]


def _notes(dialog: PersonDialog, text: str) -> list[str]:
    """The texts seen in the dialog that hold these words."""
    shown = [w for w in dialog.findChildren(QWidget) if w.isVisible()]
    said = [str(w.property("text") or "") for w in shown]
    return [s for s in said if text in s]


def _button(dialog: PersonDialog, text: str) -> QPushButton:
    (found,) = [b for b in dialog.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    return found


def test_enrolling_keeps_the_group_for_the_next(
    dialog: PersonDialog, driver: Driver, office: Office
) -> None:
    for name, born in (("Ida Holm", "31-05-2019"), ("Noah Lund", "1.2.19")):
        driver.type(dialog.name, name)
        driver.type(dialog.born, born)
        driver.type(dialog.rows[0].name, f"Mor til {name}")
        driver.click(dialog.save_next)
    assert dialog.name.hasFocus()
    assert dialog.name.text() == ""
    assert "Noah Lund is enrolled" in dialog.banner.text
    assert _enrolled(office) == [
        ("Ida Holm", date(2019, 5, 31), "2.A"),
        ("Noah Lund", date(2019, 2, 1), "2.A"),
    ]
    with office.register.read() as reader:
        guardians = reader.guardianships(reader.find_subjects(SubjectFilter(), office.today))
    assert [len(g) for g in guardians.values()] == [1, 1]


def test_after_the_first_there_is_nothing_to_cancel_only_to_close(
    dialog: PersonDialog, driver: Driver, office: Office
) -> None:
    assert dialog.leave.text() == "Cancel"
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, "31-05-2019")
    driver.click(dialog.save_next)
    assert dialog.leave.text() == "Close"
    finished: list[int] = []
    dialog.finished.connect(finished.append)
    driver.click(dialog.leave)
    assert finished
    assert len(_enrolled(office)) == 1


def test_cancel_says_what_would_be_lost(dialog: PersonDialog, driver: Driver) -> None:
    driver.type(dialog.name, "Ida Holm")
    driver.click(dialog.leave)
    assert dialog.isVisible()
    assert dialog.banner.text == "What you typed here is not saved."


def test_without_a_name_the_name_is_asked_for_first(
    dialog: PersonDialog, driver: Driver, office: Office
) -> None:
    driver.click(dialog.save)
    assert dialog.banner.text == "Type the name first."
    assert dialog.name.hasFocus()
    QTest.keyClicks(dialog.name, "I")
    assert dialog.banner.text == ""
    driver.press(dialog.name, Key.Key_Return)
    assert dialog.banner.text == "The birth date is missing. Write it like 31-05-2019."
    assert dialog.born.hasFocus()
    QTest.keyClicks(dialog.born, "3")
    assert dialog.banner.text == ""
    assert _enrolled(office) == []


@pytest.mark.parametrize(
    ("born", "said"),
    [
        ("31-02-2019", "This is not a day. Write it like 31-05-2019."),
        ("31-05-2030", "31-05-2030 lies in the future."),
    ],
)
def test_a_wrong_birth_date_is_told_once_and_has_the_keyboard(
    dialog: PersonDialog, driver: Driver, office: Office, born: str, said: str
) -> None:
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, born)
    driver.click(dialog.save)
    assert dialog.born.hasFocus()
    assert dialog.banner.text == ""
    assert _notes(dialog, said) == [said]
    assert (dialog.name.text(), dialog.born.text()) == ("Ida Holm", born)
    assert _enrolled(office) == []
    QTest.keyClicks(dialog.born, "31052019")
    assert _notes(dialog, said) == []
    driver.press(dialog.born, Key.Key_Return)
    assert [name for name, _born, _group in _enrolled(office)] == ["Ida Holm"]


def test_a_birth_date_in_the_future_is_told_in_proper_danish(
    driver: Driver, window: MainWindow
) -> None:
    speak("da")
    dialog = open_person_dialog(driver.context, window)
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, "01-01-2030")
    driver.click(dialog.save)
    assert _notes(dialog, "01-01-2030 ligger ude i fremtiden")


def test_a_refusal_of_the_register_sends_to_its_field_and_goes_with_it(
    dialog: PersonDialog, driver: Driver, office: Office
) -> None:
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, "31-05-1819")
    driver.click(dialog.save)
    assert "more than 120 years ago" in dialog.banner.text
    assert dialog.born.hasFocus()
    dialog.born.selectAll()
    QTest.keyClicks(dialog.born, "31052019")
    assert dialog.banner.text == ""
    assert _enrolled(office) == []


def test_a_refused_guardian_leaves_nobody_enrolled(
    dialog: PersonDialog, driver: Driver, office: Office
) -> None:
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, "31-05-2019")
    driver.type(dialog.rows[0].name, "010190-1234")
    driver.click(dialog.save)
    assert dialog.banner.text
    assert dialog.rows[0].name.hasFocus()
    assert _enrolled(office) == []


def test_two_of_one_name_and_birth_date_are_enrolled_where_there_are_two(
    dialog: PersonDialog, driver: Driver, office: Office
) -> None:
    for _time in range(2):
        driver.type(dialog.name, "Ida Holm")
        driver.type(dialog.born, "31-05-2019")
        driver.click(dialog.save_next)
    assert "is enrolled already" in dialog.banner.text
    assert len(_enrolled(office)) == 1
    twin = _button(dialog, "There are &two – enrol")
    driver.press(twin, Key.Key_Return)
    assert _enrolled(office) == [("Ida Holm", date(2019, 5, 31), "2.A")] * 2
    assert "Ida Holm is enrolled" in dialog.banner.text
    assert dialog.name.text() == ""


def test_the_offer_of_a_second_one_goes_with_what_was_typed(
    dialog: PersonDialog, driver: Driver, office: Office
) -> None:
    office.child("Ida Holm")
    with office.register.read() as reader:
        (known,) = reader.subjects(reader.find_subjects(SubjectFilter(), office.today)).values()
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, f"{known.born:%d-%m-%Y}")
    driver.click(dialog.save)
    assert "is enrolled already" in dialog.banner.text
    dialog.name.selectAll()
    driver.type(dialog.name, "Ida Holmer")
    assert dialog.banner.text == ""
    driver.click(dialog.save)
    assert sorted(name for name, _born, _group in _enrolled(office)) == ["Ida Holm", "Ida Holmer"]


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_the_offer_of_a_second_one_has_a_letter_of_its_own(
    driver: Driver, window: MainWindow, office: Office, language: str
) -> None:
    speak(language)
    office.child("Ida Holm")
    with office.register.read() as reader:
        (known,) = reader.subjects(reader.find_subjects(SubjectFilter(), office.today)).values()
    dialog = open_person_dialog(driver.context, window)
    driver.type(dialog.name, "Ida Holm")
    born = f"{known.born:%Y-%m-%d}" if language == "sv" else f"{known.born:%d-%m-%Y}"
    driver.type(dialog.born, born)
    driver.click(dialog.save)
    assert dialog.banner.text
    assert letters_used_twice(dialog) == set()


def test_on_a_small_screen_the_buttons_are_seen_and_the_fields_scroll(
    dialog: PersonDialog, driver: Driver
) -> None:
    dialog.resize(ROOM)
    driver.settle()
    for pressed in (dialog.leave, dialog.save_next, dialog.save):
        assert not pressed.visibleRegion().isEmpty()
    dialog.add.setFocus()
    driver.settle()
    assert not dialog.add.visibleRegion().isEmpty()
    assert not dialog.save.visibleRegion().isEmpty()


def test_who_was_enrolled_is_told_until_the_first_letter_of_the_next(
    dialog: PersonDialog, driver: Driver
) -> None:
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, "31-05-2019")
    driver.click(dialog.save_next)
    assert "Ida Holm is enrolled" in dialog.banner.text
    QTest.keyClicks(dialog.name, "N")
    assert dialog.banner.text == ""


def test_the_line_of_a_further_guardian_is_in_sight_while_one_types(
    dialog: PersonDialog, driver: Driver
) -> None:
    dialog.resize(ROOM)
    driver.settle()
    for number in range(6):
        driver.click(dialog.add)
        field = dialog.rows[-1].name
        assert field.hasFocus()
        QTest.keyClicks(field, f"Mette {number}")
        driver.settle()
        assert field.visibleRegion().boundingRect() == field.rect()
