"""Days as people type them."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from consentdesk import i18n
from consentdesk.ui.date_field import DateField, DateNote, birth_day, long_day, shown_day, typed_day
from consentdesk.ui.widgets import column
from tests.ui.driving import Driver

TODAY = date(2026, 9, 14)
PARTY = date(2026, 9, 4)


@pytest.mark.parametrize(
    "text",
    [
        "04-09-2026",
        "4-9-2026",
        "4.9.26",
        "04/09/2026",
        "04092026",
        "040926",
        "2026-09-04",
        "20260904",
        "2026/9/4",
        "  4 9 2026 ",
    ],
)
def test_a_day_is_understood_however_it_is_written(text: str) -> None:
    assert typed_day(text, TODAY) == PARTY


@pytest.mark.parametrize("text", ["", "4", "31-02-2026", "32-01-2026", "2026", "in spring", "4-9"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert typed_day(text, TODAY) is None


@pytest.mark.parametrize("text", ["0409", "4/9", "04-09", "4.9.", " 4.9 "])
def test_of_a_day_that_lies_behind_the_year_may_be_left_out(text: str) -> None:
    assert typed_day(text, TODAY, is_past=True) == PARTY
    assert typed_day(text, TODAY) is None
    assert typed_day("15-09", TODAY, is_past=True) == date(2025, 9, 15)
    for wrong in ("3102", "31-02", "409", "14"):
        assert typed_day(wrong, TODAY, is_past=True) is None


def test_four_figures_are_no_day_where_the_month_may_stand_first() -> None:
    i18n.use("sv")
    assert typed_day("0409", TODAY, is_past=True) is None
    assert typed_day("4/9", TODAY, is_past=True) == PARTY
    assert typed_day("04-09", TODAY, is_past=True) is None


def test_two_figures_of_a_year_never_lie_far_ahead() -> None:
    assert typed_day("31-05-19", TODAY) == date(2019, 5, 31)
    assert typed_day("31-05-36", TODAY) == date(2036, 5, 31)
    assert typed_day("31-05-75", TODAY) == date(1975, 5, 31)


def test_a_day_is_shown_as_the_language_types_it() -> None:
    i18n.use("da")
    assert shown_day(PARTY) == "04-09-2026"
    i18n.use("sv")
    assert shown_day(PARTY) == "2026-09-04"
    assert typed_day(shown_day(PARTY), TODAY) == PARTY


def test_six_figures_begin_with_the_year_in_swedish_alone() -> None:
    born = date(2019, 5, 3)
    assert typed_day("03-05-19", TODAY) == typed_day("030519", TODAY) == born
    i18n.use("sv")
    assert typed_day("19-05-03", TODAY) == typed_day("190503", TODAY) == born
    assert typed_day("3.5.19", TODAY) == typed_day("03052019", TODAY) == born


def test_a_day_is_read_back_in_words_while_it_is_typed(driver: Driver) -> None:
    field = DateField(TODAY, latest=TODAY)
    note = DateNote(field, lambda day: birth_day(day, TODAY))
    both = QWidget()
    both.setLayout(column(field, note))
    driver.show(both)
    before = both.sizeHint()
    driver.type(field, "03-05-19")
    assert note.text.text() == f"{long_day(date(2019, 5, 3))}: 7 years old"
    assert "3 May 2019" in note.text.text()
    assert both.sizeHint().height() == before.height()
    field.clear()
    driver.type(field, "03-05-2027")
    assert note.text.text() == long_day(date(2027, 5, 3))
    driver.press(field, Qt.Key.Key_Return)
    assert note.text.text() == "03-05-2027 lies in the future."


def test_a_day_that_is_odd_is_doubted_instead(driver: Driver) -> None:
    field = DateField(TODAY)
    note = DateNote(field, doubts=lambda day: "So early?" if day < PARTY else "")
    both = QWidget()
    both.setLayout(column(field, note))
    driver.show(both)
    field.set_day(PARTY)
    assert note.text.text() == long_day(PARTY)
    driver.press(field, Qt.Key.Key_Down)
    assert note.text.text() == "So early?"


def test_arrows_step_a_day_and_begin_today(driver: Driver) -> None:
    field = DateField(TODAY)
    driver.show(field)
    driver.press(field, Qt.Key.Key_Up)
    assert field.day == TODAY
    driver.press(field, Qt.Key.Key_Up)
    driver.press(field, Qt.Key.Key_Down)
    driver.press(field, Qt.Key.Key_Down)
    assert field.day == date(2026, 9, 13)


def test_leaving_the_field_writes_the_day_out_or_marks_it(driver: Driver) -> None:
    field = DateField(TODAY)
    driver.show(field)
    driver.type(field, "4.9.26")
    driver.press(field, Qt.Key.Key_Return)
    assert field.text() == "04-09-2026"
    field.clear()
    driver.type(field, "soon")
    driver.press(field, Qt.Key.Key_Return)
    assert field.property("wrong")
    assert field.accessibleDescription()


def test_a_sentence_at_the_field_says_what_is_wrong_until_it_is_mended(driver: Driver) -> None:
    field = DateField(TODAY, latest=TODAY)
    note = DateNote(field)
    both = QWidget()
    both.setLayout(column(field, note))
    driver.show(both)
    before = both.sizeHint()
    driver.type(field, "311399")
    driver.press(field, Qt.Key.Key_Return)
    assert note.text.text() == "This is not a day. Write it like 31-05-2019."
    assert both.sizeHint().height() == before.height()
    field.clear()
    assert note.text.text() == ""
    driver.type(field, "15-09-2026")
    driver.press(field, Qt.Key.Key_Return)
    assert note.text.text() == "15-09-2026 lies in the future."
