"""A picture that looks like another: whether it is the same is the first thing asked (R21)."""

from PySide6.QtCore import Qt

from consentdesk.domain.acts import ActKind
from consentdesk.domain.verdict import ReasonCode
from tests.services.office import Office
from tests.ui.check_driver import CheckDriver

Key = Qt.Key


def test_a_likeness_is_confirmed_with_enter(check: CheckDriver, office: Office) -> None:
    """R21: the question shows both pictures and says how many are named."""
    noah = office.family()
    office.permit(noah)
    known = office.portrait(noah, looks=True)
    check.check(office.shrunk(known))
    assert f"It looks like {known.name}, on which 1 person is named." in check.words()
    assert check.window.one.yes.hasFocus()
    before = office.acts()
    check.press(check.window.one.yes, Key.Key_Return)
    assert check.sentence == "May be shown everywhere."
    with office.register.read() as reader:
        assert reader.act(before + 1).kind is ActKind.SAME_PICTURE


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
