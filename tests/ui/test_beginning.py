"""The program begins: the first time, with a broken register, and after a bug."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from consentdesk import i18n
from consentdesk.errors import BadInput, Problem
from consentdesk.services import roster
from consentdesk.services.demo_class import is_practice, school_name
from consentdesk.storage.register import Register
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui import theme
from consentdesk.ui.application import application, speak
from consentdesk.ui.crash import CrashHook
from consentdesk.ui.desk_view import DeskView
from consentdesk.ui.first_run_page import FirstRunPage
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.problem_page import ProblemPage
from consentdesk.ui.settings_dialog import SettingsDialog
from tests.services.office import CLERK, MONDAY, Office
from tests.storage.tampering import opened
from tests.ui.beginning import Program

Key = Qt.Key


@pytest.fixture
def program(qtbot: QtBot, settings: QSettings, tmp_path: Path) -> Iterator[Program]:
    """A program whose register is not there yet."""
    made = Program(qtbot, settings, tmp_path / "data" / "register.db")
    yield made
    # Work that a failed test left would make the window ask whether it may close.
    made.context.tasks.close()
    made.desk.window.close()
    made.desk.close()


def test_the_first_time_one_name_is_enough(program: Program, tmp_path: Path) -> None:
    program.begin()
    front = program.front
    assert isinstance(front, FirstRunPage)
    assert front.name.hasFocus()
    program.driver.press(front.name, Key.Key_Return)
    assert "called" in front.banner.text
    program.driver.type(front.name, "Skovskolen")
    program.driver.press(front.name, Key.Key_Return)
    assert program.front is None
    assert (tmp_path / "data" / "register.db").exists()
    with program.context.register.read() as reader:
        assert reader.institution.name == "Skovskolen"
    page = program.desk.window.pages.page
    assert isinstance(page, OverviewPage)


def test_nothing_moves_on_the_first_page_while_the_pages_behind_it_are_made(
    program: Program, qtbot: QtBot
) -> None:
    program.begin()
    window, front = program.desk.window, program.front
    assert isinstance(front, FirstRunPage)
    before = front.geometry()
    assert window.sidebar.list.viewport() is not None
    qtbot.wait_until(lambda: not program.context.tasks.running)
    program.driver.settle()
    assert not window.statusBar().isVisible()
    assert front.geometry() == before


def test_there_is_no_desk_to_lay_out_before_there_is_a_register(
    program: Program, settings: QSettings
) -> None:
    program.begin()
    window = program.desk.window
    assert not window.findChildren(DeskView)
    window.close()
    assert settings.value("window/page") is None


def test_the_first_page_says_where_the_register_will_be(program: Program, tmp_path: Path) -> None:
    program.begin()
    front = program.front
    assert isinstance(front, FirstRunPage)
    said = front.place.text().replace("\u200b", "")
    assert said == f"The register is kept in {tmp_path / 'data' / 'register.db'}"


def test_the_language_can_be_chosen_on_the_first_page(
    program: Program, settings: QSettings
) -> None:
    program.begin()
    front = program.front
    assert isinstance(front, FirstRunPage)
    program.driver.type(front.language, "D")
    program.driver.wait(lambda: program.front is not front)
    again = program.front
    assert isinstance(again, FirstRunPage)
    assert again.begin.text() == "Begynd"
    assert settings.value("desk/language") == "da"


def _in_the_language_above(program: Program, front: FirstRunPage) -> FirstRunPage:
    """The page after one press of the arrow key in the box of languages."""
    program.driver.press(front.language, Key.Key_Up)
    program.driver.wait(lambda: program.front is not front)
    again = program.front
    assert isinstance(again, FirstRunPage)
    return again


def test_another_language_loses_nothing_that_was_typed(program: Program) -> None:
    program.begin()
    front = program.front
    assert isinstance(front, FirstRunPage)
    program.driver.type(front.name, "Skovskolen")
    program.driver.type(front.contact, "12 34 56 78")
    program.driver.press(front.policy, Key.Key_Down)
    front.language.setFocus()
    again = _in_the_language_above(program, _in_the_language_above(program, front))
    assert (again.name.text(), again.contact.text()) == ("Skovskolen", "12 34 56 78")
    assert again.policy.currentData() == "se"
    assert again.language.hasFocus()
    assert again.begin.text() == "Begynd"


def test_the_rules_follow_the_language_until_somebody_chooses(program: Program) -> None:
    program.begin()
    front = program.front
    assert isinstance(front, FirstRunPage)
    assert front.policy.currentData() == "dk"
    program.driver.type(front.language, "S")
    program.driver.wait(lambda: program.front is not front)
    again = program.front
    assert isinstance(again, FirstRunPage)
    assert again.policy.currentData() == "se"


def test_making_the_practice_class_is_told_in_words_and_can_be_stopped(program: Program) -> None:
    program.begin()
    front = program.front
    assert isinstance(front, FirstRunPage)
    QTest.mouseClick(front.practise, Qt.MouseButton.LeftButton)
    assert not front.practise.isEnabled()
    assert not front.begin.isEnabled()
    program.driver.wait(lambda: front.progress.text.startswith("Making the practice class: "))
    (stop,) = front.progress.findChildren(QPushButton)
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    program.driver.wait(front.practise.isEnabled)
    assert program.front is front


def test_making_the_practice_class_is_told_in_one_place(program: Program) -> None:
    program.begin()
    front = program.front
    assert isinstance(front, FirstRunPage)
    QTest.mouseClick(front.practise, Qt.MouseButton.LeftButton)
    program.driver.wait(lambda: front.progress.text.startswith("Making the practice class: "))
    assert not program.desk.window.tasks.isVisible()
    (stop,) = front.progress.findChildren(QPushButton)
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    program.driver.wait(front.practise.isEnabled)


def test_whoever_practises_returns_to_their_own_register_by_button_and_by_key(
    program: Program, tmp_path: Path, home: Path
) -> None:
    del home
    path = tmp_path / "data" / "register.db"
    Register.create(
        str(path), institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY
    ).close()
    program.begin()
    window = program.desk.window
    program.driver.settle()
    assert not window.actions_.own_register.isVisible()
    assert not window.sidebar.leave.isVisible()
    for leave in ("button", "key"):
        window.practice_wanted.emit()
        program.driver.wait_long(lambda: _is_practising(program))
        program.driver.settle()
        assert window.actions_.own_register.text() == "Back to Skovskolen"
        assert window.sidebar.leave.isVisible()
        if leave == "button":
            program.driver.click(window.sidebar.leave)
        else:
            program.driver.control(window, Key.Key_O, shift=True)
        program.driver.settle()
        assert not _is_practising(program)
        assert not window.sidebar.leave.isVisible()
        assert not window.actions_.own_register.isEnabled()


def _is_practising(program: Program) -> bool:
    with program.context.register.read() as reader:
        return is_practice(reader.institution.name)


def test_whom_forms_name_can_be_told_the_first_time(program: Program) -> None:
    program.begin()
    front = program.front
    assert isinstance(front, FirstRunPage)
    program.driver.type(front.name, "Skovskolen")
    program.driver.type(front.contact, "12 34 56 78")
    program.driver.type(front.officer, "dpo@skovskolen.dk")
    program.driver.press(front.officer, Key.Key_Return)
    with program.context.register.read() as reader:
        here = reader.institution
    assert (here.contact, here.officer) == ("12 34 56 78", "dpo@skovskolen.dk")


def test_what_a_desk_used_to_print_is_taken_over_once(
    program: Program, settings: QSettings, tmp_path: Path
) -> None:
    path = tmp_path / "data" / "register.db"
    Register.create(
        str(path), institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY, contact="A"
    ).close()
    settings.setValue("print/contact", "B")
    settings.setValue("print/officer", "dpo@skovskolen.dk")
    program.begin()
    with program.context.register.read() as reader:
        here = reader.institution
    assert (here.contact, here.officer) == ("A", "dpo@skovskolen.dk")
    assert not settings.contains("print/contact")
    assert not settings.contains("print/officer")


def test_a_practice_register_takes_nothing_over(
    program: Program, settings: QSettings, tmp_path: Path
) -> None:
    path = tmp_path / "data" / "register.db"
    Register.create(
        str(path), institution=school_name(), policy="dk", clerk=CLERK, at=MONDAY
    ).close()
    settings.setValue("print/contact", "B")
    program.begin()
    with program.context.register.read() as reader:
        assert reader.institution.contact == ""
    assert settings.contains("print/contact")


def test_a_made_up_class_is_one_button_away_and_found_again(program: Program, home: Path) -> None:
    program.begin()
    front = program.front
    assert isinstance(front, FirstRunPage)
    front.practise.click()
    program.driver.wait_long(lambda: program.context.is_open)
    program.driver.settle()
    made = list(home.rglob("register.db"))
    assert len(made) == 1
    with program.context.register.read() as reader:
        photos = reader.find_photos(PhotoFilter())
    assert len(program.context.thumbnails.places(photos)) == len(photos)
    program.desk.window.practice_wanted.emit()
    program.driver.settle()
    assert list(home.rglob("register.db")) == made


def test_a_folder_that_can_not_be_written_is_told_where_one_is(
    qtbot: QtBot, settings: QSettings, tmp_path: Path
) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    program = Program(qtbot, settings, tmp_path / "data" / "register.db")
    program.begin()
    front = program.front
    if isinstance(front, FirstRunPage):
        program.driver.type(front.name, "Skovskolen")
        program.driver.press(front.name, Key.Key_Return)
        assert front.banner.text
        assert front.begin.isEnabled()
    else:
        assert isinstance(front, ProblemPage)
    program.desk.window.close()
    program.desk.close()


def test_the_register_is_opened_and_what_waits_is_shown(
    qtbot: QtBot, settings: QSettings, office: Office
) -> None:
    office.answer(office.family())
    program = Program(qtbot, settings, Path(office.register.location))
    program.begin()
    page = program.desk.window.pages.page
    assert isinstance(page, OverviewPage)
    texts = [label.text() for label in page.cards.findChildren(QLabel)]
    assert "answered form waits to be journaled. It does not count before that." in texts
    program.desk.window.close()
    program.desk.close()


@pytest.mark.parametrize("answer", ["yes", "no", "enter", "escape"])
def test_a_date_long_after_the_last_entry_is_asked_about_before_anything_is_written(
    program: Program, settings: QSettings, tmp_path: Path, answer: str
) -> None:
    path = tmp_path / "data" / "register.db"
    Register.create(
        str(path), institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY
    ).close()
    # What the window would write by itself, as soon as it is open.
    settings.setValue("print/officer", "dpo@skovskolen.dk")
    program.context.now = lambda: MONDAY + timedelta(days=401)
    asked = _answered(program, answer)
    assert "20 October 2027" in asked
    assert "14 September 2026" in asked
    register, clerk, at = program.context.register, CLERK, program.context.now()
    with register.read() as reader:
        assert reader.institution.officer == ("dpo@skovskolen.dk" if answer == "yes" else "")
    if answer == "yes":
        roster.enrol(register, clerk, at, name="Ida Holm", born=date(2019, 3, 4))
        return
    with pytest.raises(BadInput) as caught:
        roster.enrol(register, clerk, at, name="Ida Holm", born=date(2019, 3, 4))
    assert caught.value.problem is Problem.CLOCK_AHEAD


def _answered(program: Program, answer: str) -> str:
    """Begin, and answer the one question; what it said."""
    asked: list[str] = []

    def reply() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            return
        asked.append(box.text())
        yes, no = (box.buttons()[n] for n in (0, 1))
        assert box.defaultButton() is no
        match answer:
            case "yes":
                yes.click()
            case "no":
                no.click()
            case "enter":
                QTest.keyClick(box, Key.Key_Return)
            case _:
                QTest.keyClick(box, Key.Key_Escape)

    timer = QTimer(program.desk)
    timer.timeout.connect(reply)
    timer.start(10)
    program.begin()
    timer.stop()
    (text,) = asked
    return text


def _damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:20480] = b"\xa5" * 16384
    path.write_bytes(data)


def _from_a_newer_version(path: Path) -> None:
    with opened(path) as raw:
        raw.execute("UPDATE consentdesk_version SET version_num = '9999'")


@pytest.mark.parametrize(
    ("befalls", "sentence"),
    [
        (
            _damage,
            "The register {path} is damaged. Nothing was changed. Restore the latest backup, and "
            "keep the damaged file.",
        ),
        (
            _from_a_newer_version,
            "The register {path} was written by a newer ConsentDesk. It was left as it is. Update "
            "ConsentDesk on this computer.",
        ),
    ],
)
def test_a_register_that_can_t_be_opened_is_told_in_a_sentence_and_can_be_tried_again(
    qtbot: QtBot,
    settings: QSettings,
    tmp_path: Path,
    befalls: Callable[[Path], None],
    sentence: str,
) -> None:
    location = tmp_path / "register.db"
    made = Register.create(
        str(location), institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY
    )
    made.close()
    whole = location.read_bytes()
    befalls(location)
    broken = location.read_bytes()
    program = Program(qtbot, settings, location)
    program.begin()
    front = program.front
    assert isinstance(front, ProblemPage)
    said = [text.text().replace("\u200b", "") for text in front.findChildren(QLabel)]
    assert "The register can't be opened" in said
    assert sentence.format(path=location) in said
    assert location.read_bytes() == broken
    location.write_bytes(whole)
    program.driver.press(front.view.button, Key.Key_Space)
    assert program.front is None
    program.desk.window.close()
    program.desk.close()


def test_the_language_changes_at_once_and_is_remembered(
    program: Program, settings: QSettings
) -> None:
    program.begin()
    program.desk.window.settings_wanted.emit()
    program.driver.settle()
    (dialog,) = program.desk.window.findChildren(SettingsDialog)
    program.driver.type(dialog.language, "Dansk")
    program.driver.click(dialog.save)
    assert i18n.language() == "da"
    front = program.front
    assert isinstance(front, FirstRunPage)
    assert front.begin.text() == "Begynd"
    assert settings.value("desk/language") == "da"


def test_qts_own_words_follow_the_language(qapp: QApplication) -> None:
    speak("da")
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Annuller"
    speak("sv")
    assert QApplication.translate("QPlatformTheme", "Cancel") == "Avbryt"
    speak("en")
    assert qapp.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_the_appearance_can_be_chosen_whatever_the_system_says(
    program: Program, settings: QSettings
) -> None:
    program.begin()
    program.desk.window.settings_wanted.emit()
    program.driver.settle()
    (dialog,) = program.desk.window.findChildren(SettingsDialog)
    program.driver.type(dialog.scheme, "Dark")
    program.driver.click(dialog.save)
    assert theme.colours(application().palette()).dark
    assert settings.value("desk/scheme") == "dark"
    theme.use_scheme(application(), "light")


def test_a_bug_is_told_without_names_and_the_window_stays(qtbot: QtBot, home: Path) -> None:
    del qtbot
    at = datetime(2026, 9, 14, 8, tzinfo=UTC)
    hook = CrashHook(lambda: at, lambda: None)
    bug = ValueError("Ida Holm, /home/anna/ida.jpg")
    hook(ValueError, bug, None)
    hook(ValueError, bug, None)
    boxes = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    (box,) = [b for b in boxes if b.isVisible()]
    (copy,) = [b for b in box.buttons() if b.text() == "Copy error details"]
    copy.click()
    report = QApplication.clipboard().text()
    assert "ValueError" in report
    assert "Ida" not in report
    assert "Ida" not in box.text()
    written = list(home.rglob("bug-*.txt"))
    assert len(written) == 1
    box.close()
