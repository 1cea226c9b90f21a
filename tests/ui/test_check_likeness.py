"""A picture that looks like another: whether it is the same is the first thing asked (R21)."""

from PySide6.QtCore import Qt

from consentdesk.domain.acts import ActKind
from consentdesk.domain.verdict import ReasonCode
from tests.services.office import Office
from tests.ui.check_driver import CheckDriver

Key = Qt.Key


def test_a_likeness_is_confirmed_with_the_keyboard(check: CheckDriver, office: Office) -> None:
    """R21: the question shows both pictures and says how many are named."""
    noah = office.family()
    office.permit(noah)
    known = office.portrait(noah, looks=True)
    check.check(office.shrunk(known))
    assert f"It looks like {known.name}, on which 1 person is named." in check.words()
    before = office.acts()
    check.press(check.window.one.pair, Key.Key_Return)
    assert office.acts() == before, "no answer is chosen until somebody chooses one"
    check.press(check.window.one.pair, Key.Key_Tab)
    assert check.window.one.yes.hasFocus()
    check.press(check.window.one.yes, Key.Key_Return)
    assert check.sentence == "May be shown everywhere."
    with office.register.read() as reader:
        assert reader.act(before + 1).kind is ActKind.SAME_PICTURE


def test_pictures_to_be_compared_are_shown_as_large_as_the_window_lets_them_be(
    check: CheckDriver, office: Office
) -> None:
    """Only so can the next picture of a burst be told from a copy."""
    known = office.portrait(office.child(), path=office.draw(size=(2400, 1800)), looks=True)
    copy = office.shrunk(known)
    check.check(copy)
    pair = check.window.one.pair
    check.wait(lambda: pair.is_settled)
    assert pair.known.pixels == 1600
    room = check.window.screen().availableSize()
    assert pair.new.width() > min(1100, room.width()) * 2 // 5
    before = pair.known.size()
    check.window.resize(check.window.size() * 1.5)
    check.settle()
    assert pair.known.width() > before.width()


def test_two_wide_pictures_stand_above_one_another_in_a_narrow_window(
    check: CheckDriver, office: Office
) -> None:
    known = office.portrait(office.child(), path=office.draw(size=(1600, 400)), looks=True)
    check.check(office.shrunk(known))
    pair = check.window.one.pair
    check.wait(lambda: pair.is_settled)
    check.window.resize(420, 640)
    check.settle()
    assert pair.known.y() > pair.new.geometry().bottom()
    assert pair.known.x() == pair.new.x()


def test_a_window_that_grew_for_the_pictures_opens_in_its_own_size_again(
    check: CheckDriver, office: Office
) -> None:
    before = check.window.size()
    check.check(office.shrunk(office.portrait(office.child(), looks=True)))
    assert check.window.size() != before
    check.press(check.window, Key.Key_Escape)
    check.window = check.open()
    assert check.window.size() == before


def test_another_picture_is_registered_as_a_new_one(check: CheckDriver, office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    known = office.portrait(noah, looks=True)
    copy = office.shrunk(known)
    check.check(copy)
    check.click(check.window.one.no)
    check.name("noah", "")
    assert check.sentence == "May be shown everywhere."
    assert office.photo(copy) != office.photo(known)


def test_a_picture_whose_like_came_in_meanwhile_is_asked_about_and_not_written(
    check: CheckDriver, office: Office
) -> None:
    """R21: another desk was faster."""
    noah, ida = office.family(), office.child("Ida Holm")
    office.permit(noah)
    picture = office.draw()
    copy = office.shrunk(picture)
    check.check(copy)
    known = office.portrait(ida, path=picture, looks=True)
    check.name("noah", "")
    assert f"It looks like {known.name}, on which 1 person is named." in check.words()
    assert office.why(copy) == {ReasonCode.NEAR_MATCH}
