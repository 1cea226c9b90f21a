"""In the check window every key of the line for names does what it does in the panel."""

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from consentdesk.domain.photos import PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.services import photographs
from consentdesk.ui.picture_look import WIDE, LargeDialog
from tests.services.office import Office
from tests.ui.check_driver import CheckDriver
from tests.ui.test_naming_files import write_names

Key = Qt.Key


def press(check: CheckDriver, *keys: Key) -> None:
    for key in keys:
        check.press(check.window.one.naming.field, key)


def chips(check: CheckDriver) -> list[str]:
    found = check.window.one.naming.chips.findChildren(QPushButton)
    return [b.text() for b in found if b.isVisible() and b.text()]


def answer(check: CheckDriver) -> str:
    shown = check.window.one.naming.answer
    return shown.text() if shown.isVisible() else ""


@pytest.mark.parametrize("by_mouse", [False, True])
def test_somebody_unknown_holds_a_portrait_back(
    check: CheckDriver, office: Office, *, by_mouse: bool
) -> None:
    office.permit(office.family("Ida Holm"))
    path = office.draw()
    check.check(path)
    check.name("ida")
    if by_mouse:
        check.click(check.offer("An unknown person"))
    else:
        press(check, Key.Key_Question)
    assert chips(check) == ["Ida Holm", "Unknown person"]
    press(check, Key.Key_Return)
    assert office.check(path) == [Outcome.WITHHELD]
    assert check.sentence == "May not be shown anywhere."


def test_an_unknown_person_is_taken_away_again_or_gets_a_name(
    check: CheckDriver, office: Office
) -> None:
    for name in ("Ida Holm", "Noah Lund"):
        office.permit(office.family(name))
    path = office.draw()
    check.check(path)
    press(check, Key.Key_Question, Key.Key_Question)
    assert chips(check) == ["2 unknown people"]
    press(check, Key.Key_Backspace)
    assert chips(check) == ["Unknown person"]
    check.name("ida")
    assert chips(check) == ["Ida Holm", "Unknown person"]
    unknown = check.window.one.naming.chips.unknown
    assert unknown is not None
    check.click(unknown.name)
    check.name("noah", "")
    assert office.check(path) == [Outcome.CLEAR]


def test_somebody_unknown_by_another_desk_stays_until_taken_off(
    check: CheckDriver, office: Office
) -> None:
    ida = office.family("Ida Holm")
    office.permit(ida)
    path = office.portrait(ida)
    photographs.attest_all(*office.desk, (office.photo(path),), visible=2)
    photographs.name_all(*office.desk, {office.photo(path): {}})
    check.check(path)
    assert chips(check) == ["Unknown person"]
    check.name("ida", "")
    assert office.check(path) == [Outcome.WITHHELD]


def test_a_name_not_confirmed_is_asked_about_also_where_nobody_has_it(
    check: CheckDriver, office: Office
) -> None:
    check.check(office.draw())
    press(check, Key.Key_Question)
    check.press(check.window, Key.Key_Escape)
    assert check.window.isVisible()
    assert check.window.banner.text == "What you typed here is not saved."


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (Key.Key_7, "Nobody stands under 7."),
        (Key.Key_Period, "There is no photo before whose people could be named again."),
        (Key.Key_Backspace, "Nobody is named who could be removed."),
        (Key.Key_Minus, "This is the last one."),
    ],
)
def test_a_key_that_finds_nothing_is_answered(
    check: CheckDriver, office: Office, key: Key, said: str
) -> None:
    check.check(office.draw())
    press(check, key)
    assert answer(check) == said
    check.type(check.window.one.naming.field, "i")
    assert answer(check) == ""


def test_a_full_stop_names_whoever_was_on_the_picture_before(
    check: CheckDriver, office: Office
) -> None:
    office.family("Ida Holm")
    check.check(office.draw())
    check.name("ida")
    press(check, Key.Key_Question, Key.Key_Return)
    check.check(office.draw())
    assert chips(check) == []
    press(check, Key.Key_Period)
    assert chips(check) == ["Ida Holm", "Unknown person"]
    press(check, Key.Key_Period)
    assert answer(check) == "Everybody who was on the photo before is named already."


def test_minus_leaves_a_picture_of_a_list_for_later(check: CheckDriver, office: Office) -> None:
    check.check(office.draw(), office.draw())
    check.press(check.window.many.list, Key.Key_Return)
    check.wait(lambda: check.is_one)
    press(check, Key.Key_Minus)
    assert check.window.view is check.window.many


def test_nobody_is_not_said_where_somebody_stands(check: CheckDriver, office: Office) -> None:
    office.family("Ida Holm")
    check.check(office.draw())
    check.name("ida")
    press(check, Key.Key_0)
    assert answer(check).startswith("Somebody is on it by what stands here.")
    assert check.window.one.naming.kind.value is PhotoKind.PORTRAIT


def test_a_name_in_the_file_that_nobody_has_is_asked_about_once(
    check: CheckDriver, office: Office
) -> None:
    office.permit(office.family("Ida Holm"))
    path = office.draw()
    write_names(path, ["Ukendt Mand", "Ida Holm"])
    check.check(path)
    check.name("ida", "")
    assert office.check(path) != [Outcome.CLEAR]
    assert check.window.banner.text.startswith("The files name Ukendt Mand too")
    press(check, Key.Key_Return)
    assert office.check(path) == [Outcome.CLEAR]


def test_who_counts_the_stranger_in_the_file_is_not_asked(
    check: CheckDriver, office: Office
) -> None:
    office.permit(office.family("Ida Holm"))
    path = office.draw()
    write_names(path, ["Ukendt Mand"])
    check.check(path)
    check.name("ida")
    press(check, Key.Key_Question, Key.Key_Return)
    assert office.check(path) == [Outcome.WITHHELD]


def test_the_picture_is_large_where_it_is_asked_who_is_on_it(
    check: CheckDriver, office: Office
) -> None:
    check.window.resize(420, 560)
    check.check(office.draw(size=(1200, 800)))
    shown, window = check.window.one.look.picture, check.window
    check.wait(lambda: shown.is_settled)
    for size in (QSize(1100, 760), QSize(900, 700), QSize(760, 600), QSize(420, 560)):
        window.resize(size)
        check.settle()
        part = check.window.one.look.width()
        assert shown.width() >= min(part / 2 - 16, WIDE), size
        assert shown.width() >= 0.49 * part, size
        assert shown.height() >= 200, size
    assert shown.pixels >= 1200


def test_a_click_or_a_key_enlarges_the_picture_and_the_line_keeps_the_keyboard(
    check: CheckDriver, office: Office
) -> None:
    check.check(office.draw())
    field = check.window.one.naming.field
    picture = check.window.one.look.picture
    assert field.hasFocus()
    for by_mouse in (True, False):
        if by_mouse:
            QTest.mouseClick(picture, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
        else:
            QTest.keyClick(field, Key.Key_F11)
        check.settle()
        (large,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, LargeDialog)]
        assert large.isVisible()
        assert large.picture.height() > picture.height() / 2
        check.press(large, Key.Key_Escape)
        check.window.activateWindow()
        check.wait(lambda: field.hasFocus())
