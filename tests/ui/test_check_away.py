"""The check window while the server is stopped: marked as of then, and nothing leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton

from consentdesk.machine_policy import MachinePolicy
from consentdesk.paths import last_known_dir
from consentdesk.services import intake
from consentdesk.services.last_known import keeping
from consentdesk.services.last_known.making import ticks
from consentdesk.storage.register import Register
from consentdesk.ui.answers_setting import AnswersSetting
from consentdesk.ui.application import speak
from consentdesk.ui.as_of import AsOfRow
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.export_dialog import ExportDialog
from consentdesk.ui.finding_rows import Heap
from consentdesk.ui.glyphs import Shape
from consentdesk.ui.last_answers import KEEP, LastAnswers
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.settings_dialog import SettingsDialog
from consentdesk.ui.silence import Silence
from tests.postgres import Postgres
from tests.services.office import CLERK, MONDAY, Office
from tests.services.rings import Ring, chosen
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import Driver

AS_OF = "As of 10:14 – the server doesn't answer."
REFUSED = "Nothing leaves and nothing is written while the server doesn't answer."


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server of these tests' own, as it is going to be stopped."""
    made = Postgres.start()
    yield made
    made.stop()


@pytest.fixture
def running(server: Postgres) -> Iterator[Postgres]:
    """The server, running again for the next test."""
    yield server
    if not server.is_up:
        server.resume()


@pytest.fixture
def ring() -> Iterator[Ring]:
    """A computer with a keyring."""
    made = Ring()
    with chosen(made):
        yield made


@pytest.fixture
def office(running: Postgres, tmp_path: Path) -> Iterator[Office]:
    """A school whose register lies on the server; it is fourteen past ten there."""
    (tmp_path / "pictures").mkdir()
    place = running.fresh()
    made = Register.create(place, institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY)
    with made as register:
        yield Office(register, tmp_path / "pictures", at=MONDAY.replace(minute=14))


@pytest.fixture
def pictures(office: Office) -> tuple[Path, Path, Path]:
    """One that may be shown, one that may not, and one that nobody knows."""
    noah, ida = office.family(), office.family("Ida Holm")
    office.permit(noah)
    hers = office.draw("ida.jpg", size=(300, 240))
    return office.portrait(noah), office.portrait(ida, path=hers), office.draw(size=(640, 120))


@pytest.fixture
def known(
    ring: Ring,
    window: MainWindow,
    pictures: tuple[Path, Path, Path],
    check: CheckDriver,
    context: Context,
) -> CheckDriver:
    """A check window beside the main one, once the server's answers have been read."""
    del ring, window, pictures
    context.tell_written()
    check.wait(lambda: context.last_answers.known is not None)
    check.settle()
    return check


def strip(check: CheckDriver) -> str:
    return check.window.away.strip.text.replace("\u200b", "")


def silence(check: CheckDriver, server: Postgres) -> None:
    """Stop the server and wait until that is noticed."""
    server.halt()
    check.context.tell_written()
    check.wait(lambda: check.context.last_answers.silent_since is not None)
    check.settle()


def answer(check: CheckDriver, server: Postgres) -> None:
    """Start the server again and wait until that is noticed and everything is read."""
    server.resume()
    check.wait(lambda: check.context.last_answers.silent_since is None)
    check.wait(lambda: strip(check) == "")
    check.settle()


def kept() -> list[Path]:
    """What lies on the disk."""
    return sorted(last_known_dir().glob("*"))


def buttons(window: CheckWindow) -> list[str]:
    """What can be pressed."""
    found = (b for b in window.findChildren(QPushButton) if b.isVisible() and b.text())
    return [b.text().replace("&", "") for b in found]


def keep_nothing(check: CheckDriver) -> None:
    """Somebody has switched off that answers are kept here."""
    check.context.settings.setValue(KEEP, "false")
    check.context.tell_written()
    check.context.last_answers.read()
    check.settle()


def test_what_is_dropped_meanwhile_is_answered_as_of_then_and_read_anew_afterwards(
    known: CheckDriver, running: Postgres, pictures: tuple[Path, Path, Path]
) -> None:
    silence(known, running)
    assert strip(known).startswith(AS_OF)
    known.check(pictures[0])
    assert known.sentence == "As of 10:14 it could be shown everywhere."
    assert set(known.verdicts()) == {"Could be shown as of 10:14"}
    assert known.offers() == []
    known.check(pictures[1])
    assert known.sentence == "As of 10:14 it could not be shown anywhere."
    assert "I.H." in known.words()
    assert "Ida" not in known.words()
    known.check(pictures[2])
    assert known.sentence == "As of 10:14 it was not decided."
    assert "not among the photos when the server last answered" in known.words()
    known.check(pictures[0])
    assert buttons(known.window) == ["Choose files…"]
    answer(known, running)
    assert known.sentence == "May be shown everywhere."
    assert set(known.verdicts()) == {"May be shown"}
    assert known.window.export.isVisible()


def test_a_list_has_no_clear_picture_while_the_server_is_silent(
    known: CheckDriver, running: Postgres, pictures: tuple[Path, Path, Path]
) -> None:
    known.check(*pictures)
    assert known.counts() == {Heap.CLEAR: 1, Heap.WITHHELD: 1, Heap.UNDECIDED: 1}
    known.window.many.heaps.pick(Heap.CLEAR)
    silence(known, running)
    assert known.counts() == {Heap.COULD: 1, Heap.WITHHELD: 1, Heap.UNDECIDED: 1}
    rows = known.window.many.model.rows
    assert [row.sign(None).shape for row in rows] == [Shape.WAS, Shape.NO, Shape.OPEN]
    assert all(isinstance(row, AsOfRow) for row in rows)
    assert len(known.listed()) == 3
    assert "as of 10:14" in rows[0].spoken(None)
    assert "Export…" not in buttons(known.window)
    chips = " ".join(buttons(known.window))
    assert "1 could be shown" in chips
    assert "may be shown" not in chips
    answer(known, running)
    assert known.counts() == {Heap.CLEAR: 1, Heap.WITHHELD: 1, Heap.UNDECIDED: 1}
    assert "Export…" in buttons(known.window)


def test_what_was_withdrawn_meanwhile_is_seen_once_the_server_answers(
    known: CheckDriver, running: Postgres, pictures: tuple[Path, Path, Path], office: Office
) -> None:
    known.check(pictures[0])
    assert known.sentence == "May be shown everywhere."
    silence(known, running)
    assert known.sentence == "As of 10:14 it could be shown everywhere."
    running.resume()
    with office.register.read() as reader:
        photo = office.photo(pictures[0])
        (noah,) = (shown.subject for shown in reader.depicted([photo])[photo])
    intake.withdraw(office.register, "Bo", office.at, subject=noah)
    known.wait(lambda: known.sentence == "May not be shown anywhere.")


@pytest.mark.parametrize("keys", ["list", "one"])
def test_nothing_leaves_whatever_is_pressed(
    known: CheckDriver, running: Postgres, pictures: tuple[Path, Path, Path], keys: str
) -> None:
    known.check(*(pictures if keys == "list" else pictures[:1]))
    silence(known, running)
    QApplication.clipboard().clear()
    known.control(known.window, Qt.Key.Key_E)
    assert known.window.banner.text.replace("\u200b", "").startswith(REFUSED)
    known.control(known.window, Qt.Key.Key_C)
    assert QApplication.clipboard().text() == ""
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, ExportDialog)]


def test_names_typed_when_the_server_falls_silent_are_said_once_it_answers(
    known: CheckDriver, running: Postgres, pictures: tuple[Path, Path, Path]
) -> None:
    known.check(pictures[2])
    known.name("Ida")
    (ida,) = known.named()
    silence(known, running)
    assert known.named() == [ida]
    assert known.window.one.asks_who
    assert not known.window.one.naming.done.isEnabled()
    known.press(known.window.one.naming.field, Qt.Key.Key_Return)
    assert known.window.banner.text.replace("\u200b", "").startswith(REFUSED)
    assert known.named() == [ida]
    answer(known, running)
    assert known.named() == [ida]
    known.press(known.window.one.naming.field, Qt.Key.Key_Return)
    known.wait(lambda: known.sentence == "May not be shown anywhere.")


def test_a_check_under_way_goes_on_as_of_then_when_the_server_stops(
    known: CheckDriver, running: Postgres, pictures: tuple[Path, Path, Path]
) -> None:
    """Nobody has noticed yet when the pictures are dropped."""
    running.halt()
    known.check(*pictures)
    known.wait(lambda: len(known.window.many.model.rows) == 3)
    known.settle()
    assert known.counts() == {Heap.COULD: 1, Heap.WITHHELD: 1, Heap.UNDECIDED: 1}
    assert strip(known).startswith(AS_OF)
    assert known.window.banner.text == ""
    answer(known, running)
    assert known.counts() == {Heap.CLEAR: 1, Heap.WITHHELD: 1, Heap.UNDECIDED: 1}


def test_when_the_day_is_over_nothing_is_answered_any_more(
    known: CheckDriver, running: Postgres, pictures: tuple[Path, Path, Path], office: Office
) -> None:
    known.check(*pictures)
    silence(known, running)
    office.later(days=1)
    known.context.last_answers.look()
    known.settle()
    assert known.window.many.model.rows == ()
    assert known.window.banner.text.startswith("What stood here was as of yesterday")
    known.drop(known.window, pictures[:1])
    known.settle()
    assert known.window.many.model.rows == ()
    assert "can't be reached" in known.window.banner.text
    assert strip(known).startswith("The server hasn't answered since")
    assert known.context.last_answers.known is None


def test_where_nothing_may_be_kept_what_is_shown_is_marked_and_the_next_refused(
    window: MainWindow,
    pictures: tuple[Path, Path, Path],
    check: CheckDriver,
    running: Postgres,
    ring: Ring,
) -> None:
    keep_nothing(check)
    check.check(pictures[0])
    assert check.sentence == "May be shown everywhere."
    silence(check, running)
    assert check.sentence == "As of 10:14 it could be shown everywhere."
    assert (kept(), ring.secrets) == ([], {})
    check.drop(check.window, pictures[1:2])
    check.settle()
    assert check.window.many.model.rows == ()
    assert "can't be reached" in check.window.banner.text
    del window


def test_what_is_shown_as_of_yesterday_is_gone_where_nothing_was_kept_either(
    window: MainWindow,
    pictures: tuple[Path, Path, Path],
    check: CheckDriver,
    running: Postgres,
    office: Office,
) -> None:
    keep_nothing(check)
    check.check(pictures[0])
    silence(check, running)
    check.context.last_answers.look()
    check.settle()
    assert check.sentence == "As of 10:14 it could be shown everywhere."
    office.later(days=1)
    check.context.last_answers.look()
    check.settle()
    assert check.window.many.model.rows == ()
    assert check.window.view is not check.window.one
    assert strip(check).startswith("The server hasn't answered since 14 September 2026, 10:14.")
    (above,) = [s for s in window.findChildren(Silence) if s.isVisible()]
    assert above.text.startswith("The server hasn't answered since 14 September 2026, 10:14.")


def test_names_typed_before_midnight_are_there_when_the_server_answers(
    window: MainWindow,
    pictures: tuple[Path, Path, Path],
    check: CheckDriver,
    running: Postgres,
    office: Office,
) -> None:
    del window
    keep_nothing(check)
    check.check(pictures[2])
    check.name("Ida")
    named = check.named()
    silence(check, running)
    office.later(days=1)
    check.context.last_answers.look()
    check.settle()
    assert check.window.view is not check.window.one
    check.press(check.window, Qt.Key.Key_Escape)
    assert check.window.isVisible()
    assert check.window.banner.text == "What you typed here is not saved."
    answer(check, running)
    check.wait(lambda: check.is_one)
    check.settle()
    assert check.named() == named != []
    check.press(check.window.one.naming.field, Qt.Key.Key_Return)
    check.wait(lambda: check.sentence == "May not be shown anywhere.")


def test_the_file_that_is_kept_is_gone_when_it_is_switched_off_or_the_register_left(
    known: CheckDriver, ring: Ring, running: Postgres
) -> None:
    answers, context = known.context.last_answers, known.context
    assert len(kept()) == len(ring.secrets) == 1
    context.settings.setValue(KEEP, "false")
    context.tell_written()
    known.settle()
    assert (kept(), ring.secrets, answers.known) == ([], {}, None)
    context.settings.setValue(KEEP, "true")
    answers.read()
    known.settle()
    assert len(kept()) == len(ring.secrets) == 1
    register = context.register
    context.put(None)
    known.settle()
    assert (kept(), ring.secrets, answers.known) == ([], {}, None)
    context.put(register)
    known.settle()
    assert running.is_up


def test_what_is_kept_on_the_disk_is_as_of_when_the_server_last_answered(
    known: CheckDriver, ring: Ring, running: Postgres, office: Office
) -> None:
    answers = known.context.last_answers
    office.later(minutes=20)
    assert answers.known is not None
    known.wait(lambda: answers.known is not None and answers.known.pack.made_at == office.at)
    silence(known, running)
    assert strip(known).startswith("As of 10:34")
    found = keeping.kept(office.register.place, None, office.at, ticks())
    assert found is not None
    assert found.pack.made_at == office.at
    assert len(ring.secrets) == 1


def _off() -> MachinePolicy:
    return MachinePolicy(keep_answers=False)


def test_where_the_municipality_says_no_nothing_is_kept_and_nobody_can_change_it(
    known: CheckDriver, ring: Ring
) -> None:
    context = known.context
    assert len(kept()) == len(ring.secrets) == 1
    answers = LastAnswers(context, context, policy=_off)
    answers.read()
    known.settle()
    assert (kept(), ring.secrets, answers.known) == ([], {}, None)
    setting = AnswersSetting(context, _off)
    known.show(setting)
    assert not setting.tick.isChecked()
    assert not setting.tick.isEnabled()
    setting.save()
    assert context.settings.value(KEEP) is None


def test_the_settings_switch_it_off_where_there_is_a_server(
    known: CheckDriver, ring: Ring, window: MainWindow
) -> None:
    context = known.context
    dialog = SettingsDialog(context, window, None)
    known.show(dialog)
    assert dialog.answers.tick.isChecked()
    known.click(dialog.answers.tick)
    known.click(dialog.save)
    assert (kept(), ring.secrets, context.last_answers.known) == ([], {}, None)
    assert not AnswersSetting(context).tick.isChecked()


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_no_letter_of_the_settings_is_there_twice(
    window: MainWindow, driver: Driver, language: str
) -> None:
    speak(language)
    dialog = SettingsDialog(driver.context, window, None)
    driver.show(dialog)
    labels = [w for w in dialog.findChildren(QLabel) if w.buddy() is not None]
    shown = [w.text() for w in dialog.findChildren(QAbstractButton) if w.isVisibleTo(dialog)]
    shown += [w.text() for w in labels if w.isVisibleTo(dialog)]
    texts = [text.replace("&&", "") for text in shown]
    letters = sorted(t[t.index("&") + 1].casefold() for t in texts if "&" in t)
    assert letters == sorted(set(letters)), texts
    assert dialog.answers.isVisible()
