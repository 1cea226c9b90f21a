"""What is typed in the check window is said of the picture it was typed for, or is asked about."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.services import photographs, ruling
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.check_writing import write_named
from consentdesk.ui.date_field import DateField
from consentdesk.ui.person_dialog import PersonDialog
from consentdesk.ui.picture_look import LargeDialog
from tests.services.office import FACEBOOK, Office
from tests.services.pictures import crafted
from tests.ui.check_driver import CheckDriver

Key = Qt.Key
CLEAR, UNDECIDED = [Outcome.CLEAR], [Outcome.UNDECIDED]
UNFINISHED = "A name is not finished. Enter takes who is meant, Esc drops it."
NOT_SAVED = "What you typed here is not saved."


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """What is said is written, once this is set."""
    written = Event()

    def write(*words: Any, **more: Any) -> PhotoId:
        assert written.wait(30)
        return write_named(*words, **more)

    monkeypatch.setattr("consentdesk.ui.check_window.write_named", write)
    yield written
    written.set()


def asks_before_closing(check: CheckDriver) -> bool:
    """Whether Esc asks, and leaves everything as it is."""
    check.press(check.window, Key.Key_Escape)
    return check.window.isVisible() and check.window.banner.text == NOT_SAVED


def answer(check: CheckDriver) -> str:
    """What was said of the last key."""
    return check.window.one.naming.answer.text()


def kind(check: CheckDriver) -> str:
    """What the picture is about, as chosen."""
    return check.window.one.naming.named.kind.value


def top(kind: type[QWidget]) -> QWidget:
    """The one window of that kind."""
    (found,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible())
    return found


def counted(office: Office, faces: int) -> Path:
    """A portrait of Noah, who may be shown, on which the aid has counted so many."""
    ruling.set_rules(*office.desk, {"counting_aid": True})
    noah = office.family()
    office.permit(noah)
    path = office.draw(size=(1200, 900))
    office.portrait(noah, path=path)
    with office.register.write("Anna Holm", office.at) as writer:
        writer.set_photo(replace(writer.photo(office.photo(path)), faces=faces))
    return path


def named_while_a_like_is_registered(
    check: CheckDriver, office: Office, subject: SubjectId
) -> Path:
    """A new picture: Noah and Ida are named on it, and meanwhile a smaller copy shows one only."""
    path = office.draw(size=(1200, 900))
    small = office.shrunk(path)
    check.check(path)
    check.name("noah", "ida")
    photographs.add_photos(*office.desk, [small], kind=PhotoKind.PORTRAIT, shows=(subject,))
    check.press(check.window.one.naming.field, Key.Key_Return)
    return path


def test_nobody_whose_name_is_half_typed_is_left_out(check: CheckDriver, office: Office) -> None:
    office.permit(office.family())
    office.family("Ida Holm")
    path = office.draw(size=(1200, 900))
    check.check(path)
    check.name("noah")
    naming = check.window.one.naming
    check.type(naming.field, "ida holm")
    check.click(naming.done)
    assert answer(check) == UNFINISHED
    assert office.every() == ()
    assert naming.field.hasFocus() and naming.field.is_open
    seen = [naming.field.model.entry(row).line.heading for row in range(3)]
    assert f"{seen[0]} {seen[1]}" == UNFINISHED, "above the answers, which hide what stands below"
    assert seen[2] == "Ida Holm"
    check.press(naming.field, Key.Key_Return)
    assert answer(check) == ""
    check.press(naming.field, Key.Key_Return)
    assert check.sentence == "May not be shown anywhere."


def test_whoever_is_said_meanwhile_is_not_lost(
    check: CheckDriver, office: Office, slowly: Event
) -> None:
    office.permit(office.family())
    ida = office.family("Ida Holm")
    path = office.draw(size=(1200, 900))
    check.check(path)
    check.name("noah")
    naming = check.window.one.naming
    QTest.keyClick(naming.field, Key.Key_Return)
    QTest.keyClicks(naming.field, "?")
    QTest.keyClicks(naming.field, "ida")
    slowly.set()
    check.settle()
    assert office.check(path) == CLEAR
    assert naming.isVisible() and naming.named.unknown == 1
    assert naming.field.text() == "ida"
    assert asks_before_closing(check)
    check.window.banner.hide()
    naming.field.resume()
    check.settle()
    check.press(naming.field, Key.Key_Return)
    check.press(naming.field, Key.Key_Return)
    assert ida in check.named()
    assert office.check(path) != CLEAR
    assert not naming.is_begun


def test_a_second_enter_while_it_is_written_says_nothing(
    check: CheckDriver, office: Office, slowly: Event
) -> None:
    office.permit(office.family())
    path = office.draw(size=(1200, 900))
    check.check(path)
    check.name("noah")
    for _again in range(2):
        QTest.keyClick(check.window.one.naming.field, Key.Key_Return)
    slowly.set()
    check.settle()
    assert not check.window.banner.isVisible()
    assert office.check(path) == CLEAR
    assert not check.window.one.asks_who


def test_a_kind_that_was_chosen_is_asked_about_too(check: CheckDriver, office: Office) -> None:
    check.check(office.draw(size=(1200, 900)))
    naming = check.window.one.naming
    naming.kind.pick(PhotoKind.SITUATION)
    assert asks_before_closing(check)


def test_0_asks_before_it_replaces_an_assessment(check: CheckDriver, office: Office) -> None:
    path = office.situation()
    office.assess(path, sensitive=True)
    check.check(path)
    naming = check.window.one.naming
    check.press(naming.field, Key.Key_0)
    assert answer(check).startswith("This is a situation photo.")
    assert kind(check) == "situation"
    check.press(naming.field, Key.Key_Return)
    assert office.check(path, destination=FACEBOOK) == UNDECIDED
    for _again in range(3):
        check.press(naming.field, Key.Key_0)
    assert kind(check) == "nobody"
    assert answer(check) == "It is said already that nobody can be recognised."


def test_more_asks_before_it_drops_names(check: CheckDriver, office: Office) -> None:
    office.family()
    check.check(office.draw(size=(1200, 900)))
    check.name("noah")
    naming = check.window.one.naming
    check.type(naming.field, "id")
    check.click(naming.more)
    assert check.window.banner.text == NOT_SAVED
    assert office.every() == ()
    assert naming.is_begun and naming.field.text() == "id"
    assert asks_before_closing(check), "closing is another thing than More"


def test_backspace_takes_away_whoever_was_said_last(check: CheckDriver, office: Office) -> None:
    office.family()
    office.family("Ida Holm")
    check.check(office.draw(size=(1200, 900)))
    naming = check.window.one.naming
    check.name("noah")
    check.press(naming.field, Key.Key_Question)
    check.name("ida")
    said = []
    for _key in range(4):
        check.press(naming.field, Key.Key_Backspace)
        said.append((len(naming.named.shows), naming.named.unknown))
    assert said == [(1, 1), (1, 0), (0, 0), (0, 0)]
    assert answer(check) == "Nobody is named who could be removed."


def test_enter_takes_the_name_after_a_look_at_the_large_picture(
    check: CheckDriver, office: Office
) -> None:
    ida = office.family("Ida Holm")
    check.check(office.draw(size=(1200, 900)))
    field = check.window.one.naming.field
    check.type(field, "ida")
    check.press(field, Key.Key_F11)
    check.press(top(LargeDialog), Key.Key_Escape)
    check.window.activateWindow()
    check.wait(check.window.isActiveWindow)
    check.settle()
    check.press(field, Key.Key_Return)
    assert check.named() == [ida]


def test_whoever_is_enrolled_for_one_picture_is_not_put_on_another(
    check: CheckDriver, office: Office
) -> None:
    first, second = office.draw(size=(1200, 900)), office.draw(size=(1200, 900))
    check.check(first)
    field = check.window.one.naming.field
    check.type(field, "Zoe Berg")
    check.click_row(field.list, field.model.index(1))
    dialog = top(PersonDialog)
    check.window.take([second])
    check.settle()
    assert check.window.banner.text == NOT_SAVED
    assert check.window.one.path == first
    check.window.take([second])
    check.settle()
    assert check.window.one.path == second
    check.type(dialog.findChildren(DateField)[0], "03-05-2019")
    (guardian,) = (x for x in dialog.findChildren(QLineEdit) if x.accessibleName() == "Guardian 1")
    check.type(guardian, "Mette Berg")
    (enrol,) = (b for b in dialog.findChildren(QPushButton) if b.text() == "&Enrol")
    check.click(enrol)
    check.settle()
    assert check.named() == []
    with office.register.read() as reader:
        assert len(reader.find_subjects(SubjectFilter(text="zoe berg"), office.today)) == 1


def test_names_stay_when_a_like_was_registered_meanwhile(
    check: CheckDriver, office: Office
) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    path = named_while_a_like_is_registered(check, office, noah)
    one = check.window.one
    assert one.asks_same
    check.click(one.no)
    assert check.named() == [noah, ida]
    check.press(one.naming.field, Key.Key_Return)
    assert _shown(office, path) == {noah, ida}


def test_more_faces_than_named_are_looked_for_once_more(check: CheckDriver, office: Office) -> None:
    path = counted(office, 3)
    check.check(path)
    naming = check.window.one.naming
    check.press(naming.field, Key.Key_Return)
    assert check.window.banner.text == "The aid counted 3, you named 1: look again."
    assert office.check(path) == UNDECIDED
    check.press(naming.field, Key.Key_Return)
    assert office.check(path) == CLEAR
    assert not check.window.banner.isVisible()


def test_faces_counted_since_are_not_settled_by_a_second_look_at_fewer(
    check: CheckDriver, office: Office
) -> None:
    path = counted(office, 3)
    check.check(path)
    naming = check.window.one.naming
    check.press(naming.field, Key.Key_Return)
    assert check.window.banner.text == "The aid counted 3, you named 1: look again."
    with office.register.write("Bo Krag", office.at) as writer:
        writer.set_photo(replace(writer.photo(office.photo(path)), faces=5))
    check.press(naming.field, Key.Key_Return)
    assert "5" in check.window.banner.text
    assert office.check(path) == UNDECIDED
    check.press(naming.field, Key.Key_Return)
    assert check.window.banner.text == "The aid counted 5, you named 1: look again."
    check.press(naming.field, Key.Key_Return)
    assert office.check(path) == CLEAR


def _shown(office: Office, path: Path) -> set[int]:
    photo = office.photo(path)
    with office.register.read() as reader:
        return {one.subject for one in reader.depicted([photo])[photo]}


def test_what_is_written_late_of_one_picture_changes_nothing_on_the_next(
    check: CheckDriver, office: Office, slowly: Event
) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    office.permit(ida)
    first, second = office.draw(size=(1200, 900)), office.draw(size=(1200, 900))
    photographs.add_photos(
        *office.desk, [first], kind=PhotoKind.PORTRAIT, shows=(noah,), attest=False
    )
    check.check(first)
    QTest.keyClick(check.window.one.naming.field, Key.Key_Return)
    check.window.take([second])
    check.wait(lambda: check.window.one.path == second)
    for letters in ("noah", "ida"):
        QTest.keyClicks(check.window.one.naming.field, letters)
        check.wait(lambda: check.window.one.naming.field.is_open)
        QTest.keyClick(check.window.one.naming.field, Key.Key_Return)
    slowly.set()
    check.settle()
    assert check.named() == [noah, ida]
    check.press(check.window.one.naming.field, Key.Key_Return)
    assert check.sentence == "May not be shown anywhere."
    assert _shown(office, second) == {noah, ida}


def test_what_a_refusal_of_one_picture_tells_is_told_of_no_other(
    check: CheckDriver, office: Office, slowly: Event
) -> None:
    office.permit(office.family())
    office.family("Ida Holm")
    first, second = office.draw(size=(1200, 900)), office.draw(size=(1200, 900))
    for path in (first, second):
        path.write_bytes(crafted.with_names(path.read_bytes(), ["Ida Holm"]))
    check.check(first)
    check.name("noah")
    QTest.keyClick(check.window.one.naming.field, Key.Key_Return)
    check.window.take([second])
    check.window.take([second])
    check.wait(lambda: check.window.one.path == second)
    slowly.set()
    check.settle()
    assert first.name in check.window.banner.text.replace("\u200b", "")
    check.name("noah")
    check.press(check.window.one.naming.field, Key.Key_Return)
    assert second.name in check.window.banner.text.replace("\u200b", "")
    assert office.check(second) == UNDECIDED


def test_names_are_still_there_after_yes_to_a_like_registered_meanwhile(
    check: CheckDriver, office: Office
) -> None:
    noah, ida = office.family(), office.family("Ida Holm")
    office.permit(noah)
    named_while_a_like_is_registered(check, office, noah)
    one = check.window.one
    check.click(one.yes)
    assert check.named() == [noah, ida]
    assert one.naming.isVisible()
    # The first time it is told that the photo may show more than this version of it.
    for _again in range(2):
        check.press(one.naming.field, Key.Key_Return)
    assert check.sentence == "May not be shown anywhere."


def test_enter_takes_nobody_before_the_answers_are_back(check: CheckDriver, office: Office) -> None:
    office.family("Ida Abel")
    berg = office.family("Ida Berg")
    check.check(office.draw(size=(1200, 900)))
    naming = check.window.one.naming
    check.type(naming.field, "ida")
    naming.kind.buttons[0].setFocus()
    naming.field.setFocus()
    QTest.keyClick(naming.field, Key.Key_Return)
    check.settle()
    assert check.named() == []
    check.press(naming.field, Key.Key_Down)
    check.press(naming.field, Key.Key_Return)
    assert check.named() == [berg]
